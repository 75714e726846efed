"""Rosters as people keep them and as attackers make them: exact texts, exact reports, bounds."""

import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from limits import held
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from rosters import book, raw_book, refused, styles, table, told, written

from plangen.problems import PlanError, UsageError
from plangen.roster import Column, Row, read_roster
from plangen.roster.model import MAX_COLUMNS

MORNING = dt.datetime(2027, 1, 8, 8, 30)  # noqa: DTZ001 - a sheet knows no zones
PLAIN = [["社区", "书记"], ["幸福里", "王芳"], ["春风里", "李明"]]
HEAD = '<row r="1"><c r="A1" t="str"><v>社区</v></c><c r="B1" t="str"><v>书记</v></c></row>'
ROW = '<row r="2"><c r="A2" t="str"><v>幸福里</v></c><c r="B2" t="str"><v>王芳</v></c></row>'


def csv(path: Path, text: str | bytes, name: str = "r.csv", **options: Any) -> list[list[Any]]:  # noqa: ANN401
    roster = read_roster(written(path / name, text), **options)
    assert not roster.problems
    return table(roster)


# CSV.


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";", "|", "，", "；"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_line_ends(
    tmp_path: Path, encoding: str, mark: str, end: str
) -> None:
    text = end.join(mark.join(row) for row in PLAIN) + end
    assert csv(tmp_path, text.encode(encoding)) == PLAIN


