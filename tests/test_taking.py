"""What people take away is asked for at the click and written down; nobody gets what others may."""

import hashlib
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.elements.widgets import button
from streamlit.testing.v1 import AppTest

from lib import managing, store, taking, visitor
from lib.access import NOBODY, User
from lib.audit.chain import Entry
from lib.issues import NotAllowed
from lib.office import Office
from lib.store import Sent
from tests.office import copied, opened, upload, visit, words
from tests.people import BY, add, session
from tests.test_store import LI, bring

SCIENCE, FINANCE = "市科技局", "市财政局"
FILE = "目标编号,时期,实际值\nT15-1,2022,50\n".encode()
SENT = Sent("年报.csv", FILE, hashlib.sha256(FILE).hexdigest())
PAGES = ("", "target", "entry", "history", "value")


@dataclass
class Browser:
    """Whoever looks at pages now, and what each button of the page in front of them would give."""

    secret: str = ""
    gives: dict[str, Callable[[], bytes]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database with the plan, the published values and a report made of a file."""
    file = tmp_path_factory.mktemp("taking") / "office.duckdb"
    with pytest.MonkeyPatch.context() as patch, opened(file, patch) as at:
        store.commit(at.db, bring(at.db, ("T15-1", "50")), LI, sent=SENT)
    return file


@pytest.fixture
def office(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with copied(begun, tmp_path, monkeypatch, entry="accounts") as at:
        yield at


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    """A test has no browser that asks for a file: what its buttons would give is kept by name."""
    now, real = Browser(), button.marshall_file

    def kept(coordinates, data, proto, mimetype, file_name=None, **more):
        now.gives[file_name] = data
        real(coordinates, data, proto, mimetype, file_name, **more)

    monkeypatch.setattr(button, "marshall_file", kept)
    monkeypatch.setattr("lib.view.secret", lambda: now.secret)
    return now


def enter(office: Office, browser: Browser, key: str, role: str, *own: str) -> User:
    """Sign in as a new account of a role, and give who that is."""
    add(office, key, role, *own)
    browser.secret = session(office, key)
    browser.gives.clear()
    return visitor.visitor(office, browser.secret, "127.0.0.1")


def last(office: Office) -> Entry:
    return store.entries(office.db, BY, limit=1)[0]


def named(browser: Browser, part: str) -> Callable[[], bytes]:
    return next(give for name, give in browser.gives.items() if part in name)


# ---- written down ----


def test_the_data_under_a_chart_is_written_down_when_somebody_takes_it(office, browser):
    viewer = enter(office, browser, "look", "viewer")
    visit("")
    assert last(office).kind == "sign_in"
    data = named(browser, ".csv")()

    entry = last(office)
    assert (entry.kind, entry.account, entry.role, entry.address) == (
        "export",
        viewer.account,
        "viewer",
        "127.0.0.1",
    )
    name = next(n for n in browser.gives if n.endswith(".csv"))
    assert entry.told == {
        "content": "chart",
        "format": "csv",
        "language": "zh",
        "as_of": office.today().isoformat(),
        "seq": store.head(office.db),
        "file": name,
        "rows": data.decode("utf-8-sig").split("\r\n\r\n")[0].count("\r\n"),
    }


def test_an_original_file_is_written_down_with_its_submission_and_its_hash(office, browser):
    enter(office, browser, "check", "reviewer")
    number = store.head(office.db)
    visit("history", submission=str(number))
    assert named(browser, "年报")() == FILE

    entry = last(office)
    assert (entry.kind, entry.account) == ("export", "check")
    assert entry.told == {
        "content": "original",
        "seq": number,
        "file": "年报.csv",
        "sha256": SENT.sha256,
    }


def test_where_names_are_enough_a_file_is_given_without_one_and_written_down(
    begun, tmp_path, monkeypatch, browser
):
    for file in begun.parent.iterdir():
        shutil.copy(file, tmp_path)
    with opened(tmp_path / begun.name, monkeypatch, entry="open") as at:
        visit("history", submission=str(store.head(at.db)))
        assert named(browser, "年报")() == FILE
        entry = last(at)
    assert (entry.kind, entry.who, entry.role) == ("export", "", "anyone")


def test_reported_values_that_a_desk_takes_are_written_down(office, browser):
    enter(office, browser, "li", "statistician", SCIENCE)
    visit("entry")
    name, give = next((n, g) for n, g in browser.gives.items() if "模板" not in n and "xlsx" in n)
    give()
    told = last(office).told
    assert (told["content"], told["format"], told["file"]) == ("reported", "xlsx", name)


def test_what_the_record_says_of_files_has_words_in_both_languages(office, browser):
    enter(office, browser, "zhao", "administrator")
    visit("history", submission=str(store.head(office.db)))
    named(browser, "年报")()
    assert "报送的原始文件" in words(visit("audit"))
    assert "File as it was sent" in words(visit("audit", lang="en"))


# ---- asked at the click ----


@pytest.mark.parametrize("page", ["", "history"])
def test_a_page_drawn_before_signing_out_gives_nothing_any_more(office, browser, page):
    who = enter(office, browser, "check", "reviewer")
    visit(page, **({"submission": str(store.head(office.db))} if page else {}))
    give = named(browser, "年报" if page else ".csv")
    store.end_session(office.db, who.session, "out", who)

    with pytest.raises(NotAllowed, match="session_over"):
        give()
    entry = last(office)
    assert (entry.kind, entry.account, entry.told["why"]) == ("refused", "check", "session_over")


def test_a_page_left_open_too_long_gives_nothing_and_its_session_ends(office, browser):
    who = enter(office, browser, "look", "viewer")
    visit("")
    store.note_seen(office.db, who.session, store.now() - timedelta(minutes=31))

    with pytest.raises(NotAllowed, match="session_over"):
        named(browser, ".csv")()
    ended = store.session(office.db, who.session)
    assert ended is not None
    assert ended.ended_at is not None


def test_a_page_drawn_before_the_role_was_taken_gives_no_original(office, browser):
    enter(office, browser, "check", "reviewer")
    visit("history", submission=str(store.head(office.db)))
    known = store.account(office.db, "check")
    managing.change(office, known, BY, role="viewer")

    with pytest.raises(NotAllowed, match="session_over"):
        named(browser, "年报")()


@pytest.mark.parametrize(
    ("role", "right"),
    [("viewer", "read_files"), ("presenter", "read_files"), ("reviewer", "read_audit")],
)
def test_who_may_not_take_a_file_gets_none_by_calling_for_it_either(office, role, right):
    made = []
    with pytest.raises(NotAllowed, match="not_allowed"):
        taking.take(office, User("某人", role), lambda: made.append(1) or b"", right)
    assert made == []
    assert (last(office).kind, last(office).told["right"]) == ("refused", right)
    with pytest.raises(NotAllowed):
        taking.take(office, NOBODY, lambda: made.append(1) or b"")
    assert made == []


def test_a_file_that_could_not_be_made_is_not_written_down_as_taken(office):
    before = last(office).n
    with pytest.raises(ZeroDivisionError):
        taking.take(office, User("某人", "viewer"), lambda: b"" * (1 // 0))
    assert last(office).n == before


# ---- nobody gets what others may, whatever was looked at before in the same process ----


def test_a_viewer_is_offered_no_original_whoever_looked_at_the_page_before(office, browser):
    number = str(store.head(office.db))
    for key, role, offered in (
        ("check", "reviewer", True),
        ("look", "viewer", False),
        ("li", "statistician", True),
        ("show", "presenter", False),
    ):
        enter(office, browser, key, role, *([SCIENCE] if role == "statistician" else []))
        visit("history", submission=number)
        assert any("年报" in name for name in browser.gives) is offered, role


def uploaded(app: AppTest, data: bytes, file_id: uuid.UUID) -> AppTest:
    """Upload under an id of somebody's choice: browsers name their uploads themselves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uuid, "uuid4", lambda: file_id)
        app.file_uploader[0].set_value(("表.csv", data, "text/csv"))
    return app.run()


def test_a_preview_is_seen_by_whoever_uploaded_and_on_no_page_of_others(office, browser):
    enter(office, browser, "li", "statistician", SCIENCE)
    theirs = upload(visit("entry"), "表.csv", FILE.replace(b"50", b"437"))
    assert "437" in words(theirs)

    enter(office, browser, "look", "viewer")
    for page in PAGES:
        shown = words(visit(page))
        assert "437" not in shown, page


def test_a_preview_is_not_given_to_another_session_that_sends_the_same_id(office, browser):
    same = uuid.UUID(int=7)
    enter(office, browser, "li", "statistician", SCIENCE)
    theirs = uploaded(visit("entry"), FILE.replace(b"50", b"437"), same)
    assert "437" in words(theirs)

    enter(office, browser, "wu", "statistician", SCIENCE)
    mine = uploaded(visit("entry"), FILE.replace(b"50", b"77"), same)
    assert "437" not in words(mine)
    assert "77" in words(mine)


def test_the_same_file_is_judged_by_the_department_of_each_who_sends_it(office, browser):
    enter(office, browser, "li", "statistician", SCIENCE)
    assert "不由" not in words(upload(visit("entry"), "表.csv", FILE.replace(b"50", b"61")))
    enter(office, browser, "qian", "statistician", FINANCE)
    refused = words(upload(visit("entry"), "表.csv", FILE.replace(b"50", b"61")))
    assert "目标“T15-1”不由本部门牵头或配合（牵头：市科技局）" in refused
