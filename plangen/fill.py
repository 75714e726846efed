"""Variables in the texts of a plan: `{{ 社区 }}`, `{% if … %}`, `{% for … %}`."""

import re
from collections.abc import Mapping
from functools import lru_cache

from jinja2 import Template
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError

from plangen.problems import Words
from plangen.sandbox import TextSandbox

_UNDEFINED = re.compile(r"'(.+)' is undefined")
_SANDBOX = TextSandbox(keep_trailing_newline=True)


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


def fill(text: str, variables: Mapping[str, object]) -> str:
    """The text with its variables filled in.

    Raises:
        FillError: a variable is not given, or the text is not well formed or not allowed.
    """
    try:
        _SANDBOX.start()
        return _template(text).render(variables)
    except UndefinedError as error:
        found = _UNDEFINED.match(error.message or "")
        if found is None:
            raise _not_filled(error) from None
        raise _unknown(found[1], variables) from None
    except TemplateSyntaxError as error:
        words = Words(f"变量写法有误：{error.message}", f"not a well-formed text: {error.message}")
        raise FillError("variable-syntax", words, line=error.lineno - 1) from None
    except SecurityError as error:
        words = Words(f"文字里的运算不允许：{error}", f"the text does what is not allowed: {error}")
        raise FillError("variable-security", words) from None
    except (
        TemplateError,
        TypeError,
        ValueError,
        ArithmeticError,
        RecursionError,
        LookupError,
    ) as error:
        raise _not_filled(error) from None


@lru_cache(maxsize=4096)
def _template(text: str) -> Template:
    return _SANDBOX.from_string(text)


def _not_filled(error: Exception) -> FillError:
    words = Words(f"变量无法填入：{error}", f"the text cannot be filled: {error}")
    return FillError("variable", words)


def _unknown(name: str, variables: Mapping[str, object]) -> FillError:
    from difflib import get_close_matches

    near = get_close_matches(name, list(variables), 1, 0.5)
    words = Words(f"变量“{name}”没有值", f"the variable “{name}” is not given")
    better = Words(
        f"是否想写“{near[0]}”？" if near else f"请写入“vars”，或用 --set {name}=…",
        f"did you mean “{near[0]}”?" if near else f"add it to “vars” or use --set {name}=…",
    )
    return FillError("undefined-variable", words, better)
