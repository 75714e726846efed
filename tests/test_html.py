"""The HTML page: whole in itself, like the printed one, and fit for a telephone."""

import contextlib
import html
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from helpers import EXAMPLES, plan_of
from limits import held

import plangen
from plangen.document import Cell, Contents, Document, Heading, Paragraph, Run, Table
from plangen.formats import FORMATS
from plangen.formats.html import read
from plangen.layout import Layout
from plangen.loader import load
from plangen.notation import NotationError
from plangen.problems import UsageError
from plangen.renderer import render

PLAN = """
title: 云溪社区 <2027> 年“A&B”计划
organization: 云溪社区居委会
goals: [甲。]
tasks: [{heading: 健全网络, items: [{heading: 建强队伍。, text: 组建队伍。}]}]
schedule: {months: {1: 乙。}}
leadership: {groups: [{name: 领导小组, roles: {组长: 王芳（书记）, 副组长: [李明（主任）]}}]}
attachments: [{title: 清单, table: {columns: [名称, 数量], rows: [[沙袋, "300"]]}}]
signature: {organization: 云溪社区居委会, date: 2027-01-08}
"""
VOID = {"meta", "br", "col"}


def page(more: str = "", plan: str = PLAN) -> str:
    loaded = plan_of(plan + more)
    return FORMATS["html"].write(render(loaded), loaded.layout).decode()


