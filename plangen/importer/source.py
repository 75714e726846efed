"""What a reader gives: the lines of a source, and all that it left out."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from plangen.importer.lines import Line
from plangen.problems import Words
from plangen.source import FORBIDDEN

MAX_LINES = 300_000
MAX_CELLS = 2_000_000
# Signs that open or set a value of an element or attribute, in one file of XML or HTML.
MAX_MARKUP = 2_000_000

BLANK = (
    " \t\r\n\u00a0\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
# Signs besides CR and LF that end a line for whoever sees the text.
BREAKS = "\x0b\x0c\x85\u2028\u2029"

HEADER = Words("页眉或页脚", "in the header or footer")
DELETED = Words("修订中已删除", "deleted by a tracked change")
HIDDEN = Words("隐藏文字", "hidden text")
CONTENTS = Words("目录", "a table of contents")
NOTE = Words("脚注或尾注", "a footnote or endnote")
COMMENT = Words("批注", "a comment")
PLACEHOLDER = Words("控件的提示文字", "the prompt of an empty control")
PICTURE = Words("图片或嵌入的对象", "a picture or an embedded object")
RUBY = Words("拼音等注音", "a pronunciation above the text")
FIELD = Words("无法显示的域", "a field that cannot be shown")
COVERED = Words("被合并的单元格遮住", "covered by a merged cell")
ATTACHED = Words("附在文件中的另一份文件", "another file inside this one")
FURNITURE = Words(
    "网页的导航、页眉、页脚或表单", "navigation, header, footer or form of a web page"
)
PAGE_TITLE = Words("网页标题", "the title of a web page")
FRONT_MATTER = Words("文件开头的元数据", "the metadata before the text")

# Fonts in which offices set headings, while the text is in 仿宋 or 宋体.
_MARKED_FONT = re.compile("黑|楷|小标宋|SimHei|KaiTi", re.IGNORECASE)
_DIGIT_MARK = re.compile(r"[0-9][.．]?\Z")
_WORD = re.compile(r"[0-9A-Za-z]")
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


class Piece(NamedTuple):
    """A part of a paragraph in one look; `font` is that of Chinese characters where it is known."""

    text: str
    bold: bool = False
    size: float = 0
    font: str = ""


class Composed(NamedTuple):
    """A paragraph as its line has it."""

    text: str
    lead: int
    bold: bool
    size: float


class LeftOut(NamedTuple):
    """What no line holds: its text, possibly empty, and why; place 0 is the whole file."""

    place: int
    text: str
    reason: Words


class Source(NamedTuple):
    """The lines of a source in the order of reading."""

    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...] = ()


class SourceError(ValueError):
    """A source that cannot be read, and why."""

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(words.en)


class Draft:
    """A source in the making."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.left_out: list[LeftOut] = []
        self.cells = 0

    def add(self, line: Line) -> None:
        """One more line.

        Raises:
            SourceError: there are too many.
        """
        self.lines.append(line)
        if len(self.lines) > MAX_LINES:
            raise SourceError(Words(f"超过{MAX_LINES}段", f"more than {MAX_LINES} paragraphs"))

    def leave_out(self, place: int, text: str, reason: Words) -> None:
        """Note what no line holds."""
        self.left_out.append(LeftOut(place, tidy(text), reason))
        if len(self.left_out) > MAX_LINES:
            raise SourceError(Words("略去的内容太多", "too much is left out"))

    def count_cells(self, number: int) -> None:
        """Count cells of tables.

        Raises:
            SourceError: there are too many.
        """
        self.cells += number
        if self.cells > MAX_CELLS:
            raise SourceError(Words(f"超过{MAX_CELLS}个单元格", f"more than {MAX_CELLS} cells"))

    def source(self) -> Source:
        """All of it."""
        return Source(tuple(self.lines), tuple(self.left_out))


def tidy(text: str) -> str:
    """A text without white space at its ends and without signs that no plan may hold."""
    if FORBIDDEN.search(text):
        text = FORBIDDEN.sub(lambda sign: "\n" if sign[0] in BREAKS else "", text)
    return text.strip(BLANK)


def numbered(marker: str, text: str) -> str:
    """A text behind its number; a space where the two would read as one word or number."""
    runs_on = _WORD.match(text) and (
        _WORD.match(marker[-1:]) or (text[0].isdigit() and _DIGIT_MARK.search(marker))
    )
    return f"{marker} {text}" if runs_on else marker + text


def raised(text: str) -> str:
    """A superscript: digits as signs of their own (m²)."""
    signs = text.translate(_RAISED)
    return signs if text.strip("0123456789+-") == "" else text


def compose(pieces: Sequence[Piece], marker: str = "", rest: int = -1) -> Composed | None:
    """The paragraph that pieces make behind its number, or None where they hold no text.

    The first `rest` characters are a heading that the others follow; below 0, the look tells.
    """
    raw = "".join([piece.text for piece in pieces])
    text = tidy(raw)
    if not text:
        return None
    full = numbered(marker, text) if marker else text
    if len(pieces) == 1:
        return Composed(full, 0, pieces[0].bold, pieces[0].size)
    end = rest if rest >= 0 else _lead(pieces)
    # A colon belongs to the heading before it, bold or not.
    end += rest < 0 < end and raw[end : end + 1] in {"：", ":"}
    lead = tidy(raw[:end])
    length = len(lead) + len(full) - len(text) if lead and lead != text else 0
    seen = [piece for piece in pieces if piece.text.strip(BLANK)]
    sizes: Counter[float] = Counter()
    for piece in seen:
        sizes[piece.size] += len(piece.text)
    bold = all(piece.bold for piece in seen)
    return Composed(full, length, bold, sizes.most_common(1)[0][0] if sizes else 0)


def _lead(pieces: Sequence[Piece]) -> int:
    """How many characters at the beginning are bold, or in a heading's font, before others."""
    first = pieces[0]
    if all(piece[1:] == first[1:] for piece in pieces):
        return 0
    return _marked((p.text, p.bold if p.text.strip() else None) for p in pieces) or _marked(
        (p.text, None if p.text.isascii() else bool(_MARKED_FONT.search(p.font))) for p in pieces
    )


def _marked(parts: Iterable[tuple[str, bool | None]]) -> int:
    """The length of what is marked at the beginning, if it goes on unmarked; None is either."""
    at = end = 0
    for text, marked in parts:
        at += len(text)
        if marked:
            end = at
        elif marked is not None:
            return end
    return 0


def is_too_much(data: bytes, most: int = MAX_MARKUP) -> bool:
    """Whether a file of XML or HTML has more elements and attributes than there is time for."""
    return data.count(b"<") + data.count(b"=") > most
