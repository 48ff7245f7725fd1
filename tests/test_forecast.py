"""The road to the deadline, against values worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest

from lib.progress.forecast import forecast

DEADLINE = date(2022, 1, 31)


def days(*values):
    return [(date(2022, 1, n), Decimal(v)) for n, v in values]


def test_points_on_a_line_go_on_along_it_without_doubt():
    found = forecast(days((1, 10), (2, 12), (3, 14)), DEADLINE, compound=False)

    assert (found.low, found.value, found.high) == (Decimal(70), Decimal(70), Decimal(70))


def test_the_slope_is_the_median_of_all_pairs_and_the_interval_their_range_when_few():
    # slopes 2, 3 and 4 start from the medians of what they leave over: 10, 10 and 8
    found = forecast(days((1, 10), (2, 12), (3, 16)), DEADLINE, compound=False)

    assert (found.low, found.value, found.high) == (Decimal(70), Decimal(100), Decimal(128))


def test_one_wild_report_does_not_turn_the_road():
    steady = [(n, 10 + 2 * n) for n in range(1, 11)]

    found = forecast(days(*steady[:-1], (10, 500)), DEADLINE, compound=False)

    assert found.value == Decimal(72)
    assert found.low <= found.value <= found.high


def test_compound_growth_goes_on_in_proportion():
    found = forecast(days((1, 100), (11, 200), (21, 400)), DEADLINE, compound=True)

    assert found.value.quantize(Decimal("0.0001")) == Decimal("800.0000")


@pytest.mark.parametrize(
    "points",
    [
        [],
        days((1, 10)),
        days((1, 10), (2, 12)),
        days((1, 10), (2, 12), (2, 13)),
    ],
)
def test_fewer_than_three_dates_are_too_few(points):
    assert forecast(points, DEADLINE, compound=False) is None


def test_after_the_deadline_there_is_nothing_to_forecast():
    assert forecast(days((1, 10), (2, 12), (31, 14)), DEADLINE, compound=False) is None


def test_no_growth_is_forecast_from_nothing():
    assert forecast(days((1, 0), (2, 12), (3, 14)), DEADLINE, compound=True) is None


def test_the_drawn_road_leads_from_the_last_report_to_the_deadline():
    found = forecast(days((1, 10), (2, 12), (3, 16)), DEADLINE, compound=False)

    assert found.path[0][0] == date(2022, 1, 3)
    assert found.path[-1] == (DEADLINE, found.value)
    assert (found.lows[-1][1], found.highs[-1][1]) == (found.low, found.high)


def test_the_order_of_the_points_does_not_matter():
    points = days((1, 10), (5, 12), (9, 16), (12, 15))

    assert forecast(points, DEADLINE, compound=False) == forecast(
        points[::-1], DEADLINE, compound=False
    )


def test_ten_points_have_an_interval_inside_the_range_of_slopes():
    values = [3, 5, 4, 8, 9, 9, 12, 15, 14, 18]

    found = forecast(days(*enumerate(values, start=1)), DEADLINE, compound=False)

    # n = 10: C = 1.645 sqrt(10 x 9 x 25 / 18) = 18.39 of 45 slopes; the 13th is 4/3, the
    # middle one 5/3, the 33rd 2
    assert found.low < found.value < found.high
    assert [v.quantize(Decimal("0.01")) for v in (found.low, found.value, found.high)] == [
        Decimal("43.67"),
        Decimal("52.67"),
        Decimal("60.50"),
    ]
