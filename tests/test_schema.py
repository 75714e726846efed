"""The schema and the loader judge alike: what a file must be, and what only its values tell.

A file in `cases/valid` is right to both, one in `cases/invalid` wrong to both, and one in
`cases/beyond` wrong only to the loader. Wrong ones begin with what the loader says of them:
`# expect: line:column level rule`.
"""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from jsonschema import Draft7Validator
from reports import report
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from strategies import plans

import plangen
from plangen import keys, schema
from plangen.keys import KEYS, Key
from plangen.loader import examine, loads
from plangen.model import Plan

CASES = Path(__file__).parent / "cases"
EXAMPLES = Path(__file__).parent.parent / "examples"
VALID, INVALID, BEYOND = (
    sorted((CASES / n).glob("*.yaml")) for n in ("valid", "invalid", "beyond")
)
SCHEMA = schema.schema()
VALIDATOR = Draft7Validator(SCHEMA)
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)  # plans take minutes to shrink


def stem(path: Path) -> str:
    return path.stem


class _CoreConstructor(SafeConstructor):
    """YAML 1.2 as editors read it: dates are texts."""


_CoreConstructor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def as_an_editor_reads(text: str) -> Any:  # noqa: ANN401 - any YAML
    """The JSON values of a file; equal keys are no fault of structure."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _CoreConstructor
    yaml.allow_duplicate_keys = True
    return _json(yaml.load(io.StringIO(text)))


def _json(value: Any) -> Any:  # noqa: ANN401 - any YAML
    if isinstance(value, dict):
        return {_key(key): _json(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_json(below) for below in value]
    return value


def _key(key: object) -> str:
    return key if isinstance(key, str) else json.dumps(key)


def refusals(text: str) -> list[str]:
    """What the schema says of a file, with the way to it."""
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in VALIDATOR.iter_errors(as_an_editor_reads(text))
    ]


def expected(text: str) -> list[str]:
    """The report that a file begins with."""
    return re.findall(r"^# expect: (.+)$", text, re.MULTILINE)


def test_there_are_cases_of_every_kind() -> None:
    assert len(VALID) >= 15
    assert len(INVALID) >= 25
    assert len(BEYOND) >= 15


@pytest.mark.parametrize("path", VALID, ids=stem)
def test_what_is_right_to_both(path: Path) -> None:
    loaded = examine(path)
    assert report(loaded.problems) == []
    assert loaded.plan is not None
    assert refusals(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", INVALID, ids=stem)
def test_what_is_wrong_to_both(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert expected(text)
    assert report(examine(path).problems) == expected(text)
    assert refusals(text) != []


@pytest.mark.parametrize("path", BEYOND, ids=stem)
def test_what_only_the_loader_knows(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert expected(text)
    assert report(examine(path).problems) == expected(text)
    assert refusals(text) == []


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in sorted(EXAMPLES.rglob("[!.]*.yaml"))
        if not path.name.endswith("layout.yaml")
    ],
    ids=stem,
)
def test_an_example_is_right_to_both(path: Path) -> None:
    assert report(examine(path).problems) == []
    assert refusals(path.read_text(encoding="utf-8")) == []


@settings(max_examples=40, phases=UNSHRUNK)
@given(plans)
def test_the_schema_accepts_every_plan_that_is_written(plan: Plan) -> None:
    text = plangen.dump(plan)
    assert refusals(text) == [], text


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(SCHEMA)


def test_every_reference_of_the_schema_leads_somewhere() -> None:
    text = schema.dumps()
    names = set(re.findall(r'"#/definitions/(\w+)"', text))
    assert names <= set(SCHEMA["definitions"])
    assert names >= set(SCHEMA["definitions"])


def test_the_schema_of_the_examples_is_the_present_one() -> None:
    there = (EXAMPLES / "plan.schema.json").read_text(encoding="utf-8")
    assert there == schema.dumps(), "run: plangen schema > examples/plan.schema.json"
    assert json.loads(there) == SCHEMA


def test_editors_are_told_what_every_key_means() -> None:
    for key in KEYS["plan"]:
        for name in key.names:
            about = SCHEMA["properties"][name]
            assert key.zh in about["title"]
            assert key.about_zh in about["description"]
            assert key.about_en in about["description"]


class _Watched(dict[str, Key]):
    """The keys of a table by every name, noting which are looked up."""

    def __init__(self, table: str, seen: set[tuple[str, str]]) -> None:
        super().__init__({name: key for key in KEYS[table] for name in key.names})
        self.table = table
        self.seen = seen

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as dict has it
        self.seen.add((self.table, name))
        return super().get(name, default)


def test_the_valid_cases_use_every_key_by_every_name(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[tuple[str, str]] = set()
    monkeypatch.setattr(keys, "lookup", lambda table: _Watched(table, seen))
    for path in VALID:
        assert examine(path).plan is not None
    all_names = {(table, name) for table in KEYS for key in KEYS[table] for name in key.names}
    assert all_names - seen == set()


@pytest.mark.parametrize(
    "text",
    ["title: 甲", "title: 甲\nyear: 2027年", "标题: 甲\n年度: 2027", "title: 甲\ngoals: [乙]"],
)
def test_what_the_schema_takes_out_of_a_plan_is_missed(text: str) -> None:
    """A schema that accepts everything would pass the cases above."""
    assert refusals(text) == []
    assert refusals(text.replace("title", "titel").replace("标题", "题标")) != []
    assert loads(text.encode()).plan is not None
