"""A plan as rules see it: its texts and its items in the order of the plan, each with its place."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Literal, NamedTuple

from plangen import keys
from plangen.dates import parse_date
from plangen.loader import Loaded, paragraphs
from plangen.model import (
    Attachment,
    DataTable,
    Group,
    GroupRole,
    Item,
    Month,
    Plan,
    Role,
    Stage,
    When,
)
from plangen.nodes import Mapping, Node, Scalar, lines_of, scalars
from plangen.nodes import Sequence as NodeList

Kind = Literal[
    "title", "subtitle", "organization", "recipient", "heading", "text", "unit", "due", "caption",
    "cell", "member", "post", "office", "group", "period", "observance", "indicator", "number",
    "attachment", "signature", "date", "label", "layout",
]  # fmt: skip
OTHER: Role = "other"
# The kinds that are sentences, and not names or cells.
PROSE: frozenset[Kind] = frozenset({"text", "heading", "office"})


class Text(NamedTuple):
    """A line of text as it is printed.

    `line` and `column` are the place of its first sign. `typed` says that it stands in the file
    just so, and that its other signs follow on the same line; a fix is possible then. `entry` is
    the number of the item that it belongs to, or -1.
    """

    value: str
    line: int
    column: int
    kind: Kind
    role: Role
    entry: int = -1
    typed: bool = False


class Entry(NamedTuple):
    """An item with its place in the tree; sections have depth 0, `parent` is -1 for them.

    `month` or `stage` is set where the item is the content of one.
    """

    item: Item
    line: int
    column: int
    role: Role
    depth: int
    parent: int
    month: Month | None = None
    stage: Stage | None = None


class Placed(NamedTuple):
    """A group or a table with its place and the item that holds it, or -1."""

    value: Group | DataTable
    line: int
    column: int
    role: Role
    entry: int
    depth: int = 0


class Hit(NamedTuple):
    """A match of a pattern in a text."""

    text: Text
    match: re.Match[str]
    start: int
    end: int

    @property
    def column(self) -> int:
        """The column of the match, or of the text where it was not typed just so."""
        return self.text.column + self.start if self.text.typed else self.text.column


class Subject:
    """A plan that was read without errors, laid out for rules."""

    def __init__(self, loaded: Loaded) -> None:
        assert loaded.plan is not None  # noqa: S101 - plans with errors have no subject
        assert loaded.source is not None  # noqa: S101 - it goes with a plan
        self.plan: Plan = loaded.plan
        self.source = loaded.source
        self.file = loaded.source.name
        self.places = loaded.places
        self.lines = lines_of(loaded.source.text)
        self.texts: list[Text] = []
        self.entries: list[Entry] = []
        self.groups: list[Placed] = []
        self.tables: list[Placed] = []
        _Walk(self, loaded).plan()

    def find(self, pattern: re.Pattern[str], signs: frozenset[str] | None = None) -> Iterator[Hit]:
        """Every match of a pattern that spans no lines; without any of `signs` there is none."""
        if signs is not None and signs.isdisjoint(self.signs):
            return
        for match in pattern.finditer(self.joined):
            text, start = self.text_at(match.start())
            yield Hit(text, match, start, start + match.end() - match.start())

    def text_at(self, place: int) -> tuple[Text, int]:
        """The text that a place in `joined` belongs to, and the place in it."""
        at = bisect_right(self._starts, place) - 1
        return self.texts[at], place - self._starts[at]

    @cached_property
    def joined(self) -> str:
        """All texts, a line each."""
        return "\n".join(text.value for text in self.texts)

    @cached_property
    def signs(self) -> frozenset[str]:
        """Every sign that stands in the plan."""
        return frozenset(self.joined)

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(text.value) + 1 for text in self.texts), initial=0))

    @cached_property
    def texts_by_kind(self) -> dict[Kind, list[Text]]:
        """The texts of each kind that the plan has."""
        found: defaultdict[Kind, list[Text]] = defaultdict(list)
        for text in self.texts:
            found[text.kind].append(text)
        return dict(found)

    @cached_property
    def texts_by_entry(self) -> dict[int, list[Text]]:
        """The texts of each item, without those of the items below it."""
        found: defaultdict[int, list[Text]] = defaultdict(list)
        for text in self.texts:
            found[text.entry].append(text)
        return dict(found)

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """The numbers of the entries below each entry; those of the sections below -1."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for number, entry in enumerate(self.entries):
            found[entry.parent].append(number)
        return dict(found)

    def place_of(self, key: str) -> tuple[int, int]:
        """Line and column of a key of the plan itself, or of the file."""
        names = keys.lookup("plan")[key].names
        for at, _ in self.source.root.entries:
            if at.value in names:
                return at.line, at.column
        return 1, 1

    def place_in(self, value: object, table: str, key: str) -> tuple[int, int]:
        """Line and column of a key of what a value comes from, or else of that itself."""
        node = self.places.get(id(value))
        if isinstance(node, Mapping):
            names = keys.lookup(table)[key].names
            for at, _ in node.entries:
                if at.value in names:
                    return at.line, at.column
        return (node.line, node.column) if node else (1, 1)


