"""A DOCX as its XML: what the tests read, independently of what wrote it."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NS = {"w": W, "r": R}
# The orders of ECMA-376 for the elements that plangen writes.
ORDERS = {
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers"
        " pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE"
        " autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents"
        " suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle"
        " rPr sectPr pPrChange"
    ),
    "rPr": (
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint"
        " noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u"
        " effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
    ),
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc"
        " tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption"
        " tblDescription"
    ),
    "tcPr": (
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText"
        " vAlign hideMark"
    ),
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
    "tc": "tcPr p",
    "p": "pPr r",
    "r": "rPr t",
    "sectPr": (
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders"
        " lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter"
        " docGrid"
    ),
    "style": (
        "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed"
        " qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr"
        " tblStylePr"
    ),
    "lvl": (
        "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr"
    ),
    "numbering": "numPicBullet abstractNum num",
    "font": "altName panose1 charset family notTrueType pitch sig",
    "settings": (
        "writeProtection view zoom removePersonalInformation mirrorMargins alignBordersAndEdges"
        " bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors"
        " attachedTemplate documentProtection autoFormatOverride defaultTabStop autoHyphenation"
        " evenAndOddHeaders drawingGridHorizontalSpacing characterSpacingControl hdrShapeDefaults"
        " footnotePr endnotePr compat docVars rsids themeFontLang clrSchemeMapping shapeDefaults"
        " decimalSymbol listSeparator"
    ),
    "pBdr": "top left bottom right between bar",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
}
# Elements that a list above stands for, of which any mixture may follow.
_LIKE = {"br": "t", "tab": "t", "fldChar": "t", "instrText": "t", "pict": "t"}


class Package:
    """The parts of a DOCX by name, those of Word as trees."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            self.infos = opened.infolist()
            self.data = {info.filename: opened.read(info) for info in self.infos}
        self.trees = {
            name: etree.fromstring(data)
            for name, data in self.data.items()
            if name.endswith((".xml", ".rels"))
        }

    def find(self, path: str, part: str = "document") -> Any:  # noqa: ANN401
        """All that an XPath finds in a part of Word."""
        return self.trees[f"word/{part}.xml"].xpath(path, namespaces=NS)

    def one(self, path: str, part: str = "document") -> Any:  # noqa: ANN401
        (found,) = self.find(path, part)
        return found

    def paragraph(self, start: str) -> Any:  # noqa: ANN401
        """The paragraph whose text begins with a word."""
        found = [p for p in self.find("//w:p") if "".join(p.itertext()).startswith(start)]
        assert len(found) == 1, (start, len(found))
        return found[0]

    def effective(self, style: str, path: str) -> str | None:
        """What a style says, or the one that it is based on, or the defaults."""
        while style:
            element = self.one(f"//w:style[@w:styleId='{style}']", "styles")
            if values := element.xpath(path, namespaces=NS):
                return str(values[0])
            style = "".join(element.xpath("w:basedOn/@w:val", namespaces=NS))
        values = self.find(f"//w:docDefaults/*/{path}", "styles")
        return str(values[0]) if values else None


def attributes(element: Any) -> dict[str, str]:  # noqa: ANN401
    """Attributes by name without their namespace."""
    return {str(name).rpartition("}")[2]: str(value) for name, value in element.attrib.items()}


def below(element: Any, path: str) -> Any:  # noqa: ANN401
    return element.xpath(path, namespaces=NS)


def name_of(element: Any) -> str:  # noqa: ANN401
    return str(element.tag).rpartition("}")[2]


def out_of_order(trees: Iterable[Any]) -> list[str]:
    """Every element of Word's whose children stand in an order that Word refuses."""
    faults: list[str] = []
    for tree in trees:
        for element in tree.iter(f"{{{W}}}*"):
            order = ORDERS.get(name_of(element), "").split()
            if order:
                names = [name_of(child) for child in element]
                places = [order.index(_LIKE.get(name, name)) for name in names]
                if places != sorted(places):
                    faults.append(f"{name_of(element)}: {' '.join(names)}")
    return faults


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """An archive of some parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in parts.items():
            opened.writestr(name, data)
    return file.getvalue()
