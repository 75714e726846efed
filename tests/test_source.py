"""What people write into YAML and what attackers do, each reported at its place."""

import string
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import held
from reports import report

from plangen.loader import Loaded, loads
from plangen.source import MAX_BYTES, MAX_DEPTH, MAX_PROBLEMS

TITLE = "title: 计划\n"


def load(text: str) -> Loaded:
    return loads(text.encode(), "plan.yaml")


# What a user writes. The title stands on line 1; the last value is what is expected.
WRITTEN: dict[str, tuple[str, list[str]]] = {
    "the same key twice": ("year: 2027\nyear: 2028\n", ["3:1 error duplicate-key"]),
    "the same key three times": (
        "year: 2027\norganization: 甲\nyear: 2028\nyear: 2029\n",
        ["4:1 error duplicate-key", "5:1 error duplicate-key"],
    ),
    "the same key in a mapping below": (
        "labels:\n  lead: 责任\n  lead: 牵头\n",
        ["4:3 error duplicate-key"],
    ),
    "a full-width colon": ("组织：幸福里\nyear: 2027\n", ["2:3 error full-width-colon"]),
    "a full-width colon on the last line": ("year：2027\n", ["2:5 error full-width-colon"]),
    "a full-width colon in a list": (
        "tasks:\n  - heading：走访\n    text: 每月一次\n",
        ["3:12 error full-width-colon"],
    ),
    "a full-width colon below a key": ("labels:\n  lead：责任\n", ["3:7 error full-width-colon"]),
    "a full-width colon in a text": ("organization: 注意：甲\n", []),
    "a full-width comma in a list": (
        "recipients: [走访，检查]\n",
        ["2:16 warning full-width-comma"],
    ),
    "full-width commas in a list": (
        "recipients: [走访，检查, 甲，乙]\n",
        ["2:16 warning full-width-comma", "2:22 warning full-width-comma"],
    ),
    "a full-width comma on the second line of a text": (
        "recipients: [走访\n  和检查，登记]\n",
        ["2:14 warning folded-text", "2:14 warning full-width-comma"],
    ),
    "a full-width comma in a sentence": ("tasks: [先走访，再检查。]\n", []),
    "a full-width comma in quotes": ("recipients: ['走访，检查']\n", []),
    "a full-width comma in a list of dashes": ("recipients:\n  - 走访，检查\n", []),
    "U+3000 in an indent": ("labels:\n\u3000lead: 责任\n", ["3:1 error odd-space"]),
    "U+3000 after spaces": ("labels:\n  lead: 责任\n \u3000due: 时限\n", ["4:2 error odd-space"]),
    "NBSP in an indent": ("labels:\n\u00a0\u00a0lead: 责任\n", ["3:1 error odd-space"]),
    "NBSP in a key": ("ye\u00a0ar: 2027\n", ["2:3 error odd-space"]),
    "U+3000 in a key": ("年\u3000度: 2027\n", ["2:2 error odd-space"]),
    "a zero-width space before a key": ("\u200byear: 2027\n", ["2:1 error odd-space"]),
    "a zero-width space after a key": ("year\u200b: 2027\n", ["2:5 error odd-space"]),
    "U+3000 in a text": ("organization: 甲\u3000乙\n", []),
    "a tab as indent": ("labels:\n\tlead: 责任\n", ["3:1 error tab"]),
    "a tab after spaces": ("labels:\n  lead: 责任\n  \tdue: 时限\n", ["4:3 error tab"]),
    "a tab before a list": ("tasks:\n\t- 走访\n", ["3:1 error tab"]),
    "a variable alone": ("organization: {{ name }}\n", ["2:15 error unquoted-variable"]),
    "a variable before a text": (
        "organization: {{ name }}居委会\n",
        ["2:15 error unquoted-variable"],
    ),
    "a variable in a list": ("recipients: [{{ name }}]\n", ["2:14 error unquoted-variable"]),
    "a variable after a dash": ("recipients:\n  - {{ name }}\n", ["3:5 error unquoted-variable"]),
    "a variable after a dash before a text": (
        "recipients:\n  - {{ name }}居委会\n",
        ["3:5 error unquoted-variable"],
    ),
    "a second document": ("---\ntitle: 另一份\n", ["2:1 error yaml-document"]),
    "an end and a second document": ("...\n---\ntitle: 另一份\n", ["3:1 error yaml-document"]),
    "an end of the document": ("...\n", []),
    "a tag of Python": (
        "organization: !!python/object/apply:os.system ['true']\n",
        ["2:15 error yaml-tag"],
    ),
    "a tag of YAML": ("organization: !!str 甲\n", ["2:15 error yaml-tag"]),
    "a tag of one's own": ("organization: !x 甲\n", ["2:15 error yaml-tag"]),
    "a tag of a list": ("recipients: !!seq [甲]\n", ["2:13 error yaml-tag"]),
    "an anchor": ("organization: &a 甲\n", ["2:15 error yaml-alias"]),
    "an anchor and its alias": (
        "organization: &a 甲\nsubtitle: *a\n",
        ["2:15 error yaml-alias", "3:11 error yaml-alias"],
    ),
    "a list as a key": ("? [a, b]\n: c\n", ["2:3 error yaml"]),
    "a colon and a space in a text": ("organization: 注意: 甲\n", ["2:17 error yaml"]),
    "a text after a quoted one": ('organization: "甲"乙\n', ["2:15 error yaml"]),
    "a quote that is not closed": ("organization: '甲\n", ["3:1 error yaml"]),
    "a text over two lines": ("organization: 甲\n  乙\n", ["2:15 warning folded-text"]),
}


