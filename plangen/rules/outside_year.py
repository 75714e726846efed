"""A year other than the plan's, left over from another plan: `2026年6月底前` in a plan for 2027.

The plan's year is `year`, or the only year in the title; without one, or with a title such as
2027—2029年, nothing is said. Looking back is no fault (2026年以来, 比2026年增长, 《…（2021—2025年）》,
〔2026〕), nor are ranges of years, goals of later years (到2030年), the plans for the next year, and
what closes in its January or February. Dates of stages and tasks may begin in the November before
and go on into the next year where the stages do; a signature may be of the autumn before.

Passes:

    title: 云溪社区2027年工作计划
    goals: 2026年新建停车位200个，2027年再建100个，到2030年基本满足需求。

Fails:

    title: 云溪社区2027年工作计划
    goals: 2026年6月底前新建停车位100个。
"""

from collections.abc import Generator, Iterator

from plangen.dates import Date
from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule, at_hit
from plangen.rules.times import (
    Span,
    days_between,
    days_of,
    sentence,
    spans_years,
    stage_days,
    year_of,
)
from plangen.settings import Settings
from plangen.subject import Hit, Subject

_YEAR = late("20([0-9]{2})年")
# Words of looking back: whatever year stands with them is right.
_BACK = late(
    "以来|同比|相比|比20|较20|[较比对]上|截至|截止|已|了|曾|荣获|获评|被评|获得|历年|往年|去年|上年|[始建成]于|"
    "建成的|建成小区|竣工|交付|入住|出生|登记|总结|小结|回顾|情况|台账|名单|通报|表彰|成效|成绩|亮点|经验|不足|"
    "问题|做法|根据|依据|按照|遵照|印发|文件|修[订正]|施行|颁布|决算|统计|数据|年报|排名|基数|基础上|遗留|结转|"
    "尚未|未完成|共有|现有|拥有|累计|总数|第[一二三四五六七八九十0-9]+届"
)
# What had been reached by the end of a past year.
_REACHED = late("以来|截至|截止|共有|现有|拥有|累计|总数|已|了|从|自|为止")
_YEAR_END = late("年?[底末]")
_AHEAD = late(
    r"谋划|规划|思路|打算|计划|部署|展望|来年|明年|次年|翌年|下一?年|跨年|预算|申报|远景|目标|力争|"
    r"基本|全面|以后|以前建|之前建|有效期|届满|至今"
)
_BEFORE = late(
    r"^(?:[0-9]{1,2}月(?:[0-9]{1,2}日|份|[上中下]旬|底|初|末)?|年?[底末中]|[上下]半年|"
    r"第?[一二三四]季度)?(?:之前|以前|前)(?![一二三四五六七八九十])"
)
_MAKES = late(r"(?:制定|制订|编制|拟定|提出)[^，。；]{0,12}$")
_OWN_PLAN = late(r"^度?[^，。；、]{0,20}(?:计划|方案|安排|要点|意见|打算)")
_OWN_TITLE = late(r"^度?[^，。；、]{0,14}(?:工作|计划|方案|目标|任务|要点|安排|分解表|重点)")
_THIS_YEAR = late(r"(?:今年|本年度|力争|确保|计划|拟)(?:在|于|到)?$")
_RANGE_BEFORE = late(r"[-—–~～－至到起]$")
_RANGE_AFTER = late(r"^(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?:至|到|起|[-—–~～－])")
_MONTH = late(r"^([0-9]{1,2})月")
_EARLY_MONTHS = (1, 2)
_FROM_NOVEMBER, _FROM_AUTUMN = 11, 9
_SHORT_GAP = 93
# Older plans are not copied; older years are those of buildings and people.
_LONG_AGO = 8
# A goal for so many years ahead is none for a community's yearly plan, but for the country's own.
_FAR, _FAR_GOALS = 15, frozenset({2035, 2049, 2050})
_TITLES = frozenset({"title", "heading", "caption", "attachment", "subtitle"})
_DATES = frozenset({"period", "due", "date", "label", "layout", "signature", "member", "cell"})
_ASK = Words("请核对年份", "check the year")


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every year that does not go with the plan's."""
    year = year_of(subject.plan)
    if year is None or spans_years(subject.plan):
        return
    reach = yield from _stages(subject, year)
    yield from _dues(subject, year, reach)
    signature = subject.plan.signature
    if signature and isinstance(signature.date, Date):
        date = signature.date
        if (
            date.year != year and (date.year, date.month) < (year - 1, _FROM_AUTUMN)
        ) or date.year > year:
            yield _finding(*subject.place_of("signature"), date, year)
    own = f"{year % 100:02}"
    for hit in subject.find(_YEAR):
        if hit.match[1] != own and hit.text.kind not in _DATES:
            other = int(hit.match[0][:4])
            if other < year - _LONG_AGO:
                continue
            wrong = _past(hit) if other < year else _later(hit, other, year, reach)
            if wrong:
                yield at_hit(hit, _words(f"{other}年", year), _ASK)


