"""A baseline: what was there before is not told, what is new is."""

import json
from pathlib import Path

import pytest
from checks import BROKEN, PLAN, WARNED, XX, Folder
from helpers import ROOT

from plangen.rules import rules


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    found = Folder(tmp_path)
    found.put("plans/xx.yaml", XX)
    found.put("plans/warned.yaml", WARNED)
    done = found.validate("plans", "--baseline", "old.json", "--update-baseline")
    assert (done.code, done.text, done.err) == (0, "", "wrote old.json\n")
    return found


def test_old_problems_are_silent_and_new_ones_told(folder: Folder) -> None:
    old = ("--baseline", "old.json")
    assert folder.validate("plans", *old).text == ""
    folder.put("plans/new.yaml", XX)
    assert folder.validate("plans", *old).lines == ["plans/new.yaml:2:29: error [placeholder]"]
    # The line has moved, and another one like it has come.
    folder.put("plans/xx.yaml", "# 说明\n\n" + XX)
    assert folder.validate("plans/xx.yaml", *old).text == ""
    folder.put("plans/xx.yaml", XX.replace("[丙。]", "[xx]"))
    assert folder.validate("plans/xx.yaml", *old).lines == [
        "plans/xx.yaml:3:9: error [placeholder]"
    ]
    folder.put("plans/xx.yaml", XX.replace("xx社区", "xx社区xx"))
    assert len(folder.validate("plans/xx.yaml", *old).lines) == 2
    folder.put("plans/xx.yaml", XX + "tasks2: " + XX.splitlines()[1][7:])
    assert folder.validate("plans/xx.yaml", *old).code == 1


def test_a_second_problem_like_it_is_told(folder: Folder) -> None:
    text = "title: 计划\ngoals:\n- xx\n"
    folder.put("a.yaml", text)
    folder.validate("a.yaml", "--baseline", "a.json", "--update-baseline")
    assert folder.validate("a.yaml", "--baseline", "a.json").code == 0
    folder.put("a.yaml", text + "- xx\n")
    assert folder.validate("a.yaml", "--baseline", "a.json").lines == [
        "a.yaml:4:3: error [placeholder]"
    ]


def test_files_are_named_from_the_baseline_on(folder: Folder) -> None:
    for path in ("./plans", "plans/../plans", str(folder.path / "plans")):
        assert folder.validate(path, "--baseline", "./old.json").text == ""
    inside = Folder(folder.path / "plans")
    assert inside.validate(".", "--baseline", "../old.json").text == ""
    assert "plans/xx.yaml: placeholder " in folder.data("old.json").decode()
    # Both have moved, and then only one.
    folder.put("b/old.json", folder.data("old.json"))
    folder.put("b/plans/xx.yaml", XX)
    assert folder.validate("b", "--baseline", "b/old.json").text == ""
    assert folder.validate("b", "--baseline", "old.json").code == 1


def test_a_folder_by_another_name(folder: Folder) -> None:
    (folder.path / "link").symlink_to("plans")
    assert folder.validate("link", "--baseline", "old.json").text == ""


@pytest.mark.parametrize("form", ["text", "json", "github", "gitlab", "sarif", "junit"])
def test_what_cannot_be_read_is_never_old(folder: Folder, form: str) -> None:
    folder.put("plans/broken.yaml", BROKEN)
    folder.put("plans/worse.yaml", "title: [\n")
    folder.put("plans/sub/.plangen.yaml", "levls: {}\n")
    folder.put("plans/sub/a.yaml", PLAN)
    arguments = ("plans", "--baseline", "old.json", "--format", form)
    for more in (("--update-baseline",), ()):
        done = folder.validate(*arguments, *more)
        assert done.code == 1
        for words in ("broken.yaml", "taks", "worse.yaml", "levls"):
            assert words in done.text
        assert "placeholder" not in done.text
    assert folder.data("old.json").count(b".yaml") == 2


