"""The table of ASVS level 1: complete, naming what exists; and checks that only it asks for."""

import ast
import re
import urllib.error
import urllib.request
from email.message import Message

import pytest

from lib.screen.signin import Form, ask, choose
from tests.server import Server
from tests.shipped import ROOT, inside

PAGE = (ROOT / "docs/asvs.md").read_text(encoding="utf-8")
LEVEL_1 = {
    # chapter and section: requirements of level 1 in version 5.0.0
    "1.2": range(1, 6),
    "1.3": (1, 2),
    "1.5": (1,),
    "2.1": (1,),
    "2.2": (1, 2),
    "2.3": (1,),
    "3.2": (1, 2),
    "3.3": (1,),
    "3.4": (1, 2),
    "3.5": (1, 2, 3),
    "4.1": (1,),
    "4.4": (1,),
    "5.2": (1, 2),
    "5.3": (1, 2),
    "6.1": (1,),
    "6.2": range(1, 9),
    "6.3": (1, 2),
    "6.4": (1, 2),
    "7.2": range(1, 5),
    "7.4": (1, 2),
    "8.1": (1,),
    "8.2": (1, 2),
    "8.3": (1,),
    "9.1": (1, 2, 3),
    "9.2": (1,),
    "10.4": range(1, 6),
    "11.3": (1, 2),
    "11.4": (1,),
    "12.1": (1,),
    "12.2": (1, 2),
    "13.4": (1,),
    "14.2": (1,),
    "14.3": (1,),
    "15.1": (1,),
    "15.2": (1,),
    "15.3": (1,),
}
PROGRAM = [
    path
    for path in inside(ROOT)
    if path.suffix == ".py"
    and path.relative_to(ROOT).parts[0] in ("app.py", "server.py", "pages", "lib")
]


def table() -> list[list[str]]:
    lines = re.findall(r"^\| (\d[\d.]+ \|.*) \|$", PAGE, re.M)
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def test_every_requirement_of_level_1_stands_once_and_in_order():
    wanted = [f"{section}.{n}" for section, numbers in LEVEL_1.items() for n in numbers]
    assert len(wanted) == 70
    assert [row[0] for row in table()] == wanted


def test_every_row_says_whether_it_applies_how_and_by_which_test():
    assert {len(row) for row in table()} == {5}
    assert {row[2] for row in table()} == {"是", "部分", "否"}
    assert [row[0] for row in table() if not (row[1] and row[3] and row[4])] == []


def test_every_file_and_test_of_the_table_exists():
    named = re.findall(r"`(test_\w+)::(\w+)`", PAGE)
    assert len(named) > 50
    sources = {
        path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("*.py")
    }
    assert [(f, n) for f, n in named if f"def test_{n}(" not in sources.get(f, "")] == []
    files = re.findall(r"`((?:lib|static|pages|docs|supply)/[\w./]+|server\.py)`", PAGE)
    files += re.findall(r"\]\(([\w.]+\.md)\)", PAGE)
    places = [ROOT / "docs" / f if f.endswith(".md") else ROOT / f for f in files]
    assert len(places) > 15
    assert [place.name for place in places if not place.exists()] == []


def test_the_program_runs_no_text_as_code_and_no_shell():
    wrong = []
    for path in PROGRAM:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            call = ast.unparse(node.func)
            shell = any(
                k.arg == "shell" and not (isinstance(k.value, ast.Constant) and not k.value.value)
                for k in node.keywords
            )
            markup = any(
                k.arg in ("unsafe_allow_html", "unsafe_allow_javascript") for k in node.keywords
            )
            names = ("eval", "exec", "compile", "os.system", "os.popen")
            if call in names or shell or markup:
                wrong.append(f"{path.name}: {call}")
    assert wrong == []


def test_no_hash_that_is_broken_is_used_and_nothing_is_encrypted_by_hand():
    weak = re.compile(r"\b(md5|sha1|MD5|SHA1|DES|RC4|ECB|Fernet|Cipher)\b")
    found = [path.name for path in PROGRAM if weak.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_the_fields_for_passwords_hide_them_and_take_what_a_manager_pastes():
    for page, count in ((ask(Form("zh")), 1), (choose(Form("zh"), "code"), 2)):
        fields = re.findall(r"<input [^>]*password[^>]*>", page)
        assert len(fields) == count
        assert all('type="password"' in f and "autocomplete=" in f for f in fields)
        assert "onpaste" not in page
        assert 'autocomplete="off"' not in page


# ---- a real server, asked without a browser ----


def asked(server: Server, path: str, method: str = "GET") -> tuple[int, Message, bytes]:
    headers = {"Accept": "text/html", "Origin": "https://evil.example"}
    request = urllib.request.Request(server.address + path, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as given:
            return given.status, given.headers, given.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read()


ANSWERS = {
    "/": "text/html; charset=utf-8",
    "/signin": "text/html; charset=utf-8",
    "/present": "text/html; charset=utf-8",
    "/healthz": "application/json",
    "/assets/style.css": "text/css; charset=utf-8",
    "/assets/icon.png": "image/png",
    "/pictures/plotly.min.js": "text/javascript; charset=utf-8",
}


def test_every_answer_says_what_it_is(office: Server):
    assert {path: asked(office, path)[1]["Content-Type"] for path in ANSWERS} == ANSWERS


def test_another_site_is_not_allowed_to_read_any_answer(office: Server):
    for path in (*ANSWERS, "/_stcore/health", "/_stcore/host-config"):
        told = [
            name for name in asked(office, path)[1] if name.lower().startswith("access-control")
        ]
        assert told == [], path


@pytest.mark.parametrize(
    "path",
    [
        "/server.py",
        "/lib/access.py",
        "/requirements.txt",
        "/.git/config",
        "/.git",
        "/.streamlit/config.toml",
        "/var/yuxi.duckdb",
        "/assets/../server.py",
        "/assets/%2e%2e/server.py",
        "/assets/..%2fserver.py",
        "/static/../../../../requirements.txt",
    ],
)
def test_no_file_of_the_program_can_be_had_by_its_address(office: Server, path: str):
    shell = asked(office, "/")[2]
    status, _, body = asked(office, path)
    assert status in (400, 403, 404) or body == shell