class _Spot(NamedTuple):
    """Where a line of a text begins, and how it was typed, if on one line."""

    line: int
    column: int
    typed: str = ""


_NOWHERE = _Spot(0, 0)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class _Walk:
    """Goes through a plan and its nodes side by side."""

    def __init__(self, subject: Subject, loaded: Loaded) -> None:
        self.subject = subject
        self.lines = subject.lines
        self.texts = subject.texts
        self.entries = subject.entries
        self.places = subject.places
        self.tables = loaded.tables
        self.root = self.fields(subject.source.root)

    def fields(self, node: Node | None) -> dict[str, Node]:
        """The values of a mapping by English name; nothing of anything else."""
        return self.tables.get(id(node), {})

    def plan(self) -> None:
        plan, root = self.subject.plan, self.root
        self.layout()
        self.add("title", OTHER, root.get("title"), plan.title.split("\n"))
        self.add("subtitle", OTHER, root.get("subtitle"), plan.subtitle.split("\n"))
        self.add("organization", OTHER, root.get("organization"), [plan.organization])
        self.add("recipient", OTHER, root.get("recipients"), plan.recipients)
        self.add("text", OTHER, root.get("preamble"), plan.preamble)
        for section in plan.sections:
            self.item(section, section.role, 0, -1)
        self.add("text", OTHER, root.get("closing"), plan.closing)
        for attachment in plan.attachments:
            self.attachment(attachment)
        if plan.signature:
            fields = self.fields(root.get("signature"))
            signers = plan.signature.organizations
            self.add("signature", OTHER, fields.get("organization"), signers)
            self.words("date", OTHER, fields.get("date"), plan.signature.date)

    def layout(self) -> None:
        """The texts of the layout and the labels, as far as they stand in the plan itself."""
        layout = self.subject.plan.layout
        fields = self.fields(self.root.get("layout"))
        for name in ("red_head", "imprint"):
            value = getattr(layout, name)
            for key, node in self.fields(fields.get(name)).items():
                found = getattr(value, key)
                if key != "date" or parse_date(found) is None:
                    self.add("layout", OTHER, node, [found] if isinstance(found, str) else found)
        self.add("layout", OTHER, fields.get("draft"), [layout.draft] if "draft" in fields else [])
        for key, node in self.fields(self.root.get("labels")).items():
            self.add("label", OTHER, node, [getattr(self.subject.plan.labels, key)])

    def attachment(self, attachment: Attachment) -> None:
        node = self.places.get(id(attachment))
        title = self.fields(node).get("title", node if isinstance(node, Scalar) else None)
        self.add("attachment", OTHER, title, [attachment.title])
        if attachment.content:
            self.item(attachment.content, OTHER, 0, -1)

    def item(  # noqa: PLR0913, PLR0917 - what an entry says of its place
        self,
        item: Item,
        role: Role,
        depth: int,
        parent: int,
        month: Month | None = None,
        stage: Stage | None = None,
    ) -> None:
        node = self.places.get(id(item))
        entry = len(self.entries)
        role = role if item.role == OTHER else item.role
        place = (node.line, node.column) if node else (0, 0)
        self.entries.append(Entry(item, *place, role, depth, parent, month, stage))
        fields = self.fields(node)
        if month:
            self.add("observance", role, fields.get("observances"), month.observances, entry)
        if item.heading:
            name = "name" if stage else "heading"
            self.add("heading", role, fields.get(name), (item.heading,), entry)
        if stage:
            self.words("date", role, fields.get("from"), stage.start, entry)
            self.words("date", role, fields.get("to"), stage.end, entry)
            self.words("period", role, fields.get("period"), stage.period, entry)
        if item.text:
            text = fields.get("text", node if isinstance(node, Scalar) else None)
            self.add("text", role, text, item.text, entry)
        self.parts(item, fields, role, entry)
        for below in item.items:
            self.item(below, role, depth + 1, entry)
        for found in item.months:
            self.item(found.content, role, depth + 1, entry, month=found)
        for step in item.stages:
            self.item(step.content, role, depth + 1, entry, stage=step)
        if item.closing:
            self.add("text", role, fields.get("closing"), item.closing, entry)

    def parts(self, item: Item, fields: dict[str, Node], role: Role, entry: int) -> None:
        """What an item holds beside its text and the items below it."""
        if item.lead:
            self.add("unit", role, fields.get("lead"), item.lead, entry)
        if item.support:
            self.add("unit", role, fields.get("support"), item.support, entry)
        if item.due:
            self.words("due", role, fields.get("due"), item.due, entry)
        if item.labels:
            for key, node in self.fields(fields.get("labels")).items():
                self.add("label", role, node, (getattr(item.labels, key),), entry)
        if item.indicator:
            for key, node in self.fields(fields.get("indicator")).items():
                kind: Kind = "indicator" if key in {"name", "unit"} else "number"
                self.add(kind, role, node, (getattr(item.indicator, key),), entry)
        if item.table:
            self.table(item.table, role, entry)
        for group in item.groups:
            self.group(group, role, entry, 0)

    def table(self, table: DataTable, role: Role, entry: int) -> None:
        node = self.places.get(id(table))
        self.placed(self.subject.tables, table, role, entry)
        fields = self.fields(node)
        self.add("caption", role, fields.get("caption"), [table.caption], entry)
        self.add("cell", role, fields.get("columns"), table.columns, entry)
        rows = fields.get("rows")
        nodes = rows.items if isinstance(rows, NodeList) else ()
        for below, row in zip(nodes, table.rows, strict=False):
            self.add("cell", role, below, row, entry)

    def group(self, group: Group, role: Role, entry: int, depth: int) -> None:
        node = self.places.get(id(group))
        self.placed(self.subject.groups, group, role, entry, depth)
        fields = self.fields(node)
        self.add("group", role, fields.get("name"), [group.name], entry)
        self.add("text", role, fields.get("text"), group.text, entry)
        people = fields.get("roles")
        entries = people.entries if isinstance(people, Mapping) else ()
        for (key, value), found in zip(entries, group.roles, strict=False):
            self.add("post", role, key, [found.name], entry)
            self.members(found, role, value, entry)
        office = fields.get("office")
        if group.office and isinstance(office, Scalar):
            self.add("office", role, office, [group.office.text], entry)
        elif group.office:
            for name, below in self.fields(office).items():
                self.add("office", role, below, [getattr(group.office, name)], entry)
        self.add("text", role, fields.get("duties"), group.duties, entry)
        for inner in group.groups:
            self.group(inner, role, entry, depth + 1)

    def members(self, found: GroupRole, role: Role, node: Node, entry: int) -> None:
        """The members of a list, or those that one text names one after another."""
        if isinstance(node, NodeList):
            for below, member in zip(node.items, found.members, strict=False):
                self.add("member", role, below, [member.text], entry)
            return
        spot = next(_spots(node, self.lines), _NOWHERE)
        if "{{" in spot.typed:
            spot = spot._replace(typed="")
        end = 0
        for member in found.members:
            start = spot.typed.find(member.text, end)
            typed = start >= 0
            place = (spot.line, spot.column + start) if typed else (spot.line, spot.column)
            self.texts.append(Text(member.text, *place, "member", role, entry, typed))
            end = start + len(member.text) if typed else end

    def placed(
        self,
        into: list[Placed],
        value: Group | DataTable,
        role: Role,
        entry: int,
        depth: int = 0,
    ) -> None:
        node = self.places.get(id(value))
        line, column = (node.line, node.column) if node else (0, 0)
        into.append(Placed(value, line, column, role, entry, depth))

    def words(
        self, kind: Kind, role: Role, node: Node | None, when: When | None, entry: int = -1
    ) -> None:
        """A time in words; dates are no texts."""
        if when and isinstance(when, str):
            self.add(kind, role, node, (when,), entry)

    def add(
        self, kind: Kind, role: Role, node: Node | None, values: Sequence[str], entry: int = -1
    ) -> None:
        """Texts that come from one node, each with its own place as far as it can be told."""
        leaves = node.items if isinstance(node, NodeList) else (node,) if node else ()
        if len(leaves) == len(values) and all(map(self.stands, leaves, values)):
            for leaf, value in zip(leaves, values, strict=True):
                self.texts.append(Text(value, leaf.line, leaf.column, kind, role, entry, True))
            return
        shown = [value for value in values if value]
        spots = _spots_of(node, self.lines, shown) if shown else ()
        for value, spot in zip(shown, spots, strict=True):
            self.texts.append(Text(value, *spot[:2], kind, role, entry, spot.typed == value))

    def stands(self, node: Node, value: str) -> bool:
        """Whether a text is all that a node is, and stands in the file just so: most do."""
        return (
            isinstance(node, Scalar)
            and node.plain
            and node.value == value != ""
            and node.line <= len(self.lines)
            and self.lines[node.line - 1].startswith(value, node.column - 1)
        )


