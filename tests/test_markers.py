"""Markers by example: one look gives the formatter and the recogniser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangen.markers import LARGEST, by_example, chinese, from_chinese

# The example, and how its 1st, 10th, 12th, 21st and 105th look.
FORMS: dict[str, tuple[str, str, str, str, str]] = {
    "一、": ("一、", "十、", "十二、", "二十一、", "一百零五、"),
    "（一）": ("（一）", "（十）", "（十二）", "（二十一）", "（一百零五）"),
    "(一)、": ("(一)、", "(十)、", "(十二)、", "(二十一)、", "(一百零五)、"),
    "1.": ("1.", "10.", "12.", "21.", "105."),
    "1、": ("1、", "10、", "12、", "21、", "105、"),
    "(1)": ("(1)", "(10)", "(12)", "(21)", "(105)"),
    "（1）": ("（1）", "（10）", "（12）", "（21）", "（105）"),
    "①": ("①", "⑩", "⑫", "㉑", "(105)"),
    "⑴": ("⑴", "⑽", "⑿", "(21)", "(105)"),
    "⒈": ("⒈", "⒑", "⒓", "21.", "105."),
    "１．": ("１．", "１０．", "１２．", "２１．", "１０５．"),
    "一是": ("一是", "十是", "十二是", "二十一是", "一百零五是"),
    "第一阶段：": (
        "第一阶段：",
        "第十阶段：",
        "第十二阶段：",
        "第二十一阶段：",
        "第一百零五阶段：",
    ),
    "第1条 ": ("第1条 ", "第10条 ", "第12条 ", "第21条 ", "第105条 "),
    "1月份，": ("1月份，", "10月份，", "12月份，", "21月份，", "105月份，"),
    "一月份：": ("一月份：", "十月份：", "十二月份：", "二十一月份：", "一百零五月份："),
    "篇1": ("篇1", "篇10", "篇12", "篇21", "篇105"),
    "a.": ("a.", "j.", "l.", "u.", "da."),
    "（a）": ("（a）", "（j）", "（l）", "（u）", "（da）"),
    "——": ("——",) * 5,
    "★": ("★",) * 5,
    "": ("",) * 5,
}
COUNTING = [example for example, labels in FORMS.items() if labels[0] != labels[1]]
NUMBERS = (1, 10, 12, 21, 105)
NUMERALS = "0123456789０１２３４５６７８９零〇一二两三四五六七八九十百"


@pytest.mark.parametrize(("example", "labels"), FORMS.items(), ids=list(FORMS))
def test_every_number_looks_like_the_example(example: str, labels: tuple[str, ...]) -> None:
    marker = by_example(example)
    assert tuple(marker.label(number) for number in NUMBERS) == labels
    assert marker.start == 1


@given(st.sampled_from(COUNTING), st.integers(1, LARGEST), st.text(max_size=8))
def test_a_label_is_recognised_before_any_text(example: str, number: int, rest: str) -> None:
    if example == "篇1":  # nothing parts this numeral from one that follows it
        rest = rest.lstrip(NUMERALS)
    marker = by_example(example)
    assert marker.recognise(marker.label(number) + rest) == (number, rest)


@given(st.sampled_from(["一、", "（一）", "1.", "１．", "第一阶段："]), st.integers(1, LARGEST))
def test_any_label_is_an_example_that_starts_there(example: str, number: int) -> None:
    marker = by_example(example)
    assert by_example(marker.label(number)) == marker._replace(start=number)


@pytest.mark.parametrize("example", COUNTING)
def test_labels_of_one_list_differ(example: str) -> None:
    marker = by_example(example)
    assert len({marker.label(number) for number in range(1, LARGEST + 1)}) == LARGEST


@pytest.mark.parametrize(
    ("number", "label"),
    [(1, "①"), (9, "⑨"), (10, "⑩"), (11, "⑪"), (20, "⑳"), (21, "㉑"), (35, "㉟"), (36, "㊱"),
     (50, "㊿"), (51, "(51)"), (100, "(100)"), (999, "(999)")],
)  # fmt: skip
def test_circled_numbers_go_on_after_the_last_sign(number: int, label: str) -> None:
    marker = by_example("①")
    assert marker.label(number) == label
    assert marker.recognise(label + "走访") == (number, "走访")


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (2, "二"), (9, "九"), (10, "十"), (11, "十一"), (19, "十九"), (20, "二十"),
     (21, "二十一"), (30, "三十"), (99, "九十九"), (100, "一百"), (101, "一百零一"),
     (102, "一百零二"), (109, "一百零九"), (110, "一百一十"), (111, "一百一十一"),
     (115, "一百一十五"), (119, "一百一十九"), (120, "一百二十"), (200, "二百"),
     (305, "三百零五"), (310, "三百一十"), (999, "九百九十九"), (0, "零")],
)  # fmt: skip
def test_chinese_numerals(number: int, text: str) -> None:
    assert chinese(number) == text
    assert from_chinese(text) == number


def test_chinese_numerals_are_all_different_and_read_back() -> None:
    written = [chinese(number) for number in range(LARGEST + 1)]
    assert [from_chinese(text) for text in written] == list(range(LARGEST + 1))


def test_the_round_zero_is_a_zero() -> None:
    assert from_chinese("一百〇五") == 105
    assert by_example("一、").recognise("三百〇五、走访") == (305, "走访")


@pytest.mark.parametrize(
    "text",
    ["一十", "二〇", "零五", "一百五", "一百零十", "十十", "一二", "百", "百一", "一百零", ""],
)
def test_what_is_no_chinese_number(text: str) -> None:
    assert from_chinese(text) is None


@pytest.mark.parametrize(
    ("example", "start", "second"),
    [("二是", 2, "三是"), ("二、", 2, "三、"), ("10.", 10, "11."), ("⑳", 20, "㉑"),
     ("第十阶段：", 10, "第十一阶段："), ("999、", 999, ""), ("篇3", 3, "篇4")],
)  # fmt: skip
def test_an_example_may_start_later(example: str, start: int, second: str) -> None:
    marker = by_example(example)
    assert marker.start == start
    assert marker.label(start) == example
    if second:
        assert marker.label(start + 1) == second


@pytest.mark.parametrize(
    "example",
    ["0.", "1000.", "零、", "〇、", "第0条", "０．", "00", "9999", "一千、", "1.1", "1、第一阶段：",
     "第一章第一节", "第1章第2节", "1（2）", "一十、"],
)  # fmt: skip
def test_an_example_that_cannot_count_is_refused(example: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        by_example(example)
    assert str(caught.value) == example


@pytest.mark.parametrize(
    ("example", "text"),
    [
        ("一、", "1、走访"),
        ("一、", "（一）走访"),
        ("一、", " 一、走访"),
        ("一、", "一走访"),
        ("一、", "一十、走访"),
        ("一、", "、走访"),
        ("一、", ""),
        ("（一）", "(一)走访"),
        ("1.", "1、走访"),
        ("1.", "１.走访"),
        ("1.", "一.走访"),
        ("①", "1走访"),
        ("①", "⑴走访"),
        ("第一阶段：", "一阶段：走访"),
        ("——", "—走访"),
        ("a.", "1.走访"),
        ("A.", "a.走访"),
        ("甲、", "一、走访"),
        ("壹、", "一、走访"),
    ],
)
def test_another_look_is_not_recognised(example: str, text: str) -> None:
    assert by_example(example).recognise(text) is None


@pytest.mark.parametrize("example", ["——", "★", ""])
def test_a_marker_without_a_numeral_repeats(example: str) -> None:
    marker = by_example(example)
    assert marker.recognise(example + "走访1") == (1, "走访1")


@pytest.mark.parametrize(
    ("example", "labels"),
    [
        ("A.", ["A.", "B.", "Z.", "AA."]),
        ("（a）", ["（a）", "（b）", "（z）", "（aa）"]),
        ("甲、", ["甲、", "乙、", "乙己、", "乙庚、"]),
        ("壹、", ["壹、", "贰、", "贰拾陆、", "贰拾柒、"]),
    ],
)
def test_letters_stems_and_formal_numerals_count(example: str, labels: list[str]) -> None:
    marker = by_example(example)
    assert [marker.label(number) for number in (1, 2, 26, 27)] == labels
    for number, label in zip((1, 2, 26, 27), labels, strict=True):
        assert marker.recognise(f"{label}走访") == (number, "走访")


@pytest.mark.parametrize("example", ["甲方：", "Part：", "壹号", "AB."])
def test_words_are_no_numerals(example: str) -> None:
    assert by_example(example).label(2) == example


def test_a_numeral_inside_a_word_of_letters_does_not_count() -> None:
    assert by_example("Plan ").label(2) == "Plan "
    assert by_example("Part 1: ").label(2) == "Part 2: "
