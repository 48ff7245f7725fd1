"""A chart drawn without a browser says what the screen says, inside its picture."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lib import texts
from lib.charts.chart import Chart, Series
from lib.charts.completion import completion
from lib.charts.trajectory import trajectory
from lib.drawing import Box, Disc, Drawing, Path, Words, draw, drawing
from lib.drawing.lettering import Place, block, lines
from lib.exports.markup import page
from lib.typesetting import compiled
from tests.charts_data import CAPTION, behind, silent, target

D = Decimal


def said(picture: Drawing) -> list[str]:
    return ["".join(r.text for r in s.runs) for s in picture.shapes if isinstance(s, Words)]


def ends(picture: Drawing) -> tuple[float, float, float, float]:
    """How far marks reach: left, top, right, bottom; of words the spot where they stand."""
    xs: list[float] = []
    ys: list[float] = []
    for shape in picture.shapes:
        if isinstance(shape, Path):
            xs += [x for x, _ in shape.spots]
            ys += [y for _, y in shape.spots]
        elif isinstance(shape, Box):
            xs += [shape.x, shape.x + shape.width]
            ys += [shape.y, shape.y + shape.height]
        else:
            xs.append(shape.x)
            ys.append(shape.y)
    return min(xs), min(ys), max(xs), max(ys)


def lines_of(*values: int | None) -> Chart:
    days = tuple(date(2022, month, 1) for month in range(1, len(values) + 1))
    y = tuple(None if v is None else D(v) for v in values)
    series = Series("甲", "actual", "line", days, y)
    return Chart("x", "题", "lines", "date", "户", (series,), ticks=((days[0], "一月"),))


@pytest.mark.parametrize("lang", texts.LANGS)
@pytest.mark.parametrize("width", [660, 884])
def test_everything_lies_inside_the_picture(lang, width):
    for chart in (trajectory(behind(), lang, CAPTION), completion([behind()], lang, CAPTION)):
        picture = draw(chart, width)
        left, top, right, bottom = ends(picture)
        assert left >= 0
        assert top >= 0
        assert right <= picture.width == width
        assert bottom <= picture.height


def test_title_values_deadline_and_source_are_in_the_picture():
    told = said(draw(trajectory(behind(), "zh", CAPTION)))
    assert "高企数：196 户" in told
    assert "目标 196 户" in told
    assert any(line.startswith("期限 2022年12月31日") for line in told)
    assert any("演示数据" in line for line in told)


def test_a_gap_is_not_bridged():
    strokes = [
        len(s.spots)
        for s in draw(lines_of(1, 2, None, 4, 5, 6)).shapes
        if isinstance(s, Path) and s.stroke == "#24459B"
    ]
    assert strokes == [2, 3]


def test_a_lone_value_between_gaps_still_has_its_point():
    dots = [s for s in draw(lines_of(1, None, 3, None, 5)).shapes if isinstance(s, Disc)]
    assert len(dots) == 3


def test_rank_one_stands_on_top():
    chart = replace(lines_of(10, 1), reversed_values=True)
    first, last = (s for s in draw(chart).shapes if isinstance(s, Disc))
    assert last.y < first.y


def test_silence_says_why_and_draws_no_axis():
    told = draw(trajectory(silent(), "zh", CAPTION))
    assert not [s for s in told.shapes if isinstance(s, Path | Box | Disc)]
    assert any("报送" in line or "数据" in line for line in said(told))


def test_words_on_ticks_beside_the_axis_are_left_out():
    chart = lines_of(1, 2, 3)
    early = replace(chart, ticks=((date(2020, 1, 1), "太早"), *chart.ticks))
    assert "太早" not in said(draw(early))


def test_tags_become_looks_and_nothing_else_does():
    (first, second) = lines(
        '<b>甲</b> <span style="color:#FF0000">乙&lt;i&gt;</span><br>丙', 12, "#000000"
    )
    assert [(r.text, r.bold, r.color) for r in first] == [
        ("甲", True, "#000000"),
        (" ", False, "#000000"),
        ("乙<i>", False, "#FF0000"),
    ]
    assert second[0].text == "丙"


def test_a_block_above_its_spot_ends_above_it():
    told = block("甲<br>乙", 10, "#000000", Place(0, 100, "left", "bottom", "left"))
    assert [round(w.y, 1) for w in told] == [84.1, 97.1]


def test_a_figure_can_be_drawn_flatter():
    from lib.present.large import large

    chart = trajectory(behind(), "zh", CAPTION)
    flat = drawing(large(chart), 860, 260, "")
    assert ends(flat)[3] <= 260


def test_code_in_a_name_is_printed_and_not_run():
    evil = target(indicator_zh='#panic("x") $ * _ @a <b> \\u{1} "')
    chart = trajectory(replace(behind(), target=evil), "zh", CAPTION)
    assert compiled(page(draw(chart)), "png", 48).startswith(b"\x89PNG")
