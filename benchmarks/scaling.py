"""One process, after a warm-up: `python benchmarks/scaling.py`.

Milliseconds a document, split into steps, and microseconds a paragraph from 1,000 to 3,000
paragraphs. The garbage collector stays on, as in a batch. See README.md.
"""

import argparse
import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import NamedTuple, Protocol

# The checkout goes before an installed plangen.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from checks import difference
from content import PARAGRAPHS, Printed, make, plan_yaml, printed
from report import machine, machine_line, number, ratio, summary, table

import plangen

SIZES = (1000, 3000)
BATCH = 10
HEAD = ("in one process", "ms a document", "min", "max", "/ plangen", "us a paragraph", "/ plangen")
WHOLE = "plangen: plan -> docx"


class Clock:
    """Marks of time: one at the start, one after each step."""

    def __init__(self) -> None:
        self.marks = [time.perf_counter()]

    def step(self) -> None:
        self.marks.append(time.perf_counter())

    def taken(self) -> list[float]:
        """Milliseconds of the whole, then of each step."""
        pairs = [(self.marks[0], self.marks[-1]), *pairwise(self.marks)]
        return [(end - begin) * 1000 for begin, end in pairs]


# Makes one document, marking the end of each step.
Run = Callable[[Clock], bytes]


class Way(NamedTuple):
    """How one peer makes documents: its steps, and what readies a run for so many paragraphs."""

    name: str
    steps: tuple[str, ...]
    ready: Callable[[int], Run]
    suffix: str = "docx"


class Row(NamedTuple):
    """Times in ms by number of paragraphs."""

    name: str
    times: dict[int, list[float]]

    def median(self, size: int) -> float:
        return summary(self.times[size]).median

    @property
    def slope(self) -> float:
        """Microseconds a paragraph."""
        small, large = SIZES
        return (self.median(large) - self.median(small)) / (large - small) * 1000


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="plangen-benchmark-") as folder:
        ways, notes = _ways(Path(folder))
        for way in ways:
            _check(way, Path(folder))
        runs = {PARAGRAPHS: options.runs, **dict.fromkeys(SIZES, options.large_runs)}
        rows = [row for size_rows in _measure(ways, runs) for row in size_rows]
    print(_report(rows, notes, options))
    if options.json:
        _write_json(options.json, rows, notes)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    about = f"rounds of {BATCH} documents of {PARAGRAPHS} paragraphs (default: %(default)s)"
    parser.add_argument("--runs", type=int, default=20, help=about)
    about = f"rounds with {SIZES[0]} and {SIZES[1]} paragraphs (default: %(default)s)"
    parser.add_argument("--large-runs", type=int, default=9, help=about)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there too")
    return parser.parse_args()


# The ways.


def _ways(folder: Path) -> tuple[list[Way], dict[str, str]]:
    """All that can run here, and why the others cannot."""
    ways, notes = [_plangen(form, folder) for form in ("docx", "md", "html")], {}
    ways.append(_python_docx())
    if find_spec("docxtpl"):
        ways.append(_docxtpl(folder))
    else:
        notes["docxtpl"] = "not found: pip install docxtpl"
    return ways, notes


def _plangen(form: str, folder: Path) -> Way:
    def ready(size: int) -> Run:
        path = folder / f"plan-{size}.yaml"
        path.write_text(plan_yaml(make(size)), encoding="utf-8")

        def run(clock: Clock) -> bytes:
            plan = plangen.load(path)
            clock.step()
            document = plangen.render(plan)
            clock.step()
            made = plangen.write(document, to=form, layout=plan.layout)
            clock.step()
            return made

        return run

    return Way(f"plangen: plan -> {form}", ("load", "render", "write"), ready, form)


def _python_docx() -> Way:
    from peer_python_docx import build

    return Way("python-docx", ("build", "save"), lambda size: _saving(build, size))


def _docxtpl(folder: Path) -> Way:
    from peer_docxtpl import build, make_template

    template = folder / "template.docx"
    make_template(template)
    filled = partial(build, str(template))
    return Way("docxtpl", ("render", "save"), lambda size: _saving(filled, size))


class Word(Protocol):
    """What both peers build."""

    def save(self, stream: BytesIO, /) -> None: ...


def _saving(build: Callable[[Printed], Word], size: int) -> Run:
    document = printed(make(size))

    def run(clock: Clock) -> bytes:
        word = build(document)
        clock.step()
        stream = BytesIO()
        word.save(stream)
        clock.step()
        return stream.getvalue()

    return run


def _check(way: Way, folder: Path) -> None:
    """The warm-up: one document of each size, compared with what was asked for."""
    for size in (PARAGRAPHS, *SIZES):
        path = folder / f"check-{size}.{way.suffix}"
        path.write_bytes(way.ready(size)(Clock()))
        if wrong := difference(path, printed(make(size))):
            raise SystemExit(f"{way.name} made another document: {wrong}")


# The clock.


def _measure(ways: list[Way], runs: dict[int, int]) -> list[list[Row]]:
    """For each way a row for the whole and one for each step; the ways are interleaved."""
    found = [[Row(name, {size: [] for size in runs}) for name in _names(way)] for way in ways]
    for size, rounds in runs.items():
        ready = [way.ready(size) for way in ways]
        for _ in range(rounds):
            for run, rows in zip(ready, found, strict=True):
                _time(run, rows, size)
    return found


def _names(way: Way) -> list[str]:
    return [way.name, *(f"  {step}" for step in way.steps)]


def _time(run: Run, rows: list[Row], size: int) -> None:
    """Small documents come in batches, so that each way pays for its own garbage collection.

    What the way before it left behind is collected outside the clock.
    """
    gc.collect()
    batch = [_taken(run) for _ in range(BATCH if size == PARAGRAPHS else 1)]
    for row, times in zip(rows, zip(*batch, strict=True), strict=True):
        row.times[size].append(fmean(times))


def _taken(run: Run) -> list[float]:
    clock = Clock()
    run(clock)
    return clock.taken()


# What is said of it.


def _report(rows: list[Row], notes: dict[str, str], options: argparse.Namespace) -> str:
    base = next(row for row in rows if row.name == WHOLE)
    small, large = SIZES
    runs = f"{PARAGRAPHS} paragraphs ({options.runs} rounds of {BATCH})"
    sizes = f"{runs}; from {small:,} to {large:,} paragraphs ({options.large_runs} rounds)"
    lines = [machine_line(machine()), sizes, "", table(HEAD, [_cells(row, base) for row in rows])]
    return "\n".join([*lines, *(f"{name}: {note}" for name, note in notes.items())])


def _cells(row: Row, base: Row) -> list[str]:
    found = summary(row.times[PARAGRAPHS])
    times = ratio(found.median, base.median(PARAGRAPHS))
    slopes = ratio(row.slope, base.slope)
    whole = [number(value, 2) for value in (*found, times)]
    return [row.name, *whole, number(row.slope, 2), number(slopes, 2)]


def _write_json(path: Path, rows: list[Row], notes: dict[str, str]) -> None:
    made = [
        {"name": row.name.strip(), "us_a_paragraph": row.slope, "ms": row.times} for row in rows
    ]
    whole = {"machine": machine(), "rows": made, "skipped": notes}
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
