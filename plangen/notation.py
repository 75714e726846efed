"""The document tree written as strict HTML, and read back from it.

Elements: `section` (a new page), `h1` (title) to `h5`, `p`, `div class="run-in"` (a heading and
the paragraph that follows it in one line), `table thead tbody tr th td`, `ul ol li`, `nav` (a table
of contents, always empty), and within them `strong em span br`. Attributes: `class`;
`data-left data-hang data-right` on `p`, `data-width` on `span` (characters), `data-widths` on
`table` (relative), `data-depth` on `nav`. White space that holds a line break is the template's and
is dropped; any other is text.
"""

import re
from typing import Any, NoReturn

from plangen.document import (
    DEEPEST_CONTENTS,
    Block,
    Cell,
    Contents,
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
_BLOCKS = frozenset({*_HEADINGS, "p", "div", "table", "ul", "ol", "nav"})
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
    "nav": frozenset(),
}
_TEXT = frozenset({*_HEADINGS, "p", "th", "td", "li", "strong", "em", "span"})
_ATTRIBUTES: dict[str, frozenset[str]] = {
    **dict.fromkeys((*_HEADINGS, "div", "th", "td"), frozenset({"class"})),
    "p": frozenset({"class", "data-left", "data-hang", "data-right"}),
    "span": frozenset({"class", "data-width"}),
    "table": frozenset({"class", "data-widths"}),
    "nav": frozenset({"data-depth"}),
}
_BREAK = re.compile(r"[ \t\r]*\n[ \t\r\n]*")
# A whole plain paragraph or cell, a tag, text, or a comment: each match begins where the last
# one ended.
_TOKEN = re.compile(
    r"""<(p|t[dh])>([^<>]*)</\1>\s*
    |<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s+[A-Za-z-]+="[^"<>]*")*)\s*/?>
    |([^<>]+)
    |<!--.*?-->""",
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(r'([A-Za-z-]+)="([^"]*)"')
_ENTITY = r"&(?:#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z]+));"
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NONE: frozenset[str] = frozenset()
_STYLE = re.compile(r"[\w-]+")
_MEASURE = r"[0-9]{1,3}(?:\.[0-9]{1,2})?"
_WHOLE, _TEXT_TOKEN = 2, 6
_SPREAD = 2
_DEEPEST_LIST = 8
_LAST_CHARACTER = 0x10FFFF


class NotationError(ValueError):
    """The notation is broken at an offset (characters)."""

    def __init__(self, offset: int, words: Words) -> None:
        self.offset = offset
        self.words = words
        super().__init__(words.en)


class _Open:
    """An element that is not closed yet: what it will become is in `parts` and `runs`."""

    __slots__ = ("attributes", "name", "offset", "parts", "runs")

    def __init__(self, name: str, attributes: dict[str, str], offset: int) -> None:
        self.name = name
        self.attributes = attributes
        self.offset = offset
        self.runs: list[Run] = []
        self.parts: list[Any] = []


def parse(html: str, title: str = "", author: str = "", date: str = "") -> Document:
    """The document that a piece of strict HTML writes down.

    Raises:
        NotationError: an unknown element or attribute, wrong nesting, text in a wrong place.
    """
    return Document(_Parser(html).sections() or ((),), title, author, date)


class _Parser:
    """Tokens to blocks, with every open element on a stack."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.offset = 0
        self.root = _Open("document", {}, 0)
        self.stack = [self.root]

    def sections(self) -> tuple[Section, ...]:
        if odd := _NOT_XML.search(self.source):
            self.offset = odd.start()
            self.fail(*_bad_character(odd[0]))
        self.tokens()
        if self.offset < len(self.source):
            shown = self.source[self.offset :][:20]
            self.fail(f"不是合格的标签：{shown}", f"not a well-formed tag: {shown}")
        if len(self.stack) > 1:
            self.not_closed()
        return self.pages(self.root.parts)

    def tokens(self) -> None:
        """Go through the tokens up to the first place where there is none."""
        next_token = _TOKEN.scanner(self.source).match  # type: ignore[attr-defined]
        stack = self.stack
        at = 0
        while (token := next_token()) is not None:
            self.offset = at
            at = token.end()
            kind = token.lastindex
            if kind == _WHOLE:
                name, text = token[1], token[2]
                if name not in _CHILDREN[stack[-1].name]:
                    self.misplaced(name, stack[-1].name)
                if "&" in text or "\n" in text:
                    text = self.cleaned(text, token.start(2))
                if name != "p":
                    stack[-1].parts.append(Cell((Run(text),) if text else ()))
                elif text:
                    stack[-1].parts.append(Paragraph((Run(text),)))
            elif kind == _TEXT_TOKEN:
                self.data(token[6])
            elif kind is not None:
                self.tag(token[4], token[5], closing=bool(token[3]))
        self.offset = at

    def tag(self, name: str, attributes: str, *, closing: bool) -> None:
        if closing:
            self.close(name)
        else:
            self.start(name, attributes)

    def cleaned(self, text: str, at: int) -> str:
        """Text that stands at an offset, without the template's line breaks or entities."""
        written = text
        if "\n" in text:
            text = _BREAK.sub(_joined, text)
        if "&" in text:
            self.check_entities(written, at)
            text = re.sub(_ENTITY, _entity, text)
        return text

    def check_entities(self, text: str, at: int) -> None:
        for found in re.finditer("&", text):
            self.offset = at + found.start()
            entity = re.compile(_ENTITY).match(text, found.start())
            if entity is None:
                self.fail("“&”应写成“&amp;”", "write “&amp;” for “&”")
            if entity[3] and entity[3] not in _ENTITIES:
                self.fail(f"不认识的字符名{entity[0]}", f"unknown entity {entity[0]}")
            if not entity[3] and _NOT_XML.match(_entity(entity)):
                self.fail(*_bad_character(_entity(entity)))

    def start(self, name: str, written: str) -> None:
        above = self.stack[-1]
        if name not in _CHILDREN[above.name]:
            self.misplaced(name, above.name)
        if above.name == "li" and above.parts:
            self.fail(
                "<li>里的列表应在最后，且只有一个", "a list ends its <li>, and is the only one"
            )
        if name in {"ul", "ol"} and len(self.stack) > 2 * _DEEPEST_LIST:
            self.fail("列表的层数太多", "the lists are nested too deep")
        if name == "br":
            above.runs.append(Run("\n"))
            return
        attributes = self.attributes(name, written) if written else {}
        self.stack.append(_Open(name, attributes, self.offset))

    def attributes(self, name: str, written: str) -> dict[str, str]:
        at = self.source.index(written, self.offset)
        found = {
            pair[1]: self.cleaned(pair[2], at + pair.start(2))
            for pair in _ATTRIBUTE.finditer(written)
        }
        odd = found.keys() - _ATTRIBUTES.get(name, _NONE)
        if odd:
            names = ", ".join(sorted(odd))
            self.fail(f"<{name}>不能有属性{names}", f"<{name}> cannot have {names}")
        if len(found) != written.count("="):
            self.fail(f"<{name}>的属性重复", f"an attribute of <{name}> is given twice")
        return found

    def close(self, name: str) -> None:
        if len(self.stack) == 1 or name == "br":
            self.fail(f"多余的</{name}>", f"</{name}> without its element")
        if self.stack[-1].name != name:
            self.not_closed()
        self.end(name)

    def data(self, text: str) -> None:
        if text.isspace() and "\n" in text:
            return
        top = self.stack[-1]
        shown = text.strip()[:20]
        if shown and (top.name not in _TEXT or (top.name == "li" and top.parts)):
            self.offset += len(text) - len(text.lstrip())
            self.fail(
                f"“{shown}”不能直接写在<{top.name}>里",
                f"the text “{shown}” cannot stand in <{top.name}>",
            )
        if top.name not in _TEXT:
            return
        text = self.cleaned(text, self.offset)
        if text:
            top.runs.append(Run(text))

    def end(self, name: str) -> None:
        done = self.stack.pop()
        above = self.stack[-1]
        if name in {"strong", "em", "span"}:
            above.runs.extend(self.inline(done))
        elif name == "p" or name in _HEADINGS or name == "nav":
            block = self.block(done)
            if block is not None:
                above.parts.append(block)
        elif name == "section":
            above.parts.append(tuple(done.parts))
        else:
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
            if done.runs:
                below = done.parts[0] if done.parts else None
                above.parts.append(ListItem(_merged(done.runs), below))
            elif done.parts:
                self.offset = done.offset
                self.fail("<li>里没有文字", "a <li> without a text")
        elif done.parts:
            above.parts.append(List(done.name == "ol", tuple(done.parts)))

    @staticmethod
    def pages(parts: list[Block | Section]) -> tuple[Section, ...]:
        """A section begins a page; blocks outside sections go on with the page before them."""
        pages: list[list[Block]] = []
        for part in parts:
            if not isinstance(part, (Heading, Paragraph, Table, List, Contents)):
                pages.append(list(part))
            elif pages:
                pages[-1].append(part)
            else:
                pages.append([part])
        return tuple(tuple(page) for page in pages if page)

    def inline(self, done: _Open) -> Runs:
        kind = "" if done.name == "span" else done.name
        width = 0.0
        if done.attributes:
            kind = self.style(done) or kind
            width = self.measure(done, "data-width")
        text = "".join(run.text for run in done.runs)
        if kind or len(text) < _SPREAD:
            width = 0.0
        return (Run(text, kind, width),) if text else ()

    def block(self, done: _Open) -> Block | None:
        runs = _merged(done.runs)
        if not runs:
            return Contents(self.depth(done)) if done.name == "nav" else None
        if done.name == "p":
            if not done.attributes:
                return Paragraph(runs)
            return Paragraph(runs, self.style(done) or "body", self.indent(done))
        return Heading(_HEADINGS[done.name], runs, (), self.style(done))

    def run_in(self, done: _Open) -> Block:
        match done.parts:
            case [Heading(rest=()) as heading, Paragraph(style="body", indent=None) as text]:
                pass
            case _:
                self.not_run_in(done)
        if done.attributes != {"class": "run-in"}:
            self.not_run_in(done)
        return heading._replace(rest=text.runs)

    def not_run_in(self, done: _Open) -> NoReturn:
        self.offset = done.offset
        self.fail(
            '<div class="run-in">里应是一个标题和一个<p>',
            'a <div class="run-in"> holds one heading and one <p>',
        )

    def table(self, done: _Open) -> Table:
        names = [part.name for part in done.parts]
        heads = done.parts[0].parts if names[:1] == ["thead"] else []
        if names not in (["thead"], ["thead", "tbody"]) or len(heads) != 1:
            self.offset = done.offset
            self.fail(
                "<table>里应是一行的<thead>和<tbody>",
                "a <table> is a <thead> of one row and a <tbody>",
            )
        rows: list[Row] = done.parts[1].parts if len(names) > 1 else []
        head: Row = heads[0]
        widths = self.widths(done)
        if (
            not head
            or any(len(row) != len(head) for row in rows)
            or len(widths) not in {0, len(head)}
        ):
            self.offset = done.offset
            self.fail("表格各行的格数不同", "the rows of the table differ in length")
        return Table(head, tuple(rows), self.style(done), widths)

    def widths(self, done: _Open) -> tuple[float, ...]:
        given = done.attributes.get("data-widths", "").split()
        widths = tuple(float(width) if re.fullmatch(_MEASURE, width) else 0.0 for width in given)
        if not all(widths):
            self.offset = done.offset
            self.fail("data-widths应是数，且大于0", "data-widths are numbers above 0")
        return widths

    def indent(self, done: _Open) -> Indent | None:
        indent = Indent(
            self.measure(done, "data-left"),
            self.measure(done, "data-hang"),
            self.measure(done, "data-right"),
        )
        return indent if len(done.attributes) > ("class" in done.attributes) else None

    def measure(self, done: _Open, name: str) -> float:
        given = done.attributes.get(name, "0")
        sign = "-?" if name == "data-hang" else ""
        if not re.fullmatch(sign + _MEASURE, given):
            self.offset = done.offset
            self.fail(f"{name}应是字符数", f"{name} is a number of characters")
        return float(given) + 0.0

    def depth(self, done: _Open) -> int:
        given = done.attributes.get("data-depth", "0")
        if not re.fullmatch(f"[0-{DEEPEST_CONTENTS}]", given):
            self.offset = done.offset
            self.fail(
                f"data-depth应是0到{DEEPEST_CONTENTS}",
                f"data-depth is a number from 0 to {DEEPEST_CONTENTS}",
            )
        return int(given)

    def style(self, done: _Open) -> str:
        style = done.attributes.get("class", "")
        if style and not _STYLE.fullmatch(style):
            self.offset = done.offset
            self.fail(f"class“{style}”应是一个词", f"the class “{style}” is not one word")
        return style

    # What is wrong, and where.

    def fail(self, zh: str, en: str) -> NoReturn:
        raise NotationError(self.offset, Words(zh, en))

    def not_closed(self) -> NoReturn:
        last = self.stack[-1]
        self.offset = last.offset
        self.fail(f"<{last.name}>没有关闭", f"<{last.name}> is not closed")

    def misplaced(self, name: str, above: str) -> NoReturn:
        if name in _CHILDREN:
            self.fail(f"<{name}>不能直接写在<{above}>里", f"<{name}> cannot stand in <{above}>")
        known = " ".join(sorted(_CHILDREN.keys() - {"document"}))
        self.fail(
            f"不认识的元素<{name}>；可用：{known}", f"unknown element <{name}>; known: {known}"
        )


def _entity(found: re.Match[str]) -> str:
    """The character of a known entity; what is out of range is one that XML refuses."""
    if found[3]:
        return _ENTITIES[found[3]]
    number = int(found[1]) if found[1] else int(found[2], 16)
    return chr(number) if number <= _LAST_CHARACTER else "\0"


def _bad_character(sign: str) -> tuple[str, str]:
    code = f"U+{ord(sign):04X}"
    return f"不可用的字符{code}", f"the character {code} is not allowed"


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


def quote(text: str) -> str:
    """Text for an attribute."""
    return escape(text).replace('"', "&quot;")


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _paragraph(block)
    if isinstance(block, Heading):
        return _heading(block)
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Contents):
        return f'<nav data-depth="{block.depth}"></nav>\n'
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
