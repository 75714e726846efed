"""The example of a batch: what its roster says stands in its documents, and only where it should.

Run as a script, this file makes the workbook of the example anew from its CSV.
"""

import csv
import datetime as dt
import io
import re
import shutil
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from helpers import EXAMPLES, run
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

import plangen
from plangen.roster import read_roster

FOLDER = EXAMPLES / "batch"
TABLE, BOOK = FOLDER / "roster.csv", FOLDER / "roster.xlsx"
NAME = "{{ 街道 }}/{{ 社区 }}"
DUE = "工作任务[1].条目[1].时限"
NUMBERS = ("编号", "户数", "居民人数", "检查覆盖率")
ONLY_THERE = "卓建舟（铜铃桥修缮项目负责人）"


@lru_cache
def rows() -> list[dict[str, str]]:
    with open(TABLE, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# The workbook, as an office keeps it.

MADE = dt.datetime(2027, 1, 5, 9)  # noqa: DTZ001 - workbooks know no time zones
GROUPS = {"户数": "规模", "书记姓名": "书记", "主任姓名": "主任"}
FORMATS = {"户数": "#,##0", "居民人数": "#,##0", "动员会日期": 'yyyy"年"m"月"d"日"', DUE: "yyyy-mm"}
WIDTHS = {"社区": 28, "老旧小区": 36, "网格员": 48, "演练地点": 24, DUE: 26}


def make_book(path: Path) -> None:
    """Write the rows of the CSV as a sheet with a title, a head of two rows and merged cells."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "名册"
    names = list(rows()[0])
    sheet.append(["临漪区社区消防安全工作名册（2027年）"])
    sheet.append(["填报单位：临漪区消防安全委员会办公室　　填报日期：2027年1月5日"])
    for line in (1, 2):
        sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=len(names))
    add_head(sheet, names)
    for row in rows():
        sheet.append([value_of(name, text) for name, text in row.items()])
    streets = [row["街道"] for row in rows()]
    for street in dict.fromkeys(streets):
        first = 5 + streets.index(street)
        last = first + streets.count(street) - 1
        for line in range(first + 1, last + 1):
            sheet.cell(line, 2).value = None
        sheet.merge_cells(start_row=first, end_row=last, start_column=2, end_column=2)
    dress(sheet, names)
    book.properties.creator = "临漪区消防安全委员会办公室"
    book.properties.created = MADE
    with io.BytesIO() as file:
        book.save(file)
        path.write_bytes(dated(file.getvalue()))


def add_head(sheet: Any, names: list[str]) -> None:  # noqa: ANN401
    """Names in two rows: those of a group below the group's, the others merged downwards."""
    for column, name in enumerate(names, 1):
        before = names[column - 2] if column > 1 else ""
        group = GROUPS.get(name) or GROUPS.get(before)
        if not group:
            sheet.cell(3, column, name)
            sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
            continue
        sheet.cell(4, column, name.removeprefix(group))
        if name in GROUPS:
            sheet.cell(3, column, group)
            sheet.merge_cells(start_row=3, end_row=3, start_column=column, end_column=column + 1)


def value_of(name: str, text: str) -> int | dt.date | str | None:
    """A cell as a spreadsheet has it."""
    if name in NUMBERS:
        return int(text)
    if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", text):
        return dt.date.fromisoformat(text if text.count("-") > 1 else f"{text}-01")
    return text or None


def dress(sheet: Any, names: list[str]) -> None:  # noqa: ANN401
    """Widths, borders and formats."""
    thin = Side(style="thin")
    for column, name in enumerate(names, 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(name, 14)
        for line in range(3, sheet.max_row + 1):
            cell = sheet.cell(line, column)
            cell.border = Border(thin, thin, thin, thin)
            cell.alignment = Alignment(
                "left" if name in WIDTHS and line > 4 else "center", "center"
            )
            if line > 4:
                cell.number_format = FORMATS.get(name, "General")
            else:
                cell.font = Font(bold=True)
    sheet["A1"].font = Font(size=16, bold=True)
    sheet["A1"].alignment = Alignment("center")
    sheet.freeze_panes = "D5"


def dated(data: bytes) -> bytes:
    """The same workbook, changed when it was made: each run gives the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            part = re.sub(
                rb"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{MADE:%FT%TZ}".encode(), old.read(name)
            )
            new.writestr(zipfile.ZipInfo(name, (2027, 1, 5, 9, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def cells(path: Path) -> tuple[list[list[object]], set[str]]:
    """The values and formats of a workbook's sheet, and what is merged in it."""
    sheet: Any = load_workbook(path).active
    found = [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]
    return found, {str(merged) for merged in sheet.merged_cells.ranges}


def test_the_workbook_is_made_from_the_csv(tmp_path: Path) -> None:
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    make_book(one)
    make_book(other)
    assert one.read_bytes() == other.read_bytes()
    assert cells(one) == cells(BOOK), "run: python tests/test_example_batch.py"


def test_both_rosters_say_the_same() -> None:
    table, book = read_roster(TABLE), read_roster(BOOK)
    assert table.problems == book.problems == ()
    assert [column.name for column in table.columns] == list(rows()[0])
    assert [column.name for column in table.columns] == [column.name for column in book.columns]
    assert [row.values for row in table.rows] == [tuple(row.values()) for row in rows()]
    assert [row.values for row in table.rows] == [row.values for row in book.rows]
    assert TABLE.read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in TABLE.read_bytes()


# The documents.


def made(folder: Path, roster: str) -> dict[str, bytes]:
    """Every file that a roster gives, by its path."""
    done = run(
        "batch", FOLDER / "plan.yaml", FOLDER / roster, "-o", "out", "--name", NAME,
        "--to", "docx", "--to", "md", "--collect", "out/汇编.docx", "--lang", "en",
        cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stderr.decode().splitlines() == ["wrote out/汇编.docx", "out: made 28"]
    paths = sorted((folder / "out").rglob("*.*"))
    return {
        path.relative_to(folder / "out").as_posix(): path.read_bytes()
        for path in paths
        if path.is_file() and ".plangen" not in path.parts
    }


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return made(tmp_path_factory.mktemp("xlsx"), "roster.xlsx")


@pytest.fixture(scope="module")
def texts(documents: dict[str, bytes]) -> dict[str, str]:
    """What is printed, by community."""
    found = {
        Path(path).stem: data.decode() for path, data in documents.items() if path.endswith(".md")
    }
    assert found.keys() == {row["社区"] for row in rows()}
    return found


def test_every_row_has_its_document(documents: dict[str, bytes]) -> None:
    names = {f"{row['街道']}/{row['社区']}" for row in rows()}
    assert len(names) == 14
    assert documents.keys() == {
        "汇编.docx",
        *(name + suffix for name in names for suffix in (".docx", ".md")),
    }


def test_both_rosters_give_the_same_documents(documents: dict[str, bytes], tmp_path: Path) -> None:
    assert made(tmp_path, "roster.csv") == documents


def test_every_cell_stands_in_its_document(texts: dict[str, str]) -> None:
    for row in rows():
        text = texts[row["社区"]]
        assert "{" not in text
        for number, name in enumerate(row["网格员"].split("、")):
            assert f"第{'一二三四五六七八'[number]}网格{name}" in text
        day = dt.date.fromisoformat(row["动员会日期"])
        assert f"{day.year}年{day.month}月{day.day}日召开消防工作动员会" in text
        assert f"辖区{int(row['户数']):,}户、{int(row['居民人数']):,}名居民" in text
        year, _, month = (row[DUE] or "2027-06").partition("-")
        (task,) = re.findall("^建设集中充电设施.*", text, re.MULTILINE)
        assert task.endswith(f"完成时限：{year}年{int(month)}月）")
        printed = row.keys() - {"编号", "户数", "居民人数", "动员会日期", "网格员", DUE}
        assert [row[name] for name in printed if row[name] not in text] == []


def test_a_condition_holds_only_where_its_cell_is_filled(texts: dict[str, str]) -> None:
    old = {row["社区"] for row in rows() if row["老旧小区"]}
    assert 0 < len(old) < len(texts)
    assert {name for name, text in texts.items() if "\n4.攻坚老旧小区。对" in text} == old
    assert {name for name, text in texts.items() if "攻坚" in text} == old


def test_an_override_is_for_one_community(texts: dict[str, str]) -> None:
    (file,) = (FOLDER / "overrides").iterdir()
    (row,) = (row for row in rows() if row["编号"] == file.stem)
    assert [name for name, text in texts.items() if ONLY_THERE in text] == [row["社区"]]
    assert [name for name, text in texts.items() if "修缮" in text] == [row["社区"]]
    elsewhere = [name for name, text in texts.items() if "9—10月份：复查" in text]
    assert len(elsewhere) == 13
    assert row["社区"] not in elsewhere
    assert all(text.count("月份：") == 6 for text in texts.values())


def test_no_document_holds_what_is_of_another(texts: dict[str, str]) -> None:
    own = ("社区", "书记姓名", "书记电话", "主任姓名", "主任电话", "演练地点")
    for row in rows():
        text = texts[row["社区"]]
        mine = {*row.values()}
        for other in rows():
            said = {other["社区"], *other["网格员"].split("、"), *(other[name] for name in own)}
            assert other is row or [word for word in said - mine if word in text] == []
        streets = {other["街道"] for other in rows()} - {row["街道"]}
        assert [street for street in streets if street in text] == []


def test_the_collection_holds_them_all(documents: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "all.docx").write_bytes(documents["汇编.docx"])
    document = plangen.read(tmp_path / "all.docx")
    lines = document.lines()
    titles = [f"篇{n}　{row['社区']}\n2027年消防安全工作计划" for n, row in enumerate(rows(), 1)]
    assert [line for line in lines if line.startswith("篇")] == titles
    assert document.title == "2027年社区工作计划汇编（共14篇）"
    assert not [line for line in lines if "{" in line]


def test_an_empty_cell_is_an_error(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "batch")
    table = (tmp_path / "batch" / "roster.csv").read_text("utf-8")
    for word in ("墨庐社区", "薄云天", "1176"):
        (tmp_path / "batch" / "roster.csv").write_text(table.replace(f",{word},", ",,", 1), "utf-8")
        done = run(
            "batch", "batch/plan.yaml", "batch/roster.csv", "-o", "out", "--lang", "en",
            cwd=tmp_path,
        )  # fmt: skip
        assert done.returncode == 1, word
        assert "empty-cell" in done.stderr.decode()
        assert not (tmp_path / "out").exists()


if __name__ == "__main__":
    make_book(BOOK)
