"""A leadership group has no head: `成员` and `副组长`, but no `组长`.

Every word for a head counts (组长, 总指挥, 主任, 召集人, 负责人, 队长 and so on), and so does a
sentence such as `由社区党委书记任组长`. A list of members alone, as in a team of volunteers or in
a sub-group, is none. A role without people is said when the plan is read.

Passes:

    title: 云溪社区2027年工作计划
    leadership:
      groups:
        - name: 工作专班
          roles: {召集人: 沈文澜, 成员: 何玉枝}

Fails:

    title: 云溪社区2027年工作计划
    leadership:
      groups:
        - name: 工作领导小组
          roles: {副组长: 陶敬言, 成员: 何玉枝}
"""

from collections.abc import Iterator

from plangen.model import Group
from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule
from plangen.settings import Settings
from plangen.subject import Placed, Subject

_HEAD = late(
    r"(?!.*副)(?!办公室).*(?:组\s*长|总?指挥长?|主任|负责|召集|队长|会长|书记|[团站班院所校处科部局厂排连营片区网格栋]长"
    r"|主席|牵头|主持|总理事|理事长|第一责任人|责任人|组织者|总协调|总调度|督导长|主管|带队|领队|主帅|总管)"
)
_DEPUTY = late(r"副|成\s*员|组\s*员|队\s*员|委\s*员")
_FORMAL = late(r"领导小组|指挥部|委员会|专班|工作组|工作小组|领导组|专项组")
_NAMED = late(
    r"[任为当是][^，。；]{0,6}(?:组长|总指挥|主任|召集人|负责人|队长)|牵头|负责人|组长由|总指挥由|挂帅"
)


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every group without a head."""
    for placed in subject.groups:
        group = placed.value
        if not isinstance(group, Group) or not group.roles:
            continue
        head = next((role for role in group.roles if _HEAD.match(role.name)), None)
        if head is None and _needs_head(placed, group) and not _told(subject, placed, group):
            yield _without(subject, placed, group)


def _needs_head(placed: Placed, group: Group) -> bool:
    """Whether a group without a head lacks one: it has several ranks, or is a formal one."""
    ranks = [role for role in group.roles if _DEPUTY.search(role.name)]
    if len(ranks) > 1 or any("副" in role.name for role in ranks):
        return True
    return bool(ranks) and not placed.depth and _FORMAL.search(group.name) is not None


def _told(subject: Subject, placed: Placed, group: Group) -> bool:
    """Whether a sentence about the group says who heads it."""
    texts = [*group.text, *group.duties]
    at = placed.entry
    if at >= 0 and not placed.depth:
        item = subject.entries[at].item
        texts += [item.heading, *item.text, *item.closing]
    return any(map(_NAMED.search, texts))


def _without(subject: Subject, placed: Placed, group: Group) -> Finding:
    name = group.name
    if not name and placed.entry >= 0:
        name = subject.entries[placed.entry].item.heading.rstrip("。：:；;")
    return Finding(
        placed.line,
        placed.column,
        Words(f"{_quoted(name)}没有组长", f"{_quoted(name) or 'the group'} has no head"),
        Words("请写明组长或负责人", "name its head"),
    )


def _quoted(name: str) -> str:
    return f"“{name}”" if name else ""


RULE = Rule(
    "group-head",
    "warning",
    Words("工作小组没有组长", "a group without a head"),
    """领导小组有副组长、成员，却没有组长。

各种称呼都算组长：总指挥、主任、召集人、负责人、队长等；写明“由社区党委书记任组长”的也算。志愿服务队或
专项小组只列成员的不算。组长一栏空着的，读取计划时已经指出。""",
    check,
)
