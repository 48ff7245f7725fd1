"""The demonstration: one whole plan period of made-up reports, filled through the door."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lib import demo, store, texts
from lib.bringing import bring_plan
from lib.demo_meetings import steps
from lib.fields import CITY, UPLOAD_FIELDS
from lib.issues import Refusal
from lib.meeting import carried, overdue
from lib.office import Office
from lib.plan import parse_plan
from lib.progress import STATUSES, Progress, assess
from lib.progress.fund import fund_table
from lib.settings import Settings
from lib.start import opened
from tests.conftest import MadeUp

DATA = Path(__file__).parent.parent / "data"
HEADER = ",".join([*demo.SENT_BY, *(f.zh for f in UPLOAD_FIELDS)])
SHOWN = {
    "cannot_measure": ("2022-01-10", "T03-1"),
    "not_due": ("2022-08-01", "T01-1"),
    "not_reported": ("2022-08-01", "T21-3"),
    "in_progress": ("2022-08-01", "T05-1"),
    "on_track": ("2022-08-01", "T15-1"),
    "slightly_behind": ("2022-08-01", "T03-1"),
    "behind": ("2022-08-01", "T09-1"),
    "achieved": ("2023-02-10", "T07-1"),
    "overdue": ("2023-02-10", "T03-1"),
    "overdue_unreported": ("2023-02-10", "T21-3"),
    "achieved_late": ("2023-11-01", "T03-1"),
}
"""On which as-of day which target has which status."""
TODAY = {
    "achieved": "T32-1",
    "achieved_late": "T03-1",
    "overdue": "T28-1",
    "overdue_unreported": "T21-3",
    "on_track": "T23-1",
    "behind": "T31-1",
    "in_progress": "T10-2",
    "not_reported": "T20-1",
    "cannot_measure": "T37-1",
    "not_due": "T38-2",
}
"""At the end of the demonstration: every status but slightly_behind."""


@dataclass(frozen=True)
class Filled:
    office: Office
    codes: tuple[int, int]
    words: str


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, made_up: MadeUp) -> Iterator[Filled]:
    path = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    made_up.copy(path)
    office = opened(Settings(database=str(path), kind="demo"))
    yield Filled(office, made_up.codes, made_up.words)
    office.db.close()


def judged(filled: Filled, day: str) -> dict[str, Progress]:
    office, when = filled.office, date.fromisoformat(day)
    seq = office.seq_at(when)
    rows = assess(
        store.plan(office.db, seq),
        store.actuals(office.db, seq),
        when,
        store.thresholds(office.db, seq),
        regions=[r.code for r in office.regions if r.parent],
    )
    return {r.target.target_id: r for r in rows if r.headline}


def known(filled: Filled, day: str, target_id: str, end: str, region: str = CITY) -> Decimal | None:
    office = filled.office
    return next(
        (
            a.value
            for a in store.actuals(office.db, office.seq_at(date.fromisoformat(day)))
            if (a.target_id, a.region, a.period_end.isoformat()) == (target_id, region, end)
        ),
        None,
    )


def file_rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(demo.ACTUALS.read_text(encoding="utf-8"))))


def test_the_demo_fills_and_a_second_call_leaves_it_as_it_is(filled: Filled) -> None:
    assert filled.codes == (0, 0)
    assert "172" in filled.words.splitlines()[0]
    assert "未做改动" in filled.words.splitlines()[1]
    assert filled.office.db.kind == "demo"
    assert store.head(filled.office.db) == 174


def test_the_next_start_of_the_program_adds_nothing_to_a_filled_demo(filled: Filled) -> None:
    bring_plan(filled.office.db, DATA)
    assert store.head(filled.office.db) == 174


def test_every_row_of_the_demo_file_passed_the_entry_rules_and_was_stored(filled: Filled) -> None:
    sent = store.submissions(filled.office.db, store.head(filled.office.db))
    assert sum(s.n_rows for s in sent if s.kind == "actuals") == 410
    assert len([r for r in file_rows() if r["动作"] == demo.REPORT]) == 410


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_can_be_seen_on_some_day(filled: Filled, status: str) -> None:
    day, target_id = SHOWN[status]
    assert judged(filled, day)[target_id].status == status


def test_at_the_end_ten_statuses_stand_beside_each_other(filled: Filled) -> None:
    rows = judged(filled, "2026-11-20")
    assert {status: rows[target_id].status for status, target_id in TODAY.items()} == {
        status: status for status in TODAY
    }


def test_a_report_is_not_known_on_the_day_before_it_was_sent(filled: Filled) -> None:
    assert judged(filled, "2023-10-15")["T03-1"].actual == Decimal(194)
    assert judged(filled, "2023-10-16")["T03-1"].actual == Decimal(201)


def test_before_the_first_report_the_plan_stands_alone(filled: Filled) -> None:
    office = filled.office
    assert office.seq_at(date(2021, 1, 3)) == 0
    seq = office.seq_at(date(2021, 7, 14))
    assert (len(store.plan(office.db, seq)), store.actuals(office.db, seq)) == (65, [])


def test_a_provisional_value_became_final_with_its_reason(filled: Filled) -> None:
    rows = store.revisions(filled.office.db, "T03-1", store.head(filled.office.db))
    found = [r for r in rows if (r["period_end"], r["region"]) == (date(2022, 12, 31), CITY)]
    assert [(r["value"], r["finality"], r["note"]) for r in found] == [
        (Decimal(189), "final", "初步数 191 户，核减已注销 2 户"),
        (Decimal(191), "provisional", None),
    ]


def test_a_typing_error_stood_for_six_days(filled: Filled) -> None:
    assert known(filled, "2022-07-15", "T08-2", "2022-06-30") == Decimal(2090)
    assert known(filled, "2022-07-20", "T08-2", "2022-06-30") == Decimal(2090)
    assert known(filled, "2022-07-21", "T08-2", "2022-06-30") == Decimal(209)


def test_a_submission_was_undone_and_reported_right(filled: Filled) -> None:
    assert known(filled, "2023-01-10", "T21-1", "2022-12-31") == Decimal(2)
    assert known(filled, "2023-01-12", "T21-1", "2022-12-31") is None
    assert known(filled, "2023-01-13", "T21-1", "2022-12-31") == Decimal(6)
    sent = store.submissions(filled.office.db, store.head(filled.office.db))
    undone = {s.seq: s for s in sent if s.kind == "undo"}
    assert [(s.author, s.created_at.date().isoformat()) for s in undone.values()] == [
        ("沐春和", "2025-07-17"),
        ("普新禾", "2023-01-12"),
    ]
    assert all(s.note and s.undoes for s in undone.values())
    assert [s.author for s in sent if s.undone_by in undone] == ["沐春和", "普新禾"]


def test_the_sum_of_the_counties_differs_from_the_city_in_one_year_only(filled: Filled) -> None:
    seq = store.head(filled.office.db)
    differences = {}
    for year in range(2021, 2026):
        same_day = [
            a
            for a in store.actuals(filled.office.db, seq)
            if (a.target_id, a.period_end) == ("T03-1", date(year, 12, 31))
        ]
        city = sum(a.value or 0 for a in same_day if a.region == CITY)
        counties = [a.value or 0 for a in same_day if a.region != CITY]
        assert len(counties) == 10
        differences[year] = city - sum(counties)
    assert differences == {2021: 0, 2022: 0, 2023: 2, 2024: 0, 2025: 0}


def test_a_cumulative_figure_falls_once(filled: Filled) -> None:
    ends = ("2022-03-31", "2022-06-30", "2022-09-30", "2022-12-31")
    figures = [known(filled, "2023-04-30", "T03-2", end) for end in ends]
    assert figures == [Decimal(18), Decimal(43), Decimal(41), Decimal(76)]


def test_of_the_fund_the_city_is_short_and_the_zone_was_late(filled: Filled) -> None:
    rows = judged(filled, "2026-11-20")
    assert [rows[t].status for t in ("T28-3", "T28-4", "T28-5")] == [
        "achieved",
        "overdue",
        "achieved_late",
    ]
    seq = store.head(filled.office.db)
    table = fund_table(
        store.plan(filled.office.db, seq),
        store.actuals(filled.office.db, seq),
        date(2026, 11, 20),
        "T28-1",
    )
    parts = [r for r in table.rows if r.short_by and r.contributor]
    short = {(r.contributor, r.year): r.short_by for r in parts}
    assert short[("city", 2023)] == Decimal(250)
    assert short[("zone", 2025)] == Decimal(400)
    assert all(contributor != "province" for contributor, _ in short)


def test_the_rank_gains_nine_of_ten_and_patents_reach_their_number(filled: Filled) -> None:
    rows = judged(filled, "2026-06-01")
    rank = rows["T30-1"]
    assert (rank.baseline, rank.actual, rank.status) == (Decimal(118), Decimal(109), "overdue")
    assert (rows["T35-1"].actual, rows["T35-1"].status) == (Decimal("2.05"), "achieved")


def test_the_last_submission_turns_research_spending_to_achieved(filled: Filled) -> None:
    assert judged(filled, "2026-10-19")["T32-1"].status == "overdue"
    assert judged(filled, "2026-10-20")["T32-1"].status == "achieved"


def test_everybody_in_the_demo_reports_for_a_lead_department() -> None:
    plan = {t.target_id: t for t in parse_plan((DATA / "targets.csv").read_text(encoding="utf-8"))}
    foreign = [
        r
        for r in file_rows()
        if r["目标编号"] and r["报送部门"] not in plan[r["目标编号"]].lead_departments
    ]
    assert foreign == []


def test_the_demo_file_goes_forward_in_time_and_says_that_it_is_made_up() -> None:
    days = [r["报送日期"] for r in file_rows()]
    assert days == sorted(days)
    assert {r["来源"][:2] for r in file_rows() if r["动作"] == demo.REPORT} == {"演示"}


def test_meetings_lie_among_the_reports_in_the_order_of_time(filled: Filled) -> None:
    db = filled.office.db
    sent = store.submissions(db, store.head(db))
    assert [s.created_at for s in sent] == sorted((s.created_at for s in sent), reverse=True)
    assert [(m.meeting_id, m.day.isoformat(), m.held) for m in store.meetings(db, 174)] == [
        ("M4", "2026-12-04", None),
        ("M3", "2023-11-01", 88),
        ("M2", "2023-02-10", 57),
        ("M1", "2022-08-01", 27),
    ]


def test_the_meeting_ahead_opens_with_three_overdue_tasks(filled: Filled) -> None:
    db = filled.office.db
    found = store.meetings(db, 174)
    left = carried(found, store.decisions(db, 174), found[0], date(2026, 11, 20))
    assert [d.decision_id for d in left] == ["D6", "D8", "D9"]
    assert all(overdue(d, date(2026, 11, 20)) for d in left)
    assert {d.state for d in store.decisions(db, 174)} == {"open", "done", "dropped"}


def test_every_target_of_the_demo_meetings_is_in_the_plan(filled: Filled) -> None:
    db = filled.office.db
    plan = store.plan(db, 174)
    called = [t for m in store.meetings(db, 174) for t in m.agenda]
    assert [t for t in called if t not in plan] == []
    owners = {d.owner for d in store.decisions(db, 174)}
    assert owners <= {d for t in plan for d in (*t.lead_departments, *t.supporting_departments)}


def test_no_published_value_stands_in_the_demo() -> None:
    published = csv.DictReader(io.StringIO((DATA / "actuals_published.csv").read_text("utf-8")))
    cells = {(r["目标编号"], r["时期"]) for r in published}
    assert not cells & {(r["目标编号"], r["时期"]) for r in file_rows()}


def test_a_real_database_takes_no_made_up_value(tmp_path: Path) -> None:
    office = opened(Settings(database=str(tmp_path / "real.duckdb")))
    with pytest.raises(Refusal) as refused:
        demo.fill(office)
    assert refused.value.code == "demo_real"
    assert store.head(office.db) == 0
    office.db.close()


def test_settings_for_a_real_database_are_refused_before_one_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YUXI_DATABASE", str(tmp_path / "real.duckdb"))
    monkeypatch.setenv("YUXI_KIND", "real")
    assert demo.main() == 1
    assert "不是演示库" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_demo_database_in_use_is_not_filled_again(filled: Filled) -> None:
    with pytest.raises(Refusal) as refused:
        demo.fill(filled.office)
    assert (refused.value.code, refused.value.params["seq"]) == ("demo_not_empty", 174)
    assert store.head(filled.office.db) == 174


def test_a_row_that_breaks_a_rule_is_named_by_its_line_in_the_demo_file(tmp_path: Path) -> None:
    file = tmp_path / "demo.csv"
    file.write_text(
        f"{HEADER}\n"
        "2022-01-20,报送,李知行,市科技局,T03-1,,2021,玉溪市,,158,户,核实数,演示,\n"
        "2022-04-15,报送,李知行,市科技局,T03-1,,2022Q1,玉溪市,,168,户,,演示,\n"
        "2022-04-15,报送,李知行,市科技局,T03-1,,2022Q2,玉溪市,,175,户,,演示,\n",
        encoding="utf-8",
    )
    office = opened(Settings(database=str(tmp_path / "demo.duckdb"), kind="demo"))
    with pytest.raises(Refusal) as refused:
        demo.fill(office, file)
    office.db.close()
    assert [(i.row, i.code) for i in refused.value.issues] == [(4, "period_future")]
    assert "第 4 行" in texts.refusal("zh", refused.value)


def test_an_unknown_step_of_a_meeting_is_refused_with_its_line() -> None:
    with pytest.raises(Refusal) as refused:
        steps("日期,动作,记录人,部门\n2022-08-01,散会,王砚秋,市科技局\n")
    assert (refused.value.code, refused.value.params) == ("demo_step", {"row": 2, "found": "散会"})


def test_an_unknown_action_is_refused_with_its_line() -> None:
    text = f"{HEADER}\n2022-01-20,修改,李知行,市科技局,T03-1,,2021,,,158,,,演示,\n"
    with pytest.raises(Refusal) as refused:
        demo.sendings(text)
    assert refused.value.params == {"row": 2, "found": "修改"}
