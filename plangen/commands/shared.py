"""What the commands share: the reader's language, how problems are told, options and inputs."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from plangen.problems import Language, Level, Problem, UsageError, Words, reader_language

if TYPE_CHECKING:
    from plangen.document import Document
    from plangen.formats.reference import Clothes
    from plangen.layout import Layout
    from plangen.loader import Loaded

_SUFFIXES = (".yaml", ".yml")
# Files that are no plans by their names, and folders of such.
_OTHERS = (".layout", ".roster")
_NO_PLANS = frozenset({"overrides"})
_COLOURS: dict[Level, str] = {"error": "red", "warning": "yellow", "hint": "cyan"}
PATH = click.Path()


def _asked_language(arguments: list[str]) -> Language:
    """The language of help texts, before any option is parsed."""
    for at, argument in enumerate(arguments):
        if argument == "--lang" and at + 1 < len(arguments):
            return reader_language(arguments[at + 1])
        if argument.startswith("--lang="):
            return reader_language(argument.removeprefix("--lang="))
    return reader_language()


LANGUAGE = _asked_language(sys.argv[1:])


def say(zh: str, en: str) -> str:
    """One of two wordings, by the reader's language."""
    return zh if LANGUAGE == "zh" else en


def told(words: Words) -> str:
    """A sentence for the reader."""
    return words.to(LANGUAGE)


def described(problem: Problem) -> str:
    """A problem for the reader."""
    return problem.describe(LANGUAGE)


# Telling.


def tell(text: str) -> None:
    """A line on standard error."""
    click.echo(text, err=True)


def report(problems: Iterable[Problem]) -> None:
    """Problems on standard error; in colour on a terminal."""
    found = list(problems)
    if not found or not sys.stderr.isatty():
        for problem in found:
            tell(described(problem))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, soft_wrap=True, highlight=False)
    for problem in found:
        console.print(Text(described(problem), style=_COLOURS[problem.level]))


def warn_unknown_styles(document: "Document") -> None:
    """Styles that a template made up have a look only in a reference document."""
    from plangen.formats.docx import STYLE_IDS, unknown_styles

    found = unknown_styles(document, STYLE_IDS)
    for style in found.missing:
        words = Words(
            f"没有样式“{style}”，按正文打印；可用：{'、'.join(found.known)}",
            f"there is no style “{style}”: printed as body text; there are: {', '.join(found.known)}",
        )
        tell(f"plangen: {told(words)}")


# Options.

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

language_option: Decorator = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    expose_value=False,
    help=say("提示所用的语言，默认看系统语言", "the language of messages; by default the locale's"),
)
set_option: Decorator = click.option(
    "--set",
    "given",
    multiple=True,
    metavar="NAME=VALUE",
    help=say("给变量赋值，可多次给出", "give a variable a value; may be repeated"),
)
to_option: Decorator = click.option(
    "--to",
    "formats",
    multiple=True,
    type=click.Choice(["docx", "md", "html"]),
    help=say("格式，可多次给出；默认docx", "the format; may be repeated; docx by default"),
)
template_option: Decorator = click.option(
    "--template",
    type=PATH,
    help=say("自己的模板：文件或文件夹", "a template of your own: a file or a folder"),
)
reference_option: Decorator = click.option(
    "--reference-doc",
    "reference",
    type=PATH,
    help=say(
        "样式、页面、页眉页脚取自这个Word文件",
        "take styles, page, header and footer from this Word file",
    ),
)
layout_option: Decorator = click.option(
    "--layout",
    type=PATH,
    help=say(
        "本单位的版式文件，优先于计划里的“layout”",
        "a layout file, which wins over the plan's own",
    ),
)
force_option: Decorator = click.option(
    "--force",
    is_flag=True,
    help=say("覆盖他人改过的文件", "overwrite a file that somebody changed"),
)


# Inputs.


