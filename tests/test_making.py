"""From an order to a finished file through the real child process, and jobs that can be left."""

import csv
import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lib import jobs, making, store
from lib.access import VIEWER
from lib.exports import FORMATS
from lib.issues import Refusal
from lib.office import Office
from lib.report import Ask
from lib.report.ask import CONTENTS
from tests.conftest import MadeUp
from tests.office import opened

BUSY = date(2023, 11, 1)
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def at(made_up: MadeUp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    file = tmp_path_factory.mktemp("making") / "demo.duckdb"
    made_up.copy(file)
    with pytest.MonkeyPatch.context() as patch, opened(file, patch, kind="demo") as office:
        yield office


def asked(at: Office, content: str, code: str, lang: str = "zh", **more: Any) -> Ask:
    return Ask(content, code, lang, at.seq_at(BUSY), BUSY, **more)


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as found:
        work()
    return found.value.code


# ---- a file ----


def test_every_content_has_a_format_and_every_format_a_content() -> None:
    assert {c for f in FORMATS.values() for c in f.contents} == set(CONTENTS)
    assert all(f.contents for f in FORMATS.values())


def test_a_data_set_of_one_target_holds_what_the_store_holds(at: Office) -> None:
    ask = asked(at, "targets", "sdmx", chosen=("T03-1",))
    heard: list[str] = []
    made = making.make(at, VIEWER, ask, tell=lambda _done, _total, step: heard.append(step))

    assert made.name == "指标-T03-1-20231101-zh-演示数据.csv"
    assert made.mime == "text/csv"
    assert made.code.startswith(f"{at.seq_at(BUSY)}-")
    known = [a for a in store.actuals(at.db, at.seq_at(BUSY)) if a.target_id == "T03-1"]
    rows = list(csv.DictReader(io.StringIO(made.data.decode("utf-8-sig"))))
    told = {row["OBS_VALUE"] for row in rows}
    assert {f"{a.value:f}" for a in known if a.value is not None} <= told
    assert set(heard) <= {"writing"}


def test_one_chart_is_a_picture_and_several_are_a_packet(at: Office) -> None:
    one = making.make(at, VIEWER, asked(at, "targets", "png", chosen=("T03-1",), scale=1))
    many = making.make(at, VIEWER, asked(at, "targets", "svg", "en", chosen=("T03-1", "T28-1")))

    assert one.name == "指标-T03-1-20231101-zh-演示数据.png"
    assert one.mime == "image/png"
    assert one.data.startswith(PNG)
    assert many.name == "Targets-2-20231101-svg-en-demo.zip"
    with zipfile.ZipFile(io.BytesIO(many.data)) as file:
        assert sum(name.endswith(".svg") for name in file.namelist()) == 2


def test_a_look_counts_and_shows_without_making(at: Office) -> None:
    look = making.look(at, asked(at, "targets", "svg", chosen=("T03-1", "T28-1")))

    assert look.count == 2
    assert look.picture.startswith(PNG)


def test_a_document_shows_its_length_and_its_first_page(at: Office) -> None:
    look = making.look(at, asked(at, "bulletin", "pdf"))

    assert look.count > 1
    assert look.picture.startswith(PNG)


@pytest.mark.parametrize(
    ("more", "lang", "name"),
    [
        ({}, "zh", "督办单-20231101-zh-演示数据.pdf"),
        ({"draft": True}, "en", "Supervision-notice-20231101-en-draft-demo.pdf"),
        ({"chosen": ("市科技局",)}, "zh", "督办单-市科技局-20231101-zh-演示数据.pdf"),
        ({"chosen": ("市科技局", "市财政局")}, "zh", "督办单-2项-20231101-zh-演示数据.pdf"),
    ],
)
def test_a_name_says_what_when_in_which_language_and_how_far(
    at: Office, more: dict[str, Any], lang: str, name: str
) -> None:
    ask = asked(at, "notice", "pdf", lang)
    given = making.order(at, ask)
    assert making.file_name(replace(given, ask=replace(ask, **more))) == name


@pytest.mark.parametrize("chosen", ['../..\\CON:*?"<>|', "\ud800\u202e\x00=cmd", "名" * 300])
def test_a_name_is_safe_on_windows_whatever_was_chosen(at: Office, chosen: str) -> None:
    given = making.order(at, asked(at, "notice", "pdf"))
    name = making.file_name(replace(given, ask=replace(given.ask, chosen=(chosen,))))
    assert not set(name) & set('\\/:*?"<>|\x00')
    assert len(name) < 110
    name.encode()


def test_what_a_format_cannot_tell_is_refused(at: Office) -> None:
    assert refused(lambda: making.make(at, VIEWER, asked(at, "notice", "pptx"))) == "export_content"
    assert refused(lambda: making.make(at, VIEWER, asked(at, "notice", "doc"))) == "export_content"
    ask = asked(at, "targets", "png", chosen=("T99-9",))
    assert refused(lambda: making.make(at, VIEWER, ask)) == "report_targets"


def test_a_file_that_takes_too_long_is_stopped_and_said_so(
    at: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "SECONDS", 0.01)
    ask = asked(at, "everything", "png")
    assert refused(lambda: making.make(at, VIEWER, ask)) == "export_too_slow"


def test_the_moment_is_the_meetings_own_unless_an_earlier_one_is_asked_for(at: Office) -> None:
    last = store.meetings(at.db, store.head(at.db))
    held = next(m for m in last if m.held is not None)
    earlier = (1, date(2022, 1, 1))

    assert making.when(at, "meeting", held.meeting_id) == (held.held, held.day)
    assert making.when(at, "meeting", held.meeting_id, earlier) == earlier
    assert making.when(at, "overview", "") == (store.head(at.db), at.today())
    assert refused(lambda: making.when(at, "meeting", "M99")) == "report_meeting"


# ---- jobs beside the pages ----


def until(token: str, *steps: str) -> jobs.Job:
    """The job once it is in one of these steps."""
    job = jobs.job(token)
    assert job is not None
    deadline = time.monotonic() + 20
    while job.step not in steps:
        assert time.monotonic() < deadline, job.step
        time.sleep(0.02)
    return job


class Holding:
    """Work that goes on until somebody lets it end."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.ended = threading.Event()

    def __call__(self, tell: Callable[..., None]) -> bytes:
        try:
            while not self.go.wait(0.02):
                tell(0, 0, "")
        finally:
            self.ended.set()
        return b"made"


def test_a_third_job_waits_until_one_of_two_ends() -> None:
    works = [Holding() for _ in range(jobs.AT_ONCE + 1)]
    tokens = [jobs.start(work, len) for work in works]
    for token in tokens[:-1]:
        until(token, "working")
    last = until(tokens[-1], "waiting")

    works[0].go.set()
    assert until(tokens[0], "done").result == b"made"
    until(tokens[-1], "working")
    for work in works:
        work.go.set()
    assert until(tokens[-1], "done") is last


def test_one_person_keeps_nobody_else_waiting_with_a_fourth_job() -> None:
    works = [Holding() for _ in range(jobs.MOST_EACH)]
    tokens = [jobs.start(work, len, "li") for work in works]
    with pytest.raises(Refusal, match="too_many_files"):
        jobs.start(Holding(), len, "li")
    tokens.append(jobs.start(lambda _: b"mine", len, "wang"))

    for work in works:
        work.go.set()
    for token in tokens:
        until(token, "done")
    assert until(jobs.start(lambda _: b"again", len, "li"), "done").result == b"again"


def test_a_job_that_was_left_stops_and_is_forgotten() -> None:
    work = Holding()
    token = jobs.start(work, len)
    until(token, "working")
    jobs.leave(token)

    assert work.ended.wait(5)
    assert jobs.job(token) is None


def test_a_job_that_nobody_asks_about_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    work = Holding()
    token = jobs.start(work, len)
    until(token, "working")
    monkeypatch.setattr(jobs, "LEFT", 0.05)

    assert work.ended.wait(5)
    until(token, "left")


def test_leaving_ends_the_child_process_too(at: Office) -> None:
    ask = asked(at, "everything", "png", scale=4)
    token = jobs.start(lambda tell: making.make(at, VIEWER, ask, tell=tell), len)
    job = until(token, "working")
    while not job.seconds and job.running:  # the child's first sign of life is after a while
        time.sleep(0.05)
    jobs.leave(token)
    for _ in range(100):
        if not job.running:
            break
        time.sleep(0.05)
    assert job.step == "left"


def test_a_refusal_is_kept_for_the_page_and_a_mistake_becomes_a_number() -> None:
    def refusing(_: Callable[..., None]) -> bytes:
        raise Refusal("report_nothing")

    def broken(_: Callable[..., None]) -> bytes:
        raise ZeroDivisionError

    one = until(jobs.start(refusing, len), "refused")
    other = until(jobs.start(broken, len), "refused")
    assert one.refused is not None
    assert one.refused.code == "report_nothing"
    assert other.refused is not None
    assert other.refused.code == "export_failed"
    assert len(other.refused.params["number"]) == 8


def test_finished_files_leave_memory_the_oldest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "KEPT_BYTES", 10)
    old = jobs.start(lambda _: b"12345678", len)
    until(old, "done")
    new = jobs.start(lambda _: b"12345678", len)
    until(new, "done")
    assert jobs.job(old) is not None
    third = jobs.start(lambda _: b"", len)

    assert jobs.job(old) is None
    assert jobs.job(new) is not None
    until(third, "done")
