"""A phrase with a hole: `以、`, `关于的通知`, `在的领导下`, `为期的`, or marks that cannot meet: `，、`.

Such holes are left where words or figures were deleted (`年，全区`, `第次`, `对辖区个小区`), or where
a page lost them. Only phrases that nobody would write on purpose are named; what stands inside
quotation marks is looked at too. A sign astray behind 的 (`工作的'落实`, `道具的.准备`), as sites put
it there, and a space within a word (`大 家`) are taken out.

Passes:

    title: 云溪社区2027年工作计划
    tasks: [根据关于加强消防安全的通知，在街道的领导下，开展为期一个月的排查。]

Fails:

    title: 云溪社区2027年工作计划
    tasks: [根据关于的通知，在的领导下，开展为期的排查。]
"""

import re
from collections.abc import Iterator

from plangen.problems import Words
from plangen.rules.patterns import LETTER, late
from plangen.rules.rule import Finding, Rule, at_hit
from plangen.rules.search import hits, searches
from plangen.settings import Settings
from plangen.subject import Hit, Subject

_STOPS = "，、；：。"
_END = "(?=[，、。；：,;:]|$)"
# A share without its figure.
_FIGURE = "(?:(?<=达.)|(?<=达到.)|(?<=低于.)|(?<=超过.)|(?<=增长.)|(?<=下降.)|(?<=提高.))"
# Whom something is done with, and signs of what, if it is said: `加强对重点人员` lacks it.
_WHOM = "设施|场所|人员|区域|对象|群体|单位|企业|队伍|党员|居民|部位"
_DONE = "的管理教育宣监检训服排帮护建引整治巡关指支研解控学识扶救核使改投查打防"
_THEMES = (
    "爱岗敬业|爱国主义|集体主义|法律法规|安全知识|职业道德|家庭美德|传统美德|思想道德|理想信念|廉洁自律"
    "|消防安全|交通安全|食品安全|心理健康"
)
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
        "由[、，。；](?<![自理缘事来经因情根为案原].[、，。；])|由(?:同志)?(?:任|担任)(?:副?组长|主任|副?队长)",
    ),
    ("的", "的[，、；]的(?!确)"),
    ("、", "、(?:和|与|及|或)[，、。；]"),
    (
        "=、等",
        "、等(?![级待候于价额到同位距差效第分边量着高值腰比长宽深压温式一二三四五六七八九十0-9])",
    ),
    ("=按照", "按照(?:(?<=[，。；：]按照)(?=[，、。；])|的(?=要求|部署|精神|规定))"),
    ("=根据", "根据(?:(?<=[，。；：]根据)(?=[，、。；])|的(?=要求|部署|精神|规定))"),
    ("=以及", "以及[，、。；]"),
    ("=截至", "截至[，、。；]"),
    ("于", "于(?:(?<=将于)|(?<=定于))(?<![急终即等].于)(?=举[办行]|召开|开展|[，、。；])"),
    ("=对的", "对的(?<=[加做开][强大好展]对的)(?=管理|教育|宣传|监督|检查|领导|培训|服务|排查)"),
    # Frames that lack an end: 以……为主题, 在……领导下, 加强对……的管理, 提出如下……方案.
    (
        "=”的主题",
        "以“[^“”，。；\n]{1,24}”的主题(?![^，,。；;\n]{0,16}(?:为|开展|举|组织|进行|作|推|展开))",
    ),
    (
        "=领导上",
        "(?:^|(?<=[，,。；;须要应]))在[^，,。；;\n]{2,24}的(?:统一|正确|坚强|直接)领导上(?=[，,])",
    ),
    ("=加强对", f"加强对[^，,。；;\n{_DONE}]{{2,20}}(?:{_WHOM})(?=[。；;]|$)"),
    ("=进行", f"进行(?:{_THEMES})(?=[，,。；;]|$)"),
    ("=如下", "如下(?<=[出定订成]如下)(?:实施|指导|创建|推进)(?=[。：:；]|$)"),
    ("=定本", "制定本(?:实施|活动|工作)(?=[。，,：:]|$)"),
    # Names and numbers that were taken out.
    ("=理论", "理论(?:(?<=以理论)|(?<=高举理论))(?=[、和]“|伟大)"),
    ("=关于“三", "关于(?<=[和以、]关于)(?=“三个代表”)"),
    ("=为核心", "为核心(?:(?<=以为核心)|(?<=以同志为核心))(?=的)"),
    ("=为总书记", "为总书记(?:(?<=以为总书记)|(?<=以同志为总书记))(?=的)"),
    ("=主义、思想", "主义、思想(?<=列宁主义、思想)"),
    ("率", f"率(?:达到|不低于|不少于|超过){_END}|率(?:达到?|不低于|不少于|超过)以上{_END}"),
    ("%", f"%{_FIGURE}"),
    ("％", f"％{_FIGURE}"),
    ("=不少于", f"不少于[次场名期份篇个]{_END}"),
    ("第", "第[届期批次个](?<![门等及落次]第.)"),
    (
        "年",
        "年(?:(?<=^年)|(?<=[。；]年))(?=[，,]|是(?!否)|我[们县区市镇街]|全[社县区市镇街]|[^，。；\n]{2,10}工作，以)",
    ),
    ("个", "个(?<=[区内道镇县市]个)(?=小区|社区|网格|楼栋|行政村|自然村|居委会)"),
    ("份", "份(?<=[单料册卷页]份)(?=[，、。；]|余份)"),
    ("次", "次(?<=(?:活动|培训|讲座|演练|检查|巡查|排查|走访|座谈|义诊)次)(?=[，、。；])"),
    ("参", "参[与加](?:居民|群众|党员|学生)人(?=[，、。；])"),
    (".", r"\.(?<=[以和]\.)(?=理论|重要思想)"),
    ("=党的", r"党的[ \u3000]*届"),
    (
        "=党的",
        "党的大(?=精神|报告)|党的和(?=[一二三四五六七]中)|党的精神(?:(?<=[实彻会照据]党的精神)(?=[，、。；,])|(?<=以党的精神)(?=为))",
    ),
    (" \u3000", r"《[ \u3000]+(?=[省市区县镇乡街])"),
    ("~～", f"[~～](?<=[、，].)(?=[、，]|{LETTER})"),
    ("~～", f"[~～](?<=[的和及对化].)(?={LETTER}[^~～\\n]*[~～]{LETTER})"),
    ("=一是", "一是[，、；。：]?二是"),
    ("是", "是[；。](?<=[一二三四五六七].[；。])"),
)
_SEARCHES = searches(_HOLES)
# Signs that sites scatter behind 的, and spaces.
_ASTRAY = searches((("'`.", f"['`.](?<=的.)(?={LETTER})"), (" ", f" (?<={LETTER} )(?={LETTER})")))
# Words in which a space cannot stand; in a label (`时 间：`) or a short line it is meant.
_WORDS = frozenset(
    """
    社区 居民 工作 活动 大家 群众 党员 建设 服务 组织 开展 宣传 教育 管理 安全 卫生 环境 文化 学习
    培训 进行 加强 提高 制度 领导 干部 志愿 问题 情况 困难 老人 老年 健康 知识 文明 和谐 稳定 计划
    方案 目标 任务 措施 要求 精神 法律 法规 政策 技能 就业 保障 残疾 妇女 儿童 青年 学生 家庭 单位
    企业 街道 物业 小区 业主 网格 矛盾 纠纷 调解 治安 防范 消防 巡逻 监督 检查 考核 评比 总结 发展
    经济 社会 生活 质量 水平 能力 素质 意识 积极 认真 充分 全面 深入 及时 定期 落实 完善 建立 健全
    推进 促进 营造 氛围 我们 通过 为了 根据 按照 利用
    """.split()  # noqa: SIM905 - a word list
)
_CLAUSE = late("[，。；：！？、,;:!?（）()“”\n]")
_SHORTEST = 6
# Ends of sentences, each with what the sentence is up to there if its beginning is not there:
# `改善环境为手段` without 以, `建设成为管理有序、环境优美` without of what.
_ENDS = (
    (
        late(
            "为(?:手段|抓手|载体|契机|依托|切入点|突破口)(?=[，,。；;]|开展|深入|积极|大力|广泛|组织|加强)"
        ),
        late(
            "(?:[^以把将用]*[，,])?(?:利用|通过|借助|结合|依托|围绕|改善|提高|加强|开展|推进|创建|建设|完善|提升|强化|增强|落实|打造|构建|举办"
            "|宣传|促进|维护|丰富|深化|健全|整治|解决|培育)[^，,以把将用]{2,16}"
            "(?<![作成视列定设选认称因分变化转改升])"
        ),
    ),
    (
        late(
            "(?:管理有序|服务完善|治安良好|环境优美|文明祥和|生活便利|人际和谐|和谐稳定|安定有序|整洁优美"
            "|设施完善|功能完善|邻里和睦)(?=[。；;]|$)",
            re.MULTILINE,
        ),
        late(r".*建设成为?(?:[\u4e00-\u9fff]{4}[、，,]){2,}"),
    ),
)
_SENTENCE = late("[。；;！？]")
_REACH = 100
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
    yield from _astray(subject)


