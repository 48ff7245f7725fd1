"""Files from the command line, as a nightly job makes them."""

import io
import json
import os
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.conftest import MadeUp
from tests.server import DATABASE, Server
from tests.test_cli import HEADER, HOME, Shell

BUSY = ("--as-of", "2023-11-01")
TARGET = ("--targets", "T03-1")


@pytest.fixture(scope="module")
def shell(made_up: MadeUp, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    folder = tmp_path_factory.mktemp("cli-export")
    made_up.copy(folder / "a.duckdb")
    shell = Shell(folder)
    shell.environment["YUXI_KIND"] = "demo"
    return shell


def test_an_export_is_written_whole_and_says_what_it_holds(shell: Shell) -> None:
    file = shell.folder / "夜间.csv"
    file.write_bytes(b"yesterday's")
    code, told = shell.run("export", "sdmx", *TARGET, *BUSY, "--out", str(file))

    assert code == 0
    assert (told["file"], told["bytes"]) == (str(file), file.stat().st_size)
    assert (told["as_of"], told["demo"]) == ("2023-11-01", True)
    assert told["code"].startswith(f"{told['submission']}-")
    assert file.read_bytes().startswith(b"STRUCTURE,")
    assert not list(shell.folder.glob(".夜间*"))


def test_into_a_folder_the_file_gets_a_name_that_sorts(shell: Shell) -> None:
    folder = shell.folder / "out"
    folder.mkdir()
    choices = (*TARGET, *BUSY, "--draft", "--lang", "en", "--scale", "1", "--out", str(folder))
    code, told = shell.run("export", "png", *choices)

    assert code == 0
    assert [f.name for f in folder.iterdir()] == ["Targets-T03-1-20231101-en-draft-demo.png"]
    assert Path(told["file"]).parent == folder


def test_a_meeting_by_its_number_is_told_as_of_its_own_moment(shell: Shell) -> None:
    file = shell.folder / "meeting.zip"
    code, told = shell.run("export", "svg", "--meeting", "2", "--out", str(file))

    assert code == 0
    assert told["as_of"] < "2026"
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as packet:
        assert any(name.endswith(".svg") for name in packet.namelist())


@pytest.mark.parametrize(
    ("arguments", "code", "found"),
    [
        (("xlsx", "--targets", "T03-1,T99-9"), "report_targets", "T99-9"),
        (("svg", "--meeting", "M99"), "report_meeting", "M99"),
        (("pptx", "--departments", "没有这个局"), "report_departments", "没有这个局"),
        (("pptx", "--content", "bulletin"), "export_content", "bulletin"),
        (("xlsx", "--as-of", "2019-01-01"), "report_nothing", ""),
    ],
)
def test_what_cannot_be_told_is_refused_in_a_sentence_and_nothing_is_written(
    shell: Shell, arguments: tuple[str, ...], code: str, found: str
) -> None:
    file = shell.folder / "never"
    ended, told = shell.run("export", *arguments, "--out", str(file))

    assert (ended, told["refused"]) == (1, code)
    assert found in told["reason"]
    assert not file.exists()


def test_verify_tells_a_current_file_from_one_that_was_overtaken_or_altered(shell: Shell) -> None:
    file = shell.folder / "check.csv"
    shell.run("export", "sdmx", *TARGET, *BUSY, "--out", str(file))
    code, told = shell.run("verify", str(file))
    assert (code, told["current"], told["changes"]) == (0, True, [])
    assert (told["as_of"], told["genuine"]) == ("2023-11-01", True)

    revised = shell.file("revised.csv", f"{HEADER}T03-1,2023Q3,,195,户\n")
    given = ("--as", "李敏", "--reason", "revision")
    assert shell.run("import", revised, *given)[0] == 0
    code, told = shell.run("verify", str(file))
    assert (code, told["current"], told["genuine"]) == (1, False, True)
    (change,) = told["changes"]
    assert change["target_id"] == "T03-1"
    assert (change["before"]["value"], change["after"]["value"]) == ("201", "195")

    plan = HOME / "data" / "targets.csv"
    assert shell.run("verify", str(plan))[1]["refused"] == "verify_no_mark"


def test_a_folder_that_is_not_there_is_said_so(shell: Shell) -> None:
    out = subprocess.run(
        [sys.executable, "-m", "lib.cli", "export", "sdmx", *TARGET, "--out", "nowhere/a.csv"],
        cwd=HOME,
        env=shell.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert out.returncode == 1
    assert out.stderr.startswith("打不开文件：nowhere")


def test_a_file_is_made_while_the_server_runs(made_up: MadeUp, tmp_path: Path) -> None:
    """As a nightly job does; who wants to write is still told who holds the database."""
    made_up.copy(tmp_path / DATABASE)
    server = Server(tmp_path, kind="demo")
    try:
        settings = {"YUXI_DATABASE": str(tmp_path / DATABASE), "YUXI_KIND": "demo"}
        command = [sys.executable, "-m", "lib.cli", "export", "pdf", "--content", "tasks"]
        done = subprocess.run(
            [*command, "--json", "--out", str(tmp_path)],
            capture_output=True,
            cwd=HOME,
            env={**os.environ, **settings},
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        told = json.loads(done.stdout)
        assert Path(told["file"]).read_bytes().startswith(b"%PDF")
        with urllib.request.urlopen(f"{server.address}/healthz") as answer:
            assert str(told["submission"]) in answer.read().decode()
        undo = [sys.executable, "-m", "lib.cli", "undo", "3", "--as", "甲"]
        refused = subprocess.run(
            undo, capture_output=True, cwd=HOME, env={**os.environ, **settings}, check=False
        )
        assert refused.returncode == 1
        assert str(server.process.pid) in refused.stderr.decode()
    finally:
        server.stop()
