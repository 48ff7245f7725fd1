"""Number formats: what is seen beside a number is kept, what shows another number is held."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import values
from lib.upload.workbook.formats import BUILTIN
from lib.upload.workbook.shown import look, percent, plain


def shown(code: str, value: float, epoch: str = "1900") -> str:
    return look(code, epoch)(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (196.0, "196"),
        (0.1 + 0.2, "0.3"),
        (1234567.891, "1234567.891"),
        (-0.0, "0"),
        (1 / 3, "0.333333333333333"),
        (123456789012345678.0, "123456789012346000"),
        (1e20, "100000000000000000000"),
        (1.5e-7, "0.00000015"),
        (1e300, "1E+300"),
        (float("inf"), "#NUM!"),
        (float("nan"), "#NUM!"),
    ],
)
def test_a_plain_number_has_at_most_fifteen_digits_and_no_exponent(value, text):
    assert plain(value) == text


@pytest.mark.parametrize(
    "code",
    [
        *("General", "0", "0.00", "#,##0", "#,##0.00_ ", "0_);(0)", "0;[Red]0"),
        *("0.00E+00", "# ?/?"),
        *("@", "", "[DBNum1][$-804]General", "G/通用格式", "# ##0", "+0;-0;0", "0;-0;0;@"),
        *('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "[红色]0;[蓝色]-0", "00000"),
        *("[>=0]0;-0", "[>0]0;[<0]-0;0", "0.0;[Red](0.0)", "[Color10]0;[Red]-0"),
    ],
)
def test_formats_that_only_dress_a_number_leave_it_as_it_is(code):
    assert [shown(code, value) for value in (12.5, -12.5, 0.0)] == ["12.5", "-12.5", "0"]


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("0%", 0.173, "17.3%"),
        ("0.00%", -0.05, "-5%"),
        ("0.0%", 0.285, "28.5%"),
        ("0.0%;[Red]-0.0%", -0.05, "-5%"),
        ("+0.0%;-0.0%;0.0%", 0.05, "5%"),
        ('0.0"%"', 17.3, "17.3%"),
        ('0"户"', 196, "196户"),
        ("0\\户", 196, "196户"),
        ("0!户", 196, "196户"),
        ("0户", 196, "196户"),
        ('#,##0.0 "亿元"', 1.25, "1.25亿元"),
        ('General"户"', 12, "12户"),
        ('G/通用格式"户"', 12, "12户"),
        ('@"户"', 12, "12户"),
        ('0.0"‰"', 4.5, "4.5‰"),
        ('"约"0"户"', 12, "约12户"),
        ("[$¥-804]#,##0.00", 12, "¥12"),
        ('_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ', -12, "-¥12"),
        ('[>=100]0"家";0"户"', 99, "99户"),
        ('[>=100]0"家";0"户"', 100, "100家"),
        ('"▲"0.0;"▼"0.0', 1, "▲1"),
        ('[<0]"减少"0;0', -5, "-减少5"),
    ],
)
def test_percent_units_and_signs_are_kept_beside_the_stored_number(code, value, text):
    assert shown(code, value) == text


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ('0!.0,"万"', 12345.0),  # shows 1.2万
        ("0\\.0,", 12345.0),
        ("#,##0,", 12345.0),
        ('0.0,,"百万"', 12345678.0),
        ('0"000"', 12.0),  # shows 12000
        ('0"万"0000', 12345.0),  # shows 1万2345
        ("0%%", 0.5),
        ("0;0", -5.0),  # shows no minus
        ('"▲"0.0;"▼"0.0', -5.0),
        ("0;+0", -5.0),
        ("-0", 5.0),  # shows a minus that is not there
        ("-0", -5.0),
        ("(0)", 5.0),
        (";;;", 5.0),  # shows nothing
        ("0;-0;;@", 0.0),
        ('0;-0;"无"', 0.0),
        ("[>=10]0;[>=5]0", 1.0),  # shows only hash signs
        ("[unknown]0", 5.0),
        ("?", 5.0),  # the code of a format that the file does not give
    ],
)
def test_where_the_digits_seen_are_not_the_value_the_row_will_be_held(code, value):
    text = shown(code, value)
    assert text == f"{plain(value)} [{code}]"
    with pytest.raises(ValueError, match=r"\["):
        values.number(text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("yyyy-mm-dd", "2022-12-31"),
        ("yyyy/m/d;@", "2022-12-31"),
        ('[$-804]yyyy"年"m"月"d"日";@', "2022-12-31"),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2022-12-31"),
        ("m/d/yy", "2022-12-31"),
        ("e-mm-dd", "2022-12-31"),
        ("yyyy-mm-dd hh:mm:ss", "2022-12-31"),
        ('yyyy"年"m"月"', "2022-12"),
        ("yyyy-mm", "2022-12"),
        ("yyyymm", "2022-12"),
        ("mmm-yy", "2022-12"),
        ("mmmm yyyy", "2022-12"),
        ('yyyy"年"', "2022"),
        ('m"月"d"日"', "12月31日"),  # which year it means, nobody wrote
        ("d-mmm", "12月31日"),
        ('m"月"', "12月"),
        ("dd", "31日"),
        ("aaaa", "2022-12-31 [aaaa]"),
        ('yyyy"年四季度"', '2022-12-31 [yyyy"年四季度"]'),
        ('"截至"yyyy"年"m"月"', '2022-12-31 ["截至"yyyy"年"m"月"]'),
    ],
)
def test_a_day_is_told_as_far_as_its_format_shows_it(code, text):
    assert shown(code, 44926) == text
    assert shown(code, 44926 - 1462, "1904") == text


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("yyyy-mm-dd", 44926.354166666664, "2022-12-31 08:30:00"),
        ("h:mm", 0.354166666666667, "08:30:00"),
        ("h:mm AM/PM", 0.75, "18:00:00"),
        ('上午/下午h"时"mm"分"', 0.75, "18:00:00"),
        ("h:mm", 44926.5, "2022-12-31 12:00:00"),
        ("[h]:mm:ss", 1.5, "36:00:00"),
        ("mm:ss", 0.0010416667, "00:01:30"),
        ("yyyy-mm-dd", 1, "1900-01-01"),
        ("yyyy-mm-dd", 59, "1900-02-28"),
        ("yyyy-mm-dd", 60, "60 [yyyy-mm-dd]"),  # a 29 February that never was
        ("yyyy-mm-dd", 61, "1900-03-01"),
        ("yyyy-mm-dd", 0, "0 [yyyy-mm-dd]"),
        ("yyyy-mm-dd", -1, "-1 [yyyy-mm-dd]"),
        ("yyyy-mm-dd", 3e6, "3000000 [yyyy-mm-dd]"),
    ],
)
def test_times_and_the_edges_of_the_calendar(code, value, text):
    assert shown(code, value) == text


def test_builtin_formats_are_those_of_excel_in_chinese():
    assert [shown(BUILTIN[i], 44926) for i in (14, 17, 27, 31, 57, 58)] == [
        "2022-12-31",
        "2022-12",
        "2022-12",
        "2022-12-31",
        "2022-12",
        "12月31日",
    ]
    assert [shown(BUILTIN[i], 0.25) for i in (9, 10)] == ["25%", "25%"]
    assert [shown(BUILTIN[i], 0.25) for i in (20, 46)] == ["06:00:00", "06:00:00"]
    assert shown(BUILTIN[44], 5) == "¤5"  # whose money it is, the file leaves to the machine


@given(st.decimals(-(10**12), 10**12, places=3, allow_nan=False))
def test_the_number_that_was_typed_comes_back_exactly(number):
    assert Decimal(plain(float(number))) == number
    assert Decimal(percent(float(number / 100)).removesuffix("%")) == number


@given(st.dates(date(1900, 3, 1), date(2200, 1, 1)), st.sampled_from(["1900", "1904"]))
def test_every_day_comes_back_in_both_date_systems(day, epoch):
    first = date(1899, 12, 30) if epoch == "1900" else date(1904, 1, 1)
    if day >= first + timedelta(days=1):
        assert shown("yyyy-mm-dd", (day - first).days, epoch) == day.isoformat()


@given(st.text(max_size=30), st.floats())
def test_no_code_and_no_number_breaks(code, value):
    assert shown(code, value)
