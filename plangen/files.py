"""Documents on disk: written beside and renamed into place, and never over a person's work.

A document carries a seal, a checksum of what plangen wrote. A file whose seal is missing or broken
was made or changed by somebody, and is not overwritten unless asked.
"""

import os
import re
import zlib
from contextlib import suppress

from plangen.problems import UsageError, Words

_HTML_END = b"</html>\n"
_SEAL = rb"<!-- plangen ([0-9a-f]{16}) -->\n\Z"


def seal(data: bytes, to: str) -> bytes:
    """A document with its seal; a DOCX has its own inside."""
    if to == "docx":
        return data
    return data + f"<!-- plangen {_checksum(data)} -->\n".encode()


def is_untouched(data: bytes, to: str) -> bool:
    """Whether these bytes are just what plangen once wrote."""
    if to == "docx":
        return _docx_untouched(data)
    found = re.search(_SEAL, data)
    return found is not None and found[1].decode() == _checksum(data[: found.start()])


def _checksum(data: bytes) -> str:
    return f"{zlib.crc32(data):08x}{zlib.adler32(data):08x}"


def _docx_untouched(data: bytes) -> bool:
    import io
    import zipfile

    from plangen.formats.docx import checksum

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            sums = {info.filename: info.CRC for info in opened.infolist()}
            if "docProps/custom.xml" not in sums:
                return False
            custom = opened.getinfo("docProps/custom.xml")
            found = re.search(rb"<vt:lpwstr>([0-9a-f]{16})<", opened.read(custom)[:10_000])
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return False
    del sums["docProps/custom.xml"]
    return found is not None and found[1].decode() == checksum(sums.items())


def save(path: str, data: bytes, to: str, *, force: bool = False) -> None:
    """Write a sealed document into its place.

    Raises:
        UsageError: the place cannot be written, or holds what a person made or changed.
    """
    data = seal(data, to)
    if not force:
        refuse_changed(path, to)
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            _pass_on(path, data)
        else:
            _replace(os.path.realpath(path), data)
    except OSError as error:
        raise UsageError(
            Words(f"无法写入{path}：{error.strerror}", f"cannot write {path}: {error.strerror}")
        ) from error


def _pass_on(path: str, data: bytes) -> None:
    """Write into a pipe or a device, whose place nothing may take."""
    with open(path, "wb") as file:
        file.write(data)


def refuse_changed(path: str, to: str) -> None:
    """Refuse a place that holds a file which plangen did not write just so.

    Raises:
        UsageError: somebody made or changed the file, or it cannot be read.
    """
    if not os.path.isfile(path):
        return
    try:
        with open(path, "rb") as file:
            there = file.read()
    except OSError as error:
        raise UsageError(
            Words(f"无法读取{path}：{error.strerror}", f"cannot read {path}: {error.strerror}")
        ) from error
    if not is_untouched(there, to):
        raise UsageError(
            Words(
                f"{path}不是plangen原样写出的文件，可能有人改过；要覆盖请加--force",
                f"{path} is not as plangen wrote it; use --force to overwrite it",
            )
        )


def write_over(path: str, data: bytes) -> None:
    """Write a file that is no document, whatever was there.

    Raises:
        UsageError: the place cannot be written.
    """
    try:
        _replace(os.path.realpath(path), data)
    except OSError as error:
        raise UsageError(
            Words(f"无法写入{path}：{error.strerror}", f"cannot write {path}: {error.strerror}")
        ) from error


def make_folder(path: str) -> None:
    """Make a folder and those above it.

    Raises:
        UsageError: it cannot be made.
    """
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise UsageError(
            Words(
                f"无法建立文件夹{path}：{error.strerror}", f"cannot make {path}: {error.strerror}"
            )
        ) from error


def _replace(path: str, data: bytes) -> None:
    """Write beside the path and rename into place, so that nothing half-written is ever there."""
    beside = os.path.join(os.path.dirname(path), f".plangen-{os.getpid()}.tmp")
    try:
        with open(beside, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if os.path.exists(path):
            os.chmod(beside, os.stat(path).st_mode & 0o777)
        os.replace(beside, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(beside)
        raise
