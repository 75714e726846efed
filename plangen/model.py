"""The plan: typed, frozen values that know no files, no Jinja and no Word.

Every text is what the writer of the plan typed, without white space at its ends. A tuple of
paragraphs holds one text a paragraph.
"""

import re
from typing import Literal, NamedTuple

from plangen.dates import Date, Months
from plangen.layout import Layout

Role = Literal[
    "guiding_ideas",
    "principles",
    "goals",
    "tasks",
    "schedule",
    "leadership",
    "safeguards",
    "other",
]
ROLES: tuple[Role, ...] = (
    "guiding_ideas",
    "principles",
    "goals",
    "tasks",
    "schedule",
    "leadership",
    "safeguards",
)
# Marks after which a heading runs into its text.
END_MARKS = "。：:；;！!？?，,"
# GB/T 9704-2012 7.3.3 for four levels; below them, what offices go on with.
NUMBERING = ("一、", "（一）", "1.", "（1）", "①", "——")

Paragraphs = tuple[str, ...]
When = Date | str
_POST = r"(.+?)[（(](.+)[）)]"


class Member(NamedTuple):
    """One person or unit of a group, as typed: a name, a post, or 姓名（职务）."""

    text: str

    @property
    def name(self) -> str:
        """What stands before the brackets."""
        found = re.fullmatch(_POST, self.text)
        return found[1].strip() if found else self.text

    @property
    def post(self) -> str:
        """What stands in the brackets, or nothing."""
        found = re.fullmatch(_POST, self.text)
        return found[2].strip() if found else ""


class GroupRole(NamedTuple):
    """A role of a group (组长, 成员) and who fills it; `mark` is what was typed between them."""

    name: str
    members: tuple[Member, ...] = ()
    mark: str = ""


class Office(NamedTuple):
    """The office of a group: a sentence of one's own, or its parts."""

    text: str = ""
    place: str = ""
    director: str = ""
    phone: str = ""


class Group(NamedTuple):
    """A leadership group with its roles, its office and its sub-groups."""

    name: str = ""
    text: Paragraphs = ()
    roles: tuple[GroupRole, ...] = ()
    office: Office | None = None
    duties: Paragraphs = ()
    groups: tuple["Group", ...] = ()


class Indicator(NamedTuple):
    """The figure of a goal; numbers are kept as typed."""

    name: str
    at_least: str = ""
    at_most: str = ""
    equals: str = ""
    unit: str = ""


class DataTable(NamedTuple):
    """A table: head, rows of the same length, and a caption."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


class Labels(NamedTuple):
    """The words before a task's units and deadline."""

    lead: str = "牵头单位"
    support: str = "配合单位"
    due: str = "完成时限"


class Item(NamedTuple):
    """The recursive node: a section, a task, a goal, any numbered or unnumbered point.

    `run_in` says that the text follows its heading in one paragraph. `marker` shows how the
    first of `items` is marked, and of the levels below them in turn; empty, it is left to the
    plan's numbering. `month_marker` and `stage_marker` are None where they were not given, and so
    are `labels`, of which an empty one is the plan's.
    """

    text: Paragraphs = ()
    heading: str = ""
    run_in: bool = False
    numbered: bool = True
    items: tuple["Item", ...] = ()
    marker: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    due: When = ""
    indicator: Indicator | None = None
    table: DataTable | None = None
    groups: tuple[Group, ...] = ()
    months: tuple["Month", ...] = ()
    month_marker: str | None = None
    stages: tuple["Stage", ...] = ()
    stage_marker: str | None = None
    closing: Paragraphs = ()
    role: Role = "other"
    labels: Labels | None = None


class Month(NamedTuple):
    """What is done in one or several months; `observances` name theme days for checks."""

    months: Months
    content: Item
    observances: tuple[str, ...] = ()


class Stage(NamedTuple):
    """A stage: its content's heading is its name.

    `period` is its time in words of one's own, None to have it made from the dates; an empty one
    is not printed.
    """

    content: Item
    start: When = ""
    end: When = ""
    period: str | None = None


class Attachment(NamedTuple):
    """An annex: only named, or with content, or made from the tasks (任务分解表)."""

    title: str
    content: Item | None = None
    tasks: bool = False


class Signature(NamedTuple):
    """Who signs, and when."""

    organizations: tuple[str, ...] = ()
    date: When = ""


class Plan(NamedTuple):
    """A whole plan. `sections` are its body in the order of printing."""

    title: str
    subtitle: str = ""
    organization: str = ""
    year: int | None = None
    recipients: tuple[str, ...] = ()
    preamble: Paragraphs = ()
    sections: tuple[Item, ...] = ()
    closing: Paragraphs = ()
    attachments: tuple[Attachment, ...] = ()
    signature: Signature | None = None
    numbering: tuple[str, ...] = NUMBERING
    labels: Labels = Labels()
    variables: tuple[tuple[str, str | tuple[str, ...]], ...] = ()
    layout: Layout = Layout()

    def section(self, role: Role) -> Item | None:
        """The first section with a role, or else the first item in any depth."""
        level = self.sections
        while level:
            for item in level:
                if item.role == role:
                    return item
            level = tuple(below for item in level for below in item.items)
        return None


def people(text: str) -> list[str]:
    """The people or units that a text lists, parted at 、 outside of brackets."""
    parts: list[str] = []
    end, inside = len(text), False
    for at in range(len(text) - 1, -1, -1):
        if text[at] in "()（）":
            inside = text[at] in ")）"
        elif text[at] == "、" and not inside:
            parts.append(text[at + 1 : end])
            end = at
    parts.append(text[:end])
    return parts[::-1]


def runs_in(heading: str) -> bool:
    """Whether a heading, by its last mark, runs into its text."""
    return heading.endswith(tuple(END_MARKS))
