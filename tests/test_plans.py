"""Several plans side by side: rights at the write, nothing crosses, names, addresses, chooser."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from lib import cli, keeping, making, managing, showing, start, store, verifying, visitor
from lib.access import User
from lib.alerts.letter import Letter
from lib.issues import BrokenPlan, NotAllowed, Refusal, StoreTrouble
from lib.keeping import condition
from lib.meeting import Meeting
from lib.moment import changed
from lib.office import Office
from lib.plan.about import load_about
from lib.report.ask import Ask
from lib.screen.meeting import head
from lib.screen.pieces import Pen
from lib.settings import HOME, load_settings
from lib.world import world
from tests import browser
from tests.office import opened, visit, words
from tests.people import BY, Caller, add, session
from tests.server import DATABASE, Server, look, settled
from tests.test_store import bring

SCIENCE, INDUSTRY = "市科技局", "市工业和信息化局"
GREEN = "green = data/examples/green"
DAY = date(2026, 1, 31)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The home plan of an office with accounts; green lies beside it."""
    with opened(tmp_path / "office.duckdb", monkeypatch, entry="accounts", plans=GREEN) as at:
        yield at


@pytest.fixture
def green(office: Office) -> Office:
    return start.office("green")


def user(at: Office, key: str) -> User:
    return visitor.visitor(at, session(at.front, key), "10.0.0.7")


def test_without_the_setting_there_is_one_plan_and_no_choice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "one.duckdb", monkeypatch) as at:
        assert [*start.plans(at.settings)] == [""]
        assert (at.title("zh"), at.title("en")) == ("玉溪科创目标看板", "Yuxi Innovation Targets")
        page = visit()
        assert '<div class="y brand">玉溪科创目标看板</div>' in words(page)
        assert "plans" not in words(page)


@pytest.mark.both
def test_each_plan_has_a_database_backups_and_a_name_of_its_own(
    office: Office, green: Office, tmp_path: Path
) -> None:
    assert green.db is not office.db
    assert green.db.people is office.db
    assert office.db.people is None
    assert green.backups == office.backups / "green"
    assert green.title("zh") == "绿色发展目标看板（示例）"
    assert len(store.plan(green.db, store.head(green.db))) == 5
    made = keeping.make(green, BY)
    assert made.file.parent == green.backups
    assert store.backups(office.backups) == []
    assert condition(office).newest is None


@pytest.mark.both
def test_a_role_in_one_plan_is_none_in_another_at_the_write_too(
    office: Office, green: Office
) -> None:
    add(office, "wang", "statistician", SCIENCE)
    add(office, "chen", "viewer")
    managing.add(green, "chen", "", "statistician", (INDUSTRY,), BY)
    wang, chen = user(green, "wang"), user(green, "chen")
    assert (wang.role, chen.role) == ("viewer", "statistician")
    with pytest.raises(NotAllowed, match="not_allowed"):
        store.commit(green.db, bring(green.db, ("T01-1", "9")), wang)
    # Who comes with the user of the home plan is not that in the database that is written.
    with pytest.raises(NotAllowed, match="session_over"):
        store.commit(
            green.db,
            bring(green.db, ("T01-1", "9")),
            replace(user(office, "wang"), departments=(INDUSTRY,)),
        )
    assert store.commit(green.db, bring(green.db, ("T01-1", "9")), chen).n_rows == 1
    with pytest.raises(NotAllowed, match="not_allowed"):
        store.commit(office.db, bring(office.db, ("T03-1", "196")), user(office, "chen"))
    with pytest.raises(NotAllowed, match="session_over"):
        store.commit(
            office.db, bring(office.db, ("T03-1", "196")), replace(chen, departments=(SCIENCE,))
        )
    refused = store.entries(green.db, BY, kind="refused", limit=9)
    assert [e.account for e in refused] == ["wang", "wang"]


@pytest.mark.both
def test_administrators_of_the_home_plan_are_so_everywhere_and_no_longer_than_that(
    office: Office, green: Office
) -> None:
    add(office, "chief", "administrator")
    add(office, "other", "administrator")
    chief = user(green, "chief")
    assert (chief.role, chief.departments) == ("administrator", ())
    assert store.account(green.db, "chief") is None
    assert store.commit(green.db, bring(green.db, ("T01-1", "9")), chief).n_rows == 1
    known = store.account(office.db, "chief")
    assert known is not None
    managing.change(office, known, BY, role="viewer")
    with pytest.raises(NotAllowed, match="session_over"):
        store.commit(green.db, bring(green.db, ("T01-1", "10")), chief)
    assert visitor.visitor(green, session(office, "chief")).role == "viewer"


