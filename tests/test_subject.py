"""A plan as rules see it: nothing is missing, and every text has its place."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from helpers import EXAMPLES
from hypothesis import given, settings
from strategies import plans

import plangen
from plangen import model
from plangen.dates import Date, Months, parse_date
from plangen.layout import Layout
from plangen.loader import Loaded, examine, loads
from plangen.subject import Kind, Subject, Text

# What is no text of the document, or stands in none as it is.
SETTINGS = {
    "marker", "month_marker", "stage_marker", "numbering", "variables", "preset", "fonts", "mark",
    "page_numbers", "line_pitch", "role", "months", "stages", "groups", "year",
}  # fmt: skip
# Texts of these kinds stand elsewhere in a file than on the page.
ELSEWHERE: set[Kind] = {"date", "period", "label", "layout", "observance"}
PLANS = [*sorted(EXAMPLES.glob("[!.]*.yaml")), EXAMPLES / "office" / "plan.yaml"]


def subject_of(yaml: str, encoding: str = "utf-8", ends: str = "\n", **given_: str) -> Subject:
    data = dedent(yaml).replace("\n", ends).encode(encoding)
    loaded = loads(data, "plan.yaml", given_)
    assert loaded.plan is not None, loaded.problems
    return Subject(loaded)


def strings(value: object) -> Iterator[str]:
    """Every text of a plan, line by line."""
    if isinstance(value, str):
        yield from filter(None, value.split("\n"))
    elif isinstance(value, Date | Months):
        return
    elif isinstance(value, model.Plan | model.Item) or hasattr(value, "_fields"):
        for name, part in zip(value._fields, value, strict=True):
            if name not in SETTINGS or (not isinstance(part, str | float) and _holds_items(part)):
                yield from strings(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from strings(part)


def _holds_items(part: object) -> bool:
    return isinstance(part, tuple) and any(hasattr(entry, "_fields") for entry in part)


def wanted(plan: model.Plan) -> Counter[str]:
    labels = [now for now, usual in zip(plan.labels, model.Labels(), strict=True) if now != usual]
    imprint = plan.layout.imprint
    dates = [imprint.date] if imprint and parse_date(imprint.date) else []
    found = Counter([*strings(plan._replace(labels=model.Labels("", "", ""))), *labels])
    return found - Counter(dates)


def check_places(subject: Subject) -> None:
    for text in subject.texts:
        assert 1 <= text.line <= len(subject.lines), text
        line = subject.lines[text.line - 1]
        assert 1 <= text.column <= len(line), text
        if text.typed:
            assert line.startswith(text.value, text.column - 1), text
        assert -1 <= text.entry < len(subject.entries)


def in_file_order(texts: list[Text]) -> bool:
    places = [(text.line, text.column) for text in texts if text.kind not in ELSEWHERE]
    return places == sorted(places)


def places(subject: Subject, *kinds: Kind) -> list[tuple[str, int, int, bool]]:
    return [
        (text.value, text.line, text.column, text.typed)
        for text in subject.texts
        if not kinds or text.kind in kinds
    ]


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_every_text_of_an_example_has_its_place(path: Path) -> None:
    loaded = examine(path)
    assert loaded.plan is not None
    subject = Subject(loaded)
    check_places(subject)
    found = Counter(text.value for text in subject.texts if text.kind != "label")
    assert found == wanted(loaded.plan._replace(labels=model.Labels(), layout=Layout())) + Counter(
        text.value for text in subject.texts if text.kind == "layout"
    )
    unsure = [text for text in subject.texts if not text.typed and text.kind != "member"]
    assert loaded.source is not None
    assert not unsure or "{{" in loaded.source.text


@given(plans)
@settings(max_examples=60)
def test_every_text_of_any_plan_is_there_once(plan: model.Plan) -> None:
    loaded: Loaded = loads(plangen.dump(plan).encode())
    assert loaded.plan == plan
    subject = Subject(loaded)
    check_places(subject)
    assert Counter(text.value for text in subject.texts) == wanted(plan)
    assert in_file_order(subject.texts)


@given(plans)
@settings(max_examples=30)
def test_entries_are_the_tree_of_items(plan: model.Plan) -> None:
    loaded = loads(plangen.dump(plan).encode())
    subject = Subject(loaded)
    contents = [a.content for a in plan.attachments if a.content]
    assert [e.item for e in subject.entries if e.parent < 0] == [*plan.sections, *contents]
    for number, entry in enumerate(subject.entries):
        assert entry.line > 0
        assert (entry.depth == 0) == (entry.parent < 0)
        if entry.parent >= 0:
            above = subject.entries[entry.parent]
            assert entry.parent < number
            assert entry.depth == above.depth + 1
            assert entry.role == (above.role if entry.item.role == "other" else entry.item.role)
            assert entry.item in _below(above.item)
        assert sorted(subject.children.get(number, [])) == [
            at for at, below in enumerate(subject.entries) if below.parent == number
        ]
    for number, texts in subject.texts_by_entry.items():
        if number >= 0:
            own = subject.entries[number]
            item = own.item._replace(items=(), months=(), stages=())
            time = own.stage._replace(content=item) if own.stage else item
            days = own.month.observances if own.month else ()
            assert Counter(t.value for t in texts) == Counter([*strings(time), *strings(days)])


def _below(item: model.Item) -> list[model.Item]:
    return [*item.items, *(m.content for m in item.months), *(s.content for s in item.stages)]


PLACES = """\
    title: 计划  # 说明
    recipients: [甲办, "乙办", '丙办']
    preamble: |
      第一段。

        第二段。
    goals:
    - 一、甲。
    -   '乙。'
    tasks:
    - {heading: 丙。, text: [丁。, 戊。], lead: 办公室}
    closing: >
      折起的
      文字。

      一行。
    """


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_places_in_every_encoding(encoding: str, ends: str) -> None:
    subject = subject_of(PLACES, encoding, ends)
    assert places(subject) == [
        ("计划", 1, 8, True),
        ("甲办", 2, 14, True),
        ("乙办", 2, 19, True),
        ("丙办", 2, 25, True),
        ("第一段。", 4, 3, True),
        ("第二段。", 6, 5, True),
        ("一、甲。", 8, 3, True),
        ("乙。", 9, 6, True),
        ("丙。", 11, 13, True),
        ("丁。", 11, 24, True),
        ("戊。", 11, 28, True),
        ("办公室", 11, 39, True),
        ("折起的 文字。", 13, 3, False),
        ("一行。", 16, 3, True),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲 乙", [("甲 乙", 2, 12, True)]),
        ("'it''s'", [("it's", 2, 12, False)]),
        ("'他说''好'''", [("他说'好'", 2, 12, False)]),
        ("'好'''", [("好'", 2, 12, False)]),
        ('"好\\"', None),
        ('"甲\\"乙"', [('甲"乙', 2, 12, False)]),
        ('"甲\\\\"', [("甲\\", 2, 12, False)]),
        ('"甲\\u4e59"', [("甲乙", 2, 12, False)]),
        ('"甲"  # 乙', [("甲", 2, 13, True)]),
        ('"  甲 "', [("甲", 2, 15, True)]),
        ("'　甲'", [("甲", 2, 14, True)]),
        ('"甲\\n乙"', [("甲", 2, 12, False), ("乙", 2, 12, False)]),
        ("第一行\n  第二行", [("第一行第二行", 2, 12, False)]),
        ("'第一行\n\n  第二行'", [("第一行", 2, 12, False), ("第二行", 2, 12, False)]),
        ("|\n  甲", [("甲", 3, 3, True)]),
        ("|-\n\n  甲\n\n  甲\n", [("甲", 4, 3, True), ("甲", 6, 3, True)]),
        ("|2\n    甲\n  乙", [("甲", 3, 5, True), ("乙", 4, 3, True)]),
        ("|  # 说明\n  甲  # 不是说明", [("甲  # 不是说明", 3, 3, True)]),
        (">\n  a\n  b\n\n  a b\n", [("a b", 3, 3, False), ("a b", 6, 3, True)]),
        (">\n  甲\n    乙\n  丙\n", [("甲", 3, 3, True), ("乙", 4, 5, True), ("丙", 5, 3, True)]),
        ("[甲, |]", None),
        ("[甲, '乙', \"丙\"]", [("甲", 2, 13, True), ("乙", 2, 17, True), ("丙", 2, 22, True)]),
        ("'{{ 户数 }}户'", [("9户", 2, 12, False)]),
        ("[甲, '{{ 多 }}', 乙]", [("甲", 2, 13, True), ("9", 2, 16, False), ("乙", 2, 27, True)]),
        ("['{% for x in 各 %}{{ x }}\n\n{% endfor %}', 乙]", None),
        (
            "\n- |\n  {% if 多 %}\n  甲。\n  {% endif %}\n- 乙",
            [("甲。", 5, 3, True), ("乙", 7, 3, True)],
        ),
    ],
)
def test_places_of_texts(text: str, found: list[tuple[str, int, int, bool]] | None) -> None:
    data = f"title: 计划\npreamble:  {text}\nvars: {{户数: 9, 多: 9, 各: [1, 2]}}\n".encode()
    loaded = loads(data)
    if found is None:
        return
    assert loaded.plan is not None, loaded.problems
    shown = places(Subject(loaded), "text")
    assert [(*place[:2], place[2] if place[3] else 0) for place in shown] == [
        (value, line, column if typed else 0) for value, line, column, typed in found
    ]
    assert [place[3] for place in shown] == [typed for *_, typed in found]


def test_people_stand_where_they_are_named() -> None:
    subject = subject_of(
        """\
        title: 计划
        leadership:
          groups:
          - name: 领导小组
            roles:
              组长: 王芳（书记、主任）、李明、王芳
              成员: [赵强, {name: 钱进, post: 网格员}, {name: 孙立}]
              "联络员": '周全'
            office: {phone: 12345678, place: 社区办公室, director: 李明}
            groups:
            - {roles: {组员: }, office: 设在甲处。}
        """
    )
    assert places(subject, "member", "post", "office", "group") == [
        ("领导小组", 4, 11, True),
        ("组长", 6, 7, True),
        ("王芳（书记、主任）", 6, 11, True),
        ("李明", 6, 21, True),
        ("王芳", 6, 24, True),
        ("成员", 7, 7, True),
        ("赵强", 7, 12, True),
        ("钱进（网格员）", 7, 23, False),
        ("孙立", 7, 46, True),
        ("联络员", 8, 8, True),
        ("周全", 8, 15, True),
        ("12345678", 9, 21, True),
        ("社区办公室", 9, 38, True),
        ("李明", 9, 55, True),
        ("组员", 11, 16, True),
        ("设在甲处。", 11, 31, True),
    ]


def test_a_list_of_people_from_a_variable() -> None:
    subject = subject_of(
        """\
        title: 计划
        leadership: {groups: [{roles: {成员: "{{ 人 }}", 组员: "{{ 人 }}、王芳"}}]}
        """,
        人="甲一、乙二",
    )
    assert places(subject, "member") == [
        ("甲一", 2, 37, False),
        ("乙二", 2, 37, False),
        ("甲一", 2, 52, False),
        ("乙二", 2, 52, False),
        ("王芳", 2, 52, False),
    ]


def test_texts_belong_to_their_entry() -> None:
    subject = subject_of(
        """\
        title: 计划
        schedule:
          months:
          - {month: 1, observances: [甲日], items: [子。, {text: 丑。, items: [寅。]}]}
          stages:
          - {name: 启动, period: 年初, items: [卯。]}
          - {name: 总结, from: 年中, to: 年末, text: 辰。}
        tasks:
        - {heading: 戊。, table: {columns: [栏, 目], rows: [[1, ""], ["", 2], [~, 3]]}, items: [己。]}
        attachments: [附一, {title: 附二, text: 庚。}]
        """
    )
    entries = subject.entries
    found = {
        text.value: entries[text.entry].item.heading or entries[text.entry].item.text
        for text in subject.texts
        if text.entry >= 0
    }
    assert found["年初"] == "启动"
    assert found["年中"] == found["年末"] == "总结"
    assert found["栏"] == found["3"] == "戊。"
    assert found["庚。"] == ("庚。",)
    month = next(number for number, entry in enumerate(entries) if entry.month)
    assert [t.value for t in subject.texts_by_entry[month]] == ["甲日"]
    assert {entry.role for entry in entries if entry.depth == 0} == {"tasks", "schedule", "other"}
    assert [t.value for t in subject.texts if t.kind == "cell" and t.typed] == [
        "栏", "目", "1", "2", "3",
    ]  # fmt: skip


def test_places_of_keys() -> None:
    subject = subject_of(
        """\
        标题: 计划
        year: 2027
        goals:
        - {heading: 甲。, 指标: {名称: 率, at_least: 9}}
        """
    )
    assert subject.place_of("title") == (1, 1)
    assert subject.place_of("year") == (2, 1)
    assert subject.place_of("signature") == (1, 1)
    item = subject.entries[-1].item
    assert subject.place_in(item, "item", "indicator") == (4, 17)
    assert subject.place_in(item, "item", "due") == (4, 3)
    assert places(subject, "indicator", "number") == [("率", 4, 26, True), ("9", 4, 39, True)]


def test_a_hit_is_where_it_stands() -> None:
    subject = subject_of("title: 计划\ngoals: ['it''s xx', ab xx cd, 甲]\n")
    hits = list(subject.find(re.compile("xx"), frozenset("x")))
    assert [(hit.text.value, hit.column, hit.start, hit.end) for hit in hits] == [
        ("it's xx", 9, 5, 7),
        ("ab xx cd", 24, 3, 5),
    ]
    assert not list(subject.find(re.compile("xx"), frozenset("y")))
    assert [hit.match[0] for hit in subject.find(re.compile(r"甲|(?<=\n)ab"))] == ["ab", "甲"]
