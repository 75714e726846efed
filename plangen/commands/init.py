"""`plangen init`."""

import sys
from datetime import date

import click

from plangen.commands import shared
from plangen.commands.shared import say, tell, told
from plangen.problems import UsageError, Words
from plangen.starters import KINDS, starter

_FIRST, _LAST = 1949, 2999
_AUTUMN = 10  # when the plans of the next year are written
_ABOUT = ", ".join(f"{kind} ({told(words)})" for kind, words in KINDS.items())


@click.command(
    help=say(
        "写一份带说明的计划，供填写；FILE默认plan.yaml，“-”为标准输出。",
        "Write a plan with comments, to be filled in: plan.yaml, or FILE; - is standard output.",
    )
)
@click.argument("file", default="plan.yaml", metavar="[FILE]")
@click.option(
    "--kind",
    type=click.Choice(tuple(KINDS)),
    default="annual",
    help=say(f"哪一种，默认annual：{_ABOUT}", f"which one, annual by default: {_ABOUT}"),
)
@click.option(
    "--year",
    type=click.IntRange(_FIRST, _LAST),
    help=say(
        "计划的年度；默认今年，10月起为明年",
        "the year of the plan; by default this one, from October on the next",
    ),
)
@click.option(
    "--force",
    is_flag=True,
    help=say("覆盖已有的文件", "overwrite a file that is there"),
)
@shared.language_option
def init(
    file: str,
    kind: str,
    year: int | None,
    force: bool,  # noqa: FBT001 - click passes options by name
) -> int:
    """A starter plan in the reader's language."""
    today = date.today()  # noqa: DTZ011 - the reader's own day
    data = starter(kind, shared.LANGUAGE, year or year_of(today)).encode()
    if file == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return 0
    _write(file, data, force=force)
    tell(say("写出", "wrote") + f" {file}")
    tell(
        say(
            f"填好其中的【待填：…】，再检查：plangen validate {file}",
            f"fill in its blanks 【待填：…】, then check it: plangen validate {file}",
        )
    )
    return 0


def year_of(today: date) -> int:
    """The year that a plan written today is for."""
    return today.year + (today.month >= _AUTUMN)


def _write(path: str, data: bytes, *, force: bool) -> None:
    """Write a new file, or over another if that was asked for.

    Raises:
        UsageError: there is a file already, or the place cannot be written.
    """
    if force:
        from plangen.files import write_over

        write_over(path, data)
        return
    try:
        with open(path, "xb") as opened:
            opened.write(data)
    except FileExistsError:
        raise UsageError(
            Words(f"{path}已存在；要覆盖请加--force", f"{path} exists; use --force to overwrite it")
        ) from None
    except OSError as error:
        raise UsageError(
            Words(f"无法写入{path}：{error.strerror}", f"cannot write {path}: {error.strerror}")
        ) from error
