"""`plangen rules`."""

from typing import TYPE_CHECKING

import click

from plangen.commands import shared
from plangen.commands.shared import say, told
from plangen.problems import Level, Words

if TYPE_CHECKING:
    from plangen.rules.rule import Rule

_NAMES: dict[Level, Words] = {
    "error": Words("错误", "error"),
    "warning": Words("警告", "warning"),
    "hint": Words("提示", "hint"),
}


@click.command(
    help=say("列出检查规则，或说明其中一条。", "List the rules, or explain one of them.")
)
@click.argument("name", required=False)
@shared.language_option
def rules(name: str | None) -> int:
    """The rules on standard output."""
    from plangen.rules import rules as all_rules

    known = {rule.name: rule for rule in all_rules()}
    if name is None:
        width = max(map(len, known))
        for rule in known.values():
            click.echo(f"{rule.name:{width}}  {told(_NAMES[rule.level]):7}  {told(rule.title)}")
        return 0
    if name not in known:
        raise shared.no_rule(name, known)
    _explain(known[name])
    return 0


def _explain(rule: "Rule") -> None:
    from plangen.rules.rule import explain

    found = explain(rule)
    click.echo(f"{rule.name} ({told(_NAMES[rule.level])}): {told(rule.title)}\n")
    click.echo(told(found.words))
    for title, snippet in (
        (say("合格：", "Passes:"), found.passes),
        (say("不合格：", "Fails:"), found.fails),
    ):
        click.echo(f"\n{title}\n")
        click.echo("".join(f"    {line}\n" for line in snippet.splitlines()), nl=False)
