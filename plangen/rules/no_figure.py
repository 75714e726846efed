"""Goals cannot be measured: none of their figures says when they are reached.

It looks at plans whose goals are a list, and tells the first goal without a figure and how many
there are. A figure with a unit counts, and so do 全部, 全覆盖, 零, 不发生 and the like, and an
`indicator`. What an activity is for (活动目的, 意义) is no goal, nor is a general one (总目标) beside
others.

Passes:

    title: 云溪社区2027年工作计划
    goals: [居民满意度达到95%以上。, 全年不发生重大安全事故。, 建成两个示范楼栋。]

Fails:

    title: 云溪社区2027年工作计划
    goals: [居民满意度达到95%以上。, 居民素质明显提高。]
"""

from collections.abc import Iterator

from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule
from plangen.settings import Settings
from plangen.subject import Subject

_FIGURE = late(
    r"[%％‰]|百分|[0-9０-９](?![0-9０-９]*[年月日号届、.．）)\-—:：])|分之|翻[一两番]|一半|减半|成倍|[一二三四五六七八九]成"
    r"|全(?:部|覆盖|达标|员|额|量|数)|零|无(?!论|私|愧|限|比|声|形|疑|缝|偿|忧|数|穷|微不|障碍)|杜绝|消除|清零|户户|应[^，。；]{1,4}尽"
    r"|不(?:发生|出现|出|低于|少于|超过|反弹|突破|漏)|每(?:月|季|年|周|半年)(?!个)|各[一两二三四五六]|达标"
    r"|(?<!每)[一二两三四五六七八九十百千万]+[余多]?(?:[个名人户次场支件家处期条项所套台座栋亩周星]|公里|平方|小时|分钟|课时)"
)
_NO_GOALS = late(r"原则|指导|要求|意义|主题|目的|思想|方针|依据|背景|现状|任务|措施|内容")
# A section of what an activity is for, and a goal that the others spell out.
_PURPOSE = late(r"目的|意义|宗旨")
_GENERAL = late(r"总(?:体)?(?:工作|创建)?目标")
_FEWEST = 2


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """The first goal without a figure."""
    for at, entry in enumerate(subject.entries):
        if entry.depth == 0 and entry.role == "goals" and not entry.item.indicator:
            heading = entry.item.heading
            if "目标" not in heading and _PURPOSE.search(heading):
                return
            goals = list(_goals(subject, at))
            if len(goals) < _FEWEST:
                continue
            without = [goal for goal in goals if not _measurable(subject, goal)]
            if without:
                first = subject.entries[without[0]]
                yield Finding(first.line, first.column, *_words(len(goals), len(without)))
            return


def _goals(subject: Subject, at: int) -> Iterator[int]:
    """The goals of a section: its items, or those below items that are only headings."""
    for below in subject.children.get(at, []):
        item = subject.entries[below].item
        if _NO_GOALS.search(item.heading) or _GENERAL.match(item.heading):
            continue
        if not item.text and subject.children.get(below):
            yield from _goals(subject, below)
        else:
            yield below


def _measurable(subject: Subject, at: int) -> bool:
    """Whether a goal or a point of it has a figure."""
    item = subject.entries[at].item
    if item.indicator or item.table:
        return True
    if any(map(_FIGURE.search, (item.heading, *item.text, *item.closing))):
        return True
    return any(_measurable(subject, below) for below in subject.children.get(at, []))


def _words(count: int, without: int) -> tuple[Words, Words]:
    return (
        Words(
            f"{count}条目标中有{without}条没有可考核的数，这是第一条",
            f"{without} of {count} goals have no figure, this is the first",
        ),
        Words("请写明数量、比例，或者用`指标`写出", "give a number or a share, or an `indicator`"),
    )


RULE = Rule(
    "no-figure",
    "hint",
    Words("目标没有可考核的数", "a goal without a figure"),
    """工作目标没有可考核的数，到年底说不清是否做到。

只看逐条列出的目标，指出第一条没有数的，并说明共有几条。带单位的数字算，“全部”“全覆盖”“零”“不发生”这样的
说法算，写了`指标`的也算。活动的目的、意义不是目标，与具体目标并列的“总目标”也不算。""",
    check,
)
