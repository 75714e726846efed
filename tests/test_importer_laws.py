"""The laws of import: nothing is lost, what plangen rendered comes back, always the same bytes."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from accounts import tight, unaccounted
from essence import differences, roles
from helpers import EXAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st
from sober import sober_plans
from strategies import plans

from plangen.dumper import dump
from plangen.formats import FORMATS
from plangen.importer.importer import Import, import_lines
from plangen.importer.reader import read_source
from plangen.layout import Layout, RedHead
from plangen.loader import examine, loads
from plangen.model import DataTable, Item, Plan, Stage
from plangen.problems import Problem
from plangen.renderer import render

NAME = "无题"
TYPED = sorted(Path(__file__).parent.glob("importer/*.txt"))
# Markdown that was saved as text has signs of its own.
FIXTURES = [path for path in TYPED if not path.stem.startswith("marked-")]
RENDERED = sorted([*EXAMPLES.glob("[a-z]*.yaml"), EXAMPLES / "office" / "plan.yaml"])

# What lines of plans are made of, and what else gets into them.
MARKS = (
    "一、", "二、", "三、", "十一、", "（一）", "（二）", "(一)", "（三）、", "1.", "2.", "3.", "1、", "2、",
    "5、", "1)", "（1）", "(2)", "①", "②", "一是", "二是", "第一，", "第二、", "第一阶段：", "第二步", "——",
    "●", "A.", "甲、", "壹、", "一抓", "二抓", "1.1", "2.3.1", "１．", "【一】", "⑴", "⒈",
)  # fmt: skip
HEADS = (
    "指导思想", "工作目标", "工作任务", "时间安排", "组织领导", "保障措施", "具体措施", "摸清底数", "抓宣传。",
    "抓落实：", "活动要求", "柳桥社区2027年工作计划", "社区实施方案篇1", "社区实施方案篇2", "篇220xx年",
    "第一篇：", "范文1", "目录", "附件", "附件1：清单",
)  # fmt: skip
TEXTS = (
    "全年走访居民三百户，登记需求。", "为办好实事，制定本计划。", "完成率达到95%以上；", "按季度检查，按月通报",
    "请“两代表一委员”参加", "（牵头部门：社区；配合部门：派出所）", "责任单位：居委会",
    "完成时限：2027年6月底前", "（二〇二七年", "见表（略）。", "我们将再接再厉。", "动员部署阶段（3月—4月）。",
    "第三阶段：总结（2027年10月）。", "今后，把社区建设得更好！", "特此通知。", "{{变量}}", "其中：", "a.b",
)  # fmt: skip
MONTHS = (
    "1月份，", "2月：", "三月，", "4-5月：", "在6月，", "第三季度：", "十一月份", "12月", "每月", "上半年：",
)  # fmt: skip
PEOPLE = (
    "组长：苏小满", "副组长：何知远、方晓岚", "成员：陆一鸣\u3000沈\u3000青", "白露（网格员）", "组\u3000员：",
    "领导小组下设办公室，办公室设在居委会。", "工作领导小组", "柳桥社区居民委员会", "2027年1月8日",
    "二〇二七年一月八日", "抄送：区民政局。", "各居民小组：",
)  # fmt: skip
PAGES = (
    "第1页", "-2-", "3", "下一篇：总结", "相关文章：", "来源：文库", "发布时间：2027-01-0110:00",
    "以下是小编整理的计划，仅供参考。",
)  # fmt: skip
NOISE = "甲乙丙丁一二三0123年月日、，。：；！（）()“”《》【】—-.#*|{}%& \t\u3000"


@st.composite
def sources(draw: st.DrawFn) -> str:
    """The text of a plan, or of what once was one."""
    known = st.sampled_from((*HEADS, *TEXTS, *MONTHS, *PEOPLE, *PAGES))
    bodies = st.lists(known | st.text(NOISE, min_size=1, max_size=8), min_size=1, max_size=3)
    lines = st.tuples(st.sampled_from(("", "", *MARKS)), bodies, st.sampled_from("\n\n\n\n 。"))
    found = draw(st.lists(lines, min_size=1, max_size=14))
    return "".join(mark + "".join(texts) + end for mark, texts, end in found)


def imported(text: str, suffix: str = ".txt") -> Import:
    return import_lines(read_source(text.encode(), f"{NAME}{suffix}").lines, NAME)


def numbered(text: str) -> list[tuple[int, str]]:
    return list(enumerate(text.split("\n"), 1))


def errors(plan: Plan) -> list[Problem]:
    return [problem for problem in loads(dump(plan).encode()).problems if problem.level == "error"]


# Nothing is lost.


@settings(max_examples=120)
@given(sources())
def test_every_character_is_in_a_plan_or_in_a_note(text: str) -> None:
    found = imported(text)
    assert unaccounted(numbered(text), found, NAME) == ""


@pytest.mark.parametrize("source", FIXTURES, ids=lambda source: source.stem)
def test_every_character_of_an_old_plan_is_in_a_plan_or_in_a_note(source: Path) -> None:
    text = source.read_text("utf-8")
    assert unaccounted(numbered(text), imported(text), NAME) == ""


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: plan._replace(sections=plan.sections[1:]),
        lambda plan: plan._replace(sections=plan.sections[::-1]),
        lambda plan: plan._replace(closing=("多",)),
        lambda plan: plan._replace(numbering=("1、",)),
        lambda plan: plan._replace(title=""),
    ],
    ids=["lost", "moved", "added", "renumbered", "untitled"],
)
def test_what_is_lost_would_be_seen(change: Callable[[Plan], Plan]) -> None:
    text = next(path for path in FIXTURES if path.stem == "principles").read_text("utf-8")
    found = imported(text)
    (one,) = found.plans
    changed = found._replace(plans=(one._replace(plan=change(one.plan)),))
    assert unaccounted(numbered(text), found, NAME) == ""
    assert unaccounted(numbered(text), changed, NAME) != ""


# What import writes can be loaded, and is always the same.


@settings(max_examples=60)
@given(sources())
def test_what_is_written_loads_as_the_same_plan(text: str) -> None:
    for one in imported(text).plans:
        assert errors(one.plan) == []
        assert loads(dump(one.plan, keys="zh").encode()).plan == one.plan


@settings(max_examples=30)
@given(sources())
def test_importing_twice_gives_the_same(text: str) -> None:
    assert imported(text) == imported(text)


# What plangen rendered comes back.


def changes(found: Import) -> bool:
    """Whether a text that looks like a page's noise or a wrong number was taken for one."""
    notes = [*found.notes, *(note for one in found.plans for note in one.notes)]
    return any(note.kind in {"left-out", "renumbered", "typography"} for note in notes)


