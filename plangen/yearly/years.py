"""Years in a text: which of them move, which look back, and which a person must look at."""

import re
from collections.abc import Callable

from plangen.dates import DECEMBER
from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.yearly import words
from plangen.yearly.paragraph import MONTH_DAY, TO, Paragraph, Year

_ZEROS, _DIGITS = "〇○零", "零一二三四五六七八九"
_YEAR = late(
    r"(?<![0-9.])(?P<arabic>20[0-9]{2})(?![0-9]|[-—][0-9]{5})(?P<unit> ?年)?"
    rf"|(?P<han>二[{_ZEROS}][{_ZEROS}一二三四五六七八九]{{2}})(?= ?年)"
)
_RANGE = late(
    rf"(?<![0-9.])(?P<first>20[0-9]{{2}}) ?(?P<from>年{MONTH_DAY})?(?:{TO}|/)"
    r"(?P<last>20[0-9]{2}(?![0-9])|[0-9]{2}(?= ?学?年))(?P<unit> ?年)?"
)
# A school year, a winter: one period that lies in two years.
_SEASON = late(r"^ ?(?:度|学年|[^，。；]{0,4}[冬春]|采暖|供暖|取暖|供热)")
_ISO = late(r"^([-/.])([0-9]{1,2})(?:\1([0-9]{1,2}))?(?![0-9])")
_AMOUNT = late(
    r"^ ?[余多]?[户人名个平米公元万亿千百㎡%％次场份套盏栋本台张条株间处件辆位家只棵册幅块号分小岁]|^[,.][0-9]"
)
_OWN_WORK = late(r"^(?:年度)?[^，。；、0-9]{0,12}(?:工作|计划|方案|要点|安排|任务)")
_SERIAL = ("第", "编号", "号码", "No.", "№")
# What had been reached when the plan was written.
_SO_FAR = late(r"(?:截至|截止)(?:到|于)?$|[已曾]经?(?:于|在)$")
_SINCE = late(
    rf"^{MONTH_DAY}(?:以来|被评|荣获|获评|获得|被授予|入选|成立了|建成了"
    r"|[^，。；]{0,6}(?:召开|举行|印发|下发|发布|通过|公布|颁布)的)"
)
_LAW, _IN_FORCE = late("[》法例]"), late(r"^[^，。；前]{0,12}(?:施行|生效|颁布|公布|修[订正])")
# From when on a rule is in force.
_FROM, _FROM_ON = late("[自从]$"), late(rf"^{MONTH_DAY}起(?:正式)?(?:施行|实施|执行|生效)")
_BACK = late("截至|截止|总结|小结|回顾|情况|成效|成果|成绩|完成了|实现了|同比|相比")
_MEASURED = late("截至|截止|[比较]$|同比|相比|增长|下降|总结|成效|成果|成绩|统计")
_LEAD_IN, _TAIL = late(r"(?:截至|截止到?|[比较自从到至])$"), late(rf"^{MONTH_DAY}(?:以来)?")
# 2026年是……之年
_IS = late(r"^(?: ?[0-9]{1,2} ?月(?: ?[0-9]{1,2} ?[日号])?)?[，,]?[^，。；]{0,10}是")
_SUCH = late(r"之年|一年|元年")
OF_PLAN = late(
    r"(?:开局|收官|起步|收尾|首|第[0-9一二三四五六七八九十]{1,3}|最后一?|换届|届满)[^，。；]{0,4}年(?![级龄])"
)
_AHEAD = late(
    "谋划|规划|思路|打算|计划|部署|展望|来年|明年|次年|翌年|下一?年|跨年|预算|申报|安排|方案"
)
_EARLY = late(r"^ ?0?[12] ?月|^(?:元旦|春节)")
_RECENT, _NEAR = 3, 20


def read_years(found: Paragraph) -> None:
    """Every year, in the order of the text."""
    ranges = {match.start("first"): match for match in _RANGE.finditer(found.text)}
    after = 0
    for match in _YEAR.finditer(found.text):
        start, end = match.span("arabic" if match["arabic"] else "han")
        year = _number(found.text[start:end])
        quote = found.quote(start)
        if start < after:
            continue
        if quote:
            if year in {found.turn.old, found.turn.old - 1}:
                found.doubt(quote[0], words.kept(found.typed[slice(*quote)]))
        elif start in ranges and _range(found, ranges[start]):
            after = ranges[start].end()
        elif match["arabic"] and not match["unit"]:
            _bare(found, start, end, year)
        else:
            _year(found, start, end, year)


def years_in(text: str) -> set[int]:
    """The years that a title or a date names, with or without 年."""
    return {_number(match["arabic"] or match["han"]) for match in _YEAR.finditer(text)}


def _set(  # noqa: PLR0913 - a year and what is known of it
    found: Paragraph, start: int, end: int, year: int, *, moves: bool, holds: bool = False
) -> None:
    """Note a year, and what becomes of it."""
    new = year + found.turn.by if moves else None
    found.years.append(Year(start, end, year, new, moves or holds))
    if new is not None:
        found.change(start, end, _written(new, found.text[start:end]), "year")


