"""YAML as a person writes it: exact texts, and the law that every reader reads what was meant."""

from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import held
from ruamel.yaml import YAML
from strategies import HOSTILE, ODD_SPACES

from plangen.emitter import WIDTH, Bare, Note, Short, comment, emit
from plangen.problems import PlanError
from plangen.source import FORBIDDEN, Limits, Mapping, Node, Scalar, read_nodes

# What YAML knows and a text may begin or end with.
SIGNS = (
    *HOSTILE,
    *("\n", "\t", "\r", "\x00", "\x7f", "\x85", "\u2028", "\ufffe", "? x", "| x", "- x", "甲: 乙"),
    *("甲:", "甲 #乙", "a#b", "[a", "a]", "a, b", "，", "Yes", "y", "off", "-1", "+_1", "0o17", "1."),
    *(".", ".5", "1:20:30.5", "2027-01-08", "2027-1-8 1:2:3", "... a", "%YAML 1.2", "'a'", '"', "\\x"),
)  # fmt: skip
texts = st.lists(st.sampled_from(SIGNS) | st.text(max_size=3), max_size=3).map("".join)
printable = texts.filter(lambda text: not FORBIDDEN.search(text))
keys = printable.map(lambda text: "".join(sign for sign in text if sign not in ODD_SPACES))


