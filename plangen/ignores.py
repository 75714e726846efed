"""Comments in a plan that silence rules: `# plangen: ignore[rule, rule]` and `ignore-file[…]`.

A comment at the end of a line holds for the line and all that is indented below it; one on a line
of its own holds for the line that follows in the same way. Without brackets it is for all rules;
after them a reason may stand.
"""

import re
from bisect import bisect_right
from collections.abc import Collection
from typing import NamedTuple

from plangen.nodes import Scalar, lines_of, scalars
from plangen.problems import Problem, Words
from plangen.source import Source

RULE = "ignore-comment"
_COMMENT = r"(?:^|(?<=\s))#\s*plangen\s*[:：]\s*(.*)$"
_SAYS = r"ignore(-file)?(?:\s*\[([^\]]*)\]|(?=\s*(?:#.*)?$))"
_QUOTED = {"'": r"'(?:[^']|'')*'", '"': r'(?s)"(?:[^"\\]|\\.)*"'}


class Ignore(NamedTuple):
    """Rules that are silenced from one line to another; no rules mean all of them."""

    first: int
    last: int
    rules: frozenset[str]


class Ignores(NamedTuple):
    """The comments of a file, and what is wrong with them."""

    file: str = ""
    found: tuple[Ignore, ...] = ()
    problems: tuple[Problem, ...] = ()

    def silence(self, problem: Problem) -> bool:
        """Whether a comment silences a problem of the file."""
        return problem.file == self.file and any(
            ignore.first <= problem.line <= ignore.last
            and (not ignore.rules or problem.rule in ignore.rules)
            for ignore in self.found
        )


def ignores(source: Source, known: Collection[str]) -> Ignores:
    """The comments of a file; what stands in a text is no comment."""
    if "plangen" not in source.text:
        return Ignores()
    lines = lines_of(source.text)
    comments = [
        (number, comment)
        for number, line in enumerate(lines, 1)
        if "plangen" in line and (comment := re.search(_COMMENT, line))
    ]
    texts = list(scalars(source.root)) if comments else []
    found: list[Ignore] = []
    problems: list[Problem] = []
    for number, comment in comments:
        if _in_text(lines, texts, (number, comment.start() + 1)):
            continue
        says = re.match(_SAYS, comment[1])
        rules = frozenset(re.split(r"[\s,，、]+", (says[2] or "").strip()) if says else ()) - {""}
        wrong = [_not_understood()] if says is None or (says[2] is not None and not rules) else []
        wrong += [_unknown(rule, known) for rule in sorted(rules - set(known))]
        place = (source.name, number, comment.start() + 1)
        problems += (Problem(*place, "warning", RULE, *words) for words in wrong)
        if says and (rules or says[2] is None):
            found.append(Ignore(*_span(lines, number, comment, says), rules))
    return Ignores(source.name, tuple(found), tuple(problems))


def _span(
    lines: list[str], number: int, comment: re.Match[str], says: re.Match[str]
) -> tuple[int, int]:
    """The lines that a comment holds for."""
    if says[1]:
        return 0, len(lines)
    if not lines[number - 1][: comment.start()].strip():
        below = range(number + 1, len(lines) + 1)
        number = next((n for n in below if _says(lines[n - 1])), number)
    return number, _end(lines, number)


def _says(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _end(lines: list[str], first: int) -> int:
    """The last line of what is indented below a line; the entries of a list need no indent."""
    depth = _indent(lines[first - 1])
    is_key = not lines[first - 1].lstrip().startswith("- ")
    last = first
    for number in range(first + 1, len(lines) + 1):
        line = lines[number - 1]
        entry = is_key and _indent(line) == depth and line.lstrip().startswith("- ")
        if line.strip() and _indent(line) <= depth and not entry:
            break
        last = number
    return last


def _in_text(lines: list[str], texts: list[Scalar], place: tuple[int, int]) -> bool:
    """Whether a place is within a quoted text or a block."""
    at = bisect_right(texts, place, key=lambda text: (text.line, text.column)) - 1
    if at < 0 or texts[at].plain:
        return False
    text = texts[at]
    if text.block:
        return text.line < place[0] <= _block_end(lines, text)
    rest = "\n".join(lines[text.line - 1 : place[0]])[text.column - 1 :]
    quoted = re.match(_QUOTED[rest[0]], rest) if rest[:1] in _QUOTED else None
    return (
        quoted is None
        or place[0] < text.line + quoted[0].count("\n")
        or (
            place[0] == text.line + quoted[0].count("\n")
            and place[1] < _column_after(text, quoted[0])
        )
    )


def _column_after(text: Scalar, quoted: str) -> int:
    start = text.column if "\n" not in quoted else 1
    return start + len(quoted) - quoted.rfind("\n") - 1


def _block_end(lines: list[str], text: Scalar) -> int:
    """The last line of a block: what is indented less ends it."""
    first = next((line for line in text.value.split("\n") if line.strip()), None)
    if first is None:
        return text.line
    number = next((n for n in range(text.line, len(lines)) if lines[n].strip()), text.line)
    depth = _indent(lines[number]) - _indent(first)
    while number < len(lines) and (not lines[number].strip() or _indent(lines[number]) >= depth):
        number += 1
    return number


def _not_understood() -> tuple[Words, Words | None]:
    return (
        Words("看不懂这条给plangen的注释", "this comment for plangen is not understood"),
        Words("请写成“# plangen: ignore[规则]”", "write “# plangen: ignore[rule]”"),
    )


def _unknown(rule: str, known: Collection[str]) -> tuple[Words, Words | None]:
    from plangen.settings import unknown

    return unknown(rule, known, "规则", "rule")
