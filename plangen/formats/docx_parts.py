"""The parts of a DOCX beside its text: styles, settings, header, footers, properties.

They depend on the layout only, so they are written and compressed once for it.
Source: ECMA-376 (WordprocessingML), GB/T 9704-2012.
"""

from functools import lru_cache

from plangen.formats.archive import Part, compress, store
from plangen.formats.look import (
    CHARACTER,
    LOOKS,
    MARGINS,
    PAGE,
    RED,
    SQUEEZE,
    TEXT_WIDTH,
    TWIPS_PER_MM,
    Look,
    is_bold,
    pitch,
)
from plangen.layout import FontUse, Layout
from plangen.notation import escape, quote

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMESPACES = f'xmlns:w="{W}" xmlns:r="{R}"'
# The imprint stands at the bottom of the last page (7.4).
BOTTOM_FRAME = (
    f'<w:framePr w:w="{TEXT_WIDTH}" w:hSpace="0" w:wrap="notBeside" w:vAnchor="margin"'
    ' w:hAnchor="margin" w:xAlign="center" w:yAlign="bottom"/>'
)
_THICK, _THIN, _RED_RULE = 8, 6, 12  # 7.4.1: 0.35 mm and 0.25 mm, in eighths of a point


@lru_cache(maxsize=16)
def fixed_parts(layout: Layout) -> tuple[Part, ...]:
    """Every part but the text, the properties and what lists need."""
    parts = {
        "word/styles.xml": styles(layout),
        "word/settings.xml": settings(layout),
        "word/fontTable.xml": font_table(layout),
        "word/_rels/document.xml.rels": relations(layout),
    }
    if layout.page_numbers != "none":
        parts["word/footer1.xml"] = footer(layout, even=False)
    if layout.page_numbers == "standard":
        parts["word/footer2.xml"] = footer(layout, even=True)
    if layout.draft:
        parts["word/header1.xml"] = draft_header(layout.draft)
    return tuple(compress(name, (XML + text).encode()) for name, text in parts.items())


