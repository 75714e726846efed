"""What a row changes in a plan: single fields by their paths, and files laid over it."""

from pathlib import Path

import pytest
from batches import Batch, Done
from hypothesis import given
from hypothesis import strategies as st

from plangen.loader import read_plan
from plangen.model import Plan
from plangen.overlay import Field, OverlayError, field, lay_over, put
from plangen.problems import PlanError
from plangen.source import Scalar, Source, read_source

PLAN = """\
标题: 计划
year: 2027
goals:
- {text: 提高满意度。, indicator: {name: 满意度, at_least: 90, 单位: "%"}}
- 第二个目标。
任务: {}
tasks:
  heading: 重点任务
  items:
  - {heading: 走访。, text: 每月一次。, lead: [综治办, 民警]}
  - {heading: 检查。, text: 每季度一次。}
schedule:
  months: {3: 动员。, 4-5: 检查。}
  stages: [{name: 准备, text: 动员。}]
leadership:
  groups: [{name: 领导小组, roles: {组长: 王芳, 成员: [李明, 何敬言]}}]
attachments: [{title: 清单, text: 见下。}]
layout: {imprint: {issuer: 居委会, date: 2027-01-08}}
""".replace("任务: {}\n", "")


def source(text: str = PLAN, name: str = "plan.yaml") -> Source:
    return read_source(name, text.encode())


def plan_of(changed: Source) -> Plan:
    loaded = read_plan(changed, {})
    assert loaded.plan is not None, loaded.problems
    return loaded.plan


def with_field(path: str, text: str) -> Plan:
    at = field(path)
    assert at is not None
    plan = source()
    return plan_of(plan._replace(root=put(plan.root, at, Scalar(text, 0, 0, plain=False))))


def problems(*over: str) -> list[str]:
    """What is said of a plan with a file laid over it."""
    try:
        laid = lay_over(source(), source("\n".join(over), "overrides/01.yaml"))
    except PlanError as error:
        return [problem.describe() for problem in error.problems]
    return [problem.describe() for problem in read_plan(laid, {}).problems]


# Which names are fields.


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("goals[0]", ("goals", 0)),
        ("goals[0].indicator.at_least", ("goals", 0, "indicator", "at_least")),
        ("plan.title", ("title",)),
        ("plan.goals[1]", ("goals", 1)),
        ("工作目标[0].指标.不低于", ("工作目标", 0, "指标", "不低于")),
        ("a[0][12]", ("a", 0, 12)),
        ("schedule.months.4-5", ("schedule", "months", "4-5")),
    ],
)
def test_a_name_with_a_dot_or_an_index_is_a_field(name: str, steps: tuple[str | int, ...]) -> None:
    assert field(name) == Field(name, steps)


@pytest.mark.parametrize(
    "name",
    ["社区", "title", "plan", "", ".", "a.", ".a", "a..b", "a[x]", "a[-1]", "a[]", "a[0", "a]0[",
     "a[0]b", "a b.c", "a.b c", "户数（户）", "a[12345]", "a.[0]", "1.2.", "a[0].", "a\n.b"],
)  # fmt: skip
def test_any_other_name_is_a_column(name: str) -> None:
    assert field(name) is None


@given(st.text("ab.[]019 目\n", max_size=12))
def test_a_field_says_its_path_again(name: str) -> None:
    found = field(name)
    if found is not None:
        assert found.path == name
        shown = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in found.steps)[1:]
        assert shown.count("[") == name.count("[")
        assert all(step != "" for step in found.steps)


# Fields.


def test_a_field_takes_its_value() -> None:
    indicator = with_field("goals[0].indicator.at_least", "95").sections[0].items[0].indicator
    assert indicator is not None
    assert (indicator.name, indicator.at_least, indicator.unit) == ("满意度", "95", "%")
    assert with_field("plan.title", "新计划").title == "新计划"
    assert with_field("plan.标题", "新计划").title == "新计划"
    assert with_field("plan.year", "2028").year == 2028
    assert with_field("goals[1]", "改了。").sections[0].items[1].text == ("改了。",)
    assert with_field("tasks.items[1].text", "改了。").sections[1].items[1].text == ("改了。",)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("goals[0].指标.at_least", "95"),
        ("工作目标[0].indicator.不低于", "95"),
        ("工作目标[0].指标.不低于", "95"),
        ("plan.工作目标[0].指标.不低于", "95"),
    ],
)
def test_languages_may_be_mixed(path: str, text: str) -> None:
    assert with_field(path, text) == with_field("goals[0].indicator.at_least", "95")