# A file, and the table that it is.
TABLES: dict[str, tuple[str, list[list[str]]]] = {
    "values as typed": (
        "社区,代码,率\n甲,001,95%\n乙,440305001001,3.0\n",
        [["社区", "代码", "率"], ["甲", "001", "95%"], ["乙", "440305001001", "3.0"]],
    ),
    "full-width commas in cells": (
        "社区,任务\n甲,走访，检查，评估\n乙,走访，检查，评估\n",
        [["社区", "任务"], ["甲", "走访，检查，评估"], ["乙", "走访，检查，评估"]],
    ),
    "decimal commas": ("a;b\n0,5;0,7\n1,5;x\n", [["a", "b"], ["0,5", "0,7"], ["1,5", "x"]]),
    "Excel's line": ("sep=;\n社区;人,数\n甲;1\n", [["社区", "人,数"], ["甲", "1"]]),
    "a separator of one's own": ("sep=^\n社区^人\n甲^王\n", [["社区", "人"], ["甲", "王"]]),
    "breaks and quotes in cells": (
        '社区,"书记\n姓名"\n"甲\r\n乙","他说""好"""\n',
        [["社区", "书记姓名"], ["甲\n乙", '他说"好"']],
    ),
    "delimiters in quotes": ('社区,人\n"甲;乙;丙","a,b"\n', [["社区", "人"], ["甲;乙;丙", "a,b"]]),
    "spaces before quotes": ('社区, "人"\n甲, "王,李"\n', [["社区", "人"], ["甲", "王,李"]]),
    "a quote within a cell": ('社区,尺寸\n甲,5" 管\n', [["社区", "尺寸"], ["甲", '5" 管']]),
    "a text kept by Excel": ('社区,代码\n甲,"=""001"""\n', [["社区", "代码"], ["甲", "001"]]),
    "spaces of all kinds": (
        "\u200b社区\u3000, 书\u200b记 \n\u3000甲\u00a0,\u200b王 芳\ufeff\n",
        [["社区", "书记"], ["甲", "王 芳"]],
    ),
    "NFC": ("cafe\u0301,b\nx,y\n", [["caf\u00e9", "b"], ["x", "y"]]),
    "empty rows and columns": ("社区,,人,\n,,,\n甲,,王,\n\n乙\n", [["社区", "人"], ["甲", "王"], ["乙", ""]]),
    "one column": ("社区\n甲\n乙\n", [["社区"], ["甲"], ["乙"]]),
    "no end of the last line": ("社区,人\n甲,", [["社区", "人"], ["甲", ""]]),
    "a title": ("某街道名册,,\n\n社区,书记,户\n甲,王,1\n", [["社区", "书记", "户"], ["甲", "王", "1"]]),
    "a title without delimiters": (
        "某街道2027年名册\n社区,书记,户\n甲,王,1\n",
        [["社区", "书记", "户"], ["甲", "王", "1"]],
    ),
    "a title and a note": (
        "某街道名册,,\n填报单位：街道办,,填报时间：2027年1月\n社区,书记,户\n甲,王,1\n",
        [["社区", "书记", "户"], ["甲", "王", "1"]],
    ),
    "a title of two cells": (
        "某街道名册,一份,,\n社区,书记,户,人\n甲,王,1,2\n乙,李,3,4\n",
        [["社区", "书记", "户", "人"], ["甲", "王", "1", "2"], ["乙", "李", "3", "4"]],
    ),
    "rows cut short": (
        "社区,书记,户,注\n甲\n乙,李\n丙,赵\n",
        [["社区", "书记", "户", "注"], ["甲", "", "", ""], ["乙", "李", "", ""], ["丙", "赵", "", ""]],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TABLES.values(), ids=list(TABLES))
def test_tables_in_csv(tmp_path: Path, text: str, expected: list[list[str]]) -> None:
    assert csv(tmp_path, text) == expected


def test_lines_are_those_of_an_editor(tmp_path: Path) -> None:
    path = written(tmp_path / "r.csv", 'sep=,\n社区,书记\n"甲\n乙",王\n\n丙,李\n')
    roster = read_roster(path)
    assert roster.head == 2
    assert [row.line for row in roster.rows] == [3, 6]
    assert roster.columns == (Column("社区", 1), Column("书记", 2))
    assert roster.place(roster.rows[1], 1) == (str(path), 6, 2)
    assert roster.rows[1] == Row(6, ("丙", "李"))


# A file, and what is said of it.
FAULTS: dict[str, tuple[str, list[str]]] = {
    "an open quote": (
        '社区,书记\n甲,王\n乙,"李\n丙,赵\n',
        ["3:2 error csv-quote 引号没有配对"],
    ),
    "an open quote below a break": (
        '社区,书记\n"甲\n乙","李\n',
        ["3:2 error csv-quote 引号没有配对"],
    ),
    "an open quote that another closes": (
        '社区,书记\n"甲,王\n"乙",李\n丙,赵\n',
        ["2:1 error csv-quote 引号之后还有文字"],
    ),
    "control characters": (
        "社区,书记\n甲\0,王\n乙,\x07\n",
        [
            "2:1 error character 不可用的字符U+0000",
            "3:2 error character 不可用的字符U+0007",
        ],
    ),
    "the same name twice": (
        "社区,书记,社区\n甲,王,乙\n",
        ["1:3 error duplicate-column 列名“社区”与第1列重复"],
    ),
    "a column without a name": ("社区,,书记\n甲,王,李\n", ["1:2 error no-name 第2列没有列名"]),
    "rows wider than the head": (
        "社区,书记\n甲,王\n乙,李,x,y\n丙,赵\n丁,钱,,z\n",
        [
            "3:3 error row-too-long 第3列有内容，但表头没有这一列",
            "5:4 error row-too-long 第4列有内容，但表头没有这一列",
        ],
    ),
    "all rows wider than the head": (
        "社区,书记\n甲,王,x\n乙,李,y\n",
        [
            "2:3 error row-too-long 第3列有内容，但表头没有这一列",
            "3:3 error row-too-long 第3列有内容，但表头没有这一列",
        ],
    ),
    "several faults": (
        "社区,社区,\n甲\0,王,x\n",
        [
            "1:2 error duplicate-column 列名“社区”与第1列重复",
            "2:1 error character 不可用的字符U+0000",
            "2:3 error row-too-long 第3列有内容，但表头没有这一列",
        ],
    ),
    "no head": ("1,2\n3,4\n", ["1:1 error head-row 找不到表头行"]),
    "no rows": ("社区,书记\n", ["1:1 error no-rows 表头之下没有数据"]),
    "nothing": ("\n ,\n", ["0:0 error empty-file 名册是空的"]),
    "a workbook": ("PK\3\4", ["0:0 error csv 这是工作簿，不是文本表格"]),
    "too many columns": (
        "a,b\n" + "x," * MAX_COLUMNS + "x\n",
        ["2:1001 error file-size 超过1000列"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), FAULTS.values(), ids=list(FAULTS))
def test_faults_of_csv(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert refused(written(tmp_path / "r.csv", text)) == expected


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = written(tmp_path / "r.csv", "社区,书记\n甲,".encode() + b"\xff\xff\n")
    assert refused(path) == ["2:3 error encoding 文件不是UTF-8编码，也不是GB18030编码"]


def test_totals_and_shortened_numbers_are_said(tmp_path: Path) -> None:
    text = "社区,代码\n甲,4.40305E+11\n乙,4.40305E+11\n 合 计 ,1E+12\n总计：,\n合计里,1\n"
    roster = read_roster(written(tmp_path / "r.csv", text))
    assert [row.values[0] for row in roster.rows] == ["甲", "乙", "合计里"]
    assert told(roster.problems) == [
        "2:2 warning code-digits 写成科学记数的数字（3格），表格程序保存时已丢失末尾几位",
        "4:1 warning total-row “合 计”一行是合计，未列入",
        "5:1 warning total-row “总计：”一行是合计，未列入",
    ]


def test_no_more_than_200_problems(tmp_path: Path) -> None:
    path = written(tmp_path / "r.csv", "社区,书记\n" + "甲,乙,丙\n" * 300)
    assert len(refused(path)) == 200


# The call.


@pytest.mark.parametrize(
    ("name", "options", "zh", "en"),
    [
        ("r.ods", {}, "不认识的名册格式，可用", "not a roster; use .xlsx"),
        ("none.csv", {}, "无法读取", "cannot read"),
        ("folder.csv", {}, "不是文件", "is not a file"),
        ("r.csv", {"sheet": "甲"}, "没有工作表，不能选“甲”", "has no sheets"),
        (
            "r.csv",
            {"head": 4},
            "没有第4行，最后一行是第3行",
            "there is no row 4; the last is row 3",
        ),
        ("r.csv", {"head": 0}, "没有第0行", "there is no row 0"),
        ("r.xlsx", {"sheet": "乙"}, "没有工作表“乙”，有：名册", "no sheet “乙”; it has: 名册"),
        ("r.xlsx", {"head": 9}, "没有第9行，最后一行是第3行", "there is no row 9"),
        ("r.yaml", {"head": 1}, "没有工作表和表头行", "neither sheets nor a head row"),
    ],
)
def test_wrong_calls(tmp_path: Path, name: str, options: dict[str, Any], zh: str, en: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    written(tmp_path / "r.csv", "社区,书记\n甲,王\n乙,李\n")
    written(tmp_path / "r.yaml", "- 社区: 甲\n")
    book(tmp_path / "r.xlsx", PLAIN)
    with pytest.raises(UsageError) as caught:
        read_roster(tmp_path / name, **options)
    assert zh in caught.value.words.zh
    assert en in caught.value.words.en


def test_a_head_row_that_is_given(tmp_path: Path) -> None:
    text = "甲,乙,丙\n\n1,2,\n3,4\n"
    assert csv(tmp_path, text, head=3) == [["1", "2"], ["3", "4"]]
    path = written(tmp_path / "r.csv", text)
    assert refused(path, head=2) == ["2:1 error head-row 第2行是空的，不能作表头"]
    assert refused(path, head=4) == ["4:1 error no-rows 表头之下没有数据"]


# Workbooks: what a reader of the sheet sees.


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (12, None, "12"),
        (12.0, None, "12"),
        (-3.5, None, "-3.5"),
        (0.1 + 0.2, None, "0.3"),
        (1e-7, None, "0.0000001"),
        (440305001001, None, "440305001001"),
        (4.40305001001e11, None, "440305001001"),
        (12, "000000", "000012"),
        (12.6, "0", "13"),
        (0.95, "0%", "95%"),
        (0.945, "0%", "95%"),
        (0.95, "0.00%", "95.00%"),
        (1, "0%", "100%"),
        (0.956, "0.##%", "95.6%"),
        (1234, "#,##0", "1234"),
        (1234.5, "#,##0.00", "1234.50"),
        (-1234.5, '"¥"#,##0.00_);[Red]\\(#,##0.00\\)', "-1234.50"),
        (0, "0.00", "0.00"),
        (1234567, "0,", "1234567"),
        (0.5, "# ?/?", "0.5"),
        (3.25, "0.0E+00", "3.25"),
        (3.25, "G/通用格式", "3.25"),
        (dt.date(2027, 1, 8), "yyyy-mm-dd", "2027-01-08"),
        (dt.date(2027, 1, 8), 'yyyy"年"m"月"d"日"', "2027-01-08"),
        (dt.date(2027, 1, 8), "[$-804]yyyy/m/d;@", "2027-01-08"),
        (dt.date(2027, 1, 8), 'm"月"d"日"', "2027-01-08"),
        (dt.date(2027, 1, 8), 'yyyy"年"m"月"', "2027-01"),
        (dt.date(2027, 1, 8), "yyyy", "2027"),
        (MORNING, "yyyy-mm-dd h:mm", "2027-01-08 08:30"),
        (MORNING.replace(second=5), "yyyy-mm-dd h:mm:ss", "2027-01-08 08:30:05"),
        (MORNING.replace(hour=0, minute=0), "yyyy-mm-dd h:mm:ss", "2027-01-08"),
        (MORNING, "yyyy-mm-dd", "2027-01-08"),
        (MORNING, "h:mm", "08:30"),
        (dt.time(8, 30), "h:mm AM/PM", "08:30"),
        (dt.timedelta(hours=30, minutes=15), "[h]:mm", "30:15"),
        (True, None, "是"),
        (False, None, "否"),
        ("001", None, "001"),
        ("\u3000\u00a0甲 乙\u200b\n", None, "甲 乙"),
        ("甲_x000D_\n乙", None, "甲\n乙"),
        ("= 1", "@", "= 1"),
    ],
)
def test_values_of_cells(tmp_path: Path, value: object, code: str | None, expected: str) -> None:
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.append(["社区", "值"])
    sheet.append(["甲", value])
    cell = sheet["B2"]
    cell.number_format = code or cell.number_format
    if isinstance(value, str):
        cell.data_type = "s"
    workbook.save(tmp_path / "r.xlsx")
    roster = read_roster(tmp_path / "r.xlsx")
    assert roster.rows == (Row(2, ("甲", expected)),)
    assert roster.problems == ()


@pytest.mark.parametrize(
    ("number", "code", "value", "expected"),
    [
        (31, "", "46395", "2027-01-08"),
        (57, "", "46395", "2027-01"),
        (58, "", "46395", "2027-01-08"),
        (32, "", "0.3541666667", "08:30"),
        (14, "", "46395", "2027-01-08"),
        (31, "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@", "46395", "2027-01-08"),
        (0, "", "4.40305001001E+11", "440305001001"),
        (10, "", "0.12345", "12.35%"),
    ],
)
def test_formats_by_their_number(
    tmp_path: Path, number: int, code: str, value: str, expected: str
) -> None:
    row = f'<row r="2"><c r="A2" t="str"><v>甲</v></c><c r="B2" s="1"><v>{value}</v></c></row>'
    data = raw_book(HEAD + row, styles=styles({164: "General", number: code}))
    roster = read_roster(written(tmp_path / "r.xlsx", data))
    assert roster.rows[0].values[1] == expected


def test_texts_with_formats_within(tmp_path: Path) -> None:
    rich = CellRichText(TextBlock(InlineFont(b=True), "幸福"), "里")
    assert table(read_roster(book(tmp_path / "r.xlsx", [["社区", "书记"], [rich, "王芳"]]))) == [
        ["社区", "书记"], ["幸福里", "王芳"],
    ]  # fmt: skip
    strings = "<si><r><t>社</t></r><r><t>区</t></r><rPh sb='0' eb='1'><t>x</t></rPh></si><si/>"
    row = HEAD.replace('t="str"><v>社区', 't="s"><v>0')
    roster = read_roster(written(tmp_path / "s.xlsx", raw_book(row + ROW, strings=strings)))
    assert roster.columns[0].name == "社区"


def test_faults_of_cells(tmp_path: Path) -> None:
    rows = [
        ["=1+1", None, None],
        ["社区", "书记", "户数"],
        ["甲", "=B1", "#N/A"],
        ["乙", "李_x0001_", 1234567890123456],
        ["丙", "赵", 12345678901234567],
        ["丁", None, None, "x"],
        ["合计", "=SUM(C3)", None],
    ]
    assert refused(book(tmp_path / "r.xlsx", rows)) == [
        "3:2 error formula B3的公式没有计算结果",
        "3:3 error cell-error C3是错误值#N/A",
        "4:2 error character 不可用的字符U+0001",
        "4:3 warning code-digits 超过15位的数字（2格），表格程序可能已丢失末尾几位",
        "6:4 error row-too-long D列有内容，但表头没有这一列",
        "7:1 warning total-row “合计”一行是合计，未列入",
    ]


def test_formulas_have_the_values_they_had(tmp_path: Path) -> None:
    row = (
        '<row r="2"><c r="A2" t="str"><f>B2</f><v>甲</v></c><c r="B2"><f>1+1</f><v>2</v></c></row>'
        '<row r="3"><c r="A3" t="str"><v>乙</v></c><c r="B3" t="str"><f>""</f><v></v></c></row>'
    )
    roster = read_roster(written(tmp_path / "r.xlsx", raw_book(HEAD + row)))
    assert [row.values for row in roster.rows] == [("甲", "2"), ("乙", "")]


# Workbooks: heads, merged cells, sheets.

TWO_LINES = [
    ["幸福街道社区名册", None, None, None, None],
    ["街道", "社区", "负责人", None, "备注"],
    [None, None, "姓名", "电话", None],
    ["东街", "甲", "王芳", 13800000000, None],
    [None, "乙", "李明", 13800000001, "新设"],
    [None, None, None, None, None],
    ["西街", "丙", "赵强", 13800000002, None],
]
TWO_LINES_MERGED = ["A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "A4:A6"]


@pytest.mark.parametrize(
    ("merged", "head"),
    [
        (TWO_LINES_MERGED, None),
        (TWO_LINES_MERGED, 2),
        (TWO_LINES_MERGED, 3),
        (["A1:E1", "C2:D2", "A4:A6"], None),
        (["A1:E1", "C2:D2", "A4:A6"], 2),
    ],
)
def test_a_head_of_two_lines(tmp_path: Path, merged: list[str], head: int | None) -> None:
    roster = read_roster(book(tmp_path / "r.xlsx", TWO_LINES, merged), head=head)
    assert table(roster) == [
        ["街道", "社区", "姓名", "电话", "备注"],
        ["东街", "甲", "王芳", "13800000000", ""],
        ["东街", "乙", "李明", "13800000001", "新设"],
        ["西街", "丙", "赵强", "13800000002", ""],
    ]
    assert [row.line for row in roster.rows] == [4, 5, 7]
    assert roster.head == 3


def test_names_below_several_names(tmp_path: Path) -> None:
    rows = [
        ["社区", "班子", None, None, None],
        [None, "书记", None, "主任", None],
        [None, "姓名", "电话", "姓名", "手机\n号码"],
        ["甲", "王芳", "1", "李明", "2"],
    ]
    merged = ["A1:A3", "B1:E1", "B2:C2", "D2:E2"]
    assert table(read_roster(book(tmp_path / "r.xlsx", rows, merged)))[0] == [
        "社区", "班子书记姓名", "电话", "班子主任姓名", "手机号码",
    ]  # fmt: skip


def test_rows_merged_over_the_table_are_left_out(tmp_path: Path) -> None:
    rows = [["社区", "书记"], ["一、东街", None], ["甲", "王"], ["备注：略", None]]
    roster = read_roster(book(tmp_path / "r.xlsx", rows, ["A2:B2", "A4:B4"]))
    assert table(roster) == [["社区", "书记"], ["甲", "王"]]
    assert told(roster.problems) == [
        "2:1 warning wide-row 横跨全表的合并行，未列入",
        "4:1 warning wide-row 横跨全表的合并行，未列入",
    ]


def test_a_name_over_two_columns_of_which_one_is_used(tmp_path: Path) -> None:
    rows = [["社区", "地址", None], ["甲", "幸福路1号", None]]
    assert table(read_roster(book(tmp_path / "r.xlsx", rows, ["B1:C1", "B2:C2"]))) == [
        ["社区", "地址"], ["甲", "幸福路1号"],
    ]  # fmt: skip


def test_columns_of_workbooks_have_letters(tmp_path: Path) -> None:
    rows = [[*"甲乙", None, "甲"], [*"一二三四"]]
    assert refused(book(tmp_path / "r.xlsx", rows)) == [
        "1:3 error no-name C列没有列名",
        "1:4 error duplicate-column 列名“甲”与A列重复",
    ]


def test_which_sheet(tmp_path: Path) -> None:
    workbook = Workbook()
    hidden: Any = workbook.active
    hidden.title, hidden.sheet_state = "旧", "hidden"
    hidden.append(["社区", "书记"])
    hidden.append(["旧", "旧"])
    workbook.create_sheet("空")
    sheet = workbook.create_sheet("名册")
    sheet.append(["社区", "书记"])
    sheet.append(["甲", "王"])
    path = tmp_path / "r.xlsx"
    workbook.save(path)
    roster = read_roster(path)
    assert roster.name == f"{path}[名册]"
    assert roster.place(roster.rows[0], 1) == (f"{path}[名册]", 2, 2)
    assert table(roster)[1] == ["甲", "王"]
    assert table(read_roster(path, sheet="旧"))[1] == ["旧", "旧"]
    assert refused(path, sheet="空") == ["0:0 error empty-file 工作簿里没有内容"]
    assert read_roster(book(tmp_path / "s.xlsx", PLAIN)).name == str(tmp_path / "s.xlsx")


# Workbooks: broken and hostile.


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "xlsx 不是工作簿，或已损坏"),
        (b"<html><table>", "xlsx 不是工作簿，或已损坏"),
        (b"PK\3\4 and no more", "xlsx 不是工作簿，或已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1Workbook", "xlsx 这是旧的.xls格式"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "xlsx 工作簿有密码保护",
        ),
    ],
)
@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".XLSM"])
def test_no_workbooks(tmp_path: Path, data: bytes, expected: str, suffix: str) -> None:
    assert refused(written(tmp_path / f"r{suffix}", data)) == [f"0:0 error {expected}"]


