"""Who owes which report: late, due, needed, coming and made; and the same word as the board."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.plan import Plan, Target, parse_plan
from lib.progress import Actual, assess
from lib.progress.due import ASKED, Report, departments, led_by, record, reports
from lib.progress.status import EVERY_MONTHS, instances, reports_due
from lib.progress.waiting import calendar
from tests.promises import actual, amounts, day, flow, target

DATA = Path(__file__).parent.parent / "data"
DAYS = (
    "2021-12-31",
    "2022-01-01",
    "2022-01-31",
    "2022-02-01",
    "2022-08-01",
    "2022-10-10",
    "2022-12-02",
    "2022-12-31",
    "2023-01-01",
    "2023-01-31",
    "2023-02-01",
    "2024-02-29",
    "2026-01-15",
    "2026-11-24",
)
QUARTERLY = target(report_every="quarter")


@cache
def shipped() -> Plan:
    return Plan(tuple(parse_plan((DATA / "targets.csv").read_text(encoding="utf-8"))))


def owed(
    of: Target | tuple[Target, ...], *actuals: Actual, as_of: str, ahead: date | None = None
) -> list[Report]:
    """The list of one plan; the actuals are those of its first target."""
    plan = Plan(of if isinstance(of, tuple) else (of,))
    own = [replace(a, target_id=plan.targets[0].target_id) for a in actuals]
    return reports(plan, own, assess(plan, own, day(as_of)), ahead=ahead)


def told(found: list[Report], *states: str) -> list[tuple]:
    """State, period, last good day, of what is not made yet."""
    return [
        (r.state, r.period.label, r.due_on.isoformat() if r.due_on else None)
        for r in found
        if r.state in (states or (*ASKED, "upcoming"))
    ]


# one target


def test_a_quarter_runs_then_falls_due_then_is_late_from_the_day_after_the_grace():
    assert told(owed(QUARTERLY, as_of="2022-03-31")) == [("upcoming", "2022Q1", "2022-05-01")]
    assert told(owed(QUARTERLY, as_of="2022-04-01")) == [
        ("due", "2022Q1", "2022-05-01"),
        ("upcoming", "2022Q2", "2022-07-31"),
    ]
    assert told(owed(QUARTERLY, as_of="2022-05-01"))[0] == ("due", "2022Q1", "2022-05-01")
    assert told(owed(QUARTERLY, as_of="2022-05-02"))[0] == ("late", "2022Q1", "2022-05-01")


def test_days_are_counted_to_the_last_good_day_and_from_it():
    assert owed(QUARTERLY, as_of="2022-04-30")[0].days == 1
    assert owed(QUARTERLY, as_of="2022-05-01")[0].days == 0
    assert owed(QUARTERLY, as_of="2022-05-11")[0].days == -10


def test_silence_since_the_beginning_asks_for_the_newest_period_and_counts_the_others():
    (late,) = owed(QUARTERLY, as_of="2026-11-24")

    assert (late.state, late.period.label) == ("late", "2022Q4")
    assert [p.label for p in late.older] == ["2022Q1", "2022Q2", "2022Q3"]


def test_a_later_level_stands_for_the_quarters_before_it():
    found = owed(QUARTERLY, actual(180, "2022-09-30", period="2022Q3", seq=7), as_of="2023-03-01")

    assert told(found) == [("late", "2022Q4", "2023-01-31")]
    assert found[0].older == ()


def test_what_was_reported_is_named_with_its_newest_value_and_submission():
    found = owed(
        QUARTERLY,
        actual(150, "2022-03-31", period="2022Q1", seq=4),
        actual(180, "2022-06-30", period="2022Q2", seq=7),
        as_of="2022-07-05",
    )

    (made,) = [r for r in found if r.state == "reported"]
    assert made.actual
    assert (made.period.label, made.actual.value, made.actual.seq) == ("2022Q2", Decimal(180), 7)
    assert told(found) == [("upcoming", "2022Q3", "2022-10-31")]


def test_the_citys_value_is_shown_before_that_of_one_of_its_parts():
    city = actual(180, "2022-06-30", seq=7)
    county = actual(20, "2022-06-30", seq=8, region="530402")

    found = owed(QUARTERLY, county, city, as_of="2022-07-05")

    assert [r.actual.value for r in found if r.actual] == [Decimal(180)]


def test_every_amount_of_a_sum_is_asked_for_by_itself():
    found = owed(amounts(report_every="quarter"), as_of="2022-08-15")

    assert told(found, "late") == [
        ("late", "2022Q2", "2022-07-31"),
        ("late", "2022Q1", "2022-05-01"),
    ]


def test_a_hole_in_a_sum_is_needed_though_a_later_amount_came():
    later = actual(40, "2022-06-30", period="2022Q2", span="quarter")

    found = owed(amounts(report_every="quarter", path="none"), later, as_of="2023-03-01")

    assert ("missing", "2022Q1", None) in told(found)


def test_a_yearly_promise_owes_every_year_and_the_newest_comes_first():
    of = flow(report_every="year", repeat="yearly", ongoing=True)

    found = owed(of, actual(90, "2023-12-31"), as_of="2026-03-01")

    assert told(found) == [
        ("late", "2025", "2026-01-31"),
        ("late", "2024", "2025-01-31"),
        ("late", "2022", "2023-01-31"),
        ("upcoming", "2026", "2027-01-31"),
    ]


def test_a_milestone_is_asked_about_on_its_deadline_and_never_again_once_done():
    of = target(measure_type="milestone", comparison="done", unit="", value=None)
    done = actual(None, "2022-11-03", light="done")

    assert told(owed(of, as_of="2022-10-01")) == [("upcoming", "2022-12-31", "2023-01-31")]
    assert told(owed(of, as_of="2023-01-10")) == [("due", "2022-12-31", "2023-01-31")]
    assert told(owed(of, as_of="2023-02-01")) == [("late", "2022-12-31", "2023-01-31")]
    assert told(owed(of, done, as_of="2022-12-01")) == []


def test_a_milestone_reported_as_not_done_is_overdue_and_not_unreported():
    of = target(measure_type="milestone", comparison="done", unit="", value=None)

    found = owed(of, actual(None, "2022-12-31", light="not_done"), as_of="2023-03-01")

    assert told(found) == []


def test_ongoing_work_with_a_date_is_asked_about_on_that_date_before_the_year_is_over():
    of = target(
        measure_type="narrative",
        comparison="ongoing",
        unit="",
        value=None,
        ongoing=True,
        report_every="year",
        deadline="2022-12-01",
    )

    assert told(owed(of, as_of="2022-12-10")) == [
        ("due", "2022-12-01", "2023-01-01"),
        ("upcoming", "2022", "2023-01-31"),
    ]
    assert told(owed(of, as_of="2023-01-02")) == [
        ("due", "2022", "2023-01-31"),
        ("upcoming", "2023", "2024-01-31"),
    ]


def test_a_deadline_inside_a_period_ends_it():
    of = target(report_every="year", deadline="2022-06-30")

    assert told(owed(of, as_of="2022-07-10")) == [("due", "2022-06-30", "2022-07-31")]


def test_a_baseline_that_nobody_reported_is_needed():
    of = target(report_every="year", path="linear", baseline_period="2021")

    assert ("missing", "2021", None) in told(owed(of, as_of="2022-08-01"))
    assert told(owed(of, actual(150, "2021-12-31"), as_of="2022-08-01"), "missing") == []


def test_what_keeps_rising_needs_the_same_quarter_of_the_year_before():
    of = target(comparison="keeps_rising", value=None, report_every="quarter")

    found = owed(of, actual(100, "2022-03-31"), as_of="2022-06-30")

    assert told(found, "missing") == [("missing", "2021Q1", None)]


def test_what_is_never_due_is_never_asked_for():
    of = target(measure_type="milestone", comparison="done", unit="", value=None, deadline=None)

    assert owed(of, as_of="2026-01-01") == []


def test_the_year_ahead_can_be_asked_for():
    found = owed(QUARTERLY, as_of="2022-01-10", ahead=date(2023, 1, 31))

    assert [r.period.label for r in found] == ["2022Q1", "2022Q2", "2022Q3", "2022Q4"]


def test_a_report_can_be_told_in_plain_values():
    done = actual(180, "2022-06-30", period="2022Q2", seq=7, finality="final")

    late, made = owed(QUARTERLY, done, as_of="2023-03-01")

    assert record(late) == {
        "state": "late",
        "target_id": "T03-1",
        "contributor": "",
        "period": "2022Q4",
        "due_on": date(2023, 1, 31),
        "days": -29,
        "leads": ["市科技局"],
        "asked_by": ["T03-1"],
        "older": ["2022Q3"],
        "value": None,
        "light": "",
        "finality": "",
        "submission": None,
    }
    said = record(made)
    assert (said["value"], said["finality"], said["submission"]) == (Decimal(180), "final", 7)


# several targets


def test_two_tasks_of_one_promise_owe_it_once_and_both_departments_answer():
    first = target(report_every="quarter")
    again = target(
        target_id="T07-1", task_no=7, same_as="T03-1", report_every="quarter",
        lead_departments=("市教育体育局",),
    )  # fmt: skip

    found = owed((first, again), as_of="2022-05-10")

    assert told(found, "late") == [("late", "2022Q1", "2022-05-01")]
    assert (found[0].leads, found[0].asked_by) == (("市科技局", "市教育体育局"), ("T03-1", "T07-1"))
    assert led_by(found, "市教育体育局") == found
    assert led_by(found, "市财政局") == []


def test_a_fund_is_owed_once_per_contributor_and_year():
    found = reports(shipped(), [], assess(shipped(), [], day("2022-02-01")))

    fund = [r for r in found if r.target.target_id == "T28-1"]
    assert [(r.state, r.contributor, r.period.label) for r in fund] == [
        ("late", "province", "2021"),
        ("late", "city", "2021"),
        ("late", "zone", "2021"),
        ("upcoming", "province", "2022"),
        ("upcoming", "city", "2022"),
        ("upcoming", "zone", "2022"),
    ]


def test_a_contributor_that_paid_and_said_so_owes_nothing_while_the_others_do():
    paid = Actual(
        "T28-1", date(2021, 12, 31), Decimal(750), "2021", contributor="province", span="year"
    )

    found = reports(shipped(), [paid], assess(shipped(), [paid], day("2022-02-01")))

    late = [r for r in found if r.target.target_id == "T28-1" and r.state == "late"]
    assert [r.contributor for r in late] == ["city", "zone"]


def test_departments_stand_in_the_plans_order():
    assert departments(shipped())[:3] == ["市工业和信息化局", "市财政局", "市科技局"]
    assert len(departments(shipped())) == 14


def test_before_there_is_a_plan_nothing_is_owed():
    assert reports(Plan(()), [], []) == []


# one word with the board


def agrees(plan: Plan, actuals: list[Actual], on: date) -> None:
    """Every row of the board and every line of the list say the same."""
    rows = assess(plan, actuals, on)
    found = reports(plan, actuals, rows)
    cells = [(r.target.target_id, r.contributor, r.period.end) for r in found if not r.actual]
    assert len(set(cells)) == len(cells)
    for row in rows:
        own = [r for r in found if row.target.target_id in r.asked_by and not r.actual]
        if row.deadline and row.instance:
            own = [r for r in own if r.period.end.year == row.instance]
        late = [r.due_on for r in own if r.state == "late"]
        waiting = [r.due_on for r in own if r.state in ("due", "upcoming")]
        if row.status == "not_reported":
            assert late
        if row.status == "overdue_unreported":
            assert any(r.state in ("late", "due") for r in own)
        if row.report_due:
            assert row.report_due in late
        if row.next_due:
            assert row.next_due in waiting
    for r in found:
        waits = [row for row in rows if row.target.target_id in r.asked_by]
        if r.state == "late":  # somebody on the board waits for it
            assert any(row.report_due or row.status == "overdue_unreported" for row in waits)
        assert (r.state == "late") == (r.due_on is not None and r.due_on < on)
        assert r.state not in ASKED or r.period.end < on  # the door takes what is over


@pytest.mark.parametrize("on", DAYS)
def test_what_the_board_calls_unreported_is_in_the_list_and_the_other_way_round(on):
    agrees(shipped(), [], day(on))


REPORTS = st.lists(
    st.builds(
        lambda of, end, who, number, region: Actual(
            of.target_id,
            end,
            None if of.comparison in ("done", "ongoing") else Decimal(number),
            contributor=who if of.target_id == "T28-1" else "",
            span="year" if of.actuals_are == "increment" else "at",
            light={"done": "done", "ongoing": "normal"}.get(of.comparison, ""),
            region=region,
        ),
        st.sampled_from([t for t in shipped() if shipped().root(t) is t]),
        st.dates(date(2021, 1, 1), date(2026, 12, 31)),
        st.sampled_from(["", "province", "city", "zone"]),
        st.integers(0, 300),
        st.sampled_from(["530400", "530400", "530402"]),
    ),
    max_size=60,
)


@settings(deadline=None, max_examples=60)
@given(REPORTS, st.dates(date(2021, 6, 1), date(2027, 6, 30)))
def test_board_and_list_agree_whatever_was_reported(given_actuals, on):
    agrees(shipped(), given_actuals, on)


@settings(deadline=None)
@given(
    st.dates(date(2021, 1, 1), date(2023, 12, 31)),
    st.integers(0, 1200),
    st.sampled_from(sorted(EVERY_MONTHS)),
    st.integers(0, 100),
    st.integers(-100, 1500),
)
def test_the_periods_are_those_whose_reports_the_status_waits_for(start, length, every, grace, at):
    end = start + timedelta(days=length)
    of = target(report_every=every, grace_days=grace, period_start=start, deadline=end)
    on = start + timedelta(days=at)

    found = owed(of, as_of=on.isoformat())
    due = reports_due(of, instances(of, on)[0], on, None)

    assert max((r.due_on for r in found if r.state == "late" and r.due_on), default=None) == (
        due.missing
    )
    assert min((r.due_on for r in found if r.due_on and r.due_on >= on), default=None) == due.next


def test_the_calendar_has_whole_periods_over_the_turn_of_the_year():
    labels = [p.label for p in calendar(day("2022-11-15"), day("2023-02-01"), "month")]
    assert labels == ["2022-11", "2022-12", "2023-01", "2023-02"]
    assert [p.label for p in calendar(day("2022-07-01"), day("2023-01-01"), "half")] == [
        "2022H2",
        "2023H1",
    ]
