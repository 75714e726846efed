"""A batch: checked as a whole before the first document, and made again only where it must be."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from batches import COLUMNS, NAMES, ROWS, Batch, call
from helpers import ROOT, python, run

import plangen
from plangen.batch import planner
from plangen.batch.maker import Maker, judge
from plangen.batch.manifest import digest
from plangen.batch.planner import Settings, survey
from plangen.batch.runner import Pool, local_pool
from plangen.formats import FORMATS

posix = pytest.mark.skipif(sys.platform == "win32", reason="a matter of POSIX")
DOCX = sorted(f"{name}.docx" for name in NAMES)


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return Batch(tmp_path)


# What is made.


def test_a_document_for_every_row(batch: Batch) -> None:
    assert batch.made() == ["out: made 3"]
    assert batch.documents() == DOCX
    for name, row in zip(NAMES, ROWS, strict=True):
        assert batch.text(f"{name}.docx") == [
            name, "一、工作任务", f"（一）走访。{row[1]}有{row[2]}户。",
        ]  # fmt: skip
    assert sorted(path.name for path in (batch.out / ".plangen").iterdir()) == ["manifest.jsonl"]


@pytest.mark.parametrize("to", FORMATS)
def test_a_document_is_the_one_that_render_makes(batch: Batch, to: str) -> None:
    batch.made("--to", to)
    for name, row in zip(NAMES, ROWS, strict=True):
        given = [
            f"--set={column}={text}" for column, text in zip(COLUMNS[1:], row[1:], strict=True)
        ]
        single = batch.folder / f"x.{to}"
        assert call("render", batch.plan, "-o", single, *given).code == 0
        assert (batch.out / f"{name}.{to}").read_bytes() == single.read_bytes()


def test_rosters_of_every_kind_make_the_same_documents(batch: Batch) -> None:
    batch.made()
    documents = {name: data for name, data in batch.files().items() if name in DOCX}
    records = [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (COLUMNS, *ROWS):
        sheet.append(row)
    book.save(batch.folder / "r.xlsx")
    batch.put("r.json", json.dumps(records, ensure_ascii=False))
    batch.put("r.yaml", json.dumps(records, ensure_ascii=False))
    for name in ("r.xlsx", "r.json", "r.yaml"):
        shutil.rmtree(batch.out)
        batch.roster = batch.folder / name
        assert batch.made() == ["out: made 3"]
        assert {name: data for name, data in batch.files().items() if name in DOCX} == documents


def test_columns_the_plans_own_values_and_given_ones(batch: Batch) -> None:
    """--set counts before a cell, and a cell before `vars`, even an empty one."""
    batch.plan.write_text(
        "title: '{{ 社区 }}'\nvars: {甲: 计划, 乙: 计划, 丙: 计划, 丁: [一, 二]}\n"
        "preamble: '{{ 甲 }}{{ 乙|default(\"空\") }}{{ 丙 }}{{ 丁 }}'\n",
        encoding="utf-8",
    )
    batch.put_rows([("a", "", "行"), ("b", "行", "")], ("社区", "甲", "乙"))
    assert batch.made("--set", "甲=参数", "--set", "丙=参数", "--to", "md") == ["out: made 2"]
    assert batch.text("a.md") == ["a", "参数行参数一、二"]
    assert batch.text("b.md") == ["b", "参数空参数一、二"]
    assert batch.run("--to", "md").code == 1
    assert batch.made(
        "--to", "md", "--set", "社区=c", "--name", "{{ 乙|default('x') }}", "--set", "甲="
    )
    assert batch.text("x.md") == ["c", "空计划一、二"]


def test_conditions_loops_and_filters(batch: Batch) -> None:
    batch.plan.write_text(
        "title: '{{ 社区 }}'\n"
        "preamble: |\n"
        "  {{ 户数|汉字 }}户，{{ 户数|千分位 }}户。\n"
        "  {% if 备注 %}备注：{{ 备注 }}{% endif %}\n"
        "  {{ 备注|default('无备注') }}\n"
        "goals:\n- '{% if 网格 %}{% for 名 in 网格 %}{{ 名 }}；{% endfor %}{% else %}无网格{% endif %}'\n",
        encoding="utf-8",
    )
    rows = [("a", "12000", "", "东、西\n南"), ("b", "10", "好", ""), ("c", "7", "", "北")]
    batch.put_rows(rows, ("社区", "户数", "备注", "网格"))
    batch.made("--to", "md")
    assert batch.text("a.md") == [
        "a", "一万二千户，12,000户。", "无备注", "一、工作目标", "（一）东；西；南；",
    ]  # fmt: skip
    assert batch.text("b.md")[1:4] == ["十户，10户。", "备注：好", "好"]
    assert batch.text("b.md")[-1] == "（一）无网格"
    assert batch.text("c.md")[-1] == "（一）北；"


# Checked before the first document.

FAULTS = [
    ("01", "云溪社区", "1200"), ("02", "柳岸社区", ""), ("", "望山社区", "3"), ("02", "松坪社区", "4"),
    ("05", "a/b", "5"), ("06", "", "6"), ("07", "梅坞社区", "十"), ("08", "云溪社区", "8"),
]  # fmt: skip
TYPED = """\
title: "{{ 社区 }}工作计划"
tasks: [{text: "{{ 户数|千分位 }}户", due: 2027-01}]
"""


@pytest.mark.parametrize(
    "options", [(), ("--jobs", "2"), ("--dry-run",), ("--to", "md", "--to", "html")]
)
def test_every_fault_is_told_at_its_place_and_nothing_is_made(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    batch = Batch(tmp_path, TYPED, FAULTS)
    done = batch.run(*options)
    assert (done.code, done.out) == (1, "")
    found = re.findall(r"^(roster\.csv:\d+:\d+): error: .*\[(.*)\]$", done.err, re.MULTILINE)
    assert found == [
        ("roster.csv:3:3", "empty-cell"),
        ("roster.csv:4:1", "row-key"),
        ("roster.csv:5:1", "row-key"),
        ("roster.csv:6:0", "output-name"),
        ("roster.csv:7:2", "empty-cell"),
        ("roster.csv:8:3", "variable"),
        ("roster.csv:9:0", "output-name"),
    ]
    assert "“十” is not a number (plan.yaml:2:16)" in done.err
    written = "would be" if "--dry-run" in options else "was"
    assert done.err.splitlines()[-1] == f"there are errors: nothing {written} written"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.yaml", "roster.csv"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_good_rows_can_be_made(tmp_path: Path, jobs: str) -> None:
    batch = Batch(tmp_path, TYPED, FAULTS)
    done = batch.run("--keep-going", "--jobs", jobs)
    assert done.code == 1
    assert batch.documents() == ["云溪社区工作计划.docx"]
    assert done.err.splitlines()[-1] == "out: made 1, with errors 7"
    batch.put_rows([("01", "云溪社区", "1200"), ("02", "柳岸社区", "5")])
    assert batch.run("--keep-going", "--jobs", jobs).code == 0
    assert batch.documents() == ["云溪社区工作计划.docx", "柳岸社区工作计划.docx"]


def test_a_dry_run_lists_the_good_rows_if_only_they_are_to_be_made(tmp_path: Path) -> None:
    batch = Batch(tmp_path, TYPED, FAULTS)
    done = batch.run("--dry-run", "--keep-going")
    assert (done.code, done.out) == (1, "云溪社区工作计划.docx\n")
    assert not batch.out.exists()


@pytest.mark.parametrize("deep", ["out", "a/b/c"])
def test_not_even_a_folder_is_left(batch: Batch, deep: str) -> None:
    batch.put_rows([*ROWS, ("04", "松坪社区", "")])
    batch.out = batch.folder / deep
    assert batch.run().code == 1
    assert sorted(path.name for path in batch.folder.iterdir()) == ["plan.yaml", "roster.csv"]
    (batch.folder / deep).mkdir(parents=True)
    assert batch.run().code == 1
    assert list((batch.folder / deep).iterdir()) == []


def test_a_fault_of_every_row_is_the_plans(batch: Batch) -> None:
    batch.plan.write_text(
        "title: '{{ 社区 }}'\nyear: 二七\ntasks: ['{{ 街道 }}{{ 社区 }}']\n", encoding="utf-8"
    )
    done = batch.run()
    assert done.code == 1
    assert [line for line in done.err.splitlines() if ": error: " in line] == [
        "plan.yaml:2:7: error: “二七” is not a year; write four digits, such as 2027 [year]",
        (
            "plan.yaml:3:9: error: the variable “街道” is not given; add the column to the roster, or "
            "the name to the plan's “vars” [undefined-variable]"
        ),
    ]
    assert "roster.csv:1:3: warning: the column “户数” is not used [unused-column]" in done.err


def test_one_row_is_told_like_many(tmp_path: Path) -> None:
    batch = Batch(tmp_path, rows=[("01", "云溪社区", "")])
    assert "roster.csv:2:3: error: the cell of “户数” is empty" in batch.run().err


def test_warnings_of_the_plan_are_told_once(tmp_path: Path) -> None:
    batch = Batch(
        tmp_path,
        "title: '{{ 社区 }}'\nleadership: {groups: [{name: 组, roles: {组长: }}]}\npreamble: '{{ 户数 }}'\n",
    )
    done = batch.run()
    assert done.code == 0
    assert [line for line in done.err.splitlines() if "warning" in line] == [
        "plan.yaml:2:45: warning: nobody is “组长” [empty]"
    ]
    assert batch.made() == ["out: unchanged 3"]


def test_more_faults_than_anyone_reads(tmp_path: Path) -> None:
    rows = [(str(at), f"{at}号", "1" * (at < 1)) for at in range(501)]
    done = Batch(tmp_path, rows=rows).run()
    assert done.code == 1
    assert "… and 300 more problems" in done.err
    assert len(done.err.splitlines()) < 210


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--shard", "0/3"], "write it like 1/3"),
        (["--shard", "4/3"], "write it like 1/3"),
        (["--shard", "1"], "write it like 1/3"),
        (["--shard", "a/b"], "write it like 1/3"),
        (["--set", "x"], "write NAME=VALUE"),
        (["--key", "代号"], "the roster has no column “代号”; it has: 编号、社区、户数"),
        (["--template", "none.html"], "none.html"),
        (["--layout", "none.yaml"], "none.yaml"),
        (["--reference-doc", "none.docx"], "none.docx"),
        (["--reference-doc", "plan.yaml"], "plan.yaml is not a usable DOCX"),
        (["--report", "x.txt"], "--report x.txt"),
        (["--report", "x"], "--report x"),
        (["--collect", "x.odt"], "x.odt"),
        (["--collect", "x"], "x"),
        (["--executor", "ray://x:1"], "dask://HOST:PORT"),
        (["--to", "pdf"], "pdf"),
        (["--jobs", "0"], "0"),
        (["--sheet", "甲"], ""),
    ],
)
def test_a_wrong_option_is_told_before_anything_is_made(
    batch: Batch, monkeypatch: pytest.MonkeyPatch, options: list[str], words: str
) -> None:
    monkeypatch.chdir(batch.folder)
    done = batch.run(*options)
    assert done.code == 2
    assert words in done.err
    assert "Traceback" not in done.err
    assert batch.documents() == []
    assert not batch.out.exists()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_folder_without_a_template_is_told(batch: Batch, jobs: str) -> None:
    (batch.folder / "templates").mkdir()
    done = batch.run("--template", str(batch.folder / "templates"), "--jobs", jobs)
    assert done.code == 2
    assert "there is no template templates/plan.html" in done.err.replace(os.sep, "/")
    assert not batch.out.exists()


def test_a_template_with_an_error_is_told_at_its_line(batch: Batch) -> None:
    template = batch.put("t.html", "<h1>x</h1>\n<b>x</b>\n")
    done = batch.run("--template", str(template))
    assert done.code == 1
    assert "t.html:2:1: error: unknown element <b>" in done.err
    assert not batch.out.exists()


def test_a_dry_run_lists_what_would_be_made(batch: Batch) -> None:
    done = batch.run("--dry-run", "--to", "docx", "--to", "md")
    assert done.code == 0
    assert done.out.splitlines() == [f"{name}.{to}" for name in NAMES for to in ("docx", "md")]
    assert done.err == ""
    assert not batch.out.exists()
    batch.made()
    before = batch.files()
    batch.put_rows([ROWS[0], ("02", "柳岸社区", "801"), ("04", "松坪社区", "1")])
    done = batch.run("--dry-run", "--explain")
    assert done.out.splitlines() == [
        "柳岸社区工作计划.docx\tthe row changed", "松坪社区工作计划.docx\tnew",
    ]  # fmt: skip
    assert batch.files() == before


# Runs again.


def test_what_is_unchanged_is_left_as_it_is(batch: Batch) -> None:
    batch.made("--to", "docx", "--to", "md")
    before, times = batch.files(), batch.times()
    for options in ((), ("--jobs", "2"), ("--force",), ("--explain",)):
        assert batch.made("--to", "docx", "--to", "md", *options) == ["out: unchanged 6"]
        assert (batch.files(), batch.times()) == (before, times)


def explained(batch: Batch, *options: str) -> dict[str, str]:
    """Why each document was made; all others were left alone, and the next run makes nothing."""
    before = batch.times()
    lines = batch.made("--explain", *options)
    reasons = dict(line.split(": ", 1) for line in lines[:-1] if "warning" not in line)
    now = batch.times()
    assert {name for name in now if now[name] != before.get(name)} == reasons.keys()
    assert batch.made("--quiet", "--explain", *options) == []
    return {name.partition("社区")[0]: why for name, why in reasons.items()}


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


ALL = ("云溪", "柳岸", "望山")


def test_why_a_document_is_made(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    every = lambda why: dict.fromkeys(ALL, why)  # noqa: E731
    batch.out.mkdir()
    assert explained(batch) == every("new")
    batch.put_rows([ROWS[0], ("02", "柳岸社区", "801"), ROWS[2]])
    assert explained(batch) == {"柳岸": "the row changed"}
    changed(batch.plan, "走访", "入户走访")
    assert explained(batch) == every("the plan changed")
    assert explained(batch, "--set", "x=1") == every("the template, layout or options changed")
    assert explained(batch) == every("the template, layout or options changed")
    monkeypatch.setattr(planner, "__version__", "9.9")
    assert explained(batch) == every("another version of plangen")
    path = batch.out / "柳岸社区工作计划.docx"
    path.unlink()
    assert explained(batch) == {"柳岸": "the file is gone"}
    for data in (b"", b"\0" * 5000):
        path.write_bytes(data)
        assert explained(batch) == {"柳岸": "the file is damaged"}


def test_a_layout_and_what_it_builds_on_are_looked_at(batch: Batch) -> None:
    why = dict.fromkeys(ALL, "the template, layout or options changed")
    office = batch.put("l/office.layout.yaml", "base: region.layout.yaml\n")
    batch.put("l/region.layout.yaml", "base: base.layout.yaml\n")
    base = batch.put("l/base.layout.yaml", "draft: 一稿\n")
    batch.made("--layout", str(office))
    base.write_text("draft: 二稿\n", encoding="utf-8")
    assert explained(batch, "--layout", str(office)) == why
    with batch.plan.open("a", encoding="utf-8") as file:
        file.write("layout: {base: l/office.layout.yaml}\n")
    assert explained(batch) == dict.fromkeys(ALL, "the plan changed")
    base.write_text("draft: 三稿\n", encoding="utf-8")
    assert explained(batch) == dict.fromkeys(ALL, "the plan changed")


def test_a_worker_that_lives_on_sees_a_changed_layout(batch: Batch) -> None:
    """As one of a cluster does, and this process with --jobs 1."""
    layout = batch.put("x.layout.yaml", "line_pitch: 28\n")
    options = ("--layout", str(layout), "--to", "html")
    batch.made(*options)
    before = batch.files()[f"{NAMES[0]}.html"]
    layout.write_text("line_pitch: 30\n", encoding="utf-8")
    batch.made(*options)
    after = batch.files()[f"{NAMES[0]}.html"]
    assert (b"28pt" in before, b"30pt" in before) == (True, False)
    assert (b"28pt" in after, b"30pt" in after) == (False, True)


@pytest.mark.parametrize("whole", [False, True])
def test_a_template_and_what_it_names_are_looked_at(batch: Batch, whole: bool) -> None:  # noqa: FBT001
    why = dict.fromkeys(ALL, "the template, layout or options changed")
    one = batch.put(
        "t/plan.html",
        '{% extends "plangen/plan.html" %}{% block closing %}{% include "a.html" %}{% endblock %}',
    )
    batch.put("t/a.html", '{% from "b.html" import end %}{{ end() }}')
    end = batch.put("t/b.html", "{% macro end() %}<p>一</p>{% endmacro %}")
    option = ("--template", str(one.parent if whole else one))
    batch.made(*option)
    assert batch.made(*option) == ["out: unchanged 3"]
    batch.put("t/b.html", "{% macro end() %}<p>二</p>{% endmacro %}")
    assert explained(batch, *option) == why
    assert batch.text(DOCX[0])[-1] == "二"
    assert end.exists()


def test_a_layout_that_an_override_names_is_looked_at(batch: Batch) -> None:
    batch.put("overrides/02.yaml", "layout: mine.layout.yaml\n")
    layout = batch.put("mine.layout.yaml", "draft: 一稿\n")
    batch.made()
    layout.write_text("draft: 二稿\n", encoding="utf-8")
    assert explained(batch) == {"柳岸": "the row changed"}


@pytest.mark.parametrize(
    ("column", "own"),
    [
        ("版式", "layout: '{{ 版式 }}.layout.yaml'\n"),
        ("版式", "layout: {base: '{{ 版式 }}.layout.yaml', months: table}\n"),
        ("layout.base", "layout: {months: table}\n"),
        ("版式.沿用", "layout: {沿用: none.layout.yaml}\n"),
        ("plan.layout", ""),
    ],
)
def test_a_layout_that_a_row_names_is_looked_at(batch: Batch, column: str, own: str) -> None:
    """By a variable or a field; what it builds on is looked at too."""
    with batch.plan.open("a", encoding="utf-8") as file:
        file.write(own)
    suffix = "" if column == "版式" else ".layout.yaml"
    names = [f"{name}{suffix}" for name in ("l/甲", "l/乙", "l/甲")]
    rows = [(*row, name) for row, name in zip(ROWS, names, strict=True)]
    batch.put_rows(rows, (*COLUMNS, column))
    one = batch.put("l/甲.layout.yaml", "draft: 一稿\n")
    batch.put("l/乙.layout.yaml", "base: 丙.layout.yaml\n")
    base = batch.put("l/丙.layout.yaml", "draft: 二稿\n")
    batch.made()
    one.write_text("draft: 三稿\n", encoding="utf-8")
    assert explained(batch) == dict.fromkeys(("云溪", "望山"), "the row changed")
    base.write_text("draft: 四稿\n", encoding="utf-8")
    assert explained(batch) == {"柳岸": "the row changed"}


def test_a_layout_that_an_override_names_by_a_column_is_looked_at(batch: Batch) -> None:
    batch.put("overrides/02.yaml", "layout: {base: '{{ 户数 }}.layout.yaml'}\n")
    layout = batch.put("800.layout.yaml", "draft: 一稿\n")
    batch.made()
    layout.write_text("draft: 二稿\n", encoding="utf-8")
    assert explained(batch) == {"柳岸": "the row changed"}


def test_a_layout_that_a_row_cannot_name_is_told_there(batch: Batch) -> None:
    with batch.plan.open("a", encoding="utf-8") as file:
        file.write("layout: '{{ 版式 }}.layout.yaml'\n")
    rows = [(*row, name) for row, name in zip(ROWS, ("甲", "", "乙"), strict=True)]
    batch.put_rows(rows, (*COLUMNS, "版式"))
    batch.put("甲.layout.yaml", "draft: 一稿\n")
    done = batch.run()
    assert done.code == 1
    found = re.findall(r"^(roster\.csv:\d+:\d+): error: .*\[(.*)\]$", done.err, re.MULTILINE)
    assert found == [("roster.csv:3:4", "empty-cell"), ("roster.csv:4:4", "layout-file")]


def test_a_reference_document_is_looked_at(batch: Batch) -> None:
    reference = batch.folder / "ref.docx"
    call("render", batch.plan, "-o", reference, "--set", "社区=甲", "--set", "户数=1")
    batch.run("--reference-doc", str(reference))
    assert "unchanged 3" in batch.run("--reference-doc", str(reference)).err
    layout = batch.put("x.layout.yaml", "preset: windows\n")
    call(
        "render",
        batch.plan,
        "-o",
        reference,
        "--set",
        "社区=甲",
        "--set",
        "户数=1",
        "--layout",
        layout,
    )
    assert "made 3" in batch.run("--reference-doc", str(reference)).err


def test_a_column_that_is_not_used_changes_nothing(batch: Batch) -> None:
    rows = [(*row, "一") for row in ROWS]
    warning = "roster.csv:1:4: warning: the column “备注” is not used [unused-column]"
    batch.put_rows(rows, (*COLUMNS, "备注"))
    assert batch.made() == [warning, "out: made 3"]
    batch.put_rows([(*row, "二") for row in ROWS], (*COLUMNS, "备注"))
    assert batch.made() == [warning, "out: unchanged 3"]
    batch.put_rows(ROWS)
    assert batch.made() == ["out: unchanged 3"]
    batch.put_rows([(c, b, a) for a, b, c in ROWS], ("户数", "社区", "编号"))
    assert batch.made() == ["out: unchanged 3"]


def test_another_format_leaves_the_first_as_it_is(batch: Batch) -> None:
    batch.made()
    assert batch.made("--to", "docx", "--to", "md") == ["out: made 3, unchanged 3"]
    assert batch.made("--to", "docx") == ["out: unchanged 3"]
    assert batch.made("--to", "md") == ["out: unchanged 3"]
    assert batch.made("--to", "html") == ["out: made 3"]
    assert batch.made("--to", "html", "--to", "docx", "--to", "md") == ["out: unchanged 9"]


def test_rows_in_another_order_change_nothing(batch: Batch) -> None:
    batch.made()
    batch.put_rows(ROWS[::-1])
    assert batch.made() == ["out: unchanged 3"]
    assert [entry["key"] for entry in batch.entries()] == ["03", "02", "01"]


def test_a_renamed_row_leaves_its_old_document(batch: Batch) -> None:
    batch.made()
    batch.put_rows([ROWS[0], ("02", "新柳社区", "800"), ROWS[2]])
    for count in ("made 1, unchanged 2", "unchanged 3", "unchanged 3"):
        assert batch.made() == ["no row makes it any more: 柳岸社区工作计划.docx", f"out: {count}"]
    assert len(batch.documents()) == 4
    batch.put_rows(ROWS)
    assert batch.made() == ["no row makes it any more: 新柳社区工作计划.docx", "out: unchanged 3"]
    (batch.out / "新柳社区工作计划.docx").unlink()
    assert batch.made() == ["out: unchanged 3"]


def test_rows_that_change_places_are_made_anew(batch: Batch) -> None:
    batch.made("--to", "md")
    batch.put_rows([("01", "柳岸社区", "1200"), ("02", "云溪社区", "800"), ROWS[2]])
    assert batch.made("--to", "md") == ["out: made 2, unchanged 1"]
    assert "柳岸社区有1200户" in batch.text("柳岸社区工作计划.md")[-1]


def edit(path: Path) -> bytes:
    data = path.read_bytes().replace("走访".encode(), "探访".encode())
    path.write_bytes(data)
    return data


def test_what_a_person_changed_is_kept_and_named(batch: Batch) -> None:
    batch.made("--to", "md")
    path = batch.out / "柳岸社区工作计划.md"
    mine = edit(path)
    kept = "kept 柳岸社区工作计划.md: somebody changed it"
    for _ in range(2):
        assert batch.made("--to", "md") == [kept, "out: unchanged 2, kept (edited) 1"]
    changed(batch.plan, "走访", "入户走访")
    for count in ("made 2", "unchanged 2"):
        done = batch.run("--to", "md")
        assert done.code == 1
        assert done.err.splitlines() == [
            f"{kept}; it is out of date, --force overwrites it",
            f"out: {count}, kept (edited, out of date) 1",
        ]
        assert path.read_bytes() == mine
    changed(batch.plan, "入户走访", "走访")
    assert batch.made("--to", "md") == [kept, "out: made 2, kept (edited) 1"]
    assert batch.made("--to", "md", "--force", "--explain") == [
        "柳岸社区工作计划.md: a person's changes were overwritten",
        "out: made 1, unchanged 2",
    ]
    assert batch.made("--to", "md") == ["out: unchanged 3"]


def test_what_a_person_changed_back_is_unchanged(batch: Batch) -> None:
    batch.made("--to", "md")
    path = batch.out / "柳岸社区工作计划.md"
    data = path.read_bytes()
    edit(path)
    path.write_bytes(data)
    assert batch.made("--to", "md") == ["out: unchanged 3"]


def test_a_document_of_an_earlier_run_is_ours(batch: Batch) -> None:
    """One that plangen wrote and the manifest does not know may be written over."""
    batch.made()
    old = (batch.out / DOCX[0]).read_bytes()
    batch.put_rows([(a, b, c + "0") for a, b, c in ROWS])
    batch.made()
    (batch.out / DOCX[0]).write_bytes(old)
    assert batch.made() == ["out: made 1, unchanged 2"]
    shutil.rmtree(batch.out / ".plangen")
    assert batch.made() == ["out: made 3"]


def test_faulty_rows_keep_their_documents(batch: Batch) -> None:
    """What a row's document was made from is not forgotten while the row is bad."""
    batch.made()
    before = batch.times()
    for bad in (("02", "柳岸社区", ""), ("", "柳岸社区", "800"), ("01", "柳岸社区", "800")):
        batch.put_rows([ROWS[0], bad, ROWS[2]])
        done = batch.run("--keep-going")
        assert done.code == 1
        assert "any more" not in done.err
        batch.put_rows(ROWS)
        assert batch.made() == ["out: unchanged 3"]
        assert batch.times() == before


