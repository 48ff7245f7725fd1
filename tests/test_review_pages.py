"""Reviews as people meet them: at the desk, on the page, at the terminal, in a real browser."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from streamlit.testing.v1 import AppTest

from lib import cli, managing, store, texts, visitor
from lib.issues import NotAllowed
from lib.office import Office
from lib.report import Ask, Table
from lib.reporting import report
from tests import browser
from tests.office import copied, opened, upload, visit, words
from tests.people import BY, add, session
from tests.server import DATABASE, Server, look, settled
from tests.test_entry import upload as hand_in

SCIENCE = "市科技局"
REPORT = "目标编号,时期,实际值,数据性质\nT03-2,2025,188,核实数\nT38-1,2025,1,核实数\n".encode()
CORRECTED = REPORT.replace(b"188", b"189")
WALL = "value?target=T03-2&period_end=2025-12-31"
KEYS = {"li": "statistician", "chen": "reviewer", "zhao": "administrator", "look": "viewer"}
NAMES = {"li": "李敏", "chen": "陈审", "zhao": "赵主任", "look": "看"}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database with an account for each part in a review, which one department wants."""
    file = tmp_path_factory.mktemp("reviewing") / DATABASE
    with pytest.MonkeyPatch.context() as patch, opened(file, patch, entry="accounts") as at:
        for key, role in KEYS.items():
            own = [SCIENCE] if role in ("statistician", "reviewer") else []
            add(at, key, role, *own, name=NAMES[key])
        store.require_review(at.db, [SCIENCE], BY)
    return file


