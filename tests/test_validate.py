"""`plangen validate`: which files, which rules, which exit code, and what a terminal shows."""

import ast
import json
import os
import pty
import re
import sys
import tracemalloc
from contextlib import chdir, suppress
from pathlib import Path
from unittest.mock import patch

import pytest
from checks import BROKEN, PLACEHOLDER, PLAN, WARNED, XX, Folder
from helpers import ROOT, python

import plangen
from plangen import checker
from plangen.checker import Checker, Choice
from plangen.problems import LEVELS, UsageError
from plangen.rules import READING, rules
from plangen.rules.reading import ABOUT

FORMS = ("text", "json", "github", "gitlab", "sarif", "junit")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    files = {"good.yaml": PLAN, "xx.yaml": XX, "warned.yaml": WARNED, "broken.yaml": BROKEN}
    found = Folder(tmp_path)
    for name, text in files.items():
        found.put(name, text)
    return found


# Files.


def test_folders_globs_and_files_each_once(folder: Folder) -> None:
    folder.put("a/b/deep.yml", XX)
    folder.put("a/office.layout.yaml", "nonsense")
    folder.put("a/.hidden.yaml", "nonsense")
    folder.put("a/.plangen.yaml", "levels: {placeholder: error}")
    folder.put("a/notes.txt", "nonsense")
    deep = os.path.join("a", "b", "deep.yml") + ":2:29: error [placeholder]"
    assert folder.validate("a").lines == [deep]
    assert folder.validate("a", "a/b", "a/b/deep.yml", "./a/b/deep.yml").lines == [deep]
    assert folder.validate("a/**/*.yml").lines == [deep]
    assert folder.validate("a/**").code == 1
    assert folder.validate("*.yaml", "xx.yaml").lines == [
        "broken.yaml:2:1: error [unknown-key]",
        "warned.yaml:4:45: warning [empty]",
        "xx.yaml:2:29: error [placeholder]",
    ]
    folder.put("[1].yaml", XX)
    assert folder.validate("[1].yaml").lines == ["[1].yaml:2:29: error [placeholder]"]


def test_standard_input(folder: Folder) -> None:
    done = folder.validate("-", given=XX.encode())
    assert (done.code, done.lines) == (1, ["<stdin>:2:29: error [placeholder]"])
    assert folder.validate("-", "-", given=XX.encode()).text == done.text


@pytest.mark.parametrize("form", FORMS)
def test_one_unreadable_file_does_not_hide_the_others(folder: Folder, form: str) -> None:
    (folder.path / "x.yaml").symlink_to("nowhere")
    done = folder.validate("none.yaml", "x.yaml", "xx.yaml", "--format", form)
    assert done.code == 2
    assert "placeholder" in done.text
    assert done.err.count("plangen: cannot read") == 2
    assert "none.yaml" not in done.text


def test_bytes_that_are_no_text_do_not_stop_a_run(folder: Folder) -> None:
    folder.put("a.yaml", b"\xff\xfe\x00\xd8")
    folder.put("b.yaml", b"x" * 2_000_001)
    for more in ((), ("--fix",), ("--diff",), ("--baseline", "b.json", "--update-baseline")):
        done = folder.validate("a.yaml", "b.yaml", "xx.yaml", *more)
        assert done.code == 1
        assert (done.text + done.err).count("[encoding]") == 1
        assert (done.text + done.err).count("[file-size]") == 1
    assert folder.data("b.yaml") == b"x" * 2_000_001


# Rules.


