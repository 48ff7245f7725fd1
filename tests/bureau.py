"""A plan of one made-up indicator by province, for the statistics bureau's own downloads."""

import csv
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from lib.plan import parse_plan, to_csv
from tests.conftest import DATA

FILES = Path(__file__).with_name("files")


def provinces() -> list[str]:
    """The names as the bureau writes them."""
    text = (FILES / "nbs_technicians.csv").read_bytes().decode("gb18030")
    rows = [row for row in csv.reader(io.StringIO(text)) if len(row) > 5]
    return [row[0] for row in rows[1:]]


def plan_of_the_bureau(folder: Path) -> Path:
    """Write the plan's files into a folder; two indicators, the whole country, its provinces."""
    folder.mkdir()
    shipped = parse_plan((DATA / "targets.csv").read_text(encoding="utf-8"))
    firms = replace(next(t for t in shipped if t.target_id == "T03-1"), featured=0)
    targets = [
        replace(
            firms,
            indicator_zh="私营企业和个体就业人员",
            indicator_en="Private employment",
            unit="万人",
            value=Decimal(3000),
        ),
        replace(
            firms,
            target_id="T03-2",
            indicator_zh="公有经济企事业单位专业技术人员数",
            indicator_en="Professionals in public service",
            unit="人",
            value=Decimal(300_000),
        ),
    ]
    (folder / "targets.csv").write_text(to_csv(targets), encoding="utf-8")
    for name in ("thresholds.csv", "names.csv"):
        (folder / name).write_text((DATA / name).read_text(encoding="utf-8"), encoding="utf-8")
    rows = [("530400", "全国", "China", "city", "", "")]
    for n, zh in enumerate(provinces(), 1):
        rows.append((f"P{n:02}", zh, f"Province {n}", "county", "530400", ""))
    with (folder / "regions.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("code", "zh", "en", "level", "parent", "aliases"), *rows])
    return folder