def test_standard_input(folder: Folder) -> None:
    arguments = ("-", "--baseline", "in.json")
    folder.validate(*arguments, "--update-baseline", given=XX.encode())
    assert folder.validate(*arguments, given=b"# \n" + XX.encode()).text == ""
    assert folder.validate(*arguments, given=PLAN.replace("丙", "xx").encode()).code == 1


def test_an_update_knows_no_more_than_there_is(folder: Folder) -> None:
    folder.put("plans/xx.yaml", PLAN)
    folder.validate("plans", "--baseline", "old.json", "--update-baseline")
    record = json.loads(folder.data("old.json"))
    assert record["version"] == 1
    assert list(record["problems"].values()) == [1]
    assert folder.data("old.json").count(b"\n") == 6
    before = folder.data("old.json")
    folder.validate("plans", "--baseline", "old.json", "--update-baseline")
    assert folder.data("old.json") == before


# An update of some of the files, or by some of the rules.

UPDATE = ("--baseline", "old.json", "--update-baseline")


def known(folder: Folder) -> dict[str, int]:
    """How often the baseline knows each rule in each file."""
    found: dict[str, int] = {}
    for mark, count in json.loads(folder.data("old.json"))["problems"].items():
        name = mark.rpartition(" ")[0]
        found[name] = found.get(name, 0) + count
    return found


BOTH = {"plans/warned.yaml: empty": 1, "plans/xx.yaml: placeholder": 1}


def test_an_update_of_one_file_keeps_what_is_known_of_the_others(folder: Folder) -> None:
    assert known(folder) == BOTH
    folder.validate("plans/warned.yaml", *UPDATE)
    assert known(folder) == BOTH
    folder.put("plans/xx.yaml", XX.replace("xx社区", "xx社区xx"))
    inside = Folder(folder.path / "plans")
    inside.validate("xx.yaml", "--baseline", "../old.json", "--update-baseline")
    assert known(folder) == {**BOTH, "plans/xx.yaml: placeholder": 2}
    folder.put("plans/xx.yaml", PLAN)
    folder.validate("plans/xx.yaml", *UPDATE)
    assert known(folder) == {"plans/warned.yaml: empty": 1}
    folder.put("new.yaml", XX)
    folder.validate("new.yaml", *UPDATE)
    assert known(folder) == {"new.yaml: placeholder": 1, "plans/warned.yaml: empty": 1}
    assert folder.validate("plans", "new.yaml", "--baseline", "old.json").text == ""


def test_an_update_forgets_files_that_are_gone(folder: Folder) -> None:
    (folder.path / "plans/xx.yaml").rename(folder.path / "plans/yy.yaml")
    folder.validate("plans/yy.yaml", *UPDATE)
    assert known(folder) == {"plans/warned.yaml: empty": 1, "plans/yy.yaml: placeholder": 1}


def test_an_update_keeps_what_it_could_not_see(folder: Folder) -> None:
    """Rules that were not asked for, files that cannot be read now, and settings with errors."""
    folder.validate("plans", *UPDATE, "--select", "empty")
    assert known(folder) == BOTH
    folder.validate("plans", *UPDATE, "--ignore", "placeholder")
    assert known(folder) == BOTH
    folder.put("plans/xx.yaml", "title: [\n")
    assert folder.validate("plans", *UPDATE).code == 1
    assert known(folder) == BOTH
    folder.put("plans/xx.yaml", XX)
    folder.put("plans/.plangen.yaml", "levls: {}\n")
    assert folder.validate("plans", *UPDATE).code == 1
    assert known(folder) == BOTH
    folder.put("plans/.plangen.yaml", "levels: {empty: off}\n")
    assert folder.validate("plans", *UPDATE).code == 0
    assert known(folder) == {"plans/xx.yaml: placeholder": 1}


def test_an_update_keeps_what_standard_input_had(folder: Folder) -> None:
    folder.validate("-", *UPDATE, given=XX.encode())
    folder.validate("plans", *UPDATE)
    assert known(folder) == {"<stdin>: placeholder": 1, **BOTH}
    folder.validate("-", *UPDATE, given=PLAN.encode())
    assert known(folder) == BOTH