@lru_cache(maxsize=16)
def content_types(layout: Layout) -> Part:
    """The part `[Content_Types].xml`."""
    main = {
        "document": "document.main",
        "styles": "styles",
        "settings": "settings",
        "fontTable": "fontTable",
        "numbering": "numbering",
    }
    names = [f"word/{name}.xml" for name in main]
    kinds = [f"{TYPES}.{kind}+xml" for kind in main.values()]
    for number in _footers(layout):
        names.append(f"word/footer{number}.xml")
        kinds.append(f"{TYPES}.footer+xml")
    if layout.draft:
        names.append("word/header1.xml")
        kinds.append(f"{TYPES}.header+xml")
    names += ["docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"]
    kinds += [
        "application/vnd.openxmlformats-package.core-properties+xml",
        "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    ]
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name, kind in zip(names, kinds, strict=True)
    )
    text = (
        f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    return compress("[Content_Types].xml", text.encode())


@lru_cache(maxsize=1)
def package_relations() -> Part:
    """`_rels/.rels`."""
    targets = (
        (f"{R}/officeDocument", "word/document.xml"),
        (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        (f"{R}/extended-properties", "docProps/app.xml"),
        (f"{R}/custom-properties", "docProps/custom.xml"),
    )
    return compress("_rels/.rels", (XML + _relationships(targets)).encode())


def relations(layout: Layout) -> str:
    """The relations of the text; their order gives the identifiers, from rId1 on."""
    kinds = ["styles", "settings", "fontTable", "numbering"]
    targets = [(f"{R}/{kind}", f"{kind}.xml") for kind in kinds]
    targets += [(f"{R}/footer", f"footer{number}.xml") for number in _footers(layout)]
    if layout.draft:
        targets.append((f"{R}/header", "header1.xml"))
    return _relationships(targets)


def _relationships(targets: "tuple[tuple[str, str], ...] | list[tuple[str, str]]") -> str:
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def _footers(layout: Layout) -> range:
    return range(1, {"standard": 3, "center": 2, "none": 1}[layout.page_numbers])


@lru_cache(maxsize=16)
def section_properties(layout: Layout) -> str:
    """The page of 5.2 and 5.3: A4, 156 mm by 225 mm, 22 lines."""
    references = "".join(
        f'<w:footerReference w:type="{kind}" r:id="rId{5 + at}"/>'
        for at, kind in zip(range(len(_footers(layout))), ("default", "even"), strict=False)
    )
    if layout.draft:
        number = 5 + len(_footers(layout))
        kinds = ("default", "even") if layout.page_numbers == "standard" else ("default",)
        references = (
            "".join(f'<w:headerReference w:type="{kind}" r:id="rId{number}"/>' for kind in kinds)
            + references
        )
    margins = " ".join(f'w:{side}="{value}"' for side, value in MARGINS.items())
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="{PAGE[0]}" w:h="{PAGE[1]}"/>'
        f'<w:pgMar {margins} w:gutter="0"/><w:cols w:space="425"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{pitch(layout)}"/></w:sectPr>'
    )


# Styles.


def styles(layout: Layout) -> str:
    """`word/styles.xml`: every named style, so that a person can go on by hand."""
    looks = "".join(_paragraph_style(style, layout) for style in LOOKS)
    body = _fonts(layout.font("body"), layout)
    return (
        f"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{body}"
        '<w:kern w:val="2"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault/></w:docDefaults>{looks}{_character_styles(layout)}{_TABLE_STYLES}"
        f"{_footer_style(layout)}</w:styles>"
    )


def _paragraph_style(style: str, layout: Layout) -> str:
    look = LOOKS[style]
    default = ' w:default="1"' if style == "normal" else ""
    based = f'<w:basedOn w:val="{look.based_on}"/>' if look.based_on else ""
    following = '<w:next w:val="BodyText"/>' if look.keep_next or style == "body" else ""
    font = _fonts(layout.font(look.font), layout) if look.font != "body" or not based else ""
    bold = "<w:b/><w:bCs/>" if is_bold(style, layout) else ""
    color = f'<w:color w:val="{look.color}"/>' if look.color else ""
    squeeze = f'<w:spacing w:val="{SQUEEZE}"/>' if style == "normal" else ""
    if not look.exact:
        squeeze = '<w:spacing w:val="0"/>'
    size = f'<w:sz w:val="{look.size}"/><w:szCs w:val="{look.size}"/>'
    size = size if look.size != LOOKS["normal"].size else ""
    return (
        f'<w:style w:type="paragraph"{default}{_custom(look.name)} w:styleId="{look.id}">'
        f'<w:name w:val="{look.name}"/>{based}{following}<w:qFormat/>'
        f"<w:pPr>{_paragraph_properties(style, look, layout)}</w:pPr>"
        f"<w:rPr>{font}{bold}{color}{squeeze}{size}</w:rPr></w:style>"
    )


def _custom(name: str) -> str:
    """Built-in styles keep their English names in every language of Word."""
    return "" if name.isascii() else ' w:customStyle="1"'


def _paragraph_properties(style: str, look: Look, layout: Layout) -> str:
    """In the order that the schema wants."""
    parts = ["<w:keepNext/>" if look.keep_next else ""]
    if look.bottom_frame:
        parts.append(BOTTOM_FRAME)
    if style == "normal":
        parts.append('<w:widowControl w:val="0"/>')
    if style.startswith("list-"):
        number = 1 if style == "list-bullet" else 2
        parts.append(f'<w:numPr><w:numId w:val="{number}"/></w:numPr>')
    parts.append(_rules(look.rule))
    if look.tab_right:
        parts.append(f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH - CHARACTER}"/></w:tabs>')
    if look.dots:
        parts.append(dots(TEXT_WIDTH))
    if not look.exact or look.size > LOOKS["normal"].size:
        # Word's exact lines are off the grid anyway; LibreOffice gives a large font two of its lines.
        parts.append('<w:snapToGrid w:val="0"/>')
    parts.append(_spacing(look, layout))
    if look.first or look.left:
        parts.append(indent(look.left, first=look.first))
    if look.align != "both" or style == "normal":
        parts.append(f'<w:jc w:val="{look.align}"/>')
    if look.outline >= 0:
        parts.append(f'<w:outlineLvl w:val="{look.outline}"/>')
    return "".join(parts)


def dots(width: int) -> str:
    """`w:tabs` with dots that lead to the right edge of a text so many twips wide."""
    return f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{width}"/></w:tabs>'


def _rules(names: str) -> str:
    """The rules above and below: red (7.2.7), thick and thin (7.4.1)."""
    sides = ""
    for name in names.split():
        side = "top" if name.endswith("top") else "bottom"
        size, color = (_THIN if name.startswith("thin") else _THICK), "000000"
        space = 1
        if name == "red":
            size, color, space = _RED_RULE, RED, 11
        sides += f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{color}"/>'
    return f"<w:pBdr>{sides}</w:pBdr>" if sides else ""


def _spacing(look: Look, layout: Layout) -> str:
    line = pitch(layout)
    before = round(look.before * line + look.before_mm * TWIPS_PER_MM)
    after = round(look.after * line)
    if not look.exact:
        return f'<w:spacing w:before="{before}" w:after="{after}" w:line="240" w:lineRule="auto"/>'
    if look.based_on == "Normal" and not before and not after:
        return ""
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="exact"/>'


def indent(left: float, *, first: float = 0, right: float = 0) -> str:
    """`w:ind` in characters and in twips; `first` is below 0 where the other lines hang."""
    words = [f'w:leftChars="{round(left * 100)}" w:left="{round(left * CHARACTER)}"']
    if right:
        words.append(f'w:rightChars="{round(right * 100)}" w:right="{round(right * CHARACTER)}"')
    if first < 0:
        chars, twips = round(-first * 100), round(-first * CHARACTER)
        words.append(f'w:hangingChars="{chars}" w:hanging="{twips}"')
    else:
        chars, twips = round(first * 100), round(first * CHARACTER)
        words.append(f'w:firstLineChars="{chars}" w:firstLine="{twips}"')
    return f"<w:ind {' '.join(words)}/>"


def _fonts(name: str, layout: Layout) -> str:
    east = quote(name)
    latin = quote(layout.font("latin")) or east
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{east}"'
        f' w:cs="{latin}"/>'
    )


