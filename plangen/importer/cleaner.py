"""Noise taken out of lines: readings put in, page numbers, doubled and half-width marks.

What the rules of `plangen validate` would correct in a plan file they correct here, before
anything is recognised.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from plangen.importer.lines import Line
from plangen.importer.notes import Note
from plangen.problems import UsageError, Words

_RULES = ("pinyin", "doubled", "half-width")
_ROUNDS = 4
# A page's number before its first line, as previews of documents print it.
_PAGE = re.compile(
    r"(?:第\s*\d{1,3}\s*页\s*[,，/]?\s*(?:共\s*\d{1,3}\s*页)?(?!\s*共)|\d{1,3}\s*/\s*\d{1,3}|[-—]\s*\d{1,3}\s*[-—])\s*(?=\S)"
)
_BARE = re.compile(
    r"(?P<n>\d{1,3})\s*(?=[\u4e00-\u9fff“《（(①-⑳]|\d{1,2}[、.．])(?![年月日个名次%％])"
)
# Brackets of which one is half-width.
_UNLIKE = re.compile(r"（(?P<wide>[^（）()]{0,200})\)|\((?P<half>[^（）()]{0,200})）")
# So many lines at least are on a page.
_PAGE_LINES = 5
# Braces mean something in plan files; these stand for them meanwhile.
_BRACES = str.maketrans("{}", "\ue000\ue001")


class _Piece(NamedTuple):
    """A piece of a line that has a line of its own: of its text, or of one of its cells."""

    line: int
    cell: tuple[int, int] | None
    text: str


def clean(lines: Sequence[Line]) -> tuple[list[Line], list[Note]]:
    """The lines without noise, and each change."""
    notes: list[Note] = []
    paged = list(_without_pages(lines, notes))
    pieces = [_with_pairs(piece, paged[piece.line], notes) for piece in _pieces(paged)]
    for _ in range(_ROUNDS):
        mended = _mended(pieces, paged, notes)
        if mended == pieces:
            break
        pieces = mended
    return _put_back(paged, pieces), notes


def simplify(lines: Sequence[Line]) -> tuple[list[Line], list[Note]]:
    """The lines in simplified characters.

    Raises:
        UsageError: OpenCC is not installed.
    """
    try:
        from opencc import OpenCC
    except ImportError:
        raise UsageError(
            Words("繁体转简体需要OpenCC：pip install 'plangen[opencc]'",
                  "simplified characters need OpenCC: pip install 'plangen[opencc]'")
        ) from None  # fmt: skip
    convert: Callable[[str], str] = OpenCC("t2s").convert
    notes: list[Note] = []
    changed: list[Line] = []
    for line in lines:
        new = line._replace(
            text=convert(line.text), rows=tuple(tuple(map(convert, row)) for row in line.rows)
        )
        if new != line:
            notes.append(
                Note(
                    line.place,
                    "cleaned",
                    line.text,
                    Words("繁体转为简体", "traditional characters simplified"),
                )
            )
        changed.append(new)
    return changed, notes


def _without_pages(lines: Sequence[Line], notes: list[Note]) -> Iterator[Line]:
    numbers = _page_numbers(lines)
    for at, line in enumerate(lines):
        found = _PAGE.match(line.text) or (_BARE.match(line.text) if at in numbers else None)
        if found and not line.rows:
            notes.append(_note(line, found[0].strip(), ""))
            line = line._replace(text=line.text[found.end() :], lead=0)  # noqa: PLW2901
        yield line


def _page_numbers(lines: Sequence[Line]) -> set[int]:
    """The lines that bare numbers counting up from 1 or 2 begin, pages apart."""
    found: list[int] = []
    for at, line in enumerate(lines):
        number = _BARE.match(line.text)
        if number is None or line.rows:
            continue
        value = int(number["n"])
        starts = not found and value in (1, 2)
        goes_on = found and value == _number(lines[found[-1]]) + 1 and at - found[-1] >= _PAGE_LINES
        if starts or goes_on:
            found.append(at)
    return set(found) if len(found) > 1 else set()


def _number(line: Line) -> int:
    found = _BARE.match(line.text)
    return int(found["n"]) if found else 0


def _pieces(lines: Sequence[Line]) -> Iterator[_Piece]:
    for at, line in enumerate(lines):
        if not line.rows:
            yield from (_Piece(at, None, text) for text in line.text.split("\n"))
        for number, row in enumerate(line.rows):
            for column, cell in enumerate(row):
                yield from (_Piece(at, (number, column), text) for text in cell.split("\n"))


def _with_pairs(piece: _Piece, line: Line, notes: list[Note]) -> _Piece:
    """A piece with brackets that are both full-width."""

    def paired(found: re.Match[str]) -> str:
        wide = found["wide"] is not None
        notes.append(_note(line, ")" if wide else "(", "）" if wide else "（"))
        return f"（{found['wide'] if wide else found['half']}）"

    return piece._replace(text=_UNLIKE.sub(paired, piece.text))


def _mended(pieces: Sequence[_Piece], lines: Sequence[Line], notes: list[Note]) -> list[_Piece]:
    """The pieces with all corrections that the rules propose now."""
    from plangen.linter import findings
    from plangen.loader import loads
    from plangen.rules import rules
    from plangen.settings import Settings
    from plangen.subject import Subject

    shown = [(number, piece) for number, piece in enumerate(pieces) if piece.text.strip()]
    body = "".join(f"- |\n  {piece.text.strip().translate(_BRACES)}\n" for _, piece in shown)
    loaded = loads(f"title: 计划\nsections:\n{body}".encode(), "source")
    if loaded.plan is None:
        return list(pieces)
    mended = list(pieces)
    chosen = [rule for rule in rules() if rule.name in _RULES]
    edits = [edit for _, edit in findings(Subject(loaded), Settings(), chosen) if edit]
    taken: set[int] = set()
    for edit in sorted(edits, key=lambda edit: (edit.line, edit.column)):
        at, rest = divmod(edit.line - 4, 2)
        number, piece = shown[at]
        text = piece.text.strip()
        start = edit.column - 3
        # One correction a round, for they may touch one another.
        if rest or number in taken or text[start : start + len(edit.old)] != edit.old:
            continue
        taken.add(number)
        mended[number] = piece._replace(
            text=text[:start] + edit.new + text[start + len(edit.old) :]
        )
        notes.append(_note(lines[piece.line], edit.old, edit.new))
    return mended


def _put_back(lines: Sequence[Line], pieces: Sequence[_Piece]) -> list[Line]:
    texts: dict[tuple[int, tuple[int, int] | None], list[str]] = {}
    for piece in pieces:
        texts.setdefault((piece.line, piece.cell), []).append(piece.text)
    return [
        line._replace(
            text="\n".join(texts[at, None]) if not line.rows else line.text,
            lead=line.lead if line.text == "\n".join(texts.get((at, None), [])) else 0,
            rows=tuple(
                tuple("\n".join(texts[at, (number, column)]) for column in range(len(row)))
                for number, row in enumerate(line.rows)
            ),
        )
        for at, line in enumerate(lines)
    ]


def _note(line: Line, old: str, new: str) -> Note:
    words = (
        Words(f"“{old}”改为“{new}”", f"“{old}” is now “{new}”")
        if new
        else Words(f"删去“{old}”", f"“{old}” is gone")
    )
    return Note(line.place, "cleaned", old, words)
