"""Where the parts come from: pins, licences, the list of parts, the bundle, vulnerabilities."""

import ast
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name

from supply import install, licence_page, licences, vulnerabilities
from supply.bundle import INSTALLER, packed, program, sums
from supply.installed import everything, needed
from supply.pins import Pin, asked, pins
from supply.release import release
from supply.sbom import sbom
from supply.wheels import Wheel, checked, oldest_libc
from tests.shipped import ROOT, inside

FILES = ("requirements", "requirements-dev")
ONLY_USED_BY_OTHERS = {"brotli", "tzdata"}
"""Asked for by name and never imported: fonttools and the time zones take them by themselves."""


def pinned(name: str) -> list[Pin]:
    return pins(ROOT / f"{name}.txt")


# ---- pins ----


@pytest.mark.parametrize("name", FILES)
def test_what_is_pinned_is_what_is_needed_and_what_is_installed(name):
    here = {pin.name: pin.version for pin in pinned(name) if pin.here}
    wanted = needed(asked(ROOT / f"{name}.in"))
    assert here == {one.name: one.found.version for one in wanted.values()}


@pytest.mark.parametrize("name", FILES)
def test_each_name_is_asked_for_with_its_reason_and_pinned_within_its_bound(name):
    lines = (ROOT / f"{name}.in").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line[0] not in "#-" and not re.search(r" # \w", line)] == []
    exact = {pin.name: pin.version for pin in pinned(name)}
    wishes = asked(ROOT / f"{name}.in")
    assert [str(w) for w in wishes if exact[canonicalize_name(w.name)] not in w.specifier] == []


def test_the_tools_stand_on_the_very_files_that_the_server_runs():
    tools = {pin.name: (pin.version, pin.hashes) for pin in pinned("requirements-dev")}
    server = {pin.name: (pin.version, pin.hashes) for pin in pinned("requirements")}
    assert {name: tools.get(name) for name in server} == server


@pytest.fixture(scope="module")
def owners() -> Mapping[str, list[str]]:
    """The packages that brought each module; asking takes half a second."""
    return packages_distributions()


def imported_by(owners: Mapping[str, list[str]], *places: str) -> set[str]:
    """The packages whose modules the files in these places import."""
    found = set()
    for path in inside(ROOT):
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in places:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                found |= {o for n in names for o in owners.get(n.split(".")[0], [])}
    return {canonicalize_name(name) for name in found}


def test_the_program_asks_by_name_for_what_it_imports_and_for_nothing_else(owners):
    names = {canonicalize_name(wish.name) for wish in asked(ROOT / "requirements.in")}
    assert imported_by(owners, "app.py", "server.py", "pages", "lib") == names - ONLY_USED_BY_OTHERS


def test_whatever_tests_and_tools_import_is_pinned(owners):
    names = {pin.name for pin in pinned("requirements-dev")}
    assert imported_by(owners, "tests", "benchmarks", "drills", "supply") - names == set()


@pytest.mark.parametrize("line", ["duckdb", "duckdb>=1.5", "duckdb==1.5.6", "duckdb==1.*"])
def test_a_line_that_is_no_exact_version_with_hashes_is_no_pin(line, tmp_path):
    (tmp_path / "requirements.txt").write_text(f"{line}\n")
    with pytest.raises(ValueError, match="no exact version with hashes"):
        pins(tmp_path / "requirements.txt")


def test_what_nobody_installed_is_named(tmp_path):
    (tmp_path / "asked.in").write_text("duckdb[all]>=99\n")
    with pytest.raises(LookupError, match=r"duckdb 1\.5\.6 is installed"):
        needed(asked(tmp_path / "asked.in"))


def test_make_installs_nothing_without_its_hash_and_builds_nothing():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    calls = re.findall(r".*pip install.*", makefile)
    assert len(calls) == 1
    assert "--require-hashes --only-binary :all:" in calls[0]


# ---- licences ----


def test_the_page_on_licences_is_that_of_the_packages_installed():
    written = licence_page.PAGE.read_text(encoding="utf-8")
    assert written == licence_page.page(), "make licences writes it anew"


@pytest.mark.parametrize("licence", ["", "GPL-3.0-only", "SSPL-1.0", "MIT AND AGPL-3.0-only"])
def test_a_licence_that_nobody_looked_at_is_refused(licence):
    with pytest.raises(licences.UnknownLicence, match="somebody"):
        licences.check("somebody", licence)


def test_of_licences_to_choose_from_one_is_enough():
    licences.check("somebody", "GPL-2.0-only OR FTL")
    assert licences.copyleft("GPL-2.0-only OR FTL") == []
    assert licences.copyleft("MPL-2.0 AND (Apache-2.0 OR MIT)") == ["MPL-2.0"]


def test_words_in_metadata_that_name_no_licence_are_not_guessed():
    assert licences.told(distribution("pydeck")) == ""  # "Apache License 2.0"
    assert licences.told(distribution("jinja2")) == ""  # "BSD License", of which there are several
    assert licences.told(distribution("duckdb")) == "MIT"


