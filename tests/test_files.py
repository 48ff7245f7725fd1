"""Slides, documents and pictures open, and hold and say what they should."""

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import docx as word
import openpyxl
import pptx as point
import pytest
from PIL import Image
from pptx.util import Pt

from lib import store, texts
from lib.charts.chart import Chart
from lib.exports.document import docx
from lib.exports.native import plot
from lib.exports.paper import first_page, pdf
from lib.exports.pictures import picture, pictures
from lib.exports.slides import first_slides, pptx
from lib.issues import Refusal
from lib.report import Ask, Picture, Report, mark
from lib.report.mark import NAME
from lib.reporting import report
from lib.typesetting import OWN
from tests.conftest import MadeUp
from tests.office import opened

BUSY = date(2023, 11, 1)
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
WANTED = (
    ("meeting", "zh"),
    ("themes", "zh"),
    ("bulletin", "zh"),
    ("notice", "zh"),
    ("tasks", "zh"),
    ("meeting", "en"),
    ("bulletin", "en"),
)


@pytest.fixture(scope="module")
def told(
    made_up: MadeUp, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[tuple[str, str], Report]]:
    """The reports of the demonstration on a busy day."""
    file = tmp_path_factory.mktemp("files") / "demo.duckdb"
    made_up.copy(file)
    with pytest.MonkeyPatch.context() as patch, opened(file, patch, kind="demo") as at:
        seq = at.seq_at(BUSY)
        last = store.meetings(at.db, store.head(at.db))[-1].meeting_id
        yield {
            (content, lang): report(at, Ask(content, "pptx", lang, seq, BUSY, meeting=last))
            for content, lang in WANTED
        }


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def carried(parts: dict[str, bytes]) -> mark.Mark:
    root = ElementTree.fromstring(parts["docProps/custom.xml"])
    assert root[0].get("name") == NAME
    return mark.read(root[0][0].text or "")


def text_of(data: bytes) -> str:
    """What a reader of PDF finds when it searches."""
    from pypdf import PdfReader

    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


# ---- charts that can be edited ----


def numbers(xml: bytes, tag: str) -> list[list[Decimal]]:
    return [
        [Decimal(v.text or "") for v in series.iterfind(f"{C}{tag}//{C}numCache/{C}pt/{C}v")]
        for series in ElementTree.fromstring(xml).iter(f"{C}ser")
    ]


