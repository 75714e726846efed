"""Problems that were there before: an old collection starts clean, and only new ones are told.

A problem is known again by its file, its rule and the text of its line, so that it may move.
"""

import json
import os
from collections import Counter
from collections.abc import Callable
from zlib import crc32

from plangen.loader import read_bytes
from plangen.problems import Problem, UsageError, Words

_VERSION = 1
_STDIN = "<stdin>"
# Rules that need all files to find again what they found.
_ACROSS = ("copied",)


class Baseline:
    """How often each problem may still be met; files are named from the baseline's folder on."""

    def __init__(self, path: str, left: "Counter[str] | None" = None) -> None:
        self.folder = os.path.dirname(os.path.realpath(path))
        self.left: Counter[str] = left if left is not None else Counter()
        self.noted: Counter[str] = Counter()
        self.files: set[str] = set()

    def knows(self, problem: Problem, line: str) -> bool:
        """Whether a problem was there before; each is known only as often as it was noted."""
        mark = self._mark(problem, line)
        if not self.left[mark]:
            return False
        self.left[mark] -= 1
        return True

    def note(self, problem: Problem, line: str) -> None:
        """Know a problem from now on."""
        self.noted[self._mark(problem, line)] += 1

    def renew(self, file: str) -> None:
        """Know no other problems of a file than those that are noted."""
        self.files.add(self._name(file))

    def data(self, asked: Callable[[str], bool]) -> bytes:
        """The bytes of a file that holds what was noted, a line each.

        What was known before stays for files that are not renewed, unless they are gone, and for
        rules that were not `asked` for; what only several files show stays unless all are renewed.
        """
        known = {mark: found for mark in self.left if self._is_here((found := _parts(mark))[0])}
        whole = len(self.files) > 1 and self.files.issuperset(file for file, _ in known.values())
        kept = Counter(
            {
                mark: self.left[mark]
                for mark, (file, rule) in known.items()
                if file not in self.files or not asked(rule) or (rule in _ACROSS and not whole)
            }
        )
        record = {"version": _VERSION, "problems": dict(sorted((self.noted | kept).items()))}
        return (json.dumps(record, ensure_ascii=False, indent=0) + "\n").encode(errors="replace")

    def _is_here(self, file: str) -> bool:
        return os.path.basename(file) == _STDIN or os.path.lexists(os.path.join(self.folder, file))

    def _name(self, file: str) -> str:
        """A file from the baseline's folder on."""
        folder, name = os.path.split(file)
        file = os.path.join(os.path.realpath(folder), name)
        if os.path.splitdrive(file)[0] == os.path.splitdrive(self.folder)[0]:
            file = os.path.relpath(file, self.folder)
        return file.replace(os.sep, "/").encode(errors="replace").decode()

    def _mark(self, problem: Problem, line: str) -> str:
        """File, rule, and a checksum of the line."""
        checksum = crc32(line.strip().encode(errors="replace"))
        return f"{self._name(problem.file)}: {problem.rule} {checksum:08x}"


def _parts(mark: str) -> tuple[str, str]:
    """The file and the rule of a mark."""
    file, _, rest = mark.rpartition(": ")
    return file, rest.partition(" ")[0]


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
