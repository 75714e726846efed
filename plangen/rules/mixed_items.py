"""A list of which most items have a heading and one has none, or the reverse.

Such a list looks uneven in print: headings are set in a face of their own. A hint for lists in which
three items and more are alike and the odd ones are no more than a third; a list in which the two are
about even was meant so. Not counted are items without a number, headings that only lead in a list
(`专栏内容：`), those that by `run_in: false` stand apart from their text, and cut-off ends. Sections of
a standard kind have their headings from the program.

Passes:

    title: 云溪社区2027年工作计划
    tasks: [逐户走访。, 清理楼道。, {heading: 举办讲座。, text: 每季一次。}, {heading: 义诊。, text: 每月一次。}]

Fails:

    title: 云溪社区2027年工作计划
    tasks:
      - {heading: 举办讲座。, text: 每季一次。}
      - {heading: 义诊。, text: 每月一次。}
      - {heading: 巡防。, text: 每日两次。}
      - 逐户走访。
"""

from collections.abc import Iterator

from plangen.model import Item, runs_in
from plangen.problems import Words
from plangen.rules.patterns import LETTER, late
from plangen.rules.rule import Finding, Rule
from plangen.settings import Settings
from plangen.subject import Entry, Subject

# So many items must be alike.
_FEWEST = 3
_LEADS_IN = ("：", ":")
# A shorter text without a mark at its end is a heading, or was cut off.
_SHORTEST = 8
_LETTER = late(f"{LETTER}$")
_WITHOUT = Words("并列各项有标题，这一项没有", "the items beside it have headings, this one none")
_WITH = Words("并列各项没有标题，这一项有", "the items beside it have no headings, this one has")
_GIVE = Words("请拟一个标题", "give it a heading")
_TAKE = Words("请把标题并入正文", "put its heading into the text")


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every odd item of a list."""
    sections = len(subject.plan.sections)
    for parent, numbers in subject.children.items():
        if len(numbers) <= _FEWEST:
            continue
        entries = [subject.entries[number] for number in numbers]
        if parent < 0:
            entries = entries[:sections]
        elif len({not entry.item.heading for entry in entries}) == 1:
            continue
        entries = [entry for entry in entries if not entry.month and not entry.stage]
        headed = [entry for entry in entries if _has_heading(entry)]
        bare = [entry for entry in entries if not _has_heading(entry) and entry.item.text]
        if len(headed) + len(bare) != len(entries):
            continue
        odd, message, proposal = bare, _WITHOUT, _GIVE
        if len(headed) < len(bare):
            odd, message, proposal = headed, _WITH, _TAKE
        if len(entries) - len(odd) >= _FEWEST and len(odd) * 3 <= len(entries):
            for entry in odd:
                if not _is_apart(entry.item):
                    yield Finding(entry.line, entry.column, message, proposal)


def _has_heading(entry: Entry) -> bool:
    return bool(entry.item.heading) or (entry.depth == 0 and entry.role != "other")


def _is_apart(item: Item) -> bool:
    """Whether an odd item is no brother of the others: another heading or text would not mend it."""
    if not item.numbered:
        return True
    if item.heading and item.text:
        return runs_in(item.heading) and not item.run_in
    line = item.heading or item.text[-1]
    return line.endswith(_LEADS_IN) or (len(line) < _SHORTEST and _LETTER.search(line) is not None)


RULE = Rule(
    "mixed-items",
    "hint",
    Words("并列各项有的有标题，有的没有", "items with and without headings in one list"),
    """并列各项大多有标题，个别没有；或者相反。

标题有自己的字体，这样的列表印出来参差不齐。三项以上写法相同、例外不超过三分之一的才提示；两种差不多各半的，
是有意这样写的。不编号的、只引出下级条目的标题（`专栏内容：`）、写了`接排: 否`与正文分开的标题，以及没写完的短句
不算；标准部分的标题由程序给出，也不算。""",
    check,
)