# Shards.

MANY = [(f"{at:02}", f"{at}号社区", str(at)) for at in range(20)]


def test_shards_make_what_one_run_makes(tmp_path: Path) -> None:
    for name in ("whole", "shards", "apart", "joined"):
        (tmp_path / name).mkdir()
    whole, shards = (Batch(tmp_path / name, rows=MANY) for name in ("whole", "shards"))
    whole.made()
    assert [shards.made("--shard", f"{i}/3")[-1] for i in (2, 3, 1)] == [
        "out: made 7", "out: made 6", "out: made 7",
    ]  # fmt: skip
    assert len(list((shards.out / ".plangen").iterdir())) == 3
    assert shards.made("--shard", "2/3") == ["out: unchanged 7"]
    assert shards.made() == ["out: unchanged 20"]
    assert shards.files() == whole.files()
    joined = Batch(tmp_path / "joined", rows=MANY)
    for part in (1, 2, 3):
        apart = Batch(tmp_path / "apart", rows=MANY)
        apart.made("--shard", f"{part}/3")
        shutil.copytree(apart.out, joined.out, dirs_exist_ok=True)
        shutil.rmtree(apart.out)
    assert joined.made() == ["out: unchanged 20"]
    assert joined.files() == whole.files()


def test_a_shard_checks_its_own_rows_and_all_names(tmp_path: Path) -> None:
    rows = [*MANY[:6], ("06", "6号社区", ""), ("07", "0号社区", "1")]
    batch = Batch(tmp_path, rows=rows)
    assert batch.run("--shard", "2/2").code == 1
    batch.put_rows(rows[:-1])
    assert batch.run("--shard", "1/2").code == 1
    assert batch.made("--shard", "2/2") == ["out: made 3"]


