"""Tasks by any executor: in a bounded window, and none is lost but one that kills its worker."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from batches import COLUMNS, ROWS, Batch, Done
from helpers import ROOT

from plangen.batch import runner
from plangen.batch.runner import Lost, Pool, jobs_for, local_pool, pool_at, run
from plangen.problems import UsageError

posix = pytest.mark.skipif(sys.platform == "win32", reason="a matter of POSIX")


def squares(tasks: tuple[int, ...]) -> list[int]:
    return [task * task for task in tasks]


def deadly(tasks: tuple[int, ...]) -> list[int]:
    """Some tasks end their process, in one way or another; some only fail."""
    for task in tasks:
        if task % 1000 == 7:
            os._exit(1)
        if task % 1000 == 13:
            os.kill(os.getpid(), signal.SIGKILL)
        if task % 1000 == 21:
            raise ValueError(f"no {task}")
    return [task * task for task in tasks]


def fatal_words(tasks: tuple[int, ...]) -> list[int]:
    """An error that cannot be told to another process."""
    raise UnpicklableError(tasks)


class UnpicklableError(Exception):
    def __init__(self, tasks: tuple[int, ...]) -> None:
        self.lock = threading.Lock()
        super().__init__(f"no {tasks}")


def whereabouts(tasks: tuple[int, ...]) -> list[int]:
    """The process that carries out each task."""
    return [os.getpid() for _ in tasks]


def parted(results: list[Any]) -> tuple[list[int], list[int]]:
    """The good results, and the tasks that were lost, both sorted."""
    lost = [result.task for result in results if isinstance(result, Lost)]
    return sorted(result for result in results if not isinstance(result, Lost)), sorted(lost)


def expected(tasks: range, *lost: int) -> tuple[list[int], list[int]]:
    return sorted(task * task for task in tasks if task not in lost), sorted(lost)


# Processes of this machine.


def test_here_there_is_no_executor() -> None:
    assert [local_pool(jobs).make for jobs in (0, 1)] == [None, None]
    assert list(run(squares, range(123), Pool(), 123)) == squares(tuple(range(123)))


@pytest.mark.parametrize("count", [0, 1, 2, 400])
def test_every_task_has_its_result(count: int) -> None:
    results = list(run(squares, range(count), local_pool(2), count))
    assert parted(results) == expected(range(count))


@posix
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_task_that_kills_its_worker_is_the_only_one_lost(method: str) -> None:
    results = list(run(deadly, range(40), local_pool(2, method), 40))
    assert parted(results) == expected(range(40), 7, 13, 21)
    reasons = {result.task: result.reason for result in results if isinstance(result, Lost)}
    assert reasons[21] == "no 21"
    assert all(reasons.values())


@posix
def test_several_of_them_one_after_another() -> None:
    tasks = range(1000, 1030)
    everything = [*tasks, 7, 1007, 2007, 13, 21]
    results = list(run(deadly, everything, local_pool(2), len(everything)))
    good, lost = parted(results)
    assert lost == sorted([7, 1007, 1007, 2007, 13, 1013, 21, 1021])
    assert good == sorted(task * task for task in tasks if task % 1000 not in {7, 13, 21})


@posix
def test_nothing_but_deadly_tasks() -> None:
    assert parted(list(run(deadly, [7, 1007, 2007], local_pool(2), 3))) == ([], [7, 1007, 2007])


@posix
def test_equal_tasks_are_different_tasks() -> None:
    results = list(run(deadly, [7, 1, 7, 1, 7, 1], local_pool(2), 6))
    assert parted(results) == ([1, 1, 1], [7, 7, 7])


def test_an_error_that_cannot_be_told_loses_its_task() -> None:
    results = list(run(fatal_words, [1, 2], local_pool(2), 2))
    assert parted(results) == ([], [1, 2])


@posix
def test_two_runs_are_carried_out_by_the_same_processes() -> None:
    with local_pool(2) as pool:
        first, second = (set(run(whereabouts, range(400), pool, 400)) for _ in range(2))
        assert os.getpid() not in first | second
        assert len(first | second) <= 2


@posix
def test_after_a_worker_died_there_are_others() -> None:
    with local_pool(2) as pool:
        assert parted(list(run(deadly, range(40), pool, 40))) == expected(range(40), 7, 13, 21)
        assert parted(list(run(squares, range(40), pool, 40))) == expected(range(40))


@posix
def test_a_worker_that_dies_between_two_runs_costs_nothing() -> None:
    with local_pool(2) as pool:
        for pid in set(run(whereabouts, range(400), pool, 400)):
            assert isinstance(pid, int)
            os.kill(pid, signal.SIGKILL)
        assert parted(list(run(squares, range(40), pool, 40))) == expected(range(40))


def test_a_pool_can_be_closed_twice_and_used_again() -> None:
    made = [Watched(2), Watched(2)]
    pool = Pool(2, iter(made).__next__)
    for executor in made:
        assert parted(list(run(squares, range(9), pool, 9))) == expected(range(9))
        pool.close()
        pool.close()
        assert executor.ended


def test_as_many_processes_as_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    assert jobs_for(0) == jobs_for(1) == jobs_for(499) == 1
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    assert jobs_for(1_000_000) == 8
    assert jobs_for(1_500) == 3


# Executors from elsewhere.


class Watched(ThreadPoolExecutor):
    """Threads; notes how many chunks were under way at once, and how it was shut down."""

    most = under_way = submitted = 0
    ended = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:  # noqa: ANN401
        self.under_way += 1
        self.submitted += 1
        self.most = max(self.most, self.under_way)
        future = super().submit(fn, *args, **options)
        future.add_done_callback(self.one_less)
        return future

    def one_less(self, _: Future[Any]) -> None:
        self.under_way -= 1

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        self.ended = True
        super().shutdown(wait, cancel_futures=cancel_futures)


def test_threads_do_too() -> None:
    executor = Watched(2)
    with Pool(2, lambda: executor) as pool:
        assert parted(list(run(squares, range(5000), pool, 5000))) == expected(range(5000))
        assert not executor.ended
    assert executor.ended
    assert executor.most <= 2 * runner._CHUNKS_AHEAD


def test_no_more_tasks_are_taken_than_fit_the_window() -> None:
    """A roster may be long: its rows are not all waiting in memory."""
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for task in range(100_000):
            taken.append(task)
            yield task

    executor = Watched(2)
    pool = Pool(2, lambda: executor)
    results = run(squares, tasks(), pool, 100_000)
    window = 2 * runner._CHUNKS_AHEAD * runner._LARGEST_CHUNK
    done = 0
    for _ in results:
        done += 1
        assert len(taken) <= done + window + runner._LARGEST_CHUNK
        if done > 1000:
            break
    results.close()  # type: ignore[attr-defined]
    pool.close()
    assert executor.ended
    assert len(taken) <= done + window + runner._LARGEST_CHUNK


def test_who_goes_away_leaves_nothing_running() -> None:
    executor = Watched(2)
    results = run(squares, range(1000), Pool(2, lambda: executor), 1000)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert executor.under_way == 0
    assert executor.submitted < 1000


class Breaking(Executor):
    """Breaks whenever something is submitted, but for a few times."""

    def __init__(self, good: int) -> None:
        self.good = good

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:  # noqa: ANN401
        if not self.good:
            raise BrokenProcessPool("broken")
        self.good -= 1
        future: Future[Any] = Future()
        future.set_result(fn(*args))
        return future


class Broken(Executor):
    """Every future of it breaks."""

    def submit(self, fn: Callable[..., Any], /, *_: Any, **__: Any) -> Future[Any]:  # noqa: ANN401, ARG002
        future: Future[Any] = Future()
        future.set_exception(BrokenExecutor("gone"))
        return future


@pytest.mark.parametrize("good", [0, 1, 5])
def test_an_executor_that_breaks_on_submit_is_made_anew(good: int) -> None:
    executors = iter([Breaking(good), Breaking(good)])
    made = lambda: next(executors, None) or ThreadPoolExecutor(2)  # noqa: E731
    good_results, lost = parted(list(run(squares, range(200), Pool(2, made), 200)))
    assert sorted([*good_results, *(task * task for task in lost)]) == squares(tuple(range(200)))
    assert len(lost) <= 1


def test_an_executor_that_always_breaks_loses_all_and_ends() -> None:
    assert parted(list(run(squares, range(9), Pool(2, lambda: Breaking(0)), 9))) == (
        [],
        [*range(9)],
    )
    assert parted(list(run(squares, range(9), Pool(2, Broken), 9))) == ([], [*range(9)])


def test_an_executor_that_cannot_be_made_is_an_error() -> None:
    def make() -> Executor:
        raise OSError("no processes")

    with pytest.raises(OSError, match="no processes"):
        list(run(squares, range(9), Pool(2, make), 9))


@pytest.mark.parametrize("address", ["", "dask", "dask://", "ray://a:1", "tcp://a:1", "://"])
def test_an_address_is_that_of_a_cluster(address: str) -> None:
    with pytest.raises(UsageError, match="dask://HOST:PORT"):
        pool_at(address)


# A batch of which a row kills its worker.


@posix
def test_a_row_that_kills_its_worker_is_told_and_all_others_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check finds it: with --keep-going the others are made."""
    monkeypatch.setattr(runner, "local_pool", lambda jobs: local_pool(jobs, "fork"))
    from plangen.batch.workshop import Workshop

    known = Workshop.faults

    def faults(self: Workshop, task: Any) -> Any:  # noqa: ANN401
        if task.values[1] == "柳岸社区":
            os._exit(1)
        return known(self, task)

    monkeypatch.setattr(Workshop, "faults", faults)
    batch = Batch(tmp_path)
    done = batch.run("--jobs", "2")
    assert (done.code, batch.out.exists()) == (1, False)
    assert "roster.csv:3:0: error: its worker died" in done.err
    assert batch.run("--jobs", "2", "--keep-going").code == 1
    assert batch.documents() == ["云溪社区工作计划.docx", "望山社区工作计划.docx"]


