"""Plan files to plans: what every key means, and every problem at its place."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from limits import held
from reports import marked, report

import plangen
from plangen import model
from plangen.dates import Date, Months
from plangen.keys import CHOICES_ZH, KEYS, Key
from plangen.layout import Imprint, Layout, RedHead
from plangen.loader import Loaded, check, examine, load_layout, loads
from plangen.model import Item, Member, Plan
from plangen.problems import Words

TITLE = "title: 计划\n"
Value = str | tuple[str, ...]


def load(text: str, variables: Mapping[str, Value] | None = None) -> Loaded:
    return loads(text.encode(), "plan.yaml", variables)


def plan_of(text: str, variables: Mapping[str, Value] | None = None) -> Plan:
    """The plan of a text that has no problem at all, below a title."""
    loaded = load(TITLE + text, variables)
    assert report(loaded.problems) == []
    assert loaded.plan is not None
    return loaded.plan


def task_of(text: str) -> Item:
    """The only task of a plan."""
    (section,) = plan_of(text).sections
    (item,) = section.items
    return item


# Keys by every name: the mapping that a key is tried in, what else stands there, and the way to it.
BASES: dict[str, dict[str, Any]] = {
    "plan": {"title": "计划"},
    "item": {"heading": "标题", "text": "正文"},
    "stage": {"name": "阶段", "text": "正文"},
    "month": {"month": 1, "heading": "标题", "text": "正文"},
    "group": {"name": "小组"},
    "member": {"name": "某"},
    "indicator": {"name": "指标"},
    "table": {"columns": ["栏", "栏"], "rows": [["格", "格"]]},
    "attachment": {"title": "附件"},
    "red_head": {"name": "标志"},
}
WAYS: dict[str, list[str | int]] = {
    "plan": [],
    "item": ["tasks", 0],
    "stage": ["schedule", "stages", 0],
    "month": ["schedule", "months", 0],
    "group": ["leadership", "groups", 0],
    "member": ["leadership", "groups", 0, "roles", "组长", 0],
    "office": ["leadership", "groups", 0, "office"],
    "indicator": ["goals", 0, "indicator"],
    "table": ["tasks", 0, "table"],
    "attachment": ["attachments", 0],
    "signature": ["signature"],
    "labels": ["labels"],
    "layout": ["layout"],
    "fonts": ["layout", "fonts"],
    "red_head": ["layout", "red_head"],
    "imprint": ["layout", "imprint"],
}
SAMPLES: dict[str, Any] = {
    "text": "甲",
    "paragraphs": "甲\n乙",
    "texts": ["甲", "乙"],
    "year": 2027,
    "when": "2027-06",
    "number": 95.5,
    "points": 30,
    "yes_no": True,
    "role": "goals",
    "marker": "1、",
    "markers": ["1、", "①"],
    "month_name": 3,
    "cells": ["甲", "乙"],
    "months": {"3": "甲"},
    "stages": [{"name": "甲"}],
    "groups": [{"name": "甲"}],
    "roles": {"组长": "甲"},
    "office": {"place": "甲"},
    "items": ["甲"],
    "section": "甲",
    "sections": ["甲"],
    "indicator": {"name": "甲"},
    "table": {"columns": ["甲"], "rows": [["乙"]]},
    "rows": [["甲", "乙"]],
    "attachments": ["甲"],
    "signature": {"date": "2027-01-08"},
    "labels": {"lead": "甲"},
    "vars": {"甲": "乙"},
    "layout": {"draft": "甲"},
    "fonts": {"body": "宋体"},
    "red_head": {"name": "甲"},
    "imprint": {"issuer": "甲"},
}
ALL_KEYS = [(table, key) for table, keys in KEYS.items() for key in keys]
ALIASES = [(table, key, name) for table, key in ALL_KEYS for name in key.names[1:]]


def sample(key: Key) -> Any:  # noqa: ANN401 - any YAML
    """A value of a key that is not what it is without the key."""
    if key.kind.startswith("choice:"):
        return key.kind.rpartition(",")[2]
    if key.name == "base":
        return "office.yaml"
    return False if key.name == "numbered" else SAMPLES[key.kind]


def load_below(table: str, values: dict[str, Any], folder: Path) -> Loaded:
    """A plan with a mapping of a table in it; JSON is YAML."""
    data: Any = values
    for step in reversed(WAYS[table]):
        data = {step: data} if isinstance(step, str) else [data]
    data = {"title": "计划", **data} if table != "plan" else data
    return loads(json.dumps(data, ensure_ascii=False).encode(), str(folder / "plan.yaml"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a layout file."""
    (tmp_path / "office.yaml").write_text("draft: 讨论稿\n", encoding="utf-8")
    return tmp_path


def without(table: str, key: Key) -> dict[str, Any]:
    return {name: value for name, value in BASES.get(table, {}).items() if name != key.name}


def test_every_table_of_keys_has_a_way_to_it() -> None:
    assert set(WAYS) == set(KEYS)


@pytest.mark.parametrize(
    ("table", "key"), ALL_KEYS, ids=lambda value: getattr(value, "name", value)
)
def test_every_key_says_something(table: str, key: Key, folder: Path) -> None:
    loaded = load_below(table, {**without(table, key), key.name: sample(key)}, folder)
    assert report(loaded.problems) == []
    if key.name != "$schema":  # for editors
        assert loaded.plan != load_below(table, BASES.get(table, {}), folder).plan


@pytest.mark.parametrize(("table", "key", "name"), ALIASES)
def test_every_name_of_a_key_means_the_same(table: str, key: Key, name: str, folder: Path) -> None:
    rest = without(table, key)
    english = load_below(table, {**rest, key.name: sample(key)}, folder)
    chinese = load_below(table, {**rest, name: sample(key)}, folder)
    assert report(chinese.problems) == []
    assert chinese.plan == english.plan


@pytest.mark.parametrize(("table", "key", "name"), ALIASES)
def test_one_key_by_two_names_is_refused(table: str, key: Key, name: str, folder: Path) -> None:
    values = {**without(table, key), key.name: sample(key), name: sample(key)}
    (problem,) = load_below(table, values, folder).problems
    assert (problem.level, problem.rule) == ("error", "duplicate-key")
    assert f"“{name}”" in problem.message.zh
    assert f"“{key.name}”" in problem.message.zh


