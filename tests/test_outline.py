"""The numbered lines of a plan: YAML in, the printed text out."""

from textwrap import dedent

import pytest
from helpers import plan_of, rendered

from plangen.outline import task_rows

Case = tuple[str, str]

NUMBERING: dict[str, Case] = {
    "numbers restart under each parent": (
        """
        goals: [甲。, 乙。]
        tasks:
          - {heading: 丙, items: [{heading: 丁, items: [戊]}, {heading: 己, items: [庚]}]}
          - {heading: 辛, items: [壬, 癸]}
        """,
        """
        一、工作目标
        （一）甲。
        （二）乙。
        二、工作任务
        （一）丙
        1.丁
        （1）戊
        2.己
        （1）庚
        （二）辛
        1.壬
        2.癸
        """,
    ),
    "six levels deep, and what offices go on with": (
        """
        tasks:
          - heading: 甲
            items:
              - heading: 乙
                items:
                  - heading: 丙
                    items:
                      - {heading: 丁, items: [{heading: 戊, items: [{heading: 己, items: [庚]}]}]}
                      - 辛
        """,
        """
        一、工作任务
        （一）甲
        1.乙
        （1）丙
        ①丁
        ——戊
        ——己
        ——庚
        ②辛
        """,
    ),
    "one marker for the items, the plan's below them": (
        """
        goals:
          marker: 1、
          items: [甲, {heading: 乙, items: [丙]}]
        """,
        """
        一、工作目标
        1、甲
        2、乙
        1.丙
        """,
    ),
    "a marker for each level in turn, then the plan's": (
        """
        tasks:
          marker: [1、, (1), a.]
          items:
            - {heading: 甲, items: [{heading: 乙, items: [{text: 丙, items: [丁, 戊]}, 己]}]}
            - 庚
        """,
        """
        一、工作任务
        1、甲
        (1)乙
        a.丙
        ①丁
        ②戊
        b.己
        2、庚
        """,
    ),
    "a marker counts on from its example": (
        """
        tasks: {marker: 第三，, items: [甲, 乙]}
        goals: {marker: 一是, items: [丙, 丁]}
        """,
        """
        一、工作目标
        一是丙
        二是丁
        二、工作任务
        第三，甲
        第四，乙
        """,
    ),
    "an empty marker is none, a dash is the same for all": (
        """
        goals: {marker: "", items: [甲, {heading: 乙, items: [丙]}]}
        tasks: {marker: ——, items: [丁, 戊]}
        """,
        """
        一、工作目标
        甲
        乙
        1.丙
        二、工作任务
        ——丁
        ——戊
        """,
    ),
    "what is not numbered does not count": (
        """
        sections:
          - {heading: 甲, text: 乙}
          - {heading: 丙, numbered: false, items: [丁]}
          - heading: 戊
            items: [己, {text: 庚, numbered: false}, 辛, {heading: 壬, numbered: false, items: [癸]}]
        """,
        """
        一、甲
        乙
        丙
        （一）丁
        二、戊
        （一）己
        庚
        （二）辛
        壬
        1.癸
        """,
    ),
    "the plan's own numbering": (
        """
        numbering: [第一章：, 1、, （1）]
        goals: [甲]
        tasks: [{heading: 乙, items: [{heading: 丙, items: [丁]}]}]
        """,
        """
        第一章：工作目标
        1、甲
        第二章：工作任务
        1、乙
        （1）丙
        ①丁
        """,
    ),
    "a short numbering goes on": (
        """
        numbering: [1、]
        tasks: [{heading: 甲, items: [{heading: 乙, items: [丙, 丁]}]}]
        """,
        """
        1、工作任务
        （1）甲
        ①乙
        ——丙
        ——丁
        """,
    ),
    "texts and closings are not numbered": (
        """
        tasks:
          text: [甲。, 乙：]
          items: [{heading: 丙, text: [丁。, 戊。], items: [己], closing: 庚。}]
          closing: [辛。, 壬。]
        """,
        """
        一、工作任务
        甲。
        乙：
        （一）丙
        丁。
        戊。
        1.己
        庚。
        辛。
        壬。
        """,
    ),
    "a heading with a mark runs into its text": (
        """
        tasks:
          - {heading: 甲。, text: [乙。, 丙。]}
          - {heading: 丁, text: 戊。}
          - {heading: 己：, text: 庚。, run_in: false}
          - {heading: 辛, text: 壬。, run_in: true}
          - {heading: 癸。}
        """,
        """
        一、工作任务
        （一）甲。乙。
        丙。
        （二）丁
        戊。
        （三）己：
        庚。
        （四）辛壬。
        （五）癸。
        """,
    ),
}

