"""Whole processes that check many plan files, on one core or all: `python benchmarks/validate.py`.

The runs are interleaved (A B C … A B C …). That each peer really looked into every file is seen
after the clock. `--memory` and `--profile` print another table instead. See README.md.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

# The checkout goes before an installed plangen.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from batch_peers import any_core, one_core
from plans import Plans, doubled, misspelt, plan_texts, write_plans
from processes import ROOT, environment, run
from report import machine, machine_line, number, ratio, summary, table
from roster import MOST
from validate_profile import profile

PLANGEN, JSONSCHEMA, YAMLLINT = "plangen validate", "check-jsonschema", "yamllint"
CLICK, PYTHON = 'python -c "import click"', "python -c pass"
SCHEMA = ROOT / "examples" / "plan.schema.json"
MANY_HEAD = ("many files", "median s", "min", "max", "ms a file", "files a second", "/ plangen")
ONE_HEAD = ("one file", "median ms", "min", "max", "/ plangen", "/ click", "/ python")
MEMORY_HEAD = ("peak memory", "files", "MiB", "MiB for 1,000 more")
# One file is checked so many times in each round.
ONE_RUNS = 5
# And so many times as many files show whether memory grows.
MORE = 10
_THOUSAND = 1000

Times = dict[str, list[float]]


class Tool(NamedTuple):
    """A program that checks files: its command for a path or more, and a fault that it must see.

    `walks` says that it looks through folders by itself.
    """

    name: str
    module: str
    command: tuple[str, ...]
    spoil: Callable[[str], str]
    walks: bool = True

    def over(self, plans: Plans) -> tuple[str, ...]:
        """The command for all plans, from the folder above theirs."""
        place = plans.folder.name
        if self.walks:
            return (*self.command, f"{place}/")
        return (*self.command, *(f"{place}/{file.name}" for file in plans.files))


class Job(NamedTuple):
    """A process, and the exit code that it should end with."""

    name: str
    command: tuple[str, ...]
    code: int = 0


class Result(NamedTuple):
    """Seconds of each run by job, and what went wrong."""

    many: Times
    one: Times
    failures: list[str]


def _module(name: str, *options: str) -> tuple[str, ...]:
    return sys.executable, "-m", name, *options


TOOLS = (
    Tool(PLANGEN, "plangen", _module("plangen", "validate"), misspelt),
    Tool(
        JSONSCHEMA,
        "check_jsonschema",
        _module("check_jsonschema", "--schemafile", str(SCHEMA)),
        misspelt,
        walks=False,
    ),
    Tool(YAMLLINT, "yamllint", _module("yamllint", "-d", "relaxed", "-f", "parsable"), doubled),
)


def main() -> int:
    options = _options()
    tools, skipped = _tools(options.without)
    cores = any_core if options.all_cores else one_core
    with tempfile.TemporaryDirectory(prefix="plangen-benchmark-") as folder, cores() as place:
        above = [machine_line(machine()), place]
        if options.memory:
            print("\n".join([*above, "", _memory(tools, Path(folder), options.files), *skipped]))
            return 0
        plans = write_plans(Path(folder) / "plans", options.files, options.faulty)
        if options.profile:
            print("\n".join([*above, _size(plans), "", profile(plans.files, options.runs)]))
            return 0
        result = _compare(tools, plans, options.runs)
        print("\n".join([*above, _size(plans), "", _report(result, options.files), *skipped]))
    if options.json:
        _write_json(options.json, options.files, result, {**machine(), "place": place})
    return 1 if result.failures else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    about = "how many plans, all different (default: %(default)s)"
    parser.add_argument("--files", type=_file_count, default=_THOUSAND, help=about)
    parser.add_argument("--runs", type=int, default=3, help="rounds (default: %(default)s)")
    about = "percent of the plans in which a rule finds something (default: %(default)s)"
    parser.add_argument("--faulty", type=int, default=0, metavar="N", help=about)
    about = "leave a peer out; may be repeated"
    names = [JSONSCHEMA, YAMLLINT]
    parser.add_argument("--without", action="append", default=[], choices=names, help=about)
    about = "let each program take as many cores as it does by itself"
    parser.add_argument("--all-cores", action="store_true", help=about)
    about = f"the peak for so many files and for {MORE} times as many"
    parser.add_argument("--memory", action="store_true", help=about)
    about = "the steps of plangen and each of its rules, in one process"
    parser.add_argument("--profile", action="store_true", help=about)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there too")
    return parser.parse_args()


def _file_count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"from 1 to {MOST}")
    return int(text)


def _tools(without: list[str]) -> tuple[list[Tool], list[str]]:
    """All that are asked for and can run here, and why others cannot."""
    asked = [tool for tool in TOOLS if tool.name not in without]
    missing = [tool for tool in asked if not find_spec(tool.module)]
    skipped = [f"{tool.name}: not compared: pip install {tool.name}" for tool in missing]
    return [tool for tool in asked if tool not in missing], skipped


# The clock.


def _compare(tools: list[Tool], plans: Plans, runs: int) -> Result:
    first = plans.files[0].name
    many = [Job(tool.name, tool.over(plans), _code(tool, plans.faulty)) for tool in tools]
    one = [
        Job(tool.name, (*tool.command, f"{plans.folder.name}/{first}"), _code(tool, faulty))
        for faulty in [plans.faulty & {first}]
        for tool in tools
    ]
    one.append(Job(CLICK, (sys.executable, "-c", "import click")))
    one.append(Job(PYTHON, (sys.executable, "-c", "pass")))
    above = plans.folder.parent
    result = Result({}, {}, [])
    # The warm-up: one file needs whatever many files need.
    _round(one, above, {}, result.failures)
    for turn in range(runs):
        for _ in range(ONE_RUNS):
            _round(one, above, result.one, result.failures)
        _round(many, above, result.many, result.failures)
        _progress(turn + 1, runs)
    for tool in tools:
        result.failures.extend(_unseen(tool, plans))
    result.failures.extend(_other_findings(TOOLS[0], plans))
    return result


def _code(tool: Tool, faulty: frozenset[str]) -> int:
    """What the rules of plangen find is nothing to the others."""
    return 1 if tool.name == PLANGEN and faulty else 0


def _round(jobs: list[Job], folder: Path, times: Times, failures: list[str]) -> None:
    quiet, variables = subprocess.DEVNULL, environment()
    for job in jobs:
        begun = time.perf_counter()
        done = subprocess.run(
            job.command, cwd=folder, env=variables, stdout=quiet, stderr=quiet, check=False
        )
        times.setdefault(job.name, []).append(time.perf_counter() - begun)
        if done.returncode != job.code:
            failures.append(f"{job.name}: ended with {done.returncode} instead of {job.code}")


def _progress(done: int, runs: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{runs}", end="" if done < runs else "\n", file=sys.stderr, flush=True)


# What must be so.


def _unseen(tool: Tool, plans: Plans) -> list[str]:
    """Spoil every file: whoever looks into each of them names all."""
    spoilt = plans._replace(folder=plans.folder.parent / f"spoilt-{tool.module}" / "plans")
    spoilt.folder.mkdir(parents=True)
    for file, text in zip(plans.files, plan_texts(len(plans.files)), strict=True):
        (spoilt.folder / file.name).write_text(tool.spoil(text), encoding="utf-8")
    done = run(tool.over(spoilt), spoilt.folder.parent)
    missed = _missing(plans, done.stdout + done.stderr)
    if not done.returncode:
        return [f"{tool.name}: ended with 0 though every file has a fault"]
    return [f"{tool.name}: did not see the faults of {len(missed)} files"] if missed else []


def _other_findings(tool: Tool, plans: Plans) -> list[str]:
    """The rules must find something in the plans that have faults, and in no others."""
    said = run(tool.over(plans), plans.folder.parent).stdout
    clean = _missing(plans, said)
    wrong = sorted({file.name for file in plans.files} - clean ^ plans.faulty)
    if not wrong:
        return []
    first = next((line for line in said.splitlines() if wrong[0] in line), f"nothing of {wrong[0]}")
    return [f"{tool.name}: wrong about {len(wrong)} files; said {first}"]


def _missing(plans: Plans, said: str) -> set[str]:
    """The files that an output does not name."""
    return {file.name for file in plans.files if file.name not in said}


# Memory.


def _memory(tools: list[Tool], folder: Path, files: int) -> str:
    """The peak of one process each; the kernel tells it when the process has ended."""
    if not hasattr(os, "wait4"):
        return "this system does not tell the memory of a process"
    sizes = sorted({files, min(MOST, files * MORE)})
    places = [folder / str(size) / "plans" for size in sizes]
    for place in places:
        place.parent.mkdir()
    every = [write_plans(place, size) for place, size in zip(places, sizes, strict=True)]
    rows: list[list[str]] = []
    for tool in tools:
        before: tuple[int, float] | None = None
        for plans in every:
            count, peak = len(plans.files), _peak(tool.over(plans), plans.folder.parent)
            more = before and (peak - before[1]) / (count - before[0]) * _THOUSAND
            rows.append([tool.name, f"{count:,}", number(peak), number(more, 2)])
            before = count, peak
    return table(MEMORY_HEAD, rows)


def _peak(command: tuple[str, ...], folder: Path) -> float:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, env=environment(), stdout=quiet, stderr=quiet)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[2]} ended with {process.returncode}")
    # Linux counts in KiB, macOS in bytes.
    return usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


# What is said of it.


def _size(plans: Plans) -> str:
    sizes = [file.stat().st_size for file in plans.files]
    lines = [file.read_bytes().count(b"\n") for file in plans.files]
    middle = f"{summary(lines).median:,.0f} lines, {summary(sizes).median / 1024:,.1f} KiB each"
    return f"{len(plans.files):,} plans, {len(plans.faulty):,} with findings, {middle}"


def _report(result: Result, files: int) -> str:
    many = [_many_row(name, times, result, files) for name, times in result.many.items()]
    one = [_one_row(name, times, result) for name, times in result.one.items()]
    lines = [table(MANY_HEAD, many), "", table(ONE_HEAD, one)]
    return "\n".join([*lines, *(f"FAILED {why}" for why in dict.fromkeys(result.failures))])


def _many_row(name: str, times: list[float], result: Result, files: int) -> list[str]:
    found = summary(times)
    each, speed = found.median / files * 1000, files / found.median
    seconds = [number(value, 2) for value in found]
    return [name, *seconds, number(each, 2), number(speed, 0), _to(found.median, result.many)]


def _one_row(name: str, times: list[float], result: Result) -> list[str]:
    found = summary([taken * 1000 for taken in times])
    bases = (PLANGEN, CLICK, PYTHON)
    ratios = [_to(found.median / 1000, result.one, base) for base in bases]
    return [name, *map(number, found), *ratios]


def _to(median: float, times: Times, base: str = PLANGEN) -> str:
    return number(ratio(median, summary(times[base]).median), 2)


def _write_json(path: Path, files: int, result: Result, facts: dict[str, str | int]) -> None:
    whole = {"machine": facts, "files": files, "unit": "s", "many": result.many}
    whole |= {"one": result.one, "failed": result.failures}
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