def _astray(subject: Subject) -> Iterator[Finding]:
    """Signs behind 的, unless one of the kind is half of a pair, and spaces in words."""
    is_paired: dict[tuple[int, str], bool] = {}
    for hit in hits(subject, _ASTRAY):
        sign, value = hit.match[0], hit.text.value
        if sign == " " and not _is_in_word(hit):
            continue
        if sign in "'`":
            key = (id(hit.text), sign)
            if key not in is_paired:
                is_paired[key] = value.count(sign) > value.count(f"的{sign}")
            if is_paired[key]:
                continue
        shown = _shown(hit)
        zh, en = ("多余的空格", "a space") if sign == " " else (f"多余的 {sign}", sign)
        words = Words(f"“{shown}”里有{zh}", f"{en} is astray in “{shown}”")
        yield at_hit(hit, words, Words("请删去", "delete it"), "")


def _is_in_word(hit: Hit) -> bool:
    """Whether a space parts a word in a clause that has no other space."""
    value, start = hit.text.value, hit.start
    if hit.text.kind != "text" or value[start - 1] + value[start + 1] not in _WORDS:
        return False
    end = _CLAUSE.search(value, start, start + _REACH)
    before = _CLAUSE.split(value[max(0, start - _REACH) : start])[-1]
    clause = before + value[start : end.start() if end else start + _REACH]
    return len(clause) > _SHORTEST and clause.count(" ") == 1 and not (end and end[0] in "：:")


def _hits(subject: Subject) -> Iterator[Hit]:
    yield from hits(subject, _SEARCHES)
    for end, rest in _ENDS:
        yield from (hit for hit in subject.find(end) if rest.fullmatch(_sentence(hit)))
    for hit in subject.find(_MEETING):
        before = hit.text.value[hit.start - 1] if hit.start else "\n"
        if before + hit.match[0] in _WRONG_PAIRS:
            yield hit


def _sentence(hit: Hit) -> str:
    """What a sentence says before a match; of a long one its end, after a mark that fits nothing."""
    before = hit.text.value[: hit.start]
    if len(before) > _REACH:
        before = "…以" + before[-_REACH:]
    return _SENTENCE.split(before)[-1]


def _shown(hit: Hit) -> str:
    return hit.text.value[max(0, hit.start - 4) : hit.end + 4]


def _finding(hit: Hit) -> Finding:
    shown = _shown(hit)
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

删掉文字或数字（`年，全区`、`第次`、`对辖区个小区`）、网页丢字都会留下这样的残句。只查没有人会故意写的短语，引号里的文字也查。
网站在“的”后面夹带的符号（`工作的'落实`、`道具的.准备`）和词语中间的空格（`大 家`）可以直接改正。""",
    check,
)
