"""One plan and many rows: what is shared between rows never shows in a document."""

import json
from collections.abc import Mapping as MappingOf
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st

from plangen.dumper import dump
from plangen.figures import Blank
from plangen.formats import FORMATS
from plangen.loader import loads
from plangen.merger import Merged, Merger
from plangen.renderer import render
from plangen.source import Mapping, Node, Scalar, Sequence, read_source, scalars

COLUMNS = "abcd"
Row = dict[str, str | tuple[str, ...]]


def merger(yaml: str, name: str = "plan.yaml") -> Merger:
    return Merger(read_source(name, yaml.encode()))


def cells(row: MappingOf[str, str | tuple[str, ...]]) -> Row:
    """A row as a batch gives it: an empty cell knows its column."""
    return {name: value or Blank(name) for name, value in row.items()}


def in_full(shared: Merger, row: Row) -> Merged:
    """The row without anything that another row left behind."""
    alone = Merger(shared.source, shared.template, shared.layout_of)
    return alone._in_full({**alone.own, **row})


def told(merged: Merged) -> tuple[list[str] | None, list[str]]:
    lines = merged.document.lines() if merged.document else None
    return lines, [str(problem.describe("en")) for problem in merged.problems]


def agree(shared: Merger, row: Row) -> Merged:
    """A row merged, the same as on its own: document, layout, problems and bytes."""
    merged, alone = shared.merge(row), in_full(shared, row)
    assert told(merged) == told(alone), row
    assert merged[:3] == alone[:3], row
    assert shared.problems(row) == alone.problems
    if merged.document is not None and alone.document is not None:
        for to, form in FORMATS.items():
            plain = form.write(alone.document, alone.layout)
            assert form.write(merged.document, merged.layout, merged.shared(to)) == plain
    return merged


def lines(yaml: str, *rows: Row) -> list[list[str] | None]:
    """The lines of each row's document, each checked against the row on its own."""
    shared = merger(yaml)
    found = [agree(shared, cells(row)).document for row in rows]
    return [document.lines() if document else None for document in found]


# Every place of a plan that takes a text. What an empty mapping holds is filled in by a test.

