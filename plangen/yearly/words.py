"""What is said of a place that a person must look at."""

from datetime import date

from plangen.problems import Words

_INNER = str.maketrans("“”", "‘’")


def kept(shown: str) -> Words:
    """Something that names a year was left."""
    return Words(f"“{_inner(shown)}”没有改动", f"“{_inner(shown)}” was left as it is")


def past(shown: str) -> Words:
    """Something looks back, and was left."""
    return Words(f"“{_inner(shown)}”是往年的情况", f"“{_inner(shown)}” looks back")


def moved(shown: str) -> Words:
    """Something that begins in the year before was moved."""
    return Words(f"“{_inner(shown)}”已顺延", f"“{_inner(shown)}” was moved on")


def still_so(shown: str) -> Words:
    """What was said of a year is now said of a later one."""
    return Words(f"“{_inner(shown)}……”是否仍然如此", f"is “{_inner(shown)}…” still so")


def no_leap_day(year: int) -> Words:
    """29 February became the 28th."""
    return Words(
        f"{year}年没有2月29日，已改为28日", f"{year} has no 29 February: it is the 28th now"
    )


def is_on(name: str, day: date) -> Words:
    """When a festival is."""
    zh = f"{name}在{day.year}年{day.month}月{day.day}日"
    return Words(zh, f"{name} is on {day.isoformat()}")


def wrong_weekday(shown: str) -> Words:
    """The weekday did not go with the old date."""
    return Words(f"“{_inner(shown)}”原来就不相符", f"“{_inner(shown)}” was wrong already")


def counted_on(shown: str, before: str) -> Words:
    """A count went on."""
    now, then = _inner(shown), _inner(before)
    return Words(f"“{now}”由“{then}”顺延", f"“{now}” was counted on from “{then}”")


def not_yearly(shown: str) -> Words:
    """A count that does not go on each year."""
    return Words(f"“{_inner(shown)}”不是一年一届", f"“{_inner(shown)}” is not counted by years")


def is_number(name: str, year: int, right: str) -> Words:
    """Which number a theme day has."""
    return Words(f"{year}年是第{right}个{name}", f"{name} of {year} is number {right}")


def to_be_set() -> Words:
    """The date of a paper that is not written yet."""
    return Words("日期已顺延，实际日期待定", "the date was moved on; the true one is to be set")


def _inner(shown: str) -> str:
    """Words that stand within quotes."""
    return shown.strip().translate(_INNER)
