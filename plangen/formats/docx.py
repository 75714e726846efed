"""DOCX: the document tree written as WordprocessingML.

The text is written as finished XML; see `docx_parts` for everything around it.
"""

import os
import zlib
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from plangen.document import (
    Block,
    Cell,
    Contents,
    Document,
    Heading,
    Indent,
    List,
    Paragraph,
    Row,
    Run,
    Runs,
    Section,
    Table,
)
from plangen.formats import docx_parts as parts
from plangen.formats.archive import Part, archive, compress
from plangen.formats.look import CHARACTER, INTERNAL, LOOKS, SQUEEZE, TEXT_WIDTH, pitch
from plangen.layout import Layout
from plangen.notation import escape, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_BODY = '<w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr><w:r>'
_END = "</w:r></w:p>"
_AMBIGUOUS = frozenset("“”‘’…—·")
_CHARACTER_STYLES = {"strong": "Strong", "em": "Emphasis"}
_PAGE_BREAK = "<w:pageBreakBefore/>"
BODY_LEVEL = 9
# How a reader knows a table of contents and its lines again.
CONTENTS_TAG = "plangen-contents-"
BOOKMARK = "_Toc"
# Word wants a paragraph between two tables, and after a table or a frame that ends the text.
NOTHING = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
)
_ENDS = frozenset({"attachment-note", "signature"})
_FRAMED = frozenset(style for style, look in LOOKS.items() if look.bottom_frame)


class Target(NamedTuple):
    """What the writer must know of the package that it writes into.

    `ids` gives identifiers by style; `run_in` is the look of text after a run-in heading, `dots` a
    direct tab in contents, `pitch` the height of a line in twips.
    """

    ids: dict[str, str]
    run_in: str = '<w:rStyle w:val="RunIn"/>'
    spread: str = '<w:rStyle w:val="Spread"/>'
    table: str = '<w:tblStyle w:val="PlanTable"/>'
    own_lists: bool = True
    hint: bool = False
    dots: str = ""
    pitch: int = 579


def write(document: Document, layout: Layout, shared: dict[int, str] | None = None) -> bytes:
    """The bytes of a DOCX."""
    target = Target(STYLE_IDS, hint=bool(layout.font("latin")), pitch=pitch(layout))
    writer = Writer(target, shared)
    members = (
        parts.content_types(layout),
        parts.package_relations(),
        compress("word/document.xml", writer.document(document, parts.section_properties(layout))),
        *parts.fixed_parts(layout),
        parts.numbering(tuple(writer.lists)),
        parts.core(document.title, document.author, stamp(document.date)),
        parts.app(),
    )
    return sealed(members)


def sealed(members: "Iterable[Part]") -> bytes:
    """An archive that holds a checksum of its own parts."""
    members = tuple(members)
    return archive((*members, parts.custom(checksum((part.name, part.crc) for part in members))))


def checksum(names_and_sums: "Iterable[tuple[str, int]]") -> str:
    """A checksum over the names and CRC-32 sums of all parts but the one that holds it."""
    lines = "\n".join(sorted(f"{name} {crc:08x}" for name, crc in names_and_sums)).encode()
    return f"{zlib.crc32(lines):08x}{zlib.adler32(lines):08x}"


def stamp(date: str) -> str:
    """The plan's date, or SOURCE_DATE_EPOCH, as W3CDTF; else nothing."""
    if date:
        return f"{date}T00:00:00Z"
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch.isdecimal():
        return ""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def style_of(heading: Heading) -> str:
    """The style of a heading: its own, or its level's."""
    return heading.style or ("title" if heading.level == 0 else f"heading{heading.level}")


# A style to its identifier; styles that a template made up have none in our own documents.
STYLE_IDS: dict[str, str] = {
    style: look.id for style, look in LOOKS.items() if style not in INTERNAL
}


