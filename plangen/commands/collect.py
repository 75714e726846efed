"""`plangen collect`."""

import os
import re
import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from plangen.commands import shared
from plangen.commands.shared import say
from plangen.problems import PlanError, Problem, UsageError, Words

if TYPE_CHECKING:
    from plangen.document import Document
    from plangen.layout import Layout
    from plangen.model import Plan

_NUMBER = re.compile(r"([0-9]+)")
_MARKER = "篇1"


class _Output(NamedTuple):
    path: str | None
    to: str


@click.command(
    help=say(
        "把多份计划汇编成一份文档：标题、目录，然后是篇1、篇2……，每篇另起一页。"
        "文件按给出的顺序，文件夹里的按名称。",
        "Bind plans into one document: a title, a table of contents, then each plan on a new page."
        " Files stand in the order given, those of a folder by name.",
    )
)
@click.argument("plans", nargs=-1, required=True, metavar="PLAN…")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help=say("写到哪个文件，“-”为标准输出", "the file to write, “-” for standard output"),
)
@shared.to_option
@click.option(
    "--title",
    default="",
    help=say(
        "汇编的标题；默认说明共几篇", "the title; by default it says how many plans there are"
    ),
)
@click.option(
    "--title-page", is_flag=True, help=say("标题单独一页", "give the title a page of its own")
)
@click.option(
    "--marker",
    default=_MARKER,
    show_default=True,
    help=say("第一篇的编号，如“第一篇”", "how the first plan is marked, such as 第一篇"),
)
@click.option(
    "--depth",
    type=click.IntRange(0, 2),
    default=0,
    show_default=True,
    help=say(
        "目录列到哪一级：0只列篇，1加“一、”，2加“（一）”",
        "what the contents list: 0 the plans, 1 their sections too, 2 what is below these",
    ),
)
@shared.template_option
@shared.reference_option
@click.option(
    "--layout",
    type=shared.PATH,
    help=say("汇编的版式文件；默认用第一份计划的", "a layout file; by default the first plan's"),
)
@shared.set_option
@shared.force_option
@shared.language_option
def collect(  # noqa: PLR0913, PLR0917 - the options of the command
    plans: tuple[str, ...],
    output: str,
    formats: tuple[str, ...],
    title: str,
    title_page: bool,  # noqa: FBT001
    marker: str,
    depth: int,
    template: str | None,
    reference: str | None,
    layout: str | None,
    given: tuple[str, ...],
    force: bool,  # noqa: FBT001
) -> int:
    """Check every plan, bind them, and only then write."""
    from plangen.collector import collect as bind

    outputs = _outputs(output, formats or shared.formats_of(output), force=force)
    loaded = [shared.examine(plan, shared.variables(given)) for plan in _in_order(plans)]
    shared.report(problem for entry in loaded for problem in entry.problems)
    read = [entry.plan for entry in loaded if entry.plan is not None]
    if len(read) < len(loaded):
        return 1
    look = _layout(read, layout)
    documents = _rendered(read, look, template)
    bound = bind(documents, title=title, marker=marker, depth=depth, title_page=title_page)
    if template and not reference and any(to == "docx" for _, to in outputs):
        shared.warn_unknown_styles(bound)
    made = [_written(bound, to, look, reference) for _, to in outputs]
    for place, data in zip(outputs, made, strict=True):
        _put(place, data, force=force)
    return 0


def _outputs(output: str, formats: tuple[str, ...], *, force: bool) -> list[_Output]:
    """Where each format goes; None is standard output.

    Raises:
        UsageError: that is a folder, one place for two formats, or a person's work.
    """
    from plangen.files import refuse_changed
    from plangen.formats import FORMATS

    formats = tuple(dict.fromkeys(formats))
    if os.path.isdir(output) or output.endswith(("/", os.sep)):
        raise UsageError(
            Words(f"-o {output}：应是文件，不是文件夹", f"-o {output}: a file, not a folder")
        )
    if output == "-":
        if len(formats) > 1:
            raise UsageError(
                Words("标准输出只能写一种格式", "standard output takes one format only")
            )
        return [_Output(None, formats[0])]
    stem = os.path.splitext(output)[0]
    places = [output] if len(formats) == 1 else [stem + FORMATS[to].suffix for to in formats]
    if not force:
        for place, to in zip(places, formats, strict=True):
            refuse_changed(place, to)
    return [_Output(place, to) for place, to in zip(places, formats, strict=True)]


def _in_order(paths: tuple[str, ...]) -> list[str]:
    """Files as given, and those of folders by name, 计划2 before 计划10; each of them once.

    Raises:
        UsageError: there is none.
    """
    found: dict[str, str] = {}
    for path in paths:
        inside = shared.plan_files((path,))
        for file in sorted(inside, key=_natural) if os.path.isdir(path) else inside:
            found.setdefault(os.path.realpath(file), file)
    files = list(found.values())
    # `plans/*.yaml` may name layout files too.
    files = [file for file in files if not shared.is_layout(file)] or files
    if not files:
        names = " ".join(paths)
        raise UsageError(Words(f"{names}里没有计划文件", f"there is no plan file in {names}"))
    return files


def _natural(path: str) -> list[list[tuple[int, str]]]:
    """What paths are sorted by: folder by folder, with numbers by their size."""
    return [
        [(int(part), "") if at % 2 else (0, part) for at, part in enumerate(_NUMBER.split(name))]
        for name in path.split(os.sep)
    ]


def _layout(plans: "list[Plan]", path: str | None) -> "Layout":
    """The layout of the collection: a file's over the first plan's, whose own marks do not count."""
    from plangen.collector import for_collection
    from plangen.loader import load_layout

    first = for_collection(plans[0], plans[0].layout).layout
    return load_layout(path, first) if path else first


def _rendered(plans: "list[Plan]", look: "Layout", template: str | None) -> "list[Document]":
    """The document of every plan.

    Raises:
        PlanError: the template fails; with its problems in all plans, each once.
    """
    from plangen.collector import for_collection
    from plangen.renderer import render

    documents: list[Document] = []
    problems: dict[Problem, None] = {}
    for plan in plans:
        try:
            documents.append(render(for_collection(plan, look), template))
        except PlanError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise PlanError(problems)
    return documents


def _written(document: "Document", to: str, look: "Layout", reference: str | None) -> bytes:
    from plangen.formats import FORMATS

    if to == "docx" and reference:
        return shared.dressed(document, look, reference)
    return FORMATS[to].write(document, look)


def _put(output: _Output, data: bytes, *, force: bool) -> None:
    from plangen.files import save, seal

    if output.path is None:
        sys.stdout.buffer.write(seal(data, output.to))
        sys.stdout.buffer.flush()
        return
    save(output.path, data, output.to, force=force)
    shared.tell(say("写出", "wrote") + f" {output.path}")
