"""A number was typed where the program numbers: `1. 加强领导` would print as `（一）1. 加强领导`.

Looked at are the beginnings of items that the program numbers, of months and of the names of
annexes. A number inside a paragraph, a list of its own within one text (`一是……；二是……`), an item
with `numbered: false`, dates, years and telephone numbers are none. The typed number is deleted
where it is the one that the program prints.

Passes:

    title: 云溪社区2027年工作计划
    tasks: [2027年3月完成换届。, 一、二年级学生参加活动。, 12345热线件件有回音。]

Fails:

    title: 云溪社区2027年工作计划
    tasks: [一、加强领导。, 二、落实责任。]
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from plangen.dates import parse_months
from plangen.markers import from_chinese
from plangen.problems import Words
from plangen.rules.labels import Label, label_of
from plangen.rules.rule import Edit, Finding, Rule
from plangen.rules.search import compiled
from plangen.settings import Settings
from plangen.subject import Entry, Subject, Text

_HAN = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_FIRST = frozenset(f"{_HAN}0123456789（(第—{_CIRCLED}")
_MARKER = rf"""(?x)()([{_HAN}]{{1,3}})([、．.])(?![{_HAN}、])
    |([（(])([{_HAN}]{{1,3}}|[0-9]{{1,2}})([)）])、?
    |()([0-9]{{1,2}})([、．.)）])(?![0-9])
    |()([{_CIRCLED}])()
    |(第)([{_HAN}]{{1,3}})([，,：:])
    |()([{_HAN}]{{1,3}})(是)(?!否)"""
_MONTH = rf"(?:在)?([0-9]{{1,2}}|[{_HAN}]{{1,2}})月份?[，,：:、]"
_ANNEX = r"附件\s*[0-9]*[：:.、]?\s*|[0-9]{1,2}(?:[、．]|\.(?![0-9]))\s*"
_ELEVEN = 11
_PROPOSAL = Words("请删去，或写“编号: 否”", "delete it, or write numbered: false")


class _Typed(NamedTuple):
    """A typed marker: the text it begins, all of it, its number, and a pattern of its style."""

    text: Text
    found: str
    number: int
    style: str


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every number that would print twice."""
    for number, entry in enumerate(subject.entries):
        first = entry.item.heading or (entry.item.text[0] if entry.item.text else "")
        if first[:1] not in _FIRST and not first.startswith("在"):
            continue
        if entry.month:
            yield from _month(subject, number, entry)
        elif compiled(_MARKER).match(first) or first.startswith("——"):
            yield from _item(subject, number)
    for text in subject.texts:
        if text.kind == "attachment":
            found = compiled(_ANNEX).match(text.value)
            if found and found[0] and found.end() < len(text.value):
                yield _finding(
                    text, found[0], "附件的序号", "the annex's number", delete=True, numbered=False
                )


def _item(subject: Subject, number: int) -> Iterator[Finding]:
    label = label_of(subject, number)
    text = _first_text(subject, number)
    if (
        label is None
        or text is None
        or (subject.entries[number].depth == 0 and _untitled(subject, number))
    ):
        return
    shown = str(label)
    if not label.marker.writing:
        if text.value.startswith(shown):
            yield _finding(text, shown, shown, shown, delete=True)
        return
    typed = _typed(text)
    if typed and _is_double(subject, number, label, typed):
        delete = typed.number == label.number
        yield _finding(text, typed.found, shown, shown, delete=delete)


def _untitled(subject: Subject, number: int) -> bool:
    """Whether a section gets its heading, and with it the number, from the template."""
    item = subject.entries[number].item
    return not item.heading and item.role != "other"


def _typed(text: Text) -> _Typed | None:
    found = compiled(_MARKER).match(text.value)
    if found is None:
        return None
    before, numeral, after = (part for part in found.groups() if part is not None)
    number, numerals = _number(numeral)
    if number is None:
        return None
    marker = found[0]
    rest = text.value[len(marker) :]
    marker += rest[: len(rest) - len(rest.lstrip())]
    style = f"{re.escape(before)}{numerals}{re.escape(after)}"
    return _Typed(text, marker, number, style)


def _number(numeral: str) -> tuple[int | None, str]:
    """The number that a numeral writes, and a pattern of its writing."""
    if numeral in _CIRCLED:
        return _CIRCLED.index(numeral) + 1, f"[{_CIRCLED}]"
    if numeral.isdecimal():
        return int(numeral), "[0-9]{1,2}"
    return from_chinese(numeral), f"[{_HAN}]{{1,3}}"


def _is_double(subject: Subject, number: int, label: Label, typed: _Typed) -> bool:
    """Whether a marker counts the items, and is neither a list inside the text nor a date."""
    own = [one.value for one in subject.texts_by_entry[number] if one.kind == "text"]
    others = compiled(typed.style).findall(typed.text.value, len(typed.found))
    if others or (typed.text.kind == "text" and any(map(compiled(typed.style).match, own[1:]))):
        return False
    if typed.number == label.number:
        return not typed.found.endswith("是") or _beside(subject, number)
    return typed.number != _ELEVEN and _beside(subject, number)


def _beside(subject: Subject, number: int) -> bool:
    """Whether an item beside has a typed marker too."""
    for other in subject.children[subject.entries[number].parent]:
        text = _first_text(subject, other) if other != number else None
        if text and _typed(text):
            return True
    return False


def _first_text(subject: Subject, number: int) -> Text | None:
    """The heading of an item, or its first text."""
    texts = subject.texts_by_entry.get(number, ())
    return texts[0] if texts and texts[0].kind in {"heading", "text"} else None


def _month(subject: Subject, number: int, entry: Entry) -> Iterator[Finding]:
    """A text that begins with the month that is printed before it."""
    parent = subject.entries[entry.parent].item
    text = _first_text(subject, number)
    found = compiled(_MONTH).match(text.value) if text else None
    if text is None or found is None or entry.month is None or parent.month_marker == "":
        return
    months = parse_months(found[1] + "月")
    if months and months.numbers == entry.month.months.numbers:
        yield _finding(text, found[0], f"{found[1]}月份", "the month", delete=True, numbered=False)


def _finding(  # noqa: PLR0913 - the words in both languages, and two choices
    text: Text, found: str, zh: str, en: str, *, delete: bool, numbered: bool = True
) -> Finding:
    typed = found.strip()
    edit = Edit(text.line, text.column, found, "") if delete and text.typed else None
    return Finding(
        text.line,
        text.column,
        Words(
            f"“{typed}”是手写的，程序还会印上“{zh}”",
            f"“{typed}” is typed, and the program prints {en} too",
        ),
        _PROPOSAL if numbered else Words("请删去", "delete it"),
        edit,
    )


RULE = Rule(
    "typed-number",
    "warning",
    Words("手写的序号", "typed numbers"),
    """程序编号的地方又手写了序号：`1. 加强领导`会印成`（一）1. 加强领导`。

查由程序编号的各项、月份和附件名称的开头。段落中间的序号、一段之内自成一列的（`一是……；二是……`）、写了“编号: 否”的项，
以及年月日和电话号码不算。手写的序号与程序印的相同时可以自动删去。""",
    check,
)
