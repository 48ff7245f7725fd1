"""SIGKILL at random moments of commits, folds, migrations, backups and restores; then a look."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drills.outcome import Outcome, counted
from lib import store
from lib.access import User
from lib.issues import Refusal
from lib.store import opening
from tests.test_store import bring

HOME = Path(__file__).parent.parent
CHIEF = User("演练", "administrator", account="drill", address="console")
ROUNDS = {
    "commit": 400,
    "fold": 150,
    "migration": 150,
    "backup": 130,
    "restore": 130,
    "command": 40,
}
"""Kills of each kind at scale 1: a thousand."""
LINES = {"commit": 6, "fold": 8, "migration": 4, "backup": 6, "restore": 4}
"""Acknowledgements of a child that is let alone: the time they take is that of the kills."""
SEED = 20261129


@dataclass
class Tally:
    """What was seen over all rounds."""

    kills: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    bad_backups: list[str] = field(default_factory=list)
    reached: dict[str, int] = field(default_factory=dict)


def kills(folder: Path, scale: float) -> list[Outcome]:
    """Kill the store a thousand times and count what is lost, half, or needs a person."""
    chance, tally = random.Random(SEED), Tally()
    for kind, rounds in ROUNDS.items():
        place = folder / kind
        place.mkdir()
        begun = _forked(lambda place=place: _begin(place))
        assert begun["ok"], begun
        base = {f.name: f.read_bytes() for f in place.iterdir() if f.is_file()}
        told: dict[str, int] = dict(begun["acknowledged"])
        longest = _usual(kind, place)
        _put_back(place, base)
        for number in range(max(2, round(rounds * scale))):
            if kind in ("migration", "restore"):
                _put_back(place, base)
                told = dict(begun["acknowledged"])
            _round(kind, place, told, tally, chance, number, longest)
    about = ", ".join(f"{kind} {count}" for kind, count in sorted(tally.reached.items()))
    return [
        Outcome("kills", f"{tally.kills} ({about})", "each kind reached", _all_reached(tally)),
        Outcome("acknowledged commits", str(tally.acknowledged), "> 0", tally.acknowledged > 0),
        counted("acknowledged and lost", len(tally.lost), 0, _some(tally.lost)),
        counted("half batches, broken chains", len(tally.half), 0, _some(tally.half)),
        counted("files that need a person", len(tally.stuck), 0, _some(tally.stuck)),
        counted("backups that do not hold", len(tally.bad_backups), 0, _some(tally.bad_backups)),
    ]


def _round(
    kind: str,
    place: Path,
    told: dict[str, int],
    tally: Tally,
    chance: random.Random,
    number: int,
    longest: float,
) -> None:
    seed, seconds = chance.random(), chance.uniform(0, longest)
    if kind == "command":
        lines = _command(place, number, seconds)
    else:
        lines = _killed(lambda: _work(kind, place, seed), seconds)
    tally.kills += 1
    restored = False
    for what, token, seq in lines:
        tally.reached[what] = tally.reached.get(what, 0) + 1
        if what == "commit":
            told[token] = seq
            tally.acknowledged += 1
        restored = restored or what == "restored"
    found = _forked(lambda: _look(kind, place))
    name = f"{kind} {number}"
    if not found.get("ok"):
        tally.stuck.append(f"{name}: {found.get('error')}")
        return
    went_back = kind == "restore" and found["restores"] > 0
    if restored and not went_back:
        tally.lost.append(f"{name}: restore")
    known = dict(found["tokens"])
    if not went_back:
        tally.lost += [f"{name}: {t}" for t in told if t not in known]
    tally.half += [f"{name}: {h}" for h in found["half"]]
    tally.bad_backups += [f"{name}: {b}" for b in found["bad"]]
    told.update(known)


def _usual(kind: str, place: Path) -> float:
    """Seconds until a child that is let alone has acknowledged a few things, and some more."""
    if kind == "command":
        begin = time.perf_counter()
        _command(place, 0, 60)
        return (time.perf_counter() - begin) * 1.2
    child, reading = _child(lambda: _work(kind, place, 0.5))
    begin = time.perf_counter()
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        seen = b""
        while seen.count(b"\n") < LINES[kind]:
            seen += pipe.read(4096) or b"\n"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return (time.perf_counter() - begin) * 1.2


# ---- what the children do ----


def _work(kind: str, place: Path, seed: float) -> None:
    work = {"migration": _migrating, "restore": _restoring}.get(kind, _writing)
    work(kind, place, seed)


def _begin(place: Path) -> dict[str, Any]:
    schema = place / "schema"  # a newer program, for the kills of a migration
    shutil.copytree(opening.SCHEMA, schema)
    for number in range(3):
        (schema / f"900{number}_next.sql").write_text(
            f"create table extra_{number} (a integer);"
            f"alter table actual_log add column extra_{number} text default 'x';"
        )
    db = store.open_database(place / "a.duckdb")
    out = {}
    for number in range(5):
        token = f"begin-{number}"
        given = store.commit(db, bring(db, (f"T99-{number}", "1")), CHIEF, token=token)
        out[token] = given.seq
    store.make_backup(db, place / "backups", "asked")
    db.close()
    return {"ok": True, "acknowledged": out}


def _writing(kind: str, place: Path, seed: float) -> None:
    chance = random.Random(seed)
    opening.WAL_TO_FOLD = 1 if kind == "fold" else opening.WAL_TO_FOLD
    db = store.open_database(place / "a.duckdb")
    _say("opened")
    while True:
        if kind == "backup":
            store.make_backup(db, place / "backups", "scheduled")
            store.thin_backups(place / "backups", 3)
            _say("backup")
        _commit(db, chance)
        if kind == "fold":
            db.close()
            db = store.open_database(place / "a.duckdb")
            _say("fold")


def _migrating(kind: str, place: Path, seed: float) -> None:
    opening.SCHEMA = place / "schema"
    backups = place / "backups"
    db = store.open_database(
        place / "a.duckdb",
        keep=lambda made: store.keep_backup(made, backups, "migration", stem="a"),
    )
    _say("migrated")
    while True:
        _commit(db, random.Random(seed))


def _restoring(kind: str, place: Path, seed: float) -> None:
    chance = random.Random(seed)
    db = store.open_database(place / "a.duckdb")
    _commit(db, chance)
    db.close()
    backup = store.backups(place / "backups")[-1]
    store.restore(place / "a.duckdb", backup, CHIEF, reason="drill")
    _say("restored")
    db = store.open_database(place / "a.duckdb")
    while True:
        _commit(db, chance)


def _commit(db: store.Database, chance: random.Random) -> None:
    token = f"{os.getpid()}-{chance.random()}"
    rows = [
        (f"T99-{n}", str(chance.randrange(10**6)))
        for n in chance.sample(range(500), chance.randrange(1, 40))
    ]
    given = store.commit(db, bring(db, *rows), CHIEF, token=token)
    _say("commit", token, given.seq)


def _command(place: Path, number: int, seconds: float) -> list[tuple[str, str, int]]:
    """The same with the real command line, as a nightly job starts it."""
    file = place / f"report-{number}.csv"
    file.write_text(f"target_id,period,value\nT03-2,2022,{number + 1}\n", encoding="utf-8")
    command = [sys.executable, "-m", "lib.cli", "import", str(file), "--as", "演练", "--json"]
    environment = {**os.environ, "YUXI_DATABASE": str(place / "a.duckdb"), "YUXI_ENTRY": "open"}
    child = subprocess.Popen(
        [*command, "--reason", "revision"], cwd=HOME, env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        said, _ = child.communicate(timeout=seconds)
        return [("command", "", int(json.loads(said).get("submission") or 0))]
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        return [("command killed", "", 0)]


# ---- the look afterwards ----


def _look(kind: str, place: Path) -> dict[str, Any]:
    if kind == "migration":
        opening.SCHEMA = place / "schema"
    db = store.open_database(place / "a.duckdb")
    with db.reading() as cursor:
        tokens = cursor.execute("select client_token, seq from change_set").fetchall()
        half = cursor.execute(
            """
            select c.seq, c.n_rows, count(l.seq) from change_set c
            left join actual_log l on l.seq = c.seq
            where c.kind = 'actuals' group by c.seq, c.n_rows having count(l.seq) <> c.n_rows"""
        ).fetchall()
        stray = cursor.execute(
            "select distinct seq from actual_log where seq not in (select seq from change_set)"
        ).fetchall()
    checked = store.verify(db)
    bad = []
    for backup in store.backups(place / "backups")[:2]:
        try:
            store.check_backup(backup)
        except Refusal as wrong:
            bad.append(str(wrong))
    db.close()
    broken = [f"chain {checked.broken}"] if checked.broken else []
    return {
        "ok": True,
        "tokens": tokens,
        "half": [*map(str, half), *map(str, stray), *broken],
        "bad": bad,
        "restores": len(checked.restores),
    }


# ---- processes ----

_pipe = -1


def _say(what: str, token: str = "", seq: int = 0) -> None:
    """Tell the parent what was acknowledged; one write, so never half a line."""
    os.write(_pipe, f"{what}\t{token}\t{seq}\n".encode())


def _child(work: Callable[[], Any]) -> tuple[int, int]:
    """Fork: the modules are loaded already, no database is open in the parent."""
    global _pipe
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    os.close(reading)
    _pipe, code = writing, 0
    try:
        answer = work()
        if answer is not None:
            os.write(writing, json.dumps(answer).encode())
    except BaseException as error:  # noqa: BLE001  whatever it is, the parent must hear of it
        os.write(writing, json.dumps({"ok": False, "error": repr(error)[:300]}).encode())
        code = 1
    finally:
        os._exit(code)


def _killed(work: Callable[[], Any], seconds: float) -> list[tuple[str, str, int]]:
    child, reading = _child(work)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        lines = pipe.read().decode().splitlines()
    out = []
    for line in lines:
        if line.startswith("{"):
            raise RuntimeError(f"a child ended before it was killed: {line}")
        what, token, seq = line.split("\t")
        out.append((what, token, int(seq)))
    return out


def _forked(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    child, reading = _child(work)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    found: dict[str, Any] = json.loads(said)
    return found


def _put_back(place: Path, base: dict[str, bytes]) -> None:
    for file in [f for f in place.iterdir() if f.is_file()]:
        file.unlink()
    for name, data in base.items():
        (place / name).write_bytes(data)


def _all_reached(tally: Tally) -> bool:
    wanted = ("opened", "commit", "fold", "migrated", "backup", "restored", "command")
    return all(tally.reached.get(what) for what in wanted)


def _some(found: list[str]) -> str:
    return "; ".join(found[:3])
