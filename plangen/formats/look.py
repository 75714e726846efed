"""How each style of the document looks: one table for the Word styles and the CSS.

Figures are GB/T 9704-2012's; those marked practice are what offices do where it is silent.
Lengths: `size` in half-points, indents in characters, spacing in lines, `mm` in millimetres.
"""

from typing import Literal, NamedTuple

from plangen.layout import FontUse, Layout

Align = Literal["both", "center", "left", "right"]

PAGE = (11906, 16838)
MARGINS = {"top": 2098, "right": 1474, "bottom": 1984, "left": 1588, "header": 851, "footer": 1434}
TEXT_WIDTH = 8844
CHARACTER = 315
SQUEEZE = -5
TWIPS_PER_MM = 1440 / 25.4
RED = "FF0000"


class Look(NamedTuple):
    """One paragraph style. `outline` is Word's outline level, -1 for body text.

    `tab_right` is a tab at the right edge, `dots` one that dots lead to.
    """

    id: str
    name: str
    font: FontUse = "body"
    size: int = 32
    align: Align = "both"
    first: float = 0
    left: float = 0
    before: float = 0
    after: float = 0
    outline: int = -1
    keep_next: bool = False
    bold: bool = False
    color: str = ""
    based_on: str = "Normal"
    exact: bool = True
    before_mm: float = 0
    rule: str = ""
    tab_right: bool = False
    bottom_frame: bool = False
    dots: bool = False


# 7.3.1 title, 7.3.3 levels, 7.3.2 recipients, 7.3.4 annexes, 7.3.5 signature, 7.2 red head,
# 7.4 imprint. Collections (practice): Word does not let its own heading styles go down a level,
# so what stands below the title of a part has styles of its own.
LOOKS: dict[str, Look] = {
    "normal": Look("Normal", "Normal", based_on=""),
    "body": Look("BodyText", "Body Text", first=2),
    "title": Look("Title", "Title", "title", 44, "center", after=1, keep_next=True),
    "title-above": Look(
        "TitleAbove", "标题（有副题）", "title", 44, "center", keep_next=True, based_on="Title"
    ),
    "subtitle": Look("Subtitle", "Subtitle", "heading2", 32, "center", after=1, keep_next=True),
    "heading1": Look("Heading1", "heading 1", "heading1", first=2, outline=0, keep_next=True),
    "heading2": Look("Heading2", "heading 2", "heading2", first=2, outline=1, keep_next=True),
    "heading3": Look("Heading3", "heading 3", first=2, outline=2, keep_next=True),
    "heading4": Look("Heading4", "heading 4", first=2, outline=3, keep_next=True),
    "cover-title": Look(
        "CoverTitle", "封面标题", "title", 52, "center", before=6, keep_next=True, exact=False
    ),
    "part-title": Look(
        "PartTitle", "篇标题", "title", 44, "center", after=1, outline=0, keep_next=True
    ),
    "part-title-above": Look(
        "PartTitleAbove", "篇标题（有副题）", "title", 44, "center", outline=0, keep_next=True,
        based_on="Title",
    ),
    "part-heading1": Look(
        "PartHeading1", "篇内一级标题", "heading1", first=2, outline=1, keep_next=True
    ),
    "part-heading2": Look(
        "PartHeading2", "篇内二级标题", "heading2", first=2, outline=2, keep_next=True
    ),
    "part-heading3": Look("PartHeading3", "篇内三级标题", first=2, outline=3, keep_next=True),
    "part-heading4": Look("PartHeading4", "篇内四级标题", first=2, outline=4, keep_next=True),
    "part-annex-title": Look(
        "PartAnnexTitle", "篇内附件标题", "title", 44, "center", before=1, after=1, outline=1,
        keep_next=True,
    ),
    "contents-title": Look(
        "TOCHeading", "TOC Heading", "heading1", align="center", after=1, keep_next=True
    ),
    "contents1": Look("TOC1", "toc 1", align="left", first=-3, left=3, dots=True),
    "contents2": Look("TOC2", "toc 2", align="left", first=-2, left=4, dots=True),
    "contents3": Look("TOC3", "toc 3", align="left", first=-2, left=6, dots=True),
    "recipients": Look("Recipients", "主送机关", align="left"),
    "group-name": Look("GroupName", "小组名称", first=2, keep_next=True),
    "member": Look("Member", "小组成员", align="left", left=2),
    "caption": Look("Caption", "caption", size=28, align="center", before=0.5, keep_next=True),
    "attachment-note": Look("AttachmentNote", "附件说明", align="left", before=1, keep_next=True),
    "attachment-note-next": Look("AttachmentNoteNext", "附件说明（续）", align="left", keep_next=True),
    "signature": Look("PlanSignature", "署名", align="right", before=1, keep_next=True),
    "signature-next": Look("SignatureNext", "署名（续）", align="right"),
    "annex-label": Look("AnnexLabel", "附件标识", "heading1", align="left", keep_next=True),
    "annex-title": Look(
        "AnnexTitle", "附件标题", "title", 44, "center", before=1, after=1, outline=0, keep_next=True
    ),
    "red-head": Look(
        "RedHead", "发文机关标志", "title", 84, "center", color=RED, exact=False, before_mm=35
    ),
    "red-head-alone": Look(
        "RedHeadAlone", "发文机关标志（无文号）", "title", 84, "center", color=RED, exact=False,
        before_mm=35, after=2, rule="red",
    ),
    "document-number": Look(
        "DocumentNumber", "发文字号", align="center", before=2, after=2, rule="red"
    ),
    "number-and-signer": Look(
        "NumberAndSigner", "发文字号和签发人", align="left", before=2, after=2, rule="red",
        tab_right=True,
    ),
    "imprint-copies": Look(
        "ImprintCopies", "版记抄送", size=28, align="left", rule="top", bottom_frame=True
    ),
    "imprint-issuer": Look(
        "ImprintIssuer", "版记印发", size=28, align="left", left=1, rule="thin-top bottom",
        tab_right=True, bottom_frame=True,
    ),
    "imprint-only": Look(
        "ImprintOnly", "版记印发（无抄送）", size=28, align="left", left=1, rule="top bottom",
        tab_right=True, bottom_frame=True,
    ),
    "table-text": Look("TableText", "表格文字", "table", 24, "left", exact=False),
    "table-head": Look(
        "TableHead", "表头", "heading1", 24, "center", exact=False, keep_next=True
    ),
    "list-bullet": Look("ListBullet", "List Bullet"),
    "list-number": Look("ListNumber", "List Number"),
}  # fmt: skip
STYLE_BY_NAME = {look.name: style for style, look in LOOKS.items()}
STYLE_BY_ID = {look.id: style for style, look in LOOKS.items()}
# Styles that only the writers use, never the tree.
INTERNAL = frozenset({
    "normal", "table-text", "table-head", "list-bullet", "list-number", "contents1", "contents2",
    "contents3",
})  # fmt: skip
PRACTICE_BOLD = frozenset({"heading2", "heading3", "part-heading2", "part-heading3"})


def is_bold(style: str, layout: Layout) -> bool:
    """Bold second and third levels are a local habit, on request only."""
    return LOOKS[style].bold or (layout.bold_headings and style in PRACTICE_BOLD)


def pitch(layout: Layout) -> int:
    """The line pitch in twips; at most 579 gives 22 lines a page."""
    return round(layout.line_pitch * 20)