def test_more_shards_than_rows(batch: Batch) -> None:
    assert batch.made("--shard", "4/9") == ["out: 0"]
    assert batch.made("--shard", "3/9") == ["out: made 1"]
    assert batch.made() == ["out: made 2, unchanged 1"]


def test_shards_that_are_cut_anew(tmp_path: Path) -> None:
    batch = Batch(tmp_path, rows=MANY)
    for shard in ("1/2", "2/2"):
        batch.made("--shard", shard)
    before = batch.times()
    for shard in ("1/3", "2/3", "3/3"):
        assert "made" not in batch.made("--shard", shard)[-1]
    assert batch.made() == ["out: unchanged 20"]
    assert batch.times() == before


def test_a_shard_in_another_format_forgets_nothing(batch: Batch) -> None:
    batch.made("--shard", "1/2")
    batch.made("--shard", "1/2", "--to", "md")
    assert batch.made("--shard", "1/2") == ["out: unchanged 2"]
    assert batch.made("--shard", "1/2", "--to", "md") == ["out: unchanged 2"]


# The same bytes, however it is run.


def settings(batch: Batch) -> Settings:
    return Settings(str(batch.plan), str(batch.roster), str(batch.out))


def files_by(batch: Batch, pool: Pool) -> dict[str, bytes]:
    shutil.rmtree(batch.out, ignore_errors=True)
    with Maker(settings(batch)) as maker, pool:
        found = survey(settings(batch))
        verdict = judge(found, pool)
        assert verdict == ((), {})
        maker.make(found, verdict.bad_rows, pool)
    return batch.files()