def _character_styles(layout: Layout) -> str:
    body = _fonts(layout.font("body"), layout)
    rows = (
        ("Strong", "Strong", "<w:b/><w:bCs/>"),
        ("Emphasis", "Emphasis", "<w:i/><w:iCs/>"),
        ("RunIn", "接排正文", f'{body}<w:b w:val="0"/><w:bCs w:val="0"/>'),
        ("Spread", "分散对齐", ""),
    )
    return "".join(
        f'<w:style w:type="character"{_custom(name)} w:styleId="{style}">'
        f'<w:name w:val="{name}"/><w:qFormat/><w:rPr>{look}</w:rPr></w:style>'
        for style, name, look in rows
    )


_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TABLE_STYLES = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="108" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="table" w:customStyle="1" w:styleId="PlanTable"><w:name w:val="计划表格"/>'
    f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders>'
    '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/>'
    "</w:tblCellMar></w:tblPr></w:style>"
)


def _footer_style(layout: Layout) -> str:
    fonts = _fonts(layout.font("page_number"), layout)
    return (
        '<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/>'
        '<w:basedOn w:val="Normal"/><w:pPr>'
        '<w:spacing w:before="0" w:after="0" w:line="400" w:lineRule="exact"/></w:pPr>'
        f'<w:rPr>{fonts}<w:spacing w:val="0"/><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr>'
        '</w:style><w:style w:type="paragraph" w:styleId="Header"><w:name w:val="header"/>'
        '<w:basedOn w:val="Normal"/></w:style>'
    )


# Settings, fonts, header and footers.


