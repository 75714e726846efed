"""DOCX read back into the document tree.

What plangen wrote comes back as it was; of other documents, text, headings, lists and tables.
"""

import re
from typing import TYPE_CHECKING, NamedTuple

from plangen.document import (
    DEEPEST_CONTENTS,
    DEEPEST_HEADING,
    Block,
    Cell,
    Contents,
    Document,
    Heading,
    Indent,
    List,
    ListItem,
    Paragraph,
    Run,
    Runs,
    Section,
    Table,
)
from plangen.formats import docx_parts as parts
from plangen.formats.archive import ArchiveError, unpack
from plangen.formats.docx import ALIGNED, BODY_LEVEL, BOOKMARK, CONTENTS_TAG
from plangen.formats.look import CHARACTER, LOOKS, SQUEEZE, STYLE_BY_ID, STYLE_BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

_W = f"{{{parts.W}}}"
_NAMES = {name.lower(): style for name, style in STYLE_BY_NAME.items()}
_LISTS = {"list-bullet": False, "list-number": True}
_CHARACTER_STYLES = {"Strong": "strong", "Emphasis": "em"}
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_MC}Fallback"})
_SKIPPED_IN_BOXES = _SKIPPED - {f"{_W}txbxContent"}
_BLOCKS = frozenset({f"{_W}p", f"{_W}tbl"})
_CONTROL = f"{_W}sdt"
_TAG = f"{_W}sdtPr/{_W}tag[@{_W}val]"
_LINK = f".//{_W}hyperlink[@{_W}anchor]"

_HEADINGS = {"title": 0, "heading1": 1, "heading2": 2, "heading3": 3, "heading4": 4}
_STYLED_HEADINGS = {
    "title-above": 0, "annex-title": 1, "cover-title": 0, "part-title": 0, "part-title-above": 0,
    "part-annex-title": 1,
    **{f"part-{style}": level for style, level in _HEADINGS.items() if level},
}  # fmt: skip


class _Point(NamedTuple):
    """A paragraph of a list, before lists are nested."""

    level: int
    number: str
    ordered: bool
    runs: Runs


def read(data: bytes) -> Document:
    """The document of a DOCX.

    Raises:
        ArchiveError: not a DOCX, broken, or a bomb.
    """
    members = unpack(data)
    if "word/document.xml" not in members:
        raise ArchiveError("no word/document.xml")
    body = xml(members["word/document.xml"]).find(f"{_W}body")
    reader = _Reader(style_names(members.get("word/styles.xml")))
    sections = reader.sections(body) if body is not None else ()
    return Document(sections, *_core(members.get("docProps/core.xml")))


