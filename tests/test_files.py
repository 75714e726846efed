"""Documents on disk: written whole or not at all, and never over a person's work."""

import errno
import io
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import docx
import pytest
from helpers import plan_of
from packages import Package, zipped

import plangen
from plangen.document import Document
from plangen.formats import FORMATS
from plangen.layout import Layout
from plangen.problems import UsageError
from plangen.renderer import render

FIRST = render(plan_of("title: 计划\ntasks: [{heading: 甲。, text: 乙。}]"))
SECOND = render(plan_of("title: 计划\ntasks: [{heading: 甲。, text: 改。}]"))
every_format = pytest.mark.parametrize("to", FORMATS)
posix = pytest.mark.skipif(sys.platform == "win32", reason="a matter of POSIX")


def written(folder: Path, to: str, document: Document = FIRST) -> Path:
    path = folder / f"plan.{to}"
    plangen.write(document, path)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@every_format
def test_a_file_is_written_read_and_written_again(tmp_path: Path, to: str) -> None:
    path = written(tmp_path, to)
    assert plangen.read(path).lines() == FIRST.lines()
    first = path.read_bytes()
    written(tmp_path, to)
    assert path.read_bytes() == first
    written(tmp_path, to, SECOND)
    assert plangen.read(path).lines() == SECOND.lines()
    assert names(tmp_path) == [f"plan.{to}"]


@every_format
def test_without_a_path_there_are_only_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    monkeypatch.chdir(tmp_path)
    data = plangen.write(FIRST, to=to)
    assert data == FORMATS[to].write(FIRST, Layout())
    assert data == plangen.write(FIRST, f"plan.{to}")
    assert names(tmp_path) == [f"plan.{to}"]


def test_the_format_is_the_one_asked_for_or_the_suffixs(tmp_path: Path) -> None:
    assert plangen.write(FIRST)[:2] == b"PK"
    plangen.write(FIRST, tmp_path / "plan.txt", to="md")
    assert plangen.read(tmp_path / "plan.txt", to="md").lines() == FIRST.lines()
    plangen.write(FIRST, tmp_path / "PLAN.DOCX")
    assert plangen.read(tmp_path / "PLAN.DOCX").lines() == FIRST.lines()
    for call in (
        lambda: plangen.write(FIRST, tmp_path / "plan.odt"),
        lambda: plangen.write(FIRST, to="odt"),
        lambda: plangen.read(tmp_path / "plan.odt"),
    ):
        with pytest.raises(UsageError, match="odt"):
            call()


@every_format
def test_what_cannot_be_read_is_named(tmp_path: Path, to: str) -> None:
    path = tmp_path / f"计划.{to}"
    for data in (None, b"\xff\xfe\xff"):
        if data is not None:
            path.write_bytes(data)
        with pytest.raises(UsageError) as raised:
            plangen.read(path)
        assert str(path) in raised.value.words.zh
        assert str(path) in raised.value.words.en


def resaved(data: bytes) -> bytes:
    """As Word would write the same document again."""
    file = io.BytesIO()
    docx.Document(io.BytesIO(data)).save(file)
    return file.getvalue()


def retyped(data: bytes) -> bytes:
    """The same archive with another text."""
    parts = Package(data).data
    text = parts["word/document.xml"]
    assert "乙".encode() in text
    return zipped(parts | {"word/document.xml": text.replace("乙".encode(), "丁".encode())})


def edited(data: bytes) -> bytes:
    assert "乙".encode() in data
    return data.replace("乙".encode(), "丁".encode())


CHANGES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "saved by another program": ("docx", resaved),
    "retyped": ("docx", retyped),
    "cut off": ("docx", lambda data: data[:-100]),
    "somebody else's": ("docx", lambda _: zipped({"word/document.xml": "<x/>"})),
    "a damaged directory": ("docx", lambda data: data.replace(b"docProps/app.xml", b"\xff" * 16)),
    **{
        f"{name} {to}": (to, change)
        for to in ("md", "html")
        for name, change in (
            ("edited", edited),
            ("longer", lambda data: data + "补充。\n".encode()),
            ("without its seal", lambda data: data.replace(b"plangen", b"planned")),
            ("with other line ends", lambda data: data.replace(b"\n", b"\r\n")),
        )
    },
    **{f"empty {to}": (to, lambda _: b"") for to in FORMATS},
    **{f"of another kind {to}": (to, lambda _: b"\xff\xfe\x00") for to in FORMATS},
}  # fmt: skip