@posix
def test_a_row_that_kills_its_worker_while_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "local_pool", lambda jobs: local_pool(jobs, "fork"))
    from plangen.batch.workshop import Workshop

    known = Workshop.written

    def written(self: Workshop, merged: Any, to: str) -> bytes:  # noqa: ANN401
        if "柳岸社区" in merged.document.title:
            os.kill(os.getpid(), signal.SIGKILL)
        return known(self, merged, to)

    monkeypatch.setattr(Workshop, "written", written)
    batch = Batch(tmp_path)
    done = batch.run("--jobs", "2")
    assert done.code == 1
    assert "柳岸社区工作计划.docx: its worker died" in done.err
    assert [e["status"] for e in batch.entries()] == ["made", "failed", "made"]
    monkeypatch.setattr(Workshop, "written", known)
    assert batch.made("--jobs", "2", "--explain") == [
        "柳岸社区工作计划.docx: it failed last time",
        "out: made 1, unchanged 2",
    ]


# A cluster of Dask.

CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    cluster = LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
        memory_limit=0, host="127.0.0.1", silence_logs=50,
    )
    print(cluster.scheduler_address, flush=True)
    sys.stdin.readline()
    cluster.close()
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers, in a folder that is not the batch's."""
    pytest.importorskip("distributed")
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "cluster.py").write_text(CLUSTER, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "cluster.py"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))},
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().decode().strip()
        assert address.startswith("tcp://")
        try:
            yield address.replace("tcp://", "dask://")
        finally:
            process.communicate(b"\n", timeout=20)


