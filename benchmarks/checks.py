"""Opens what a peer made and compares every paragraph and cell with what was asked for."""

from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from content import Printed, cells, texts

_PARAGRAPHS = {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6"}
_CELLS = {"td", "th"}


class Found(NamedTuple):
    """The text of an output, without its white space."""

    paragraphs: list[str]
    cells: list[str]


def difference(path: Path, document: Printed) -> str:
    """What an output has other than the document, in one line; nothing if they agree."""
    found = _READERS[path.suffix](path)
    wanted = Found(_tidy(texts(document)), _tidy(cells(document)))
    return _first_difference("paragraphs", found.paragraphs, wanted.paragraphs) or (
        _first_difference("cells", found.cells, wanted.cells)
    )


def _first_difference(what: str, found: list[str], wanted: list[str]) -> str:
    for number, (one, other) in enumerate(zip(found, wanted, strict=False), 1):
        if one != other:
            return f"{what}: number {number} is {one!r} instead of {other!r}"
    if len(found) != len(wanted):
        return f"{what}: {len(found)} instead of {len(wanted)}"
    return ""


def _tidy(lines: list[str]) -> list[str]:
    """Without white space, and without what is then empty."""
    return [text for text in ("".join(line.split()) for line in lines) if text]


def _read_docx(path: Path) -> Found:
    from docx import Document

    word = Document(str(path))
    rows = [row for table in word.tables for row in table.rows]
    inside = [cell.text for row in rows for cell in row.cells]
    return Found(_tidy([paragraph.text for paragraph in word.paragraphs]), _tidy(inside))


def _read_html(path: Path) -> Found:
    return _from_html(path.read_text(encoding="utf-8"))


def _read_markdown(path: Path) -> Found:
    from markdown_it import MarkdownIt

    text = path.read_text(encoding="utf-8")
    return _from_html(MarkdownIt().enable("table").render(text))


def _from_html(text: str) -> Found:
    collector = _Collector()
    collector.feed(text)
    return Found(_tidy(collector.paragraphs), _tidy(collector.cells))


class _Collector(HTMLParser):
    """Gathers the text of paragraphs and of cells; that of all other elements is passed over."""

    def __init__(self) -> None:
        super().__init__()
        self.paragraphs: list[str] = []
        self.cells: list[str] = []
        self.into: list[str] | None = None
        self.in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _CELLS:
            self.in_cell = True
            self._begin(self.cells)
        elif tag in _PARAGRAPHS and not self.in_cell:
            self._begin(self.paragraphs)

    def _begin(self, into: list[str]) -> None:
        into.append("")
        self.into = into

    def handle_endtag(self, tag: str) -> None:
        if tag in _CELLS:
            self.in_cell = False
            self.into = None
        elif tag in _PARAGRAPHS and not self.in_cell:
            self.into = None

    def handle_data(self, data: str) -> None:
        if self.into is not None:
            self.into[-1] += data


_READERS = {".docx": _read_docx, ".html": _read_html, ".md": _read_markdown}
