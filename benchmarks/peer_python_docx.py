"""The document with python-docx, in its usual way: `peer_python_docx.py document.json out.docx`.

Fonts and measures are set once on the styles of its default template, not on every run.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

if TYPE_CHECKING:
    from content import Printed
    from docx.document import Document as Word

FONTS = {
    "Title": ("方正小标宋简体", 22.0),
    "Heading 1": ("黑体", 16.0),
    "Heading 2": ("楷体_GB2312", 16.0),
    "Normal": ("仿宋_GB2312", 16.0),
}
LATIN = "Times New Roman"
INDENT = Pt(32)
PITCH = Pt(28.95)


def build(document: "Printed") -> "Word":
    """The whole document; save it with `.save(path or stream)`."""
    word = new_document()
    title = word.add_paragraph(document["title"], style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    word.add_paragraph(document["recipients"], style="Normal")
    word.add_paragraph(document["preamble"], style="Body Text")
    for section in document["sections"]:
        word.add_paragraph(section["heading"], style="Heading 1")
        for part in section["parts"]:
            if part["heading"]:
                word.add_paragraph(part["heading"], style="Heading 2")
            for line in part["lines"]:
                word.add_paragraph(line, style="Body Text")
        if section["table"]:
            add_table(word, section["table"])
    word.add_paragraph(document["closing"], style="Body Text")
    for line in document["signature"]:
        word.add_paragraph(line, style="Normal").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return word


def new_document() -> "Word":
    """An empty document with the fonts and measures of GB/T 9704 on its styles."""
    word = Document()
    for name, (font, size) in FONTS.items():
        style = word.styles[name]
        style.font.name, style.font.size = LATIN, Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    body = word.styles["Body Text"].paragraph_format
    body.first_line_indent, body.line_spacing = INDENT, PITCH
    return word


def add_table(word: "Word", rows: list[list[str]]) -> None:
    """A table with a frame, its head among the rows."""
    table = word.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def main(source: str, target: str) -> None:
    build(json.loads(Path(source).read_text(encoding="utf-8"))).save(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
