"""Amounts reported from January on: never counted twice, and no part lost without a word."""

from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import texts
from lib.plan import Plan, parse_plan
from lib.plan.regions import load_regions
from lib.progress.actuals import Actual, first_day
from lib.progress.series import series
from lib.upload import repeats
from lib.upload.draft import understand
from lib.upload.parse import read
from lib.upload.validate import check
from lib.values import period
from tests.promises import actual, amounts, codes, day, growth, one, target

DATA = Path(__file__).parent.parent / "data"


def amount(value, text: str, **changed) -> Actual:
    """An amount of a period as people write it."""
    when = period(text)
    return actual(value, when.end, span=when.kind, period=when.label, **changed)


def points(of, *reports, **known):
    return series(of, list(reports), day("2022-01-01"), day("2022-12-31"), **known).points


def sums(*reports, **known):
    return [
        (p.end.isoformat()[5:], p.value, p.complete) for p in points(amounts(), *reports, **known)
    ]


def said(point):
    return {reason.code for reason in (*point.lacks, *point.remarks)}


def missing(point):
    return [(r.params["since"], r.params["until"]) for r in point.lacks if r.code == "lacks_time"]


def test_it_begins_with_the_year():
    assert first_day(amount(1, "2022年1-9月")) == date(2022, 1, 1)


def test_the_longest_takes_the_place_of_what_it_covers():
    reports = [
        amount(5, "2022年1-2月"),
        amount(8, "2022Q1"),
        amount(7, "2022Q2"),
        amount(26, "2022年1-8月"),
        amount(30, "2022年1-9月"),
    ]

    assert sums(*reports) == [
        ("02-28", 5, True),
        ("03-31", 8, True),
        ("06-30", 15, True),
        ("08-31", 26, True),
        ("09-30", 30, True),
    ]
    assert "overlap" in said(points(amounts(), *reports)[-1])


def test_later_months_and_quarters_are_added_to_it():
    assert sums(amount(30, "2022年1-9月"), amount(4, "2022-10"))[-1] == ("10-31", 34, True)
    assert sums(amount(30, "2022年1-9月"), amount(12, "2022Q4"))[-1] == ("12-31", 42, True)
    assert sums(amount(26, "2022年1-8月"), amount(4, "2022-09"))[-1] == ("09-30", 30, True)


def test_the_year_takes_the_place_of_all():
    reports = [amount(30, "2022年1-9月"), amount(12, "2022Q4"), amount(40, "2022")]

    assert sums(*reports)[-1] == ("12-31", 40, True)


def test_a_half_year_beside_nine_months_is_neither_added_nor_left_out_in_silence():
    reports = [amount(30, "2022年1-9月"), amount(25, "2022年下半年")]
    last = points(amounts(), *reports)[-1]

    assert (last.end, last.value, last.complete) == (date(2022, 12, 31), 30, False)
    assert missing(last) == [(date(2022, 10, 1), date(2022, 12, 31))]
    assert "overlaps_partly" in said(last)
    row = one(amounts(value=40), *reports, as_of="2023-01-05")
    assert row.status == "cannot_measure"
    assert {"lacks_time", "overlaps_partly"} <= set(codes(row))


def test_two_half_years_count_where_both_are_known():
    reports = [amount(30, "2022年1-9月"), amount(18, "2022H1"), amount(25, "2022H2")]
    last = points(amounts(), *reports)[-1]

    assert (last.value, last.complete) == (43, True)
    assert "overlaps_partly" in said(last)


def test_eight_months_give_way_to_three_quarters_but_not_to_one():
    eight, third = amount(26, "2022年1-8月"), amount(12, "2022Q3")

    assert sums(amount(8, "2022Q1"), amount(10, "2022Q2"), eight, third)[-1] == ("09-30", 30, True)
    last = points(amounts(), eight, third)[-1]
    assert (last.value, last.complete) == (26, False)
    assert missing(last) == [(date(2022, 9, 1), date(2022, 9, 30))]


def test_beside_single_days_too_what_was_set_aside_is_said_to_be_missing():
    reports = [amount(26, "2022年1-8月"), amount(12, "2022Q3"), amount(1, "2022-10-05")]
    last = points(amounts(), *reports)[-1]

    assert (last.value, last.complete) == (27, False)
    assert missing(last) == [(date(2022, 9, 1), date(2022, 9, 30))]


def test_a_part_that_half_overlaps_the_whole_is_said_to_be_missing():
    city = amount(26, "2022年1-8月")
    county = amount(5, "2022Q3", region="530402")
    last = points(amounts(), city, county, regions=["530402"])[-1]

    assert (last.value, last.complete) == (26, False)
    assert missing(last) == [(date(2022, 9, 1), date(2022, 9, 30))]


def test_counties_that_report_from_january_on_are_added_up():
    reports = [amount(n, "2022年1-9月", region=f"53040{n}") for n in (2, 3)]

    assert sums(*reports, regions=["530402", "530403"])[-1] == ("09-30", 5, True)
    assert sums(*reports, regions=["530402", "530403", "530421"])[-1] == ("09-30", 5, False)


