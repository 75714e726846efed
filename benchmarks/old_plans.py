"""Invented plans as offices typed them before there were plan files, each other than all before it.

Some 1,500 汉字 each, by hands that number, name months, sign and indent in ways of their own. The
sentences are those of `plans.py`. A plan is a list of lines; these are set as text, as a
collection of many, and as a web page that an office program turns into a Word file.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import NamedTuple

from plans import GOALS, GROUPS, HELPERS, MONTHS, SAFEGUARDS, TOPICS, UNITS, sentence
from roster import make_rows

from plangen.markers import by_example, chinese

_HEADINGS, _POINTS = 4, 5
_SENTENCES = _HEADINGS * _POINTS + len(SAFEGUARDS) + 2


class Hand(NamedTuple):
    """How somebody writes: the first marks of three levels and of the months, and their ways.

    `run_in` headings are followed by their text, `duties` say who leads in brackets; `indent`
    stands before paragraphs and `gap` between them.
    """

    marks: tuple[str, str, str]
    month: str
    run_in: bool = False
    duties: bool = False
    indent: str = ""
    gap: str = "\n"
    formal_date: bool = False


HANDS = (
    Hand(("一、", "（一）", "1."), "1月份：", duties=True, gap="\n\n"),
    Hand(("一、", "(一)", "1、"), "一月份：", run_in=True, indent="　　"),
    Hand(("一、", "1、", "(1)"), "1月份，", formal_date=True),
    Hand(("一、", "（一）", "一是"), "1月：", run_in=True, gap="\n\n", formal_date=True),
    Hand(("一、", "（一）", "①"), "1月份：", indent="    "),
    Hand(("1、", "（1）", "①"), "一月：", duties=True),
)


class Typed(NamedTuple):
    """A line: its number as typed, its text, and what it is."""

    number: str
    text: str
    kind: str

    @property
    def line(self) -> str:
        """The number and the text."""
        return self.number + self.text


class OldPlan(NamedTuple):
    """A plan's title, its lines from there on, and who typed them."""

    title: str
    lines: tuple[Typed, ...]
    hand: Hand


def old_plans(count: int) -> Iterator[OldPlan]:
    """The first so many plans.

    Raises:
        ValueError: there are not so many names.
    """
    for number, row in enumerate(make_rows(count)):
        hand = HANDS[number % len(HANDS)]
        title = f"{row['社区']}2026年{TOPICS[number % len(TOPICS)]}工作计划"
        yield OldPlan(title, tuple(_lines(number, row, hand, title)), hand)


def as_text(plan: OldPlan) -> str:
    """A text file."""
    lines = [plan.title, *(plan.hand.indent + line.line for line in plan.lines)]
    return plan.hand.gap.join(lines) + "\n"


def as_collection(plans: Iterable[OldPlan], title: str) -> str:
    """A text file of many, under the heads 篇1, 篇2 and so on."""
    parts = (f"{title} 篇{number}\n{as_text(plan)}" for number, plan in enumerate(plans, 1))
    return f"{title}\n" + "\n".join(parts)


def as_page(plan: OldPlan, *, lists: bool) -> str:
    """A page for an office program; `lists` makes it number the lowest level by itself."""
    blocks = [f'<p align="center"><font size="5"><b>{escape(plan.title)}</b></font></p>']
    for kind, run in groupby(plan.lines, key=lambda line: line.kind):
        lines = list(run)
        if kind == "point" and lists:
            items = "".join(f"<li>{escape(line.text)}</li>" for line in lines)
            blocks.append(f"<ol>{items}</ol>")
        else:
            blocks += [_block(line) for line in lines]
    return f'<html><head><meta charset="utf-8"></head><body>{"".join(blocks)}</body></html>'


def _block(line: Typed) -> str:
    text = escape(line.line)
    if line.kind == "heading":
        return f"<p><b>{text}</b></p>"
    return f'<p align="right">{text}</p>' if line.kind == "signature" else f"<p>{text}</p>"


