"""One person stands twice in one group: as `组长` and again as `成员`, or twice among `成员`.

Names are left over when lists are merged, and the head needs no second place among the members.
The head of the office, a contact person and the roles of sub-groups are often held by members, so
they are left alone, and so are posts without names.

Passes:

    title: 云溪社区2027年工作计划
    leadership:
      groups:
        - roles: {组长: 沈文澜（书记）, 成员: [何玉枝, 范立群], 联络员: 何玉枝}
          office: {place: 综治中心, director: 范立群}

Fails:

    title: 云溪社区2027年工作计划
    leadership:
      groups:
        - roles: {组长: 沈文澜（书记）, 成员: [何玉枝, 沈文澜]}
"""

from collections.abc import Iterator

from plangen.model import Group
from plangen.names import bare, person
from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule
from plangen.settings import Settings
from plangen.subject import Subject

_RANK = late(
    r"(?:第一|常务|执行)?副?(?:双)?(?:组\s*长|总指挥|指挥长|主任|队长|会长|召集人)|[成组队]\s*员|委员"
)


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every second place of a person in a group."""
    for at, placed in enumerate(subject.groups):
        group = placed.value
        if not isinstance(group, Group):
            continue
        texts = [member.text for role in group.roles for member in role.members]
        names = [text if text.isalnum() else bare(text) for text in texts]
        if len(names) != len(set(names)):
            yield from _doubles(subject, at, group)


def _doubles(subject: Subject, at: int, group: Group) -> Iterator[Finding]:
    lines = _lines(subject)
    number = sum(_people(placed.value) for placed in subject.groups[:at])
    seen: dict[str, str] = {}
    for role in group.roles:
        for member in role.members:
            line, column = lines[number]
            number += 1
            name = bare(member.text)
            if not _RANK.fullmatch(role.name) or not person(name):
                continue
            if first := seen.get(name):
                yield Finding(line, column, *_words(name, first, role.name))
            else:
                seen[name] = role.name


def _people(value: object) -> int:
    return sum(len(role.members) for role in value.roles) if isinstance(value, Group) else 0


def _lines(subject: Subject) -> list[tuple[int, int]]:
    """The places of all members, group after group."""
    return [(text.line, text.column) for text in subject.texts if text.kind == "member"]


def _words(name: str, first: str, second: str) -> tuple[Words, Words]:
    if first == second:
        return (
            Words(f"“{second}”中“{name}”写了两次", f"“{name}” stands twice in “{second}”"),
            Words("请删去一处", "delete one of them"),
        )
    return (
        Words(f"“{name}”既是{first}又是{second}", f"“{name}” is both “{first}” and “{second}”"),
        Words("请只留一处", "keep one of them"),
    )


RULE = Rule(
    "double-role",
    "warning",
    Words("一人在小组中出现两次", "a person twice in one group"),
    """同一个人在一个小组中出现两次：既是组长又是成员，或者在成员中写了两次。

合并名单时容易留下重名，组长也不必再列入成员。兼任办公室主任、联络员，以及在下设小组中任职的不算；只写职务
不写姓名的不算。""",
    check,
)
