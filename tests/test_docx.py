"""The DOCX against the figures of GB/T 9704-2012, read from its XML."""

import io
from copy import deepcopy
from hashlib import sha256
from typing import Any

import docx
import pytest
from docx.shared import Mm
from helpers import W, plan_of
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from packages import Package, attributes, below, out_of_order, zipped
from test_laws import check_docx, check_html, check_markdown
from trees import documents

import plangen
from plangen.document import Cell, Contents, Document, Heading, Paragraph, Run, Table
from plangen.formats import FORMATS
from plangen.formats.archive import ArchiveError
from plangen.formats.reference import Clothes
from plangen.layout import Layout
from plangen.problems import UsageError
from plangen.renderer import render

PLAN = """
title: 云溪社区2027年工作计划
organization: 云溪社区居民委员会
recipients: [各居民小组]
preamble: 为做好工作，制定本计划。
goals: [甲。]
tasks:
  - heading: 健全网络
    items:
      - {heading: 建强队伍。, text: 组建队伍。, items: [{heading: 定期巡逻, text: 每周巡逻。}]}
      - {heading: 补齐短板。, text: “两委”成员带班。}
schedule: {months: {1: 乙。, 2: 丙。}}
attachments:
  - {title: 任务分解表, tasks: true}
  - {title: 物资清单, text: 丁。}
signature: {organization: 云溪社区居民委员会, date: 2027-01-08}
"""
SIGNED = Paragraph((Run("云溪社区居民委员会"),), "signature")
ISSUED = """
layout:
  red_head: {name: 清河街道办事处文件, number: 清街办〔2027〕3号}
  imprint: {copies: [区民政局, 区司法局。], issuer: 清河街道办公室, date: 2027-01-15}
"""


def data_of(yaml: str) -> bytes:
    plan = plan_of(yaml)
    return FORMATS["docx"].write(render(plan), plan.layout)


def disordered(package: Package, *parts: str) -> list[str]:
    """Elements out of order; bookmarks and links may stand anywhere among the runs."""
    anywhere = [f"{{{W}}}{name}" for name in ("hyperlink", "bookmarkStart", "bookmarkEnd")]
    trees = [deepcopy(tree) for name, tree in package.trees.items() if not parts or name in parts]
    for tree in trees:
        etree.strip_tags(tree, *anywhere)
    return out_of_order(trees)


def made(more: str = "", plan: str = PLAN) -> Package:
    return Package(data_of(plan + more))


@pytest.fixture(scope="module")
def standard() -> Package:
    return made()


@pytest.fixture(scope="module")
def issued() -> Package:
    return made(ISSUED)


# The page.


def test_the_page_has_the_standards_margins_and_22_lines(standard: Package) -> None:
    section = standard.one("/w:document/w:body/w:sectPr")
    (size,), (margins,), (grid,) = (below(section, f"w:{n}") for n in ("pgSz", "pgMar", "docGrid"))
    assert attributes(size) == {"w": "11906", "h": "16838"}
    assert attributes(margins) == {
        "top": "2098",
        "right": "1474",
        "bottom": "1984",
        "left": "1588",
        "header": "851",
        "footer": "1434",
        "gutter": "0",
    }
    assert attributes(grid) == {"type": "lines", "linePitch": "579"}


def test_the_normal_style_is_the_lines_of_the_page(standard: Package) -> None:
    spacing = standard.one(
        "//w:style[@w:default='1' and @w:type='paragraph']/w:pPr/w:spacing", "styles"
    )
    assert attributes(spacing) == {"before": "0", "after": "0", "line": "579", "lineRule": "exact"}
    assert standard.effective("Normal", "w:pPr/w:widowControl/@w:val") == "0"
    assert standard.effective("Normal", "w:rPr/w:spacing/@w:val") == "-5"


def test_a_line_pitch_of_ones_own_is_the_grids_too() -> None:
    package = made("layout: {line_pitch: 28}")
    assert package.one("//w:docGrid/@w:linePitch") == "560"
    assert package.effective("Normal", "w:pPr/w:spacing/@w:line") == "560"
    assert package.effective("Title", "w:pPr/w:spacing/@w:after") == "560"


# Fonts and styles.


@pytest.mark.parametrize(
    ("style", "size", "gb2312", "windows"),
    [
        ("Title", 44, "方正小标宋简体", "宋体"),
        ("Heading1", 32, "黑体", "黑体"),
        ("Heading2", 32, "楷体_GB2312", "楷体"),
        ("Heading3", 32, "仿宋_GB2312", "仿宋"),
        ("Heading4", 32, "仿宋_GB2312", "仿宋"),
        ("BodyText", 32, "仿宋_GB2312", "仿宋"),
        ("Recipients", 32, "仿宋_GB2312", "仿宋"),
        ("PlanSignature", 32, "仿宋_GB2312", "仿宋"),
        ("RunIn", 32, "仿宋_GB2312", "仿宋"),
        ("AnnexLabel", 32, "黑体", "黑体"),
        ("AnnexTitle", 44, "方正小标宋简体", "宋体"),
        ("TableHead", 24, "黑体", "黑体"),
        ("TableText", 24, "仿宋_GB2312", "仿宋"),
        ("ImprintCopies", 28, "仿宋_GB2312", "仿宋"),
        ("Footer", 28, "宋体", "宋体"),
    ],
)
def test_each_style_has_its_type_and_size(style: str, size: int, gb2312: str, windows: str) -> None:
    for preset, font in (("gb2312", gb2312), ("windows", windows)):
        package = made(f"layout: {{preset: {preset}}}")
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            assert package.effective(style, f"w:rPr/w:rFonts/@w:{script}") == font
        assert package.effective(style, "w:rPr/w:rFonts/@w:hint") == "eastAsia"
        assert package.effective(style, "w:rPr/w:sz/@w:val") == str(size)
        assert package.effective(style, "w:rPr/w:szCs/@w:val") == str(size)


@pytest.mark.parametrize("more", ["", ISSUED, "layout: {draft: 稿, fonts: {latin: Arial}}"])
def test_names_of_fonts_win_everywhere(more: str) -> None:
    package = made(more)
    assert not [
        (part, name)
        for part, tree in package.trees.items()
        for element in tree.iter(etree.Element)
        for name in attributes(element)
        if "Theme" in name
    ]
    for part in (name for name in package.trees if name.startswith("word/")):
        for fonts in (
            package.find("//w:rFonts[@w:ascii]", part[5:-4]) if part.endswith(".xml") else ()
        ):
            assert set(attributes(fonts)) == {"hint", "ascii", "hAnsi", "eastAsia", "cs"}
    named = {attributes(f)["eastAsia"] for f in package.find("//w:rFonts[@w:eastAsia]", "styles")}
    assert named == set(package.find("//w:font/@w:name", "fontTable"))