@cache
def rendered(path: Path) -> Plan:
    plan = examine(str(path), {}).plan
    assert plan is not None
    return plan


def back(plan: Plan, to: str) -> Import:
    """A plan rendered to a format and imported."""
    form = FORMATS[to]
    data = form.write(render(plan), plan.layout)
    return import_lines(read_source(data, f"{NAME}{form.suffix}").lines, NAME)


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("path", RENDERED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_example_comes_back(path: Path, to: str) -> None:
    plan = rendered(path)
    found = back(plan, to)
    assert len(found.plans) == 1
    assert [*found.notes, *found.plans[0].notes] == []
    again = found.plans[0].plan
    assert render(again).plain() == render(plan).plain()
    assert differences(plan, again) == []
    assert again.year == plan.year
    assert roles(plan).items() <= roles(again).items()


# Plans that once did not come back, or as files that do not load.
AWKWARD = {
    "recipients of a colon": Plan("甲", recipients=("：",)),
    "a stage of a colon": Plan(
        "甲", sections=(Item(stages=(Stage(Item(heading=":")),)),), layout=Layout(stages="table")
    ),
    "a title that looks like a number": Plan("第一季度", sections=(Item(("乙",)),)),
    "a title of two lines": Plan("甲\n乙", layout=Layout(red_head=RedHead("丙", signer="丁"))),
    "a table in short lines": Plan("甲", sections=(Item(table=DataTable(("乙",), (("丙",),))),)),
    "only a number": Plan("0"),
}


def check_text(plan: Plan, to: str) -> None:
    form = FORMATS[to]
    lines = read_source(form.write(render(plan), plan.layout), f"{NAME}{form.suffix}").lines
    found = import_lines(lines, NAME)
    texts = [(line.place, line.text + "".join(map("".join, line.rows))) for line in lines]
    assert unaccounted(texts, found, NAME) == ""
    assert [error for one in found.plans for error in errors(one.plan)] == []
    if changes(found) or not found.plans:
        return
    again = found.plans[0].plan
    printed = render(again).lines()[0 if again.title != NAME else 1 :]
    assert tight("".join(printed)) == tight("".join(render(plan).lines()))


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("name", AWKWARD)
def test_the_text_of_an_awkward_plan_comes_back(name: str, to: str) -> None:
    check_text(AWKWARD[name], to)


@pytest.mark.parametrize("to", FORMATS)
def test_the_text_of_any_plan_comes_back(to: str) -> None:
    settings(max_examples=25)(given(plans)(lambda plan: check_text(plan, to)))()


@pytest.mark.parametrize("to", FORMATS)
def test_a_plan_as_offices_write_it_comes_back(to: str) -> None:
    @settings(max_examples=25)
    @given(sober_plans())
    def comes_back(plan: Plan) -> None:
        found = back(plan, to)
        assert [*found.notes, *found.plans[0].notes] == []
        again = found.plans[0].plan
        assert render(again).plain() == render(plan).plain()
        assert differences(plan, again) == []
        assert roles(again) == roles(plan)

    comes_back()
