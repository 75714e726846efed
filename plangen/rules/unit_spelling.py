"""One unit or person is spelled in two ways in one plan.

Found are a short and a long form side by side among the units of the tasks (`云溪社区居委会`,
`云溪社区居民委员会`), names of units that differ in one sign of the same sound (`派出所`, `派处所`), two
forms in brackets after one name, and names of persons that differ in one sign and have the same
post. `综治中心` and `社区综治中心` are no two spellings.

Passes:

    title: 云溪社区2027年工作计划
    tasks:
      - {text: 建强巡防队伍。, lead: 社区综治中心, support: 云溪派出所}
      - {text: 评选平安家庭。, lead: 综治中心, support: 社区妇联}

Fails:

    title: 云溪社区2027年工作计划
    tasks:
      - {text: 建强巡防队伍。, lead: 云溪社区居委会, support: 云溪派出所}
      - {text: 评选平安家庭。, lead: 云溪社区居民委员会, support: 云溪派处所}
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from plangen.model import Group
from plangen.names import bare, person, post, short
from plangen.problems import Words
from plangen.rules.patterns import LETTER, late
from plangen.rules.rule import Finding, Rule, at_hit, at_text
from plangen.settings import Settings
from plangen.subject import Hit, Subject, Text

# Signs that are mistaken for one another in names of units, by sound or by shape.
_MISTAKEN = (
    "出处初", "联连", "委伟位", "治制志智致", "站占战", "物务", "服福复", "民明名", "政正证",
    "院原愿园", "调条", "解节", "综宗踪", "理里礼", "社设", "会汇惠", "所锁", "司私", "法发",
    "残惨", "妇富负", "工公", "协携", "警景", "察查", "安按", "全权", "健建键", "康慷", "育预",
    "化华", "体休", "计记", "生升声", "幼诱", "小校晓", "学雪", "执值职", "城成诚", "管馆官",
    "环还", "境竟镜", "信心", "访防仿", "应映", "急及级", "消宵", "救究", "援缘员", "武舞", "装庄",
    "军均", "役疫", "老劳", "龄令", "网往", "格隔", "楼搂", "栋洞", "长常", "业叶", "主住", "企其",
    "助住", "愿原", "志自", "愿院", "心新", "文纹", "勤情", "监检", "督都", "商尚", "场厂", "卫围",
    "保报", "险显", "劳牢", "障章", "教较", "团困", "支枝", "部布", "党挡", "总种", "办半", "街接",
    "道到", "居局", "村材",
)  # fmt: skip
_PAIRS = frozenset((a, b) for signs in _MISTAKEN for a in signs for b in signs if a != b)
# Each of them as the first of those that it may be mistaken for, as far as that is one.
_FIRST = str.maketrans({b: signs[0] for signs in reversed(_MISTAKEN) for b in signs})
_SHORTEST = 4
# Wrong forms that stand in running text beside the right ones.
_WRONG = (
    ("派处所", "派出所"),
    ("派初所", "派出所"),
    ("妇连", "妇联"),
    ("残连", "残联"),
    ("居伟会", "居委会"),
    ("居民委会", "居民委员会"),
    ("司法锁", "司法所"),
    ("调节委员会", "调解委员会"),
    ("卫生服务战", "卫生服务站"),
)
_ALIASES = tuple((mark, late(rf"{re.escape(mark)}({LETTER}{{6,20}})[）)]")) for mark in "（(")
# So many signs before the bracket are the same.
_BEFORE = 3
_ONLY_ONE = late(
    r"(?!.*副).*(?:书记|主任|主席|所长|站长|校长|院长|会长|部长|局长|队长|园长|总经理)$"
)
_APART = frozenset(
    "一二三四五六七八九十东西南北上下左右前后中内外新老大小区县市省街乡镇村甲乙丙丁男女正副总分"
)


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every second spelling."""
    by_kind, signs, joined = subject.texts_by_kind, subject.signs, subject.joined
    units, members = by_kind.get("unit", []), by_kind.get("member", [])
    yield from _forms(units)
    yield from _near([*units, *members, *by_kind.get("group", [])])
    if members:
        yield from _people(members)
        yield from _directors(subject)
    for wrong, right in _WRONG:
        if signs.issuperset(wrong) and wrong in joined and right in joined:
            yield from _wrong(subject, wrong, right)
    yield from _aliases(subject)


def _forms(units: Iterable[Text]) -> Iterator[Finding]:
    """Short and long forms of one unit."""
    known: dict[str, Text] = {}
    told: set[str] = set()
    for text in units:
        first = known.setdefault(short(text.value), text)
        if first.value != text.value and text.value not in told:
            told.add(text.value)
            yield _finding(text, text.value, first, first.value)


