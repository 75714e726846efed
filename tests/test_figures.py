"""Texts that rows fill in: the filters for numbers, dates and lists, conditions, loops, empty cells."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plangen.figures import (
    FILTERS,
    Blank,
    FigureError,
    capitals,
    chinese,
    date,
    parts,
    thousands,
)
from plangen.fill import FillError, fill, names_in

ROW: dict[str, str | tuple[str, ...]] = {
    "社区": "云溪社区",
    "户数": "12345",
    "率": "3.50",
    "日": "2027-01-08",
    "网格": "东区、西区；南区",
    "名单": ("王芳", "李明"),
    "备注": Blank("备注"),
    "无": Blank("无"),
    "注": "",
}


def text(template: str) -> str:
    return fill(template, ROW)


def fault(template: str) -> tuple[str, str]:
    with pytest.raises(FillError) as raised:
        text(template)
    return raised.value.rule, raised.value.words.en


# Numbers, dates, lists.


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("0", "零"), ("1", "一"), ("10", "十"), ("11", "十一"), ("20", "二十"), ("100", "一百"),
        ("101", "一百零一"), ("110", "一百一十"), ("111", "一百一十一"), ("1000", "一千"),
        ("1001", "一千零一"), ("1010", "一千零一十"), ("1100", "一千一百"), ("3256", "三千二百五十六"),
        ("10000", "一万"), ("10001", "一万零一"), ("10010", "一万零一十"), ("10100", "一万零一百"),
        ("11000", "一万一千"), ("100000", "十万"), ("100001", "十万零一"), ("110000", "十一万"),
        ("1000000", "一百万"), ("1010000", "一百零一万"), ("10000000", "一千万"),
        ("100000000", "一亿"), ("100000001", "一亿零一"), ("100010000", "一亿零一万"),
        ("100100000", "一亿零一十万"), ("101000000", "一亿零一百万"), ("110000000", "一亿一千万"),
        ("1000000000", "十亿"), ("1000000000000", "一万亿"), ("1000000000001", "一万亿零一"),
        ("100010001", "一亿零一万零一"), ("20005", "二万零五"), ("20500", "二万零五百"),
        ("25000", "二万五千"), ("3.5", "三点五"), ("0.05", "零点零五"), ("10.10", "十点一零"),
        ("-3", "负三"), ("-10", "负十"), ("1,200", "一千二百"), ("1，200", "一千二百"), (" 7 ", "七"),
        ("0012", "十二"), ("1e3", "一千"), ("+5", "五"), ("-0", "零"), ("9999999999999999", None),
    ],
)  # fmt: skip
def test_a_number_in_chinese_numerals(number: str, written: str | None) -> None:
    if written is None:
        assert chinese(number).startswith("九千九百九十九万亿")
    else:
        assert chinese(number) == written


@pytest.mark.parametrize(
    ("number", "written"),
    [("10", "壹拾"), ("1200", "壹仟贰佰"), ("0", "零"), ("56.78", "伍拾陆点柒捌"), ("30007", "叁万零柒"),
     ("15", "壹拾伍"), ("100000", "壹拾万"), ("-9", "负玖")],
)  # fmt: skip
def test_a_number_in_capital_numerals(number: str, written: str) -> None:
    """A sum of money begins with 壹, so that nothing can be written before it."""
    assert capitals(number) == written


@pytest.mark.parametrize(
    ("number", "written"),
    [("0", "0"), ("999", "999"), ("1000", "1,000"), ("1234567", "1,234,567"), ("-1234.50", "-1,234.50"),
     ("12,345", "12,345"), ("1e3", "1,000"), ("0.001", "0.001"), ("0012", "12"), ("1.", "1")],
)  # fmt: skip
def test_thousands_are_parted(number: str, written: str) -> None:
    assert thousands(number) == written


def value_of(numerals: str) -> int:
    """The number that Chinese numerals say, read by the book."""
    total = section = digit = 0
    for sign in numerals:
        if sign in "零一二三四五六七八九":
            digit = "零一二三四五六七八九".index(sign)
        elif sign in "十百千":
            section += (digit or 1) * 10 ** ("十百千".index(sign) + 1)
            digit = 0
        else:
            total = (total + section + digit) * (10**4 if sign == "万" else 10**8)
            if sign == "亿" and total >= 10**20:
                total //= 10**8
            section = digit = 0
    return total + section + digit


@given(st.integers(0, 10**8 - 1))
def test_numerals_say_their_number(number: int) -> None:
    written = chinese(number)
    below = written.partition("万")
    if below[1]:
        assert value_of(below[0]) * 10_000 + value_of(below[2]) == number
    else:
        assert value_of(written) == number
    assert "零零" not in written
    assert number == 0 or not written.endswith("零")


@given(st.integers(0, 10**16 - 1))
def test_no_two_numbers_are_written_alike(number: int) -> None:
    other = number ^ 1
    assume(other < 10**16)
    assert chinese(number) != chinese(other)
    assert capitals(number) != capitals(other)
    assert thousands(number).replace(",", "") == str(number)


@given(st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=3))
def test_decimals_stay_as_typed(number: Decimal) -> None:
    assert thousands(f"{number}").replace(",", "") == f"{number:f}"


@pytest.mark.parametrize("filter_", [chinese, capitals, thousands])
@pytest.mark.parametrize(
    "value",
    ["", "甲", "1.2.3", "12户", "nan", "inf", "-Infinity", "1e16", "1e999999999", "10" * 9, "0x10"],
)
def test_what_is_no_number_is_refused(filter_: Callable[[object], str], value: str) -> None:
    with pytest.raises(FigureError):
        filter_(value)


@pytest.mark.parametrize("filter_", [chinese, capitals, thousands])
@pytest.mark.parametrize(
    "value", ["1e-999999", "0." + "1" * 50_000, "0e999999", "1e999999999", "-1e16"]
)
def test_no_number_takes_long_or_becomes_a_bomb(
    filter_: Callable[[object], str], value: str
) -> None:
    with pytest.raises(FigureError, match="out of range"):
        filter_(value)


@pytest.mark.parametrize(
    ("written", "shown"),
    [("2027-01-08", "2027年1月8日"), ("2027年1月8日", "2027年1月8日"), ("2027/1/8", "2027年1月8日"),
     ("2027.01", "2027年1月"), (" 2027-1-8 ", "2027年1月8日"), ("2028-02-29", "2028年2月29日")],
)  # fmt: skip
def test_a_date_as_it_is_printed(written: str, shown: str) -> None:
    assert date(written) == shown


@pytest.mark.parametrize(
    "written", ["", "2027", "2027-02-30", "2027-13-01", "一月", "2027-01-08 12:00"]
)
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(FigureError, match="is not a date"):
        date(written)


@pytest.mark.parametrize(
    ("cell", "found"),
    [("甲、乙", ("甲", "乙")), ("甲；乙;丙", ("甲", "乙", "丙")), ("甲\n乙\r\n丙\r丁", ("甲", "乙", "丙", "丁")),
     (" 甲 、 乙 ", ("甲", "乙")), ("、；\n", ()), ("", ()), ("甲", ("甲",)), ("甲，乙", ("甲，乙",)),
     ("甲、、乙、", ("甲", "乙"))],
)  # fmt: skip
def test_the_parts_of_a_cell(cell: str, found: tuple[str, ...]) -> None:
    assert parts(cell) == found


# Filters in texts.


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{{ 户数|chinese }}户", "一万二千三百四十五户"),
        ("{{ 户数|汉字 }}户", "一万二千三百四十五户"),
        ("{{ 户数|capitals }}", "壹万贰仟叁佰肆拾伍"),
        ("{{ 户数|大写 }}", "壹万贰仟叁佰肆拾伍"),
        ("{{ 户数|thousands }}", "12,345"),
        ("{{ 户数|千分位 }}", "12,345"),
        ("{{ 率|千分位 }}", "3.50"),
        ("{{ 日|date }}", "2027年1月8日"),
        ("{{ 日|日期 }}", "2027年1月8日"),
        ("{{ 网格|parts|join('和') }}", "东区和西区和南区"),
        ("{{ 网格|分列|length }}个", "3个"),
        ("{{ 网格|分列|length|汉字 }}个", "三个"),
        ("{{ (户数|int + 1)|千分位 }}", "12,346"),
        ("{% for x in 网格 %}{{ loop.index }}.{{ x }}{% if not loop.last %}，{% endif %}{% endfor %}",
         "1.东区，2.西区，3.南区"),
        ("{% for x in 名单 %}{{ x }}同志 {% endfor %}", "王芳同志 李明同志 "),
        ("{{ 名单 }}", "王芳、李明"),
        ("{{ 名单|join('，') }}", "王芳，李明"),
        ("{{ 名单|length }}", "2"),
        ("{% if 户数|int > 10000 %}大{% else %}小{% endif %}", "大"),
        ("{% for x in 网格 if x != '西区' %}{{ x }}{% else %}无{% endfor %}", "东区南区"),
        ("{{ 社区 ~ '（' ~ 户数 ~ '）' }}", "云溪社区（12345）"),
    ],
)  # fmt: skip
def test_texts_with_filters_and_loops(template: str, filled: str) -> None:
    assert text(template) == filled


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_a_cell_that_is_not_what_a_filter_is_for_is_named(name: str) -> None:
    if FILTERS[name] is parts:
        return
    rule, words = fault(f"{{{{ 社区|{name} }}}}")
    assert rule == "variable"
    assert "云溪社区" in words


# Empty cells.


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{% if 备注 %}{{ 备注 }}{% else %}无{% endif %}", "无"),
        ("{% if not 备注 %}空{% endif %}", "空"),
        ("{% if 备注 and 社区 %}甲{% endif %}乙", "乙"),
        ("{% if 备注 or 社区 %}甲{% endif %}", "甲"),
        ("{% if 备注 == '' %}空{% endif %}", "空"),
        ("{% if 备注 is defined %}有{% endif %}", "有"),
        ("{{ 备注|default('无') }}", "无"),
        ("{{ 备注|d('无') }}", "无"),
        ("{{ 备注|default(社区) }}", "云溪社区"),
        ("{{ 备注|default('12')|汉字 }}", "十二"),
        ("{{ 备注 or '无' }}", "无"),
        ("{{ '有' if 备注 else '无' }}", "无"),
        ("{{ 没有|default('无') }}", "无"),
        ("{{ 注 }}。", "。"),
        ("{{ 注|default('无') }}。", "。"),
        ("{{ 注|default('无', true) }}。", "无。"),
    ],
)
def test_an_empty_cell_is_false_and_has_no_value(template: str, filled: str) -> None:
    assert text(template) == filled


@pytest.mark.parametrize(
    "template",
    [
        "{{ 备注 }}", "甲{{ 备注 }}", "{{ 社区 }}{{备注}}", "{{ 备注|trim }}", "{{ 备注|upper }}", "{{ 备注|汉字 }}",
        "{{ 备注|大写 }}", "{{ 备注|千分位 }}", "{{ 备注|日期 }}", "{{ 备注|分列|join }}", "{{ 备注|length }}",
        "{{ 备注|int }}", "{{ 备注|float }}", "{{ 备注|string }}", "{{ 备注|replace('a', 'b') }}",
        "{{ 备注|first }}", "{{ 备注|reverse }}", "{{ 备注|join('、') }}", "{{ 备注|sort }}", "{{ 备注|round }}",
        "{{ 备注 ~ '甲' }}", "{{ '甲' ~ 备注 }}", "{{ 社区 ~ 备注 ~ '乙' }}", "{{ [社区, 备注]|join('、') }}",
        "{{ 备注 or 备注 }}", "{{ 备注 or 无 }}", "{{ 社区|replace(备注, 'x') }}", "{{ 备注|default(备注) }}",
        "{% if 社区 %}{{ 备注 }}{% endif %}", "{% for x in 备注 %}{{ x }}{% endfor %}", "{{ (备注) }}",
        "{{ 备注 if true else 1 }}",
    ],
)  # fmt: skip
def test_an_empty_cell_is_never_printed(template: str) -> None:
    rule, words = fault(template)
    assert rule == "empty-cell"
    assert words in {"the cell of “备注” is empty", "the cell of “无” is empty"}


@pytest.mark.parametrize(
    "template",
    ["{{ 备注 + '甲' }}", "{{ '甲' + 备注 }}", "{{ 备注 * 2 }}", "{{ 备注.strip() }}", "{{ 备注[:1] }}",
     "{{ 社区|replace('云', 备注) }}", "{{ [备注]|first }}", "{{ 名单|join(备注) }}", "{{ 备注.upper() ~ 社区 }}",
     "{% for x in [备注] %}{{ x }}{% endfor %}", "{{ 社区 ~ (备注 + '') }}"],
)  # fmt: skip
def test_nor_by_a_way_around(template: str) -> None:
    """Operators and methods give texts that no longer know that their cell was empty."""
    assert fault(template)[0] == "empty-cell"


def test_the_first_line_with_an_empty_cell_is_named() -> None:
    with pytest.raises(FillError) as raised:
        text("甲\n{{ 社区 }}\n{{ 备注 }}")
    assert raised.value.line == 2
    with pytest.raises(FillError) as raised:
        text("甲\n{% if 社区 %}\n{{ 备注 ~ 社区 }}{% endif %}")
    assert raised.value.line == 2


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("", set()),
        ("甲", set()),
        ("{{ a }}{{ b }}", {"a", "b"}),
        ("{% if a %}{{ b|default(c) }}{% endif %}", {"a", "b", "c"}),
        ("{% for x in a %}{{ x }}{{ loop.index }}{% endfor %}", {"a"}),
        ("{% for i in range(3) %}{{ i }}{% endfor %}", set()),
        ("{{ 社区|汉字 }}", {"社区"}),
        ("{{ a", set()),
        ("{% if %}", set()),
        ("{{ true }}{{ none }}", set()),
    ],
)
def test_the_variables_that_a_text_asks_for(template: str, names: set[str]) -> None:
    assert names_in(template) == names
