"""A task has no time, while most tasks of the plan have one.

A time counts wherever it stands: as `due`, for a whole group of tasks, or in the text (`5月底前`,
`每季度`, `全年`). Plans that give a time for few of their tasks are left alone.

Passes:

    title: 云溪社区2027年工作计划
    tasks:
      - {text: 建强巡防队伍。, due: 2027-03}
      - {text: 办好健康讲堂。, due: 每季度}
      - 5月底前评选平安家庭。

Fails:

    title: 云溪社区2027年工作计划
    tasks:
      - {text: 建强巡防队伍。, due: 2027-03}
      - {text: 办好健康讲堂。, due: 每季度}
      - 评选平安家庭。
"""

from collections.abc import Iterator

from plangen.model import Item
from plangen.problems import Words
from plangen.rules.no_lead import lacking
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule
from plangen.settings import Settings
from plangen.subject import Subject

_DATE = late(
    r"[\d０-９一二三四五六七八九十]\s?(?:月|日|季度|旬)|\d{4}年|[全半本]年|年[底末内中初]|每[月季年]|月[底末初]|季度"
)
_TIME = late(
    _DATE.pattern
    + r"|每[天日周逢半两]|[\d一二三四五六七八九十]\s?(?:小时|天|周|点|时)|[当今]年|年度|常年|长期|[寒暑]假|假期|期间"
    r"|日常|常态|定期|随时|适时|春节|[春夏秋冬汛雨]季|汛期|节日|纪念日|周[一二三四五六日末]|届时|分批|逐月|逐季|即日|持续|经常"
)


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every task that lacks a time."""
    for line, column in lacking(subject, _has_time, _says_time, _says_date):
        yield Finding(
            line,
            column,
            Words("这项任务没有写时间", "the task has no time"),
            Words("请写明完成时限，其他任务大多已写明", "give it, most other tasks do"),
        )


def _has_time(item: Item) -> bool:
    return bool(item.due or item.months or item.stages)


def _says_time(item: Item) -> bool:
    return _has_time(item) or any(map(_TIME.search, _texts(item)))


def _says_date(item: Item) -> bool:
    return _has_time(item) or any(map(_DATE.search, _texts(item)))


def _texts(item: Item) -> tuple[str, ...]:
    return (item.heading, *item.text, *item.closing)


RULE = Rule(
    "no-due",
    "hint",
    Words("任务没有时间", "a task without a time"),
    """这项任务没有写时间，而计划中的任务大多写了。

写在哪里都算：`时限`一栏，上一级任务的时限，或者正文中的“5月底前”“每季度”“全年”。只有少数任务写了时间的
计划，不提示。""",
    check,
)
