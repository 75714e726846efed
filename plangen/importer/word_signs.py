"""Signs that Word draws by other means than a character: symbol fonts and enclosed characters."""

import re

from plangen.markers import by_example

# Fonts whose characters are drawings, at their codes or from U+F000 on.
_SYMBOL_FONT = re.compile(r"wingdings|webdings|symbol|monotype sorts|zapf ?dingbats", re.IGNORECASE)
_WINGDINGS = {
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "❐", 0x71: "❑", 0x72: "❒", 0x73: "⬧",
    0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9F: "•", 0xA1: "○", 0xA4: "◉", 0xA5: "◎",
    0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xB2: "✦", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑",
    0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x81 + at: chr(0x2460 + at) for at in range(10)},
    **{0x8C + at: chr(0x2776 + at) for at in range(10)},
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0xA2: "■",
    0xA3: "□",
}  # fmt: skip
_SYMBOL = {
    0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°",
    0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xBC: "…",
    0xD0: "∠", 0xD6: "√", 0xD7: "·", 0xE5: "∑",
}  # fmt: skip
_TABLES = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}
_PRIVATE = 0xF000
_BYTE = 0xFF
_ASCII = range(0x20, 0x7F)
# Enclosed by the field EQ: Chinese numerals, Latin letters, and a few more.
_CIRCLED = {sign: chr(0x3280 + at) for at, sign in enumerate("一二三四五六七八九十")} | {
    **{chr(65 + at): chr(0x24B6 + at) for at in range(26)},
    **{chr(97 + at): chr(0x24D0 + at) for at in range(26)},
    "正": "㊣", "0": "⓪",
}  # fmt: skip
_ENCLOSED = re.compile(
    r"\s*EQ\s*\\o\s*(?:\\a[clr]\s*)?\(\s*([○〇◯□△◇])\s*[,，;]\s*([^()\\,]{1,4}?)\s*\)\s*",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"\s*EQ\s*\\f\s*\(([^()\\,]{1,40})[,，;]([^()\\,]{1,40})\)\s*", re.IGNORECASE
)
_ABOVE = re.compile(
    r"\s*EQ\s.*\\o\s*(?:\\a[dclr]\s*)*\(\s*\\s\s*\\up\s*[0-9]*\s*\([^()]*\)\s*[,，;]\s*([^()]{1,40})\)\s*",
    re.IGNORECASE,
)
_SIGN = re.compile(
    r"\s*SYMBOL\s+(0x[0-9a-f]{1,5}|[0-9]{1,7})\b(?:.*?\\f\s*\"?([^\"\\]+))?", re.IGNORECASE
)
_LONGEST = 500
_LAST = 0x10FFFF


def is_symbol_font(font: str) -> bool:
    """Whether a font draws signs of its own in the place of characters."""
    return _SYMBOL_FONT.search(font) is not None


def symbol(code: int, font: str) -> str:
    """The sign at a code of a font; one of a symbol font that is not known stays private."""
    if not 0 < code <= _LAST or 0xD800 <= code < 0xE000:  # noqa: PLR2004 - surrogates
        return ""
    if not is_symbol_font(font) and not _PRIVATE <= code <= _PRIVATE + _BYTE:
        return chr(code)
    low = code & _BYTE
    table = _TABLES.get(font.strip().lower(), {})
    return table.get(low) or (chr(code) if code >= _PRIVATE or low not in _ASCII else chr(low))


def bullet(text: str, font: str) -> str:
    """A bullet as it is seen; `•` where only its font knows it."""
    if text == "o":  # Word's second bullet, a letter that looks like a circle
        return "○"
    sign = "".join(symbol(ord(char), font) for char in text)
    private = any("\ue000" <= char <= "\uf8ff" for char in sign)
    return "•" if private or (sign == text and is_symbol_font(font)) else sign


def shown_by(code: str) -> str | None:
    """What a field without a result shows, or None where that is not known."""
    if len(code) > _LONGEST:
        return None
    if found := _ENCLOSED.fullmatch(code):
        return _enclosed(found[1], found[2])
    if found := _FRACTION.fullmatch(code):
        return f"{found[1].strip()}/{found[2].strip()}"
    if found := _ABOVE.fullmatch(code):
        return found[1]
    if found := _SIGN.match(code):
        return symbol(
            int(found[1], 0) if "x" in found[1].lower() else int(found[1]), found[2] or ""
        )
    return None


def _enclosed(frame: str, text: str) -> str:
    if frame in "○〇◯":
        if text.isascii() and text.isdecimal() and int(text) > 0:
            return by_example("①").label(int(text))
        if text in _CIRCLED:
            return _CIRCLED[text]
    return f"（{text}）"
