"""Lines as their writer meant them: broken sentences joined, glued headings and items split off."""

import re
from collections.abc import Iterator, Sequence

from plangen.importer.lines import Line
from plangen.importer.marks import Mark, read_mark, read_marks
from plangen.importer.notes import Note
from plangen.problems import Words

_FINAL = "。！？!?；;：:…"
_GOES_ON = "，、,“‘（(《〈【[—"
_PAIRS = {"“": "”", "‘": "’", "（": "）", "(": ")", "《": "》", "【": "】", "「": "」"}
# Longer than this, a line without a final mark is a broken sentence and no heading.
LONGEST_HEADING = 45
_SHORTEST_BROKEN = 25
# A glued mark follows the end of a sentence, or white space.
_GLUED = re.compile(
    r"(?:(?<=[。！？!?；;：:”…])\s*|\s+)(?=[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[)）]|[一二三四五六七八九十]{1,3}、"
    r"|\d{1,2}(?:、|[.．](?!\d))|[①-⑳])"
)
# The same marks right after a word, where a heading was run into the paragraph before it.
_RUN_ON = re.compile(r"(?<=[\u4e00-\u9fff”）)])(?=[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])")
_ROLE = re.compile(
    r"(?<=[\s。；;])\s*(?=(?:第一|常务|副)?(?:组\s{0,4}长|总指挥|指挥长|主\s{0,4}任|成\s{0,4}员|组\s{0,4}员)\s*[：:])"
)
_SPACED = re.compile(r"(?<=[^\s\x00-\x7f])[ \u3000]+(?=[^\s\x00-\x7f])")
_STRONG = ("chinese 、", "chinese ((")


def reline(lines: Sequence[Line]) -> tuple[list[Line], list[Note]]:
    """The lines with every item, heading and paragraph on one of its own, and what was done."""
    notes: list[Note] = []
    whole = [part for line in lines for part in _unbroken(line)]
    parts = [part for line in _split_all(whole, notes) for part in [line]]
    return list(_join_all(parts, notes)), notes


def _unbroken(line: Line) -> Iterator[Line]:
    if "\n" not in line.text or line.level == 0:
        yield line
        return
    texts = [text for text in (piece.strip() for piece in line.text.split("\n")) if text]
    yield from (line._replace(text=text, lead=0) for text in texts)


def _split_all(lines: Sequence[Line], notes: list[Note]) -> Iterator[Line]:
    families = {mark.family for mark in map(read_mark, (line.text for line in lines)) if mark}
    last: dict[str, int] = {}
    for line in lines:
        texts = [line.text] if line.rows or line.style else list(_pieces(line.text, families, last))
        for mark in filter(None, map(read_mark, texts)):
            last[mark.family] = mark.number
        if len(texts) > 1:
            notes += (
                Note(line.place, "split", text, Words("与上文连在一起，已分开", "ran on from the text before; split off"))
                for text in texts[1:]
            )
        for at, text in enumerate(texts):
            yield line if len(texts) == 1 else line._replace(text=text, lead=0, level=line.level if not at else None)


def _pieces(text: str, families: set[str], last: dict[str, int]) -> Iterator[str]:
    """A line cut before each item, heading and role that was glued to it."""
    for item in _items(text, families, last):
        yield from filter(None, (piece.strip() for piece in _ROLE.split(item)))


def _items(text: str, families: set[str], last: dict[str, int]) -> Iterator[str]:
    if len(text) < 8:  # noqa: PLR2004
        yield text
        return
    own = read_mark(text)
    marks = [(found.end(), mark) for found in _GLUED.finditer(text) if found.end() and (mark := read_mark(text[found.end() :]))]
    cuts = sorted(_cuts(text, own, marks, families) or _run_on(text, own, last))
    start = 0
    for cut in cuts:
        yield text[start:cut].strip()
        start = cut
    yield from _heading_apart(text[start:].strip())


