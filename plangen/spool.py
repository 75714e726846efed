"""Records in the order in which they came: in memory up to a size, beyond it in a temporary file."""

import io
from array import array
from collections.abc import Iterator
from typing import IO

from plangen.problems import UsageError, Words

_IN_MEMORY = 1 << 20


class Spool:
    """Records to be read again from the first on, as often as one likes, one reader at a time."""

    def __init__(self, in_memory: int = _IN_MEMORY) -> None:
        self.in_memory = in_memory
        self.sizes = array("I")
        self.file: IO[bytes] = io.BytesIO()

    def __len__(self) -> int:
        return len(self.sizes)

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(0)
        for size in self.sizes:
            yield self.file.read(size)

    def __del__(self) -> None:
        self.file.close()

    def add(self, record: bytes) -> None:
        """One more record.

        Raises:
            UsageError: there is no room for it.
        """
        try:
            place = self.file.seek(0, io.SEEK_END)
            if place + len(record) > self.in_memory and isinstance(self.file, io.BytesIO):
                self._move(self.file)
            self.file.write(record)
        except OSError as error:
            raise UsageError(
                Words(
                    f"无法写临时文件：{error.strerror}",
                    f"cannot write a temporary file: {error.strerror}",
                )
            ) from error
        self.sizes.append(len(record))

    def _move(self, memory: io.BytesIO) -> None:
        import tempfile

        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the spool
        self.file.write(memory.getbuffer())
