"""DOCX in an office's own clothes: styles, page, header and footer from its Word file.

The text of the reference document is dropped; everything else of it is kept as it is.
"""

import re
from typing import NamedTuple

from plangen.document import Document
from plangen.formats import docx_parts as parts
from plangen.formats.archive import ArchiveError, compress, unpack
from plangen.formats.docx import STYLE_IDS, Target, Writer, sealed, stamp, unknown_styles
from plangen.formats.docx_read import xml
from plangen.formats.look import LOOKS, TEXT_WIDTH
from plangen.layout import Layout
from plangen.notation import escape, quote
from plangen.problems import Words

_W = f"{{{parts.W}}}"
_TEXT = "word/document.xml"
_TYPES = "[Content_Types].xml"
_RELATIONS = "_rels/.rels"
_OURS = frozenset({"docProps/core.xml", "docProps/custom.xml", "docProps/app.xml"})
_BODY_NAMES = ("body text", "normal")
_CHARACTER_LOOKS = {"RunIn": "接排正文", "Spread": "分散对齐"}
_FALLBACKS = {
    "title-above": "title",
    "annex-title": "title",
    "signature-next": "signature",
    "attachment-note-next": "attachment-note",
    "imprint-only": "imprint-issuer",
    "number-and-signer": "document-number",
    "table-text": "normal",
    "table-head": "table-text",
    "cover-title": "title",
    "part-title": "title",
    "part-title-above": "title-above",
    "part-annex-title": "annex-title",
    **{f"part-heading{level}": f"heading{level}" for level in range(1, 5)},
    "contents-title": "title",
    **{f"contents{level}": "normal" for level in range(1, 4)},
}


class _Style(NamedTuple):
    id: str
    kind: str
    name: str


class Clothes:
    """A reference document, read and compressed once, that any number of documents can wear.

    Raises:
        ArchiveError: the reference is not a DOCX, broken, or a bomb.
    """

    def __init__(self, reference: bytes, layout: Layout) -> None:
        members = unpack(reference)
        for name in (_TEXT, "word/styles.xml", _TYPES, _RELATIONS):
            if name not in members:
                raise ArchiveError(f"no {name}")
        self.styles = _styles(members["word/styles.xml"])
        self.properties = _properties(members[_TEXT])
        dots = parts.dots(_text_width(self.properties))
        self.target = _target(self.styles, layout)._replace(dots=dots)
        members[_TYPES] = _types(_plain_xml(members[_TYPES]))
        members[_RELATIONS] = _relations(_plain_xml(members[_RELATIONS]))
        members[_TEXT] = b""
        self.parts = {n: compress(n, data) for n, data in members.items() if n not in _OURS}

    def write(self, document: Document, shared: dict[int, str] | None = None) -> bytes:
        """A DOCX with the styles, the page, the header and the footer of the reference."""
        text = Writer(self.target, shared).document(document, self.properties)
        members = {**self.parts, _TEXT: compress(_TEXT, text)}
        core = parts.core(document.title, document.author, stamp(document.date))
        return sealed((*members.values(), core, parts.app()))

    def warnings(self, document: Document) -> tuple[Words, ...]:
        """What the reader should know of styles that the reference lacks."""
        return _warnings(document, self.styles)


