"""The document: a small tree of frozen blocks, the contract between templates and formats.

Measures are in characters of the body font. A line break inside a text is a newline. `style` names a
look (a Word style, a CSS class); `kind` of a run is `strong`, `em` or a look of its own.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeGuard, Union

DEEPEST_HEADING = 4
DEEPEST_CONTENTS = 2
_BREAK = re.compile(r"\s*[\n\t]\s*")
_NUMBER = re.compile(r"第[一二三四五六七八九十百零〇\d]{1,5}[^\W\d_]{1,2}|[^\W\d_]{1,9} ?\d{1,4}")


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


class Contents(NamedTuple):
    """A table of contents: the headings after it of level 0 to `depth`, which is 2 at most.

    It holds no text itself. Headings that their text follows in one line are not in it.
    """

    depth: int = 0


Block = Union[Paragraph, Heading, Table, List, Contents]  # noqa: UP007 - used at run time
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


class Entry(NamedTuple):
    """A line in a table of contents: a heading, by its place among all blocks of the document.

    `path` counts it at its level and those above: the third heading below the second title is
    (2, 3), and the third one before any title is (0, 3).
    """

    place: int
    level: int
    path: tuple[int, ...]
    text: str

    @property
    def anchor(self) -> str:
        """A name for links, which no other heading of the document has."""
        return "part-" + "-".join(map(str, self.path))

    @property
    def rank(self) -> int:
        """How far in it stands: below a title one step more than before any."""
        return self.level if self.path[0] else self.level - 1


def entries(document: Document) -> dict[int, list[Entry]]:
    """The lines of every table of contents, by its place among all blocks."""
    found: dict[int, list[Entry]] = {}
    depths: dict[int, int] = {}
    counts = [0] * (DEEPEST_CONTENTS + 1)
    for place, block in enumerate(document.blocks()):
        if isinstance(block, Contents):
            found[place] = []
            depths[place] = block.depth
        elif is_listed(block, max(depths.values(), default=-1)):
            level = block.level
            counts[level:] = [counts[level] + 1, *[0] * (DEEPEST_CONTENTS - level)]
            entry = Entry(place, level, tuple(counts[: level + 1]), one_line(block.runs))
            for at, depth in depths.items():
                if level <= depth:
                    found[at].append(entry)
    return found


def is_listed(block: Block, depth: int) -> TypeGuard[Heading]:
    """Whether a table of contents of this depth lists a block that follows it."""
    if not isinstance(block, Heading) or block.level > depth or block.rest:
        return False
    return bool(one_line(block.runs))


def one_line(runs: Runs) -> str:
    """The text of runs without its line breaks.

    A space stays between two ASCII words, and after a line that is only a number (篇1, 第二篇).
    """
    return _BREAK.sub(_joined, text_of(runs).strip())


def _joined(found: re.Match[str]) -> str:
    text, start, end = found.string, found.start(), found.end()
    if _NUMBER.fullmatch(text, 0, start):
        return "\u3000"
    return " " if text[start - 1].isascii() and text[end].isascii() else ""


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
    elif isinstance(block, Paragraph):
        yield text_of(block.runs)


def _plain(block: Block) -> Block:
    if isinstance(block, Table):
        return Table(_plain_row(block.head), tuple(map(_plain_row, block.rows)))
    if isinstance(block, List):
        return _plain_list(block)
    if isinstance(block, Heading):
        return Heading(block.level, _plain_runs(block.runs), _plain_runs(block.rest))
    if isinstance(block, Contents):
        return block
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
