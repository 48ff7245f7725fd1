"""The documents name what exists: tree, commands, settings, columns, words, versions, links."""

import csv
import re
import shlex
import tomllib
from dataclasses import fields as dataclass_fields

import pytest

from lib import cli, fields
from lib.fields import Field
from lib.settings import Settings
from tests.shipped import ROOT, names

READMES = {"zh": "README.md", "en": "README.en.md"}
TREE_OPEN = ("pages", "lib", "data", "static", "benchmarks", "drills", "deploy", "supply")
"""Folders whose files the tree names one by one; of the others it names the folder."""
HEADINGS = {
    "tree": {"zh": "目录", "en": "The tree"},
    "settings": {"zh": "设置", "en": "Settings"},
    "commands": {"zh": "两条命令", "en": "Two commands"},
    "upload": {"zh": "填报文件的列", "en": "Columns of an upload"},
    "plan": {"zh": "目标表的列", "en": "Columns of the plan"},
    "glossary": {"zh": "名词", "en": "Words"},
}
GLOSSARY = (
    "area",
    "measure",
    "task",
    "indicator",
    "target",
    "baseline",
    "actual",
    "period",
    "region",
    "contributor",
    "submission",
    "revision",
    "trajectory",
    "completion",
    "pace",
    "status",
    "as_of",
    "lead",
    "supporting",
)
KINDS = {
    fields.TEXT: ("文字", "text"),
    fields.DATE: ("日期", "date"),
    fields.DECIMAL: ("小数", "decimal"),
    fields.INTEGER: ("整数", "whole number"),
    fields.FLAG: ("true 或 false", "true or false"),
    fields.CHOICE: ("选一", "one of"),
}
LANGS = list(READMES)


def text(lang: str) -> str:
    return (ROOT / READMES[lang]).read_text(encoding="utf-8")


def section(lang: str, name: str) -> str:
    """What stands under one heading."""
    found = re.search(
        rf"^## {re.escape(HEADINGS[name][lang])}\n(.*?)(?=^## |\Z)", text(lang), re.M | re.S
    )
    assert found, f"{READMES[lang]} has no heading {HEADINGS[name][lang]}"
    return found[1]


def rows(markdown: str) -> list[list[str]]:
    """The cells of every table row but heads and rules."""
    lines = [line for line in markdown.splitlines() if line.startswith("|")]
    rules = {i for i, line in enumerate(lines) if set(line) <= set("|-: ")}
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for i, line in enumerate(lines)
        if i not in rules and i + 1 not in rules
    ]


def tree(lang: str) -> dict[str, str]:
    """Path and remark of every line of the tree; two blanks mean one step inside."""
    block = re.search(r"```text\n(.*?)```", section(lang, "tree"), re.S)
    assert block
    found, above = {}, []
    for line in block[1].splitlines():
        name, _, remark = line.strip().partition(" ")
        depth = (len(line) - len(line.lstrip())) // 2
        above[depth:] = [name]
        found["".join(above)] = remark.strip()
    return found


def existing() -> set[str]:
    out = set()
    for name in names():
        parts = name.split("/")
        for depth in range(1, len(parts)):
            if depth == 1 or parts[0] in TREE_OPEN:
                out.add("/".join(parts[:depth]) + "/")
        if len(parts) == 1 or parts[0] in TREE_OPEN:
            out.add(name)
    return {name for name in out if not name.endswith("__init__.py")}


@pytest.mark.parametrize("lang", LANGS)
def test_the_tree_names_what_exists_and_nothing_else(lang):
    shown = set(tree(lang))
    assert (sorted(existing() - shown), sorted(shown - existing())) == ([], [])


@pytest.mark.parametrize("lang", LANGS)
def test_every_line_of_the_tree_says_what_it_is_for(lang):
    assert [path for path, remark in tree(lang).items() if not remark] == []


def test_both_readmes_have_the_same_shape():
    def shape(lang: str) -> list[str]:
        marks = re.findall(r"^(#+ |```\w*|\|)", text(lang), re.M)
        return [mark.strip() for mark in marks]

    assert shape("zh") == shape("en")


def test_both_readmes_link_to_each_other():
    assert "(README.en.md)" in text("zh")
    assert "(README.md)" in text("en")


