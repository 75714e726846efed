"""A standard section is missing: without goals or without tasks a plan cannot be carried out.

The sections are those of the settings, goals and tasks if they say nothing. A section is there if
any item in any depth has its role, or a heading that says it (目标, 目的, 任务, 内容, 重点, 措施 …);
months count as tasks, and so does every section without a role whose heading says nothing else.
Goals need no section of their own beside tasks where the guiding ideas say what is to be reached
(`努力建设……的社区`), nor does the plan of a single activity (活动方案). A plan of a preamble and items,
with no standard section but one, is short on purpose.

Passes:

    title: 云溪社区2027年工作计划
    preamble: 为做好今年的工作，制定本计划。
    sections: [{heading: 走访慰问, text: 逐户走访。}, {heading: 总结评比, text: 年底总结。}]

Fails:

    title: 云溪社区2027年工作计划
    guiding_ideas: 以服务居民为宗旨。
    tasks: [逐户走访。]
    safeguards: [落实经费。]
"""

from collections.abc import Iterator

from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule
from plangen.settings import Settings
from plangen.subject import Subject

_NAMES = {
    "guiding_ideas": Words("指导思想", "guiding ideas"),
    "principles": Words("基本原则", "principles"),
    "goals": Words("工作目标", "goals"),
    "tasks": Words("工作任务", "tasks"),
    "schedule": Words("时间安排", "schedule"),
    "leadership": Words("组织领导", "leadership"),
    "safeguards": Words("保障措施", "safeguards"),
}
# What a heading says; `目标任务` is both.
_SAID = {
    "guiding_ideas": late("指导思想|总体要求|总体思路|工作思路"),
    "principles": late("原则"),
    "goals": late("目标|目的|指标|宗旨|愿景|(?:活动|工作)主题|主题[:：]"),
    "tasks": late(
        "任务|内容|重点|措施|举措|事项|项目|做法|工作计划|(?:工作|活动|具体|主要)安排|要点|活动形式"
    ),
    "schedule": late("步骤|进度|阶段|时间|安排|日程"),
    "leadership": late("领导|组织机构|组织保障|组织实施|机构|分工"),
    "safeguards": late("保障|措施|要求|督[查导]|考核"),
}
# A heading that is the name of a standard section, and of no task.
_STANDARD = late(
    r"(?:.{0,8}的?)(?:指导思想|总体要求|(?:基本|工作|方针)?原则|(?:意义|目的)|(?:重要|目的)意义|"
    r"(?:总体|工作|活动|主要|创建)?(?:目标|任务|内容|主题|时间|步骤|要求|对象|地点)|"
    r"(?:实施|方法|工作|活动)步骤|(?:时间|进度|工作|活动)安排|组织领导|组织机构|组织保障|"
    r"保障措施|工作措施|(?:工作|活动|具体)要求|工作保障)"
)
# What guiding ideas say that hold the goal: what is to be reached, or to be made of the place.
_AIM = late(
    r"努力|力争|争取|确保|实现|达到|建成"
    r"|(?:建设|打造|创建|构建)[^。；;\n]{4,80}的[^，,。；;\n]{0,10}(?:社区|城市|家园|校园|单位|村)"
)
_LONGEST = 16
# A title of the plan of one activity.
_ACTIVITY = late(r"活动(?:策划|实施)?(?:方案|策划书?|计划)(?:[（(].*)?$")


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:
    """Every standard section that is not there."""
    plan = subject.plan
    sections = plan.sections
    roles = {entry.role for entry in subject.entries}
    missing = [role for role in settings.sections if role not in roles]
    if not missing or not sections:
        return
    standard = [
        section
        for section in sections
        if (section.role != "other" and (not section.heading or _is_standard(section.heading)))
        or _is_standard(section.heading)
    ]
    if len(standard) < 2 and settings.sections == Settings().sections:  # noqa: PLR2004
        return
    headings = [entry.item.heading for entry in subject.entries if entry.item.heading]
    for role in missing:
        if role not in _SAID or any(map(_SAID[role].search, headings)):
            continue
        if role == "goals" and _needs_no_goals(subject, settings, missing):
            continue
        if role == "tasks":
            others = [s for s in sections if s.role == "other" and not _is_standard(s.heading)]
            if others or any(entry.month for entry in subject.entries):
                continue
        name = _NAMES[role]
        words = Words(f"没有“{name.zh}”部分", f"the plan has no {name.en}")
        more = Words("请补上这一部分", "add the section")
        yield Finding(*subject.place_of("title"), words, more)


def _needs_no_goals(subject: Subject, settings: Settings, missing: list[str]) -> bool:
    """Whether an activity is planned or the guiding ideas tell the goal, unless the office asks."""
    if settings.sections != Settings().sections:
        return False
    return _ACTIVITY.search(subject.plan.title) is not None or (
        missing == ["goals"]
        and any(
            text.role == "guiding_ideas" and text.kind == "text" and _AIM.search(text.value)
            for text in subject.texts
        )
    )


def _is_standard(heading: str) -> bool:
    heading = heading.rstrip("：:。 ")
    return 0 < len(heading) <= _LONGEST and _STANDARD.fullmatch(heading) is not None


RULE = Rule(
    "missing-section",
    "warning",
    Words("缺少标准部分", "a standard section is missing"),
    """缺少标准部分：没有目标或任务，计划无从落实。

查设置里要求的部分，没有设置的查工作目标和工作任务。任何一层有这个类别的条目，或者标题说的就是它
（目标、目的、任务、内容、重点、措施等），就算有；按月安排算任务，没有类别而标题另有所指的部分也算任务。
指导思想写明要达到什么的（“努力建设……的社区”），有了任务，不必另有目标部分；一次活动的方案（标题是“……活动方案”）也不必。
只有前言和条目、标准部分不超过一个的短计划不算。""",
    check,
)
