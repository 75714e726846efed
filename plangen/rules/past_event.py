"""An event of past years in a plan for a later one: 喜迎建党100周年 was 2021.

Told are congresses to come (迎接党的二十大), anniversaries, five-year plans and law campaigns as going
on (推进“十四五”), years of a five-year plan (开局之年), censuses, games and exhibitions, campaigns of
study, and the measures of 2020 to 2022. The plan's year must be known. Looking back is no fault:
results (成果, 总结), speeches (在庆祝…大会上的讲话), and anniversaries of the plan's year or the next.

Passes:

    title: 云溪社区2027年工作计划
    guiding_ideas: 学习贯彻党的二十大精神，迎接建军100周年，巩固拓展脱贫攻坚成果。

Fails:

    title: 云溪社区2027年工作计划
    guiding_ideas: 以优异成绩喜迎建党100周年，打赢脱贫攻坚战。
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from plangen.markers import from_chinese
from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule, at_hit
from plangen.rules.times import sentence, spans_years, year_of
from plangen.settings import Settings
from plangen.subject import Hit, Subject

_COMING = "(?:喜迎|迎接|即将召开的?|献礼|(?:庆祝|服务|保障|护航)(?=[^，。]{0,6}(?:胜利)?召开))"
_DO = (
    "(?:做好|开展|配合|组织|推进|完成|启动|参与|参加|协助|抓好|落实|深入|扎实|迎接|服务|喜迎|保障|办好|护航|"
    "助力|支持)"
)
_NOT_BACK = "(?![^，。；]{0,8}(?:成果|成效|经验|精神|以来|期间|结果|数据|总结|收官|取得|胜利|常态化|长效|遗产|要求))"
_THOUGHT = "学习贯彻习近平新时代中国特色社会主义思想主题教育"
_DISEASE = "(?:常态化疫情防控|疫情防控常态化|(?:新冠肺炎|新型冠状病毒肺炎)疫情防控|健康码|动态清零|核酸检测)"


class _Event(NamedTuple):
    """What a text says, by a word that stands in it, and the last year in which it was right."""

    word: str
    pattern: re.Pattern[str]
    last: int
    when: str = ""


def _event(word: str, pattern: str, last: int, when: str = "") -> _Event:
    return _Event(word, late(pattern), last, when or str(last))


_EVENTS: tuple[_Event, ...] = (
    # The congresses of the party: November 2012, October 2017, October 2022.
    _event("十八", f"{_COMING}(?:中国共产党|中共|党的)?第?十八(?:大|次)", 2012),
    _event("十九", f"{_COMING}(?:中国共产党|中共|党的)?第?十九(?:大|次)", 2017),
    _event("二十", f"{_COMING}(?:中国共产党|中共|党的)?第?二十(?:大|次)", 2022),
    _event("召开", "为(?:迎接)?(?:党的)?十九大的?(?:胜利)?召开", 2017),
    _event("召开", "为(?:迎接)?(?:党的)?二十大的?(?:胜利)?召开", 2022),
    _event("即将召开", "即将召开的?(?:党的)?(?:十八大|十九大)", 2017),
    _event("即将召开", "即将召开的?(?:党的)?二十大", 2022),
    # Censuses, by the day that they counted for.
    _event("人口普查", f"{_DO}[^，。；]{{0,8}}第六次(?:全国)?人口普查{_NOT_BACK}", 2010),
    _event("人口普查", f"{_DO}[^，。；]{{0,8}}第七次(?:全国)?人口普查{_NOT_BACK}", 2021, "2020"),
    _event("经济普查", f"{_DO}[^，。；]{{0,8}}第三次(?:全国)?经济普查{_NOT_BACK}", 2014, "2013"),
    _event("经济普查", f"{_DO}[^，。；]{{0,8}}第四次(?:全国)?经济普查{_NOT_BACK}", 2019, "2018"),
    _event("经济普查", f"{_DO}[^，。；]{{0,8}}第五次(?:全国)?经济普查{_NOT_BACK}", 2024, "2023"),
    _event("农业普查", f"{_DO}[^，。；]{{0,8}}第三次(?:全国)?农业普查{_NOT_BACK}", 2017, "2016"),
    # Games and exhibitions.
    _event("奥运", f"{_DO}[^，。；]{{0,4}}北京(?:夏季)?奥运会?{_NOT_BACK}", 2008),
    _event("冬奥", f"{_DO}[^，。；]{{0,4}}(?:北京)?(?:2022年?)?冬奥会?{_NOT_BACK}", 2022),
    _event("世博", f"{_DO}[^，。；]{{0,4}}(?:上海)世博会?{_NOT_BACK}", 2010),
    _event("亚运", f"{_DO}[^，。；]{{0,4}}广州亚运会?{_NOT_BACK}", 2010),
    _event("亚运", f"{_DO}[^，。；]{{0,4}}杭州亚运会?{_NOT_BACK}", 2023),
    _event("大运", f"{_DO}[^，。；]{{0,4}}成都大运会?{_NOT_BACK}", 2023),
    # Campaigns of study in the party.
    _event("群众路线", f"{_DO}[^，。；]{{0,6}}党的群众路线教育实践活动{_NOT_BACK}", 2014, "2013—2014"),
    _event("三严三实", f"{_DO}[^，。；]{{0,6}}“?三严三实”?专题教育{_NOT_BACK}", 2016, "2015"),
    _event("科学发展观", f"{_DO}[^，。；]{{0,8}}科学发展观”?(?:学习)?实践活动{_NOT_BACK}", 2010, "2008—2010"),
    _event("先进性教育", f"{_DO}[^，。；]{{0,6}}保持共产党员先进性教育活动{_NOT_BACK}", 2006, "2005—2006"),
    _event("创先争优", f"{_DO}[^，。；]{{0,6}}创先争优活动{_NOT_BACK}", 2012, "2010—2012"),
    _event("不忘初心", f"{_DO}[^，。；]{{0,6}}“?不忘初心、?牢记使命”?主题教育{_NOT_BACK}", 2020, "2019"),
    _event("党史学习", f"{_DO}[^，。；]{{0,6}}党史学习教育{_NOT_BACK}", 2022, "2021"),
    _event("主题教育", f"{_DO}[^，。；]{{0,6}}{_THOUGHT}{_NOT_BACK}", 2024, "2023"),
    _event("党纪学习", f"{_DO}[^，。；]{{0,6}}党纪学习教育{_NOT_BACK}", 2024),
    # The measures against COVID-19: a disease of class B since 8 January 2023.
    _event("疫情防控", f"{_DISEASE}{_NOT_BACK}", 2023, "2020—2022"),
    # The fight against poverty was over in 2020, as was 全面建成小康社会.
    _event("脱贫攻坚", f"(?:决战|打赢|打好|坚决打赢)[^，。；]{{0,4}}脱贫攻坚战?{_NOT_BACK}", 2020),
    _event("小康社会", "(?:决胜|夺取)全面(?:建成|建设)小康社会", 2020),
    _event("扫黑除恶", f"{_DO}[^，。；]{{0,4}}扫黑除恶专项斗争{_NOT_BACK}", 2021, "2018—2020"),
)  # fmt: skip
# The first year of what is counted in years: 建军100周年 is 2027.
_SINCE = (
    (late("建党|(?<![入在建])党的?(?:生日)?|中国共产党成立|共产党成立|中共成立"), 1921),
    (late("建国|新中国成立|中华人民共和国成立|国庆|祖国"), 1949),
    (late("建军|解放军(?:建军|成立)"), 1927),
    (late("抗战胜利|抗日战争(?:暨世界反法西斯战争)?胜利|反法西斯战争胜利"), 1945),
    (late("长征胜利"), 1936),
    (late("改革开放"), 1978),
    (late("五四运动|“五四”运动"), 1919),
    (late("建团|共青团成立|共产主义青年团成立"), 1922),
    (late("香港回归"), 1997),
    (late("澳门回归"), 1999),
    (late("抗美援朝(?:出国作战)?"), 1950),
    (late("雷锋同志(?:活动)?题词"), 1963),
    (late("妇女节"), 1910),
)  # fmt: skip
_YEARS = late("周[年岁](?<=[0-9一二三四五六七八九十百]周[年岁])")
_NUMBER = late("([0-9]{2,3}|[一二三四五六七八九十百零]{1,5})$")
_CELEBRATED = late("庆祝|纪念|喜迎|迎接|献礼|迎|隆重|为契机|之际|来临")
# 2027年是建军100周年: says a year itself.
_IS = late("(?:今年|(20[0-9]{2})年)(?:[0-9]{1,2}月[0-9]{1,2}日)?(?:正)?是[^，。；]{0,20}$")
_IN_YEAR = late("20[0-9]{2}年[^，。]{0,12}$")
_CITED = late("大会|讲话|座谈会|以来|奖章|回顾|总结|上的")
_PLANS = {"十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030, "十六": 2035}
_LAW = {"五": 2010, "六": 2015, "七": 2020, "八": 2025, "九": 2030, "十": 2035}
_FIVE = late(
    r"五(?<=[一二三四五六七八九十]五)(?!五)(?:”|\"|年)?(?:普法|法治宣传|法制宣传|规划|时期|目标|期间|任务|开局|收官|[^，。；]{0,4}之年)"
)
_FIVE_NAME = late(r"(十[二三四五六]|(?<!十)[五六七八九十])五$")
_BACK = late(
    r"总结|验收|回顾|收官|终期|评估|成果|成效|以来|取得|完成了|圆满|已|末|迎检|考核|衔接|承接|接续|基础上|经验|相比"
)
# The years of a five-year plan that have a name; others (关键之年, 承上启下) are called so in turn.
_IN_PLAN = {"开局": 0, "起步": 0, "第一": 0, "首": 0, "收官": 4, "收尾": 4, "最后一": 4}
_YEAR_OF_PLAN = late(f"({'|'.join(_IN_PLAN)})[^，。；]{{0,3}}年")
_NEAR = 24
_TYPED_YEAR = late("20[0-9]{2}年")
_ASK = Words("请删去或改写", "delete it or write anew")


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every event of past years."""
    year = year_of(subject.plan)
    if year is None or spans_years(subject.plan):
        return
    signs = subject.signs
    for event in _EVENTS:
        if year > event.last and signs.issuperset(event.word) and event.word in subject.joined:
            for hit in subject.find(event.pattern):
                yield at_hit(hit, _past(hit.match[0], event.when), _ASK)
    for hit in subject.find(_YEARS):
        yield from _anniversary(hit, year)
    for hit in subject.find(_FIVE):
        yield from _five_years(hit, year)


