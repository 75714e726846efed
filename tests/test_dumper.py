"""The law of plan files: what is written is loaded as the same plan, and reads as if by hand."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers import EXAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st
from limits import held
from reports import report
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode
from strategies import HOSTILE, names, plans, texts
from test_schema import refusals

import plangen
from plangen import keys, model
from plangen.dates import Date, Months
from plangen.dumper import KeyLanguage
from plangen.layout import Imprint, Layout, RedHead
from plangen.loader import loads
from plangen.model import Item, Plan
from plangen.source import Mapping, Node, Scalar, read_source

DUMPED = Path(__file__).parent / "goldens" / "dumped"
PLANS = [
    path
    for path in sorted(EXAMPLES.rglob("[!.]*.yaml"))
    if not path.name.endswith("layout.yaml") and path.parent.name != "broken"
]
TITLE = "title: 计划\n"


LANGUAGES: tuple[KeyLanguage, ...] = ("en", "zh")
in_every_language = pytest.mark.parametrize("language", LANGUAGES)


def again(plan: Plan, language: KeyLanguage = "en") -> Plan:
    """The plan, written and loaded."""
    text = plangen.dump(plan, keys=language)
    loaded = loads(text.encode(), "plan.yaml")
    errors = [problem.describe() for problem in loaded.problems if problem.level == "error"]
    assert errors == [], text
    assert loaded.plan is not None
    return loaded.plan


@settings(max_examples=60)
@given(plans, st.sampled_from(LANGUAGES))
def test_a_plan_is_loaded_as_it_was_written(plan: Plan, language: KeyLanguage) -> None:
    assert again(plan, language) == plan


@given(texts, names)
def test_a_text_is_loaded_as_it_was_written_wherever_it_stands(text: str, name: str) -> None:
    group = model.Group(roles=(model.GroupRole(name, (model.Member(text),)),))
    plan = Plan(
        text,
        recipients=(text,),
        preamble=(text, text),
        sections=(
            Item((text,)),
            Item(items=(Item((text,)), Item((text, text)))),
            Item(groups=(group,)),
        ),
        variables=((name, text), (text.join("[]").translate(_NO_ODD_SPACES), (text, text))),
    )
    assert again(plan) == plan


_NO_ODD_SPACES = dict.fromkeys(map(ord, "\u3000\u00a0\u2007\u202f\u200b\u200c\u200d\u2060\ufeff"))


@in_every_language
@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.name)
def test_an_example_is_loaded_as_it_was_written(path: Path, language: KeyLanguage) -> None:
    plan = plangen.load(path)
    assert again(plan, language) == plan
    assert plangen.dump(again(plan, language)) == plangen.dump(plan)


def as_typed(node: Node) -> Any:  # noqa: ANN401 - any YAML
    """The texts of a file as the loader sees them."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return [(key.value, as_typed(value)) for key, value in node.entries]
    return [as_typed(entry) for entry in node.items]


def as_others_read(node: Any) -> Any:  # noqa: ANN401 - any YAML
    """The same as another reader of YAML sees them."""
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, MappingNode):
        return [(key.value, as_others_read(value)) for key, value in node.value]
    return [as_others_read(entry) for entry in node.value]


# Kinds of values that may be numbers or booleans to other readers; all others are texts to them.
UNTYPED = ("year", "number", "points", "yes_no", "marker", "markers", "when", "vars")
NO_TEXTS = {
    name for rows in keys.KEYS.values() for key in rows if key.kind in UNTYPED for name in key.names
}


def not_texts(node: Any, key: str = "") -> Iterator[str]:  # noqa: ANN401 - any YAML
    """The keys above values that are no texts to another reader; people may be nobody."""
    if isinstance(node, ScalarNode):
        if not node.tag.endswith((":str", ":null")):
            yield key
    elif isinstance(node, MappingNode):
        for name, value in node.value if key not in NO_TEXTS else ():
            yield from not_texts(value, name.value)
    else:
        for entry in node.value:
            yield from not_texts(entry, key)