@posix
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_same_bytes_however_processes_are_started(tmp_path: Path) -> None:
    batch = Batch(tmp_path, rows=MANY)
    first = files_by(batch, local_pool(1))
    for method in ("fork", "spawn", "forkserver"):
        assert files_by(batch, local_pool(2, method)) == first


def test_the_same_bytes_in_any_surroundings(tmp_path: Path) -> None:
    first: dict[str, bytes] = {}
    for variables in (
        {"TZ": "UTC", "PYTHONHASHSEED": "1", "LC_ALL": "C", "options": "--jobs 1"},
        {
            "TZ": "Asia/Shanghai",
            "PYTHONHASHSEED": "2",
            "LANG": "zh_CN.UTF-8",
            "options": "--jobs 2",
        },
    ):
        options = variables.pop("options").split()
        batch = Batch(tmp_path, rows=MANY)
        if first:
            time.sleep(2.05 - time.time() % 2)  # the dates of an archive count by two seconds
        shutil.rmtree(batch.out, ignore_errors=True)
        done = run(
            *batch.arguments("--to", "docx", "--to", "html", *options), cwd=tmp_path, **variables
        )
        assert done.returncode == 0, done.stderr
        first = first or batch.files()
        assert batch.files() == first


# Reports.

FORMULAS = ("=1+1", "+1", "-1", "@x", "=cmd|' /C calc'!A0")


