"""HTML of any site to lines: what a reader of the page sees, without what is around the article."""

import re
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from plangen.formats.look import INTERNAL, LOOKS
from plangen.importer import source as reasons
from plangen.importer.lines import Line
from plangen.importer.source import (
    Draft,
    Piece,
    Source,
    SourceError,
    compose,
    is_too_much,
    raised,
)
from plangen.importer.word_numbers import written
from plangen.problems import Words

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAX_MARKUP = 500_000
_BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_HEADINGS = {f"h{level + 1}": level for level in range(6)}
_SILENT = frozenset({
    "script", "style", "template", "iframe", "object", "embed", "svg", "canvas", "video", "audio",
    "map",
})  # fmt: skip
_LEFT_OUT = {
    "rt": reasons.RUBY, "rp": None, "del": reasons.DELETED,
    **dict.fromkeys(
        ("nav", "aside", "button", "select", "textarea", "noscript", "dialog"), reasons.FURNITURE
    ),
}  # fmt: skip
_ARTICLE = ("article", "main", "section")
_BOLD = frozenset({"b", "strong", "th", *_HEADINGS})
_CHARSET = re.compile(
    rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE
)
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# What pages say beside UTF-8 and GB 2312, which is GB 18030 everywhere.
_ENCODINGS = {
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "shift_jis": "cp932", "euc-jp": "euc_jp",
    "euc-kr": "cp949", "hz-gb-2312": "hz", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be",
}  # fmt: skip
# What the parser says where it stops before the end.
_CUT_SHORT = "XML_PARSE_HUGE"
_BAD = "\ufffd"
_HEAD = 4096
_FEW = 100
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ALIGN = re.compile(
    r"text-align\s*:\s*(?:-\w+-)?(center|right|left|justify|start|end)", re.IGNORECASE
)
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold|[6-9]00|normal|[1-5]00)", re.IGNORECASE)
_SIZE = re.compile(r"font-size\s*:\s*([0-9]{1,3}(?:\.[0-9]{1,4})?)\s*(pt|px)", re.IGNORECASE)
_LIST = re.compile(
    r"list-style(?:-type)?\s*:[^;]*?(none|cjk-ideographic|(?:simp|trad)-chinese-\w+)", re.IGNORECASE
)
_SIDES = {"center": "center", "middle": "center", "right": "right", "end": "right"}
_LISTS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_WIDE = re.compile("[ \t\r\n]*[\u3000\u00a0\u2003\u2002]{2}")
_ASIAN = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…]"
_SOURCE_BREAK = re.compile(f"(?<={_ASIAN})[ \t\r]*\n[ \t\r\n]*(?={_ASIAN})")
_WHITE = re.compile("[ \t\r\n\f]+")
_TEMPLATE_BREAK = re.compile("[ \t\r]*\n[ \t\r\n]*")
_MOST_COLUMNS = 1000
_PX = 0.75


def read_web(data: bytes) -> Source:
    """The lines of a page; their places are its lines.

    Raises:
        SourceError: it has too many elements, or its characters cannot be told.
    """
    return read_page(decode(data))


def read_page(text: str, first: int = 1) -> Source:
    """The lines of a page or a part of one that begins at a line."""
    from lxml import etree, html

    data = text.replace("\0", "").encode("utf-8", "replace")
    if is_too_much(data, MAX_MARKUP):
        raise SourceError(Words("网页里的元素太多", "the page has too many elements"))
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    draft = Draft()
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return draft.source()  # nothing but comments and white space
    if any(_CUT_SHORT in error.message for error in parser.error_log):
        raise SourceError(Words("嵌套太深", "nested too deep"))
    page = _Page(draft, first - 1)
    page.walk(root)
    return draft.source()


def decode(data: bytes) -> str:
    """The text of a page: by byte order mark, UTF-8, by what it says of itself, or GB 18030.

    Raises:
        SourceError: it is none of these.
    """
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    said = _CHARSET.search(data[:_HEAD])
    name = _ENCODINGS.get(said[1].decode("ascii").lower(), "gb18030") if said else "gb18030"
    for encoding in ("utf-8", name, "gb18030"):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    text = max((data.decode(e, "replace") for e in (name, "utf-8")), key=lambda t: -t.count(_BAD))
    if text.count(_BAD) * _FEW > len(text):
        raise SourceError(Words("网页的编码无法识别", "the encoding of the page is not known"))
    return text


class _State(NamedTuple):
    """What an element inherits."""

    level: int | None = None
    align: str = ""
    bold: bool = False
    size: float = 0
    style: str = ""
    pre: bool = False
    own: bool = False
    run_in: bool = False
    high: bool = False
    left_out: bool = False


_LEFT = _State(left_out=True)