def _spots_of(node: Node | None, lines: list[str], values: Sequence[str]) -> list[_Spot]:
    """A spot for each of the texts that come from one node.

    A text that holds variables may be any number of lines; if there is one such, it is what makes
    the difference.
    """
    # Most texts are one line that holds nothing else.
    if isinstance(node, Scalar) and not node.block and [node.value] == values:
        return [_typed_spot(node, node.value, lines)]
    found = [(scalar, list(_spots(scalar, lines))) for scalar in scalars(node)] if node else []
    more = len(values) - sum(len(spots) for _, spots in found)
    varied = [at for at, (scalar, _) in enumerate(found) if "{" in scalar.value]
    if more and len(varied) == 1:
        spots = found[varied[0]][1]
        first = sum(len(spots) for _, spots in found[: varied[0]])
        spots[:] = _matched(spots, values[first : first + len(spots) + more])
    elif more:
        start = next((spots[0] for _, spots in found if spots), _NOWHERE)
        return [start._replace(typed="")] * len(values)
    return [spot for _, spots in found for spot in spots]


def _matched(spots: list[_Spot], values: Sequence[str]) -> Iterator[_Spot]:
    """The spots of what a text with variables came to: lines that have none stand as typed."""
    at = 0
    for value in values:
        same = next((n for n in range(at, len(spots)) if spots[n].typed == value), None)
        if same is None:
            yield spots[min(at, len(spots) - 1)]._replace(typed="")
        else:
            yield spots[same]
            at = same + 1


