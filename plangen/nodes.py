"""What a YAML file holds: texts, lists and mappings that know their line and column, from 1 on."""

from collections.abc import Iterator
from typing import NamedTuple, Union


class Scalar(NamedTuple):
    """A text as typed.

    `plain` if it stands without quotes and outside a block, `block` if in a block, whose lines
    begin below `line`.
    """

    value: str
    line: int
    column: int
    plain: bool = True
    block: bool = False


class Sequence(NamedTuple):
    """A list."""

    items: tuple["Node", ...]
    line: int
    column: int


class Mapping(NamedTuple):
    """Keys and values in their order; a key may stand twice."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    line: int
    column: int


Node = Union[Scalar, Sequence, Mapping]  # noqa: UP007 - the names are not defined yet


def lines_of(text: str) -> list[str]:
    """The lines of a text, as YAML and editors count them: LF, CR and CRLF end one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def scalars(node: Node) -> Iterator[Scalar]:
    """Every value below a node that is a text, in the order of the file."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for entry in node.items:
            yield from scalars(entry)
    else:
        for _, value in node.entries:
            yield from scalars(value)
