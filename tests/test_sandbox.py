"""Hostile texts and templates: refused as a problem, soon, and never with a traceback."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import held
from reports import report

import plangen
from plangen.loader import Loaded, loads
from plangen.model import Plan

NAMES = "vars: {甲: 乙, 组: [丙, 丁]}\n"
TEN = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"


def load(text: str) -> Loaded:
    """A plan with a text on its third line, from column 15 on."""
    quoted = json.dumps(text, ensure_ascii=False)
    return loads(f"title: 计划\n{NAMES}organization: {quoted}\n".encode(), "plan.yaml")


# Texts that reach for what is not theirs.
WALKS = [
    "{{ ''.__class__.__mro__ }}",
    "{{ ''['__class__'] }}",
    "{{ 甲.__class__.__base__.__subclasses__() }}",
    "{{ 甲.__doc__ }}",
    "{{ 组.__len__() }}",
    "{{ ().__class__ }}",
    "{{ (1).__class__ }}",
    "{{ {}.__class__ }}",
    "{{ range.__func__ }}",
    "{{ range.__globals__ }}",
    "{{ range.__self__ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ 组|map(attribute='__class__')|join }}",
    "{{ 组|sort(attribute='__class__')|list }}",
    "{{ 组|groupby('__class__')|list }}",
    "{{ 组|selectattr('__class__')|list }}",
    "{{ 组|rejectattr('__class__')|list|join }}",
    "{{ 组|sum(attribute='__doc__') }}",
    "{{ 组|min(attribute='__doc__') }}",
    "{{ 组|unique(attribute='__doc__')|list }}",
    "{{ [].append(1) }}",
    "{{ {}.update({'a': 1}) }}",
    "{{ {'a': 1}.popitem() }}",
    "{{ 组.clear() }}",
    "{{ 甲.encode() }}",
    "{{ 甲.join(组) }}",
    "{{ 甲.translate({}) }}",
    "{{ 甲.center(9) }}",
    "{{ 甲.ljust(9) }}",
    "{{ 甲.zfill(9) }}",
    "{{ 甲.expandtabs(9) }}",
    "{{ 甲.replace('乙', '丙') }}",
    "{{ '{}'.format(1) }}",
    "{{ '{0.__class__}'.format(甲) }}",
    "{{ '{a}'.format_map({'a': 1}) }}",
    "{{ 组|map('format')|list }}",
    "{{ (1).to_bytes(1, 'big') }}",
    "{{ 2 ** 3 }}",
    "{{ '%s' % 1 }}",
]


@pytest.mark.parametrize("text", WALKS)
def test_a_text_reaches_only_what_is_its_own(text: str) -> None:
    with held():
        loaded = load(text)
    assert loaded.plan is None
    (problem,) = loaded.problems
    assert (problem.line, problem.column, problem.level) == (3, 15, "error")
    assert problem.rule in {"variable-security", "variable", "variable-syntax"}
    assert "--set" not in problem.describe("zh")


def test_why_a_text_is_refused_is_said_in_both_languages() -> None:
    (problem,) = load("{{ 2 ** 3 }}").problems
    said = "the operator ** is not allowed here"
    assert problem.describe("zh") == (
        f"plan.yaml:3:15: 错误: 文字里的运算不允许：{said} [variable-security]"
    )
    assert problem.describe("en") == (
        f"plan.yaml:3:15: error: the text does what is not allowed: {said} [variable-security]"
    )


# Texts that would take all time or memory.
BOMBS: dict[str, str] = {
    "a range": "{{ range(1000000000)|length }}",
    "a range as a list": "{{ range(100001)|list|length }}",
    "ranges": "{% for a in range(1000) %}{% for b in range(1000) %}{% endfor %}{% endfor %}",
    "many ranges": "{{ [range(99999), range(99999)]|length }}",
    "a loop over a text": "{% for a in '甲' * 999999 %}{% endfor %}",
    "loops over lists": f"{{% for a in {TEN} %}}" * 6 + "甲" + "{% endfor %}" * 6,
    "a loop that calls itself": (
        f"{{% for a in {TEN} recursive %}}"
        f"{{% if loop.depth < 9 %}}{{{{ loop({TEN}) }}}}{{% endif %}}{{% endfor %}}"
    ),
    "a loop that never ends": "{% for a in 组 recursive %}{{ loop(组) }}{% endfor %}",
    "loops in loops": "{% for a in 组 %}" * 30 + "甲" + "{% endfor %}" * 30,
    "ifs in ifs": "{% if 甲 %}" * 5000 + "{% endif %}" * 5000,
    "brackets": "{{ " + "(" * 50_000 + "1" + ")" * 50_000 + " }}",
    "square brackets": "{{ " + "[" * 50_000 + " }}",
    "signs": "{{ " + "-" * 50_000 + "1 }}",
    "sums": "{{ 1" + "+1" * 20_000 + " }}",
    "filters": "{{ 甲" + "|upper" * 20_000 + " }}",
    "attributes": "{{ 甲" + ".a" * 20_000 + " }}",
    "a text repeated": "{{ 'x' * 10000000000 }}",
    "repeated from the right": "{{ 10000000000 * 'x' }}",
    "a variable repeated": "{{ 甲 * 10000000000 }}",
    "repeated by a power": "{{ 'x' * 10 ** 10 }}",
    "repeated again and again": "{{ 'x' * 999999 * 999999 }}",
    "a power": "{{ (10**(10**7)) }}",
    "a power of variables": "{% for a in [9] %}{{ a ** a ** a ** a }}{% endfor %}",
    "a product": "{{ " + "999999999999 * " * 10_000 + "1 }}",
    "a wide number": "{{ '%1000000000d' % 1 }}",
    "a wide number by a filter": "{{ '%1000000000d'|format(1) }}",
    "a wide number by a method": "{{ '{:1000000000}'.format(1) }}",
    "an infinite number": "{{ 1e999 + 1 }}",
    "a number of many digits": "{{ " + "9" * 100_000 + " }}",
    "hexadecimal digits": "{{ ('f' * 1000000)|int(0, 16) }}",
    "a number rounded away": "{{ 1|round(-1000000000) }}",
    "a number as bytes": "{{ (1).to_bytes(1000000000, 'big')|length }}",
    "a long replacement": "{{ ('x' * 999999)|replace('x', 'y' * 999999) }}",
    "a replacement of nothing": "{{ ('x' * 9999)|replace('', 'y' * 9999) }}",
    "a long mark": "{{ ('x' * 999999)|list|join('y' * 999) }}",
    "long texts joined": "{{ (['x' * 999999] * 999)|join }}",
    "many texts joined": "{{ (['x' * 999] * 999999)|join|length }}",
    "long texts in a row": "{{ " + "('x' * 999999) ~ " * 500 + "'' }}",
    "long texts one after another": "{{ 'x' * 999999 }}" * 500,
    "a long text in a loop": "{% for a in range(9999) %}{{ 'x' * 99999 }}{% endfor %}",
    "lists of lists": "{{ [['x' * 999999] * 999] * 999 }}",
    "lists of lists as a text": "{{ ([['x'] * 999] * 9999)|string|length }}",
    "lists summed": "{{ ([[1] * 999999] * 999)|sum(start=[])|length }}",
    "texts upon texts": "{{ ([['x' * 999] * 999] * 999)|map('join')|list|length }}",
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=list(BOMBS))
def test_a_text_that_takes_too_much_is_refused_in_time(text: str) -> None:
    with held():
        loaded = load(text)
    assert loaded.plan is None
    (problem,) = loaded.problems
    assert (problem.line, problem.column, problem.level) == (3, 15, "error")
    assert problem.rule.startswith("variable")
    assert "Memory" not in problem.message.en  # it is not the machine that refuses
    assert len(problem.message.zh) < 500


def test_many_texts_together_do_not_take_too_much() -> None:
    entries = "".join(f"- \"{{{{ 'x' * 999999 }}}}{n}\"\n" for n in range(500))
    with held():
        loaded = loads(f"title: 计划\ntasks:\n{entries}".encode(), "plan.yaml")
    assert loaded.plan is None
    assert {problem.level for problem in loaded.problems} == {"error"}
    assert not any("Memory" in problem.message.en for problem in loaded.problems)


@pytest.mark.parametrize(
    "text",
    ["{% set a = 1 %}", "{% set a %}甲{% endset %}", "{% macro a() %}{% endmacro %}",
     "{% include 'plan.html' %}", "{% import 'plan.html' as a %}", "{% from 'plan.html' import a %}",
     "{% extends 'plan.html' %}", "{% block a %}{% endblock %}", "{% filter upper %}a{% endfilter %}",
     "{% call a() %}{% endcall %}", "{% with a = 1 %}{% endwith %}", "{% do 1 %}",
     "{% autoescape true %}{% endautoescape %}", "{% if 1 %}{% set a = 1 %}{% endif %}",
     "{% for a in 组 %}{% include a %}{% endfor %}"],
)  # fmt: skip
def test_only_if_and_for_are_statements_of_a_text(text: str) -> None:
    loaded = load(text)
    assert report(loaded.problems) == ["3:15 error variable-syntax"]
    assert loaded.problems[0].message.zh.startswith("变量写法有误：")


@pytest.mark.parametrize(
    "name", ["config", "cycler", "lipsum", "namespace", "dict", "joiner", "loop", "caller", "varargs",
             "kwargs", "plan", "layout", "open", "__builtins__", "os"],
)  # fmt: skip
def test_names_that_nobody_gave_are_not_there(name: str) -> None:
    loaded = load(f"{{{{ {name} }}}}")
    assert report(loaded.problems) == ["3:15 error undefined-variable"]


@pytest.mark.parametrize(
    "name", ["attr", "batch", "center", "dictsort", "filesizeformat", "format", "indent", "items", "map",
             "pprint", "random", "slice", "tojson", "truncate", "urlencode", "urlize", "wordwrap",
             "xmlattr"],
)  # fmt: skip
def test_a_filter_by_its_name_in_a_variable_is_as_limited(name: str) -> None:
    loaded = load(f"{{{{ 组|map('{name}')|list|length }}}}{{{{ 组|{name} }}}}")
    assert loaded.plan is None


@pytest.mark.parametrize(
    "text",
    ["{{ range }}", "{{ 甲.strip }}", "{{ self }}", "{{ [1] }}", "{{ {'a': 1} }}",
     "{{ none }}", "{{ 组|map('upper') }}", "{{ range(3) }}"],
)  # fmt: skip
def test_what_is_no_text_is_not_printed_as_python_writes_it(text: str) -> None:
    loaded = load(text)
    assert loaded.plan is None
    (problem,) = loaded.problems
    assert (problem.line, problem.level) == (3, "error")


CONTROLS = ["\\x00", "\\x07", "\\x1b[31m", "\\x7f", "\\x85", "\\u2028", "\\ud800", "\\ufffe"]


@pytest.mark.parametrize("escape", CONTROLS)
def test_an_escape_in_a_text_brings_no_forbidden_character(escape: str) -> None:
    loaded = load(f"{{{{ '{escape}' }}}}")
    assert loaded.plan is None
    (problem,) = loaded.problems
    assert (problem.line, problem.level) == (3, "error")


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\u2028", "\ud800"], ids=ascii)
def test_a_variable_brings_no_forbidden_character(sign: str) -> None:
    loaded = loads(b"title: '{{ a }}'\n", "plan.yaml", {"a": f"甲{sign}"})
    assert loaded.plan is None
    assert [problem.level for problem in loaded.problems] == ["error"]


PIECES = ["{{ ", " }}", "{% if ", "{% for a in ", " %}", "{% endif %}", "{% endfor %}", "{% else %}", "甲",
          "组", "a", "'x'", "1", "0", " + ", " * ", " - ", " / ", " ~ ", ".", "[", "]", "(", ")", "{", "}",
          "|join", "|first", "|length", "|int", "|sort", "|map('upper')", " and ", " not ", " is ", "defined",
          " in ", " if ", " else ", ",", ":", "loop", ".index", "{#", "#}", "\n", "-", "%", "|"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_text_is_filled_or_refused(text: str) -> None:
    with held(15):
        loaded = load(text)
    assert (loaded.plan is None) == any(problem.level == "error" for problem in loaded.problems)
    for problem in loaded.problems:
        assert problem.describe("zh")


# Templates of one's own.

PLAN = Plan("计划", organization="社区", variables=(("甲", "乙"),))


def refusal(folder: Path, body: str) -> str:
    """What is said of a template; it must be refused, and for its own sake."""
    path = folder / "plan.html"
    path.write_text(f"<p>计划</p>\n<p>{body}</p>\n", encoding="utf-8")
    with held(), pytest.raises(plangen.PlanError) as caught:
        plangen.render(PLAN, path)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == (str(path), 2)
    assert (problem.level, problem.rule) == ("error", "template")
    assert "Memory" not in problem.message.en
    return problem.message.en


TEMPLATE_WALKS = [
    "{{ ''.__class__.__mro__ }}",
    "{{ plan.__class__ }}",
    "{{ plan['__class__'] }}",
    "{{ plan.__init__.__globals__ }}",
    "{{ plan.section.__func__ }}",
    "{{ plan.section.__globals__ }}",
    "{{ plan._replace(title='甲') }}",
    "{{ plan._asdict() }}",
    "{{ plan.update({}) }}",
    "{{ plan.variables.append(1) }}",
    "{% set a = [] %}{{ a.append(1) }}",
    "{% set a = {} %}{{ a.update({'a': 1}) }}",
    "{{ [plan]|map(attribute='__class__')|join }}",
    "{{ [plan]|sum(attribute='__class__') }}",
    "{{ plan|attr('__class__') }}",
    "{{ '{0.__class__}'.format(plan) }}",
    "{{ plan.title.format(1) }}",
    "{{ plan.title.encode() }}",
    "{{ outline.__globals__ }}",
    "{{ cell.__globals__ }}",
    "{{ range.__self__ }}",
    "{{ self.__init__ }}",
    "{{ cycler }}",
    "{{ lipsum(n=9) }}",
    "{{ namespace(a=1) }}",
    "{% include '/etc/hostname' %}",
    "{% include '../plan.html' %}",
    "{% include 'plangen/../plan.html' %}",
    "{% import 'none.html' as a %}",
    "{% do 1 %}",
    "{{ plan.nothing }}",
    "{{ nothing }}",
    "{{ plan.title|nothing }}",
    "{{ plan.title",
    "{% if %}",
]


@pytest.mark.parametrize("body", TEMPLATE_WALKS)
def test_a_template_reaches_only_what_it_is_given(body: str, tmp_path: Path) -> None:
    (tmp_path.parent / "plan.html").write_text("<p>别处</p>", encoding="utf-8")
    assert refusal(tmp_path, body)


TEMPLATE_BOMBS: dict[str, str] = {
    "a range": "{{ range(1000000000)|length }}",
    "ranges": BOMBS["ranges"],
    "a loop over a text": "{% for a in plan.title * 99999 %}{% endfor %}",
    "a loop that calls itself": BOMBS["a loop that calls itself"],
    "loops over lists": BOMBS["loops over lists"],
    "a macro that calls itself": "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "a macro that calls itself twice": (
        "{% macro a(n) %}{% if n %}{{ a(n - 1) }}{{ a(n - 1) }}{% endif %}{% endmacro %}{{ a(40) }}"
    ),
    "a template that includes itself": "{% include 'plan.html' %}",
    "a text repeated": BOMBS["a text repeated"],
    "repeated by a power": BOMBS["repeated by a power"],
    "a power": BOMBS["a power"],
    "a wide number": BOMBS["a wide number"],
    "a wide number by a method": BOMBS["a wide number by a method"],
    "a number rounded away": BOMBS["a number rounded away"],
    "a number as bytes": BOMBS["a number as bytes"],
    "long texts joined": BOMBS["long texts joined"],
    "long texts in a row": BOMBS["long texts in a row"],
    "a long text in a loop": BOMBS["a long text in a loop"],
    "lists of lists": BOMBS["lists of lists"],
    "lists summed": BOMBS["lists summed"],
    "lists in variables": (
        "{% set a = ['x'] * 99999 %}{% set b = [a] * 999 %}{% set c = [b] * 999 %}{{ c }}"
    ),
    "texts in variables": (
        "{% set a = 'x' * 999999 %}" + "{% set a = a ~ a %}" * 10 + "{{ a }}"
    ),
}  # fmt: skip


@pytest.mark.parametrize("body", TEMPLATE_BOMBS.values(), ids=list(TEMPLATE_BOMBS))
def test_a_template_that_takes_too_much_is_refused_in_time(body: str, tmp_path: Path) -> None:
    assert len(refusal(tmp_path, body)) < 500


@pytest.mark.parametrize("escape", ["\\x00", "\\x07", "\\x1b[31m", "\\ud800", "\\ufffe"])
def test_a_template_writes_no_forbidden_character(escape: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, f"{{{{ '{escape}' }}}}")


@pytest.mark.parametrize(
    "body", ["{{ plan.section }}", "{{ [nothing] }}", "{{ range }}", "{{ plan }}"]
)
def test_a_template_does_not_print_what_python_writes(body: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, body)


def test_a_template_cannot_change_the_plan_for_the_next(tmp_path: Path) -> None:
    path = tmp_path / "plan.html"
    path.write_text("<p>{% set plan = 1 %}{{ plan }}</p>", encoding="utf-8")
    plangen.render(PLAN, path)
    path.write_text("<p>{{ plan.title }}</p>", encoding="utf-8")
    (paragraph,) = plangen.render(PLAN, path).blocks()
    assert paragraph.runs[0].text == "计划"  # type: ignore[union-attr]
