"""Meetings: opened as known then, compared with the one before; the database of a release ago."""

import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import door, store, texts
from lib.access import SYSTEM, VIEWER, User
from lib.bringing import bring_plan
from lib.changes import DECISIONS, MEETINGS
from lib.issues import Conflict, NotAllowed
from lib.meeting import Decision, Entry, Meeting, carried, differences, previous, suggested
from lib.moment import changed, moment
from lib.office import Office
from lib.plan import Plan
from lib.plan.thresholds import DEFAULT_THRESHOLDS
from lib.progress import Actual, Progress, assess
from lib.screen import preview
from lib.screen.pieces import Pen
from lib.settings import Settings
from lib.store import opening
from lib.world import world
from tests.conftest import DATA
from tests.promises import actual, day, flow, target
from tests.test_store import LI, WANG, bring

FIRST = Meeting("M1", "年中调度会", date(2022, 8, 1), ("T03-1", "T28-1"), "第一次")
TASK = Decision("D1", "M1", "T03-1", "task", "逐户辅导", "市科技局", date(2022, 12, 31))
PEN = Pen("zh", {}, Settings().zone)


def save(db: store.Database, meeting: Meeting, base: int | None = None, by: User = LI) -> int:
    base = store.head(db) if base is None else base
    return store.commit(db, store.meeting_changes(db, meeting, base), by).seq


def decide(db: store.Database, *made: Decision, base: int | None = None, by: User = LI) -> int:
    base = store.head(db) if base is None else base
    return store.commit(db, store.decision_changes(db, made, base), by).seq


def meetings(db: store.Database) -> list[Meeting]:
    return store.meetings(db, store.head(db))


# the log


def test_a_meeting_comes_back_as_it_was_written_and_as_it_was_before(db: store.Database) -> None:
    first = save(db, FIRST)
    held = replace(FIRST, agenda=("T28-1", "T03-1"), held=first)
    save(db, held)

    assert meetings(db) == [held]
    assert store.meetings(db, first) == [FIRST]


def test_a_decision_that_was_undone_is_gone_and_comes_back_by_redo(db: store.Database) -> None:
    save(db, FIRST)
    made = decide(db, TASK)
    undone = store.undo(db, made, LI, note="记错了").seq
    assert store.decisions(db, undone) == []

    redone = store.undo(db, undone, LI, note="没有记错").seq
    assert store.decisions(db, redone) == [TASK]
    assert store.decisions(db, store.undo(db, made, LI, note="确实记错了").seq) == []


def test_an_item_that_was_closed_later_cannot_be_undone_from_under_its_outcome(
    db: store.Database,
) -> None:
    made = decide(db, TASK)
    decide(db, replace(TASK, state="done", outcome="达到 201 户"))

    with pytest.raises(Conflict) as refused:
        store.undo(db, made, LI, note="记错了")
    assert refused.value.code == "revised_since"
    assert store.decisions(db, store.head(db))[0].outcome == "达到 201 户"


def test_of_two_people_who_change_one_meeting_the_second_is_told(db: store.Database) -> None:
    base = save(db, FIRST)
    save(db, replace(FIRST, title="李敏的名称"), base)

    with pytest.raises(Conflict) as refused:
        save(db, replace(FIRST, note="王强的说明"), base, WANG)
    assert "李敏" in [row["author"] for row in refused.value.params["rows"]]
    assert meetings(db) == [replace(FIRST, title="李敏的名称")]


def test_a_number_that_was_taken_back_is_not_given_again(db: store.Database) -> None:
    assert (store.next_meeting_id(db), store.next_decision_id(db)) == ("M1", "D1")
    store.undo(db, save(db, FIRST), LI, note="重建")
    decide(db, TASK)
    assert (store.next_meeting_id(db), store.next_decision_id(db)) == ("M2", "D2")


def test_whoever_may_only_look_writes_no_meeting_and_no_task(db: store.Database) -> None:
    for changes in (store.meeting_changes(db, FIRST, 0), store.decision_changes(db, [TASK], 0)):
        with pytest.raises(NotAllowed):
            store.commit(db, changes, VIEWER)
    assert store.head(db) == 0