def test_select_and_ignore(folder: Folder) -> None:
    assert folder.validate("xx.yaml", "--ignore", "placeholder").lines == []
    assert folder.validate("xx.yaml", "--select", "placeholder, empty").code == 1
    assert folder.validate("xx.yaml", "--select", "empty", "--select", "encoding").code == 0
    assert folder.validate("warned.yaml", "--ignore", "empty").text == ""
    assert folder.validate("warned.yaml", "--select", "placeholder").text == ""
    assert folder.validate("broken.yaml", "--select", "placeholder").code == 1


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_rule_is_named_with_a_near_one(folder: Folder, option: str) -> None:
    done = folder.validate("good.yaml", option, "placehlder")
    assert (done.code, done.text) == (2, "")
    assert done.err == "plangen: there is no rule “placehlder”; did you mean “placeholder”?\n"
    done = folder.validate("good.yaml", option, "甲乙", language="zh")
    assert (done.code, done.err) == (2, "plangen: 没有规则“甲乙”\n")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("good.yaml", 0),
        ("xx.yaml", 1),
        ("warned.yaml", 0),
        ("warned.yaml --fail-on warning", 1),
        ("warned.yaml --fail-on hint", 1),
        ("warned.yaml --fail-on warning --level error", 1),
        ("xx.yaml --fail-on never", 0),
        # Its problems are in the report, which is what counts then.
        ("broken.yaml --fail-on never", 0),
        ("worse.yaml", 1),
        ("worse.yaml --fail-on never", 0),
        ("none.yaml --fail-on never", 2),
        ("xx.yaml --baseline none.json", 2),
        ("xx.yaml --update-baseline", 2),
        ("xx.yaml -o none/report", 2),
        ("xx.yaml -o xx.yaml", 2),
    ],
)
def test_exit_codes(folder: Folder, form: str, arguments: str, code: int) -> None:
    folder.put("worse.yaml", "title: [\n")
    assert folder.validate(*arguments.split(), "--format", form).code == code
    assert folder.data("xx.yaml") == XX.encode()


def test_the_lowest_level_that_is_reported(folder: Folder) -> None:
    both = ("warned.yaml", "xx.yaml")
    assert len(folder.validate(*both).lines) == 2
    assert folder.validate(*both, "--level", "error").lines == ["xx.yaml:2:29: error [placeholder]"]
    folder.put(".plangen.yaml", "levels: {placeholder: hint}")
    assert folder.validate("xx.yaml", "--level", "warning").text == ""
    assert folder.validate("xx.yaml").lines == ["xx.yaml:2:29: hint [placeholder]"]


def test_a_report_goes_to_a_file(folder: Folder) -> None:
    for form in FORMS:
        done = folder.validate("xx.yaml", "--format", form, "-o", "report")
        assert (done.code, done.text, done.err) == (1, "", "")
        assert folder.data("report") == folder.validate("xx.yaml", "--format", form).out
        assert folder.validate("xx.yaml", "--format", form, "-o", "-").out == folder.data("report")


def test_the_form_in_github_actions(folder: Folder) -> None:
    done = folder.validate("xx.yaml", GITHUB_ACTIONS="true")
    assert done.text.startswith("::error file=xx.yaml,line=2,col=29,title=placeholder::")
    assert folder.validate("xx.yaml", GITHUB_ACTIONS="false").text.startswith("xx.yaml:2:29:")
    assert folder.validate("xx.yaml", "--format", "text", GITHUB_ACTIONS="true").lines == [
        "xx.yaml:2:29: error [placeholder]"
    ]


def test_both_languages(folder: Folder) -> None:
    done = folder.validate("xx.yaml", "broken.yaml", language="zh")
    assert "xx.yaml:2:29: 错误: “xx”没有填写；" in done.text
    assert "不认识的键“taks”；是否想写“tasks”？ [unknown-key]" in done.text


def test_problems_of_a_layout_file_are_its_own(folder: Folder) -> None:
    folder.put("office.layout.yaml", "preset： windows\nfonts: {body: 宋体}\n")
    folder.put("plan.yaml", "layout: office.layout.yaml\n" + PLAN)
    done = folder.validate("plan.yaml", "--fix")
    assert done.code == 1
    assert "office.layout.yaml:1:" in done.text
    assert folder.data("plan.yaml").decode().startswith("layout: office.layout.yaml\n")
    assert folder.data("office.layout.yaml").decode().startswith("preset： ")


# A terminal.


