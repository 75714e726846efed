"""What a batch has made is noted line by line, whatever becomes of the file."""

import errno
import os
from pathlib import Path

import pytest
from batches import ROWS, Batch
from hypothesis import given
from hypothesis import strategies as st

from plangen.batch import manifest
from plangen.batch.manifest import Entry, Inputs, Journal, digest, digest_of_values, read, read_all
from plangen.problems import UsageError

INPUTS = Inputs("1.0", "p", "l", "r")


def entry(path: str, **fields: str) -> Entry:
    return Entry("01", path, INPUTS, "o", "made")._replace(**fields)


FIRST, SECOND, THIRD = map(entry, ("甲.docx", "乙.docx", "丙.docx"))
texts = st.text(max_size=20)
entries = st.builds(
    Entry, texts, texts, st.builds(Inputs, texts, texts, texts, texts), texts, texts
)


@given(st.lists(entries))
def test_entries_are_read_back(
    tmp_path_factory: pytest.TempPathFactory, found: list[Entry]
) -> None:
    journal = Journal(str(tmp_path_factory.mktemp("own")), None)
    journal.add(found)
    journal.close(None)
    assert read(journal.path) == found
    journal.close(found)
    assert read(journal.path) == found


def test_lines_are_on_disk_as_soon_as_they_are_added(tmp_path: Path) -> None:
    journal = Journal(str(tmp_path), None)
    for count, found in enumerate((FIRST, SECOND, THIRD), 1):
        journal.add([found])
        assert read(journal.path) == [FIRST, SECOND, THIRD][:count]
    journal.close(None)


