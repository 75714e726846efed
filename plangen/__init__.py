"""plangen: community work plans from one YAML file to DOCX, Markdown and HTML.

`load` a plan file, `render` the plan to a document, `write` the document in a format; `check` a
file by all rules, `collect` many documents into one, `read` a document back, `dump` a plan to YAML.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from plangen.api import read, write
    from plangen.checker import check
    from plangen.collector import collect
    from plangen.dumper import dump
    from plangen.loader import load
    from plangen.problems import PlanError, Problem, UsageError
    from plangen.renderer import render

_PLACES = {
    "load": "loader",
    "check": "checker",
    "dump": "dumper",
    "collect": "collector",
    "render": "renderer",
    "read": "api",
    "write": "api",
    "PlanError": "problems",
    "Problem": "problems",
    "UsageError": "problems",
}
__all__ = [
    "PlanError",
    "Problem",
    "UsageError",
    "check",
    "collect",
    "dump",
    "load",
    "read",
    "render",
    "write",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attributes are of any type
    """Import a part when it is first asked for: start-up is most of a short run."""
    if name not in _PLACES:
        raise AttributeError(name)
    from importlib import import_module

    value = getattr(import_module(f"plangen.{_PLACES[name]}"), name)
    globals()[name] = value
    return value
