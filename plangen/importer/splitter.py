"""A source cut into the plans that it holds: 篇1 to 篇N, without what belongs to the web page."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from plangen.importer.lines import Line
from plangen.importer.notes import Note
from plangen.markers import chinese
from plangen.problems import Words

_PART = re.compile(
    r"(?P<title>.{0,40}?)[\s【\[（(]*(?:篇\s*(?P<n>[0-9]+|[一二三四五六七八九十百]+)|第\s*(?P<m>[0-9]+|[一二三四五六七八九十百]+)\s*篇"
    r"|范文\s*(?P<k>[0-9]+|[一二三四五六七八九十]+))(?P<rest>.*)",
    re.DOTALL,
)
_CLOSING_BRACKET = re.compile(r"^[】\]）)]?\s*[：:、]?\s*")
_HEAD = re.compile(r".{0,60}[（(【]?(?:精选|通用|合集|集锦|汇总|共|大全|推荐|优秀|必备|热门|最新)?\s*[0-9一二三四五六七八九十]+\s*篇[）)】]?\s*")
_TAIL = re.compile(
    r"[【\[]?.{0,30}(?:相关文章|相关推荐|相关阅读|推荐阅读|延伸阅读|猜你喜欢|热门文章|最新文章)[】\]]?\s*[：:]?\s*$"
    r"|(?:上|下)一(?:篇|页)\s*[：:].{0,60}$"
)
_NOISE = re.compile(
    r"(?:(?:本文|文章|来源|出处|作者|编辑|发布时间|浏览次数|阅读次数|责任编辑)(?:来源|来自)?\s*[：:].{0,60}"
    r"|(?:点击|免费)?下载(?:文档|全文|此文).{0,20}|.{0,20}(?:收藏本站|打印本页|关闭窗口|返回(?:顶部|首页|列表)).{0,10}"
    r"|(?:https?://|www\.)\S+|第\s*\d+\s*页\s*(?:[/,，]?\s*共\s*\d+\s*页)?|[-—]\s*\d{1,3}\s*[-—]|\d{1,3}\s*/\s*\d{1,3})\s*$"
)


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


_PAGE = Words("网页的内容，不属于计划", "belongs to the web page, not to the plan")
_NAME = Words("汇编中的篇名，编号用于文件名", "the part's name in the collection; its number is in the file's name")


def split(lines: Sequence[Line]) -> Parts:
    """Cut a source; one without parts is one plan."""
    heads = _heads(lines)
    notes: list[Note] = []
    if not heads:
        return Parts((Part(tuple(_kept(lines, frozenset(), notes))),), tuple(notes))
    first = heads[0].at
    pages = frozenset(line.text for line in lines[:first]) | {head.title for head in heads}
    notes += (Note(line.place, "left-out", line.text, _PAGE) for line in lines[:first])
    parts: list[Part] = []
    for head, after in zip(heads, [*heads[1:], None], strict=True):
        line = lines[head.at]
        end = len(lines) if after is None else after.at
        notes.append(Note(line.place, "left-out", line.text[: len(line.text) - len(head.rest)].strip(), _NAME))
        begin = [line._replace(text=head.rest, level=None, lead=0)] if head.rest else []
        body = _kept([*begin, *lines[head.at + 1 : end]], pages, notes)
        parts.append(Part(tuple(body), head.number, head.title))
    return Parts(tuple(parts), tuple(sorted(notes, key=lambda note: note.place)))


class _Head(NamedTuple):
    at: int
    number: int
    title: str
    rest: str


def _heads(lines: Sequence[Line]) -> list[_Head]:
    """The lines where parts begin, counted from 1 on; none if there are not two."""
    heads: list[_Head] = []
    for at, line in enumerate(lines):
        if "篇" not in line.text[:60] and "范文" not in line.text[:60]:
            continue
        head = _head(at, line.text, len(heads) + 1)
        if head and (not heads or head.title == heads[0].title or not head.rest):
            heads.append(head)
    return heads if len(heads) > 1 else []


def _head(at: int, text: str, number: int) -> _Head | None:
    found = _PART.match(text)
    if not found:
        return None
    digits = found["n"] or found["m"] or found["k"]
    rest = found["rest"]
    wanted = chinese(number) if not digits[0].isdecimal() else str(number)
    # 篇120xx年 is 篇1 and 20xx年.
    if not digits.startswith(wanted) or (digits != wanted and not found["n"]):
        return None
    rest = digits[len(wanted) :] + rest
    rest = _CLOSING_BRACKET.sub("", rest) if digits == wanted else rest
    return _Head(at, number, found["title"].strip(), rest.strip())


def _kept(lines: Sequence[Line], pages: frozenset[str], notes: list[Note]) -> Iterator[Line]:
    tail = False
    for at, line in enumerate(lines):
        tail = tail or (at > 0 and _TAIL.match(line.text) is not None)
        page = line.text in pages and at > 0 and (_HEAD.fullmatch(line.text) or at + 3 > len(lines))
        if tail or page or (not line.rows and _NOISE.match(line.text)):
            notes.append(Note(line.place, "left-out", line.text, _PAGE))
        else:
            yield line
