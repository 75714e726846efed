"""The Word reader: what a reader of the file sees, whatever program wrote it, and nothing hostile."""

import io
import random
import re
import zipfile

import docx as python_docx
import pytest
from helpers import plan_of
from hypothesis import given, settings
from hypothesis import strategies as st
from limits import held
from packages import zipped
from trees import documents
from words import (
    NAMESPACES,
    abstract,
    box,
    char,
    code,
    control,
    docx,
    field,
    item,
    lvl,
    members,
    num,
    override,
    p,
    r,
    relations,
    root,
    start_at,
    style,
    t,
    tbl,
    tc,
    tr,
)

from plangen.document import Document, Heading, List, Run
from plangen.formats import FORMATS
from plangen.formats.archive import ArchiveError
from plangen.formats.reference import Clothes
from plangen.importer import source as reasons
from plangen.importer.lines import Line
from plangen.importer.source import BLANK, Source, SourceError
from plangen.importer.word import read_word
from plangen.importer.word_numbers import written
from plangen.layout import Layout
from plangen.renderer import render

MARK_DELETED = '<w:rPr><w:del w:id="1"/></w:rPr>'


def texts(data: bytes) -> list[str]:
    return [line.text for line in read_word(data).lines]


def only(data: bytes) -> Line:
    (line,) = read_word(data).lines
    return line


def left_out(data: bytes) -> list[tuple[int, str, str]]:
    return [(each.place, each.text, each.reason.en) for each in read_word(data).left_out]


# What paragraphs say.

