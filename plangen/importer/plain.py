"""Text files to lines: Chinese encodings, any ends of lines."""

import re

from plangen.importer.lines import Line
from plangen.importer.source import BREAKS, Draft, Source, SourceError, tidy
from plangen.problems import PlanError, Words
from plangen.source import guess_encoding

_LINE_END = re.compile("\r\n|\r|\n")
_OTHER_END = re.compile(f"[{BREAKS}]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
# A file with more control characters than one in so many is no text.
_FEW = 100
_SAMPLE = 4000


def read_plain(data: bytes) -> Source:
    """The lines of a text file, without empty ones and without white space at their ends.

    Raises:
        SourceError: no text in UTF-8, UTF-16 or GB 18030, or too long.
    """
    draft = Draft()
    for place, line in enumerate(_LINE_END.split(decode(data)), 1):
        for part in _OTHER_END.split(line):
            if text := tidy(part):
                draft.add(Line(text, place))
    return draft.source()


def decode(data: bytes) -> str:
    """The text of a file: by byte order mark, else UTF-16 by its zeros, else UTF-8 or GB 18030.

    Raises:
        SourceError: it is none of these, or no text.
    """
    half = _half_of_zeros(data)
    try:
        text = data.decode(half) if half else guess_encoding("", data)[0]
    except PlanError as error:
        raise SourceError(error.problems[0].message) from None
    except UnicodeDecodeError:
        raise SourceError(_NO_TEXT) from None
    if "\0" in text or len(_CONTROL.findall(text)) * _FEW > len(text):
        raise SourceError(_NO_TEXT)
    return text


_NO_TEXT = Words("这不是文本文件", "this is not a text file")


def _half_of_zeros(data: bytes) -> str:
    """UTF-16 without a mark: ASCII and line ends in it have a zero byte always on one side."""
    sample = data[:_SAMPLE]
    if len(data) % 2 or data.startswith(_MARKS) or b"\0" not in sample:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if even and odd:
        return ""
    return "utf-16-be" if even else "utf-16-le"
