"""One cell of text: what is read, exactly, and what is refused."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.values import convert, guard, key, number, period, split_unit, unguard, unit

YEAR, Q4, H1 = (
    (date(2022, 1, 1), date(2022, 12, 31), "year", "2022"),
    (date(2022, 10, 1), date(2022, 12, 31), "quarter", "2022Q4"),
    (date(2022, 1, 1), date(2022, 6, 30), "half", "2022H1"),
)
DECEMBER = (date(2022, 12, 1), date(2022, 12, 31), "month", "2022-12")
LAST_DAY = (date(2022, 12, 31), date(2022, 12, 31), "day", "2022-12-31")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022", YEAR),
        ("2022年", YEAR),
        ("２０２２", YEAR),
        (" 2022 ", YEAR),
        ("2022Q4", Q4),
        ("2022q4", Q4),
        ("2022年四季度", Q4),
        ("2022年第四季度", Q4),
        ("2022年4季度", Q4),
        ("2022H1", H1),
        ("2022年上半年", H1),
        ("2022-12", DECEMBER),
        ("2022.12", DECEMBER),
        ("2022年12月", DECEMBER),
        ("202212", DECEMBER),
        ("２０２２年１２月", DECEMBER),
        ("2022-12-31", LAST_DAY),
        ("2022/12/31", LAST_DAY),
        ("2022年12月31日", LAST_DAY),
        ("2022/1/5", (date(2022, 1, 5), date(2022, 1, 5), "day", "2022-01-05")),
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29), "month", "2024-02")),
    ],
)
def test_a_period_is_read_in_every_spelling_people_use(text, expected):
    found = period(text)
    assert (found.start, found.end, found.kind, found.label) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2022-02-30",
        "2022-13",
        "2022-00",
        "202213",
        "1948",
        "2101",
        "22.12",
        "2022.1",
        "Dec-22",
        "2022Q5",
        "2022年五季度",
        "2022年前三季度",
        "截至2022年",
        "202²",
        "２０２2x",
        "20221231",
        "2022-12/31",
        "44926",
        "2022年末",
        "2022-2023",
        "2022\n12",
    ],
)
def test_a_period_outside_the_grammar_is_never_guessed(text):
    with pytest.raises(ValueError):  # noqa: PT011  # the message is the text itself
        period(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("196", "196"),
        ("0", "0"),
        ("-0", "0"),
        ("1,234.5", "1234.5"),
        ("１２３", "123"),
        ("－５", "-5"),
        ("+5", "5"),
        ("1e3", "1000"),
        ("17.3", "17.3"),
        ("1,234,567", "1234567"),
        ("0.000001", "0.000001"),
        ("99999999999999999", "99999999999999999"),
        ("1.10000000", "1.1"),
    ],
)
def test_a_number_is_read_exactly(text, expected):
    assert number(text) == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "—",
        "…",
        "N/A",
        "#DIV/0!",
        "inf",
        "nan",
        "1_000",
        "1e309",
        "12,34",
        "0,123",
        "1,2345",
        "1.234,5",
        "100000000000000000",
        "0.0000001",
        "1e-7",
        "壹佰",
        "12万",
        "(12)",
        "196户",
        "5.",
        "5²",
        "٣",
        "1 000",
        "9" * 5000,
    ],
)
def test_what_is_no_plain_number_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        number(text)


def test_a_unit_behind_a_number_is_split_off_and_percent_stays_percent():
    assert split_unit("196户") == ("196", "户")
    assert split_unit("17.3%") == split_unit("１７.３％") == ("17.3", "%")
    assert split_unit("1.25 亿元") == ("1.25", "亿元")
    assert split_unit("8件/万人") == ("8", "件/万人")
    assert split_unit("196") == ("196", "")
    assert split_unit("户") == ("户", "")


def test_units_convert_exactly_within_their_base_only():
    assert convert(Decimal("1.25"), "亿元", "万元") == Decimal(12500)
    assert convert(Decimal(5), "元", "万元") == Decimal("0.0005")
    assert convert(Decimal(3), "名", "人") == Decimal(3)
    for given_unit, wanted in (("万元", "户"), ("户", "家"), ("箱", "户")):
        with pytest.raises(ValueError, match="->"):
            convert(Decimal(1), given_unit, wanted)
    with pytest.raises(ValueError):  # noqa: PT011  # seven decimals
        convert(Decimal("0.001"), "元", "万元")


def test_a_unit_is_found_by_either_name():
    assert (unit("firms").name, unit("％").name, unit(" 万元 ").name) == ("户", "%", "万元")
    with pytest.raises(ValueError):  # noqa: PT011
        unit("箱")


def test_a_matching_key_ignores_what_the_eye_does_not_see():
    assert key(" ＧＤＰ\u200b  增速\ufeff") == "GDP 增速"
    assert key("a\tb\n c\x07") == "a b c"


@settings(deadline=None)
@given(st.text(alphabet="'=+-@\t\r＝－a1", max_size=6))
def test_what_guards_a_formula_comes_off_again(text):
    assert unguard(guard(text)) == text
    assert not guard(text) or guard(text)[0] not in "=+-@\t\r＝＋－＠"


@settings(deadline=None)
@given(st.text(alphabet="0123456789.,-+eE１２，．－%年月日QH季度/_ ²", max_size=12))
def test_whatever_number_reads_is_what_a_careful_reader_reads(text):
    try:
        found = number(text)
    except ValueError:
        return
    narrow = text.translate(str.maketrans("１２，．－", "12,.-")).strip()
    assert re.fullmatch(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?([eE][+-]?[0-9]+)?", narrow)
    assert found == Decimal(narrow.replace(",", ""))
    assert abs(found) < Decimal(10) ** 17


@settings(deadline=None)
@given(st.text(alphabet="0123456789-/.年月日QH季度第四上半 ２", max_size=12))
def test_whatever_period_reads_names_its_own_year_and_round_trips(text):
    try:
        found = period(text)
    except ValueError:
        return
    digits = text.translate(str.maketrans("２", "2")).strip()
    assert digits.startswith(str(found.start.year))
    assert found.start <= found.end
    assert period(found.label) == found


@settings(deadline=None)
@given(st.dates(date(1949, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_back_from_every_spelling(day):
    spellings = (
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
    )
    assert {period(text).end for text in spellings} == {day}
