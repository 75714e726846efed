"""One invented community work plan, and the forms in which each peer takes it.

`make()` is the document of the benchmarks: about 3,000 汉字 in 74 paragraphs and two tables.
`make(3000)` is the same document with more tasks, and `make(74, base)` that of other words, such
as those of `places.py` for batches. A `Content` holds the words without numbers;
`plan_yaml` writes it as a plan file, where plangen counts for itself, and `printed` holds what
stands on paper, numbers included: all other peers take it from there, as JSON or Markdown.
"""

import json
from typing import NamedTuple, TypedDict

from plangen.markers import by_example

PARAGRAPHS = 74
TITLE = "云溪社区2027年平安建设工作计划"
ORGANIZATION = "云溪社区居民委员会"
RECIPIENTS = "各居民小组、各共建单位"
PREAMBLE = (
    "为扎实推进社区平安建设，提升居民群众的安全感和满意度，根据街道统一部署，结合辖区老旧小区多、"
    "租住人口多、沿街商铺多的实际，在走访居民和听取各方意见的基础上，特制定本计划。"
)
IDEAS = (
    "坚持预防为主、群众参与、条块协同，以网格为单元，以问题为导向，把矛盾化解在门前，"
    "把隐患消除在萌芽，把服务送到家中，健全共建共治共享的社区治理制度，"
    "努力建设邻里和睦、环境整洁、出入放心的家园。"
)
GOALS = (
    "平安家庭创建率达到95%以上，居民对社区治安的满意率逐年提高，群众反映的问题件件有着落。",
    "邻里纠纷就地调解率达到98%以上，全年不发生因纠纷处置不当引起的案件，积存纠纷全部销号。",
    "电动自行车集中充电点覆盖全部居民小组，楼道停放充电现象基本消除，消防通道保持畅通。",
    "重点人群走访率达到100%，独居老人每周至少联系一次，困难家庭每月至少上门一次。",
    "沿街商铺消防器材配备率达到100%，从业人员每半年培训一次，火灾起数比上年下降。",
    "注册志愿者达到居民总数的百分之十二，骨干巡防队伍不少于六支，夜间巡防每周不少于三次。",
)
HEADINGS = (
    "健全治安防控网络",
    "化解邻里矛盾纠纷",
    "排查消防安全隐患",
    "关爱重点服务人群",
    "加强出租房屋管理",
    "开展反诈宣传教育",
    "守护校园周边秩序",
    "完善应急处置机制",
)
# Seven, eleven, thirteen and five parts: 5,005 different sentences before one returns.
WHO = ("网格员", "楼栋长", "社区民警", "物业公司", "调解小组", "志愿服务队", "居民代表")
ACTIONS = (
    "逐户走访租住家庭并核对登记信息",
    "检查楼道堆放杂物和私拉电线情况",
    "收集居民反映集中的停车难题",
    "排摸空置房屋和群租房屋底数",
    "向沿街商铺发放安全责任告知书",
    "上门提醒老人识别养生讲座骗局",
    "检修门禁监控和楼道照明设备",
    "记录噪声扰民线索并当面劝导",
    "组织一次家庭灭火器使用练习",
    "看望独居老人和行动不便居民",
    "梳理历年积存的相邻漏水纠纷",
)
RESULTS = (
    "当天录入台账",
    "三日内答复来访居民",
    "每周五汇总通报",
    "能当场整改的当场整改",
    "复杂事项提交联席会议商议",
    "结果在公告栏公开",
    "逾期未改的报街道协调",
    "按季度回访并听取意见",
    "重要情况一小时内上报",
    "做到户户有人管、事事有回音",
    "年底评选一批平安楼栋",
    "形成清单并逐项销号",
    "资料分类归档备查",
)
ENDS = (
    "需要多方配合的由社区综治办牵头协调",
    "居民可随时查询办理进度并提出意见",
    "遇有紧急情况先行处置再补办手续",
    "相关费用从平安建设专项经费中列支",
    "工作成效纳入网格年度考核",
)
MONTHS = (
    "召开平安建设动员会，分解全年任务，与各居民小组和物业公司签订责任书。",
    "开展节日期间烟花爆竹和用火用电检查，安排值班备勤，慰问坚守岗位的保安和保洁人员。",
    "结合消费维权宣传，提醒居民防范预付卡风险，公布投诉电话和典型案例。",
    "组织网格员业务培训，更新房屋与人口台账，完成第一轮出租房屋安全检查。",
    "举办防灾减灾演练，检查避难场所标识，补充应急物资，修订楼栋疏散路线图。",
    "开展安全生产宣传，走进沿街商铺讲解消防常识，对餐饮场所燃气使用逐家复查。",
    "落实汛期值守，排查低洼院落和危旧围墙，备足沙袋和抽水设备，疏通雨水管道。",
    "组织暑期青少年自护课堂，巡查河道水塘，在危险水域设置警示标牌和救生器材。",
    "配合学校做好开学护学，整治校园周边停车，劝导流动摊点，增设上下学高峰护学岗。",
    "看望高龄老人，检查居家燃气和取暖设备，为行动不便的家庭安装扶手和应急呼叫器。",
    "开展消防宣传月活动，每栋楼演练一次，更换过期灭火器，评比消防安全示范楼栋。",
    "总结全年工作，评选平安楼栋和优秀志愿者，征求居民意见，谋划下一年度重点事项。",
)
MONTH_MARKER = "1月份，"
SAFEGUARDS = (
    "社区书记负总责，每月研究一次平安建设工作，明确分管人员和联络员，把责任落实到人。",
    "从退休党员、物业骨干中选配楼栋长，定期培训，持证上岗，落实必要的保险和补贴。",
    "每季度对照清单逐项检查，对推进不力的及时提醒、限期补齐，结果作为年度评先的依据。",
    "用好楼道公告栏和居民微信群，讲身边事，用身边事教育身边人，营造人人参与的氛围。",
)
BREAKDOWN = "各项重点任务的责任单位和完成时限如下表。"
FUNDS = "所需经费在社区年度工作经费中列支，具体安排如下表。"
CLOSING = "各居民小组要结合实际抓好落实，工作中的重要情况及时报告社区居民委员会。"
DATE = "2027年1月8日"
BREAKDOWN_HEAD = ("序号", "重点任务", "责任单位", "完成时限")
BREAKDOWN_ROWS = (
    ("更新楼道门禁设备", "物业公司", "3月底前"),
    ("建成集中充电点四处", "社区综治办", "4月底前"),
    ("核对租住人口信息", "网格工作站", "5月底前"),
    ("整修应急避难场所", "社区综治办", "6月底前"),
    ("加固危旧围墙两段", "物业公司", "7月底前"),
    ("培训楼栋长六十人", "社区党群中心", "8月底前"),
    ("增设护学岗三处", "志愿服务队", "9月底前"),
    ("更换过期灭火器", "物业公司", "10月底前"),
    ("演练高层疏散", "微型消防站", "11月底前"),
    ("评选平安楼栋", "社区居委会", "12月底前"),
)
FUNDS_HEAD = ("序号", "支出项目", "主要用途", "金额（元）")
FUNDS_ROWS = (
    ("巡防装备", "反光背心、手电与对讲机", "12600"),
    ("消防器材", "灭火器与逃生面罩", "18400"),
    ("设备检修", "监控、门禁与照明", "26500"),
    ("宣传制作", "海报、折页与展板", "6800"),
    ("培训演练", "讲师与场地", "5200"),
    ("志愿激励", "保险与餐饮补贴", "9600"),
    ("走访慰问", "独居与高龄老人", "8400"),
    ("调解工作", "调解员误工补贴", "7200"),
    ("应急储备", "沙袋、雨具与药品", "11300"),
    ("不可预见", "临时支出", "4000"),
)

