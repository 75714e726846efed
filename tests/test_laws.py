"""The laws of the formats: what is written is read back as the same tree, always as the same bytes."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from helpers import run
from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token
from trees import documents

from plangen.document import (
    Block,
    Cell,
    Contents,
    Document,
    Heading,
    Indent,
    List,
    ListItem,
    Paragraph,
    Run,
    Runs,
    Table,
    text_of,
)
from plangen.formats import FORMATS
from plangen.layout import Layout
from plangen.notation import notation, parse

# A column is a whole number of twips of the 8844 that the text is wide.
A_TWIP = 1 / 8844


def of(*blocks: Block) -> Document:
    return Document((blocks,))


def text(*runs: Run) -> Document:
    return of(Paragraph(runs))


def points(*texts: str, ordered: bool = False) -> List:
    return List(ordered, tuple(ListItem((Run(entry),)) for entry in texts))


# Trees that a format once told from others, or might: small enough to read when they fail.
AWKWARD: dict[str, Document] = {
    "nothing": Document(((),)),
    "an attribute in a text": text(Run('甲 style="x" 乙')),
    "a break at the end": text(Run("甲\n")),
    "a break at the beginning": text(Run("\n甲")),
    "an empty line": text(Run("甲\n\n乙")),
    "only a break": text(Run("\n")),
    "only a wide space": text(Run("　")),
    "a mark of order in two runs": text(Run("1"), Run(". 甲", "strong")),
    "a mark of order and a plain run": text(Run("1", "strong"), Run(". 甲")),
    "a byte order mark": text(Run("\ufeff甲")),
    "a line separator": text(Run("甲\u2028乙\u2029")),
    "emphasis in a row": text(Run("甲", "strong"), Run("乙", "em"), Run("丙", "strong")),
    "emphasis within a word": text(Run("a"), Run("b", "em"), Run("c"), Run("d", "strong")),
    "emphasis with marks": text(Run("责任单位：", "strong"), Run("社区")),
    "emphasis with a break": text(Run("甲\n乙", "strong"), Run("丙")),
    "emphasis and asterisks": text(Run("5*3"), Run("甲", "strong"), Run("*2*")),
    "spread beside strong": text(Run("组长", "strong"), Run("组员", "", 4.0), Run("：")),
    "spread with a break": text(Run("组\n长", "", 4.0)),
    "spread with marks": text(Run("A&B<C>", "", 9.5)),
    "spread with a reference": text(Run("&lt;B", "", 9.5)),
    "spread twice": text(Run("组长", "", 4.0), Run("王芳", "", 3.0)),
    "spread and tab": text(Run("\t甲\t", "", 8.0)),
    "narrower than it is": text(Run("副组长", "", 1.5)),
    "a first line further in": of(Paragraph((Run("甲"),), "body", Indent(2, -2, 0))),
    "other lines further in": of(Paragraph((Run("甲"),), "member", Indent(1, 2.5, 0.5))),
    "no indent at all": of(Paragraph((Run("甲"),), "body", Indent())),
    "run-in title": of(Heading(0, (Run("甲。"),), (Run("乙"),))),
    "run-in in emphasis": of(Heading(2, (Run("甲。", "em"),), (Run("乙", "strong"), Run("丙")))),
    "heading and paragraph": of(Heading(1, (Run("甲"),)), Paragraph((Run("乙"),))),
    "run-in and paragraph": of(Heading(1, (Run("甲"),), (Run("乙"),)), Paragraph((Run("丙"),))),
    "heading with a break": of(Heading(0, (Run("甲\n乙"),), (), "title-above")),
    "heading with a number sign": of(Heading(1, (Run("甲 #"),)), Heading(2, (Run("#"),))),
    "heading of a style of one's own": of(Heading(2, (Run("甲"),), (), "office-heading")),
    "two lists": of(points("甲"), points("乙")),
    "two ordered lists": of(points("甲", ordered=True), points("乙", ordered=True)),
    "two kinds of lists": of(points("甲", ordered=True), points("乙")),
    "list and indented text": of(points("甲"), Paragraph((Run("    乙"),))),
    "list with a break": of(points("\n", "甲\n乙", "<br>")),
    "list of marks": of(points("- 甲", "1. 乙", "# 丙", "    丁", "[ ] 戊")),
    "list below": of(List(True, (ListItem((Run("甲"),), points("乙", "丙")),) * 11)),
    "deep list": of(List(False, (ListItem((Run("甲"),), points("乙")), ListItem((Run("丙"),))))),
    "table of one cell": of(Table((Cell(),), ())),
    "table of pipes": of(Table((Cell((Run("|甲\\|"),)), Cell((Run("\\"),))), ((Cell(),) * 2,))),
    "table with breaks": of(Table((Cell((Run("甲\n乙"),)),), ((Cell((Run("\n"),)),),))),
    "table without heads": of(Table((Cell(),) * 2, ((Cell((Run("---"),)),) * 2,))),
    "table on a new page": Document((*of(Table((Cell(),), ()))[0],) * 2),
    "list on a new page": Document((*of(points("甲"))[0],) * 2),
    "run-in on a new page": Document((*of(Heading(2, (Run("甲。"),), (Run("乙"),)))[0],) * 2),
    "a frame at the end": of(Paragraph((Run("甲\t乙"),), "imprint-issuer")),
    "contents alone": of(Contents(0)),
    "contents of everything": of(
        Contents(2), *(Heading(level, (Run("甲"),)) for level in (2, 1, 0, 1, 3, 2, 0, 2)),
    ),
    "contents and a list": of(Contents(1), points("甲"), Heading(0, (Run("乙"),)), points("丙")),
    "contents between lists": of(points("甲"), Contents(0), points("乙")),
    "contents below a run-in heading": of(
        Heading(0, (Run("甲。"),), (Run("乙"),)), Contents(0), Heading(0, (Run("丙。"),), (Run("丁"),)),
    ),
    "contents twice": of(Contents(0), Heading(1, (Run("甲"),)), Contents(2), Heading(0, (Run("乙"),))),
    "contents on a new page": Document(
        ((Contents(0),), (Contents(1), Heading(0, (Run("甲"),), (), "part-title")))
    ),
    "contents of hostile headings": of(
        Contents(1), *(Heading(0, (Run(t),)) for t in ("甲]](x)", "[乙\\", "</nav>", "\n丙\n丁\t戊\n")),
        Heading(0, (Run("\n"),)), Heading(1, (Run("己"), Run("庚辛", "", 4.0)), (), "part-heading1"),
        Heading(0, (Run("&amp;<b>"),), (), "office-heading"),
    ),
    "a title after contents": of(
        Contents(0), Heading(0, (Run("甲"),), (), "cover-title"), Heading(0, (Run("乙"),)),
    ),
    "a table and contents": of(Table((Cell(),), ()), Contents(0), Table((Cell(),), ())),
    "of itself": Document((), 'A & "B" <C>', "</title> ' ", "2027-01-08")._replace(
        sections=text(Run("甲"))[0]
    ),
}  # fmt: skip
awkward = pytest.mark.parametrize("tree", [pytest.param(t, id=n) for n, t in AWKWARD.items()])


def again(tree: Document, to: str) -> Document:
    return FORMATS[to].read(FORMATS[to].write(tree, Layout()))


def without_widths(tree: Document) -> Document:
    def bare(block: Block) -> Block:
        return block._replace(widths=()) if isinstance(block, Table) else block

    return tree._replace(sections=tuple(tuple(map(bare, part)) for part in tree.sections))


def shares(tree: Document) -> list[float]:
    """How much of the width each column of each table takes; none given, all take the same."""
    found: list[float] = []
    for block in tree.blocks():
        if isinstance(block, Table):
            given = block.widths or (1.0,) * len(block.head)
            found += [width / sum(given) for width in given]
    return found


def check_notation(tree: Document) -> None:
    assert parse(notation(tree), *tree[1:]) == tree


def check_html(tree: Document) -> None:
    assert again(tree, "html") == tree


def check_docx(tree: Document) -> None:
    """Word knows widths in twips only, so they come back to scale; all else comes back as it was."""
    found = again(tree, "docx")
    assert without_widths(found) == without_widths(tree)
    assert shares(found) == pytest.approx(shares(tree), abs=A_TWIP)


def check_markdown(tree: Document) -> None:
    """Looks are not written; emphasis is, where CommonMark can read it."""
    assert again(tree, "md").plain() == tree.plain()


def check_commonmark(tree: Document) -> None:
    """What any strict reader sees: the same texts and headings, and no element but the tree's."""
    written = FORMATS["md"].write(tree, Layout()).decode()
    tokens = without_links(MarkdownIt("commonmark").enable("table").parse(written))
    assert {token.type for token in tokens} <= KNOWN_TOKENS
    assert strict_lines(tokens) == [line for block in tree.blocks() for line in lines_of(block)]
    assert strict_outline(tokens) == [
        (f"h{level + 1}", heading) for level, heading in tree.outline()
    ]