@pytest.mark.parametrize(("text", "expected"), WRITTEN.values(), ids=list(WRITTEN))
def test_what_users_write(text: str, expected: list[str]) -> None:
    loaded = load(TITLE + text)
    assert report(loaded.problems) == expected
    assert (loaded.plan is None) == any(" error " in line for line in expected)


# A file's second line, and what is said of it: place, Chinese and English words, rule.
SAID: dict[str, tuple[str, str, str, str, str]] = {
    "two names": (
        "标题: 甲",
        "2:1",
        "错误: “标题”与第1行第1列的“title”重复；请只留一个",
        "error: “标题” is given twice: “title” at 1:1; keep one of them",
        "duplicate-key",
    ),
    "one name": (
        "title: 甲",
        "2:1",
        "错误: “title”与第1行第1列的键重复；请只留一个",
        "error: “title” is given twice: first at 1:1; keep one of them",
        "duplicate-key",
    ),
    "full-width colon": (
        "组织：幸福里\nyear: 2027",
        "2:3",
        "错误: “组织”之后是全角冒号；请改用半角冒号和空格“: ”",
        "error: a full-width colon follows “组织”; use “: ”",
        "full-width-colon",
    ),
    "full-width comma": (
        "recipients: [走访，检查]",
        "2:16",
        "警告: 列表里的全角逗号不分隔各项；请改用半角逗号“,”，或给文字加引号",
        "warning: a full-width comma does not separate list items; use “,” or quote the text",
        "full-width-comma",
    ),
    "odd space": (
        "ye\u00a0ar: 2027",
        "2:3",
        "错误: 缩进或键里有特殊空白字符U+00A0；请改用普通空格或删去",
        "error: an indent or a key holds the space U+00A0; use ordinary spaces or remove it",
        "odd-space",
    ),
    "tab": (
        "labels:\n\tlead: 甲",
        "3:1",
        "错误: 缩进里有制表符；请改用空格",
        "error: a tab in the indent; use spaces",
        "tab",
    ),
    "variable": (
        "organization: {{ name }}",
        "2:15",
        '错误: 以“{{”开头的文字须加引号；请写成 "{{ … }}"',
        'error: a text that begins with “{{” must be quoted; write "{{ … }}"',
        "unquoted-variable",
    ),
    "character": (
        "organization: 甲\x01",
        "2:16",
        "错误: 不可用的字符U+0001；请删去",
        "error: the character U+0001 is not allowed; remove it",
        "character",
    ),
    "unknown key": (
        "yeer: 2027",
        "2:1",
        "错误: 不认识的键“yeer”；是否想写“year”？",
        "error: unknown key “yeer”; did you mean “year”?",
        "unknown-key",
    ),
    "alias": (
        "organization: *a",
        "2:15",
        "错误: 不支持YAML锚点和引用（*a）；请直接写出内容，或用变量“vars”",
        "error: YAML anchors and aliases (*a) are refused; write the text out, or use “vars”",
        "yaml-alias",
    ),
    "tag": (
        "organization: !!str 甲",
        "2:15",
        "错误: 不支持YAML标签tag:yaml.org,2002:str；请删去标签",
        "error: YAML tags (tag:yaml.org,2002:str) are not supported; remove the tag",
        "yaml-tag",
    ),
}