def _spots(node: Node, lines: list[str]) -> Iterator[_Spot]:
    """Where each line of a node's texts begins."""
    for scalar in scalars(node):
        if scalar.block:
            yield from _block_spots(scalar, lines)
        elif not (scalar.plain and scalar.value in _NULLS):
            texts = paragraphs(scalar.value)
            spot = _Spot(scalar.line, scalar.column)
            yield from (
                (_typed_spot(scalar, texts[0], lines),) if len(texts) == 1 else (spot,) * len(texts)
            )


def _typed_spot(node: Scalar, text: str, lines: list[str]) -> _Spot:
    """Where the only line of a text begins, and whether it stands there just so."""
    source = lines[node.line - 1] if node.line <= len(lines) else ""
    at = node.column - 1
    if not node.plain:
        quote = source[at : at + 1]
        at += 1 + len(node.value) - len(node.value.lstrip())
        # What follows tells a text from one that goes on with an escaped sign.
        after = source[at + len(text) :].lstrip()
        if not quote or not after.startswith(quote) or after[1:2] == quote:
            return _Spot(node.line, node.column)
    if not source.startswith(text, at):
        return _Spot(node.line, node.column)
    return _Spot(node.line, at + 1, text)


def _block_spots(node: Scalar, lines: list[str]) -> Iterator[_Spot]:
    """A folded text takes several lines of the file, any other one."""
    number = node.line
    for text in paragraphs(node.value):
        while number < len(lines) and not lines[number].strip():
            number += 1
        typed = lines[number].strip() if number < len(lines) else ""
        if not typed or not text.startswith(typed):
            yield _Spot(node.line, node.column)
            continue
        yield _Spot(number + 1, lines[number].index(typed) + 1, typed)
        number += 1
        at, end = _past_space(text, len(typed)), len(text.rstrip())
        while at < end and number < len(lines):
            line = lines[number].strip()
            at = _past_space(text, at + len(line) * text.startswith(line, at))
            number += 1


def _past_space(text: str, at: int) -> int:
    """The next place in a text, from one on, where no white space stands."""
    while text[at : at + 1].isspace():
        at += 1
    return at