def _styles(data: bytes) -> dict[str, _Style]:
    """Styles by name in lower case, as python-docx reads them."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.styles.styles import Styles

    xml(data)
    found: dict[str, _Style] = {}
    for style in Styles(parse_xml(data)):  # type: ignore[arg-type]
        if style.name:
            is_table = style.type == WD_STYLE_TYPE.TABLE
            is_paragraph = style.type == WD_STYLE_TYPE.PARAGRAPH
            kind = "table" if is_table else "paragraph" if is_paragraph else "character"
            found[style.name.lower()] = _Style(style.style_id, kind, style.name)
    return found


def _target(styles: dict[str, _Style], layout: Layout) -> Target:
    ids = {name: style.id for name, style in styles.items() if style.kind != "table"}
    body = next((ids[name] for name in _BODY_NAMES if name in ids), "")
    ids |= {style: _find(style, ids) or body for style in LOOKS}
    look = ids.get(_CHARACTER_LOOKS["RunIn"])
    font = quote(layout.font("body"))
    direct = (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"'
        f' w:cs="{font}"/><w:b w:val="0"/><w:bCs w:val="0"/>'
    )
    spread = ids.get(_CHARACTER_LOOKS["Spread"])
    return Target(
        ids,
        run_in=f'<w:rStyle w:val="{look}"/>' if look else direct,
        spread=f'<w:rStyle w:val="{spread}"/>' if spread else "",
        table=_table(styles),
        own_lists=False,
        hint=True,
    )


def _find(style: str, by_name: dict[str, str]) -> str | None:
    """The identifier of a style of ours, or of the nearest that the office has."""
    found = by_name.get(LOOKS[style].name.lower())
    if found is None and style in _FALLBACKS:
        return _find(_FALLBACKS[style], by_name)
    return found


def _table(styles: dict[str, _Style]) -> str:
    """The office's table style where it has one of a known name, else plain borders."""
    for name in ("计划表格", "table grid", "网格型"):
        if name in styles:
            return f'<w:tblStyle w:val="{styles[name].id}"/>'
    return ""


def _warnings(document: Document, styles: dict[str, _Style]) -> tuple[Words, ...]:
    """The styles that the text uses and the reference lacks, with those it has."""
    names = {style: LOOKS[style].name for style in STYLE_IDS}
    ids = {name: style.id for name, style in styles.items()}
    known = {style for style in names if _find(style, ids) is not None} | set(styles)
    missing = unknown_styles(document, known).missing
    has = "、".join(style.name for style in styles.values() if style.kind == "paragraph")
    if not missing:
        return ()
    lacks = "”“".join(names.get(style, style) for style in missing)
    return (
        Words(
            f"参照文档没有样式“{lacks}”；它有：{has}",
            f"the reference document has no style “{lacks}”; it has: {has}",
        ),
    )


def _properties(text: bytes) -> str:
    """The last section's properties: page, header and footer."""
    from lxml import etree

    found = xml(text).findall(f".//{_W}sectPr")
    if not found:
        return ""
    for odd in found[-1].findall(f"{_W}sectPrChange"):
        found[-1].remove(odd)
    return etree.tostring(found[-1], encoding="unicode", with_tail=False)


def _text_width(properties: str) -> int:
    """How wide the text of a section is, in twips; where it does not say, as in our own page."""
    width, left, right = (
        re.search(rf'<w:{element}[^<>]* w:{name}="([0-9]{{1,6}})"', properties)
        for element, name in (("pgSz", "w"), ("pgMar", "left"), ("pgMar", "right"))
    )
    if not width or not left or not right:
        return TEXT_WIDTH
    return max(int(width[1]) - int(left[1]) - int(right[1]), TEXT_WIDTH // 2)


def _plain_xml(data: bytes) -> str:
    """A part that is well formed, in a known encoding and without prefixes, as text."""
    from lxml import etree

    return etree.tostring(xml(data), encoding="unicode")


def _types(text: str) -> bytes:
    """A template becomes a document, and our properties are declared."""
    text = text.replace("template.main+xml", "document.main+xml")
    if "macroEnabled" in text:
        raise ArchiveError("a file with macros")
    kinds = {
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    }
    more = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name, kind in kinds.items()
        if f'"/{name}"' not in text
    )
    return text.replace("</Types>", f"{more}</Types>").encode()


def _relations(text: str) -> bytes:
    targets = (
        (f"{parts.PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        (f"{parts.R}/extended-properties", "docProps/app.xml"),
        (f"{parts.R}/custom-properties", "docProps/custom.xml"),
    )
    more = "".join(
        f'<Relationship Id="plangen{number}" Type="{escape(kind)}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets)
        if kind not in text
    )
    return text.replace("</Relationships>", f"{more}</Relationships>").encode()