@pytest.mark.parametrize("table", KEYS)
def test_no_name_means_two_keys(table: str) -> None:
    names = [name for key in KEYS[table] for name in key.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("▲yeer: 2027", "year"),
        ("▲年分: 2027", "年度"),
        ("▲goal: 甲", "goals"),
        ("▲目标: 甲", "工作目标"),
        ("tasks: [{▲headin: 甲, text: 乙}]", "heading"),
        ("schedule: {stages: [{name: 甲, ▲fron: 2027-01}]}", "from"),
        ("schedule: {months: {1: {▲observance: 甲, text: 乙}}}", "observances"),
        ("leadership: {groups: [{name: 甲, ▲role: {组长: 乙}}]}", "roles"),
        ("goals: [{text: 甲, indicator: {name: 乙, ▲atleast: 3}}]", "at_least"),
        ("layout: {▲page_number: center}", "page_numbers"),
        ("layout: {fonts: {▲heading: 黑体}}", "heading"),
        ("signature: {▲在场人: 甲}", None),
        ("▲zzzz: 甲", None),
    ],
)
def test_an_unknown_key_comes_with_a_proposal(text: str, near: str | None) -> None:
    clean, (place,) = marked(f"{TITLE}{text}\n")
    (problem,) = load(clean).problems
    assert report([problem]) == [f"{place} error unknown-key"]
    if near is None:
        assert problem.proposal is None
    else:
        assert problem.proposal is not None
        assert near in problem.proposal.zh
        assert near in problem.proposal.en


def test_keys_of_ones_own_begin_with_x() -> None:
    assert plan_of("x-office: {a: [b]}\n") == Plan("计划")
    assert report(load(TITLE + "tasks: [{x-a: b, text: c}]\n").problems) == [
        "2:10 error unknown-key"
    ]


EVERYTHING = """\
▲year: ▲今年
▲yeer: 2027
recipients: [各小区▲，各网格, ▲'{{ 未知 }}']
goals:
  - indicator: {name: 甲, at_least: ▲多}
    text:▲
tasks:
  - heading: 走访
    due: ▲2027-02-30
    run_in: ▲也许
    table:
      columns: [甲, 乙]
      rows: [[1, 2], ▲[1]]
  - ▲[嵌套]
schedule:
  months: {1: 甲, ▲13: 乙, ▲一月: 丙}
  stages: [▲{from: 2027-01, text: 丁}]
layout: {preset: ▲word, line_pitch: ▲5}
▲year: 2028
"""


def test_every_problem_of_a_file_in_one_run_and_in_order() -> None:
    clean, places = marked(EVERYTHING)
    rules = [
        "error missing-key",
        "error year",
        "error unknown-key",
        "warning full-width-comma",
        "error undefined-variable",
        "error number",
        "error empty",
        "error impossible-date",
        "error yes-no",
        "error table-row",
        "error wrong-kind",
        "error month",
        "error duplicate-key",
        "error missing-key",
        "error choice",
        "error number",
        "error duplicate-key",
    ]
    assert report(load(clean).problems) == [
        f"{place} {rule}" for place, rule in zip(places, rules, strict=True)
    ]


