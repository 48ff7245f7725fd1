"""A report as a PDF in the layout of GB/T 9704, typeset without a browser."""

from lib.exports.paper.writer import first_page, pdf

__all__ = ["first_page", "pdf"]
