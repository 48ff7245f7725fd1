from itertools import combinations

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


@pytest.mark.parametrize("sight", SIGHT)
def test_colours_stay_apart_for_readers_who_do_not_see_red_and_green(sight):
    colors = {code: look.color for code, look in theme.STATUS.items() if not look.hollow}
    colors["silence"] = theme.SILENT
    distances = {
        (a, b): sum(
            (p - q) ** 2
            for p, q in zip(seen(colors[a], sight), seen(colors[b], sight), strict=True)
        )
        ** 0.5
        for a, b in combinations(colors, 2)
    }
    assert {pair for pair, distance in distances.items() if distance < 10} == set()


def test_a_chip_carries_symbol_colour_and_a_dashed_border_for_silence():
    assert theme.chip("overdue_unreported") == {
        "symbol": "□",
        "color": "#56616E",
        "fill": "#FFFFFF",
        "border": "#66707C",
        "line": "dashed",
    }
    assert theme.chip("achieved")["line"] == "solid"
