"""The lines of a source: what every reader gives and what recognition begins with."""

from collections.abc import Iterator
from typing import NamedTuple


class Line(NamedTuple):
    """A paragraph or a table of a source, in the order of reading.

    `text` is what a reader of the source sees, automatic numbers included; a line break inside a
    paragraph is a newline. `place` counts from 1: the line of a text file, the paragraph of a Word
    file. `level` is a heading's level as the source tells it (0 a title, 1 to 9), None where it
    tells none; `lead` says how many characters at the beginning are a heading that the rest of the
    paragraph follows. `style` is plangen's name of a look where the source carries it. `align` is
    `center`, `right` or empty; `size` is in points, 0 where it is not known; `bold` says that all
    of it is. A table has `rows` instead of a text: its cells, a merged one once and then empty.
    """

    text: str
    place: int
    level: int | None = None
    lead: int = 0
    style: str = ""
    align: str = ""
    bold: bool = False
    size: float = 0
    rows: tuple[tuple[str, ...], ...] = ()


def unbroken(line: Line, *, title: bool) -> Iterator[Line]:
    """The lines of a paragraph with breaks inside; only a title keeps them."""
    if "\n" not in line.text or title:
        yield line
        return
    texts = [text for text in (piece.strip() for piece in line.text.split("\n")) if text]
    yield from (line._replace(text=text, lead=0) for text in texts)
