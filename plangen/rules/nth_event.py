"""A theme day counted wrongly: 第30个全国消防日 in a plan for 2027, in which it is the 36th.

The number is the year less that of the first day, and one more; the first years stand in `days.py`
with sources. The year is the one that stands before in the sentence, else the plan's; without one
nothing is said.

Passes:

    title: 云溪社区2027年工作计划
    tasks: [结合第36个全国消防日开展演练，2026年第42个教师节慰问了教师。]

Fails:

    title: 云溪社区2027年工作计划
    tasks: [结合第30个全国消防日开展演练。]
"""

from collections.abc import Iterator

from plangen.markers import chinese, from_chinese
from plangen.problems import Words
from plangen.rules.days import Mention, mentions
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule
from plangen.rules.times import sentence, year_of
from plangen.settings import Settings
from plangen.subject import Subject

_COUNT = late(
    r"第([0-9]{1,3}|[一二三四五六七八九十百零]{1,5})(?:个|届|次)(?:法定的?)?[“\"]?"
    r"(?:世界|国际|全国|中国|全民|国家|联合国|“?六五”?)*[“\"]?$"
)
# The year of the same sentence, with no other count between.
_YEAR = late("(20[0-9]{2})年[^。；;第]*$")
_NEAR = 24


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every wrong count."""
    if "第" not in subject.signs:
        return
    year = year_of(subject.plan)
    for mention in mentions(subject):
        if mention.day.first:
            yield from _count(mention, year)


def _count(mention: Mention, year: int | None) -> Iterator[Finding]:
    text, value = mention.text, mention.text.value
    start = max(0, mention.start - _NEAR)
    if value.find("第", start, mention.start) < 0:
        return
    found = _COUNT.search(value[start : mention.start])
    if not found:
        return
    start += found.start()
    before, _ = sentence(value, start, start)
    typed = _YEAR.search(before)
    year = int(typed[1]) if typed else year
    number = int(found[1]) if found[1].isdecimal() else from_chinese(found[1])
    if year is None or number is None:
        return
    right = [year - first + 1 for first in mention.day.first]
    if number in right or right[0] < 1:
        return
    written = str(right[0]) if found[1].isdecimal() else chinese(right[0])
    column = text.column + start if text.typed else text.column
    name = mention.day.name
    yield Finding(
        text.line,
        column,
        Words(f"{year}年不是第{found[1]}个{name}", f"{name} of {year} is not number {number}"),
        Words(f"应为第{written}个", f"it is number {right[0]}"),
    )


RULE = Rule(
    "nth-event",
    "warning",
    Words("“第几个”主题日不对", "a theme day counted wrongly"),
    """“第几个”主题日不对：2027年的计划写“第30个全国消防日”，这一年是第36个。

序数等于年度减去首个年份再加一，首个年份及出处见`days.py`。年份取同一句里前面写的，没有的取计划的
年度；都没有的，不判断。""",
    check,
)
