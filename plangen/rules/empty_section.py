"""A heading with nothing below it, where those beside it have content.

Looked at are sections, items, stages and months. Content is a text, items, months, stages, groups
or a table; units and a deadline also, for a task that its heading tells in full. Bare headings that
are as many as the others are a list of tasks, and a heading that is a whole sentence is its own
text. A short text that ends in a colon (`活动时间：`) is a heading too, if those beside it are such
headings with their contents.

Passes:

    title: 云溪社区2027年工作计划
    tasks: [{heading: 走访老人}, {heading: 清理楼道}, {heading: 举办讲座}]

Fails:

    title: 云溪社区2027年工作计划
    tasks: [{heading: 走访老人, text: 每月一次。}, {heading: 清理楼道}]
    safeguards: {heading: 保障措施}
"""

import re
from collections.abc import Iterator

from plangen.model import Item
from plangen.problems import Words
from plangen.rules.patterns import LETTER, late
from plangen.rules.rule import Finding, Rule, at_text
from plangen.settings import Settings
from plangen.subject import Subject

_SENTENCE_ENDS = ("。", "；", ";", "！", ".")
_LEADS_IN = ("：", ":")
_AT_END = tuple((mark, late(f"{mark}$", re.MULTILINE)) for mark in _LEADS_IN)
# A label that introduces no list, and one with its contents.
_LABEL = late(
    f"{LETTER}{{0,5}}(?:时间|日期|地点|地址|对象|主题|口号|单位|人员|负责人|联系人|电话)[：:]"
)
_LABELLED = late(f"{LETTER}{{2,9}}[：:].")
# A heading of more signs says what to do.
_LONGEST = 24
_ASK = Words("请补上内容，或删去标题", "write what stands below it, or delete it")


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every heading that stands alone."""
    bare = [
        number
        for number, entry in enumerate(subject.entries)
        if entry.item.heading and _is_bare(entry.item)
    ]
    for number in bare:
        entry = subject.entries[number]
        heading = entry.item.heading
        if heading.endswith(_SENTENCE_ENDS):
            continue
        beside = subject.children[entry.parent]
        full = sum(not _is_bare(subject.entries[other].item) for other in beside)
        empty = len(beside) - full
        first_level = entry.depth == 0 and full > 0
        sure = heading.endswith(_LEADS_IN) and full > 0
        if not (first_level or sure or (full > empty and len(heading) <= _LONGEST)):
            continue
        shown = heading.rstrip("：:")
        words = Words(f"“{shown}”下面没有内容", f"nothing stands below “{shown}”")
        yield Finding(*_place(subject, number), words, _ASK)
    if any(mark in subject.signs and end.search(subject.joined) for mark, end in _AT_END):
        yield from _blanks(subject)


def _blanks(subject: Subject) -> Iterator[Finding]:
    """Every `活动时间：` that nothing follows, beside `活动地点：社区广场。`."""
    for beside in subject.children.values():
        items = [subject.entries[number].item for number in beside]
        blank = [number for number, item in zip(beside, items, strict=True) if _is_blank(item)]
        if blank and sum(map(_is_filled, items)) == len(items) - len(blank) > len(blank):
            for number in blank:
                text = subject.texts_by_entry[number][0]
                shown = text.value.rstrip("：:")
                words = Words(f"“{shown}”后面没有内容", f"nothing stands behind “{shown}”")
                yield at_text(text, words, _ASK)


def _is_blank(item: Item) -> bool:
    is_label = not item.heading and len(item.text) == 1 and _LABEL.fullmatch(item.text[0])
    return bool(is_label) and _is_bare(item._replace(text=()))


def _is_filled(item: Item) -> bool:
    """Whether an item is a heading and what belongs to it, or a text that begins like that."""
    if item.heading or not item.text:
        return not _is_bare(item)
    return _LABELLED.match(item.text[0]) is not None


def _is_bare(item: Item) -> bool:
    return not (
        item.text or item.items or item.months or item.stages or item.groups or item.table
    ) and not _says_more(item)


def _says_more(item: Item) -> bool:
    return bool(item.closing or item.lead or item.support or item.due or item.indicator)


def _place(subject: Subject, number: int) -> tuple[int, int]:
    for text in subject.texts_by_entry.get(number, ()):
        if text.kind == "heading":
            return text.line, text.column
    return subject.entries[number].line, subject.entries[number].column


RULE = Rule(
    "empty-section",
    "warning",
    Words("标题之下没有内容", "a heading with nothing below it"),
    """标题之下没有内容，而并列的标题下面都有。

查各部分、条目、阶段和月份。正文、下级条目、月份、阶段、小组、表格都是内容；标题已把任务说全的，
责任单位和时限也算。只有标题的占到一半以上的，是任务清单；标题自成一句的，就是正文。
以冒号结尾的短句（`活动时间：`），旁边各项都是带内容的标题的，也是标题。""",
    check,
)
