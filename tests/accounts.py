"""Whether every character of a source stands in its plans, written apart from what it judges.

White space does not count. A place with a note may differ by what the note tells: left out, another
number, other marks set around it, moved behind the next line. Everything else must be the same, in
the same order.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from plangen.importer.importer import Import
from plangen.importer.notes import Note
from plangen.markers import from_chinese
from plangen.renderer import render

_SPACE = re.compile(r"[\s\u180e\u200b-\u200d\u2060\ufeff]+")
_SIGNS = "()[]:;,.-%（）【】〔〕［］：；，、。％—–－～~"
_ALIKE = str.maketrans(
    "：；，（）【】〔〕［］％０１２３４５６７８９．—–－～~", ":;,()[][][]%0123456789.-----"
)
_NEW_NUMBER = re.compile("is now “(.*)”")
_PART_NAME = "the part's name"
_SHOWN = 30
_CUT = "\f"


class Sign(NamedTuple):
    """A character, and whether it may be missing on the other side."""

    text: str
    free: bool = False


def unaccounted(lines: Sequence[tuple[int, str]], found: Import, name: str) -> str:
    """Where source and plans differ without a note that tells it; empty where they do not.

    `lines` are the source's texts with their places; `name` is what a plan without title is called.
    """
    notes = [*found.notes, *(note for plan in found.plans for note in plan.notes)]
    heads = [note for note in notes if note.message.en.startswith(_PART_NAME)]
    pieces = _pieces(lines, notes)
    numbers = [_number(head.text, at) for at, head in enumerate(heads, 1)]
    for plan in found.plans:
        # A part that a page begins with inside has no head.
        own = pieces[numbers.index(plan.number) + 1 if plan.number in numbers else 0]
        printed = render(plan.plan).lines()
        named = plan.number or plan.plan.title == name
        fault = _difference(own, printed[1:], notes) if named else ""
        if fault or not named:
            fault = _difference(own, printed, notes)
        if fault:
            return fault
    begun = any(plan.number not in numbers for plan in found.plans)
    return "" if begun else _difference(pieces[0], [], notes)


def _pieces(lines: Sequence[tuple[int, str]], notes: Sequence[Note]) -> list[list[tuple[int, str]]]:
    """The lines without what notes say is left out, cut where parts begin."""
    pieces: list[list[tuple[int, str]]] = [[]]
    for place, text in _moved(lines, {note.place for note in notes if note.kind == "moved"}):
        rest = tight(text)
        for note in notes:
            if note.place == place and note.kind == "left-out":
                assert tight(note.text) in rest
                head = note.message.en.startswith(_PART_NAME)
                rest = rest.replace(tight(note.text), _CUT if head else "", 1)
        first, *others = rest.split(_CUT)
        pieces[-1].append((place, first))
        pieces += [[(place, other)] for other in others]
    return pieces


def _moved(lines: Sequence[tuple[int, str]], moved: Collection[int]) -> Iterable[tuple[int, str]]:
    """The lines with what was moved behind the next one that has any text."""
    held: list[tuple[int, str]] = []
    for place, text in lines:
        if place in moved:
            held.append((place, text))
            continue
        yield place, text
        if tight(text):
            yield from held
            held = []
    yield from held


def _number(head: str, at: int) -> int:
    """The number that a head says; one that says none counts on."""
    numeral = "([0-9]+|[一二三四五六七八九十百]+)"
    told = (
        rf"^{numeral}[、.．]|篇\s*{numeral}|第\s*{numeral}\s*篇|(?:范文|模板|样本|例文)\s*{numeral}"
    )
    found = ["".join(groups) for groups in re.findall(told, head)] or re.findall(numeral, head)
    number = found[-1] if found else str(at)
    return int(number) if number.isdecimal() else from_chinese(number) or 0


def tight(text: str) -> str:
    return _SPACE.sub("", text)


def _difference(
    lines: Iterable[tuple[int, str]], printed: Iterable[str], notes: Sequence[Note]
) -> str:
    typed = [sign for place, text in lines for sign in _signs(place, text, notes)]
    told = [note for note in notes if note.kind in {"renumbered", "typography"}]
    added = _SIGNS + "年月日" if told else ""
    added += "".join("".join(_NEW_NUMBER.findall(note.message.en)) for note in told)
    shown = [Sign(sign, sign in added) for sign in tight("".join(printed))]
    typed_at, shown_at = _furthest(typed, shown)
    if typed_at == len(typed) and shown_at == len(shown):
        return ""
    rest = [side[at : at + _SHOWN] for side, at in ((typed, typed_at), (shown, shown_at))]
    return " ≠ ".join("".join(sign.text for sign in side) or "nothing" for side in rest)


def _signs(place: int, text: str, notes: Sequence[Note]) -> Iterable[Sign]:
    here = [note for note in notes if note.place == place]
    free = "".join(note.text for note in here if note.kind == "renumbered")
    free += _SIGNS + "0/至到和及" if any(note.kind == "typography" for note in here) else ""
    return [Sign(sign, sign in free) for sign in tight(text)]


def _furthest(typed: Sequence[Sign], shown: Sequence[Sign]) -> tuple[int, int]:
    """How far both can be walked through together, passing over what may be missing."""
    seen: set[tuple[int, int]] = set()
    todo = [(0, 0)]
    best = (0, 0)
    while todo:
        at = todo.pop()
        if at in seen:
            continue
        seen.add(at)
        best = max(best, at, key=sum)
        one, other = at
        if one == len(typed) and other == len(shown):
            return at
        if other < len(shown) and shown[other].free:
            todo.append((one, other + 1))
        if one < len(typed) and typed[one].free:
            todo.append((one + 1, other))
        if one < len(typed) and other < len(shown) and _alike(typed[one], shown[other]):
            todo.append((one + 1, other + 1))
    return best


def _alike(one: Sign, other: Sign) -> bool:
    return one.text == other.text or (
        (one.free or other.free) and one.text.translate(_ALIKE) == other.text.translate(_ALIKE)
    )
