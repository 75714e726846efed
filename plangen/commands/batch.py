"""`plangen batch`."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

import click

from plangen.commands import shared
from plangen.commands.shared import say, tell
from plangen.problems import UsageError, Words, failed

if TYPE_CHECKING:
    from plangen.batch.maker import Maker, Outcome
    from plangen.batch.planner import Paper, Settings, Survey
    from plangen.batch.runner import Pool
    from plangen.problems import Problem

_SECONDS_BETWEEN_LINES = 2.0


class _Way(NamedTuple):
    """How the batch is run, beside what it makes."""

    jobs: int
    executor: str | None
    dry_run: bool
    keep_going: bool
    explain: bool
    quiet: bool
    collect: str | None
    title: str
    report: str | None


@click.command(
    help=say(
        "用一份计划和一张名册，为每一行生成一份文档。",
        "One plan, a roster, a document for every row.",
    )
)
@click.argument("plan")
@click.argument("roster")
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    metavar="DIR",
    help=say("写到哪个文件夹", "the folder to write to"),
)
@click.option(
    "--name",
    metavar="PATTERN",
    help=say(
        "文件名，可用列名，“/”分文件夹，如“{{ 街道 }}/{{ 社区 }}工作计划”；默认用标题",
        "names of files, with columns as variables and “/” for folders; by default the title",
    ),
)
@click.option(
    "--key",
    metavar="COLUMN",
    help=say(
        "区分各行的列；默认“编号”“代码”“编码”或“id”，没有时用文件名",
        "the column that tells rows apart; by default 编号, 代码, 编码 or id, else the file's name",
    ),
)
@click.option("--sheet", metavar="NAME", help=say("工作表", "the sheet of a workbook"))
@click.option(
    "--head",
    type=click.IntRange(1),
    metavar="N",
    help=say("表头在第几行；默认自动识别", "the line of the head; by default it is found"),
)
@shared.to_option
@click.option(
    "--collect",
    metavar="FILE",
    help=say("再把全部文档汇编成这个文件", "bind all documents into this file too"),
)
@click.option("--title", default="", help=say("汇编的标题", "the title of that collection"))
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    help=say("进程数；默认按处理器数和份数", "processes; by default as many as pay"),
)
@click.option(
    "--executor",
    metavar="dask://HOST:PORT",
    help=say("用这个Dask集群", "use the workers of a Dask cluster"),
)
@click.option(
    "--shard",
    metavar="I/N",
    help=say("只做第I部分，共N部分", "make only part I of N"),
)
@click.option(
    "--dry-run",
    is_flag=True,
    help=say("只检查，说明会生成什么", "only check, and say what would be made"),
)
@click.option(
    "--keep-going",
    is_flag=True,
    help=say("有错的行跳过，其余照做", "make the good rows though others have errors"),
)
@click.option("--explain", is_flag=True, help=say("逐份说明原因", "say why each document is made"))
@click.option("--quiet", is_flag=True, help=say("只报告问题", "say nothing but problems"))
@click.option(
    "--report",
    metavar="FILE",
    help=say("结果清单：.xlsx、.csv或.json", "a list of results: .xlsx, .csv or .json"),
)
@shared.template_option
@shared.reference_option
@shared.layout_option
@shared.set_option
@shared.force_option
@shared.language_option
def batch(  # noqa: PLR0913, PLR0917 - the options of the command
    plan: str,
    roster: str,
    folder: str,
    name: str | None,
    key: str | None,
    sheet: str | None,
    head: int | None,
    formats: tuple[str, ...],
    collect: str | None,
    title: str,
    jobs: int | None,
    executor: str | None,
    shard: str | None,
    dry_run: bool,  # noqa: FBT001
    keep_going: bool,  # noqa: FBT001
    explain: bool,  # noqa: FBT001
    quiet: bool,  # noqa: FBT001
    report: str | None,
    template: str | None,
    reference: str | None,
    layout: str | None,
    given: tuple[str, ...],
    force: bool,  # noqa: FBT001
) -> int:
    """Check every row, and only then write; what is unchanged is left as it is."""
    from plangen.batch.planner import Settings
    from plangen.formats import FORMATS

    if folder == "-" or os.path.splitext(folder)[1] in {form.suffix for form in FORMATS.values()}:
        raise UsageError(
            Words(f"-o {folder}：应是文件夹", f"-o {folder}: a folder should stand here")
        )
    settings = Settings(
        plan,
        roster,
        folder,
        tuple(dict.fromkeys(formats)) or ("docx",),
        name,
        key,
        sheet,
        head,
        tuple(sorted(shared.variables(given).items())),
        template,
        reference,
        layout,
        _shard(shard),
        force,
    )
    way = _Way(jobs or 0, executor, dry_run, keep_going, explain, quiet, collect, title, report)
    if dry_run:
        return _run(settings, way)
    from plangen.batch.maker import Maker

    with Maker(settings) as maker:
        return _run(settings, way, maker)


def _shard(text: str | None) -> tuple[int, int] | None:
    """`2/3` as its two numbers."""
    if text is None:
        return None
    part, slash, count = text.partition("/")
    if slash and part.isdecimal() and count.isdecimal() and 1 <= int(part) <= int(count):
        return int(part), int(count)
    raise UsageError(
        Words(f"--shard {text}：应写成 1/3 这样", f"--shard {text}: write it like 1/3")
    )


def _run(settings: "Settings", way: _Way, maker: "Maker | None" = None) -> int:
    """Check, and make unless there is no maker."""
    from plangen.batch.maker import judge
    from plangen.batch.planner import survey as look_at
    from plangen.batch.report import suffix_of

    if way.report:
        suffix_of(way.report)
    if way.collect:
        _check_collection(way.collect, settings)
    found = look_at(settings, lambda rows: _prepare(way, rows))
    with _pool(way, len(found.todo)) as pool:
        with _progress(say("检查", "checking"), len(found.todo), way) as note:
            verdict = judge(found, pool, note)
        _tell_problems(verdict.problems)
        _warn_of_styles(found, settings)
        bad = bool(verdict.bad_rows) or failed(verdict.problems)
        if bad and not (way.keep_going and verdict.bad_rows):
            tell(_nothing_made(maker))
            return 1
        if maker is None:
            _list(found, verdict.bad_rows, way)
            return int(bad)
        if way.explain:
            _explain([paper for paper in found.papers if paper.row not in verdict.bad_rows])
        count = sum(task.number not in verdict.bad_rows for task in found.todo)
        with _progress(say("生成", "making"), count, way) as note:
            outcomes = maker.make(found, verdict.bad_rows, pool, note)
    return _finish(found, outcomes, settings, way)


def _nothing_made(maker: "Maker | None") -> str:
    if maker is None:
        return say("有错误，什么也不会写", "there are errors: nothing would be written")
    return say("有错误，什么也没有写", "there are errors: nothing was written")


def _check_collection(file: str, settings: "Settings") -> None:
    """Before anything is made: the collection has a format, and is no person's work."""
    from plangen.api import format_of
    from plangen.files import refuse_changed

    to = format_of(file)
    if settings.shard:
        raise UsageError(
            Words(
                "--shard只做一部分，不能汇编；请在各部分都做完后再用--collect",
                "--shard makes only a part: use --collect when all parts are made",
            )
        )
    if not settings.force:
        refuse_changed(file, to)


