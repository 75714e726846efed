"""What belongs to the web page or to the printed page, and not to the plan on it."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from plangen.importer.gluing import FINAL, is_heading_text
from plangen.importer.lines import Line
from plangen.importer.marks import Mark, read_mark
from plangen.importer.notes import Note
from plangen.importer.roles import is_section_title
from plangen.importer.titles import KINDS
from plangen.problems import Words

PAGE = Words("网页的内容，不属于计划", "belongs to the web page, not to the plan")
_BEGINS = Words(
    "计划像是从这里开始，以上略去", "the plan seems to begin here; what is above is left out"
)
_WITHIN = Words("正文里又出现的标题，已略去", "the title once more within the text; left out")
_KEPT = Words("像是网页的内容，保留未动", "looks like a part of the web page; kept")
_HEAD = re.compile(
    r".{0,60}[（(【]?(?:精选|通用|合集|集锦|汇总|共|大全|推荐|优秀|必备|热门|最新|模板|样例|范文)?\s*[0-9一二三四五六七八九十]+\s*篇[）)】]?\s*"
)
_TAIL = re.compile(
    r"[【\[]?.{0,30}(?:相关文章|正在阅读|相关推荐|相关阅读|推荐阅读|延伸阅读|猜你喜欢|热门文章|最新文章|相关热词)[】\]]?\s*[：:]?\s*$"
    r"|(?:上|下)一(?:篇|页)\s*[：:].{0,60}$|(?:全文)?共\s*\d+\s*字[，,].{0,20}会员.{0,60}$"
)
_PAGER = re.compile(r"(?:上|下)一(?:篇|页)\s*[：:].{0,60}$")
_CLOCK = r"\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}"
# When a page was put up; that something begins at a time, a plan says.
_STAMP = (
    r"(?:(?:时间|日期)\s*[：:]\s*)?\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.{0,3}\d{1,2}:\d{2}(?!\d|\s*[-—~～至到])[^，。；]{0,40}"
    r"|\d{4}年\d{1,2}月\d{1,2}日\s*\d{1,2}:\d{2}(?::\d{2})?(?!\d|\s*[-—~～至到])[^，。；]{0,40}"
)
# Of an activity, with its place in the next line.
_AT = re.compile(r"(?:时间|日期)\s*[：:]")
_WHERE = re.compile(r".{0,4}(?:地点|对象|主题|内容|主持|参加|人员)")
# Page numbers, addresses and what no plan says, wherever they stand.
_ANYWHERE = re.compile(
    r"(?:(?:https?://|www\.)\S+|第\s*\d+\s*页\s*(?:[/,，]?\s*共\s*\d+\s*页)?|(?:[-—–]\s*)+\d{1,3}\s*[-—–]"
    r"|\d{1,3}\s*/\s*\d{1,3}|\d{1,2}|上一页(?:\s*\d+)+\s*下一页|(?:点击|免费|立即)下载(?:文档|全文|本文|[Ww]ord版)"
    r"|[【\[（(](?:责任)?编辑\s*[：:]\s*\S{1,8}[】\]）)]|分享到\s*[：:]|(?:版权声明\s*[：:]\s*)?(?:本文|文章)来源于?\s*[：:]?\s*(?:互联)?网络?"
    r"|更多(?:精彩)?(?:内容|文章|范文|资料)[^。，]{0,6}(?:关注|点击|访问|下载)[^。，]{0,20})\s*$"
)
# The number of a page at the end of its text.
_PAGE_END = re.compile(r"\s第\s*\d{1,3}\s*页\s*[,，/]?\s*共\s*\d{1,3}\s*页\s*$")
# What stands above the plan and below it, and is a sentence of the plan between.
_AROUND = re.compile(
    r"(?:(?:本文|文章)?(?:来源|出处|来自|编辑|责任编辑|作者|投稿|标签|关键词|栏目|频道|人气|浏览次数|阅读次数)\s*[：:].{0,60}"
    rf"|(?:发布|更新)(?:时间|日期|于)?\s*[：:]?\s*{_CLOCK}.{{0,60}}|{_STAMP}"
    r"|(?:发布|更新)(?:时间|日期)\s*[：:].{0,40}|.{0,24}发布于.{0,20}|\d\d-\d\d"
    r"|ID\s*[：:]\s*\d+|页数\s*[：:].{0,10}|(?:资源|文档|内容)(?:描述|简介|介绍|摘要)\s*[：:]"
    r"|《.{1,60}》由会员(?:上传)?分享.{0,80}|提供与?.{0,60}相关的.{0,30}资讯.{0,40}"
    r"|(?:网站)?首页(?:\s+\S{2,8}){3,20}|.{0,60}栏目[，,]提供与?.{0,60}相关.{0,60}"
    r"|(?:您|你)?的?(?:当前|现在)?的?位置\s*[：:].{0,120}|.{0,12}首页\s*[>»＞/→].{0,120}"
    r"|[^。，]{1,20}(?:\s[>»＞]\s?[^。，]{1,30}){1,5}"
    r"|(?!.*(?:[本该此](?:计划|方案)|[特现]制[定订]))[^。]{0,60}小编[^。]{0,20}(?:整理|收集|带来|分享|准备|精心|为大家)[^。！!？?]{0,80}[。！!？?]?"
    r"|[^。！!？?]{0,40}(?:仅供参考|供大家参考)[^。！!？?]{0,30}[。！!？?]?"
    r"|[^。！!？?]{0,40}欢迎(?:大家|您)?(?:的)?(?:阅读|参[考阅]|收藏|下载|借鉴|浏览)(?:本文|参考|借鉴|学习|收藏|下载|阅读|[与和及或、].{2,6})?(?:[，,！].{0,30})?[。！!？?]?"
    r"|(?:点击|免费|立即)?下载(?:文档|全文|此文|本文).{0,20}"
    r"|.{0,20}(?:收藏本站|打印本页|关闭窗口|返回(?:顶部|首页|列表)|我要投稿).{0,10}"
    r"|(?!附).{1,60}\.(?:docx?|wps|pdf|txt|rtf)"
    r"|约?\s*[\d.]+\s*(?:千|万)?(?:字|页)|举报|搜索|投诉建议|上传者?.{0,12}"
    # Of an office's site, of libraries of papers, of those where readers ask.
    r"|(?:索引号|主题分类|发布机构|发文(?:机关|机构|单位|字号)|成文日期|生成日期|信息(?:来源|分类)|文章来源"
    r"|有效性|公开(?:方式|范围|日期|时限)|字体|字号|视力保护色|分享到?|打印)\s*(?:[：:].{0,80})?"
    r"|字体\s*[：:].{0,20}|.{2,60}_第\d+页|已阅读\s*\d+\s*页.{0,40}|继续免费阅读|版权(?:说明|声明)\s*[：:].{0,200}"
    r"|(?:文档|文章|资源)(?:简介|介绍|预览|名称|格式)\s*[：:]?|内容预览\s*[：:]?|网站客服\s*[：:].{0,40}|上传人\s*[：:].{0,60}|预览"
    r"|格式\s*[：:].{0,20}大小\s*[：:].{0,40}|(?:全文)?共\s*\d+\s*字.{0,40}会员.{0,60}"
    r"|.{0,30}【(?:点此|立即|免费)?(?:注册|登录|刷新)[^】]{0,6}】.{0,20}|[^。，]{2,8}(?:文库|范文网|文档网)\s*[-—]{1,3}.{0,60}|\|\s*\S{2,8}"
    r"|问题(?:描述|补充)\s*[：:].{0,60}|(?:最佳|推荐|满意|网友)(?:答案|回答)\s*[：:]?|[^。]{0,60}(?:麻烦|急|求|谁)[^。]{0,20}答案[^。]{0,3}[。！!]?"
    r"|扫一扫.{0,20}|.{0,12}语音播报|智能搜索|无障碍阅读"
    r"|本文.{0,30}(?:不代表|转载请|版权归).{0,60}|[^。]{0,20}(?:不代表本[站网]|转载请注明).{0,40}"
    r"|导[语读]\s*[：:].{0,80}(?:网友|本站|小编|客服|仅供参考|欢迎).{0,120})\s*$"
)
# What an office files its papers by; two lines of it tell.
_FILED = re.compile(
    r"(?:索[引取]号|发布机构|发文机关|发文日期|文件名称|名称|文号|公开(?:目录|形式|日期|责任部门)|有效性|主题词)(?:\s*[|｜]|\s).{0,120}"
)
# What only such a site says, wherever it stands: the plan begins with a title below.
_SITE = re.compile(
    r"温馨提示|本文档[由共]|本站所有内容|网友上传|版权申诉|申明敬告|付费前|文档由用户|版权(?:说明|声明|归)|下载(?:前请|后只|得到|本文档)|网站客服|已阅读\s*\d+\s*页|继续免费阅读"
    r"|^(?:文档|资源|文章)(?:简介|介绍|名称)\s*[：:]?|^内容预览|上传人\s*[：:]"
)
# What sites put before a title below the text.
_SITE_NAME = re.compile("[^。，]{1,6}(?:文库|文档|[文资料范]网|网站)")
# What may be of the page inside a sentence.
_SUSPECT = re.compile("版权所有|转载请注明|未经许可")
# A sentence to the reader of a page, what it is followed by, and the one that ends a page.
_TO_READER = re.compile(
    r"(?!以上|上[面述文])(?!.*(?:[本该此](?:计划|方案)|[特现]制[定订])).*(?:小编.{0,30}(?:整理|[收搜]集|带来|分享|准备|精心|推荐|模板|范文)"
    r"|(?:下面|以下|下文)就?是.{0,10}(?:大家|[您你]).{0,12}(?:整理|[收搜]集|带来|分享|准备|提供))",
    re.DOTALL,
)
_INVITES = re.compile(
    r".{0,40}(?:欢迎(?:大家|您|你)?(?:的)?(?:阅读|参考|收藏|下载|借鉴|[浏观]览)|仅供(?:大家|您)?参考|供(?:大家|您)参考"
    r"|希望.{0,12}(?:大家|[您你]|帮助)).{0,60}",
    re.DOTALL,
)
_ENDS = re.compile(
    r"(?:以上|上[面述文])(?:内容)?(?:就|便|即)?是.{0,80}"
    r"(?:小编|全部内容|范文|本[站网]|[为给](?:大家|[您你]).{0,10}(?:整理|[收搜]集|带来|分享|准备|提供)).*",
    re.DOTALL,
)
_SENTENCE = re.compile(r"[^。！!？?]+[。！!？?”’」）)]*")
_LISTED = re.compile(r"[一二三四五六七八九十]、|[（(][一二三四五六七八九十][）)]|\d、")
_LONGEST_HEADLINE = 100
# A line of a page between those of a plan is not longer, but for addresses, which no plan loses.
_LONGEST_WITHIN = 120
_FIRST_SIGNS = frozenset("hw第-—–0123456789上下点點免立【[（(分版本文更")
_LONGEST_INTRODUCTION = 500
_SHORT = 30
_TITLED = 6
_BLANK = re.compile(r"\s+")
_SHORTEST_SUMMARY = 40
_DEEPEST_TITLE = 40
_TITLE = re.compile(rf"(?:{KINDS})(?:[例范範]文|模板)?(?:怎[么麼][写寫])?$")
# As pages are written in traditional characters, or with readings put in.
_SIMPLE = str.maketrans(
    "網頁欄發釋時間編輯來責標籤關鍵詞瀏覽點擊載數積報資訊範會員傳為於歡閱讀參僅帶給準備專題當現簡導語觀權務內檔預號說戶還費續歸屬",
    "网页栏发释时间编辑来责标签关键词浏览点击载数积报资讯范会员传为于欢阅读参仅带给准备专题当现简导语观权务内档预号说户还费续归属",
)
_READING = re.compile("[（(][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,7}[)）]")
_PLAN = re.compile("计[划劃]|計[劃畫]|方案|要[点點]|社[区區]|街道")
_SIGNS = re.compile(r"\W")
# 2027年工作计划_范文网, 宣传方案【爱国卫生月活动方案】.
_HEADLINE = re.compile(
    r"(?P<title>.{6,}?)\s*[-_|—–]+\s*.{2,12}(?:网|站|库|大全)|.*[【\[（(](?P<named>.{6,})[】\]）)]"
)


class _Body(NamedTuple):
    """The lines that are the plan's for certain: from the first entry to the last."""

    start: int
    end: int

    def __contains__(self, at: object) -> bool:
        return isinstance(at, int) and self.start <= at < self.end


