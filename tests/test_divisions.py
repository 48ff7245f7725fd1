"""The country's division tree as data, and a plan's regions cut out of it."""

from collections import Counter

import pytest

from lib import cli
from lib.issues import BrokenPlan, Refusal
from lib.plan.divisions import load_divisions, regions_csv
from lib.plan.regions import below, deep, load_regions, top, way
from lib.settings import HOME

DIVISIONS = load_divisions((HOME / "data" / "divisions.csv").read_text(encoding="utf-8"))
HEAD = "code,zh,en,level,parent,aliases"


def test_every_province_is_there_and_yunnan_has_its_prefectures_and_counties() -> None:
    provinces = [d for d in DIVISIONS if d.level == "province"]
    assert len(provinces) == 34  # 31 on the mainland, Hong Kong, Macao and Taiwan
    assert Counter(d.level for d in DIVISIONS) == {"province": 34, "city": 333, "county": 2850}
    assert sum(d.parent == "530000" for d in DIVISIONS) == 16
    assert sum(d.level == "county" and d.code.startswith("53") for d in DIVISIONS) == 129
    assert [d.zh for d in DIVISIONS if d.parent == "530400"][:3] == ["红塔区", "江川区", "通海县"]


def test_codes_are_six_digits_once_and_a_parent_stands_before_its_parts() -> None:
    seen: set[str] = set()
    for d in DIVISIONS:
        assert (len(d.code), d.code.isdigit(), d.code in seen) == (6, True, False)
        assert d.parent in seen or (d.level, d.parent) == ("province", "")
        assert d.zh.strip() == d.zh != ""
        seen.add(d.code)


def test_every_province_makes_regions_that_a_plan_takes() -> None:
    for province in (d for d in DIVISIONS if d.level == "province"):
        regions = load_regions(regions_csv(DIVISIONS, province.code))
        assert top(regions) == province.code
    assert deep(load_regions(regions_csv(DIVISIONS, "530000")))
    assert not deep(load_regions(regions_csv(DIVISIONS, "530400")))


def test_the_regions_of_yunnan_lie_on_a_square_of_tiles_and_know_their_way_up() -> None:
    regions = load_regions(regions_csv(DIVISIONS, "530000"))
    assert [r.tile for r in below(regions, "530000")] == [divmod(n, 4) for n in range(16)]
    assert [r.zh for r in way(regions, "530402")] == ["云南省", "玉溪市", "红塔区"]
    assert "玉溪市红塔区" in way(regions, "530402")[-1].aliases


def test_two_districts_of_one_name_are_told_apart_by_their_city() -> None:
    regions = load_regions(regions_csv(DIVISIONS, "320000"))
    named = [r.zh for r in regions if "鼓楼区" in r.zh]
    assert named == ["南京市鼓楼区", "徐州市鼓楼区"]


def test_the_command_prints_regions_and_refuses_an_unknown_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["regions", "530400"]) == 0
    assert [r.zh for r in load_regions(capsys.readouterr().out)][:2] == ["玉溪市", "红塔区"]
    assert cli.main(["regions", "999999"]) == 1
    assert "999999" in capsys.readouterr().err
    with pytest.raises(Refusal):
        regions_csv(DIVISIONS, "5304")


def test_regions_have_one_top_and_three_levels_at_most() -> None:
    with pytest.raises(BrokenPlan) as refused:
        load_regions(
            f"{HEAD}\n1,甲,,province,,\n2,乙,,city,1,\n3,丙,,county,2,\n4,丁,,town,3,\n5,戊,,city,,\n"
        )
    assert [(i.code, i.row) for i in refused.value.issues] == [
        ("region_second_top", 6),
        ("region_deep", 5),
    ]
    with pytest.raises(BrokenPlan) as refused:
        load_regions(f"{HEAD}\n1,甲,,city,2,\n2,乙,,city,1,\n")
    assert "region_no_top" in [i.code for i in refused.value.issues]
