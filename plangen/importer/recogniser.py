"""The plan that lines tell: front, body and back, in the plan's own terms."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from plangen import model
from plangen.dates import Date, parse_date
from plangen.importer.duties import DutyNote, read_duty, split_duty
from plangen.importer.lines import Line
from plangen.importer.monthly import MonthMark
from plangen.importer.outliner import Node, outline
from plangen.importer.people import label_of, read_group
from plangen.importer.relining import is_heading_text
from plangen.importer.roles import is_section_title, role_of
from plangen.importer.staging import StageHead, read_stage
from plangen.importer.marks import read_mark
from plangen.markers import by_example
from plangen.model import Item, Labels, Month, Plan, Signature, Stage
from plangen.outline import month_label
from plangen.views import TITLES

_KINDS = "计划|方案|要点|规划|安排|意见|办法|通知|细则|预案|思路|措施|制度|打算|设想|目标责任书|倡议书|安排表|总结|报告"
_TITLE = re.compile(rf"(?!.*[。；;！!？?]).{{2,60}}(?:{_KINDS})(?:\s*[（(【\[].{{1,20}}[】\])）]|\s*[一二三四五六七八九十\d]{{1,3}})?")
_SUBTITLE = re.compile(r"[（(【\[].{2,40}[】\])）]|——.{4,40}")
_RECIPIENTS = re.compile(r"(?:各|尊敬的|致|全体|本)?[^。；;！!？?]{2,80}[：:]")
_TO_WHOM = re.compile(r"^各|[各本].{0,12}(?:单位|部门|社区|支部|科室|小组|中心|街道|居委会|村)|同志们|居民(?:朋友)?们|居民小组")
_DIGITS = "0-9〇○零一二三四五六七八九十xX×ＸO０-９*"
_DATE = re.compile(rf"(?:[{_DIGITS}]{{2,6}}\s*年\s*[{_DIGITS}]{{0,3}}\s*月?|[{_DIGITS}]{{2,6}}\s*月)\s*[{_DIGITS}]{{0,4}}\s*[日号]?|20\d\d[-./]\d{{1,2}}[-./]\d{{1,2}}")
_SIGNER = re.compile(r"[^。；;：:，,！!？?]{2,36}")
_SIGNER_END = re.compile(r"(?:会|社区|党委|支部|总支|办|办公室|办事处|中心|局|处|站|所|街道|镇|乡|村|校|学校|院|园|政府|公司|团|队|组|部|科|室)(?:[（(].{1,12}[)）])?$")
_SIGNED = re.compile(rf"(?P<by>{_SIGNER.pattern}?)\s+(?P<date>{_DATE.pattern})")
_ATTACHED = re.compile(r"附\s*件?\s*[：:]\s*(?P<rest>.*)", re.DOTALL)
_NUMBERED = re.compile(r"\s*\d{1,2}\s*[.．、]\s*(?P<rest>\S.*)", re.DOTALL)
_RUN_IN = re.compile(r"(?P<head>[^。：:！!；;]{2,40}(?:[。！!]|[：:](?![\d“])))(?P<rest>\s*\S.*)", re.DOTALL)
_LONGEST_RUN_IN = {"。": 38, "！": 38, "!": 38, "：": 18, ":": 18}
_NO_HEAD = re.compile(r"(?:是|为|有|如下|做到|包括|主要|即|指|达到|负责|要求|内容|组成|名单|包含|了|说|指出|强调)[：:]$|^[一二三四五六]是")
_CLOSING = re.compile(
    r"^(?:今后|总之|总而言之|综上|新的一年|在新的|在今后|让我们|展望|以上|我们(?:将|要|相信|坚信)|相信|同志们|20\d\d年?[，,]|(?:20)?xx年?[，,我]|新年|未来|最后|构建|创建|通过)"
    r"|(?:努力奋斗|再上新?台阶|新的?台阶|新贡献|的?贡献|圆满完成|顺利完成|更上一层楼|新局面|新篇章|新水平)[。！!]$"
)
_GOES_ON = re.compile("同时|此外|另外|其中|其次|并且|还要|还将")
_YEAR = re.compile(r"(20\d\d)\s*年")
_FIGURE = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,16}?(?:率|数|度|覆盖面|面积|人次))(?:均|要|应|须|力争|争取|保持|控制)?(?P<verb>达到?|不低于|不少于|不高于|不超过|控制在|保持在|在|为|至|到)?\s*(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>%|％|‰|人次|人|户|场次|场|次|平方米|件|个|家|名|篇|份)(?P<more>以上|以下|以内)?")
_STAGED = 2


class Recognised(NamedTuple):
    """A plan, the place that each of its sections begins at, and whether the lines had its title."""

    plan: Plan
    starts: tuple[int, ...]
    titled: bool


class Body(NamedTuple):
    """Lines without what stands before and after them."""

    title: str
    subtitle: str
    recipients: tuple[str, ...]
    lines: tuple[Line, ...]
    attachments: tuple[model.Attachment, ...]
    signature: Signature | None


def recognise(lines: Sequence[Line], title: str = "", plain: frozenset[int] = frozenset(), literal: frozenset[int] = frozenset()) -> Recognised:
    """The plan of lines; `title` is its name where the lines have none.

    Sections whose first place is in `plain` keep only their outline, those in `literal` their
    bare text.
    """
    body = _body(lines)
    root = outline(body.lines)
    year = _year(body, title)
    maker = _Maker(year, plain, literal)
    preamble, first = _preamble(root)
    nodes = first + root.nodes
    closing: tuple[str, ...] = ()
    if nodes:
        closing = _take_closing(nodes[-1], root)
    sections = maker.sections(nodes)
    organization = body.signature.organizations[0] if body.signature and body.signature.organizations else ""
    plan = Plan(
        title=body.title or title or "工作计划",
        subtitle=body.subtitle,
        organization=organization,
        year=year,
        recipients=body.recipients,
        preamble=preamble,
        sections=sections,
        closing=closing,
        attachments=body.attachments,
        signature=body.signature,
        numbering=maker.numbering,
        labels=maker.labels,
    )
    return Recognised(plan, tuple(node.line.place for node in nodes), bool(body.title))


# Front and back.


def _body(lines: Sequence[Line]) -> Body:
    rest = list(lines)
    title, subtitle = _take_title(rest)
    recipients = _take_recipients(rest)
    attachments = _take_attachments(rest)
    signature = _take_signature(rest)
    if not attachments:
        attachments = _take_attachments(rest)
    return Body(title, subtitle, recipients, tuple(rest), attachments, signature)


def _take_title(rest: list[Line]) -> tuple[str, str]:
    title: list[str] = []
    while rest and _is_title(rest[0], first=not title):
        title.append(rest.pop(0).text)
        if not (rest and rest[0].align == "center" or rest and rest[0].level == 0 or rest and rest[0].style in {"title", "title-above"}):
            break
    subtitle = ""
    if title and rest and (rest[0].style == "subtitle" or _SUBTITLE.fullmatch(rest[0].text)) and read_mark(rest[0].text) is None:
        subtitle = rest.pop(0).text
    return "\n".join(title), subtitle


def _is_title(line: Line, *, first: bool) -> bool:
    if line.rows or read_mark(line.text):
        return False
    if line.level == 0 or line.style in {"title", "title-above"}:
        return True
    if line.style or _SUBTITLE.fullmatch(line.text):
        return False
    named = _TITLE.fullmatch(line.text) is not None and not is_section_title(line.text)
    return named if first else line.align == "center" and is_heading_text(line.text)


def _take_recipients(rest: list[Line]) -> tuple[str, ...]:
    if not rest or rest[0].rows:
        return ()
    text = rest[0].text
    if rest[0].style != "recipients":
        if not _RECIPIENTS.fullmatch(text) or not _TO_WHOM.search(text) or read_mark(text) or is_section_title(text):
            return ()
        if len(rest) < 2 or label_of(text):  # noqa: PLR2004
            return ()
    rest.pop(0)
    names = [name.strip() for name in re.split("、", text.rstrip("：: "))]
    return tuple(names) if all(names) else (text.rstrip("：: "),)


def _take_signature(rest: list[Line]) -> Signature | None:
    """Who signs and when: the last lines, short and without marks."""
    end = len(rest)
    date = ""
    by: list[str] = []
    if end and not rest[-1].rows:
        text = rest[-1].text
        if _DATE.fullmatch(text):
            date = text
            end -= 1
        elif (found := _SIGNED.fullmatch(text)) and _SIGNER_END.search(found["by"]):
            date, by = found["date"], [found["by"]]
            end -= 1
    while end > 1 and len(by) < 3 and (date or rest[end - 1].style.startswith("signature")):  # noqa: PLR2004
        line = rest[end - 1]
        signs = line.style.startswith("signature") or line.align == "right" or _SIGNER_END.search(line.text)
        if line.rows or not _SIGNER.fullmatch(line.text) or read_mark(line.text) or not (signs or not by):
            break
        if not signs and len(line.text) > 20:  # noqa: PLR2004
            break
        by.insert(0, line.text)
        end -= 1
    if not date and not by and end > 2:  # noqa: PLR2004
        line, before = rest[-1], rest[-2]
        ended = not before.rows and before.text[-1:] in "。！!"
        if not line.rows and ended and _SIGNER.fullmatch(line.text) and _SIGNER_END.search(line.text) and not read_mark(line.text):
            by = [line.text]
            end -= 1
    if not date and not by:
        return None
    del rest[end:]
    known = parse_date("".join(date.split()))
    when = known if known is not None and known.day and str(known) == "".join(date.split()) else date
    return Signature(tuple(by), when)


def _take_attachments(rest: list[Line]) -> tuple[model.Attachment, ...]:
    """The list of annexes among the last lines: 附件：1.…, 2.…."""
    for at in range(len(rest) - 1, max(len(rest) - 12, 0), -1):
        found = None if rest[at].rows else _ATTACHED.fullmatch(rest[at].text)
        if not found or not found["rest"]:
            continue
        titles = [found["rest"]]
        numbered = _NUMBERED.fullmatch(found["rest"])
        end = at + 1
        if numbered:
            titles = [numbered["rest"]]
            while end < len(rest) and (further := _NUMBERED.fullmatch(rest[end].text)):
                titles.append(further["rest"])
                end += 1
        if numbered and len(titles) == 1 or any(len(title) > 60 for title in titles):  # noqa: PLR2004
            return ()
        del rest[at:end]
        return tuple(model.Attachment(title) for title in titles)
    return ()


def _preamble(root: Node) -> tuple[tuple[str, ...], list[Node]]:
    """The paragraphs before the first section; tables and lists of people make one of their own."""
    texts: list[str] = []
    for at, line in enumerate(root.lines):
        if line.rows or label_of(line.text):
            bare = Node(Line("", line.place), lines=root.lines[at:])
            return tuple(texts), [bare]
        texts.append(line.text)
    return tuple(texts), []


def _year(body: Body, title: str) -> int | None:
    """The plan's year: of its title, its signature, or of its first paragraph."""
    first = body.lines[0].text if body.lines else ""
    date = body.signature.date if body.signature else ""
    for text in (body.title, title, first[:200], str(date)):
        found = _YEAR.search(text)
        if found:
            return int(found[1])
    return None


