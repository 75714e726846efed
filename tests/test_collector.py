"""Collections: many documents bound into one, and the command that does it."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers import EXAMPLES, plan_of, rendered, run
from test_laws import check_docx, check_html, check_markdown

import plangen
from plangen import cli
from plangen.collector import collect, for_collection
from plangen.commands import shared
from plangen.document import Contents, Document, Heading, Paragraph, Run, entries, text_of
from plangen.formats import FORMATS
from plangen.layout import Imprint, Layout, RedHead
from plangen.problems import UsageError
from plangen.renderer import render

FIRST = """
title: 柳塘社区2027年绿化工作计划
organization: 柳塘社区居委会
preamble: 为扩大绿地，制定本计划。
goals: [新增绿地300平方米。]
tasks:
  - heading: 补种行道树
    items: [{heading: 春季补种, text: 三月完成。}]
attachments: [{title: 苗木清单, text: 香樟40株。}]
signature: {organization: 柳塘社区居委会, date: 2027-01-08}
"""
SECOND = """
title: |
  柳塘社区2027年
  文体活动方案
subtitle: （征求意见稿）
organization: 柳塘社区居委会
goals: [每月一场。]
signature: {organization: 柳塘社区居委会, date: 2027-02-01}
"""
THIRD = "title: 榆林巷社区2026年工作计划\ngoals: [丙。]\n"


def documents(*plans: str) -> list[Document]:
    return [rendered(plan) for plan in plans]


def contents(tree: Document) -> list[str]:
    """The lines of the only table of contents, further in for each level."""
    (lines,) = entries(tree).values()
    return ["  " * entry.rank + entry.text for entry in lines]


def titles(tree: Document) -> list[tuple[str, str]]:
    return [
        (block.style, text_of(block.runs))
        for block in tree.blocks()
        if isinstance(block, Heading) and block.level == 0
    ]


def test_each_document_begins_a_page_with_its_number_and_title() -> None:
    tree = collect(documents(FIRST, SECOND))
    assert titles(tree) == [
        ("", "2027年社区工作计划汇编（共2篇）"),
        ("part-title", "篇1　柳塘社区2027年绿化工作计划"),
        ("part-title-above", "篇2　柳塘社区2027年\n文体活动方案"),
    ]
    front, first, annex, second = tree.sections
    assert [text_of(block.runs) for block in front[:2] if not isinstance(block, Contents)] == [
        "2027年社区工作计划汇编（共2篇）", "目录",
    ]  # fmt: skip
    assert front[2:] == (Contents(0),)
    assert first[0] == Heading(0, (Run("篇1　柳塘社区2027年绿化工作计划"),), (), "part-title")
    assert annex[0] == Paragraph((Run("附件"),), "annex-label")
    assert second[1] == Paragraph((Run("（征求意见稿）"),), "subtitle")


def test_the_text_of_the_documents_is_all_there_and_counts_anew_in_each() -> None:
    bound = documents(FIRST, THIRD)
    lines = collect(bound).lines()
    for document in bound:
        assert [line for line in document.lines()[1:] if line not in lines] == []
    assert lines.count("一、工作目标") == 2


@pytest.mark.parametrize(
    ("depth", "lines"),
    [
        (0, ["篇1　柳塘社区2027年绿化工作计划", "篇2　柳塘社区2027年文体活动方案"]),
        (
            1,
            [
                "篇1　柳塘社区2027年绿化工作计划", "  一、工作目标", "  二、工作任务", "  苗木清单",
                "篇2　柳塘社区2027年文体活动方案", "  一、工作目标",
            ],
        ),
        (
            2,
            [
                "篇1　柳塘社区2027年绿化工作计划", "  一、工作目标", "  二、工作任务",
                "    （一）补种行道树", "  苗木清单", "篇2　柳塘社区2027年文体活动方案",
                "  一、工作目标",
            ],
        ),
    ],
)  # fmt: skip
def test_the_contents_go_as_deep_as_asked(depth: int, lines: list[str]) -> None:
    assert contents(collect(documents(FIRST, SECOND), depth=depth)) == lines


@pytest.mark.parametrize(
    ("marker", "shown"),
    [("篇1", "篇1"), ("第一篇", "第一篇"), ("Part 1", "Part 1"), ("一、", "一、")],
)
def test_a_number_on_a_line_of_its_own_is_set_off_in_the_contents(marker: str, shown: str) -> None:
    plan = "title: 柳塘街道柳塘社区2027年扩大绿地工作计划\ntasks: [种树。]"
    collection = collect(documents(plan), marker=marker, depth=0)
    own_line = next(
        text_of(b.runs)
        for b in collection.blocks()
        if isinstance(b, Heading) and b.style == "part-title"
    )
    assert own_line.startswith(f"{shown}\n") == (marker != "一、")
    space = "" if marker == "一、" else "\u3000"
    assert contents(collection) == [f"{shown}{space}柳塘街道柳塘社区2027年扩大绿地工作计划"]


def test_headings_stand_a_level_lower_than_in_a_plan_of_its_own() -> None:
    tree = collect(documents(FIRST))
    styles = {block.style for block in tree.blocks() if isinstance(block, Heading)}
    assert styles == {
        "", "part-title", "part-heading1", "part-heading2", "part-heading3", "part-annex-title",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("marker", "found"),
    [
        ("篇1", ["篇1　甲", "篇2　甲"]),
        ("第一篇", ["第一篇　甲", "第二篇　甲"]),
        ("第十篇：", ["第十篇：甲", "第十一篇：甲"]),
        ("（一）", ["（一）甲", "（二）甲"]),
        ("篇9", ["篇9　甲", "篇10　甲"]),
        ("", ["甲", "甲"]),
    ],
)
def test_documents_are_marked_by_example(marker: str, found: list[str]) -> None:
    tree = collect(documents("title: 甲", "title: 甲"), marker=marker)
    assert [text for _, text in titles(tree)][1:] == found


@pytest.mark.parametrize(
    ("plans", "title"),
    [
        ([FIRST], "2027年社区工作计划汇编（共1篇）"),
        ([FIRST, SECOND], "2027年社区工作计划汇编（共2篇）"),
        ([FIRST, THIRD], "社区工作计划汇编（共2篇）"),
        ([FIRST, "title: 甲"], "社区工作计划汇编（共2篇）"),
    ],
)
def test_a_title_of_its_own_says_how_many_and_of_which_year(plans: list[str], title: str) -> None:
    assert collect(documents(*plans)).title == title


def test_a_title_page() -> None:
    tree = collect(documents(FIRST), title=" 柳塘社区\n计划选编 ", title_page=True)
    assert tree.title == "柳塘社区计划选编"
    assert tree.sections[0] == (Heading(0, (Run("柳塘社区\n计划选编"),), (), "cover-title"),)
    assert tree.sections[1][-1] == Contents(0)


def test_author_and_date_are_those_of_the_documents() -> None:
    assert collect(documents(FIRST, SECOND))[2:] == ("柳塘社区居委会", "2027-02-01")
    assert collect(documents(FIRST, THIRD))[2:] == ("", "2027-01-08")


def test_contents_of_a_single_document_do_not_belong_in_a_collection() -> None:
    own = collect(documents(FIRST))
    tree = collect([own, *documents(THIRD)])
    assert [block for block in tree.blocks() if isinstance(block, Contents)] == [Contents(0)]
    assert tree.lines().count("目录") == 1


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (Document(((Paragraph((Run("甲"),)),),), "乙"), ["篇1　乙", "甲"]),
        (Document(((Paragraph((Run("甲"),)),),)), ["篇1", "甲"]),
        (Document(((),), "乙"), ["篇1　乙"]),
        (
            Document(((Paragraph((Run("甲"),)), Heading(0, (Run("乙", "em"),))),)),
            ["甲", "篇1　乙"],
        ),
        (Document(((Heading(0, (Run("甲乙", "", 4),)),),)), ["篇1　甲乙"]),
    ],
)
def test_any_document_gets_a_title(document: Document, found: list[str]) -> None:
    tree = collect([document], title="丙")
    assert tree.lines() == ["丙", "目录", *found]
    check_docx(tree)
    check_html(tree)
    check_markdown(tree)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"marker": "第一篇1"}, "marker"),
        ({"marker": "篇0"}, "marker"),
        ({"marker": "第九百九十九篇"}, "999"),
        ({"depth": 3}, "depth of 3"),
        ({"title": "甲\x07"}, r"U\+0007"),
    ],
)
def test_what_is_of_no_use_is_refused(options: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        collect(documents("title: 甲", "title: 乙"), **options)  # type: ignore[arg-type]


def test_nothing_makes_no_collection() -> None:
    with pytest.raises(UsageError, match="no plan"):
        collect([])


def test_a_plan_in_a_collection_keeps_its_forms_and_nothing_else_of_its_layout() -> None:
    own = "layout: {months: table, groups: table, draft: 稿, preset: windows, red_head: {name: 甲}}"
    plan = plan_of(FIRST + own)
    plan = plan._replace(layout=plan.layout._replace(imprint=Imprint(issuer="乙")))
    common = Layout(line_pitch=28, stages="table", red_head=RedHead("丙"), draft="丁")
    bound = for_collection(plan, common)
    assert bound.layout == Layout(line_pitch=28, months="table", groups="table")
    assert bound._replace(layout=plan.layout) == plan


def test_a_program_gets_it_from_the_package() -> None:
    assert plangen.collect is collect


def test_a_collection_of_the_examples_comes_back_from_every_format() -> None:
    plans = [plangen.load(path) for path in sorted(EXAMPLES.glob("[!.]*.yaml"))]
    tree = collect([render(for_collection(plan, Layout())) for plan in plans], depth=2)
    for form in FORMATS.values():
        found = form.read(form.write(tree, Layout()))
        assert found.plain() == tree.plain()
        assert found.lines() == tree.lines()


# The command.

Call = Callable[..., tuple[int, bytes, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    plans = tmp_path / "plans"
    (plans / "b").mkdir(parents=True)
    for number in (1, 2, 10):
        (plans / f"计划{number}.yaml").write_text(f"title: 第{number}份计划\n", encoding="utf-8")
    (plans / "b" / "more.yml").write_text("title: 别处的计划\n", encoding="utf-8")
    (plans / "office.layout.yaml").write_text("preset: windows\n", encoding="utf-8")
    (plans / "notes.txt").write_text("-", encoding="utf-8")
    return tmp_path


@pytest.fixture
def call(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Call:
    """The command in this process, in a folder of plans, in English."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(shared, "LANGUAGE", "en")

    def call_it(*arguments: str) -> tuple[int, bytes, str]:
        monkeypatch.setattr(sys, "argv", ["plangen", "collect", *arguments])
        code = cli.command()
        out, err = capfdbinary.readouterr()
        return code, out, err.decode()

    return call_it


