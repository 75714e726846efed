"""Nodes to items: what an entry of the outline is in a plan's own terms."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from plangen.importer.duties import labels_of, used_labels, with_duty
from plangen.importer.figures import with_indicator
from plangen.importer.gluing import FINAL, is_heading_text
from plangen.importer.lines import Line
from plangen.importer.numbering import example_of, month_example, numbering_of, without_usual
from plangen.importer.outliner import Node
from plangen.importer.people import Taken, label_of, read_group, read_rest
from plangen.importer.roles import role_of
from plangen.importer.staging import StageHead, read_stage
from plangen.importer.tables import Rows, data_table, group_of, months_of, stages_of
from plangen.layout import Layout
from plangen.model import DataTable, Group, Item, Labels, Month, Stage
from plangen.views import TITLES

_RUN_IN = re.compile(
    r"(?P<head>[^。：:！!；;]{2,40}(?:[。！!]|[：:](?![\d“])))(?P<rest>\s*\S.*)", re.DOTALL
)
_LONGEST_RUN_IN = {"。": 38, "！": 38, "!": 38, "：": 18, ":": 18}
# A sentence of so many clauses is no heading, unless they are short: 明责任，严纪律，重实效，求突破。
_MOST_CLAUSES = 3
_LONG_RUN_IN = 24
_NO_HEAD = re.compile(
    r"(?:是|为|有|如下|做到|包括|主要|即|指|达到|负责|要求|内容|组成|名单|包含|了|说|指出|强调)[：:]$|^[一二三四五六]是"
)

# Headings that their text follows without any mark, where line breaks were lost.
_KNOWN = re.compile(
    r"(?:(?:明确)?指导思想|总体(?:要求|思路|目标)|(?:奋斗|建设|整治)目标|目的(?:和|与)?意义|主要任务|目标要求"
    r"|(?:工作|活动|创建)(?:目标|任务|重点|原则|要求|措施|内容|主题|目的|意义|时间|步骤|安排)"
    r"|基本原则|(?:加强)?组织领导|加强领导|保障措施|(?:实施|方法)步骤|时间安排|具体(?:做法|措施|要求)|认清形势)"
    r"(?=(?:近年|今年|通过|成立|对|为|以|坚持|按照?|根据|围绕|要|在|结合|充分|全面|认真|一方面|一是|本|此|各|从|将|把|由|继续|积极"
    r"|进一步|深入|建立|组织|开展|利用|每|到20|确保|切实|社区|我).{16})"
)
_SCHEDULE = re.compile("步骤|阶段|时间|进度|日程|安排")
# A list has two entries at least, and one that something concludes has three.
_LIST = 2
_CONCLUDED = 3


class Doubts(NamedTuple):
    """Sections, by their first place, that keep only their outline or even only their text.

    `front` and `back` tell that what stands before and after the body is part of it after all.
    """

    plain: frozenset[int] = frozenset()
    literal: frozenset[int] = frozenset()
    front: bool = False
    back: bool = False


class _Inside(NamedTuple):
    """What stands right below an entry: its texts, then of each kind what a key holds.

    `after` are the paragraphs, tables and groups that follow when that is taken.
    """

    texts: tuple[str, ...] = ()
    table: DataTable | None = None
    groups: tuple[Group, ...] = ()
    months: tuple[Month, ...] = ()
    stages: tuple[Stage, ...] = ()
    after: tuple[Item, ...] = ()


class Itemizer:
    """The items of a plan; numbering and labels are those that it uses most."""

    def __init__(self, nodes: Sequence[Node], year: int | None, doubts: Doubts) -> None:
        self.year = year
        self.doubts = doubts
        self.labels: Labels = labels_of(
            line.text for node in every(nodes) for line in (node.line, *node.lines)
        )
        self.full = True
        self.schedule = False
        self.layout = Layout()
        # Where no section has a number, the plan says so once.
        self.unmarked = bool(nodes) and all(
            (node.heading or node.line.lead) and not node.mark for node in nodes
        )
        example, family = example_of(nodes)
        items = [self.section(_in_list(node, family)) for node in nodes]
        self.numbering = numbering_of(items, "" if self.unmarked else example or None)
        self.sections = tuple(without_usual(item, self.numbering, 1) for item in items)
        self.labels = used_labels(self.labels, self.sections)

    def section(self, node: Node) -> Item:
        """One section with its role."""
        place = node.line.place
        if place in self.doubts.literal:
            return Item(text=tuple(texts_of([node.line, *node.lines], node.nodes)), numbered=False)
        self.full = place not in self.doubts.plain
        self.schedule = _SCHEDULE.search(node.text[:20]) is not None
        item = self.item(node)
        if self.unmarked:
            item = item._replace(numbered=True)
        # Without a heading of its own, a section of a role would get the standard one.
        role = role_of(item) if item.heading else "other"
        if role == "goals":
            item = item._replace(items=tuple(map(with_indicator, item.items)))
        if item.numbered and not item.run_in and item.heading == TITLES.get(role, ""):
            item = item._replace(heading="")
        return item._replace(role=role)

    def annex(self, root: Node) -> Item:
        """The content of an annex, whose lists count from the first level."""
        return without_usual(self.filled(Item(), root), self.numbering, 0)

    def item(self, node: Node) -> Item:
        """One entry with all below it; a mark with nothing behind it is a text."""
        if not (node.text or node.lines or node.nodes):
            return Item(text=(node.line.text,) if node.line.text else (), numbered=False)
        return self.filled(_headed(node), node)

    def filled(self, item: Item, node: Node) -> Item:
        """An entry with the paragraphs, tables, groups and entries below it."""
        inside = self.inside(node)
        closing = _conclusion(node)
        after = inside.after
        if not node.nodes and all(one == Item(one.text, numbered=False) for one in after):
            closing = (*(text for one in after for text in one.text), *closing)
            after = ()
        item = item._replace(
            text=item.text + inside.texts,
            table=inside.table,
            groups=inside.groups,
            closing=closing,
        )
        item = self.listed(item, node.nodes, after)
        if inside.months or inside.stages:
            item = item._replace(months=inside.months, stages=inside.stages)
        item = with_duty(item, self.labels) if self.full else item
        return item if item.text else item._replace(run_in=False)

    def listed(self, item: Item, nodes: Sequence[Node], before: tuple[Item, ...]) -> Item:
        """An entry with its list: items, months or stages."""
        entries, months = self.split_months(nodes)
        heads = [] if months else self.stage_heads(entries)
        example, family = example_of(entries)
        item = item._replace(
            marker=(example,) if example else (),
            months=tuple(
                Month(mark.months, self.item(node)._replace(numbered=True))
                for node in months
                if (mark := node.month)
            ),
            month_marker=month_example([node.month for node in months if node.month]),
        )
        if heads:
            stages = tuple(
                self.stage(node, head) for node, head in zip(entries, heads, strict=True)
            )
            marked = any(stage.content.numbered for stage in stages)
            return item._replace(items=before, stages=stages, marker=item.marker if marked else ())
        return item._replace(
            items=(
                *before,
                *_evenly(entries, [self.item(_in_list(node, family)) for node in entries]),
            )
        )

    def split_months(self, nodes: Sequence[Node]) -> tuple[Sequence[Node], Sequence[Node]]:
        """The months that a list ends with."""
        months = [node for node in nodes if node.month]
        empty = any(not (node.text or node.lines or node.nodes) for node in months)
        if not self.full or empty or months != list(nodes[len(nodes) - len(months) :]):
            return nodes, ()
        return nodes[: len(nodes) - len(months)], months

    def stage_heads(self, nodes: Sequence[Node]) -> list[StageHead]:
        """The heads of a list of stages; nothing if one of the entries is none."""
        bare = sum(not node.text for node in nodes)
        if not self.full or len(nodes) < _LIST or 0 < bare < len(nodes):
            return []
        heads = [self.stage_head(node) for node in nodes]
        return [head for head in heads if head] if all(heads) else []

    def stage_head(self, node: Node) -> StageHead | None:
        """The head of a stage; one that 第一阶段： marks may be called anything."""
        head = read_stage(node.text, self.year, in_schedule=self.schedule)
        if head or not node.mark or not node.mark.family.startswith("chinese 第阶段"):
            return head
        if not node.text:
            # 第一阶段 alone on its line is a name.
            return StageHead(node.line.text, "", "") if node.lines or node.nodes else None
        item = _headed(node)
        name = item.heading or "".join(item.text)
        return StageHead(
            name, "", item.text[0] if item.heading and item.text else "", run_in=item.run_in
        )

    def stage(self, node: Node, head: StageHead) -> Stage:
        """One stage."""
        texts = (head.rest,) if head.rest else ()
        item = Item(
            texts,
            head.name,
            run_in=bool(texts),
            numbered=bool(node.mark and node.mark.typed and node.text),
        )
        return Stage(self.filled(item, node), head.start, head.end, head.period)

    def inside(self, node: Node) -> _Inside:
        """What stands right below an entry."""
        found = _Inside()
        rest = list(node.lines)
        while rest:
            caption = self.caption(rest)
            if caption:
                del rest[0]
            line = rest[0]
            taken = self.group(rest, caption)
            if taken:
                found = _with(found, Item(groups=(taken.group,)))
            elif line.rows:
                for item in self.tabled(line.rows, caption):
                    found = _with(found, item)
            else:
                found = _with(found, Item((line.text,)))
            del rest[: taken.length if taken else 1]
        tables_only = not node.nodes and not found.after
        if (found.months or found.stages) and not tables_only:
            return self.plainly(node)
        return found

    def group(self, rest: Sequence[Line], caption: str) -> Taken | None:
        """The group that lines begin with, as a list or as a table."""
        if not self.full:
            return None
        if not rest[0].rows:
            return None if caption else read_group(rest)
        group = group_of(rest[0].rows, caption)
        if group is None:
            return None
        self.layout = self.layout._replace(groups="table")
        taken = read_rest(group, rest[1:])
        return taken._replace(length=taken.length + 1)

    def plainly(self, node: Node) -> _Inside:
        """The same without tables of months and stages, which nothing else may stand beside."""
        found = _Inside()
        for line in node.lines:
            table = data_table(line.rows) if line.rows else None
            for item in [Item(table=table)] if table else map(_one, texts_of([line], ())):
                found = _with(found, item)
        return found

    def caption(self, rest: Sequence[Line]) -> str:
        """The caption above a table."""
        line = rest[0]
        captioned = len(rest) > 1 and rest[1].rows and not line.rows
        bare = not line.style and is_heading_text(line.text) and line.text[-1] not in FINAL
        return line.text if captioned and (bare or line.style == "caption") else ""

    def tabled(self, rows: Rows, caption: str) -> list[Item]:
        """A table as what it lists, as data, or as lines."""
        months = months_of(rows) if self.full and not caption else ()
        if months:
            self.layout = self.layout._replace(months="table")
            return [Item(months=months)]
        stages = stages_of(rows, self.year) if self.full and not caption else ()
        if stages:
            self.layout = self.layout._replace(stages="table")
            return [Item(stages=stages)]
        table = data_table(rows, caption)
        if table:
            return [Item(table=table)]
        texts = [caption, *(" ".join(" ".join(row).split()) for row in rows)]
        return [_one(text) for text in texts if text]


def _one(text: str) -> Item:
    return Item((text,))


def _with(found: _Inside, item: Item) -> _Inside:
    """What was found with one thing more, in the key for it if that keeps the order."""
    order = (found.texts, found.table, found.groups, found.months or found.stages, found.after)
    new = (item.text, item.table, item.groups, item.months or item.stages)
    place = next(place for place, value in enumerate(new) if value)
    taken = any(order[place + 1 :]) or (order[place] and place not in {0, 2})
    if taken:
        return found._replace(after=(*found.after, item._replace(numbered=False)))
    return _Inside(
        found.texts + item.text, found.table or item.table, found.groups + item.groups,
        found.months or item.months, found.stages or item.stages,
    )  # fmt: skip


def every(nodes: Sequence[Node]) -> Iterator[Node]:
    """Nodes and all below them, in order."""
    for node in nodes:
        yield node
        yield from every(node.nodes)


def texts_of(lines: Sequence[Line], nodes: Sequence[Node]) -> Iterator[str]:
    """Lines as texts, with those of nodes and of all below them."""
    for line in (*lines, *(line for node in every(nodes) for line in (node.line, *node.lines))):
        rows = [" ".join(" ".join(row).split()) for row in line.rows]
        yield from filter(None, rows or [line.text])


def is_bare(node: Node) -> bool:
    """Whether an entry's own line is only its heading."""
    if node.line.lead:
        return False
    return node.heading or (is_heading_text(node.text) and bool(node.lines))