def _rows(count: int, cells: str) -> str:
    return "".join(f'<row r="{line}" s="0">{cells}</row>' for line in range(3, count + 3))


def test_what_a_sheet_says_of_its_size_does_not_matter(tmp_path: Path) -> None:
    for size in ("A1", "A1:XFD1048576", "C3:D4"):
        data = raw_book(HEAD + ROW, dimension=f'<dimension ref="{size}"/>')
        with held():
            roster = read_roster(written(tmp_path / "r.xlsx", data))
        assert table(roster) == [["社区", "书记"], ["幸福里", "王芳"]]


def test_rows_without_content_are_passed_over(tmp_path: Path) -> None:
    data = raw_book(
        HEAD + ROW + _rows(200_000, '<c s="0"/>'), dimension='<dimension ref="A1:B1048576"/>'
    )
    path = written(tmp_path / "r.xlsx", data)
    with held(10):
        assert len(read_roster(path).rows) == 1


ATTACKS: dict[str, tuple[bytes, str]] = {
    "entities": (
        raw_book(HEAD + ROW, before='<!DOCTYPE a [<!ENTITY b "c">]>'),
        "0:0 error xlsx 工作簿里有DOCTYPE声明",
    ),
    "a bomb": (
        raw_book(HEAD + ROW + " " * 30_000_000),
        "0:0 error file-size 工作簿解压后太大",
    ),
    "columns": (
        raw_book(HEAD + '<row r="2">' + "<c><v>1</v></c>" * 10_000 + "</row>"),
        "2:1001 error file-size 超过1000列",
    ),
    "a row far below": (
        raw_book(HEAD + ROW + '<row r="99999999"><c><v>1</v></c></row>'),
        "99999999:1 error file-size 超过200000行或2000000个单元格",
    ),
    "styles": (
        raw_book(HEAD + ROW, styles="<cellXfs>" + "<xf/>" * 60_000 + "</cellXfs>"),
        "0:0 error file-size 工作簿解压后太大",
    ),
    "a number format": (
        raw_book(HEAD + ROW, styles=styles({0: "", 180: "[" * 60_000})),
        "0:0 error file-size 工作簿解压后太大",
    ),
    "merged cells": (
        raw_book(
            HEAD + ROW + _rows(3000, '<c t="b"><v>1</v></c>'),
            "<mergeCells>"
            + "".join(f'<mergeCell ref="A{i}:A1048576"/>' for i in range(2, 3000))
            + "</mergeCells>",
        ),
        "765:1 error file-size 合并的单元格太多",
    ),
}


