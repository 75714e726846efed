"""Nodes of a plan file to a `Plan`, with every problem found on the way."""

import os
import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as MappingOf
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeVar

from plangen import keys, markers, model
from plangen.dates import Date, Months, looks_like_date, parse_date, parse_months
from plangen.layout import Imprint, Layout, RedHead
from plangen.problems import Level, PlanError, Problem, UsageError, Words, failed, in_order
from plangen.source import (
    FORBIDDEN,
    MAX_BYTES,
    MAX_PROBLEMS,
    WIDE_COLON,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Source,
    forbidden_words,
    read_source,
    wide_colon_words,
)

T = TypeVar("T")
StrPath = str | os.PathLike[str]
Values = MappingOf[str, str | tuple[str, ...]]
# How much of a text reading and rendering look at: its lines and the marks that end them; its
# width; its length, its marks and which signs are narrow; or all of it.
Sight = Literal["lines", "width", "shape", "all"]
Fill = Callable[[Scalar, Sight], str]

_LINES = r"\r\n|\r|\n"
_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?"
_ONE_VARIABLE = r"\{\{[ ]*[^\W\d]\w*[ ]*\}\}"
_YES_NO = {
    **dict.fromkeys(("true", "yes", "on", "是", "True", "Yes"), True),
    **dict.fromkeys(("false", "no", "off", "否", "False", "No"), False),
}
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_YEARS = (1949, 2999)
_LONGEST_KEY = 64
_PITCHES = (12.0, 60.0)


Places = dict[int, Node]


class Loaded(NamedTuple):
    """What a file holds: a plan unless an error stands in its way, and all problems.

    `places` are the nodes that values come from, by the identity of the values; `tables` are the
    values of mappings by English name, by the identity of their nodes.
    """

    plan: model.Plan | None
    problems: tuple[Problem, ...]
    source: Source | None = None
    places: MappingOf[int, Node] = MappingProxyType({})
    tables: MappingOf[int, dict[str, Node]] = MappingProxyType({})


def load(path: StrPath, variables: Values | None = None) -> model.Plan:
    """The plan of a file, its variables filled in.

    Raises:
        PlanError: the file has errors; all of them are in it.
        UsageError: the file cannot be read.
    """
    loaded = examine(path, variables)
    if loaded.plan is None:
        raise PlanError(loaded.problems)
    return loaded.plan


def check(path: StrPath, variables: Values | None = None) -> tuple[Problem, ...]:
    """Every problem of a plan file, in the order of the file."""
    return examine(path, variables).problems


def examine(path: StrPath, variables: Values | None = None) -> Loaded:
    """Read a file: its plan, if it has no error, and all problems."""
    return loads(read_bytes(path, MAX_BYTES), str(path), variables)


def loads(data: bytes, name: str = "plan.yaml", variables: Values | None = None) -> Loaded:
    """The same for the bytes of a file; `name` stands in problems and is where `base` looks."""
    try:
        source = read_source(name, data)
    except PlanError as error:
        return Loaded(None, error.problems)
    reader = _Reader(source, variables or {})
    plan = reader.plan()
    reader.check_given()
    return reader.loaded(plan)


def read_plan(source: Source, variables: Values, fill: Fill | None = None) -> Loaded:
    """The plan of a parsed file; `fill` gives its texts that hold variables."""
    reader = _Reader(source, variables, fill=fill)
    plan = reader.plan()
    return reader.loaded(plan)


def own_variables(source: Source) -> dict[str, str | tuple[str, ...]]:
    """The variables to which a plan file itself gives values."""
    return _Reader(source, {}).vars(_value(source.root, "plan", "vars"))


def layout_files(source: Source) -> tuple[str, ...]:
    """The layout files that a plan builds on, as far as they can be read."""
    found: list[str] = []
    node = _value(source.root, "plan", "layout")
    folder = os.path.dirname(source.name)
    while node is not None:
        base = _value(node, "layout", "base") if isinstance(node, Mapping) else node
        path = os.path.join(folder, base.value.strip()) if isinstance(base, Scalar) else ""
        if path in found or not os.path.isfile(path):
            break
        found.append(path)
        folder = os.path.dirname(path)
        try:
            node = read_source(path, read_bytes(path, MAX_BYTES)).root
        except (PlanError, UsageError):
            break
    return tuple(found)


