"""HTML: one self-contained page that looks like the printed one, prints, and fits a telephone.

The body is the notation of the tree, so that reading it back is reading the notation.
"""

import re
from functools import lru_cache

from plangen.document import Contents, Document, Entry, Heading, entries
from plangen.formats.look import LOOKS, MARGINS, PAGE, RED, TWIPS_PER_MM, Align, Look, is_bold
from plangen.layout import FontUse, Layout
from plangen.notation import escape, notation, parse, quote

_BEGIN = '<main class="plan">\n'
_END = "</main>\n"
_GENERIC: dict[FontUse, str] = {
    "title": '"FZXiaoBiaoSong-B05S", "Songti SC", "SimSun", "Noto Serif CJK SC", serif',
    "heading1": '"SimHei", "Heiti SC", "Noto Sans CJK SC", sans-serif',
    "heading2": '"KaiTi", "Kaiti SC", "STKaiti", "AR PL KaitiM GB", serif',
    "body": '"FangSong", "STFangsong", "Noto Serif CJK SC", serif',
    "page_number": '"SimSun", "Songti SC", "Noto Serif CJK SC", serif',
    "table": '"FangSong", "STFangsong", "Noto Serif CJK SC", serif',
}
_ALIGN: dict[Align, str] = {
    "both": "justify", "center": "center", "left": "left", "right": "right",
}  # fmt: skip
_SELECTORS = {
    "body": "p",
    "title": "h1",
    "heading1": "h2",
    "heading2": "h3",
    "heading3": "h4",
    "heading4": "h5",
    "table-text": "td",
    "table-head": "th",
}
_MEASURES = re.compile(r'<(p|span|table)([^>]*?)((?: data-[a-z]+="[0-9. -]+")+)([^>]*)>')
_MEASURE = re.compile(r'data-([a-z]+)="([0-9. -]+)"')
_STYLED = re.compile(r'(<[a-z][^<>]*?) style="[^"<>]*"')
_COLUMNS = re.compile(r"<colgroup>(?:<col(?: [^<>]*)?>)*</colgroup>")
_SPREAD = re.compile(r'(<span[^>]*data-width="[^"]*"[^>]*>)([^<]*)</span>')
_HELPERS = re.compile(r"</?[bi]>")
_PLACES = re.compile(r'<nav data-depth="[0-9]">|<h[1-5](?=[ >])')
_ANCHORS = re.compile(r'(<h[1-5]) id="part-[0-9-]+"')
_LINKS = re.compile(r'(<nav data-depth="[0-9]">)(?:\n<a [^<>]*>[^<>]*</a>)*\n(?=</nav>)')


def write(document: Document, layout: Layout) -> str:
    """The text of an HTML page."""
    body = _MEASURES.sub(_with_style, notation(document))
    body = _SPREAD.sub(_spread, body).replace("\t", "<i>\t</i>")
    if "<nav " in body:
        body = _with_links(document, body)
    author = f'<meta name="author" content="{quote(document.author)}">\n' if document.author else ""
    date = f'<meta name="date" content="{document.date}">\n' if document.date else ""
    draft = f' data-draft="{quote(layout.draft)}"' if layout.draft else ""
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{author}{date}<title>{escape(document.title)}</title>\n"
        f"<style>\n{_css(layout)}</style>\n</head>\n<body{draft}>\n{_BEGIN}{body}{_END}</body>\n</html>\n"
    )


def read(text: str) -> Document:
    """The document of a page that plangen wrote.

    Raises:
        ValueError: another program wrote the page.
        NotationError: somebody changed it into what the tree does not know.
    """
    _, begin, rest = text.partition(_BEGIN)
    body, end, _ = rest.rpartition(_END)
    if not begin or not end:
        raise ValueError("not a page that plangen wrote")
    body = _COLUMNS.sub("", _HELPERS.sub("", _STYLED.sub(r"\1", body)))
    body = _LINKS.sub(r"\1", _ANCHORS.sub(r"\1", body))
    return parse(body, _meta(text, "title"), _meta(text, "author"), _meta(text, "date"))


def _meta(text: str, name: str) -> str:
    import html

    pattern = (
        r"<title>(.*?)</title>" if name == "title" else rf'<meta name="{name}" content="(.*?)">'
    )
    found = re.search(pattern, text)
    return html.unescape(found[1]) if found else ""


