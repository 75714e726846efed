"""What several tests need: a plan from YAML, its text, and plangen as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import plangen
from plangen.document import Document
from plangen.loader import loads
from plangen.model import Plan
from plangen.problems import PlanError
from plangen.renderer import render

ROOT = Path(plangen.__file__).parent.parent
EXAMPLES = Path(__file__).parent.parent / "examples"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Variables that decide about language, time and place: each test sets its own.
_LOCAL = ("LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "SOURCE_DATE_EPOCH", "TZ", "PYTHONHASHSEED")


def plan_of(yaml: str) -> Plan:
    """The plan of a YAML text; it must have no problem at all."""
    loaded = loads(dedent(yaml).encode())
    if loaded.plan is None or loaded.problems:
        raise PlanError(loaded.problems)
    return loaded.plan


def rendered(yaml: str) -> Document:
    return render(plan_of(yaml))


def run(
    *arguments: str | Path, cwd: Path, given: bytes = b"", **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """`python -m plangen` in a folder, with standard input and variables of its own."""
    return python("-m", "plangen", *map(str, arguments), cwd=cwd, given=given, **variables)


def python(
    *arguments: str, cwd: Path, given: bytes = b"", **variables: str
) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if name not in _LOCAL}
    return subprocess.run(
        [sys.executable, *arguments],
        input=given,
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **variables},
        timeout=60,
    )
