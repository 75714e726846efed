"""Strategies for plans as offices write them, so that what plangen rendered can be told from it.

Whatever a document does not show apart is left to chance: nothing is closed by paragraphs that could
as well belong to the last entry, and months follow one another.
"""

from hypothesis import strategies as st

from plangen.dates import Date, Months
from plangen.model import (
    NUMBERING,
    Attachment,
    DataTable,
    Group,
    GroupRole,
    Item,
    Member,
    Month,
    Office,
    Plan,
    Signature,
    Stage,
)

PLACES = ("柳桥社区", "东塘社区", "青禾街道")
MATTERS = ("养老服务", "环境提升", "防汛", "家庭教育", "为民办实事")
KINDS = ("工作计划", "实施方案", "工作要点")
HEADINGS = ("摸清底数", "建好阵地", "配强队伍", "办好活动", "完善制度", "做好宣传引导")
SENTENCES = (
    "走访辖区内全部独居老人，登记需要。",
    "每季度组织一次培训，全年不少于四次。",
    "利用公告栏、微信群等渠道广泛宣传。",
    "对排查出的问题建立台账，逐项销号。",
    "联合物业和楼栋长，分片包干；发现问题及时上报。",
)
UNITS = ("社区综治办", "派出所", "物业公司", "各网格")
NAMES = ("苏小满", "何知远", "沈青", "欧阳明月")
POSTS = ("社区党委书记", "居委会主任", "网格长")

headings, sentences = st.sampled_from(HEADINGS), st.sampled_from(SENTENCES)
units = st.lists(st.sampled_from(UNITS), min_size=1, max_size=2, unique=True).map(tuple)
people = st.builds(
    lambda name, post: Member(f"{name}（{post}）" if post else name),
    st.sampled_from(NAMES),
    st.sampled_from(("", *POSTS)),
)
dates = st.builds(Date, st.just(2027), st.integers(1, 12), st.integers(1, 28))


@st.composite
def items(draw: st.DrawFn, depth: int) -> Item:
    """A heading with a text or with entries, a heading that its text follows, or a text."""
    form = draw(st.sampled_from(("text", "run-in", "heading", "list")[: 4 if depth else 3]))
    lead = draw(st.just(()) | units) if form != "list" else ()
    duty = Item(lead=lead, support=draw(st.just(()) | units) if lead else ())
    text = (draw(sentences),)
    if form == "text":
        return duty._replace(text=text)
    if form == "run-in":
        return duty._replace(heading=draw(headings) + "。", text=text, run_in=True)
    if form == "heading":
        return duty._replace(heading=draw(headings), text=text)
    return Item(heading=draw(headings), items=draw(lists(depth - 1)))


def lists(depth: int) -> st.SearchStrategy[tuple[Item, ...]]:
    return st.lists(items(depth), min_size=2, max_size=3).map(tuple)


months = st.sets(st.integers(1, 12), min_size=3, max_size=6).flatmap(
    lambda numbers: st.tuples(
        *(
            st.builds(Month, st.just(Months((number,))), sentences.map(lambda text: Item((text,))))
            for number in sorted(numbers)
        )
    )
)


@st.composite
def stages(draw: st.DrawFn) -> tuple[Stage, ...]:
    starts = (1, 4, 9)
    return tuple(
        Stage(
            Item((draw(sentences),), f"{name}阶段。", run_in=True),
            Date(2027, start),
            Date(2027, start + 2),
        )
        for name, start in zip(("动员部署", "组织实施", "总结提升"), starts, strict=True)
    )


@st.composite
def groups(draw: st.DrawFn) -> Group:
    roles = [GroupRole("组长", (draw(people),))]
    roles += [GroupRole("成员", tuple(draw(st.lists(people, min_size=2, max_size=4))))]
    office = draw(st.none() | st.just(Office(place="社区综治办", director="沈青")))
    return Group(draw(st.sampled_from(("", "工作领导小组"))), (), tuple(roles), office)


texts = st.lists(sentences, min_size=1, max_size=2).map(tuple)
TABLE = DataTable(("项目", "数量"), (("垃圾桶", "十二个"), ("公示牌", "三块")))
SECTIONS: tuple[st.SearchStrategy[Item], ...] = (
    texts.map(lambda text: Item(text, role="guiding_ideas")),
    lists(0).map(lambda below: Item(items=below, role="goals")),
    lists(2).map(lambda below: Item(items=below, role="tasks")),
    months.map(lambda found: Item(months=found, role="schedule"))
    | stages().map(lambda found: Item(stages=found, role="schedule")),
    groups().map(lambda group: Item(groups=(group,), role="leadership")),
    lists(1).map(lambda below: Item(items=below, role="safeguards"))
    | texts.map(lambda text: Item(text, table=TABLE, role="safeguards")),
)
chosen = st.sets(st.sampled_from(range(len(SECTIONS))), min_size=2).map(sorted)


@st.composite
def sober_plans(draw: st.DrawFn) -> Plan:
    place = draw(st.sampled_from(PLACES))
    title = f"{place}2027年{draw(st.sampled_from(MATTERS))}{draw(st.sampled_from(KINDS))}"
    signer = Signature((f"{place}居民委员会",), draw(dates))
    return Plan(
        title=title,
        subtitle=draw(st.sampled_from(("", "（征求意见稿）"))),
        year=2027,
        recipients=draw(st.sampled_from(((), ("各居民小组",), ("各支部", "各网格")))),
        preamble=draw(st.just(()) | st.just(("为做好全年工作，制定本计划。",))),
        sections=tuple(draw(SECTIONS[number]) for number in draw(chosen)),
        attachments=draw(st.just(()) | st.just((Attachment("任务分工表"), Attachment("联系名单")))),
        signature=draw(st.none() | st.just(signer)),
        numbering=draw(st.sampled_from((NUMBERING, ("一、", "（一）", "1、", "（1）")))),
    )
