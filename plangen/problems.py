"""A problem of a plan file: where, how grave, what, and what to do."""

import os
from collections.abc import Iterable
from typing import Literal, NamedTuple

Level = Literal["error", "warning", "hint"]
Language = Literal["zh", "en"]

# From the gravest on.
LEVELS: tuple[Level, ...] = ("error", "warning", "hint")
_ORDER: dict[Level, int] = {level: rank for rank, level in enumerate(LEVELS)}
_NAMES: dict[Language, dict[Level, str]] = {
    "zh": {"error": "错误", "warning": "警告", "hint": "提示"},
    "en": {"error": "error", "warning": "warning", "hint": "hint"},
}


class Words(NamedTuple):
    """The same sentence for Chinese and English readers."""

    zh: str
    en: str

    def to(self, language: Language) -> str:
        """The sentence in one language."""
        return self.zh if language == "zh" else self.en


class Problem(NamedTuple):
    """One fault; `line` and `column` count from 1, and 0 means the whole file."""

    file: str
    line: int
    column: int
    level: Level
    rule: str
    message: Words
    proposal: Words | None = None

    def describe(self, language: Language = "en") -> str:
        """`file:line:column: level: message [rule]`."""
        mark = "；" if language == "zh" else "; "
        more = mark + self.proposal.to(language) if self.proposal else ""
        level = _NAMES[language][self.level]
        text = self.message.to(language)
        return f"{self.file}:{self.line}:{self.column}: {level}: {text}{more} [{self.rule}]"


class PlanError(Exception):
    """A plan, template or document that cannot be used; holds every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(problem.describe() for problem in self.problems))


class UsageError(Exception):
    """The call itself was wrong or an input cannot be read (exit code 2)."""

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(words.en)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems by file and place, each once."""
    order = dict.fromkeys(problems)
    return tuple(sorted(order, key=lambda p: (p.file, p.line, p.column, _ORDER[p.level], p.rule)))


def failed(problems: Iterable[Problem]) -> bool:
    """Whether any of the problems is an error."""
    return any(problem.level == "error" for problem in problems)


def reader_language(chosen: str | None = None) -> Language:
    """The language to speak: the one chosen, else the locale's (POSIX order of variables)."""
    if chosen is None:
        names = ("LC_ALL", "LC_MESSAGES", "LANG")
        chosen = next((os.environ[name] for name in names if os.environ.get(name)), "")
        if not chosen and os.name == "nt":
            import locale

            chosen = locale.getlocale()[0] or ""
    return "zh" if chosen.lower().startswith(("zh", "chinese")) else "en"
