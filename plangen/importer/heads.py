"""Where the parts of a collection begin: 篇1, 第一篇, the same title again and again."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from plangen.importer.gluing import FINAL, is_heading_text
from plangen.importer.lines import Line
from plangen.importer.marks import number_of, read_mark
from plangen.importer.roles import is_section_title
from plangen.importer.titles import COLLECTION, KINDS, TITLE
from plangen.markers import chinese

# The family of 一、.
_UPPERMOST = "chinese 、"
_NUMERAL = "[0-9]+|[一二三四五六七八九十百]+"
_PART = re.compile(
    rf"(?P<title>.{{0,40}}?)[\s【\[（(]*(?:篇\s*(?P<n>{_NUMERAL})|第\s*(?P<m>{_NUMERAL})\s*篇"
    r"|(?:范文|模板|样本|例文)\s*(?P<k>[0-9]++|[一二三四五六七八九十百]++)(?!\s*篇)"
    rf"|(?:精选|通用|实用|优秀|最新|热门|推荐|必备|合集|汇总|大全|共)*\s*(?:{_NUMERAL})\s*篇[）)】\]]\s*(?P<s>[0-9]+))(?P<rest>.*)",
    re.DOTALL,
)
# The same title again and again, with a number and nothing else.
_COUNTED = re.compile(
    rf"[【\[]?(?P<title>.{{0,40}}(?:{KINDS})(?:优秀|参考|精选)?(?:范文|模板|样本|例文|范本)?(?:怎[么麼][写寫]|参考|精选)?)"
    rf"\s*[（(]?(?P<k>{_NUMERAL})[）)】\]]?\s*[：:]?"
)
# A part that begins inside a line, behind a sentence: its title again, or nothing but its number.
_INSIDE = re.compile(
    rf"(?:(?<=[。！!？?；;…”’）)】])|(?<=\s))\s{{0,8}}(?P<title>[^。！!？?；;，,：:\s]{{0,40}}?)[\s【\[（(]{{0,8}}"
    rf"(?:篇\s*(?P<n>{_NUMERAL})|第\s*(?P<m>{_NUMERAL})\s*篇|范文\s*(?P<k>{_NUMERAL}))"
)
# What says that the page holds several.
_ANNOUNCED = re.compile(
    r"(?:范文|合集|集锦|汇总|大全|精选|通用|优秀|实用|热门|最新|推荐|必备|汇编|共|计划|方案)[^。，]{0,4}?"
    r"(?:[2-9]|[1-9]\d|[二三四五六七八九十]{1,2})\s*篇"
)
_BRACKETED = re.compile(rf"[【\[]\s*(?:第\s*)?(?:篇\s*)?(?:{_NUMERAL})\s*篇?\s*[】\]]")
_IN_WORDS = re.compile(r"PART[\s.]*0?(?P<n>\d{1,2})[\s.：:]*", re.IGNORECASE)
_NAMED = re.compile(rf"^$|(?:{KINDS})(?:范文)?(?:怎[么麼][写寫])?$")
# So short a title names no plan, and the headings of a plan may say it: 措施一.
_KIND = re.compile(rf"(?:工作|活动|具体|主要)?(?:{KINDS})")
_LISTED = re.compile(
    rf"(?P<n>{_NUMERAL})\s*[、.．]\s*(?P<title>.{{2,40}}(?:计划|方案|要点)(?:范文|模板|样本)?)"
)
_SEPARATOR = "-—–·•_、|：:★☆●◆■※ \u3000"
_PRAISE = re.compile(
    "(?:优秀|精选|参考|通用|最新|热门)?(?:范文|模板|样本|例文)?(?:优秀|精选|参考|通用|最新|热门)?$"
)
_CLOSING_BRACKET = re.compile(r"^[】\]）)]?\s*[：:、]?\s*")
# Behind a number without a title: nothing, white space, a mark, or a year.
_APART = re.compile(r"$|[\s：:、】\]）)]|20[\dxX×]{2}年")
# What follows the number of a part without a space: 篇1 and 20xx年, 篇1 and 5月.
_BEGINS = re.compile(r"(?:19|20)(?:\d\d|[xX×_*]{2})|[1-9]\d?[月日]|一、")
_LONGEST_COUNTED = 80
_COUNTED_ENDS = frozenset("0123456789一二三四五六七八九十百）)】]：: ")
# Where the first part begins at the latest if it is the only one, and its longest title.
_TOP = 30
_MOST_PARTS = 999
_MOST_MISSING = 5
# So much of a text tells whether a part begins there.
_SHOWN = 150


class Head(NamedTuple):
    """A line where a part begins: its place, the part's number and title, what follows in it."""

    at: int
    number: int
    title: str
    rest: str


