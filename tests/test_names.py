"""Names of documents: safe on every system, and never outside the folder."""

import os
import sys
from pathlib import Path

import pytest
from batches import Batch, Done
from hypothesis import given
from hypothesis import strategies as st

import plangen
from plangen.batch import names
from plangen.fill import FillError

posix = pytest.mark.skipif(sys.platform == "win32", reason="a matter of POSIX")
BIDI = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
BAD = (
    "../x", "..", ".", "../../etc/x", "/etc/x", "a/b", "a\\b", "C:\\x", "C:", "x:y", "a\0b", "a\tb", "a\x7fb",
    "CON", "con", "Con.txt", "NUL", "nul.", "PRN", "AUX.x.y", "COM1", "com9.docx", "LPT¹", "COM0", "CONIN$",
    "x.", "x...", "", " ", "　", ".x", ".plangen", "a<b", "a>b", 'a"b', "a|b", "a?b", "a*b",
    "a\u200bb", "\ufeffa", "a\u2028b", "a\u00adb", "汉" * 86, "x" * 256, "é" * 128,
    *(f"甲{mark}乙" for mark in BIDI),
)  # fmt: skip
GOOD = (
    "x", "甲", "汉" * 85, "x" * 255, "CONSOLE", "com10", "a.b.c", "a b", "甲（一）", "—", "100%", "~", "-x", "#",
    "é", "😀", "'x'", "a&b", "1", "COM", "{a}", "$HOME", "con-1", "甲　乙", "=1+1", "%(x)s",
)  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_names_that_are_refused(name: str) -> None:
    with pytest.raises(FillError):
        names.name_of(("{{ a }}",), {"a": name})
    with pytest.raises(FillError):
        names.name_of(("甲", "{{ a }}", "乙"), {"a": name})
    with pytest.raises(FillError):
        names.name_of(("甲", "{{ a }}"), {"a": name})


@pytest.mark.parametrize("name", GOOD)
def test_names_that_are_taken(name: str) -> None:
    assert names.name_of(("{{ a }}",), {"a": name}) == name
    assert names.name_of(("甲", "{{ a }}"), {"a": name}) == f"甲/{name}"


@given(st.text(max_size=30), st.text("./\\ \0甲A:", max_size=8))
def test_no_name_leads_out(text: str, more: str) -> None:
    for value in (text, more, text + more, more + text):
        try:
            path = names.name_of(("{{ a }}", "{{ a }}x"), {"a": value})
        except FillError:
            continue
        folder, slash, name = path.partition("/")
        assert slash
        assert "/" not in name
        assert os.path.normpath(path) == path
        for part in (folder, name):
            assert part == part.strip()
            assert part not in {".", ".."}
            assert len(part.encode()) <= 255


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("{{ a }}", ("{{ a }}",)),
        ("{{ a }}/{{ b }}", ("{{ a }}", "{{ b }}")),
        ("{{ a|replace('/', '-') }}", ("{{ a|replace('/', '-') }}",)),
        ("{% if a / 2 %}x{% endif %}/y", ("{% if a / 2 %}x{% endif %}", "y")),
        ("/a", ("", "a")),
        ("a//b", ("a", "", "b")),
        ("a/", ("a", "")),
        ("", ("",)),
        ("{{ a", ("{{ a",)),
        ("甲\n乙", ("甲\n乙",)),
    ],
)
def test_a_pattern_is_parted_outside_of_its_variables(pattern: str, parts: tuple[str, ...]) -> None:
    assert names.parts_of_pattern(pattern) == parts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a", "A"),
        ("é", "e\u0301"),
        ("É", "e\u0301"),
        ("街/X", "街/x"),
        ("Straße", "STRASSE"),
        ("ﬁ", "fi"),
        ("σ", "ς"),
        ("\u1e9e", "ß"),
        ("가", "\u1100\u1161"),
    ],
)
def test_twins_on_some_system(one: str, other: str) -> None:
    assert names.twin_key(one) == names.twin_key(other)


def test_what_is_no_twin() -> None:
    assert len({names.twin_key(name) for name in ("甲", "乙", "a", "ab", "Ａ", "a1", "é")}) == 7


def test_folders_of_paths() -> None:
    assert names.folders_of(["a/b/c", "a/d", "e"]) == {"a", "a/b"}


# In a batch: all of it is seen before the first document is written.


def refused(batch: Batch, *options: str) -> list[str]:
    """Nothing is written, and every error is at its row."""
    done: Done = batch.run(*options)
    assert done.code == 1, done
    assert not batch.out.exists()
    return [line for line in done.err.splitlines() if "[output-name]" in line]


def places(lines: list[str]) -> list[str]:
    return [line.partition(": error")[0] for line in lines]


