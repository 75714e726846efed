"""SARIF 2.1.0, as code scanning reads it.

Source: OASIS Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

import json
import os
from typing import Any
from urllib.parse import quote

from plangen import __version__
from plangen.problems import Level, Problem, Words
from plangen.reports.report import Report, path_of
from plangen.rules import rules

_LEVELS: dict[Level, str] = {"error": "error", "warning": "warning", "hint": "note"}


def write(report: Report) -> str:
    """One run; columns count code points."""
    known = {rule.name: rule for rule in rules()}
    names = sorted({problem.rule for problem in report.problems})
    place = {name: at for at, name in enumerate(names)}
    driver = {
        "name": "plangen",
        "version": __version__,
        "rules": [
            _rule(name, known[name].title if name in known else Words(name, name), report)
            for name in names
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, problem, place) for problem in report.problems],
    }
    record = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _rule(name: str, title: Words, report: Report) -> dict[str, Any]:
    return {"id": name, "shortDescription": {"text": title.to(report.language)}}


def _uri(problem: Problem) -> str:
    """The file from the folder of the run on, or from the root of the disk on."""
    path = quote(path_of(problem), errors="surrogateescape")
    if not os.path.isabs(problem.file):
        return path
    return f"file:///{path.lstrip('/')}"


def _result(report: Report, problem: Problem, place: dict[str, int]) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(problem)}}
    if problem.line:
        region = {"startLine": problem.line, "startColumn": max(problem.column, 1)}
        location["region"] = region
    return {
        "ruleId": problem.rule,
        "ruleIndex": place[problem.rule],
        "level": _LEVELS[problem.level],
        "message": {"text": report.words(problem)},
        "locations": [{"physicalLocation": location}],
    }
