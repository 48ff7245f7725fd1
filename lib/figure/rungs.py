"""What ladder, pyramid and board draw at one place, taken from the series of a chart."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

from lib import theme
from lib.charts.chart import Chart


@dataclass(frozen=True)
class Place:
    """One place: its words, and planned and reached as numbers; role is the reached one's."""

    name: str
    promise: str
    planned: Decimal | None
    role: str = ""
    reached: Decimal | None = None
    said: str = ""
    hover: str = ""

    @property
    def share(self) -> float:
        """How much of the outline is filled, from 0 to 1."""
        if not self.planned or self.reached is None:
            return 0.0
        return float(min(max(self.reached / self.planned, Decimal(0)), Decimal(1)))

    @property
    def ink(self) -> str:
        """The colour of the words about what was reached."""
        return theme.style(self.role).ink if self.role else theme.MUTED


def places(chart: Chart) -> list[Place]:
    """Every place in the order of the chart: first the planned series, then what fills it."""
    planned, *others = chart.series
    found = []
    for i, name in enumerate(planned.x):
        own = next((s for s in others if s.labels[i]), None)
        found.append(
            Place(
                str(name),
                planned.labels[i],
                planned.y[i],
                own.role if own else "",
                own.y[i] if own else None,
                own.labels[i] if own else "",
                own.hover[i] if own else "",
            )
        )
    return found


def outline(place: Place) -> dict[str, Any]:
    """How the planned part is drawn: solid, or dotted where no number was set."""
    look = theme.style("planned")
    dash = "solid" if place.planned is not None else "dot"
    return {"color": look.color, "width": 2, "dash": dash}


def filling(place: Place) -> str:
    """The colour of the reached part; hollow statuses stay pale."""
    look = theme.style(place.role)
    return theme.HATCH if look.hollow else look.color


def hovers(points: list[tuple[float, float]], all_places: list[Place]) -> dict[str, Any]:
    """Unseen points that tell a place's words to the pointer."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "marker": {"size": 40, "opacity": 0, "color": theme.GROUND},
        "hovertext": [
            escape(p.hover or f"{p.name}\n{p.promise}").replace("\n", "<br>") for p in all_places
        ],
        "hoverinfo": "text",
        "name": "",
        "meta": "planned",
    }


def words(text: str, *, size: int, color: str, bold: bool = False) -> str:
    """A line of text in its size and colour, escaped."""
    inner = f"<b>{escape(text)}</b>" if bold else escape(text)
    return f'<span style="font-size:{size}px;color:{color}">{inner}</span>'
