"""Drawings as source of typst, which sets every picture and PDF (pure)."""

from __future__ import annotations

from functools import partial

from lib import theme
from lib.drawing import Box, Disc, Drawing, Path, Run, Shape, Words
from lib.exports.table import clean
from lib.typesetting import faces

_DASHES = {"solid": '"solid"', "dash": "(4pt, 3pt)", "dot": "(1pt, 2.5pt)"}


def quoted(text: str) -> str:
    """A string of typst: what a person typed is never markup."""
    escaped = clean(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def page(drawing: Drawing, *, unit: float = 0.75, ground: str = "#FFFFFF", more: str = "") -> str:
    """The source of a page that is nothing but the drawing; unit is a pixel in points."""
    fill = f'rgb("{ground}")' if ground else "none"
    return (
        f"#set page(width: {drawing.width * unit:.3f}pt, height: {drawing.height * unit:.3f}pt,"
        f" margin: 0pt, fill: {fill})\n{more}{markup(drawing, unit)}"
    )


def markup(drawing: Drawing, unit: float = 0.75) -> str:
    """A drawing as content of typst, a block of its size; unit is a pixel in points."""
    put = partial(_shape, unit=unit)
    inside = "".join(put(shape) for shape in drawing.shapes)
    return (
        f"#block(width: {drawing.width * unit:.3f}pt, height: {drawing.height * unit:.3f}pt,"
        f" breakable: false)[#set text(font: {faces()}, fallback: true,"
        f' top-edge: "baseline", bottom-edge: "baseline", tracking: 0pt, hyphenate: false)\n'
        f"#set par(first-line-indent: 0pt, leading: 0pt, spacing: 0pt, justify: false)\n{inside}]"
    )


def _shape(shape: Shape, unit: float) -> str:
    if isinstance(shape, Words):
        return _words(shape, unit)
    if isinstance(shape, Box):
        return _box(shape, unit)
    if isinstance(shape, Disc):
        r = shape.radius
        look = _look(shape.fill, shape.stroke, shape.line, "solid", unit)
        return _placed(shape.x - r, shape.y - r, f"circle(radius: {r * unit:.3f}pt, {look})", unit)
    return _path(shape, unit)


def _placed(x: float, y: float, inside: str, unit: float) -> str:
    return f"#place(top + left, dx: {x * unit:.3f}pt, dy: {y * unit:.3f}pt, {inside})\n"


def _look(fill: str, stroke: str, line: float, dash: str, unit: float) -> str:
    edge = "none"
    if stroke and line:
        edge = f'(paint: rgb("{stroke}"), thickness: {line * unit:.3f}pt, dash: {_DASHES[dash]})'
    inside = f'rgb("{fill}")' if fill else "none"
    return f"fill: {inside}, stroke: {edge}"


def _box(box: Box, unit: float) -> str:
    size = f"width: {box.width * unit:.3f}pt, height: {box.height * unit:.3f}pt"
    made = ""
    if box.hatch:
        plain = _look(box.fill, "", 0, "solid", unit)
        made = _placed(box.x, box.y, f"rect({size}, {plain})", unit)
        look = _look("", box.stroke, box.line, box.dash, unit).replace(
            "fill: none", f"fill: {_HATCH[box.hatch]}"
        )
    else:
        look = _look(box.fill, box.stroke, box.line, box.dash, unit)
    return made + _placed(box.x, box.y, f"rect({size}, {look})", unit)


def _tiling(inside: str) -> str:
    return f"tiling(size: (5pt, 5pt))[{inside}]"


def _slant(start: str, end: str) -> str:
    return f'#place(line(start: {start}, end: {end}, stroke: 0.8pt + rgb("{theme.HATCH}")))'


_HATCH = {
    "/": _tiling(_slant("(0%, 100%)", "(100%, 0%)")),
    "\\": _tiling(_slant("(0%, 0%)", "(100%, 100%)")),
    ".": _tiling(_slant("(40%, 50%)", "(60%, 50%)")),
}


def _path(path: Path, unit: float) -> str:
    steps = [f"({x * unit:.3f}pt, {y * unit:.3f}pt)" for x, y in path.spots]
    drawn = [f"curve.move({steps[0]})", *(f"curve.line({step})" for step in steps[1:])]
    if path.closed:
        drawn.append('curve.close(mode: "straight")')
    look = _look(path.fill, path.stroke, path.line, path.dash, unit)
    return _placed(0, 0, f"curve({look}, {', '.join(drawn)})", unit)


def _words(words: Words, unit: float) -> str:
    """A line that keeps its anchor whatever the width of the face."""
    line = "".join(_run(run, unit) for run in words.runs)
    side, shift = _ANCHOR[words.anchor]
    inside = f"box(width: {ENDLESS}pt, align({side}, [{line}]))"
    return _placed(words.x - shift * ENDLESS / unit, words.y, inside, unit)


ENDLESS = 9000
"""Points: no line is broken within them."""
_ANCHOR = {"start": ("left", 0), "middle": ("center", 0.5), "end": ("right", 1)}


def _run(run: Run, unit: float) -> str:
    weight = ', weight: "bold"' if run.bold else ""
    # Typst drops spaces at the edges of words.
    told = quoted(run.text.replace(" ", "\u00a0"))
    return f'#text(size: {run.size * unit:.2f}pt, fill: rgb("{run.color}"){weight}, {told})'
