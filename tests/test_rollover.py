"""Rollover: last year's plan file becomes next year's, and every other byte stays."""

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import strategies
from checks import Folder
from helpers import EXAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st
from limits import held

from plangen import model
from plangen.dates import Date, parse_date
from plangen.dumper import dump
from plangen.layout import Layout
from plangen.loader import loads
from plangen.problems import PlanError
from plangen.rollover import Rolled, roll
from plangen.rules import rules
from plangen.settings import Settings
from plangen.source import read_source, scalars
from plangen.subject import Subject

FOLDER = Path(__file__).parent / "rollover"
# plan.2027.zh.yaml is what becomes of plan.yaml.
EXPECTED = sorted(FOLDER.glob("*.*.*.yaml"))
PLANS = [
    *(path for path in sorted(FOLDER.glob("*.yaml")) if path not in EXPECTED),
    *(path for path in sorted(EXAMPLES.rglob("[!.]*.yaml")) if ".layout" not in path.name),
]
every_plan = pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
MARK = re.compile(r" *# (?:待核对：|to check: ).*\[rollover\]\n?")
YEARLY = ("outside-year", "past-event", "nth-event")
PLAN = "title: 柳岸社区2026年计划\ntasks: [2026年3月5日（周四）开展活动，比2025年多。]\n"
NEXT = (
    "title: 柳岸社区2027年计划\n# to check: “比2025年” looks back [rollover]\n"
    "tasks: [2027年3月5日（周五）开展活动，比2025年多。]\n"
)


def text_of(path: Path) -> str:
    return path.read_bytes().decode()


def turned(text: str, year: int = 2027) -> str:
    return roll(text, year).text


def without_marks(text: str) -> str:
    """A text without marks; for texts that do not quote any."""
    return "".join(line for line in text.splitlines(keepends=True) if not MARK.fullmatch(line))


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.stem)
def test_case(expected: Path, compare: Callable[[Path, bytes], None]) -> None:
    name, year, language = expected.stem.split(".")
    before = text_of(FOLDER / f"{name}.yaml")
    rolled = roll(before, int(year), language="zh" if language == "zh" else "en")
    compare(expected, rolled.text.encode())
    assert loads(rolled.text.encode()).plan


# Laws.


@every_plan
def test_only_some_signs_change_and_marks_come(path: Path) -> None:
    before = text_of(path)
    again = roll(before, roll(before, 2900, name=str(path)).old + 1, name=str(path))
    if "again" in path.name:
        return
    after = without_marks(again.text)
    assert len(after.splitlines()) == len(before.splitlines())
    for old, new in zip(before.splitlines(), after.splitlines(), strict=True):
        assert re.sub(r"[0-9０-９一二三四五六七八九十日天]+", "", old) == re.sub(
            r"[0-9０-９一二三四五六七八九十日天]+", "", new
        )
    assert comments(after) == comments(before)
    assert again == roll(before, again.old + 1, name=str(path))


def comments(text: str) -> list[str]:
    return re.findall(r"(?:^|\s)#.*", text)


@every_plan
def test_marks_stand_above_what_they_are_about(path: Path) -> None:
    rolled = roll(text_of(path), 2030, name=str(path))
    lines = rolled.text.split("\n")
    said = Counter(number for number, line in enumerate(lines, 1) if MARK.fullmatch(line))
    for mark in rolled.marks:
        above = max(number for number in said if number < mark.line)
        assert mark.message.zh in lines[above - 1]
        assert not MARK.fullmatch(lines[mark.line - 1])
        assert 1 <= mark.column <= len(lines[mark.line - 1])
        shown = re.match("“([^”‘’]+)”(?:没有改动|是往年的情况)$", mark.message.zh)
        if shown and "{{" not in shown[1] and "\\" not in lines[mark.line - 1]:
            place = lines[mark.line - 1][mark.column - 1 :]
            number = re.search("20[0-9]{2}", shown[1])
            assert (number[0] if number else shown[1]) in place


