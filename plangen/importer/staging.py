"""Stages: 宣传发动阶段（2027年1月—3月）。, 第一阶段：动员, 1、准备阶段：."""

import re
from typing import NamedTuple

from plangen.dates import Date, period
from plangen.model import END_MARKS, When

_TIME = r"[（(](?P<time>[^（()）]{2,40})[）)]"
_TIMED = re.compile(
    r"[0-9xX×一二三四五六七八九十年]\s*[月日季]|季度|上旬|中旬|下旬|月底|年底|全年|20[0-9xX]|上半年|下半年|^[0-9xX年月日./\-—–~至\s]+$"
)
_NAMED = re.compile(
    rf"(?P<name>第.{{1,3}}(?:阶段|步|步骤)\s*[：:、，,]?\s*[^（(。；;：:，,]{{2,20}}?|[^（(。；;：:，,]{{0,18}}阶段)"
    rf"\s*(?:{_TIME})?\s*(?P<end>[。：:；;，,]|$|(?<=[）)]))(?P<rest>.*)",
    re.DOTALL,
)
_BARE = re.compile(
    rf"(?P<name>[^（(。；;：:，,]{{2,20}}?)\s*{_TIME}\s*(?P<end>[。：:]|$|(?<=[）)])(?![，,；;]))(?P<rest>.*)",
    re.DOTALL,
)
_MONTH = r"(?:(?P<y{0}>20\d\d)年)?(?P<m{0}>\d{{1,2}})月(?:份|底|初|(?P<d{0}>\d{{1,2}})日)?"
_SPAN = re.compile(
    _MONTH.format(1) + r"\s*(?:前|起|(?:[-—–~～至到]+|——)\s*" + _MONTH.format(2) + ")?"
)
_SPAN_SHORT = re.compile(
    r"(?:(?P<y1>20\d\d)年)?(?P<m1>\d{1,2})\s*[-—–~～至到]+\s*(?P<m2>\d{1,2})月"
)


class StageHead(NamedTuple):
    """A stage's name with the mark behind it, its time as typed, and the text that runs on."""

    name: str
    time: str
    rest: str
    start: When = ""
    end: When = ""
    run_in: bool = False

    @property
    def period(self) -> str | None:
        """The time as a plan keeps it: None where the dates print the same words."""
        return _kept(self.time, self.start, self.end)


def read_stage(text: str, year: int | None, *, in_schedule: bool) -> StageHead | None:
    """The stage that an entry's text is; without the word 阶段 only where times are expected."""
    found = _NAMED.match(text)
    if not found and in_schedule:
        found = _BARE.match(text)
    if not found:
        return None
    time = (found["time"] or "").strip()
    if time and not _TIMED.search(time):
        return None
    end, rest = found["end"], found["rest"].strip()
    start, until = _dates(time or rest[:16], year)
    name = "".join(found["name"].split()) + end
    return StageHead(
        name,
        time,
        rest,
        start,
        until,
        run_in=(bool(rest) and end not in END_MARKS) or bool(rest and not end),
    )


def period_of(time: str, year: int | None) -> tuple[When, When, str | None]:
    """First and last date that words tell, and the words as a plan keeps them."""
    start, end = _dates(time, year)
    return start, end, _kept(time, start, end)


def _kept(time: str, start: When, end: When) -> str | None:
    if not time:
        return "" if start or end else None
    return None if period(start or None, end or None) == time else time


def _dates(text: str, year: int | None) -> tuple[When, When]:
    """First and last date that a text names, if it names real ones."""
    found = _SPAN_SHORT.match(text)
    if found:
        own = int(found["y1"] or year or 0)
        return _pair((own, int(found["m1"]), 0), (own, int(found["m2"]), 0))
    found = _SPAN.match(text)
    if not found:
        return "", ""
    own = int(found["y1"] or year or 0)
    first = (own, int(found["m1"]), int(found["d1"] or 0))
    if found["m2"] is None:
        tail = found[0][-1]
        one = _date(first)
        if tail == "前":
            return "", one
        return (one, "") if tail == "起" else (one, one)
    last = (int(found["y2"] or own), int(found["m2"]), int(found["d2"] or 0))
    return _pair(first, last)


def _pair(first: tuple[int, int, int], last: tuple[int, int, int]) -> tuple[When, When]:
    one, other = _date(first), _date(last)
    if one and other and isinstance(one, Date) and isinstance(other, Date) and one <= other:
        return one, other
    return "", ""


def _date(parts: tuple[int, int, int]) -> When:
    from plangen.dates import parse_date

    year, month, day = parts
    if not year:
        return ""
    return parse_date(f"{year}-{month}" + (f"-{day}" if day else "")) or ""
