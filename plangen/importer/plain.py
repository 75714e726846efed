"""Text files to lines: Chinese encodings, any ends of lines.

What a chat program wrote is saved as text and is Markdown: two headings of it tell, or two phrases
in bold that stand before a colon or alone.
"""

import re
from itertools import islice

from plangen.importer.lines import Line
from plangen.importer.source import BREAKS, Draft, Source, SourceError, tidy
from plangen.problems import PlanError, Words
from plangen.source import guess_encoding

_LINE_END = re.compile("\r\n|\r|\n")
_OTHER_END = re.compile(f"[{BREAKS}]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_USUAL = re.compile("[\t\r\n -~\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
# No text has more control characters than these and one in a hundred.
_STRAY = 3
_FEW = 100
_SAMPLE = 4000
_MARKED = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+[^\s#]|#{2,6}[^\s#]|"
    r"(?:[-*+•][ \t]*|\d{1,2}[.、][ \t]*)?\*\*[^*\n]{2,40}(?:\*\*[：:]|[：:]\*\*|\*\*$))",
    re.MULTILINE,
)
_FEWEST_MARKED = 2


def read_plain(data: bytes) -> Source:
    """The lines of a text file, without empty ones and without white space at their ends.

    Raises:
        SourceError: no text in UTF-8, UTF-16 or GB 18030, or too long.
    """
    text = _LINE_END.sub("\n", decode(data))
    if len(list(islice(_MARKED.finditer(text), _FEWEST_MARKED))) == _FEWEST_MARKED:
        from plangen.importer.marked import read_marked

        return read_marked(data)
    draft = Draft()
    for place, line in enumerate(text.split("\n"), 1):
        for part in _OTHER_END.split(line):
            if text := tidy(part):
                draft.add(Line(text, place))
    return draft.source()


def decode(data: bytes) -> str:
    """The text of a file: by byte order mark, else UTF-16 by its zeros, else UTF-8 or GB 18030.

    Raises:
        SourceError: it is none of these, or no text.
    """
    wide = _wide(data)
    try:
        text = data.decode(wide) if wide else guess_encoding("", data)[0]
    except PlanError as error:
        raise SourceError(error.problems[0].message) from None
    except UnicodeDecodeError:
        raise SourceError(_NO_TEXT) from None
    if "\0" in text or len(_CONTROL.findall(text)) > _STRAY + len(text) // _FEW:
        raise SourceError(_NO_TEXT)
    return text


_NO_TEXT = Words("这不是文本文件", "this is not a text file")


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: ASCII and line ends have zeros in it, and read as it they make sense."""
    sample = data[:_SAMPLE]
    if len(data) % 2 or data.startswith(_MARKS) or b"\0" not in sample:
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, "replace")
        if len(_USUAL.findall(text)) * 10 > len(text) * 9:
            return encoding
    return ""