class Writer:
    """Blocks to XML.

    `lists` notes each list that was written, ordered or not, `has_contents` that some block is a
    table of contents. `shared` remembers the blocks and table rows that other documents share.
    """

    def __init__(self, target: Target, shared: dict[int, str] | None = None) -> None:
        self.target = target
        self.shared = shared
        self.ids = target.ids
        self.lists: list[bool] = []
        self.has_contents = False
        self.standard = target.ids.get("body") == "BodyText" and not target.hint

    def document(self, document: Document, properties: str) -> bytes:
        """`word/document.xml`, whose section has the given properties."""
        body = self.body(document.sections)
        return (
            f"{parts.XML}<w:document {parts.NAMESPACES}><w:body>{body}{properties}"
            "</w:body></w:document>"
        ).encode()

    def body(self, sections: tuple[Section, ...]) -> str:
        """The blocks of all sections; each section but the first begins a page."""
        chunks: list[str] = []
        block_xml: Callable[[Any], str] = self.block
        plain: Callable[[Any], str] = self.plain_paragraph if self.standard else block_xml
        if self.shared is not None:
            block_xml = partial(self.once, block_xml, self.shared)
            plain = partial(self.once, plain, self.shared)
        for number, section in enumerate(sections):
            blocks = [
                plain(block) if isinstance(block, Paragraph) else block_xml(block)
                for block in section
            ]
            _keep_body_with_ends(section, blocks)
            _part_tables(section, blocks)
            if number and blocks:
                blocks[0] = self.on_new_page(section[0], blocks[0])
            chunks += blocks
        if self.has_contents:
            from plangen.formats import docx_contents

            docx_contents.fill(Document(sections), chunks, self.target)
        last = sections[-1][-1] if sections and sections[-1] else None
        if isinstance(last, Table) or (isinstance(last, Paragraph) and last.style in _FRAMED):
            chunks.append(NOTHING)
        return "".join(chunks)

    @staticmethod
    def once(write: "Callable[[Any], str]", shared: dict[int, str], part: object) -> str:
        """A part's XML, written only once if other documents share it."""
        known = shared.get(id(part))
        if not known:
            xml = write(part)
            if known is not None:
                shared[id(part)] = xml
            return xml
        return known

    def on_new_page(self, block: Block, text: str) -> str:
        """A page break before a paragraph; before anything else, in a paragraph of its own."""
        if isinstance(block, (Table, Contents)):
            return f"<w:p><w:pPr>{_PAGE_BREAK}</w:pPr></w:p>{text}"
        style, _, rest = text.partition("/>")
        if rest.startswith("<w:keepNext"):
            keep, _, rest = rest.partition("/>")
            style += f"/>{keep}"
        return f"{style}/>{_PAGE_BREAK}{rest}"

    def block(self, block: Block) -> str:
        """Any block."""
        if isinstance(block, Paragraph):
            return self.paragraph(block)
        if isinstance(block, Heading):
            return self.heading(block)
        if isinstance(block, Table):
            return self.table(block)
        if isinstance(block, Contents):
            self.has_contents = True
            return ""
        self.lists.append(block.ordered)
        return self.list(block, 0, len(self.lists) + 2)

    def plain_paragraph(self, block: Paragraph) -> str:
        """The most common block by far: body text in one run."""
        runs, style, indent = block
        if style == "body" and indent is None and len(runs) == 1:
            text, kind, width = runs[0]
            if not kind and not width:
                return f"{_BODY}{_text(text)}{_END}"
        return self.paragraph(block)

    def paragraph(self, block: Paragraph) -> str:
        """A paragraph of any style."""
        style = self.ids.get(block.style, "") or block.style
        more = _indent(block.indent) if block.indent else ""
        return self.line(style, block.runs, more)

    def heading(self, block: Heading) -> str:
        """A heading; the text that follows it in one line has a look of its own."""
        style = style_of(block)
        outline = ""
        if style not in LOOKS:
            outline = f'<w:outlineLvl w:val="{block.level - 1 if block.level else BODY_LEVEL}"/>'
        style = self.ids.get(style, style)
        if not block.rest:
            return self.line(style, block.runs, outline)
        look = self.target.run_in
        rest = f"<w:r><w:rPr>{look}</w:rPr></w:r>{self.runs(block.rest, look)}"
        runs = self.runs(block.runs) + rest
        keep = '<w:keepNext w:val="0"/>'
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{outline}</w:pPr>{runs}</w:p>'

    def line(self, style: str, runs: Runs, more: str = "") -> str:
        """One paragraph: its style, further properties, and its runs."""
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{self.runs(runs)}</w:p>'

    def runs(self, runs: Runs, within: str = "") -> str:
        """Runs, those without a kind in the look `within`."""
        return "".join([self.run(run, within) for run in runs])

    def run(self, run: Run, within: str) -> str:
        """One run."""
        if run.width and len(run.text) > 1:
            return self.spread(run)
        properties = within
        if run.kind:
            properties = f'<w:rStyle w:val="{quote(self.character_style(run.kind))}"/>'
        if self.target.hint and not _AMBIGUOUS.isdisjoint(run.text):
            properties += '<w:rFonts w:hint="eastAsia"/>'
        if properties:
            return f"<w:r><w:rPr>{properties}</w:rPr>{_text(run.text)}</w:r>"
        return f"<w:r>{_text(run.text)}</w:r>"

    def character_style(self, kind: str) -> str:
        """The identifier of a run's style."""
        return _CHARACTER_STYLES.get(kind) or self.ids.get(kind, kind)

    def spread(self, run: Run) -> str:
        """A text spread over a width, by the space after all characters but the last."""
        gap = round((run.width - len(run.text)) * CHARACTER / (len(run.text) - 1)) + SQUEEZE
        style = self.target.spread
        return (
            f'<w:r><w:rPr>{style}<w:spacing w:val="{gap}"/></w:rPr>{_text(run.text[:-1])}</w:r>'
            f"<w:r><w:rPr>{style}</w:rPr>{_text(run.text[-1])}</w:r>"
        )

    def list(self, block: List, level: int, number: int) -> str:
        """The lines of a list at a level from 0, and of the lists below it."""
        name = "list-number" if block.ordered else "list-bullet"
        style = self.ids.get(name, LOOKS[name].id)
        numbered = (
            f'<w:numPr><w:ilvl w:val="{min(level, 8)}"/><w:numId w:val="{number}"/></w:numPr>'
            if self.target.own_lists
            else ""
        )
        lines: list[str] = []
        for item in block.items:
            lines.append(self.line(style, item.runs, numbered))
            if item.below:
                self.lists.append(item.below.ordered)
                lines.append(self.list(item.below, level + 1, len(self.lists) + 2))
        return "".join(lines)

    def table(self, block: Table) -> str:
        """A table as wide as the text, its head repeated on every page."""
        widths = columns(block)
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        head = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" + self.cells(
            block.head, widths, "table-head"
        )
        cells: Callable[[Row], str] = partial(self.cells, widths=widths, style="table-text")
        if self.shared is not None:
            cells = partial(self.once, cells, self.shared)
        rows = map(cells, block.rows)
        body = "".join(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{row}</w:tr>" for row in rows)
        name = f'<w:tblDescription w:val="{quote(block.style)}"/>' if block.style else ""
        return (
            f'<w:tbl><w:tblPr>{self.target.table}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1"/>{name}'
            f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr>{head}</w:tr>{body}</w:tbl>"
        )

    def cells(self, row: Row, widths: tuple[int, ...], style: str) -> str:
        """The cells of a row; widths in twips."""
        return "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f"{self.cell(cell, style)}</w:tc>"
            for cell, width in zip(row, widths, strict=True)
        )

    def cell(self, cell: Cell, style: str) -> str:
        """The paragraph of a cell."""
        align = f'<w:jc w:val="{cell.style}"/>' if cell.style in ALIGNED else ""
        return self.line(self.ids.get(style, LOOKS[style].id), cell.runs, align)


