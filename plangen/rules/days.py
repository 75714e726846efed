"""Theme days and festivals: when they are, in which year they were first, and who says so.

A row is names, month, day, first years, source. The first name is the one that is shown; the
others are endings by which texts are known. A day of 0 is any day of the month; a text such as
`3 sunday` is a weekday of the month, `-1` the last. A first year is that of the day that is counted
as 第1个; 0 is unknown, and where offices count in two ways both are given.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from plangen.rules.patterns import late
from plangen.subject import Subject, Text

_WEEKDAYS = {"sunday": 6, "monday": 0, "saturday": 5}
_ROWS: tuple[tuple[str, int, int | str, tuple[int, ...], str], ...] = (
    ("元旦 元旦节", 1, 1, (), "全国年节及纪念日放假办法"),
    ("中国人民警察节 警察节", 1, 10, (2021,), "国函〔2020〕99号"),
    ("110宣传日 “110”宣传日", 1, 10, (), "公安部1996年"),
    ("世界防治麻风病日 麻风病日 麻风节", 1, "-1 sunday", (), "世界卫生组织1954年"),
    ("世界湿地日 湿地日", 2, 2, (1997,), "湿地公约常委会1996年"),
    ("世界抗癌日 抗癌日", 2, 4, (), "国际抗癌联盟2000年"),
    ("全国爱耳日 爱耳日", 3, 3, (2000,), "卫生部等10部门1999年"),
    ("学雷锋纪念日 雷锋纪念日 学雷锋日 雷锋日 学雷锋月", 3, 5, (1964,), "毛泽东1963年3月5日题词"),
    ("中国青年志愿者服务日 青年志愿者服务日", 3, 5, (2000,), "共青团中央2000年"),
    ("国际妇女节 妇女节 三八节", 3, 8, (1910, 1911), "全国年节及纪念日放假办法"),
    ("植树节", 3, 12, (1979,), "全国人大常委会1979年2月23日决议；森林法"),
    ("国际消费者权益日 消费者权益日 消费者权益保护日", 3, 15, (1983,), "国际消费者联盟1983年"),
    ("国际森林日 世界森林日", 3, 21, (2013,), "联合国67/200号决议"),
    ("世界水日", 3, 22, (1993,), "联合国47/193号决议"),
    ("世界气象日 气象日", 3, 23, (1961,), "世界气象组织1960年"),
    ("世界防治结核病日 结核病日 结核病防治日", 3, 24, (1996,), "世界卫生组织1995年"),
    ("全国中小学生安全教育日 学生安全教育日", 3, "-1 monday", (1996,), "国家教委等1996年"),
    ("世界卫生日", 4, 7, (1950,), "世界卫生组织1950年"),
    ("全民国家安全教育日 国家安全教育日 国家安全日", 4, 15, (2016,), "国家安全法第十四条"),
    ("世界地球日 地球日", 4, 22, (1970,), "联合国63/278号决议"),
    ("世界读书日 读书日", 4, 23, (1996,), "教科文组织28C/3.18号决议"),
    ("中国航天日 航天日", 4, 24, (2016,), "国务院2016年3月批复"),
    ("全国儿童预防接种日 预防接种日 预防接种宣传日", 4, 25, (), "卫生部等1986年"),
    ("世界知识产权日 知识产权日", 4, 26, (2001,), "世界知识产权组织2000年"),
    ("爱国卫生月", 4, 0, (1989,), "全国爱卫会1989年"),
    ("国际劳动节 劳动节", 5, 1, (), "全国年节及纪念日放假办法"),
    ("中国青年节 五四青年节 “五四”青年节", 5, 4, (), "全国年节及纪念日放假办法"),
    ("世界红十字日 红十字日", 5, 8, (1948,), "红十字会协会1948年"),
    ("母亲节", 5, "2 sunday", (), "民间通行"),
    ("全国防灾减灾日 防灾减灾日", 5, 12, (2009,), "国务院2009年批准"),
    ("国际护士节 护士节", 5, 12, (1912,), "国际护士会1912年"),
    ("国际家庭日", 5, 15, (1994,), "联合国47/237号决议"),
    ("国际博物馆日 博物馆日", 5, 18, (1977,), "国际博物馆协会1977年"),
    ("中国旅游日", 5, 19, (2011,), "国务院2011年"),
    ("中国学生营养日 学生营养日", 5, 20, (), "教育部、卫生部2001年"),
    ("全国助残日 助残日", 5, "3 sunday", (1991,), "残疾人保障法"),
    ("全国科技工作者日 科技工作者日", 5, 30, (2017,), "国务院2016年批复"),
    ("世界无烟日 无烟日", 5, 31, (1988,), "世界卫生大会42.19号决议"),
    ("民法典宣传月", 5, 0, (2021,), "中央宣传部等2021年"),
    ("国际儿童节 儿童节", 6, 1, (), "全国年节及纪念日放假办法"),
    ("世界环境日 六五环境日 环境日", 6, 5, (1972, 1973, 1974), "联合国2994号决议；环境保护法"),
    ("全国爱眼日 爱眼日", 6, 6, (1996,), "卫生部等1996年"),
    ("世界献血者日 献血者日 世界献血日", 6, 14, (2004,), "世界卫生组织等2004年"),
    ("父亲节", 6, "3 sunday", (), "民间通行"),
    ("全国土地日", 6, 25, (1991,), "国务院1991年"),
    ("国际禁毒日 禁毒日", 6, 26, (1988,), "联合国42/112号决议"),
    ("安全生产月", 6, 0, (2002,), "中央宣传部、国家安全监管局2002年"),
    ("建党节", 7, 1, (), "1921年"),
    ("世界人口日", 7, 11, (1990,), "联合国45/216号决议"),
    ("世界肝炎日 肝炎日", 7, 28, (2011,), "世界卫生大会63.18号决议"),
    ("建军节", 8, 1, (), "全国年节及纪念日放假办法"),
    ("全民健身日", 8, 8, (2009,), "国务院2009年；全民健身条例"),
    ("全国生态日", 8, 15, (2023,), "全国人大常委会2023年6月28日决定"),
    ("中国医师节 医师节", 8, 19, (2018,), "国务院2017年批复"),
    ("全国残疾预防日 残疾预防日", 8, 25, (2017,), "国务院2017年批复"),
    ("抗战胜利纪念日 抗日战争胜利纪念日", 9, 3, (), "全国人大常委会2014年2月27日决定"),
    ("教师节", 9, 10, (1985,), "全国人大常委会1985年1月21日决定"),
    ("世界预防自杀日", 9, 10, (2003,), "世界卫生组织2003年"),
    ("全国爱牙日 爱牙日", 9, 20, (1989,), "卫生部等1989年"),
    ("公民道德宣传日", 9, 20, (2003,), "中央文明委2003年"),
    ("世界阿尔茨海默病日 阿尔茨海默病日 阿尔茨海默症日", 9, 21, (1994,), "国际阿尔茨海默病协会1994年"),
    ("世界无车日", 9, 22, (), "法国1998年"),
    ("全民国防教育日 国防教育日", 9, "3 saturday", (2001,), "全国人大常委会2001年8月31日决定"),
    ("世界心脏日", 9, 29, (), "世界心脏联盟"),
    ("烈士纪念日", 9, 30, (2014,), "全国人大常委会2014年8月31日决定"),
    ("全国科普月 科普月", 9, 0, (), "科学技术普及法"),
    ("国庆节", 10, 1, (), "全国年节及纪念日放假办法"),
    ("国际老年人日 国际老年人节 国际老人节", 10, 1, (1991,), "联合国45/106号决议"),
    ("全国高血压日", 10, 8, (1998,), "卫生部1998年"),
    ("世界精神卫生日 精神卫生日", 10, 10, (1992,), "世界精神病学协会1992年"),
    ("国际减灾日", 10, 13, (1990,), "联合国64/200号决议"),
    ("世界粮食日", 10, 16, (1981,), "联合国粮农组织1979年"),
    ("国家扶贫日 全国扶贫日", 10, 17, (2014,), "国务院2014年批复"),
    ("中国记者节 记者节", 11, 8, (2000,), "国务院2000年批复"),
    ("全国消防日 消防日 消防宣传日 消防安全日 消防宣传月 消防安全宣传月", 11, 9, (1992,), "公安部1992年；消防法"),
    ("联合国糖尿病日", 11, 14, (2007,), "联合国61/225号决议"),
    ("世界糖尿病日 糖尿病日", 11, 14, (), "世界卫生组织等1991年"),
    ("国际消除对妇女的暴力日 妇女的暴力日 对妇女暴力日", 11, 25, (), "联合国54/134号决议"),
    ("世界艾滋病日 艾滋病日", 12, 1, (1988,), "世界卫生组织1988年"),
    ("全国交通安全日 交通安全日", 12, 2, (2012,), "国务院2012年批复"),
    ("国际残疾人日", 12, 3, (1992,), "联合国47/3号决议"),
    ("国家宪法日 宪法日", 12, 4, (2014,), "全国人大常委会2014年11月1日决定"),
    ("全国法制宣传日 法制宣传日 法治宣传日", 12, 4, (2001,), "中央宣传部、司法部2001年"),
    ("国际志愿者日 志愿者日", 12, 5, (1986,), "联合国40/212号决议"),
    ("国家公祭日 公祭日", 12, 13, (2014,), "全国人大常委会2014年2月27日决定"),
)  # fmt: skip
# Festivals of the lunar calendar: month and day there, and the months in which they may fall.
_LUNAR: tuple[tuple[str, int, int, tuple[int, ...]], ...] = (
    ("春节", 1, 1, (1, 2)),
    ("元宵节", 1, 15, (2, 3)),
    ("端午节", 5, 5, (5, 6)),
    ("七夕节", 7, 7, (7, 8)),
    ("中秋节", 8, 15, (9, 10)),
    ("重阳节", 9, 9, (10,)),
    ("腊八节", 12, 8, (12, 1)),
)
# The solar term of 4 to 6 April.
_QINGMING = "清明节"
# Names that end like one of the above and are other days.
_OTHERS = ("国际青年节", "世界高血压日", "世界教师日", "中国农民丰收节")
_LAST = {"节": late("节"), "日": late("日"), "月": late("月(?<=[生产传普锋]月)")}
_KEY = 3
_EARLIEST, _LATEST = 1901, 2099


class Day(NamedTuple):
    """A theme day or festival.

    `lunar` is its month and day in the lunar calendar, `usual` are the months of ours that these
    may fall in.
    """

    name: str
    month: int
    day: int | str
    first: tuple[int, ...] = ()
    lunar: tuple[int, int] | None = None
    usual: tuple[int, ...] = ()

    def on(self, year: int) -> date | None:
        """The day in a year, or None for whole months and where it cannot be told."""
        if self.lunar:
            return lunar_date(year, *self.lunar)
        if self.name == _QINGMING or self.day == 0:
            return None
        if isinstance(self.day, int):
            return date(year, self.month, self.day)
        week, weekday = self.day.split()
        return _weekday(year, self.month, int(week), _WEEKDAYS[weekday])


class Mention(NamedTuple):
    """A day that is named in a text, from `start` to `end`."""

    day: Day
    text: Text
    start: int
    end: int


@cache
def _endings() -> dict[str, tuple[tuple[str, Day | None], ...]]:
    """Names by their last signs, the longest first."""
    found: dict[str, list[tuple[str, Day | None]]] = {}
    days: list[tuple[str, Day | None]] = [(name, None) for name in _OTHERS]
    for names, month, on, first, _ in _ROWS:
        known = names.split()
        days.extend((name, Day(known[0], month, on, first)) for name in known)
    days.extend((name, Day(name, 0, 0, (), (month, on), in_)) for name, month, on, in_ in _LUNAR)
    days.append((_QINGMING, Day(_QINGMING, 4, 0)))
    for name, named in days:
        found.setdefault(name[-_KEY:], []).append((name, named))
    return {
        key: tuple(sorted(names, key=lambda name: -len(name[0]))) for key, names in found.items()
    }


@lru_cache(maxsize=1)
def mentions(subject: Subject) -> tuple[Mention, ...]:
    """Every day that is named in the plan."""
    return tuple(_mentions(subject))


def _mentions(subject: Subject) -> Iterator[Mention]:
    for day, start, end in named(subject.joined):
        text, place = subject.text_at(start)
        yield Mention(day, text, place, place + end - start)


def named(text: str) -> Iterator[tuple[Day, int, int]]:
    """Every day that a text names, with the start and the end of its name."""
    endings = _endings()
    for sign in _LAST.values():
        for found in sign.finditer(text):
            end = found.end()
            keys = (text[end - _KEY : end], text[end - _KEY + 1 : end])
            for name, day in chain.from_iterable(endings.get(key, ()) for key in keys):
                if text.startswith(name, end - len(name)):
                    if day:
                        yield day, end - len(name), end
                    break


def lunar_date(year: int, month: int, day: int) -> date | None:
    """The date of a day of the lunar calendar, or None outside the calendar's years."""
    if not _EARLIEST <= year <= _LATEST:
        return None
    from borax.calendars.lunardate import LunarDate  # type: ignore[import-untyped]

    found = LunarDate(year, month, day).to_solar_date()
    return date(found.year, found.month, found.day)


def _weekday(year: int, month: int, week: int, weekday: int) -> date:
    """The so many-th weekday of a month, or its last."""
    if week > 0:
        first = date(year, month, 1)
        return first.replace(day=1 + (weekday - first.weekday()) % 7 + 7 * (week - 1))
    last = date(year, month, 31)
    return last.replace(day=31 - (last.weekday() - weekday) % 7)
