"""A quotation mark or bracket without its other half, or of another kind than it: `（试行)`.

Each text is looked at by itself; of several such marks in a text the first is named. A quotation
or a bracket that goes on over several paragraphs is none, nor is the bracket of a list (`1）`,
`（1`), an apostrophe, or a measure in inches. The marks of vertical print, 〝 and 〞, are always wrong.

Passes:

    title: 云溪社区2027年工作计划
    tasks: [做到：1）有计划；2）有总结（含“好人”事迹）。]

Fails:

    title: 云溪社区2027年工作计划
    tasks: [修订居民公约（试行)，弘扬“最美志愿者精神。]
"""

from collections.abc import Iterator
from typing import NamedTuple

from plangen.problems import Words
from plangen.rules.rule import Edit, Finding, Rule, at_hit
from plangen.rules.search import compiled
from plangen.settings import Settings
from plangen.subject import Hit, Subject, Text

_PAIRS = {
    "“": "”", "‘": "’", "《": "》", "〈": "〉", "（": "）", "(": ")", "【": "】", "[": "]", "「": "」",
    "『": "』", "〔": "〕",
}  # fmt: skip
_OPENERS = {close: opener for opener, close in _PAIRS.items()}
# Marks that are mistaken for one another.
_KIN = ({"（", "("}, {"“", '"'}, {"《", "〈"}, {"〔", "[", "【"}, {"“", "「"})
_MARK = r'[“”‘’《》〈〉（）()【】\[\]「」『』〔〕"]'
_LIST = r"(?:^|[\s，。；：、,;:“”（）])[0-9０-９一二三四五六七八九十a-zA-Z①-⑳]{1,2}$"
_LATIN = r"[A-Za-z]$"
_INCHES = r"[0-9０-９]$"
_FULL = {"(": "（", ")": "）", '"': "”"}
# Marks of vertical print that a keyboard offers for quotation marks.
_VERTICAL = {"〝": "“", "〞": "”"}
_TO_LEVEL = str.maketrans(_VERTICAL)


class _Fault(NamedTuple):
    """A mark, where it stands, and what should stand there in the place of a wrong kind."""

    at: int
    mark: str
    right: str = ""


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """The first fault of every text."""
    for mark, right in _VERTICAL.items():
        if mark in subject.signs:
            yield from (_wrong_kind(hit, right) for hit in subject.find(compiled(mark)))
    if all(_clean(subject, opener) for opener in _PAIRS) and '"' not in subject.signs:
        return
    faults = [_fault(text.value.translate(_TO_LEVEL)) for text in subject.texts]
    for number, (text, fault) in enumerate(zip(subject.texts, faults, strict=True)):
        if fault and not _goes_on(subject.texts, faults, number):
            yield _finding(text, fault)


def _clean(subject: Subject, opener: str) -> bool:
    """Whether surely every opener is closed in its text: a fast look that most plans pass."""
    close, joined = _PAIRS[opener], subject.joined
    if opener not in subject.signs:
        return close not in subject.signs
    before, *rest = joined.split(opener)
    if close in before:
        return False
    for piece in rest:
        end = piece.find(close)
        if end < 0 or piece.find("\n", 0, end) >= 0 or piece.find(close, end + 1) >= 0:
            return False
    return True


# How much of what stands before a mark tells whether it is one.
_NEAR = 40


def _fault(value: str) -> _Fault | None:
    """The first mark of a text that has no other half."""
    opened: list[tuple[int, str]] = []
    is_odd = value.count('"') % 2 == 1
    for found in compiled(_MARK).finditer(value):
        at, mark = found.start(), found[0]
        before = value[max(0, at - _NEAR) : at]
        if mark == '"':
            if opened and opened[-1][1] == '"':
                opened.pop()
            elif opened and opened[-1][1] == "“" and is_odd:
                return _Fault(at, mark, "”")
            elif not compiled(_INCHES).search(before):
                opened.append((at, mark))
        elif mark in _PAIRS:
            opened.append((at, mark))
        elif opened and opened[-1][1] == _OPENERS[mark]:
            opened.pop()
        elif not _is_none(before, mark):
            return _closing(opened, at, mark)
    return _Fault(*opened[0]) if opened else None


def _is_none(before: str, mark: str) -> bool:
    """Whether a closing mark is a list's, an apostrophe, or says inches."""
    if mark in "）)":
        return compiled(_LIST).search(before) is not None
    return (mark == "’" and compiled(_LATIN).search(before) is not None) or (
        mark == "”" and compiled(_INCHES).search(before) is not None
    )


def _closing(opened: list[tuple[int, str]], at: int, mark: str) -> _Fault:
    """A closing mark that does not fit: of another kind, alone, or after an opener left open."""
    opener = _OPENERS[mark]
    if opened and any({opened[-1][1], opener} <= kin for kin in _KIN):
        last = opened[-1]
        if last[1] in _FULL:
            return _Fault(*last, _FULL[last[1]] if last[1] == "(" else "“")
        return _Fault(at, mark, _PAIRS[last[1]])
    if any(one == opener for _, one in opened):
        return _Fault(*opened[-1])
    return _Fault(at, mark)


def _goes_on(texts: list[Text], faults: list[_Fault | None], number: int) -> bool:
    """Whether a quotation goes on in a paragraph beside."""
    fault, text = faults[number], texts[number]
    if fault is None or fault.right:
        return False
    opens = fault.mark in _PAIRS
    others = range(number + 1, min(len(texts), number + 12)) if opens else range(number - 1, -1, -1)
    for other in others:
        beside = texts[other]
        if beside.entry != text.entry or beside.kind != text.kind:
            return False
        found = faults[other]
        if opens and beside.value.startswith(fault.mark):
            return True
        if found and found.mark in {_PAIRS.get(fault.mark), _OPENERS.get(fault.mark), fault.mark}:
            return True
    return False


def _wrong_kind(hit: Hit, right: str) -> Finding:
    mark = hit.match[0]
    return at_hit(
        hit,
        Words(f"引号 {mark} 用错了", f"{mark} is no quotation mark of level print"),
        Words(f"请改为 {right}", f"write {right}"),
        right,
    )


def _finding(text: Text, fault: _Fault) -> Finding:
    column = text.column + fault.at if text.typed else text.column
    mark, right = fault.mark, fault.right
    shown = text.value[max(0, fault.at - 4) : fault.at + 5]
    if right:
        return Finding(
            text.line,
            column,
            Words(
                f"“{shown}”里的 {mark} 前后不一样",
                f"{mark} does not match its other half in “{shown}”",
            ),
            Words(f"请改为 {right}", f"write {right}"),
            Edit(text.line, column, mark, right) if text.typed else None,
        )
    other = _PAIRS.get(mark) or _OPENERS.get(mark) or mark
    return Finding(
        text.line,
        column,
        Words(f"“{shown}”里的 {mark} 没有配对的 {other}", f"{mark} has no {other} in “{shown}”"),
        Words("请补上或删去", "add the other half, or delete it"),
    )


RULE = Rule(
    "unpaired-mark",
    "warning",
    Words("引号或括号不成对", "a quotation mark or bracket without its other half"),
    """引号或括号缺了一半，或前后两半不是一种：`（试行)`。

竖排用的〝〞一律算错。每段文字单独检查，一段里报第一处。引文或括号接连几段的、列举的括号（`1）`）、英文的撇号和英寸不算。""",
    check,
)
