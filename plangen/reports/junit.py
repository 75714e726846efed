"""JUnit XML: a test for each file, which fails by its errors and prints the rest."""

from plangen.notation import quote
from plangen.problems import Problem
from plangen.reports.report import Report
from plangen.reports.text import line_of
from plangen.source import FORBIDDEN


def write(report: Report) -> str:
    """One suite."""
    found: dict[str, list[Problem]] = {file: [] for file in report.files}
    for problem in report.problems:
        found.setdefault(problem.file, []).append(problem)
    failures = sum(any(p.level == "error" for p in problems) for problems in found.values())
    cases = "".join(_case(report, file, problems) for file, problems in found.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites><testsuite name="plangen" tests="{len(found)}" failures="{failures}">\n'
        f"{cases}</testsuite></testsuites>\n"
    )


def _case(report: Report, file: str, problems: list[Problem]) -> str:
    errors = [problem for problem in problems if problem.level == "error"]
    others = [problem for problem in problems if problem.level != "error"]
    inside = ""
    if errors:
        first = _quoted(report.words(errors[0]))
        inside = f'<failure message="{first}">{_lines(report, errors)}</failure>'
    if others:
        inside += f"<system-out>{_lines(report, others)}</system-out>"
    return f'<testcase classname="plangen" name="{_quoted(file)}">{inside}</testcase>\n'


def _lines(report: Report, problems: list[Problem]) -> str:
    return _quoted("".join(line_of(problem, report.language) + "\n" for problem in problems))


def _quoted(text: str) -> str:
    """A text for an attribute or an element, without what XML cannot hold."""
    return quote(FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))
