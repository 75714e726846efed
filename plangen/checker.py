"""Files to problems: read, ruled, and freed of what comments and settings silence."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from plangen.ignores import RULE as IGNORE_COMMENT
from plangen.ignores import Ignores, ignores
from plangen.linter import findings, problem_of
from plangen.loader import Loaded, loads
from plangen.problems import Level, Problem, failed, in_order
from plangen.rules import NAMES, READING, rules
from plangen.rules.rule import Edit, Rule
from plangen.settings import Settings, find_settings, forget
from plangen.subject import Subject

if TYPE_CHECKING:
    from plangen.rules.copied import Sketch

# Every name that can be chosen, silenced or given a level.
KNOWN = (*NAMES, *sorted(READING | {IGNORE_COMMENT}))
# A copy needs two files.
_FEWEST = 2


class Checked(NamedTuple):
    """What a file holds, its problems, and its mechanical corrections."""

    loaded: Loaded
    problems: tuple[Problem, ...]
    edits: tuple[Edit, ...] = ()
    trace: "Trace | None" = None


class Trace(NamedTuple):
    """What is kept of a plan to find copies of it, at which level, and what is silent there."""

    sketch: "Sketch"
    level: Level
    silent: Ignores


class Choice(NamedTuple):
    """The rules that are asked for: some by name, or all but some."""

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()

    def has(self, name: str) -> bool:
        """Whether a rule was asked for."""
        return (not self.select or name in self.select) and name not in self.ignore


def stands_in_the_way(problem: Problem) -> bool:
    """Whether a problem keeps a file from being read, which nothing silences."""
    return problem.level == "error" and problem.rule not in NAMES


class Checker:
    """Checks one file after another; what files have in common is compared at the end."""

    def __init__(self, choice: Choice, variables: Mapping[str, str]) -> None:
        forget()
        self.choice = choice
        self.variables = variables
        self.rules: tuple[Rule, ...] = tuple(r for r in rules() if choice.has(r.name))
        self.told: set[Problem] = set()
        self.traces: dict[str, Trace] = {}

    def settings_problems(self, name: str) -> tuple[Problem, ...]:
        """What is wrong with the settings for a file and was not told for another one.

        Raises:
            UsageError: they cannot be read.
        """
        new = tuple(p for p in find_settings(name).problems if p not in self.told)
        self.told.update(new)
        return new

    def check(self, name: str, data: bytes) -> Checked:
        """Every problem of one file, in its order; the file is one of those that are compared.

        Raises:
            UsageError: the settings cannot be read.
        """
        return self.keep(self.look(name, data))

    def keep(self, checked: Checked) -> Checked:
        """Compare a file with the others at the end."""
        if checked.trace:
            self.traces[checked.trace.sketch.file] = checked.trace
        return checked

    def look(self, name: str, data: bytes) -> Checked:
        """Every problem of bytes that may become a file; without sound settings, those of reading.

        Raises:
            UsageError: the settings cannot be read.
        """
        settings, wrong = find_settings(name)
        loaded = loads(data, name, self.variables)
        silent = Ignores()
        if loaded.source is not None:
            silent = ignores(loaded.source, KNOWN)
        ruled: list[tuple[Problem, Edit | None]] = []
        trace = None
        if loaded.plan is not None and not failed(wrong):
            subject = Subject(loaded)
            ruled = list(findings(subject, settings, self.rules))
            trace = self.trace(subject, settings, silent)
        read = self.judged((*loaded.problems, *silent.problems), settings, silent)
        kept = [(problem, edit) for problem, edit in ruled if not silent.silence(problem)]
        problems = in_order((*read, *(problem for problem, _ in kept)))
        return Checked(loaded, problems, tuple(edit for _, edit in kept if edit), trace)

    def judged(
        self, problems: Iterable[Problem], settings: Settings, silent: Ignores
    ) -> Iterator[Problem]:
        """What reading found, as far as it was asked for, by the levels of the settings."""
        levels = dict(settings.levels)
        for problem in problems:
            level = levels.get(problem.rule, problem.level)
            if stands_in_the_way(problem):
                yield problem
            elif level != "off" and self.choice.has(problem.rule) and not silent.silence(problem):
                yield problem._replace(level=level)

    def across(self) -> tuple[Problem, ...]:
        """The problems that only several files show together."""
        if len(self.traces) < _FEWEST:
            return ()
        from plangen.rules.copied import RULE, compare

        found: list[Problem] = []
        for file, finding in compare(trace.sketch for trace in self.traces.values()):
            problem = problem_of(file, RULE, self.traces[file].level, finding)
            if not self.traces[file].silent.silence(problem):
                found.append(problem)
        return in_order(found)

    def trace(self, subject: Subject, settings: Settings, silent: Ignores) -> Trace | None:
        """What it takes to find copies of a plan, if that was asked for."""
        from plangen.rules.copied import RULE, sketch

        level = dict(settings.levels).get(RULE.name, RULE.level)
        if level == "off" or RULE not in self.rules:
            return None
        return Trace(sketch(subject, settings), level, silent)
