"""Dates and months as plans write them: one rule for reading, one for printing."""

import re
from typing import NamedTuple

from plangen.markers import chinese, from_chinese

_DATE = r"""(\d{4})
    (?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?
    |年(\d{1,2})月(?:(\d{1,2})日)?)"""
_FLAGS = re.ASCII | re.VERBOSE
_MONTH = r"([0-9]{1,2}|[一二三四五六七八九十]{1,2})"
_MONTHS = rf"{_MONTH}(?:月份?)?(?:(?:[-—–~～至到]+|——){_MONTH}(?:月份?)?)?"
_LIST_MARK = r"[,，、和及]"
# Runs of months that keep their wording: a dash would be put for it.
_SPELLED = re.compile(rf"[0-9]{{1,2}}至[0-9]{{1,2}}月份?|{_MONTH}(?:、{_MONTH})+月份?")
_SPANS = {
    "全年": range(1, 13),
    "元月": range(1, 2),
    "元月份": range(1, 2),
    "每月": range(1, 13),
    "每季度": range(1, 13),
    "上半年": range(1, 7),
    "下半年": range(7, 13),
    **{
        form.format(sign): range(3 * quarter + 1, 3 * quarter + 4)
        for quarter, sign in enumerate("一二三四")
        for form in ("第{}季度", "{}季度")
    },
}
# Nearly all keys are one of these.
_NUMERALS = frozenset(map(str, range(1, 13)))
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DECEMBER = 12


class Date(NamedTuple):
    """A day, or a whole month where `day` is 0."""

    year: int
    month: int
    day: int = 0

    def __str__(self) -> str:
        """As GB/T 9704-2012 7.3.5 prints it: Arabic digits without leading zeros."""
        return f"{self.year}年{self.month}月" + (f"{self.day}日" if self.day else "")

    def iso(self) -> str:
        """`2027-01-08` or `2027-01`."""
        return f"{self.year:04}-{self.month:02}" + (f"-{self.day:02}" if self.day else "")


def looks_like_date(text: str) -> bool:
    """Whether the text is written as a date, possible or not."""
    return re.fullmatch(_DATE, text, _FLAGS) is not None


def parse_date(text: str) -> Date | None:
    """The date that a text is, or None; `2027-1-8`, `2027-01`, `2027年1月8日`, `2027/1/8`."""
    found = re.fullmatch(_DATE, text, _FLAGS)
    if not found:
        return None
    year, month, last = int(found[1]), int(found[3] or found[5]), found[4] or found[6]
    day = int(last or 0)
    if not 1 <= month <= DECEMBER or not 0 <= day <= _DAYS[month - 1]:
        return None
    if last and not day:
        return None
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if (month, day) == (2, 29) and not leap:
        return None
    return Date(year, month, day)


def period(start: Date | str | None, end: Date | str | None) -> str:
    """`2027年1月—3月`, `2027年9月—2028年5月`, `2027年1月起`, `2027年3月底前`."""
    if start and end:
        later = str(end)
        if isinstance(start, Date) and isinstance(end, Date) and start.year == end.year:
            later = later.partition("年")[2]
        return str(start) if start == end else f"{start}—{later}"
    if start:
        return f"{start}起"
    if isinstance(end, Date):
        return f"{end}前" if end.day else f"{end}底前"
    return f"{end or ''}"


class Months(NamedTuple):
    """The months that a line of a schedule is about.

    `numbers` holds every month from 1 to 12 that is meant; `label` is the wording of a span that
    is not counted in months, such as 第一季度, or of a run that is spelled out, such as 5至6月 or
    10、11月, and empty otherwise.
    """

    numbers: tuple[int, ...]
    label: str = ""

    @property
    def is_counted(self) -> bool:
        """Whether it names its months, however it is written; 第一季度 and 全年 do not."""
        return self.label not in _SPANS

    @property
    def is_run(self) -> bool:
        """Whether it is more than one month, each after the other."""
        first, last = self.numbers[0], self.numbers[-1]
        return first < last and self.numbers == tuple(range(first, last + 1))

    def written(self, *, in_chinese: bool = False) -> str:
        """The numbers as a marker takes them: `4`, `4—5`, `1、3`."""
        if len(self.numbers) == 1:
            return chinese(self.numbers[0]) if in_chinese else str(self.numbers[0])
        words = [chinese(n) if in_chinese else str(n) for n in self.numbers]
        if self.is_run:
            return words[0] + ("至" if in_chinese else "—") + words[-1]
        return "、".join(words)


def parse_months(text: str) -> Months | None:
    """The months that a key names: `1`, `1月份`, `一月`, `4-5`, `1、3月`, `第一季度`; else None."""
    text = text.strip()
    if text in _SPANS:
        return Months(tuple(_SPANS[text]), text)
    if text in _NUMERALS:
        return Months((int(text),))
    numbers: list[int] = []
    for part in re.split(_LIST_MARK, text):
        found = re.fullmatch(_MONTHS, part.strip())
        if not found:
            return None
        first = _month(found[1])
        last = _month(found[2]) if found[2] else first
        if first is None or last is None or first > last:
            return None
        numbers.extend(range(first, last + 1))
    if numbers != sorted(set(numbers)):
        return None
    months = Months(tuple(numbers))
    spelled = _SPELLED.fullmatch(text) is not None and months.is_run
    return months._replace(label=text) if spelled else months


def _month(text: str) -> int | None:
    number = int(text) if text.isdecimal() else from_chinese(text)
    return number if number and 1 <= number <= DECEMBER else None
