"""How a document looks: the figures of GB/T 9704-2012 and an office's departures from them."""

from typing import Literal, NamedTuple

PageNumbers = Literal["standard", "center", "none"]
Preset = Literal["gb2312", "windows"]
Form = Literal["list", "table"]
GroupForm = Literal["lines", "table"]
FontUse = Literal["title", "heading1", "heading2", "body", "page_number", "table", "latin"]

PRESETS: dict[Preset, dict[str, str]] = {
    "gb2312": {
        "title": "方正小标宋简体",
        "heading1": "黑体",
        "heading2": "楷体_GB2312",
        "body": "仿宋_GB2312",
        "page_number": "宋体",
        "table": "仿宋_GB2312",
    },
    "windows": {
        "title": "宋体",
        "heading1": "黑体",
        "heading2": "楷体",
        "body": "仿宋",
        "page_number": "宋体",
        "table": "仿宋",
    },
}


class RedHead(NamedTuple):
    """The red head of an issued paper (7.2): the mark, the number, the signer of a report up."""

    name: str
    number: str = ""
    signer: str = ""


class Imprint(NamedTuple):
    """The imprint at the end (7.4): copies to, printed by, printed on."""

    copies: tuple[str, ...] = ()
    issuer: str = ""
    date: str = ""


class Layout(NamedTuple):
    """The settings of the `layout` key; `line_pitch` is in points."""

    preset: Preset = "gb2312"
    fonts: tuple[tuple[str, str], ...] = ()
    page_numbers: PageNumbers = "standard"
    bold_headings: bool = False
    line_pitch: float = 28.95
    red_head: RedHead | None = None
    imprint: Imprint | None = None
    draft: str = ""
    months: Form = "list"
    stages: Form = "list"
    groups: GroupForm = "lines"

    def font(self, use: FontUse) -> str:
        """The East Asian font of a use; `latin` is empty unless one was chosen."""
        own = dict(self.fonts)
        return own.get(use) or PRESETS[self.preset].get(use, "")
