"""What belongs to the web page or to the printed page, and not to the plan on it."""

import re
from collections.abc import Iterator, Sequence

from plangen.importer.lines import Line
from plangen.importer.marks import Mark, read_mark
from plangen.importer.notes import Note
from plangen.importer.titles import KINDS
from plangen.problems import Words

PAGE = Words("网页的内容，不属于计划", "belongs to the web page, not to the plan")
_HEAD = re.compile(
    r".{0,60}[（(【]?(?:精选|通用|合集|集锦|汇总|共|大全|推荐|优秀|必备|热门|最新|模板|样例|范文)?\s*[0-9一二三四五六七八九十]+\s*篇[）)】]?\s*"
)
_TAIL = re.compile(
    r"[【\[]?.{0,30}(?:相关文章|相关推荐|相关阅读|推荐阅读|延伸阅读|猜你喜欢|热门文章|最新文章|相关热词)[】\]]?\s*[：:]?\s*$"
    r"|(?:上|下)一(?:篇|页)\s*[：:].{0,60}$"
)
_PAGER = re.compile(r"(?:上|下)一(?:篇|页)\s*[：:].{0,60}$")
_CLOCK = r"\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}"
# Page numbers and addresses, wherever they stand.
_ANYWHERE = re.compile(
    r"(?:(?:https?://|www\.)\S+|第\s*\d+\s*页\s*(?:[/,，]?\s*共\s*\d+\s*页)?|(?:[-—–]\s*)+\d{1,3}\s*[-—–]"
    r"|\d{1,3}\s*/\s*\d{1,3}|\d{1,2})\s*$"
)
# What stands above the plan and below it, and is a sentence of the plan between.
_AROUND = re.compile(
    r"(?:(?:本文|文章)?(?:来源|出处|来自|编辑|责任编辑|作者|投稿|标签|关键词|栏目|人气|浏览次数|阅读次数)\s*[：:].{0,60}"
    rf"|(?:发布|更新)?(?:时间|日期|于)?\s*[：:]?\s*{_CLOCK}.{{0,12}}\d{{1,2}}:\d{{2}}.{{0,40}}"
    r"|(?:发布|更新)(?:时间|日期)\s*[：:].{0,40}|.{0,24}发布于.{0,20}"
    r"|(?:您|你)?的?(?:当前|现在)?的?位置\s*[：:].{0,120}|.{0,12}首页\s*[>»＞/→].{0,120}"
    r"|[^。，]{1,20}(?:\s[>»＞]\s?[^。，]{1,30}){1,5}"
    r"|[^。]{0,60}小编[^。]{0,20}(?:整理|收集|带来|分享|准备|精心|为大家).{0,80}"
    r"|.{0,40}(?:仅供参考|欢迎(?:大家)?(?:阅读|参考|收藏|下载|借鉴)|供大家参考).{0,30}"
    r"|(?:点击|免费|立即)?下载(?:文档|全文|此文|本文).{0,20}"
    r"|.{0,20}(?:收藏本站|打印本页|关闭窗口|返回(?:顶部|首页|列表)|我要投稿).{0,10}"
    r"|.{1,60}\.(?:docx?|wps|pdf|txt|rtf)"
    r"|约?\s*[\d.]+\s*(?:千|万)?(?:字|页)|举报|搜索|投诉建议|上传者?.{0,12})\s*$"
)
_SHORT = 30
_TITLED = 6
_TITLE = re.compile(rf"(?:{KINDS})$")


def without_page(lines: Sequence[Line], pages: frozenset[str], notes: list[Note]) -> Iterator[Line]:
    """The lines of a part without those of the page, which are noted.

    `pages` are headings of the page, which may come again between its parts; so may a title.
    """
    marks = [None if line.rows else read_mark(line.text) for line in lines]
    marked = [at for at, mark in enumerate(marks) if mark]
    inside = range(marked[0], marked[-1]) if marked else range(0)
    end = _end(lines, marks)
    title = ""
    for at, line in enumerate(lines):
        again = bool(title) and line.text == title and at < _SHORT
        if not title and line.text and len(line.text) <= _SHORT and _TITLE.search(line.text):
            title = line.text if at < _TITLED else "-"
        page = line.text in pages and at > 0 and (_HEAD.fullmatch(line.text) or at + 3 > len(lines))
        around = at not in inside and not marks[at] and _AROUND.match(line.text)
        noise = not line.rows and (around or _PAGER.match(line.text) or _ANYWHERE.match(line.text))
        if at >= end or page or again or (noise and len(lines) > 1):
            text = line.text or " ".join(" ".join(row) for row in line.rows)
            notes.append(Note(line.place, "left-out", text, PAGE))
        else:
            yield line


def _end(lines: Sequence[Line], marks: Sequence[Mark | None]) -> int:
    """Where the plan ends and other matter of the page begins: where no list is gone on with."""
    last: dict[str, int] = {}
    for at, line in enumerate(lines):
        mark = marks[at]
        if mark:
            last[mark.family] = mark.number
        elif at and not line.rows and _TAIL.match(line.text):
            after = [one for one in marks[at + 1 :] if one]
            if not any(one.number == last.get(one.family, -1) + 1 for one in after if one.counts):
                return at
    return len(lines)
