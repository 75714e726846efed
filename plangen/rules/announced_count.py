"""A count that announces a list is not met: “以下五项措施：” above four items.

Counts are read in a heading (三项重点任务, 四大瓶颈), in the last sentence of a text that leads into
items (抓好三个方面：, 以下六项), in 分三个阶段 above stages, and right before 一是…二是… in a text
(做到四抓：一抓…). Only counts of points, tasks, measures, stages and the like announce a list; three
housing estates or four volunteers do not. A count is met by the items, the stages or the groups
below, on whichever level, or by an enumeration in the text.

Passes:

    title: 云溪社区2027年工作计划
    tasks:
      text: 重点做好三项工作：
      items: [走访慰问。, 环境整治。, 便民服务。]

Fails:

    title: 云溪社区2027年工作计划
    tasks:
      text: 重点做好三项工作：
      items: [走访慰问。, 环境整治。]
"""

import re
from collections.abc import Iterator, Sequence

from plangen.markers import chinese, from_chinese
from plangen.model import Group, Item
from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule, at_text
from plangen.settings import Settings
from plangen.subject import Subject, Text

_NUMBER = "(?<![第零〇一二两三四五六七八九十百千万几数每0-9.])([二两三四五六七八九十]|十[一二三四五六]|[2-9]|1[0-6])"
_NOUN = (
    "方面|任务|工作|措施|举措|行动|工程|环节|重点|要点|问题|瓶颈|难题|短板|原则|目标|步骤|阶段|活动|平台|抓手|"
    "要求|坚持|强化|提升|推进|转变|突破|保障|内容|关口|要素|项目|关系|结合|到位|确保|建设|实事|服务|机制|制度"
)
_UNIT = "(?:个方面|个|项|大|条|点|类|种|件|步)"
# What may stand between a count and what it counts; 两项补贴工作 counts something else.
_KIND = "(?:重点|具体|主要|专项|基础|便民|惠民|民生|特色|主题|核心|关键|重大|重要|系列|硬|方面的?|突出|攻坚)*"
_COUNTED = rf"{_NUMBER}(?:{_UNIT}{_KIND}(?:{_NOUN})|方面|[条点项步])"
_ENDS_WITH_COUNT = late(rf"{_COUNTED}(?:的?(?:工作|任务|内容|要求|活动|措施))?$")
_ANY_COUNT = late(rf"{_NUMBER}{_UNIT}")
_FOLLOWING = late(rf"(?:以下|下列|如下){_NUMBER}(?={_UNIT}|方面)")
_FOLLOWING_LAST = late(f"(?:以下|下列|如下){_ENDS_WITH_COUNT.pattern}")
_DO = late(rf"做[到好实]{_NUMBER}个?([抓要看查防有进讲比定化为到保])$")
_GROUPS = late(rf"下?设立?{_NUMBER}个[^，。；、]{{0,6}}组")
# A sentence of its own above a list: 重点推进五项任务。
_PLAIN = late(
    rf"(?:推进|做好|抓好|落实|开展|突出|实施|从|围绕|把握|坚持|遵循|达到|实现){_NUMBER}(?:个|项|大|条|点){_KIND}"
    "(?:方面|任务|工作|措施|举措|行动|重点|环节|要点|目标|原则|步骤|要求|内容)(?:的?工作|开展工作|入手)?$"
)
_STAGES = late(rf"分(?:为|成|)?{_NUMBER}个?(?:阶段|步骤|步)")
# What stands in quotes is a name (“五个一”), unless it is nothing but a count (“三项”活动, “四大瓶颈”).
_QUOTED = late("“([^“”]*)”")
_NO_NAME = late(rf"(?:{_NUMBER}{_UNIT}?|{_COUNTED}|{_NUMBER}[抓要看查防有进讲比定化为到保])")
_ONE = late(r"一(?:(?<=[：:。；;，,\n]一)|(?<=^一))[是要抓看查防有进讲比定为]")
_PIECE = late(r"[，,。；;：:！!？?]")
_TYPED = late(r"[（(]?([一二三四五六七八九十]{1,2}|[0-9]{1,2})[)）、.．]")
_DIGITS = frozenset("二两三四五六七八九十0123456789")
_FEWEST = 2
_ENDS = ("：", ":")
_LONGEST = 20


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every count that is not met."""
    for number, entry in enumerate(subject.entries):
        item = entry.item
        if not (item.heading or item.text):
            continue
        below = len(item.items) + len(item.stages)
        if item.heading and (below >= _FEWEST or item.text):
            wanted = _of_heading(item.heading)
            if wanted and not _is_met(wanted, subject, number):
                yield _finding(subject, number, "heading", item.heading, wanted)
        if item.text and (below >= _FEWEST or item.groups):
            wanted = _of_text(item.text[-1], item)
            if wanted and not _is_met(wanted, subject, number):
                yield _finding(subject, number, "text", item.text[-1], wanted)
    yield from _preamble(subject)
    yield from _inline(subject)


def _bare(text: str) -> str:
    """A text without its quotes; of names in quotes, nothing but these is left."""
    if "“" not in text:
        return text
    return _QUOTED.sub(lambda found: found[1] if _NO_NAME.fullmatch(found[1]) else "“”", text)


def _of_heading(heading: str) -> int | None:
    """The count that a heading ends with, or its first clause."""
    if _DIGITS.isdisjoint(heading):
        return None
    for clause in _PIECE.split(_bare(heading).rstrip("。：:；;"))[:2]:
        found = _ENDS_WITH_COUNT.search(clause)
        if found:
            return _value(found[1])
    return None


def _of_text(text: str, item: Item) -> int | None:
    """The count that the last sentence of a text announces for what stands below it."""
    leads_in = text.endswith(_ENDS)
    if _DIGITS.isdisjoint(text):
        return None
    sentence = re.split("[。；;！!]", _bare(text).rstrip("。；;：:"))[-1]
    if len(_ANY_COUNT.findall(sentence)) > 1:
        found = _FOLLOWING_LAST.search(sentence)
        return _value(found[1]) if found else None
    found = _FOLLOWING.search(sentence) if "下" in sentence else None
    if not found and item.stages:
        found = _STAGES.search(sentence)
    if not found and item.groups:
        found = _GROUPS.search(sentence)
    if not found and leads_in:
        clauses = [found for clause in _PIECE.split(sentence) if (found := _in_clause(clause))]
        found = clauses[0] if len(clauses) == 1 else None
    elif not found and "每" not in sentence:
        found = _PLAIN.search(sentence)
    return _value(found[1]) if found else None


def _in_clause(clause: str) -> re.Match[str] | None:
    return _ENDS_WITH_COUNT.search(clause) or _DO.search(clause)


def _is_met(wanted: int, subject: Subject, number: int) -> bool:
    """Whether a list below an entry has so many; true too if there is none to be counted."""
    item = subject.entries[number].item
    counts = set(_counts(item))
    lines = [text for text in subject.texts_by_entry.get(number, ()) if text.kind == "text"]
    counts.update(_enumerated("".join(text.value for text in lines)))
    counts.update(_runs(item))
    return wanted in counts or not {count for count in counts if count >= _FEWEST}


def _counts(item: Item) -> Iterator[int]:
    """How many items, stages and groups there are on each level."""
    yield len(item.stages)
    yield len(item.items)
    yield len(item.items) + len(item.stages)
    yield len(item.months)
    groups: Sequence[Group] = item.groups
    while groups:
        yield len(groups)
        groups = [below for group in groups for below in group.groups]
    level = item.items
    while level:
        level = tuple(below for above in level for below in above.items)
        if level:
            yield len(level)


def _runs(item: Item) -> Iterator[int]:
    """Lengths of the runs of items that bear typed numbers from one on."""
    last = 0
    for below in item.items:
        found = _TYPED.match(below.heading or (below.text[0] if below.text else ""))
        value = _value(found[1]) if found else 0
        if value == 1 and last:
            yield last
        last = value
    if last:
        yield last


def _enumerated(text: str) -> Iterator[int]:
    """How many points the enumerations of a text have: 一是…二是…三是… has three."""
    for found in _ONE.finditer(text):
        yield _length(text, found.start(), found[0][1])


def _length(text: str, at: int, sign: str) -> int:
    count = 1
    while (at := text.find(chinese(count + 1) + sign, at + 1)) >= 0:
        count += 1
    return count


def _inline(subject: Subject) -> Iterator[Finding]:
    """Counts right before an enumeration in the same text."""
    for hit in subject.find(_ONE):
        value = hit.text.value
        if hit.start == 0 or hit.text.kind not in {"text", "office"}:
            continue
        head = value[max(0, hit.start - _LONGEST) : hit.start]
        clause = _PIECE.split(_bare(head[:-1]))[-1]
        found = _in_clause(clause)
        if not found:
            continue
        wanted, sign = _value(found[1]), hit.match[0][1]
        rest = value[hit.start :] + "".join(_following(subject, hit.text))
        count = _length(rest, 0, sign)
        if count >= _FEWEST and count != wanted:
            yield _told(hit.text, hit.start + head.rfind(found[1]) - len(head), wanted, count)


def _following(subject: Subject, text: Text) -> Iterator[str]:
    """The texts after one in its item and in the items below, where an enumeration may go on."""
    if text.entry < 0:
        return
    lines = subject.texts_by_entry[text.entry]
    at = next(number for number, line in enumerate(lines) if line is text)
    yield from (line.value for line in lines[at + 1 :] if line.kind == "text")
    item = subject.entries[text.entry].item
    yield from (line for below in item.items for line in (below.heading, *below.text[:1]))


def _preamble(subject: Subject) -> Iterator[Finding]:
    """A count at the end of the preamble, where the sections are nothing but its list."""
    plan = subject.plan
    if not plan.preamble or any(section.role != "other" for section in plan.sections):
        return
    wanted, count = _of_text(plan.preamble[-1], Item()), len(plan.sections)
    if wanted and count >= _FEWEST and wanted not in {count, *_counts(Item(items=plan.sections))}:
        for text in subject.texts:
            if text.value == plan.preamble[-1]:
                yield at_text(text, *_words(wanted, count))
                return


def _value(text: str) -> int:
    return int(text) if text.isdecimal() else from_chinese(text) or 0


def _finding(subject: Subject, number: int, kind: str, text: str, wanted: int) -> Finding:
    entry = subject.entries[number]
    item = entry.item
    count = len(item.items) + len(item.stages) or max(_enumerated("".join(item.text)), default=0)
    if not count:
        count = max(_counts(item), default=0)
    for line in subject.texts_by_entry.get(number, ()):
        if line.kind == kind and line.value == text:
            return at_text(line, *_words(wanted, count))
    return Finding(entry.line, entry.column, *_words(wanted, count))


def _told(text: Text, start: int, wanted: int, count: int) -> Finding:
    column = text.column + start if text.typed else text.column
    return Finding(text.line, column, *_words(wanted, count))


def _words(wanted: int, count: int) -> tuple[Words, Words]:
    return (
        Words(f"说有{wanted}项，实有{count}项", f"{wanted} are announced, {count} follow"),
        Words("请核对数目", "check the count"),
    )


RULE = Rule(
    "announced-count",
    "warning",
    Words("预告的数目与列举不符", "an announced count that is not met"),
    """预告的数目与下面列举的不符：写“以下五项措施：”，只列了四项。

看的是标题里的数目（三项重点任务、四大瓶颈）、引出条目的正文末句（抓好三个方面：、以下六项）、阶段之前的
“分三个阶段”，以及紧接“一是……二是……”的数目（做到四抓：一抓……）。只有方面、任务、措施、阶段这类数目才
预告列举，三个小区、四名志愿者不算。下面任何一层的条目、阶段、小组，或者正文里的列举，合得上就算合。""",
    check,
)