ALIGNED = frozenset({"left", "center", "right", "both"})


def _part_tables(section: Section, blocks: list[str]) -> None:
    for at, (block, following) in enumerate(pairwise(section)):
        if isinstance(block, Table) and isinstance(following, Table):
            blocks[at] += NOTHING


def _keep_body_with_ends(section: Section, blocks: list[str]) -> None:
    at = kept_with_end(section)
    if at is not None:
        properties, _, rest = blocks[at].partition("/>")
        blocks[at] = f"{properties}/><w:keepNext/>{rest}"


def kept_with_end(section: Section) -> int | None:
    """The page of a signature must show body text: the paragraph that stays with what follows."""
    for at, (block, following) in enumerate(pairwise(section)):
        if isinstance(following, Paragraph) and following.style in _ENDS:
            is_body = isinstance(block, Paragraph) and block.style == "body"
            return at if is_body else None
    return None


def _text(text: str) -> str:
    """The text of a run; line breaks and tabs are elements."""
    if "&" in text or "<" in text or ">" in text:
        text = escape(text)
    if "\n" in text or "\t" in text:
        text = text.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
        text = text.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
        return f'<w:t xml:space="preserve">{text}</w:t>'
    if " " in text:
        return f'<w:t xml:space="preserve">{text}</w:t>'
    return f"<w:t>{text}</w:t>"


def _indent(indent: Indent) -> str:
    if indent.hang:
        return parts.indent(indent.left + indent.hang, first=-indent.hang, right=indent.right)
    return parts.indent(indent.left, right=indent.right)


def columns(table: Table) -> tuple[int, ...]:
    """Column widths in twips that fill the text's width."""
    shares = table.widths or (1.0,) * len(table.head)
    whole = sum(shares) or 1.0
    edges = [round(TEXT_WIDTH * sum(shares[:at]) / whole) for at in range(len(shares) + 1)]
    return tuple(after - before for before, after in pairwise(edges))


class Unknown(NamedTuple):
    """Styles that a document uses and Word will not find, and those that there are."""

    missing: tuple[str, ...]
    known: tuple[str, ...]


def unknown_styles(document: Document, known: "Iterable[str]") -> Unknown:
    """The styles of a document that are not among the known ones."""
    known = sorted(known)
    used: set[str] = set()
    for block in document.blocks():
        if isinstance(block, Paragraph):
            used.add(block.style)
        elif isinstance(block, Heading):
            used.add(style_of(block))
        used |= {
            run.kind for run in _all_runs(block) if run.kind and run.kind not in {"strong", "em"}
        }
    return Unknown(tuple(sorted(used.difference(known))), tuple(known))


def _all_runs(block: Block) -> "Iterable[Run]":
    if isinstance(block, Paragraph):
        yield from block.runs
    elif isinstance(block, Heading):
        yield from (*block.runs, *block.rest)
    elif isinstance(block, Table):
        for row in (block.head, *block.rows):
            for cell in row:
                yield from cell.runs
    elif isinstance(block, List):
        for item in block.items:
            yield from item.runs
            if item.below:
                yield from _all_runs(item.below)
