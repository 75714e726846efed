"""The notation: what it says, what it refuses and where, and which white space counts."""

import contextlib

import pytest
from test_laws import check_docx, check_html, check_markdown

from plangen.document import (
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
    Table,
)
from plangen.notation import NotationError, notation, parse

HEAD = "<thead><tr><th>甲</th></tr></thead>"
CENTERED = '<tbody><tr><td class="center"></td></tr></tbody>'


def blocks(html: str) -> tuple[Block, ...]:
    (section,) = parse(html).sections
    return section


def paragraph(*runs: Run) -> Paragraph:
    return Paragraph(runs)


@pytest.mark.parametrize(
    ("html", "block"),
    [
        ("<p>甲</p>", paragraph(Run("甲"))),
        ('<p class="member">甲</p>', Paragraph((Run("甲"),), "member")),
        (
            '<p data-left="2" data-hang="1.5" data-right="0.5">甲</p>',
            Paragraph((Run("甲"),), "body", Indent(2, 1.5, 0.5)),
        ),
        ('<p data-left="0">甲</p>', Paragraph((Run("甲"),), "body", Indent())),
        ("<h1>甲</h1>", Heading(0, (Run("甲"),))),
        ('<h5 class="own">甲</h5>', Heading(4, (Run("甲"),), (), "own")),
        (
            '<div class="run-in"><h3>（一）甲。</h3><p>乙<em>丙</em></p></div>',
            Heading(2, (Run("（一）甲。"),), (Run("乙"), Run("丙", "em"))),
        ),
        (
            "<p>甲<strong>乙</strong>丙<em>丁</em></p>",
            paragraph(Run("甲"), Run("乙", "strong"), Run("丙"), Run("丁", "em")),
        ),
        ("<p><strong>甲</strong><strong>乙</strong></p>", paragraph(Run("甲乙", "strong"))),
        (
            '<p><span class="mark">甲</span><span data-width="4">乙丙</span><span>丁</span></p>',
            paragraph(Run("甲", "mark"), Run("乙丙", "", 4), Run("丁")),
        ),
        ('<p><span data-width="4">甲</span>乙</p>', paragraph(Run("甲乙"))),
        (
            '<p><span class="mark" data-width="4">甲乙</span></p>',
            paragraph(Run("甲乙", "mark")),
        ),
        ("<p>甲<br>乙<br/>丙<br />丁</p>", paragraph(Run("甲\n乙\n丙\n丁"))),
        ("<p>&amp;&lt;&gt;&quot;&apos;&#30002;&#x7532;</p>", paragraph(Run("&<>\"'甲甲"))),
        ("<p>甲<!-- 不印 -->乙</p>", paragraph(Run("甲乙"))),
        ("<nav></nav>", Contents(0)),
        ('<nav data-depth="2">\n</nav>', Contents(2)),
        (f"<table>{HEAD}</table>", Table((Cell((Run("甲"),)),), ())),
        (
            f'<table class="data" data-widths="1.5">{HEAD}{CENTERED}</table>',
            Table((Cell((Run("甲"),)),), ((Cell((), "center"),),), "data", (1.5,)),
        ),
        (
            "<ul><li>甲<ol><li>乙</li></ol></li><li>丙</li></ul>",
            List(
                ordered=False,
                items=(
                    ListItem((Run("甲"),), List(ordered=True, items=(ListItem((Run("乙"),)),))),
                    ListItem((Run("丙"),)),
                ),
            ),
        ),
    ],
)
def test_each_element_is_a_block(html: str, block: Block) -> None:
    assert blocks(html) == (block,)


@pytest.mark.parametrize(
    ("html", "pages"),
    [
        ("", [[]]),
        ("<p></p>\n<ul></ul><section></section>", [[]]),
        ("<p>甲</p><p>乙</p>", [["甲", "乙"]]),
        ("<section><p>甲</p></section><section><p>乙</p></section>", [["甲"], ["乙"]]),
        ("<p>甲</p><section><p>乙</p></section><p>丙</p>", [["甲"], ["乙", "丙"]]),
    ],
)
def test_a_section_begins_a_page_and_empty_blocks_are_none(
    html: str, pages: list[list[str]]
) -> None:
    assert [Document((page,)).lines() for page in parse(html).sections] == pages


