"""The command line: what it writes where, what it says in which language, and its exit codes."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from helpers import EXAMPLES, ROOT, python, run

import plangen
from plangen import __version__, cli
from plangen.commands import shared
from plangen.formats import FORMATS

PLAN = "title: 计划\ntasks: [{heading: 甲。, text: 乙。}]\n"
OTHER = "title: 另一计划\ngoals: [丙。]\n"
BROKEN = "title: 计划\ntaks: [甲]\nyear: 二七\n"
WARNED = "title: 计划\nleadership: {groups: [{name: 组, roles: {组长: }}]}\n"
LINES = ["计划", "一、工作任务", "（一）甲。乙。"]


class Done(NamedTuple):
    code: int
    out: bytes
    err: str


Call = Callable[..., Done]


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Call:
    """The command line in this process, in a folder of its own, in English."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shared, "LANGUAGE", "en")

    def call_it(*arguments: str, given: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "argv", ["plangen", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        code = cli.command()
        out, err = capfdbinary.readouterr()
        return Done(code, out, err.decode())

    return call_it


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path, **{"plan.yaml": PLAN, "other.yaml": OTHER, "broken.yaml": BROKEN})
    return tmp_path


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def documents(folder: Path) -> list[str]:
    """The documents below a folder, by their paths."""
    suffixes = {form.suffix for form in FORMATS.values()}
    found = (path for path in folder.rglob("*") if path.suffix in suffixes)
    return sorted(path.relative_to(folder).as_posix() for path in found)


# Where documents go.


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        ("plan.yaml", ["plan.docx"]),
        ("plan.yaml --to md", ["plan.md"]),
        ("plan.yaml --to html --to md --to docx", ["plan.docx", "plan.html", "plan.md"]),
        ("plan.yaml -o 计划.md", ["计划.md"]),
        ("plan.yaml -o x.HTML", ["x.HTML"]),
        ("plan.yaml -o x.docx --to docx --to md", ["x.docx", "x.md"]),
        ("plan.yaml -o sub", ["sub/plan.docx"]),
        ("plan.yaml -o sub/", ["sub/plan.docx"]),
        ("plan.yaml -o new/deep/ --to md", ["new/deep/plan.md"]),
        ("plan.yaml -o sub/x.md", ["sub/x.md"]),
        ("plan.yaml other.yaml --to md", ["other.md", "plan.md"]),
        ("plan.yaml other.yaml -o new/ --to md --to html", [
            "new/other.html", "new/other.md", "new/plan.html", "new/plan.md",
        ]),
        ("sub/v1.2.yaml --to md", ["sub/v1.2.md"]),
        ("./plan.yaml --to md", ["plan.md"]),
        ("noyaml --to md", ["noyaml.md"]),
        ("- -o x.md", ["x.md"]),
        ("- -o sub --to md", ["sub/plan.md"]),
    ],
)  # fmt: skip
def test_documents_go_where_they_should(
    folder: Path, call: Call, arguments: str, written: list[str]
) -> None:
    put(folder, **{"sub/v1.2.yaml": PLAN, "noyaml": PLAN})
    done = call("render", *arguments.split(), given=PLAN.encode())
    assert (done.code, done.out) == (0, b"")
    found = [path for path in folder.rglob("*") if path.suffix.lower()[1:] in FORMATS]
    assert sorted(path.relative_to(folder).as_posix() for path in found) == written
    for path in written:
        first = OTHER if "other" in path else PLAN
        assert f"wrote {path}" in done.err.replace("\\", "/").replace("./", "")
        assert plangen.read(folder / path).lines()[0] == first.split()[1]


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("plan", ["plan.yaml", "-"])
def test_a_document_can_go_to_standard_output(folder: Path, call: Call, plan: str, to: str) -> None:
    done = call("render", plan, "--to", to, "-o", "-", given=PLAN.encode())
    assert (done.code, done.err) == (0, "")
    assert documents(folder) == []
    (folder / "x").write_bytes(done.out)
    assert plangen.read(folder / "x", to=to).lines() == LINES
    assert call("render", "plan.yaml", "--to", to).code == 0
    assert (folder / f"plan.{to}").read_bytes() == done.out


def test_standard_input_goes_to_standard_output(folder: Path, call: Call) -> None:
    done = call("render", "-", "--to", "md", given=PLAN.encode())
    assert done.code == 0
    assert done.out.decode().startswith("# 计划\n\n## 一、工作任务\n\n### （一）甲。\n乙。\n")
    assert documents(folder) == []