PLACES: dict[str, Any] = {
    "title": "计划",
    "subtitle": "草案",
    "organization": "云溪社区",
    "year": "2027",
    "recipients": ["各网格", "各小区"],
    "preamble": "前言。\n第二段。",
    "goals": [{"text": "目标。", "indicator": {"name": "满意度", "at_least": "90", "unit": "%"}}],
    "tasks": {
        "heading": "重点任务",
        "text": "引言：",
        "items": [
            {
                "heading": "接排。",
                "text": "正文。\n又一段。",
                "lead": ["综治办"],
                "support": "民警",
            },
            {
                "heading": "标题",
                "text": "正文",
                "due": "2027-03",
                "items": ["甲：", {"text": "乙"}],
            },
            "单项。",
            {
                "table": {
                    "caption": "表",
                    "columns": ["名称", "数量"],
                    "rows": [["户数", "12"], ["一个很长的名称在这里", ""]],
                }
            },
        ],
        "closing": "任务完。",
    },
    "schedule": {
        "months": {
            "1-2": "走访。",
            "3": {"text": "检查", "observances": ["宣传日"], "lead": "网格"},
        },
        "stages": [
            {"name": "准备阶段。", "from": "2027-01", "to": "2027-03", "text": "动员。"},
            {"name": "实施", "period": "全年", "items": ["甲", "乙"]},
        ],
    },
    "leadership": {
        "text": ["加强领导。"],
        "groups": [
            {
                "name": "领导小组",
                "text": "成立小组。",
                "roles": {
                    "组长": "王芳（书记）",
                    "副组长": "李明、何敬言",
                    "成员": ["温文澜", {"name": "沈立", "post": "网格长"}, "范知夏（民警）"],
                },
                "office": {"place": "居委会", "director": "李明", "phone": "000-1"},
                "duties": ["统筹。", "督促"],
                "groups": [{"name": "工作组", "roles": {"组员": ["苏云"]}, "office": "设在网格。"}],
            }
        ],
    },
    "sections": [{"heading": "其他", "items": [{"text": "事项", "run_in": "false"}]}, "tasks"],
    "closing": "结束语。",
    "attachments": [
        "清单",
        {"title": "分解表", "tasks": "true"},
        {"title": "附", "text": "附文。", "table": {"columns": ["一"], "rows": [["1"]]}},
    ],
    "signature": {"organization": ["云溪社区居委会", "云溪社区党委"], "date": "2027-01-08"},
    "numbering": ["一、", "（一）", "1."],
    "labels": {"lead": "牵头单位", "support": "配合单位", "due": "时限"},
    "vars": {"d": "无", "e": "{{ 1 + 1 }}"},
    "layout": {
        "draft": "征求意见稿",
        "fonts": {"body": "宋体"},
        "line_pitch": "28",
        "months": "table",
        "stages": "table",
        "groups": "table",
        "red_head": {"name": "云溪文件", "number": "云〔2027〕1号", "signer": "王芳"},
        "imprint": {"copies": ["街道", "民政局。"], "issuer": "居委会", "date": "2027-01-09"},
    },
}
FORMS = (
    "{{ a }}",
    "{{ b }}",
    "{{ c }}",
    "{{ d }}",
    "甲{{ a }}乙",
    "{{ a }}。",
    "{{ a }}：",
    "{{ a }}{{ b }}",
    "{{ a }}、{{ c }}",
    "{{ a }}\n{{ b }}",
    " {{ c }}\r\n",
    "100%{{ a }}%s",
    "&{{ a }}<",
    "{{ a }}（书记）",
    "{{ c }}（{{ a }}）",
    "{% if a %}{{ a }}{% endif %}",
    "{% if b %}乙\n{% endif %}{{ c }}",
    "{% for x in a %}{{ x }}、{% endfor %}",
    "{% for x in c %}{{ x }}\n{% endfor %}",
    "{{ a|default('无') }}",
    "{{ d }}{{ e }}",
)
han = st.text("甲乙丙丁云溪柳岸望山", min_size=1, max_size=6)
# Rows of one kind take their values from one of these: some are alike, and some only nearly.
KINDS: tuple[st.SearchStrategy[str | tuple[str, ...]], ...] = (
    han,
    han,
    st.text("甲乙丙", min_size=2, max_size=3),
    st.text("0123456789", min_size=1, max_size=4),
    st.sampled_from(["甲。", "乙。", "丙丁。", "。", "x。", "甲 。", "_。", "。。"]),
    st.sampled_from(["甲：", "乙：", "：", "甲 ：", "：：", "甲:"]),
    st.sampled_from(
        ["甲、乙", "甲、", "丙、丁", "、", "甲、", "王芳（书记、主任）、李明", "甲；乙;丙"]
    ),
    st.sampled_from(["甲（书记）", "乙（主任）", "（甲）", "丙（", "）", "丁()"]),
    st.sampled_from(["甲\n乙", "丙\n丁", "甲\n", "\n乙", "甲\r乙", "甲\r\n乙。", "甲\n\n乙"]),
    st.sampled_from(['a<b&c>"d"', "x<y&z>'w'", "&amp;", "<br/>", "{{ b }}", "{% x", "%s", "%(a)s"]),
    st.sampled_from(["\t甲", "甲\t乙", "乙\t丙", "\t", " ", "　甲　", "甲\u00a0"]),
    st.sampled_from(["", "", "甲", "乙"]),
    st.sampled_from(["", ("甲", "乙"), ("丙",), ("丁", "云", "溪")]),
    st.sampled_from(["甲" * 200, "乙" * 200, "甲" * 30, "a" * 60]),
    st.sampled_from(["\U000f0000", "甲\U000f0001乙", "\U000f0003" * 3, "甲"]),
    st.sampled_from(
        ["😀", "😀甲", "甲😀😀", "\U0002a6d6乙", "e\u0301", "é", "甲\u200b", "Ａ１", "ab"]
    ),
    st.sampled_from(["2027-01-08", "2027年3月1日", "2028-02-29", "2027-02-30", "全年"]),
    st.sampled_from(["true", "false", "null", "~", "table", "lines", "一、", "1.", "12", "28"]),
    st.sampled_from(["\x07", "\u2028", "甲\ud800", "甲"]),
)