TEXTS: dict[str, tuple[str, list[str]]] = {
    "paragraphs": (p("甲") + p("") + p("乙"), ["甲", "乙"]),
    "runs": (p("甲", "乙", "丙"), ["甲乙丙"]),
    "white space at the ends": (p("　　甲 乙\u00a0\u200b"), ["甲 乙"]),
    "white space that is not kept": ("<w:p><w:r><w:t> 甲\n 乙 </w:t></w:r></w:p>", ["甲  乙"]),
    "tabs and breaks": (
        "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:cr/><w:t>丁</w:t></w:r></w:p>",
        ["甲\t乙\n丙\n丁"],
    ),
    "tab stops": (p("甲", properties='<w:tabs><w:tab w:val="left" w:pos="9"/></w:tabs>'), ["甲"]),
    "hyphens": (
        p("<w:r><w:t>0755</w:t><w:noBreakHyphen/><w:t>12</w:t><w:softHyphen/><w:t>34</w:t></w:r>"),
        ["0755-1234"],
    ),
    "symbols": (
        p('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', "95%"),
        ["✓≥95%"],
    ),
    "links, tags and controls": (
        p(
            f'<w:hyperlink w:anchor="x">{t("甲")}</w:hyperlink>',
            f'<w:smartTag w:element="x"><w:smartTagPr/>{t("乙")}</w:smartTag>',
            control(t("丙"), "<w:rPr><w:vanish/></w:rPr>"),
            f"<w:customXml>{t('丁')}</w:customXml>",
        ),
        ["甲乙丙丁"],
    ),
    "a control around paragraphs": (
        control(p("甲")) + p("乙"),
        ["甲", "乙"],
    ),
    "an equation": (
        p(
            "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
            "<m:r><m:t>+</m:t></m:r><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e>"
            "<m:sup><m:r><m:t>4</m:t></m:r></m:sup></m:sSup></m:oMath>"
        ),
        ["1/2+10^4"],
    ),
    "a superscript": (p("500m", r("2", 'vertAlign w:val="superscript"/')), ["500m²"]),
    "a hidden paragraph mark": (
        p("甲", properties="<w:rPr><w:vanish/></w:rPr>") + p("乙"),
        ["甲乙"],
    ),
    "signs that no plan may hold": (p("甲\u0085乙\u2028丙"), ["甲\n乙\n丙"]),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_text(name: str) -> None:
    body, expected = TEXTS[name]
    source = read_word(docx(body))
    assert [line.text for line in source.lines] == expected
    assert source.left_out == ()


def test_places_count_every_paragraph() -> None:
    body = p("甲") + p("") + tbl(tr(tc("乙"), tc("丙"))) + p("丁")
    assert [line.place for line in read_word(docx(body)).lines] == [1, 3, 5]


# Changes, fields, boxes: of two versions the one that is seen.

CHANGED: dict[str, tuple[str, list[str], list[str]]] = {
    "inserted and deleted": (
        p("甲", f"<w:ins>{t('乙')}</w:ins>", "<w:del><w:r><w:delText>丙</w:delText></w:r></w:del>"),
        ["甲乙"],
        ["丙"],
    ),
    "moved": (
        p(f"<w:moveFrom>{t('乙')}</w:moveFrom>", "甲") + p(f"<w:moveTo>{t('乙')}</w:moveTo>"),
        ["甲", "乙"],
        [],
    ),
    "the end of a paragraph": (p("甲", properties=MARK_DELETED) + p("乙") + p("丙"), ["甲乙", "丙"], []),
    "ends of many paragraphs": (
        p("甲", properties=MARK_DELETED) * 3 + p("乙"),
        ["甲甲甲乙"],
        [],
    ),
    "a whole paragraph": (
        p("<w:del><w:r><w:delText>甲</w:delText></w:r></w:del>", properties=MARK_DELETED) + p("乙"),
        ["乙"],
        ["甲"],
    ),
    "before a table": (p("甲", properties=MARK_DELETED) + tbl(tr(tc("乙"))) + p("丙"), ["甲", "", "丙"], []),
    "a row": (
        tbl(tr(tc("甲"), properties='<w:del w:id="1"/>'), tr(tc("乙"))),
        [""],
        ["甲"],
    ),
    "hidden": (p("甲", r("乙", "vanish/"), r("丙", 'vanish w:val="0"/')), ["甲丙"], ["乙"]),
    "a prompt": (
        p("甲", control(t("单击此处输入"), "<w:showingPlcHdr/>")),
        ["甲"],
        ["单击此处输入"],
    ),
    "pronunciation": (
        p(
            f"<w:r><w:ruby><w:rubyPr/><w:rt>{t('yún')}</w:rt><w:rubyBase>{t('云')}</w:rubyBase></w:ruby></w:r>",
            "溪",
        ),
        ["云溪"],
        ["yún"],
    ),
    "former properties": (
        p("甲", properties='<w:pPrChange w:id="1"><w:pPr><w:jc w:val="right"/></w:pPr></w:pPrChange>'),
        ["甲"],
        [],
    ),
    "another file": (p("甲") + '<w:altChunk r:id="x9"/>', ["甲"], ["x9"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGED)
def test_changes_are_accepted_and_what_is_not_seen_is_listed(name: str) -> None:
    body, expected, out = CHANGED[name]
    source = read_word(docx(body))
    assert [line.text for line in source.lines] == expected
    assert [each.text for each in source.left_out] == out


def test_a_deleted_paragraph_leaves_the_next_ones_look() -> None:
    deleted = p(properties=MARK_DELETED, style="Heading1")
    styles = style("Heading1", "heading 1")
    assert only(docx(deleted + p("甲"), styles=styles)).level is None
    kept = p("甲", properties=MARK_DELETED, style="Heading1")
    assert only(docx(kept + p("乙"), styles=styles)).level == 1


FIELDS: dict[str, tuple[str, list[str]]] = {
    "its result": (p("共", field(" NUMPAGES ", "8"), "页"), ["共8页"]),
    "without a result": (p("甲", field(" XE &quot;甲&quot; "), "乙"), ["甲乙"]),
    "in its code": (p(field(f"IF {field('MERGEFIELD x', '1')} = 1", "甲")), ["甲"]),
    "simple": (p(f'<w:fldSimple w:instr="DATE">{t("1月")}</w:fldSimple>'), ["1月"]),
    "over paragraphs": (
        p(char("begin"), code("REF x"), char("separate"), "甲") + p("乙", char("end"), "丙"),
        ["甲", "乙丙"],
    ),
    "never ended": (p(char("begin"), "甲") + p("乙"), ["甲", "乙"]),
    "never begun": (p("甲", char("end"), "乙"), ["甲乙"]),
    "enclosed characters": (
        p(field(r"eq \o\ac(○,3)"), "甲", field(r"EQ \o\ac(○,一)"), field(r"EQ \o\ac(□,12)")),
        ["③甲㊀（12）"],
    ),
    "a fraction and a sign": (p(field(r"EQ \f(1,3)"), field(r"SYMBOL 252 \f Wingdings")), ["1/3✓"]),
    "pronunciation": (p(field(r"EQ \* jc2 \* hps10 \o\ad(\s\up 9(yún),云)")), ["云"]),
}  # fmt: skip


@pytest.mark.parametrize("name", FIELDS)
def test_fields_show_their_result(name: str) -> None:
    body, expected = FIELDS[name]
    assert texts(docx(body)) == expected


def test_a_field_that_cannot_be_shown_is_listed() -> None:
    assert left_out(docx(p("甲", field(r"EQ \r(3,x)")))) == [
        (1, r"EQ \r(3,x)", "a field that cannot be shown")
    ]


def test_contents_are_left_out_and_listed() -> None:
    link = field("PAGEREF _Toc1 \\h", "2")
    line = p(
        f'<w:hyperlink w:anchor="_Toc1">{t("一、目标")}<w:r><w:tab/></w:r>{link}</w:hyperlink>'
    )
    whole = p(char("begin"), code(" TOC \\o "), char("separate")) + line + p(char("end"), "正文")
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    framed = control(p("目录") + line, gallery)
    plain = p("一、目标\t2", style="TOC1")
    styles = style("TOC1", "toc 1")
    for body in (whole, framed + p("正文"), plain + p("正文")):
        source = read_word(docx(body, styles=styles))
        assert [line.text for line in source.lines] == ["正文"]
        (out,) = source.left_out
        assert out.text.endswith("一、目标\t2")
        assert out.reason == reasons.CONTENTS


def test_text_boxes_stand_once_behind_their_paragraph() -> None:
    body = p("甲", box(p("乙"), p("丙")), box(p("丁"))) + p("戊")
    assert texts(docx(body)) == ["甲", "乙", "丙", "丁", "戊"]
    assert texts(docx(p(box(p("甲", box(p("乙"))))))) == ["甲", "乙"]


def test_a_box_in_a_cell_belongs_to_it() -> None:
    body = tbl(tr(tc(p("甲", box(p("乙")))), tc("丙"))) + p("丁")
    source = read_word(docx(body))
    assert source.lines[0].rows == (("甲\n乙", "丙"),)
    assert source.lines[1].text == "丁"


def test_word_art_is_a_line() -> None:
    art = '<w:r><w:pict><v:shape><v:textpath on="t" string="云溪社区工作计划"/></v:shape></w:pict></w:r>'
    lines = read_word(docx(p(art) + p("正文"))).lines
    assert [(line.text, line.place) for line in lines] == [("云溪社区工作计划", 1), ("正文", 2)]


def test_only_the_old_version_has_the_text() -> None:
    both = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="x"><w:drawing/></mc:Choice>'
        "<mc:Fallback><w:t>甲</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(docx(p(both))) == ["甲"]


def test_run_in_heading_by_a_style_separator() -> None:
    mark = "<w:rPr><w:vanish/><w:specVanish/></w:rPr>"
    body = p("建强队伍。", style="Heading2", properties=mark) + p("组建队伍。")
    line = only(docx(body, styles=style("Heading2", "heading 2")))
    assert (line.text, line.level, line.lead) == ("建强队伍。组建队伍。", 2, 5)


# What is around the text.


def test_around_the_text() -> None:
    picture = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="p" descr="组织架构图"/>'
        "<a:graphic><pic:pic/></a:graphic></wp:inline></w:drawing></w:r>"
    )
    old = '<w:r><w:pict><v:shape><v:imagedata o:title="合影"/></v:shape></w:pict></w:r>'
    diagram = '<w:r><w:drawing><dgm:relIds r:dm="x0"/></w:drawing></w:r>'
    separator = '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
    notes = f'{separator}<w:footnote w:id="1">{p("见附件")}</w:footnote>'
    body = p("甲") + p("乙", '<w:r><w:footnoteReference w:id="1"/></w:r>', picture, old, diagram)
    data = docx(
        body + p('<w:r><w:commentReference w:id="4"/></w:r>'),
        {"diagrams/data1.xml": f"<d {NAMESPACES}><a:t>书记</a:t><a:t>委员</a:t></d>"},
        header=p("云溪社区文件"),
        footer=p("— ", field("PAGE", "1"), " —"),
        footnotes=notes,
        comments=f'<w:comment w:id="4">{p("请核实")}</w:comment>',
    )
    assert texts(data) == ["甲", "乙"]
    assert left_out(data) == [
        (2, "组织架构图", "a picture or an embedded object"),
        (2, "合影", "a picture or an embedded object"),
        (2, "书记\n委员", "a picture or an embedded object"),
        (0, "云溪社区文件", "in the header or footer"),
        (2, "见附件", "a footnote or endnote"),
        (3, "请核实", "a comment"),
    ]


# Looks.


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("heading 1", 1), ("Heading 9", 9), ("标题 2", 2), ("标题3", 3), ("二级标题", 2),
        ("Title", 0), ("标题", 0), ("Subtitle", None), ("Normal", None), ("heading 0", None),
        ("part-heading1", 1), ("篇标题", 0), ("篇内一级标题", 1), ("附件标题", 1), ("Header", None),
    ],
)  # fmt: skip
def test_levels_by_the_names_of_styles(name: str, level: int | None) -> None:
    assert only(docx(p("甲", style="s1"), styles=style("s1", name))).level == level


