"""The names of months that lines begin with: 1月份，, 在4月，, 一月至三月：, 【一月】, 第一季度：."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from plangen.dates import Months, parse_months

_MONTH = "(?:[0-9]{1,2}|十[一二]?|[一二三四五六七八九元])"
_TO = "(?:[-—–~～至到、，,和及]{1,2})"
_SPAN = rf"{_MONTH}\s*(?:月\s*份?)?(?:\s*{_TO}\s*{_MONTH}\s*(?:月\s*份?)?)*(?<=[月份])"
_WORDS = "第?[一二三四]季度|上半年|下半年|全年|每月"
_MARK = re.compile(
    rf"(?P<before>在|每年|【)?(?P<label>{_SPAN}|{_WORDS})(?:(?P<after>\s*(?:】[:：]?|[:：]|[,，、。.](?!\d))|\s+(?=\S)|)(?P<rest>.*))",
    re.DOTALL,
)
_LEADING = re.compile(rf"(?:在|每年)?(?P<label>{_SPAN}|{_WORDS})")
# How many lines apart two months of one list may stand.
_NEAR = 25


class MonthMark(NamedTuple):
    """A month as typed, what it names, and where the text begins behind it."""

    typed: str
    months: Months
    before: str
    after: str
    end: int

    @property
    def number(self) -> int:
        """The first month."""
        return self.months.numbers[0]

    @property
    def is_list(self) -> bool:
        """Whether it names months one by one: 1、3月."""
        return "、" in self.typed[:-1]


def leading_months(text: str) -> tuple[Months, int] | None:
    """The months that a text begins with, whatever follows them, and where they end."""
    found = _LEADING.match(text)
    months = parse_months(found["label"]) if found else None
    return (months, found.end()) if found and months else None


def read_month_marks(texts: Sequence[str]) -> list[MonthMark | None]:
    """The months that lines begin with, where at least two follow one another in a list."""
    marks = [read_month_mark(text) for text in texts]
    places = [place for place, mark in enumerate(marks) if mark]
    kept: set[int] = set()
    for place, after in pairwise(places):
        one, other = marks[place], marks[after]
        if (
            one
            and other
            and after - place <= _NEAR
            and one.number < other.number
            and _alike(one, other)
        ):
            kept |= {place, after}
    return [mark if place in kept else None for place, mark in enumerate(marks)]


def _alike(one: MonthMark, other: MonthMark) -> bool:
    # 1、4月 and 2、5月 are entries with a number.
    overlap = one.is_list and other.is_list and one.months.numbers[-1] >= other.number
    return one.before == other.before and bool(one.after) == bool(other.after) and not overlap


def read_month_mark(text: str) -> MonthMark | None:
    """The month that a line begins with, set off by a mark or alone on its line; or None."""
    found = _MARK.match(text)
    if not found or (found["rest"] and not found["after"]):
        return None
    label = "".join(found["label"].split())
    months = parse_months(label)
    # 1、四月 is an entry with a number.
    if months is None or (re.search("[0-9]", label) and re.search("[一二三四五六七八九十]", label)):
        return None
    after = found["after"].strip()
    if (found["before"] == "【") != after.startswith("】"):
        return None
    end = len(text) - len(found["rest"].lstrip())
    return MonthMark("".join(text[:end].split()), months, found["before"] or "", after, end)
