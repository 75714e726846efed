"""The tree of a plan: which line stands below which, whatever marks its writer used.

A line's level is not in its mark: `1、` may stand above or below `（一）`. The first mark of a new
family opens a level below the line before it; one that was seen goes back to where it stood.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from plangen.importer.gluing import is_heading_text, looks_like_entry
from plangen.importer.lines import Line
from plangen.importer.marks import Mark, read_marks
from plangen.importer.monthly import MonthMark, read_month_marks
from plangen.importer.people import people_lines
from plangen.importer.roles import is_section_title

_FINAL = "。！？!?；;…，,、：:"
_LEADS_IN = re.compile(
    "如下|以下|[共分][为成]?[一二三四五六七八九十两\\d]+个?(?:阶段|步|方面|部分|大类)"
)
_BRACKETED = re.compile(r"【[^】]{2,16}】")
# Entries further down stand beside one another.
_DEEPEST = 12
_SHORTEST_HEADING = 3
_LONGEST_BARE_HEADING = 26
# What GB/T 9704 and custom set above one another.
_RANKS = {
    "bracket": 0,
    "chinese 、": 1,
    "chinese ((": 2,
    "arabic 、": 3,
    "arabic ((": 4,
    "circled ": 5,
    "chinese 是": 6,
}
_DATE_LINE = re.compile(
    r"[\d〇○零一二三四五六七八九十xX×ＸO\s]{0,12}年?[\d一二三四五六七八九十xX×\s]{0,8}月.{0,6}日\s*$"
)
_LONGEST_NAMES = 120
_NAMES = re.compile(
    r"[\u4e00-\u9fff]{1,2}(?:\s?[\u4e00-\u9fff]{1,2})?(?:[\s、]+[\u4e00-\u9fff]{1,2}\s?[\u4e00-\u9fff]{1,2})+$|[\u4e00-\u9fff]{2,4}[（(].{2,20}[)）]$"
)


@dataclass
class Node:
    """An entry of the outline: its line, the paragraphs below it, and the entries below those."""

    line: Line
    mark: Mark | None = None
    month: MonthMark | None = None
    heading: bool = False
    lines: list[Line] = field(default_factory=list)
    nodes: list["Node"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The line without its mark."""
        mark = self.month or self.mark
        return (self.line.text[mark.end :] if mark else self.line.text).strip()


@dataclass
class _Frame:
    family: str
    node: Node
    number: int
    level: int | None
    # The family in whose list an unmarked heading stands.
    beside: str = ""


def outline(lines: Sequence[Line]) -> Node:
    """The tree of lines; its root holds what comes before the first entry."""
    return _Outliner(lines).root