@every_plan
def test_marks_do_not_pile_up(path: Path) -> None:
    first = roll(text_of(path), 2030, name=str(path)).text
    again = roll(first, 2031, name=str(path))
    if "again" not in path.name:
        assert again == roll(without_marks(first), 2031, name=str(path))
    for line, below in pairwise(again.text.split("\n")):
        assert not (MARK.fullmatch(line) and MARK.fullmatch(below))


@every_plan
def test_rules_find_nothing_new_that_is_not_marked(path: Path) -> None:
    before = text_of(path)
    rolled = roll(before, 2031, name=str(path))
    marked = {mark.line for mark in rolled.marks}
    if "again" in path.name:
        return
    numbers = [
        number for number, line in enumerate(rolled.text.split("\n"), 1) if not MARK.fullmatch(line)
    ]
    old, new = found(path, before), found(path, rolled.text)
    left = {(name, numbers[line - 1]) for name, line in old}
    assert {line for name, line in new if (name, line) not in left} <= marked
    assert not {name for name, line in new if (name, line) not in left} - {"past-event"}


def found(path: Path, text: str) -> set[tuple[str, int]]:
    """What the rules about years say, by their names and lines."""
    loaded = loads(text.encode(), str(path))
    assert loaded.plan
    subject = Subject(loaded)
    return {
        (rule.name, finding.line)
        for rule in rules()
        if rule.name in YEARLY
        for finding in rule.check(subject, Settings())
    }


def shifted(value: Any, by: int) -> Any:  # noqa: ANN401 - any part of a plan
    """A plan with every date in 2026, and so many years later."""
    if isinstance(value, Date):
        return value._replace(year=2026 + by)
    if isinstance(value, Layout):
        imprint = value.imprint
        date = parse_date(imprint.date) if imprint else None
        if imprint and date:
            imprint = imprint._replace(date=str(shifted(date, by)))
        return value._replace(imprint=imprint)
    if isinstance(value, model.Plan):
        value = value._replace(year=2026 + by)
    if isinstance(value, tuple):
        values = [shifted(part, by) for part in value]
        return type(value)(*values) if hasattr(value, "_fields") else tuple(values)
    return value


@settings(max_examples=10)
@given(strategies.plans)
def test_a_plan_without_years_changes_its_dates_only(plan: model.Plan) -> None:
    before = dump(shifted(plan, 0))
    rolled = roll(before, 2027)
    assert loads(rolled.text.encode()).plan == shifted(plan, 1)
    assert roll(before, 2027) == rolled


PARTS = (
    "2026年", "2026", "2025年", "2027年", "截至", "3月5日", "（周四）", "2月29日", "春节（2月17日）", "第三届",
    "第35个",
    "全国消防日", "邻里节", "105周年", "《", "》", "〔2026〕3号", "二〇二六年", "去年", "“", "”", "，", "。", "至", "—",
    "2026—2027年度", "中秋", "9月", "，是", "之年", "{{ 甲 }}", "“十四五”规划", " ", "甲", "'", '"', "\\", ": ", " #",
    "：",     "居委会", "2026-02-28", "换届", "第二年",
)  # fmt: skip


def plain(text: str) -> str:
    return "甲" + re.sub(r"[:#{}\[\],'\"\\]| $", "", text)


def single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def double(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("年", "\\u5e74", 1).replace("，", "，\\\n      ") + '"'


def block(text: str) -> str:
    return "|\n" + "".join(f"      {part or '甲'}\n" for part in text.split("。"))[:-1]


def folded(text: str) -> str:
    return ">-\n" + "".join(f"      {part.strip() or '甲'}\n" for part in text.split("，"))[:-1]


values = st.builds(
    lambda style, parts: style("".join(parts).strip() or "甲"),
    st.sampled_from([plain, single, double, block, folded]),
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=8),
)


