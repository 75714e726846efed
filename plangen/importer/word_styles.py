"""The looks that Word's styles give: each resolved through those it is based on (17.7)."""

import re
from typing import TYPE_CHECKING, NamedTuple

from plangen.formats.look import INTERNAL, STYLE_BY_ID, STYLE_BY_NAME
from plangen.importer.word_package import W, is_on, on_or_off, points, value, whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element as Element

BODY_LEVEL = 9
_NAMES = {name.lower(): style for name, style in STYLE_BY_NAME.items()}
_OWN_NAMES = frozenset(name for name in STYLE_BY_NAME if not name.isascii())
_LEVELS = {
    "title": 0, "title-above": 0, "cover-title": 0, "part-title": 0, "part-title-above": 0,
    "annex-title": 1, "part-annex-title": 1,
}  # fmt: skip
_HEADING = re.compile(r"(?:heading|标题|標題|part-heading|篇内标题)[ -]*([1-9])")
_CHINESE_HEADING = re.compile(r"(?:篇内)?([一二三四五六七八九1-9])级(?:标题|標題)")
_NUMERALS = " 一二三四五六七八九"
_TITLE = re.compile(r"title|标题|標題|大标题|主标题|文档标题|公文标题|文件标题|总标题")
_CONTENTS = re.compile(r"(?:toc|目录|目錄|contents)[ -]?[1-9]")
_RUN_IN = "接排正文"
_SIDES = {"center": "center", "right": "right", "end": "right"}
# Word's own size where nothing says another.
_SIZE = 10.0


class Look(NamedTuple):
    """What a style gives: None and empty mean that it says nothing of it.

    `style` is plangen's name, `level` a heading's level, 10 for body text, which is `named` if the
    style's own name tells it; `font` is that of Chinese characters; `list` and `depth` name its
    numbers, whose level may be told by the style `numbered_by`. A style that the file does not have
    is not `known`.
    """

    style: str = ""
    level: int | None = None
    align: str = ""
    list: str = ""
    depth: int | None = None
    numbered_by: str = ""
    bold: bool | None = None
    hidden: bool | None = None
    size: float = 0
    font: str = ""
    contents: bool = False
    run_in: bool = False
    named: bool = False
    known: bool = True


class Styles:
    """The styles of a Word file."""

    def __init__(self, root: "Element | None", *, own: bool = False) -> None:
        """`own` says that plangen wrote the file; its own names of styles say so too.

        Word's names mean plangen's looks only there: everybody has a Title and a Body Text.
        """
        elements: Iterable[Element] = () if root is None else root.iterchildren(f"{W}style")
        self.elements = {element.get(f"{W}styleId", ""): element for element in elements}
        self.default = next(
            (
                name
                for name, element in self.elements.items()
                if element.get(f"{W}type") == "paragraph"
                and element.get(f"{W}default") in {"1", "true", "on"}
            ),
            "",
        )
        names = {value(element, "name") for element in self.elements.values()}
        self.own = own or not names.isdisjoint(_OWN_NAMES)
        self.base = _defaults(root)
        self.looks: dict[str, Look] = {}

    def paragraph(self, name: str | None) -> Look:
        """The look of paragraphs of a style, by its identifier; None is the default style's."""
        look = self.look(self.default if name is None else name)
        return look._replace(
            bold=self.base.bold if look.bold is None else look.bold,
            size=look.size or self.base.size or _SIZE,
            font=look.font or self.base.font,
            align=look.align or self.base.align,
        )

    def look(self, name: str) -> Look:
        """What a style and those that it is based on say."""
        chain: list[str] = []
        while name and name not in self.looks and name not in chain[-1:]:
            chain.append(name)
            self.looks[name] = Look()  # a circle ends here
            name = value(self.elements.get(name), "basedOn") or ""
        look = self.looks.get(name, Look())
        for each in reversed(chain):
            look = self.looks[each] = _over(look, self._own(each))
        return look

    def _own(self, name: str) -> Look:
        element = self.elements.get(name)
        if element is None:
            style = STYLE_BY_ID.get(name, "")
            level = _level(style, name.lower())
            return Look(self.shown(style or name), level, named=level is not None, known=False)
        title = (value(element, "name") or "").strip()
        style = _NAMES.get(title.lower(), "")
        properties, text = element.find(f"{W}pPr"), element.find(f"{W}rPr")
        numbers = None if properties is None else properties.find(f"{W}numPr")
        outline = whole(value(properties, "outlineLvl"))
        level = _level(style, title.lower())
        named = level is not None
        if level is None and outline is not None and 0 <= outline <= BODY_LEVEL:
            level = outline + 1
        number = value(numbers, "numId") or ""
        return Look(
            style=style if title in _OWN_NAMES else self.shown(style),
            level=level,
            align=side(value(properties, "jc")),
            list=number,
            depth=whole(value(numbers, "ilvl")),
            numbered_by=name if number else "",
            bold=on_or_off(text, "b"),
            hidden=on_or_off(text, "vanish"),
            size=points(value(text, "sz")) or 0,
            font=font_of(None if text is None else text.find(f"{W}rFonts")) or "",
            contents=_CONTENTS.fullmatch(title.lower()) is not None,
            run_in=title == _RUN_IN,
            named=named,
        )

    def shown(self, style: str) -> str:
        """A style's name for lines."""
        return style if self.own and style not in INTERNAL else ""

    def lists(self) -> dict[str, str]:
        """The lists that styles of lists name, by the style's identifier."""
        return {
            name: value(element.find(f"{W}pPr/{W}numPr"), "numId") or ""
            for name, element in self.elements.items()
            if element.get(f"{W}type") == "numbering"
        }


def _over(below: Look, own: Look) -> Look:
    """A style laid over the one that it is based on; its name is its own."""
    return Look(
        own.style,
        below.level if own.level is None else own.level,
        own.align or below.align,
        own.list or below.list,
        below.depth if own.depth is None else own.depth,
        own.numbered_by or below.numbered_by,
        below.bold if own.bold is None else own.bold,
        below.hidden if own.hidden is None else own.hidden,
        own.size or below.size,
        own.font or below.font,
        own.contents or below.contents,
        own.run_in or below.run_in,
        own.named,
        own.known,
    )


def _defaults(root: "Element | None") -> Look:
    if root is None:
        return Look()
    text = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    fonts = None if text is None else text.find(f"{W}rFonts")
    bold = None if text is None else text.find(f"{W}b")
    return Look(
        align=side(value(root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr"), "jc")),
        bold=is_on(bold),
        size=points(value(text, "sz")) or 0,
        font=font_of(fonts) or "",
    )


def _level(style: str, name: str) -> int | None:
    """The level that a style's name tells, first by plangen's name of it."""
    if style in _LEVELS:
        return _LEVELS[style]
    if found := _HEADING.fullmatch(style or name):
        return int(found[1])
    if found := _CHINESE_HEADING.fullmatch(name):
        return int(found[1]) if found[1].isascii() else _NUMERALS.index(found[1])
    return 0 if _TITLE.fullmatch(name) else None


def side(align: str | None) -> str:
    """`center`, `right`, or nothing for what begins at the left."""
    return _SIDES.get(align or "", "left" if align else "")


def font_of(fonts: "Element | None") -> str | None:
    """The font of Chinese characters; empty where the theme tells it, None where none is told."""
    if fonts is None:
        return None
    if fonts.get(f"{W}eastAsiaTheme"):
        return ""
    return fonts.get(f"{W}eastAsia")