def without_links(tokens: list[Token]) -> list[Token]:
    """What is not in tables of contents, whose links all lead to an anchor."""
    links = [child.attrs["href"] for child in every(tokens) if child.type == "link_open"]
    anchors = [m[1] for child in every(tokens) if (m := re.fullmatch(ANCHOR, child.content))]
    assert len(set(anchors)) == len(anchors)
    assert {link.removeprefix("#") for link in map(str, links)} == set(anchors)
    kept: list[Token] = []
    inside = False
    for token in tokens:
        if token.type == "html_block":
            assert re.fullmatch(r'<nav data-depth="[0-2]">\n|</nav>\n?', token.content)
            assert inside == token.content.startswith("</nav>")
            inside = not inside
        elif not inside:
            kept.append(token)
    return kept


def every(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()


ANCHOR = r'<a id="(part(?:-[0-9]+)+)">'
KNOWN_BLOCKS = (
    "paragraph", "heading", "table", "thead", "tbody", "tr", "th", "td", "bullet_list",
    "ordered_list", "list_item",
)  # fmt: skip
KNOWN_TOKENS = {"inline", "hr"}.union(*({f"{b}_open", f"{b}_close"} for b in KNOWN_BLOCKS))
KNOWN_INLINE = {
    "text", "hardbreak", "html_inline", "strong_open", "strong_close", "em_open", "em_close",
}  # fmt: skip


def strict_text(token: Token) -> str:
    """The text that an inline token shows; a tag in it is `<br>` or an anchor."""
    shown = ""
    for child in token.children or ():
        assert child.type in KNOWN_INLINE, child
        if child.type == "html_inline" and child.content != "<br>":
            assert re.fullmatch(ANCHOR + "|</a>", child.content)
            continue
        shown += "\n" if child.type in {"hardbreak", "html_inline"} else child.content
    return shown


def strict_lines(tokens: list[Token]) -> list[str]:
    return [line for token in tokens if token.type == "inline" and (line := strict_text(token))]


def strict_outline(tokens: list[Token]) -> list[tuple[str, str]]:
    return [
        (opened.tag, strict_text(inline))
        for opened, inline in pairwise(tokens)
        if opened.type == "heading_open"
    ]


def lines_of(block: Block) -> list[str]:
    """The texts of a block in order, a run-in heading's two parts each for itself."""
    if isinstance(block, Heading):
        parts: list[Runs] = [block.runs, block.rest]
        return [text_of(part) for part in parts if part]
    return Document(((block,),)).lines()


CHECKS = (check_notation, check_html, check_docx, check_markdown, check_commonmark)
laws = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__[6:])


