"""Rosters in XLSX: bombs are refused before openpyxl reads the cells of a sheet."""

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, NoReturn

from plangen.formats.archive import ArchiveError, check_sizes
from plangen.problems import PlanError, UsageError, Words
from plangen.roster.model import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, OLE, Roster, fail, too_wide
from plangen.roster.numbers import cell_text
from plangen.roster.table import NO_VALUE, Grid, Merge, to_roster

if TYPE_CHECKING:
    import io
    import zipfile

# openpyxl builds every element of most parts, at 5 to 150 µs each.
MAX_ELEMENTS = {"worksheet": 6_000_000, "sharedStrings": 2_000_000}
MOST_ELEMENTS = 50_000
# Its patterns for number formats and names go back over each: the sum of the squared lengths.
MOST_EFFORT = 2_000_000_000
MAX_PARTS = 10_000
MAX_OTHERS = 1_000_000
MAX_MERGES = 100_000

_DOCTYPES = [sign.join(b"<!DOCTYPE"[i : i + 1] for i in range(9)) for sign in (b"", b"\0")]
# What openpyxl reads by name, whatever kind it is said to be; and what it does not read.
_FIXED = ("styles.xml", "workbook.xml", "theme1.xml", "core.xml", "custom.xml", ".rels")
_OTHERS = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".svg", ".bin")


def read_workbook(name: str, data: bytes, sheet: str | None, head: int | None) -> Roster:
    """The roster in the sheet that is named, or in the first that holds something."""
    if data.startswith(OLE):
        _ole(name, data)
    try:
        grid = _workbook_grid(name, data, sheet)
    except (PlanError, UsageError):
        raise
    except ArchiveError:
        words = Words("工作簿解压后太大", "the workbook is too large when unpacked")
        better = Words("请另存为.xlsx，只留名册", "save it again with the roster alone")
        fail(name, "file-size", words, better)
    except Exception as error:  # noqa: BLE001 - whatever the parsers raise is the file's
        del error
        words = Words("不是工作簿，或已损坏", "not a workbook, or a broken one")
        better = Words("请用Excel或WPS打开后另存为.xlsx", "open it in Excel or WPS, save as .xlsx")
        fail(name, "xlsx", words, better)
    return to_roster(grid, head)


def _ole(name: str, data: bytes) -> NoReturn:
    if "EncryptedPackage".encode("utf-16-le") in data:
        words = Words("工作簿有密码保护", "the workbook is protected by a password")
        better = Words("请去掉密码后另存为.xlsx", "save it as .xlsx without a password")
    else:
        words = Words("这是旧的.xls格式", "this is an old .xls")
        better = Words("请另存为.xlsx", "save it as .xlsx")
    fail(name, "xlsx", words, better)


def _workbook_grid(name: str, data: bytes, sheet: str | None) -> Grid:
    import io
    import warnings
    import zipfile

    if data.count(b"PK\x01\x02") > MAX_PARTS:
        raise ArchiveError
    with zipfile.ZipFile(io.BytesIO(data)) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _check_parts(name, archive)
        try:
            book = _opened(io.BytesIO(data))
        except Exception:  # noqa: BLE001 - it fails on much that matters to nobody
            book = _opened(_mended(archive))
        chosen, scan = _sheet(name, book, archive, sheet)
        grid = Grid(scan.name, letters=True)
        _fill_grid(grid, chosen, scan)
    return grid


def _opened(file: "io.BytesIO") -> Any:  # noqa: ANN401
    import openpyxl

    return openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)


def _mended(archive: "zipfile.ZipFile") -> "io.BytesIO":
    """A copy without properties, and of the styles only the number formats.

    Other programs write fills and dates that openpyxl refuses.
    """
    import io
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for info in archive.infolist():
            if not info.filename.startswith("docProps/"):
                part = archive.read(info)
                if info.filename == "xl/styles.xml":
                    part = _only_formats(part)
                copy.writestr(info.filename, part)
    return file


def _only_formats(part: bytes) -> bytes:
    formats = b"".join(
        b"<numFmt %b/>" % found[1].rstrip(b"/")
        for found in re.finditer(rb"<(?:\w+:)?numFmt\s([^<>]*)>", part)
    )
    used = b"".join(part.split(b"cellXfs", 2)[1:2])
    given = re.findall(rb"<(?:\w+:)?xf\b[^<>]*>", used)
    numbers = [re.search(rb"\snumFmtId\s*=\s*[\"'](\d+)", xf) for xf in given]
    styles = b"".join(b'<xf numFmtId="%b"/>' % (found[1] if found else b"0") for found in numbers)
    return (
        b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<numFmts>%b</numFmts><cellXfs>%b</cellXfs></styleSheet>" % (formats, styles)
    )


