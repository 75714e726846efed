"""What a batch has made: a line of JSON for each document, in `.plangen/` of the output folder.

Lines are appended while documents are made, so that a run that was killed has lost none of them;
at the end the file is written anew, in the order of the roster. A shard has a file of its own;
files of several shards are read together, and the next whole run makes one of them.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import blake2b
from typing import IO, NamedTuple

from plangen.loader import read_bytes
from plangen.problems import UsageError, Words

FOLDER = ".plangen"
_WHOLE = "manifest.jsonl"
# `json.dumps` would make an encoder for each call.
_as_line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_in_order = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


class Inputs(NamedTuple):
    """Digests of what a document is made from."""

    program: str
    plan: str
    look: str
    row: str


class Entry(NamedTuple):
    """A document: the key of its row, its path below the output folder, and what became of it."""

    key: str
    path: str
    inputs: Inputs
    output: str
    status: str

    def line(self) -> str:
        """The entry as a line of JSON."""
        record = {**self._asdict(), "inputs": self.inputs._asdict()}
        return _as_line(record) + "\n"


def digest(*parts: bytes) -> str:
    """BLAKE2b over some bytes, in hexadecimal digits; where one part ends counts."""
    found = blake2b(digest_size=16)
    for part in parts:
        found.update(len(part).to_bytes(8, "little"))
        found.update(part)
    return found.hexdigest()


def digest_of_values(values: Mapping[str, object]) -> str:
    """The digest of a row's values."""
    return digest(_in_order(values).encode("utf-8", "replace"))


def name_of(shard: tuple[int, int] | None) -> str:
    """The file name of a whole run's manifest, or of a shard's."""
    return f"manifest-{shard[0]}-of-{shard[1]}.jsonl" if shard else _WHOLE


def read_all(folder: str) -> dict[str, Entry]:
    """Every entry of every manifest by its path; a shard's is newer than a whole run's.

    Raises:
        UsageError: a manifest cannot be read.
    """
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(".jsonl"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    names.sort(key=lambda name: name != _WHOLE)
    return {entry.path: entry for name in names for entry in read(os.path.join(folder, name))}


def read(path: str) -> list[Entry]:
    """The entries of one manifest; a line that was cut off is passed over."""
    lines = read_bytes(path).split(b"\n") if os.path.lexists(path) else []
    return [entry for line in lines if (entry := _entry(line)) is not None]


def _entry(line: bytes) -> Entry | None:
    try:
        record = json.loads(line)
        entry = Entry(**{**record, "inputs": Inputs(**record["inputs"])})
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    texts = (entry.key, entry.path, entry.output, entry.status, *entry.inputs)
    return entry if all(isinstance(text, str) for text in texts) else None


class Journal:
    """A manifest that is being added to."""

    def __init__(self, folder: str, shard: tuple[int, int] | None) -> None:
        self.path = os.path.join(folder, name_of(shard))
        self.file: IO[bytes] | None = None

    def add(self, entries: Iterable[Entry]) -> None:
        """Append entries, all in one write; they are on disk even if the program is killed."""
        lines = "".join(entry.line() for entry in entries).encode("utf-8", "replace")
        with _clearly(self.path):
            if self.file is None:
                self.file = open(self.path, "ab", buffering=0)  # noqa: SIM115 - it stays open
                if self.file.tell():
                    # Where a line was cut off, the next one does not go on with it.
                    lines = b"\n" + lines
            while lines:
                lines = lines[self.file.write(lines) :]

    def close(self, entries: Iterable[Entry] | None, others: Iterable[str] = ()) -> None:
        """Write the file anew with these entries, and remove other manifests merged into it."""
        if self.file is not None:
            self.file.close()
            self.file = None
        if entries is None:
            return
        data = "".join(entry.line() for entry in entries).encode("utf-8", "replace")
        beside = f"{self.path}.new"
        with _clearly(self.path):
            try:
                with open(beside, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(beside, self.path)
            except OSError:
                with suppress(OSError):
                    os.unlink(beside)
                raise
            for other in others:
                os.unlink(other)


@contextmanager
def _clearly(path: str) -> Iterator[None]:
    """Say which file cannot be written."""
    try:
        yield
    except OSError as error:
        raise UsageError(
            Words(f"无法写入{path}：{error.strerror}", f"cannot write {path}: {error.strerror}")
        ) from error


def shard_files(folder: str) -> list[str]:
    """The manifests of shards."""
    return sorted(
        os.path.join(folder, name)
        for name in os.listdir(folder)
        if name.startswith("manifest-") and name.endswith(".jsonl")
    )
