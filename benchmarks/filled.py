"""Databases of the real schema with a given number of actual rows, made once and kept; no timing.

A month is a submission: every target of every region, and corrections of the month before. It is
written through the store's own transaction, in plain SQL, only without a statistician's checks.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import psycopg
import pyarrow as pa
from psycopg import sql

from benchmarks.upload import targets
from lib import store
from lib.bringing import bring_plan
from lib.fields import CITY
from lib.plan import to_csv
from lib.settings import HOME
from lib.store.cursor import Cursor
from tests.postgres import get_server

ENGINES = ("duckdb", "postgresql")
TARGETS, MONTHS, FIRST_YEAR = 60, 120, 2016
FEWEST_REGIONS = 10
OTHERS = 600_000
"""Regions but the first have made-up codes from here on."""
ONCE_CORRECTED, ONCE_TAKEN_BACK = 20, 400
"""One in so many cells is corrected a month later; one in so many is taken back."""
MONTH = """
    insert into actual_log (target_id, region, contributor, period_end, span, period, value,
        light, finality, source, note, reason, seq, op)
    select s.target_id, case when r = 0 then $city else cast($others + r as varchar) end, '',
        cast($ends as date), 'at', $period,
        cast((r * 7919 + s.place * 104729 + $month * 331) % 10000019 as numeric(24, 6)) / 100,
        null, 'final', '统计台账', null, null, $seq, 1
    from stage s cross join generate_series(0, $last) as g(r)
    order by r, s.place"""
CORRECTED = """
    insert into actual_log (target_id, region, contributor, period_end, span, period, value,
        light, finality, source, note, reason, seq, op)
    select target_id, region, contributor, period_end, span,
        case when taken then null else period end, case when taken then null else value + 1 end,
        null, case when taken then null else 'final' end,
        case when taken then null else '统计台账' end, null,
        case when taken then null else 'revision' end, $seq, case when taken then 0 else 1 end
    from (
        select l.*, cast(l.value * 100 as bigint) % $once_taken_back = 0 as taken
        from actual_log l
        where l.seq = $seq - 1 and l.period_end = cast($ends as date)
          and cast(l.value * 100 as bigint) % $once_corrected = 0) chosen
    order by region, target_id"""
SUBMISSION = """
    insert into change_set (seq, kind, author, department, created_at, filename, sha256,
        n_rows, base_seq, undoes, note, client_token)
    select $seq, 'actuals', '统计员', '', $at, $period, '', count(*), $seq - 1, null, '', $token
    from actual_log where seq = $seq"""


@dataclass(frozen=True)
class Filled:
    """A database with some number of actual rows. where is a file, or a server's address."""

    engine: str
    size: int
    where: str
    plan: Path

    @property
    def settings(self) -> dict[str, str]:
        """What a server is told to work on it."""
        place = "YUXI_DATABASE" if self.engine == "duckdb" else "YUXI_DATABASE_URL"
        return {place: self.where, "YUXI_PLAN_DIR": str(self.plan), "YUXI_KIND": "demo"}

    @contextmanager
    def opened(self) -> Iterator[store.Database]:
        """The database, open."""
        with closing(opened(self.engine, self.where)) as db:
            yield db


@dataclass(frozen=True)
class Shape:
    """How many regions and months make up a number of rows."""

    regions: int
    months: int

    @classmethod
    def of(cls, size: int) -> Shape:
        """Ten years of months where there are rows enough, else fewer of ten regions."""
        monthly = TARGETS * (1 + 1 / ONCE_CORRECTED)
        regions = max(FEWEST_REGIONS, round(size / monthly / MONTHS))
        return cls(regions, max(2, min(MONTHS, round(size / monthly / regions))))


def filled(folder: Path, engine: str, size: int) -> Filled:
    """Give the database of a size, made now where the folder does not hold it yet."""
    plan = plan_in(folder)
    where = str(folder / f"{size}.duckdb") if engine == "duckdb" else _address(folder, f"n{size}")
    done = folder / f"{engine}-{size}.done"
    if not done.exists():
        _clear(engine, where)
        fill(engine, where, plan, Shape.of(size))
        done.touch()
    return Filled(engine, size, where, plan)


def copied(one: Filled, name: str) -> Filled:
    """Give a copy to write into, under a name; an earlier one of that name goes away."""
    if one.engine == "duckdb":
        where = str(Path(one.where).with_name(f"{name}.duckdb"))
        _clear(one.engine, where)
        for ending in ("", ".wal", ".last"):
            if Path(one.where + ending).exists():
                shutil.copy(one.where + ending, where + ending)
        return Filled(one.engine, one.size, where, one.plan)
    base = _database(one.where)
    where = one.where.replace(f"/{base}", f"/{name}")
    _clear(one.engine, where, again=False)
    with _root(where) as root:
        root.execute(
            sql.SQL("create database {} template {}").format(
                sql.Identifier(name), sql.Identifier(base)
            )
        )
    return Filled(one.engine, one.size, where, one.plan)


