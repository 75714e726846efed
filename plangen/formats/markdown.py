"""Markdown: the document tree written so that a strict CommonMark parser reads the same text.

Headings are `#` to `#####`. A heading that its text follows in one line stands right above the
text, without a blank line; pages are parted by `***`; tables are GitHub's. Emphasis is written
only where CommonMark reads it back, and looks are not written at all. A table of contents is a list
of links between `<nav>` and `</nav>`; they lead to anchors above the headings.
"""

import re
from typing import TYPE_CHECKING

from plangen.document import (
    DEEPEST_CONTENTS,
    Block,
    Cell,
    Contents,
    Document,
    Entry,
    Heading,
    List,
    ListItem,
    Paragraph,
    Row,
    Run,
    Runs,
    Section,
    Table,
    entries,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from markdown_it.token import Token

PAGE = "***"
# Marks that mean something anywhere in a text, and at the start of a line.
_ANYWHERE = re.compile(r"[\\`*_\[<&|~$]")
_ORDER = re.compile(r"[0-9]{1,9}(?=[.)](?:\s|$))")
_SPACE_AT_ENDS = re.compile(r"^\s+|\s+$")
_ODD_SPACE = re.compile(r"[\t\x0b\x0c\x85\u2028\u2029\ufeff]")
_HARD_BREAK = "\\\n"
_NAV = re.compile(rf'<nav data-depth="([0-{DEEPEST_CONTENTS}])">\n?')
_EMPHASIS = {"strong": "**", "em": "*"}


def write(document: Document) -> str:
    """The text of a Markdown file."""
    if Contents in map(type, document.blocks()):
        return _with_contents(document)
    pages = ("\n\n".join(_blocks(section)) for section in document.sections)
    return _joined(pages)


def _joined(pages: "Iterable[str]") -> str:
    return f"\n\n{PAGE}\n\n".join(page for page in pages if page) + "\n"


def _with_contents(document: Document) -> str:
    found = entries(document)
    listed = {entry.place: entry for lines in found.values() for entry in lines}
    pages: list[str] = []
    place = 0
    for section in document.sections:
        texts = list(_blocks(section))
        for at in range(len(texts)):
            if found.get(place):
                links = "\n".join(map(_link, found[place]))
                texts[at] = texts[at].replace("\n\n", f"\n\n{links}\n\n")
            elif place in listed:
                texts[at] = f'<a id="{listed[place].anchor}"></a>\n\n{texts[at]}'
            place += 1
        pages.append("\n\n".join(texts))
    return _joined(pages)


def _link(entry: Entry) -> str:
    text = escape(entry.text, starts_line=False).replace("]", "\\]")
    return f"{'  ' * entry.rank}- [{text}](#{entry.anchor})"


def _blocks(section: Section) -> "Iterator[str]":
    """Every block; a list right after another one has other marks, or they would be one list."""
    other = False
    for block in section:
        if isinstance(block, List):
            yield _list(block, 0, other=other)
            other = not other
        else:
            yield _block(block)
            other = False


def _block(block: Paragraph | Heading | Table | Contents) -> str:
    if isinstance(block, Paragraph):
        return _inline(block.runs, _HARD_BREAK)
    if isinstance(block, Heading):
        text = _inline(block.runs, "<br>", starts_line=False)
        heading = f"{'#' * (block.level + 1)} " + re.sub(r"#(?=#*$)", r"\\#", text)
        return f"{heading}\n{_inline(block.rest, _HARD_BREAK)}" if block.rest else heading
    if isinstance(block, Contents):
        return f'<nav data-depth="{block.depth}">\n\n</nav>'
    return _table(block)


def _inline(runs: Runs, line_break: str, *, starts_line: bool = True) -> str:
    """A text with its line breaks; next to nothing, a break is written as a character."""
    written = ""
    lines = _lines(runs)
    for number, line in enumerate(lines):
        text = _line(line, starts_line=starts_line)
        if number:
            between = text_of(line) and text_of(lines[number - 1])
            written += line_break if between else "&#10;"
        written += text
    return written


def _lines(runs: Runs) -> list[Runs]:
    """Runs cut at line breaks."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split("\n")
        lines[-1].append(run._replace(text=first))
        lines.extend([run._replace(text=text)] for text in others)
    return [tuple(line) for line in lines]


def _line(runs: Runs, *, starts_line: bool = True) -> str:
    if any(run.kind in _EMPHASIS for run in runs):
        return _emphasised(runs, starts_line=starts_line)
    return escape(text_of(runs), starts_line=starts_line)


def _emphasised(runs: Runs, *, starts_line: bool) -> str:
    """With emphasis where both of its ends are read as such, else without any."""
    text = text_of(runs)
    parts: list[tuple[str, str]] = []
    at = 0
    for run in runs:
        end = at + len(run.text)
        mark = _EMPHASIS.get(run.kind, "") if _opens(text, at, end) else ""
        if parts and parts[-1][1] == mark:
            parts[-1] = (parts[-1][0] + run.text, mark)
        else:
            parts.append((run.text, mark))
        at = end
    starts = [starts_line, *[False] * len(parts)]
    joined = "".join(
        mark + escape(part, starts_line=start and not mark) + mark
        for (part, mark), start in zip(parts, starts, strict=False)
    )
    crowded = re.search(r"\*{3,}|\\\*\*|\*\*\\", joined)
    return escape(text, starts_line=starts_line) if crowded else joined


def _opens(text: str, start: int, end: int) -> bool:
    """Whether marks around this part are a left-flanking and a right-flanking run, with room."""
    if start == end:
        return False
    before, first = text[start - 1 : start], text[start]
    last, after = text[end - 1], text[end : end + 1]
    letters = first.isalnum() and last.isalnum()
    room = (not before or not before.isalnum() or first.isalnum()) and (
        not after or not after.isalnum() or last.isalnum()
    )
    return letters and room


def escape(text: str, *, starts_line: bool = True) -> str:
    """One line of text, with everything that CommonMark or GitHub would read as more than text."""
    text = _ANYWHERE.sub(r"\\\g<0>", text)
    if starts_line and text:
        if text[0] in "#+-=>:":
            text = "\\" + text
        elif (found := _ORDER.match(text)) is not None:
            text = f"{found[0]}\\{text[found.end() :]}"
    text = _SPACE_AT_ENDS.sub(_entities, text)
    return _ODD_SPACE.sub(_entities, text)


def _entities(found: re.Match[str]) -> str:
    return "".join(f"&#{ord(sign)};" for sign in found[0])


def _table(block: Table) -> str:
    rule = "|" + " --- |" * len(block.head)
    return "\n".join((_row(block.head), rule, *map(_row, block.rows)))


def _row(row: Row) -> str:
    return "|" + "".join(f" {_cell(cell)} |" for cell in row)


def _cell(cell: Cell) -> str:
    return _inline(cell.runs, "<br>", starts_line=False)


def _list(block: List, indent: int, *, other: bool = False) -> str:
    lines: list[str] = []
    for number, item in enumerate(block.items, 1):
        bullet, after = ("*", ")") if other else ("-", ".")
        mark = f"{number}{after} " if block.ordered else f"{bullet} "
        lines.append(" " * indent + mark + _inline(item.runs, "<br>"))
        if item.below:
            lines.append(_list(item.below, indent + len(mark)))
    return "\n".join(lines)


# Reading.


def read(text: str) -> Document:
    """The document of a Markdown file: CommonMark with GitHub's tables.

    Raises:
        ValueError: the text holds a character that no document can.
    """
    from markdown_it import MarkdownIt

    if odd := re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]", text):
        raise ValueError(f"the character U+{ord(odd[0]):04X} is not allowed")
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return Document(tuple(_Reader(tokens).sections()) or ((),))


class _Reader:
    """A walk over the parser's tokens."""

    def __init__(self, tokens: "list[Token]") -> None:
        self.tokens = tokens
        self.at = 0

    def sections(self) -> list[Section]:
        pages: list[list[Block]] = [[]]
        last_line = -1
        while self.at < len(self.tokens):
            token = self.take()
            if token.type == "hr":
                pages.append([])
            elif token.type == "html_block" and (nav := _NAV.fullmatch(token.content)):
                pages[-1] += self.contents(int(nav[1]))
            elif token.type == "paragraph_open":
                self.add_paragraph(pages[-1], token.map[0] if token.map else 0, last_line)
            else:
                pages[-1] += self.blocks(token)
                if token.type == "heading_open" and token.map:
                    last_line = token.map[1]
        return [tuple(page) for page in pages if page]

    def blocks(self, token: "Token") -> list[Block]:
        """What begins with a token that opens no paragraph."""
        found: Block | None = None
        if token.type == "heading_open":
            runs = self.inline()
            found = Heading(min(int(token.tag[1]) - 1, 4), runs) if runs else None
        elif token.type == "table_open":
            found = self.table()
        elif token.type in _LIST_OPEN:
            found = self.nested(token)
        elif text := _literal(token):
            found = Paragraph((Run(text),))
        return [] if found is None else [found]

    def contents(self, depth: int) -> list[Block]:
        """A table of contents, past its links; whatever else somebody put there is read."""
        end = self.at
        if self.is_at(end, "bullet_list_open"):
            level = self.tokens[end].level
            while not self.is_at(end, "bullet_list_close") or self.tokens[end].level != level:
                end += 1
            end += 1
        if self.is_at(end, "html_block") and self.tokens[end].content.strip() == "</nav>":
            self.at = end + 1
        return [Contents(depth)]

    def is_at(self, at: int, kind: str) -> bool:
        return at < len(self.tokens) and self.tokens[at].type == kind

    def take(self) -> "Token":
        token = self.tokens[self.at]
        self.at += 1
        return token

    def inline(self) -> Runs:
        """The text of the token after the one that opened a block, and past its closing one."""
        runs = _runs(self.take())
        self.at += 1
        return runs

    def add_paragraph(self, page: list[Block], line: int, last_line: int) -> None:
        runs = self.inline()
        last = page[-1] if page else None
        if not runs:
            return
        if isinstance(last, Heading) and not last.rest and line == last_line:
            page[-1] = last._replace(rest=runs)
        else:
            page.append(Paragraph(runs))

    def table(self) -> Table:
        rows: list[Row] = []
        cells: list[Cell] = []
        while (token := self.take()).type != "table_close":
            if token.type in {"th_open", "td_open"}:
                cells.append(Cell(self.inline()))
            elif token.type == "tr_close":
                rows.append(tuple(cells))
                cells = []
        return Table(rows[0], tuple(rows[1:]))

    def nested(self, opened: "Token") -> List | None:
        """A list; what an item holds beside its text and one list below is text in its lines."""
        items: list[ListItem] = []
        while (token := self.take()).type not in _LIST_CLOSE:
            if token.type == "list_item_open":
                items += self.item()
        return List(opened.type == "ordered_list_open", tuple(items)) if items else None

    def item(self) -> list[ListItem]:
        """One item, or the items below one that has no text of its own."""
        runs: Runs = ()
        below: List | None = None
        while (token := self.take()).type != "list_item_close":
            more: Runs = ()
            if token.type in _LIST_OPEN:
                inner = self.nested(token)
                if inner and below is None:
                    below = inner
                elif inner:
                    below = below._replace(items=below.items + inner.items) if below else inner
            elif token.type in {"paragraph_open", "heading_open"}:
                more = self.inline()
            elif token.type == "table_open":
                more = (Run("\n".join(Document(((self.table(),),)).lines())),)
            elif text := _literal(token):
                more = (Run(text),)
            runs = _merged((*runs, Run("\n"), *more)) if runs and more else runs or more
        if runs:
            return [ListItem(runs, below)]
        return list(below.items) if below else []


_LIST_OPEN = frozenset({"bullet_list_open", "ordered_list_open"})
_LIST_CLOSE = frozenset({"bullet_list_close", "ordered_list_close"})


def _literal(token: "Token") -> str:
    """The text of code, and of HTML without its tags and comments."""
    if token.type in {"code_block", "fence"}:
        return token.content.rstrip("\n")
    if token.type != "html_block":
        return ""
    import html

    without = re.sub(r"(?s)<!--.*?-->|<[^<>]*>", "", token.content)
    return html.unescape(without).strip()


def _merged(runs: Runs) -> Runs:
    merged: list[Run] = []
    for run in runs:
        if merged and merged[-1].kind == run.kind:
            merged[-1] = Run(merged[-1].text + run.text, run.kind)
        else:
            merged.append(run)
    return tuple(merged)


def _runs(token: "Token") -> Runs:
    """Inline tokens as runs; a soft break is a space, a hard one and `<br>` a line break."""
    runs: list[Run] = []
    kinds: list[str] = []
    texts: dict[str, Callable[[Token], str]] = {
        "softbreak": lambda _: " ",
        "hardbreak": lambda _: "\n",
        "html_inline": _html_text,
    }
    for child in token.children or ():
        if child.type in {"strong_open", "em_open"}:
            kinds.append(child.type.removesuffix("_open"))
        elif child.type in {"strong_close", "em_close"}:
            kinds.pop()
        else:
            text = texts[child.type](child) if child.type in texts else child.content
            if text:
                runs.append(Run(text, kinds[-1] if kinds else ""))
    return _merged(tuple(runs))


def _html_text(token: "Token") -> str:
    """A `<br>` is a line break; any other element is no text."""
    return "\n" if re.fullmatch(r"(?i)<br\s*/?>", token.content) else ""
