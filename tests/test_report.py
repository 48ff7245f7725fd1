"""What every exported file says, before it becomes a file."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from lib import store, texts
from lib.issues import Refusal
from lib.office import Office
from lib.report import Ask, Facts, Report, Section, Table, mark
from lib.report.ask import CONTENTS
from lib.reporting import report
from lib.world import world
from tests.conftest import MadeUp
from tests.office import opened

BUSY = date(2023, 11, 1)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def demo_office(made_up: MadeUp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    file = tmp_path_factory.mktemp("report") / "demo.duckdb"
    made_up.copy(file)
    with pytest.MonkeyPatch.context() as patch, opened(file, patch, kind="demo") as at:
        yield at


def asked(at: Office, content: str, lang: str = "zh", day: date = BUSY, **more: object) -> Report:
    return report(at, Ask(content, "pptx", lang, at.seq_at(day), day, **more))  # type: ignore[arg-type]


def meeting_of(at: Office) -> str:
    return store.meetings(at.db, store.head(at.db))[-1].meeting_id


def tables(section: Section) -> list[Table]:
    return [b for b in section.blocks if isinstance(b, Table)]


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_content_has_titles_and_tables_that_fit(
    demo_office: Office, content: str, lang: str
) -> None:
    told = asked(demo_office, content, lang, meeting=meeting_of(demo_office))
    assert told.sections
    assert told.stamp.demo == texts.t(lang, "chart.demo")
    assert len({s.name for s in told.sections}) == len(told.sections)
    for section in told.sections:
        assert section.title
        for table in tables(section):
            assert table.rows
            assert all(len(row) == len(table.columns) for row in table.rows)
            assert len(table.statuses) in (0, len(table.rows))
            assert len(table.widths) == len(table.columns)


def test_counts_are_those_of_the_world(demo_office: Office) -> None:
    now = world(demo_office, demo_office.seq_at(BUSY), BUSY)
    counted = Counter(r.status for r in now.headlines)
    (table,) = tables(asked(demo_office, "bulletin").sections[0])
    assert dict(zip(table.statuses, [row[1] for row in table.rows], strict=True)) == counted
    assert sum(counted.values()) == 57


def test_a_targets_facts_are_those_of_the_world(demo_office: Office) -> None:
    now = world(demo_office, demo_office.seq_at(BUSY), BUSY)
    for section in asked(demo_office, "targets").sections:
        row = now.row(section.targets[0])
        assert row is not None
        assert section.status == row.status
        (facts,) = [b for b in section.blocks if isinstance(b, Facts)]
        told = dict(facts.pairs)
        if row.actual is None and not row.light:
            assert told["最新实际值"] == "尚无数据"
        if row.shortfall:
            unit = row.target.actual_unit or row.target.unit
            assert told["还差"] == texts.number("zh", row.shortfall, unit)


def test_a_notice_is_a_page_per_department_with_room_for_a_reply(demo_office: Office) -> None:
    for section in asked(demo_office, "notice").sections:
        items, reply = tables(section)
        assert section.alone
        assert reply.blank
        assert [row[0] for row in reply.rows] == [row[0] for row in items.rows]
        asking = {"overdue", "behind", "slightly_behind", "overdue_unreported", "not_reported"}
        assert set(items.statuses) <= asking


def test_all_38_tasks_are_in_the_table(demo_office: Office) -> None:
    (table,) = tables(asked(demo_office, "tasks").sections[0])
    assert {row[0] for row in table.rows} == set(range(1, 39))


def test_a_meeting_runs_from_its_opening_to_its_decisions(demo_office: Office) -> None:
    kinds = [
        s.kind
        for s in asked(demo_office, "meeting", meeting=meeting_of(demo_office)).sections
        if s.kind != "target"
    ]
    assert kinds[0] == "opening"
    assert kinds[-1] == "decisions"


def test_the_mark_is_read_back_from_its_text(demo_office: Office) -> None:
    told = asked(demo_office, "sheet", chosen=("T03-1",))
    assert told.form == "sheet"
    assert told.mark.targets == ("T03-1",)
    assert mark.read(told.mark.text()) == told.mark


@pytest.mark.parametrize(
    ("content", "given", "code"),
    [
        ("targets", {"chosen": ("T99",)}, "report_targets"),
        ("themes", {"chosen": ("none",)}, "report_themes"),
        ("notice", {"chosen": ("某局",)}, "report_departments"),
        ("meeting", {"meeting": "M99"}, "report_meeting"),
    ],
)
def test_what_nobody_knows_is_refused_by_name(
    demo_office: Office, content: str, given: dict[str, object], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        asked(demo_office, content, **given)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert texts.refusal("zh", refused.value)
    assert not CHINESE.search(texts.refusal("en", refused.value).replace("某局", ""))


def test_without_reports_no_number_is_told(planned: store.Database, demo_office: Office) -> None:
    empty = Office(
        demo_office.settings, planned, demo_office.regions, demo_office.names, demo_office.aliases
    )
    day = date(2022, 8, 1)
    told = report(empty, Ask("targets", "pptx", "zh", store.head(planned), day))
    assert told.stamp.demo == ""
    for section in told.sections:
        (facts,) = [b for b in section.blocks if isinstance(b, Facts)]
        assert dict(facts.pairs)["最新实际值"] == "尚无数据"
