"""What stands around the body of a plan: its title, to whom it goes, its annexes, who signs."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from plangen.dates import parse_date
from plangen.importer.gluing import is_heading_text
from plangen.importer.lines import Line
from plangen.importer.marks import read_mark
from plangen.importer.people import label_of
from plangen.importer.roles import is_section_title
from plangen.model import Attachment, Signature

_KINDS = (
    "计划|計劃|計畫|方案|要点|要點|规划|規劃|安排|意见|办法|通知|细则|预案|思路|措施|制度|打算|设想|目标责任书|倡议书|安排表|清单|一览表"
    "|总结|报告"
)
_TITLE = re.compile(
    rf"(?!.*[。；;！!？?]).{{2,60}}(?:{_KINDS})(?:\s*[（(【\[].{{1,20}}[】\])）]|\s*[一二三四五六七八九十\d]{{1,3}})?"
)
# What a title names, and a heading inside a plan does not.
_PLACED = re.compile(r"20\d\d年|20[xX×]{2}年|[^全各本我]社区.{4}|街道.{4}|年度")
_SUBTITLE = re.compile(r"[（(【\[].{2,40}[】\])）]|——.{4,40}")
_RECIPIENTS = re.compile(r"(?:各|尊敬的|致|全体|本)?[^。；;！!？?]{2,80}[：:]")
_TO_WHOM = re.compile(
    r"^各|[各本].{0,12}(?:单位|部门|社区|支部|科室|小组|中心|街道|居委会|村)|同志们|居民(?:朋友)?们|居民小组"
)
_DIGITS = "0-9〇○零一二三四五六七八九十xX×ＸO０-９*"
_DATE = re.compile(
    rf"(?:[{_DIGITS}]{{2,6}}\s*年\s*[{_DIGITS}]{{0,3}}\s*月?|[{_DIGITS}]{{2,6}}\s*月)\s*[{_DIGITS}]{{0,4}}\s*[日号]?|20\d\d[-./]\d{{1,2}}[-./]\d{{1,2}}"
)
_SIGNER = re.compile(r"[^。；;：:，,！!？?]{2,36}")
_SIGNER_END = re.compile(
    r"(?:会|社区|党委|支部|总支|办|办公室|办事处|中心|局|处|站|所|街道|镇|乡|村|校|学校|院|园|政府|公司|团|队|组|部|科|室)(?:[（(].{1,12}[)）])?$"
)
_SIGNED = re.compile(rf"(?P<by>{_SIGNER.pattern}?)\s+(?P<date>{_DATE.pattern})")
_ATTACHED = re.compile(r"附\s*件\s*[：:]\s*(?P<rest>.*)", re.DOTALL)
_NUMBERED = re.compile(r"\s*\d{1,2}\s*[.．、]\s*(?P<rest>\S.*)", re.DOTALL)


class Matter(NamedTuple):
    """What was found, and the lines between: the body."""

    title: str = ""
    subtitle: str = ""
    recipients: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    signature: Signature | None = None


def read_matter(lines: Sequence[Line], *, named: bool = False) -> Matter:
    """Front and back of a plan's lines, and its body; `named` tells that its title is known."""
    rest = list(lines)
    title, subtitle = _take_title(rest, named=named)
    recipients = _take_recipients(rest)
    attachments = _take_attachments(rest)
    signature = _take_signature(rest)
    if not attachments:
        attachments = _take_attachments(rest)
    return Matter(title, subtitle, recipients, tuple(rest), attachments, signature)


def _take_title(rest: list[Line], *, named: bool) -> tuple[str, str]:
    title: list[str] = []
    if (
        len(rest) > 1
        and not named
        and not _is_title(rest[0], first=True)
        and _may_be_title(*rest[:2])
    ):
        title.append(rest.pop(0).text)
    while rest and _is_title(rest[0], first=not title):
        title.append(rest.pop(0).text)
        if not (
            (rest and rest[0].align == "center")
            or (rest and rest[0].level == 0)
            or (rest and rest[0].style in {"title", "title-above"})
        ):
            break
    subtitle = ""
    if (
        title
        and rest
        and (rest[0].style == "subtitle" or _SUBTITLE.fullmatch(rest[0].text))
        and read_mark(rest[0].text) is None
    ):
        subtitle = rest.pop(0).text
    return "\n".join(title), subtitle


