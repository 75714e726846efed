"""A heading with nothing below it, where those beside it have content.

Looked at are sections, items, stages and months. Content is a text, items, months, stages, groups
or a table; units and a deadline also, for a task that its heading tells in full. Bare headings that
are as many as the others are a list of tasks, and a heading that is a whole sentence is its own
text.

Passes:

    title: 云溪社区2027年工作计划
    tasks: [{heading: 走访老人}, {heading: 清理楼道}, {heading: 举办讲座}]

Fails:

    title: 云溪社区2027年工作计划
    tasks: [{heading: 走访老人, text: 每月一次。}, {heading: 清理楼道}]
    safeguards: {heading: 保障措施}
"""

from collections.abc import Iterator

from plangen.model import Item
from plangen.problems import Words
from plangen.rules.rule import Finding, Rule
from plangen.settings import Settings
from plangen.subject import Entry, Subject

_SENTENCE_ENDS = ("。", "；", ";", "！", ".")
_LEADS_IN = ("：", ":")
# A heading of more signs says what to do.
_LONGEST = 24
_ASK = Words("请补上内容，或删去标题", "write what stands below it, or delete it")


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every heading that stands alone."""
    bare = [
        number
        for number, entry in enumerate(subject.entries)
        if entry.item.heading and _is_bare(entry)
    ]
    for number in bare:
        entry = subject.entries[number]
        heading = entry.item.heading
        if heading.endswith(_SENTENCE_ENDS):
            continue
        beside = subject.children[entry.parent]
        full = sum(not _is_bare(subject.entries[other]) for other in beside)
        empty = len(beside) - full
        first_level = entry.depth == 0 and full > 0
        sure = heading.endswith(_LEADS_IN) and full > 0
        if not (first_level or sure or (full > empty and len(heading) <= _LONGEST)):
            continue
        shown = heading.rstrip("：:")
        words = Words(f"“{shown}”下面没有内容", f"nothing stands below “{shown}”")
        yield Finding(*_place(subject, number), words, _ASK)


def _is_bare(entry: Entry) -> bool:
    item = entry.item
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
责任单位和时限也算。只有标题的占到一半以上的，是任务清单；标题自成一句的，就是正文。""",
    check,
)