ROLES: dict[str, Case] = {
    "each role has its heading, in the standard order": (
        """
        safeguards: 庚。
        leadership: 己。
        schedule: 戊。
        tasks: 丁。
        goals: 丙。
        principles: 乙。
        guiding_ideas: 甲。
        """,
        """
        一、指导思想
        甲。
        二、基本原则
        乙。
        三、工作目标
        丙。
        四、工作任务
        丁。
        五、时间安排
        戊。
        六、组织领导
        己。
        七、保障措施
        庚。
        """,
    ),
    "a heading of one's own wins": (
        """
        goals: {heading: 总体目标, items: [甲]}
        sections: [{role: safeguards, text: 乙。}, {role: tasks, heading: 重点任务, items: [丙]}]
        """,
        """
        一、总体目标
        （一）甲
        二、保障措施
        乙。
        三、重点任务
        （一）丙
        """,
    ),
    "an order of one's own": (
        """
        goals: 甲。
        tasks: 乙。
        guiding_ideas: 丙。
        sections: [工作任务, {heading: 丁, text: 戊。}, goals]
        """,
        """
        一、指导思想
        丙。
        二、工作任务
        乙。
        三、丁
        戊。
        四、工作目标
        甲。
        """,
    ),
    "the parts of a paper in their order": (
        """
        subtitle: （征求意见稿）
        recipients: [各小组, 各网格]
        preamble: "甲。\\n乙。"
        tasks: 丙。
        closing: 丁。
        attachments: [名册, {title: 清单, items: [戊, 己], closing: 庚。}]
        signature: {organization: 云溪社区居委会, date: 2027-01-08}
        """,
        """
        （征求意见稿）
        各小组、各网格：
        甲。
        乙。
        一、工作任务
        丙。
        丁。
        附件：1.名册
        2.清单
        云溪社区居委会
        2027年1月8日
        附件2
        清单
        一、戊
        二、己
        庚。
        """,
    ),
    "one annex has no number": (
        """
        attachments: [{title: 清单, text: 甲。}]
        """,
        """
        附件：清单
        附件
        清单
        甲。
        """,
    ),
}

MONTHS: dict[str, Case] = {
    "ranges, gaps, spans, and all that a month can hold": (
        """
        schedule:
          text: 按月推进。
          months:
            1: 甲
            一月至三月: 乙
            4-5: 丙
            7、9月: 丁
            第四季度: 戊
            10: {heading: 敬老。, text: 己}
            11: [庚, 辛]
            12: {text: [壬。, 癸。], items: [子]}
        """,
        """
        一、时间安排
        按月推进。
        1月份：甲
        1—3月份：乙
        4—5月份：丙
        7、9月份：丁
        第四季度：戊
        10月份：敬老。己
        11月份：
        1.庚
        2.辛
        12月份：壬。
        癸。
        1.子
        """,
    ),
    "in Chinese numerals": (
        """
        schedule: {month_marker: 一月份，, months: {1: 甲, 4-5: 乙, "10、12": 丙, 上半年: 丁}}
        """,
        """
        一、时间安排
        一月份，甲
        四至五月份，乙
        十、十二月份，丙
        上半年，丁
        """,
    ),
    "with words before the number": (
        """
        schedule: {month_marker: 在1月，, months: {3: 甲, 11-12: 乙, 全年: 丙}}
        """,
        """
        一、时间安排
        在3月，甲
        在11—12月，乙
        在全年，丙
        """,
    ),
    "below a task, after its items": (
        """
        tasks: [{heading: 甲, items: [乙], months: {1: {text: 丙, lead: 丁}}, closing: 戊}]
        """,
        """
        一、工作任务
        （一）甲
        1.乙
        1月份：丙（牵头单位：丁）
        戊
        """,
    ),
    "as a table": (
        """
        layout: {months: table}
        schedule:
          months:
            1: 甲
            4-5: {text: 乙, observances: [植树节], lead: 丙, support: 丁, due: 2027-05}
            第三季度: {heading: 戊。, text: 己, items: [庚]}
        """,
        """
        一、时间安排
        月份
        主题日
        工作内容
        责任单位
        完成时限
        1月
        甲
        4—5月
        植树节
        乙
        丙、丁
        2027年5月
        第三季度
        戊。己
        1.庚
        """,
    ),
}

