"""What a workbook and a data set are made of: every value with its revisions, exactly."""

import pickle
from collections.abc import Iterator
from datetime import date

import pytest

from lib import store
from lib.exports.records import Listing, Records
from lib.issues import Refusal
from lib.office import Office
from lib.recording import records
from lib.report import Ask
from lib.reporting import report
from lib.world import world
from tests.conftest import MadeUp
from tests.office import opened

BUSY = date(2023, 11, 1)


@pytest.fixture(scope="module")
def demo_office(made_up: MadeUp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    file = tmp_path_factory.mktemp("records") / "demo.duckdb"
    made_up.copy(file)
    with pytest.MonkeyPatch.context() as patch, opened(file, patch, kind="demo") as at:
        yield at


def told(at: Office, content: str = "everything", lang: str = "zh", **more: object) -> Records:
    return records(at, Ask(content, "data", lang, at.seq_at(BUSY), BUSY, **more))  # type: ignore[arg-type]


def dicts(listing: Listing) -> list[dict[str, object]]:
    names = [column.name for column in listing.columns]
    return [dict(zip(names, row, strict=True)) for row in listing.rows]


def test_every_standing_value_is_there_as_it_is_stored(demo_office: Office) -> None:
    now = world(demo_office, demo_office.seq_at(BUSY), BUSY)
    given = {
        (a.target_id, a.region, a.contributor or None, a.period_end, a.span): (a.value, a.light)
        for a in now.actuals
    }
    rows = dicts(told(demo_office).actuals)
    key = ("target_id", "region", "contributor", "period_end", "span")
    assert {tuple(r[k] for k in key): (r["value"], r["light"] or "") for r in rows} == given


def test_every_revision_is_there_and_one_of_them_stands(demo_office: Office) -> None:
    mine = told(demo_office)
    rows = [r for r in dicts(mine.revisions) if r["target_id"] == "T03-1"]
    log = store.revisions(demo_office.db, "T03-1", mine.seq)
    assert [(r["seq"], r["value"]) for r in rows] == [(r["seq"], r["value"]) for r in reversed(log)]
    standing = [r for r in dicts(mine.revisions) if r["current"]]
    assert len(standing) == len(mine.actuals.rows) == 191
    assert sum(int(str(r["revisions"])) for r in dicts(mine.actuals)) <= len(mine.revisions.rows)
    assert any(r["undone_by"] for r in dicts(mine.revisions))


def test_an_export_changes_nothing_of_what_other_readers_are_given(demo_office: Office) -> None:
    seq = demo_office.seq_at(BUSY)
    before = [dict(row) for row in store.revisions(demo_office.db, "T03-1", seq)]
    told(demo_office)
    assert store.revisions(demo_office.db, "T03-1", seq) == before


def test_progress_and_reasons_are_those_of_the_world(demo_office: Office) -> None:
    now = world(demo_office, demo_office.seq_at(BUSY), BUSY)
    mine = told(demo_office)
    rows = dicts(mine.progress)
    assert len(rows) == len(now.rows) == 76
    for row, judged in zip(rows, now.rows, strict=True):
        assert (row["target_id"], row["year"]) == (judged.target.target_id, judged.instance)
        for name in ("status", "actual", "completion", "points_ahead", "gap", "shortfall"):
            assert row[name] == getattr(judged, name)
    assert len(mine.reasons.rows) == sum(len(r.reasons) for r in now.rows)


@pytest.mark.parametrize(
    ("content", "chosen", "targets"),
    [
        ("targets", ("T03-1", "T32-1"), {"T03-1", "T32-1"}),
        ("themes", ("rank",), {"T30-1"}),
    ],
)
def test_a_choice_restricts_every_table(
    demo_office: Office, content: str, chosen: tuple[str, ...], targets: set[str]
) -> None:
    mine = told(demo_office, content, chosen=chosen)
    assert set(mine.mark.targets) == targets
    for listing in mine.listings:
        assert {r["target_id"] for r in dicts(listing)} <= targets
    assert {r["target_id"] for r in dicts(mine.progress)} == targets


def test_the_mark_is_that_of_the_report(demo_office: Office) -> None:
    ask = Ask("departments", "xlsx", "en", demo_office.seq_at(BUSY), BUSY)
    made = report(demo_office, ask)
    assert records(demo_office, ask).mark == made.mark
    assert records(demo_office, ask, made.mark).mark is made.mark


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_records_travel_to_another_process_with_a_title_for_every_column(
    demo_office: Office, lang: str
) -> None:
    mine = told(demo_office, lang=lang)
    assert pickle.loads(pickle.dumps(mine)) == mine
    for listing in mine.listings:
        titles = [column.title for column in listing.columns]
        assert len(set(titles)) == len(titles)
        assert all(column.meaning for column in listing.columns)
        keys = [tuple(row[listing.place(k)] for k in listing.key) for row in listing.rows]
        assert len(set(keys)) == len(keys)
        for column, cells in zip(listing.columns, zip(*listing.rows, strict=True), strict=True):
            codes = {code for code, _ in column.choices}
            assert not codes or {c for c in cells if c is not None} <= codes
            assert not column.required or None not in cells


def test_what_nobody_knows_is_refused(demo_office: Office) -> None:
    with pytest.raises(Refusal, match="report_targets"):
        told(demo_office, "targets", chosen=("T99",))


def test_without_reports_the_plan_is_there_and_nothing_else(
    planned: store.Database, demo_office: Office
) -> None:
    empty = Office(
        demo_office.settings,
        planned,
        demo_office.regions,
        demo_office.names,
        demo_office.aliases,
        demo_office.themes,
    )
    day = date(2022, 8, 1)
    mine = records(empty, Ask("everything", "data", "zh", store.head(planned), day))
    assert not mine.demo
    assert len(mine.targets.rows) == 65
    assert (mine.actuals.rows, mine.revisions.rows, tuple(mine.form.rows)) == ((), (), ())
    assert all(r["actual"] is None for r in dicts(mine.progress))
