"""A batch with python-docx: `peer_batch_python_docx.py base.docx document.json roster.csv folder`.

Each document opens the base, which has styles and no text, and adds paragraph after paragraph.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docx import Document
from roster import fill, read_rows, targets

if TYPE_CHECKING:
    from content import Printed
    from docx.document import Document as Word

TABLE_TEXT = "表格文字"
TABLE_HEAD = "表头"
TABLE = "计划表格"
RECIPIENTS = "主送机关"
SIGNATURE = ("署名", "署名（续）")


def build(base: str, document: "Printed") -> "Word":
    word = Document(base)
    word.add_paragraph(document["title"], style="Title")
    word.add_paragraph(document["recipients"], style=RECIPIENTS)
    word.add_paragraph(document["preamble"], style="Body Text")
    for section in document["sections"]:
        word.add_paragraph(section["heading"], style="Heading 1")
        for part in section["parts"]:
            if part["heading"]:
                word.add_paragraph(part["heading"], style="Heading 2")
            for line in part["lines"]:
                word.add_paragraph(line, style="Body Text")
        if section["table"]:
            _add_table(word, section["table"])
    word.add_paragraph(document["closing"], style="Body Text")
    for style, line in zip(SIGNATURE, document["signature"], strict=True):
        word.add_paragraph(line, style=style)
    return word


def _add_table(word: "Word", rows: list[list[str]]) -> None:
    table = word.add_table(len(rows), len(rows[0]), style=TABLE)
    # Both are costly to look up, so once for a table rather than for every cell.
    head, text = word.styles[TABLE_HEAD], word.styles[TABLE_TEXT]
    for number, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        for cell, words in zip(row.cells, texts, strict=True):
            cell.text = words
            cell.paragraphs[0].style = text if number else head


def main(base: str, source: str, roster: str, folder: str) -> None:
    document = Path(source).read_text(encoding="utf-8")
    for row, path in targets(read_rows(roster), folder):
        build(base, json.loads(fill(document, row))).save(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
