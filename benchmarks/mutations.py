"""What people, editors and strangers do to files: small functions from bytes to other bytes.

Every function takes the source of chance first, so that a number gives the same file again.
"""

import io
import re
import zipfile
from collections.abc import Callable
from random import Random
from typing import NamedTuple

MOST_BYTES = 1_990_000

ODD_SIGNS = (
    *"：，、；。！？“”‘’（）【】《》％～—…·＃－／＋０９ａＺ○〇×✓①⑩Ⅳ㎡℃￥𠮷😀👨‍👩‍👧",
    *":,;!?\"'()[]{}<>%~-#/\\+*&|@`=_^$\t\n\r\0\x07\x1b\x7f\x85",
    *"\u00a0\u00ad\u200b\u200d\u200e\u202e\u2028\u2029\u3000\ufeff\ufffd\uffff\ue000\u0301\u0000",
    *("- ", ": ", "? ", "{{", "}}", "{%", "%}", "{#", "#}", "&a ", "*a", "<<: ", "!!str ", "---", "..."),
    *("\r\n", "\n\n", "|\n", ">-\n", " #", "''", '""', "￥\ufe0f", "م", "ß", "İ", "ﬁ", "٣", "²"),
)  # fmt: skip
ODD_FIGURES = (
    *("", "0", "00", "-1", "1.5", "1e309", "1_000", "1,000", "0x10", "0.0", "１２", "٣٤", "²", "①"),
    *("〇", "一百二十亿", "两", "半", "百", "万万", "廿", "100%", "101％", "百分之一百零一", "1/0", "NaN"),
    *("13", "32", "31", "24:60", "12:30", "29", "2027-02-30", "1900", "99999", "2027-00", "inf", "-0"),
    *("9" * 30, "9" * 400, "9" * 5000, "1" + "0" * 20_000, "9" * 400 + ".5", "一" * 3000),
)  # fmt: skip
ODD_TEXTS = (
    *("", "~", "null", "true", "[]", "{}", "[[]]", "''", "|", ">", "- -", "? a", "!!python/name:os", "*a"),
    *("xx社区", "20xx年", "____", "由相关部门负责", "时间待定", "2月30日", "5月31日前", "第五季度", "全年"),
    *("合计", "总计100%", "其中：甲3个，乙2个，共6个", "组长：", "组长、副组长", "王某某（书记、主任）、"),
    *("{{ 社区 }}", "{{ 'x' * 10**9 }}", "{{ [].__class__ }}", "{% for i in range(10**9) %}x{% endfor %}"),
    *("{% if 社区 %}", "{{ 社区 | 中文数字 }}", "{{", "{# x", "&a [*a, *a]", "2027-02-29", "2027-13", "4-3"),
    *("1月—13月", "（一）", "1.1.1", "# plangen: ignore[", "# plangen: ignore-file", "https://例子/%zz"),
)  # fmt: skip
# How the same text may be stored.
ENCODINGS = (
    *("gb18030", "gbk", "big5", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32", "utf-7"),
    *("shift_jis", "euc_kr", "cp1252"),
)  # fmt: skip

_VALUE = re.compile(r"(?m)^([ \t]*(?:- )?[^\s:#]+: |[ \t]*- )(.*)$")
_FIGURE = re.compile(r"[0-9]+|[一二三四五六七八九十百千]+")


class Mutated(NamedTuple):
    """The bytes, and the names of what was done to them."""

    data: bytes
    done: tuple[str, ...]


Mutation = Callable[[Random, bytes, list[bytes]], bytes]


def mutate(chance: Random, pool: list[bytes]) -> Mutated:
    """One of the pool after one to three mutations."""
    data = chance.choice(pool)
    names = tuple(chance.choices(NAMES, _WEIGHTS, k=chance.choice((1, 1, 1, 2, 3))))
    for name in names:
        data = MUTATIONS[name](chance, data, pool)
    return Mutated(data[:MOST_BYTES], names)


def mutate_archive(chance: Random, data: bytes, pool: list[bytes]) -> Mutated:
    """An archive with one of its parts changed, or itself as bytes."""
    if chance.random() < 0.1:  # noqa: PLR2004 - seldom, as nothing behind the checksum is reached
        return Mutated(_flip(chance, data, pool), ("archive",))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    # Mostly a sheet, where the cells are.
    sheets = [name for name in parts if "sheet" in name.lower() or "strings" in name.lower()]
    name = chance.choice(sheets if sheets and chance.random() < 0.7 else list(parts))  # noqa: PLR2004
    done = chance.choice([name for name in NAMES if name != "recoded"])
    parts[name] = MUTATIONS[done](chance, parts[name], list(parts.values()))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(zipfile.ZipInfo(part), content)
    return Mutated(stream.getvalue(), (done,))


# Bytes.


def _flip(chance: Random, data: bytes, _: list[bytes]) -> bytes:
    """Single bytes become others, or those of ASCII others of ASCII."""
    found = bytearray(data)
    all_of_them = chance.randrange(2)
    for _ in range(chance.randint(1, 8) if found else 0):
        at = chance.randrange(len(found))
        if all_of_them or found[at] < 128:  # noqa: PLR2004 - the end of ASCII
            found[at] = chance.randrange(256 if all_of_them else 128)
    return bytes(found)


def _cut(chance: Random, data: bytes, _: list[bytes]) -> bytes:
    """The beginning, the end or a piece is missing."""
    start, end = sorted(chance.randint(0, len(data)) for _ in range(2))
    return chance.choice((data[:start], data[start:], data[:start] + data[end:], data[start:end]))


def _insert(chance: Random, data: bytes, _: list[bytes]) -> bytes:
    """Random bytes at a place."""
    at = chance.randint(0, len(data))
    return data[:at] + chance.randbytes(chance.randint(1, 12)) + data[at:]


def _splice(chance: Random, data: bytes, pool: list[bytes]) -> bytes:
    """The beginning of one and the end of another, somewhere or between lines."""
    other = chance.choice(pool)
    if chance.randrange(2):
        one, two = data.splitlines(keepends=True), other.splitlines(keepends=True)
        return b"".join(one[: chance.randint(0, len(one))] + two[chance.randint(0, len(two)) :])
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


# Texts.


def _text(change: Callable[[Random, str, list[bytes]], str]) -> Mutation:
    def changed(chance: Random, data: bytes, pool: list[bytes]) -> bytes:
        text = data.decode("utf-8", "surrogateescape")
        return change(chance, text, pool).encode("utf-8", "surrogateescape")

    return changed


def _recoded(chance: Random, text: str, _: list[bytes]) -> bytes:
    """Another encoding, or the bytes of one taken for another."""
    found = text.encode(chance.choice(ENCODINGS), "replace")
    if chance.randrange(4) == 0:
        found = found.decode("latin-1").encode("utf-8")
    return found


def _ends(chance: Random, text: str, _: list[bytes]) -> str:
    """Other ends of lines, or blanks before them."""
    return text.replace(
        "\n", chance.choice(("\r\n", "\r", "\n\r", "\x85", "\u2028", " \n", "\t\n"))
    )


def _doubled(chance: Random, text: str, _: list[bytes]) -> str:
    """A run of lines stands twice, there or elsewhere."""
    lines = text.splitlines(keepends=True)
    start, end = _run(chance, lines)
    at = end if chance.randrange(2) else chance.randint(0, len(lines))
    return "".join(lines[:at] + lines[start:end] + lines[at:])


def _shuffled(chance: Random, text: str, _: list[bytes]) -> str:
    """A run of lines in another order."""
    lines = text.splitlines(keepends=True)
    start, end = _run(chance, lines)
    run = lines[start:end]
    chance.shuffle(run)
    return "".join(lines[:start] + run + lines[end:])


def _dropped(chance: Random, text: str, _: list[bytes]) -> str:
    """A run of lines is missing."""
    lines = text.splitlines(keepends=True)
    start, end = _run(chance, lines)
    return "".join(lines[:start] + lines[end:])


def _indented(chance: Random, text: str, _: list[bytes]) -> str:
    """A run of lines further in or out."""
    lines = text.splitlines(keepends=True)
    start, end = _run(chance, lines)
    by = chance.choice((" ", "  ", "    ", "\t", "\u3000", "\u00a0", "- ", ""))
    run = [by + (line if by else line[chance.randint(0, 2) :]) for line in lines[start:end]]
    return "".join(lines[:start] + run + lines[end:])


def _run(chance: Random, lines: list[str]) -> tuple[int, int]:
    start = chance.randint(0, len(lines))
    return start, min(len(lines), start + chance.choice((1, 1, 2, 3, 8, 30)))


def _odd_signs(chance: Random, text: str, _: list[bytes]) -> str:
    """Signs are replaced by odd ones, or these come between."""
    signs = list(text)
    for _ in range(chance.choice((1, 1, 2, 5)) if signs else 0):
        at = chance.randrange(len(signs))
        signs[at] = chance.choice(ODD_SIGNS) + (signs[at] if chance.randrange(2) else "")
    return "".join(signs)


def _other_sign(chance: Random, text: str, _: list[bytes]) -> str:
    """A sign is an odd one wherever it stands."""
    if not text:
        return text
    return text.replace(chance.choice(text), chance.choice(ODD_SIGNS), chance.choice((3, 30, -1)))


def _odd_figures(chance: Random, text: str, _: list[bytes]) -> str:
    """Figures are replaced by odd ones."""
    places = list(_FIGURE.finditer(text))
    for place in sorted(
        chance.sample(places, min(len(places), chance.choice((1, 1, 3, 9)))),
        key=lambda found: -found.start(),
    ):
        text = text[: place.start()] + chance.choice(ODD_FIGURES) + text[place.end() :]
    return text


def _odd_values(chance: Random, text: str, _: list[bytes]) -> str:
    """What follows a key is an odd text."""
    return _with_value(chance, text, chance.choice(ODD_TEXTS))


def _swapped(chance: Random, text: str, pool: list[bytes]) -> str:
    """What follows a key is what follows another."""
    other = chance.choice([text, chance.choice(pool).decode("utf-8", "surrogateescape")])
    values = [found[2] for found in _VALUE.finditer(other)]
    return _with_value(chance, text, chance.choice(values)) if values else text


def _long(chance: Random, text: str, _: list[bytes]) -> str:
    """A piece of the text many times over, as a value or where it stands."""
    start = chance.randint(0, max(0, len(text) - 1))
    piece = text[start : start + chance.choice((1, 2, 3, 8, 40))]
    if chance.randrange(2):
        piece = piece.replace("\n", chance.choice(("", " ", "，")))
    piece += chance.choice(("", "", *ODD_SIGNS))
    times = chance.choice((100, 1000, 1000, 10_000, 50_000)) // max(1, len(piece))
    if chance.randrange(2):
        return _with_value(chance, text, piece * times)
    return text[:start] + piece * times + text[start:]


def _deep(chance: Random, text: str, _: list[bytes]) -> str:
    """Lists or mappings in lists or mappings."""
    opening, closing = chance.choice(
        (("[", "]"), ("{a: ", "}"), ("- ", ""), ("(", ")"), ("『", "』"))
    )
    depth = chance.choice((3, 30, 70, 1000, 50_000))
    inside = chance.choice(("", "甲", "乙: 丙"))
    return _with_value(chance, text, opening * depth + inside + closing * depth)


def _with_value(chance: Random, text: str, value: str) -> str:
    places = list(_VALUE.finditer(text))
    if not places:
        return text + value
    place = chance.choice(places)
    return text[: place.start(2)] + value + text[place.end() :]


def _as_bytes(change: Callable[[Random, str, list[bytes]], bytes]) -> Mutation:
    return lambda chance, data, pool: change(chance, data.decode("utf-8", "replace"), pool)


MUTATIONS: dict[str, Mutation] = {
    "bytes flipped": _flip,
    "cut": _cut,
    "bytes inserted": _insert,
    "spliced": _splice,
    "recoded": _as_bytes(_recoded),
    "ends of lines": _text(_ends),
    "lines doubled": _text(_doubled),
    "lines shuffled": _text(_shuffled),
    "lines dropped": _text(_dropped),
    "lines indented": _text(_indented),
    "odd signs": _text(_odd_signs),
    "a sign replaced": _text(_other_sign),
    "odd figures": _text(_odd_figures),
    "odd values": _text(_odd_values),
    "values swapped": _text(_swapped),
    "long texts": _text(_long),
    "deep": _text(_deep),
}
NAMES = tuple(MUTATIONS)
# What leaves many files readable leads further into the program.
_OFTEN = {
    "lines shuffled",
    "lines dropped",
    "odd signs",
    "odd figures",
    "odd values",
    "values swapped",
}
_WEIGHTS = tuple(3 if name in _OFTEN else 1 for name in NAMES)
