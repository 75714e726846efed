"""The command line: the only layer that prints, and the only one that knows click.

Exit codes: 0 all well, 1 the plans have problems, 2 the call was wrong or an input unreadable.
"""

import io
import os
import sys
from importlib import import_module
from keyword import iskeyword

import click

from plangen import __version__
from plangen.__main__ import INTERRUPTED
from plangen.commands.shared import language_option, report, say, tell, told
from plangen.problems import PlanError, UsageError

COMMANDS = (
    "init",
    "import",
    "render",
    "validate",
    "batch",
    "collect",
    "rollover",
    "rules",
    "schema",
)


class _Commands(click.Group):
    """Commands that are imported when they are called: start-up is most of a short run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        # A word of Python's own is no name for a module or a function.
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        found = getattr(import_module(f"plangen.commands.{name}"), name)
        return found if isinstance(found, click.Command) else None


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
        return INTERRUPTED
    except UsageError as error:
        tell(f"plangen: {told(error.words)}")
    except PlanError as error:
        report(error.problems)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 2


@click.group(
    cls=_Commands,
    help=say("社区工作计划：一份YAML，生成公文格式的DOCX、Markdown和HTML。",
             "Community work plans: one YAML file, and the document as DOCX, Markdown or HTML."),
)  # fmt: skip
@click.version_option(__version__, prog_name="plangen", message="%(prog)s %(version)s")
@language_option
def main() -> None:
    """Every command hangs here."""
