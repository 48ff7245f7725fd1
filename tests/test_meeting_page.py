"""The page of meetings: make one, decide, freeze, look back; once in a real browser."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from lib import store
from lib.bringing import bring_plan
from lib.changes import Changes
from lib.meeting import Decision, Meeting
from lib.office import Office
from tests.conftest import DATA
from tests.office import copied, visit, words
from tests.server import Server, look, settled
from tests.test_meetings import save
from tests.test_store import LI, WANG, bring


@pytest.fixture
def office(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with copied(begun, tmp_path, monkeypatch) as ready:
        yield ready


def person(app: AppTest, name: str = "王砚秋") -> AppTest:
    app.text_input(key="person_name").set_value(name)
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    next(b for b in app.button if b.label == label).click()
    return app.run()


def field(elements, label: str, nth: int = 0):
    return [e for e in elements if e.label == label][nth]


def test_the_first_meeting_is_made_with_the_agenda_in_the_order_of_picking(office: Office) -> None:
    app = person(visit("meetings"))
    assert "还没有会议" in words(app)
    field(app.text_input, "会议名称").set_value("年中<b>调度会")
    field(app.multiselect, "议题（按所选次序）").set_value(["T28-1", "T03-1"])
    app = press(app, "建立会议")

    assert not app.exception
    (made,) = store.meetings(office.db, store.head(office.db))
    assert (made.title, made.agenda, made.held) == ("年中<b>调度会", ("T28-1", "T03-1"), None)
    shown = words(app)
    assert "年中&lt;b&gt;调度会" in shown
    assert "<h2>年中<b>" not in shown
    assert "<span>年中<b>" not in shown
    assert shown.index("联合专项资金五年合计") < shown.index("高新技术企业数")


def test_without_a_name_or_a_title_nothing_is_written(office: Office) -> None:
    head = store.head(office.db)
    app = press(visit("meetings"), "建立会议")
    assert "请先在上面填写姓名" in words(app).replace("\\", "")
    app = press(person(visit("meetings")), "建立会议")
    assert "请填写会议名称" in words(app).replace("\\", "")
    assert store.head(office.db) == head


def test_a_task_goes_to_the_lead_department_and_opens_the_next_meeting(office: Office) -> None:
    today = office.today()
    save(office.db, Meeting("M1", "上次", today - timedelta(days=9), ("T34-1",)))
    app = person(visit("meetings"))
    field(app.text_area, "内容").set_value("按月通报余额")
    app = press(app, "记入")

    assert not app.exception
    made = store.decisions(office.db, store.head(office.db))
    assert made == [Decision("D1", "M1", "T34-1", "task", "按月通报余额", "市政府金融办")]
    save(office.db, Meeting("M2", "这次", today + timedelta(days=9), ("T34-1",)))
    shown = words(visit("meetings", meeting="M2"))
    assert "以往会议的未结事项 1 项" in shown
    assert "按月通报余额" in shown


def test_a_frozen_meeting_leads_to_its_moment_and_later_reports_are_differences(
    office: Office,
) -> None:
    db = office.db
    save(db, Meeting("M1", "调度会", office.today(), ("T08-2",)))
    head = store.head(db)
    app = press(person(visit("meetings")), "定格")
    assert not app.exception
    assert store.meetings(db, store.head(db))[0].held == head

    store.commit(db, bring(db, ("T08-2", "150")), WANG)
    save(db, Meeting("M2", "下次", office.today() + timedelta(days=7), ("T08-2",)))
    then, now = words(visit("meetings", meeting="M1")), words(visit("meetings", meeting="M2"))
    assert f"seq={head}" in then
    assert "150 名" not in then
    assert "./present?meeting=M1" in then
    assert "与上次会议（调度会" in now
    assert "150 名" in now
    assert "王强" in now


def test_who_saves_over_a_newer_version_is_told_and_nothing_is_lost(office: Office) -> None:
    db = office.db
    meeting = Meeting("M1", "调度会", office.today(), ("T03-1",))
    base = save(db, meeting)
    app = person(visit("meetings"))
    save(db, Meeting("M1", "李敏改的名称", office.today(), ("T03-1",)), base, LI)
    field(app.text_input, "会议名称").set_value("我改的名称")
    app = press(app, "保存")

    assert "已被别人改过" in words(app).replace("\\", "")
    assert [m.title for m in store.meetings(db, store.head(db))] == ["李敏改的名称"]


def test_looking_back_a_meeting_can_be_read_but_not_written(office: Office) -> None:
    save(office.db, Meeting("M1", "调度会", office.today(), ("T03-1",)))
    earlier = (office.today() - timedelta(days=1)).isoformat()
    app = visit("meetings", as_of=earlier)

    assert "还没有会议" in words(app)
    assert "只能看，不能改" in words(app)
    assert not [b for b in app.button if b.label == "建立会议"]


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Server]:
    """Two frozen meetings with a report and a task between them, behind a running server."""
    db = store.open_database(tmp_path / "office.duckdb", kind="demo")
    at = datetime(2023, 2, 10, 1)  # noqa: DTZ001 (stored times are naive UTC)
    bring_plan(db, DATA, at=at)

    def write(make: Callable[[store.Database, Any, int], Changes], thing: Any) -> None:
        store.commit(db, make(db, thing, store.head(db)), LI, at=at)

    first = Meeting("M1", "年初调度会", date(2023, 2, 10), ("T03-1", "T08-2"), held=2)
    second = Meeting("M2", "年末调度会", date(2023, 11, 1), ("T08-2",))
    write(store.meeting_changes, first)
    write(store.decision_changes, [Decision("D1", "M1", "T08-2", "task", "补报", "市科技局")])
    at = datetime(2023, 10, 31, 1)  # noqa: DTZ001
    store.commit(db, bring(db, ("T08-2", "150")), LI, at=at)
    write(store.meeting_changes, replace(second, held=5))
    db.close()
    server = Server(tmp_path)
    yield server
    server.stop()


@pytest.mark.browser
def test_in_a_browser_a_meeting_leads_back_to_the_dashboard_of_then(
    held: Server, page: Page
) -> None:
    look(page, held, "meetings?meeting=M2")
    expect(page.locator(".y.meeting h2")).to_have_text("年末调度会")
    expect(page.locator(".items tbody tr")).to_have_count(1)
    expect(page.locator(".agenda > li")).to_have_count(1)
    expect(page.locator(".moved tbody tr").first).to_contain_text("150 名")
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    page.get_by_role("link", name="打开当时的看板").press("Enter")
    page.wait_for_url("**as_of=2023-11-01&seq=5**")
    settled(page)
    expect(page.locator(".banner.past")).to_contain_text("2023年11月1日")