def without_summary(lines: Sequence[Line], notes: list[Note]) -> Iterator[Line]:
    """The lines without one near the top that only says how the plan below it begins.

    Pages quote it, cut off anywhere.
    """
    tight = [_BLANK.sub("", line.text) for line in lines[: 2 * _TITLED + _SHORT]]
    for at, line in enumerate(lines):
        if at < _TITLED and len(tight[at]) >= _SHORTEST_SUMMARY and _comes_again(tight, at):
            notes.append(Note(line.place, "left-out", line.text, PAGE))
        else:
            yield line


def _comes_again(tight: Sequence[str], at: int) -> bool:
    """Whether the lines below begin with a text somewhere near the top."""
    text = tight[at]
    for start in range(at + 1, min(at + _TITLED, len(tight))):
        if tight[start] and text.startswith(tight[start][:_SHORTEST_SUMMARY]):
            below = "".join(tight[start : start + _SHORT])
            return len(below) > len(text) and below.startswith(text)
    return False


def without_page(lines: Sequence[Line], pages: frozenset[str], notes: list[Note]) -> Iterator[Line]:
    """The lines of a part without those of the page, which are noted.

    `pages` are headings of the page, which may come again between its parts; so may a title.
    """
    begin = _beginning(lines)
    notes += map(_left_out, lines[:begin])
    if not all(_says_site(line.text) for line in lines[:begin]):
        notes.append(Note(lines[begin].place, "unclear", lines[begin].text, _BEGINS))
    lines = lines[begin:]
    marks = [None if line.rows else read_mark(line.text) for line in lines]
    body = _body(lines, marks)
    end = _end(lines, marks)
    again = _titles_again(lines, body)
    for at, line in enumerate(lines):
        page = line.text in pages and at > 0 and (_HEAD.fullmatch(line.text) or at + 3 > len(lines))
        noise = len(lines) > 1 and _is_noise(lines, at, marks[at], body)
        if at >= end or page or at in again or noise:
            notes.append(_left_out(line))
            if at in again and at in body:
                notes.append(Note(line.place, "unclear", line.text, _WITHIN))
            continue
        if _SUSPECT.search(line.text):
            notes.append(Note(line.place, "unclear", line.text, _KEPT))
        last = _PAGE_END.search(line.text) if line.text.endswith("页") else None
        if last and last.start():
            notes.append(Note(line.place, "left-out", last[0].strip(), PAGE))
            line = line._replace(text=line.text[: last.start()])  # noqa: PLW2901
        if line.rows or at in body or _SHORT <= at < body.start:
            yield line
        else:
            yield from _without_address(line, notes, above=at < body.start)


