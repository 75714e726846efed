"""The marks that lines begin with: numbers in any writing, stages, dashes and bullets.

A mark is taken apart as a marker by example is (`markers.py`), so that what was read can be written
again by an example.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from plangen.markers import LARGEST, by_example, from_chinese

_ZH = "[零〇一二两三四五六七八九十百]{1,6}"
_SIGNS = "①-⑳㉑-㉟㊱-㊿"
_OPEN, _CLOSE = "（(〔【\\[", "）)〕】\\]"
_AFTER = "[、.．,，:：]?"
_STEPS = "阶段|步骤|步|部分|章|节|条|项|方面|季度|周|期|类|批|组"
_BULLETS = "——|--|—|－|[•●◆■★※○☆➢◇□▲△►▪◎⊙·∙－–]|[-*](?=\\s)|\\uf0b7|\\uf06c|\\uf0d8|\\uf0fc"
# Each with the kind of marks that it finds; the numeral is the group `n`.
_FORMS = (
    ("brackets", rf"[{_OPEN}]\s*(?P<n>{_ZH}|[0-9０-９]{{1,2}})\s*[{_CLOSE}]\s*{_AFTER}(?!\s*(?:至|到|[-—~～]))"),
    ("step", rf"第\s*(?P<n>{_ZH}|[0-9]{{1,2}})\s*(?:{_STEPS})(?:\s*[、,，:：]|(?=[\s（(]|$))"),
    ("first", rf"第\s*(?P<n>{_ZH})\s*[、，,：:]"),
    ("chinese", rf"(?P<n>{_ZH})\s*(?:[、.．]|[,，:：](?!\d))"),
    ("arabic", r"(?P<n>[0-9０-９]{1,2})\s*(?:、|[.．](?![0-9０-９])|[)）]、?|[,，](?![0-9０-９]))"),
    ("sign", rf"(?P<n>[{_SIGNS}⑴-⒇⒈-⒛㈠-㈩Ⅰ-Ⅻ])\s*[、.．]?"),
    ("is", r"(?P<n>[一二三四五六七八九十]{1,2})是(?!否|非|项|指|一)"),
    ("letter", r"[（(]?(?P<n>[A-Za-z])(?:[)）、．]|\.(?![A-Za-z]))"),
    ("stem", "[（(]?(?P<n>[甲乙丙丁戊己庚辛壬癸])[)）、．]"),
    ("formal", "(?P<n>[壹贰叁肆伍陆柒捌玖拾]{1,3})、"),
    ("decimal", r"(?P<n>\d{1,2}(?:[.．]\d{1,2}){1,3})(?=[、.．\s]*[\u4e00-\u9fff“《])(?!\s*[年月日%万亿元米公平级版])"),
    ("bullet", rf"(?P<n>)(?:{_BULLETS})"),
)  # fmt: skip
_MARK = re.compile(
    "|".join(f"(?P<{kind}>{form.replace('?P<n>', f'?P<{kind}_n>')})" for kind, form in _FORMS)
)
_KINDS = {name: kind for kind, _ in _FORMS for name in (kind, f"{kind}_n")}
# Numbers without a mark, with the full stop that some keyboards make of a point, and words such as
# 一抓: marks only where they count on.
_BARE = re.compile(
    r"(?P<n>[1-9][0-9]?)[\s\u3000]*(?=[\u4e00-\u9fff“《])(?![年月日个名次场项份只条人家户栋号时分届位处所支件种大])"
)
_STOPPED = re.compile(r"(?P<n>[1-9][0-9]?)。(?=\S)")
_WORD = re.compile(
    r"(?P<n>[一二三四五六七八九十]{1,2})(?P<word>要|抓|建|促|强|查|改|讲|看|学|做|创|帮|访|管|防|净|有|树|推|评|比|提|实|重)"
)
_SIGNED_NUMERAL = re.compile(r"(?:chinese|arabic) [、.()\[]{1,2}")
# A mark, and what may tell that it is none.
_LONGEST = 40
_HALFWIDTH = str.maketrans("０１２３４５６７８９．，：（）　", "0123456789.,:() ")
_FAMILIES = str.maketrans("（〔【［，：．）〕】］", "([[[,:.)]]]")


class Mark(NamedTuple):
    """A mark as typed, without white space; its number, and where the text begins behind it.

    Marks of one `family` may stand in one list. Without `typed`, it tells only where its entry
    stands, and is part of the text: no marker by example counts 3.1 or 第一阶段（3月）.
    """

    typed: str
    number: int
    family: str
    end: int

    @property
    def is_numeral(self) -> bool:
        """Whether it is a number with signs, and no words such as 第…阶段."""
        return bool(self.typed) and _SIGNED_NUMERAL.fullmatch(self.family) is not None

    @property
    def counts(self) -> bool:
        """Whether a list can count so."""
        return not self.family.startswith(("bullet", "decimal"))


def read_mark(text: str) -> Mark | None:
    """The mark that a line begins with, or None."""
    return _read(text[:_LONGEST])


@lru_cache(maxsize=4096)
def _read(text: str) -> Mark | None:
    found = _MARK.match(text)
    if not found or found.lastgroup is None:
        return None
    kind = _KINDS[found.lastgroup]
    mark = _mark(kind, found[0], found[f"{kind}_n"], found.end())
    # 第一阶段（3月—5月）：动员部署。 keeps its number before its time.
    if mark and kind == "step" and text[mark.end : mark.end + 1] in {"（", "("}:
        return mark._replace(typed="", end=0)
    return mark


def _mark(kind: str, typed: str, numeral: str, end: int) -> Mark | None:
    tight = "".join(typed.split())
    if kind == "bullet":
        return Mark(tight, 1, f"bullet {tight}", end)
    if kind == "decimal":
        numbers = re.split("[.．]", numeral)
        return Mark("", int(numbers[-1]) or 1, f"decimal {len(numbers)}", 0)
    number = number_of(numeral)
    if number is None or not 1 <= number <= LARGEST:
        return None
    try:
        marker = by_example(tight)
    except ValueError:
        return None
    if marker.start != number or not marker.writing:
        return None
    return Mark(tight, number, family_of(marker.before, marker.writing, marker.after), end)


def family_of(before: str, writing: str, after: str) -> str:
    """What marks of one list have in common, however they are typed: writing and brackets."""
    before, after = before.translate(_FAMILIES), after.translate(_FAMILIES)
    if before in {"(", "["}:
        after = before = "("
    elif after in set("、.,:。"):
        after = "、"
    elif after in {")", ")、"}:
        after = ")"
    after = after.rstrip("、,:") or after[:1]
    return f"{writing} {before}{after}"


def number_of(numeral: str) -> int | None:
    """The number that a numeral in any writing says, or None."""
    if numeral.translate(_HALFWIDTH).isascii() and numeral[:1].isdecimal():
        return int(numeral.translate(_HALFWIDTH))
    number = from_chinese(numeral)
    if number is not None or not numeral:
        return number
    # A sign that is a number by itself: ①, a, 甲, 壹.
    marker = by_example(f"{numeral}、") if len(numeral) == 1 and numeral not in "百零〇" else None
    return marker.start if marker and marker.writing else None


def read_marks(texts: Sequence[str]) -> list[Mark | None]:
    """The marks of consecutive lines; doubtful ones only where another line counts on from them."""
    marks = [read_mark(text) for text in texts]
    loose = [None if mark else _loose(text) for text, mark in zip(texts, marks, strict=True)]
    known = {(m.family, m.number) for m in (*marks, *loose) if m}
    for place, mark in enumerate(loose):
        if mark is None:
            continue
        near = ((mark.family, mark.number - 1), (mark.family, mark.number + 1))
        if any(pair in known for pair in near):
            marks[place] = mark
    return marks


def _loose(text: str) -> Mark | None:
    if found := _BARE.match(text):
        # As if its mark were there: its list has it.
        return Mark(found["n"], int(found["n"]), family_of("", "arabic", "、"), found.end())
    if found := _STOPPED.match(text):
        return _mark("arabic", found[0], found["n"], found.end())
    if found := _WORD.match(text):
        return _mark("word", found[0], found["n"], found.end())
    return None
