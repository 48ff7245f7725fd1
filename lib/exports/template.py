"""The form a department fills in: its own rows with empty values, as CSV or XLSX bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lib.exports.form import LIGHTS_OF, Asked, cells, header, workbook
from lib.exports.table import Table, csv
from lib.fields import UPLOAD_FIELDS
from lib.plan import Plan, Target
from lib.plan.regions import Region
from lib.texts import t
from lib.upload.sheet import HINT

__all__ = ["Asked", "asked_of", "form_csv", "form_xlsx", "template_csv", "template_xlsx"]


def template_csv(
    targets: Iterable[Target], plan: Plan, lang: str, period: str, regions: Sequence[Region] = ()
) -> bytes:
    """The form of these targets for one period, as form_csv writes it."""
    return form_csv(asked_of(targets, plan, period), lang, regions)


def template_xlsx(
    targets: Iterable[Target], plan: Plan, lang: str, period: str, regions: Sequence[Region] = ()
) -> bytes:
    """The form of these targets for one period, as form_xlsx writes it."""
    return form_xlsx(asked_of(targets, plan, period), lang, regions)


def asked_of(targets: Iterable[Target], plan: Plan, period: str) -> list[Asked]:
    """What these targets ask for in a period.

    Targets that share actuals ask once, under the target that keeps them; a fund once per
    contributor.
    """
    payers: dict[str, list[str]] = {}
    for target in plan:
        if target.contributor:
            payers.setdefault(plan.root(target).target_id, []).append(target.contributor)
    roots = dict.fromkeys(plan.root(target).target_id for target in targets)
    return [
        Asked(plan[root], who, period)
        for root in roots
        for who in dict.fromkeys(payers.get(root, [""]))
    ]


def form_csv(rows: Sequence[Asked], lang: str, regions: Sequence[Region] = ()) -> bytes:
    """One row per value asked for, hints below; UTF-8 with a byte order mark and CRLF."""
    lines = [cells(asked, lang, regions) for asked in rows]
    kinds = dict.fromkeys(asked.target.measure_type for asked in rows)
    hints = ["empty", *(kind for kind in kinds if kind in LIGHTS_OF)]
    blank = [""] * (len(UPLOAD_FIELDS) - 1)
    lines += [[HINT + t(lang, f"template.hint_{hint}"), *blank] for hint in hints]
    return csv(Table(tuple(header(field, lang) for field in UPLOAD_FIELDS), lines))


def form_xlsx(rows: Sequence[Asked], lang: str, regions: Sequence[Region] = ()) -> bytes:
    """The same rows as a workbook with drop-downs, what is given locked, ready to print."""
    return workbook(rows, lang, regions)
