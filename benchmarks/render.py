"""Whole processes side by side, each making the same document: `python benchmarks/render.py`.

The runs are interleaved (A B C … A B C …) after one warm-up round, whose outputs are opened and
compared with what was asked for. See README.md for what the columns mean.
"""

import argparse
import json
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

# The checkout goes before an installed plangen.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from content import (
    Printed,
    cells,
    characters,
    make,
    plan_yaml,
    printed,
    texts,
    to_json,
    to_markdown,
)
from processes import Peer, find_pandoc, measure, pandoc_version, run, warm_up
from report import Summary, machine, machine_line, number, ratio, summary, table

HERE = Path(__file__).resolve().parent
PLANGEN = "plangen -> docx"
PANDOC = "pandoc -> docx"
STYLED = "pandoc, plangen's styles"
PYTHON = "python -c pass"
HEAD = ("whole process", "median ms", "min", "max", "/ plangen", "/ pandoc", "/ python")


class Inputs(NamedTuple):
    """The files made before the clock starts."""

    plan: Path
    markdown: Path
    document: Path
    template: Path
    reference: Path


def main() -> int:
    options = _options()
    document = printed(make(options.paragraphs))
    with tempfile.TemporaryDirectory(prefix="plangen-benchmark-") as folder:
        inputs = _write_inputs(Path(folder), options.paragraphs)
        peers, notes = _peers(inputs, options.pandoc or find_pandoc())
        ready, failures = warm_up(peers, Path(folder), document)
        times = measure(ready, Path(folder), options.runs)
    facts = machine(**pandoc_version(options.pandoc))
    print(_report(document, times, notes | failures, facts))
    if options.json:
        _write_json(options.json, document, times, notes | failures, facts)
    return 1 if failures else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=20, help="rounds (default: %(default)s)")
    parser.add_argument("--paragraphs", type=int, default=74, help="default: %(default)s")
    parser.add_argument("--pandoc", help="which pandoc; by default that on PATH")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there too")
    return parser.parse_args()


def _write_inputs(folder: Path, paragraphs: int) -> Inputs:
    content = make(paragraphs)
    document = printed(content)
    inputs = Inputs(
        folder / "plan.yaml",
        folder / "plan.md",
        folder / "plan.json",
        folder / "template.docx",
        folder / "reference.docx",
    )
    inputs.plan.write_text(plan_yaml(content), encoding="utf-8")
    inputs.markdown.write_text(to_markdown(document), encoding="utf-8")
    inputs.document.write_text(to_json(document), encoding="utf-8")
    return inputs


# The peers.


def _peers(inputs: Inputs, pandoc: str | None) -> tuple[list[Peer], dict[str, str]]:
    """All peers that can run here, and why the others cannot."""
    python = sys.executable
    peers = [_plangen(inputs, form) for form in ("docx", "md", "html")]
    notes: dict[str, str] = {}
    if not pandoc:
        notes[PANDOC] = "not found: apt install pandoc, or pip install pypandoc_binary"
    else:
        peers.append(_pandoc(inputs, pandoc, "pandoc.docx"))
        if _make_reference(inputs):
            own = _pandoc(inputs, pandoc, "styled.docx", f"--reference-doc={inputs.reference}")
            peers.append(own._replace(name=STYLED))
        else:
            notes[STYLED] = "plangen made no reference document"
    script = str(HERE / "peer_python_docx.py")
    command = (python, script, str(inputs.document), "python-docx.docx")
    peers.append(Peer("python-docx", command, "python-docx.docx"))
    if find_spec("docxtpl"):
        peers.append(_docxtpl(inputs))
    else:
        notes["docxtpl"] = "not found: pip install docxtpl"
    peers.append(Peer(PYTHON, (python, "-c", "pass")))
    peers += [Peer(f"import {name}", (python, "-c", f"import {name}")) for name in _FLOORS]
    return peers, notes


_FLOORS = ("click", "jinja2")


def _plangen(inputs: Inputs, form: str) -> Peer:
    output = f"plangen.{form}"
    start = (sys.executable, "-m", "plangen", "render", str(inputs.plan))
    return Peer(f"plangen -> {form}", (*start, "--to", form, "-o", output, "--force"), output)


def _pandoc(inputs: Inputs, pandoc: str, output: str, *options: str) -> Peer:
    files = (str(inputs.markdown), "-o", output)
    return Peer(PANDOC, (pandoc, "-f", "markdown", *files, *options), output)


def _make_reference(inputs: Inputs) -> bool:
    """The same plan as plangen renders it, as the source of pandoc's styles."""
    command = (*_plangen(inputs, "docx").command[:-2], str(inputs.reference), "--force")
    return run(command, inputs.plan.parent).returncode == 0


def _docxtpl(inputs: Inputs) -> Peer:
    from peer_docxtpl import make_template

    make_template(inputs.template)
    files = (str(inputs.template), str(inputs.document), "docxtpl.docx")
    return Peer("docxtpl", (sys.executable, str(HERE / "peer_docxtpl.py"), *files), "docxtpl.docx")


# What is said of it.


def _report(
    document: Printed,
    times: dict[str, list[float]],
    notes: dict[str, str],
    facts: dict[str, str | int],
) -> str:
    summaries = {name: summary(found) for name, found in times.items()}
    rows = [_row(name, found, summaries) for name, found in summaries.items()]
    size = " · ".join(f"{count:,} {what}" for what, count in _size(document).items())
    runs = len(next(iter(times.values()), []))
    lines = [machine_line(facts), f"{size} · {runs} rounds", "", table(HEAD, rows)]
    lines += [f"{name}: {note}" for name, note in notes.items()]
    return "\n".join(lines)


def _row(name: str, found: Summary, summaries: dict[str, Summary]) -> list[str]:
    ratios = [number(value, 2) for value in _ratios(found, summaries).values()]
    return [name, *(number(value) for value in found), *ratios]


def _ratios(found: Summary, summaries: dict[str, Summary]) -> dict[str, float | None]:
    bases = {"to_plangen": PLANGEN, "to_pandoc": PANDOC, "to_python": PYTHON}
    medians = {name: known.median for name, known in summaries.items()}
    return {key: ratio(found.median, medians.get(base)) for key, base in bases.items()}


def _size(document: Printed) -> dict[str, int]:
    return {
        "paragraphs": len(texts(document)),
        "cells": len(cells(document)),
        "汉字": characters(document),
    }


def _write_json(
    path: Path,
    document: Printed,
    times: dict[str, list[float]],
    notes: dict[str, str],
    facts: dict[str, str | int],
) -> None:
    summaries = {name: summary(found) for name, found in times.items()}
    rows = [
        {"name": name, **found._asdict(), **_ratios(found, summaries), "times": times[name]}
        for name, found in summaries.items()
    ]
    whole = {"machine": facts, "document": _size(document), "unit": "ms", "rows": rows}
    text = json.dumps(whole | {"skipped": notes}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
