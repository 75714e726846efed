"""Documents to and from files, for programs that use plangen."""

import os

from plangen.document import Document
from plangen.files import save
from plangen.formats import FORMATS
from plangen.layout import Layout
from plangen.loader import StrPath, read_bytes
from plangen.problems import UsageError, Words


def write(
    document: Document,
    path: StrPath | None = None,
    to: str | None = None,
    layout: Layout | None = None,
    *,
    force: bool = False,
) -> bytes:
    """Write a document and give its bytes; without a path, only give them.

    The format is `to` (`docx`, `md`, `html`), else the path's suffix, else `docx`. A file that a
    person made or changed is not overwritten unless `force` is set.

    Raises:
        UsageError: the format is unknown, or the path cannot be or must not be written.
    """
    to = to or (format_of(path) if path is not None else "docx")
    if to not in FORMATS:
        raise UsageError(Words(f"不认识的格式“{to}”", f"unknown format “{to}”"))
    data = FORMATS[to].write(document, layout or Layout())
    if path is not None:
        save(os.fspath(path), data, to, force=force)
    return data


def read(path: StrPath, to: str | None = None) -> Document:
    """The document of a DOCX, Markdown or HTML file.

    Raises:
        UsageError: the file cannot be read, or is not what its suffix says.
    """
    to = to or format_of(path)
    try:
        return FORMATS[to].read(read_bytes(path))
    except ValueError as error:
        raise UsageError(
            Words(f"无法读取{path}：{error}", f"cannot read {path}: {error}")
        ) from error


def format_of(path: StrPath) -> str:
    """The format that a path's suffix names.

    Raises:
        UsageError: none does.
    """
    suffix = os.path.splitext(path)[1].lower()
    for name, form in FORMATS.items():
        if form.suffix == suffix:
            return name
    known = " ".join(form.suffix for form in FORMATS.values())
    raise UsageError(
        Words(f"看不出{path}的格式；后缀应是{known}", f"{path} has no known suffix: {known}")
    )
