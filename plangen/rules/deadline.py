"""A deadline that does not fit: before its stage begins, before that of a part, an end too early.

A task in a stage is not due before the stage begins, a task not before the tasks that it is made
of, and nothing ends before it begins. Dates and words such as `6月底前` are compared; other words
are not. A range of months in a text that runs backwards is told only where it cannot be one that
runs into the next year, such as `11月至3月` for the winter, or says 今年.

Passes:

    title: 云溪社区2027年工作计划
    schedule:
      stages:
        - {name: 动员部署, from: 2027-01, to: 2027-02, items: [{text: 摸清底数。, due: 2月底前}]}

Fails:

    title: 云溪社区2027年工作计划
    schedule:
      stages:
        - {name: 组织实施, from: 2027-03, to: 2027-10, items: [{text: 摸清底数。, due: 2月底前}]}
"""

from collections.abc import Iterator

from plangen.dates import DECEMBER
from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule, at_hit
from plangen.rules.times import Span, days_of, stage_days, year_of
from plangen.settings import Settings
from plangen.subject import Entry, Hit, Subject

_RANGE = late(
    r"月(?:(?<=[^年0-9][0-9]月)|(?<=[^年0-9]1[0-2]月)|(?<=[今本当]年[0-9]月)|(?<=[今本当]年1[0-2]月))(?:[0-9]{1,2}日|份|底|初|[上中下]旬)?"
    r"(?:至|到|[-—–~～－]+)([0-9]{1,2})月"
)
_NUMBER = late("[0-9]+$")
_SEASON = late(r"[冬春]|供暖|采暖|取暖|学年|学期|防火|枯水|流感|跨年|每年|次年|农历")
_NEAR = 12
_THIS_YEAR = ("今年", "本年", "当年")
# A range that begins later may run into the next year: a winter, a school year.
_LATEST_START = 7
_ASK = Words("请核对日期", "check the dates")


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every deadline that does not fit."""
    year = year_of(subject.plan)
    stages: dict[int, tuple[str, Span]] = {}
    dues: dict[int, Span] = {}
    for number, entry in enumerate(subject.entries):
        if entry.stage:
            span = stage_days(entry.stage, year)
            if span:
                stages[number] = entry.item.heading, span
                if span.first and span.last and span.last < span.first:
                    yield _ends_early(subject, entry)
        if entry.item.due:
            due = days_of(entry.item.due, year)
            if due:
                dues[number] = due
    for number, due in dues.items():
        yield from _too_early(subject, number, due, stages, dues)
    for hit in subject.find(_RANGE):
        yield from _backwards(hit)


def _backwards(hit: Hit) -> Iterator[Finding]:
    value = hit.text.value
    number = _NUMBER.search(value, max(0, hit.start - 2), hit.start)
    if number is None:
        return
    start = number.start()
    latest = DECEMBER if value.endswith(_THIS_YEAR, 0, start) else _LATEST_START
    if not int(hit.match[1]) < int(number[0]) <= latest:
        return
    if not _SEASON.search(value[max(0, start - _NEAR) : hit.end + _NEAR]):
        found = value[start : hit.end]
        words = Words(f"“{found}”的结束早于开始", f"“{found}” ends before it begins")
        yield at_hit(hit._replace(start=start), words, _ASK)


def _ends_early(subject: Subject, entry: Entry) -> Finding:
    stage = entry.stage
    place = subject.place_in(stage, "stage", "to" if stage and stage.end else "period")
    name = entry.item.heading.rstrip("：:。")
    words = Words(f"“{name}”的结束早于开始", f"“{name}” ends before it begins")
    return Finding(*place, words, _ASK)


def _too_early(
    subject: Subject,
    number: int,
    due: Span,
    stages: dict[int, tuple[str, Span]],
    dues: dict[int, Span],
) -> Iterator[Finding]:
    """A due date before the stage around it, or a part's after that of the whole."""
    entry = subject.entries[number]
    at = number if entry.stage else entry.parent
    while at >= 0:
        stage = stages.get(at)
        if stage and stage[1].first and due.last and due.last < stage[1].first:
            words = Words(f"时限早于“{stage[0]}”的开始", f"due before “{stage[0]}” begins")
            yield Finding(*_place(subject, entry), words, _ASK)
        whole = dues.get(at) if at != number else None
        if whole and whole.last and due.last and due.last > whole.last and due.first:
            early = due.first > whole.last
            if early:
                words = Words("时限晚于所属任务的时限", "due after the task that it is part of")
                yield Finding(*_place(subject, entry), words, _ASK)
                return
        at = subject.entries[at].parent


def _place(subject: Subject, entry: Entry) -> tuple[int, int]:
    return subject.place_in(entry.item, "stage" if entry.stage else "item", "due")


RULE = Rule(
    "deadline",
    "warning",
    Words("时限前后矛盾", "a deadline that does not fit"),
    """时限前后矛盾：早于所在阶段的开始，早于所含任务的时限，或者结束早于开始。

阶段里的任务不会在阶段开始之前完成，任务不会早于组成它的各项完成，结束不会早于开始。日期和
“6月底前”这样的文字都比较，其他文字不比较。正文里月份倒过来的起止，只在不可能是跨年时指出；
“11月至3月”这样的冬季不算，写明“今年”的除外。""",
    check,
)
