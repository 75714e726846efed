"""Where checking a plan spends its time: microseconds of each step and of each rule."""

import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from report import Summary, number, summary, table

from plangen.checker import KNOWN, Checker, Choice
from plangen.ignores import ignores
from plangen.loader import Loaded, read_plan
from plangen.settings import find_settings
from plangen.source import read_source
from plangen.subject import Subject

HEAD = ("a plan", "median us", "min", "max", "% of the whole")
WHOLE, ACROSS = "whole check", "across files, a plan"
FILE, SETTINGS, NODES, PLAN = "read the file", "find settings", "YAML to nodes", "nodes to plan"
SUBJECT, JOINED, COMMENTS = "plan to subject", "join its texts", "look for comments"

Found = TypeVar("Found")
Times = dict[str, list[float]]


class _Clock:
    """Microseconds by the name of a step."""

    def __init__(self) -> None:
        self.times: Times = {}

    def take(self, step: str, run: Callable[[], Found]) -> Found:
        begun = time.perf_counter()
        found = run()
        self.times.setdefault(step, []).append((time.perf_counter() - begun) * 1e6)
        return found


def profile(files: list[Path], runs: int) -> str:
    """A table of the steps; each file is checked whole and then step by step, so many times."""
    # As the command does it.
    gc.set_threshold(100_000)
    clock = _Clock()
    for _ in range(runs):
        checker = Checker(Choice(), {})
        for file in files:
            _file(checker, str(file), clock)
        begun = time.perf_counter()
        checker.across()
        taken = (time.perf_counter() - begun) * 1e6 / len(files)
        clock.times.setdefault(ACROSS, []).append(taken)
    return _table(clock.times, [f"  {rule.name}" for rule in checker.rules])


def _file(checker: Checker, name: str, clock: _Clock) -> None:
    data = clock.take(FILE, Path(name).read_bytes)
    clock.take(WHOLE, lambda: checker.check(name, data))
    settings = clock.take(SETTINGS, lambda: find_settings(name)).settings
    source = clock.take(NODES, lambda: read_source(name, data))
    loaded = clock.take(PLAN, lambda: read_plan(source, {}))
    subject = clock.take(SUBJECT, lambda: Subject(loaded))
    clock.take(JOINED, lambda: _touch(subject))
    for rule in checker.rules:
        clock.take(f"  {rule.name}", lambda rule=rule: list(rule.check(subject, settings)))  # type: ignore[misc]
    clock.take(COMMENTS, lambda: _comments(loaded))


def _touch(subject: Subject) -> None:
    """What rules share is made when one of them asks for it first."""
    for value in vars(type(subject)):
        if not value.startswith("__"):
            getattr(subject, value)


def _comments(loaded: Loaded) -> None:
    if loaded.source:
        ignores(loaded.source, KNOWN)


def _table(times: Times, rules: list[str]) -> str:
    found = {step: summary(taken) for step, taken in times.items()}
    whole = found[WHOLE].median
    steps = [FILE, WHOLE, SETTINGS, NODES, PLAN, SUBJECT, JOINED]
    total = Summary(*(sum(values) for values in zip(*(found[rule] for rule in rules), strict=True)))
    rows = [_row(step, found[step], whole) for step in steps]
    rows.append(_row(f"{len(rules)} rules", total, whole))
    slowest = sorted(rules, key=lambda rule: -found[rule].median)
    rows += [_row(rule, found[rule], whole) for rule in slowest]
    rows += [_row(step, found[step], whole) for step in (COMMENTS, ACROSS)]
    return table(HEAD, rows)


def _row(step: str, found: Summary, whole: float) -> list[str]:
    return [step, *map(number, found), number(found.median / whole * 100)]
