"""A chart description drawn with Plotly."""

from lib.figure.draw import config, figure, picture

__all__ = ["config", "figure", "picture"]
