"""What a roster is, and what its readers share: limits, clean texts, a report of faults."""

import re
import unicodedata
from typing import NamedTuple, NoReturn

from plangen.problems import Level, PlanError, Problem, Words, in_order
from plangen.source import MAX_PROBLEMS

Value = str | tuple[str, ...]

MAX_ROWS = 200_000
MAX_COLUMNS = 1_000
MAX_CELLS = 2_000_000

BLANK = " \t\r\n\u3000\u00a0\u2007\u202f\u200b\u200c\u200d\u2060\ufeff"
_ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
_BREAK = re.compile("\r\n|\r")
# The first bytes of an old .xls, and of a workbook with a password.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Column(NamedTuple):
    """A column; `number` counts from 1 in a sheet, and by first appearance in YAML and JSON."""

    name: str
    number: int


class Row(NamedTuple):
    """One document's values, aligned with the columns; "" where there is none.

    `places` are line and column of each value, for YAML and JSON only.
    """

    line: int
    values: tuple[Value, ...]
    places: tuple[tuple[int, int], ...] = ()


class Roster(NamedTuple):
    """Columns and rows; `name` stands in problems, `head` is the last line of the head."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    head: int

    def place(self, row: Row, column: int) -> tuple[str, int, int]:
        """File, line and column of a value, by the index of its column."""
        if row.places:
            return (self.name, *row.places[column])
        return self.name, row.line, self.columns[column].number


class Report:
    """What is wrong with a roster; no more than 200 of a level are kept."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: dict[Level, list[Problem]] = {"error": [], "warning": []}

    def add(  # noqa: PLR0913, PLR0917 - the parts of a problem
        self,
        line: int,
        column: int,
        rule: str,
        message: Words,
        better: Words | None = None,
        level: Level = "error",
    ) -> None:
        """Note a problem, unless there are enough of its level."""
        if len(self.found[level]) < MAX_PROBLEMS:
            problem = Problem(self.name, line, column, level, rule, message, better)
            self.found[level].append(problem)

    def sound(self) -> tuple[Problem, ...]:
        """The warnings, if there is no error."""
        if self.found["error"]:
            raise PlanError((self.found["error"] + self.found["warning"])[:MAX_PROBLEMS])
        return in_order(self.found["warning"])


def fail(
    name: str, rule: str, message: Words, better: Words | None = None, at: tuple[int, int] = (0, 0)
) -> NoReturn:
    """Refuse a roster for one fault.

    Raises:
        PlanError: always.
    """
    raise PlanError([Problem(name, *at, "error", rule, message, better)])


def too_wide(name: str, line: int) -> NoReturn:
    """Refuse a roster of too many columns.

    Raises:
        PlanError: always.
    """
    words = Words(f"超过{MAX_COLUMNS}列", f"more than {MAX_COLUMNS} columns")
    fail(name, "file-size", words, at=(line, MAX_COLUMNS + 1))


def tidy(text: str) -> str:
    """A cell's text without white space at its ends, its lines parted by LF."""
    text = text.strip(BLANK)
    return _BREAK.sub("\n", text) if "\r" in text else text


def column_name(text: str) -> str:
    """A column's name: one line, composed signs, nothing that cannot be seen."""
    name = ""
    for part in _ZERO_WIDTH.sub("", text).split("\n"):
        part = part.strip(BLANK)  # noqa: PLW2901 - a line has no ends
        name += " " + part if name[-1:].isascii() and part[:1].isascii() and name and part else part
    return unicodedata.normalize("NFC", name)
