"""The document with docxtpl: `peer_docxtpl.py template.docx document.json out.docx`.

The template is made beforehand, outside the clock: `make_template`.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docxtpl import DocxTemplate

if TYPE_CHECKING:
    from content import Printed
    from docx.document import Document as Word

# One paragraph each; {%p … %} takes its own paragraph away.
BEFORE_TABLE = (
    ("Title", "{{ title }}"),
    ("Normal", "{{ recipients }}"),
    ("Body Text", "{{ preamble }}"),
    ("Normal", "{%p for section in sections %}"),
    ("Heading 1", "{{ section.heading }}"),
    ("Normal", "{%p for part in section.parts %}"),
    ("Normal", "{%p if part.heading %}"),
    ("Heading 2", "{{ part.heading }}"),
    ("Normal", "{%p endif %}"),
    ("Normal", "{%p for line in part.lines %}"),
    ("Body Text", "{{ line }}"),
    ("Normal", "{%p endfor %}"),
    ("Normal", "{%p endfor %}"),
    ("Normal", "{%p if section.table %}"),
)
AFTER_TABLE = (
    ("Normal", "{%p endif %}"),
    ("Normal", "{%p endfor %}"),
    ("Body Text", "{{ closing }}"),
    ("Normal", "{%p for line in signature %}"),
    ("Normal", "{{ line }}"),
    ("Normal", "{%p endfor %}"),
)
COLUMNS = 4
ROWS = (
    ["{%tr for row in section.table %}", *[""] * (COLUMNS - 1)],
    [f"{{{{ row[{column}] }}}}" for column in range(COLUMNS)],
    ["{%tr endfor %}", *[""] * (COLUMNS - 1)],
)


def make_template(path: Path) -> None:
    """The template, with the styles of the python-docx peer."""
    from peer_python_docx import add_table, new_document

    word = new_document()
    _add_lines(word, BEFORE_TABLE)
    add_table(word, list(ROWS))
    _add_lines(word, AFTER_TABLE)
    word.save(str(path))


def _add_lines(word: "Word", lines: tuple[tuple[str, str], ...]) -> None:
    for style, text in lines:
        word.add_paragraph(text, style=style)


def build(template: str, document: "Printed") -> DocxTemplate:
    """The whole document; save it with `.save(path or stream)`.

    A `DocxTemplate` can be rendered once only, so every document opens the template anew.
    """
    word = DocxTemplate(template)
    word.render(dict(document), autoescape=True)
    return word


def main(template: str, source: str, target: str) -> None:
    build(template, json.loads(Path(source).read_text(encoding="utf-8"))).save(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
