"""Lines as their writer meant them: broken sentences joined, glued headings and items split off."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from plangen.importer.gluing import (
    FINAL,
    Seen,
    headed_families,
    is_heading_text,
    looks_like_entry,
    unglue,
)
from plangen.importer.lines import Line, unbroken
from plangen.importer.marks import read_mark, read_marks
from plangen.importer.matter import is_signing
from plangen.importer.notes import Note
from plangen.problems import Words

_GOES_ON = "，、,“‘（(《〈【[—"
# No line begins with these (GB/T 15834-2011, 5.1.4).
_NO_BEGINNING = "，,、。；;：:！!？?）)”’》】」"
# How paragraphs begin, and headings with a comma do not.
_OPENING = re.compile(r"为了|根据|按照|今年|近年|在过去|20(?:\d\d|[xX×]{2})年[，,]")
_PAIRS = {"“": "”", "‘": "’", "（": "）", "(": ")", "《": "》", "【": "】", "「": "」"}
_SHORTEST_BROKEN = 20
_LONGEST_TITLE = 120
# Lines broken by hand differ so much in length; a plan of fewer lines does not tell.
_RAGGED = 4
_FEW_LINES = 8
_NARROWEST = 18
# The widest line that is broken by hand, in half-width signs, and how far others stay behind.
_WIDEST = 100
_UNEVEN = 10
_PAUSE = frozenset("，,。；;")
_ASCII = "\x7f"
_SOON = 20
# Shorter than this, a line with an open bracket is joined to the next one alone.
_SHORTEST_OPEN = 15
_SPLIT = Words("与上文连在一起，已分开", "ran on from the text before; split off")
_JOINED = Words("接在上一行之后", "joined to the line before")


def reline(lines: Sequence[Line]) -> tuple[list[Line], list[Note]]:
    """The lines with every item, heading and paragraph on one of its own, and what was done."""
    notes: list[Note] = []
    lines = [_unwrapped(line, notes) for line in lines]
    whole = [
        part
        for at, line in enumerate(lines)
        for part in unbroken(line, title=not at and _is_title(line))
    ]
    return list(_join_all(list(_split_all(whole, notes)), notes)), notes


def _is_title(line: Line) -> bool:
    return line.level == 0 and len(line.text) <= _LONGEST_TITLE


def _unwrapped(line: Line, notes: list[Note]) -> Line:
    """A text without the spaces that its line breaks became: the pieces between are equally long."""
    pieces = line.text.split(" ")
    if line.rows or len(pieces) < _FEW_LINES:
        return line
    width = max(map(_width, pieces))
    if not 2 * _NARROWEST <= width <= _WIDEST:
        return line
    text = pieces[0]
    broken = []
    for piece, after in pairwise(pieces):
        full = _width(piece) >= width - _UNEVEN and piece[-1] not in FINAL
        if full and after[:1] > _ASCII and not read_mark(after):
            broken.append(after)
            text += after
        else:
            text += f" {after}"
    # Entries of a list are equally long too, but no sentences.
    paused = sum(bool(_PAUSE & {*piece}) for piece in pieces)
    if len(broken) < _RAGGED or 2 * paused < len(broken):
        return line
    notes += (Note(line.place, "joined", after, _JOINED) for after in broken)
    return line._replace(text=text, lead=0)


def _width(text: str) -> int:
    return sum(1 + (sign > _ASCII) for sign in text)


def _split_all(lines: Sequence[Line], notes: list[Note]) -> Iterator[Line]:
    families = frozenset(mark.family for mark in (read_mark(line.text) for line in lines) if mark)
    seen = Seen(families, {}, headed_families(line.text for line in lines if not line.rows))
    for at, line in enumerate(lines):
        fixed = line.rows or line.style
        texts = (
            [line.text]
            if fixed
            else unglue(line.text, seen, first=not at, last=at == len(lines) - 1)
        )
        seen.last.update((mark.family, mark.number) for mark in map(read_mark, texts) if mark)
        if len(texts) < 2:  # noqa: PLR2004
            yield line
            continue
        notes += (Note(line.place, "split", text, _SPLIT) for text in texts[1:])
        yield line._replace(text=texts[0], lead=0)
        yield from (line._replace(text=text, lead=0, level=None) for text in texts[1:])


def _join_all(lines: Sequence[Line], notes: list[Note]) -> Iterator[Line]:
    marks = read_marks([line.text for line in lines])
    width = _wrap_width(lines)
    held: Line | None = None
    last = 0
    for line, mark in zip(lines, marks, strict=True):
        # The first line may be what the head of a part left of it.
        begins = held is not None and held is lines[0] and re.search("[，,]", held.text)
        wraps = width and (begins or last >= width - _RAGGED)
        last = len(line.text)
        if held is not None and mark is None and _goes_on(held, line, wraps=bool(wraps)):
            notes.append(Note(line.place, "joined", line.text, _JOINED))
            held = held._replace(text=held.text + line.text)
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _wrap_width(lines: Sequence[Line]) -> int:
    """The width that lines were broken at by hand, or 0: many are that long and end anywhere."""
    lengths = sorted(len(line.text) for line in lines if not line.rows and line.level is None)
    if len(lengths) < _FEW_LINES:
        return 0
    width = lengths[-max(1, len(lengths) // 20)]
    full = [line.text for line in lines if width - _RAGGED <= len(line.text) <= width + 1]
    open_ended = sum(text[-1] not in FINAL for text in full if text)
    wide = width >= _NARROWEST
    return width if wide and len(full) > len(lengths) / 3 and open_ended > len(full) / 2 else 0


def _goes_on(line: Line, after: Line, *, wraps: bool) -> bool:
    """Whether the sentence of a line breaks off and the next line continues it."""
    told = (line.rows, after.rows, line.style, after.style)
    if any(told) or line.level is not None or after.level is not None or after.align:
        return False
    if after.text[0] in _NO_BEGINNING:
        return True
    apart = after.place > line.place + 1 and len(line.text) < _SHORTEST_OPEN
    if not apart and _ends_open(line.text, after.text):
        return True
    if looks_like_entry(after.text) or after.text.startswith("附件"):
        return False
    if wraps:
        return line.text[-1] not in FINAL and not is_signing(after.text)
    return len(line.text) >= _SHORTEST_BROKEN and _breaks_off(line.text, after.text)


def _breaks_off(text: str, after: str) -> bool:
    """Whether a long line is no whole sentence, and no heading either."""
    if text[-1] in _GOES_ON or unclosed(text):
        return True
    if text[-1] in FINAL or text[-1] in "”’》）)】":
        return False
    mark = read_mark(text)
    if not is_heading_text(text[mark.end :] if mark else text):
        return True
    # A heading with a comma is seldom that long, unless it is marked.
    comma = mark is None and ("，" in text or "," in text)
    return comma and (after[-1] in FINAL or _OPENING.match(text) is not None)


def _ends_open(text: str, after: str) -> bool:
    """Whether a bracket is open at the end of a text: at a mark inside it, or closed soon."""
    if not unclosed(text):
        return False
    return text[-1] in "；;、，,：:" or any(closing in after[:_SOON] for closing in _PAIRS.values())


def unclosed(text: str) -> bool:
    """Whether the last bracket or quotation mark of a text was not closed."""
    return any(text.rfind(opening) > text.rfind(closing) for opening, closing in _PAIRS.items())