def test_a_report_has_a_line_for_every_document(tmp_path: Path) -> None:
    batch = Batch(tmp_path, rows=[*ROWS, ("04", "松坪社区", ""), ("", "梅坞社区", "1")])
    report = tmp_path / "r.json"
    options = ("--keep-going", "--to", "docx", "--to", "md", "--report", str(report))
    assert batch.run(*options).code == 1
    found = json.loads(report.read_text(encoding="utf-8"))
    assert [(r["line"], r["format"], r["result"], r["reason"]) for r in found] == [
        *((line, to, "made", "new") for line in (2, 3, 4) for to in ("docx", "md")),
        *((5, to, "with errors", "new") for to in ("docx", "md")),
        (6, "", "with errors", "new"),
    ]
    assert [r["message"] for r in found[-3:]] == ["the cell of “户数” is empty"] * 2 + [
        "the key is empty"
    ]
    assert found[0]["file"] == "云溪社区工作计划.docx"
    edit(batch.out / "柳岸社区工作计划.md")
    batch.run(*options)
    results = [r["result"] for r in json.loads(report.read_text(encoding="utf-8"))]
    assert results[:6] == ["unchanged"] * 3 + ["kept (edited)"] + ["unchanged"] * 2


@pytest.mark.parametrize("language", ["en", "zh"])
def test_reports_of_every_kind_say_the_same(tmp_path: Path, language: str) -> None:
    batch = Batch(tmp_path, rows=[(key, f"{at}号", "1") for at, key in enumerate(FORMULAS)])
    tables: list[list[list[str]]] = []
    for name in ("r.csv", "r.xlsx", "r.json"):
        shutil.rmtree(batch.out, ignore_errors=True)
        path = tmp_path / name
        done = run(*batch.arguments("--report", path), cwd=tmp_path, LC_ALL=f"{language}_XX.UTF-8")
        assert done.returncode == 0
        if name == "r.csv":
            data = path.read_bytes()
            assert data.startswith(b"\xef\xbb\xbf")
            rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
            assert [row[0] for row in rows[1:]] == [f"'{key}" for key in FORMULAS]
            tables.append([[cell.removeprefix("'") for cell in row] for row in rows[1:]])
            assert rows[0][0] == ("编号" if language == "zh" else "key")
        elif name == "r.xlsx":
            sheet: Any = openpyxl.load_workbook(path).active
            keys = [sheet.cell(at, 1) for at in range(2, len(FORMULAS) + 2)]
            assert {(cell.data_type, cell.quotePrefix) for cell in keys} == {("s", True)}
            assert not any(cell.data_type == "f" for row in sheet for cell in row)
            tables.append([["" if v is None else str(v) for v in row] for row in sheet.values][1:])
        else:
            tables.append([[str(v) for v in r.values()] for r in json.loads(path.read_bytes())])
    assert tables[0] == tables[1] == tables[2]