def _anniversary(hit: Hit, year: int) -> Iterator[Finding]:
    """建党100周年 and the like, kept in another year than the plan's."""
    value = hit.text.value
    head = value[max(0, hit.start - _NEAR) : hit.start]
    number = _NUMBER.search(head)
    count = number and (int(number[1]) if number[1].isdecimal() else from_chinese(number[1]))
    if number is None or not count:
        return
    before, after = head[: number.start()].rstrip('“"第节'), value[hit.end : hit.end + _NEAR]
    before = head[: number.start()] if head[: number.start()].endswith("节") else before
    base = next((at for what, at in _SINCE if _ends(what, before)), None)
    if base is None or _CITED.match(after[:10]) or _CITED.search(after[:10]):
        return
    when, start = base + count, hit.start - len(number[1])
    said = _IS.search(value, max(0, start - 2 * _NEAR), start)
    kept = _CELEBRATED.search(before) or _CELEBRATED.search(after[:8])
    past = kept and when < year and not _IN_YEAR.search(before)
    if past or (said and when != (int(said[1]) if said[1] else year)):
        found = Words(
            f"“{value[start : hit.end]}”是{when}年", f"“{value[start : hit.end]}” was in {when}"
        )
        yield at_hit(hit._replace(start=start), found, _ASK)


