"""Stages: 宣传发动阶段（2027年1月—3月）。, 第一阶段：动员, 1、准备阶段：."""

import re
from typing import NamedTuple

from plangen.dates import Date, period
from plangen.model import When

_TIME = r"[（(](?P<time>[^（()）]{2,40})[）)]"
_WHEN = r"(?:20[0-9xX]{2}年)?\d{1,2}月(?:\d{1,2}日|[上中下]旬|底|初|份)?"
_TIMED = re.compile(
    r"[0-9xX×一二三四五六七八九十年]\s*[月日季]|季度|[上中下]旬|[月年]底|全年|20[0-9xX]|[上下]半年|月\s+日|^[0-9xX年月日./\-—–~至\s]+$"
)
_NAMED = re.compile(
    rf"(?P<name>第.{{1,3}}(?:阶段|步骤?)\s*[：:、，,]?\s*[^（(。；;：:，,]{{2,20}}?|[^（(。；;：:，,]{{0,18}}阶段)"
    rf"\s*(?:{_TIME}|\s(?P<bare>{_WHEN}(?:\s*[-—–~至到]+\s*{_WHEN})?))?\s*"
    r"(?P<end>[。：:；;，,]|$|(?<=[）)]))(?P<rest>.*)",
    re.DOTALL,
)
# 第一阶段（3月—5月）：动员部署。
_LATER = re.compile(
    rf"(?P<name>第.{{1,3}}(?:阶段|步骤?)\s*{_TIME}\s*[：:，,]?\s*"
    r"[^（(。；;：:，,]{2,16}(?P<end>[。：:；;]))(?P<rest>.*)",
    re.DOTALL,
)
_BARE = re.compile(
    rf"(?P<name>[^（(。；;：:，,]{{2,20}}?)\s*{_TIME}\s*(?P<end>[。：:]|$|(?<=[）)])(?![，,；;]))(?P<rest>.*)",
    re.DOTALL,
)
_MONTH = (
    r"(?:(?P<y{0}>20\d\d)年)?(?P<m{0}>\d{{1,2}})月(?:份|[上中下]旬|[底初末]|(?P<d{0}>\d{{1,2}})日)?"
)
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
    later = _LATER.match(text)
    if later and _TIMED.search(later["time"]):
        start, until = _dates(later["time"], year)
        rest = later["rest"].strip()
        return StageHead(_tight(later["name"]), "", rest, start, until, run_in=bool(rest))
    found = _NAMED.match(text) or (_BARE.match(text) if in_schedule else None)
    if not found:
        return None
    parts = found.groupdict("")
    time, end, rest = parts["time"].strip(), parts["end"], parts["rest"].strip()
    if time and not _TIMED.search(time):
        return None
    start, until = _dates(time or parts.get("bare", "") or rest[:16], year)
    name = _tight(parts["name"]) + end
    if bare := parts.get("bare", ""):
        name = f"{_tight(parts['name'])} {bare}{end}"
    return StageHead(name, time, rest, start, until, run_in=bool(rest))


def _tight(text: str) -> str:
    return "".join(text.split())


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
