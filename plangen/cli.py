"""The command line: the only place that prints, and the only one that knows click.

Exit codes: 0 all well, 1 the plans have problems, 2 the call was wrong or an input unreadable.
"""

import io
import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import click

from plangen import __version__
from plangen.problems import Language, Level, PlanError, Problem, UsageError, Words, reader_language

if TYPE_CHECKING:
    from plangen.document import Document
    from plangen.layout import Layout
    from plangen.loader import Loaded

_SUFFIXES = (".yaml", ".yml")
_LAYOUT_FILE = ".layout"
_INTERRUPTED = 130
_COLOURS: dict[Level, str] = {"error": "red", "warning": "yellow", "hint": "cyan"}


def _asked_language(arguments: list[str]) -> Language:
    """The language of help texts, before any option is parsed."""
    for at, argument in enumerate(arguments):
        if argument == "--lang" and at + 1 < len(arguments):
            return reader_language(arguments[at + 1])
        if argument.startswith("--lang="):
            return reader_language(argument.removeprefix("--lang="))
    return reader_language()


_LANGUAGE = _asked_language(sys.argv[1:])


def _(zh: str, en: str) -> str:
    return zh if _LANGUAGE == "zh" else en


def command() -> int:
    """Run, and give the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a character shows its code instead.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        return int(main(standalone_mode=False) or 0)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.ClickException as error:
        error.show()
    except click.Abort:
        return _INTERRUPTED
    except UsageError as error:
        _tell(f"plangen: {error.words.to(_LANGUAGE)}")
    except PlanError as error:
        _report(error.problems)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 2


def _tell(text: str) -> None:
    click.echo(text, err=True)


def _report(problems: Iterable[Problem]) -> None:
    """Problems on standard error; in colour on a terminal."""
    found = list(problems)
    if not found or not sys.stderr.isatty():
        for problem in found:
            _tell(problem.describe(_LANGUAGE))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, soft_wrap=True, highlight=False)
    for problem in found:
        console.print(Text(problem.describe(_LANGUAGE), style=_COLOURS[problem.level]))


_language_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    expose_value=False,
    help=_("提示所用的语言，默认看系统语言", "the language of messages; by default the locale's"),
)


@click.group(
    help=_("社区工作计划：一份YAML，生成公文格式的DOCX、Markdown和HTML。",
           "Community work plans: one YAML file, and the document as DOCX, Markdown or HTML."),
)  # fmt: skip
@click.version_option(__version__, prog_name="plangen", message="%(prog)s %(version)s")
@_language_option
def main() -> None:
    """Every command hangs here."""


class _Output(NamedTuple):
    path: str | None
    to: str
    data: bytes


class _Call(NamedTuple):
    """The options of `render`."""

    formats: tuple[str, ...]
    output: str | None
    template: str | None
    reference: str | None
    layout: str | None
    variables: dict[str, str]
    force: bool


_set_option = click.option(
    "--set",
    "given",
    multiple=True,
    metavar="NAME=VALUE",
    help=_("给变量赋值，可多次给出", "give a variable a value; may be repeated"),
)
_PATH = click.Path()


@main.command(help=_("生成文档。", "Make documents."))
@click.argument("plans", nargs=-1, required=True, metavar="PLAN…")
@click.option(
    "--to",
    "formats",
    multiple=True,
    type=click.Choice(["docx", "md", "html"]),
    help=_("格式，可多次给出；默认docx", "the format; may be repeated; docx by default"),
)
@click.option(
    "-o",
    "--output",
    metavar="PATH",
    help=_(
        "写到哪里：文件、文件夹，或“-”为标准输出；默认在计划旁边",
        "where to: a file, a folder, or “-” for standard output; by default beside the plan",
    ),
)
@click.option(
    "--template",
    type=_PATH,
    help=_("自己的模板：文件或文件夹", "a template of your own: a file or a folder"),
)
@click.option(
    "--reference-doc",
    "reference",
    type=_PATH,
    help=_(
        "样式、页面、页眉页脚取自这个Word文件",
        "take styles, page, header and footer from this Word file",
    ),
)
@click.option(
    "--layout",
    type=_PATH,
    help=_(
        "本单位的版式文件，优先于计划里的“layout”",
        "a layout file, which wins over the plan's own",
    ),
)
@_set_option
@click.option(
    "--force",
    is_flag=True,
    help=_("覆盖他人改过的文件", "overwrite a file that somebody changed"),
)
@_language_option
def render(  # noqa: PLR0913, PLR0917 - the options of the command
    plans: tuple[str, ...],
    formats: tuple[str, ...],
    output: str | None,
    template: str | None,
    reference: str | None,
    layout: str | None,
    given: tuple[str, ...],
    force: bool,  # noqa: FBT001
) -> int:
    """Check every plan, make every document, and only then write."""
    call = _Call(
        formats or _formats_of(output),
        output,
        template,
        reference,
        layout,
        _variables(given),
        force,
    )
    # `plans/*.yaml` may name layout files too.
    plans = tuple(plan for plan in plans if not _is_layout(plan)) or plans
    loaded = [_examine(plan, call.variables) for plan in plans]
    _report(problem for entry in loaded for problem in entry.problems)
    if any(entry.plan is None for entry in loaded):
        return 1
    outputs = [
        found
        for plan, entry in zip(plans, loaded, strict=True)
        for found in _made(plan, entry, call)
    ]
    _check_places(outputs, force=force)
    for found in outputs:
        _put(found, call)
    return 0


def _formats_of(output: str | None) -> tuple[str, ...]:
    from plangen.formats import FORMATS

    suffix = os.path.splitext(output)[1].lower() if output else ""
    return tuple(name for name, form in FORMATS.items() if form.suffix == suffix) or ("docx",)


def _variables(given: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in given:
        name, equals, value = entry.partition("=")
        if not equals or not name.strip():
            raise UsageError(
                Words(f"--set {entry}：应写成 名称=值", f"--set {entry}: write NAME=VALUE")
            )
        found[name.strip()] = value
    return found


def _examine(plan: str, variables: dict[str, str]) -> "Loaded":
    from plangen.loader import examine, loads
    from plangen.source import MAX_BYTES

    if plan == "-":
        return loads(sys.stdin.buffer.read(MAX_BYTES + 1), "<stdin>", variables)
    return examine(plan, variables)


def _made(plan: str, loaded: "Loaded", call: _Call) -> Iterator[_Output]:
    """The documents of one plan, in memory."""
    from plangen.formats import FORMATS
    from plangen.loader import load_layout
    from plangen.renderer import render as to_document

    assert loaded.plan is not None  # noqa: S101 - plans with errors were sorted out
    layout = loaded.plan.layout
    if call.layout:
        layout = load_layout(call.layout, layout)
    document = to_document(loaded.plan._replace(layout=layout), call.template)
    _warn_unknown_styles(document, call)
    for to in call.formats:
        if to == "docx" and call.reference:
            data = _dressed(document, layout, call.reference)
        else:
            data = FORMATS[to].write(document, layout)
        yield _Output(_place(plan, to, call), to, data)


def _warn_unknown_styles(document: "Document", call: _Call) -> None:
    """Styles that a template made up have a look only in a reference document."""
    if call.template is None or call.reference or "docx" not in call.formats:
        return
    from plangen.formats.docx import STYLE_IDS, unknown_styles

    found = unknown_styles(document, STYLE_IDS)
    for style in found.missing:
        words = Words(
            f"没有样式“{style}”，按正文打印；可用：{'、'.join(found.known)}",
            f"there is no style “{style}”: printed as body text; there are: {', '.join(found.known)}",
        )
        _tell(f"plangen: {words.to(_LANGUAGE)}")


def _dressed(document: "Document", layout: "Layout", reference: str) -> bytes:
    from plangen.formats import reference as clothes
    from plangen.formats.archive import ArchiveError
    from plangen.loader import read_bytes

    try:
        dressed = clothes.write(document, layout, read_bytes(reference))
    except ArchiveError as error:
        words = Words(
            f"{reference}不是可用的DOCX：{error}", f"{reference} is not a usable DOCX: {error}"
        )
        raise UsageError(words) from None
    for words in dressed.warnings:
        _tell(f"{reference}:0:0: {_('警告', 'warning')}: {words.to(_LANGUAGE)} [reference-style]")
    return dressed.data


def _place(plan: str, to: str, call: _Call) -> str | None:
    """Where a document goes; None is standard output."""
    from plangen.formats import FORMATS

    output = call.output
    if output == "-" or (plan == "-" and output is None):
        return None
    stem = "plan" if plan == "-" else os.path.splitext(plan)[0]
    suffix = FORMATS[to].suffix
    if output is None:
        return stem + suffix
    if _is_folder(output):
        return os.path.join(output, os.path.basename(stem) + suffix)
    return output if len(call.formats) == 1 else os.path.splitext(output)[0] + suffix


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep)) or os.path.isdir(output)


def _check_places(outputs: list[_Output], *, force: bool) -> None:
    """Before the first is written: no two documents in one place, none over a person's work."""
    from plangen.files import refuse_changed

    seen: set[str | None] = set()
    for output in outputs:
        place = output.path and os.path.realpath(output.path)
        if place in seen:
            name = output.path or _("标准输出", "standard output")
            raise UsageError(
                Words(
                    f"不止一份文档要写到{name}；-o 请给文件夹，以“/”结尾",
                    f"more than one document would go to {name}; give -o a folder, ending in “/”",
                )
            )
        if output.path is not None and not force:
            refuse_changed(output.path, output.to)
        seen.add(place)


