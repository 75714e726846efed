"""A plan, or a section of it, is the same as in another file, or nearly so.

It looks at all files that are given at once and says where the same text stands first. The names
of the plan's own community and street do not count, nor does what the district supplies: texts in
the setting `common`, and what most of five or more files share. Short sections are left alone. A
single plan is never a copy; the snippets are two plans each.

Passes:

    title: 云溪社区2027年平安建设工作计划
    safeguards: [压实工作责任，实行网格长包格、楼栋长包楼制度，任务到岗、责任到人。]
    ---
    title: 柳岸社区2027年健康教育工作计划
    safeguards: [压实工作责任，实行家庭医生包户制度，任务到岗、责任到人。]

Fails:

    title: 云溪社区2027年平安建设工作计划
    safeguards:
      - 压实工作责任，实行网格长包格、楼栋长包楼制度，任务到岗、责任到人。
      - 强化经费保障，优先保障巡防装备和宣传教育，收支公开透明，接受居民监督。
      - 严格督查考核，对隐患久拖不改的约谈责任人，结果在云溪社区公示栏公布。
    ---
    title: 柳岸社区2027年平安建设工作计划
    safeguards:
      - 压实工作责任，实行网格长包格、楼栋长包楼制度，任务到岗、责任到人。
      - 强化经费保障，优先保障巡防装备和宣传教育，收支公开透明，接受居民监督。
      - 严格督查考核，对隐患久拖不改的约谈责任人，结果在柳岸社区公示栏公布。
"""

import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from plangen.names import own_places
from plangen.problems import Words
from plangen.rules.rule import Finding, Rule
from plangen.settings import Settings
from plangen.subject import Kind, Subject

_KINDS: frozenset[Kind] = frozenset({"text", "heading", "office"})
# Clauses end at these; quotation marks do not count.
_ENDS = "。；，：！？;,:!?"
_QUOTES = '“”"‘’'
# Lengths count bytes; a 汉字 has three.
_CLAUSE = 4 * 3
_LONGEST = 0xFFFF
_SAME, _EQUAL = 0.75, 0.995
# A section or a plan of less than this is too short to be a copy; guiding ideas are set phrases.
_SECTION, _IDEAS, _PLAN = 80 * 3, 240 * 3, 120 * 3
_FEWEST_CLAUSES = 5
# How many of the smallest hashes stand for a passage, and how many passages one hash recalls.
_ANCHORS, _RECALLED = 6, 8
# From so many files on, what most of them share was supplied; it is sought in so many of them.
_MANY, _SAMPLE = 5, 64

Clauses = dict[int, int]


class Passage(NamedTuple):
    """A section, or what stands in none: its place, its clauses as hashes, and their lengths.

    It is a copy only where its clauses are `enough` bytes in all.
    """

    line: int
    column: int
    enough: int
    hashes: bytes
    lengths: bytes


class Sketch(NamedTuple):
    """What is kept of a plan to compare it: no texts, 6 bytes a clause."""

    file: str
    line: int
    column: int
    rest: Passage
    sections: tuple[Passage, ...]


