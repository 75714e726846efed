"""A plan file's nodes to what becomes of each of its texts."""

import re
from collections.abc import Mapping as MappingOf
from typing import NamedTuple

from plangen import keys
from plangen.dates import parse_date, parse_months
from plangen.rules.times import label_months
from plangen.source import Mapping, Node, Scalar, Sequence, scalars
from plangen.yearly import turned, words
from plangen.yearly.paragraph import Change, Doubt, Form, Turn

# The table of keys of a mapping, or of the entries of a list, by the kind of the value.
_TABLES = {
    "section": "item",
    "sections": "item",
    "items": "item",
    "groups": "group",
    "stages": "stage",
    "attachments": "attachment",
    "months": "month",
    **{kind: kind for kind in keys.KEYS},
}
# Values that are no texts.
_NO_TEXTS = {"markers", "yes_no", "role", "number", "fonts", "points", "labels", "month_name"}
_NO_TEXT_KEYS = {"$schema", "base", "phone", "month_marker", "stage_marker"}
_TITLES = {"title", "subtitle", "heading", "caption"}
_TIMES = {"due", "from", "to", "period", "date"}
_FIGURES = re.compile("[0-9]{4}")
_LEAP_DAY = (2, 29)


class Read(NamedTuple):
    """What becomes of a text; `holder` is the key of the month that it stands in."""

    node: Scalar
    changes: list[Change]
    doubts: list[Doubt]
    holder: Scalar | None = None


class _Around(NamedTuple):
    """The months that a text stands in, and their key in the schedule."""

    months: frozenset[int] = frozenset()
    holder: Scalar | None = None


def read_plan(root: Mapping, turn: Turn) -> list[Read]:
    """What becomes of every text of a plan that changes or must be looked at."""
    walk = _Walk(turn)
    walk.fields(root, "plan", _Around())
    return [read for read in walk.found if read.changes or read.doubts]


class _Walk:
    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.found: list[Read] = []

    def fields(self, node: Mapping, table: str, around: _Around) -> None:
        """The values of a mapping, by the kinds that its table of keys gives them."""
        known: MappingOf[str, keys.Key] = keys.lookup(table)
        around = _labelled(node, known, around)
        for at, value in node.entries:
            key = known.get(at.value)
            if key is None or key.kind in _NO_TEXTS or key.name in _NO_TEXT_KEYS:
                continue
            if key.kind == "year" and isinstance(value, Scalar):
                self.year(value)
            elif key.kind == "vars":
                self.variables(value)
            elif key.kind == "roles":
                self.texts(value, "text", around)
            elif key.kind == "months" and isinstance(value, Mapping):
                self.months(value)
            elif key.name in _TIMES and isinstance(value, Scalar):
                self.time(value, around, is_set=key.name == "date")
            elif not key.kind.startswith("choice"):
                form: Form = "title" if key.name in _TITLES else "text"
                self.value(value, _TABLES.get(key.kind, ""), form, around)
                if key.name == "subtitle":
                    self.subtitle(self.found[-1])

    def value(self, node: Node, table: str, form: Form, around: _Around) -> None:
        """A text, a list, or a mapping with the keys of a table."""
        if isinstance(node, Sequence):
            for entry in node.items:
                self.value(entry, table, form, around)
        elif isinstance(node, Mapping) and table:
            self.fields(node, table, around)
        # The name of a layout file is no text.
        elif table != "layout":
            self.texts(node, form, around)

    def texts(self, node: Node, form: Form, around: _Around) -> None:
        """Every text below a node."""
        for text in scalars(node):
            changes, doubts = turned(text.value, self.turn, form, around.months)
            self.found.append(Read(text, changes, doubts, around.holder))

    @staticmethod
    def subtitle(read: Read) -> None:
        """（2026年1月8日通过）: when the old plan was passed."""
        if read.changes and "月" in read.node.value:
            read.doubts.append(Doubt(0, words.to_be_set()))

    def months(self, node: Mapping) -> None:
        """What is done in which months."""
        for key, value in node.entries:
            months = parse_months(key.value)
            around = _Around(frozenset(months.numbers if months else ()), key)
            self.value(value, "month", "text", around)

    def year(self, node: Scalar) -> None:
        """The year of the plan."""
        figures = _FIGURES.search(node.value)
        if figures and "{" not in node.value:
            new = str(self.turn.new)
            self.found.append(Read(node, [Change(*figures.span(), new, "year")], []))

    def variables(self, node: Node) -> None:
        """Values of variables stay."""
        for text in scalars(node):
            years = rf"(?<![0-9])(?:{self.turn.old}|{self.turn.old - 1})(?![0-9])"
            if old := re.search(years, text.value):
                self.found.append(Read(text, [], [Doubt(old.start(), words.kept(old[0]))]))

    def time(self, node: Scalar, around: _Around, *, is_set: bool) -> None:
        """A date or words; the date of a paper is to be set."""
        dated = _date(node, self.turn)
        changes, doubts = dated or turned(node.value, self.turn, "time", around.months)
        if is_set and changes:
            doubts = [Doubt(0, words.to_be_set())]
        self.found.append(Read(node, changes, doubts, around.holder))


def _labelled(node: Mapping, known: MappingOf[str, keys.Key], around: _Around) -> _Around:
    """The months of an item by its heading or its key, or those around it."""
    for at, value in node.entries:
        name = known[at.value].name if at.value in known else ""
        if name == "month" and isinstance(value, Scalar):
            months = parse_months(value.value)
            return _Around(frozenset(months.numbers), at) if months else around
        if name == "heading" and isinstance(value, Scalar):
            label = label_months(value.value)
            around = _Around(frozenset(label.numbers), value) if label else around
    return around


def _date(node: Scalar, turn: Turn) -> tuple[list[Change], list[Doubt]] | None:
    """What becomes of a date; one that is far from the plan's year stays."""
    date, figures = parse_date(node.value.strip()), _FIGURES.search(node.value)
    if date is None or figures is None:
        return None
    if abs(date.year - turn.old) > 1:
        return [], [Doubt(0, words.kept(node.value.strip()))]
    new = date.year + turn.by
    changes = [Change(*figures.span(), str(new), "year")]
    if date[1:] != _LEAP_DAY or parse_date(f"{new}-02-29"):
        return changes, []
    day = node.value.rindex("29")
    return [*changes, Change(day, day + 2, "28", "year")], [Doubt(0, words.no_leap_day(new))]
