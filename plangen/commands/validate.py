"""`plangen validate`."""

import glob
import os
import re
import sys
import unicodedata
from collections.abc import Generator, Iterator
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import click

from plangen.commands import shared
from plangen.commands.shared import say, tell
from plangen.problems import LEVELS, Level, PlanError, Problem, UsageError, Words, failed
from plangen.reports.text import line_of, plain

if TYPE_CHECKING:
    from plangen.baseline import Baseline
    from plangen.checker import Checked, Checker, Outcome

_COLOURS: dict[Level, str] = {"error": "red", "warning": "yellow", "hint": "cyan"}
_NEVER = "never"
# Of how many files the lines are kept, beside the one that is checked.
_MOST_FILES = 20
# To start a process takes as long as so many files.
_FILES_A_PROCESS = 200


class _Call(NamedTuple):
    """The options of the command."""

    form: str
    output: str | None
    level: Level
    fail_on: str
    baseline: str | None
    update: bool
    jobs: int | None
    fix: bool
    diff: bool

    def fails(self, problem: Problem) -> bool:
        """Whether a problem makes the exit code 1."""
        return self.fail_on in LEVELS[LEVELS.index(problem.level) :]

    def shows(self, problem: Problem) -> bool:
        """Whether a problem is reported."""
        return self.level in LEVELS[LEVELS.index(problem.level) :]


@click.command(help=say("检查计划文件和文件夹，不生成文档。", "Check plan files and folders."))
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "gitlab", "sarif", "junit"]),
    help=say(
        "报告的形式；默认text，在GitHub Actions里是github",
        "the form of the report; text by default, github in GitHub Actions",
    ),
)
@click.option("-o", "--output", metavar="FILE", help=say("报告写到哪里", "where the report goes"))
@click.option(
    "--select",
    multiple=True,
    metavar="RULES",
    help=say("只用这些规则，逗号分开", "only these rules, with commas between them"),
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="RULES",
    help=say("不用这些规则", "all rules but these"),
)
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default="hint",
    help=say("报告到哪一级；默认全部", "the lowest level that is reported; all by default"),
)
@click.option(
    "--fail-on",
    type=click.Choice([*LEVELS, _NEVER]),
    default="error",
    help=say(
        "哪一级起退出码为1；默认error；never为从不，无法读取的计划也只报告",
        "from which level on the exit code is 1; error by default; with never, plans that cannot"
        " be read are only reported, too",
    ),
)
@click.option(
    "--baseline",
    metavar="FILE",
    help=say("不报告这个文件里已有的问题", "say nothing of the problems that this file knows"),
)
@click.option(
    "--update-baseline",
    "update",
    is_flag=True,
    help=say(
        "把所查文件现有的问题写入基线文件",
        "write the problems that the checked files have to the baseline",
    ),
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    help=say("进程数；默认按处理器数和文件数", "processes; by default as many as pay"),
)
@click.option("--fix", is_flag=True, help=say("改正机械性的错误", "mend what is mechanical"))
@click.option(
    "--diff",
    is_flag=True,
    help=say(
        "只显示会怎样改，不改文件；有要改的，退出码为1",
        "only show what --fix would change; if there is something, the exit code is 1",
    ),
)
@shared.set_option
@shared.language_option
def validate(  # noqa: PLR0913, PLR0917 - the options of the command
    paths: tuple[str, ...],
    form: str | None,
    output: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    level: Level,
    fail_on: str,
    baseline: str | None,
    update: bool,  # noqa: FBT001
    jobs: int | None,
    fix: bool,  # noqa: FBT001
    diff: bool,  # noqa: FBT001
    given: tuple[str, ...],
) -> int:
    """Every problem of every file in one run."""
    from plangen.checker import Checker, Choice

    if update and baseline is None:
        raise UsageError(
            Words("--update-baseline要有--baseline", "--update-baseline needs --baseline")
        )
    if form is None:
        form = "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"
    output = None if output == "-" else output
    call = _Call(form, output, level, fail_on, baseline, update, jobs, fix or diff, diff)
    checker = Checker(Choice(_names(select), _names(ignore)), shared.variables(given))
    return _Run(checker, call, paths).run()


def _names(given: tuple[str, ...]) -> frozenset[str]:
    """Rules as options name them.

    Raises:
        UsageError: there is no such rule.
    """
    from plangen.checker import KNOWN

    names = {name.strip() for entry in given for name in entry.split(",") if name.strip()}
    for name in sorted(names - set(KNOWN)):
        raise shared.no_rule(name, KNOWN)
    return frozenset(names)


