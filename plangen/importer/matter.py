"""What stands around the body of a plan: its title, to whom it goes, its annexes, who signs."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from plangen.dates import looks_like_date, parse_date
from plangen.importer.gluing import is_heading_text
from plangen.importer.lines import Line
from plangen.importer.marks import read_mark
from plangen.importer.people import label_of
from plangen.importer.roles import is_section_title
from plangen.importer.titles import TITLE
from plangen.layout import Imprint, RedHead
from plangen.model import Signature, When

# What a title names, and a heading inside a plan does not.
_PLACED = re.compile(r"20\d\d年|20[xX×]{2}年|[^全各本我]社区.{4}|街道.{4}|年度")
# Whose plan it is, in titles as short as a section's: 社区工作计划, 德育处工作计划.
_WHOSE = re.compile(
    r"(?:社区|村|街道|支部|学校|中心|[委会处科室园所站队办]).{0,2}工作(?:计划|安排|方案|要点)"
)
_SUBTITLE = re.compile(r"[（(【\[].{2,40}[】\])）]|——.{4,40}")
_RECIPIENTS = re.compile(r"(?:各|尊敬的|致|全体|本)?[^。；;！!？?]{2,80}[：:]")
_TO_WHOM = re.compile(
    r"^各|[各本].{0,12}(?:单位|部门|社区|支部|科室|小组|中心|街道|居委会|村)|同志们|居民(?:朋友)?们|居民小组"
)
# What sentences that lead into a plan say, and an address does not: 本村做好以下工作：.
_NO_ADDRESS = re.compile(
    r"(?:如下|以下|下列|几[点项个]|方面|工作|方案|计划|任务|措施|安排|意见)\s*[：:]$"
    "|做好|抓好|开展|制[定订]|根据|按照|围绕|为了|实行|现将|坚持|通过"
)
_DIGITS = "0-9〇○零一二三四五六七八九十xX×ＸO０-９*"
_DATE = re.compile(
    rf"(?:[{_DIGITS}]{{2,6}}\s*年\s*(?:[{_DIGITS}]{{0,3}}|元)\s*月?|[{_DIGITS}]{{2,6}}\s*月)\s*[{_DIGITS}]{{0,4}}\s*[日号]?|20\d\d[-./]\d{{1,2}}[-./]\d{{1,2}}"
)
_SIGNER = re.compile(r"[^。；;：:，,！!？?]{2,36}")
_SIGNER_END = re.compile(
    r"(?:会|社区|党委|支部|总支|办|办公室|办事处|中心|局|处|站|所|街道|镇|乡|村|校|学校|院|园|政府|公司|团|队|组|部|科|室)(?:[（(].{1,12}[)）])?$"
)
_SIGNED = re.compile(rf"(?P<by>{_SIGNER.pattern}?)\s+(?P<date>{_DATE.pattern})")
_COUNT = "[0-9一二三四五六七八九十]{1,2}"
_ATTACHED = re.compile(
    rf"附\s*(?:件\s*(?P<n>{_COUNT})\s*[：:、.．]|件?\s*[：:])\s*(?P<rest>.*)", re.DOTALL
)
_LABEL = re.compile(r"附\s*件\s*(?:[0-9一二三四五六七八九十]{1,3})?\s*[：:]?")
_PAPER = re.compile(r"[^。，,；;：:]{2,30}文件")
_NUMBER = re.compile(r"[^。，,；;：:\d]{1,14}[〔\[（(]\s*\d{4}\s*[〕\]）)]\s*第?\d{1,4}号")
_SIGNED_BY = re.compile(r"(?P<number>\S*)\s*签发人[：:]\s*(?P<signer>\S+)")
_COPIES = re.compile(r"抄\s*送\s*[：:]\s*(?P<to>\S.*?)。?", re.DOTALL)
_PRINTED = re.compile(r"(?P<by>\S.{1,40}?)\s*(?P<date>20\d\d年\d{1,2}月\d{1,2}日)印发")
# A heading whose text is a date.
_ASKS_WHEN = re.compile(r"[^。；;，,]{0,12}(?:时间|日期|时限|期限)[：:]?\s*")
_TITLES = frozenset({"title", "title-above", "part-title", "part-title-above"})
_LONGEST_TITLE = 60
_LONGEST_SLOGAN = 20
_LONGEST_SIGNER = 20
_SIGNERS = 3
# How far from the end the list of annexes begins at most.
_NOTE = 14
_NUMBERED = re.compile(r"\s*\d{1,2}\s*[.．、]\s*(?P<rest>\S.*)", re.DOTALL)


class Annex(NamedTuple):
    """An annex: what its label says, its title, and the lines of its content."""

    title: str
    lines: tuple[Line, ...] = ()


class Matter(NamedTuple):
    """What was found, and the lines between: the body."""

    lines: tuple[Line, ...]
    title: str = ""
    subtitle: str = ""
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    signature: Signature | None = None
    red_head: RedHead | None = None
    imprint: Imprint | None = None


def read_matter(lines: Sequence[Line], *, named: bool = False, back: bool = True) -> Matter:
    """Front and back of a plan's lines, and its body.

    `named` tells that its title is known; without `back`, what is at the end stays in the body.
    """
    taker = _Taker(list(lines))
    red_head = taker.red_head()
    title, subtitle = taker.title(named=named)
    recipients = taker.recipients()
    if not back:
        return Matter(tuple(taker.rest), title, subtitle, recipients, red_head=red_head)
    imprint = taker.imprint()
    contents = taker.contents()
    signature = taker.signature()
    annexes = taker.annexes(contents)
    return Matter(
        tuple(taker.rest), title, subtitle, recipients, annexes, signature, red_head, imprint
    )


_NONE = Line("", 0)


class _Taker:
    """Takes one thing after another off both ends of the lines."""

    def __init__(self, rest: list[Line]) -> None:
        self.rest = rest

    def red_head(self) -> RedHead | None:
        """The head of an issued paper: 清河街道办事处文件, 清街办〔2027〕3号."""
        first, second = (*self.rest[:2], _NONE, _NONE)[:2]
        if first.style == "red-head-alone":
            del self.rest[0]
            return RedHead(first.text)
        styled = first.style == "red-head"
        signed = _SIGNED_BY.fullmatch(second.text)
        if not styled and not (
            _PAPER.fullmatch(first.text) and (signed or _NUMBER.fullmatch(second.text))
        ):
            return None
        del self.rest[:2]
        return (
            RedHead(first.text, signed["number"], signed["signer"])
            if signed
            else RedHead(first.text, second.text)
        )

    def title(self, *, named: bool) -> tuple[str, str]:
        """The title and the subtitle."""
        rest = self.rest
        titles: list[str] = []
        if len(rest) > 1 and _is_office(rest[0]) and _is_title(rest[1]) and not _is_title(rest[0]):
            titles.append(rest.pop(0).text)
        if (
            len(rest) > 1
            and not _is_title(rest[0])
            and _may_be_title(rest[0], rest[1], named=named)
        ):
            titles.append(rest.pop(0).text)
        elif rest and _is_title(rest[0]):
            titles.append(rest.pop(0).text)
            while rest and _goes_on(rest[0]):
                titles.append(rest.pop(0).text)
        subtitle = ""
        if titles and rest and (rest[0].style == "subtitle" or _is_subtitle(rest[0].text)):
            subtitle = rest.pop(0).text
        return "\n".join(titles), subtitle

    def recipients(self) -> tuple[str, ...]:
        """To whom it goes: 各居民小组、各网格：."""
        if not self.rest or not _is_address(*self.rest[:2]):
            return ()
        text = self.rest[0].text.rstrip("：: ")
        if not text:
            return ()
        del self.rest[0]
        names = tuple(name.strip() for name in text.split("、"))
        return names if all(names) else (text,)

    def imprint(self) -> Imprint | None:
        """The last lines of an issued paper: 抄送：, 印发."""
        printed = _PRINTED.fullmatch(self.last.text)
        if printed:
            del self.rest[-1]
        copies = _COPIES.fullmatch(self.last.text)
        if copies:
            del self.rest[-1]
        if not printed and not copies:
            return None
        to = tuple(re.split("[，、]", copies["to"])) if copies else ()
        by, date = (printed["by"], printed["date"]) if printed else ("", "")
        return Imprint(to, by, date)

    def contents(self) -> list[Annex]:
        """The annexes that follow, each below a line 附件1, or 附件1：… if they were listed so."""
        listed: set[str] = set()
        starts: list[int] = []
        for at, (line, after) in enumerate(pairwise([*self.rest, _NONE])):
            title = _annex_title(line.text)
            again = title in listed and _ATTACHED.fullmatch(line.text)
            if at and (again or (_is_label(line) and not _NUMBERED.fullmatch(after.text))):
                starts.append(at)
            if title:
                listed.add(title)
        ends = pairwise([*starts, len(self.rest)])
        found = [_annex(self.rest[start:end]) for start, end in ends]
        if not all(found):
            return []
        del self.rest[starts[0] if starts else len(self.rest) :]
        return [annex for annex in found if annex]

    def annexes(self, contents: list[Annex]) -> tuple[Annex, ...]:
        """The annexes by their list, 附件：1.…, with those that follow."""
        titles = self.note()
        left = {"".join(annex.title.split()): annex for annex in contents}
        return tuple(
            left.get("".join(title.split()), Annex(title))._replace(title=title) for title in titles
        )

    def note(self) -> list[str]:
        """The titles of annexes that the last lines list; they are taken off."""
        rest = self.rest
        first = next((at for at in self.near_end if _ATTACHED.fullmatch(rest[at].text)), 0)
        while first > 1 and _has_number(rest[first]) and _has_number(rest[first - 1]):
            first -= 1
        if not first:
            return []
        lines = [_ATTACHED.fullmatch(line.text) or line.text for line in rest[first:]]
        texts = [line if isinstance(line, str) else line["rest"] for line in lines]
        texts = list(filter(None, texts))
        numbered = [_NUMBERED.fullmatch(text) for text in texts]
        titles = [one["rest"] for one in numbered if one] if all(numbered) else texts
        listed = all(numbered) or len(titles) == 1 or all(map(_has_number, rest[first:]))
        if not listed or not all(map(_may_be_annex, titles)):
            return []
        del rest[first:]
        return titles

    @property
    def near_end(self) -> range:
        """Where the list of annexes may begin, from the end on."""
        return range(len(self.rest) - 1, max(len(self.rest) - _NOTE, 0), -1)

    def signature(self) -> Signature | None:
        """Who signs and when: the last lines, short and without marks."""
        date, by = "", []
        signed = _SIGNED.fullmatch(self.last.text)
        if self.answers_heading():
            return None
        if _DATE.fullmatch(self.last.text) and _is_possible(self.last.text):
            date = self.rest.pop().text
        elif signed and _SIGNER_END.search(signed["by"]) and _is_possible(signed["date"]):
            self.rest.pop()
            date, by = signed["date"], [signed["by"]]
        elif self.signs_below_date():
            by = [self.rest.pop().text]
            date = self.rest.pop().text
            return Signature(tuple(by), _when(date))
        while len(self.rest) > 1 and len(by) < _SIGNERS and self.signs(date, by):
            by.insert(0, self.rest.pop().text)
        return Signature(tuple(by), _when(date)) if date or by else None

    def answers_heading(self) -> bool:
        """Whether the last line says what a heading above it asks for: 三、活动时间."""
        before = self.rest[-2].text if len(self.rest) > 1 else ""
        mark = read_mark(before)
        return mark is not None and _ASKS_WHEN.fullmatch(before, mark.end) is not None

    def signs_below_date(self) -> bool:
        """Whether the last two lines are a date and somebody who signs."""
        date = self.rest[-2] if len(self.rest) > 2 else _NONE  # noqa: PLR2004
        last = self.last.text
        is_date = _DATE.fullmatch(date.text) is not None and _is_possible(date.text)
        return is_date and not _DATE.fullmatch(last) and is_signing(last) and not read_mark(last)

    def signs(self, date: str, by: list[str]) -> bool:
        """Whether the last line is somebody who signs."""
        line, before = self.rest[-1], self.rest[-2]
        if line.style.startswith("signature"):
            return True
        if (
            line.rows
            or line.style not in {"", "body"}
            or not _SIGNER.fullmatch(line.text)
            or read_mark(line.text)
        ):
            return False
        known = line.align == "right" or _SIGNER_END.search(line.text) is not None
        if date:
            return known or (not by and len(line.text) <= _LONGEST_SIGNER)
        return not by and known and before.text[-1:] in set("。！!")

    @property
    def last(self) -> Line:
        """The last line, or an empty one."""
        return self.rest[-1] if self.rest and not self.rest[-1].rows else _NONE


def _is_subtitle(text: str) -> bool:
    return _SUBTITLE.fullmatch(text) is not None and read_mark(text) is None


def _is_possible(date: str) -> bool:
    """Whether a date is in the calendar, or is one only a reader can tell."""
    tight = "".join(date.split())
    return parse_date(tight) is not None or not looks_like_date(tight)


def _when(date: str) -> When:
    """A day or month as a date, anything else in the words that were used."""
    known = parse_date("".join(date.split()))
    return known if known is not None else date


def _is_label(line: Line) -> bool:
    return line.style == "annex-label" or (
        not line.rows and _LABEL.fullmatch(line.text) is not None
    )


def _has_number(line: Line) -> bool:
    """Whether a line is one of a list of annexes: 附件2：…."""
    found = _ATTACHED.fullmatch(line.text)
    return bool(found and found["n"] and found["rest"])


def _annex(lines: Sequence[Line]) -> Annex | None:
    """An annex with its content; None if nothing below its label can be its title."""
    label, *content = lines
    if not _is_label(label):
        return Annex(_annex_title(label.text), tuple(content))
    title, *content = content or [_NONE]
    named = not title.rows and is_heading_text(title.text)
    return Annex(title.text, tuple(content)) if named else None


def _annex_title(text: str) -> str:
    """What a line in a list of annexes names; nothing if it is no such line."""
    found = _ATTACHED.fullmatch(text)
    rest = found["rest"] if found else text
    numbered = _NUMBERED.fullmatch(rest)
    return "".join((numbered["rest"] if numbered else rest if found else "").split())


def _may_be_annex(title: str) -> bool:
    return len(title) <= _LONGEST_TITLE and not title.endswith(("。", "；", ";"))


def _is_title(line: Line) -> bool:
    """Whether a line is a title by its look or by its words."""
    if line.level == 0 or line.style in _TITLES:
        return not line.rows
    if line.rows or read_mark(line.text):
        return False
    if line.align == "center" and not line.style and is_heading_text(line.text):
        return not _is_subtitle(line.text)
    if line.style or _SUBTITLE.fullmatch(line.text):
        return False
    named = not is_section_title(line.text) or _WHOSE.search(line.text) is not None
    return TITLE.fullmatch(line.text) is not None and named


def is_signing(text: str) -> bool:
    """Whether a line is a date or somebody who signs."""
    who = len(text) <= _LONGEST_SIGNER and _SIGNER.fullmatch(text) and _SIGNER_END.search(text)
    return _DATE.fullmatch(text) is not None or bool(who)


def _is_office(line: Line) -> bool:
    """Whether a line is the name of an office, which may stand above a title."""
    short = not line.rows and not line.style and len(line.text) <= _LONGEST_SIGNER
    return short and _SIGNER_END.search(line.text) is not None and not read_mark(line.text)


def _goes_on(line: Line) -> bool:
    """Whether a line is more of a title."""
    if line.rows or read_mark(line.text) or line.style not in {"", *_TITLES}:
        return False
    if line.level == 0 or line.style:
        return True
    return line.align == "center" and is_heading_text(line.text) and not _is_subtitle(line.text)


def _may_be_title(line: Line, after: Line, *, named: bool) -> bool:
    """Whether the first line of a plan is a title that nothing marks: short, above the text."""
    text = line.text
    if (
        line.rows
        or line.style
        or line.level is not None
        or read_mark(text)
        or is_section_title(text)
    ):
        return False
    if (
        not is_heading_text(text)
        or text[-1] in "：:，,。！"
        or label_of(text)
        or _DATE.fullmatch(text)
    ):
        return False
    if named and not _PLACED.search(text):
        return False
    # A long text with commas is the beginning of a sentence, unless it says what it is.
    if len(text) > _LONGEST_SLOGAN and re.search("[，,]", text) and not TITLE.fullmatch(text):
        return False
    return not is_heading_text(after.text) or read_mark(after.text) is not None


def _is_address(line: Line, after: Line = _NONE) -> bool:
    if line.style == "recipients":
        return True
    text = line.text
    if line.rows or not after.text or read_mark(text) or is_section_title(text) or label_of(text):
        return False
    if _NO_ADDRESS.search(text):
        return False
    return _RECIPIENTS.fullmatch(text) is not None and _TO_WHOM.search(text) is not None