def _cuts(text: str, own: Mark | None, marks: list[tuple[int, Mark]], families: set[str]) -> set[int]:
    cuts: set[int] = set()
    for family in {mark.family for _, mark in marks}:
        series = [(at, mark) for at, mark in marks if mark.family == family]
        last = own.number if own and own.family == family else 0
        counting = _counting(series, last)
        ends = [_ends(text, at) for at, _ in counting]
        if len(counting) + bool(last) > 1 and all(ends[0 if last else 1 :]):
            # 1、…。2、…。: entries of a list; after commas and semicolons, a sentence that counts.
            cuts.update(at for at, _ in counting)
            continue
        for at, _ in series:
            tail = text[at:]
            bare = len(tail) <= LONGEST_HEADING and not re.search(f"[{_FINAL}]", tail)
            if family in _STRONG and _ends(text, at) and (bare or family in families - ({own.family} if own else set())):
                cuts.add(at)
    return cuts


def _run_on(text: str, own: Mark | None, last: dict[str, int]) -> set[int]:
    """Where a heading that counts on was run into the end of a paragraph."""
    for found in _RUN_ON.finditer(text, max(1, len(text) - LONGEST_HEADING)):
        at = found.start()
        mark = read_mark(text[at:])
        before = own.number if own and mark and own.family == mark.family else last.get(mark.family if mark else "", 0)
        if mark and before and mark.number == before + 1 and is_heading_text(text[at + mark.end :]) and text[-1] not in _FINAL:
            return {at}
    return set()


def _counting(series: list[tuple[int, Mark]], last: int) -> list[tuple[int, Mark]]:
    found: list[tuple[int, Mark]] = []
    for at, mark in series:
        if mark.number == last + 1:
            found.append((at, mark))
            last += 1
    return found


def _ends(text: str, at: int) -> bool:
    """Whether a sentence ends right before a place."""
    before = text[:at].rstrip()
    return before[-1:] in set("。！？!?…") or (before[-1:] == "”" and before[-2:-1] in set("。！？!?")) or text[at - 1].isspace()


def _heading_apart(text: str) -> Iterator[str]:
    """A marked heading and the paragraph behind it that only white space keeps apart."""
    mark = read_mark(text)
    found = _SPACED.search(text, mark.end + 1) if mark else None
    if mark and found and found.start() - mark.end >= 4 and len(text) - found.end() >= 20:  # noqa: PLR2004
        head, rest = text[: found.start()], text[found.end() :]
        if is_heading_text(head[mark.end :]) and rest[-1:] in set(_FINAL) and not looks_like_entry(rest) and re.search("[，,。]", rest):
            yield head
            yield rest
            return
    yield text


def is_heading_text(text: str) -> bool:
    """Whether a text without its mark could be a heading: short, without a full stop inside."""
    text = text.strip()
    return 0 < len(text) <= LONGEST_HEADING and not re.search(r"[。！？!?；;…]", text.rstrip(_FINAL))


def _join_all(lines: Sequence[Line], notes: list[Note]) -> Iterator[Line]:
    marks = read_marks([line.text for line in lines])
    held: Line | None = None
    for line, mark in zip(lines, marks, strict=True):
        if held is not None and mark is None and _goes_on(held, line):
            notes.append(Note(line.place, "joined", line.text, Words("接在上一行之后", "joined to the line before")))
            held = held._replace(text=held.text + line.text)
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _goes_on(line: Line, after: Line) -> bool:
    """Whether the sentence of a line breaks off and the next line continues it."""
    if line.rows or after.rows or line.style or after.style or after.level is not None or line.level is not None:
        return False
    text = line.text
    if len(text) < _SHORTEST_BROKEN or after.align or looks_like_entry(after.text):
        return False
    if text[-1] in _GOES_ON or unclosed(text):
        return True
    if text[-1] in _FINAL or text[-1] in "”’》）)】":
        return False
    mark = read_mark(text)
    bare = text[mark.end :] if mark else text
    return not is_heading_text(bare)


_ENTRY = re.compile(r"\s*[\u4e00-\u9fff][\u4e00-\u9fff\s]{0,6}[：:]|(?:在)?\d{1,2}月(?:份)?[，,：:、]")


def looks_like_entry(text: str) -> bool:
    """Whether a line begins with a label of its own: 组长：, 5月份，."""
    return _ENTRY.match(text) is not None


def unclosed(text: str) -> bool:
    """Whether the last bracket or quotation mark of a text was not closed."""
    for opening, closing in _PAIRS.items():
        if text.rfind(opening) > text.rfind(closing):
            return True
    return False
