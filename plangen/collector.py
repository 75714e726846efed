"""Many documents bound into one (汇编): a title, a table of contents, then 篇1 to 篇N."""

import re
from collections.abc import Iterable, Iterator, Sequence

from plangen.document import (
    DEEPEST_CONTENTS,
    DEEPEST_HEADING,
    Block,
    Contents,
    Document,
    Heading,
    Paragraph,
    Run,
    Section,
    one_line,
    text_of,
)
from plangen.layout import Layout
from plangen.markers import LARGEST, Marker, by_example
from plangen.model import Plan
from plangen.problems import UsageError, Words
from plangen.views import width

MARKER = "篇1"
_SPACE = "　"
# How many characters of 小标宋 二号 a line holds.
_TITLE_LENGTH = 20
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}年")
_CONTENTS_TITLE = Paragraph((Run("目录", "", 3),), "contents-title")
# In a collection all headings stand one level lower than in a plan of its own.
_STYLES = {
    "title": "part-title",
    "title-above": "part-title-above",
    "annex-title": "part-annex-title",
    **{f"heading{level}": f"part-heading{level}" for level in range(1, DEEPEST_HEADING + 1)},
}


def collect(
    documents: Iterable[Document],
    *,
    title: str = "",
    marker: str = MARKER,
    depth: int = 0,
    title_page: bool = False,
) -> Document:
    """One document of many, each of which begins a page with its title, counted as `marker` shows.

    Without a `title`, one that says how many there are. The contents list the titles, and with a
    `depth` of 1 or 2 the headings below them. With `title_page`, the title has a page of its own.

    Raises:
        UsageError: there is no document, or the title, the marker or the depth is of no use.
    """
    from plangen.source import FORBIDDEN

    bound = tuple(documents)
    counted = _marker(marker, len(bound))
    title = "\n".join(title.strip().splitlines())
    if odd := FORBIDDEN.search(title + marker):
        code = f"U+{ord(odd[0]):04X}"
        raise UsageError(Words(f"不可用的字符{code}", f"the character {code} is not allowed"))
    if not 0 <= depth <= DEEPEST_CONTENTS:
        raise UsageError(
            Words(f"目录深度{depth}：应是0到{DEEPEST_CONTENTS}",
                  f"a depth of {depth}: contents go from 0 to {DEEPEST_CONTENTS}")
        )  # fmt: skip
    title = title or default_title(bound)
    sections = list(_front(title, depth, title_page=title_page))
    for number, document in enumerate(bound, counted.start):
        sections += _part(document, counted.label(number))
    authors = {document.author for document in bound}
    author = authors.pop() if len(authors) == 1 else ""
    date = max(document.date for document in bound)
    return Document(tuple(sections), one_line((Run(title),)), author, date)


def for_collection(plan: Plan, layout: Layout) -> Plan:
    """A plan in the layout of a collection, without what only a paper of its own has.

    The forms of its months, stages and groups stay; red head, imprint and draft mark go.
    """
    return plan._replace(
        layout=layout._replace(
            red_head=None,
            imprint=None,
            draft="",
            months=plan.layout.months,
            stages=plan.layout.stages,
            groups=plan.layout.groups,
        )
    )


def default_title(documents: Sequence[Document]) -> str:
    """How many there are, and the year if all titles name the same one."""
    years = {year for document in documents for year in _YEAR.findall(document.title) or [""]}
    year = years.pop() if len(years) == 1 else ""
    return f"{year}社区工作计划汇编（共{len(documents)}篇）"


def _marker(example: str, count: int) -> Marker:
    try:
        marker = by_example(example)
    except ValueError:
        raise UsageError(
            Words(f"篇的编号“{example}”：应写成第一篇的样子，如 篇1、第一篇",
                  f"the marker “{example}”: show the first one, as 篇1 or 第一篇")
        ) from None  # fmt: skip
    if not count:
        raise UsageError(Words("没有可汇编的计划", "there is no plan to collect"))
    if marker.writing == "chinese" and marker.start + count - 1 > LARGEST:
        raise UsageError(
            Words(f"汉字编号最多到{LARGEST}篇；请用 --marker 篇1",
                  f"Chinese numerals go up to {LARGEST}; use --marker 篇1")
        )  # fmt: skip
    return marker


def _front(title: str, depth: int, *, title_page: bool) -> Iterator[Section]:
    runs, contents = (Run(title),), (_CONTENTS_TITLE, Contents(depth))
    if title_page:
        yield (Heading(0, runs, (), "cover-title"),)
        yield contents
    else:
        yield (Heading(0, runs), *contents)


def _part(document: Document, label: str) -> Iterator[Section]:
    """The sections of one document; its first title is marked, and made where there is none."""
    first, *others = (tuple(_lowered(section)) for section in document.sections)
    for at, block in enumerate(first):
        if isinstance(block, Heading) and block.level == 0:
            yield (*first[:at], _marked(block, label), *first[at + 1 :])
            break
    else:
        runs = (Run(document.title),) if document.title else ()
        yield (_marked(Heading(0, runs, (), "part-title"), label), *first)
    yield from filter(None, others)


def _marked(title: Heading, label: str) -> Heading:
    if label and title.runs and label[-1].isalnum():
        line = text_of(title.runs).partition("\n")[0]
        # The marker gets a line of its own where it would break a title that fits.
        fits = width(label + _SPACE + line) <= _TITLE_LENGTH or width(line) > _TITLE_LENGTH
        label += _SPACE if fits else "\n"
    first = title.runs[:1]
    if first and not first[0].kind and not first[0].width:
        return title._replace(runs=(Run(label + first[0].text), *title.runs[1:]))
    return title._replace(runs=(Run(label), *title.runs) if label else title.runs)


def _lowered(section: Section) -> Iterator[Block]:
    """The blocks of a plan as they are in a collection, which has the only table of contents."""
    for block in section:
        if isinstance(block, Heading):
            style = block.style or (f"heading{block.level}" if block.level else "title")
            yield block._replace(style=_STYLES.get(style, style))
        elif not isinstance(block, Contents) and block != _CONTENTS_TITLE:
            yield block
