"""A Word text's tree made as its reader sees it, so that it can be read straight on.

Tracked changes are accepted, of two versions of one thing one stays, paragraphs without an end are
joined, text boxes stand behind their paragraph, and tables in tables are paragraphs of their cell.
Paragraphs are counted before any is taken out.
"""

from typing import TYPE_CHECKING

from plangen.importer.source import (
    ATTACHED,
    CONTENTS,
    DELETED,
    PLACEHOLDER,
    RUBY,
    Draft,
)
from plangen.importer.word_package import R, W, is_on

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element as Element

    from plangen.problems import Words

PLACE = "place"
LEAD = "lead"
P, TBL, TR, TC, T = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}t"
RUN, PPR, RPR = f"{W}r", f"{W}pPr", f"{W}rPr"
BOX, FIELD_CHAR = f"{W}txbxContent", f"{W}fldChar"
TYPE = f"{W}fldCharType"
WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DEL, _FROM = f"{W}del", f"{W}moveFrom"
_SDT, _SIMPLE = f"{W}sdt", f"{W}fldSimple"
_VANISH, _RUN_IN = f"{W}vanish", f"{W}specVanish"
# What stands elsewhere too is left out without a word.
_ALWAYS = {f"{W}pPrChange": None, f"{W}rPrChange": None, f"{W}rt": RUBY, f"{W}altChunk": ATTACHED}
_CHANGES = {f"{W}del": DELETED, f"{W}cellDel": DELETED, f"{W}moveFrom": None}
_MARKED = frozenset({f"{W}trPr", f"{W}tcPr"})
_UNWANTED = (_SDT, _SIMPLE, *_ALWAYS, *_CHANGES)
_GALLERY = f"{W}sdtPr/{W}docPartObj/{W}docPartGallery"
_PROMPT = f"{W}sdtPr/{W}showingPlcHdr"
_BLOCKS = frozenset({P, TBL, _SDT})
_WRITTEN = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


def settle(root: "Element", draft: Draft) -> None:
    """Change a tree into what its reader sees; what that leaves out is noted."""
    keep_one_version(root)
    _drop(root, draft)
    _join(root)
    _place_boxes(root)
    _flatten_tables(root)
    _close_fields(root)


def plain_text(element: "Element") -> str:
    """All text below an element, a line a paragraph, deleted text too."""
    words: list[str] = []
    for part in element.iter(P, T, f"{W}delText", WORD_ART, *_WRITTEN):
        if part.tag == P:
            words.append("\n")
        elif part.tag == WORD_ART:
            words.append(part.get("string", ""))
        else:
            words.append(_WRITTEN.get(part.tag) or part.text or "")
    return "".join(words).strip()


def keep_one_version(root: "Element") -> None:
    """Of the versions of a thing for newer and older programs, keep the first that has a text."""
    for either in list(root.iter(f"{_MC}AlternateContent")):
        versions = list(either)
        texts = (v for v in versions if next(v.iter(T, WORD_ART), None) is not None)
        kept = next(texts, versions[0] if versions else None)
        for version in versions:
            if version is not kept:
                either.remove(version)


def _drop(root: "Element", draft: Draft) -> None:
    """Take out what is not part of the text; before that, count the paragraphs."""
    if next(root.iter(*_UNWANTED, _VANISH, WORD_ART), None) is None:
        return
    found: list[tuple[Element, int]] = []
    place = 0
    for element in root.iter(P, *_UNWANTED):
        if element.tag == P:
            place += 1
            element.set(PLACE, str(place))
        else:
            found.append((element, max(place, 1)))
    for element, near in found:
        if next(element.iterancestors(root.tag), None) is None:
            continue  # it was taken out with what is around it
        dropped, reason = _unwanted(element)
        parent = None if dropped is None else dropped.getparent()
        if dropped is None or parent is None:
            continue
        text = plain_text(dropped) if len(dropped) else ""
        if reason is not None and (text or reason is ATTACHED):
            draft.leave_out(near, text or dropped.get(f"{R}id", ""), reason)
        parent.remove(dropped)


def _unwanted(element: "Element") -> "tuple[Element | None, Words | None]":
    """What is to be taken out for an element, if anything, and why, if anybody should know."""
    if element.tag in _ALWAYS:
        return element, _ALWAYS[element.tag]
    if element.tag in _CHANGES:
        return _changed(element), _CHANGES[element.tag]
    reason = _simple(element) if element.tag == _SIMPLE else _control(element)
    return (None if reason is None else element), reason


