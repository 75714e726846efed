"""Quotation marks, book title marks or brackets with nothing between them: `“”`, `《》`, `（）`.

Web pages and filters leave them where words were taken out: `以“”重要思想为指导`. Blanks and marks
alone count as nothing. Closing and opening straight quotes that meet (`"甲""乙"`) are none, nor are
blanks to be filled in by hand in an annex or a table.

Passes:

    title: 云溪社区2027年工作计划
    tasks: [评选"最美家庭""最美楼栋"，宣讲《民法典》。]

Fails:

    title: 云溪社区2027年工作计划
    tasks: [深入贯彻“”重要思想，落实《》要求。]
"""

import re
from collections.abc import Iterator

from plangen.problems import Words
from plangen.rules.patterns import late
from plangen.rules.placeholder import in_annex
from plangen.rules.rule import Finding, Rule, at_hit
from plangen.rules.search import hits, searches
from plangen.settings import Settings
from plangen.subject import Hit, Subject

_PAIRS = ("“”", "‘’", "《》", "〈〉", "（）", "()", "【】", "[]", "「」", "『』", "〔〕", '""')
_NOTHING = r"[\s\u3000，、。；：,;:·.]*"
_EMPTY = searches((pair[1], re.escape(pair[0]) + _NOTHING + re.escape(pair[1])) for pair in _PAIRS)
_NO_VALUE = late(r"[（(](?:联系|咨询|值班|热线)?(?:电话|联系人|地址|联系方式)[：:][\s_]*[)）]")
_CODE = late(r"[A-Za-z0-9_]$")


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """Every pair that holds nothing."""
    for hit in hits(subject, _EMPTY):
        if not _is_meant(subject, hit):
            yield _finding(hit)
    if "：）" in subject.joined or ":)" in subject.joined or "：)" in subject.joined:
        yield from map(_finding, subject.find(_NO_VALUE))


def _finding(hit: Hit) -> Finding:
    found = hit.match[0]
    return at_hit(
        hit,
        Words(f"{found}里没有内容", f"{found} holds nothing"),
        Words("请补上内容或删去", "write what belongs there, or delete it"),
    )


def _is_meant(subject: Subject, hit: Hit) -> bool:
    """Whether a quotation ends and the next begins, or the blank is to be filled in by hand."""
    found, before = hit.match[0], hit.text.value[: hit.start]
    if found[0] == '"':
        return before.count('"') % 2 == 1
    if found in {"()", "[]"}:
        return _CODE.search(before) is not None
    if found[0] in "（([【〔":
        return hit.text.kind == "cell" or in_annex(subject, hit.text.entry)
    return False


RULE = Rule(
    "empty-quotes",
    "error",
    Words("引号、书名号或括号里没有内容", "quotation marks or brackets that hold nothing"),
    """引号、书名号或括号里没有内容：`“”`、`《》`、`（）`。

网页和过滤程序去掉文字后会留下这样的空壳：`以“”重要思想为指导`。只有空格或标点也算没有内容。
前后两个直引号相接（`"甲""乙"`）不算；附件和表格里留着手写的空白也不算。""",
    check,
)
