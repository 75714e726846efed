"""A traditional character in a plan that is written in simplified ones: `社區`, `黨員`.

Such characters come along with text copied from pages that were converted. Members of groups may
bear them in their names and are passed over, and so are titles in 《》. A plan that is written in
traditional characters throughout is none. What counts as traditional is an exact table.

Passes:

    title: 云溪社区2027年工作计划
    tasks: [由王喆、李堃牵头开展活动。]

Fails:

    title: 云溪社区2027年工作计划
    tasks: [完善社區服务。]
"""

from collections.abc import Iterator

from plangen.problems import Words
from plangen.rules.rule import Finding, Rule, at_hit
from plangen.rules.search import compiled
from plangen.rules.traditional import TRADITIONAL
from plangen.settings import Settings
from plangen.subject import Hit, Subject

_SIGNS = frozenset(TRADITIONAL)
_SIMPLIFIED = frozenset(TRADITIONAL.values())
_RUN = f"[{''.join(TRADITIONAL)}]+"
_TABLE = str.maketrans(TRADITIONAL)


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every run of traditional characters, unless they are the rule."""
    found = _SIGNS & subject.signs
    if not found or len(found) > len(_SIMPLIFIED & subject.signs):
        return
    for hit in subject.find(compiled(_RUN)):
        if hit.text.kind != "member" and not _in_title(hit):
            signs = hit.match[0]
            right = signs.translate(_TABLE)
            yield at_hit(
                hit,
                Words(f"“{signs}”是繁体字", f"“{signs}” is traditional"),
                Words(f"请写作“{right}”", f"write “{right}”"),
            )


def _in_title(hit: Hit) -> bool:
    before = hit.text.value[: hit.start]
    return before.count("《") > before.count("》")


RULE = Rule(
    "mixed-script",
    "warning",
    Words("简体字里夹着繁体字", "traditional characters among simplified ones"),
    """简体字的计划里夹着繁体字：`社區`、`黨員`。

从转换过的网页上抄来的文字常带着这样的字。小组成员的姓名和书名号里的不查；全用繁体字的计划不算。
哪些字算繁体字，依据一张固定的字表。""",
    check,
)