def _value(node: Mapping, table: str, name: str) -> Node | None:
    """The value of a key by any of its names."""
    names = keys.lookup(table)[name].names
    return next((value for key, value in node.entries if key.value in names), None)


def load_layout(path: StrPath, under: Layout | None = None) -> Layout:
    """The layout file of an office, laid over `under`.

    Raises:
        PlanError: the file has errors.
        UsageError: the file cannot be read.
    """
    layout, problems = _layout_of(str(path), under or Layout(), ())
    if failed(problems):
        raise PlanError(problems)
    return layout


def _layout_of(
    path: str, under: Layout, above: tuple[str, ...]
) -> tuple[Layout, tuple[Problem, ...]]:
    """A layout file laid over `under`; `above` are the files that build on it."""
    if os.path.exists(path) and not os.path.isfile(path):
        raise UsageError(Words(f"{path}不是文件", f"{path} is not a file"))
    try:
        source = read_source(path, read_bytes(path, MAX_BYTES))
    except PlanError as error:
        return under, error.problems
    reader = _Reader(source, {}, (*above, os.path.realpath(path)))
    layout = reader.layout(source.root, under)
    return layout, tuple(reader.problems)


def read_bytes(path: StrPath, limit: int = -1) -> bytes:
    """A file's bytes, or as many of them as the limit and one more.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        with open(path, "rb") as file:
            return file.read(limit + 1 if limit >= 0 else -1)
    except OSError as error:
        raise UsageError(
            Words(f"无法读取{path}：{error.strerror}", f"cannot read {path}: {error.strerror}")
        ) from error


def paragraphs(text: str) -> model.Paragraphs:
    """The lines of a text as paragraphs, without white space at their ends."""
    if "\n" not in text and "\r" not in text:
        text = text.strip()
        return (text,) if text else ()
    return tuple(line for line in map(str.strip, re.split(_LINES, text)) if line)


def _on_one_line(key: Scalar) -> str:
    """A key as it is told: between braces it may take several lines."""
    return " ".join(key.value.strip().split("\n"))


def _plain_line(node: Scalar) -> str:
    """What most texts are: one line without variables; nothing for all others."""
    text = node.value
    if "{" in text or "\n" in text or "\r" in text or text in _NULLS:
        return ""
    return text.strip()


class _Reader:
    """Reads one file's nodes by kind of value; what is wrong is noted and read as absent."""

    def __init__(
        self,
        source: Source,
        variables: Values,
        files: tuple[str, ...] = (),
        fill: Fill | None = None,
    ) -> None:
        self.source = source
        self.problems: list[Problem] = list(source.problems)
        self.variables: dict[str, str | tuple[str, ...]] = {}
        self.given = variables
        self.files = files
        self.fill = fill
        self.places: Places = {}
        self.tables: dict[int, dict[str, Node]] = {}

    def loaded(self, plan: model.Plan | None) -> Loaded:
        """What was read, without the plan if there are errors."""
        problems = in_order(self.problems)
        sound = None if failed(problems) else plan
        return Loaded(sound, problems, self.source, self.places, self.tables)

    # The plan and its parts.

    def plan(self) -> model.Plan | None:
        fields = self.fields(self.source.root, "plan")
        self.variables = self.vars(fields.get("vars"))
        flat: list[model.Item] = []
        for role in model.ROLES:
            if role in fields:
                section = self.section(fields[role])
                if section:
                    flat.append(self.at(fields[role], section._replace(role=role)))
        sections = self.sections(fields.get("sections"), flat)
        return model.Plan(
            title=self.title(fields.get("title")),
            subtitle=self.title(fields.get("subtitle")),
            organization=self.text(fields.get("organization")),
            year=self.year(fields.get("year")),
            recipients=self.texts(fields.get("recipients")),
            preamble=self.paragraphs(fields.get("preamble")),
            sections=sections,
            closing=self.paragraphs(fields.get("closing")),
            attachments=self.list(fields.get("attachments"), self.attachment),
            signature=self.signature(fields.get("signature")),
            numbering=self.markers(fields.get("numbering")) or model.NUMBERING,
            labels=self.labels(fields.get("labels")),
            variables=tuple(self.variables.items()),
            layout=self.layout(fields.get("layout"), Layout()),
        )

    def check_given(self) -> None:
        """A variable that is given from outside should be used somewhere."""
        for name in self.given:
            if name not in self.source.text:
                words = Words(f"给出的变量“{name}”没有用到", f"the variable “{name}” is not used")
                self.say(self.source.root, "unused-variable", words, level="warning")

    def sections(self, node: Node | None, flat: list[model.Item]) -> tuple[model.Item, ...]:
        """The flat sections in the standard order, but where a name in the list places them."""
        if node is None:
            return tuple(flat)
        by_role = {section.role: section for section in flat}
        names = {name: key.name for name, key in keys.lookup("plan").items()}
        placed: list[model.Item] = []
        for entry in self.nodes(node):
            role = names.get(entry.value.strip()) if isinstance(entry, Scalar) else None
            if role in model.ROLES and isinstance(entry, Scalar):
                if role not in by_role:
                    self.say(
                        entry,
                        "unknown-section",
                        Words(
                            f"没有“{entry.value}”这一部分", f"there is no section “{entry.value}”"
                        ),
                    )
                else:
                    placed.append(by_role.pop(role))
            elif section := self.section(entry):
                placed.append(section)
        first = [section for section in flat if section.role in by_role]
        return (*first, *placed)

    def section(self, node: Node) -> model.Item | None:
        """A section: a list of items, or what an item can be."""
        if isinstance(node, Sequence):
            return self.at(node, model.Item(items=self.items(node)))
        return self.item(node)

    def items(self, node: Node | None) -> tuple[model.Item, ...]:
        return self.list(node, self.item)

    def item(self, node: Node) -> model.Item | None:
        if isinstance(node, Scalar):
            text = self.paragraphs(node)
            return self.at(node, model.Item(text)) if text else None
        if isinstance(node, Sequence):
            self.wrong_kind(node, Words("一项文字或“键: 值”", "a text or a mapping"))
            return None
        return self.content(node, self.fields(node, "item"))

    def content(
        self, node: Node, fields: dict[str, Node], heading: str | None = None
    ) -> model.Item | None:
        """What every kind of item can hold; one whose heading a condition empties is left out."""
        if heading is None:
            at = fields.get("heading")
            if isinstance(at, Scalar) and "{%" in at.value and not self.scalar_lines(at, "lines"):
                return None
            heading = self.text(at)
        parts = {name: _PARTS[name](self, at) for name, at in fields.items() if name in _PARTS}
        run_in = bool(heading and parts.get("text"))
        if "run_in" in fields or run_in:
            asked = self.yes_no(fields.get("run_in"), default=model.runs_in(heading))
            run_in = asked and run_in
        numbered = self.yes_no(fields.get("numbered"), default=True)
        item = model.Item(heading=heading, run_in=run_in, numbered=numbered, **parts)
        if item != _NOTHING:
            return self.at(node, item)
        if not any(found[1:3] >= (node.line, node.column) for found in self.problems):
            self.say(node, "empty", Words("这一项没有内容", "this item has no content"))
        return None

    # The kinds of values below an item.

    def months(self, node: Node | None) -> tuple[model.Month, ...]:
        if isinstance(node, Sequence):
            return self.list(node, self.month)
        if not isinstance(node, Mapping):
            if node is not None:
                self.wrong_kind(node, Words("“月份: 内容”", "“month: text” lines"))
            return ()
        if not node.entries:
            self.empty(node)
        found: list[model.Month] = []
        seen: dict[Months, Scalar] = {}
        for key, value in node.entries:
            months = parse_months(key.value)
            if months is None:
                self.not_a_month(key)
                continue
            if first := seen.get(months):
                self.twice(key, first)
            seen[months] = key
            if isinstance(value, Mapping):
                self.no_month_within(value)
            month = self.month_of(value, months)
            if month:
                found.append(self.at(key, month))
        return tuple(found)

    def month(self, node: Node) -> model.Month | None:
        if not isinstance(node, Mapping):
            self.wrong_kind(node, Words("带有“month”的“键: 值”", "a mapping with “month”"))
            return None
        key = self.fields(node, "month").get("month")
        if not isinstance(key, Scalar):
            self.missing_key(node, keys.lookup("month")["month"])
            return None
        months = parse_months(key.value)
        if months is None:
            self.not_a_month(key)
            return None
        month = self.month_of(node, months)
        return month and self.at(key, month)

    def month_of(self, node: Node, months: Months) -> model.Month | None:
        if isinstance(node, Mapping):
            fields = self.fields(node, "month")
            content = self.content(node, fields)
            return content and model.Month(months, content, self.texts(fields.get("observances")))
        content = self.section(node)
        return content and model.Month(months, content)

    def no_month_within(self, node: Mapping) -> None:
        """The key above has said which month it is."""
        names = keys.lookup("month")["month"].names
        for key, _ in node.entries:
            if key.value in names:
                self.unknown_key(key, (), "month")

    def not_a_month(self, key: Scalar) -> None:
        self.say(
            key,
            "month",
            Words(f"“{_on_one_line(key)}”不是月份", f"“{_on_one_line(key)}” is not a month"),
            Words("可写1、4-5、1月份或第一季度", "write 1, 4-5, 1月份 or 第一季度"),
        )

    def stage(self, node: Node) -> model.Stage | None:
        if not isinstance(node, Mapping):
            self.wrong_kind(node, Words("带有“name”的“键: 值”", "a mapping with “name”"))
            return None
        fields = self.fields(node, "stage")
        content = self.content(node, fields, self.text(fields.get("name")))
        if content is None:
            return None
        start, end = self.when(fields.get("from")), self.when(fields.get("to"))
        stage = model.Stage(content, start, end, self.optional(fields.get("period")))
        return self.at(node, stage)

    def group(self, node: Node) -> model.Group | None:
        if not isinstance(node, Mapping):
            self.wrong_kind(node, Words("“键: 值”", "a mapping"))
            return None
        fields = self.fields(node, "group")
        group = model.Group(
            name=self.text(fields.get("name")),
            text=self.paragraphs(fields.get("text")),
            roles=self.roles(fields.get("roles")),
            office=self.office(fields.get("office")),
            duties=self.paragraphs(fields.get("duties")),
            groups=self.list(fields.get("groups"), self.group),
        )
        return self.at(node, group)

    def roles(self, node: Node | None) -> tuple[model.GroupRole, ...]:
        if node is None:
            return ()
        if not isinstance(node, Mapping):
            self.wrong_kind(node, Words("“职务: 人员”", "“role: people” lines"))
            return ()
        if not node.entries:
            self.empty(node)
        found: list[model.GroupRole] = []
        seen: dict[str, Scalar] = {}
        for key, value in node.entries:
            name = _on_one_line(key)
            if first := seen.get(name):
                self.twice(key, first)
            seen[name] = key
            if self.is_null(value) or (isinstance(value, Sequence) and not value.items):
                words = Words(f"“{name}”没有人员", f"nobody is “{name}”")
                self.say(value, "empty", words, level="warning")
                found.append(model.GroupRole(name))
                continue
            found.append(self.role(name, value))
        return tuple(found)

    def role(self, name: str, value: Node) -> model.GroupRole:
        """A list of members, or one text; names that 、 parts in it are members of their own.

        A text that is one variable stands for the list in a cell of a roster.
        """
        if isinstance(value, Scalar) and re.fullmatch(_ONE_VARIABLE, value.value.strip()):
            from plangen.figures import parts

            return model.GroupRole(name, tuple(map(model.Member, parts(self.text(value, "shape")))))
        if isinstance(value, Scalar):
            texts = model.people(self.text(value, "shape"))
            mark = "、" if len(texts) > 1 else ""
            return model.GroupRole(
                name, tuple(model.Member(t.strip()) for t in texts if t.strip()), mark
            )
        entries = value.items if isinstance(value, Sequence) else (value,)
        return model.GroupRole(name, tuple(m for m in map(self.member, entries) if m))

    def member(self, node: Node) -> model.Member | None:
        if isinstance(node, Mapping):
            fields = self.fields(node, "member")
            name, post = (
                self.text(fields.get("name"), "shape"),
                self.text(fields.get("post"), "shape"),
            )
            return model.Member(f"{name}（{post}）" if post else name)
        text = self.text(node, "shape")
        return model.Member(text) if text else None

    def office(self, node: Node | None) -> model.Office | None:
        if node is None:
            return None
        if isinstance(node, Scalar):
            return model.Office(self.text(node))
        fields = self.fields(node, "office")
        return model.Office(*(self.text(fields.get(key.name)) for key in keys.KEYS["office"]))

    def indicator(self, node: Node | None) -> model.Indicator | None:
        if node is None:
            return None
        fields = self.fields(node, "indicator")
        return model.Indicator(
            self.text(fields.get("name")),
            self.number(fields.get("at_least")),
            self.number(fields.get("at_most")),
            self.number(fields.get("equals")),
            self.text(fields.get("unit")),
        )

    def table(self, node: Node | None) -> model.DataTable | None:
        if node is None:
            return None
        fields = self.fields(node, "table")
        columns = self.cells(fields.get("columns"))
        rows: list[tuple[str, ...]] = []
        for row in self.nodes(fields["rows"]) if "rows" in fields else ():
            cells = self.cells(row)
            if columns and cells and len(cells) != len(columns):
                words = Words(
                    f"这一行有{len(cells)}格，表头有{len(columns)}栏",
                    f"this row has {len(cells)} cells, the head has {len(columns)}",
                )
                self.say(row, "table-row", words)
            rows.append(cells)
        caption = self.text(fields.get("caption"))
        return self.at(node, model.DataTable(columns, tuple(rows), caption))

    def cells(self, node: Node | None) -> tuple[str, ...]:
        """The texts of a row; an empty cell is an empty text."""
        if node is None:
            return ()
        return tuple(map(self.cell, self.nodes(node)))

    def cell(self, node: Node) -> str:
        """Most cells are one line without variables, and there are many of them."""
        if isinstance(node, Scalar) and node.plain and node.value.isalnum():
            return "" if node.value in _NULLS else node.value
        return self.optional(node, "width") or ""

    def attachment(self, node: Node) -> model.Attachment | None:
        if isinstance(node, Scalar):
            return self.at(node, model.Attachment(self.text(node)))
        fields = self.fields(node, "attachment")
        inside = {name: value for name, value in fields.items() if name not in {"title", "tasks"}}
        attachment = model.Attachment(
            self.text(fields.get("title")),
            self.content(node, inside) if inside else None,
            self.yes_no(fields.get("tasks"), default=False),
        )
        return self.at(node, attachment)

    def signature(self, node: Node | None) -> model.Signature | None:
        if node is None:
            return None
        fields = self.fields(node, "signature")
        return model.Signature(
            self.texts(fields.get("organization"), "shape"), self.when(fields.get("date"))
        )

    def labels(self, node: Node | None) -> model.Labels:
        fields = self.fields(node, "labels") if node else {}
        return model.Labels()._replace(**{name: self.text(at) for name, at in fields.items()})

    def own_labels(self, node: Node) -> model.Labels | None:
        """The labels of an item, empty where they are the plan's."""
        found = {name: self.text(at) for name, at in self.fields(node, "labels").items()}
        return model.Labels("", "", "")._replace(**found) if any(found.values()) else None

    def vars(self, node: Node | None) -> dict[str, str | tuple[str, ...]]:
        found: dict[str, str | tuple[str, ...]] = {}
        if isinstance(node, Mapping):
            for key, value in node.entries:
                if isinstance(value, Sequence):
                    found[key.value.strip()] = self.texts(value) if value.items else ()
                else:
                    found[key.value.strip()] = self.optional(value) or ""
        elif node is not None:
            self.wrong_kind(node, Words("“变量: 值”", "“name: value” lines"))
        return {**found, **self.given}

    def layout(self, node: Node | None, under: Layout) -> Layout:
        if node is None:
            return under
        if isinstance(node, Scalar):
            return self.base_layout(node, under)
        fields = self.fields(node, "layout")
        if base := fields.pop("base", None):
            under = self.base_layout(base, under)
        return Layout(
            preset=self.choice(fields.get("preset"), ("gb2312", "windows"), under.preset),
            fonts=self.fonts(fields.get("fonts"), under.fonts),
            page_numbers=self.choice(
                fields.get("page_numbers"), ("standard", "center", "none"), under.page_numbers
            ),
            bold_headings=self.yes_no(fields.get("bold_headings"), default=under.bold_headings),
            line_pitch=self.points(fields.get("line_pitch"), under.line_pitch),
            red_head=self.red_head(fields.get("red_head"), under.red_head),
            imprint=self.imprint(fields.get("imprint"), under.imprint),
            draft=self.whole(fields.get("draft")) or under.draft,
            months=self.choice(fields.get("months"), ("list", "table"), under.months),
            stages=self.choice(fields.get("stages"), ("list", "table"), under.stages),
            groups=self.choice(fields.get("groups"), ("lines", "table"), under.groups),
        )

    def base_layout(self, node: Node, under: Layout) -> Layout:
        name = self.whole(node)
        if not name:
            return under
        path = os.path.join(os.path.dirname(self.source.name), name)
        if os.path.realpath(path) in self.files:
            words = Words(f"版式文件{name}沿用了自己", f"the layout file {name} builds on itself")
            self.say(node, "layout-file", words)
            return under
        try:
            layout, problems = _layout_of(path, under, self.files)
        except UsageError as error:
            self.say(node, "layout-file", error.words)
            return under
        self.problems.extend(problems)
        return layout

    def fonts(
        self, node: Node | None, under: tuple[tuple[str, str], ...]
    ) -> tuple[tuple[str, str], ...]:
        fields = self.fields(node, "fonts") if node else {}
        own = {name: self.whole(value) for name, value in fields.items()}
        return tuple(sorted({**dict(under), **own}.items()))

    def red_head(self, node: Node | None, under: RedHead | None) -> RedHead | None:
        if node is None:
            return under
        fields = self.fields(node, "red_head")
        return RedHead(*(self.text(fields.get(key.name)) for key in keys.KEYS["red_head"]))

    def imprint(self, node: Node | None, under: Imprint | None) -> Imprint | None:
        if node is None:
            return under
        fields = self.fields(node, "imprint")
        return Imprint(
            self.texts(fields.get("copies")),
            self.text(fields.get("issuer")),
            str(self.when(fields.get("date"))),
        )

    # Plain values.

    def text(self, node: Node | None, sight: Sight = "lines") -> str:
        """One line of text."""
        if isinstance(node, Scalar) and (line := _plain_line(node)):
            return line
        lines = self.filled_lines(node, sight)
        if len(lines) > 1 and node is not None:
            self.say(node, "one-line", Words("这里只能写一行", "only one line can stand here"))
        return lines[0] if lines else ""

    def title(self, node: Node | None) -> str:
        """A text whose line breaks are kept."""
        return "\n".join(self.filled_lines(node))

    def paragraphs(self, node: Node | None) -> model.Paragraphs:
        """The lines of a text, or of each text of a list."""
        if isinstance(node, Scalar) and (line := _plain_line(node)):
            return (line,)
        if isinstance(node, Sequence):
            return tuple(line for entry in self.nodes(node) for line in self.paragraphs(entry))
        return self.scalar_lines(node, "lines")

    def whole(self, node: Node | None) -> str:
        """One line that means something to the program: a number, a date, a choice."""
        return self.text(node, "all")

    def filled_lines(self, node: Node | None, sight: Sight = "lines") -> model.Paragraphs:
        """The lines of a text that may not come out empty."""
        known = len(self.problems)
        lines = self.scalar_lines(node, sight)
        if node is not None and not lines and len(self.problems) == known:
            self.empty(node)
        return lines

    def scalar_lines(self, node: Node | None, sight: Sight) -> model.Paragraphs:
        if not isinstance(node, Scalar):
            if node is not None:
                self.wrong_kind(node, Words("文字", "a text"))
            return ()
        value = node.value
        if "{" in value and ("{{" in value or "{%" in value or "{#" in value):
            return paragraphs(self.filled(node, sight))
        lines = () if self.is_null(node) else paragraphs(value)
        if not lines:
            self.empty(node)
        return lines

    def empty(self, node: Node) -> None:
        words = Words("没有内容", "nothing stands here")
        better = Words("请填写，或删去这个键", "fill it in or remove the key")
        self.say(node, "empty", words, better)

    def filled(self, node: Scalar, sight: Sight) -> str:
        from plangen.fill import FillError, fill

        try:
            text = self.fill(node, sight) if self.fill else fill(node.value, self.variables)
        except FillError as error:
            line = node.line + 1 + error.line if node.block else node.line
            self.say(node._replace(line=line), error.rule, error.words, error.proposal)
            return ""
        if odd := FORBIDDEN.search(text):
            self.say(node, "character", *forbidden_words(odd[0]))
            return ""
        return text

    def texts(self, node: Node | None, sight: Sight = "lines") -> tuple[str, ...]:
        if node is None:
            return ()
        entries = self.nodes(node) if isinstance(node, Sequence) else (node,)
        return tuple(text for entry in entries if (text := self.text(entry, sight)))

    def year(self, node: Node | None) -> int | None:
        text = self.whole(node).removesuffix("年度").removesuffix("年")
        if not text or node is None:
            return None
        digits = text if len(text) <= len(str(_YEARS[1])) and text.isascii() else ""
        if digits.isdecimal() and _YEARS[0] <= int(digits) <= _YEARS[1]:
            return int(text)
        self.say(
            node,
            "year",
            Words(f"“{text}”不是年份", f"“{text}” is not a year"),
            Words("请写成四位数字，如2027", "write four digits, such as 2027"),
        )
        return None

    def number(self, node: Node | None) -> str:
        text = self.whole(node)
        if text and node is not None and not re.fullmatch(_NUMBER, text):
            self.say(node, "number", Words(f"“{text}”不是数", f"“{text}” is not a number"))
        return text

    def points(self, node: Node | None, default: float) -> float:
        text = self.number(node)
        if not text or node is None:
            return default
        value = float(text) if re.fullmatch(_NUMBER, text) else default
        if not _PITCHES[0] <= value <= _PITCHES[1]:
            low, high = _PITCHES
            words = Words(
                f"行距应在{low:g}至{high:g}磅之间", f"a line pitch is {low:g} to {high:g} points"
            )
            self.say(node, "number", words)
            return default
        return value

    def yes_no(self, node: Node | None, *, default: bool) -> bool:
        if node is None:
            return default
        text = self.whole(node)
        if text and text not in _YES_NO:
            words = Words(f"“{text}”应为true或false", f"“{text}” should be true or false")
            self.say(node, "yes-no", words)
        return _YES_NO.get(text, default)

    def when(self, node: Node | None) -> model.When:
        text = self.whole(node)
        date: Date | None = parse_date(text) if text else None
        if date is None and text and node is not None and looks_like_date(text):
            words = Words(f"没有“{text}”这一天", f"there is no day “{text}”")
            self.say(node, "impossible-date", words)
        return date or text

    def choice(self, node: Node | None, choices: tuple[T, ...], default: T) -> T:
        if node is None:
            return default
        text = self.whole(node)
        for choice in choices:
            if text in {choice, keys.CHOICES_ZH.get(str(choice))}:
                return choice
        if text:
            known = [str(choice) for choice in choices]
            words = Words(f"“{text}”不在可选范围内", f"“{text}” is none of the choices")
            listed = Words("可选：" + "、".join(known), "choose from " + ", ".join(known))
            self.say(node, "choice", words, listed)
        return default

    def optional(self, node: Node | None, sight: Sight = "lines") -> str | None:
        """A text that may be given as empty on purpose; None where the key is absent."""
        if node is None:
            return None
        if self.is_null(node) or (isinstance(node, Scalar) and not node.value.strip()):
            return ""
        return self.text(node, sight)

    def marker(self, node: Node | None) -> str | None:
        """An example of a marker; an empty or null value asks for none."""
        text = self.optional(node, "all")
        if text is None or node is None:
            return None
        try:
            markers.by_example(text)
        except ValueError:
            words = Words(
                f"“{text}”不能作序号：数应在1至999之间，且只有一处",
                f"“{text}” cannot be a marker: one number, from 1 to 999",
            )
            self.say(node, "marker", words)
            return None
        return text

    def markers(self, node: Node | None) -> tuple[str, ...]:
        """One marker, or one for each level in turn."""
        if node is None:
            return ()
        entries = self.nodes(node) if isinstance(node, Sequence) else (node,)
        return tuple(self.marker(entry) or "" for entry in entries)

    # Structure.

    def at(self, node: Node, value: T) -> T:
        """A value whose place is remembered."""
        self.places[id(value)] = node
        return value

    def list(self, node: Node | None, read: Callable[[Node], T | None]) -> tuple[T, ...]:
        if node is None:
            return ()
        return tuple(found for entry in self.nodes(node) if (found := read(entry)) is not None)

    def nodes(self, node: Node) -> tuple[Node, ...]:
        """The entries of a list."""
        if isinstance(node, Sequence):
            if not node.items:
                self.empty(node)
            return node.items
        self.wrong_kind(node, Words("列表（每项以“- ”开头）", "a list of “- ” entries"))
        return ()

    def fields(self, node: Node | None, table: str) -> dict[str, Node]:
        """The values of a mapping by English name; unknown and double keys are noted."""
        if not isinstance(node, Mapping):
            if node is not None:
                self.wrong_kind(node, Words("“键: 值”", "“key: value” lines"))
            return {}
        if not node.entries:
            self.empty(node)
            return {}
        known = keys.lookup(table)
        found: dict[str, Node] = {}
        for at, value in node.entries:
            key = known.get(at.value)
            if key is None:
                self.unknown_key(at, known, table)
            elif key.name in found:
                self.twice(at, next(first for first, _ in node.entries if first.value in key.names))
            else:
                found[key.name] = value
        for key in keys.required(table):
            if key.name not in found:
                self.missing_key(node, key)
        self.tables[id(node)] = found
        return found

    def unknown_key(self, at: Scalar, known: Iterable[str], table: str) -> None:
        if table == "plan" and at.value.startswith("x-"):
            return
        from difflib import get_close_matches

        # Nothing so long is a slip of the pen, and a message takes one line.
        shown = " ".join(at.value[:_LONGEST_KEY].split("\n"))
        near = get_close_matches(shown, list(known), 1, 0.5)
        better = Words(f"是否想写“{near[0]}”？", f"did you mean “{near[0]}”?") if near else None
        words = Words(f"不认识的键“{shown}”", f"unknown key “{shown}”")
        self.say(at, "unknown-key", words, better)

    def twice(self, at: Scalar, first: Scalar) -> None:
        same = at.value == first.value
        other = "" if same else f"“{first.value}”"
        words = Words(
            f"“{at.value}”与第{first.line}行第{first.column}列的{other or '键'}重复",
            f"“{at.value}” is given twice: {other or 'first'} at {first.line}:{first.column}",
        )
        self.say(at, "duplicate-key", words, Words("请只留一个", "keep one of them"))

    def missing_key(self, node: Node, key: keys.Key) -> None:
        words = Words(f"缺少“{key.name}”（{key.zh}）", f"“{key.name}” ({key.zh}) is missing")
        self.say(node, "missing-key", words)

    def wrong_kind(self, node: Node, wanted: Words) -> None:
        if self.is_null(node):
            words = Words("没有内容", "nothing stands here")
            better = Words(f"请写{wanted.zh}，或删去这个键", f"write {wanted.en} or remove the key")
            self.say(node, "empty", words, better)
            return
        if isinstance(node, Scalar) and node.plain and (colon := re.match(WIDE_COLON, node.value)):
            place = node._replace(column=node.column + colon.end() - 1)
            self.say(place, "full-width-colon", *wide_colon_words(colon[1]))
            return
        self.say(
            node, "wrong-kind", Words(f"这里应是{wanted.zh}", f"{wanted.en} should stand here")
        )

    @staticmethod
    def is_null(node: Node) -> bool:
        """Whether nothing was written."""
        return isinstance(node, Scalar) and node.plain and node.value in _NULLS

    def say(
        self,
        node: Node,
        rule: str,
        message: Words,
        proposal: Words | None = None,
        level: Level = "error",
    ) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            file, line = self.source.place(node.line)
            self.problems.append(Problem(file, line, node.column, level, rule, message, proposal))


_NOTHING = model.Item()
# What an item can hold beside its heading, and how it is read.
_PARTS: dict[str, Callable[[_Reader, Node], Any]] = {
    "text": _Reader.paragraphs,
    "items": _Reader.items,
    "marker": _Reader.markers,
    "lead": _Reader.texts,
    "support": _Reader.texts,
    "due": _Reader.when,
    "labels": _Reader.own_labels,
    "indicator": _Reader.indicator,
    "table": _Reader.table,
    "groups": lambda reader, node: reader.list(node, reader.group),
    "months": _Reader.months,
    "month_marker": _Reader.marker,
    "stages": lambda reader, node: reader.list(node, reader.stage),
    "stage_marker": _Reader.marker,
    "closing": _Reader.paragraphs,
    "role": lambda reader, node: reader.choice(node, (*model.ROLES, "other"), "other"),
}