def values(texts: st.SearchStrategy[str], keys: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return st.recursive(
        texts | texts.map(Bare),
        lambda below: st.one_of(
            st.lists(below, max_size=3),
            st.lists(below, max_size=3).map(tuple),
            st.dictionaries(keys, below, max_size=3),
            st.dictionaries(keys, below, max_size=3).map(Short),
            st.builds(Note, st.text(max_size=3), below),
        ),
        max_leaves=6,
    )


def mappings(
    texts: st.SearchStrategy[str], keys: st.SearchStrategy[str]
) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(keys, values(texts, keys), min_size=1, max_size=3)


def meant(value: Any) -> Any:  # noqa: ANN401 - any YAML
    """A value with nothing but texts, lists and mappings in it."""
    if isinstance(value, Note):
        return meant(value.value)
    if isinstance(value, dict):
        return {str(key): meant(below) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [meant(below) for below in value]
    return str(value)


def typed(text: str) -> Node:
    """What is typed at each place, as the loader sees it; nothing in it may be noted."""
    node, problems = read_nodes("file.yaml", text.encode(), Limits())
    assert problems == ()
    return node


def said(node: Node) -> Any:  # noqa: ANN401 - any YAML
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return {key.value: said(value) for key, value in node.entries}
    return [said(entry) for entry in node.items]


def read(text: str, version: tuple[int, int]) -> Any:  # noqa: ANN401 - any YAML
    yaml = YAML(typ="safe", pure=True)
    yaml.version = version
    return yaml.load(text)


def without_bare(value: Any) -> Any:  # noqa: ANN401 - any YAML
    if isinstance(value, Note):
        return without_bare(value.value)
    if isinstance(value, dict):
        # A number as a key is left to be one: to JSON every key is a text.
        return {f"a{key}": without_bare(below) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(without_bare, value))
    return str(value)


@given(mappings(texts, texts))
def test_every_text_is_a_text_to_every_reader(data: dict[str, Any]) -> None:
    data = without_bare(data)
    text = emit(data)
    assert read(text, (1, 2)) == meant(data)
    assert read(text, (1, 1)) == meant(data)


@given(mappings(printable, keys))
def test_the_loader_reads_what_was_meant(data: dict[str, Any]) -> None:
    assert said(typed(emit(data))) == meant(data)


def test_what_is_no_character_is_written_as_what_it_is() -> None:
    text = emit({"a": "\ud800", "b": "甲\ufeff"})
    assert text == 'a: "\\uD800"\nb: "甲\\uFEFF"\n'
    with pytest.raises(PlanError):
        typed(text)


# Values, and the YAML of them.
CASES: dict[str, tuple[dict[str, Any], str]] = {
    "texts": (
        {"a": "甲：乙，丙。", "b": "2027年", "c": "甲:乙", "d": "甲#乙", "e": "5*3[1]", "f": "“甲”"},
        """\
        a: 甲：乙，丙。
        b: 2027年
        c: 甲:乙
        d: 甲#乙
        e: 5*3[1]
        f: “甲”
        """,
    ),
    "quotes": (
        {"a": "", "b": "甲: 乙", "c": "甲 # 乙", "d": "- 甲", "e": "{{ 甲 }}", "f": "%", "g": "甲:"},
        """\
        a: ""
        b: "甲: 乙"
        c: "甲 # 乙"
        d: "- 甲"
        e: "{{ 甲 }}"
        f: "%"
        g: "甲:"
        """,
    ),
    "quotes in quotes": (
        {"a": '"甲"乙', "b": "#\\", "c": "'甲'", "d": "\"甲'", "e": '甲"乙"', "f": "甲\t乙", "g": "\\\t"},
        """\
        a: '"甲"乙'
        b: '#\\'
        c: "'甲'"
        d: "\\"甲'"
        e: 甲"乙"
        f: "甲\\t乙"
        g: "\\\\\\t"
        """,
    ),
    "texts that look like something else": (
        {"a": "12", "b": "1.", "c": "null", "d": "yes", "e": "2027-01-08", "f": "12:30", "g": "1-2"},
        """\
        a: "12"
        b: "1."
        c: "null"
        d: "yes"
        e: "2027-01-08"
        f: "12:30"
        g: 1-2
        """,
    ),
    "texts that may look like something else": (
        {"a": Bare("12"), "b": Bare("1."), "c": Bare("2027-01-08"), "d": Bare("010"), "e": Bare("no")},
        """\
        a: 12
        b: 1.
        c: 2027-01-08
        d: "010"
        e: "no"
        """,
    ),
    "what is no text": (
        {"a": 12, "b": True, "c": False, "d": None, "e": [], "f": {}, "g": (), "h": [None, 1], "i": (1, True)},
        """\
        a: 12
        b: true
        c: false
        d:
        e: []
        f: {}
        g: []
        h:
          -
          - 1
        i: [1, true]
        """,
    ),
    "lines": (
        {"a": "甲\n乙\n", "b": "甲: 乙\n\n# 丙", "c": ["甲\n乙\n", {"d": "丁\n戊\n"}], "e": ("己\n庚", "辛")},
        """\
        a: |
          甲
          乙
        b: |-
          甲: 乙

          # 丙
        c:
          - |
            甲
            乙
          - d: |
              丁
              戊
        e: ["己\\n庚", 辛]
        """,
    ),
    "lines that are no block": (
        {"a": "\n", "b": "甲\n\n", "c": " 甲\n乙", "d": "甲 \n乙", "e": "甲\r\n乙", "f": "甲\n\x85"},
        """\
        a: "\\n"
        b: "甲\\n\\n"
        c: " 甲\\n乙"
        d: "甲 \\n乙"
        e: "甲\\u000D\\n乙"
        f: "甲\\n\\u0085"
        """,
    ),
    "lists": (
        {"a": ["甲", "乙"], "b": ("甲", "乙"), "c": [("甲", "乙"), ["丙"]], "d": [[["丁"]]]},
        """\
        a:
          - 甲
          - 乙
        b: [甲, 乙]
        c:
          - [甲, 乙]
          - - 丙
        d:
          - - - 丁
        """,
    ),
    "lists that need quotes": (
        {"a": ("甲，乙", "丙"), "b": ("12", "%"), "c": [("甲，乙", "a, b", "a:b", "c?")], "d": (("[", "甲]"),)},
        """\
        a:
          - 甲，乙
          - 丙
        b: ["12", "%"]
        c:
          - ["甲，乙", "a, b", "a:b", "c?"]
        d:
          - ["[", "甲]"]
        """,
    ),
    "mappings": (
        {
            "a": {"b": "甲", "c": {"d": "乙"}},
            "e": Short(f="甲", g=("乙", "丙"), h=1),
            "i": Short(j=None),
            "k": Short(m={"l": "甲"}),
            "o": Short(p="甲，"),
            "q": Short(),
        },
        """\
        a:
          b: 甲
          c:
            d: 乙
        e: {f: 甲, g: [乙, 丙], h: 1}
        i:
          j:
        k:
          m:
            l: 甲
        o:
          p: 甲，
        q: {}
        """,
    ),
    "keys": (
        {"3": "a", "4-5": "b", "1、3": "c", "03": "d", "甲:乙": "e", "": "f", "<<": "g", "甲\n乙": "h", "n": {}},
        """\
        3: a
        4-5: b
        1、3: c
        "03": d
        "甲:乙": e
        "": f
        "<<": g
        "甲\\n乙": h
        "n": {}
        """,
    ),
    "comments": (
        {
            "a": Note("第1行\n第2行", "甲"),
            "b": [Note("一", "乙"), Note("二", {"c": Note("三", "丙"), "d": "丁"})],
            "e": [{"f": Note("四\x00: \u2028", ["戊"])}],
            "g": (Note("五", "己"), "庚"),
            "h": Note("", Short(i="辛")),
        },
        """\
        # 第1行
        # 第2行
        a: 甲
        b:
          # 一
          - 乙
          # 二
          - # 三
            c: 丙
            d: 丁
        e:
          - # 四 :
            f:
              - 戊
        g:
          # 五
          - 己
          - 庚
        #
        h: {i: 辛}
        """,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "text"), CASES.values(), ids=list(CASES))
def test_values_are_written_as_a_person_writes_them(data: dict[str, Any], text: str) -> None:
    assert emit(data) == dedent(text)


def test_a_list_is_on_one_line_as_long_as_that_is_short() -> None:
    name = "甲" * ((WIDTH - 4) // 4)
    assert emit({"a": (name, name)}) == f"a: [{name}, {name}]\n"
    assert emit({"a": (name, name + "乙")}) == f"a:\n  - {name}\n  - {name}乙\n"
    assert emit({"a": Short(b=name, c=name)}) == f"a:\n  b: {name}\n  c: {name}\n"


@pytest.mark.parametrize("value", ["甲", ["甲"], {"b": "甲"}, Note("乙", "甲\n甲")])
def test_no_key_is_too_long(value: object) -> None:
    data = {"甲" * 2000: value, "乙": Short({"#" * 2000: value})}
    assert read(emit(data), (1, 2)) == meant(data)
    assert said(typed(emit(data))) == meant(data)


def test_a_comment_stays_one() -> None:
    assert comment("甲\r\n乙: 丙\r\n\x85丁") == ["# 甲\n", "# 乙: 丙\n", "#  丁\n"]


@pytest.mark.parametrize(
    "piece", ["1", "1:1", "_", "-", "1-", " ", ": ", "'", '"', "\n", "{", "甲\n"]
)
def test_nothing_long_is_slow(piece: str) -> None:
    text = piece * 50_000
    with held():
        emit({"a": text, "b": (text, "甲"), "c": [Bare(text)], "d": Short({text: "甲"})})
