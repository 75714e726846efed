"""A batch carried out: every row checked, then every document written and noted."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain
from typing import Literal, NamedTuple, Self

from plangen.batch import manifest, workshop
from plangen.batch.lock import Lock
from plangen.batch.manifest import Entry, Journal
from plangen.batch.planner import Paper, Reason, Settings, Survey, row_problem
from plangen.batch.runner import Lost, Pool, run, without_interrupts
from plangen.batch.workshop import Fault, Output, Task
from plangen.files import make_folder
from plangen.problems import Problem, UsageError, Words, in_order

Status = Literal["made", "unchanged", "kept", "outdated", "failed", "faulty"]
Note = Callable[[], None]


class Outcome(NamedTuple):
    """What became of a document: `outdated` is one that a person edited and that should change."""

    row: int
    key: str
    path: str
    to: str
    status: Status
    reason: Reason
    fault: Words | None = None
    errno: int = 0


class Verdict(NamedTuple):
    """The problems of a whole batch, and the rows that cannot be made, each with its first error."""

    problems: tuple[Problem, ...]
    bad_rows: dict[int, Words]


def judge(survey: Survey, pool: Pool, note: Note = lambda: None) -> Verdict:
    """Make every document in memory; what is unchanged was made before."""
    tasks = survey.todo
    found: list[tuple[int, Fault]] = []
    for result in run(partial(workshop.check, survey.job), tasks, pool, len(tasks)):
        note()
        if isinstance(result, Lost):
            fault = Fault(Problem(survey.roster.name, 0, 0, "error", "worker", _died(result)))
            found.append((result.task.number, fault))
        else:
            number, faults = result
            found += ((number, fault) for fault in faults)
    problems = _by_row(survey, found)
    bad = dict(survey.bad_rows)
    for number, fault in found:
        if fault.problem.level == "error":
            bad.setdefault(number, fault.problem.message)
    return Verdict(in_order(chain(survey.faults, problems)), bad)


def _by_row(survey: Survey, found: list[tuple[int, Fault]]) -> Iterator[Problem]:
    """Faults at their places: those of every row are the plan's, the others are the rows'."""
    found.sort(key=lambda entry: entry[0])
    times = Counter(fault.problem for _, fault in found)
    for number, (problem, at) in found:
        if times[problem] == len(survey.todo) and (at < 0 or len(survey.todo) > 1):
            yield _without_column(problem)
            continue
        if problem.file == survey.roster.name:
            where = Words("", "")
        else:
            place = f"{problem.file}:{problem.line}:{problem.column}"
            where = Words(f"（{place}）", f" ({place})")
        message = Words(problem.message.zh + where.zh, problem.message.en + where.en)
        yield row_problem(
            survey.roster, number, at, problem.level, problem.rule, message, problem.proposal
        )


def _without_column(problem: Problem) -> Problem:
    """What no row has is a column that is missing."""
    if problem.rule != "undefined-variable":
        return problem
    better = problem.proposal
    if better is None or "--set" in better.zh:
        better = Words(
            "请在名册里加上这一列，或写入计划的“vars”",
            "add the column to the roster, or the name to the plan's “vars”",
        )
    return problem._replace(proposal=better)


class Maker:
    """An output folder that is held for one run, from `__enter__` to `__exit__`."""

    def __init__(self, settings: Settings) -> None:
        self.shard = settings.shard
        self.folder = os.path.abspath(settings.folder)
        self.own = os.path.join(self.folder, manifest.FOLDER)
        self.lock = Lock(self.own, settings.shard)
        self.journal = Journal(self.own, settings.shard)

    def __enter__(self) -> Self:
        self.new = list(_missing(self.own))
        try:
            # Ctrl-C comes before or after, so that nothing of it is left half-done.
            with without_interrupts():
                make_folder(self.own)
                self.lock.__enter__()
        except BaseException as error:
            self.__exit__()
            if not isinstance(error, OSError):
                raise
            raise UsageError(
                Words(
                    f"无法写入{self.folder}：{error.strerror}",
                    f"cannot write to {self.folder}: {error.strerror}",
                )
            ) from error
        return self

    def __exit__(self, *_: object) -> None:
        self.journal.close(None)
        self.lock.__exit__()
        self.remove_folders()

    def remove_folders(self) -> None:
        """Where nothing was made, nothing is left."""
        with suppress(OSError):
            for folder in self.new:
                os.rmdir(folder)

    def make(
        self, survey: Survey, bad_rows: dict[int, Words], pool: Pool, note: Note = lambda: None
    ) -> list[Outcome]:
        """Write what is to be made of the good rows; outcomes in the order of the roster."""
        for folder in self.temporary_folders(survey.job.temporary):
            _clear(folder)
        make_folder(survey.job.temporary)
        papers = {paper.path: paper for paper in survey.papers}
        results: dict[str, Output] = {}
        tasks = [task for task in survey.todo if task.number not in bad_rows]
        try:
            for result in run(partial(workshop.make, survey.job), tasks, pool, len(tasks)):
                note()
                outputs = _outputs(result)
                self.journal.add(_entry(papers[output.path], output) for output in outputs)
                results |= {output.path: output for output in outputs}
                if any(output.fatal for output in outputs):
                    break
        finally:
            _clear(survey.job.temporary)
        outcomes = [_outcome(paper, results.get(paper.path), bad_rows) for paper in survey.papers]
        outcomes += [
            Outcome(number, "", "", "", "faulty", "new", words)
            for number, words in survey.bad_rows.items()
        ]
        outcomes.sort(key=lambda outcome: outcome.row)
        self.journal.close(self.entries(survey, results), self.merged_files())
        return outcomes

    def entries(self, survey: Survey, results: dict[str, Output]) -> Iterable[Entry]:
        """The manifest after the run, in the order of the roster.

        What else is there comes last: orphans, and documents of rows that this run passed over or
        in other formats.
        """
        for paper in survey.papers:
            if paper.path in results:
                yield _entry(paper, results[paper.path])
            elif paper.path in survey.known:
                yield survey.known[paper.path]
        others = survey.known
        if self.shard:
            others = {entry.path: entry for entry in manifest.read(self.journal.path)}
        named = {paper.path for paper in survey.papers}
        for path, entry in sorted(others.items()):
            if path not in named and os.path.lexists(os.path.join(self.folder, path)):
                yield entry

    def temporary_folders(self, own: str) -> list[str]:
        """What killed runs may have left: a shard's own folder, or those of all shards too."""
        if self.shard:
            return [own]
        return [os.path.join(self.own, name) for name in os.listdir(self.own) if name[:3] == "tmp"]

    def merged_files(self) -> list[str]:
        """The manifests of shards, which a whole run's takes in."""
        return [] if self.shard else manifest.shard_files(self.own)


