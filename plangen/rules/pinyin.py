"""The reading of a character was put into the text: `社區(qū)`, `建设(jiànshè)`.

Pages that were converted carry such readings after single characters. They are known by their
tone marks, by blanks between syllables, or by spelling the characters before them, also where a
page has lost the letters with tone marks (`建设(jinsh)`). English words, abbreviations and units in
brackets are none, nor is the reading of a rare character (`垚（yáo）`).

Passes:

    title: 云溪社区2027年工作计划
    tasks: [推广小程序（app），落实计划、执行、检查、处理（PDCA）。]

Fails:

    title: 云溪社区2027年工作计划
    tasks: [加强社区建设(jiànshè)。]
"""

import re
from collections.abc import Iterator

from plangen.problems import Words
from plangen.rules.rule import Finding, Rule, at_hit
from plangen.rules.search import compiled
from plangen.rules.traditional import TRADITIONAL
from plangen.settings import Settings
from plangen.subject import Subject

_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹɡ"
_SIGNS = frozenset(_TONES + "abcdefghijklmnopqrstuvwxyz")
_BRACKETED = rf"[（(](?<=[\u4e00-\u9fff].)([a-zü{_TONES}]+(?:[ '’][a-zü{_TONES}]+)*)[）)]"
_SYLLABLE = (
    "(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|an|ao|ei|en|er|ia|ie"
    "|in|iu|ou|ua|ue|ui|un|uo|ve|vn|ü|a|e|i|o|u|v))"
)
_PLAIN = str.maketrans(_TONES, "aaaaeeeeiiiioooouuuuvvvvnnng")
# The readings of characters that plans are full of.
_SPELLED = """
she=社设 qu=区 jian=建检健坚监 gong=工公共 zuo=作做 ji=计机及积基集 hua=划化华 ju=居局举 min=民 dang=党
yuan=员院园 fu=服务妇副 wu=务物 guan=管关 li=理里力利立 xuan=宣选 chuan=传 jiao=教交调 yu=育与预 huo=活
dong=动 zu=组 zhi=织治制指职志 ling=领 dao=导道 gan=干 bu=部不布 an=安案 quan=全权 sheng=生省
wei=卫委为维围 huan=环 jing=境经精 wen=文稳问 ming=明 he=和合 xie=谐协 fa=发法 zhan=展 luo=落
shi=实施事识市时 jie=街节解结 ban=办 zheng=政整正 cheng=成城程 chuang=创 xin=新心信 xue=学 xi=习系
guo=国过 jia=家加 xiang=乡向项 ping=平评 ti=提体 gao=高 qiang=强 wan=完 shan=善 bao=保报
zhang=障长 ren=人任 qun=群 zhong=众中重 zi=资自 ye=业 kai=开
"""
_READINGS = {
    sign: pair.partition("=")[0] for pair in _SPELLED.split() for sign in pair.partition("=")[2]
}
_LEVEL_TWO = 0xD8
_SHORTEST = 2


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every reading."""
    inside = {part[:1] for mark in "（(" for part in subject.joined.split(mark)[1:]}
    if _SIGNS.isdisjoint(inside):
        return
    for hit in subject.find(compiled(_BRACKETED), _SIGNS):
        before = hit.text.value[: hit.start]
        if _is_reading(hit.match[1], before) and not _is_rare(before[-1]):
            found = hit.match[0]
            yield at_hit(
                hit,
                Words(f"“{found}”是混进来的注音", f"“{found}” is a reading that slipped in"),
                Words("请删去", "delete it"),
                "",
            )


def _is_reading(letters: str, before: str) -> bool:
    """Whether letters in brackets tell how the characters before them are read."""
    words = re.split("[ '’]", letters.translate(_PLAIN).replace("ü", "v"))
    if any(tone in letters for tone in _TONES[:-1]):
        return all(re.fullmatch(f"{_SYLLABLE}{{1,4}}|[a-z]{{1,4}}", word) for word in words)
    if before[-1] in TRADITIONAL:
        return len(letters) <= len("zhuang")
    if len(words) > 1:
        return (
            all(map(compiled(_SYLLABLE).fullmatch, words))
            and re.search(f"[\u4e00-\u9fff]{{{len(words)}}}$", before) is not None
        )
    return any(_spells(letters, before[-count:]) for count in range(1, 5))


def _spells(letters: str, signs: str) -> bool:
    """Whether letters spell characters, all of them or without the vowels that had tone marks."""
    readings = [_READINGS.get(sign, "?") for sign in signs]
    if "".join(readings) == letters:
        return len(signs) >= _SHORTEST or letters not in {"he", "an", "ban", "li"}
    pattern = "".join(re.sub("[aeiouv]", lambda found: f"{found[0]}?", one) for one in readings)
    lost = "?" not in readings and len(signs) >= _SHORTEST and len(letters) >= len(signs) + 1
    return lost and re.fullmatch(pattern, letters) is not None


def _is_rare(sign: str) -> bool:
    """Whether a character is so rare that a reader is helped: not in level one of GB 2312."""
    if sign in TRADITIONAL:
        return False
    try:
        return sign.encode("gb2312")[0] >= _LEVEL_TWO
    except UnicodeEncodeError:
        return True


RULE = Rule(
    "pinyin",
    "warning",
    Words("混进来的注音", "readings that slipped in"),
    """文字后面混进了注音：`社區(qū)`、`建设(jiànshè)`。

转换过的网页会在字后带上注音。凭声调符号、音节间的空格，或者正好拼出前面的字来认，网页丢了带声调的字母（`建设(jinsh)`）也认得。
括号里的英文词、缩写和单位不算；生僻字的注音（`垚（yáo）`）也不算。""",
    check,
)
