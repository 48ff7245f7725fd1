"""The exported workbook: typed, equal to the store, and sent back it changes nothing."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook

from lib import door, theme
from lib.charts.chart import Chart, Series
from lib.exports.carried import carried
from lib.exports.records import Records
from lib.exports.table import EXACT_DIGITS
from lib.exports.workbook import PART, properties, xlsx
from lib.exports.workbook.bars import bar_chart
from lib.exports.workbook.plotted import Plotted
from lib.issues import UnreadableFile
from lib.office import Office
from lib.recording import records
from lib.report import Ask, Report
from lib.reporting import report
from lib.upload.template import find_header
from lib.upload.workbook import read_book
from tests.conftest import MadeUp
from tests.office import opened

BUSY = date(2023, 11, 1)


@pytest.fixture(scope="module")
def demo_office(made_up: MadeUp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    file = tmp_path_factory.mktemp("workbook") / "demo.duckdb"
    made_up.copy(file)
    with pytest.MonkeyPatch.context() as patch, opened(file, patch, kind="demo") as at:
        yield at


def given(at: Office, lang: str, content: str, *chosen: str) -> tuple[Records, Report]:
    ask = Ask(content, "xlsx", lang, at.seq_at(BUSY), BUSY, chosen)
    made = report(at, ask)
    return records(at, ask, made.mark), made


@pytest.fixture(scope="module")
def whole(demo_office: Office) -> tuple[Records, bytes]:
    told, made = given(demo_office, "zh", "everything")
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # XlsxWriter warns where it leaves out
        return told, xlsx(told, made)


@pytest.fixture(scope="module")
def book(whole: tuple[Records, bytes]) -> Workbook:
    return load_workbook(io.BytesIO(whole[1]))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook_sent_back_is_no_change(
    demo_office: Office, whole: tuple[Records, bytes], lang: str
) -> None:
    chosen = ("T03-1", "T28-1", "T32-1", "T01-1")
    data = whole[1] if lang == "zh" else xlsx(*given(demo_office, lang, "targets", *chosen))
    ours = [g.name for g in read_book(data, "xlsx").grids if find_header(g)]
    assert ours == ["实际值" if lang == "zh" else "Actuals"]
    seen = door.preview(
        demo_office.db,
        data,
        "file.xlsx",
        demo_office.regions,
        BUSY,
        base=demo_office.seq_at(BUSY),
        max_bytes=10**8,
    )
    assert seen.clean
    assert seen.changes is not None
    assert len(seen.changes) == 0
    assert seen.changes.unchanged == (191 if lang == "zh" else 47)


def test_a_workbook_of_made_up_data_is_no_report(
    demo_office: Office, whole: tuple[Records, bytes]
) -> None:
    class Real:
        demo = False

        def __getattr__(self, name: str) -> object:
            return getattr(demo_office.db, name)

    with pytest.raises(UnreadableFile, match="file_is_demo"):
        door.preview(
            Real(),  # type: ignore[arg-type]
            whole[1],
            "file.xlsx",
            demo_office.regions,
            BUSY,
            max_bytes=10**8,
        )


def test_numbers_and_dates_are_typed_and_equal_the_records(
    whole: tuple[Records, bytes], book: Workbook
) -> None:
    told = whole[0]
    for listing in (told.progress, told.revisions, told.targets):
        sheet = book[listing.title]
        for at, row in enumerate(listing.rows, 3):
            for place, (column, cell) in enumerate(zip(listing.columns, row, strict=True), 1):
                found = sheet.cell(at, place).value
                if isinstance(cell, Decimal):
                    if len(cell.normalize().as_tuple().digits) <= EXACT_DIGITS:
                        assert found == float(cell)
                    else:  # the format keeps 16 digits of what was computed
                        assert column.kind != "decimal"
                        assert found == pytest.approx(float(cell), rel=1e-15)
                elif isinstance(cell, datetime):
                    assert found == cell.replace(tzinfo=None)
                elif isinstance(cell, date):
                    assert isinstance(found, datetime)
                    assert found.date() == cell
                elif cell is None:
                    assert found is None


def test_a_status_is_said_by_symbol_word_and_colour(
    whole: tuple[Records, bytes], book: Workbook
) -> None:
    progress = whole[0].progress
    place, sheet = progress.place("status"), book[progress.title]
    for at, row in enumerate(progress.rows, 3):
        look = theme.STATUS[str(row[place])]
        cell = sheet.cell(at, place + 1)
        assert str(cell.value).startswith(look.symbol)
        assert cell.font.color.rgb == f"FF{look.ink[1:]}"


def test_headings_stay_in_sight_and_can_be_filtered(
    whole: tuple[Records, bytes], book: Workbook
) -> None:
    told = whole[0]
    for listing in (*told.listings[2:], told.targets):
        sheet = book[listing.title]
        assert sheet.freeze_panes == "B3"
        assert sheet.auto_filter.ref.startswith("A2:")
        assert "演示数据" in sheet["A1"].value
    place = told.progress.place("completion")
    at = next(n for n, row in enumerate(told.progress.rows, 3) if row[place] is not None)
    assert book["进展"].cell(at, place + 1).number_format == "0.0%"


def test_charts_are_native_and_point_at_numbers(whole: tuple[Records, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(whole[1])) as file:
        charts = [n for n in file.namelist() if n.startswith("xl/charts/chart")]
        pictures = [n for n in file.namelist() if n.startswith("xl/media/")]
        first = file.read(charts[0]).decode()
    assert (len(charts), len(pictures)) == (40, 9)
    assert "<c:f>" in first
    assert "<c:ptCount" in first


def test_the_mark_is_carried_in_pieces_that_excel_keeps(whole: tuple[Records, bytes]) -> None:
    told, data = whole
    assert carried(data) == told.mark
    parts = properties(told.mark)
    assert len(parts) > 1
    assert all(len(part) <= PART for _, part in parts)


def test_nothing_typed_runs_or_points_anywhere(demo_office: Office) -> None:
    told, made = given(demo_office, "zh", "targets", "T03-1")
    bad = '=HYPERLINK("http://x","y")\x07\ud800'
    rows = tuple(
        tuple(bad if isinstance(c, str) and k.name in ("note", "author") else c
              for k, c in zip(told.revisions.columns, row, strict=True))
        for row in told.revisions.rows
    )  # fmt: skip
    made = replace(made, title=bad, issuer=bad)
    data = xlsx(replace(told, revisions=replace(told.revisions, rows=rows)), made)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {n: file.read(n).decode() for n in file.namelist() if n.endswith((".xml", ".rels"))}
    assert not [n for n, text in parts.items() if "<f>" in text]
    assert not [n for n, text in parts.items() if 'TargetMode="External"' in text]


def test_many_rows_are_written_one_after_another(
    demo_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, made = given(demo_office, "zh", "targets", "T03-1")
    kept = load_workbook(io.BytesIO(xlsx(told, made)))
    monkeypatch.setattr("lib.exports.workbook.LONG", 10)
    streamed = load_workbook(io.BytesIO(xlsx(told, made)))
    for name in ("进展", "实际值", "修订"):
        assert list(streamed[name].values) == list(kept[name].values)


def test_lying_bars_start_at_the_left_with_the_first_on_top() -> None:
    """XlsxWriter calls the axis that lies x: the turned one must be that of the words."""
    series = Series("甲", "part_1", "bar", ("一", "二"), (Decimal(1), Decimal(2)))
    lying = Chart("x", "题", "stacked", "category", "%", (series,), horizontal=True)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        plotted = Plotted("Sheet1", 0, 0)
        drawn = bar_chart(book, lying, plotted)
        book.add_worksheet("Sheet1").insert_chart(0, 0, drawn)
    with zipfile.ZipFile(out) as file:
        xml = file.read("xl/charts/chart1.xml").decode()
    turned = {
        kind: re.search(rf"<c:{kind}>.*?<c:orientation val=\"(\w+)\"/>", xml)
        for kind in ("catAx", "valAx")
    }
    assert {kind: found[1] for kind, found in turned.items() if found} == {
        "catAx": "maxMin",
        "valAx": "minMax",
    }