@pytest.mark.parametrize(
    "file",
    [*READMES.values(), "docs/deploy.md", "docs/decisions.md", "docs/supply.md", "docs/asvs.md"],
)
def test_every_link_leads_to_a_file(file):
    path = ROOT / file
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def targets_of_make() -> list[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return re.findall(r"^([a-z]+):.*##", makefile, re.M)


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_of_commands_is_that_of_make_help(lang):
    shown = [row[0].strip("`").removeprefix("make ") for row in rows(section(lang, "commands"))]
    assert sorted(shown) == sorted(targets_of_make())


@pytest.mark.parametrize(
    "file", [*READMES.values(), "docs/deploy.md", "docs/supply.md", "CHANGELOG.md"]
)
def test_every_make_target_that_is_named_exists(file):
    named = set(re.findall(r"`make ([a-z]+)", (ROOT / file).read_text(encoding="utf-8")))
    assert named - set(targets_of_make()) == set()


@pytest.mark.parametrize("lang", LANGS)
def test_every_setting_is_in_the_readme_with_its_default(lang):
    shown = [[cell.strip("`") for cell in row[:3]] for row in rows(section(lang, "settings"))]
    assert shown == [
        [f"YUXI_{f.name.upper()}", f.name, str(f.default)] for f in dataclass_fields(Settings)
    ]


@pytest.mark.parametrize("file", [*READMES.values(), "docs/deploy.md"])
def test_every_example_of_the_command_line_can_be_run(file):
    lines = re.findall(r"-m lib\.cli (.+)", (ROOT / file).read_text(encoding="utf-8"))
    calls = [shlex.split(line, comments=True) for line in lines]
    for call in calls:
        cli._parser().parse_args(call)
    if file in READMES.values():
        told = {
            "account",
            "alert",
            "audit",
            "backup",
            "check",
            "due",
            "export",
            "import",
            "migrate",
            "regions",
            "review",
            "status",
            "undo",
            "verify",
        }
        assert {call[0] for call in calls} == told


def dictionary(lang: str, columns: tuple[Field, ...]) -> list[str]:
    """The rows that README shows for a table of columns."""
    zh = lang == "zh"
    out = []
    for column in columns:
        words = [f"`{code}` {pair[0] if zh else pair[1]}" for code, pair in column.choices.items()]
        meaning = column.meaning_zh if zh else column.meaning_en
        if words:
            meaning += ("：" if zh else ": ") + ("、" if zh else ", ").join(words)
        needed = ("是" if zh else "yes") if column.required else ""
        head, kind = column.zh if zh else column.en, KINDS[column.kind][0 if zh else 1]
        example = f"`{column.example}`" if column.example else ""
        out.append(f"| {head} | `{column.name}` | {needed} | {kind} | {example} | {meaning} |")
    return out


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("name", "columns"), [("upload", fields.UPLOAD_FIELDS), ("plan", fields.TARGET_FIELDS)]
)
def test_the_columns_are_those_of_fields(lang, name, columns):
    lines = [line for line in section(lang, name).splitlines() if line.startswith("|")]
    assert lines[2:] == dictionary(lang, columns)


def test_every_reason_not_to_start_in_the_manual_is_one_of_the_program():
    with (ROOT / "lib/texts.csv").open(encoding="utf-8", newline="") as file:
        known = {row["key"] for row in csv.DictReader(file)}
    manual = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")
    chapter = manual.partition("\n## 起不来的时候\n")[2].partition("\n## ")[0]
    named = [row[0].strip("`") for row in rows(chapter)]
    assert named
    assert [name for name in named if f"refusal.{name}" not in known] == []


def words_on_screen(lang: str) -> str:
    table = csv.DictReader((ROOT / "lib/texts.csv").open(encoding="utf-8", newline=""))
    known = [row[lang] for row in table]
    for column in (*fields.TARGET_FIELDS, *fields.UPLOAD_FIELDS):
        known.append(column.zh if lang == "zh" else column.en)
    return "\n".join(known).casefold()


@pytest.mark.parametrize("lang", LANGS)
def test_the_glossary_has_every_word_once_and_in_order(lang):
    assert [row[0].strip("`") for row in rows(section(lang, "glossary"))] == list(GLOSSARY)


def test_both_glossaries_name_things_alike():
    assert [row[:3] for row in rows(section("zh", "glossary"))] == [
        row[:3] for row in rows(section("en", "glossary"))
    ]


@pytest.mark.parametrize("row", rows(section("zh", "glossary")), ids=lambda row: row[0])
def test_a_word_of_the_glossary_is_the_word_in_code_and_on_screen(row):
    code, zh, en = row[0].strip("`"), row[1], row[2]
    source = "\n".join(
        (ROOT / name).read_text(encoding="utf-8")
        for name in names(ROOT / "lib")
        if name.endswith((".py", ".sql"))
    )
    assert re.search(rf"\b{code}s?\b", source)
    assert zh in words_on_screen("zh")
    assert en.casefold() in words_on_screen("en")


def test_the_changelog_begins_with_the_version_of_the_program():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    newest = re.search(r"^## \[(.+?)\] - \d{4}-\d{2}-\d{2}$", changelog, re.M)
    assert newest
    assert newest[1] == project["version"]


def test_the_changelog_uses_the_sections_of_keep_a_changelog_and_data():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    allowed = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Data"}
    assert set(re.findall(r"^### (.+)$", changelog, re.M)) <= allowed


def test_every_decision_says_what_why_instead_of_what_and_when_to_revisit():
    decisions = (ROOT / "docs/decisions.md").read_text(encoding="utf-8")
    entries = re.split(r"^## ", decisions, flags=re.M)[1:]
    wanted = ["What", "Why", "Instead of", "Revisit"]
    assert [
        e.splitlines()[0] for e in entries if re.findall(r"^- (\w[\w ]*?):", e, re.M) != wanted
    ] == []


@pytest.mark.parametrize("lang", LANGS)
def test_python_is_the_version_that_the_program_asks_for(lang):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"Python {project['requires-python'].removeprefix('>=')}" in text(lang)


@pytest.mark.parametrize("lang", LANGS)
def test_the_readme_says_which_policy_it_is(lang):
    assert "玉政办发〔2022〕36号" in text(lang)


@pytest.mark.parametrize("lang", LANGS)
def test_every_publisher_of_a_shipped_value_is_named(lang):
    with (ROOT / "data/actuals_published.csv").open(encoding="utf-8-sig", newline="") as file:
        sources = {row["来源"] for row in csv.DictReader(file)}
    assert [source for source in sources if source.split("，")[0] not in text(lang)] == []


def test_every_test_that_the_page_on_trust_names_exists():
    named = re.findall(r"`(test_\w+)::(\w+)`", (ROOT / "docs/trust.md").read_text(encoding="utf-8"))
    assert len(named) > 60
    missing = [
        f"{file}::{name}"
        for file, name in named
        if f"def test_{name}(" not in (ROOT / f"tests/{file}.py").read_text(encoding="utf-8")
    ]
    assert missing == []


def test_the_page_on_trust_has_every_threat_once():
    text = (ROOT / "docs/trust.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d+) \|", text, re.M) == [str(n) for n in range(1, 51)]