def test_a_part_of_a_year_is_no_year_for_growth():
    of = growth()
    base = amount(100, "2020")
    eleven = one(of, base, amount(110, "2021年1-11月"), as_of="2022-01-05")
    twelve = one(of, base, amount(110, "2021年1-11月"), amount(10, "2021-12"), as_of="2022-01-05")

    assert "partial_year" in codes(eleven)
    assert twelve.actual == 120


def test_nine_months_are_compared_with_nine_months():
    of = target(comparison="keeps_rising", value=None, actuals_are="increment", measure_type="flow")
    reports = [amount(30, "2021年1-9月"), amount(9, "2021Q3"), amount(33, "2022年1-9月")]

    assert one(of, *reports, as_of="2022-10-05").change_on_year == 3


PERIODS = [
    *(f"2022-{month:02}" for month in range(1, 13)),
    *(f"2022年1-{month}月" for month in (2, 4, 5, 7, 8, 9, 10, 11)),
    *(f"2022{part}" for part in ("Q1", "Q2", "Q3", "Q4", "H1", "H2", "")),
]


def days(of: Actual) -> set[date]:
    begin = first_day(of)
    return {begin + timedelta(n) for n in range((of.period_end - begin).days + 1)}


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(PERIODS), min_size=1, max_size=7, unique=True), st.randoms())
def test_one_a_day_sums_to_the_most_days_that_can_be_told_apart(labels, random):
    """Every day brings one: the sum is then the number of days it covers."""
    reports = [amount(len(days(amount(0, text))), text) for text in labels]
    random.shuffle(reports)
    found = series(amounts(), reports, day("2022-01-01"), day("2022-12-31")).points
    assert found

    for point in found:
        known = [days(a) for a in reports if a.period_end <= point.end]
        apart = (
            choice
            for size in range(1, len(known) + 1)
            for choice in combinations(known, size)
            if len(set().union(*choice)) == sum(map(len, choice))
        )
        best = max(len(set().union(*choice)) for choice in apart)
        covered = set().union(*(days(a) for a in point.inputs))
        assert point.value == len(covered) == best  # nothing twice, and nothing left out for less
        whole = (point.end - date(2022, 1, 1)).days + 1
        assert point.complete == (best == whole)
        gaps = sum((until - since).days + 1 for since, until in missing(point))
        assert gaps == whole - best


# reported in a file


def upload(*lines: str):
    plan = Plan(tuple(parse_plan((DATA / "targets.csv").read_text(encoding="utf-8"))))
    regions = load_regions((DATA / "regions.csv").read_text(encoding="utf-8"))
    rows = ["目标编号,时期,出资方,实际值", *(f"T28-1,{line}" for line in lines), ""]
    return read("\n".join(rows).encode(), "upload.csv"), plan, regions


def test_a_file_may_report_from_january_on():
    rows = check(*upload("2022年1-9月,省级,500"), date(2023, 1, 5)).rows.to_pylist()

    assert [(r["period_end"], r["span"], r["period"]) for r in rows] == [
        (date(2022, 9, 30), "cumulative", "2022-01/2022-09")
    ]


def test_the_first_half_in_two_spellings_is_one_cell():
    checked = check(*upload("2022年1-6月,省级,500", "2022年上半年,省级,500"), date(2023, 1, 5))

    assert len(checked.rows) == 1
    assert [s.code for s in checked.skipped] == ["duplicate_equal"]


@pytest.mark.parametrize(
    ("lines", "nested", "half"),
    [
        (["2022年1-9月", "2022Q1", "2022-08"], {0: [1, 2]}, {}),
        (["2022年1-9月", "2022年1-5月"], {0: [1]}, {}),
        (["2022年1-8月", "2022Q3", "2022-08"], {0: [2], 1: [2]}, {0: [1]}),
        (["2022年1-9月", "2022年下半年", "2022"], {2: [0, 1]}, {0: [1]}),
        (["2022年1-9月", "2022Q4"], {}, {}),
        (["2022", "2022H1", "2022Q1"], {0: [1, 2], 1: [2]}, {}),
    ],
)
def test_rows_whose_periods_lie_within_each_other_or_half_overlap_are_found(lines, nested, half):
    draft = understand(*upload(*(f"{text},省级,1" for text in lines)))

    def found(pairs):
        return {row: sorted(others) for row, others in pairs}

    assert found(repeats.overlapping(draft)) == nested
    assert found(repeats.half_overlapping(draft)) == half


def test_it_is_said_in_words():
    assert texts.period("zh", "2022-01/2022-09") == "2022年1—9月"
    assert texts.period("en", "2022-01/2022-09") == "Jan–Sep 2022"
    assert texts.period("zh", "2022-01/2023-09") == "2022-01/2023-09"
    (partly,) = (
        r
        for r in points(amounts(), amount(30, "2022年1-9月"), amount(25, "2022H2"))[-1].remarks
        if r.code == "overlaps_partly"
    )
    assert texts.reason("zh", partly) == (
        "截至2022年12月31日的半年数据与已计入的时期部分重叠，无法拆开，没有计入"
    )
