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
    help=say(
        "列出检查规则和读取时的问题，或说明其中一条。",
        "List the rules and what reading reports, or explain one of them.",
    )
)
@click.argument("name", required=False)
@shared.language_option
def rules(name: str | None) -> int:
    """The rules on standard output."""
    from plangen.rules import rules as all_rules
    from plangen.rules.reading import ABOUT

    known = {rule.name: rule for rule in all_rules()}
    if name is None:
        _list(known, ABOUT)
    elif name in known:
        _explain(known[name])
    elif name in ABOUT:
        _explain_reading(name, ABOUT[name])
    else:
        raise shared.no_rule(name, (*known, *ABOUT))
    return 0


def _list(known: "dict[str, Rule]", reading: dict[str, Words]) -> None:
    width = max(map(len, (*known, *reading)))
    for rule in known.values():
        click.echo(f"{rule.name:{width}}  {told(_NAMES[rule.level]):7}  {told(rule.title)}")
    click.echo("\n" + say("读取时发现，不靠规则：", "Found by reading, before any rule:") + "\n")
    for name, words in reading.items():
        click.echo(f"{name:{width}}  {told(words)}")


def _explain_reading(name: str, words: Words) -> None:
    from plangen.checker import KNOWN

    click.echo(f"{name}: {told(words)}\n")
    if name in KNOWN:
        further = say(
            "读取时发现，不靠规则。作为警告，与规则一样可以选择、免查和定级。",
            "Found by reading, before any rule. As a warning it is chosen, silenced and given a"
            " level like a rule.",
        )
    else:
        further = say(
            "读取时发现，不靠规则。作为差错，不能免查。",
            "Found by reading, before any rule. As an error it cannot be silenced.",
        )
    click.echo(further)


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