def test_the_language_is_chinese(standard: Package) -> None:
    language = standard.one("//w:docDefaults//w:lang", "styles")
    assert attributes(language) == {"val": "en-US", "eastAsia": "zh-CN", "bidi": "ar-SA"}
    assert standard.one("//w:themeFontLang/@w:eastAsia", "settings") == "zh-CN"


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_headings_are_words_own_with_outline_levels(standard: Package, level: int) -> None:
    style = standard.one(f"//w:style[@w:styleId='Heading{level}']", "styles")
    assert below(style, "w:name/@w:val") == [f"heading {level}"]
    assert below(style, "w:pPr/w:outlineLvl/@w:val") == [str(level - 1)]
    assert below(style, "w:pPr/w:keepNext") != []
    assert "customStyle" not in attributes(style)


def test_the_outline_is_text_in_heading_styles(standard: Package) -> None:
    headings = {"Title", "Heading1", "Heading2", "Heading3", "Heading4", "AnnexTitle"}
    found = [
        (style, "".join(paragraph.itertext()))
        for paragraph in standard.find("//w:p")
        for style in below(paragraph, "w:pPr/w:pStyle/@w:val")
        if style in headings
    ]
    assert found == [
        ("Title", "云溪社区2027年工作计划"),
        ("Heading1", "一、工作目标"),
        ("Heading1", "二、工作任务"),
        ("Heading2", "（一）健全网络"),
        ("Heading3", "1.建强队伍。组建队伍。"),
        ("Heading4", "（1）定期巡逻"),
        ("Heading3", "2.补齐短板。“两委”成员带班。"),
        ("Heading1", "三、时间安排"),
        ("AnnexTitle", "任务分解表"),
        ("AnnexTitle", "物资清单"),
    ]
    assert standard.find("//w:numPr") == []


def test_nothing_is_bold_by_default(standard: Package) -> None:
    bold = "//w:style[w:rPr/w:b[not(@w:val='0')]]/@w:styleId"
    assert standard.find(bold, "styles") == ["Strong"]
    assert made("layout: {bold_headings: true}").find(bold, "styles") == [
        "Heading2",
        "Heading3",
        "PartHeading2",
        "PartHeading3",
        "Strong",
    ]


def test_a_run_in_heading_is_one_paragraph_of_two_fonts(standard: Package) -> None:
    paragraph = standard.paragraph("1.建强队伍。")
    assert below(paragraph, "w:pPr/w:pStyle/@w:val") == ["Heading3"]
    assert below(paragraph, "w:pPr/w:keepNext/@w:val") == ["0"]
    texts = [
        ("".join(run.itertext()), below(run, "w:rPr/w:rStyle/@w:val"))
        for run in below(paragraph, "w:r[w:t]")
    ]
    assert texts == [("1.建强队伍。", []), ("组建队伍。", ["RunIn"])]
    assert standard.effective("RunIn", "w:rPr/w:b/@w:val") == "0"
    assert below(standard.paragraph("（一）健全网络"), "w:pPr/w:keepNext") == []


@pytest.mark.parametrize("style", ["BodyText", "Heading1", "Heading2", "Heading3", "Heading4"])
def test_first_lines_are_two_characters_in(standard: Package, style: str) -> None:
    indent = standard.one(f"//w:style[@w:styleId='{style}']/w:pPr/w:ind", "styles")
    found = attributes(indent)
    assert (found["firstLineChars"], found["firstLine"]) == ("200", "630")
    assert standard.effective(style, "w:pPr/w:jc/@w:val") == "both"


def test_spaces_of_indents_are_not_in_the_text(standard: Package) -> None:
    texts = ["".join(paragraph.itertext()) for paragraph in standard.find("//w:p")]
    assert [text for text in texts if text != text.strip()] == []


@pytest.mark.parametrize(
    ("use", "style"),
    [
        ("title", "Title"), ("heading1", "Heading1"), ("heading2", "Heading2"),
        ("body", "BodyText"), ("body", "RunIn"), ("page_number", "Footer"), ("table", "TableText"),
    ],
)  # fmt: skip
def test_fonts_of_ones_own(use: str, style: str) -> None:
    package = made(f'layout: {{preset: windows, fonts: {{{use}: "A&B <体>"}}}}')
    assert package.effective(style, "w:rPr/w:rFonts/@w:eastAsia") == "A&B <体>"
    assert "A&B <体>" in package.find("//w:font/@w:name", "fontTable")


def test_a_latin_font_leaves_chinese_and_its_marks_alone() -> None:
    package = made("layout: {fonts: {latin: Times New Roman}}")
    for style in ("BodyText", "Title", "RunIn", "Footer"):
        fonts = [
            package.effective(style, f"w:rPr/w:rFonts/@w:{s}") for s in ("ascii", "hAnsi", "cs")
        ]
        assert fonts == ["Times New Roman"] * 3
    assert package.effective("BodyText", "w:rPr/w:rFonts/@w:eastAsia") == "仿宋_GB2312"
    quoted = below(
        package.paragraph("2.补齐短板。"), "w:r[contains(., '“')]/w:rPr/w:rFonts/@w:hint"
    )
    assert quoted == ["eastAsia"]


# Tables.


def test_tables_are_as_wide_as_the_text_and_break_well(standard: Package) -> None:
    table = standard.one("//w:tbl")
    assert attributes(below(table, "w:tblPr/w:tblW")[0]) == {"w": "8844", "type": "dxa"}
    assert below(table, "w:tblPr/w:tblLayout/@w:type") == ["fixed"]
    widths = below(table, "w:tblGrid/w:gridCol/@w:w")
    assert sum(map(int, widths)) == 8844
    rows = below(table, "w:tr")
    assert [len(below(row, "w:trPr/w:tblHeader")) for row in rows] == [1] + [0] * (len(rows) - 1)
    assert all(below(row, "w:trPr/w:cantSplit") for row in rows)
    assert all(below(row, "w:tc/w:tcPr/w:tcW/@w:w") == widths for row in rows)


