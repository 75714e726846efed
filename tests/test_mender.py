"""Corrections: what is mechanical is mended, and every other byte stays."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from checks import BROKEN, PLAN, Folder, replacing
from hypothesis import given, settings
from hypothesis import strategies as st

from plangen import files
from plangen.checker import Checked
from plangen.loader import loads
from plangen.mender import Mended, mend
from plangen.problems import Words, failed
from plangen.rules import rules
from plangen.rules.rule import Edit, Finding, Rule
from plangen.settings import Settings
from plangen.subject import Subject

HALF = replacing("half", **{"，": "、", "，，": "，", "Ｏ": "O", "帐号": "账号", "()": "_"})
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be"]
MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
LAYOUT = """\
# 说明：一，二
title:   "计划，甲"     # 注，释


goals:
    -   '帐号，Ｏ'
    - {heading: 甲，乙, text: [丙，, "丁，\\t"]}
tasks: |
      一，二。

        三Ｏ。
"""
MENDED = """\
# 说明：一，二
title:   "计划、甲"     # 注，释


goals:
    -   '账号、O'
    - {heading: 甲、乙, text: [丙、, "丁，\\t"]}
tasks: |
      一、二。

        三O。
"""


def encoded(text: str, encoding: str, ends: str = "\n") -> bytes:
    return MARKS.get(encoding, b"") + text.replace("\n", ends).encode(encoding)


def fixed(data: bytes, *rules: Rule) -> Mended:
    """A file after its corrections by some rules."""
    return mend("plan.yaml", data, lambda found: checked(found, *rules))


def checked(data: bytes, *rules: Rule) -> Checked:
    from plangen.linter import findings
    from plangen.problems import in_order

    loaded = loads(data)
    found = list(findings(Subject(loaded), Settings(), rules)) if loaded.plan else []
    problems = in_order((*loaded.problems, *(problem for problem, _ in found)))
    return Checked(loaded, problems, tuple(edit for _, edit in found if edit))


def rule_of(*edits: Edit, level: str = "warning") -> Rule:
    """A rule that always asks for the same edits."""

    def check(subject: Subject, settings_: Settings) -> Iterator[Finding]:
        del settings_
        for edit in edits:
            if subject.lines[edit.line - 1 :][:1] and subject.lines[edit.line - 1].startswith(
                edit.old, edit.column - 1
            ):
                yield Finding(edit.line, edit.column, Words("错", "wrong"), None, edit)

    return Rule("own", level, Words("错", "wrong"), "", check)  # type: ignore[arg-type]


# Every byte that is not mended stays.


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("final", [True, False])
def test_all_else_stays_byte_for_byte(
    tmp_path: Path, encoding: str, ends: str, *, final: bool
) -> None:
    before, after = (text if final else text.rstrip("\n") for text in (LAYOUT, MENDED))
    folder = Folder(tmp_path, HALF)
    folder.put("p.yaml", encoded(before, encoding, ends))
    done = folder.validate("p.yaml", "--fix")
    assert folder.data("p.yaml") == encoded(after, encoding, ends)
    assert done.err == "p.yaml: 8 mended\n"
    assert "7:33: warning [half]" in "\n".join(done.lines)
    assert folder.validate("p.yaml", "--fix").err == ""
    assert folder.data("p.yaml") == encoded(after, encoding, ends)


def test_mixed_line_ends_stay(tmp_path: Path) -> None:
    folder = Folder(tmp_path, HALF)
    folder.put("p.yaml", "title: 甲，乙\r\ngoals: [丙，丁]\n\r\ntasks: [戊，己]\r# 完，".encode())
    folder.validate("p.yaml", "--fix")
    assert folder.data("p.yaml").decode() == (
        "title: 甲、乙\r\ngoals: [丙、丁]\n\r\ntasks: [戊、己]\r# 完，"
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_full_width_colons(tmp_path: Path, encoding: str) -> None:
    folder = Folder(tmp_path)
    text = "title：计划\ngoals：\n- text： 说明：甲\n  lead：　办公室\ntasks:\n- heading: 甲\n  text：\n  - 乙\n"
    folder.put("p.yaml", encoded(text, encoding))
    done = folder.validate("p.yaml", "--fix")
    assert folder.data("p.yaml") == encoded(
        "title: 计划\ngoals:\n- text: 说明：甲\n  lead: 　办公室\ntasks:\n- heading: 甲\n  text:\n  - 乙\n",
        encoding,
    )
    assert done.code == 0
    assert "p.yaml: 5 mended" in done.err


@pytest.mark.parametrize(
    "text",
    [
        # What comes after would not be read, or not as well.
        "title: 计划\npreamble: 第一行\n  注意：第二行\ngoals: [甲]\n",
        "title: 计划\ngoals: [甲]\nlayout: {fonts: 名称：甲}\n",
        "title: 计划\ngoals: [{indicator: 名称：甲}]\n",
        "title: 计划\ngoals:\n- {groups: [甲组：王芳]}\n",
        "titel：计划\n",
        "说明：一，二。\n",
        # And what is no key.
        "title: 计划：甲\ngoals: [甲：乙]\n",
    ],
)
def test_a_colon_that_would_do_harm_stays(text: str) -> None:
    assert fixed(text.encode()).data == text.encode()
    assert fixed(text.encode()).corrections == 0


def test_good_colons_are_mended_beside_one_that_would_do_harm() -> None:
    text = "title：计划\ngoals：\n- 甲\ntasks:\n- {groups: [甲组：王芳]}\nclosing：乙\n"
    found = fixed(text.encode())
    assert found.data.decode() == (
        "title: 计划\ngoals:\n- 甲\ntasks:\n- {groups: [甲组：王芳]}\nclosing: 乙\n"
    )
    assert found.corrections == 3


def test_errors_that_come_to_light_do_not_hinder() -> None:
    text = "title：计划\ntaks: [甲]\ngoals：\n- headng: 乙\n"
    assert fixed(text.encode()).data.decode() == "title: 计划\ntaks: [甲]\ngoals:\n- headng: 乙\n"


def test_colons_that_hide_each_other() -> None:
    text = "".join(f"a：\n  b: 甲\n  c：乙{number}\n" for number in range(60))
    found = fixed(text.encode())
    assert found.corrections == 120
    assert found.data.decode() == text.replace("：乙", ": 乙").replace("：", ":")


# Edits.


def test_two_edits_on_a_line_and_edits_that_overlap() -> None:
    data = "title: 甲，，乙，丙帐号\ngoals: [丁]\n".encode()
    edits = [Edit(1, 9, "，，", "，"), Edit(1, 10, "，乙，", "。"), Edit(1, 14, "帐", "账")]
    found = fixed(data, rule_of(*edits))
    assert (found.data.decode(), found.corrections) == ("title: 甲，乙，丙账号\ngoals: [丁]\n", 2)
    assert fixed(data, replacing("a", **{"，，": "，"}), replacing("b", **{"，": "、"})).data == (
        "title: 甲、乙、丙帐号\ngoals: [丁]\n".encode()
    )


@pytest.mark.parametrize(
    "edit",
    [
        Edit(1, 1, "甲", "乙"), Edit(9, 1, "", "乙"), Edit(0, 1, "t", "乙"), Edit(1, 0, "", "乙"),
        Edit(1, 99, "甲", "乙"), Edit(1, 8, "甲", "甲"), Edit(1, 8, "甲", "甲\n"), Edit(-1, 1, "", "x"),
        # What would break the file.
        Edit(1, 8, "甲", "'"), Edit(1, 8, "甲", "[x"), Edit(1, 1, "title", "titel"),
        Edit(1, 8, "甲", "\x07"), Edit(1, 8, "甲", ""),
    ],
)  # fmt: skip
def test_an_edit_that_fits_not_or_does_harm_is_left_out(edit: Edit) -> None:
    data = "title: 甲\ngoals: [丁]\n".encode()
    state = checked(data)
    found = mend("plan.yaml", data, lambda given_: (checked(given_))._replace(edits=(edit,)))
    assert found.data == data
    assert found.corrections == 0
    assert found.checked.problems == state.problems


def test_one_harmful_edit_does_not_hinder_the_others() -> None:
    lines = "".join(f"- 甲，{number}\n" for number in range(40))
    data = f"title: 计划\ngoals:\n{lines}".encode()
    bad = Edit(20, 3, "甲", "'")
    found = fixed(data, HALF, rule_of(bad))
    assert found.data.decode() == data.decode().replace("，", "、")
    assert found.corrections == 40


def test_a_rules_new_error_is_harm() -> None:
    def check(subject: Subject, settings_: Settings) -> Iterator[Finding]:
        del settings_
        for hit in subject.find(re.compile("、")):
            yield Finding(hit.text.line, hit.column, Words("错", "wrong"))

    no_marks = Rule("no-marks", "error", Words("错", "wrong"), "", check)
    data = "title: 计划\ngoals: [甲，乙]\n".encode()
    assert fixed(data, HALF, no_marks).data == data


def test_corrections_that_undo_each_other_come_to_an_end() -> None:
    swap = [replacing("a", 甲="乙"), replacing("b", 乙="甲")]
    for text in ("title: 甲\ngoals: [丁]\n", "title: 乙\ngoals: [丁]\n"):
        found = fixed(text.encode(), *swap)
        assert fixed(found.data, *swap).data == found.data
    longer = fixed("title: 甲\ngoals: [丁]\n".encode(), replacing("a", 甲="甲甲"))
    assert (longer.data, longer.corrections) == ("title: 甲\ngoals: [丁]\n".encode(), 0)
    assert not failed(longer.checked.problems)


TEXTS = st.lists(
    st.sampled_from(["，", "，，", "Ｏ", "帐号", "()", "甲", "'", '"', "\\", ": ", " #", "："])
)


@given(
    st.lists(TEXTS.map("".join), min_size=1, max_size=4),
    st.sampled_from(["{}", "'{}'", '"{}"', "|\n  {}", "[{}]", "{{heading: {}}}"]),
    st.sampled_from(["goals:", "goals：", "tasks：甲\n"]),
    st.sampled_from(ENCODINGS),
)
@settings(max_examples=200)
def test_mending_twice_is_mending_once(
    texts: list[str], form: str, key: str, encoding: str
) -> None:
    entries = "".join(f"- {form.format(text)}\n" for text in texts)
    data = encoded(f"title: 计划\n{key}\n{entries}", encoding)
    before = checked(data, HALF)
    found = fixed(data, HALF)
    assert found.checked[1:] == checked(found.data, HALF)[1:]
    if before.loaded.plan is not None:
        assert found.checked.loaded.plan is not None
        assert not failed(found.checked.problems)
    again = fixed(found.data, HALF)
    assert (again.data, again.corrections) == (found.data, 0)


# Files.


def test_a_diff_writes_nothing(tmp_path: Path) -> None:
    folder = Folder(tmp_path, HALF)
    text = "title: 甲，乙\ngoals: [丙]\n# 完"
    for ends in ("\n", "\r\n", "\r"):
        data = text.replace("\n", ends).encode()
        folder.put("p.yaml", data)
        done = folder.validate("p.yaml", "--diff", "--fix")
        assert done.code == 1
        assert folder.data("p.yaml") == data
        end = "\n" if ends == "\r" else ""
        assert done.text == (
            f"--- p.yaml\n+++ p.yaml\n@@ -1,3 +1,3 @@\n-title: 甲，乙{ends}{end}"
            f"+title: 甲、乙{ends}{end} goals: [丙]{ends}{end} # 完\n\\ No newline at end of file\n"
        )
        assert done.err == "p.yaml:1:9: warning: “，” is wrong [half]\n"
    assert folder.validate("p.yaml", "--diff", "--format", "json").err.startswith("{")
    assert folder.validate("p.yaml", "--diff", "--fail-on", "never").code == 0
    folder.put("p.yaml", PLAN)
    assert folder.validate("p.yaml", "--diff").code == 0


def test_several_files_and_faults(tmp_path: Path) -> None:
    folder = Folder(tmp_path, HALF)
    folder.put("a.yaml", LAYOUT)
    folder.put("b.yaml", PLAN)
    folder.put("c.yaml", b"\xff\xfe\x00\xd8")
    folder.put("d.yaml", BROKEN)
    folder.put("e.yaml", LAYOUT)
    times = {name: os.stat(tmp_path / name).st_mtime_ns for name in ("b.yaml", "c.yaml", "d.yaml")}
    done = folder.validate(".", "none.yaml", "--fix")
    assert done.code == 2
    assert folder.data("a.yaml").decode() == folder.data("e.yaml").decode() == MENDED
    assert {name: os.stat(tmp_path / name).st_mtime_ns for name in times} == times
    assert sorted(os.listdir(tmp_path)) == [f"{name}.yaml" for name in "abcde"]


def test_a_read_only_file(tmp_path: Path) -> None:
    folder = Folder(tmp_path, HALF)
    folder.put("a.yaml", LAYOUT).chmod(0o444)
    folder.put("b.yaml", LAYOUT)
    done = folder.validate("a.yaml", "b.yaml", "--fix")
    assert done.code == 2
    assert "plangen: a.yaml is read-only: nothing mended\n" in done.err
    assert folder.data("a.yaml").decode() == LAYOUT
    assert folder.data("b.yaml").decode() == MENDED
    assert "a.yaml:2:13: warning [half]" in done.lines
    assert os.stat(tmp_path / "a.yaml").st_mode & 0o777 == 0o444
    done = folder.validate("a.yaml", "--fix", language="zh")
    assert done.err == "plangen: a.yaml是只读的，没有改正\n"


def test_the_target_of_a_link_is_mended(tmp_path: Path) -> None:
    folder = Folder(tmp_path, HALF)
    folder.put("sub/a.yaml", LAYOUT).chmod(0o640)
    (tmp_path / "link.yaml").symlink_to("sub/a.yaml")
    assert folder.validate("link.yaml", "--fix").err == "link.yaml: 8 mended\n"
    assert (tmp_path / "link.yaml").is_symlink()
    assert folder.data("sub/a.yaml").decode() == MENDED
    assert os.stat(tmp_path / "sub" / "a.yaml").st_mode & 0o777 == 0o640


def test_standard_input_goes_to_standard_output(tmp_path: Path) -> None:
    folder = Folder(tmp_path, HALF)
    for encoding in ENCODINGS:
        done = folder.validate("-", "--fix", given=encoded(LAYOUT, encoding, "\r\n"))
        assert done.out == encoded(MENDED, encoding, "\r\n")
        assert "<stdin>:7:" in done.err
    for data in (PLAN.encode(), BROKEN.encode(), b"\xff\xfe\x00\xd8", b""):
        for form in ("text", "json", "sarif"):
            done = folder.validate("-", "--fix", "--format", form, given=data)
            assert done.out == data
            assert done.code == (data != PLAN.encode())
    done = folder.validate("-", "--diff", given=LAYOUT.encode())
    assert done.text.startswith("--- <stdin>\n+++ <stdin>\n@@ ")


def test_nothing_half_written_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path, HALF)
    folder.put("a.yaml", LAYOUT)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    done = folder.validate("a.yaml", "--fix")
    assert done.code == 2
    assert "plangen: cannot write a.yaml: No space left on device\n" in done.err
    assert folder.data("a.yaml").decode() == LAYOUT
    assert os.listdir(tmp_path) == ["a.yaml"]
    assert "a.yaml:2:13: warning [half]" in done.lines


def test_what_is_silenced_or_not_asked_for_is_not_mended(tmp_path: Path) -> None:
    folder = Folder(tmp_path, HALF)
    text = "title: 甲，乙  # plangen: ignore[half]\ngoals: [丙，丁]\n"
    folder.put("p.yaml", text)
    folder.put(".plangen.yaml", "paths: [{files: sub, levels: {empty: off}}]")
    folder.validate("p.yaml", "--fix")
    assert folder.data("p.yaml").decode() == text.replace("丙，", "丙、")
    folder.put(".plangen.yaml", "levls: {}")
    folder.put("q.yaml", LAYOUT)
    folder.validate("q.yaml", "--fix")
    assert folder.data("q.yaml").decode() == LAYOUT


def test_bytes_that_cannot_be_written_back_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    from plangen import mender

    data = "title: 甲，乙\ngoals: [丙]\n".encode("gb18030")
    assert fixed(data, HALF).corrections == 1
    monkeypatch.setattr(mender, "guess_encoding", lambda _, data: (data.decode("gb18030"), "utf-8"))
    assert fixed(data, HALF)[:2] == (data, 0)


# The project's own rules.

OWN = [rule for rule in rules() if rule.name in {"half-width", "doubled", "wrong-word"}]
TYPED = st.lists(
    st.sampled_from(
        [
            "做好,工作", "。。", "的的", "帐号", "加强加强", "(一)", "“甲”", "３０%", "按装", "甲：", "居民;", "了了",
            "，，", "、、", "?", "!", "e.g.", "2027.1", "1,000", "一:二", "a, b", "……", "——", "布署", "居民居民", "。",
        ]
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


@given(
    st.lists(TYPED.map("".join), min_size=1, max_size=3),
    st.sampled_from(["{}", "'{}'", '"{}"', "|\n  {}", "[{}]", "{{heading: {}, text: 乙}}"]),
    st.sampled_from(ENCODINGS),
)
def test_the_rules_that_mend(texts: list[str], form: str, encoding: str) -> None:
    entries = "".join(f"- {form.format(text)}\n" for text in texts)
    data = encoded(f"title: 计划\ngoals:\n{entries}", encoding)
    before = checked(data, *OWN)
    found = fixed(data, *OWN)
    assert fixed(found.data, *OWN)[:2] == (found.data, 0)
    assert sum(p.level == "error" for p in found.checked.problems) <= sum(
        p.level == "error" for p in before.problems
    )
    if before.loaded.plan is not None:
        assert found.checked.loaded.plan is not None
        assert shape(found) == shape(Mended(data, 0, before))


def shape(mended: Mended) -> list[int]:
    """How many parts each item has: mending changes signs, and no structure."""
    plan = mended.checked.loaded.plan
    assert plan is not None
    return [len(item.text) for section in plan.sections for item in section.items]