@settings(max_examples=30)
@given(plans, st.sampled_from(LANGUAGES))
def test_other_readers_and_the_schema_see_what_the_loader_sees(
    plan: Plan, language: KeyLanguage
) -> None:
    text = plangen.dump(plan, keys=language)
    root = YAML(typ="safe", pure=True).compose(io.StringIO(text))
    assert as_others_read(root) == as_typed(read_source("plan.yaml", text.encode()).root)
    assert set(not_texts(root)) <= NO_TEXTS, text
    assert refusals(text) == [], text


sections = st.tuples(
    st.sampled_from(((), ("甲",), ("goals",), ("工作任务",))),
    st.sampled_from((*model.ROLES, "other")),
).filter(lambda found: found != ((), "other"))


@given(st.lists(sections, max_size=7), st.sampled_from(LANGUAGES))
def test_sections_stand_in_any_order(
    found: list[tuple[model.Paragraphs, model.Role]], language: KeyLanguage
) -> None:
    plan = Plan("计划", sections=tuple(Item(text, role=role) for text, role in found))
    assert again(plan, language) == plan


def test_there_are_examples() -> None:
    assert len(PLANS) >= 9


# Plans that a file can say and that a writer may lose.
FILES: dict[str, str] = {
    "an empty marker": "tasks: {items: [甲], marker: ''}",
    "a null marker": "tasks: {items: [甲], marker: }",
    "markers for two levels": "tasks: {items: [甲], marker: [1., '']}",
    "a marker of braces": "tasks: {items: [甲], marker: \"{{ '{{' }}\", month_marker: \"{{ '{%' }}\"}",
    "an empty period": "schedule: {stages: [{name: 甲, period: ''}]}",
    "a period in braces": "schedule: {stages: [{name: 甲, period: \"{{ '{{' }}\"}]}",
    "numbering in braces": "numbering: [\"{{ '{#' }}\"]",
    "no numbering": "numbering: ''",
    "a section that is called as another": "goals: 甲\nsections: [{text: goals}, {text: 工作任务}]",
    "a section of one text": "sections: [{text: 甲}]",
    "a section that is not numbered": "goals: {text: 甲, numbered: false}",
    "sections out of order": "sections: [{role: tasks, text: 甲}, {role: goals, text: 乙}]",
    "sections placed by name": "goals: 甲\ntasks: 乙\nsections: [丙, tasks, goals, {role: tasks}, {items: [丁]}]",
    "a section of nothing but a role": "sections: [{role: goals}, {role: tasks, numbered: false}]",
    "a role twice": "goals: 甲\nsections: [{role: goals, text: 乙}, {role: goals, text: 丙}]",
    "an item with a role": "tasks: [{text: 甲, role: goals}]",
    "a role alone": "tasks: [{role: goals}]",
    "a number alone": "tasks: [{numbered: false}]",
    "a heading that does not run in": "tasks: [{heading: 甲。, text: 乙, run_in: false}]",
    "a heading that runs in": "tasks: [{heading: 甲, text: 乙, run_in: true}]",
    "a role without people": "leadership: {groups: [{roles: {组长: }}]}",
    "people in one text": "leadership: {groups: [{roles: {组长: 甲（乙、丙）、丁}}]}",
    "people in one text with blanks": "leadership: {groups: [{roles: {组长: '甲、 乙 、、丙'}}]}",
    "one of people with a mark": "leadership: {groups: [{roles: {组长: [甲、乙]}}]}",
    "a bracket that is not closed": "leadership: {groups: [{roles: {组长: 甲（乙、丙}}]}",
    "an office in words": "leadership: {groups: [{office: 设在甲}]}",
    "a table of empty cells": "tasks: [{table: {columns: [甲], rows: [[], ['']]}}]".replace("[], ", ""),
    "a table without rows": "tasks: [{table: {columns: [甲], rows: []}}]",
    "a table without columns": "tasks: [{table: {columns: [], rows: []}}]",
    "months that are listed": "schedule: {months: {1、3: 甲, 全年: 乙, 5-7: 丙}}",
    "a month twice": "schedule: {months: [{month: 3, text: 甲, observances: [乙]}, {month: 3, items: [丙]}]}",
    "months with items": "schedule: {months: {3: [甲, {heading: 乙}], 4: {items: [丙], role: goals}}}",
    "people with 、 in brackets": "leadership: {groups: [{roles: {组长: 甲（乙、丙）, 副: [丁）、（戊, 己（、)]}}]}",
    "roles that YAML knows": "leadership: {groups: [{roles: {'null': [甲], '1': [乙], '': [丙], '<<': 丁}}]}",
    "variables that YAML knows": "vars: {'on': 'yes', '#': [], '1': 010, '-': 1e3, 甲: 'null', 乙: 2027-01-08}",
    "a precise line pitch": "layout: {line_pitch: 28.3464567}",
    "an imprint of nothing": "layout: {imprint: {}}",
    "an imprint with a date": "layout: {imprint: {date: 2027-1-8}}",
    "an imprint with words": "layout: {imprint: {date: 全年}}",
    "a label of nothing": "labels: {lead: 甲}",
    "labels of an item": "tasks: [{text: 甲, lead: 乙, labels: {lead: 丙}}]",
    "months spelled out": "schedule: {months: {5至6月: 甲, 7、8月: 乙, 九、十月份: 丙}}",
    "a variable of nothing": "vars: {甲: , 乙: [], 丙: ''}",
    "a variable in braces": "vars: {甲: \"{{ '{{' }}\"}",
    "years and dates": "year: 2027年度\nsignature: {date: 2027年1月8日}",
    "a title of lines": "subtitle: |\n  甲\n  乙",
    "own keys": "x-甲: {a: [b]}",
}  # fmt: skip