def _left_out(line: Line) -> Note:
    text = line.text or " ".join(" ".join(row) for row in line.rows)
    return Note(line.place, "left-out", text, PAGE)


def _says_site(text: str) -> bool:
    """Whether only a site says such a line."""
    simple = _simple(text)
    return _SITE.search(simple) is not None or _AROUND.match(simple) is not None


def _beginning(lines: Sequence[Line]) -> int:
    """Where the plan begins below what a site says of itself: at a title; 0 if none stands there."""
    top = lines[:_DEEPEST_TITLE]
    titles = [at for at, line in enumerate(top) if _is_title(line) and len(line.text) >= _TITLED]
    above = top[: titles[0] + 1] if titles else ()
    if not any(_SITE.search(_simple(line.text)) for line in above):
        return 0
    # What the page calls itself may stand above the title.
    at = titles[0]
    while at + 1 in titles and _HEAD.fullmatch(top[at].text):
        at += 1
    marks = (read_mark(line.text) for line in lines[:at])
    return 0 if any(mark and mark.family == "chinese 、" for mark in marks) else at


def _body(lines: Sequence[Line], marks: Sequence[Mark | None]) -> _Body:
    marked = [at for at, mark in enumerate(marks) if mark]
    if not marked:
        texts = [at for at, line in enumerate(lines) if _is_paragraph(line)]
        return _Body(texts[0], texts[-1] + 1) if texts else _Body(len(lines), len(lines))
    # Pages list by bullets what can be done there.
    first = next((at for at in marked if _counts(marks[at])), marked[0])
    last = marked[-1]
    mark, text = marks[last], lines[last].text
    # Below its last heading the plan goes on in any case.
    bare = mark is not None and is_heading_text(text[mark.end :]) and text[-1] not in FINAL
    return _Body(first, last + 1 + bare)


