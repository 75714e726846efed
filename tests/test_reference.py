"""DOCX in an office's own clothes: its styles, page and header, the plan's text."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import docx
import pytest
from docx.document import Document as OfficeDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Mm, Pt
from helpers import plan_of, run
from packages import Package, below, out_of_order, zipped

from plangen.files import is_untouched
from plangen.formats import FORMATS
from plangen.formats.archive import ArchiveError
from plangen.formats.reference import Clothes
from plangen.problems import Words
from plangen.renderer import render

PLAN = """
title: 云溪社区2027年工作计划
recipients: [各居民小组]
tasks:
  - heading: 健全网络
    items: [{heading: 建强队伍。, text: 组建队伍。}]
schedule: {months: {1: 甲。}}
leadership: {groups: [{name: 领导小组, roles: {组长: 王芳, 副组长: [李明, 张三四]}}]}
signature: {organization: 云溪社区居委会, date: 2027-01-08}
layout: {months: table}
"""
OWN_STYLES = ("主送机关", "署名", "小组名称", "小组成员", "附件说明")


def office(*more: str) -> OfficeDocument:
    """An office's document: its page, a header, its fonts, and styles of its own."""
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = Mm(31)
    section.header.paragraphs[0].text = "云溪社区文件"
    made.styles["Normal"].font.size = Pt(15)
    made.styles["Heading 1"].font.name = "华文中宋"
    for name in more:
        made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    made.add_paragraph("旧的正文")
    made.core_properties.title = "旧的标题"
    made.core_properties.author = "旧的作者"
    return made


def saved(made: OfficeDocument) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


class Dressed(NamedTuple):
    data: bytes
    warnings: tuple[Words, ...]


def dressed(reference: bytes, plan: str = PLAN) -> Dressed:
    loaded = plan_of(plan)
    document = render(loaded)
    clothes = Clothes(reference, loaded.layout)
    return Dressed(clothes.write(document), clothes.warnings(document))


@pytest.fixture(scope="module")
def reference() -> bytes:
    return saved(office(*OWN_STYLES))


def test_styles_page_and_header_are_the_offices(reference: bytes) -> None:
    before, after = Package(reference), Package(dressed(reference).data)
    for part in ("word/styles.xml", "word/settings.xml", "word/theme/theme1.xml"):
        assert after.data[part] == before.data[part]
    opened = docx.Document(io.BytesIO(dressed(reference).data))
    assert round(opened.sections[0].left_margin.mm) == 31
    assert opened.sections[0].header.paragraphs[0].text == "云溪社区文件"
    assert len(opened.sections) == 1


def test_the_text_is_the_plans(reference: bytes) -> None:
    document = render(plan_of(PLAN))
    data = dressed(reference).data
    read = FORMATS["docx"].read(data)
    assert read.lines() == document.lines()
    assert [level for level, _ in read.outline()] == [level for level, _ in document.outline()]
    assert b"\xe6\x97\xa7" not in Package(data).data["word/document.xml"]  # 旧
    properties = docx.Document(io.BytesIO(data)).core_properties
    assert (properties.title, properties.author) == (document.title, "云溪社区居委会")


def test_paragraphs_use_the_offices_styles(reference: bytes) -> None:
    package = Package(dressed(reference).data)
    names = {
        str(style.get(f"{{{style.nsmap['w']}}}styleId")): below(style, "w:name/@w:val")[0]
        for style in package.find("//w:style", "styles")
    }
    used = {
        "".join(p.itertext())[:4]: names[below(p, "w:pPr/w:pStyle/@w:val")[0]]
        for p in package.find("/w:document/w:body/w:p[w:r]")
    }
    assert used == {
        "云溪社区": "署名",
        "各居民小": "主送机关",
        "一、工作": "heading 1",
        "（一）健": "heading 2",
        "1.建强": "heading 3",
        "二、时间": "heading 1",
        "三、组织": "heading 1",
        "领导小组": "小组名称",
        "组长：王": "小组成员",
        "副组长：": "小组成员",
        "2027": "署名",
    }
    assert package.find("//w:tblStyle/@w:val") == ["TableGrid"]
    assert set(package.find("//w:rStyle/@w:val")) <= set(names)


def test_what_word_would_not_take_is_not_written(reference: bytes) -> None:
    package = Package(dressed(reference).data)
    assert out_of_order([package.trees["word/document.xml"]]) == []
    assert len(package.infos) == len(package.data)
    types = package.trees["[Content_Types].xml"]
    declared = [element.get("PartName") for element in types if element.get("PartName")]
    assert len(declared) == len(set(declared))
    assert {name[1:] for name in declared} <= set(package.data)
    relations = package.trees["_rels/.rels"]
    assert {relation.get("Target") for relation in relations} <= set(package.data)
    assert len({relation.get("Id") for relation in relations}) == len(relations)


