"""The feed: what turned, since which day, by whose report; on a real log with times of its own."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from html import unescape

import pyarrow as pa
import pytest

from lib import feed, store
from lib.access import User
from lib.alerts import words
from lib.alerts.turns import Turn, days, turns
from lib.bringing import bring_plan
from lib.changes import ACTUALS, compare, with_reason
from lib.office import Office
from lib.screen.feed import feed as drawn
from lib.screen.pieces import Pen
from lib.settings import Settings
from lib.start import opened
from lib.world import World, world
from tests.conftest import DATA
from tests.promises import actual, judge, one, target

LI = User("李敏", "anyone", "市科技局")
WANG = User("王强", "anyone", "市林草局")
PLATFORMS = "T22-1"
"""Five platforms by the end of 2022, expected evenly, reported every quarter within 31 days."""


def report(db: store.Database, value: str, end: str, moment: str, user: User = LI) -> int:
    """Commit one value of the platforms at a moment (UTC)."""
    rows = ACTUALS.table(
        [
            {
                "target_id": PLATFORMS,
                "region": "530400",
                "contributor": "",
                "period_end": date.fromisoformat(end),
                "span": "at",
                "period": end,
                "value": Decimal(value),
                "finality": "final",
            }
        ]
    ).append_column("line", pa.array([2], pa.int64()))
    base = store.head(db)
    changes = compare(ACTUALS, store.latest_of(db, ACTUALS, rows, base), rows, base)
    at = datetime.fromisoformat(moment)
    return store.commit(db, with_reason(changes, "revision"), user, at=at).seq


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Plan in January; reports of 2 in April, of 2.3 and then 1 in July; the last undone in August.

    Submissions 1 and 2 are thresholds and plan, 3 to 6 the reports and the undo.
    """
    path = tmp_path_factory.mktemp("feed") / "demo.duckdb"
    ready = opened(Settings(database=str(path), kind="demo"))
    bring_plan(ready.db, DATA, at=datetime(2022, 1, 5, 1))  # noqa: DTZ001 naive UTC
    report(ready.db, "2", "2022-03-31", "2022-04-10T01:00")
    report(ready.db, "2.3", "2022-06-30", "2022-07-12T01:00")
    report(ready.db, "1", "2022-06-30", "2022-07-20T17:00", WANG)  # the 21st at the office
    store.undo(ready.db, 5, LI, note="填错", at=datetime(2022, 8, 5, 1))  # noqa: DTZ001
    yield ready
    ready.db.close()


def at(office: Office, day: str) -> World:
    when = date.fromisoformat(day)
    return world(office, office.seq_at(when), when)


def platforms(office: Office, day: str, back: int = 30) -> Turn | None:
    found = feed.recent(office, at(office, day), back)
    return next((t for t in found if t.target_id == PLATFORMS), None)


def told(turn: Turn | None) -> tuple[str, str | None, str, str, int | None] | None:
    return turn and (turn.on.isoformat(), turn.before, turn.after, turn.cause, turn.number)


def test_a_report_that_makes_a_target_fall_behind_is_named_with_its_day(office: Office) -> None:
    turn = platforms(office, "2022-07-15")

    assert told(turn) == ("2022-07-12", "on_track", "slightly_behind", "report", 4)
    assert turn is not None
    assert words.why("zh", turn, office.names) == "第 4 批报送（市科技局）"


def test_of_two_reports_the_one_that_made_it_so_is_named_on_the_day_of_the_office(
    office: Office,
) -> None:
    turn = platforms(office, "2022-08-01")

    assert told(turn) == ("2022-07-21", "on_track", "behind", "report", 5)
    assert turn is not None
    assert (turn.author, turn.department) == ("王强", "市林草局")


def test_what_was_behind_and_still_is_has_not_turned(office: Office) -> None:
    assert platforms(office, "2022-08-03", back=10) is None


def test_an_undo_that_makes_it_lighter_is_a_return_and_names_the_undo(office: Office) -> None:
    turn = platforms(office, "2022-08-06", back=10)

    assert told(turn) == ("2022-08-05", "behind", "slightly_behind", "undo", 6)
    assert turn is not None
    assert turn.better


def test_a_status_that_came_went_and_came_back_is_dated_at_its_return(office: Office) -> None:
    turn = platforms(office, "2022-08-06")

    assert told(turn) == ("2022-08-05", "on_track", "slightly_behind", "undo", 6)


