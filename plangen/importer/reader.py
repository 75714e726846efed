"""A source of any kind to lines: what it is, its content tells first, then its name."""

import os
import re
from collections.abc import Callable

from plangen.formats.archive import ArchiveError
from plangen.importer.source import Source, SourceError
from plangen.problems import UsageError, Words

StrPath = str | os.PathLike[str]

MAX_SIZE = 50_000_000
_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAMPLE = 2000
_MOST_PARTS = 50
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*){0,5}(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\s")
_OLD_XML = b'progid="Word.Document"'
_WEB, _MARKED = frozenset({".html", ".htm", ".xhtml"}), frozenset({".md", ".markdown", ".mkd"})
# Kinds of files that people take for a document, by how they begin.
_OTHERS = (
    (b"%PDF-", Words("这是PDF", "this is a PDF")),
    (b"\x89PNG", Words("这是图片", "this is a picture")),
    (b"\xff\xd8\xff", Words("这是图片", "this is a picture")),
    (b"GIF8", Words("这是图片", "this is a picture")),
    (b"Rar!", Words("这是压缩包", "this is an archive")),
    (b"7z\xbc\xaf", Words("这是压缩包", "this is an archive")),
    (b"\x1f\x8b", Words("这是压缩包", "this is an archive")),
)
_OTHER_ZIPS = (
    (b"xl/workbook.xml", Words("这是工作簿", "this is a workbook")),
    (b"ppt/presentation.xml", Words("这是演示文稿", "this is a presentation")),
)
# OpenDocument 1.3 part 2, 3.3: the first member, as it is, names the kind.
_FIRST_NAME = 30
_OPEN_TEXT = b"application/vnd.oasis.opendocument.text"
_OPEN_DOCUMENT = b"mimetype" + _OPEN_TEXT
# One file of XML names its kind in its root element, behind all namespaces: OpenDocument 1.3 part
# 3, 2.2.1, and UOF (GB/T 20916-2007).
_LONGEST_ROOT = 20_000
_TEXTS = {_OPEN_TEXT: ".fodt", b'uof:mimetype="vnd.uof.text"': ".uot"}
_BETTER = Words("请另存为.docx", "save it as .docx")


def read_source(source: StrPath | bytes, name: str = "") -> Source:
    """The lines of a file, or of bytes that came from a file of some name.

    Raises:
        UsageError: it cannot be read; says why.
    """
    if isinstance(source, bytes):
        data = source
    else:
        from plangen.loader import read_bytes

        name = name or os.fspath(source)
        data = read_bytes(source, MAX_SIZE)
    try:
        return _read(data, os.path.splitext(name)[1].lower())
    except SourceError as error:
        words = error.words
    except ArchiveError as error:
        words = Words(
            f"不是完好的Word文件（{error}）", f"not a Word file, or a broken one: {error}"
        )
    except UsageError as error:
        words = error.words
    raise UsageError(Words(f"无法读取{name}：{words.zh}", f"cannot read {name}: {words.en}"))


def _read(data: bytes, suffix: str) -> Source:
    if len(data) > MAX_SIZE:
        raise SourceError(Words(f"文件超过{MAX_SIZE}字节", f"more than {MAX_SIZE} bytes long"))
    if data.startswith(_ZIP):
        return _read_zip(data)
    if data.startswith(_OLE):
        return _read_ole(data, suffix)
    head = data[:_SAMPLE]
    if head.lstrip().startswith(b"{\\rtf"):
        return _office(data, ".rtf")
    if _OLD_XML in head:
        return _office(data, ".xml")
    if _XML.match(head) and suffix not in _WEB and not _HTML.match(head):
        return _read_xml(data)
    for magic, words in _OTHERS:
        if data.startswith(magic):
            raise _other(words)
    return _text_reader(head, suffix)(data)


def _text_reader(head: bytes, suffix: str) -> Callable[[bytes], Source]:
    if suffix in _WEB or _HTML.match(head):
        from plangen.importer.web import read_web

        return read_web
    if b"mime-version:" in head.lower() and b"multipart/related" in head.lower():
        return _read_mht
    if suffix in _MARKED:
        from plangen.importer.marked import read_marked

        return read_marked
    from plangen.importer.plain import read_plain

    return read_plain


def _read_zip(data: bytes) -> Source:
    if data[_FIRST_NAME:].startswith(_OPEN_DOCUMENT):
        from plangen.formats.archive import unpack

        unpack(data)  # refuses bombs
        return _office(data, ".odt")
    for name, words in _OTHER_ZIPS:
        if name in data and b"word/" not in data:
            raise _other(words)
    from plangen.importer.word import read_word

    return read_word(data)


def _read_xml(data: bytes) -> Source:
    """A text of another word processor in one file; no other XML is a text."""
    root = data[:_LONGEST_ROOT]
    for kind, suffix in _TEXTS.items():
        if kind in root and b"<!ENTITY" not in data:
            return _office(data, suffix)
    raise _other(Words("这是XML", "this is XML"))


def _read_ole(data: bytes, suffix: str) -> Source:
    if _utf16("EncryptedPackage") in data:
        raise SourceError(Words("文件有密码保护", "it is protected by a password"))
    if _utf16("WordDocument") not in data and suffix not in {".doc", ".wps", ".dot"}:
        raise _other(Words("这不是Word或WPS文字文件", "this is no document of Word or WPS"))
    return _office(data, ".wps" if suffix == ".wps" else ".doc")


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _office(data: bytes, suffix: str) -> Source:
    from plangen.importer.office import read_office

    return read_office(data, suffix)


def _read_mht(data: bytes) -> Source:
    """A page saved with its pictures in one file (RFC 2557), also by Word."""
    import email
    import email.policy

    from plangen.importer.web import read_web

    if data.lower().count(b"multipart/") > _MOST_PARTS:
        raise SourceError(Words("嵌套太深", "nested too deep"))
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return read_web(content)
    raise SourceError(Words("里面没有网页", "there is no page in it"))


def _other(words: Words) -> SourceError:
    return SourceError(Words(f"{words.zh}；{_BETTER.zh}", f"{words.en}; {_BETTER.en}"))
