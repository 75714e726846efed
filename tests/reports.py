"""Problems as short lines, and texts that show where they are expected."""

from collections.abc import Iterable

from plangen.problems import Problem

MARK = "▲"


def report(problems: Iterable[Problem]) -> list[str]:
    """Problems as `line:column level rule`, in their order."""
    return [f"{p.line}:{p.column} {p.level} {p.rule}" for p in problems]


def marked(text: str) -> tuple[str, list[str]]:
    """A text without its marks, and the places `line:column` where they stood."""
    *parts, last = text.split(MARK)
    clean, places = "", []
    for part in parts:
        clean += part
        line, column = clean.count("\n") + 1, len(clean) - clean.rfind("\n")
        places.append(f"{line}:{column}")
    return clean + last, places
