"""Plain values to YAML text as a person writes it.

Texts stand without quotes wherever YAML reads the same text back, in its version 1.2 (chapters 6
and 7) and in 1.1, which many tools still speak. Text with line breaks is a block `|`. A list is a
block of dashes, a tuple `[甲, 乙]` where that is short; likewise a dict and a `Short`.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

# A text, number, boolean, None, list, tuple, mapping with texts as keys, or one of the below.
Value = Any

# Columns that `[甲, 乙]` may take, a 汉字 two of them; characters that a key may (libyaml: 1,024).
WIDTH = 80
_LONGEST_KEY = 1000

# Refused by YAML, a line break to some of its readers, or not to be seen.
_HIDDEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
# Most texts at once: a beginning in Chinese, and no sign that means anything to YAML.
_easy = re.compile(f"[\u3001-\ud7ff\uff01-\uff5e“”‘’—…][^{_HIDDEN}\\s:#]*").fullmatch
_hidden = re.compile(f"[{_HIDDEN}]").search
_not_on_a_line = re.compile(f"[{_HIDDEN}\t\n]").search
_replaced = re.compile(f'[{_HIDDEN}\t\n"\\\\]').sub
_in_brackets = re.compile(r"[,，:?\[\]{}]").search
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`")
# What YAML 1.2 (10.3.2) or 1.1 takes for null, a boolean, a number, a date, a merge or a file's end.
_typed = re.compile(
    r"""~|<<|=|\.\.\..*|null|true|false|yes|no|on|off|y|n
    |[-+]?0[box][0-9a-f_]+|[-+]?\.inf|\.nan
    |[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9_]*)(?:e[-+]?[0-9]+)?|[-+][0-9_]+
    |[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?
    |[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:t|[ ]+)[0-9].*)?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
).fullmatch
_bare = re.compile(
    r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{0,15})?|[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?"
).fullmatch
_counting = re.compile(r"0|[1-9][0-9]{0,8}").fullmatch
_NAMED_ESCAPES = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


class Bare(str):
    """A text that stands without quotes if it is a number or a date: `marker: 1.`."""

    __slots__ = ()


class Short(dict[str, Value]):
    """A mapping that stands on one line, `{甲: 1, 乙: 2}`, if it is short."""

    __slots__ = ()


class Note(NamedTuple):
    """A value with a comment above its entry; each line of the comment is one of its own."""

    comment: str
    value: Value


_NESTING = (dict, list, tuple)


def emit(data: Mapping[str, Value]) -> str:
    """The YAML text of a mapping.

    Any text is read back as it was; one with half a surrogate pair only by readers that bear it.
    """
    out: list[str] = []
    _mapping(data, "", "", out)
    return "".join(out)


def comment(text: str) -> list[str]:
    """A text as lines of comment, each with its end."""
    lines = re.split("\r\n|\r|\n", text)
    return [f"# {re.sub(f'[{_HIDDEN}]', ' ', line)}".rstrip() + "\n" for line in lines]


def _mapping(data: Mapping[str, Value], pad: str, first: str, out: list[str]) -> None:
    """The entries of a mapping at an indent; before the first one stands what `first` is."""
    below = pad + "  "
    for key, entry in data.items():
        value = entry
        if type(value) is Note:
            first, value = _noted(value, pad, first, out)
        name = _key(key)
        out.append(f"{first}{name}:" if len(name) < _LONGEST_KEY else f"{first}? {name}\n{pad}:")
        line = _line(value, below, quotes=False)
        if line is not None:
            out.append(line)
        else:
            out.append("\n")
            (_mapping if isinstance(value, dict) else _sequence)(value, below, below, out)
        first = pad


def _sequence(values: Sequence[Value], pad: str, first: str, out: list[str]) -> None:
    below = pad + "  "
    for entry in values:
        value = entry
        if type(value) is Note:
            first, value = _noted(value, pad, first, out)
        line = _line(value, below, quotes=True)
        if line is not None:
            out.append(f"{first}-{line}")
        else:
            (_mapping if isinstance(value, dict) else _sequence)(value, below, f"{first}- ", out)
        first = pad


def _noted(note: Note, pad: str, first: str, out: list[str]) -> tuple[str, Value]:
    """Write a comment; what stands before the entry below it, and its value."""
    value: Value = note
    while type(value) is Note:
        for line in comment(value.comment):
            out.append(first + line)
            first = pad
        value = value.value
    return first, value


def _line(value: Value, pad: str, *, quotes: bool) -> str | None:
    """What follows a key or a dash on its line, or None for entries below it.

    `quotes` says that a list may stand on the line even if its texts need quotes only there.
    """
    kind = type(value)
    if kind is str:
        return f" {value}\n" if _easy(value) else _text(value, pad)
    if value is None:
        return "\n"
    if kind is Bare:
        return f" {value}\n" if _bare(value) else _text(str(value), pad)
    if not isinstance(value, _NESTING) or not value:
        return f" {_one_line(value)}\n"
    return _short(value, quotes=quotes) if kind in {tuple, Short} else None


def _short(value: Value, *, quotes: bool) -> str | None:
    """A tuple or `Short` on one line, if it fits there."""
    entries = value.values() if isinstance(value, Short) else value
    if not all(_suits_brackets(entry, quotes=quotes) for entry in entries):
        return None
    line = _one_line(value)
    # Two columns for what takes three bytes of UTF-8, as 汉字 do.
    return f" {line}\n" if len(line) + len(line.encode()) <= 2 * WIDTH else None


def _suits_brackets(value: Value, *, quotes: bool) -> bool:
    """Whether a value can stand within brackets, and there needs no quotes more than elsewhere."""
    if isinstance(value, str):
        return quotes or not _in_brackets(value) or not _plain(value)
    if type(value) is tuple:
        return all(_suits_brackets(entry, quotes=quotes) for entry in value)
    return value is not None and not isinstance(value, _NESTING)


def _text(text: str, pad: str) -> str:
    """A text after a key or a dash, as a block if it has several lines."""
    if "\n" in text:
        lines = text.removesuffix("\n").split("\n")
        if lines[0] and lines[-1] and all(map(_stands_in_a_block, lines)):
            sign = "|" if text[-1] == "\n" else "|-"
            return f" {sign}\n" + "".join(f"{pad}{line}\n" if line else "\n" for line in lines)
    return f" {text}\n" if _plain(text) else f" {_quoted(text)}\n"


def _stands_in_a_block(line: str) -> bool:
    return line == line.strip() and not _hidden(line)


def _plain(text: str) -> bool:
    """Whether a text, but for brackets around it, needs no quotes."""
    return _easy(text) is not None or not (
        not text
        or text[0] in _INDICATORS
        or text[-1] == ":"
        or ": " in text
        or " #" in text
        or text != text.strip()
        or _not_on_a_line(text)
        or _typed(text)
    )


def _quoted(text: str) -> str:
    """A text in quotes, in single ones where those save escapes."""
    if ('"' in text or "\\" in text) and "'" not in text and not _not_on_a_line(text):
        return f"'{text}'"
    return f'"{_replaced(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    return _NAMED_ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}"


def _one_line(value: Value) -> str:
    """Any value as it stands within brackets."""
    if isinstance(value, str):
        if type(value) is Bare and _bare(value):
            return value
        return value if _plain(value) and not _in_brackets(value) else _quoted(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_one_line, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_one_line(k)}: {_one_line(v)}' for k, v in value.items())}}}"
    return "null" if value is None else str(value).lower()


@lru_cache(256)
def _key(key: str) -> str:
    plain = _counting(key) or (_plain(key) and ":" not in key)
    return key if plain else _quoted(key)