def test_a_meeting_is_no_report_and_does_not_make_a_preview_stale(planned: store.Database) -> None:
    report = store.commit(planned, bring(planned, ("T03-1", "180")), LI)
    waiting = bring(planned, ("T03-1", "190"))
    made = save(planned, FIRST)
    decide(planned, TASK)
    store.undo(planned, made, LI, note="不开了")

    last = store.last_report(planned, store.head(planned))
    assert last is not None
    assert last.seq == report.seq
    assert store.commit(planned, waiting, WANG).n_rows == 1


def test_the_history_says_what_of_a_task_was_changed(db: store.Database) -> None:
    save(db, FIRST)
    decide(db, TASK)
    seq = decide(db, replace(TASK, state="done", outcome="达到 201 户"))

    heads, lines = preview.table(PEN, store.changes_of(db, seq), Plan(()))
    assert heads[1:] == ["编号", "列", "原值", "新值"]
    assert lines == [
        ["修改", "D1", "办理情况", "未结", "已办结"],
        ["修改", "D1", "办理结果", "", "达到 201 户"],
    ]


@pytest.mark.parametrize(("table", "log"), [(MEETINGS, "meeting_log"), (DECISIONS, "decision_log")])
def test_the_columns_of_the_logs_are_those_of_their_changes(
    db: store.Database, table: object, log: str
) -> None:
    with db.reading() as cursor:
        found = cursor.execute(
            "select column_name from information_schema.columns where table_name = $log"
            " order by ordinal_position",
            {"log": log},
        ).fetchall()
    assert [r[0] for r in found] == [*table.key, *table.content, "seq", "op"]  # type: ignore[attr-defined]


# an older database


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database from before the meetings with a plan, a report, its correction and an undo."""
    schema, path = tmp_path / "schema", tmp_path / "old.duckdb"
    schema.mkdir()
    for name in ("0001_log.sql", "0002_upload.sql", "0006_audit.sql", "0007_review.sql"):
        shutil.copy(opening.SCHEMA / name, schema)
    with monkeypatch.context() as patch:
        patch.setattr(opening, "SCHEMA", schema)
        db = store.open_database(path)
        for compare, file in (
            (door.compare_thresholds, "thresholds.csv"),
            (door.compare_plan, "targets.csv"),
        ):
            store.commit(db, compare(db, (DATA / file).read_text(encoding="utf-8")), SYSTEM)
        store.commit(db, bring(db, ("T03-1", "180")), LI, note="年报", token="a")
        store.commit(db, bring(db, ("T03-1", "190")), WANG, token="b")
        store.undo(db, 4, WANG, note="录错")
        with pytest.raises(Exception, match="meeting_log"):
            store.meetings(db, 5)
        db.close()
    return path


SUBMISSIONS = [
    (5, "undo", "王强", "录错", 4, None),
    (4, "actuals", "王强", "", None, 5),
    (3, "actuals", "李敏", "年报", None, None),
    (2, "plan", "系统", "", None, None),
    (1, "thresholds", "系统", "", None, None),
]


def standing(db: store.Database) -> list[tuple[object, ...]]:
    return [
        (s.seq, s.kind, s.author, s.note, s.undoes, s.undone_by)
        for s in store.submissions(db, store.head(db))
    ]


def test_a_database_of_the_release_before_keeps_every_row_and_can_be_undone(older: Path) -> None:
    db = store.open_database(older)
    assert standing(db) == SUBMISSIONS
    assert len(store.plan(db, 5)) == 65
    assert store.receipt(db, "a") is not None
    store.undo(db, 3, LI, note="重报")
    assert store.actuals(db, 6) == []
    assert save(db, FIRST) == 7
    db.close()

    again = store.open_database(older)
    assert (store.head(again), meetings(again)) == (7, [FIRST])
    again.close()


KILLED = """
import os, sys
sys.path.insert(0, {home!r})
from pathlib import Path
from lib.store import opening
apply = opening.apply
class Dying:
    def __init__(self, root): self.root = root
    def execute(self, sql, *more):
        if sql == "checkpoint": os.kill(os.getpid(), 9)
        return self.root.execute(sql, *more)
