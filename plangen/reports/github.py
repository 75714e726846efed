"""Annotations of GitHub Actions, and a summary of the step where the runner asks for one.

GitHub shows ten annotations of each kind for a step; the gravest come first, the rest is counted.
Source: "Workflow commands for GitHub Actions".
"""

import os
import re
from collections import Counter
from contextlib import suppress

from plangen.problems import LEVELS, Level, Problem, Words
from plangen.reports.report import Report, path_of
from plangen.reports.text import plain

_COMMANDS: dict[Level, str] = {"error": "error", "warning": "warning", "hint": "notice"}
_SHOWN = 10
_MOST_ROWS = 200
_MARKS = re.compile(r"([\\`*_\[\]<>|~&#])")


def write(report: Report) -> str:
    """The commands; the summary goes to the file that the runner names."""
    by_level = {level: [p for p in report.problems if p.level == level] for level in LEVELS}
    too_many = any(len(found) > _SHOWN for found in by_level.values())
    # The count is itself a notice.
    most = {level: _SHOWN - (too_many and level == "hint") for level in LEVELS}
    lines = [_command(report, p) for level in LEVELS for p in by_level[level][: most[level]]]
    if hidden := len(report.problems) - len(lines):
        words = Words(f"另有{hidden}个问题", f"and {hidden} more problems")
        lines.append(f"::notice::{_data(words.to(report.language))}")
    if path := os.environ.get("GITHUB_STEP_SUMMARY"):
        with suppress(OSError), open(path, "a", encoding="utf-8", errors="replace") as file:
            file.write(summary(report))
    return "".join(line + "\n" for line in lines)


def summary(report: Report) -> str:
    """A table in Markdown."""
    head = Words("计划检查", "Plans checked").to(report.language)
    counts = ", ".join(f"{report.count(level)} {level}" for level in LEVELS)
    lines = [f"### {head}: {len(report.files)} ({counts})", ""]
    if report.problems:
        columns = Words("文件 | 行 | 级别 | 规则 | 问题", "file | line | level | rule | message")
        lines += [f"| {columns.to(report.language)} |", "|---|---|---|---|---|"]
    lines += [_row(report, problem) for problem in report.problems[:_MOST_ROWS]]
    if len(report.problems) > _MOST_ROWS:
        lines.append(f"| … | | | | {len(report.problems) - _MOST_ROWS} |")
    rules = Counter(problem.rule for problem in report.problems)
    if rules:
        lines += ["", ", ".join(f"`{rule}` {count}" for rule, count in rules.most_common())]
    return "\n".join(lines) + "\n"


def _row(report: Report, problem: Problem) -> str:
    cells = (
        path_of(problem),
        str(problem.line),
        problem.level,
        problem.rule,
        report.words(problem),
    )
    return f"| {' | '.join(_MARKS.sub(_escaped, plain(cell)) for cell in cells)} |"


def _escaped(mark: re.Match[str]) -> str:
    """Markdown and HTML show the sign and mean nothing by it."""
    return f"\\{mark[1]}"


def _command(report: Report, problem: Problem) -> str:
    places = {"file": path_of(problem), "line": problem.line, "col": problem.column}
    given = [f"{name}={_property(str(value))}" for name, value in places.items() if value]
    given.append(f"title={_property(problem.rule)}")
    return f"::{_COMMANDS[problem.level]} {','.join(given)}::{_data(report.words(problem))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
