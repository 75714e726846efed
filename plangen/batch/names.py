"""The names of a batch's documents: made from a pattern, and safe on every system.

Sources: Windows' naming rules for files, the 255 bytes that common file systems allow a name.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from plangen.fill import FillError, fill, parts_of
from plangen.loader import Values
from plangen.problems import Words

MAX_BYTES = 255
_NOT_IN_NAMES = re.compile(r'[<>:"|?*\\/\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])(\..*)?", re.IGNORECASE)


def parts_of_pattern(pattern: str) -> tuple[str, ...]:
    """The folders and the name that a pattern is made of."""
    parts = [""]
    for found in re.finditer(r"(?s)\{\{.*?\}\}|\{%.*?%\}|/|.", pattern):
        if found[0] == "/":
            parts.append("")
        else:
            parts[-1] += found[0]
    return tuple(parts)


def name_of(parts: tuple[str, ...], values: Values) -> str:
    """The path of a document below the output folder, without a suffix, in Unicode's form C.

    Raises:
        FillError: a variable is missing, or the name is not allowed.
    """
    names = [unicodedata.normalize("NFC", _filled(part, values).strip()) for part in parts]
    for name in names:
        if words := fault(name):
            raise FillError("output-name", words)
    return "/".join(names)


def _filled(part: str, values: Values) -> str:
    """`fill`, without looking for the variables of a part anew for every row."""
    pieces = _pieces(part)
    if pieces:
        texts = [values.get(piece) if at % 2 else piece for at, piece in enumerate(pieces)]
        if all(type(text) is str for text in texts):
            return "".join(texts)  # type: ignore[arg-type]
    return fill(part, values)


@lru_cache
def _pieces(part: str) -> tuple[str, ...] | None:
    return parts_of(part)


@lru_cache
def fault(name: str, suffix: str = "") -> Words | None:
    """What is wrong with the name of a file or folder, or None."""
    if not name:
        return Words("文件名是空的", "the name is empty")
    if odd := _NOT_IN_NAMES.search(name) or _invisible(name):
        shown = odd if isinstance(odd, str) else odd[0]
        sign = shown if shown.isprintable() else f"U+{ord(shown):04X}"
        return Words(f"文件名“{name}”里不能有{sign}", f"the name “{name}” cannot hold {sign}")
    if name.startswith("."):
        return Words(f"文件名“{name}”不能以点开头", f"the name “{name}” cannot begin with a dot")
    if name.endswith((".", " ")):
        return Words(f"文件名“{name}”不能以点结尾", f"the name “{name}” cannot end with a dot")
    if _DEVICES.fullmatch(name):
        return Words(f"Windows不允许文件名“{name}”", f"Windows does not allow the name “{name}”")
    return _too_long(name, len((name + suffix).encode("utf-8", "surrogatepass")))


def _too_long(name: str, length: int) -> Words | None:
    if length <= MAX_BYTES:
        return None
    return Words(
        f"文件名有{length}字节，超过{MAX_BYTES}字节（约{MAX_BYTES // 3}个汉字）：{name[:20]}…",
        f"the name has {length} bytes, more than {MAX_BYTES}: {name[:20]}…",
    )


def twin_key(path: str) -> str:
    """What two paths share that some system takes for one: case and Unicode form."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder that paths lie in, each once."""
    found: set[str] = set()
    for path in paths:
        while "/" in path:
            path = path.rpartition("/")[0]  # noqa: PLW2901
            if path in found:
                break
            found.add(path)
    return found


def _invisible(name: str) -> str | None:
    """A sign that changes the reading order, or one that is not seen at all."""
    if name.isprintable():
        return None
    odd = (sign for sign in name if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    return next(odd, None)