# ¦ marks where the fault is.
UNKNOWN_ELEMENT = [
    ("¦<article>甲</article>", "unknown element <article>", "不认识的元素<article>"),
    ("<p>甲</p>\n¦<h6>甲</h6>", "unknown element <h6>", "不认识的元素<h6>"),
    ("<p>汉字😀¦<b>甲</b></p>", "unknown element <b>", "不认识的元素<b>"),
    ("<p>一<br>二<br>三<br></p>\n¦<img/>", "unknown element <img>", "不认识的元素<img>"),
]
NESTING = [
    ("<p>甲¦<p>乙</p></p>", "<p> cannot stand in <p>", "<p>不能直接写在<p>里"),
    ("¦<li>甲</li>", "<li> cannot stand in", "<li>不能直接写在"),
    ("<nav>¦<p>甲</p></nav>", "<p> cannot stand in <nav>", "<p>不能直接写在<nav>里"),
    ("<ul>\n¦<p>甲</p></ul>", "<p> cannot stand in <ul>", "<p>不能直接写在<ul>里"),
    ("¦<strong>甲</strong>", "<strong> cannot stand in", "<strong>不能直接写在"),
    (
        "<p><strong>¦<em>甲</em></strong></p>",
        "<em> cannot stand in <strong>",
        "<em>不能直接写在<strong>里",
    ),
    (
        "<section>¦<section></section></section>",
        "<section> cannot stand in <section>",
        "<section>不能直接写在<section>里",
    ),
    (
        "<table>¦<tr><td>甲</td></tr></table>",
        "<tr> cannot stand in <table>",
        "<tr>不能直接写在<table>",
    ),
    ("<h2>甲¦<table></table></h2>", "<table> cannot stand in <h2>", "<table>不能直接写在<h2>里"),
    (
        f"<table>{HEAD}<tbody><tr><td>¦<p>甲</p></td></tr></tbody></table>",
        "<p> cannot stand in <td>",
        "<p>不能直接写在<td>里",
    ),
]
TEXT_IN_A_WRONG_PLACE = [
    ("¦甲乙", "“甲乙” cannot stand in", "“甲乙”不能直接写在"),
    ("<p>甲</p>\n  ¦乙 丙\n<p>丁</p>", "“乙 丙” cannot stand in", "“乙 丙”不能直接写在"),
    ("<section>¦甲</section>", "“甲” cannot stand in <section>", "“甲”不能直接写在<section>里"),
    ("<nav>¦甲</nav>", "“甲” cannot stand in <nav>", "“甲”不能直接写在<nav>里"),
    ("<ul>¦甲<li>乙</li></ul>", "“甲” cannot stand in <ul>", "“甲”不能直接写在<ul>里"),
    ("<table>\n ¦甲</table>", "“甲” cannot stand in <table>", "“甲”不能直接写在<table>里"),
]
UNCLOSED = [
    ("<p>甲</p>\n¦<p>乙", "<p> is not closed", "<p>没有关闭"),
    ("<p>甲¦<strong>乙</p>", "<strong> is not closed", "<strong>没有关闭"),
    ("<section>¦<p>甲</section>", "<p> is not closed", "<p>没有关闭"),
    ('<p>甲</p>¦<nav data-depth="1"/>', "<nav> is not closed", "<nav>没有关闭"),
    ("<p>甲</p>¦</section>", "</section> without its element", "多余的</section>"),
]
ATTRIBUTES = [
    ('¦<p onclick="x()">甲</p>', "<p> cannot have onclick", "<p>不能有属性onclick"),
    ('<p>甲¦<span style="x">乙</span></p>', "<span> cannot have style", "<span>不能有属性style"),
    ('¦<section class="x"></section>', "<section> cannot have class", "<section>不能有属性class"),
    (
        '<p>甲</p>¦<p class="a" id="b">乙</p>',
        "<p> cannot have id",
        "<p>不能有属性id",
    ),
    ('¦<p class="a b">甲\n乙</p>', "“a b” is not one word", "“a b”应是一个词"),
    ('¦<p data-left="two">甲\n乙</p>', "data-left is a number", "data-left应是字符数"),
    (
        '<p>甲¦<span data-width="1e3">乙</span></p>',
        "data-width is a number",
        "data-width应是字符数",
    ),
    ('<p>甲</p>¦<nav data-depth="3"></nav>', "from 0 to 2", "应是0到2"),
    ('¦<nav class="x"></nav>', "<nav> cannot have class", "<nav>不能有属性class"),
    (f'¦<table data-widths="x">\n{HEAD}\n</table>', "data-widths are", "data-widths应是"),
]
TABLES = [
    ("<p>甲</p>¦<table></table>", "<thead> of one row", "一行的<thead>"),
    ("¦<table><tbody></tbody></table>", "<thead> of one row", "一行的<thead>"),
    (f'¦<table data-widths="1 2">{HEAD}</table>', "differ in length", "各行的格数不同"),
    (
        f"¦<table>{HEAD}<tbody><tr><td>甲</td><td>乙</td></tr></tbody></table>",
        "differ in length",
        "各行的格数不同",
    ),
]
RUN_IN = [
    ('¦<div class="run-in"><h2>甲。</h2></div>', "one heading and one <p>", "一个标题和一个<p>"),
    ("¦<div><h2>甲。</h2><p>乙</p></div>", "one heading and one <p>", "一个标题和一个<p>"),
    (
        '¦<div class="run-in"><p>甲</p><h2>乙</h2></div>',
        "one heading and one <p>",
        "一个标题和一个<p>",
    ),
]
NOT_HTML = [
    ("<p>甲</p>\n¦<!DOCTYPE html>", "DOCTYPE", "DOCTYPE"),
    ("<p>甲¦&nbsp;</p>", "&nbsp;", "&nbsp;"),
    ("<p>甲 ¦& 乙</p>", "&amp;", "&amp;"),
    ("<p>甲<strong>乙</strong>\n丙¦&copy;丁</p>", "&copy;", "&copy;"),
    ("<p>甲 ¦< 乙</p>", "<", "<"),
    ("<p>甲¦\0</p>", "U+0000", "U+0000"),
    ("<p>甲¦&#8;</p>", "U+0008", "U+0008"),
]


