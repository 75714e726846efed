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

import marshal
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from plangen.names import own_places
from plangen.problems import Words
from plangen.rules.rule import Finding, Rule
from plangen.settings import Settings
from plangen.spool import Spool
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
# The bits of a filter, a prime number: two megabytes.
_BITS = 16_777_213

Clauses = dict[int, int]


class Passage(NamedTuple):
    """A section, or what stands in none: its place, and its clauses as hashes, each with a length.

    The hashes are in their order, each once; `weight` is the length of all clauses, and it is a
    copy only where that is `enough`.
    """

    line: int
    column: int
    enough: int
    weight: int
    hashes: bytes
    lengths: bytes


class Sketch(NamedTuple):
    """What is kept of a plan to compare it: no texts, 6 bytes a clause."""

    file: str
    line: int
    column: int
    rest: Passage
    sections: tuple[Passage, ...]

    def packed(self) -> bytes:
        """The sketch as few bytes."""
        return marshal.dumps((*self[:3], tuple(self.rest), tuple(map(tuple, self.sections))))


def unpacked(data: bytes) -> Sketch:
    """The sketch that was packed."""
    file, line, column, rest, sections = marshal.loads(data)  # noqa: S302 - our own
    return Sketch(file, line, column, Passage(*rest), tuple(Passage(*part) for part in sections))


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


def _lines(text: str, without: frozenset[int]) -> tuple[int, bytes, bytes]:
    """The length of the lines that are no mere words, and their hashes with the length of each."""
    lines = [line for line in text.encode().split(b"\n") if len(line) >= _CLAUSE]
    if without:
        lines = [line for line in lines if zlib.crc32(line) not in without]
    lengths = [min(len(line), _LONGEST) for line in lines]
    found = dict(zip(map(zlib.crc32, lines), lengths, strict=True))
    hashes = sorted(found)
    return (
        sum(lengths),
        array("I", hashes).tobytes(),
        array("H", [found[clause] for clause in hashes]).tobytes(),
    )


@lru_cache(maxsize=64)
def _hashes_of(texts: tuple[str, ...]) -> frozenset[int]:
    return frozenset(array("I", _lines(_plain("\n".join(texts)), frozenset())[1]))


def compare(packed: Spool) -> Iterator[tuple[str, Finding]]:
    """Each copy with its file; the first file that has a text is where it comes from.

    The sketches are gone through several times, for only those that another one may be a copy of
    are kept in memory.
    """
    supplied = _supplied(packed)
    plans, sections = _Index(supplied), _Index(supplied)
    for one in map(unpacked, packed):
        plan, parts = _compared(one, supplied)
        plans.expect(plan)
        sections.expect(parts)
    for one in map(unpacked, packed):
        plan, parts = _compared(one, supplied)
        whole = next(filter(None, map(plans.like, plan)), None)
        for seen in plan:
            plans.add(seen)
        if whole:
            yield one.file, Finding(one.line, one.column, *_plan_words(*whole))
        for seen in parts:
            source = None if whole else sections.like(seen)
            if source:
                yield one.file, Finding(seen.line, seen.column, *_section_words(*source))
            sections.add(seen)


def _compared(one: Sketch, supplied: frozenset[int]) -> tuple[list[_Seen], list[_Seen]]:
    """The plan and its sections, as far as they are long enough."""
    rest = _seen(one.file, one.rest, supplied)
    sections = [_seen(one.file, passage, supplied) for passage in one.sections]
    plan = _whole(one, (rest, *sections))
    parts = [
        seen
        for passage, seen in zip(one.sections, sections, strict=True)
        if seen.weight >= passage.enough and len(seen.anchors) >= _FEWEST_CLAUSES
    ]
    return [plan] if plan.weight >= _PLAN else [], parts


def _seen(file: str, passage: Passage, supplied: frozenset[int]) -> _Seen:
    hashes = array("I", passage.hashes)
    weight, anchors = passage.weight, tuple(hashes[:_ANCHORS])
    if supplied:
        clauses = _clauses((passage,), supplied)
        weight, anchors = sum(clauses.values()), tuple(islice(clauses, _ANCHORS))
    return _Seen(file, passage.line, passage.column, (passage,), weight, anchors)


def _whole(one: Sketch, passages: Sequence[_Seen]) -> _Seen:
    """A plan from its passages."""
    weight = sum([passage.weight for passage in passages])
    anchors = {anchor for passage in passages for anchor in passage.anchors}
    least = tuple(sorted(anchors)[:_ANCHORS])
    return _Seen(one.file, one.line, one.column, (one.rest, *one.sections), weight, least)


def _clauses(passages: Iterable[Passage], supplied: frozenset[int]) -> Clauses:
    """Each hash with the length of its clause, but for those that were supplied; in their order."""
    found: Clauses = {}
    for one in passages:
        found.update(zip(array("I", one.hashes), array("H", one.lengths), strict=True))
    for clause in supplied & found.keys():
        del found[clause]
    return found


def _supplied(packed: Spool) -> frozenset[int]:
    """The clauses that most of the files share, where there are many files.

    Those of a sample are counted, and only the frequent ones of them in all files.
    """
    if len(packed) < _MANY:
        return frozenset()
    sample = list(islice(packed, 0, None, max(1, len(packed) // _SAMPLE)))
    counts = Counter(clause for one in map(unpacked, sample) for clause in _all(one))
    likely = {clause for clause, count in counts.items() if count * 4 > len(sample)}
    exact = Counter(clause for one in map(unpacked, packed) for clause in likely & _all(one))
    return frozenset(clause for clause, count in exact.items() if count * 2 > len(packed))


def _all(one: Sketch) -> set[int]:
    return set(array("I", b"".join([one.rest.hashes, *(part.hashes for part in one.sections)])))


class _Repeated:
    """Which numbers were met more than once; of the others, a few seem so."""

    def __init__(self) -> None:
        self.once = bytearray(_BITS // 8 + 1)
        self.again = bytearray(_BITS // 8 + 1)

    def add(self, number: int) -> None:
        at, bit = divmod(number % _BITS, 8)
        if self.once[at] >> bit & 1:
            self.again[at] |= 1 << bit
        else:
            self.once[at] |= 1 << bit

    def __contains__(self, number: int) -> bool:
        at, bit = divmod(number % _BITS, 8)
        return bool(self.again[at] >> bit & 1)


class _Index:
    """Finds what a passage is nearly the same as, among those that were added before.

    Two passages that share most of their clauses have one of their smallest hashes in common. A
    hash is remembered only if it is one of several of those that were expected.
    """

    def __init__(self, supplied: frozenset[int]) -> None:
        self.supplied = supplied
        self.repeated = _Repeated()
        self.seen: list[_Seen] = []
        self.recalled: dict[int, list[int]] = {}

    def expect(self, passages: Iterable[_Seen]) -> None:
        """Note what is going to be added."""
        for one in passages:
            for anchor in one.anchors:
                self.repeated.add(anchor)

    def like(self, one: _Seen) -> tuple[_Seen, float] | None:
        """The passage of another file that is most like one, the first of them, and how like."""
        numbers = {at for anchor in one.anchors for at in self.recalled.get(anchor, ())}
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
        number, known = len(self.seen), False
        for anchor in one.anchors:
            if anchor in self.repeated:
                recalled = self.recalled.setdefault(anchor, [])
                if len(recalled) < _RECALLED:
                    recalled.append(number)
                    known = True
        if known:
            self.seen.append(one)


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