# What is wrong, with a mark before every place, and what is said there.
WRONG: dict[str, tuple[str, list[str]]] = {
    "a mapping as a title": ("title: ▲{a: b}", ["wrong-kind"]),
    "a list as a title": ("title: ▲[甲]", ["wrong-kind"]),
    "no title": ("▲year: 2027", ["missing-key"]),
    "a title of nothing": ("title:▲", ["empty"]),
    "a title of blanks": ("title: ▲'  '", ["empty"]),
    "a null": ("title: ▲~", ["empty"]),
    "a null by name": ("title: ▲null", ["empty"]),
    "a null in capitals": ("title: ▲NULL", ["empty"]),
    "an empty text": (TITLE + "organization: ▲''", ["empty"]),
    "an empty entry": (TITLE + "recipients: [甲, ▲'']", ["empty"]),
    "an empty item": (TITLE + "tasks: [甲, ▲'']", ["empty"]),
    "an item of nothing": (TITLE + "tasks:\n  -▲\n  - 甲", ["empty"]),
    "a mapping of nothing": (TITLE + "tasks: [▲{}]", ["empty"]),
    "a section of nothing": (TITLE + "goals: ▲{}", ["empty"]),
    "a section without items": (TITLE + "goals: ▲[]", ["empty"]),
    "a signature of nothing": (TITLE + "signature: ▲{}", ["empty"]),
    "an office of nothing": (TITLE + "leadership: {groups: [{office: ▲{}}]}", ["empty"]),
    "a group of nothing": (TITLE + "leadership: {groups: [▲{}]}", ["empty"]),
    "two lines where one can stand": (TITLE + "organization: ▲|\n  甲\n  乙", ["one-line"]),
    "a list where one line can stand": (TITLE + "organization: ▲[甲]", ["wrong-kind"]),
    "a list in a list of texts": (TITLE + "recipients: [甲, ▲[乙]]", ["wrong-kind"]),
    "a list in a cell": (
        TITLE + "tasks: [{table: {columns: [甲], rows: [[▲[乙]]]}}]",
        ["wrong-kind"],
    ),
    "a mapping as recipients": (TITLE + "recipients: ▲{a: b}", ["wrong-kind"]),
    "a list in a list": (TITLE + "tasks: [▲[甲]]", ["wrong-kind"]),
    "a text as items": (TITLE + "tasks: [{heading: 甲, items: ▲乙}]", ["wrong-kind"]),
    "a text as sections": (TITLE + "sections: ▲甲", ["wrong-kind"]),
    "a text as months": (TITLE + "schedule: {text: 甲, months: ▲乙}", ["wrong-kind"]),
    "a month without its number": (TITLE + "schedule: {months: [▲{text: 甲}]}", ["missing-key"]),
    "a text as a stage": (TITLE + "schedule: {stages: [▲甲]}", ["wrong-kind"]),
    "a stage without its name": (TITLE + "schedule: {stages: [▲{text: 甲}]}", ["missing-key"]),
    "a stage of dates": (TITLE + "schedule: {stages: [▲{from: 2027-01}]}", ["missing-key"]),
    "a text as a group": (TITLE + "leadership: {groups: [▲甲]}", ["wrong-kind"]),
    "a list as roles": (TITLE + "leadership: {groups: [{roles: ▲[乙]}]}", ["wrong-kind"]),
    "a role twice": (
        TITLE + "leadership: {groups: [{roles: {组长: 甲, ▲组长: 乙}}]}",
        ["duplicate-key"],
    ),
    "a member without a name": (
        TITLE + "leadership: {groups: [{roles: {组长: [▲{post: 甲}]}}]}",
        ["missing-key"],
    ),
    "a number as an indicator": (TITLE + "goals: [{text: 甲, indicator: ▲95}]", ["wrong-kind"]),
    "an indicator without a name": (
        TITLE + "goals: [{text: 甲, indicator: ▲{at_least: 95}}]",
        ["missing-key"],
    ),
    "a list as a table": (TITLE + "tasks: [{text: 甲, table: ▲[甲]}]", ["wrong-kind"]),
    "a table without rows": (TITLE + "tasks: [{table: ▲{columns: [甲]}}]", ["missing-key"]),
    "texts as columns and rows": (
        TITLE + "tasks: [{table: {columns: ▲甲, rows: ▲乙}}]",
        ["wrong-kind", "wrong-kind"],
    ),
    "rows of other lengths": (
        TITLE + "tasks: [{table: {columns: [甲, 乙], rows: [▲[1], [1, 2], ▲[1, 2, 3]]}}]",
        ["table-row", "table-row"],
    ),
    "an annex without a title": (TITLE + "attachments: [▲{tasks: true}]", ["missing-key"]),
    "an annex of blanks": (TITLE + "attachments: [▲' ']", ["empty"]),
    "a text as a signature": (TITLE + "signature: ▲甲", ["wrong-kind"]),
    "a list as labels": (TITLE + "labels: ▲[甲]", ["wrong-kind"]),
    "a list as variables": (TITLE + "vars: ▲[甲]", ["wrong-kind"]),
    "variables of nothing": (TITLE + "vars:▲", ["empty"]),
    "a mapping as a variable": (TITLE + "vars: {甲: ▲{a: b}}", ["wrong-kind"]),
    "a list as a red head": (TITLE + "layout: {red_head: ▲[甲]}", ["wrong-kind"]),
    "a red head without a name": (TITLE + "layout: {red_head: ▲{number: 甲}}", ["missing-key"]),
    "a mapping as a marker": (TITLE + "tasks: [{text: 甲, marker: ▲{a: b}}]", ["wrong-kind"]),
    "a list as a month marker": (
        TITLE + "schedule: {months: {1: 甲}, month_marker: ▲[1月份]}",
        ["wrong-kind"],
    ),
    "a list as a period": (
        TITLE + "schedule: {stages: [{name: 甲, period: ▲[乙]}]}",
        ["wrong-kind"],
    ),
    "markers that cannot count": (
        TITLE + "numbering: [一、, ▲0., ▲'1.1', ▲1、第一阶段：]",
        ["marker", "marker", "marker"],
    ),
    "a month within a month": (
        TITLE + "schedule: {months: {1: {▲month: 2, text: 甲}}}",
        ["unknown-key"],
    ),
    "no month": (
        TITLE + "schedule: {months: {▲13: 甲, ▲春天: 乙, ▲5-4: 丙, 1: 丁}}",
        ["month"] * 3,
    ),
    "no month in a list": (TITLE + "schedule: {months: [{month: ▲13, text: 甲}]}", ["month"]),
}


@pytest.mark.parametrize(("text", "rules"), WRONG.values(), ids=list(WRONG))
def test_what_is_wrong_is_said_once_at_its_place(text: str, rules: list[str]) -> None:
    clean, places = marked(text)
    loaded = load(clean + "\n")
    assert report(loaded.problems) == [
        f"{place} error {rule}" for place, rule in zip(places, rules, strict=True)
    ]
    assert loaded.plan is None


def test_a_missing_key_is_named_in_both_languages() -> None:
    (problem,) = load("year: 2027\n").problems
    assert problem.describe("zh") == "plan.yaml:1:1: 错误: 缺少“title”（标题） [missing-key]"
    assert problem.describe("en") == "plan.yaml:1:1: error: “title” (标题) is missing [missing-key]"


def test_a_role_without_people_is_a_warning() -> None:
    loaded = load(TITLE + "leadership: {groups: [{roles: {组长: , 成员: []}}]}\n")
    assert report(loaded.problems) == ["2:36 warning empty", "2:42 warning empty"]
    assert loaded.plan is not None
    (group,) = loaded.plan.sections[0].groups
    assert group.roles == (model.GroupRole("组长"), model.GroupRole("成员"))


def test_no_more_problems_than_a_reader_can_read() -> None:
    loaded = load(TITLE + "".join(f"k{n}: 甲\n" for n in range(500)))
    assert len(loaded.problems) == 200


# Values.


LITERAL = ["3.5", "12.4", "1.10", "12:30", "010", "0x1F", "0o17", "1e3", "1_000", "+1", ".5", ".inf", ".nan",
           "on", "off", "yes", "no", "true", "False", "y", "13800000000", "2027-03-05", "2026-3", "1.0",
           "<<", "=", "~甲", "null甲", "甲 #", "甲#乙", "a:b", "甲:乙", "50%", "。"]  # fmt: skip


