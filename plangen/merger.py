"""One plan and many rows: a document for each, built anew only where the rows differ in kind.

When only texts vary, rows whose texts are alike share one *stencil*: the plan's document with signs
for private use in the place of each text, made once and filled in for each row. How far two texts
must be alike depends on what reading a plan looks at (`loader.Sight`): of most only their lines and
the marks that end them, of a table's cell its width, of a member's name its length and its marks,
of a date everything. A stencil is used only if it gives the very document that its first row gets without
one. Templates of one's own may look at anything: with them every row is rendered in full.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from plangen.document import (
    Block,
    Cell,
    Document,
    Heading,
    List,
    Paragraph,
    Run,
    Runs,
    Section,
    Table,
)
from plangen.figures import Blank
from plangen.fill import FillError, fill, names_in, parts_of
from plangen.keys import lookup
from plangen.layout import Layout
from plangen.loader import Fill, Loaded, Sight, Values, own_variables, paragraphs, read_plan
from plangen.problems import PlanError, Problem
from plangen.renderer import render
from plangen.source import FORBIDDEN, Scalar, Source, scalars
from plangen.views import column_width

# Plane 15 is for private use; a text that already holds such a sign gets no stencil.
_FIRST = 0xF0000
_PRIVATE = re.compile("[\U000f0000-\U000ffffd]")
# Letters and digits whose width is known; those of ASCII are narrow.
_LETTERS = re.compile(r"[^\W\x00-\x7f]+")
_ENDS = re.compile(r"\W*\Z")
_HALF = "x"
_MOST_STENCILS = 100
# After so many stencils it is clear whether they pay.
_TRIAL = 30

Key = tuple[str | float, ...]
# What a text of the document is put together from: words, and the numbers of pieces.
Mould = tuple[str | int, ...]
Memo = dict[int, str]


class Merged(NamedTuple):
    """The document of a row, unless an error stands in its way, and all problems."""

    document: Document | None
    layout: Layout
    problems: tuple[Problem, ...]
    stencil: "Stencil | None" = None

    def shared(self, to: str) -> Memo | None:
        """What a writer keeps of the blocks that other rows share."""
        return self.stencil.shared(to) if self.stencil else None


class _Hole(NamedTuple):
    """A text of the plan that holds variables; `form` fills in plain ones by `%`."""

    node: Scalar
    sight: Sight
    form: str | None


class _Filled(NamedTuple):
    """A stencil and the texts that a row fills it with."""

    stencil: "Stencil"
    texts: list[str]


class Merger:
    """A parsed plan that is filled in with one row's values after another."""

    def __init__(
        self,
        source: Source,
        template: str | None = None,
        layout_of: Callable[[Layout], Layout] = lambda own: own,
    ) -> None:
        self.source = source
        self.own = own_variables(source)
        self.template = template
        self.layout_of = lru_cache(maxsize=16)(layout_of)
        self.holes: tuple[_Hole, ...] | None = None
        self.stencils: dict[Key, Stencil | None] = {}
        self.drawn = self.reused = 0
        self.alike = template is None and not _PRIVATE.search(source.text)

    def problems(self, values: Values) -> tuple[Problem, ...]:
        """Every problem of one row."""
        found = self._like(values)
        return found.stencil.drawn.problems if isinstance(found, _Filled) else found.problems

    def merge(self, values: Values) -> Merged:
        """The document of one row; the plan's own values stand for columns that there are not."""
        found = self._like(values)
        return found.stencil.merged(found.texts) if isinstance(found, _Filled) else found

    def _like(self, values: Values) -> "Merged | _Filled":
        """A stencil for a row with the texts for it, else its document."""
        values = {**self.own, **values}
        if not self.alike:
            return self._in_full(values)
        if self.holes is None:
            return self._first(values)
        texts = self._texts(values, self.holes)
        if texts is None:
            return self._in_full(values)
        key = tuple(map(_likeness, texts, (hole.sight for hole in self.holes)))
        if key not in self.stencils:
            return self._first_of_a_kind(values, texts, key)
        self.reused += 1
        stencil = self.stencils[key] = self.stencils.pop(key)
        return _Filled(stencil, texts) if stencil else self._in_full(values)

    def variables_at(self, problem: Problem) -> tuple[str, ...]:
        """The variables of the text in which a problem was found, as they first stand in it."""
        for node, names in self._filled_texts:
            file, line = self.source.place(node.line)
            last = line + 1 + node.value.count("\n")
            if (
                file == problem.file
                and node.column == problem.column
                and line <= problem.line <= last
            ):
                return names
        return ()

    @cached_property
    def _filled_texts(self) -> list[tuple[Scalar, tuple[str, ...]]]:
        texts = [node for node in scalars(self.source.root) if "{" in node.value]
        return [(node, tuple(sorted(names_in(node.value), key=node.value.find))) for node in texts]

    def _first(self, values: Values) -> Merged:
        """The first row also tells which texts of the plan hold variables."""
        seen: dict[int, _Hole] = {}
        own = {id(node) for node in _own_texts(self.source)}

        def record(node: Scalar, sight: Sight) -> str:
            known = seen.get(id(node))
            if known and known.sight != sight:
                sight = "all"
            seen[id(node)] = _Hole(node, sight, _form(node.value))
            # Values of the plan's own variables are read before any variable is known.
            return fill(node.value, {} if id(node) in own else values)

        merged = self._in_full(values, record)
        if merged.document is not None:
            self.holes = tuple(seen.values())
        return merged

    def _in_full(self, values: Values, filler: Fill | None = None) -> Merged:
        return self._rendered(read_plan(self.source, values, filler))

    def _rendered(self, loaded: Loaded) -> Merged:
        if loaded.plan is None:
            return Merged(None, Layout(), loaded.problems)
        layout = self.layout_of(loaded.plan.layout)
        try:
            document = render(loaded.plan._replace(layout=layout), self.template)
        except PlanError as error:
            return Merged(None, layout, loaded.problems + error.problems)
        # What of it is text stands in the document.
        return Merged(document, layout._replace(red_head=None, imprint=None), loaded.problems)

    @staticmethod
    def _texts(values: Values, holes: tuple[_Hole, ...]) -> list[str] | None:
        """The texts of a row, or None if they call for a closer look."""
        plain = {
            name: value if isinstance(value, str) else "、".join(value)
            for name, value in values.items()
            if not isinstance(value, Blank)
        }
        try:
            texts = [h.form % plain if h.form else fill(h.node.value, values) for h in holes]
        except (KeyError, FillError):
            return None
        everything = "\n".join(texts)
        odd = FORBIDDEN.search(everything) or _PRIVATE.search(everything)
        return None if odd else texts

    def _first_of_a_kind(self, values: Values, texts: list[str], key: Key) -> Merged:
        merged = self._in_full(values)
        if merged.document is not None and (self.drawn < _TRIAL or self.reused > 4 * self.drawn):
            self.drawn += 1
            if len(self.stencils) >= _MOST_STENCILS:
                del self.stencils[next(iter(self.stencils))]
            self.stencils[key] = self._stencil(values, texts, merged)
        return merged

    def _stencil(self, values: Values, texts: list[str], merged: Merged) -> "Stencil | None":
        """The stencil of a row, if it proves itself by that row."""
        assert self.holes is not None  # noqa: S101 - a row went before
        assert merged.document is not None  # noqa: S101 - the caller looked
        # A layout file may hold such signs too.
        if any(map(_PRIVATE.search, merged.document.lines())):
            return None
        masks = _Masks()
        masked = {
            id(hole.node): masks.of(text, hole.sight)
            for text, hole in zip(texts, self.holes, strict=True)
        }
        drawn = self._in_full(values, lambda node, _: masked[id(node)])
        if drawn.document is None or drawn[1:3] != merged[1:3]:
            return None
        sights = tuple(hole.sight for hole in self.holes)
        stencil = Stencil(drawn, sights, masks)
        return stencil if stencil.merged(texts).document == merged.document else None


