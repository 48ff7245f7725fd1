"""A report as slides with charts and tables that stay editable, on our base or the office's own."""

from lib.exports.slides.deck import pptx
from lib.exports.slides.shown import first_slides

__all__ = ["first_slides", "pptx"]