def outline(level: int) -> str:
    return f'<w:outlineLvl w:val="{level}"/>'


def test_levels_by_what_styles_are_based_on_and_outline_levels() -> None:
    styles = (
        style("a", "heading 2")
        + style("b", "社区标题", '<w:basedOn w:val="a"/>')
        + style("c", "社区小标题", f'<w:basedOn w:val="b"/><w:pPr>{outline(4)}</w:pPr>')
        + style("d", "社区正文", f'<w:basedOn w:val="c"/><w:pPr>{outline(9)}</w:pPr>')
        + style("e", "甲", '<w:basedOn w:val="f"/>')
        + style("f", "乙", '<w:basedOn w:val="e"/>')
    )
    found = {name: only(docx(p("甲", style=name), styles=styles)).level for name in "abcdef"}
    assert found == {"a": 2, "b": 2, "c": 5, "d": None, "e": None, "f": None}
    assert only(docx(p("甲", properties=outline(2)))).level == 3
    assert only(docx(p("甲", style="c", properties=outline(9)), styles=styles)).level is None
    assert only(docx(p("甲", style="a", properties=outline(0)), styles=styles)).level == 2
    assert only(docx(p("甲", style="Heading3"))).level == 3  # no styles at all


STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>'
    + style("n", "Normal", '<w:rPr><w:sz w:val="32"/></w:rPr>', more=' w:default="1"')
    + style(
        "k",
        "黑",
        '<w:basedOn w:val="n"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr>',
    )
    + style(
        "l",
        "浅",
        '<w:basedOn w:val="k"/><w:pPr><w:jc w:val="both"/></w:pPr><w:rPr><w:b w:val="0"/></w:rPr>',
    )
    + style("c", "强调", '<w:rPr><w:b/><w:sz w:val="44"/></w:rPr>', "character")
    + style("v", "隐藏", "<w:rPr><w:vanish/></w:rPr>", "character")
)

