"""On which page each block begins, told from counts of characters, without fonts.

A page has 22 lines of 28 characters (GB/T 9704-2012 5.2.3). Word knows better once it runs; until
then a table of contents shows these numbers. Heights and widths are in twips.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from plangen.document import (
    Block,
    Contents,
    Document,
    Entry,
    Heading,
    Indent,
    List,
    Paragraph,
    Row,
    Runs,
    Table,
    text_of,
)
from plangen.formats.docx import columns, kept_with_end, style_of
from plangen.formats.look import (
    CHARACTER,
    LOOKS,
    MARGINS,
    PAGE,
    SQUEEZE,
    TEXT_WIDTH,
    TWIPS_PER_MM,
    Look,
)

_HEIGHT = PAGE[1] - MARGINS["top"] - MARGINS["bottom"]
_AUTO_LINE = 1.3  # of a Chinese font's size, where lines are not exact
_GAP = 0.25  # of a character, between 汉字 and letters or digits
_CELL_SIDES, _CELL_ENDS = 216, 90
_WORD = re.compile(r"[!-~]+|.", re.DOTALL)
_NOT_FIRST = frozenset("。，、；：？！）》」』】〕〉”’%…—·.,;:?!)]}")
_NOT_LAST = frozenset("（《「『【〔〈“‘([{")
_HANGING = frozenset("。，、；：？！")


class _Box(NamedTuple):
    """Lines one below another; `head` is what stands above them again on each page they reach."""

    place: int
    lines: int
    line: float
    before: float = 0
    after: float = 0
    head: float = 0
    keep_next: bool = False
    new_page: bool = False

    @property
    def height(self) -> float:
        return self.before + self.lines * self.line + self.after


def first_pages(document: Document, contents: Mapping[int, list[Entry]], pitch: int) -> list[int]:
    """The page of every block, from 1; `contents` are their lines by place, `pitch` a line's height."""
    pages: dict[int, int] = {}
    page, used = 1, 0.0
    for chain in _chains(list(_boxes(document, contents, pitch))):
        needed = sum(box.height for box in chain[:-1]) + chain[-1].before + chain[-1].line
        new_page = chain[0].new_page and bool(pages)
        if new_page or (used and used + needed > _HEIGHT >= needed):
            page, used = page + 1, 0.0
        for box in chain:
            if used or box.new_page or not pages:
                used += box.before
            for _ in range(box.lines):
                if used and used + box.line > _HEIGHT:
                    page, used = page + 1, box.head
                pages.setdefault(box.place, page)
                used += box.line
            used += box.after
    return [pages.get(place, page) for place, _ in enumerate(document.blocks())]


def _chains(boxes: list[_Box]) -> Iterator[list[_Box]]:
    """Boxes that stay together: those that are kept with the next one, and that one."""
    chain: list[_Box] = []
    for box in boxes:
        if chain and box.new_page:
            yield chain
            chain = []
        chain.append(box)
        if not box.keep_next:
            yield chain
            chain = []
    if chain:
        yield chain


def _boxes(document: Document, contents: Mapping[int, list[Entry]], pitch: int) -> Iterator[_Box]:
    place = 0
    for number, section in enumerate(document.sections):
        kept = kept_with_end(section)
        for at, block in enumerate(section):
            new_page = number > 0 and at == 0
            for box in _block(block, place, contents.get(place, []), pitch):
                yield box._replace(new_page=new_page, keep_next=box.keep_next or at == kept)
                new_page = False
            place += 1


def _block(block: Block, place: int, lines: list[Entry], pitch: int) -> Iterator[_Box]:
    if isinstance(block, Paragraph):
        yield _text(place, block.runs, block.style, pitch, block.indent)
    elif isinstance(block, Heading):
        box = _text(place, block.runs + block.rest, style_of(block), pitch)
        yield box._replace(keep_next=box.keep_next and not block.rest)
    elif isinstance(block, Table):
        yield from _table(block, place)
    elif isinstance(block, List):
        yield from _list(block, place, pitch, 0)
    elif isinstance(block, Contents):
        for entry in lines:
            look = LOOKS[f"contents{entry.rank + 1}"]
            yield _box(place, look, pitch, _lines(f"{entry.text} 00", *_widths(look), look))


def _text(place: int, runs: Runs, style: str, pitch: int, indent: Indent | None = None) -> _Box:
    look = LOOKS.get(style, LOOKS["normal"])
    return _box(place, look, pitch, _lines(_spelled(runs), *_widths(look, indent), look))


def _box(place: int, look: Look, pitch: int, lines: int) -> _Box:
    line = pitch if look.exact else look.size * 10 * _AUTO_LINE
    before = look.before * pitch + look.before_mm * TWIPS_PER_MM
    return _Box(place, lines, line, before, look.after * pitch, 0, look.keep_next)


def _table(block: Table, place: int) -> Iterator[_Box]:
    widths = columns(block)
    head = _row(block.head, widths)
    yield _Box(place, 1, head, keep_next=True)
    for row in block.rows:
        yield _Box(place, 1, _row(row, widths), head=head)


def _row(row: Row, widths: tuple[int, ...]) -> float:
    look = LOOKS["table-text"]
    lines = max(
        _lines(text_of(cell.runs), width - _CELL_SIDES, width - _CELL_SIDES, look)
        for cell, width in zip(row, widths, strict=True)
    )
    return lines * look.size * 10 * _AUTO_LINE + _CELL_ENDS


def _list(block: List, place: int, pitch: int, level: int) -> Iterator[_Box]:
    look = LOOKS["list-bullet"]
    width = TEXT_WIDTH - (level + 3) * CHARACTER
    for item in block.items:
        yield _box(place, look, pitch, _lines(_spelled(item.runs), width, width, look))
        if item.below:
            yield from _list(item.below, place, pitch, level + 1)


def _widths(look: Look, indent: Indent | None = None) -> tuple[float, float]:
    """Of the first line and of the others."""
    if indent is None:
        indent = Indent(look.left + look.first, -look.first)
    first = TEXT_WIDTH - (indent.left + indent.right) * CHARACTER
    return first, first - indent.hang * CHARACTER


def _spelled(runs: Runs) -> str:
    """The text of runs, with as many characters as a spread one is wide."""
    return "".join(run.text.ljust(round(run.width), "字") for run in runs)


def _lines(text: str, first: float, rest: float, look: Look) -> int:
    """How many lines a text takes in two widths, where no mark begins a line that must not."""
    squeeze = SQUEEZE if look.exact else 0
    full, half = look.size * 10 + squeeze, look.size * 5 + squeeze
    rest = max(rest, full)
    if len(text) * full <= first and "\n" not in text:
        return 1
    count = 0
    for part in text.split("\n"):
        room = rest if count else first
        count += 1
        last, last_width = "", 0.0
        for word in _WORD.findall(part):
            width: float = len(word) * (half if word.isascii() else full)
            if last and word.isascii() != last.isascii() and (last[-1] + word[0]).isalnum():
                width += full * _GAP
            if width > room and not (word in _HANGING and room > 0):
                count += 1
                room = rest - (last_width if word[0] in _NOT_FIRST or last in _NOT_LAST else 0)
                while width > rest:
                    count, width = count + 1, width - rest
            room -= width
            last, last_width = word, width
    return count
