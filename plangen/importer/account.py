"""What became of every character: the plan as it will be printed, held against its source.

White space does not count. A mark may be printed with another number, and the marks that a
template sets may be wider than those typed; both are repairs to be told. Anything else that
differs is a fault of recognition, and the place where it begins is returned.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from plangen.dates import parse_date
from plangen.importer.lines import Line
from plangen.importer.marks import Mark, read_mark
from plangen.importer.monthly import leading_months
from plangen.importer.notes import Note
from plangen.model import Plan, Signature
from plangen.problems import Words

_SPACE = re.compile(r"[\s\u3000\u00a0\u200b\ufeff]+")
# One sign stands for all that a template may set instead.
_ALIKE = str.maketrans(
    "：；，（）【】［］〔〕％０１２３４５６７８９．—–－～~", ":;,()[][][]%0123456789.-----"
)
# Signs that a template sets around what a plan holds in keys of their own.
_SET = "()[]：；:;、，,。"
_LONGEST_MARK = 12
# How far from the end a date above a signature is looked for.
_LAST = 40
_ANNEX = re.compile(r"附件?[0-9一二三四五六七八九十]{0,2}[：:、.．]?(?:[0-9]{1,2}[.．、])?")
_ANNEX_SHOWN = re.compile(r"附件(?:：(?:1\.)?|[0-9]{0,2})|[0-9]{1,2}\.")


class Account(NamedTuple):
    """The repairs, and the places of lines that are not printed as they were.

    Of each section the first one; only that of the first section is certain.
    """

    notes: tuple[Note, ...]
    lost: tuple[int, ...] = ()


def account(
    plan: Plan, lines: Sequence[Line], *, titled: bool, starts: Collection[int] = ()
) -> Account:
    """Hold a plan's printed text against the lines it was made of.

    Behind a fault it goes on at the next of `starts`, the places where sections begin.
    """
    from plangen.renderer import render

    ordered, moved = _signed_first(plan.signature, lines)
    done = compare(render(plan).lines()[0 if titled else 1 :], ordered, starts)
    return done._replace(notes=(*done.notes, *moved))


def _signed_first(
    signature: Signature | None, lines: Sequence[Line]
) -> tuple[Sequence[Line], tuple[Note, ...]]:
    """The lines with the date below the one who signs, as it is printed."""
    if signature is None or len(signature.organizations) != 1 or not signature.date:
        return lines, ()
    for at in range(len(lines) - 2, max(len(lines) - _LAST, 0), -1):
        date, by = lines[at : at + 2]
        signs = by.text == signature.organizations[0] and not date.rows
        if signs and (parse_date(_SPACE.sub("", date.text)) or date.text) == signature.date:
            moved = Words("日期印在署名之下", "the date is set below who signs")
            note = Note(date.place, "moved", date.text, moved)
            return [*lines[:at], by, date, *lines[at + 2 :]], (note,)
    return lines, ()


def compare(printed: Iterable[str], lines: Sequence[Line], starts: Collection[int] = ()) -> Account:
    """Walk through both texts side by side."""
    text = _SPACE.sub("", "".join(printed))
    alike = text.translate(_ALIKE)
    at = 0
    notes: list[Note] = []
    lost: list[int] = []
    seeking = False
    for line in lines:
        typed = _SPACE.sub("", "".join(map("".join, line.rows)) if line.rows else line.text)
        if seeking:
            found = _found(typed, alike, at) if line.place in starts else -1
            at, seeking = (found, False) if found >= 0 else (at, True)
            continue
        end = at + len(typed)
        if text.startswith(typed, at):
            at = end
            continue
        if alike.startswith(typed.translate(_ALIKE), at):
            notes.append(_typography(line, text[at:end]))
            at = end
            continue
        shown = _marked(typed, text, alike, at)
        if shown is None:
            lost.append(line.place or 1)
            seeking = True
            continue
        notes.append(
            _renumbered(line, shown) if shown.new else _typography(line, text[at : shown.end])
        )
        at = shown.end
    if not seeking and alike[at:].strip(_SET):
        lost.append(lines[-1].place if lines else 1)
    return Account(tuple(notes), tuple(lost))


def _found(typed: str, alike: str, at: int) -> int:
    """Where the print of a section's first line ends, whatever its number; or -1."""
    mark = read_mark(typed)
    plain = typed[mark.end if mark else 0 :].translate(_ALIKE)
    found = alike.find(plain, at) if plain else -1
    return found + len(plain) if found >= 0 else -1


class _Shown(NamedTuple):
    """Where the print of a line ends, and its mark as typed and as printed if it is another."""

    end: int
    old: str = ""
    new: str = ""


def _marked(typed: str, text: str, alike: str, at: int) -> _Shown | None:
    """The print of a line whose mark or set signs differ; None where more does."""
    date = _as_printed(typed)
    if date and text.startswith(date, at):
        return _Shown(at + len(date))
    plain = typed.translate(_ALIKE)
    ahead = text[at : at + 4 * _LONGEST_MARK]
    mark, shown = read_mark(typed), read_mark(ahead)
    month, named = leading_months(typed), leading_months(ahead)
    if mark and shown and mark.typed != shown.typed and _is_renumbered(mark, shown):
        end = _aligned(plain[mark.end :], alike, at + shown.end)
        return _Shown(end, mark.typed, shown.typed) if end >= 0 else None
    if annex := _as_annex(typed, ahead):
        old, new = annex
        end = _aligned(plain[len(old) :], alike, at + len(new))
        return _Shown(end, old, new) if end >= 0 else None
    if month and named and month[0].numbers == named[0].numbers:
        end = _aligned(plain[month[1] :], alike, at + named[1])
    else:
        end = _aligned(plain, alike, at)
    return _Shown(end) if end >= 0 else None


def _as_annex(typed: str, text: str) -> tuple[str, str] | None:
    """The mark of an annex in a list, as typed and as printed: 附件2： and 2.."""
    old, new = _ANNEX.match(typed), _ANNEX_SHOWN.match(text)
    return (old[0], new[0]) if old and new and old[0] != new[0] else None


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
        elif alike[at - 1 : at] == ")" and not typed[place:].strip(_SET):
            # The marks that ended the line stand before a note, or are left out behind it.
            place = len(typed)
        elif at < len(alike) and alike[at] in _SET:
            opened += (alike[at] == "(") - (alike[at] == ")")
            at += 1
        elif typed[place] in _SET and place and (at == len(alike) or alike[at - 1] in _SET):
            place += 1
        else:
            return -1
    # What was opened for a note closes behind it.
    return at + (opened > 0 and alike.startswith(")", at))


def _renumbered(line: Line, shown: _Shown) -> Note:
    return Note(
        line.place, "renumbered", shown.old,
        Words(f"编号“{shown.old}”改为“{shown.new}”", f"the number “{shown.old}” is now “{shown.new}”"),
    )  # fmt: skip


def _typography(line: Line, printed: str) -> Note:
    return Note(
        line.place, "typography", line.text[:20],
        Words(f"标点按版式印作“{printed[:20]}”", f"the marks are set as in “{printed[:20]}”"),
    )  # fmt: skip
