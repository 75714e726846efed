"""DOCX of any program to lines: as its reader sees it, automatic numbers included.

Source: ECMA-376 part 1 (WordprocessingML). What is read: the text with its tables and text boxes,
tracked changes accepted, of fields what they show. What is left out is listed: headers, footers,
notes, comments, tables of contents, deleted and hidden text, pictures.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from plangen.formats.archive import ArchiveError
from plangen.importer import source as reasons
from plangen.importer.lines import Line
from plangen.importer.source import Draft, Source
from plangen.importer.word_package import Package, W, value, whole
from plangen.importer.word_styles import BODY_LEVEL
from plangen.importer.word_text import Paragraph, read_paragraphs
from plangen.importer.word_tree import (
    TBL,
    TC,
    TR,
    P,
    keep_one_version,
    plain_text,
    settle,
)
from plangen.problems import Words

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Word's own tables have no more columns.
_MOST_COLUMNS = 63
_PAGE_NUMBER = re.compile(r"(?:第|页|共|page|of|[\W\d_])*+", re.IGNORECASE)
_NO_NOTES = frozenset({"separator", "continuationSeparator", "continuationNotice"})
_NOTES = {"footnote": reasons.NOTE, "endnote": reasons.NOTE, "comment": reasons.COMMENT}
_TABLE_NAME = re.compile(r"[a-z][a-z-]{0,30}")
_WHOLE = frozenset({None, "restart"})


def read_word(data: bytes) -> Source:
    """The lines of a DOCX; their places count the paragraphs, those in tables and empty ones too.

    Raises:
        ArchiveError: not a DOCX, broken, or a bomb.
        SourceError: more paragraphs or cells than a plan has.
    """
    package = Package(data)
    root = package.root(package.main)
    body = None if root is None else root.find(f"{W}body")
    if root is None or body is None:
        raise ArchiveError("no body")
    draft = Draft()
    settle(root, draft)
    references: dict[tuple[str, str], int] = {}
    _body(body, read_paragraphs(body, package, draft, references), draft)
    _others(package, draft, references)
    return draft.source()


def _body(body: "Element", paragraphs: Iterator[Paragraph], draft: Draft) -> None:
    """All paragraphs and tables in their order."""
    elements = body.iter(P, TBL)
    for element in elements:
        if element.tag == TBL:
            for _ in islice(element.iter(P, TBL), 1, None):
                next(elements)
            _table(element, paragraphs, draft)
            continue
        paragraph = next(paragraphs, None)
        if paragraph is None:
            return
        if paragraph.content.text:
            draft.add(_line(paragraph))


def _line(paragraph: Paragraph) -> Line:
    place, (text, lead, bold, size), look = paragraph
    level = None if look.level is None or look.level > BODY_LEVEL else look.level
    align = "" if look.align == "left" else look.align
    return Line(text, place, level, lead, look.style, align, bold, size)


# Tables.


def _table(element: "Element", paragraphs: Iterator[Paragraph], draft: Draft) -> None:
    rows: list[list[str]] = []
    merged: set[int] = set()
    place = 0
    for row in element.iter(TR):
        cells, merged, first = _row(row, merged, paragraphs, draft)
        place = place or first
        rows.append(cells)
        draft.count_cells(len(cells))
    width = max(map(len, rows), default=0)
    draft.count_cells(width * len(rows) - sum(map(len, rows)))
    if any(map(any, rows)):
        name = value(element.find(f"{W}tblPr"), "tblDescription") or ""
        style = name if _TABLE_NAME.fullmatch(name) else ""
        full = tuple((*row, *[""] * (width - len(row))) for row in rows)
        draft.add(Line("", place, style=style, rows=full))


def _row(
    row: "Element", merged: set[int], paragraphs: Iterator[Paragraph], draft: Draft
) -> tuple[list[str], set[int], int]:
    """A row's texts, the columns in which cells may go on below, and where the row begins.

    `merged` are the columns in which cells above go on.
    """
    cells = [""] * _span(value(row.find(f"{W}trPr"), "gridBefore"), 0)
    going: set[int] = set()
    place = 0
    beside = False
    for cell in row.iter(TC):
        look = cell.find(f"{W}tcPr")
        down, across = value(look, "vMerge"), value(look, "hMerge")
        covered = (down not in _WHOLE and len(cells) in merged) or (across not in _WHOLE and beside)
        beside = across is not None
        if down is not None:
            going.add(len(cells))
        read = list(islice(paragraphs, sum(1 for _ in cell.iter(P))))
        place = place or (read[0].place if read else 0)
        text = "\n".join(filter(None, (paragraph.content.text for paragraph in read)))
        if covered and text:
            draft.leave_out(read[0].place, text, reasons.COVERED)
        span = _span(value(look, "gridSpan"), 1)
        cells += ["" if covered else text, *[""] * (span - 1)]
    return cells, going, place


def _span(text: str | None, least: int) -> int:
    number = whole(text)
    return least if number is None else max(least, min(number, _MOST_COLUMNS))


# Around the text.


def _others(package: Package, draft: Draft, references: dict[tuple[str, str], int]) -> None:
    """List headers and footers, but for page numbers, and notes and comments."""
    seen: set[str] = set()
    for relation in package.related.values():
        root = package.root(relation.part) if relation.kind in {"header", "footer"} else None
        if root is None:
            continue
        keep_one_version(root)
        text = plain_text(root)
        if text not in seen and not _PAGE_NUMBER.fullmatch(text):
            draft.leave_out(0, text, reasons.HEADER)
        seen.add(text)
    for kind, reason in _NOTES.items():
        _notes(package.named(f"{kind}s"), kind, reason, draft, references)


def _notes(
    root: "Element | None",
    kind: str,
    reason: Words,
    draft: Draft,
    references: dict[tuple[str, str], int],
) -> None:
    if root is None:
        return
    keep_one_version(root)
    for note in root.iter(W + kind):
        text = "" if note.get(f"{W}type") in _NO_NOTES else plain_text(note)
        if text:
            draft.leave_out(references.get((kind, note.get(f"{W}id", "")), 0), text, reason)
