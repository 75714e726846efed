"""A DOCX for each row of a roster, whole processes on one core: `python benchmarks/batch.py`.

The runs are interleaved (A B C … A B C …) after a small warm-up. Documents are opened and compared
with what was asked for after the clock. See README.md for what the columns mean.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

# The checkout goes before an installed plangen.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from batch_peers import (
    DOCXTPL,
    NAMES,
    PANDOC,
    PLANGEN,
    Maker,
    Roster,
    Wrong,
    check,
    finish,
    make_peer,
    missing,
    one_core,
    row_count,
    start,
    templater_version,
    write_roster,
)
from content import Content, cells, characters, printed, texts
from places import count_places, make_plan
from processes import pandoc_version
from report import machine, machine_line, number, ratio, summary, table

HEAD = ("batch", "rows", "median s", "min", "max", "ms a document", "/ plangen", "/ docxtpl")
WARM_ROWS = 12


class Runs(NamedTuple):
    """One peer's rounds, in seconds."""

    rows: int
    seconds: list[float]

    @property
    def each(self) -> float:
        """Milliseconds a document."""
        return summary(self.seconds).median / self.rows * 1000


class Result(NamedTuple):
    """What was measured of those that were right, and why others were not."""

    runs: dict[str, Runs]
    skipped: dict[str, str]
    failures: dict[str, str]


def main() -> int:
    options = _options()
    content = make_plan()
    prefix = "plangen-benchmark-"
    with tempfile.TemporaryDirectory(prefix=prefix) as folder, one_core() as place:
        result = _compare(content, Path(folder), options)
    facts = machine(docxtemplater=templater_version(), **pandoc_version())
    print(_report(content, result, place, facts))
    if options.json:
        _write_json(options.json, content, result, {**facts, "place": place})
    return 1 if result.failures else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=row_count, default=1000, help="default: %(default)s")
    about = "rows for pandoc, which starts a process for each (default: %(default)s)"
    parser.add_argument("--pandoc-rows", type=row_count, default=50, help=about)
    parser.add_argument("--runs", type=int, default=5, help="rounds (default: %(default)s)")
    about = "leave a peer out; may be repeated"
    parser.add_argument("--without", action="append", default=[], choices=NAMES, help=about)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there too")
    return parser.parse_args()


# The rounds.


def _compare(content: Content, folder: Path, options: argparse.Namespace) -> Result:
    asked = [name for name in NAMES if name not in options.without]
    skipped = {name: why for name in asked if (why := missing(name))}
    inputs = folder / "inputs"
    inputs.mkdir()
    makers = [make_peer(name, content, inputs) for name in asked if name not in skipped]
    whole = write_roster(inputs, options.rows)
    fewer = write_roster(inputs, min(options.rows, options.pandoc_rows))
    warm = write_roster(inputs, WARM_ROWS)
    result = Result({}, skipped, {})
    for maker in makers:
        _try(maker, warm, folder / "warm-up" / maker.name, result)
        _check(maker.name, folder / "warm-up" / maker.name, warm, content, result)
    rosters = {maker.name: fewer if maker.name == PANDOC else whole for maker in makers}
    for turn in range(options.runs):
        for maker in [maker for maker in makers if maker.name not in result.failures]:
            roster = rosters[maker.name]
            if seconds := _try(maker, roster, folder / f"round-{turn}" / maker.name, result):
                runs = result.runs.setdefault(maker.name, Runs(len(roster.rows), []))
                runs.seconds.append(seconds)
        _progress(turn + 1, options.runs)
    for name in list(result.runs):
        for turn in range(len(result.runs[name].seconds)):
            _check(name, folder / f"round-{turn}" / name, rosters[name], content, result)
    return result


def _try(maker: Maker, roster: Roster, folder: Path, result: Result) -> float:
    """Seconds from start to end of a process in a new folder; 0 if it failed, which is noted."""
    folder.mkdir(parents=True)
    begun = time.perf_counter()
    try:
        finish(start(maker, roster, folder), folder)
    except Wrong as wrong:
        result.failures[maker.name] = str(wrong)
        result.runs.pop(maker.name, None)
        return 0
    return time.perf_counter() - begun


def _check(name: str, folder: Path, roster: Roster, content: Content, result: Result) -> None:
    """Note what is wrong with a peer's documents; its times then count for nothing."""
    if name in result.failures:
        return
    try:
        check(folder, roster, content)
    except Wrong as wrong:
        result.failures[name] = str(wrong)
        result.runs.pop(name, None)


def _progress(done: int, runs: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{runs}", end="" if done < runs else "\n", file=sys.stderr, flush=True)


# What is said of it.


def _report(content: Content, result: Result, place: str, facts: dict[str, str | int]) -> str:
    size = " · ".join(f"{count:,} {what}" for what, count in _size(content).items())
    rows = [_row(name, runs, result) for name, runs in result.runs.items()]
    lines = [machine_line(facts), size, place, "", table(HEAD, rows)]
    lines += [f"{name}: not compared: {why}" for name, why in result.skipped.items()]
    if PANDOC in result.runs:
        fewer = result.runs[PANDOC].rows
        lines.append(f"{PANDOC}: {fewer:,} rows; its ratios are those of ms a document")
    lines += [f"FAILED {name}: {why}" for name, why in result.failures.items()]
    return "\n".join(lines)


def _row(name: str, runs: Runs, result: Result) -> list[str]:
    seconds = [number(value, 2) for value in summary(runs.seconds)]
    ratios = [number(value, 2) for value in _ratios(runs, result).values()]
    return [name, f"{runs.rows:,}", *seconds, number(runs.each, 2), *ratios]


def _ratios(runs: Runs, result: Result) -> dict[str, float | None]:
    """Of milliseconds a document, as not all have the same number of rows."""
    bases = {"to_plangen": PLANGEN, "to_docxtpl": DOCXTPL}
    each = {name: known.each for name, known in result.runs.items()}
    return {key: ratio(runs.each, each.get(base)) for key, base in bases.items()}


def _size(content: Content) -> dict[str, int]:
    document = printed(content)
    return {
        "paragraphs": len(texts(document)),
        "cells": len(cells(document)),
        "汉字": characters(document),
        "places": count_places(content),
    }


def _write_json(path: Path, content: Content, result: Result, facts: dict[str, str | int]) -> None:
    rows = [
        {
            "name": name,
            "rows": runs.rows,
            **summary(runs.seconds)._asdict(),
            "ms_a_document": runs.each,
            **_ratios(runs, result),
            "times": runs.seconds,
        }
        for name, runs in result.runs.items()
    ]
    whole = {"machine": facts, "document": _size(content), "unit": "s", "rows": rows}
    whole |= {"skipped": result.skipped, "failed": result.failures}
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
