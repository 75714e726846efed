"""Variables in the texts of a plan: `{{ 社区 }}`, `{% if … %}`, `{% for … %}`."""

import re
from collections.abc import Mapping

from plangen.figures import Blank, FigureError
from plangen.problems import Words

# What needs no Jinja: names alone.
_NAME = r"\{\{[ ]*([^\W\d]\w*)[ ]*\}\}"
_OPENERS = ("{{", "{%", "{#")
_JINJA_NAMES = frozenset({"true", "false", "none", "True", "False", "None", "range", "not"})
_UNDEFINED = r"'(.+)' is undefined"


class FillError(Exception):
    """A text that cannot be filled; `line` counts from 0 within the text."""

    def __init__(
        self, rule: str, words: Words, proposal: Words | None = None, line: int = 0
    ) -> None:
        self.rule = rule
        self.words = words
        self.proposal = proposal
        self.line = line
        super().__init__(words.en)


def fill(text: str, variables: Mapping[str, str | tuple[str, ...]]) -> str:
    """The text with its variables filled in.

    Raises:
        FillError: a variable is not given, or the text is not well formed or not allowed.
    """
    left = re.sub(_NAME, "", text)
    if any(opener in left for opener in _OPENERS) or _JINJA_NAMES.intersection(
        re.findall(_NAME, text)
    ):
        return _by_jinja(text, variables)

    def value(found: re.Match[str]) -> str:
        given = variables.get(found[1])
        if given is None:
            raise _unknown(found[1], variables, text)
        if isinstance(given, Blank):
            raise _blank(given.name, text)
        return given if isinstance(given, str) else "、".join(given)

    return re.sub(_NAME, value, text)


def _by_jinja(text: str, variables: Mapping[str, str | tuple[str, ...]]) -> str:
    from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError

    from plangen.sandbox import BlankError, Texts, text_template

    if text.count("{#") > text.count("#}"):
        words = Words("“{#”没有配对的“#}”", "“{#” is not closed by “#}”")
        raise FillError("variable-syntax", words, line=text.count("\n", 0, text.rindex("{#")))
    values = {n: v if isinstance(v, str) else Texts(v) for n, v in variables.items()}
    try:
        return text_template(text).render(values)
    except UndefinedError as error:
        found = re.match(_UNDEFINED, error.message or "")
        raise _unknown(found[1], variables, text) if found else _not_filled(error) from None
    except BlankError as error:
        raise _blank(error.name, text) from None
    except TemplateSyntaxError as error:
        words = Words(f"变量写法有误：{error.message}", f"not a well-formed text: {error.message}")
        raise FillError("variable-syntax", words, line=(error.lineno or 1) - 1) from None
    except SecurityError as error:
        words = Words(f"文字里的运算不允许：{error}", f"the text does what is not allowed: {error}")
        raise FillError("variable-security", words, line=_template_line(error)) from None
    except (
        TemplateError,
        TypeError,
        ValueError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        LookupError,
        MemoryError,
        SyntaxError,
        NameError,
    ) as error:
        raise _not_filled(error) from None


def _template_line(error: Exception) -> int:
    """Jinja rewrites tracebacks so that a template's frames have its own lines."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line - 1


def _not_filled(error: Exception) -> FillError:
    if isinstance(error, FigureError):
        return FillError("variable", error.words)
    words = Words(f"变量无法填入：{error}", f"the text cannot be filled: {error}")
    return FillError("variable", words)


def _unknown(name: str, variables: Mapping[str, object], text: str) -> FillError:
    from difflib import get_close_matches

    near = get_close_matches(name, list(variables), 1, 0.5)
    words = Words(f"变量“{name}”没有值", f"the variable “{name}” is not given")
    better = Words(
        f"是否想写“{near[0]}”？" if near else f"请写入“vars”，或用 --set {name}=…",
        f"did you mean “{near[0]}”?" if near else f"add it to “vars” or use --set {name}=…",
    )
    return FillError("undefined-variable", words, better, _line_of(name, text))


def _blank(name: str, text: str) -> FillError:
    words = Words(f"“{name}”这一格是空的", f"the cell of “{name}” is empty")
    better = Words(
        f"请填写，或在计划里写 {{% if {name} %}}…{{% endif %}}",
        f"fill it in, or write {{% if {name} %}}…{{% endif %}} in the plan",
    )
    return FillError("empty-cell", words, better, _line_of(name, text))


def names_in(text: str) -> frozenset[str]:
    """The variables that a text asks for; none if it is not well formed."""
    left = re.sub(_NAME, "", text)
    names = re.findall(_NAME, text)
    if not any(opener in left for opener in _OPENERS) and not _JINJA_NAMES.intersection(names):
        return frozenset(names)
    from jinja2 import TemplateError
    from jinja2.meta import find_undeclared_variables

    from plangen.sandbox import text_environment

    environment = text_environment()
    try:
        found = find_undeclared_variables(environment.parse(text))
    except (TemplateError, RecursionError):
        return frozenset()
    return frozenset(found - environment.globals.keys())


def parts_of(text: str) -> tuple[str, ...] | None:
    """A text that holds nothing but names of variables: plain parts and names in turn, or None."""
    parts = re.split(_NAME, text)
    if any(opener in part for part in parts[::2] for opener in _OPENERS):
        return None
    return None if _JINJA_NAMES.intersection(parts[1::2]) else tuple(parts)


def _line_of(name: str, text: str) -> int:
    """The line on which a text first uses a name."""
    found = re.search(rf"\{{[{{%][^}}]*?(?<!\w){re.escape(name)}(?!\w)", text)
    return text.count("\n", 0, found.end()) if found else 0
