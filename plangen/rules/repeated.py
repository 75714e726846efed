"""A paragraph stands twice in one plan, word for word or nearly so.

Paragraphs of 25 signs or more are compared: nearly the same are those where a few words were put in,
or that share nine of ten of their runs of five signs. Those that differ in a figure, a date or a
number of a quarter say different things, and what is repeated month after month is meant.

Passes:

    title: 云溪社区2027年工作计划
    tasks:
      - 第一季度组织楼栋长和网格员对辖区消防通道进行一次全面排查整治。
      - 第三季度组织楼栋长和网格员对辖区消防通道进行一次全面排查整治。

Fails:

    title: 云溪社区2027年工作计划
    tasks:
      - 组织楼栋长和网格员对辖区消防通道进行一次全面排查，做到发现一处整治一处。
      - 组织楼栋长和网格员对辖区消防通道进行一次全面的排查，做到发现一处整治一处。
"""

from collections.abc import Iterator

from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule, at_text
from plangen.settings import Settings
from plangen.subject import PROSE, Subject, Text

_SHORTEST = 25
_SHINGLE = 5
_SAME = 0.9
_ANCHOR = 8
# Where two texts differ in these, they say different things.
_DISTINCT = late(
    r"[\d０-９%％一二三四五六七八九十百千万上下前后东西南北左右男女老少春夏秋冬甲乙丙丁]"
)


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every paragraph that stood before."""
    known: dict[str, Text] = {}
    for text in subject.texts:
        value = text.value
        if len(value) < _SHORTEST or text.kind not in PROSE:
            continue
        start, end = value[:_ANCHOR], value[-_ANCHOR - 1 : -1]
        first = known.setdefault(start, text)
        last = known.setdefault(end, text)
        if first is last is text:
            continue
        for other in (first, last):
            if other is not text and _alike(other.value, value) and not _monthly(subject, text):
                yield at_text(text, _words(other.line, other.value == value), _PROPOSAL)
                break


def _monthly(subject: Subject, text: Text) -> bool:
    return text.entry >= 0 and subject.entries[text.entry].month is not None


def _alike(first: str, second: str) -> bool:
    """Whether two texts are equal, or nearly so and not in what tells them apart."""
    if first == second:
        return True
    shorter, longer = sorted((len(first), len(second)))
    if shorter < _SAME * longer:
        return False
    difference = _difference(first, second)
    if any(map(_DISTINCT.search, difference)):
        return False
    if not all(difference):
        # Words were put in at one place.
        return True
    one, other = _shingles(first), _shingles(second)
    return len(one & other) >= _SAME * len(one | other)


def _shingles(text: str) -> set[str]:
    return {text[at : at + _SHINGLE] for at in range(len(text) - _SHINGLE + 1)}


def _difference(first: str, second: str) -> tuple[str, str]:
    """What stands between the common beginning and the common end of two texts."""
    end = min(len(first), len(second))
    start = next((at for at in range(end) if first[at] != second[at]), end)
    back = next((at for at in range(end - start) if first[-1 - at] != second[-1 - at]), end - start)
    return first[start : len(first) - back], second[start : len(second) - back]


_PROPOSAL = Words("请删去或改写一处", "delete or rewrite one of them")


def _words(line: int, same: bool) -> Words:  # noqa: FBT001 - one of two sentences
    if same:
        return Words(f"这一段与第{line}行相同", f"the paragraph stands in line {line} too")
    return Words(f"这一段与第{line}行几乎相同", f"the paragraph is nearly that of line {line}")


RULE = Rule(
    "repeated",
    "warning",
    Words("重复的段落", "a repeated paragraph"),
    """同一段话在一份计划中出现两次，一字不差或几乎一样。

25字以上的段落，多出几个字的，或连续五个字十之九相同的，算几乎一样。数字、日期、季度不同的，说的不是一件事；逐月重复的安排也不算。""",
    check,
)
