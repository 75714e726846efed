"""From a grid of texts to a roster: the head, its columns and the rows below it."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple, NoReturn

from plangen.problems import UsageError, Words
from plangen.roster.model import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    Column,
    Report,
    Roster,
    Row,
    column_name,
    fail,
)
from plangen.source import FORBIDDEN, forbidden_words

MAX_HEAD = 8
# How many rows are looked at for a delimiter and for the head.
SAMPLE = 200
_NEAR = 50

_NUMERIC = re.compile(
    r"[+-]?[\d,]*\d(?:\.\d+)?(?:[eE][+-]?\d+)?%?"
    r"|\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?(?: \d{2}:\d{2}(?::\d{2})?)?|\d{4}年\d{1,2}月(?:\d{1,2}日)?"
)
_NOTE = re.compile(r"[:：].")
_TOTAL = re.compile(r"(?:合计|总计|共计|小计|总合计|(?:grand|sub)?total|sum)[:：]?", re.IGNORECASE)
# Stands before the error that a cell of a workbook holds; alone, for a formula without a value.
NO_VALUE = "\0"


class Merge(NamedTuple):
    """A merged range, its four sides within."""

    top: int
    left: int
    bottom: int
    right: int


class Grid:
    """The rows of a sheet that hold something, by number, and what is known of their cells."""

    def __init__(self, name: str, letters: bool = False) -> None:  # noqa: FBT001, FBT002
        self.name = name
        self.letters = letters
        self.lines: list[tuple[int, list[str]]] = []
        self.last = 0
        self.merges: list[Merge] = []
        self.shortened: dict[int, list[int]] = {}
        self.report = Report(name)
        self.count = 0

    def add(self, number: int, cells: list[str]) -> None:
        """A row, unless it is blank; too many are refused."""
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            return
        self.lines.append((number, cells))
        self.count += len(cells)
        if len(self.lines) > MAX_ROWS:
            words = Words(f"超过{MAX_ROWS}行", f"more than {MAX_ROWS} rows")
            fail(self.name, "file-size", words, at=(number, 1))
        if self.count > MAX_CELLS:
            words = Words(f"超过{MAX_CELLS}个单元格", f"more than {MAX_CELLS} cells")
            fail(self.name, "file-size", words, at=(number, 1))

    def column(self, number: int) -> Words:
        """A column as its program calls it."""
        if self.letters:
            return Words(f"{_letters(number)}列", f"column {_letters(number)}")
        return Words(f"第{number}列", f"column {number}")


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def to_roster(grid: Grid, head: int | None) -> Roster:
    """The roster that a grid holds; `head` is the number of the head row, if it is known.

    Raises:
        PlanError: the roster has errors; all of them are in it.
        UsageError: there is no such row.
    """
    return _Table(grid).roster(head)


class _Table:
    """Finds the head of a grid, its columns and its rows."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.report = grid.report
        self.own = dict(grid.lines)
        self.below: dict[int, list[Merge]] = {}
        for merge in grid.merges:
            self.below.setdefault(merge.top, []).append(merge)

    def roster(self, head: int | None) -> Roster:
        if not self.grid.lines:
            fail(self.grid.name, "empty-file", Words("名册是空的", "the roster is empty"))
        top, bottom = self.given_head(head) if head is not None else self.found_head()
        columns = self.columns(top, bottom)
        rows = tuple(self.rows(columns, bottom))
        for column, (line, count) in self.grid.shortened.items():
            if line > bottom:
                self.report.add(
                    line, column, "code-digits", *_digits_words(count, self.grid.letters), "warning"
                )
        if not rows:
            words = Words("表头之下没有数据", "there are no rows below the head")
            self.report.add(bottom, 1, "no-rows", words)
        return Roster(self.grid.name, columns, rows, self.report.sound(), bottom)

    # The head.

    def given_head(self, head: int) -> tuple[int, int]:
        if not 1 <= head <= self.grid.last:
            last = self.grid.last
            raise UsageError(
                Words(
                    f"{self.grid.name}：没有第{head}行，最后一行是第{last}行",
                    f"{self.grid.name}: there is no row {head}; the last is row {last}",
                )
            )
        tops = [m.top for m in self.grid.merges if m.left == m.right and m.top <= head <= m.bottom]
        top = max(min(tops, default=head), head - MAX_HEAD + 1)
        if head not in self.own:
            words = Words(f"第{head}行是空的，不能作表头", f"row {head} is empty and no head")
            fail(self.grid.name, "head-row", words, at=(head, 1))
        return top, max(head, self.bottom(top))

    def found_head(self) -> tuple[int, int]:
        """The first row of words that is as wide as the rows below it usually are.

        If a narrower row of words stands above it, only figures below it tell that it is no data.
        """
        lines = self.grid.lines[: SAMPLE + _NEAR]
        least = min(2, max(_filled(cells) for _, cells in lines))
        spare: tuple[int, int] | None = None
        for index, (line, cells) in enumerate(lines[:SAMPLE]):
            if _filled(cells) < least or any(map(_NOTE.search, cells)):
                continue
            found = line, self.bottom(line)
            words = not any(map(_NUMERIC.fullmatch, cells))
            below = [row for _, row in lines[index + 1 : index + 1 + _NEAR]]
            if self.wide(*found, below):
                if words and (spare is None or _has_figures(below, cells)):
                    return found
                return spare or self.no_head(line)
            if words and spare is None:
                spare = found
        return spare or self.no_head(lines[0][0])

    def wide(self, top: int, bottom: int, below: list[list[str]]) -> bool:
        """Whether a head reaches as far right as most rows below it, and has half as many cells."""
        texts = self.texts(top, bottom)
        reach = sorted(len(row) for row in below) or [0]
        count = sorted(_filled(row) for row in below) or [0]
        middle = (len(reach) - 1) // 2
        return max(texts, default=0) >= reach[middle] and 2 * len(texts) >= count[middle]

    def no_head(self, number: int) -> NoReturn:
        words = Words("找不到表头行", "no head row was found")
        better = Words(
            "表头各列须有名称；请指明表头是第几行", "each column needs a name; say which row it is"
        )
        fail(self.grid.name, "head-row", words, better, (number, 1))

    def bottom(self, top: int) -> int:
        """The last row of a head: what is merged downwards, and what stands below merged names."""
        row = bottom = top
        while row <= bottom < top + MAX_HEAD:
            spans = self.below.get(row, [])[:MAX_COLUMNS]
            bottom = max([bottom, *(merge.bottom for merge in spans)])
            if row == bottom and self.parted(row + 1, [m for m in spans if m.right > m.left]):
                bottom += 1
            row += 1
        return min(bottom, top + MAX_HEAD - 1)

    def parted(self, line: int, spans: list[Merge]) -> bool:
        """Whether a row's cells all stand below merged names, and part them."""
        filled = [column for column, text in enumerate(self.own.get(line, ()), 1) if text]
        under = {c for m in spans for c in range(m.left, min(m.right, MAX_COLUMNS) + 1)}
        return len(filled) > 1 and under.issuperset(filled)

    def texts(self, top: int, bottom: int) -> dict[int, list[str]]:
        """The texts of the head above each other, by column."""
        found: dict[int, list[str]] = {}
        spread: dict[tuple[int, int], str] = {}
        for line in range(top, bottom + 1):
            cells = self.own.get(line, [])
            for merge in islice(self.below.get(line, ()), MAX_COLUMNS):
                text = cells[merge.left - 1] if merge.left <= len(cells) else ""
                for row in range(line, min(merge.bottom, bottom) + 1):
                    for column in range(merge.left, min(merge.right, MAX_COLUMNS) + 1):
                        if (row, column) in spread:
                            break
                        spread[row, column] = text
            covered = {column for row, column in spread if row == line}
            for column in sorted({*range(1, len(cells) + 1), *covered}):
                text = cells[column - 1] if column <= len(cells) else ""
                text = column_name(text or spread.get((line, column), ""))
                if text and text not in found.setdefault(column, [])[-1:]:
                    found[column].append(text)
        return {column: texts for column, texts in found.items() if texts}

    def columns(self, top: int, bottom: int) -> tuple[Column, ...]:
        texts = self.texts(top, bottom)
        data = {
            c for n, cells in self.grid.lines if n > bottom for c, t in enumerate(cells, 1) if t
        }
        own = {c for n in range(top, bottom + 1) for c, t in enumerate(self.own.get(n, ()), 1) if t}
        # A name merged over two columns of which one is never used names the other.
        texts = {c: names for c, names in texts.items() if c in own or c in data}
        lowest = Counter(names[-1] for names in texts.values())
        first: dict[str, int] = {}
        columns = []
        for column, names in sorted(texts.items()):
            name = names[-1] if lowest[names[-1]] == 1 else "".join(names)
            columns.append(Column(name, column))
            if first.setdefault(name, column) != column:
                where = self.grid.column(first[name])
                words = Words(
                    f"列名“{name}”与{where.zh}重复",
                    f"the column name “{name}” is given twice: first in {where.en}",
                )
                better = Words("请给每列不同的名称", "give each column a name of its own")
                self.report.add(bottom, column, "duplicate-column", words, better)
        for line in range(top, bottom + 1):
            self.cell_faults(line)
        return tuple(columns)

    # The rows.

    def rows(self, columns: tuple[Column, ...], bottom: int) -> Iterator[Row]:
        numbers = [column.number for column in columns]
        right, named = max(numbers, default=0), set(numbers)
        unnamed: set[int] = set()
        fills = self.fills(bottom)
        for line, own in self.grid.lines:
            if line <= bottom or self.left_out(line, own, numbers):
                continue
            self.cell_faults(line)
            extra = next((c for c in range(right + 1, len(own) + 1) if own[c - 1]), 0)
            if extra:
                self.too_long(line, extra, bottom)
            if len(named) < right:
                unnamed.update(c for c, t in enumerate(own[:right], 1) if t and c not in named)
            cells = fills.get(line, own)
            width = len(cells)
            yield Row(line, tuple([cells[n - 1] if n <= width else "" for n in numbers]))
        for column in sorted(unnamed):
            where = self.grid.column(column)
            words = Words(f"{where.zh}没有列名", f"{where.en} has no name")
            better = Words("请写上列名或删去该列", "name it or remove the column")
            self.report.add(bottom, column, "no-name", words, better)

    def too_long(self, line: int, extra: int, bottom: int) -> None:
        where = self.grid.column(extra)
        words = Words(
            f"{where.zh}有内容，但表头没有这一列",
            f"{where.en} holds something, but the head has no such column",
        )
        better = Words(
            f"表头取自第{bottom}行；请核对表头和该行",
            f"row {bottom} was read as the head; check it and this row",
        )
        self.report.add(line, extra, "row-too-long", words, better)

    def cell_faults(self, line: int) -> None:
        for column, text in enumerate(self.own.get(line, ()), 1):
            if not text or not (found := FORBIDDEN.search(text)):
                continue
            if self.grid.letters and text[0] == NO_VALUE:
                where = f"{_letters(column)}{line}"
                self.report.add(line, column, *_no_value(where, text[1:]))
            else:
                self.report.add(line, column, "character", *forbidden_words(found[0]))

    def left_out(self, line: int, own: list[str], numbers: list[int]) -> bool:
        """Whether a row is a total or a title within the table, which is said."""
        column, first = next((c, text) for c, text in enumerate(own, 1) if text)
        if _TOTAL.fullmatch("".join(first.split())):
            words = Words(
                f"“{first}”一行是合计，未列入", f"“{first}” begins a row of totals: left out"
            )
            self.report.add(line, column, "total-row", words, level="warning")
            return True
        if len(numbers) > 1 and any(
            m.left <= numbers[0] and m.right >= numbers[-1] for m in self.below.get(line, ())
        ):
            words = Words("横跨全表的合并行，未列入", "a row merged over the whole table: left out")
            self.report.add(line, column, "wide-row", words, level="warning")
            return True
        return False

    def fills(self, bottom: int) -> dict[int, list[str]]:
        """The rows that cells merged downwards reach into, with those cells' texts."""
        filled: dict[int, list[str]] = {}
        budget = MAX_CELLS
        for top, left, low, _ in self.grid.merges:
            cells = self.own.get(top, [])
            text = cells[left - 1] if top > bottom and left <= len(cells) else ""
            lines = range(top + 1, min(low, self.grid.last) + 1) if text else range(0)
            budget -= len(lines)
            if budget < 0:
                words = Words("合并的单元格太多", "too many merged cells")
                fail(self.grid.name, "file-size", words, at=(top, left))
            for line in lines:
                if line in self.own:
                    row = filled.setdefault(line, list(self.own[line]))
                    row.extend([""] * (left - len(row)))
                    row[left - 1] = row[left - 1] or text
        return filled


