"""Numbering by example: how lists are marked, and which mark is a level's usual one."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from plangen.importer.monthly import MonthMark
from plangen.importer.outliner import Node
from plangen.markers import by_example
from plangen.model import NUMBERING, Item

_USUAL_MONTH = "1月份："


def example_of(nodes: Sequence[Node]) -> tuple[str, str]:
    """How the first of a list is marked, by the look that most have, and its family."""
    marks = [node.mark for node in nodes if node.mark]
    if not marks:
        return "", ""
    family = Counter(mark.family for mark in marks).most_common(1)[0][0]
    marks = [mark for mark in marks if mark.family == family]
    if not marks[0].counts or not marks[0].typed:
        return marks[0].typed, family
    looks = Counter(
        (m.before, m.writing, m.after)
        for m in (by_example(mark.typed) for mark in marks)
        if m.writing
    )
    before, writing, after = looks.most_common(1)[0][0]
    marker = by_example(marks[0].typed)._replace(before=before, writing=writing, after=after)
    return marker.label(marks[0].number), family


def month_example(marks: Sequence[MonthMark]) -> str | None:
    """How the first month would be marked, by the look that most have; None for the usual look."""
    # A span that keeps its wording does not tell how others are written.
    telling = [mark for mark in marks if not mark.months.label] or marks
    looks = Counter(map(_month_look, telling)).most_common(1)
    return looks[0][0] if looks and looks[0][0] != _USUAL_MONTH else None


def _month_look(mark: MonthMark) -> str:
    label = mark.typed[len(mark.before) : len(mark.typed) - len(mark.after)]
    numeral = "一" if re.match("[一二三四五六七八九十]", label) else "1"
    word = "" if mark.months.label else ("月份" if label.endswith("份") else "月")
    return f"{mark.before}{numeral}{word or '月份'}{mark.after}"


def numbering_of(items: Sequence[Item], first: str | None) -> tuple[str, ...]:
    """The plan's numbering: at each level the mark that most lists have; `first` is the sections'."""
    levels: dict[int, Counter[str]] = {1: Counter({first: 1} if first is not None else {})}
    for item in items:
        _count(item, 2, levels)
    deepest = max((level for level, found in levels.items() if found), default=0)
    if not deepest:
        return NUMBERING
    chosen: list[str] = []
    for level in range(1, deepest + 1):
        looks = levels.get(level, Counter())
        usual = looks.most_common(1)
        standard = NUMBERING[min(level, len(NUMBERING)) - 1]
        # One list is an exception, but where sections have no number, where there are lists below
        # it, or where the standard mark is one level up already; two are the plan's way.
        only = len(looks) == 1 and (not first or level < deepest or standard in chosen)
        own = usual and (level == 1 or only or usual[0][1] > 1)
        chosen.append(usual[0][0] if own else standard)
    numbering = tuple(chosen)
    return NUMBERING if numbering == NUMBERING[: len(numbering)] else numbering


def _count(item: Item, level: int, levels: dict[int, Counter[str]]) -> None:
    if item.marker and by_example(item.marker[0]).start == 1:
        levels.setdefault(level, Counter())[item.marker[0]] += 1
    for below in _below(item):
        _count(below, level + 1, levels)


def _below(item: Item) -> Iterator[Item]:
    yield from item.items
    yield from (month.content for month in item.months)
    yield from (stage.content for stage in item.stages)


def without_usual(item: Item, numbering: tuple[str, ...], level: int) -> Item:
    """An item without the markers that the plan's numbering gives anyway."""
    marker = item.marker
    usual = numbering[level] if level < len(numbering) else ""
    if marker and marker[0] == usual:
        marker = ()
    of_stages = marker[0] if marker and item.stages and not item.items else None
    return item._replace(
        marker=() if of_stages else marker,
        stage_marker=of_stages,
        items=tuple(without_usual(below, numbering, level + 1) for below in item.items),
        months=tuple(
            m._replace(content=without_usual(m.content, numbering, level + 1)) for m in item.months
        ),
        stages=tuple(
            s._replace(content=without_usual(s.content, numbering, level + 1)) for s in item.stages
        ),
    )