def _stages(subject: Subject, year: int) -> Generator[Finding, None, int]:
    """Stages outside the year; gives the last year that they go on into."""
    reach, before = year, None
    for entry in subject.entries:
        span = stage_days(entry.stage, year) if entry.stage else None
        if entry.stage is None or span is None:
            continue
        first, last = span.first or span.last, span.last or span.first
        if first is None or last is None:
            continue
        if first.year < year:
            if last.year < year and (first.year, first.month) < (year - 1, _FROM_NOVEMBER):
                yield _of_stage(subject, entry.stage, first, year)
        elif last.year > reach:
            goes_on = first.year <= reach or (before and days_between(before, first) < _SHORT_GAP)
            if goes_on and last.year <= first.year + 1:
                reach = last.year
            else:
                yield _of_stage(subject, entry.stage, last, year)
        before = last
    return reach


def _of_stage(subject: Subject, stage: object, date: Date, year: int) -> Finding:
    start = getattr(stage, "start", "")
    wrong_start = isinstance(start, Date) and start.year != year
    named = "from" if wrong_start else "to" if getattr(stage, "end", "") else "period"
    return _finding(*subject.place_in(stage, "stage", named), date, year)


def _dues(subject: Subject, year: int, reach: int) -> Iterator[Finding]:
    for entry in subject.entries:
        if not entry.item.due:
            continue
        due: Span | None = days_of(entry.item.due, year)
        date = due.last if due else None
        if date is None or year <= date.year <= reach:
            continue
        if date.year == year + 1 and date.month in _EARLY_MONTHS:
            continue
        if date.year == year - 1 and date.month >= _FROM_NOVEMBER:
            continue
        table = "stage" if entry.stage else "item"
        yield _finding(*subject.place_in(entry.item, table, "due"), date, year)


def _quoted(before: str) -> bool:
    """Within 《》 or 〔〕, or quotes."""
    return any(before.rfind(left) > before.rfind(right) for left, right in ("《》", "〔〕", "“”"))


def _past(hit: Hit) -> bool:
    """Whether a past year is spoken of as one to come."""
    before, after = sentence(hit.text.value, hit.start, hit.end)
    if _quoted(before):
        return False
    if before.endswith("到") and _YEAR_END.match(after):
        return not _REACHED.search(before + after)
    between = _RANGE_BEFORE.search(before) or _RANGE_AFTER.match(after)
    if between or _BACK.search(before) or _BACK.search(after):
        return False
    if hit.text.kind in _TITLES:
        return bool(_OWN_TITLE.match(after))
    made = _MAKES.search(before) and _OWN_PLAN.match(after)
    return bool(made or _BEFORE.match(after) or _THIS_YEAR.search(before))


def _later(hit: Hit, other: int, year: int, reach: int) -> bool:
    """Whether a later year is no goal and no outlook."""
    before, after = sentence(hit.text.value, hit.start, hit.end)
    if other <= reach or _quoted(before):
        return False
    if other >= year + _FAR:
        return other not in _FAR_GOALS and not before.endswith("到")
    between = _RANGE_BEFORE.search(before) or _RANGE_AFTER.match(after)
    if other > year + 1 or between or _AHEAD.search(before + after):
        return False
    if hit.text.kind in _TITLES:
        return bool(_OWN_TITLE.match(after))
    month = _MONTH.match(after)
    early = month and int(month[1]) in _EARLY_MONTHS
    return not early and bool(month or (_BEFORE.match(after) and not after.startswith("前")))


def _words(found: str, year: int) -> Words:
    return Words(f"{found}不在计划的{year}年", f"{found} is not in {year}, the year of the plan")


def _finding(line: int, column: int, date: Date, year: int) -> Finding:
    return Finding(line, column, _words(f"{date.year}年{date.month}月", year), _ASK)


RULE = Rule(
    "outside-year",
    "warning",
    Words("年份不是计划的年度", "a year other than the plan's"),
    """年份不是计划的年度，多半是旧计划留下的：2027年的计划里写“2026年6月底前”。

计划的年度取`year`，或者标题里唯一的年份；没有的，或者标题是“2027—2029年”的，不判断。回顾不算
（2026年以来、比2026年增长、《……（2021—2025年）》、〔2026〕），年份区间、以后年份的目标（到2030年）、
下一年的打算、次年一二月收尾的事也不算。阶段和任务的日期可以从上年11月开始，各阶段跨年的可以跨年；
成文日期可以在上年秋冬。""",
    check,
)
