"""Lines taken apart where line breaks were lost: items, headings, months and roles of their own."""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from plangen.importer.marks import Mark, read_mark
from plangen.importer.monthly import read_month_mark
from plangen.importer.roles import is_section_title
from plangen.importer.titles import KINDS

FINAL = "。！？!?；;：:…"
# Longer than this, a line without a final mark is a broken sentence and no heading.
LONGEST_HEADING = 45
_ZH = "[一二三四五六七八九十]{1,3}"
_ANY = re.compile(
    rf"[（(]\s*(?:{_ZH}|\d{{1,2}})\s*[)）]|(?<![第零一二三四五六七八九十百千万]){_ZH}、"
    r"|(?<![\d.．])\d{1,2}(?:、|[.．](?!\d))|[①-⑳]"
)
# The marks that sentences seldom hold, from the uppermost on; the others follow.
_STRONG = ("chinese 、", "chinese ((")
_FAMILIES = (*_STRONG, "arabic 、", "arabic ((", "circled ")
_MONTH = re.compile(r"(?:(?<=[。；;：:！])\s*|\s+|^)在?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月")
_ROLE = re.compile(
    r"(?<=[\s。；;])\s*(?=(?:第一|常务|副)?(?:组\s{0,4}长|总指挥|指挥长|主\s{0,4}任|成\s{0,4}员|组\s{0,4}员)\s*[：:])"
)
# In a list of people without line breaks: 组长：王芳副组长：李刚成员：赵敏.
_NEXT_ROLE = re.compile(
    r"(?<=[\u4e00-\u9fff）)])(?<!第一)(?<!常务)(?<!执行)(?<!小组)"
    r"(?=(?:第一|常务|执行)?副组\s{0,4}长[：:]|(?:成|组)\s{0,4}员(?:单位)?[：:])"
)
_FIRST_ROLE = re.compile(r"(?<![副第小])(?<!一)组\s{0,4}长[：:]")
# White space behind a full stop is a line break that was lost, but where all full stops have it.
_LOST_BREAK = re.compile(r"(?<=[。！？!?])(?:[ \u3000]+)(?=[^\s”’）)》])")
_LOST_INDENT = re.compile(r"(?<=[。！？!?”])(?:\u3000{2}| {4})[ \u3000]*(?=\S)")
_RUNNING_STOP = re.compile(r"[。！？](?=[^\s”’）)》])")
_TITLE_APART = re.compile(
    r"(?:^|(?<=[。！？；：”]))[ \u3000]*(?P<title>[\u4e00-\u9fff]{4,8})[ \u3000]+(?=\S)"
)
# A heading that its paragraph begins with: 家庭和谐家庭和谐是基础。
_TWICE = re.compile(r"\s*(?P<title>[\u4e00-\u9fff]{3,12})(?=(?P=title).{8})")
_SPACED = re.compile(r"(?<=[^\s\x00-\x7f])[ \u3000]+(?=[^\s\x00-\x7f]|\d{1,4}[年月])")
_TITLED = re.compile(
    rf"(?P<title>[^。；;，,！!？?：:]{{4,40}}(?:{KINDS})(?:[（(].{{1,12}}[)）])?)\s+(?P<rest>\S.{{20,}})",
    re.DOTALL,
)
# A title with nothing behind it but the words that a plan's first paragraph begins with.
_RUN_ON = re.compile(
    rf"(?P<title>[^。；;，,！!？?：:\s本该此制特]{{6,40}}?(?:{KINDS}))"
    r"(?P<rest>(?:为了|为(?:进一步|贯彻|深入|切实|加强|全面|认真|更好|推[进动]|确保|提[高升]|落实|做好)|根据|按照).{20,})",
    re.DOTALL,
)
_ADDRESSED = re.compile(
    r"(?P<to>各[^。；;！!？?：:]{2,60}[：:])\s*(?P<rest>(?:为|根据|按照|现|今年|近年|在|新|\d).{20,})",
    re.DOTALL,
)
_FIGURE = "[0-9xX〇○零一二三四五六七八九十]"
_SIGNED = re.compile(
    r"(?P<text>.{20,}[。！])\s*(?P<by>[^。；;：:，,！!？?\s]{2,30}"
    r"(?:会|社区|党委|支部|办|办公室|办事处|中心|站|街道|村|校|政府))\s*"
    rf"(?P<date>{_FIGURE}{{2,4}}年\s*{_FIGURE}{{1,3}}月\s*{_FIGURE}{{1,3}}日)",
    re.DOTALL,
)
# A heading, a space, and a sentence.
_HEADED = re.compile(r"\s*[^\s。，,、；;：:！!？?]{4,12}[ \u3000]{1,8}[^\s：:]{5}")
# The office, the title, and the title again.
_MOST_TITLES = 3
_SHORTEST_HEADING = 4
_SHORTEST_PARAGRAPH = 20
_LONGEST_LABELLED = 30
_LONGEST_NOTE = 120
_CLOSERS = "”’）)》 \u3000"
_STOPS = "。！？!?…"
_SHORTEST_HEADED, _LONGEST_HEADED = 3, 16
_FEW = 3
_DEEPEST = 8


