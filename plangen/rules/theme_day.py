"""A theme day in the wrong month or on the wrong date: 植树节 in May, `3月15日植树节`.

Looked at are months of the plan with their theme days, texts that begin with a month, dates right
before or after the name of a day, and a month right before it. The table of days is in `days.py`,
with sources. Festivals of the lunar calendar are reckoned for the plan's year. The month before is
no fault where something is prepared (迎接, 筹备, 制定方案), nor the month after for a summing up,
nor the neighbouring months of a lunar festival; an activity may be held on another day.

Passes:

    title: 云溪社区2027年工作计划
    schedule:
      months: {2: 筹备植树节活动。, 3: 3月12日植树节开展植绿活动。, 6: 端午节包粽子。}

Fails:

    title: 云溪社区2027年工作计划
    schedule:
      months: {5: 开展植树节活动。}
"""

from collections.abc import Iterator
from typing import NamedTuple

from plangen.problems import Words
from plangen.rules.days import Day, Mention, mentions
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule
from plangen.rules.times import label_months, sentence, year_of
from plangen.settings import Settings
from plangen.subject import Subject

_KIND = "(?:“?六五”?|世界|国际|全国|中国|全民|国家|联合国|第[^，。；]{1,6}个)*"
_DATE_BEFORE = late(
    rf"(?:([0-9]{{4}})年)?([0-9]{{1,2}})(?:月([0-9]{{1,2}})日|[.．·・]([0-9]{{1,2}}))[（(]?(?:星期.|周.)?[）)]?[”"
    rf"\"]?(?:[，,]?[是为]|的)?[“\"]?{_KIND}[“\"]?$"
)
_DATE_AFTER = late(r"^[”\"]?[（(](?:每年)?([0-9]{1,2})(?:月([0-9]{1,2})日|[.．·]([0-9]{1,2}))[)）]")
_MONTH_BEFORE = late(
    rf"(?<![0-9至到—~-])([0-9]{{1,2}})月(?:份)?(?:结合|以|利用|抓住|围绕|借助|在|开展|举办|组织|为)?[“\"]?{_KIND}[“\"]?$"
)
_ACTIVITY = late(
    r"^[”\"]?(?:主题|系列|宣传|纪念|庆祝|教育|志愿|服务)*(?:活动|讲座|宣传|座谈|演练|咨询|义诊)"
)
_PREPARED = late(
    r"迎|前|准备|筹备|筹划|策划|制定|方案|预热|启动|报名|谋划|征集|排练|彩排|即将|到来|下个?月|临近"
)
_AFTERWARDS = late("后|总结|回顾|评选|表彰|收尾|延续")
_BRACKETS = frozenset('（(”"')
_DIGITS = frozenset("0123456789")
# How far from its name a date may stand.
_NEAR = 24
_WEEK = 7
# Holidays that are prepared for in the month before without saying so.
_PREPARED_FOR = frozenset(
    {"元旦", "国际妇女节", "国际劳动节", "国庆节", "国际儿童节", "建党节", "建军节"}
)
_WHOLE_YEAR = 12
_ASK = Words("请核对日期和月份", "check the date and the month")