@pytest.mark.parametrize("text", LITERAL)
def test_a_text_is_what_was_typed(text: str) -> None:
    shown = text.removesuffix(" #")
    assert plan_of(f"organization: {text}\n").organization == shown
    assert plan_of(f"recipients:\n  - {text}\n").recipients == (shown,)
    assert plan_of(f"vars:\n  甲: {text}\n").variables == (("甲", shown),)
    assert plan_of(f"preamble: |\n  {text}\n").preamble == (text,)
    assert plan_of(f"organization: '{text}'\n").organization == text
    table = task_of(
        f"tasks:\n  - table:\n      columns: [甲]\n      rows:\n        - - {text}\n"
    ).table
    assert table == model.DataTable(("甲",), ((shown,),))


def test_an_empty_cell_is_an_empty_text() -> None:
    table = task_of("tasks: [{table: {columns: [甲, 乙], rows: [[~, ''], ['', 3]]}}]\n").table
    assert table == model.DataTable(("甲", "乙"), (("", ""), ("", "3")))


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("preamble: 甲", ("甲",)),
        ("preamble: |\n  甲\n  乙", ("甲", "乙")),
        ("preamble: |\n  甲\n\n\n  　　乙  ", ("甲", "乙")),
        ("preamble: |-\n  甲\n    乙", ("甲", "乙")),
        ("preamble: [甲, 乙]", ("甲", "乙")),
        ('preamble: "甲\\n乙"', ("甲", "乙")),
        ("preamble:\n  - 甲\n  - |\n    乙\n    丙", ("甲", "乙", "丙")),
        ("preamble: '  甲 '", ("甲",)),
    ],
)
def test_each_line_is_a_paragraph(text: str, paragraphs: tuple[str, ...]) -> None:
    assert plan_of(text + "\n").preamble == paragraphs


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("甲\n  乙", "甲乙"),
        ("甲，\n  乙", "甲，乙"),
        ("Word\n  Excel", "Word Excel"),
        ("甲 Word\n  乙", "甲 Word 乙"),
    ],
)
def test_a_text_over_lines_is_joined_and_warned_of(text: str, joined: str) -> None:
    loaded = load(f"{TITLE}organization: {text}\n")
    assert report(loaded.problems) == ["2:15 warning folded-text"]
    assert loaded.plan is not None
    assert loaded.plan.organization == joined


def test_a_title_keeps_its_lines() -> None:
    assert load("title: |\n  某街道\n  工作计划\n").plan == Plan("某街道\n工作计划")


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2027", 2027),
        ("2027年", 2027),
        ("2027年度", 2027),
        ("'2027'", 2027),
        ("1949", 1949),
        ("2999", 2999),
        ("1948", None),
        ("3000", None),
        ("27", None),
        ("2027.0", None),
        ("２０２７", None),
        ("二〇二七年", None),
        ("2027-2028", None),
    ],
)
def test_years(text: str, year: int | None) -> None:
    loaded = load(f"{TITLE}year: {text}\n")
    assert report(loaded.problems) == ([] if year else ["2:7 error year"])
    assert (loaded.plan and loaded.plan.year) == year


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2027-03-05", Date(2027, 3, 5)),
        ("2027-3-5", Date(2027, 3, 5)),
        ("2027-03", Date(2027, 3)),
        ("'2027-03'", Date(2027, 3)),
        ("2027年3月5日", Date(2027, 3, 5)),
        ("3月底前", "3月底前"),
        ("全年", "全年"),
        ("每季度", "每季度"),
    ],
)
def test_one_rule_for_dates(text: str, when: model.When) -> None:
    assert task_of(f"tasks: [{{text: 甲, due: {text}}}]\n").due == when
    (stage,) = plan_of(f"schedule: {{stages: [{{name: 甲, from: {text}}}]}}\n").sections[0].stages
    assert stage.start == when
    signature = plan_of(f"signature: {{date: {text}}}\n").signature
    assert signature == model.Signature((), when)


@pytest.mark.parametrize("text", ["2027-02-29", "2027-13", "2027年2月30日", "2027-00-01"])
def test_an_impossible_date_is_refused_everywhere(text: str) -> None:
    loaded = load(
        f"{TITLE}signature: {{date: {text}}}\nlayout: {{imprint: {{date: {text}}}}}\n"
        f"tasks: [{{text: 甲, due: {text}}}]\n"
        f"schedule: {{stages: [{{name: 甲, from: {text}, to: {text}}}]}}\n"
    )
    assert [(p.line, p.rule) for p in loaded.problems] == [
        (line, "impossible-date") for line in (2, 3, 4, 5, 5)
    ]
    assert f"“{text}”" in loaded.problems[0].message.zh


@pytest.mark.parametrize("word", ["true", "yes", "on", "是", "True", "Yes"])
def test_words_for_yes(word: str) -> None:
    assert plan_of(f"layout: {{bold_headings: {word}}}\n").layout.bold_headings


@pytest.mark.parametrize("word", ["false", "no", "off", "否", "False", "No"])
def test_words_for_no(word: str) -> None:
    assert not task_of(f"tasks: [{{text: 甲, numbered: {word}}}]\n").numbered


@pytest.mark.parametrize("word", ["maybe", "1", "0", "真", "y"])
def test_other_words_are_neither_yes_nor_no(word: str) -> None:
    loaded = load(f"{TITLE}tasks: [{{text: 甲, numbered: {word}}}]\n")
    assert report(loaded.problems) == ["2:29 error yes-no"]


CHOICES = [(key, word) for key in KEYS["layout"] if key.kind.startswith("choice:")
           for word in key.kind.removeprefix("choice:").split(",")]  # fmt: skip


@pytest.mark.parametrize(("key", "word"), CHOICES, ids=lambda value: getattr(value, "name", value))
def test_choices_in_both_languages(key: Key, word: str) -> None:
    names = [word, CHOICES_ZH[word]] if word in CHOICES_ZH else [word]
    for name in names:
        layout = plan_of(f"layout: {{{key.name}: {name}}}\n").layout
        assert getattr(layout, key.name) == word


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("layout: {preset: ▲word}", "gb2312, windows"),
        ("layout: {page_numbers: ▲left}", "standard, center, none"),
        ("layout: {months: ▲lines}", "list, table"),
        ("tasks: [{text: 甲, role: ▲aim}]", "guiding_ideas, principles, goals"),
    ],
)
def test_another_choice_comes_with_those_there_are(text: str, known: str) -> None:
    clean, (place,) = marked(f"{TITLE}{text}\n")
    (problem,) = load(clean).problems
    assert report([problem]) == [f"{place} error choice"]
    assert problem.proposal is not None
    assert known in problem.proposal.en