def plangen(batch: Batch, *options: str) -> Done:
    """The batch as a process of its own, in the folder of its plan."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "plangen",
            "batch",
            "plan.yaml",
            "roster.csv",
            "-o",
            "out",
            *options,
        ],
        cwd=batch.folder,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "LC_ALL": "C"},
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_a_cluster_makes_the_same_documents(tmp_path: Path, cluster: str) -> None:
    rows = [(str(at), f"{at}号社区", str(at * 7)) for at in range(1, 41)]
    here, there = (Batch(tmp_path / name) for name in _folders(tmp_path, "here", "there"))
    for batch in (here, there):
        batch.put_rows(rows, COLUMNS)
        # The plan's layout is found from any folder.
        batch.put("office.layout.yaml", "red_head: {name: 云溪文件}\n")
        with batch.plan.open("a", encoding="utf-8") as file:
            file.write("layout: office.layout.yaml\n")
    assert plangen(here, "--quiet") == Done(0, "", "")
    assert plangen(there, "--quiet", "--executor", cluster) == Done(0, "", "")
    assert there.files() == here.files()
    assert len(here.documents()) == 40
    done = plangen(there, "--executor", cluster)
    assert done == Done(0, "", "out: unchanged 40\n")


def _folders(folder: Path, *names: str) -> tuple[str, ...]:
    for name in names:
        (folder / name).mkdir()
    return names


def test_faults_come_back_from_a_cluster(tmp_path: Path, cluster: str) -> None:
    batch = Batch(tmp_path, rows=[*ROWS, ("04", "松坪社区", "")])
    done = plangen(batch, "--executor", cluster)
    assert done.code == 1
    assert "roster.csv:5:3: error: the cell of “户数” is empty" in done.err
    assert not batch.out.exists()


def pids(tasks: tuple[Any, ...]) -> list[int]:
    time.sleep(0.2)
    return [os.getpid() for _ in tasks]


@contextmanager
def connected(address: str) -> Iterator[Pool]:
    """The pool of a cluster; its connection is closed at the end."""
    from distributed import get_client

    pool = pool_at(address)
    try:
        yield pool
    finally:
        get_client().close()


@posix
def test_a_killed_worker_of_a_cluster_costs_nothing(cluster: str) -> None:
    with connected(cluster) as pool:
        assert pool.workers == 2
        first = next(iter(run(pids, [0], pool, 1)))
        assert isinstance(first, int)
        results: list[Any] = []
        for result in run(pids, range(30), pool, 30):
            results.append(result)
            if len(results) == 3:
                os.kill(first, signal.SIGKILL)
    assert len(results) == 30
    assert not [result for result in results if isinstance(result, Lost)]


def test_no_cluster_is_told_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed = pytest.importorskip("distributed")
    client = distributed.Client
    monkeypatch.setattr(
        distributed, "Client", lambda at, timeout: client(at, timeout=0.3 * bool(timeout))
    )
    batch = Batch(tmp_path)
    done = batch.run("--executor", "dask://127.0.0.1:9")
    assert (done.code, done.out) == (2, "")
    assert "cannot reach dask://127.0.0.1:9" in done.err
    assert not batch.out.exists()
