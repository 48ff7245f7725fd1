"""Values and promises as SDMX-CSV 2.0, which statistical offices exchange (pure)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from lib import texts
from lib.exports.records import Listing, Records
from lib.exports.table import clean
from lib.fields import UNITS
from lib.report.mark import Mark
from lib.values import guard

STRUCTURE = ("dataflow", "YUXI:TARGETS(1.0.0)", "I")
"""What the rows are of, and that they inform; nobody's database is told to change."""
COLUMNS = (
    *("STRUCTURE", "STRUCTURE_ID", "ACTION"),
    *("FREQ", "REF_AREA", "INDICATOR", "CONTRIBUTOR", "MEASURE", "TIME_PERIOD"),
    *("OBS_VALUE", "UNIT_MEASURE", "UNIT_MULT", "DECIMALS", "OBS_STATUS"),
    *("TITLE", "SOURCE", "COMMENT_OBS", "STAMP", "YUXI_TARGETS"),
)
"""Dimensions end with TIME_PERIOD, attributes with COMMENT_OBS; the last two are our own: made-up
data say so in every row, and the first row carries the mark."""
MARK = COLUMNS[-1]
CODES = {
    "户": "FIRMS",
    "家": "INSTITUTIONS",
    "个": "NUMBER",
    "人": "PS",
    "次": "TIMES",
    "项": "PROJECTS",
    "件": "ITEMS",
    "人次": "VISITS",
    "人年": "PERSON_YEARS",
    "万元": "CNY",
    "%": "PT",
    "百分点": "PP",
    "件/万人": "ITEMS_PER_10K_PS",
    "位": "RANKS",
}
"""Unit of our list -> code of the unit; PS, PT and CNY are the usual ones."""
FREQUENCIES = {"year": "A", "half": "S", "quarter": "Q", "month": "M", "day": "D"}
CUMULATIVE = "_O"
_PERIODS = (
    (re.compile(r"\d{4}"), "A", r"\g<0>"),
    (re.compile(r"(\d{4})H([12])"), "S", r"\1-S\2"),
    (re.compile(r"(\d{4})Q([1-4])"), "Q", r"\1-Q\2"),
    (re.compile(r"\d{4}-\d\d"), "M", r"\g<0>"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "D", r"\g<0>"),
    (re.compile(r"(\d{4})-01/\1-(\d\d)"), CUMULATIVE, r"\1-01-01/P\2M"),
)


def sdmx(records: Records, mark: Mark) -> bytes:
    """Write every value that stands and every level that was promised; states have no number."""
    stamp = texts.t(records.lang, "chart.demo") if records.demo else ""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    carried = mark.text()
    for row in (*_values(records), *_promises(records)):
        told = {**row, "STAMP": stamp, MARK: carried}
        writer.writerow([*STRUCTURE, *(guard(clean(told[name])) for name in COLUMNS[3:])])
        carried = ""
    return out.getvalue().encode()


def _values(records: Records) -> Iterator[dict[str, str]]:
    for row in _dicts(records.actuals):
        if row["value"] is None:
            continue
        frequency, period = time_period(row["period"], row["period_end"].isoformat())
        yield {
            "FREQ": FREQUENCIES.get(row["span"], frequency),
            "REF_AREA": row["region"],
            "CONTRIBUTOR": (row["contributor"] or "_T").upper(),
            "MEASURE": "ACTUAL",
            "TIME_PERIOD": period,
            "OBS_STATUS": "A" if row["finality"] == "final" else "P",
            "SOURCE": row["source"] or "",
            "COMMENT_OBS": row["note"] or "",
            **_number(row, row["value"]),
        }


def _promises(records: Records) -> Iterator[dict[str, str]]:
    payers = {row["target_id"]: row["contributor"] for row in _dicts(records.targets)}
    for row in _dicts(records.progress):
        if row["required"] is None or row["deadline"] is None:
            continue
        yearly = row["year"] is not None
        yield {
            "FREQ": "A" if yearly else "D",
            "REF_AREA": records.whole,
            "CONTRIBUTOR": (payers.get(row["target_id"]) or "_T").upper(),
            "MEASURE": "TARGET",
            "TIME_PERIOD": str(row["year"]) if yearly else row["deadline"].isoformat(),
            "OBS_STATUS": "A",
            "SOURCE": "",
            "COMMENT_OBS": "",
            **_number(row, row["required"]),
        }


def _dicts(listing: Listing) -> Iterator[dict[str, Any]]:
    names = [column.name for column in listing.columns]
    for row in listing.rows:
        yield dict(zip(names, row, strict=True))


def _number(row: dict[str, Any], value: Decimal) -> dict[str, str]:
    """A number with its unit as code and power of ten."""
    code, power = unit(row["unit"] or "个")
    exponent = value.as_tuple().exponent
    return {
        "INDICATOR": row["target_id"],
        "TITLE": row["indicator"] or "",
        "OBS_VALUE": f"{value:f}",
        "UNIT_MEASURE": code,
        "UNIT_MULT": str(power),
        "DECIMALS": str(max(-exponent, 0) if isinstance(exponent, int) else 0),
    }


def unit(name: str) -> tuple[str, int]:
    """Code and power of ten of one of fields.UNITS: 亿元 is CNY and 8."""
    known = UNITS[name]
    own = 4 if known.base == "万元" else 0
    return CODES[known.base], known.factor.adjusted() + own


def time_period(label: str, end: str) -> tuple[str, str]:
    """Frequency and period as SDMX writes them; a label in no known form is its last day."""
    for pattern, frequency, written in _PERIODS:
        if found := pattern.fullmatch(label):
            period = found.expand(written)
            return frequency, period.replace("/P0", "/P")
    return "D", end
