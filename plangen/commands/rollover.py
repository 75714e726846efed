"""`plangen rollover`."""

import os
import re
import sys
from difflib import unified_diff
from typing import TYPE_CHECKING, NamedTuple

import click

from plangen.commands import shared
from plangen.commands.shared import say, tell
from plangen.problems import PlanError, Problem, UsageError, Words

if TYPE_CHECKING:
    from plangen.mender import Text
    from plangen.rollover import Rolled
    from plangen.yearly.paragraph import Kind

_FIRST, _LAST = 1949, 2999
_KINDS: "dict[Kind, Words]" = {
    "year": Words("年份{}处", "years {}"),
    "festival": Words("节日{}处", "festivals {}"),
    "weekday": Words("星期{}处", "weekdays {}"),
    "count": Words("序数{}处", "counts {}"),
}


class _Turned(NamedTuple):
    """A plan, what became of it, and where that goes; no place is standard output."""

    plan: str
    text: "Text"
    rolled: "Rolled"
    place: str | None

    @property
    def name(self) -> str:
        """How the new file is called in reports."""
        return self.place or "<stdout>"

    def data(self) -> bytes:
        """The new file, in the encoding of the old one."""
        return self.text._replace(parts=[self.rolled.text]).data()


@click.command(
    help=say(
        "由旧年的计划写出新年的：日期、节日、序数顺延，要人核对的加注释，其余一字不动。",
        "Write next year's plan file from last year's: dates, festivals and counts move on, what"
        " a person must look at is marked by comments, and all else stays.",
    )
)
@click.argument("plans", nargs=-1, required=True, metavar="PLAN…")
@click.option(
    "--year",
    type=click.IntRange(_FIRST, _LAST),
    required=True,
    help=say("新的年度", "the year of the new plan"),
)
@click.option(
    "--from-year",
    "start",
    type=click.IntRange(_FIRST, _LAST),
    help=say(
        "原来的年度；默认看计划里的year、标题和成文日期",
        "the year of the old plan; by default its year, its title's or its signature's",
    ),
)
@click.option(
    "-o",
    "--output",
    metavar="PATH",
    help=say(
        "写到哪里：文件、文件夹，或“-”为标准输出；默认在旁边，文件名里的年份也顺延",
        "where to: a file, a folder, or “-” for standard output; by default beside the plan, if"
        " its name has the old year",
    ),
)
@click.option(
    "--diff",
    is_flag=True,
    help=say("只显示会怎样改，不写文件", "only show what would change"),
)
@click.option("--force", is_flag=True, help=say("覆盖已有的文件", "overwrite a file that is there"))
@shared.language_option
def rollover(  # noqa: PLR0913, PLR0917 - the options of the command
    plans: tuple[str, ...],
    year: int,
    start: int | None,
    output: str | None,
    diff: bool,  # noqa: FBT001
    force: bool,  # noqa: FBT001
) -> int:
    """Turn every plan, and only then write."""
    found: list[_Turned] = []
    problems: list[Problem] = []
    for plan in shared.plan_files(plans):
        try:
            text, rolled = _rolled(plan, year, start)
        except PlanError as error:
            problems += error.problems
            continue
        found.append(_Turned(plan, text, rolled, _place(plan, rolled.old, year, output, diff=diff)))
    if problems:
        shared.report(problems)
        return 1
    if not diff:
        _check_places(found, force=force)
    for one in found:
        _tell(one)
        if diff:
            _show(one)
        else:
            _write(one, output)
    return 0


def _rolled(plan: str, year: int, start: int | None) -> "tuple[Text, Rolled]":
    """A plan's file and what becomes of it.

    Raises:
        PlanError: it cannot be told what becomes of it.
        UsageError: it cannot be read.
    """
    from plangen.mender import opened
    from plangen.rollover import roll
    from plangen.source import guess_encoding

    data = shared.data_of(plan)
    name = "<stdin>" if plan == "-" else plan
    text = opened(name, data)
    if text is None:
        guess_encoding(name, data)
        words = Words(f"{name}不能按原来的编码写回", f"{name} cannot be written as it was encoded")
        raise UsageError(words)
    typed = "".join(text.parts)
    return text, roll(typed, year, name=name, start=start, language=shared.LANGUAGE)


def _place(plan: str, old: int, year: int, output: str | None, *, diff: bool) -> str | None:
    """Where the new plan goes; None is standard output.

    Raises:
        UsageError: that was not said, and the plan's name does not tell.
    """
    if output == "-" or (plan == "-" and output is None):
        return None
    folder, name = os.path.split("plan.yaml" if plan == "-" else plan)
    renamed = re.sub(rf"(?<![0-9]){old}(?![0-9])", str(year), name)
    if output is not None:
        return os.path.join(output, renamed) if _is_folder(output) else output
    if renamed == name and not diff:
        raise UsageError(
            Words(
                f"{plan}的文件名里没有{old}，请用-o写明写到哪里",
                f"the name of {plan} has no {old} in it: give -o",
            )
        )
    return os.path.join(folder, renamed)


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep)) or os.path.isdir(output)


def _check_places(found: list[_Turned], *, force: bool) -> None:
    """Before the first is written: no two plans in one place, none over a file that is there."""
    seen: set[str | None] = set()
    for one in found:
        real = one.place and os.path.realpath(one.place)
        if real in seen:
            raise UsageError(
                Words(
                    f"不止一份计划要写到{one.name}；-o 请给文件夹，以“/”结尾",
                    f"more than one plan would go to {one.name}; give -o a folder, ending in “/”",
                )
            )
        seen.add(real)
        if one.place and os.path.exists(one.place) and not force:
            raise UsageError(
                Words(
                    f"{one.place}已存在；要覆盖请加--force",
                    f"{one.place} exists; use --force to overwrite it",
                )
            )


def _tell(one: _Turned) -> None:
    """What there is to look at, and how much was changed."""
    shared.report([*(mark._replace(file=one.name) for mark in one.rolled.marks), *_lost(one)])
    moved = [
        shared.told(words).format(count)
        for kind, words in _KINDS.items()
        if (count := one.rolled.moved.get(kind))
    ]
    marks = len(one.rolled.marks)
    zh = f"{one.name}：顺延{'、'.join(moved) or '0处'}；待核对{marks}处"
    tell(say(zh, f"{one.name}: {', '.join(moved) or 'nothing'} moved; {marks} to check"))


def _lost(one: _Turned) -> list[Problem]:
    """The layout files that are not found from where the new plan goes."""
    from plangen.loader import loads

    if one.place is None or os.path.dirname(one.place) == os.path.dirname(one.plan):
        return []
    found = loads(one.rolled.text.encode(), one.place).problems
    return [problem._replace(level="warning") for problem in found if problem.rule == "layout-file"]


def _show(one: _Turned) -> None:
    """A unified diff of the two files."""
    old, new = (
        text.splitlines(keepends=True) for text in ("".join(one.text.parts), one.rolled.text)
    )
    for line in unified_diff(old, new, one.plan, one.name):
        end = "" if line.endswith("\n") else "\n\\ No newline at end of file\n"
        click.echo(line + ("\n" if line.endswith("\r") else end), nl=False)


def _write(one: _Turned, output: str | None) -> None:
    from plangen.files import make_folder, write_over

    if one.place is None:
        sys.stdout.buffer.write(one.data())
        sys.stdout.buffer.flush()
        return
    if output and _is_folder(output):
        make_folder(output)
    write_over(one.place, one.data())
    tell(say("写出", "wrote") + f" {one.place}")