@pytest.mark.parametrize("text", ["12", "60", "28.95", "'30'"])
def test_line_pitches(text: str) -> None:
    assert plan_of(f"layout: {{line_pitch: {text}}}\n").layout.line_pitch == float(text.strip("'"))


@pytest.mark.parametrize("text", ["11.9", "60.1", "-28", "1e1", "28磅", "a"])
def test_other_line_pitches_are_refused(text: str) -> None:
    assert report(load(f"{TITLE}layout: {{line_pitch: {text}}}\n").problems) == [
        "2:22 error number"
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [("95", "95"), ("99.5", "99.5"), ("-3", "-3"), ("+0.50", "+0.50"), ("007", "007")],
)
def test_a_number_is_kept_as_typed(text: str, kept: str) -> None:
    goal = plan_of(f"goals: [{{text: 甲, indicator: {{name: 乙, at_least: {text}}}}}]\n").sections[
        0
    ]
    assert goal.items[0].indicator == model.Indicator("乙", kept)


@pytest.mark.parametrize("text", ["1e3", "0x10", ".inf", "95%", "九十五", "1,000", ".5", "5."])
def test_what_is_no_number(text: str) -> None:
    loaded = load(f"{TITLE}goals: [{{text: 甲, indicator: {{name: 乙, equals: '{text}'}}}}]\n")
    assert report(loaded.problems) == ["2:48 error number"]


# Items, months, stages, groups.


def test_a_section_is_a_text_a_list_or_a_mapping() -> None:
    assert plan_of("goals: 甲\n").sections == (Item(("甲",), role="goals"),)
    assert plan_of("goals: [甲]\n").sections == (Item(items=(Item(("甲",)),), role="goals"),)
    assert plan_of("goals: {text: 甲, closing: 乙}\n").sections == (
        Item(("甲",), closing=("乙",), role="goals"),
    )


@pytest.mark.parametrize(
    ("item", "runs_in"),
    [
        ("{heading: 甲。, text: 乙}", True),
        ("{heading: 甲：, text: 乙}", True),
        ("{heading: 甲, text: 乙}", False),
        ("{heading: 甲。}", False),
        ("{heading: 甲, text: 乙, run_in: true}", True),
        ("{heading: 甲。, text: 乙, run_in: false}", False),
        ("{text: 乙, run_in: true}", False),
    ],
)
def test_a_heading_that_ends_with_a_mark_runs_into_its_text(item: str, runs_in: bool) -> None:  # noqa: FBT001
    assert task_of(f"tasks: [{item}]\n").run_in is runs_in


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ("1、", ("1、",)),
        ("''", ("",)),
        ("", ("",)),
        ("[1、, ①]", ("1、", "①")),
        ("[1、, '']", ("1、", "")),
        ("——", ("——",)),
        ("一是", ("一是",)),
    ],
)
def test_a_marker_for_each_level_below(text: str, markers: tuple[str, ...]) -> None:
    assert task_of(f"tasks:\n  - items: [甲]\n    marker: {text}\n").marker == markers


def test_an_empty_marker_is_not_a_missing_one() -> None:
    stages = (
        plan_of("schedule: {stages: [{name: 甲, period: ''}, {name: 乙}]}\n").sections[0].stages
    )
    assert [stage.period for stage in stages] == ["", None]
    month = plan_of("schedule: {months: {1: 甲}, month_marker: ''}\n").sections[0]
    assert (month.month_marker, month.stage_marker) == ("", None)


@pytest.mark.parametrize(
    ("text", "numbering"),
    [
        ("[一、, （一）, 1、, （1）]", ("一、", "（一）", "1、", "（1）")),
        ("1.", ("1.",)),
        ("''", ("",)),
    ],
)
def test_numbering(text: str, numbering: tuple[str, ...]) -> None:
    assert plan_of(f"numbering: {text}\n").numbering == numbering


def test_months_as_a_mapping_and_as_a_list_are_the_same() -> None:
    mapped = plan_of("schedule: {months: {1: 甲, 4-5: [乙], 第三季度: {text: 丙, 主题日: 丁}}}\n")
    listed = plan_of(
        "schedule: {months: [{month: 1, text: 甲}, {month: 4-5, items: [乙]},"
        " {month: 第三季度, text: 丙, observances: [丁]}]}\n"
    )
    assert mapped == listed
    assert [(month.months, month.observances) for month in mapped.sections[0].months] == [
        (Months((1,)), ()),
        (Months((4, 5)), ()),
        (Months((7, 8, 9), "第三季度"), ("丁",)),
    ]


def test_the_same_month_twice_is_refused() -> None:
    (problem,) = load(TITLE + "schedule: {months: {1: 甲, 一月份: 乙}}\n").problems
    assert problem.describe("zh") == (
        "plan.yaml:2:27: 错误: “一月份”与第2行第21列的“1”重复；请只留一个 [duplicate-key]"
    )


def test_stages() -> None:
    (stage,) = (
        plan_of(
            "schedule: {stages: [{name: 动员阶段。, from: 2027-01, to: 3月底, text: 甲, lead: 乙}]}\n"
        )
        .sections[0]
        .stages
    )
    content = Item(("甲",), "动员阶段。", run_in=True, lead=("乙",))
    assert stage == model.Stage(content, Date(2027, 1), "3月底")


def roles_of(text: str) -> tuple[model.GroupRole, ...]:
    (group,) = plan_of(f"leadership: {{groups: [{{roles: {{{text}}}}}]}}\n").sections[0].groups
    return group.roles


