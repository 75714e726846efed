"""Rosters made for tests: tables as CSV, workbooks by openpyxl, and workbooks part by part."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from packages import zipped

from plangen.problems import PlanError
from plangen.roster import Roster, read_roster

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def written(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def book(path: Path, rows: Iterable[Iterable[Any]], merged: Iterable[str] = ()) -> Path:
    """A workbook of one sheet; a value may be a pair of value and number format."""
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = "名册"
    for line, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(line, column)
            cell.value, code = value if isinstance(value, tuple) else (value, None)
            if code:
                cell.number_format = code
    for reference in merged:
        sheet.merge_cells(reference)
    workbook.save(path)
    return path


def raw_book(rows: str, after: str = "", **parts: str) -> bytes:
    """A workbook whose sheet is given as XML; `parts` are the bodies of strings and styles."""
    kinds = {"strings": "sharedStrings", "styles": "styles"}
    types = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for name, kind in (
            ("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"),
            *((kinds[part], kinds[part]) for part in parts if part in kinds),
        )
    )  # fmt: skip
    others = {
        f"xl/{kinds[part]}.xml": f'<{tag} xmlns="{MAIN}">{parts[part]}</{tag}>'
        for part, tag in (("strings", "sst"), ("styles", "styleSheet"))
        if part in parts
    }
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension='
            '"rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{types}</Types>",
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
            f' Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>",
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_REL}"><sheets>'
            '<sheet name="名册" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/worksheets/sheet1.xml": f'{parts.get("before", "")}<worksheet xmlns="{MAIN}">'
            f"{parts.get('dimension', '')}<sheetData>{rows}</sheetData>{after}</worksheet>",
            **others,
        }
    )


def table(roster: Roster) -> list[list[Any]]:
    """The names of the columns and the values of the rows."""
    return [[column.name for column in roster.columns], *(list(row.values) for row in roster.rows)]


def refused(path: Path, **options: Any) -> list[str]:  # noqa: ANN401
    """What is said of a roster with errors: place, level, rule and the Chinese sentence."""
    try:
        read_roster(path, **options)
    except PlanError as error:
        return told(error.problems)
    raise AssertionError("it was read")


def told(problems: Iterable[Any]) -> list[str]:
    return [f"{p.line}:{p.column} {p.level} {p.rule} {p.message.zh}" for p in problems]


def styles(formats: Mapping[int, str]) -> str:
    """A style sheet whose styles 0, 1, … have these number formats; "" is one that is built in.

    Its fill is one that openpyxl refuses and other programs write.
    """
    given = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{code}"/>'
        for number, code in formats.items() if code
    )  # fmt: skip
    used = "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0"/>' for number in formats
    )
    return (
        f"<numFmts>{given}</numFmts><fonts><font/></fonts><fills><fill/></fills>"
        f"<borders><border/></borders><cellXfs>{used}</cellXfs>"
    )
