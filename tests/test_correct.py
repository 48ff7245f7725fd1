"""Correcting single values in a grid: the steps of a file, with what the person saw as the base."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect
from streamlit.testing.v1 import AppTest

from lib import door, store, texts
from lib.changes import ACTUALS, compare, with_reason
from lib.exports.table import Table
from lib.exports.table import csv as as_csv
from lib.fields import CITY
from lib.office import Office
from lib.plan import Plan
from lib.screen import correct
from lib.screen.pieces import Pen
from tests import browser
from tests.office import copied, opened, visit
from tests.promises import target
from tests.server import Server, look, pick, settled
from tests.test_store import LI, WANG, bring

PEN = Pen("zh", {}, ZoneInfo("Asia/Shanghai"), {CITY: "玉溪市", "530402": "红塔区"}, {})
EMPTY = {"period": "", "region": "玉溪市", "contributor": "", "value": "", "finality": "初步数",
         "source": "", "note": ""}  # fmt: skip


@pytest.fixture
def office(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with copied(begun, tmp_path, monkeypatch) as ready:
        yield ready


def row(**changes: object) -> dict:
    given = {
        "target_id": "T03-1", "region": CITY, "contributor": "", "period_end": date(2022, 12, 31),
        "span": "at", "period": "2022", "value": Decimal(196), "light": None,
        "finality": "final", "source": "台账", "note": None, "reason": "revision", "seq": 7,
        "op": 1, "author": "李敏",
    }  # fmt: skip
    return given | changes


# from what is stored to rows of a grid, and back to lines of our own form


def report(db: store.Database, *given: dict) -> int:
    """Commit such rows and give the number of the submission."""
    changes = ACTUALS.table(given)
    base = store.head(db)
    changes = compare(ACTUALS, store.latest_of(db, ACTUALS, changes, base), changes, base)
    return store.commit(db, changes, LI).seq


def grid_of(
    db: store.Database, seq: int, region: str | None = None, year: str | None = None
) -> list[dict]:
    return store.standing(db, "T03-1", region, year, correct.NEWEST, CITY, seq)


@pytest.mark.both
def test_a_grid_has_the_newest_revision_of_each_value_and_none_that_was_taken_back(
    db: store.Database,
) -> None:
    report(db, row(period_end=date(2023, 6, 30)), row(region="530402"), row())
    taken = report(db, row(period_end=date(2021, 12, 31)))
    store.undo(db, taken, LI)
    last = report(db, row(value=Decimal(198)))

    found = [(r["seq"], r["period_end"].year, r["region"], r["total"]) for r in grid_of(db, last)]
    assert found == [
        (1, 2023, CITY, 3),
        (4, 2022, CITY, 3),
        (1, 2022, "530402", 3),
    ]
    assert [(r["seq"], r["value"]) for r in grid_of(db, 1, CITY, "2022")] == [(1, 196)]
    assert store.reported_where(db, "T03-1", CITY, last) == ([CITY, "530402"], ["2023", "2022"])


@pytest.mark.both
def test_of_thousands_of_values_the_newest_are_shown_and_the_others_by_year(
    db: store.Database,
) -> None:
    seq = report(
        db,
        *(
            row(region=f"{code:06}", period_end=date(year, 12, 31))
            for year in range(2010, 2025)
            for code in range(201)
        ),
    )

    assert {r["period_end"].year for r in grid_of(db, seq)} == {2024}
    assert len(grid_of(db, seq)) == correct.NEWEST
    assert grid_of(db, seq)[0]["total"] == 3015
    assert grid_of(db, seq, year="2010")[0]["total"] == 201
    assert len(grid_of(db, seq, "000007", "2010")) == 1
    regions, years = store.reported_where(db, "T03-1", "000200", seq)
    assert (len(regions), regions[:2], years[:2]) == (201, ["000200", "000000"], ["2024", "2023"])


def test_a_departments_own_indicators_come_first_and_shared_values_stand_once() -> None:
    plan = Plan(
        (
            target(),
            target(target_id="T07-1", task_no=7, same_as="T03-1", lead_departments=("甲",)),
            target(target_id="T08-1", task_no=8, lead_departments=("乙",)),
        )
    )

    assert correct.targets(plan, "") == ["T03-1", "T08-1"]
    assert correct.targets(plan, "乙") == ["T08-1", "T03-1"]
    assert correct.targets(plan, "甲") == ["T03-1", "T08-1"]


def test_a_stored_value_becomes_text_and_the_reason_of_its_last_correction_is_left_behind() -> None:
    shown = correct.known(PEN, row(value=Decimal("12500.500001")))

    assert shown["value"] == "12500.500001"
    assert (shown["period"], shown["finality"], shown["reason"]) == ("2022年", "核实数", "")
    assert shown["known"] == "#7 李敏"
    assert correct.known(PEN, row(value=None, light="done"))["value"] == "已完成"


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("1.25亿元", ""),
        ("12500", "万元"),
        ("一万二千五百", "万元"),
        ("约一万", "万元"),
        ("", "万元"),
    ],
)
def test_the_unit_is_written_beside_a_value_that_brings_none(typed: str, unit: str) -> None:
    of = target(unit="万元")
    line = correct.line("zh", of, {**EMPTY, "period": "2022", "value": typed})

    assert line[5:7] == [typed, unit]


def test_a_line_has_the_period_as_it_is_stored_not_as_it_is_shown() -> None:
    stored = row(period="2022Q4")
    line = correct.line("zh", target(), correct.known(PEN, stored), stored)

    assert line[:6] == ["T03-1", target().indicator_zh, "2022Q4", "玉溪市", "", "196"]


def test_only_rows_that_were_changed_or_filled_are_sent() -> None:
    before = [{**EMPTY, "period": "2022Q4"}, {**EMPTY, "period": "2022Q3"}, dict(EMPTY)]
    after = [
        {**before[0], "value": " "},
        {**before[1], "value": "5"},
        dict(EMPTY),
        {**EMPTY, "value": None},
        {**EMPTY, "period": "2021", "value": "4"},
    ]

    assert correct.changed(before, after) == [1, 4]
    assert correct.changed(before, before) == []


def test_the_kept_file_says_which_values_the_person_saw() -> None:
    _, lines = correct.sheet("zh", [["T03-1", *[""] * 10]], 12)

    assert lines[-1][0] == "# 在“修改”页填写，当时最后一批为第 12 批。"
    assert lines[-1] != correct.sheet("zh", [], 13)[1][-1]


def test_a_light_is_chosen_and_a_number_is_typed() -> None:
    assert "value" not in correct.options("zh", target())
    stone = target(measure_type="milestone", comparison="done", unit="", value=None)
    assert correct.options("zh", stone)["value"] == ["已完成", "未完成"]
    assert correct.options("en", target())["finality"] == ["provisional", "final"]


TRICKY = [
    {"value": Decimal("196"), "note": "=1+1", "source": '台账，"甲"'},
    {"period_end": date(2021, 12, 31), "period": "2021", "note": "两行\n说明", "finality": "final"},
    {"period_end": date(2022, 9, 30), "period": "2022Q3", "source": "'-3"},
    {"period_end": date(2022, 6, 30), "period": "2022-06-30", "region": "530402"},
    {"target_id": "T32-1", "span": "year", "value": Decimal("123456.000001")},
    {"target_id": "T32-1", "period": "2022-01/2022-09", "period_end": date(2022, 9, 30),
     "span": "cumulative", "value": Decimal("0.5")},
    {"target_id": "T28-1", "contributor": "province", "span": "year", "value": Decimal("750.25")},
    {"target_id": "T28-1", "contributor": "zone", "span": "quarter", "period": "2022Q4",
     "value": Decimal(0)},
    {"target_id": "T24-1", "value": None, "light": "done", "period": "2022-12-20",
     "period_end": date(2022, 12, 20)},
    {"target_id": "T04-1", "value": None, "light": "watch"},
    {"target_id": "T30-1", "value": Decimal(58)},
]  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_a_grid_shows_comes_back_as_no_change(office: Office, lang: str) -> None:
    plan = store.plan(office.db, store.head(office.db))
    plain = {"op": None, "seq": None, "author": None, "reason": None, "note": None, "source": None}
    head = report(office.db, *(row(**{**plain, **given}) for given in TRICKY))
    pen = Pen(lang, office.names, office.settings.zone, {r.code: r.zh for r in office.regions})
    lines = []
    for root in {given.get("target_id", "T03-1") for given in TRICKY} | {"T03-1"}:
        for stored in store.standing(office.db, str(root), None, None, 1000, CITY, head):
            shown = correct.known(pen, stored)
            assert correct.said(shown) == shown
            lines.append(correct.line(lang, plan[str(root)], shown, stored))

    data = as_csv(Table(*correct.sheet(lang, lines, head)))
    look = door.preview(office.db, data, "a.csv", office.regions, office.today(), max_bytes=1 << 20)

    assert look.checked is not None
    assert look.changes is not None
    assert look.clean, [texts.issue("zh", i) for i in look.checked.issues]
    assert (len(look.changes), look.changes.unchanged) == (0, len(lines))
    assert len(lines) > len(TRICKY)


# the page, without a browser


def type_into(app: AppTest, grid: str, base: int, target_id: str, **edits: object) -> AppTest:
    """Leave edits in a grid as the browser would: edited={0: {...}}, added=[{...}]."""
    app.session_state[f"{grid}-{base}-{target_id}--"] = {
        "edited_rows": edits.get("edited", {}),
        "added_rows": edits.get("added", []),
        "deleted_rows": [],
    }
    return app.run()


def shown(app: AppTest) -> str:
    """What stands on the page as HTML, and its messages."""
    bodies = [str(getattr(getattr(e, "proto", None), "body", "") or "") for e in app.main]
    return "\n".join(bodies)


def press(app: AppTest, start: str) -> AppTest:
    return next(b for b in app.button if b.label.startswith(start)).click().run()


def why(app: AppTest, reason: str = "typing_error") -> AppTest:
    return next(s for s in app.selectbox if s.label.startswith("更正")).set_value(reason).run()


def known(office: Office, target_id: str, region: str = CITY) -> list[str]:
    found = store.actuals(office.db, store.head(office.db))
    return [
        f"{a.period}={a.value}" for a in found if (a.target_id, a.region) == (target_id, region)
    ]


def opened_for(office: Office, target_id: str) -> tuple[AppTest, int]:
    app = visit("correct", target=target_id)
    app.text_input(key="person_name").set_value("李敏").run()
    return app, store.head(office.db)


def test_an_edited_cell_goes_through_preview_and_reason_to_a_receipt(office: Office) -> None:
    app, base = opened_for(office, "T03-1")
    type_into(app, "known", base, "T03-1", edited={0: {"value": "一百九十八"}})

    assert store.head(office.db) == base
    assert "196 户" in shown(app)
    assert "198 户" in shown(app)
    assert next(b for b in app.button if "1" in b.label).disabled

    press(why(app), "确认写入 1 条")

    assert not app.exception
    assert f"第 {base + 1} 批" in app.success[0].value
    assert known(office, "T03-1") == ["2018=94", "2023-08-29=198"]
    given = store.submission(office.db, base + 1)
    assert (given.author, given.n_rows) == ("李敏", 1)
    assert store.reasons(office.db, base + 1) == {base + 1: {"typing_error": 1}}
    sent = store.sent_with(office.db, base + 1)
    assert sent is not None
    assert [r[5] for r in csv.reader(io.StringIO(sent.data.decode("utf-8-sig")))][1] == "一百九十八"


def test_the_same_correction_may_be_made_again_after_somebody_took_it_back(office: Office) -> None:
    for value in ("198", "197", "198"):
        app, base = opened_for(office, "T03-1")
        type_into(app, "known", base, "T03-1", edited={0: {"value": value}})
        press(why(app), "确认写入 1 条")
        assert store.head(office.db) == base + 1

    assert known(office, "T03-1")[-1] == "2023-08-29=198"


def test_after_a_receipt_the_grid_is_fresh_and_one_may_go_on(office: Office) -> None:
    app, base = opened_for(office, "T03-1")
    type_into(app, "known", base, "T03-1", edited={0: {"value": "198"}})
    press(why(app), "确认写入 1 条")
    assert "四、送去核对" not in shown(app)

    type_into(app, "known", base + 1, "T03-1", edited={0: {"note": "已核"}})

    assert app.success.values == []
    assert "198 户" in shown(app)
    press(app, "确认写入 1 条")
    assert store.head(office.db) == base + 2


def test_an_emptied_cell_takes_nothing_back_and_says_so(office: Office) -> None:
    app, base = opened_for(office, "T03-1")
    type_into(app, "known", base, "T03-1", edited={0: {"value": None}})

    assert "清空不能撤去已报的值" in app.warning[0].value
    assert "第 3 批" in app.warning[0].value
    assert app.button == []


def test_a_cell_typed_over_with_the_same_is_not_sent(office: Office) -> None:
    app, base = opened_for(office, "T03-1")
    type_into(app, "known", base, "T03-1", edited={0: {"value": "196"}})

    assert "四、送去核对" not in shown(app)


def test_a_value_that_cannot_be_read_is_held_by_the_rules_of_a_file(office: Office) -> None:
    app, base = opened_for(office, "T03-1")
    type_into(app, "known", base, "T03-1", edited={0: {"value": "约两百"}})

    assert "约两百" in shown(app)
    assert not [b for b in app.button if b.label.startswith("确认")]
    assert store.head(office.db) == base


def test_what_somebody_changed_meanwhile_is_not_overwritten(office: Office) -> None:
    app, base = opened_for(office, "T03-1")
    type_into(app, "known", base, "T03-1", edited={0: {"value": "198"}})
    why(app)
    found = store.actuals(office.db, base)
    newest = next(a for a in found if a.target_id == "T03-1" and a.period == "2023-08-29")
    other = ACTUALS.table([{**vars(newest), "light": None, "value": Decimal(200)}])
    changes = compare(ACTUALS, store.latest_of(office.db, ACTUALS, other, base), other, base)
    store.commit(office.db, with_reason(changes, "revision"), WANG)

    press(app, "确认写入 1 条")

    assert "已被别人改过" in app.error[0].value
    assert known(office, "T03-1")[-1] == "2023-08-29=200"
    assert "王强" in shown(app)


def test_what_is_typed_survives_a_commit_of_somebody_else(office: Office) -> None:
    app, base = opened_for(office, "T03-1")
    type_into(app, "known", base, "T03-1", edited={0: {"value": "198"}})
    store.commit(office.db, bring(office.db, ("T15-1", "40")), WANG)
    app.run()

    press(why(app), "确认写入 1 条")
    assert known(office, "T03-1")[-1] == "2023-08-29=198"


def test_another_choice_does_not_silently_drop_what_was_typed(office: Office) -> None:
    app, base = opened_for(office, "T03-1")
    type_into(app, "known", base, "T03-1", edited={0: {"value": "198"}})
    app.selectbox(key="choice_target").set_value("T32-1").run()

    assert "没写入的修改" in app.warning[0].value
    assert "198 户" in shown(app)

    press(app, "放弃修改")
    assert app.warning.values == []
    assert "四、送去核对" not in shown(app)


def test_a_person_may_stay_with_what_was_typed(office: Office) -> None:
    app, base = opened_for(office, "T03-1")
    type_into(app, "known", base, "T03-1", edited={0: {"value": "198"}})
    app.selectbox(key="choice_target").set_value("T32-1").run()

    press(app, "留下")

    assert app.query_params["target"] == "T03-1"
    assert "198 户" in shown(app)


def test_reports_that_are_owed_stand_ready_and_those_left_empty_are_not_sent(
    office: Office,
) -> None:
    app, base = opened_for(office, "T28-1")
    ready = app.dataframe[-1].value

    assert ready["period"].tolist()[:2] == ["2025", "2024"]
    assert ready["contributor"].tolist()[0] == "省级"
    type_into(app, "blank", base, "T28-1", edited={1: {"value": "0.075亿元"}})
    assert "送去核对的 1 行" in shown(app)
    press(app, "确认写入 1 条")

    (stored,) = [a for a in store.actuals(office.db, base + 1) if a.target_id == "T28-1"]
    assert (stored.period, stored.contributor, stored.value) == ("2024", "province", 750)


def test_rows_may_be_added_for_any_period_and_region(office: Office) -> None:
    app, base = opened_for(office, "T03-1")
    added = [{"period": "2022年末", "region": "红塔区", "value": "30户", "finality": "核实数"}]
    type_into(app, "blank", base, "T03-1", added=added)
    press(app, "确认写入 1 条")

    assert known(office, "T03-1", "530402") == ["2018=16", "2022-12-31=30"]


def test_an_added_row_for_a_stored_value_is_a_correction_and_needs_a_reason(
    office: Office,
) -> None:
    app, base = opened_for(office, "T03-1")
    added = [{"period": "2023-08-29", "region": "玉溪市", "value": "199", "finality": "初步数"}]
    type_into(app, "blank", base, "T03-1", added=added)

    assert "196 户" in shown(app)
    assert any(s.label.startswith("更正") for s in app.selectbox)


def test_an_address_of_a_component_leads_to_the_values_it_shares(office: Office) -> None:
    assert visit("correct", target="T28-2").query_params["target"] == "T28-1"


def test_nothing_is_corrected_while_looking_back(office: Office) -> None:
    app = visit("correct", as_of="2024-01-01")

    assert len(app.info) == 1
    assert app.selectbox == []


def test_a_closed_office_takes_no_corrections(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "office.duckdb", monkeypatch, entry="closed"):
        app = visit("correct")

    assert "不接受填报" in app.info[0].value


# the page in a real browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("office"))
    yield running
    running.stop()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1366, "height": 1400}, locale="zh-CN")
    made = context.new_page()
    made.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    yield made
    context.close()


IN_BROWSER = pytest.mark.skipif(browser.SWITCHED_OFF, reason="NO_BROWSER is set")


def cell(page: Page, column: str, line: int = 0) -> None:
    """Select a cell of the first grid; line counts from 0."""
    grid = page.locator("[data-testid=stDataFrame]").first
    page.wait_for_selector("[data-testid=stDataFrame] canvas")
    expect(grid.locator("canvas th").filter(has_text=column)).to_be_attached()
    heads = [h.strip() for h in grid.locator("canvas th").all_inner_texts()]
    box = grid.bounding_box()
    assert box
    page.mouse.click(box["x"] + 20, box["y"] + 53 + 35 * line)
    page.wait_for_timeout(300)
    for _ in range(next(i for i, head in enumerate(heads) if column in head)):
        page.keyboard.press("ArrowRight")


@IN_BROWSER
@pytest.mark.browser
def test_a_person_edits_a_cell_sees_old_and_new_gives_a_reason_and_gets_a_receipt(
    page: Page, server: Server
) -> None:
    look(page, server, "correct?target=T03-1")
    page.get_by_label("姓名", exact=True).fill("李敏")
    page.get_by_label("姓名", exact=True).press("Enter")
    settled(page)
    cell(page, "实际值")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    page.keyboard.press("Control+A")
    page.keyboard.type("一百九十八户", delay=30)
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")

    changes = page.locator("table").last
    expect(changes).to_contain_text("196 户")
    expect(changes).to_contain_text("198 户")
    commit = page.get_by_role("button", name="确认写入 1 条")
    expect(commit).to_be_disabled()
    settled(page)
    pick(page, page.get_by_role("combobox", name="更正 1 个已报值的原因"), "填报差错")
    expect(commit).to_be_enabled()
    commit.click()
    expect(page.get_by_text("已写入：第 4 批")).to_be_visible()

    look(page, server, "value?target=T03-1&period_end=2023-08-29")
    expect(page.locator(".verdict")).to_contain_text("198 户")
    told = page.locator("table").last
    expect(told).to_contain_text("填报差错")
    expect(told).to_contain_text("196 户")


@IN_BROWSER
@pytest.mark.browser
def test_an_original_file_is_downloaded_as_it_was_sent(page: Page, server: Server) -> None:
    look(page, server, "history?submission=3")
    with page.expect_download() as waited:
        page.get_by_role("button", name="下载原始文件").click()

    assert waited.value.suggested_filename == "3-actuals_published.csv"
    source = Path(__file__).parent.parent / "data" / "actuals_published.csv"
    assert Path(waited.value.path()).read_bytes() == source.read_bytes()


@IN_BROWSER
@pytest.mark.browser
def test_the_grids_own_words_are_chinese(page: Page, server: Server) -> None:
    look(page, server, "correct?target=T03-1")
    cell(page, "更正原因")
    page.keyboard.press("Enter")
    expect(page.locator("#portal").get_by_text("填报差错")).to_be_visible()
    page.keyboard.type("zz", delay=30)
    expect(page.locator("#portal").get_by_text("没有可选项")).to_be_attached()
    page.keyboard.press("Escape")
    box = page.locator("[data-testid=stDataFrame]").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + 60, box["y"] + 18)
    page.mouse.click(box["x"] + 118, box["y"] + 18)
    expect(page.get_by_text("升序")).to_be_visible()
    seen = page.inner_text("body")
    assert [w for w in ("Sort", "Autosize", "Pin column", "Hide column") if w in seen] == []