class Seen(NamedTuple):
    """The marks that lines begin with: their families, and how far each has counted so far.

    In the `headed` families all entries are a short heading, a space and a sentence.
    """

    families: frozenset[str]
    last: dict[str, int]
    headed: frozenset[str] = frozenset()


class _Place(NamedTuple):
    """A mark inside a text, and whether a sentence or a clause ends right before it."""

    at: int
    mark: Mark
    ends: bool
    pauses: bool


def unglue(text: str, seen: Seen, *, first: bool = False, last: bool = False) -> list[str]:
    """The lines that a line holds.

    The first one of a plan may begin with title and recipients, the last one end with who signs.
    """
    pieces = _front(text) if first else [text]
    signed = _SIGNED.fullmatch(pieces[-1]) if last else None
    if signed:
        pieces[-1:] = signed.groups()
    pieces = [part for piece in pieces for part in _items(piece, seen, _DEEPEST)]
    pieces = [part for piece in pieces for part in _paragraphs(piece)]
    headed = seen.headed | headed_families(pieces) if len(pieces) > 1 else seen.headed
    for apart in (_months, partial(_heading_apart, headed=headed), _roles):
        pieces = [part.strip() for piece in pieces for part in apart(piece)]
    return [piece for piece in pieces if piece]


def is_heading_text(text: str) -> bool:
    """Whether a text without its mark could be a heading: short, without a full stop inside."""
    text = text.strip()
    return 0 < len(text) <= LONGEST_HEADING and not re.search(r"[。！？!?；;…]", text.rstrip(FINAL))


def _front(text: str) -> list[str]:
    front: list[str] = []
    while len(front) < _MOST_TITLES and (
        found := _TITLED.fullmatch(text) or _RUN_ON.fullmatch(text)
    ):
        front.append(found["title"])
        text = found["rest"]
    addressed = _ADDRESSED.fullmatch(text)
    return [*front, addressed["to"], addressed["rest"]] if addressed else [*front, text]


def _paragraphs(text: str) -> list[str]:
    """A text cut where white space stands for a line break: behind sentences, around titles."""
    if " " not in text and "\u3000" not in text:
        return [text]
    found = _LOST_INDENT.split(text)
    if len(found) == 1:
        breaks = _LOST_BREAK.split(text)
        running = len(_RUNNING_STOP.findall(text))
        found = breaks if 0 < len(breaks) - 1 <= running else found
    return [part for piece in found for part in _titles_apart(piece)]


def _titles_apart(text: str) -> Iterator[str]:
    """A text cut around the titles of sections that stand between white space."""
    at = 0
    for title in _TITLE_APART.finditer(text):
        start, rest = title.start("title"), text[title.end() :]
        # A line may as well begin with a label: 活动时间 3月5日.
        follows = start or read_mark(rest) or (len(rest) > _LONGEST_LABELLED and rest[-1] in FINAL)
        if follows and is_section_title(title["title"]) and start >= at:
            yield text[at:start]
            yield title["title"]
            at = title.end()
    yield text[at:]


