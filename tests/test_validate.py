"""The upload rules, each as a sentence about one file; plan and regions are the real ones."""

import csv
import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import texts
from lib.fields import UPLOAD_FIELDS
from lib.issues import ASK, BrokenPlan, Issue, UnreadableFile
from lib.plan import Plan, parse_plan
from lib.plan.regions import load_regions
from lib.upload import rules as upload_rules
from lib.upload import value_rules
from lib.upload.parse import read
from lib.upload.rules import RULES
from lib.upload.validate import ROW_COLUMNS, Checked, check

DATA = Path(__file__).parent.parent / "data"
FILES = Path(__file__).with_name("files")
HEADER = "目标编号,指标,时期,地区,出资方,实际值,单位,数据性质,来源,说明"
TODAY = date(2026, 11, 23)


@cache
def plan() -> Plan:
    return Plan(tuple(parse_plan((DATA / "targets.csv").read_text(encoding="utf-8"))))


@cache
def regions() -> tuple:
    return tuple(load_regions((DATA / "regions.csv").read_text(encoding="utf-8")))


def upload(*lines: str, **options) -> Checked:
    sheet = read("\n".join([HEADER, *lines, ""]).encode(), "upload.csv")
    checked = check(sheet, plan(), regions(), TODAY, **options)
    total = len(checked.rows) + len(checked.held) + len(checked.rejected) + len(checked.skipped)
    assert checked.rows_read == total
    for lang in texts.LANGS:
        assert all(texts.issue(lang, issue) for issue in checked.issues)
        assert all(texts.issue(lang, Issue(s.code, s.line)) for s in checked.skipped)
    return checked


def codes(checked: Checked) -> list[tuple[int | None, str]]:
    return [(issue.row, issue.code) for issue in checked.issues]


def test_a_good_row_arrives_whole():
    checked = upload("T03-1,高新技术企业数,2022,玉溪市,,196,户,核实数,市科技局统计台账,年末数")
    assert checked.rows.column_names == list(ROW_COLUMNS)
    assert checked.rows.to_pylist()[0] == {
        "line": 2,
        "cell": None,
        "target_id": "T03-1",
        "region": "530400",
        "contributor": "",
        "period_end": date(2022, 12, 31),
        "span": "at",
        "period": "2022",
        "value": Decimal(196),
        "light": None,
        "finality": "final",
        "source": "市科技局统计台账",
        "note": "年末数",
        "reason": None,
    }
    assert checked.issues == []


def test_empty_cells_take_their_defaults_and_are_none_where_there_is_none():
    row = upload("T03-1,,2022,,,0,,,,").rows.to_pylist()[0]
    assert (row["region"], row["finality"], row["value"]) == ("530400", "provisional", Decimal(0))
    assert (row["source"], row["note"], row["light"]) == (None, None, None)


