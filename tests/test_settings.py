"""`.plangen.yaml`: which file holds for a plan, what it says, and what is wrong with it."""

import os
from contextlib import chdir
from pathlib import Path

import pytest
from checks import PLAN, XX, Folder

import plangen.settings
from plangen.problems import PlanError, UsageError, Words
from plangen.settings import FILE, Settings, find_settings, forget, is_excluded, settings_for


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    forget()
    return Folder(tmp_path)


def settings(folder: Folder, text: str, plan: str = "plan.yaml") -> Settings:
    """What a settings file says for a plan beside it."""
    forget()
    folder.put(FILE, text)
    return settings_for(str(folder.path / plan))


def faults(folder: Folder, text: str, name: str = FILE) -> list[str]:
    """What is wrong with a settings file, as `line:column: message; proposal`."""
    forget()
    folder.put(name, text)
    with chdir(folder.path), pytest.raises(PlanError) as caught:
        settings_for("plan.yaml")
    shown = [problem.describe().removesuffix(" [settings]") for problem in caught.value.problems]
    return [line.replace(f"{FILE}:", "", 1).replace(" error:", "") for line in shown]


# Which file.


def test_the_nearest_file_upwards_holds_alone(folder: Folder) -> None:
    assert settings_for(str(folder.path / "a" / "plan.yaml")) == Settings()
    folder.put(FILE, "names: [甲]\npeople: [王芳]\n")
    folder.put(f"a/{FILE}", "names: [乙]\n")
    folder.put(f"c/{FILE}", "# 到此为止\n")
    forget()
    for place, names in (
        ("", ("甲",)),
        ("a", ("乙",)),
        ("a/b", ("乙",)),
        ("b", ("甲",)),
        ("c", ()),
    ):
        assert settings_for(str(folder.path / place / "plan.yaml")).names == names
    assert settings_for(str(folder.path / "a" / "plan.yaml")).people == ()


def test_a_folder_that_is_a_link_is_looked_at_where_it_was_named(folder: Folder) -> None:
    folder.put(f"real/{FILE}", "names: [乙]\n")
    folder.put(f"real/deep/{FILE}", "names: [丙]\n")
    folder.put(f"here/{FILE}", "names: [甲]\n")
    folder.put("real/deep/down/plan.yaml", PLAN)
    folder.put("real/flat/plan.yaml", PLAN)
    (folder.path / "here" / "deep").symlink_to(folder.path / "real" / "deep")
    (folder.path / "here" / "flat").symlink_to(folder.path / "real" / "flat")
    assert settings_for(str(folder.path / "here/deep/down/plan.yaml")).names == ("丙",)
    assert settings_for(str(folder.path / "here/flat/plan.yaml")).names == ("甲",)
    assert settings_for(str(folder.path / "real/flat/plan.yaml")).names == ("乙",)


def test_standard_input_has_the_settings_of_the_folder(folder: Folder) -> None:
    folder.put(FILE, "levels: {placeholder: off}\n")
    assert folder.validate("-", given=XX.encode()).text == ""
    folder.put(FILE, "levels: {placeholder: warning}\n")
    assert folder.validate("-", given=XX.encode()).lines == ["<stdin>:2:29: warning [placeholder]"]


# What it says.


def test_every_key_in_both_languages(folder: Folder) -> None:
    expected = Settings(
        levels=(("placeholder", "off"), ("empty", "hint")),
        sections=("goals", "leadership"),
        names=("甲社区", "乙社区"),
        people=("王芳",),
        units=("办公室",),
        terms=(("帐号", "账号"),),
        common=("加强领导。",),
        exclude=("drafts", "*.old.yaml"),
    )
    english = """\
levels: {placeholder: off, empty: hint}
sections: [goals, leadership]
names: [甲社区, 乙社区]
people: 王芳
units: [办公室]
terms: {帐号: 账号}
common: [加强领导。]
exclude: [drafts, "*.old.yaml"]
"""
    chinese = """\
级别: {placeholder: 关, empty: 提示}
必备部分: [工作目标, 组织领导]
名称: [甲社区, 乙社区]
人员: [王芳]
单位: 办公室
用词: {帐号: 账号}
通用文字: [加强领导。]
排除: [drafts, "*.old.yaml"]
"""
    assert settings(folder, english) == settings(folder, chinese) == expected
    assert settings(folder, "sections: []\nnames:\n").sections == ()


def test_files_that_build_on_each_other(folder: Folder) -> None:
    folder.put("city.yaml", "names: [甲]\npeople: [王芳]\nterms: {帐号: 账号}\nsections: [tasks]\n")
    folder.put(
        "a/street.yaml",
        "extends: ../city.yaml\nlevels: {placeholder: hint}\nnames: [乙]\nterms: {其它: 其他}\n"
        "paths: [{files: old, levels: {placeholder: off}}]\n",
    )
    folder.put("people.yaml", "people: [李明]\nsections: [goals]\n")
    found = settings(
        folder,
        "extends: [a/street.yaml, people.yaml]\nlevels: {placeholder: error}\n"
        "units: []\npaths: [{files: new, names: []}]\n",
    )
    assert dict(found.levels) == {"placeholder": "error"}
    assert found.names == ("乙",)
    assert found.people == ("李明",)
    assert found.sections == ("goals",)
    assert found.terms == (("帐号", "账号"), ("其它", "其他"))
    old = settings_for(str(folder.path / "old" / "plan.yaml"))
    assert dict(old.levels) == {"placeholder": "off"}
    assert settings_for(str(folder.path / "new" / "plan.yaml")).names == ()