@pytest.mark.parametrize(
    "arguments",
    [
        "plan.yaml other.yaml -o x.md",
        "plan.yaml other.yaml -o -",
        "plan.yaml --to md --to html -o -",
        "plan.yaml plan.yaml",
        "plan.yaml ./plan.yaml",
        "plan.yaml sub/plan.yaml -o new/",
        "plan.yaml plan.yml --to md",
        "plan.yaml --to md --to md",
    ],
)
def test_two_documents_never_go_to_one_place(folder: Path, call: Call, arguments: str) -> None:
    put(folder, **{"sub/plan.yaml": PLAN, "plan.yml": PLAN})
    done = call("render", *arguments.split())
    assert (done.code, done.out) == (2, b"")
    assert "more than one document would go to" in done.err
    assert documents(folder) == []


def test_a_document_that_a_person_changed_stays(folder: Path, call: Call) -> None:
    assert call("render", "plan.yaml", "--to", "md").code == 0
    path = folder / "plan.md"
    path.write_text(path.read_text(encoding="utf-8").replace("乙", "改"), encoding="utf-8")
    done = call("render", "plan.yaml", "--to", "md")
    assert done.code == 2
    assert "plan.md" in done.err
    assert "--force" in done.err
    assert "改" in path.read_text(encoding="utf-8")
    assert call("render", "plan.yaml", "--to", "md", "--force").code == 0
    assert plangen.read(path).lines() == LINES


# Problems.


def test_problems_are_all_said_and_nothing_is_written(folder: Path, call: Call) -> None:
    put(folder, **{"worse.yaml": "goals: [甲]\n"})
    done = call("render", "plan.yaml", "broken.yaml", "worse.yaml", "-o", "new/")
    assert (done.code, done.out) == (1, b"")
    assert [line.partition(" ")[0] for line in done.err.splitlines()] == [
        "broken.yaml:2:1:",
        "broken.yaml:3:7:",
        "worse.yaml:1:1:",
    ]
    assert "did you mean “tasks”?" in done.err
    assert done.err.count(" error: ") == 3
    assert not (folder / "new").exists()


def test_a_warning_does_not_stop_a_document(folder: Path, call: Call) -> None:
    put(folder, **{"warned.yaml": WARNED})
    done = call("render", "warned.yaml", "--to", "md")
    assert done.code == 0
    assert "warned.yaml:2:" in done.err
    assert " warning: " in done.err
    assert documents(folder) == ["warned.md"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("render", "PLAN"),
        ("render none.yaml", "none.yaml"),
        ("render sub", "sub"),
        ("render plan.yaml none.yaml", "none.yaml"),
        ("render plan.yaml --to odt", "odt"),
        ("render plan.yaml --colour", "--colour"),
        ("render plan.yaml --set 社区", "--set 社区"),
        ("render plan.yaml --set =云溪", "--set =云溪"),
        ("render plan.yaml --template none.html", "none.html"),
        ("render plan.yaml --template sub", "sub"),
        ("render plan.yaml --layout none.yaml", "none.yaml"),
        ("render plan.yaml --reference-doc none.docx", "none.docx"),
        ("render plan.yaml --reference-doc plan.yaml", "plan.yaml"),
        ("render plan.yaml -o none/x.docx", "none/x.docx"),
        ("render plan.yaml -o plan.yaml/", "plan.yaml"),
        ("render plan.yaml -o plan.yaml", "plan.yaml"),
        ("render plan.yaml --lang fr", "fr"),
        ("validate", "PATH"),
        ("validate none.yaml", "none.yaml"),
        ("validate plan.yaml none", "none"),
        ("validate plan.yaml --set x", "--set x"),
        ("print plan.yaml", "print"),
        ("schema plan.yaml", "plan.yaml"),
    ],
)
def test_a_wrong_call_is_code_2(folder: Path, call: Call, arguments: str, words: str) -> None:
    (folder / "sub").mkdir()
    done = call(*arguments.split())
    assert done.code == 2
    assert words in done.err.replace("\\", "/")
    assert "Traceback" not in done.err
    assert documents(folder) == []
    assert (folder / "plan.yaml").read_text(encoding="utf-8") == PLAN


@pytest.mark.parametrize("data", [b"\xff\xfe\x00\xd8", b"\0\0\0", b"\xc4\xe3", b"%PDF-1.7\n\x80"])
def test_a_file_that_is_no_text_is_a_problem(folder: Path, call: Call, data: bytes) -> None:
    (folder / "x.yaml").write_bytes(data)
    for command in ("render", "validate"):
        done = call(command, "x.yaml")
        assert done.code == 1
        assert (done.err + done.out.decode()).startswith("x.yaml:")
    assert documents(folder) == []


