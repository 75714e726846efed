"""A paragraph breaks off without a final mark: it may be cut short.

Looked at is running text. Headings, names, dates, slogans of equal halves, lines with a label
(`时间：3月5日`) and lists whose points all do without a mark are none; nor is a text before points
of its own that is short like a heading.

Passes:

    title: 云溪社区2027年工作计划
    goals:
      - 居民满意率达到95%以上，投诉办结率达到100%
      - 知晓率达到90%以上，参与率达到60%

Fails:

    title: 云溪社区2027年工作计划
    preamble: 为提升服务水平，结合社区实际，制定本计划
    tasks:
      - 入户走访独居老人，建立台账。
      - 加强宣传引导，动员更多
"""

from collections.abc import Iterator, Sequence

from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule
from plangen.settings import Settings
from plangen.subject import Entry, Subject, Text

_FINAL = frozenset("。！？；：…—!?;:.")
# Marks after which something must follow.
_OPEN = "，、,"
_CLOSING = "”’）)】》」』\"'"
_PAUSE = late("[，,；;：:]")
_COMMA = late("[，,]")
_FULL_STOP = late("[。！？]")
_LABEL = late(r"[^，。,；]{1,10}[：:]")
_SLOGANS = late("主题|口号|标语|倡议|寄语")
_OTHER = ("附件", "附：", "注：", "联系", "电话", "http", "www.")
_SHORTEST = 13
_SLOGAN = 24
_HEADING = 25
_LONG = 20


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every paragraph without a final mark."""
    for text in subject.texts:
        value = text.value
        if value[-1] in _FINAL or text.kind != "text" or len(value) < _SHORTEST:
            continue
        if _is_closed(value):
            continue
        prose = _is_prose(value) and (value[-1] in _OPEN or not _is_style(subject, text))
        if prose or _is_odd(subject, text):
            shown = value[-8:]
            column = text.column + len(value) - 1 if text.typed else text.column
            yield Finding(
                text.line,
                column,
                Words(
                    f"这一段到“{shown}”为止，没有句末标点",
                    f"the paragraph ends at “{shown}” without a final mark",
                ),
                Words("请补上标点，或补全这句话", "add the mark, or finish the sentence"),
            )


def _is_odd(subject: Subject, text: Text) -> bool:
    """Whether a longer point without a pause is the only one of three or more without a mark."""
    if len(text.value) < _LONG or _PAUSE.search(text.value) or text.entry < 0:
        return False
    beside = _beside(subject, text)
    ended = sum(other.value.rstrip(_CLOSING)[-1:] in _FINAL for other in beside)
    return len(beside) > 1 and ended == len(beside) and not subject.entries[text.entry].item.items


def _is_closed(value: str) -> bool:
    """Whether brackets or quotation marks stand after a final mark, or brackets at the end."""
    if value[-1] not in _CLOSING:
        return False
    inner = value.rstrip(_CLOSING)
    if inner[-1:] in _FINAL:
        return True
    opener = max(value.rfind("（"), value.rfind("("))
    return value[-1] in "）)" and opener > 0


def _is_prose(value: str) -> bool:
    """Whether it is a sentence, and no label, slogan, address or number."""
    if value[-1] in _OPEN:
        return True
    if not _PAUSE.search(value) and not _FULL_STOP.search(value):
        return False
    if value.startswith(_OTHER) or (value[-1].isascii() and value[-1] not in ",%"):
        return False
    if _LABEL.match(value) and not _FULL_STOP.search(value) and len(value) < 2 * _LONG:
        return False
    parts = _COMMA.split(value)
    even = len(parts) > 1 and len({len(part) for part in parts}) == 1
    return not (even and len(value) <= _SLOGAN)


def _is_style(subject: Subject, text: Text) -> bool:
    """Whether the points of a list do without marks, or a text stands as a heading or a slogan."""
    entry = subject.entries[text.entry] if text.entry >= 0 else None
    if entry and _stands_as_heading(subject, text, entry):
        return True
    beside = _beside(subject, text)
    ended = sum(other.value.rstrip(_CLOSING)[-1:] in _FINAL for other in beside)
    if _FULL_STOP.search(text.value) and (ended or not beside):
        return False
    if not beside:
        return len(text.value) < _LONG
    return ended * 2 < len(beside)


def _stands_as_heading(subject: Subject, text: Text, entry: Entry) -> bool:
    if entry.item.items and not entry.item.heading and len(text.value) <= _HEADING:
        return not _FULL_STOP.search(text.value)
    headings = [entry.item.heading]
    if entry.parent >= 0:
        headings.append(subject.entries[entry.parent].item.heading)
    return any(map(_SLOGANS.search, headings)) and not _FULL_STOP.search(text.value)


def _beside(subject: Subject, text: Text) -> Sequence[Text]:
    """The other texts of an item and those that end the items beside it."""
    if text.entry < 0:
        return ()
    entry = subject.entries[text.entry]
    own = [one for one in subject.texts_by_entry[text.entry] if one.kind == "text"]
    found = [one for one in own if one is not text]
    for number in subject.children[entry.parent]:
        other = subject.entries[number]
        if (
            number == text.entry
            or entry.parent < 0
            or bool(other.item.heading) != bool(entry.item.heading)
        ):
            continue
        texts = [one for one in subject.texts_by_entry.get(number, ()) if one.kind == "text"]
        found.extend(texts[-1:])
    return found


RULE = Rule(
    "no-final-mark",
    "warning",
    Words("段落没有句末标点", "a paragraph without a final mark"),
    """段落没有句末标点就断了，可能没有写完。

查的是成段的文字。标题、名称、日期、两半对称的口号、带标签的行（`时间：3月5日`）、各项都不加句末标点的列举，
以及下面另有分项、本身短得像标题的文字不算。""",
    check,
)
