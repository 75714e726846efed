"""Cells as offices write them: numbers, dates, lists, blanks; the filters of texts by both names."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from plangen.dates import parse_date
from plangen.problems import Words

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿")
# 正式场合用的大写数字, GB/T 15835-2011 appendix.
_CAPITALS = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_DIGITS_MOST = 4 * len(_GROUPS)
_LONGEST = 40
_PARTS = "[、;；\r\n]+"


def parts(value: object) -> tuple[str, ...]:
    """The entries of a cell, which 、 ; or a line break parts; a list is parted already."""
    if isinstance(value, tuple):
        return value
    return tuple(part for part in map(str.strip, re.split(_PARTS, str(value))) if part)


def thousands(value: object) -> str:
    """`12,345.6`; decimals stay as typed."""
    return f"{_number(value):,f}"


def chinese(value: object) -> str:
    """A number in Chinese numerals: 3256 is 三千二百五十六, 3.5 is 三点五.

    GB/T 15835-2011.
    """
    return re.sub("^(负?)一十", r"\1十", _chinese(_number(value)))


def capitals(value: object) -> str:
    """A number in capital numerals, as sums of money are written: 1200 is 壹仟贰佰."""
    return _chinese(_number(value)).translate(_CAPITALS)


def date(value: object) -> str:
    """A date as documents print it: 2027-01-08 is 2027年1月8日."""
    found = parse_date(str(value).strip())
    if found is None:
        raise FigureError(f"“{value}”不是日期", f"“{value}” is not a date")
    return str(found)


def _number(value: object) -> Decimal:
    """The number that a cell shows; digits may be grouped by commas."""
    shown = str(value).strip()[:_LONGEST]
    try:
        found = Decimal(str(value).strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise FigureError(f"“{shown}”不是数", f"“{shown}” is not a number") from None
    decimals = found.as_tuple().exponent
    if isinstance(decimals, str) or found.adjusted() >= _DIGITS_MOST or decimals < -_LONGEST:
        raise FigureError(f"数{shown}太大或太长", f"the number {shown} is out of range")
    return found


def _chinese(number: Decimal) -> str:
    whole, _, decimals = f"{abs(number):f}".partition(".")
    text = _whole(int(whole))
    if decimals:
        text += "点" + "".join(_DIGITS[int(digit)] for digit in decimals)
    return ("负" if number < 0 else "") + text


def _whole(number: int) -> str:
    """By groups of four digits; 零 stands once for the noughts between two digits."""
    if not number:
        return _DIGITS[0]
    text, missing = "", False
    for group in range(len(_GROUPS) - 1, -1, -1):
        four = number // 10 ** (4 * group) % 10_000
        if not four:
            missing = bool(text)
            continue
        written = ""
        for place in range(3, -1, -1):
            digit = four // 10**place % 10
            if not digit:
                missing = missing or bool(text or written)
                continue
            written += ("零" if missing else "") + _DIGITS[digit] + _PLACES[place]
            missing = False
        text += written + _GROUPS[group]
        missing = False
    return text


class Blank(str):
    """The value of an empty cell: false in a condition, and an error where it would be printed."""

    __slots__ = ("name",)
    name: str

    def __new__(cls, name: str) -> Self:
        """The empty value of a variable."""
        blank = super().__new__(cls)
        blank.name = name
        return blank

    def _as_it_is(self, *_: object) -> "Blank":
        """What is made of an empty cell is empty too, and cannot be printed."""
        return self

    __add__ = __radd__ = __mul__ = __rmul__ = __getitem__ = _as_it_is
    strip = lstrip = rstrip = removeprefix = removesuffix = _as_it_is
    upper = lower = title = _as_it_is


class FigureError(ValueError):
    """A cell is not what a filter is made for."""

    def __init__(self, zh: str, en: str) -> None:
        self.words = Words(zh, en)
        super().__init__(en)


FILTERS: dict[str, Callable[..., Any]] = {
    "parts": parts,
    "分列": parts,
    "thousands": thousands,
    "千分位": thousands,
    "chinese": chinese,
    "汉字": chinese,
    "capitals": capitals,
    "大写": capitals,
    "date": date,
    "日期": date,
}
