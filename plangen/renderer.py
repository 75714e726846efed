"""Plan to Document: a Jinja template writes strict HTML, which is read at once into the tree."""

import os
import re
from collections.abc import Callable
from functools import lru_cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from plangen import views
from plangen.document import Document
from plangen.model import Plan
from plangen.notation import NotationError, parse
from plangen.problems import PlanError, Problem, UsageError, Words

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = ("plan.html", "parts.html")
BUILT_IN = f"plangen/{TEMPLATES[0]}"
# Signs that no text holds, unless a template prints one on purpose.
_MARKS = "\0\1\2\3\4\5\6\7"


class _Place(NamedTuple):
    file: str
    line: int


def render(plan: Plan, template: str | os.PathLike[str] | None = None) -> Document:
    """The document of a plan, by the built-in template or one's own.

    `template` is a file, or a folder with `plan.html`.

    Raises:
        PlanError: the template fails, or writes what the tree does not know.
        UsageError: there is no such template.
    """
    environment, name = (None, BUILT_IN) if template is None else _own(template)
    html = _html(environment, name, plan) if environment else _built_in()(plan=plan)
    try:
        return parse(html, plan.title.replace("\n", ""), _author(plan), views.date_of(plan))
    except NotationError as error:
        place = _trace(environment or jinja(), name, plan, html, error.offset)
        problem = Problem(place.file, place.line, 1, "error", "template", error.words)
        raise PlanError([problem]) from None


def templates_folder() -> str:
    """Where the built-in templates are: in the package of a wheel, beside it in a checkout."""
    package = os.path.dirname(__file__)
    inside = os.path.join(package, "templates")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "templates")


def _author(plan: Plan) -> str:
    signers = plan.signature.organizations if plan.signature else ()
    return plan.organization or "、".join(signers)


@lru_cache(maxsize=1)
def _built_in() -> Callable[..., str]:
    """What renders the built-in template: the compiled code, or else Jinja."""
    from plangen import compiled

    folder = templates_folder()
    found = compiled.renderer(folder, TEMPLATES, views.FILTERS, views.GLOBALS)
    return found or jinja().get_template(BUILT_IN).render


@lru_cache(maxsize=1)
def jinja() -> "Environment":
    """Jinja for the built-in templates."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, auto_reload=False)
    return _furnish(environment, None)


def _own(template: str | os.PathLike[str]) -> tuple["Environment", str]:
    """The sandbox for a template of one's own, and the template's name in it."""
    path = os.fspath(template)
    if os.path.isdir(path):
        path = os.path.join(path, "plan.html")
    if not os.path.isfile(path):
        raise UsageError(Words(f"找不到模板{path}", f"there is no template {path}"))
    folder, name = os.path.split(path)
    return _sandbox(folder or "."), name


@lru_cache(maxsize=8)
def _sandbox(folder: str) -> "Environment":
    """The sandbox for the templates of a folder; a changed file is read anew."""
    from plangen.sandbox import Sandbox

    return _furnish(Sandbox(autoescape=True), folder)


def _furnish(environment: "Environment", folder: str | None) -> "Environment":
    from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader

    built_in = PrefixLoader({"plangen": FileSystemLoader(templates_folder(), encoding="utf-8-sig")})
    loaders = (
        [built_in] if folder is None else [built_in, FileSystemLoader(folder, encoding="utf-8-sig")]
    )
    environment.loader = ChoiceLoader(loaders)
    environment.filters.update(views.FILTERS)
    environment.globals.update(views.GLOBALS)
    return environment


def _html(environment: "Environment", name: str, plan: Plan) -> str:
    from jinja2 import TemplateError

    try:
        if hasattr(environment, "start"):
            environment.start()
        return environment.get_template(name).render(plan=plan)
    except TemplateError as error:
        raise _failed(environment, name, error) from None
    except Exception as error:
        if environment is jinja():
            raise
        raise _failed(environment, name, error) from None


def _failed(environment: "Environment", name: str, error: Exception) -> PlanError:
    """What went wrong in a template, at its file and line."""
    place = _syntax_place(error) or _last_template_frame(environment, name, error.__traceback__)
    what = str(error) or type(error).__name__
    words = Words(f"模板出错：{what}", f"the template failed: {what}")
    return PlanError([Problem(place.file, place.line, 1, "error", "template", words)])


def _syntax_place(error: Exception) -> _Place | None:
    line = getattr(error, "lineno", None)
    name = getattr(error, "filename", None) or getattr(error, "name", None)
    return _Place(str(name), line) if line and name else None


def _last_template_frame(
    environment: "Environment", name: str, trace: TracebackType | None
) -> _Place:
    """Jinja rewrites tracebacks so that a template's frames have its own file and lines."""
    folders = [templates_folder()]
    loader: Any = environment.loader
    folders += [folder for part in loader.loaders[1:] for folder in part.searchpath]
    place = _Place(os.path.join(folders[-1], name), 1)
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if any(file.startswith(folder) for folder in folders) and not file.endswith(".py"):
            place = _Place(file, trace.tb_lineno)
        trace = trace.tb_next
    return place


def _trace(environment: "Environment", name: str, plan: Plan, written: str, offset: int) -> _Place:
    """Render again with marks in the output that say where in the templates it comes from."""
    from bisect import bisect_right

    mark = next(sign for sign in _MARKS if sign not in written)
    files: list[str] = []
    traced = environment.overlay(cache_size=0)
    traced.__class__ = _tracing(type(environment))
    traced.traced_files, traced.mark = files, mark  # type: ignore[attr-defined]
    html = _html(traced, name, plan)
    starts: list[int] = []
    places: list[_Place] = []
    length = 0
    for at, part in enumerate(html.split(mark)):
        if at % 2 == 0:
            length += len(part)
            continue
        file, _, line = part.partition(":")
        starts.append(length)
        places.append(_Place(files[int(file)], int(line)))
    if not places:
        return _Place(name, 1)
    return places[max(0, bisect_right(starts, offset) - 1)]


def _tracing(base: "type[Environment]") -> "type[Environment]":
    from jinja2 import nodes

    class Tracing(base):  # type: ignore[misc, valid-type]
        """The same environment, with a mark before each tag that a template writes."""

        def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
            tree: nodes.Template = super()._parse(source, name, filename)
            self.traced_files.append(filename or name)
            file = len(self.traced_files) - 1
            for data in tree.find_all(nodes.TemplateData):
                data.data = _marked(data.data, f"{self.mark}{file}:{{}}{self.mark}", data.lineno)
            return tree

    return Tracing


def _marked(data: str, mark: str, line: int) -> str:
    """Text of a template with a mark, which takes the line, before each line and each tag."""
    marked: list[str] = []
    for part in re.split(r"(?=<)|(?<=\n)", data):
        marked.append(mark.format(line) + part)
        line += part.count("\n")
    return "".join(marked)