def _with_links(document: Document, body: str) -> str:
    """Contents with links to the headings; in the page both stand in the order of the tree."""
    found = entries(document)
    listed = {entry.place: entry for lines in found.values() for entry in lines}
    places = (
        place
        for place, block in enumerate(document.blocks())
        if isinstance(block, (Contents, Heading))
    )

    def linked(tag: re.Match[str]) -> str:
        place = next(places)
        if place in found:
            return "\n".join((tag[0], *map(_link, found[place]), ""))
        return f'{tag[0]} id="{listed[place].anchor}"' if place in listed else tag[0]

    return _PLACES.sub(linked, body)


def _link(entry: Entry) -> str:
    return f'<a class="contents{entry.rank + 1}" href="#{entry.anchor}">{escape(entry.text)}</a>'


def _with_style(found: re.Match[str]) -> str:
    """A tag's measures once more, as a browser takes them."""
    measures = dict(_MEASURE.findall(found[3]))
    if found[1] == "table":
        return found[0] + "\n" + _columns(measures["widths"].split())
    if found[1] == "span":
        return found[0]
    left, hang, right = (float(measures.get(name, 0)) for name in ("left", "hang", "right"))
    style = f"padding-left:{left + hang:g}em;text-indent:{-hang:g}em"
    style += f";padding-right:{right:g}em" if right else ""
    return f'<{found[1]}{found[2]}{found[3]}{found[4]} style="{style}">'


def _columns(widths: list[str]) -> str:
    whole = sum(map(float, widths))
    columns = "".join(f'<col style="width:{float(width) / whole:.2%}">' for width in widths)
    return f"<colgroup>{columns}</colgroup>"


def _spread(found: re.Match[str]) -> str:
    """A spread text: the space stands after all characters but the last."""
    width = float(_MEASURE.findall(found[1])[0][1])
    text = found[2].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    if len(text) < 2 or width <= len(text):  # noqa: PLR2004
        return found[0]
    gap = (width - len(text)) / (len(text) - 1)
    spread = f'<b style="letter-spacing:{gap:.3g}em">{escape(text[:-1])}</b>'
    return f"{found[1]}{spread}{escape(text[-1])}</span>"


@lru_cache(maxsize=16)
def _css(layout: Layout) -> str:
    size = LOOKS["normal"].size / 2
    margins = " ".join(
        f"{MARGINS[side] / TWIPS_PER_MM:.1f}mm" for side in ("top", "right", "bottom", "left")
    )
    rules = "".join(_rule(style, look, layout) for style, look in LOOKS.items())
    return f"""\
@page {{ size: A4; margin: {margins}; {_page_numbers(layout)} }}
{_page_sides(layout)}\
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: #8a8a8a; }}
.plan {{ font: {size:g}pt/{layout.line_pitch:g}pt {_family("body", layout)}; letter-spacing: -0.25pt;
  color: #000; }}
.plan > section {{ background: #fff; width: {PAGE[0] / TWIPS_PER_MM:.0f}mm; min-height: 297mm;
  margin: 8mm auto; padding: {margins}; box-shadow: 0 1mm 4mm #0006; }}
.plan :is(p, h1, h2, h3, h4, h5) {{ margin: 0; font: inherit; white-space: pre-wrap;
  overflow-wrap: anywhere; }}
.plan .run-in {{ text-align: justify; text-indent: 2em; }}
.plan .run-in > * {{ display: inline; }}
.plan :is(h1, h2, h3, h4, h5) {{ break-after: avoid; }}
.plan .run-in > :is(h2, h3, h4, h5) {{ break-after: auto; }}
.plan b {{ font-weight: inherit; }}
.plan span[data-width] {{ white-space: nowrap; }}
.plan i {{ flex: 1; }}
.plan table {{ width: 100%; border-collapse: collapse; table-layout: fixed; margin: 0; }}
.plan :is(th, td) {{ border: 0.5pt solid #000; padding: 1mm 2mm; overflow-wrap: anywhere;
  vertical-align: middle; }}
.plan thead {{ display: table-header-group; }}
.plan tr {{ break-inside: avoid; }}
.plan :is(ul, ol) {{ margin: 0; padding-left: 3em; }}
.plan nav a {{ display: block; color: inherit; text-decoration: none; overflow-wrap: anywhere; }}
.plan nav a:is(:hover, :focus) {{ text-decoration: underline; }}
{rules}\
.plan .center {{ text-align: center; }}
body[data-draft]::before {{ content: attr(data-draft); position: fixed; inset: 0; z-index: 1;
  display: grid; place-items: center; font: 90pt "SimHei", sans-serif; color: #0002;
  rotate: -45deg; pointer-events: none; }}
@media screen and (max-width: 230mm) {{
  body {{ background: #fff; }}
  .plan {{ font-size: 17px; line-height: 1.8; letter-spacing: 0; }}
  .plan > section {{ width: auto; min-height: 0; margin: 0; padding: 1.5em 1em; box-shadow: none; }}
  .plan > section + section {{ border-top: 1px solid #999; }}
  .plan :is(h1, h1[class]) {{ font-size: 1.35em; line-height: 1.5; }}
  .plan :is(h2.annex-title, h2.part-annex-title) {{ font-size: 1.2em; line-height: 1.5; }}
  .plan .red-head {{ margin-top: 1em; font-size: 1.6em; }}
  .plan table {{ font-size: 14px; line-height: 1.5; }}
  .plan :is(th, td) {{ padding: 1mm; font-size: inherit; line-height: inherit; }}
}}
@media print {{
  body {{ background: none; }}
  .plan > section {{ width: auto; min-height: 0; margin: 0; padding: 0; box-shadow: none; }}
  .plan > section + section {{ break-before: page; }}
}}
"""


