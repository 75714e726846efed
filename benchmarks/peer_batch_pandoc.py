"""A batch with pandoc, one process a document.

`peer_batch_pandoc.py pandoc reference.docx plan.md roster.csv folder`; the Markdown of each row goes
to pandoc's standard input.
"""

import subprocess
import sys
from pathlib import Path

from roster import fill, read_rows, targets


def main(pandoc: str, reference: str, source: str, roster: str, folder: str) -> None:
    markdown = Path(source).read_text(encoding="utf-8")
    for row, path in targets(read_rows(roster), folder):
        command = [pandoc, "-f", "markdown", "-o", path, f"--reference-doc={reference}"]
        subprocess.run(command, input=fill(markdown, row), encoding="utf-8", check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
