"""A line for each problem: `file:line:column: level: message [rule]`."""

import re

from plangen.problems import Language, Problem
from plangen.reports.report import Report

_CONTROL = "[\x00-\x1f\x7f-\x9f\u2028\u2029]"


def write(report: Report) -> str:
    """The lines."""
    return "".join(line_of(problem, report.language) + "\n" for problem in report.problems)


def line_of(problem: Problem, language: Language) -> str:
    """A problem on one line, whatever its file is called."""
    return plain(problem.describe(language))


def plain(text: str) -> str:
    """A text without signs that a terminal would obey."""
    return re.sub(_CONTROL, "\N{REPLACEMENT CHARACTER}", text)
