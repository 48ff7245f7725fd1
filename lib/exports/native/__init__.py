"""Charts that an office program can edit: OOXML with its numbers in a workbook inside (pure)."""

from lib.exports.native.plot import Plot, plot

__all__ = ["Plot", "plot"]
