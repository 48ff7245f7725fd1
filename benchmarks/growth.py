"""Draws how each measurement of the store grows with its rows: python -m benchmarks.growth [JSON].

Reads what `python -m benchmarks --only scale` wrote, and writes docs/pictures/growth.svg: time
against rows, both logarithmic, with each line's exponent. It measures nothing.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from html import escape
from pathlib import Path

from lib import theme

HOME = Path(__file__).parent.parent
FROM, TO = HOME / "var" / "bench.json", HOME / "docs" / "pictures" / "growth.svg"
ENGINES = ("DuckDB", "PostgreSQL")
COLOURS = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#8c6d00", "#5b3fa8", "#444444",
)  # fmt: skip
"""Told apart also by those who do not see red and green apart."""
WIDTH, HEIGHT, LEFT, TOP, PLOT_W, PLOT_H, GAP = 1240, 720, 70, 96, 500, 370, 100
TITLE = "数据行数增长时，各项用时怎样增长"
HOW = (
    "横轴：库中实际值行数；纵轴：用时（毫秒）；都是对数。"
    "括号里是指数：0 表示用时不变，0.5 表示行数增至 100 倍时用时增至 10 倍，1 表示同比例增长。"
)

Points = Sequence[tuple[int, float]]


def main() -> int:
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else FROM
    told = json.loads(source.read_text(encoding="utf-8"))
    TO.write_text(drawn(lines(told["rows"]), about(told)), encoding="utf-8")
    print(f"{TO.relative_to(HOME)} is drawn")
    return 0


def lines(rows: Sequence[dict]) -> dict[str, list[tuple[int, float]]]:
    """Rows and milliseconds of each line, smallest first."""
    found: dict[str, list[tuple[int, float]]] = {}
    for row in rows:
        if row.get("line"):
            took = row["ours_figure"] * (1000 if row["unit"] == "s" else 1)
            found.setdefault(row["line"], []).append((row["size"], took))
    return {name: sorted(points) for name, points in found.items()}


def about(told: dict) -> str:
    """Where the numbers come from, in a line."""
    machine = told["machine"]
    parts = (f"{told['at'][:10]}", f"{machine['cores']} 核", f"DuckDB {machine['duckdb']}")
    return " · ".join(parts)


def exponent(points: Points) -> float:
    """Slope of the least-squares line through the logarithms; 0 for a single point."""
    xs, ys = [math.log10(n) for n, _ in points], [math.log10(t) for _, t in points]
    middle, level = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - middle) ** 2 for x in xs)
    if not spread:
        return 0.0
    return sum((x - middle) * (y - level) for x, y in zip(xs, ys, strict=True)) / spread


def drawn(found: dict[str, list[tuple[int, float]]], under: str) -> str:
    """The picture as SVG: a panel an engine, with the same axes."""
    everything = [p for points in found.values() for p in points]
    if not everything:
        raise ValueError("no row of the measurements has a line: run them with --only scale")
    frame = _Frame([n for n, _ in everything], [t for _, t in everything])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="{theme.FONT}" font-size="14">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{theme.GROUND}"/>',
        _text(LEFT, 34, TITLE, size=22, weight=600),
        _text(LEFT, 58, HOW, fill=theme.MUTED),
    ]
    for place, engine in enumerate(ENGINES):
        own = {n.removeprefix(engine).strip(): p for n, p in found.items() if n.startswith(engine)}
        parts += _panel(frame, LEFT + place * (PLOT_W + GAP), engine, own)
    parts += [_text(LEFT, HEIGHT - 12, under, size=12, fill=theme.MUTED), "</svg>"]
    return "\n".join(parts) + "\n"


class _Frame:
    """Whole powers of ten around the numbers, and where they lie in a panel."""

    def __init__(self, sizes: Sequence[int], times: Sequence[float]) -> None:
        self.x = math.floor(math.log10(min(sizes))), math.ceil(math.log10(max(sizes)))
        self.y = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))

    def across(self, size: float) -> float:
        low, high = self.x
        return (math.log10(size) - low) / max(1, high - low) * PLOT_W

    def up(self, time: float) -> float:
        low, high = self.y
        return PLOT_H - (math.log10(time) - low) / max(1, high - low) * PLOT_H


def _panel(frame: _Frame, left: int, engine: str, own: dict[str, list[tuple[int, float]]]):
    yield f'<g transform="translate({left},{TOP})">'
    yield _text(0, -12, engine, size=16, weight=600)
    for power in range(frame.x[0], frame.x[1] + 1):
        x = frame.across(10**power)
        yield f'<path d="M{x:.1f} 0V{PLOT_H}" stroke="{theme.FAINT}"/>'
        yield _text(x, PLOT_H + 20, _rows(power), anchor="middle", fill=theme.MUTED)
    for power in range(frame.y[0], frame.y[1] + 1):
        y = frame.up(10**power)
        yield f'<path d="M0 {y:.1f}H{PLOT_W}" stroke="{theme.FAINT}"/>'
        yield _text(-8, y + 5, f"{10**power:,g}", anchor="end", fill=theme.MUTED)
    # The legend stands in the order of the lines' right ends, the slowest first.
    ordered = sorted(own.items(), key=lambda item: -item[1][-1][1])
    colour = dict(zip(sorted(own), COLOURS, strict=False))
    for place, (name, points) in enumerate(ordered):
        path = "L".join(f"{frame.across(n):.1f} {frame.up(t):.1f}" for n, t in points)
        ink = colour.get(name, "#999")
        yield f'<path d="M{path}" fill="none" stroke="{ink}" stroke-width="2.5"/>'
        for n, t in points:
            yield f'<circle cx="{frame.across(n):.1f}" cy="{frame.up(t):.1f}" r="4" fill="{ink}"/>'
        column, line = divmod(place, 4)
        x, y = column * (PLOT_W + GAP - 40) / 2, PLOT_H + 52 + line * 26
        yield f'<path d="M{x} {y}h24" stroke="{ink}" stroke-width="2.5"/>'
        yield f'<circle cx="{x + 12}" cy="{y}" r="4" fill="{ink}"/>'
        slope = f"（{exponent(points):.2f}）" if len(points) > 1 else ""
        yield _text(x + 32, y + 5, f"{name}{slope}")
    yield "</g>"


def _rows(power: int) -> str:
    """A power of ten as a Chinese reader says it."""
    return (
        f"{10**power:,} 行"
        if power < 4
        else (f"{10 ** (power - 4):,} 万行" if power < 8 else f"{10 ** (power - 8):,} 亿行")
    )


def _text(
    x: float, y: float, words: str, *, size: int = 14, fill: str = theme.INK, anchor: str = "start",
    weight: int = 400,
) -> str:  # fmt: skip
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" '
        f'text-anchor="{anchor}" font-weight="{weight}">{escape(words)}</text>'
    )


if __name__ == "__main__":
    sys.exit(main())
