"""A batch with docxtpl: `peer_batch_docxtpl.py template.docx roster.csv folder`.

A `DocxTemplate` can be rendered once only, so every document opens the template anew.
"""

import sys

from docxtpl import DocxTemplate
from roster import read_rows, targets


def main(template: str, roster: str, folder: str) -> None:
    for row, path in targets(read_rows(roster), folder):
        word = DocxTemplate(template)
        word.render(row, autoescape=True)
        word.save(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
