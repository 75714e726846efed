"""The plan of a batch: that of `content.py` with a leadership group and places for a row's values."""

import json
import re

from content import (
    BREAKDOWN_ROWS,
    FUNDS_ROWS,
    GOALS,
    MONTHS,
    PARAGRAPHS,
    SAFEGUARDS,
    Content,
    Group,
    Printed,
    Table,
    cells,
    make,
    printed,
    texts,
    to_json,
)
from roster import Row, fill

# Below so many paragraphs a plan has one goal, one month and one safeguard.
SHORT = 60
TASK = "健全{{ 社区 }}治安防控网络"


def _with_first_cells(rows: Table, columns: dict[int, str]) -> Table:
    """The table with other cells in its first row."""
    first = tuple(columns.get(column, text) for column, text in enumerate(rows[0]))
    return (first, *rows[1:])


BASE = Content(
    title="{{ 街道 }}{{ 社区 }}2027年平安建设工作计划",
    recipients="{{ 社区 }}各居民小组、各共建单位",
    preamble=(
        "为扎实推进社区平安建设，提升居民群众的安全感和满意度，根据{{ 街道 }}统一部署，"
        "结合{{ 社区 }}{{ 户数 }}户、{{ 人口 }}人、{{ 网格数 }}个网格的实际，"
        "在走访居民和听取各方意见的基础上，特制定本计划。"
    ),
    goals=("{{ 户数 }}户居民的平安家庭创建率达到95%以上，群众反映的问题件件有着落。", *GOALS[1:]),
    months=("召开{{ 社区 }}平安建设动员会，分解全年任务，签订责任书。", *MONTHS[1:]),
    group=Group(
        "成立{{ 社区 }}平安建设工作领导小组，统筹协调全年工作。",
        "平安建设工作领导小组",
        (
            ("组长", "{{ 书记 }}（社区党委书记）"),
            ("副组长", "{{ 主任 }}（社区居委会主任）"),
            ("联络员", "{{ 民警 }}（社区民警）"),
            ("督导员", "{{ 网格长 }}（网格长）"),
        ),
        "领导小组办公室设在{{ 社区 }}综治中心，联系电话{{ 电话 }}。",
    ),
    breakdown=_with_first_cells(
        BREAKDOWN_ROWS, {0: "走访{{ 网格数 }}个网格", 1: "{{ 社区 }}居委会"}
    ),
    funds=_with_first_cells(FUNDS_ROWS, {1: "{{ 网格数 }}个网格的背心、手电与对讲机"}),
    closing="各居民小组要抓好落实，重要情况及时报告{{ 社区 }}居民委员会，联系电话{{ 电话 }}。",
    organization="{{ 社区 }}居民委员会",
)


def make_plan(paragraphs: int = PARAGRAPHS) -> Content:
    """A plan of so many paragraphs; the number of places is the same for all lengths."""
    base = BASE
    if paragraphs < SHORT:
        base = BASE._replace(
            goals=BASE.goals[:1], months=BASE.months[:1], safeguards=SAFEGUARDS[:1]
        )
    content = make(paragraphs, base)
    first, *others = content.tasks
    return content._replace(tasks=(first._replace(heading=TASK), *others))


def count_places(content: Content) -> int:
    document = printed(content)
    return len(re.findall(r"\{\{", "".join([*texts(document), *cells(document)])))


def document_of(content: Content, row: Row) -> Printed:
    """What one row's document must hold."""
    filled: Printed = json.loads(fill(to_json(printed(content)), row))
    return filled