def settings(layout: Layout) -> str:
    """`word/settings.xml`: compatibility mode 15, odd and even footers."""
    even = "<w:evenAndOddHeaders/>" if layout.page_numbers == "standard" else ""
    return (
        f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/>'
        f'<w:bordersDoNotSurroundFooter/><w:defaultTabStop w:val="420"/>{even}'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def font_table(layout: Layout) -> str:
    """`word/fontTable.xml`: every font with its Chinese character set."""
    uses: tuple[FontUse, ...] = (
        "title", "heading1", "heading2", "body", "page_number", "table",
    )  # fmt: skip
    names = sorted({layout.font(use) for use in uses})
    fonts = "".join(
        f'<w:font w:name="{quote(name)}"><w:charset w:val="86"/><w:family w:val="auto"/>'
        f'<w:pitch w:val="default"/></w:font>'
        for name in names
    )
    return f"<w:fonts {NAMESPACES}>{fonts}</w:fonts>"


def footer(layout: Layout, *, even: bool) -> str:
    """`— 1 —` (7.5): one character from the right on odd pages, from the left on even ones."""
    side = "left" if even else "right"
    align = "center" if layout.page_numbers == "center" else side
    edge = "" if layout.page_numbers == "center" else f'<w:ind w:{side}="280"/>'
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return (
        f'<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/>{edge}<w:jc w:val="{align}"/>'
        f'</w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>{field}'
        '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
    )


def draft_header(mark: str) -> str:
    """A draft mark across every page, as Word's own watermarks are made."""
    width = min(120 * len(mark), 460)
    return (
        f'<w:hdr {NAMESPACES} xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:o="urn:schemas-microsoft-com:office:office"><w:p><w:pPr><w:pStyle w:val="Header"/>'
        '</w:pPr><w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136"'
        ' adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
        '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
        '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
        '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/>'
        '</v:shapetype><v:shape id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049"'
        f' type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;width:{width}pt;'
        "height:110pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        'mso-position-vertical-relative:margin" fillcolor="silver" stroked="f">'
        f'<v:fill opacity=".5"/><v:textpath style="font-family:&quot;黑体&quot;" '
        f'string="{quote(mark)}"/></v:shape></w:pict></w:r></w:p></w:hdr>'
    )


# Numbering of lists, and properties.


@lru_cache(maxsize=64)
def numbering(lists: tuple[bool, ...]) -> Part:
    """`word/numbering.xml`: a number for each list, ordered or not, so that each begins at 1."""
    levels = range(9)
    bullets = "".join(_level(level, "bullet", "•") for level in levels)
    numbers = "".join(_level(level, "decimal", f"%{level + 1}.") for level in levels)
    restart = "".join(
        f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="1"/></w:lvlOverride>'
        for level in levels
    )
    own = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{int(ordered)}"/>'
        f"{restart if ordered else ''}</w:num>"
        for number, ordered in enumerate(lists, 3)
    )
    text = (
        f"{XML}<w:numbering {NAMESPACES}>"
        f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{bullets}'
        f'</w:abstractNum><w:abstractNum w:abstractNumId="1">'
        f'<w:multiLevelType w:val="multilevel"/>{numbers}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>{own}</w:numbering>'
    )
    return compress("word/numbering.xml", text.encode())


def _level(level: int, kind: str, text: str) -> str:
    left = CHARACTER * (level + 3)
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr>'
        f'<w:ind w:left="{left}" w:hanging="{CHARACTER}"/></w:pPr></w:lvl>'
    )


def core(title: str, author: str, stamp: str) -> Part:
    """`docProps/core.xml`: title, creator and, where known, a date in W3CDTF."""
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{stamp}</dcterms:{name}>'
        for name in ("created", "modified")
        if stamp
    )
    text = (
        f'{XML}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(author)}</dc:creator>"
        f"<dc:language>zh-CN</dc:language>{dates}</cp:coreProperties>"
    )
    return store("docProps/core.xml", text.encode())


@lru_cache(maxsize=1)
def app() -> Part:
    """`docProps/app.xml`."""
    text = (
        f'{XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'extended-properties"><Application>plangen</Application></Properties>'
    )
    return compress("docProps/app.xml", text.encode())


def custom(checksum: str) -> Part:
    """`docProps/custom.xml`: what plangen wrote, so that it knows its own work again."""
    text = (
        f'{XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/'
        'docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2"'
        f' name="plangen"><vt:lpwstr>{checksum}</vt:lpwstr></property></Properties>'
    )
    return store("docProps/custom.xml", text.encode())
