"""Files for other programs: the same numbers in every format, a dictionary, SDMX."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from lib import texts
from lib.exports.data import PLACES, data, sdmx
from lib.exports.records import COMPUTED, SHARE, Listing, Records
from lib.exports.sdmx import CODES, time_period, unit
from lib.fields import UNITS
from lib.office import Office
from lib.recording import records
from lib.report import Ask, mark
from tests.conftest import MadeUp
from tests.office import opened

BUSY = date(2023, 11, 1)
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def demo_office(made_up: MadeUp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    file = tmp_path_factory.mktemp("data") / "demo.duckdb"
    made_up.copy(file)
    with pytest.MonkeyPatch.context() as patch, opened(file, patch, kind="demo") as at:
        yield at


@pytest.fixture(scope="module")
def told(demo_office: Office) -> Records:
    return records(demo_office, Ask("everything", "data", "zh", demo_office.seq_at(BUSY), BUSY))


@pytest.fixture(scope="module")
def files(told: Records) -> Files:
    return unpacked(data(told, told.mark))


def unpacked(packed: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(packed)) as file:
        return {name: file.read(name) for name in file.namelist()}


def rows_of(file: bytes) -> list[dict[str, str]]:
    assert file.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def number_columns(listing: Listing) -> list[tuple[int, str, str]]:
    return [
        (n, c.name, c.kind)
        for n, c in enumerate(listing.columns)
        if c.kind in ("decimal", COMPUTED, SHARE)
    ]


def test_numbers_of_csv_and_json_equal_the_records_to_the_last_digit(
    told: Records, files: Files
) -> None:
    for listing in told.listings:
        written = rows_of(files[f"csv/{listing.name}.csv"])
        text = files[f"json/{listing.name}.json"].decode()
        parsed = json.loads(text, parse_float=Decimal, parse_int=Decimal)
        assert len(written) == len(parsed) == len(listing.rows)
        for row, cells, fields in zip(listing.rows, written, parsed, strict=True):
            for place, name, _ in number_columns(listing):
                number = row[place]
                assert cells[name] == ("" if number is None else f"{number:f}")
                assert fields[name] == number


def test_parquet_has_types_and_stored_numbers_exactly(told: Records, files: Files) -> None:
    for listing in told.listings:
        table = pq.read_table(io.BytesIO(files[f"parquet/{listing.name}.parquet"]))
        assert table.num_rows == len(listing.rows)
        for place, name, kind in number_columns(listing):
            for got, row in zip(table[name].to_pylist(), listing.rows, strict=True):
                number = row[place]
                if number is None or kind == "decimal":
                    assert got == number
                else:
                    assert isinstance(number, Decimal)
                    assert abs(got - number) <= Decimal(1).scaleb(-PLACES)
    actuals = pq.read_table(io.BytesIO(files["parquet/actuals.parquet"]))
    moment = actuals["reported_at"][0].as_py()
    assert isinstance(moment, datetime)
    assert moment.utcoffset() is not None
    assert mark.read(actuals.schema.metadata[b"yuxi-targets"].decode()) == told.mark


def test_the_package_names_every_file_and_its_dictionary_every_column(
    told: Records, files: Files
) -> None:
    package = json.loads(files["datapackage.json"])
    assert mark.read(package["yuxi-targets"]) == told.mark
    assert texts.t("zh", "chart.demo") in package["description"]
    assert len(package["resources"]) == 15
    for resource in package["resources"]:
        assert resource["path"] in files
        schema = json.loads(files[resource["schema"]])
        names = [field["name"] for field in schema["fields"]]
        if resource["format"] == "csv":
            assert list(rows_of(files[resource["path"]])[0]) == names
        for field in schema["fields"]:
            assert field["title"]
            assert field["description"]
            assert field["type"] in ["string", "number", "integer", "boolean", "date", "datetime"]


def test_made_up_rows_say_so_by_themselves(told: Records, files: Files) -> None:
    for listing in told.listings:
        stamps = {row["stamp"] for row in rows_of(files[f"csv/{listing.name}.csv"])}
        assert stamps == {"演示数据，非实际统计"}
    real = unpacked(data(replace(told, demo=False), told.mark))
    assert "stamp" not in rows_of(real["csv/actuals.csv"])[0]


def test_text_that_would_run_as_a_formula_is_made_harmless(told: Records) -> None:
    listing = told.actuals
    place = listing.place("note")
    bad = "=cmd|' /C calc'!A0\x07"
    row = (*listing.rows[0][:place], bad, *listing.rows[0][place + 1 :])
    made = unpacked(data(replace(told, actuals=replace(listing, rows=(row,))), told.mark))
    assert rows_of(made["csv/actuals.csv"])[0]["note"] == "'=cmd|' /C calc'!A0"
    assert json.loads(made["json/actuals.json"])[0]["note"] == "=cmd|' /C calc'!A0"


def test_statisticians_get_every_value_and_promise_with_codes(told: Records) -> None:
    text = sdmx(told, told.mark).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert text.startswith("STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,INDICATOR,")
    value, light = told.actuals.place("value"), told.actuals.place("light")
    numbers = [row for row in told.actuals.rows if row[value] is not None]
    assert [Decimal(r["OBS_VALUE"]) for r in rows if r["MEASURE"] == "ACTUAL"] == [
        row[value] for row in numbers
    ]
    assert all(row[light] is None for row in numbers)
    dimensions = ("FREQ", "REF_AREA", "INDICATOR", "CONTRIBUTOR", "MEASURE", "TIME_PERIOD")
    keys = [tuple(row[d] for d in dimensions) for row in rows]
    assert len(set(keys)) == len(keys)
    first = next(r for r in rows if r["INDICATOR"] == "T03-1" and r["TIME_PERIOD"] == "2022-Q4")
    assert (first["FREQ"], first["OBS_VALUE"], first["UNIT_MEASURE"]) == ("Q", "189", "FIRMS")
    assert mark.read(rows[0]["YUXI_TARGETS"]) == told.mark
    assert {r["YUXI_TARGETS"] for r in rows[1:]} == {""}
    assert {r["STAMP"] for r in rows} == {"演示数据，非实际统计"}


@pytest.mark.parametrize(
    ("label", "frequency", "period"),
    [
        ("2022", "A", "2022"),
        ("2022H2", "S", "2022-S2"),
        ("2022Q4", "Q", "2022-Q4"),
        ("2022-09", "M", "2022-09"),
        ("2022-09-30", "D", "2022-09-30"),
        ("2022-01/2022-09", "_O", "2022-01-01/P9M"),
        ("去年底", "D", "2021-12-31"),
    ],
)
def test_a_period_is_written_as_sdmx_writes_it(label: str, frequency: str, period: str) -> None:
    assert time_period(label, "2021-12-31") == (frequency, period)


def test_every_unit_has_a_code_and_a_power_of_ten() -> None:
    assert {u.base for u in UNITS.values()} == set(CODES)
    found = [unit(name) for name in ("亿元", "万元", "元", "万人", "‰")]
    assert found == [("CNY", 8), ("CNY", 4), ("CNY", 0), ("PS", 4), ("PT", -1)]