def _prepare(way: _Way, rows: int) -> None:
    """While so many rows are named and compared, what they need can start."""
    from plangen.batch.runner import jobs_for, warm_up

    if not way.executor and (way.jobs or jobs_for(rows)) > 1:
        warm_up()


def _pool(way: _Way, rows: int) -> "Pool":
    from plangen.batch.runner import jobs_for, local_pool, pool_at

    if way.executor:
        return pool_at(way.executor)
    return local_pool(way.jobs or jobs_for(rows))


def _finish(found: "Survey", outcomes: list["Outcome"], settings: "Settings", way: _Way) -> int:
    """Say what was done; the exit code."""
    from plangen.batch.report import report

    for outcome in outcomes:
        if outcome.fault and outcome.status == "failed":
            tell(f"{outcome.path}: {shared.told(outcome.fault)}")
    for outcome in outcomes:
        if outcome.status in {"kept", "outdated"}:
            old = outcome.status == "outdated"
            tell(
                say(f"保留{outcome.path}：有人改过", f"kept {outcome.path}: somebody changed it")
                + say("，内容已过时；覆盖请加--force", "; it is out of date, --force overwrites it")
                * old
            )
    for orphan in found.orphans:
        tell(say(f"没有哪一行再生成它：{orphan.path}", f"no row makes it any more: {orphan.path}"))
    if way.report:
        from plangen.files import write_over

        write_over(way.report, report(way.report, outcomes, found.roster, shared.LANGUAGE))
    codes = {_code(outcome) for outcome in outcomes}
    if way.collect:
        codes.add(_collect(found, outcomes, settings, way))
    if not way.quiet:
        _summary(outcomes, settings.folder)
    return max(codes, default=0)


