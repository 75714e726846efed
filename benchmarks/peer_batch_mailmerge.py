"""A batch with docx-mailmerge: `peer_batch_mailmerge.py template.docx roster.csv folder`."""

import sys

from mailmerge import MailMerge
from roster import read_rows, targets


def main(template: str, roster: str, folder: str) -> None:
    for row, path in targets(read_rows(roster), folder):
        with MailMerge(template) as word:
            word.merge(**row)
            word.write(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
