"""A phrase with a hole: `以、`, `关于的通知`, `在的领导下`, `为期的`, or marks that cannot meet: `，、`.

Such holes are left where words were deleted, or where a page lost them. Only phrases that nobody
would write on purpose are named; what stands inside quotation marks is looked at too.

Passes:

    title: 云溪社区2027年工作计划
    tasks: [根据关于加强消防安全的通知，在街道的领导下，开展为期一个月的排查。]

Fails:

    title: 云溪社区2027年工作计划
    tasks: [根据关于的通知，在的领导下，开展为期的排查。]
"""

from collections.abc import Iterator

from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.rule import Finding, Rule, at_hit
from plangen.rules.search import hits, searches
from plangen.settings import Settings
from plangen.subject import Hit, Subject

_STOPS = "，、；：。"
_END = "(?=[，、。；：,;:]|$)"
# A share without its figure.
_FIGURE = "(?:(?<=达.)|(?<=达到.)|(?<=低于.)|(?<=超过.)|(?<=增长.)|(?<=下降.)|(?<=提高.))"
# Signs of which one stands in every match, or a word that does, and the pattern.
_HOLES: tuple[tuple[str, str], ...] = (
    # Function words that lack what belongs to them.
    ("以", "以[、；](?<![可所予加难足得何借用给报处施聊是].[、；])|以，(?<=[，。；：]以，)"),
    (
        "=以为",
        "以为(?<![可予难足得用加所].为)(?:指导|指引|引领|统领|依托|抓手|契机|主线)(?![员者思])",
    ),
    ("=重要思想", "重要思想(?:(?<=坚持重要思想)|(?<=以重要思想))(?=为指|为统)"),
    (
        "=在的",
        "在的(?<![存现实内潜所自外健正好都还同在]在的)(?:正确|坚强|统一)?(?:领导|带领|指导|引领)(?=下)",
    ),
    (
        "=在的",
        "在的(?<![存现实内潜所自外健正好都还同在]在的)(?:大力|热情)?(?:支持|帮助|关心)下(?!沉)",
    ),
    ("=关于的", "关于的(?!士)"),
    ("=为期", "为期的(?<![一两二三四五六七八九十年月周天日]为期的)|为期(?=[，。；、])"),
    (
        "由",
        "由[、，。；](?<![自理缘事来经因情根].[、，。；])|由(?:任|担任)(?:副?组长|主任|副?队长)",
    ),
    ("的", "的[，、；]的(?!确)"),
    ("、", "、(?:和|与|及|或)[，、。；]"),
    ("=、等", "、等(?=[，。；、]|多种|形式|方式|方面|活动|工作|内容|单位|部门|措施)"),
    ("=按照", "按照(?:(?<=[，。；：]按照)(?=[，、。；])|的(?=要求|部署|精神|规定))"),
    ("=根据", "根据(?:(?<=[，。；：]根据)(?=[，、。；])|的(?=要求|部署|精神|规定))"),
    ("=以及", "以及[，、。；]"),
    ("=截至", "截至[，、。；]"),
    ("于", "于(?:(?<=将于)|(?<=定于))(?<![急终即等].于)(?=举[办行]|召开|开展|[，、。；])"),
    ("=对的", "对的(?<=[加做开][强大好展]对的)(?=管理|教育|宣传|监督|检查|领导|培训|服务|排查)"),
    # Numbers and names that were taken out.
    ("率", f"率(?:达到|不低于|不少于|超过){_END}|率(?:达到?|不低于|不少于|超过)以上{_END}"),
    ("%", f"%{_FIGURE}"),
    ("％", f"％{_FIGURE}"),
    ("=不少于", f"不少于[次场名期份篇个]{_END}"),
    ("第", "第[届期批](?<![门等及落次]第.)"),
    ("=党的", r"党的[ \u3000]*届"),
    (
        "=党的",
        "党的大(?=精神|报告)|党的精神(?:(?<=[实彻会照据]党的精神)(?=[，、。；,])|(?<=以党的精神)(?=为))",
    ),
    (" \u3000", r"《[ \u3000]+(?=[省市区县镇乡街])"),
    ("~～", "[~～](?<=[、，].)(?=[、，])"),
    ("=一是", "一是[，、；。：]?二是"),
    ("是", "是[；。](?<=[一二三四五六七].[；。])"),
)
_SEARCHES = searches(_HOLES)
# Marks that cannot meet; a line's end before a mark is a text that begins with one.
_WRONG_PAIRS = frozenset(
    [one + other for one in _STOPS for other in _STOPS if one != other]
    + [one + other for one in ",;:" for other in "，、。；,;" if one != other]
    + [one + other for one in _STOPS for other in ",;"]
    + [one + other for one in "！？" for other in _STOPS]
    + [one + other for one in "（(“《" for other in _STOPS]
    + [one + other for one in "、，" for other in "）)》"]
    + [one + other for one in f"{_STOPS}\n" for other in "的"]
    + [f"\n{other}" for other in f"{_STOPS}！？）》”"]
)
_MEETING = late(f"[{_STOPS},;）)》！？”的](?<=[{_STOPS}！？,;:“（(《\n].)(?!确|士|的)")
_PROPOSAL = Words("请补上缺的字，或改正标点", "write what is missing, or correct the mark")


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every hole, once."""
    seen: set[int] = set()
    for hit in _hits(subject):
        # Holes that touch are one.
        signs = range(hit.match.start(), hit.match.end() + 1)
        if seen.isdisjoint(signs):
            seen.update(signs)
            yield _finding(hit)


def _hits(subject: Subject) -> Iterator[Hit]:
    yield from hits(subject, _SEARCHES)
    for hit in subject.find(_MEETING):
        before = hit.text.value[hit.start - 1] if hit.start else "\n"
        if before + hit.match[0] in _WRONG_PAIRS:
            yield hit


def _finding(hit: Hit) -> Finding:
    shown = hit.text.value[max(0, hit.start - 4) : hit.end + 4]
    return at_hit(
        hit,
        Words(f"“{shown}”缺字或标点有误", f"“{shown}” lacks words or has a wrong mark"),
        _PROPOSAL,
    )


RULE = Rule(
    "broken-phrase",
    "warning",
    Words("残缺的短语", "a phrase with a hole"),
    """残缺的短语：`以、`、`关于的通知`、`在的领导下`、`为期的`，以及不能连用的标点：`，、`。

删掉文字、网页丢字都会留下这样的残句。只查没有人会故意写的短语，引号里的文字也查。""",
    check,
)