def xml(data: bytes) -> "Element":
    """A part's root element; nothing is fetched or expanded.

    Raises:
        ArchiveError: not well formed, or with a DOCTYPE.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ArchiveError(str(error)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise ArchiveError("a DOCTYPE")
    return root


def style_names(data: bytes | None) -> dict[str, str]:
    """Style identifiers to names."""
    if data is None:
        return {}
    found: dict[str, str] = {}
    for style in xml(data).iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None:
            found[style.get(f"{_W}styleId", "")] = name.get(f"{_W}val", "")
    return found


def _core(data: bytes | None) -> tuple[str, str, str]:
    if data is None:
        return "", "", ""
    found = {element.tag.rpartition("}")[2]: element.text or "" for element in xml(data)}
    return found.get("title", ""), found.get("creator", ""), found.get("created", "")[:10]


def _val(element: "Element | None", name: str) -> str | None:
    """The value of a property, or None where it is absent."""
    child = None if element is None else element.find(f"{_W}{name}")
    return None if child is None else child.get(f"{_W}val", "")


class _Reader:
    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def sections(self, body: "Element") -> tuple[Section, ...]:
        pages: list[list[Block | _Point]] = [[]]
        for element in _elements(body):
            if isinstance(element, Contents):
                pages[-1].append(element)
                continue
            if element.tag == f"{_W}tbl":
                table = self.table(element)
                pages[-1] += [table] if table else []
                continue
            properties = element.find(f"{_W}pPr")
            if _is_on(properties, "pageBreakBefore"):
                pages.append([])
            block = self.paragraph(element, properties)
            if block is not None:
                pages[-1].append(block)
            pages[-1] += self.text_boxes(element)
        return tuple(tuple(_nested(page)) for page in pages if page) or ((),)

    def text_boxes(self, element: "Element") -> list[Block | _Point]:
        """What stands in text boxes that hang at a paragraph, once."""
        found: list[Block | _Point] = []
        for box in _inside(element, frozenset({f"{_W}txbxContent"}), skipped=_SKIPPED_IN_BOXES):
            for page in self.sections(box):
                found += page
        return found

    def style(self, identifier: str | None) -> str:
        """Our name of a style: by identifier in our own documents, else by the style's name."""
        if not identifier:
            return "body"
        name = self.names.get(identifier)
        if name is None:
            return STYLE_BY_ID.get(identifier) or _one_word(identifier)
        return _NAMES.get(name.lower()) or _one_word(name)

    def paragraph(self, element: "Element", properties: "Element | None") -> Block | _Point | None:
        runs, rest = self.runs(element)
        if not runs and not rest:
            return None
        style = self.style(_val(properties, "pStyle"))
        numbering = None if properties is None else properties.find(f"{_W}numPr")
        if style in _LISTS and numbering is not None:
            depth = _whole(_val(numbering, "ilvl")) or 0
            return _Point(depth, _val(numbering, "numId") or "", _LISTS[style], runs)
        level = _heading_level(style, _whole(_val(properties, "outlineLvl")))
        if level is not None:
            plain = style in _HEADINGS or (style in LOOKS and style not in _STYLED_HEADINGS)
            return Heading(level, runs, rest, "" if plain else style)
        return Paragraph(runs + rest, "body" if style == "normal" else style, _indent(properties))

    def runs(self, paragraph: "Element") -> tuple[Runs, Runs]:
        """The runs of a paragraph, and those after a run-in heading."""
        found: list[Run] = []
        rest: list[Run] | None = None
        opened: Run | None = None  # the first part of a spread text
        for run in _inside(paragraph, frozenset({f"{_W}r"})):
            properties = run.find(f"{_W}rPr")
            style = _val(properties, "rStyle") or ""
            text = "".join(map(_text, run))
            into = found if rest is None else rest
            gap = _whole(_val(properties, "spacing")) if style == "Spread" else None
            if opened is not None:
                whole = style == "Spread" and gap is None and text
                _append(
                    into, opened._replace(text=opened.text + text) if whole else Run(opened.text)
                )
                opened = None
                if whole:
                    continue
            if style == "RunIn" and rest is None:
                rest = into = []
            if gap is not None and text:
                width = (gap - SQUEEZE) * len(text) / CHARACTER + len(text) + 1
                opened = Run(text, "", round(width * 2) / 2)
            elif text:
                _append(into, Run(text, self.kind(style)))
        if opened is not None:
            _append(found if rest is None else rest, Run(opened.text))
        return tuple(found), tuple(rest or ())

    def kind(self, style: str) -> str:
        if not style or style in {"RunIn", "Spread"}:
            return ""
        return _CHARACTER_STYLES.get(style) or self.style(style)

    def table(self, element: "Element") -> Table | None:
        properties = element.find(f"{_W}tblPr")
        grid = element.findall(f"{_W}tblGrid/{_W}gridCol")
        widths = tuple(float(_whole(column.get(f"{_W}w")) or 0) for column in grid)
        rows = [
            tuple(map(self.cell, _inside(row, frozenset({f"{_W}tc"}))))
            for row in _inside(element, frozenset({f"{_W}tr"}))
        ]
        columns = max(map(len, rows), default=0)
        if not columns:
            return None
        if len(widths) != columns or not all(width > 0 for width in widths):
            widths = ()
        full = [row + (Cell(),) * (columns - len(row)) for row in rows]
        style = _val(properties, "tblDescription") or ""
        return Table(full[0], tuple(full[1:]), _one_word(style) if style else "", widths)

    def cell(self, element: "Element") -> Cell:
        runs: list[Run] = []
        align = ""
        for paragraph in _paragraphs(element):
            found, rest = self.runs(paragraph)
            if runs and (found or rest):
                _append(runs, Run("\n"))
            for run in found + rest:
                _append(runs, run)
            align = align or _val(paragraph.find(f"{_W}pPr"), "jc") or ""
        return Cell(tuple(runs), align if align in ALIGNED else "")


def _elements(parent: "Element") -> "Iterator[Element | Contents]":
    """Paragraphs and tables; for the lines of our own contents, the block that makes them."""
    for element in _inside(parent, _BLOCKS | {_CONTROL}):
        if element.tag != _CONTROL:
            yield element
            continue
        depth = _contents_depth(element)
        if depth is not None:
            yield Contents(depth)
        for inner in _elements(element):
            if depth is None or isinstance(inner, Contents) or not _is_entry(inner):
                yield inner


