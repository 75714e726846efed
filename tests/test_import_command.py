"""`plangen import`: which files it writes, what it says in which language, and its exit codes."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from helpers import run
from words import docx, p

from plangen import cli
from plangen.commands import shared
from plangen.loader import loads

PLAN = "柳桥社区2027年读书工作计划\n一、办好书角\n每栋楼一处。\n二、办好活动\n每月一次。\n"
OTHER = "东塘社区2027年植树工作方案\n一、选好地块\n二、选好树苗\n"
DOUBTFUL = "柳桥社区读书计划\n一、办书角\n三、办活动\n"
PARTS = "社区计划 篇1\n柳桥社区修路工作计划\n一、勘察\n二、施工\n社区计划 篇2\n一、养花\n二、种草\n"
NAMED = "the part's name in the collection; its number is in the file's name"
ONLY_NOISE = "第1页\n上一篇：总结\n"


class Done(NamedTuple):
    code: int
    out: str
    err: str


Call = Callable[..., Done]


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Call:
    """`plangen import` in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def call_it(*arguments: str, given: bytes = b"", language: str = "en") -> Done:
        monkeypatch.setattr(shared, "LANGUAGE", language)
        monkeypatch.setattr(sys, "argv", ["plangen", "import", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        code = cli.command()
        return Done(code, *capfd.readouterr())

    return call_it


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path, {"old.txt": PLAN, "other.txt": OTHER, "doubtful.txt": DOUBTFUL, "all.txt": PARTS})
    put(tmp_path, {"empty.txt": "", "blank.txt": " \n\u3000\n", "noise.txt": ONLY_NOISE})
    return tmp_path


def put(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def written(folder: Path) -> list[str]:
    """Everything in a folder and below it that is no source."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".txt")
    return sorted(path.relative_to(folder).as_posix() for path in found)


# Which files.


@pytest.mark.parametrize(
    ("arguments", "files"),
    [
        ("old.txt", ["old.yaml"]),
        ("old.txt -o plans", ["plans/old.yaml"]),
        ("old.txt -o plans/", ["plans/old.yaml"]),
        ("old.txt -o new/deep", ["new/deep/old.yaml"]),
        ("old.txt other.txt -o plans", ["plans/old.yaml", "plans/other.yaml"]),
        ("all.txt -o plans", ["plans/01-柳桥社区修路工作计划.yaml", "plans/02-社区计划.yaml"]),
        (
            "all.txt old.txt",
            ["all-01-柳桥社区修路工作计划.yaml", "all-02-社区计划.yaml", "old.yaml"],
        ),
        ("./old.txt", ["old.yaml"]),
    ],
)
def test_files(call: Call, folder: Path, arguments: str, files: list[str]) -> None:
    done = call(*arguments.split())
    assert done.code == 0
    assert done.out == ""
    assert written(folder) == files
    for file in files:
        assert loads((folder / file).read_bytes(), file).problems == ()


def test_a_plan_file(call: Call, folder: Path) -> None:
    done = call("old.txt", "-o", "plans")
    assert done == Done(0, "", "wrote plans/old.yaml\n")
    assert (folder / "plans/old.yaml").read_text("utf-8") == (
        "# yaml-language-server: $schema=plan.schema.json\n"
        "title: 柳桥社区2027年读书工作计划\n"
        "year: 2027\n"
        "\n"
        "sections:\n"
        "  - heading: 办好书角\n"
        "    text: 每栋楼一处。\n"
        "  - heading: 办好活动\n"
        "    text: 每月一次。\n"
    )


def test_chinese_keys(call: Call, folder: Path) -> None:
    assert call("old.txt", "--keys", "zh").code == 0
    text = (folder / "old.yaml").read_text("utf-8")
    assert text.splitlines()[1:5] == [
        "标题: 柳桥社区2027年读书工作计划",
        "年度: 2027",
        "",
        "其他部分:",
    ]


def test_names_are_safe(call: Call, folder: Path) -> None:
    heads = ("甲/乙:丙 计划", "..", "A" * 90 + "计划", "CON")
    text = "".join(f"汇编 篇{n}\n{head}\n一、甲\n二、乙\n" for n, head in enumerate(heads, 1))
    put(folder, {"names.txt": text})
    assert call("names.txt", "-o", "out").code == 0
    names = sorted(path.name for path in (folder / "out").iterdir())
    assert [name[:3] for name in names] == ["01-", "02-", "03-", "04-"]
    assert not [name for name in names if set(name) & set('/\\:*?"<>| ') or len(name) > 60]


def test_numbers_have_one_width(call: Call, folder: Path) -> None:
    put(folder, {"many.txt": "".join(f"计划 篇{n}\n一、甲\n二、乙\n" for n in range(1, 102))})
    assert call("many.txt", "-o", "out").code == 0
    names = sorted(path.name[:4] for path in (folder / "out").iterdir())
    assert (names[0], names[-1]) == ("001-", "101-")


def test_other_kinds_of_sources(call: Call, folder: Path) -> None:
    put(
        folder,
        {"marked.md": "# 柳桥社区计划\n\n一、甲\n", "page.html": "<html><p>一、甲</p></html>"},
    )
    (folder / "word.docx").write_bytes(docx(p("柳桥社区计划") + p("一、甲")))
    (folder / "old.gbk").write_bytes(PLAN.encode("gb18030"))
    done = call("marked.md", "page.html", "word.docx", "old.gbk", "-o", "out")
    assert done.code == 0
    assert written(folder / "out") == ["marked.yaml", "old.yaml", "page.yaml", "word.yaml"]
    assert "柳桥社区2027年读书工作计划" in (folder / "out/old.yaml").read_text("utf-8")


def test_standard_input(call: Call, folder: Path) -> None:
    done = call("-", "-o", "out", given=PLAN.encode())
    assert done.code == 0
    assert written(folder / "out") == ["柳桥社区2027年读书工作计划.yaml"]


def test_another_year(call: Call, folder: Path) -> None:
    assert call("old.txt", "--year", "2028").code == 0
    text = (folder / "old.yaml").read_text("utf-8")
    assert "title: 柳桥社区2028年读书工作计划\nyear: 2028\n" in text


# What was done to the text.


def test_report(call: Call, folder: Path) -> None:
    done = call("doubtful.txt", "all.txt", "-o", "out", "--report")
    assert done.code == 0
    assert done.out.splitlines() == [
        "doubtful.txt:3: renumbered: the number “三、” is now “二、” “三、”",
        f"all.txt:1: left out: {NAMED} “社区计划 篇1”",
        f"all.txt:5: left out: {NAMED} “社区计划 篇2”",
    ]
    assert done.err.splitlines()[-1] == "2 left out, 1 renumbered"
    assert len(written(folder / "out")) == 3


def test_without_a_report_only_counts_are_told(call: Call, folder: Path) -> None:
    done = call("doubtful.txt", "-o", "out")
    assert done == Done(0, "", "wrote out/doubtful.yaml\n1 renumbered\nuse --report to see each\n")
    assert written(folder) == ["out/doubtful.yaml"]


def test_messages_in_chinese(call: Call, folder: Path) -> None:
    done = call("doubtful.txt", "-o", "out", "--report", language="zh")
    assert done.out == "doubtful.txt:3: 重新编号: 编号“三、”改为“二、” “三、”\n"
    assert done.err == "写出 out/doubtful.yaml\n重新编号1处\n"
    assert call("nothing.txt", language="zh").err.startswith("plangen: 无法读取nothing.txt：")
    assert written(folder) == ["out/doubtful.yaml"]


def test_long_pieces_are_cut_in_a_report(call: Call, folder: Path) -> None:
    put(folder, {"long.txt": f"来源：{'甲' * 55}\n{PLAN}"})
    done = call("long.txt", "--report")
    assert done.out == (
        f"long.txt:1: left out: belongs to the web page, not to the plan “来源：{'甲' * 37}…”\n"
    )


def test_cleaning(call: Call, folder: Path) -> None:
    put(folder, {"noisy.txt": "柳桥社区计划\n一、建设(jinsh)书角,办好活动\n二、评选\n"})
    plain = call("noisy.txt", "-o", "out")
    assert "建设(jinsh)书角,办好活动" in (folder / "out/noisy.yaml").read_text("utf-8")
    assert plain == Done(0, "", "wrote out/noisy.yaml\n")
    done = call("noisy.txt", "-o", "out", "--clean", "--report", "--force")
    assert done.code == 0
    assert sorted(done.out.splitlines()) == [
        "noisy.txt:2: cleaned: “(jinsh)” is gone “(jinsh)”",
        "noisy.txt:2: cleaned: “,” is now “，” “,”",
    ]
    assert "建设书角，办好活动" in (folder / "out/noisy.yaml").read_text("utf-8")


def test_simplified_characters_need_opencc(
    call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "opencc", None)
    done = call("old.txt", "--simplified")
    assert done.code == 2
    assert done.err == "plangen: simplified characters need OpenCC: pip install 'plangen[opencc]'\n"
    assert written(folder) == []


# Nothing is written in doubt.


@pytest.mark.parametrize("report", [[], ["--report"]])
def test_strict_writes_nothing_in_doubt(call: Call, folder: Path, report: list[str]) -> None:
    done = call("old.txt", "doubtful.txt", "-o", "out", "--strict", *report)
    told = "doubtful.txt:3: renumbered: the number “三、” is now “二、” “三、”\n"
    assert done.code == 1
    assert (told in done.out, told in done.err) == (bool(report), not report)
    assert done.err.endswith("there are doubts or repairs: nothing was written\n")
    assert not (folder / "out").exists()


def test_strict_writes_what_is_beyond_doubt(call: Call, folder: Path) -> None:
    done = call("old.txt", "all.txt", "-o", "out", "--strict")
    assert done.code == 0
    assert len(written(folder / "out")) == 3


def test_what_is_there_is_kept(call: Call, folder: Path) -> None:
    put(folder, {"out/old.yaml": "title: 我的\n"})
    done = call("other.txt", "old.txt", "-o", "out")
    assert done == Done(
        2, "", "plangen: out/old.yaml exists and differs; use --force to overwrite it\n"
    )
    assert (folder / "out/old.yaml").read_text("utf-8") == "title: 我的\n"
    assert written(folder) == ["out/old.yaml"]
    assert call("other.txt", "old.txt", "-o", "out", "--force").code == 0
    assert "读书" in (folder / "out/old.yaml").read_text("utf-8")


def test_a_second_run_changes_nothing(call: Call, folder: Path) -> None:
    assert call("old.txt", "all.txt", "-o", "out").code == 0
    before = {path: (path.read_bytes(), path.stat().st_ino) for path in (folder / "out").iterdir()}
    assert call("old.txt", "all.txt", "-o", "out").code == 0
    after = {path: (path.read_bytes(), path.stat().st_ino) for path in (folder / "out").iterdir()}
    assert after == before


def test_two_plans_of_one_name(call: Call, folder: Path) -> None:
    put(folder, {"deep/old.txt": OTHER})
    done = call("old.txt", "deep/old.txt", "-o", "out")
    assert done == Done(2, "", "plangen: more than one plan would be written to out/old.yaml\n")
    assert written(folder) == []


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("nothing.txt", "cannot read nothing.txt: No such file or directory"),
        ("folder", "cannot read folder: Is a directory"),
        ("empty.txt", "there is no text in empty.txt"),
        ("blank.txt", "there is no text in blank.txt"),
        ("noise.txt", "there is no text in noise.txt"),
        ("page.pdf", "cannot read page.pdf: this is a PDF; save it as .docx"),
        ("broken.docx", "cannot read broken.docx: not a Word file, or a broken one: "),
        ("bytes.txt", "cannot read bytes.txt: "),
    ],
)
def test_what_cannot_be_read(call: Call, folder: Path, source: str, told: str) -> None:
    (folder / "folder").mkdir()
    (folder / "page.pdf").write_bytes(b"%PDF-1.4\n")
    (folder / "broken.docx").write_bytes(docx(p("甲"))[:200])
    (folder / "bytes.txt").write_bytes(bytes(range(1, 256)) * 4)
    done = call("old.txt", source, "-o", "out")
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith(f"plangen: {told}")
    assert len(done.err.splitlines()) == 1
    assert not (folder / "out").exists()


def test_a_folder_that_cannot_be_made(call: Call, folder: Path) -> None:
    done = call("old.txt", "-o", "other.txt")
    assert done == Done(2, "", "plangen: cannot make other.txt: File exists\n")
    assert (folder / "other.txt").read_text("utf-8") == OTHER


def test_all_files_or_none(call: Call, folder: Path) -> None:
    (folder / "out/other.yaml").mkdir(parents=True)
    done = call("old.txt", "other.txt", "-o", "out", "--force")
    assert done.code == 2
    assert done.err == "plangen: out/other.yaml is a folder\n"
    assert written(folder) == []


def test_no_traces_are_left(call: Call, folder: Path) -> None:
    (folder / "out/old.yaml").mkdir(parents=True)
    assert call("old.txt", "-o", "out", "--force").code == 2
    assert [path.name for path in (folder / "out").rglob("*")] == ["old.yaml"]


# The call itself.


@pytest.mark.parametrize(
    "arguments",
    ["", "-o out", "old.txt --keys fr", "old.txt --year 1800", "old.txt --nothing", "old.txt -o"],
)
def test_wrong_calls(call: Call, folder: Path, arguments: str) -> None:
    done = call(*arguments.split())
    assert done.code == 2
    assert done.out == ""
    assert written(folder) == []


def test_in_a_process_of_its_own(folder: Path) -> None:
    done = run("import", "doubtful.txt", "-o", "out", "--report", "--lang", "zh", cwd=folder)
    assert (done.returncode, done.stdout.decode(), done.stderr.decode()) == (
        0,
        "doubtful.txt:3: 重新编号: 编号“三、”改为“二、” “三、”\n",
        "写出 out/doubtful.yaml\n重新编号1处\n",
    )
    assert "转成计划文件" in run("import", "--help", "--lang", "zh", cwd=folder).stdout.decode()