def test_a_row_without_a_value_is_no_report_and_is_listed_as_skipped():
    checked = upload("T03-1,,2022,,,,户,,,", "T03-1,,2021,,,160,户,,,")
    assert [(s.line, s.code) for s in checked.skipped] == [(2, "empty_value")]
    assert (len(checked.rows), checked.issues) == (1, [])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (",,2022,,,1,,,,", "target_missing"),
        ("T99-9,,2022,,,1,,,,", "target_unknown_near"),
        ("甲乙丙丁,,2022,,,1,,,,", "target_unknown"),
        (",高新技术企业,2022,,,1,,,,", "indicator_unknown_near"),
        (",完全没有的东西,2022,,,1,,,,", "indicator_unknown"),
        ("T03-1,院士专家工作站,2022,,,1,,,,", "indicator_differs"),
        ("T03-1,,,,,196,,,,", "period_missing"),
        ("T03-1,,前三季度,,,196,,,,", "period_unreadable"),
        ("T03-1,,2022.1,,,196,,,,", "period_unreadable"),
        ("T03-1,,2026,,,196,,,,", "period_future"),
        ("T03-2,,2021,,,80,,,,", "period_before_start"),
        ("T28-1,,2020,,省级,750,,,,", "period_before_start"),
        ("T03-1,,2022,昆明市,,196,,,,", "region_unknown"),
        ("T03-1,,2022,红塔,,196,户,初步,,", "finality_unknown"),
        ("T03-1,,2022,,省级,196,,,,", "contributor_not_expected"),
        ("T28-1,,2022,,中央,750,,,,", "contributor_unknown"),
        ("T28-3,,2022,,市级,750,,,,", "contributor_conflict"),
        ("T03-1,,2022,,,约二百,,,,", "value_not_number"),
        ("T03-1,,2022,,,1e309,,,,", "value_not_number"),
        ("T03-1,,2022,,,已完成,,,,", "value_not_number"),
        ("T01-1,,2022,,,1,,,,", "milestone_unreadable"),
        ("T01-1,,2022,,,正常,,,,", "milestone_unreadable"),
        ("T03-1,,2022,,,-196,,,,", "value_negative"),
        ("T03-1,,2022,,,196.5,,,,", "value_not_whole"),
        ("T03-1,,2022,,,196,箱,,,", "unit_unknown"),
        ("T03-1,,2022,,,196,万元,,,", "unit_differs"),
        ("T03-1,,2022,,,196万元,,,,", "unit_differs"),
        ("T32-1,,2022,,,1亿元,万元,,,", "unit_conflict"),
        ("T32-1,,2022,,,0.001,元,,,", "unit_not_exact"),
        ("T01-1,,2022,,,已完成,个,,,", "unit_not_expected"),
        (f"T03-1,,2022,,,196,,,,{'长' * 2001}", "text_too_long"),
        ("T03-1,,2022,,,196,,,市科\x07技局,", "text_control"),
        ("T03-1,,2022,,,196,,,市科\ufffd局,", "text_control"),
    ],
)
def test_a_row_that_breaks_a_rule_is_held_and_not_accepted(line, code):
    checked = upload(line)
    assert code in [issue.code for issue in checked.issues]
    assert (checked.held, len(checked.rows)) == ({2}, 0)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("T03-1,,2018,,,94,户,,,", "period_before_start_kept"),
        ("T32-1,,2019,,,23.8,亿元,,,", "period_before_start_kept"),
        ("T32-1,,2022-12-31,,,400000,,,,", "period_of_one_day"),
        ("T32-1,,2022,,,40,亿元,,,", "unit_converted"),
        ("T02-1,,2022,,,101,%,,,", "value_above_100"),
    ],
)
def test_an_unusual_row_is_accepted_and_asked_about(line, code):
    checked = upload(line)
    assert code in [issue.code for issue in checked.issues]
    assert all(issue.severity == ASK for issue in checked.issues)
    assert (len(checked.rows), checked.held) == (1, set())


def test_the_value_of_the_baseline_period_is_welcome():
    assert upload("T32-1,,2020,,,200000,,,,", "T30-1,,2021,,,80,,,,").issues == []


def test_all_problems_of_a_row_are_told_at_once_in_the_words_of_the_file():
    checked = upload("T03-1,,2026,昆明市,,-1.5,万元,大概,,")
    assert [i.column for i in checked.issues] == [
        "时期",
        "地区",
        "实际值",
        "实际值",
        "单位",
        "数据性质",
    ]
    assert texts.issue("zh", checked.issues[4]) == "第 2 行：单位不符，文件为“万元”，指标为“户”。"
    assert texts.issue("zh", checked.issues[0]) == (
        "第 2 行：时期“2026”到2026年12月31日才结束，今天是2026年11月23日。请核对年份。"
    )


def test_units_are_converted_exactly_and_the_factor_is_shown():
    checked = upload("T32-1,,2022,,,1.25亿元,,,,", "T28-1,,2022,,省级,7500000,元,,,")
    assert checked.rows["value"].to_pylist() == [Decimal(12500), Decimal(750)]
    assert [i.params["factor"] for i in checked.issues] == ["10000", "0.0001"]


def test_a_unit_in_the_cell_may_agree_with_the_column():
    assert upload("T03-1,,2022,,,196户,户,,,").rows["value"].to_pylist() == [Decimal(196)]


def test_amounts_keep_the_length_of_their_period_and_levels_do_not():
    rows = upload("T32-1,,2022,,,1,,,,", "T28-1,,2022Q4,,省级,2,,,,", "T03-1,,2022Q4,,,3,,,,").rows
    assert rows["span"].to_pylist() == ["year", "quarter", "at"]
    assert rows["period"].to_pylist() == ["2022", "2022Q4", "2022Q4"]


def test_a_component_is_stored_where_its_whole_is_with_its_contributor():
    rows = upload("T28-3,,2022,,,750,,,,", "T28-7,,2022,,市级,700,,,,", "T22-3,,2022,,,1,,,,").rows
    cells = list(zip(rows["target_id"].to_pylist(), rows["contributor"].to_pylist(), strict=True))
    assert cells == [("T28-1", "province"), ("T28-1", "city"), ("T07-1", "")]


def test_a_name_shared_by_one_promise_in_two_tasks_is_not_ambiguous():
    assert upload(",创新联合体,2022,,,1,,,,").rows["target_id"].to_pylist() == ["T07-1"]
    assert upload("T22-3,创新联合体,2022,,,1,,,,").rows["target_id"].to_pylist() == ["T07-1"]