def test_the_same_bytes_every_time_and_known_as_our_own(reference: bytes) -> None:
    data = dressed(reference).data
    assert dressed(reference).data == data
    assert {info.date_time for info in Package(data).infos} == {(1980, 1, 1, 0, 0, 0)}
    assert is_untouched(data, "docx")
    assert not is_untouched(reference, "docx")
    assert not is_untouched(saved(docx.Document(io.BytesIO(data))), "docx")


def test_a_style_that_is_missing_is_named_with_those_there_are() -> None:
    warnings = dressed(saved(office("主送机关", "署名", "小组名称", "Office Note"))).warnings
    assert len(warnings) == 1
    for words in (warnings[0].zh, warnings[0].en):
        assert "小组成员" in words
        assert "主送机关" in words
        assert "Heading 1" in words
        assert "Office Note" in words


def test_what_has_a_style_or_a_near_one_is_no_warning(reference: bytes) -> None:
    assert dressed(reference).warnings == ()


def test_text_of_a_missing_style_is_body_text() -> None:
    package = Package(dressed(saved(office())).data)
    styles = below(package.paragraph("各居民小组："), "w:pPr/w:pStyle/@w:val")
    assert package.find(f"//w:style[@w:styleId='{styles[0]}']/w:name/@w:val", "styles") in (
        ["Body Text"],
        ["Normal"],
    )


MAIN = b"wordprocessingml.document.main+xml"
TEMPLATE = b"wordprocessingml.template.main+xml"
MACROS = b"ms-word.document.macroEnabled.main+xml"


def types(data: bytes, kind: bytes) -> bytes:
    """The archive with another kind of main part."""
    content = Package(data).data["[Content_Types].xml"]
    long = b"vnd.openxmlformats-officedocument." + MAIN
    assert long in content
    new = kind if kind == MACROS else b"openxmlformats-officedocument." + kind
    return zipped(
        Package(data).data | {"[Content_Types].xml": content.replace(long, b"vnd." + new)}
    )


def test_a_template_of_word_becomes_a_document(reference: bytes) -> None:
    data = dressed(types(reference, TEMPLATE)).data
    assert MAIN in Package(data).data["[Content_Types].xml"]
    assert TEMPLATE not in Package(data).data["[Content_Types].xml"]
    assert docx.Document(io.BytesIO(data)).paragraphs[0].text == "云溪社区2027年工作计划"


def test_a_file_with_macros_is_refused(reference: bytes) -> None:
    with pytest.raises(ArchiveError, match="macros"):
        dressed(types(reference, MACROS))


def without(data: bytes, name: str) -> bytes:
    return zipped({part: kept for part, kept in Package(data).data.items() if part != name})


def replaced(data: bytes, **parts: bytes) -> bytes:
    """The archive with other parts of Word, or of the package where it is named `types`."""
    names = {"types": "[Content_Types].xml"}
    new = {names.get(name, f"word/{name}.xml"): content for name, content in parts.items()}
    return zipped(Package(data).data | new)


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "no archive": lambda _: b"nothing",
    "cut off": lambda data: data[: len(data) // 2],
    "a bomb": lambda data: replaced(data, media=bytes(60_000_000)),
    "no text": lambda data: without(data, "word/document.xml"),
    "no styles": lambda data: without(data, "word/styles.xml"),
    "no types": lambda data: without(data, "[Content_Types].xml"),
    "no relations": lambda data: without(data, "_rels/.rels"),
    "broken styles": lambda data: replaced(data, styles=b"<w:styles>"),
    "broken text": lambda data: replaced(data, document=b"<w:document"),
    "a document type": lambda data: replaced(data, styles=b"<!DOCTYPE x><x/>"),
    "types in another encoding": lambda data: replaced(data, types=b"\xff\xfe<\0"),
    "types that are no XML": lambda data: replaced(data, types=b"<Types"),
}


@pytest.mark.parametrize("damage", [pytest.param(case, id=name) for name, case in BROKEN.items()])
def test_a_broken_reference_is_refused(reference: bytes, damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ArchiveError):
        dressed(damage(reference))


def test_the_command_says_what_it_warns_of_and_refuses(tmp_path: Path, reference: bytes) -> None:
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "office.docx").write_bytes(saved(office()))
    (tmp_path / "broken.docx").write_bytes(reference[:500])
    done = run("render", "plan.yaml", "--reference-doc", "office.docx", cwd=tmp_path)
    assert done.returncode == 0
    assert "office.docx:0:0: warning: " in done.stderr.decode()
    assert "“主送机关”" in done.stderr.decode()
    assert (
        Package((tmp_path / "plan.docx").read_bytes()).find("//w:pStyle[@w:val='Recipients']") == []
    )
    for name in ("broken.docx", "none.docx"):
        failed = run(
            "render",
            "plan.yaml",
            "--reference-doc",
            name,
            "-o",
            "x.docx",
            "--lang",
            "zh",
            cwd=tmp_path,
        )
        assert failed.returncode == 2
        assert name in failed.stderr.decode()
        assert "Traceback" not in failed.stderr.decode()
        assert not (tmp_path / "x.docx").exists()