def test_files_may_not_build_on_themselves(folder: Folder) -> None:
    assert faults(folder, f"extends: {FILE}\n") == [f"1:10: {FILE} builds on itself"]
    folder.put("a.yaml", "extends: b.yaml\n")
    folder.put("b.yaml", "names: [甲]\nextends: [c.yaml, a.yaml]\n")
    folder.put("c.yaml", "names: [乙]\n")
    assert faults(folder, "extends: a.yaml\n") == ["b.yaml:2:19: a.yaml builds on itself"]
    # Twice is no cycle.
    assert settings(folder, "extends: [c.yaml, c.yaml]\n").names == ("乙",)


def test_how_many_files_build_on_each_other_is_limited(folder: Folder) -> None:
    for number in range(40):
        folder.put(f"{number}.yaml", f"extends: [{number + 1}.yaml, {number + 1}.yaml]\n")
    found = faults(folder, "extends: 0.yaml\n")
    assert "it builds on more than 20 files" in found[0]


def test_what_it_builds_on_must_be_there(folder: Folder) -> None:
    (folder.path / "sub").mkdir()
    assert faults(folder, "names: [甲]\nextends: [none.yaml, sub]\n") == [
        "2:11: cannot read none.yaml: No such file or directory",
        "2:22: sub is not a file",
    ]
    folder.put("wrong.yaml", "nams: [甲]\n")
    assert faults(folder, "extends: wrong.yaml\n") == [
        "wrong.yaml:1:1: unknown key “nams”; did you mean “names”?"
    ]


def test_settings_for_some_paths(folder: Folder) -> None:
    text = """\
names: [甲]
paths:
- {files: [2025, "2026/**"], levels: {placeholder: off}, names: []}
- files: "**/smart.yaml"
  levels: {placeholder: error, empty: off}
  terms: {a: b}
"""
    assert settings(folder, text).names == ("甲",)
    for path, levels, names in (
        ("2025/plan.yaml", {"placeholder": "off"}, ()),
        ("2025/a/b/plan.yaml", {"placeholder": "off"}, ()),
        ("2026/a/smart.yaml", {"placeholder": "error", "empty": "off"}, ()),
        ("smart.yaml", {"placeholder": "error", "empty": "off"}, ("甲",)),
        ("a/smart.yaml", {"placeholder": "error", "empty": "off"}, ("甲",)),
        ("x2025/plan.yaml", {}, ("甲",)),
    ):
        found = settings_for(str(folder.path / path))
        assert (dict(found.levels), found.names) == (levels, names), path


def test_what_is_excluded_is_left_out_unless_it_is_named(folder: Folder) -> None:
    folder.put(FILE, 'exclude: [drafts, ./b/*.old.yaml, "**/tmp"]\n')
    for name in ("a.yaml", "drafts/b.yaml", "b/c.old.yaml", "b/tmp/d.yaml", "tmp/e.yaml"):
        folder.put(name, XX)
    assert folder.validate(".").lines == [
        os.path.join(".", "a.yaml") + ":2:29: error [placeholder]"
    ]
    assert folder.validate("drafts").text == ""
    assert folder.validate("drafts/b.yaml").code == 1
    assert folder.validate("b/*.yaml").text == ""
    with chdir(folder.path):
        forget()
        assert is_excluded("drafts/b.yaml")
        assert not is_excluded("a.yaml")


def test_names_from_a_roster(folder: Folder) -> None:
    folder.put("sub/roster.csv", "社区,书记\n甲社区,王芳\n乙社区,\n甲社区,李明\n")
    folder.put("sub/roster.yaml", "- {社区: 丙社区, 单位: [办公室, 服务站]}\n")
    folder.put(
        "sub/base.yaml",
        "names: {roster: roster.csv, column: 社区}\npeople: {名册: roster.csv, 列: 书记}\n"
        "units: {roster: roster.yaml, column: 单位}\n",
    )
    found = settings(folder, "extends: sub/base.yaml\n")
    assert found.names == ("甲社区", "乙社区")
    assert found.people == ("王芳", "李明")
    assert found.units == ("办公室", "服务站")
    assert faults(folder, "names: {roster: sub/roster.csv, column: 社曲}\n") == [
        "1:41: unknown column “社曲”; did you mean “社区”?"
    ]
    assert faults(folder, "names: {roster: none.csv, column: 社区}\n") == [
        "1:17: cannot read none.csv: No such file or directory"
    ]
    folder.put("bad.csv", "社区,社区\n甲,乙\n")
    assert faults(folder, "names: {roster: bad.csv, column: 社区}\n")[0].startswith("bad.csv:1:")


