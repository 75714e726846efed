"""One source to its plans: split, relined, recognised, and held against what was read."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from plangen.importer.account import Account, account
from plangen.importer.cleaner import clean, simplify
from plangen.importer.itemizer import Doubts, texts_of
from plangen.importer.lines import Line
from plangen.importer.notes import Note, in_order
from plangen.importer.recogniser import Recognised, recognise
from plangen.importer.relining import reline
from plangen.importer.splitter import Part, split
from plangen.model import Item, Plan
from plangen.problems import Words

# White space does not count; runs of it cost time.
_BLANKS = re.compile(r"[ \t\u00a0\u3000]{9,}")
_GAP = "\u3000" * 4
_MOST_ROUNDS = 24
# Where so many sections are not clear, or one of so many lines, all that follow are taken at once.
_ROUNDS_ALONE = 8
_MANY_LINES = 2_000


class Imported(NamedTuple):
    """A plan, its number in the collection (0 for none), and what was done to it."""

    plan: Plan
    number: int
    notes: tuple[Note, ...]


class Import(NamedTuple):
    """The plans of a source, and what belongs to none of them."""

    plans: tuple[Imported, ...]
    notes: tuple[Note, ...]


def import_lines(
    lines: Sequence[Line], name: str = "", *, cleaning: bool = False, simplifying: bool = False
) -> Import:
    """The plans in the lines of a source; `name` is the title of one that has none.

    Raises:
        UsageError: characters are to be simplified and OpenCC is not installed.
    """
    lines = [line._replace(text=_BLANKS.sub(_GAP, line.text)) for line in lines]
    changed: list[Note] = []
    for asked, change in ((simplifying, simplify), (cleaning, clean)):
        if asked:
            lines, notes = change(lines)
            changed += notes
    parts, left = split(lines)
    plans = tuple(_imported(part, name) for part in parts if part.lines)
    return Import(plans, in_order((*changed, *left)))


def _imported(part: Part, name: str) -> Imported:
    """The plan of one part; what is not printed as it was read is kept in a simpler form."""
    lines, notes = reline(part.lines)
    doubts = Doubts()
    texts = {line.place: line.text for line in reversed(lines)}
    alone = _ROUNDS_ALONE if len(lines) <= _MANY_LINES else 1
    for tried in range(_MOST_ROUNDS):
        found = recognise(lines, part.title or name, doubts, named=part.named)
        done = _account(found, lines)
        if not done.lost:
            return Imported(found.plan, part.number, in_order((*notes, *done.notes)))
        asked = doubts
        for place in done.lost if tried >= alone else done.lost[:1]:
            further = _doubt(doubts, found, place) or doubts
            if further.literal != doubts.literal:
                notes.append(_unclear(place, texts))
            doubts = further
        if doubts == asked:
            notes.append(_unclear(done.lost[0], texts))
            break
    return Imported(_bare(found.plan, lines), part.number, in_order(notes))


def _doubt(doubts: Doubts, found: Recognised, lost: int) -> Doubts | None:
    """What to leave in a simpler form because of a place that is not printed as it was read."""
    before = bisect_right(found.starts, lost)
    start = found.starts[before - 1] if before else 0
    if lost > found.last and not doubts.back:
        return doubts._replace(back=True)
    if not start or start in doubts.literal:
        return None if doubts.front else doubts._replace(front=True, back=True)
    if start in doubts.plain:
        return doubts._replace(literal=doubts.literal | {start})
    return doubts._replace(plain=doubts.plain | {start})


def _account(found: Recognised, lines: Sequence[Line]) -> Account:
    return account(found.plan, lines, titled=found.titled, starts=frozenset(found.starts))


def _bare(plan: Plan, lines: Sequence[Line]) -> Plan:
    """A plan of nothing but its lines, for what cannot be understood."""
    return Plan(
        plan.title, year=plan.year, sections=(Item(tuple(texts_of(lines, ())), numbered=False),)
    )


def _unclear(place: int, texts: Mapping[int, str]) -> Note:
    return Note(
        place,
        "unclear",
        texts.get(place, ""),
        Words("没有完全看懂，原样保留", "not understood altogether; kept as it stands"),
    )
