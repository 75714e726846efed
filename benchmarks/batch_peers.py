"""The peers of a batch: what each needs, the process that it runs, and whether it made what it must.

A batch is one plan and a roster; every peer makes a DOCX for each row, named after the row.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from batch_templates import make_base, make_merge_template, make_template
from checks import difference
from content import Content, plan_yaml, printed, to_json, to_markdown
from places import document_of
from processes import environment, find_pandoc, run
from roster import MOST, NAME, Row, fill, make_rows, write_rows

HERE = Path(__file__).resolve().parent
PLANGEN, MAILMERGE, DOCXTPL = "plangen", "docx-mailmerge", "docxtpl"
TEMPLATER, PYTHON_DOCX, PANDOC = "docxtemplater", "python-docx", "pandoc"
NAMES = (PLANGEN, MAILMERGE, DOCXTPL, TEMPLATER, PYTHON_DOCX, PANDOC)
# Where every peer writes, in a folder of its own.
OUT = "out"
# The table of one and two processes halves a roster.
LEAST = 2


class Roster(NamedTuple):
    """The same rows in memory and in both forms that peers read."""

    rows: list[Row]
    csv: Path
    json: Path


class Maker(NamedTuple):
    """A peer: the process that makes a roster's documents in `OUT` of its working folder."""

    name: str
    command: Callable[[Roster], tuple[str, ...]]


class Wrong(Exception):  # noqa: N818 - a result, not a fault of this program
    """A peer ended with an error or made other documents."""


def row_count(text: str) -> int:
    """The value of `--rows`."""
    if not text.isdecimal() or not LEAST <= int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"from {LEAST} to {MOST}")
    return int(text)


def write_roster(folder: Path, count: int) -> Roster:
    return write_rows_of(folder, str(count), make_rows(count))


def write_rows_of(folder: Path, name: str, rows: list[Row]) -> Roster:
    """Both forms of these rows, in files of this name."""
    roster = Roster(rows, folder / f"{name}.csv", folder / f"{name}.json")
    write_rows(str(roster.csv), rows)
    roster.json.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return roster


# The peers.


def make_plangen(content: Content, folder: Path, *options: str) -> Maker:
    """The command of plangen; `options` as on the command line."""
    plan = folder / "plan.yaml"
    plan.write_text(plan_yaml(content), encoding="utf-8")
    start = (sys.executable, "-m", "plangen", "batch", str(plan))
    end = ("-o", f"{OUT}/", "--name", NAME, *options)
    return Maker(PLANGEN, lambda roster: (*start, str(roster.csv), *end))


def missing(name: str) -> str:
    """Why a peer cannot run here; nothing if it can."""
    return _MISSING[name]()


def make_peer(name: str, content: Content, folder: Path) -> Maker:
    """A peer with its template, which is made here and thus outside any clock."""
    if name == PLANGEN:
        return make_plangen(content, folder, "--jobs", "1")
    plan = folder / "plan.yaml"
    plan.write_text(plan_yaml(content), encoding="utf-8")
    files = _FILES[name](content, plan, folder)
    if name == TEMPLATER:
        script = ("node", str(HERE / "peer_batch_docxtemplater.js"), *files)
        return Maker(name, lambda roster: (*script, str(roster.json), OUT))
    script = (sys.executable, str(HERE / f"peer_batch_{_SCRIPTS[name]}.py"), *files)
    return Maker(name, lambda roster: (*script, str(roster.csv), OUT))


def _no_plangen() -> str:
    done = run((sys.executable, "-m", "plangen", "batch", "--help"), HERE)
    return "this checkout has no command “batch”" if done.returncode else ""


def _no_module(module: str, package: str) -> Callable[[], str]:
    return lambda: "" if find_spec(module) else f"not found: pip install {package}"


def _no_templater() -> str:
    if not shutil.which("node"):
        return "not found: Node.js"
    # The script's folder, as Node looks for packages from there upwards, then in NODE_PATH.
    if run(("node", "-e", "require('docxtemplater'); require('pizzip')"), HERE).returncode:
        return "not found: npm install --no-package-lock --prefix benchmarks"
    return ""


def _no_pandoc() -> str:
    return "" if find_pandoc() else "not found: apt install pandoc, or pip install pypandoc_binary"


def templater_version() -> str:
    """The version of docxtemplater, if there is one."""
    if missing(TEMPLATER):
        return ""
    script = "console.log(require('docxtemplater/package.json').version)"
    return run(("node", "-e", script), HERE).stdout.strip()


