"""A task is led or supported by nobody in particular: `相关部门`, `有关单位`, `专人`.

Whoever reads the plan cannot tell who is to act, and nobody will. Units that are described more
closely, such as `辖区有关单位`, and running text such as `配合有关部门做好……` are left alone.

Passes:

    title: 云溪社区2027年工作计划
    tasks:
      - text: 配合有关部门做好普查登记。
        lead: 社区居委会
        support: [辖区有关单位]

Fails:

    title: 云溪社区2027年工作计划
    tasks:
      - text: 开展普查登记，由相关部门牵头。
        lead: 专人
"""

from collections.abc import Iterator

from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule, at_hit, at_text
from plangen.settings import Settings
from plangen.subject import Subject

_VAGUE = late(
    r"(?:.*(?=等))?(等?(?:各(?:个|级)?)?(?:相关|有关)(?:职能|责任|业务)?(?:部门|单位|科室|方面|人员|机构)|等(?:部门|单位)"
    r"|(?:指定|安排|明确)?专人|各方)(?:及.*)?"
)
_SENTENCE = late(
    r"由((?:各(?:个|级)?)?(?:相关|有关)(?:职能|责任|业务)?(?:部门|单位|科室|方面|人员))"
    r"(?=(?:共同|具体|分别|分头|统一)?(?:牵头|负责|承办|主办))"
)
_LAST = frozenset("门位室面员构人方府会")
_PROPOSAL = Words("请写明是哪个单位", "name the unit")


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every such unit, and every such sentence."""
    for text in subject.texts_by_kind.get("unit", ()):
        if text.value[-1] in _LAST and (found := _VAGUE.fullmatch(text.value)):
            yield at_text(text, _words(found[1]), _PROPOSAL)
    if "相关" in subject.joined or "有关" in subject.joined:
        for hit in subject.find(_SENTENCE):
            yield at_hit(hit, _words(hit.match[1]), _PROPOSAL)


def _words(found: str) -> Words:
    return Words(f"“{found}”没有说明由谁来做", f"“{found}” does not say who is to act")


RULE = Rule(
    "vague-unit",
    "warning",
    Words("责任单位不明确", "a unit that is nobody in particular"),
    """牵头、配合单位写作“相关部门”“有关单位”“专人”，没有说明由谁来做。

看的人不知道该谁去做，也就没有人去做。写得具体一些的，如“辖区有关单位”，以及“配合有关部门做好……”这样的
叙述不算。""",
    check,
)
