"""The name of another community, street or leader was left over from another plan.

The setting `names` lists such names; those that the plan itself bears in its title, its
organization, its signature or its preamble are its own. Without the setting only a community is
told that surely is another: the plan's own is known from who makes or signs it, and the other does
not stand beside words such as 结对, 共建, 参观 or 联合, nor among the units of the tasks.

Passes:

    title: 云溪社区2027年工作计划
    organization: 云溪社区居民委员会
    tasks: [与柳岸社区党委结对共建。, 到梧桐里社区居委会参观学习。]

Fails:

    title: 云溪社区2027年工作计划
    organization: 云溪社区居民委员会
    tasks: [由柳岸社区居委会组织居民代表评议。]
"""

import re
from collections.abc import Iterator

from plangen.names import PLACE_ENDS, community, own_communities, place
from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule, at_hit, at_text
from plangen.settings import Settings
from plangen.subject import PROSE, Hit, Kind, Subject

_SIGNS = frozenset("区")
_OTHER = late(
    rf"社区(?<=[{PLACE_ENDS}]社区)(?:居|党|两委|“两委”|的|实际|全体|广大|辖区|妇|综治|网格|团|20\d\d|)"
)
_BOUNDS = late(r"^.*(?:[^\u4e00-\u9fff]|[为在把使对由与和及从到向将让给是等我本了以])")
# Words that stand before a name and are no part of it.
_LEADING = late(
    r"^(?:由|经|结合|走访|根据|按照|针对|围绕|立足|依托|带领|组织|动员|发动|引导|服务|推动|深入|来到|走进|建设|加强|会同|配合|关心|关爱"
    r"|慰问|帮助|听取|面向|实现|提升|改善|维护|促进|确保|得到|通知|要求|我们|成立|发挥|进入|全体|所在|位于|入住|居住)"
)
_PARTNER = late(
    r"结对|共建|参观|考察|观摩|相邻|邻近|毗邻|交界|联合|对口|兄弟|周边|经验|交流|学习.{0,12}社区|做法|帮扶|联动|联谊|友好|划归|合并|拆分"
    r"|原[^则因来有本先]|邀请|等[一二三四五六七八九十\d]*个社区|、[^，。；]{0,8}社区"
)
_BLANK = late(r"社区(?<=[xXｘＸ×○〇*＊某]社区)")
_BLANK_SIGNS = frozenset("xXｘＸ×○〇*＊某")
_TITLES: tuple[Kind, ...] = ("title", "subtitle", "attachment", "group")
_END = late(r"[。；;！!？?\n]")
_JOINT = late(r"[与和、及]|联合|共建|结对")
_MANY = 3
_REACH = 8


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:
    """Every name that is not the plan's own."""
    if settings.names:
        # They are all that there are; nothing has to be guessed.
        yield from _listed(subject, settings.names)
        return
    own = own_communities(subject.plan)
    if len(own) == 1:
        yield from _titles(subject, *own)
    if own or _is_blank(subject):
        yield from _sentences(subject, own)


def _is_blank(subject: Subject) -> bool:
    """Whether the plan's own community is a placeholder."""
    return not _BLANK_SIGNS.isdisjoint(subject.signs) and bool(_BLANK.search(subject.joined))


def _listed(subject: Subject, names: tuple[str, ...]) -> Iterator[Finding]:
    """Names of the settings that are not the plan's own."""
    plan = subject.plan
    signers = plan.signature.organizations if plan.signature else ()
    bears = "\n".join((plan.title, plan.subtitle, plan.organization, *signers))
    preamble = "\n".join(plan.preamble)
    own = own_communities(plan)
    joined, signs = subject.joined, subject.signs
    present = [name for name in names if signs.issuperset(name) and name in joined]
    mine = [
        name
        for name in present
        if name in bears or (name in preamble and not (own and _is_community(name)))
    ]
    others = [re.escape(name) for name in present if name not in mine]
    if not others:
        return
    longest = sorted((*map(re.escape, mine), *others), key=len, reverse=True)
    for hit in subject.find(late("|".join(longest))):
        if hit.match[0] not in mine and not _PARTNER.search(_sentence(hit)):
            name = hit.match[0]
            like = f"{next(iter(own))}社区" if own and name.endswith("社区") else ""
            yield at_hit(hit, *_words(name, like))


def _is_community(name: str) -> bool:
    return name.endswith(("社区", "村"))


def _titles(subject: Subject, own: str) -> Iterator[Finding]:
    """Titles and names of groups that begin with another community."""
    by_kind = subject.texts_by_kind
    for text in (text for kind in _TITLES for text in by_kind.get(kind, ())):
        if "社区" in text.value:
            name = community(text.value, certain=True)
            if name and own not in text.value and not _JOINT.search(text.value):
                yield at_text(text, *_words(name + "社区", own + "社区"))


def _sentences(subject: Subject, own: dict[str, None]) -> Iterator[Finding]:
    """Sentences about another community."""
    found: list[tuple[str, Hit]] = []
    for hit in subject.find(_OTHER, _SIGNS):
        before = hit.text.value[max(0, hit.start - _REACH) : hit.start]
        if hit.text.kind not in PROSE or any(map(before.endswith, own)):
            continue
        if own and hit.match[0] == "社区":
            continue
        name = _LEADING.sub("", _BOUNDS.sub("", before))
        if place(name):
            found.append((name, hit))
    if not found or len({name for name, _ in found}) >= _MANY:
        return
    named = "\n".join(
        text.value for text in subject.texts if text.kind in {"unit", "recipient", "member"}
    )
    for name, hit in found:
        if name not in named and not _PARTNER.search(_sentence(hit)):
            yield at_hit(hit, *_words(name + "社区", f"{next(iter(own))}社区" if own else ""))


def _sentence(hit: Hit) -> str:
    """The sentence around a match."""
    value = hit.text.value
    return _END.split(value[: hit.start])[-1] + _END.split(value[hit.start :])[0]


def _words(name: str, own: str) -> tuple[Words, Words]:
    return (
        Words(f"“{name}”不是本计划的名称", f"“{name}” is not this plan's own name"),
        Words(
            f"请核对是否应为“{own}”" if own else "请核对",
            f"check whether “{own}” is meant" if own else "check it",
        ),
    )


RULE = Rule(
    "other-name",
    "error",
    Words("别处的名称", "the name of another place or person"),
    """从别的计划抄来的文字中，留下了别的社区、街道或领导的名称。

设置`names`列出这些名称；其中写在本计划标题、制定单位、落款或前言中的，是本计划自己的。没有这项设置时，只指出
肯定是别处的社区：本社区的名称见制定单位、落款或标题，而另一个社区又没有和“结对”“共建”“参观”“联合”这样的
词写在一起，也不是任务的责任单位。""",
    check,
)
