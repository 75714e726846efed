"""What `plangen import` makes of old plans: a source each, the plan files and the report beside it.

`NAME.txt` gives `NAME.yaml`, or `NAME-01.yaml` and so on if it is a collection, and `NAME.report` if
there is anything to report. Names that begin with an option's are imported with that option.
"""

import sys
from pathlib import Path

import pytest

from plangen import cli
from plangen.commands import shared
from plangen.loader import loads

FOLDER = Path(__file__).parent / "importer"
SOURCES = sorted(path for path in FOLDER.iterdir() if path.suffix in {".txt", ".md", ".html"})
OPTIONS = {"clean": ["--clean"], "simplified": ["--simplified"]}
# What is not recognised yet as a person would write it; the plan files show what that would be.
WANTED: dict[str, str] = {}


def expected(source: Path) -> dict[str, str]:
    """The files beside a source by their names, and the report, possibly empty."""
    name = source.stem
    plans = [path for path in FOLDER.glob(f"{name}*.yaml") if _belongs(path.stem, name)]
    report = FOLDER / f"{name}.report"
    texts = {path.name: path.read_text("utf-8") for path in plans}
    return {**texts, report.name: report.read_text("utf-8") if report.exists() else ""}


def _belongs(stem: str, name: str) -> bool:
    return stem == name or (stem[:-3] == name and stem[-3] == "-" and stem[-2:].isdecimal())


def imported(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> dict[str, str]:
    """What the command makes of a source, named as the expected files are."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(shared, "LANGUAGE", "en")
    (folder / source.name).write_bytes(source.read_bytes())
    options = OPTIONS.get(source.stem.partition("-")[0], [])
    arguments = ["plangen", "import", source.name, "-o", "out", "--report", *options]
    monkeypatch.setattr(sys, "argv", arguments)
    code = cli.command()
    out, err = capfd.readouterr()
    assert code == 0, err
    made = sorted((folder / "out").iterdir())
    alone = [path.name for path in made] == [f"{source.stem}.yaml"]
    names = [
        f"{source.stem}.yaml" if alone else f"{source.stem}-{path.name[:2]}.yaml" for path in made
    ]
    texts = [path.read_text("utf-8") for path in made]
    return {**dict(zip(names, texts, strict=True)), f"{source.stem}.report": out}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_source(
    source: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    if OPTIONS.get(source.stem.partition("-")[0]) == ["--simplified"]:
        pytest.importorskip("opencc")
    made = imported(source, tmp_path, monkeypatch, capfd)
    if source.stem in WANTED:
        request.applymarker(pytest.mark.xfail(reason=WANTED[source.stem], strict=True))
        assert plans(made) == plans(expected(source))
        return
    if request.config.getoption("--update-goldens"):
        update(source, made)
    assert made == expected(source)


def plans(files: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in files.items() if name.endswith(".yaml")}


def update(source: Path, made: dict[str, str]) -> None:
    for name in expected(source):
        (FOLDER / name).unlink(missing_ok=True)
    for name, text in made.items():
        if text:
            (FOLDER / name).write_text(text, "utf-8")


def test_every_file_belongs_to_a_source() -> None:
    known = {name for source in SOURCES for name in (source.name, *expected(source))}
    assert {path.name for path in FOLDER.iterdir()} - known == set()


@pytest.mark.parametrize("plan", sorted(FOLDER.glob("*.yaml")), ids=lambda plan: plan.stem)
def test_every_plan_loads(plan: Path) -> None:
    assert [p for p in loads(plan.read_bytes()).problems if p.level == "error"] == []
