"""A reading is corrected, written down, and taken for the next file of the same shape."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.upload.foreign.choices import controls, corrected
from lib.upload.foreign.layout import guess
from lib.upload.foreign.questions import questions
from lib.upload.foreign.reading import Reading, from_json, to_json
from lib.upload.foreign.remembered import apply, general, signature
from lib.upload.foreign.unfold import unfold
from tests.tables import FIRMS, SMALL, asked, grid, known, reading, reports, unfolded

LAST_YEAR = """
2022年各县区双创载体情况
单位：个
序号,县区,2021年,,2022年,,联络点
,,国家级,省级,国家级,省级,
1,红塔区,1,2,3,4,一楼
2,江川区,5,6,7,8,二楼
3,经开区,9,9,9,9,三楼
合计,,15,17,19,21,
填表人：张三
"""
THIS_YEAR = """
2023年各县区双创载体情况
单位：个
序号,县区,2021年,,2022年,,2023年,,联络点
,,国家级,省级,国家级,省级,国家级,省级,
1,红塔区,1,2,3,4,5,6,一楼
2,通海县,0,0,0,0,1,1,二楼
3,江川区,5,6,7,8,9,10,二楼
4,经开区,9,9,9,9,9,9,三楼
合计,,15,17,19,21,24,26,
填表人：李四
"""
ANSWERS = {
    "column.2.target": "T25-1",
    "column.4.target": "T25-1",
    "column.3.target": "T25-2",
    "column.5.target": "T25-2",
    "column.6.role": "ignore",
    "meant.经开区": "ignore",
}


def remembered() -> Reading:
    """Last year's table as a person read it, through the text that is kept."""
    table = grid(LAST_YEAR)
    first = guess(table, "2022.xlsx", known())
    kept = corrected(table, "2022.xlsx", first, ANSWERS, known())
    assert questions(table, kept, known()) == ()
    return from_json(to_json(kept))


def test_what_was_decided_holds_for_next_year_with_its_own_lines_and_years():
    assert asked(grid(THIS_YEAR)) == ["unclear", "text", "region_labels"]
    table = grid(THIS_YEAR)
    read = apply(remembered(), table, "2023.xlsx", known())
    assert read is not None
    assert questions(table, read, known()) == ()
    assert (read.first, read.last) == (5, 9)
    found = reports(unfold(table, read, known()))
    assert ("T25-1", "江川区", "2023", "9", "个") in found
    assert ("T25-2", "通海县", "2023", "1", "个") in found
    assert len(found) == 3 * 6


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("another indicator", THIS_YEAR.replace("双创载体", "高新技术企业")),
        ("another unit", THIS_YEAR.replace("单位：个", "单位：家")),
        ("another heading", THIS_YEAR.replace("省级", "市级")),
        ("a heading less", THIS_YEAR.replace("联络点", "")),
        ("another number in a name", THIS_YEAR.replace("双创载体", "双创载体500强")),
        ("no table", "说明：暂缺"),
    ],
)
def test_a_table_of_another_shape_takes_nothing_over(what, text):
    assert apply(remembered(), grid(text), "2023.xlsx", known()) is None


def test_a_target_is_not_carried_to_a_table_that_does_not_say_what_it_is_about():
    old, new = grid("地区,2021年\n红塔区,5\n"), grid("地区,2022年\n红塔区,9\n")
    kept = corrected(old, "a", guess(old, "a", known()), {"target": FIRMS}, known())
    read = apply(kept, new, "b", known())
    assert read is not None
    assert (read.target, questions(new, read, known())[0].code) == ("", "layout_ask_target")


def test_a_header_that_a_person_named_is_found_again_on_other_lines():
    old = grid("高新技术企业数\n16,35\n地区,2021年,2022年\n红塔区,16,35\n")
    kept = corrected(old, "a", guess(old, "a", known()), {"header": "3"}, known())
    new = grid("高新技术企业数\n16,35\n\n地区,2022年,2023年\n红塔区,35,40\n")
    read = apply(kept, new, "b", known())
    assert read is None or read.header == (4,)


def test_a_changed_choice_changes_what_depends_on_it_and_can_be_taken_back():
    table = grid("2022年高新技术企业数\n地区,实际数,计划\n红塔区,35,40\n")
    first = guess(table, "a", known())
    other = corrected(table, "a", first, {"column.2.role": "value", "target": SMALL}, known())
    assert reports(unfold(table, other, known())) == {
        (SMALL, "红塔区", "2022", "35", None),
        (SMALL, "红塔区", "2022", "40", None),
    }
    back = corrected(table, "a", other, {"column.2.role": "", "target": ""}, known())
    assert back == first


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("header", "99"),
        ("header", "x"),
        ("first", "x"),
        ("target", "T99-9"),
        ("region", "北京市"),
        ("unit", "公顷"),
        ("totals", "maybe"),
        ("column.99.role", "value"),
        ("column.0.role", "nonsense"),
        ("column.0.target", "T99-9"),
        ("column.0", "value"),
        ("meant.甲", "T99-9"),
        ("anything", "x"),
    ],
)
def test_a_choice_that_nothing_has_is_refused(name, value):
    table = grid("2022年高新技术企业数\n地区,实际数\n红塔区,35\n")
    with pytest.raises(ValueError):  # noqa: PT011 (the text is of no interest)
        corrected(table, "a", guess(table, "a", known()), {name: value}, known())


def test_every_value_that_may_be_chosen_is_accepted():
    table = grid(LAST_YEAR)
    first = guess(table, "a", known())
    for control in controls(table, first, known()):
        assert control.now in control.allowed or not control.allowed or control.open
        for value in control.allowed[:3]:
            corrected(table, "a", first, {control.name: value}, known())


def test_the_shape_of_a_table_leaves_its_years_out():
    assert signature(reading(grid(LAST_YEAR))) == signature(reading(grid(THIS_YEAR)))
    assert [
        general(t)
        for t in ("2022年/计划", "一季度", "1—9月", "2021—2022年各县区", "世界500强", "2022-12-31")
    ] == ["#计划", "#", "#", "#各县区", "世界500强", "#"]


# ---- the text that is kept ----


def test_a_reading_comes_back_as_it_was():
    for text in (LAST_YEAR, "", "a"):
        read = reading(grid(text), totals="city", period="2022")
        assert from_json(to_json(read)) == read
        assert "\n" not in to_json(read)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.text() | JSON.map(json.dumps))
def test_any_other_text_is_refused(text):
    try:
        read = from_json(text)
    except ValueError:
        return
    assert from_json(to_json(read)) == read


@given(
    st.sampled_from(sorted(json.loads(to_json(Reading())))),
    JSON,
)
def test_a_damaged_reading_is_refused_or_is_another_reading(name, value):
    damaged = json.loads(to_json(reading(grid(LAST_YEAR)))) | {name: value}
    try:
        read = from_json(json.dumps(damaged))
    except ValueError:
        return
    assert json.loads(to_json(read)) == damaged
    for use in (questions, unfold):
        try:
            use(grid(LAST_YEAR), read, known())
        except ValueError:  # it speaks of lines or columns that this table does not have
            continue


def test_a_reading_of_another_table_is_not_used():
    with pytest.raises(ValueError, match="no line"):
        unfold(grid("a,b\n1,2\n"), reading(grid(LAST_YEAR)), known())
    assert unfolded(grid("a,b\n1,2\n")).rows_read > 0
