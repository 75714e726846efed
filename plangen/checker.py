"""Files to problems: read, ruled, and freed of what comments and settings silence."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from plangen.ignores import RULE as IGNORE_COMMENT
from plangen.ignores import Ignores, ignores
from plangen.linter import findings, problem_of
from plangen.loader import Loaded, StrPath, Values, loads, read_bytes
from plangen.problems import Problem, UsageError, Words, failed, in_order
from plangen.rules import NAMES, READING, rules
from plangen.rules.rule import Edit, Rule
from plangen.settings import Settings, find_settings, forget
from plangen.source import MAX_BYTES
from plangen.spool import Spool
from plangen.subject import Subject

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
    """What is kept of a plan to find copies of it, and what is silent there."""

    sketch: bytes
    silent: Ignores


class Outcome(NamedTuple):
    """What became of a file: problems of its settings and its own, or why it cannot be read."""

    file: str
    settings: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    trace: Trace | None = None
    fault: Words | None = None


class Choice(NamedTuple):
    """The rules that are asked for: some by name, or all but some."""

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()

    def has(self, name: str) -> bool:
        """Whether a rule was asked for."""
        return (not self.select or name in self.select) and name not in self.ignore


def outcome(file: str, look: Callable[[], Checked]) -> Outcome:
    """What became of a file that was looked at."""
    try:
        checked = look()
        return Outcome(file, find_settings(file).problems, checked.problems, checked.trace)
    except UsageError as error:
        return Outcome(file, fault=error.words)


def stands_in_the_way(problem: Problem) -> bool:
    """Whether a problem keeps a file from being read, which nothing silences."""
    return problem.level == "error" and problem.rule not in NAMES


def check(path: StrPath, variables: Values | None = None) -> tuple[Problem, ...]:
    """Every problem that `plangen validate` finds in one plan file, and in its settings.

    Raises:
        UsageError: the file or its settings cannot be read.
    """
    checked = Checker(Choice(), variables or {}).look(str(path), read_bytes(path, MAX_BYTES))
    return find_settings(str(path)).problems + checked.problems


class Checker:
    """Checks one file after another; what files have in common is compared at the end."""

    def __init__(self, choice: Choice, variables: Values) -> None:
        forget()
        self.choice = choice
        self.variables = variables
        self.rules: tuple[Rule, ...] = tuple(r for r in rules() if choice.has(r.name))
        # Whether there are files to compare with each other.
        self.compares = True
        self.told: set[Problem] = set()
        self.sketches = Spool()
        self.silent: dict[str, Ignores] = {}

    def untold(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Problems of settings that were not told for another file."""
        new = tuple(problem for problem in problems if problem not in self.told)
        self.told.update(new)
        return new

    def check(self, name: str, data: bytes) -> Checked:
        """Every problem of one file, in its order; the file is one of those that are compared.

        Raises:
            UsageError: the settings cannot be read.
        """
        checked = self.look(name, data)
        self.keep(checked.trace)
        return checked

    def keep(self, trace: Trace | None) -> None:
        """Compare a file with the others at the end.

        Raises:
            UsageError: there is no room for what that takes.
        """
        if trace:
            self.sketches.add(trace.sketch)
            if trace.silent.found:
                self.silent[trace.silent.file] = trace.silent

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
        if len(self.sketches) < _FEWEST:
            return ()
        from plangen.rules.copied import RULE, compare

        found: list[Problem] = []
        for file, finding in compare(self.sketches):
            level = dict(find_settings(file).settings.levels).get(RULE.name, RULE.level)
            assert level != "off"  # noqa: S101 - then there is no sketch
            problem = problem_of(file, RULE, level, finding)
            if file not in self.silent or not self.silent[file].silence(problem):
                found.append(problem)
        return in_order(found)

    def trace(self, subject: Subject, settings: Settings, silent: Ignores) -> Trace | None:
        """What it takes to find copies of a plan, if that was asked for."""
        if not self.compares:
            return None
        from plangen.rules.copied import RULE, sketch

        if RULE not in self.rules or dict(settings.levels).get(RULE.name) == "off":
            return None
        return Trace(sketch(subject, settings).packed(), silent)
