"""A source cut into the plans that it holds: 篇1 to 篇N, without what belongs to the web page."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from plangen.importer.lines import Line
from plangen.importer.notes import Note
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
    rf"(?P<title>.{{0,40}}(?:{KINDS})(?:范文|模板|样本|例文)?)\s*[（(]?(?P<k>{_NUMERAL})[）)]?"
)
_CLOSING_BRACKET = re.compile(r"^[】\]）)]?\s*[：:、]?\s*")
# Behind a number without a title: nothing, white space, or a mark.
_APART = re.compile(r"$|[\s：:、】\]）)]")
_CONTENTS = re.compile(r"目\s*[录錄次]")
_ENTRY_END = re.compile(r"[\s.…·]*\d{0,3}$")
_HEAD = re.compile(
    r".{0,60}[（(【]?(?:精选|通用|合集|集锦|汇总|共|大全|推荐|优秀|必备|热门|最新|模板|样例|范文)?\s*[0-9一二三四五六七八九十]+\s*篇[）)】]?\s*"
)
_TAIL = re.compile(
    r"[【\[]?.{0,30}(?:相关文章|相关推荐|相关阅读|推荐阅读|延伸阅读|猜你喜欢|热门文章|最新文章|相关热词)[】\]]?\s*[：:]?\s*$"
    r"|(?:上|下)一(?:篇|页)\s*[：:].{0,60}$"
)
_CLOCK = r"\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}"
_NOISE = re.compile(
    r"(?:(?:本文|文章)?(?:来源|出处|来自|编辑|责任编辑|作者|投稿|标签|关键词|栏目|人气|浏览次数|阅读次数)\s*[：:].{0,60}"
    rf"|(?:发布|更新)?(?:时间|日期|于)?\s*[：:]?\s*{_CLOCK}.{{0,12}}\d{{1,2}}:\d{{2}}.{{0,40}}|(?:发布|更新)(?:时间|日期)\s*[：:].{{0,40}}"
    r"|(?:您|你)?的?(?:当前|现在)?的?位置\s*[：:].{0,120}|.{0,12}首页\s*[>»＞/→].{0,120}"
    r"|[^。，]{1,20}(?:\s[>»＞]\s?[^。，]{1,30}){1,5}"
    r"|[^。]{0,60}(?:小编|编辑)[^。]{0,20}(?:整理|收集|带来|分享|准备|精心|为大家).{0,80}"
    r"|.{0,40}(?:仅供参考|欢迎(?:大家)?(?:阅读|参考|收藏|下载|借鉴)|供大家参考).{0,30}"
    r"|(?:点击|免费|立即)?下载(?:文档|全文|此文|本文).{0,20}|.{0,20}(?:收藏本站|打印本页|关闭窗口|返回(?:顶部|首页|列表)|我要投稿).{0,10}"
    r"|(?:https?://|www\.)\S+|第\s*\d+\s*页\s*(?:[/,，]?\s*共\s*\d+\s*页)?|(?:[-—–]\s*)+\d{1,3}\s*[-—–]|\d{1,3}\s*/\s*\d{1,3}"
    r"|约?\s*[\d.]+\s*(?:千|万)?(?:字|页)|.{0,24}发布于.{0,20}|举报|搜索|投诉建议|上传者?.{0,12}|\d{1,2})\s*$"
)


_TITLED = 6
_TITLE_LIKE = re.compile(rf"(?:{KINDS})$")
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


_PAGE = Words("网页的内容，不属于计划", "belongs to the web page, not to the plan")
_NAME = Words(
    "汇编中的篇名，编号用于文件名",
    "the part's name in the collection; its number is in the file's name",
)


def split(lines: Sequence[Line]) -> Parts:
    """Cut a source; one without parts is one plan."""
    notes: list[Note] = []
    lines = list(_without_contents(lines, notes))
    heads = _heads(lines)
    if not heads:
        return Parts((Part(tuple(_kept(lines, frozenset(), notes))),), tuple(notes))
    heads = _same_title(heads)
    first = heads[0].at
    title = _page_title(lines[:first], heads[0].title)
    pages = frozenset(line.text for line in lines[:first]) | {head.title for head in heads}
    notes += (Note(line.place, "left-out", line.text, _PAGE) for line in lines[:first])
    parts: list[Part] = []
    for head, after in zip(heads, [*heads[1:], None], strict=True):
        line = lines[head.at]
        end = len(lines) if after is None else after.at
        notes.append(
            Note(
                line.place, "left-out", line.text[: len(line.text) - len(head.rest)].strip(), _NAME
            )
        )
        begin = [line._replace(text=head.rest, level=None, lead=0)] if head.rest else []
        body = _kept([*begin, *lines[head.at + 1 : end]], pages, notes)
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
    """The lines where parts begin, counted from 1 on.

    A single one counts near the top, if no text follows in its line: the others may be on further
    pages.
    """
    heads: list[_Head] = []
    for at, line in enumerate(lines):
        head = None if line.rows else _head(at, line.text, len(heads) + 1)
        if head and (not heads or head.title == heads[0].title or not head.rest):
            heads.append(head)
    alone = len(heads) == 1 and heads[0].at < _TOP and len(heads[0].rest) < _TOP
    return heads if len(heads) > 1 or alone else []


def _page_title(before: Sequence[Line], title: str) -> str:
    """What the parts are called: by their heads, or if these only say 方案, by the page."""
    if not re.fullmatch(KINDS, title):
        return title
    named = [re.sub(r"[（(【\[].*$", "", line.text).strip() for line in before]
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
    return _Head(at, number, found["title"].strip(), rest.strip())


def _written(number: int) -> tuple[str, str]:
    return str(number), chinese(number)


def _kept(lines: Sequence[Line], pages: frozenset[str], notes: list[Note]) -> Iterator[Line]:
    """The lines of a part without those of the page; a title may stand there more than once."""
    tail = False
    title = ""
    for at, line in enumerate(lines):
        again = bool(title) and line.text == title and at < _TOP
        if not title and line.text and len(line.text) <= _TOP and _TITLE_LIKE.search(line.text):
            title = line.text if at < _TITLED else "-"
        tail = tail or (at > 0 and _TAIL.match(line.text) is not None)
        page = line.text in pages and at > 0 and (_HEAD.fullmatch(line.text) or at + 3 > len(lines))
        if tail or page or again or (len(lines) > 1 and not line.rows and _NOISE.match(line.text)):
            notes.append(Note(line.place, "left-out", line.text, _PAGE))
        else:
            yield line