def _near(texts: Iterable[Text]) -> Iterator[Finding]:
    """Names that differ in one sign of the same sound."""
    names: dict[str, Text] = {}
    seen: set[str] = set()
    for text in texts:
        value = text.value
        if value in seen:
            continue
        seen.add(value)
        if not value.isalnum():
            value = post(value) if text.kind == "member" else bare(value)
        if len(value) >= _SHORTEST:
            names.setdefault(value, text)
    known: dict[str, str] = {}
    for name, text in names.items():
        other = known.setdefault(name.translate(_FIRST), name)
        if other is not name and _mistaken(other, name):
            yield _finding(text, name, names[other], other)


def _mistaken(first: str, second: str) -> bool:
    different = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    return len(different) == 1 and different[0] in _PAIRS


def _people(members: Iterable[Text]) -> Iterator[Finding]:
    """Persons with the same post, of which there is one, whose names differ in one sign."""
    known: dict[str, Text] = {}
    for text in members:
        name, mark, held = text.value.replace("(", "（").partition("（")
        if mark and (first := known.setdefault(held, text)) is not text:
            other = bare(first.value)
            if _one_sign(other, name.strip()) and _ONLY_ONE.match(held.rstrip("）)")):
                yield _finding(text, name.strip(), first, other)


def _directors(subject: Subject) -> Iterator[Finding]:
    """Directors of an office whose name is in one sign not that of a member."""
    for placed in subject.groups:
        group = placed.value
        if not isinstance(group, Group) or not group.office or not group.office.director:
            continue
        director = bare(group.office.director)
        names = [bare(member.text) for role in group.roles for member in role.members]
        if director in names:
            continue
        for name in names:
            if _one_sign(name, director) and name[0] == director[0]:
                place = subject.place_in(group, "group", "office")
                yield Finding(*place, *_words(director, name, placed.line))


def _one_sign(first: str, second: str) -> bool:
    long_enough = 3
    return (
        len(first) == len(second) >= long_enough
        and sum(a != b for a, b in zip(first, second, strict=True)) == 1
        and person(first)
        and person(second)
    )


def _wrong(subject: Subject, wrong: str, right: str) -> Iterator[Finding]:
    line = next(text.line for text in subject.texts if right in text.value)
    for hit in subject.find(late(wrong)):
        if hit.text.kind in {"text", "heading", "office"}:
            yield at_hit(hit, *_words(wrong, right, line))


def _aliases(subject: Subject) -> Iterator[Finding]:
    """Forms in brackets that differ in one sign, after the same name; each once."""
    known: dict[tuple[int, str], list[re.Match[str]]] = {}
    joined, signs = subject.joined, subject.signs
    found = [alias.finditer(joined) for mark, alias in _ALIASES if mark in signs]
    for match in chain(*found):
        before = joined[max(0, match.start() - _BEFORE) : match.start()]
        forms = known.setdefault((len(match[1]), before), [])
        if forms and match[1] not in [form[1] for form in forms]:
            text, at = subject.text_at(match.start())
            if at >= _BEFORE and _differ(forms[0][1], match[1]):
                first = subject.text_at(forms[0].start())[0]
                hit = Hit(text, match, at, at + len(match[0]))
                yield at_hit(hit, *_words(match[1], forms[0][1], first.line))
        forms.append(match)


def _differ(first: str, second: str) -> bool:
    """Whether two forms differ in one sign, which does not make two of them."""
    different = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    return len(different) == 1 and _APART.isdisjoint(different[0])


def _finding(text: Text, name: str, first: Text, other: str) -> Finding:
    return at_text(text, *_words(name, other, first.line))


def _words(name: str, other: str, line: int) -> tuple[Words, Words]:
    return (
        Words(f"这里写“{name}”，第{line}行写“{other}”", f"“{name}” here, “{other}” in line {line}"),
        Words("请统一写法", "spell it in one way"),
    )


RULE = Rule(
    "unit-spelling",
    "warning",
    Words("同一单位有两种写法", "two spellings of one unit"),
    """同一个单位或人名在一份计划中有两种写法。

查的是：责任单位中简称和全称并用（`云溪社区居委会`、`云溪社区居民委员会`），单位名称相差一个音近或形近的字
（`派出所`、`派处所`），同一名称后括号里的两种写法，以及职务相同而姓名相差一字的人。`综治中心`和`社区综治中心`
不算两种写法。""",
    check,
)
