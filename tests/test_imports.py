"""Who may import whom: the table of rooms, and what no file of ours may hold."""

import ast
import re
import sys
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.shipped import ROOT, inside

# ---- the table; when it is wrong, change it here and in both READMEs, and say why ----


@dataclass(frozen=True)
class Room:
    """Modules that play one part. may names the other rooms they import, libraries the packages.

    Patterns are module names; the first room that matches a module has it. A pure room neither
    reads files, nor asks the clock, nor prints.
    """

    name: str
    zh: str
    en: str
    modules: tuple[str, ...]
    may: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    pure: bool = False


GIVEN = ("words", "progress", "plan", "basics")
"""What is given to whoever shows something."""
ROOMS = (
    Room(
        "pages",
        "页面",
        "pages",
        ("app", "pages.*"),
        (
            "ui",
            "door",
            "sso",
            "store",
            "seam",
            "screen",
            "charts",
            "exports",
            "meeting",
            "audit",
            *GIVEN,
        ),
        ("streamlit",),
    ),
    Room(
        "ui",
        "界面部件",
        "screen parts",
        (
            "lib.ui",
            "lib.listing",
            "lib.view",
            "lib.frame",
            "lib.desk",
            "lib.filing",
            "lib.reviewing",
            "lib.worksheet",
            "lib.minutes",
            "lib.checking",
            "lib.handing",
            "lib.joining",
            "lib.admitting",
            "lib.undoing",
            "lib.ordering",
        ),
        (
            "door",
            "sso",
            "running",
            "store",
            "screen",
            "report",
            "figure",
            "charts",
            "exports",
            "people",
            "meeting",
            "upload",
            "child",
            *GIVEN,
        ),
        ("streamlit", "pandas"),
    ),
    Room(
        "server",
        "网络服务",
        "web server",
        ("server", "lib.shell", "lib.showing", "lib.signing", "lib.returning"),
        (
            "door",
            "sso",
            "running",
            "store",
            "seam",
            "people",
            "passwords",
            "present",
            "screen",
            "charts",
            "meeting",
            *GIVEN,
        ),
        ("streamlit", "starlette", "plotly"),
    ),
    Room(
        "door",
        "入口",
        "doors",
        (
            "lib.cli",
            "lib.said",
            "lib.demo",
            "lib.start",
            "lib.office",
            "lib.bringing",
            "lib.world",
            "lib.moment",
            "lib.feed",
            "lib.demo_meetings",
            "lib.door",
            "lib.settings",
            "lib.alerts.sending",
            "lib.alerts.watch",
            "lib.cli_export",
            "lib.jobs",
            "lib.making",
            "lib.recording",
            "lib.regional",
            "lib.reporting",
            "lib.verifying",
            "lib.visitor",
            "lib.managing",
            "lib.auditing",
            "lib.terminal",
            "lib.taking",
            "lib.cli_people",
            "lib.cli_audit",
            "lib.cli_backup",
            "lib.keeping",
            "lib.cli_review",
        ),
        (
            "store",
            "seam",
            "people",
            "passwords",
            "audit",
            "alerts",
            "meeting",
            "report",
            "charts",
            "exports",
            "child",
            "workbook",
            "upload",
            *GIVEN,
        ),
        ("numpy", "pyarrow"),
    ),
    Room(
        "store",
        "存储",
        "store",
        ("lib.store", "lib.store.*"),
        ("seam", "people", "audit", "meeting", "progress", "plan", "basics"),
        ("duckdb", "pyarrow", "filelock", "psycopg", "psycopg_pool"),
    ),
    Room("seam", "事件", "events", ("lib.events",), ("basics",)),
    Room(
        "sso",
        "统一登录",
        "office's sign-in",
        ("lib.sso",),
        ("door", "basics"),
        ("streamlit",),
    ),
    Room(
        "running",
        "运行",
        "running",
        ("lib.running", "lib.running.*"),
        ("seam", "words", "basics"),
        ("starlette", "prometheus_client", "pythonjsonlogger"),
    ),
    Room(
        "passwords",
        "口令",
        "passwords",
        ("lib.people.passwords",),
        ("basics",),
        ("argon2",),
    ),
    Room(
        "people",
        "人员",
        "people",
        ("lib.people", "lib.people.*"),
        ("basics",),
        pure=True,
    ),
    Room(
        "audit",
        "审计",
        "audit",
        ("lib.audit", "lib.audit.*"),
        ("words", "basics"),
        pure=True,
    ),
    Room(
        "screen",
        "页面文字",
        "pieces of HTML",
        ("lib.screen", "lib.screen.*"),
        (
            "door",
            "store",
            "people",
            "passwords",
            "audit",
            "alerts",
            "meeting",
            "exports",
            "charts",
            "upload",
            *GIVEN,
        ),
        ("numpy", "pyarrow"),
        pure=True,
    ),
    Room(
        "present",
        "会议放映",
        "slides",
        ("lib.present", "lib.present.*"),
        ("screen", "figure", "charts", "meeting", *GIVEN),
        pure=True,
    ),
    Room(
        "alerts",
        "提醒",
        "alerts",
        ("lib.alerts", "lib.alerts.*"),
        ("charts", *GIVEN),
        pure=True,
    ),
    Room(
        "meeting",
        "会议",
        "meetings",
        ("lib.meeting", "lib.meeting.*"),
        ("progress", "plan", "basics"),
        pure=True,
    ),
    Room(
        "figure",
        "画图",
        "drawing",
        ("lib.figure", "lib.figure.*"),
        ("charts", "words"),
        ("plotly",),
        pure=True,
    ),
    Room(
        "exports",
        "导出",
        "exports",
        ("lib.exports", "lib.exports.*"),
        (
            "report",
            "audit",
            "typesetting",
            "drawing",
            "figure",
            "present",
            "charts",
            "upload",
            *GIVEN,
        ),
        ("xlsxwriter", "icalendar", "docx", "pptx", "lxml", "pyarrow"),
        pure=True,
    ),
    Room(
        "report",
        "报告",
        "reports",
        ("lib.report", "lib.report.*"),
        ("screen", "charts", "meeting", *GIVEN),
        pure=True,
    ),
    Room(
        "drawing",
        "形状",
        "shapes",
        ("lib.drawing", "lib.drawing.*"),
        ("figure", "charts", "words"),
        pure=True,
    ),
    Room(
        "typesetting",
        "排版",
        "typesetting",
        ("lib.typesetting",),
        (),
        ("typst", "fontTools"),
    ),
    Room("charts", "图", "charts", ("lib.charts", "lib.charts.*"), GIVEN, pure=True),
    Room(
        "words",
        "文字与颜色",
        "words and colours",
        ("lib.texts", "lib.theme"),
        ("progress", "basics"),
    ),
    Room(
        "child",
        "子进程",
        "child process",
        ("lib.upload.worker", "lib.writing"),
        ("exports", "report", "basics"),
    ),
    Room(
        "workbook",
        "工作簿",
        "workbooks",
        ("lib.upload.workbook", "lib.upload.workbook.*", "lib.upload.kind"),
        ("upload", "basics"),
        pure=True,
    ),
    Room(
        "upload",
        "上传",
        "upload",
        ("lib.upload", "lib.upload.*"),
        ("workbook", "plan", "basics"),
        ("pandas", "numpy", "pyarrow"),
        pure=True,
    ),
    Room(
        "progress",
        "进度",
        "progress",
        ("lib.progress", "lib.progress.*"),
        ("plan", "basics"),
        pure=True,
    ),
    Room("plan", "目标", "plan", ("lib.plan", "lib.plan.*"), ("basics",), pure=True),
    Room(
        "basics",
        "基础",
        "basics",
        (
            "lib",
            "lib.access",
            "lib.changes",
            "lib.faults",
            "lib.fields",
            "lib.issues",
            "lib.values",
            "lib.values.*",
        ),
        (),
        ("pandas", "numpy", "pyarrow"),
        pure=True,
    ),
)
OUTSIDE = (
    "asyncio",
    "http",
    "multiprocessing",
    "os",
    "pathlib",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "urllib.request",
)
"""Standard modules that reach out of the program; no pure room imports them."""
REACHES_OUT = (
    "open",
    "print",
    "input",
    "read_text",
    "read_bytes",
    "write_text",
    "write_bytes",
    "now",
    "today",
    "utcnow",
    "getenv",
)
"""Calls that a pure room does not make, whatever they are called on."""