def _with_leads(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines with 【…】 at their beginnings as headings, if two or more have them."""
    leads = {
        at: found.end() for at, line in enumerate(lines) if (found := _BRACKETED.match(line.text))
    }
    if len(leads) < 2:  # noqa: PLR2004
        return lines
    return [line._replace(lead=leads[at]) if at in leads else line for at, line in enumerate(lines)]


def _without_slips(marks: Sequence[Mark | None]) -> list[Mark | None]:
    """The marks with a number of another look, 一、 2、 三、, in the list that misses it."""
    whole = list(marks)
    last: dict[str, int] = {}
    for at, mark in enumerate(marks):
        if mark is None or not mark.is_numeral:
            continue
        before = last.get(mark.family)
        last[mark.family] = at
        one = marks[before] if before is not None else None
        if before is None or one is None or mark.number != one.number + 2:
            continue
        between = [(place, m) for place in range(before + 1, at) if (m := marks[place])]
        slips = [(place, m) for place, m in between if m.number == one.number + 1]
        place, slip = slips[0] if len(slips) == 1 else (0, None)
        if slip and slip.is_numeral and not _counts_in(slip, place, marks, between):
            whole[place] = slip._replace(family=mark.family)
    return whole


def _counts_in(
    mark: Mark, place: int, marks: Sequence[Mark | None], near: list[tuple[int, Mark]]
) -> bool:
    """Whether a mark is one of a list of its own family."""
    if sum(other.family == mark.family for _, other in near) > 1:
        return True
    before = next((m for m in reversed(marks[:place]) if m and m.family == mark.family), None)
    after = next((m for m in marks[place + 1 :] if m and m.family == mark.family), None)
    return bool(
        (before and before.number == mark.number - 1) or (after and after.number == mark.number + 1)
    )


def _parting(
    lines: Sequence[Line], marks: Sequence[Mark | None], closed: Sequence[bool]
) -> frozenset[int]:
    """The unmarked lines that must be headings, for a list begins anew below each of them.

    Where a list counts 1 again after 2 or more, a line between parts the two; a line above the
    first of them is its like. `closed` are lines that are no such heading.
    """
    found: set[int] = set()
    # The open lists: family, number, and the lines above their first entry.
    open_: list[tuple[str, int, range]] = []
    last = -1
    for at, mark in enumerate(marks):
        if lines[at].level:
            open_.clear()
        if mark is None or not mark.counts:
            continue
        above = range(last + 1, at)
        last = at
        depth = next((d for d, one in enumerate(open_) if one[0] == mark.family), len(open_))
        first = above
        if depth < len(open_):
            _, number, first = open_[depth]
            heading = _heading_among(lines, above, closed) if mark.number == 1 < number else None
            if heading is not None:
                like = _heading_among(lines, first, closed)
                found.update(one for one in (heading, like) if one is not None)
        open_[depth:] = [(mark.family, mark.number, first)]
    return frozenset(found)


def _heading_among(lines: Sequence[Line], places: range, closed: Sequence[bool]) -> int | None:
    """The line that may be a heading: the first behind the last sentence."""
    short = [at for at in places if not closed[at] and _is_short(lines[at])]
    bare = [at for at in short if not looks_like_entry(lines[at].text)]
    ends = [at for at in places if lines[at].text[-1:] in "。！？!?；;…"]
    behind = [at for at in bare if not ends or at > ends[-1]]
    if behind or bare:
        return (behind or bare[-1:])[0]
    return short[0] if len(short) == 1 and short[0] == places[-1] else None


def _is_short(line: Line) -> bool:
    """Whether a line is a heading for its length and its end."""
    text = line.text
    fits = _SHORTEST_HEADING <= len(text) <= _LONGEST_BARE_HEADING
    return fits and text[-1] not in _FINAL and not line.rows and not line.style


class _Ahead:
    """What marks stand behind a place, found without walking there."""

    def __init__(self, marks: Sequence[Mark | None]) -> None:
        self.marks = marks
        self.any: list[int] = []
        self.places: dict[str, list[int]] = {}
        self.going_on: dict[str, list[int]] = {}
        # Where an entry of one family is followed by the first of another, for the last time.
        self.led: dict[tuple[str, str], int] = {}
        for at, mark in enumerate(marks):
            if mark:
                self.any.append(at)
                self.places.setdefault(mark.family, []).append(at)
                if mark.number != 1:
                    self.going_on.setdefault(mark.family, []).append(at)
        for (at, one), (_, other) in pairwise(
            (at, mark) for at, mark in enumerate(marks) if mark and mark.counts
        ):
            if other.number == 1:
                self.led[one.family, other.family] = at

    def next(self, at: int, family: str = "", *, going_on: bool = False) -> Mark | None:
        """The next mark: any, one of a family, or one of it that is not its first."""
        known = self.going_on if going_on else self.places
        places = known.get(family, []) if family else self.any
        place = bisect_right(places, at)
        return self.marks[places[place]] if place < len(places) else None

    def is_first(self, at: int, family: str) -> bool:
        """Whether none of a family stands before a place."""
        return self.places[family][0] >= at

    def leads(self, at: int, family: str, below: str) -> bool:
        """Whether, further down, an entry of a family stands right above the first of another."""
        return self.led.get((family, below), -1) > at


class _Outliner:
    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines = _with_leads(lines)
        texts = [line.text for line in lines]
        self.marks = _without_slips(read_marks(texts))
        self.ahead = _Ahead(self.marks)
        self.months = read_month_marks(texts)
        self.people = people_lines(texts)
        closed = [
            at in self.people
            or self.months[at] is not None
            or line.align == "right"
            or _DATE_LINE.match(line.text) is not None
            or _is_names(line.text)
            for at, line in enumerate(lines)
        ]
        self.parting = _parting(lines, self.marks, closed)
        self.root = Node(Line("", 0))
        self.frames = [_Frame("", self.root, 0, -1)]
        self.homes: dict[str, str] = {}
        for at in range(len(lines)):
            self.add(at)

    def add(self, at: int) -> None:
        """Put a line into the tree."""
        line, mark, month = self.lines[at], self.marks[at], self.months[at]
        if line.rows:
            self.frames[-1].node.lines.append(line)
        elif line.level is not None and line.level > 0:
            family = mark.family if mark else f"level {line.level}"
            self.open(at, family, mark.number if mark else 0, line.level)
        elif month is not None:
            self.open(at, "month", month.number, None)
        elif mark is not None:
            self.open(at, mark.family, mark.number, None)
        elif self.is_heading(at):
            self.open(at, "bracket" if self.is_bracketed(at) else "heading", 0, None)
        elif not line.style and is_heading_text(line.text[: line.lead]) and self.leads(at):
            self.open(at, "bracket" if self.is_bracketed(at) else "lead", 0, None)
        else:
            self.frames[-1].node.lines.append(line)

    def open(self, at: int, family: str, number: int, level: int | None) -> None:
        """Begin an entry at its level."""
        line = self.lines[at]
        node = Node(
            line,
            self.marks[at],
            self.months[at],
            heading=level is not None or family == "heading" or line.lead == len(line.text),
        )
        if node.month:
            node.mark = None
        if level is not None:
            while self.frames[-1].level is None or self.frames[-1].level >= level:
                self.frames.pop()
        beside = ""
        if level is None:
            place = self.place(at, family, number)
            if place < len(self.frames) and self.frames[place].family == family:
                # Beside a heading that its style tells, it stands as high.
                level = self.frames[place].level
            if family == "heading" and place < len(self.frames):
                beside = self.frames[place].beside or self.frames[place].family
            del self.frames[min(place, _DEEPEST) :]
        parent = self.frames[-1]
        self.homes[family] = parent.family
        parent.node.nodes.append(node)
        self.frames.append(_Frame(family, node, number, level, beside))

    def place(self, at: int, family: str, number: int) -> int:
        """How many of the open frames stay open above a new entry."""
        for place in range(len(self.frames) - 1, 0, -1):
            if family in {self.frames[place].family, self.frames[place].beside}:
                deepest = place == len(self.frames) - 1
                if deepest and number == 1 and family == self.frames[place].beside:
                    # A list that begins anew stands below the heading that parts the two.
                    return place + 1
                if (
                    deepest
                    and number == 1
                    and self.leads_in(at)
                    and self.comes(at, family, self.frames[place].number + 1)
                ):
                    return place + 1
                return place
        return self.new_place(at, family, number)

    def new_place(self, at: int, family: str, number: int) -> int:
        """The place of a family that is not open: below the last entry, if that goes on later."""
        place = len(self.frames)
        if self.leads_in(at):
            return place
        if family == "month" and "month" not in self.homes:
            return place
        rank = _RANKS.get(family, 9)
        while place > 1:
            frame = self.frames[place - 1]
            if frame.level is not None or frame.family in {"heading", "month"}:
                break
            restarts = family == "heading" and (
                self.restarts(at, frame) or self.replaces(at, frame)
            )
            # What custom sets higher and is new here may come from a text whose beginning is lost.
            new = number == 1 or (family in _RANKS and family not in self.homes)
            lower = new and rank < _RANKS.get(frame.family, 9)
            on = self.comes(at, frame.family, frame.number + 1)
            if on and number == 1 and rank > _RANKS.get(frame.family, 9):
                # （1） below 1. stays there, though it stood below 一、 before.
                break
            if on or self.homes.get(family) == frame.family:
                lower = False
            homeless = frame.family not in {self.homes.get(family), family} and self.home_open(
                family, place
            )
            if not (restarts or lower or homeless):
                break
            place -= 1
        return place

    def home_open(self, family: str, place: int) -> bool:
        """Whether the family stood below one that is open further up."""
        home = self.homes.get(family)
        return home is not None and any(
            frame.family == home for frame in self.frames[1 : place - 1]
        )

    def replaces(self, at: int, frame: _Frame) -> bool:
        """Whether an unmarked heading stands in for one of an open list: its entries say so."""
        after = self.ahead.next(at)
        if after is None or after.number != 1 or self.ahead.any[0] >= at:
            return False
        # The heading parts the two here, so that they must meet elsewhere.
        new = self.ahead.is_first(at, after.family)
        return new and self.ahead.leads(at, frame.family, after.family)

    def restarts(self, at: int, frame: _Frame) -> bool:
        """Whether an open list begins anew right behind this line."""
        mark = self.ahead.next(at, frame.family)
        return mark is not None and mark.number == 1

    def comes(self, at: int, family: str, number: int) -> bool:
        """Whether an open list is gone on with further down."""
        mark = self.ahead.next(at, family, going_on=True)
        return mark is not None and mark.number == number

    def leads_in(self, at: int) -> bool:
        """Whether the line before announces a list."""
        return at > 0 and self.lines[at - 1].text.rstrip().endswith(("：", ":"))

    def leads(self, at: int) -> bool:
        """Whether paragraphs like this one, that begin with a heading, stand beside it."""
        if self.is_bracketed(at):
            return len(self.lines[at].text) > self.lines[at].lead
        near = self.lines[max(0, at - 1) : at + 2]
        return sum(1 < line.lead < len(line.text) for line in near) > 1

    def is_bracketed(self, at: int) -> bool:
        """Whether a line begins with 【…】, as others do."""
        return self.lines[at].lead > 0 and _BRACKETED.match(self.lines[at].text) is not None

    def is_heading(self, at: int) -> bool:
        """Whether an unmarked line is a heading: by its look, or short without a final mark."""
        line, text = self.lines[at], self.lines[at].text
        if at in self.parting:
            return True
        if at + 1 < len(self.lines) and self.lines[at + 1].rows:
            return line.bold and not text.startswith("表")
        if line.style or line.align == "right" or at + 1 == len(self.lines) or at in self.people:
            return False
        if len(text) < _SHORTEST_HEADING or not is_heading_text(text) or _is_other(text):
            return False
        before = self.lines[at - 1].text if at else "。"
        if looks_like_entry(before) or before[-1:] in "，,、":
            return False
        return line.bold or line.align == "center" or self.is_bare_heading(at)

    def is_bare_heading(self, at: int) -> bool:
        """Whether a short line stands above something that may stand below a heading."""
        text, after, mark = self.lines[at].text, self.lines[at + 1].text, self.marks[at + 1]
        if text[-1] in _FINAL or len(text) > _LONGEST_BARE_HEADING or _LEADS_IN.search(text):
            return False
        if _DATE_LINE.match(after):
            return False
        if self.months[at + 1] is not None or is_section_title(text):
            return True
        if mark is not None:
            return mark.number == 1
        return not is_heading_text(after) or after[-1] in "。：:"


def _is_names(text: str) -> bool:
    """Whether a line is a row of names; the pattern takes long for long ones."""
    return len(text) <= _LONGEST_NAMES and _NAMES.match(text) is not None


def _is_other(text: str) -> bool:
    """Whether a short line is a label, a date or a row of names."""
    return any(form(text) for form in (looks_like_entry, _DATE_LINE.match, _is_names))
