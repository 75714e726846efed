"""Every key of a plan file, once: its English and Chinese names, its kind of value, its meaning.

The loader, the JSON Schema and the writer of plan files all read this table. A kind names what a
value may be: see `schema.py`, which spells each of them out.
"""

from typing import NamedTuple


class Key(NamedTuple):
    """One key of a mapping. `aliases` are further Chinese names."""

    name: str
    zh: str
    kind: str
    about_zh: str
    about_en: str
    required: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names, the English one first."""
        return (self.name, self.zh, *self.aliases)


_ITEM = (
    Key("heading", "标题", "text", "标题；以标点结尾的与正文接排", "the heading; one that ends with a mark runs into its text"),
    Key("text", "内容", "paragraphs", "正文，每行一段", "the text; each line is a paragraph", aliases=("正文",)),
    Key("run_in", "接排", "yes_no", "标题是否与正文接排，默认看标题末尾有无标点", "whether the text follows the heading in one paragraph; by default the heading's last mark tells"),
    Key("numbered", "编号", "yes_no", "是否编号，默认编号", "whether it is numbered; yes by default"),
    Key("role", "类别", "role", "这一部分的类别，如goals", "what kind of part this is, such as goals"),
    Key("marker", "序号", "markers", "下级各项第一项的序号样子，如“1、”；列表依次管以下各层；空文字为不编号", "how the first of the items is marked, such as “1、”; a list is for the levels below in turn; an empty text for none"),
    Key("items", "条目", "items", "下级各项", "the items below", aliases=("分项",)),
    Key("lead", "牵头", "texts", "牵头单位", "who leads", aliases=("牵头单位", "牵头部门")),
    Key("support", "配合", "texts", "配合单位", "who supports", aliases=("配合单位", "配合部门")),
    Key("due", "时限", "when", "完成时限：日期或文字", "when it is due: a date or words", aliases=("完成时限",)),
    Key("labels", "用语", "labels", "本项括号里的用语，与全文不同的才写", "the words in this item's brackets, where they are not the plan's"),
    Key("indicator", "指标", "indicator", "可考核的指标", "the measurable figure"),
    Key("table", "表格", "table", "表格", "a table"),
    Key("groups", "工作小组", "groups", "领导小组及工作小组", "leadership and working groups", aliases=("领导小组",)),
    Key("months", "月份", "months", "按月安排", "what is done month by month", aliases=("月份安排",)),
    Key("month_marker", "月份序号", "marker", "月份的写法，如“1月份，”“一月份：”“在1月，”", "how months are written, such as “1月份，” or “在1月，”"),
    Key("stages", "阶段", "stages", "按阶段安排", "what is done stage by stage", aliases=("实施步骤",)),
    Key("stage_marker", "阶段序号", "marker", "阶段的序号样子", "how the first of the stages is marked"),
    Key("closing", "结语", "paragraphs", "各项之后的段落", "paragraphs after the items", aliases=("结束语",)),
)  # fmt: skip

KEYS: dict[str, tuple[Key, ...]] = {
    "plan": (
        Key("$schema", "架构", "text", "编辑器用的JSON Schema地址", "where editors find the JSON Schema"),
        Key("title", "标题", "text", "标题", "the title", required=True),
        Key("subtitle", "副标题", "text", "副标题", "the subtitle"),
        Key("organization", "制定单位", "text", "制定单位", "who makes the plan"),
        Key("year", "年度", "year", "计划的年度", "the year of the plan", aliases=("年份",)),
        Key("recipients", "主送", "texts", "主送机关", "to whom it is sent", aliases=("主送机关",)),
        Key("preamble", "前言", "paragraphs", "前言，每行一段", "the preamble; each line is a paragraph"),
        Key("guiding_ideas", "指导思想", "section", "指导思想", "the guiding ideas"),
        Key("principles", "基本原则", "section", "基本原则", "the principles"),
        Key("goals", "工作目标", "section", "工作目标", "the goals"),
        Key("tasks", "工作任务", "section", "工作任务", "the tasks"),
        Key("schedule", "时间安排", "section", "时间安排", "the schedule", aliases=("工作安排",)),
        Key("leadership", "组织领导", "section", "组织领导", "the leadership"),
        Key("safeguards", "保障措施", "section", "保障措施", "the safeguards"),
        Key("sections", "其他部分", "sections", "其他部分；写上标准部分的键名可排定其位置", "other sections; the name of a standard key puts that section in its place", aliases=("各部分",)),
        Key("closing", "结束语", "paragraphs", "结束语，每行一段", "the closing; each line is a paragraph"),
        Key("attachments", "附件", "attachments", "附件", "the annexes"),
        Key("signature", "落款", "signature", "落款", "the signature", aliases=("署名",)),
        Key("numbering", "层次序数", "markers", "各层次第一项的序号样子", "how the first of each level is marked"),
        Key("labels", "用语", "labels", "任务之后括号里的用语", "the words in the brackets after a task"),
        Key("vars", "变量", "vars", "文字里{{ }}所用的变量", "the variables for {{ }} in texts"),
        Key("layout", "版式", "layout", "版式", "how the document looks"),
    ),
    "item": _ITEM,
    "stage": (
        Key("name", "名称", "text", "阶段名称", "the name of the stage", required=True),
        Key("from", "开始", "when", "开始日期", "when it begins", aliases=("起",)),
        Key("to", "结束", "when", "结束日期", "when it ends", aliases=("止",)),
        Key("period", "时间", "marker", "时间，照印；空文字为不印", "its time in words, printed as they are; an empty text prints none"),
        *(key for key in _ITEM if key.name != "heading"),
    ),
    "month": (
        Key("month", "月", "month_name", "月份，如3、4-5、第一季度", "the months, such as 3, 4-5 or 第一季度"),
        Key("observances", "主题日", "texts", "主题日", "theme days"),
        *_ITEM,
    ),
    "group": (
        Key("name", "名称", "text", "小组名称", "the name of the group"),
        Key("text", "内容", "paragraphs", "成员之前的说明", "what is said before the members"),
        Key("roles", "名单", "roles", "各职务及人员", "the roles and who fills them", aliases=("成员",)),
        Key("office", "办公室", "office", "小组办公室", "the office of the group"),
        Key("duties", "职责", "paragraphs", "小组职责", "the duties of the group"),
        Key("groups", "工作小组", "groups", "下设小组", "the groups below"),
    ),
    "member": (
        Key("name", "姓名", "text", "姓名", "the name", required=True),
        Key("post", "职务", "text", "职务", "the post"),
    ),
    "office": (
        Key("text", "内容", "text", "整句说明，照印", "a sentence, printed as it is"),
        Key("place", "地点", "text", "设在何处", "where it is"),
        Key("director", "主任", "text", "办公室主任", "its director"),
        Key("phone", "电话", "text", "联系电话", "its telephone"),
    ),
    "indicator": (
        Key("name", "名称", "text", "指标名称", "the name of the figure", required=True),
        Key("at_least", "不低于", "number", "下限", "the lower bound"),
        Key("at_most", "不超过", "number", "上限", "the upper bound"),
        Key("equals", "等于", "number", "确定值", "the exact value"),
        Key("unit", "单位", "text", "单位", "the unit"),
    ),
    "table": (
        Key("caption", "表题", "text", "表题", "the caption"),
        Key("columns", "栏目", "cells", "表头各栏", "the head", required=True),
        Key("rows", "行", "rows", "各行", "the rows", required=True),
    ),
    "attachment": (
        Key("title", "名称", "text", "附件名称", "the title of the annex", required=True),
        Key("tasks", "任务分解", "yes_no", "由工作任务生成任务分解表", "make the annex from the tasks"),
        *(key for key in _ITEM if key.name not in {"heading", "run_in", "numbered"}),
    ),
    "signature": (
        Key("organization", "单位", "texts", "署名单位", "who signs"),
        Key("date", "日期", "when", "成文日期", "the date"),
    ),
    "labels": (
        Key("lead", "牵头", "text", "牵头单位的用语", "the words for who leads"),
        Key("support", "配合", "text", "配合单位的用语", "the words for who supports"),
        Key("due", "时限", "text", "完成时限的用语", "the words for when it is due"),
    ),
    "layout": (
        Key("base", "沿用", "text", "沿用的版式文件", "a layout file to build on"),
        Key("preset", "字体方案", "choice:gb2312,windows", "字体方案", "the set of fonts"),
        Key("fonts", "字体", "fonts", "各处字体", "fonts of one's own"),
        Key("page_numbers", "页码", "choice:standard,center,none", "页码位置", "where page numbers stand"),
        Key("bold_headings", "标题加粗", "yes_no", "第二、三层标题加粗", "bold second and third levels"),
        Key("line_pitch", "行距", "points", "行距（磅）", "the line pitch in points"),
        Key("red_head", "红头", "red_head", "发文机关标志", "the red head"),
        Key("imprint", "版记", "imprint", "版记", "the imprint"),
        Key("draft", "草稿", "text", "草稿标记，如“征求意见稿”", "a draft mark"),
        Key("months", "月份", "choice:list,table", "按月安排的样子", "months as a list or a table"),
        Key("stages", "阶段", "choice:list,table", "按阶段安排的样子", "stages as a list or a table"),
        Key("groups", "工作小组", "choice:lines,table", "小组名单的样子", "groups as lines or a table"),
    ),
    "fonts": (
        Key("title", "标题", "text", "标题", "the title"),
        Key("heading1", "一级标题", "text", "“一、”", "headings of the first level"),
        Key("heading2", "二级标题", "text", "“（一）”", "headings of the second level"),
        Key("body", "正文", "text", "正文", "the body"),
        Key("page_number", "页码", "text", "页码", "page numbers"),
        Key("table", "表格", "text", "表格", "tables"),
        Key("latin", "西文", "text", "数字和字母", "digits and Latin letters"),
    ),
    "red_head": (
        Key("name", "标志", "text", "发文机关标志", "the mark of the office", required=True),
        Key("number", "文号", "text", "发文字号", "the document number"),
        Key("signer", "签发人", "text", "签发人", "who signs a report up"),
    ),
    "imprint": (
        Key("copies", "抄送", "texts", "抄送机关", "copies to"),
        Key("issuer", "印发机关", "text", "印发机关", "printed by"),
        Key("date", "印发日期", "when", "印发日期", "printed on"),
    ),
}  # fmt: skip

CHOICES_ZH: dict[str, str] = {
    "standard": "标准",
    "center": "居中",
    "none": "无",
    "list": "列表",
    "table": "表格",
    "lines": "名单",
}


def lookup(table: str) -> dict[str, Key]:
    """Every name of a table's keys, English and Chinese, to its key."""
    found = _LOOKUPS.get(table)
    if found is None:
        found = {name: key for key in KEYS[table] for name in key.names}
        _LOOKUPS[table] = found
    return found


def required(table: str) -> tuple[Key, ...]:
    """The keys that a mapping cannot do without."""
    return _REQUIRED[table]


_LOOKUPS: dict[str, dict[str, Key]] = {}
_REQUIRED = {table: tuple(key for key in rows if key.required) for table, rows in KEYS.items()}