def test_a_formula_in_a_name_or_a_message_is_no_formula(tmp_path: Path) -> None:
    batch = Batch(tmp_path, TYPED, [("1", "=1+1", "1"), ("2", "乙", "=2"), ("3", "-1", "3")])
    path = tmp_path / "r.csv"
    batch.run("--name", "{{ 社区 }}", "--keep-going", "--report", str(path))
    cells = [
        cell
        for row in csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
        for cell in row
    ]
    assert "'=1+1.docx" in cells
    assert "'-1.docx" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_report_that_cannot_be_written_is_told(batch: Batch) -> None:
    done = batch.run("--report", str(batch.folder / "none" / "r.csv"))
    assert done.code == 2
    assert "none" in done.err


# Collections.


def test_all_documents_in_one_in_the_order_of_the_roster(batch: Batch) -> None:
    file = batch.folder / "all.md"
    lines = batch.made("--collect", str(file))
    assert lines[0].startswith("wrote ")
    text = plangen.read(file).lines()
    places = [next(at for at, line in enumerate(text) if name in line) for name in NAMES]
    assert places == sorted(places)
    batch.put_rows(ROWS[::-1])
    batch.made("--collect", str(file))
    text = plangen.read(file).lines()
    places = [next(at for at, line in enumerate(text) if name in line) for name in NAMES]
    assert places == sorted(places, reverse=True)
    assert [line for line in text if line.endswith("户。")] == [
        f"（一）走访。{row[1]}有{row[2]}户。" for row in ROWS[::-1]
    ]


