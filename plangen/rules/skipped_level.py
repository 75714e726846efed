"""A level of the numbering is skipped: 一、 and then 1., where the items beside it go on with （一）.

The levels are 一、 （一） 1. （1） ① as GB/T 9704-2012 7.3.3 has them. A plan may do without a level
throughout (一、 1.), and a list of points within a paragraph may take 1. below 一、. Found are: items
whose `marker` skips a level that those below their neighbours have, 一、 followed by （1） or ①, and
the same where the markers are typed into the texts. Where every list below 一、 is one of （1）, and
they are three or one of them has three points, that is how the office numbers.

Passes:

    title: 云溪社区2027年工作计划
    numbering: [一、, 1.]
    tasks: [{heading: 走访, items: [每月一次。]}, {heading: 义诊, items: [每季一次。]}]

Fails:

    title: 云溪社区2027年工作计划
    numbering: [一、, （1）]
    tasks: [{heading: 走访, text: 每月一次。}, {heading: 义诊, text: 每季一次。}]
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from plangen.markers import by_example
from plangen.model import NUMBERING
from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule, at_text
from plangen.settings import Settings
from plangen.subject import Entry, Subject, Text

_TYPED = late(
    "(?:(?P<l1>[一二三四五六七八九十]{1,3}、)|(?P<l2>[（(][一二三四五六七八九十]{1,3}[)）])"
    "|(?P<l3>[0-9]{1,2}(?:[.．](?![0-9])|、))|(?P<l4>[（(][0-9]{1,2}[)）])|(?P<l5>[①-⑳]))"
)
_TYPED_FIRST = late("\n(?:一、|[（(][一1][)）]|1[.．、]|①)")
_FEWEST = 2
_STYLE = 3
_TYPED_SIGNS = frozenset("一二三四五六七八九十（(0123456789①②③④⑤⑥⑦⑧⑨⑩")
_FIRSTS = frozenset({"一、", "（一）", "(一)", "1.", "1．", "1、", "（1）", "(1)", "①"})
_SHOWN = ("", *NUMBERING[:5])
_FIRST, _FOURTH = 1, 4


class _Level(NamedTuple):
    """The level of an entry, and of the items below it; 0 if their markers are of no level."""

    own: int
    below: int
    markers: tuple[str, ...]


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every skipped level."""
    yield from _typed(subject)
    given = tuple(map(_level_of, subject.plan.numbering))
    skips = any(below >= _FOURTH > above == _FIRST for above, below in pairwise(given))
    if not skips and not any(entry.item.marker for entry in subject.entries):
        return
    levels = _levels(subject, given)
    told = _is_style(subject, levels)
    for number, entry in enumerate(subject.entries):
        own, below, _ = levels[number]
        if not entry.item.items or not own or below <= own + 1 or entry.item.numbered is False:
            continue
        if own == _FIRST and below >= _FOURTH:
            if told:
                continue
            told = True
            own_marker = bool(entry.item.marker)
            place = (
                subject.place_in(entry.item, "item", "marker")
                if own_marker
                else _numbering_place(subject)
            )
            yield Finding(*place, *_words(own, below))
        elif entry.item.marker and _neighbours_have(subject, levels, number, own + 1):
            yield Finding(*subject.place_in(entry.item, "item", "marker"), *_words(own, below))


def _levels(subject: Subject, given: tuple[int, ...]) -> list[_Level]:
    found: list[_Level] = []
    for entry in subject.entries:
        item = entry.item
        inherited: tuple[str, ...] = ()
        if entry.parent < 0:
            own = given[0] if item.numbered and given else 0
        else:
            above = found[entry.parent]
            own = above.below if item.numbered and not entry.month and not entry.stage else 0
            inherited = above.markers[1:]
        markers = item.marker or inherited
        usual = given[entry.depth + 1] if entry.depth + 1 < len(given) else 0
        below = _level_of(markers[0]) if markers else usual
        found.append(_Level(own, below, markers))
    return found


