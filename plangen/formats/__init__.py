"""The formats: one table from a format's name to what writes and reads it."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from plangen.document import Document
from plangen.layout import Layout

# What was written for blocks that other documents share, by identity; empty where nothing was yet.
Shared = dict[int, str]


class Write(Protocol):
    """Writes a document in a layout; `shared` is its to read and to fill in."""

    def __call__(self, document: Document, layout: Layout, shared: Shared | None = None) -> bytes:
        """The bytes of the document."""
        ...


class Format(NamedTuple):
    """A format: its suffix, and its functions; they are found when first used."""

    suffix: str
    write: Write
    read: Callable[[bytes], Document]


def _write_docx(document: Document, layout: Layout, shared: Shared | None = None) -> bytes:
    from plangen.formats import docx

    return docx.write(document, layout, shared)


def _read_docx(data: bytes) -> Document:
    from plangen.formats import docx_read

    return docx_read.read(data)


def _write_markdown(
    document: Document,
    layout: Layout,  # noqa: ARG001 - it has no look
    shared: Shared | None = None,  # noqa: ARG001 - quick enough without
) -> bytes:
    from plangen.formats import markdown

    return markdown.write(document).encode()


def _read_markdown(data: bytes) -> Document:
    from plangen.formats import markdown

    return markdown.read(data.decode("utf-8-sig"))


def _write_html(
    document: Document,
    layout: Layout,
    shared: Shared | None = None,  # noqa: ARG001 - quick enough without
) -> bytes:
    from plangen.formats import html

    return html.write(document, layout).encode()


def _read_html(data: bytes) -> Document:
    from plangen.formats import html

    return html.read(data.decode("utf-8-sig"))


FORMATS: dict[str, Format] = {
    "docx": Format(".docx", _write_docx, _read_docx),
    "md": Format(".md", _write_markdown, _read_markdown),
    "html": Format(".html", _write_html, _read_html),
}
