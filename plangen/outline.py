"""The plan as numbered lines, flat and in the order of printing: what a template walks through.

Numbers restart under each parent. A level's marker comes from the parent's `marker`, else from
the plan's `numbering`; its look belongs to the level, as GB/T 9704-2012 7.3.3 has it.
"""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from plangen.dates import Months, period
from plangen.document import DEEPEST_HEADING
from plangen.markers import Marker, by_example
from plangen.model import END_MARKS, NUMBERING, Item, Labels, Month, Plan, Stage, When

Kind = Literal[
    "heading", "run-in", "item", "text", "duty", "month", "months", "stages", "table", "group"
]
Markers = tuple[str, ...]
_MONTH_WORDS = ("月份", "月")
# A text that ends with these leads into the items below it.
_LEAD_IN = ("：", ":")


class Duty(NamedTuple):
    """Who leads and supports a task, and when it is due, in words; `labels` as in an item."""

    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    due: str = ""
    labels: Labels | None = None


class Line(NamedTuple):
    """One paragraph or table.

    `heading` and `run-in` carry `label` and `heading`, `run-in` also `text`; `item`, `month` and
    `text` carry `label` and `text`; `duty` only a duty; the others carry `value`: the months or
    stages to be printed as a table, a data table or a group.
    """

    kind: Kind
    level: int
    label: str = ""
    heading: str = ""
    text: str = ""
    duty: Duty | None = None
    value: Any = None


class Part(NamedTuple):
    """A section with its lines."""

    role: str
    lines: tuple[Line, ...]


class TaskRow(NamedTuple):
    """A line of the 任务分解表."""

    number: int
    task: str
    duty: Duty


def outline(plan: Plan, titles: dict[str, str] | None = None) -> tuple[Part, ...]:
    """Every section's lines; `titles` are headings by role for sections that have none."""
    titles = titles or {}
    walk = _Walk(plan)
    marker = walk.marker((), 1)
    number = marker.start - 1
    parts: list[Part] = []
    for section in plan.sections:
        if not section.heading and section.role in titles:
            section = section._replace(heading=titles[section.role])  # noqa: PLW2901
        if section.numbered and (section.heading or section.text):
            number += 1
            lines = walk.item(section, 1, marker.label(number))
        else:
            lines = walk.item(section, 1, "")
        parts.append(Part(section.role, tuple(lines)))
    return tuple(parts)


def content_lines(plan: Plan, item: Item) -> tuple[Line, ...]:
    """The lines of an annex's content; its items count from the first level."""
    return tuple(_Walk(plan).item(item, 0, ""))


def task_rows(plan: Plan) -> tuple[TaskRow, ...]:
    """The tasks with a duty, or where none has one the innermost tasks, counted through."""
    tasks = plan.section("tasks")
    leaves = list(_tree(tasks)) if tasks else []
    chosen = [item for item in leaves if duty_of(item)] or [i for i in leaves if not i.items]
    return tuple(
        TaskRow(number, _task_name(item), duty_of(item) or Duty())
        for number, item in enumerate(chosen, 1)
    )


def duty_of(item: Item) -> Duty | None:
    """The duty of an item, or None."""
    if item.lead or item.support or item.due:
        return Duty(item.lead, item.support, words(item.due), item.labels)
    return None


def words(when: When) -> str:
    """A date or words, as printed."""
    return str(when)


def stage_period(stage: Stage) -> str:
    """The time of a stage in words."""
    if stage.period is not None:
        return stage.period
    return period(stage.start or None, stage.end or None)


def stage_heading(stage: Stage) -> str:
    """A stage's name with its time in brackets, before a mark that ends the name."""
    name, time = stage.content.heading, stage_period(stage)
    if not time:
        return name
    if name and name[-1] in END_MARKS:
        return f"{name[:-1]}（{time}）{name[-1]}"
    return f"{name}（{time}）"


def month_label(months: Months, example: str) -> str:
    """`4—5月份，` for the example `1月份，`; a span of its own keeps its wording."""
    marker = by_example(example)
    if months.label:
        after = marker.after
        for word in _MONTH_WORDS:
            if after.startswith(word):
                after = after.removeprefix(word)
                break
        return f"{marker.before}{months.label}{after}"
    if not marker.writing:
        return example
    in_chinese = marker.writing == "chinese"
    return f"{marker.before}{months.written(in_chinese=in_chinese)}{marker.after}"


def flat_text(plan: Plan, item: Item, level: int = 2) -> str:
    """An item's text and that of all below it, a line a paragraph: the text of a cell.

    The item's own duty has columns of its own.
    """
    item = item._replace(lead=(), support=(), due="")
    return "\n".join(
        line.label + line.heading + line.text + (duty_words(plan, line.duty) if line.duty else "")
        for line in _Walk(plan).item(item, level, "")
    )


def duty_words(plan: Plan, duty: Duty) -> str:
    """`（牵头单位：社区综治办；配合单位：派出所；完成时限：2027年6月）`."""
    own = duty.labels or plan.labels
    labels = (mine or usual for mine, usual in zip(own, plan.labels, strict=True))
    texts = ("、".join(duty.lead), "、".join(duty.support), duty.due)
    parts = zip(labels, texts, strict=True)
    return f"（{'；'.join(f'{label}：{text}' for label, text in parts if text)}）"


