"""Festivals that are on another day each year: those of the lunar calendar, and solar terms."""

from datetime import date, timedelta
from functools import lru_cache

from plangen.rules.days import lunar_date
from plangen.rules.patterns import late

# By month and day of the lunar calendar; 除夕 is the day before 春节.
_LUNAR: dict[str, tuple[tuple[int, int], ...]] = {
    "春节": ((1, 1),),
    "除夕": ((1, 1),),
    "元宵": ((1, 15),),
    "龙抬头": ((2, 2),),
    "端午": ((5, 5),),
    "七夕": ((7, 7),),
    "中元节": ((7, 15),),
    "中秋": ((8, 15),),
    "重阳": ((9, 9),),
    "腊八": ((12, 8),),
    "小年": ((12, 23), (12, 24)),  # the former in the north
}
# Solar terms that are kept, by their number in the year.
_TERMS = {"立春": 2, "清明": 6, "立夏": 8, "夏至": 11, "立秋": 14, "冬至": 23}
_FIRST, _LAST = 1901, 2099
_TWELFTH = 12
NAMES = late("|".join((*_LUNAR, *_TERMS)))


def moved(name: str, then: date, by: int) -> date | None:
    """The day of a festival so many years after a day that was that festival's; else None."""
    if name in _TERMS:
        return _term(name, then.year + by) if _term(name, then.year) == then else None
    for year in (then.year - 1, then.year):
        for number in range(len(_LUNAR[name])):
            if _lunar(name, year, number) == then:
                return _lunar(name, year + by, number)
    return None


def near(name: str, day: date, within: timedelta) -> date | None:
    """The day of a festival that is not further than that from another day."""
    days = (day_of(name, year) for year in (day.year - 1, day.year))
    return next((found for found in days if found and abs(found - day) <= within), None)


def day_in(name: str, year: int) -> date | None:
    """The day of a festival of the first eleven lunar months, each of which is once in a year."""
    if name in _TERMS or _LUNAR[name][0][0] == _TWELFTH:
        return None
    return _lunar(name, year)


@lru_cache(maxsize=256)
def day_of(name: str, year: int) -> date | None:
    """The day of a festival in a lunar year, or of a solar term in ours."""
    return _term(name, year) if name in _TERMS else _lunar(name, year)


@lru_cache(maxsize=256)
def _lunar(name: str, year: int, number: int = 0) -> date | None:
    found = lunar_date(year, *_LUNAR[name][number])
    return found - timedelta(days=1) if found and name == "除夕" else found


def _term(name: str, year: int) -> date | None:
    if not _FIRST <= year <= _LAST:
        return None
    from borax.calendars.lunardate import TermUtils  # type: ignore[import-untyped]

    found = TermUtils.nth_term_day(year, _TERMS[name])
    return date(found.year, found.month, found.day)
