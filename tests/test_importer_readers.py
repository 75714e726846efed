"""Sources that are not DOCX: text, Markdown, web pages, other word processors; and which is which."""

import io
import random
import shutil
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from helpers import rendered
from hypothesis import given, settings
from hypothesis import strategies as st
from limits import held
from packages import zipped
from trees import documents
from words import abstract, docx, item, lvl, num, p

from plangen.document import Contents, Document, List
from plangen.formats import FORMATS
from plangen.importer import office, reader
from plangen.importer import source as reasons
from plangen.importer.lines import Line
from plangen.importer.marked import read_marked
from plangen.importer.plain import read_plain
from plangen.importer.reader import read_source
from plangen.importer.source import BLANK, Source, SourceError
from plangen.importer.web import read_web
from plangen.layout import Layout
from plangen.problems import UsageError

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="a stand-in is a shell script")
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def texts(source: Source) -> list[str]:
    return [line.text for line in source.lines]


def left_out(source: Source) -> list[tuple[int, str, str]]:
    return [(each.place, each.text, each.reason.en) for each in source.left_out]


# Text files.

PLAIN = "云溪社区2027年工作计划\n一、工作目标\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_ends_of_lines(encoding: str, end: str) -> None:
    lines = read_plain(PLAIN.replace("\n", end).encode(encoding)).lines
    assert lines == (Line("云溪社区2027年工作计划", 1), Line("一、工作目标", 2))


def test_utf16_with_a_mark_and_the_other_order() -> None:
    assert texts(read_plain(b"\xfe\xff" + "一、目标".encode("utf-16-be"))) == ["一、目标"]


def test_lines_are_stripped_and_empty_ones_are_none() -> None:
    text = "\u3000\u3000一、目标\u00a0\u200b \n\n \u3000\n\ufeff二、任务\tx\f三\u2028四\u0085五\x1a"
    assert read_plain(text.encode()).lines == (
        Line("一、目标", 1),
        Line("二、任务\tx", 4),
        Line("三", 4),
        Line("四", 4),
        Line("五", 4),
    )


def test_an_empty_text_has_no_lines() -> None:
    assert read_plain(b"") == Source(())
    assert read_plain(b"\xef\xbb\xbf\r\n") == Source(())


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\x02\x03" * 20,
        b"\x89PNG\r\n\x1a\n\x00\x00",
        bytes(range(256)),
        b"\xff" * 50,
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError):
        read_plain(data)


def test_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reasons, "MAX_LINES", 100)
    with pytest.raises(SourceError):
        read_plain(b"x\n" * 101)


# Markdown.

