"""What a rule is: a name, a level, and a function from a plan to what it finds."""

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import NamedTuple

from plangen.problems import Level, Words
from plangen.settings import Settings
from plangen.subject import Hit, Subject, Text


class Edit(NamedTuple):
    """A mechanical correction: in the file, `old` at a place becomes `new`."""

    line: int
    column: int
    old: str
    new: str


class Finding(NamedTuple):
    """What a rule finds; with `edit`, it can be mended without a person."""

    line: int
    column: int
    message: Words
    proposal: Words | None = None
    edit: Edit | None = None


Check = Callable[[Subject, Settings], Iterator[Finding]]


class Rule(NamedTuple):
    """A rule; its module's docstring is its documentation in English, `about` that in Chinese.

    The docstring begins with a sentence and holds two plans, after `Passes:` and `Fails:`.
    """

    name: str
    level: Level
    title: Words
    about: str
    check: Check


class Explanation(NamedTuple):
    """A rule's documentation: what it says, and the snippets."""

    words: Words
    passes: str
    fails: str


_SNIPPETS = re.compile(r"(?ms)^(.*?)^Passes:\n\n(.*?)\n+^Fails:\n\n(.*)\Z")


def explain(rule: Rule) -> Explanation:
    """What the module of a rule says of it.

    Raises:
        ValueError: its docstring lacks the two snippets.
    """
    import inspect

    module = import_module(rule.check.__module__)
    found = _SNIPPETS.match(inspect.cleandoc(module.__doc__ or ""))
    if found is None:
        raise ValueError(rule.name)
    passes, fails = (inspect.cleandoc(snippet) + "\n" for snippet in found.groups()[1:])
    return Explanation(Words(rule.about.strip(), found[1].strip()), passes, fails)


def at_text(text: Text, message: Words, proposal: Words | None = None) -> Finding:
    """A finding at the first sign of a text."""
    return Finding(text.line, text.column, message, proposal)


def at_hit(
    hit: Hit, message: Words, proposal: Words | None = None, new: str | None = None
) -> Finding:
    """A finding at a match; `new` is what the match becomes where the file may be mended."""
    edit = None
    if new is not None and hit.text.typed:
        edit = Edit(hit.text.line, hit.column, hit.match[0], new)
    return Finding(hit.text.line, hit.column, message, proposal, edit)
