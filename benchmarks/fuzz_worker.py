"""What a worker of `fuzz.py` does: it reads mutated files under limits and notes what goes wrong.

A worker is a process for one group of files. It tells the parent each file before it reads it, so
that the parent knows which one killed it. `Reader` knows nothing of what is read, `_PlanReader`
plans, settings and rosters.
"""

import json
import resource
import signal
import time
import traceback
from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from fuzz_cases import KINDS, SETTINGS, Case, Pools, make_case

from plangen.checker import Checked, Checker, Choice
from plangen.linter import findings
from plangen.loader import examine
from plangen.mender import mend
from plangen.problems import PlanError, Problem, UsageError
from plangen.reports import FORMS, writer
from plangen.reports.report import Report
from plangen.roster import read_roster
from plangen.settings import FILE, load_settings
from plangen.source import guess_encoding
from plangen.subject import Subject

PACKAGE = "/plangen/"
# What a minimal file costs at most.
TRIALS = 1000
# Plans of odd numbers have settings.
FOLDERS = ("without", "with")
# Mending a file checks it again and again.
MENDING = 5


class Limits(NamedTuple):
    """Processor time for a file, and address space for a worker in MB."""

    seconds: float
    megabytes: int


class Task(NamedTuple):
    """The numbers of files that a worker reads, and the faults whose minimal file is known."""

    seed: int
    kind: str
    numbers: range
    known: frozenset[str] = frozenset()


class Fault(NamedTuple):
    """What went wrong: `key` is the same for the same fault of other files."""

    kind: str
    number: int
    key: str
    told: str
    data: bytes
    least: bytes | None = None


class Outcome(NamedTuple):
    """What became of a file; `rules` are those that found something."""

    number: int
    done: tuple[str, ...]
    read: bool
    rules: frozenset[str]
    seconds: float
    faults: tuple[Fault, ...]


class Group(NamedTuple):
    """All files of a task; `faults` are those of all its files together, `peak` is in MiB."""

    outcomes: list[Outcome]
    faults: list[Fault]
    peak: float


class Slow(BaseException):
    """A file takes too long; no handler of plangen may take it for a fault of a file."""


class Broken(Exception):  # noqa: N818 - a result, not a fault of this program
    """What must be true of any file is not."""


def work(task: Task, pools: Pools, folder: Path, limits: Limits, way: Connection) -> None:
    """The process: numbers of files to the parent, and at last the group."""
    run_group(_PlanReader(task, folder, limits, way), pools)


def run_group(reader: "Reader", pools: Pools) -> None:
    """All that a process does, under its limits."""
    size = reader.limits.megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, _too_slow)
    reader.way.send(reader.group(pools))


def _too_slow(*_: object) -> None:
    raise Slow