def fits_cell(item: Item) -> bool:
    """Whether an item is text all through, so that a cell can hold it."""
    if item.table or item.groups or item.months or item.stages:
        return False
    return all(map(fits_cell, item.items))


def _tree(item: Item) -> Iterator[Item]:
    for below in item.items:
        yield below
        yield from _tree(below)


def _task_name(item: Item) -> str:
    if item.heading:
        return item.heading.rstrip(END_MARKS)
    return item.text[0] if item.text else ""


class _Walk:
    def __init__(self, plan: Plan) -> None:
        self.numbering = plan.numbering
        self.layout = plan.layout

    def marker(self, own: Markers, level: int) -> Marker:
        """The marker of the items at a level: the parent's, else the plan's."""
        if own:
            return by_example(own[0])
        given = self.numbering
        if level <= len(given):
            return by_example(given[level - 1])
        return by_example(_going_on(given, level - len(given)))

    def item(self, item: Item, level: int, label: str, markers: Markers = ()) -> list[Line]:
        """The lines of an item that is marked with a label; `markers` are for the levels below."""
        texts = item.text
        if item.heading:
            if item.run_in and texts:
                lines = [Line("run-in", level, label, item.heading, texts[0])]
                texts = texts[1:]
            else:
                lines = [Line("heading", level, label, item.heading)]
        elif texts:
            lines = [Line("item", level, label, "", texts[0])]
            texts = texts[1:]
        else:
            lines = []
        lines.extend(Line("text", level, text=text) for text in texts)
        duty = duty_of(item)
        leads_in = bool(lines) and lines[-1].text.endswith(_LEAD_IN) and bool(item.items)
        if duty is not None and not leads_in:
            self.add_duty(lines, duty, has_text=bool(item.text) or level > DEEPEST_HEADING)
        if item[4:] != _PLAIN:
            lines.extend(self.inside(item, level, markers))
        if duty is not None and leads_in:
            self.add_duty(lines, duty, has_text=lines[-1].kind in {"item", "text", "month"})
        return lines

    @staticmethod
    def add_duty(lines: list[Line], duty: Duty, *, has_text: bool) -> None:
        """A duty follows the text of its task; after a bare heading it stands alone."""
        if lines and has_text and lines[-1].duty is None:
            lines[-1] = lines[-1]._replace(duty=duty)
        else:
            lines.append(Line("duty", lines[-1].level if lines else 1, duty=duty))

    def inside(self, item: Item, level: int, markers: Markers = ()) -> Iterator[Line]:
        """What stands below an item's heading and text."""
        if item.table:
            yield Line("table", level, value=item.table)
        for group in item.groups:
            yield Line("group", level, value=group)
        markers = item.marker or markers
        marker = self.marker(markers, level + 1)
        number = marker.start - 1
        for below in item.items:
            label = ""
            if below.numbered and (below.heading or below.text):
                number += 1
                label = marker.label(number)
            if below[1:] == _TEXT_ONLY and len(below.text) == 1:
                yield Line("item", level + 1, label, "", below.text[0])
            else:
                yield from self.item(below, level + 1, label, markers[1:])
        yield from self.months(item, level, markers[1:])
        yield from self.stages(item, level, number, markers)
        for text in item.closing:
            yield Line("text", level, text=text)

    def months(self, item: Item, level: int, markers: Markers) -> Iterator[Line]:
        """A table if asked for and possible, else a paragraph a month."""
        if item.months and self.layout.months == "table" and _all_fit(item.months):
            yield Line("months", level, value=item.months)
            return
        example = item.month_marker if item.month_marker is not None else "1月份："
        for month in item.months:
            label = month_label(month.months, example)
            lines = self.item(month.content, level + 1, "", markers)
            first = lines[0] if lines else None
            if (
                first is not None
                and first.kind in {"item", "heading", "run-in"}
                and not first.label
            ):
                text = first.heading + first.text
                yield first._replace(kind="month", label=label, text=text, heading="")
                lines = lines[1:]
            else:
                yield Line("month", level + 1, label)
            yield from lines

    def stages(self, item: Item, level: int, counted: int, markers: Markers) -> Iterator[Line]:
        """A table if asked for and possible, else the stages one after another.

        They count on from the items, unless they have a marker of their own.
        """
        if item.stages and self.layout.stages == "table" and _all_fit(item.stages):
            yield Line("stages", level, value=item.stages)
            return
        if item.stage_marker is not None:
            markers = (item.stage_marker, *markers[1:])
        marker = self.marker(markers, level + 1)
        number = counted if item.stage_marker is None else marker.start - 1
        for stage in item.stages:
            content = stage.content._replace(heading=stage_heading(stage))
            label = ""
            if content.numbered:
                number += 1
                label = marker.label(number)
            yield from self.item(content, level + 1, label, markers[1:])


def _going_on(given: Markers, further: int) -> str:
    """What follows the last level that a plan gives: after `1、` comes `（1）`."""
    last = by_example(given[-1])
    places = [
        place
        for place, marker in enumerate(map(by_example, NUMBERING))
        if (marker.writing, bool(marker.before)) == (last.writing, bool(last.before))
    ]
    place = places[0] if places else len(given) - 1
    return NUMBERING[min(place + further, len(NUMBERING) - 1)]


def _all_fit(entries: "tuple[Month, ...] | tuple[Stage, ...]") -> bool:
    return all(fits_cell(entry.content) for entry in entries)


_PLAIN = Item()[4:]
_TEXT_ONLY = Item()[1:]