def test_every_library_that_a_wheel_brought_along_is_listed():
    listed = {file for piece in licences.pieces() for file in piece.places()}
    site = Path(str(everything()["numpy"].locate_file("")))
    running = {pin.name for pin in pinned("requirements")}  # tools are not passed on
    folders = [f for f in site.glob("*.libs") if canonicalize_name(f.stem) in running]
    brought = {file for folder in folders for file in folder.iterdir()}
    assert len(brought) > 15
    assert sorted(file.name for file in brought - listed) == []


def test_every_piece_that_is_listed_is_there():
    assert [piece.name for piece in licences.pieces() if not piece.places()] == []


def test_the_chart_library_of_the_browser_is_listed_in_the_version_that_is_served():
    piece = next(p for p in licences.pieces() if p.name == "plotly.js")
    (file,) = piece.places()
    assert f"plotly.js v{piece.version}\n" in file.read_text(encoding="utf-8")[:100]


# ---- the list of parts ----


@pytest.fixture(scope="module")
def parts() -> str:
    return sbom(release())


def test_the_list_of_parts_is_cyclonedx_and_names_every_pin_with_licence_and_hashes(parts):
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(parts) is None
    found = {c["purl"]: c for c in json.loads(parts)["components"] if "purl" in c}
    assert list(found) == [f"pkg:pypi/{p.name}@{p.version}" for p in pinned("requirements")]
    duckdb = found["pkg:pypi/duckdb@1.5.6"]
    assert duckdb["licenses"] == [{"expression": "MIT"}]
    own = next(pin for pin in pinned("requirements") if pin.name == "duckdb")
    assert {h["content"] for h in duckdb["hashes"]} == set(own.hashes)
    plotly = next(c for purl, c in found.items() if purl.startswith("pkg:pypi/plotly@"))
    assert [(c["name"], c["version"]) for c in plotly["components"]] == [("plotly.js", "4.1.1")]


def test_the_list_of_parts_holds_our_own_typeface_file_by_file(parts):
    font = next(c for c in json.loads(parts)["components"] if c["name"] == "Noto Sans SC")
    told = {c["name"]: c["hashes"][0]["content"] for c in font["components"]}
    files = (ROOT / "static/fonts").glob("*.woff2")
    assert told == {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_a_list_of_parts_that_is_no_cyclonedx_would_be_noticed(parts):
    wrong = parts.replace('"type": "library"', '"type": "thing"', 1)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(wrong) is not None


def test_the_list_of_parts_is_the_same_each_time_and_of_the_files_that_go_with_it(parts):
    assert sbom(release()) == parts
    one = sbom(release(), {pin.name: pin.hashes[0] for pin in pinned("requirements")})
    counts = {len(c["hashes"]) for c in json.loads(one)["components"] if "purl" in c}
    assert counts == {1}


# ---- the bundle ----


def test_an_archive_is_the_same_each_time_in_order_of_names_and_nobodys():
    files = {"b": b"2", "a/c": b"1"}
    made = packed("top", files, 1_700_000_000)
    assert made == packed("top", dict(reversed(files.items())), 1_700_000_000)
    with tarfile.open(fileobj=io.BytesIO(made)) as tar:
        about = [(m.name, m.mtime, m.uid, m.gid, m.uname, oct(m.mode)) for m in tar]
    assert about == [
        ("top/a/c", 1_700_000_000, 0, 0, "", "0o644"),
        ("top/b", 1_700_000_000, 0, 0, "", "0o644"),
    ]


def test_the_time_in_an_archive_is_the_commits_or_the_one_that_was_set(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert release().at.isoformat() == "2023-11-14T22:13:20+00:00"


def test_a_bundle_has_what_an_office_runs_and_no_files_made_to_harm():
    names = set(program(release()))
    assert {"app.py", "server.py", "Makefile", "requirements.txt", INSTALLER} <= names
    assert {"data/targets.csv", ".streamlit/config.toml", "static/fonts/OFL.txt"} <= names
    assert {n.split("/")[0] for n in names} & {"tests", "benchmarks", "drills", ".ci"} == set()


def test_wheels_that_are_not_what_is_pinned_are_no_bundle(tmp_path):
    with pytest.raises(ValueError, match="no file for altair"):
        checked(tmp_path)
    (tmp_path / "duckdb-1.5.6-py3-none-any.whl").write_bytes(b"something else")
    with pytest.raises(ValueError, match=r"is not what requirements\.txt pins"):
        checked(tmp_path)


def test_a_bundle_says_how_old_a_system_may_be(tmp_path):
    names = [
        "a-1-cp311-abi3-manylinux_2_34_x86_64.whl",
        "b-1-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.manylinux_2_28_x86_64.whl",
        "c-1-py3-none-any.whl",
    ]
    wheels = [Wheel(name[0], tmp_path / name, "") for name in names]
    assert [oldest_libc(wheels), oldest_libc(wheels[1:]), oldest_libc(wheels[2:])] == [
        "2.34",
        "2.17",
        "",
    ]


HERE = {"python": "3.11", "implementation": "cpython", "platform": "linux-x86_64", "libc": "2.9"}


@pytest.mark.parametrize(
    ("differs", "words"),
    [
        ({"python": "3.12"}, "安装包要用 Python 3.12，这里是 3.11"),
        ({"platform": "linux-aarch64"}, "安装包是给 linux-aarch64 做的，这台是 linux-x86_64"),
        ({"libc": "2.34"}, "glibc 要 2.34 或更新，这里是 2.9"),
    ],
)
def test_the_installer_says_what_differs(differs, words):
    ((zh, _),) = install.differences({**HERE, **differs}, HERE)
    assert words in zh
    assert install.differences(HERE, HERE) == []


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """An unpacked bundle that holds no wheel: the installer must stop before it needs one."""
    shutil.copy(ROOT / "supply" / INSTALLER, tmp_path)
    about = json.dumps(install.this_computer()).encode()
    (tmp_path / "bundle.json").write_bytes(about)
    (tmp_path / "SHA256SUMS").write_bytes(sums({"bundle.json": about, "app.py": b"pass\n"}))
    (tmp_path / "app.py").write_bytes(b"pass\n")
    return tmp_path


def installing(folder: Path) -> tuple[int, str]:
    command = [sys.executable, INSTALLER]
    ran = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return ran.returncode, ran.stdout.decode()


def test_the_installer_refuses_files_that_changed_or_are_missing_and_makes_nothing(unpacked):
    assert install.damaged(unpacked) == []
    (unpacked / "app.py").write_bytes(b"fail\n")
    code, words = installing(unpacked)
    assert (code, "缺少或被改过的文件：app.py" in words) == (install.DAMAGED, True)
    (unpacked / "app.py").unlink()
    assert installing(unpacked)[0] == install.DAMAGED
    assert not (unpacked / ".venv").exists()


def test_the_installer_refuses_another_python_in_both_languages_and_makes_nothing(unpacked):
    about = {**install.this_computer(), "python": "3.99"}
    (unpacked / "bundle.json").write_text(json.dumps(about))
    code, words = installing(unpacked)
    assert code == install.DIFFERS
    assert "装不了：安装包要用 Python 3.99" in words
    assert "Cannot install: made for Python 3.99" in words
    assert not (unpacked / ".venv").exists()


def test_a_python_too_old_for_the_program_can_still_read_the_installer():
    text = (ROOT / "supply" / INSTALLER).read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 6))