def test_what_has_a_heading_of_its_own_is_counted_by_its_items() -> None:
    assert with_field("tasks[1].text", "改。") == with_field("tasks.items[1].text", "改。")
    assert with_field("工作任务[1].正文", "改。") == with_field("tasks.items[1].text", "改。")


def test_a_key_that_is_not_there_is_added() -> None:
    assert with_field("goals[0].due", "2027-06").sections[0].items[0].due != ""
    assert with_field("plan.subtitle", "草案").subtitle == "草案"
    months = with_field("schedule.months.6", "总结。").sections[2].months
    assert [str(month.months.written()) for month in months] == ["3", "4—5", "6"]
    roles = with_field("leadership.groups[0].roles.组员", "苏云").sections[3].groups[0].roles
    assert [role.name for role in roles] == ["组长", "成员", "组员"]
    layout = with_field("layout.imprint.copies", "街道").layout
    assert layout.imprint is not None
    assert (layout.imprint.copies, layout.imprint.issuer) == (("街道",), "居委会")


def test_lists_and_mappings_give_way_to_a_text() -> None:
    assert with_field("tasks[0].lead", "网格").sections[1].items[0].lead == ("网格",)
    assert with_field("goals[0]", "一句话。").sections[0].items[0].text == ("一句话。",)
    roles = (
        with_field("leadership.groups[0].roles.成员", "苏云、范知夏").sections[3].groups[0].roles
    )
    assert [member.text for member in roles[1].members] == ["苏云", "范知夏"]


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("goals[2].text", "[2]"),
        ("goals[9]", "[9]"),
        ("goals[1].text", "text"),
        ("goals[0].indicator.at_lest", "at_lest"),
        ("goals[0].indicator.at_least.x", "x"),
        ("goals[0][0]", "items"),
        ("gaols[0]", "gaols"),
        ("plan.titel", "titel"),
        ("principles[0].text", "principles"),
        ("attachments[0].lead.x", "lead"),
        ("plan.title[0]", "[0]"),
        ("schedule.stages[0].heading", "heading"),
        ("leadership.groups[0].roles.组长.x", "x"),
    ],
)
def test_a_field_that_is_not_there_is_named(path: str, step: str) -> None:
    with pytest.raises(OverlayError) as raised:
        with_field(path, "x")
    assert raised.value.words.en == f"the plan has no field “{path}” (at “{step}”)"
    assert raised.value.words.zh == f"计划里没有“{path}”这个字段（“{step}”处）"


def test_the_plan_itself_is_left_as_it_is() -> None:
    plan = source()
    before = plan.root
    at = field("goals[0].indicator.at_least")
    assert at is not None
    put(plan.root, at, Scalar("1", 0, 0))
    lay_over(plan, source("goals: [甲]\nlayout: {imprint: {issuer: 乙}}\n", "over.yaml"))
    assert plan.root == before == source().root


# Files laid over a plan.


def laid(*over: str) -> Plan:
    return plan_of(lay_over(source(), source("\n".join(over), "overrides/01.yaml")))


def test_mappings_are_merged_and_lists_replaced() -> None:
    plan = laid("layout: {imprint: {copies: [街道]}, draft: 草稿}", "goals: [唯一的目标。]")
    assert plan.title == "计划"
    assert plan.layout.draft == "草稿"
    assert plan.layout.imprint is not None
    assert (plan.layout.imprint.copies, plan.layout.imprint.issuer) == (("街道",), "居委会")
    assert [item.text for item in plan.sections[0].items] == [("唯一的目标。",)]


def test_keys_are_one_in_both_languages() -> None:
    plan = laid(
        "title: 改名",
        "工作目标: [甲。]",
        "组织领导: {工作小组: [{名称: 新组}]}",
        "版式: {草稿: 草}",
    )
    assert plan.title == "改名"
    assert [item.text for item in plan.sections[0].items] == [("甲。",)]
    assert [group.name for group in plan.sections[3].groups] == ["新组"]
    assert plan.layout.draft == "草"
    assert plan.layout.imprint is not None