@pytest.mark.both
def test_who_is_shut_or_signs_out_at_home_is_out_of_every_plan(
    office: Office, green: Office
) -> None:
    add(office, "chen", "viewer")
    managing.add(green, "chen", "", "statistician", (INDUSTRY,), BY)
    chen = user(green, "chen")
    store.end_session(office.db, chen.session, "out", chen)
    with pytest.raises(NotAllowed, match="session_over"):
        store.commit(green.db, bring(green.db, ("T01-1", "9")), chen)
    secret = session(office, "chen")
    here = visitor.visitor(green, secret)
    assert here.role == "statistician"
    known = store.account(office.db, "chen")
    assert known is not None
    managing.change(office, known, BY, active=False)
    assert visitor.visitor(green, secret) == User("", "viewer")
    with pytest.raises(NotAllowed, match="session_over"):
        store.commit(green.db, bring(green.db, ("T01-1", "9")), here)


def test_nobody_who_is_signed_in_writes_while_something_stands_in_for_the_people(
    office: Office, green: Office
) -> None:
    add(office, "chen", "viewer")
    managing.add(green, "chen", "", "statistician", (INDUSTRY,), BY)
    chen = user(green, "chen")
    office.db.frozen = StoreTrouble("unreadable")
    with pytest.raises(StoreTrouble, match="safe_mode"):
        store.commit(green.db, bring(green.db, ("T01-1", "9")), chen)


def test_accounts_passwords_and_sessions_are_the_home_plans_alone(
    office: Office, green: Office
) -> None:
    with pytest.raises(Refusal, match="account_unknown"):
        managing.add(green, "nobody", "某人", "viewer", (), BY)
    code = add(office, "chen", "viewer", name="陈晨")
    made, none = managing.add(green, "chen", "别名", "statistician", (INDUSTRY,), BY)
    assert code
    assert none == ""
    assert (made.name, made.password, made.code) == ("陈晨", "", "")
    for forbidden in (managing.new_code, managing.end_sessions, managing.forgive):
        with pytest.raises(Refusal, match="account_at_home"):
            forbidden(green, made, BY)
    with pytest.raises(Refusal, match="account_department"):
        managing.change(green, made, BY, own=(SCIENCE,))
    assert managing.without_role(green) == []
    known = store.account(green.db, "chen")
    assert known is not None
    managing.change(green, known, BY, active=False)
    assert user(green, "chen").role == "viewer"
    assert user(office, "chen").role == "viewer"


@pytest.mark.both
def test_an_undo_and_a_restore_in_one_plan_leave_the_other_as_it_is(
    office: Office, green: Office
) -> None:
    add(office, "chief", "administrator")
    here, there = user(office, "chief"), user(green, "chief")
    while store.head(green.db) < store.head(office.db):
        value = str(store.head(green.db))
        store.commit(green.db, bring(green.db, ("T03-1", value)), there)
    mine = store.commit(office.db, bring(office.db, ("T03-1", "111")), here)
    theirs = store.commit(green.db, bring(green.db, ("T03-1", "222")), there)
    assert mine.seq == theirs.seq
    store.undo(office.db, mine.seq, here)
    assert store.head(green.db) == theirs.seq
    known = [a.value for a in store.actuals(green.db, theirs.seq) if a.target_id == "T03-1"]
    assert 222 in known
    backup = keeping.make(green, BY)
    head = store.head(office.db)
    keeping.restore(green, BY, backup.name, "演练")
    assert store.head(start.office().db) == head
    assert start.office("green").db.people is start.office().db
    assert store.verify(start.office("green").db).broken is None


