"""Rosters in YAML and JSON: a list of mappings, which know their places."""

import re

from plangen.problems import Problem, UsageError, Words, in_order
from plangen.roster.model import (
    MAX_COLUMNS,
    MAX_ROWS,
    Column,
    Report,
    Roster,
    Row,
    Value,
    column_name,
    fail,
    tidy,
    too_wide,
)
from plangen.source import Limits, Mapping, Node, Scalar, Sequence, read_nodes

_YAML = Limits(20_000_000, 600_000)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_PAIR = re.compile(
    rb"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
)


def read_yaml(name: str, data: bytes, sheet: str | None, head: int | None) -> Roster:
    """The roster in a YAML file, which has neither sheets nor a head row."""
    if sheet is not None or head is not None:
        raise UsageError(
            Words(f"{name}没有工作表和表头行", f"{name} has neither sheets nor a head row")
        )
    root, problems = read_nodes(name, data, _YAML)
    if not isinstance(root, Sequence):
        words = Words("名册应是列表，每项一行", "a roster is a list with an item for each row")
        better = Words("每行以“- ”开头", "begin each row with “- ”")
        fail(name, "roster", words, better, (root.line, root.column))
    records = _Records(name)
    for item in root.items:
        records.add(item)
    return records.roster(root, problems)


def read_json(name: str, data: bytes, sheet: str | None, head: int | None) -> Roster:
    """The roster in a JSON file: YAML, but for signs that are written as two halves."""
    if b"\\ud" in data or b"\\uD" in data:
        data = _PAIR.sub(_joined, data)
    return read_yaml(name, data, sheet, head)


def _joined(pair: re.Match[bytes]) -> bytes:
    """Two halves of a sign as the sign, which YAML knows of nothing else."""
    halves = bytes.fromhex((pair[2] + pair[3]).decode("ascii"))
    return pair[1] + halves.decode("utf-16-be").encode()


class _Records:
    """Mappings to rows; columns in the order in which they appear."""

    def __init__(self, name: str) -> None:
        self.report = Report(name)
        self.columns: dict[str, int] = {}
        self.found: list[tuple[Mapping, dict[int, tuple[Value, int, int]]]] = []

    def add(self, item: Node) -> None:
        if not isinstance(item, Mapping):
            if isinstance(item, Scalar) and item.plain and item.value in _NULLS:
                return
            words = Words("每项应由“列名: 值”组成", "a row is made of “column: value”")
            self.report.add(item.line, item.column, "roster", words)
            return
        values: dict[int, tuple[Value, int, int]] = {}
        for key, node in item.entries:
            column = self.column(key)
            if column in values:
                words = Words(f"“{key.value}”在这一行里重复", f"“{key.value}” is given twice")
                better = Words("请只留一个", "keep one of them")
                self.report.add(key.line, key.column, "duplicate-key", words, better)
            values[column] = (self.value(node), node.line, node.column)
        if any(value for value, _, _ in values.values()):
            self.found.append((item, values))

    def column(self, key: Scalar) -> int:
        name = column_name(key.value)
        if not name:
            words = Words("列名是空的", "the name of a column is empty")
            self.report.add(key.line, key.column, "no-name", words)
        if name not in self.columns and len(self.columns) >= MAX_COLUMNS:
            too_wide(self.report.name, key.line)
        return self.columns.setdefault(name, len(self.columns))

    def value(self, node: Node) -> Value:
        if isinstance(node, Scalar):
            return _scalar(node)
        if isinstance(node, Sequence) and all(isinstance(item, Scalar) for item in node.items):
            texts = [_scalar(item) for item in node.items if isinstance(item, Scalar)]
            return tuple(text for text in texts if text)
        if isinstance(node, Sequence):
            node = next(item for item in node.items if not isinstance(item, Scalar))
        words = Words("值应是文字或文字的列表", "a value is a text or a list of texts")
        self.report.add(node.line, node.column, "roster", words)
        return ""

    def roster(self, root: Sequence, problems: tuple[Problem, ...]) -> Roster:
        if not self.found:
            words = Words("名册里没有数据", "the roster has no rows")
            self.report.add(root.line, root.column, "no-rows", words)
        if len(self.found) > MAX_ROWS:
            words = Words(f"超过{MAX_ROWS}行", f"more than {MAX_ROWS} rows")
            self.report.add(self.found[MAX_ROWS][0].line, 1, "file-size", words)
        rows = []
        for item, values in self.found:
            none = ("", item.line, item.column)
            cells = [values.get(column, none) for column in range(len(self.columns))]
            places = tuple((line, column) for _, line, column in cells)
            rows.append(Row(item.line, tuple(value for value, _, _ in cells), places))
        columns = tuple(Column(name, index + 1) for name, index in self.columns.items())
        noted = in_order((*problems, *self.report.sound()))
        return Roster(self.report.name, columns, tuple(rows), noted, root.line)


def _scalar(node: Scalar) -> str:
    return "" if node.plain and node.value in _NULLS else tidy(node.value)