def _take_closing(last: Node, root: Node) -> tuple[str, ...]:
    """The paragraphs after the last list: of the whole plan, not of the list's last entry."""
    node = last
    siblings: list[Node] = root.nodes
    while node.nodes:
        siblings = node.nodes
        node = node.nodes[-1]
    if node is last and not root.nodes:
        return ()
    usual = max((len(one.lines) for one in siblings[:-1]), default=1)
    extra = node.lines[usual:]
    if not extra or any(line.rows or label_of(line.text) for line in extra):
        return ()
    if len(siblings) < 2 or len(extra) > 3:  # noqa: PLR2004
        return ()
    # Below bare headings, one more paragraph is nothing unusual.
    bare = node is last or all(_is_bare(one) for one in siblings)
    if (bare and not _CLOSING.search(extra[0].text)) or _GOES_ON.match(extra[0].text):
        return ()
    del node.lines[len(node.lines) - len(extra) :]
    return tuple(line.text for line in extra)


def _is_bare(node: Node) -> bool:
    """Whether an entry's own line is only its heading."""
    return node.heading or (is_heading_text(node.text) and bool(node.lines))


# The body.


class _Maker:
    """Nodes to items; numbering and labels are those most used."""

    def __init__(self, year: int | None, plain: frozenset[int], literal: frozenset[int]) -> None:
        self.year = year
        self.plain, self.literal = plain, literal
        self.numbering = model.NUMBERING
        self.labels = Labels()
        self.words: Counter[tuple[str, str]] = Counter()
        self.full = True
        self.schedule = False

    def sections(self, nodes: Sequence[Node]) -> tuple[Item, ...]:
        """The sections with their roles, numbered as most of them are."""
        self.choose_labels(nodes)
        items = [self.section(node) for node in nodes]
        example, _ = _example(nodes)
        self.numbering = _numbering(items, example)
        return tuple(_unmarked(item, self.numbering, 1) for item in items)

    def section(self, node: Node) -> Item:
        """One section."""
        place = node.line.place
        if place in self.literal:
            return _literal(node)
        self.full = place not in self.plain
        self.schedule = bool(re.search("步骤|阶段|时间|进度|日程|安排", node.text[:20]))
        item = self.item(node)
        role = role_of(item)
        if not item.heading and item.text and not item.items:
            role = "other"
        if item.heading and item.heading == TITLES.get(role, "") and item.numbered:
            item = item._replace(heading="")
        return item._replace(role=role)

    def item(self, node: Node) -> Item:
        """One entry with all below it."""
        return self.filled(self.headed(node), node)

    def headed(self, node: Node) -> Item:
        """An entry's own line: a heading, a heading that its text follows, or a text."""
        text = node.text
        numbered = node.mark is not None
        if not text:
            return Item(numbered=numbered)
        if node.heading or (is_heading_text(text) and (node.lines or node.nodes) and not node.line.lead):
            return Item(heading=text, numbered=numbered)
        told = _run_in(text, node)
        if told:
            head, rest = told
            return Item(heading=head, text=(rest,), run_in=True, numbered=numbered)
        return Item(text=(text,), numbered=numbered)

    def filled(self, item: Item, node: Node) -> Item:
        """The entry with the paragraphs, tables, groups and entries below it."""
        texts, inner, after = self.paragraphs(node)
        item = item._replace(text=(*item.text, *texts))
        if inner:
            item = item._replace(**inner)
        items = [*after]
        closing = self.extra(node)
        children = node.nodes
        months: list[Month] = []
        stages: list[Stage] = []
        found: dict[str, object] = {}
        if self.full and (monthly := [one for one in children if one.month]) and monthly == children[-len(monthly) :]:
            months = self.months(monthly)
            if months:
                found["month_marker"] = _month_example([one.month for one in monthly if one.month])
                children = children[: -len(monthly)]
        heads = self.stage_heads(children) if self.full and not months else []
        if heads:
            example, _ = _example(children)
            stages = [self.stage(one, head) for one, head in zip(children, heads, strict=True)]
            found["marker"] = (example,) if example else ()
            children = []
        elif children:
            example, family = _example(children)
            found["marker"] = (example,) if example else ()
            items += (self.child(one, family) for one in children)
        item = item._replace(items=tuple(items), months=tuple(months), stages=tuple(stages), closing=closing, **found)
        return self.with_duty(item) if self.full else item

    def child(self, node: Node, family: str) -> Item:
        """An entry of a list; one with a mark of another kind keeps it in its text."""
        if node.mark and node.mark.family != family:
            node = Node(node.line, None, None, node.heading, node.lines, node.nodes)
        return self.item(node)

    def paragraphs(self, node: Node) -> tuple[tuple[str, ...], dict[str, object], list[Item]]:
        """The texts right below an entry, what a key of its own holds, and what must follow."""
        texts: list[str] = []
        inner: dict[str, object] = {}
        after: list[Item] = []
        at = 0
        lines = node.lines
        while at < len(lines):
            line = lines[at]
            taken = read_group(lines[at:]) if self.full and not line.rows else None
            if taken and not after:
                inner["groups"] = (*inner.get("groups", ()), taken.group)  # type: ignore[misc]
                at += taken.count
                continue
            if taken:
                after.append(Item(numbered=False, groups=(taken.group,)))
                at += taken.count
                continue
            if line.rows:
                table = _table(line.rows)
                if table is None:
                    after += (Item((" ".join(filter(None, row)),), numbered=False) for row in line.rows if any(row))
                elif not inner and not after:
                    inner["table"] = table
                else:
                    after.append(Item(numbered=False, table=table))
            elif inner or after:
                after.append(Item((line.text,), numbered=False))
            else:
                texts.append(line.text)
            at += 1
        return tuple(texts), inner, after

    def extra(self, node: Node) -> tuple[str, ...]:
        """Paragraphs that conclude a list of single paragraphs; they hang at its last entry."""
        nodes = node.nodes
        if len(nodes) < 3 or any(one.nodes for one in nodes) or any(one.lines for one in nodes[:-1]):  # noqa: PLR2004
            return ()
        lines = nodes[-1].lines
        if not lines or len(lines) > 2 or any(line.rows or label_of(line.text) for line in lines):  # noqa: PLR2004
            return ()
        nodes[-1] = Node(nodes[-1].line, nodes[-1].mark, nodes[-1].month, nodes[-1].heading)
        return tuple(line.text for line in lines)

    # Months and stages.

    def months(self, nodes: Sequence[Node]) -> list[Month]:
        """The months of a list, in the order typed."""
        return [Month(node.month.months, self.item(node)._replace(numbered=True)) for node in nodes if node.month]

    def stage_heads(self, nodes: Sequence[Node]) -> list[StageHead]:
        """The heads of a list of stages; nothing if one of the entries is none."""
        if len(nodes) < _STAGED or any(node.month for node in nodes):
            return []
        heads = [read_stage(node.text, self.year, in_schedule=self.schedule) for node in nodes]
        return [head for head in heads if head] if all(heads) else []

    def stage(self, node: Node, head: StageHead) -> Stage:
        """One stage."""
        texts = (head.rest,) if head.rest else ()
        item = Item(text=texts, heading=head.name, run_in=bool(texts), numbered=node.mark is not None)
        return Stage(self.filled(item, node), head.start, head.end, head.period)

    # Duties.

    def choose_labels(self, nodes: Sequence[Node]) -> None:
        """The words that most duties are told with."""
        for node in _all(nodes):
            for line in (node.line, *node.lines):
                told = split_duty(line.text)
                note = told.note if told else read_duty(line.text)
                if note:
                    for field in ("lead", "support", "due"):
                        if label := getattr(note, f"{field}_label"):
                            self.words[(field, label)] += 1
        for (field, label), _ in reversed(self.words.most_common()):
            self.labels = self.labels._replace(**{field: label})

    def with_duty(self, item: Item) -> Item:
        """A duty in brackets at the end of an entry's text becomes its own."""
        if not item.text:
            return item
        told = split_duty(item.text[-1])
        if told and self.known(told.note) and told.text:
            item = item._replace(text=(*item.text[:-1], told.text))
            return item._replace(lead=told.note.lead, support=told.note.support, due=told.note.due)
        return self.with_lines(item)

    def with_lines(self, item: Item) -> Item:
        """The same where lead, support and time have lines of their own at the end."""
        texts = list(item.text)
        notes: list[DutyNote] = []
        while texts and (note := read_duty(texts[-1])) and self.known(note):
            notes.insert(0, note)
            texts.pop()
        values: dict[str, object] = {}
        for note in notes:
            for field in ("lead", "support", "due"):
                if value := getattr(note, field):
                    if field in values:
                        return item
                    values[field] = value
        if not values or not (texts or item.heading) or list(values) != [f for f in ("lead", "support", "due") if f in values]:
            return item
        return item._replace(text=tuple(texts), **values)  # type: ignore[arg-type]

    def known(self, note: DutyNote) -> bool:
        """Whether a note uses the plan's words."""
        used = (note.lead_label, note.support_label, note.due_label)
        return all(not word or word == known for word, known in zip(used, self.labels, strict=True))