def _roles(text: str) -> list[str]:
    """A list of people cut before each role."""
    return [part for piece in _ROLE.split(text) for part in _people(piece)]


def _people(text: str) -> Iterator[str]:
    """A text that lists at least two roles without white space, cut before each of them."""
    first = _FIRST_ROLE.search(text)
    others = _NEXT_ROLE.split(text[first.start() :]) if first else []
    if first is None or len(others) < 2:  # noqa: PLR2004
        yield text
        return
    apart = text[: first.start()][-1:] not in "组第"
    if apart and first.start():
        yield text[: first.start()]
    yield from others if apart else (text[: first.start()] + others[0], *others[1:])


def headed_families(texts: Iterable[str]) -> frozenset[str]:
    """The families whose entries, two at least, are all a short heading, a space and a sentence."""
    found: dict[str, list[bool]] = {}
    for text in texts:
        mark = read_mark(text)
        if mark and mark.family in _STRONG:
            headed = text[-1] in "。！!" and _HEADED.match(text, mark.end) is not None
            found.setdefault(mark.family, []).append(headed)
    return frozenset(family for family, all_ in found.items() if len(all_) > 1 and all(all_))


def _items(text: str, seen: Seen, depth: int) -> Iterator[str]:
    """A text cut before its items: first of the uppermost family, then below these."""
    places = list(_places(text)) if depth else []
    if not places:
        yield text
        return
    for family in _FAMILIES:
        cuts = _series(text, [place for place in places if place.mark.family == family])
        if cuts:
            for piece in _cut(text, cuts):
                yield from _items(piece, seen, depth - 1)
            return
    single = _single(text, places, seen)
    yield from _cut(text, [single] if single else [])


def _places(text: str) -> Iterator[_Place]:
    for found in _ANY.finditer(text, 1):
        mark = read_mark(text[found.start() : found.start() + 12])
        if mark is not None:
            at = found.start()
            before = text[max(0, at - _LONGEST_NOTE) : at].rstrip(_CLOSERS)[-1:]
            ends = before in _STOPS or text[at - 1].isspace() or _follows_note(text, at)
            yield _Place(at, mark, ends, ends or before in "；;")


def _follows_note(text: str, at: int) -> bool:
    """Whether a place comes right behind brackets that follow a sentence: 。（牵头单位：…）."""
    before = text[max(0, at - _LONGEST_NOTE) : at].rstrip()
    depth = 0
    for place in range(len(before) - 1, -1, -1):
        depth += (before[place] in "）)") - (before[place] in "（(")
        if depth == 0:
            return before[place] in "（(" and before[place - 1 : place] in {"。", "！"}
    return False


def _series(text: str, places: list[_Place]) -> list[int]:
    """Where the items of one family begin, if they count on: `1、…。2、…。`.

    After full stops they are entries of a list; after commas, a sentence that counts. The first
    may follow anything: a heading, a colon. Three of them may begin with any number.
    """
    own = read_mark(text)
    strong = bool(places) and places[0].mark.family in _STRONG
    last = own.number if own and places and own.family == places[0].mark.family else 0
    cuts: list[int] = []
    for place in places:
        free = not last and not cuts
        if place.mark.number == last + len(cuts) + 1 and (
            free or place.ends or ((strong or last) and place.pauses) or _is_sure(text, place)
        ):
            cuts.append(place.at)
    if len(cuts) + bool(last) > 1:
        return cuts
    ends = [place for place in places if place.ends]
    first = ends[0].mark.number if ends else 0
    counts = [place.mark.number for place in ends] == list(range(first, first + len(ends)))
    return [place.at for place in ends] if counts and len(ends) >= _FEW else []


def _is_sure(text: str, place: _Place) -> bool:
    """Whether a mark that counts on needs no full stop before it.

    （二） does not, but for a reference to it (第（二）项), nor does 三、保障措施.
    """
    if place.mark.family == _STRONG[1]:
        return text[place.at - 1] not in "第至和及与或、，,按见"
    tail = text[place.at + place.mark.end :]
    titled = any(is_section_title(tail[:length]) for length in range(4, 7))
    return place.mark.family == _STRONG[0] and titled