def _is_paragraph(line: Line) -> bool:
    """Whether a line is a sentence of some length that does not speak to the reader of a page."""
    text = _simple(line.text)
    told = (form.match(text) for form in (_AROUND, _TO_READER, _INVITES, _ENDS))
    return len(text) >= _SHORT and text[-1] in "。！" and not any(told)


def _counts(mark: Mark | None) -> bool:
    return mark is not None and mark.counts


def _is_noise(lines: Sequence[Line], at: int, mark: Mark | None, body: _Body) -> bool:
    within = at in body
    if lines[at].rows or (within and not _may_be_noise(lines[at].text)):
        return False
    text = _simple(lines[at].text)
    if _PAGER.match(text) or _ANYWHERE.match(text):
        return True
    if within or (mark and at >= body.start):
        return False
    text = text[mark.end :].strip() if mark else text
    if _FILED.match(text) and sum(bool(_FILED.match(line.text)) for line in lines[:_SHORT]) > 1:
        return at < min(body.start, _SHORT)
    if _AT.match(text) and any(_WHERE.match(line.text) for line in lines[at + 1 : at + 3]):
        return False
    sentences = _SENTENCE.findall(text[:_LONGEST_INTRODUCTION]) or [text]
    around = _AROUND.match(text.strip("【】[]（）()")) or all(map(_AROUND.match, sentences))
    return bool(around) or _ANYWHERE.match(text) is not None


