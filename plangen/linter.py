"""A plan that was read without errors, and what the rules find in it."""

from collections.abc import Iterable, Iterator
from itertools import islice

from plangen.loader import Loaded
from plangen.problems import Level, Problem, in_order
from plangen.rules import rules
from plangen.rules.rule import Edit, Finding, Rule
from plangen.settings import Settings
from plangen.subject import Subject

# Of one rule in one file: nobody reads more.
_MOST = 1_000


def lint(
    loaded: Loaded, settings: Settings, chosen: Iterable[Rule] | None = None
) -> tuple[Problem, ...]:
    """The loader's problems and those of the rules, in the order of the file."""
    if loaded.plan is None:
        return loaded.problems
    subject = Subject(loaded)
    found = [problem for problem, _ in findings(subject, settings, chosen)]
    return in_order((*loaded.problems, *found))


def findings(
    subject: Subject, settings: Settings, chosen: Iterable[Rule] | None = None
) -> Iterator[tuple[Problem, Edit | None]]:
    """What the rules find, each with the correction if it is mechanical."""
    levels = dict(settings.levels)
    for rule in rules() if chosen is None else chosen:
        level = levels.get(rule.name, rule.level)
        if level == "off":
            continue
        for finding in islice(rule.check(subject, settings), _MOST):
            yield problem_of(subject.file, rule, level, finding), finding.edit


def problem_of(file: str, rule: Rule, level: Level, finding: Finding) -> Problem:
    """What a rule found in a file, as a problem."""
    place = (file, finding.line, finding.column)
    return Problem(*place, level, rule.name, finding.message, finding.proposal)
