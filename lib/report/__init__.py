"""What a report says, apart from the file it becomes (pure)."""

from lib.report.ask import Ask
from lib.report.mark import Mark, values_hash
from lib.report.report import Block, Facts, Line, Picture, Report, Section, Stamp, Table

__all__ = [
    "Ask",
    "Block",
    "Facts",
    "Line",
    "Mark",
    "Picture",
    "Report",
    "Section",
    "Stamp",
    "Table",
    "values_hash",
]