LOOKS: dict[str, tuple[str, tuple[str, bool, float, int]]] = {
    "the default style": (p("甲乙"), ("", False, 16, 0)),
    "a style": (p("甲乙", style="k"), ("center", True, 16, 0)),
    "a style that takes back": (p("甲乙", style="l"), ("", False, 16, 0)),
    "direct": (p(r("甲乙", 'b/ | sz w:val="36"/'), properties='<w:jc w:val="right"/>'), ("right", True, 18, 0)),
    "direct over a style": (p(r("甲乙", 'b w:val="0"/'), style="k"), ("center", False, 16, 0)),
    "a character style": (p(r("甲乙", 'rStyle w:val="c"/')), ("", True, 22, 0)),
    "two styles": (p(r("甲乙", 'rStyle w:val="c"/'), style="k"), ("center", False, 22, 0)),
    "most of the text": (p("甲乙丙", r("丁", 'sz w:val="44"/')), ("", False, 16, 0)),
    "white space does not count": (p("　　", r("甲", "b/"), t(" "), r("乙", "b/")), ("", True, 16, 0)),
    "a bold beginning": (p(r("一是", "b/"), r("宣传。", "b/"), "每月一次。"), ("", False, 16, 5)),
    "a bold end": (p("甲", r("乙", "b/")), ("", False, 16, 0)),
    "white space before": (p("　　", r("宣传。", "b/"), " 每月。"), ("", False, 16, 3)),
    "another font": (
        p(r("（一）", 'rFonts w:eastAsia="楷体_GB2312"/'), r("2", 'rFonts w:ascii="Times"/'),
          r("宣传。", 'rFonts w:eastAsia="楷体_GB2312"/'), r("每月。", 'rFonts w:eastAsia="仿宋_GB2312"/')),
        ("", False, 16, 7),
    ),
    "broken properties": (
        p(r("甲乙", 'sz w:val="x"/'), properties='<w:jc/><w:outlineLvl w:val="-9"/>'), ("", False, 16, 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOKS)
def test_looks_are_resolved(name: str) -> None:
    body, expected = LOOKS[name]
    line = only(docx(body, styles=STYLES))
    assert (line.align, line.bold, line.size, line.lead) == expected


def test_words_own_styles_are_plangens_looks_only_where_plangen_wrote() -> None:
    styles = style("a", "Body Text") + style("b", "主送机关")
    body = p("甲", style="a") + p("乙", style="c")
    assert [line.style for line in read_word(docx(body, styles=style("a", "Body Text"))).lines] == [
        "",
        "",
    ]
    assert [line.style for line in read_word(docx(body, styles=styles)).lines] == ["body", "c"]
    assert only(docx(p("甲", style="b"), styles=styles)).style == "recipients"


def test_hidden_by_a_style() -> None:
    assert texts(docx(p("甲", r("乙", 'rStyle w:val="v"/')), styles=STYLES)) == ["甲"]


def test_the_size_where_nothing_says_one() -> None:
    assert only(docx(p("甲"))).size == 10


# Numbers.

CHINESE = abstract(
    1,
    lvl(0, "chineseCountingThousand", "%1、"),
    lvl(1, "chineseCountingThousand", "（%2）"),
    lvl(2, "decimal", "%3."),
    lvl(3, "decimal", "%1.%2.%3.%4"),
)
DECIMAL = abstract(
    1, *[lvl(at, "decimal", ".".join(f"%{n + 1}" for n in range(at + 1))) for at in range(4)]
)


def sequence(*levels: int, number: int = 1) -> str:
    return "".join(item("项", level, number) for level in levels)


def markers(body: str, numbering: str, **parts: str) -> list[str]:
    found = texts(docx(body, numbering=numbering, **parts))
    return [text.removesuffix("项") for text in found]


NUMBERS: dict[str, tuple[str, str, str]] = {
    "levels restart": (
        sequence(0, 1, 1, 2, 2, 0, 1, 2),
        CHINESE + num(1, 1),
        "一、 （一） （二） 1. 2. 二、 （一） 1.",
    ),
    "numbers of the levels above": (
        sequence(0, 1, 2, 3, 3),
        CHINESE + num(1, 1),
        "一、 （一） 1. 一.一.1.1 一.一.1.2",
    ),
    "isLgl": (
        sequence(0, 1),
        abstract(1, lvl(0, "chineseCounting", "第%1章"), lvl(1, "decimal", "%1.%2", "<w:isLgl/>")) + num(1, 1),
        "第一章 1.1",
    ),
    "levels left out": (sequence(1, 0, 2, 1, 0), DECIMAL + num(1, 1), "1.1 2 2.1.1 2.2 3"),
    "lists of one family go on": (
        sequence(0, 0) + sequence(0, number=2),
        DECIMAL + num(1, 1) + num(2, 1),
        "1 2 3",
    ),
    "lists that start anew": (
        sequence(0, 0) + sequence(0, 0, number=2) + sequence(0),
        DECIMAL + num(1, 1) + num(2, 1, start_at(0, 5)),
        "1 2 5 6 7",
    ),
    "a level that starts anew": (
        sequence(0, 1, 1, 0, 1),
        DECIMAL + num(1, 1, start_at(1, 5)),
        "1 1.5 1.6 2 2.5",
    ),
    "lists of their own": (
        sequence(0, 0) + sequence(0, number=2),
        DECIMAL + abstract(2, lvl(0, "decimal", "(%1)")) + num(1, 1) + num(2, 2),
        "1 2 (1)",
    ),
    "another level in one list": (
        sequence(0, 0),
        DECIMAL + num(1, 1, override(0, lvl(0, "decimalEnclosedCircle", "%1", start=3))),
        "③ ④",
    ),
    "never restarted": (
        sequence(0, 1, 1, 0, 1),
        abstract(1, lvl(0, "decimal", "%1"), lvl(1, "decimal", "(%2)", '<w:lvlRestart w:val="0"/>')) + num(1, 1),
        "1 (1) (2) 2 (3)",
    ),
    "restarted by a higher level only": (
        sequence(0, 1, 2, 1, 2, 0, 2),
        abstract(
            1,
            lvl(0, "decimal", "%1"),
            lvl(1, "decimal", "%1.%2"),
            lvl(2, "decimal", "(%3)", '<w:lvlRestart w:val="1"/>'),
        ) + num(1, 1),
        "1 1.1 (1) 1.2 (2) 2 (1)",
    ),
    "a start of its own": (
        sequence(0, 0), abstract(1, lvl(0, "decimal", "%1、", start=7)) + num(1, 1), "7、 8、",
    ),
    "bullets": (
        sequence(0, 1, 2, 3, 4),
        abstract(
            1,
            lvl(0, "bullet", "•"),
            lvl(1, "bullet", "\uf0d8", look='<w:rFonts w:ascii="Wingdings"/>'),
            lvl(2, "bullet", "\uf07f", look='<w:rFonts w:ascii="Wingdings 3"/>'),
            lvl(3, "bullet", ""),
            lvl(4, "bullet", "o"),
        ) + num(1, 1),
        "• ➢ • • ○",
    ),
    "no number": (
        sequence(0, 1),
        abstract(1, lvl(0, "none", "%1"), lvl(1, "none", "——")) + num(1, 1),
        " ——",
    ),
    "a hidden number": (
        sequence(0),
        abstract(1, lvl(0, "decimal", "%1.", look="<w:vanish/>")) + num(1, 1),
        "",
    ),
    "a number that is padded": (
        sequence(0),
        abstract(
            1,
            lvl(0, "decimal", "%1、").replace(
                '<w:numFmt w:val="decimal"/>',
                '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom"'
                ' w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback>'
                '<w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>',
            ),
        ) + num(1, 1),
        "001、",
    ),
    "what is not there": (sequence(0, number=8) + sequence(0, number=9), num(8, 77), " "),
    "a level that is not there": (sequence(0, 7, 9), DECIMAL + num(1, 1), "1  "),
}  # fmt: skip


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_are_what_is_shown(name: str) -> None:
    body, numbering, expected = NUMBERS[name]
    assert markers(body, numbering) == expected.split(" ")


def test_numbers_of_styles() -> None:
    styles = (
        style("h1", "heading 1", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
        + style(
            "h2",
            "heading 2",
            '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>',
        )
        + style("h3", "heading 3", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
        + style("x", "自定", '<w:basedOn w:val="h2"/>')
    )
    numbering = CHINESE.replace(
        '<w:lvlText w:val="%3."', '<w:pStyle w:val="h3"/><w:lvlText w:val="%3."'
    ) + num(1, 1)
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = "".join(p("项", style=name) for name in ("h1", "h2", "h3", "h3", "x", "h1"))
    body += p("项", style="h1", properties=none)
    assert markers(body, numbering, styles=styles) == [
        "一、",
        "（一）",
        "1.",
        "2.",
        "（二）",
        "二、",
        "",
    ]


def test_numbers_of_a_style_of_lists() -> None:
    styles = style(
        "L", "列表", '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>', "numbering"
    )
    link = '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="L"/></w:abstractNum>'
    assert markers(sequence(0, 0), CHINESE + link + num(1, 5) + num(2, 1), styles=styles) == [
        "一、",
        "二、",
    ]
    circle = link.replace('"L"', '"M"') + num(1, 5)
    styles = style("M", "圈", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', "numbering")
    assert markers(sequence(0), circle, styles=styles) == [""]


def test_numbers_go_through_cells_boxes_and_empty_paragraphs() -> None:
    body = (
        item("项")
        + tbl(tr(tc(item("项")), tc(item("项"))))
        + p(box(item("项")))
        + item("")
        + item("项")
    )
    source = read_word(docx(body, numbering=DECIMAL + num(1, 1)))
    assert source.lines[1].rows == (("2项", "3项"),)
    assert [line.text for line in source.lines] == ["1项", "", "4项", "6项"]


def test_a_number_does_not_run_into_the_text() -> None:
    numbering = abstract(1, lvl(0, "decimal", "%1."), lvl(1, "decimal", "%2")) + num(1, 1)
    body = item("2027年") + item("甲") + item("2027年", 1) + item("Word", 1) + item("甲", 1)
    assert texts(docx(body, numbering=numbering)) == [
        "1. 2027年",
        "2.甲",
        "1 2027年",
        "2 Word",
        "3甲",
    ]


def test_a_heading_that_is_run_in_begins_with_its_number() -> None:
    numbers = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    body = p(r("宣传。", "b/"), "每月。", properties=numbers)
    line = only(docx(body, numbering=CHINESE + num(1, 1)))
    assert (line.text, line.lead) == ("一、宣传。每月。", 5)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("decimal", "1 2 10 11 20 21 100 101"),
        ("chineseCounting", "一 二 十 十一 二十 二十一 一○○ 一○一"),
        ("chineseCountingThousand", "一 二 十 十一 二十 二十一 一百 一百零一"),
        ("taiwaneseCountingThousand", "一 二 十 十一 二十 二十一 一百 一百零一"),
        ("japaneseCounting", "一 二 十 十一 二十 二十一 一百 一百零一"),
        ("ideographTraditional", "甲 乙 癸 甲 癸 甲 癸 甲"),
        ("ideographZodiac", "子 丑 酉 戌 未 申 卯 辰"),
        ("decimalEnclosedCircle", "① ② ⑩ ⑪ ⑳ ㉑ (100) (101)"),
        ("decimalEnclosedCircleChinese", "① ② ⑩ ⑪ ⑳ ㉑ (100) (101)"),
        ("decimalEnclosedParen", "⑴ ⑵ ⑽ ⑾ ⒇ (21) (100) (101)"),
        ("decimalFullWidth", "１ ２ １０ １１ ２０ ２１ １００ １０１"),
        ("chineseLegalSimplified", "壹 贰 壹拾 壹拾壹 贰拾 贰拾壹 壹佰 壹佰零壹"),
        ("lowerLetter", "a b j k t u vvvv wwww"),
        ("upperLetter", "A B J K T U VVVV WWWW"),
        ("lowerRoman", "i ii x xi xx xxi c ci"),
        ("upperRoman", "I II X XI XX XXI C CI"),
        ("decimalZero", "01 02 10 11 20 21 100 101"),
        ("ordinal", "1st 2nd 10th 11th 20th 21st 100th 101st"),
        ("none", "       "),
        ("hebrew1", "1 2 10 11 20 21 100 101"),
    ],
)
def test_forms_of_numbers(form: str, expected: str) -> None:
    assert " ".join(written(n, form) for n in (1, 2, 10, 11, 20, 21, 100, 101)) == expected


def test_large_numbers_in_chinese() -> None:
    numbers = (0, 110, 999, 1000, 1010, 1110, 2005, 10000, 10010, 20305, 110000, 999999)
    assert " ".join(written(n, "chineseCountingThousand") for n in numbers) == (
        "0 一百一十 九百九十九 一千 一千零一十 一千一百一十 二千零五 一万 一万零一十 二万零三百零五"
        " 十一万 九十九万九千九百九十九"
    )


# Tables.


def merge(kind: str = "") -> str:
    value = f' w:val="{kind}"' if kind else ""
    return f"<w:vMerge{value}/>"


TABLES: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "cells": (tbl(tr(tc("甲"), tc("乙")), tr(tc("丙"), tc("丁"))), (("甲", "乙"), ("丙", "丁"))),
    "several paragraphs": (tbl(tr(tc("甲", "", "乙"))), (("甲\n乙",),)),
    "across": (
        tbl(tr(tc("甲", properties='<w:gridSpan w:val="2"/>'), tc("乙")), tr(tc("丙"), tc("丁"), tc("戊"))),
        (("甲", "", "乙"), ("丙", "丁", "戊")),
    ),
    "down": (
        tbl(
            tr(tc("甲", properties=merge("restart")), tc("乙")),
            tr(tc(properties=merge()), tc("丙")),
            tr(tc("丁"), tc("戊")),
        ),
        (("甲", "乙"), ("", "丙"), ("丁", "戊")),
    ),
    "down without a beginning": (tbl(tr(tc("甲", properties=merge("continue")))), (("甲",),)),
    "across in old files": (
        tbl(tr(tc("甲", properties='<w:hMerge w:val="restart"/>'), tc(properties="<w:hMerge/>"), tc("乙"))),
        (("甲", "", "乙"),),
    ),
    "rows of other lengths": (
        tbl(tr(tc("甲"), tc("乙"), tc("丙")), tr(tc("丁"), properties='<w:gridBefore w:val="1"/>')),
        (("甲", "乙", "丙"), ("", "丁", "")),
    ),
    "a table in a cell": (
        tbl(tr(tc("甲", tbl(tr(tc("乙"), tc(tbl(tr(tc("丙"))) + p("")))), "丁"), tc("戊"))),
        (("甲\n乙\n丙\n丁", "戊"),),
    ),
    "rows and cells in controls": (
        tbl(control(tr(control(tc("甲")), tc("乙")))),
        (("甲", "乙"),),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_tables(name: str) -> None:
    body, rows = TABLES[name]
    source = read_word(docx(body + p("后")))
    assert [line.rows for line in source.lines] == [rows, ()]
    assert source.left_out == ()


def test_text_that_a_merged_cell_covers_is_listed() -> None:
    rows = tr(tc("甲", properties=merge("restart"))), tr(tc("乙", properties=merge()))
    assert left_out(docx(tbl(*rows))) == [(2, "乙", "covered by a merged cell")]


def test_an_empty_table_is_nothing() -> None:
    assert texts(docx(tbl(tr(tc(""), tc(""))) + p("甲"))) == ["甲"]


# Files of other makes.


def test_parts_are_found_by_their_relations() -> None:
    parts = members(p("甲", style="a"), styles=style("a", "heading 1"))
    parts["word/document2.xml"] = parts.pop("word/document.xml")
    parts["word/_rels/document2.xml.rels"] = relations([("r", "styles", "/word/s2.xml")])
    parts["word/s2.xml"] = parts.pop("word/styles.xml")
    parts["_rels/.rels"] = parts["_rels/.rels"].replace("document.xml", "document2.xml")
    assert only(zipped(parts)).level == 1
    bare = {"word/document.xml": root("document", f"<w:body>{p('甲', style='a')}</w:body>")}
    assert only(zipped(bare)).text == "甲"
    assert only(zipped({name.replace("/", "\\"): part for name, part in bare.items()})).text == "甲"


def test_strict_open_xml() -> None:
    strict = {
        name: part.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        for name, part in members(p("甲", style="a"), styles=style("a", "heading 1")).items()
    }
    assert only(zipped(strict)).level == 1


def test_what_python_docx_writes() -> None:
    made = python_docx.Document()
    made.add_heading("计划", 0)
    made.add_heading("一、目标", 1)
    made.add_paragraph("走访", style="List Number")
    made.add_paragraph("检查", style="List Number")
    made.add_paragraph("评估", style="List Bullet")
    made.add_table(1, 2).cell(0, 0).text = "甲"
    file = io.BytesIO()
    made.save(file)
    lines = read_word(file.getvalue()).lines
    assert [(line.text, line.level) for line in lines] == [
        ("计划", 0), ("一、目标", 1), ("1.走访", None), ("2.检查", None), ("•评估", None), ("", None),
    ]  # fmt: skip
    assert lines[-1].rows == (("甲", ""),)


# What plangen wrote.


def words_of(document: Document) -> list[str]:
    """Texts and cells in their order, without the numbers that Word puts before points."""
    return [text for line in document.lines() if (text := line.strip(BLANK))]


@settings(max_examples=30)
@given(documents)
def test_what_plangen_writes_is_read_whole_and_in_order(document: Document) -> None:
    source = read_word(FORMATS["docx"].write(document, Layout()))
    found: list[str] = []
    for line in source.lines:
        found += [cell for row in line.rows for cell in row if cell] if line.rows else [line.text]
    expected = words_of(document)
    assert len(found) == len(expected)
    for read, meant in zip(found, expected, strict=True):
        assert read.endswith(shown(meant))
    in_points = any(isinstance(block, List) for block in document.blocks())
    if not in_points:
        assert found == [shown(text) for text in expected]


def shown(text: str) -> str:
    """As the reader tidies it."""
    return text.replace("\u2028", "\n").strip(BLANK)


def test_an_offices_own_clothes_keep_the_names_of_styles() -> None:
    heading = Heading(0, (Run("云溪社区工作计划"),))
    clothes = Clothes(docx(p("x"), styles=style("t1", "Title")), Layout())
    (line,) = read_word(clothes.write(Document(((heading,),)))).lines
    assert (line.level, line.style) == (0, "title")


def test_the_styles_levels_and_run_in_headings_of_plangen() -> None:
    plan = plan_of("""
        title: 云溪社区2027年工作计划
        subtitle: （征求意见稿）
        recipients: [各居民小组]
        tasks:
          - heading: 健全网络
            items: [{heading: 建强队伍。, text: 组建队伍。}]
        attachments: [{title: 清单, tasks: true}]
        signature: {organization: 云溪社区居民委员会, date: 2027-01-08}
        """)
    lines = read_word(FORMATS["docx"].write(render(plan), plan.layout)).lines
    assert [(line.text, line.level, line.lead, line.style) for line in lines] == [
        ("云溪社区2027年工作计划", 0, 0, "title-above"),
        ("（征求意见稿）", None, 0, "subtitle"),
        ("各居民小组：", None, 0, "recipients"),
        ("一、工作任务", 1, 0, "heading1"),
        ("（一）健全网络", 2, 0, "heading2"),
        ("1.建强队伍。组建队伍。", 3, 7, "heading3"),
        ("附件：清单", None, 0, "attachment-note"),
        ("云溪社区居民委员会", None, 0, "signature"),
        ("2027年1月8日", None, 0, "signature-next"),
        ("附件", None, 0, "annex-label"),
        ("清单", 1, 0, "annex-title"),
        ("", None, 0, "tasks"),
    ]
    assert lines[0].align == "center"
    assert lines[0].size == 22


# Broken and hostile files.


def refused(data: bytes) -> str:
    with pytest.raises((ArchiveError, SourceError)) as error:
        read_word(data)
    return str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<w:document",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b'<?xml version="1.0" encoding="no-such"?><x/>',
        b"<x/>",
        root("document", "").encode(),
        root("document", "<w:body>" + p("甲")).encode()[:-40],
        root("document", "<w:body/>").encode("utf-16")[3:],
    ],
)
def test_broken_text_is_refused(text: bytes) -> None:
    refused(zipped({"word/document.xml": text}))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK", b"x" * 100, docx(p("甲"))[:300]])
def test_broken_archives_are_refused(data: bytes) -> None:
    refused(data)


def bomb(text: str) -> bytes:
    """Packed as it is: the sizes alone must not be what refuses it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as opened:
        opened.writestr("word/document.xml", root("document", f"<w:body>{text}</w:body>"))
    return file.getvalue()


HOSTILE = {
    "nested tables": lambda: "<w:tbl><w:tr><w:tc>" * 100_000 + "</w:tc></w:tr></w:tbl>" * 100_000,
    "nested runs": lambda: "<w:smartTag>" * 250_000 + "</w:smartTag>" * 250_000,
    "empty paragraphs": lambda: "<w:p/>" * 3_000_000,
    "attributes": lambda: "<w:p" + ' a=""' * 2_000_000 + "/>",
    "paragraphs": lambda: p("x") * 1100,
    "cells": lambda: tbl(tr(tc("", properties='<w:gridSpan w:val="9999"/>') * 20)),
    "long rows": lambda: tbl(tr(tc("x") * 50), *[tr(tc("x"))] * 30),
    "left out": lambda: p(*[control(t("x"), "<w:showingPlcHdr/>")] * 1100),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_too_much_is_refused_in_time(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reasons, "MAX_LINES", 1000)
    monkeypatch.setattr(reasons, "MAX_CELLS", 1000)
    data = bomb(HOSTILE[name]())
    with held(20, 500):
        refused(data)


HEAVY = {
    "deep tables": lambda: (
        ("<w:tbl><w:tr><w:tc>" * 80 + p("x") + "</w:tc></w:tr></w:tbl>" * 80) * 100
    ),
    "boxes": lambda: p(*[box(p("x"))] * 400),
    "fields": lambda: p(char("begin") * 10_000, "x"),
    "deleted ends": lambda: p("x", properties=MARK_DELETED) * 5000,
    "deleted ends of nothing": lambda: p(properties=MARK_DELETED) * 5000 + p("x"),
    "deleted in deleted": lambda: (("<w:del>" * 200) + "</w:del>" * 200) * 100 + p("x"),
    "controls": lambda: (
        ("<w:sdt><w:sdtContent>" * 80 + p("x") + "</w:sdtContent></w:sdt>" * 80) * 100
    ),
    "runs": lambda: p(t("x") * 20_000),
}


@pytest.mark.parametrize("name", HEAVY)
def test_much_is_read_in_time(name: str) -> None:
    data = bomb(HEAVY[name]())
    with held(20, 500):
        assert read_word(data).lines


def test_styles_in_a_long_chain() -> None:
    styles = "".join(style(f"s{n}", "x", f'<w:basedOn w:val="s{n + 1}"/>') for n in range(5000))
    styles += style("s5000", "heading 4")
    with held(20, 500):
        assert only(docx(p("甲", style="s0"), styles=styles)).level == 4


RICH = docx(
    p("标题", style="a")
    + item("甲")
    + tbl(tr(tc("乙", properties='<w:gridSpan w:val="2"/>')), tr(tc(tbl(tr(tc("丙")))), tc("丁")))
    + p(box(p("戊")), field("PAGE", "1"), "<w:del><w:r><w:delText>己</w:delText></w:r></w:del>")
    + p("庚", properties=MARK_DELETED)
    + p("辛"),
    styles=STYLES + style("a", "heading 1"),
    numbering=CHINESE + num(1, 1),
    footnotes='<w:footnote w:id="1"><w:p/></w:footnote>',
)


def mutated(data: bytes, seed: int) -> bytes:
    """Some bytes flipped, cut out, doubled or swapped."""
    chance = random.Random(seed)  # noqa: S311 - the same every time
    made = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at, more = chance.randrange(len(made)), chance.randrange(1, 60)
        kind = chance.randrange(4)
        if kind == 0:
            made[at] = chance.randrange(256)
        elif kind == 1:
            del made[at : at + more]
        elif kind == 2:
            made[at:at] = made[at : at + more]
        else:
            other = chance.randrange(len(made))
            made[at:at] = made[other : other + more]
        if not made:
            break
    return bytes(made)


def try_to_read(data: bytes) -> Source | None:
    try:
        return read_word(data)
    except (ArchiveError, SourceError):
        return None


@settings(max_examples=80)
@given(st.integers(0, 2**32))
def test_whatever_bytes_give_lines_or_a_clear_error(seed: int) -> None:
    try_to_read(mutated(RICH, seed))


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@settings(max_examples=100)
@given(st.integers(0, 2**32))
def test_whatever_xml_gives_lines_or_a_clear_error(seed: int) -> None:
    parts = parts_of(RICH)
    name = sorted(parts)[seed % len(parts)]
    parts[name] = swapped(parts[name].decode(), seed)
    try_to_read(zipped(parts))


def swapped(xml: str, seed: int) -> bytes:
    """XML that mostly stays well formed: elements renamed, values changed, things doubled."""
    chance = random.Random(seed)  # noqa: S311
    names = sorted(set(re.findall(r"<(\w[\w:]*)", xml)))
    values = ("", "-1", "0", "1", "99999999999", "x", "on", "begin", "end", "restart", "甲", "2.5")
    for _ in range(chance.randint(1, 5)):
        kind = chance.randrange(3)
        if kind == 0:
            old, new = chance.choice(names), chance.choice(names)
            xml = re.sub(rf"(</?){old}(?=[ />])", rf"\g<1>{new}", xml)
        elif kind == 1:
            found = list(re.finditer(r'="([^"]*)"', xml))
            which = chance.choice(found or [re.match("()", "")])
            if not which[1].startswith("http"):
                xml = f"{xml[: which.start(1)]}{chance.choice(values)}{xml[which.end(1) :]}"
        else:
            found = list(
                re.finditer(r"<([\w:]+)(?: [^<>]*)?/>|<([\w:]+)[ >](?:(?!<\2).)*?</\2>", xml)
            )
            if found:
                which = chance.choice(found)
                xml = xml[: which.start()] + which[0] * chance.randrange(3) + xml[which.end() :]
    return xml.encode()
