"""Documents on disk: written beside and renamed into place, and never over a person's work.

A document carries a seal, a digest of what plangen wrote. A file whose seal is missing or broken
was made or changed by somebody, and is not overwritten unless asked.
"""

import os
import re
import tempfile
from pathlib import Path

from plangen.problems import UsageError, Words

_HTML_END = b"</html>\n"
_SEAL = re.compile(rb"<!-- plangen ([0-9a-f]{32}) -->\n\Z")


def seal(data: bytes, to: str) -> bytes:
    """A document with its seal; a DOCX has its own inside."""
    if to == "docx":
        return data
    return data + f"<!-- plangen {_digest(data)} -->\n".encode()


def is_untouched(data: bytes, to: str) -> bool:
    """Whether these bytes are just what plangen once wrote."""
    if to == "docx":
        return _docx_untouched(data)
    found = _SEAL.search(data)
    return found is not None and found[1].decode() == _digest(data[: found.start()])


def _digest(data: bytes) -> str:
    from hashlib import sha256

    return sha256(data).hexdigest()[:32]


def _docx_untouched(data: bytes) -> bool:
    import io
    import zipfile

    from plangen.formats.docx import digest

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            sums = {info.filename: info.CRC for info in opened.infolist()}
            if "docProps/custom.xml" not in sums:
                return False
            custom = opened.getinfo("docProps/custom.xml")
            found = re.search(rb"<vt:lpwstr>([0-9a-f]{32})<", opened.read(custom)[:10_000])
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return False
    del sums["docProps/custom.xml"]
    return found is not None and found[1].decode() == digest(sums.items())


def save(path: Path, data: bytes, to: str, *, force: bool = False) -> None:
    """Write a sealed document into its place.

    Raises:
        UsageError: the place cannot be written, or holds what a person made or changed.
    """
    data = seal(data, to)
    try:
        if not force:
            _refuse_changed(path, to)
        _replace(path, data)
    except OSError as error:
        raise UsageError(
            Words(f"无法写入{path}：{error.strerror}", f"cannot write {path}: {error.strerror}")
        ) from error


def _refuse_changed(path: Path, to: str) -> None:
    try:
        there = path.read_bytes()
    except FileNotFoundError:
        return
    if not is_untouched(there, to):
        raise UsageError(
            Words(
                f"{path}不是plangen原样写出的文件，可能有人改过；要覆盖请加--force",
                f"{path} is not as plangen wrote it; use --force to overwrite it",
            )
        )


def _replace(path: Path, data: bytes) -> None:
    path = path.resolve() if path.is_symlink() else path
    handle, name = tempfile.mkstemp(prefix=".plangen-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_mode(path))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """The mode of the file that is replaced, or what a new file gets."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
