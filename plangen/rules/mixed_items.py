"""A list of which most items have a heading and one has none, or the reverse.

Such a list looks uneven in print: headings are set in a face of their own. A hint for lists of
three and more where the odd ones are no more than a third; a list in which the two are about even
was meant so. Sections of a standard kind have their headings from the program.

Passes:

    title: 云溪社区2027年工作计划
    tasks: [逐户走访。, 清理楼道。, {heading: 举办讲座。, text: 每季一次。}, {heading: 义诊。, text: 每月一次。}]

Fails:

    title: 云溪社区2027年工作计划
    tasks: [{heading: 举办讲座。, text: 每季一次。}, {heading: 义诊。, text: 每月一次。}, 逐户走访。]
"""

from collections.abc import Iterator

from plangen.problems import Words
from plangen.rules.rule import Finding, Rule
from plangen.settings import Settings
from plangen.subject import Entry, Subject

_FEWEST = 3
_WITHOUT = Words("并列各项有标题，这一项没有", "the items beside it have headings, this one none")
_WITH = Words("并列各项没有标题，这一项有", "the items beside it have no headings, this one has")
_GIVE = Words("请拟一个标题", "give it a heading")
_TAKE = Words("请把标题并入正文", "put its heading into the text")


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every odd item of a list."""
    sections = len(subject.plan.sections)
    for parent, numbers in subject.children.items():
        if len(numbers) < _FEWEST:
            continue
        entries = [subject.entries[number] for number in numbers]
        if parent < 0:
            entries = entries[:sections]
        elif len({not entry.item.heading for entry in entries}) == 1:
            continue
        entries = [entry for entry in entries if not entry.month and not entry.stage]
        headed = [entry for entry in entries if _has_heading(entry)]
        bare = [entry for entry in entries if not _has_heading(entry) and entry.item.text]
        if len(headed) + len(bare) != len(entries) or len(entries) < _FEWEST:
            continue
        odd, message, proposal = bare, _WITHOUT, _GIVE
        if len(headed) < len(bare):
            odd, message, proposal = headed, _WITH, _TAKE
        if odd and len(odd) * 3 <= len(entries):
            for entry in odd:
                yield Finding(entry.line, entry.column, message, proposal)


def _has_heading(entry: Entry) -> bool:
    return bool(entry.item.heading) or (entry.depth == 0 and entry.role != "other")


RULE = Rule(
    "mixed-items",
    "hint",
    Words("并列各项有的有标题，有的没有", "items with and without headings in one list"),
    """并列各项大多有标题，个别没有；或者相反。

标题有自己的字体，这样的列表印出来参差不齐。三项以上、例外不超过三分之一的才提示；两种差不多各半的，
是有意这样写的。标准部分的标题由程序给出，不算。""",
    check,
)
