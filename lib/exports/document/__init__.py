"""A report as a Word document in the layout of GB/T 9704, with charts that stay editable."""

from lib.exports.document.writer import docx

__all__ = ["docx"]
