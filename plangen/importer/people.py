"""Lists of people: 组长：, 副组长：, 成员： and the lines that go on from them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from plangen.importer.lines import Line
from plangen.model import Group, GroupRole, Member, Office, people
from plangen.names import person

_HEADS = (
    "组长|总指挥|指挥长|指挥|主任|主席|会长|站长|队长|所长|负责人|总负责|责任人|领队|校长"
    "|园长|书记|召集人|政委|团长"
)
_OTHERS = (
    "成员|组员|委员|顾问|联络员|联系人|秘书|秘书长|干事|联络人|队员|工作人员|指导员"
    "|办公室主任|办公室副主任|主管|分管领导"
)
_LABEL = re.compile(
    rf"\s*(?P<role>(?:第一|常务|执行|名誉|总)?(?:副)?(?:{_HEADS}|{_OTHERS})(?:单位)?)(?P<colon>[：:])(?P<rest>.*)",
    re.DOTALL,
)
_SPACES = re.compile(r"[\s\u3000]+")
# Who is not named yet: XXX, 张××, **.
_BLANK = r"[\u4e00-\u9fff]{0,2}[XxＸｘ×*＊]{1,3}"
_ONE = rf"(?:[\u4e00-\u9fff·]{{1,4}}(?:[\s\u3000]?[\u4e00-\u9fff]{{1,2}})?|{_BLANK})"
_PERSON = re.compile(rf"{_ONE}(?:[（(][^（()）]{{1,40}}[)）])?")
_NAMELESS = re.compile(_BLANK)
_NAME = re.compile(rf"[\u4e00-\u9fff·]{{2,4}}|{_BLANK}")
# Where a list of people may be cut: outside of brackets.
_CUTS = re.compile(r"[、，,；;\s\u3000]+(?![^（(]*[)）])")
_OFFICE = re.compile(
    r"办公室.{0,20}(?:设在|设于|地点|主任|负责)|(?:下设|设立|设).{0,24}办公室|联络办公室|办公地点"
)
_GROUP_NAME = re.compile(
    r"[^。，,；;：:]{2,40}(?:小组|委员会|指挥部|工作组|工作专班|专班|领导组|队伍|组)(?:名单|成员名单|组成人员|成员)?[：:]?"
)
_OFFICE_PARTS = re.compile(
    r"办公室(?:设在(?P<place>[^，。]+))?(?:，?由(?P<director>[^，。]+)任主任)?(?:，联系电话：(?P<phone>[^，。]+))?。"
)
# What tells a post from a name beside it in a column.
_POST = re.compile(
    "书记|主任|委员|代表|民警|医生|站长|所长|队长|组长|网格员|干部|经理|校长|主席|党员"
    "|[^\u4e00-\u9fff]|.{5}|.[长员师]$"
)
# A post alone, and a name with the post right behind it: 李小川党工委副书记、主任.
_BARE_POST = re.compile(
    r"[\u4e00-\u9fff]{0,8}(?:书记|主任|主席|委员|代表|民警|[所站队院校园部局科会]长|理事|经理|干事|科员|社工|网格员"
    "|负责人|辅导员|主管)"
)
_LONGEST_POST = 24
# Who is only to be asked is no group.
_CONTACTS = frozenset({"联系人", "联络人", "联络员", "负责人", "责任人"})
_DUTIES = "主要职责："
_SPACED = re.compile(r"[\s\u3000]+(?![^（(]*[)）])")
_OFFICE_EARLY = 60
_LONGEST_NAME = 4
# More is no list of people.
_LONGEST_LIST = 1_000
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


def people_lines(texts: Sequence[str]) -> frozenset[int]:
    """The lines that list people: those with a role, and those that go on from them."""
    found: set[int] = set()
    for at, text in enumerate(texts):
        named = _is_name(text, texts[at + 1] if at + 1 < len(texts) else "")
        more = at - 1 in found and text and text[-1] not in "。：:" and _is_list(text)
        if named or more or _row(text):
            found.add(at)
    return frozenset(found)


def _is_name(text: str, after: str) -> bool:
    """Whether a line is a group's name: a role follows it."""
    return _GROUP_NAME.fullmatch(text) is not None and not _row(text) and _row(after) is not None


class Taken(NamedTuple):
    """A group and how many of the lines it took."""

    group: Group
    length: int


def read_group(lines: Sequence[Line]) -> Taken | None:
    """The group that lines begin with: its name perhaps, its roles, its office; or None."""
    reader = _Reader(lines)
    name, text = reader.name()
    roles = reader.roles()
    if not roles:
        return None
    office = reader.office()
    duties = reader.duties()
    return Taken(Group(name, text, roles, office, duties), reader.at)


def read_rest(group: Group, lines: Sequence[Line]) -> Taken:
    """A group that a table lists, with its office and duties from the lines behind it."""
    reader = _Reader(lines)
    office = reader.office() if lines else None
    return Taken(group._replace(office=office, duties=reader.duties()), reader.at)


