"""The CAGR ratio reproduced on what Statistics Canada published, and applied to our targets."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lib.progress.international import assess_international, cagr_progress
from tests.promises import actual, growth, one, target

CASES = Path(__file__).with_name("reference") / "statcan_series_cases.csv"
CLOSE = Decimal("1e-9")


def rows():
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text):
    return Decimal(text) if text else None


def same(found, published):
    return found is published is None or abs(found - published) <= CLOSE


@pytest.mark.parametrize("row", rows(), ids=lambda r: f"{r['source']} {r['series']}"[:70])
def test_published_values_statuses_and_scores_are_reproduced(row):
    year = row["current_year"]

    found = cagr_progress(
        number(row["base_value"]),
        int(float(row["base_year"])),
        number(row["current_value"]),
        int(float(year)) if year else None,
        number(row["target"]),
        int(float(row["target_year"])),
        int(row["direction"]),
        number(row["limit"]),
    )

    assert found.status == row["expected_status"]
    assert same(found.value, number(row["expected_progress_value"]))
    assert same(found.score, number(row["expected_score"]))


def test_all_200_published_series_are_there():
    assert len(rows()) == 200


def test_all_negative_values_turn_the_direction():
    # from -10 to -8 in two years, with more being better: -(0.8^0.5 - 1)
    found = cagr_progress(Decimal(-10), 2020, Decimal(-8), 2022, None, 2030, 1)

    assert found.value.quantize(Decimal("0.0001")) == Decimal("0.1056")
    assert found.status == "substantial_progress"


def test_values_of_both_signs_have_no_growth_rate():
    assert (
        cagr_progress(Decimal(-1), 2020, Decimal(1), 2022, None, 2030, 1).status == "not_available"
    )


def test_a_value_kept_at_its_natural_limit_is_the_best_there_is():
    found = cagr_progress(Decimal(100), 2020, Decimal(100), 2022, None, 2030, 1, Decimal(100))

    assert (found.status, found.score) == ("substantial_progress", Decimal(5))


def test_beside_our_own_judgement_the_same_actual_is_judged_by_the_ratio():
    row = one(
        growth(),
        actual(100, "2020-12-31", span="year"),
        actual(150, "2022-12-31", span="year"),
        as_of="2023-06-01",
    )

    found = assess_international(row)

    # 22.47 % a year over 17.3 %
    assert found.value.quantize(Decimal("0.001")) == Decimal("1.299")
    assert found.status == "substantial_progress"


def test_a_rank_gets_better_downwards_there_too():
    of = target(
        comparison="rank_gain_at_least",
        measure_type="rank",
        value=10,
        path="linear",
        deadline="2025-12-31",
        baseline_period="2021",
    )

    row = one(of, actual(120, "2021-12-31"), actual(125, "2023-12-31"), as_of="2024-01-05")

    assert assess_international(row).status == "deterioration"


def test_without_a_baseline_the_other_method_has_nothing_to_say():
    row = one(target(), actual(150, date(2022, 6, 30)), as_of="2022-07-01")

    assert assess_international(row) is None
