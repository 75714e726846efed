"""A plan file to that of another year: what goes by years is changed, every other byte stays.

What a person must look at is marked by a comment above its line; the comments of an earlier
rollover go.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from itertools import accumulate, islice
from typing import NamedTuple, TypeVar

from plangen.dates import parse_date
from plangen.loader import Loaded, loads
from plangen.mender import LINES, Text, edited, fitting
from plangen.problems import Language, PlanError, Problem, Words
from plangen.rules.rule import Edit
from plangen.settings import Settings
from plangen.source import Mapping, Node, Scalar, Source, read_source
from plangen.subject import Subject
from plangen.yearly import words
from plangen.yearly.paragraph import Kind, Turn
from plangen.yearly.places import inner_lines, nodes_of, spread
from plangen.yearly.walk import Read, read_plan
from plangen.yearly.years import years_in

T = TypeVar("T")
RULE = "rollover"
_MARK = re.compile(rf"[ \t]*# (?:待核对：|to check: ).*\[{RULE}\][ \t]*")
_LEADS: dict[Language, tuple[str, str]] = {"zh": ("待核对：", "；"), "en": ("to check: ", "; ")}
_MOST_TOLD = 8
# Columns of a roster have no values here.
_UNFILLED = "undefined-variable"
# What these find in the new year only, a person must look at.
_RULES = ("outside_year", "past_event", "nth_event", "text_date", "repealed_law")
_CHECKS, _MOST = 60, 1_000
_ASK = Words("请核对", "check it")
_PERIOD = re.compile(r"(20[0-9]{2})年?(?:[-—–－~～]{1,2}|至|到)(20[0-9]{2})(年?度|学年)?")
_WRITTEN_LATE = re.compile(r"年(?:1[0-2]|十[一二]?) ?月|[-/.]1[0-2](?![0-9])")


class Rolled(NamedTuple):
    """The text of the plan file of another year.

    `old` is the year that it was for, `moved` how many years, dates and counts were changed, by
    their kinds; `marks` are what a person must look at, by places in the new text.
    """

    text: str
    old: int
    moved: dict[Kind, int]
    marks: tuple[Problem, ...]


class _Note(NamedTuple):
    """What a person must look at, by its place before any mark."""

    line: int
    column: int
    words: Words


class _Touch(NamedTuple):
    """The edits of one value, and what it becomes."""

    node: Scalar
    edits: tuple[Edit, ...]
    value: str
    kinds: tuple[Kind, ...]


def roll(
    text: str,
    year: int,
    *,
    name: str = "plan.yaml",
    start: int | None = None,
    language: Language = "zh",
) -> Rolled:
    """The plan file of another year; `start` is the year of the plan where it does not say.

    `name` stands in problems, and is where a layout file is looked for. Marks are in `language`.

    Raises:
        PlanError: the plan has errors, its year is not known, or is not before the other.
    """
    before = _loaded(_without_marks(name, text), name)
    source = _source(before)
    turn = Turn(start or _own_year(source), year)
    if turn.new <= turn.old:
        said = Words(f"计划已是{turn.old}年的", f"the plan is for {turn.old} already")
        later = Words("请给出以后的年度", "give a later year")
        raise PlanError([Problem(name, *_year_place(source), "error", RULE, said, later)])
    roller = _Roller(before, source, turn)
    after = roller.moved()
    notes = sorted({*roller.placed(), *_new_findings(before, after)})
    return _marked(roller, _source(after), notes, language)


def _loaded(text: str, name: str) -> Loaded:
    """The plan file; that columns of a roster have no values is no error.

    Raises:
        PlanError: it has others.
    """
    loaded = loads(text.encode(), name)
    if loaded.source is None or any(_is_grave(problem) for problem in loaded.problems):
        raise PlanError(loaded.problems)
    return loaded


def _is_grave(problem: Problem) -> bool:
    return problem.level == "error" and problem.rule != _UNFILLED


def _source(loaded: Loaded) -> Source:
    assert loaded.source is not None  # noqa: S101 - those without were sorted out
    return loaded.source


# The year of a plan.


def _field(source: Source, name: str) -> Scalar | None:
    """A text of the plan by the English name of its key, such as `signature.date`."""
    from plangen.keys import lookup

    node: Node = source.root
    table = "plan"
    for step in name.split("."):
        if not isinstance(node, Mapping):
            return None
        names = lookup(table)[step].names
        found = next((value for key, value in node.entries if key.value in names), None)
        if found is None:
            return None
        node, table = found, step
    return node if isinstance(node, Scalar) else None


def _year_place(source: Source) -> tuple[int, int]:
    node = _field(source, "year") or _field(source, "title")
    return (node.line, node.column) if node else (1, 1)


def _own_year(source: Source) -> int:
    """The year of a plan: what it says, else that of its title, else of the signature's date.

    Raises:
        PlanError: there is none, or several.
    """
    said, title = (_field(source, name) for name in ("year", "title"))
    if said and (figures := re.search("[0-9]{4}", said.value)):
        return int(figures[0])
    period = _PERIOD.search(title.value) if title else None
    years = years_in(title.value) if title and not period else set()
    if period and period[3] and int(period[2]) == int(period[1]) + 1:
        years = {int(period[1])}
    signed = _field(source, "signature.date")
    # Plans are signed in the last months of the year before.
    if signed and not years and not period and not _WRITTEN_LATE.search(signed.value):
        date = parse_date(signed.value.strip())
        years = {date.year} if date else years_in(signed.value)
    if len(years) == 1:
        return years.pop()
    what = Words("看不出计划是哪一年的", "the plan does not say which year it is for")
    better = Words(
        "请用--from-year写明，或在计划里写“year”", "give --from-year, or write “year” in the plan"
    )
    raise PlanError([Problem(source.name, *_year_place(source), "error", RULE, what, better)])


# What changes.


class _Roller:
    """One file: its edits, and what there is to look at."""

    def __init__(self, before: Loaded, source: Source, turn: Turn) -> None:
        self.before = before
        self.source = source
        self.turn = turn
        self.lines = LINES.split(source.text)[::2]
        self.text = Text(b"", "utf-8", LINES.split(source.text))
        self.notes: list[_Note] = []
        self.touches: list[_Touch] = []
        for read in read_plan(source.root, turn):
            self.take(read)

    def take(self, read: Read) -> None:
        """The edits and the notes of one value."""
        node = read.node
        places = spread(node, self.lines)
        edits: list[Edit] = []
        kinds: list[Kind] = []
        pieces: list[str] = []
        after = 0
        for change in read.changes:
            old, at = node.value[change.start : change.end], places[change.start]
            beside = [(at[0], at[1] + number) for number in range(len(old))] if at else []
            if not at or places[change.start : change.end] != beside or change.start < after:
                self.notes.append(_Note(node.line, node.column, words.kept(old)))
                continue
            edits.append(Edit(*at, old, change.new))
            kinds.append(change.kind)
            pieces += node.value[after : change.start], change.new
            after = change.end
        if edits:
            value = "".join((*pieces, node.value[after:]))
            self.touches.append(_Touch(node, tuple(edits), value, tuple(kinds)))
        for doubt in read.doubts:
            place = places[doubt.start] if doubt.start < len(places) else None
            key = read.holder if doubt.month else None
            where = (key.line, key.column) if key else place or (node.line, node.column)
            self.notes.append(_Note(*where, doubt.words))

    def moved(self) -> Loaded:
        """The file with all edits that do no harm."""
        kept = _grown(self.touches, self.is_sound)
        known = {id(touch) for touch in kept}
        for touch in self.touches:
            if id(touch) not in known:
                said = words.kept(touch.edits[0].old)
                self.notes.append(_Note(touch.node.line, touch.node.column, said))
        self.touches = kept
        return loads(self.edited(kept).encode(), self.source.name)

    def edited(self, touches: Sequence[_Touch]) -> str:
        """The text with some of the edits."""
        edits = fitting(self.text, [edit for touch in touches for edit in touch.edits])
        return "".join(edited(self.text, edits).parts)

    def is_sound(self, touches: Sequence[_Touch]) -> bool:
        """Whether the file with these edits holds what it should, and nothing else is changed."""
        after = loads(self.edited(touches).encode(), self.source.name)
        wanted = {(touch.node.line, touch.node.column): touch.value for touch in touches}
        return (
            after.source is not None
            and not any(_is_grave(problem) for problem in after.problems)
            and _shape(after.source.root) == _shape(self.source.root, wanted)
        )

    def placed(self) -> Iterator[_Note]:
        """The notes at their columns after all edits."""
        shifts: dict[int, list[tuple[int, int]]] = {}
        for edit in (edit for touch in self.touches for edit in touch.edits):
            shifts.setdefault(edit.line, []).append((edit.column, len(edit.new) - len(edit.old)))
        longer: dict[int, tuple[list[int], list[int]]] = {}
        for line, found in shifts.items():
            found.sort()
            longer[line] = [at for at, _ in found], [0, *accumulate(more for _, more in found)]
        for note in self.notes:
            columns, more = longer.get(note.line, ([], [0]))
            yield note._replace(column=note.column + more[bisect_left(columns, note.column)])


def _grown(items: Sequence[T], is_sound: Callable[[list[T]], bool]) -> list[T]:
    """As many of the items as are sound together; all of them, as a rule."""
    left = [_CHECKS]

    def grow(kept: list[T], more: Sequence[T]) -> list[T]:
        left[0] -= 1
        if not more or left[0] < 0:
            return kept
        if is_sound([*kept, *more]):
            return [*kept, *more]
        if len(more) == 1:
            return kept
        half = len(more) // 2
        return grow(grow(kept, more[:half]), more[half:])

    return grow([], items)


def _shape(root: Node, wanted: dict[tuple[int, int], str] | None = None) -> list[object]:
    """All that a file says, without places; some values as they should become."""
    wanted = wanted or {}
    return [
        wanted.get((node.line, node.column), node.value)
        if isinstance(node, Scalar)
        else (type(node).__name__, len(node[0]))
        for node in nodes_of(root)
    ]


def _new_findings(before: Loaded, after: Loaded) -> Iterator[_Note]:
    """What the rules about years find now, and did not find in the old plan."""
    if before.plan is None or after.plan is None:
        return
    old, new, settings = Subject(before), Subject(after), Settings()
    for rule in (import_module(f"plangen.rules.{name}").RULE for name in _RULES):
        known = Counter(finding.line for finding in rule.check(old, settings))
        for finding in islice(rule.check(new, settings), _MOST):
            if known[finding.line] > 0:
                known[finding.line] -= 1
            else:
                yield _Note(finding.line, finding.column, finding.message)


# Marks.


def _without_marks(name: str, text: str) -> str:
    """The text without the marks of an earlier rollover.

    Raises:
        PlanError: it is no plan file.
    """
    if f"[{RULE}]" not in text:
        return text
    source = read_source(name, text.encode())
    parts = LINES.split(text)
    inner = inner_lines(source.root, parts[::2])
    kept = [
        part
        for at in range(0, len(parts), 2)
        if at // 2 + 1 in inner or not _MARK.fullmatch(parts[at])
        for part in parts[at : at + 2]
    ]
    return "".join(kept)


def _marked(roller: _Roller, source: Source, notes: Sequence[_Note], language: Language) -> Rolled:
    """The text with a comment above each line that has something to look at."""
    parts = LINES.split(source.text)
    inner = inner_lines(source.root, parts[::2])
    above: dict[int, dict[Words, None]] = {}
    for note in notes:
        above.setdefault(inner.get(note.line, note.line), {})[note.words] = None
    shape = _shape(source.root)

    def text_with(lines: list[int]) -> str:
        return "".join(_with_marks(parts, {line: above[line] for line in lines}, language))

    def is_sound(lines: list[int]) -> bool:
        try:
            return _shape(read_source("", text_with(lines).encode()).root) == shape
        except PlanError:
            return False

    lines = _grown(sorted(above), is_sound)
    marks = tuple(
        Problem(
            source.name,
            note.line + bisect_right(lines, note.line),
            note.column,
            "hint",
            RULE,
            note.words,
            _ASK,
        )
        for note in notes
    )
    moved = Counter(kind for touch in roller.touches for kind in touch.kinds)
    return Rolled(text_with(lines), roller.turn.old, dict(moved), marks)


def _with_marks(
    parts: list[str], above: dict[int, dict[Words, None]], language: Language
) -> Iterator[str]:
    """The lines and line ends of a text, with marks before some of the lines."""
    end = next((part for part in parts[1::2]), "\n")
    lead, mark = _LEADS[language]
    for at in range(0, len(parts), 2):
        told = above.get(at // 2 + 1)
        if told:
            indent = parts[at][: len(parts[at]) - len(parts[at].lstrip(" "))]
            said = mark.join(words.to(language) for words in islice(told, _MOST_TOLD))
            more = "……" if len(told) > _MOST_TOLD else ""
            yield f"{indent}# {lead}{said}{more} [{RULE}]{end}"
        yield from parts[at : at + 2]