Row = tuple[str, ...]
Table = tuple[Row, ...]


class Task(NamedTuple):
    """A heading of the second level and the points below it."""

    heading: str
    points: tuple[str, ...]


class Group(NamedTuple):
    """A leadership group: who fills each role, and a sentence about its office."""

    introduction: str
    name: str
    roles: tuple[tuple[str, str], ...]
    office: str


class Content(NamedTuple):
    """The words of a document, without numbers; tables without their heads."""

    tasks: tuple[Task, ...] = ()
    title: str = TITLE
    recipients: str = RECIPIENTS
    preamble: str = PREAMBLE
    goals: tuple[str, ...] = GOALS
    months: tuple[str, ...] = MONTHS
    group: Group | None = None
    safeguards: tuple[str, ...] = SAFEGUARDS
    breakdown: Table = BREAKDOWN_ROWS
    funds: Table = FUNDS_ROWS
    closing: str = CLOSING
    organization: str = ORGANIZATION


class Part(TypedDict):
    """Lines of body text, below a heading of the second level or none."""

    heading: str
    lines: list[str]


class Section(TypedDict):
    """A heading of the first level, its parts and its table; `table` is empty for none."""

    heading: str
    parts: list[Part]
    table: list[list[str]]


class Printed(TypedDict):
    """The document as it stands on paper, numbers included; a table begins with its head."""

    title: str
    recipients: str
    preamble: str
    sections: list[Section]
    closing: str
    signature: list[str]