def test_a_deadline_turns_a_target_overdue_on_the_day_after_it(office: Office) -> None:
    turn = platforms(office, "2023-01-10")

    assert told(turn) == ("2023-01-01", "slightly_behind", "overdue", "time", None)
    assert turn is not None
    assert words.why("zh", turn, office.names) == "期限 2022年12月31日已过"


def test_a_missing_report_turns_a_target_silent_the_day_after_its_last_good_day(
    office: Office,
) -> None:
    found = feed.recent(office, at(office, "2022-05-10"))
    silent = {t.target_id: t for t in found if t.after == "not_reported"}

    assert told(silent["T08-2"]) == ("2022-05-02", "not_due", "not_reported", "time", None)
    assert words.why("zh", silent["T08-2"], office.names) == "应于 2022年5月1日前报送，至今未报"
    assert words.why("en", silent["T08-2"], office.names) == (
        "A report was due by 1 May 2022 and is missing"
    )


def test_the_first_plan_is_a_beginning_and_no_turn(office: Office) -> None:
    assert feed.recent(office, at(office, "2022-01-05")) == []
    assert feed.recent(office, at(office, "2021-06-01")) == []


def test_the_newest_stand_first_and_few_moments_are_judged_for_them(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, judged = at(office, "2022-08-06"), set()

    def counted(office: Office, seq: int, day: date) -> World:
        judged.add((seq, day))
        return world(office, seq, day)

    monkeypatch.setattr(feed, "world", counted)
    found = feed.recent(office, shown, 120)
    on = [t.on for t in found if not t.better]

    assert (on[0], on[-1]) == (date(2022, 8, 5), date(2022, 5, 2))
    assert on == sorted(on, reverse=True)
    assert len(judged) <= feed.JUDGED + 1


def test_what_the_feed_has_no_room_for_is_counted(office: Office) -> None:
    pen = Pen("zh", office.names, office.settings.zone)
    found = feed.recent(office, at(office, "2023-01-10"))
    html = drawn(pen, found, 30)

    assert html.count("<li") == 8
    assert f"另有 {len(found) - 8} 项" in html


def test_measured_shortfalls_stand_before_silence_and_returns_last() -> None:
    def rows(*values: tuple[str, str | None]) -> list:
        out = []
        for name, value in values:
            given = [] if value is None else [actual(value, "2022-12-31")]
            out += judge(target(target_id=name), *given, as_of="2023-01-02")
        return out

    before = rows(("T01-1", "196"), ("T02-1", "196"), ("T03-1", "100"), ("T04-1", "100"))
    after = rows(("T01-1", None), ("T02-1", "190"), ("T03-1", "196"), ("T04-1", "120"))
    found = turns(before, after)

    assert [(t.target_id, t.after, t.better) for t in found] == [
        ("T02-1", "overdue", False),
        ("T01-1", "overdue_unreported", False),
        ("T03-1", "achieved", True),
    ]
    assert [t.loud for t in found] == [True, True, True]
    assert turns([], after) == []


def test_a_silent_target_that_is_reported_again_returns_without_a_message() -> None:
    quarterly = target(report_every="quarter", path="linear", baseline_value=165)
    silent = one(quarterly, as_of="2022-05-10")
    again = one(quarterly, actual(176, "2022-03-31"), as_of="2022-05-10")
    (found,) = turns([silent], [again])

    assert (found.before, found.after, found.better, found.loud) == (
        "not_reported",
        "on_track",
        True,
        False,
    )


def test_time_alone_can_turn_a_target_on_few_days() -> None:
    row = one(target(report_every="half"), as_of="2023-03-01")

    assert days(row, date(2021, 12, 1), date(2023, 3, 1)) == {
        date(2022, 1, 1),  # it begins
        date(2022, 8, 1),  # the first half's 31 days are over
        date(2023, 1, 1),  # the deadline is over
        date(2023, 2, 1),  # the second half's 31 days are over
    }


def test_the_feed_says_since_when_why_and_who_leads(office: Office) -> None:
    pen = Pen("zh", office.names, office.settings.zone, carry={"as_of": "2022-08-01"})
    turn = platforms(office, "2022-08-01")
    assert turn is not None
    html = unescape(drawn(pen, [turn], 30))

    assert "2022年7月21日" in html
    assert "市级公共技术服务平台" in html
    assert "./history?as_of=2022-08-01&submission=5" in html
    assert html.index("达到时序") < html.index("→") < html.index("滞后")
    assert "第 5 批报送（市林草局）</a> · 牵头：市科技局" in html
    assert drawn(pen, [], 30) == ('<p class="y quiet">近 30 天没有目标转差或变为未报。</p>')
