"""Other word processors' files to lines: LibreOffice makes a DOCX of them, which is read.

It runs with a profile of its own for each file: no settings of the user's, no macros, and no
links that are followed.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from plangen.importer.source import Source, SourceError
from plangen.importer.word import read_word
from plangen.problems import UsageError, Words

TIMEOUT = 120
_PROGRAMS = ("soffice", "libreoffice")
_SETTINGS = {
    "Common/Security/Scripting": {
        "DisableMacrosExecution": "true",
        "BlockUntrustedRefererLinks": "true",
    },
    "Writer/Content/Update": {"Link": "0"},
}


def read_office(data: bytes, suffix: str) -> Source:
    """The lines of a file of another word processor, by the suffix that LibreOffice knows it by.

    Raises:
        UsageError: LibreOffice is not installed.
        SourceError: it cannot read the file, or not in time.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise UsageError(
            Words(
                f"读取{suffix}需要安装LibreOffice；也可先用Word或WPS另存为.docx",
                f"{suffix} needs LibreOffice to be installed; or save it as .docx in Word or WPS",
            )
        )
    # It may still be writing into its profile when it is ended.
    with tempfile.TemporaryDirectory(prefix="plangen-", ignore_cleanup_errors=True) as folder:
        return read_word(_converted(program, Path(folder), data, suffix))


def _converted(program: str, folder: Path, data: bytes, suffix: str) -> bytes:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
    source = folder / f"source{suffix}"
    source.write_bytes(data)
    target = folder / "made"
    arguments = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        "docx",
        "--outdir",
        str(target),
        str(source),
    ]
    _run(arguments)
    made = target / "source.docx"
    if not made.is_file():
        raise SourceError(
            Words(
                "LibreOffice无法读取这个文件；请用Word或WPS另存为.docx",
                "LibreOffice cannot read it; save it as .docx in Word or WPS",
            )
        )
    return made.read_bytes()


def _run(arguments: list[str]) -> None:
    """Run a program to its end; if that takes too long, end it and what it has started."""
    with subprocess.Popen(  # noqa: S603 - the program was looked up, the names are ours
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            words = Words(
                f"LibreOffice在{TIMEOUT}秒内没有完成", f"LibreOffice took over {TIMEOUT} s"
            )
            raise SourceError(words) from None
        finally:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _settings() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, values in _SETTINGS.items()
        for name, value in values.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>"
    )