def test_cells_have_no_exact_lines(standard: Package) -> None:
    assert set(standard.find("//w:tbl//w:pStyle/@w:val")) == {"TableHead", "TableText"}
    for style in ("TableHead", "TableText"):
        assert standard.effective(style, "w:pPr/w:spacing/@w:lineRule") == "auto"
        assert standard.effective(style, "w:pPr/w:snapToGrid/@w:val") == "0"


@pytest.mark.parametrize("widths", [(), (1.0,) * 7, (1.0, 2.0, 3.0, 5.0, 7.0, 11.0, 0.5)])
def test_columns_fill_the_width_whatever_their_shares(widths: tuple[float, ...]) -> None:
    tree = Document(((Table((Cell(),) * 7, (), "", widths),),))
    package = Package(FORMATS["docx"].write(tree, Layout()))
    found = [int(width) for width in package.find("//w:gridCol/@w:w")]
    shares = widths or (1.0,) * 7
    assert sum(found) == 8844
    assert found == pytest.approx([8844 * share / sum(shares) for share in shares], abs=1)


def test_two_tables_in_a_row_stay_two() -> None:
    """Word makes one of tables between which there is no paragraph."""
    package = made(
        "layout: {months: table, stages: table}",
        "title: 计划\nschedule: {months: {1: 甲。}, stages: [{name: 乙, text: 丙。}]}\n",
    )
    assert len(package.find("//w:tbl")) == 2
    assert package.find("//w:tbl[following-sibling::*[1][self::w:tbl]]") == []


@pytest.mark.parametrize("role", ["组长", "联络员", "办公室主任", "领导小组办公室联络协调专员"])
def test_roles_are_spread_and_never_squeezed(role: str) -> None:
    package = made(
        "", f"title: 计划\nleadership: {{groups: [{{roles: {{副组长: 王芳, {role}: 李明}}}}]}}"
    )
    gaps = [int(gap) for gap in package.find("//w:r/w:rPr/w:spacing/@w:val")]
    assert min(gaps, default=-5) >= -5


# Footers, settings, properties.


def footer_text(package: Package, part: str) -> str:
    return "".join(package.find("//w:t/text() | //w:instrText/text()", part))


def footers(package: Package) -> dict[str, str]:
    """Parts of footers by kind of page."""
    targets = {
        relation.get("Id"): relation.get("Target")
        for relation in package.trees["word/_rels/document.xml.rels"]
    }
    return {
        attributes(reference)["type"]: targets[attributes(reference)["id"]].removesuffix(".xml")
        for reference in package.find("//w:sectPr/w:footerReference")
    }


def test_page_numbers_stand_outside(standard: Package) -> None:
    found = footers(standard)
    assert set(found) == {"default", "even"}
    assert standard.find("//w:evenAndOddHeaders", "settings") != []
    for kind, side in (("default", "right"), ("even", "left")):
        part = found[kind]
        assert footer_text(standard, part) == "—  PAGE 1 —"
        assert standard.one("//w:pPr/w:jc/@w:val", part) == side
        assert attributes(standard.one("//w:pPr/w:ind", part)) == {side: "280"}


def test_a_footer_stands_7_mm_below_the_text(standard: Package) -> None:
    spacing = standard.one("//w:style[@w:styleId='Footer']/w:pPr/w:spacing", "styles")
    assert attributes(spacing) == {"before": "0", "after": "0", "line": "400", "lineRule": "exact"}
    field = standard.find("//w:fldChar/@w:fldCharType", footers(standard)["default"])
    assert field == ["begin", "separate", "end"]


def test_page_numbers_in_the_middle() -> None:
    package = made("layout: {page_numbers: center}")
    assert set(footers(package)) == {"default"}
    assert package.one("//w:pPr/w:jc/@w:val", footers(package)["default"]) == "center"
    assert package.find("//w:pPr/w:ind", footers(package)["default"]) == []
    assert package.find("//w:evenAndOddHeaders", "settings") == []


def test_no_page_numbers() -> None:
    package = made("layout: {page_numbers: none}")
    assert footers(package) == {}
    assert not [name for name in package.data if "footer" in name]


def test_word_opens_it_in_its_present_mode(standard: Package) -> None:
    mode = standard.one("//w:compatSetting[@w:name='compatibilityMode']", "settings")
    assert attributes(mode)["val"] == "15"
    assert attributes(mode)["uri"] == "http://schemas.microsoft.com/office/word"


def test_properties_are_the_plans() -> None:
    properties = docx.Document(io.BytesIO(data_of(PLAN))).core_properties
    assert properties.title == "云溪社区2027年工作计划"
    assert properties.author == "云溪社区居民委员会"
    assert properties.language == "zh-CN"
    assert properties.created is not None
    assert properties.created.isoformat()[:10] == "2027-01-08"


@pytest.mark.parametrize(
    ("epoch", "dates"),
    [(None, []), ("1767225600", ["2026-01-01T00:00:00Z"] * 2), ("soon", [])],
)
def test_without_a_date_there_is_none_but_that_of_the_build(
    monkeypatch: pytest.MonkeyPatch, epoch: str | None, dates: list[str]
) -> None:
    if epoch:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    core = made("", "title: 计划").trees["docProps/core.xml"]
    assert [e.text for e in core if e.tag.startswith("{http://purl.org/dc/terms/}")] == dates


def test_no_trace_of_a_template_of_somebody_else(issued: Package) -> None:
    for name, data in issued.data.items():
        assert b"python-docx" not in data
        assert b"2013" not in data
        assert not name.startswith(("docProps/thumbnail", "word/theme"))


def test_the_archive_is_whole_and_without_clock(issued: Package) -> None:
    names = [info.filename for info in issued.infos]
    assert names[0] == "[Content_Types].xml"
    assert len(names) == len(set(names))
    assert {info.date_time for info in issued.infos} == {(1980, 1, 1, 0, 0, 0)}
    types = issued.trees["[Content_Types].xml"]
    declared = {e.get("PartName")[1:] for e in types if e.get("PartName")}
    assert declared == {name for name in names[1:] if not name.endswith(".rels")}
    relations = issued.trees["word/_rels/document.xml.rels"]
    assert {"word/" + relation.get("Target") for relation in relations} <= declared


# Beginning and end of a paper.