def headings(out: bytes) -> list[str]:
    return [line.lstrip("# ") for line in out.decode().splitlines() if line.startswith("# ")]


def test_a_folder_is_bound_by_name_with_numbers_by_size(call: Call) -> None:
    code, out, err = call("plans", "-o", "-", "--to", "md")
    assert (code, err) == (0, "")
    assert headings(out) == [
        "社区工作计划汇编（共4篇）", "篇1　别处的计划", "篇2　第1份计划", "篇3　第2份计划",
        "篇4　第10份计划",
    ]  # fmt: skip


def test_files_stand_in_the_order_given_and_once(call: Call) -> None:
    plans = ["plans/计划10.yaml", "plans/office.layout.yaml", "plans/计划2.yaml", "plans"]
    _, out, _ = call(*plans, "-o", "-", "--to", "md")
    assert headings(out)[1:] == [
        "篇1　第10份计划", "篇2　第2份计划", "篇3　别处的计划", "篇4　第1份计划",
    ]  # fmt: skip


@pytest.mark.parametrize("to", FORMATS)
def test_every_format_is_written_and_read(folder: Path, call: Call, to: str) -> None:
    output = f"汇编.{to}"
    assert call("plans", "-o", output)[::2] == (0, f"wrote {output}\n")
    tree = plangen.read(folder / output)
    assert tree.lines()[2:] == [f"篇{n}　{t}" for n, t in enumerate(ORDER, 1)]
    assert Contents(0) in tree.blocks()