def _outputs(result: "tuple[int, tuple[Output, ...]] | Lost") -> tuple[Output, ...]:
    if not isinstance(result, Lost):
        return result[1]
    task: Task = result.task
    return tuple(Output(path, fault=_died(result)) for path in workshop.paths(task))


def _died(lost: Lost) -> Words:
    return Words(f"处理这一行的进程中止了：{lost.reason}", f"its worker died: {lost.reason}")


def _entry(paper: Paper, output: Output) -> Entry:
    status = "failed" if output.fault else "made"
    return Entry(paper.key, paper.path, paper.inputs, output.digest, status)


def _outcome(paper: Paper, output: Output | None, bad_rows: dict[int, Words]) -> Outcome:
    fault = output.fault if output else bad_rows.get(paper.row)
    status: Status
    if paper.row in bad_rows:
        status = "faulty"
    elif paper.action == "leave":
        status = "unchanged"
    elif paper.action == "keep":
        status = "kept" if paper.reason == "same" else "outdated"
    else:
        status = "failed" if output is None or fault else "made"
    return Outcome(
        paper.row,
        paper.key,
        paper.path,
        paper.to,
        status,
        paper.reason,
        fault,
        output.errno if output else 0,
    )


def _missing(folder: str) -> Iterator[str]:
    """The folder and those above it that are not there, the deepest first."""
    while not os.path.lexists(folder):
        yield folder
        folder = os.path.dirname(folder)


def _clear(folder: str) -> None:
    """Remove what a killed run left half-written."""
    with suppress(FileNotFoundError):
        for name in os.listdir(folder):
            os.unlink(os.path.join(folder, name))
        os.rmdir(folder)
