"""The plan that lines tell: its front, its body and its back."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from plangen.importer.gluing import FINAL
from plangen.importer.itemizer import Doubts, Itemizer, is_bare
from plangen.importer.lines import Line
from plangen.importer.matter import Annex, Matter, read_matter
from plangen.importer.outliner import Node, outline
from plangen.importer.people import label_of
from plangen.model import Attachment, Plan

_CLOSING = re.compile(
    r"^(?:今后|总之|总而言之|综上|新的一年|在新的|在今后|让我们|展望|以上|希望|号召|我们(?:将|要|相信|坚信)|相信|同志们|20\d\d年?[，,]|(?:20)?xx年?[，,我]|新年|未来|最后|构建|创建|通过)"
    r"|(?:希望(?:全体|广大|各)|努力奋斗|再上新?台阶|新的?台阶|新贡献|的?贡献|圆满完成|顺利完成|更上一层楼|新局面|新篇章|新水平)[。！!]$"
)
# What ends a paper wherever it stands.
_FORMULA = re.compile(
    r"特此(?:通知|报告|函告|方案).?|本(?:方案|计划|办法|意见|制度)自.{2,20}起(?:施行|执行|实施).{0,30}"
)
_GOES_ON = re.compile("同时|此外|另外|其中|其次|并且|还要|还将")
_YEAR = re.compile(r"(20\d\d|二[〇○零0OＯ０][〇○零0OＯ０一二三四五六七八九]{2})\s*年")
_PLANNED = re.compile(
    rf"(?:总结|回顾)[^。]{{0,12}}?{_YEAR.pattern}[^。总结]{{0,20}}(?:计划|安排|打算|思路)"
)
_DATED = re.compile(r"(20\d\d)年\d{1,2}月")
_ZH_DIGITS = str.maketrans("〇○零OＯ０一二三四五六七八九", "000000123456789")

_UNTITLED = "工作计划"
# A list has two entries at least, and the end of a plan three paragraphs at most.
_LIST = 2
_LONGEST_CLOSING = 3


class Recognised(NamedTuple):
    """A plan, the place that each of its sections begins at, and whether the lines had its title.

    `last` is the place of the body's last line.
    """

    plan: Plan
    starts: tuple[int, ...]
    titled: bool
    last: int = 0


def recognise(lines: Sequence[Line], title: str, doubts: Doubts, *, named: bool) -> Recognised:
    """The plan of lines; `title` is its name where the lines have none.

    `named` tells that it is the name of a part, whose first line may be anything.
    """
    matter = Matter(tuple(lines))
    if not doubts.front:
        matter = read_matter(lines, named=named, back=not doubts.back)
    root = outline(matter.lines)
    if not doubts.front:
        root, matter = _under_title(_led_in(root), matter)
    root = _with_months(root)
    preamble, first = _preamble(root)
    nodes = first + root.nodes
    closing = _take_closing(root)
    year = _year(matter, title)
    body = Itemizer(nodes, year, doubts)
    signature = matter.signature
    plan = Plan(
        title=matter.title or title or _UNTITLED,
        subtitle=matter.subtitle,
        organization=signature.organizations[0] if signature and signature.organizations else "",
        year=year,
        recipients=matter.recipients,
        preamble=preamble,
        sections=body.sections,
        closing=closing,
        attachments=tuple(_attachment(annex, body) for annex in matter.annexes),
        signature=signature,
        numbering=body.numbering,
        labels=body.labels,
        layout=body.layout._replace(red_head=matter.red_head, imprint=matter.imprint),
    )
    return Recognised(
        plan,
        tuple(node.line.place for node in nodes),
        bool(matter.title),
        matter.lines[-1].place if matter.lines else 0,
    )


def _under_title(root: Node, matter: Matter) -> tuple[Node, Matter]:
    """The tree below its only top heading, which is no section's: the title, or a line below it."""
    top = root.nodes[0] if len(root.nodes) == 1 else None
    if top is None or top.mark or top.month or not top.nodes or not top.nodes[0].mark:
        return root, matter
    if matter.title or root.lines:
        return Node(root.line, lines=[*root.lines, top.line, *top.lines], nodes=top.nodes), matter
    return Node(root.line, lines=top.lines, nodes=top.nodes), matter._replace(title=top.text)


