"""What each region is asked for: read with all problems at once, judged by itself, shown."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lib import bringing, regional, store
from lib.access import SYSTEM
from lib.charts.chart import Caption
from lib.charts.peers import MOST, peers
from lib.issues import BrokenPlan
from lib.office import Office
from lib.plan.breakdown import Share, load_breakdown
from lib.plan.regions import below, load_regions, way
from lib.plan.thresholds import DEFAULT_THRESHOLDS
from lib.progress.peers import Standing, middle, ordered, standings
from lib.progress.regions import RegionRow
from lib.screen import preview
from lib.screen import regions as page
from lib.screen.pieces import Pen
from lib.world import world
from tests.conftest import DATA
from tests.office import opened
from tests.promises import actual, target

HEAD = "target_id,region,value,adds_up,baseline_value,deadline\n"
REGIONS = load_regions(
    "code,zh,en,level,parent,aliases\n"
    "1,省,,province,,\n11,甲市,,city,1,\n12,乙市,,city,1,\n111,甲一县,,county,11,\n112,甲二县,,county,11,\n"
)
FIRMS = target(target_id="T03-1", value="196")
RATIO = target(target_id="T02-1", measure_type="ratio", unit="%", value="60")
DAY = date(2023, 2, 1)
PEN = Pen("zh", {}, ZoneInfo("Asia/Shanghai"), {r.code: r.zh for r in REGIONS}, whole="1")


def refused(text: str) -> list[tuple[str, int | None, str]]:
    with pytest.raises(BrokenPlan) as found:
        load_breakdown(HEAD + text, (FIRMS, RATIO), REGIONS)
    return [(i.code, i.row, i.found) for i in found.value.issues]


def test_shares_that_make_up_their_parents_value_are_taken() -> None:
    found = load_breakdown(
        HEAD + "T03-1,11,100,true,,\nT03-1,12,96,true,40,2022-06-30\n"
        "T03-1,111,60,true,,\nT03-1,112,40,true,,\nT02-1,11,70,false,,\n",
        (FIRMS, RATIO),
        REGIONS,
    )
    assert found[1] == Share("T03-1", "12", Decimal(96), True, Decimal(40), date(2022, 6, 30))
    assert len(found) == 5


def test_a_sum_that_is_not_its_parents_value_is_refused_with_both_numbers() -> None:
    with pytest.raises(BrokenPlan) as found:
        load_breakdown(HEAD + "T03-1,11,100,true,,\nT03-1,12,95,true,,\n", (FIRMS,), REGIONS)
    (issue,) = found.value.issues
    assert (issue.code, issue.row, issue.found, issue.params["expected"]) == (
        "breakdown_sum",
        2,
        "195",
        "196",
    )


def test_parts_of_a_city_that_is_asked_for_nothing_cannot_add_up() -> None:
    assert refused("T03-1,111,60,true,,\n") == [("breakdown_sum", 2, "60")]


def test_every_problem_of_a_breakdown_is_told_at_once() -> None:
    assert refused(
        "T99-1,11,5,false,,\nT03-1,99,5,false,,\nT03-1,11,五,false,,\nT03-1,11,5,maybe,,\n"
        "T02-1,11,5,true,,\nT03-1,12,5,false,,\nT03-1,12,6,false,,\n"
    ) == [
        ("breakdown_target", 2, "T99-1"),
        ("region_unknown", 3, "99"),
        ("plan_bad_number", 4, "五"),
        ("breakdown_adds_up", 5, "maybe"),
        ("breakdown_not_additive", 6, "ratio"),
        ("breakdown_twice", 8, "12"),
    ]


def look(*values: tuple[str, str]) -> list[Standing]:
    """甲市 is asked for 100 by the end of 2022, 乙市 for nothing of its own."""
    cells = [actual(value, "2022-12-31", region=region) for region, value in values]
    shares = {"11": Share("T03-1", "11", Decimal(100), False)}
    return standings(FIRMS, cells, ["11", "12"], shares, DAY, DEFAULT_THRESHOLDS)


def test_a_region_is_judged_by_its_own_share_and_without_one_not_at_all() -> None:
    first, second = look(("11", "99"), ("12", "500"))
    assert first.judged is not None
    assert (first.row.value, first.judged.status, first.judged.required) == (99, "overdue", 100)
    assert (second.row.value, second.judged) == (500, None)


def test_the_silent_come_last_and_never_enter_the_median() -> None:
    found = [
        Standing(c, RegionRow(c, v)) for c, v in (("a", None), ("b", Decimal(1)), ("c", Decimal(4)))
    ]
    assert [s.code for s in ordered(FIRMS, found)] == ["c", "b", "a"]
    assert [s.code for s in ordered(target(comparison="at_most"), found)] == ["b", "c", "a"]
    assert middle(found) == Decimal("2.5")
    assert middle(found[:2]) is None


class Links(HTMLParser):
    """The addresses that a piece of HTML leads to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [str(v) for k, v in attrs if tag == "a" and k == "href"]


def test_a_tile_leads_down_to_its_region_and_a_silent_one_says_so() -> None:
    html = page.tiles(PEN, FIRMS, below(REGIONS, "1"), look(("11", "99")))
    assert Links(html).found == [
        "./regions?target=T03-1&region=11",
        "./regions?target=T03-1&region=12",
    ]
    assert html.count("region silent") == 1
    assert "未报" in html
    assert "逾期未完成" in html


