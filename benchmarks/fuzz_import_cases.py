"""The old plans that `fuzz_import.py` mutates, by kind, and the file that a number gives."""

import sys
from collections.abc import Callable
from itertools import islice
from random import Random

from fuzz_cases import EXAMPLES, Case, Pools
from mutations import MUTATIONS, Mutated, mutate
from mutations_xml import mutate_package
from old_plans import as_collection, as_page, as_text, old_plans

import plangen

# The tests know how to write what plangen's own files never hold.
sys.path.append(str(EXAMPLES.parent / "tests"))

import words

# Kinds and the suffixes of their files.
BYTES, XML = "Word bytes", "Word XML"
KINDS = {BYTES: ".docx", XML: ".docx", "text": ".txt", "HTML": ".html", "Markdown": ".md"}
_PLANS = 12
_TYPED = 0.6
_READINGS = ("(qū)", "（qu)", "shè", "(jinsh)", "ǔ")
_NOISE = (
    "相关文章：", "上一篇：社区工作总结", "第 3 页 共 8 页", "- 3 -", "3/8", "www.example.org",
    "本文来源：网络", "（精选3篇）", "社区年度工作计划 篇2", "篇320xx年，", "【篇五】", "发布时间：2026-01-09 10:21",
)  # fmt: skip
_LINES = (
    "一、工作目标", "（一）加强领导。", "1.入户走访", "（1）登记", "①检查", "一是看，二是问。", "3.1.2 走访",
    "第一阶段：动员（1月—3月）", "1月份：走访。2月份：慰问。3月份：总结。", "四抓，即", "一抓队伍", "甲、乙、丙",
    "组　长：沈文澜（书记）", "副组长：陶德顺　温玉枝", "成员：", "领导小组名单如下：", "第十五条 附则", "十一、其他",
    "（牵头单位：社区居委会；配合单位：派出所；完成时限：2026年3月）", "附件：1.任务分解表", "2.经费表", "附件1",
    "云溪社区居民委员会", "2026年1月9日", "二〇二六年一月九日", "抄送：各居民小组。", "各居民小组：",
    "—— 完善制度", "", "　　", "。", "（", "“", "：",
)  # fmt: skip


def make_case(seed: int, kind: str, number: int, pools: Pools) -> Case:
    """The file of a number; it depends on nothing else but the pools."""
    chance = Random(f"{seed} {kind} {number}")  # noqa: S311 - a game of dice, no secret
    return Case(kind, number, *_mutated(chance, kind, pools))


def _mutated(chance: Random, kind: str, pools: Pools) -> Mutated:
    pool = pools[kind]
    if kind == XML:
        lines = pools["text"][0].decode().splitlines()
        return mutate_package(chance, chance.choice(pool), [*lines, *_LINES])
    if kind == BYTES or chance.random() > _TYPED:
        return mutate(chance, pool)
    text, done = chance.choice(pool).decode(), []
    for _ in range(chance.choice((1, 1, 2, 3))):
        done.append(chance.choice(list(TYPING)))
        text = TYPING[done[-1]](chance, text)
    return Mutated(text.encode("utf-8", "replace"), tuple(done))


# What becomes of typed plans on their way through programs and people.


def _unbroken(chance: Random, text: str) -> str:
    """Ends of lines are lost."""
    lines = text.split("\n")
    share = chance.choice((0.05, 0.3, 1))
    ends = [chance.choice(("", "", " ", "　")) if chance.random() < share else "\n" for _ in lines]
    return "".join(line + end for line, end in zip(lines, ends, strict=True))


def _broken(chance: Random, text: str) -> str:
    """Lines end where none should."""
    return _put(chance, text, ("\n", "\r\n", "\n\n", "\n　　", "\x0b", "\u2028"))


def _spaced(chance: Random, text: str) -> str:
    """White space stands between signs."""
    return _put(chance, text, (" ", "　", "\t", "    ", "\u00a0", "\u200b"))


def _read(chance: Random, text: str) -> str:
    """Readings stand behind characters."""
    return _put(chance, text, _READINGS)


def _noisy(chance: Random, text: str) -> str:
    """Lines of the page or of other plans come between."""
    lines = text.split("\n")
    for _ in range(chance.choice((1, 3, 10))):
        lines.insert(chance.randint(0, len(lines)), chance.choice((*_NOISE, *_LINES)))
    return "\n".join(lines)


def _repeated(chance: Random, text: str) -> str:
    """The whole or a run of lines again and again."""
    lines = text.split("\n")
    start = chance.randint(0, len(lines))
    run = lines[start : start + chance.choice((1, 2, 5, len(lines)))]
    times = chance.choice((2, 10, 100)) if len(run) < _PLANS else chance.choice((2, 5))
    return "\n".join([*lines[:start], *run * times, *lines[start:]])


def _other_marks(chance: Random, text: str) -> str:
    """Half-width marks, other brackets, other numerals."""
    pairs = ("，,", "：:", "（(", "）)", "。.", "、.", "一二", "三三", "月日", "1１", "年　", "；;")
    for pair in chance.sample(pairs, 3):
        text = text.replace(pair[0], pair[1], chance.choice((1, 5, -1)))
    return text


def _put(chance: Random, text: str, signs: tuple[str, ...]) -> str:
    places = sorted(chance.randint(0, len(text)) for _ in range(chance.choice((1, 5, 40, 400))))
    pieces = [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]
    return "".join(piece + chance.choice(signs) for piece in pieces[:-1]) + pieces[-1]


