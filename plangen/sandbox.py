"""Jinja for what others wrote: hardened environments for texts and for templates of one's own.

Against a hostile text or template: attributes and methods are limited, powers refused,
repetition and `range` capped, and every loop counted. Texts may hold only expressions, `if` and
`for`.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, nodes
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment


class Texts(tuple[str, ...]):
    """The value of a variable that is a list; printed, its texts are joined."""

    __slots__ = ()

    def __str__(self) -> str:
        """`甲、乙、丙`."""
        return "、".join(self)


MAX_LENGTH = 1_000_000
MAX_ROUNDS = 100_000
MAX_TEXT_ROUNDS = 10_000
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


class Unknown(StrictUndefined):
    """An undefined value that cannot even be shown within a list."""

    __slots__ = ()
    __repr__ = StrictUndefined.__str__


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of templates that plangen did not ship."""

    intercepted_binops = frozenset({"**", "*", "+", "%"})
    known_filters = _FILTERS
    max_rounds = MAX_ROUNDS

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(undefined=Unknown, finalize=_printable, **options)
        self.filters = {name: self.filters[name] for name in self.known_filters}
        self.filters["replace"] = _replace
        self.filters["join"] = _join_checked(self.filters["join"])
        self.filters[COUNTED] = self._counted
        self.globals = {"range": self._range}
        self.rounds = 0

    def start(self) -> None:
        """Begin to count loops anew."""
        self.rounds = 0

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

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """Refuse powers and formatting, cap repetition and sums."""
        if operator == "**" or (operator == "%" and isinstance(left, str)):
            raise SecurityError(f"the operator {operator} is not allowed here")
        if operator == "*":
            _check_product(left, right)
        elif operator == "+" and _length(left) + _length(right) > MAX_LENGTH:
            raise SecurityError("the text becomes too long")
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(
                loop.iter, COUNTED, [], [], None, None, lineno=loop.lineno
            ).set_environment(self)
        return tree

    def _counted(self, values: Iterable[Any]) -> list[Any]:
        taken: list[Any] = []
        for value in values:
            self.rounds += 1
            if self.rounds > self.max_rounds:
                raise SecurityError("the loops run too often")
            taken.append(value)
        return taken

    def _range(self, *args: int) -> range:
        numbers = range(*args)
        self.rounds += len(numbers)
        if self.rounds > self.max_rounds:
            raise SecurityError("the range is too long")
        return numbers


class TextSandbox(Sandbox):
    """The environment of the texts of a plan: no statements but `if` and `for`."""

    known_filters = _TEXT_FILTERS
    max_rounds = MAX_TEXT_ROUNDS

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, _TEXT_NODES):
                raise TemplateSyntaxError(
                    "only {{ … }}, if and for can stand in a text", node.lineno
                )
        return tree


@lru_cache(maxsize=1)
def _texts() -> TextSandbox:
    return TextSandbox(keep_trailing_newline=True)


def text_template(text: str) -> Template:
    """A text of a plan as a template, its loops counted from nothing."""
    _texts().start()
    return _compiled(text)


@lru_cache(maxsize=4096)
def _compiled(text: str) -> Template:
    return _texts().from_string(text)


def _printable(value: Any) -> Any:  # noqa: ANN401
    """Only texts and numbers can be printed; nothing is shown as Python would write it."""
    if isinstance(value, (StrictUndefined, Texts)):
        return str(value)
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return value
    raise SecurityError("only texts and numbers can be printed")


def _check_product(left: Any, right: Any) -> None:  # noqa: ANN401
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        if abs(left) * abs(right) > MAX_NUMBER:
            raise SecurityError("the number becomes too large")
        return
    times = left if isinstance(left, int) else right
    if isinstance(times, int) and max(_length(left), _length(right)) * times > MAX_LENGTH:
        raise SecurityError("the text becomes too long")


def _length(value: object) -> int:
    return len(value) if isinstance(value, (str, list, tuple)) else 0


def _replace(text: str, old: str, new: str) -> str:
    text = str(text)
    if len(text) + text.count(old) * len(new) > MAX_LENGTH:
        raise SecurityError("the text becomes too long")
    return text.replace(old, new)


def _join_checked(join: Callable[..., Any]) -> Callable[..., Any]:
    from jinja2 import pass_eval_context

    @pass_eval_context
    def joined(context: Any, values: Any, mark: Any = "", attribute: Any = None) -> Any:  # noqa: ANN401
        taken = list(values)
        if len(str(mark)) * len(taken) > MAX_LENGTH:
            raise SecurityError("the text becomes too long")
        return join(context, taken, mark, attribute)

    return joined
