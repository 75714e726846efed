"""`plangen schema`."""

import click

from plangen.commands.shared import language_option, say


@click.command(help=say("打印供编辑器使用的JSON Schema。", "Print the JSON Schema for editors."))
@language_option
def schema() -> int:
    """The schema on standard output."""
    from plangen.schema import dumps

    click.echo(dumps(), nl=False)
    return 0
