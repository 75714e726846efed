"""The templates of a batch's peers, all made from plangen's document of the same plan.

Each variable gets as its value the peer's own notation for it, so that all templates have the
styles, the page and the size of what plangen writes.
"""

import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from roster import COLUMNS

import plangen

if TYPE_CHECKING:
    from docx.document import Document as Word

_BODY = "word/document.xml"
_CORE = "docProps/core.xml"
_RUN = r"<w:r>(?:(?!</w:r>).)*«(?:(?!</w:r>).)*</w:r>"
_MARK = "«(.+?)»"


def make_template(plan: Path, notation: str, template: Path) -> None:
    """The document of plangen with places such as `{{{{ {} }}}}`, `{}` being the name's place."""
    loaded = plangen.load(plan, {name: notation.format(name) for name in COLUMNS})
    plangen.write(plangen.render(loaded), template, layout=loaded.layout)


def make_merge_template(plan: Path, template: Path) -> None:
    """The same with Word's merge fields; properties, which are not merged, lose their places."""
    marked = template.with_suffix(".marked.docx")
    make_template(plan, "«{}»", marked)
    with zipfile.ZipFile(marked) as source, zipfile.ZipFile(template, "w") as target:
        for member in source.infolist():
            data = source.read(member).decode()
            if member.filename == _BODY:
                data = re.sub(_RUN, _with_fields, data)
            elif member.filename == _CORE:
                data = re.sub(_MARK, "", data)
            target.writestr(member.filename, data, zipfile.ZIP_DEFLATED)


def _with_fields(run: re.Match[str]) -> str:
    """A run cut at its marks, each of which becomes a field."""
    begin, text, end = _parts(run[0])
    cut = re.split(_MARK, text)
    runs = [f"{begin}{piece}{end}" if piece else "" for piece in cut]
    for at in range(1, len(cut), 2):
        field = f'<w:fldSimple w:instr=" MERGEFIELD {cut[at]} ">'
        runs[at] = f"{field}{begin}«{cut[at]}»{end}</w:fldSimple>"
    return "".join(runs)


def _parts(run: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"(.*<w:t)[^>]*>(.*)(</w:t></w:r>)", run)
    if found is None:
        raise ValueError(f"not one text in a run: {run}")
    return found[1] + ' xml:space="preserve">', found[2], found[3]


def make_base(plan: Path, base: Path) -> None:
    """The document of plangen without its text, for those who add their own."""
    import docx

    make_template(plan, "{}", base)
    word: Word = docx.Document(str(base))
    for element in list(word.element.body)[:-1]:
        word.element.body.remove(element)
    word.save(str(base))
