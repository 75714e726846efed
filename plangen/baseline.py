"""Problems that were there before: an old collection starts clean, and only new ones are told.

A problem is known again by its file, its rule and the text of its line, so that it may move.
"""

import json
import os
from collections import Counter
from zlib import crc32

from plangen.loader import read_bytes
from plangen.problems import Problem, UsageError, Words

_VERSION = 1


class Baseline:
    """How often each problem may still be met; files are named from the baseline's folder on."""

    def __init__(self, path: str, left: "Counter[str] | None" = None) -> None:
        self.folder = os.path.dirname(os.path.realpath(path))
        self.left: Counter[str] = left if left is not None else Counter()

    def knows(self, problem: Problem, line: str) -> bool:
        """Whether a problem was there before; each is known only as often as it was noted."""
        mark = self._mark(problem, line)
        if not self.left[mark]:
            return False
        self.left[mark] -= 1
        return True

    def note(self, problem: Problem, line: str) -> None:
        """Know a problem from now on."""
        self.left[self._mark(problem, line)] += 1

    def data(self) -> bytes:
        """The bytes of a file that holds what was noted, a line each."""
        record = {"version": _VERSION, "problems": dict(sorted(self.left.items()))}
        return (json.dumps(record, ensure_ascii=False, indent=0) + "\n").encode(errors="replace")

    def _mark(self, problem: Problem, line: str) -> str:
        """File, rule, and a checksum of the line."""
        folder, name = os.path.split(problem.file)
        file = os.path.join(os.path.realpath(folder), name)
        if os.path.splitdrive(file)[0] == os.path.splitdrive(self.folder)[0]:
            file = os.path.relpath(file, self.folder)
        checksum = crc32(line.strip().encode(errors="replace"))
        file = file.replace(os.sep, "/").encode(errors="replace").decode()
        return f"{file}: {problem.rule} {checksum:08x}"


def read_baseline(path: str) -> Baseline:
    """The baseline of a file.

    Raises:
        UsageError: it cannot be read or is none.
    """
    data = read_bytes(path)
    try:
        record = json.loads(data)
    except (ValueError, RecursionError):
        record = None
    known = record.get("problems") if isinstance(record, dict) else None
    if (
        not isinstance(known, dict)
        or record.get("version") != _VERSION
        or not all(type(count) is int for count in known.values())
    ):
        raise UsageError(
            Words(f"{path}不是plangen写的基线", f"{path} is no baseline that plangen wrote")
        )
    return Baseline(path, Counter(known))
