import re
from itertools import combinations
from pathlib import Path

import pytest

from lib import theme
from lib.progress import SILENT, STATUSES

TEXT, MARK = 4.5, 3.0
"""WCAG 2.2 AA: contrast of text, and of graphical objects."""
SIGHT = {
    # Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
}


def linear(color):
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def lab(red, green, blue):
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    )
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(color, sight):
    rgb = linear(color)
    return lab(
        *(min(1, max(0, sum(w * c for w, c in zip(row, rgb, strict=True)))) for row in SIGHT[sight])
    )


def test_every_status_has_a_look():
    assert tuple(theme.STATUS) == STATUSES


@pytest.mark.parametrize("code", STATUSES)
def test_words_and_marks_of_a_status_stand_out_from_their_ground(code):
    look = theme.STATUS[code]
    assert theme.contrast(look.ink, theme.GROUND) >= TEXT
    assert theme.contrast(look.ink, look.ground) >= TEXT
    assert theme.contrast(look.color, theme.GROUND) >= MARK


@pytest.mark.parametrize("role", [r for r in theme.ROLES if r != "interval"])
def test_lines_and_their_labels_stand_out_from_the_ground(role):
    look = theme.style(role)
    assert theme.contrast(look.color, theme.GROUND) >= MARK
    assert theme.contrast(look.ink, theme.GROUND) >= TEXT


def test_body_text_stands_out_on_both_grounds():
    for ink in (theme.INK, theme.MUTED):
        assert theme.contrast(ink, theme.GROUND) >= TEXT
        assert theme.contrast(ink, theme.PANEL) >= TEXT


def test_black_on_white_has_the_contrast_of_the_standard():
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_plan_is_grey_and_dashed_and_a_fact_is_blue_and_solid():
    plan, actual = theme.style("plan"), theme.style("actual")
    red, green, blue = linear(plan.color)
    assert max(red, green, blue) - min(red, green, blue) < 0.1
    assert plan.dash == "dash"
    red, green, blue = linear(actual.color)
    assert blue > 3 * max(red, green)
    assert actual.dash == "solid"


def test_silence_is_hollow_grey_and_never_red():
    hollow = {code for code, look in theme.STATUS.items() if look.hollow}
    assert hollow == SILENT
    for code in SILENT:
        red, green, blue = linear(theme.STATUS[code].color)
        assert max(red, green, blue) - min(red, green, blue) < 0.1


def test_red_is_kept_for_a_measured_shortfall():
    reddish = {
        code
        for code, look in theme.STATUS.items()
        if linear(look.color)[0] > 3 * max(linear(look.color)[1:])
    }
    assert reddish == {"overdue", "behind"}


def test_no_two_statuses_share_a_symbol():
    symbols = [look.symbol for look in theme.STATUS.values()]
    assert len(set(symbols)) == len(symbols)


def test_every_symbol_is_in_the_character_set_of_chinese_windows():
    assert [
        look.symbol for look in theme.STATUS.values() if len(look.symbol.encode("gbk")) != 2
    ] == []


@pytest.mark.parametrize("ground", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHT)
def test_colours_stay_apart_for_readers_who_do_not_see_red_and_green(sight, ground):
    colors = {code: look.color for code, look in theme.STATUS.items() if not look.hollow}
    colors["silence"] = theme.SILENT
    if ground == "dark":
        colors = {code: theme.ON_DARK[color] for code, color in colors.items()}
    distances = {
        (a, b): sum(
            (p - q) ** 2
            for p, q in zip(seen(colors[a], sight), seen(colors[b], sight), strict=True)
        )
        ** 0.5
        for a, b in combinations(colors, 2)
    }
    assert {pair for pair, distance in distances.items() if distance < 10} == set()


def test_every_status_has_its_look_in_the_style_sheet_and_silence_a_broken_edge():
    css = (Path(__file__).parent.parent / "static" / "style.css").read_text(encoding="utf-8")
    for code in theme.STATUS:
        name, _ = theme.sign_of(code)
        for kind in ("chip", "fill", "sign"):
            assert f".{kind}.{name} {{" in css
    broken = next(line for line in css.splitlines() if "border-style: dashed" in line)
    silent = {theme.sign_of(code)[0] for code, look in theme.STATUS.items() if look.hollow}
    assert {part.split(".")[-1] for part in broken.split(" {")[0].split(", ")} == silent


def test_every_colour_has_a_counterpart_on_the_dark_ground_that_reads_as_well():
    for code, look in theme.STATUS.items():
        ink, ground = theme.ON_DARK[look.ink], theme.ON_DARK[look.ground]
        assert theme.contrast(ink, ground) >= 4.5, code
        assert theme.contrast(theme.ON_DARK[look.color], theme.ON_DARK[theme.GROUND]) >= 3, code
    for color in (theme.INK, theme.MUTED, theme.ACTUAL, theme.TARGET, theme.FORECAST):
        assert theme.contrast(theme.ON_DARK[color], theme.ON_DARK[theme.GROUND]) >= 4.5


@pytest.mark.parametrize("role", [r for r in theme.ROLES if r != "interval"])
def test_lines_and_their_labels_stand_out_from_the_dark_ground_too(role):
    look, ground = theme.style(role), theme.ON_DARK[theme.GROUND]
    assert theme.contrast(theme.ON_DARK[look.color], ground) >= MARK
    assert theme.contrast(theme.ON_DARK[look.ink], ground) >= TEXT


@pytest.mark.parametrize("dark", [False, True])
def test_words_of_the_pages_stand_out_from_every_ground_they_stand_on(dark):
    given = dict(re.findall(r"--([\w-]+):(#\w{6});", theme.css(dark=dark)))
    inks = ("ink", "muted", "text", "accent")
    grounds = ("ground", "panel", "notice", "past")
    weak = {(i, g) for i in inks for g in grounds if theme.contrast(given[i], given[g]) < TEXT}
    assert weak == set()
    edges = (("notice-edge", "ground"), ("past-edge", "ground"), ("silent", "ground"))
    assert {pair for pair in edges if theme.contrast(*(given[n] for n in pair)) < MARK} == set()
