"""Whether a file's numbers still hold: every kind of file carries its moment and can be asked."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lib import door, store, texts
from lib.access import SYSTEM
from lib.exports.carried import carried
from lib.exports.data import data, sdmx
from lib.exports.leaf import html
from lib.exports.pictures import picture, pictures
from lib.exports.workbook import properties, xlsx
from lib.issues import Refusal
from lib.office import Office
from lib.recording import records
from lib.report import Ask, Mark, Report
from lib.report.mark import NAME
from lib.reporting import report
from lib.verifying import told, verify
from tests.conftest import MadeUp
from tests.office import opened

BUSY = date(2023, 11, 1)


@pytest.fixture(scope="module")
def demo_office(made_up: MadeUp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    file = tmp_path_factory.mktemp("verify") / "demo.duckdb"
    made_up.copy(file)
    with pytest.MonkeyPatch.context() as patch, opened(file, patch, kind="demo") as at:
        yield at


def asked(at: Office, *chosen: str, day: date = BUSY) -> Ask:
    return Ask("targets", "data", "zh", at.seq_at(day), day, chosen)


def stamped(mark: Mark) -> bytes:
    """The smallest file of ours with this mark."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("manifest.json", json.dumps({NAME: mark.text()}))
    return out.getvalue()


@pytest.fixture(scope="module")
def made(demo_office: Office) -> Report:
    return report(demo_office, asked(demo_office, "T03-1", "T32-1"))


def test_every_kind_of_file_gives_its_mark_back(demo_office: Office, made: Report) -> None:
    mine = records(demo_office, asked(demo_office, "T03-1", "T32-1"), made.mark)
    chart = made.charts[0]
    files = [
        data(mine, made.mark),
        sdmx(mine, made.mark),
        xlsx(mine, made),
        html(made),
        pictures(made, "png"),
        *(picture(chart, made.mark, kind) for kind in ("png", "svg", "pdf")),
    ]
    assert [carried(file) for file in files] == [made.mark] * len(files)


def test_a_property_in_one_piece_or_in_several_is_read_alike(made: Report) -> None:
    head = "<?xml version='1.0'?><Properties xmlns='p' xmlns:vt='v'>"
    for parts in ([(NAME, made.mark.text())], properties(made.mark)):
        told_ = "".join(
            f"<property name='{name}'><vt:lpwstr>{text}</vt:lpwstr></property>"
            for name, text in parts
        )
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as file:
            file.writestr("docProps/custom.xml", f"{head}{told_}</Properties>")
        assert carried(out.getvalue()) == made.mark


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"a,b\n1,2\n",
        b"PK\x03\x04 no archive",
        b"%PDF-1.7 <pdf:Keywords>{</pdf:Keywords>",
        b"\x89PNG\r\n\x1a\n\xff\xff\xff\xfftEXt",
        b"<svg><metadata id=\"yuxi-targets\">[1]</metadata></svg>",
        b'<!doctype html><meta name="yuxi-targets" content="{&quot;seq&quot;:1e999}">',
    ],
)  # fmt: skip
def test_a_file_without_a_mark_is_refused_with_a_word(demo_office: Office, file: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        verify(demo_office, file)
    assert refused.value.code == "verify_no_mark"
    assert all(texts.refusal(lang, refused.value) for lang in texts.LANGS)


def test_a_property_whose_entities_unfold_without_end_is_not_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("docProps/custom.xml", "<!DOCTYPE p [<!ENTITY a 'x'>]><p>&a;</p>")
    assert carried(out.getvalue()) is None


def test_a_file_that_nobody_overtook_is_current(demo_office: Office) -> None:
    today = demo_office.today()
    fresh = report(demo_office, asked(demo_office, day=today))
    verdict = verify(demo_office, stamped(fresh.mark))
    assert verdict.genuine
    assert verdict.current
    assert (verdict.changes, verdict.moved) == ((), ())
    assert "一致" in told(demo_office, verdict, "zh")[1]


def test_a_later_day_alone_leaves_an_old_file_right_for_its_own(
    demo_office: Office, made: Report
) -> None:
    verdict = verify(demo_office, stamped(made.mark))
    assert verdict.current
    assert {change.target_id for change in verdict.moved} == {"T03-1", "T32-1"}


@pytest.mark.parametrize("forged", ["hash", "seq", "target", "future"])
def test_a_forged_mark_is_said_to_be_none_of_ours(
    demo_office: Office, made: Report, forged: str
) -> None:
    mark = {
        "hash": replace(made.mark, sha256="0" * 64),
        "seq": replace(made.mark, seq=10**9),
        "target": replace(made.mark, targets=("T03-1",)),
        "future": replace(made.mark, as_of=date(9000, 1, 1)),
    }[forged]
    verdict = verify(demo_office, stamped(mark))
    assert not verdict.genuine
    assert not verdict.current
    assert "不符" in told(demo_office, verdict, "zh")[1]


def test_files_of_made_up_and_of_real_data_are_never_compared(
    demo_office: Office, made: Report
) -> None:
    with pytest.raises(Refusal, match="verify_real"):
        verify(demo_office, stamped(replace(made.mark, demo=False)))


def test_a_correction_since_is_named_with_who_when_and_both_values(demo_office: Office) -> None:
    day = date(2023, 1, 15)
    head = store.head(demo_office.db)
    old = report(demo_office, Ask("targets", "data", "zh", head, day, ("T03-1", "T32-1")))
    assert verify(demo_office, stamped(old.mark)).current
    words = "目标编号,时期,实际值,单位,数据性质,更正原因\nT03-1,2022Q4,187,户,核实数,数据修订\n"
    seen = door.preview(
        demo_office.db, words.encode(), "更正.csv", demo_office.regions, BUSY, max_bytes=10**6
    )
    assert seen.changes is not None
    done = store.commit(demo_office.db, seen.changes, SYSTEM)

    verdict = verify(demo_office, stamped(old.mark))
    assert verdict.genuine
    assert not verdict.current
    (change,) = verdict.changes
    assert (change.target_id, change.values) == ("T03-1", (Decimal(189), Decimal(187)))
    assert (change.seq, change.author) == (done.seq, SYSTEM.name)
    for lang in texts.LANGS:
        lines = "\n".join(told(demo_office, verdict, lang))
        assert "T03-1" in lines
        assert str(done.seq) in lines