def on_a_terminal(folder: Folder, *arguments: str, **variables: str) -> str:
    """What a terminal gets."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder.path)
        kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        more = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", **variables}
        os.execve(  # noqa: S606 - a terminal of its own
            sys.executable, [sys.executable, "-m", "plangen", "validate", *arguments], kept | more
        )
    found = b""
    with suppress(OSError):
        while data := os.read(terminal, 1000):
            found += data
    os.close(terminal)
    os.waitpid(pid, 0)
    return found.decode().replace("\r\n", "\n")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_terminal_shows_the_place(folder: Folder) -> None:
    folder.put("e.yaml", 'title: "e\u0301\u202e计划xx"\ntasks: [甲。]\n')
    shown = on_a_terminal(folder, "xx.yaml", "e.yaml", "--select", "placeholder")
    lines = [re.sub("\x1b[^m]*m", "", line) for line in shown.splitlines()]
    assert shown.startswith("\x1b[31mxx.yaml:2:29: error: “xx")
    assert lines[1:3] == [
        "  tasks: [{heading: 甲。, text: xx社区。}]",
        " " * 32 + "^",
    ]
    assert lines[4:6] == ['  title: "e\u0301\u202e计划xx"', "               ^"]
    folder.put("bad.yaml", "title: \x1b]0;计划")
    assert "  title: �]0;计划" in on_a_terminal(folder, "bad.yaml")
    assert "\x1b" not in on_a_terminal(folder, "xx.yaml", "bad.yaml", NO_COLOR="1")


# The cost of many files.


def test_memory_is_flat(tmp_path: Path) -> None:
    data = (ROOT / "examples" / "safe-community.yaml").read_bytes()
    checker = Checker(Choice(frozenset({"placeholder"})), {})

    def check(count: int) -> None:
        for number in range(count):
            checker.check(str(tmp_path / f"{number}.yaml"), data)

    check(1)
    peaks = []
    for count in (20, 60):
        check(count)
        tracemalloc.start()
        check(count // 4)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0]


def test_many_files_in_one_call(folder: Folder) -> None:
    for number in range(300):
        folder.put(f"many/{number}.yaml", XX)
    assert folder.validate("many", "--level", "error").text.count("[placeholder]") == 300


LOADED = """
import sys
from plangen.cli import command
code = command()
heavy = {"docx", "lxml", "openpyxl", "rich", "jinja2", "markdown_it", "difflib", "roster",
         "plangen.formats", "plangen.mender", "plangen.baseline", "plangen.roster", "plangen.notation"}
