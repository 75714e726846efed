"""A share of a whole is more than 100%: `满意率达到105%`, `及格率100%以上`.

It is said of rates (…率), degrees of satisfaction (满意度), coverage (覆盖面) and shares (占比), in
texts, tables and indicators. Growth, the completion of a target and the like may exceed 100%.

Passes:

    title: 云溪社区2027年工作计划
    goals: [活动场次比上年增长120%。, 任务完成率达到110%。, 建档率达到100%。]

Fails:

    title: 云溪社区2027年工作计划
    goals: [居民满意度达到105%。, 知晓率100%以上。]
"""

from collections.abc import Iterator

from plangen.model import DataTable, Indicator
from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Edit, Finding, Rule, at_hit
from plangen.settings import Settings
from plangen.subject import Hit, Placed, Subject

_SIGNS = frozenset("%％")
# The mark after a figure of three digits at least; it is sought, because digits are frequent.
_MARKS = tuple(late(rf"{mark}(?<=(?:\d\d|\d\.|\.\d)\d{mark})(?P<more>及?以上)?") for mark in "%％")
_DIGITS = late(r"\d+(?:\.\d+)?$")
_IN_WORDS = late(
    r"百分之(?:一百(?:零[一二三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?)"
    r"|[二三四五六七八九]百[零一二三四五六七八九十百]*|(?:一百|百)及?以上)"
)
_SUBJECT = r"(?P<name>率|(?:满意|知晓|支持|认可|认同|信任|好评)程?度|(?:覆盖|参与|受益|受教育|普及)面|占比|比重)"
_LINK = (
    r"(?:指标|目标|任务|水平|均|都|也|要|应|须|需|必须|力争|确保|争取|保持|保证|达成|达到|达|为|是|在|不低于|不少于|不小于"
    r"|高于|大于|控制|维持|稳定|实现|提高到|提高至|提升到|提升至|上升到|上升至|到|至|超过|超|约|≥|＞|>|=|＝|：|:|\s|年内|年底"
    r"|全部|将|能|可|[（(“])*"
)
_BEFORE = late(f"{_SUBJECT}{_LINK}$")
_NAME = late(rf"{_SUBJECT}(?:\s*[（(][%％][)）])?$")
# Rates that are no shares of a whole, or that tell how a target was exceeded.
_EXEMPT = (
    "增长率", "完成率", "增值率", "回报率", "收益率", "利润率", "贡献率", "负债率", "周转率",
    "自给率", "拨备覆盖率", "产销率", "满载率", "上座率", "提高率", "达成率", "执行率", "去化率",
    "杠杆率", "使用率", "利用率", "效率", "比率", "速率", "频率", "概率", "功率", "汇率", "利率",
    "税率", "费率", "斜率", "倍率", "增速率", "产出率", "增产率", "增收率", "密度率", "替代率",
    "投入率", "兑换率", "保值率", "升值率", "响应率", "实现率", "成长率", "变动率", "涨幅率",
    "升幅率", "同比率",
)  # fmt: skip
_REACH = 24
_WHOLE = 100
_HEAD = late(r"[%％]")
_CELL = late(r"(\d{3,}(?:\.\d+)?)\s?([%％]?)(及?以上)?")
_AND_MORE = late(r"(?:100(?:\.0+)?[%％]|百分之一?百)及?以上")
_PROPOSAL = Words("请核对，最多为100%", "check it, it is 100% at most")


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every such percentage."""
    for mark in _MARKS if not _SIGNS.isdisjoint(subject.signs) else ():
        for hit in subject.find(mark):
            if hit.text.kind != "cell":
                yield from _percentage(hit)
    if "百分之" in subject.joined:
        for hit in subject.find(_IN_WORDS):
            if _capped(_before(hit)):
                yield at_hit(hit, _words(hit.match[0]), _PROPOSAL)
    yield from _indicators(subject)
    for table in subject.tables:
        yield from _table(subject, table)


def _indicators(subject: Subject) -> Iterator[Finding]:
    for entry in subject.entries:
        indicator = entry.item.indicator
        if indicator and indicator.unit in _SIGNS and _NAME.search(indicator.name):
            figure = _figure(indicator)
            if figure and not indicator.name.endswith(_EXEMPT):
                words = _words(f"{indicator.name} {figure}%")
                yield Finding(*subject.place_in(entry.item, "item", "indicator"), words, _PROPOSAL)


def _percentage(hit: Hit) -> Iterator[Finding]:
    """A percentage, by its mark, that is too large for what stands before it."""
    value = hit.text.value
    digits = _DIGITS.search(value, max(0, hit.start - _REACH), hit.start)
    if digits is None or not _too_much(digits[0], hit.match["more"] or ""):
        return
    if _capped(value[max(0, digits.start() - _REACH) : digits.start()]):
        column = hit.column - len(digits[0]) * hit.text.typed
        old, new = digits[0] + hit.match[0], digits[0] + hit.match[0][0]
        is_sure = hit.text.typed and float(digits[0]) == _WHOLE
        edit = Edit(hit.text.line, column, old, new) if is_sure else None
        yield Finding(hit.text.line, column, _words(old), _PROPOSAL, edit)


def _before(hit: Hit) -> str:
    """What stands before a match in its text."""
    return hit.text.value[max(0, hit.start - _REACH) : hit.start]


def _capped(before: str) -> bool:
    """Whether the words before a figure name a share of a whole."""
    found = _BEFORE.search(before)
    return found is not None and not before[: found.end("name")].endswith(_EXEMPT)


def _too_much(figure: str, more: str) -> bool:
    number = float(figure)
    return number > _WHOLE or (number == _WHOLE and bool(more))


def _figure(indicator: Indicator) -> str:
    """The figure of an indicator that is more than the whole, or nothing."""
    for figure in (indicator.at_least, indicator.at_most, indicator.equals):
        if figure and float(figure) > _WHOLE:
            return figure
    return ""


def _table(subject: Subject, placed: Placed) -> Iterator[Finding]:
    """Cells of columns or rows that are named after a share."""
    table = placed.value
    if not isinstance(table, DataTable):
        return
    for row in table.rows:
        for cell, column in zip(row, table.columns, strict=False):
            found = _CELL.fullmatch(cell) if cell[:3].isdigit() else None
            if found is None or not _too_much(found[1], found[3] or ""):
                continue
            names = [column, *row[: row.index(cell)]] if found[2] else [column]
            if not found[2] and not _HEAD.search(column):
                continue
            if any(_NAME.search(name) and not _exempt(name) for name in names):
                text = next(
                    text
                    for text in subject.texts
                    if text.kind == "cell" and text.entry == placed.entry and text.value == cell
                )
                yield Finding(text.line, text.column, _words(cell), _PROPOSAL)


def _exempt(name: str) -> bool:
    found = _NAME.search(name)
    return found is None or name[: found.end("name")].endswith(_EXEMPT)


def _words(found: str) -> Words:
    if _AND_MORE.fullmatch(found):
        return Words(f"“{found}”中的“以上”多余", f"nothing is above 100%, as “{found}” says")
    return Words(f"“{found}”超过了100%", f"“{found}” is more than 100%")


RULE = Rule(
    "over-100",
    "error",
    Words("百分比超过100%", "a share of more than 100%"),
    """占比超过了100%：`满意率达到105%`、`及格率100%以上`。

查的是正文、表格和指标中的各种率（…率）、满意度、覆盖面和占比。增长幅度、任务完成率等可以超过100%，不算。""",
    check,
)