class _Dated(NamedTuple):
    """A date right beside a name; `activity` if it may be that of something held for the day."""

    month: int
    day: int
    year: int | None = None
    activity: bool = False


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every day that is not where it belongs."""
    year = year_of(subject.plan)
    for mention in mentions(subject):
        beside = _date_beside(mention)
        found = _dated(mention, beside, year) if beside else _monthly(subject, mention, year)
        if found:
            text = mention.text
            column = text.column + mention.start if text.typed else text.column
            yield Finding(text.line, column, found, _ASK)


def _date_beside(mention: Mention) -> _Dated | None:
    value = mention.text.value
    after = value[mention.end : mention.end + _NEAR]
    found = _DATE_AFTER.match(after) if after[:1] in _BRACKETS else None
    if found:
        return _Dated(int(found[1]), int(found[2] or found[3]))
    before = value[max(0, mention.start - _NEAR) : mention.start]
    found = None if _DIGITS.isdisjoint(before) else _DATE_BEFORE.search(before)
    if found is None or "农历" in before:
        return None
    year = int(found[1]) if found[1] else None
    return _Dated(int(found[2]), int(found[3] or found[4]), year, bool(_ACTIVITY.match(after)))


def _dated(mention: Mention, beside: _Dated, year: int | None) -> Words | None:
    """What is wrong with the date beside a name."""
    right = _right_day(mention.day, beside.year or year)
    if right is None or beside[:2] == right:
        return None
    near = beside.month == right[0] and abs(beside.day - right[1]) <= _WEEK
    return None if beside.activity and near else _words(mention.day, *right)


def _right_day(day: Day, year: int | None) -> tuple[int, int] | None:
    if isinstance(day.day, int) and day.day and not day.lunar:
        return day.month, day.day
    found = day.on(year) if year else None
    return (found.month, found.day) if found else None


def _monthly(subject: Subject, mention: Mention, year: int | None) -> Words | None:
    """What is wrong with the month that a name stands in."""
    value = mention.text.value
    before = value[max(0, mention.start - _NEAR) : mention.start]
    single = _MONTH_BEFORE.search(before) if "月" in before else None
    months = {int(single[1])} if single else _months_around(subject, mention)
    if not months or len(months) == _WHOLE_YEAR:
        return None
    day, planned = mention.day, mention.text.kind == "observance"
    if day.month in months or (not planned and months.intersection(day.usual)):
        return None
    right = _right_months(day, year)
    if not right or months & right or (not planned and _may_stand(mention, months, right)):
        return None
    month, on = _right_day(day, year) or (min(right), 0)
    return _words(day, month, on)


def _may_stand(mention: Mention, months: set[int], right: set[int]) -> bool:
    """Whether a text of other months may well name a day."""
    earlier = {_after(month, -1) for month in right}
    later = {_after(month, 1) for month in right}
    if mention.day.lunar or mention.day.day == 0:
        return bool(months & (earlier | later))
    clause = "".join(sentence(mention.text.value, mention.start, mention.end))
    if months & earlier and (mention.day.name in _PREPARED_FOR or _PREPARED.search(clause)):
        return True
    return bool(months & later and _AFTERWARDS.search(clause))


def _months_around(subject: Subject, mention: Mention) -> set[int]:
    """The months of the item that a text belongs to, or that it begins with."""
    entry = mention.text.entry
    if entry < 0:
        return set()
    label = label_months(mention.text.value)
    if label:
        return set(label.numbers)
    while entry >= 0:
        found = subject.entries[entry]
        if found.month:
            return set(found.month.months.numbers)
        label = label_months(found.item.heading)
        if label:
            return set(label.numbers)
        entry = found.parent
    return set()


def _right_months(day: Day, year: int | None) -> set[int]:
    if not day.lunar:
        return {day.month}
    if year is None:
        return set()
    # The end of a lunar year, and the start of the next, may fall into a year of the calendar.
    found = (day.on(other) for other in (year - 1, year, year + 1))
    dates = [date for date in found if date]
    # In December, 春节 is next year's.
    ours = {d.month for d in dates if d.year == year or (d.year == year + 1 and d.month == 1)}
    return ours or {date.month for date in dates}


def _after(month: int, step: int) -> int:
    return (month - 1 + step) % 12 + 1


def _words(day: Day, month: int, on: int) -> Words:
    zh = f"{month}月{on}日" if on else f"{month}月"
    en = f"{month}/{on}" if on else f"month {month}"
    return Words(f"{day.name}在{zh}", f"{day.name} is on {en}" if on else f"{day.name} is in {en}")


RULE = Rule(
    "theme-day",
    "warning",
    Words("主题日的月份或日期不对", "a theme day in the wrong month or on the wrong date"),
    """主题日的月份或日期不对：5月的植树节，“3月15日植树节”。

查计划里各月及其主题日、以月份开头的文字、紧挨着主题日名称的日期，以及紧接在名称之前的月份。主题日表
及出处见`days.py`；农历节日按计划的年度推算。提前一个月准备（迎接、筹备、制定方案）、推后一个月总结的
不算，农历节日前后一个月的不算，活动可以改在别的日子举行。""",
    check,
)
