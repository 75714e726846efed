"""A placeholder was not filled in: `xx社区`, `20xx年`, `某某`, `____`, `待定`, `TODO`.

The forms are those that templates and web pages leave: x, X, ×, ＸＸ, 某某, **, -- and underlines
where a name or a figure should stand, years and days left blank, and words that say so. Codes such
as `X光`, products such as `3×4`, telephone numbers with hidden digits and the wording of a sign
(`“××社区”字样`) are none, nor are blanks to be filled in by hand in an annex or a table.

Passes:

    title: 云溪社区2027年工作计划
    tasks: [组织老年人做X光检查，统一悬挂“××社区”字样的标牌。]

Fails:

    title: xx社区20xx年工作计划
    tasks: [由某某同志负责，时间待定。]
"""

from collections.abc import Iterator

from plangen.problems import Words
from plangen.rules.patterns import LETTER, late
from plangen.rules.rule import Finding, Rule, at_hit
from plangen.rules.search import hits, searches
from plangen.settings import Settings
from plangen.subject import Hit, Subject

_X = "xXｘＸ×╳✕"
_PLACE = "社区|街道|省|市|县|区(?!间)|镇|乡|村|小区"
# What follows a name or a number that is left open; shown with it.
_NOUN = (
    "(?:社区|街道|居委会|小区|网格|省|市|县|区|镇|乡|村|路|学校|小学|中学|公司|医院|年度|年|月|日|届|次|个|户|名|人"
    "|场|期|万元|万|元|号|楼|栋|单元|周年|大|同志|书记|主任|组长)?"
)
# Before one x alone, these make it a sign of multiplication or a code.
_NO_NAME = r"(?<![A-Za-z\d０-９xXｘＸ×元人次天个户名时数套株册吨克米件%）)\]])"
_OPEN = "时间|日期|地点|人选|人员|名单|金额|电话|单位|数量|经费|方案|负责人|联系人|主讲人|主题|场地|具体"
_TO_COME = "定|补充|填写?|确定|明确|核实|公布|完善"
_END = r"(?=[，。；、）)】\]：:,;\s]|$)"
_ASKS = "请?(?:在此处?|此处|填|输入|插入|补充|替换)"
_WHOSE = "社区|街道|单位|村|区县?|城市|组织|机构|负责人|书记|主任|联系人|本单位|本社区"
_WHAT = "本|具体|相应|社区|单位|街道|名称|姓名|日期|数字|时间|地点"
_YEAR = r"(?<!\d)20"
# Forms by the signs without which there is none; of matches that overlap, the first counts.
_FORMS = searches(
    (
        (_X, rf"(?<!\d)(?:19|20)\d{{0,2}}[{_X}]{{2,4}}(?![A-Za-z]){_NOUN}"),
        (_X, rf"(?<!\d)(?:19|20)\d{{0,2}}[{_X}](?=[年届月]|\d?[-—–~～至]){_NOUN}"),
        (_X, rf"(?<![A-Za-z{_X}])[{_X}]{{2,}}(?![A-Za-z]|[ ]?\d{{2}}|-[A-Za-z\d]|染色体|码){_NOUN}"),
        (_X, rf"(?<![A-Za-z{_X}])[{_X}](?:[ \u3000][{_X}])+(?![A-Za-z\d]){_NOUN}"),
        # One alone stands for a name before a place, and for a number in a date.
        (_X, rf"{_NO_NAME}[{_X}](?:{_PLACE}|[号栋幢]楼|同志|主任|书记)"),
        (_X, rf"{_NO_NAME}[{_X}](?:年(?!级)|月|届|日(?!常|间)|[个户名次](?!数)|人(?!数|次|均|工|行)|万?元)"),
        (_X, rf"(?<=年)[{_X}](?:月|季度)|(?<=月)[{_X}]日|第[{_X}]{_NOUN}"),
        (_X, rf"(?<![A-Za-z])[{_X}](?=[\u4e00-\u9fff]{{1,4}}〔)|(?<=〕)[{_X}]号"),
        ("某", rf"某某+{_NOUN}|某(?:社区|街道|居委会)|某[省市区县镇](?=某)"),
        ("*＊", rf"{_YEAR}[*＊]{{1,3}}年?|(?<![\dA-Za-z*＊])[*＊]{{2,}}(?![*＊\dA-Za-z]){_NOUN}"),
        ("_＿", rf"{_YEAR}\d?[_＿]+(?:年度?)?|(?<![A-Za-z\d_＿])[_＿]{{2,}}(?![A-Za-z]){_NOUN}"),
        ("_＿", rf"第[_＿]+{_NOUN}"),
        # A word that a web site struck out.
        ("_", rf"_(?:(?<={LETTER}_)|(?<=[“、，：]_))(?=[”、，。]|(?!第\d){LETTER})(?![^，。；]{{0,30}}\.[A-Za-z])"),
        ("-", rf"--(?:(?<=^--)|(?<=[对在到由为于和与：，。、（“]--))(?:{_PLACE}|居委会|同志)(?![^，。；]*-)"),
        ("Ⅹⅹ", rf"(?<![ⅠⅤⅩⅰⅴⅹ第])[Ⅹⅹ]{{2,4}}(?![ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅰⅱⅲⅳⅴ]){_NOUN}"),
        ("?？/…. \u3000", rf"{_YEAR}(?:[?？/]{{2}}|…{{1,2}}|\.{{3,6}}|[ ]{{2,}}|\u3000+)(?:年|(?=[）)]?$))"),
        ("年", r"年(?<=\d\d.)[ \u3000]*月[ \u3000]*日|年(?<=\d\d.)[ \u3000]+月"),
        (" \u3000", r"月(?<=\d.)[ \u3000]+日|第[ \u3000]+[届期次批]"),
        ("○〇□", rf"(?<![一二三四五六七八九十零〇○□])[○〇□]{{2,}}(?:{_PLACE}|年|同志)"),
        ("…", rf"(?:^|(?<=[在由为对据，。；：“（《和与]))…+(?:{_PLACE})"),
        ("待", rf"(?:{_OPEN})[均暂尚另]?待(?:{_TO_COME}){_END}"),
        ("待", rf"(?:^|(?<=[（(【\[]))待(?:{_TO_COME}|补|续)(?=[）)】\]。]|$)"),
        ("待", rf"(?<![等有期招接对看善优亟款厚相])待定{_END}"),
        ("【", rf"【(?:待[^】\n]*|{_ASKS}[^】\n]*|(?:{_WHOSE})(?:名称|全称|姓名))】"),
        ("[", rf"\[(?:待[^\]\n]*|{_ASKS}[^\]\n]*|(?:{_WHOSE})(?:名称|全称|姓名))\]"),
        ("此", r"此处(?<=[（(]此处)(?:[请应可需待填写补插添附]|输入|根据|替换)[^）)\n]*(?=[）)])"),
        ("请", rf"请(?<=[（(]请)(?:在此(?:填|输入|插入)|填写(?:{_WHAT})|输入|插入)[^）)\n]*(?=[）)])"),
        ("TFo", r"(?<![A-Za-z])(?:TODO|FIXME|TBD|todo(?=[:：]))(?![A-Za-z]|清单|列表)"),
        ("{}", r"\{\{[^}\n]*(?:\}\})?|\}\}|\$?\{[\w\u4e00-\u9fff]{1,12}\}"),
        ("<＜", r"[<＜][\u4e00-\u9fff]{0,8}(?:名称|姓名|日期|年份|社区|街道)[>＞]"),
    )
)  # fmt: skip
_BLANK = late(r"[_＿ \u3000年月日第届期次批]+")
# Bold type as Markdown has it.
_BOLD = late(r"\*\*(?![省市县区镇乡街社])[^*\n“”]{2,40}\*\*")
# Bold type that a cut left open.
_OPEN_BOLD = late(rf"\*\*(?!{_PLACE}|同志|[年月日号路]){LETTER}{{2}}")
# The wording of a sign is quoted as it is, for everybody.
_WORDING = late(r"[^“”\n]{0,24}”[^，。；]{0,6}(?:字样|样式|标识|标志|标牌|格式|模板|门牌|牌子)")


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every placeholder, once."""
    seen: set[int] = set()
    for hit in hits(subject, _FORMS):
        signs = range(*hit.match.span())
        if not seen.isdisjoint(signs) or _is_meant(subject, hit):
            continue
        seen.update(signs)
        found = hit.match[0].strip()
        yield at_hit(
            hit,
            Words(f"“{found}”没有填写", f"“{found}” was not filled in"),
            Words("请写上名称、数字或内容", "write the name, the figure or the words"),
        )


def _is_meant(subject: Subject, hit: Hit) -> bool:
    """Whether it is no placeholder: the wording of a sign, bold type, or a blank to be filled in by hand."""
    if _WORDING.match(hit.text.value, hit.end):
        return True
    if hit.match[0].startswith("--"):
        return hit.start == 0 and hit.text.kind != "text"
    if hit.match[0].startswith("**"):
        return (hit.start == 0 and _OPEN_BOLD.match(hit.text.value) is not None) or any(
            hit.start in {bold.start(), bold.end() - 2} for bold in _BOLD.finditer(hit.text.value)
        )
    return _BLANK.fullmatch(hit.match[0]) is not None and (
        hit.text.kind == "cell" or in_annex(subject, hit.text.entry)
    )


def in_annex(subject: Subject, entry: int) -> bool:
    """Whether an item belongs to an annex, where forms stand."""
    while entry >= 0 and subject.entries[entry].parent >= 0:
        entry = subject.entries[entry].parent
    contents = {id(attachment.content) for attachment in subject.plan.attachments}
    return entry >= 0 and id(subject.entries[entry].item) in contents


RULE = Rule(
    "placeholder",
    "error",
    Words("没有填写的占位符", "a placeholder that was not filled in"),
    """没有填写的占位符：`xx社区`、`20xx年`、`某某`、`____`、`待定`、`TODO`。

样子取自各种模板和网页：该写名称或数字的地方写着x、X、×、ＸＸ、某某、**、--或下划线，年、月、日空着，或写着“待定”一类的话。
`X光`这样的代号、`3×4`这样的算式、隐去几位的电话号码、标牌的字样（`“××社区”字样`）不算；附件和表格里留着手写的空白也不算。""",
    check,
)
