"""Whether every character of a source stands in its plans, written apart from what it judges.

White space does not count. A place with a note may differ by what the note tells: left out, another
number, other marks set around it. Everything else must be the same, in the same order.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from plangen.importer.importer import Import
from plangen.importer.notes import Note
from plangen.renderer import render

_SPACE = re.compile(r"[\s\u180e\u200b-\u200d\u2060\ufeff]+")
_SIGNS = "()[]:;,.-%（）【】〔〕［］：；，、。％—–－～~"
_ALIKE = str.maketrans(
    "：；，（）【】〔〕［］％０１２３４５６７８９．—–－～~", ":;,()[][][]%0123456789.-----"
)
_NEW_NUMBER = re.compile("is now “(.*)”")
_PART_NAME = "the part's name"
_SHOWN = 30


class Sign(NamedTuple):
    """A character, and whether it may be missing on the other side."""

    text: str
    free: bool = False


def unaccounted(lines: Sequence[tuple[int, str]], found: Import, name: str) -> str:
    """Where source and plans differ without a note that tells it; empty where they do not.

    `lines` are the source's texts with their places; `name` is what a plan without title is called.
    """
    notes = [*found.notes, *(note for plan in found.plans for note in plan.notes)]
    heads = [note.place for note in notes if note.message.en.startswith(_PART_NAME)]
    for plan in found.plans:
        start = heads[plan.number - 1] if plan.number else 0
        end = heads[plan.number] if plan.number and plan.number < len(heads) else 10**9
        own = [line for line in lines if start <= line[0] < end]
        printed = render(plan.plan).lines()
        named = plan.number or plan.plan.title == name
        fault = _difference(own, printed[1:], notes) if named else ""
        if fault or not named:
            fault = _difference(own, printed, notes)
        if fault:
            return fault
    before = [line for line in lines if heads and line[0] < heads[0]]
    return _difference(before, [], notes)


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
    """A line's characters without what notes say is left out of it."""
    here = [note for note in notes if note.place == place]
    rest = tight(text)
    for note in here:
        if note.kind == "left-out":
            assert tight(note.text) in rest
            rest = rest.replace(tight(note.text), "", 1)
    free = "".join(note.text for note in here if note.kind == "renumbered")
    free += _SIGNS + "0/至到和及" if any(note.kind == "typography" for note in here) else ""
    return [Sign(sign, sign in free) for sign in rest]


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
