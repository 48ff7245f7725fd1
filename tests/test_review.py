"""Approval: nothing unreviewed among the actuals, four eyes, locked until somebody says why."""

import hashlib
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lib import door, store
from lib.access import User
from lib.issues import Conflict, NotAllowed, Refusal
from lib.store import Sent
from tests.conftest import DATA
from tests.office import database, opened, reopened
from tests.test_store import bring, known

SCIENCE, FINANCE, BANKS = "市科技局", "市财政局", "市政府金融办"
LI = User("李敏", "statistician", SCIENCE, (SCIENCE,))
WANG = User("王强", "statistician", FINANCE, (FINANCE,))
CHEN = User("陈审", "reviewer", departments=(SCIENCE,))
CHIEF = User("赵主任", "administrator")
TOWN = "T03-2"
"""Led by the science bureau alone."""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database with the plan, where the science bureau wants reviews."""
    file = tmp_path_factory.mktemp("review") / "office.duckdb"
    with pytest.MonkeyPatch.context() as patch, opened(file, patch) as at:
        store.require_review(at.db, [SCIENCE], CHIEF)
    return file


@pytest.fixture
def db(begun: Path, tmp_path: Path) -> Iterator[store.Database]:
    for file in begun.parent.iterdir():
        shutil.copy(file, tmp_path)
    opened_db = database(tmp_path / begun.name)
    yield opened_db
    opened_db.close()


def town(db: store.Database) -> Decimal | None:
    """The value that the tests report."""
    found = [a for a in store.actuals(db, store.head(db)) if a.target_id == TOWN]
    return next((a.value for a in found if a.finality == "final" and a.period == "2022"), None)


def sent(db: store.Database, value: str = "196", by: User = LI, **more: Any) -> store.Proposal:
    return store.propose(db, bring(db, (TOWN, value)), by, **more)


def kinds(db: store.Database, count: int) -> list[str]:
    return [entry.kind for entry in store.entries(db, CHIEF, limit=count)]


# ---- what needs a review ----


def test_nothing_changes_for_an_office_that_wants_no_reviews(db: store.Database) -> None:
    store.require_review(db, [], CHIEF)
    assert store.commit(db, bring(db, (TOWN, "196")), LI).n_rows == 1
    with pytest.raises(Refusal, match="review_not_needed"):
        sent(db, "197")


@pytest.mark.parametrize(
    "who",
    [
        LI,
        replace(LI, department=""),
        User("赵主任", "administrator"),
        User("赵主任", "administrator", "市统计局"),
        User("谁", "anyone"),
        User("系统", "statistician", address="console"),
    ],
)
def test_whoever_reports_what_a_reviewing_department_leads_has_to_propose(
    db: store.Database, who: User
) -> None:
    before = store.head(db)
    with pytest.raises(Refusal, match=f"needs_review.*{SCIENCE}"):
        store.commit(db, bring(db, (TOWN, "196")), who)
    assert (store.head(db), town(db)) == (before, None)


def test_a_department_that_only_supports_cannot_write_past_the_one_that_leads(
    db: store.Database,
) -> None:
    plan = store.plan(db, store.head(db))
    shared = next(
        plan.root(t).target_id
        for t in plan
        if SCIENCE in t.lead_departments and FINANCE in t.supporting_departments
    )
    with pytest.raises(Refusal, match="needs_review"):
        store.commit(db, bring(db, (shared, "1")), WANG)


def test_a_reviewing_department_proposes_also_what_others_lead(db: store.Database) -> None:
    plan = store.plan(db, store.head(db))
    helped = next(
        plan.root(t).target_id
        for t in plan
        if SCIENCE in t.supporting_departments
        and not any(SCIENCE in o.lead_departments for o in plan if plan.root(o) == plan.root(t))
    )
    with pytest.raises(Refusal, match="needs_review"):
        store.commit(db, bring(db, (helped, "1")), LI)


def test_others_go_on_writing(db: store.Database) -> None:
    banks = User("周", "statistician", BANKS, (BANKS,))
    assert store.commit(db, bring(db, ("T34-1", "1")), banks).n_rows == 1


def test_only_an_administrator_says_who_needs_a_review_and_it_is_recorded(
    db: store.Database,
) -> None:
    for who in (LI, CHEN, User("x", "viewer"), User("谁", "anyone")):
        with pytest.raises(NotAllowed):
            store.require_review(db, [], who)
    store.require_review(db, [SCIENCE, FINANCE], CHIEF)
    assert store.reviewing(db) == tuple(sorted((SCIENCE, FINANCE)))
    assert kinds(db, 2) == ["review_set", "refused"]


# ---- a proposal ----


def test_a_proposal_keeps_everything_and_no_reader_of_values_finds_any_of_it(
    db: store.Database,
) -> None:
    before = (store.head(db), store.actuals(db, store.head(db)))
    file = Sent("年报.csv", b"a,b\n1,2\n", "ab" * 32, "utf-8", "", "", "shape")
    made = sent(db, note="年报", token="t1", sent=file, corrections=(("unit", "户"),))

    assert (store.head(db), store.actuals(db, store.head(db))) == before
    assert store.last_values(db, 99).get((TOWN, "530400", "")) != Decimal(196)
    assert store.same_file(db, file.sha256) is None
    assert (made.state, made.author, made.note, made.corrections) == (
        "waiting",
        "李敏",
        "年报",
        (("unit", "户"),),
    )
    again = reopened(db)
    assert store.proposals(again, LI) == [made]
    shown = store.proposed_changes(again, made.n, CHEN).records()
    assert [(r["target_id"], r["value"], r["line"], r["kind"]) for r in shown] == [
        (TOWN, Decimal(196), 2, "new")
    ]
    again.close()


def test_a_viewer_and_another_department_never_see_a_draft(db: store.Database) -> None:
    made = sent(db)
    for who in (
        User("", "viewer"),
        User("看", "viewer"),
        User("讲", "presenter"),
        User("", "nobody"),
    ):
        for ask in (store.proposed_changes, store.proposal, store.moved_since, store.proposed_file):
            with pytest.raises(NotAllowed):
                ask(db, made.n, who)
        with pytest.raises(NotAllowed):
            store.proposals(db, who)
    assert store.proposals(db, WANG) == []
    with pytest.raises(Refusal, match="no_such_proposal"):
        store.proposed_changes(db, made.n, WANG)


def test_the_same_file_sent_twice_waits_once(db: store.Database) -> None:
    first, second = sent(db, token="t1"), sent(db, token="t1")
    assert (first.n, len(store.proposals(db, LI))) == (second.n, 1)
    done = store.approve(db, first.n, CHEN)
    with pytest.raises(Refusal, match=f"already_written.*{done.seq}"):
        sent(db, token="t1")


def test_its_author_takes_it_back_and_nobody_else_does(db: store.Database) -> None:
    made = sent(db)
    with pytest.raises(NotAllowed, match="not_own_proposal"):
        store.withdraw(db, made.n, User("刘", "statistician", SCIENCE, (SCIENCE,)))
    store.withdraw(db, made.n, LI)
    assert store.proposal(db, made.n, LI).state == "withdrawn"
    for late in (store.approve, store.withdraw):
        with pytest.raises(Refusal, match="proposal_decided"):
            late(db, made.n, CHEN if late is store.approve else LI)
    assert kinds(db, 1) == ["withdrawn"]


def test_what_is_sent_back_says_why_and_can_be_sent_again(db: store.Database) -> None:
    made = sent(db, token="t1")
    with pytest.raises(Refusal, match="reason_first"):
        store.send_back(db, made.n, CHEN, reason="  ")
    store.send_back(db, made.n, CHEN, reason="口径不对")
    seen = store.proposal(db, made.n, LI)
    assert (seen.state, seen.reason, seen.decided_by) == ("returned", "口径不对", "陈审")
    assert store.last_returned(db, "t1") == seen
    again = sent(db, token="t1")
    assert (again.n != made.n, store.last_returned(db, "t1")) == (True, None)


# ---- a decision ----


def test_an_approved_proposal_is_one_submission_of_its_author_with_its_file(
    db: store.Database,
) -> None:
    data = b"a,b\n1,2\n"
    file = Sent("年报.csv", data, hashlib.sha256(data).hexdigest(), "utf-8")
    made = sent(db, note="年报", sent=file)
    done = store.approve(db, made.n, CHEN)

    given_ = store.submission(db, done.seq)
    assert (given_.author, given_.department, given_.note, given_.kind) == (
        "李敏",
        SCIENCE,
        "年报",
        "actuals",
    )
    assert town(db) == Decimal(196)
    assert store.sent_with(db, done.seq) == file
    review = store.reviews(db)[done.seq]
    assert (review.approved_by, review.proposal, review.locked) == ("陈审", made.n, True)
    assert store.proposal(db, made.n, LI).seq == done.seq
    newest = store.entries(db, CHIEF, limit=1)[0]
    assert (newest.kind, newest.who, newest.told["author"]) == ("approved", "陈审", "李敏")


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (LI, "not_allowed"),
        (User("看", "viewer"), "not_allowed"),
        (User("谁", "anyone"), "not_allowed"),
        (User("外", "reviewer", departments=(FINANCE,)), "not_their_review"),
    ],
)
def test_who_may_not_review_decides_nothing(db: store.Database, who: User, code: str) -> None:
    made = sent(db)
    with pytest.raises(NotAllowed, match=code):
        store.approve(db, made.n, who)
    with pytest.raises(NotAllowed, match=code):
        store.send_back(db, made.n, who, reason="不")
    assert (store.proposal(db, made.n, LI).state, town(db)) == ("waiting", None)
    assert kinds(db, 2) == ["refused", "refused"]


@pytest.mark.parametrize("account", ["", "zhao"])
def test_nobody_approves_what_they_sent_themselves(db: store.Database, account: str) -> None:
    chief = replace(CHIEF, account=account)
    made = sent(db, by=chief)
    same = replace(chief, name="赵主任" if not account else "改了名")
    for decide in (store.approve, lambda *a: store.send_back(*a, reason="x")):
        with pytest.raises(NotAllowed, match="own_proposal"):
            decide(db, made.n, same)
    assert store.approve(db, made.n, CHEN).n_rows == 1


def test_what_changed_since_its_author_looked_stops_the_approval_and_is_told(
    db: store.Database,
) -> None:
    slow, fast = sent(db, "196"), sent(db, "190")
    store.approve(db, fast.n, CHEN)
    store.unlock(db, store.head(db), CHEN, reason="两人都报了")

    with pytest.raises(Conflict, match="revised_since"):
        store.approve(db, slow.n, CHEN)
    moved = store.moved_since(db, slow.n, CHEN)
    assert [(r["value"], r["author"]) for r in moved] == [(Decimal(190), "李敏")]
    assert (town(db), store.proposal(db, slow.n, LI).state) == (Decimal(190), "waiting")


def test_a_newer_plan_stops_the_approval(db: store.Database) -> None:
    made = sent(db)
    text = (DATA / "targets.csv").read_text(encoding="utf-8")
    plan = door.compare_plan(db, text.replace("高新技术企业数", "高新技术企业总数", 1))
    store.commit(db, plan, CHIEF)
    with pytest.raises(Conflict, match="proposal_outdated"):
        store.approve(db, made.n, CHEN)
    assert town(db) is None


def test_a_department_that_wants_reviews_since_is_asked_too(db: store.Database) -> None:
    plan = store.plan(db, store.head(db))
    both = next(
        plan.root(t).target_id
        for t in plan
        if SCIENCE in t.lead_departments and len(t.lead_departments) > 1
    )
    leads = [d for t in plan if plan.root(t).target_id == both for d in t.lead_departments]
    made = store.propose(db, bring(db, (both, "1")), CHIEF)
    store.require_review(db, leads, CHIEF)
    with pytest.raises(NotAllowed, match="not_their_review"):
        store.approve(db, made.n, CHEN)


# ---- locked ----


def test_an_approved_value_is_locked_for_every_way_in_until_it_is_unlocked_with_a_reason(
    db: store.Database,
) -> None:
    done = store.approve(db, sent(db).n, CHEN)
    with pytest.raises(Refusal) as refused:
        sent(db, "197")
    told = refused.value.params
    assert (refused.value.code, told["seqs"], told["name"]) == (
        "value_locked",
        f"#{done.seq}",
        "陈审",
    )
    assert TOWN in told["keys"]
    with pytest.raises(Refusal, match="value_locked"):
        store.undo(db, done.seq, LI, note="错")
    assert [row["seq"] for row in store.locked(db, bring(db, (TOWN, "197")))] == [done.seq]

    store.require_review(db, [], CHIEF)  # switching reviews off unlocks nothing
    for way_in in (
        lambda: store.commit(db, bring(db, (TOWN, "197")), LI),
        lambda: store.commit(db, bring(db, (TOWN, "197")), CHIEF),
        lambda: store.undo(db, done.seq, CHIEF, note="错"),
    ):
        with pytest.raises(Refusal, match="value_locked"):
            way_in()
    store.require_review(db, [SCIENCE], CHIEF)

    with pytest.raises(Refusal, match="reason_first"):
        store.unlock(db, done.seq, CHEN, reason="")
    with pytest.raises(NotAllowed, match="not_allowed"):
        store.unlock(db, done.seq, LI, reason="更正")
    store.unlock(db, done.seq, CHEN, reason="单位更正")
    review = store.reviews(db)[done.seq]
    assert (review.locked, review.unlocked_by, review.reason) == (False, "陈审", "单位更正")
    assert store.entries(db, CHIEF, limit=1)[0].told["reason"] == "单位更正"
    with pytest.raises(Refusal, match="already_unlocked"):
        store.unlock(db, done.seq, CHEN, reason="再来")

    with pytest.raises(Refusal, match="needs_review"):
        store.commit(db, bring(db, (TOWN, "197")), LI)
    later = store.approve(db, sent(db, "197").n, CHEN)
    assert (town(db), store.reviews(db)[later.seq].locked) == (Decimal(197), True)
    with pytest.raises(Refusal, match="value_locked"):
        sent(db, "198")


def test_an_unlocked_submission_can_be_undone(db: store.Database) -> None:
    done = store.approve(db, sent(db).n, CHEN)
    store.unlock(db, done.seq, CHEN, reason="报错了")
    store.undo(db, done.seq, LI, note="报错了")
    assert town(db) is None


def test_what_stood_before_reviews_began_is_undone_only_when_a_reviewer_lets_it_go(
    db: store.Database,
) -> None:
    store.require_review(db, [], CHIEF)
    old = store.commit(db, bring(db, (TOWN, "180")), LI)
    store.require_review(db, [SCIENCE], CHIEF)
    for who in (LI, CHIEF):
        with pytest.raises(Refusal, match="undo_needs_unlock"):
            store.undo(db, old.seq, who, note="错")
    store.unlock(db, old.seq, CHEN, reason="年份错了")
    store.undo(db, old.seq, LI, note="错")
    assert town(db) is None


def test_an_author_does_not_unlock_the_own_submission(db: store.Database) -> None:
    done = store.approve(db, sent(db, by=CHIEF).n, CHEN)
    with pytest.raises(NotAllowed, match="own_submission"):
        store.unlock(db, done.seq, CHIEF, reason="我自己来")
    with pytest.raises(Refusal, match="not_approved"):
        store.unlock(db, 1, CHEN, reason="目标表")


def test_what_waits_is_known_to_the_list_of_owed_reports_by_place_alone(
    db: store.Database,
) -> None:
    made = sent(db)
    waiting = store.waiting_cells(db)
    assert {(t, end.year) for t, _, end in waiting} == {(TOWN, 2022)}
    assert {*waiting.values()} == {made.made_at}
    assert (store.to_decide(db, CHEN), store.to_decide(db, LI)) == (1, 0)
    store.approve(db, made.n, CHEN)
    assert store.waiting_cells(db) == {}
    assert store.to_decide(db, CHEN) == 0


# ---- laws ----

STEPS = ("propose", "commit", "approve", "return", "withdraw", "unlock", "undo", "supporter")


@settings(max_examples=8, deadline=None)
@given(
    some.lists(
        some.tuples(some.sampled_from(STEPS), some.integers(0, 3), some.sampled_from("1234")),
        min_size=6,
        max_size=14,
    )
)
def test_no_order_of_steps_lets_an_unreviewed_value_in(
    begun: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, str]]
) -> None:
    """After each step the value is none, or one that somebody else than its author approved."""
    folder = tmp_path_factory.mktemp("law")
    for file in begun.parent.iterdir():
        shutil.copy(file, folder)
    db = store.open_database(folder / begun.name)
    approved: set[Decimal | None] = {None}
    try:
        for step, place, value in steps:
            waits = [p for p in store.proposals(db, CHIEF) if p.state == "waiting"]
            own = [s.seq for s in store.submissions(db, store.head(db)) if s.author == "李敏"]
            try:
                if step == "propose":
                    sent(db, value)
                elif step in ("commit", "supporter"):
                    who = LI if step == "commit" else User("谁", "anyone", FINANCE)
                    store.commit(db, bring(db, (TOWN, value)), who)
                elif step == "unlock" and own:
                    store.unlock(db, own[place % len(own)], CHEN, reason="x")
                elif step == "undo" and own:
                    store.undo(db, own[place % len(own)], LI)
                elif waits and step == "approve":
                    n = waits[place % len(waits)].n
                    would = store.proposed_changes(db, n, CHEN).records()[0]["value"]
                    store.approve(db, n, CHEN)
                    approved.add(would)
                elif waits and step == "return":
                    store.send_back(db, waits[place % len(waits)].n, CHEN, reason="x")
                elif waits and step == "withdraw":
                    store.withdraw(db, waits[place % len(waits)].n, LI)
            except Refusal:
                continue
            assert town(db) in approved
        reviews = store.reviews(db)
        for row in store.revisions(db, TOWN, store.head(db)):
            if row["period"] == "2022" and row["kind"] == "actuals" and row["author"] == "李敏":
                assert reviews[row["seq"]].approved_by == "陈审"
        assert store.verify(db).broken is None
    finally:
        db.close()


class Trouble(Exception):
    """What a disk does."""


@contextmanager
def failing(db: store.Database, monkeypatch: pytest.MonkeyPatch, nth: int) -> Iterator[list[int]]:
    """Let the nth statement of a writer fail, counting those that were asked."""
    count, writing = [0], type(db).writing

    class Cursor:
        def __init__(self, cursor: Any) -> None:
            self.cursor = cursor

        def execute(self, *given_: Any) -> Any:
            count[0] += 1
            if count[0] == nth:
                raise Trouble
            return self.cursor.execute(*given_)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.cursor, name)

    @contextmanager
    def troubled(self: store.Database) -> Iterator[Any]:
        with writing(self) as cursor:
            yield Cursor(cursor)

    with monkeypatch.context() as patch:
        patch.setattr(type(db), "writing", troubled)
        yield count


def state(db: store.Database) -> tuple[Any, ...]:
    """All that a failed step may not have half changed."""
    return (
        store.head(db),
        town(db),
        [(p.n, p.state) for p in store.proposals(db, CHIEF)],
        store.reviews(db),
        store.audit_head(db),
        [(s.seq, s.n_rows) for s in store.submissions(db, 99)],
    )


@pytest.mark.parametrize("step", ["propose", "approve", "return", "unlock"])
def test_whichever_statement_fails_all_is_as_before_and_the_next_try_works(
    db: store.Database, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    file = Sent("年报.csv", b"a,b\n1,2\n", "ab" * 32)
    n = 0 if step == "propose" else sent(db, sent=file).n
    seq = store.approve(db, n, CHEN).seq if step == "unlock" else 0
    act = {
        "propose": lambda: sent(db, sent=file),
        "approve": lambda: store.approve(db, n, CHEN),
        "return": lambda: store.send_back(db, n, CHEN, reason="x"),
        "unlock": lambda: store.unlock(db, seq, CHEN, reason="x"),
    }[step]
    before, nth = state(db), 0
    while True:
        nth += 1
        with failing(db, monkeypatch, nth) as count:
            try:
                act()
            except Trouble:
                assert state(db) == before, nth
                continue
            break
    assert count[0] == nth - 1 > 4
    assert state(db) != before
    assert store.verify(db).broken is None


def test_two_reviewers_at_once_approve_once(db: store.Database) -> None:
    made, outcomes = sent(db), []

    def decide(name: str) -> None:
        try:
            store.approve(db, made.n, replace(CHEN, name=name))
            outcomes.append("approved")
        except Refusal as refused:
            outcomes.append(refused.code)

    threads = [threading.Thread(target=decide, args=(name,)) for name in ("甲", "乙", "丙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["approved", "proposal_decided", "proposal_decided"]
    assert known(db)[TOWN] == Decimal(196)
