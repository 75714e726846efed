"""The READMEs: what they show is what happens, both show the same, and nothing is left out."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from plangen import notation, views
from plangen.formats.look import INTERNAL, LOOKS
from plangen.keys import KEYS, Key
from plangen.rules import NAMES, READING
from plangen.settings import _COLUMN, _LEVELS_ZH, _NAMES, _PART

ROOT = Path(__file__).resolve().parent.parent
ENGLISH, CHINESE = "README.md", "README.zh-CN.md"
READMES = (ENGLISH, CHINESE)
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}

FENCE = re.compile(
    r"^(?:<!-- (?P<note>[^\n]+) -->\n)?```(?P<language>\w+)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
COMMENT = re.compile(r"(?:^|\s+)#.*$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
BLOCK = re.compile(r"\{% block (\w+)")


class Fence(NamedTuple):
    """A fenced block and the comment right above it."""

    note: str
    language: str
    code: str


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def fences(name: str) -> list[Fence]:
    return [
        Fence(found["note"] or "", found["language"], found["code"])
        for found in FENCE.finditer(text_of(name))
    ]


def prose(name: str) -> str:
    return FENCE.sub("", text_of(name))


class Shell:
    """A folder with what a README has shown so far, and the last exit code."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.code = 0

    def run(self, command: str) -> str:
        """What commands print that `&&` joins, up to the first that fails."""
        said = ""
        for one in command.split(" && "):
            said += self.run_one(one)
            if self.code and one.startswith("plangen"):
                break
        return said

    def run_one(self, command: str) -> str:
        """What a command prints; `echo` knows `$?` and `>>`."""
        program, *words = shlex.split(command)
        if program == "plangen":
            return self.python("-m", "plangen", *words)
        assert program == "echo", command
        if words == ["$?"]:
            return f"{self.code}\n"
        line, into, file = words
        assert into == ">>", command
        with (self.folder / file).open("a", encoding="utf-8") as opened:
            opened.write(line + "\n")
        return ""

    def python(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        self.code = done.returncode
        return done.stdout


def entries(console: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with what it prints."""
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return Shell(tmp_path)


def shown_as_it_is(shell: Shell, fence: Fence) -> None:
    kind, _, what = fence.note.partition(": ")
    if kind == "file":
        (shell.folder / what).write_text(fence.code, "utf-8")
    elif kind == "output":
        assert shell.run(what) == fence.code
    elif fence.language == "console":
        for command, output in entries(fence.code):
            assert shell.run(command) == output, command
    elif fence.language == "python":
        printed = shell.python("-c", fence.code)
        assert shell.code == 0, printed


@pytest.mark.parametrize("name", READMES)
def test_what_is_shown_is_what_happens(name: str, shell: Shell) -> None:
    found = fences(name)
    assert {fence.language for fence in found} >= {"yaml", "markdown", "console", "python", "jinja"}
    for fence in found:
        shown_as_it_is(shell, fence)


def test_both_readmes_show_the_same_code() -> None:
    def code(name: str) -> list[Fence]:
        commented = {"yaml", "sh", "python"}
        return [
            fence._replace(code=COMMENT.sub("", fence.code))
            if fence.language in commented
            else fence
            for fence in fences(name)
        ]

    assert code(ENGLISH) == code(CHINESE)


def test_both_readmes_have_the_same_parts() -> None:
    def shape(name: str) -> list[str]:
        return [line.split(" ")[0] for line in prose(name).splitlines() if line.startswith("#")]

    assert shape(ENGLISH) == shape(CHINESE)
    assert prose(ENGLISH).count("\n|") == prose(CHINESE).count("\n|")
    assert prose(ENGLISH).count("\n- ") == prose(CHINESE).count("\n- ")


@pytest.mark.parametrize("name", READMES)
def test_set_up_is_one_line_each(name: str) -> None:
    render, test, *_ = (fence.code for fence in fences(name) if fence.language == "sh")
    extras = tomllib.loads(text_of("pyproject.toml"))["project"]["optional-dependencies"]
    assert render.count("\n") == test.count("\n") == 1
    for path in re.findall(r"[\w./-]+\.yaml", render):
        assert (ROOT / path).is_file()
    assert re.search(r"\.venv/bin/plangen render \S+\.yaml -o plan\.docx$", render, re.MULTILINE)
    assert all(extra in extras for extra in re.findall(r"\.\[(\w+)\]", test))
    assert test.endswith(".venv/bin/python -m pytest\n")


def every_key() -> Iterator[tuple[str, Key]]:
    for table, keys in KEYS.items():
        for key in keys:
            yield table, key


@pytest.mark.parametrize("name", READMES)
def test_every_key_is_named_in_both_languages(name: str) -> None:
    said = prose(name)
    missing = [
        (table, word)
        for table, key in every_key()
        for word in (key.name, key.zh)
        if not re.search(rf"`{re.escape(word)}(?:`|: )", said)
    ]
    assert missing == []


@pytest.mark.parametrize("name", READMES)
def test_all_that_templates_can_use_is_named(name: str) -> None:
    said = prose(name)
    built_in = text_of("templates/plan.html")
    elements = notation._CHILDREN.keys() - {"document"}
    for word in (*BLOCK.findall(built_in), *views.FILTERS, *views.GLOBALS):
        assert f"`{word}`" in said, word
    for word in (*views.TITLES.values(), *elements):
        assert re.search(rf"(?<!\w){word}(?!\w)", said), word


@pytest.mark.parametrize("name", READMES)
def test_all_style_names_are_named(name: str) -> None:
    said = prose(name)
    between = {"heading 2", "heading 3", "篇内二级标题", "篇内三级标题", "toc 2"}
    styles = {look.name for look in LOOKS.values()} - between
    assert LOOKS.keys() > INTERNAL
    assert [style for style in sorted(styles) if f"`{style}`" not in said] == []


@pytest.mark.parametrize("name", READMES)
def test_every_rule_is_named_once(name: str) -> None:
    table = [line for line in prose(name).splitlines() if line.startswith("| ")]
    named = [word for line in table for word in re.findall("`([a-z0-9-]+)`", line)]
    assert [rule for rule in named if rule in NAMES] == list(NAMES)
    assert [rule for rule in READING if f"`{rule}`" not in prose(name)] == []


@pytest.mark.parametrize("name", READMES)
def test_the_settings_shown_are_all_and_right(name: str, shell: Shell) -> None:
    (example,) = (fence.code for fence in fences(name) if fence.code.startswith("extends: "))
    for key, chinese in {**_NAMES, **_PART, **_COLUMN, **_LEVELS_ZH}.items():
        assert re.search(rf"\b{key}\b", example), key
        assert chinese in example, key
    folder = shell.folder / "examples" / "batch"
    (folder / ".plangen.yaml").write_text(example, "utf-8")
    (shell.folder / "examples" / "district.plangen.yaml").write_text("levels: {}\n", "utf-8")
    assert "[settings]" not in shell.run("plangen validate examples/batch/plan.yaml")


def slug(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_somewhere(name: str) -> None:
    anchors = {slug(heading) for heading in HEADING.findall(prose(name))}
    for target in LINK.findall(prose(name)):
        path, _, anchor = target.partition("#")
        assert not path.startswith("http"), target
        assert (ROOT / path).exists(), target
        assert path or anchor in anchors, target


def test_every_example_is_linked() -> None:
    plans = {path.relative_to(ROOT).as_posix() for path in (ROOT / "examples").rglob("*.yaml")}
    for name in READMES:
        linked = set(LINK.findall(text_of(name)))
        assert {plan for plan in plans if not plan.endswith(".layout.yaml")} <= linked


def test_contributing_names_every_module() -> None:
    said = text_of("CONTRIBUTING.md")
    modules = [
        path
        for path in (ROOT / "plangen").rglob("*.py")
        if path.stem != "__init__" and (path.parent.name != "rules" or path.stem == "rule")
    ]
    assert [path.name for path in modules if f"{path.name}`" not in said] == []