STAGES: dict[str, Case] = {
    "periods, half-open ones, words, and none": (
        """
        schedule:
          stages:
            - {name: 甲, from: 2027-01, to: 2027-03}
            - {name: 乙, from: 2027-09-01, to: 2028-05-31}
            - {name: 丙, from: 2027-04}
            - {name: 丁, to: 2027-11}
            - {name: 戊, to: 2027-11-20}
            - {name: 己, from: 2027-06, to: 2027-06}
            - {name: 庚, from: 年初, to: 年中}
            - {name: 辛, period: 入冬以后, from: 2027-10}
            - {name: 壬, period: "", from: 2027-12}
            - {name: 癸}
        """,
        """
        一、时间安排
        （一）甲（2027年1月—3月）
        （二）乙（2027年9月1日—2028年5月31日）
        （三）丙（2027年4月起）
        （四）丁（2027年11月底前）
        （五）戊（2027年11月20日前）
        （六）己（2027年6月）
        （七）庚（年初—年中）
        （八）辛（入冬以后）
        （九）壬
        （十）癸
        """,
    ),
    "the period stands before the mark of a name": (
        """
        schedule:
          stages:
            - {name: 动员。, to: 2027-02, text: 甲。}
            - {name: 总结：, period: 年底, text: 乙。, items: [丙]}
        """,
        """
        一、时间安排
        （一）动员（2027年2月底前）。甲。
        （二）总结（年底）：乙。
        1.丙
        """,
    ),
    "they count on from the items": (
        """
        schedule: {items: [甲, 乙], stages: [{name: 丙}, {name: 丁, numbered: false}, {name: 戊}]}
        """,
        """
        一、时间安排
        （一）甲
        （二）乙
        （三）丙
        丁
        （四）戊
        """,
    ),
    "a marker of their own begins anew": (
        """
        schedule: {items: [甲], stage_marker: 第一阶段：, stages: [{name: 乙}, {name: 丙, items: [丁]}]}
        """,
        """
        一、时间安排
        （一）甲
        第一阶段：乙
        第二阶段：丙
        1.丁
        """,
    ),
    "as a table": (
        """
        layout: {stages: table}
        schedule:
          stages:
            - {name: 动员。, to: 2027-02, text: 甲。}
            - {name: 总结, text: 乙。, lead: 丙}
        """,
        """
        一、时间安排
        阶段
        时间
        工作内容
        责任单位
        动员
        2027年2月底前
        甲。
        总结
        乙。
        丙
        """,
    ),
}

DUTIES: dict[str, Case] = {
    "a duty follows the text of its task": (
        """
        tasks:
          - {heading: 甲。, text: 乙。, lead: 子, support: [丑, 寅], due: 2027-06}
          - {heading: 丙, text: [丁。, 戊。], due: 每季度}
          - {text: 己。, lead: [子, 丑]}
          - {text: 庚。, due: 2027-06-30, items: [辛。]}
        """,
        """
        一、工作任务
        （一）甲。乙。（牵头单位：子；配合单位：丑、寅；完成时限：2027年6月）
        （二）丙
        丁。
        戊。（完成时限：每季度）
        （三）己。（牵头单位：子、丑）
        （四）庚。（完成时限：2027年6月30日）
        1.辛。
        """,
    ),
    "after a heading without text it stands alone": (
        """
        tasks: [{heading: 甲, lead: 子}, {heading: 乙, support: 丑, items: [{text: 丙, lead: 寅}]}]
        """,
        """
        一、工作任务
        （一）甲
        （牵头单位：子）
        （二）乙
        （配合单位：丑）
        1.丙（牵头单位：寅）
        """,
    ),
    "a text that leads in keeps its items, then comes the duty": (
        """
        tasks:
          - {text: 甲：, lead: 子, items: [乙；, 丙。]}
          - {text: 丁：, lead: 丑, items: [{text: 戊。, lead: 寅}]}
        """,
        """
        一、工作任务
        （一）甲：
        1.乙；
        2.丙。（牵头单位：子）
        （二）丁：
        1.戊。（牵头单位：寅）
        （牵头单位：丑）
        """,
    ),
    "words of one's own": (
        """
        labels: {lead: 责任单位, due: 时限}
        tasks: [{text: 甲。, lead: 子, support: 丑, due: 全年}]
        """,
        """
        一、工作任务
        （一）甲。（责任单位：子；配合单位：丑；时限：全年）
        """,
    ),
    "an item in words of its own, else in the plan's": (
        """
        labels: {lead: 责任单位, due: 时限}
        tasks:
          - {text: 甲。, lead: 子, support: 丑, due: 全年, labels: {lead: 主办}}
          - {text: 乙。, lead: 子, items: [{text: 丙。, lead: 寅, labels: {lead: 承办}}]}
        """,
        """
        一、工作任务
        （一）甲。（主办：子；配合单位：丑；时限：全年）
        （二）乙。（责任单位：子）
        1.丙。（承办：寅）
        """,
    ),
    "the tasks as a table, counted through": (
        """
        tasks:
          - {heading: 甲, items: [{heading: 乙。, text: 丙。, lead: 子, due: 2027-06}, {text: 丁。, support: [丑, 寅]}]}
          - 戊。
        attachments: [{title: 分解表, tasks: true}]
        """,
        """
        一、工作任务
        （一）甲
        1.乙。丙。（牵头单位：子；完成时限：2027年6月）
        2.丁。（配合单位：丑、寅）
        （二）戊。
        附件：分解表
        附件
        分解表
        序号
        工作任务
        牵头单位
        配合单位
        完成时限
        1
        乙
        子
        2027年6月
        2
        丁。
        丑、寅
        """,
    ),
}

