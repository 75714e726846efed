"""What other programs do to the XML inside a Word file: it stays well formed, and little else does.

As in `mutations.py`, a source of chance comes first.
"""

import copy
import io
import zipfile
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from mutations import MUTATIONS, ODD_FIGURES, ODD_SIGNS, Mutated

from plangen.source import FORBIDDEN

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

Change = Callable[[Random, "list[Element]", list[str]], None]

# Parts that the reader opens; what it reads most is changed most.
_OFTEN = ("word/document.xml", "word/document.xml", "word/document.xml", "word/numbering.xml")
_ODD_VALUES = (
    *ODD_FIGURES,
    *("true", "off", "-", "all", "rId1", "rId99", "../../x", "file:///etc/passwd", "①", "%1.%2.%3"),
    *("chineseCounting", "decimal", "bullet", "none", "upperRoman", "aiueo", "%9", "%1%1%1%1", "\uf06c"),
)  # fmt: skip
# Deeper than lxml reads, and not.
_DEPTHS = (3, 30, 200, 240, 300, 2000)
_TIMES = (1, 2, 5, 50, 500)
_RAW = 0.15


def mutate_package(chance: Random, data: bytes, texts: list[str]) -> Mutated:
    """A Word file in one of whose parts something is changed; `texts` are put into runs."""
    parts = unzipped(data)
    often = [name for name in _OFTEN if name in parts]
    name = chance.choice(often) if chance.random() < 0.7 else chance.choice(list(parts))  # noqa: PLR2004
    if chance.random() < _RAW:
        done = chance.choice([name for name in MUTATIONS if name != "recoded"])
        parts[name] = MUTATIONS[done](chance, parts[name], list(parts.values()))
        return Mutated(zipped(parts), (done,))
    names = tuple(chance.choices(list(CHANGES), k=chance.choice((1, 1, 2, 4))))
    parts[name] = _changed(chance, parts[name], names, texts)
    return Mutated(zipped(parts), names)


def unzipped(data: bytes) -> dict[str, bytes]:
    """The parts of an archive by their names."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive of parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(zipfile.ZipInfo(part), content)
    return stream.getvalue()


def _changed(chance: Random, data: bytes, names: tuple[str, ...], texts: list[str]) -> bytes:
    from lxml import etree

    root = etree.fromstring(data)
    for name in names:
        elements = [element for element in root.iter() if isinstance(element.tag, str)]
        CHANGES[name](chance, elements, texts)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


# Elements: all of a part in their order, the root first.


def _some(chance: Random, elements: "list[Element]") -> "list[Element]":
    """Some of them, but not the root."""
    below = elements[1:]
    return chance.sample(below, min(len(below), chance.choice((1, 1, 3, 10))))


def _drop(chance: Random, elements: "list[Element]", _: list[str]) -> None:
    """Elements are missing, with or without what is in them."""
    for element in _some(chance, elements):
        above = element.getparent()
        if above is None:
            continue
        if chance.randrange(2):
            for child in list(element):
                element.addprevious(child)
        above.remove(element)


def _double(chance: Random, elements: "list[Element]", _: list[str]) -> None:
    """An element stands there many times."""
    for element in _some(chance, elements)[:1]:
        # Not a large one too often.
        times = min(chance.choice(_TIMES), 20_000 // sum(1 for _ in element.iter()))
        for _ in range(times):
            element.addnext(copy.deepcopy(element))


def _move(chance: Random, elements: "list[Element]", _: list[str]) -> None:
    """Elements stand elsewhere."""
    for element in _some(chance, elements):
        target = chance.choice(elements)
        if element not in {target, *target.iterancestors()}:
            target.insert(chance.randint(0, len(target)), element)


def _copy(chance: Random, elements: "list[Element]", _: list[str]) -> None:
    """A copy stands elsewhere."""
    for element in _some(chance, elements)[:2]:
        target = chance.choice(elements)
        target.insert(chance.randint(0, len(target)), copy.deepcopy(element))


def _rename(chance: Random, elements: "list[Element]", _: list[str]) -> None:
    """Elements are of another kind."""
    for element in _some(chance, elements):
        element.tag = chance.choice(elements).tag


def _wrap(chance: Random, elements: "list[Element]", _: list[str]) -> None:
    """Elements stand in one of another kind, or in many of them."""
    for element in _some(chance, elements)[:1]:
        like = chance.choice(elements)
        for _ in range(chance.choice((1, 1, *_DEPTHS))):
            above = element.getparent()
            if above is None:
                return
            around = element.makeelement(like.tag, dict(like.attrib))
            above.replace(element, around)
            around.append(element)


def _value(chance: Random, elements: "list[Element]", _: list[str]) -> None:
    """Attributes have odd values, those of others, or none."""
    found = [element for element in elements if element.attrib]
    for element in _some(chance, found or elements):
        for name in element.attrib:
            other = chance.choice(found).attrib.values()
            value = chance.choice((*_ODD_VALUES, *other[:1]))
            if value:
                element.attrib[name] = _legal(str(value))
            else:
                del element.attrib[name]


def _text(chance: Random, elements: "list[Element]", texts: list[str]) -> None:
    """Texts are those of other plans, odd or long ones."""
    found = [element for element in elements if (element.text or "").strip()]
    for element in _some(chance, found or elements):
        kind = chance.randrange(4)
        if kind == 0:
            element.text = _legal(chance.choice(ODD_SIGNS) * chance.choice((1, 2, 30, 3000)))
        elif kind == 1:
            element.text = _legal("".join(chance.choices(texts, k=chance.choice((2, 5, 30)))))
        else:
            element.text = _legal(chance.choice(texts))


def _legal(text: str) -> str:
    """Without signs that XML cannot hold."""
    return "".join(sign for sign in FORBIDDEN.sub("", text) if sign.isprintable() or sign in "\t\n")


CHANGES: dict[str, Change] = {
    "elements dropped": _drop,
    "elements doubled": _double,
    "elements moved": _move,
    "elements copied": _copy,
    "elements renamed": _rename,
    "elements wrapped": _wrap,
    "odd attributes": _value,
    "other texts": _text,
}