def test_no_cache_takes_one_plan_for_the_other(office: Office, green: Office) -> None:
    """Both have T01-1 and T03-1, and the same numbers of submissions."""
    add(office, "chief", "administrator")
    here, there = user(office, "chief"), user(green, "chief")
    while (gap := store.head(office.db) - store.head(green.db)) > 0:
        store.commit(green.db, bring(green.db, ("T03-1", f"7{gap}")), there)
    store.commit(office.db, bring(office.db, ("T03-1", "111")), here)
    store.commit(green.db, bring(green.db, ("T03-1", "222")), there)
    seq = store.head(office.db)
    assert store.head(green.db) == seq
    for _ in range(2):  # the second time everything comes from the caches
        worlds = [world(at, seq, DAY) for at in (office, green)]
        rows = [w.row("T03-1") for w in worlds]
        assert [r and r.target.indicator_zh for r in rows] == ["高新技术企业数", "屋顶光伏用户数"]
        assert [len(w.plan) > 5 for w in worlds] == [True, False]
        moved = [changed(at, (seq - 1, DAY), (seq, DAY)) for at in (office, green)]
        assert moved[0] != moved[1]
        pages = [showing.shown(showing.read(at, {"targets": "T03-1"})[0]) for at in (office, green)]
        assert ["高新技术企业数" in p for p in pages] == [True, False]
        assert ["屋顶光伏用户数" in p for p in pages] == [False, True]
        assert ["plan=green" in p for p in pages] == [False, True]


def test_the_pages_of_a_plan_carry_its_name_and_forget_the_other_plans_choices(
    office: Office, green: Office
) -> None:
    page = visit(plan="green", lang="en")
    shown = words(page)
    assert "Green growth" in shown
    assert "Homes with rooftop solar" in shown
    assert "plan=green" in shown
    assert "High-tech firms" not in shown
    assert 'href="./?lang=en" target="_self">Yuxi Innovation Targets' in shown
    assert page.session_state["me"] == "green "
    page.session_state["half-typed"] = "12"
    del page.query_params["plan"]
    shown = words(page.run())
    assert "High-tech firms" in shown
    assert "plan=green&amp;" not in shown.replace("?plan=green", "")
    assert "half-typed" not in page.session_state


def test_a_plan_that_nobody_set_up_is_told_with_those_there_are(
    office: Office, green: Office
) -> None:
    shown = words(visit(plan="blue<b>"))
    assert "没有名为“blue&lt;b&gt;”的计划。请从下面选择：" in shown
    assert "绿色发展目标看板（示例）" in shown
    with pytest.raises(Refusal, match="unknown_plan"):
        start.office("blue")


def test_files_say_which_plan_they_are_of_and_are_checked_in_no_other(
    office: Office, green: Office
) -> None:
    store.commit(green.db, bring(green.db, ("T03-1", "222")), BY)
    ask = Ask("overview", "html", "zh", store.head(green.db), green.today())
    order = making.order(green, ask)
    assert making.file_name(order).startswith("green-")
    assert (order.report.issuer, order.report.title) == (
        "绿色发展目标看板（示例）",
        "绿色发展目标进展概览",
    )
    assert order.report.name.startswith("yuxi-green-overview-")
    assert json.loads(order.report.mark.text())["plan"] == "green"
    made = making.make(green, BY, ask)
    assert verifying.verify(green, made.data).current
    with pytest.raises(Refusal, match="verify_other_plan"):
        verifying.verify(office, made.data)
    at_home = making.order(office, replace(ask, seq=store.head(office.db)))
    assert "plan" not in json.loads(at_home.report.mark.text())
    assert at_home.report.title == "科技创新目标进展概览"


def test_a_meeting_of_a_plan_is_shown_from_that_plan() -> None:
    pen = Pen("zh", {}, ZoneInfo("Asia/Shanghai"), {}, {"plan": "green", "as_of": "2026-01-31"})
    assert 'href="./present?plan=green&amp;meeting=M1"' in head(
        pen, Meeting("M1", "会", DAY), "", True
    )


def test_an_alert_leads_to_its_plan() -> None:
    told = Letter("zh", number=3, site="http://kanban/", plan="green", about="绿色发展")
    assert told.title.endswith("（绿色发展）")
    assert told.home == "http://kanban/?plan=green"
    assert Letter("zh", site="http://kanban").home == "http://kanban/"