opening.apply = lambda root, file, kind: apply(Dying(root), file, kind)
opening.open_database(Path({path!r}))
"""


def test_a_kill_between_migration_and_checkpoint_loses_nothing(older: Path) -> None:
    code = KILLED.format(home=str(Path(__file__).parent.parent), path=str(older))
    killed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()[-300:]

    db = store.open_database(older)
    assert standing(db) == SUBMISSIONS
    assert save(db, FIRST) == 6
    db.close()


# the order of meetings, and what the next one opens with


def test_the_meeting_before_lies_on_an_earlier_day_or_was_frozen_earlier_that_day() -> None:
    spring = Meeting("M1", "春", date(2022, 4, 1))
    morning = Meeting("M2", "上午", date(2022, 8, 1), held=40)
    evening = Meeting("M3", "下午", date(2022, 8, 1), held=44)
    ahead = Meeting("M4", "筹备中", date(2022, 12, 1))
    everything = [ahead, evening, morning, spring]

    assert previous(everything, date(2022, 8, 1), 44) == morning
    assert previous(everything, date(2022, 8, 1), 40) == spring
    assert previous(everything, date(2022, 9, 1), 50) == evening
    assert previous(everything, date(2022, 4, 1), 9) is None


def test_the_next_meeting_opens_with_what_is_open_and_overdue_first() -> None:
    before, now = FIRST, Meeting("M2", "总结会", date(2023, 2, 10))
    later = Meeting("M3", "下一次", date(2023, 11, 1))
    left = [
        replace(TASK, decision_id="D1", due=None),
        replace(TASK, decision_id="D2", due=date(2023, 6, 30)),
        replace(TASK, decision_id="D3", due=date(2022, 12, 31)),
        replace(TASK, decision_id="D4", state="done", due=date(2022, 12, 31)),
        replace(TASK, decision_id="D5", meeting_id="M2"),
        replace(TASK, decision_id="D6", meeting_id="M3"),
    ]

    opens = carried([later, now, before], left, now, date(2023, 2, 10))
    assert [d.decision_id for d in opens] == ["D3", "D2", "D1"]


# what changed, and why


@dataclass(frozen=True)
class Known:
    """A moment by hand."""

    seq: int
    day: date
    plan: Plan
    actuals: tuple[Actual, ...]
    thresholds: dict[str, Decimal]

    @property
    def rows(self) -> list[Progress]:
        return assess(self.plan, self.actuals, self.day, self.thresholds)


def moment_of(on: str, *of: object, seq: int = 1, thresholds: dict | None = None) -> Known:
    targets = tuple(x for x in of if not isinstance(x, Actual))
    reported = tuple(x for x in of if isinstance(x, Actual))
    return Known(seq, day(on), Plan(targets), reported, thresholds or dict(DEFAULT_THRESHOLDS))


def said(before: Known, after: Known, **more: object) -> list[tuple[str, tuple[str, str] | None]]:
    (told,) = differences(before, after, **more)  # type: ignore[arg-type]
    return [(texts.reason("zh", w.reason), w.turned) for w in told.whys]


MORNING = datetime(2022, 7, 14, 1, 0)  # noqa: DTZ001 (stored times are naive UTC)
HALF = replace(
    actual(45, "2022-06-30", period="2022Q2", seq=9, target_id="T03-2"),
    author="李敏",
    reported_at=MORNING,
)


def test_a_new_report_is_named_with_its_value_submission_and_author() -> None:
    quarter = actual(10, "2022-03-31", period="2022Q1", seq=4, target_id="T03-2")
    before = moment_of("2022-05-01", flow(), quarter)

    assert said(before, moment_of("2022-08-01", flow(), quarter, HALF)) == [
        (
            "新报送：2022年二季度 45 户（第 9 批，李敏，2022年7月14日 09:00）",
            ("behind", "on_track"),
        )
    ]


def test_a_correction_is_named_with_its_reason_old_and_new() -> None:
    wrong = replace(HALF, value=Decimal(450), seq=8)
    log = [
        {
            **{n: getattr(HALF, n) for n in ("target_id", "region", "contributor", "span")},
            "period_end": HALF.period_end,
            "reason": "typing_error",
            "seq": 9,
            "op": 1,
            "author": "李敏",
            "created_at": MORNING,
            "kind": "actuals",
        }
    ]
    before, after = (moment_of("2022-08-01", flow(), a) for a in (wrong, HALF))

    assert said(before, after, log=log) == [
        (
            "填报差错更正：2022年二季度 由 450 户 改为 45 户（第 9 批，李敏，2022年7月14日 09:00）",
            ("achieved", "on_track"),
        )
    ]


def test_a_lowered_target_is_said_to_have_turned_the_colour_and_to_ask_for_less() -> None:
    short = replace(HALF, value=Decimal(36))
    before = moment_of("2022-08-01", flow(), short)
    after = moment_of("2022-08-01", flow(value=70), short, seq=12)
    (told,) = differences(before, after, (), [Entry("plan", "T03-2", 12, "王强", MORNING)])

    assert (told.promised, told.worse) == (True, False)
    assert told.before is not None
    assert told.after is not None
    assert (told.before.target.value, told.after.target.value) == (Decimal(80), Decimal(70))
    (why,) = told.whys
    assert texts.reason("zh", why.reason) == (
        "目标由 80 户 下调为 70 户（第 12 批，王强，2022年7月14日 09:00）"
    )
    assert why.reason.params["eased"] is True
    assert why.turned == ("slightly_behind", "on_track")


def test_a_report_and_a_lowered_target_each_take_their_own_part() -> None:
    before = moment_of("2022-08-01", flow(), replace(HALF, value=Decimal(20)))
    after = moment_of("2022-08-01", flow(value=70), replace(HALF, value=Decimal(38), seq=10))

    assert [turned for _, turned in said(before, after)] == [
        ("behind", "slightly_behind"),
        ("slightly_behind", "on_track"),
    ]


def test_the_deadline_alone_can_turn_a_status() -> None:
    before, after = (moment_of(on, flow(), HALF) for on in ("2022-12-31", "2023-01-01"))

    assert said(before, after) == [("期限 2022年12月31日 已过", ("on_track", "overdue"))]


def test_a_threshold_that_was_moved_is_the_cause_where_it_turns_a_status() -> None:
    short = replace(HALF, value=Decimal(36))
    strict = {"on_track": Decimal(1), "slightly_behind": Decimal("0.95")}
    before = moment_of("2022-08-01", flow(), short)
    after = moment_of("2022-08-01", flow(), short, thresholds=strict)

    ((words, turned),) = said(before, after)
    assert words.startswith("“略有滞后”的阈值由 90% 改为 95%")
    assert turned == ("slightly_behind", "behind")


def test_targets_that_joined_or_left_the_plan_are_listed() -> None:
    before = moment_of("2022-08-01", flow(), target())
    after = moment_of("2022-08-01", flow(), flow(target_id="T09-1"))

    assert {d.target_id: d.whys[0].reason.code for d in differences(before, after)} == {
        "T09-1": "since_joined",
        "T03-1": "since_left",
    }


def test_nothing_differs_between_a_moment_and_itself() -> None:
    here = moment_of("2022-08-01", flow(), target(), HALF)
    assert differences(here, here) == []


values = st.sampled_from([None, 0, 20, 36, 45, 80])
ends = st.sampled_from(["2021-12-31", "2022-03-31", "2022-06-30", "2022-12-31", "2023-06-30"])
promises = st.builds(
    flow,
    value=st.sampled_from([40, 80, 100]),
    deadline=st.sampled_from(["2022-12-31", "2023-12-31"]),
    repeat=st.sampled_from(["once", "yearly"]),
    report_every=st.sampled_from(["", "quarter", "year"]),
    path=st.sampled_from(["none", "even"]),
    actuals_are=st.sampled_from(["to_date", "increment"]),
)
reports = st.lists(
    st.builds(
        lambda value, end, seq: actual(value, end, seq=seq, target_id="T03-2"),
        values.filter(lambda v: v is not None),
        ends,
        st.integers(1, 9),
    ),
    max_size=4,
    unique_by=lambda a: a.period_end,
)
limits = st.sampled_from(
    [DEFAULT_THRESHOLDS, {"on_track": Decimal(1), "slightly_behind": Decimal("0.5")}]
)
days = st.dates(date(2021, 12, 1), date(2024, 3, 1))


@settings(max_examples=150, deadline=None)
@given(promises, promises, reports, reports, limits, limits, days, st.integers(0, 500))
def test_nothing_that_differs_is_without_a_cause(
    old, new, first, second, limit, other, start, later
) -> None:
    before = Known(1, start, Plan((old,)), tuple(first), dict(limit))
    after = Known(9, start + timedelta(days=later), Plan((new,)), tuple(second), dict(other))
    one, two = (next(r for r in k.rows if r.headline) for k in (before, after))
    found = differences(before, after)

    if (one.status, one.actual) != (two.status, two.actual) or old.value != new.value:
        assert len(found) == 1
    for told in found:
        assert told.whys
        assert all(texts.reason(lang, w.reason) for lang in texts.LANGS for w in told.whys)
        steps = [w.turned for w in told.whys if w.turned]
        path = [one.status, *(after for _, after in steps)]
        assert steps == list(pairwise(path))
        assert path[-1] == two.status


def test_an_agenda_is_suggested_from_the_big_promises_what_is_worse_and_what_is_late() -> None:
    big = target(target_id="T01-1", featured=1)
    late = flow(target_id="T02-1")
    worse = flow()
    few = replace(HALF, target_id="T02-1", value=Decimal(3))
    before = moment_of("2022-08-01", big, late, worse, few, HALF)
    after = moment_of("2023-01-01", big, late, worse, few, HALF)

    found = differences(before, after)
    assert suggested([r for r in after.rows if r.headline], found) == ["T01-1", "T02-1", "T03-2"]
    assert suggested([r for r in before.rows if r.headline]) == ["T01-1", "T02-1"]


# a meeting opened again


@pytest.fixture
def office(planned: store.Database) -> Office:
    return Office(Settings(), planned, (), {}, {})


def test_a_frozen_meeting_shows_the_same_rows_whatever_comes_later(office: Office) -> None:
    db = office.db
    store.commit(db, bring(db, ("T03-1", "180"), ("T08-2", "198")), LI)
    today = office.today()
    frozen = replace(FIRST, day=today, held=store.head(db))
    save(db, frozen)
    (opened,) = meetings(db)
    shown = world(office, *moment(office, opened))
    looked = [(r.target.target_id, r.status, r.actual, r.reasons) for r in shown.rows]

    store.commit(db, bring(db, ("T03-1", "201")), WANG)
    store.commit(db, bring(db, ("T08-2", "230")), WANG)
    (opened,) = meetings(db)
    again = world(office, *moment(office, opened))

    assert [(r.target.target_id, r.status, r.actual, r.reasons) for r in again.rows] == looked
    now = (store.head(db), today)
    assert {d.target_id for d in changed(office, moment(office, opened), now)} == {"T03-1", "T08-2"}


def test_a_meeting_that_nobody_froze_is_as_known_at_the_end_of_its_day(office: Office) -> None:
    yesterday = Meeting("M1", "昨天", office.today() - timedelta(days=1))
    ahead = Meeting("M2", "明天", office.today() + timedelta(days=1))

    assert moment(office, yesterday) == (0, yesterday.day)
    assert moment(office, ahead) == (store.head(office.db), office.today())


def test_a_changed_plan_between_two_meetings_names_who_changed_it(
    office: Office, tmp_path: Path
) -> None:
    db = office.db
    before = (store.head(db), office.today())
    text = (DATA / "targets.csv").read_text(encoding="utf-8")
    line = next(row for row in text.splitlines() if row.startswith("T03-1,"))
    for name in ("thresholds.csv", "targets.csv"):
        changed_text = (DATA / name).read_text(encoding="utf-8")
        lowered = line.replace(",196,", ",180,")
        (tmp_path / name).write_text(changed_text.replace(line, lowered), encoding="utf-8")
    bring_plan(db, tmp_path)

    (told,) = changed(office, before, (store.head(db), office.today()))
    (why,) = told.whys
    assert (told.target_id, why.reason.code) == ("T03-1", "since_target_lowered")
    assert (why.reason.params["seq"], why.reason.params["author"]) == (3, SYSTEM.name)
