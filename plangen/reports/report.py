"""What a report is made from."""

import os
from typing import NamedTuple

from plangen.problems import Language, Level, Problem


class Report(NamedTuple):
    """All problems of a run in the order in which they were found, and the files checked."""

    problems: tuple[Problem, ...]
    files: tuple[str, ...]
    language: Language = "en"

    def count(self, level: Level) -> int:
        """How many problems have a level."""
        return sum(problem.level == level for problem in self.problems)

    def words(self, problem: Problem) -> str:
        """A problem's message and what to do."""
        text = problem.message.to(self.language)
        if problem.proposal is None:
            return text
        mark = "；" if self.language == "zh" else "; "
        return text + mark + problem.proposal.to(self.language)


def path_of(problem: Problem) -> str:
    """The file with forward slashes, as every system of CI wants it."""
    return problem.file.replace(os.sep, "/").removeprefix("./")
