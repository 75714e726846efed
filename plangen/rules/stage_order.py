"""Stages that are out of order, overlap, or leave more than a month between them.

Compared are the dates of neighbours, or their periods in words (`3月上旬至4月中旬`). Stages may
meet in a day, or in a month where only months are given. A stage that goes along with the others
(督导检查, 全程宣传, or one of the whole year) is not compared. Periods in the headings of ordinary
items (`动员部署阶段（1月—2月）`) are read too.

Passes:

    title: 云溪社区2027年工作计划
    schedule:
      stages:
        - {name: 动员部署, from: 2027-01, to: 2027-02, text: 召开动员会。}
        - {name: 组织实施, from: 2027-03, to: 2027-10, text: 逐项落实。}

Fails:

    title: 云溪社区2027年工作计划
    schedule:
      stages:
        - {name: 动员部署, from: 2027-01, to: 2027-03, text: 召开动员会。}
        - {name: 组织实施, from: 2027-02, to: 2027-10, text: 逐项落实。}
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from plangen.dates import Date
from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule
from plangen.rules.times import LAST_DAY, Span, days_between, days_of, stage_days, year_of
from plangen.settings import Settings
from plangen.subject import Entry, Subject

_ALONGSIDE = late("督[导查]|检查指导|全程|贯穿|长效|常态|宣传引导|信息报送")
_BRACKET = late(r"[（(]([^（）()]*月[^（）()]*)[)）]")
_STAGE = "阶段"
# From the last day of one month to the first of the next but one.
_GAP = 32
_YEAR = 335
_ASK = Words("请核对各阶段的时间", "check the time of the stages")


class _Stage(NamedTuple):
    name: str
    entry: Entry
    span: Span

    def place(self, subject: Subject) -> tuple[int, int]:
        stage = self.entry.stage
        if stage is None:
            return self.entry.line, self.entry.column
        key = "from" if stage.start else "to" if stage.end else "period"
        return subject.place_in(stage, "stage", key)


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every pair of neighbours that does not go together."""
    year = year_of(subject.plan)
    lists: dict[int, list[_Stage]] = {}
    for entry in subject.entries:
        heading = entry.item.heading
        if entry.stage:
            span = stage_days(entry.stage, year)
        elif _STAGE in heading:
            found = _BRACKET.search(heading)
            span = days_of(found[1], year) if found else None
        else:
            continue
        if span and not _ALONGSIDE.search(heading):
            name = _BRACKET.sub("", heading).strip("：:。，, ")
            lists.setdefault(entry.parent, []).append(_Stage(name, entry, span))
    for stages in lists.values():
        for earlier, later in pairwise(stages):
            found_words = _compare(earlier, later)
            if found_words:
                yield Finding(*later.place(subject), found_words, _ASK)


def _compare(earlier: _Stage, later: _Stage) -> Words | None:
    """What is wrong with the times of two neighbours."""
    first, last, start = *earlier.span, later.span.first
    if start is None:
        end = later.span.last
        return _words(later, earlier, "早于", "is before") if end and last and end < last else None
    if first and start < first:
        return _words(later, earlier, "早于", "is before")
    if last is None or not 0 <= days_between(first or last, last) < _YEAR:
        return None
    if _overlap(last, start):
        return _words(later, earlier, "重叠于", "overlaps with")
    if days_between(last, start) >= _GAP:
        return Words(
            f"“{earlier.name}”与“{later.name}”之间空了一个多月",
            f"more than a month between “{earlier.name}” and “{later.name}”",
        )
    return None


def _overlap(last: Date, start: Date) -> bool:
    """Whether a stage begins before the last day of another; whole months may share one."""
    whole_months = start.day == 1 or last.day == LAST_DAY
    same_month = (start.year, start.month) == (last.year, last.month)
    return start < last and not (same_month and whole_months)


def _words(later: _Stage, earlier: _Stage, zh: str, en: str) -> Words:
    return Words(
        f"“{later.name}”的时间{zh}前面的“{earlier.name}”",
        f"“{later.name}” {en} “{earlier.name}” above it",
    )


RULE = Rule(
    "stage-order",
    "warning",
    Words("阶段次序颠倒、重叠或中断", "stages out of order, overlapping or with a gap"),
    """阶段次序颠倒、互相重叠，或者中间空了一个多月。

比较相邻阶段的日期，或者文字写的时间（“3月上旬至4月中旬”）。相邻阶段可以在同一天衔接，只写月份的
可以在同一个月衔接。与其他阶段并行的（督导检查、全程宣传、贯穿全年的）不比较。普通条目标题里的时间
（“动员部署阶段（1月—2月）”）也看。""",
    check,
)
