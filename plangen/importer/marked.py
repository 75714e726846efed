"""Markdown to lines: CommonMark with GitHub's tables, its numbers as they were typed.

Beside CommonMark, a line that is set in by four spaces is no code, and the lines of a paragraph
stay lines: whoever writes Chinese does not wrap it by hand.
"""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from plangen.importer import source as reasons
from plangen.importer.lines import Line
from plangen.importer.plain import decode
from plangen.importer.source import BLANK, Draft, Piece, Source, SourceError, compose, tidy
from plangen.importer.web import read_page
from plangen.model import END_MARKS
from plangen.problems import Words

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MAX_BYTES = 4_000_000
# Signs that may mean something: in a paragraph with more of them, and that takes long, none does.
_MOST_MARKS = 200_000
_MOST_IN_BLOCK = 4000
_DEEPEST = 100
_MARKS = re.compile(r"[\[\]!`*_<&\\(]")
# A heading or an entry of a list without the space that CommonMark asks for.
_TIGHT = re.compile(r"^[ \t]*(?:#{2,6}(?=[^\s#])|[-*+](?=\*\*[^\s*]))", re.MULTILINE)
_FRONT = re.compile(r"---[ \t]*\n((?:[^\n]{0,500}\n){0,100}?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_RULE = re.compile(":?-+:?")
_CELL_END = re.compile(r"(?<!\\)\|")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_CONTENTS, _CONTENTS_END = re.compile(r"\s*<nav[ >]"), "</nav>"


def read_marked(data: bytes) -> Source:
    """The lines of a Markdown file.

    Raises:
        SourceError: no text, or more of it than is read in time.
    """
    from markdown_it import MarkdownIt

    text = re.sub("\r\n|\r", "\n", decode(data)).removeprefix("\ufeff")
    text = _TIGHT.sub(r"\g<0> ", text)
    if len(data) > MAX_BYTES or _marks(text) > _MOST_MARKS:
        raise SourceError(Words("Markdown文件太大", "the Markdown file is too large"))
    draft = Draft()
    if (front := _FRONT.match(text)) and ":" in front[1]:
        draft.leave_out(1, front[1], reasons.FRONT_MATTER)
        text = "\n" * front[0].count("\n") + text[front.end() :]
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).disable(["code", "inline"])
    env: dict[str, Any] = {}
    tokens = parser.parse(text, env)
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        raise SourceError(Words("嵌套太深", "nested too deep"))
    _Reader(parser, env, tokens, draft).read()
    return draft.source()


