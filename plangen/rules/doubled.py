"""A mark, a word, a phrase or a clause stands twice: `，，`, `的的`, `是是`, `进一步进一步`.

Looked at are marks, a table of words, phrases of four signs and more that stand on end, and clauses
(`人人参与，人人参与`). Doubles that belong to the language pass: `的的确确`, `目的的`, `稳定和和谐`, `存在在`,
`一个一个`, `研究研究`, `……`, `！！`.

Passes:

    title: 云溪社区2027年工作计划
    tasks: [以服务居民为目的的活动常常有。, 促进稳定和和谐！！]

Fails:

    title: 云溪社区2027年工作计划
    tasks:
      - 做好社区的的各项工作，，进一步进一步落实责任。
"""

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from plangen.problems import Words
from plangen.rules.labels import label_of
from plangen.rules.patterns import LETTER, late
from plangen.rules.rule import Edit, Finding, Rule, at_hit
from plangen.rules.search import compiled, doubles, hits, searches
from plangen.settings import Settings
from plangen.subject import Hit, Subject

_MARKS = "，。、；："
# Words that are doubled by mistake only: what may stand before, and what may follow.
_WORDS: dict[str, tuple[str, str]] = {
    "的": ("目标打矢似", "确"),
    "是": ("凡但可若于只要总还国", "否非"),
    "了": ("不小", "之然解如却结断望事"),
    "和": ("祥温谐共饱中总缓平随柔亲附", "谐平睦解善气美顺风颜好煦乐"),
    "在": ("存现内外潜所实自健好", "建职岗校册线家场外押编读途内京"),
    "与": ("参给赐付授", "会时众"),
    "为": ("行作成认因以人较更极尤称视变改", "民老何人"),
    "对": ("结面针相反绝配核校一双应派敌成", "碰子联方象口照外内准标接比"),
    "及": ("普涉波顾触危企以", "时格其早"),
    "以": ("可所予加难足得用给借", "上下内外后前来及此"),
    "们": ("", ""),
}
# Words that are never said twice on end; others are when one name ends with them and one begins.
_REPEATED = frozenset(
    """
    进一步 加强 开展 进行 通过 根据 我们 相结合 提高 提升 推进 促进 营造 充分 深入 不断 继续 做好 落实
    积极 建立 完善 卫生 居民 群众 活动 宣传 教育 建设 环境 安全 文化 网络 意识 培训 知识 措施 机制
    精神 健康 文明 素质 水平 氛围 全面 认真 切实 大力 及时 定期 确保 按照 围绕 利用 结合 志愿者 网格员
    老年人
    """.split()  # noqa: SIM905 - a word list
)
# Longer phrases are doubled by mistake but for 一个问题一个问题 and what 的 makes: 业主的房屋的房屋维修.
_SHORTEST, _LONGEST = 4, 12
_MEANT = late(r"[一几逐每个的]|人民|(?!20[0-9]{2}年)[0-9]|.+的$|[a-zA-Z]+$|(?!\w+$)")
_DOUBLES = searches(
    (f"={word}{word}", f"{word}(?:{word})+") for word in (*_MARKS, ",", ";", *_WORDS)
)
_TWICE = late(r"(.+?)\1+")
# A stretch without marks that is long enough to hold one of more signs twice, and such a phrase.
_STRETCH = late(r"\W\w{26,}")
_PHRASE = late(r"(.{13,40}?)\1")
_CLAUSE = late(f"{LETTER}{{5,40}}")
_ENDS = ("。", "；", "\n")


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Everything that is doubled by mistake."""
    for hit in hits(subject, _DOUBLES):
        word = _TWICE.sub(r"\1", hit.match[0])
        if word in _WORDS and _is_meant(hit, word):
            continue
        dots = word == "。" and len(hit.match[0]) > len("。。")
        yield _finding(hit, "……") if dots else _finding(hit, word, word)
    for match in _phrases(subject.joined):
        yield _finding(_hit(subject, match), match[1], match[1])
    if "\n是" in subject.joined:
        yield from _after_label(subject)


def _phrases(text: str) -> Iterator[re.Match[str]]:
    """Words, phrases and clauses that stand twice, of those that overlap the first."""
    told: set[int] = set()
    for match in chain(_short(text), _long(text), _clauses(text)):
        if told.isdisjoint(range(*match.span())):
            told.update(range(*match.span()))
            yield match


def _short(text: str) -> Iterator[re.Match[str]]:
    """Words of the table, and phrases."""
    for match in doubles(text, range(2, _LONGEST + 1)):
        word = match[1]
        phrase = len(word) >= _SHORTEST and len(set(word)) > len(word) // 2
        if word in _REPEATED or (phrase and not _MEANT.match(word)):
            yield match


def _long(text: str) -> Iterator[re.Match[str]]:
    """Longer ones, as the title of a page that was pasted in."""
    for stretch in _STRETCH.finditer("\n" + text):
        match = _PHRASE.search(text, stretch.start(), stretch.end() - 1)
        if match and len(set(match[1])) > len(match[1]) // 2:
            yield match


def _clauses(text: str) -> Iterator[re.Match[str]]:
    """Clauses that only say the end of the one before again."""
    lines = text.replace("。\n", "\n").replace("；\n", "\n").replace("\n", "，\n，").rstrip("。；")
    clauses = lines.replace("。", "，").replace("；", "，").split("，")
    if not any(map(str.endswith, clauses, clauses[1:])):
        return
    parted = text.replace("。", "。，").replace("；", "；，").replace("\n", "\n，")
    clauses = parted.split("，")
    at = told = 0
    for one, other in pairwise(clauses):
        end = at + len(one)
        at = end + (not one.endswith(_ENDS))
        again = other.rstrip("。；")
        if at > end >= told and _CLAUSE.fullmatch(again) and one.endswith(again):
            match = compiled(f"(.{{{len(again)}}})(?:，\\1)+(?=[，。；])").match(
                text, end - len(again)
            )
            if match:
                told = match.end()
                yield match


def _hit(subject: Subject, match: re.Match[str]) -> Hit:
    text, start = subject.text_at(match.start())
    return Hit(text, match, start, start + len(match[0]))


def _after_label(subject: Subject) -> Iterator[Finding]:
    """A text that begins with 是 after a marker that ends with it: `一是` and `是以……`."""
    for text in subject.texts:
        if text.entry >= 0 and text.value.startswith("是") and not text.value.startswith("是否"):
            label = label_of(subject, text.entry)
            first = subject.texts_by_entry[text.entry][0]
            if label and str(label).endswith("是") and first is text:
                yield Finding(
                    text.line,
                    text.column,
                    Words(f"“{label}”之后又写了“是”", f"“是” after “{label}” is doubled"),
                    Words("请删去“是”", "delete “是”"),
                    Edit(text.line, text.column, "是", "") if text.typed else None,
                )


def _is_meant(hit: Hit, word: str) -> bool:
    """Whether two words that happen to be the same meet."""
    before, after = _WORDS[word]
    value = hit.text.value
    previous, following = value[max(0, hit.start - 1) : hit.start], value[hit.end : hit.end + 1]
    return len(hit.match[0]) > len("的的") or bool(
        (previous and previous in before) or (following and following in after)
    )


def _finding(hit: Hit, right: str, new: str | None = None) -> Finding:
    found = hit.match[0]
    return at_hit(
        hit,
        Words(f"“{found}”重复了", f"“{found}” is doubled"),
        Words(f"请改为“{right}”", f"write “{right}”"),
        new,
    )


RULE = Rule(
    "doubled",
    "warning",
    Words("重复的标点、词、短语或分句", "doubled marks, words, phrases or clauses"),
    """标点、词、短语或分句重复：`，，`、`。。`、`的的`、`是是`、`进一步进一步`。

只查标点、一张词表、前后紧连的四字以上的短语，以及一句里紧连的相同分句（`人人参与，人人参与`）。语言里本来有的重叠
（`的的确确`、`目的的`、`稳定和和谐`、`存在在`、`一个一个`、`研究研究`）以及`……`、`！！`不算。""",
    check,
)