# ---- known vulnerabilities ----


class _Known(BaseHTTPRequestHandler):
    """Answers as the database of vulnerabilities does: one for jinja2, none for others."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        harm = {
            "id": "PYSEC-0000-1",
            "aliases": ["CVE-0000-1"],
            "summary": "made up",
            "affected": [
                {
                    "package": {"ecosystem": "PyPI", "name": "jinja2"},
                    "ranges": [
                        {
                            "type": "ECOSYSTEM",
                            "events": [{"introduced": "0"}, {"fixed": "99.1"}],
                        }
                    ],
                }
            ],
        }
        vulns = [harm] if asked["package"]["name"] == "jinja2" else []
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"vulns": vulns} if vulns else {}).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def known() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Known)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    server.server_close()


@pytest.fixture
def two_pins(tmp_path: Path) -> Path:
    found = [pin for pin in pinned("requirements") if pin.name in ("jinja2", "markupsafe")]
    file = tmp_path / "two.txt"
    file.write_text("".join(f"{p.name}=={p.version} --hash=sha256:{p.hashes[0]}\n" for p in found))
    return file


def test_a_known_vulnerability_is_told_with_the_version_that_mends_it(known, two_pins):
    got = vulnerabilities.ask(two_pins, ["--vulnerability-service", "osv", "--osv-url", known])
    assert got.found == ("jinja2 3.1.6: PYSEC-0000-1 CVE-0000-1 (99.1)",)
    assert (got.asked, got.unasked, got.code) == (2, (), vulnerabilities.FOUND)


def test_where_nobody_answers_it_is_not_called_clean(two_pins):
    nobody = ["--vulnerability-service", "osv", "--osv-url", "http://127.0.0.1:9/v1/query"]
    got = vulnerabilities.ask(two_pins, nobody)
    assert (got.asked, got.found, got.code) == (0, (), vulnerabilities.NOT_ASKED)
    assert got.why


def test_a_package_that_the_source_does_not_know_is_not_called_clean():
    clean = {"name": "a", "version": "1", "vulns": []}
    unknown = {"name": "b", "skip_reason": "Dependency not found on PyPI"}
    assert vulnerabilities.answer([clean]).code == vulnerabilities.CLEAN
    assert vulnerabilities.answer([clean, unknown]).code == vulnerabilities.NOT_ASKED
    assert vulnerabilities.answer([]).code == vulnerabilities.NOT_ASKED