def test_the_recipients_stand_a_line_below_the_title(standard: Package) -> None:
    assert standard.effective("Title", "w:pPr/w:spacing/@w:after") == "579"
    assert standard.effective("Title", "w:pPr/w:jc/@w:val") == "center"
    paragraph = standard.paragraph("各居民小组：")
    assert below(paragraph, "w:pPr/w:pStyle/@w:val") == ["Recipients"]
    assert standard.find("//w:style[@w:styleId='Recipients']/w:pPr/w:ind", "styles") == []
    assert standard.effective("Recipients", "w:pPr/w:jc/@w:val") == "left"


def right(paragraph: Any) -> float:  # noqa: ANN401
    """How many characters a paragraph ends from the right edge, in both measures."""
    found = {}
    for indent in below(paragraph, "w:pPr/w:ind"):
        found = attributes(indent)
    chars, twips = int(found.get("rightChars", "0")) / 100, int(found.get("right", "0"))
    assert twips == round(chars * 315)
    return chars


@pytest.mark.parametrize(
    ("organizations", "date", "from_right"),
    [
        (["云溪社区居民委员会"], "2027-01-08", [2, 3]),
        (["云溪居委会"], "2027-01-08", [5, 2]),
        (["云溪居委"], "2027-12-28", [7, 2]),
        (["六个汉字单位"], "2027-01-08", [2, 0]),
        (["A8社区居委会"], "2027-11-08", [4.5, 2]),
        (["甲单位", "云溪社区居民委员会"], "2027-01-08", [2, 2, 3]),
        (["云溪社区居民委员会"], "2027-01", [2, 4.5]),
        (["云溪社区居民委员会"], None, [2]),
        ([], "2027-01-08", [2]),
    ],
)
def test_the_date_begins_two_characters_after_the_signature(
    organizations: list[str], date: str | None, from_right: list[float]
) -> None:
    names = f"organization: [{', '.join(organizations)}], " if organizations else ""
    when = f"date: {date}" if date else ""
    package = made("", f"title: 计划\npreamble: 甲。\nsignature: {{{names}{when}}}")
    last = package.find("//w:p")[-len(from_right) :]
    assert [right(paragraph) for paragraph in last] == from_right
    assert package.effective("PlanSignature", "w:pPr/w:spacing/@w:before") == "579"
    styles = [below(paragraph, "w:pPr/w:pStyle/@w:val")[0] for paragraph in last]
    assert styles == ["PlanSignature"] + ["SignatureNext"] * (len(last) - 1)


def test_dates_have_no_leading_zeros(standard: Package) -> None:
    assert standard.paragraph("2027年1月8日") is not None


@pytest.mark.parametrize(
    ("count", "place", "start", "left", "hanging"),
    [
        (1, 0, "附件：", 500, 300),
        (2, 0, "附件：1.", 600, 400),
        (2, 1, "2.", 600, 100),
        (10, 9, "10.", 650, 150),
    ],
)
def test_names_of_annexes_hang_under_each_other(
    count: int, place: int, start: str, left: int, hanging: int
) -> None:
    names = ", ".join(f"名称{number}" for number in range(count))
    package = made("", f"title: 计划\npreamble: 甲。\nattachments: [{names}]")
    paragraph = package.paragraph(start + f"名称{place}")
    found = attributes(below(paragraph, "w:pPr/w:ind")[0])
    assert (int(found["leftChars"]), int(found["hangingChars"])) == (left, hanging)
    assert (int(found["left"]), int(found["hanging"])) == (
        round(left * 3.15),
        round(hanging * 3.15),
    )
    assert package.effective("AttachmentNote", "w:pPr/w:spacing/@w:before") == "579"
    assert "".join(paragraph.itertext())[-1] not in "。；;."


def test_an_annex_begins_a_page_with_its_label_and_title(standard: Package) -> None:
    breaks = standard.find("//w:p[w:pPr/w:pageBreakBefore]")
    assert ["".join(paragraph.itertext()) for paragraph in breaks] == ["附件1", "附件2"]
    assert {below(p, "w:pPr/w:pStyle/@w:val")[0] for p in breaks} == {"AnnexLabel"}
    assert standard.find("//w:style[@w:styleId='AnnexLabel']/w:pPr/w:ind", "styles") == []
    for edge in ("before", "after"):
        assert standard.effective("AnnexTitle", f"w:pPr/w:spacing/@w:{edge}") == "579"
    assert standard.effective("AnnexTitle", "w:pPr/w:jc/@w:val") == "center"


def test_a_paper_that_is_not_issued_has_no_red_head(standard: Package) -> None:
    used = set(standard.find("//w:pStyle/@w:val"))
    assert not used & {"RedHead", "DocumentNumber", "ImprintCopies", "ImprintIssuer"}


def test_the_red_head_and_its_rule(issued: Package) -> None:
    head = issued.paragraph("清河街道办事处文件")
    assert below(head, "w:pPr/w:pStyle/@w:val") == ["RedHead"]
    assert issued.effective("RedHead", "w:rPr/w:color/@w:val") == "FF0000"
    assert issued.effective("RedHead", "w:pPr/w:spacing/@w:before") == str(round(35 * 1440 / 25.4))
    assert issued.effective("RedHead", "w:rPr/w:rFonts/@w:eastAsia") == "方正小标宋简体"
    number = issued.paragraph("清街办〔2027〕3号")
    assert below(number, "w:pPr/w:pStyle/@w:val") == ["DocumentNumber"]
    for edge in ("before", "after"):
        assert issued.effective("DocumentNumber", f"w:pPr/w:spacing/@w:{edge}") == "1158"
    rule = attributes(
        issued.one("//w:style[@w:styleId='DocumentNumber']//w:pBdr/w:bottom", "styles")
    )
    assert (rule["val"], rule["color"]) == ("single", "FF0000")
    four_mm = 4 * 72 / 25.4
    assert int(rule["space"]) == pytest.approx(four_mm, abs=1)
    assert issued.find("//w:style[@w:styleId='DocumentNumber']//w:ind", "styles") == []


def test_a_report_up_names_who_signs_it() -> None:
    package = made("layout: {red_head: {name: 甲文件, number: 甲〔2027〕1号, signer: 王芳}}")
    paragraph = package.paragraph("甲〔2027〕1号签发人：王芳")
    assert below(paragraph, "w:pPr/w:pStyle/@w:val") == ["NumberAndSigner"]
    assert len(below(paragraph, "w:r/w:tab")) == 1
    tab = package.one("//w:style[@w:styleId='NumberAndSigner']//w:tabs/w:tab", "styles")
    assert attributes(tab) == {"val": "right", "pos": str(8844 - 315)}