@pytest.mark.parametrize(
    ("to", "change"), [pytest.param(*case, id=name) for name, case in CHANGES.items()]
)
def test_what_a_person_changed_is_kept(
    tmp_path: Path, to: str, change: Callable[[bytes], bytes]
) -> None:
    path = written(tmp_path, to)
    mine = change(path.read_bytes())
    path.write_bytes(mine)
    with pytest.raises(UsageError, match="--force") as raised:
        plangen.write(SECOND, path)
    assert str(path) in raised.value.words.zh
    assert path.read_bytes() == mine
    plangen.write(SECOND, path, force=True)
    assert plangen.read(path).lines() == SECOND.lines()
    assert names(tmp_path) == [path.name]


@every_format
def test_a_write_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    path = written(tmp_path, to)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(UsageError, match="No space left"):
        plangen.write(SECOND, path)
    assert path.read_bytes() == before
    assert names(tmp_path) == [path.name]


def test_an_interrupted_write_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        written(tmp_path, "md")
    assert names(tmp_path) == []


@pytest.mark.parametrize("place", ["none/plan.md", "file.txt/plan.md", "folder.md"])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file.txt").write_text("甲", encoding="utf-8")
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(UsageError) as raised:
        plangen.write(FIRST, tmp_path / place)
    assert str(tmp_path / place) in raised.value.words.en
    assert str(tmp_path / place) in raised.value.words.zh
    assert names(tmp_path) == ["file.txt", "folder.md"]


@posix
def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    if os.access(tmp_path, os.W_OK):
        pytest.skip("this user may write anywhere")
    with pytest.raises(UsageError, match=r"plan\.md"):
        written(tmp_path, "md")
    assert names(tmp_path) == []


@posix
def test_a_file_that_cannot_be_read_is_not_overwritten(tmp_path: Path) -> None:
    path = written(tmp_path, "md")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read anything")
    with pytest.raises(UsageError, match=r"plan\.md"):
        plangen.write(SECOND, path)


@posix
@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_one(tmp_path: Path, there: bool) -> None:  # noqa: FBT001
    target, link = tmp_path / "target.md", tmp_path / "plan.md"
    if there:
        plangen.write(FIRST, target)
    link.symlink_to("target.md")
    plangen.write(SECOND, link)
    assert link.is_symlink()
    assert plangen.read(target).lines() == SECOND.lines()
    assert names(tmp_path) == ["plan.md", "target.md"]


@posix
def test_the_mode_of_a_file_is_kept_and_a_new_one_has_the_usual(tmp_path: Path) -> None:
    path = written(tmp_path, "md")
    (tmp_path / "other").touch()
    assert path.stat().st_mode == (tmp_path / "other").stat().st_mode
    path.chmod(0o640)
    plangen.write(SECOND, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@posix
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    os.mkfifo(path)
    read: list[bytes] = []
    reader = Thread(target=lambda: read.append(path.read_bytes()), daemon=True)
    reader.start()
    plangen.write(FIRST, path)
    reader.join(timeout=10)
    assert read[0].startswith(plangen.write(FIRST, to="md"))
    assert stat.S_ISFIFO(path.stat().st_mode)


@posix
def test_two_names_of_one_file_are_parted(tmp_path: Path) -> None:
    """A second name keeps what it had: the file is replaced, never written into."""
    path = written(tmp_path, "docx")
    os.link(path, tmp_path / "archive.docx")
    before = path.read_bytes()
    plangen.write(SECOND, path)
    assert (tmp_path / "archive.docx").read_bytes() == before
