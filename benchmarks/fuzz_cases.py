"""The files that are mutated, by kind, and the file that a seed and a number give."""

import io
import json
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from mutations import Mutated, mutate, mutate_archive
from plans import plan_texts, with_fault
from roster import COLUMNS, make_rows

from plangen.rules import rules
from plangen.rules.rule import explain

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
# Kinds and the suffixes of their files; rosters are read by suffix.
KINDS = {
    "plan": ".yaml",
    "settings": ".yaml",
    "CSV roster": ".csv",
    "XLSX roster": ".xlsx",
    "YAML roster": ".yaml",
    "JSON roster": ".json",
}
SETTINGS = """\
levels: {placeholder: warning}
必备部分: [goals, tasks, schedule]
names: [云岸社区, 望江街道, 清河街道, 沈文澜]
people: [陶德顺, 温玉枝]
units: [社区居委会, 社区妇联, 社区综治中心]
terms:
  居民群众: 居民
  "(甲": 乙
common:
  - 坚持党建引领、群众参与，健全共建共治共享的社区治理制度。
exclude: [drafts/*, "[a-", "*.tmp"]
paths:
  - files: ["*.yaml", "**/[!x]*"]
    levels: {placeholder: error}
    terms: {云岸社区: 云岸居民区}
"""
_ROWS = 12


class Case(NamedTuple):
    """A file to be read."""

    kind: str
    number: int
    data: bytes
    done: tuple[str, ...]


Pools = dict[str, list[bytes]]


def make_case(seed: int, kind: str, number: int, pools: Pools) -> Case:
    """The file of a number; it depends on nothing else but the pools."""
    chance = Random(f"{seed} {kind} {number}")  # noqa: S311 - a game of dice, no secret
    return Case(kind, number, *_mutated(chance, kind, pools[kind]))


def _mutated(chance: Random, kind: str, pool: list[bytes]) -> Mutated:
    if kind == "XLSX roster":
        return mutate_archive(chance, chance.choice(pool), pool)
    return mutate(chance, pool)


def make_pools() -> Pools:
    """The files to begin with."""
    rows = make_rows(_ROWS)
    sheet = (EXAMPLES / "batch" / "roster.csv").read_bytes()
    lines = [COLUMNS, *(tuple(row.values()) for row in rows)]
    plain = "\n".join(",".join(line) for line in lines).encode()
    records = json.dumps(rows, ensure_ascii=False, indent=1).encode()
    return {
        "plan": _plans(),
        "settings": [SETTINGS.encode()],
        "CSV roster": [sheet, plain, plain.replace(b",", b"\t"), plain.replace(b",", b";")],
        "XLSX roster": [(EXAMPLES / "batch" / "roster.xlsx").read_bytes(), _workbook(lines)],
        "YAML roster": [_yaml(rows), records],
        "JSON roster": [records],
    }


def _plans() -> list[bytes]:
    """All examples, what rules have for examples, and generated plans, half of them with faults."""
    found = [file.read_bytes() for file in sorted(EXAMPLES.rglob("*.yaml"))]
    for rule in rules():
        found += [snippet.encode() for snippet in explain(rule)[1:] if snippet.strip()]
    plans = enumerate(islice(plan_texts(_ROWS), _ROWS))
    return found + [
        (with_fault(text, number) if number % 2 else text).encode() for number, text in plans
    ]


def _yaml(rows: list[dict[str, str]]) -> bytes:
    lines = [
        f"{'  ' if at else '- '}{name}: {value}"
        for row in rows
        for at, (name, value) in enumerate(row.items())
    ]
    return "\n".join(lines).encode()


def _workbook(lines: list[tuple[str, ...]]) -> bytes:
    """With figures, dates and percentages as such, and a head of two rows."""
    import datetime as dt

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([*lines[0], "日期", "", "比例"])
    sheet.append(["" for _ in lines[0]] + ["起", "止", ""])
    begin, end = len(lines[0]) + 1, len(lines[0]) + 2
    sheet.merge_cells(start_row=1, start_column=begin, end_row=1, end_column=end)
    for number, line in enumerate(lines[1:]):
        cells = [int(text) if text.isdecimal() else text for text in line]
        day = dt.date(2027, 1, 1) + dt.timedelta(number)
        sheet.append([*cells, day, day, number / 40])
        sheet.cell(sheet.max_row, end + 1).number_format = "0.0%"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