def test_the_imprint_ends_the_last_page_between_rules(issued: Package) -> None:
    copies = issued.paragraph("抄送：")
    assert "".join(copies.itertext()) == "抄送：区民政局，区司法局。"
    issuer = issued.paragraph("清河街道办公室")
    assert "".join(issuer.itertext()) == "清河街道办公室2027年1月15日印发"
    assert len(below(issuer, "w:r/w:tab")) == 1
    rules = {
        style: [
            (name, attributes(rule)["sz"])
            for name in ("top", "bottom")
            for rule in issued.find(f"//w:style[@w:styleId='{style}']//w:pBdr/w:{name}", "styles")
        ]
        for style in ("ImprintCopies", "ImprintIssuer", "ImprintOnly")
    }
    thick, thin = "8", "6"  # eighths of a point: 0.35 mm and 0.26 mm
    assert rules == {
        "ImprintCopies": [("top", thick)],
        "ImprintIssuer": [("top", thin), ("bottom", thick)],
        "ImprintOnly": [("top", thick), ("bottom", thick)],
    }
    for style in rules:
        frame = issued.one(f"//w:style[@w:styleId='{style}']/w:pPr/w:framePr", "styles")
        assert attributes(frame)["yAlign"] == "bottom"
        assert attributes(frame)["w"] == "8844"


@pytest.mark.parametrize(("numbers", "kinds"), [("standard", 2), ("center", 1), ("none", 1)])
def test_a_draft_says_so_on_every_page(numbers: str, kinds: int) -> None:
    package = made(f'layout: {{draft: "征求意见 & 稿", page_numbers: {numbers}}}')
    assert len(package.find("//w:sectPr/w:headerReference")) == kinds
    shape = package.trees["word/header1.xml"].find(
        ".//{urn:schemas-microsoft-com:vml}textpath[@string]"
    )
    assert shape is not None
    assert shape.get("string") == "征求意见 & 稿"


# Tables of contents.

BOUND = Document((
    (Heading(0, (Run("汇编"),)), Contents(1)),
    (
        Heading(0, (Run("篇1　柳塘社区\n2027年<计划>"),), (), "part-title"),
        Heading(1, (Run("一、目标"),), (), "part-heading1"),
        Heading(2, (Run("（一）甲"),), (), "part-heading2"),
        Heading(1, (Run("二、任务。"),), (Run("乙。"),), "part-heading1"),
    ),
    (Heading(0, (Run("篇2　榆林巷社区计划"),), (), "part-title"), Paragraph((Run("丙。" * 600),))),
    (Heading(0, (Run("篇3　丁"),)),),
))  # fmt: skip


@pytest.fixture(scope="module")
def parts() -> Package:
    return Package(FORMATS["docx"].write(BOUND, Layout()))


def field(element: Any) -> list[str]:  # noqa: ANN401
    """A field's marks and what it says, without the text that it shows."""
    marks = below(element, ".//w:fldChar/@w:fldCharType | .//w:instrText/text()")
    return [str(mark).strip() for mark in marks]


def test_contents_are_words_own_field(parts: Package) -> None:
    frame = parts.one("//w:sdt")
    assert below(frame, "w:sdtPr/w:docPartObj/w:docPartGallery/@w:val") == ["Table of Contents"]
    marks = field(frame)
    assert marks[:3] == ["begin", 'TOC \\o "1-2" \\h \\z \\u', "separate"]
    assert marks[-1] == "end"
    assert marks.count("begin") == marks.count("separate") == marks.count("end") == 5
    # Only this field is refreshed on opening; the settings say nothing of it.
    assert parts.find("//w:fldChar[@w:dirty]/@w:dirty") == ["true"]
    assert below(frame, "w:sdtContent/w:p[1]//w:fldChar[1]/@w:dirty") == ["true"]
    assert parts.find("//w:updateFields", "settings") == []


def test_contents_show_each_heading_and_its_page_before_word_runs(parts: Package) -> None:
    lines = parts.find("//w:sdtContent/w:p[w:hyperlink]")
    assert [
        (
            below(line, "w:pPr/w:pStyle/@w:val")[0],
            "".join(below(line, "w:hyperlink/w:r[w:t][1]/w:t/text()")),
            "".join(below(line, "w:hyperlink/w:r[w:t][last()]/w:t/text()")),
        )
        for line in lines
    ] == [
        ("TOC1", "篇1　柳塘社区2027年<计划>", "2"),
        ("TOC2", "一、目标", "2"),
        ("TOC1", "篇2　榆林巷社区计划", "3"),
        ("TOC1", "篇3　丁", "6"),
    ]
    assert all(len(below(line, "w:hyperlink/w:r/w:tab")) == 1 for line in lines)


def test_lines_of_contents_lead_to_bookmarks_on_the_headings(parts: Package) -> None:
    anchors = parts.find("//w:hyperlink/@w:anchor")
    codes = parts.find("//w:hyperlink//w:instrText/text()")
    assert [code.split() for code in codes] == [["PAGEREF", anchor, "\\h"] for anchor in anchors]
    texts = {}
    for start in parts.find("//w:bookmarkStart"):
        (end,) = below(start, f"../w:bookmarkEnd[@w:id='{attributes(start)['id']}']")
        assert end.getnext() is None
        texts[attributes(start)["name"]] = "".join(below(start, "..//w:t/text()"))
    assert [texts[anchor] for anchor in anchors] == [
        "篇1　柳塘社区2027年<计划>", "一、目标", "篇2　榆林巷社区计划", "篇3　丁",
    ]  # fmt: skip
    assert len(set(anchors)) == len(texts) == len(anchors)


def test_word_finds_the_same_headings_when_it_makes_the_contents_anew(parts: Package) -> None:
    """By outline levels: its own heading styles cannot go down a level, so parts have others."""
    found = []
    for paragraph in parts.find("/w:document/w:body/w:p"):
        (style,) = below(paragraph, "w:pPr/w:pStyle/@w:val") or ["Normal"]
        level = below(paragraph, "w:pPr/w:outlineLvl/@w:val") or [
            parts.effective(style, "w:pPr/w:outlineLvl/@w:val") or "9"
        ]
        if int(level[0]) < 2:
            found.append((int(level[0]), "".join(below(paragraph, ".//w:t/text()"))))
    assert found == [
        (0, "篇1　柳塘社区2027年<计划>"), (1, "一、目标"), (0, "篇2　榆林巷社区计划"), (0, "篇3　丁"),
    ]  # fmt: skip


