"""Comments that silence rules."""

from pathlib import Path

import pytest
from checks import Folder


def places(tmp_path: Path, text: str, *options: str) -> list[str]:
    """`line:column` of what is told, and the rule where it is not the one for placeholders."""
    folder = Folder(tmp_path)
    folder.put("p.yaml", text)
    done = folder.validate("p.yaml", *options)
    return [
        line.removeprefix("p.yaml:").replace(": error [placeholder]", "") for line in done.lines
    ]


HEAD = "title: 计划\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("goals: [xx]  # plangen: ignore[placeholder]", []),
        ("goals: [xx]  # plangen: ignore", []),
        ("goals: [xx]  #plangen:ignore [placeholder]", []),
        ("goals: [xx]  # plangen：ignore[empty，placeholder]", []),
        ("goals: [xx]  # plangen: ignore[empty, placeholder]", []),
        ("goals: [xx]  # plangen: ignore[placeholder] 名称待批复", []),
        ("goals: [xx]  # plangen: ignore  # 名称待批复", []),
        ("goals: [xx]  # plangen: ignore[empty]", ["2:9"]),
        ("goals: [xx] # 说明 # plangen: ignore[placeholder]", []),
        # All that is indented below.
        ("goals:  # plangen: ignore[placeholder]\n  - xx\n\n  - xx\ntasks: [xx]", ["6:9"]),
        ("goals:  # plangen: ignore[placeholder]\n- xx\n- 甲\n- xx\ntasks: [xx]", ["6:9"]),
        (
            "goals:\n- heading: xx甲  # plangen: ignore[placeholder]\n  text: xx\n- xx",
            ["5:3"],
        ),
        ("goals:\n- heading: 甲xx\n  text: xx  # plangen: ignore[placeholder]", ["3:13"]),
        ("goals: [甲]\npreamble: |  # plangen: ignore[placeholder]\n  xx\n\n  xx\nclosing: xx", [
            "7:10",
        ]),
        # On a line of its own: the line that follows, and all below it.
        ("# plangen: ignore[placeholder]\n\n# 说明\ngoals:\n  - xx\ntasks: [xx]", ["7:9"]),
        ("goals:\n  # plangen: ignore[placeholder]\n  - xx\n  - xx", ["5:5"]),
        ("goals:\n# plangen: ignore[placeholder]\n  - xx\n  - xx", ["5:5"]),
        ("goals: [xx]\n# plangen: ignore[placeholder]", ["2:9"]),
        # A file.
        ("goals: [xx]\ntasks: [xx]\n# plangen: ignore-file[placeholder]", []),
        ("goals: [xx]\ntasks: [xx]  # plangen: ignore-file", []),
        ("goals: [xx]\ntasks: [xx]  # plangen: ignore-file[empty]", ["2:9", "3:9"]),
        # A text is no comment.
        ("goals: ['xx # plangen: ignore']", ["2:10"]),
        ('goals: ["xx # plangen: ignore[placeholder]"]', ["2:10"]),
        ("goals: ['it''s xx # plangen: ignore']", ["2:9"]),
        ("preamble: |\n  xx\n  # plangen: ignore-file\n  xx\ngoals: [甲]", ["3:3", "5:3"]),
        ("preamble: >\n  xx\n  甲\n  # plangen: ignore-file\n\ngoals: [甲]", ["3:3"]),
        ("preamble: |2\n    甲\n  # plangen: ignore-file\n  xx\ngoals: [甲]", ["5:3"]),
        ("preamble: |\n  甲\ntitle: 计划\n", ["4:1: error [duplicate-key]"]),
        ("preamble: |\n  甲\ngoals: [xx]  # plangen: ignore[placeholder]", []),
        ("preamble: |\n  甲\n# plangen: ignore[placeholder]\ngoals: [xx]", []),
        ("preamble: |\n\n\n# plangen: ignore[placeholder]\ngoals: [xx]", [
            "2:11: error [empty]",
        ]),
        ("preamble: 'xx\n\n  # plangen: ignore-file\n\n  甲'  # plangen: ignore[placeholder]", [
            "2:11",
        ]),
        ("preamble: '甲\n\n  乙' # plangen: ignore-file", []),
        ("goals: [a#b xx, 'c']  # plangen: ignore", []),
    ],
)  # fmt: skip
def test_what_a_comment_silences(tmp_path: Path, text: str, told: list[str]) -> None:
    if "preamble: '甲" in text:
        text += "\ngoals: [xx]"
    assert places(tmp_path, HEAD + text) == told


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("ignore[placehlder]", "unknown rule “placehlder”; did you mean “placeholder”?"),
        ("ignore[甲, placeholder]", "unknown rule “甲”"),
        ("ignore[]", "this comment for plangen is not understood; write “# plangen: ignore[rule]”"),
        ("ignore because", "this comment for plangen is not understood; write "),
        ("ignor[placeholder]", "this comment for plangen is not understood; write "),
        ("ignore-files", "this comment for plangen is not understood; write "),
        ("", "this comment for plangen is not understood; write "),
    ],
)
def test_a_comment_that_means_nothing_is_told(tmp_path: Path, comment: str, words: str) -> None:
    folder = Folder(tmp_path)
    folder.put("p.yaml", f"{HEAD}goals: [xx]  # plangen: {comment}\n")
    done = folder.validate("p.yaml")
    lines = [line for line in done.text.splitlines() if line.endswith("[ignore-comment]")]
    assert len(lines) == 1
    assert lines[0].startswith(f"p.yaml:2:14: warning: {words}")
    assert ("[placeholder]" in done.text) == ("placeholder" not in comment or "ignor[" in comment)
    assert "ignore-comment" not in folder.validate("p.yaml", "--ignore", "ignore-comment").text
    folder.put(".plangen.yaml", "levels: {ignore-comment: error}")
    assert folder.validate("p.yaml", "--select", "ignore-comment").code == 1


def test_warnings_of_reading_are_silenced_and_errors_never(tmp_path: Path) -> None:
    warned = "leadership: {groups: [{name: 组, roles: {组长: }}]}"
    assert places(tmp_path, f"{HEAD}{warned}\n") == ["2:45: warning [empty]"]
    assert places(tmp_path, f"{HEAD}{warned}  # plangen: ignore[empty]\n") == []
    broken = f"{HEAD}{warned}  # plangen: ignore[empty]\ntaks: [甲]  # plangen: ignore\n"
    assert places(tmp_path, broken) == ["3:1: error [unknown-key]"]
    assert places(tmp_path, "# plangen: ignore-file\ntitle: [\n") == ["3:1: error [yaml]"]


def test_problems_of_another_file_are_not_silenced(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.put("o.layout.yaml", "draft: 甲\n  乙\n")
    folder.put(
        "p.yaml", "# plangen: ignore-file\nlayout: o.layout.yaml\ntitle: 计划\ngoals: [xx]\n"
    )
    assert folder.validate("p.yaml").lines == ["o.layout.yaml:1:8: warning [folded-text]"]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_comments_in_every_encoding(tmp_path: Path, ends: str, encoding: str) -> None:
    text = f"{HEAD}preamble: |\n  甲\ngoals: [xx] # plangen: ignore[placeholder]\ntasks: [xx]\n"
    folder = Folder(tmp_path)
    folder.put("p.yaml", text.replace("\n", ends).encode(encoding))
    assert folder.validate("p.yaml", "--level", "error").lines == [
        "p.yaml:5:9: error [placeholder]"
    ]
