"""What a section is for, by the words of its title, else by what is in it."""

import re

from plangen.model import Item, Role

# The first that fits decides; the words are those of office practice.
_TITLES: tuple[tuple[str, Role], ...] = (
    (r"目标责任|责任目标", "leadership"),
    (r"指导思想|总体思路|工作思路|总体要求|指导方针|总要求|基本思路|主导思想", "guiding_ideas"),
    (r"目标|目的(?!意义)|指标", "goals"),
    (r"原则", "principles"),
    (r"步骤|时间安排|进度|阶段|日程|时间$|时间节点|[逐每各]月|月[份度]|行事历|时间[表和与]", "schedule"),
    (r"组织领导|加强领导|[织导作]机构|机构(?:设置|和?人员)|指挥体系|领导小组|组织(?:保障)?$|分工$", "leadership"),
    (r"保障|要求$|监督|考核|督查|检查验收|(?:工作|实施)措施|经费|奖惩|注意事项", "safeguards"),
    (r"任务|重点|内容|(?:主要|具体)(?:工作|措施|做法)|(?:工作|具体|活动)安排|措施$|工作计划$|工作打算", "tasks"),
)  # fmt: skip
_ROLES = tuple((re.compile(words), role) for words, role in _TITLES)
# What a title that is a sentence says nearly surely: 加强组织领导，落实工作责任.
_LEADING = re.compile("(?:加强|强化|健全|切实加强)组织领导")
_LONGEST_TITLE = 24


def role_of(item: Item) -> Role:
    """The role of a section."""
    title = item.heading.rstrip("。：:；;").strip("【】")
    if title and len(title) <= _LONGEST_TITLE and not re.search("[，,]", title):
        for words, role in _ROLES:
            if words.search(title):
                return "schedule" if role == "tasks" and _is_schedule(item) else role
    if _LEADING.match(title):
        return "leadership"
    if _is_schedule(item):
        return "schedule"
    if item.groups:
        return "leadership"
    return "other"


def _is_schedule(item: Item) -> bool:
    return bool(item.months or item.stages) and not item.text


def is_section_title(text: str) -> bool:
    """Whether an unmarked text is the title of a standard section, such as 指导思想：."""
    title = text.rstrip("。：: ")
    return len(title) <= 8 and any(words.search(title) for words, _ in _ROLES)  # noqa: PLR2004
