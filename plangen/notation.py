"""The document tree written as strict HTML, and read back from it.

Elements: `section` (a new page), `h1` (title) to `h5`, `p`, `div class="run-in"` (a heading and
the paragraph that follows it in one line), `table thead tbody tr th td`, `ul ol li`, and within
them `strong em span br`. Attributes: `class`; `data-left data-hang data-right` on `p`,
`data-width` on `span` (characters), `data-widths` on `table` (relative). White space that holds
a line break is the template's and is dropped; any other is text.
"""

import re
from typing import Any, NamedTuple
from xml.parsers import expat

from plangen.document import (
    Block,
    Cell,
    Document,
    Heading,
    Indent,
    List,
    ListItem,
    Paragraph,
    Row,
    Run,
    Runs,
    Section,
    Table,
)
from plangen.problems import Words

_INLINE = frozenset({"strong", "em", "span", "br"})
_HEADINGS = {f"h{level + 1}": level for level in range(5)}
_BLOCKS = frozenset({*_HEADINGS, "p", "div", "table", "ul", "ol"})
_CHILDREN: dict[str, frozenset[str]] = {
    "document": _BLOCKS | {"section"},
    "section": _BLOCKS,
    **dict.fromkeys(_HEADINGS, _INLINE),
    "p": _INLINE,
    "div": frozenset({*_HEADINGS, "p"}),
    "table": frozenset({"thead", "tbody"}),
    "thead": frozenset({"tr"}),
    "tbody": frozenset({"tr"}),
    "tr": frozenset({"th", "td"}),
    "th": _INLINE,
    "td": _INLINE,
    "ul": frozenset({"li"}),
    "ol": frozenset({"li"}),
    "li": _INLINE | {"ul", "ol"},
    "strong": frozenset({"br"}),
    "em": frozenset({"br"}),
    "span": frozenset({"br"}),
    "br": frozenset(),
}
_TEXT = frozenset({*_HEADINGS, "p", "th", "td", "li", "strong", "em", "span"})
_ATTRIBUTES: dict[str, frozenset[str]] = {
    **dict.fromkeys((*_HEADINGS, "div", "th", "td"), frozenset({"class"})),
    "p": frozenset({"class", "data-left", "data-hang", "data-right"}),
    "span": frozenset({"class", "data-width"}),
    "table": frozenset({"class", "data-widths"}),
}
_BREAK = re.compile(r"[ \t\r]*\n[ \t\r\n]*")
_NONE: frozenset[str] = frozenset()
_STYLE = re.compile(r"[\w-]+")


class NotationError(ValueError):
    """The notation is broken at an offset (characters)."""

    def __init__(self, offset: int, words: Words) -> None:
        self.offset = offset
        self.words = words
        super().__init__(words.en)


class _Open(NamedTuple):
    """An element that is not closed yet: what it will become is in `parts` and `runs`."""

    name: str
    attributes: dict[str, str]
    runs: list[Run]
    parts: list[Any]


def parse(html: str, title: str = "", author: str = "", date: str = "") -> Document:
    """The document that a piece of strict HTML writes down.

    Raises:
        NotationError: an unknown element or attribute, wrong nesting, text in a wrong place.
    """
    source = f"<document>{html}</document>".replace("<br>", "<br/>")
    sections = _Parser(source).sections()
    return Document(sections or ((),), title, author, date)


