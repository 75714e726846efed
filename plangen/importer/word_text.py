"""The paragraphs of a Word text in their order, each with its look, its number and its text."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from plangen.importer import source as reasons
from plangen.importer.source import Composed, Draft, Piece, compose, raised
from plangen.importer.word_numbers import Numbers
from plangen.importer.word_package import VAL, Package, R, W, is_on, points, whole
from plangen.importer.word_signs import shown_by, symbol
from plangen.importer.word_styles import BODY_LEVEL, Look, Styles, font_of, side
from plangen.importer.word_tree import FIELD_CHAR, LEAD, PLACE, PPR, RUN, TYPE, P, T

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element as Element

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_O = "{urn:schemas-microsoft-com:office:office}"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_DESCRIBED = f"{{{_DRAWING}/wordprocessingDrawing}}docPr"
_PICTURE = f"{{{_DRAWING}/picture}}pic"
_OLD_PICTURE = "{urn:schemas-microsoft-com:vml}imagedata"
_CHART, _DIAGRAM = f"{{{_DRAWING}/chart}}chart", f"{{{_DRAWING}/diagram}}relIds"
_CHART_TEXT, _DRAWN_TEXT = f"{{{_DRAWING}/chart}}v", f"{{{_DRAWING}/main}}t"
_TABS, _POWER = f"{W}tabs", f"{_M}sSup"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_WHITE = " \t\r\n"
_BREAKS = re.compile(r"[\r\n]+")
# Fields that show something although they have no result.
_WITHOUT_RESULT = frozenset({"EQ", "SYMBOL", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM"})


class Paragraph(NamedTuple):
    """A paragraph with its number, possibly empty."""

    place: int
    content: Composed
    look: Look


_EMPTY = Composed("", 0, bold=False, size=0)


class _Field:
    """A field that is open: its code, and whether its result is being read."""

    __slots__ = ("code", "contents", "result")

    def __init__(self) -> None:
        self.code: list[str] = []
        self.result = False
        self.contents = False


def read_paragraphs(
    body: "Element", package: Package, draft: Draft, references: dict[tuple[str, str], int]
) -> Iterator[Paragraph]:
    """Every paragraph of a settled tree in its order, empty ones too.

    The places of notes and comments are put into `references` by kind and identifier.
    """
    return _Reader(package, draft, references).paragraphs(body)


class _Reader:
    """A walk over a tree; numbers and open fields go on from paragraph to paragraph."""

    def __init__(
        self, package: Package, draft: Draft, references: dict[tuple[str, str], int]
    ) -> None:
        self.package = package
        self.draft = draft
        self.references = references
        self.styles = Styles(package.named("styles"), own=package.own)
        self.numbers = Numbers(package.named("numbering"), self.styles.lists())
        self.looks: dict[str | None, Look] = {}
        self.drawn: set[str] = set()
        self.fields: list[_Field] = []
        self.codes = self.contents = 0  # open fields that show nothing, and tables of contents
        self.handlers: dict[str, Callable[[Element], None]] = {
            f"{W}pStyle": self.style,
            f"{W}numId": self.number,
            f"{W}ilvl": self.depth,
            f"{W}jc": self.side,
            f"{W}outlineLvl": self.outline,
            RUN: self.run,
            f"{W}rStyle": self.character,
            f"{W}b": self.boldness,
            f"{W}sz": self.height,
            f"{W}rFonts": self.fonts,
            f"{W}vanish": self.hiding,
            f"{W}vertAlign": self.raising,
            T: self.written,
            f"{W}tab": self.tab,
            f"{W}ptab": self.tab,
            f"{W}br": self.line_break,
            f"{W}cr": self.line_break,
            f"{W}noBreakHyphen": self.hyphen,
            f"{W}sym": self.sign,
            f"{_M}r": self.run,
            f"{_M}t": self.written,
            f"{_M}den": self.over,
            f"{_M}sup": self.power,
            LEAD: self.begin_rest,
            FIELD_CHAR: self.field,
            f"{W}instrText": self.code,
            _DESCRIBED: self.describe,
            _PICTURE: self.picture,
            _OLD_PICTURE: self.picture,
            _CHART: self.drawing,
            _DIAGRAM: self.drawing,
            _DRAWN_TEXT: self.in_drawing,
            f"{W}footnoteReference": self.reference,
            f"{W}endnoteReference": self.reference,
            f"{W}commentReference": self.reference,
        }
        self.begin(0)

    def paragraphs(self, body: "Element") -> Iterator[Paragraph]:
        handlers = self.handlers
        begun = False
        for part in body.iter(P, *handlers):
            if part.tag != P:
                handlers[part.tag](part)
                continue
            if begun:
                yield self.end_paragraph()
            begun = True
            place = part.get(PLACE)
            self.begin(self.place + 1 if place is None else int(place))
        if begun:
            yield self.end_paragraph()

    def begin(self, place: int) -> None:
        self.place = place
        self.base = self.look = self.styled(None)
        self.style_id = ""
        self.list: str | None = None  # its number, where the paragraph names one itself
        self.level: int | None = None
        self.pieces: list[Piece] = []
        self.hidden: list[str] = []
        self.listed: list[str] = []
        self.rest = -1
        self.description = ""
        self.take_base()

    def styled(self, style: str | None) -> Look:
        """The look of a style, found once."""
        look = self.looks.get(style)
        if look is None:
            look = self.looks[style] = self.styles.paragraph(style)
        return look

    def end_paragraph(self) -> Paragraph:
        look = self.look
        if self.hidden:
            self.draft.leave_out(self.place, "".join(self.hidden), reasons.HIDDEN)
        marker = self.marker(look)
        listed = "".join(self.listed)
        if look.contents:
            listed += marker + self.text()
            self.pieces = []
        if listed:
            self.draft.leave_out(self.place, listed, reasons.CONTENTS)
        composed = compose(self.pieces, marker.strip(), self.rest)
        return Paragraph(self.place, composed or _EMPTY, look)

    def marker(self, look: Look) -> str:
        """The number that the paragraph shows; one of a list that it names itself goes first."""
        if self.list is not None:
            return self.numbers.marker(self.list, self.level, self.style_id)
        if not look.list:
            return ""
        level = look.depth if self.level is None else self.level
        return self.numbers.marker(look.list, level, look.numbered_by)

    def text(self) -> str:
        pieces = self.pieces
        return pieces[0].text if len(pieces) == 1 else "".join([piece.text for piece in pieces])

    # The properties of a paragraph.

    def style(self, element: "Element") -> None:
        self.style_id = element.get(VAL, "")
        self.base = self.look = self.styled(self.style_id)
        self.take_base()

    def number(self, element: "Element") -> None:
        self.list = element.get(VAL)

    def depth(self, element: "Element") -> None:
        self.level = whole(element.get(VAL))

    def side(self, element: "Element") -> None:
        parent = element.getparent()
        if parent is not None and parent.tag == PPR:
            self.look = self.look._replace(align=side(element.get(VAL)))

    def outline(self, element: "Element") -> None:
        level = whole(element.get(VAL))
        if level is None or not 0 <= level <= BODY_LEVEL or self.look.named:
            return
        own_title = level == BODY_LEVEL and not self.look.known
        self.look = self.look._replace(level=0 if own_title else level + 1)

    # Runs: the look first, then the text.

    def run(self, _: "Element") -> None:
        self.take_base()

    def take_base(self) -> None:
        base = self.base
        self.bold, self.size, self.font = bool(base.bold), base.size, base.font
        self.vanished, self.high = bool(base.hidden), False

    def character(self, element: "Element") -> None:
        """A character style; what two styles switch on is off (17.7.3)."""
        look = self.styles.look(element.get(VAL, ""))
        self.bold ^= bool(look.bold)
        self.vanished ^= bool(look.hidden)
        self.size = look.size or self.size
        self.font = look.font or self.font
        if look.run_in:
            self.begin_rest(element)

    def boldness(self, element: "Element") -> None:
        self.bold = is_on(element)

    def height(self, element: "Element") -> None:
        self.size = points(element.get(VAL)) or self.size

    def fonts(self, element: "Element") -> None:
        font = font_of(element)
        self.font = self.font if font is None else font

    def hiding(self, element: "Element") -> None:
        self.vanished = is_on(element)

    def raising(self, element: "Element") -> None:
        self.high = element.get(VAL) == "superscript"

    def written(self, element: "Element") -> None:
        text = element.text
        if not text:
            return
        if (text[0] in _WHITE or text[-1] in _WHITE) and element.get(_SPACE) != "preserve":
            text = text.strip(_WHITE)
        if "\n" in text:
            text = _BREAKS.sub(" ", text)
        self.put(raised(text) if self.high else text)

    def tab(self, element: "Element") -> None:
        parent = element.getparent()
        if parent is None or parent.tag != _TABS:
            self.put("\t")

    def line_break(self, _: "Element") -> None:
        self.put("\n")

    def hyphen(self, _: "Element") -> None:
        self.put("-")

    def sign(self, element: "Element") -> None:
        code = element.get(f"{W}char", "")
        if re.fullmatch("[0-9A-Fa-f]{1,6}", code):
            self.put(symbol(int(code, 16), element.get(f"{W}font", "")))

    def over(self, _: "Element") -> None:
        self.put("/")

    def power(self, element: "Element") -> None:
        parent = element.getparent()
        if parent is not None and parent.tag == _POWER:
            self.put("^")

    def put(self, text: str) -> None:
        if self.codes or not text:
            return
        if self.contents:
            self.listed.append(text)
        elif self.vanished:
            self.hidden.append(text)
        else:
            self.pieces.append(Piece(text, self.bold, self.size, self.font))

    def begin_rest(self, _: "Element") -> None:
        """Here ends a heading that the text runs on from."""
        if self.rest < 0:
            self.rest = len(self.text())

    # Fields: begin, code, separate, result, end (17.16.18); they may lie in one another.

    def field(self, element: "Element") -> None:
        kind = element.get(TYPE)
        if kind == "begin":
            self.fields.append(_Field())
            self.codes += 1
        elif kind == "separate" and self.fields and not self.fields[-1].result:
            field = self.fields[-1]
            field.result = True
            field.contents = "".join(field.code).split()[:1] == ["TOC"]
            self.codes -= 1
            self.contents += field.contents
        elif kind == "end" and self.fields:
            self.end_field(self.fields.pop())

    def end_field(self, field: _Field) -> None:
        self.contents -= field.contents
        if field.result:
            return
        self.codes -= 1
        code = "".join(field.code)
        if "".join(code.split()[:1]).upper() in _WITHOUT_RESULT:
            shown = shown_by(code)
            if shown is not None:
                self.put(shown)
            elif not self.codes:
                self.draft.leave_out(self.place, code, reasons.FIELD)

    def code(self, element: "Element") -> None:
        if self.fields and not self.fields[-1].result:
            self.fields[-1].code.append(element.text or "")

    # What has no text of its own.

    def describe(self, element: "Element") -> None:
        self.description = element.get("descr") or element.get("title") or ""

    def picture(self, element: "Element") -> None:
        title = self.description or element.get(f"{_O}title", "")
        self.draft.leave_out(self.place, title, reasons.PICTURE)
        self.description = ""

    def drawing(self, element: "Element") -> None:
        """A chart or a diagram, whose words stand in a part of their own."""
        name = element.get(f"{R}dm") or element.get(f"{R}id") or ""
        if name in self.drawn:
            return
        self.drawn.add(name)
        relation = self.package.related.get(name)
        root = self.package.root(relation.part) if relation else None
        parts = () if root is None else root.iter(_DRAWN_TEXT, _CHART_TEXT)
        text = "\n".join(part.text for part in parts if part.text)
        self.draft.leave_out(self.place, text or self.description, reasons.PICTURE)

    def in_drawing(self, element: "Element") -> None:
        if element.text:
            self.draft.leave_out(self.place, element.text, reasons.PICTURE)

    def reference(self, element: "Element") -> None:
        kind = element.tag.rpartition("}")[2].removesuffix("Reference")
        self.references.setdefault((kind, element.get(f"{W}id", "")), self.place)