# ---- what no file of the repository holds ----

NEVER = {
    "a path of somebody's machine": re.compile(
        r"(?<![\w.])/(?:root|work|tmp|Users)/|/home/\w|[A-Z]:\\Users"
    ),
    "a package registry": re.compile(
        r"py[p]i\.org|python[h]osted|npm[j]s\.|arti[f]actory|index[-_]url|trusted[-]host"
    ),
}

STRANGE = ROOT / "tests" / "reference" / "blns.json"
"""Texts that break programs, copied as they are; paths are among them."""

MODULES = {
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__"): (
        ast.parse(path.read_text(encoding="utf-8"))
    )
    for path in inside(ROOT)
    if path.suffix == ".py"
    and path.relative_to(ROOT).parts[0] in ("app.py", "server.py", "pages", "lib")
}


def room_of(module: str) -> Room:
    return next(r for r in ROOMS if any(fnmatchcase(module, p) for p in r.modules))


def imported(tree: ast.AST) -> set[str]:
    """Every module a tree imports; `from lib import store` counts as lib.store."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            for alias in node.names:
                longer = f"{base}.{alias.name}"
                found.add(longer if longer in MODULES else base)
    return found


def called(tree: ast.AST) -> set[str]:
    """The last name of everything a tree calls."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                names.add(node.func.attr)
            elif isinstance(node.func, ast.Name):
                names.add(node.func.id)
    return names


