"""The JSON Schema (draft-07) of plan files, made from the table of keys.

Editors complete and check plan files with it. It says what the structure of a file must be;
what depends on values (an impossible date, an undefined variable) only the loader knows.
"""

import json
from typing import Any

from plangen.keys import CHOICES_ZH, KEYS, Key
from plangen.model import ROLES

Schema = dict[str, Any]

# YAML of its own accord reads 3.5 or `on` as other types: all of them are text to plangen.
_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_NOT_EMPTY: Schema = {**_TEXT, "pattern": r"\S"}
_MONTH = (
    "^(?:[0-9一二三四五六七八九十月份 ,，、和及至到~～–—-]+"
    "|全年|每月|每季度|[上下]半年|第?[一二三四]季度)$"
)
_VARIABLE = r"\{[{%#]"


def schema() -> Schema:
    """The schema as plain values."""
    definitions = {table: _table(table) for table in KEYS}
    definitions |= _kinds()
    plan = definitions.pop("plan")
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "plangen 工作计划 / work plan",
        "description": "社区工作计划、实施方案 / a community work plan or implementation scheme",
        **plan,
        "definitions": definitions,
    }


def dumps() -> str:
    """The schema as JSON text."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _table(table: str, without: str = "") -> Schema:
    """A mapping: each key by each of its names, but one of them at a time."""
    keys = [key for key in KEYS[table] if key.name != without]
    properties = {name: _property(key) for key in keys for name in key.names}
    found: Schema = {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": properties,
    }
    rules = [rule for key in keys for rule in _once(key)]
    if table == "plan":
        found["patternProperties"] = {"^x-": {}}
    if rules:
        found["allOf"] = rules
    return found


def _once(key: Key) -> list[Schema]:
    """One of a key's names: exactly one if it is required, at most one otherwise."""
    names = [{"type": "object", "required": [name]} for name in key.names]
    if key.required:
        return [{"oneOf": names}]
    # What is no mapping is said to be none, and nothing else.
    pairs = [
        {"type": "object", "required": [first, second]}
        for at, first in enumerate(key.names)
        for second in key.names[at + 1 :]
    ]
    return [{"not": {"anyOf": pairs}}] if pairs else []


def _property(key: Key) -> Schema:
    about = {"title": f"{key.zh} {key.name}", "description": f"{key.about_zh}\n{key.about_en}"}
    kind = key.kind
    if kind.startswith("choice:"):
        names = kind.removeprefix("choice:").split(",")
        return {**about, **_choice([*names, *(CHOICES_ZH[n] for n in names if n in CHOICES_ZH)])}
    # Not allOf: editors complete a key together with its colon only where they find alternatives.
    return {**about, "anyOf": [{"$ref": f"#/definitions/{kind}"}]}


def _choice(names: list[str]) -> Schema:
    return {"anyOf": [{"enum": names}, {"type": "string", "pattern": _VARIABLE}]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _list_of(name: str) -> Schema:
    return {"type": "array", "minItems": 1, "items": _ref(name)}


def _of(*kinds: Schema) -> Schema:
    """A list, not empty, of values of any of these kinds."""
    return {"type": "array", "minItems": 1, "items": {"anyOf": list(kinds)}}


def _kinds() -> Schema:
    """What each kind of value may be, beside the mappings that the table defines.

    Mappings come first: where no alternative fits, editors say what is wrong with the first one.
    """
    item, month = _ref("item"), _ref("month")
    names = next(key for key in KEYS["month"] if key.name == "month").names
    return {
        "text": _NOT_EMPTY,
        "paragraphs": {"anyOf": [_NOT_EMPTY, _list_of("paragraphs")]},
        "texts": {"anyOf": [_NOT_EMPTY, _of(_NOT_EMPTY)]},
        "when": _NOT_EMPTY,
        "year": {
            "anyOf": [
                {"type": "integer", "minimum": 1949, "maximum": 2999},
                {"type": "string", "pattern": rf"^\s*[0-9]{{4}}(年|年度)?\s*$|{_VARIABLE}"},
            ]
        },
        "number": {
            "anyOf": [
                {"type": "number"},
                {"type": "string", "pattern": rf"^\s*[+-]?[0-9]+(\.[0-9]+)?\s*$|{_VARIABLE}"},
            ]
        },
        "points": {
            "anyOf": [
                {"type": "number", "minimum": 12, "maximum": 60},
                {"type": "string", "pattern": rf"^[0-9]+(\.[0-9]+)?$|{_VARIABLE}"},
            ]
        },
        "yes_no": {
            "anyOf": [
                {"type": "boolean"},
                _choice(
                    [
                        "是",
                        "否",
                        "yes",
                        "no",
                        "on",
                        "off",
                        "true",
                        "false",
                        "Yes",
                        "No",
                        "True",
                        "False",
                    ]
                ),
            ]
        },
        "marker": {"type": ["string", "number", "null"]},
        "markers": {"anyOf": [_ref("marker"), _list_of("marker")]},
        "role": _choice([*ROLES, "other"]),
        "items": _of(item, _NOT_EMPTY),
        "section": {"anyOf": [item, _ref("items"), _NOT_EMPTY]},
        "sections": _list_of("section"),
        "month": _table("month", without="month"),
        "month_entry": {
            "allOf": [_table("month"), {"anyOf": [{"required": [name]} for name in names]}]
        },
        "month_name": _NOT_EMPTY,
        "months": {
            "anyOf": [
                {
                    "type": "object",
                    "minProperties": 1,
                    "propertyNames": {"pattern": _MONTH},
                    "additionalProperties": {"anyOf": [month, _ref("items"), _NOT_EMPTY]},
                },
                _list_of("month_entry"),
            ]
        },
        "stages": _list_of("stage"),
        "groups": _list_of("group"),
        "roles": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {
                "anyOf": [
                    {"type": "null"},
                    _NOT_EMPTY,
                    {"type": "array", "items": _member()},
                    _ref("member"),
                ]
            },
        },
        "office": {"anyOf": [_table("office"), _NOT_EMPTY]},
        "rows": _list_of("cells"),
        "cells": {
            "type": "array",
            "minItems": 1,
            "items": {"type": ["string", "number", "boolean", "null"]},
        },
        "attachments": _of(_ref("attachment"), _NOT_EMPTY),
        "vars": {
            "type": "object",
            "additionalProperties": {
                "anyOf": [
                    {"type": ["string", "number", "boolean", "null"]},
                    {"type": "array", "items": _NOT_EMPTY},
                ]
            },
        },
        "layout": {"anyOf": [_table("layout"), _NOT_EMPTY]},
    }


def _member() -> Schema:
    return {"anyOf": [_NOT_EMPTY, _ref("member")]}