def _may_be_noise(text: str) -> bool:
    """Whether a line between those of a plan may be the page's: all of these begin so."""
    return text[:1] in _FIRST_SIGNS and len(text) <= _LONGEST_WITHIN


def _titles_again(lines: Sequence[Line], body: _Body) -> frozenset[int]:
    """The lines near the top that say the title once more.

    The first stays, or if they differ in their signs, the last that is above the body.
    """
    words = ["" if line.rows else _SIGNS.sub("", line.text) for line in lines[:_SHORT]]
    left = {0} if len(words) > 1 and _is_headline(lines[0].text, words[1]) else set()
    first = next(
        (at for at, line in enumerate(lines[:_TITLED]) if at not in left and _is_title(line)), None
    )
    if first is None:
        return frozenset(left)
    after = _titled_again(lines, first, body)
    left |= set(range(first, after))
    first = after
    above = [at for at in range(first, min(body.start, len(words))) if words[at] == words[first]]
    differ = any(lines[at].text != lines[first].text for at in above)
    stays = above[-1] if differ else first
    if len(above) > 1:
        left |= {at for at in range(first) if _calls_it(lines[at].text)}
    again = (
        at
        for at in range(first, len(words))
        if lines[at].text == lines[first].text
        and not (at and lines[at - 1].text.startswith(("附件", "附：", "附:")))
    )
    signed = lines[-1].text.removesuffix(lines[first].text)
    if signed != lines[-1].text and _SITE_NAME.fullmatch(signed):
        left.add(len(lines) - 1)
    return frozenset({*left, *above, *again} - {stays})


def _titled_again(lines: Sequence[Line], first: int, body: _Body) -> int:
    """Where a title of much the same words stands below a first one and lines of the page."""
    for at in range(first + 1, min(body.start, first + _TITLED, len(lines))):
        if at > first + 1 and _is_title(lines[at]):
            title, text = (_SIGNS.sub("", line.text) for line in (lines[first], lines[at]))
            alike = any(text[i : i + 4] in title for i in range(len(text) - 3))
            return at if alike and text != title else first
        if not _AROUND.match(_simple(lines[at].text)):
            break
    return first


def _is_title(line: Line) -> bool:
    """Whether a line is the title of a plan; 具体措施 is that of a section."""
    if len(line.text) > _SHORT or not _TITLE.search(line.text):
        return False
    return _PLAN.search(line.text) is not None or not is_section_title(line.text)


def _calls_it(text: str) -> bool:
    """Whether a line is one of titles, and not of an office."""
    return is_heading_text(text) and re.search(KINDS, text) is not None


def _is_headline(text: str, after: str) -> bool:
    """Whether a line names the page, and in it the title that the next line begins with."""
    found = _HEADLINE.fullmatch(text) if len(text) <= _LONGEST_HEADLINE else None
    title = _SIGNS.sub("", found["title"] or found["named"]) if found else ""
    return _TITLE.search(title) is not None and after.startswith(title)


def _without_address(line: Line, notes: list[Note], *, above: bool) -> Iterator[Line]:
    """A line around the body without its sentences to the reader of a page."""
    text = line.text
    start, end = (_introduction(text), len(text)) if above else (0, _ending(text))
    left = text[:start] or text[end:]
    if left:
        notes.append(Note(line.place, "left-out", left.strip(), PAGE))
    if not left:
        yield line
    elif rest := text[start:end].strip():
        yield line._replace(text=rest, lead=0)


def _introduction(text: str) -> int:
    """How far a text speaks to the reader of the page: to such a sentence and its invitations."""
    said = text[:_LONGEST_INTRODUCTION]
    end = 0
    for sentence in _SENTENCE.finditer(said):
        if _LISTED.search(sentence[0]):
            break
        words = _simple(sentence[0])
        if _TO_READER.match(words) or (end and _INVITES.match(words)):
            end = sentence.end()
        elif end:
            break
    return end


def _ending(text: str) -> int:
    """Where the sentence that ends a page begins, or the end of the text."""
    last = list(_SENTENCE.finditer(text))[-1:]
    return last[0].start() if last and _ENDS.match(_simple(last[0][0])) else len(text)


@lru_cache(maxsize=512)
def _simple(text: str) -> str:
    return _READING.sub("", text).translate(_SIMPLE)


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
