"""Where importing spends its time: each step, and the functions that cost most.

Times are the processor's, so that other programs and the disk do not count.
"""

import cProfile
import gc
import importlib
import os
import pstats
import time
from collections.abc import Callable
from contextlib import redirect_stderr
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

from report import number, summary, table

from plangen.cli import main

STEP_HEAD = ("step", "calls a plan", "cpu ms a plan", "min", "max", "% of the whole")
FUNCTION_HEAD = ("function", "calls a plan", "% of the time in itself", "% with what it calls")
# Modules and functions in the order of the arrow; what a step calls of another counts there.
STEPS = (
    ("plangen.importer.reader", "read_source"),
    ("plangen.importer.importer", "split"),
    ("plangen.importer.importer", "reline"),
    ("plangen.importer.importer", "recognise"),
    ("plangen.importer.recogniser", "read_matter"),
    ("plangen.importer.recogniser", "outline"),
    ("plangen.importer.importer", "account"),
    ("plangen.renderer", "render"),
    ("plangen.importer.account", "compare"),
    ("plangen.dumper", "dump"),
    ("plangen.files", "write_over"),
)
WHOLE, REST = "the whole command", "all else"
MOST = 40


class _Clock:
    """Seconds in each step without the steps inside it, and how often it ran."""

    def __init__(self) -> None:
        self.taken: dict[str, float] = {}
        self.calls: dict[str, int] = {}
        self.inside: list[float] = []

    def timed(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(step)
        def run(*values: Any, **named: Any) -> Any:  # noqa: ANN401 - any step
            self.inside.append(0.0)
            begun = time.process_time()
            try:
                return step(*values, **named)
            finally:
                taken = time.process_time() - begun
                own = taken - self.inside.pop()
                if self.inside:
                    self.inside[-1] += taken
                self.taken[name] = self.taken.get(name, 0.0) + own
                self.calls[name] = self.calls.get(name, 0) + 1

        return run


class _Patched(NamedTuple):
    """A module's function, to be put back."""

    module: Any
    name: str
    step: Callable[..., Any]


def profile(files: list[Path], folder: Path, runs: int) -> str:
    """A table of the steps; the command runs so many times in this process."""
    # As the command does it.
    gc.set_threshold(100_000)
    found: dict[str, list[float]] = {}
    calls: dict[str, int] = {}
    _command(files[:1], folder / "warm-up")
    for turn in range(runs):
        clock = _Clock()
        patched = [_patch(clock, module, name) for module, name in STEPS]
        whole = clock.timed(WHOLE, _command)
        try:
            whole(files, folder / str(turn))
        finally:
            for each in patched:
                setattr(each.module, each.name, each.step)
        clock.taken[REST] = clock.taken.pop(WHOLE)
        calls = clock.calls
        for name, taken in {**clock.taken, WHOLE: sum(clock.taken.values())}.items():
            found.setdefault(name, []).append(taken * 1000 / len(files))
    each = {name: count / len(files) for name, count in calls.items() if name != WHOLE}
    names = [name for _, name in STEPS if name in found] + [REST, WHOLE]
    whole_of = summary(found[WHOLE]).median
    return table(STEP_HEAD, [_row(name, found[name], each.get(name), whole_of) for name in names])


def _row(name: str, times: list[float], calls: float | None, whole: float) -> list[str]:
    taken = summary(times)
    count = "" if calls is None else number(calls, 2)
    return [name, count, *(number(value, 3) for value in taken), number(taken.median / whole * 100)]


def _patch(clock: _Clock, module: str, name: str) -> _Patched:
    found = importlib.import_module(module)
    step = getattr(found, name)
    setattr(found, name, clock.timed(name, step))
    return _Patched(found, name, step)


def functions(files: list[Path], folder: Path) -> str:
    """A table of the functions, by the time in themselves; a profiler makes small ones dearer."""
    profiler = cProfile.Profile()
    profiler.runcall(_command, files, folder)
    found: Any = pstats.Stats(profiler)
    rows = sorted(found.stats.items(), key=lambda item: -item[1][2])[:MOST]
    return table(
        FUNCTION_HEAD,
        [
            [
                _name(*place),
                number(calls / len(files)),
                number(own / found.total_tt * 100),
                number(all_of_it / found.total_tt * 100),
            ]
            for place, (_, calls, own, all_of_it, _) in rows
        ],
    )


def _name(file: str, line: int, function: str) -> str:
    if file == "~":
        return function.strip("<>")
    path = Path(file)
    return f"{path.parent.name}/{path.name}:{line} {function}"


def _command(files: list[Path], folder: Path) -> None:
    with open(os.devnull, "w", encoding="utf-8") as nothing, redirect_stderr(nothing):
        main(["import", *map(str, files), "-o", str(folder)], standalone_mode=False)
