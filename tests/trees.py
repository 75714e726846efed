"""Strategies for documents whose texts are hostile to every format.

A tree may be whatever its own types allow: paragraphs, headings, cells' runs and list entries are
not empty (a cell may be), neighbouring runs differ, a run that is spread has two characters and no
kind, and texts hold XML characters without control characters but tab and line break. Widths and
indents are whole or half characters.
"""

from hypothesis import strategies as st

from plangen.document import (
    DEEPEST_CONTENTS,
    Block,
    Cell,
    Contents,
    Document,
    Heading,
    Indent,
    List,
    ListItem,
    Paragraph,
    Run,
    Runs,
    Section,
    Table,
)

HOSTILE = (
    "*", "**", "***", "_", "__", "`", "```", "~~~", "~", "|", "\\", "\\\\", "#", "##", "# ", "+ ",
    "- ", "> ", ": ", "1. ", "1) ", "2026. ", "1234567890. ", "1.", "1、", "---", "===", "***",
    "[1]: x", "[1]: /x 'y'", "[x](y)", "![x](y)", "[^1]", "[ ] ", "<b>", "</p>", "<br>", "<br/>",
    "<!-- x -->", "<i>", ' style="x"', ' data-width="3"', "&amp;", "&", "&lt;", "&#42;", "&nbsp;",
    "]]>", "{{ x }}", "{% x %}", "$x$", "https://example.org/a_b_c", "a@example.org", "**重点。**后文",
    "*强调*", "_强调_", "5*3*2", "a_b_c", "落实**《条例》**要求", "“引号”", "‘单’", "——", "……", "《》",
    "（一）", "一、", "①", "汉字", "甲", "a", "B", "9", "。", "，", "：", "!", "！", "?", '"', "'", ".",
    " ", "  ", "    ", "\t", "　", "\u00a0", "\u2003", "\u200b", "\u200d", "\ufeff", "\u2028", "😀",
    "👨‍👩‍👧", "e\u0301", "\U0002a6d6", "ﷺ", "\u202e", "\n", "\n\n", " \n ", "\n- ", "\n# ", "\n1. ",
    "\n===", "\n---", "\n    x", "\n|",
)  # fmt: skip
PARAGRAPH_STYLES = (
    "body", "body", "subtitle", "recipients", "group-name", "member", "caption", "attachment-note",
    "attachment-note-next", "signature", "signature-next", "annex-label", "red-head",
    "document-number", "number-and-signer", "imprint-copies", "imprint-issuer", "imprint-only",
    "contents-title", "office-note",
)  # fmt: skip
HEADING_STYLES = (
    (0, "title-above"), (1, "annex-title"), *((level, "office-heading") for level in range(5)),
    (0, "cover-title"), (0, "part-title"), (0, "part-title-above"), (1, "part-annex-title"),
    *((level, f"part-heading{level}") for level in range(1, 5)),
)  # fmt: skip
ALIGNMENTS = ("", "left", "center", "right", "both")

characters = st.characters(
    exclude_categories=("Cs", "Cc"),
    include_characters="\t\n",
    exclude_characters="\ufffe\uffff",
)
lines_of_text = st.text(characters.filter(lambda sign: sign != "\n"), max_size=12)
texts = st.lists(
    st.sampled_from(HOSTILE) | st.text(characters, min_size=1, max_size=6), min_size=1, max_size=5
).map("".join)
edges = st.integers(0, 80).map(lambda halves: halves / 2)
hangs = st.integers(-20, 40).map(lambda halves: halves / 2)
widths = st.integers(1, 60).map(lambda halves: halves / 2)
kinds = st.sampled_from(("", "", "", "strong", "em", "office-mark"))


def parted(found: list[Run]) -> Runs:
    """Neighbours of one look as one run; a spread text stands for itself."""
    runs: list[Run] = []
    for run in found:
        if runs and not run.width and runs[-1][1:] == run[1:]:
            runs[-1] = runs[-1]._replace(text=runs[-1].text + run.text)
        else:
            runs.append(run)
    return tuple(runs)


spread = st.builds(Run, texts.filter(lambda text: len(text) > 1), st.just(""), widths)
some_runs = st.lists(st.builds(Run, texts, kinds, st.just(0)) | spread, min_size=1, max_size=4).map(
    parted
)
cells_runs = st.just(()) | some_runs
indents = st.none() | st.builds(Indent, edges, hangs, edges)
paragraphs = st.builds(Paragraph, some_runs, st.just("body"), st.none()) | st.builds(
    Paragraph, some_runs, st.sampled_from(PARAGRAPH_STYLES), indents
)


@st.composite
def headings(draw: st.DrawFn) -> Heading:
    levels = st.integers(0, 4).map(lambda level: (level, ""))
    level, style = draw(levels | levels | st.sampled_from(HEADING_STYLES))
    return Heading(level, draw(some_runs), draw(cells_runs), style)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(1, 4))
    cells = st.builds(Cell, cells_runs, st.sampled_from(ALIGNMENTS))
    rows = st.tuples(*[cells] * columns)
    return Table(
        draw(rows),
        tuple(draw(st.lists(rows, max_size=3))),
        draw(st.sampled_from(("", "schedule", "data"))),
        draw(st.just(()) | st.tuples(*[widths] * columns)),
    )


def lists(depth: int = 3) -> st.SearchStrategy[List]:
    """Lists with lists below them, `depth` levels in all."""
    below = st.none() | lists(depth - 1) if depth > 1 else st.none()
    items = st.builds(ListItem, some_runs, below)
    return st.builds(List, st.booleans(), st.lists(items, min_size=1, max_size=3).map(tuple))


contents = st.builds(Contents, st.integers(0, DEEPEST_CONTENTS))
blocks: st.SearchStrategy[Block] = st.one_of(
    paragraphs, paragraphs, headings(), tables(), lists(), contents
)
sections: st.SearchStrategy[Section] = st.lists(blocks, min_size=1, max_size=4).map(tuple)
dates = st.just("") | st.dates().map(lambda date: date.isoformat())
documents = st.builds(
    Document,
    st.lists(sections, min_size=1, max_size=3).map(tuple) | st.just(((),)),
    lines_of_text,
    lines_of_text,
    dates,
)
