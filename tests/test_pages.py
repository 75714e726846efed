"""Pages as an office program lays them out: 22 lines of 28 characters (GB/T 9704-2012 5.2.3)."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from helpers import EXAMPLES
from packages import Package, below

import plangen
from plangen.collector import collect, for_collection
from plangen.document import (
    Block,
    Cell,
    Contents,
    Document,
    Heading,
    List,
    ListItem,
    Paragraph,
    Run,
    Table,
    entries,
)
from plangen.formats.paging import first_pages
from plangen.layout import Layout
from plangen.loader import loads
from plangen.renderer import render

CHARACTERS = 28
LINES = 22

needs_office = pytest.mark.skipif(
    not all(map(shutil.which, ("soffice", "pdftotext", "fc-list"))),
    reason="LibreOffice, poppler-utils and fontconfig are not all there",
)


def pages(tmp_path: Path, source: str) -> list[list[str]]:
    """The lines of each page of a plan, without page numbers."""
    plan = loads(source.encode()).plan
    assert plan is not None
    return set_by_office(tmp_path, plangen.render(plan), plan.layout)


def set_by_office(tmp_path: Path, document: Document, layout: Layout) -> list[list[str]]:
    """The lines of each page of a document, without page numbers."""
    fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=True)
    if not fonts.stdout.strip():
        pytest.skip("no Chinese font is installed")
    plangen.write(document, tmp_path / "plan.docx", layout=layout)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "plan.docx"]
    subprocess.run(convert, cwd=tmp_path, capture_output=True, check=True, timeout=120)
    command = ["pdftotext", "-layout", "plan.pdf", "-"]
    text = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    found = [page.split("\n") for page in text.stdout.split("\f")]
    return [
        [line.strip() for line in page if line.strip() and not line.strip().startswith("—")]
        for page in found
        if any(line.strip() for line in page)
    ]


@needs_office
def test_a_full_page_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    text = "社区" * 900
    found = pages(tmp_path, f"title: 满页\npreamble: {text}\n")
    assert [len(line) for line in found[1]] == [CHARACTERS] * LINES


@needs_office
def test_the_first_page_shows_text_and_an_annex_begins_a_page(tmp_path: Path) -> None:
    source = (
        "title: 云溪社区计划\npreamble: 正文。\nattachments:\n  - {title: 名单, text: 张三。}\n"
    )
    found = pages(tmp_path, source)
    assert found[0][:2] == ["云溪社区计划", "正文。"]
    assert found[1] == ["附件", "名单", "张三。"]


# Which page a heading is on, as contents say before Word has counted.


def shown(data: bytes) -> list[tuple[str, int]]:
    """The lines of the contents and the page numbers in them."""
    lines = Package(data).find("//w:sdtContent/w:p/w:hyperlink")
    texts = [below(line, "w:r/w:t/text()") for line in lines]
    return [("".join(text[:-1]), int(text[-1])) for text in texts]


def real(found: list[list[str]], texts: list[str]) -> list[int]:
    """The pages of headings, in the order in which they stand there, by their first lines."""
    lines = [(n, re.sub(r"\s", "", line)) for n, page in enumerate(found, 1) for line in page]
    numbers: list[int] = []
    at = 0
    for text in (re.sub(r"\s", "", text) for text in texts):
        # A long heading goes on in the next line; its marker may stand above it.
        while not (
            lines[at][1] == text
            or (len(lines[at][1]) > 9 and text.startswith(lines[at][1]))
            or (lines[at][1].startswith("篇") and text.startswith(lines[at][1] + lines[at + 1][1]))
        ):
            at += 1
        numbers.append(lines[at][0])
        at += 1
    return numbers


@needs_office
def test_contents_tell_the_pages_of_the_examples(tmp_path: Path) -> None:
    plans = [plangen.load(path) for path in sorted(EXAMPLES.glob("[!.]*.yaml"))]
    tree = collect([render(for_collection(plan, Layout())) for plan in plans], depth=2)
    found = set_by_office(tmp_path, tree, Layout())
    lines = shown((tmp_path / "plan.docx").read_bytes())
    numbers = real(found, [text for text, _ in lines])
    wrong = [
        (*line, number) for line, number in zip(lines, numbers, strict=True) if line[1] != number
    ]
    assert len(lines) > 50
    assert len(wrong) * 20 <= len(lines), wrong


def start(*blocks: Block) -> int:
    """The page on which the last block begins."""
    return first_pages(Document((blocks,)), {}, 579)[-1]


def text(characters: int, style: str = "body") -> Paragraph:
    return Paragraph((Run("字" * characters),), style)


NEXT = text(1)


@pytest.mark.parametrize(
    ("blocks", "page"),
    [
        pytest.param((text(26), NEXT), 1, id="a line"),
        pytest.param((*[text(26)] * 21, NEXT), 1, id="21 lines"),
        pytest.param((*[text(26)] * 22, NEXT), 2, id="22 lines"),
        pytest.param((*[text(27)] * 10, NEXT), 1, id="20 lines of 10 paragraphs"),
        pytest.param((*[text(27)] * 11, NEXT), 2, id="22 lines of 11 paragraphs"),
        pytest.param((text(26 + 28 * 21), NEXT), 2, id="a paragraph of a page"),
        pytest.param((text(26 + 28 * 20), NEXT), 1, id="a paragraph of less than a page"),
        pytest.param((text(26 + 28 * 43), NEXT), 3, id="a paragraph of two pages"),
        pytest.param((*[text(26)] * 21, Heading(1, (Run("一、甲"),)), NEXT), 2, id="with its text"),
        pytest.param((*[text(26)] * 20, Heading(1, (Run("一、甲"),)), NEXT), 1, id="and its text"),
        pytest.param((Heading(0, (Run("甲"),)), *[text(26)] * 20, NEXT), 2, id="below a title"),
        pytest.param((Heading(0, (Run("甲"),)), *[text(26)] * 19, NEXT), 1, id="a line below"),
        pytest.param((Heading(0, (Run("字" * 21),)), *[text(26)] * 19, NEXT), 2, id="two lines"),
        pytest.param((Paragraph((Run("a" * 52),)), *[text(26)] * 20, NEXT), 1, id="letters"),
        pytest.param((Paragraph((Run("字" * 26 + "。"),)), *[text(26)] * 20, NEXT), 1, id="hanging"),
        pytest.param((Paragraph((Run("字" * 25 + "（甲"),)), *[text(26)] * 20, NEXT), 2, id="pulled"),
        pytest.param((Paragraph((Run("甲\n乙"),)), *[text(26)] * 20, NEXT), 2, id="a break"),
        pytest.param(
            (List(False, tuple(ListItem((Run("字" * 25),)) for _ in range(21))), NEXT), 1, id="list"
        ),
        pytest.param(
            (List(False, tuple(ListItem((Run("字" * 26),)) for _ in range(11))), NEXT), 2, id="long"
        ),
        pytest.param(
            (Table((Cell((Run("甲"),)),), ((Cell((Run("字" * 35),)),),) * 28), NEXT), 1, id="rows"
        ),
        pytest.param(
            (Table((Cell((Run("甲"),)),), ((Cell((Run("字" * 36),)),),) * 28), NEXT), 2, id="rows of 2"
        ),
    ],
)  # fmt: skip
def test_pages_are_told_by_counting_lines(blocks: tuple[Block, ...], page: int) -> None:
    assert start(*blocks) == page


def test_a_section_begins_a_page_and_contents_take_lines() -> None:
    parts = tuple((Heading(0, (Run(f"篇{n}"),), (), "part-title"),) for n in range(30))
    tree = Document(((Contents(0),), *parts))
    assert first_pages(tree, entries(tree), 579) == [1, *range(3, 33)]


def test_lines_that_stand_closer_make_fewer_pages() -> None:
    tree = Document((tuple([text(26)] * 24),))
    assert first_pages(tree, {}, 579)[-1] == 2
    assert first_pages(tree, {}, 520)[-1] == 1
