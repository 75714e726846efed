"""JSON, documented in the README; keys are added, never changed."""

import json

from plangen.problems import Problem
from plangen.reports.report import Report, path_of

VERSION = 1


def write(report: Report) -> str:
    """One object."""
    record = {
        "version": VERSION,
        "files": len(report.files),
        "errors": report.count("error"),
        "warnings": report.count("warning"),
        "hints": report.count("hint"),
        "problems": [_record(report, problem) for problem in report.problems],
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _record(report: Report, problem: Problem) -> dict[str, str | int | None]:
    return {
        "file": path_of(problem),
        "line": problem.line,
        "column": problem.column,
        "level": problem.level,
        "rule": problem.rule,
        "message": problem.message.to(report.language),
        "proposal": problem.proposal.to(report.language) if problem.proposal else None,
    }
