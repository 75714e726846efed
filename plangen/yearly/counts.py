"""What is counted by years: 第35个全国…日, 第三届邻里节, 105周年, the years of a five-year plan."""

import re

from plangen.markers import LARGEST, chinese, from_chinese
from plangen.rules.days import Day, named
from plangen.rules.patterns import late
from plangen.yearly import words
from plangen.yearly.paragraph import Paragraph
from plangen.yearly.years import OF_PLAN

_NUMERAL = "[0-9]{1,3}|[一二三四五六七八九十百零〇]{1,5}"
_NTH = late(rf"第 ?(?P<number>{_NUMERAL}) ?(?P<unit>[个届次])")
_PREFIX = late('[“"]?(?:世界|国际|全国|中国|全民|国家|联合国|“?六五”?)*[“"]?')
_YEARLY_DAY = late(
    r"^(?!星期|周[一二三四五六日末]|礼拜|月|工作|休息|双休|节假|假)[^，。；、的为是在前后开举第]{0,12}?"
    r"(?:[^期当末假平生节]日|节(?!课|点|目|约|能|水|电|假|日)|宣传[周月]|活动[周月])"
)
_YEARLY_MEETING = late(r"^[“\"]?[^，。；、的]{0,8}(?:节(?!课|点|目|约|能|假)|年会)")
_PARTY = ("党的", "中共", "中国共产党", "全国人大", "全国政协")
_NATIONAL = late(
    "^(?:中央|中共中央|全国人民代表大会|全国人大|全国政协|全国委员会|中国人民政治协商|[一二三四五六七八九]中全会)"
)
# What is elected or held every few years.
_SELDOM = late(
    r"^[^，。；、第]{0,12}?(?:委员会|居委会|村委会|业委会|党委|党总支|党支部|党组织|支委|理事会|监事会|代表大会|代表会议|"
    r"党代会|人大|政协|妇联|执委|工会|“?两委”?|班子)|^(?:换届|届满|任期)"
    r"|^[^，。；、]{0,10}?(?:奥运会?|奥林匹克|冬奥会?|残奥会?|亚运会?|全运会|全国运动会|[省市]运动?会|大运会|青运会|"
    r"农运会|残运会|特奥会?|世博会?|世界杯|园博会?|花博会?|民运会|普查)"
)
_NAME = late(r"^[^，。；、：（）()《》\s]{0,8}?(?:节|会|赛|展|日|周|月|活动|论坛|评选|庆典)”?")
_ANNIVERSARY = late(rf"(?<![0-9.])(?P<number>{_NUMERAL}) ?周年")
_CITED = late("大会|讲话|座谈会|以来|奖章|上的|以上|以下")
_LENGTHS = ("满", "第", "不足", "近", "超")
_FIVE = late(
    r"(?<![一二三四五六七八九十])(?P<plan>十[二三四五六七八九])五(?=[”\"]|规划|时期|期间|目标|开局|收官|以来)"
    r"|(?<!十)(?P<law>[五六七八九十])五(?=[”\"]?(?:普法|法治宣传|法制宣传))"
)
# “十四五” ended in 2025, 五五普法 in 2010.
_EVERY, _PLANS, _LAWS = 5, 2025 - 14 * 5, 2010 - 5 * 5
_NTH_YEAR = late(r"第[一二三四五六七八九十0-9]{1,3} ?个?年(?![级龄代头])|换届")
_LAST_YEAR = late(
    r"(?<!过)去年度?|昨年|(?<![以之线网晚街会])上一?年(?![纪龄长限货夜检会味轻级])度?"
)
_REACH = 40


def read_counts(found: Paragraph) -> None:
    """Every count that goes by years, and the words for the year before."""
    days = {start: day for day, start, _ in named(found.text)} if "第" in found.text else {}
    for match in _NTH.finditer(found.text):
        if _is_own(found, match.start()):
            _nth(found, match, days)
    for match in _ANNIVERSARY.finditer(found.text):
        cited = _CITED.search(found.text[match.end() : match.end() + 10])
        length = found.text.endswith(_LENGTHS, 0, match.start())
        if not cited and not length and _is_own(found, match.start()):
            _count_on(found, match, match.end())
    for match in _LAST_YEAR.finditer(found.text):
        if not found.quote(match.start()):
            found.doubt(match.start(), words.past(match[0]))
    for match in _NTH_YEAR.finditer(found.text):
        if _is_own(found, match.start()):
            found.doubt(match.start(), words.kept(match[0]))
    for match in _FIVE.finditer(found.text):
        _five_years(found, match)


