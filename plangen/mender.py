"""Mechanical corrections of a plan file: single signs change, everything else stays byte for byte.

A correction is made only if the file reads as well as before and no error is new.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from plangen.problems import PlanError, Problem
from plangen.source import guess_encoding

if TYPE_CHECKING:
    from plangen.checker import Checked
    from plangen.rules.rule import Edit

# How often a file that can be read is corrected, and how often one is checked: a colon can hide the
# next one, and to find a correction that does harm, others are left out.
_ROUNDS, _CHECKS = 10, 500
_COLON = "full-width-colon"
_LITTLE = 0xFF
LINES = re.compile("(\r\n|\r|\n)")
Check = Callable[[bytes], "Checked"]


class Mended(NamedTuple):
    """A file's bytes after all corrections, how many there were, and what is still wrong."""

    data: bytes
    corrections: int
    checked: "Checked"


class Text(NamedTuple):
    """A file's text as lines and line ends in turn, and how it was encoded."""

    mark: bytes
    encoding: str
    parts: list[str]

    def data(self) -> bytes:
        """The bytes of the file."""
        return self.mark + "".join(self.parts).encode(self.encoding)


def mend(name: str, data: bytes, check: Check) -> Mended:
    """Correct a file until nothing mechanical is left; `check` says what is.

    A file of which that is not reached stays as it is, or to mend it twice would do more than to
    mend it once.
    """
    run = _Run(name, check)
    first = now = Mended(data, 0, check(data))
    seen = {data}
    rounds = 0
    while run.left and rounds < _ROUNDS:
        text = opened(name, now.data)
        edits = text and fitting(text, [*now.checked.edits, *_colons(name, text, now.checked)])
        before, now = now, run.corrected(now, edits) if edits else now
        # Corrections that undo each other are none.
        if now.data == before.data or now.data in seen:
            return now if now.data != data else first
        seen.add(now.data)
        rounds += now.checked.loaded.plan is not None
    return first


class _Run:
    """The corrections of one file."""

    def __init__(self, name: str, check: Check) -> None:
        self.name = name
        self.check = check
        self.left = _CHECKS

    def corrected(self, now: Mended, edits: "list[Edit]") -> Mended:
        """The file with these edits, or with those of them that do no harm."""
        text = opened(self.name, now.data)
        if text is None or not self.left:
            return now
        self.left -= 1
        changed = edited(text, edits).data()
        checked = self.check(changed)
        if not _is_worse(now.checked, checked, edits):
            return Mended(changed, now.corrections + len(edits), checked)
        if len(edits) == 1:
            return now
        # The later half first: the places of the others stay right.
        half = len(edits) // 2
        return self.corrected(self.corrected(now, edits[half:]), edits[:half])


def opened(name: str, data: bytes) -> Text | None:
    """The text of a file, if it can be written back as it is."""
    try:
        text, encoding = guess_encoding(name, data)
    except PlanError:
        return None
    mark = data[:3] if data.startswith(b"\xef\xbb\xbf") else b""
    if encoding == "utf-16":
        mark, encoding = data[:2], "utf-16-le" if data[0] == _LITTLE else "utf-16-be"
    found = Text(mark, encoding, LINES.split(text))
    return found if found.data() == data else None


def _colons(name: str, text: Text, checked: "Checked") -> "Iterator[Edit]":
    """A full-width colon after a key stands in the way of reading the file at all."""
    from plangen.rules.rule import Edit

    for problem in checked.loaded.problems:
        if problem.rule == _COLON and problem.file == name:
            after = text.parts[2 * (problem.line - 1)][problem.column :]
            new = ":" if after[:1] in {"", " ", "\t"} else ": "
            yield Edit(problem.line, problem.column, "：", new)


def _is_worse(before: "Checked", after: "Checked", edits: "list[Edit]") -> bool:
    """Whether corrections did harm.

    A file that could not be read shows more errors when it can be; those where it was corrected
    are new.
    """
    if before.loaded.plan is not None:
        return after.loaded.plan is None or len(_errors(after)) > len(_errors(before))
    known = {(problem.line, problem.rule) for problem in _errors(before)}
    # One more colon that comes to light is mended in its turn.
    new = [p for p in _errors(after) if (p.line, p.rule) not in known and p.rule != _COLON]
    if after.loaded.source is None:
        return before.loaded.source is not None or any(p.line <= edits[-1].line + 1 for p in new)
    lines = {edit.line for edit in edits}
    return any(problem.line in lines for problem in new)


def _errors(checked: "Checked") -> list[Problem]:
    return [problem for problem in checked.problems if problem.level == "error"]


def fitting(text: Text, edits: "Iterable[Edit]") -> "list[Edit]":
    """In the order of the file, what can be done at once: of two that overlap, the first."""
    chosen: list[Edit] = []
    for edit in sorted(set(edits), key=lambda edit: (*edit[:2], -len(edit.old), edit.new)):
        last = chosen[-1] if chosen and chosen[-1].line == edit.line else None
        after = max(last.column + len(last.old), last.column + 1) if last else 0
        if edit.column >= after and _fits(text, edit):
            chosen.append(edit)
    return chosen


def _fits(text: Text, edit: "Edit") -> bool:
    """Whether there is something to change, on one line."""
    at, start = 2 * (edit.line - 1), edit.column - 1
    return (
        0 <= at < len(text.parts)
        and 0 <= start <= len(text.parts[at])
        and text.parts[at].startswith(edit.old, start)
        and edit.old != edit.new
        and not LINES.search(edit.new)
    )


def edited(text: Text, edits: "list[Edit]") -> Text:
    """The text with edits made, which are in the order of the file and apart."""
    parts = text.parts.copy()
    for line, group in groupby(edits, key=lambda edit: edit.line):
        pieces: list[str] = []
        source, after = parts[2 * (line - 1)], 0
        for edit in group:
            pieces += source[after : edit.column - 1], edit.new
            after = edit.column - 1 + len(edit.old)
        parts[2 * (line - 1)] = "".join((*pieces, source[after:]))
    return text._replace(parts=parts)
