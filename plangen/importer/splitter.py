"""A source cut into the plans that it holds: 篇1 to 篇N, without what belongs to the web page."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from plangen.importer.lines import Line
from plangen.importer.marks import number_of
from plangen.importer.notes import Note
from plangen.importer.page import PAGE, without_page
from plangen.importer.source import CONTENTS
from plangen.importer.titles import KINDS
from plangen.markers import chinese
from plangen.problems import Words

_NUMERAL = "[0-9]+|[一二三四五六七八九十百]+"
_PART = re.compile(
    rf"(?P<title>.{{0,40}}?)[\s【\[（(]*(?:篇\s*(?P<n>{_NUMERAL})|第\s*(?P<m>{_NUMERAL})\s*篇"
    rf"|(?:范文|模板|样本|例文)\s*(?P<k>{_NUMERAL}))(?P<rest>.*)",
    re.DOTALL,
)
# The same title again and again, with a number and nothing else.
_COUNTED = re.compile(
    rf"(?P<title>.{{0,40}}(?:{KINDS})(?:优秀|参考|精选)?(?:范文|模板|样本|例文|范本)?(?:参考|精选)?)"
    rf"\s*[（(]?(?P<k>{_NUMERAL})[）)]?\s*[：:]?"
)
# A part that begins inside a line, behind a sentence: its title again, or nothing but its number.
_INSIDE = re.compile(
    rf"(?:(?<=[。！!？?；;…”’）)】])|(?<=\s))\s*(?P<title>[^。！!？?；;，,：:\s]{{0,40}}?)[\s【\[（(]*"
    rf"(?:篇\s*(?P<n>{_NUMERAL})|第\s*(?P<m>{_NUMERAL})\s*篇|范文\s*(?P<k>{_NUMERAL}))"
)
# What says that the page holds several.
_ANNOUNCED = re.compile(
    r"(?:范文|合集|集锦|汇总|大全|精选|通用|优秀|热门|最新|推荐|必备|汇编|共|计划|方案)[^。，]{0,4}?"
    r"(?:[2-9]|[1-9]\d|[二三四五六七八九十]{1,2})\s*篇"
)
_SEPARATOR = "-—–·•_、|：: "
_CLOSING_BRACKET = re.compile(r"^[】\]）)]?\s*[：:、]?\s*")
# Behind a number without a title: nothing, white space, or a mark.
_APART = re.compile(r"$|[\s：:、】\]）)]")
_CONTENTS = re.compile(r"目\s*[录錄次]")
_ENTRY_END = re.compile(r"[\s.…·]*\d{0,3}$")


# Where the first part begins at the latest if it is the only one, and its longest title.
_TOP = 30


class Part(NamedTuple):
    """One plan's lines. `number` is its place in a collection, 0 if it stands alone.

    `title` is what the collection calls it.
    """

    lines: tuple[Line, ...]
    number: int = 0
    title: str = ""


class Parts(NamedTuple):
    """The plans of a source, and what was left out."""

    parts: tuple[Part, ...]
    notes: tuple[Note, ...]


_NAME = Words(
    "汇编中的篇名，编号用于文件名",
    "the part's name in the collection; its number is in the file's name",
)


def split(lines: Sequence[Line]) -> Parts:
    """Cut a source; one without parts is one plan."""
    notes: list[Note] = []
    lines = list(_without_contents(lines, notes))
    cut = list(_apart(lines))
    heads = _heads(cut)
    if not heads:
        return Parts((Part(tuple(without_page(lines, frozenset(), notes))),), tuple(notes))
    lines, heads = cut, _same_title(heads)
    first = heads[0].at
    title = _page_title(lines[:first], heads[0].title)
    pages = frozenset(line.text for line in lines[:first]) | {head.title for head in heads}
    parts: list[Part] = []
    if heads[0].number > 1:
        # A further page of a site begins with the rest of a part.
        rest = tuple(without_page(lines[:first], frozenset(), notes))
        parts += [Part(rest, heads[0].number - 1, title)] if rest else []
    else:
        notes += (Note(line.place, "left-out", line.text, PAGE) for line in lines[:first])
    for head, after in zip(heads, [*heads[1:], None], strict=True):
        line = lines[head.at]
        end = len(lines) if after is None else after.at
        notes.append(
            Note(
                line.place, "left-out", line.text[: len(line.text) - len(head.rest)].strip(), _NAME
            )
        )
        begin = [line._replace(text=head.rest, level=None, lead=0)] if head.rest else []
        body = without_page([*begin, *lines[head.at + 1 : end]], pages, notes)
        parts.append(Part(tuple(body), head.number, title))
    return Parts(tuple(parts), tuple(sorted(notes, key=lambda note: note.place)))


def _without_contents(lines: Sequence[Line], notes: list[Note]) -> Iterator[Line]:
    """The lines without a table of contents, whose entries all come again as headings."""
    plain = [_ENTRY_END.sub("", line.text) for line in lines]
    left = 0
    for at, line in enumerate(lines):
        if _CONTENTS.fullmatch(line.text) and at + 2 < len(lines) and not left:
            again = next(
                (one for one in range(at + 2, len(lines)) if plain[one] == plain[at + 1]), 0
            )
            known = set(plain[again:]) if again else set()
            if again and all(text in known for text in plain[at + 1 : again]):
                left = again
        if at < left:
            notes.append(Note(line.place, "left-out", line.text, CONTENTS))
        else:
            yield line


class _Head(NamedTuple):
    at: int
    number: int
    title: str
    rest: str


def _heads(lines: Sequence[Line]) -> list[_Head]:
    """The lines where parts begin, counted from 1 on, or on a further page of a site from there.

    A single one counts near the top, if no text follows in its line or a collection is announced:
    the others may be on further pages.
    """
    heads = _counted(lines, 1)
    if not heads:
        return _on_further_page(lines)
    alone = len(heads) == 1 and heads[0].at < _TOP
    before = "".join(line.text for line in lines[: heads[0].at])
    told = len(heads[0].rest) < _TOP or _ANNOUNCED.search(before)
    return heads if len(heads) > 1 or (alone and told) else []


def _counted(lines: Sequence[Line], number: int) -> list[_Head]:
    heads: list[_Head] = []
    for at, line in enumerate(lines):
        head = None if line.rows else _head(at, line.text, number + len(heads))
        if head and (not heads or head.title == heads[0].title or not head.rest):
            heads.append(head)
    return heads


def _on_further_page(lines: Sequence[Line]) -> list[_Head]:
    """Heads with one title of a plan, counted from another number on; there are two at least."""
    for line in lines:
        found = None if line.rows else _PART.fullmatch(line.text)
        if found and re.search(f"(?:{KINDS})(?:范文)?$", found["title"].strip(_SEPARATOR)):
            number = number_of(found["n"] or found["m"] or found["k"]) or 0
            heads = [
                head
                for head in _counted(lines, number)
                if head.title == found["title"].strip(_SEPARATOR)
            ]
            return heads if len(heads) > 1 else []
    return []


def _apart(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines cut before heads of parts that stand inside them and count on."""
    number, title = 0, ""
    for line in lines:
        head = None if line.rows else _head(0, line.text, number + 1)
        if head:
            number, title = number + 1, title or head.title
        cuts: list[int] = []
        for found in () if line.rows else _INSIDE.finditer(line.text, 1):
            inside = _head(0, line.text[found.start() :].lstrip(), number + 1)
            again = inside and (inside.title == title if number else not inside.title)
            if inside and again and len(inside.rest) > _TOP:
                cuts.append(found.start())
                number += 1
        if not cuts:
            yield line
            continue
        for start, end in pairwise([0, *cuts, len(line.text)]):
            if text := line.text[start:end].strip():
                yield line._replace(text=text, lead=line.lead if not start else 0)


