"""The whole way in on a real database: bytes to preview to commit, twice, at once and back."""

import csv
import io
import random
import threading
from datetime import date
from decimal import Decimal
from functools import cache

import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import door, store, texts
from lib.access import User
from lib.changes import with_reason
from lib.exports import table as tables
from lib.exports.reported import reported
from lib.issues import Conflict, Issue, Refusal, UnreadableFile
from lib.plan import Plan, parse_plan
from lib.plan.aliases import load_aliases
from lib.plan.regions import load_regions
from lib.upload.work import Choices, World, understand
from tests.conftest import DATA

TODAY = date(2026, 11, 23)
HEADER = "目标编号,时期,实际值,数据性质,来源"
LI = User("李敏", "statistician", "市科技局")
WANG = User("王强", "statistician", "市财政局")
MOST = 100 * 2**20


@cache
def regions() -> tuple:
    return tuple(load_regions((DATA / "regions.csv").read_text(encoding="utf-8")))


@cache
def aliases() -> dict:
    return load_aliases((DATA / "aliases.csv").read_text(encoding="utf-8"))


def file(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines, ""]).encode()


def look(db: store.Database, data: bytes, name: str = "季报.csv", **more) -> door.Preview:
    seen = door.preview(db, data, name, regions(), TODAY, aliases=aliases(), max_bytes=MOST, **more)
    if seen.checked:
        checked = seen.checked
        parts = (checked.rows.num_rows, len(checked.held), len(checked.rejected))
        assert checked.rows_read == sum(parts) + len(checked.skipped)
        for lang in texts.LANGS:
            assert all(texts.issue(lang, i) for i in checked.issues)
            assert all(
                texts.issue(lang, Issue(s.code, s.line, found=s.text)) for s in checked.skipped
            )
    return seen


def commit(db: store.Database, data: bytes, user: User = LI, reason: str = "", **more) -> int:
    seen = look(db, data, **more)
    assert seen.changes is not None
    changes = with_reason(seen.changes, reason)
    return store.commit(db, changes, user, token=seen.token, sent=seen.sent(data)).seq


def stored(db: store.Database) -> dict[tuple[str, str], Decimal | None]:
    return {(a.target_id, a.period): a.value for a in store.actuals(db, store.head(db))}


# the original bytes


def test_the_original_bytes_can_be_had_again_and_read_again(planned: store.Database) -> None:
    data = "目标编号,时期,实际值\r\nT03-1,2022,196户\r\n".encode("gb18030")
    seq = commit(planned, data)

    kept = store.sent_with(planned, seq)
    assert kept is not None
    assert (kept.data, kept.filename) == (data, "季报.csv")
    again = look(planned, kept.data)
    assert (again.sha256, len(again.changes or ())) == (kept.sha256, 0)
    assert store.submission(planned, seq).sha256 == kept.sha256


def test_equal_bytes_are_kept_once_for_two_submissions(planned: store.Database) -> None:
    data = file("T03-1,2022,196,,")
    first = commit(planned, data)
    store.undo(planned, first, LI, note="报错了")
    second = commit(planned, data)

    assert second > first
    with planned.reading() as cursor:
        row = cursor.execute("select count(*) from upload_file").fetchone()
    assert row == (1,)


def test_bytes_that_are_no_longer_what_was_sent_are_not_given_back(
    planned: store.Database,
) -> None:
    seq = commit(planned, file("T03-1,2022,196,,"))
    other = pa.compress(b"x" * 10, "zstd", asbytes=True)
    with planned.reading() as cursor:
        cursor.execute("update upload_file set packed = $other, size = 10", {"other": other})

    with pytest.raises(Refusal) as refused:
        store.sent_with(planned, seq)
    assert refused.value.code == "file_damaged"
    assert texts.refusal("zh", refused.value)


