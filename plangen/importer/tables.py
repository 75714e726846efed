"""Tables of months, stages and groups, with the heads that plangen's own template gives them."""

import re
from collections.abc import Sequence

from plangen.dates import parse_months
from plangen.importer.duties import units
from plangen.importer.staging import period_of
from plangen.model import DataTable, Group, GroupRole, Item, Member, Month, Stage

Rows = Sequence[tuple[str, ...]]
_GROUP = ("小组职务", "姓名", "单位及职务")
_STAGES = ("阶段", "时间", "工作内容")
_THEMES, _CONTENT, _UNITS = "主题日", "工作内容", "责任单位"


def data_table(rows: Rows, caption: str = "") -> DataTable | None:
    """A table with one head row; None if it has no such shape."""
    if not _is_even(rows) or not all(rows[0]):
        return None
    head, *lines = (tuple(" ".join(cell.split("\n")) for cell in row) for row in rows)
    return DataTable(head, tuple(lines), caption)


def _is_even(rows: Rows) -> bool:
    """Whether there are rows below the head, and all of one length."""
    return len(rows) > 1 and len({len(row) for row in rows}) == 1


def months_of(rows: Rows) -> tuple[Month, ...]:
    """The months of a table, or nothing if it is another one."""
    head, *lines = rows
    if (
        not _is_even(rows)
        or head[0] != "月份"
        or _CONTENT not in head
        or len(set(head)) < len(head)
    ):
        return ()
    months: list[Month] = []
    for line in lines:
        cells = dict(zip(head, line, strict=True))
        named = parse_months(cells["月份"])
        if named is None or not cells[_CONTENT]:
            return ()
        themes = tuple(filter(None, re.split(r"[、\n]", cells.get(_THEMES, ""))))
        months.append(Month(named, _content(cells), themes))
    return tuple(months)


def stages_of(rows: Rows, year: int | None) -> tuple[Stage, ...]:
    """The stages of a table, or nothing if it is another one."""
    head, *lines = rows
    if not _is_even(rows) or head[: len(_STAGES)] != _STAGES or len(set(head)) < len(head):
        return ()
    stages: list[Stage] = []
    for line in lines:
        cells = dict(zip(head, line, strict=True))
        if not cells["阶段"] or "\n" in cells["阶段"] + cells["时间"]:
            return ()
        start, end, period = period_of(cells["时间"], year)
        content = _content(cells)._replace(heading=cells["阶段"])
        stages.append(Stage(content, start, end, period))
    return tuple(stages)


def group_of(rows: Rows, name: str) -> Group | None:
    """The group of a table, or None if it is another one."""
    head, *lines = rows
    if not _is_even(rows) or head != _GROUP:
        return None
    roles: dict[str, list[Member]] = {}
    for role, person, post in (map(_on_one_line, line) for line in lines):
        text = f"{person}（{post}）" if person and post else person or post
        roles.setdefault(role, []).extend([Member(text)] if text else [])
    return Group(name, (), tuple(GroupRole(role, tuple(people)) for role, people in roles.items()))


def _content(cells: dict[str, str]) -> Item:
    due = _on_one_line(next((text for head, text in cells.items() if head not in _KNOWN), ""))
    text = tuple(cells[_CONTENT].split("\n")) if cells[_CONTENT] else ()
    lead = units(_on_one_line(cells[_UNITS])) if cells.get(_UNITS) else ()
    return Item(text, lead=lead, due=due)


def _on_one_line(text: str) -> str:
    return " ".join(text.split("\n"))


_KNOWN = frozenset({"月份", *_STAGES, _THEMES, _UNITS})
