"""On screen from a file that was made some day to whether its numbers still hold."""

from __future__ import annotations

import streamlit as st

from lib import listing, ui, verifying
from lib.exports import FORMATS
from lib.issues import Refusal
from lib.view import View
from lib.writing import TYPES

ENDINGS = sorted({f.ending for f in FORMATS.values()} | set(TYPES))


def check(seen: View) -> None:
    """Take a file of ours and say what its numbers are worth today; nothing of it is kept."""
    with st.expander(seen.t("export.check")):
        st.caption(seen.t("export.check_help"))
        file = st.file_uploader(
            seen.t("export.check"),
            type=ENDINGS,
            max_upload_size=seen.me.sends_mb,
            key="check",
            label_visibility="collapsed",
        )
        if file is None:
            return
        try:
            found = verifying.verify(seen.office, file.getvalue())
        except Refusal as refused:
            ui.refuse(seen, refused)
        first, outcome, *changes = verifying.told(seen.office, found, seen.lang)
        st.caption(ui.plain(first))
        (st.success if found.current else st.warning)(ui.plain(outcome))
        if changes:
            lines = [[line] for line in changes]
            listing.grid([seen.t("export.changes")], lines)
