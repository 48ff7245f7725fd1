"""A disk that is full or read-only, a log cut anywhere, a file damaged anywhere; then a look."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import duckdb

from drills.outcome import Outcome, counted
from lib import store
from lib.access import User
from lib.issues import StoreTrouble
from lib.store import place
from lib.store.place import beside
from tests.test_store import bring, known

CHIEF = User("演练", "administrator", account="drill", address="console")
DISK_MB = 80
"""Size of the disk that gets full: room for a database and what must stay free beside a copy."""
CUTS, DAMAGES, FILLS = 200, 120, 40
BLOCK = 4096
SEED = 20261129


def faults(folder: Path, scale: float) -> list[Outcome]:
    """Fill the disk, make it read-only, cut the log, damage the file."""
    chance = random.Random(SEED)
    return [
        *_full(folder, max(4, round(FILLS * scale)), chance),
        *_read_only(folder),
        *_cut(folder, max(10, round(CUTS * scale))),
        *_damaged(folder, max(10, round(DAMAGES * scale)), chance),
    ]


def _full(folder: Path, fills: int, chance: random.Random) -> list[Outcome]:
    """Commit on a disk with less and less room; give room back; send the same again."""
    what = f"{fills} times a full disk"
    if not _can_mount():
        return [Outcome(what, "LEFT OUT: only root can mount a small disk", "root", holds=False)]
    seen: Counter[str] = Counter()
    spare = place.SPARE
    with _disk(folder / "small") as disk:
        path, filler = disk / "a.duckdb", disk / "filler"
        db = store.open_database(path)
        acknowledged: dict[str, Decimal] = {}
        for number in range(fills):
            # With room kept free a commit is not even begun; without, the disk itself refuses.
            place.SPARE = chance.choice((0, spare))
            left = chance.choice((0, BLOCK, 8 * BLOCK, 64 * BLOCK, 256 * BLOCK))
            filler.write_bytes(b"\0" * max(0, store.room(disk) - left))
            values = {f"T{number}-{n}": Decimal(n) for n in range(chance.choice((1, 50, 4000)))}
            changes = bring(db, *((key, str(value)) for key, value in values.items()))
            try:
                store.commit(db, changes, CHIEF, token=f"send-{number}")
                seen["taken"] += 1
            except StoreTrouble as refused:
                seen[refused.code] += 1
                seen["read on"] += known(db) == acknowledged
                filler.unlink()
                store.commit(db, changes, CHIEF, token=f"send-{number}")
            acknowledged |= values
            filler.unlink(missing_ok=True)
        place.SPARE = spare
        seen["whole"] = known(db) == acknowledged and store.verify(db).broken is None
        db.close()
        db = store.open_database(path)
        seen["whole again"] = known(db) == acknowledged and store.head(db) == fills
        db.close()
    refused = seen["not_written"] + seen["no_room"]
    both = seen["not_written"] > 0 and seen["no_room"] > 0
    told = ", ".join(f"{name} {count}" for name, count in sorted(seen.items()))
    holds = both and seen["read on"] == refused and seen["whole"] + seen["whole again"] == 2
    return [Outcome(what, told, "refused in words, read on, nothing lost, sent again", holds)]


def _read_only(folder: Path) -> list[Outcome]:
    if not _can_mount():
        return [Outcome("read-only disk", "LEFT OUT: only root can mount", "root", holds=False)]
    with _disk(folder / "frozen") as disk:
        db = store.open_database(disk / "a.duckdb")
        store.commit(db, bring(db, ("T1-1", "1")), CHIEF)
        db.close()
        _mount("-o", "remount,ro", str(disk))
        try:
            store.open_database(disk / "a.duckdb").close()
            code = "opened"
        except StoreTrouble as refused:
            code = refused.code
        _mount("-o", "remount,rw", str(disk))
        db = store.open_database(disk / "a.duckdb")
        kept = known(db) == {"T1-1": Decimal(1)}
        db.close()
    seen = f"{code}, nothing lost: {kept}"
    must = "unwritable, nothing lost: True"
    return [Outcome("read-only disk", seen, must, seen == must)]


def _cut(folder: Path, cuts: int) -> list[Outcome]:
    """Cut the log at every so many bytes."""
    home = folder / "cut"
    values = _filled(home, 12)
    whole = beside(home / "a.duckdb", "wal").read_bytes()
    seen: Counter[str] = Counter()
    for number in range(1, cuts):  # DuckDB itself takes an empty log away
        length = len(whole) * number // cuts
        seen[_opened(home, values, lambda place, n=length: _shorten(place, n))] += 1
    wrong = seen["other values"] + seen["changed a file"]
    told = ", ".join(f"{name} {count}" for name, count in sorted(seen.items()))
    return [counted(f"{cuts} cut logs: opened with other values", wrong, 0, f"({told})")]


def _damaged(folder: Path, damages: int, chance: random.Random) -> list[Outcome]:
    """Overwrite a part of the file, as a bad disk does."""
    home = folder / "damaged"
    values = _filled(home, 400)
    size = (home / "a.duckdb").stat().st_size
    seen: Counter[str] = Counter()
    for _ in range(damages):
        at, length = chance.randrange(size), chance.choice((1, 16, BLOCK, 16 * BLOCK))
        seen[_opened(home, values, lambda p, a=at, n=length: _overwrite(p, a, n, chance))] += 1
    wrong = seen["other values"] + seen["changed a file"]
    told = ", ".join(f"{name} {count}" for name, count in sorted(seen.items()))
    shown = seen["unreadable, the backup shown"] + seen["same values"]
    return [
        counted(f"{damages} damaged files: opened with other values", wrong, 0, f"({told})"),
        counted("damaged files: same values, or the backup shown", shown, damages),
    ]


def _filled(home: Path, commits: int) -> dict[str, Decimal]:
    """Make a database that was not closed, with a backup, and give what is in it."""
    home.mkdir()
    code = (
        "import os, sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\nfrom drills.faults import fill\n"
        "fill(Path(sys.argv[2]), int(sys.argv[3]))\nos._exit(0)"
    )
    here = Path(__file__).parent.parent
    command = [sys.executable, "-c", code, str(here), str(home), str(commits)]
    subprocess.run(command, check=True, cwd=here)
    return {f"T{n}-1": Decimal(n) for n in range(commits)}


def fill(home: Path, commits: int) -> None:
    """Commit one value at a time, half of it folded into the file, and back all of it up."""
    from lib.store import opening

    opening.WAL_TO_FOLD = 1
    db = store.open_database(home / "a.duckdb")
    for number in range(commits):
        store.commit(db, bring(db, (f"T{number}-1", str(number))), CHIEF)
        if number == commits // 2:
            db.close()
            db = store.open_database(home / "a.duckdb")
    store.make_backup(db, home / "backups", "asked")


def _opened(home: Path, values: dict[str, Decimal], harm: Callable[[Path], None]) -> str:
    """What becomes of a copy that was harmed."""
    copy = home.parent / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    for file in home.iterdir():
        if file.is_file():
            shutil.copy(file, copy)
    path = copy / "a.duckdb"
    harm(path)
    before = {f.name: f.read_bytes() for f in (path, beside(path, "wal")) if f.exists()}
    try:
        db = store.open_database(path)
    except StoreTrouble as trouble:
        now = {f.name: f.read_bytes() for f in (path, beside(path, "wal")) if f.exists()}
        if now != before:
            return "changed a file"
        return f"{trouble.code}, {_shown(path, trouble, home, values)}"
    try:
        return "same values" if known(db) == values else "other values"
    except duckdb.Error:
        return "found when read"
    finally:
        db.close()


def _shown(path: Path, trouble: StoreTrouble, home: Path, values: dict[str, Decimal]) -> str:
    scratch = path.parent / "scratch"
    scratch.mkdir()
    shown = store.stand_in(path, trouble, home / "backups", scratch)
    seen = known(shown.db)
    shown.db.close()
    if shown.backup:
        return "the backup shown" if seen == values else "another backup shown"
    return "nothing shown" if shown.empty else "what is left shown"


def _shorten(path: Path, length: int) -> None:
    os.truncate(beside(path, "wal"), length)


def _overwrite(path: Path, at: int, length: int, chance: random.Random) -> None:
    with path.open("rb+") as file:
        file.seek(at)
        file.write(chance.randbytes(length))
        file.truncate(max(file.tell(), path.stat().st_size))


def _can_mount() -> bool:
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("mount") is not None


@contextmanager
def _disk(folder: Path) -> Iterator[Path]:
    """A small disk of its own, in memory."""
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)