@pytest.mark.parametrize(
    ("text", "members", "mark"),
    [
        ("张明", ("张明",), ""),
        ("[张明, 李芳]", ("张明", "李芳"), ""),
        ("张明、李芳", ("张明", "李芳"), "、"),
        ("张明（书记、主任）、李芳", ("张明（书记、主任）", "李芳"), "、"),
        ("张明 (书记、主任)", ("张明 (书记、主任)",), ""),
        ("[张明、李芳]", ("张明、李芳",), ""),
        ("'张明、 、李芳、'", ("张明", "李芳"), "、"),
        ("{name: 张明, post: 书记}", ("张明（书记）",), ""),
        ("[{姓名: 张明}, 李芳]", ("张明", "李芳"), ""),
    ],
)
def test_members_of_a_role(text: str, members: tuple[str, ...], mark: str) -> None:
    assert roles_of(f"组长: {text}") == (
        model.GroupRole("组长", tuple(map(Member, members)), mark),
    )


@pytest.mark.parametrize(
    ("text", "name", "post"),
    [
        ("张明（书记）", "张明", "书记"),
        ("张明(书记)", "张明", "书记"),
        ("张明 （书记、主任）", "张明", "书记、主任"),
        ("社区党委书记", "社区党委书记", ""),
        ("（空缺）", "（空缺）", ""),
    ],
)
def test_a_member_is_a_name_and_a_post(text: str, name: str, post: str) -> None:
    assert (Member(text).name, Member(text).post) == (name, post)


def test_groups_within_groups() -> None:
    (group,) = (
        plan_of(
            "leadership: {groups: [{name: 甲, text: 乙, duties: [丙, 丁], office: 设在综治办,"
            " groups: [{name: 戊, office: {place: 己, director: 庚, phone: 010}}]}]}\n"
        )
        .sections[0]
        .groups
    )
    below = model.Group("戊", office=model.Office("", "己", "庚", "010"))
    assert group == model.Group(
        "甲", ("乙",), (), model.Office("设在综治办"), ("丙", "丁"), (below,)
    )


def test_annexes() -> None:
    assert plan_of(
        "attachments: [甲, {title: 乙, tasks: 是}, {title: 丙, text: 丁, items: [戊]}]\n"
    ).attachments == (
        model.Attachment("甲"),
        model.Attachment("乙", None, tasks=True),
        model.Attachment("丙", Item(("丁",), items=(Item(("戊",)),))),
    )


def test_an_item_may_have_a_role_at_any_depth() -> None:
    plan = plan_of(
        "sections: [{heading: 甲, items: [{heading: 乙, items: [{text: 丙, role: goals}]}]}]\n"
    )
    assert plan.section("goals") == Item(("丙",), role="goals")
    assert plan.section("tasks") is None


# The order of sections.


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("safeguards: 丁\ngoals: 甲\ntasks: 乙\n", ["goals", "tasks", "safeguards"]),
        ("保障措施: 丁\n工作目标: 甲\n", ["goals", "safeguards"]),
        ("goals: 甲\nsections: [乙]\n", ["goals", "other"]),
        ("goals: 甲\ntasks: 乙\nsections: [tasks, 丙, goals]\n", ["tasks", "other", "goals"]),
        ("goals: 甲\ntasks: 乙\nsections: [工作任务, 工作目标]\n", ["tasks", "goals"]),
        ("goals: 甲\ntasks: 乙\nsections: [丙, goals]\n", ["tasks", "other", "goals"]),
        ("schedule: 甲\nsections: [工作安排]\n", ["schedule"]),
        ("sections: [{role: tasks, text: 甲}, {类别: goals, text: 乙}]\n", ["tasks", "goals"]),
        ("sections: [甲, [乙, 丙], {heading: 丁}]\n", ["other", "other", "other"]),
    ],
)
def test_the_order_of_sections(text: str, order: list[str]) -> None:
    assert [section.role for section in plan_of(text).sections] == order


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sections: [goals]\n", ["2:12 error unknown-section"]),
        ("goals: 甲\nsections: [goals, 工作目标]\n", ["3:19 error unknown-section"]),
        ("goals: 甲\nsections: [goals, tasks]\n", ["3:19 error unknown-section"]),
    ],
)
def test_a_section_that_is_not_there(text: str, expected: list[str]) -> None:
    assert report(load(TITLE + text).problems) == expected


# Variables.

UNTOUCHED = [
    "甲{乙}丙",
    "{",
    "}}",
    "{ {甲} }",
    "%}",
    "#}",
    "50% {甲",
    "$x$ \\n",
    "{甲%}",
    "<b>&amp;</b>",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_a_text_without_variables_is_not_touched(text: str) -> None:
    assert plan_of(f"organization: '{text}'\nvars: {{甲: 乙}}\n").organization == text


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{{ 社区 }}居委会", "云溪居委会"),
        ("{{社区}}{{ 年 }}", "云溪2027"),
        ("{{ 社区 * 2 }}", "云溪云溪"),
        ("{% if 年 == '2027' %}甲{% else %}乙{% endif %}", "甲"),
        ("{% for 组 in 小组 %}{{ 组 }}、{% endfor %}", "一组、二组、"),
        ("{{ 小组|join('、') }}", "一组、二组"),
        ("{{ 小组|length }}个", "2个"),
        ("{{ 别的|default('无') }}", "无"),
        ("{# 注 #}甲", "甲"),
        ("{{ '{{' }}甲}}", "{{甲}}"),
        ("{{ 空 }}甲", "甲"),
    ],
)
def test_variables_are_filled_in(text: str, filled: str) -> None:
    names = "vars: {社区: 云溪, 年: 2027, 小组: [一组, 二组], 空: ''}\n"
    assert plan_of(f'organization: "{text}"\n{names}').organization == filled
    assert plan_of(f'{names}recipients: ["{text}"]\n').recipients == (filled,)


def test_variables_reach_every_kind_of_value() -> None:
    plan = plan_of(
        "year: '{{ y }}'\nsignature: {date: '{{ y }}-01-08'}\nlayout: {line_pitch: '{{ n }}'}\n"
        "numbering: ['{{ n }}.']\nvars: {y: 2027, n: 30}\n"
        "goals: [{text: 甲, numbered: '{{ 1 > 2 }}', indicator: {name: 乙, at_least: '{{ n }}'}}]\n"
    )
    assert plan.year == 2027
    assert plan.signature == model.Signature((), Date(2027, 1, 8))
    assert plan.layout.line_pitch == 30
    assert plan.numbering == ("30.",)
    assert plan.sections[0].items == (
        Item(("甲",), numbered=False, indicator=model.Indicator("乙", "30")),
    )