# Options that change the document.


def test_set_gives_variables(folder: Path, call: Call) -> None:
    put(
        folder,
        **{
            "plan.yaml": 'title: "{{ 社区 }}计划"\npreamble: "{{ 户数 }}户，{{ 公式 }}"\nvars: {户数: 1}'
        },
    )
    options = ("--to", "md", "-o", "-", "--set", "社区=云溪", "--set", "公式=a=b ")
    done = call("render", "plan.yaml", *options)
    assert done.out.decode().splitlines()[:3] == ["# 云溪计划", "", "1户，a=b"]
    assert "4862户" in call("render", "plan.yaml", *options, "--set", "户数=4862").out.decode()
    missing = call("render", "plan.yaml", "--set", "公式=x")
    assert missing.code == 1
    assert "plan.yaml:1:8: error: " in missing.err
    assert "“社区”" in missing.err
    assert call("validate", "plan.yaml").code == 1
    assert call("validate", "plan.yaml", "--set", "社区=云溪", "--set", "公式=").code == 0


def test_a_layout_file_wins_over_the_plans(folder: Path, call: Call) -> None:
    put(
        folder,
        **{
            "plan.yaml": PLAN
            + "schedule: {months: {1: 丁。}}\nlayout: {draft: 稿, months: list}\n",
            "office.yaml": "months: table\npreset: windows\n",
            "wrong.yaml": "monts: table\n",
        },
    )
    done = call("render", "plan.yaml", "--layout", "office.yaml", "--to", "html", "-o", "-")
    assert done.code == 0
    assert "<th>月份</th>" in done.out.decode()
    assert 'data-draft="稿"' in done.out.decode()
    assert '"仿宋"' in done.out.decode()
    wrong = call("render", "plan.yaml", "--layout", "wrong.yaml")
    assert wrong.code == 1
    assert "wrong.yaml:1:1: error: " in wrong.err
    assert documents(folder) == []


def test_a_template_of_ones_own(folder: Path, call: Call) -> None:
    put(
        folder,
        **{
            "own/plan.html": '<h1>{{ plan.title }}</h1>\n<p class="seal">章</p>',
            "bad.html": "<h1>{{ plan.title }}</h1>\n\n<b>章</b>",
        },
    )
    done = call("render", "plan.yaml", "--template", "own")
    assert done.code == 0
    assert "there is no style “seal”" in done.err
    assert "attachment-note" in done.err
    assert plangen.read(folder / "plan.docx").lines() == ["计划", "章"]
    bad = call("render", "plan.yaml", "--template", "bad.html", "-o", "x.md")
    assert (bad.code, (folder / "x.md").exists()) == (1, False)
    assert bad.err.startswith("bad.html:3:1: error: unknown element <b>")


# Validate and schema.


def test_validate_says_every_problem_of_every_file(folder: Path, call: Call) -> None:
    put(
        folder,
        **{
            "a/b/deep.yml": "goals: [甲]\n",
            "a/office.layout.yaml": "preset: windows\n",
            "a/notes.txt": "甲",
            "a/warned.yaml": WARNED,
        },
    )
    done = call("validate", ".")
    assert (done.code, done.err) == (1, "")
    shown = done.out.decode().replace("\\", "/").splitlines()
    assert sorted(line.removeprefix("./").split(" ")[0] for line in shown) == [
        "a/b/deep.yml:1:1:",
        "a/warned.yaml:2:45:",
        "broken.yaml:2:1:",
        "broken.yaml:3:7:",
    ]
    assert done == call("validate", ".")
    assert call("validate", "a/warned.yaml", "plan.yaml").code == 0
    assert call("validate", "a").code == 1


def test_validate_says_nothing_of_what_is_well(folder: Path, call: Call) -> None:
    assert call("validate", "plan.yaml", "other.yaml") == Done(0, b"", "")
    assert call("validate", "-", given=PLAN.encode()) == Done(0, b"", "")
    done = call("validate", "-", given=BROKEN.encode())
    assert done.code == 1
    assert done.out.decode().startswith("<stdin>:2:1: error: unknown key “taks”")
    assert documents(folder) == []


def test_a_problem_has_a_place_a_level_words_and_a_rule(folder: Path, call: Call) -> None:
    done = call("validate", "broken.yaml")
    assert done.out.decode().splitlines() == [
        "broken.yaml:2:1: error: unknown key “taks”; did you mean “tasks”? [unknown-key]",
        "broken.yaml:3:7: error: “二七” is not a year; write four digits, such as 2027 [year]",
    ]
    assert folder.is_dir()


