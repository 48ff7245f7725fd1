"""One cell of text as a period: what is read, and what is never guessed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.fields import SPANS
from lib.values import period

YEAR, Q4, H1 = (
    (date(2022, 1, 1), date(2022, 12, 31), "year", "2022"),
    (date(2022, 10, 1), date(2022, 12, 31), "quarter", "2022Q4"),
    (date(2022, 1, 1), date(2022, 6, 30), "half", "2022H1"),
)
Q1 = (date(2022, 1, 1), date(2022, 3, 31), "quarter", "2022Q1")
DECEMBER = (date(2022, 12, 1), date(2022, 12, 31), "month", "2022-12")
TO_SEPTEMBER = (date(2022, 1, 1), date(2022, 9, 30), "cumulative", "2022-01/2022-09")


def day(*parts):
    return date(*parts), date(*parts), "day", date(*parts).isoformat()


def words(*lines: str) -> list[str]:
    return " ".join(lines).split()


def parts(found):
    return found.start, found.end, found.kind, found.label


LAST_DAY, END_OF_SEPTEMBER = day(2022, 12, 31), day(2022, 9, 30)


@pytest.mark.parametrize(
    ("expected", "texts"),
    [
        (
            YEAR,
            words("2022 2022年 ２０２２ 2022年度 2022年全年 二〇二二年 二零二二年 2022年1-12月"),
        ),
        (Q4, words("2022Q4 2022q4 2022-Q4 2022年Q4 2022年四季度 2022年第四季度 2022年4季度")),
        (Q4, ["2022四季度", "2022 Q4", "Q4 2022", "二〇二二年四季度"]),
        (Q1, ["2022年1-3月"]),
        (H1, words("2022H1 2022-H1 2022年上半年 2022年前半年 2022年1-6月 2022年前两季度")),
        (H1, ["H1 2022"]),
        (DECEMBER, words("2022-12 2022/12 2022.12 202212 2022年12月 2022年12月份 2022年十二月")),
        (DECEMBER, ["２０２２年１２月", "2022 年 12 月", "二〇二二年十二月"]),
        (LAST_DAY, words("2022-12-31 2022/12/31 2022.12.31 20221231 2022年12月31日")),
        (LAST_DAY, ["2022-12-31 00:00:00", "2022/12/31 0:00", "2022-12-31T00:00:00"]),
        (LAST_DAY, ["2022年12月31号", "二〇二二年十二月三十一日", "2022年\n12月31日"]),
        (LAST_DAY, words("2022年末 2022年底 2022年年底 2022年12月底 2022年四季度末")),
        (LAST_DAY, words("截至2022年12月31日 截止2022年底 截至2022年12月31日止")),
        (END_OF_SEPTEMBER, words("截至2022年9月 截至2022年9月底 2022年9月末 2022年三季度末")),
        (END_OF_SEPTEMBER, words("截止到2022年9月 截至2022-09-30")),
        (TO_SEPTEMBER, words("2022年1-9月 2022年1—9月 2022年1–9月 2022年1～9月 2022年1至9月")),
        (TO_SEPTEMBER, words("2022年1到9月 2022年一至九月 2022年1月-9月 2022年1-9月份")),
        (TO_SEPTEMBER, words("2022年1-9月累计 2022年1月至2022年9月 2022-01/2022-09")),
        (TO_SEPTEMBER, words("2022年前三季度 2022前三季度 2022年前3季度 2022年1-3季度")),
        (TO_SEPTEMBER, words("2022年前三个季度 2022年前九个月 2022年前9个月")),
        (day(2022, 1, 5), ["2022/1/5"]),
        (day(2020, 2, 29), ["2020年2月29日"]),
        ((date(2024, 2, 1), date(2024, 2, 29), "month", "2024-02"), ["2024-02"]),
    ],
)
def test_a_period_is_read_in_every_spelling_people_use(expected, texts):
    assert {text: parts(period(text)) for text in texts} == dict.fromkeys(texts, expected)


@pytest.mark.parametrize(
    "text",
    [
        *words(
            "2022-02-30 2019-02-29 2019年2月29日 2022-13 2022-00 202213 20221301 1948 2101 22.12",
            "2022.1 Dec-22 2022Q5 2022年五季度 202² ２０２2x 2022-12/31 44926 1月1日2022年",
            "截至2022年 截至2022年三季度 截至目前 截至 截至截至2022年9月 截至2022年1-9月",
            "2022-2023 2016-2018年 2009年到2010年 2022年3-5月 2022年4-6月 2022年1-1月",
            "2022年1-13月 20221-9月 2022-1-9月 2022年1-9 2022年9-1月 2022-01/2023-09",
            "2022-02/2022-09 今年 去年 上周 本月 明年 近三年 2022年初 2018年之后 2018年开始",
            "2012-01-01及以前 农历正月初一 2015年农历正月初一 2015年十月初一 二零零四年八月十五",
            "2022年正月 2022年腊月 雍正十六年 民国十一年 令和4年 九八年 22年 二千零八年 二〇二二",
            "两千零二十二年 20年代 3-7-2017 12-11-10 12/31/2022 2022年12月31 2022年二十月",
            "2022年三十二日 2022年00月 四季度 12月 上半年 前三季度 1-9月 12月31日 年底",
            "2022年9月累计 2022年度末 2021年的第三个月",
        ),
        "",
        "2022-12-31 01:00",
        "2022 00:00",
        "2022\n12",
        "2022 12",
        "Q4-2022",
    ],
)
def test_a_period_outside_the_grammar_is_never_guessed(text):
    with pytest.raises(ValueError):  # noqa: PT011  # the message is the text itself
        period(text)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("四季度", "2022Q4"),
        ("第四季度", "2022Q4"),
        ("Q4", "2022Q4"),
        ("12月", "2022-12"),
        ("十二月份", "2022-12"),
        ("上半年", "2022H1"),
        ("前三季度", "2022-01/2022-09"),
        ("1-9月", "2022-01/2022-09"),
        ("1-6月", "2022H1"),
        ("12月31日", "2022-12-31"),
        ("年底", "2022-12-31"),
        ("截至9月底", "2022-09-30"),
        ("全年", "2022"),
        ("2021年12月", "2021-12"),
    ],
)
def test_a_text_without_a_year_is_read_in_the_year_of_its_heading(text, label):
    assert period(text, year=2022).label == label


@pytest.mark.parametrize("text", ["", "度", "末", "底", "12", "9", "前三个月", "2月29日", "合计"])
def test_a_year_makes_no_period_of_anything_else(text):
    with pytest.raises(ValueError):  # noqa: PT011
        period(text, year=2022)


def test_a_year_outside_the_plan_is_refused_also_when_it_comes_from_a_heading():
    with pytest.raises(ValueError):  # noqa: PT011
        period("四季度", year=1900)


def test_a_day_number_is_read_only_where_the_calendar_is_known():
    assert period("44926", epoch="1900").label == "2022-12-31"
    assert period("43464", epoch="1904").label == "2022-12-31"
    assert period("2022", epoch="1900").label == "2022"
    for text, epoch in (("44926", ""), ("44926", "1970"), ("18263", "1900"), ("73416", "1900")):
        with pytest.raises(ValueError):  # noqa: PT011
            period(text, epoch=epoch)
    with pytest.raises(ValueError):  # noqa: PT011
        period("44926.5", epoch="1900")


@settings(deadline=None)
@given(st.text(alphabet="0123456789-/.年月日QH季度第四上半前三至末底截止一二十 ２", max_size=14))
def test_whatever_period_reads_names_its_own_year_and_round_trips(text):
    try:
        found = period(text)
    except ValueError:
        return
    digits = text.translate(str.maketrans("２零一二三四", "201234"))
    assert str(found.start.year) in digits
    assert found.start <= found.end
    assert found.start.year == found.end.year
    assert found.kind in SPANS
    assert found.label.isascii()
    assert period(found.label) == found


@settings(deadline=None)
@given(st.text(max_size=45), st.sampled_from([None, 2022]), st.sampled_from(["", "1900", "1904"]))
def test_any_text_whatever_is_read_or_refused(text, year, epoch):
    try:
        found = period(text, year=year, epoch=epoch)
    except ValueError:
        return
    assert period(found.label) == found


@settings(deadline=None)
@given(st.dates(date(1949, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_back_from_every_spelling(day):
    spellings = (
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"截至{day.year}年{day.month}月{day.day}日",
        f"{day} 00:00:00",
    )
    assert {period(text).end for text in spellings} == {day}


@given(st.integers(1949, 2100), st.integers(2, 12))
def test_the_months_from_january_have_one_label_in_every_spelling(year, last):
    spellings = (f"{year}年1-{last}月", f"{year}年1至{last}月份", f"{year}年1月—{year}年{last}月")
    found = {period(text) for text in spellings}

    assert len(found) == 1
    assert {(p.start, p.end.month) for p in found} == {(date(year, 1, 1), last)}
