"""Mutated plans, settings and rosters under limits: `python benchmarks/fuzz.py` (POSIX only).

Workers read each file with at most 300 MB for the worker and 2 s for the file. Whatever is no
problem told to the user is noted and written to a folder, with the bytes that cause it. The same
seed makes the same files. Exit code 1 if anything is wrong. See README.md.
"""

import argparse
import multiprocessing
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import NamedTuple

# The checkout goes before an installed plangen.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fuzz_cases import KINDS, Case, Pools, make_case, make_pools
from fuzz_worker import Fault, Group, Limits, Outcome, Task, prepare, work
from mutations import NAMES
from report import machine, machine_line, number, summary, table

HEAD = ("mutation", "files", "read", "with findings", "median ms", "slowest ms", "faults")
GROUP = 50
PLAN = "plan"
# A worker is ended when it says nothing for so many times the seconds of a file.
PATIENCE = 10
# So many files with the same fault are written.
SAME = 3


class Work(NamedTuple):
    """The suffixes of files by their kind, the file of a number, and what a process does."""

    kinds: dict[str, str]
    make: Callable[[int, str, int, Pools], Case]
    work: Callable[[Task, Pools, Path, Limits, Connection], None]


class Worker(NamedTuple):
    """A process, where it tells what it does, and its task."""

    process: ForkProcess
    way: Connection
    task: Task


class Heard(NamedTuple):
    """The last number that a worker told, and when."""

    number: int
    at: float


class Found(NamedTuple):
    """All that the workers told."""

    outcomes: dict[str, list[Outcome]]
    faults: list[Fault]
    peaks: list[float]


def main() -> int:
    options = _options()
    begun = time.perf_counter()
    pools = make_pools()
    numbers = dict.fromkeys(list(KINDS)[1:], range(options.others))
    numbers = {PLAN: range(options.first, options.first + options.count), **numbers}
    limits = Limits(options.seconds, options.megabytes)
    with tempfile.TemporaryDirectory(prefix="plangen-fuzz-") as folder:
        prepare(Path(folder), pools[PLAN][-1])
        plans = Work(KINDS, make_case, work)
        found = Run(plans, pools, Path(folder), limits, options).all(numbers)
    print(_report(found, options.seed, time.perf_counter() - begun))
    return write_faults(found, options, KINDS)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    about = "how many plans (default: %(default)s)"
    parser.add_argument("--count", type=int, default=100_000, help=about)
    about = "the number of the first plan (default: %(default)s)"
    parser.add_argument("--first", type=int, default=0, metavar="N", help=about)
    about = "how many settings, and rosters of each kind (default: %(default)s)"
    parser.add_argument("--others", type=int, default=2000, help=about)
    return parse(parser, seconds=2.0, output="plangen-fuzz")


def parse(parser: argparse.ArgumentParser, *, seconds: float, output: str) -> argparse.Namespace:
    """The options that every run has, beside those that are there; the defaults of two."""
    parser.add_argument("--seed", type=int, default=1, help="default: %(default)s")
    about = "processes at once (default: %(default)s)"
    parser.add_argument("--workers", type=int, default=2, help=about)
    about = "processor time for a file (default: %(default)s)"
    parser.add_argument("--seconds", type=float, default=seconds, help=about)
    about = "address space of a worker (default: %(default)s)"
    parser.add_argument("--megabytes", type=int, default=300, help=about)
    about = "the folder for what goes wrong (default: %(default)s)"
    place = Path(tempfile.gettempdir()) / output
    parser.add_argument("--output", type=Path, metavar="DIR", default=place, help=about)
    return parser.parse_args()


# The workers.