def _code(outcome: "Outcome") -> int:
    if outcome.status == "failed":
        return 2 if outcome.errno else 1
    return int(outcome.status in {"faulty", "outdated"})


def _collect(found: "Survey", outcomes: list["Outcome"], settings: "Settings", way: _Way) -> int:
    """Bind the documents of all rows, unless some are missing."""
    file = way.collect
    assert file is not None  # noqa: S101 - the caller looked
    from plangen.batch.binder import bind

    if any(outcome.status in {"faulty", "failed"} for outcome in outcomes):
        tell(say(f"文档不全，没有汇编{file}", f"documents are missing: {file} was not made"))
        return 1
    bind(found, settings, file, way.title)
    if not way.quiet:
        tell(say("写出", "wrote") + f" {file}")
    return 0


# What is said.


def _tell_problems(problems: "tuple[Problem, ...]") -> None:
    from plangen.source import MAX_PROBLEMS

    shared.report(problems[:MAX_PROBLEMS])
    more = len(problems) - MAX_PROBLEMS
    if more > 0:
        tell(say(f"……还有{more}个问题", f"… and {more} more problems"))


def _warn_of_styles(found: "Survey", settings: "Settings") -> None:
    """Once for the batch, by its first document."""
    if not (settings.template or settings.reference) or "docx" not in settings.formats:
        return
    from plangen.batch.workshop import Workshop
    from plangen.problems import PlanError

    task = next(iter(found.tasks.values()), None)
    try:
        merged = Workshop(found.job).merged(task) if task else None
    except PlanError:
        return
    if merged is None or merged.document is None:
        return
    if settings.reference:
        shared.warn_of_clothes(merged.document, merged.layout, settings.reference)
    else:
        shared.warn_unknown_styles(merged.document)


def _list(found: "Survey", bad_rows: "dict[int, Words]", way: _Way) -> None:
    """What would be made, on standard output."""
    from plangen.batch.report import REASONS

    for paper in found.papers:
        if paper.action == "make" and paper.row not in bad_rows:
            why = f"\t{shared.told(REASONS[paper.reason])}" if way.explain else ""
            click.echo(paper.path + why)


def _explain(papers: list["Paper"]) -> None:
    from plangen.batch.report import REASONS

    for paper in papers:
        if paper.action == "make":
            tell(f"{paper.path}: {shared.told(REASONS[paper.reason])}")


def _summary(outcomes: list["Outcome"], folder: str) -> None:
    """How many documents came to what."""
    from plangen.batch.report import STATUS

    counts = Counter(outcome.status for outcome in outcomes)
    shown = [(shared.told(words), counts[status]) for status, words in STATUS.items()]
    shown = [(name, count) for name, count in shown if count]
    if not sys.stderr.isatty():
        listed = say("，", ", ").join(f"{name} {count}" for name, count in shown)
        tell(f"{folder}: {listed or 0}")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(title=folder, show_header=False)
    for name, count in shown:
        table.add_row(
            name, str(count), style="red" if name == shared.told(STATUS["failed"]) else ""
        )
    Console(stderr=True).print(table)


@contextmanager
def _progress(what: str, total: int, way: _Way) -> Iterator[Callable[[], None]]:
    """A function to call for each row that is done."""
    if way.quiet or not total:
        yield lambda: None
    elif sys.stderr.isatty():
        with _bar(what, total) as note:
            yield note
    else:
        yield _Lines(what, total)


@contextmanager
def _bar(what: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar with the rate and the time that is left."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.0f}/s" if task.speed else "")

    columns = (BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(
        "{task.description}", *columns, console=Console(stderr=True), transient=True
    ) as progress:
        task = progress.add_task(what, total=total)
        yield lambda: progress.advance(task)


class _Lines:
    """A line now and then, where nobody watches."""

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total = what, total
        self.done = 0
        self.said = monotonic()

    def __call__(self) -> None:
        self.done += 1
        if monotonic() - self.said >= _SECONDS_BETWEEN_LINES:
            self.said = monotonic()
            tell(f"{self.what} {self.done}/{self.total}")