@pytest.mark.parametrize("cut", [1, 5, 40, 80])
def test_a_line_that_was_cut_off_costs_no_other(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "manifest.jsonl"
    path.write_bytes((FIRST.line() + SECOND.line()).encode()[:-cut])
    journal = Journal(str(tmp_path), None)
    journal.add([THIRD])
    journal.add([SECOND])
    journal.close(None)
    found = read(str(path))
    assert found[0] == FIRST
    assert found[-2:] == [THIRD, SECOND]


LINE = FIRST.line().encode()
GARBAGE: dict[str, bytes] = {
    "empty": b"",
    "blank lines": b"\n\n \n",
    "noughts": b"\0" * 1000,
    "not UTF-8": b"\xff\xfe\xfa" * 10,
    "not JSON": b"hello {",
    "a number": b"1",
    "a list": b"[1, 2]",
    "null": b"null",
    "no inputs": LINE.replace(b'"inputs"', b'"output2"'),
    "inputs are a text": b'{"key":"","path":"","inputs":"x","output":"","status":""}',
    "inputs are a list": b'{"key":"","path":"","inputs":["x"],"output":"","status":""}',
    "more keys": LINE.replace(b'"key"', b'"more":1,"key"'),
    "fewer keys": LINE.replace(b'"status":"made"', b'"x":1'),
    "another version": LINE.replace(b'"program":"1.0",', b""),
    "values of other kinds": LINE.replace(b'"made"', b"1"),
    "a path that is a list": LINE.replace(b'"\xe7\x94\xb2.docx"', b"[]"),
    "too deep": b"[" * 200_000,
    "too deep objects": b'{"a":' * 100_000,
    "a long number": b'{"key":' + b"9" * 100_000 + b"}",
    "a lone surrogate": LINE.replace(b'"made"', b'"\\ud800"').replace(b'"key"', b'"kei"'),
    "half": LINE[: len(LINE) // 2],
    "windows line ends": b"x\r\n",
    "a byte order mark": b"\xef\xbb\xbf",
}


@pytest.mark.parametrize("data", [pytest.param(d, id=name) for name, d in GARBAGE.items()])
def test_garbage_is_passed_over(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "manifest.jsonl"
    path.write_bytes(data)
    assert read(str(path)) == []
    path.write_bytes(LINE + data + b"\n" + SECOND.line().encode())
    found = read(str(path))
    assert found[0] == FIRST
    assert found[-1] == SECOND
    assert len(found) == 2


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_any_bytes_are_a_manifest(
    tmp_path_factory: pytest.TempPathFactory, one: bytes, other: bytes
) -> None:
    path = tmp_path_factory.mktemp("own") / "manifest.jsonl"
    path.write_bytes(one + b"\n" + LINE + other)
    read(str(path))
    read_all(str(path.parent))


def test_manifests_of_shards_are_read_together_and_are_newer(tmp_path: Path) -> None:
    newer = FIRST._replace(output="newer")
    for shard, found in ((None, [FIRST, SECOND]), ((1, 2), [newer]), ((2, 2), [THIRD])):
        journal = Journal(str(tmp_path), shard)
        journal.close(found)
    assert read_all(str(tmp_path)) == {e.path: e for e in (newer, SECOND, THIRD)}
    whole = Journal(str(tmp_path), None)
    whole.close([newer], manifest.shard_files(str(tmp_path)))
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.jsonl"]
    assert read_all(str(tmp_path / "none")) == {}


def test_where_one_part_ends_counts() -> None:
    assert digest(b"a", b"b") != digest(b"ab") != digest(b"", b"ab")
    assert digest() != digest(b"")
    assert digest_of_values({"a": ("甲", "乙")}) != digest_of_values({"a": "甲、乙"})
    assert digest_of_values({"a": "1", "b": "2"}) == digest_of_values({"b": "2", "a": "1"})


@pytest.mark.parametrize("name", ["replace", "fsync"])
def test_a_manifest_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    journal = Journal(str(tmp_path), None)
    journal.add([FIRST, SECOND])
    monkeypatch.setattr(os, name, full)
    with pytest.raises(UsageError, match=r"manifest\.jsonl: No space left"):
        journal.close([FIRST])
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.jsonl"]
    assert read(journal.path) == [FIRST, SECOND]


# In a batch.


def test_a_manifest_says_what_was_made(tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    batch.made("--to", "docx", "--to", "md")
    found = batch.entries()
    assert [e["key"] for e in found] == ["01", "01", "02", "02", "03", "03"]
    assert [e["path"] for e in found][:2] == ["云溪社区工作计划.docx", "云溪社区工作计划.md"]
    assert {e["status"] for e in found} == {"made"}
    data = (batch.out / found[0]["path"]).read_bytes()
    assert found[0]["output"] == digest(data)


@pytest.mark.parametrize("data", [pytest.param(d, id=name) for name, d in GARBAGE.items()])
def test_a_batch_runs_whatever_its_manifest_says(tmp_path: Path, data: bytes) -> None:
    """Documents as plangen wrote them may be made again; nobody's work is touched."""
    batch = Batch(tmp_path, rows=ROWS[:2])
    batch.made("--to", "md")
    before = batch.files()
    (batch.out / ".plangen" / "manifest.jsonl").write_bytes(data)
    assert batch.made("--to", "md") == ["out: made 2"]
    assert batch.files() == before
    assert batch.made("--to", "md") == ["out: unchanged 2"]


@pytest.mark.parametrize(
    "path", ["../../x.docx", "/etc/passwd", "a\0b", "\ud800", "", ".", "x" * 5000]
)
def test_a_path_in_a_manifest_is_not_trusted(tmp_path: Path, path: str) -> None:
    batch = Batch(tmp_path, rows=ROWS[:1])
    batch.made()
    with (batch.out / ".plangen" / "manifest.jsonl").open("ab") as file:
        file.write(entry(path).line().encode("utf-8", "surrogatepass"))
    secret = tmp_path.parent / "x.docx"
    secret.write_bytes(b"mine")
    assert batch.run().code == 0
    assert secret.read_bytes() == b"mine"
    secret.unlink()


def test_a_manifest_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    (batch.out / ".plangen" / "manifest.jsonl").mkdir(parents=True)
    done = batch.run()
    assert done.code == 2
    assert "cannot read out/.plangen/manifest.jsonl" in done.err
    assert batch.documents() == []


@pytest.mark.parametrize("place", ["out", "out/.plangen"])
@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_file_where_the_folder_should_be(
    tmp_path: Path, place: str, options: tuple[str, ...]
) -> None:
    batch = Batch(tmp_path)
    batch.put(place, "mine")
    done = batch.run(*options)
    assert done.code in ({0, 1, 2} if options else {2})
    assert "Traceback" not in done.err
    assert (tmp_path / place).read_text(encoding="utf-8") == "mine"
