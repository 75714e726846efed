"""Half-width marks between Chinese characters: `加强领导,落实责任`, `"绿色社区"`, `(试行)`.

GB/T 15834-2011 4 and 5.1 give marks the width of a character. Every paragraph is named once, with
all its marks corrected together. Numbers (`1,200`), times and ratios (`12:30`, `1:2`), addresses,
English words and brackets around letters or figures alone (`(App)`, `(1)`) are none; straight
quotes are corrected only where they pair up.

Passes:

    title: 云溪社区2027年工作计划
    tasks:
      - 上午9:30开始，发放1,200份，使用小程序(App)登记。

Fails:

    title: 云溪社区2027年工作计划
    tasks:
      - 加强领导,落实责任(见附件);开展"绿色社区"创建.
"""

from collections.abc import Iterator
from itertools import groupby

from plangen.problems import Words
from plangen.rules.rule import Edit, Finding, Rule
from plangen.rules.search import compiled
from plangen.settings import Settings
from plangen.subject import Subject, Text

_SIGNS = frozenset(",;:?!()\".'")
_WIDE = "\u2e80-\u2fdf\u3001-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff60“”‘’…—"
_WIDTH = str.maketrans(",;:?!.", "，；：？！。")
# Words that begin a sentence, so that a point before them ends one; another may part a name.
_BEGINNING = (
    "根据|按照|通过|同时|加强|积极|开展|组织|做好|认真|进一步|切实|大力|广泛|深入|充分|全面|继续|建立|落实|不断|坚持|利用|结合"
    "|我们|确保|努力|抓好|提高|完善|强化|推进|定期|及时|每[月季年周]|要[把求加有]|各[级社部单]|为[了使]|对[社辖居困]|让|使"
)
_STOP = rf"\.(?<=[\u4e00-\u9fff]\.)(?:$|(?<![的一二三四五六七八九十]\.)(?={_BEGINNING}))"
# A mark that touches a wide sign, but not between two figures or letters.
_MARK = rf"(?<=[{_WIDE}])[,;:?!]+[ ]*|(?<![,;:?!])[,;:?!]+(?=[{_WIDE}])|{_STOP}"
_BRACKET = r"\(([^()（）\n]*)\)"
_QUOTED = r'"([^"\n]*)"'
# Behind 的 both are astray.
_SINGLE = r"(?<![A-Za-z])(?!(?<=的)'[^'\n]*的')'([\u4e00-\u9fff][^'\n]*)'(?![A-Za-z])"
_ANY = rf"{_MARK}|[(\"']"
_HAN = r"[\u4e00-\u9fff]"
_CJK = f"[{_WIDE}]"


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every text with such marks."""
    if _SIGNS.isdisjoint(subject.signs):
        return
    for _, hits in groupby(subject.find(compiled(_ANY)), key=lambda hit: id(hit.text)):
        text = next(hits).text
        changes = sorted(_changes(text.value))
        if changes:
            yield _finding(text, changes)


def _changes(value: str) -> Iterator[tuple[int, str, str]]:
    """Every change: where, what stands there, and what should."""
    for found in compiled(_MARK).finditer(value):
        marks = found[0].rstrip(" ")
        after = value[found.end() : found.end() + 1]
        old = found[0] if compiled(_CJK).match(after) else marks
        yield found.start(), old, marks.translate(_WIDTH)
    for found in compiled(_BRACKET).finditer(value):
        if compiled(_CJK).search(found[1]):
            yield found.start(), "(", "（"
            yield found.end() - 1, ")", "）"
    if value.count('"') % 2 == 0:
        for found in compiled(_QUOTED).finditer(value):
            if compiled(_HAN).search(found[1]):
                yield found.start(), '"', "“"
                yield found.end() - 1, '"', "”"
    for found in compiled(_SINGLE).finditer(value):
        yield found.start(), "'", "‘"
        yield found.end() - 1, "'", "’"


def _finding(text: Text, changes: list[tuple[int, str, str]]) -> Finding:
    start, last = changes[0][0], changes[-1]
    end = last[0] + len(last[1])
    old, new, at = text.value[start:end], "", start
    for place, before, after in changes:
        new += text.value[at:place] + after
        at = place + len(before)
    marks = [before.strip() for _, before, _ in changes]
    shown = "".join(dict.fromkeys("".join(marks)))
    right = "".join(dict.fromkeys("".join(after for _, _, after in changes)))
    column = text.column + start if text.typed else text.column
    count = len(changes)
    return Finding(
        text.line,
        column,
        Words(
            f"中文里用了{count}处半角标点 {shown}",
            f"{count} half-width mark{'s' * (count > 1)} in Chinese text: {shown}",
        ),
        Words(f"请改用全角标点 {right}", f"use full-width {right}"),
        Edit(text.line, column, old, new) if text.typed else None,
    )


RULE = Rule(
    "half-width",
    "warning",
    Words("中文里的半角标点", "half-width marks in Chinese text"),
    """汉字之间用了半角标点：`加强领导,落实责任`、`"绿色社区"`、`(试行)`。

按GB/T 15834-2011，中文标点占一个字的位置。每段报一次，可以一并改正。数字（`1,200`）、时刻和比例（`12:30`、`1:2`）、
网址、英文词以及括号里只有字母或数字的（`(App)`、`(1)`）不算；直引号成对时才改。""",
    check,
)
