"""A unit or a person is named that the settings do not know.

The settings `units` and `people` list all that may be named as leading, supporting or member;
without them the rule is silent. Groups of the plan itself are known too, and so are short and long
forms (`社区妇联` for `云溪社区妇女联合会`) and descriptions such as `各网格` or `党员代表`.

Passes:

    # .plangen.yaml: units: [云溪社区妇女联合会]
    title: 云溪社区2027年工作计划
    tasks: [{text: 评选平安家庭。, lead: 社区妇联, support: 各网格}]

Fails:

    # .plangen.yaml: units: [云溪社区妇女联合会]
    title: 云溪社区2027年工作计划
    tasks: [{text: 评选平安家庭。, lead: 社区文联}]
"""

from collections.abc import Iterator
from functools import lru_cache

from plangen.model import Group
from plangen.names import bare, person, post, short
from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule, at_text
from plangen.settings import Settings
from plangen.subject import Subject, Text

# What describes units or people instead of naming them.
_DESCRIBED = late(
    r"[各全]|辖区|驻区|有关|相关|属地|共建|沿街|所有|本社区|物业|业主|楼栋|楼组|楼门|网格|专人|.*(?:代表|志愿者|人员|成员|干部|党员|群众|居民"
    r"|商户|企业|单位|部门|学校|机构|组织|家庭|负责人|网格员|民警|专干|小组|工作组|专班|队伍|服务队)$"
)
_POSTS = late(r".*(?:书记|主任|主席|[所站校院会部局队园排班组]长|委员|经理|干事|专员)$")
_TITLE = late(r"(?:同志|书记|主任|老师|医生|律师|女士|先生)$")
_SHORTEST = 2


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:
    """Every name that is not known."""
    if not settings.units and not settings.people:
        return
    own = _own(subject)
    for text in subject.texts:
        if text.kind in {"unit", "member"}:
            name = bare(text.value)
            if name and name not in own and not _known(text, name, settings):
                yield at_text(text, *_words(name, is_person=_is_person(text, name)))


def _own(subject: Subject) -> frozenset[str]:
    """The groups of the plan, who makes it and who signs it."""
    plan = subject.plan
    signers = plan.signature.organizations if plan.signature else ()
    groups = [placed.value.name for placed in subject.groups if isinstance(placed.value, Group)]
    heads = [
        subject.entries[placed.entry].item.heading for placed in subject.groups if placed.entry >= 0
    ]
    return frozenset((plan.organization, *signers, *groups, *heads))


def _is_person(text: Text, name: str) -> bool:
    return person(_TITLE.sub("", name)) or (
        text.kind == "member" and bool(post(text.value)) and _is_name(name)
    )


def _is_name(name: str) -> bool:
    longest = 4
    return len(name) <= longest and not _POSTS.match(name) and not _DESCRIBED.match(name)


def _known(text: Text, name: str, settings: Settings) -> bool:
    """Whether the settings know a name; without a list of its kind, all of the kind are known."""
    if _is_person(text, name):
        names = frozenset(map(bare, settings.people))
        return not names or name in names or _TITLE.sub("", name) in names
    if not settings.units or _DESCRIBED.match(name) or _POSTS.match(name):
        return True
    return _fits(short(name), settings.units)


@lru_cache(maxsize=4096)
def _fits(name: str, units: tuple[str, ...]) -> bool:
    """Whether a name is a unit's, in full or without its beginning, or leaves signs out."""
    for unit in map(short, units):
        if unit == name or (len(name) >= _SHORTEST and unit.endswith(name)):
            return True
        if name.endswith(unit) and len(unit) > _SHORTEST:
            return True
        if len(name) > _SHORTEST and name[-1] == unit[-1:] and _leaves_out(name, unit):
            return True
    return False


def _leaves_out(name: str, unit: str) -> bool:
    """Whether a name has some signs of a unit's name in their order."""
    signs = iter(unit)
    return all(sign in signs for sign in name)


def _words(name: str, *, is_person: bool) -> tuple[Words, Words]:
    zh, en = ("人员", "people") if is_person else ("单位", "units")
    return (
        Words(f"“{name}”不在设置的{zh}名单中", f"“{name}” is not among the {en} of the settings"),
        Words("请核对，或者补进名单", "check it, or add it to them"),
    )


RULE = Rule(
    "unknown-unit",
    "warning",
    Words("名单中没有的单位或人员", "a unit or a person that is not known"),
    """牵头、配合单位或小组成员中，有设置里没有的单位或人员。

设置`units`和`people`列出计划可以写的单位和人员；没有设置时不检查。本计划自己的工作小组算在内；简称和全称
（`社区妇联`即`云溪社区妇女联合会`）以及“各网格”“党员代表”这样的统称，都不算不认识。""",
    check,
)
