"""YAML bytes to nodes that know their place.

Values stay the text that was typed: no YAML type is ever guessed, so `3.5`, `010` and `on` are
what they look like. The parser's events (libyaml) are built into nodes with an explicit stack,
which no depth of nesting can overflow.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from typing import Any, NamedTuple, NoReturn

from plangen.nodes import Mapping, Node, Scalar, Sequence, lines_of, scalars
from plangen.plain import read_plain
from plangen.problems import Level, PlanError, Problem, Words

# Who reads a file takes its nodes from here too.
__all__ = ["Mapping", "Node", "Scalar", "Sequence", "scalars"]

MAX_BYTES = 2_000_000
MAX_NODES = 100_000
MAX_DEPTH = 64
MAX_PROBLEMS = 200

# Not XML, or a line break to YAML and not to an editor: refused wherever they stand.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
# Three bytes of UTF-8, which GB 18030 hardly ever begins with: such a file is broken UTF-8.
_UTF8 = rb"[\xe3-\xe9][\x80-\xbf]{2}"
_ODD_SPACES = {
    "\u3000": "U+3000",
    "\u00a0": "U+00A0",
    "\u2007": "U+2007",
    "\u202f": "U+202F",
    "\u200b": "U+200B",
    "\u200c": "U+200C",
    "\u200d": "U+200D",
    "\u2060": "U+2060",
    "\ufeff": "U+FEFF",
}
_ODD_SPACE = "[" + "".join(_ODD_SPACES) + "]"
_ODD_INDENT = r"[ \t-]*([" + "".join(_ODD_SPACES) + "])"
WIDE_COLON = r"[ \t]*(?:- +)*([^\s:：#'\"\[{|>-][^\s:：#'\"]{0,11})："
_BARE_VARIABLE = r"(?:^|[:\-\[,])[ \t]*(\{\{)"
_TWO_COLONS = r"[ \t]*(?:- +)*[^\s:#'\"]+: +[^\s'\"\[{|>].*?(:)(?:\s|$)"
_QUOTED_START = r"""[ \t]*(?:- +)*(?:[^\s:#'"]+: +)?(["'])(?:(?!\1).)+\1[^\s:#,\]}]"""
_CJK = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…]"


class Source(NamedTuple):
    """A file's root node, its text and what was seen on the way.

    `over` names files whose nodes were laid over this one's: their lines count on from a number.
    """

    name: str
    text: str
    root: Mapping
    problems: tuple[Problem, ...]
    over: tuple[tuple[int, str], ...] = ()

    def place(self, line: int) -> tuple[str, int]:
        """The file and the line in it that a node's line stands for."""
        for first, name in reversed(self.over):
            if line > first:
                return name, line - first
        return self.name, line


class Limits(NamedTuple):
    """How much a file may hold."""

    size: int = MAX_BYTES
    nodes: int = MAX_NODES


def read_source(name: str, data: bytes) -> Source:
    """Decode and parse one YAML file.

    Raises:
        PlanError: the bytes are not one YAML mapping of plain values, or are too many.
    """
    builder = _builder(name, data, Limits())
    root = builder.mapping()
    return Source(name, builder.text, root, builder.sound())


def read_nodes(name: str, data: bytes, limits: Limits) -> tuple[Node, tuple[Problem, ...]]:
    """The root of a YAML file, whatever its kind, and what was seen on the way.

    Raises:
        PlanError: the bytes are not YAML of plain values, or are too many.
    """
    builder = _builder(name, data, limits)
    return builder.build(), builder.sound()


def _builder(name: str, data: bytes, limits: Limits) -> "_Builder":
    problems: list[Problem] = []
    text = _decode(name, data, problems, limits.size)
    builder = _Builder(name, text, problems, limits.nodes)
    builder.sound()
    return builder


def _decode(name: str, data: bytes, problems: list[Problem], most: int) -> str:
    if len(data) > most:
        size = Words(
            f"文件超过{most}字节的上限", f"the file has more than the {most} bytes allowed"
        )
        raise PlanError([Problem(name, 0, 0, "error", "file-size", size)])
    text, encoding = guess_encoding(name, data)
    if encoding != "utf-8":
        words = Words(
            f"文件不是UTF-8编码，按{encoding}读取", f"the file is not UTF-8; read as {encoding}"
        )
        better = Words("请另存为UTF-8", "save it as UTF-8")
        problems.append(Problem(name, 1, 1, "warning", "encoding", words, better))
    for found in islice(FORBIDDEN.finditer(text), MAX_PROBLEMS - len(problems)):
        _forbid(name, text, found.start(), problems)
    return text


def text_lines(path: str) -> list[str]:
    """The lines of a file as well as it can be read; none if it cannot."""
    try:
        with open(path, "rb") as file:
            return lines_of(guess_encoding(path, file.read(MAX_BYTES))[0])
    except (OSError, PlanError):
        return []


def guess_encoding(name: str, data: bytes) -> tuple[str, str]:
    """The text and the encoding assumed: by byte order mark, then UTF-8, then GB 18030.

    Raises:
        PlanError: the bytes are none of these.
    """
    encoding = "utf-8"
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        if encoding == "utf-8" and not re.search(_UTF8, data[: error.start]):
            with suppress(UnicodeDecodeError):
                return data.decode("gb18030"), "gb18030"
        raise _undecodable(name, data[: error.start].decode(encoding, "ignore")) from None


def _undecodable(name: str, before: str) -> PlanError:
    line, column = _place(before, len(before))
    words = Words("文件不是UTF-8编码，也不是GB18030编码", "the file is neither UTF-8 nor GB 18030")
    better = Words("请另存为UTF-8", "save it as UTF-8")
    return PlanError([Problem(name, line, column, "error", "encoding", words, better)])


def _forbid(name: str, text: str, offset: int, problems: list[Problem]) -> None:
    line, column = _place(text, offset)
    problems.append(
        Problem(name, line, column, "error", "character", *forbidden_words(text[offset]))
    )


def forbidden_words(sign: str) -> tuple[Words, Words]:
    """What to say of a character that is not allowed, and what to do."""
    code = f"U+{ord(sign):04X}"
    words = Words(f"不可用的字符{code}", f"the character {code} is not allowed")
    return words, Words("请删去", "remove it")


def wide_colon_words(key: str) -> tuple[Words, Words]:
    """What to say of a key before a full-width colon, and what to do."""
    words = Words(f"“{key}”之后是全角冒号", f"a full-width colon follows “{key}”")
    return words, Words("请改用半角冒号和空格“: ”", "use “: ”")


def _place(text: str, offset: int) -> tuple[int, int]:
    """Line and column, as libyaml counts lines: LF, CR and CRLF end one."""
    line = text.count("\n", 0, offset) + 1
    start = text.rfind("\n", 0, offset) + 1
    if "\r" in text:
        line += text.count("\r", 0, offset) - text.count("\r\n", 0, offset)
        start = max(start, text.rfind("\r", 0, offset) + 1)
    return line, offset - start + 1


class _Stop(Exception):  # noqa: N818 - it ends the building, it is no error of its own
    pass


class _Builder:
    """Events to nodes, with every open collection on a stack of its own."""

    def __init__(self, name: str, text: str, problems: list[Problem], most: int) -> None:
        self.name = name
        self.text = text
        self.problems = problems
        self.most = most
        self.lines: list[str] | None = None
        self.root: Node | None = None
        self.stack: list[tuple[Any, list[Any]]] = []
        self.count = 0
        self.documents = 0

    def sound(self) -> tuple[Problem, ...]:
        """What was noted so far, none of it an error."""
        if any(problem.level == "error" for problem in self.problems):
            raise PlanError(self.problems)
        return tuple(self.problems)

    def build(self) -> Node:
        # A sign is a value at most.
        if len(self.text) <= self.most and (plain := read_plain(self.text)):
            return plain
        try:
            self._consume()
        except _Stop:
            raise PlanError(self._without_guesses()) from None
        root = self.root
        if root is None or root == Scalar("", root.line, root.column):
            self._stop(1, 1, "empty-file", Words("文件是空的", "the file is empty"))
        return root

    def mapping(self) -> Mapping:
        root = self.build()
        if not isinstance(root, Mapping):
            self._explain_line(root.line)
            self._stop(
                root.line,
                root.column,
                "yaml",
                Words("计划文件应由“键: 值”组成", "a plan file is made of “key: value” lines"),
            )
        return root

    def _consume(self) -> None:
        events, next_event = _parser(self.name, self.text)
        handlers: dict[type, Callable[[Any], None]] = {
            events.ScalarEvent: self._scalar,
            events.SequenceStartEvent: self._open,
            events.MappingStartEvent: self._open,
            events.SequenceEndEvent: self._close_sequence,
            events.MappingEndEvent: self._close_mapping,
            events.DocumentStartEvent: self._document,
            events.AliasEvent: self._alias,
        }
        try:
            while (event := next_event()) is not None:
                handler = handlers.get(type(event))
                if handler:
                    handler(event)
        except (_Stop, PlanError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever the C parser raises is the file's
            self._parse_error(error)

    def _add(self, node: Node) -> None:
        self.count += 1
        if self.count > self.most:
            words = Words(f"内容超过{self.most}项", f"more than {self.most} values")
            self._stop(node.line, node.column, "file-size", words)
        if self.stack:
            self.stack[-1][1].append(node)
        else:
            self.root = node

    def _open(self, event: Any) -> None:  # noqa: ANN401
        if event.tag is not None or event.anchor is not None:
            self._check(event)
        self.stack.append((event, []))
        if len(self.stack) > MAX_DEPTH:
            mark = event.start_mark
            words = Words(f"嵌套超过{MAX_DEPTH}层", f"nested deeper than {MAX_DEPTH} levels")
            self._stop(mark.line + 1, mark.column + 1, "too-deep", words)

    def _document(self, event: Any) -> None:  # noqa: ANN401
        self.documents += 1
        if self.documents > 1:
            mark = event.start_mark
            words = Words("一个文件只能有一份内容", "a file holds one document only")
            better = Words(
                "“---”之后的内容请另存为一个文件", "move what follows “---” to its own file"
            )
            self._stop(mark.line + 1, mark.column + 1, "yaml-document", words, better)

    def _scalar(self, event: Any) -> None:  # noqa: ANN401
        start = event.start_mark
        value, style = event.value, event.style
        line, column = start.line + 1, start.column + 1
        if event.tag is not None or event.anchor is not None:
            self._check(event)
        if style == "":
            if self._in_flow_list() and "，" in value and "。" not in value:
                # In a text of several lines, which of them holds the comma is not told.
                on_one_line = start.line == event.end_mark.line
                self._wide_comma(line, column + value.index("，") * on_one_line)
            if " " in value and event.end_mark.line != start.line:
                value = self._folded(line, column, event.end_mark.line, value)
            self._add(Scalar(value, line, column))
            return
        if style == '"' and (found := FORBIDDEN.search(value)):
            self._say(line, column, "character", *forbidden_words(found[0]))
        self._add(Scalar(value, line, column, False, style in {"|", ">"}))

    def _in_flow_list(self) -> bool:
        event = self.stack[-1][0] if self.stack else None
        return event is not None and event.flow_style and type(event).__name__[0] == "S"

    def _folded(self, line: int, column: int, last: int, value: str) -> str:
        """Join a text that runs over lines, without a space between Chinese characters."""
        known = len(self.problems)
        for number in range(line + 1, min(last + 2, line + MAX_PROBLEMS)):
            source = self._line(number)
            if odd := re.match(_ODD_INDENT, source):
                self._odd_space(number, odd.start(1) + 1, odd[1])
            elif colon := re.match(WIDE_COLON, source):
                self._wide_colon(number, colon.end(), colon[1])
        if len(self.problems) == known:
            self._say(
                line,
                column,
                "folded-text",
                Words(
                    "文字跨行书写，将连成一段", "the text runs over lines and becomes one paragraph"
                ),
                Words("分段请用“|”", "use “|” to keep the lines"),
                level="warning",
            )
        return re.sub(f"(?<={_CJK}) +(?={_CJK})", "", value)

    def _close_sequence(self, _: object) -> None:
        event, values = self.stack.pop()
        mark = event.start_mark
        self._add(Sequence(tuple(values), mark.line + 1, mark.column + 1))

    def _close_mapping(self, _: object) -> None:
        event, values = self.stack.pop()
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        entries: list[tuple[Scalar, Node]] = []
        for key, value in zip(values[::2], values[1::2], strict=True):
            if isinstance(key, Scalar):
                if not key.value.isascii() and (odd := re.search(_ODD_SPACE, key.value)):
                    self._odd_space(key.line, key.column + odd.start(), odd[0])
                entries.append((key, value))
            elif isinstance(key, Mapping) and event.flow_style:
                self._quote_variable(line, column)
            else:
                self._say(key.line, key.column, "yaml", Words("键应是文字", "a key must be a text"))
        self._add(Mapping(tuple(entries), line, column))

    # What stops or is noted, by kind.

    def _check(self, event: Any) -> None:  # noqa: ANN401
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if event.tag is not None and event.tag != "!":
            words = Words(
                f"不支持YAML标签{event.tag}", f"YAML tags ({event.tag}) are not supported"
            )
            self._say(line, column, "yaml-tag", words, Words("请删去标签", "remove the tag"))
        if event.anchor is not None:
            self._no_anchors(line, column, f"&{event.anchor}")

    def _alias(self, event: Any) -> NoReturn:  # noqa: ANN401
        mark = event.start_mark
        self._no_anchors(mark.line + 1, mark.column + 1, f"*{event.anchor}")
        raise _Stop

    def _no_anchors(self, line: int, column: int, name: str) -> None:
        self._say(
            line,
            column,
            "yaml-alias",
            Words(
                f"不支持YAML锚点和引用（{name}）", f"YAML anchors and aliases ({name}) are refused"
            ),
            Words("请直接写出内容，或用变量“vars”", "write the text out, or use “vars”"),
        )

    def _wide_comma(self, line: int, column: int) -> None:
        self._say(
            line,
            column,
            "full-width-comma",
            Words("列表里的全角逗号不分隔各项", "a full-width comma does not separate list items"),
            Words("请改用半角逗号“,”，或给文字加引号", "use “,” or quote the text"),
            level="warning",
        )

    def _wide_colon(self, line: int, column: int, key: str) -> None:
        self._say(line, column, "full-width-colon", *wide_colon_words(key))

    def _odd_space(self, line: int, column: int, sign: str) -> None:
        code = _ODD_SPACES[sign]
        self._say(
            line,
            column,
            "odd-space",
            Words(f"缩进或键里有特殊空白字符{code}", f"an indent or a key holds the space {code}"),
            Words("请改用普通空格或删去", "use ordinary spaces or remove it"),
        )

    def _quote_variable(self, line: int, column: int) -> None:
        self._say(
            line,
            column,
            "unquoted-variable",
            Words("以“{{”开头的文字须加引号", "a text that begins with “{{” must be quoted"),
            Words('请写成 "{{ … }}"', 'write "{{ … }}"'),
        )

    def _parse_error(self, error: Exception) -> NoReturn:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark else 1
        column = mark.column + 1 if mark else 1
        first = getattr(getattr(error, "context_mark", None), "line", line - 1) + 1
        lines = {first, max(1, line - 1), line}
        for number in lines:
            self._explain_line(number)
        if any(p.level == "error" and p.line in lines for p in self.problems):
            raise _Stop
        what = str(getattr(error, "problem", "") or error)
        self._stop(line, column, "yaml", _yaml_words(what))

    def _explain_line(self, number: int) -> None:
        """Say what is odd on a line at which YAML went wrong."""
        source = self._line(number)
        if "\t" in source[: len(source) - len(source.lstrip())]:
            self._say(
                number,
                source.index("\t") + 1,
                "tab",
                Words("缩进里有制表符", "a tab in the indent"),
                Words("请改用空格", "use spaces"),
            )
        elif odd := re.match(_ODD_INDENT, source):
            self._odd_space(number, odd.start(1) + 1, odd[1])
        elif colon := re.match(WIDE_COLON, source):
            self._wide_colon(number, colon.end(), colon[1])
        elif bare := re.search(_BARE_VARIABLE, source):
            self._quote_variable(number, bare.start(1) + 1)
        elif colon := re.match(_TWO_COLONS, source):
            self._say(
                number,
                colon.start(1) + 1,
                "yaml",
                Words("文字里有“: ”或以“:”结尾", "the text holds “: ” or ends with “:”"),
                Words("请给文字加引号，或改用全角冒号", "quote the text or use a full-width colon"),
            )
        elif quoted := re.match(_QUOTED_START, source):
            self._say(
                number,
                quoted.start(1) + 1,
                "yaml",
                Words("文字以引号开头，引号之后还有文字", "text follows a quoted text"),
                Words("请给整段文字再加一层单引号", "put single quotes around the whole text"),
            )

    def _line(self, number: int) -> str:
        if self.lines is None:
            self.lines = lines_of(self.text)
        return self.lines[number - 1] if number <= len(self.lines) else ""

    def _say(  # noqa: PLR0913, PLR0917 - the parts of a problem
        self,
        line: int,
        column: int,
        rule: str,
        message: Words,
        better: Words | None = None,
        level: Level = "error",
    ) -> None:
        problem = Problem(self.name, line, column, level, rule, message, better)
        if problem not in self.problems:
            self.problems.append(problem)
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Stop

    def _stop(
        self, line: int, column: int, rule: str, message: Words, better: Words | None = None
    ) -> NoReturn:
        self._say(line, column, rule, message, better)
        raise PlanError(self._without_guesses())

    def _without_guesses(self) -> list[Problem]:
        """Where YAML went wrong, a text that runs over lines is but a consequence."""
        return [problem for problem in self.problems if problem.rule != "folded-text"]


def _yaml_words(problem: str) -> Words:
    known = {
        "mapping values are not allowed in this context": Words(
            "此处不能再有“键: 值”，缩进或引号有误",
            "a “key: value” cannot stand here: check the indent and the quotes",
        ),
        "could not find expected ':'": Words("此处缺少“: ”", "“: ” is missing here"),
        "found unexpected end of stream": Words("引号没有配对", "a quote is not closed"),
        "found unexpected ':'": Words(
            "括号里的文字含有“:”，请加引号", "a text in brackets holds “:”: quote it"
        ),
        "found character that cannot start any token": Words(
            "文字不能以这个符号开头，请加引号", "a text cannot begin with this sign: quote it"
        ),
        "did not find expected key": Words(
            "缩进或引号有误，此处应是键", "check the indent and quotes: a key was expected"
        ),
    }
    return known.get(problem, Words(f"YAML语法错误：{problem}", f"not valid YAML: {problem}"))


def _parser(name: str, text: str) -> tuple[Any, Callable[[], Any]]:
    """The kinds of events, and a reader of them that gives None after the last one."""
    try:
        from ruamel.yaml import events
        from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]
    except ImportError as error:
        raise _missing_c_part(name) from error
    return events, CParser(text).get_event


def _missing_c_part(name: str) -> PlanError:
    words = Words("缺少ruamel.yaml的C部分", "the C part of ruamel.yaml is missing")
    better = Words("请运行 pip install ruamel.yaml.clib", "run: pip install ruamel.yaml.clib")
    return PlanError([Problem(name, 0, 0, "error", "installation", words, better)])