def _evenly(nodes: Sequence[Node], items: list[Item]) -> list[Item]:
    """Items of a list; where most are texts, a first short sentence is no heading.

    One that its look tells is.
    """
    run_in = sum(item.run_in for item in items)
    if run_in >= sum(not item.heading for item in items):
        return items
    return [
        _whole(item) if item.run_in and not (node.line.lead or node.heading) else item
        for node, item in zip(nodes, items, strict=True)
    ]


def _whole(item: Item) -> Item:
    """An item whose heading is the beginning of its text."""
    if not item.text or item.items:
        return item
    return item._replace(
        heading="", run_in=False, text=(item.heading + item.text[0], *item.text[1:])
    )


def _in_list(node: Node, family: str) -> Node:
    """An entry of a list; a mark of another family stays in its text."""
    if node.mark and node.mark.family != family:
        return Node(node.line, None, None, node.heading, node.lines, node.nodes)
    return node


def _headed(node: Node) -> Item:
    """An entry's own line: a heading, a heading that its text follows, or a text."""
    text = node.text
    numbered = bool(node.mark and node.mark.typed)
    below = bool(node.lines or node.nodes) and not (node.month and text.endswith(("：", ":")))
    bare = node.heading or (below and is_heading_text(text))
    if bare and not 0 < node.line.lead < len(node.line.text):
        return Item(heading=text, numbered=numbered)
    head, rest = _run_in(text, node) or ("", text)
    return Item((rest,) if rest else (), head, run_in=bool(head), numbered=numbered)


