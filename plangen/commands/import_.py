"""`plangen import`."""

import os
import re
import sys
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import click

from plangen.commands import shared
from plangen.commands.shared import say, tell, told
from plangen.problems import UsageError, Words

if TYPE_CHECKING:
    from plangen.dumper import KeyLanguage
    from plangen.importer.importer import Import, Imported
    from plangen.importer.notes import Note

_SCHEMA = "plan.schema.json"
_UNFIT = re.compile(r"[\x00-\x1f<>:\"/\\|?*\s]+")
_LONGEST_NAME = 40
# What is a guess, and not only told.
_DOUBTS = frozenset({"renumbered", "moved", "joined", "split", "unclear"})
_KINDS = {
    "left-out": Words("略去", "left out"),
    "renumbered": Words("重新编号", "renumbered"),
    "moved": Words("移位", "moved"),
    "joined": Words("接行", "joined"),
    "split": Words("分行", "split"),
    "typography": Words("标点", "typography"),
    "cleaned": Words("清理", "cleaned"),
    "unclear": Words("存疑", "unclear"),
}


class _Way(NamedTuple):
    """Where plan files go, and how they are written; `several` tells of more than one source."""

    output: str
    keys: "KeyLanguage"
    year: int | None
    several: bool


class _File(NamedTuple):
    """A plan file to be written."""

    path: str
    data: bytes


@click.command(
    "import",
    help=say(
        "把已有的计划（Word、WPS、文本、Markdown、网页，一个文件里有多篇也行）转成计划文件，一篇一个，一个字也不丢。",
        "Make plan files of the plans that there are (Word, WPS, text, Markdown, web pages, many in one file),"
        " one each, without losing a character.",
    ),
)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option(
    "-o",
    "--output",
    default=".",
    metavar="DIR",
    help=say("写到哪个文件夹", "the folder to write into"),
)
@click.option(
    "--year",
    type=click.IntRange(1900, 2999),
    help=say("改成这一年的计划", "make it a plan for this year"),
)
@click.option(
    "--clean",
    is_flag=True,
    help=say(
        "清理注音、页码、重复和半角的标点",
        "mend readings put in, page numbers, doubled and half-width marks",
    ),
)
@click.option(
    "--simplified",
    is_flag=True,
    help=say(
        "繁体转为简体（需要OpenCC）",
        "turn traditional characters into simplified ones (needs OpenCC)",
    ),
)
@click.option(
    "--keys",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help=say("键名用英文还是中文", "English or Chinese keys"),
)
@click.option(
    "--report",
    is_flag=True,
    help=say("列出略去、修补和存疑的每一处", "list everything left out, repaired or doubtful"),
)
@click.option(
    "--strict",
    is_flag=True,
    help=say(
        "有任何存疑或修补就不写，退出码为1",
        "write nothing, and exit with 1, if there is any doubt or repair",
    ),
)
@click.option("--force", is_flag=True, help=say("覆盖已有的文件", "overwrite files that are there"))
@shared.language_option
def import_(  # noqa: PLR0913, PLR0917 - the options of the command
    sources: tuple[str, ...],
    output: str,
    year: int | None,
    clean: bool,  # noqa: FBT001 - click passes options by name
    simplified: bool,  # noqa: FBT001
    keys: "KeyLanguage",
    report: bool,  # noqa: FBT001
    strict: bool,  # noqa: FBT001
    force: bool,  # noqa: FBT001
) -> int:
    """Every plan of every source to a file of its own."""
    way = _Way(output, keys, year, several=len(sources) > 1)
    files: list[_File] = []
    counts: Counter[str] = Counter()
    unread: list[Words] = []
    for source in sources:
        try:
            found, notes = _imported(source, cleaning=clean, simplifying=simplified)
        except UsageError as error:
            unread.append(error.words)
            continue
        counts.update(note.kind for note in notes)
        for note in notes:
            if report or (strict and note.kind in _DOUBTS):
                click.echo(_line(source, note), err=not report)
        files += _files(found, source, way)
    for words in unread:
        tell(f"plangen: {told(words)}")
    if unread:
        return 2
    if strict and not _DOUBTS.isdisjoint(counts):
        tell(
            say(
                "有存疑或修补之处，没有写出任何文件",
                "there are doubts or repairs: nothing was written",
            )
        )
        return 1
    _write(files, output, force=force)
    for file in files:
        tell(say("写出", "wrote") + f" {file.path}")
    _summary(counts, report=report)
    return 0


