"""A document number that is not written as GB/T 9704-2012 7.2.5 has it: `X政发[2027]03号`.

The year stands in full in 〔 〕 and the serial number without 第 and without zeros before it:
`望政办〔2027〕3号`. The number of the red head is looked at too. Brackets are corrected; a serial
number is not, for a paper that is cited may bear it so.

Passes:

    title: 云溪社区2027年工作计划
    tasks: [落实《关于做好防汛工作的通知》（望政办〔2027〕3号），处理（2027）年度遗留问题。]

Fails:

    title: 云溪社区2027年工作计划
    tasks:
      - 落实望政办[2027]3号文件精神。
"""

from collections.abc import Iterator

from plangen.problems import Words
from plangen.rules.rule import Finding, Rule, at_hit
from plangen.rules.search import compiled
from plangen.settings import Settings
from plangen.subject import Hit, Subject

_OPEN, _CLOSE = r"[\[［【〔(（〈<﹝{]", r"[\]］】〕)）〉>﹞}]"
_YEAR = r"(?P<year>(?:19|20)[0-9xX×*]{2}|[0-9]{2})"

_NUMBER = rf"(?<=[\u4e00-\u9fff])(?P<open>{_OPEN}){_YEAR}(?P<close>{_CLOSE})(?P<serial>第?[0-9xX×*]{{1,5}}号)"

# From its end: a search that begins with a sign is ten times as fast.
_ENDS = (
    f"(?<={_CLOSE}{before}{'[0-9xX×*]' * figures}号)"
    for before in ("", "第")
    for figures in range(1, 5)
)
_ENDING = f"号(?:{'|'.join(_ENDS)})"
# What is there in any case takes little time to compile.
_FIGURE = "号(?<=[0-9xX×*]号)"
_FULL = 4
# 〔2027〕第12345号 with its brackets.
_LONGEST = 16


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every such number."""
    if not compiled(_FIGURE).search(subject.joined):
        return
    for hit in subject.find(compiled(_ENDING)):
        start = max(0, hit.end - _LONGEST)
        found = compiled(_NUMBER).search(hit.text.value, start, hit.end)
        while found and found.end() < hit.end:
            found = compiled(_NUMBER).search(hit.text.value, found.end(), hit.end)
        if found:
            yield from _findings(Hit(hit.text, found, found.start(), found.end()))


def _findings(hit: Hit) -> Iterator[Finding]:
    found, year, serial = hit.match[0], hit.match["year"], hit.match["serial"]
    plain = serial.removeprefix("第").lstrip("0")
    right = f"〔{year}〕{plain}"
    full = len(year) == _FULL
    if not full and hit.match["open"] not in "〔[【":
        return
    if hit.match["open"] != "〔" or hit.match["close"] != "〕":
        yield at_hit(
            hit,
            Words(
                f"发文字号“{found}”的年份没有用六角括号", f"the year in “{found}” is not in 〔 〕"
            ),
            Words(f"请写作“{right}”", f"write “{right}”"),
            f"〔{year}〕{serial}" if full else None,
        )
    elif not full:
        yield at_hit(
            hit,
            Words(f"发文字号“{found}”的年份没有写全", f"the year in “{found}” is not in full"),
            Words("请写四位数的年份", "write four figures"),
        )
    elif plain not in {serial, "号"}:
        yield at_hit(
            hit,
            Words(f"发文字号“{found}”不加“第”、不编虚位", f"“{found}” takes no 第 and no zeros"),
            Words(f"请核对，一般写作“{right}”", f"check it; as a rule “{right}”"),
        )


RULE = Rule(
    "document-number",
    "warning",
    Words("发文字号的写法", "how a document number is written"),
    """发文字号不合GB/T 9704-2012 7.2.5：`X政发[2027]03号`。

年份标全称，用六角括号〔〕括入；发文顺序号不加“第”字，不编虚位：`望政办〔2027〕3号`。红头的发文字号也查。
括号可以自动改正；顺序号不改，因为所引的文件可能就是这样编的。""",
    check,
)
