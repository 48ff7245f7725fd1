"""Pieces of HTML: what a person typed stays text, and nothing says more than is known."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from lib import shell, texts
from lib.progress import STATUSES
from lib.screen import history, overview, pieces
from lib.screen.pieces import Pen
from lib.store import Submission

NASTY = "<img src=x onerror=alert(1)> & \"quoted\" '=1+1'"
PEN = Pen("zh", {}, ZoneInfo("Asia/Shanghai"), {}, {"as_of": "2022-08-01"})


def submission(**changes: object) -> Submission:
    given = {
        "seq": 5, "kind": "actuals", "author": "李敏", "department": "市科技局",
        "created_at": datetime(2022, 7, 31, 16, 5), "filename": "a.csv",  # noqa: DTZ001 naive UTC
        "sha256": "ab", "n_rows": 3, "undoes": None, "note": "", "undone_by": None,
    }  # fmt: skip
    return Submission(**(given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["author", "department", "filename", "note"])
def test_what_a_person_typed_is_text_in_the_history(field: str) -> None:
    shown = history.card(PEN, submission(**{field: NASTY})) + history.listing(
        PEN, [submission(**{field: NASTY})]
    )

    assert "<img" not in shown
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown


def test_times_are_those_of_the_office() -> None:
    assert "2022年8月1日 00:05" in history.card(PEN, submission())


def test_links_carry_the_moment_and_escape_their_choices() -> None:
    assert PEN.link("departments", department="甲&乙") == (
        "./departments?as_of=2022-08-01&amp;department=%E7%94%B2%26%E4%B9%99"
    )


@pytest.mark.parametrize("code", STATUSES)
def test_a_status_is_symbol_and_word_never_colour_alone(code: str) -> None:
    shown = pieces.chip(PEN, code)

    assert texts.status("zh", code) in shown
    assert "aria-hidden" in shown


def test_an_undone_submission_says_by_which(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "已被第 9 批撤销" in history.card(PEN, submission(undone_by=9))


def test_nobody_behind_and_nobody_owing_are_said_in_words() -> None:
    assert "没有落后的目标" in overview.late(PEN, [])
    assert "没有欠报" in overview.silence(PEN, {})


def test_the_shell_speaks_the_language_of_the_address() -> None:
    page = '<html lang="en"><head><title>Streamlit</title></head><body></body></html>'

    chinese, english = shell.rewrite(page, "zh"), shell.rewrite(page, "en")
    assert '<html lang="zh-CN">' in chinese
    assert "<title>玉溪科创目标看板</title>" in chinese
    assert '"Upload": "上传"' in chinese
    assert '<html lang="en">' in english
    assert "上传" not in english
