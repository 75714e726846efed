"""`plangen validate`."""

import click

from plangen.commands.shared import (
    described,
    examine,
    language_option,
    plan_files,
    say,
    set_option,
    variables,
)
from plangen.problems import failed


@click.command(help=say("检查计划文件和文件夹，不生成文档。", "Check plan files and folders."))
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@set_option
@language_option
def validate(paths: tuple[str, ...], given: tuple[str, ...]) -> int:
    """Every problem of every file in one run."""
    bad = False
    for path in plan_files(paths):
        problems = examine(path, variables(given)).problems
        for problem in problems:
            click.echo(described(problem))
        bad = bad or failed(problems)
    return int(bad)
