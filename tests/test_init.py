"""Starter plans: the same in both languages, right but for their blanks, and right when filled in."""

import re
from datetime import date
from pathlib import Path

import pytest
from helpers import run

from plangen.checker import Checker, Choice
from plangen.commands.init import year_of
from plangen.document import Document
from plangen.formats import FORMATS
from plangen.keys import KEYS
from plangen.loader import Loaded, loads
from plangen.problems import Language, Problem
from plangen.renderer import render
from plangen.starters import KINDS, source, starter

LANGUAGES: tuple[Language, ...] = ("zh", "en")
BLANK = re.compile(r"【待填：([^】]+)】")
PEOPLE = ("沈文澜", "陶敬言", "何玉枝", "范立群", "宋晓棠", "莫建平", "龚德顺", "温启程")
FILLED = {
    "社区名称": "云溪社区",
    "街道名称": "清河街道",
    "户数": "4862",
    "工作名称": "楼道环境整治",
    "依据的文件": "《清河街道2027年工作要点》",
    "活动名称": "邻里文化节",
    "活动主题": "邻里相亲，和美云溪。",
    "活动日期和时间": "2027年5月15日上午9时至11时",
    "活动地点": "云溪广场",
    "参加人员和人数": "社区居民约120人",
    "金额": "3000",
    "联系电话": "62700315",
}
SECTIONS = {
    "annual": ["指导思想", "工作目标", "工作任务", "时间安排", "保障措施"],
    "scheme": [
        *("指导思想", "基本原则", "工作目标", "工作任务", "实施步骤", "组织领导", "保障措施"),
    ],
    "activity": [
        *("活动目标", "活动主题", "时间、地点和参加人员", "活动内容", "活动流程", "组织分工"),
        "安全和经费",
    ],
    "monthly": ["工作目标", "工作任务", "每月安排", "保障措施"],
}

every_kind = pytest.mark.parametrize("kind", KINDS)
every_one = pytest.mark.parametrize(
    ("kind", "language"), [(kind, language) for kind in KINDS for language in LANGUAGES]
)


def filled(text: str) -> str:
    """A starter with everything filled in; people get different names."""
    persons = [name for name in BLANK.findall(text) if re.search("姓名|负责人$", name)]
    words = FILLED | dict(zip(dict.fromkeys(persons), PEOPLE, strict=False))
    return BLANK.sub(lambda found: words[found[1]], text)


def loaded(text: str) -> Loaded:
    found = loads(text.encode())
    assert found.problems == ()
    return found


def checked(folder: Path, text: str) -> tuple[Problem, ...]:
    """What `plangen validate` reports."""
    return Checker(Choice(), {}).check(str(folder / "plan.yaml"), text.encode()).problems


def document_of(text: str) -> Document:
    plan = loaded(text).plan
    assert plan is not None
    return render(plan)


def comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.lstrip().startswith("#")]


# The plans.


@every_kind
def test_both_languages_are_the_same_plan(kind: str) -> None:
    zh, en = (starter(kind, language, 2027) for language in LANGUAGES)
    assert zh != en
    assert loaded(zh).plan == loaded(en).plan


@every_one
def test_the_blanks_are_all_that_is_wrong(tmp_path: Path, kind: str, language: Language) -> None:
    text = starter(kind, language, 2027)
    problems = checked(tmp_path, text)
    assert {(problem.rule, problem.level) for problem in problems} == {("placeholder", "error")}
    blanks = [
        (number, found.start() + 1)
        for number, line in enumerate(text.splitlines(), 1)
        if not line.lstrip().startswith("#")
        for found in BLANK.finditer(line)
    ]
    assert [(problem.line, problem.column) for problem in problems] == blanks
    assert len(blanks) >= 5


@every_one
def test_filled_in_it_is_right(tmp_path: Path, kind: str, language: Language) -> None:
    text = filled(starter(kind, language, 2027))
    assert checked(tmp_path, text) == ()
    document = document_of(text)
    assert "待填" not in "".join(document.lines())
    for form in FORMATS.values():
        plan = loaded(text).plan
        assert plan is not None
        assert form.write(document, plan.layout)


@every_kind
def test_it_has_the_parts_that_are_customary(kind: str) -> None:
    lines = document_of(filled(starter(kind, "zh", 2027))).lines()
    headings = [
        found[1] for line in lines if (found := re.match("[一二三四五六七八九]、(.+)$", line))
    ]
    assert headings == SECTIONS[kind]
    assert lines[0].startswith("云溪社区2027年")


@every_kind
def test_nothing_depends_on_the_day_but_the_year(kind: str) -> None:
    text = starter(kind, "en", 2031)
    assert text == starter(kind, "en", 2027).replace("2027", "2031")
    assert not re.search(r"20(?!31)\d\d", text)


