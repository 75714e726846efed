"""Where the signs of a value stand in the file, and which lines are within a text."""

import re
from collections.abc import Iterator

from plangen.source import Mapping, Node, Scalar, Sequence

Place = tuple[int, int]
_ESCAPE = re.compile(r"\\(?:x.{2}|u.{4}|U.{8}|.)")


def spread(node: Scalar, lines: list[str]) -> list[Place | None]:
    """Line and column of each sign of a value; None where it was escaped or folded."""
    found: list[Place | None] = []
    line, column = node.line, node.column - 1
    quote = "" if node.plain or node.block else lines[line - 1][column : column + 1]
    if node.block:
        line, column = line + 1, 0
    column += len(quote)
    for sign in node.value:
        line, column = _next(lines, line, column, sign, quote)
        if line > len(lines) or sign.isspace():
            found.append(None)
            continue
        source = lines[line - 1]
        if source.startswith(sign, column) and not (quote == '"' and sign == "\\"):
            found.append((line, column + 1))
            column += 2 if quote == sign == "'" else 1
        else:
            found.append(None)
            escape = _ESCAPE.match(source, column) if quote == '"' else None
            column += len(escape[0]) if escape else 0
    return found


def _next(lines: list[str], line: int, column: int, sign: str, quote: str) -> Place:
    """The place of the next sign that is no white space, at a line and a column from 0."""
    while line <= len(lines) and not sign.isspace():
        source = lines[line - 1]
        while column < len(source) and source[column].isspace() and source[column] != sign:
            column += 1
        # A line that goes on after a backslash.
        if column < len(source) - (quote == '"' and source.endswith("\\")):
            break
        line, column = line + 1, 0
    return line, column


def nodes_of(node: Node) -> Iterator[Node]:
    """A node, its keys and all below it, in the order of the file."""
    yield node
    if isinstance(node, Sequence):
        for entry in node.items:
            yield from nodes_of(entry)
    elif isinstance(node, Mapping):
        for key, value in node.entries:
            yield key
            yield from nodes_of(value)


def inner_lines(root: Node, lines: list[str]) -> dict[int, int]:
    """The lines that a text goes on in, each with the line that the text begins on."""
    found: dict[int, int] = {}
    for node in nodes_of(root):
        if not isinstance(node, Scalar) or not _may_go_on(node, lines):
            continue
        ends = [place[0] for place in spread(node, lines) if place]
        last = max(ends, default=node.line)
        if not node.block and not node.plain and last < len(lines):
            last += 1 if lines[last].strip().startswith(('"', "'")) else 0
        found.update(dict.fromkeys(range(node.line + 1, last + 1), node.line))
    return found


def _may_go_on(node: Scalar, lines: list[str]) -> bool:
    """Whether a text may take more than one line."""
    return node.block or not lines[node.line - 1].startswith(
        node.value, node.column - (1 if node.plain else 0)
    )
