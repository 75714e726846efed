"""The cells of a workbook as a reader sees them: numbers and dates by their formats."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from plangen.roster.model import tidy
from plangen.roster.table import NO_VALUE, Grid

if TYPE_CHECKING:
    import datetime as dt

_LOST = 16
# The day after the last that spreadsheets know.
_LAST_DAY = 2_958_466

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
# The built-in formats of Chinese programs, which have no code in the file (ECMA-376 18.8.30).
_CHINESE_FORMATS = {
    **dict.fromkeys((27, 36, 50, 52, 57), "yyyy-mm"),
    **dict.fromkeys((28, 29, 30, 31, 51, 53, 54, 58), "yyyy-mm-dd"),
    **dict.fromkeys((32, 34, 55), "h:mm"),
    **dict.fromkeys((33, 35, 56), "h:mm:ss"),
}


def cell_text(grid: Grid, line: int, column: int, cell: Any) -> str:  # noqa: ANN401
    """What a reader of the sheet sees in a cell that holds something."""
    value = cell.value
    if cell.data_type == "e":
        return NO_VALUE + str(value)
    if isinstance(value, str):
        if "_x" in value:
            value = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)
        return tidy(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _figure(grid, line, column, cell)
    return _moment(value, _plain(cell.number_format))


def _figure(grid: Grid, line: int, column: int, cell: Any) -> str:  # noqa: ANN401
    value = cell.value
    if abs(value) == float("inf"):
        return f"{NO_VALUE}{value}"
    own = _CHINESE_FORMATS.get(cell.style_array.numFmtId)
    if own and -1 < value < _LAST_DAY:
        from openpyxl.utils.datetime import from_excel

        return _moment(from_excel(value, cell.parent.parent.epoch), own)
    if abs(value) >= 10 ** (_LOST - 1):
        grid.shortened.setdefault(column, [line, 0])[1] += 1
    return _number(value, _plain(cell.number_format))


@lru_cache(maxsize=1000)
def _plain(code: str) -> str:
    """The first part of a number format without quoted texts, colours, signs and fillings."""
    return re.sub(
        r'"[^"]*"?|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', "", code, flags=re.IGNORECASE
    ).split(";")[0]


def _number(value: float, code: str) -> str:
    """A number by its format, without thousands separators; in General 15 digits, as Excel."""
    from decimal import ROUND_HALF_UP, Context, Decimal

    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    shape = re.search(r"([#0?,]*[#0?])(?:\.([#0?]*))?(,?)", code)
    if not shape or shape[3] or re.search(r"[Ee/@]|General", code):
        text = f"{number:f}"
        return _trimmed(text) if "." in text else text
    whole, parts, _ = shape.groups(default="")
    percent = "%" in code
    wide = Context(prec=5000)
    number = number.scaleb(2, wide) if percent else number
    number = number.quantize(Decimal(1).scaleb(-len(parts)), ROUND_HALF_UP, wide)
    figures, point, rest = f"{abs(number):f}".partition(".")
    rest = rest[: parts.count("0")] + rest[parts.count("0") :].rstrip("0")
    sign = "-" if number < 0 else ""
    text = sign + figures.zfill(whole.count("0")) + (point + rest if rest else "")
    return text + "%" * percent


def _trimmed(text: str) -> str:
    text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _moment(value: "dt.datetime | dt.date | dt.time | dt.timedelta", code: str) -> str:
    """A date `2027-01-08`, a month `2027-01`, a time `08:30`, both, or hours and minutes."""
    import datetime as dt

    letters = set(code.lower()) & set("ymdhs")
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return _clock(minutes // 60, minutes % 60, seconds, letters)
    if isinstance(value, dt.time):
        return _clock(value.hour, value.minute, value.second, letters)
    if not isinstance(value, dt.datetime):
        return _day(value, letters)
    clock = _clock(value.hour, value.minute, value.second, letters)
    if letters and not letters & {"h", "s"}:
        return _day(value, letters)
    if letters and not letters & {"y", "d"}:
        return clock
    day = _day(value, set())
    return day if (value.hour, value.minute, value.second) == (0, 0, 0) else f"{day} {clock}"


def _clock(hour: int, minute: int, second: int, letters: set[str]) -> str:
    text = f"{hour:02}:{minute:02}"
    return f"{text}:{second:02}" if second and ("s" in letters or not letters) else text


def _day(value: "dt.date", letters: set[str]) -> str:
    if letters == {"y"}:
        return f"{value.year:04}"
    if letters and "d" not in letters:
        return f"{value.year:04}-{value.month:02}"
    return f"{value.year:04}-{value.month:02}-{value.day:02}"
