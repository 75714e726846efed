"""`plangen render`."""

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import click

from plangen.commands import shared
from plangen.commands.shared import say
from plangen.problems import UsageError, Words

if TYPE_CHECKING:
    from plangen.loader import Loaded


class _Output(NamedTuple):
    path: str | None
    to: str
    data: bytes


class _Call(NamedTuple):
    """The options of the command."""

    formats: tuple[str, ...]
    output: str | None
    template: str | None
    reference: str | None
    layout: str | None
    variables: dict[str, str]
    force: bool


@click.command(help=say("生成文档。", "Make documents."))
@click.argument("plans", nargs=-1, required=True, metavar="PLAN…")
@shared.to_option
@click.option(
    "-o",
    "--output",
    metavar="PATH",
    help=say(
        "写到哪里：文件、文件夹，或“-”为标准输出；默认在计划旁边",
        "where to: a file, a folder, or “-” for standard output; by default beside the plan",
    ),
)
@shared.template_option
@shared.reference_option
@shared.layout_option
@shared.set_option
@shared.force_option
@shared.language_option
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
        formats or shared.formats_of(output),
        output,
        template,
        reference,
        layout,
        shared.variables(given),
        force,
    )
    # `plans/*.yaml` may name layout files too.
    plans = tuple(plan for plan in plans if not shared.is_layout(plan)) or plans
    loaded = [shared.examine(plan, call.variables) for plan in plans]
    shared.report(problem for entry in loaded for problem in entry.problems)
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
    if call.template and not call.reference and "docx" in call.formats:
        shared.warn_unknown_styles(document)
    for to in call.formats:
        if to == "docx" and call.reference:
            data = shared.dressed(document, layout, call.reference)
        else:
            data = FORMATS[to].write(document, layout)
        yield _Output(_place(plan, to, call), to, data)


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
            name = output.path or say("标准输出", "standard output")
            raise UsageError(
                Words(
                    f"不止一份文档要写到{name}；-o 请给文件夹，以“/”结尾",
                    f"more than one document would go to {name}; give -o a folder, ending in “/”",
                )
            )
        if output.path is not None and not force:
            refuse_changed(output.path, output.to)
        seen.add(place)


def _put(output: _Output, call: _Call) -> None:
    from plangen.files import make_folder, save, seal

    if output.path is None:
        sys.stdout.buffer.write(seal(output.data, output.to))
        sys.stdout.buffer.flush()
        return
    if call.output and _is_folder(call.output):
        make_folder(call.output)
    save(output.path, output.data, output.to, force=call.force)
    shared.tell(say("写出", "wrote") + f" {output.path}")
