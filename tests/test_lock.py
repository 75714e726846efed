"""One run at a time in a folder, but shards of one batch side by side."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from batches import Batch
from helpers import ROOT

from plangen.batch.lock import Lock
from plangen.problems import UsageError

Shard = tuple[int, int] | None

HOLD = """
import sys
from plangen.batch.lock import Lock
folder, shard = sys.argv[1], tuple(map(int, sys.argv[2:])) or None
with Lock(folder, shard):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def held(folder: Path, shard: Shard = None) -> Iterator[subprocess.Popen[bytes]]:
    """The lock of a folder, held by a process of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder), *map(str, shard or ())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        try:
            yield process
        finally:
            process.communicate(b"\n")


def refused(folder: Path, shard: Shard = None) -> str:
    with pytest.raises(UsageError) as raised, Lock(str(folder), shard):
        pass
    return raised.value.words.en


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (None, None, False),
        (None, (1, 2), False),
        ((1, 2), None, False),
        ((1, 2), (1, 2), False),
        ((1, 2), (2, 2), True),
        ((1, 2), (2, 3), False),
        ((2, 12), (1, 2), False),
        ((1, 2), (2, 12), False),
        ((3, 12), (4, 12), True),
    ],
)
def test_who_may_run_beside_whom(tmp_path: Path, one: Shard, other: Shard, together: bool) -> None:  # noqa: FBT001
    with held(tmp_path, one) as process:
        if together:
            with Lock(str(tmp_path), other):
                pass
        else:
            for _ in range(2):
                message = refused(tmp_path, other)
                assert f"another batch (process {process.pid} on " in message
                assert f"is at work in {tmp_path.parent}" in message
        # What was refused has taken nothing away.
        assert "process" in refused(tmp_path, one)
    with Lock(str(tmp_path), other):
        pass
    assert list(tmp_path.iterdir()) == []


def test_of_several_shards_the_right_one_is_named(tmp_path: Path) -> None:
    with held(tmp_path, (1, 3)) as one, held(tmp_path, (2, 3)) as two:
        assert f"process {two.pid} " in refused(tmp_path, (2, 3))
        assert f"process {one.pid} " in refused(tmp_path, (1, 3))
        assert f"process {one.pid} " in refused(tmp_path)


def test_the_same_process_is_refused_too(tmp_path: Path) -> None:
    with Lock(str(tmp_path), None):
        assert f"process {os.getpid()}" in refused(tmp_path)
        assert f"process {os.getpid()}" in refused(tmp_path, (1, 2))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("shard", [None, (1, 2)])
def test_the_lock_of_a_killed_process_does_not_matter(tmp_path: Path, shard: Shard) -> None:
    with held(tmp_path, shard) as process:
        process.kill()
        process.wait()
        assert list(tmp_path.iterdir()) != []
        for other in (None, (1, 2), (2, 2), (3, 4), None):
            with Lock(str(tmp_path), other):
                pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "1 elsewhere\n", "x" * 10_000, "\udcff\0"])
def test_what_a_stale_file_says_does_not_matter(tmp_path: Path, text: str) -> None:
    data = text.encode("utf-8", "surrogateescape")
    for name in ("lock", "lock-1-of-2", "lock-2-of-3"):
        (tmp_path / name).write_bytes(data)
    with Lock(str(tmp_path), (1, 2)):
        with Lock(str(tmp_path), (2, 2)):
            pass
        refused(tmp_path)
    with Lock(str(tmp_path), None):
        refused(tmp_path)


def test_shards_end_in_any_order(tmp_path: Path) -> None:
    first, second = Lock(str(tmp_path), (1, 2)), Lock(str(tmp_path), (2, 2))
    first.__enter__()
    second.__enter__()
    first.__exit__()
    refused(tmp_path)
    refused(tmp_path, (2, 2))
    with Lock(str(tmp_path), (1, 2)):
        pass
    second.__exit__()
    assert list(tmp_path.iterdir()) == []


# In a batch.


@pytest.mark.parametrize(
    ("holder", "options"),
    [(None, ()), (None, ("--shard", "1/2")), ((1, 2), ()), ((1, 2), ("--shard", "1/2"))],
)
def test_a_second_run_says_who_is_at_work(
    tmp_path: Path, holder: Shard, options: tuple[str, ...]
) -> None:
    batch = Batch(tmp_path)
    with held(batch.out / ".plangen", holder) as process:
        done = batch.run(*options)
        assert (done.code, done.out) == (2, "")
        assert f"another batch (process {process.pid} on " in done.err
        assert batch.documents() == []
        assert batch.run("--dry-run").code == 0
    assert batch.run(*options).code == 0


def test_shards_run_together(tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    with held(batch.out / ".plangen", (2, 2)):
        assert batch.made("--shard", "1/2") == ["out: made 2"]
    assert batch.made("--shard", "2/2") == ["out: made 1"]
    assert batch.made() == ["out: unchanged 3"]
    assert sorted(path.name for path in (batch.out / ".plangen").iterdir()) == ["manifest.jsonl"]


def test_a_lock_is_free_as_soon_as_its_process_is_gone(tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    with held(batch.out / ".plangen") as process:
        assert batch.run().code == 2
        process.kill()
        process.wait()
        end = time.monotonic() + 5
        while batch.run().code == 2:
            assert time.monotonic() < end
    assert len(batch.documents()) == 3