class _Parser:
    """Expat's events to blocks. Expat itself refuses what is not well formed."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.stack: list[_Open] = []
        self.result: list[Section] = []
        self.broken = "\n" in source
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.data
        parser.StartDoctypeDeclHandler = self.doctype
        parser.CommentHandler = None
        self.parser = parser

    def sections(self) -> tuple[Section, ...]:
        try:
            self.parser.Parse(self.source, True)
        except expat.ExpatError as error:
            raise self.ill_formed(error) from None
        return tuple(self.result)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        stack = self.stack
        if stack:
            above = stack[-1].name
            if name not in _CHILDREN[above]:
                raise self.misplaced(name, above)
            if attributes and not attributes.keys() <= _ATTRIBUTES.get(name, _NONE):
                raise self.unknown_attribute(name, attributes)
            if name == "br":
                stack[-1].runs.append(Run("\n"))
        elif name != "document":
            raise self.fail(Words("文档之外有内容", "content outside the document"))
        stack.append(_Open(name, attributes, [], []))

    def data(self, text: str) -> None:
        top = self.stack[-1]
        if "\n" in text:
            text = _BREAK.sub(_joined, text)
            if not text:
                return
        if top.name in _TEXT:
            top.runs.append(Run(text))
        elif text.strip(" \t\r"):
            raise self.fail(
                Words(
                    f"“{text.strip()[:20]}”不能直接写在<{top.name}>里",
                    f"the text “{text.strip()[:20]}” cannot stand in <{top.name}>",
                ),
                before=text,
            )

    def end(self, name: str) -> None:
        done = self.stack.pop()
        if name == "document":
            self.close_pages(done.parts)
            return
        above = self.stack[-1]
        if name in {"strong", "em", "span"}:
            above.runs.extend(self.inline(done))
        elif name == "p" or name in _HEADINGS:
            block = self.block(done)
            if block is not None:
                above.parts.append(block)
        elif name == "section":
            above.parts.append(tuple(done.parts))
        elif name != "br":
            self.end_other(done, above)

    def end_other(self, done: _Open, above: _Open) -> None:
        if done.name in {"th", "td"}:
            above.parts.append(Cell(_merged(done.runs), self.style(done)))
        elif done.name == "tr":
            above.parts.append(tuple(done.parts))
        elif done.name in {"thead", "tbody"}:
            above.parts.append(done)
        elif done.name == "table":
            above.parts.append(self.table(done))
        elif done.name == "div":
            above.parts.append(self.run_in(done))
        elif done.name == "li":
            below = done.parts[0] if done.parts else None
            above.parts.append(ListItem(_merged(done.runs), below))
        elif done.parts:
            above.parts.append(List(done.name == "ol", tuple(done.parts)))

    def close_pages(self, parts: list[Block | Section]) -> None:
        """A section begins a page; blocks outside sections go on with the page before them."""
        pages: list[list[Block]] = []
        for part in parts:
            if not isinstance(part, (Heading, Paragraph, Table, List)):
                pages.append(list(part))
            elif pages:
                pages[-1].append(part)
            else:
                pages.append([part])
        self.result = [tuple(page) for page in pages if page]

    def inline(self, done: _Open) -> Runs:
        kind = "" if done.name == "span" else done.name
        width = 0.0
        if done.attributes:
            kind = self.style(done) or kind
            width = self.measure(done, "data-width")
        text = "".join(run.text for run in done.runs)
        return (Run(text, kind, width),) if text else ()

    def block(self, done: _Open) -> Block | None:
        runs = _merged(done.runs)
        if not runs:
            return None
        if done.name == "p":
            if not done.attributes:
                return Paragraph(runs)
            return Paragraph(runs, self.style(done) or "body", self.indent(done))
        return Heading(_HEADINGS[done.name], runs, (), self.style(done))

    def run_in(self, done: _Open) -> Block:
        match done.parts:
            case [Heading(rest=()) as heading, Paragraph(style="body", indent=None) as text]:
                if done.attributes == {"class": "run-in"}:
                    return heading._replace(rest=text.runs)
        raise self.fail(
            Words(
                '<div class="run-in">里应是一个标题和一个<p>',
                'a <div class="run-in"> holds one heading and one <p>',
            )
        )

    def table(self, done: _Open) -> Table:
        names = [part.name for part in done.parts]
        heads = done.parts[0].parts if names[:1] == ["thead"] else []
        if names not in (["thead"], ["thead", "tbody"]) or len(heads) != 1:
            words = Words(
                "<table>里应是一行的<thead>和<tbody>", "a <table> is a <thead> of one row and a <tbody>"
            )
            raise self.fail(words)
        rows: list[Row] = done.parts[1].parts if len(names) > 1 else []
        head: Row = heads[0]
        widths = self.widths(done)
        if any(len(row) != len(head) for row in rows) or len(widths) not in {0, len(head)}:
            raise self.fail(Words("表格各行的格数不同", "the rows of the table differ in length"))
        return Table(head, tuple(rows), self.style(done), widths)

    def widths(self, done: _Open) -> tuple[float, ...]:
        given = done.attributes.get("data-widths", "").split()
        try:
            return tuple(float(width) for width in given)
        except ValueError:
            raise self.fail(Words("data-widths应是数", "data-widths are numbers")) from None

    def indent(self, done: _Open) -> Indent | None:
        indent = Indent(
            self.measure(done, "data-left"),
            self.measure(done, "data-hang"),
            self.measure(done, "data-right"),
        )
        return indent if any(indent) or len(done.attributes) > ("class" in done.attributes) else None

    def measure(self, done: _Open, name: str) -> float:
        given = done.attributes.get(name)
        if given is None:
            return 0.0
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,3})?", given):
            raise self.fail(Words(f"{name}应是字符数", f"{name} is a number of characters"))
        return float(given)

    def style(self, done: _Open) -> str:
        style = done.attributes.get("class", "")
        if style and not _STYLE.fullmatch(style):
            raise self.fail(Words(f"class“{style}”应是一个词", f"the class “{style}” is not one word"))
        return style

    # What is wrong, and where.

    def fail(self, words: Words, before: str = "") -> NotationError:
        """An error at the parser's place, or at a text that ended there."""
        offset = len(self.source.encode()[: self.parser.CurrentByteIndex].decode(errors="ignore"))
        if before:
            offset = max(0, offset - len(before)) + len(before) - len(before.lstrip())
        return NotationError(offset - len("<document>"), words)

    def misplaced(self, name: str, above: str) -> NotationError:
        if name not in _CHILDREN:
            known = " ".join(sorted(_CHILDREN.keys() - {"document"}))
            return self.fail(
                Words(f"不认识的元素<{name}>；可用：{known}", f"unknown element <{name}>; known: {known}")
            )
        return self.fail(
            Words(f"<{name}>不能直接写在<{above}>里", f"<{name}> cannot stand in <{above}>")
        )

    def unknown_attribute(self, name: str, attributes: dict[str, str]) -> NotationError:
        odd = ", ".join(sorted(attributes.keys() - _ATTRIBUTES.get(name, _NONE)))
        return self.fail(Words(f"<{name}>不能有属性{odd}", f"<{name}> cannot have {odd}"))

    def doctype(self, *_: object) -> None:
        raise self.fail(Words("不能有DOCTYPE", "a DOCTYPE cannot stand here"))

    def ill_formed(self, error: expat.ExpatError) -> NotationError:
        what = expat.errors.messages.get(error.code, "")
        open_names = [part.name for part in self.stack[1:]]
        if what == "mismatched tag" and open_names:
            last = open_names[-1]
            return self.fail(Words(f"<{last}>没有关闭", f"<{last}> is not closed"))
        if what == "mismatched tag":
            return self.fail(Words("多余的结束标签", "a closing tag without its element"))
        return self.fail(Words(f"不是合格的HTML：{what}", f"not strict HTML: {what}"))


