"""One indicator has two values: `绿化率达到20%` in one place and `绿化率达到38%` in another.

Only the same name with the same unit and the same kind of limit is compared. Values for different
times (stages, months, 上半年 and 年底), for different objects, and those of the past are left alone,
and so are names that say nothing without their surroundings, such as 知晓率.

Passes:

    title: 云溪社区2027年工作计划
    goals: [上半年小区绿化率达到35%。, 年底小区绿化率达到38%。]

Fails:

    title: 云溪社区2027年工作计划
    goals: [小区绿化率达到38%。]
    tasks: [补种花木，使小区绿化率达到20%以上。]
"""

from collections.abc import Iterator
from typing import NamedTuple

from plangen.dates import DECEMBER
from plangen.names import is_han
from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule
from plangen.settings import Settings
from plangen.subject import PROSE, Hit, Subject

_FIGURE = late(
    r"(?P<name>率|度|面|比例|比重|占比|人数|户数|总数|总量|面积|数量)"
    r"(?:要|应|须|均|都|力争|确保|必须|稳定|总体|全部|年内|年底)*"
    r"(?P<link>达到?|不低于|不少于|不超过|控制在|保持在|稳定在|为)(?P<value>\d+(?:\.\d+)?)\s?"
    r"(?P<unit>[%％‰]|万元|元|平方米|人次|场次|[人户个名件场次])(?P<more>以上|以下|以内)?"
)
_VERBS = late(
    r".*(?:使|确保|力争|实现|做到|保证|争取|努力|推动|促进|将|让|把|保障)|^(?:全?社区|辖区内?|我社区|本社区|全?街道|全年)的?"
)
# Names that mean something only with what stands around them.
_BARE = late(
    r"(?:居民|群众|社会|公众)?(?:总|总体|综合)?(?:知晓|满意|覆盖|合格|参与|完成|达标|及格|优秀|支持|普及|通过|建档|办结|整改|入户|管理"
    r"|服务|成功|到位|落实|签订|签约|回复|处理|处置|见面|走访|发放|好评|优良|参加|培训|开放|使用|利用|到会|出勤|创建|受教育|参加)?"
    r"(?:率|度|面|比例|比重|占比|人数|户数|数量|总数|总量|面积)"
)
_PAST = late(r"去年|上年|上一年|往年|目前|现有|已|曾|原|截至|以来|过去|此前|从\d|由\d")
_TIME = late(
    r"\d{4}年|\d+月|[一二三四五六七八九十]+月|[上下]半年|[一二三四]季度|年中|第[一二三四五]阶段|前期|中期|后期|近期|远期|每[月季年]"
    r"|[一二三四五]年"
)
# Sentences about the past, and about one of several objects.
_OBJECT = late(
    r"新建|老旧|改建|扩建|其中|分别|试点|示范|小区|村|网格|片区|学校|企业|单位|老年|儿童|妇女|党员|青少年|[一二三四五\d]是|每个|各"
)
_NO_TARGET = late(f"{_PAST.pattern}|{_OBJECT.pattern}")
_END = late(r"[。；;！!？?]")
_YEAR = late(r"(20\d\d)年")
_YEAR_ROUND = frozenset({"全年", "年底", "年底前", "年内", "12月", "12月底前", "12月底"})
_SHORTEST = 3

# Name, unit, and whether the value is an upper limit.
_Key = tuple[str, str, bool]


class _Value(NamedTuple):
    """What is said of an indicator: its value, and where; `hit` is None for an `indicator`."""

    value: str
    entry: int
    hit: Hit | None = None
    before: str = ""


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every second value of an indicator."""
    known: dict[_Key, list[_Value]] = {}
    for key, value in (*_indicators(subject), *_figures(subject)):
        known.setdefault(key, []).append(value)
    for (noun, unit, _), values in known.items():
        if len({value.value for value in values}) > 1:
            targets = [value for value in values if not _NO_TARGET.search(value.before)]
            yield from _conflict(subject, noun, unit, targets)


def _conflict(subject: Subject, noun: str, unit: str, values: list[_Value]) -> Iterator[Finding]:
    """The first value that is not the one for the same time and object before it."""
    placed = sorted((_place(subject, value), number) for number, value in enumerate(values))
    known: dict[tuple[object, ...], tuple[str, int]] = {}
    for (line, column), number in placed:
        value = values[number]
        other, at = known.setdefault(_when(subject, value), (value.value, line))
        if float(other) != float(value.value) and (at != line or value.hit is None):
            one, two = other + unit, value.value + unit
            message = Words(
                f"“{noun}”这里是{two}，第{at}行是{one}",
                f"“{noun}” is {two} here and {one} in line {at}",
            )
            yield Finding(line, column, message, Words("请统一", "make them the same"))
            return


def _place(subject: Subject, value: _Value) -> tuple[int, int]:
    if value.hit:
        return value.hit.text.line, value.hit.column
    return subject.place_in(subject.entries[value.entry].item, "item", "indicator")


def _indicators(subject: Subject) -> Iterator[tuple[_Key, _Value]]:
    for at, entry in enumerate(subject.entries):
        indicator = entry.item.indicator
        if indicator is None or (indicator.at_least and indicator.at_most):
            continue
        value = indicator.equals or indicator.at_least or indicator.at_most
        if value and indicator.name:
            unit = indicator.unit.replace("％", "%")
            yield (indicator.name, unit, bool(indicator.at_most)), _Value(value, at)


def _figures(subject: Subject) -> Iterator[tuple[_Key, _Value]]:
    """The values that texts give."""
    for hit in subject.find(_FIGURE):
        noun, before = _noun(hit)
        if noun and hit.text.kind in PROSE:
            match = hit.match
            upper = match["link"] in {"不超过", "控制在"} or match["more"] in {"以下", "以内"}
            key = noun, match["unit"].replace("％", "%"), upper
            yield key, _Value(match["value"], hit.text.entry, hit, before)


def _noun(hit: Hit) -> tuple[str, str]:
    """The name of what has a figure, or nothing, and the part of the sentence before it."""
    text = hit.text.value[: hit.start + len(hit.match["name"])]
    start = len(text)
    while start and is_han(text[start - 1]):
        start -= 1
    noun = _VERBS.sub("", text[start:])
    if len(noun) < _SHORTEST or _BARE.fullmatch(noun):
        return "", ""
    return noun, _END.split(text[: text.rindex(noun)])[-1]


def _when(subject: Subject, value: _Value) -> tuple[object, ...]:
    """The time and the object that a value is for, as far as its place and its sentence tell.

    The year of the plan, and its end, are the time of all that says no other.
    """
    year = subject.plan.year or next(iter(_YEAR.findall(subject.plan.title)), "")
    found: list[object] = [word for word in _TIME.findall(value.before) if word != f"{year}年"]
    at = value.entry
    while at >= 0:
        entry = subject.entries[at]
        if entry.month or entry.stage:
            found.append(at)
        due = entry.item.due
        if due and str(due) not in _YEAR_ROUND and getattr(due, "month", 0) != DECEMBER:
            found.append(str(due))
        if entry.depth and _OBJECT.search(entry.item.heading):
            found.append(entry.item.heading)
        at = entry.parent
    return tuple(found)


RULE = Rule(
    "two-values",
    "warning",
    Words("同一指标有两个数", "two values of one indicator"),
    """同一个指标前后两个数：一处写“绿化率达到20%”，另一处写“绿化率达到38%”。

只比较名称、单位和上下限都相同的。时间不同（各阶段、各月，上半年和年底）、对象不同的，说过去情况的，以及
“知晓率”这样离开上下文说不清所指的，都不算。""",
    check,
)
