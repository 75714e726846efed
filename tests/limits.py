"""Bounds on what a piece of code may take, so that an attack that succeeds is a failure, not a hang."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType


class TooSlowError(BaseException):
    """Not an Exception: whoever catches what a parser raises must not catch this."""


@contextmanager
def held(seconds: float = 5.0, megabytes: int = 200) -> Iterator[None]:
    """Within so many seconds of processor time and (on Linux) so much more memory than before.

    An attack that succeeds takes minutes, and a machine may be several times slower than another.
    """
    start = time.process_time()
    with _timer(seconds), _memory(megabytes):
        yield
    assert time.process_time() - start < seconds


@contextmanager
def _timer(seconds: float) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    before = [signal.signal(number, _stop) for number in (signal.SIGPROF, signal.SIGALRM)]
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, 10 * seconds)  # what waits takes no processor time
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in zip((signal.SIGPROF, signal.SIGALRM), before, strict=True):
            signal.signal(number, handler)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise TooSlowError


@contextmanager
def _memory(megabytes: int) -> Iterator[None]:
    if sys.platform != "linux":
        yield
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + megabytes * 2**20
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
