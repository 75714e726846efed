"""What a row changes in a plan file's nodes: single fields, and whole files laid over it."""

import re
from typing import NamedTuple

from plangen import keys
from plangen.problems import PlanError, Problem, Words
from plangen.source import Mapping, Node, Scalar, Sequence, Source

_STEP = r"[^\s.\[\]]+(?:\[[0-9]{1,4}\])*"
_PATH = rf"{_STEP}(?:\.{_STEP})*"
_WHOLE = "plan."
# The table of keys of a mapping, or of the entries of a list, by the kind of the value.
_TABLES = {
    "section": "item",
    "sections": "item",
    "items": "item",
    "groups": "group",
    "stages": "stage",
    "attachments": "attachment",
    **{kind: kind for kind in keys.KEYS},
}

Step = str | int


class OverlayError(ValueError):
    """There is no such field."""

    def __init__(self, path: str, words: Words) -> None:
        self.path = path
        self.words = words
        super().__init__(words.en)


class Field(NamedTuple):
    """A field of a plan by its path, as `goals[0].indicator.at_least` says it."""

    path: str
    steps: tuple[Step, ...]


def field(name: str) -> Field | None:
    """The field that a name addresses: it has a dot or an index; None for any other name.

    `plan.title` addresses a key of the plan itself.
    """
    if ("." not in name and "[" not in name) or not re.fullmatch(_PATH, name):
        return None
    steps: list[Step] = []
    for step in name.removeprefix(_WHOLE).split("."):
        key, *indexes = step.replace("]", "").split("[")
        steps += [key, *map(int, indexes)]
    return Field(name, tuple(steps))


def put(root: Mapping, at: Field, value: Node) -> Mapping:
    """The plan with another value in a field; the value takes the place of what it replaces.

    Raises:
        OverlayError: the plan has no such field.
    """
    changed = _put(root, at, 0, "plan", value)
    assert isinstance(changed, Mapping)  # noqa: S101 - the first step is a key
    return changed


def lay_over(source: Source, over: Source) -> Source:
    """A plan with another file's values in the place of its own.

    Mappings are laid over each other key by key; lists and texts are replaced. A key may be the
    path of a field, of the plan as the other keys left it.

    Raises:
        PlanError: the plan lacks fields that the file addresses by their paths.
    """
    first = source.text.count("\n") + source.text.count("\r") + 1
    upper = _moved(over.root, first)
    assert isinstance(upper, Mapping)  # noqa: S101 - a file's root is one
    fields = [(at, key, value) for key, value in upper.entries if (at := field(key.value))]
    plain = tuple(entry for entry in upper.entries if not field(entry[0].value))
    root = _merge(source.root, upper._replace(entries=plain), "plan")
    problems: list[Problem] = []
    for at, key, value in fields:
        try:
            root = put(root, at, value)
        except OverlayError as error:
            place = (over.name, key.line - first, key.column)
            problems.append(Problem(*place, "error", "unknown-field", error.words))
    if problems:
        raise PlanError(problems)
    return source._replace(
        text=f"{source.text}\n{over.text}", root=root, over=(*source.over, (first, over.name))
    )


def _put(node: Node, at: Field, depth: int, table: str, value: Node) -> Node:
    if depth == len(at.steps):
        return _placed(value, node)
    step = at.steps[depth]
    if isinstance(step, int):
        return _put_in_list(node, at, depth, table, value)
    if not isinstance(node, Mapping):
        raise _no_field(at, depth)
    for number, (key, below) in enumerate(node.entries):
        if _same(key.value, step, table):
            changed = _put(below, at, depth + 1, _below(table, step), value)
            entries = (*node.entries[:number], (key, changed), *node.entries[number + 1 :])
            return node._replace(entries=entries)
    if depth + 1 < len(at.steps) or (table and step not in keys.lookup(table)):
        raise _no_field(at, depth)
    key = Scalar(step, node.line, node.column)
    return node._replace(entries=(*node.entries, (key, _placed(value, node))))


def _put_in_list(node: Node, at: Field, depth: int, table: str, value: Node) -> Node:
    step = at.steps[depth]
    assert isinstance(step, int)  # noqa: S101 - the caller looked
    if isinstance(node, Mapping):
        # `goals[0]` where the goals have a heading of their own: their items are meant.
        inner = at._replace(steps=(*at.steps[:depth], "items", *at.steps[depth:]))
        return _put(node, inner, depth, table, value)
    if not isinstance(node, Sequence) or step >= len(node.items):
        raise _no_field(at, depth)
    changed = _put(node.items[step], at, depth + 1, table, value)
    return node._replace(items=(*node.items[:step], changed, *node.items[step + 1 :]))


def _no_field(at: Field, depth: int) -> OverlayError:
    step = at.steps[depth]
    shown = f"[{step}]" if isinstance(step, int) else step
    return OverlayError(
        at.path,
        Words(
            f"计划里没有“{at.path}”这个字段（“{shown}”处）",
            f"the plan has no field “{at.path}” (at “{shown}”)",
        ),
    )


def _placed(value: Node, where: Node) -> Node:
    """A value of a roster stands where the plan's own stood; one of a file has its own place."""
    return value if value.line else value._replace(line=where.line, column=where.column)


def _merge(under: Mapping, over: Mapping, table: str) -> Mapping:
    entries = list(under.entries)
    for key, value in over.entries:
        for number, (own, below) in enumerate(entries):
            if _same(own.value, key.value, table):
                if isinstance(below, Mapping) and isinstance(value, Mapping):
                    value = _merge(below, value, _below(table, key.value))  # noqa: PLW2901
                entries[number] = (key, value)
                break
        else:
            entries.append((key, value))
    return under._replace(entries=tuple(entries))


def _same(one: str, other: str, table: str) -> bool:
    """Whether two keys are one, by any of its names."""
    if one == other:
        return True
    known = keys.lookup(table) if table else {}
    return one in known and known[one] is known.get(other)


def _below(table: str, step: str) -> str:
    """The table of keys of a value below a key; none where its keys are the writer's own."""
    key = keys.lookup(table).get(step) if table else None
    return _TABLES.get(key.kind, "") if key else ""


def _moved(node: Node, by: int) -> Node:
    """The same node so many lines further down."""
    if isinstance(node, Scalar):
        return node._replace(line=node.line + by)
    if isinstance(node, Sequence):
        items = tuple(_moved(entry, by) for entry in node.items)
        return Sequence(items, node.line + by, node.column)
    entries = tuple(
        (key._replace(line=key.line + by), _moved(value, by)) for key, value in node.entries
    )
    return Mapping(entries, node.line + by, node.column)