ORDER = ("别处的计划", "第1份计划", "第2份计划", "第10份计划")


def test_options_say_title_page_marker_and_depth(folder: Path, call: Call) -> None:
    (folder / "plan.yaml").write_text(FIRST, encoding="utf-8")
    options = ("--title", "选编", "--title-page", "--marker", "第一篇", "--depth", "2")
    call("plan.yaml", "-o", "all", "--to", "html", *options)
    tree = plangen.read(folder / "all", "html")
    expected = collect(documents(FIRST), title="选编", title_page=True, marker="第一篇", depth=2)
    assert tree.sections == expected.sections


def test_several_formats_at_once(folder: Path, call: Call) -> None:
    code, _, err = call("plans", "-o", "all.docx", "--to", "docx", "--to", "md", "--to", "docx")
    assert (code, err) == (0, "wrote all.docx\nwrote all.md\n")
    assert (folder / "all.md").exists()


def test_the_same_plans_give_the_same_bytes(folder: Path, call: Call) -> None:
    for name in ("a.docx", "b.docx"):
        assert call("plans", "-o", name, "--depth", "1")[0] == 0
    assert (folder / "a.docx").read_bytes() == (folder / "b.docx").read_bytes()
    assert call("plans", "-o", "a.docx")[0] == 0


def test_all_problems_of_all_plans_are_told_and_nothing_is_written(
    folder: Path, call: Call
) -> None:
    for name in ("计划2", "计划10"):
        (folder / "plans" / f"{name}.yaml").write_text("title: 甲\ntaks: [乙]\n", encoding="utf-8")
    code, out, err = call("plans", "-o", "all.docx")
    assert (code, out) == (1, b"")
    assert [line.split(":")[0] for line in err.splitlines()] == [
        "plans/计划2.yaml", "plans/计划10.yaml",
    ]  # fmt: skip
    assert not (folder / "all.docx").exists()