@pytest.mark.parametrize("number", [1, 2, 3])
def test_contents_have_words_styles_with_dots_to_the_edge(standard: Package, number: int) -> None:
    style = standard.one(f"//w:style[@w:styleId='TOC{number}']", "styles")
    assert below(style, "w:name/@w:val") == [f"toc {number}"]
    assert "customStyle" not in attributes(style)
    (tab,) = below(style, "w:pPr/w:tabs/w:tab")
    assert attributes(tab) == {"val": "right", "leader": "dot", "pos": "8844"}
    indent = attributes(below(style, "w:pPr/w:ind")[0])
    assert int(indent["left"]) - int(indent["hanging"]) == 630 * (number - 1)


@pytest.mark.parametrize(
    ("style", "level"),
    [("PartTitle", "0"), ("PartHeading1", "1"), ("PartHeading4", "4"), ("PartAnnexTitle", "1")],
)
def test_headings_of_parts_have_outline_levels(standard: Package, style: str, level: str) -> None:
    assert standard.effective(style, "w:pPr/w:outlineLvl/@w:val") == level


@pytest.mark.parametrize(
    ("part", "own"),
    [
        ("PartTitle", "Title"),
        ("PartHeading1", "Heading1"),
        ("PartHeading2", "Heading2"),
        ("PartHeading3", "Heading3"),
        ("PartHeading4", "Heading4"),
        ("PartAnnexTitle", "AnnexTitle"),
    ],
)
def test_headings_of_parts_look_like_those_of_a_plan(part: str, own: str) -> None:
    package = made("layout: {bold_headings: true}")
    for path in (
        "w:rPr/w:rFonts/@w:eastAsia", "w:rPr/w:sz/@w:val", "w:rPr/w:b", "w:pPr/w:jc/@w:val",
        "w:pPr/w:ind/@w:firstLine", "w:pPr/w:spacing/@w:before", "w:pPr/w:spacing/@w:after",
    ):  # fmt: skip
        looks = [str(package.effective(style, path)).partition(" at ")[0] for style in (part, own)]
        assert looks[0] == looks[1], path


def test_contents_of_a_single_plan_begin_with_its_sections() -> None:
    sections = ((0, "计划"), (1, "一、甲"), (2, "（一）乙"), (1, "二、丙"))
    title, *others = (Heading(level, (Run(text),)) for level, text in sections)
    package = Package(FORMATS["docx"].write(Document(((title, Contents(2), *others),)), Layout()))
    assert field(package.one("//w:sdt"))[1] == 'TOC \\o "1-2" \\h \\z \\u'
    assert package.find("//w:sdtContent//w:pStyle/@w:val") == ["TOC1", "TOC2", "TOC1"]


def test_an_ordinary_document_has_no_bookmarks(standard: Package) -> None:
    assert standard.find("//w:bookmarkStart | //w:sdt | //w:hyperlink") == []


def test_python_docx_opens_contents() -> None:
    opened = docx.Document(io.BytesIO(FORMATS["docx"].write(BOUND, Layout())))
    assert opened.paragraphs[0].text == "汇编"
    assert opened.paragraphs[1].style is not None
    assert opened.paragraphs[1].style.name == "篇标题"


def test_contents_in_the_clothes_of_an_office() -> None:
    """Its page is narrower, and it has neither styles for contents nor any for parts."""
    office = docx.Document()
    office.sections[0].page_width = Mm(180)
    reference = io.BytesIO()
    office.save(reference)
    package = Package(Clothes(reference.getvalue(), Layout()).write(BOUND))
    names = {
        attributes(style)["styleId"]: below(style, "w:name/@w:val")[0]
        for style in package.find("//w:style", "styles")
    }
    section = package.one("//w:body/w:sectPr")
    (size,), (margins,) = below(section, "w:pgSz/@w:w"), below(section, "w:pgMar")
    width = int(size) - int(attributes(margins)["left"]) - int(attributes(margins)["right"])
    for line in package.find("//w:sdtContent/w:p[w:hyperlink]"):
        assert names[below(line, "w:pPr/w:pStyle/@w:val")[0]] == "Normal"
        assert attributes(below(line, "w:pPr/w:tabs/w:tab")[0])["pos"] == str(width)
    title = package.one("/w:document/w:body/w:p[starts-with(., '篇1')]")
    assert names[below(title, "w:pPr/w:pStyle/@w:val")[0]] == "Title"
    assert below(title, "w:pPr/w:outlineLvl/@w:val") == ["0"]
    assert disordered(package, "word/document.xml") == []
    read = FORMATS["docx"].read(zipped(package.data))
    assert read.lines() == BOUND.lines()
    assert Contents(1) in read.blocks()


def test_what_a_person_writes_beside_contents_is_read() -> None:
    data = Package(FORMATS["docx"].write(BOUND, Layout())).data
    text = data["word/document.xml"].decode()
    note = paragraph("另见附册。")
    changed = text.replace("</w:sdtContent>", f"{note}</w:sdtContent>")
    tree = FORMATS["docx"].read(zipped({**data, "word/document.xml": changed}))
    assert tree.sections[0][1:] == (Contents(1), Paragraph((Run("另见附册。"),)))
    # Contents of another program are text.
    foreign = text.replace("plangen-contents-1", "other")
    tree = FORMATS["docx"].read(zipped({**data, "word/document.xml": foreign}))
    assert Contents(1) not in tree.blocks()
    assert "篇3　丁\t6" in tree.lines()


# What Word and python-docx take.


@pytest.mark.parametrize(
    "more", ["", ISSUED, "layout: {draft: 稿, months: table, groups: table, page_numbers: center}"]
)
def test_elements_stand_in_the_order_of_the_schema(more: str) -> None:
    assert disordered(made(more)) == []


@settings(max_examples=60)
@given(documents)
@example(Document(((Paragraph((Run("甲"),)),), (Paragraph((Run("乙"),)), SIGNED))))
@example(Document(((SIGNED,), (Heading(2, (Run("甲。"),), (Run("乙"),), "own"),))))
@example(Document(((SIGNED,), (Table((Cell(),), ()), Table((Cell(),), ())))))
def test_any_tree_is_written_in_the_order_of_the_schema(tree: Document) -> None:
    package = Package(FORMATS["docx"].write(tree, Layout()))
    assert disordered(package) == []
    body = [child.tag.rpartition("}")[2] for child in package.one("//w:body")]
    assert body[-1] == "sectPr"
    assert body[-2:-1] != ["tbl"]
    numbers = set(package.find("//w:num/@w:numId", "numbering"))
    assert set(package.find("//w:numPr/w:numId/@w:val")) <= numbers
    assert package.find("//w:tbl[following-sibling::*[1][self::w:tbl]]") == []