def make(paragraphs: int = PARAGRAPHS, base: Content | None = None) -> Content:
    """The base with tasks, for exactly so many paragraphs outside its two tables.

    Raises:
        ValueError: there are too few for what the document always holds.
    """
    base = base or Content()
    room = paragraphs - len(texts(printed(base)))
    if room < 1:
        raise ValueError(f"{paragraphs} paragraphs are too few")
    tasks: list[Task] = []
    while room:
        size = min(room, 6)
        tasks.append(_task(len(tasks), size - 1))
        room -= size
    return base._replace(tasks=tuple(tasks))


def _task(number: int, points: int) -> Task:
    first = number * 5
    sentences = tuple(_point(first + offset) for offset in range(points))
    return Task(HEADINGS[number % len(HEADINGS)], sentences)


def _point(number: int) -> str:
    who, other = WHO[number % len(WHO)], WHO[(number + 3) % len(WHO)]
    action, result = ACTIONS[number % len(ACTIONS)], RESULTS[number % len(RESULTS)]
    end = ENDS[number % len(ENDS)]
    return f"{who}会同{other}每月{action}，{result}，{end}。"


def numbered(rows: Table) -> Table:
    """The rows with a first column that counts them."""
    return tuple((str(number), *row) for number, row in enumerate(rows, 1))


def _counted(marker: str, sentences: tuple[str, ...]) -> list[str]:
    label = by_example(marker).label
    return [label(number) + text for number, text in enumerate(sentences, 1)]


def _part(lines: list[str], heading: str = "") -> Part:
    return {"heading": heading, "lines": lines}


def _rows(head: Row, rows: Table) -> list[list[str]]:
    return [list(row) for row in (head, *numbered(rows))]


def _group_lines(group: Group) -> list[str]:
    roles = [f"{role}：{person}" for role, person in group.roles]
    return [group.introduction, group.name, *roles, group.office]


def printed(content: Content) -> Printed:
    """The document as printed, numbered as GB/T 9704 has it."""
    headings = _counted("（一）", tuple(task.heading for task in content.tasks))
    tasks = [
        _part(_counted("1.", task.points), heading)
        for heading, task in zip(headings, content.tasks, strict=True)
    ]
    group = [("组织领导", [_part(_group_lines(content.group))], [])] if content.group else []
    bodies: list[tuple[str, list[Part], list[list[str]]]] = [
        ("指导思想", [_part([IDEAS])], []),
        ("工作目标", [_part(_counted("（一）", content.goals))], []),
        ("工作任务", tasks, []),
        ("时间安排", [_part(_counted(MONTH_MARKER, content.months))], []),
        *group,
        ("保障措施", [_part(_counted("（一）", content.safeguards))], []),
        ("任务分工", [_part([BREAKDOWN])], _rows(BREAKDOWN_HEAD, content.breakdown)),
        ("经费安排", [_part([FUNDS])], _rows(FUNDS_HEAD, content.funds)),
    ]
    label = by_example("一、").label
    return {
        "title": content.title,
        "recipients": content.recipients + "：",
        "preamble": content.preamble,
        "sections": [
            {"heading": label(number) + heading, "parts": parts, "table": table}
            for number, (heading, parts, table) in enumerate(bodies, 1)
        ],
        "closing": content.closing,
        "signature": [content.organization, DATE],
    }


