"""What import did that its reader should know of: left out, repaired, joined, not understood."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from plangen.problems import Words

Kind = Literal[
    "left-out", "renumbered", "moved", "joined", "split", "typography", "cleaned", "unclear"
]


class Note(NamedTuple):
    """One thing done at a place of the source; `text` is the piece of the source meant."""

    place: int
    kind: Kind
    text: str
    message: Words


def in_order(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Notes by their place."""
    return tuple(sorted(notes, key=lambda note: note.place))
