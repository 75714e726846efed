"""What changes in a text when its plan becomes that of another year, and what a person must see.

The plan's own year moves, and with it what goes on into the next one. Dates of festivals and of
days such as 全国助残日 are reckoned anew, weekdays beside dates with them, and what is held or kept
every year is counted on. What looks back, what others have named or numbered, and whatever is not
sure is a doubt: it stays as it is, or it is said what was made of it.
"""

import re

from plangen.rules.patterns import late
from plangen.yearly import words
from plangen.yearly.counts import read_counts
from plangen.yearly.days import read_days
from plangen.yearly.paragraph import Change, Doubt, Form, Paragraph, Turn
from plangen.yearly.years import read_years

__all__ = ["Change", "Doubt", "Form", "Turn", "turned"]

# A text without any of these says nothing of a year.
_ANY = late(
    "[0-9０-９第]|周年|去年|上一?年|昨年|换届|二[〇○零]|十[二三四五六七八九]五|[五六七八九]五|"
    "月[一二三四五六七八九十]|春节|除夕|元宵|龙抬头|清明|端午|七夕|中元|中秋|重阳"
)
_OPENER = late(r"\{[{%#]")
_CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_HIDDEN = "\ufffc"


def turned(
    text: str, turn: Turn, form: Form = "text", months: frozenset[int] = frozenset()
) -> tuple[list[Change], list[Doubt]]:
    """What becomes of a text, whose lines are paragraphs.

    What stands in `{{ }}` and `{% %}` is left alone. A `title` may name its year without 年; a
    `time` is a deadline or a period, which looks forward. `months` are those of the schedule that
    the text stands in.
    """
    changes: list[Change] = []
    doubts: list[Doubt] = []
    if not _ANY.search(text):
        return changes, doubts
    shown, start = _masked(text), 0
    for line in shown.split("\n"):
        found = Paragraph(line, text[start : start + len(line)], turn, form, months)
        for read in (read_years, read_days, read_counts):
            read(found)
        changes += (c._replace(start=c.start + start, end=c.end + start) for c in found.changes)
        doubts += (doubt._replace(start=doubt.start + start) for doubt in found.doubts)
        start += len(line) + 1
    for year in re.finditer(rf"(?<![0-9]){turn.old}(?![0-9])", text):
        if shown[year.start()] == _HIDDEN:
            doubts.append(Doubt(year.start(), words.kept(year[0])))
    return sorted(set(changes)), sorted(set(doubts))


def _masked(text: str) -> str:
    """A text of the same length without what stands in `{{ }}`, `{% %}` and `{# #}`."""
    parts: list[str] = []
    at = 0
    for opener in _OPENER.finditer(text):
        if opener.start() < at:
            continue
        end = text.find(_CLOSERS[opener[0]], opener.end())
        if end < 0:
            break
        hidden = re.sub("[^\n]", _HIDDEN, text[opener.start() : end + 2])
        parts += text[at : opener.start()], hidden
        at = end + 2
    return "".join((*parts, text[at:]))