GROUPS: dict[str, Case] = {
    "members with posts, names in columns, units as typed": (
        """
        leadership:
          text: 成立领导小组。
          groups:
            - name: 领导小组
              text: 组成如下：
              roles:
                组长: 王芳（书记）
                副组长: [李明, {name: 欧阳文, post: 主任}]
                成员: 物业公司、派出所（驻区）
              office: {place: 居委会, director: 李明, phone: "62700000"}
              duties: [统筹。, 督办。]
              groups: [{name: 宣传组, roles: {组长: 赵一}}]
        """,
        """
        一、组织领导
        成立领导小组。
        领导小组
        组成如下：
        组长：王芳（书记）
        副组长：李明
        欧阳文（主任）
        成员：物业公司、派出所（驻区）
        办公室设在居委会，由李明任主任，联系电话：62700000。
        主要职责：统筹。
        督办。
        宣传组
        组长：赵一
        """,
    ),
    "as a table": (
        """
        layout: {groups: table}
        leadership:
          groups:
            - name: 领导小组
              roles: {组长: 王芳（书记）, 成员: [李明, 物业服务企业]}
              office: 办公室设在居委会。
        """,
        """
        一、组织领导
        领导小组
        小组职务
        姓名
        单位及职务
        组长
        王芳
        书记
        成员
        李明
        成员
        物业服务企业
        办公室设在居委会。
        """,
    ),
}

CASES = {**NUMBERING, **ROLES, **MONTHS, **STAGES, **DUTIES, **GROUPS}


@pytest.mark.parametrize(
    ("yaml", "printed"),
    [
        pytest.param(*case, id=f"{kind}: {name}")
        for kind, cases in (
            ("numbering", NUMBERING), ("roles", ROLES), ("months", MONTHS), ("stages", STAGES),
            ("duties", DUTIES), ("groups", GROUPS),
        )
        for name, case in cases.items()
    ],
)  # fmt: skip
def test_a_plan_prints_these_lines(yaml: str, printed: str) -> None:
    lines = rendered("title: 计划\n" + dedent(yaml)).lines()
    assert [line for text in lines for line in text.split("\n")] == [
        "计划",
        *dedent(printed).strip().split("\n"),
    ]


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        ("一、", "九、 十、 十一、 十二、 十九、 二十、 二十一、 二十二、"),
        ("（一）", "（九） （十） （十一） （十二） （十九） （二十） （二十一） （二十二）"),
        ("1.", "9. 10. 11. 12. 19. 20. 21. 22."),
        ("①", "⑨ ⑩ ⑪ ⑫ ⑲ ⑳ ㉑ ㉒"),
        ("一是", "九是 十是 十一是 十二是 十九是 二十是 二十一是 二十二是"),
        ("a.", "i. j. k. l. s. t. u. v."),
        ("篇1", "篇9 篇10 篇11 篇12 篇19 篇20 篇21 篇22"),
    ],
)
def test_numbers_are_right_past_ten(marker: str, expected: str) -> None:
    items = "".join("\n    - 事" for _ in range(22))
    lines = rendered(f"title: 计划\ntasks:\n  marker: {marker}\n  items:{items}").lines()[2:]
    chosen = (9, 10, 11, 12, 19, 20, 21, 22)
    assert [lines[number - 1] for number in chosen] == [f"{part}事" for part in expected.split()]


def test_the_outline_ends_at_the_fourth_level() -> None:
    document = rendered("""
        title: 计划
        tasks:
          - heading: 甲
            items:
              - heading: 乙。
                text: 文。
                items: [{heading: 丙, items: [{heading: 丁, items: [{heading: 戊, text: 文。}]}]}]
        """)
    assert document.outline() == [
        (0, "计划"),
        (1, "一、工作任务"),
        (2, "（一）甲"),
        (3, "1.乙。"),
        (4, "（1）丙"),
    ]


def test_without_any_duty_the_innermost_tasks_are_the_rows() -> None:
    plan = plan_of(
        "title: 计划\ntasks: [{heading: 甲, items: [乙。, {heading: 丙。, text: 丁。}]}, 戊。]"
    )
    assert [(row.number, row.task) for row in task_rows(plan)] == [
        (1, "乙。"),
        (2, "丙"),
        (3, "戊。"),
    ]
