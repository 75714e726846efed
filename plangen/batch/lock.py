"""One run at a time in an output folder; shards of one batch may run side by side.

The operating system gives a lock up when its process ends, however it ends.
"""

import os
import sys
from contextlib import suppress
from typing import IO, Self

from plangen.problems import UsageError, Words

_NAME = "lock"


class Lock:
    """The lock of a folder, held from `__enter__` to `__exit__`.

    Raises:
        UsageError: another run holds it; the message says which.
    """

    def __init__(self, folder: str, shard: tuple[int, int] | None) -> None:
        self.folder = folder
        self.shard = shard
        self.files: list[tuple[str, IO[str]]] = []

    def __enter__(self) -> Self:
        try:
            if self.shard is None:
                self._take(_NAME, shared=False)
                self._shard_at_work()
            else:
                self._refuse_other_counts(self.shard)
                self._take(_NAME, shared=True)
                self._take(f"{_NAME}-{self.shard[0]}-of-{self.shard[1]}", shared=False)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for path, file in reversed(self.files):
            # The last of several shards takes the common file away.
            if _locked(file, shared=False):
                with suppress(OSError):
                    os.unlink(path)
            with suppress(OSError):
                file.close()
        self.files.clear()

    def _take(self, name: str, *, shared: bool) -> None:
        path = os.path.join(self.folder, name)
        while True:
            file = open(path, "a+", encoding="utf-8", errors="replace")  # noqa: SIM115 - held open
            if not _locked(file, shared=shared):
                holder = (name == _NAME and self._shard_at_work()) or _holder(file)
                file.close()
                raise _held(self.folder, holder)
            # The last holder may have removed the file between opening and locking it.
            with suppress(OSError):
                if os.path.samestat(os.stat(path), os.fstat(file.fileno())):
                    break
            file.close()
        self.files.append((path, file))
        if not shared:
            import socket

            file.truncate(0)
            file.write(f"{os.getpid()} {socket.gethostname()}\n")
            file.flush()

    def _refuse_other_counts(self, shard: tuple[int, int]) -> None:
        """`1/2` and `3/4` would make the same documents."""
        if holder := self._shard_at_work(f"-of-{shard[1]}"):
            raise _held(self.folder, holder)

    def _shard_at_work(self, but: str = " ") -> str:
        """A shard's process, which the file that all share does not name; stale files go."""
        for name in sorted(os.listdir(self.folder)):
            if not name.startswith(f"{_NAME}-") or name.endswith(but):
                continue
            path = os.path.join(self.folder, name)
            with open(path, "a+", encoding="utf-8", errors="replace") as file:
                if not _locked(file, shared=False):
                    return _holder(file) or "?"
                with suppress(OSError):
                    os.unlink(path)
        return ""


def _locked(file: IO[str], *, shared: bool) -> bool:
    if sys.platform == "win32":
        import msvcrt

        file.seek(1_000_000)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return shared
        return True
    import fcntl

    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(file: IO[str]) -> str:
    file.seek(0)
    return file.read(200).strip()


def _held(folder: str, holder: str) -> UsageError:
    pid, _, host = holder.partition(" ")
    who = Words(
        f"（进程{pid}，主机{host}）" if pid else "", f" (process {pid} on {host})" if pid else ""
    )
    shown = os.path.dirname(folder)
    return UsageError(
        Words(
            f"另一次批量生成正在使用{shown}{who.zh}；请等它结束",
            f"another batch{who.en} is at work in {shown}; wait for it to end",
        )
    )