class _Reader:
    """A walk over the parser's tokens."""

    def __init__(
        self, parser: "MarkdownIt", env: dict[str, Any], tokens: "list[Token]", draft: Draft
    ) -> None:
        self.parser = parser
        self.env = env
        self.tokens = tokens
        self.draft = draft
        self.level: int | None = None
        self.marker = ""
        self.heading_end = -1  # the line after a heading that its text may follow

    def read(self) -> None:
        """Every block in its order; tables of contents are left out."""
        handlers: dict[str, Callable[[Token], None]] = {
            "heading_open": self.open_heading,
            "heading_close": self.close_heading,
            "list_item_open": self.open_item,
            "list_item_close": self.close_item,
            "inline": self.inline,
            "fence": self.literal,
            "html_block": self.page,
        }
        contents_end = -1
        for at, token in enumerate(self.tokens):
            if token.type == "html_block" and at > contents_end:
                contents_end = self.end_of_contents(at)
            if at > contents_end:
                handlers.get(token.type, _pass)(token)
            elif token.type == "inline":
                text = self.text(token.content, _place(token))
                self.draft.leave_out(_place(token), text, reasons.CONTENTS)

    def end_of_contents(self, start: int) -> int:
        """The token that ends a table of contents, or what is before the start."""
        written = self.tokens[start].content
        if not _CONTENTS.match(written) or _CONTENTS_END in written:
            return start - 1
        ends = (
            at
            for at in range(start, len(self.tokens))
            if self.tokens[at].type == "html_block" and _CONTENTS_END in self.tokens[at].content
        )
        return next(ends, start - 1)

    def open_heading(self, token: "Token") -> None:
        self.level = int(token.tag[1]) - 1

    def close_heading(self, _: "Token") -> None:
        self.level = None

    def open_item(self, token: "Token") -> None:
        self.marker = token.info + token.markup if token.info else "•"

    def close_item(self, _: "Token") -> None:
        self.marker = ""

    def inline(self, token: "Token") -> None:
        """A heading or a paragraph, or a table that looks like one to the parser."""
        place = _place(token)
        rows = token.content.split("\n")
        rule = next((at for at, row in enumerate(rows) if at and _is_rule(row, rows[at - 1])), 0)
        if rule and self.level is None:
            if rule > 1:
                self.add("\n".join(rows[: rule - 1]), place)
            self.table([rows[rule - 1], *rows[rule + 1 :]], place + rule - 1)
            return
        self.add(token.content, place)
        if self.level is not None and token.map:
            self.heading_end = token.map[1]

    def add(self, written: str, place: int) -> None:
        composed = compose(list(self.pieces(written, place)), self.marker)
        if composed is None:
            return
        self.marker = ""
        lines = self.draft.lines
        text, lead, bold, size = composed
        if (
            self.level is None
            and place == self.heading_end + 1
            and lines
            and lines[-1].text[-1:] in END_MARKS
        ):
            # A heading and the text that runs on from it, as plangen writes them.
            heading = lines.pop()
            line = heading._replace(text=heading.text + text, lead=len(heading.text), bold=False)
            self.draft.add(line)
        else:
            self.draft.add(Line(text, place, self.level, lead, bold=bold, size=size))

    def pieces(self, written: str, place: int) -> Iterator[Piece]:
        """The text of a paragraph; pictures are left out."""
        if _marks(written) > _MOST_IN_BLOCK:
            yield Piece(written)
            return
        children: list[Token] = []
        self.parser.inline.parse(written, self.parser, self.env, children)
        bold = 0
        for child in children:
            if child.type in {"strong_open", "strong_close"}:
                bold += child.nesting
            elif child.type in {"softbreak", "hardbreak"} or _LINE_BREAK.fullmatch(child.content):
                yield Piece("\n", bool(bold))
            elif child.type == "image":
                self.draft.leave_out(place, child.content, reasons.PICTURE)
            elif child.type != "html_inline" and child.content:
                yield Piece(child.content, bool(bold))

    def text(self, written: str, place: int) -> str:
        return "".join(piece.text for piece in self.pieces(written, place)).strip(BLANK)

    def table(self, rows: list[str], place: int) -> None:
        """GitHub's table; a row may have more cells than the head."""
        cells = [self.row(row, place + at + bool(at)) for at, row in enumerate(rows)]
        width = max(map(len, cells))
        self.draft.count_cells(width * len(cells))
        full = tuple((*row, *[""] * (width - len(row))) for row in cells)
        if any(map(any, full)):
            self.draft.add(Line("", place, rows=tuple(tuple(map(tidy, row)) for row in full)))

    def row(self, row: str, place: int) -> list[str]:
        parts = _CELL_END.split(row.strip().removeprefix("|"))
        if len(parts) > 1 and not parts[-1].strip():
            parts.pop()
        return [self.text(part.strip().replace("\\|", "|"), place) for part in parts]

    def literal(self, token: "Token") -> None:
        for at, line in enumerate(token.content.split("\n"), _place(token) + 1):
            if text := line.strip(BLANK):
                self.draft.add(Line(text, at))

    def page(self, token: "Token") -> None:
        """HTML within Markdown."""
        lines, left_out = read_page(token.content, _place(token))
        for line in lines:
            self.draft.add(line)
        for each in left_out:
            self.draft.leave_out(*each)


def _pass(_: "Token") -> None:
    """Nothing to read."""


def _place(token: "Token") -> int:
    return token.map[0] + 1 if token.map else 1


def _marks(text: str) -> int:
    return sum(1 for _ in _MARKS.finditer(text))


def _is_rule(row: str, head: str) -> bool:
    """Whether a line parts a table's head from its rows."""
    cells = row.strip().strip("|").split("|")
    return "|" in row and "|" in head and all(map(_RULE.fullmatch, map(str.strip, cells)))