@pytest.mark.parametrize(("text", "place", "zh", "en", "rule"), SAID.values(), ids=list(SAID))
def test_messages_in_both_languages(text: str, place: str, zh: str, en: str, rule: str) -> None:
    (problem,) = load(f"{TITLE}{text}\n").problems
    assert problem.describe("zh") == f"plan.yaml:{place}: {zh} [{rule}]"
    assert problem.describe("en") == f"plan.yaml:{place}: {en} [{rule}]"


FORBIDDEN = ["\0", "\x01", "\x08", "\x0b", "\x0c", "\x1b", "\x7f", "\x80", "\x85", "\x9f", "\u2028",
             "\u2029", "\ufffe", "\uffff"]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "recipients: [12:30]",
        "tasks: [{text: 上午9:30集合}]",
        "organization: {% if 甲 %}乙{% endif %}",
    ],
)
def test_what_only_lacks_quotes_is_told_so(text: str) -> None:
    (problem,) = load(f"{TITLE}{text}\n").problems
    assert (problem.line, problem.level) == (2, "error")
    assert "引号" in problem.describe("zh")
    assert "quote" in problem.describe("en")


@pytest.mark.parametrize("sign", FORBIDDEN, ids=ascii)
def test_a_character_that_cannot_be_written_is_named(sign: str) -> None:
    loaded = load(f"{TITLE}year: 2027\norganization: 甲{sign}乙\n# {sign}\n")
    assert report(loaded.problems) == ["3:16 error character", "4:3 error character"]
    assert f"U+{ord(sign):04X}" in loaded.problems[0].message.en


@pytest.mark.parametrize(
    ("escape", "code"),
    [
        ("\\0", "U+0000"),
        ("\\e", "U+001B"),
        ("\\N", "U+0085"),
        ("\\L", "U+2028"),
        ("\\u0007", "U+0007"),
    ],
)
def test_an_escape_of_such_a_character_is_refused(escape: str, code: str) -> None:
    loaded = load(f'{TITLE}organization: "甲{escape}"\n')
    assert report(loaded.problems) == ["2:15 error character"]
    assert code in loaded.problems[0].message.en


@pytest.mark.parametrize("escape", ["\\ud800", "\\udfff", "\\ud83d\\ude00"])
@pytest.mark.parametrize("text", ['organization: "{}"\n', '"{}": 甲\n'])
def test_an_escape_of_a_surrogate_is_refused(escape: str, text: str) -> None:
    loaded = load(TITLE + text.replace("{}", escape))
    assert [(p.line, p.level, p.rule) for p in loaded.problems] == [(2, "error", "yaml")]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"], ids=ascii)
def test_places_count_lines_as_editors_do(line_break: str) -> None:
    text = line_break.join(["title: 计划", "preamble: |", "  甲", "  乙", "yeer: 2027", ""])
    assert report(load(text).problems) == ["5:1 error unknown-key"]


def test_a_column_counts_characters() -> None:
    assert report(load("title: 😀计划\nlabels: {用语: 甲, 😀: 乙}\n").problems) == [
        "2:10 error unknown-key",
        "2:17 error unknown-key",
    ]


ENCODED: dict[str, tuple[bytes, list[str]]] = {
    "UTF-8": ("title: 社区\n".encode(), []),
    "UTF-8 with a mark": ("title: 社区\n".encode("utf-8-sig"), []),
    "GBK": ("title: 社区\n".encode("gbk"), ["1:1 warning encoding"]),
    "GB 18030": ("title: 社区㐂\n".encode("gb18030"), ["1:1 warning encoding"]),
    "UTF-16 LE": (b"\xff\xfe" + "title: 社区\n".encode("utf-16-le"), ["1:1 warning encoding"]),
    "UTF-16 BE": (b"\xfe\xff" + "title: 社区\n".encode("utf-16-be"), ["1:1 warning encoding"]),
}