def _is_title(line: Line, *, first: bool) -> bool:
    if line.rows or read_mark(line.text):
        return False
    if line.level == 0 or line.style in {"title", "title-above"}:
        return True
    if line.style or _SUBTITLE.fullmatch(line.text):
        return False
    named = _TITLE.fullmatch(line.text) is not None and not is_section_title(line.text)
    return named if first else line.align == "center" and is_heading_text(line.text)


def _may_be_title(line: Line, after: Line, *, named: bool) -> bool:
    """Whether the first line of a plan without a known title is one: short, above the text."""
    text = line.text
    if (
        line.rows
        or line.style
        or line.level is not None
        or read_mark(text)
        or is_section_title(text)
    ):
        return False
    if not is_heading_text(text) or text[-1] in "：:，," or label_of(text) or _DATE.fullmatch(text):
        return False
    if named and not _PLACED.search(text):
        return False
    return not is_heading_text(after.text) or read_mark(after.text) is not None


def _take_recipients(rest: list[Line]) -> tuple[str, ...]:
    if not rest or rest[0].rows:
        return ()
    text = rest[0].text
    if rest[0].style != "recipients":
        if (
            not _RECIPIENTS.fullmatch(text)
            or not _TO_WHOM.search(text)
            or read_mark(text)
            or is_section_title(text)
        ):
            return ()
        if len(rest) < 2 or label_of(text):  # noqa: PLR2004
            return ()
    rest.pop(0)
    names = [name.strip() for name in re.split("、", text.rstrip("：: "))]
    return tuple(names) if all(names) else (text.rstrip("：: "),)


def _take_signature(rest: list[Line]) -> Signature | None:
    """Who signs and when: the last lines, short and without marks."""
    end = len(rest)
    date = ""
    by: list[str] = []
    if end and not rest[-1].rows:
        text = rest[-1].text
        if _DATE.fullmatch(text):
            date = text
            end -= 1
        elif (found := _SIGNED.fullmatch(text)) and _SIGNER_END.search(found["by"]):
            date, by = found["date"], [found["by"]]
            end -= 1
    while end > 1 and len(by) < 3 and (date or rest[end - 1].style.startswith("signature")):  # noqa: PLR2004
        line = rest[end - 1]
        signs = (
            line.style.startswith("signature")
            or line.align == "right"
            or _SIGNER_END.search(line.text)
        )
        if (
            line.rows
            or not _SIGNER.fullmatch(line.text)
            or read_mark(line.text)
            or not (signs or not by)
        ):
            break
        if not signs and len(line.text) > 20:  # noqa: PLR2004
            break
        by.insert(0, line.text)
        end -= 1
    if not date and not by and end > 2:  # noqa: PLR2004
        line, before = rest[-1], rest[-2]
        ended = not before.rows and before.text[-1:] in "。！!"
        if (
            not line.rows
            and ended
            and _SIGNER.fullmatch(line.text)
            and _SIGNER_END.search(line.text)
            and not read_mark(line.text)
        ):
            by = [line.text]
            end -= 1
    if not date and not by:
        return None
    del rest[end:]
    known = parse_date("".join(date.split()))
    when = (
        known if known is not None and known.day and str(known) == "".join(date.split()) else date
    )
    return Signature(tuple(by), when)


def _take_attachments(rest: list[Line]) -> tuple[Attachment, ...]:
    """The list of annexes among the last lines: 附件：1.…, 2.…."""
    for at in range(len(rest) - 1, max(len(rest) - 12, 0), -1):
        found = None if rest[at].rows else _ATTACHED.fullmatch(rest[at].text)
        if not found or not found["rest"]:
            continue
        titles = [found["rest"]]
        numbered = _NUMBERED.fullmatch(found["rest"])
        end = at + 1
        if numbered:
            titles = [numbered["rest"]]
            while end < len(rest) and (further := _NUMBERED.fullmatch(rest[end].text)):
                titles.append(further["rest"])
                end += 1
        if (numbered and len(titles) == 1) or any(len(title) > 60 for title in titles):  # noqa: PLR2004
            return ()
        del rest[at:end]
        return tuple(Attachment(title) for title in titles)
    return ()