def _conclusion(node: Node) -> tuple[str, ...]:
    """Paragraphs that conclude a list of single paragraphs; they are taken off its last entry."""
    nodes = node.nodes
    if (
        len(nodes) < _CONCLUDED
        or any(one.nodes for one in nodes)
        or any(one.lines for one in nodes[:-1])
    ):
        return ()
    last = nodes[-1]
    if is_bare(last) and last.text[-1:] not in FINAL:
        return ()
    if not 0 < len(last.lines) < _CONCLUDED or any(
        line.rows or label_of(line.text) for line in last.lines
    ):
        return ()
    nodes[-1] = Node(last.line, last.mark, last.month, last.heading)
    return tuple(line.text for line in last.lines)


def _run_in(text: str, node: Node) -> tuple[str, str] | None:
    """A heading and the text that follows it in its paragraph."""
    if node.line.lead:
        offset = len(node.line.text) - len(node.text)
        head, rest = (
            text[: node.line.lead - offset].strip(),
            text[max(node.line.lead - offset, 0) :].strip(),
        )
        if head and rest:
            return head, rest
    if node.month or (node.mark and node.mark.family == "chinese 是"):
        return None
    if known := _KNOWN.match(text):
        return known[0], text[known.end() :]
    found = _RUN_IN.match(text)
    if not found:
        return None
    head = found["head"].strip()
    if (
        _is_sentence(head)
        or len(head) > _LONGEST_RUN_IN[head[-1]]
        or _NO_HEAD.search(head)
        or _unbalanced(head)
    ):
        return None
    return head, found["rest"].strip()


def _is_sentence(head: str) -> bool:
    return len(head) > _LONG_RUN_IN and len(re.findall("[，,]", head)) >= _MOST_CLAUSES


def _unbalanced(text: str) -> bool:
    return any(text.count(a) != text.count(b) for a, b in ("“”", "（）", "()", "《》"))
