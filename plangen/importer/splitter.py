"""A source cut into the plans that it holds: 篇1 to 篇N, without what belongs to the web page."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from plangen.importer.heads import Head, find_heads, with_divisions, with_heads_apart
from plangen.importer.lines import Line, unbroken
from plangen.importer.marks import read_mark
from plangen.importer.notes import Note, in_order
from plangen.importer.page import PAGE, without_page, without_summary
from plangen.importer.source import CONTENTS
from plangen.importer.titles import COLLECTION, KINDS, TITLE
from plangen.importer.titling import with_plain_title, with_titles_apart
from plangen.problems import Words

_CONTENTS = re.compile(r"目\s*[录錄次]")
# What leads from an entry of a table of contents to the number of its page.
_DIGITS, _LEADER = "0123456789", " \u3000\t.．…·•"
# Where a table of contents begins at the latest.
_CONTENTS_TOP = 100
# A line as long as this is no heading of a page.
_TEXT = 30
# A title that says the kind of a plan and nothing else, and what is no line of titles.
_VAGUE = re.compile(rf"(?:(?:工作|活动|实施)?(?:{KINDS}))?")
_COLLECTED = re.compile(r"[（(【\[].*$|(?:汇编|汇总|合集|大全|集锦|范文|模板|精选).*$")
_NO_TITLE = re.compile("[。>»|：:]")


class Part(NamedTuple):
    """One plan's lines. `number` is its place in a collection, 0 if it stands alone.

    `title` is what the collection calls it; `named` tells that its own head does.
    """

    lines: tuple[Line, ...]
    number: int = 0
    title: str = ""
    named: bool = False


class Parts(NamedTuple):
    """The plans of a source, and what was left out."""

    parts: tuple[Part, ...]
    notes: tuple[Note, ...]


_NAME = Words(
    "汇编中的篇名，编号用于文件名",
    "the part's name in the collection; its number is in the file's name",
)


def split(lines: Sequence[Line]) -> Parts:
    """Cut a source; one without parts is one plan."""
    notes: list[Note] = []
    lines = [part for line in lines for part in unbroken(line, title=line.level == 0)]
    lines = list(_without_contents(lines, notes))
    lines = list(without_summary(lines, notes))
    lines = list(with_titles_apart(lines, notes))
    cut = list(with_heads_apart(lines))
    heads = find_heads(cut)
    if not heads:
        divided = list(with_divisions(lines))
        alone = with_plain_title(without_page(divided, frozenset(), notes), notes)
        return Parts((Part(tuple(alone)),), in_order(notes))
    lines = cut
    first = heads[0].at
    title = _page_title(lines[:first], heads[0].title)
    pages = frozenset(line.text for line in lines[:first]) | {head.title for head in heads}
    same = len({head.title for head in heads}) == 1
    parts: list[Part] = []
    if heads[0].number > 1 and any(_is_text(line) for line in lines[:first]):
        # A further page of a site begins with the rest of a part.
        left: list[Note] = []
        rest = tuple(without_page(lines[:first], frozenset(), left))
        introduced = any(COLLECTION.search(line.text) for line in lines[:first])
        if any(map(_is_marked if introduced else _is_text, rest)):
            notes += left
            parts.append(Part(rest, heads[0].number - 1, title, bool(title)))
    if not parts:
        notes += (Note(line.place, "left-out", line.text, PAGE) for line in lines[:first])
    for head, after in zip(heads, [*heads[1:], None], strict=True):
        end = len(lines) if after is None else after.at
        body = without_page(_with_rest(head, lines[head.at : end], notes), pages, notes)
        named = title if same else head.title or title
        parts.append(Part(tuple(body), head.number, named, bool(head.title)))
    return Parts(tuple(parts), in_order(notes))


def _with_rest(head: Head, lines: Sequence[Line], notes: list[Note]) -> list[Line]:
    """The lines of a part without its head, and with what follows this in its line.

    That is the title, 篇一：柳湾创城工作计划, if no other stands below.
    """
    line, *others = lines
    rest = head.rest
    if rest and TITLE.fullmatch(rest) and not read_mark(rest):
        titled = _titles_below(rest, others)
        others = [one._replace(level=0) for one in others[:titled]] + others[titled:]
        if titled:
            rest = ""
        begin = [line._replace(text=rest, level=0, lead=0)]
    else:
        begin = [line._replace(text=rest, level=None, lead=0)]
    name = line.text[: len(line.text) - len(rest)].strip()
    notes.append(Note(line.place, "left-out", name, _NAME))
    return [*begin, *others] if rest else others


def _titles_below(title: str, lines: Sequence[Line]) -> int:
    """How many lines below a part's name say its title: one that is one, or two that repeat it."""
    texts = ["" if one.rows or read_mark(one.text) else one.text for one in lines[:2]]
    both = "".join(texts)
    if len(texts) > 1 and all(texts) and len(both) <= len(title) + 4 and title in both:
        return 2
    return int(bool(texts) and TITLE.fullmatch(texts[0]) is not None)


def _without_contents(lines: Sequence[Line], notes: list[Note]) -> Iterator[Line]:
    """The lines without a table of contents, whose entries all come again as headings."""
    plain = [line.text.rstrip(_DIGITS).rstrip(_LEADER) for line in lines]
    left = 0
    for at, line in enumerate(lines):
        left = left or (_contents_end(lines, plain, at) if at < _CONTENTS_TOP else 0)
        if at < left:
            notes.append(Note(line.place, "left-out", line.text, CONTENTS))
        else:
            yield line


def _contents_end(lines: Sequence[Line], plain: Sequence[str], at: int) -> int:
    """Where a table of contents ends that begins at a line, or 0.

    Its first line says so, or all its lines lead to the number of a page.
    """
    first = at + 1
    if _CONTENTS.fullmatch(lines[at].text):
        end = next((one for one in range(first + 1, len(lines)) if plain[one] == plain[first]), 0)
    else:
        first = at
        end = next((one for one in range(at, len(lines)) if not _leads(lines[one].text)), 0)
    if end - at < 2:  # noqa: PLR2004
        return 0
    known = set(plain[end:])
    return end if all(text in known for text in plain[first:end]) else 0


def _leads(text: str) -> bool:
    """Whether dots or a tab lead to a number at a text's end: 一、总体要求………3."""
    entry = text.rstrip(_DIGITS)
    leader = entry[len(entry.rstrip(_LEADER)) :].strip(" \u3000")
    return entry != text and ("\t" in leader or "…" in leader or len(leader) > 2)  # noqa: PLR2004


def _is_marked(line: Line) -> bool:
    return not line.rows and read_mark(line.text) is not None


def _is_text(line: Line) -> bool:
    """Whether a line is more than a heading of a page."""
    return bool(line.rows) or read_mark(line.text) is not None or len(line.text) >= _TEXT


def _page_title(before: Sequence[Line], title: str) -> str:
    """What the parts are called: by their heads, or if these only say 方案, by the page."""
    if not _VAGUE.fullmatch(title):
        return title
    lines = [line.text for line in before if not _NO_TITLE.search(line.text)]
    named = [_COLLECTED.sub("", COLLECTION.sub("", text)).strip() for text in lines]
    return next(
        (text for text in reversed(named) if re.search(f"(?:{KINDS})", text) and text != title),
        title,
    )
