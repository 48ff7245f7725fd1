"""Every page as a visitor opens it, without a browser: happy, empty, past, refused."""

import gc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from lib import listing, store, world
from lib.access import User
from lib.office import Office
from lib.screen import history
from tests.office import copied, opened, upload, visit, words

SAYS = {
    "": {"zh": "玉溪科创目标看板", "en": "Yuxi Innovation Targets"},
    "target": {"zh": "为什么是这个状态", "en": "Why this status"},
    "departments": {"zh": "市科技局", "en": "Science &amp; Technology Bureau"},
    "regions": {"zh": "玉溪市的下级", "en": "Parts of Yuxi"},
    "entry": {"zh": "上传文件", "en": "Upload a file"},
    "due": {"zh": "市科技局", "en": "Science &amp; Technology Bureau"},
    "correct": {"zh": "谁来改，改哪个指标", "en": "Who edits which indicator"},
    "history": {"zh": "撤销这一批", "en": "Undo this submission"},
    "method": {"zh": "先符合者为准", "en": "the first that applies"},
}
PAGES = tuple(SAYS)


@pytest.fixture
def office(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with copied(begun, tmp_path, monkeypatch) as ready:
        yield ready


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_opens_in_both_languages(office: Office, page: str, lang: str) -> None:
    app = visit(page, lang=lang)

    assert not app.exception
    assert SAYS[page][lang] in words(app)


@pytest.mark.parametrize("page", ["", "target", "departments", "history"])
def test_before_the_first_day_every_page_says_that_there_is_nothing_yet(
    office: Office, page: str
) -> None:
    app = visit(page, as_of="2020-01-01")

    assert not app.exception
    assert len(app.info) == 1


def test_the_overview_shows_the_four_promises_and_who_should_report(office: Office) -> None:
    shown = words(visit())

    for part in ("高新技术企业数", "196 户", "230 名", "1.25 亿元", "17.3%", "尚无数据"):
        assert part in shown
    assert "38 项任务的 57 个目标" in shown
    assert "待报" in shown


def test_published_values_come_with_their_publisher(office: Office) -> None:
    shown = words(visit("target", target="T03-1"))

    assert "玉溪市人民政府网" in shown
    assert "玉溪网" in shown
    assert "94 户" in shown


def test_filters_in_the_address_narrow_the_view(office: Office) -> None:
    shown = words(visit(area="打造一流创新生态", status="cannot_measure"))

    assert "科技伦理文件出台" in shown
    assert "技术市场线上平台建成" not in shown


@pytest.mark.parametrize(
    "choices",
    [
        {"area": "没有这个领域"},
        {"status": "<script>"},
        {"period": "1999"},
        {"lang": "fr"},
        {"as_of": "yesterday"},
        {"as_of": "2999-01-01"},
    ],
)
def test_an_address_with_nonsense_shows_the_whole_overview(
    office: Office, choices: dict[str, str]
) -> None:
    app = visit(**choices)

    assert not app.exception
    assert "38 项任务的 57 个目标" in words(app)


def test_a_year_shows_that_years_instance_of_a_yearly_promise(office: Office) -> None:
    app = visit("target", target="T23-1", year="2023")

    assert "2023" in words(app)
    assert not app.exception


def test_a_chosen_year_counts_the_same_on_the_board_and_in_the_charts(office: Office) -> None:
    from lib.charts.words import counted
    from lib.progress import assess
    from lib.progress.selection import narrowed

    plan = store.plan(office.db, store.head(office.db))
    rows = [r for r in assess(plan, [], date(2026, 11, 24)) if r.target in plan.headline]
    year = narrowed(rows, year="2023")

    assert {r.instance for r in year if r.target.target_id == "T23-1"} == {2023}
    assert counted(year) == year


def test_a_department_sees_what_it_leads_and_what_it_supports(office: Office) -> None:
    shown = words(visit("departments", department="市财政局"))

    assert "牵头的 2 个目标" in shown
    assert "重点产业发展基金设立" in shown
    assert "高新技术企业数" in shown


@pytest.mark.both
def test_a_file_goes_from_upload_to_receipt_and_only_the_button_writes(office: Office) -> None:
    before = store.head(office.db)
    app = visit("entry")
    app.text_input(key="person_name").set_value("李敏").run()
    upload(app, "a.csv", "目标编号,时期,实际值\nT15-1,2022,50\n".encode())

    assert store.head(office.db) == before
    button = next(b for b in app.button if "1" in b.label)
    assert not button.disabled
    button.click().run()

    assert store.head(office.db) == before + 1
    assert f"第 {before + 1} 批" in app.success[0].value
    again = [a.value for a in store.actuals(office.db, before + 1) if a.target_id == "T15-1"]
    assert again == [50]


def test_nobody_commits_without_a_name(office: Office) -> None:
    app = visit("entry")
    upload(app, "a.csv", "目标编号,时期,实际值\nT15-1,2022,50\n".encode())

    assert next(b for b in app.button if "1" in b.label).disabled
    assert "姓名" in app.warning[0].value


def test_a_held_row_leaves_no_button_to_press(office: Office) -> None:
    app = visit("entry")
    app.text_input(key="person_name").set_value("李敏").run()
    upload(app, "a.csv", "目标编号,时期,实际值\nT15-1,2022,50\nT15-2,2022,约一个\n".encode())

    assert app.button == []
    assert "未写入任何数据" in app.error[0].value
    assert "约一个" in words(app)


def test_the_same_file_again_says_when_it_came_before(office: Office) -> None:
    data = "目标编号,时期,实际值\nT15-1,2022,50\n".encode()
    app = visit("entry")
    app.text_input(key="person_name").set_value("李敏").run()
    upload(app, "a.csv", data)
    next(b for b in app.button if "1" in b.label).click().run()
    again = visit("entry")
    upload(again, "b.csv", data)

    assert "不会重复写入" in again.info[0].value
    assert again.button == []


def test_looking_back_takes_the_doors_away(office: Office) -> None:
    past = visit("entry", as_of="2024-01-01")

    assert len(past.info) == 1
    assert not past.text_input


def test_an_office_that_is_closed_takes_no_reports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "office.duckdb", monkeypatch, entry="closed"):
        app = visit("entry")
        history = visit("history")

    assert "不接受填报" in app.info[0].value
    assert history.button == []


