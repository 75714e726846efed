"""The forms in which `validate` reports: one table from a form's name to what writes it."""

from collections.abc import Callable
from importlib import import_module

from plangen.reports.report import Report

# Text is written while files are checked; the others when all are.
FORMS = ("text", "json", "github", "gitlab", "sarif", "junit")


def writer(form: str) -> Callable[[Report], str]:
    """What writes a form."""
    found: Callable[[Report], str] = import_module(f"plangen.reports.{form}").write
    return found
