"""A report as slides with charts and tables that stay editable, on our base or the office's own."""

from lib.exports.slides.deck import pptx

__all__ = ["pptx"]