def test_a_name_of_two_targets_asks_for_the_target():
    twin = replace(plan()["T22-3"], same_as="")
    twins = Plan((*(t for t in plan() if not t.same_as), twin))
    sheet = read(f"{HEADER}\n,创新联合体,2022,,,1,,,,\n".encode(), "x.csv")
    checked = check(sheet, twins, regions(), TODAY)
    assert [(i.code, i.params["ids"]) for i in checked.issues] == [
        ("indicator_ambiguous", ("T07-1", "T22-3"))
    ]


def test_names_match_whatever_their_width_case_and_blanks():
    checked = upload("ｔ03-1, high-tech  FIRMS,2022,玉溪市红塔区\u200b,,196,FIRMS,final,,")
    assert checked.issues == []
    assert checked.rows.select(["target_id", "region"]).to_pylist() == [
        {"target_id": "T03-1", "region": "530402"}
    ]


def test_near_misses_are_offered_and_never_taken():
    (issue,) = upload(",高新技术企业,2022,,,1,,,,").issues
    assert issue.params["near"][0] == "高新技术企业数"
    assert "是否为“高新技术企业数" in texts.issue("zh", issue)


def test_milestones_and_narratives_are_words():
    narrative = next(t.target_id for t in plan() if t.measure_type == "narrative")
    checked = upload(
        "T01-1,,2022-11-30,,,完成,,,,",
        "T01-2,,2022,,,not done,,,,",
        f"{narrative},,2022,,,关注,,,,一句进展",
    )
    assert checked.rows["light"].to_pylist() == ["done", "not_done", "watch"]
    assert checked.rows["value"].to_pylist() == [None, None, None]
    assert upload(f"{narrative},,2022,,,3,,,,").issues[0].code == "narrative_unreadable"


def test_equal_rows_count_once():
    checked = upload(
        "T03-1,,2022,,,196,,,,",
        "T03-1,,2022-12-31,玉溪市,,196.0,户,初步数,,",
        "T03-1,,2021,,,160,,,,",
    )
    assert checked.rows["line"].to_pylist() == [2, 4]
    assert [(s.line, s.code) for s in checked.skipped] == [(3, "duplicate_equal")]


def test_contradicting_rows_are_all_held_and_name_each_other():
    checked = upload("T03-1,,2022,,,196,,,,", "T03-1,,2021,,,160,,,,", "T03-1,,2022,,,197,,,,")
    found = [(i.row, i.params["others"]) for i in checked.issues if i.code == "duplicate_conflict"]
    assert found == [(2, (4,)), (4, (2,))]
    assert checked.held == {2, 4}


def test_the_same_value_with_another_note_is_a_contradiction_too():
    assert upload("T03-1,,2022,,,196,,,,甲", "T03-1,,2022,,,196,,,,乙").held == {2, 3}


def test_a_year_beside_its_quarters_is_asked_about():
    checked = upload(
        "T28-1,,2022,,省级,750,,,,",
        "T28-1,,2022Q1,,省级,100,,,,",
        "T28-1,,2022Q2,,省级,100,,,,",
        "T28-1,,2023Q1,,省级,100,,,,",
        "T28-1,,2022Q1,,市级,100,,,,",
    )
    assert [(i.row, i.code, i.params["others"]) for i in checked.issues] == [
        (2, "increments_overlap", (3, 4))
    ]
    assert len(checked.rows) == 5


def test_a_tenfold_jump_against_the_last_known_value_is_asked_about():
    latest = {("T03-1", "530400", ""): Decimal(160), ("T03-1", "530402", ""): Decimal(16)}
    lines = ("T03-1,,2022,,,1960,,,,", "T03-1,,2022,红塔区,,19,,,,", "T03-1,,2021,,,16,,,,")
    checked = upload(*lines, latest=latest)
    assert [i.row for i in checked.issues if i.code == "value_jump"] == [2, 4]
    assert "上次的 160 户" in texts.issue("zh", checked.issues[0])
    assert len(checked.rows) == 3


def test_a_department_reports_only_what_it_leads_or_supports():
    leads = plan()["T03-1"].lead_departments
    assert len(upload("T03-1,,2022,,,196,,,,", departments=leads).rows) == 1
    checked = upload("T03-1,,2022,,,196,,,,", departments=["市没有这个局"])
    assert codes(checked) == [(2, "department_other")]


def test_the_apostrophe_of_our_own_export_comes_off():
    row = upload("T03-1,,2022,,,196,,,'=来源,'@说明").rows.to_pylist()[0]
    assert (row["source"], row["note"]) == ("=来源", "@说明")


