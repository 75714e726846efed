"""Days in a text: festivals are reckoned anew, weekdays with them, and 29 February is not always."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from plangen.markers import from_chinese
from plangen.rules.days import named
from plangen.rules.patterns import late
from plangen.yearly import festivals, words
from plangen.yearly.paragraph import TO, Kind, Paragraph

_DATE = late(
    r"(?<![0-9.])(?P<month>[0-9]{1,2}) ?月 ?(?P<day>[0-9]{1,2})"
    r"(?: ?[日号]|(?= ?(?:[至到、]|[-—–－~～]{1,2}) ?[0-9]{1,2} ?[日号]))"
    r"|(?<![0-9.])20[0-9]{2}([-/.])(?P<iso>[0-9]{1,2})\3(?P<iso_day>[0-9]{1,2})(?![0-9])"
    r"|(?<=[（(])(?P<m>[0-9]{1,2})[.．·](?P<d>[0-9]{1,2})(?=[)）])"
)
# 二月十七日: often of the lunar calendar, so never changed.
_HAN_DATE = late(r"([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]")
_GROUPS = (("month", "day"), ("iso", "iso_day"), ("m", "d"))
_A_WEEKDAY = "(?:星期|周|礼拜)[一二三四五六日天]"
_WEEK = "一二三四五六日"
_WEEKDAY = late(r" ?[（(，,]? ?(?:星期|周|礼拜)(?P<day>[一二三四五六日天])(?P<more>[、至到—-])?")
# A day without its month, a weekday before its date.
_OTHER_WEEKDAY = late(
    rf"(?<![0-9月 ])[0-9]{{1,2}} ?[日号] ?[（(]{_A_WEEKDAY}(?:[、至到—-]{{1,2}}{_A_WEEKDAY})?[）)]?"
    rf"|{_A_WEEKDAY} ?[（(] ?[0-9]{{1,2}} ?月 ?[0-9]{{1,2}} ?[日号][）)]?"
)
_RANGE_BEFORE, _RANGE_AFTER = late(rf"{TO}$"), late(rf"^(?:{TO}[0-9]|、[0-9]{{1,2}} ?[日号])")
_MONTH = late(r"(?<![0-9])([0-9]{1,2}) ?月(?! ?[0-9])")
# So many days from a festival, a date has to do with it.
_NEAR = timedelta(days=10)
_HOLIDAYS = {(1, 1), (5, 1), (10, 1)}


class _Date(NamedTuple):
    """A month and a day in a text, with the places of both; `dotted` is 2.17."""

    start: int
    end: int
    places: tuple[tuple[int, int], tuple[int, int]]
    dotted: bool


def read_days(found: Paragraph) -> None:
    """Every month and day, and every festival."""
    for match in _DATE.finditer(found.text):
        if found.quote(match.start()):
            continue
        month, day = next((m, d) for m, d in _GROUPS if match[m])
        read = _Date(*match.span(), (match.span(month), match.span(day)), match["m"] is not None)
        old, new = found.year_at(read.start)
        then = _day(old, int(match[month]), int(match[day]))
        if then and new is not None:
            _date(found, read, then, new)
    for match in _HAN_DATE.finditer(found.text):
        if not found.quote(match.start()):
            _han_date(found, match)
    for match in _OTHER_WEEKDAY.finditer(found.text):
        found.doubt(match.start(), words.kept(found.typed[slice(*match.span())]))
    for match in festivals.NAMES.finditer(found.text):
        _festival_month(found, match[0], match.start())


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _date(found: Paragraph, read: _Date, then: date, new: int) -> None:
    """What becomes of a date."""
    moved = _festival(found, read, then, new)
    kind: Kind = "festival"
    if moved is None and read.dotted:
        return
    if moved is None:
        moved = _day(new, then.month, then.day)
    if moved is None:
        moved, kind = date(new, then.month, then.day - 1), "year"
        found.doubt(read.start, words.no_leap_day(new))
    (start, month), (day, end) = read.places
    # 02月06日 keeps its zeros.
    width = 2 if found.text[start] == "0" else 1
    new_date = f"{moved.month:0{width}}{found.text[month:day]}{moved.day:0{width}}"
    if (moved.month, moved.day) != (then.month, then.day):
        found.change(start, end, new_date, kind)
    _weekday(found, read, then, moved)


def _festival(found: Paragraph, read: _Date, then: date, new: int) -> date | None:
    """The festival in another year, if the date is that of one; near ones are told."""
    left, right = found.around(read.start, read.end)
    near = left + found.text[read.start : read.end] + right
    days = [day for day, _, _ in named(near)]
    names = _names(near)
    # A range begins on one day and ends on another; 10月1日 may be 中秋 too.
    spread = _RANGE_BEFORE.search(left) or _RANGE_AFTER.match(right)
    on = (then.month, then.day)
    fixed = on in _HOLIDAYS or any((day.month, day.day) == on for day in days)
    if not spread and not fixed:
        for name in names:
            moved = festivals.moved(name, then, new - then.year)
            if moved and moved.year == new:
                return moved
        for day in days:
            if isinstance(day.day, str) and day.on(then.year) == then:
                return day.on(new)
    for name in () if read.dotted else names:
        if not fixed or festivals.near(name, then, timedelta()):
            _near_festival(found, read.start, name, then, new)
    return None


def _names(text: str) -> list[str]:
    """The festivals that a text names, each once."""
    return list(dict.fromkeys(match[0] for match in festivals.NAMES.finditer(text)))


def _near_festival(found: Paragraph, place: int, name: str, then: date, new: int) -> None:
    """A date that may have to do with a festival: when that is."""
    held = festivals.near(name, then, _NEAR)
    moved = held and festivals.moved(name, held, new - then.year)
    if held and moved and (moved.month, moved.day) != (held.month, held.day):
        found.doubt(place, words.is_on(name, moved))


def _han_date(found: Paragraph, match: re.Match[str]) -> None:
    """What there is to look at in a date in 汉字."""
    old, new = found.year_at(match.start())
    then = _day(old, from_chinese(match[1]) or 0, from_chinese(match[2]) or 0)
    if then is None or new is None:
        return
    weekday = _WEEKDAY.match(found.text, match.end())
    if weekday or _day(new, then.month, then.day) is None:
        end = _end(found, weekday) if weekday else match.end()
        found.doubt(match.start(), words.kept(found.typed[match.start() : end]))
    for name in _names("".join(found.around(*match.span()))):
        _near_festival(found, match.start(), name, then, new)


def _weekday(found: Paragraph, read: _Date, then: date, moved: date) -> None:
    """The weekday after a date."""
    match = _WEEKDAY.match(found.text, read.end)
    if match is None:
        return
    shown = found.typed[read.start : _end(found, match)]
    if match["more"]:
        found.doubt(read.start, words.kept(shown))
        return
    if match["day"].replace("天", "日") != _WEEK[then.weekday()]:
        found.doubt(read.start, words.wrong_weekday(shown))
    new = _WEEK[moved.weekday()]
    new = "天" if new == "日" and "礼拜" in match[0] else new
    # 星期天 says the same as 星期日.
    if match["day"].replace("天", "日") != new.replace("天", "日"):
        found.change(*match.span("day"), new, "weekday")


def _end(found: Paragraph, weekday: re.Match[str]) -> int:
    """The end of a weekday and of the bracket that it may stand in."""
    end = weekday.end("day")
    return end + (found.text[end : end + 1] in {"）", ")"})


def _festival_month(found: Paragraph, name: str, place: int) -> None:
    """A festival that moves to another month than the one it stands in."""
    old, new = found.year_at(place)
    then = festivals.day_in(name, old)
    moved = None if new is None else festivals.day_in(name, new)
    if not then or not moved or then.month == moved.month or found.quote(place):
        return
    if found.months:
        if moved.month not in found.months:
            found.doubt(place, words.is_on(name, moved), month=not found.labelled)
        return
    beside = "|".join(found.around(place, place))
    if any(int(match[1]) == then.month for match in _MONTH.finditer(beside)):
        found.doubt(place, words.is_on(name, moved))