def flow(node: Node) -> str:
    """A node as YAML on one line."""
    if isinstance(node, Scalar):
        empty = node.plain and node.value in {"", "~", "null", "Null", "NULL"}
        return "~" if empty else json.dumps(node.value, ensure_ascii=False)
    if isinstance(node, Sequence):
        return f"[{', '.join(map(flow, node.items))}]"
    pairs = (f"{json.dumps(k.value, ensure_ascii=False)}: {flow(v)}" for k, v in node.entries)
    return f"{{{', '.join(pairs)}}}"


Forms = MappingOf[int, tuple[str, int]]


def with_forms(node: Node, forms: Forms) -> Node:
    """A plan with texts of variables at some places, alone or before or after what stands there."""
    numbers = iter(range(1_000_000))

    def changed(node: Node) -> Node:
        if isinstance(node, Sequence):
            return node._replace(items=tuple(map(changed, node.items)))
        if isinstance(node, Mapping):
            entries = [(k, v if k.value == "vars" else changed(v)) for k, v in node.entries]
            return node._replace(entries=tuple(entries))
        form, kept = forms.get(next(numbers), ("", 0))
        if not form:
            return node
        text = ("", node.value, "")[kept] + form + ("", "", node.value)[kept]
        return Scalar(text, 0, 0, plain=False)

    return changed(node)


def texts_in(node: Mapping) -> int:
    return sum(1 for k, v in node.entries if k.value != "vars" for _ in scalars(v))


@st.composite
def plans_with_forms(draw: st.DrawFn, data: bytes) -> str:
    root = read_source("plan.yaml", data).root
    places = st.integers(0, texts_in(root) - 1)
    form = st.tuples(st.sampled_from(FORMS), st.sampled_from([0, 0, 1, 2]))
    return flow(with_forms(root, draw(st.dictionaries(places, form, min_size=1, max_size=8))))


@st.composite
def rosters(draw: st.DrawFn) -> list[Row]:
    """Rows of a few kinds, mixed: rows of a kind are often alike enough to share a stencil."""
    kinds = draw(st.lists(st.tuples(*[st.sampled_from(KINDS)] * len(COLUMNS)), max_size=2))
    kinds.append((han,) * len(COLUMNS))
    chosen = draw(st.lists(st.sampled_from(kinds), min_size=3, max_size=9))
    return [dict(zip(COLUMNS, map(draw, kind), strict=True)) for kind in chosen]


def same_as_a_single_run(yaml: str, row: Row, merged: Merged) -> None:
    """`plangen render --set` makes the same document, where no cell is empty."""
    loaded = loads(yaml.encode(), variables=row)
    assert (loaded.plan is None) == (merged.document is None), row
    if loaded.plan is not None:
        assert render(loaded.plan) == merged.document, row


def check_all(yaml: str, rows: list[Row]) -> int:
    """All rows on one merger; how many of them came from a stencil."""
    shared = merger(yaml)
    found = []
    for row in rows:
        merged = agree(shared, cells(row))
        found.append(merged)
        if all(row.values()):
            same_as_a_single_run(yaml, row, merged)
    return sum(merged.stencil is not None for merged in found)


@given(st.data())
@settings(max_examples=30)
def test_rows_of_a_plan_with_everything_are_as_on_their_own(data: st.DataObject) -> None:
    every = json.dumps(PLACES, ensure_ascii=False).encode()
    check_all(data.draw(plans_with_forms(every)), data.draw(rosters()))


@given(strategies.plans, st.data())
@settings(max_examples=30)
def test_rows_of_any_plan_are_as_on_their_own(plan: Any, data: st.DataObject) -> None:  # noqa: ANN401
    check_all(data.draw(plans_with_forms(dump(plan).encode())), data.draw(rosters()))


