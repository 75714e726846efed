"""Word's automatic numbers as they are shown (ECMA-376 part 1, 17.9 and 17.18.59)."""

import re
from typing import TYPE_CHECKING, NamedTuple

from plangen.importer.word_package import W, is_on, value, whole
from plangen.importer.word_signs import bullet
from plangen.markers import by_example, chinese

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element as Element

DEEPEST = 9
_HOPS = 10
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_SIMPLIFIED, _TRADITIONAL = "零壹贰叁肆伍陆柒捌玖", "零壹貳參肆伍陸柒捌玖"
_FULLWIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_CIRCLES = str.maketrans("0123456789", "○一二三四五六七八九")
_MOST_ROMAN, _MOST_LETTERS = 4999, 26 * 30
_ROUND = 10_000
_PLACE = re.compile(r"%([1-9])")
_PADDED = re.compile(r"(0*)1(?:,.*)?")


def _roman(number: int) -> str:
    if number > _MOST_ROMAN:
        return str(number)
    text = ""
    for size, sign in _ROMAN:
        count, number = divmod(number, size)
        text += sign * count
    return text


def _letters(number: int) -> str:
    """`a` to `z`, then `aa` to `zz`: Word repeats the letter."""
    if number > _MOST_LETTERS:
        return str(number)
    times, at = divmod(number - 1, 26)
    return chr(97 + at) * (times + 1)


def counting(number: int) -> str:
    """A number below a hundred million in Chinese: 一, 十, 十一, 一百零一, 一万."""
    if number < 1000:  # noqa: PLR2004 - as far as markers go
        return chinese(number)
    thousands, rest = divmod(number, 1000)
    if number < _ROUND:
        gap = "零" if 0 < rest < 100 else ""  # noqa: PLR2004 - no hundreds
        return f"{chinese(thousands)}千{gap}{_tail(rest)}"
    high, rest = divmod(number, _ROUND)
    gap = "零" if 0 < rest < 1000 else ""  # noqa: PLR2004 - no thousands
    return f"{counting(high)}万{gap}{_tail(rest)}"


def _tail(number: int) -> str:
    """What follows a higher digit: nothing for 0, and 10 to 19 are 一十 and so on."""
    if number < 1000:  # noqa: PLR2004
        return ("一" if 10 <= number < 20 else "") + chinese(number) if number else ""  # noqa: PLR2004
    return counting(number)


def _by_digits(number: int) -> str:
    """Counted in words up to 99, then digit by digit: 十一, 九十九, 一○○."""
    return chinese(number) if number < 100 else str(number).translate(_CIRCLES)  # noqa: PLR2004


def _legal(digits: str, ten: str, hundred: str) -> "Callable[[int], str]":
    table = str.maketrans("零一二三四五六七八九十百千", digits + ten + hundred + "仟")

    def write(number: int) -> str:
        text = counting(number)
        return ("一" + text if text.startswith("十") else text).translate(table)

    return write


def _signs(first: str, count: int) -> "Callable[[int], str]":
    return lambda number: chr(ord(first) + number - 1) if number <= count else str(number)


def _example(example: str) -> "Callable[[int], str]":
    return lambda number: by_example(example).label(number)


def _ring(signs: str) -> "Callable[[int], str]":
    return lambda number: signs[(number - 1) % len(signs)]


def _ordinal(number: int) -> str:
    teens = number % 100 in {11, 12, 13}
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


# The writings of numbers above 0; what is not here is written in Arabic digits.
_FORMS: "dict[str, Callable[[int], str]]" = {
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "ordinal": _ordinal,
    "decimalZero": "{:02}".format,
    "numberInDash": "- {} -".format,
    "decimalFullWidth": lambda number: str(number).translate(_FULLWIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULLWIDTH),
    "decimalEnclosedCircle": _example("①"),
    "decimalEnclosedCircleChinese": _example("①"),
    "decimalEnclosedParen": _example("⑴"),
    "decimalEnclosedFullstop": _example("⒈"),
    "chineseCounting": _by_digits,
    "taiwaneseCounting": _by_digits,
    "chineseCountingThousand": counting,
    "taiwaneseCountingThousand": counting,
    "japaneseCounting": counting,
    "ideographDigital": lambda number: str(number).translate(_DIGITS),
    "japaneseDigitalTenThousand": lambda number: str(number).translate(_DIGITS),
    "taiwaneseDigital": lambda number: str(number).translate(_CIRCLES),
    "chineseLegalSimplified": _legal(_SIMPLIFIED, "拾", "佰"),
    "ideographLegalTraditional": _legal(_TRADITIONAL, "拾", "佰"),
    "ideographTraditional": _ring(_STEMS),
    "ideographZodiac": _ring(_BRANCHES),
    "ideographZodiacTraditional": lambda number: (
        _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12]
    ),
    "ideographEnclosedCircle": _signs("㈠", 10),
    "hex": "{:X}".format,
}


def written(number: int, form: str) -> str:
    """A number in one of Word's forms (`w:numFmt`)."""
    if form == "none":
        return ""
    if form.startswith("custom "):
        found = _PADDED.match(form.removeprefix("custom "))
        return str(number).zfill(len(found[1]) + 1) if found else str(number)
    write = _FORMS.get(form)
    return str(number) if write is None or number < 1 else write(number)