class Elements(HTMLParser):
    """Elements with their attributes, and whether each was closed in its place."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def one(self, tag: str) -> dict[str, str | None]:
        (found,) = [attributes for name, attributes in self.found if name == tag]
        return found


def test_the_page_says_what_it_is() -> None:
    text = page()
    elements = Elements(text)
    assert text.startswith("<!DOCTYPE html>\n")
    assert elements.open == []
    assert elements.one("html") == {"lang": "zh-CN"}
    metas = [attributes for name, attributes in elements.found if name == "meta"]
    assert metas[0] == {"charset": "utf-8"}
    assert {meta["name"]: meta["content"] for meta in metas[1:]} == {
        "viewport": "width=device-width, initial-scale=1",
        "author": "云溪社区居委会",
        "date": "2027-01-08",
    }
    assert "<title>云溪社区 &lt;2027&gt; 年“A&amp;B”计划</title>" in text


@pytest.mark.parametrize(
    "more", ["", "layout: {draft: 稿, red_head: {name: 甲}, fonts: {latin: Arial}}"]
)
def test_the_page_needs_nothing_else(more: str) -> None:
    text = page(more)
    assert not re.search(r"https?:|//\w|url\(|@import|@font-face", text)
    elements = Elements(text)
    assert not {name for name, _ in elements.found} & {"link", "script", "img", "iframe", "object"}
    assert not [
        a for _, found in elements.found for a in found if a in {"src", "href"} or a[:2] == "on"
    ]


def test_no_value_breaks_out_of_its_place() -> None:
    wicked = '"></title></style></main><script>alert(1)</script>'
    tree = Document(((Paragraph((Run(wicked),)),),), wicked, wicked, "2027-01-08")
    layout = Layout(fonts=(("body", wicked), ("latin", wicked)), draft=wicked)
    text = FORMATS["html"].write(tree, layout).decode()
    elements = Elements(text)
    assert elements.open == []
    assert "script" not in {name for name, _ in elements.found}
    assert elements.one("body")["data-draft"] == wicked
    assert FORMATS["html"].read(text.encode()) == tree


def css(text: str) -> str:
    return text.partition("<style>")[2].partition("</style>")[0]


@pytest.mark.parametrize(
    ("more", "there", "missing"),
    [
        (
            "",
            ["@page :right", "@page :left", "size: A4; margin: 37.0mm 26.0mm 35.0mm 28.0mm"],
            "@bottom-center",
        ),
        ("layout: {page_numbers: center}", ["@bottom-center"], "@page :right"),
        ("layout: {page_numbers: none}", ["size: A4"], "counter(page)"),
        ("", ['"仿宋_GB2312"', '"方正小标宋简体"'], "font-weight: bold"),
        ("layout: {preset: windows}", ['"仿宋"', '"楷体"'], "仿宋_GB2312"),
        ("layout: {fonts: {latin: Arial}}", ['"Arial", "仿宋_GB2312"'], '"none"'),
        ("layout: {bold_headings: true}", ["font-weight: bold"], '"none"'),
        ("layout: {line_pitch: 30}", ["16pt/30pt"], "28.95pt"),
    ],
)
def test_the_layout_is_in_the_style(more: str, there: list[str], missing: str) -> None:
    style = css(page(more))
    assert [words for words in there if words not in style] == []
    assert missing not in style


def test_each_page_of_the_paper_is_a_section() -> None:
    elements = Elements(page())
    assert [name for name, _ in elements.found].count("section") == 2


@pytest.mark.parametrize("text", ["", "<p>甲</p>", "<!DOCTYPE html><html><main></main></html>"])
def test_a_page_of_somebody_else_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="not a page that plangen wrote"):
        plangen.read(path)


def test_a_page_that_was_changed_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(page().replace("甲。", "甲改。"), encoding="utf-8")
    assert "（一）甲改。" in plangen.read(path).lines()
    path.write_text(page().replace("<p>（一）甲。</p>", "<pre>甲</pre>"), encoding="utf-8")
    with pytest.raises(UsageError, match="unknown element <pre>"):
        plangen.read(path)


@pytest.mark.parametrize(
    "inner",
    [
        "<colgroup>" * 20_000,
        '<p style="' * 20_000,
        "<p" + " style" * 20_000,
        '<p style="x' * 20_000,
        "<!--" * 20_000,
        "<p>" + "&" * 20_000,
        "<p>甲" + " \t" * 50_000 + "乙</p>",
        '<nav data-depth="0">' * 20_000,
        '<nav data-depth="0">' + "\n<a >甲</a>" * 20_000,
        '<h1 id="part-1' * 20_000,
        '<h1 id="part-' + "1-" * 50_000,
    ],
)
def test_a_wicked_page_is_read_or_refused_at_once(inner: str) -> None:
    with held(), contextlib.suppress(NotationError):
        read(f'<main class="plan">\n{inner}</main>\n')


BOUND = Document((
    (Heading(0, (Run("汇编"),)), Paragraph((Run("目录"),), "contents-title"), Contents(1)),
    (
        Heading(0, (Run("篇1　<甲>\n乙"),), (), "part-title"),
        Heading(1, (Run("一、丙"),), (), "part-heading1"),
        Heading(1, (Run("二、丁。"),), (Run("戊"),), "part-heading1"),
    ),
    (Heading(0, (Run("篇2　" + "很长的标题" * 12),), (), "part-title"),),
))  # fmt: skip


def test_contents_lead_to_the_headings() -> None:
    text = FORMATS["html"].write(BOUND, Layout()).decode()
    elements = Elements(text)
    assert elements.open == []
    links = [a for name, a in elements.found if name == "a"]
    assert [(link["href"], link["class"]) for link in links] == [
        ("#part-1", "contents1"), ("#part-1-1", "contents2"), ("#part-2", "contents1"),
    ]  # fmt: skip
    named = [(name, a["id"], a["class"]) for name, a in elements.found if "id" in a]
    assert named == [
        ("h1", "part-1", "part-title"), ("h2", "part-1-1", "part-heading1"),
        ("h1", "part-2", "part-title"),
    ]  # fmt: skip
    assert ">篇1　&lt;甲&gt;乙</a>" in text
    assert FORMATS["html"].read(text.encode()) == BOUND


def test_a_page_without_contents_has_neither_links_nor_names() -> None:
    assert not [a for name, a in Elements(page()).found if name == "a" or "id" in a]


# In a browser.

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
    " --disable-background-networking --disable-component-update --window-size=800,900"
)
WIDTH = 390
LOOK = """
addEventListener("load", () => {
  const seen = [...document.querySelectorAll("iframe")].map((frame) => {
    const page = frame.contentDocument;
    const shown = [...page.querySelectorAll("h1,h2,h3,h4,h5")].filter((heading) => {
      const box = heading.getBoundingClientRect();
      return box.width && box.height && getComputedStyle(heading).visibility === "visible";
    });
    return {
      viewport: frame.contentWindow.innerWidth,
      room: page.documentElement.clientWidth,
      width: page.documentElement.scrollWidth,
      headings: shown.map((heading) => heading.innerText),
    };
  });
  document.title = JSON.stringify(seen);
});
"""
WIDE = Document((
    (
        Paragraph((Run("https://example.org/" + "a" * 200),)),
        Paragraph((Run("长" * 300),)),
        Paragraph((Run("组长", "", 12.0), Run("：" + "王芳" * 40)), "member"),
        Paragraph((Run("清河街道办事处" * 4 + "文件"),), "red-head"),
        Paragraph((Run("清河街道办事处\t2027年1月8日印发"),), "imprint-issuer"),
        Table(tuple(Cell((Run(f"很长的栏目名称{n}"),)) for n in range(9)), ((Cell(),) * 9,)),
        Table((Cell((Run("a" * 90),)), Cell()), ((Cell((Run("b" * 300),)), Cell()),), "", (1, 9)),
    ),
))  # fmt: skip


def look_at(pages: list[str], folder: Path) -> list[dict[str, object]]:
    """What a browser shows of some pages, each in a window as wide as a telephone's."""
    frames = "".join(
        f'<iframe srcdoc="{html.escape(text)}" style="width:{WIDTH}px;height:844px;border:0"></iframe>'
        for text in pages
    )
    (folder / "look.html").write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><title>-</title><script>{LOOK}</script>{frames}',
        encoding="utf-8",
    )
    assert CHROMIUM
    command = [CHROMIUM, *FLAGS.split(), f"--user-data-dir={folder / 'profile'}", "--dump-dom"]
    done = subprocess.run(
        [*command, (folder / "look.html").as_uri()], capture_output=True, check=True, timeout=120
    )
    title = re.search("<title>(.*?)</title>", done.stdout.decode())
    assert title is not None
    seen: list[dict[str, object]] = json.loads(html.unescape(title[1]))
    return seen


@pytest.mark.skipif(not CHROMIUM, reason="there is no chromium")
def test_a_telephone_shows_the_headings_without_scrolling_sideways(tmp_path: Path) -> None:
    plans = [plan_of(PLAN), *map(load, sorted(EXAMPLES.glob("[!.]*.yaml")))]
    trees = [(render(plan), plan.layout) for plan in plans]
    trees += [(WIDE, Layout()), (BOUND, Layout())]
    seen = look_at([FORMATS["html"].write(*tree).decode() for tree in trees], tmp_path)
    for (document, _), shown in zip(trees, seen, strict=True):
        assert shown["viewport"] == WIDTH
        assert shown["width"] == shown["room"], document.title
        assert shown["headings"] == [text for _, text in document.outline()]
