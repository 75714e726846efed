"""The law of plan files: what is written is loaded as the same plan."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from reports import report
from strategies import HOSTILE, names, plans, texts

import plangen
from plangen import model
from plangen.dates import Date, Months
from plangen.layout import Imprint, Layout, RedHead
from plangen.loader import loads
from plangen.model import Item, Plan

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").rglob("[!.]*.yaml"))
PLANS = [
    path
    for path in EXAMPLES
    if not path.name.endswith("layout.yaml") and path.parent.name != "broken"
]
TITLE = "title: 计划\n"


def again(plan: Plan) -> Plan:
    """The plan, written and loaded."""
    text = plangen.dump(plan)
    loaded = loads(text.encode(), "plan.yaml")
    errors = [problem.describe() for problem in loaded.problems if problem.level == "error"]
    assert errors == [], text
    assert loaded.plan is not None
    return loaded.plan


@settings(max_examples=80)
@given(plans)
def test_a_plan_is_loaded_as_it_was_written(plan: Plan) -> None:
    assert again(plan) == plan


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


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.name)
def test_an_example_is_loaded_as_it_was_written(path: Path) -> None:
    plan = plangen.load(path)
    assert again(plan) == plan
    assert plangen.dump(again(plan)) == plangen.dump(plan)


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
    "a precise line pitch": "layout: {line_pitch: 28.3464567}",
    "an imprint of nothing": "layout: {imprint: {}}",
    "an imprint with a date": "layout: {imprint: {date: 2027-1-8}}",
    "an imprint with words": "layout: {imprint: {date: 全年}}",
    "a label of nothing": "labels: {lead: 甲}",
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
    "计划",
    year=2027,
    preamble=("甲：乙。", "丙"),
    sections=(
        Item(
            items=(Item(("丁",)), Item(("戊",), "己。", run_in=True, due=Date(2027, 6))),
            role="goals",
        ),
        Item(
            months=(
                model.Month(Months((1,)), Item(("庚",)), ("辛",)),
                model.Month(Months((4, 5)), Item(("{{ 壬 }}",))),
            ),
            month_marker="1月份，",
            role="schedule",
        ),
        Item(("末",), "首", marker=("1.",)),
    ),
    layout=Layout("windows", line_pitch=30.0, red_head=RedHead("子"), imprint=Imprint(("丑",))),
)
WRITTEN = """\
title: 计划
year: 2027
preamble: |-
  甲：乙。
  丙
goals:
  - 丁
  - heading: 己。
    text: 戊
    due: 2027-06
schedule:
  months:
    - month: '1'
      observances:
        - 辛
      text: 庚
    - month: 4,5
      text: "{{ '{' }}{{ '{' }} 壬 }}"
  month_marker: 1月份，
sections:
  - heading: 首
    text: 末
    marker: '1.'
layout:
  preset: windows
  line_pitch: '30'
  red_head:
    name: 子
  imprint:
    copies:
      - 丑
"""


def test_a_plan_as_people_would_write_it() -> None:
    assert plangen.dump(FULL) == WRITTEN
    assert report(loads(WRITTEN.encode()).problems) == []
