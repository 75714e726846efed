"""Copies among files: what is one and what is none, and the sketches that tell."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from plangen.loader import loads
from plangen.rules.copied import RULE, Sketch, compare, sketch, unpacked
from plangen.rules.rule import explain
from plangen.settings import Settings, settings_for
from plangen.spool import Spool
from plangen.subject import Subject

FOLDER = Path(__file__).parent / "rules" / "copied"
CASES = sorted(case for case in FOLDER.iterdir() if case.is_dir())


def subject(text: str, name: str) -> Subject:
    loaded = loads(text.encode(), name)
    assert loaded.plan is not None, loaded.problems
    return Subject(loaded)


def sketches(folder: Path) -> list[Sketch]:
    files = sorted(file for file in folder.glob("*.yaml") if not file.name.startswith("."))
    return [
        sketch(subject(file.read_text("utf-8"), file.name), settings_for(str(file)))
        for file in files
    ]


def report(given: Iterable[Sketch]) -> str:
    return "".join(
        f"{file}:{found.line}:{found.column}: {found.message.en}\n"
        for file, found in compare(spooled(given))
    )


def spooled(given: Iterable[Sketch]) -> Spool:
    spool = Spool()
    for one in given:
        spool.add(one.packed())
    return spool


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_folder(case: Path, request: pytest.FixtureRequest) -> None:
    shown = report(sketches(case))
    expected = case / "expected.txt"
    if request.config.getoption("--update-goldens") and shown:
        expected.write_text(shown, "utf-8")
    assert shown == (expected.read_text("utf-8") if expected.exists() else "")
    assert bool(shown) == case.name.startswith("fail")


def test_the_snippets_show_it() -> None:
    told = explain(RULE)
    for snippet, is_clean in ((told.passes, True), (told.fails, False)):
        plans = [subject(plan, f"{at}.yaml") for at, plan in enumerate(snippet.split("---\n"))]
        assert len(plans) == 2
        assert (report(sketch(plan, Settings()) for plan in plans) == "") == is_clean
        assert not list(RULE.check(plans[0], Settings()))


def test_sketches_hold_no_texts_and_travel() -> None:
    for one in sketches(FOLDER / "fail-plan"):
        assert unpacked(one.packed()) == one
        assert "巡防".encode() not in one.packed()


def test_a_file_is_no_copy_of_itself() -> None:
    given = sketches(FOLDER / "fail-plan")
    assert report([given[0], given[0]]) == ""


def test_hashes_are_the_same_in_every_process() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_copied as t;"
        "print(t.report(t.sketches(t.FOLDER / 'fail-section')))"
    )
    here = report(sketches(FOLDER / "fail-section"))
    for seed in ("1", "2"):
        shown = subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            capture_output=True,
            check=True,
            text=True,
            encoding="utf-8",
        ).stdout
        assert shown.strip() == here.strip()