def test_variables_that_are_given_come_before_those_of_the_file() -> None:
    plan = plan_of(
        "vars: {甲: 1, 乙: 2}\norganization: '{{ 甲 }}{{ 乙 }}{{ 丙 }}'\n", {"甲": "3", "丙": "4"}
    )
    assert plan.organization == "324"
    assert dict(plan.variables) == {"甲": "3", "乙": "2", "丙": "4"}


def test_what_a_variable_holds_is_not_read_as_a_text_again() -> None:
    assert (
        plan_of("organization: '{{ 甲 }}'\n", {"甲": "{{ 乙 }}{% x %}"}).organization
        == "{{ 乙 }}{% x %}"
    )


def test_lines_of_a_variable_are_paragraphs() -> None:
    assert plan_of("preamble: '{{ 甲 }}'\n", {"甲": "一\n\n二"}).preamble == ("一", "二")


UNDEFINED: dict[str, tuple[str, str, str, str]] = {
    "near another": (
        "vars: {社区名: 云溪}\norganization: '{{ 社区 }}'\n",
        "3:15",
        "错误: 变量“社区”没有值；是否想写“社区名”？",
        "error: the variable “社区” is not given; did you mean “社区名”?",
    ),
    "near none": (
        "organization: '{{ 社区 }}'\n",
        "2:15",
        "错误: 变量“社区”没有值；请写入“vars”，或用 --set 社区=…",
        "error: the variable “社区” is not given; add it to “vars” or use --set 社区=…",
    ),
    "in a list": (
        "recipients: [甲, '{{ 社区 }}']\n",
        "2:17",
        "错误: 变量“社区”没有值；请写入“vars”，或用 --set 社区=…",
        "error: the variable “社区” is not given; add it to “vars” or use --set 社区=…",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "place", "zh", "en"), UNDEFINED.values(), ids=list(UNDEFINED))
def test_a_variable_that_nobody_gave(text: str, place: str, zh: str, en: str) -> None:
    (problem,) = load(TITLE + text).problems
    assert problem.describe("zh") == f"plan.yaml:{place}: {zh} [undefined-variable]"
    assert problem.describe("en") == f"plan.yaml:{place}: {en} [undefined-variable]"


@pytest.mark.parametrize(
    "text",
    ["{{ x }}", "{% if x %}甲{% endif %}", "{% for 甲 in x %}乙{% endfor %}", "{{ x.y }}", "{{ x['y'] }}",
     "{{ x() }}", "{{ x ~ '甲' }}", "{{ '甲' ~ x }}", "{{ x + '甲' }}", "{{ x == '甲' }}", "{{ '甲' in x }}",
     "{{ x|length }}", "{{ x|upper }}", "{{ x|join }}", "{{ not x }}", "{{ [x]|join }}",
     "{{ 1 if x else 2 }}"],
)  # fmt: skip
def test_no_use_of_it_goes_unnoticed(text: str) -> None:
    (problem,) = load(f'{TITLE}organization: "{text}"\n').problems
    assert report([problem]) == ["2:15 error undefined-variable"]
    assert "“x”" in problem.message.zh


def test_a_part_that_a_variable_has_not_is_not_called_a_variable() -> None:
    (problem,) = load(TITLE + "vars: {甲: 乙}\norganization: '{{ 甲.丙 }}'\n").problems
    assert report([problem]) == ["3:15 error variable"]
    assert "--set" not in problem.describe("zh")


@pytest.mark.parametrize(
    "text",
    ["{{", "{{ 甲", "{{ }}", "{{ 甲 乙 }}", "{{ $ }}", "{% if %}", "{% if 1 %}", "{% foo %}", "{#", "{%",
     "{{ 1|foo }}", "{{ 1 is foo }}", "{% endif %}"],
)  # fmt: skip
def test_a_text_that_is_not_well_formed(text: str) -> None:
    loaded = load(f'{TITLE}organization: "{text}"\n')
    assert report(loaded.problems) == ["2:15 error variable-syntax"]
    assert "None" not in loaded.problems[0].message.en


@pytest.mark.parametrize(
    "text",
    ["{{ 1/0 }}", "{{ '甲' + 1 }}", "{{ -'甲' }}", "{{ '甲'() }}", "{{ '甲'[9] }}", "{{ []|first }}",
     "{{ range('a') }}", "{{ 1|sort }}"],
)  # fmt: skip
def test_a_text_that_cannot_be_filled(text: str) -> None:
    assert report(load(f'{TITLE}organization: "{text}"\n').problems) == ["2:15 error variable"]


BLOCKS: dict[str, tuple[str, str]] = {
    "a variable on the second line": (
        "preamble: |\n  甲\n  {{ x }}\n  乙\n",
        "4 undefined-variable",
    ),
    "a variable on the first line": ("preamble: |\n  {{ x }}\n  乙\n", "3 undefined-variable"),
    "a variable after an empty line": ("preamble: |\n\n  甲\n  {{ x }}\n", "5 undefined-variable"),
    "a variable in an item": (
        "tasks:\n  - heading: 甲\n    text: |-\n      乙\n      {{ x }}\n",
        "6 undefined-variable",
    ),
    "syntax on the first line": ("preamble: |\n  甲{% foo %}\n  乙\n", "3 variable-syntax"),
    "syntax on the third line": ("preamble: |\n  甲\n  乙\n  {% foo %}\n", "5 variable-syntax"),
    "syntax after an empty line": ("preamble: |\n\n  甲{% foo %}\n", "4 variable-syntax"),
    "what is not allowed": ("preamble: |\n  甲\n  {{ 2 ** 3 }}\n", "4 variable-security"),
    "an escaped line break": ('preamble: "甲\\n{% foo %}"\n', "2 variable-syntax"),
}


