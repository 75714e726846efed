"""A law that was repealed, never bore such a name, or is misspelt: `《婚姻法》`, `《妇女权益保障发》`.

What is cited in 《》 is looked up in a table of repealed and misnamed laws, and compared with a
table of names in force, from which it may not differ in just one sign. A repealed law counts in
plans for the years after the change; a plan without a year is taken for a plan of today.

Passes:

    title: 云溪社区2020年工作计划
    year: 2020
    tasks: [宣传《婚姻法》《妇女权益保障法》。]

Fails:

    title: 云溪社区2027年工作计划
    year: 2027
    tasks: [宣传《婚姻法》《妇女权益保障发》。]
"""

from collections.abc import Iterator

from plangen.model import Plan
from plangen.problems import Words
from plangen.rules.laws import MISNAMED, NAMES, REPEALED
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule, at_hit
from plangen.settings import Settings
from plangen.subject import Hit, Subject

_CITED = late(r"《(?:(?:中华人民共和国|中国(?!共产党)|我国|新|国家)?(?P<name>[^《》\n]{3,24}?))》")
_EXTRA = late(r"[（(](?:修订|修正|新修订|试行|\d{4}年?(?:修订|修正)?)[^）)]*[）)]$")
_YEAR = late(r"(?<!\d)(20\d{2})(?:—20\d{2})?年")
_SHORTEST = 6
_NOW = 9999
_FORMER = ("原", "原来的", "废止的")
_BY_LENGTH: dict[int, list[str]] = {}
for _name in sorted(NAMES):
    _BY_LENGTH.setdefault(len(_name), []).append(_name)


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every such citation."""
    year = _year(subject.plan)
    for hit in subject.find(_CITED, frozenset("《")):
        name = hit.match["name"]
        finding = _finding(hit, name if name in REPEALED else _EXTRA.sub("", name), year)
        if finding:
            yield finding


def _year(plan: Plan) -> int:
    """The year of a plan; without one, it is of today."""
    if plan.year:
        return plan.year
    found = _YEAR.search(plan.title)
    return int(found[1]) if found else _NOW


def _finding(hit: Hit, name: str, year: int) -> Finding | None:
    if name in NAMES or hit.text.value[: hit.start].endswith(_FORMER):
        return None
    law = REPEALED.get(name)
    if law:
        if year < law.year:
            return None
        instead = Words(f"请改用{law.instead}", f"cite {law.instead}")
        drop = Words("请删去或改写", "delete it or rewrite the sentence")
        words = Words(
            f"《{name}》已经废止（{law.source}）",
            f"《{name}》 is repealed for plans from {law.year} on",
        )
        return at_hit(hit, words, instead if law.instead else drop)
    right = MISNAMED.get(name) or _slip(name)
    if right is None:
        return None
    return at_hit(
        hit,
        Words(f"没有名为《{name}》的法律法规", f"there is no law by the name of 《{name}》"),
        Words(f"应为《{right}》", f"it is 《{right}》"),
    )


def _slip(name: str) -> str | None:
    """The name from which this one differs in a single sign, which may be its last one."""
    if name[-1] == "发" and f"{name[:-1]}法" in NAMES:
        return f"{name[:-1]}法"
    if len(name) < _SHORTEST:
        return None
    for right in _BY_LENGTH.get(len(name), ()):
        if sum(one != other for one, other in zip(name, right, strict=True)) == 1:
            return right
    return None


RULE = Rule(
    "repealed-law",
    "warning",
    Words("已经废止或写错名称的法律法规", "laws that were repealed or are misnamed"),
    """引用了已经废止、从没有过或写错名称的法律法规：`《婚姻法》`、`《妇女权益保障发》`。

查书名号里的名称：对照一张废止和误称的表，再与现行名称的表比较，只差一个字的算写错。
废止的法律只在以后年度的计划里才报；没有写年度的计划按现在算。""",
    check,
)
