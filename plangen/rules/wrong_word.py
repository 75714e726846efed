"""A word is written wrong: `布署`, `做为重点来抓`, `反应问题`, `管理台帐`, `重中之中`.

The table (`wrong_words.py`) holds forms that are surely wrong; where the same signs may also meet
in a right text (`公布署名`, `按装修要求`, `预防犯罪`), it says what must not stand beside. An office adds
forms of its own in its settings.

Passes:

    title: 云溪社区2027年工作计划
    tasks: [公布署名文章，按装修要求预防犯罪，做为民服务的好事。]

Fails:

    title: 云溪社区2027年工作计划
    tasks: [布署各项工作，把宣传做为重点来抓，建立管理台帐。]
"""

from collections.abc import Iterator

from plangen.problems import Words
from plangen.rules.rule import Edit, Finding, Rule
from plangen.rules.search import Pairs
from plangen.rules.wrong_words import WRONG_WORDS, WrongWord, read
from plangen.settings import Settings
from plangen.subject import Subject

_PAIRS = Pairs(WRONG_WORDS)


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:
    """Every wrong word, once."""
    found = _of_the_table(subject)
    found.update(_of_the_office(subject, settings))
    end = 0
    for at, word in sorted(found.items()):
        if at >= end:
            end = at + len(word.wrong)
            yield _finding(subject, at, word)


def _of_the_table(subject: Subject) -> dict[int, WrongWord]:
    """Wrong words by their places in the joined texts, looked for by pairs of signs."""
    joined = subject.joined
    found: dict[int, WrongWord] = {}
    for pair in _PAIRS.of(joined):
        at = joined.find(pair)
        while at >= 0:
            for offset, wrong, line in WRONG_WORDS[pair]:
                start = at - offset
                if start >= 0 and joined.startswith(wrong, start):
                    word = read(line)
                    if word.is_wrong(joined, start):
                        found[start] = word
            at = joined.find(pair, at + 1)
    return found


def _of_the_office(subject: Subject, settings: Settings) -> Iterator[tuple[int, WrongWord]]:
    """The forms that the settings add; 居委 is wrong where 居委会 is meant, but stands in it too."""
    for wrong, right in settings.terms:
        inside = right.find(wrong)
        at = subject.joined.find(wrong) if wrong else -1
        while at >= 0:
            if inside < 0 or not subject.joined.startswith(right, at - inside):
                yield at, WrongWord(wrong, right)
            at = subject.joined.find(wrong, at + len(wrong))


def _finding(subject: Subject, at: int, word: WrongWord) -> Finding:
    text, start = subject.text_at(at)
    column = text.column + start if text.typed else text.column
    return Finding(
        text.line,
        column,
        Words(f"“{word.wrong}”写错了", f"“{word.wrong}” is written wrong"),
        Words(f"应为“{word.right}”", f"it is “{word.right}”"),
        Edit(text.line, column, word.wrong, word.right) if text.typed else None,
    )


RULE = Rule(
    "wrong-word",
    "warning",
    Words("错别字和用错的词", "words that are written wrong"),
    """写错的词：`布署`、`做为重点来抓`、`反应问题`、`管理台帐`、`重中之中`。

依据一张确有错误的词表；同样的字在正确的文字里也可能连在一起的（`公布署名`、`按装修要求`、`预防犯罪`），表里写明前后不能是什么。
本单位可以在设置里补充自己的词。""",
    check,
)