class _Reader:
    """Reads one part of a group after another."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.at = 0

    @property
    def text(self) -> str:
        """The next line, empty where there is none or a table."""
        return self.peek(0)

    def peek(self, further: int) -> str:
        """A line further on."""
        at = self.at + further
        return self.lines[at].text if at < len(self.lines) and not self.lines[at].rows else ""

    def name(self) -> tuple[str, tuple[str, ...]]:
        """The group's name, and what is said of it before its members."""
        styled = self.lines[0].style == "group-name"
        named = _is_name(self.text, self.peek(1))
        if not styled and not named:
            return "", ()
        name = self.text
        self.at = 1
        texts: list[str] = []
        while (
            styled
            and self.text
            and not _row(self.text)
            and self.lines[self.at].style != "group-name"
        ):
            texts.append(self.text)
            self.at += 1
        return name, tuple(texts)

    def roles(self) -> tuple[GroupRole, ...]:
        """The roles and those who fill them; a single one only if it has nothing but people."""
        rows: list[tuple[_Row, list[str]]] = []
        told: set[str] = set()
        while self.text:
            row = _row(self.text)
            if row is not None and row.role in told:
                break
            if row is not None:
                told.add(row.role)
                rows.append((row, []))
            elif rows and self.goes_on():
                rows[-1][1].append(self.text)
            else:
                break
            self.at += 1
        if len(rows) == 1 and not _is_list(rows[0][0].text):
            return ()
        if all(row.role in _CONTACTS for row, _ in rows):
            return ()
        return tuple(_role(row, more) for row, more in rows)

    def goes_on(self) -> bool:
        """Whether the next line has nothing but more people."""
        text = self.text
        if _is_name(text, self.peek(1)):
            return False
        return self.lines[self.at].style == "member" or (text[-1] not in "。：:" and _is_list(text))

    def office(self) -> Office | None:
        """Where the group's office is, and who directs it."""
        text = self.text
        if not _OFFICE.search(text[:_OFFICE_EARLY]):
            return None
        self.at += 1
        found = _OFFICE_PARTS.fullmatch(text)
        return Office(**found.groupdict("")) if found and any(found.groups()) else Office(text)

    def duties(self) -> tuple[str, ...]:
        """What the group is to do."""
        if not self.text.startswith(_DUTIES):
            return ()
        duties = self.text.removeprefix(_DUTIES)
        self.at += 1
        return (duties,) if duties else ()


def _is_list(text: str) -> bool:
    if len(text) > _LONGEST_LIST:
        return False
    parts = [part for part in _CUTS.split(text) if part]
    return all(_PERSON.fullmatch(part) or _is_posted(part) for part in parts) or _has_posts(text)


def _is_posted(text: str) -> bool:
    """Whether a name stands right before its post."""
    if not _LONGEST_NAME < len(text) <= _LONGEST_POST:
        return False
    return any(
        person(text[:length]) and _BARE_POST.fullmatch(text, length) is not None
        for length in (2, 3, 4)
    )


def _has_posts(text: str) -> bool:
    """Whether one person has several posts, with marks between them."""
    first, *others = [part for part in _CUTS.split(text) if part] or [""]
    return bool(others) and _is_posted(first) and all(map(_BARE_POST.fullmatch, others))


def _role(row: _Row, more: Sequence[str]) -> GroupRole:
    """A role with those who fill it: a line each, between marks, or in spaced columns."""
    one = _with_post(row.text) or _has_posts(row.text)
    names = [] if one else [name.strip() for name in people(row.text)]
    parted = len(names) > 1
    if not more and parted and all(names):
        # Units are set between these marks anyway.
        posts = any(re.search("[（(]", name) for name in names)
        spelled = posts or max(map(len, names)) <= _LONGEST_NAME
        return GroupRole(row.role, tuple(map(Member, names)), "、" if spelled else "")
    lines = [row.text, *more] if row.text else more
    members = [text for line in lines for text in ([line] if parted else _people(line))]
    return GroupRole(row.role, tuple(map(Member, members)))


def _with_post(text: str) -> str:
    """One person with a post in a column of its own, 王　芳　　居委会主任; nothing for others."""
    if len(text) > _LONGEST_LIST:
        return ""
    parts = [part for part in _SPACED.split(text) if part]
    if len(parts) > 2 and len(parts[0]) == len(parts[1]) == 1:  # noqa: PLR2004
        parts[:2] = [parts[0] + parts[1]]
    if len(parts) != 2 or len(parts[0]) > _LONGEST_NAME or not _NAME.fullmatch(parts[0]):  # noqa: PLR2004
        return ""
    named = _POST.search(parts[1]) and not _NAMELESS.fullmatch(parts[1])
    return "\u3000".join(parts) if named else ""


def _people(text: str) -> list[str]:
    """Names in spaced columns; 陶 琪 is one name, and so is what brackets follow."""
    if len(text) > _LONGEST_LIST:
        return [text]
    if one := _with_post(text):
        return [one]
    parts = [part for part in _SPACED.split(text) if part]
    if len(parts) > 1 and not all(_PERSON.fullmatch(part) for part in parts):
        return [text]
    found: list[str] = []
    for part in parts:
        # A name of two characters is set apart to the width of three.
        if found and len(found[-1]) == 1 and re.match(r"[\u4e00-\u9fff](?:[（(]|$)", part):
            found[-1] += part
        else:
            found.append(part)
    return found
