"""Lines as their writer meant them: broken sentences joined, glued headings and items split off."""

from collections.abc import Iterator, Sequence

from plangen.importer.gluing import FINAL, Seen, is_heading_text, looks_like_entry, unglue
from plangen.importer.lines import Line
from plangen.importer.marks import read_mark, read_marks
from plangen.importer.notes import Note
from plangen.problems import Words

_GOES_ON = "，、,“‘（(《〈【[—"
_PAIRS = {"“": "”", "‘": "’", "（": "）", "(": ")", "《": "》", "【": "】", "「": "」"}
_SHORTEST_BROKEN = 25
_SPLIT = Words("与上文连在一起，已分开", "ran on from the text before; split off")
_JOINED = Words("接在上一行之后", "joined to the line before")


def reline(lines: Sequence[Line]) -> tuple[list[Line], list[Note]]:
    """The lines with every item, heading and paragraph on one of its own, and what was done."""
    notes: list[Note] = []
    whole = [part for line in lines for part in _unbroken(line)]
    return list(_join_all(list(_split_all(whole, notes)), notes)), notes


def _unbroken(line: Line) -> Iterator[Line]:
    if "\n" not in line.text or line.level == 0:
        yield line
        return
    texts = [text for text in (piece.strip() for piece in line.text.split("\n")) if text]
    yield from (line._replace(text=text, lead=0) for text in texts)


def _split_all(lines: Sequence[Line], notes: list[Note]) -> Iterator[Line]:
    families = frozenset(mark.family for mark in (read_mark(line.text) for line in lines) if mark)
    seen = Seen(families, {})
    for at, line in enumerate(lines):
        fixed = line.rows or line.style
        texts = (
            [line.text]
            if fixed
            else unglue(line.text, seen, first=not at, last=at == len(lines) - 1)
        )
        seen.last.update((mark.family, mark.number) for mark in map(read_mark, texts) if mark)
        if len(texts) < 2:  # noqa: PLR2004
            yield line
            continue
        notes += (Note(line.place, "split", text, _SPLIT) for text in texts[1:])
        yield line._replace(text=texts[0], lead=0)
        yield from (line._replace(text=text, lead=0, level=None) for text in texts[1:])


def _join_all(lines: Sequence[Line], notes: list[Note]) -> Iterator[Line]:
    marks = read_marks([line.text for line in lines])
    held: Line | None = None
    for line, mark in zip(lines, marks, strict=True):
        if held is not None and mark is None and _goes_on(held, line):
            notes.append(Note(line.place, "joined", line.text, _JOINED))
            held = held._replace(text=held.text + line.text)
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _goes_on(line: Line, after: Line) -> bool:
    """Whether the sentence of a line breaks off and the next line continues it."""
    if (
        line.rows
        or after.rows
        or line.style
        or after.style
        or after.level is not None
        or line.level is not None
    ):
        return False
    text = line.text
    if _ends_open(text):
        return True
    if len(text) < _SHORTEST_BROKEN or after.align or looks_like_entry(after.text):
        return False
    if text[-1] in _GOES_ON or unclosed(text):
        return True
    if text[-1] in FINAL or text[-1] in "”’》）)】":
        return False
    mark = read_mark(text)
    bare = text[mark.end :] if mark else text
    return not is_heading_text(bare)


def _ends_open(text: str) -> bool:
    """Whether a bracket is open at the end of a text, the last mark being one inside it."""
    return unclosed(text) and text[-1] in "；;、，,：:"


def unclosed(text: str) -> bool:
    """Whether the last bracket or quotation mark of a text was not closed."""
    return any(text.rfind(opening) > text.rfind(closing) for opening, closing in _PAIRS.items())
