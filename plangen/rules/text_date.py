"""A date that cannot be, or was damaged: `2月30日`, `13月`, `20227年`, `4日15日`, `3月26前`.

Looked at are dates in texts, cells, periods and signatures: months from 1 to 12, days that the
month has (29 February in leap years only), a month after a full stop of the year, and what typing
over leaves behind: a year of five digits, `日` for `月`, a day without `日` (`3月26前`,
`3月1至4月5日`), a year cut off before `月`. A range within a year that is written out may not run
backwards: `2027年3月至1月`. Amounts, ages in months (`18月龄`) and `2027年年底` are no faults.

Passes:

    title: 云溪社区2027年工作计划
    tasks: [2027年2月28日前完成，6月30日前复查，2027年年底总结。]

Fails:

    title: 云溪社区2027年工作计划
    tasks: [2027年2月29日前完成，6月31日前复查。]
"""

import re
from collections.abc import Iterable, Iterator

from plangen.dates import DECEMBER, parse_date
from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule, at_hit
from plangen.rules.times import year_of
from plangen.settings import Settings
from plangen.subject import Hit, Subject

# What may be wrong, each found by a sign that stands in it; most dates are passed over here.
_SUSPECTS = tuple(
    late(pattern, re.VERBOSE)
    for pattern in (
        r"""月(?:(?<=[0-9]{3}月)|(?<=(?:1[3-9]|[02-9][0-9])月)|(?<=[^0-9xX×]0月)
        |(?<=[0-9]月)(?=.{0,7}(?:29|3[0-9]|[4-9][0-9]|[^0-9]0日)
          |[0-9]{1,2}(?:之?前|以前|起|上午|下午|晚|[至到—–~～－-]+[0-9]{1,2}月[0-9]{1,2}日)|0日)
        |(?:(?<=年[0-9]月)|(?<=年1[0-2]月))(?=.{0,5}[至到—–~～－-][0-9]{1,2}月))""",
        r"年(?:(?<=[0-9]{5}年)|(?<=[^0-9]20[0-9]年)(?=[0-9]{1,2}月)|(?<=[0-9]{4}年)(?=年[0-9]))",
        r"日(?<=[0-9]日)(?=[0-9]{1,2}日)",
        r"20(?=[0-9]{2}([-./])[0-9]{1,2}\1[0-9]|[xX×]{2}[0-9]?月|[xX×]*//)",
    )
)
_START = late(r"(?:[0-9]+年)?[0-9]+年?月?日?$")
_TO = "(?:至|到|[-—–~～－]+)"
# What follows a day at once where 日 was left out.
_CUT_OFF = "(?=之?前|以前|起|上午|下午|晚|[至到—–~～－-]+[0-9]{1,2}月[0-9]{1,2}日)"
_DATE = late(
    rf"""([0-9]+)(?:
      年(?:(?P<doubled>年(?=[0-9]))|(?<=[0-9]{{5}}年)|(?P<odd>[0-9]{{1,2}}日[0-9]{{1,2}}日)
        |(?P<month>[0-9]{{1,2}})月(?:份|底|初|末|[上中下]旬)?
          (?:(?P<day>[0-9]{{1,2}})(?:日(?:{_TO}(?P<until>[0-9]{{1,2}})日)?
            |{_TO}(?P<till>[0-9]{{1,2}})日|(?P<cut_off>{_CUT_OFF})))?
          (?:{_TO}(?P<to>[0-9]{{1,2}})月)?)
      |月(?:(?P<own>[0-9]{{1,2}})(?:日(?:{_TO}(?P<last>[0-9]{{1,2}})日)?
        |{_TO}(?P<end>[0-9]{{1,2}})日|(?P<bare>{_CUT_OFF})))?
      |日(?P<second>[0-9]{{1,2}})日
      |(?P<mark>[-./])(?P<m>[0-9]{{1,2}})(?P=mark)(?P<d>[0-9]{{1,2}})(?![0-9.])
      |(?P<cut>[xX×]{{2}}[0-9]?月|[xX×]*//))""",
    re.VERBOSE,
)
# After a month that is none: ages and lengths.
_AMOUNT = ("龄", "大", "嫂", "子", "婴", "以内", "以下", "以上", "租", "息", "卡")
# Before one: 为期18月.
_LENGTH = late("(?:为期|期限?|[满共近约每达超]|历时|不少于|超过)$")
_SEASON = late(r"[冬春]|供暖|采暖|取暖|学年|学期|防火|枯水|流感|跨年|每年")
_CENTURIES = ("19", "20")
_NEAR = 12
_YEAR_DIGITS = 4
# A year and a month without 年 between.
_WITH_YEAR = (5, 6)
_LEAP_YEAR = 2000
# What makes one of several days of a day without a month.
_BEFORE_DAYS = ("月", "至", "到", "-", "—", "、")
_ASK = Words("请改正日期", "correct the date")


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every date that cannot be."""
    year = year_of(subject.plan)
    told: set[tuple[int, int]] = set()
    for pattern in _SUSPECTS:
        for suspect in subject.find(pattern):
            hit = _whole(suspect)
            wrong = hit and _wrong(hit, year)
            if hit and wrong and (hit.text.line, hit.column) not in told:
                told.add((hit.text.line, hit.column))
                yield at_hit(hit, wrong, _ASK)


def _whole(suspect: Hit) -> Hit | None:
    """The whole date around a sign of it."""
    value = suspect.text.value
    before = _START.search(value, max(0, suspect.start - _NEAR), suspect.start + 1)
    start = before.start() if before else suspect.start
    found = _DATE.match(value, start)
    return Hit(suspect.text, found, start, found.end()) if found else None


def _wrong(hit: Hit, year: int | None) -> Words | None:
    """What is wrong with a date, by what stands after its first number."""
    number, found = hit.match[1], hit.match[0]
    unit = found[len(number)]
    if unit == "年":
        return _wrong_year(hit, number) or _wrong_day_of_year(hit, number)
    if unit == "月":
        return _wrong_month(hit, number, year)
    if unit == "日":
        return _wrong_unit(hit, number)
    if hit.match["mark"]:
        wrong = len(number) == _YEAR_DIGITS and not parse_date(found.replace(".", "-"))
        return _no_day(found) if wrong else None
    if number in _CENTURIES:
        return Words(f"“{found}”的年份不完整", f"“{found}” has only part of a year")
    return None


def _wrong_year(hit: Hit, number: str) -> Words | None:
    """`20227年`, `202年3月`, `2027年年3月`."""
    if hit.match["doubled"]:
        return Words("多了一个“年”", "“年” stands twice")
    age = number.endswith("000") or hit.text.value.startswith("前", hit.end)
    long = len(number) > _YEAR_DIGITS and number.startswith(_CENTURIES) and not age
    short = len(number) == _YEAR_DIGITS - 1 and number.startswith("20") and hit.match["month"]
    return Words(f"“{number}年”不是年份", f"“{number}年” is no year") if long or short else None


def _wrong_day_of_year(hit: Hit, number: str) -> Words | None:
    """`2027年13月`, `2027年2月29日`, `2027年3月至1月`."""
    match, found = hit.match, hit.match[0]
    if match["odd"]:
        return _no_month(found)
    if len(number) != _YEAR_DIGITS or not match["month"]:
        return None
    if match["cut_off"] is not None:
        return _no_unit(found)
    month = int(match["month"])
    if not _are_days(int(number), month, (match["day"], match["until"], match["till"])):
        return _no_day(found)
    near = hit.text.value[max(0, hit.start - _NEAR) : hit.end + _NEAR]
    if match["to"] and int(match["to"]) < month and not _SEASON.search(near):
        return Words(
            f"“{found}”的结束早于开始；跨年的，请写明后一年",
            f"“{found}” ends before it begins; if it runs into the next year, write that year",
        )
    return None


def _wrong_month(hit: Hit, number: str, year: int | None) -> Words | None:
    """`13月`, `6月31日`, `3月26前`, `20273月`."""
    match, found, value = hit.match, hit.match[0], hit.text.value
    if len(number) > len("12"):
        cut = len(number) in _WITH_YEAR and number.startswith(_CENTURIES)
        return Words(f"“{number}月”缺“年”", f"“{number}月” lacks “年”") if cut else None
    if value.endswith((".", "第"), 0, hit.start):
        return None
    if match["bare"] is not None and 1 <= int(number) <= DECEMBER:
        return _no_unit(found)
    if _are_days(year, int(number), (match["own"], match["last"], match["end"])):
        return None
    amount = value.startswith(_AMOUNT, hit.end) or _LENGTH.search(
        value[max(0, hit.start - _NEAR) : hit.start]
    )
    return None if amount and not match["own"] else _no_day(found)


def _wrong_unit(hit: Hit, number: str) -> Words | None:
    """`4日15日`."""
    found = hit.match[0]
    if len(number) > len("31") or hit.text.value.endswith(_BEFORE_DAYS, 0, hit.start):
        return None
    return _no_month(found)


def _are_days(year: int | None, month: int, days: Iterable[str | None]) -> bool:
    """Whether there are such days; without a year, in any year."""
    start = f"{year or _LEAP_YEAR}-{month}"
    return all(parse_date(f"{start}-{day}" if day else start) for day in days)


def _no_unit(found: str) -> Words:
    return Words(f"“{found}”缺“日”", f"“{found}” lacks “日”")


def _no_month(found: str) -> Words:
    return Words(f"“{found}”缺月份", f"“{found}” has no month")


def _no_day(found: str) -> Words:
    return Words(f"没有“{found}”", f"there is no “{found}”")


RULE = Rule(
    "text-date",
    "error",
    Words("不可能或残缺的日期", "a date that cannot be or was damaged"),
    """不可能或残缺的日期：`2月30日`、`13月`、`20227年`、`4日15日`、`3月26前`。

查正文、表格、阶段时间和落款里的日期：月份在1至12之间，日子是当月有的（闰年才有2月29日）；
还查改动留下的残迹：五位数的年份、把“月”写成“日”、少了“日”（`3月26前`、`3月1至4月5日`）、“月”前的年份不完整。写明年份的
起止不能倒过来：`2027年3月至1月`。数量、月龄（`18月龄`）和`2027年年底`不算。""",
    check,
)
