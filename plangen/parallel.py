"""Many files checked by several processes, with the results in the order of the files."""

import sys
import threading
from collections.abc import Generator, Sequence
from functools import lru_cache, partial

from plangen.batch.runner import Lost, local_pool, run
from plangen.checker import Checked, Checker, Choice, Outcome, outcome
from plangen.loader import read_bytes
from plangen.problems import Words
from plangen.source import MAX_BYTES

_Variables = tuple[tuple[str, str | tuple[str, ...]], ...]


def outcomes(checker: Checker, files: Sequence[str], jobs: int) -> Generator[Outcome]:
    """What becomes of each file; checkers like the one given do the work."""
    work = partial(_work, checker.choice, tuple(checker.variables.items()))
    early: dict[int, Outcome] = {}
    due = 0
    with local_pool(jobs, _method()) as pool:
        for found in run(work, enumerate(files), pool, len(files)):
            number, result = _lost(found) if isinstance(found, Lost) else found
            early[number] = result
            while due in early:
                yield early.pop(due)
                due += 1


def _method() -> str | None:
    """Processes that have everything imported, where the system can do that safely."""
    is_safe = sys.platform == "linux" and threading.active_count() == 1
    return "fork" if is_safe else None


def _work(
    choice: Choice, variables: _Variables, files: tuple[tuple[int, str], ...]
) -> list[tuple[int, Outcome]]:
    checker = _checker(choice, variables)

    def look(file: str) -> Checked:
        return checker.look(file, read_bytes(file, MAX_BYTES))

    return [(number, outcome(file, partial(look, file))) for number, file in files]


@lru_cache(maxsize=1)
def _checker(choice: Choice, variables: _Variables) -> Checker:
    """The one of a process."""
    return Checker(choice, dict(variables))


def _lost(lost: Lost) -> tuple[int, Outcome]:
    number, file = lost.task
    words = Words(f"{file}：检查它的进程意外终止", f"{file}: the process that checked it died")
    return number, Outcome(file, fault=words)
