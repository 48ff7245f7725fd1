import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import plotly
import plotly.graph_objects as go
import pytest

from lib import texts
from lib.charts.completion import completion
from lib.charts.trajectory import trajectory
from lib.figure import config, figure, picture
from lib.figure.text import nice_ticks, text_width, tick_words, wrap
from tests.charts_data import CAPTION, behind, target

D = Decimal


@pytest.mark.parametrize("lang", texts.LANGS)
def test_plotly_takes_every_property_of_a_figure(lang):
    for chart in (trajectory(behind(), lang, CAPTION), completion([behind()], lang, CAPTION)):
        drawn = figure(chart)
        assert json.loads(json.dumps(drawn)) is not None
        assert go.Figure(drawn).layout.meta["chart"] == chart.name


def test_words_from_data_are_shown_letter_by_letter():
    odd = replace(behind(), target=target(indicator_zh='<a href="//x">甲</a>'))
    layout = figure(trajectory(odd, "zh", CAPTION))["layout"]
    assert layout["title"]["text"] == "&lt;a href=&quot;//x&quot;&gt;甲&lt;/a&gt;：196 户"


def leaves(node, path=()):
    """Every value of a figure with the keys that lead to it; places in lists do not count."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    elif isinstance(node, list | tuple):
        for value in node:
            yield from leaves(value, path)
    else:
        yield path, node


@pytest.mark.parametrize(
    "odd",
    ['<a href="//x">甲</a>', "%{customdata}甲", "javascript:甲", "<b>甲</b>{y}", "$x$甲", "{甲}"],
)
def test_words_from_data_are_values_of_a_figure_and_never_its_properties(odd):
    def figures(name):
        row = replace(behind(), target=target(indicator_zh=name))
        return [
            figure(made)
            for made in (trajectory(row, "zh", CAPTION), completion([row], "zh", CAPTION))
        ]

    for evil, plain in zip(figures(odd), figures("甲"), strict=True):
        assert {path for path, _ in leaves(evil)} == {path for path, _ in leaves(plain)}
        said = [(path[-1], v) for path, v in leaves(evil) if isinstance(v, str) and "甲" in v]
        assert said
        # alt is an attribute for those who cannot see the chart; nothing reads it as markup.
        drawn = [value for name, value in said if name != "alt"]
        assert [value for value in drawn if "<a" in value or "<b>甲" in value] == []
        assert {name for name, _ in said} & {
            "hovertemplate",
            "texttemplate",
            "href",
            "src",
        } == set()


def test_labels_of_marks_close_together_keep_apart():
    near = replace(behind(), baseline=D(195), as_of=date(2022, 12, 20))
    layout = figure(trajectory(near, "zh", CAPTION))["layout"]
    shifts = {n["text"]: n["yshift"] for n in layout["annotations"] if n["font"]["size"] == 13}
    assert shifts["目标 196 户"] - shifts["基期（2021年）195 户"] >= 14
    assert shifts["期限 2022年12月31日"] - shifts["截至 2022年12月20日"] >= 18


def test_values_too_close_to_write_keep_the_newest():
    days = tuple((date(2022, 9, day), D(160 + day)) for day in range(1, 31))
    drawn = figure(trajectory(replace(behind(), history=days), "zh", CAPTION))
    labels = next(t["text"] for t in drawn["data"] if t["meta"] == "actual")
    assert labels[-1] == "190"
    assert 1 <= sum(1 for label in labels if label) < 10


def test_bars_start_at_zero():
    assert figure(completion([behind()], "zh", CAPTION))["layout"]["xaxis"]["range"][0] == 0


def test_a_chart_cannot_be_zoomed_and_offers_one_button_in_the_readers_language():
    chart = trajectory(behind(), "zh", CAPTION)
    settings = config("zh", chart)
    assert settings["displaylogo"] is False
    assert settings["scrollZoom"] is False
    assert settings["modeBarButtons"] == [["toImage"]]
    chinese = settings["locales"]["zh-CN"]
    assert chinese["dictionary"]["Download plot as a PNG"] == "下载图片"
    assert chinese["format"]["shortDays"][0] == "周日"
    assert figure(chart)["layout"]["xaxis"].get("fixedrange", True)


def test_a_picture_is_named_by_its_title_without_signs():
    assert picture(trajectory(behind(), "zh", CAPTION)) == "高企数-196-户"


def test_text_is_broken_at_spaces_and_between_chinese_characters_but_not_before_a_stop():
    assert wrap("High-tech firms in the city", 10, 100) == ["High-tech firms", "in the city"]
    assert wrap("高新技术，企业数量", 10, 40) == ["高新技", "术，企业", "数量"]
    assert wrap("", 10) == [""]


def test_chinese_is_twice_as_wide_as_it_looks_in_characters():
    assert text_width("玉溪", 10) == 20
    assert text_width("ab", 10) == pytest.approx(11.2)


def test_ticks_are_round_numbers_around_the_values():
    assert nice_ticks(D(0), D(196)) == [D(0), D(50), D(100), D(150), D(200)]
    assert tick_words([D(0), D("0.5"), D(1200)], "户") == ["0", "0.5", "1,200"]
    assert tick_words([D(50)], "%") == ["50%"]


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_reader_saves_the_whole_picture_without_any_other_server(kind, browser_page):
    """The library comes from our own address once, and title and source are in the picture."""
    page, asked = browser_page(trajectory(behind(), "zh", CAPTION), kind)
    for _ in range(2):
        with page.expect_download() as saved:
            page.click("button")
    data = saved.value.path().read_bytes()
    assert saved.value.suggested_filename == f"高企数.{kind}"
    assert asked == ["http://board.test/", "http://board.test/pictures/plotly.min.js"]
    if kind == "png":
        assert data[:4] == b"\x89PNG"
        assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (2560, 1440)
    else:
        words = data.decode()
        assert 'width="1280" height="720"' in words
        assert all(part in words for part in ("高企数：196 户", "截至 2022年10月15日", "演示数据"))


@pytest.fixture
def browser_page(page):
    """A page as Streamlit lays it out, with a drawn chart and one button; plotly is not global."""
    library = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    script = (Path(__file__).parent.parent / "static" / "picture.js").read_text(encoding="utf-8")

    def open_page(chart, kind):
        drawn = json.dumps(figure(chart))
        asked = []
        html = (
            f'<div class="st-key-c"><div class="js-plotly-plot"></div></div>'
            f'<button data-picture="{kind}" data-chart="c" data-name="高企数">x</button>'
            f"<script>Object.assign(document.querySelector('.js-plotly-plot'), {drawn});"
            f"{script}</script>"
        )

        def answer(route):
            asked.append(route.request.url)
            if route.request.url.endswith("/pictures/plotly.min.js"):
                route.fulfill(path=library, content_type="text/javascript")
            else:
                route.fulfill(body=html, content_type="text/html; charset=utf-8")

        page.route("**/*", answer)
        page.goto("http://board.test/")
        return page, asked

    return open_page


def test_a_line_of_very_many_points_is_not_hidden_by_their_rims():
    from datetime import date, timedelta
    from decimal import Decimal

    from lib.charts.chart import Chart, Series
    from lib.figure import figure

    def modes(count: int) -> set[str]:
        days = tuple(date(2022, 1, 1) + timedelta(n) for n in range(count))
        series = Series("实际值", "actual", "line", days, tuple(Decimal(n) for n in range(count)))
        chart = Chart("many", "很多点", "lines", "date", "名", (series,))
        return {trace["mode"] for trace in figure(chart)["data"] if trace.get("meta") == "actual"}

    assert modes(20) == {"lines+markers"}
    assert modes(1000) == {"lines"}
