"""Words about contributors that several charts of a joint fund share; never a number of its own."""

from __future__ import annotations

from lib import fields, texts
from lib.progress.fund import FundTable

MONEY = "万元"
"""Contributors exist for money alone; a target given with the table may name another unit."""


def contributor(lang: str, code: str) -> str:
    """What a contributor is called, with a capital letter."""
    word = texts.choice(lang, fields.CONTRIBUTORS, code)
    return word[:1].upper() + word[1:]


def who_is_short(table: FundTable, lang: str) -> str:
    """One sentence from the findings of the table; contributors in the plan's order."""
    known = [r for r in table.reasons if r.code in ("fund_short", "fund_full")]
    if not known:
        return texts.t(lang, "chart.fund.none")
    said = []
    for why in table.reasons:
        words_of = {
            "contributor": contributor(lang, why.params["contributor"]),
            "years": _years(lang, why.params["years"]),
        }
        if why.code == "fund_short":
            amount = texts.number(lang, why.params["short"], why.params["unit"])
            said.append(texts.t(lang, "chart.fund.short", amount=amount, **words_of))
        elif why.code == "fund_full":
            said.append(texts.t(lang, "chart.fund.full", **words_of))
        else:
            said.append(texts.t(lang, "chart.fund.unreported", **words_of))
    return texts.t(lang, "chart.stop").join(said)


def _years(lang: str, years: tuple[str, ...]) -> str:
    """2021、2023; three or more in a row as 2021–2025."""
    first, last = int(years[0]), int(years[-1])
    if len(years) > 2 and last - first == len(years) - 1:
        return f"{first}–{last}"
    return texts.join(lang, years)
