"""A paragraph that is read for what names a year: what was found in it so far."""

from bisect import bisect_right
from functools import cached_property
from typing import Literal, NamedTuple

from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.times import label_months, sentence

Kind = Literal["year", "festival", "weekday", "count"]
Form = Literal["text", "title", "time"]

_HALF = str.maketrans("０１２３４５６７８９", "0123456789")
_FULL = str.maketrans("0123456789", "０１２３４５６７８９")
_QUOTED = late("《[^《》]{0,200}》")
_NUMBER = late(r"[〔\[［【(（] ?20[0-9]{2} ?[〕\]］】)）] ?第?[0-9xX×]{1,5} ?号")
_STOP, _COMMA = late("[。；;]"), late("[。；;，,]")
MONTH_DAY = r"(?: ?[0-9]{1,2} ?月份?(?: ?[0-9]{1,2} ?[日号])?|年?[初中底末]|度)?"
_HEAD = late(rf"^ ?年?{MONTH_DAY}[，,]?")
_FAR = 80
_NEXT = ("次年", "翌年", "来年", "明年")
TO = "(?: ?(?:至|到|[-—–－~～]{1,2}) ?)"


class Turn(NamedTuple):
    """From the year of a plan to a later one."""

    old: int
    new: int

    @property
    def by(self) -> int:
        """How many years."""
        return self.new - self.old


class Change(NamedTuple):
    """What stands from `start` to `end` of a text becomes `new`."""

    start: int
    end: int
    new: str
    kind: Kind


class Doubt(NamedTuple):
    """What a person must look at, and where; `month` if it is the month that holds the text."""

    start: int
    words: Words
    month: bool = False


class Year(NamedTuple):
    """A year in a text, and what it becomes; None where it stays.

    It is about what follows up to the next comma, or to the end of the sentence if it `holds`.
    """

    start: int
    end: int
    old: int
    new: int | None
    holds: bool


class Paragraph:
    """One paragraph: what changes in it, and the doubts.

    `text` is what is read: without variables, with half-width figures. `typed` is as long.
    """

    def __init__(
        self, text: str, typed: str, turn: Turn, form: Form, months: frozenset[int]
    ) -> None:
        self.text = text.translate(_HALF)
        self.typed = typed
        self.turn = turn
        self.form = form
        label = None if months else label_months(self.text)
        self.months = frozenset(label.numbers) if label else months
        self.labelled = label is not None
        self.changes: list[Change] = []
        self.doubts: list[Doubt] = []
        self.years: list[Year] = []

    def change(self, start: int, end: int, new: str, kind: Kind) -> None:
        """Note a change, in the width of the figures that were typed."""
        old = self.typed[start:end]
        if old.translate(_HALF) != old:
            new = new.translate(_FULL)
        if new != old:
            self.changes.append(Change(start, end, new, kind))

    def doubt(self, start: int, words: Words, *, month: bool = False) -> None:
        """Note a doubt."""
        self.doubts.append(Doubt(start, words, month))

    def around(self, start: int, end: int) -> tuple[str, str]:
        """What stands before and after in the sentence."""
        return sentence(self.text, start, end)

    @cached_property
    def _quotes(self) -> list[tuple[int, int]]:
        found = [*_QUOTED.finditer(self.text), *_NUMBER.finditer(self.text)]
        return sorted(match.span() for match in found)

    def quote(self, place: int) -> tuple[int, int] | None:
        """The title in 《》 or the number of a document that a place is in."""
        at = bisect_right(self._quotes, (place, len(self.text))) - 1
        return self._quotes[at] if at >= 0 and place < self._quotes[at][1] else None

    def year_at(self, place: int) -> tuple[int, int | None]:
        """The year that a place is about, and what it becomes: the last in the sentence."""
        old, new = self.turn
        if self.text.endswith(_NEXT, max(0, place - 2), place):
            return old + 1, new + 1
        at = bisect_right(self.years, place, key=lambda year: year.start) - 1
        if at < 0 or place - self.years[at].end > _FAR:
            return old, new
        year = self.years[at]
        between = self.text[year.end : place]
        # 比2025年增长10%，3月5日……, but 2026年是……之年，也是建党105周年
        stop = _STOP if year.holds else _COMMA
        if stop.search(_HEAD.sub("", between, count=1)):
            return old, new
        return year.old, year.new
