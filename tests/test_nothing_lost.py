"""Whatever a plan says stands in its document."""

from collections.abc import Iterator

from hypothesis import given, settings
from strategies import plans

import plangen
from plangen.model import Group, Item, Plan
from plangen.outline import stage_period, words


def said(plan: Plan) -> Iterator[str]:
    """Every text of a plan that is to be printed, in no order."""
    yield from plan.title.split("\n")
    yield from plan.subtitle.split("\n")
    for recipient in plan.recipients:
        yield recipient.rstrip("：: 　")
    yield from (*plan.preamble, *plan.closing)
    for section in plan.sections:
        yield from said_by_item(section)
    for attachment in plan.attachments:
        yield attachment.title
        if attachment.content:
            yield from said_by_item(attachment.content)
    if plan.signature:
        yield from (*plan.signature.organizations, words(plan.signature.date))


def said_by_item(item: Item, *, heading: bool = True) -> Iterator[str]:
    yield from (item.heading if heading else "", *item.text, *item.closing)
    yield from (*item.lead, *item.support, words(item.due))
    if item.table:
        yield from (item.table.caption, *item.table.columns)
        yield from (cell for row in item.table.rows for cell in row)
    for group in item.groups:
        yield from said_by_group(group)
    for below in item.items:
        yield from said_by_item(below)
    for month in item.months:
        yield from said_by_item(month.content)
    for stage in item.stages:
        yield from said_by_item(stage.content, heading=False)
        yield from (stage.content.heading[:-1], stage_period(stage))


def said_by_group(group: Group) -> Iterator[str]:
    yield from (group.name, *group.text, *group.duties)
    for role in group.roles:
        yield role.name
        for member in role.members:
            yield from (member.name, member.post)
    if group.office:
        office = group.office
        yield from [office.text] if office.text else [office.place, office.director, office.phone]
    for below in group.groups:
        yield from said_by_group(below)


@settings(max_examples=120)
@given(plans)
def test_nothing_that_a_plan_says_is_lost(plan: Plan) -> None:
    printed = "\n".join(plangen.render(plan).lines())
    assert [text for text in said(plan) if text not in printed] == []