def formats_of(output: str | None) -> tuple[str, ...]:
    """The format that an output's suffix names, else DOCX."""
    from plangen.formats import FORMATS

    suffix = os.path.splitext(output)[1].lower() if output else ""
    return tuple(name for name, form in FORMATS.items() if form.suffix == suffix) or ("docx",)


def variables(given: tuple[str, ...]) -> dict[str, str]:
    """The values of `--set`.

    Raises:
        UsageError: one is not NAME=VALUE.
    """
    found: dict[str, str] = {}
    for entry in given:
        name, equals, value = entry.partition("=")
        if not equals or not name.strip():
            raise UsageError(
                Words(f"--set {entry}：应写成 名称=值", f"--set {entry}: write NAME=VALUE")
            )
        found[name.strip()] = value
    return found


def examine(plan: str, given: dict[str, str]) -> "Loaded":
    """The plan of a file, or of standard input for `-`."""
    from plangen.loader import examine as examine_file
    from plangen.loader import loads
    from plangen.source import MAX_BYTES

    if plan == "-":
        return loads(sys.stdin.buffer.read(MAX_BYTES + 1), "<stdin>", given)
    return examine_file(plan, given)


def no_rule(name: str, known: Iterable[str]) -> UsageError:
    """There is no rule of that name."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), 1, 0.5)
    return UsageError(
        Words(
            f"没有规则“{name}”" + (f"；是否想写“{near[0]}”？" if near else ""),
            f"there is no rule “{name}”" + (f"; did you mean “{near[0]}”?" if near else ""),
        )
    )


def data_of(path: str) -> bytes:
    """The bytes of a file, or of standard input for `-`.

    Raises:
        UsageError: it cannot be read.
    """
    from plangen.loader import read_bytes
    from plangen.source import MAX_BYTES

    if path == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    return read_bytes(path, MAX_BYTES)


def plan_files(paths: tuple[str, ...]) -> Iterator[str]:
    """Files as given; of folders, every YAML file that is no layout, no roster and not hidden."""
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(
                name for name in folders if not name.startswith(".") and name not in _NO_PLANS
            )
            for name in sorted(names):
                if is_plan(name):
                    yield os.path.join(folder, name)


def is_plan(path: str) -> bool:
    """Whether a file that nobody named may be a plan, by its name and its folders'."""
    *folders, name = path.replace(os.sep, "/").split("/")
    hidden = name.startswith(".") or any(f.startswith(".") and f.strip(".") for f in folders)
    return (
        name.endswith(_SUFFIXES)
        and not is_layout(name)
        and not hidden
        and _NO_PLANS.isdisjoint(folders)
    )


def is_layout(name: str) -> bool:
    """Whether a file is no plan by its name: `office.layout.yaml`, `2027.roster.yaml`."""
    return os.path.splitext(name)[0].endswith(_OTHERS)


# Documents.


def clothes(reference: str, layout: "Layout") -> "Clothes":
    """A reference document.

    Raises:
        UsageError: it cannot be read or is no usable DOCX.
    """
    from plangen.formats.archive import ArchiveError
    from plangen.formats.reference import Clothes
    from plangen.loader import read_bytes

    try:
        return Clothes(read_bytes(reference), layout)
    except ArchiveError as error:
        words = Words(
            f"{reference}不是可用的DOCX：{error}", f"{reference} is not a usable DOCX: {error}"
        )
        raise UsageError(words) from None


def dressed(document: "Document", layout: "Layout", reference: str) -> bytes:
    """A DOCX in the clothes of a reference document; its warnings are told."""
    worn = clothes(reference, layout)
    _warn_of(worn, document, reference)
    return worn.write(document)


def warn_of_clothes(document: "Document", layout: "Layout", reference: str) -> None:
    """The styles that a reference document lacks."""
    _warn_of(clothes(reference, layout), document, reference)


def _warn_of(worn: "Clothes", document: "Document", reference: str) -> None:
    for words in worn.warnings(document):
        tell(f"{reference}:0:0: {say('警告', 'warning')}: {told(words)} [reference-style]")