@pytest.mark.parametrize(("data", "expected"), ENCODED.values(), ids=list(ENCODED))
def test_encodings(data: bytes, expected: list[str]) -> None:
    loaded = loads(data, "plan.yaml")
    assert report(loaded.problems) == expected
    assert loaded.plan is not None
    assert loaded.plan.title.startswith("社区")


def test_the_encoding_assumed_is_named() -> None:
    (gbk,) = loads("title: 社区\n".encode("gbk")).problems
    (utf16,) = loads("title: 社区\n".encode("utf-16")).problems
    assert "gb18030" in gbk.message.zh
    assert "gb18030" in gbk.message.en
    assert "utf-16" in utf16.message.en


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"title: \xff\n", "1:8"),
        ("title: 社区\norganization: 甲".encode() + b"\xff\n", "2:16"),
        ("title: 社".encode("gbk") + b"\xff\n", "1:8"),
        ("title: 社区计划\norganization: 甲".encode()[:-1], "2:15"),
    ],
    ids=["ASCII", "UTF-8", "GBK", "UTF-8 cut off"],
)
def test_bytes_of_no_encoding_are_refused_and_not_replaced(data: bytes, place: str) -> None:
    loaded = loads(data, "plan.yaml")
    assert loaded.plan is None
    assert [p.level for p in loaded.problems if p.rule == "encoding"] == ["error"]
    assert report(loaded.problems) == [f"{place} error encoding"]


def test_half_a_character_of_utf_16_is_refused() -> None:
    loaded = loads("title: 社区".encode("utf-16")[:-1], "plan.yaml")
    assert loaded.plan is None
    assert {p.rule for p in loaded.problems if p.level == "error"} == {"encoding"}


def test_utf_16_without_a_mark_is_refused() -> None:
    loaded = loads(TITLE.encode("utf-16-le"), "plan.yaml")
    assert loaded.plan is None


@pytest.mark.parametrize("text", ["", "\n", "  \n\n", "# 注释\n", "---\n", "--- \n...\n"])
def test_an_empty_file(text: str) -> None:
    loaded = load(text)
    assert loaded.plan is None
    assert report(loaded.problems) == ["1:1 error empty-file"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("计划\n", ["1:1 error yaml"]),
        ("- 计划\n", ["1:1 error yaml"]),
        ("\n[甲, 乙]\n", ["2:1 error yaml"]),
        ("标题：计划\n", ["1:1 error yaml", "1:3 error full-width-colon"]),
        ("标题：计划\nyear: 2027\n", ["1:3 error full-width-colon"]),
    ],
)
def test_a_file_that_is_no_mapping(text: str, expected: list[str]) -> None:
    loaded = load(text)
    assert loaded.plan is None
    assert report(loaded.problems) == expected


def laughs() -> str:
    names = string.ascii_lowercase[:10]
    lines = [f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in pairwise(names)]
    return "\n".join(["a: &a [哈, 哈, 哈]", *lines])


def merges() -> str:
    lines = [f"m{n}: &m{n}\n  <<: [{', '.join([f'*m{n - 1}'] * 10)}]" for n in range(1, 25)]
    return "\n".join(["m0: &m0 {k: v}", *lines])


