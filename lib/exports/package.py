"""The description of a data package: Frictionless Data Package 2.0 with Table Schema (pure)."""

from __future__ import annotations

from typing import Any

from lib import texts
from lib.exports.records import COMPUTED, MOMENT, SHARE, Column, Listing, Records
from lib.exports.table import clean
from lib.fields import DATE, DECIMAL, FLAG, INTEGER, TEXT
from lib.report.mark import NAME, Mark

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TYPES = {
    TEXT: "string",
    DATE: "date",
    INTEGER: "integer",
    FLAG: "boolean",
    DECIMAL: "number",
    COMPUTED: "number",
    SHARE: "number",
    MOMENT: "datetime",
}
MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}


def package(records: Records, mark: Mark, listings: tuple[Listing, ...]) -> dict[str, Any]:
    """The whole description; the mark stands in it as the text that mark.read takes."""
    lang = records.lang
    about = [
        texts.t(lang, "chart.demo") if records.demo else "",
        texts.t(lang, "present.pinned", day=texts.day(lang, records.as_of), seq=records.seq),
        texts.t(lang, "report.code", code=mark.code),
        texts.t(lang, "data.about.package"),
    ]
    return {
        "$schema": PROFILE,
        "name": "yuxi-targets",
        "title": records.title,
        "description": "\n".join(part for part in about if part),
        "version": mark.code,
        "demo": records.demo,
        NAME: mark.text(),
        "resources": [_resource(one, ending) for one in listings for ending in MEDIA],
    }


def _resource(listing: Listing, ending: str) -> dict[str, Any]:
    more = {}
    if ending == "csv":
        more = {"encoding": "utf-8", "dialect": {"delimiter": ",", "lineTerminator": "\r\n"}}
    return {
        "name": listing.name if ending == "csv" else f"{listing.name}-{ending}",
        "type": "table",
        "path": f"{ending}/{listing.name}.{ending}",
        "title": listing.title,
        "description": listing.meaning,
        "format": ending,
        "mediatype": MEDIA[ending],
        **more,
        "schema": f"schemas/{listing.name}.json",
    }


def schema(listing: Listing) -> dict[str, Any]:
    """The Table Schema of one table: its data dictionary."""
    out: dict[str, Any] = {
        "fields": [_field(column) for column in listing.columns],
        "primaryKey": list(listing.key),
        "missingValues": [""],
    }
    if listing.name in ("progress", "reasons"):
        there = {"resource": "targets", "fields": ["target_id"]}
        out["foreignKeys"] = [{"fields": ["target_id"], "reference": there}]
    return out


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": TYPES[column.kind],
        "title": clean(column.title),
        "description": clean(column.meaning),
    }
    if column.unit == "row":
        field["unitColumn"] = "unit"
    elif column.unit:
        field["unit"] = column.unit
    if column.kind == FLAG:
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.choices:
        constraints["enum"] = [code for code, _ in column.choices]
        field["categories"] = [{"value": c, "label": clean(w)} for c, w in column.choices]
    if constraints:
        field["constraints"] = constraints
    return field