def test_every_place_is_filled_in_and_shared() -> None:
    """The law above would hold of a merger that never shares: this one does, wherever it can."""
    root = read_source("plan.yaml", json.dumps(PLACES, ensure_ascii=False).encode()).root
    rows = [dict.fromkeys(COLUMNS, text) for text in ("云溪", "柳岸", "望山")]

    def is_shared(at: int) -> bool:
        mine = merger(flow(with_forms(root, {at: ("{{ a }}", 1)})))
        *_, last = [mine.merge(row) for row in rows]
        assert last[:3] == in_full(mine, rows[-1])[:3]
        return last.stencil is not None

    shared = list(filter(is_shared, range(texts_in(root))))
    assert len(shared) > 0.7 * texts_in(root)
    everywhere: Forms = dict.fromkeys(shared, ("{{ a }}", 1))
    assert check_all(flow(with_forms(root, everywhere)), [*rows, *rows]) == 2 * len(rows) - 1


MARKS = (
    "甲", "乙丙", "x", "_", "é", "Ａ", "ab", "。", "：", "甲。", "x.", "甲。。", "乙 。", "乙：", " ：", "：：",
    "甲　", "（", "）", "（甲）", "甲（乙）", "乙（书记）", "（书记）", "王（）", "甲）（", "《甲》", "——", "甲——",
    "1.", "王芳芳", "甲乙丙丁戊", "甲\n乙", "", "甲、乙", "、", "1",
)  # fmt: skip
LOOKED_AT = (
    'recipients: ["{{ a }}", "{{ b }}"]',
    'layout: {red_head: {name: "{{ a }}"}, imprint: {copies: ["{{ a }}", "{{ b }}"]}}',
    'signature: {organization: ["{{ a }}", "{{ b }}"], date: 2027-01-02}',
    (
        'tasks: [{heading: "{{ a }}", text: "{{ b }}", lead: "{{ a }}"}]\n'
        'attachments: [{title: "{{ b }}", tasks: true}]'
    ),
    'tasks: [{text: "{{ a }}", lead: "{{ b }}", items: ["{{ b }}"]}]',
    (
        'schedule: {stages: [{name: "{{ a }}", text: "{{ b }}", from: 2027-01}]}\n'
        "layout: {stages: table}"
    ),
    'leadership: {groups: [{name: 组, roles: {组长: "{{ a }}、{{ b }}", 成员: ["{{ a }}", "{{ b }}"]}}]}',
    (
        'leadership: {groups: [{name: "{{ a }}", roles: {组长: "{{ b }}（{{ a }}）"}}]}\n'
        "layout: {groups: table}"
    ),
    'goals: [{table: {columns: ["{{ a }}", 数], rows: [["{{ b }}", "1"]]}}]',
    'preamble: ["{{ a }}", "{{ b }}"]\ngoals: ["{{ b }}", {text: "{{ a }}", closing: "{{ b }}"}]',
)