@pytest.mark.parametrize(("text", "expected"), BLOCKS.values(), ids=list(BLOCKS))
def test_the_line_within_a_block(text: str, expected: str) -> None:
    (problem,) = load(TITLE + text).problems
    assert f"{problem.line} {problem.rule}" == expected


def test_many_texts_with_variables_do_not_take_long() -> None:
    text = TITLE + "tasks:\n" + "".join(f"- '{{{{ 甲 }}}}第{n}项'\n" for n in range(20_000))
    with held():
        loaded = load(text, {"甲": "乙"})
    assert loaded.plan is None or len(loaded.plan.sections[0].items) == 20_000


# Layouts and their files.


def test_a_layout() -> None:
    layout = plan_of(
        "layout: {preset: windows, fonts: {body: 仿宋, 西文: Times New Roman}, draft: 征求意见稿,"
        " red_head: {name: 甲, number: 乙, signer: 丙}, 版记: {抄送: [丁, 戊], date: 2027-01-08}}\n"
    ).layout
    assert layout == Layout(
        preset="windows",
        fonts=(("body", "仿宋"), ("latin", "Times New Roman")),
        draft="征求意见稿",
        red_head=RedHead("甲", "乙", "丙"),
        imprint=Imprint(("丁", "戊"), "", "2027年1月8日"),
    )


def write(folder: Path, **files: str) -> Path:
    """Write YAML files into a folder; give the path of the plan."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / "plan.yaml"


def test_a_layout_builds_on_a_file_beside_the_plan(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        plan=TITLE + "layout: {base: office.yaml, months: table, fonts: {body: 宋体}}\n",
        office="base: city.yaml\nline_pitch: 30\nmonths: list\nfonts: {title: 黑体, body: 楷体}\n",
        city="preset: windows\nline_pitch: 20\ndraft: 讨论稿\n",
    )
    layout = plangen.load(path).layout
    fonts = (("body", "宋体"), ("title", "黑体"))
    assert layout == Layout("windows", fonts, line_pitch=30, draft="讨论稿", months="table")
    assert load_layout(tmp_path / "city.yaml") == Layout("windows", line_pitch=20, draft="讨论稿")


def test_the_name_of_a_file_is_a_layout(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    path = write(tmp_path, plan=TITLE + "layout: below/office.yaml\n")
    write(tmp_path / "below", office="base: ../city.yaml\n")
    write(tmp_path, city="草稿: 讨论稿\n")
    assert plangen.load(path).layout == Layout(draft="讨论稿")


def test_a_layout_file_that_is_not_there(tmp_path: Path) -> None:
    path = write(tmp_path, plan=TITLE + "layout:\n  base: office.yaml\n")
    (problem,) = check(path)
    assert report([problem]) == ["3:9 error layout-file"]
    assert problem.file == str(path)
    assert "office.yaml" in problem.message.zh


def test_problems_of_a_layout_file_are_its_own(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        plan=TITLE + "layout: office.yaml\nyeer: 2027\n",
        office="line_pitch: 5\nmonth: table\ntitle: 甲\n",
    )
    problems = check(path)
    assert report(problems) == [
        "1:13 error number",
        "2:1 error unknown-key",
        "3:1 error unknown-key",
        "3:1 error unknown-key",
    ]
    assert [Path(p.file).name for p in problems] == ["office.yaml"] * 3 + ["plan.yaml"]


def test_warnings_of_a_layout_file_are_not_lost(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        plan=TITLE + "layout: office.yaml\n",
        office="imprint: {copies: [甲，乙]}\n",
    )
    loaded = examine(path)
    assert report(loaded.problems) == ["1:21 warning full-width-comma"]
    assert loaded.plan is not None


@pytest.mark.parametrize("base", ["office.yaml", "city.yaml"])
def test_layout_files_that_build_on_each_other(base: str, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        plan=TITLE + "layout: office.yaml\n",
        office=f"base: {base}\n",
        city="base: office.yaml\n",
    )
    with held():
        (problem,) = check(path)
    assert report([problem]) == ["1:7 error layout-file"]
    assert Path(problem.file).name == base


def test_a_layout_file_may_not_be_a_folder_or_no_name(tmp_path: Path) -> None:
    path = write(tmp_path, plan=TITLE + 'layout: {base: "."}\n')
    assert report(check(path)) == ["2:16 error layout-file"]
    path = write(tmp_path, plan=TITLE + "layout: {base: \"{{ '\\\\0' }}\"}\n")
    assert [p.level for p in check(path)] == ["error"]


# Files.


def test_a_file_is_loaded_or_all_its_problems_raised(tmp_path: Path) -> None:
    path = write(tmp_path, plan=TITLE + "yeer: 2027\nyear: 甲\n")
    with pytest.raises(plangen.PlanError) as caught:
        plangen.load(path)
    assert caught.value.problems == check(path)
    assert str(caught.value) == (
        f"{path}:2:1: error: unknown key “yeer”; did you mean “year”? [unknown-key]\n"
        f"{path}:3:7: error: “甲” is not a year; write four digits, such as 2027 [year]"
    )


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(plangen.UsageError) as caught:
        plangen.load(tmp_path / "none.yaml")
    assert "none.yaml" in caught.value.words.zh
    with pytest.raises(plangen.UsageError):
        plangen.load(tmp_path)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    with path.open("wb") as file:
        file.truncate(2**30)
    with held():
        problems = check(path)
    assert report(problems) == ["0:0 error file-size"]


@pytest.mark.skipif(sys.platform == "win32", reason="devices and pipes are files of POSIX")
@pytest.mark.parametrize("name", ["/dev/zero", "pipe"])
def test_a_layout_is_a_file_that_ends(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    path = write(tmp_path, plan=f"{TITLE}layout: {name}\n")
    with held():
        problems = check(path)
    assert report(problems) == ["2:9 error layout-file"]


def test_a_role_on_two_lines_is_told_on_one() -> None:
    text = "title: 计划\nleadership:\n  groups:\n    - roles: {组长: 甲, 成\n\n 员}\n"
    (problem,) = loads(text.encode()).problems
    assert problem.message == Words("“成 员”没有人员", "nobody is “成 员”")
