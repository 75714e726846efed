"""Old plans to plan files, and Word files to lines: `python benchmarks/importing.py`.

Whole processes on one core that import many plans; then, in one process, how fast plangen and
mammoth read the same Word files. `--profile` prints another table instead. See README.md.
"""

import argparse
import gc
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

# The checkout goes before an installed plangen.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from batch_peers import one_core
from importing_profile import functions, profile
from old_plans import OldPlan, as_collection, as_page, as_text, old_plans
from plans import plan_texts
from processes import environment, run
from report import machine, machine_line, number, ratio, summary, table
from roster import MOST

import plangen
from plangen.importer.reader import read_source

PROCESS_HEAD = ("imported", "files", "plans", "median s", "min", "max", "ms a plan", "cpu s")
READ_HEAD = ("files", "median ms a file", "min", "max", "/ plangen")
ALONE, COLLECTED = "one plan a file", "collections"
PLANGEN, RAW, HTML = "plangen", "mammoth, raw text", "mammoth, HTML"
OWN, OFFICE = "DOCX of plangen", "DOCX of LibreOffice"
TITLE = "社区年度工作计划"
_THOUSAND = 1000
# Converting takes longer than all the rest; so many files in one process of LibreOffice.
_CONVERSION = 600

Times = dict[str, list[float]]
Readers = dict[str, Callable[[bytes], str]]


class Sources(NamedTuple):
    """A folder of source files, and the plans that are in them."""

    name: str
    folder: Path
    plans: int

    @property
    def files(self) -> list[Path]:
        """In the order of the plans."""
        return sorted(self.folder.iterdir())


class Documents(NamedTuple):
    """Word files in memory, as one program wrote them."""

    name: str
    files: list[bytes]


class Result(NamedTuple):
    """Seconds of each run by sources, milliseconds a file by documents and reader.

    `worked` are seconds of the processor, where the system tells them.
    """

    imported: Times
    worked: Times
    read: dict[str, Times]
    failures: list[str]


def main() -> int:
    options = _options()
    plans = list(old_plans(options.plans))
    with tempfile.TemporaryDirectory(prefix="plangen-benchmark-") as above, one_core() as place:
        folder = Path(above)
        every = _sources(plans, options.collection, folder)
        head = [machine_line(machine()), place, _size(plans)]
        if options.profile:
            files = every[0].files
            print("\n".join([*head, "", profile(files, folder / "profile", options.runs)]))
            print("\n" + functions(files, folder / "functions"))
            return 0
        result = Result({}, {}, {}, [])
        _import_all(every, plans, folder, options.runs, result)
        documents, skipped = _documents(options, folder)
        _read_all(documents, options.runs, result)
        print("\n".join([*head, "", _report(every, documents, result), *skipped]))
    if options.json:
        _write_json(options.json, result, {**machine(), "place": place})
    return 1 if result.failures else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    about = "how many plans, all different (default: %(default)s)"
    parser.add_argument("--plans", type=_count, default=_THOUSAND, metavar="N", help=about)
    about = "how many of them in one collection (default: %(default)s)"
    parser.add_argument("--collection", type=_count, default=15, metavar="N", help=about)
    about = "how many DOCX of plangen (default: %(default)s)"
    parser.add_argument("--documents", type=_count, default=200, metavar="N", help=about)
    about = "how many DOCX of LibreOffice (default: %(default)s)"
    parser.add_argument("--office", type=_count, default=50, metavar="N", help=about)
    parser.add_argument("--runs", type=int, default=3, help="rounds (default: %(default)s)")
    about = "the steps of importing and the functions that cost most, in one process"
    parser.add_argument("--profile", action="store_true", help=about)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there too")
    return parser.parse_args()


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"from 1 to {MOST}")
    return int(text)


# Plans as text.


def _sources(plans: Sequence[OldPlan], size: int, folder: Path) -> list[Sources]:
    """The same plans one by one and in collections."""
    alone = [as_text(plan) for plan in plans]
    collected = [as_collection(plans[at : at + size], TITLE) for at in range(0, len(plans), size)]
    return [
        _written(Sources(name, folder / f"sources-{place}", len(plans)), texts)
        for place, (name, texts) in enumerate(((ALONE, alone), (COLLECTED, collected)))
    ]


