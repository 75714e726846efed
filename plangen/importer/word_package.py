"""The parts of a Word file and how they are found (ECMA-376 part 2); properties of its elements."""

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from plangen.formats import docx_parts as parts
from plangen.formats.archive import ArchiveError, unpack
from plangen.formats.docx_read import xml
from plangen.importer.source import is_too_much

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

W = f"{{{parts.W}}}"
R = f"{{{parts.R}}}"
VAL = f"{W}val"
_MAIN = "word/document.xml"
# ISO 29500 Strict has names of its own for the same elements.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]+)/([A-Za-z]+)")
_SCHEMAS = rb"http://schemas.openxmlformats.org/\1/2006/\2"
_OWN = b'name="plangen"'
_LARGEST = 1_000_000


class Relation(NamedTuple):
    """A part that another one names: what it is to it (`styles`, `header`), and its name."""

    kind: str
    part: str


class Package:
    """The parts of a Word file; `own` says that plangen wrote it, or what it was made from.

    Raises:
        ArchiveError: not a Word file, broken, or a bomb.
    """

    def __init__(self, data: bytes) -> None:
        self.members = {name.replace("\\", "/"): part for name, part in unpack(data).items()}
        mains = [r.part for r in self.relations("").values() if r.kind == "officeDocument"]
        self.main = next((part for part in mains if part in self.members), _MAIN)
        if self.main not in self.members:
            raise ArchiveError(f"no {_MAIN}")
        self.related = self.relations(self.main)
        self.own = _OWN in self.members.get("docProps/custom.xml", b"")

    def relations(self, part: str) -> dict[str, Relation]:
        """The parts that one names, by identifier; those of the package for no name."""
        folder, name = posixpath.split(part)
        root = self.root(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, Relation] = {}
        for relation in () if root is None else root.iter("{*}Relationship"):
            kind = relation.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
            if relation.get("TargetMode") != "External":
                found[relation.get("Id", "")] = Relation(kind, target.lstrip("/"))
        return found

    def root(self, part: str) -> "Element | None":
        """The root element of a part, or None where there is no such part.

        Raises:
            ArchiveError: it is not well formed, or too large.
        """
        data = self.members.get(part)
        if data is None:
            return None
        if is_too_much(data):
            raise ArchiveError(f"{part}: too many elements")
        if b"purl.oclc.org" in data:
            data = _STRICT.sub(_SCHEMAS, data)
        return xml(data)

    def named(self, kind: str) -> "Element | None":
        """The part of the text that is its `styles`, `numbering` and so on, or None."""
        beside = posixpath.join(posixpath.dirname(self.main), f"{kind}.xml")
        named = (relation.part for relation in self.related.values() if relation.kind == kind)
        return self.root(next(named, beside))


def value(element: "Element | None", name: str) -> str | None:
    """The value of a property among an element's children, or None where it is absent."""
    child = None if element is None else element.find(W + name)
    return None if child is None else child.get(VAL, "")


def is_on(element: "Element | None") -> bool:
    """Whether a property that is on or off stands there and is on."""
    return element is not None and element.get(VAL) not in {"0", "false", "off"}


def on_or_off(element: "Element | None", name: str) -> bool | None:
    """A property that is on or off among an element's children, or None where it is absent."""
    child = None if element is None else element.find(W + name)
    return None if child is None else is_on(child)


def whole(text: str | None) -> int | None:
    """A whole number that makes sense in a document; anything else is read as absent."""
    if text is None or not re.fullmatch(r"\s*[+-]?[0-9]{1,9}\s*", text, re.ASCII):
        return None
    number = int(text)
    return number if abs(number) <= _LARGEST else None


def points(text: str | None) -> float | None:
    """A size in half-points as points."""
    if text is None or not re.fullmatch(r"[0-9]{1,4}(?:\.[0-9]{1,4})?", text):
        return None
    return float(text) / 2