class Stencil:
    """A document with holes, and what was written for the blocks without any."""

    def __init__(self, drawn: Merged, sights: tuple[Sight, ...], masks: "_Masks") -> None:
        assert drawn.document is not None  # noqa: S101 - the caller looked
        self.drawn = drawn
        self.document = drawn.document
        self.sights = sights
        self.title = masks.mould(self.document.title)
        self.author = masks.mould(self.document.author)
        self.sections = [_Moulded(section, masks) for section in self.document.sections]
        self.constant = [id(part) for section in self.sections for part in section.constant]
        self.memos: dict[str, Memo] = {}

    def shared(self, to: str) -> Memo:
        """An entry for every block and table row without holes, by identity."""
        if to not in self.memos:
            self.memos[to] = dict.fromkeys(self.constant, "")
        return self.memos[to]

    def merged(self, texts: list[str]) -> Merged:
        """The document with the texts of a row."""
        pieces: list[str] = []
        for text, sight in zip(texts, self.sights, strict=True):
            pieces += _pieces(text, sight)
        document = Document(
            tuple([section.filled(pieces) for section in self.sections]),
            _cast(self.title, pieces),
            _cast(self.author, pieces),
            self.document.date,
        )
        return Merged(document, self.drawn.layout, self.drawn.problems, self)


class _Moulded:
    """A section: its blocks, and how those with holes are filled in."""

    def __init__(self, section: Section, masks: "_Masks") -> None:
        self.section = section
        self.constant: list[object] = []
        self.holes: list[tuple[int, Callable[[list[str]], Block]]] = []
        for at, block in enumerate(section):
            caster = _caster(block, masks, self.constant)
            if caster is None:
                # Lists are numbered by their order in the document.
                self.constant += [block] * (not isinstance(block, List))
            else:
                self.holes.append((at, caster))

    def filled(self, pieces: list[str]) -> Section:
        if not self.holes:
            return self.section
        blocks = list(self.section)
        for at, cast in self.holes:
            blocks[at] = cast(pieces)
        return tuple(blocks)


