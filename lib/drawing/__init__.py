"""A figure as plain shapes, for pictures and documents made without a browser (pure)."""

from lib.drawing.draw import draw, drawing
from lib.drawing.shapes import Box, Disc, Drawing, Path, Run, Shape, Words

__all__ = ["Box", "Disc", "Drawing", "Path", "Run", "Shape", "Words", "draw", "drawing"]
