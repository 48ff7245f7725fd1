"""The picture of a table and its sentences: what a person sees before anything is imported."""

import re
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from lib import texts
from lib.plan.targets import load_names
from lib.screen.layout_words import control_name, describe, option_names
from lib.screen.pieces import Pen
from lib.screen.sheet_picture import MOST_COLUMNS, PARTS, picture
from lib.upload.foreign.choices import controls
from lib.upload.foreign.labels import MEANT
from lib.upload.foreign.lines import KINDS
from lib.upload.foreign.reading import ROLES
from lib.upload.grid import Grid
from tests import browser
from tests.shipped import ROOT
from tests.tables import DATA, grid, known, reading, regions

TABLE = """
2021—2022年各县区高新技术企业情况,,,,,
单位：户,,,,,
序号,地区,2021年,,2022年,
,,计划,实际,计划,实际
1,红塔区,20,16,40,35
2,江川区,10,8,20,14
,合计,30,24,60,49
注：高新区单列。,,,,,
填表人：张三,,审核人：李四,,填报日期：2023年1月5日,
"""


def pen(lang: str) -> Pen:
    names = load_names((DATA / "names.csv").read_text(encoding="utf-8"))
    names |= {r.zh: r.en for r in regions()}
    return Pen(lang, names, ZoneInfo("Asia/Shanghai"), {r.code: r.zh for r in regions()})


def drawn(of: Grid, lang: str = "zh", **chosen: str) -> str:
    return picture(pen(lang), of, reading(of, **chosen), known())


def lines(html: str) -> dict[int, str]:
    """Word of each line by its number."""
    found = re.findall(r'<th scope=row>(\d+)</th><td class="what [^"]*">([^<]*)</td>', html)
    return {int(line): word for line, word in found}


def test_every_line_has_its_number_and_its_word():
    html = drawn(grid(TABLE))
    assert lines(html) == {
        1: "标题",
        2: "标题",
        3: "表头",
        4: "表头",
        5: "数据",
        6: "数据",
        7: "合计",
        8: "注释",
        9: "填表信息",
    }
    heads = re.findall(r"<th scope=col>([^<]*)</th>", html)
    assert heads == ["行", "A", "B", "C", "D", "E", "F"]
    roles = re.search(r'<tr class="roles">(.*?)</tr>', html)
    assert roles
    assert re.findall(r"<td[^>]*>([^<]*)</td>", roles[1]) == [
        "不采用",
        "地区",
        "不采用",
        "数值",
        "不采用",
        "数值",
    ]


def test_the_legend_says_every_shade_that_is_used_in_words():
    html = drawn(grid(TABLE))
    used = set(re.findall(r"is-(\w+)", html))
    keys = dict(re.findall(r'<span class="key is-(\w+)">([^<]*)</span>', html))
    assert set(keys) == used
    assert keys["total"] == "合计"
    css = (ROOT / "static" / "style.css").read_text(encoding="utf-8")
    assert [part for part in PARTS if f".is-{part} " not in css] == []


@pytest.mark.parametrize("lang", texts.LANGS)
def test_every_kind_part_and_role_has_a_word(lang):
    for kind in KINDS:
        assert texts.t(lang, f"layout.line.{kind}")
    for part in PARTS:
        assert texts.t(lang, f"layout.part.{part}")
    for role in ROLES:
        assert texts.t(lang, f"layout.role.{role or 'none'}")


def test_what_waits_for_a_person_is_marked():
    html = drawn(grid("2022年\n地区,国家级\n红塔区,35\n"))
    assert '<td class="is-ask">待说明</td>' in html
    assert '<td class="is-ask">35</td>' in html


def test_what_a_file_holds_is_shown_and_never_obeyed():
    bad = "<img src=x onerror=alert(1)>'\"&"
    html = drawn(Grid("s", [[bad], ["地区", bad], [bad * 20, bad]], [1, 2, 3]))
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert" in html
    assert 'title="&lt;img' in html


def test_only_the_ends_of_a_long_table_are_drawn():
    rows = [["高新技术企业数"], ["地区", "2022年"], *[["红塔区", str(n)] for n in range(500)]]
    html = drawn(Grid("s", rows, list(range(1, 503))))
    assert list(lines(html)) == [*range(1, 16), *range(495, 503)]
    assert "中间 479 行未显示" in html
    wide = drawn(Grid("s", [[str(n) for n in range(100)]] * 3, [1, 2, 3]))
    assert "右边还有 60 列未显示" in wide
    assert wide.count("<th scope=col>") == MOST_COLUMNS + 1


def test_a_header_far_down_is_drawn_too():
    rows = [["说明"] for _ in range(40)]
    rows += [["地区", "2021年", "2022年"], *[["红塔区", "1", "2"] for _ in range(60)]]
    html = drawn(Grid("s", rows, list(range(1, 102))))
    assert lines(html)[41] == "表头"


def test_the_reading_is_said_in_sentences():
    assert describe(pen("zh"), grid(TABLE), reading(grid(TABLE)), known()) == [
        "表头：第 3—4 行",
        "数据：第 5—7 行，其中 2 行有数",
        "每一行是：地区",
        "每一列是：时期",
        "指标：T03-1 高新技术企业数（第 1 行）",
        "单位：户（第 2 行）",
        "跳过 3 行：合计 1、注释 1、填表信息 1",
        "不采用 3 列：序号、2021年/计划、2022年/计划",
    ]
    other = grid("指标,2022年\n高新技术企业数,196\n")
    assert describe(pen("en"), other, reading(other, period="2022"), known()) == [
        "Header: line 1",
        "Data: lines 2–2, of which 1 hold values",
        "Each line is: indicator",
        "Each column is: period",
        "Period: 2022 (chosen by hand)",
        "No region is given: taken for Yuxi",
        "No unit is given: the targets' own units",
    ]
    assert describe(pen("zh"), grid(""), reading(grid("")), known()) == [
        "没有找到表格：要有一行表头，下面有数据。请换一个工作表，或用模板填报。"
    ]


@pytest.mark.parametrize("lang", texts.LANGS)
def test_every_choice_has_a_name_and_every_value_a_word(lang):
    table = grid(TABLE + "经开区,,1,2,3,4\n")
    read = reading(table, **{f"{MEANT}红塔区": "530402"})
    found = controls(table, read, known())
    assert len({control_name(pen(lang), c) for c in found}) == len(found)
    for control in found:
        words = option_names(pen(lang), control, known())
        assert list(words) == list(control.allowed)
        assert all(words.values())
    named = {control.name: control for control in found}
    zh = option_names(pen("zh"), named["totals"], known())
    assert zh == {"skip": "不采用", "city": "作为全市数"}


@pytest.mark.browser
@pytest.mark.skipif(browser.SWITCHED_OFF, reason="NO_BROWSER is set")
def test_a_wide_table_scrolls_in_itself_on_a_small_screen(page: Page) -> None:
    heads = ["地区", *[f"{year}年" for year in range(1990, 2025)]]
    rows = [["高新技术企业数"], heads, ["红塔区", *["123456.789"] * 35]]
    html = drawn(Grid("s", rows, [1, 2, 3]))
    css = (ROOT / "static" / "style.css").read_text(encoding="utf-8")
    page.set_content(f"<!doctype html><style>{css}</style>{html}")
    width = page.evaluate("document.documentElement.scrollWidth")
    inner = page.evaluate("document.querySelector('.sheet-scroll').scrollWidth")
    assert width <= 1366 < inner
