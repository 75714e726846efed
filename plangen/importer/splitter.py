"""A source cut into the plans that it holds: 篇1 to 篇N, without what belongs to the web page."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from plangen.importer.lines import Line
from plangen.importer.marks import number_of, read_mark
from plangen.importer.notes import Note
from plangen.importer.page import PAGE, without_page
from plangen.importer.source import CONTENTS
from plangen.importer.titles import KINDS
from plangen.markers import chinese
from plangen.problems import Words

# The family of 一、.
_UPPERMOST = "chinese 、"
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
    rf"(?:(?<=[。！!？?；;…”’）)】])|(?<=\s))\s{{0,8}}(?P<title>[^。！!？?；;，,：:\s]{{0,40}}?)[\s【\[（(]{{0,8}}"
    rf"(?:篇\s*(?P<n>{_NUMERAL})|第\s*(?P<m>{_NUMERAL})\s*篇|范文\s*(?P<k>{_NUMERAL}))"
)
# What says that the page holds several.
_ANNOUNCED = re.compile(
    r"(?:范文|合集|集锦|汇总|大全|精选|通用|优秀|热门|最新|推荐|必备|汇编|共|计划|方案)[^。，]{0,4}?"
    r"(?:[2-9]|[1-9]\d|[二三四五六七八九十]{1,2})\s*篇"
)
_NAMED = re.compile(rf"^$|(?:{KINDS})(?:范文)?$")
_LISTED = re.compile(
    rf"(?P<n>{_NUMERAL})\s*[、.．]\s*(?P<title>.{{2,40}}(?:计划|方案|要点)(?:范文|模板|样本)?)"
)
_SEPARATOR = "-—–·•_、|：:★☆●◆■※ \u3000"
_PRAISE = re.compile("(?:优秀|精选|参考|通用|最新|热门)$")
_CLOSING_BRACKET = re.compile(r"^[】\]）)]?\s*[：:、]?\s*")
# Behind a number without a title: nothing, white space, a mark, or a year.
_APART = re.compile(r"$|[\s：:、】\]）)]|20[\dxX×]{2}年")
_CONTENTS = re.compile(r"目\s*[录錄次]")
# What leads from an entry of a table of contents to the number of its page.
_DIGITS, _LEADER = "0123456789", " \u3000\t.．…·•"
# Where a table of contents begins at the latest.
_CONTENTS_TOP = 100


# Where the first part begins at the latest if it is the only one, and its longest title.
_TOP = 30
_MOST_MISSING = 5
# So much of a text tells whether a part begins there.
_SHOWN = 150


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
    same = len({head.title for head in heads}) == 1
    parts: list[Part] = []
    if heads[0].number > 1 and any(_is_text(line) for line in lines[:first]):
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
        parts.append(Part(tuple(body), head.number, title if same else head.title or title))
    return Parts(tuple(parts), tuple(sorted(notes, key=lambda note: note.place)))


def _without_contents(lines: Sequence[Line], notes: list[Note]) -> Iterator[Line]:
    """The lines without a table of contents, whose entries all come again as headings."""
    plain = [line.text.rstrip(_DIGITS).rstrip(_LEADER) for line in lines]
    left = 0
    for at, line in enumerate(lines):
        left = left or (_contents_end(lines, plain, at) if at < _CONTENTS_TOP else 0)
        if at < left:
            notes.append(Note(line.place, "left-out", line.text, CONTENTS))
        else:
            yield line


def _contents_end(lines: Sequence[Line], plain: Sequence[str], at: int) -> int:
    """Where a table of contents ends that begins at a line, or 0.

    Its first line says so, or all its lines lead to the number of a page.
    """
    first = at + 1
    if _CONTENTS.fullmatch(lines[at].text):
        end = next((one for one in range(first + 1, len(lines)) if plain[one] == plain[first]), 0)
    else:
        first = at
        end = next((one for one in range(at, len(lines)) if not _leads(lines[one].text)), 0)
    if end - at < 2:  # noqa: PLR2004
        return 0
    known = set(plain[end:])
    return end if all(text in known for text in plain[first:end]) else 0


def _leads(text: str) -> bool:
    """Whether dots or a tab lead to a number at a text's end: 一、总体要求………3."""
    entry = text.rstrip(_DIGITS)
    leader = entry[len(entry.rstrip(_LEADER)) :].strip(" \u3000")
    return entry != text and ("\t" in leader or "…" in leader or len(leader) > 2)  # noqa: PLR2004


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
        return _listed(lines) or _on_further_page(lines)
    alone = len(heads) == 1 and heads[0].at < _TOP
    before = "".join(line.text for line in lines[: heads[0].at])
    announced = _ANNOUNCED.search(before) is not None
    told = len(heads[0].rest) < _TOP or announced
    # 第一篇：, 第二篇： below a heading are entries of it.
    if not heads[0].title and not announced and _has_headings(lines[: heads[0].at]):
        return []
    return heads if len(heads) > 1 or (alone and told) else []