def _written(sources: Sources, texts: Sequence[str]) -> Sources:
    sources.folder.mkdir()
    for at, text in enumerate(texts):
        (sources.folder / f"{at:05}.txt").write_text(text, encoding="utf-8")
    return sources


def _import_all(
    every: list[Sources], plans: Sequence[OldPlan], folder: Path, runs: int, result: Result
) -> None:
    """The warm-up, whose plan files are looked at, then the rounds."""
    for sources in every:
        out = folder / f"{sources.folder.name}-checked"
        done = run(_command(sources, out), folder)
        wrong = f"ended with {done.returncode}" if done.returncode else _wrong(out, plans)
        result.failures.extend([f"{sources.name}: {wrong}"] if wrong else [])
    quiet, variables = subprocess.DEVNULL, environment()
    for turn in range(runs):
        for sources in every:
            command = _command(sources, folder / f"{sources.folder.name}-{turn}")
            begun, worked = time.perf_counter(), _worked()
            done = subprocess.run(command, env=variables, stdout=quiet, stderr=quiet, check=False)
            result.imported.setdefault(sources.name, []).append(time.perf_counter() - begun)
            result.worked.setdefault(sources.name, []).append(_worked() - worked)
            if done.returncode:
                result.failures.append(f"{sources.name}: ended with {done.returncode}")
        _progress("importing", turn + 1, runs)


def _command(sources: Sources, out: Path) -> tuple[str, ...]:
    files = map(str, sources.files)
    return (sys.executable, "-m", "plangen", "import", *files, "-o", str(out))


def _worked() -> float:
    """Seconds of the processor that processes had which have ended."""
    times = os.times()
    return times.children_user + times.children_system


def _wrong(out: Path, plans: Sequence[OldPlan]) -> str:
    """What is wrong with the plan files: each must say what its source says; else nothing."""
    files = sorted(out.glob("*.yaml"))
    if len(files) != len(plans):
        return f"made {len(files)} plan files instead of {len(plans)}"
    for file, plan in zip(files, plans, strict=True):
        lines = plangen.render(plangen.load(file)).lines()
        if _bare(lines) != _bare([plan.title, *(line.line for line in plan.lines)]):
            return f"{file.name} says something else than its source"
    return ""


def _bare(texts: Sequence[str]) -> str:
    """Without white space."""
    return "".join("".join(texts).split())


# Word files.


def _documents(options: argparse.Namespace, folder: Path) -> tuple[list[Documents], list[str]]:
    """The files of each program that is here, and why others are not compared."""
    own = [_document(text, folder / "plan.yaml") for text in plan_texts(options.documents)]
    found, skipped = [Documents(OWN, own)], []
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office:
        found.append(Documents(OFFICE, _converted(office, options.office, folder)))
    else:
        skipped.append(f"{OFFICE}: not compared: apt install libreoffice-writer-nogui")
    if not find_spec("mammoth"):
        skipped.append("mammoth: not compared: pip install mammoth")
    return found, skipped


def _document(text: str, file: Path) -> bytes:
    file.write_text(text, encoding="utf-8")
    plan = plangen.load(file)
    return plangen.write(plangen.render(plan), to="docx", layout=plan.layout)


def _converted(office: str, count: int, folder: Path) -> list[bytes]:
    """Pages of old plans, half of them with lists, as LibreOffice saves them for Word."""
    pages = folder / "pages"
    pages.mkdir()
    for at, plan in enumerate(old_plans(count)):
        (pages / f"{at:05}.html").write_text(as_page(plan, lists=at % 2 == 1), encoding="utf-8")
    made = folder / "made"
    profile_of_its_own = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    filters = ("--infilter=HTML (StarWriter)", "--convert-to", "docx:MS Word 2007 XML")
    subprocess.run(
        (office, profile_of_its_own, "--headless", *filters, "--outdir", made, *pages.iterdir()),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_CONVERSION,
        check=True,
    )
    return [file.read_bytes() for file in sorted(made.iterdir())]


