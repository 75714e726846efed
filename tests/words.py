"""Word files from small pieces of XML: what the tests of the Word reader are about."""

from collections.abc import Iterable, Mapping

from packages import R, W, zipped

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
# Parts by the kind of their relation; the name of a part is its kind's unless it has one.
_ROOTS = {
    "styles": "styles",
    "numbering": "numbering",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
    "header": "hdr",
    "footer": "ftr",
}


def root(name: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {NAMESPACES}>{inner}</w:{name}>'


def docx(body: str, more: Mapping[str, str] | None = None, **parts: str) -> bytes:
    """A DOCX with a body and other parts, each as the XML inside its root element.

    `more` are finished parts by their name in the folder `word`, with the identifiers `x0`, `x1`.
    """
    return zipped(members(body, more, **parts))


def members(body: str, more: Mapping[str, str] | None = None, **parts: str) -> dict[str, str]:
    found = {
        "[Content_Types].xml": content_types(["document.main", *parts]),
        "_rels/.rels": relations([("rId1", "officeDocument", "word/document.xml")]),
        "word/document.xml": root("document", f"<w:body>{body}</w:body>"),
    }
    related = [(f"r{kind}", kind, f"{kind}.xml") for kind in parts]
    for kind, inner in parts.items():
        found[f"word/{kind}.xml"] = root(_ROOTS[kind], inner)
    for at, (name, part) in enumerate((more or {}).items()):
        related.append((f"x{at}", "other", name))
        found[f"word/{name}"] = part
    found["word/_rels/document.xml.rels"] = relations(related)
    return found


def content_types(kinds: Iterable[str]) -> str:
    """What other programs want before they open a file."""
    more = "".join(
        f'<Override PartName="/word/{kind.partition(".")[0]}.xml" ContentType="{_TYPES}.{kind}+xml"/>'
        for kind in kinds
    )
    plain = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{plain}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{more}</Types>'
    )


def relations(found: Iterable[tuple[str, str, str]]) -> str:
    lines = (
        f'<Relationship Id="{identifier}" Type="{_KINDS}/{kind}" Target="{target}"/>'
        for identifier, kind, target in found
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def t(text: str) -> str:
    """A run without properties."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def r(text: str, properties: str) -> str:
    """A run with properties, named by their elements' contents: `b/` or `sz w:val="32"/`."""
    inner = "".join(f"<w:{each}>" for each in properties.split(" | "))
    return f'<w:r><w:rPr>{inner}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs: str, style: str = "", properties: str = "") -> str:
    """A paragraph; what does not begin with `<` is a text."""
    inner = "".join(run if run.startswith("<") else t(run) for run in runs)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{inner}</w:p>"


def item(text: str, level: int = 0, number: int = 1) -> str:
    """A paragraph of a list."""
    numbers = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return p(text, properties=numbers)


def lvl(  # noqa: PLR0913, PLR0917 - the parts of a level
    at: int, form: str, text: str, more: str = "", start: int = 1, look: str = ""
) -> str:
    """A level of a list; `more` stands before its text, `look` is that of its numbers."""
    look = f"<w:rPr>{look}</w:rPr>" if look else ""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>{look}</w:lvl>'
    )


def abstract(name: int, *levels: str) -> str:
    kind = '<w:multiLevelType w:val="multilevel"/>'
    return f'<w:abstractNum w:abstractNumId="{name}">{kind}{"".join(levels)}</w:abstractNum>'


def num(name: int, family: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{family}"/>{overrides}</w:num>'


def override(level: int, inner: str) -> str:
    return f'<w:lvlOverride w:ilvl="{level}">{inner}</w:lvlOverride>'


def start_at(level: int, number: int) -> str:
    return override(level, f'<w:startOverride w:val="{number}"/>')


def style(name: str, title: str, inner: str = "", kind: str = "paragraph", more: str = "") -> str:
    """A style with its identifier, its name and what it says."""
    return f'<w:style w:type="{kind}" w:styleId="{name}"{more}><w:name w:val="{title}"/>{inner}</w:style>'


def tbl(*rows: str, properties: str = "") -> str:
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(rows)}</w:tbl>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tc(*blocks: str, properties: str = "") -> str:
    """A cell; what does not begin with `<` is a paragraph's text."""
    inner = "".join(block if block.startswith("<") else p(block) for block in blocks)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner or p('')}</w:tc>"


def control(inner: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def char(kind: str) -> str:
    """A run that begins, parts or ends a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def field(instruction: str, result: str | None = None) -> str:
    """A complex field with its result, if it has one."""
    shown = (
        "" if result is None else char("separate") + (result if result[:1] == "<" else t(result))
    )
    return char("begin") + code(instruction) + shown + char("end")


def box(*paragraphs: str) -> str:
    """A text box as Word writes it: for new programs, and once more for old ones."""
    inner = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{inner}'
        "</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"{inner}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