def test_schema_is_the_one_of_the_examples(call: Call) -> None:
    done = call("schema")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out) == json.loads((EXAMPLES / "plan.schema.json").read_bytes())


@pytest.mark.parametrize("arguments", [["--help"], ["render", "--help"], ["validate", "--help"]])
def test_help_is_no_error(call: Call, arguments: list[str]) -> None:
    done = call(*arguments)
    assert (done.code, done.err) == (0, "")
    assert done.out.decode().startswith("Usage: ")


def test_version(call: Call) -> None:
    assert call("--version") == Done(0, f"plangen {__version__}\n".encode(), "")


# As a process of its own: languages, encodings, pipes and what is loaded.

ZH, EN = (
    "错误: 不认识的键“taks”；是否想写“tasks”？",
    "error: unknown key “taks”; did you mean “tasks”?",
)


@pytest.mark.parametrize(
    ("arguments", "variables", "words"),
    [
        ("validate broken.yaml", {}, EN),
        ("validate broken.yaml", {"LANG": "zh_CN.UTF-8"}, ZH),
        ("validate broken.yaml", {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, EN),
        ("validate broken.yaml", {"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_SG.UTF-8"}, ZH),
        ("validate broken.yaml", {"LANG": "de_DE.UTF-8", "LC_ALL": ""}, EN),
        ("validate broken.yaml --lang zh", {"LC_ALL": "C"}, ZH),
        ("validate --lang=en broken.yaml", {"LC_ALL": "zh_CN.UTF-8"}, EN),
        ("--lang zh validate broken.yaml", {"LC_ALL": "C"}, ZH),
        ("render broken.yaml --lang zh", {}, ZH),
        ("render broken.yaml", {"LC_ALL": "zh_TW.UTF-8"}, ZH),
    ],
)
def test_problems_are_in_the_readers_language(
    folder: Path, arguments: str, variables: dict[str, str], words: str
) -> None:
    done = run(*arguments.split(), cwd=folder, **variables)
    assert done.returncode == 1
    assert f"broken.yaml:2:1: {words} [unknown-key]" in (done.stdout + done.stderr).decode()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("render none.yaml --lang zh", "无法读取none.yaml"),
        ("render plan.yaml -o - --to md --to html --lang zh", "不止一份文档要写到标准输出"),
        ("render --help --lang zh", "生成文档"),
        ("render plan.yaml -o x.md --lang zh", "写出 x.md"),
        ("render plan.yaml --template none.html --lang zh", "找不到模板none.html"),
    ],
)
def test_everything_else_is_too(folder: Path, arguments: str, words: str) -> None:
    done = run(*arguments.split(), cwd=folder)
    assert words in (done.stdout + done.stderr).decode()


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp1252"])
@pytest.mark.parametrize(
    "arguments", ["validate 计划😀.yaml", "render 计划😀.yaml", "render none.yaml"]
)
def test_no_terminal_is_too_poor(folder: Path, arguments: str, encoding: str) -> None:
    put(folder, **{"计划😀.yaml": "title: 计划\n任务😀: [甲]\n"})
    for language in ("zh", "en"):
        done = run(*arguments.split(), "--lang", language, cwd=folder, PYTHONIOENCODING=encoding)
        assert b"Traceback" not in done.stderr
        assert done.returncode == (2 if "none" in arguments else 1)


def test_a_reader_that_goes_away_is_no_error_of_ours(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "plangen", "schema"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) in {0, 2}
    assert tmp_path.is_dir()


LOADED = """
import sys
from plangen.cli import command
code = command()
heavy = {"docx", "lxml", "openpyxl", "rich", "jinja2", "markdown_it", "plangen.formats.docx"}
print(code, *sorted(heavy & sys.modules.keys()), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "loaded"),
    [
        ("validate plan.yaml other.yaml", set()),
        ("schema", set()),
        ("--version", set()),
        ("render plan.yaml --to md", {"jinja2"}),
        ("render plan.yaml --to html", {"jinja2"}),
        ("render plan.yaml", {"jinja2", "plangen.formats.docx"}),
    ],
)
def test_only_what_is_needed_is_loaded(folder: Path, arguments: str, loaded: set[str]) -> None:
    done = python("-c", LOADED, *arguments.split(), cwd=folder)
    code, *found = done.stderr.decode().splitlines()[-1].split()
    assert code == "0"
    assert set(found) <= loaded
