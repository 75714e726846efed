"""Strategies for plans whose texts are hostile to YAML, Jinja and every format.

A plan is such as the loader can give: texts are not empty, have no white space at their ends and
no control characters; no item, group or other part is without content. Roles and variables, being
keys, hold no odd spaces.
"""

from functools import lru_cache
from typing import TypeVar

from hypothesis import strategies as st

from plangen import model
from plangen.dates import Date, Months, looks_like_date, parse_months
from plangen.layout import Imprint, Layout, RedHead
from plangen.markers import by_example

T = TypeVar("T")

HOSTILE = (
    # YAML
    ": ", ":", "- ", "-", "? ", "# ", " #", "[", "]", "{", "}", ",", "&a ", "*a", "!t ", "!!str ", "|", "|-",
    ">", "%YAML 1.1", "@", "`", "'", '"', "''", "\\", "\\n", "\\ud800", "---", "...", "<<", "=", "~", "null",
    "NULL", "true", "on", "no", "3.5", "010", "0x1F", "1e3", "12:30", "1_000", ".inf", "：", "，", "；",
    # Jinja
    "{{", "}}", "{%", "%}", "{#", "#}", "{{ x }}", "{{ '{' }}", "{% raw %}", "{% endraw %}", "{%- x -%}", "{{-",
    # Markdown and HTML
    "*", "**", "_", "~~~", "```", "1. ", "+ ", "> ", "[x](y)", "|a|b|", "<b>", "</p>", "<!-- -->", "&amp;",
    "]]>", "$x$",
    # words that mean something to plangen
    "goals", "工作目标", "title: ", "全年", "第一季度", "一、", "（一）", "1.", "①", "——", "、", "（", "）", "。",
    "汉字", "甲乙丙", "Word", "a", "1", " ", "  ", "　", "\u00a0", "\u200b", "\ufeff", "\u202e", "e\u0301",
    "😀", "\U0002a6d6",
)  # fmt: skip
ODD_SPACES = "\u3000\u00a0\u2007\u202f\u200b\u200c\u200d\u2060\ufeff"

characters = st.characters(
    exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufffe\uffff▲"
)
pieces = st.lists(
    st.sampled_from(HOSTILE) | st.text(characters, min_size=1, max_size=4), min_size=1, max_size=4
)
stripped = pieces.map(lambda found: "".join(found).strip()).filter(bool)
without_odd_spaces = stripped.map(
    lambda text: "".join(sign for sign in text if sign not in ODD_SPACES).strip()
).filter(bool)

# Composites have short names, and hypothesis writes out what it draws from.


@st.composite
def _texts(draw: st.DrawFn) -> str:
    return draw(stripped)


@st.composite
def _names(draw: st.DrawFn) -> str:
    return draw(without_odd_spaces)


texts, names = _texts(), _names()
optional = st.just("") | texts
paragraphs = st.lists(texts, max_size=3).map(tuple)
several = st.lists(texts, max_size=3).map(tuple)
lines = st.lists(texts, min_size=1, max_size=2).map("\n".join)


def rarely(values: st.SearchStrategy[T], default: T) -> st.SearchStrategy[T]:
    """Most often the default: plans stay small and differ in few things at once."""
    return st.one_of(st.just(default), st.just(default), st.just(default), values)


def listed(values: st.SearchStrategy[T], size: int = 2) -> st.SearchStrategy[tuple[T, ...]]:
    return rarely(st.lists(values, min_size=1, max_size=size).map(tuple), ())


# Plain values.

days = st.dates().map(lambda day: Date(max(day.year, 1000), day.month, min(day.day, 28)))
months_of_years = st.builds(Date, st.integers(1000, 9999), st.integers(1, 12), st.just(0))
words_for_time = texts.filter(lambda text: not looks_like_date(text))
times: st.SearchStrategy[model.When] = st.one_of(
    st.just(""), words_for_time, st.sampled_from(["全年", "每季度"]), days, months_of_years
)
numbers = st.just("") | st.from_regex(r"[+-]?[0-9]{1,6}(\.[0-9]{1,4})?", fullmatch=True)


def counts(text: str) -> bool:
    try:
        by_example(text)
    except ValueError:
        return False
    return True


EXAMPLES = (
    "一、",
    "（一）",
    "1.",
    "1、",
    "(1)",
    "①",
    "一是",
    "第一阶段：",
    "1月份，",
    "——",
    "二是",
)
markers = st.sampled_from(("", *EXAMPLES)) | texts.filter(counts)
spans = st.sampled_from(["全年", "每月", "上半年", "下半年", "第一季度", "第四季度"]).map(
    parse_months
)
counted_months = st.sets(st.integers(1, 12), min_size=1).map(
    lambda found: Months(tuple(sorted(found)))
)
months = spans | counted_months

# Groups, tables, figures.