def _joined(found: re.Match[str]) -> str:
    """What a template's line break leaves: a space between two ASCII words, else nothing."""
    text, start, end = found.string, found.start(), found.end()
    between = start and end < len(text) and text[start - 1].isascii() and text[end].isascii()
    return " " if between else ""


def _merged(runs: list[Run]) -> Runs:
    """Neighbours of one kind as one run."""
    if len(runs) <= 1:
        return tuple(runs)
    merged: list[Run] = []
    for run in runs:
        if merged and not run.width and merged[-1][1:] == run[1:]:
            merged[-1] = Run(merged[-1].text + run.text, run.kind)
        else:
            merged.append(run)
    return tuple(merged)


# Writing.


def notation(document: Document) -> str:
    """The document as strict HTML that `parse` reads back as the same sections."""
    pages = ("".join(map(_block, section)) for section in document.sections)
    return "".join(f"<section>\n{page}</section>\n" for page in pages)


def escape(text: str) -> str:
    """Text for HTML and XML."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _paragraph(block)
    if isinstance(block, Heading):
        return _heading(block)
    if isinstance(block, Table):
        return _table(block)
    return _list(block) + "\n"


def _runs(runs: Runs) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    text = escape(run.text).replace("\n", "<br/>")
    if run.width:
        kind = f' class="{run.kind}"' if run.kind else ""
        return f'<span{kind} data-width="{run.width:g}">{text}</span>'
    if not run.kind:
        return text
    if run.kind in {"strong", "em"}:
        return f"<{run.kind}>{text}</{run.kind}>"
    return f'<span class="{run.kind}">{text}</span>'


def _class(style: str) -> str:
    return f' class="{style}"' if style else ""


def _paragraph(block: Paragraph) -> str:
    attributes = "" if block.style == "body" else _class(block.style)
    if block.indent is not None:
        for name, value in zip(Indent._fields, block.indent, strict=True):
            attributes += f' data-{name}="{value:g}"' if value else ""
        attributes = attributes if any(block.indent) else attributes + ' data-left="0"'
    return f"<p{attributes}>{_runs(block.runs)}</p>\n"


def _heading(block: Heading) -> str:
    name = f"h{block.level + 1}"
    heading = f"<{name}{_class(block.style)}>{_runs(block.runs)}</{name}>"
    if not block.rest:
        return heading + "\n"
    return f'<div class="run-in">{heading}<p>{_runs(block.rest)}</p></div>\n'


def _table(block: Table) -> str:
    widths = " ".join(f"{width:g}" for width in block.widths)
    attributes = _class(block.style) + (f' data-widths="{widths}"' if widths else "")
    rows = "".join(_row(row, "td") for row in block.rows)
    body = f"<tbody>\n{rows}</tbody>\n" if rows else ""
    return f"<table{attributes}>\n<thead>\n{_row(block.head, 'th')}</thead>\n{body}</table>\n"


def _row(row: Row, name: str) -> str:
    cells = (f"<{name}{_class(cell.style)}>{_runs(cell.runs)}</{name}>" for cell in row)
    return f"<tr>{''.join(cells)}</tr>\n"


def _list(block: List) -> str:
    name = "ol" if block.ordered else "ul"
    items = (
        f"<li>{_runs(item.runs)}{_list(item.below) if item.below else ''}</li>"
        for item in block.items
    )
    return f"<{name}>{''.join(items)}</{name}>"
