"""What an upload would change, and the way back."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from lib.changes import ACTUALS, Changes, compare, reverse


def rows(*values: tuple[str, str | None], period: str = "2022") -> pa.Table:
    """City values of 2022 as they come out of a checked file whose first row is line 2."""
    table = ACTUALS.table(
        {
            "target_id": target,
            "region": "530400",
            "contributor": "",
            "period_end": date(2022, 12, 31),
            "span": "at",
            "period": period,
            "value": None if value is None else Decimal(value),
            "finality": "final",
        }
        for target, value in values
    )
    lines = pa.array(range(2, len(values) + 2), pa.int64())
    return table.append_column("line", lines)


def said(changes: Changes) -> list[tuple[str, str, Decimal | None, Decimal | None]]:
    return [(r["target_id"], r["kind"], r["old_value"], r["value"]) for r in changes.records()]


def test_a_value_nobody_knew_is_new() -> None:
    changes = compare(ACTUALS, rows(), rows(("T03-1", "196")), base=4)

    assert said(changes) == [("T03-1", "new", None, Decimal("196"))]
    assert (changes.unchanged, changes.base) == (0, 4)


def test_another_value_shows_old_and_new_and_the_line_of_the_file() -> None:
    changes = compare(ACTUALS, rows(("T03-1", "190")), rows(("T03-1", "196")), base=4)

    assert said(changes) == [("T03-1", "changed", Decimal("190"), Decimal("196"))]
    assert changes.rows["line"].to_pylist() == [2]


def test_the_same_value_written_with_more_zeros_is_no_change() -> None:
    changes = compare(ACTUALS, rows(("T03-1", "196")), rows(("T03-1", "196.000")), base=4)

    assert (len(changes), changes.unchanged) == (0, 1)


def test_the_same_day_written_as_another_period_is_no_change() -> None:
    changes = compare(
        ACTUALS, rows(("T03-1", "1")), rows(("T03-1", "1"), period="2022-12-31"), base=4
    )

    assert len(changes) == 0


def test_a_reported_zero_differs_from_no_value() -> None:
    changes = compare(ACTUALS, rows(("T03-1", None)), rows(("T03-1", "0")), base=4)

    assert said(changes) == [("T03-1", "changed", None, Decimal(0))]


def test_what_a_file_leaves_out_stays_unless_the_file_is_the_whole_table() -> None:
    stored, brought = rows(("T03-1", "1"), ("T03-2", "2")), rows(("T03-1", "1"))

    assert len(compare(ACTUALS, stored, brought, base=1)) == 0
    assert said(compare(ACTUALS, stored, brought, base=1, complete=True)) == [
        ("T03-2", "removed", Decimal(2), None)
    ]


values = st.dictionaries(
    st.sampled_from(["T03-1", "T03-2", "T15-1", "T28-1"]),
    st.decimals(min_value=0, max_value=10**6, places=2),
)


def apply(stored: pa.Table, changes: Changes) -> dict[str, Decimal]:
    out = dict(zip(stored["target_id"].to_pylist(), stored["value"].to_pylist(), strict=True))
    for record in changes.records():
        if record["kind"] == "removed":
            del out[record["target_id"]]
        else:
            out[record["target_id"]] = record["value"]
    return out


@given(values, values)
def test_the_reverse_undoes_any_change(
    before: dict[str, Decimal], after: dict[str, Decimal]
) -> None:
    stored = rows(*((k, str(v)) for k, v in before.items()))
    brought = rows(*((k, str(v)) for k, v in after.items()))
    changes = compare(ACTUALS, stored, brought, base=1, complete=True)

    assert apply(stored, changes) == after
    assert apply(brought, reverse(changes, base=2)) == before
