"""Two grids for the values of one target: those that are stored and those still to come.

What they show stays as it was while somebody types in them; what was typed goes through the desk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from lib import desk, filing, store, ui
from lib.access import User
from lib.charts import words
from lib.exports.table import file_stem
from lib.plan import Target
from lib.screen import correct
from lib.screen.correct import Cells
from lib.texts import header, unit_word
from lib.view import View

SLOT, LAST, DONE, SENT = "worksheet", "worksheet-last", "worksheet-done", "worksheet-sent"
"""In the session: the worksheet on screen, the file made of it last, what was written of it or sent
for review."""
WIDTHS = {"period": 130, "region": 110, "contributor": 110, "value": 150, "finality": 100}
WIDTHS |= {"source": 210, "note": 210, "reason": 110, "known": 130, "story": 70}


@dataclass(frozen=True)
class Worksheet:
    """What the grids show and since which submission: due has period and contributor of every
    report that was owed then. after is the proposal that was sent before it: one changes nothing
    that is stored, yet its grids begin afresh.
    """

    target: str
    region: str | None
    year: str | None
    base: int
    due: tuple[tuple[str, str], ...]
    after: int = 0

    @property
    def place(self) -> tuple[str, str | None, str | None]:
        """What was chosen."""
        return self.target, self.region, self.year

    def key(self, name: str) -> str:
        """The key of one of its grids: another choice or moment is another grid."""
        return "-".join(
            [
                name,
                f"{self.base}.{self.after}" if self.after else str(self.base),
                *(part or "" for part in self.place),
            ]
        )

    @property
    def typed(self) -> bool:
        """Say whether anything was typed."""
        states = (st.session_state.get(self.key(name)) or {} for name in ("known", "blank"))
        return any(any(state.values()) for state in states)


def at(seen: View, target: str, region: str | None, year: str | None) -> Worksheet:
    """Give the worksheet of a choice as stored now, or the earlier one that was typed into."""
    after = st.session_state.get(SENT, 0)
    if SLOT in st.session_state:
        earlier = Worksheet(**st.session_state[SLOT])
        fresh = (earlier.base, earlier.after) == (seen.world.seq, after)
        fresh = fresh and earlier.place == (target, region, year)
        if fresh or earlier.typed:
            return earlier
    world = seen.world
    due = correct.asked(world.plan, world.actuals, world.rows, world.plan[target])
    made = Worksheet(target, region, year, world.seq, tuple(due), after)
    st.session_state[SLOT] = asdict(made)
    return made


def drop() -> None:
    """Forget what was typed."""
    st.session_state.pop(SLOT, None)


def unsent(seen: View, sheet: Worksheet) -> None:
    """Say that another choice would lose what was typed, and let the person decide."""
    st.warning(seen.t("correct.unsent", target=sheet.target))

    def stay() -> None:
        for name, value in zip(("target", "region", "year"), sheet.place, strict=True):
            if value is None:
                st.query_params.pop(name, None)
            else:
                st.query_params[name] = value

    with st.container(horizontal=True):
        st.button(seen.t("correct.stay"), type="primary", on_click=stay)
        st.button(seen.t("correct.drop"), on_click=drop)


def receipt(seen: View, me: User, sheet: Worksheet) -> None:
    """Show what was written or sent for review last, until something else is typed."""
    if sheet.typed:
        for name in (DONE, SENT):
            st.session_state.pop(name, None)
    elif SENT in st.session_state:
        filing.proposed(seen, store.proposal(seen.office.db, st.session_state[SENT], me), own=True)
    elif DONE in st.session_state:
        given = store.submission(seen.office.db, st.session_state[DONE])
        ui.receipt(seen, store.Receipt(given.seq, given.created_at, given.n_rows))


def hand_in(seen: View, me: User, sheet: Worksheet, data: bytes) -> None:
    """Take what was typed through the steps of a file; once written, begin with fresh grids."""
    sha256 = hashlib.sha256(data).hexdigest()
    if done := store.same_file(seen.office.db, sha256):
        st.session_state[DONE] = done.seq
        drop()
        st.rerun()
    if waits := store.waiting_with(seen.office.db, sha256=sha256):
        st.session_state[SENT] = waits.n
        drop()
        st.rerun()
    key = f"typed-{sha256[:16]}"
    if st.session_state.get(LAST) != key:
        st.session_state[LAST] = key
        # Compared with what the person saw, not with what somebody stored since.
        st.session_state[f"{key}-base"] = sheet.base
    stem = file_stem(
        f"{seen.t('correct.file')}-{sheet.target}", seen.world.day, demo=seen.office.db.demo
    )
    desk.handle(seen, me, data, f"{stem}.csv", key, typed=True)


def known(seen: View, sheet: Worksheet, target: Target, rows: Sequence[Cells]) -> list[Cells]:
    """Show the stored values and give them back as the person left them."""
    columns = _columns(seen, target, locked=("period", "region", "contributor", "known"))
    columns["story"] = st.column_config.LinkColumn(
        seen.t("correct.story"),
        width=WIDTHS["story"],
        disabled=True,
        display_text=seen.t("correct.look"),
    )
    trivial = {name for name in ("region", "contributor") if len({r[name] for r in rows}) == 1}
    trivial -= {"contributor"} if rows[0]["contributor"] else set()
    return _grid(sheet.key("known"), rows, columns, [n for n in rows[0] if n not in trivial])


def blank(seen: View, sheet: Worksheet, target: Target, rows: Sequence[Cells]) -> list[Cells]:
    """Show rows for new values and give back those on screen, with the ones that were added."""
    columns = _columns(seen, target)
    places = [seen.pen.place(region.code) for region in seen.office.regions]
    columns["region"] = st.column_config.SelectboxColumn(
        header(seen.lang, "region"), options=places, default=places[0], width=WIDTHS["region"]
    )
    payers = any(t.contributor for t in seen.world.plan if seen.world.plan.root(t) == target)
    order = [name for name in rows[0] if name != "contributor" or payers]
    return _grid(sheet.key("blank"), rows, columns, order, num_rows="add")


def _grid(
    key: str, rows: Sequence[Cells], columns: dict[str, Any], order: list[str], **more: Any
) -> list[Cells]:
    # An empty cell is none in the grid: an empty text would be no option of a list.
    shown = [{name: cell or None for name, cell in row.items()} for row in rows]
    after: Iterable[Mapping[str, Any]] = st.data_editor(
        shown,
        key=key,
        column_config=columns,
        column_order=order,
        hide_index=True,
        placeholder="",
        **more,
    )
    return [correct.said(row) for row in after]


def _columns(seen: View, target: Target, locked: Sequence[str] = ()) -> dict[str, Any]:
    """Text wherever a number is typed, so that it goes through the grammar of a file's cell."""
    unit = unit_word(seen.lang, words.unit(target))
    heads = {name: header(seen.lang, name) for name in WIDTHS}
    heads |= {"known": seen.t("correct.from")}
    heads |= {"value": seen.t("correct.value_in", unit=unit)} if unit else {}
    listed = correct.options(seen.lang, target)
    columns: dict[str, Any] = {}
    for name, head in heads.items():
        if name in listed and name not in locked:
            columns[name] = st.column_config.SelectboxColumn(
                head,
                options=listed[name],
                width=WIDTHS[name],
                required=name == "finality",
                default=listed[name][0] if name == "finality" else None,
            )
        else:
            columns[name] = st.column_config.TextColumn(
                head,
                width=WIDTHS[name],
                disabled=name in locked,
                pinned=name == "period" and name in locked,
            )
    return columns
