"""The figures of goals: 调解成功率达到98%以上 is a thing, a bound and a unit."""

import re

from plangen.model import Indicator, Item

_GOAL = re.compile(
    r"(?P<name>[\u4e00-\u9fff“”]{2,18}?(?:率|数|度|面积|人次|覆盖面))"
    r"(?:均|要|应|须|力争|争取|总体|全部)?(?P<verb>达到?|不低于|不少于|不高于|不超过|控制在|保持在|为|至|到|超过|在)?"
    r"\s*(?P<value>[0-9]{1,9}(?:\.[0-9]{1,4})?)\s*(?P<unit>%|％|‰|人次|场次|平方米|[人户场次件个家名篇份])(?P<more>以上|以下|以内)?"
)
_FIGURE = re.compile(
    r"(?<![0-9.])[0-9]{1,9}(?:\.[0-9]{1,4})?\s*(?:%|％|‰|人次|场次|平方米|[人户场次件个家名篇份])"
)
_AT_MOST = frozenset({"不高于", "不超过", "控制在", "以下", "以内"})
_EXACT = frozenset({"为", ""})


def with_indicator(item: Item) -> Item:
    """A goal with its figure, if it names just one and what it is of."""
    text = item.text[0] if len(item.text) == 1 else ""
    found = _GOAL.search(text)
    if not found or item.items or len(_FIGURE.findall(text)) > 1:
        return item
    value, more, verb = found["value"], found["more"] or "", found["verb"] or ""
    unit = "%" if found["unit"] == "％" else found["unit"]
    indicator = Indicator(found["name"], unit=unit)
    if {verb, more} & _AT_MOST:
        indicator = indicator._replace(at_most=value)
    elif verb in _EXACT and not more and unit != "%":
        indicator = indicator._replace(equals=value)
    else:
        indicator = indicator._replace(at_least=value)
    return item._replace(indicator=indicator)