class _Run:
    """One call: the report is written as the outcomes come, in the order of the files, or at the end."""

    def __init__(self, checker: "Checker", call: _Call, paths: tuple[str, ...]) -> None:
        self.checker = checker
        self.call = call
        self.paths = paths
        self.baseline = _baseline(call)
        self.files: list[str] = []
        self.problems: list[Problem] = []
        self.faults: set[Words] = set()
        self.failed = False
        # Where standard output has the mended text or a diff, problems go to standard error.
        self.aside = call.diff or (call.fix and "-" in paths)
        self.streams = call.form == "text" and call.output is None
        self.lines: dict[str, list[str]] = {}

    def run(self) -> int:
        files = list(_files(self.paths))
        self.checker.compares = len(files) > 1
        with closing(self.outcomes(files)) as outcomes:
            for outcome in outcomes:
                self.note(outcome)
        self.take(self.checker.across())
        self.finish()
        return 2 if self.faults else int(self.failed)

    def note(self, outcome: "Outcome") -> None:
        """What became of a file is reported, and what it takes to compare it is kept."""
        if outcome.fault:
            self.fault(outcome.fault)
            return
        self.files.append(outcome.file)
        self.take(self.checker.untold(outcome.settings))
        self.take(outcome.problems)
        try:
            self.checker.keep(outcome.trace)
        except UsageError as error:
            self.fault(error.words)

    def outcomes(self, files: list[str]) -> "Generator[Outcome]":
        """What becomes of each file, in their order."""
        from plangen.checker import outcome

        jobs = self.call.jobs or _jobs_for(len(files))
        if jobs > 1 and not self.call.fix and not self.call.update and "-" not in files:
            from plangen.parallel import outcomes

            return outcomes(self.checker, files, jobs)
        return (outcome(_name(path), partial(self.checked, path)) for path in files)

    def checked(self, path: str) -> "Checked":
        found = self.mended(path) if self.call.fix else self.looked(path)
        if self.baseline and self.call.update:
            for file in _ruled(_name(path), found):
                self.baseline.renew(file)
        return found

    def looked(self, path: str) -> "Checked":
        """A file as it is."""
        data = shared.data_of(path)
        if path == "-":
            self.lines[_name(path)] = _lines(data)
        return self.checker.look(_name(path), data)

    def mended(self, path: str) -> "Checked":
        """A file corrected in its place, or as it is after showing how."""
        from plangen.mender import mend
        from plangen.settings import find_settings

        name, data = _name(path), shared.data_of(path)
        self.take(self.checker.untold(find_settings(name).problems))
        found = mend(name, data, lambda changed: self.checker.look(name, changed))
        if path == "-":
            self.lines[name] = _lines(data if self.call.diff else found.data)
            if not self.call.diff:
                sys.stdout.buffer.write(found.data)
                return found.checked
        if found.data == data:
            return found.checked
        try:
            if self.call.diff:
                click.echo(_diff(name, data, found.data), nl=False)
                self.failed = self.failed or self.call.fail_on != _NEVER
            else:
                _write_plan(path, found.data)
                count = found.corrections
                tell(say(f"{path}：改正{count}处", f"{path}: {count} mended"))
                return found.checked
        except UsageError as error:
            self.fault(error.words)
        return self.checker.look(name, data)

    def fault(self, words: Words) -> None:
        """Something that cannot be read or written; the other files are checked all the same."""
        if words not in self.faults:
            self.faults.add(words)
            tell(plain(f"plangen: {shared.told(words)}"))

    def take(self, problems: tuple[Problem, ...]) -> None:
        """What is new of some problems."""
        for problem in problems:
            if self.is_old(problem):
                continue
            self.failed = self.failed or self.call.fails(problem)
            if not self.call.shows(problem):
                continue
            if self.streams:
                self.show(problem)
            else:
                self.problems.append(problem)

    def is_old(self, problem: Problem) -> bool:
        """Whether the baseline knows a problem, or does from now on; what cannot be read is new."""
        from plangen.checker import stands_in_the_way

        if self.baseline is None or stands_in_the_way(problem):
            return False
        if self.call.update:
            self.baseline.note(problem, self.line_of(problem))
            return True
        return self.baseline.knows(problem, self.line_of(problem))

    def show(self, problem: Problem) -> None:
        """A line, and on a terminal the source with a mark below it."""
        text = line_of(problem, shared.LANGUAGE)
        stream = sys.stderr if self.aside else sys.stdout
        if not stream.isatty():
            click.echo(text, stream)
            return
        plainly = bool(os.environ.get("NO_COLOR"))
        click.echo(text if plainly else click.style(text, fg=_COLOURS[problem.level]), stream)
        source = plain(self.line_of(problem))
        if source.strip() and problem.column:
            before = source[: problem.column - 1]
            click.echo(f"  {source}\n  {' ' * sum(map(_width, before))}^", stream)

    def line_of(self, problem: Problem) -> str:
        """The line of a file that a problem stands on."""
        if problem.file not in self.lines:
            from plangen.source import text_lines

            if len(self.lines) > _MOST_FILES:
                self.lines.clear()
            self.lines[problem.file] = text_lines(problem.file)
        lines = self.lines[problem.file]
        return lines[problem.line - 1] if 0 < problem.line <= len(lines) else ""

    def finish(self) -> None:
        """What is written when all files are checked."""
        if self.call.update and self.call.baseline and self.baseline:
            self.write(self.call.baseline, self.baseline.data(self.checker.choice.has))
            tell(say("写出", "wrote") + f" {self.call.baseline}")
        if self.streams:
            return
        from plangen.reports import writer
        from plangen.reports.report import Report

        report = Report(tuple(self.problems), tuple(self.files), shared.LANGUAGE)
        text = writer(self.call.form)(report)
        if self.call.output:
            self.write(self.call.output, text.encode("utf-8", "replace"))
        else:
            click.echo(text, nl=False, err=self.aside)

    def write(self, path: str, data: bytes) -> None:
        """A report or a baseline, but not over a plan."""
        from plangen.files import write_over

        if os.path.realpath(path) in map(os.path.realpath, self.files):
            words = Words(f"{path}是被检查的计划", f"{path} is one of the plans that are checked")
            raise UsageError(words)
        write_over(path, data)