@pytest.mark.parametrize(
    "name", ["../x", "/etc/x", "a/b", "CON", "x.", ".x", "汉" * 86, "a\u202eb"]
)
def test_a_bad_name_stops_all(tmp_path: Path, name: str) -> None:
    rows = [("01", "云溪社区", "1"), ("02", name, "2"), ("03", "望山社区", "3")]
    lines = refused(Batch(tmp_path, rows=rows), "--name", "{{ 社区 }}")
    assert places(lines) == ["roster.csv:3:0"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.yaml", "roster.csv"]


def test_a_name_must_have_room_for_its_suffix(tmp_path: Path) -> None:
    batch = Batch(tmp_path, rows=[("01", "汉" * 85, "1")])
    assert places(refused(batch, "--name", "{{ 社区 }}")) == ["roster.csv:2:0"]
    batch.put_rows([("01", "汉" * 83 + "x", "1")])
    assert batch.made("--name", "{{ 社区 }}") == ["out: made 1"]
    batch.put_rows([("01", "汉" * 83 + "xx", "1")])
    assert batch.run("--name", "{{ 社区 }}", "--to", "html").code == 1
    assert batch.run("--name", "{{ 社区 }}/x").code == 0


def test_every_bad_name_is_told(tmp_path: Path) -> None:
    rows = [
        ("01", "a/b", "1"),
        ("02", "甲", "2"),
        ("03", "NUL", "3"),
        ("04", "..", "4"),
        ("05", "甲", "5"),
    ]
    lines = refused(Batch(tmp_path, rows=rows), "--name", "{{ 社区 }}")
    assert places(lines) == [f"roster.csv:{line}:0" for line in (2, 4, 5, 6)]


@pytest.mark.parametrize(
    ("one", "other"), [("甲", "甲"), ("Abc", "aBC"), ("Café", "Cafe\u0301"), ("ß", "SS")]
)
def test_twins_are_refused_and_the_other_line_is_named(
    tmp_path: Path, one: str, other: str
) -> None:
    batch = Batch(tmp_path, rows=[("01", one, "1"), ("02", "乙", "2"), ("03", other, "3")])
    (line,) = refused(batch, "--name", "{{ 社区 }}")
    assert line.startswith("roster.csv:4:0: error: the name “")
    assert "is that of line 2" in line
    assert "--name" in line


def test_a_name_in_form_c(tmp_path: Path) -> None:
    batch = Batch(tmp_path, rows=[("01", "Cafe\u0301", "1")])
    batch.made("--name", "{{ 社区 }}")
    assert batch.documents() == ["Café.docx"]


def test_a_document_where_another_one_needs_a_folder(tmp_path: Path) -> None:
    batch = Batch(tmp_path, rows=[("01", "甲", "1")])
    batch.made("--name", "{{ 社区 }}")
    done = batch.run("--name", "{{ 社区 }}.docx/{{ 编号 }}")
    assert done.code == 1
    assert "roster.csv:2:0: error: out/甲.docx is no folder [output-name]" in done.err
    assert batch.documents() == ["甲.docx"]


def test_a_folder_where_a_document_was(tmp_path: Path) -> None:
    batch = Batch(tmp_path, rows=[("01", "甲", "1")])
    batch.made("--name", "{{ 社区 }}.docx/{{ 编号 }}")
    assert batch.run("--name", "{{ 社区 }}").code == 1
    assert batch.documents() == ["甲.docx/01.docx"]


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        ("", "the name is empty"),
        ("/x/{{ 社区 }}", "the name is empty"),
        ("../{{ 社区 }}", "cannot begin with a dot"),
        ("a//{{ 社区 }}", "the name is empty"),
        ("{{ 社区 }}/", "the name is empty"),
        ("{{ 街道 }}", "the variable “街道” is not given"),
        ("{{ 社区", "not a well-formed"),
        ("{{ 社区|none }}", "not a well-formed"),
        ("同一个", "is that of line 2"),
    ],
)
def test_a_pattern_that_is_of_no_use(tmp_path: Path, pattern: str, rule: str) -> None:
    batch = Batch(tmp_path)
    done = batch.run("--name", pattern)
    assert (done.code, done.out) == (2 if "well-formed" in rule else 1, "")
    assert rule in done.err
    assert not batch.out.exists()


def test_an_empty_cell_in_a_name_is_at_its_column(tmp_path: Path) -> None:
    batch = Batch(tmp_path, rows=[("01", "云溪社区", "1"), ("02", "", "2"), ("", "望山社区", "3")])
    done = batch.run("--name", "{{ 社区 }}")
    assert done.code == 1
    assert "roster.csv:3:2: error: the cell of “社区” is empty" in done.err
    assert "roster.csv:4:1: error: the key is empty [row-key]" in done.err


def test_without_a_pattern_the_title_is_the_name(tmp_path: Path) -> None:
    batch = Batch(tmp_path, '标题: "{{ 社区 }}\\n工作计划"\npreamble: "{{ 户数 }}"\n')
    batch.made("--to", "md")
    assert batch.documents()[0] == "云溪社区工作计划.md"


# What is there already.