@pytest.mark.both
def test_undo_needs_a_name_and_a_reason_and_brings_back_what_was(office: Office) -> None:
    number = store.head(office.db)
    app = visit("history", submission=str(number))
    assert next(b for b in app.button if str(number) in b.label).disabled
    app.text_input(key="person_name").set_value("李敏").run()
    app.text_input(key="undo_note").set_value("口径有误").run()
    next(b for b in app.button if str(number) in b.label).click().run()

    assert not app.exception
    assert store.actuals(office.db, store.head(office.db)) == []
    assert store.submission(office.db, number + 1).note == "口径有误"


def test_the_plan_is_changed_in_its_file_not_undone_on_a_page(office: Office) -> None:
    app = visit("history", submission="2")

    assert app.button == []
    assert "targets.csv" in app.caption[-1].value


def test_long_tables_are_read_and_sent_a_page_at_a_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.test_store import bring

    first = store.head(office.db) + 1
    for n in range(5):
        values = bring(office.db, ("T15-1", f"4{n}"), ("T03-2", f"8{n}"), ("T03-1", f"19{n}"))
        store.commit(office.db, values, User("甲", "statistician"))
    monkeypatch.setattr(history, "SHOWN", 3)
    monkeypatch.setattr(listing, "ROWS", 2)

    app = visit("history", submission=str(first))

    assert [p.num_pages for p in app.pagination] == [2, 3]
    # An older submission that the address names is shown, and the newest are listed.
    assert app.selectbox(key="choice_submission").options[0].startswith(f"#{first + 4} ")
    assert app.selectbox(key="choice_submission").value == str(first)
    shown = words(app)
    assert f"submission={first + 4}" in shown
    assert f"submission={first + 1}" not in shown
    assert "第 1–2 行，共 3 行" in shown

    app.pagination[0].set_value(2).run()
    app.pagination[1].set_value(2).run()
    shown = words(app)
    assert not app.exception
    assert "第 3–3 行，共 3 行" in shown
    assert f"submission={first + 1}" in shown
    assert f"submission={first + 4}" not in shown


