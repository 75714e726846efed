"""Months that are missing from a month-by-month list, stand twice or are out of order.

A list is month by month if it covers six months or more and lacks no more than two between its
first and its last; the months before and after count where it covers nine or more. Lists of chosen
months are none: those with fewer months, with a heading such as 重点活动 or 传统节日, or with gaps
all the way. Ranges and quarters count as their months. Months in two places of a plan are judged
each by themselves, and months typed at the start of items or paragraphs (`3月：…`) like the others.

Passes:

    title: 云溪社区2027年工作计划
    schedule:
      heading: 传统节日活动
      months: {2: 春节联欢。, 6: 端午包粽。, 9: 中秋赏月。, 10: 重阳敬老。}

Fails:

    title: 云溪社区2027年工作计划
    schedule:
      months: {1-2: 走访。, 3: 义诊。, 4: 植绿。, 5: 联谊。, 7: 观影。, 8: 托管。, 9-12: 总结。}
"""

from collections.abc import Iterator
from typing import NamedTuple

from plangen.dates import DECEMBER, Months
from plangen.model import Month
from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule
from plangen.rules.times import LABEL_SIGNS, label_months
from plangen.settings import Settings
from plangen.subject import PROSE, Subject

_CHOSEN = late("重点|主题|节日|节庆|特色|主要|关键|节点|传统|部分|大型|品牌|集中|系列|逢")
_PART_OF_YEAR = late("半年|季度|学期|暑|寒假|[春夏秋冬]季|月份")
_TYPED = late("\n[在于]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})(?:月(?![0-9])|[-—至、])")
_FEWEST, _ALMOST_ALL, _MOST_LACKING = 6, 9, 2
_SHORTEST = 3


class _Line(NamedTuple):
    """A line of a list; `month` is the plan's, or None where the months were typed in a text."""

    months: Months
    line: int
    column: int
    month: Month | None = None

    def place(self, subject: Subject) -> tuple[int, int]:
        node = subject.places.get(id(self.month)) if self.month else None
        return (node.line, node.column) if node else (self.line, self.column)


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every list of months that lacks one, has one twice or is out of order."""
    lists: dict[int, list[_Line]] = {}
    for entry in subject.entries:
        if entry.month:
            line = _Line(entry.month.months, entry.line, entry.column, entry.month)
            lists.setdefault(entry.parent, []).append(line)
    for number, lines in lists.items():
        yield from _judge(subject, number, lines, typed=False)
    if len(_TYPED.findall(subject.joined)) >= _SHORTEST:
        for number, lines in _typed(subject):
            if len({month for line in lines for month in line.months.numbers}) >= _FEWEST:
                yield from _judge(subject, number, lines, typed=True)


def _typed(subject: Subject) -> Iterator[tuple[int, list[_Line]]]:
    """Lists of months that were typed at the start of items, or of paragraphs of an item."""
    found: dict[tuple[int, bool], list[_Line]] = {}
    for text in subject.texts:
        if text.value[0] not in LABEL_SIGNS or text.entry < 0 or text.kind not in PROSE:
            continue
        months, entry = label_months(text.value), subject.entries[text.entry]
        if months and not entry.month:
            alone = text.kind == "heading" or len(entry.item.text) == 1
            at = (entry.parent, True) if alone else (text.entry, False)
            found.setdefault(at, []).append(_Line(months, text.line, text.column))
    for (number, _), lines in found.items():
        yield number, lines


def _judge(subject: Subject, number: int, lines: list[_Line], *, typed: bool) -> Iterator[Finding]:
    counted = [line for line in lines if line.months.label not in {"全年", "每月", "每季度"}]
    if len(counted) != len(lines) or len(counted) < _SHORTEST:
        return
    yield from _twice(subject, counted)
    yield from _disorder(subject, counted)
    item = subject.entries[number].item if number >= 0 else None
    if item and _CHOSEN.search(item.heading):
        return
    lacking = _lacking({month for line in counted for month in line.months.numbers})
    if _PART_OF_YEAR.search(subject.plan.title):
        held = [line.months.numbers for line in counted]
        first, last = min(n[0] for n in held), max(n[-1] for n in held)
        lacking = [month for month in lacking if first < month < last]
    if lacking:
        zh = "、".join(f"{month}月" for month in lacking)
        en = ", ".join(map(str, lacking))
        words = Words(f"逐月安排缺{zh}", f"the months lack {en}")
        place = counted[0].place(subject)
        if item and not typed:
            place = subject.place_in(item, "item", "months")
        yield Finding(*place, words, Words("请补上，或说明", "add them or say why"))


def _lacking(months: set[int]) -> list[int]:
    """The months that a month-by-month list lacks; none if it is no such list."""
    if len(months) < _FEWEST:
        return []
    first, last = min(months), max(months)
    within = [month for month in range(first, last) if month not in months]
    if len(within) > _MOST_LACKING:
        return []
    if len(months) >= _ALMOST_ALL:
        return [month for month in range(1, DECEMBER + 1) if month not in months]
    return within


def _twice(subject: Subject, lines: list[_Line]) -> Iterator[Finding]:
    seen: set[int] = set()
    for line in lines:
        again = sorted(seen.intersection(line.months.numbers))
        if again and line.months.is_counted:
            zh = "、".join(f"{month}月" for month in again)
            words = Words(f"{zh}出现两次", f"month {', '.join(map(str, again))} stands twice")
            yield Finding(*line.place(subject), words, Words("请合并", "put them together"))
        seen.update(line.months.numbers)


def _disorder(subject: Subject, lines: list[_Line]) -> Iterator[Finding]:
    """Months that stand before an earlier one; a list may begin in any month of the year."""
    starts = [line.months.numbers[0] for line in lines]
    falls = [at for at in range(1, len(starts)) if starts[at] < starts[at - 1]]
    if len(falls) == 1 and starts[-1] < starts[0]:
        return
    for at in falls:
        earlier, later = starts[at - 1], starts[at]
        words = Words(
            f"{later}月排在{earlier}月之后", f"month {later} stands after month {earlier}"
        )
        yield Finding(*lines[at].place(subject), words, Words("请按月份排列", "put them in order"))


RULE = Rule(
    "month-order",
    "warning",
    Words("逐月安排缺月、重复或次序颠倒", "months missing, twice or out of order"),
    """逐月安排缺月、重复或次序颠倒。

至少写了六个月、首尾之间缺不过两个月的，算逐月安排；写了九个月以上的，首尾之外的月份也算。只挑一些
月份的不算：月份较少，标题是“重点活动”“传统节日”之类，或者处处有间隔。区间和季度按所含月份算。计划里
不同地方的月份各自判断；写在条目或段落开头的月份（“3月：……”）同样看。""",
    check,
)
