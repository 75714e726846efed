"""The built-in templates as Jinja compiled them when plangen was built.

Compiling them and importing Jinja is two thirds of a short run, and neither depends on the plan.
So the build keeps the Python code that Jinja makes of them (`_templates.py`), and this module is
what that code needs to run: the few parts of `jinja2.runtime` that it names. Whenever the code is
missing or older than a template, the templates run through Jinja itself.
"""

import os
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from markupsafe import Markup

if TYPE_CHECKING:
    import jinja2

Renderer = Callable[..., str]
_IMPORT = "from jinja2.runtime import "
_NAMES = (
    "LoopContext, Macro, Markup, TemplateRuntimeError, Undefined, escape, internalcode,"
    " markup_join, missing, str_join"
)
missing: Any = object()


class TemplateRuntimeError(RuntimeError):
    """A built-in template named something that there is not."""


def Undefined(name: str = "", **_: object) -> NoReturn:  # noqa: N802 - Jinja's own name
    """Refuse an undefined name."""
    raise TemplateRuntimeError(name)


def internalcode(function: Callable[..., Any]) -> Callable[..., Any]:
    """Jinja marks what tracebacks leave out."""
    return function


def escape(value: object) -> str:
    """What `{{ }}` prints: text escaped, what a macro wrote as it is."""
    if isinstance(value, Markup):
        return value
    text = value if isinstance(value, str) else str(value)
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text.replace('"', "&#34;") if '"' in text else text


def str_join(parts: tuple[object, ...]) -> str:
    """What `~` makes of plain values."""
    return "".join(map(str, parts))


markup_join = str_join


class Macro:
    """A macro: what it writes is not escaped again."""

    def __init__(self, environment: object, function: Callable[..., str], *_: object) -> None:
        del environment
        self.function = function

    def __call__(self, *arguments: object) -> Markup:
        return Markup(self.function(*arguments))  # noqa: S704 - escaped piece by piece


class LoopContext:
    """`loop`."""

    def __init__(self, values: Any, undefined: object) -> None:  # noqa: ANN401
        del undefined
        self.values = tuple(values)
        self.index = 0

    def __iter__(self) -> Iterator[tuple[Any, "LoopContext"]]:
        for value in self.values:
            self.index += 1
            yield value, self

    @property
    def first(self) -> bool:
        """Whether this is the first round."""
        return self.index == 1


class Context:
    """The names of a template, and those that it was given."""

    class eval_ctx:  # noqa: N801 - Jinja's own name
        autoescape = True

    def __init__(self, given: dict[str, Any], blocks: dict[str, list[Any]]) -> None:
        self.given = given
        self.vars: dict[str, Any] = {}
        self.exported_vars: set[str] = set()
        self.blocks = blocks

    def resolve_or_missing(self, name: str) -> Any:  # noqa: ANN401
        """A name's value."""
        found = self.vars.get(name, missing)
        return self.given.get(name, missing) if found is missing else found

    def get_all(self) -> dict[str, Any]:
        """All names."""
        return {**self.given, **self.vars}

    def derived(self, more: dict[str, Any]) -> "Context":
        """The same with the names of a loop."""
        names = {name: value for name, value in more.items() if value is not missing}
        return Context({**self.get_all(), **names}, self.blocks)

    @staticmethod
    def call(function: Callable[..., Any], *arguments: Any, **_: Any) -> Any:  # noqa: ANN401
        """Call a function; its keywords are Jinja's own."""
        return function(*arguments)


class _Module:
    """What `import` gives: the macros of another template."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.__dict__.update(names)


class _Template:
    def __init__(self, root: Callable[..., Iterator[str]], blocks: dict[str, Any]) -> None:
        self.root = root
        self.blocks = {name: [block] for name, block in blocks.items()}

    def make_module(self, names: dict[str, Any], *_: object) -> _Module:
        context = Context(names, self.blocks)
        for _piece in self.root(context):
            pass
        return _Module(context.vars)


class Environment:
    """What the code calls `environment`."""

    getattr = staticmethod(getattr)
    concat = staticmethod("".join)
    undefined = staticmethod(Undefined)

    def __init__(self, filters: dict[str, Callable[..., Any]]) -> None:
        self.filters = {**filters, "length": len}
        self.templates: dict[str, _Template] = {}

    def get_template(self, name: str, parent: object = None) -> _Template:
        """A template by name."""
        del parent
        return self.templates[name]


def generate(environment: "jinja2.Environment", folder: str, names: tuple[str, ...]) -> str:
    """The source of `_templates.py` for the templates of a folder."""
    chunks = [
        '"""The built-in templates, compiled by Jinja when plangen was built."""',
        f"from plangen.compiled import {_NAMES}",
        f"SOURCES = {[_stamp(os.path.join(folder, name)) for name in names]!r}",
        "def load(environment):",
    ]
    for name in names:
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            code = environment.compile(file.read(), raw=True)
        lines = [line for line in code.split("\n") if not line.startswith(_IMPORT)]
        chunks += [f"    {line}" if line else line for line in lines]
        chunks.append(f"    yield {name!r}, root, blocks")
    return "\n".join(chunks) + "\n"


def _stamp(path: str) -> int:
    with open(path, "rb") as file:
        return zlib.crc32(file.read())


def renderer(
    folder: str, names: tuple[str, ...], filters: dict[str, Any], known: dict[str, Any]
) -> Renderer | None:
    """A function that renders the first of the templates, or None where there is no fresh code."""
    try:
        from plangen import _templates
    except ImportError:
        return None
    if [_stamp(os.path.join(folder, name)) for name in names] != _templates.SOURCES:
        return None
    return template_of(Environment(filters), _templates.load, names[0], known)


def template_of(
    environment: Environment,
    load: Callable[[Environment], Iterator[Any]],
    name: str,
    known: dict[str, Any],
) -> Renderer:
    """A function that renders one of the templates that `load` gives."""
    for loaded, root, blocks in load(environment):
        environment.templates[f"plangen/{loaded}"] = _Template(root, blocks)
    template = environment.templates[f"plangen/{name}"]

    def render(**given: object) -> str:
        return "".join(template.root(Context({**known, **given}, template.blocks)))

    return render


__all__ = ["Markup", "escape", "generate", "renderer"]