def _baseline(call: _Call) -> "Baseline | None":
    if call.baseline is None:
        return None
    from plangen.baseline import Baseline, read_baseline

    if call.update and not os.path.lexists(call.baseline):
        return Baseline(call.baseline)
    return read_baseline(call.baseline)


def _ruled(name: str, checked: "Checked") -> tuple[str, ...]:
    """A file and its layout files, if all of it was looked at: it and its settings were sound."""
    from plangen.loader import layout_files
    from plangen.settings import find_settings

    loaded = checked.loaded
    if loaded.plan is None or loaded.source is None or failed(find_settings(name).problems):
        return ()
    return (name, *layout_files(loaded.source))


def _files(paths: tuple[str, ...]) -> Iterator[str]:
    """Files, folders and patterns to files, each once; settings leave some out of folders."""
    from plangen.settings import is_excluded

    seen: set[str] = set()
    for path in paths:
        found, is_given = [path], True
        if path != "-" and not os.path.exists(path) and glob.has_magic(path):
            matches = sorted(glob.glob(path, recursive=True))
            # What a pattern finds is judged as what stands in a folder.
            plans = [entry for entry in matches if os.path.isdir(entry) or shared.is_plan(entry)]
            found, is_given = (plans, False) if matches else (found, True)
        for entry in found:
            for file in shared.plan_files((entry,)):
                place = os.path.abspath(file)
                is_named = is_given and file == entry
                if place in seen or (not is_named and is_excluded(file)):
                    continue
                seen.add(place)
                yield file


def _write_plan(path: str, data: bytes) -> None:
    """A mended plan in its place.

    Raises:
        UsageError: the file may not be changed.
    """
    from plangen.files import write_over

    if not os.access(path, os.W_OK) or not os.stat(path).st_mode & 0o222:
        raise UsageError(Words(f"{path}是只读的，没有改正", f"{path} is read-only: nothing mended"))
    write_over(path, data)


def _name(path: str) -> str:
    return "<stdin>" if path == "-" else path


def _jobs_for(files: int) -> int:
    """As many processes as there are processors, as far as they pay for their start."""
    allowed = getattr(os, "sched_getaffinity", None)
    processors = len(allowed(0)) if allowed else os.cpu_count() or 1
    return max(1, min(processors, files // _FILES_A_PROCESS))


def _lines(data: bytes) -> list[str]:
    """The lines of a text as well as it can be read."""
    from plangen.nodes import lines_of
    from plangen.source import guess_encoding

    try:
        return lines_of(guess_encoding("", data)[0])
    except PlanError:
        return []


def _width(sign: str) -> int:
    """How many columns of a terminal a sign takes."""
    if unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _diff(name: str, before: bytes, after: bytes) -> str:
    """A unified diff of the two texts."""
    from difflib import unified_diff

    from plangen.source import guess_encoding

    old, new = (
        re.findall("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", guess_encoding(name, data)[0])
        for data in (before, after)
    )
    lines = (
        line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n"
        for line in unified_diff(old, new, name, name)
    )
    return "".join(f"{line}\n" if line.endswith("\r") else line for line in lines)
