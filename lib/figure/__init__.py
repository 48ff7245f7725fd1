"""A chart description drawn with Plotly."""

from lib.figure.draw import config, drawn, figure, picture

__all__ = ["config", "drawn", "figure", "picture"]
