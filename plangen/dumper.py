"""A plan back to a plan file; loading it gives the same plan again."""

import io
from collections.abc import Iterable
from typing import Any

from plangen import model
from plangen.dates import Date
from plangen.keys import lookup
from plangen.layout import Imprint, Layout, RedHead

Data = dict[str, Any]
_OPENERS = ("{{", "{%", "{#")
# In a list of sections, these texts put a section in its place.
_SECTION_NAMES = {(name,) for role in model.ROLES for name in lookup("plan")[role].names}


def dump(plan: model.Plan) -> str:
    """The YAML text of a plan, with English keys in the usual order."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(_plan(plan), stream)
    text: str = stream.getvalue()
    return text


def _kept(**values: Any) -> Data:  # noqa: ANN401
    """The values that say something, under their keys."""
    return {name: value for name, value in values.items() if value not in ("", (), None, [], {})}


def _text(text: str) -> str:
    """A text as it is typed: what looks like a variable is one that gives itself."""
    for opener in _OPENERS:
        if opener in text:
            text = text.replace("{", "{{ '{' }}")
            break
    return text


def _lines(lines: tuple[str, ...]) -> str:
    if len(lines) <= 1:
        return _text(lines[0]) if lines else ""
    from ruamel.yaml.scalarstring import LiteralScalarString

    block: str = LiteralScalarString("\n".join(map(_text, lines)))
    return block


def _texts(texts: Iterable[str]) -> list[str]:
    return [_text(text) for text in texts]


def _when(when: model.When) -> str:
    return when.iso() if isinstance(when, Date) else _text(when)


def _plan(plan: model.Plan) -> Data:
    flat, others = _split(plan.sections)
    signature = plan.signature
    numbering = [] if plan.numbering == model.NUMBERING else _texts(plan.numbering)
    return _kept(
        title=_lines(tuple(plan.title.split("\n"))),
        subtitle=_lines(tuple(plan.subtitle.split("\n"))),
        organization=_text(plan.organization),
        year=plan.year,
        recipients=_texts(plan.recipients),
        preamble=_lines(plan.preamble),
        **{section.role: _section(section) for section in flat},
        sections=[_role_section(section) for section in others],
        closing=_lines(plan.closing),
        attachments=[_attachment(a) for a in plan.attachments],
        signature=signature
        and _kept(organization=_texts(signature.organizations), date=_when(signature.date)),
        numbering=numbering,
        labels=_changed(plan.labels, model.Labels()),
        vars={
            name: _texts(value) if isinstance(value, tuple) else _text(value)
            for name, value in plan.variables
        },
        layout=_layout(plan.layout),
    )


def _split(
    sections: tuple[model.Item, ...],
) -> tuple[tuple[model.Item, ...], tuple[model.Item, ...]]:
    """The sections that flat keys can hold in the standard order, and the others after them."""
    count = 0
    last = -1
    for section in sections:
        place = model.ROLES.index(section.role) if section.role in model.ROLES else -1
        if place <= last:
            break
        last = place
        count += 1
    rest = sections[count:]
    return (sections[:count], rest) if count else ((), sections)


def _changed(value: Any, default: Any) -> Data:  # noqa: ANN401
    return {
        name: _text(now)
        for name, now, before in zip(value._fields, value, default, strict=True)
        if now != before
    }


def _section(section: model.Item) -> Any:  # noqa: ANN401
    """A text, a list of items, or a mapping: the shortest that says it all."""
    bare = section._replace(role="other")
    if bare == model.Item(items=bare.items) and bare.items:
        return [_item(item) for item in bare.items]
    return _item(bare)


def _role_section(section: model.Item) -> Any:  # noqa: ANN401
    if section.role != "other" or section.text in _SECTION_NAMES:
        return _item_mapping(section)
    return _section(section)


def _item(item: model.Item) -> Any:  # noqa: ANN401
    if item.text and item == model.Item(item.text):
        return _lines(item.text)
    return _item_mapping(item)


def _item_mapping(item: model.Item, *, heading: str = "heading") -> Data:
    run_in = None if item.run_in == _default_run_in(item) else item.run_in
    found = _kept(
        **{heading: _text(item.heading)},
        run_in=run_in,
        numbered=None if item.numbered else False,
        text=_lines(item.text),
        lead=_texts(item.lead),
        support=_texts(item.support),
        due=_when(item.due),
        indicator=item.indicator and _kept(**_indicator(item.indicator)),
        table=item.table and _table(item.table),
        groups=[_group(group) for group in item.groups],
        items=[_item(below) for below in item.items],
        months=[_month(month) for month in item.months],
        stages=[_stage(stage) for stage in item.stages],
        closing=_lines(item.closing),
    )
    if item.marker:
        found["marker"] = _text(item.marker[0]) if len(item.marker) == 1 else _texts(item.marker)
    for name in ("month_marker", "stage_marker"):
        if (marker := getattr(item, name)) is not None:
            found[name] = _text(marker)
    if item.role != "other":
        found["role"] = item.role
    return found


def _default_run_in(item: model.Item) -> bool:
    return bool(item.heading and item.text) and model.runs_in(item.heading)


def _indicator(indicator: model.Indicator) -> Data:
    return {name: _text(value) for name, value in indicator._asdict().items()}


def _table(table: model.DataTable) -> Data:
    return _kept(caption=_text(table.caption)) | {
        "columns": _texts(table.columns),
        "rows": [_texts(row) for row in table.rows],
    }


def _month(month: model.Month) -> Data:
    months = month.months
    key = months.label or ",".join(map(str, months.numbers))
    return {
        "month": key,
        **_kept(observances=_texts(month.observances)),
        **_item_mapping(month.content),
    }


def _stage(stage: model.Stage) -> Data:
    content = _item_mapping(stage.content, heading="name")
    times = _kept(**{"from": _when(stage.start), "to": _when(stage.end)})
    if stage.period is not None:
        times["period"] = _text(stage.period)
    return {**times, **content}


def _group(group: model.Group) -> Data:
    return _kept(
        name=_text(group.name),
        text=_lines(group.text),
        roles={
            role.name: role.mark.join(_texts(m.text for m in role.members))
            if role.mark
            else _texts(m.text for m in role.members) or None
            for role in group.roles
        },
        office=group.office and _kept(**{n: _text(v) for n, v in group.office._asdict().items()}),
        duties=_lines(group.duties),
        groups=[_group(below) for below in group.groups],
    )


def _attachment(attachment: model.Attachment) -> Any:  # noqa: ANN401
    if not attachment.tasks and attachment.content is None:
        return _text(attachment.title)
    content = _item_mapping(attachment.content) if attachment.content else {}
    return _kept(title=_text(attachment.title), tasks=attachment.tasks or None) | content


def _layout(layout: Layout) -> Data:
    found: Data = {}
    for name, now, before in zip(layout._fields, layout, Layout(), strict=True):
        if now == before:
            continue
        if isinstance(now, RedHead | Imprint):
            found[name] = _kept(**{k: _plain(v) for k, v in now._asdict().items()})
        elif name == "fonts":
            found[name] = {use: _text(font) for use, font in layout.fonts}
        elif name == "line_pitch":
            found[name] = repr(now).removesuffix(".0")
        else:
            found[name] = _text(now) if isinstance(now, str) else now
    return found


def _plain(value: str | tuple[str, ...]) -> str | list[str]:
    return _texts(value) if isinstance(value, tuple) else _text(value)