@pytest.mark.parametrize(("data", "expected"), ATTACKS.values(), ids=list(ATTACKS))
def test_attacks(tmp_path: Path, data: bytes, expected: str) -> None:
    path = written(tmp_path / "r.xlsx", data)
    with held(10):
        assert refused(path) == [expected]


def test_a_quote_and_signs_without_end(tmp_path: Path) -> None:
    for text in ('a,"' + '""' * 300_000, "\n" * 1_100_000, "a,b\n" + "," * 300_000):
        path = written(tmp_path / "r.csv", text)
        with held(20), pytest.raises(PlanError):
            read_roster(path)


def test_much_is_read_in_little_time_and_memory(tmp_path: Path) -> None:
    rows = [
        [f"列{i}" for i in range(10)],
        *[[f"甲{i}", *"乙丙丁戊己庚辛壬癸"] for i in range(10_000)],
    ]
    path = written(tmp_path / "r.csv", "\n".join(map(",".join, rows)))
    with held(10, 100):
        assert table(read_roster(path)) == rows


# YAML and JSON.


def test_lists_of_mappings(tmp_path: Path) -> None:
    text = "- 社区: 甲\n  代码: 001\n  人: [王, 李]\n- 率: 3.0\n  社区: 'on'\n-\n- {社区: ~}\n"
    path = written(tmp_path / "r.yaml", text)
    roster = read_roster(path)
    assert roster.columns == (
        Column("社区", 1),
        Column("代码", 2),
        Column("人", 3),
        Column("率", 4),
    )
    assert [row.values for row in roster.rows] == [
        ("甲", "001", ("王", "李"), ""),
        ("on", "", "", "3.0"),
    ]
    assert roster.place(roster.rows[0], 2) == (str(path), 3, 6)
    assert roster.place(roster.rows[1], 0) == (str(path), 5, 7)
    assert roster.place(roster.rows[1], 1) == (str(path), 4, 3)