@pytest.mark.parametrize("text", FILES.values(), ids=list(FILES))
def test_what_a_file_can_say_is_not_lost(text: str) -> None:
    loaded = loads(f"{TITLE}{text}\n".encode(), "plan.yaml")
    if loaded.plan is not None:
        assert again(loaded.plan) == loaded.plan
    else:  # then it must not be sayable at all
        assert {problem.level for problem in loaded.problems} == {"error"}


@pytest.mark.parametrize("text", HOSTILE)
def test_every_hostile_piece_is_a_text(text: str) -> None:
    if text.strip():
        plan = Plan(text.strip(), sections=(Item(items=(Item((text.strip(), "甲")),)),))
        assert again(plan) == plan


FULL = Plan(
    "计划\n（二）",
    year=2027,
    recipients=("各科室",),
    preamble=("甲：乙。", "丙"),
    sections=(
        Item(
            items=(
                Item(("丁",)),
                Item(("戊",), "己。", run_in=True, lead=("社",), due=Date(2027, 6)),
                Item(("庚",), indicator=model.Indicator("率", at_least="98", unit="%")),
            ),
            role="goals",
        ),
        Item(
            months=(
                model.Month(Months((1,)), Item(("壬",)), ("癸",)),
                model.Month(Months((1, 2, 4, 5)), Item(("{{ 子 }}",))),
                model.Month(Months((4, 5, 6), "第二季度"), Item(items=(Item(("丑",)),))),
            ),
            month_marker="1月份，",
            role="schedule",
        ),
        Item(
            groups=(
                model.Group(
                    "组",
                    roles=(
                        model.GroupRole("组长", (model.Member("甲（书记、主任）"),)),
                        model.GroupRole("成员", (model.Member("乙"), model.Member("丙"))),
                    ),
                    office=model.Office(place="办", phone="62700315"),
                ),
            ),
            role="leadership",
        ),
        Item(("辛",), "首", numbered=False, marker=("1.",)),
        Item(("寅", "卯"), role="tasks"),
        Item(items=(Item(("辰",)),)),
    ),
    attachments=(model.Attachment("表", tasks=True), model.Attachment("图")),
    signature=model.Signature(("社",), Date(2027, 1, 8)),
    variables=(("数", "10"),),
    layout=Layout(
        "windows",
        page_numbers="none",
        bold_headings=True,
        line_pitch=30.0,
        red_head=RedHead("子"),
        imprint=Imprint(("丑",), date="2027年1月15日"),
    ),
)
WRITTEN = """\
# yaml-language-server: $schema=plan.schema.json
title: |
  计划
  （二）
year: 2027
recipients: [各科室]

vars:
  数: 10

preamble: |
  甲：乙。
  丙

goals:
  - 丁
  - heading: 己。
    text: 戊
    lead: [社]
    due: 2027-06
  - text: 庚
    indicator: {name: 率, at_least: 98, unit: "%"}

schedule:
  month_marker: 1月份，
  months:
    1:
      text: 壬
      observances: [癸]
    1-2、4-5: "{{ '{' }}{{ '{' }} 子 }}"
    第二季度:
      - 丑

leadership:
  groups:
    - name: 组
      roles: {组长: 甲（书记、主任）, 成员: [乙, 丙]}
      office: {place: 办, phone: "62700315"}

sections:
  - heading: 首
    numbered: false
    text: 辛
    marker: 1.
  - role: tasks
    text: |
      寅
      卯
  - items:
      - 辰

attachments:
  - {title: 表, tasks: true}
  - 图

signature: {organization: 社, date: 2027-01-08}

layout:
  preset: windows
  page_numbers: none
  bold_headings: true
  line_pitch: 30
  red_head: {name: 子}
  imprint: {copies: [丑], date: 2027-01-15}
"""
WRITTEN_ZH = """\
标题: |
  计划
  （二）
年度: 2027
主送: [各科室]

变量:
  数: 10

前言: |
  甲：乙。
  丙

工作目标:
  - 丁
  - 标题: 己。
    内容: 戊
    牵头: [社]
    时限: 2027-06
  - 内容: 庚
    指标: {名称: 率, 不低于: 98, 单位: "%"}

时间安排:
  月份序号: 1月份，
  月份:
    1:
      内容: 壬
      主题日: [癸]
    1-2、4-5: "{{ '{' }}{{ '{' }} 子 }}"
    第二季度:
      - 丑

组织领导:
  工作小组:
    - 名称: 组
      名单: {组长: 甲（书记、主任）, 成员: [乙, 丙]}
      办公室: {地点: 办, 电话: "62700315"}

其他部分:
  - 标题: 首
    编号: 否
    内容: 辛
    序号: 1.
  - 类别: tasks
    内容: |
      寅
      卯
  - 条目:
      - 辰

附件:
  - {名称: 表, 任务分解: 是}
  - 图

落款: {单位: 社, 日期: 2027-01-08}

版式:
  字体方案: windows
  页码: 无
  标题加粗: 是
  行距: 30
  红头: {标志: 子}
  版记: {抄送: [丑], 印发日期: 2027-01-15}
"""