# An attack after the title, and the last thing that is said of it.
ATTACKS: dict[str, tuple[str, str]] = {
    "billion laughs": (laughs(), "3:8 error yaml-alias"),
    "merge bomb": (merges(), "4:8 error yaml-alias"),
    "recursive alias": ("tasks: &a [*a]", "2:12 error yaml-alias"),
    "50,000 brackets": ("tasks: " + "[" * 50_000, "2:71 error too-deep"),
    "200,000 brackets": ("tasks: " + "[" * 200_000, "2:71 error too-deep"),
    "200,000 brackets, closed": ("tasks: " + "[" * 200_000 + "]" * 200_000, "2:71 error too-deep"),
    "200,000 braces": ("tasks: " + "{" * 200_000, "2:71 error too-deep"),
    "200,000 mappings": ("tasks: " + "{a: " * 200_000, "2:260 error too-deep"),
    "200,000 dashes": ("tasks:\n  " + "- " * 200_000, "3:129 error too-deep"),
    "200,000 question marks": ("? " * 200_000, "2:129 error too-deep"),
    "200,000 keys": ("".join(f"k{n}:\n" for n in range(200_000)), "50001:1 error file-size"),
    "200,000 entries": ("tasks: [" + "a," * 200_000 + "]", "2:200003 error file-size"),
    "2 MB of control characters": ("\x01" * 1_900_000, "2:200 error character"),
    "control characters after 1,000,000 lines": (
        "\n" * 1_000_000 + "\x01" * 900_000,
        "1000002:200 error character",
    ),
    "tags": ("tasks: [" + "!a b," * 190_000 + "]", "2:1004 error yaml-tag"),
    "unknown keys": ("".join(f"{'k' * 300}{n}:\n" for n in range(6_000)), "201:1 error unknown-key"),
    "a text in lines": ("organization: a" + "\n a" * 600_000, "2:15 warning folded-text"),
    "a text of blanks": ("organization: a" + "\n" + " " * 1_900_000 + "：", "2:15 warning folded-text"),
    "quotes": ("organization: " + '"b' * 600_000, "2:15 error yaml"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "last"), ATTACKS.values(), ids=list(ATTACKS))
def test_an_attack_is_refused_in_time(text: str, last: str) -> None:
    data = (TITLE + text).encode()[:MAX_BYTES]
    with held():
        loaded = loads(data, "plan.yaml")
    assert report(loaded.problems)[-1] == last
    assert len(loaded.problems) <= MAX_PROBLEMS


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 50_000_000])
def test_a_large_file_is_refused_unread(size: int) -> None:
    data = TITLE.encode().ljust(size, b"\n")
    with held(megabytes=1):
        loaded = loads(data, "plan.yaml")
    assert report(loaded.problems) == ["0:0 error file-size"]


def test_a_file_of_just_the_size_is_read() -> None:
    assert loads(TITLE.encode().ljust(MAX_BYTES, b"\n"), "plan.yaml").problems == ()


def nested(levels: int) -> str:
    """Items below items; the mapping of the plan, and a list and a mapping for each level."""
    return TITLE + "tasks: " + "[{items: " * levels + "[走访]" + "}]" * levels


def test_the_depth_that_is_allowed() -> None:
    most = (MAX_DEPTH - 2) // 2
    assert load(nested(most)).problems == ()
    assert [p.rule for p in load(nested(most + 1)).problems] == ["too-deep"]


FRAGMENTS = ["title: 甲", "标题：乙", "tasks:", "- ", "  ", "\n", "\n  ", "\n\t", ": ", "：", "，", "[", "]",
             "{", "}", "{{", "}}", "{%", "%}", "'", '"', "|\n", ">\n", "#", "&a ", "*a", "!t ", "?", "---\n",
             "...\n", "%YAML 1.1\n", "\u3000", "\u200b", "\ufeff", "\\ud800", "<<: ", ",", "@", "`", "~",
             "heading: 甲", "text: 乙", "months:", "1-3: 甲", "roles:", "null", "\x00", "\x85", "😀"]  # fmt: skip


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=20).map("".join))
def test_any_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    lines = text.splitlines() or [""]
    for problem in load(text).problems:
        assert 1 <= problem.line <= len(lines) + 1
        assert problem.column >= 1
        assert problem.describe("zh")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    loaded = loads(b"title: " + data)
    assert loaded.plan is not None or loaded.problems


def test_a_missing_part_of_the_parser_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ruamel.yaml.cyaml", None)
    (problem,) = load(TITLE + "year: !t 2027\n").problems
    assert problem.describe("en") == (
        "plan.yaml:0:0: error: the C part of ruamel.yaml is missing;"
        " run: pip install ruamel.yaml.clib [installation]"
    )