def test_an_update_renews_layout_files_with_their_plans(folder: Folder) -> None:
    text = "draft: 征求意见稿\n"
    folder.put("office.layout.yaml", text.encode("gb18030"))
    folder.put("plans/xx.yaml", "layout: ../office.layout.yaml\n" + XX)
    folder.validate("plans", *UPDATE)
    assert known(folder) == {**BOTH, "office.layout.yaml: encoding": 1}
    folder.put("office.layout.yaml", text)
    folder.validate("plans/warned.yaml", *UPDATE)
    assert known(folder) == {**BOTH, "office.layout.yaml: encoding": 1}
    folder.validate("plans/xx.yaml", *UPDATE)
    assert known(folder) == BOTH


def test_an_update_of_one_file_keeps_its_copies(tmp_path: Path) -> None:
    """One file alone cannot show that it is a copy."""
    folder = Folder(tmp_path, *(rule for rule in rules() if rule.name == "copied"))
    data = (ROOT / "examples" / "safe-community.yaml").read_bytes()
    for name in ("a.yaml", "b.yaml", "c.yaml"):
        folder.put(name, data)
    folder.validate(".", *UPDATE)
    copies = known(folder)
    assert copies == {"b.yaml: copied": 1, "c.yaml: copied": 1}
    for names in (("b.yaml",), ("a.yaml", "c.yaml"), (".",)):
        folder.validate(*names, *UPDATE)
        assert known(folder) == copies
    folder.put("c.yaml", PLAN)
    folder.validate(".", *UPDATE)
    assert known(folder) == {"b.yaml: copied": 1}


def test_what_is_no_baseline_is_not_overwritten(folder: Folder) -> None:
    folder.put("package.json", '{"name": "x"}\n')
    done = folder.validate("plans", "--baseline", "package.json", "--update-baseline")
    assert (done.code, done.text) == (2, "")
    assert done.err == "plangen: package.json is no baseline that plangen wrote\n"
    assert folder.data("package.json") == b'{"name": "x"}\n'


@pytest.mark.parametrize(
    "data",
    [
        "", "{", "[]", "1", "null", "{}", '{"version": 2, "problems": {}}', '{"problems": {}}',
        '{"version": 1, "problems": []}', '{"version": 1, "problems": {"a": "x"}}',
        '{"version": 1, "problems": {"a": Infinity}}', '{"version": 1, "problems": {"a": true}}',
        '{"version": 1, "problems": {"a": null}}', "\ud800", "[" * 100_000,
    ],
)  # fmt: skip
def test_a_broken_baseline_is_a_wrong_call(folder: Folder, data: str) -> None:
    folder.put("bad.json", data.encode(errors="surrogatepass"))
    done = folder.validate("plans", "--baseline", "bad.json")
    assert (done.code, done.text) == (2, "")
    assert done.err == "plangen: bad.json is no baseline that plangen wrote\n"


def test_a_baseline_does_not_go_over_a_plan(folder: Folder) -> None:
    done = folder.validate("plans", "--baseline", "plans/xx.yaml", "--update-baseline")
    assert done.code == 2
    assert "plans/xx.yaml is no baseline" in done.err
    assert folder.data("plans/xx.yaml") == XX.encode()
    assert folder.validate("plans", "--baseline", "no/old.json", "--update-baseline").code == 2


def test_hostile_names(folder: Folder) -> None:
    names = ["a: b.yaml", "a\nb.yaml", "计 划.yaml"]
    for name in names:
        folder.put(f"odd/{name}", XX)
    (folder.path / "odd").joinpath("\udcff.yaml").write_text(XX, "utf-8")
    folder.validate("odd", "--baseline", "odd.json", "--update-baseline")
    assert folder.validate("odd", "--baseline", "odd.json").text == ""