def ours(name: str) -> bool:
    return name in MODULES


def test_every_module_has_a_room():
    placed = [pattern for room in ROOMS for pattern in room.modules]
    assert [m for m in MODULES if not any(fnmatchcase(m, p) for p in placed)] == []


def test_a_module_imports_only_from_the_rooms_that_the_table_allows():
    wrong = [
        f"{module} -> {name}"
        for module, tree in MODULES.items()
        for name in sorted(imported(tree))
        if ours(name) and room_of(name).name not in (room_of(module).name, *room_of(module).may)
    ]
    assert wrong == []


def test_a_module_uses_only_the_packages_that_the_table_allows():
    wrong = [
        f"{module} -> {name}"
        for module, tree in MODULES.items()
        for name in sorted(imported(tree))
        if not ours(name)
        and name.split(".")[0] not in (*sys.stdlib_module_names, *room_of(module).libraries)
    ]
    assert wrong == []


def test_pages_do_not_import_one_another():
    assert [
        f"{module} -> {name}"
        for module, tree in MODULES.items()
        for name in imported(tree)
        if name.startswith("pages")
    ] == []


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("streamlit", ["pages", "ui", "server", "sso"]),
        ("duckdb", ["store"]),
        ("psycopg", ["store"]),
        ("plotly", ["server", "figure"]),
        ("starlette", ["server", "running"]),
        ("prometheus_client", ["running"]),
        ("xlsxwriter", ["exports"]),
    ],
)
def test_a_package_with_weight_stays_in_its_rooms(library, rooms):
    assert [room.name for room in ROOMS if library in room.libraries] == rooms


def test_only_pages_and_the_screen_parts_import_the_screen_parts():
    assert [room.name for room in ROOMS if "ui" in room.may] == ["pages"]


def test_charts_and_exports_know_no_store():
    assert [
        r.name for r in ROOMS if r.name in ("charts", "figure", "exports") and "store" in r.may
    ] == []


def test_pure_modules_import_nothing_that_reaches_outside():
    wrong = [
        f"{module} -> {name}"
        for module, tree in MODULES.items()
        if room_of(module).pure
        for name in sorted(imported(tree))
        if any(name == out or name.startswith(f"{out}.") for out in OUTSIDE)
    ]
    assert wrong == []


def test_pure_modules_neither_read_files_nor_ask_the_clock_nor_print():
    wrong = [
        f"{module} calls {name}"
        for module, tree in MODULES.items()
        if room_of(module).pure
        for name in sorted(called(tree) & set(REACHES_OUT))
    ]
    assert wrong == []


def test_every_pattern_of_the_table_still_names_a_module():
    stale = [
        pattern
        for room in ROOMS
        for pattern in room.modules
        if not any(fnmatchcase(module, pattern) for module in MODULES)
    ]
    assert stale == []


def table(lang: str) -> list[str]:
    """The table as README shows it."""
    heads = {
        "zh": "| 部分 | 模块 | 可以引用 | 外部库 | 纯函数 |",
        "en": "| room | modules | may import | packages | pure |",
    }
    word = {room.name: room.zh if lang == "zh" else room.en for room in ROOMS}
    between = {"zh": "、", "en": ", "}[lang]
    lines = [heads[lang], "|---|---|---|---|---|"]
    for room in ROOMS:
        modules = " ".join(f"`{m}`" for m in room.modules if f"{m}.*" not in room.modules)
        may = between.join(word[name] for name in room.may) or "—"
        packages = " ".join(room.libraries) or "—"
        yes = {"zh": "是", "en": "yes"}[lang] if room.pure else ""
        lines.append(f"| {word[room.name]} | {modules} | {may} | {packages} | {yes} |")
    return lines


@pytest.mark.parametrize(("file", "lang"), [("README.md", "zh"), ("README.en.md", "en")])
def test_the_readme_shows_this_very_table(file, lang):
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    assert [line for line in table(lang) if line not in lines] == []


@pytest.mark.parametrize("what", NEVER)
def test_no_file_names(what):
    found = []
    for path in inside(ROOT):
        if path == STRANGE:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if hit := NEVER[what].search(text):
            found.append(f"{path.relative_to(ROOT).as_posix()}: {hit[0]}")
    assert found == []


def test_no_database_and_no_large_file_is_shipped():
    assert [
        path.name
        for path in inside(ROOT)
        if ".duckdb" in path.name
        or path.stat().st_size > (3 if path.suffix == ".woff2" else 1) * 1024 * 1024
    ] == []


def test_the_walk_sees_this_file():
    assert Path(__file__) in list(inside(ROOT))