def test_a_key_may_be_the_path_of_a_field() -> None:
    plan = laid(
        "goals[0].indicator.at_least: 95",
        "工作任务[1]: {heading: 新。, text: 文。}",
        "x-note: 说明",
    )
    indicator = plan.sections[0].items[0].indicator
    assert indicator is not None
    assert indicator.at_least == "95"
    assert [item.heading for item in plan.sections[1].items] == ["走访。", "新。"]
    assert laid("schedule: {months: {6: 总结。}}").sections[2].months[-1].content.text == (
        "总结。",
    )


def test_a_path_into_what_the_same_file_replaces() -> None:
    """The file's own list wins over the plan's, and the path leads into that list."""
    plan = laid("goals: [{text: 甲。}, {text: 乙。}]", "goals[1].text: 丙。")
    assert [item.text for item in plan.sections[0].items] == [("甲。",), ("丙。",)]


def test_problems_stand_in_the_file_that_has_them() -> None:
    assert problems("", "goals:", "- {txet: 甲}") == [
        "overrides/01.yaml:3:3: error: this item has no content [empty]",
        "overrides/01.yaml:3:4: error: unknown key “txet”; did you mean “text”? [unknown-key]",
    ]
    assert problems("year: 二七") == [
        "overrides/01.yaml:1:7: error: “二七” is not a year; write four digits, such as 2027 [year]"
    ]
    assert problems("# 注", "preamble: |", "  甲。", "  {{ x }}") == [
        (
            "overrides/01.yaml:4:11: error: the variable “x” is not given; add it to “vars” or use "
            "--set x=… [undefined-variable]"
        )
    ]


def test_every_path_that_leads_nowhere_is_named() -> None:
    assert problems("goals[0].indicator.at_lest: 1", "title: 好", "  ", "gaols[0]: x") == [
        (
            "overrides/01.yaml:1:1: error: the plan has no field “goals[0].indicator.at_lest” "
            "(at “at_lest”) [unknown-field]"
        ),
        "overrides/01.yaml:4:1: error: the plan has no field “gaols[0]” (at “gaols”) [unknown-field]",
    ]


def test_a_problem_of_the_plan_keeps_its_place() -> None:
    bad = source(PLAN.replace("2027", "二七", 1))
    over = source("goals: [甲]\nsubtitle: [乙]\n", "over.yaml")
    found = [(p.file, p.line, p.rule) for p in read_plan(lay_over(bad, over), {}).problems]
    assert found == [("over.yaml", 2, "wrong-kind"), ("plan.yaml", 2, "year")]


# In a batch.

COLUMNS = ("编号", "社区", "户数", "goals[0].indicator.at_least", "plan.副标题", "工作目标[0].text")
BATCH = """\
title: "{{ 社区 }}工作计划"
goals: [{text: 满意度高。, indicator: {name: 满意度, at_least: 90, unit: "%"}}]
tasks: ["{{ 社区 }}有{{ 户数 }}户。", {table: {columns: [满意度], rows: [[九成]]}}]
"""


def test_columns_fill_in_fields_and_empty_cells_leave_them(tmp_path: Path) -> None:
    batch = Batch(
        tmp_path,
        BATCH,
        [
            ("01", "云溪社区", "12", "", "", ""),
            ("02", "柳岸社区", "13", "95", "（草案）", "很高。"),
            ("03", "望山社区", "14", "", "", "{{ 社区 }}高。"),
            ("04", "松坪社区", "15", "", "（试行）", ""),
        ],
        COLUMNS,
    )
    assert batch.made("--to", "md") == ["out: made 4"]
    texts = {name[:2]: batch.text(name) for name in batch.documents()}
    assert texts["云溪"][:4] == [
        "云溪社区工作计划",
        "一、工作目标",
        "（一）满意度高。",
        "二、工作任务",
    ]
    assert texts["柳岸"][1] == "（草案）"
    assert texts["柳岸"][3] == "（一）很高。"
    assert texts["望山"][2] == "（一）{{ 社区 }}高。"
    assert texts["松坪"][1:4] == ["（试行）", "一、工作目标", "（一）满意度高。"]


def failed(batch: Batch, *options: str) -> Done:
    done = batch.run(*options)
    assert done.code == 1
    assert not batch.out.exists()
    return done