def _contents_depth(control: "Element") -> int | None:
    tag = control.find(_TAG)
    value = "" if tag is None else tag.get(f"{_W}val", "")
    found = re.fullmatch(f"{CONTENTS_TAG}([0-{DEEPEST_CONTENTS}])", value)
    return int(found[1]) if found else None


def _is_entry(element: "Element") -> bool:
    links = element.iterfind(_LINK)
    return any(link.get(f"{_W}anchor", "").startswith(BOOKMARK) for link in links)


def _append(runs: list[Run], run: Run) -> None:
    last = runs[-1] if runs else None
    if last and last.kind == run.kind and not last.width and not run.width:
        runs[-1] = Run(last.text + run.text, run.kind)
    else:
        runs.append(run)


def _inside(
    element: "Element", tags: frozenset[str], skipped: frozenset[str] = _SKIPPED
) -> "Iterator[Element]":
    """The elements of some kinds in order, whatever they are wrapped in.

    Insertions are accepted, deletions left out, and of two versions of one thing only the first
    is read.
    """
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag not in skipped:
            yield from _inside(child, tags, skipped)


def _paragraphs(element: "Element") -> "Iterator[Element]":
    """The paragraphs of a cell, those of tables and text boxes in it too."""
    for block in _inside(element, _BLOCKS):
        if block.tag == f"{_W}tbl":
            yield from _paragraphs(block)
        else:
            yield block
            for box in _inside(block, frozenset({f"{_W}txbxContent"}), skipped=_SKIPPED_IN_BOXES):
                yield from _paragraphs(box)


def _is_on(properties: "Element | None", name: str) -> bool:
    value = _val(properties, name)
    return value is not None and value not in {"0", "false", "off"}


def _whole(text: str | None) -> int | None:
    """A whole number; anything else is read as absent."""
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,6}", text) else None


def _one_word(name: str) -> str:
    """A style's name as the tree can hold it."""
    return re.sub(r"[^\w-]+", "-", name).strip("-") or "body"


def _text(element: "Element") -> str:
    if element.tag == f"{_W}t":
        return element.text or ""
    if element.tag == f"{_W}tab":
        return "\t"
    return "\n" if element.tag in {f"{_W}br", f"{_W}cr"} else ""


def _heading_level(style: str, outline: int | None) -> int | None:
    """The level of a heading, by its style or by its own outline level; None for body text.

    In a style of its own, Word's level 9, body text, stands for a title.
    """
    level = _HEADINGS.get(style, _STYLED_HEADINGS.get(style))
    if level is not None or outline is None:
        return level
    if outline >= BODY_LEVEL:
        return None if style in LOOKS else 0
    return max(1, min(outline + 1, DEEPEST_HEADING))


def _indent(properties: "Element | None") -> Indent | None:
    element = None if properties is None else properties.find(f"{_W}ind")
    if element is None or _whole(element.get(f"{_W}leftChars")) is None:
        return None
    left, right, hang, first = (
        (_whole(element.get(f"{_W}{name}Chars")) or 0) / 100
        for name in ("left", "right", "hanging", "firstLine")
    )
    return Indent(left - hang + first, hang - first, right)


def _nested(blocks: list[Block | _Point]) -> "Iterator[Block]":
    at = 0
    while at < len(blocks):
        block = blocks[at]
        if isinstance(block, _Point):
            points = [block]
            while at + 1 < len(blocks):
                following = blocks[at + 1]
                if not isinstance(following, _Point):
                    break
                if following.level == block.level and following.number != block.number:
                    break
                points.append(following)
                at += 1
            yield _list(points)
        else:
            yield block
        at += 1


def _list(points: list[_Point]) -> List:
    """Points, of which the first has the highest level, as a list with lists below."""
    items: list[ListItem] = []
    below: list[_Point] = []
    for point in points:
        if point.level > points[0].level:
            below.append(point)
            continue
        _hang(items, below)
        below = []
        items.append(ListItem(point.runs))
    _hang(items, below)
    return List(points[0].ordered, tuple(items))


def _hang(items: list[ListItem], below: list[_Point]) -> None:
    if below and items:
        items[-1] = items[-1]._replace(below=_list(below))