@settings(max_examples=40)
@given(st.lists(values, min_size=1, max_size=4), st.sampled_from([2027, 2028, 2033]))
def test_whatever_is_said_in_whatever_style(found: list[str], year: int) -> None:
    head = "title: 甲2026年计划  # 2026年\nvars: {甲: 乙}\ntasks:\n"
    before = head + "".join(f"  # 注{n}\n  - text: {one}\n" for n, one in enumerate(found))
    if loads(before.encode()).plan is None:
        return
    rolled = roll(before, year)
    old, new = (
        [text.value for text in scalars(read_source("", one.encode()).root)]
        for one in (before, rolled.text)
    )
    digits = re.compile(r"[0-9一二三四五六七八九十百零〇日天]")
    assert [digits.sub("", text) for text in old] == [digits.sub("", text) for text in new]
    after = [line for line in rolled.text.split("\n") if not MARK.fullmatch(line)]
    assert [line for line in after if re.match(" *# 注", line)] == [
        line for line in before.split("\n") if re.match(" *# 注", line)
    ]
    assert len(after) == len(before.split("\n"))
    assert all(mark.message.zh in rolled.text for mark in rolled.marks[:4])


# The year of a plan.


@pytest.mark.parametrize(
    ("head", "year"),
    [
        ("title: 计划\nyear: 2026", 2026),
        ("标题: 柳岸社区2025年计划\n年度: 2026年度", 2026),
        ("title: 柳岸社区2026年计划", 2026),
        ("title: 柳岸社区2026工作计划", 2026),
        ("title: 柳岸社区二〇二六年计划", 2026),
        ("title: 柳岸社区2026—2027年度计划", 2026),
        ("title: 柳岸社区2026-2027学年计划", 2026),
        ("title: 计划\nsignature: {date: 2026-03-05}", 2026),
        ("title: 计划\n落款: {日期: 二〇二六年三月五日}", 2026),
        ("title: '{{ 名称 }}2026年计划'", 2026),
    ],
)
def test_the_year_of_a_plan(head: str, year: int) -> None:
    assert roll(f"{head}\ngoals: [甲]\n", 2030).old == year


@pytest.mark.parametrize(
    "head",
    [
        "title: 计划",
        "title: 柳岸社区2026—2028年规划\nsignature: {date: 2026-03-05}",
        "title: 柳岸社区2026年总结和2027年计划",
        # Signed in the autumn, it may be for the next year.
        "title: 计划\nsignature: {date: 2026-11-05}",
        "title: 计划\nsignature: {date: 二〇二六年十二月五日}",
        "title: 计划\nyear: '{{ 年 }}'",
    ],
)
def test_a_plan_that_does_not_say_its_year(head: str) -> None:
    text = f"{head}\ngoals: [2026年完成]\n"
    with pytest.raises(
        PlanError, match=r"^plan\.yaml:1:8: error: the plan does not say|2:7: error"
    ):
        roll(text, 2027)
    assert "2027年完成" in roll(text, 2027, start=2026).text


@pytest.mark.parametrize("year", [2026, 2025, 1999])
def test_only_later_years(year: int) -> None:
    with pytest.raises(PlanError, match="1:8: error: the plan is for 2026 already; give a later"):
        roll(PLAN, year)


def test_a_plan_with_errors_is_not_rolled() -> None:
    with pytest.raises(PlanError, match="unknown-key"):
        roll(PLAN + "gaols: [甲]\n", 2027)
    with pytest.raises(PlanError, match="variable-syntax"):
        roll(PLAN + "goals: ['{{ 甲']\n", 2027)
    with pytest.raises(PlanError, match="yaml"):
        roll("title: [甲\n", 2027)


def test_columns_of_a_roster_need_no_values() -> None:
    rolled = roll('title: "{{ 社区 }}2026年计划"\ngoals: ["{{ 户数 }}户，2026年完成"]\n', 2027)
    assert rolled.text == 'title: "{{ 社区 }}2027年计划"\ngoals: ["{{ 户数 }}户，2027年完成"]\n'


def test_counts_of_what_moved() -> None:
    rolled = roll(PLAN + "goals: [第三届邻里节，端午节（6月19日）]\n", 2027)
    assert rolled.moved == {"year": 2, "weekday": 1, "count": 1, "festival": 1}


def test_what_would_do_harm_is_left_and_told() -> None:
    rolled = roll("title: 计划\nyear: 2999\ngoals: [{text: 甲, due: 2999-03}]\n", 3001)
    assert "year: 2999\n" in rolled.text
    assert "due: 3001-03" in rolled.text
    assert rolled.marks[0].message.zh == "“2999”没有改动"


