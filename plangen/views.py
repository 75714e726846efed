"""What templates may call beside the plan itself: small views of plan values."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from plangen import outline
from plangen.dates import Date
from plangen.model import (
    END_MARKS,
    DataTable,
    Group,
    GroupRole,
    Item,
    Month,
    Plan,
    Signature,
    Stage,
)

_LINE_LENGTH = 27
_NAME_LENGTH = 4
_WIDEST_ROLE = 8
_ASCII_WIDTH = 0.5
_COLUMN = (4.0, 24.0)


class Place(NamedTuple):
    """How far from the right edge signature and date end, in characters."""

    organization: float
    date: float


class Name(NamedTuple):
    """A member's name and what follows it."""

    name: str
    after: str


class MemberRow(NamedTuple):
    """Members on one line: spread to `width` characters unless 0, with `mark` between them."""

    names: tuple[Name, ...]
    mark: str
    width: int


def width(text: str) -> float:
    """The length of a text in characters of the body font; ASCII takes half of one."""
    narrow = len(text.encode("ascii", "ignore"))
    return len(text) - narrow * (1 - _ASCII_WIDTH)


def signature_place(signature: Signature) -> Place:
    """GB/T 9704-2012 7.3.5.2, without a seal.

    The signature ends two characters from the right edge and the date begins two characters
    after it begins; if the date is the longer one, it is the date that ends two from the edge.
    """
    longest = max(map(width, signature.organizations), default=0.0)
    date = width(outline.words(signature.date))
    if date <= longest or not signature.date or not longest:
        return Place(2, longest - date if longest and signature.date else 2)
    return Place(date - longest + 4, 2)


def before(text: str, marks: str) -> str:
    """A text without such marks at its end, for the template sets its own."""
    return text.rstrip(marks + " 　")


def role_width(group: Group) -> int:
    """The width that a group's roles are spread to."""
    return min(max((len(role.name) for role in group.roles), default=0), _WIDEST_ROLE)


def member_rows(role: GroupRole) -> tuple[MemberRow, ...]:
    """A role's members as offices set them.

    With posts, a line each; names alone, in columns; units, as one text.
    """
    if role.mark:
        return (MemberRow(tuple(Name(m.text, "") for m in role.members), role.mark, 0),)
    names = tuple(Name(m.name, m.text[len(m.name) :]) for m in role.members)
    longest = max((len(name.name) for name in names), default=0)
    spread = max(longest, 3) if longest <= _NAME_LENGTH and len(names) > 1 else 0
    if any(name.after or " " in name.name or "\u3000" in name.name for name in names):
        return tuple(MemberRow((name,), "", spread) for name in names)
    if not spread:
        return (MemberRow(names, "、", 0),) if names else ()
    count = max(1, int((_LINE_LENGTH - 5) // (spread + 1)))
    chunks = (names[at : at + count] for at in range(0, len(names), count))
    return tuple(MemberRow(chunk, "　", spread) for chunk in chunks)


def column_widths(table: DataTable) -> str:
    """Relative widths by the longest text of each column, within reason."""
    rows = (table.columns, *table.rows)
    longest = [max(column_width(row[at]) for row in rows) for at in range(len(table.columns))]
    return " ".join(f"{length:g}" for length in longest)


def column_width(text: str) -> float:
    """The width of a column that has room for a text, within reason."""
    low, high = _COLUMN
    return min(max(width(text) + 1, low), high)


def month_words(month: Month) -> str:
    """A month as a cell of a table: `3月`, `4—5月`, `第一季度`."""
    return outline.month_label(month.months, "1月")


def units(item: Item) -> tuple[str, ...]:
    """Who leads and supports."""
    return item.lead + item.support


def any_observances(months: Sequence[Month]) -> bool:
    """Whether any month has theme days."""
    return any(month.observances for month in months)


def any_units(entries: Sequence[Month | Stage]) -> bool:
    """Whether any month or stage says who leads or supports."""
    return any(units(entry.content) for entry in entries)


def any_due(entries: Sequence[Month | Stage]) -> bool:
    """Whether any month or stage says when it is due."""
    return any(entry.content.due for entry in entries)


def lines(text: str) -> str:
    """A text with its line breaks as elements."""
    from markupsafe import Markup, escape

    return Markup("<br/>").join(escape(line) for line in text.split("\n"))


def bare(heading: str) -> str:
    """A heading without the mark that ends it."""
    return heading.rstrip(END_MARKS)


def cell(plan: Plan, item: Item) -> str:
    """An item as the text of a cell."""
    return lines(outline.flat_text(plan, item))


def cell_below(plan: Plan, item: Item) -> str:
    """An item without its heading as the text of a cell."""
    return cell(plan, item._replace(heading="", run_in=False))


def listed(texts: Iterable[str], mark: str = "、") -> str:
    """Texts with a mark between them."""
    return mark.join(texts)


FILTERS: dict[str, Callable[..., Any]] = {
    "any_due": any_due,
    "any_observances": any_observances,
    "any_units": any_units,
    "bare": bare,
    "before_colon": lambda text: before(text, "：:"),
    "before_stop": lambda text: before(text, "。."),
    "column_widths": column_widths,
    "lines": lines,
    "listed": listed,
    "member_rows": member_rows,
    "month_words": month_words,
    "role_width": role_width,
    "signature_place": signature_place,
    "stage_period": outline.stage_period,
    "units": units,
    "width": width,
    "words": outline.words,
}
# The headings of the standard sections, for plans that give none.
TITLES = {
    "guiding_ideas": "指导思想",
    "principles": "基本原则",
    "goals": "工作目标",
    "tasks": "工作任务",
    "schedule": "时间安排",
    "leadership": "组织领导",
    "safeguards": "保障措施",
}
GLOBALS: dict[str, Any] = {
    "titles": TITLES,
    "cell": cell,
    "cell_below": cell_below,
    "content_lines": outline.content_lines,
    "duty_words": outline.duty_words,
    "outline": lambda plan, titles: outline.outline(plan, {**TITLES, **titles}),
    "task_rows": outline.task_rows,
}


def date_of(plan: Plan) -> str:
    """The plan's own date in ISO 8601, or nothing."""
    date = plan.signature.date if plan.signature else ""
    return date.iso() if isinstance(date, Date) and date.day else ""