@pytest.mark.parametrize("places", LOOKED_AT)
def test_all_that_reading_looks_at_tells_rows_apart(
    places: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every pair of texts where the end, the width or the length of one counts."""
    monkeypatch.setattr("plangen.merger._TRIAL", 10**9)
    monkeypatch.setattr("plangen.merger._MOST_STENCILS", 10**9)
    shared = merger("title: 计划\n" + places)
    stencils = 0
    pairs = [*product(MARKS, MARKS)][::3]
    for a, b in (*pairs, ("云", "溪"), ("望山", "柳")):
        row = cells({"a": a, "b": b})
        merged, alone = shared.merge(row), shared._in_full(row)
        assert told(merged) == told(alone), row
        assert merged[:3] == alone[:3], row
        stencils += merged.stencil is not None
    assert stencils > 10


# Cases of their own.


def test_a_line_that_one_row_lacks_is_not_anothers() -> None:
    plan = """
        title: "{{ a }}"
        preamble: "{% if b %}{{ b }}{% endif %}"
        tasks: ["{{ c }}"]
    """
    without, with_ = {"a": "甲", "b": "", "c": "丙"}, {"a": "丁", "b": "乙", "c": "戊"}
    short, long = ["甲", "一、工作任务", "（一）丙"], ["丁", "乙", "一、工作任务", "（一）戊"]
    assert lines(plan, without, without, with_, without) == [short, short, long, short]
    assert lines(plan, with_, with_, without, with_) == [long, long, short, long]


def test_lines_that_vanish_and_lines_that_come() -> None:
    plan = """
        title: 计划
        tasks: ["{% if a %}{% for x in a %}{{ x }}\\n{% endfor %}{% endif %}", "{% if b %}乙\\n{% endif %}{{ c }}"]
    """
    rows: list[Row] = [
        {"a": a, "b": b, "c": c}
        for a, b, c in product(["", "甲", "甲；乙", ("丙", "丁", "戊")], ["", "是"], ["己", "庚"])
    ] * 2
    for row, found in zip(rows, lines(plan, *rows), strict=True):
        assert found is not None
        parts = list(row["a"]) if isinstance(row["a"], tuple) else row["a"].split("；")
        texts = [*filter(None, parts), *["乙"] * bool(row["b"]), str(row["c"])]
        assert [line.rpartition("）")[2] for line in found[2:]] == texts


@pytest.mark.parametrize("mark", ["\n", "\r", "\r\n"])
def test_a_line_break_in_a_narrow_cell_is_refused_in_every_row(mark: str) -> None:
    plan = 'title: 计划\ngoals: [{table: {columns: [名], rows: [["{{ a }}"]]}}]\n'
    found = lines(plan, {"a": "甲"}, {"a": "乙"}, {"a": f"丙{mark}丁"}, {"a": "戊"})
    assert found[2] is None
    assert found[3] == ["计划", "一、工作目标", "名", "戊"]


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_variables_of_the_plan_cannot_use_columns_in_any_row(rows: int) -> None:
    plan = 'title: 计划\nvars: {b: "{{ a }}社区", c: "{{ 1 + 1 }}"}\npreamble: "{{ b }}{{ c }}"\n'
    assert lines(plan, *[{"a": name} for name in "甲乙丙"[:rows]]) == [None] * rows


def test_a_layout_file_with_private_signs_is_no_stencil(tmp_path: Path) -> None:
    (tmp_path / "office.yaml").write_text("red_head: {name: 甲\U000f00ff}\n", encoding="utf-8")
    plan = 'title: 计划\nlayout: office.yaml\npreamble: "{{ a }}"\n'
    shared = merger(plan, str(tmp_path / "plan.yaml"))
    for name in "甲乙丙丁":
        assert agree(shared, {"a": name}).stencil is None


def test_private_signs_in_the_plan_or_a_row_are_texts() -> None:
    for sign in ("\U000f0000", "\U000ffffd", "\U0010fffd", "\ue000"):
        found = lines('title: 计划\npreamble: "{{ a }}"\n', *({"a": t + sign} for t in "甲乙丙甲"))
        assert found == [["计划", text + sign] for text in "甲乙丙甲"]
        found = lines('title: 计划\ntasks: [{text: 甲, due: "{{ a }}"}]\n', *[{"a": sign * 9}] * 3)
        assert [text[-1] for text in found if text] == [f"（一）甲（完成时限：{sign * 9}）"] * 3
        plan = f'title: 计划{sign}\npreamble: "{{{{ a }}}}"\n'
        assert lines(plan, *({"a": text} for text in "甲乙")) == [
            [f"计划{sign}", t] for t in "甲乙"
        ]


def test_the_first_row_may_be_the_odd_one() -> None:
    plan = 'title: "{{ a }}"\nyear: "{{ b }}"\n'
    good: Row = {"a": "甲", "b": "2027"}
    odd: list[Row] = [
        {"a": "", "b": "2027"},
        {"a": "甲", "b": "二七"},
        {"a": "甲"},
        {"a": "\x07", "b": "2027"},
    ]
    for first in odd:
        assert lines(plan, first, first, good, good, first, good) == [
            None, None, ["甲"], ["甲"], None, ["甲"],
        ]  # fmt: skip


def test_problems_are_those_of_the_row() -> None:
    """A warning that only some rows have is not lost with a stencil, nor given to all."""
    shared = merger('title: 计划\npreamble: "{{ a }}"\nyear: "{{ b }}"\n')
    assert shared.problems({"a": "甲", "b": "2027"}) == ()
    assert shared.problems({"a": "乙", "b": "2027"}) == ()
    assert [p.rule for p in shared.problems({"a": "丙", "b": "二"})] == ["year"]
    assert [p.rule for p in shared.problems({"a": "丙"})] == ["undefined-variable"]
    assert shared.problems({"a": "丁", "b": "2027"}) == ()


def test_more_kinds_of_rows_than_stencils(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stencils come and go; identities of blocks that are gone mean nothing to the writers."""
    monkeypatch.setattr("plangen.merger._MOST_STENCILS", 3)
    monkeypatch.setattr("plangen.merger._TRIAL", 10**9)
    shared = merger(
        'title: 计划\ntasks: ["{{ a }}", 常。, {table: {columns: [名], rows: [[常], ["{{ a }}"]]}}]\n'
    )
    ends = ["。", "；", "！", "？", "…", "》"]
    stencils = 0
    for turn in range(4):
        for end in ends:
            for name in ("甲", "乙", "丙"):
                stencils += agree(shared, {"a": f"{name * (turn + 1)}{end}"}).stencil is not None
    assert stencils > 20
    assert len(shared.stencils) <= 3


def test_stencils_that_do_not_pay_are_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plangen.merger._TRIAL", 5)
    shared = merger('title: 计划\nyear: "{{ b }}"\npreamble: "{{ a }}"\n')
    for year in range(1950, 1980):
        agree(shared, {"a": "甲", "b": str(year)})
    assert shared.drawn == 5
    for name in "乙丙丁":
        assert agree(shared, {"a": name, "b": "1952"}).stencil is not None


def test_a_template_of_ones_own_sees_every_row(tmp_path: Path) -> None:
    """It may look at what it likes: nothing is shared."""
    template = tmp_path / "plan.html"
    template.write_text(
        "<h1>{{ plan.title }}</h1><p>{% if plan.preamble[0] == '甲' %}一{% else %}二{% endif %}</p>",
        encoding="utf-8",
    )
    source = read_source("plan.yaml", 'title: 计划\npreamble: "{{ a }}"\n'.encode())
    shared = Merger(source, str(template))
    for name, line in zip("乙乙甲乙甲", "二二一二一", strict=True):
        merged = agree(shared, {"a": name})
        assert merged.document is not None
        assert merged.document.lines() == ["计划", line]
        assert merged.shared("docx") is None


def test_own_values_stand_for_columns_that_there_are_not() -> None:
    plan = 'title: 计划\nvars: {a: 甲, b: [], c: ""}\npreamble: "{{ a }}{{ b }}{{ c }}。"\n'
    rows: list[Row] = [{}, {"a": "乙"}, {"b": ("丙", "丁")}, {"c": "戊"}, {"a": ""}, {}]
    texts = ("甲。", "乙。", "甲丙、丁。", "甲戊。")
    assert lines(plan, *rows) == [*(["计划", text] for text in texts), None, ["计划", "甲。"]]


def test_values_are_filled_in_once() -> None:
    """What a cell says is never a text of the plan's own."""
    plan = 'title: 计划\npreamble: "{{ a }}%(b)s{{ b }}"\n'
    rows: list[Row] = [
        {"a": a, "b": "乙"} for a in ("{{ b }}", "%(b)s", "{% raw %}", "{#", "%", "%%")
    ]
    assert lines(plan, *rows, *rows) == [["计划", f"{row['a']}%(b)s乙"] for row in rows] * 2


def test_a_problem_knows_the_variables_of_its_text() -> None:
    shared = merger(
        "title: 计划\ntasks:\n- text: |\n    甲。\n    {{ b }}和{{ a }}。\n- '{{ a|chinese }}'\n"
    )
    row = cells({"a": "x", "b": ""})
    found = {p.rule: (p.line, shared.variables_at(p)) for p in shared.merge(row).problems}
    assert found == {"empty-cell": (5, ("b", "a")), "variable": (6, ("a",))}


@pytest.mark.parametrize("count", [3, 400])
def test_long_rosters_and_long_texts(count: int) -> None:
    shared = merger('title: "{{ a }}"\ntasks: ["{{ b }}有{{ c }}户。"]\n')
    for number in range(count):
        row = {"a": f"{number}号", "b": "长" * (number * 7 % 5000 + 1), "c": str(number)}
        merged = shared.merge(row)
        assert merged.document is not None
        assert merged.document.lines()[-1] == f"（一）{row['b']}有{number}户。"