def _changed(element: "Element") -> "Element | None":
    """What is deleted or moved away: the element, or the row or cell that it stands for.

    At the end of a paragraph it stands for that, see `_join`.
    """
    parent = element.getparent()
    if parent is None or parent.tag == RPR:
        return None
    return parent.getparent() if parent.tag in _MARKED else element


def _simple(field: "Element") -> "Words | None":
    return CONTENTS if field.get(f"{W}instr", "").split()[:1] == ["TOC"] else None


def _control(control: "Element") -> "Words | None":
    gallery = control.find(_GALLERY)
    if gallery is not None and gallery.get(f"{W}val") == "Table of Contents":
        return CONTENTS
    return PLACEHOLDER if is_on(control.find(_PROMPT)) else None


def _join(root: "Element") -> None:
    """Join what follows a paragraph whose end is deleted or hidden."""
    open_ended: dict[Element, bool] = {}
    for mark in root.iter(_DEL, _FROM, _VANISH, _RUN_IN):
        look = mark.getparent()
        properties = None if look is None else look.getparent()
        if look is None or look.tag != RPR or properties is None or properties.tag != PPR:
            continue
        paragraph = properties.getparent()
        if paragraph is not None and is_on(mark):
            open_ended[paragraph] = open_ended.get(paragraph, False) or mark.tag == _RUN_IN
    joined: set[Element] = set()
    for first in open_ended:
        if first in joined:
            continue
        group = [first]
        while group[-1] in open_ended and (following := _next(group[-1])) is not None:
            group.append(following)
        joined.update(group)
        if len(group) > 1:
            _merge(group, {p for p in group if open_ended.get(p)})


def _next(paragraph: "Element") -> "Element | None":
    """The paragraph that stands right behind one."""
    after = next((e for e in paragraph.itersiblings() if e.tag in _BLOCKS), None)
    return after if after is not None and after.tag == P else None


def _merge(group: "list[Element]", run_in: "set[Element]") -> None:
    """Move all into the first paragraph that has text; it keeps its look."""
    target = next((p for p in group if _has_text(p)), group[-1])
    at = group.index(target)
    start = 1 if len(target) and target[0].tag == PPR else 0
    target[start:start] = [c for p in group[:at] for c in p if c.tag != PPR]
    before = target
    for paragraph in group[at + 1 :]:
        if before in run_in:
            target.append(target.makeelement(LEAD))
        target.extend([child for child in paragraph if child.tag != PPR])
        before = paragraph
    for paragraph in group:
        parent = paragraph.getparent()
        if paragraph is not target and parent is not None:
            parent.remove(paragraph)


def _has_text(paragraph: "Element") -> bool:
    """Whether a paragraph has text that is not hidden by itself."""
    runs = (text.getparent() for text in paragraph.iter(T) if text.text)
    return any(run is None or not is_on(run.find(f"{RPR}/{_VANISH}")) for run in runs)


def _place_boxes(root: "Element") -> None:
    """Text boxes behind the paragraph that they hang at; WordArt is a box with one paragraph."""
    last: dict[Element, Element] = {}
    for box in list(root.iter(BOX, WORD_ART)):
        anchor = next(box.iterancestors(P), None)
        if anchor is None:
            continue
        blocks: Iterable[Element] = list(box) if box.tag == BOX else _word_art(box, anchor)
        for block in blocks:
            last.get(anchor, anchor).addnext(block)
            last[anchor] = block


def _word_art(shape: "Element", anchor: "Element") -> "list[Element]":
    text = shape.get("string")
    if not text:
        return []
    paragraph = shape.makeelement(P, {PLACE: anchor.get(PLACE, "1")})
    run = paragraph.makeelement(RUN)
    written = run.makeelement(T)
    written.text = text
    run.append(written)
    paragraph.append(run)
    return [paragraph]


def _flatten_tables(root: "Element") -> None:
    for table in list(root.iter(TBL)):
        parent = table.getparent()
        if parent is None or next(table.iterancestors(TC), None) is None:
            continue
        for paragraph in list(table.iter(P)):
            table.addprevious(paragraph)
        parent.remove(table)


def _close_fields(root: "Element") -> None:
    """Drop the beginnings of fields that never end: they would swallow the rest."""
    begun: list[Element] = []
    for char in root.iter(FIELD_CHAR):
        kind = char.get(TYPE)
        if kind == "begin":
            begun.append(char)
        elif kind == "end" and begun:
            begun.pop()
    for char in begun:
        parent = char.getparent()
        if parent is not None:
            parent.remove(char)
