"""Who leads, who supports, by when: notes such as （牵头部门：民政局；配合部门：财政局）."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from plangen.dates import looks_like_date, parse_date
from plangen.model import Item, Labels, When

_LEAD = (
    "牵头(?:部门|单位|领导|科室|处室|人|责任单位)?|责任(?:部门|单位|科室|领导|人|主体)?|主办(?:部门|单位)"
    "|负责(?:部门|单位|人)|承办(?:部门|单位)|主责(?:部门|单位)|实施单位"
)
_SUPPORT = "配合(?:部门|单位|科室)?|协办(?:部门|单位)|协助(?:部门|单位)|参与(?:部门|单位)|协同(?:部门|单位)|协作单位"
_DUE = "完成(?:时限|时间|期限)|时限|办结时限|时间要求|完成日期|责任时限"
_PART = re.compile(
    rf"\s*(?:(?P<lead>{_LEAD})|(?P<support>{_SUPPORT})|(?P<due>{_DUE}))\s*[：:]\s*(?P<value>\S.*?)\s*",
    re.DOTALL,
)
# What tells a deadline only beside those who keep it.
_TIME = re.compile(
    r"\s*(?P<lead>)(?P<support>)(?P<due>时间|期限)\s*[：:]\s*(?P<value>\S.*?)\s*", re.DOTALL
)
_LABELLED = rf"(?=\s{{0,9}}(?:{_LEAD}|{_SUPPORT}|{_DUE})\s{{0,9}}[：:])"
_PIECES = re.compile(rf"[；;](?=[^；;：:]{{1,12}}[：:])|[，,。\s]{_LABELLED}")
# Where a note without brackets may begin, behind a sentence.
_BEHIND = re.compile(rf"(?<=[。！？]){_LABELLED}")
# 牵头单位：甲；责任单位：乙 tells who leads, and who works with them.
_LEADING = re.compile("(?:牵头|主办|主责)(?:部门|单位|科室|处室|责任单位)?")
_WORKING = re.compile("(?:责任|承办|负责)(?:部门|单位|科室)|实施单位")
_FIELDS = ("lead", "support", "due")
_CLOSERS = "）)】］]"
_OPENERS = "（(【［["
# Without brackets, a longer one is no note.
_LONGEST_NOTE = 300
_STOPS = "。！？!?；;"


class DutyNote(NamedTuple):
    """What a note says, with the words it uses for it."""

    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    due: When = ""
    lead_label: str = ""
    support_label: str = ""
    due_label: str = ""


class Told(NamedTuple):
    """A text without its note, and the note."""

    text: str
    note: DutyNote


def split_duty(text: str) -> Told | None:
    """Take the note in brackets off a text's end; None where there is none.

    A full stop behind the brackets ends the text.
    """
    whole = text.removesuffix("。")
    opening = _opening(whole) if whole[-1:] and whole[-1] in _CLOSERS else -1
    note = read_duty(whole[opening + 1 : -1]) if opening >= 0 else None
    if note is None:
        return None
    before = whole[:opening].rstrip()
    stopped = whole == text or not before or before[-1] in _STOPS
    return Told(before if stopped else f"{before}。", note)


def read_duty(text: str) -> DutyNote | None:
    """A note's parts between semicolons, in the order lead, support, due; None if it is no note."""
    if "：" not in text and ":" not in text:
        return None
    note = DutyNote()
    order: list[int] = []
    pieces = _PIECES.split(text.strip().rstrip("。；;"))
    for piece in pieces:
        found = _PART.fullmatch(piece) or (_TIME.fullmatch(piece) if len(pieces) > 1 else None)
        if not found or _is_unbalanced(found["value"]):
            return None
        value = found["value"]
        works = note.lead and not note.support and _WORKING.fullmatch(found["lead"] or "")
        if works and _LEADING.fullmatch(note.lead_label):
            order.append(1)
            note = note._replace(support=units(value), support_label=found["lead"])
        elif found["lead"]:
            order.append(0)
            note = note._replace(lead=units(value), lead_label=found["lead"])
        elif found["support"]:
            order.append(1)
            note = note._replace(support=units(value), support_label=found["support"])
        elif looks_like_date(value) and parse_date(value) is None:
            return None
        else:
            order.append(2)
            note = note._replace(due=_when(value), due_label=found["due"])
    return note if order == sorted(set(order)) else None