def _range(found: Paragraph, match: re.Match[str]) -> bool:
    """2026—2027年度, 2026年11月至2027年3月, 2024—2026年; whether it is a range of years."""
    first, last = int(match["first"]), int(match["last"])
    if len(match["last"]) < len(match["first"]):
        last += first // 100 * 100
    old, new = found.turn
    if first >= last or last < old - 1:
        return False
    before, after = found.around(*match.span())
    in_months = match["from"] and "月" in match["from"]
    season = in_months or _SEASON.match(after)
    back = _BACK.search(before) or _BACK.search(after)
    moves = bool(season and first in {old - 1, old} and last == first + 1 and not back)
    for name, year in (("first", first), ("last", last)):
        _set(found, *match.span(name), year, moves=moves)
    if moves:
        if first < old and found.form != "time":
            shown = f"{first + found.turn.by}—{last + found.turn.by}年"
            found.doubt(match.start(), words.moved(shown))
    elif old in {first, last} or last == old - 1 or first == new or old < last < new:
        _doubt(found, match.start(), match.end(), words.kept)
    return True


def _bare(found: Paragraph, start: int, end: int, year: int) -> None:
    """Four figures without 年: a date such as 2026-03-05, or perhaps an amount."""
    iso = _ISO.match(found.text[end : end + 8])
    if iso and 1 <= int(iso[2]) <= DECEMBER and (iso[3] or iso[1] != "."):
        _year(found, start, end, year)
        return
    # 2026.03 is a month, 2026.03元 is not.
    end += iso.end() if iso and int(iso[2]) <= DECEMBER else 0
    before, after = found.text[max(0, start - 4) : start], found.text[end : end + _NEAR]
    if year != found.turn.old or _AMOUNT.match(after) or before.endswith(_SERIAL):
        return
    if found.form == "title" or _OWN_WORK.match(after):
        _set(found, start, end, year, moves=True)
    else:
        found.doubt(start, words.kept(found.typed[start:end]))


def _year(found: Paragraph, start: int, end: int, year: int) -> None:
    old = found.turn.old
    if year == old:
        _own_year(found, start, end)
    elif found.form == "time" and abs(year - old) == 1:
        _set(found, start, end, year, moves=True)
    elif year == old + 1:
        _next_year(found, start, end)
    else:
        _other_year(found, start, end, year)


def _own_year(found: Paragraph, start: int, end: int) -> None:
    year = found.turn.old
    before, after = _around(found, start, end)
    in_force = _LAW.search(before) and _IN_FORCE.match(after)
    if _SO_FAR.search(before) or _SINCE.match(after) or in_force:
        _past_year(found, start, end, year)
    elif _FROM.search(before) and _FROM_ON.match(after):
        _set(found, start, end, year, moves=False)
        _doubt(found, start, end, words.kept)
    elif not (_IS.match(after) and _SUCH.search(after)):
        _set(found, start, end, year, moves=True)
    elif OF_PLAN.search(after):
        _set(found, start, end, year, moves=False, holds=True)
        found.doubt(start, words.kept(f"{year}年是"))
    else:
        _set(found, start, end, year, moves=True)
        found.doubt(start, words.still_so(f"{found.turn.new}年是"))


def _next_year(found: Paragraph, start: int, end: int) -> None:
    before, after = _around(found, start, end)
    ahead = _AHEAD.search(before[-_NEAR:]) or _AHEAD.search(after[:_NEAR])
    moves = bool(ahead or _EARLY.match(after))
    _set(found, start, end, found.turn.old + 1, moves=moves)
    if not moves:
        _doubt(found, start, end, words.kept)


def _other_year(found: Paragraph, start: int, end: int, year: int) -> None:
    """A year that stays; told are the last ones, and those that are no longer ahead."""
    old, new = found.turn
    before, after = _around(found, start, end)
    measured = _MEASURED.search(before) or _MEASURED.search(after)
    if year == old - 1 or (old - _RECENT <= year < old and measured):
        _past_year(found, start, end, year)
        return
    _set(found, start, end, year, moves=False)
    if old < year <= new:
        _doubt(found, start, end, words.kept)


def _past_year(found: Paragraph, start: int, end: int, year: int) -> None:
    _, after = _around(found, start, end)
    _set(found, start, end, year, moves=False, holds=_IS.match(after) is not None)
    _doubt(found, start, end, words.past)


def _around(found: Paragraph, start: int, end: int) -> tuple[str, str]:
    """What stands before a year, and after it and its 年."""
    before, after = found.around(start, end)
    return before, after.removeprefix(" ").removeprefix("年")


def _doubt(found: Paragraph, start: int, end: int, said: Callable[[str], Words]) -> None:
    """A doubt about a year with what belongs to it: 截至2025年底, 比2025年."""
    lead = _LEAD_IN.search(found.text[max(0, start - 4) : start])
    start -= len(lead[0]) if lead else 0
    end += len(found.text[end : end + 2]) - len(found.text[end : end + 2].lstrip(" 年"))
    tail = _TAIL.match(found.text[end : end + _NEAR])
    found.doubt(start, said(found.typed[start : end + (tail.end() if tail else 0)]))


def _number(typed: str) -> int:
    """The year that four figures or 汉字 say."""
    if typed[0] != "二":
        return int(typed)
    return int("".join(str(max(_DIGITS.find(sign), 0)) for sign in typed))


def _written(year: int, typed: str) -> str:
    """A year in the writing of another, which may have two figures."""
    if typed[0] != "二":
        return str(year)[-len(typed) :]
    zero = next((sign for sign in typed if sign in _ZEROS), "〇")
    return "".join(_DIGITS[int(sign)] if sign != "0" else zero for sign in str(year))