def in_workbook(data: bytes) -> list[list[float]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    columns = sheet.iter_cols(min_row=2, values_only=True)
    return [[v for v in c if isinstance(v, int | float)] for c in columns]


def drawn_values(chart: Chart) -> list[list[Decimal]]:
    return [[v for v in s.y if v is not None] for s in chart.series if s.shape != "band"]


def test_native_charts_hold_the_numbers_of_the_store_to_the_last_digit(told):
    charts = [c for r in told.values() for c in r.charts]
    native = [(c, made) for c in charts if (made := plot(c, "zh")) is not None]
    assert {c.kind for c, _ in native} == {"lines", "bars", "stacked"}
    for chart, made in native:
        shown = numbers(made.xml, "yVal" if chart.kind == "lines" else "val")
        inside = in_workbook(made.workbook)
        for values in drawn_values(chart):
            assert values in shown
            assert [float(f"{float(v):.16G}") for v in values] in inside or not values


def test_series_of_one_chart_have_as_many_rows_as_each_other(told):
    for chart in told["meeting", "zh"].charts:
        made = plot(chart, "zh")
        counts = re.findall(rb'<c:numCache>.*?<c:ptCount val="(\d+)"', made.xml if made else b"")
        assert len(set(counts)) <= 1


# ---- slides ----


def test_every_slide_says_demonstration_moment_and_fingerprint(told):
    report_ = told["meeting", "zh"]
    deck = point.Presentation(io.BytesIO(pptx(report_)))
    assert (deck.slide_width or 0) / (deck.slide_height or 1) == pytest.approx(16 / 9)
    assert len(deck.slides) == len(report_.sections) + 1
    for slide in deck.slides:
        words = "\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
        assert texts.t("zh", "chart.demo") in words
        assert report_.stamp.moment in words
        assert report_.mark.code in words


def test_a_slide_is_titled_by_its_finding_and_noted_with_its_reasons(told):
    report_ = told["meeting", "zh"]
    deck = point.Presentation(io.BytesIO(pptx(report_)))
    for slide, section in zip(list(deck.slides)[1:], report_.sections, strict=True):
        assert slide.shapes.title is not None
        assert slide.shapes.title.text_frame.text == section.title
        notes = slide.notes_slide.notes_text_frame
        assert notes is not None
        assert all(note in notes.text for note in section.notes)


def test_charts_on_slides_are_charts_or_shapes_never_pictures(told):
    deck = point.Presentation(io.BytesIO(pptx(told["themes", "zh"])))
    kinds = [s.shape_type for slide in deck.slides for s in slide.shapes]
    shown = sum(isinstance(b, Picture) for s in told["themes", "zh"].sections for b in s.blocks)
    assert sum("CHART" in str(k) or "GROUP" in str(k) for k in kinds) == shown
    assert not [k for k in kinds if "PICTURE" in str(k)]


def test_the_table_of_all_tasks_goes_on_over_slides_with_its_headings(told):
    deck = point.Presentation(io.BytesIO(pptx(told["tasks", "zh"])))
    tables = [s.table for slide in deck.slides for s in slide.shapes if s.has_table]
    assert len(tables) > 1
    rows = sum(len(t.rows) - 1 for t in tables)
    assert rows == 58
    assert len({t.cell(0, 0).text_frame.text for t in tables}) == 1


def test_slides_on_the_offices_template_have_its_size_and_none_of_its_slides(told):
    own = point.Presentation()
    own.slides.add_slide(own.slide_layouts[0])
    out = io.BytesIO()
    own.save(out)
    deck = point.Presentation(io.BytesIO(pptx(told["meeting", "zh"], out.getvalue())))
    assert (deck.slide_width, deck.slide_height) == (own.slide_width, own.slide_height)
    assert len(deck.slides) == len(told["meeting", "zh"].sections) + 1
    assert {s.slide_layout.name for s in deck.slides} == {"Title Only"}


def upright() -> bytes:
    own = point.Presentation()
    own.slide_width, own.slide_height = Pt(540), Pt(960)
    out = io.BytesIO()
    own.save(out)
    return out.getvalue()


def untitled() -> bytes:
    own = point.Presentation()
    for layout in list(own.slide_layouts):
        if layout.name != "Blank":
            own.slide_layouts.remove(layout)
    out = io.BytesIO()
    own.save(out)
    return out.getvalue()


def with_macros() -> bytes:
    out = io.BytesIO(upright())
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("ppt/vbaProject.bin", b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("template", "why"),
    [
        (lambda: b"PK nothing", "template_unreadable"),
        (untitled, "template_layout"),
        (upright, "template_room"),
        (with_macros, "template_macros"),
    ],
)
def test_a_template_that_cannot_serve_is_refused_with_a_clear_word(told, template, why):
    with pytest.raises(Refusal) as refused:
        pptx(told["meeting", "zh"], template())
    assert refused.value.code == why
    assert texts.t("zh", f"refusal.{why}") != f"refusal.{why}"


def test_the_first_slides_are_shown_as_they_lie_in_the_file(told):
    report_ = told["themes", "zh"]
    picture_, count = first_slides(pptx(report_), report_)
    assert count == len(point.Presentation(io.BytesIO(pptx(report_))).slides)
    image = Image.open(io.BytesIO(picture_)).convert("RGB")
    assert image.width / image.height == pytest.approx(960 / (2 * 540 + 16), rel=0.01)
    half = image.crop((0, image.height // 2 + 20, image.width, image.height))
    assert len(half.getcolors(maxcolors=100_000) or ()) > 50  # a chart, words and a chip


# ---- documents ----


def test_a_word_document_lies_as_the_standard_for_official_papers_asks(told):
    document = word.Document(io.BytesIO(docx(told["bulletin", "zh"])))
    page = document.sections[0]
    sizes = (page.page_width, page.page_height, page.top_margin, page.left_margin)
    assert [round(v.mm) for v in sizes if v is not None] == [210, 297, 37, 28]
    body = document.styles["Body Text"].element.xml
    assert 'w:eastAsia="仿宋"' in body
    assert 'w:val="32"' in body  # half points
    assert texts.t("zh", "chart.demo") in page.header.paragraphs[0].text


def test_charts_of_a_word_document_hold_their_numbers(told):
    parts = unpacked(docx(told["meeting", "zh"]))
    charts = [n for n in parts if n.startswith("word/charts/chart")]
    books = [n for n in parts if n.endswith(".xlsx")]
    assert len(charts) == len(books) == 6
    for name in charts:
        (rel,) = re.findall(rb'Target="([^"]+)"', parts[f"word/charts/_rels/{name[12:]}.rels"])
        inside = in_workbook(
            parts["word/" + rel.decode().removeprefix("../").removeprefix("/word/")]
        )
        for values in numbers(parts[name], "yVal"):
            assert [float(v) for v in values] in inside


def test_words_in_a_pdf_are_found_by_searching(told):
    found = text_of(pdf(told["bulletin", "zh"]))
    for wanted in ("牵头部门", "高新技术企业数", "演示数据", told["bulletin", "zh"].mark.code):
        assert wanted in found


def test_a_pdf_tells_its_title_mark_and_language(told):
    from pypdf import PdfReader

    report_ = told["bulletin", "en"]
    made = PdfReader(io.BytesIO(pdf(report_)))
    assert made.metadata is not None
    assert made.metadata.title == report_.title
    assert mark.read(made.metadata["/Keywords"]) == report_.mark
    assert made.root_object["/Lang"] == "en"
    assert [round(float(v)) for v in made.pages[0].mediabox[2:]] == [595, 842]


def test_a_notice_goes_to_each_department_on_pages_of_its_own(told):
    report_ = told["notice", "zh"]
    _, pages = first_page(report_)
    titles = text_of(pdf(report_)).count(report_.title)
    assert titles == len(report_.sections)
    assert pages >= len(report_.sections)


# ---- pictures ----


def test_a_picture_is_as_large_as_asked_and_carries_the_mark(told):
    report_ = told["meeting", "zh"]
    chart = report_.charts[0]
    sizes = []
    for scale in (1, 2, 4):
        image = Image.open(io.BytesIO(picture(chart, report_.mark, "png", scale)))
        sizes.append(image.width)
        assert mark.read(image.info[NAME]) == report_.mark
    assert sizes == [960, 1920, 3840]


def test_a_transparent_picture_has_no_ground(told):
    chart, carries = told["meeting", "zh"].charts[0], told["meeting", "zh"].mark
    corner = {
        clear: Image.open(io.BytesIO(picture(chart, carries, "png", 1, transparent=clear)))
        .convert("RGBA")
        .getpixel((0, 0))
        for clear in (True, False)
    }
    assert corner == {True: (0, 0, 0, 0), False: (255, 255, 255, 255)}


def test_a_drawing_in_svg_has_title_mark_and_no_links(told):
    chart, carries = told["meeting", "zh"].charts[0], told["meeting", "zh"].mark
    root = ElementTree.fromstring(picture(chart, carries, "svg"))
    space = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{space}title") == chart.title
    assert mark.read(root.findtext(f"{space}metadata") or "") == carries
    assert not list(root.iter(f"{space}a"))
    assert not list(root.iter(f"{space}script"))


def test_all_pictures_come_in_the_order_of_the_report_with_their_numbers(told):
    report_ = told["themes", "zh"]
    parts = unpacked(pictures(report_, "png"))
    names = [n for n in parts if n.endswith(".png")]
    assert names == sorted(names)
    assert len(names) == len(report_.charts)
    for name, chart in zip(names, report_.charts, strict=True):
        lines = parts[name[:-4] + ".csv"].decode("utf-8-sig").splitlines()
        assert lines[0].split(",")[0] == chart.columns[0]
        assert "演示数据" in lines[-1]
    assert '"演示数据' in parts["manifest.json"].decode()


@pytest.mark.parametrize("maker", [docx, pptx])
def test_office_files_carry_the_mark_and_point_nowhere(told, maker):
    parts = unpacked(maker(told["meeting", "en"]))
    assert carried(parts) == told["meeting", "en"].mark
    rels = b"".join(data for name, data in parts.items() if name.endswith(".rels"))
    assert b'TargetMode="External"' not in rels


def test_a_computer_without_a_chinese_face_sets_pictures_in_ours(tmp_path):
    """One packed file of the seven: unpacking them all takes eleven seconds, once."""
    (tmp_path / "own").mkdir()
    shutil.copy(OWN / "yuxi-sans-400-words.woff2", tmp_path / "own")
    code = (
        "import sys, typst, pathlib, lib.typesetting as t\n"
        "t.installed = lambda: frozenset()\n"
        "t.OWN = pathlib.Path(sys.argv[1])\n"
        "plain = typst.Fonts\n"
        "t.typst.Fonts = lambda font_paths=(): plain(include_system_fonts=False,"
        " font_paths=list(font_paths))\n"
        "made = t.compiled('#set page(width: auto, height: auto)\\n#set text(font: '"
        " + t.faces() + ')\\n高新技术企业', 'svg')\n"
        "print(t.chinese(), sum('Sans SC' in f for f in t.families()), made.count(b'<use'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "own")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert done.stdout.split() == ["False", "1", "6"], done.stderr[-2000:]