def _no_value(where: str, error: str) -> tuple[str, Words, Words]:
    if error:
        words = Words(f"{where}是错误值{error}", f"{where} is the error {error}")
        return "cell-error", words, Words("请改正", "correct it")
    words = Words(f"{where}的公式没有计算结果", f"the formula in {where} has no value yet")
    better = Words("请在Excel或WPS里打开并保存", "open it in Excel or WPS and save it")
    return "formula", words, better


def _filled(cells: list[str]) -> int:
    return sum(map(bool, cells))


def _has_figures(below: list[list[str]], head: list[str]) -> bool:
    """Whether a column named by words holds mostly figures."""
    for column, name in enumerate(head):
        texts = [row[column] for row in below if column < len(row) and row[column]]
        if name and 2 * sum(map(bool, map(_NUMERIC.fullmatch, texts))) > len(texts):
            return True
    return False


def _digits_words(count: int, letters: bool) -> tuple[Words, Words]:  # noqa: FBT001
    better = Words("请将该列设为文本后重填", "format the column as text and enter them again")
    if letters:
        return Words(
            f"超过15位的数字（{count}格），表格程序可能已丢失末尾几位",
            f"numbers of more than 15 digits (cells: {count}): the last may have been lost",
        ), better
    return Words(
        f"写成科学记数的数字（{count}格），表格程序保存时已丢失末尾几位",
        f"numbers such as 4.4E+11 (cells: {count}): their last digits were not saved",
    ), better