def _imported(
    source: str, *, cleaning: bool, simplifying: bool
) -> "tuple[Import, tuple[Note, ...]]":
    """The plans of a source, or of standard input for `-`, and all that was done to it.

    Raises:
        UsageError: it cannot be read, or there is no text in it.
    """
    from plangen.importer.importer import import_lines
    from plangen.importer.notes import Note, in_order
    from plangen.importer.reader import read_source

    read = read_source(sys.stdin.buffer.read(), "<stdin>") if source == "-" else read_source(source)
    found = import_lines(read.lines, _stem(source), cleaning=cleaning, simplifying=simplifying)
    if not found.plans:
        raise UsageError(Words(f"{source}里没有文字", f"there is no text in {source}"))
    left = (Note(one.place, "left-out", one.text, one.reason) for one in read.left_out)
    own = (note for plan in found.plans for note in plan.notes)
    return found, in_order((*left, *found.notes, *own))


def _stem(source: str) -> str:
    return "" if source == "-" else os.path.splitext(os.path.basename(source))[0]


def _line(source: str, note: "Note") -> str:
    text = note.text if len(note.text) <= _LONGEST_NAME else f"{note.text[:_LONGEST_NAME]}…"
    shown = f"“{' '.join(text.split())}”" if text else ""
    return (
        f"{source}:{note.place}: {told(_KINDS[note.kind])}: {told(note.message)} {shown}".rstrip()
    )


def _summary(counts: dict[str, int], *, report: bool) -> None:
    if counts:
        mark = say("，", ", ")
        tell(
            mark.join(
                say(f"{told(words)}{counts[kind]}处", f"{counts[kind]} {told(words)}")
                for kind, words in _KINDS.items()
                if kind in counts
            )
        )
        if not report:
            tell(say("要看每一处，请加--report", "use --report to see each"))


def _files(found: "Import", source: str, way: _Way) -> list[_File]:
    """The files of a source's plans: by title and number in a collection, else as the source."""
    stem = _stem(source)
    wide = max(2, len(str(max((plan.number for plan in found.plans), default=0))))
    files: list[_File] = []
    for plan in found.plans:
        name = _fit(stem or plan.plan.title) if not plan.number else ""
        if plan.number:
            before = f"{_fit(stem)}-" if way.several else ""
            name = f"{before}{plan.number:0{wide}}-{_fit(plan.plan.title)}"
        if way.year and plan.plan.year:
            name = name.replace(str(plan.plan.year), str(way.year))
        path = os.path.join(way.output, f"{name}.yaml")
        files.append(_File(path, _yaml(plan, path, way)))
    return files


def _fit(title: str) -> str:
    """A title as part of a file's name."""
    from plangen.batch.names import fault

    name = _UNFIT.sub("", title)[:_LONGEST_NAME].strip(".") or "plan"
    return f"{name}_" if fault(name) else name


def _yaml(plan: "Imported", path: str, way: _Way) -> bytes:
    """The plan file; for another year, what a person must look at is told.

    Raises:
        PlanError: the plan is for a later year already.
    """
    from plangen.dumper import dump

    known, year = plan.plan.year, way.year
    filled = plan.plan._replace(year=year) if year and known is None else plan.plan
    text = dump(filled, keys=way.keys, schema=_SCHEMA)
    if year is None or filled.year == year:
        return text.encode()
    from plangen.rollover import roll

    rolled = roll(text, year, name=path, start=known, language=shared.LANGUAGE)
    shared.report(rolled.marks)
    return rolled.text.encode()


def _write(files: list[_File], output: str, *, force: bool) -> None:
    """Every file, or none if one would be lost.

    Raises:
        UsageError: two plans have one name, or a file is there and differs.
    """
    from plangen.files import make_folder, write_over

    paths = [file.path for file in files]
    for path in paths:
        if paths.count(path) > 1:
            raise UsageError(
                Words(f"不止一份计划要写到{path}", f"more than one plan would be written to {path}")
            )
    new = [file for file in files if _content(file.path) != file.data]
    for file in new:
        if os.path.isdir(file.path):
            raise UsageError(Words(f"{file.path}是文件夹", f"{file.path} is a folder"))
        if not force and os.path.lexists(file.path):
            raise UsageError(
                Words(
                    f"{file.path}已存在，内容不同；要覆盖请加--force",
                    f"{file.path} exists and differs; use --force to overwrite it",
                )
            )
    make_folder(output)
    for file in new:
        write_over(file.path, file.data)


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as opened:
            return opened.read()
    except OSError:
        return None