def _docxtpl(_: Content, plan: Path, folder: Path) -> tuple[str, ...]:
    template = folder / "docxtpl.docx"
    make_template(plan, "{{{{ {} }}}}", template)
    return (str(template),)


def _templater(_: Content, plan: Path, folder: Path) -> tuple[str, ...]:
    template = folder / "docxtemplater.docx"
    make_template(plan, "{{{}}}", template)
    return (str(template),)


def _mailmerge(_: Content, plan: Path, folder: Path) -> tuple[str, ...]:
    template = folder / "mailmerge.docx"
    make_merge_template(plan, template)
    return (str(template),)


def _python_docx(content: Content, plan: Path, folder: Path) -> tuple[str, ...]:
    base, document = folder / "base.docx", folder / "document.json"
    make_base(plan, base)
    document.write_text(to_json(printed(content)), encoding="utf-8")
    return str(base), str(document)


def _pandoc(content: Content, plan: Path, folder: Path) -> tuple[str, ...]:
    reference, markdown = folder / "reference.docx", folder / "plan.md"
    make_base(plan, reference)
    markdown.write_text(to_markdown(printed(content)), encoding="utf-8")
    return find_pandoc() or PANDOC, str(reference), str(markdown)


_MISSING: dict[str, Callable[[], str]] = {
    PLANGEN: _no_plangen,
    MAILMERGE: _no_module("mailmerge", "docx-mailmerge"),
    DOCXTPL: _no_module("docxtpl", "docxtpl"),
    TEMPLATER: _no_templater,
    PYTHON_DOCX: _no_module("docx", "python-docx"),
    PANDOC: _no_pandoc,
}
_FILES: dict[str, Callable[[Content, Path, Path], tuple[str, ...]]] = {
    MAILMERGE: _mailmerge,
    DOCXTPL: _docxtpl,
    TEMPLATER: _templater,
    PYTHON_DOCX: _python_docx,
    PANDOC: _pandoc,
}
_SCRIPTS = {
    MAILMERGE: "mailmerge",
    DOCXTPL: "docxtpl",
    PYTHON_DOCX: "python_docx",
    PANDOC: "pandoc",
}


# Running them.


def start(maker: Maker, roster: Roster, folder: Path) -> "subprocess.Popen[str]":
    """The process, in a folder of its own, which must be there; what it says goes to a file."""
    with (folder / "errors.txt").open("w", encoding="utf-8") as errors:
        return subprocess.Popen(
            maker.command(roster),
            cwd=folder,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=errors,
            text=True,
        )


def finish(process: "subprocess.Popen[str]", folder: Path) -> None:
    """Wait for a process.

    Raises:
        Wrong: it ended with an error.
    """
    if process.wait():
        said = (folder / "errors.txt").read_text(encoding="utf-8", errors="replace")
        raise Wrong(f"ended with {process.returncode}: {_reason(said)}")


def _reason(said: str) -> str:
    """The last line that names an error, wherever a language's traceback has it; else the last."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    named = [line for line in lines if "error" in line.lower()]
    return (named or lines or ["nothing said"])[-1]


def check(folder: Path, roster: Roster, content: Content) -> None:
    """Count a peer's documents, and compare five of them with what was asked for.

    Raises:
        Wrong: a document is missing, one too many, or other than it must be.
    """
    out = folder / OUT
    found = sum(1 for _ in out.rglob("*.docx"))
    if found != len(roster.rows):
        raise Wrong(f"made {found} documents instead of {len(roster.rows)}")
    for number in _sample(len(roster.rows)):
        row = roster.rows[number]
        path = out / (fill(NAME, row) + ".docx")
        if not path.is_file():
            raise Wrong(f"did not make {path.name} of row {number + 1}")
        if wrong := difference(path, document_of(content, row)):
            raise Wrong(f"made another document of row {number + 1}: {wrong}")


def _sample(count: int) -> list[int]:
    """The first, the last, and three in between."""
    return sorted({(count - 1) * quarter // 4 for quarter in range(5)})


def any_core() -> AbstractContextManager[str]:
    """Let every process run where it likes; says so."""
    return nullcontext(f"on any of {os.cpu_count()} cores, each program as it does by itself")


@contextmanager
def one_core() -> Iterator[str]:
    """Bind this process and those it starts to one core, where the system can; says to which."""
    if not hasattr(os, "sched_setaffinity"):
        yield "on any core: this system binds no process to one"
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield f"on one core, number {max(before)}"
    finally:
        os.sched_setaffinity(0, before)