_COLLECTED = re.compile(r"[（(【\[].*$|(?:汇编|汇总|合集|大全|集锦|范文|模板|精选).*$")


def _page_title(before: Sequence[Line], title: str) -> str:
    """What the parts are called: by their heads, or if these only say 方案, by the page."""
    if not re.fullmatch(KINDS, title):
        return title
    named = [_COLLECTED.sub("", line.text).strip() for line in before]
    return next(
        (text for text in reversed(named) if re.search(f"(?:{KINDS})", text) and text != title),
        title,
    )


def _same_title(heads: list[_Head]) -> list[_Head]:
    """Heads whose number has one title behind it in all parts, as those whose title is before it."""
    rests = {head.rest for head in heads}
    if len(heads) < 2 or len(rests) > 1 or heads[0].title or len(heads[0].rest) > _TOP:  # noqa: PLR2004
        return heads
    return [head._replace(title=head.rest, rest="") for head in heads]


def _head(at: int, text: str, number: int) -> _Head | None:
    found = _PART.match(text) if "篇" in text or "范文" in text or "模板" in text else None
    if found is None:
        found = _COUNTED.fullmatch(text)
        return (
            _Head(at, number, found["title"], "")
            if found and found["k"] in _written(number)
            else None
        )
    digits = found["n"] or found["m"] or found["k"]
    wanted = next((written for written in _written(number) if digits.startswith(written)), "")
    # 篇120xx年 is 篇1 and 20xx年.
    if not wanted or (digits != wanted and not found["n"]):
        return None
    rest = digits[len(wanted) :] + found["rest"]
    named = len(found["title"].strip()) > 1 and not re.search("[。，；,;]", found["title"])
    if not named and not _APART.match(rest):
        return None
    rest = _CLOSING_BRACKET.sub("", rest) if digits == wanted else rest
    return _Head(at, number, found["title"].strip().rstrip(_SEPARATOR), rest.strip())


def _written(number: int) -> tuple[str, str]:
    return str(number), chinese(number)