class _List:
    """A list that is open: its form of numbers, and the next one."""

    def __init__(self, element: "Element") -> None:
        style = _LIST.search(element.get("style", ""))
        kind = style[1].lower() if style else ""
        self.step = -1 if element.get("reversed") is not None else 1
        self.number = _number(element.get("start"), 1)
        self.after = "."
        if kind == "none":
            self.form = "none"
        elif element.tag != "ol":
            self.form = "bullet"
        elif kind:
            self.form, self.after = "chineseCountingThousand", "、"
        else:
            self.form = _LISTS.get(element.get("type", ""), "decimal")

    def marker(self, item: "Element") -> str:
        """The number of the next item."""
        if self.form in {"none", "bullet"}:
            return "•" if self.form == "bullet" else ""
        number = _number(item.get("value"), self.number)
        self.number = number + self.step
        return written(number, self.form) + self.after


class _Table:
    """A table that is open, with the rows that its cells still reach down."""

    def __init__(self, place: int, style: str) -> None:
        self.place = place
        self.style = style
        self.rows: list[list[str]] = []
        self.cell: list[str] | None = None
        self.down: dict[int, int] = {}

    def fill(self) -> None:
        """Empty cells where one above reaches down."""
        row = self.rows[-1]
        while self.down.get(len(row), 0) > 0:
            self.down[len(row)] -= 1
            row.append("")

    def add(self, element: "Element", text: str, draft: Draft) -> None:
        """A cell that is closed."""
        if not self.rows:
            self.rows.append([])
        self.fill()
        row = self.rows[-1]
        wide = max(1, min(_number(element.get("colspan"), 1), _MOST_COLUMNS))
        high = _number(element.get("rowspan"), 1)
        draft.count_cells(wide)
        for at in range(wide):
            if high > 1:
                self.down[len(row)] = high - 1
            row.append("" if at else text)

    def line(self, draft: Draft) -> Line | None:
        """The table, all rows equally long."""
        width = max(map(len, self.rows), default=0)
        draft.count_cells(width * len(self.rows))
        rows = tuple((*row, *[""] * (width - len(row))) for row in self.rows)
        return Line("", self.place, style=self.style, rows=rows) if any(map(any, rows)) else None