def _check_parts(name: str, archive: "zipfile.ZipFile") -> None:
    """Refuse bombs: by the sizes in the directory, entities, and elements that openpyxl builds."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    check_sizes(infos)
    kinds = _kinds(archive.read("[Content_Types].xml"))
    for info in infos:
        if info.filename.lower().endswith(_OTHERS):
            continue
        most = MAX_ELEMENTS.get(kinds.get(info.filename, ""), MOST_ELEMENTS)
        signs, before = 0, b""
        with archive.open(info) as part:
            while chunk := part.read(1 << 18):
                signs += chunk.count(b"<") + chunk.count(b"/>")
                window = before + chunk
                if any(sign in window for sign in _DOCTYPES):
                    words = Words("工作簿里有DOCTYPE声明", "the workbook declares a DOCTYPE")
                    fail(name, "xlsx", words)
                if signs > 2 * most:
                    raise ArchiveError
                before = chunk[-20:]
    for path in ("xl/styles.xml", *(path for path, kind in kinds.items() if kind == "main")):
        if path in archive.namelist():
            parts = archive.read(path).split(b"<")
            if sum(len(part) ** 2 for part in parts) > MOST_EFFORT:
                raise ArchiveError


def _kinds(types: bytes) -> dict[str, str]:
    """The kind of each sheet and string table by its name, if it is said to be nothing else."""
    found: dict[str, str] = {}
    for override in islice(re.finditer(rb"<[^<>]*\bPartName[^<>]*>", types), MAX_PARTS):
        name = re.search(rb"""PartName\s*=\s*["']/([^"']*)""", override[0])
        kind = re.search(rb"""ContentType\s*=\s*["'][^"']*\.(\w+)\+xml["']""", override[0])
        path = name[1].decode("utf-8", "replace") if name else ""
        found[path] = "" if path in found or not kind else kind[1].decode()
    return {path: kind for path, kind in found.items() if not path.endswith(_FIXED)}


def _sheet(
    name: str,
    book: Any,  # noqa: ANN401
    archive: "zipfile.ZipFile",
    wanted: str | None,
) -> tuple[Any, "_Scan"]:
    """The sheet that is named, or the first visible one that holds something."""
    sheets = book.worksheets
    chosen = [
        sheet
        for sheet in sheets
        if (sheet.sheet_state == "visible" if wanted is None else sheet.title == wanted)
    ]
    if wanted is not None and not chosen:
        titles = "、".join(sheet.title for sheet in sheets[:20])
        raise UsageError(
            Words(
                f"{name}里没有工作表“{wanted}”，有：{titles}",
                f"{name} has no sheet “{wanted}”; it has: {titles}",
            )
        )
    for sheet in chosen:
        scan = _Scan(f"{name}[{sheet.title}]" if len(sheets) > 1 else name, archive, sheet)
        if scan.last:
            break
    else:
        fail(name, "empty-file", Words("工作簿里没有内容", "the workbook holds nothing"))
    return sheet, scan


class _Scan:
    """What openpyxl does not tell of a sheet: where it ends, what is merged, what has no value."""

    def __init__(self, name: str, archive: "zipfile.ZipFile", sheet: Any) -> None:  # noqa: ANN401
        from xml.parsers import expat

        self.name = name
        self.last = self.widest = self.cells = self.others = 0
        self.merges: list[Merge] = []
        self.uncalculated: dict[int, list[int]] = {}
        self.row = self.column = 0
        self.formula = self.text = self.open = False
        self.kind = ""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.data
        parser.StartDoctypeDeclHandler = self.doctype
        self.parser = parser
        with archive.open(sheet._worksheet_path) as part:  # noqa: SLF001
            while chunk := part.read(1 << 16):
                parser.Parse(chunk)
        parser.Parse(b"", True)

    def start(self, tag: str, given: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self.column = _column(given["r"]) if "r" in given else self.column + 1
            self.kind = given.get("t", "")
            self.formula = self.text = False
        elif tag == "row":
            if self.others > MAX_OTHERS:
                raise ArchiveError
            self.row = int(given.get("r", self.row + 1))
            self.column = 0
        elif tag == "f":
            self.formula = True
        elif tag in {"v", "t"}:
            self.open = True
        elif tag == "mergeCell":
            self.merge(given.get("ref", ""))
        else:
            self.others += 1

    def doctype(self, *_: object) -> None:
        raise ArchiveError

    def data(self, text: str) -> None:
        del text
        self.text |= self.open

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag in {"v", "t"}:
            self.open = False
        elif tag == "c" and (self.text or self.formula):
            if self.formula and not self.text:
                if self.kind == "str":
                    return
                self.uncalculated.setdefault(self.row, []).append(self.column)
            self.note()

    def note(self) -> None:
        """A cell that holds something."""
        self.cells += 1
        self.last = max(self.last, self.row)
        self.widest = max(self.widest, self.column)
        if self.widest > MAX_COLUMNS:
            too_wide(self.name, self.row)
        if self.last > MAX_ROWS or self.cells > MAX_CELLS:
            words = Words(
                f"超过{MAX_ROWS}行或{MAX_CELLS}个单元格",
                f"more than {MAX_ROWS} rows or {MAX_CELLS} cells",
            )
            better = Words("请删去名册之外的内容", "remove what stands outside the roster")
            fail(self.name, "file-size", words, better, (self.row, self.column))

    def merge(self, ref: str) -> None:
        corners = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})", ref)
        if len(self.merges) >= MAX_MERGES:
            words = Words(f"合并的单元格超过{MAX_MERGES}处", f"more than {MAX_MERGES} merged cells")
            fail(self.name, "file-size", words)
        if corners:
            left, top, right, bottom = corners.groups()
            self.merges.append(Merge(int(top), _column(left), int(bottom), _column(right)))


def _column(reference: str) -> int:
    """The number of a column: `C7` and `C` are 3."""
    number = 0
    for sign in reference:
        if not "A" <= sign <= "Z":
            break
        number = number * 26 + ord(sign) - 64
    return number


def _fill_grid(grid: Grid, sheet: Any, scan: _Scan) -> None:  # noqa: ANN401
    grid.last = scan.last
    grid.merges = scan.merges
    if not scan.last:
        return
    sheet.reset_dimensions()
    rows = sheet.iter_rows(min_row=1, max_row=scan.last, min_col=1, max_col=scan.widest)
    # What follows the last row is not asked for: openpyxl would build every rule of the sheet.
    for line, cells in enumerate(islice(rows, scan.last), 1):
        texts = [
            "" if cell.value is None else cell_text(grid, line, column, cell)
            for column, cell in enumerate(cells, 1)
        ]
        for column in scan.uncalculated.get(line, ()):
            texts[column - 1] = NO_VALUE
        grid.add(line, texts)