def _ends(what: re.Pattern[str], before: str) -> bool:
    return any(found.end() >= len(before) - 1 for found in what.finditer(before))


def _five_years(hit: Hit, year: int) -> Iterator[Finding]:
    """“十四五” or 八五普法 as going on, after its last year; the wrong year of a plan."""
    value = hit.text.value
    name = _FIVE_NAME.search(value[max(0, hit.start - 2) : hit.start + 1])
    if name is None:
        return
    law = "普法" in hit.match[0] or "宣传" in hit.match[0]
    last = (_LAW if law else _PLANS).get(name[1])
    if last is None:
        return
    before, after = sentence(value, hit.start, hit.end)
    around = before + hit.match[0] + after
    shown = f"{name[1]}五" + ("普法" if law else "")
    which = _YEAR_OF_PLAN.search(value, hit.start, hit.end + 6)
    if which and not law:
        right = last - 4 + _IN_PLAN[which[1]]
        if right != year and not _TYPED_YEAR.search(around):
            yield at_hit(hit, _past(f"{shown}{which[0]}", str(right)), _ASK)
    elif year > last and not _BACK.search(around) and "《" not in before:
        yield at_hit(hit, _past(shown, f"{last - 4}—{last}"), _ASK)


def _past(found: str, when: str) -> Words:
    return Words(f"“{found}”是{when}年的事", f"“{found}” was in {when}")


RULE = Rule(
    "past-event",
    "warning",
    Words("往年的大事当作今年的", "an event of past years"),
    """往年的大事写进了今年的计划：“喜迎建党100周年”是2021年。

查将要召开的党代会（迎接党的二十大）、周年纪念、当作正在进行的五年规划和普法规划（推进“十四五”）、
五年规划中的年份（开局之年）、普查、运动会和博览会、党内集中学习教育，以及2020至2022年的防疫措施。
计划的年度要知道才判断。回顾成果、引用大会讲话、当年或下一年的周年不算。""",
    check,
)