@posix
@pytest.mark.parametrize("target", ["outside", "../outside", "/"])
def test_a_linked_folder_that_leads_outside_is_refused(tmp_path: Path, target: str) -> None:
    batch = Batch(tmp_path)
    (tmp_path / "outside").mkdir()
    batch.out.mkdir()
    place = tmp_path / "outside" if target == "outside" else target
    (batch.out / "01").symlink_to(place, target_is_directory=True)
    for options in ((), ("--force",), ("--dry-run",)):
        done = batch.run("--name", "{{ 编号 }}/plangen-x-{{ 社区 }}", *options)
        assert done.code == 1
        assert "roster.csv:2:0: error: the folder 01 leads elsewhere [output-name]" in done.err
    assert list((tmp_path / "outside").iterdir()) == []
    assert not Path("/plangen-x-云溪社区.docx").exists()


@posix
def test_a_link_deeper_down_is_refused_too(tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    (tmp_path / "outside").mkdir()
    (batch.out / "a").mkdir(parents=True)
    (batch.out / "a" / "b").symlink_to(tmp_path / "outside")
    assert batch.run("--name", "a/b/c/{{ 社区 }}").code == 1
    assert batch.run("--name", "a/b/{{ 社区 }}").code == 1
    assert list((tmp_path / "outside").iterdir()) == []
    assert batch.run("--name", "a/c/{{ 社区 }}").code == 0


@posix
def test_the_output_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    (tmp_path / "real").mkdir()
    batch.out.symlink_to(tmp_path / "real")
    assert batch.made("--name", "{{ 编号 }}/{{ 社区 }}") == ["out: made 3"]
    assert (tmp_path / "real" / "01" / "云溪社区.docx").is_file()
    assert batch.made("--name", "{{ 编号 }}/{{ 社区 }}") == ["out: unchanged 3"]


@posix
@pytest.mark.parametrize("there", [True, False])
def test_a_link_in_the_place_of_a_document_is_kept(tmp_path: Path, there: bool) -> None:  # noqa: FBT001
    batch = Batch(tmp_path)
    batch.out.mkdir()
    target = tmp_path / "mine.docx"
    if there:
        target.write_bytes(b"")
    link = batch.out / "云溪社区工作计划.docx"
    link.symlink_to(target)
    done = batch.run()
    assert (done.code, link.is_symlink()) == (1, True)
    assert "kept 云溪社区工作计划.docx: somebody changed it" in done.err
    assert target.exists() == there
    assert batch.run("--force").code == 0
    assert not link.is_symlink()
    assert plangen.read(link).lines()[0] == "云溪社区工作计划"
    assert target.exists() == there
    assert not there or target.read_bytes() == b""


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_in_the_place_of_a_document(tmp_path: Path, force: bool) -> None:  # noqa: FBT001
    batch = Batch(tmp_path)
    (batch.out / "柳岸社区工作计划.docx").mkdir(parents=True)
    (batch.out / "柳岸社区工作计划.docx" / "mine.txt").write_text("x", encoding="utf-8")
    done = batch.run(*["--force"] * force)
    assert done.code == (2 if force else 1)
    assert "柳岸社区工作计划.docx" in done.err
    assert (batch.out / "柳岸社区工作计划.docx" / "mine.txt").read_text(encoding="utf-8") == "x"
    assert len(batch.documents()) == 3
    assert ".plangen/tmp" not in str(sorted(batch.files()))


@posix
def test_a_file_where_a_folder_should_go(tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    batch.put("out/01", "mine")
    done = batch.run("--name", "{{ 编号 }}/{{ 社区 }}")
    assert done.code == 1
    assert "roster.csv:2:0: error" in done.err
    assert "out/01 is no folder" in done.err
    assert batch.documents() == ["01"]


@posix
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_in_the_place_of_a_document_is_not_waited_for(tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    batch.out.mkdir()
    os.mkfifo(batch.out / "云溪社区工作计划.docx")
    assert batch.run().code == 1
    assert batch.run("--force").code == 0


def test_a_document_that_is_open_elsewhere(tmp_path: Path) -> None:
    """Whoever has it open keeps what was there; the new one takes its place."""
    batch = Batch(tmp_path)
    batch.made("--to", "md")
    path = batch.out / "云溪社区工作计划.md"
    batch.put_rows([("01", "云溪社区", "9")])
    with path.open("r+b") as opened:
        before = opened.read()
        if sys.platform != "win32":
            batch.run("--to", "md")
            opened.seek(0)
            assert opened.read() == before
            assert "9户" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "data",
    [
        b"my own notes",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000,
        b"PK\x03\x04 of another program",
        b"\0\0\0x",
        b"%PDF-1.7",
    ],
)
@pytest.mark.parametrize("known", [False, True])
def test_what_a_person_put_there_is_kept(tmp_path: Path, data: bytes, known: bool) -> None:  # noqa: FBT001
    """A document with a password is no ZIP, and somebody's work all the same."""
    batch = Batch(tmp_path)
    if known:
        batch.made()
    batch.out.mkdir(exist_ok=True)
    path = batch.out / "云溪社区工作计划.docx"
    path.write_bytes(data)
    done = batch.run()
    assert done.code == (0 if known else 1)
    assert "kept 云溪社区工作计划.docx" in done.err
    assert path.read_bytes() == data
    batch.run("--force")
    assert path.read_bytes()[:2] == b"PK"
