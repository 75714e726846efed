"""Medians, aligned tables and the line that says what ran them."""

import os
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from statistics import median
from typing import NamedTuple

PACKAGES = (
    "plangen",
    "click",
    "jinja2",
    "ruamel.yaml",
    "python-docx",
    "docxtpl",
    "docx-mailmerge",
    "check-jsonschema",
    "yamllint",
    "mammoth",
)


class Summary(NamedTuple):
    """What many runs took, in the unit of the times."""

    median: float
    least: float
    most: float


def summary(times: Sequence[float]) -> Summary:
    """The median and the ends of at least one time."""
    return Summary(median(times), min(times), max(times))


def ratio(time: float, base: float | None) -> float | None:
    """How many times as long as the base."""
    return time / base if base else None


def number(value: float | None, digits: int = 1) -> str:
    """A cell of a table; a dash for what could not be measured."""
    return "-" if value is None else f"{value:,.{digits}f}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The first column to the left, all others to the right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [head, ["-" * width for width in widths], *rows]
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = zip(cells, widths, strict=True)
    padded = [first[0].ljust(first[1]), *(text.rjust(width) for text, width in rest)]
    return "  ".join(padded).rstrip()


def machine(**tools: str) -> dict[str, str | int]:
    """What the figures hold for; `tools` are versions that Python does not know."""
    found: dict[str, str | int] = {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "cpus": os.cpu_count() or 0,
    }
    installed = {name: _version(name) for name in PACKAGES}
    return found | {name: text for name, text in (installed | tools).items() if text}


def machine_line(facts: dict[str, str | int]) -> str:
    """The same as one line."""
    return ", ".join(f"{name} {fact}" for name, fact in facts.items())


def _version(package: str) -> str:
    if package == "plangen":
        from plangen import __version__

        return __version__
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