def test_one_bad_row_in_a_hundred_leaves_ninety_nine():
    days = [date(2022, 1, 1) + timedelta(days=i) for i in range(100)]
    lines = [f"T03-1,,{day},,,{i},户,,," for i, day in enumerate(days)]
    lines[41] = lines[41].replace(",41,", ",四十多,")
    checked = upload(*lines)
    assert (len(checked.rows), checked.held, codes(checked)) == (
        99,
        {43},
        [(43, "value_not_number")],
    )


def test_ragged_rows_are_rejected():
    checked = upload("T03-1,,2022,,,196", "T03-1,,2021,,,160,,,,")
    assert (checked.rejected, len(checked.rows)) == ({2}, 1)


def test_the_published_values_pass():
    data = (DATA / "actuals_published.csv").read_bytes()
    checked = check(read(data, "x.csv"), plan(), regions(), TODAY)
    assert (checked.held, checked.rejected, checked.skipped) == (set(), set(), [])


def test_every_rule_its_codes_and_their_sentences_agree():
    modules = (upload_rules, value_rules)
    named = {
        f
        for f in (*vars(upload_rules).values(), *vars(value_rules).values())
        if getattr(f, "__module__", "") in {module.__name__ for module in modules}
        and list(f.__annotations__) == ["asked", "return"]
    }
    assert {rule.find for rule in RULES} == named
    assert all(rule.find.__doc__ for rule in RULES)
    assert {rule.column for rule in RULES} <= {field.name for field in UPLOAD_FIELDS}
    with texts.TEXTS.open(encoding="utf-8", newline="") as file:
        sentences = {row["key"] for row in csv.DictReader(file)}
    used = {f"issue.{code}" for rule in RULES for code in rule.codes}
    assert used <= sentences


words = st.sampled_from(
    [
        "T03-1",
        "T28-1",
        "T28-3",
        "T32-1",
        "T01-1",
        "t03-1",
        "创新联合体",
        "2022",
        "2022Q4",
        "2022-12-31",
        "2019",
        "2030",
        "红塔区",
        "玉溪市",
        "省级",
        "市级",
        "196",
        "196.5",
        "-1",
        "1.5亿元",
        "已完成",
        "正常",
        "户",
        "万元",
        "亿元",
        "核实数",
        "",
        "",
        "",
        "\u202e",
        "'=1",
        "nan",
    ]
)
ten = st.lists(words, min_size=10, max_size=10)
lines = st.lists(ten.map(",".join), min_size=1, max_size=12)


@settings(deadline=None)
@given(lines)
def test_every_row_is_accepted_held_rejected_or_skipped(given_lines):
    try:
        upload(*given_lines)  # holds the law of the counts
    except UnreadableFile as refused:
        assert refused.code == "file_header_only"  # noqa: PT017  # nothing but blank lines


good = st.builds(
    "{},,{},{},{},{},,,{},".format,
    st.sampled_from(["T03-1", "T28-1", "T28-3", "T32-1", "T01-1"]),
    st.sampled_from(["2022", "2022Q4", "2022-12-31", "2022年"]),
    st.sampled_from(["", "红塔区"]),
    st.sampled_from(["", "省级"]),
    st.sampled_from(["196", "196.0", "1亿元", "已完成", "5"]),
    st.sampled_from(["", "台账"]),
)


@settings(deadline=None)
@given(
    st.lists(good, min_size=1, max_size=10),
    st.randoms(use_true_random=False),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_neither_order_nor_encoding_changes_what_is_accepted(rows, chance: random.Random, encoding):
    mixed = list(rows)
    chance.shuffle(mixed)

    def accepted(some: list[str], how: str) -> set[tuple]:
        sheet = read("\r\n".join([HEADER, *some]).encode(how), "x.csv")
        table = check(sheet, plan(), regions(), TODAY).rows
        return {tuple(row.values()) for row in table.drop_columns(["line"]).to_pylist()}

    assert accepted(rows, "utf-8") == accepted(mixed, encoding)


def test_a_table_of_regions_with_mistakes_names_every_one():
    with pytest.raises(BrokenPlan) as caught:
        load_regions(
            "code,zh,en,level,parent,aliases\n1,甲市,A,city,,\n2,乙县,B,county,9,甲市\n,,,,,\n"
        )
    assert [(i.code, i.row) for i in caught.value.issues] == [
        ("region_no_parent", 3),
        ("region_repeated", 3),
        ("region_nameless", 4),
    ]
    for lang in texts.LANGS:
        assert all(texts.issue(lang, issue) for issue in caught.value.issues)