def _has_headings(lines: Sequence[Line]) -> bool:
    return any(mark and mark.family == _UPPERMOST for mark in (read_mark(x.text) for x in lines))


def _is_text(line: Line) -> bool:
    """Whether a line is more than a heading of a page."""
    return bool(line.rows) or read_mark(line.text) is not None or len(line.text) >= _TOP


def _counted(lines: Sequence[Line], number: int) -> list[_Head]:
    heads: list[_Head] = []
    for at, line in enumerate(lines):
        wanted = heads[-1].number + 1 if heads else number
        head = None if line.rows else _head(at, line.text, wanted)
        if head is None and heads and not line.rows:
            head = _beyond(at, line.text, heads[-1])
        if head and (not heads or head.title == heads[0].title or not head.rest):
            heads.append(head)
    return heads


def _beyond(at: int, text: str, last: _Head) -> _Head | None:
    """A head of the same title whose number comes a little later: a part is missing."""
    found = _PART.fullmatch(text) if "篇" in text else None
    if not found or not last.title or _title(found["title"]) != last.title:
        return None
    number = number_of(found["n"] or found["m"] or found["k"]) or 0
    bare = not _CLOSING_BRACKET.sub("", found["rest"]).strip()
    near = last.number < number <= last.number + _MOST_MISSING
    return _Head(at, number, last.title, "") if bare and near else None


def _on_further_page(lines: Sequence[Line]) -> list[_Head]:
    """Heads with one title of a plan, counted from another number on; there are two at least."""
    for line in lines:
        found = None if line.rows else _PART.fullmatch(line.text)
        title = _title(found["title"]) if found else ""
        if found and title and _NAMED.search(title):
            number = number_of(found["n"] or found["m"] or found["k"]) or 0
            heads = [head for head in _counted(lines, number) if head.title == title]
            return _with_first(lines, heads) if len(heads) > 1 else []
    return []


def _with_first(lines: Sequence[Line], heads: list[_Head]) -> list[_Head]:
    """Heads that begin with the second, and the bare title above them, which is the first."""
    at = next((at for at, line in enumerate(lines) if line.text == heads[0].title), heads[0].at)
    first = [_Head(at, 1, heads[0].title, "")]
    return first + heads if heads[0].number == 2 and at < heads[0].at else heads  # noqa: PLR2004


def _listed(lines: Sequence[Line]) -> list[_Head]:
    """Lines that a list of one and the same title has: 1、社区工作计划, then 2、社区工作计划."""
    heads: list[_Head] = []
    for at, line in enumerate(lines):
        found = _LISTED.fullmatch(line.text)
        if not found or found["n"] not in _written(len(heads) + 1):
            continue
        title = _title(found["title"])
        if not heads or title == heads[0].title:
            heads.append(_Head(at, len(heads) + 1, title, ""))
    return heads if len(heads) > 1 else []


def _apart(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines cut before heads of parts that stand inside them and count on."""
    number, title = 0, ""
    told = any(_ANNOUNCED.search(line.text) for line in lines)
    for line in lines:
        head = None if line.rows else _head(0, line.text, number + 1)
        if head:
            number, title = number + 1, title or head.title
        cuts: list[int] = []
        for found in () if line.rows else _INSIDE.finditer(line.text, 1):
            shown = line.text[found.start() : found.start() + _SHOWN].lstrip()
            inside = _head(0, shown, number + 1)
            if inside is None or len(inside.rest) < _TOP:
                continue
            named = _NAMED.search(inside.title) if not number else inside.title == title
            if named and (inside.title or told):
                cuts.append(found.start())
                number, title = number + 1, inside.title
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
    named = [_COLLECTED.sub("", line.text).strip() for line in before if "。" not in line.text]
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
            _Head(at, number, _title(found["title"]), "")
            if found and found["k"] in _written(number)
            else None
        )
    digits = found["n"] or found["m"] or found["k"]
    # 工作计划范文 一、指导思想 is a title and the first heading.
    if found["k"] and found["rest"].startswith("、") and text[found.start("k") - 1].isspace():
        return None
    wanted = next((written for written in _written(number) if digits.startswith(written)), "")
    # 篇120xx年 is 篇1 and 20xx年.
    if not wanted or (digits != wanted and not found["n"]):
        return None
    rest = digits[len(wanted) :] + found["rest"]
    title = _title(found["title"])
    if re.search("[。！!？?；;，,]", title) or (len(title) < 2 and not _APART.match(rest)):  # noqa: PLR2004
        return None
    rest = _CLOSING_BRACKET.sub("", rest) if digits == wanted else rest
    return _Head(at, number, title, rest.strip())


def _title(text: str) -> str:
    """What a head calls its plan, without signs around it and words of praise behind it."""
    return _PRAISE.sub("", text.strip(_SEPARATOR)).strip(_SEPARATOR)


def _written(number: int) -> tuple[str, str]:
    return str(number), chinese(number)
