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
from plangen.subject import Entry, Kind, Subject

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

# Hashes of clauses, each with the length of its clause.
Clauses = dict[int, int]


# What stands in no section, or a section: its line and column, the length from which on it may be a
# copy, the length of its clauses, and their number, in which one that stands twice is one.
Passage = tuple[int, int, int, int, int]


class Sketch(NamedTuple):
    """What is kept of a plan to compare it: no texts, 6 bytes a clause.

    `passages` are what stands in no section, and the sections. The hashes of their clauses follow
    each other, in their order within each passage; so do the lengths.
    """

    file: str
    line: int
    column: int
    passages: tuple[Passage, ...]
    hashes: bytes
    lengths: bytes

    def packed(self) -> bytes:
        """The sketch as few bytes."""
        return marshal.dumps(tuple(self))


def unpacked(data: bytes) -> Sketch:
    """The sketch that was packed."""
    return Sketch(*marshal.loads(data))  # noqa: S302 - our own


class _Seen(NamedTuple):
    """A section or a plan while it is compared: the length of its clauses, and what they are.

    `anchors` are the smallest of its hashes; `parts` are hashes and lengths of each passage.
    """

    file: str
    line: int
    column: int
    length: int
    anchors: tuple[int, ...]
    parts: tuple[tuple[Sequence[int], Sequence[int]], ...]

    def clauses(self) -> Clauses:
        found: Clauses = {}
        for hashes, lengths in self.parts:
            found.update(zip(hashes, lengths, strict=True))
        return found


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Nothing: a copy needs two files."""
    return iter(())


def sketch(subject: Subject, settings: Settings) -> Sketch:
    """What is kept of a plan, without what the settings name as supplied."""
    heads = [at for at, entry in enumerate(subject.entries) if not entry.depth]
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
    places = [(0, 0, 0), *(_place(subject.entries[at]) for at in heads)]
    passages: list[Passage] = []
    hashes, lengths = array("I"), array("H")
    for place, part in zip(places, _plain(joined).split("\0"), strict=True):
        length, clauses = _clauses(part, common)
        passages.append((*place, length, len(clauses)))
        hashes.extend(clauses)
        lengths.extend(clauses.values())
    title = subject.place_of("title")
    return Sketch(subject.file, *title, tuple(passages), hashes.tobytes(), lengths.tobytes())


def _place(entry: Entry) -> tuple[int, int, int]:
    """Line and column of a section, and the length from which on it may be a copy."""
    return entry.line, entry.column, _IDEAS if entry.role == "guiding_ideas" else _SECTION


def _plain(text: str) -> str:
    """A text with a clause a line."""
    for mark in _ENDS:
        text = text.replace(mark, "\n")
    for mark in _QUOTES:
        text = text.replace(mark, "")
    return text


def _clauses(text: str, without: frozenset[int]) -> tuple[int, Clauses]:
    """The length of the lines that are no mere words, and these lines by their hashes."""
    lines = [line for line in text.encode().split(b"\n") if len(line) >= _CLAUSE]
    if without:
        lines = [line for line in lines if zlib.crc32(line) not in without]
    lengths = [min(len(line), _LONGEST) for line in lines]
    return sum(lengths), dict(sorted(zip(map(zlib.crc32, lines), lengths, strict=True)))


@lru_cache(maxsize=64)
def _hashes_of(texts: tuple[str, ...]) -> frozenset[int]:
    return frozenset(_clauses(_plain("\n".join(texts)), frozenset())[1])


def compare(packed: Spool) -> Iterator[tuple[str, Finding]]:
    """Each copy with its file; the first file that has a text is where it comes from.

    The sketches are gone through several times, for only those that another one may be a copy of
    are kept in memory.
    """
    supplied = _supplied(packed)
    plans, sections = _Index(), _Index()
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
    """The plan and its sections without what was supplied, as far as they are long enough."""
    hashes, lengths = array("I", one.hashes).tolist(), array("H", one.lengths).tolist()
    common = supplied.intersection(hashes)
    seen: list[_Seen] = []
    long: list[_Seen] = []
    end = 0
    for line, column, enough, length, count in one.passages:
        start, end = end, end + count
        own, sizes = hashes[start:end], lengths[start:end]
        if not common.isdisjoint(own):
            sizes = [size for clause, size in zip(own, sizes, strict=True) if clause not in common]
            own = [clause for clause in own if clause not in common]
        size = sum(sizes) if supplied else length
        part = _Seen(one.file, line, column, size, tuple(own[:_ANCHORS]), ((own, sizes),))
        seen.append(part)
        if enough and size >= enough and len(own) >= _FEWEST_CLAUSES:
            long.append(part)
    size = sum([part.length for part in seen])
    anchors = sorted({anchor for part in seen for anchor in part.anchors})[:_ANCHORS]
    parts = tuple(part.parts[0] for part in seen)
    plan = _Seen(one.file, one.line, one.column, size, tuple(anchors), parts)
    return [plan] if size >= _PLAN else [], long


def _supplied(packed: Spool) -> frozenset[int]:
    """The clauses that most of the files share, where there are many files.

    Those of a sample are counted, and only the frequent ones of them in all files.
    """
    if len(packed) < _MANY:
        return frozenset()
    sample = list(islice(packed, 0, None, max(1, len(packed) // _SAMPLE)))
    counts = Counter(clause for data in sample for clause in _all(data))
    likely = {clause for clause, count in counts.items() if count * 4 > len(sample)}
    exact = Counter(clause for data in packed for clause in likely & _all(data))
    return frozenset(clause for clause, count in exact.items() if count * 2 > len(packed))


def _all(packed: bytes) -> set[int]:
    return set(array("I", unpacked(packed).hashes))


class _Repeated:
    """Which numbers were met more than once; of the others, a few seem so."""

    def __init__(self) -> None:
        self.once = bytearray(_BITS // 8 + 1)
        self.again = bytearray(_BITS // 8 + 1)

    def add(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            place = number % _BITS
            at, bit = place >> 3, 1 << (place & 7)
            if self.once[at] & bit:
                self.again[at] |= bit
            else:
                self.once[at] |= bit

    def of(self, numbers: Iterable[int]) -> list[int]:
        places = ((number, number % _BITS) for number in numbers)
        return [number for number, at in places if self.again[at >> 3] & 1 << (at & 7)]


class _Index:
    """Finds what a passage is nearly the same as, among those that were added before.

    Two passages that share most of their clauses have one of their smallest hashes in common. A
    hash is remembered only if it is one of several of those that were expected.
    """

    def __init__(self) -> None:
        self.repeated = _Repeated()
        self.seen: list[_Seen] = []
        self.recalled: dict[int, list[int]] = {}

    def expect(self, passages: Iterable[_Seen]) -> None:
        """Note what is going to be added."""
        for one in passages:
            self.repeated.add(one.anchors)

    def like(self, one: _Seen) -> tuple[_Seen, float] | None:
        """The passage of another file that is most like one, the first of them, and how like."""
        numbers = {at for anchor in one.anchors for at in self.recalled.get(anchor, ())}
        if not numbers:
            return None
        best: tuple[_Seen, float] | None = None
        clauses = one.clauses()
        for at in sorted(numbers):
            other = self.seen[at]
            alike = self._alike(one, clauses, other) if other.file != one.file else 0.0
            if alike >= _SAME and (best is None or alike > best[1]):
                best = other, alike
                if alike >= _EQUAL:
                    break
        return best

    @staticmethod
    def _alike(one: _Seen, clauses: Clauses, other: _Seen) -> float:
        """The share of the common clauses in the longer of two passages, by their length."""
        if min(one.length, other.length) < _SAME * max(one.length, other.length):
            return 0.0
        others = other.clauses()
        common = sum([clauses[clause] for clause in clauses.keys() & others.keys()])
        return common / max(sum(clauses.values()), sum(others.values()))

    def add(self, one: _Seen) -> None:
        """Make a passage known; a hash that recalls many others recalls no more."""
        number, known = len(self.seen), False
        for anchor in self.repeated.of(one.anchors):
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
