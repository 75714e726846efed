"""What of a plan a reader of its document can see.

Left out, because no document shows them: `organization`, `vars`, `indicator`, `observances`, roles,
dates of stages that have a time in words, and of the layout all but red head and imprint. Brought to
one form, because documents show them alike: markers and `numbering` (as printed labels), paragraphs
before, between and after sections (preamble, closings, unnumbered texts), a group's text before its
members, groups and their sub-groups, the parts of an office and its sentence, members between marks
and members in a list, one duty's units as typed or parted, dates and the words they print.
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, NamedTuple

from plangen import model
from plangen.layout import Imprint, RedHead
from plangen.model import Group, Item, Plan
from plangen.outline import Line, content_lines, duty_words, outline, stage_heading
from plangen.renderer import render
from plangen.views import TITLES

Printed = tuple[Any, ...]


class Essence(NamedTuple):
    """A plan as its document shows it."""

    title: str
    subtitle: str
    recipients: str
    lines: tuple[Printed, ...]
    months: tuple[tuple[int, ...], ...]
    stages: tuple[str, ...]
    groups: tuple[Printed, ...]
    attachments: tuple[Printed, ...]
    signature: tuple[str, ...]
    red_head: RedHead | None
    imprint: Imprint | None


def essence(plan: Plan) -> Essence:
    items = [item for section in plan.sections for item in every(section)]
    items += [i for a in plan.attachments if a.content for i in every(a.content)]
    body = [line for part in outline(plan, TITLES) for line in part.lines]
    return Essence(
        plan.title,
        plan.subtitle,
        "、".join(plan.recipients).rstrip("：: "),
        (*map(_text, plan.preamble), *_lines(plan, body), *map(_text, plan.closing)),
        tuple(month.months.numbers for item in items for month in item.months),
        tuple(stage_heading(stage) for item in items for stage in item.stages),
        tuple(_group(group) for item in items for top in item.groups for group in _groups(top)),
        tuple(
            (a.title, a.tasks, tuple(_lines(plan, content_lines(plan, a.content or Item()))))
            for a in plan.attachments
        ),
        (*plan.signature.organizations, str(plan.signature.date)) if plan.signature else (),
        plan.layout.red_head,
        plan.layout.imprint,
    )


def differences(plan: Plan, again: Plan) -> list[str]:
    """Where two plans are not the same to the reader of their documents."""
    found: list[str] = []
    for name, one, other in zip(Essence._fields, essence(plan), essence(again), strict=True):
        if one == other:
            continue
        if isinstance(one, tuple) and isinstance(other, tuple):
            pairs = zip_longest(one, other)
            found += [f"{name}: {a} ≠ {b}" for a, b in pairs if a != b]
        else:
            found.append(f"{name}: {one} ≠ {other}")
    return found


def roles(plan: Plan) -> dict[str, str]:
    """The roles of the sections that have one, by their printed headings."""
    named = [
        (section.heading or TITLES.get(section.role, ""), section) for section in plan.sections
    ]
    return {title: section.role for title, section in named if section.role != "other"}


def every(item: Item) -> Iterator[Item]:
    """An item and all below it, in the order of printing."""
    yield item
    for below in (
        *item.items,
        *(month.content for month in item.months),
        *(stage.content for stage in item.stages),
    ):
        yield from every(below)


def _text(text: str) -> Printed:
    return ("text", text)


def _lines(plan: Plan, lines: "list[Line] | tuple[Line, ...]") -> Iterator[Printed]:
    """Lines without the levels of paragraphs that no label marks; groups as their own lines."""
    for line in lines:
        duty = duty_words(plan, line.duty) if line.duty else ""
        if line.kind == "group":
            yield from ((*_text(text),) for text in _printed_group(plan, line.value))
        elif line.kind in {"table", "months", "stages"}:
            yield (line.kind, *_cells(plan, line))
        elif line.label or line.heading:
            yield (line.level, line.label, line.heading, line.text, duty)
        else:
            yield _text(line.text + duty)


def _cells(plan: Plan, line: Line) -> tuple[str, ...]:
    kinds = {
        "table": {"table": line.value},
        "months": {"months": line.value},
        "stages": {"stages": line.value},
    }
    return _printed(plan, Item(**kinds[line.kind]))


def _printed_group(plan: Plan, group: Group) -> tuple[str, ...]:
    return _printed(plan, Item(groups=(group,)))


def _printed(plan: Plan, item: Item) -> tuple[str, ...]:
    """The lines that an item prints, in the plan's layout."""
    layout = plan.layout._replace(red_head=None, imprint=None)
    return tuple(render(Plan("", sections=(item,), labels=plan.labels, layout=layout)).lines())


def _groups(group: Group) -> Iterator[Group]:
    yield group
    for below in group.groups:
        yield from _groups(below)


def _group(group: Group) -> Printed:
    members = tuple((role.name, _members(role)) for role in group.roles)
    return (group.name, members, group.duties)


def _members(role: model.GroupRole) -> str:
    return "、".join(member.text for member in role.members)
