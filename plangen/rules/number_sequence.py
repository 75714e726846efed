"""Numbers inside texts skip or repeat: `一是……三是……`, `1、……3、……`, `①……①……`.

A sequence runs within a paragraph, over the paragraphs of an item, and over items below one another
that the program does not number. It may begin again at any time. Ordinals of things
(`第一、第三季度`), references and figures are none. A heading with its number that was joined to the
end of a paragraph is told too.

Passes:

    title: 云溪社区2027年工作计划
    tasks:
      text: |
        一是加强领导。
        二是落实责任；三是严格督查。

Fails:

    title: 云溪社区2027年工作计划
    tasks: [一是加强组织领导；三是落实工作责任；三是严格督查考核。]
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from plangen.markers import chinese, from_chinese
from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule, at_hit
from plangen.rules.search import compiled
from plangen.settings import Settings
from plangen.subject import Subject, Text

_HAN = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# A second or third number must stand somewhere, or there is no sequence to look at.
_ANY = late(r"[二三23②③](?:(?<=[②③])|(?<=[\s。；：，、;:,（(“第！？].)(?=[是要、．.)），：,]))")
_CLAUSE = r"(?:^|(?<=[。；：，、;:,\s“（！？]))"
_MARKERS = rf"""(?x){_CLAUSE}(?P<shi>[{_HAN}]{{1,2}})[是要](?![否求点素件一])
    |{_CLAUSE}第(?P<di>[{_HAN}]{{1,2}})[，,：:]
    |{_CLAUSE}(?P<han>[{_HAN}]{{1,2}})、(?![{_HAN}])
    |{_CLAUSE}(?P<figure>[0-9]{{1,2}})(?:[、．]|\.(?![0-9]))(?![0-9])
    |{_CLAUSE}[（(](?P<in_brackets>[0-9]{{1,2}}|[{_HAN}]{{1,2}})[)）]
    |{_CLAUSE}(?P<half>[0-9]{{1,2}})[)）]
    |(?P<circled>[{_CIRCLED}])"""
# A heading at the end of a paragraph; 三、 after 周 or 初 begins none, nor does it before 四.
_JOINED = late(
    rf"[{_HAN}]、(?<=[。；！？\u4e00-\u9fff].、)(?<![周期初高大小第百零年月日号之其附表图老星{_HAN}].、)"
    rf"(?![{_HAN}0-9])[^。；;！？：:、\n]{{7,40}}$",
    re.MULTILINE,
)
_HAN_BEFORE = late(rf"、(?<=[{_HAN}]、)")
_HAN_MARK = late(rf"[{_HAN}]{{1,2}}、")
_BEFORE_HEADING = 30
_SHORTEST = 4
_KINDS = frozenset({"text", "heading"})


class _Mark(NamedTuple):
    """A numeral in a text: its style, its number, where it stands and how it is written."""

    style: str
    number: int
    text: Text
    at: int
    end: int
    shown: str


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every number that does not follow the one before it."""
    yield from _joined(subject)
    looked_at = _looked_at(subject)
    runs: dict[tuple[int, str], _Mark] = {}
    for text in subject.texts if looked_at else ():
        if text.kind in _KINDS and (
            text.entry in looked_at
            or (text.entry >= 0 and subject.entries[text.entry].parent in looked_at)
        ):
            yield from _follow(runs, _places(subject, text, _marks(text)))


def _joined(subject: Subject) -> Iterator[Finding]:
    """Headings that a lost line break joined to the paragraph before them."""
    if not _HAN_BEFORE.search(subject.joined):
        return
    for hit in subject.find(_JOINED):
        text, shown = hit.text, hit.match[0]
        if text.kind == "text" and hit.start >= _BEFORE_HEADING:
            if len(_HAN_MARK.findall(text.value)) > 1:
                continue
            head = shown[:_SHORTEST]
            yield at_hit(
                hit,
                Words(
                    f"标题“{head}……”接在上一段后面",
                    f"the heading “{head}…” is joined to the paragraph before it",
                ),
                Words("请另起一段，或作为下一项的标题", "let it begin a paragraph, or an item"),
            )


def _looked_at(subject: Subject) -> set[int]:
    """The items in whose texts, or in the texts of whose items, there is a second or third."""
    found: set[int] = set()
    for hit in subject.find(_ANY):
        entry = hit.text.entry
        found.add(entry)
        if entry >= 0:
            found.add(subject.entries[entry].parent)
    return found


def _marks(text: Text) -> list[_Mark]:
    """The numerals of a text that count; a text has few, and most have none."""
    found = []
    for match in compiled(_MARKERS).finditer(text.value):
        style = str(match.lastgroup)
        number = _number(match[style])
        if number:
            style += "" if match[style][0] in _HAN or style != "in_brackets" else " figure"
            found.append(_Mark(style, number, text, match.start(), match.end(), match[0]))
    # What counts has something to say after it: not 1、3、5号楼.
    ends = [mark.at for mark in found[1:]] + [len(text.value) + _SHORTEST]
    return [mark for mark, end in zip(found, ends, strict=False) if end - mark.end >= _SHORTEST]


def _number(numeral: str) -> int | None:
    if numeral in _CIRCLED:
        return _CIRCLED.index(numeral) + 1
    return int(numeral) if numeral.isdecimal() else from_chinese(numeral)


def _places(subject: Subject, text: Text, marks: list[_Mark]) -> Iterator[tuple[int, _Mark]]:
    """Each numeral with the item to whose sequence it belongs.

    What begins an item that is not numbered counts the items of its parent.
    """
    for mark in marks:
        place = text.entry
        if text.entry >= 0 and mark.at == 0:
            entry = subject.entries[text.entry]
            first = subject.texts_by_entry[text.entry][0] is text
            if first and not entry.item.numbered:
                place = entry.parent
        yield place, mark


def _follow(
    runs: dict[tuple[int, str], _Mark], marks: Iterable[tuple[int, _Mark]]
) -> Iterator[Finding]:
    """Findings where a numeral does not follow the last one of its style in its place."""
    for place, mark in marks:
        last = runs.get((place, mark.style))
        runs[place, mark.style] = mark
        if last and mark.number not in {1, last.number + 1}:
            yield _finding(last, mark)


def _finding(last: _Mark, mark: _Mark) -> Finding:
    text = mark.text
    before, shown = last.shown.strip(), mark.shown.strip()
    expected = _written(mark, last.number + 1)
    column = text.column + mark.at if text.typed else text.column
    return Finding(
        text.line,
        column,
        Words(f"“{before}”之后是“{shown}”", f"“{shown}” follows “{before}”"),
        Words(
            f"请核对，应为“{expected}”，或者缺了一项",
            f"check it: “{expected}”, or an item is missing",
        ),
    )


def _written(mark: _Mark, number: int) -> str:
    """A marker as another one is written, with another number."""
    shown = mark.shown.strip()
    if mark.style == "circled":
        return _CIRCLED[number - 1] if number <= len(_CIRCLED) else str(number)
    if re.search("[0-9]", shown):
        return re.sub("[0-9]+", str(number), shown)
    return re.sub(f"[{_HAN}]+", chinese(number), shown, count=1)


RULE = Rule(
    "number-sequence",
    "warning",
    Words("序号跳号或重号", "numbers that skip or repeat"),
    """文中的序号跳号或重号：`一是……三是……`、`1、……3、……`、`①……①……`。

同一段之内、同一项的各段之间、程序不编号的各项之间，序号应当连续，可以随时从头再编。
事物的次序（`第一、第三季度`）、引用和数字不算。带序号的标题并到上一段末尾的，也会指出。""",
    check,
)
