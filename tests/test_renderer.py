"""Templates of one's own: what they may change, and where their faults are said to be."""

from pathlib import Path

import pytest
from helpers import plan_of

from plangen.document import Heading, Paragraph, Run
from plangen.problems import PlanError, UsageError
from plangen.renderer import render, templates_folder

PLAN = plan_of("""
    title: 计划
    organization: 云溪社区居委会
    goals: [甲。]
    tasks: [乙。]
    signature: {date: 2027-01-08}
""")
EXTENDS = '{% extends "plangen/plan.html" %}\n'
LINES = ["计划", "一、工作目标", "（一）甲。", "二、工作任务", "（一）乙。", "2027年1月8日"]


def write(folder: Path, **files: str) -> Path:
    """Files by name, `__` for a slash; the template is `own.html`."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".html")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
    return folder / "own.html"


def test_the_built_in_template_is_the_default() -> None:
    document = render(PLAN)
    assert document.lines() == LINES
    assert document[1:] == ("计划", "云溪社区居委会", "2027-01-08")


def test_a_file_overrides_one_block(tmp_path: Path) -> None:
    own = write(
        tmp_path, own=EXTENDS + "{% block title %}<h1>{{ plan.title }}！</h1>{% endblock %}"
    )
    assert render(PLAN, own).lines() == ["计划！", *LINES[1:]]
    assert render(PLAN, str(own)) == render(PLAN, own)


def test_a_folder_overrides_one_block_with_its_own_parts(tmp_path: Path) -> None:
    write(
        tmp_path,
        plan=EXTENDS + '{% block closing %}{{ super() }}{% include "sub/end.html" %}{% endblock %}',
        sub__end='{% import "words.html" as words %}<p>{{ words.thanks(plan.year or "本年") }}</p>',
        words="{% macro thanks(year) %}感谢{{ year }}。{% endmacro %}",
    )
    assert render(PLAN, tmp_path).lines() == [*LINES[:-1], "感谢本年。", LINES[-1]]


def test_the_headings_of_the_built_in_template_can_be_changed(tmp_path: Path) -> None:
    own = EXTENDS + '{% set titles = {"goals": "总体目标"} %}'
    assert render(PLAN, write(tmp_path, own=own)).lines() == ["计划", "一、总体目标", *LINES[2:]]


def test_a_template_can_do_without_the_built_in_one(tmp_path: Path) -> None:
    own = """
    <h1>{{ plan.title }}</h1>
    {% for part in outline(plan, {"goals": "目标"}) %}
    <p class="own">{% for line in part.lines %}{{ line.label }}{{ line.heading }}{{ line.text }};
      {% endfor %}</p>
    {% endfor %}
    """
    assert render(PLAN, write(tmp_path, own=own)).sections == (
        (
            Heading(0, (Run("计划"),)),
            Paragraph((Run("一、目标;（一）甲。;"),), "own"),
            Paragraph((Run("二、工作任务;（一）乙。;"),), "own"),
        ),
    )


def test_texts_of_the_plan_are_escaped(tmp_path: Path) -> None:
    plan = plan_of('title: 计划\npreamble: "A&B <b>甲</b> “&lt;” {x} 5*3*2"')
    own = write(tmp_path, own="{% for text in plan.preamble %}<p>{{ text }}</p>{% endfor %}")
    for template in (None, own):
        assert render(plan, template).lines()[-1] == "A&B <b>甲</b> “&lt;” {x} 5*3*2"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_any_editor_will_do(tmp_path: Path, ending: str, mark: str) -> None:
    own = mark + EXTENDS + "{% block closing %}\n<p>甲\n  乙</p>\n{% endblock %}\n"
    lines = render(PLAN, write(tmp_path, own=own.replace("\n", ending))).lines()
    assert lines == [*LINES[:-1], "甲乙", LINES[-1]]


def closing(*lines: str) -> dict[str, str]:
    """A template that overrides the block of the closing: the first of the lines is its third."""
    return {"own": "\n".join((EXTENDS + "{% block closing %}", *lines, "{% endblock %}\n"))}


def macro(line: str, before: str = "", after: str = "") -> str:
    """A macro whose fourth line is the given one."""
    return f"{before}{{% macro shown(text) %}}\n<p>\n{{{{ text }}}}\n{line}\n</p>{{% endmacro %}}{after}"


CALL = "\n{{ shown('甲') }}"
# The files, which of them is at fault, its line, and words of the message.
FAULTS: dict[str, tuple[dict[str, str], str, int, str]] = {
    "an undefined name": (closing("<p>甲</p>", "<p>{{ nothing }}</p>"), "own", 4, "nothing"),
    "an undefined attribute": (closing("<p>", "{{ plan.motto }}", "</p>"), "own", 4, "motto"),
    "an undefined name in a condition": (closing("", "{% if nothing %}{% endif %}"), "own", 4, "nothing"),
    "an unknown element": (closing("<p>甲<br>乙", "丙</p>", "<b>丁</b>"), "own", 5, "<b>"),
    "an unknown element after many breaks": (
        closing(*["<p>甲<br>乙<br>丙</p>"] * 30, "<b>丁</b>"), "own", 33, "<b>",
    ),
    "an unknown element after values": (
        closing("<p>{{ plan.title * 50 }}</p>", "<p>{{ plan.organization }}</p>", "<b>丁</b>"), "own", 5, "<b>",
    ),
    "an unknown element in a line of its own": (closing("<p>", "甲", "<b>乙</b>", "</p>"), "own", 5, "<b>"),
    "wrong nesting": (closing("<ul>", "<p>甲</p>", "</ul>"), "own", 4, "<p> cannot stand in <ul>"),
    "wrong nesting in a loop": (
        closing("{% for at in range(3) %}", "<p>甲</p>", "{% if at == 2 %}", "<li>乙</li>",
                "{% endif %}", "{% endfor %}"),
        "own", 6, "<li> cannot stand in",
    ),
    "an element that is not closed": (closing("<p>甲", "<strong>乙", "</p>"), "own", 4, "<strong> is not closed"),
    "an element that is closed twice": (closing("<p>甲", "</p>", "</p>"), "own", 5, "</p>"),
    "a text outside a paragraph": (closing("<p>甲</p>", "", "乙"), "own", 5, "“乙”"),
    "a value outside a paragraph": (closing("<p>甲</p>", "", "{{ plan.title }}"), "own", 5, "“计划”"),
    "an ampersand": (closing("<p>", "甲", "乙 & 丙</p>"), "own", 5, "&amp;"),
    "an entity": (closing("<p>甲</p>", "<p>乙&nbsp;丙</p>"), "own", 4, "&nbsp;"),
    "an unknown attribute": (closing("<p>甲</p>", '<p id="x">', "乙</p>"), "own", 4, "id"),
    "an attribute's value": (
        closing('<table data-widths="x">', "<thead><tr><th>甲</th></tr></thead>", "</table>"),
        "own", 3, "data-widths",
    ),
    "a class of two words": (closing("<p>甲</p>", '<p class="a b">', "乙</p>"), "own", 4, "“a b”"),
    "rows of two lengths": (
        closing("<p>甲</p>", "<table>", "<thead><tr><th>甲</th></tr></thead>",
                "<tbody><tr></tr></tbody>", "</table>"),
        "own", 4, "differ in length",
    ),
    "markup that a value brings in": (
        closing("<p>甲", "乙", '{{ "<b>"|safe }}', "</p>"), "own", 5, "<b>",
    ),
    "a syntax error": (closing("<p>甲</p>", "<p>{{ plan.title </p>"), "own", 4, "unexpected"),
    "an unknown tag": (closing("", "{% fro x in y %}"), "own", 4, "fro"),
    "an unknown filter": (closing("", "", "<p>{{ plan.title|big }}</p>"), "own", 5, "big"),
    "a block without its end": ({"own": EXTENDS + "\n{% block closing %}\n<p>甲</p>"}, "own", 3, "endblock"),
    "a division by zero": (closing("<p>甲</p>", "<p>{{ 1 / 0 }}</p>"), "own", 4, "division by zero"),
    "a wrong call": (closing("<p>", "{{ outline(3, 4, 5, 6) }}", "</p>"), "own", 4, "argument"),
    "what the sandbox refuses": (closing("<p>", "{{ plan.__class__ }}", "</p>"), "own", 4, "__class__"),
    "a parent that is not there": ({"own": '\n{% extends "none.html" %}'}, "own", 2, "none.html"),
    "a part that is not there": (closing("", '{% include "none.html" %}'), "own", 4, "none.html"),
    "within a macro": (
        {"own": macro("{{ text.motto }}", after=CALL)}, "own", 4, "motto",
    ),
    "an element of a macro": (
        {"own": macro("<b>乙</b>", after=CALL)}, "own", 4, "<b>",
    ),
    "within a macro of another file": (
        {**closing('{% from "parts.html" import shown %}', "{{ shown('甲') }}"),
         "parts": macro("{{ nothing }}", before="\n\n")},
        "parts", 6, "nothing",
    ),
    "an element of a macro of another file": (
        {**closing('{% from "parts.html" import shown %}', "{{ shown('甲') }}"),
         "parts": macro("<b>乙</b>", before="\n\n")},
        "parts", 6, "<b>",
    ),
    "within an included file": (
        {**closing("<p>甲</p>", '{% include "sub/part.html" %}'), "sub__part": "<p>乙</p>\n\n<p>{{ nothing }}</p>"},
        "sub/part", 3, "nothing",
    ),
    "an element of an included file": (
        {**closing("<p>甲</p>", '{% include "sub/part.html" %}'), "sub__part": "<p>乙</p>\n<b>丙</b>"},
        "sub/part", 2, "<b>",
    ),
    "after an included file": (
        {**closing('{% include "part.html" %}', "<p>丙</p>", "<b>丁</b>"), "part": "<p>乙</p>\n" * 20},
        "own", 5, "<b>",
    ),
    "syntax of an included file": (
        {**closing('{% include "part.html" %}'), "part": "<p>乙</p>\n{% endif %}"}, "part", 2, "endif",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("files", "file", "line", "words"), [pytest.param(*f, id=name) for name, f in FAULTS.items()]
)
def test_a_fault_is_at_the_templates_own_line(
    tmp_path: Path, files: dict[str, str], file: str, line: int, words: str
) -> None:
    own = write(tmp_path, **files)
    with pytest.raises(PlanError) as raised:
        render(PLAN, own)
    (problem,) = raised.value.problems
    assert (Path(problem.file), problem.line) == (tmp_path / f"{file}.html", line)
    assert (problem.level, problem.rule) == ("error", "template")
    assert words in problem.message.en


def test_a_fault_in_the_built_in_parts_is_at_their_line(tmp_path: Path) -> None:
    """A wrong call of a macro of ours: its own line is the place, by name."""
    wrong = '{% import "plangen/parts.html" as parts with context %}\n{{ parts.lines(1) }}'
    with pytest.raises(PlanError) as raised:
        render(PLAN, write(tmp_path, own=wrong))
    (problem,) = raised.value.problems
    assert Path(problem.file) == Path(templates_folder()) / "parts.html"


def test_a_template_in_another_encoding_is_named(tmp_path: Path) -> None:
    own = tmp_path / "own.html"
    own.write_bytes("<p>甲</p>".encode("gb18030"))
    with pytest.raises(PlanError) as raised:
        render(PLAN, own)
    (problem,) = raised.value.problems
    assert Path(problem.file) == own


@pytest.mark.parametrize("name", ["none.html", "empty"])
def test_a_missing_template_is_a_wrong_call(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="there is no template") as raised:
        render(PLAN, tmp_path / name)
    assert str(tmp_path / name) in raised.value.words.zh


def test_a_template_cannot_read_other_files(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("<p>甲</p>", encoding="utf-8")
    (tmp_path / "own").mkdir()
    own = write(tmp_path / "own", own='{% include "../secret.html" %}')
    with pytest.raises(PlanError, match="secret"):
        render(PLAN, own)
