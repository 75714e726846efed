"""Rosters: a row for each community, from CSV, XLSX, YAML or JSON to rows of texts.

Values are what a reader of the sheet sees: codes in full, percentages as percentages, dates as
`2027-01-08`. Places in CSV and XLSX are the line and the number of the column; in YAML and JSON
the line and the column of the sign.
"""

import os
from collections.abc import Callable

from plangen.loader import read_bytes
from plangen.problems import UsageError, Words
from plangen.roster.model import Column, Roster, Row, Value, fail
from plangen.roster.records import read_json, read_yaml
from plangen.roster.separated import read_separated
from plangen.roster.workbook import read_workbook

__all__ = ["Column", "Roster", "Row", "Value", "read_roster"]

StrPath = str | os.PathLike[str]

MAX_SIZE = 50_000_000
_READERS: dict[str, Callable[[str, bytes, str | None, int | None], Roster]] = {
    ".xlsx": read_workbook,
    ".xlsm": read_workbook,
    ".xls": read_workbook,
    ".csv": read_separated,
    ".tsv": read_separated,
    ".txt": read_separated,
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".json": read_json,
}


def read_roster(path: StrPath, sheet: str | None = None, head: int | None = None) -> Roster:
    """Read a roster by its suffix; `head` is the number of the head row as programs show it.

    Raises:
        PlanError: the roster has errors; all of them are in it.
        UsageError: it cannot be read, or it has no such sheet or head row.
    """
    name = str(path)
    reader = _READERS.get(os.path.splitext(name)[1].lower())
    if reader is None:
        kinds = " ".join(suffix for suffix in _READERS if suffix != ".xls")
        raise UsageError(
            Words(f"{name}：不认识的名册格式，可用{kinds}", f"{name}: not a roster; use {kinds}")
        )
    if os.path.exists(name) and not os.path.isfile(name):
        raise UsageError(Words(f"{name}不是文件", f"{name} is not a file"))
    data = read_bytes(name, MAX_SIZE)
    if len(data) > MAX_SIZE:
        fail(
            name, "file-size", Words(f"文件超过{MAX_SIZE}字节", f"more than {MAX_SIZE} bytes long")
        )
    return reader(name, data, sheet, head)