def test_python_docx_reads_the_same_text() -> None:
    plan = plan_of(PLAN + ISSUED)
    document = render(plan)
    opened = docx.Document(io.BytesIO(FORMATS["docx"].write(document, plan.layout)))
    paragraphs = [
        "".join(run.text for run in (*block.runs, *getattr(block, "rest", ())))
        for block in document.blocks()
        if not isinstance(block, Table)
    ]
    assert [paragraph.text for paragraph in opened.paragraphs if paragraph.text] == paragraphs
    cells = [
        run.text
        for block in document.blocks()
        if isinstance(block, Table)
        for row in (block.head, *block.rows)
        for cell in row
        for run in cell.runs
    ]
    assert [
        cell.text
        for table in opened.tables
        for row in table.rows
        for cell in row.cells
        if cell.text
    ] == cells


# Reading what somebody sent.

PARTS = {
    "[Content_Types].xml": "<Types/>",
    "word/document.xml": (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:body></w:document>"
    ),
}


def randbytes(count: int) -> bytes:
    """Bytes that no archive makes smaller, always the same."""
    return b"".join(sha256(str(n).encode()).digest() for n in range(count // 32))


def with_text(text: str) -> dict[str, bytes | str]:
    return {**PARTS, "word/document.xml": text}


def patched(at: int, field: bytes) -> bytes:
    """An archive with other bytes in the directory's entry of its first part."""
    data = zipped(dict(PARTS))
    place = data.index(b"PK\x01\x02") + at
    return data[:place] + field + data[place + len(field) :]


ENTITIES = '<!DOCTYPE x [<!ENTITY a "甲"><!ENTITY b "&a;&a;">]>'
DEEP = PARTS["word/document.xml"].replace("<w:p>", "<w:p>" + "<w:smartTag>" * 5000).replace(
    "</w:p>", "</w:smartTag>" * 5000 + "</w:p>"
)  # fmt: skip
UNUSABLE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "."),
    "no archive": (b"PK\x03\x04" + bytes(100), "."),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "."),
    "no text": (zipped({"[Content_Types].xml": "<Types/>"}), "word/document.xml"),
    "broken XML": (zipped(with_text("<w:document>")), "."),
    "a document type": (zipped(with_text(ENTITIES + "<x/>")), "DOCTYPE"),
    "an entity": (zipped(with_text(ENTITIES + "<x>&b;</x>")), "DOCTYPE"),
    "too deep": (zipped(with_text(DEEP)), "depth"),
    "a bomb": (zipped({**PARTS, "word/media/a.bin": bytes(30_000_000)}), "30000"),
    "a bomb in the text": (
        zipped(with_text("<x>" + " " * 20_000_000 + "</x>")), "20000",
    ),
    "a bomb with ballast": (
        zipped(with_text("<x>" + " " * 20_000_000 + "</x>") | {"word/a.bin": randbytes(200_000)}),
        "20000",
    ),
    "an encrypted part": (patched(8, b"\x01\x08"), "ncrypt"),
    "a compression of its own": (patched(10, b"\x63\x00"), "."),
    "a name that is no text": (
        zipped({**PARTS, "词": "x"}).replace("词".encode(), b"\xff\xfe\xfd"), ".",
    ),
    "a part without a name": (patched(28, b"\0\0\0\0\x13\0"), "."),
}  # fmt: skip


@pytest.mark.parametrize(
    ("data", "words"), [pytest.param(*case, id=name) for name, case in UNUSABLE.items()]
)
def test_what_is_not_usable_is_refused_with_a_reason(data: bytes, words: str) -> None:
    with pytest.raises(ArchiveError, match=words):
        FORMATS["docx"].read(data)


WHOLE = FORMATS["docx"].write(Document(((Paragraph((Run("甲"),)),),)), Layout())


@settings(max_examples=200)
@given(st.data())
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    """Whatever became of the bytes on their way, there is no other error."""
    damaged = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 3))):
        # The directory of an archive is at its end.
        place = len(WHOLE) - data.draw(st.integers(1, len(WHOLE)))
        damaged[place] = data.draw(st.integers(0, 255))
    try:
        FORMATS["docx"].read(bytes(damaged[: len(WHOLE) - data.draw(st.integers(0, 99))]))
    except ArchiveError:
        return


def test_a_file_that_cannot_be_read_is_named(tmp_path: Any) -> None:  # noqa: ANN401
    path = tmp_path / "旧.docx"
    path.write_bytes(b"nothing")
    with pytest.raises(UsageError) as raised:
        plangen.read(path)
    assert str(path) in raised.value.words.zh
    assert str(path) in raised.value.words.en


def test_a_document_of_somebody_else_is_text_headings_and_tables() -> None:
    made_by_hand = docx.Document()
    made_by_hand.add_heading("计划", 0)
    made_by_hand.add_heading("一、甲", 1)
    made_by_hand.add_paragraph("").add_run("  ")
    paragraph = made_by_hand.add_paragraph("乙")
    paragraph.add_run("丙").bold = True
    made_by_hand.add_paragraph("")
    table = made_by_hand.add_table(rows=2, cols=2)
    table.cell(1, 1).text = "丁\n戊"
    file = io.BytesIO()
    made_by_hand.save(file)
    tree = FORMATS["docx"].read(file.getvalue())
    assert tree.outline() == [(0, "计划"), (1, "一、甲")]
    assert [line for line in tree.lines() if line.strip()] == ["计划", "一、甲", "乙丙", "丁\n戊"]


def test_changes_are_read_as_accepted() -> None:
    text = PARTS["word/document.xml"].replace(
        "<w:r><w:t>甲</w:t></w:r>",
        "<w:r><w:t>甲</w:t></w:r><w:ins><w:r><w:t>乙</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>丙</w:delText></w:r></w:del>"
        "<w:hyperlink><w:r><w:t>丁</w:t></w:r></w:hyperlink>"
        "<w:moveFrom><w:r><w:t>戊</w:t></w:r></w:moveFrom>"
        "<w:sdt><w:sdtContent><w:r><w:t>己</w:t></w:r></w:sdtContent></w:sdt>",
    )
    tree = FORMATS["docx"].read(zipped(with_text(text)))
    assert tree.sections == ((Paragraph((Run("甲乙丁己"),)),),)


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def sent(body: str) -> Document:
    """The document that somebody sent with this body."""
    return FORMATS["docx"].read(
        zipped(with_text(PARTS["word/document.xml"].replace(paragraph("甲"), body)))
    )


