"""Markdown: how texts are written so that they stay texts, and what is made of others' files."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_laws import again, check_docx, check_html, check_markdown
from trees import HOSTILE

from plangen.document import Contents, Document, Heading, List, ListItem, Paragraph, Run, Runs
from plangen.formats import FORMATS
from plangen.layout import Layout


def written(*runs: Run) -> str:
    tree = Document(((Paragraph(runs),),))
    assert again(tree, "md").plain() == tree.plain()
    return FORMATS["md"].write(tree, Layout()).decode().removesuffix("\n")


def is_xml(sign: str) -> bool:
    control = "\x7f" <= sign <= "\x9f"
    return sign in "\t\n\r" or (sign >= "\x20" and sign not in "\ufffe\uffff" and not control)


def read(text: str) -> Document:
    return FORMATS["md"].read(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "一、甲", "（一）甲", "1.甲", "1、甲", "（1）甲", "①甲", "——甲", "2027年1月8日", "“甲”——乙……",
        "甲 乙", "100%", "a-b+c=d", "甲#1", "C# 语言", "甲！", "a.b", "3.15消费者权益日", "《条例》（2027）",
    ],
)  # fmt: skip
def test_common_texts_are_written_as_they_are(text: str) -> None:
    assert written(Run(text)) == text


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("1. 甲", r"1\. 甲"),
        ("2026. 年度", r"2026\. 年度"),
        ("1) 甲", r"1\) 甲"),
        ("- 甲", r"\- 甲"),
        ("+ 甲", r"\+ 甲"),
        ("# 甲", r"\# 甲"),
        ("> 甲", r"\> 甲"),
        ("---", r"\---"),
        ("===", r"\==="),
        ("    甲", "&#32;&#32;&#32;&#32;甲"),
        ("　甲", "&#12288;甲"),
        ("5*3*2", r"5\*3\*2"),
        ("a_b_c", r"a\_b\_c"),
        ("[1]: x", r"\[1]: x"),
        ("甲|乙", r"甲\|乙"),
        ("<b>", r"\<b>"),
        ("&amp;", r"\&amp;"),
        ("`甲`", r"\`甲\`"),
        ("~~~", r"\~\~\~"),
        ("甲\\", "甲\\\\"),
        ("甲\n乙", "甲\\\n乙"),
        ("甲\n- 乙", "甲\\\n\\- 乙"),
    ],
)
def test_marks_are_escaped_where_they_would_mean_something(text: str, markdown: str) -> None:
    assert written(Run(text)) == markdown


@pytest.mark.parametrize(
    ("runs", "markdown"),
    [
        ([Run("责任单位", "strong"), Run("：社区")], "**责任单位**：社区"),
        ([Run("完成"), Run("全部", "em"), Run("任务")], "完成*全部*任务"),
        ([Run("甲", "strong"), Run("乙", "em")], "甲乙"),
        ([Run("重点。", "strong"), Run("后文")], "重点。后文"),
        ([Run("责任单位：", "strong"), Run("社区")], "责任单位：社区"),
        ([Run("落实"), Run("《条例》", "strong"), Run("要求")], "落实《条例》要求"),
        ([Run("完成"), Run("100%", "strong"), Run("覆盖")], "完成100%覆盖"),
        ([Run(" 甲 ", "strong"), Run("乙")], "&#32;甲 乙"),
        ([Run("甲", "office-mark"), Run("乙", "", 4.0)], "甲乙"),
    ],
)
def test_emphasis_is_written_only_where_it_can_be_read(runs: Runs, markdown: str) -> None:
    assert written(*runs) == markdown


def test_emphasis_is_read_back() -> None:
    (block,) = read("完成*全部*任务，**责任单位**：社区").blocks()
    assert block == Paragraph(
        (Run("完成"), Run("全部", "em"), Run("任务，"), Run("责任单位", "strong"), Run("：社区"))
    )


def test_headings_pages_tables_and_lists() -> None:
    tree = read(
        "# 甲\n\n## 乙\n丙\n\n***\n\n| 丁 | 戊 |\n| --- | --- |\n| 己 |  |\n\n1. 庚\n   - 辛\n2. 壬\n"
    )
    assert tree.lines() == ["甲", "乙丙", "丁", "戊", "己", "庚", "辛", "壬"]
    assert tree.sections[0] == (Heading(0, (Run("甲"),)), Heading(1, (Run("乙"),), (Run("丙"),)))
    assert tree.sections[1][1] == List(
        ordered=True,
        items=(
            ListItem((Run("庚"),), List(ordered=False, items=(ListItem((Run("辛"),)),))),
            ListItem((Run("壬"),)),
        ),
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("\ufeff# 甲\r\n\r\n乙\r\n", ["甲", "乙"]),
        ("甲\n===\n\n乙", ["甲", "乙"]),
        ("甲\n乙", ["甲 乙"]),
        ("> 甲\n>\n> 乙", ["甲", "乙"]),
        ("[甲](x) ![乙](y)", ["甲 乙"]),
        ("```\n甲\n```", ["甲"]),
        ("甲<br>乙<BR />丙", ["甲", "乙", "丙"]),
        ("###### 甲", ["甲"]),
        ("# \n\n甲", ["甲"]),
        ("***\n\n***\n\n甲\n\n***", ["甲"]),
        ("<!-- 甲 -->\n\n乙", ["乙"]),
        ("- \n- 甲", ["甲"]),
        ("- 甲\n\n  乙\n\n  > 丙", ["甲", "乙", "丙"]),
        ("- - 甲", ["甲"]),
        ("1. - 2. 甲", ["甲"]),
        ("- # 甲\n- 乙", ["甲", "乙"]),
        ("- ```\n  甲\n  ```", ["甲"]),
        ("- | 甲 |\n  | --- |\n  | 乙 |", ["甲", "乙"]),
        ("<div>甲</div>\n\n乙", ["甲", "乙"]),
        ("> - 甲\n>   - 乙", ["甲", "乙"]),
    ],
)
def test_no_text_of_somebody_elses_file_is_lost(text: str, lines: list[str]) -> None:
    tree = read(text)
    assert "\n".join(tree.lines()).splitlines() == lines
    check_markdown(tree)
    check_html(tree)
    check_docx(tree)


files = st.lists(
    st.sampled_from((*HOSTILE, "\n", "\n\n", "- ", "  - ", "1. ", "> ", "| a |\n| - |\n", "甲"))
    | st.text(max_size=3),
    max_size=12,
).map("".join)


@settings(max_examples=150)
@given(files)
def test_any_file_is_read_as_a_tree(text: str) -> None:
    """Control characters and what is not XML may be refused; nothing else is."""
    try:
        tree = read(text.encode(errors="replace").decode())
    except ValueError:
        assert not all(map(is_xml, text))
        return
    check_markdown(tree)
    check_html(tree)
    check_docx(tree)


def test_contents_are_links_to_anchors_above_the_headings() -> None:
    tree = Document((
        (Heading(0, (Run("汇编"),)), Contents(1)),
        (Heading(0, (Run("篇1　甲[乙]\n丙"),)), Heading(1, (Run("一、丁"),))),
        (Heading(0, (Run("篇2　戊"),)), Heading(2, (Run("（一）己"),))),
    ))  # fmt: skip
    assert (
        FORMATS["md"].write(tree, Layout()).decode()
        == r"""# 汇编

<nav data-depth="1">

- [篇1　甲\[乙\]丙](#part-1)
  - [一、丁](#part-1-1)
- [篇2　戊](#part-2)

</nav>

***

<a id="part-1"></a>

# 篇1　甲\[乙]<br>丙

<a id="part-1-1"></a>

## 一、丁

***

<a id="part-2"></a>

# 篇2　戊

### （一）己
"""
    )


def test_a_document_without_contents_has_no_anchors() -> None:
    assert b"<a" not in FORMATS["md"].write(Document(((Heading(0, (Run("甲"),)),),)), Layout())


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('<nav data-depth="1">\n\n- [甲](#part-1)\n\n乙\n\n</nav>\n', ["甲", "乙"]),
        ('<nav data-depth="1">\n\n- [甲](#part-1)\n\n</nav>\n\n- 乙\n', ["乙"]),
        ('<nav data-depth="1">\n\n- 甲\n', ["甲"]),
        ('<nav data-depth="9">\n\n- 甲\n\n</nav>\n', ["甲"]),
        ("<nav>甲</nav>\n", ["甲"]),
    ],
)
def test_only_the_links_of_contents_are_left_out(text: str, lines: list[str]) -> None:
    assert read(text).lines() == lines
