"""The command line: the same doors as the pages, and answers a program can read."""

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from lib import cli, start
from tests.conftest import DATA

HOME = DATA.parent
HEADER = "目标编号,时期,地区,实际值,单位\n"


class Shell:
    """Runs commands against one database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, "YUXI_DATABASE": str(folder / "a.duckdb")}

    def run(self, *arguments: str) -> tuple[int, Any]:
        """Give the exit code and what was printed, read as JSON.

        It runs in this process, which opens and closes the database as a new one would: that
        would take two seconds to begin. The last test of each file starts one.
        """
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name, value in self.environment.items():
                patch.setenv(name, value)
            start.close()
            try:
                code = cli.main([*arguments, "--json"])
            finally:
                start.close()
        printed, complaint = (_written(stream) for stream in (out, err))
        assert printed, complaint
        return code, json.loads(printed)

    def file(self, name: str, text: str, encoding: str = "gb18030") -> str:
        """Write a file and give its path."""
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        return str(path)


def _written(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_check_says_what_would_happen_and_writes_nothing(shell: Shell) -> None:
    good = shell.file("good.csv", HEADER + "T15-1,2022,,50,名\nT15-2,2022,,1,个\n")
    code, found = shell.run("check", good)

    assert code == 0
    assert found["encoding"] == "gb18030"
    counted = ("rows_read", "accepted", "held", "rejected", "skipped", "new")
    assert [found[k] for k in counted] == [2, 2, 0, 0, 0, 2]
    assert shell.run("check", good)[1]["new"] == 2


def test_check_names_row_column_and_reason_and_ends_with_one(shell: Shell) -> None:
    bad = shell.file("bad.csv", HEADER + "T15-1,2022,,五十多,名\nT99-9,2022,,1,个\n")
    code, found = shell.run("check", bad)

    assert code == 1
    assert (found["rows_read"], found["accepted"], found["held"]) == (2, 0, 2)
    assert {(p["row"], p["column"], p["found"]) for p in found["problems"]} == {
        (2, "实际值", "五十多"),
        (3, "目标编号", "T99-9"),
    }
    assert all(p["reason"] for p in found["problems"])


def test_a_file_that_is_no_table_is_refused_in_one_sentence(shell: Shell) -> None:
    picture = shell.folder / "photo.csv"
    picture.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00")
    code, found = shell.run("check", str(picture))

    assert code == 1
    assert "图片" in found["reason"]


def test_import_commits_undo_takes_back_and_status_follows(shell: Shell) -> None:
    file = shell.file("good.csv", HEADER + "T15-1,2022,,50,名\n")
    code, receipt = shell.run("import", file, "--as", "李敏", "--note", "年报")
    assert code == 0

    def status(target: str) -> str:
        rows = shell.run("status")[1]["rows"]
        return next(r["status"] for r in rows if r["target_id"] == target)

    assert status("T15-1") == "achieved"
    code, undone = shell.run("undo", str(receipt["submission"]), "--as", "李敏")
    assert (code, undone["submission"]) == (0, receipt["submission"] + 1)
    assert status("T15-1") == "overdue_unreported"
    code, refused = shell.run("undo", str(receipt["submission"]), "--as", "李敏")
    assert (code, refused["refused"]) == (1, "already_undone")


def test_import_with_a_held_row_writes_nothing(shell: Shell) -> None:
    file = shell.file("bad.csv", HEADER + "T15-1,2022,,50,名\nT15-2,2022,,某,个\n")
    code, found = shell.run("import", file, "--as", "李敏")

    assert (code, found["held"]) == (1, 1)
    assert "submission" not in found
    rows = shell.run("status")[1]["rows"]
    assert next(r["actual"] for r in rows if r["target_id"] == "T15-1") is None


def test_status_of_a_day_before_the_plan_is_empty(shell: Shell) -> None:
    code, found = shell.run("status", "--as-of", "2021-01-01")

    assert code == 0
    assert (found["submission"], found["rows"]) == (0, [])


def test_a_file_that_is_not_there_is_said_so(shell: Shell) -> None:
    out = subprocess.run(
        [sys.executable, "-m", "lib.cli", "check", "nowhere.csv"],
        cwd=HOME,
        env=shell.environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert out.returncode == 1
    assert out.stderr.strip() == "打不开文件：nowhere.csv"