def find_heads(lines: Sequence[Line]) -> list[Head]:
    """The lines where the parts of a collection begin; none for a plan that stands alone."""
    ways = (_numbered, _listed, _on_further_page, _titled, _in_words)
    return next((heads for way in ways if (heads := way(lines))), [])


def with_divisions(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines of a plan with the heads of its divisions, 第一篇 总体要求, as headings."""
    heads = _counted(lines, 1)
    known = any(line.level for line in lines)
    several = len(heads) > 1 and not known and _are_divisions(lines, heads)
    # Below a heading they are entries of it.
    highest = several and not _has_headings(lines[: heads[0].at])
    divisions = {head.at for head in heads} if highest else set()
    for at, line in enumerate(lines):
        yield line._replace(level=1) if at in divisions else line


def with_heads_apart(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines cut before heads of parts that stand inside them and count on."""
    number, title = 0, ""
    told = any(_ANNOUNCED.search(line.text) for line in lines)
    for line in lines:
        head = None if line.rows else _head(0, line.text, number + 1)
        if head:
            number, title = number + 1, title or head.title
        cuts: list[int] = []
        for found in _INSIDE.finditer(line.text, 1) if _may_hold_head(line) else ():
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


def _may_hold_head(line: Line) -> bool:
    return not line.rows and ("篇" in line.text or "范文" in line.text)


def _numbered(lines: Sequence[Line]) -> list[Head]:
    """Heads counted from 1 on.

    A single one counts near the top, if no text follows in its line or a collection is announced:
    the others may be on further pages.
    """
    heads = _counted(lines, 1)
    if not heads:
        return []
    announced = _is_announced(lines, heads[0])
    # 第一篇：, 第二篇： below a heading are entries of it, and so are 措施一：, 措施二：.
    vague = not heads[0].title or _KIND.fullmatch(heads[0].title)
    if vague and not announced and _has_headings(lines[: heads[0].at]):
        return []
    if not announced and _are_divisions(lines, heads):
        return []
    return _same_title(heads) if len(heads) > 1 or _stands_alone(lines, heads[0]) else []


def _are_divisions(lines: Sequence[Line], heads: Sequence[Head]) -> bool:
    """Whether heads are those of a plan that has divisions: 第一篇 总体要求."""
    rests = [head.rest if lines[head.at].text.startswith("第") else "" for head in heads]
    bare = all(is_heading_text(rest) and rest[-1] not in FINAL for rest in rests)
    return bare and all(is_section_title(rest) or not re.search(KINDS, rest) for rest in rests)


def _stands_alone(lines: Sequence[Line], head: Head) -> bool:
    """Whether a head of which there is no other begins a part."""
    told = len(head.rest) < _TOP or _BRACKETED.search(lines[head.at].text) is not None
    return head.at < _TOP and (told or _is_announced(lines, head))


def _is_announced(lines: Sequence[Line], head: Head) -> bool:
    """Whether what stands above a head says that there are several parts."""
    before = "".join(line.text for line in lines[: head.at])
    return _ANNOUNCED.search(before) is not None


def _has_headings(lines: Sequence[Line]) -> bool:
    return any(mark and mark.family == _UPPERMOST for mark in (read_mark(x.text) for x in lines))


def _counted(lines: Sequence[Line], number: int) -> list[Head]:
    heads: list[Head] = []
    for at, line in enumerate(lines):
        wanted = heads[-1].number + 1 if heads else number
        head = None if line.rows else _head(at, line.text, wanted)
        if head and not heads and head != next(_readings(at, line.text)):
            continue  # no number is told by the one before
        if head is None and heads and not line.rows:
            head = _beyond(at, line.text, heads[-1])
        if head and (not heads or head.title == heads[0].title or not head.rest):
            heads.append(head)
    return heads


def _beyond(at: int, text: str, last: Head) -> Head | None:
    """A head of the same title whose number comes a little later: a part is missing."""
    for head in _readings(at, text) if last.title and "篇" in text else ():
        near = last.number < head.number <= last.number + _MOST_MISSING
        if near and head.title == last.title and (not head.rest or _NAMED.search(head.title)):
            return head
    return None


def _on_further_page(lines: Sequence[Line]) -> list[Head]:
    """Heads with one title of a plan, counted from another number on; one is enough at the top."""
    for at, line in enumerate(lines):
        head = None if line.rows else next(_readings(at, line.text), None)
        if head and _NAMED.search(head.title) and not _KIND.fullmatch(head.title or "计划"):
            heads = [one for one in _counted(lines, head.number) if one.title == head.title]
            alone = "篇" in line.text and _stands_alone(lines, head)
            return _with_first(lines, heads) if len(heads) > 1 or (heads and alone) else []
    return []


def _with_first(lines: Sequence[Line], heads: list[Head]) -> list[Head]:
    """Heads that begin with the second, and the bare title above them, which is the first."""
    at = next((at for at, line in enumerate(lines) if line.text == heads[0].title), heads[0].at)
    first = [Head(at, 1, heads[0].title, "")]
    return first + heads if heads[0].number == 2 and at < heads[0].at else heads  # noqa: PLR2004


def _listed(lines: Sequence[Line]) -> list[Head]:
    """Lines that a list of one and the same title has: 1、社区工作计划, then 2、社区工作计划."""
    heads: list[Head] = []
    for at, line in enumerate(lines):
        found = _LISTED.fullmatch(line.text)
        if not found or found["n"] not in {str(len(heads) + 1), chinese(len(heads) + 1)}:
            continue
        title = _title(found["title"])
        if not heads or title == heads[0].title:
            heads.append(Head(at, len(heads) + 1, title, ""))
    return heads if len(heads) > 1 else []


def _titled(lines: Sequence[Line]) -> list[Head]:
    """The same title above lists that begin anew each time; once, if the page is called so."""
    places: dict[str, list[int]] = {}
    called: set[str] = set()
    for at, line in enumerate(lines):
        if line.rows or len(line.text) > _TOP or not _KIND.search(line.text):
            continue
        if at < _TOP and (title := COLLECTION.sub("", line.text).strip()) != line.text:
            called.add(title)
        elif at and lines[at - 1].text.startswith("附件"):
            continue
        elif TITLE.fullmatch(line.text) and not read_mark(line.text):
            places.setdefault(line.text, []).append(at)
    for title, found in places.items():
        ends = pairwise([*found, len(lines)])
        begin = [at for at, end in ends if _is_plan(lines[at + 1 : end])]
        # Sections that stand beside one another may have the same title too.
        if not begin or is_section_title(title) or _has_headings(lines[: begin[0]]):
            continue
        if len(begin) > 1 or (title in called and begin[0] < _TOP):
            return [Head(at, number, title, "") for number, at in enumerate(begin, 1)]
    return []


def _is_plan(lines: Sequence[Line]) -> bool:
    """Whether lines hold headings that are counted from 一、 on, and sentences."""
    marks = (read_mark(line.text) for line in lines if not line.rows)
    first = next((mark for mark in marks if mark and mark.counts), None)
    sentences = any(line.text.endswith("。") for line in lines)
    return sentences and first is not None and (first.family, first.number) == (_UPPERMOST, 1)


def _in_words(lines: Sequence[Line]) -> list[Head]:
    """PART 1, PART 2 on a page that says how many there are; elsewhere they are headings."""
    heads: list[Head] = []
    for at, line in enumerate(lines):
        found = _IN_WORDS.fullmatch(line.text)
        if found and int(found["n"]) == len(heads) + 1:
            heads.append(Head(at, len(heads) + 1, "", ""))
    return heads if heads and _is_announced(lines, heads[0]) else []


def _same_title(heads: list[Head]) -> list[Head]:
    """Heads whose number has one title behind it in all parts, as those whose title is before it."""
    rests = {head.rest for head in heads}
    if len(heads) < 2 or len(rests) > 1 or heads[0].title or len(heads[0].rest) > _TOP:  # noqa: PLR2004
        return heads
    return [head._replace(title=head.rest, rest="") for head in heads]


def _head(at: int, text: str, number: int) -> Head | None:
    """The head that a line is if the part with a number may begin there."""
    return next((head for head in _readings(at, text) if head.number == number), None)


def _readings(at: int, text: str) -> Iterator[Head]:
    """The heads that a line can be, the most probable one first."""
    return (head._replace(at=at) for head in _read(text))


@lru_cache(maxsize=1024)
def _read(text: str) -> tuple[Head, ...]:
    return tuple(_possible(text))


def _possible(text: str) -> Iterator[Head]:
    found = _PART.match(text) if "篇" in text or "范文" in text or "模板" in text else None
    if found is None:
        may_be = len(text) <= _LONGEST_COUNTED and text[-1:] in _COUNTED_ENDS
        found = _COUNTED.fullmatch(text) if may_be else None
        number = number_of(found["k"]) if found else None
        if found and number and number <= _MOST_PARTS:
            yield Head(0, number, _title(found["title"]), "")
        return
    # 工作计划范文 一、指导思想 is a title and the first heading.
    if found["k"] and found["rest"].startswith("、") and text[found.start("k") - 1].isspace():
        return
    title = _title(found["title"])
    if re.search("[。！!？?；;，,]", title):
        return
    digits = found["n"] or found["m"] or found["k"] or found["s"]
    for number, left in _numbers(digits, found["rest"], whole=not (found["n"] or found["s"])):
        rest = left if left != found["rest"] else _CLOSING_BRACKET.sub("", left)
        if len(title) > 1 or _APART.match(left):
            yield Head(0, number, title, rest.strip())


def _numbers(digits: str, after: str, *, whole: bool) -> Iterator[tuple[int, str]]:
    """The numbers that digits may begin with, and the text behind: 篇120xx年 is 篇1 and 20xx年."""
    number = number_of(digits)
    possible = number is not None and number <= _MOST_PARTS
    if whole or (possible and not _is_cut(digits, after)):
        yield number or 0, after
    if whole:
        return
    cuts = [(digits[:end], digits[end:] + after) for end in range(len(digits) - 1, 0, -1)]
    begin = [(one, left) for one, left in cuts if _BEGINS.match(left)]
    for one, left in begin or (() if possible else cuts):
        number = number_of(one)
        if number and number <= _MOST_PARTS:
            yield number, left


def _is_cut(digits: str, after: str) -> bool:
    """Whether the last of some digits belong to what follows: 120|xx年, 15|月."""
    year = digits[-2:] in {"19", "20"} and after[:1] in {"x", "X", "×", "年"}
    return len(digits) > 1 and (year or after[:1] in {"月", "日"})


def _title(text: str) -> str:
    """What a head calls its plan, without signs around it and words of praise behind it."""
    bare = COLLECTION.sub("", text.strip(_SEPARATOR))
    return _PRAISE.sub("", bare).strip(_SEPARATOR)