MARKED: dict[str, tuple[str, list[Line]]] = {
    "headings": (
        "# 计划\n\n## 一、目标\n\n正文。\n",
        [Line("计划", 1, 0), Line("一、目标", 3, 1), Line("正文。", 5)],
    ),
    "numbers as typed": (
        "3. 甲\n4. 乙\n\n7) 丙\n\n- 丁\n* 戊\n",
        [Line("3.甲", 1), Line("4.乙", 2), Line("7)丙", 4), Line("•丁", 6), Line("•戊", 7)],
    ),
    "numbers that are text": (
        "1\\. 甲\n\n1、乙\n\n（一）丙\n",
        [Line("1. 甲", 1), Line("1、乙", 3), Line("（一）丙", 5)],
    ),
    "a number before a number": ("1. 2027年\n", [Line("1. 2027年", 1)]),
    "lists in lists": (
        "1. 甲\n\n   续\n   - 乙\n2. 丙\n",
        [Line("1.甲", 1), Line("续", 3), Line("•乙", 4), Line("2.丙", 5)],
    ),
    "lines of a paragraph": ("甲\n乙  \n丙\\\n丁<br>戊\n", [Line("甲\n乙\n丙\n丁\n戊", 1)]),
    "lines that are set in": ("甲\n\n    乙\n\n　　丙\n", [Line("甲", 1), Line("乙", 3), Line("丙", 5)]),
    "bold": ("**甲**\n\n**宣传。** 每月。\n", [Line("甲", 1, bold=True), Line("宣传。 每月。", 3, lead=3)]),
    "other marks": ("*甲*乙`丙`[丁](x)&amp;\n", [Line("甲乙丙丁&", 1)]),
    "code": ("```\n甲\n\n 乙\n```\n", [Line("甲", 2), Line("乙", 4)]),
    "a quotation": ("> 甲\n", [Line("甲", 1)]),
    "tables": (
        "| 甲 | 乙 |\n| --- | :-: |\n| 丙\\|丁 | 戊<br>己 |\n| 庚 | 辛 | 壬 |\n| |\n",
        [Line("", 1, rows=(("甲", "乙", ""), ("丙|丁", "戊\n己", ""), ("庚", "辛", "壬"), ("", "", "")))],
    ),
    "a table below a line": (
        "甲\n乙|丙\n---|---\n丁|戊\n",
        [Line("甲", 1), Line("", 2, rows=(("乙", "丙"), ("丁", "戊")))],
    ),
    "HTML": (
        "甲\n\n<table><tr><td>乙</td><td>丙</td></tr></table>\n",
        [Line("甲", 1), Line("", 3, rows=(("乙", "丙"),))],
    ),
    "run-in headings": (
        "### 建强队伍。\n组建队伍。\n\n### 走访\n每月走访。\n",
        [Line("建强队伍。组建队伍。", 1, 2, 5), Line("走访", 4, 2), Line("每月走访。", 5)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MARKED)
def test_markdown(name: str) -> None:
    text, lines = MARKED[name]
    source = read_marked(text.encode())
    assert list(source.lines) == lines
    assert source.left_out == ()


def test_what_markdown_leaves_out_is_listed() -> None:
    text = '---\ntitle: 计划\n---\n![合影](x.png)甲\n\n<nav data-depth="0">\n\n- [一](#a)\n\n</nav>\n\n乙\n'
    source = read_marked(text.encode())
    assert source.lines == (Line("甲", 4), Line("乙", 12))
    assert left_out(source) == [
        (1, "title: 计划", "the metadata before the text"),
        (4, "合影", "a picture or an embedded object"),
        (8, "一", "a table of contents"),
    ]


def test_contents_that_never_end_are_read() -> None:
    assert texts(read_marked('<nav data-depth="0">\n\n甲\n'.encode())) == ["甲"]


# Pages.


def page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><body>{body}</body></html>".encode()


PAGES: dict[str, tuple[str, list[Line]]] = {
    "paragraphs": ("<p>甲</p>乙<p>丙", [Line("甲", 1), Line("乙", 1), Line("丙", 1)]),
    "headings": (
        "<h1>计划</h1><h3>（一）甲</h3>",
        [Line("计划", 1, 0, bold=True), Line("（一）甲", 1, 2, bold=True)],
    ),
    "white space": ("<p> 甲\n  乙 <span> 丙</span>\nx\ny</p>", [Line("甲乙 丙 x y", 1)]),
    "breaks": ("<p>甲<br>乙<br><br>丙</p>", [Line("甲\n乙", 1), Line("丙", 1)]),
    "breaks before a set-in line": (
        "<div>甲<br>　　乙<br/>\n&nbsp;&nbsp;丙</div>",
        [Line("甲", 1), Line("乙", 1), Line("丙", 1)],
    ),
    "places": ("\n<p>甲</p>\n\n<p>\n乙</p>", [Line("甲", 2), Line("乙", 4)]),
    "entities": ("<p>&lt;甲&gt;&amp;&ldquo;&#20057;&rdquo;</p>", [Line("<甲>&“乙”", 1)]),
    "ordered lists": (
        "<ol start=3><li>甲<li value=7>乙</ol><ol type=A><li><p>丙</p></ol>",
        [Line("3.甲", 1), Line("7.乙", 1), Line("A.丙", 1)],
    ),
    "a list from behind": ("<ol reversed start=2><li>甲<li>乙</ol>", [Line("2.甲", 1), Line("1.乙", 1)]),
    "Chinese numbers": (
        '<ol style="list-style-type:cjk-ideographic"><li>甲</ol><ol style="list-style:none"><li>一、乙</ol>',
        [Line("一、甲", 1), Line("一、乙", 1)],
    ),
    "points in points": ("<ul><li>甲<ol><li>乙</ol><li>丙</ul>", [Line("•甲", 1), Line("1.乙", 1), Line("•丙", 1)]),
    "looks": (
        """<center><p style="font-size:22pt"><b>甲</b></p></center>
<p style="text-align:right;font-size:16px">乙</p>
<p align=center><strong>宣传。</strong>每月。</p><p style="font-weight:700">丙</p>""",
        [
            Line("甲", 1, align="center", bold=True, size=22),
            Line("乙", 2, align="right", size=12),
            Line("宣传。每月。", 3, lead=3, align="center"),
            Line("丙", 3, bold=True),
        ],
    ),
    "superscripts": ("<p>500m<sup>2</sup>左右</p>", [Line("500m²左右", 1)]),
    "preformatted": ("<pre>甲\n  乙\n\n丙</pre>", [Line("甲", 1), Line("乙", 1), Line("丙", 1)]),
    "tables": (
        """<table><caption>表1</caption><tr><th>甲<th colspan=2>乙
<tr><td rowspan=2>丙<td>丁<br>戊<td><p>己<p>庚<tr><td>辛<td>壬</table>""",
        [
            Line("表1", 1),
            Line("", 1, rows=(("甲", "乙", ""), ("丙", "丁\n戊", "己\n庚"), ("", "辛", "壬"))),
        ],
    ),
    "tables that frame the page": (
        "<table><tr><td><table><tr><td>甲</td><td>乙</td></tr></table><p>丙</p></td></tr></table>",
        [Line("", 1, rows=(("甲", "乙"),)), Line("丙", 1)],
    ),
    "a form around all": ("<form><p>云溪社区工作计划</p><input value=x></form>", [Line("云溪社区工作计划", 1)]),
    "a header in an article": ("<article><header><h1>甲</h1></header></article>", [Line("甲", 1, 0, bold=True)]),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str) -> None:
    body, lines = PAGES[name]
    source = read_web(page(body))
    assert list(source.lines) == lines
    assert source.left_out == ()


def test_what_is_around_an_article_is_listed() -> None:
    body = (
        "<nav><ul><li>首页</nav><header>网站</header><ul style='display:none'><li>甲</ul><p hidden>乙</p>"
        "<p>正文<del>丙</del><ruby>云<rt>yún</rt></ruby><img alt='合影'></p><script>x</script><style>y</style>"
        "<form>搜索<button>go</button></form><footer>版权</footer>"
    )
    data = f"<html><head><title>云溪网</title></head><body>{body}</body></html>".encode()
    source = read_web(data)
    assert texts(source) == ["正文云"]
    assert left_out(source) == [
        (1, "首页", "navigation, header, footer or form of a web page"),
        (1, "网站", "navigation, header, footer or form of a web page"),
        (1, "甲", "hidden text"),
        (1, "乙", "hidden text"),
        (1, "丙", "deleted by a tracked change"),
        (1, "yún", "a pronunciation above the text"),
        (1, "合影", "a picture or an embedded object"),
        (1, "搜索 go", "navigation, header, footer or form of a web page"),
        (1, "版权", "navigation, header, footer or form of a web page"),
        (0, "云溪网", "the title of a web page"),
    ]


@pytest.mark.parametrize(
    ("said", "encoding"),
    [
        ('<meta charset="utf-8">', "utf-8"),
        ("", "utf-8"),
        ('<meta charset="gb2312">', "gbk"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "gb18030"),
        ("", "gb18030"),
        ('<meta charset="gb2312">', "utf-8"),
        ('<meta charset="iso-8859-1">', "gb18030"),
        ('<meta charset="big5">', "big5"),
        ('<meta charset="no-such">', "utf-8"),
        ("", "utf-16"),
        ("", "utf-8-sig"),
    ],
)
def test_encodings_of_pages(said: str, encoding: str) -> None:
    data = f"<html><head>{said}</head><p>云溪工作</p>".encode(encoding)
    assert texts(read_web(data)) == ["云溪工作"]


def test_a_page_with_a_declaration_of_xml() -> None:
    data = '<?xml version="1.0" encoding="gb2312"?><html><body><p>云溪</p></body></html>'.encode(
        "gbk"
    )
    assert texts(read_web(data)) == ["云溪"]


def test_a_page_of_nothing() -> None:
    assert read_web(b"") == Source(())
    assert read_web(b"<!-- x -->") == Source(())


def test_a_page_that_is_nested_too_deep_is_not_cut_short() -> None:
    with pytest.raises(SourceError):
        read_web(page("<div>" * 400 + "x"))
    assert texts(read_web(page("<div>" * 200 + "x"))) == ["x"]


# What plangen wrote.


def words_of(document: Document) -> list[str]:
    return [text for line in document.lines() if (text := line.strip(BLANK))]


def joined(source: Source) -> str:
    cells = ("".join(map("".join, line.rows)) if line.rows else line.text for line in source.lines)
    return "".join("".join(cells).split())


SIMPLE = documents.filter(
    lambda document: not any(isinstance(block, List | Contents) for block in document.blocks())
)


@settings(max_examples=25)
@given(SIMPLE, st.sampled_from(("md", "html")))
def test_what_plangen_writes_is_read_whole(document: Document, form: str) -> None:
    data = FORMATS[form].write(document, Layout())
    read = (read_marked if form == "md" else read_web)(data)
    invisible = dict.fromkeys(map(ord, BLANK))
    expected = "".join("".join(words_of(document)).split())
    assert joined(read).translate(invisible) == expected.translate(invisible)


def test_the_styles_and_run_in_headings_of_our_pages() -> None:
    document = rendered("""
        title: 云溪社区2027年工作计划
        recipients: [各居民小组]
        tasks: [{heading: 健全网络, items: [{heading: 建强队伍。, text: 组建队伍。}]}]
        attachments: [{title: 清单, tasks: true}]
        """)
    found = [
        [(line.text, line.level, line.lead, line.style) for line in lines]
        for lines in (
            read_web(FORMATS["html"].write(document, Layout())).lines,
            read_marked(FORMATS["md"].write(document, Layout())).lines,
        )
    ]
    assert found[0] == [
        ("云溪社区2027年工作计划", 0, 0, ""),
        ("各居民小组：", None, 0, "recipients"),
        ("一、工作任务", 1, 0, ""),
        ("（一）健全网络", 2, 0, ""),
        ("1.建强队伍。组建队伍。", 3, 7, ""),
        ("附件：清单", None, 0, "attachment-note"),
        ("附件", None, 0, "annex-label"),
        ("清单", 1, 0, "annex-title"),
        ("", None, 0, "tasks"),
    ]
    assert [line[:3] for line in found[1]] == [line[:3] for line in found[0]]


# Which reader.


def test_content_goes_before_the_name(tmp_path: Path) -> None:
    word = docx(p("甲"))
    for name in ("x.docx", "x.doc", "x.txt", "x"):
        path = tmp_path / name
        path.write_bytes(word)
        assert texts(read_source(path)) == ["甲"]
    assert read_source(b"# x", "x.md").lines == (Line("x", 1, 0),)
    assert read_source(b"# x", "x.txt").lines == (Line("# x", 1),)
    assert texts(read_source(page("<p>x"), "x.doc")) == ["x"]
    assert texts(read_source(b"<p>x", "x.HTM")) == ["x"]
    for first in ('<?xml version="1.0"?>', '<?xml version="1.0"?>\n<?xml-stylesheet href="a"?>'):
        assert texts(read_source(f"{first}<html><p>x</p></html>".encode(), "x.txt")) == ["x"]
    assert texts(read_source(b"x")) == ["x"]


def test_a_page_with_its_pictures_in_one_file() -> None:
    body = "PHA+5LqR5rqqPC9wPg=="
    data = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
        f"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{body}\n--b--\n"
    )
    assert texts(read_source(data.encode(), "x.doc")) == ["云溪"]


@pytest.mark.parametrize(
    ("data", "zh"),
    [
        (b"%PDF-1.7\n", "这是PDF；请另存为.docx"),
        (b"\x89PNG\r\n\x1a\n", "这是图片；请另存为.docx"),
        (zipped({"xl/workbook.xml": "<x/>"}), "这是工作簿；请另存为.docx"),
        (b'<?xml version="1.0"?>\n<plan>x</plan>', "这是XML；请另存为.docx"),
        (zipped({"a.txt": "x"}), "不是完好的Word文件（no word/document.xml）"),
        (reader._OLE + "EncryptedPackage".encode("utf-16-le"), "文件有密码保护"),
        (reader._OLE + "Workbook".encode("utf-16-le"), "这不是Word或WPS文字文件；请另存为.docx"),
        (b"\0" * 100, "这不是文本文件"),
    ],
)
def test_other_files_are_refused_and_say_why(data: bytes, zh: str) -> None:
    with pytest.raises(UsageError) as error:
        read_source(data, "旧计划")
    assert error.value.words.zh == f"无法读取旧计划：{zh}"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_source(tmp_path / "none.docx")


def test_a_large_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_SIZE", 10)
    with pytest.raises(UsageError):
        read_source(b"x" * 11)


# LibreOffice.

RTF = b"{\\rtf1\\ansi Plan}"
NAMES = 'xmlns:{0}="urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"'.format
CONTENT = (
    f"<office:{{0}} {NAMES('office')} {NAMES('text')}><office:body><office:text>"
    '<text:h text:outline-level="1">一、目标</text:h><text:p>云溪</text:p>'
    "</office:text></office:body></office:{0}>"
)
KIND = "application/vnd.oasis.opendocument.text"
FLAT = '<?xml version="1.0"?>\n' + CONTENT.format("document").replace(
    ">", f' office:mimetype="{KIND}" office:version="1.3">', 1
)


def test_libreoffice_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(UsageError) as error:
        read_source(RTF, "x.rtf")
    assert error.value.words.zh == (
        "无法读取x.rtf：读取.rtf需要安装LibreOffice；也可先用Word或WPS另存为.docx"
    )


def stand_in(folder: Path, script: str) -> str:
    """A program in LibreOffice's place."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@POSIX
def test_how_libreoffice_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "made.docx"
    made.write_bytes(docx(p("甲")))
    log = tmp_path / "log"
    script = f'echo "$@" > {log}; while [ "$1" != --outdir ]; do shift; done; mkdir -p "$2"; cp {made} "$2/source.docx"'
    program = stand_in(tmp_path, script)
    monkeypatch.setattr(shutil, "which", lambda name: program if name == "soffice" else None)
    assert texts(read_source(RTF, "x.doc")) == ["甲"]
    called = log.read_text()
    assert "--headless --norestore --convert-to docx" in called
    assert "-env:UserInstallation=file:///" in called
    assert called.rstrip().endswith("source.rtf")
    assert texts(read_source(FLAT.encode(), "x.txt")) == ["甲"]
    assert log.read_text().rstrip().endswith("source.fodt")
    assert texts(read_source(b'<?xml version="1.0"?><u uof:mimetype="vnd.uof.text"/>')) == ["甲"]
    assert log.read_text().rstrip().endswith("source.uot")


@POSIX
@pytest.mark.parametrize("script", ["exit 1", "sleep 60 & sleep 60"])
def test_libreoffice_fails(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = stand_in(tmp_path, script)
    monkeypatch.setattr(shutil, "which", lambda _: program)
    monkeypatch.setattr(office, "TIMEOUT", 0.3)
    with pytest.raises(UsageError) as error:
        read_source(RTF, "x.rtf")
    assert "LibreOffice" in error.value.words.en


@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
@pytest.mark.parametrize("flat", [False, True])
def test_libreoffice_reads_open_document(*, flat: bool) -> None:
    data = FLAT.encode() if flat else open_document(CONTENT.format("document-content"))
    lines = read_source(data, "x.doc").lines
    assert [(line.text, line.level) for line in lines] == [("一、目标", 1), ("云溪", None)]


def open_document(content: str) -> bytes:
    file = io.BytesIO()
    entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'.format
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = f"{entry('/', KIND)}{entry('content.xml', 'text/xml')}</manifest:manifest>"
    with zipfile.ZipFile(file, "w") as opened:
        opened.writestr("mimetype", KIND)
        opened.writestr("content.xml", content)
        opened.writestr(
            "META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{space}">{manifest}'
        )
    return file.getvalue()


@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
def test_libreoffice_reads_old_word_files(tmp_path: Path) -> None:
    numbering = abstract(1, lvl(0, "chineseCountingThousand", "%1、")) + num(1, 1)
    source = tmp_path / "old.docx"
    source.write_bytes(docx(p("云溪社区计划") + item("目标") + item("任务"), numbering=numbering))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    arguments = ["--headless", "--convert-to", "doc", "--outdir", str(tmp_path), str(source)]
    subprocess.run([OFFICE or "", profile, *arguments], check=True, capture_output=True)
    assert texts(read_source(tmp_path / "old.doc")) == ["云溪社区计划", "一、目标", "二、任务"]


# Broken and hostile files.


def hold(data: bytes, name: str) -> None:
    with held(20, 500), suppress(UsageError):
        read_source(data, name)


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 30_000 + "x",
        "<b>" * 30_000 + "x",
        "<table><tr><td>" * 30_000 + "x",
        "<ol><li>" * 30_000 + "x",
        "<form>" * 10_000 + "x",
        "<div hidden>" * 30_000 + "x",
        "<table><tr>" + "<td rowspan=65000 colspan=1000>x" * 2100,
        "<p>" * 20_000,
        "<p>" * 600_000,
        "<br>x" * 20_000,
        "<p " + "a='' " * 500_000 + ">",
        "&#0;&#xfffe;&#99999999;<p>x",
        " " * 2_000_000 + "x",
        "x \n" * 100_000,
    ],
)
def test_hostile_pages(text: str) -> None:
    hold(f"<html><body>{text}".encode(), "x.html")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 2000 + "\n\n" + "[" * 50_000,
        "![" * 1000 + "\n\n" + "![" * 3000,
        "](" * 1000,
        "**a " * 4000,
        "`" * 50_000 + "a" + "``" * 20_000,
        ">" * 50_000,
        "- " * 2000 + "x",
        "|a" * 2000 + "|\n" + "|-" * 2000 + "|\n" + "|b\n" * 2000,
        "x\n-|-\n" * 1000,
        "<nav>\n\n" * 1000,
        "---\n" + "a\n" * 5000,
        " " * 500_000 + "x",
        "[a]: x\n" * 5000,
    ],
)
def test_hostile_markdown(text: str) -> None:
    hold(text.encode(), "x.md")


@pytest.mark.parametrize("text", [b"\r" * 500_000, b"a\x0c" * 30_000, b"\x20" * 5_000_000])
def test_hostile_texts(text: bytes) -> None:
    hold(text, "x.txt")


RICH = {
    "x.txt": PLAIN.encode("gb18030"),
    "x.md": "# 甲\n\n1. 乙\n   - 丙\n\n|a|b|\n|-|-|\n|c|d|\n\n<table><tr><td>x</table>\n\n**丁**戊\n".encode(),
    "x.html": page(
        "<h1>甲</h1><ol start=2><li>乙<ul><li>丙</ul></ol><table><tr><td rowspan=2>丁<td>戊<tr><td>己</table>"
        "<p style='text-align:center;font-size:12pt'><b>庚</b>辛<br><br>壬<sup>2</sup></p><form><nav>癸</nav></form>"
    ),
    "x.odt": zipped({"mimetype": "application/vnd.oasis.opendocument.texx", "content.xml": "<x/>"}),
}


@settings(max_examples=120)
@given(st.sampled_from(sorted(RICH)), st.integers(0, 2**32))
def test_whatever_bytes_give_lines_or_a_clear_error(name: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same every time
    data = bytearray(RICH[name])
    for _ in range(chance.randint(1, 6)):
        at, more = chance.randrange(len(data) + 1), chance.randrange(1, 40)
        kind = chance.randrange(3)
        if kind == 0:
            data[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            del data[at : at + more]
        else:
            data[at:at] = data[chance.randrange(len(data) + 1) :][:more]
    with suppress(UsageError):
        read_source(bytes(data), name)