def test_problems_of_a_template_are_told_once(folder: Path, call: Call) -> None:
    (folder / "own.html").write_text("<h1>{{ plan.title }}</h1>\n<h9>x</h9>", encoding="utf-8")
    code, _, err = call("plans", "-o", "all.docx", "--template", "own.html")
    assert code == 1
    assert err.count("\n") == 1
    assert "own.html:2:1: error" in err


def test_a_persons_work_is_not_overwritten(folder: Path, call: Call) -> None:
    (folder / "all.md").write_text("mine", encoding="utf-8")
    code, _, err = call("plans", "-o", "all.md")
    assert (code, (folder / "all.md").read_text("utf-8")) == (2, "mine")
    assert "--force" in err
    assert call("plans", "-o", "all.md", "--force")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["plans"], "--output"),
        (["plans", "-o", "plans"], "a file, not a folder"),
        (["plans", "-o", "new/"], "a file, not a folder"),
        (["plans", "-o", "-", "--to", "md", "--to", "html"], "one format only"),
        (["empty", "-o", "all.md"], "no plan file in empty"),
        (["nowhere.yaml", "-o", "all.md"], "nowhere.yaml"),
        (["plans", "-o", "all.md", "--marker", "第一篇1"], "marker"),
        (["plans", "-o", "all.md", "--depth", "3"], "--depth"),
        (["plans", "-o", "all.md", "--layout", "no.layout.yaml"], "no.layout.yaml"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(
    folder: Path, call: Call, arguments: list[str], words: str
) -> None:
    (folder / "empty").mkdir()
    code, out, err = call(*arguments)
    assert (code, out) == (2, b"")
    assert words in err
    assert not (folder / "all.md").exists()


def test_the_layout_is_the_first_plans_or_a_files(folder: Path, call: Call) -> None:
    (folder / "a.yaml").write_text(
        "title: 甲\nlayout: {preset: windows, draft: 草稿, red_head: {name: 乙}}\n",
        encoding="utf-8",
    )
    _, out, _ = call("a.yaml", "plans", "-o", "-", "--to", "html")
    assert b'"\xe4\xbb\xbf\xe5\xae\x8b"' in out  # 仿宋
    assert "草稿".encode() not in out
    assert "乙".encode() not in out
    (folder / "our.layout.yaml").write_text("draft: 送审稿\nline_pitch: 27\n", encoding="utf-8")
    _, out, _ = call("a.yaml", "-o", "-", "--to", "html", "--layout", "our.layout.yaml")
    assert 'data-draft="送审稿"'.encode() in out
    assert b"16pt/27pt" in out


def test_variables_are_set_in_all_plans(folder: Path, call: Call) -> None:
    (folder / "a.yaml").write_text("title: “{{ 名 }}”计划\n", encoding="utf-8")
    _, out, err = call("a.yaml", "plans/计划1.yaml", "-o", "-", "--to", "md", "--set", "名=乙")
    assert "篇1　“乙”计划" in headings(out), err


def test_it_speaks_chinese(folder: Path) -> None:
    done = run("collect", "plans", "-o", "all.md", "--lang", "zh", cwd=folder)
    assert done.stderr.decode() == "写出 all.md\n"
    done = run("collect", "plans", "-o", "plans", "--lang", "zh", cwd=folder)
    assert done.stderr.decode() == "plangen: -o plans：应是文件，不是文件夹\n"