def test_levels(folder: Folder) -> None:
    for level in ("error", "warning", "hint"):
        folder.put(FILE, f"levels: {{placeholder: {level}}}\n")
        folder.put("xx.yaml", XX)
        done = folder.validate("xx.yaml")
        assert done.lines == [f"xx.yaml:2:29: {level} [placeholder]"]
        assert done.code == (level == "error")
    empty = PLAN + "leadership: {groups: [{name: 组, roles: {组长: }}]}\n"
    folder.put("x.yaml", empty)
    folder.put(FILE, "levels: {empty: hint}\n")
    assert folder.validate("x.yaml").lines == ["x.yaml:4:45: hint [empty]"]
    folder.put(FILE, "levels: {empty: 关}\n")
    assert folder.validate("x.yaml").text == ""
    # What stands in the way of reading stays an error.
    folder.put("y.yaml", PLAN + "closing: ''\n")
    assert folder.validate("y.yaml").lines == ["y.yaml:4:10: error [empty]"]


# What is wrong.


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("levls: {}", ["1:1: unknown key “levls”; did you mean “levels”?"]),
        ("级: {}", ["1:1: unknown key “级”; did you mean “级别”?"]),
        ("levels: [placeholder]", ["1:9: “key: value” lines should stand here"]),
        (
            "levels:\n  placehlder: off\n  placeholder: offf",
            [
                "2:3: unknown rule “placehlder”; did you mean “placeholder”?",
                "3:16: “offf” is no level; choose from error, warning, hint, off",
            ],
        ),
        ("levels: {placeholder: off, placeholder: hint}", ["1:28: “placeholder” is given twice"]),
        ("names: [甲]\n名称: [乙]", ["2:1: “名称” is given twice"]),
        (
            "sections: [goals, 工作目际, tsks]",
            [
                "1:19: unknown section “工作目际”; did you mean “工作目标”?",
                "1:25: unknown section “tsks”; did you mean “tasks”?",
            ],
        ),
        ("names: {甲: 乙}", [
            "1:8: “roster” and “column” should stand here", "1:9: unknown key “甲”",
        ]),
        ("exclude: {a: b}", ["1:10: a text or a list should stand here"]),
        ("common: [[a]]", ["1:10: a text or a list should stand here"]),
        ("terms: {a: [b]}", ["1:12: the right form should stand here"]),
        ("terms: {a: }", ["1:12: the right form should stand here"]),
        ("paths: {levels: {}}", ["1:8: “files” is missing"]),
        ("paths: a", ["1:8: “key: value” lines should stand here"]),
        ("paths: [{files: a, exclude: b}]", ["1:20: unknown key “exclude”"]),
        ("- a", ["1:1: a plan file is made of “key: value” lines [yaml]"]),
        ("names: &a [b]", [
            "1:8: YAML anchors and aliases (&a) are refused; write the text out, or use “vars” [yaml-alias]",
        ]),
    ],
)  # fmt: skip
def test_faults_have_a_place_and_a_proposal(folder: Folder, text: str, found: list[str]) -> None:
    assert faults(folder, text) == found


def test_a_warning_is_told_and_stops_nothing(folder: Folder) -> None:
    folder.put(FILE, "# 设置\nlevels: {placeholder: hint}\n".encode("gb18030"))
    folder.put("xx.yaml", XX)
    folder.put("yy.yaml", XX)
    assert folder.validate("xx.yaml", "yy.yaml").lines == [
        f"{FILE}:1:1: warning [encoding]",
        "xx.yaml:2:29: hint [placeholder]",
        "yy.yaml:2:29: hint [placeholder]",
    ]


def test_settings_with_errors_stop_the_rules_and_not_the_reading(folder: Folder) -> None:
    folder.put(f"a/{FILE}", "levls: {}\nexclude: x\n")
    folder.put("a/xx.yaml", XX)
    folder.put("a/x/y.yaml", "title: [a]\ntasks: [甲]\n")
    for form in ("text", "json"):
        done = folder.validate("a", "--format", form)
        assert done.code == 1
        assert done.text.count("levls") == 1
        assert "placeholder" not in done.text
        assert "wrong-kind" in done.text


def test_settings_that_cannot_be_read(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bytes:
        raise UsageError(Words("无法读取", "cannot read"))

    folder.put(f"a/{FILE}", "levels: {}\n")
    for name in ("a/x.yaml", "a/y.yaml", "z.yaml"):
        folder.put(name, XX)
    monkeypatch.setattr(plangen.settings, "read_bytes", refuse)
    done = folder.validate("a", "z.yaml")
    assert (done.code, done.err) == (2, "plangen: cannot read\n")
    assert done.lines == ["z.yaml:2:29: error [placeholder]"]


def test_each_file_is_read_once(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    original = plangen.settings.read_bytes

    def counted(path: str, limit: int) -> bytes:
        read.append(path)
        return original(path, limit)

    monkeypatch.setattr(plangen.settings, "read_bytes", counted)
    folder.put(FILE, "levls: {}\n")
    for number in range(5):
        find_settings(str(folder.path / f"{number}.yaml"))
    assert len(read) == 1
