"""Tasks to results by any executor of `concurrent.futures`, in a bounded window.

A worker that dies takes with it only the row that killed it: rows that were under way with it are
run again, one at a time.
"""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar

from plangen.problems import UsageError, Words

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

T = TypeVar("T")
R = TypeVar("R")
Work = Callable[[tuple[T, ...]], list[R]]
MakeExecutor = Callable[[], Executor]

_LARGEST_CHUNK = 50
_CHUNKS_AHEAD = 3
_ROWS_A_PROCESS = 500


class Lost(NamedTuple):
    """A task whose worker died, and what is known of it."""

    task: Any
    reason: str


class Pool:
    """Where tasks are carried out: here, or by an executor.

    One executor serves all runs until `close`, so that its workers keep what they loaded; when it
    breaks, another is made. `make` is None where there is none.
    """

    def __init__(self, workers: int = 1, make: MakeExecutor | None = None) -> None:
        self.workers = workers
        self.make = make
        self.executor: Executor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ready(self) -> Executor:
        """The executor, a new one if there is none."""
        assert self.make is not None  # noqa: S101 - the caller looked
        if self.executor is None:
            self.executor = self.make()
        return self.executor

    def give_up(self) -> None:
        """Leave a broken executor; the next chunk gets a new one."""
        if self.executor is not None:
            self.executor.shutdown(wait=False)
        self.executor = None

    def close(self) -> None:
        """Wait for what is under way, and let the workers go."""
        if self.executor is not None:
            self.executor.shutdown(wait=True)
        self.executor = None


def jobs_for(rows: int) -> int:
    """As many processes as there are processors, as far as they pay for their start."""
    allowed = getattr(os, "sched_getaffinity", None)
    processors = len(allowed(0)) if allowed else os.cpu_count() or 1
    return max(1, min(processors, rows // _ROWS_A_PROCESS))


def local_pool(jobs: int, method: str | None = None) -> Pool:
    """Processes of this machine; `method` is how they are started."""
    if jobs <= 1 and method is None:
        return Pool()

    def make() -> Executor:
        from concurrent.futures import ProcessPoolExecutor

        return ProcessPoolExecutor(jobs, mp_context=_context(method), initializer=_begin)

    return Pool(jobs, make)


def warm_up() -> None:
    """Have what workers are forked from load its modules while the caller does other things."""
    if _context().get_start_method() == "forkserver":
        from multiprocessing import forkserver, resource_tracker

        # This one lets signals in again.
        resource_tracker.ensure_running()
        with without_interrupts():
            forkserver.ensure_running()


def _context(method: str | None = None) -> "BaseContext":
    import multiprocessing

    known = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context(
        method or ("forkserver" if "forkserver" in known else "spawn")
    )
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(["plangen.batch.workshop"])
    return context


def pool_at(address: str) -> Pool:
    """The workers of a cluster, `dask://HOST:PORT`.

    Raises:
        UsageError: the address, the extra package or the cluster is not there.
    """
    scheme, mark, place = address.partition("://")
    if scheme != "dask" or not mark or not place:
        raise UsageError(
            Words(
                f"--executor {address}：应写成 dask://主机:端口",
                f"--executor {address}: write dask://HOST:PORT",
            )
        )
    try:
        import distributed
    except ImportError:
        raise UsageError(
            Words(
                "缺少Dask；请运行 pip install 'plangen[dask]'",
                "Dask is missing; run: pip install 'plangen[dask]'",
            )
        ) from None
    try:
        connect: Any = distributed.Client
        client = connect(f"tcp://{place}", timeout="10s")
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(
            Words(f"连不上{address}：{error}", f"cannot reach {address}: {error}")
        ) from None
    workers = sum(client.nthreads().values()) or 1
    # Every row is a call of its own, even if two rows say the same.
    return Pool(workers, lambda: client.get_executor(pure=False))


def run(work: Work[T, R], tasks: Iterable[T], pool: Pool, total: int) -> Iterator[R | Lost]:
    """The results of all tasks as they come, and those tasks that were lost."""
    size = max(1, min(_LARGEST_CHUNK, total // (pool.workers * 4)))
    chunks = _chunks(tasks, size)
    if pool.make is None:
        for chunk in chunks:
            yield from work(chunk)
        return
    runner = _Runner(work, pool)
    try:
        yield from runner.run(chunks)
    finally:
        runner.end()


def _chunks(tasks: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    left = iter(tasks)
    while chunk := tuple(islice(left, size)):
        yield chunk


class _Runner:
    """The chunks that are under way in a pool."""

    def __init__(self, work: Work[Any, Any], pool: Pool) -> None:
        self.work = work
        self.pool = pool
        self.window = pool.workers * _CHUNKS_AHEAD
        self.running: dict[Future[list[Any]], tuple[Any, ...]] = {}
        self.suspects: deque[Any] = deque()

    def run(self, chunks: Iterator[tuple[Any, ...]]) -> Iterator[Any]:
        while True:
            while not self.suspects and len(self.running) < self.window:
                chunk = next(chunks, None)
                if chunk is None:
                    break
                self.submit(chunk)
            if self.running:
                yield from self.finished()
            elif self.suspects:
                yield from self.alone(self.suspects.popleft())
            else:
                return

    def submit(self, chunk: tuple[Any, ...]) -> None:
        executor = self.pool.ready()
        try:
            with without_interrupts():
                self.running[executor.submit(self.work, chunk)] = chunk
        except BrokenExecutor:
            self.suspects += chunk
            self.pool.give_up()

    def finished(self) -> Iterator[Any]:
        """The results of what is done; what a dead worker had under way is under suspicion."""
        for future in wait(self.running, return_when=FIRST_COMPLETED).done:
            chunk = self.running.pop(future)
            error = future.exception()
            if error is None:
                yield from future.result()
            else:
                self.suspects += chunk
                if isinstance(error, BrokenExecutor):
                    self.pool.give_up()

    def alone(self, task: Any) -> Iterator[Any]:  # noqa: ANN401 - tasks are anything
        """Run one task with nothing beside it: if its worker dies, it was this task."""
        self.submit((task,))
        if not self.running:
            yield Lost(task, "the worker died")
            self.suspects.remove(task)
            return
        (future,) = self.running
        error = future.exception()
        del self.running[future]
        if error is None:
            yield from future.result()
            return
        if isinstance(error, BrokenExecutor):
            self.pool.give_up()
        yield Lost(task, str(error) or type(error).__name__)

    def end(self) -> None:
        """Wait for what is under way and begin nothing more."""
        wait([future for future in self.running if not future.cancel()])


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Hold Ctrl-C back; processes that are started within never see it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """A worker leaves Ctrl-C to its parent, and ends when the parent is gone."""
    import gc

    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(100_000)
    # glibc, once it has freed so large a piece, keeps what a document took for the next one.
    bytes(1 << 23)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    import multiprocessing
    from multiprocessing.connection import wait as wait_for

    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)
