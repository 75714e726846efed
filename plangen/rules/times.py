"""When something is: the year of a plan, and the days that dates and words stand for."""

from functools import lru_cache
from typing import NamedTuple

from plangen.dates import Date, Months, parse_months
from plangen.model import Plan, Stage, When
from plangen.rules.patterns import late

# A day as typed, of which only the order counts: the last of a month is always the 31st.
_POINT = late(
    r"(?:([0-9]{4})年)?(?:([0-9]{1,2})月份?)?(?:([0-9]{1,2})日?|([上中下]旬|月?[初底末]))?"
)
_TO = late(r"至|到|[-—–~～－]+")
_END = late(r"(?:之前|以前|前|止|为止)$")
_NEXT_YEAR = late(r"^(?:次年|翌年|第二年|来年)")
# A range has two ends.
_ENDS = 2
_PARTS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "初": (1, 10)}
LAST_DAY = 31
_LATE = (21, LAST_DAY)
_YEAR = late(r"(?:19|20)[0-9]{2}(?=年)")
_SEVERAL = late(
    r"(?:19|20)[0-9]{2}年?(?:[-—–~～]+|至|到)(?:19|20)?[0-9]{2}|[二两三五十]年|十[三四五六]五"
)
_MONTH = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})"
_LABEL = late(
    rf"[在于]?({_MONTH}(?:月份?)?(?:(?:[-—–~～至到]+|[、和及]){_MONTH}(?:月份?)?)*|"
    r"第?[一二三四]季度|[上下]半年)(?=[：:，,。\s]|$)"
)
LABEL_SIGNS = frozenset("0123456789一二三四五六七八九十第上下在于")
_LONGEST_LABEL = 12
_STOPS = "。；;！!？?"
# Signs that a sentence is looked at, either way.
_NEAR = 80
# Days of a month and months of a year, for counting from one day to another.
_MONTH_DAYS, _YEAR_DAYS = 31, 372


class Span(NamedTuple):
    """From the first day to the last; None where an end is open."""

    first: Date | None
    last: Date | None


def year_of(plan: Plan) -> int | None:
    """The plan's year, or the only year in its title."""
    if plan.year is not None:
        return plan.year
    years = set(_YEAR.findall(plan.title))
    return int(years.pop()) if len(years) == 1 else None


def spans_years(plan: Plan) -> bool:
    """Whether the title is one of several years: 2027—2029年, 三年行动."""
    return _SEVERAL.search(plan.title) is not None


@lru_cache(maxsize=1000)
def days_of(when: When, year: int | None) -> Span | None:
    """The days of a date or of words such as `3月上旬至4月中旬`, `6月底前`."""
    if isinstance(when, Date):
        year, month, day = when
        return Span(Date(year, month, day or 1), Date(year, month, day or LAST_DAY))
    if "月" not in when:
        return None
    parts = _TO.split(_END.sub("", when.replace(" ", "")))
    if len(parts) == 1:
        return _point(parts[0], year, 0)
    if len(parts) != _ENDS:
        return None
    start, end = parts
    return _between(start, end, year)


def stage_days(stage: Stage, year: int | None) -> Span | None:
    """The days of a stage: of its dates, else of its period in words."""
    if not stage.start and not stage.end:
        return days_of(stage.period, year) if stage.period else None
    start, end = days_of(stage.start, year), days_of(stage.end, year)
    if start is None and end is None:
        return None
    return Span(start.first if start else None, end.last if end else None)


def sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a place in its sentence, as far as it is near."""
    near = max(0, start - _NEAR)
    left = max(text.rfind(mark, near, start) for mark in _STOPS) + 1
    far = min(len(text), end + _NEAR)
    rights = [at for mark in _STOPS if (at := text.find(mark, end, far)) >= 0]
    return text[max(left, near) : start], text[end : min(rights, default=far)]


def days_between(earlier: Date, later: Date) -> int:
    """About how many days; every month has 31, so that one after another is no more than 4."""
    return (
        (later.year - earlier.year) * _YEAR_DAYS
        + (later.month - earlier.month) * _MONTH_DAYS
        + later.day
        - earlier.day
    )


def label_months(text: str) -> Months | None:
    """The months that a text begins with: `3月：…`, `4—5月份，…`, `第一季度：…`."""
    if text[:1] not in LABEL_SIGNS:
        return None
    head = text[:_LONGEST_LABEL]
    if "月" not in head and "季度" not in head and "半年" not in head:
        return None
    found = _LABEL.match(head)
    if not found or not set("月季半") & set(found[1]):
        return None
    return parse_months(found[1])


def _between(start: str, end: str, year: int | None) -> Span | None:
    """`3月1日至12日`, `3—5月`, `2027年9月至2028年5月`, `11月至次年3月`."""
    unit = "月份" if end.endswith("月份") else "月"
    first = _point(start + unit if start.isdecimal() and "月" in end else start, year, 0)
    if first is None or first.first is None:
        return None
    later = _NEXT_YEAR.sub("", end)
    years = first.first.year + (later != end)
    last = _point(later, years, first.first.month)
    return Span(first.first, last.last) if last else None


def _point(words: str, year: int | None, month: int) -> Span | None:
    found = _POINT.fullmatch(words)
    if not found or not words:
        return None
    year = int(found[1]) if found[1] else year
    month = int(found[2]) if found[2] else month
    if year is None or not month:
        return None
    if found[3]:
        first = last = int(found[3])
    elif found[4]:
        first, last = _PARTS.get(found[4], _LATE)
    else:
        first, last = 1, LAST_DAY
    return Span(Date(year, month, first), Date(year, month, last))