def units(text: str) -> tuple[str, ...]:
    """The units of a list; what stands in brackets stays whole."""
    parts: list[str] = []
    depth = 0
    start = 0
    for at, sign in enumerate(text):
        depth += (sign in "（(") - (sign in "）)")
        if sign in "、；;，," and depth <= 0:
            parts.append(text[start:at].strip())
            start = at + 1
    parts.append(text[start:].strip())
    return tuple(parts) if all(parts) else (text,)


def _when(text: str) -> When:
    date = parse_date(text)
    return date if date is not None and str(date) == text else text


def _opening(text: str) -> int:
    """Where the bracket opens that a text's last sign closes, or -1."""
    last = max(map(text.rfind, _OPENERS))
    if last < 0 or not any(closer in text[last:-1] for closer in _CLOSERS):
        return last
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += (text[at] in _CLOSERS) - (text[at] in _OPENERS)
        if depth == 0:
            return at
    return -1


def _is_unbalanced(text: str) -> bool:
    """Whether a bracket closes that was not opened, or one stays open."""
    depth = 0
    for sign in text:
        depth += (sign in _OPENERS) - (sign in _CLOSERS)
        if depth < 0:
            return True
    return depth != 0


def labels_of(texts: Iterable[str]) -> Labels:
    """The words that most notes are told with."""
    words: Counter[tuple[str, str]] = Counter()
    for text in texts:
        told = split_duty(text) or _behind(text)
        note = told.note if told else read_duty(_bare(text))
        if note:
            used = (note.lead_label, note.support_label, note.due_label)
            words.update(
                (field, label) for field, label in zip(_FIELDS, used, strict=True) if label
            )
    usual = {field: label for (field, label), _ in reversed(words.most_common())}
    return Labels()._replace(**usual)


def with_duty(item: Item, labels: Labels) -> Item:
    """An item whose duty is no longer in its text: at the end of it, or on lines below.

    What is told in other words than `labels` keeps these.
    """
    text = item.text[-1] if item.text else ""
    told = split_duty(text) or _behind(text)
    if told and told.text:
        return _with(item._replace(text=(*item.text[:-1], told.text)), told.note, labels)
    # 完成改造。（牵头单位：…） has no heading, but a text.
    lone = read_duty(_bare(text)) if item.heading and item.run_in and len(item.text) == 1 else None
    if lone and text != _bare(text):
        return _with(item._replace(heading="", run_in=False, text=(item.heading,)), lone, labels)
    texts = list(item.text)
    notes: list[DutyNote] = []
    while texts and (note := read_duty(_bare(texts[-1]))):
        notes.insert(0, note)
        texts.pop()
    whole = _joined(notes)
    if whole is None or not (texts or item.heading):
        return item
    return _with(item._replace(text=tuple(texts)), whole, labels)


def _behind(text: str) -> Told | None:
    """A text without the note that follows its last sentence without brackets, and the note."""
    for found in _BEHIND.finditer(text, max(0, len(text) - _LONGEST_NOTE)):
        note = read_duty(text[found.end() :])
        if note:
            return Told(text[: found.end()], note)
    return None


def _bare(text: str) -> str:
    """A text without brackets around all of it."""
    return text[1:-1] if text[:1] in _OPENERS and _opening(text) == 0 else text


def used_labels(labels: Labels, items: Iterable[Item]) -> Labels:
    """The labels without those that no item needs."""
    used = {
        field
        for item in every(items)
        for field in _FIELDS
        if getattr(item, field) and not (item.labels and getattr(item.labels, field))
    }
    return Labels()._replace(
        **{field: getattr(labels, field) for field in _FIELDS if field in used}
    )


def every(items: Iterable[Item]) -> Iterator[Item]:
    """Items and all below them."""
    for item in items:
        yield item
        yield from every(item.items)
        yield from every(month.content for month in item.months)
        yield from every(stage.content for stage in item.stages)


def _with(item: Item, note: DutyNote, labels: Labels) -> Item:
    words = (note.lead_label, note.support_label, note.due_label)
    own = Labels(*(w if w != usual else "" for w, usual in zip(words, labels, strict=True)))
    return item._replace(
        lead=note.lead, support=note.support, due=note.due, labels=own if any(own) else None
    )


def _joined(notes: list[DutyNote]) -> DutyNote | None:
    """Notes on lines of their own as one; None if they are not in its order."""
    order = [place for note in notes for place, value in enumerate(note[: len(_FIELDS)]) if value]
    if not order or order != sorted(set(order)):
        return None
    whole = DutyNote()
    for note in notes:
        whole = whole._replace(**{name: value for name, value in note._asdict().items() if value})
    return whole