def _single(text: str, places: list[_Place], seen: Seen) -> int:
    """Where one heading or item hangs at the end of a paragraph; 0 if none does."""
    own = read_mark(text)
    for place in places:
        family, tail = place.mark.family, text[place.at + place.mark.end :]
        if own and own.family == family and own.number != place.mark.number - 1:
            continue
        if own and _heads_list(text, own, place):
            return place.at
        if family not in _STRONG:
            # Another entry of the list that was open before this paragraph.
            on = place.mark.number == seen.last.get(family, 0) + 1 > 1
            if on and place.ends and not tail[:1].isdigit():
                return place.at
            continue
        bare = is_heading_text(tail) and tail[-1] not in FINAL
        counts = (
            place.mark.number
            == (own.number if own and own.family == family else seen.last.get(family, 0)) + 1
        )
        if place.ends and (bare or family in seen.families):
            return place.at
        if place.mark.number == 1 and family == _STRONG[0] and text[place.at - 1] in "：:":
            return place.at
        if (bare or _is_sure(text, place)) and counts and place.mark.number > 1:
            return place.at
    return 0


def _heads_list(text: str, own: Mark, place: _Place) -> bool:
    """Whether a text is a marked heading with the first entry below it right behind."""
    head, tail = text[own.end : place.at].strip(), text[place.at + place.mark.end :]
    lower = (
        own.family in _FAMILIES
        and place.mark.family in _FAMILIES[_FAMILIES.index(own.family) + 1 :]
    )
    return (
        lower
        and place.mark.number == 1
        and _SHORTEST_HEADED <= len(head) <= _LONGEST_HEADED
        and not re.search(r"[，。；：！？,;:!?（(\d]", head)
        and not tail[:1].isdigit()
    )


def _months(text: str) -> Iterator[str]:
    """A text cut before months that follow one another."""
    cuts: list[int] = []
    last = 0
    for found in _MONTH.finditer(text) if text.count("月") >= _FEW else ():
        start = found.end() - len(found[0].lstrip())
        month = read_month_mark(text[start : start + 40])
        if month and month.after and month.number > last:
            cuts.append(start)
            last = month.number
    yield from _cut(text, cuts if len(cuts) >= _FEW else [])


def _heading_apart(text: str, *, headed: frozenset[str]) -> Iterator[str]:
    """A marked heading and the paragraph behind it that only white space keeps apart."""
    mark = read_mark(text)
    twice = _TWICE.match(text, mark.end) if mark else None
    if twice and text.endswith(tuple(FINAL)):
        yield text[: twice.end()]
        yield text[twice.end() :]
        return
    found = _SPACED.search(text, mark.end + 1) if mark else None
    if mark and found:
        head, rest = text[mark.end : found.start()].strip(), text[found.end() :]
        known = is_section_title(head) or mark.family in headed
        least = _SHORTEST_HEADING if known else _SHORTEST_PARAGRAPH
        long = len(head) >= _SHORTEST_HEADING and len(rest) >= least
        paragraph = (
            rest.endswith(tuple(FINAL))
            and re.search("[，,。]", rest)
            and not looks_like_entry(rest)
        )
        if long and paragraph and is_heading_text(head) and head[-1] not in "：:":
            yield text[: found.start()]
            yield rest
            return
    yield text


def _cut(text: str, cuts: list[int]) -> Iterator[str]:
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        if piece := text[start:end].strip():
            yield piece


_ENTRY = re.compile(
    r"\s*[\u4e00-\u9fff][\u4e00-\u9fff\s]{0,6}[：:]|(?:在)?\d{1,2}月(?:份)?[，,：:、]"
)


def looks_like_entry(text: str) -> bool:
    """Whether a line begins with a label of its own: 组长：, 5月份，."""
    return _ENTRY.match(text) is not None
