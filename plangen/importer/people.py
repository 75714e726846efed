"""Lists of people: 组长：, 副组长：, 成员： and the lines that go on from them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from plangen.importer.lines import Line
from plangen.model import Group, GroupRole, Member, Office

_HEADS = (
    "组长|总指挥|指挥长|指挥|主任|主席|会长|站长|队长|所长|负责人|总负责|责任人|领队|校长|园长|书记|召集人|政委|团长"
)
_OTHERS = (
    "成员|组员|委员|顾问|联络员|联系人|秘书|秘书长|干事|联络人|队员|工作人员|指导员|办公室主任|办公室副主任|主管|分管领导"
)
_LABEL = re.compile(
    rf"\s*(?P<role>(?:第一|常务|执行|名誉|总)?(?:副)?(?:{_HEADS}|{_OTHERS})(?:单位)?)(?P<colon>[：:])(?P<rest>.*)",
    re.DOTALL,
)
_SPACES = re.compile(r"[\s\u3000]+")
_PERSON = re.compile(
    r"[\u4e00-\u9fff·]{1,4}(?:[\s\u3000]?[\u4e00-\u9fff]{1,2})?(?:[（(][^（()）]{1,40}[)）])?"
)
_OFFICE = re.compile(
    r"办公室.{0,20}(?:设在|设于|地点|主任|负责)|(?:下设|设立|设).{0,24}办公室|联络办公室|办公地点"
)
_GROUP_NAME = re.compile(
    r"[^。，,；;：:]{2,40}(?:小组|委员会|指挥部|工作组|工作专班|专班|领导组|队伍|组)(?:名单|成员名单|组成人员|成员)?[：:]?"
)
_LONGEST_LABEL = 14


class _Row(NamedTuple):
    role: str
    colon: str
    text: str


def label_of(text: str) -> str:
    """The role that a line begins with, or nothing."""
    row = _row(text)
    return row.role if row else ""


def _row(text: str) -> _Row | None:
    colon = min((at for at in (text.find("："), text.find(":")) if at >= 0), default=-1)
    if not 0 < colon <= _LONGEST_LABEL:
        return None
    label = _SPACES.sub("", text[:colon])
    found = _LABEL.fullmatch(f"{label}{text[colon:]}")
    return _Row(label, text[colon], found["rest"].strip()) if found else None


class Taken(NamedTuple):
    """A group and how many of the lines it took."""

    group: Group
    length: int


def read_group(lines: Sequence[Line]) -> Taken | None:
    """The group that lines begin with: its name perhaps, its roles, its office; or None."""
    texts = [line.text if not line.rows else "" for line in lines]
    start = 0
    name = ""
    if len(texts) > 1 and not _row(texts[0]) and _row(texts[1]) and _GROUP_NAME.fullmatch(texts[0]):
        name, start = texts[0], 1
    first = _row(texts[start]) if start < len(texts) else None
    if first is None:
        return None
    rows: list[tuple[_Row, list[str]]] = []
    at = start
    while at < len(texts):
        row = _row(texts[at])
        if row is not None:
            rows.append((row, []))
        elif rows and _goes_on(texts[at]):
            rows[-1][1].append(texts[at])
        else:
            break
        at += 1
    if len(rows) == 1 and not _is_list(rows[0][0].text):
        return None
    office = None
    if at < len(texts) and _OFFICE.search(texts[at][:60]):
        office = Office(text=texts[at])
        at += 1
    roles = tuple(_role(row, more) for row, more in rows)
    if len({role.name for role in roles}) < len(roles):
        return None
    return Taken(Group(name, (), roles, office), at)


def _is_list(text: str) -> bool:
    return not text or all(
        _PERSON.fullmatch(part.strip())
        for part in re.split(r"[、，,；;\s\u3000]+", text)
        if part.strip()
    )


def _goes_on(text: str) -> bool:
    """Whether a line has nothing but more people."""
    return len(text) > 0 and text[-1] not in "。：:" and _is_list(text) and _row(text) is None


def _role(row: _Row, more: Sequence[str]) -> GroupRole:
    lines = [row.text, *more] if row.text else list(more)
    if not lines:
        return GroupRole(row.role)
    if more or _posts(row.text):
        members = [part for line in lines for part in _people(line)]
        return GroupRole(row.role, tuple(map(Member, members)))
    if re.search("[、，,；;]", row.text):
        mark = next(mark for mark in "、，,；;" if mark in row.text)
        names = [name.strip() for name in row.text.split(mark)]
        if all(names):
            return GroupRole(row.role, tuple(map(Member, names)), mark)
        return GroupRole(row.role, (Member(row.text),))
    return GroupRole(row.role, tuple(map(Member, _people(row.text))))


def _posts(text: str) -> bool:
    return bool(re.search("[（(]", text)) and not re.search("[、，,；;](?![^（(]*[)）])", text)


def _people(text: str) -> list[str]:
    """Names in spaced columns; 陶 琪 is one name, and so is what brackets follow."""
    parts = [part for part in re.split(r"[\s\u3000]+(?![^（(]*[)）])", text.strip()) if part]
    if len(parts) > 1 and not all(_PERSON.fullmatch(part) for part in parts):
        return [text]
    people: list[str] = []
    at = 0
    while at < len(parts):
        one = parts[at]
        # A name of two characters is set apart to the width of three.
        if (len(one) == 1 and at + 1 < len(parts) and len(parts[at + 1]) == 1) or (
            len(one) == 1
            and at + 1 < len(parts)
            and re.fullmatch(r"[\u4e00-\u9fff][（(].*", parts[at + 1])
        ):
            people.append(one + parts[at + 1])
            at += 2
        else:
            people.append(one)
            at += 1
    return people