class Run:
    """Gives groups of files to workers, and goes on after one that died."""

    def __init__(
        self,
        kind: Work,
        pools: Pools,
        folder: Path,
        limits: Limits,
        options: argparse.Namespace,
    ) -> None:
        self.kind = kind
        self.pools = pools
        self.folder = folder
        self.limits = limits
        self.options = options
        self.tasks: deque[Task] = deque()
        self.known: set[str] = set()
        self.workers: list[Worker] = []
        self.heard: dict[Connection, Heard] = {}
        self.found = Found({}, [], [])

    def all(self, numbers: dict[str, range]) -> Found:
        """What becomes of the files of these numbers, by kind."""
        seed = self.options.seed
        for kind, every in numbers.items():
            parts = (every[at : at + GROUP] for at in range(0, len(every), GROUP))
            self.tasks += [Task(seed, kind, part) for part in parts]
        total = len(self.tasks)
        while self.tasks or self.workers:
            while self.tasks and len(self.workers) < self.options.workers:
                self.start(self.tasks.popleft())
            self.listen()
            _progress(total - len(self.tasks) - len(self.workers), total)
        return self.found

    def start(self, task: Task) -> None:
        context = multiprocessing.get_context("fork")
        here, there = context.Pipe(duplex=False)
        task = task._replace(known=frozenset(self.known))
        given = (task, self.pools, self.folder, self.limits, there)
        process = context.Process(target=self.kind.work, args=given)
        process.start()
        there.close()
        self.workers.append(Worker(process, here, task))
        self.heard[here] = Heard(task.numbers[0], time.monotonic())

    def listen(self) -> None:
        ready = wait([worker.way for worker in self.workers], timeout=1)
        for worker in list(self.workers):
            if worker.way in ready:
                self.hear(worker)
            elif time.monotonic() - self.heard[worker.way].at > PATIENCE * self.limits.seconds:
                worker.process.kill()
                self.died(worker, "Slow: it did not end")

    def hear(self, worker: Worker) -> None:
        try:
            told = worker.way.recv()
        except EOFError:
            worker.process.join()
            self.died(worker, f"Died: {_cause(worker.process.exitcode)}")
            return
        if not isinstance(told, Group):
            self.heard[worker.way] = Heard(told, time.monotonic())
            return
        self.found.outcomes.setdefault(worker.task.kind, []).extend(told.outcomes)
        faults = [fault for outcome in told.outcomes for fault in outcome.faults]
        self.note([*faults, *told.faults])
        self.found.peaks.append(told.peak)
        self.end(worker)

    def died(self, worker: Worker, why: str) -> None:
        """Note the file that it had, and let another go on; what was right is read again."""
        task, at = worker.task, self.heard[worker.way].number
        case = self.kind.make(task.seed, task.kind, at, self.pools)
        self.note([Fault(task.kind, at, f"{why} [{task.kind}]", why, case.data)])
        for part in (range(task.numbers.start, at), range(at + 1, task.numbers.stop)):
            if part:
                self.tasks.appendleft(task._replace(numbers=part))
        self.end(worker)

    def note(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.found.faults.append(fault)
            self.known.add(fault.key)

    def end(self, worker: Worker) -> None:
        worker.process.join()
        worker.way.close()
        del self.heard[worker.way]
        self.workers.remove(worker)


def _cause(code: int | None) -> str:
    return signal.Signals(-code).name if code and code < 0 else f"exit code {code}"


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)


# What is said of it.


def _report(found: Found, seed: int, seconds: float) -> str:
    plans = found.outcomes.get(PLAN, [])
    rows = [
        _row(name, [outcome for outcome in plans if name in outcome.done], found) for name in NAMES
    ]
    rows += [_row(kind, outcomes, found) for kind, outcomes in found.outcomes.items()]
    rules = Counter(rule for outcome in plans for rule in outcome.rules)
    facts = f"seed {seed}, {seconds:,.0f} s, at most {max(found.peaks, default=0):,.0f} MiB"
    said = ", ".join(f"{rule} {count:,}" for rule, count in rules.most_common())
    lines = [machine_line(machine()), facts, "", table(HEAD, rows), "", f"plans by rule: {said}"]
    return "\n".join([*lines, *failed(found.faults)])


def failed(faults: list[Fault]) -> list[str]:
    """A line for each kind of fault."""
    keys = Counter(fault.key for fault in faults)
    first = {fault.key: fault for fault in reversed(faults)}
    return [
        f"FAILED {count:,}: {key}; first {first[key].kind} {first[key].number}"
        for key, count in keys.most_common()
    ]


def _row(name: str, outcomes: list[Outcome], found: Found) -> list[str]:
    # With those of workers that died.
    every = [fault for fault in found.faults if fault.kind.startswith(name)]
    return row(name, outcomes, len(every) if name in KINDS else None)


def row(name: str, outcomes: list[Outcome], faults: int | None = None) -> list[str]:
    """What became of some files; with so many faults, or with those that they have themselves."""
    if not outcomes:
        return [name, "0", *["-"] * (len(HEAD) - 2)]
    times = summary([outcome.seconds * 1000 for outcome in outcomes])
    counts = (
        len(outcomes),
        sum(outcome.read for outcome in outcomes),
        sum(bool(outcome.rules) for outcome in outcomes),
    )
    if faults is None:
        faults = sum(len(outcome.faults) for outcome in outcomes)
    cells = [f"{count:,}" for count in counts]
    return [name, *cells, number(times.median, 2), number(times.most), f"{faults:,}"]


def write_faults(found: Found, options: argparse.Namespace, kinds: dict[str, str]) -> int:
    """Write what goes wrong, if anything does; the exit code."""
    if not found.faults:
        return 0
    _write(found.faults, options.output, options.seed, kinds)
    print(f"files: {options.output}")
    return 1


def _write(faults: list[Fault], folder: Path, seed: int, kinds: dict[str, str]) -> None:
    """Some files of each fault, its minimal file, and a list of all faults."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    written: Counter[str] = Counter()
    lines: list[str] = []
    for fault in faults:
        written[fault.key] += 1
        stem = f"{seed}-{fault.kind.replace(' ', '-')}-{fault.number}"
        lines.append(f"{stem}: {fault.key}")
        if written[fault.key] > SAME:
            continue
        suffix = kinds.get(fault.kind, ".txt")
        (folder / f"{stem}{suffix}").write_bytes(fault.data)
        if fault.least is not None:
            (folder / f"{stem}.least{suffix}").write_bytes(fault.least)
        lines += [f"  {line}" for line in fault.told.splitlines()]
    (folder / "faults.txt").write_text("\n".join(lines) + "\n", encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