people = st.from_regex(r"[a-z{%#:'\"甲乙]{1,4}(（[a-z、书记]{1,5}）)?", fullmatch=True)
with_a_mark = st.lists(people, min_size=2, max_size=3).map(
    lambda found: (tuple(map(model.Member, found)), "、")
)
in_a_list = st.lists(texts, max_size=3).map(lambda found: (tuple(map(model.Member, found)), ""))
roles = st.dictionaries(names, with_a_mark | in_a_list, max_size=3).map(
    lambda found: tuple(model.GroupRole(name, *members) for name, members in found.items())
)
offices = st.builds(model.Office, optional, optional, optional, optional).filter(any)
indicators = st.builds(model.Indicator, texts, numbers, numbers, numbers, optional)


@st.composite
def groups(draw: st.DrawFn, depth: int) -> model.Group:
    return draw(_groups(depth))


@lru_cache
def _groups(depth: int) -> st.SearchStrategy[model.Group]:
    below = listed(groups(depth - 1)) if depth > 1 else st.just(())
    return st.builds(
        model.Group,
        optional,
        paragraphs,
        rarely(roles, ()),
        rarely(offices, None),
        rarely(paragraphs, ()),
        below,
    ).filter(lambda group: group != model.Group())


@st.composite
def tables(draw: st.DrawFn) -> model.DataTable:
    columns = draw(st.lists(texts, min_size=1, max_size=3).map(tuple))
    rows = st.tuples(*[optional] * len(columns))
    return model.DataTable(
        columns, tuple(draw(st.lists(rows, min_size=1, max_size=2))), draw(optional)
    )


# Items and what they hold.


def _run_in(item: model.Item) -> model.Item:
    """Only a heading with a text can run in."""
    return item._replace(run_in=item.run_in and bool(item.heading and item.text))


def _says_something(item: model.Item) -> bool:
    return item._replace(role="other") != model.Item()


@st.composite
def items(draw: st.DrawFn, depth: int, kind: str = "item") -> model.Item:
    return draw(_items(depth, kind))


@lru_cache
def _items(depth: int, kind: str) -> st.SearchStrategy[model.Item]:
    """Items with `depth` levels in all; a stage has a heading, an annex neither that nor a number."""
    below: st.SearchStrategy[tuple[model.Item, ...]] = st.just(())
    months_below: st.SearchStrategy[tuple[model.Month, ...]] = st.just(())
    stages_below: st.SearchStrategy[tuple[model.Stage, ...]] = st.just(())
    if depth > 1:
        below = listed(items(depth - 1))
        months_below = listed(st.builds(model.Month, months, items(depth - 1), rarely(several, ())))
        stages_below = listed(stages(depth - 1))
    found = st.builds(
        model.Item,
        text=paragraphs,
        heading={"item": optional, "stage": texts, "annex": st.just("")}[kind],
        run_in=st.booleans(),
        numbered=st.just(True) if kind == "annex" else rarely(st.just(False), True),
        items=below,
        marker=rarely(st.lists(markers, min_size=1, max_size=3).map(tuple), ()),
        lead=rarely(several, ()),
        support=rarely(several, ()),
        due=rarely(times, ""),
        indicator=rarely(indicators, None),
        table=rarely(tables(), None),
        groups=listed(groups(2)),
        months=months_below,
        month_marker=rarely(markers, None),
        stages=stages_below,
        stage_marker=rarely(markers, None),
        closing=rarely(paragraphs, ()),
        role=rarely(st.sampled_from(model.ROLES), "other"),
        labels=rarely(st.builds(model.Labels, optional, optional, optional).filter(any), None),
    )
    return found.map(_run_in).filter(_says_something)


@lru_cache
def stages(depth: int) -> st.SearchStrategy[model.Stage]:
    return st.builds(model.Stage, items(depth, "stage"), times, times, rarely(optional, None))


attachments = st.builds(model.Attachment, texts, rarely(items(2, "annex"), None), st.booleans())
signatures = st.builds(model.Signature, several, times).filter(any)


# Layouts.

fonts = st.dictionaries(
    st.sampled_from(["title", "heading1", "heading2", "body", "page_number", "table", "latin"]),
    texts,
    max_size=3,
).map(lambda found: tuple(sorted(found.items())))
forms = st.sampled_from(("list", "table"))
layouts = st.builds(
    Layout,
    st.sampled_from(("gb2312", "windows")),
    fonts,
    st.sampled_from(("standard", "center", "none")),
    st.booleans(),
    rarely(st.floats(12, 60), 28.95),
    rarely(st.builds(RedHead, texts, optional, optional), None),
    rarely(st.builds(Imprint, several, optional, days.map(str) | words_for_time), None),
    optional,
    forms,
    forms,
    st.sampled_from(("lines", "table")),
)

variables = st.dictionaries(names, optional | several, max_size=3).map(lambda d: tuple(d.items()))


plans = st.builds(
    model.Plan,
    title=lines,
    subtitle=st.just("") | lines,
    organization=optional,
    year=st.none() | st.integers(1949, 2999),
    recipients=several,
    preamble=paragraphs,
    sections=st.lists(items(3), max_size=3).map(tuple),
    closing=paragraphs,
    attachments=listed(attachments),
    signature=rarely(signatures, None),
    numbering=rarely(st.lists(markers, min_size=1, max_size=4).map(tuple), model.NUMBERING),
    labels=rarely(st.builds(model.Labels, texts, texts, texts), model.Labels()),
    variables=rarely(variables, ()),
    layout=rarely(layouts, Layout()),
)
