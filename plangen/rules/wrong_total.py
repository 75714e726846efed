"""A total is not the sum of its parts: in a row or a column `合计`, or in a sentence.

Cells count where they hold a number with the same unit, or with none. Percentages, unit prices and
years are not added up. Of sentences only those are judged whose parts are surely all, such as
`党员120人，其中男70人、女40人`, or where one part is more than the whole.

Passes:

    title: 云溪社区2027年工作计划
    tasks:
      - table:
          columns: [小区, 楼栋, 户数]
          rows:
            - [东苑, "12", "1,080"]
            - [西苑, "8", "650"]
            - [合计, "20", "1,730"]

Fails:

    title: 云溪社区2027年工作计划
    tasks:
      - table:
          columns: [小区, 楼栋, 户数]
          rows:
            - [东苑, "12", "1,080"]
            - [西苑, "8", "650"]
            - [合计, "20", "1,700"]
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from plangen.model import DataTable
from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule, at_hit
from plangen.settings import Settings
from plangen.subject import Placed, Subject

if TYPE_CHECKING:
    from decimal import Decimal

_NUMBER = late(r"(?:共|约)?\s*(\d+(?:[,，]\d{3})*(?:\.\d+)?)\s*([\u4e00-\u9fffA-Za-z²]{0,4})")
_TOTAL = late(r"(?:合|总|共)\s*计(?:数)?|总\s*数|合计[（(].{1,6}[）)]")
_PART = late(r"小\s*计|其中|分计")
# Columns that nobody adds up.
_NO_SUM = late(
    r"率|比|[%％]|均|号|序|单价|价格|标准|年|日期|时间|电话|面积系数|排名|名次|等级|备注"
)
_PRICE = late(r"单价|价格|标准|数量|单位")
_EMPTY = frozenset({"", "—", "-", "——", "/", "－", "无"})
_FEWEST = 2

_SEXES = late(
    r"其中[：:，,]?(?P<one>男|女)(?:性|党员|职工|代表|教师|生|同志)?(?P<first>\d+)(?P<unit>[人名])[、，,]"
    r"(?!(?P=one))[男女](?:性|党员|职工|代表|教师|生|同志)?(?P<second>\d+)(?P=unit)"
)
_PARTS = late(
    r"其中[^，,。；;、\d]{0,10}(?P<first>\d+)(?P<unit>人次|场次|[人名户个场次件支家处])(?!次|以)"
)
_WHOLE = late(r"(?P<whole>\d+)(?P<unit>人次|场次|[人名户个场次件支家处])[，,：:（(]?$")
_LOOSE = late(r"每|各|不少于|至少|不低于|多|余|约|不足|以上|近")


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every wrong total."""
    for placed in subject.tables:
        table = placed.value
        if isinstance(table, DataTable):
            for row, column, total, found in (*_columns(table), *_rows(table)):
                yield Finding(*_place(subject, placed, table, row, column), *_words(total, found))
    if "其中" in subject.joined:
        yield from _sentences(subject)


def _columns(table: DataTable) -> Iterator[tuple[int, int, str, "Decimal"]]:
    """Row and column of each wrong sum in a row of totals, what it says and what it should."""
    labels = [_label(row) for row in table.rows]
    totals = [at for at, label in enumerate(labels) if label == "total"]
    if len(totals) != 1 or "part" in labels or totals[0] not in {0, len(labels) - 1}:
        return
    rows = [row for at, row in enumerate(table.rows) if at != totals[0]]
    for column, total in enumerate(table.rows[totals[0]]):
        name = table.columns[column] if column < len(table.columns) else ""
        if _NO_SUM.search(name) or len(rows) < _FEWEST:
            continue
        yield from (
            (totals[0], column, total, found)
            for found in _wrong([row[column] for row in rows if column < len(row)], total)
        )


def _rows(table: DataTable) -> Iterator[tuple[int, int, str, "Decimal"]]:
    """The same for a last column of totals, where it fits other rows."""
    last = len(table.columns) - 1
    if last <= _FEWEST or not _TOTAL.fullmatch(table.columns[last]):
        return
    parts = [at for at, name in enumerate(table.columns[:-1]) if at and not _NO_SUM.search(name)]
    if len(parts) < _FEWEST or any(map(_PRICE.search, table.columns)):
        return
    right = 0
    wrong: list[tuple[int, int, str, Decimal]] = []
    for at, row in enumerate(table.rows):
        cells = [row[part] for part in parts if part < len(row)]
        if len(row) != len(table.columns) or not _adds(cells, row[last]):
            continue
        found = list(_wrong(cells, row[last]))
        right += not found
        wrong += [(at, last, row[last], sum_) for sum_ in found]
    if right >= len(wrong) or (len(table.rows) == 1 and wrong):
        yield from wrong