def test_a_table_that_was_explained_once_is_read_the_same_way_next_year(
    planned: store.Database,
) -> None:
    def sheet(year: int) -> bytes:
        rows = f"县区,{year}年\n红塔区,{year}\n江川区,7\n合计,9\n"
        return f"各县区创新主体情况\n{rows}注：年末数\n".encode("gb18030")

    asked = look(planned, sheet(2022), departments=["市科技局"])
    assert [q.code for q in asked.found.questions] == ["layout_ask_target_near"]
    told = Choices(corrections=(("target", "T03-1"),))
    seen = look(planned, sheet(2022), departments=["市科技局"], choices=told)
    assert seen.changes is not None
    assert seen.changes.rows["region"].to_pylist() == ["530402", "530403"]
    store.commit(planned, seen.changes, LI, token=seen.token, sent=seen.sent(sheet(2022)))

    again = look(planned, sheet(2023), departments=["市科技局"])
    assert again.found.from_memory
    other = look(planned, sheet(2023), departments=["市财政局"])
    assert not other.found.from_memory


# the same again


def test_five_sends_of_one_file_at_once_are_one_submission_told_to_all(
    planned: store.Database,
) -> None:
    data = file("T03-1,2022,196,,", "T15-1,2022,50,,")
    before = store.head(planned)
    looks = [look(planned, data) for _ in range(5)]
    receipts: list[store.Receipt] = []

    def send(seen: door.Preview) -> None:
        assert seen.changes is not None
        given = store.commit(planned, seen.changes, LI, token=seen.token, sent=seen.sent(data))
        receipts.append(given)

    threads = [threading.Thread(target=send, args=(seen,)) for seen in looks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {r.seq for r in receipts} == {before + 1}
    assert sorted(r.repeated for r in receipts) == [False, True, True, True, True]
    assert store.head(planned) == before + 1


def test_a_file_that_was_undone_may_be_sent_again_and_redone_it_is_known_again(
    planned: store.Database,
) -> None:
    data = file("T03-1,2022,196,,")
    seen = look(planned, data)
    first = commit(planned, data)
    undo = store.undo(planned, first, LI, note="报错了").seq
    assert store.receipt(planned, seen.token) is None

    store.undo(planned, undo, LI, note="没报错")
    given = store.receipt(planned, seen.token)
    assert given is not None
    assert given.seq == first
    assert store.submission(planned, first).undone_by is None


def test_the_same_bytes_after_somebody_corrected_the_value_write_nothing(
    planned: store.Database,
) -> None:
    data = file("T03-1,2022,196,,")
    first = commit(planned, data)
    commit(planned, file("T03-1,2022,198,,"), WANG, reason="typing_error")

    seen = look(planned, data)
    given = store.receipt(planned, seen.token)
    assert given is not None
    assert given.seq == first
    assert stored(planned)["T03-1", "2022"] == Decimal(198)


# somebody else was faster


def test_a_value_changed_since_the_preview_is_refused_with_who_when_and_what(
    planned: store.Database,
) -> None:
    commit(planned, file("T03-1,2022,190,,"))
    mine = look(planned, file("T03-1,2022,196,,"))
    theirs = commit(planned, file("T03-1,2022,193,,"), WANG, reason="revision")

    assert mine.changes is not None
    with pytest.raises(Conflict) as refused:
        store.commit(planned, with_reason(mine.changes, "revision"), LI, token=mine.token)

    (row,) = refused.value.params["rows"]
    assert (row["author"], row["seq"], row["value"]) == ("王强", theirs, Decimal(193))
    assert mine.changes.records()[0]["old_value"] == Decimal(190)
    assert stored(planned)["T03-1", "2022"] == Decimal(193)


def test_a_preview_by_an_older_plan_is_refused(planned: store.Database) -> None:
    from lib.access import SYSTEM

    seen = look(planned, file("T03-1,2022,196,,"))
    text = (DATA / "targets.csv").read_text(encoding="utf-8").replace("专家咨询服务", "专家服务")
    store.commit(planned, door.compare_plan(planned, text), SYSTEM)

    assert seen.changes is not None
    with pytest.raises(Conflict) as refused:
        store.commit(planned, seen.changes, LI, token=seen.token)
    assert refused.value.code == "plan_changed"
    assert texts.refusal("zh", refused.value)
    assert not stored(planned)


def test_a_preview_may_be_asked_for_as_it_was_when_the_person_looked(
    planned: store.Database,
) -> None:
    base = store.head(planned)
    commit(planned, file("T03-1,2022,190,,"))

    then, now = (look(planned, file("T03-1,2022,196,,"), base=b) for b in (base, None))
    assert then.changes is not None
    assert now.changes is not None
    assert (then.changes.count("new"), now.changes.count("changed")) == (1, 1)


# corrections


def test_a_correction_needs_a_reason_and_keeps_it(planned: store.Database) -> None:
    commit(planned, file("T03-1,2022,190,,"))
    seen = look(planned, file("T03-1,2022,196,,"))
    assert seen.changes is not None
    with pytest.raises(Refusal) as refused:
        store.commit(planned, seen.changes, LI)
    assert (refused.value.code, refused.value.params) == ("reason_missing", {"count": 1})

    seq = commit(planned, file("T03-1,2022,196,,"), reason="late_report")
    assert store.changes_of(planned, seq).records()[0]["reason"] == "late_report"


def test_a_provisional_figure_never_replaces_a_final_one(planned: store.Database) -> None:
    commit(planned, file("T03-1,2022,196,核实数,"))

    seen = look(planned, file("T03-1,2022,190,初步数,", "T15-1,2022,50,,"))
    assert seen.checked is not None
    assert seen.changes is not None
    assert [(i.row, i.code) for i in seen.checked.issues] == [(2, "final_to_provisional")]
    assert (seen.checked.held, len(seen.changes), seen.clean) == ({2}, 1, False)

    same = look(planned, file("T03-1,2022,196,初步数,"))
    assert same.changes is not None
    assert (len(same.changes), same.changes.unchanged) == (0, 1)


def test_a_file_without_a_column_says_nothing_about_it(planned: store.Database) -> None:
    commit(planned, file("T03-1,2022,196,核实数,台账"))

    seen = look(planned, b"\xef\xbb\xbf" + "目标编号,时期,实际值\nT03-1,2022,196\n".encode())
    assert seen.changes is not None
    assert (len(seen.changes), seen.changes.unchanged) == (0, 1)


# the way back in


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_the_product_exports_comes_back_as_no_change(
    planned: store.Database, lang: str, kind: str
) -> None:
    commit(
        planned,
        file(
            "T03-1,2022,,,196,核实数,'=台账,年末数",
            "T32-1,2022,红塔区,,1.25亿元,,,",
            "T28-3,2022Q4,,,750.5,,,",
            "T28-1,2022年1-9月,,市级,300,,,",
            "T01-1,2022-12-31,,,已完成,,,",
            "T03-1,2021年末,,,0,,,",
            header="目标编号,时期,地区,出资方,实际值,数据性质,来源,说明",
        ),
    )
    at = store.head(planned)
    table = reported(store.actuals(planned, at), store.plan(planned, at), regions(), lang, TODAY)
    data = {"csv": tables.csv, "xlsx": tables.xlsx}[kind](table)

    seen = look(planned, data, f"已报数据.{kind}")
    assert seen.clean
    assert seen.changes is not None
    assert (len(seen.changes), seen.changes.unchanged) == (0, 6)


def test_an_export_of_demonstration_data_is_no_report(
    planned: store.Database, demo_db: store.Database
) -> None:
    from lib.bringing import bring_plan

    bring_plan(demo_db, DATA)
    commit(demo_db, file("T03-1,2022,196,,"))
    at = store.head(demo_db)
    table = reported(
        store.actuals(demo_db, at), store.plan(demo_db, at), regions(), "zh", TODAY, demo=True
    )

    assert look(demo_db, tables.csv(table)).clean
    for data in (tables.csv(table), tables.xlsx(table)):
        with pytest.raises(UnreadableFile) as refused:
            look(planned, data)
        assert refused.value.code == "file_is_demo"


# names


@pytest.mark.parametrize(
    "name",
    ["高新技术企业数", "高企数", "高新 技术企业数", "高新技术企业数（户）", "High-tech firms"],
)
def test_a_target_is_found_by_every_name_it_is_known_by(planned: store.Database, name: str) -> None:
    seen = look(planned, file(f"{name},2022,196", header="指标,时期,实际值"))
    assert seen.checked is not None
    assert seen.checked.rows["target_id"].to_pylist() == ["T03-1"]


def test_look_alike_characters_are_seen_through_and_a_near_miss_is_only_offered(
    planned: store.Database,
) -> None:
    seen = look(
        planned, file("Т03\u20131,2022,196,,", "Ｔ０３－１\u200b,2021,160,,", "T03-11,2022,1,,")
    )
    assert seen.checked is not None
    assert seen.checked.rows["target_id"].to_pylist() == ["T03-1", "T03-1"]
    assert [i.code for i in seen.checked.issues] == ["target_unknown_near"]


def test_a_unit_in_the_heading_the_title_or_the_name_counts(planned: store.Database) -> None:
    for data in (
        file("T32-1,2022,1.25", header="目标编号,时期,实际值（亿元）"),
        "单位：亿元\n目标编号,时期,实际值\nT32-1,2022,1.25\n".encode(),
        file("全社会研发经费投入（亿元）,2022,1.25", header="指标,时期,实际值"),
    ):
        seen = look(planned, data)
        assert seen.checked is not None
        assert seen.checked.rows["value"].to_pylist() == [Decimal(12500)]
        assert [i.code for i in seen.checked.issues] == ["unit_converted"]
    wrong = look(planned, file("T03-1,2022,1", header="目标编号,时期,实际值（亿元）"))
    assert wrong.checked is not None
    assert [i.code for i in wrong.checked.issues] == ["unit_differs"]


# any order, any encoding, CSV or workbook


def workbook(rows: list[list[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, cell)
    return out.getvalue()


@cache
def world() -> World:
    plan = Plan(tuple(parse_plan((DATA / "targets.csv").read_text(encoding="utf-8"))))
    return World(plan, regions(), TODAY, aliases=aliases())


values = st.sampled_from(
    ["196", "1,250", "８０户", "一百九十六", "-", "…", "", "1.5万户", "二百五"]
)
targets = st.sampled_from(["T03-1", "T15-1", "高企数"])
periods = st.sampled_from(["2022", "2022Q1", "2022-07"])
reports = st.lists(st.tuples(targets, periods, values), min_size=1, max_size=12)


@settings(deadline=None, max_examples=60)
@given(reports, st.randoms(use_true_random=False))
def test_order_encoding_and_kind_of_file_change_nothing(rows, chance: random.Random) -> None:
    def outcome(data: bytes) -> tuple:
        seen = understand(data, "a", world(), Choices(), MOST)
        checked = seen.checked
        assert checked is not None
        accepted = sorted(
            str(row) for row in checked.rows.drop_columns(["line", "cell"]).to_pylist()
        )
        return accepted, sorted((i.code, i.found) for i in checked.issues), len(checked.skipped)

    def text(some: list) -> str:
        out = io.StringIO()
        csv.writer(out).writerows([["指标", "时期", "实际值"], *some])
        return out.getvalue()

    names = {"T03-1": "高新技术企业数", "T15-1": "新增科技特派员"}
    named = [[names.get(target, target), when, value] for target, when, value in rows]
    mixed = named[:]
    chance.shuffle(mixed)
    first = outcome(text(named).encode("utf-8"))
    for data in (
        text(mixed).encode("gb18030"),
        text(named).encode("utf-16"),
        workbook([["指标", "时期", "实际值"], *mixed]),
    ):
        assert outcome(data) == first


STARTS = (
    b"",
    b"\xff\xfe",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    HEADER.encode() + b"\n",
    "地区,2021年,2022年\n".encode(),
)


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=400), st.sampled_from(STARTS))
def test_any_bytes_whatsoever_are_accounted_for_or_refused(data: bytes, start: bytes) -> None:
    try:
        seen = understand(start + data, "x.csv", world(), Choices(), MOST)
    except UnreadableFile as refused:
        said = [texts.refusal(lang, refused) for lang in texts.LANGS]
        assert all(said)
        return
    if (checked := seen.checked) is None:
        assert seen.questions
        return
    parts = (checked.rows.num_rows, len(checked.held), len(checked.rejected), len(checked.skipped))
    assert checked.rows_read == sum(parts)