def test_the_daily_backup_is_made_for_every_plan(
    office: Office, green: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YUXI_BACKUP_HOUR", "0")
    monkeypatch.setattr(keeping, "EVERY", 0.01)
    start.close()
    keeper, folder = keeping.Keeper(), green.backups
    keeper.begin()
    until = time.monotonic() + 20
    while time.monotonic() < until and not store.backups(folder):
        time.sleep(0.05)
    keeper.end()
    assert [b.why for b in store.backups(folder)] == ["scheduled"]
    assert [b.why for b in store.backups(folder.parent)] == ["scheduled"]


def test_the_command_line_takes_a_plan(
    office: Office, green: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["status", "--plan", "green"]) == 0
    assert "屋顶光伏用户数" in capsys.readouterr().out
    add(office, "chen", "viewer")
    call = ["account", "add", "chen", "--role", "statistician", "--department", INDUSTRY]
    assert cli.main([*call, "--plan", "green"]) == 0
    assert "一次性口令" not in capsys.readouterr().out
    assert cli.main(["account", "list", "--plan", "green"]) == 0
    assert "统计员" in capsys.readouterr().out
    assert cli.main(["backup", "make", "--plan", "green"]) == 0
    assert len(store.backups(green.backups)) == 1
    assert cli.main(["status", "--plan", "blue"]) == 1
    assert "没有名为“blue”的计划，可用的有：green" in capsys.readouterr().err


@pytest.mark.parametrize(
    "given",
    [
        "Green = data/examples/green",
        "a/b = data/examples/green",
        "green",
        "green = nowhere",
        "green = data/examples/green, green = data/examples/green",
        "green = data",
    ],
)
def test_a_plan_without_a_plain_name_or_a_whole_folder_is_refused_at_the_start(given: str) -> None:
    with pytest.raises(Refusal, match=r"bad_setting\(name=plans"):
        load_settings({"YUXI_PLANS": given}, HOME / "none.toml")


def test_the_database_of_a_plan_is_named_after_the_home_plans() -> None:
    given = {"YUXI_PLANS": GREEN, "YUXI_DATABASE": "var/x.duckdb"}
    at = load_settings(given, HOME / "none.toml")
    assert at.of("") is at
    assert at.of("green").database_path == HOME / "var/x.green.duckdb"
    assert at.of("green").backup_path == HOME / "var/backups/green"
    address = "postgresql://u:p%40@h/d?sslmode=require&options=-cwork_mem%3D8MB"
    on_server = load_settings({**given, "DATABASE_URL": address}, HOME / "none.toml").of("green")
    known = store.server(on_server.database_url)
    assert (known.schema, known.stem) == ("plan_green", "d.plan_green")
    assert known.name == "d/plan_green @ h:5432"
    assert "work_mem%3D8MB" in on_server.database_url
    assert store.server(address).schema == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("title_zh,title_en,short_zh,short_en\n", "about_rows"),
        ("title_zh,title_en,short_zh,short_en\n绿,Green,,G\n", "about_cell"),
        ("title_zh,title_en\n绿,Green\n", "about_cell"),
        (f"title_zh,title_en,short_zh,short_en\n绿,Green,{'长' * 9},G\n", "about_cell"),
    ],
)
def test_a_plan_says_what_it_is_called_in_both_languages(text: str, code: str) -> None:
    with pytest.raises(BrokenPlan, match=code):
        load_about(text)


@pytest.mark.skipif(browser.SWITCHED_OFF, reason="NO_BROWSER is set")
def test_somebody_chooses_another_plan_in_the_frame_and_stays_in_it(
    page: Page, tmp_path: Path
) -> None:
    server = Server(tmp_path, plans=GREEN, entry="accounts", viewing="open")
    try:
        look(page, server, "departments")
        brand = page.locator("details.plans summary")
        expect(brand).to_have_text("科技创新")
        brand.click()
        page.get_by_role("link", name="绿色发展目标看板（示例）").click()
        expect(brand).to_have_text("绿色发展")
        settled(page)
        assert page.url.endswith("/departments?plan=green")
        page.get_by_role("link", name="总览").click()
        page.wait_for_url("**/?plan=green")
        settled(page)
        expect(page.get_by_text("屋顶光伏用户数").first).to_be_visible()
        assert page.title() == "总览 · 绿色发展目标看板（示例）"
        health = json.loads(Caller(server.address).get("/healthz")[1])
        assert set(health["plans"]) == {"green"}
        status, body = Caller(server.address).get("/present?plan=blue")
        assert status == 404
        assert "没有名为“blue”的计划，可用的有：green" in body
        assert (tmp_path / DATABASE.replace(".duckdb", ".green.duckdb")).exists()
    finally:
        server.stop()