def _label(row: Sequence[str]) -> str:
    for cell in row[:2]:
        if _TOTAL.fullmatch(cell):
            return "total"
        if _PART.match(cell):
            return "part"
    return ""


def _adds(cells: Sequence[str], total: str) -> bool:
    """Whether cells are numbers with the unit of their total, at least two of them."""
    whole = _parts(total)
    filled = [cell for cell in cells if cell not in _EMPTY]
    if whole is None or len(filled) < _FEWEST:
        return False
    return all(part is not None and part[1] in {whole[1], ""} for part in map(_parts, filled))


def _parts(cell: str) -> tuple[str, str] | None:
    """The number and the unit of a cell; most are a number alone."""
    if cell.isdecimal():
        return cell, ""
    found = _NUMBER.fullmatch(cell) if cell else None
    return (found[1], found[2]) if found else None


def _wrong(cells: Sequence[str], total: str) -> "Iterator[Decimal]":
    """The sum of cells where their total says otherwise; decimals may be rounded."""
    from decimal import Decimal

    if not _adds(cells, total):
        return
    numbers = [_decimal(cell) for cell in cells if cell not in _EMPTY]
    said, found = _decimal(total), sum(numbers, Decimal())
    exponent = min(int(number.as_tuple().exponent) for number in (*numbers, said))
    slack = Decimal(len(numbers)).scaleb(exponent) / 2 if exponent < 0 else Decimal()
    if abs(said - found) > slack:
        yield found


def _decimal(cell: str) -> "Decimal":
    from decimal import Decimal

    found = _parts(cell)
    return Decimal(found[0].replace(",", "").replace("，", "") if found else "0")


def _place(
    subject: Subject, placed: Placed, table: DataTable, row: int, column: int
) -> tuple[int, int]:
    """Where a cell stands, as far as its text can be told; else the table."""
    cells = [t for t in subject.texts if t.kind == "cell" and t.entry == placed.entry]
    before = sum(1 for cells_ in (table.columns, *table.rows[:row]) for cell in cells_ if cell)
    at = before + sum(1 for cell in table.rows[row][:column] if cell)
    if at < len(cells) and cells[at].value == table.rows[row][column]:
        return cells[at].line, cells[at].column
    return placed.line, placed.column


def _sentences(subject: Subject) -> Iterator[Finding]:
    for hit in subject.find(_PARTS):
        before = hit.text.value[: hit.start]
        whole = _WHOLE.search(before)
        if whole is None or whole["unit"] != hit.match["unit"]:
            continue
        clause = re.split(r"[。；;，,]", before[: whole.start()])[-1]
        if _LOOSE.search(clause + hit.match[0]):
            continue
        total, first = int(whole["whole"]), int(hit.match["first"])
        sexes = _SEXES.match(hit.text.value, hit.start)
        if first > total:
            yield at_hit(hit, *_part_words(first, total))
        elif sexes and first + int(sexes["second"]) != total:
            yield at_hit(hit, *_words(str(total), first + int(sexes["second"])))


def _words(total: str, found: "Decimal | int") -> tuple[Words, Words]:
    return (
        Words(
            f"合计写的是{total}，各项相加是{found}", f"the total says {total}, the sum is {found}"
        ),
        Words("请核对", "check it"),
    )


def _part_words(part: int, total: int) -> tuple[Words, Words]:
    return (
        Words(f"其中的{part}比总数{total}还大", f"a part is {part}, the whole only {total}"),
        Words("请核对", "check it"),
    )


RULE = Rule(
    "wrong-total",
    "error",
    Words("合计与各项之和不符", "a total that is not the sum"),
    """合计不等于各项之和：表格中的“合计”一行或一栏，或者一句话里的总数。

同一单位或不带单位的数字才相加；百分比、单价、年份等不相加。句子只看各项肯定齐全的，如“党员120人，其中男70人、
女40人”，以及其中一项比总数还大的。""",
    check,
)