def texts(document: Printed) -> list[str]:
    """Every paragraph outside the tables, in order."""
    found = [document["title"], document["recipients"], document["preamble"]]
    for section in document["sections"]:
        found.append(section["heading"])
        for part in section["parts"]:
            found += [part["heading"]] if part["heading"] else []
            found += part["lines"]
    return [*found, document["closing"], *document["signature"]]


def cells(document: Printed) -> list[str]:
    """Every cell of the tables, in order."""
    return [cell for part in document["sections"] for row in part["table"] for cell in row]


def characters(document: Printed) -> int:
    """How many 汉字 the document holds."""
    words = "".join([*texts(document), *cells(document)])
    return sum("一" <= sign <= "鿿" for sign in words)


def to_json(document: Printed) -> str:
    """What the Python peers read."""
    return json.dumps(document, ensure_ascii=False, indent=1)


def to_markdown(document: Printed) -> str:
    """What pandoc reads."""
    blocks = ["% " + document["title"], document["recipients"], document["preamble"]]
    for section in document["sections"]:
        blocks.append("# " + section["heading"])
        for part in section["parts"]:
            blocks += ["## " + part["heading"]] if part["heading"] else []
            blocks += part["lines"]
        blocks += [_pipe_table(section["table"])] if section["table"] else []
    return "\n\n".join([*blocks, document["closing"], *document["signature"]]) + "\n"


def _pipe_table(rows: list[list[str]]) -> str:
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|---" * len(rows[0]) + "|", *body])


def plan_yaml(content: Content) -> str:
    """What plangen reads."""
    lines = [
        f"title: {_scalar(content.title)}",
        f"recipients: [{_scalar(content.recipients)}]",
        f"preamble: {_scalar(content.preamble)}",
        "guiding_ideas:",
        "  heading: 指导思想",
        f"  text: {IDEAS}",
        "goals:",
        "  heading: 工作目标",
        *_list("  items:", content.goals),
        *_tasks_yaml(content.tasks),
        "schedule:",
        "  heading: 时间安排",
        f"  month_marker: {MONTH_MARKER}",
        "  months:",
        *(f"    {number}: {_scalar(text)}" for number, text in enumerate(content.months, 1)),
        *_group_yaml(content.group),
        "safeguards:",
        "  heading: 保障措施",
        *_list("  items:", content.safeguards),
        "sections:",
        *_section_yaml("任务分工", BREAKDOWN, BREAKDOWN_HEAD, content.breakdown),
        *_section_yaml("经费安排", FUNDS, FUNDS_HEAD, content.funds),
        f"closing: {_scalar(content.closing)}",
        "signature:",
        f"  organization: {_scalar(content.organization)}",
        "  date: 2027-01-08",
    ]
    return "\n".join(lines) + "\n"


def _scalar(text: str) -> str:
    """In quotes where a brace would begin a mapping."""
    return f'"{text}"' if "{" in text else text


def _list(key: str, values: tuple[str, ...]) -> list[str]:
    """A block list below a key."""
    indent = " " * (len(key) - len(key.lstrip()) + 2)
    return [key, *(f"{indent}- {_scalar(value)}" for value in values)]


def _tasks_yaml(tasks: tuple[Task, ...]) -> list[str]:
    lines = ["tasks:", "  heading: 工作任务", "  items:"]
    for task in tasks:
        lines.append(f"    - heading: {_scalar(task.heading)}")
        lines += _list("      items:", task.points) if task.points else []
    return lines


def _group_yaml(group: Group | None) -> list[str]:
    if group is None:
        return []
    return [
        "leadership:",
        "  heading: 组织领导",
        f"  text: {_scalar(group.introduction)}",
        "  groups:",
        f"    - name: {_scalar(group.name)}",
        "      roles:",
        *(f"        {role}: {_scalar(person)}" for role, person in group.roles),
        f"      office: {_scalar(group.office)}",
    ]


def _section_yaml(heading: str, text: str, head: Row, rows: Table) -> list[str]:
    return [
        f"  - heading: {heading}",
        f"    text: {text}",
        "    table:",
        f"      columns: [{', '.join(head)}]",
        "      rows:",
        *(f"        - [{', '.join(map(_scalar, row))}]" for row in numbered(rows)),
    ]
