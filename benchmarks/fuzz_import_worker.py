"""What a worker of `fuzz_import.py` does: it imports mutated files as the command does.

Beside what goes wrong by itself, two things must be so: a plan file that was written can be read,
and no character of the source is lost or added.
"""

import io
import shutil
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from itertools import chain
from multiprocessing.connection import Connection
from pathlib import Path

from fuzz_cases import Case, Pools
from fuzz_import_cases import BYTES, KINDS, XML, make_case
from fuzz_worker import Broken, Limits, Reader, Task, run_group
from lxml import etree
from mutations_xml import unzipped, zipped

import plangen
from plangen.cli import main
from plangen.importer.importer import import_lines
from plangen.importer.reader import read_source
from plangen.problems import PlanError
from plangen.renderer import render

# What a smaller Word file costs at most.
TRIALS = 400
# By turns; those without options are held against their source.
OPTIONS: tuple[tuple[str, ...], ...] = (
    (),
    (),
    ("--clean", "--report"),
    (),
    ("--year", "2027", "--keys", "zh"),
    (),
    ("--strict",),
)
# What numbers, dates and heads of parts may be written with anew.
_FREE = frozenset(
    "零〇一二两三四五六七八九十百年月日初第篇季度上下半每全份至到和及"
    "甲乙丙丁戊己庚辛壬癸壹贰叁肆伍陆柒捌玖拾"
)


def work(task: Task, pools: Pools, folder: Path, limits: Limits, way: Connection) -> None:
    """The process: numbers of files to the parent, and at last the group."""
    run_group(_Importer(task, folder, limits, way), pools)


class _Importer(Reader):
    """Imports the files of a group, each into a folder of its own."""

    def case(self, number: int, pools: Pools) -> Case:
        return make_case(self.task.seed, self.task.kind, number, pools)

    def file(self, kind: str, number: int, data: bytes) -> None:
        place = self.above / f"{kind}-{number}{KINDS[kind]}"
        out = self.above / f"{kind}-{number}"
        place.write_bytes(data)
        options = OPTIONS[number % len(OPTIONS)]
        begun = time.perf_counter()
        try:
            _command("import", str(place), "-o", str(out), *options)
            self.read = out.is_dir()
            self.seconds = time.perf_counter() - begun
            for file in out.glob("*.yaml"):
                _check_plan(file)
            if not options:
                self.rules = _check_characters(place)
        finally:
            self.seconds = self.seconds or time.perf_counter() - begun
            place.unlink()
            shutil.rmtree(out, ignore_errors=True)

    def least(self, case: Case, key: str) -> bytes | None:
        """A smaller file with the same fault; of an archive, one with fewer parts and elements."""
        if case.kind == BYTES:
            return None
        if case.kind != XML:
            return super().least(case, key)
        parts = unzipped(case.data)
        trials = 0
        for name in list(parts):
            if self.fails(case, key, {part: parts[part] for part in parts if part != name}):
                del parts[name]
                continue
            size = _count(parts[name]) // 2
            while size and trials < TRIALS:
                at = 0
                while at < _count(parts[name]) and trials < TRIALS:
                    trials += 1
                    fewer = _fewer(parts[name], at, at + size)
                    if self.fails(case, key, {**parts, name: fewer}):
                        parts[name] = fewer
                    else:
                        at += size
                size //= 2
        return zipped(parts)

    def fails(self, case: Case, key: str, parts: dict[str, bytes]) -> bool:
        """Whether an archive has the same fault."""
        self.way.send(case.number)
        data = zipped(parts)
        return self.tried(lambda: self.file(case.kind, case.number, data))[0] == key


def _command(*arguments: str) -> None:
    """Run the command, silently."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        main(arguments, standalone_mode=False)


# What must be true of any file.


def _check_plan(file: Path) -> None:
    try:
        plangen.load(file)
    except PlanError as error:
        rules = ", ".join(sorted({problem.rule for problem in error.problems}))
        raise Broken(f"a plan file that was written cannot be read [{rules}]") from error


def _check_characters(file: Path) -> frozenset[str]:
    """Hold the plans against their source; the kinds of what was done to it."""
    lines = read_source(file).lines
    found = import_lines(lines, file.stem)
    notes = [*found.notes, *(note for each in found.plans for note in each.notes)]
    typed = _count_signs(text for line in lines for text in (line.text, *chain(*line.rows)))
    kept = _count_signs(line for each in found.plans for line in render(each.plan).lines())
    out = _count_signs(note.text for note in notes if note.kind == "left-out")
    # A part of a collection may be named by its head, which is left out.
    named = _count_signs(each.plan.title for each in found.plans)
    if typed - kept - out:
        raise Broken("characters are lost")
    if kept + out - typed - named:
        raise Broken("characters are added")
    return frozenset(note.kind for note in notes)


def _count_signs(texts: Iterable[str]) -> Counter[str]:
    return Counter(
        sign
        for text in texts
        for sign in text
        if "\u4e00" <= sign <= "\u9fff" and sign not in _FREE
    )


# Smaller files.


def _count(data: bytes) -> int:
    """How many elements there are below the root; 0 if it is no XML."""
    try:
        return sum(1 for _ in etree.fromstring(data).iter()) - 1
    except etree.XMLSyntaxError:
        return 0


def _fewer(data: bytes, start: int, stop: int) -> bytes:
    """The XML without some of the elements below its root."""
    root = etree.fromstring(data)
    for element in list(root.iter())[1 + start : 1 + stop]:
        above = element.getparent()
        if above is not None:
            above.remove(element)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)