print(code, *sorted(heavy & sys.modules.keys()), file=sys.stderr)
"""


@pytest.mark.parametrize("plan", ["good.yaml", "xx.yaml"])
def test_only_what_is_needed_is_loaded(folder: Folder, plan: str) -> None:
    folder.put(".plangen.yaml", "levels: {empty: hint}\npaths: [{files: a, people: [甲]}]\n")
    done = python("-c", LOADED, "validate", plan, "--select", "placeholder", cwd=folder.path)
    assert done.stderr.decode().split()[-1] == ("0" if plan == "good.yaml" else "1")


def test_a_fault_of_settings_is_told_once(folder: Folder) -> None:
    folder.put("a/.plangen.yaml", "extends: none.yaml\nlevls: {}\n")
    folder.put("a/b.yaml", XX)
    folder.put("a/c.yaml", BROKEN)
    done = folder.validate("a")
    assert done.code == 1
    assert done.text.count("levls") == 1
    assert "placeholder" not in done.text
    assert "c.yaml:2:1: error: unknown key “taks”" in done.text


def test_rules_are_listed_and_explained(folder: Folder) -> None:
    done = folder.run("rules")
    assert done.code == 0
    assert any(one.startswith("placeholder ") for one in done.text.splitlines())
    told = folder.run("rules", "placeholder", language="zh")
    assert told.text.startswith("placeholder (错误): ")
    assert "不合格：\n\n    title: " in told.text
    wrong = folder.run("rules", "placehoder")
    assert (wrong.code, wrong.text) == (2, "")
    assert "did you mean “placeholder”?" in wrong.err


def names_in_sources() -> set[str]:
    """The names under which the modules that read a plan report problems."""
    found = {"ignore-comment"}
    for module in ("source", "fill", "overlay", "loader", "settings"):
        tree = ast.parse((ROOT / "plangen" / f"{module}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(REPORTING):
                texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
                found |= {t for t in texts if isinstance(t, str)} - {"", *LEVELS}
    return found


REPORTING = ("say", "_stop", "Problem", "FillError")


def test_what_reading_reports_is_listed_and_explained_too(folder: Folder) -> None:
    names = names_in_sources()
    assert names == set(ABOUT)
    assert names > READING
    listed = {line.split()[0] for line in folder.run("rules").text.splitlines() if line}
    assert names <= listed
    for name in names:
        done = folder.run("rules", name)
        assert (done.code, done.text.startswith(f"{name}: ")) == (0, True)
    assert folder.run("rules", "unknown-key").text == (
        "unknown-key: an unknown key; plangen schema lists all keys\n\n"
        "Found by reading, before any rule. As an error it cannot be silenced.\n"
    )
    assert "作为警告，与规则一样可以选择" in folder.run("rules", "empty", language="zh").text
    assert "did you mean “unknown-key”?" in folder.run("rules", "unknown-kye").err


def test_a_program_is_told_what_the_command_tells(folder: Folder) -> None:
    folder.put("a/.plangen.yaml", "levels: {placeholder: hint, empty: off}\n")
    folder.put("b/.plangen.yaml", "levls: {}\n")
    folder.put("c.yaml", "title: 计划\ngoals: ['{{ 甲 }}', xx] # plangen: ignore\nyear: 2027\n")
    for name, text in (("a/x.yaml", XX), ("a/w.yaml", WARNED), ("b/x.yaml", XX)):
        folder.put(name, text)
    names = ["good.yaml", "xx.yaml", "warned.yaml", "broken.yaml", "a/x.yaml", "a/w.yaml",
             "b/x.yaml", "c.yaml"]  # fmt: skip
    for name in names:
        problems = json.loads(folder.validate(name, "--format", "json").out)["problems"]
        with chdir(folder.path), patch.object(checker, "rules", lambda: (PLACEHOLDER,)):
            found = plangen.check(name)
        assert [(p.file, p.line, p.column, p.level, p.rule, p.message.en) for p in found] == [
            tuple(p[key] for key in ("file", "line", "column", "level", "rule", "message"))
            for p in problems
        ]
    with chdir(folder.path):
        assert not [p for p in plangen.check("c.yaml", {"甲": "乙"}) if p.level == "error"]
    with pytest.raises(UsageError, match=r"none\.yaml"):
        plangen.check(folder.path / "none.yaml")


def test_json_of_everything(folder: Folder) -> None:
    record = json.loads(folder.validate(".", "--format", "json").out)
    assert record["files"] == 4
    assert {problem["file"] for problem in record["problems"]} == {
        "broken.yaml", "warned.yaml", "xx.yaml",
    }  # fmt: skip


# What several files show together.


def test_copies_are_told_once_and_silenced_like_all_else(tmp_path: Path) -> None:
    folder = Folder(tmp_path, *(rule for rule in rules() if rule.name == "copied"))
    data = (ROOT / "examples" / "safe-community.yaml").read_bytes()
    for name in ("a.yaml", "b.yaml"):
        folder.put(name, data.replace(b"title: ", "title： ".encode(), 1))
    for more in (("--fix",), (), ("--diff",)):
        done = folder.validate("a.yaml", "b.yaml", *more)
        assert (done.text + done.err).count("[copied]") == 1
        assert done.code == 0
    assert folder.validate("b.yaml", "a.yaml", "a.yaml").lines == ["a.yaml:4:1: warning [copied]"]
    assert folder.validate("a.yaml").text == ""
    assert folder.validate("a.yaml", "b.yaml", "--select", "empty").text == ""
    folder.validate("a.yaml", "b.yaml", "--baseline", "old.json", "--update-baseline")
    assert folder.validate("a.yaml", "b.yaml", "--baseline", "old.json").text == ""
    folder.put(".plangen.yaml", "levels: {copied: error}\n")
    assert folder.validate("a.yaml", "b.yaml").code == 1
    folder.put("b.yaml", data + b"# plangen: ignore-file[copied]\n")
    assert folder.validate("a.yaml", "b.yaml").text == ""


def test_a_pattern_finds_what_a_folder_holds(folder: Folder) -> None:
    for name in ("a.yaml", "office.layout.yaml", "2027.roster.yaml", ".hidden.yaml", "skip/b.yaml"):
        folder.put(f"plans/{name}", XX)
    folder.put("plans/.plangen.yaml", "exclude: [skip]\n")
    found = [os.path.join("plans", "a.yaml") + ":2:29: error [placeholder]"]
    assert folder.validate("plans/**/*.yaml").lines == found
    assert folder.validate("plans").lines == found