def test_a_bad_value_of_a_field_is_at_its_cell(tmp_path: Path) -> None:
    rows = [("01", "云溪社区", "12", "九十", "", ""), ("02", "柳岸社区", "13", "95", "", "")]
    done = failed(Batch(tmp_path, BATCH, rows, COLUMNS))
    assert "roster.csv:2:4: error: “九十” is not a number (plan.yaml:2:56) [number]" in done.err
    assert "柳岸" not in done.err


@pytest.mark.parametrize("options", [(), ("--jobs", "2"), ("--dry-run",)])
def test_a_column_whose_field_is_not_there_is_an_error(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    rows = [("01", "云溪社区", "12", ""), ("02", "柳岸社区", "13", "x")]
    batch = Batch(tmp_path, BATCH, rows, (*COLUMNS[:3], "goals[3].text"))
    done = failed(batch, *options)
    assert "roster.csv:1:4: error: the plan has no field “goals[3].text” (at “[3]”)" in done.err
    assert "roster.csv:3:4: error: the plan has no field" in done.err


def test_rows_without_such_a_value_can_be_made(tmp_path: Path) -> None:
    rows = [("01", "云溪社区", "12", ""), ("02", "柳岸社区", "13", "x")]
    batch = Batch(tmp_path, BATCH, rows, (*COLUMNS[:3], "goals[3].text"))
    assert batch.run("--keep-going").code == 1
    assert batch.documents() == ["云溪社区工作计划.docx"]


def test_an_override_is_laid_over_its_row(tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    batch.put("overrides/02.yaml", "goals: [守住底线。]\n副标题: （{{ 户数 }}户）\n")
    assert batch.made("--to", "md") == ["out: made 3"]
    assert batch.text("柳岸社区工作计划.md")[1:4] == [
        "（800户）",
        "一、工作目标",
        "（一）守住底线。",
    ]
    assert batch.text("云溪社区工作计划.md")[1] == "一、工作任务"
    assert batch.text("望山社区工作计划.md")[1] == "一、工作任务"
    assert batch.made("--to", "md") == ["out: unchanged 3"]
    batch.put("overrides/02.yaml", "goals: [守住底线]\n")
    assert batch.made("--to", "md", "--explain") == [
        "柳岸社区工作计划.md: the row changed",
        "out: made 1, unchanged 2",
    ]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_every_fault_of_an_override_is_told_at_its_place(tmp_path: Path, jobs: str) -> None:
    batch = Batch(tmp_path)
    batch.put("overrides/01.yaml", "goals[0].text: x\n")
    batch.put("overrides/02.yaml", "\ntaks: [x]\nyear: 二七\n")
    batch.put("overrides/03.yaml", "a: b: c\n")
    done = failed(batch, "--jobs", jobs)
    for place in ("01.yaml:1:1", "02.yaml:2:1", "02.yaml:3:7", "03.yaml:1:5"):
        assert f"overrides/{place}" in done.err
    assert batch.run("--keep-going").code == 1
    assert batch.documents() == []


def test_an_override_of_no_row_is_a_warning(tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    batch.put("overrides/2.yaml", "goals: [x]\n")
    batch.put("overrides/notes.txt", "x")
    assert batch.made() == [
        "overrides/2.yaml:0:0: warning: the roster has no row “2” [unused-override]",
        "out: made 3",
    ]


def test_two_overrides_of_one_row_are_an_error(tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    batch.put("overrides/02.yaml", "subtitle: 甲\n")
    batch.put("overrides/02.yml", "subtitle: 乙\n")
    assert failed(batch).err.splitlines()[0] == (
        "overrides/02.yml:0:0: error: the row has overrides/02.yaml too [unused-override]"
    )


def test_the_name_of_an_override_in_either_unicode_form(tmp_path: Path) -> None:
    batch = Batch(tmp_path, rows=[("Cafe\u0301", "云溪社区", "12"), ("Bé", "柳岸社区", "3")])
    batch.put("overrides/Café.yaml", "subtitle: 甲\n")
    batch.put("overrides/Be\u0301.yaml", "subtitle: 乙\n")
    assert batch.made("--to", "md") == ["out: made 2"]
    assert batch.text("云溪社区工作计划.md")[1] == "甲"
    assert batch.text("柳岸社区工作计划.md")[1] == "乙"
