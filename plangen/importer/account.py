"""What became of every character: the plan as it will be printed, held against its source.

White space does not count. A mark may be printed with another number, and the marks that a
template sets may be wider than those typed; both are repairs to be told. Anything else that
differs is a fault of recognition, and the place where it begins is returned.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from plangen.dates import parse_date
from plangen.importer.lines import Line
from plangen.importer.marks import Mark, read_mark
from plangen.importer.monthly import leading_months
from plangen.importer.notes import Note
from plangen.model import Plan
from plangen.problems import Words

_SPACE = re.compile(r"[\s\u3000\u00a0\u200b\ufeff]+")
# One sign stands for all that a template may set instead.
_ALIKE = str.maketrans(
    "：；，（）【】［］〔〕％０１２３４５６７８９．—–－～~", ":;,()[][][]%0123456789.-----"
)
# Signs that a template sets around what a plan holds in keys of their own.
_SET = "()[]：；:;、，,。"
_LONGEST_MARK = 12


class Account(NamedTuple):
    """The repairs, and the place of the first line that is not printed as it was; 0 if all are."""

    notes: tuple[Note, ...]
    lost: int = 0


def account(plan: Plan, lines: Sequence[Line], *, titled: bool) -> Account:
    """Hold a plan's printed text against the lines it was made of."""
    from plangen.renderer import render

    return compare(render(plan).lines()[0 if titled else 1 :], lines)


def compare(printed: Iterable[str], lines: Sequence[Line]) -> Account:
    """Walk through both texts side by side."""
    text = _SPACE.sub("", "".join(printed))
    alike = text.translate(_ALIKE)
    at = 0
    notes: list[Note] = []
    for line in lines:
        typed = _SPACE.sub("", "".join(map("".join, line.rows)) if line.rows else line.text)
        end = at + len(typed)
        if text.startswith(typed, at):
            at = end
            continue
        if alike.startswith(typed.translate(_ALIKE), at):
            notes.append(_typography(line, text[at:end]))
            at = end
            continue
        end, renumbered = _marked(typed, text, alike, at)
        if end < 0:
            return Account(tuple(notes), line.place or 1)
        notes.append(
            _renumbered(line, text[at : at + _LONGEST_MARK])
            if renumbered
            else _typography(line, text[at:end])
        )
        at = end
    if alike[at:].strip(_SET):
        return Account(tuple(notes), lines[-1].place if lines else 1)
    return Account(tuple(notes))


def _marked(typed: str, text: str, alike: str, at: int) -> tuple[int, bool]:
    """Where the print of a line ends whose mark or set signs differ; -1 where more does."""
    date = _as_printed(typed)
    if date and text.startswith(date, at):
        return at + len(date), False
    plain = typed.translate(_ALIKE)
    start = at
    renumbered = False
    mark, shown = read_mark(typed), read_mark(text[at : at + 4 * _LONGEST_MARK])
    month, named = leading_months(typed), leading_months(text[at : at + 4 * _LONGEST_MARK])
    if mark and shown and mark.typed != shown.typed and _is_renumbered(mark, shown):
        rest, start, renumbered = plain[mark.end :], at + shown.end, True
    elif month and named and month[0].numbers == named[0].numbers:
        rest, start = plain[month[1] :], at + named[1]
    else:
        rest = plain
    end = _aligned(rest, alike, start)
    return end, renumbered


def _is_renumbered(typed: Mark, shown: Mark) -> bool:
    """Whether two marks are of one list, or say the same number."""
    same = typed.number == shown.number and typed.is_numeral and shown.is_numeral
    return same or typed.family == shown.family


def _as_printed(text: str) -> str:
    """A date as plans print it, whatever its form; nothing if the text is none."""
    date = parse_date(text)
    return str(date) if date else ""


def _aligned(typed: str, alike: str, at: int) -> int:
    """Where a text ends in the print, passing over signs that were set around it; or -1."""
    place = 0
    opened = 0
    while place < len(typed):
        if at < len(alike) and alike[at] == typed[place]:
            at += 1
            place += 1
        elif at < len(alike) and alike[at] in _SET:
            opened += (alike[at] == "(") - (alike[at] == ")")
            at += 1
        elif typed[place] in _SET and place and (at == len(alike) or alike[at - 1] in _SET):
            place += 1
        else:
            return -1
    # What was opened for a note closes behind it.
    return at + (opened > 0 and alike.startswith(")", at))


def _renumbered(line: Line, printed: str) -> Note:
    typed = read_mark(_SPACE.sub("", line.text))
    shown = read_mark(printed)
    old, new = typed.typed if typed else "", shown.typed if shown else ""
    return Note(
        line.place, "renumbered", old,
        Words(f"编号“{old}”改为“{new}”", f"the number “{old}” is now “{new}”"),
    )  # fmt: skip


def _typography(line: Line, printed: str) -> Note:
    return Note(
        line.place, "typography", line.text[:20],
        Words(f"标点按版式印作“{printed[:20]}”", f"the marks are set as in “{printed[:20]}”"),
    )  # fmt: skip