def _make_folder(path: str) -> None:
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise UsageError(
            Words(
                f"无法建立文件夹{path}：{error.strerror}", f"cannot make {path}: {error.strerror}"
            )
        ) from error


def _put(output: _Output, call: _Call) -> None:
    from plangen.files import save, seal

    if output.path is None:
        sys.stdout.buffer.write(seal(output.data, output.to))
        sys.stdout.buffer.flush()
        return
    if call.output and _is_folder(call.output):
        _make_folder(call.output)
    save(output.path, output.data, output.to, force=call.force)
    _tell(_("写出", "wrote") + f" {output.path}")


@main.command(help=_("检查计划文件和文件夹，不生成文档。", "Check plan files and folders."))
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@_set_option
@_language_option
def validate(paths: tuple[str, ...], given: tuple[str, ...]) -> int:
    """Every problem of every file in one run."""
    from plangen.problems import failed

    bad = False
    for path in _plan_files(paths):
        problems = _examine(path, _variables(given)).problems
        for problem in problems:
            click.echo(problem.describe(_LANGUAGE))
        bad = bad or failed(problems)
    return int(bad)


def _plan_files(paths: tuple[str, ...]) -> Iterator[str]:
    """Files as given; of folders, every YAML file in them that is no layout."""
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if name.endswith(_SUFFIXES) and not _is_layout(name):
                    yield os.path.join(folder, name)


def _is_layout(name: str) -> bool:
    return os.path.splitext(name)[0].endswith(_LAYOUT_FILE)


@main.command(help=_("打印供编辑器使用的JSON Schema。", "Print the JSON Schema for editors."))
@_language_option
def schema() -> int:
    """The schema on standard output."""
    from plangen.schema import dumps

    click.echo(dumps(), nl=False)
    return 0