@pytest.mark.parametrize("indent", [None, 2, "\t"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_json(tmp_path: Path, indent: Any, ascii_only: bool) -> None:  # noqa: ANN401, FBT001
    rows = [{"社区": "𠮷祥里", "户": 12, "人": ["王", "李"], "注": None, "路": "a\\ud83d/b"}]
    text = json.dumps(rows, ensure_ascii=ascii_only, indent=indent)
    roster = read_roster(written(tmp_path / "r.json", text))
    assert roster.rows[0].values == ("𠮷祥里", "12", ("王", "李"), "", "a\\ud83d/b")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲: {书记: 王}\n", ["1:1 error roster 名册应是列表，每项一行"]),
        ("[]\n", ["1:1 error no-rows 名册里没有数据"]),
        ("", ["1:1 error empty-file 文件是空的"]),
        (
            "- 甲\n- b: {c: d}\n- e: 1\n  e: 2\n- f: [a, [1]]\n- '': x\n",
            [
                "1:3 error roster 每项应由“列名: 值”组成",
                "2:6 error roster 值应是文字或文字的列表",
                "4:3 error duplicate-key “e”在这一行里重复",
                "5:10 error roster 值应是文字或文字的列表",
                "6:3 error no-name 列名是空的",
            ],
        ),
        ("- a: &x 1\n", ["1:6 error yaml-alias 不支持YAML锚点和引用（&x）"]),
    ],
)
def test_faults_of_yaml(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert refused(written(tmp_path / "r.yaml", text)) == expected


# Whatever stands in a file.


def _reads_or_says(path: Path) -> None:
    try:
        roster = read_roster(path)
    except PlanError as error:
        said = [problem.describe("zh").encode() for problem in error.problems]
    else:
        said = [row for row in roster.rows if len(row.values) == len(roster.columns)]
    assert said


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_no_bytes_give_a_traceback(tmp_path_factory: Any, data: st.DataObject) -> None:  # noqa: ANN401
    folder = tmp_path_factory.mktemp("rosters")
    text = data.draw(st.text('社区,，;"\t\n\r\0=a1.%{}[]:-\\ _x\u3000', max_size=60))
    for suffix in (".csv", ".yaml", ".json"):
        _reads_or_says(written(folder / f"r{suffix}", text))
    whole = bytearray(raw_book(HEAD + ROW, strings="<si/>", styles=styles({0: "", 14: ""})))
    seed = data.draw(st.integers(0, 10**9))
    for _ in range(random.Random(seed).randint(1, 9)):  # noqa: S311
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    _reads_or_says(written(folder / "r.xlsx", bytes(whole)))
