"""Jinja for what others wrote: hardened environments for texts and for templates of one's own.

Against a hostile text or template: attributes and methods are limited, powers refused,
repetition and `range` capped, and every loop counted. Texts may hold only expressions, `if` and
`for`.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from math import isfinite
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, Undefined, nodes, pass_context
from jinja2.exceptions import SecurityError, TemplateRuntimeError, TemplateSyntaxError
from jinja2.filters import do_round
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from plangen import figures
from plangen.figures import Blank


class Texts(tuple[str, ...]):
    """The value of a variable that is a list; printed, its texts are joined."""

    __slots__ = ()

    def __str__(self) -> str:
        """`甲、乙、丙`."""
        return "、".join(self)


class BlankError(TemplateRuntimeError):
    """An empty cell would be printed."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


MAX_NUMBER = 10**15
_TEXT_FILTERS = frozenset(
    """abs capitalize count d default first float int join last length lower max min replace
    reverse round sort string title trim unique upper""".split()  # noqa: SIM905 - a word list
)
_FILTERS = _TEXT_FILTERS | frozenset(
    """e escape forceescape groupby items list map reject rejectattr safe select
    selectattr""".split()  # noqa: SIM905 - a word list
)
_STR_METHODS = frozenset(
    """startswith endswith strip lstrip rstrip split removeprefix removesuffix isdigit upper
    lower title count index find""".split()  # noqa: SIM905 - a word list
)
_DICT_METHODS = frozenset({"get", "items", "keys", "values"})
_TEXT_NODES = (nodes.Output, nodes.For, nodes.If, nodes.Expr, nodes.Helper, nodes.Template)
COUNTED = "counted by plangen"
JOINED = "joined by plangen"
MAX_DIGITS = 15


class Unknown(StrictUndefined):
    """An undefined value that cannot even be shown within a list."""

    __slots__ = ()
    __repr__ = StrictUndefined.__str__


class _Guard(NodeTransformer):
    """Rewrites a template so that every loop and every `~` is counted."""

    def __init__(self, environment: Environment, name: str | None, file: str | None) -> None:
        self.environment = environment
        self.place = (name, file)

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - Jinja's own name
        """Count the rounds of a loop."""
        if node.recursive:
            raise TemplateSyntaxError("a loop cannot call itself here", node.lineno, *self.place)
        self.generic_visit(node)
        node.iter = self.by_filter(COUNTED, node.iter)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802 - Jinja's own name
        """Measure what is joined."""
        self.generic_visit(node)
        joined: nodes.Expr = self.by_filter(JOINED, nodes.List(node.nodes, lineno=node.lineno))
        return joined

    def by_filter(self, name: str, node: nodes.Node) -> Any:  # noqa: ANN401
        guarded = nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)
        return guarded.set_environment(self.environment)


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of templates that plangen did not ship."""

    intercepted_binops = frozenset({"**", "*", "+", "%"})
    known_filters = _FILTERS
    max_rounds = 50_000
    max_length = 1_000_000

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(undefined=Unknown, finalize=self._printed, **options)
        self.filters = {name: self.filters[name] for name in self.known_filters}
        self.filters |= {
            "replace": self._replace,
            "join": self._join,
            "round": _round,
            "string": _printable,
            # With the context, so that Jinja does not compute them while it compiles.
            COUNTED: pass_context(lambda _, values: self._counted(values)),
            JOINED: pass_context(lambda _, values: self._join(values)),
        }
        self.globals = {"range": self._range}
        self.start()

    def start(self) -> None:
        """Begin to count anew."""
        self.rounds = 0
        self.written = 0

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401
        """No underscores, and of texts only harmless methods."""
        if isinstance(obj, str):
            return attr in _STR_METHODS
        if isinstance(obj, dict):
            return attr in _DICT_METHODS
        if isinstance(obj, (int, float, bytes, list, set)):
            return False
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:  # noqa: ANN401
        """`format` is no safe method, not even a wrapped one."""

    def call(self, context: Any, function: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Count the calls of macros too."""
        self._count(1)
        return super().call(context, function, *args, **kwargs)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """Refuse powers and formatting, cap repetition and sums."""
        if operator == "**" or (operator == "%" and isinstance(left, str)):
            raise SecurityError(f"the operator {operator} is not allowed here")
        if operator == "*":
            self._check_product(left, right)
        elif operator == "+":
            self._check_length(_length(left) + _length(right))
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        guard = _Guard(self, name, filename)
        tree: nodes.Template = guard.visit(super()._parse(source, name, filename))
        return tree

    def _count(self, rounds: int) -> None:
        self.rounds += rounds
        if self.rounds > self.max_rounds:
            raise SecurityError("it runs too often")

    def _check_length(self, length: int) -> None:
        if length > self.max_length:
            raise SecurityError("the text becomes too long")

    def _check_product(self, left: Any, right: Any) -> None:  # noqa: ANN401
        if isinstance(left, (int, float)) and isinstance(right, (int, float)):
            if abs(left) * abs(right) > MAX_NUMBER:
                raise SecurityError("the number becomes too large")
            return
        times = left if isinstance(left, int) else right
        if isinstance(times, int):
            self.written += max(_length(left), _length(right)) * max(times, 0)
            self._check_length(self.written)

    def _printed(self, value: Any) -> Any:  # noqa: ANN401
        value = _printable(value)
        self.written += len(value)
        self._check_length(self.written)
        return value

    def _counted(self, values: Iterable[Any]) -> list[Any]:
        taken: list[Any] = []
        for value in values:
            self._count(1)
            taken.append(value)
        return taken

    def _join(self, values: Iterable[Any], mark: str = "", attribute: str | None = None) -> str:
        if attribute is not None:
            raise SecurityError("join takes no attribute here")
        texts = [_printable(value) for value in values]
        self._check_length(sum(map(len, texts)) + len(mark) * len(texts))
        escaped = any(isinstance(text, Markup) for text in texts)
        return Markup(mark).join(texts) if escaped else mark.join(texts)  # noqa: S704 - it escapes

    def _replace(self, text: str, old: str, new: str) -> str:
        text = str(text)
        self._check_length(len(text) + (text.count(old) + 1) * len(new))
        return text.replace(old, new)

    def _range(self, *args: int) -> range:
        numbers = range(*args)
        self._count(len(numbers))
        return numbers


