"""The shipped plan says what the policy says; a broken plan is refused with every reason."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import texts
from lib.fields import CITY, CONTRIBUTORS, TARGET_FIELDS, UPLOAD_FIELDS
from lib.issues import BrokenPlan
from lib.plan import Plan, Target, load_names, parse_plan, to_csv
from lib.values import key

DATA = Path(__file__).parent.parent / "data"
SHIPPED = (DATA / "targets.csv").read_text(encoding="utf-8")
PLAN = Plan(tuple(parse_plan(SHIPPED)))

PROMISES = """
T01-1 - - done 2022-12-31
T01-2 - - done 2022-12-31
T02-1 100 % at_least 2023-12-31
T03-1 196 户 at_least 2022-12-31
T03-2 80 户 at_least 2022-12-31
T04-1 - - ongoing -
T05-1 2 次 at_least 2022-12-31
T06-1 - - ongoing -
T07-1 1 个 at_least 2022-12-31
T08-1 2 名 at_least 2022-12-31
T08-2 230 名 at_least 2022-12-31
T09-1 6 个 at_least 2022-12-31
T09-2 20 项 at_least 2022-12-31
T10-1 10 名 at_least -
T10-2 5 名 at_least -
T10-3 3 个 at_least -
T10-4 2 个 at_least -
T11-1 3 个 at_least -
T11-2 3 名 at_least -
T12-1 - - ongoing -
T13-1 - - ongoing -
T14-1 - - ongoing -
T15-1 50 名 at_least 2022-12-31
T15-2 1 个 at_least 2022-12-31
T16-1 - - ongoing -
T17-1 - - done 2022-12-01
T18-1 - - ongoing 2022-12-01
T19-1 - - ongoing 2022-12-31
T20-1 - - ongoing -
T21-1 5 家 at_least 2022-12-31
T21-2 2 家 at_least 2022-12-31
T21-3 1 家 at_least 2022-12-31
T22-1 5 个 at_least 2022-12-31
T22-2 1 个 at_least 2022-12-31
T22-3 1 个 at_least 2022-12-31
T22-4 1 个 at_least 2022-12-31
T22-5 1 个 at_least 2022-12-31
T22-6 3 个 at_least 2022-12-31
T23-1 50 项 at_least 2022-12-31
T24-1 - - done 2022-12-31
T25-1 1 个 at_least 2022-12-31
T25-2 3 个 at_least 2022-12-31
T25-3 1 个 at_least 2022-12-31
T26-1 - - ongoing -
T27-1 - - ongoing -
T28-1 12500 万元 at_least 2025-12-31
T28-2 2500 万元 at_least 2025-12-31
T28-3 3750 万元 at_least 2025-12-31
T28-4 3750 万元 at_least 2025-12-31
T28-5 5000 万元 at_least 2025-12-31
T28-6 750 万元 at_least 2025-12-31
T28-7 750 万元 at_least 2025-12-31
T28-8 1000 万元 at_least 2025-12-31
T29-1 - - done 2022-12-31
T30-1 10 位 rank_gain_at_least 2025-12-31
T31-1 - - ongoing -
T32-1 17.3 % avg_growth_at_least 2025-12-31
T33-1 - - done -
T34-1 - 万元 keeps_rising 2022-12-31
T34-2 - 户 keeps_rising 2022-12-31
T35-1 2 件/万人 at_least 2025-12-31
T36-1 - - ongoing -
T37-1 - - done -
T38-1 1 次 between 2022-12-31
T38-2 2 项 at_least 2022-12-31
"""


def plan_text(*changes: dict[str, str], columns: list[str] | None = None) -> str:
    """A plan of one plain row per dict, each with its changes; T01-1, T02-1 and so on."""
    columns = columns or [field.name for field in TARGET_FIELDS]
    out = StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore", restval="")
    writer.writeheader()
    for task, change in enumerate(changes, start=1):
        plain = {
            "target_id": f"T{task:02d}-1",
            "task_no": str(task),
            "measure_no": "1",
            "area": "甲",
            "group": "乙",
            "indicator_zh": f"企业数{task}",
            "indicator_en": f"Firms {task}",
            "unit": "户",
            "measure_type": "stock",
            "comparison": "at_least",
            "value": "196",
            "period_start": "2022-01-01",
            "deadline": "2022-12-31",
            "repeat": "once",
            "ongoing": "false",
            "actuals_are": "snapshot",
            "path": "none",
            "grace_days": "31",
            "basis": "stated",
            "clause": f"1.1/{task}",
        }
        writer.writerow(plain | change)
    return out.getvalue()


def problems(text: str) -> list[tuple[str, int | None, str | None]]:
    """Code, line and column of everything wrong; each can be said in both languages."""
    with pytest.raises(BrokenPlan) as refused:
        parse_plan(text)
    for lang in texts.LANGS:
        assert texts.refusal(lang, refused.value)
        for issue in refused.value.issues:
            assert "{" not in texts.issue(lang, issue)
    return [(i.code, i.row, i.column) for i in refused.value.issues]


# the shipped plan


def test_every_promise_of_the_policy_is_in_the_plan_with_its_number_and_deadline():
    found = [
        f"{t.target_id} {'-' if t.value is None else t.value} {t.unit or '-'} {t.comparison} "
        f"{t.deadline or '-'}"
        for t in PLAN
    ]
    assert found == PROMISES.strip().splitlines()


def test_the_plan_has_all_38_tasks_and_16_measures_in_four_areas():
    assert list(PLAN.tasks) == list(range(1, 39))
    assert sorted({t.measure_no for t in PLAN}) == list(range(1, 17))
    assert list(dict.fromkeys(t.area for t in PLAN)) == [
        "培育壮大创新主体",
        "激发人才创新活力",
        "提升创新平台能级",
        "打造一流创新生态",
    ]
    assert len({t.group for t in PLAN}) == 16


def test_tasks_called_ongoing_by_the_annex_are_marked_also_where_they_have_a_date():
    assert {n for n, targets in PLAN.tasks.items() if targets[0].ongoing} == {
        4,
        6,
        10,
        11,
        12,
        13,
        14,
        16,
        17,
        18,
        19,
        20,
        23,
        24,
        26,
        27,
        28,
        31,
        32,
        33,
        35,
        36,
        38,
    }


def test_the_fund_asks_for_no_year_after_its_five():
    yearly = [t for t in PLAN.tasks[28] if t.repeat == "yearly"]
    assert [t.target_id for t in yearly] == ["T28-2", "T28-6", "T28-7", "T28-8"]
    assert {(t.ongoing, t.deadline) for t in yearly} == {(False, date(2025, 12, 31))}


def test_merged_cells_of_the_annex_give_their_departments_to_every_row_they_span():
    assert PLAN["T09-1"].lead_departments == ("市科技局",)
    assert PLAN["T30-1"].lead_departments == ("玉溪高新区管委会",)
    assert PLAN["T30-1"].supporting_departments == PLAN["T29-1"].supporting_departments
    assert PLAN["T02-1"].lead_departments == ("市财政局", "市科技局")
    assert PLAN["T19-1"].lead_departments == ("市委组织部", "市人力资源社会保障局")
    assert PLAN["T02-1"].supporting_departments == ("各县（市区）人民政府",)
    assert all(t.lead_departments for t in PLAN)


def test_the_fund_adds_up_over_years_and_contributors():
    def value(n: int) -> Decimal:
        return PLAN[f"T28-{n}"].value or Decimal(0)

    assert value(1) == 5 * value(2) == value(3) + value(4) + value(5) == Decimal(12500)
    assert value(2) == value(6) + value(7) + value(8) == Decimal(2500)
    assert [(PLAN[f"T28-{n}"].contributor, PLAN[f"T28-{n}"].share) for n in (3, 4, 5)] == [
        ("province", Decimal("0.3")),
        ("city", Decimal("0.3")),
        ("zone", Decimal("0.4")),
    ]
    assert {PLAN[f"T28-{n}"].period_start for n in range(1, 9)} == {date(2021, 1, 1)}


def test_all_rows_of_the_fund_read_the_actuals_of_the_whole():
    assert {PLAN.root(PLAN[f"T28-{n}"]).target_id for n in range(1, 9)} == {"T28-1"}


def test_the_consortium_promised_twice_is_counted_once():
    assert PLAN.root(PLAN["T22-3"]).target_id == "T07-1"
    assert "T22-3" not in {t.target_id for t in PLAN.counted}
    assert len(PLAN) == 65
    assert len(PLAN.counted) == 64
    assert len(PLAN.headline) == 57


def test_a_name_finds_its_targets_in_both_languages():
    assert [t.target_id for t in PLAN.by_name[key("创新联合体")]] == ["T07-1", "T22-3"]
    assert [t.target_id for t in PLAN.by_name[key("High-tech firms")]] == ["T03-1"]


def test_the_plan_says_whether_it_has_a_target():
    assert "T03-1" in PLAN
    assert "T39-1" not in PLAN
    with pytest.raises(KeyError):
        PLAN["T39-1"]


def test_our_own_readings_are_marked_and_explained():
    inferred = [t for t in PLAN if t.basis == "inferred"]
    assert [t.target_id for t in inferred] == ["T28-1", "T28-2", "T32-1"]
    assert all(t.note and t.note_en for t in inferred)
    assert PLAN["T32-1"].baseline_period == "2020"


def test_the_two_places_where_the_policy_disagrees_with_itself_are_noted():
    assert "不一致" in PLAN["T01-2"].note
    assert "不一致" in PLAN["T38-2"].note


def test_tiny_counts_have_no_plan_line_and_larger_flows_of_a_dated_period_have_one():
    for t in PLAN:
        if t.measure_type == "flow" and t.comparison in ("at_least", "between"):
            assert t.value is not None
            assert (t.path == "even") == (t.value >= 5 and t.deadline is not None), t.target_id


def test_names_and_notes_are_short_words_of_our_own():
    for t in PLAN:
        assert len(t.indicator_zh) <= 16
        assert len(t.indicator_en) <= 42
        assert len(t.note) <= 60
        assert len(t.note_en) <= 110
        assert bool(t.note) == bool(t.note_en)


def test_every_name_in_the_plan_has_an_english_one():
    names = load_names((DATA / "names.csv").read_text(encoding="utf-8"))
    used = {zh for zh, _ in CONTRIBUTORS.values()}
    for t in PLAN:
        used |= {t.area, t.group, *t.lead_departments, *t.supporting_departments}
    assert used - names.keys() == set()
    assert all(english.isascii() and english.strip() for english in names.values())


def test_every_name_in_the_list_of_names_is_used():
    with (DATA / "names.csv").open(encoding="utf-8", newline="") as file:
        listed = [r["zh"] for r in csv.DictReader(file) if r["kind"] == "department"]
    used = {d for t in PLAN for d in (*t.lead_departments, *t.supporting_departments)}
    assert sorted(listed) == sorted(used)


def test_the_city_has_nine_counties_and_the_zone_under_it():
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["code"], r["level"], r["parent"]) for r in rows] == [
        (CITY, "city", ""),
        ("530402", "county", CITY),
        ("530403", "county", CITY),
        ("530423", "county", CITY),
        ("530424", "county", CITY),
        ("530425", "county", CITY),
        ("530426", "county", CITY),
        ("530427", "county", CITY),
        ("530428", "county", CITY),
        ("530481", "county", CITY),
        ("530400-GX", "zone", CITY),
    ]
    names = [name for r in rows for name in (r["zh"], *r["aliases"].split("、"))]
    assert len(names) == len(set(names))
    assert {"玉溪市红塔区", "澄江县", "峨山彝族自治县"} <= set(names)


def test_published_values_measure_targets_of_the_plan_and_name_their_publisher():
    with (DATA / "actuals_published.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [f.zh for f in UPLOAD_FIELDS if f.name != "reason"]
    city = [r for r in rows if r["地区"] == "玉溪市"]
    assert [(r["目标编号"], r["时期"], r["实际值"], r["单位"]) for r in city] == [
        ("T03-1", "2018", "94", "户"),
        ("T03-1", "2023-08-29", "196", "户"),
        ("T32-1", "2019", "23.8", "亿元"),
    ]
    assert len(rows) == 12
    for row in rows:
        assert PLAN[row["目标编号"]].indicator_zh == row["指标"]
        assert "，20" in row["来源"]


# the rules


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"indicator_zh": ""}, "plan_missing", "indicator_zh"),
        ({"comparison": ""}, "plan_no_comparison", "comparison"),
        ({"comparison": "up"}, "plan_not_allowed", "comparison"),
        ({"repeat": "monthly"}, "plan_not_allowed", "repeat"),
        ({"ongoing": "yes"}, "plan_not_allowed", "ongoing"),
        ({"value": "1e3"}, "plan_bad_number", "value"),
        ({"value": "196户"}, "plan_bad_number", "value"),
        ({"value": "nan"}, "plan_bad_number", "value"),
        ({"value": "100000000000000000"}, "plan_bad_number", "value"),
        ({"value": "0.1234567"}, "plan_too_precise", "value"),
        ({"grace_days": "-3"}, "plan_bad_number", "grace_days"),
        ({"deadline": "2022-02-30"}, "plan_bad_date", "deadline"),
        ({"deadline": "20221231"}, "plan_bad_date", "deadline"),
        ({"note": "一\u200b二"}, "plan_unprintable", "note"),
        ({"lead_departments": "甲、、乙"}, "plan_bad_list", "lead_departments"),
        ({"lead_departments": "甲、甲"}, "plan_bad_list", "lead_departments"),
        ({"baseline_period": "2021年底"}, "plan_bad_period", "baseline_period"),
        ({"baseline_period": "2021-13"}, "plan_bad_period", "baseline_period"),
        ({"target_id": "T02-1"}, "plan_id_not_of_task", "target_id"),
        ({"target_id": "T1-1"}, "plan_id_not_of_task", "target_id"),
        ({"value": ""}, "plan_value_missing", "value"),
        ({"comparison": "between"}, "plan_value_missing", "value_max"),
        ({"comparison": "between", "value_max": "196"}, "plan_value_max_not_above", "value_max"),
        ({"value_max": "200"}, "plan_value_max_not_allowed", "value_max"),
        ({"comparison": "keeps_rising"}, "plan_value_not_allowed", "value"),
        ({"comparison": "done", "value": ""}, "plan_comparison_unfit", "comparison"),
        (
            {"comparison": "rank_gain_at_least", "baseline_period": "2021"},
            "plan_comparison_unfit",
            "comparison",
        ),
        ({"measure_type": "narrative", "unit": "", "value": ""}, "plan_value_missing", "value"),
        (
            {"measure_type": "milestone", "comparison": "done", "value": ""},
            "plan_unit_not_allowed",
            "unit",
        ),
        (
            {"measure_type": "milestone", "comparison": "done", "unit": ""},
            "plan_value_not_allowed",
            "value",
        ),
        ({"unit": ""}, "plan_missing", "unit"),
        ({"unit": "头"}, "plan_not_allowed", "unit"),
        ({"actual_unit": "家"}, "plan_actual_unit_differs", "actual_unit"),
        ({"deadline": "2021-12-31"}, "plan_deadline_before_start", "deadline"),
        ({"deadline": ""}, "plan_deadline_missing", "deadline"),
        ({"path": "even", "deadline": "", "ongoing": "true"}, "plan_path_without_deadline", "path"),
        (
            {"path": "even", "comparison": "keeps_rising", "value": ""},
            "plan_path_not_allowed",
            "path",
        ),
        ({"path": "linear"}, "plan_baseline_missing", "baseline_period"),
        ({"path": "compound"}, "plan_baseline_missing", "baseline_period"),
        (
            {"path": "linear", "baseline_period": "2021", "repeat": "yearly"},
            "plan_path_not_yearly",
            "path",
        ),
        ({"path": "step"}, "plan_missing", "path_points"),
        ({"path": "step", "path_points": "2022-06-30:90"}, "plan_bad_steps", "path_points"),
        (
            {"path": "step", "path_points": "2022-09-30=90;2022-06-30=120"},
            "plan_steps_not_rising",
            "path_points",
        ),
        (
            {"path": "step", "path_points": "2022-06-30=90;2023-01-01=120"},
            "plan_steps_outside",
            "path_points",
        ),
        ({"path_points": "2022-06-30=90"}, "plan_steps_not_allowed", "path_points"),
        ({"baseline_value": "200"}, "plan_wrong_side_of_baseline", "value"),
        (
            {"comparison": "at_most", "baseline_value": "190"},
            "plan_wrong_side_of_baseline",
            "value",
        ),
        (
            {
                "comparison": "avg_growth_at_least",
                "unit": "%",
                "actual_unit": "%",
                "baseline_period": "2021",
            },
            "plan_growth_unit",
            "actual_unit",
        ),
        (
            {"comparison": "avg_growth_at_least", "unit": "%", "actual_unit": "万元"},
            "plan_baseline_missing",
            "baseline_period",
        ),
        ({"contributor": "city"}, "plan_only_with_part_of", "contributor"),
        ({"share": "0.3"}, "plan_only_with_part_of", "share"),
        ({"part_of": "T01-1"}, "plan_link_to_itself", "part_of"),
        ({"part_of": "T09-1"}, "plan_link_unknown", "part_of"),
        ({"same_as": "T09-1"}, "plan_link_unknown", "same_as"),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused_by_line_and_column(change, code, column):
    found = problems(plan_text(change))
    assert (code, 2, column) in found
    expected_more = {"plan_comparison_unfit"} if code.startswith("plan_value_missing") else set()
    assert {c for c, _, _ in found} - {code} <= expected_more


def test_a_rank_gain_beyond_the_first_place_is_asked_about():
    rank = {"measure_type": "rank", "comparison": "rank_gain_at_least", "unit": "位", "value": "10"}
    assert problems(plan_text(rank | {"baseline_value": "8"})) == [
        ("plan_wrong_side_of_baseline", 2, "value"),
    ]
    assert len(parse_plan(plan_text(rank | {"baseline_value": "80"}))) == 1


def test_a_milestone_may_wait_without_a_date_and_ongoing_work_may_go_without():
    milestone = {
        "measure_type": "milestone",
        "comparison": "done",
        "unit": "",
        "value": "",
        "deadline": "",
    }
    assert parse_plan(plan_text(milestone, {"deadline": "", "ongoing": "true"}))[0].deadline is None


def test_two_rows_with_one_id_are_refused():
    assert problems(plan_text({}, {"target_id": "T01-1", "task_no": "1"})) == [
        ("plan_double_id", 3, "target_id"),
    ]


def test_links_in_a_circle_are_refused_on_every_row_of_the_circle_only():
    text = plan_text({"part_of": "T02-1"}, {"same_as": "T01-1"}, {"part_of": "T01-1"})
    assert problems(text) == [
        ("plan_link_circle", 2, "part_of"),
        ("plan_link_circle", 3, "same_as"),
    ]


def test_shares_that_do_not_make_a_whole_are_refused_once():
    text = plan_text(
        {"value": "100"},
        {"value": "30", "part_of": "T01-1", "share": "0.3"},
        {"value": "60", "part_of": "T01-1", "share": "0.6"},
    )
    assert problems(text) == [("plan_shares_not_one", 3, "share")]


def test_a_component_that_is_not_its_share_of_the_whole_is_refused():
    text = plan_text(
        {"value": "100"},
        {"value": "40", "part_of": "T01-1", "share": "0.3"},
        {"value": "70", "part_of": "T01-1", "share": "0.7"},
    )
    assert problems(text) == [("plan_component_value", 3, "value")]


def test_a_share_outside_nought_to_one_is_refused():
    text = plan_text(
        {"value": "100"},
        {"value": "150", "part_of": "T01-1", "share": "1.5"},
        {"value": "-50", "part_of": "T01-1", "share": "-0.5"},
    )
    assert problems(text) == [("plan_share_range", 3, "share"), ("plan_share_range", 4, "share")]


def test_targets_that_share_actuals_must_read_them_alike():
    assert problems(plan_text({}, {"same_as": "T01-1", "unit": "家"})) == [
        ("plan_shared_differs", 3, "same_as"),
    ]
    assert problems(plan_text({}, {"same_as": "T01-1", "actuals_are": "increment"})) == [
        ("plan_shared_differs", 3, "same_as"),
    ]


def test_a_component_that_cannot_be_read_does_not_make_the_others_look_wrong():
    text = plan_text(
        {"value": "100"},
        {"value": "30", "part_of": "T01-1", "share": "0.3"},
        {"value": "7o", "part_of": "T01-1", "share": "0.7"},
    )
    assert problems(text) == [("plan_bad_number", 4, "value")]


def test_a_line_that_cannot_be_read_still_lends_its_id_to_those_that_name_it():
    assert problems(plan_text({"value": "x"}, {"same_as": "T01-1"})) == [
        ("plan_bad_number", 2, "value"),
    ]


def test_all_problems_of_all_lines_come_at_once_in_the_order_of_the_file():
    text = plan_text(
        {"value": "x", "deadline": "soon"},
        {"unit": "头"},
        {"target_id": "T01-1"},
        {"deadline": "2021-01-01", "contributor": "city"},
    )
    assert problems(text) == [
        ("plan_bad_number", 2, "value"),
        ("plan_bad_date", 2, "deadline"),
        ("plan_not_allowed", 3, "unit"),
        ("plan_double_id", 4, "target_id"),
        ("plan_id_not_of_task", 4, "target_id"),
        ("plan_deadline_before_start", 5, "deadline"),
        ("plan_only_with_part_of", 5, "contributor"),
    ]


def test_the_closed_list_is_named_beside_a_word_that_is_not_on_it():
    with pytest.raises(BrokenPlan) as refused:
        parse_plan(plan_text({"repeat": "monthly"}))
    issue = refused.value.issues[0]
    assert (issue.found, issue.params["allowed"]) == ("monthly", ("once", "yearly"))
    assert texts.issue("zh", issue) == "第 2 行“重复”填了“monthly”，只能填：once、yearly。"


def test_a_header_with_missing_unknown_and_double_columns_is_refused_with_all_of_them():
    columns = [field.name for field in TARGET_FIELDS]
    columns[columns.index("unit")] = "units"
    columns[columns.index("note")] = "clause"
    assert problems(plan_text({}, columns=columns)) == [
        ("plan_column_missing", 1, "unit"),
        ("plan_column_missing", 1, "note"),
        ("plan_column_unknown", 1, "units"),
        ("plan_column_double", 1, "clause"),
    ]


def test_a_line_with_too_many_or_too_few_cells_is_refused():
    header, first, second = plan_text({}, {}).splitlines()
    text = "\n".join([header, first + ",", second.removesuffix(","), ""])
    assert problems(text) == [("plan_cell_count", 2, None), ("plan_cell_count", 3, None)]


def test_an_open_quote_is_refused_at_the_line_where_it_opens():
    header, first, second = plan_text({}, {}).splitlines()
    assert problems(f'{header}\n{first}\n"{second}\n') == [("plan_not_csv", 3, None)]


@pytest.mark.parametrize("text", ["", "\n\n", plan_text()])
def test_a_plan_without_targets_is_refused(text):
    assert problems(text) == [("plan_empty", None, None)]


def test_columns_may_stand_in_any_order_after_a_byte_order_mark_with_blank_lines_between():
    columns = [field.name for field in reversed(TARGET_FIELDS)]
    text = plan_text({}, {}, columns=columns).replace("\n", "\r\n\r\n")
    assert parse_plan("\ufeff" + text) == parse_plan(plan_text({}, {}))


# round trips


def test_the_shipped_file_is_written_back_letter_by_letter():
    assert to_csv(parse_plan(SHIPPED)) == SHIPPED


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="、"),
    min_size=1,
    max_size=12,
)
maybe = st.just("") | words
names = st.lists(words, max_size=3, unique=True).map(tuple)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
fractions = st.decimals(Decimal(-10) ** 12, Decimal(10) ** 12, places=6)
numbers = fractions | st.integers(0, 999).map(Decimal)


@st.composite
def targets(draw, task: int):
    """Any target that obeys the rules: a number to reach, stepwise or without a plan line."""
    start, middle, end = sorted(draw(st.lists(days, min_size=3, max_size=3, unique=True)))
    value = draw(numbers)
    path, points = draw(
        st.sampled_from(
            [
                ("none", ()),
                ("even", ()),
                ("step", ((middle, value), (end, value + 1))),
            ]
        )
    )
    return Target(
        target_id=f"T{task:02d}-{draw(st.integers(1, 99))}",
        task_no=task,
        measure_no=draw(st.integers(1, 16)),
        area=draw(words),
        group=draw(words),
        indicator_zh=draw(words),
        indicator_en=draw(words),
        unit="万元",
        actual_unit="",
        measure_type=draw(st.sampled_from(["stock", "flow"])),
        comparison="between",
        value=value,
        value_max=value + 1,
        period_start=start,
        deadline=end,
        repeat="once",
        ongoing=draw(st.booleans()),
        actuals_are=draw(st.sampled_from(["snapshot", "increment"])),
        path=path,
        path_points=points,
        baseline_period=draw(st.sampled_from(["", "2021", "2021Q4", "2021-12", "2021-12-31"])),
        baseline_value=draw(st.none() | numbers),
        report_every=draw(st.sampled_from(["", "year"])),
        grace_days=draw(st.integers(0, 400)),
        part_of="",
        share=None,
        contributor="",
        same_as="",
        lead_departments=draw(names),
        supporting_departments=draw(names),
        basis="stated",
        clause=draw(words),
        note=draw(maybe),
        note_en=draw(maybe),
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4).flatmap(lambda n: st.tuples(*(targets(task) for task in range(1, n + 1)))))
def test_a_written_plan_is_read_back_the_same(plan):
    assert parse_plan(to_csv(plan)) == list(plan)