@pytest.fixture
def office(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with copied(begun, tmp_path, monkeypatch, entry="accounts") as at:
        yield at


@pytest.fixture
def sit(office: Office, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open a page as somebody who signed in."""
    secrets = {key: session(office, key) for key in KEYS}

    def open_as(key: str, page: str = "", **choices: str) -> AppTest:
        monkeypatch.setattr("lib.view.secret", lambda: secrets[key])
        app = visit(page, **choices)
        assert not app.exception
        return app

    return open_as


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def press(app: AppTest, words_of_it: str) -> AppTest:
    next(b for b in app.button if b.label.startswith(words_of_it)).click()
    app.run()
    assert not app.exception
    return app


def sent(sit: Callable[..., AppTest], data: bytes = REPORT) -> AppTest:
    return press(upload(sit("li", "entry"), "年报.csv", data), "送审 2 条")


def value(office: Office) -> Decimal | None:
    found = store.actuals(office.db, store.head(office.db))
    return next((a.value for a in found if (a.target_id, a.period) == ("T03-2", "2025")), None)


def test_the_last_step_sends_for_review_and_nobody_who_only_looks_finds_any_of_it(
    office: Office, sit: Callable[..., AppTest]
) -> None:
    app = upload(sit("li", "entry"), "年报.csv", REPORT)
    assert [n for n in labels(app) if n.startswith(("确认写入", "送审"))] == ["送审 2 条"]
    assert "已送审：第 1 号，2 条" in words(press(app, "送审 2 条")).replace("\\", "")

    again = upload(sit("li", "entry"), "又一次.csv", REPORT)
    assert "已由李敏于" in words(again).replace("\\", "")
    assert not [n for n in labels(again) if n.startswith("送审")]
    assert value(office) is None
    pages = ("", "target", "history", "value")
    for page in pages:
        shown = words(sit("look", page, target="T03-2", period_end="2025-12-31"))
        assert "188" not in shown, page
    assert "没有这项权限" in words(sit("look", "review"))
    own = sit("li", "review")
    assert ("188 户" in words(own), labels(own)) == (True, ["撤回"])


def test_a_reviewer_sees_what_was_sent_approves_it_and_it_is_locked_from_then_on(
    office: Office, sit: Callable[..., AppTest]
) -> None:
    sent(sit)
    app = sit("chen", "review")
    shown = words(app)
    assert ("188 户" in shown, "李敏" in shown, "读到 <b>2</b>" in shown) == (True, True, True)
    press(app, "通过并写入 2 条")
    assert value(office) == Decimal(188)
    told = words(sit("look", "value", target="T03-2", period_end="2025-12-31"))
    assert "由陈审于" in told
    assert "已锁定" in told

    app = upload(sit("li", "entry"), "更正.csv", CORRECTED)
    assert "其中 1 个值已审核通过并锁定" in words(app)
    assert not [n for n in labels(app) if n.startswith(("送审", "确认写入"))]
    app = sit("li", "history")
    assert next(b for b in app.button if b.label.startswith("撤销")).disabled


def test_what_goes_back_says_why_to_its_author(office: Office, sit: Callable[..., AppTest]) -> None:
    sent(sit)
    app = sit("chen", "review")
    assert next(b for b in app.button if b.label == "退回").disabled
    app.text_input[0].set_value("口径不对")
    press(app.run(), "退回")
    assert value(office) is None
    assert "口径不对" in words(sit("li", "review"))
    assert "被陈审退回：口径不对" in words(upload(sit("li", "entry"), "年报.csv", REPORT))
    assert "已退回" in words(sit("li", "entry"))


def test_its_author_takes_it_back_and_an_administrator_does_not_approve_the_own(
    office: Office, sit: Callable[..., AppTest]
) -> None:
    press(upload(sit("zhao", "entry"), "年报.csv", REPORT), "送审 2 条")
    assert labels(sit("zhao", "review")) == ["撤回"]
    press(sit("zhao", "review"), "撤回")
    assert [p.state for p in store.proposals(office.db, BY)] == ["withdrawn"]


@pytest.mark.parametrize("change", [{"role": "viewer"}, {"active": False}, {"own": ["市财政局"]}])
def test_a_page_drawn_before_the_reviewer_changed_decides_nothing(
    office: Office, sit: Callable[..., AppTest], change: dict[str, Any]
) -> None:
    sent(sit)
    chen = visitor.visitor(office, session(office, "chen"))
    known = store.account(office.db, "chen")
    assert known is not None
    managing.change(office, known, BY, **change)
    for decide in (
        lambda: store.approve(office.db, 1, chen),
        lambda: store.send_back(office.db, 1, chen, reason="x"),
        lambda: store.unlock(office.db, 3, chen, reason="x"),
    ):
        with pytest.raises(NotAllowed, match="session_over"):
            decide()
    assert value(office) is None


def test_what_was_written_before_reviews_began_says_who_lets_it_go(
    sit: Callable[..., AppTest],
) -> None:
    app = sit("li", "history")
    assert "解锁后才可以撤销" in words(app)
    assert "可以撤销。" not in words(app).replace("才可以撤销。", "")


def test_a_report_that_waits_is_marked_where_it_is_owed(sit: Callable[..., AppTest]) -> None:
    assert "待审" not in words(sit("look", "due", department=SCIENCE))
    sent(sit)
    shown = words(sit("look", "due", department=SCIENCE))
    row = next(line for line in shown.split("<tr>") if "T38-1" in line)
    assert "☆" in row
    assert "已逾期" in row
    assert shown.count("☆") == 1


def test_nobody_is_urged_for_a_report_that_waits_for_its_reviewer(
    office: Office, sit: Callable[..., AppTest], capsys: pytest.CaptureFixture[str]
) -> None:
    def asked() -> tuple[str, dict[str, str], set[str]]:
        """Title, states by indicator, and what a reply is wanted for."""
        seq = store.head(office.db)
        ask = Ask("notice", "pdf", "zh", seq, office.today(), chosen=(SCIENCE,))
        (section,) = report(office, ask).sections
        items, reply = (b for b in section.blocks if isinstance(b, Table))
        states = {str(r[0]): str(r[5]) for r in items.rows}
        return section.title, states, {str(r[0]) for r in reply.rows}

    before, states, wanted = asked()
    assert states.keys() == wanted
    sent(sit, REPORT.replace(b"T03-2,2025,188", b"T15-1,2022,36"))
    said = f"已于 {texts.day('zh', office.today())}报送，待审核"
    after, states, still = asked()
    (name,) = wanted - still
    assert (states[name], [*states.values()].count(said)) == (said, 1)
    silent = [int(re.findall(r"(\d+) 项未报", title)[0]) for title in (before, after)]
    assert silent[1] == silent[0] - 1

    assert cli.main(["due", "--department", SCIENCE]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if line.endswith(said)]
    assert {line.split("\t")[0] for line in told} == {"T15-1", "T38-1"}


def test_an_administrator_chooses_the_departments_on_the_page_of_accounts(
    office: Office, sit: Callable[..., AppTest]
) -> None:
    app = sit("zhao", "people")
    box = next(b for b in app.multiselect if b.label == "报送前要审核")
    assert box.value == [SCIENCE]
    box.set_value([SCIENCE, "市财政局"])
    press(app, "保存修改")
    assert store.reviewing(office.db) == ("市科技局", "市财政局")


def test_a_value_changed_since_it_was_sent_cannot_be_approved_and_is_shown(
    office: Office, sit: Callable[..., AppTest]
) -> None:
    sent(sit)
    sent(sit, CORRECTED)
    store.approve(office.db, 2, visitor.visitor(office, session(office, "zhao")))
    app = sit("chen", "review", proposal="1")
    shown = words(app)
    assert "有 2 个值已被别人改过，不能通过" in shown
    assert [word in shown for word in ("送审时的值", "送审的值", "189", "188")] == [True] * 4
    assert next(b for b in app.button if b.label.startswith("通过")).disabled


def test_a_value_typed_into_the_grid_waits_too(office: Office, sit: Callable[..., AppTest]) -> None:
    app = sit("li", "correct", target="T38-1")
    grid = f"blank-{store.head(office.db)}-T38-1--"
    cells = {"period": "2025", "value": "1"}
    app.session_state[grid] = {"edited_rows": {0: cells}, "added_rows": [], "deleted_rows": []}
    app.run()
    press(app, "送审 1 条")
    assert [p.state for p in store.proposals(office.db, BY)] == ["waiting"]
    assert "已送审：第" in words(app)
    assert store.head(office.db) == 3


def test_the_terminal_takes_the_same_way(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "年报.csv"
    file.write_bytes(REPORT)

    def run(*arguments: str) -> tuple[int, dict[str, object]]:
        code = cli.main([*arguments, "--json"])
        return code, json.loads(capsys.readouterr().out)

    take = ("import", str(file), "--as", "李敏", "--department", SCIENCE)
    assert run(*take)[1]["proposal"] == 1
    assert run(*take)[1]["proposal"] == 1
    assert value(office) is None
    assert run("review", "approve", "1", "--as", "李敏")[1]["refused"] == "own_proposal"
    assert run("review", "return", "1", "--as", "王审", "--reason", "口径")[0] == 0
    assert run(*take)[1]["proposal"] == 2
    code, done = run("review", "approve", "2", "--as", "王审")
    assert (code, done["submission"], value(office)) == (0, 4, Decimal(188))
    assert [p["state"] for p in run("review", "list")[1]["proposals"]] == ["已审核", "已退回"]  # type: ignore[attr-defined]
    code, refused = run("undo", "4", "--as", "李敏", "--department", SCIENCE)
    assert (code, refused["refused"]) == (1, "value_locked")
    assert "由王审于" in str(refused["reason"])
    assert run("review", "unlock", "4", "--as", "王审", "--reason", "报错了")[0] == 0
    assert run("undo", "4", "--as", "李敏", "--department", SCIENCE)[0] == 0
    assert value(office) is None


@pytest.mark.browser
@pytest.mark.skipif(browser.SWITCHED_OFF, reason="NO_BROWSER is set")
def test_from_the_desk_to_the_wall_and_back(
    chromium: Browser, begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent, unseen, approved, seen and locked, unlocked with a reason, undone."""
    for file in begun.parent.iterdir():
        shutil.copy(file, tmp_path)
    with opened(tmp_path / DATABASE, monkeypatch, entry="accounts") as at:
        secrets = {key: session(at, key) for key in KEYS}
    server = Server(tmp_path, entry="accounts")

    def of(key: str, where: str) -> Page:
        context = chromium.new_context(viewport={"width": 1366, "height": 1200}, locale="zh-CN")
        cookie = {"name": "yuxi_session", "value": secrets[key], "url": server.address}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.set_default_timeout(20_000)
        look(page, server, where)
        return page

    def click(page: Page, name: str) -> None:
        page.get_by_role("button", name=name).click()
        settled(page)

    try:
        li, wall, chen = of("li", "entry"), of("look", WALL), of("chen", "review")
        hand_in(li, "年报.csv", REPORT)
        click(li, "送审 2 条")
        expect(li.get_by_text("已送审")).to_be_visible()
        look(wall, server, WALL)
        expect(wall.get_by_text("没有报过的值")).to_be_visible()

        look(chen, server, "method")
        expect(chen.get_by_text("有 1 次送审等您审核")).to_be_visible()
        chen.get_by_role("link", name="去审核").click()
        click(chen, "通过并写入 2 条")
        expect(chen.get_by_text("数据已写入并锁定")).to_be_visible()
        look(wall, server, WALL)
        expect(wall.get_by_text("188").first).to_be_visible()

        look(li, server, "entry")
        hand_in(li, "更正.csv", CORRECTED)
        expect(li.get_by_text("已审核通过并锁定")).to_be_visible()

        look(chen, server, "history")
        chen.get_by_label("解锁原因").fill("报错了")
        chen.keyboard.press("Enter")
        click(chen, "解锁第 4 批")
        expect(chen.get_by_text("第 4 批已解锁")).to_be_visible()
        look(li, server, "history")
        li.get_by_label("撤销原因").fill("报错了")
        li.keyboard.press("Enter")
        click(li, "撤销第 4 批")
        expect(li.get_by_text("恢复（撤销这次撤销）")).to_be_visible()
        look(wall, server, WALL)
        expect(wall.get_by_text("现在没有值")).to_be_visible()
    finally:
        server.stop()
