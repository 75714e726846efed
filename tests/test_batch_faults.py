"""Batches that are interrupted, killed, or find no room; and what the next run makes of it."""

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from batches import NAMES, PLAN, ROWS, Batch
from helpers import ROOT

from plangen.batch import manifest
from plangen.batch.workshop import Workshop
from plangen.files import is_untouched

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")
_PATIENCE = 10.0
# Rows enough that a batch can be met in the middle of its work.
MANY = [(f"{at:04}", f"云溪{at}号社区", str(at * 37)) for at in range(1000)]


def alive(group: int) -> list[int]:
    """The processes of a group that are not dead."""
    found: list[int] = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="it looks into /proc")


@contextmanager
def running(batch: Batch, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A batch as a process group of its own; none of it is there afterwards."""
    with subprocess.Popen(
        [sys.executable, "-m", "plangen", *batch.arguments(*options)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
    ) as process:
        try:
            yield process
        finally:
            end = time.monotonic() + _PATIENCE
            while alive(process.pid) and time.monotonic() < end:
                time.sleep(0.01)
            late = alive(process.pid)
            if late:
                os.killpg(process.pid, signal.SIGKILL)
    assert not late


def wait_for_documents(batch: Batch, process: subprocess.Popen[bytes]) -> None:
    """Until the first of them are there."""
    end = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < end:
        if next(batch.out.glob("*.docx"), None):
            return
        time.sleep(0.002)
    raise AssertionError("it made nothing")


def is_sound(batch: Batch) -> int:
    """No document is half-written, and the manifest is whole but for its end; how many there are."""
    documents = list(batch.out.glob("*.docx"))
    assert all(is_untouched(path.read_bytes(), "docx") for path in documents)
    path = batch.out / ".plangen" / "manifest.jsonl"
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    known = manifest.read(str(path))
    assert len(known) >= len(list(filter(None, lines))) - 1
    there = {document.name for document in documents}
    assert {entry.path for entry in known if entry.status == "made"} <= there
    return len(documents)


def completes(batch: Batch, whole: dict[str, bytes]) -> None:
    """The next run leaves just what an undisturbed one makes."""
    assert batch.run().code == 0
    assert batch.files() == whole


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What is made of many rows if nothing happens."""
    batch = Batch(tmp_path_factory.mktemp("whole"), rows=MANY)
    batch.made("--quiet")
    return batch.files()


# Interrupted and killed.


@linux
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("to_all", [True, False])
def test_ctrl_c_ends_it_cleanly(
    tmp_path: Path,
    whole: dict[str, bytes],
    jobs: str,
    to_all: bool,  # noqa: FBT001
) -> None:
    batch = Batch(tmp_path, rows=MANY)
    with running(batch, "--jobs", jobs) as process:
        wait_for_documents(batch, process)
        (os.killpg if to_all else os.kill)(process.pid, signal.SIGINT)
        said = process.communicate(timeout=_PATIENCE)[1].decode()
    assert process.returncode == 130
    assert "Traceback" not in said
    assert 0 < is_sound(batch) < len(MANY)
    assert set(os.listdir(batch.out)) - set(batch.documents()) <= {".plangen"}
    own = [name for name in batch.files() if name.startswith(".plangen")]
    assert own in ([], [".plangen/manifest.jsonl"])
    completes(batch, whole)


@linux
def test_ctrl_c_while_it_checks_leaves_nothing(tmp_path: Path) -> None:
    """The last row has a fault, so that nothing is written even if Ctrl-C comes late."""
    batch = Batch(tmp_path, rows=[*MANY, ("9999", "柳岸社区", "")])
    with running(batch, "--jobs", "2") as process:
        while process.poll() is None and not (batch.out / ".plangen" / "lock").exists():
            time.sleep(0.002)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        said = process.communicate(timeout=_PATIENCE)[1].decode()
    assert process.returncode in {1, 130}
    assert "Traceback" not in said
    assert not batch.out.exists()


@linux
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_kill_9_leaves_whole_documents_and_no_process(
    tmp_path: Path, whole: dict[str, bytes], jobs: str
) -> None:
    """The parent alone is killed: workers end by themselves."""
    batch = Batch(tmp_path, rows=MANY)
    with running(batch, "--jobs", jobs) as process:
        wait_for_documents(batch, process)
        process.kill()
        process.communicate()
    assert 0 < is_sound(batch) < len(MANY)
    done = batch.made()
    assert "kept" not in str(done)
    assert batch.files() == whole


@linux
def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    """A killed run has noted what it made, a chunk at a time."""
    batch = Batch(tmp_path, rows=MANY)
    with running(batch, "--jobs", "1") as process:
        wait_for_documents(batch, process)
        time.sleep(0.05)
        process.kill()
        process.communicate()
    count = is_sound(batch)
    noted = len(manifest.read(str(batch.out / ".plangen" / "manifest.jsonl")))
    assert count - 50 <= noted <= count
    assert batch.made("--quiet") == []
    assert batch.made()[-1] == f"out: unchanged {len(MANY)}"


@linux
def test_a_killed_shard_leaves_nothing_behind(tmp_path: Path, whole: dict[str, bytes]) -> None:
    batch = Batch(tmp_path, rows=MANY)
    with running(batch, "--jobs", "1", "--shard", "1/2") as process:
        wait_for_documents(batch, process)
        process.kill()
        process.communicate()
    completes(batch, whole)


@linux
def test_the_script_of_faults_finds_nothing(tmp_path: Path) -> None:
    """`benchmarks/faults.py`, a few times: kills at random moments, full disks, limits of files."""
    script = ROOT / "benchmarks" / "faults.py"
    done = subprocess.run(
        [sys.executable, str(script), "--kills", "1", "--rows", "100"],
        cwd=tmp_path, capture_output=True, check=False, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(re.findall(r"^kill -9", done.stdout, re.MULTILINE)) == 3


# No room, and no permission.


def test_documents_that_cannot_be_written_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that fails for itself costs no other; the next run makes it."""
    batch = Batch(tmp_path)
    known = Workshop.put

    def put(self: Workshop, path: str, data: bytes) -> None:
        if path.startswith("柳岸"):
            raise PermissionError(errno.EACCES, "Permission denied")
        known(self, path, data)

    monkeypatch.setattr(Workshop, "put", put)
    done = batch.run()
    assert done.code == 2
    assert "柳岸社区工作计划.docx: cannot write: Permission denied" in done.err
    assert done.err.splitlines()[-1] == "out: made 2, failed 1"
    monkeypatch.setattr(Workshop, "put", known)
    assert batch.made("--explain") == [
        "柳岸社区工作计划.docx: it failed last time",
        "out: made 1, unchanged 2",
    ]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.EFBIG])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_full_disk_ends_the_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, at: int
) -> None:
    """Nobody waits for thousands of documents of which none can be written."""
    batch = Batch(tmp_path, rows=MANY[:400])
    known = os.replace
    tried: list[Any] = []

    def replace(source: Any, target: Any) -> None:  # noqa: ANN401
        if str(target).endswith(".docx"):
            tried.append(target)
            if len(tried) > at:
                raise OSError(number, os.strerror(number))
        known(source, target)

    monkeypatch.setattr(os, "replace", replace)
    done = batch.run("--jobs", "1")
    assert done.code == 2
    assert f"cannot write: {os.strerror(number)}" in done.err
    assert len(tried) <= 100
    assert len(batch.documents()) == at
    assert [path.name for path in (batch.out / ".plangen").iterdir()] == ["manifest.jsonl"]
    monkeypatch.setattr(os, "replace", known)
    assert batch.run().code == 0
    assert len(batch.documents()) == 400


@pytest.mark.parametrize("call", ["fsync", "open"])
def test_a_manifest_without_room_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    batch = Batch(tmp_path)
    batch.made()
    batch.put_rows([("09", "松坪社区", "9")])
    known = os.fsync

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if call == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        (batch.out / ".plangen" / "manifest.jsonl.new").mkdir()
    done = batch.run()
    assert done.code == 2
    assert "cannot write out/.plangen/manifest.jsonl" in done.err
    monkeypatch.setattr(os, "fsync", known)
    shutil.rmtree(batch.out / ".plangen" / "manifest.jsonl.new", ignore_errors=True)
    assert batch.run().code == 0
    assert batch.run().err.splitlines()[-1] == "out: unchanged 1"


@contextmanager
def small_file_system(folder: Path, kilobytes: int) -> Iterator[None]:
    folder.mkdir()
    size = f"size={kilobytes}k"
    mount = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)]
    if (
        not shutil.which("mount")
        or subprocess.run(mount, check=False, capture_output=True).returncode
    ):
        pytest.skip("no file system can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("kilobytes", [4, 16, 60])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_disk_that_fills_up(tmp_path: Path, kilobytes: int, jobs: str) -> None:
    batch = Batch(tmp_path, rows=MANY[:40])
    batch.made()
    undisturbed = batch.files()
    batch.out = tmp_path / "small" / "out"
    with small_file_system(tmp_path / "small", kilobytes):
        done = batch.run("--jobs", jobs)
        assert done.code == 2
        assert "No space left on device" in done.err
        assert "Traceback" not in done.err
        if batch.out.exists():
            is_sound(batch)
            assert not [name for name in batch.files() if "tmp" in name or name.endswith(".new")]
        subprocess.run(["mount", "-o", "remount,size=9m", str(tmp_path / "small")], check=True)
        completes(batch, undisturbed)


def limited(batch: Batch, *options: str, limit: int) -> subprocess.CompletedProcess[str]:
    """A run that may write no file larger than so many bytes."""
    import resource

    return subprocess.run(
        [sys.executable, "-m", "plangen", *batch.arguments(*options)],
        capture_output=True, check=False, text=True, timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip


@pytest.mark.parametrize("limit", [0, 300, 5000])
def test_a_limit_of_the_size_of_files(tmp_path: Path, limit: int) -> None:
    batch = Batch(tmp_path)
    done = limited(batch, limit=limit)
    assert done.returncode == 2
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert batch.documents() == []
    assert batch.run().code == 0
    assert len(batch.documents()) == 3


NOBODY = 65534


@pytest.fixture
def others(tmp_path: Path) -> Iterator[Batch]:
    """A batch in a folder that any user may read; plangen is all loaded."""
    batch = Batch(tmp_path)
    for folder in (tmp_path, *tmp_path.parents[:3]):  # the third is there with several processes
        if folder.stat().st_mode & 0o005 != 0o005:
            folder.chmod(0o755)
    batch.made()
    batch.put_rows([("09", "松坪社区", "")])
    batch.run()
    batch.put_rows(ROWS)
    shutil.rmtree(batch.out)
    yield batch
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o755)


@contextmanager
def without_rights() -> Iterator[None]:
    """As a user who owns nothing, if this one may do anything."""
    if os.geteuid():
        yield
        return
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.mark.parametrize("place", [".", "out", "out/.plangen", "out/01"])
def test_a_folder_that_cannot_be_written(others: Batch, place: str) -> None:
    (others.out / ".plangen").mkdir(parents=True)
    (others.out / "01").mkdir()
    if place == ".":
        shutil.rmtree(others.out)
    for path in (others.folder, *others.folder.rglob("*")):
        path.chmod(0o777)
    (others.folder / place).chmod(0o555)
    with without_rights():
        done = others.run("--name", "{{ 编号 }}/{{ 社区 }}")
        assert done.code == 2
        assert "Permission denied" in done.err
        found = others.documents()
    made = {"out": ["01/云溪社区.docx"], "out/01": ["02/柳岸社区.docx", "03/望山社区.docx"]}
    assert found == made.get(place, [])
    (others.folder / place).chmod(0o777)
    with without_rights():
        assert others.run("--name", "{{ 编号 }}/{{ 社区 }}").code == 0
    assert len(others.documents()) == 3


@pytest.mark.parametrize("name", [f"{NAMES[0]}.docx", ".plangen/manifest.jsonl"])
def test_what_cannot_be_read_is_named(others: Batch, name: str) -> None:
    others.made()
    for path in (others.folder, *others.folder.rglob("*")):
        path.chmod(0o777)
    (others.out / name).chmod(0)
    with without_rights():
        done = others.run()
    assert done.code == 2
    assert f"cannot read out/{name}: Permission denied" in done.err
    assert len(others.documents()) == 3


def test_an_input_that_goes_away_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers hold what they need: the plan may be deleted once the batch has begun."""
    batch = Batch(tmp_path)
    known = Workshop.outputs

    def outputs(self: Workshop, task: Any) -> Any:  # noqa: ANN401
        batch.plan.unlink(missing_ok=True)
        batch.roster.unlink(missing_ok=True)
        return known(self, task)

    monkeypatch.setattr(Workshop, "outputs", outputs)
    assert batch.made() == ["out: made 3"]
    batch.plan.write_text(PLAN, encoding="utf-8")
