"""One cell of text to a number, a unit, a period or a matching key (pure); right or refused."""

from lib.values.absences import ABSENCES, absence
from lib.values.formula import guard, unguard
from lib.values.headings import find_unit
from lib.values.matching import fold, key
from lib.values.numbers import UNREAD_CODES, Unread, number, storable
from lib.values.periods import Period, period
from lib.values.quantities import Quantity, quantity
from lib.values.units import convert, split_unit, unit

__all__ = [
    "ABSENCES",
    "UNREAD_CODES",
    "Period",
    "Quantity",
    "Unread",
    "absence",
    "convert",
    "find_unit",
    "fold",
    "guard",
    "key",
    "number",
    "period",
    "quantity",
    "split_unit",
    "storable",
    "unguard",
    "unit",
]
