"""One look for every page: its typeface, its traces, its width, its words and numbers."""

import ast
import re
import tomllib
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from playwright.sync_api import Browser

from lib import texts, theme
from lib.screen import due
from tests import browser
from tests.server import Server
from tests.shipped import ROOT
from tests.walk import Seen

WINDOWS = """
<match target="scan"><test name="family"><string>Noto Sans CJK SC</string></test>
<edit name="family" mode="assign"><string>Microsoft YaHei</string></edit></match>
"""
NO_CHINESE = """
<selectfont><rejectfont><pattern><patelt name="lang"><string>zh-cn</string></patelt></pattern>
</rejectfont></selectfont>
"""


def test_streamlit_charts_and_style_name_the_same_typefaces_and_windows_comes_first() -> None:
    asked = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    css = (ROOT / "static" / "style.css").read_text(encoding="utf-8")
    files = set(re.findall(r"fonts/[\w-]+\.woff2", css))

    assert {asked["theme"][name] for name in ("font", "headingFont", "codeFont")} == {theme.FONT}
    assert theme.FONT.split(",")[:3] == ["'Microsoft YaHei'", "'PingFang SC'", "'Yuxi Sans'"]
    assert 'font-family: "Yuxi Sans"' in css
    assert files == {f"fonts/{file.name}" for file in (ROOT / "static/fonts").glob("*.woff2")}


def test_what_is_provisional_or_not_yet_owed_has_a_broken_edge() -> None:
    css = (ROOT / "static" / "style.css").read_text(encoding="utf-8")

    assert ".chip.unsure { border-style: dashed; }" in css
    assert due.LOOKS["missing"] == due.LOOKS["upcoming"] == "unsure"


def test_every_page_of_the_product_is_walked() -> None:
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    given = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    pages = set(ast.literal_eval(given["PAGES"]))

    assert {where.split("?")[0] or "overview" for where in browser.ADDRESSES} >= pages


def drawn_with(
    chromium: Browser, folder: Path, fonts: str, words: str, server: Server
) -> tuple[set[str], list[str]]:
    """The typefaces a browser takes on a machine with these fonts, and what it fetches."""
    setting = folder / "fonts.conf"
    setting.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>{fonts}'
        f"<cachedir>{folder}/cache</cachedir></fontconfig>"
    )
    asked: list[str] = []
    opened = browser.start(chromium.browser_type, FONTCONFIG_FILE=str(setting))
    page = opened.new_page()
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    html = (
        '<link rel="stylesheet" href="/assets/style.css">'
        f'<p style="font-family:{theme.FONT}">{escape(words)} <b>{escape(words)}</b></p>'
    )
    page.route(
        "**/looked-at",
        lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=html),
    )
    page.goto(f"{server.address}/looked-at")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => document.fonts.size)")
    log = page.context.new_cdp_session(page)
    log.send("DOM.enable")
    log.send("CSS.enable")
    used = []
    for part in ("p", "b"):
        root = log.send("DOM.getDocument")["root"]["nodeId"]
        node = log.send("DOM.querySelector", {"nodeId": root, "selector": part})["nodeId"]
        used += log.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    opened.close()
    return (
        {f"{'served' if font['isCustomFont'] else 'local'} {font['familyName']}" for font in used},
        sorted(name for name in asked if name.startswith("yuxi-sans")),
    )


@pytest.mark.browser
def test_a_machine_without_chinese_fonts_draws_every_word_of_ours_with_our_own(
    chromium: Browser, tmp_path: Path, office: Server
) -> None:
    ours = {c for key in texts.keys("") for c in texts.t("zh", key) if "\u4e00" <= c <= "\u9fff"}
    signs = "".join(look.symbol for look in theme.STATUS.values()) + "┃━•√≈＝，。、：；“”（）—…→"
    used, asked = drawn_with(chromium, tmp_path, NO_CHINESE, "".join(sorted(ours)) + signs, office)
    rare = drawn_with(chromium, tmp_path, NO_CHINESE, "喆堃镕䶮", office)

    assert used == {"served Noto Sans SC"}
    assert {"yuxi-sans-400-words.woff2", "yuxi-sans-700-words.woff2"} <= set(asked)
    assert [name for name in asked if "rare" in name] == []
    assert "yuxi-sans-400-rare.woff2" in rare[1]


@pytest.mark.browser
def test_a_machine_with_the_face_of_windows_fetches_none(
    chromium: Browser, tmp_path: Path, office: Server
) -> None:
    used, asked = drawn_with(chromium, tmp_path, WINDOWS, "玉溪科创目标看板 196 户", office)

    assert {name.split()[0] for name in used} == {"local"}
    assert asked == []


@pytest.mark.browser
def test_no_page_needs_what_its_own_headers_forbid(walked: list[Seen]) -> None:
    assert {said for seen in walked for said in seen.blocked} == set()


def test_no_page_asks_another_server_for_anything(walked: list[Seen]) -> None:
    assert {url for seen in walked for url in seen.foreign} == set()


@pytest.mark.browser
def test_no_page_loses_time_by_looking_for_its_server_in_the_wrong_place(
    walked: list[Seen],
) -> None:
    assert {url for seen in walked for url in seen.astray} == set()


@pytest.mark.browser
def test_no_menu_no_deploy_button_no_running_man_and_no_foreign_word(walked: list[Seen]) -> None:
    chinese = [seen for seen in walked if seen.lang == "zh"]
    english = {
        (seen.where, said)
        for seen in chinese
        for said in seen.said
        if re.search(r"[a-z]{3}", said) and not re.search(r"[\u4e00-\u9fff]", said)
    }

    assert {(seen.where, trace) for seen in walked for trace in seen.traces} == set()
    assert {(w, s) for w, s in english if s not in ("English", "open")} == set()


@pytest.mark.browser
def test_from_a_small_screen_to_a_projector_nothing_is_wider_than_its_place(
    walked: list[Seen],
) -> None:
    assert {(seen.where, seen.lang, found) for seen in walked for found in seen.wider} == set()


@pytest.mark.browser
def test_days_and_numbers_are_written_as_people_write_them(walked: list[Seen]) -> None:
    shown = [seen for seen in walked if seen.where not in ("method",)]
    days = {
        (seen.where, found)
        for seen in shown
        for found in re.findall(r"(?<![\d-])\d{4}-\d\d(?:-\d\d)?(?![\d-])", seen.words)
    }
    long = {
        (seen.where, found) for seen in shown for found in re.findall(r"\d+\.\d{3,}", seen.words)
    }
    plain = {
        (seen.where, found)
        for seen in shown
        for found in re.findall(r"(?<![#\d.,/-])\d{5,}(?:\.\d+)?(?= ?[万元户名项家])", seen.words)
    }

    assert days | long | plain == set()
