"""The marker that the program prints before an item: which one, and with which number.

`outline.py` makes the lines of a plan; this tells the same of a single item of a `Subject`.
"""

from typing import TYPE_CHECKING, NamedTuple

from plangen.markers import Marker, by_example
from plangen.model import NUMBERING
from plangen.subject import Entry, Subject

if TYPE_CHECKING:
    from plangen.outline import Markers


class Label(NamedTuple):
    """A marker and the number that an item has in it."""

    marker: Marker
    number: int

    def __str__(self) -> str:
        """As it is printed."""
        return self.marker.label(self.number)


def label_of(subject: Subject, number: int) -> Label | None:
    """The label of an entry, or None where the program prints none."""
    entry = subject.entries[number]
    if not entry.item.numbered or entry.month or _is_annex(subject, number):
        return None
    if not _prints(entry):
        return None
    marker = by_example(_example(subject, number))
    if not marker.label(1):
        return None
    own = entry.stage is not None and _own_stages(subject, entry.parent)
    before = 0
    for other in subject.children[entry.parent]:
        if other == number:
            break
        beside = subject.entries[other]
        if _prints(beside) and not beside.month and (not own or beside.stage is not None):
            before += beside.item.numbered
    return Label(marker, marker.start + before)


def _prints(entry: Entry) -> bool:
    """Whether an item has a line of its own; a section with a role gets a heading at least."""
    item = entry.item
    return bool(item.heading or item.text) or (entry.parent < 0 and item.role != "other")


def _is_annex(subject: Subject, number: int) -> bool:
    """Whether an entry is the content of an annex, which bears the annex's own number."""
    entry = subject.entries[number]
    return entry.parent < 0 and not any(entry.item is section for section in subject.plan.sections)


def _own_stages(subject: Subject, parent: int) -> bool:
    return parent >= 0 and subject.entries[parent].item.stage_marker is not None


def _example(subject: Subject, number: int) -> str:
    """How the first of an entry and those beside it is marked."""
    entry = subject.entries[number]
    if entry.parent >= 0:
        item = subject.entries[entry.parent].item
        if entry.stage is not None and item.stage_marker is not None:
            return item.stage_marker
        markers = _below(subject, entry.parent)
        if markers:
            return markers[0]
    given = subject.plan.numbering
    level = entry.depth - _annex_depth(subject, number)
    if level < len(given):
        return given[level]
    return NUMBERING[min(level, len(NUMBERING) - 1)]


def _annex_depth(subject: Subject, number: int) -> int:
    """1 in an annex, whose items begin at the first level, else 0."""
    while subject.entries[number].parent >= 0:
        number = subject.entries[number].parent
    return int(_is_annex(subject, number))


def _below(subject: Subject, number: int) -> "Markers":
    """The markers given for the items below an entry, by it or from above."""
    entry = subject.entries[number]
    if entry.item.marker:
        return entry.item.marker
    return _below(subject, entry.parent)[1:] if entry.parent >= 0 else ()
