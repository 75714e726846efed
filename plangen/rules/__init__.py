"""The rules: one module each, listed here by name in the order of the documentation."""

from functools import lru_cache
from importlib import import_module

from plangen.rules.rule import Rule

NAMES = tuple(
    """
    placeholder empty-quotes broken-phrase
    missing-section empty-section skipped-level typed-number number-sequence announced-count
    mixed-items
    text-date outside-year deadline stage-order month-order past-event theme-day nth-event
    no-lead no-due vague-unit unknown-unit group-head double-role unit-spelling
    no-figure two-values over-100 wrong-total
    other-name
    half-width unpaired-mark doubled pinyin mixed-script document-number wrong-word repealed-law
    no-final-mark web-matter
    repeated copied
    """.split()  # noqa: SIM905 - a word list
)
# What the reading of a plan file finds before any rule, but for what stands in its way.
READING = frozenset(
    """empty folded-text full-width-comma encoding unused-variable""".split()  # noqa: SIM905 - a word list
)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Every rule."""
    return tuple(import_module(f"plangen.rules.{name.replace('-', '_')}").RULE for name in NAMES)