def test_an_undo_that_somebody_overtook_is_refused_in_words(office: Office) -> None:
    from tests.test_store import bring

    first = store.commit(office.db, bring(office.db, ("T15-1", "40")), User("甲", "statistician"))
    app = visit("history", submission=str(first.seq))
    app.text_input(key="person_name").set_value("甲").run()
    app.text_input(key="undo_note").set_value("重报").run()
    store.commit(office.db, bring(office.db, ("T15-1", "50")), User("乙", "statistician"))
    next(b for b in app.button if str(first.seq) in b.label).click().run()

    assert f"第 {first.seq + 1} 批" in words(app)
    assert store.head(office.db) == first.seq + 1


def test_the_method_page_shows_the_thresholds_in_force_on_the_day(office: Office) -> None:
    shown = words(visit("method"))

    assert "时序进度不低于 90%、低于 100%" in shown


def test_a_demonstration_says_so_and_offers_days_worth_seeing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "demo.duckdb", monkeypatch, kind="demo"):
        shown = words(visit())

    assert "演示数据" in shown
    assert "as_of=2022-08-01" in shown


def test_a_changed_plan_comes_in_at_the_next_start_and_the_old_one_stays_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    from tests.conftest import DATA

    plan = tmp_path / "plan"
    shutil.copytree(DATA, plan)
    with opened(tmp_path / "a.duckdb", monkeypatch, plan_dir=str(plan)) as ready:
        before = store.head(ready.db)
    file = plan / "targets.csv"
    text = file.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("T03-1,"))
    file.write_text(text.replace(row, row.replace(",196,", ",190,")), encoding="utf-8")
    with opened(tmp_path / "a.duckdb", monkeypatch, plan_dir=str(plan)) as ready:
        assert store.head(ready.db) == before + 1
        assert store.plan(ready.db, before)["T03-1"].value == 196
        assert store.plan(ready.db, before + 1)["T03-1"].value == 190
        shown = words(visit("target", target="T03-1"))

    assert "目标本身的变更" in shown
    assert "190 户" in shown
    assert "196 户" in shown
    assert date(2022, 12, 31).isoformat() not in shown


def test_a_county_has_nothing_below_it_and_leads_back_up(office: Office) -> None:
    shown = words(visit("regions", target="T03-1", region="530402"))
    assert 'href="./regions?target=T03-1&amp;region=530400"' in shown
    assert "红塔区" in shown
    assert "没有下一级地区" in shown
    assert "没有分解到本地区的任务" in shown
    assert "红塔区自己报送的 1 个指标" in shown


def test_a_region_shows_the_newest_that_it_reported_itself(office: Office) -> None:
    from tests.test_store import bring

    for value in ("41", "43"):
        store.commit(office.db, bring(office.db, ("T15-1", value)), User("甲", "statistician"))
    shown = words(visit("regions", target="T03-1"))

    reported = {a.target_id for a in store.actuals(office.db, store.head(office.db))}
    assert f"玉溪市自己报送的 {len(reported)} 个指标" in shown
    assert "43 名" in shown
    assert "41 名" not in shown


def test_a_tab_that_reports_again_and_again_holds_no_more_than_one_that_reports_once(
    office: Office,
) -> None:
    """Streamlit keeps every choice ever shown in a tab, and with it all that its words refer to."""
    app = visit("entry")
    app.text_input(key="person_name").set_value("李敏").run()
    for value in range(40, 44):
        upload(app, f"{value}.csv", f"指标,时期,实际值\n高新技术企业数,2024,{value}\n".encode())
        for asked in app.selectbox:
            if asked.label.startswith("更正"):
                asked.select_index(0).run()
        next(b for b in app.button if b.label.startswith("确认写入")).click().run()
        assert "已写入：第" in "".join(s.value for s in app.success)
    world._world.cache_clear()
    gc.collect()
    assert sum(isinstance(thing, world.World) for thing in gc.get_objects()) <= 2