class _Level(NamedTuple):
    """One of nine levels; `restart` is how many levels above begin it anew."""

    start: int = 0
    form: str = "decimal"
    text: str = ""
    restart: int = DEEPEST
    legal: bool = False
    style: str = ""
    bullet: str = ""
    hidden: bool = False


class _List(NamedTuple):
    """A list's levels; lists of one `family` count on from each other, but for `starts`."""

    family: str
    levels: tuple[_Level, ...]
    starts: dict[int, int]


class Numbers:
    """The numbers of a text, given out in the order of its paragraphs."""

    def __init__(self, root: "Element | None", styles: "dict[str, str]") -> None:
        """`styles` are the lists that styles of lists name."""
        elements = () if root is None else root.iterchildren(f"{W}abstractNum", f"{W}num")
        self.families: dict[str, Element] = {}
        self.instances: dict[str, Element] = {}
        for element in elements:
            if element.tag == f"{W}num":
                self.instances.setdefault(element.get(f"{W}numId", ""), element)
            else:
                self.families.setdefault(element.get(f"{W}abstractNumId", ""), element)
        self.styles = styles
        self.lists: dict[str, _List | None] = {}
        self.counts: dict[str, list[int | None]] = {}
        self.started: set[tuple[str, int]] = set()

    def marker(self, name: str, level: int | None, style: str = "") -> str:
        """The number of the next paragraph in a list (`w:numId`), at a level from 0.

        Without a level, it is the one of the paragraph's style.
        """
        if name not in self.lists:
            self.lists[name] = self._list(name)
        found = self.lists[name]
        if found is None:
            return ""
        if level is None:
            level = next((at for at, each in enumerate(found.levels) if each.style == style), 0)
        if not 0 <= level < len(found.levels):
            return ""
        return self._shown(found, level, self._count(name, found, level))

    def _count(self, name: str, found: _List, level: int) -> "list[int | None]":
        """The numbers of all levels, this one's counted on."""
        counts = self.counts.setdefault(found.family, [None] * DEEPEST)
        if level in found.starts and (name, level) not in self.started:
            self.started.add((name, level))
            counts[level] = None
        before = counts[level]
        counts[level] = _start(found, level) if before is None else before + 1
        for above in range(level):
            if counts[above] is None:
                counts[above] = _start(found, above)
        for below in range(level + 1, DEEPEST):
            if level < found.levels[below].restart:
                counts[below] = None
        return counts

    def _shown(self, found: _List, level: int, counts: "list[int | None]") -> str:
        each = found.levels[level]
        if each.hidden:
            return ""
        if each.bullet:
            return each.bullet

        def number(place: "re.Match[str]") -> str:
            at = int(place[1]) - 1
            count = counts[at]
            if count is None or at > level:
                return ""
            form = found.levels[at].form
            return written(count, "decimal" if each.legal and form != "none" else form)

        return _PLACE.sub(number, each.text)

    def _list(self, name: str) -> _List | None:
        """A list by its number, through the styles that stand for lists."""
        instance = self.instances.get(name)
        if instance is None:
            return None
        family = value(instance, "abstractNumId") or ""
        for _ in range(_HOPS):
            link = value(self.families.get(family), "numStyleLink")
            other = self.instances.get(self.styles.get(link or "", ""))
            if other is None:
                break
            family = value(other, "abstractNumId") or ""
        abstract = self.families.get(family)
        if abstract is None:
            return None
        levels = _levels(abstract)
        starts: dict[int, int] = {}
        for override in instance.iterchildren(f"{W}lvlOverride"):
            at = whole(override.get(f"{W}ilvl"))
            if at is None or not 0 <= at < DEEPEST:
                continue
            levels |= _levels(override)
            start = whole(value(override, "startOverride"))
            if start is not None:
                starts[at] = start
        full = tuple(levels.get(at, _Level(restart=at)) for at in range(DEEPEST))
        return _List(family, full, starts)


def _start(found: _List, level: int) -> int:
    return found.starts.get(level, found.levels[level].start)


def _levels(parent: "Element") -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for element in parent.iterchildren(f"{W}lvl"):
        at = whole(element.get(f"{W}ilvl"))
        if at is not None and 0 <= at < DEEPEST:
            found[at] = _level(element, at)
    return found


def _level(element: "Element", at: int) -> _Level:
    look = element.find(f"{W}rPr")
    fonts = None if look is None else look.find(f"{W}rFonts")
    font = "" if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or ""
    form = next(element.iter(f"{W}numFmt"), None)
    kind = "decimal" if form is None else form.get(f"{W}val", "decimal")
    if kind == "custom" and form is not None:
        kind = f"custom {form.get(f'{W}format', '')}"
    text = value(element, "lvlText") or ""
    sign = ""
    if kind == "bullet" or element.find(f"{W}lvlPicBulletId") is not None:
        sign = bullet(text, font) if text.strip() else "•"
    restart = whole(value(element, "lvlRestart"))
    return _Level(
        start=whole(value(element, "start")) or 0,
        form=kind,
        text=text,
        restart=at if restart is None else min(restart, at),
        legal=is_on(element.find(f"{W}isLgl")),
        style=value(element, "pStyle") or "",
        bullet=sign,
        hidden=look is not None and is_on(look.find(f"{W}vanish")),
    )