class TextSandbox(Sandbox):
    """The environment of the texts of a plan: no statements but `if` and `for`."""

    known_filters = _TEXT_FILTERS
    max_rounds = 10_000
    max_length = 100_000

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(**options)
        checked = self.filters | figures.FILTERS
        self.filters = {name: _filled_in(function) for name, function in checked.items()}
        self.filters |= {"default": _default, "d": _default}

    def _counted(self, values: Iterable[Any]) -> list[Any]:
        """A loop over a text goes over its parts, not over its characters."""
        return super()._counted(figures.parts(values) if isinstance(values, str) else values)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, _TEXT_NODES):
                words = "only {{ … }}, if and for can stand in a text"
                raise TemplateSyntaxError(words, node.lineno or 1)
        return tree


@lru_cache(maxsize=1)
def text_environment() -> TextSandbox:
    """The environment of all texts."""
    return TextSandbox(keep_trailing_newline=True)


def text_template(text: str) -> Template:
    """A text of a plan as a template, its loops counted from nothing."""
    text_environment().start()
    return _compiled(text)


@lru_cache(maxsize=4096)
def _compiled(text: str) -> Template:
    return text_environment().from_string(text)


def _printable(value: Any) -> str:  # noqa: ANN401
    """Only texts and numbers can be printed; nothing is shown as Python would write it."""
    if isinstance(value, Blank):
        raise BlankError(value.name)
    if isinstance(value, str):
        return value
    if isinstance(value, float) and not isfinite(value):
        raise SecurityError("the number is not finite")
    if isinstance(value, (int, float, StrictUndefined, Texts)):
        return str(value)
    raise SecurityError("only texts and numbers can be printed")


def _filled_in(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same filter, which refuses an empty cell."""

    @wraps(function)
    def checked(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        for value in (*args, *kwargs.values()):
            if isinstance(value, Blank):
                raise BlankError(value.name)
        return function(*args, **kwargs)

    return checked


def _default(value: Any, instead: Any = "", boolean: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002
    """Jinja's own, for which an empty cell has no value."""
    if isinstance(value, (Undefined, Blank)) or (boolean and not value):
        return instead
    return value


def _round(value: float, precision: int = 0, method: str = "common") -> float:
    if not 0 <= precision <= MAX_DIGITS:
        raise SecurityError("the precision is out of range")
    return float(do_round(value, precision, method))  # type: ignore[arg-type]


def _length(value: object) -> int:
    return len(value) if isinstance(value, (str, list, tuple)) else 0
