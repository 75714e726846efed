"""Titles that pages run together with other text: with themselves, with a heading, with praise."""

import re
from collections.abc import Iterable, Iterator, Sequence

from plangen.importer.gluing import is_heading_text
from plangen.importer.lines import Line
from plangen.importer.marks import Mark, read_mark
from plangen.importer.notes import Note
from plangen.importer.titles import COLLECTION, KINDS, TITLE
from plangen.problems import Words

# Where the title of a plan stands at the latest.
_TOP = 30
_GLUED = re.compile(
    rf"(?P<title>[^。；;，,！!？?：:\s、《》]{{3,40}}?(?:{KINDS}))\s*(?P<rest>一、(?!\s*[二三四五六七八九十]).+)",
    re.DOTALL,
)
_BRACKETED = re.compile(
    rf"[【\[](?P<title>[^【】\[\]。；;！!？?：:]{{4,40}}(?:{KINDS}))[】\]]\s*(?P<rest>.{{20,}})",
    re.DOTALL,
)
_FIGURE = "[0-9〇○零一二三四五六七八九十]"
# A paper that issues a plan, its date, and the plan, all in one line.
_ISSUED = re.compile(
    r"(?P<title>[^。；;！!？?：:\s]{6,80}的通知)\s+(?P<to>各[^。；;！!？?：:]{2,60}[：:])\s*(?P<text>.{10,300}?。)\s+"
    rf"(?P<date>{_FIGURE}{{2,4}}年{_FIGURE}{{1,3}}月{_FIGURE}{{1,3}}日)\s+"
    rf"(?P<plan>[^。；;，,！!？?：:\s]{{4,60}}(?:{KINDS}))\s+(?P<rest>.{{10,}})",
    re.DOTALL,
)
_UPPERMOST = "chinese 、"
_APART = Words("标题与下文连在一起，已分开", "the title ran on into the text; split off")
_AGAIN = Words("标题重复", "the title once more")
_AROUND = Words("标题外的括号", "the brackets around the title")
_COLLECTED = Words("网页给标题加的字", "what the page added to the title")


def with_titles_apart(lines: Sequence[Line], notes: list[Note]) -> Iterator[Line]:
    """The lines with a title above the first heading on a line of its own."""
    marks = [None if line.rows else read_mark(line.text) for line in lines]
    first = next((at for at, mark in enumerate(marks) if mark and mark.counts), len(lines))
    goes_on = _goes_on([mark for mark in marks if mark and mark.counts])
    title = ""
    for at, line in enumerate(lines):
        if at > min(first, _TOP) or line.rows or line.style or marks[at]:
            yield line
            continue
        if not at and (named := _BRACKETED.fullmatch(line.text)):
            brackets = (line.text[0], line.text[named.end("title")])
            notes += (Note(line.place, "left-out", one, _AROUND) for one in brackets)
            yield line._replace(text=named["title"], level=0, lead=0)
            yield line._replace(text=named["rest"], level=None, lead=0)
            continue
        texts = _apart(line.text, title, first=not at, goes_on=goes_on)
        notes += (Note(line.place, "split", text, _APART) for text in texts[1:])
        half = texts[0][: len(texts[0]) // 2]
        if half * 2 == texts[0] and TITLE.fullmatch(half):
            notes.append(Note(line.place, "left-out", half, _AGAIN))
            texts[0] = half
        title = title or (texts[0] if TITLE.fullmatch(texts[0]) else "")
        yield line if texts[0] == line.text else line._replace(text=texts[0], lead=0)
        yield from (line._replace(text=text, level=None, lead=0) for text in texts[1:])


def _apart(text: str, title: str, *, first: bool, goes_on: bool) -> list[str]:
    """A line cut behind a title, its own or the one that stands above; whole if none begins it."""
    issued = _ISSUED.fullmatch(text) if first else None
    if issued:
        return list(issued.groups())
    rest = text.removeprefix(title) if title else text
    if rest != text and rest[:1].isspace() and read_mark(rest.strip()):
        return [title, rest.strip()]
    glued = _GLUED.fullmatch(text)
    if glued and goes_on and is_heading_text(glued["rest"]):
        return [glued["title"], glued["rest"]]
    return [text]


def _goes_on(marks: Sequence[Mark]) -> bool:
    """Whether marks below a title and 一、 are of a list that these begin: 二、, or （一） at once."""
    second = any((mark.family, mark.number) == (_UPPERMOST, 2) for mark in marks)
    return second or bool(marks and marks[0].family != _UPPERMOST and marks[0].number == 1)


def with_plain_title(lines: Iterable[Line], notes: list[Note]) -> Iterator[Line]:
    """The lines of a plan whose first is without what a page adds to a title: 精选10篇, 完整版."""
    for at, line in enumerate(lines):
        bare = COLLECTION.sub("", line.text).rstrip() if not at and not line.rows else line.text
        if bare != line.text and TITLE.fullmatch(bare):
            added = line.text[len(bare) :].strip()
            notes.append(Note(line.place, "left-out", added, _COLLECTED))
            yield line._replace(text=bare, lead=0)
        else:
            yield line