def test_a_plan_as_people_would_write_it() -> None:
    assert plangen.dump(FULL, schema="plan.schema.json") == WRITTEN
    assert plangen.dump(FULL, keys="zh") == WRITTEN_ZH
    assert report(loads(WRITTEN.encode()).problems) == []
    assert again(FULL, "zh") == again(FULL) == FULL


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("civilized-community", "en"),
        ("double-support", "zh"),
        ("draft-issued", "en"),
        ("women", "en"),
    ],
)
def test_an_example_is_written_as_it_was(
    name: str, language: KeyLanguage, compare: Callable[[Path, bytes], None]
) -> None:
    """Near to the example itself: its comments are lost, and what it says by default."""
    text = plangen.dump(plangen.load(EXAMPLES / f"{name}.yaml"), keys=language)
    compare(DUMPED / f"{name}.yaml", text.encode())
    assert report(loads(text.encode()).problems) == []


def test_nobody_is_a_person_like_others() -> None:
    group = model.Group(
        roles=(model.GroupRole("组长"), model.GroupRole("成员", (model.Member("甲"),)))
    )
    text = plangen.dump(Plan("计划", sections=(Item(groups=(group,)),)))
    assert text.endswith("      - roles:\n          组长:\n          成员: 甲\n")


@pytest.mark.parametrize("text", ["、" * 100_000 + "）", "（" * 100_000, "{{" * 50_000])
def test_nothing_long_is_slow(text: str) -> None:
    group = model.Group(roles=(model.GroupRole("组长", (model.Member(text),)),))
    with held():
        plangen.dump(Plan(text, sections=(Item((text,), groups=(group,)),)))
