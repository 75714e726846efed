"""Several processes check files: the report is that of one, and nothing they meet stops them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from checks import BROKEN, PLAN, WARNED, XX
from helpers import ROOT, python

linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked there")
COPIED = "title: 计划\ntasks:\n" + "".join(
    f"  - 第{number}网格每周巡查{number + 3}次，发现隐患当天登记并上报社区综治中心处理。\n"
    for number in range(9)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = (
        PLAN,
        XX,
        WARNED,
        BROKEN,
        COPIED,
        "title: [计划\n",
        "# plangen: ignore[copied]\n" + COPIED,
    )
    for number in range(40):
        (tmp_path / f"{number:02}.yaml").write_text(texts[number % len(texts)], "utf-8")
    (tmp_path / "lost.yaml").symlink_to("nowhere")
    below = tmp_path / "below"
    below.mkdir()
    for number in range(4):
        (below / f"{number}.yaml").write_text(XX, "utf-8")
    (below / ".plangen.yaml").write_text("levels: {placeholder: grave}\n", "utf-8")
    return tmp_path


def validate(folder: Path, *more: str) -> tuple[int, bytes, bytes]:
    done = python("-m", "plangen", "validate", "--lang", "en", *more, cwd=folder)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_report_is_the_same(folder: Path, form: str) -> None:
    (folder / "set.yaml").write_text("title: '{{ 社区 }}计划'\ntasks: [xx]\n", "utf-8")
    call = (".", "--format", form, "--ignore", "no-final-mark", "--set", "社区=云溪社区")
    code, told, faults = validate(folder, *call, "--jobs", "1")
    assert code == 2
    assert b"lost.yaml" in faults
    assert b"the same as" in told
    assert told.count("“grave” is no level".encode()) == 1
    assert validate(folder, *call, "--jobs", "3") == (code, told, faults)


def test_a_baseline_is_the_same(folder: Path) -> None:
    call = (".", "--baseline", "known.json")
    validate(folder, *call, "--update-baseline", "--jobs", "2")
    (folder / "new.yaml").write_text(XX, "utf-8")
    found = validate(folder, *call, "--jobs", "2")
    assert found == validate(folder, *call, "--jobs", "1")
    assert found[1].count(b"[placeholder]") == 1


def test_corrections_and_standard_input_have_one_process(folder: Path) -> None:
    (folder / "00.yaml").write_text("title: 计划\ntasks:\n  - 乙,丙。\n", "utf-8")
    call = ("-", "00.yaml", "01.yaml", "--diff", "--jobs", "3")
    done = python("-m", "plangen", "validate", *call, cwd=folder, given=XX.encode())
    assert done.stdout.decode().splitlines()[-1] == "+  - 乙，丙。"
    assert [line.split(":")[0] for line in done.stderr.decode().splitlines() if "xx" in line] == [
        "<stdin>",
        "01.yaml",
    ]


DEADLY = """
import os, sys
from plangen.checker import Checker
look = Checker.look
Checker.look = lambda self, name, data: os._exit(9) if "7.yaml" in name else look(self, name, data)
from plangen.cli import command
sys.exit(command())
"""


@linux
def test_a_file_that_ends_a_process_is_told(folder: Path) -> None:
    (folder / "lost.yaml").unlink()
    call = (".", "--lang", "en", "--ignore", "copied", "--jobs", "2")
    done = python("-c", DEADLY, "validate", *call, cwd=folder)
    assert done.returncode == 2
    told = [f"plangen: ./{n}7.yaml: the process that checked it died" for n in range(4)]
    assert done.stderr.decode().splitlines() == told
    expected = validate(folder, *call)[1].decode().splitlines()
    assert done.stdout.decode().splitlines() == [line for line in expected if "7.yaml" not in line]


@linux
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_ends_it_cleanly(tmp_path: Path, jobs: str) -> None:
    for number in range(600):
        (tmp_path / f"{number}.yaml").write_text(COPIED + f"closing: xx{number}\n", "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "plangen", "validate", ".", "--jobs", jobs],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    with process:
        assert process.stdout is not None
        assert b"placeholder" in process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        said = process.communicate(timeout=30)[1]
    assert process.returncode == 130
    assert said.strip() == b""