class Reader:
    """Reads the files of one group."""

    def __init__(self, task: Task, folder: Path, limits: Limits, way: Connection) -> None:
        self.task = task
        self.limits = limits
        self.way = way
        self.known = set(task.known)
        self.above = folder
        self.rules: frozenset[str] = frozenset()
        self.read = False
        self.seconds = 0.0

    def case(self, number: int, pools: Pools) -> Case:
        """The file of a number."""
        return make_case(self.task.seed, self.task.kind, number, pools)

    @abstractmethod
    def file(self, kind: str, number: int, data: bytes) -> None:
        """Read one file: raises what is wrong, sets what became of it."""

    def group(self, pools: Pools) -> Group:
        outcomes: list[Outcome] = []
        for number in self.task.numbers:
            self.way.send(number)
            outcomes.append(self.outcome(self.case(number, pools)))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return Group(outcomes, self.together(), peak)

    def outcome(self, case: Case) -> Outcome:
        self.rules, self.read, self.seconds = frozenset(), False, 0.0
        key, told = self.tried(lambda: self.file(case.kind, case.number, case.data))
        outcome = Outcome(case.number, case.done, self.read, self.rules, self.seconds, ())
        if not key:
            return outcome
        least = None
        if key not in self.known and not key.startswith("Slow"):
            self.known.add(key)
            least = self.least(case, key)
        fault = Fault(case.kind, case.number, key, told, case.data, least)
        return outcome._replace(faults=(fault,))

    def together(self) -> list[Fault]:
        """What goes wrong with all files of a group together."""
        return []

    def tried(self, run: Callable[[], None]) -> tuple[str, str]:
        """What goes wrong, as a key and in full; empty if nothing does."""
        try:
            with _limited(self.limits.seconds):
                run()
        except (PlanError, UsageError):
            return "", ""
        except (Exception, Slow) as error:  # noqa: BLE001 - they are what is looked for
            return _key(error), "".join(traceback.format_exception(error, limit=-12))
        return "", ""

    def least(self, case: Case, key: str) -> bytes | None:
        """A smaller file with the same fault: pieces are left out for as long as that helps."""
        data, trials = case.data, 0
        size = len(data) // 2
        while size and trials < TRIALS:
            at = 0
            while at < len(data) and trials < TRIALS:
                shorter = data[:at] + data[at + size :]
                trials += 1
                self.way.send(case.number)
                found, _ = self.tried(lambda it=shorter: self.file(case.kind, case.number, it))  # type: ignore[misc]
                if found == key:
                    data = shorter
                else:
                    at += size
            size = min(size // 2, len(data) // 2)
        return data


class _PlanReader(Reader):
    """Checks plans, reads settings and rosters."""

    def __init__(self, task: Task, folder: Path, limits: Limits, way: Connection) -> None:
        super().__init__(task, folder, limits, way)
        self.checker = Checker(Choice(), {})
        self.problems: list[Problem] = []

    def least(self, case: Case, key: str) -> bytes | None:
        return None if case.kind == "XLSX roster" else super().least(case, key)

    def together(self) -> list[Fault]:
        """What all files of a group have in common, and the reports of them."""
        if self.task.kind != "plan":
            return []
        faults: list[Fault] = []
        steps: list[tuple[str, Callable[[], None]]] = [("across", self.across)]
        steps += [(form, lambda form=form: self.report(form)) for form in FORMS]  # type: ignore[misc]
        for step, run in steps:
            key, told = self.tried(run)
            if key:
                faults.append(Fault(f"{step} of a group", self.task.numbers[0], key, told, b""))
        return faults

    # The files by kind.

    def file(self, kind: str, number: int, data: bytes) -> None:
        place = self.above / FOLDERS[number % 2] / f"{number}{KINDS[kind]}"
        if kind == "plan":
            self.plan(str(place), data)
            return
        place.write_bytes(data)
        try:
            if kind == "settings":
                self.settings(place)
            else:
                begun = time.perf_counter()
                try:
                    read_roster(place)
                    self.read = True
                finally:
                    self.seconds = time.perf_counter() - begun
        finally:
            place.unlink()

    def plan(self, name: str, data: bytes) -> None:
        begun = time.perf_counter()
        checked = self.checker.check(name, data)
        self.seconds = time.perf_counter() - begun
        self.rules = frozenset(problem.rule for problem in checked.problems)
        self.problems += checked.problems
        _check_problems(name, data, checked.problems)
        if checked.loaded.plan is not None:
            self.read = True
            _check_subject(Subject(checked.loaded))
        colons = any(problem.rule == "full-width-colon" for problem in checked.problems)
        if checked.edits or colons:
            self.mended(name, data, checked)

    def mended(self, name: str, data: bytes, checked: Checked) -> None:
        signal.setitimer(signal.ITIMER_PROF, self.limits.seconds * MENDING)
        once = mend(name, data, lambda found: self.checker.check(name, found))
        twice = mend(name, once.data, lambda found: self.checker.check(name, found))
        if twice.data != once.data:
            raise Broken("mending a mended file changes it again")
        if checked.loaded.plan is not None and once.checked.loaded.plan is None:
            raise Broken("a mended file cannot be read")

    def settings(self, place: Path) -> None:
        begun = time.perf_counter()
        try:
            settings = load_settings(str(place))
            self.read = True
        finally:
            self.seconds = time.perf_counter() - begun
        subject = Subject(examine(place.parent / "plan.yaml"))
        found = findings(subject, settings, self.checker.rules)
        self.rules = frozenset(problem.rule for problem, _ in found)
        self.seconds = time.perf_counter() - begun

    # A group.

    def across(self) -> None:
        self.problems += self.checker.across()

    def report(self, form: str) -> None:
        report = Report(tuple(self.problems), ("a.yaml",))
        text = writer(form)(report)
        text.encode()
        if form in {"json", "gitlab", "sarif"}:
            json.loads(text)
        if form == "junit":
            ET.fromstring(text)  # noqa: S314 - plangen wrote it


def prepare(folder: Path, plan: bytes) -> None:
    """A folder with settings and one without, each with a plan for settings to be tried on."""
    for name in FOLDERS:
        (folder / name).mkdir()
        (folder / name / "plan.yaml").write_bytes(plan)
    (folder / FOLDERS[1] / FILE).write_text(SETTINGS, encoding="utf-8")


# What must be true of any file.


def _check_problems(name: str, data: bytes, problems: tuple[Problem, ...]) -> None:
    lines: list[str] | None = None
    with suppress(PlanError):
        text = guess_encoding(name, data)[0].replace("\r\n", "\n").replace("\r", "\n")
        lines = text.split("\n")
    for problem in problems:
        for words in (problem.describe("zh"), problem.describe("en")):
            words.encode()
            if "\n" in words:
                raise Broken(f"a problem of more than one line [{problem.rule}]")
        if lines is None or problem.file != name:
            continue
        inside = 0 <= problem.line <= len(lines) + 1
        line = lines[problem.line - 1] if 0 < problem.line <= len(lines) else ""
        if not inside or not 0 <= problem.column <= len(line) + 1:
            raise Broken(f"a place outside the file [{problem.rule}]")


def _check_subject(subject: Subject) -> None:
    for text in subject.texts:
        line = subject.lines[text.line - 1] if 0 < text.line <= len(subject.lines) else ""
        if text.typed and not line.startswith(text.value, text.column - 1):
            raise Broken(f"a text is not where it was typed [{text.kind}]")


# Limits and faults.


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _key(error: BaseException) -> str:
    """The error and the innermost place in plangen."""
    if isinstance(error, Broken):
        return f"Broken: {error}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if PACKAGE in frame.filename]
    frame = (own or list(frames))[-1]
    where = frame.filename.rpartition(PACKAGE)[2]
    return f"{type(error).__name__} in {where}:{frame.lineno} {frame.name}"