def test_no_collection_while_rows_are_missing(batch: Batch) -> None:
    file = batch.folder / "all.docx"
    batch.put_rows([*ROWS, ("04", "松坪社区", "")])
    assert batch.run("--collect", str(file)).code == 1
    done = batch.run("--collect", str(file), "--keep-going")
    assert done.code == 1
    assert "documents are missing: all.docx was not made" in done.err
    assert not file.exists()


def test_no_collection_without_a_row_whose_document_is_kept(batch: Batch) -> None:
    """A document that a person edited is not checked; the collection must not be short of it."""
    batch.made("--to", "md")
    edit(batch.out / "柳岸社区工作计划.md")
    batch.put_rows([ROWS[0], ("02", "柳岸社区", ""), ROWS[2]])
    file = batch.folder / "all.md"
    done = batch.run("--to", "md", "--collect", str(file))
    assert done.code == 1
    assert "the cell of “户数” is empty" in done.err
    assert not file.exists()


def test_no_collection_of_a_shard(batch: Batch) -> None:
    """It would be short of the other shards' documents, and not say so."""
    file = batch.folder / "all.md"
    assert batch.run("--shard", "1/2", "--collect", str(file)).code == 2
    assert not file.exists()


def test_a_collection_that_a_person_changed_is_kept(batch: Batch) -> None:
    file = batch.folder / "all.md"
    batch.made("--collect", str(file))
    mine = edit(file)
    assert batch.run("--collect", str(file)).code == 2
    assert file.read_bytes() == mine
    assert batch.run("--collect", str(file), "--force").code == 0