def test_many_doubts_of_one_line_are_cut_short() -> None:
    years = "，".join(f"比2025年{sign}" for sign in "甲乙")
    many = "、".join(f"第{number}届甲节" for number in range(2, 14))
    rolled = roll(f"title: 甲2026年计划\ngoals: ['{years}，{many}']\n", 2027)
    (mark,) = (line for line in rolled.text.splitlines() if MARK.fullmatch(line))
    assert mark.endswith("由“第8届”顺延…… [rollover]")
    assert len(rolled.marks) == 14


# The command.


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path)
    made.put("2026-计划.yaml", PLAN)
    return made


def test_the_name_moves_on_too(folder: Folder) -> None:
    done = folder.run("rollover", "2026-计划.yaml", "--year", "2027")
    assert (done.code, done.out) == (0, b"")
    assert done.err == (
        "2027-计划.yaml:3:27: hint: “比2025年” looks back; check it [rollover]\n"
        "2027-计划.yaml: years 2, weekdays 1 moved; 1 to check\n"
        "wrote 2027-计划.yaml\n"
    )
    assert folder.data("2027-计划.yaml").decode() == NEXT
    assert folder.data("2026-计划.yaml").decode() == PLAN


def test_in_chinese(folder: Folder) -> None:
    done = folder.run("rollover", "2026-计划.yaml", "--year", "2027", language="zh")
    assert done.err == (
        "2027-计划.yaml:3:27: 提示: “比2025年”是往年的情况；请核对 [rollover]\n"
        "2027-计划.yaml：顺延年份2处、星期1处；待核对1处\n"
        "写出 2027-计划.yaml\n"
    )
    assert "# 待核对：“比2025年”是往年的情况 [rollover]\n" in folder.data("2027-计划.yaml").decode()


def test_nothing_is_overwritten_unasked(folder: Folder) -> None:
    folder.put("2027-计划.yaml", "人写的")
    folder.put("2026-乙.yaml", PLAN)
    done = folder.run("rollover", "2026-乙.yaml", "2026-计划.yaml", "--year", "2027")
    assert done.code == 2
    assert done.err == "plangen: 2027-计划.yaml exists; use --force to overwrite it\n"
    assert folder.data("2027-计划.yaml").decode() == "人写的"
    assert not (folder.path / "2027-乙.yaml").exists()
    assert folder.run("rollover", "2026-计划.yaml", "--year", "2027", "--force").code == 0
    assert folder.data("2027-计划.yaml").decode() == NEXT


@pytest.mark.parametrize("name", ["plan.yaml", "12026.yaml", "2026/plan.yaml"])
def test_a_name_without_the_year_needs_a_place(folder: Folder, name: str) -> None:
    folder.put(name, PLAN)
    done = folder.run("rollover", name, "--year", "2027")
    assert done.code == 2
    assert done.err == f"plangen: the name of {name} has no 2026 in it: give -o\n"
    assert folder.run("rollover", name, "--year", "2027", "-o", "new.yaml").code == 0
    assert folder.data("new.yaml").decode() == NEXT


def test_standard_input_and_output(folder: Folder) -> None:
    done = folder.run("rollover", "-", "--year", "2027", given=PLAN.encode())
    assert done.out.decode() == NEXT
    assert done.err.startswith("<stdout>:3:27: hint")
    assert folder.run("rollover", "2026-计划.yaml", "--year", "2027", "-o", "-").text == NEXT
    done = folder.run("rollover", "-", "--year", "2027", "-o", "out/", given=PLAN.encode())
    assert folder.data("out/plan.yaml").decode() == NEXT


def test_several_plans_go_to_a_folder(folder: Folder) -> None:
    folder.put("plans/甲.yaml", PLAN)
    folder.put("plans/2026乙.yaml", PLAN)
    folder.put("plans/甲.layout.yaml", "preset: windows\n")
    done = folder.run("rollover", "plans", "2026-计划.yaml", "--year", "2027", "-o", "new/")
    assert done.code == 0
    assert sorted(path.name for path in (folder.path / "new").iterdir()) == [
        "2027-计划.yaml", "2027乙.yaml", "甲.yaml",
    ]  # fmt: skip
    assert folder.data("new/甲.yaml").decode() == NEXT
    done = folder.run("rollover", "plans", "--year", "2027", "-o", "one.yaml")
    assert (done.code, "give -o a folder" in done.err) == (2, True)