def _caster(
    block: Block, masks: "_Masks", constant: list[object]
) -> Callable[[list[str]], Block] | None:
    """What fills in a block's holes; None if it has none."""
    if isinstance(block, Paragraph):
        runs = _moulds(block.runs, masks)
        if runs is None:
            return None
        return lambda pieces: block._replace(runs=_runs(block.runs, runs, pieces))
    if isinstance(block, Heading):
        head, rest = _moulds(block.runs, masks), _moulds(block.rest, masks)
        if not head and not rest:
            return None
        return lambda pieces: block._replace(
            runs=_runs(block.runs, head, pieces), rest=_runs(block.rest, rest, pieces)
        )
    if isinstance(block, Table):
        return _table_caster(block, masks, constant)
    return None


def _table_caster(
    table: Table, masks: "_Masks", constant: list[object]
) -> Callable[[list[str]], Block] | None:
    moulds = [[_moulds(cell.runs, masks) for cell in row] for row in (table.head, *table.rows)]
    if not any(map(any, moulds)):
        return None
    rows = (table.head, *table.rows)
    holes = [(at, row) for at, row in enumerate(moulds) if any(row)]
    constant += [row for row, found in zip(rows, moulds, strict=True) if not any(found)]

    def cast(pieces: list[str]) -> Table:
        changed = list(rows)
        for at, found in holes:
            changed[at] = tuple(
                [
                    Cell(_runs(cell.runs, mould, pieces), cell.style)
                    for cell, mould in zip(rows[at], found, strict=True)
                ]
            )
        return table._replace(head=changed[0], rows=tuple(changed[1:]))

    return cast


# Runs: which of them have holes, and with what they are filled.


def _moulds(runs: Runs, masks: "_Masks") -> tuple[Mould, ...] | None:
    if not any(_PRIVATE.search(run.text) for run in runs):
        return None
    return tuple([masks.mould(run.text) for run in runs])


def _runs(runs: Runs, moulds: tuple[Mould, ...] | None, pieces: list[str]) -> Runs:
    if not moulds:
        return runs
    return tuple(
        [
            Run(_cast(mould, pieces), run.kind, run.width)
            for run, mould in zip(runs, moulds, strict=True)
        ]
    )


def _cast(mould: Mould, pieces: list[str]) -> str:
    return "".join([part if type(part) is str else pieces[part] for part in mould])  # type: ignore[index]


def _own_texts(source: Source) -> Iterator[Scalar]:
    """The values that a plan file gives to its own variables."""
    names = lookup("plan")["vars"].names
    for key, value in source.root.entries:
        if key.value in names:
            yield from scalars(value)


# Texts: how far two are alike, what stands for one in a stencil, and what is filled in for it.


def _form(text: str) -> str | None:
    """A text for the operator `%`, if it holds nothing but names of variables."""
    parts = parts_of(text)
    if parts is None:
        return None
    return "".join(
        f"%({part})s" if at % 2 else part.replace("%", "%%") for at, part in enumerate(parts)
    )


def _likeness(text: str, sight: Sight) -> str | float:
    """What two texts must have in common to share a stencil."""
    if sight == "lines":
        return "".join(f"{end}\n" for end in _ends_of_lines(text))
    if sight == "width" and len(paragraphs(text)) == 1:
        return column_width(text.strip())
    if sight == "shape":
        return _LETTERS.sub(lambda found: "字" * len(found[0]), text)
    return text


def _pieces(text: str, sight: Sight) -> tuple[str, ...] | list[str]:
    """What is filled in for a text."""
    if sight == "lines":
        return paragraphs(text)
    if sight == "width":
        return (text.strip(),)
    return _LETTERS.findall(text) if sight == "shape" else ()


def _ends_of_lines(text: str) -> list[str]:
    """The marks that end the lines of a text."""
    found = [_ENDS.search(line) for line in paragraphs(text)]
    return [end[0] for end in found if end]


class _Masks:
    """Signs for pieces of text, and the way back from them to the pieces' numbers."""

    def __init__(self) -> None:
        self.masks: list[str] = []

    def of(self, text: str, sight: Sight) -> str:
        """A text that is like another one and shows its pieces."""
        if sight == "lines":
            return "\n".join([self._next(1, end) for end in _ends_of_lines(text)])
        if sight == "width":
            whole, half = divmod(column_width(text.strip()) - 1, 1)
            return self._next(int(whole), _HALF if half else "") if text.strip() else self._none()
        if sight == "shape":
            return _LETTERS.sub(lambda found: self._next(len(found[0])), text)
        return text

    def mould(self, text: str) -> Mould:
        """The words of a text and the numbers of its pieces in turn."""
        parts: list[str | int] = []
        at = 0
        while found := _PRIVATE.search(text, at):
            number = ord(found[0]) - _FIRST
            parts += [text[at : found.start()], number]
            at = found.start() + len(self.masks[number])
        return tuple([part for part in (*parts, text[at:]) if part != ""])

    def _next(self, length: int, end: str = "") -> str:
        mask = chr(_FIRST + len(self.masks)) * length + end
        self.masks.append(mask)
        return mask

    def _none(self) -> str:
        """The number of an empty piece is taken too."""
        self.masks.append("")
        return ""
