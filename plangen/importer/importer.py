"""One source to its plans: split, relined, recognised, and held against what was read."""

from collections.abc import Sequence
from typing import NamedTuple

from plangen.importer.account import Account, account
from plangen.importer.lines import Line
from plangen.importer.notes import Note
from plangen.importer.recogniser import Recognised, recognise
from plangen.importer.relining import reline
from plangen.importer.splitter import Part, split
from plangen.model import Item, Plan
from plangen.problems import Words


class Imported(NamedTuple):
    """A plan, its number in the collection (0 for none), and what was done to it."""

    plan: Plan
    number: int
    notes: tuple[Note, ...]


class Import(NamedTuple):
    """The plans of a source, and what belongs to none of them."""

    plans: tuple[Imported, ...]
    notes: tuple[Note, ...]


def import_lines(lines: Sequence[Line], name: str = "") -> Import:
    """The plans in the lines of a source; `name` is the title of one that has none."""
    parts, notes = split(lines)
    return Import(tuple(_imported(part, name) for part in parts if part.lines), notes)


def _imported(part: Part, name: str) -> Imported:
    lines, notes = reline(part.lines)
    plain: set[int] = set()
    literal: set[int] = set()
    title = part.title or name
    while True:
        found = recognise(lines, title, frozenset(plain), frozenset(literal))
        done = _account(found, lines)
        if not done.lost:
            break
        place = max((start for start in found.starts if start <= done.lost), default=0)
        if not place or place in literal:
            return Imported(_bare(found.plan, lines), part.number, (*notes, _unclear(done.lost, lines)))
        if place in plain:
            literal.add(place)
            notes.append(_unclear(done.lost, lines))
        plain.add(place)
    return Imported(found.plan, part.number, tuple(sorted((*notes, *done.notes), key=lambda note: note.place)))


def _account(found: Recognised, lines: Sequence[Line]) -> Account:
    return account(found.plan, lines, titled=found.titled)


def _bare(plan: Plan, lines: Sequence[Line]) -> Plan:
    """A plan of nothing but its lines, for what cannot be understood."""
    texts = [text for line in lines for text in ([" ".join(row) for row in line.rows] if line.rows else [line.text])]
    return Plan(plan.title, year=plan.year, sections=(Item(tuple(filter(None, texts)), numbered=False),))


def _unclear(place: int, lines: Sequence[Line]) -> Note:
    text = next((line.text for line in lines if line.place == place), "")
    return Note(place, "unclear", text, Words("没有完全看懂，原样保留", "not understood altogether; kept as it stands"))