# The lines.


def _lines(number: int, row: dict[str, str], hand: Hand, title: str) -> Iterator[Typed]:
    name = row["社区"]
    first, *_ = hand.marks
    at = number * _SENTENCES
    homes, people = row["户数"], row["人口"]
    topic = title.partition("年")[2].removesuffix("工作计划")
    yield _body(
        f"为做好{topic}工作，结合{name}{homes}户、{people}名居民的实际，经居民代表会议讨论，制定本计划。"
    )
    sections = (
        ("指导思想", [_body(f"坚持党建引领、群众参与，以{topic}为主线，{sentence(at)}")]),
        ("工作目标", _goals(number, hand)),
        ("重点任务", _tasks(number, at + 1, hand)),
        ("时间安排", _months(hand)),
        ("组织领导", _group(row, sentence(at + 1 + _HEADINGS * _POINTS))),
        ("保障措施", _safeguards(at + 2 + _HEADINGS * _POINTS, hand)),
    )
    for place, (heading, lines) in enumerate(sections, 1):
        yield Typed(by_example(first).label(place), heading, "heading")
        yield from lines
    yield _body(f"{name}将结合实际抓好本计划的落实，重要情况及时向街道报告。")
    yield Typed("", f"{name}居民委员会", "signature")
    yield Typed("", _date(4 + number % 20, formal=hand.formal_date), "signature")


def _body(text: str) -> Typed:
    return Typed("", text, "body")


def _counted(example: str, texts: Sequence[str], kind: str) -> Iterator[Typed]:
    label = by_example(example).label
    yield from (Typed(label(number), text, kind) for number, text in enumerate(texts, 1))


def _goals(number: int, hand: Hand) -> Iterator[Typed]:
    texts = [
        f"{what}达到{figure.format(80 + (number + at * 7) % 19)}。"
        for at, (what, figure, _) in enumerate(GOALS)
    ]
    return _counted(hand.marks[1], texts, "point")


def _tasks(number: int, first: int, hand: Hand) -> Iterator[Typed]:
    label = by_example(hand.marks[1]).label
    for group in range(_HEADINGS):
        heading = GROUPS[(number + group) % len(GROUPS)]
        texts = [_task(first + group * _POINTS + point, hand) for point in range(_POINTS)]
        if hand.run_in:
            yield Typed(label(group + 1), f"{heading}。{texts.pop(0)}", "body")
        else:
            yield Typed(label(group + 1), heading, "heading")
        yield from _counted(hand.marks[2], texts, "point")


def _task(at: int, hand: Hand) -> str:
    if not hand.duties:
        return sentence(at)
    lead, support = UNITS[at % len(UNITS)], HELPERS[at % len(HELPERS)]
    return f"{sentence(at)}（牵头单位：{lead}；配合单位：{support}）"


def _months(hand: Hand) -> Iterator[Typed]:
    return _counted(hand.month, [f"{text}。" for text in MONTHS], "month")


def _group(row: dict[str, str], text: str) -> Iterator[Typed]:
    yield _body(f"成立工作领导小组，统筹全年工作。{text}")
    yield _body(f"组　长：{row['书记']}（社区党委书记）")
    yield _body(f"副组长：{row['主任']}（社区居委会主任）")
    yield _body(f"成　员：{row['民警']}　{row['网格长']}")
    yield _body(f"领导小组办公室设在社区居委会，电话{row['电话']}。")


def _safeguards(first: int, hand: Hand) -> Iterator[Typed]:
    texts = [f"{text}。{sentence(first + at)}" for at, text in enumerate(SAFEGUARDS)]
    return _counted(hand.marks[1], texts, "point")


def _date(day: int, *, formal: bool) -> str:
    return f"二〇二六年一月{chinese(day)}日" if formal else f"2026年1月{day}日"