TYPING: dict[str, Callable[[Random, str], str]] = {
    "ends of lines lost": _unbroken,
    "ends of lines added": _broken,
    "white space added": _spaced,
    "readings added": _read,
    "other lines added": _noisy,
    "repeated": _repeated,
    "other marks": _other_marks,
}
NAMES = (*MUTATIONS, *TYPING)


# The files to begin with.


def make_pools() -> Pools:
    plans = [plangen.load(file) for file in sorted(EXAMPLES.glob("[!.]*.yaml"))]
    documents = [(plangen.render(plan), plan.layout) for plan in plans]
    old = list(islice(old_plans(_PLANS), _PLANS))
    own = {
        form: [plangen.write(document, to=form, layout=layout) for document, layout in documents]
        for form in ("docx", "html", "md")
    }
    typed = [as_text(plan).encode() for plan in old]
    pages = [as_page(plan, lists=at % 2 == 1).encode() for at, plan in enumerate(old)]
    word = [*own["docx"], (EXAMPLES / "old" / "2026-plan.docx").read_bytes(), *_odd_word()]
    return {
        BYTES: word,
        XML: word,
        "text": [
            *typed,
            *("\n".join(document.lines()).encode() for document, _ in documents),
            as_collection(old[:4], "社区工作计划").encode(),
            ("\n".join(_LINES) * 2).encode(),
        ],
        "HTML": [*own["html"], *pages, _site(old[0].title, as_text(old[0])).encode()],
        "Markdown": [*own["md"], *typed[:4], _marked().encode()],
    }


def _site(title: str, text: str) -> str:
    """A page as the systems of offices make it."""
    lines = "<br>&nbsp;&nbsp;　　".join(text.splitlines())
    table = "<tr><td rowspan=2>组长</td><td>沈文澜</td></tr><tr><td colspan=3>书记</td></tr>"
    return (
        f"<!DOCTYPE html><html><head><meta charset=gbk><title>{title}</title></head><body>"
        f"<div class=nav><a href=/>首页</a> &gt; 工作计划</div><form><h1 align=center>{title}</h1>"
        f"<div style='font-size:16px;text-align:left'><span>　　{lines}</span><ol type=a start=3><li>甲"
        f"<ul><li>乙</ul><li value=9>丙</ol><pre>丁\n  戊</pre><table>{table}</table></div></form>"
        "<script>var x = '<p>';</script><footer>版权所有</footer></body></html>"
    )


def _marked() -> str:
    return (
        "---\ntitle: 计划\n---\n# 云溪社区2026年工作计划\n\n各居民小组：\n\n## 一、目标\n\n1. 甲\n2. 乙\n   - 丙\n\n"
        "> 引文\n\n| 月份 | 工作 |\n|---|:-:|\n| 1月 | 走访 |\n| 2 | 慰问\\|总结 |\n\n```\n代码\n```\n\n"
        "### （一）**加强领导。** 成立`小组`，[见附件](x.html)<br>第二行  \n第三行\n\n- [ ] 丁\n\n***"
        "\n\n<div>戊</div>\n"
    )


def _odd_word() -> list[bytes]:
    """Changes, fields, boxes, controls, lists of many levels, merged cells, notes."""
    w = words
    deleted = "<w:del w:id='1'><w:r><w:delText>旧</w:delText></w:r></w:del>"
    levels = [
        w.lvl(at, form, f"%{at + 1}、") for at, form in enumerate(("chineseCounting", "decimal"))
    ]
    lists = w.abstract(0, *levels, w.lvl(2, "decimal", "%1.%2.%3"), w.lvl(3, "bullet", "\uf06c"))
    body = (
        w.p("云溪社区2026年工作计划", style="a1"),
        w.p("一、目标", f"<w:ins>{w.t('增')}</w:ins>", deleted, properties="<w:rPr><w:del w:id='2'/></w:rPr>"),
        w.p(w.field(" DATE ", "2026年1月"), w.field(r"EQ \o\ac(○,3)"), w.r("乙", "vanish/"), w.char("begin")),
        *(w.item(f"条目{level}", level, 1 + level % 2) for level in (0, 1, 2, 3, 2, 0, 8)),
        w.p("框", w.box(w.p("框内", w.box(w.p("再内"))), w.tbl(w.tr(w.tc("格"))))),
        w.control(w.p("控件") + w.p("二", w.control(w.t("丙"), "<w:showingPlcHdr/>"))),
        w.tbl(
            w.tr(w.tc("月份", properties='<w:gridSpan w:val="2"/>'), w.tc("工作")),
            w.tr(w.tc("1月", properties='<w:vMerge w:val="restart"/>'), w.tc("走访", w.tbl(w.tr(w.tc("内"))))),
            w.tr(w.tc("", properties="<w:vMerge/>"), w.tc("慰问"), properties='<w:gridBefore w:val="1"/>'),
        ),
        w.p("注", '<w:r><w:footnoteReference w:id="1"/><w:tab/><w:br/></w:r>'),
        '<w:sectPr><w:headerReference w:type="default" r:id="rheader"/></w:sectPr>',
    )  # fmt: skip
    parts = {
        "styles": w.style(
            "a1", "Title", '<w:basedOn w:val="a1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>'
        ),
        "numbering": lists + w.num(1, 0) + w.num(2, 0, w.start_at(0, 5)),
        "footnotes": f'<w:footnote w:id="1">{w.p("见附件")}</w:footnote>',
        "header": w.p("云溪社区文件"),
    }
    return [w.docx("".join(body), None, **parts), w.docx("".join(body[1:4]))]