@pytest.mark.parametrize(
    ("marked", "en", "zh"),
    [
        *UNKNOWN_ELEMENT, *NESTING, *TEXT_IN_A_WRONG_PLACE, *UNCLOSED, *ATTRIBUTES, *TABLES,
        *RUN_IN, *NOT_HTML,
    ],
)  # fmt: skip
def test_a_fault_has_its_place_and_words(marked: str, en: str, zh: str) -> None:
    with pytest.raises(NotationError) as raised:
        parse(marked.replace("¦", ""))
    assert en in raised.value.words.en
    assert zh in raised.value.words.zh
    assert raised.value.offset == marked.index("¦")


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>甲<ul><li>乙</li></ul><ol><li>丙</li></ol></li></ul>",
        "<ul><li>甲<ul><li>乙</li></ul>丙</li></ul>",
        '<p class="a" class="b">甲</p>',
        "<p>甲<br>乙</br>丙</p>",
        "<?xml-stylesheet href='x'?><p>甲</p>",
        "<p><![CDATA[甲]]></p>",
    ],
)
def test_nothing_is_dropped_moved_or_overruled_in_silence(html: str) -> None:
    with pytest.raises(NotationError):
        parse(html)


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li></li></ul>",
        "<ul><li>甲</li><li></li></ul>",
        "<ul><li><ul><li>甲</li></ul></li></ul>",
        *("<ul><li>甲" * depth + "</li></ul>" * depth for depth in (9, 10, 20, 3000)),
        "<table><thead><tr></tr></thead></table>",
        f'<table data-widths="0">{HEAD}</table>',
        f'<table data-widths="-1">{HEAD}</table>',
        f'<table data-widths="nan">{HEAD}</table>',
        f'<table data-widths="inf">{HEAD}</table>',
        '<p><span data-width="-3">甲乙</span></p>',
        '<p><span data-width="0">甲乙</span></p>',
        '<p data-hang="-2">甲</p>',
        '<p data-left="99.99">甲</p>',
    ],
)
def test_what_is_not_refused_obeys_the_laws(html: str) -> None:
    with contextlib.suppress(NotationError):
        tree = parse(html)
        check_html(tree)
        check_markdown(tree)
        check_docx(tree)


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("甲\n乙", "甲乙"),
        ("甲 \n\t  乙", "甲乙"),
        ("甲\r\n  乙", "甲乙"),
        ("\n  甲\n", "甲"),
        ("甲\n\n\n乙", "甲乙"),
        ("word\n  word", "word word"),
        ("word,\nword", "word, word"),
        ("word\n乙", "word乙"),
        ("甲 乙", "甲 乙"),
        (" 甲 ", " 甲 "),
        ("　甲\u00a0", "　甲\u00a0"),
        ("甲\t乙", "甲\t乙"),
        ("甲　\n　乙", "甲　　乙"),
        ("甲\n<!-- 乙 -->\n丙", "甲丙"),
        ("甲<br>\n  乙", "甲\n乙"),
        ("甲" * 5000 + "  \n  " + "乙" * 5000, "甲" * 5000 + "乙" * 5000),
    ],
)
def test_white_space_with_a_line_break_is_the_templates(inner: str, text: str) -> None:
    assert blocks(f"<p>{inner}</p>") == (paragraph(Run(text)),)


def test_white_space_between_elements_is_nothing() -> None:
    spaced = f" <section> \n\t<p>甲</p> <table> {HEAD} </table>\n<ul> <li>乙</li> </ul> </section> "
    tight = f"<section><p>甲</p><table>{HEAD}</table><ul><li>乙</li></ul></section>"
    assert parse(spaced) == parse(tight)


def test_the_notation_is_html_that_a_person_can_read() -> None:
    tree = Document(
        ((Heading(1, (Run("一、甲<&"),)), Paragraph((Run("乙\n丙", "em"),), "member")),)
    )
    assert notation(tree) == (
        "<section>\n<h2>一、甲&lt;&amp;</h2>\n"
        '<p class="member"><em>乙<br/>丙</em></p>\n</section>\n'
    )