@lru_cache(maxsize=256)
def _level_of(example: str) -> int:
    """The level that a marker is usual on, or 0."""
    marker = by_example(example)
    brackets = marker.before in {"（", "("}
    if marker.writing == "chinese":
        return 2 if brackets else 1 if marker.after == "、" and not marker.before else 0
    if marker.writing == "arabic":
        return 4 if brackets else 3 if not marker.before else 0
    return {"circled": 5, "bracketed": 4, "dotted": 3}.get(marker.writing, 0)


def _neighbours_have(subject: Subject, levels: list[_Level], number: int, level: int) -> bool:
    """Whether items beside one have the level below them that it skips."""
    entry = subject.entries[number]
    if entry.depth == 0 and not _is_deep(subject, number):
        return False
    beside = subject.children[entry.parent]
    return any(
        other != number and subject.entries[other].item.items and levels[other].below == level
        for other in beside
    )


def _is_deep(subject: Subject, number: int) -> bool:
    """Whether a section is more than a list of points: with items below items, or titles."""
    below = [subject.entries[child] for child in subject.children.get(number, ())]
    return any(entry.item.items for entry in below) or sum(map(_is_title, below)) * 2 > len(below)


def _is_title(entry: Entry) -> bool:
    return bool(entry.item.heading and entry.item.text and not entry.item.run_in)


def _is_style(subject: Subject, levels: list[_Level]) -> bool:
    """Whether all lists below 一、 go on with （1）, and often enough to be meant so."""
    lists = [
        (level.below, len(entry.item.items))
        for entry, level in zip(subject.entries, levels, strict=True)
        if entry.item.items and entry.item.numbered is not False and level.own == _FIRST
    ]
    if any(_FIRST < below < _FOURTH for below, _ in lists):
        return False
    points = [count for below, count in lists if below >= _FOURTH]
    return len(points) >= _STYLE or max(points, default=0) >= _STYLE


def _typed(subject: Subject) -> Iterator[Finding]:
    """Markers that were typed into texts, in the order of the plan."""
    if len(_TYPED_FIRST.findall(subject.joined)) < _FEWEST:
        return
    lines: list[tuple[int, bool, Text]] = []
    for text in subject.texts:
        if text.value[0] in _TYPED_SIGNS and text.kind in {"text", "heading"}:
            found = _TYPED.match(text.value)
            if found:
                lines.append((found.lastindex or 0, found[0] in _FIRSTS, text))
    held = {(above[0], line[0]) for above, line in pairwise(lines) if line[1]}
    levels = [level for level, _, _ in lines]
    far_ones = sum(level >= _FOURTH for level in levels)
    style = far_ones >= _STYLE and all(level == _FIRST or level >= _FOURTH for level in levels)
    for (above, _, _), (level, first, text) in pairwise(lines):
        if not first or level <= above + 1:
            continue
        far = above == _FIRST and level >= _FOURTH and not style
        # The level between is used elsewhere, and has the lower one below it.
        if far or {(above, above + 1), (above + 1, level)} <= held:
            yield at_text(text, *_words(above, level))


def _numbering_place(subject: Subject) -> tuple[int, int]:
    return subject.place_of("numbering")


def _words(above: int, level: int) -> tuple[Words, Words]:
    upper, lower = _SHOWN[above], _SHOWN[level]
    between = _SHOWN[above + 1]
    return (
        Words(f"层次从“{upper}”跳到“{lower}”", f"the numbering skips from “{upper}” to “{lower}”"),
        Words(f"请用“{between}”", f"number with “{between}”"),
    )


RULE = Rule(
    "skipped-level",
    "warning",
    Words("层次序数跳级", "a level of the numbering is skipped"),
    """层次序数跳级：“一、”之下直接用“1.”，而并列各项用的是“（一）”。

层次依GB/T 9704-2012 7.3.3为“一、”“（一）”“1.”“（1）”“①”。全篇一律不用某一层（“一、”“1.”）是可以的，
“一、”之下用“1.”列举要点也可以。指出的是：`marker`跳过了并列各项用的那一层，“一、”之下直接用“（1）”
或“①”，以及写在正文里的序号同样跳级。“一、”之下处处都用“（1）”，有三处以上或一处有三项以上的，是本单位的习惯，不算。""",
    check,
)
