"""Rosters in CSV: records of cells (RFC 4180), parted by a sign that is found or told."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from plangen.problems import PlanError, UsageError, Words
from plangen.roster.model import BLANK, MAX_COLUMNS, OLE, Roster, fail, tidy, too_wide
from plangen.roster.table import SAMPLE, Grid, to_roster
from plangen.source import guess_encoding

MAX_LINES = 1_048_576
# The columns of a spreadsheet, all of which a CSV may part by its delimiters.
_EMPTY_COLUMNS = 16_384

_SHORTENED = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")
_MARKS = (",", "\t", ";", "|", "，", "；")
_FULL_WIDTH = ("，", "；")
_SEPARATOR = re.compile(r'"?sep=([^" \r\n])"?(?:\r\n|\r|\n|\Z)', re.IGNORECASE)


def read_separated(name: str, data: bytes, sheet: str | None, head: int | None) -> Roster:
    """The roster in a CSV; it has no sheets."""
    if sheet is not None:
        raise UsageError(Words(f"{name}没有工作表，不能选“{sheet}”", f"{name} has no sheets"))
    if data.startswith((OLE, b"PK\x03\x04")):
        words = Words("这是工作簿，不是文本表格", "this is a workbook, not a table of text")
        fail(name, "csv", words, Words("请把后缀改为.xlsx", "name it .xlsx"))
    text, _ = guess_encoding(name, data)
    grid = Grid(name)
    mark, start = _delimiter(text, name)
    line = 1 if start else 0
    for record in _records(name, text, mark, start, line + 1):
        if record.fault:
            grid.report.add(*record.fault)
        grid.last = record.line
        cells = [_csv_cell(cell) for cell in record.cells]
        for column, cell in enumerate(cells, 1):
            if cell[-1:].isdigit() and _SHORTENED.fullmatch(cell):
                grid.shortened.setdefault(column, [record.line, 0])[1] += 1
        grid.add(record.line, cells)
    return to_roster(grid, head)


def _csv_cell(text: str) -> str:
    text = tidy(text)
    if text.startswith('="') and text.endswith('"') and len(text) > len('=""'):
        return text[2:-1].strip(BLANK)
    return text


class _Record(NamedTuple):
    """A line of a CSV, or some of them; `fault` are the parts of a problem."""

    line: int
    cells: list[str]
    fault: tuple[int, int, str, Words, Words] | None = None


@lru_cache
def _field(mark: str) -> re.Pattern[str]:
    """A field and what ends it; nothing in it goes back."""
    other = f"[^{re.escape(mark)}\r\n]*+"
    return re.compile(
        f' *+"((?:[^"]++|"")*+)("?)({other})({re.escape(mark)}|\r\n|\r|\n|\\Z)'
        f"|({other})({re.escape(mark)}|\r\n|\r|\n|\\Z)"
    )


def _records(name: str, text: str, mark: str, start: int = 0, line: int = 1) -> Iterator[_Record]:
    """The records of a CSV (RFC 4180), each with the line on which it begins."""
    match, end = _field(mark).match, len(text)
    cells: list[str] = []
    first, fault = line, None
    while start < end or cells:
        found = match(text, start)
        quoted, closed, after, stop, plain, last = found.groups()  # type: ignore[union-attr]
        if quoted is None:
            stop = last
            cells.append(plain)
        else:
            if fault is None and (not closed or after.strip()):
                fault = (line, len(cells) + 1, "csv-quote", *_quote_words(closed))
            cells.append(quoted.replace('""', '"') + after)
            line += quoted.count("\n") + quoted.count("\r") - quoted.count("\r\n")
        if len(cells) > MAX_COLUMNS and (cells[-1] or len(cells) > _EMPTY_COLUMNS):
            too_wide(name, first)
        start = found.end()  # type: ignore[union-attr]
        if stop == mark:
            continue
        yield _Record(first, cells, fault)
        line += 1
        if line > MAX_LINES:
            words = Words(f"超过{MAX_LINES}行", f"more than {MAX_LINES} lines")
            fail(name, "file-size", words, at=(line, 1))
        first, cells, fault = line, [], None


def _quote_words(closed: str) -> tuple[Words, Words]:
    if closed:
        return (
            Words("引号之后还有文字", "text follows a quoted cell"),
            Words('单元格里的引号请写两遍，如""', 'write a quote within a cell twice, as ""'),
        )
    return (
        Words("引号没有配对", "a quote is not closed"),
        Words("请补上引号，或把单元格里的引号写两遍", "close it, or write a quote in a cell twice"),
    )


def _delimiter(text: str, name: str) -> tuple[str, int]:
    """The sign between cells and where the first record begins."""
    if told := _SEPARATOR.match(text):
        return told[1], told.end()
    scores = {mark: _consistency(text[: 1000 * SAMPLE], mark, name) for mark in _MARKS}
    half = [mark for mark, (share, _) in scores.items() if share * 2 >= 1]
    narrow = [mark for mark in half if mark not in _FULL_WIDTH]
    among = narrow or half or [mark for mark in _MARKS if mark not in _FULL_WIDTH]
    return max(among, key=lambda mark: scores[mark]), 0


def _consistency(text: str, mark: str, name: str) -> tuple[float, int]:
    """The share of records that have the most common number of cells, if more than one."""
    widths: list[int] = []
    records = islice(_records(name, text, mark), 5 * SAMPLE)
    with suppress(PlanError):
        widths = [len(each.cells) for each in records if any(c.strip(BLANK) for c in each.cells)]
    wide = Counter(width for width in widths[:SAMPLE] if width > 1)
    if not wide:
        return 0.0, 0
    width, count = max(wide.items(), key=lambda pair: (pair[1], pair[0]))
    return count / len(widths[:SAMPLE]), width