@laws
@awkward
def test_awkward_trees_come_back(check: Callable[[Document], None], tree: Document) -> None:
    check(tree)


@settings(max_examples=150)
@given(documents)
def test_any_tree_comes_back(tree: Document) -> None:
    for check in CHECKS:
        check(tree)


@settings(max_examples=30)
@given(documents)
def test_the_same_tree_gives_the_same_bytes(tree: Document) -> None:
    other = Layout(preset="windows", page_numbers="none", draft="稿", bold_headings=True)
    for form in FORMATS.values():
        first = form.write(tree, Layout())
        assert form.write(tree, other)
        assert form.write(tree, Layout()) == first


@pytest.mark.parametrize(
    "signature", ["", "signature: {organization: 云溪社区居委会, date: 2027-01-08}"]
)
def test_the_surroundings_do_not_matter(tmp_path: Path, signature: str) -> None:
    """Hash seed, time zone, language and the folder leave no trace, and neither does the clock."""
    plan = (
        "title: 计划\ntasks: [{heading: 甲。, text: 乙。, lead: 丙}]\nlayout: {draft: 稿}\n"
        "schedule: {months: {1: 甲, 3: 乙}}\nleadership: {groups: [{name: 组, roles: {组长: 王芳}}]}\n"
    )
    surroundings = (
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "zh_CN.UTF-8"},
        {"PYTHONHASHSEED": "2", "TZ": "America/St_Johns", "LC_ALL": "C"},
    )
    written: list[dict[str, bytes]] = []
    for number, variables in enumerate(surroundings):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "plan.yaml").write_text(plan + signature, encoding="utf-8")
        to = [word for name in FORMATS for word in ("--to", name)]
        done = run("render", "plan.yaml", *to, cwd=folder, **variables)
        assert done.returncode == 0, done.stderr
        written.append({name: (folder / f"plan.{name}").read_bytes() for name in FORMATS})
    assert written[0] == written[1]
