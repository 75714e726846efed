"""A task has no leading unit, while most tasks of the plan have one.

A unit counts wherever it is named: as `lead`, for a whole group of tasks, or in the text
(`由社区综治中心负责`, `责任单位：社区妇联`). Plans that name units for few of their tasks are left alone.

Passes:

    title: 云溪社区2027年工作计划
    tasks:
      - {text: 建强巡防队伍。, lead: 社区综治中心}
      - {text: 办好健康讲堂。, lead: 社区居委会}
      - 评选平安家庭，由社区妇联牵头。

Fails:

    title: 云溪社区2027年工作计划
    tasks:
      - {text: 建强巡防队伍。, lead: 社区综治中心}
      - {text: 办好健康讲堂。, lead: 社区居委会}
      - 评选平安家庭。
"""

from collections.abc import Callable, Iterator

from plangen.model import Item
from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule
from plangen.settings import Settings
from plangen.subject import Subject

_NAMED = late(
    r"由[^，。；]{1,40}?(?:负责|牵头|承办|主办|实施|落实|抓好|完成|分管|承担)"
    r"|(?:牵头|责任|主办|承办|负责|实施|主管)(?:单位|部门|科室|人|领导|组)\s*[：:]"
    r"|负责人\s*[：:]|牵头(?:负责)?[，。；）)]|(?:具体|全面|统一|统筹)负责"
)
_FEWEST = 3

Has = Callable[[Item], bool]


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every task that lacks a leading unit."""
    for line, column in lacking(subject, _has_lead, _names_lead):
        yield Finding(
            line,
            column,
            Words("这项任务没有写牵头单位", "the task has no leading unit"),
            Words("请写明由谁牵头，其他任务大多已写明", "name it, most other tasks do"),
        )


def _has_lead(item: Item) -> bool:
    return bool(item.lead)


def _names_lead(item: Item) -> bool:
    return any(map(_NAMED.search, (item.heading, *item.text, *item.closing)))


def lacking(
    subject: Subject, has: Has, says: Has, surely: Has | None = None
) -> list[tuple[int, int]]:
    """The places of the tasks without something that most tasks have.

    `has` says whether an item has it by itself, `says` whether its texts do, and `surely` whether
    they do in a plan where nothing has it by itself; more of the tasks must say it then.
    """
    found: list[tuple[int, bool]] = []
    sections: list[Item] = []
    fields = False
    for at, entry in enumerate(subject.entries):
        if entry.depth or entry.role != "tasks":
            continue
        if has(entry.item):
            return []
        sections.append(entry.item)
        tasks = _Tasks(subject, has, at)
        fields = fields or bool(tasks.owners)
        found += [task for below in tasks.below(at) for task in tasks.of(below)]
    without = [at for at, own in found if not own]
    if len(found) < _FEWEST or not without or any(map(says, sections)):
        return []
    told = says if fields or surely is None else surely
    missing: list[int] = []
    for at in without:
        if not _says_below(subject, at, told):
            missing.append(at)
            having = len(found) - len(missing)
            if having <= len(missing) if fields else having < _FEWEST * len(missing):
                return []
    return [(subject.entries[at].line, subject.entries[at].column) for at in missing]


class _Tasks:
    """The tasks of a section: its items at the depth where units or times are given."""

    def __init__(self, subject: Subject, has: Has, section: int) -> None:
        self.subject = subject
        self.entries = subject.entries
        self.owners: set[int] = set()
        given = []
        for at in range(section + 1, _end(subject, section)):
            item = self.entries[at].item
            if item.lead or item.due:
                given.append(self.entries[at].depth)
            if has(item):
                self.owners.add(at)
        self.depth = min(given, default=1)

    def below(self, at: int) -> list[int]:
        """The items below one; months and stages are parts of it, and no tasks."""
        found = self.subject.children.get(at, [])
        return [
            below
            for below in found
            if self.entries[below].month is None and self.entries[below].stage is None
        ]

    def of(self, at: int) -> list[tuple[int, bool]]:
        """The tasks at and below an item, each with whether it has what is asked for."""
        if at in self.owners:
            return [(at, True)]
        below = self.below(at)
        item = self.entries[at].item
        deeper = self.entries[at].depth < self.depth or not (item.text or item.heading)
        if below and (deeper or any(at < owner < _end(self.subject, at) for owner in self.owners)):
            return [task for one in below for task in self.of(one)]
        return [(at, False)]


def _end(subject: Subject, at: int) -> int:
    """The number after the last entry below an entry."""
    entries = subject.entries
    depth = entries[at].depth
    end = at + 1
    while end < len(entries) and entries[end].depth > depth:
        end += 1
    return end


def _says_below(subject: Subject, at: int, says: Has) -> bool:
    """Whether the texts of an item say it, or those of the items above or below it."""
    entries = subject.entries
    above = entries[at].parent
    while above >= 0 and entries[above].depth:
        if says(entries[above].item):
            return True
        above = entries[above].parent
    return any(says(entries[below].item) for below in range(at, _end(subject, at)))


RULE = Rule(
    "no-lead",
    "hint",
    Words("任务没有牵头单位", "a task without a leading unit"),
    """这项任务没有写牵头单位，而计划中的任务大多写了。

写在哪里都算：`牵头`一栏，上一级任务的牵头单位，或者正文中的“由社区综治中心负责”“责任单位：社区妇联”。只有
少数任务写了牵头单位的计划，不提示。""",
    check,
)