@every_one
def test_comments_are_in_the_readers_language(kind: str, language: Language) -> None:
    text = starter(kind, language, 2027)
    assert not re.search(r"#en|#zh|\|\w+\}|\{year", text)
    modelines, said = comments(text)[:2], comments(text)[2:]
    assert modelines == [
        "# yaml-language-server: $schema=plan.schema.json",
        "# $schema: plan.schema.json",
    ]
    explaining = [line for line in said if not re.match(r"# ( |layout:|版式:)", line)]
    assert len(explaining) >= 8
    for line in explaining:
        assert line.startswith("# ")
        assert len(line) <= 110
        chinese = len(re.findall("[一-鿿]", line))
        latin = len(re.findall("[A-Za-z]", line))
        assert chinese > 3 if language == "zh" else latin > chinese


@every_kind
def test_keys_are_in_the_readers_language(kind: str) -> None:
    pairs = set(re.findall(r"\{([a-z_]+)\|([^|}]+)\}", source(kind)))
    known = {(key.name, key.zh) for keys in KEYS.values() for key in keys}
    assert pairs <= {*known, ("table", "表格")}
    bare = re.sub(r"\{[a-z_]+\|[^|}]+\}", "", re.sub(r"(?m)^ *#.*\n", "", source(kind)))
    assert re.findall(r"[a-z_]+:", bare) == []


@pytest.mark.parametrize("kind", ["scheme", "monthly"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_commented_out_is_right_too(tmp_path: Path, kind: str, language: Language) -> None:
    text = filled(starter(kind, language, 2027))
    more = re.sub(r"(?m)^# (?=  |layout:|版式:)", "", text)
    assert len(comments(more)) < len(comments(text))
    assert checked(tmp_path, more) == ()
    plan = loaded(more).plan
    assert plan is not None
    assert "table" in plan.layout


# The command.


def test_the_year_is_the_next_one_from_october_on() -> None:
    assert [year_of(date(2026, month, 1)) for month in (1, 9, 10, 12)] == [2026, 2026, 2027, 2027]


def test_a_plan_is_written_and_the_next_step_named(tmp_path: Path) -> None:
    done = run("init", "--year", "2027", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode().splitlines() == [
        "wrote plan.yaml",
        "fill in its blanks 【待填：…】, then check it: plangen validate plan.yaml",
    ]
    assert (tmp_path / "plan.yaml").read_bytes() == starter("annual", "en", 2027).encode()
    assert run("validate", "plan.yaml", cwd=tmp_path).returncode == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_can_go_to_standard_output(tmp_path: Path, kind: str) -> None:
    done = run(
        "init", "-", "--kind", kind, "--year", "2027", cwd=tmp_path, PYTHONIOENCODING="ascii"
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == starter(kind, "en", 2027).encode()
    assert list(tmp_path.iterdir()) == []


def test_it_speaks_the_readers_language(tmp_path: Path) -> None:
    done = run("init", "计划.yaml", "--year", "2027", cwd=tmp_path, LC_ALL="zh_CN.UTF-8")
    assert done.stderr.decode().splitlines()[0] == "写出 计划.yaml"
    assert (tmp_path / "计划.yaml").read_bytes() == starter("annual", "zh", 2027).encode()
    assert (
        run("init", "-", "--year", "2027", "--lang", "zh", cwd=tmp_path).stdout
        == (tmp_path / "计划.yaml").read_bytes()
    )


def test_nothing_is_overwritten_unless_asked(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("title: 甲\n", encoding="utf-8")
    done = run("init", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.decode() == "plangen: plan.yaml exists; use --force to overwrite it\n"
    assert path.read_text(encoding="utf-8") == "title: 甲\n"
    assert run("init", "--force", "--year", "2027", cwd=tmp_path).returncode == 0
    assert path.read_bytes() == starter("annual", "en", 2027).encode()
    assert [entry.name for entry in tmp_path.iterdir()] == ["plan.yaml"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("none/plan.yaml", "cannot write none/plan.yaml"),
        ("folder", "folder exists"),
        ("folder --force", "cannot write folder"),
        ("--kind weekly", "weekly"),
        ("--year 27", "27"),
        ("--year 二七", "二七"),
        ("a.yaml b.yaml", "b.yaml"),
    ],
)
def test_a_wrong_call_is_code_2(tmp_path: Path, arguments: str, words: str) -> None:
    (tmp_path / "folder").mkdir()
    done = run("init", *arguments.split(), cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder"]


def test_the_kinds_are_explained(tmp_path: Path) -> None:
    for language in LANGUAGES:
        done = run("init", "--help", "--lang", language, cwd=tmp_path)
        said = re.sub(r"\s", "", done.stdout.decode())
        for kind, words in KINDS.items():
            assert f"{kind}({words.to(language)})".replace(" ", "") in said
