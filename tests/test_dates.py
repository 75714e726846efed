"""Dates and months: one rule for reading, one for printing."""

import calendar
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangen.dates import Date, Months, looks_like_date, parse_date, parse_months, period

dates = st.dates().map(lambda day: Date(day.year, day.month, day.day))
months = st.builds(Date, st.integers(1, 9999), st.integers(1, 12), st.just(0))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2027-01-08", Date(2027, 1, 8)),
        ("2027-1-8", Date(2027, 1, 8)),
        ("2027/1/8", Date(2027, 1, 8)),
        ("2027.1.8", Date(2027, 1, 8)),
        ("2027年1月8日", Date(2027, 1, 8)),
        ("2027年01月08日", Date(2027, 1, 8)),
        ("2027-12-31", Date(2027, 12, 31)),
        ("2028-02-29", Date(2028, 2, 29)),
        ("2000-02-29", Date(2000, 2, 29)),
        ("2027-01", Date(2027, 1)),
        ("2027-1", Date(2027, 1)),
        ("2027/12", Date(2027, 12)),
        ("2027年12月", Date(2027, 12)),
    ],
)
def test_a_date_is_read(text: str, date: Date) -> None:
    assert parse_date(text) == date


@pytest.mark.parametrize(
    "text",
    ["2027-02-29", "2100-02-29", "2027-02-30", "2027-04-31", "2027-13", "2027-00", "2027-13-01",
     "2027-00-10", "2027-01-00", "2027-01-32", "2027年2月30日", "2027年13月"],
)  # fmt: skip
def test_an_impossible_date_looks_like_one_and_is_none(text: str) -> None:
    assert looks_like_date(text)
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "text",
    ["", "全年", "每季度", "3月底前", "1月8日", "2027", "2027年", "27-01-08", "2027-1-8前", "约2027-01",
     "20270108", "２０２７-01-08", "2027-01-08-09", "12.4", "3.5", "2027年上半年"],
)  # fmt: skip
def test_other_words_are_no_date(text: str) -> None:
    assert not looks_like_date(text)
    assert parse_date(text) is None


@pytest.mark.parametrize("text", ["2027年3日", "2027-1日", "2027年3月8月", "2027-1-8月"])
def test_a_month_is_not_taken_for_a_day(text: str) -> None:
    assert parse_date(text) is None


@given(dates | months)
def test_a_date_reads_back_as_it_is_printed(date: Date) -> None:
    if date.year < 1000:
        date = date._replace(year=date.year + 1000)
    assert parse_date(str(date)) == date
    assert parse_date(date.iso()) == date


@given(st.integers(1000, 9999), st.integers(0, 14), st.integers(0, 33))
def test_just_the_days_of_the_calendar_are_dates(year: int, month: int, day: int) -> None:
    possible = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    found = parse_date(f"{year}-{month:02}-{day:02}")
    assert found == (Date(year, month, day) if possible else None)


@pytest.mark.parametrize(
    ("date", "printed", "iso"),
    [
        (Date(2027, 1, 8), "2027年1月8日", "2027-01-08"),
        (Date(2027, 12, 31), "2027年12月31日", "2027-12-31"),
        (Date(2027, 6), "2027年6月", "2027-06"),
    ],
)
def test_a_date_is_printed(date: Date, printed: str, iso: str) -> None:
    assert str(date) == printed
    assert date.iso() == iso


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (Date(2027, 1), Date(2027, 3), "2027年1月—3月"),
        (Date(2027, 1, 5), Date(2027, 1, 20), "2027年1月5日—1月20日"),
        (Date(2027, 9), Date(2028, 5), "2027年9月—2028年5月"),
        (Date(2027, 1), Date(2027, 1), "2027年1月"),
        (Date(2027, 1), Date(2027, 1, 31), "2027年1月—1月31日"),
        (Date(2027, 1), "", "2027年1月起"),
        ("", Date(2027, 3), "2027年3月底前"),
        ("", Date(2027, 3, 31), "2027年3月31日前"),
        ("3月上旬", "4月中旬", "3月上旬—4月中旬"),
        ("3月上旬", Date(2027, 4), "3月上旬—2027年4月"),
        ("", "国庆节前", "国庆节前"),
        ("即日", "", "即日起"),
        (None, None, ""),
        ("", "", ""),
    ],
)
def test_a_period(start: Date | str | None, end: Date | str | None, words: str) -> None:
    assert period(start, end) == words


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1", (1,)),
        ("01", (1,)),
        ("12", (12,)),
        ("1月", (1,)),
        ("1月份", (1,)),
        ("一月", (1,)),
        ("一月份", (1,)),
        ("十二", (12,)),
        ("十一月", (11,)),
        (" 3 ", (3,)),
        ("4-5", (4, 5)),
        ("4—5月", (4, 5)),
        ("4～6月份", (4, 5, 6)),
        ("4月-5月", (4, 5)),
        ("四至六月", (4, 5, 6)),
        ("4——5", (4, 5)),
        ("1到3月", (1, 2, 3)),
        ("1,3", (1, 3)),
        ("1, 3", (1, 3)),
        ("1、3月", (1, 3)),
        ("1、3、5月", (1, 3, 5)),
        ("1月和3月", (1, 3)),
        ("1、3-5", (1, 3, 4, 5)),
        ("1-12", tuple(range(1, 13))),
    ],
)
def test_months_that_are_counted(text: str, numbers: tuple[int, ...]) -> None:
    assert parse_months(text) == Months(numbers)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("全年", range(1, 13)),
        ("每月", range(1, 13)),
        ("每季度", range(1, 13)),
        ("上半年", range(1, 7)),
        ("下半年", range(7, 13)),
        ("第一季度", range(1, 4)),
        ("第二季度", range(4, 7)),
        ("第三季度", range(7, 10)),
        ("四季度", range(10, 13)),
        ("5至6月", (5, 6)),
        ("10、11月份", (10, 11)),
        ("七、八月", (7, 8)),
    ],
)
def test_spans_keep_their_wording(text: str, numbers: Iterable[int]) -> None:
    assert parse_months(text) == Months(tuple(numbers), text)


@pytest.mark.parametrize(
    "text",
    ["", "0", "13", "1-13", "5-4", "3,1", "1,1", "1-3,2", "春天", "1月底", "第五季度", "十三月", "1月8日",
     "-1", "1-", ",", "1,,3", "1.5", "100", "一十月", "２月", "1 月"],
)  # fmt: skip
def test_what_is_no_month(text: str) -> None:
    assert parse_months(text) is None


@pytest.mark.parametrize(
    ("numbers", "arabic", "chinese"),
    [
        ((1,), "1", "一"),
        ((12,), "12", "十二"),
        ((4, 5), "4—5", "四至五"),
        ((9, 10, 11, 12), "9—12", "九至十二"),
        ((1, 3), "1、3", "一、三"),
        ((1, 3, 4), "1、3、4", "一、三、四"),
    ],
)
def test_months_as_a_marker_takes_them(numbers: tuple[int, ...], arabic: str, chinese: str) -> None:
    assert Months(numbers).written() == arabic
    assert Months(numbers).written(in_chinese=True) == chinese


@given(st.sets(st.integers(1, 12), min_size=1).map(lambda found: tuple(sorted(found))))
def test_months_read_back_as_they_are_written(numbers: tuple[int, ...]) -> None:
    found = Months(numbers)
    assert parse_months(found.written()) == found
    assert parse_months(found.written(in_chinese=True) + "月") == found