class _Page:
    """A walk over a page: blocks end a line, what is in them goes on with it."""

    def __init__(self, draft: Draft, before: int) -> None:
        self.draft = draft
        self.before = before
        self.states = [_State()]
        self.lists: list[_List] = []
        self.table: _Table | None = None
        self.pieces: list[Piece] = []
        self.first = _State()
        self.place = 1
        self.marker = self.title = ""
        self.rest = -1
        self.form_text = -1

    def walk(self, root: "Element") -> None:
        """Every element with its text and what follows it, without those that are left out."""
        from lxml import etree

        self.all_text = len(_text(root))
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "end":
                self.close(element)
            elif self.is_left_out(element):
                walker.skip_subtree()
                self.states.append(_LEFT)
            else:
                self.open(element)
        self.flush()
        if self.title and all(line.text != self.title for line in self.draft.lines):
            self.draft.leave_out(0, self.title, reasons.PAGE_TITLE)

    def is_left_out(self, element: "Element") -> bool:
        """Whether an element is no text of the page; what it says is noted."""
        tag = element.tag
        if tag in _SILENT:
            return True
        if tag == "head":
            self.title = " ".join((element.findtext(".//title") or "").split())
            return True
        reason = _LEFT_OUT.get(tag)
        if tag not in _LEFT_OUT:
            if element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")):
                reason = reasons.HIDDEN
            elif (
                tag in {"header", "footer"} and next(element.iterancestors(*_ARTICLE), None) is None
            ) or (tag == "form" and not self.is_the_page(element)):
                reason = reasons.FURNITURE
            else:
                return False
        if tag == "nav" and self.states[-1].own:
            reason = reasons.CONTENTS
        if reason is not None and (text := _text(element)):
            self.draft.leave_out(self.line_of(element), text, reason)
        return True

    def is_the_page(self, form: "Element") -> bool:
        """Whether a form is wrapped around the whole page, as some systems do; the first one is."""
        if self.form_text > self.all_text // 2:
            return False
        self.form_text = len(_text(form))
        return self.form_text > self.all_text // 2

    def line_of(self, element: "Element") -> int:
        line = element.sourceline
        return self.before + (line if isinstance(line, int) else 1)

    # Elements.

    def open(self, element: "Element") -> None:
        tag = element.tag
        state = _state(self.states[-1], element)
        if tag in _BLOCKS and not (state.run_in and tag != "div"):
            self.flush()
        self.states.append(state)
        self.start(element, state)
        if element.text:
            self.put(element.text, element)

    def start(self, element: "Element", state: _State) -> None:
        tag = element.tag
        if tag in {"ol", "ul"}:
            self.lists.append(_List(element))
        elif tag == "li" and self.lists:
            self.marker = self.lists[-1].marker(element)
        elif tag == "br":
            self.line_break(element)
        elif tag == "img":
            if alt := element.get("alt", "").strip():
                self.draft.leave_out(self.line_of(element), alt, reasons.PICTURE)
        elif tag == "table" and self.table is None and _is_data(element):
            name = element.get("class", "") if state.own else ""
            self.table = _Table(self.line_of(element), name)
        elif self.table is not None:
            if tag == "tr":
                self.table.rows.append([])
            elif tag in {"td", "th"}:
                self.table.cell = []

    def close(self, element: "Element") -> None:
        tag = element.tag
        state = self.states.pop()
        if state.left_out:
            self.pass_by(element)
        elif state.run_in and tag in _HEADINGS:
            self.rest = sum(len(piece.text) for piece in self.pieces)
        elif tag in _BLOCKS and not (state.run_in and tag == "p"):
            self.flush()
        if not state.left_out:
            self.end(element)
        if element.tail:
            self.put(element.tail, element)

    def pass_by(self, element: "Element") -> None:
        """An element that was left out still parts what stands before it from what follows."""
        if element.tag in _BLOCKS:
            self.flush()

    def end(self, element: "Element") -> None:
        if element.tag in {"ol", "ul"} and self.lists:
            self.lists.pop()
        elif element.tag == "li":
            self.marker = ""
        elif self.table is not None:
            self.close_table(element, self.table)

    def close_table(self, element: "Element", table: _Table) -> None:
        if element.tag in {"td", "th"} and table.cell is not None:
            table.add(element, "\n".join(table.cell), self.draft)
            table.cell = None
        elif element.tag == "tr" and table.rows:
            table.fill()
        elif element.tag == "table":
            line = table.line(self.draft)
            self.table = None
            if line is not None:
                self.draft.add(line)

    # Text.

    def put(self, text: str, element: "Element") -> None:
        state = self.states[-1]
        if state.own:
            text = _TEMPLATE_BREAK.sub("", text)
        elif state.pre and "\n" in text:
            self.put_lines(text, element)
            return
        elif not state.pre:
            if self.pieces and self.pieces[-1].text == "\n" and _WIDE.match(text):
                self.flush()
            text = _WHITE.sub(" ", _SOURCE_BREAK.sub("", text))
            if not self.pieces or self.pieces[-1].text[-1:] in {" ", "\n"}:
                text = text.removeprefix(" ")
        if not text:
            return
        if not self.pieces:
            self.first, self.place = state, self.line_of(element)
        text = raised(text) if state.high else text
        self.pieces.append(Piece(text, state.bold, state.size))

    def put_lines(self, text: str, element: "Element") -> None:
        """Text that shows its line breaks: each of them is a line."""
        first, *others = text.split("\n")
        self.put(first, element)
        for line in others:
            self.flush()
            self.put(line, element)

    def line_break(self, element: "Element") -> None:
        """A break ends the line where it is the second, else it is one within the line."""
        if not self.states[-1].own and self.pieces and self.pieces[-1].text == "\n":
            self.flush()
        elif self.pieces or self.states[-1].own:
            if not self.pieces:
                self.first, self.place = self.states[-1], self.line_of(element)
            self.pieces.append(Piece("\n"))

    def flush(self) -> None:
        """End a line."""
        composed = compose(self.pieces, self.marker, self.rest)
        self.pieces, self.rest = [], -1
        if composed is None:
            return
        self.marker = ""
        if self.table is not None and self.table.cell is not None:
            self.table.cell.append(composed.text)
            return
        text, lead, bold, size = composed
        look = self.first
        align = "" if look.align == "left" else look.align
        self.draft.add(Line(text, self.place, look.level, lead, look.style, align, bold, size))


def _state(above: _State, element: "Element") -> _State:
    """What an element's text looks like."""
    tag, style, names = element.tag, element.get("style", ""), element.get("class", "")
    align = element.get("align", "").lower() or ("center" if tag == "center" else "")
    if found := _ALIGN.search(style):
        align = found[1].lower()
    bold = above.bold or tag in _BOLD
    if found := _WEIGHT.search(style):
        bold = found[1].lower() not in {"normal", "100", "200", "300", "400", "500"}
    size = above.size
    if found := _SIZE.search(style):
        size = float(found[1]) * (_PX if found[2].lower() == "px" else 1)
    own = above.own or (tag == "main" and names == "plan")
    look = names if own and names in LOOKS and names not in INTERNAL else ""
    return _State(
        _HEADINGS.get(tag, above.level),
        _SIDES.get(align, "left") if align else above.align,
        bold,
        size,
        look or above.style,
        above.pre or tag == "pre" or "white-space:pre" in style.replace(" ", ""),
        own,
        above.run_in or (own and tag == "div" and names == "run-in"),
        above.high or tag == "sup",
    )


def _is_data(table: "Element") -> bool:
    """Whether a table is one, and not the frame of a page: more than one cell, no table in it."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    cells = table.iterdescendants("td", "th")
    return next(cells, None) is not None and next(cells, None) is not None


def _number(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,6}", text.strip()) else default


def _text(element: "Element") -> str:
    """All text below an element, without scripts."""
    words: list[str] = []
    for part in element.iter():
        if part.tag not in _SILENT and part.text:
            words += part.text.split()
        if part is not element and part.tail:
            words += part.tail.split()
    return " ".join(words)