def _all(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _all(node.nodes)


def _run_in(text: str, node: Node) -> tuple[str, str] | None:
    """A heading and the text that follows it in its paragraph."""
    if node.line.lead:
        offset = len(node.line.text) - len(node.text)
        head, rest = text[: node.line.lead - offset].strip(), text[max(node.line.lead - offset, 0) :].strip()
        if head and rest:
            return head, rest
    if node.month or (node.mark and node.mark.family == "chinese 是"):
        return None
    found = _RUN_IN.match(text)
    if not found:
        return None
    head = found["head"].strip()
    if len(head) > _LONGEST_RUN_IN[head[-1]] or _NO_HEAD.search(head) or _unbalanced(head):
        return None
    return head, found["rest"].strip()


def _unbalanced(text: str) -> bool:
    return any(text.count(a) != text.count(b) for a, b in ("“”", "（）", "()", "《》"))


def _table(rows: tuple[tuple[str, ...], ...]) -> model.DataTable | None:
    """A table with one head row; None if it has no such shape."""
    if len(rows) < 2 or len({len(row) for row in rows}) > 1 or not all(rows[0]):  # noqa: PLR2004
        return None
    return model.DataTable(rows[0], rows[1:])


def _literal(node: Node) -> Item:
    """A section as its bare lines."""
    lines = [line for one in _all([node]) for line in (one.line, *one.lines)]
    texts: list[str] = []
    for line in lines:
        texts += [" ".join(filter(None, row)) for row in line.rows if any(row)] if line.rows else [line.text]
    return Item(text=tuple(filter(None, texts)), numbered=False)


# Markers.


def _example(nodes: Sequence[Node]) -> tuple[str, str]:
    """How the first of a list is marked, by the look that most have, and its family."""
    marks = [node.mark for node in nodes if node.mark]
    if not marks:
        return "", ""
    family = Counter(mark.family for mark in marks).most_common(1)[0][0]
    marks = [mark for mark in marks if mark.family == family]
    if not marks[0].counts:
        return marks[0].typed, family
    looks = Counter((m.before, m.writing, m.after) for m in (by_example(mark.typed) for mark in marks) if m.writing)
    before, writing, after = looks.most_common(1)[0][0]
    marker = by_example(marks[0].typed)._replace(before=before, writing=writing, after=after)
    return marker.label(marks[0].number), family


def _month_example(marks: Sequence[MonthMark]) -> str:
    """How the first month would be marked, by the look that most have."""
    looks = Counter(_month_look(mark) for mark in marks)
    return looks.most_common(1)[0][0]


def _month_look(mark: MonthMark) -> str:
    label = mark.typed[len(mark.before) : len(mark.typed) - len(mark.after)]
    numeral = "一" if re.match("[一二三四五六七八九十]", label) else "1"
    word = "" if mark.months.label else ("月份" if label.endswith("份") else "月")
    example = f"{mark.before}{numeral}{word or '月份'}{mark.after}"
    return example if month_label(mark.months, example) == mark.typed else f"{mark.before}{numeral}{word or '月份'}{mark.after}"


def _numbering(items: Sequence[Item], first: str) -> tuple[str, ...]:
    """The plan's numbering: at each level the mark that most lists have."""
    levels: dict[int, Counter[str]] = {1: Counter({first: 1} if first else {})}
    for item in items:
        _count(item, 2, levels)
    deepest = max((level for level, found in levels.items() if found), default=0)
    if not deepest:
        return model.NUMBERING
    chosen = []
    for level in range(1, deepest + 1):
        usual = levels.get(level, Counter()).most_common(1)
        standard = model.NUMBERING[min(level, len(model.NUMBERING)) - 1]
        chosen.append(usual[0][0] if usual else standard)
    numbering = tuple(chosen)
    return model.NUMBERING if numbering == model.NUMBERING[: len(numbering)] else numbering


def _count(item: Item, level: int, levels: dict[int, Counter[str]]) -> None:
    if item.marker and by_example(item.marker[0]).start == 1:
        levels.setdefault(level, Counter())[item.marker[0]] += 1
    for below in _below(item):
        _count(below, level + 1, levels)


def _below(item: Item) -> Iterator[Item]:
    yield from item.items
    yield from (month.content for month in item.months)
    yield from (stage.content for stage in item.stages)


def _unmarked(item: Item, numbering: tuple[str, ...], level: int) -> Item:
    """An item without the markers that the plan's numbering gives anyway."""
    marker = item.marker
    usual = numbering[level] if level < len(numbering) else ""
    if marker and marker[0] == usual:
        marker = ()
    return item._replace(
        marker=marker,
        items=tuple(_unmarked(below, numbering, level + 1) for below in item.items),
        months=tuple(m._replace(content=_unmarked(m.content, numbering, level + 1)) for m in item.months),
        stages=tuple(s._replace(content=_unmarked(s.content, numbering, level + 1)) for s in item.stages),
    )
