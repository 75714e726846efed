"""GitLab's Code Quality report, an artifact; fingerprints leave lines and figures out.

Source: "Code Quality report format" of GitLab.
"""

import json
import re
from collections import Counter
from hashlib import blake2b

from plangen.problems import Level, Problem
from plangen.reports.report import Report, path_of

_SEVERITIES: dict[Level, str] = {"error": "major", "warning": "minor", "hint": "info"}


def write(report: Report) -> str:
    """A list of issues."""
    seen: Counter[str] = Counter()
    issues = [_issue(report, problem, seen) for problem in report.problems]
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"


def _issue(report: Report, problem: Problem, seen: Counter[str]) -> dict[str, object]:
    words = re.sub(r"\d+", "", problem.message.en)
    what = f"{path_of(problem)}\0{problem.rule}\0{words}"
    seen[what] += 1
    fingerprint = blake2b(f"{what}\0{seen[what]}".encode(errors="replace"), digest_size=16)
    return {
        "description": report.words(problem),
        "check_name": problem.rule,
        "fingerprint": fingerprint.hexdigest(),
        "severity": _SEVERITIES[problem.level],
        "location": {"path": path_of(problem), "lines": {"begin": max(problem.line, 1)}},
    }
