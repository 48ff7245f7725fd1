"""The few shapes every picture is made of; lengths in pixels of the screen, y grows downwards."""

from __future__ import annotations

from dataclasses import dataclass

Spot = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle; fill and stroke are #RRGGBB or empty. hatch: "/", "\\", "." or empty."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    stroke: str = ""
    line: float = 1
    dash: str = "solid"  # solid, dash, dot
    hatch: str = ""


@dataclass(frozen=True)
class Path:
    """Straight lines through spots; closed makes an area."""

    spots: tuple[Spot, ...]
    stroke: str = ""
    line: float = 1
    dash: str = "solid"
    fill: str = ""
    closed: bool = False


@dataclass(frozen=True)
class Disc:
    """A circle around x, y."""

    x: float
    y: float
    radius: float
    fill: str = ""
    stroke: str = ""
    line: float = 1


@dataclass(frozen=True)
class Run:
    """Words of one look."""

    text: str
    size: float
    color: str
    bold: bool = False


@dataclass(frozen=True)
class Words:
    """One line of text. x, y is where its anchor (start, middle, end) and its baseline are."""

    x: float
    y: float
    runs: tuple[Run, ...]
    anchor: str = "start"


Shape = Box | Path | Disc | Words


@dataclass(frozen=True)
class Drawing:
    """A picture of width by height pixels; later shapes lie over earlier ones."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    alt: str = ""