def test_a_layout_file_that_is_not_found_from_the_new_place(folder: Folder) -> None:
    folder.put("old/a.layout.yaml", "preset: windows\n")
    folder.put("old/2026.yaml", "title: 甲2026年计划\nlayout: a.layout.yaml\n")
    done = folder.run("rollover", "old/2026.yaml", "--year", "2027", "-o", "new/")
    assert (done.code, folder.path.joinpath("new/2027.yaml").exists()) == (0, True)
    assert done.err.startswith("new/2027.yaml:2:9: warning: cannot read new/a.layout.yaml")
    assert "layout-file" not in folder.run("rollover", "old/2026.yaml", "--year", "2027").err


def test_a_plan_with_errors_stops_all(folder: Folder) -> None:
    folder.put("2026-坏.yaml", PLAN + "gaols: [甲]\n")
    folder.put("2026-旧.yaml", "title: 计划\ngoals: [甲]\n")
    done = folder.run(
        "rollover", "2026-计划.yaml", "2026-坏.yaml", "2026-旧.yaml", "--year", "2027"
    )
    assert done.code == 1
    assert [line.partition(": ")[0] for line in done.err.splitlines()] == [
        "2026-坏.yaml:3:1", "2026-旧.yaml:1:8",
    ]  # fmt: skip
    assert not (folder.path / "2027-计划.yaml").exists()
    assert folder.run("rollover", "no.yaml", "--year", "2027").code == 2
    assert folder.run("rollover", "2026-计划.yaml").code == 2


def test_a_diff_writes_nothing(folder: Folder) -> None:
    folder.put("plan.yaml", "title: 甲\r\ngoals: [2026年]")
    call = ("rollover", "plan.yaml", "--year", "2027", "--diff", "--from-year", "2026")
    done = folder.run(*call)
    assert done.code == 0
    assert done.text == (
        "--- plan.yaml\n+++ plan.yaml\n@@ -1,2 +1,2 @@\n title: 甲\r\n"
        "-goals: [2026年]\n\\ No newline at end of file\n"
        "+goals: [2027年]\n\\ No newline at end of file\n"
    )
    assert done.err == "plan.yaml: years 1 moved; 0 to check\n"
    assert sorted(path.name for path in folder.path.iterdir()) == ["2026-计划.yaml", "plan.yaml"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_stay(folder: Folder, encoding: str, end: str) -> None:
    folder.put("2026.yaml", PLAN.replace("\n", end).encode(encoding))
    assert folder.run("rollover", "2026.yaml", "--year", "2027").code == 0
    assert folder.data("2027.yaml") == NEXT.replace("\n", end).encode(encoding)


def test_what_cannot_be_read(folder: Folder) -> None:
    folder.put("2026.yaml", b"title: \xff\xfe\x00")
    done = folder.run("rollover", "2026.yaml", "--year", "2027")
    assert (done.code, "[encoding]" in done.err) == (1, True)


# Nothing hostile is slow.


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月5日（周四）" * 400,
        "2025年" + "3月5日" * 3_000,
        "第十届甲节105周年" * 400,
        "春节2月17日至" * 400,
        "《" * 20_000 + "《2026年》" * 400,
        "{{ " * 20_000,
        "2026" + " " * 50_000 + "年",
        "2026年11月至" * 600,
        "二〇" * 20_000 + "十五" * 20_000,
        "2026年\n\n  " * 500,
    ],
    ids=str.split("dates range counts festivals quotes braces spaces ranges han lines"),
)
def test_long_texts(text: str) -> None:
    with held():
        for quoted in (f"'{text}'", "|\n  " + text):
            try:
                rolled: Rolled | None = roll(f"title: 甲2026年\ngoals:\n - {quoted}\n", 2027)
            except PlanError:
                rolled = None
            assert rolled is None or "title: 甲2027年" in rolled.text
