"""How a batch grows: `python benchmarks/batch_scaling.py`, or with the names of some tables only.

Tables: `--scale` by rows, `--length` by paragraphs, `--jobs` one and two processes, `--memory` over
time, `--again` a second run that changes nothing. See README.md.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

# The checkout goes before an installed plangen.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from batch_peers import (
    NAMES,
    OUT,
    PLANGEN,
    Maker,
    Roster,
    Wrong,
    check,
    finish,
    make_peer,
    make_plangen,
    missing,
    one_core,
    row_count,
    start,
    write_roster,
    write_rows_of,
)
from content import PARAGRAPHS, Content
from memory import EVERY, can_watch, watch
from places import make_plan
from report import machine, machine_line, number, summary, table

SIZES = (10, 30, 100, 300, 1000, 3000, 10_000)
LENGTHS = (30, 100, 300, 1000, 3000)
FLAT = 0.05


class Setting(NamedTuple):
    """What all tables share; `folder` is new for each table."""

    folder: Path
    rows: int
    length_rows: int
    runs: int
    peer: str


class Table(NamedTuple):
    """One table as it is printed, and every figure of it for the file."""

    title: str
    head: Sequence[str]
    rows: list[list[str]]
    figures: list[dict[str, object]]
    note: str = ""


class Case(NamedTuple):
    """Processes that run at once, each with its rows, and what they must make."""

    parts: tuple[tuple[Maker, Roster], ...]
    content: Content


def main() -> int:
    options = _options()
    asked = [name for name in _TABLES if getattr(options, name)] or list(_TABLES)
    if why := missing(options.peer):
        raise SystemExit(f"{options.peer}: {why}")
    made: dict[str, Table] = {}
    print(machine_line(machine()))
    with tempfile.TemporaryDirectory(prefix="plangen-benchmark-") as folder:
        for name in asked:
            place = Path(folder) / name
            place.mkdir()
            setting = Setting(place, options.rows, options.length_rows, options.runs, options.peer)
            try:
                made[name] = _TABLES[name](setting)
            except Wrong as wrong:
                print(f"FAILED {name}: {wrong}")
                return 1
            print(_text(made[name]), flush=True)
    if options.json:
        _write_json(options.json, made)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name, make in _TABLES.items():
        about = (make.__doc__ or "").partition("\n")[0]
        parser.add_argument(f"--{name}", action="store_true", help=about)
    about = "the most rows (default: %(default)s)"
    parser.add_argument("--rows", type=row_count, default=SIZES[-1], help=about)
    about = "rows for each length (default: %(default)s)"
    parser.add_argument("--length-rows", type=row_count, default=200, help=about)
    parser.add_argument("--runs", type=int, default=3, help="rounds (default: %(default)s)")
    about = "whom --scale, --length and --memory measure (default: %(default)s)"
    parser.add_argument("--peer", default=PLANGEN, choices=NAMES, help=about)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there too")
    return parser.parse_args()


# The clock.


def _seconds(case: Case, folder: Path) -> float:
    """From starting the processes to the end of the last one; their folders must be new."""
    places = [folder / str(number) for number in range(len(case.parts))]
    for place in places:
        place.mkdir(parents=True)
    begun = time.perf_counter()
    started = [
        start(maker, roster, place)
        for (maker, roster), place in zip(case.parts, places, strict=True)
    ]
    for process in started:
        process.wait()
    taken = time.perf_counter() - begun
    for process, place, (_, roster) in zip(started, places, case.parts, strict=True):
        finish(process, place)
        check(place, roster, case.content)
    return taken


def _interleaved(cases: Sequence[Case], folder: Path, runs: int) -> list[list[float]]:
    """Seconds of each case in each round, after one that warms up and is not counted."""
    times: list[list[float]] = [[] for _ in cases]
    for turn in range(runs + 1):
        for at, case in enumerate(cases):
            # A long batch warms itself up.
            if turn or len(case.parts[0][1].rows) <= SIZES[2]:
                taken = _seconds(case, folder / f"round-{turn}" / str(at))
                times[at] += [taken] if turn else []
    return times


# The tables.


def scale(setting: Setting) -> Table:
    """Milliseconds a document by the number of rows, on one core."""
    content = make_plan()
    maker = make_peer(setting.peer, content, setting.folder)
    sizes = sorted({size for size in SIZES if size < setting.rows} | {setting.rows})
    rosters = [write_roster(setting.folder, size) for size in sizes]
    cases = [Case(((maker, roster),), content) for roster in rosters]
    with one_core() as place:
        times = _interleaved(cases, setting.folder, setting.runs)
    each = [summary(found).median / size * 1000 for size, found in zip(sizes, times, strict=True)]
    totals = [summary(found).median * 1000 for found in times]
    more = [None, *(_slope(pair) for pair in pairwise(zip(sizes, totals, strict=True)))]
    rows = [
        [f"{size:,}", *_seconds_cells(found), number(whole, 3), number(further, 3)]
        for size, found, whole, further in zip(sizes, times, each, more, strict=True)
    ]
    figures: list[dict[str, object]] = [
        {"rows": size, "seconds": found, "ms_a_document": whole, "ms_one_more": further}
        for size, found, whole, further in zip(sizes, times, each, more, strict=True)
    ]
    head = ("rows", "median s", "min", "max", "ms a document", "ms one more")
    return Table(f"{setting.peer} by rows, {place}", head, rows, figures)


def length(setting: Setting) -> Table:
    """Milliseconds a document by the number of its paragraphs, on one core."""
    roster = write_roster(setting.folder, setting.length_rows)
    cases = [_of_length(setting, paragraphs, roster) for paragraphs in LENGTHS]
    with one_core() as place:
        times = _interleaved(cases, setting.folder, setting.runs)
    each = [summary(found).median / len(roster.rows) * 1000 for found in times]
    more = [None, *(_slope(pair) for pair in pairwise(zip(LENGTHS, each, strict=True)))]
    rows: list[list[str]] = []
    figures: list[dict[str, object]] = []
    for paragraphs, found, whole, further in zip(LENGTHS, times, each, more, strict=True):
        apart = whole / paragraphs * 1000
        slope = None if further is None else further * 1000
        numbers = (number(whole, 3), number(apart, 2), number(slope, 2))
        rows.append([f"{paragraphs:,}", *_seconds_cells(found), *numbers])
        figures.append(
            {
                "paragraphs": paragraphs,
                "seconds": found,
                "ms_a_document": whole,
                "us_a_paragraph": apart,
                "us_one_more": slope,
            }
        )
    head = (
        "paragraphs",
        "median s",
        "min",
        "max",
        "ms a document",
        "us a paragraph",
        "us one more",
    )
    title = f"{setting.peer} by length, {setting.length_rows:,} rows, {place}"
    return Table(title, head, rows, figures)


def _of_length(setting: Setting, paragraphs: int, roster: Roster) -> Case:
    folder = setting.folder / f"length-{paragraphs}"
    folder.mkdir()
    content = make_plan(paragraphs)
    return Case(((make_peer(setting.peer, content, folder), roster),), content)


def _slope(pair: tuple[tuple[int, float], tuple[int, float]]) -> float:
    """What one more costs between two sizes, once all that happens once is taken away."""
    (small, less), (large, more) = pair
    return (more - less) / (large - small)


def _seconds_cells(times: Sequence[float]) -> list[str]:
    return [number(value, 2) for value in summary(times)]


def jobs(setting: Setting) -> Table:
    """Documents a second with one and with two processes, on all cores."""
    content = make_plan()
    one, two = (make_plangen(content, setting.folder, "--jobs", count) for count in "12")
    whole = write_roster(setting.folder, setting.rows)
    middle = len(whole.rows) // 2
    halves = [
        write_rows_of(setting.folder, name, rows)
        for name, rows in (("first", whole.rows[:middle]), ("second", whole.rows[middle:]))
    ]
    cases = {
        "--jobs 1": Case(((one, whole),), content),
        "--jobs 2": Case(((two, whole),), content),
        "two runs of --jobs 1, half the rows each": Case(
            tuple((one, half) for half in halves), content
        ),
    }
    times = _interleaved(list(cases.values()), setting.folder, setting.runs)
    rates = [len(whole.rows) / summary(found).median for found in times]
    rows: list[list[str]] = []
    figures: list[dict[str, object]] = []
    for name, found, rate in zip(cases, times, rates, strict=True):
        rows.append([name, *_seconds_cells(found), number(rate), number(rate / rates[0], 2)])
        figures.append({"name": name, "seconds": found, "rate": rate, "to_one": rate / rates[0]})
    head = ("processes", "median s", "min", "max", "documents a second", "/ --jobs 1")
    note = (
        "The last row is what this machine gives to two processes that know nothing of each other."
    )
    return Table(f"{PLANGEN}, {len(whole.rows):,} rows, all cores", head, rows, figures, note)


def memory(setting: Setting) -> Table:
    """Resident memory of every process over time; two workers where the peer is plangen."""
    content = make_plan()
    if setting.peer == PLANGEN:
        maker = make_plangen(content, setting.folder, "--jobs", "2")
    else:
        maker = make_peer(setting.peer, content, setting.folder)
    roster = write_roster(setting.folder, setting.rows)
    title = f"{setting.peer}, {setting.rows:,} rows: resident MiB, medians of four quarters"
    head = ("process", "samples", "first", "second", "third", "fourth", "peak", "second to fourth")
    if not can_watch():
        return Table(title, head, [], [], "not measured: this system has no /proc")
    place = setting.folder / "run"
    place.mkdir()
    process = start(maker, roster, place)
    found = watch(process)
    finish(process, place)
    check(place, roster, content)
    rows: list[list[str]] = []
    figures: list[dict[str, object]] = []
    for one in found:
        quarters = [one.median_of(quarter / 4, (quarter + 1) / 4) for quarter in range(4)]
        growth = _growth(quarters[1], quarters[3])
        cells = [number(quarter) for quarter in quarters]
        rows.append([one.name, str(len(one.samples)), *cells, number(one.peak), growth])
        figures.append({"name": one.name, "peak": one.peak, "samples": one.samples})
    note = f"Sampled every {EVERY} s. Flat: less than {FLAT:.0%} more in the last quarter."
    return Table(title, head, rows, figures, note)


def _growth(before: float | None, after: float | None) -> str:
    if before is None or after is None:
        return "too short"
    share = after / before - 1
    return f"{share:+.1%}" + (" flat" if share < FLAT else " GROWS")


def again(setting: Setting) -> Table:
    """A second run into the same folder, with nothing changed; plangen chooses the processes."""
    content = make_plan()
    maker = make_plangen(content, setting.folder)
    roster = write_roster(setting.folder, setting.rows)
    place = setting.folder / "run"
    place.mkdir()
    times: list[float] = []
    stamps: list[dict[Path, tuple[int, int]]] = []
    for _ in range(setting.runs + 1):
        begun = time.perf_counter()
        finish(start(maker, roster, place), place)
        times.append(time.perf_counter() - begun)
        check(place, roster, content)
        stamps.append(_stamps(place / OUT))
    rewritten = [
        sum(before.get(path) != stamp for path, stamp in after.items())
        for before, after in pairwise([{}, *stamps])
    ]
    names = ["first run", *(f"again, {turn}" for turn in range(1, setting.runs + 1))]
    rows: list[list[str]] = []
    figures: list[dict[str, object]] = []
    for name, seconds, written in zip(names, times, rewritten, strict=True):
        rows.append([name, number(seconds, 2), number(seconds / times[0], 3), f"{written:,}"])
        figures.append({"name": name, "seconds": seconds, "written": written})
    head = ("run", "s", "/ first", "files written")
    return Table(f"{PLANGEN}, {setting.rows:,} rows, nothing changed", head, rows, figures)


def _stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    """What tells whether a document was written anew: renamed into place, it is another file."""
    facts = ((path, path.stat()) for path in folder.rglob("*.docx"))
    return {path: (fact.st_ino, fact.st_mtime_ns) for path, fact in facts}


_TABLES: dict[str, Callable[[Setting], Table]] = {
    "scale": scale,
    "length": length,
    "jobs": jobs,
    "memory": memory,
    "again": again,
}


# What is said of it.


def _text(made: Table) -> str:
    lines = ["", made.title, "", table(made.head, made.rows)]
    return "\n".join([*lines, *([made.note] if made.note else [])])


def _write_json(path: Path, made: dict[str, Table]) -> None:
    tables = {
        name: {"title": one.title, "rows": one.figures, "note": one.note}
        for name, one in made.items()
    }
    whole = {"machine": machine(), "paragraphs": PARAGRAPHS, "tables": tables}
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
