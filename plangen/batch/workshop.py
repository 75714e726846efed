"""What a worker does: a chunk of rows is checked in memory, or made into files.

A worker keeps what it made of a job's plan for the next chunk. Everything here can be pickled, so
that any executor of `concurrent.futures` can carry it, on this machine or another; the folders of a
job must then be the same for all.
"""

import errno
import os
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache, partial
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from plangen.batch.manifest import digest
from plangen.figures import Blank
from plangen.files import seal
from plangen.fill import fill
from plangen.formats import FORMATS
from plangen.keys import lookup
from plangen.layout import Layout
from plangen.loader import load_layout
from plangen.merger import Merged, Merger
from plangen.overlay import OverlayError, field, lay_over, put
from plangen.problems import PlanError, Problem, UsageError, Words
from plangen.roster import Value
from plangen.source import Mapping, Node, Scalar, Source, read_source

if TYPE_CHECKING:
    from plangen.formats.reference import Clothes

_MOST_MERGERS = 32
_HERE = socket.gethostname()
_NUMBERS = count(1)
_BINARY = getattr(os, "O_BINARY", 0)
# What will not be better for the next document.
_FATAL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG})
_QUOTED = re.compile("“(.+?)”")


class Job(NamedTuple):
    """What all rows have in common; folders and files by their full paths.

    `name` is how the reader knows the plan, `home` the folder that it lies in. `run` differs from run to
    run: a worker of a cluster lives on, and a layout file may have changed since.
    """

    name: str
    plan: bytes
    columns: tuple[str, ...]
    given: tuple[tuple[str, str], ...] = ()
    template: str | None = None
    layout: str | None = None
    reference: tuple[str, bytes] | None = None
    folder: str = ""
    temporary: str = ""
    home: str = ""
    run: str = ""


class Task(NamedTuple):
    """A row: its number from 0, and what it says. `path` has no suffix."""

    number: int
    values: tuple[Value, ...]
    path: str
    formats: tuple[str, ...]
    override: tuple[str, bytes] | None = None


class Fault(NamedTuple):
    """A problem of a row, and the column from which it comes, or -1."""

    problem: Problem
    column: int = -1


class Output(NamedTuple):
    """A document that was written, or why it was not, with the system's number for it."""

    path: str
    digest: str = ""
    fault: Words | None = None
    errno: int = 0

    @property
    def fatal(self) -> bool:
        """Whether it would be no better with the next document."""
        return self.errno in _FATAL


Checked = tuple[int, tuple[Fault, ...]]
Made = tuple[int, tuple[Output, ...]]


def paths(task: Task) -> tuple[str, ...]:
    """The paths of a row's documents below the output folder."""
    return tuple(task.path + FORMATS[to].suffix for to in task.formats)


def check(job: Job, tasks: tuple[Task, ...]) -> list[Checked]:
    """The faults of some rows; what has none can be made."""
    shop = _workshop(job)
    return [(task.number, shop.faults(task)) for task in tasks]


def make(job: Job, tasks: tuple[Task, ...]) -> list[Made]:
    """Write the documents of some rows."""
    shop = _workshop(job)
    return [(task.number, tuple(shop.outputs(task))) for task in tasks]


@lru_cache(maxsize=2)
def _workshop(job: Job) -> "Workshop":
    return Workshop(job)