def test_the_trail_leads_back_up_to_the_province() -> None:
    html = page.trail(PEN, "T03-1", way(REGIONS, "111"))
    assert Links(html).found == [
        "./regions?target=T03-1&region=1",
        "./regions?target=T03-1&region=11",
    ]
    assert ">甲一县</b>" in html


def test_peers_are_sorted_bars_with_the_median_and_the_region_itself_stands_out() -> None:
    told = peers(
        FIRMS,
        look(("11", "99"), ("12", "500")),
        dict(PEN.places),
        "zh",
        Caption(as_of=DAY),
        here="11",
        among=True,
    )
    own, others = told.series
    assert (own.x, own.y, own.role) == (("乙市", "甲市"), (None, Decimal(99)), "actual")
    assert (others.y, others.role) == ((Decimal(500), None), "history")
    assert told.marks[0].at == Decimal("299.5")
    assert [row[0] for row in told.rows] == ["乙市", "甲市"]


def test_of_many_peers_the_first_are_drawn_and_always_the_region_itself() -> None:
    many = [Standing(str(n), RegionRow(str(n), Decimal(n))) for n in range(129)]
    names = {s.code: f"县{s.code}" for s in many}
    told = peers(FIRMS, many, names, "zh", Caption(as_of=DAY), here="5", among=True)
    assert len(told.series[0].x) == MOST + 1
    assert told.series[0].x[-1] == "县5"
    assert len(told.rows) == 129
    assert "129" in told.subtitle


def asked(folder: Path, *rows: str) -> None:
    """What the plan's folder asks regions for; no rows: it has no such file."""
    file = folder / "breakdown.csv"
    file.unlink(missing_ok=True)
    if rows:
        file.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The office of a plan of its own, which asks two counties for something."""
    folder = tmp_path / "plan"
    folder.mkdir()
    for name in ("targets.csv", "thresholds.csv", "regions.csv", "names.csv"):
        (folder / name).write_bytes((DATA / name).read_bytes())
    asked(folder, "T03-1,530402,100,false,60,2022-12-31", "T03-1,530403,20,false,,")
    with opened(tmp_path / "a.duckdb", monkeypatch, plan_dir=str(folder)) as at:
        yield at


@pytest.mark.both
def test_a_look_back_shows_what_a_region_was_asked_for_then(office: Office) -> None:
    db, folder = office.db, office.settings.plan_path

    def required(seq: int) -> dict[str, Decimal]:
        now = world(office, seq, date(2023, 2, 1))
        parts = regional.look(office, now, "530400", "T03-1").parts
        return {p.code: p.judged.required for p in parts if p.judged and p.judged.required}

    first = store.head(db)
    bringing.bring_plan(db, folder)
    assert store.head(db) == first, "the same file again is no change"
    asked(folder, "T03-1,530402,120,true,60,2022-12-31", "T03-1,530423,76,true,,")
    bringing.bring_plan(db, folder)
    second = store.head(db)
    asked(folder)
    bringing.bring_plan(db, folder)
    third = store.head(db)
    assert [required(seq) for seq in (first, second, third)] == [
        {"530402": 100, "530403": 20},
        {"530402": 120, "530423": 76},
        {},
    ]
    assert [s.kind for s in store.submissions(db, third)][:3] == ["breakdown"] * 3
    store.undo(db, third, SYSTEM)
    assert required(store.head(db)) == {"530402": 120, "530423": 76}


@pytest.mark.both
def test_a_change_of_shares_is_told_by_region_with_what_it_was(office: Office) -> None:
    asked(
        office.settings.plan_path,
        "T03-1,530402,120,true,60,2022-12-31",
        "T03-1,530423,76,true,,",
    )
    bringing.bring_plan(office.db, office.settings.plan_path)
    seq = store.head(office.db)
    places = {r.code: r.zh for r in office.regions}
    pen = Pen("zh", {}, ZoneInfo("Asia/Shanghai"), places, whole="530400")
    changes, plan = store.changes_of(office.db, seq), store.plan(office.db, seq)
    heads, rows = preview.table(pen, changes, plan)
    assert heads == ["类别", "编号", "指标", "地区", "列", "原值", "新值"]
    assert {(row[0], *row[3:]) for row in rows} == {
        ("撤去", "江川区", "", "20 户", ""),
        ("修改", "红塔区", "目标值", "100", "120"),
        ("修改", "红塔区", "各地之和等于上级", "否", "是"),
        ("新增", "通海县", "", "", "76 户"),
    }


@pytest.mark.both
def test_a_broken_breakdown_brings_nothing_of_the_plan(office: Office) -> None:
    before, folder = store.head(office.db), office.settings.plan_path
    changed = (folder / "targets.csv").read_text(encoding="utf-8")
    changed = changed.replace("高新技术企业数", "高新技术企业总数", 1)
    (folder / "targets.csv").write_text(changed, encoding="utf-8")
    asked(folder, "T03-1,530402,五,false,,")
    with pytest.raises(BrokenPlan):
        bringing.bring_plan(office.db, folder)
    assert store.head(office.db) == before
