"""Tables of contents of a DOCX: Word's own field, with entries and page numbers before it runs.

The headings are bookmarked and the entries lead to them. The numbers are estimates, see `paging`.
"""

from plangen.document import Contents, Document, Entry, Heading, entries
from plangen.formats.docx import (
    BODY_LEVEL,
    BOOKMARK,
    CONTENTS_TAG,
    NOTHING,
    Target,
    style_of,
)
from plangen.formats.look import LOOKS
from plangen.formats.paging import first_pages
from plangen.notation import escape

# Word asks before it refreshes contents on opening, whether `w:dirty` here or `w:updateFields` in
# the settings tells it to; `w:dirty` is for this field alone, and the settings stay as they are.
_BEGIN_CONTENTS = '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
_BEGIN = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
_SEPARATE = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def fill(document: Document, chunks: list[str], target: Target) -> None:
    """Put contents and bookmarks into the XML of a document, which has a chunk for each block."""
    found = entries(document)
    listed = {entry.place: entry for lines in found.values() for entry in lines}
    numbers = {place: number for number, place in enumerate(sorted(listed), 1)}
    pages = first_pages(document, found, target.pitch)
    depth = -1
    for place, block in enumerate(document.blocks()):
        if isinstance(block, Contents):
            depth = max(depth, block.depth)
            lines = [_line(e, numbers[e.place], pages[e.place], target) for e in found[place]]
            levels = block.depth + any(entry.path[0] for entry in found[place])
            chunks[place] += _contents(block.depth, max(levels, 1), lines)
        elif isinstance(block, Heading) and block.level <= depth:
            chunk = _with_outline(block, chunks[place], listed.get(place), target)
            chunks[place] = _bookmarked(chunk, numbers[place]) if place in listed else chunk


def _contents(depth: int, levels: int, lines: list[str]) -> str:
    """The field, in the frame that Word has a button for."""
    code = _instruction(f'TOC \\o "1-{levels}" \\h \\z \\u')
    start = f"{_BEGIN_CONTENTS}{code}{_SEPARATE}"
    first, end, rest = "".join(lines).partition("</w:pPr>") if lines else ("<w:p>", "", "</w:p>")
    close = NOTHING.replace("</w:p>", f"{_END}</w:p>")
    return (
        f'<w:sdt><w:sdtPr><w:tag w:val="{CONTENTS_TAG}{depth}"/><w:docPartObj>'
        '<w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{first}{end}{start}{rest}{close}</w:sdtContent></w:sdt>"
    )


def _line(entry: Entry, number: int, page: int, target: Target) -> str:
    """An entry: its text and its page lead to the heading."""
    style = f"contents{entry.rank + 1}"
    style = target.ids.get(style, LOOKS[style].id)
    text = f'<w:r><w:t xml:space="preserve">{escape(entry.text)}</w:t></w:r><w:r><w:tab/></w:r>'
    code = _instruction(f"PAGEREF {_name(number)} \\h")
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{target.dots}</w:pPr>'
        f'<w:hyperlink w:anchor="{_name(number)}" w:history="1">{text}{_BEGIN}{code}{_SEPARATE}'
        f"<w:r><w:t>{page}</w:t></w:r>{_END}</w:hyperlink></w:p>"
    )


def _instruction(code: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'


def _name(number: int) -> str:
    return f"{BOOKMARK}{number:09}"


def _bookmarked(chunk: str, number: int) -> str:
    properties, end, runs = chunk.partition("</w:pPr>")
    start = f'<w:bookmarkStart w:id="{number}" w:name="{_name(number)}"/>'
    runs = runs.removesuffix("</w:p>")
    return f'{properties}{end}{start}{runs}<w:bookmarkEnd w:id="{number}"/></w:p>'


def _with_outline(block: Heading, chunk: str, entry: Entry | None, target: Target) -> str:
    """Word lists what has an outline level: a title has none of its own, a run-in heading has."""
    look = LOOKS.get(style_of(block))
    level = entry.rank if entry else BODY_LEVEL
    if look is None or (look.outline == level and not target.dots):
        return chunk
    return chunk.replace("</w:pPr>", f'<w:outlineLvl w:val="{level}"/></w:pPr>', 1)