def cell(text: str) -> str:
    return f"<w:tc>{paragraph(text)}</w:tc>"


def within(name: str, inner: str) -> str:
    if name == "sdt":
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
    return f"<w:{name}>{inner}</w:{name}>"


@pytest.mark.parametrize("around", ["sdt", "customXml", "ins", "moveTo"])
def test_text_is_found_wherever_word_puts_it(around: str) -> None:
    row = f"<w:tr>{within(around, cell('丁'))}{cell('戊')}</w:tr>"
    rows = within(around, f"<w:tr>{cell('己')}{cell('庚')}</w:tr>")
    body = paragraph("甲") + within(around, paragraph("乙") + within(around, paragraph("丙")))
    tree = sent(f"{body}<w:tbl>{row}{rows}</w:tbl>{within(around, f'<w:tbl>{row}</w:tbl>')}")
    assert tree.lines() == list("甲乙丙丁戊己庚丁戊")
    check_docx(tree)


def test_what_was_deleted_stays_so() -> None:
    gone = within("moveFrom", paragraph("乙"))
    assert sent(paragraph("甲") + gone + paragraph("丙")).lines() == ["甲", "丙"]


def test_the_text_of_a_text_box_is_read_once() -> None:
    """Word writes a box twice, for readers new and old."""
    box = f"<w:txbxContent>{paragraph('乙')}</w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    body = (
        f'<w:p><w:r><w:t>甲</w:t></w:r><w:r><mc:AlternateContent xmlns:mc="{mc}"><mc:Choice'
        f' Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}'
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert sorted(sent(body).lines()) == sorted("甲乙")


@pytest.mark.parametrize(
    "properties",
    [
        '<w:ind w:leftChars="x"/>',
        '<w:ind w:leftChars="150.5" w:rightChars="-100"/>',
        '<w:ind w:leftChars=""/>',
        '<w:outlineLvl w:val="-3"/>',
        '<w:outlineLvl w:val="7"/>',
        "<w:outlineLvl/>",
        "<w:pStyle/>",
        '<w:pStyle w:val="List Paragraph"/>',
        '<w:pStyle w:val="x&quot; onclick=&quot;alert(1)"/>',
        '<w:pStyle w:val="ListBullet"/><w:numPr/>',
        '<w:pStyle w:val="ListBullet"/><w:numPr><w:ilvl w:val="x"/></w:numPr>',
        '<w:pStyle w:val="ListBullet"/><w:numPr><w:ilvl w:val="3"/><w:numId w:val="9"/></w:numPr>',
        '<w:pStyle w:val="ListBullet"/><w:numPr><w:ilvl w:val="-1"/></w:numPr>',
        '<w:rPr><w:rStyle w:val="Spread"/></w:rPr>',
        '<w:rPr><w:rStyle w:val="Spread"/><w:spacing w:val="x"/></w:rPr>',
        '<w:rPr><w:rStyle w:val="Spread"/><w:spacing w:val="99999"/></w:rPr>',
        '<w:rPr><w:rStyle w:val="RunIn"/></w:rPr>',
        '<w:rPr><w:rStyle w:val="a b&lt;"/></w:rPr>',
    ],
)
def test_odd_properties_are_no_obstacle(properties: str) -> None:
    """What somebody else wrote is read as text at least, and can be written in every format."""
    whole, run = ("", properties) if "rPr" in properties else (f"<w:pPr>{properties}</w:pPr>", "")
    tree = sent(f"<w:p>{whole}<w:r>{run}<w:t>甲乙</w:t></w:r></w:p>")
    assert tree.lines() == ["甲乙"]
    check_docx(tree)
    check_html(tree)
    check_markdown(tree)
    assert b" onclick=" not in FORMATS["html"].write(tree, Layout())


SPREAD = '<w:r><w:rPr><w:rStyle w:val="Spread"/>{}</w:rPr><w:t>{}</w:t></w:r>'
GAP = '<w:spacing w:val="310"/>'


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (SPREAD.format(GAP, "组") + SPREAD.format("", "长"), "组长"),
        (SPREAD.format(GAP, "组") + "<w:r><w:t>：王芳</w:t></w:r>", "组：王芳"),
        ("<w:r><w:t>前</w:t></w:r>" + SPREAD.format("", "长"), "前长"),
        (SPREAD.format(GAP, "副组") + SPREAD.format(GAP, "长"), "副组长"),
        (SPREAD.format(GAP, "组") + SPREAD.format("", "长") + SPREAD.format("", "长"), "组长长"),
        (SPREAD.format(GAP, "组") + SPREAD.format("", ""), "组"),
        (SPREAD.format(GAP, "组") + "<w:r><w:rPr><w:b/></w:rPr><w:t>员</w:t></w:r>"
         + SPREAD.format("", "长"), "组员长"),
    ],
)  # fmt: skip
def test_a_spread_text_that_a_person_edited_is_whole(runs: str, text: str) -> None:
    assert sent(f"<w:p>{runs}</w:p>").lines() == [text]


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ("<w:tbl/>", []),
        ("<w:tbl><w:tr/></w:tbl>", []),
        (
            f"<w:tbl><w:tr>{cell('甲')}</w:tr><w:tr>{cell('乙')}{cell('丙')}</w:tr></w:tbl>",
            list("甲乙丙"),
        ),
        (
            f'<w:tbl><w:tblGrid><w:gridCol w:w="x"/></w:tblGrid><w:tr>{cell("甲")}</w:tr></w:tbl>',
            list("甲"),
        ),
        (
            f"<w:tbl><w:tr><w:tc><w:tbl><w:tr>{cell('甲')}</w:tr></w:tbl></w:tc></w:tr></w:tbl>",
            ["甲"],
        ),
    ],
)
def test_odd_tables_are_read_as_tables(table: str, lines: list[str]) -> None:
    tree = sent(paragraph("子") + table)
    assert tree.lines() == ["子", *lines]
    check_docx(tree)
    check_html(tree)
    check_markdown(tree)
