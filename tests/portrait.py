"""What a reader sees in a figure, as lines of text; reads the drawn dict, not the description."""

from __future__ import annotations

from html import unescape
from re import sub
from typing import Any

from lib import theme

STATUS_COLORS = {
    look.color: f"status.{code}" for code, look in theme.STATUS.items() if not look.hollow
}
MEANING = STATUS_COLORS | {look.color: role for role, look in theme.ROLES.items()}
MEANING |= {
    theme.PLAN: "plan",
    theme.ACTUAL: "actual",
    theme.GROUND: "hollow",
    theme.PANEL: "outlined",
}
DASHES = {"dash": "dashed", "dot": "dotted", "solid": "solid"}


def portrait(figure: dict[str, Any]) -> list[str]:
    """Title, every series with its look and points, marks, and other words, top to bottom."""
    layout = figure["layout"]
    lines = [f"title: {_words(layout['title']['text'])}"]
    names = _categories(layout)
    for trace in figure["data"]:
        lines += _trace(trace, names)
    for shape in layout["shapes"]:
        line = shape["line"]
        lines.append(f"mark: {shape['name']}, {DASHES[line['dash']]} {MEANING[line['color']]}")
    marked = {shape["name"] for shape in layout["shapes"]}
    words = [_words(note["text"]) for note in layout["annotations"]]
    return lines + [f"words: {text}" for text in words if text not in marked]


def _categories(layout: dict[str, Any]) -> dict[float, str]:
    for axis in ("yaxis", "xaxis"):
        ticks = layout[axis].get("ticktext", ())
        if ticks and not all(
            t.rstrip("%").replace(",", "").replace(".", "").isdigit() for t in ticks
        ):
            return dict(zip(layout[axis]["tickvals"], map(_words, ticks), strict=True))
    axis = layout["xaxis"]
    return dict(zip(axis.get("tickvals", ()), axis.get("ticktext", ()), strict=True))


def _trace(trace: dict[str, Any], names: dict[float, str]) -> list[str]:
    lying = trace.get("orientation") == "h" or (
        trace["y"] and trace["y"][0] in names and trace["x"][0] not in names
    )
    along, across = ("x", "y") if lying else ("y", "x")
    points = zip(
        trace[across], trace[along], trace.get("text") or [""] * len(trace["x"]), strict=True
    )
    if trace["type"] == "bar":
        look = f"bars, {_bar_look(trace['marker'])}"
        said = [f"{names[at]}={value:g}" for at, value, _ in points if value is not None]
    elif trace["mode"] == "text":
        look, said = "labels", [f"{names[at]}: {_words(text)}" for at, _, text in points]
    elif trace["mode"] == "markers":
        look = "ticks"
        said = [f"{names[at]}={value:g}" for at, value, _ in points if value is not None]
    elif trace.get("fill"):
        look, said = f"band, {MEANING[trace['fillcolor']]}", []
    else:
        line = trace["line"]
        dots = " with points" if "markers" in trace["mode"] else ""
        look = f"{DASHES[line['dash']]} line{dots}, {MEANING[line['color']]}"
        said = [
            f"{at}={value:g}" + (f" «{_words(text)}»" if text else "") for at, value, text in points
        ]
    return [f"{trace['name']} ({look}): {'; '.join(said)}".rstrip(": ")]


def _bar_look(marker: dict[str, Any]) -> str:
    if "pattern" in marker:
        return "hatched"
    return MEANING[marker["color"]]


def _words(text: str) -> str:
    return unescape(sub(r"<br>", " ", sub(r"</?(?:span|b)\b[^>]*>", "", text))).strip("\u00a0 ")
