"""Plain YAML is read line by line, and comes to what libyaml makes of it."""

from pathlib import Path

import pytest
from helpers import ROOT
from hypothesis import given
from hypothesis import strategies as st
from limits import held

from plangen import source
from plangen.nodes import Node
from plangen.plain import read_plain
from plangen.problems import PlanError

# What is read line by line: nearly every plan is.
PLAIN = (
    "title: 计划\n",
    "title: 计划",
    "title: 计划\r\ntasks:\r\n- 甲\r\n",
    "# 注\n\ntitle: 计划  # 注\n   # 注\ntasks: # 注\n  # 注\n  - 甲 # 注\n\n",
    "tasks:\n- 甲\n- 乙\nyear: 2027\n",
    "tasks:\n  -   heading: 甲\n      text: 乙\n  - 丙\n",
    "tasks:\n  - items:\n    - 甲\n    - 乙\n  - 丙\n",
    "tasks:\n  - heading: 甲\n    items:\n      - text: 乙\n        items:\n        - 丙\n  - 丁\n",
    "months:\n  1: 甲\n  4-5: 乙\n  1、3月: 丙\n  第一季度（春）: 丁\n",
    "$schema: https://example.org/plan.json\nx-note: 8:30开始，#1\n",
    "recipients: [甲, 乙 ,丙]  \n",
    'recipients: [ 甲 乙, "丙", \'丁，戊\', "" ]\n',
    "tasks: [{heading: 甲。, items: [乙, {text: 丙，丁}], due: '6月'}]\n",
    "signature: {organization: 甲, date: 2027-01-08}\n",
    "title: \"计划 \"\nsubtitle: '（ 稿 ）'  \n",
    "preamble: |\n  甲\n\n    乙\n  # 丙\n\ntasks:\n  - |\n    丁\n  - text: |\n      戊\n",
    "preamble: |\n  甲\n \n\n",
    "- 甲\n- a: 乙\n  b: 丙\n- [丁]\n",
    "title: ~\nyear: null\n",
)
# What only libyaml reads, or judges.
OTHER = (
    "",
    "# 注\n",
    "title\n",
    "title:\n",
    "title:\nyear: 2027\n",
    "title: 甲\n  乙\n",
    "title: 甲: 乙\n",
    "title: 甲:\n",
    "title: 甲\n  year: 2027\n",
    "title: 甲\n year: 2027\n",
    "title:甲\n",
    "title: 计划\n- 甲\n",
    "tasks:\n  - 甲\n - 乙\n",
    "tasks:\n- 甲\n  - 乙\n",
    "tasks:\n  - - 甲\n",
    "tasks:\n  -\n    甲\n",
    "tasks:\n  - # 注\n",
    "title:\t甲\n",
    "title: 甲\ryear: 2027\r\ttasks: []\n",
    "\ufefftitle: 甲\n",
    "年\u3000度: 2027\n",
    "年\u200b度: 2027\n",
    "recipients: [走访，检查]\n",
    "recipients: []\n",
    "recipients: [甲,]\n",
    "recipients: [甲, ]\n",
    "recipients: [甲, 乙}\n",
    "recipients: [甲\n",
    "recipients: [甲] 乙\n",
    "recipients: [甲,\n  乙]\n",
    "recipients: [甲? 乙, 8:30]\n",
    "signature: {甲}\n",
    "signature: {甲:乙}\n",
    "title: {{ 社区 }}计划\n",
    'title: "计\\u5212"\n',
    "title: '计''划'\n",
    'title: "计划"甲\n',
    "title: &a 甲\n",
    "title: *a\n",
    "title: !t 甲\n",
    "title: %甲\n",
    "title: @甲\n",
    "title: -甲\n",
    "? title\n: 甲\n",
    '"title": 甲\n',
    "<<: 甲\n",
    "---\ntitle: 甲\n",
    "title: 甲\n...\n",
    "title: >\n  甲\n",
    "title: |-\n  甲\n",
    "title: |\n甲\n",
    "title: |\n\n  甲\n",
    "title: |\n    甲\n  乙\n",
    "title: |\n  甲\n    \n  乙\n",
    "title: |\n  甲",
    "title: |\n",
    "title: |\n 甲\n   \n",
    "甲" * 101 + ": 乙\n",
)
FRAGMENTS = ["title: 计划", "\n", "\r\n", "\r", "  ", "    ", "- ", "tasks:", "text: 甲。", "乙", "1: 丙", "#",
             " # 注", ": ", ":", "：", ", ", "，", "[", "]", "{", "}", "'", '"', "|\n", "|", ">", "? ", "&a", "*a",
             "!", "%", "@", "`", "~", "\\", "\t", "\u3000", "\u200b", "\ufeff", "---\n", "<<: ", "$a: b",
             "\n  ", "\n    ", "\n- ", "\n  - ", "{a: b}", "[a, b]", '"a b"', "'a'"]  # fmt: skip


def by_libyaml(text: str) -> Node | None:
    """What the events of libyaml come to, or nothing if they are not without reproach."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "read_plain", lambda _: None)
        try:
            node, problems = source.read_nodes("plan.yaml", text.encode(), source.Limits())
        except PlanError:
            return None
    return None if problems else node


@pytest.mark.parametrize("text", PLAIN)
def test_plain_texts(text: str) -> None:
    assert read_plain(text) == by_libyaml(text) is not None


@pytest.mark.parametrize("text", OTHER)
def test_others_are_left_to_libyaml(text: str) -> None:
    assert read_plain(text) is None


@pytest.mark.parametrize("folder", ["examples", "tests/rules", "tests/cases/valid"])
def test_the_files_of_the_project(folder: str) -> None:
    files = sorted(Path(ROOT / folder).rglob("*.yaml"))
    texts = [file.read_text("utf-8") for file in files]
    read = [(text, node) for text in texts if (node := read_plain(text))]
    assert len(read) > 0.7 * len(texts)
    for text, node in read:
        assert node == by_libyaml(text)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=20).map("".join))
def test_any_text_comes_to_the_same(text: str) -> None:
    node = read_plain(text)
    assert node is None or node == by_libyaml(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 50_000,
        "a: " + "{a: " * 50_000,
        "a:\n" + "".join(" " * depth + "- a:\n" for depth in range(500)),
        "a: |\n" + " \n" * 50_000 + "  a\n b",
        "a: [" + "甲 " * 50_000,
        "甲" * 100_000,
        ("甲" * 99 + "\n") * 1000,
    ],
)
def test_an_attack_is_left_in_time(text: str) -> None:
    with held(seconds=2):
        assert read_plain(text) is None
