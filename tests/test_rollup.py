"""A region from its parts: sums of sums, who is missing from them, the same in SQL and without."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

from benchmarks.made_province import Size, fill, write_plan
from lib import store
from lib.access import SYSTEM, User
from lib.changes import ACTUALS, compare, with_reason
from lib.office import Office
from lib.plan.regions import load_regions
from lib.progress.actuals import Below
from lib.progress.rollup import rolled_up
from lib.settings import Settings
from lib.world import world
from tests.promises import one, target

REGIONS = load_regions(
    "code,zh,en,level,parent,aliases\n"
    "1,省,,province,,\n"
    "11,甲市,,city,1,\n12,乙市,,city,1,\n13,丙市,,city,1,\n"
    "111,甲一县,,county,11,\n112,甲二县,,county,11,\n113,甲三县,,county,11,\n"
    "121,乙一县,,county,12,\n122,乙二县,,county,12,\n"
)
ADDS = {"T01-1": True, "T02-1": False}
LI = User("李敏", "statistician", "市科技局")


def report(db: store.Database, rows: dict[tuple[str, str, int], str], gone: bool = False) -> int:
    """Commit values by target, region and month of 2022; gone takes back what else there was."""
    table = ACTUALS.table(
        {
            "target_id": target_id,
            "region": region,
            "contributor": "",
            "period_end": date(2022, month, 28),
            "span": "at",
            "period": f"2022-{month:02}",
            "value": Decimal(value),
            "finality": "final" if month % 2 else "provisional",
        }
        for (target_id, region, month), value in rows.items()
    )
    known = store.latest(db, ACTUALS, store.head(db))
    changes = compare(ACTUALS, known, table, store.head(db), complete=gone)
    return store.commit(db, with_reason(changes, "revision"), LI).seq


def test_a_city_without_a_report_of_its_own_is_the_sum_of_its_counties(db: store.Database) -> None:
    counties = {("T01-1", "111", 1): "1.5", ("T01-1", "112", 1): "2", ("T01-1", "113", 1): "3"}
    others = {("T01-1", "12", 1): "10", ("T01-1", "13", 1): "0"}
    seq = report(db, counties | others)

    found = {a.region: a for a in store.rolled_up(db, seq, REGIONS, "1", ADDS, parts=True)}

    assert {r: a.value for r, a in found.items()} == {
        "1": Decimal("16.5"),
        "11": Decimal("6.5"),
        "12": Decimal(10),
        "13": Decimal(0),
    }
    assert [r for r, a in found.items() if a.summed] == ["1", "11"]
    assert found["1"].below == Below(Decimal("16.5"))
    assert found["1"].author == "李敏"


def test_a_sum_names_the_city_and_the_counties_that_it_lacks(db: store.Database) -> None:
    seq = report(db, {("T01-1", "112", 1): "2", ("T01-1", "12", 1): "10"})

    whole = store.rolled_up(db, seq, REGIONS, "1", ADDS)[0]

    assert whole.value == Decimal(12)
    assert whole.below == Below(Decimal(12), ("111", "113", "13"))


def test_a_report_of_the_city_stands_and_its_counties_are_laid_beside_it(
    db: store.Database,
) -> None:
    seq = report(db, {("T01-1", "11", 1): "9", ("T01-1", "111", 1): "2", ("T01-1", "112", 1): "4"})

    whole, city = store.rolled_up(db, seq, REGIONS, "1", ADDS, parts=True)

    assert (city.value, city.summed, city.below) == (9, False, Below(Decimal(6), ("113",)))
    assert (whole.value, whole.below) == (9, Below(Decimal(9), ("12", "13")))


def test_a_ratio_is_never_added_up(db: store.Database) -> None:
    seq = report(db, {("T02-1", "111", 1): "3", ("T02-1", "12", 1): "5"})

    found = store.rolled_up(db, seq, REGIONS, "1", ADDS, parts=True)

    assert [(a.region, a.value, a.below) for a in found] == [("12", Decimal(5), None)]


def test_sql_and_plain_python_roll_up_alike(db: store.Database) -> None:
    chance = Random(7)
    cells = [(t, r.code, m) for t in ADDS for r in REGIONS for m in range(1, 6)]
    for _ in range(3):  # later submissions revise some values and take others back
        picked = chance.sample(cells, 50)
        report(db, {c: f"{chance.randrange(-900, 900) / 100}" for c in picked}, gone=True)

    for seq in (1, 3):
        given = store.actuals(db, seq)
        for code in ("1", "11", "13", "111"):
            plain = rolled_up(given, REGIONS, code, {"T01-1"})
            asked = store.rolled_up(db, seq, REGIONS, code, ADDS, parts=True)
            assert {_cell(a): a for a in asked} == {_cell(a): a for a in plain}
            assert len(asked) == len(plain)
            alone = [a for a in asked if a.region == code]
            assert store.rolled_up(db, seq, REGIONS, code, ADDS) == alone


def _cell(a: object) -> tuple[object, ...]:
    return tuple(getattr(a, name) for name in ACTUALS.key)


def test_a_promise_is_judged_by_the_sum_and_says_that_it_is_one(db: store.Database) -> None:
    counties = {("T01-1", c, 1): "40" for c in ("111", "112", "113")}
    seq = report(db, counties | {("T01-1", "12", 1): "50", ("T01-1", "13", 1): "30"})
    asked = target(value="196", period_start="2022-01-01", deadline="2022-12-31")

    row = one(asked, *store.rolled_up(db, seq, REGIONS, "1", ADDS), as_of="2023-02-01")

    assert (row.status, row.actual, row.complete) == ("achieved", Decimal(200), True)
    assert "summed_regions" in [r.code for r in row.reasons]


def test_a_sum_that_lacks_a_county_is_a_lower_bound_and_names_it(db: store.Database) -> None:
    counties = {("T01-1", c, 1): "40" for c in ("111", "113")}
    seq = report(db, counties | {("T01-1", "12", 1): "50", ("T01-1", "13", 1): "30"})
    asked = target(value="196", period_start="2022-01-01", deadline="2022-12-31")

    row = one(asked, *store.rolled_up(db, seq, REGIONS, "1", ADDS), as_of="2023-02-01")

    assert (row.actual, row.complete) == (Decimal(160), False)
    assert [r.params["regions"] for r in row.reasons if r.code == "lacks_regions"] == [("112",)]


def test_the_last_submission_of_every_target_is_known(db: store.Database) -> None:
    report(db, {("T01-1", "11", 1): "9", ("T02-1", "11", 1): "1"})
    report(db, {("T02-1", "11", 1): "2"})

    assert store.last_touched(db, 1) == {"T01-1": 1, "T02-1": 1}
    assert store.last_touched(db, 2) == {"T01-1": 1, "T02-1": 2}


def test_the_pages_of_a_province_hold_sums_and_a_report_reads_its_target_again(
    demo_db: store.Database, tmp_path: Path
) -> None:
    size = Size(indicators=4, years=1)
    regions = tuple(write_plan(tmp_path / "plan", size))
    fill(demo_db, tmp_path / "plan", list(regions), size)
    at = Office(Settings(), demo_db, regions, {}, {})
    day, seq = date(2024, 1, 20), store.head(demo_db)

    first = world(at, seq, day)

    assert len(first.actuals) == 3 * 12  # the ratio that only counties report is never added up
    assert {a.region for a in first.actuals} == {"530000"}
    added = first.row("T02-1")
    assert added is not None
    plain = rolled_up(store.actuals(demo_db, seq), regions, "530000", {"T02-1"})
    assert first.row("T03-1").actual is None  # type: ignore[union-attr]
    assert [a for a in first.actuals if a.target_id == "T02-1"] == [
        a for a in plain if a.region == "530000" and a.target_id == "T02-1"
    ]

    table = ACTUALS.table(
        [{"target_id": "T01-1", "region": "530000", "contributor": "", "span": "at",
          "period_end": date(2024, 1, 10), "period": "2024-01-10", "value": Decimal(7),
          "finality": "final"}]
    )  # fmt: skip
    changes = compare(ACTUALS, table.schema.empty_table(), table, seq)
    again = world(at, store.commit(demo_db, changes, SYSTEM).seq, day)

    assert again.row("T01-1").actual == 7  # type: ignore[union-attr]
    held = {id(a) for a in first.actuals}
    assert {a.target_id for a in again.actuals if id(a) not in held} == {"T01-1"}