class _Seen(NamedTuple):
    """A section or a plan while it is compared: the passages it consists of, and their length.

    `anchors` are the smallest of its hashes.
    """

    file: str
    line: int
    column: int
    passages: tuple[Passage, ...]
    weight: int
    anchors: tuple[int, ...]


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Nothing: a copy needs two files."""
    return iter(())


def sketch(subject: Subject, settings: Settings) -> Sketch:
    """What is kept of a plan, without what the settings name as supplied."""
    entries = subject.entries
    heads = [at for at, entry in enumerate(entries) if not entry.depth]
    parts: list[list[str]] = [[] for _ in range(len(heads) + 1)]
    section = 0
    for text in subject.texts:
        if text.kind in _KINDS:
            while section < len(heads) and heads[section] <= text.entry:
                section += 1
            parts[section if text.entry >= 0 else 0].append(text.value)
    joined = "\0".join(map("\n".join, parts))
    for name in own_places(subject.plan):
        joined = joined.replace(name, "")
    common = _hashes_of(settings.common)
    found = [_lines(part, common) for part in _plain(joined).split("\0")]
    sections = tuple(
        Passage(
            entry.line,
            entry.column,
            _IDEAS if entry.role == "guiding_ideas" else _SECTION,
            *clauses,
        )
        for entry, clauses in zip((entries[at] for at in heads), found[1:], strict=True)
    )
    return Sketch(subject.file, *subject.place_of("title"), Passage(0, 0, 0, *found[0]), sections)


def _plain(text: str) -> str:
    """A text with a clause a line."""
    for mark in _ENDS:
        text = text.replace(mark, "\n")
    for mark in _QUOTES:
        text = text.replace(mark, "")
    return text


def _lines(text: str, without: frozenset[int]) -> tuple[bytes, bytes]:
    """The hashes and the lengths of the lines that are no mere words."""
    lines = [line for line in text.encode().split(b"\n") if len(line) >= _CLAUSE]
    if without:
        lines = [line for line in lines if zlib.crc32(line) not in without]
    hashes = array("I", map(zlib.crc32, lines))
    try:
        lengths = array("H", map(len, lines))
    except OverflowError:
        lengths = array("H", [min(len(line), _LONGEST) for line in lines])
    return hashes.tobytes(), lengths.tobytes()


@lru_cache(maxsize=64)
def _hashes_of(texts: tuple[str, ...]) -> frozenset[int]:
    return frozenset(array("I", _lines(_plain("\n".join(texts)), frozenset())[0]))


def compare(sketches: Iterable[Sketch]) -> Iterator[tuple[str, Finding]]:
    """Each copy with its file; the first file that has a text is where it comes from."""
    given = list(sketches)
    supplied = _supplied(given)
    plans, sections = _Index(supplied), _Index(supplied)
    for one in given:
        passages = [_seen(one.file, passage, supplied) for passage in (one.rest, *one.sections)]
        plan = _whole(one, passages)
        first = plans.like(plan) if plan.weight >= _PLAN else None
        if first:
            yield one.file, Finding(one.line, one.column, *_plan_words(*first))
        if plan.weight >= _PLAN:
            plans.add(plan)
        for passage, seen in zip(one.sections, passages[1:], strict=True):
            if seen.weight < passage.enough or len(seen.anchors) < _FEWEST_CLAUSES:
                continue
            source = None if first else sections.like(seen)
            if source:
                yield one.file, Finding(passage.line, passage.column, *_section_words(*source))
            sections.add(seen)


def _seen(file: str, passage: Passage, supplied: frozenset[int]) -> _Seen:
    if supplied:
        clauses = _clauses((passage,), supplied)
        weight, hashes = sum(clauses.values()), set(clauses)
    else:
        weight, hashes = sum(array("H", passage.lengths)), set(array("I", passage.hashes))
    anchors = tuple(sorted(hashes)[:_ANCHORS])
    return _Seen(file, passage.line, passage.column, (passage,), weight, anchors)


def _whole(one: Sketch, passages: Sequence[_Seen]) -> _Seen:
    """A plan from its passages."""
    weight = sum([passage.weight for passage in passages])
    anchors = {anchor for passage in passages for anchor in passage.anchors}
    least = tuple(sorted(anchors)[:_ANCHORS])
    return _Seen(one.file, one.line, one.column, (one.rest, *one.sections), weight, least)


def _clauses(passages: Iterable[Passage], supplied: frozenset[int]) -> Clauses:
    """Each hash with the length of its clause, but for those that were supplied."""
    found: Clauses = {}
    for one in passages:
        found.update(zip(array("I", one.hashes), array("H", one.lengths), strict=True))
    for clause in supplied & found.keys():
        del found[clause]
    return found


def _supplied(given: Sequence[Sketch]) -> frozenset[int]:
    """The clauses that most of the files share, where there are many files.

    Those of a sample are counted, and only the frequent ones of them in all files.
    """
    if len(given) < _MANY:
        return frozenset()
    sample = given[:: max(1, len(given) // _SAMPLE)]
    counts = Counter(clause for one in sample for clause in _all(one))
    likely = {clause for clause, count in counts.items() if count * 4 > len(sample)}
    exact = Counter(clause for one in given for clause in likely & _all(one))
    return frozenset(clause for clause, count in exact.items() if count * 2 > len(given))


def _all(one: Sketch) -> set[int]:
    return set(array("I", b"".join([one.rest.hashes, *(part.hashes for part in one.sections)])))


class _Index:
    """Finds what a passage is nearly the same as, among those that were added before.

    Two passages that share most of their clauses have one of their smallest hashes in common.
    """

    def __init__(self, supplied: frozenset[int]) -> None:
        self.supplied = supplied
        self.seen: list[_Seen] = []
        self.recalled: dict[int, int | list[int]] = {}

    def like(self, one: _Seen) -> tuple[_Seen, float] | None:
        """The passage of another file that is most like one, the first of them, and how like."""
        numbers: set[int] = set()
        for anchor in one.anchors:
            if (known := self.recalled.get(anchor)) is not None:
                numbers.update([known] if isinstance(known, int) else known)
        if not numbers:
            return None
        best: tuple[_Seen, float] | None = None
        clauses = _clauses(one.passages, self.supplied)
        for at in sorted(numbers):
            other = self.seen[at]
            alike = self._alike(one, clauses, other) if other.file != one.file else 0.0
            if alike >= _SAME and (best is None or alike > best[1]):
                best = other, alike
                if alike >= _EQUAL:
                    break
        return best

    def _alike(self, one: _Seen, clauses: Clauses, other: _Seen) -> float:
        """The share of the common clauses in the longer of two passages, by their length."""
        if min(one.weight, other.weight) < _SAME * max(one.weight, other.weight):
            return 0.0
        others = _clauses(other.passages, self.supplied)
        common = sum([clauses[clause] for clause in clauses.keys() & others.keys()])
        return common / max(sum(clauses.values()), sum(others.values()))

    def add(self, one: _Seen) -> None:
        """Make a passage known; a hash that recalls many others recalls no more."""
        number = len(self.seen)
        self.seen.append(one)
        for anchor in one.anchors:
            known = self.recalled.setdefault(anchor, number)
            if isinstance(known, list):
                if len(known) < _RECALLED:
                    known.append(number)
            elif known != number:
                self.recalled[anchor] = [known, number]


def _plan_words(first: _Seen, alike: float) -> tuple[Words, Words]:
    zh, en = _degree(alike)
    return (
        Words(f"全文与{first.file}{zh}", f"the plan is {en} {first.file}"),
        Words("请按本社区的实际改写", "rewrite it for this community"),
    )


def _section_words(first: _Seen, alike: float) -> tuple[Words, Words]:
    zh, en = _degree(alike)
    return (
        Words(
            f"这一部分与{first.file}第{first.line}行的部分{zh}",
            f"the section is {en} that of {first.file}:{first.line}",
        ),
        Words("请按本社区的实际改写", "rewrite it for this community"),
    )


def _degree(alike: float) -> tuple[str, str]:
    if alike >= _EQUAL:
        return "相同", "the same as"
    return f"几乎相同（{alike:.0%}）", f"nearly ({alike:.0%}) the same as"


RULE = Rule(
    "copied",
    "warning",
    Words("抄自另一份计划", "a copy of another plan"),
    """一份计划或其中一个部分，与另一份文件相同或几乎相同。

比较这一次给出的所有文件，指出相同的文字最先出现在哪里。本社区、本街道的名称不计；上级统一提供的文字，即设置
`common`中的文字，以及五份以上文件中多数都有的文字，也不计。很短的部分不算。只有一份计划时没有发现；下面的例子
各是两份计划。""",
    check,
)
