"""A plan back to a plan file as a person writes it; loading it gives the same plan again."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal

from plangen import model
from plangen.dates import Date, Months, parse_date
from plangen.emitter import Bare, Short, comment, emit
from plangen.keys import CHOICES_ZH, KEYS, lookup
from plangen.layout import Imprint, Layout, RedHead

KeyLanguage = Literal["en", "zh"]
Data = dict[str, Any]

_OPENERS = ("{{", "{%", "{#")
_NOTHING = model.Item()
# In a list of sections, these texts put a section in its place.
_SECTION_NAMES = {(name,) for role in model.ROLES for name in lookup("plan")[role].names}
# These stand together at the top; every other key of a plan is a block of its own.
_HEAD = ("title", "subtitle", "organization", "year", "recipients", "numbering")


def dump(plan: model.Plan, *, keys: KeyLanguage = "en", schema: str = "") -> str:
    """The YAML text of a plan, with English or Chinese keys in the usual order.

    `schema` is the address of the JSON Schema, for the line by which editors find it.
    """
    writer = _Writer(keys)
    data = writer.plan(plan)
    head = {name: data.pop(name) for name in writer.head if name in data}
    blocks = [emit(head), *(emit({name: value}) for name, value in data.items())]
    mode = comment(f"yaml-language-server: $schema={schema}") if schema else []
    return "".join(mode) + "\n".join(blocks)


@lru_cache
def _names(language: KeyLanguage) -> dict[str, dict[str, str]]:
    """For each table of keys, the English names and those that are written."""
    return {
        table: {key.name: key.zh if language == "zh" else key.name for key in rows}
        for table, rows in KEYS.items()
    }


def _text(text: str) -> str:
    """A text as it is typed: what looks like a variable is one that gives itself."""
    if "{" in text and any(opener in text for opener in _OPENERS):
        return text.replace("{", "{{ '{' }}")
    return text


def _lines(lines: model.Paragraphs) -> str:
    if len(lines) == 1:
        return _text(lines[0])
    return "".join(f"{_text(line)}\n" for line in lines)


def _texts(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_text, texts))


def _one_or_more(texts: tuple[str, ...]) -> str | tuple[str, ...]:
    return _text(texts[0]) if len(texts) == 1 else _texts(texts)


def _bare(text: str) -> Bare:
    return Bare(_text(text))


def _when(when: model.When) -> str:
    return Bare(when.iso()) if isinstance(when, Date) else _text(when)


def _marker(marker: tuple[str, ...]) -> Bare | tuple[Bare, ...]:
    return _bare(marker[0]) if len(marker) == 1 else tuple(map(_bare, marker))


def _months(months: Months) -> str:
    """`第一季度`, `3`, `4-5`, `1、3-5`."""
    if months.label:
        return months.label
    first = [n for n in months.numbers if n - 1 not in months.numbers]
    last = [n for n in months.numbers if n + 1 not in months.numbers]
    return "、".join(str(a) if a == b else f"{a}-{b}" for a, b in zip(first, last, strict=True))


def _people(role: model.GroupRole) -> str | tuple[str, ...] | None:
    texts = _texts(member.text for member in role.members)
    if role.mark:
        return role.mark.join(texts)
    if len(texts) == 1 and len(model.people(role.members[0].text)) == 1:
        return texts[0]
    return texts or None


def _table(names: Mapping[str, str], table: model.DataTable) -> Data:
    caption = {names["caption"]: _text(table.caption)} if table.caption else {}
    columns, rows = _texts(table.columns), [_texts(row) for row in table.rows]
    return caption | {names["columns"]: columns, names["rows"]: rows}


class _Writer:
    """Plans to values whose keys are in one language."""

    def __init__(self, language: KeyLanguage) -> None:
        self.in_chinese = language == "zh"
        self.names = _names(language)
        self.head = [self.names["plan"][name] for name in _HEAD]

    def kept(self, table: str, values: Data) -> Data:
        """The values that say something, under their keys; an empty marker does."""
        names = self.names[table]
        return {
            names[name]: value
            for name, value in values.items()
            if value or value is False or type(value) is Bare
        }

    def yes_no(self, value: bool) -> bool | str:  # noqa: FBT001
        return ("是" if value else "否") if self.in_chinese else value

    def choice(self, value: str) -> str:
        return CHOICES_ZH.get(value, value) if self.in_chinese else value

    def plan(self, plan: model.Plan) -> Data:
        flat, listed = self.sections(plan.sections)
        return self.kept(
            "plan",
            {
                "title": _lines(tuple(plan.title.split("\n"))),
                "subtitle": _lines(tuple(plan.subtitle.split("\n"))),
                "organization": _text(plan.organization),
                "year": plan.year,
                "recipients": _texts(plan.recipients),
                "numbering": () if plan.numbering == model.NUMBERING else _marker(plan.numbering),
                "labels": self.labels(plan.labels),
                "vars": {name: self.variable(value) for name, value in plan.variables},
                "preamble": _lines(plan.preamble),
                **flat,
                "sections": listed,
                "closing": _lines(plan.closing),
                "attachments": [self.attachment(found) for found in plan.attachments],
                "signature": plan.signature and self.signature(plan.signature),
                "layout": self.layout(plan.layout),
            },
        )

    # Sections, and what an item can hold.

    def sections(self, sections: tuple[model.Item, ...]) -> tuple[Data, list[Any]]:
        """The first sections by role, as far as they have the standard order; the rest."""
        flat: Data = {}
        listed: list[Any] = []
        last = -1
        for section in sections:
            bare = section._replace(role="other")
            place = model.ROLES.index(section.role) if section.role in model.ROLES else -1
            if listed or place <= last or bare == _NOTHING:
                listed.append(self.listed(section))
            else:
                flat[section.role], last = self.section(bare), place
        return flat, listed

    def section(self, section: model.Item) -> Any:  # noqa: ANN401
        """A text, a list of items, or a mapping: the shortest that says it all."""
        if section.items and section == model.Item(items=section.items):
            return self.items(section.items)
        return self.item(section)

    def listed(self, section: model.Item) -> Any:  # noqa: ANN401
        return self.mapping(section) if section.text in _SECTION_NAMES else self.item(section)

    def items(self, items: tuple[model.Item, ...]) -> list[Any]:
        return [self.item(item) for item in items]

    def item(self, item: model.Item) -> Any:  # noqa: ANN401
        if item.text and item == model.Item(item.text):
            return _lines(item.text)
        return self.mapping(item)

    def mapping(self, item: model.Item) -> Data:
        return self.content("item", item, {"heading": _text(item.heading)})

    def content(self, table: str, item: model.Item, first: Data) -> Data:
        """What every kind of item can hold, after what comes `first`."""
        found = self.kept(table, first)
        names = self.names[table]
        if item.run_in != (bool(item.heading and item.text) and model.runs_in(item.heading)):
            found[names["run_in"]] = self.yes_no(item.run_in)
        for name, default, write in _PARTS:
            value = getattr(item, name)
            if value != default:
                found[names[name]] = write(self, value)
        return found

    def indicator(self, indicator: model.Indicator) -> Data:
        name, least, most, equal, unit = indicator
        bounds = {"at_least": least, "at_most": most, "equals": equal}
        values = {bound: _bare(value) for bound, value in bounds.items() if value}
        return Short(self.kept("indicator", {"name": _text(name), **values, "unit": _text(unit)}))

    # Months, stages and groups.

    def months(self, months: tuple[model.Month, ...]) -> Data | list[Data]:
        """The contents by month, or a list of them where a month stands twice."""
        by_name = {_months(month.months): month for month in months}
        if len(by_name) == len(months):
            return {name: self.month(month) for name, month in by_name.items()}
        return [
            self.month_mapping(month, {"month": Bare(_months(month.months))}) for month in months
        ]

    def month(self, month: model.Month) -> Any:  # noqa: ANN401
        if month.observances:
            return self.month_mapping(month, {})
        section = self.section(month.content)
        return self.month_mapping(month, {}) if isinstance(section, dict) else section

    def month_mapping(self, month: model.Month, first: Data) -> Data:
        item = month.content
        # The theme days stand behind the text.
        above = {"heading": _text(item.heading), "text": _lines(item.text)}
        days = {"observances": _texts(month.observances)}
        return self.content("month", item, {**first, **above, **days})

    def stage(self, stage: model.Stage) -> Data:
        first = {
            "name": _text(stage.content.heading),
            "from": _when(stage.start),
            "to": _when(stage.end),
            "period": None if stage.period is None else _bare(stage.period),
        }
        return self.content("stage", stage.content, first)

    def group(self, group: model.Group) -> Data:
        return self.kept(
            "group",
            {
                "name": _text(group.name),
                "text": _lines(group.text),
                "roles": Short((role.name, _people(role)) for role in group.roles),
                "office": group.office and self.office(group.office),
                "duties": _lines(group.duties),
                "groups": [self.group(below) for below in group.groups],
            },
        )

    def office(self, office: model.Office) -> str | Data:
        if office == model.Office(office.text):
            return _text(office.text)
        return Short(self.plain("office", office))

    # What stands beside the body.

    def attachment(self, attachment: model.Attachment) -> Any:  # noqa: ANN401
        title, content, tasks = attachment
        if content is None and not tasks:
            return _text(title)
        first = {"title": _text(title), "tasks": self.yes_no(tasks) if tasks else None}
        if content is None:
            return Short(self.kept("attachment", first))
        return self.content("attachment", content, first)

    def signature(self, signature: model.Signature) -> Data:
        organizations, date = signature
        values = {"organization": _one_or_more(organizations), "date": _when(date)}
        return Short(self.kept("signature", values))

    def labels(self, labels: model.Labels) -> Data:
        return self.kept(
            "labels",
            {
                name: _text(now)
                for name, now, before in zip(labels._fields, labels, model.Labels(), strict=True)
                if now != before
            },
        )

    def own_labels(self, labels: model.Labels) -> Data:
        return Short(
            self.kept("labels", {name: _text(now) for name, now in labels._asdict().items() if now})
        )

    def variable(self, value: str | tuple[str, ...]) -> Bare | tuple[Bare, ...]:
        return _bare(value) if isinstance(value, str) else tuple(map(_bare, value))

    def layout(self, layout: Layout) -> Data:
        changed = {
            name: _LAYOUT[name](self, now)
            for name, now, before in zip(layout._fields, layout, Layout(), strict=True)
            if now != before
        }
        return self.kept("layout", changed)

    def fonts(self, fonts: tuple[tuple[str, str], ...]) -> Data:
        return Short(self.kept("fonts", {use: _text(font) for use, font in fonts}))

    def imprint(self, imprint: Imprint) -> Data:
        copies, issuer, date = imprint
        day = parse_date(date)
        values = {
            "copies": _texts(copies),
            "issuer": _text(issuer),
            "date": _when(day if day and str(day) == date else date),
        }
        return Short(self.kept("imprint", values))

    def plain(self, table: str, record: model.Office | RedHead) -> Data:
        """A record of texts under their keys."""
        return self.kept(table, {name: _text(text) for name, text in record._asdict().items()})


def _alone(write: Callable[[Any], Any]) -> Callable[[_Writer, Any], Any]:
    """What is written alike in both languages."""
    return lambda _, value: write(value)


# What an item can hold behind its heading: where nothing is written, and how the rest is.
_PARTS: tuple[tuple[str, Any, Callable[[_Writer, Any], Any]], ...] = (
    ("numbered", True, _Writer.yes_no),
    ("role", "other", _alone(str)),
    ("text", (), _alone(_lines)),
    ("lead", (), _alone(_texts)),
    ("support", (), _alone(_texts)),
    ("due", "", _alone(_when)),
    ("labels", None, _Writer.own_labels),
    ("indicator", None, _Writer.indicator),
    ("table", None, lambda writer, table: _table(writer.names["table"], table)),
    ("groups", (), lambda writer, groups: [writer.group(group) for group in groups]),
    ("marker", (), _alone(_marker)),
    ("items", (), _Writer.items),
    ("month_marker", None, _alone(_bare)),
    ("months", (), _Writer.months),
    ("stage_marker", None, _alone(_bare)),
    ("stages", (), lambda writer, stages: [writer.stage(stage) for stage in stages]),
    ("closing", (), _alone(_lines)),
)
_LAYOUT: dict[str, Callable[[_Writer, Any], Any]] = {
    **dict.fromkeys(("preset", "page_numbers", "months", "stages", "groups"), _Writer.choice),
    "fonts": _Writer.fonts,
    "bold_headings": _Writer.yes_no,
    "line_pitch": _alone(lambda points: Bare(repr(points).removesuffix(".0"))),
    "red_head": lambda writer, red_head: Short(writer.plain("red_head", red_head)),
    "imprint": _Writer.imprint,
    "draft": _alone(_text),
}