def _led_in(root: Node) -> Node:
    """The tree with a list that the preamble leads into, and that the sections follow, below it."""
    family = root.nodes[0].mark.family if root.nodes and root.nodes[0].mark else ""
    count = next(
        (at for at, node in enumerate(root.nodes) if not node.mark or node.mark.family != family), 0
    )
    if not family or not count or not root.lines or not root.lines[-1].text.endswith(("：", ":")):
        return root
    lead = Node(root.lines[-1], nodes=root.nodes[:count])
    return Node(root.line, lines=root.lines[:-1], nodes=[lead, *root.nodes[count:]])


def _with_months(root: Node) -> Node:
    """The tree with months that stand below no heading in a section of their own."""
    nodes: list[Node] = []
    for node in root.nodes:
        if not node.month:
            nodes.append(node)
        elif nodes and not nodes[-1].line.text:
            nodes[-1].nodes.append(node)
        else:
            nodes.append(Node(Line("", node.line.place), nodes=[node]))
    return Node(root.line, lines=root.lines, nodes=nodes)


def _attachment(annex: Annex, body: Itemizer) -> Attachment:
    """An annex with its content; a table of the plan's own tasks is made from these."""
    if not annex.lines:
        return Attachment(annex.title)
    rows = annex.lines[0].rows
    if len(annex.lines) == 1 and rows and rows[0] == ("序号", "工作任务", *body.labels):
        return Attachment(annex.title, tasks=True)
    return Attachment(annex.title, body.annex(outline(annex.lines)))


def _preamble(root: Node) -> tuple[tuple[str, ...], list[Node]]:
    """The paragraphs before the first section; tables and lists of people make one of their own."""
    texts: list[str] = []
    for at, line in enumerate(root.lines):
        if line.rows or label_of(line.text):
            bare = Node(Line("", line.place), lines=root.lines[at:])
            return tuple(texts), [bare]
        texts.append(line.text)
    return tuple(texts), []


def _year(matter: Matter, title: str) -> int | None:
    """The plan's year: of its title, its signature, or of its first paragraph."""
    first = matter.lines[0].text if matter.lines else ""
    date = matter.signature.date if matter.signature else ""
    for text in (matter.title, title, first[:200], str(date)):
        # 2026年工作总结及2027年工作计划 is for the later one.
        if found := _PLANNED.search(text) or _YEAR.search(text):
            return int(found[1].translate(_ZH_DIGITS))
    years = {found[1] for line in matter.lines for found in _DATED.finditer(line.text)}
    return int(years.pop()) if len(years) == 1 else None


def _take_closing(root: Node) -> tuple[str, ...]:
    """The paragraphs after the last list: of the whole plan, not of the list's last entry."""
    if not root.nodes:
        return ()
    last = node = root.nodes[-1]
    siblings = root.nodes
    while node.nodes:
        siblings = node.nodes
        node = node.nodes[-1]
    more = len(node.lines) > int(is_bare(node))
    if more and not node.lines[-1].rows and _FORMULA.fullmatch(node.lines[-1].text):
        return (node.lines.pop().text,)
    below = int(is_bare(node) and node.text[-1:] not in FINAL)
    usual = max((len(one.lines) for one in siblings[:-1]), default=1)
    usual = max(usual, below)
    extra = node.lines[usual:]
    if not extra or any(line.rows or label_of(line.text) for line in extra):
        return ()
    if len(siblings) < _LIST or len(extra) > _LONGEST_CLOSING:
        return ()
    # Below bare headings, one more paragraph is nothing unusual.
    bare = node is last or all(is_bare(one) for one in siblings)
    if (bare and not any(_CLOSING.search(line.text) for line in extra)) or _GOES_ON.match(
        extra[0].text
    ):
        return ()
    del node.lines[len(node.lines) - len(extra) :]
    return tuple(line.text for line in extra)