def removed(one: Filled) -> None:
    """Take a database away."""
    _clear(one.engine, one.where, again=False)


def opened(engine: str, where: str) -> store.Database:
    """Open a file or a server's database, new ones as a demonstration's."""
    if engine == "duckdb":
        return store.open_database(Path(where), kind="demo")
    return store.open_server(store.server(where), kind="demo")


def fill(engine: str, where: str, plan: Path, shape: Shape) -> None:
    """Bring the plan and write month after month, then leave the database as after a clean end."""
    with closing(opened(engine, where)) as db:
        bring_plan(db, plan, at=datetime(FIRST_YEAR - 1, 12, 1))  # noqa: DTZ001
        with _without_indexes(engine, where):
            for month in range(shape.months):
                with db.writing() as cursor:
                    write_month(cursor, shape, month)
    if engine == "duckdb":
        opened(engine, where).close()  # a long log is folded into the file once
        for aside in Path(where).parent.glob(f"{Path(where).name}.before-*"):
            aside.unlink()
        return
    with psycopg.connect(where, autocommit=True) as line:
        line.execute("vacuum analyze")


def write_month(cursor: Cursor, shape: Shape, month: int) -> None:
    """One submission, with corrections of the month before."""
    named = [t.target_id for t in targets(TARGETS)]
    cursor.stage("stage", pa.table({"target_id": named, "place": range(len(named))}))
    row = cursor.execute("update head set seq = seq + 1 where id = 1 returning seq").fetchone()
    assert row is not None
    seq, ends = int(row[0]), month_end(month)
    told = {
        "city": CITY,
        "others": OTHERS,
        "ends": ends,
        "period": f"{ends:%Y-%m}",
        "month": month,
        "last": shape.regions - 1,
        "seq": seq,
    }
    cursor.execute(MONTH, told)
    if month:
        corrected = {
            "ends": month_end(month - 1),
            "seq": seq,
            "once_corrected": ONCE_CORRECTED,
            "once_taken_back": ONCE_TAKEN_BACK,
        }
        cursor.execute(CORRECTED, corrected)
    at = datetime(ends.year, ends.month, ends.day) + timedelta(days=8)  # noqa: DTZ001
    cursor.execute(
        SUBMISSION,
        {"seq": seq, "at": at, "period": told["period"], "token": f"month {month}"},
    )


def month_end(month: int) -> date:
    """Last day of a month, counted from the first one of the data."""
    following = FIRST_YEAR * 12 + month + 1
    return date(following // 12, following % 12 + 1, 1) - timedelta(days=1)


def region(number: int) -> str:
    """Code of a region; the first one is the city."""
    return CITY if number == 0 else str(OTHERS + number)


def plan_in(folder: Path) -> Path:
    """A plan folder with sixty made-up targets of levels."""
    plan = folder / "plan"
    if not plan.exists():
        plan.mkdir(parents=True)
        (plan / "targets.csv").write_text(to_csv(list(targets(TARGETS))), encoding="utf-8")
        for name in ("thresholds.csv", "regions.csv", "names.csv"):
            shutil.copy(HOME / "data" / name, plan)
    return plan


def emptied(folder: Path, name: str) -> str:
    """Give the address of an empty database on a PostgreSQL of its own in the folder."""
    where = _address(folder, name)
    _clear("postgresql", where)
    return where


def _address(folder: Path, name: str) -> str:
    """A database of the folder's own PostgreSQL, which runs until the program ends."""
    return str(get_server(folder / "postgresql", cleanup_mode="stop").get_uri(name))


def _database(address: str) -> str:
    return store.server(address).stem


@contextmanager
def _root(address: str) -> Iterator[psycopg.Connection]:
    at = address.replace(f"/{_database(address)}", "/postgres")
    with psycopg.connect(at, autocommit=True) as root:
        yield root


def _clear(engine: str, where: str, *, again: bool = True) -> None:
    """Take away what an earlier run left; of a server's database, make it anew unless told."""
    if engine == "duckdb":
        for file in Path(where).parent.glob(f"{Path(where).name}*"):
            file.unlink()
        return
    name = sql.Identifier(_database(where))
    with _root(where) as root:
        root.execute(sql.SQL("drop database if exists {} with (force)").format(name))
        if again:
            root.execute(sql.SQL("create database {}").format(name))


@contextmanager
def _without_indexes(engine: str, where: str) -> Iterator[None]:
    """Fill a server's table first and index it then, as everybody who loads much does."""
    if engine == "duckdb":
        yield
        return
    with psycopg.connect(where, autocommit=True) as line:
        found = line.execute(
            "select indexname, indexdef from pg_indexes where tablename = 'actual_log'"
        ).fetchall()
        kept = [(n, d) for n, d in found if n != "actual_log_seq"]  # a correction looks there
        for name, _ in kept:
            line.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))
        yield
        line.execute("set maintenance_work_mem = '512MB'")
        for _, definition in kept:
            line.execute(definition)