def _readers() -> Readers:
    """What each program makes of a file, as one text; plangen's lines and cells likewise."""
    readers: Readers = {PLANGEN: _lines}
    if find_spec("mammoth"):
        import mammoth

        readers[RAW] = lambda data: str(mammoth.extract_raw_text(io.BytesIO(data)).value)
        readers[HTML] = lambda data: str(mammoth.convert_to_html(io.BytesIO(data)).value)
    return readers


def _lines(data: bytes) -> str:
    lines = read_source(data, "plan.docx").lines
    return "\n".join(
        "\n".join(map("\n".join, line.rows)) if line.rows else line.text for line in lines
    )


def _read_all(documents: list[Documents], runs: int, result: Result) -> None:
    """The readers take turns; what one leaves behind is collected outside the clock."""
    readers = _readers()
    for each in documents:
        times = result.read.setdefault(each.name, {})
        for name in readers:
            if wrong := _unread(readers, name, each):
                result.failures.append(f"{each.name}: {name}: {wrong}")
        for turn in range(runs):
            for name, read in readers.items():
                gc.collect()
                begun = time.perf_counter()
                for data in each.files:
                    read(data)
                taken = (time.perf_counter() - begun) * 1000 / len(each.files)
                times.setdefault(name, []).append(taken)
            _progress(each.name, turn + 1, runs)


def _unread(readers: Readers, name: str, documents: Documents) -> str:
    """What a reader did not read: all must have the paragraphs of mammoth's text in their order.

    What counts by itself is no text to mammoth, so plangen's may say more.
    """
    plain = readers.get(RAW, readers[PLANGEN])
    for at, data in enumerate(documents.files):
        text = readers[name](data)
        if name == HTML:
            text = unescape(re.sub("<[^<>]*>", "", text))
        whole, place = _bare([text]), 0
        for paragraph in plain(data).split("\n"):
            found = whole.find(_bare([paragraph]), place)
            if found < 0:
                return f"file {at} lacks “{paragraph}”"
            place = found + len(_bare([paragraph]))
    return ""


def _progress(what: str, done: int, runs: int) -> None:
    if sys.stderr.isatty():
        end = "" if done < runs else "\n"
        print(f"\r{what} {done}/{runs}", end=end, file=sys.stderr, flush=True)


# What is said of it.


def _size(plans: Sequence[OldPlan]) -> str:
    signs = [sum("一" <= sign <= "鿿" for sign in as_text(plan)) for plan in plans]
    lines = [len(plan.lines) for plan in plans]
    middle = f"{summary(signs).median:,.0f} 汉字 in {summary(lines).median:,.0f} lines each"
    return f"{len(plans):,} plans, {middle}"


def _report(every: list[Sources], documents: list[Documents], result: Result) -> str:
    rows = [_process_row(sources, result) for sources in every]
    lines = [table(PROCESS_HEAD, rows)]
    for each in documents:
        times = result.read[each.name]
        head = (each.name, *READ_HEAD)
        lines += ["", table(head, [_read_row(name, times, len(each.files)) for name in times])]
    return "\n".join([*lines, *(f"FAILED {why}" for why in dict.fromkeys(result.failures))])


def _process_row(sources: Sources, result: Result) -> list[str]:
    found = summary(result.imported[sources.name])
    counts = (f"{len(sources.files):,}", f"{sources.plans:,}")
    each = number(found.median / sources.plans * 1000, 2)
    worked = number(summary(result.worked[sources.name]).median, 2)
    return [sources.name, *counts, *(number(value, 2) for value in found), each, worked]


def _read_row(name: str, times: Times, files: int) -> list[str]:
    found = summary(times[name])
    to = number(ratio(found.median, summary(times[PLANGEN]).median), 2)
    return [name, f"{files:,}", *(number(value, 2) for value in found), to]


def _write_json(path: Path, result: Result, facts: dict[str, str | int]) -> None:
    whole = {
        "machine": facts,
        "imported_s": result.imported,
        "cpu_s": result.worked,
        "read_ms": result.read,
    }
    whole |= {"failed": result.failures}
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