class Workshop:
    """A job's plan, parsed once."""

    def __init__(self, job: Job) -> None:
        self.job = job
        # What the plan builds on is looked for beside it, from whatever folder.
        self.source = read_source(os.path.join(job.home, os.path.basename(job.name)), job.plan)
        fields = [(at, found) for at, name in enumerate(job.columns) if (found := field(name))]
        self.fields = fields
        self.names = _free_names(len(fields), self.source.text, job.columns)
        self.mergers: dict[tuple[int, ...], Merger] = {}
        self.layout_of: Callable[[Layout], Layout] = (
            partial(load_layout, job.layout) if job.layout else lambda own: own
        )
        self.clothes = lru_cache(maxsize=4)(self.new_clothes)
        self.folders: set[str] = set()

    def merged(self, task: Task) -> Merged:
        """The document of a row.

        Raises:
            PlanError: the row's override cannot be read or laid over.
        """
        return self.merger_of(task).merge(self.values(task))

    def values(self, task: Task) -> dict[str, Value]:
        """The variables of a row."""
        values: dict[str, Value] = {}
        for name, value in zip(self.job.columns, task.values, strict=True):
            values[name] = value or Blank(name)
        values.update(self.job.given)
        for name, (at, _) in zip(self.names, self.fields, strict=True):
            values[name] = task.values[at]
        return values

    def merger_of(self, task: Task) -> Merger:
        """The merger of all rows that fill in the same fields and have no override."""
        given = tuple(number for number, (at, _) in enumerate(self.fields) if task.values[at])
        if task.override:
            return self.new_merger(lay_over(self.source, read_source(*task.override)), given)
        if given not in self.mergers:
            if len(self.mergers) >= _MOST_MERGERS:
                self.mergers.clear()
            self.mergers[given] = self.new_merger(self.source, given)
        return self.mergers[given]

    def new_merger(self, source: Source, given: tuple[int, ...]) -> Merger:
        """A merger of the plan with the given fields filled in."""
        root = source.root
        for number in given:
            text = f"{{{{ {self.names[number]} }}}}"
            root = put(root, self.fields[number][1], Scalar(text, 0, 0, plain=False))
        return Merger(source._replace(root=root), self.job.template, self.layout_of)

    def layout_file(self, task: Task) -> str:
        """The layout file that a row's plan names, as it names it, or nothing.

        Raises:
            PlanError: the row's override cannot be read or laid over.
            OverlayError: the plan lacks a field for which the row has a value.
            FillError: a variable in the name has no value.
        """
        merger = self.merger_of(task)
        return fill(base_of(merger.source.root), {**merger.own, **self.values(task)}).strip()

    def faults(self, task: Task) -> tuple[Fault, ...]:
        """Every problem of a row, warnings too."""
        try:
            merger = self.merger_of(task)
            problems = merger.problems(self.values(task))
        except PlanError as error:
            return tuple(map(Fault, error.problems))
        except OverlayError as error:
            column = next(at for at, found in self.fields if found.path == error.path)
            return (Fault(self.fault("unknown-field", error.words), column),)
        except UsageError as error:
            return (Fault(self.fault("usage", error.words)),)
        return tuple(
            Fault(self.as_told(problem), self.column_of(problem, merger)) for problem in problems
        )

    def as_told(self, problem: Problem) -> Problem:
        """A problem of the plan, or of what lies beside it, by the name that the reader knows."""
        home = os.path.join(self.job.home, "")
        if not self.job.home or not problem.file.startswith(home):
            return problem
        beside = os.path.join(os.path.dirname(self.job.name), problem.file.removeprefix(home))
        return problem._replace(file=beside)

    def fault(self, rule: str, words: Words) -> Problem:
        """An error that has no place in the plan."""
        return Problem(self.job.name, 0, 0, "error", rule, words)

    def column_of(self, problem: Problem, merger: Merger) -> int:
        """The column whose value stands where a problem was found."""
        columns = {name: at for at, name in enumerate(self.job.columns)}
        columns |= {self.names[at]: column for at, (column, _) in enumerate(self.fields)}
        found = [name for name in merger.variables_at(problem) if name in columns]
        named = _QUOTED.search(problem.message.zh)
        if named and named[1] in found:
            return columns[named[1]]
        return columns[found[0]] if found else -1

    def outputs(self, task: Task) -> Iterator[Output]:
        """Write the documents of one row."""
        merged = self.merged(task)
        assert merged.document is not None  # noqa: S101 - the row was checked
        for to, path in zip(task.formats, paths(task), strict=True):
            data = seal(self.written(merged, to), to)
            try:
                self.put(path, data)
            except OSError as error:
                reason = error.strerror or str(error)
                words = Words(f"无法写入：{reason}", f"cannot write: {reason}")
                yield Output(path, fault=words, errno=error.errno or errno.EIO)
            else:
                yield Output(path, digest(data))

    def written(self, merged: Merged, to: str) -> bytes:
        """The bytes of a document."""
        assert merged.document is not None  # noqa: S101 - the row was checked
        if to == "docx" and self.job.reference:
            return self.clothes(merged.layout).write(merged.document, merged.shared(to))
        return FORMATS[to].write(merged.document, merged.layout, merged.shared(to))

    def new_clothes(self, layout: Layout) -> "Clothes":
        """The reference document as documents of a layout wear it."""
        from plangen.formats.reference import Clothes

        assert self.job.reference is not None  # noqa: S101 - the caller looked
        return Clothes(self.job.reference[1], layout)

    def put(self, path: str, data: bytes) -> None:
        """Write beside and rename into place, so that nothing half-written is ever seen."""
        place = os.path.join(self.job.folder, path)
        folder = os.path.dirname(place)
        if folder not in self.folders:
            os.makedirs(folder, exist_ok=True)
            self.folders.add(folder)
        beside = os.path.join(self.job.temporary, f"{_HERE}-{os.getpid()}-{next(_NUMBERS)}")
        try:
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
            with open(handle, "wb") as file:
                file.write(data)
            os.replace(beside, place)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(beside)
            raise


def base_of(plan: Mapping) -> str:
    """How a plan names its layout file, variables and all, or nothing."""
    node = _value(plan, "plan", "layout")
    if isinstance(node, Mapping):
        node = _value(node, "layout", "base")
    return node.value if isinstance(node, Scalar) else ""


def _value(node: Mapping, table: str, name: str) -> Node | None:
    names = lookup(table)[name].names
    return next((value for key, value in node.entries if key.value in names), None)


def _free_names(count_: int, text: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Names of variables that neither the plan nor the roster knows."""
    taken = {*columns}
    numbers = (f"field_{number}" for number in count(1))
    free = (name for name in numbers if name not in taken and name not in text)
    return tuple(next(free) for _ in range(count_))
