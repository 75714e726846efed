"""What became of a batch, a line for each document: as CSV, XLSX or JSON."""

import csv
import io
import json
import os
from collections.abc import Iterable, Sequence

from plangen.batch.maker import Outcome, Status
from plangen.batch.planner import Reason
from plangen.problems import Language, UsageError, Words
from plangen.roster import Roster

_HEADS = {
    "zh": ("编号", "行", "文件", "格式", "结果", "原因", "说明"),
    "en": ("key", "line", "file", "format", "result", "reason", "message"),
}
_NAMES = ("key", "line", "file", "format", "result", "reason", "message")
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
STATUS: dict[Status, Words] = {
    "made": Words("已生成", "made"),
    "unchanged": Words("未变", "unchanged"),
    "kept": Words("保留（有人改过）", "kept (edited)"),
    "outdated": Words("保留（有人改过，已过时）", "kept (edited, out of date)"),
    "failed": Words("未写成", "failed"),
    "faulty": Words("有错误", "with errors"),
}
REASONS: dict[Reason, Words] = {
    "new": Words("新增", "new"),
    "missing": Words("文件不在了", "the file is gone"),
    "damaged": Words("文件已损坏", "the file is damaged"),
    "failed": Words("上次未写成", "it failed last time"),
    "program": Words("程序版本变了", "another version of plangen"),
    "plan": Words("计划变了", "the plan changed"),
    "look": Words("模板、版式或参数变了", "the template, layout or options changed"),
    "row": Words("这一行变了", "the row changed"),
    "forced": Words("覆盖了他人的改动", "a person's changes were overwritten"),
    "same": Words("", ""),
}


def lines(
    outcomes: Iterable[Outcome], roster: Roster, language: Language
) -> list[tuple[str | int, ...]]:
    """Key, line of the roster, file, format, result, reason and message of each document."""
    return [
        (
            found.key,
            roster.rows[found.row].line,
            found.path,
            found.to,
            STATUS[found.status].to(language),
            REASONS[found.reason].to(language),
            found.fault.to(language) if found.fault else "",
        )
        for found in outcomes
    ]


def suffix_of(path: str) -> str:
    """The suffix of a report.

    Raises:
        UsageError: no report can be written in it.
    """
    suffix = os.path.splitext(path)[1].lower()
    if suffix not in {".json", ".csv", ".xlsx"}:
        raise UsageError(
            Words(
                f"--report {path}：后缀应是.xlsx、.csv或.json",
                f"--report {path}: the suffix should be .xlsx, .csv or .json",
            )
        )
    return suffix


def report(path: str, outcomes: Sequence[Outcome], roster: Roster, language: Language) -> bytes:
    """The bytes of a report in the format that the path's suffix names.

    Raises:
        UsageError: it names none.
    """
    rows = lines(outcomes, roster, language)
    suffix = suffix_of(path)
    if suffix == ".json":
        records = [dict(zip(_NAMES, row, strict=True)) for row in rows]
        return (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode()
    write = _csv if suffix == ".csv" else _xlsx
    return write([_HEADS[language], *rows])


def _csv(rows: Iterable[Sequence[str | int]]) -> bytes:
    """With a byte order mark, for Excel; what looks like a formula is marked as text."""
    text = io.StringIO()
    csv.writer(text).writerows(
        [
            "'" + cell if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
            for cell in row
        ]
        for row in rows
    )
    return text.getvalue().encode("utf-8-sig")


def _xlsx(rows: Sequence[Sequence[str | int]]) -> bytes:
    """Texts are written as texts, formulas never."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(at, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
                cell.quotePrefix = value.startswith(_FORMULA)
    for letter, width in zip("ABCDEFG", (16, 6, 44, 8, 24, 24, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
