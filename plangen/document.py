"""The document: a small tree of frozen blocks, the contract between templates and formats.

Measures are in characters of the body font. A line break inside a text is a newline. `style` names a
look (a Word style, a CSS class); `kind` of a run is `strong`, `em` or a look of its own.
"""

from collections.abc import Iterator
from typing import NamedTuple, Union

DEEPEST_HEADING = 4


class Run(NamedTuple):
    """A piece of text; `width` spreads two or more characters over so many, 0 does not.

    A run that is spread has no kind.
    """

    text: str
    kind: str = ""
    width: float = 0


Runs = tuple[Run, ...]


class Indent(NamedTuple):
    """Left edge of the first line, how much further the other lines stand, and right edge."""

    left: float = 0
    hang: float = 0
    right: float = 0


class Paragraph(NamedTuple):
    """A paragraph that is not empty."""

    runs: Runs
    style: str = "body"
    indent: Indent | None = None


class Heading(NamedTuple):
    """A heading: 0 is a title, 1 to 4 the levels of GB/T 9704. `rest` runs on in the same line."""

    level: int
    runs: Runs
    rest: Runs = ()
    style: str = ""


class Cell(NamedTuple):
    """A cell of a table, possibly empty."""

    runs: Runs = ()
    style: str = ""


Row = tuple[Cell, ...]


class Table(NamedTuple):
    """A table with one head row; `widths` are relative, one a column, or none."""

    head: Row
    rows: tuple[Row, ...]
    style: str = ""
    widths: tuple[float, ...] = ()


class ListItem(NamedTuple):
    """An entry of a list and the list below it."""

    runs: Runs
    below: "List | None" = None


class List(NamedTuple):
    """A list whose marks belong to the format: bullets, or numbers from 1."""

    ordered: bool
    items: tuple[ListItem, ...]


Block = Union[Paragraph, Heading, Table, List]  # noqa: UP007 - used at run time
Section = tuple[Block, ...]


class Document(NamedTuple):
    """Sections that each begin a page, and what the file says of itself.

    `date` is ISO 8601 (`2027-01-08`) or empty.
    """

    sections: tuple[Section, ...]
    title: str = ""
    author: str = ""
    date: str = ""

    def blocks(self) -> Iterator[Block]:
        """Every block in order."""
        for section in self.sections:
            yield from section

    def outline(self) -> list[tuple[int, str]]:
        """Level and text of every heading."""
        return [(b.level, text_of(b.runs)) for b in self.blocks() if isinstance(b, Heading)]

    def lines(self) -> list[str]:
        """The text, a line a paragraph or cell, without empty ones."""
        return [line for block in self.blocks() for line in _lines(block) if line]

    def plain(self) -> "Document":
        """What every format carries: text, outline, tables and lists without their look."""
        return Document(tuple(tuple(_plain(b) for b in section) for section in self.sections))


def text_of(runs: Runs) -> str:
    """The text of runs."""
    return runs[0].text if len(runs) == 1 else "".join(run.text for run in runs)


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        for row in (block.head, *block.rows):
            yield from (text_of(cell.runs) for cell in row)
    elif isinstance(block, List):
        for item in block.items:
            yield text_of(item.runs)
            if item.below:
                yield from _lines(item.below)
    elif isinstance(block, Heading):
        yield text_of(block.runs) + text_of(block.rest)
    else:
        yield text_of(block.runs)


def _plain(block: Block) -> Block:
    if isinstance(block, Table):
        return Table(_plain_row(block.head), tuple(map(_plain_row, block.rows)))
    if isinstance(block, List):
        return _plain_list(block)
    if isinstance(block, Heading):
        return Heading(block.level, _plain_runs(block.runs), _plain_runs(block.rest))
    return Paragraph(_plain_runs(block.runs))


def _plain_runs(runs: Runs) -> Runs:
    text = text_of(runs)
    return (Run(text),) if text else ()


def _plain_row(row: Row) -> Row:
    return tuple(Cell(_plain_runs(cell.runs)) for cell in row)


def _plain_list(block: List) -> List:
    return List(
        block.ordered,
        tuple(
            ListItem(_plain_runs(item.runs), item.below and _plain_list(item.below))
            for item in block.items
        ),
    )
