"""Plain YAML to nodes, line by line: what nearly every plan is written in, in a third of the time.

Plain are lines of `key: value` and `- value`, texts in quotes without escapes, blocks after `|`, and
lists and mappings in brackets that end on their line. The nodes are those that libyaml's events
give. Whatever else a text holds, and whatever is wrong or to be warned of, is not judged here: then
there is no result, and libyaml reads the text.
"""

import re
from typing import Any

from plangen.nodes import Mapping, Node, Scalar, Sequence, lines_of

# What a text without quotes may begin with, and what a key consists of.
_START = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]"
_KEY = r"[\w$][\w()（）、—～~/.+-]{0,99}"
_QUOTED = r"""\"([^"\\]*)\"|'([^']*)'"""
_LINE = re.compile(rf"( *)(- +)?(?:({_KEY}):(?: +|$))?(?:({_START}.*)|#.*|(\S.*))?$")
# What ends a text without quotes, or may do so.
_ENDS = re.compile(r": |:$| #")
_QUOTED_LINE = re.compile(rf"(?:{_QUOTED}) *$")
_KEY_IN_BRACKETS = re.compile(rf" *({_KEY}): ")
_TEXT_IN_BRACKETS = re.compile(rf" *(?:({_START}[^,:#?\[\]{{}}'\"]*)|{_QUOTED}) *([,\]}}])")
_NESTED = re.compile(r" *(?=[\[{])")
_MARK = re.compile(r" *([,\]}])")
# What is deeper than these might be too deep, which is not judged here.
_DEEPEST, _DEEPEST_BRACKETS = 30, 10


class _NotPlain(Exception):  # noqa: N818 - it ends the reading, it is no error
    pass


def read_plain(text: str) -> Node | None:
    """The list or mapping that a text is, or None where it holds anything that is not plain."""
    if "\t" in text or "\ufeff" in text:
        return None
    try:
        return _Reader(lines_of(text)).root()
    except _NotPlain:
        return None


class _Open:
    """A list or a mapping that is not read to its end; `key` is that of the next value."""

    __slots__ = ("column", "entries", "is_list", "key", "line")

    def __init__(self, line: int, column: int, is_list: bool) -> None:  # noqa: FBT001
        self.line = line
        self.column = column
        self.is_list = is_list
        self.entries: list[Any] = []
        self.key: Scalar | None = None

    def add(self, node: Node) -> None:
        self.entries.append(node if self.is_list else (self.key, node))

    def node(self) -> Node:
        return _node(self.entries, self.line, self.column, self.is_list)


