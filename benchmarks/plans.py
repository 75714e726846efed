"""Invented plan files of some 200 lines, each other than all before it, for what reads many.

Their sentences are put together from five lists whose lengths have no common divisor, so that none
returns in all the plans there are: what compares plans with each other finds no copies.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from roster import MOST, make_rows

TOPICS = ("平安建设", "健康教育", "文明创建", "科普宣传", "妇女儿童", "双拥共建", "智慧社区")
GROUPS = (
    "健全日常防控网络",
    "化解邻里矛盾纠纷",
    "丰富居民文化生活",
    "关爱重点服务人群",
    "整治背街小巷环境",
    "培育社区志愿队伍",
    "提升便民服务水平",
)
# Eleven, thirteen, seventeen, nineteen and twenty-three parts.
WHO = (
    "网格员",
    "楼栋长",
    "人民调解员",
    "退休教师",
    "志愿者骨干",
    "物业管理人员",
    "居民代表",
    "青年突击队",
    "巾帼服务队",
    "家庭医生团队",
    "社会工作者",
)
PLACES = (
    "在老旧小区",
    "在沿街商铺",
    "在文化广场",
    "在学校周边",
    "在党群服务中心",
    "在农贸市场",
    "在河道两岸",
    "在新建楼盘",
    "在地下车库",
    "在养老驿站",
    "在公共绿地",
    "在电梯轿厢内",
    "在快递站点",
)
ACTIONS = (
    "检查消防通道和私拉电线",
    "讲解常见骗局的识别方法",
    "登记租住家庭的联系方式",
    "组织灭火器和急救器材练习",
    "收集停车和噪声方面的意见",
    "清理卫生死角和废旧家具",
    "补种花草并修剪枯枝",
    "开设书法和剪纸小课堂",
    "上门看望独居老人",
    "演示垃圾分类投放",
    "测量血压并建立健康档案",
    "发放节约用水倡议书",
    "布置家风家训展板",
    "巡查井盖和路灯照明",
    "举办亲子阅读活动",
    "推广政务事项网上办理",
    "招募周末巡逻人手",
)
RESULTS = (
    "当天录入工作台账",
    "三日内答复来访群众",
    "能当场整改的当场整改",
    "复杂事项提交联席会议商议",
    "结果在公告栏张贴",
    "逾期未改的上报街道协调",
    "重要情况一小时内上报",
    "做到件件有回音",
    "评选若干示范楼栋",
    "形成清单并逐项销号",
    "资料分类归档备查",
    "照片和签到表一并留存",
    "优秀做法编印成册",
    "参加者获得服务积分",
    "请人大代表到场监督",
    "通过微信群告知邻里",
    "存在的难点列入会商议题",
    "缺少的物资及时申请补充",
    "由志愿者回访两次",
)
ENDS = (
    "力求覆盖每个楼栋",
    "照顾行动不便者的需要",
    "让上班人群也能参加",
    "注意听取少数人的看法",
    "把好事办到门口",
    "避免重复打扰住户",
    "尽量安排在傍晚",
    "雨天改在室内",
    "保护好个人信息",
    "鼓励年轻人带头",
    "与共建单位资源互补",
    "突出身边的典型",
    "防止只留痕迹不见实效",
    "减轻基层填表负担",
    "用通俗的方言说明",
    "配上图示和短片",
    "兼顾租户和业主",
    "留出答疑的时间",
    "请老党员现身说法",
    "不增加居民开支",
    "与学校假期错开",
    "便于手机上查看",
    "节俭务实不讲排场",
)
UNITS = ("社区居委会", "社区综治中心", "社区妇联", "社区团支部", "社区卫生服务站")
HELPERS = ("辖区派出所", "物业服务企业", "街道司法所", "共建学校", "消防救援站", "老年协会")
GOALS = (
    ("家庭创建参与率", "{}%以上", "%"),
    ("群众反映事项办结率", "{}%以上", "%"),
    ("重点人群走访率", "{}%以上", "%"),
    ("注册志愿者", "{}人以上", "人"),
    ("全年集中活动", "{}场以上", "场"),
)
MONTHS = (
    "召开动员会，分解全年任务",
    "走访慰问困难家庭，安排节日值班",
    "培训楼栋骨干，更新房屋台账",
    "开展一次卫生大扫除",
    "举办防灾减灾演练",
    "走进商铺讲解用火用电常识",
    "落实汛期值守，疏通雨水管道",
    "开设暑期少年课堂",
    "增设上下学高峰护学岗",
    "看望高龄老人，检查取暖设备",
    "开展消防宣传和疏散练习",
    "总结全年工作，征求居民意见",
)
SAFEGUARDS = ("强化组织保障", "落实经费保障", "加强队伍保障", "做好宣传保障")
PURPOSES = ("宣传品", "器材", "场地布置", "骨干培训", "慰问物品", "志愿者保险", "零星维修")
# What is wrong with a plan, each kind found in one line: what stands there, and what then does.
FAULTS = (
    ("preamble: 为", "preamble: 按照区xx局的部署，为"),
    ("  heading: 指导思想", "  heading: 某某社区指导思想"),
    ("closing: 各居民小组", "closing: ____居民小组"),
)

_HEADINGS = 6
_POINTS = 5
# Of a plan: those of the tasks, then of the months and of the safeguards.
_SENTENCES = _HEADINGS * _POINTS + len(MONTHS) + len(SAFEGUARDS)
_LAST = "closing: "


class Plans(NamedTuple):
    """A folder of plan files, and which of them have findings."""

    folder: Path
    files: list[Path]
    faulty: frozenset[str]


def write_plans(folder: Path, count: int, faulty: int = 0) -> Plans:
    """So many files, of which a share in percent has findings."""
    folder.mkdir()
    files, wrong = [], set()
    for number, text in enumerate(plan_texts(count)):
        file = folder / f"{number:05}.yaml"
        # Spread evenly.
        if (number + 1) * faulty // 100 > number * faulty // 100:
            text = with_fault(text, number)  # noqa: PLW2901 - the same plan
            wrong.add(file.name)
        file.write_text(text, encoding="utf-8")
        files.append(file)
    return Plans(folder, files, frozenset(wrong))


def plan_texts(count: int) -> Iterator[str]:
    """The first so many plans.

    Raises:
        ValueError: there are not so many names.
    """
    if count > MOST:
        raise ValueError(f"{count} plans are more than {MOST}")
    for number, row in enumerate(make_rows(count)):
        yield "\n".join(_plan(number, row)) + "\n"


def with_fault(text: str, number: int) -> str:
    """The same plan with something that a rule finds."""
    old, new = FAULTS[number % len(FAULTS)]
    return text.replace(old, new, 1)


def misspelt(text: str) -> str:
    """The same plan with a key that no schema of plans has."""
    return text.replace("title:", "titel: 计划\ntitle:", 1)


def doubled(text: str) -> str:
    """The same plan with a key that stands twice."""
    return text.replace("year: ", "year: 2027\nyear: ", 1)


def sentence(number: int) -> str:
    """A sentence without a comma, so that no part of it is that of another."""
    who, place, action, result, end = (
        parts[number % len(parts)] for parts in (WHO, PLACES, ACTIONS, RESULTS, ENDS)
    )
    return f"{who}{place}{action}（{result}、{end}）。"


def _plan(number: int, row: dict[str, str]) -> Iterator[str]:
    name, topic = row["社区"], TOPICS[number % len(TOPICS)]
    homes, people, grids = row["户数"], row["人口"], row["网格数"]
    yield f"title: {name}2027年{topic}工作计划"
    yield f"organization: {name}居民委员会"
    yield "year: 2027"
    yield "recipients: [各居民小组, 各共建单位]"
    yield f"preamble: 为做好{topic}工作，结合{name}{homes}户、{people}名居民、{grids}个网格的实际，制定本计划。"
    yield "guiding_ideas:"
    yield "  heading: 指导思想"
    yield f"  text: 坚持党建引领、群众参与，以{topic}为主线，{_ends(number)}。"
    yield "goals:"
    yield "  heading: 工作目标"
    yield "  items:"
    for at, (what, figure, unit) in enumerate(GOALS):
        least = 80 + (number + at * 7) % 19
        yield f"    - text: {what}达到{figure.format(least)}。"
        yield f'      indicator: {{name: {what}, at_least: {least}, unit: "{unit}"}}'
    yield from _tasks(number)
    after = number * _SENTENCES + _HEADINGS * _POINTS
    yield "schedule:"
    yield "  heading: 时间安排"
    yield "  months:"
    for month, text in enumerate(MONTHS, 1):
        yield f"    {month}: {text}，{sentence(after + month - 1)}"
    yield from _leadership(number, row)
    yield "safeguards:"
    yield "  heading: 保障措施"
    yield "  items:"
    for at, text in enumerate(SAFEGUARDS):
        yield f"    - {text}，{sentence(after + len(MONTHS) + at)}"
    yield from _funds(number)
    yield f"{_LAST}各居民小组要结合实际抓好落实，{_ends(number + 5)}。"
    yield "signature:"
    yield f"  organization: {name}居民委员会"
    yield f"  date: 2027-01-{4 + number % 20:02}"


def _tasks(number: int) -> Iterator[str]:
    yield "tasks:"
    yield "  heading: 重点任务"
    yield "  items:"
    for group in range(_HEADINGS):
        yield f"    - heading: {GROUPS[(number + group) % len(GROUPS)]}"
        yield "      items:"
        for point in range(_POINTS):
            at = number * _SENTENCES + group * _POINTS + point
            yield f"        - text: {sentence(at)}"
            yield f"          lead: {UNITS[at % len(UNITS)]}"
            yield f"          support: [{HELPERS[at % 6]}, {HELPERS[(at + 1 + at % 4) % 6]}]"
            yield f"          due: 2027-{1 + (at + number) % 12:02}"


def _leadership(number: int, row: dict[str, str]) -> Iterator[str]:
    deputies = [row["主任"], row["民警"]]
    yield "leadership:"
    yield "  heading: 组织领导"
    yield f"  text: 成立工作领导小组，统筹全年工作，{_ends(number + 9)}。"
    yield "  groups:"
    yield f"    - name: {row['社区']}工作领导小组"
    yield "      roles:"
    yield f"        组长: {row['书记']}"
    yield f"        副组长: [{', '.join(deputies)}]"
    yield f"      office: 办公室设在社区居委会，电话{row['电话']}。"


def _funds(number: int) -> Iterator[str]:
    sums = [600 + (number * 37 + at * 53) % 900 * 10 for at in range(len(PURPOSES))]
    yield "sections:"
    yield "  - heading: 经费安排"
    yield "    text: 所需经费在社区年度工作经费中列支，安排如下表。"
    yield "    table:"
    yield "      columns: [序号, 用途, 金额（元）]"
    yield "      rows:"
    for at, (purpose, amount) in enumerate(zip(PURPOSES, sums, strict=True), 1):
        yield f"        - [{at}, {purpose}, {amount}]"
    yield f"        - [合计, '', {sum(sums)}]"


def _ends(number: int) -> str:
    return ENDS[number % len(ENDS)]