def _is_own(found: Paragraph, place: int) -> bool:
    """Whether a place is about the plan's own year, or what follows from it."""
    if found.quote(place) or found.year_at(place)[1] is None:
        return False
    before, _ = found.around(place, place)
    return not _LAST_YEAR.search(re.split("[，,]", before)[-1])


def _nth(found: Paragraph, match: re.Match[str], days: dict[int, Day]) -> None:
    after = found.text[match.end() : match.end() + _REACH]
    prefix = _PREFIX.match(after)
    last = match.end() + (prefix.end() if prefix else 0)
    day = next((days[at] for at in range(last, match.end() - 1, -1) if at in days), None)
    if day and day.first:
        _nth_day(found, match, day)
    elif match["unit"] == "届":
        _nth_session(found, match, after)
    elif day or (_YEARLY_DAY if match["unit"] == "个" else _YEARLY_MEETING).match(after):
        _count_on(found, match, match.end() + _length(_NAME.match(after)))


def _nth_day(found: Paragraph, match: re.Match[str], day: Day) -> None:
    """第35个全国消防日: its first year tells whether that was right."""
    old, new = found.year_at(match.start())
    number = _number(match["number"])
    if new is None or number is None:
        return
    if number in {old - first + 1 for first in day.first}:
        found.change(*match.span("number"), _written(number + new - old, match["number"]), "count")
    else:
        right = _written(new - day.first[0] + 1, match["number"])
        found.doubt(match.start(), words.is_number(day.name, new, right))


def _nth_session(found: Paragraph, match: re.Match[str], after: str) -> None:
    """第三届邻里节 is yearly, 第九届居民委员会 is not, and congresses of the party are not ours."""
    if _NATIONAL.match(after) or found.text.endswith(_PARTY, 0, match.start()):
        return
    seldom = _SELDOM.match(after)
    if seldom:
        shown = found.typed[match.start() : match.end() + seldom.end()]
        found.doubt(match.start(), words.not_yearly(shown))
    else:
        _count_on(found, match, match.end() + _length(_NAME.match(after)))


def _count_on(found: Paragraph, match: re.Match[str], end: int) -> None:
    """One more for each year, which a person must confirm."""
    old, new = found.year_at(match.start())
    number = _number(match["number"])
    if number is None or new is None:
        return
    start, stop = match.span("number")
    written = _written(number + new - old, match["number"])
    if not written:
        found.doubt(match.start(), words.kept(found.typed[match.start() : end]))
        return
    found.change(start, stop, written, "count")
    shown = found.typed[match.start() : start] + written + found.typed[stop:end]
    found.doubt(match.start(), words.counted_on(shown, found.typed[match.start() : match.end()]))


def _five_years(found: Paragraph, match: re.Match[str]) -> None:
    """A five-year plan that ends between the two years, or one of its years by name."""
    base = _PLANS if match["plan"] else _LAWS
    last = base + _EVERY * (from_chinese(match["plan"] or match["law"]) or 0)
    _, after = found.around(*match.span())
    of_plan = OF_PLAN.search(after[:20].split("、")[0])
    if found.turn.old <= last < found.turn.new or of_plan:
        start, end = match.start(), match.end() + _length(of_plan)
        start -= found.text[max(0, start - 1) : start] in {"“", '"'}
        found.doubt(start, words.kept(found.typed[start:end]))


def _length(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


def _number(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() else from_chinese(typed)


def _written(number: int, typed: str) -> str:
    """A number in the writing of another, or nothing where that ends."""
    if typed.isdecimal():
        return str(number)
    written = chinese(number) if 0 < number <= LARGEST else ""
    return written.replace("零", "〇") if "〇" in typed else written