class _Reader:
    """Goes down the lines with all that is open on a stack; stops at what is not plain."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        # How many lines are read.
        self.line = 0
        # The root stands in a list of its own, left of everything.
        self.stack = [_Open(0, 0, True)]
        # Whether the root, or the value of the last key, is still to come.
        self.waits = True

    def root(self) -> Node:
        while self.line < len(self.lines):
            found = _LINE.match(self.lines[self.line])
            self.line += 1
            if found is None:
                raise _NotPlain
            # Any line has an indent; some have nothing else but a comment.
            if found.lastindex != 1:
                self.entry(found)
        if self.waits:
            raise _NotPlain
        self.place(0, True)
        root: Node = self.stack[0].entries[0]
        return root

    def entry(self, found: re.Match[str]) -> None:
        """A line that begins an entry of a list, a mapping or both."""
        indent, dash, key, plain, other = found.groups()
        top, column, is_list = self.stack[-1], len(indent) + 1, dash is not None
        if self.waits or column != top.column or is_list != top.is_list:
            top = self.place(column, is_list)
        if key:
            if is_list:
                top = self.open(column + len(dash), False)
            top.key = Scalar(key, self.line, top.column)
        elif not is_list:
            raise _NotPlain
        if plain:
            top.add(_plain(plain, self.line, found.start(4) + 1))
        elif other:
            top.add(self.other(other, found.start(5) + 1))
        elif key:
            self.waits = True
        else:
            raise _NotPlain

    def place(self, column: int, is_list: bool) -> _Open:  # noqa: FBT001
        """What the entry at a column belongs to: what is open there, or begins there."""
        top = self.stack[-1]
        if self.waits:
            # The entries of a list may stand as far to the left as its key.
            if column < top.column + (not is_list):
                raise _NotPlain
            self.waits = False
            return self.open(column, is_list)
        while column < top.column or (column == top.column and top.is_list and not is_list):
            node = self.stack.pop().node()
            top = self.stack[-1]
            top.add(node)
        if column != top.column or is_list != top.is_list:
            raise _NotPlain
        return top

    def open(self, column: int, is_list: bool) -> _Open:  # noqa: FBT001
        if len(self.stack) > _DEEPEST:
            raise _NotPlain
        self.stack.append(_Open(self.line, column, is_list))
        return self.stack[-1]

    def other(self, text: str, column: int) -> Node:
        """A value that does not begin as plain text does."""
        line = self.line
        if text[0] in "[{":
            node, end = _in_brackets(text, 0, (line, column), _DEEPEST_BRACKETS)
            if text[end:].strip(" "):
                raise _NotPlain
            return node
        if text.rstrip(" ") == "|":
            return Scalar(self.block(self.stack[-1].column), line, column, False, True)
        quoted = _QUOTED_LINE.match(text)
        if quoted is None:
            raise _NotPlain
        return Scalar(quoted[quoted.lastindex or 0], line, column, False)

    def block(self, column: int) -> str:
        """The lines below that begin to the right of a column, one break after the last of them."""
        indent = _indent(self.lines[self.line]) if self.line < len(self.lines) else 0
        found: list[str] = []
        while self.line < len(self.lines):
            line = self.lines[self.line]
            blank, depth = not line.strip(" "), _indent(line)
            if not blank and depth < column:
                break
            if depth > indent if blank else depth < indent:
                raise _NotPlain
            found.append(line[indent:])
            self.line += 1
        # A file that ends without a break has a block without one.
        broken = self.line < len(self.lines) or not (found and found[-1])
        if indent < column or not found or not found[0] or not broken:
            raise _NotPlain
        return "\n".join(found).rstrip("\n") + "\n"


def _node(entries: list[Any], line: int, column: int, is_list: bool) -> Node:  # noqa: FBT001
    return (Sequence if is_list else Mapping)(tuple(entries), line, column)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _plain(text: str, line: int, column: int) -> Scalar:
    """A text without quotes, up to a comment."""
    if (":" in text or "#" in text) and (end := _ENDS.search(text)):
        if end[0] != " #":
            raise _NotPlain
        text = text[: end.start()]
    return Scalar(text.rstrip(" "), line, column)


def _in_brackets(text: str, at: int, place: tuple[int, int], deepest: int) -> tuple[Node, int]:
    """The list or mapping that begins in a text, and where it ends; `place` is that of the text."""
    start, is_list, (line, column) = at, text[at] == "[", place
    entries: list[Any] = []
    mark = ","
    while mark == ",":
        at += 1
        if not is_list:
            before = _KEY_IN_BRACKETS.match(text, at)
            if before is None:
                raise _NotPlain
            key, at = Scalar(before[1], line, column + before.start(1)), before.end()
        node: Node
        if found := _TEXT_IN_BRACKETS.match(text, at):
            plain, double, single, mark = found.groups()
            if plain:
                if is_list and "，" in plain:
                    raise _NotPlain
                node = Scalar(plain.rstrip(" "), line, column + found.start(1))
            else:
                at = found.start(2 if single is None else 3) - 1
                node = Scalar(double if single is None else single, line, column + at, False)
            at = found.end() - 1
        else:
            nested = _NESTED.match(text, at)
            if nested is None or not deepest:
                raise _NotPlain
            node, at = _in_brackets(text, nested.end(), place, deepest - 1)
            after = _MARK.match(text, at)
            if after is None:
                raise _NotPlain
            mark, at = after[1], after.end() - 1
        entries.append(node if is_list else (key, node))
    if mark != ("]" if is_list else "}"):
        raise _NotPlain
    return _node(entries, line, column + start, is_list), at + 1