def _rule(style: str, look: Look, layout: Layout) -> str:
    if style in {"normal", "list-bullet", "list-number"}:
        return ""
    selector = _SELECTORS.get(style) or "." + style
    parts = [f"text-align: {_ALIGN[look.align]}", f"text-indent: {look.first:g}em"]
    if look.left:
        parts.append(f"padding-left: {look.left:g}em")
    if look.font != "body":
        parts.append(f"font-family: {_family(look.font, layout)}")
    if look.size != LOOKS["normal"].size:
        parts.append(f"font-size: {look.size / 2:g}pt")
    if is_bold(style, layout):
        parts.append("font-weight: bold")
    if look.color:
        parts.append(f"color: #{look.color}")
    if not look.exact:
        parts.append("line-height: 1.4; letter-spacing: 0")
    if look.tab_right:
        parts.append("display: flex; padding-right: 1em")
    parts += _spaces(look, layout) + _rules(look)
    return f".plan {selector} {{ {'; '.join(parts)}; }}\n"


def _spaces(look: Look, layout: Layout) -> list[str]:
    top = f"margin-top: {look.before * layout.line_pitch:g}pt"
    if look.before_mm:
        top = f"margin-top: {look.before_mm:g}mm"
    bottom = f"margin-bottom: {look.after * layout.line_pitch:g}pt"
    has_after = look.after or look.based_on == "Title"
    return [top] * bool(look.before or look.before_mm) + [bottom] * bool(has_after)


def _rules(look: Look) -> list[str]:
    found: list[str] = []
    for name in look.rule.split():
        if name == "red":
            found.append(f"border-bottom: 1.5pt solid #{RED}; padding-bottom: 4mm")
        else:
            side = "top" if name.endswith("top") else "bottom"
            found.append(f"border-{side}: {0.25 if name.startswith('thin') else 0.35}mm solid")
    return found


def _family(use: FontUse, layout: Layout) -> str:
    names = [name for name in (layout.font("latin"), layout.font(use)) if name]
    own = ", ".join('"' + re.sub(r"[^\w .-]", "", name) + '"' for name in names)
    return f"{own}, {_GENERIC[use]}"


def _page_numbers(layout: Layout) -> str:
    return f"@bottom-center {{ {_NUMBER} }}" if layout.page_numbers == "center" else ""


def _page_sides(layout: Layout) -> str:
    if layout.page_numbers != "standard":
        return ""
    return (
        f"@page :right {{ @bottom-right {{ {_NUMBER} margin-right: 14pt; }} }}\n"
        f"@page :left {{ @bottom-left {{ {_NUMBER} margin-left: 14pt; }} }}\n"
    )


_NUMBER = 'content: "— " counter(page) " —"; font: 14pt "SimSun", "Songti SC", serif;'
