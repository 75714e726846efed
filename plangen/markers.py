"""Numbering by example: `一、`, `（一）`, `1.`, `①`, `第一阶段：`, `——` and the like.

An example shows how the first one looks. It is split into what stands before the numeral, the
numeral's writing, and what stands after it; an example without a numeral repeats unchanged.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

Writing = Literal[
    "arabic", "fullwidth", "chinese", "circled", "bracketed", "dotted", "enclosed", "roman",
    "letter", "capital", "stem", "formal", "",
]  # fmt: skip

_DIGITS = "零一二三四五六七八九"
_FULLWIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_HALFWIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
# The ready-made numbers of Unicode: first numbers and first code points of each run.
_SIGNS: dict[Writing, tuple[tuple[int, int, int], ...]] = {
    "circled": ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)),
    "bracketed": ((1, 20, 0x2474),),
    "dotted": ((1, 20, 0x2488),),
    "enclosed": ((1, 10, 0x3220),),
    "roman": ((1, 12, 0x2160),),
}
_AFTER_SIGNS: dict[Writing, str] = {
    "circled": "({})",
    "bracketed": "({})",
    "dotted": "{}.",
    "enclosed": "({})",
    "roman": "{}",
}
_PATTERNS: tuple[tuple[Writing, str], ...] = (
    ("circled", r"[①-⑳㉑-㉟㊱-㊿]"),
    ("bracketed", r"[⑴-⒇]"),
    ("dotted", r"[⒈-⒛]"),
    ("enclosed", r"[㈠-㈩]"),
    ("roman", r"[Ⅰ-Ⅻ]"),
    ("arabic", r"[0-9]+"),
    ("fullwidth", r"[０-９]+"),
    ("chinese", r"[零〇一二两三四五六七八九十百千]+"),
    ("letter", "[a-z]+"),
    ("capital", "[A-Z]+"),
    ("stem", "[甲乙丙丁戊己庚辛壬癸]+"),
    ("formal", "[壹贰叁肆伍陆柒捌玖拾]+"),
)
# Numerals that are letters or words otherwise count only alone, in brackets, or before a mark.
_ALPHABETS: dict[Writing, str] = {
    "letter": "abcdefghijklmnopqrstuvwxyz",
    "capital": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "stem": "甲乙丙丁戊己庚辛壬癸",
}
_FORMAL = "零壹贰叁肆伍陆柒捌玖拾"
_TO_FORMAL = str.maketrans(_DIGITS + "十", _FORMAL)
_FROM_FORMAL = str.maketrans(_FORMAL, _DIGITS + "十")
_WORDLIKE = frozenset({*_ALPHABETS, "formal"})
# A second number that counts: `1、第一阶段：` would print 第一阶段 each time.
_ORDINAL = r"[0-9０-９]|第[一二三四五六七八九十]"
LARGEST = 999


def chinese(number: int) -> str:
    """A number up to 999 in Chinese numerals: 10 is 十, 21 is 二十一; a larger one in digits."""
    if number > LARGEST:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = _DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + _DIGITS[ones] if ones or not number else text


def from_chinese(text: str) -> int | None:
    """The number that Chinese numerals up to 999 say, or None."""
    total, digit = 0, 0
    for sign in text.replace("〇", "零").replace("两", "二"):
        if sign not in _DIGITS + "十百":
            return None
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS.find(sign)
    total += digit
    written = text.replace("〇", "零").replace("两", "二")
    return total if total <= LARGEST and chinese(total) == written else None


class Marker(NamedTuple):
    """How a list counts: `before` + numeral in `writing` + `after`, from `start` on."""

    before: str
    writing: Writing
    after: str
    start: int

    def label(self, number: int) -> str:
        """The marker for a number from 1 to 999; without a writing, always the same text."""
        return f"{self.before}{_write(number, self.writing)}{self.after}"

    def recognise(self, text: str) -> tuple[int, str] | None:
        """The number and the rest of a text that begins with this marker, or None."""
        found = _matcher(self).match(text)
        if not found:
            return None
        number = _read(found[1], self.writing) if self.writing else self.start
        return None if number is None else (number, text[found.end() :])


def _write(number: int, writing: Writing) -> str:
    if writing in {"arabic", "fullwidth"}:
        return str(number).translate(_FULLWIDTH if writing == "fullwidth" else {})
    if writing == "chinese":
        return chinese(number)
    if writing == "formal":
        return chinese(number).translate(_TO_FORMAL)
    if writing in _ALPHABETS:
        return _letters(number, _ALPHABETS[writing])
    for first, last, code in _SIGNS.get(writing, ()):
        if first <= number <= last:
            return chr(code + number - first)
    return _AFTER_SIGNS.get(writing, "").format(number)


def _letters(number: int, alphabet: str) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, len(alphabet))
        text = alphabet[rest] + text
    return text


def _read(text: str, writing: Writing) -> int | None:
    if writing == "chinese":
        return from_chinese(text)
    if writing == "formal":
        return from_chinese(text.translate(_FROM_FORMAL))
    if writing in _ALPHABETS:
        alphabet, number = _ALPHABETS[writing], 0
        for sign in text:
            number = number * len(alphabet) + alphabet.index(sign) + 1
        return number
    for first, last, code in _SIGNS.get(writing, ()):
        if code <= ord(text[0]) <= code + last - first:
            return first + ord(text[0]) - code
    return int(text.translate(_HALFWIDTH).strip("()."))


@lru_cache(maxsize=256)
def _matcher(marker: Marker) -> re.Pattern[str]:
    numerals = dict(_PATTERNS)
    if not marker.writing:
        middle = "()"
    elif marker.writing in _AFTER_SIGNS:
        spelled = re.escape(_AFTER_SIGNS[marker.writing]).replace(r"\{\}", "[0-9]+")
        middle = f"({numerals[marker.writing]}|{spelled})"
    else:
        middle = f"({numerals[marker.writing]})"
    return re.compile(re.escape(marker.before) + middle + re.escape(marker.after))


@lru_cache(maxsize=256)
def by_example(example: str) -> Marker:
    """The marker that an example shows; digits and signs go before Chinese numerals.

    Raises:
        ValueError: the example begins at a number outside 1 to 999, or counts in two places.
    """
    for writing, pattern in _PATTERNS:
        found = re.search(pattern, example)
        if found is None or (writing in _WORDLIKE and not _stands_alone(example, found)):
            continue
        number = _read(found[0], writing)
        if number is None or not 1 <= number <= LARGEST:
            raise ValueError(example)
        if re.search(_ORDINAL, example[: found.start()] + " " + example[found.end() :]):
            raise ValueError(example)
        return Marker(example[: found.start()], writing, example[found.end() :], number)
    return Marker(example, "", "", 1)


def _stands_alone(example: str, found: re.Match[str]) -> bool:
    """Whether one such sign has nothing but brackets or a mark beside it: `a.`, `（A）`, `甲、`."""
    before, after = example[: found.start()], example[found.end() :]
    return len(found[0]) == 1 and before in {"", "（", "("} and after in {*"）).、．", ""}
