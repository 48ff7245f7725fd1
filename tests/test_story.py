"""A value's whole story, and an undo that says what stands in its way."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import store
from lib.access import User
from lib.changes import ACTUALS, compare, with_reason
from lib.fields import CITY
from lib.issues import Conflict
from lib.office import Office
from lib.plan import Plan
from lib.screen import history, story
from lib.screen.pieces import Pen
from lib.store import Sent
from tests.office import copy, opened, visit, words
from tests.promises import target
from tests.test_store import LI, WANG, bring, known

PEN = Pen("zh", {}, ZoneInfo("Asia/Shanghai"), {CITY: "玉溪市"}, {})
KEY = {
    "target_id": "T03-1",
    "region": CITY,
    "contributor": "",
    "period_end": date(2022, 12, 31),
    "span": "at",
}
ADDRESS = {"target": "T03-1", "region": CITY, "period_end": "2022-12-31", "span": "at"}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with opened(tmp_path / "office.duckdb", monkeypatch) as ready:
        yield ready


def send(db: store.Database, *values: tuple[str, str | None], who: User = LI) -> int:
    return store.commit(db, bring(db, *values), who).seq


# what the store tells


def test_a_story_has_every_revision_newest_first_with_whose_and_by_which_undo(
    db: store.Database,
) -> None:
    send(db, ("T03-1", "180"), ("T03-2", "80"))
    send(db, ("T03-1", "196"), who=WANG)
    store.undo(db, 2, LI, note="口径有误")

    told = store.value_story(db, KEY, store.head(db))

    assert [(r["seq"], r["value"], r["author"], r["kind"], r["undoes"]) for r in told] == [
        (3, 180, "李敏", "undo", 2),
        (2, 196, "王强", "actuals", None),
        (1, 180, "李敏", "actuals", None),
    ]
    assert [r["undone_by"] for r in told] == [None, 3, None]
    assert [r["seq"] for r in store.value_story(db, KEY, 2)] == [2, 1]
    assert store.value_story(db, KEY | {"region": "530402"}, 3) == []


def test_reasons_are_counted_by_report_and_not_again_in_its_undo(db: store.Database) -> None:
    send(db, ("T03-1", "180"), ("T03-2", "80"))
    send(db, ("T03-1", "196"), ("T03-2", "83"))
    store.undo(db, 2, LI)

    assert store.reasons(db, 3) == {2: {"revision": 2}}
    assert store.reasons(db, 3, first=3) == {}


def test_later_changes_of_the_same_values_stand_in_the_way_and_others_do_not(
    db: store.Database,
) -> None:
    send(db, ("T03-1", "180"), ("T03-2", "80"), ("T05-1", "1"))
    send(db, ("T03-1", "190"), ("T03-2", "81"))
    send(db, ("T08-1", "2"))
    send(db, ("T03-1", "196"))

    found = store.blocking(db, 1)

    assert [s.seq for s in found.submissions] == [2, 4]
    assert found.values == 2
    assert [s.seq for s in store.blocking(db, 2).submissions] == [4]
    assert store.blocking(db, 3) == store.Blocking()
    assert store.blocking(db, 4) == store.Blocking()


def test_what_was_taken_back_stands_in_nobodys_way_and_what_was_redone_does(
    db: store.Database,
) -> None:
    send(db, ("T03-1", "180"))
    send(db, ("T03-1", "196"))
    store.undo(db, 2, LI)
    assert store.blocking(db, 1) == store.Blocking()

    store.undo(db, 3, LI)
    assert [s.seq for s in store.blocking(db, 1).submissions] == [2]


def test_whoever_follows_the_advice_comes_to_the_end(db: store.Database) -> None:
    send(db, ("T03-1", "180"))
    send(db, ("T03-1", "190"))
    send(db, ("T03-1", "196"))

    for seq in (3, 2, 1):
        store.undo(db, seq, LI)

    assert known(db) == {}
    for seq in (6, 5, 4):
        store.undo(db, seq, LI)
    assert known(db) == {"T03-1": 196}


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.sampled_from(["a", "b", "ab"]), st.integers(1, 9)),
        st.tuples(st.just("undo"), st.integers(1, 12), st.just(0)),
    ),
    max_size=10,
)


@settings(deadline=None, max_examples=40)
@given(STEPS)
def test_an_undo_goes_through_exactly_where_nothing_stands_in_its_way(
    tmp_path_factory: pytest.TempPathFactory, closed: Callable[[str], Path], steps: list[tuple]
) -> None:
    file = tmp_path_factory.mktemp("log") / "a.duckdb"
    copy(closed("real"), file)
    db = store.open_database(file)
    for kind, what, number in steps:
        if kind == "send":
            changes = bring(db, *((f"T99-{c}", str(number)) for c in what))
            if len(changes):
                store.commit(db, changes, LI)
            continue
        every = {s.seq: s for s in store.submissions(db, store.head(db))}
        if what not in every or every[what].undone_by is not None:
            continue
        before = {r["target_id"]: r["old_value"] for r in store.changes_of(db, what).records()}
        if store.blocking(db, what).submissions:
            with pytest.raises(Conflict):
                store.undo(db, what, LI)
        else:
            store.undo(db, what, LI)
            now = known(db)
            assert {t: now.get(t) for t in before} == before
    db.close()


# what an address names


def test_an_address_names_one_value_and_leads_to_the_target_that_keeps_it() -> None:
    plan = Plan((target(), target(target_id="T07-1", task_no=7, same_as="T03-1")))

    assert story.key_of(ADDRESS, plan) == KEY
    assert story.key_of(ADDRESS | {"target": "T07-1"}, plan) == KEY
    assert story.choices_of(KEY) == ADDRESS | {"contributor": ""}


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": ""},
        {"span": "week"},
        {"contributor": "me"},
        {"period_end": "yesterday"},
        {"period_end": "2022-02-30"},
    ],
)
def test_an_address_with_nonsense_names_no_value(wrong: dict[str, str]) -> None:
    assert story.key_of(ADDRESS | wrong, Plan((target(),))) is None


# what people read


def row(**changes: object) -> dict:
    given = {
        **KEY, "period": "2022", "value": Decimal(196), "light": None, "finality": "final",
        "source": "台账", "note": "", "reason": "revision", "seq": 7, "op": 1, "author": "李敏",
        "department": "市科技局", "created_at": datetime(2023, 1, 9, 1),  # noqa: DTZ001
        "kind": "actuals", "undoes": None, "filename": "a.csv", "submission_note": "",
        "undone_by": None,
    }  # fmt: skip
    return given | changes


def test_provisional_and_final_differ_in_word_sign_and_edge() -> None:
    assert "≈</b> 初步数" in story.finality(PEN, row(finality="provisional"))
    assert "chip unsure" in story.finality(PEN, row(finality="provisional"))
    assert "＝</b> 核实数" in story.finality(PEN, row())
    assert "chip sure" in story.finality(PEN, row())


def test_a_revision_says_what_was_before_why_and_from_which_file() -> None:
    shown = story.revisions(PEN, target(), [row(), row(value=Decimal(190), seq=3, reason=None)])

    for part in (
        'class="old">190 户',
        "196 户",
        "数据修订",
        "a.csv",
        "submission=7",
        "李敏（市科技局）",
    ):
        assert part in shown


def test_an_undo_says_what_it_undid_and_gives_its_own_reason() -> None:
    gone = row(op=0, value=None, kind="undo", undoes=7, seq=9, submission_note="口径有误")
    back = row(kind="undo", undoes=9, seq=11, submission_note="核对无误")

    shown = story.revisions(PEN, target(), [back, gone, row(undone_by=9)])

    for part in (
        "撤销 #9 而恢复",
        "撤销 #7 而撤去",
        "已被第 9 批撤销",
        "口径有误",
        "核对无误",
        "已撤去",
    ):
        assert part in shown
    assert "已被第 9 批撤销" in shown


def test_a_value_that_was_taken_back_is_said_to_be_gone() -> None:
    assert "现在没有值" in story.verdict(PEN, target(), row(op=0, value=None))


def test_a_value_is_shown_to_its_last_digit() -> None:
    shown = story.value(PEN, target(), row(value=Decimal("12345.678901")))
    assert shown == "12,345.678901 户"


def test_what_a_person_typed_is_text_in_a_story() -> None:
    nasty = "<img src=x onerror=alert(1)>"
    shown = story.revisions(
        PEN, target(), [row(source=nasty, note=nasty, author=nasty, filename=nasty)]
    ) + story.facts(PEN, row(source=nasty, note=nasty))

    assert "<img" not in shown


def test_every_value_of_a_target_leads_to_its_story() -> None:
    assert "value?target=T03-1&amp;region=530400" in history.revisions(PEN, [row()], target())


def test_the_submissions_in_the_way_are_named() -> None:
    def at(seq: int) -> store.Submission:
        return store.Submission(
            seq, "actuals", "", "", datetime(2023, 1, 9), "", "", 1,  # noqa: DTZ001
            None, "", None,
        )  # fmt: skip

    assert history.blocked(PEN, store.Blocking((at(7), at(9)), 3)) == (
        "第 7、9 批改过其中 3 个值，请先撤销它们，再撤销这一批。"
    )
    assert "请先撤销第 7 批" in history.blocked(PEN, store.Blocking((at(7),), 1))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("年报.csv", "7-年报.csv"),
        ("../../etc/passwd", "7-passwd"),
        ("C:\\报表\\CON.xlsx", "7-CON.xlsx"),
        ('a<b>:"|?*.csv', "7-ab.csv"),
        ("a\u202egpj.csv\n", "7-agpj.csv"),
        ("长" * 300 + ".xlsx", "7-" + "长" * 60 + ".xlsx"),
        ("", "7-"),
    ],
)
def test_an_original_file_gets_a_name_that_every_system_takes(name: str, safe: str) -> None:
    assert history.safe_name(7, name) == safe


# the pages


def test_the_story_page_tells_who_reported_what_when(office: Office) -> None:
    shown = words(visit("value", target="T03-1", period_end="2018-12-31"))

    for part in ("94 户", "核实数", "玉溪市人民政府网", "全部 1 次变化", "submission=3"):
        assert part in shown


@pytest.mark.parametrize("choices", [{}, {"target": "T03-1", "period_end": "1999-12-31"}])
def test_the_story_page_of_no_value_says_where_to_go(
    office: Office, choices: dict[str, str]
) -> None:
    app = visit("value", **choices)

    assert not app.exception
    assert "没有报过的值" in app.info[0].value


def test_looking_back_the_story_ends_on_that_day(office: Office) -> None:
    app = visit("value", target="T03-1", period_end="2018-12-31", as_of="2020-01-01")

    assert "没有报过的值" in app.info[0].value


def test_an_undo_that_is_in_nobodys_power_names_what_comes_first(office: Office) -> None:
    first = send(office.db, ("T15-1", "40"))
    second = send(office.db, ("T15-1", "50"), who=WANG)
    app = visit("history", submission=str(first))
    app.text_input(key="person_name").set_value("李敏").run()
    app.text_input(key="undo_note").set_value("重报").run()

    assert f"请先撤销第 {second} 批" in app.warning[0].value
    assert next(b for b in app.button if str(first) in b.label).disabled

    store.undo(office.db, second, WANG)
    app.run()
    assert app.warning.values == []
    next(b for b in app.button if str(first) in b.label).click().run()
    assert not app.exception
    assert app.error.values == []
    assert not [a for a in store.actuals(office.db, store.head(office.db)) if a.seq == first]


def test_an_undo_can_be_redone_and_what_is_undone_says_how(office: Office) -> None:
    number = send(office.db, ("T15-1", "40"))
    store.undo(office.db, number, LI)

    assert f"请撤销第 {number + 1} 批" in visit("history", submission=str(number)).caption[0].value
    redo = visit("history", submission=str(number + 1))
    assert any(b.label == f"恢复：撤销第 {number + 1} 批" for b in redo.button)


def test_a_submission_shows_its_reasons_and_gives_its_file_back(office: Office) -> None:
    send(office.db, ("T15-1", "40"))
    data = "目标编号,时期,实际值\nT15-1,2022,50\n".encode()
    changes = bring(office.db, ("T15-1", "50"))
    sent = Sent("../年报.csv", data, hashlib.sha256(data).hexdigest())
    number = store.commit(office.db, changes, LI, sent=sent).seq

    app = visit("history", submission=str(number))

    shown = words(app)
    assert "数据修订 1 个" in shown
    assert "按本系统的列名逐行读取" in shown
    button = app.get("download_button")[0]
    assert button.proto.label == "下载原始文件"
    assert store.sent_with(office.db, number) == sent


def test_a_submission_without_a_file_offers_none(office: Office) -> None:
    number = send(office.db, ("T15-1", "40"))

    assert visit("history", submission=str(number)).get("download_button") == []


def test_a_correction_without_words_is_no_correction_in_the_list(office: Office) -> None:
    base = store.head(office.db)
    brought = bring(office.db, ("T15-1", "40")).rows
    rows = ACTUALS.table(brought.to_pylist())
    changes = compare(ACTUALS, store.latest_of(office.db, ACTUALS, rows, base), rows, base)
    store.commit(office.db, with_reason(changes, "revision"), LI)

    assert store.reasons(office.db, store.head(office.db)).get(base + 1) is None