# What is said.


def test_quiet_says_nothing_but_problems(batch: Batch) -> None:
    assert batch.made("--quiet") == []
    edit_ = batch.out / DOCX[0]
    edit_.write_bytes(edit_.read_bytes()[:-5])
    assert batch.made("--quiet") == [f"kept {DOCX[0]}: somebody changed it"]
    batch.put_rows([*ROWS, ("04", "松坪社区", "")])
    assert "the cell of “户数” is empty" in batch.run("--quiet").err


def test_lines_of_progress_where_nobody_watches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plangen.commands.batch._SECONDS_BETWEEN_LINES", 0.0)
    lines = Batch(tmp_path).made()
    assert lines == [
        *(f"checking {n}/3" for n in (1, 2, 3)),
        *(f"making {n}/3" for n in (1, 2, 3)),
        "out: made 3",
    ]


@posix
def test_a_terminal_shows_a_bar_and_a_table(tmp_path: Path) -> None:
    import pty

    batch = Batch(tmp_path, rows=MANY)
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "plangen", *batch.arguments("--lang", "zh")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "80"},
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                data = os.read(ours, 4096)
            except OSError:
                break
            if not data:
                break
            shown += data
        assert process.stdout is not None
        assert process.stdout.read() == b""
        assert process.wait(timeout=30) == 0
    os.close(ours)
    text = shown.decode()
    for words in ("检查", "生成", "20/20", "已生成", "━"):
        assert words in text


def test_chinese_is_spoken_too(tmp_path: Path) -> None:
    batch = Batch(tmp_path, rows=[*ROWS, ("04", "松坪社区", "")])
    done = run(*batch.arguments(), cwd=tmp_path, LC_ALL="zh_CN.UTF-8")
    assert done.returncode == 1
    text = done.stderr.decode()
    assert "roster.csv:5:3: 错误: “户数”这一格是空的（" in text
    assert text.splitlines()[-1] == "有错误，什么也没有写"


# What is loaded.

LOADED = """
import sys
from plangen.cli import command
code = command()
heavy = {"docx", "lxml", "openpyxl", "rich", "jinja2", "markdown_it", "distributed", "multiprocessing",
         "concurrent.futures.process", "plangen.roster", "plangen.batch.planner"}
print(code, *sorted(heavy & sys.modules.keys()), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "loaded"),
    [
        ("batch --help", set()),
        ("validate other.yaml", set()),
        ("batch plan.yaml roster.csv -o out --jobs 1",
         {"plangen.roster", "plangen.batch.planner", "multiprocessing", "concurrent.futures.process"}),
    ],
)  # fmt: skip
def test_only_what_is_needed_is_loaded(tmp_path: Path, arguments: str, loaded: set[str]) -> None:
    Batch(tmp_path).plan.write_text(
        "title: '{{ 社区 }}'\nvars: {社区: 甲}\npreamble: '{{ 户数 }}'\n", encoding="utf-8"
    )
    (tmp_path / "other.yaml").write_text("title: 计划\ntasks: [甲]\n", encoding="utf-8")
    done = python("-c", LOADED, *arguments.split(), cwd=tmp_path)
    code, *found = done.stderr.decode().splitlines()[-1].split()
    assert code == "0"
    assert set(found) <= loaded


def test_digests_of_documents_are_those_of_their_files(batch: Batch) -> None:
    batch.made("--to", "docx", "--to", "md", "--to", "html")
    for entry in batch.entries():
        assert digest((batch.out / entry["path"]).read_bytes()) == entry["output"]
