"""Units: by name, behind a number, converted, and named in a heading."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.fields import UNITS
from lib.values import Unread, convert, find_unit, split_unit, unit


def test_a_unit_behind_a_number_is_split_off_and_percent_stays_percent():
    assert split_unit("196户") == ("196", "户")
    assert split_unit("17.3%") == split_unit("１７.３％") == ("17.3", "%")
    assert split_unit("1.25 亿元") == ("1.25", "亿元")
    assert split_unit("8件/万人") == ("8", "件/万人")
    assert split_unit("196") == ("196", "")
    assert split_unit("户") == ("户", "")


@pytest.mark.parametrize(
    ("value", "given_unit", "wanted", "expected"),
    [
        ("1.25", "亿元", "万元", "12500"),
        ("5", "元", "万元", "0.0005"),
        ("5", "千元", "万元", "0.5"),
        ("3", "百万元", "万元", "300"),
        ("3", "千万元", "亿元", "0.3"),
        ("4.78", "万亿元", "亿元", "47800"),
        ("3", "名", "人", "3"),
        ("1.2", "万人", "人", "12000"),
        ("2", "千人", "万人", "0.2"),
        ("1.5", "万户", "户", "15000"),
        ("1.5", "万人次", "人次", "15000"),
        ("32", "‰", "%", "3.2"),
    ],
)
def test_units_convert_exactly_within_their_base(value, given_unit, wanted, expected):
    assert convert(Decimal(value), given_unit, wanted) == Decimal(expected)


@pytest.mark.parametrize(
    ("given_unit", "wanted"),
    [("万元", "户"), ("户", "家"), ("箱", "户"), ("百分点", "%"), ("人次", "人"), ("人次", "次")],
)
def test_what_has_another_base_is_never_converted(given_unit, wanted):
    with pytest.raises(ValueError, match="->"):
        convert(Decimal(1), given_unit, wanted)


def test_a_result_that_cannot_be_stored_is_refused():
    with pytest.raises(Unread) as refused:
        convert(Decimal("0.001"), "元", "万元")
    assert refused.value.code == "too_precise"


@given(st.sampled_from(sorted(UNITS)), st.integers(0, 10**6))
def test_there_and_back_is_the_same_amount(name, value):
    base = next(u.name for u in UNITS.values() if u.base == UNITS[name].base and u.factor == 1)
    assert convert(convert(Decimal(value), name, base), base, name) == value


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("firms", "户"),
        ("％", "%"),
        (" 万元 ", "万元"),
        ("萬元", "万元"),
        ("￥", "元"),
        ("¥", "元"),
        ("RMB", "元"),
        ("人民币", "元"),
        ("人民币万元", "万元"),
        ("百分比", "%"),
        ("个百分点", "百分点"),
        ("Percentage points", "百分点"),
        ("人次", "人次"),
        ("10,000 yuan", "万元"),
        ("100 million yuan", "亿元"),
        ("10 000 persons", "万人"),
    ],
)
def test_a_unit_is_found_by_every_name(text, name):
    assert unit(text).name == name


@pytest.mark.parametrize("text", ["箱", "", "户数", "元/人", "吨", "美元"])
def test_what_is_no_unit_of_ours_is_refused(text):
    with pytest.raises(Unread):
        unit(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("指标：私营企业和个体就业人员(万人)", "万人"),
        ("单位：万元", "万元"),
        ("单位: 万元  时间：2022年", "万元"),
        ("各市生产总值 单位：亿元", "亿元"),
        ("计量单位：万元", "万元"),
        ("金额单位：人民币万元", "万元"),
        ("金额（单位：万元）", "万元"),
        ("有效发明专利数（件）原.xlsx", "件"),
        ("实际值(户)", "户"),
        ("R&D经费［亿元］", "亿元"),
        ("R&D经费【亿元】", "亿元"),
        ("研发经费（万元，含税）", "万元"),
        ("从业人员（人，名）", "人"),
        ("金额/万元", "万元"),
        ("增速（％）", "%"),
        ("增长（±%）", "%"),
        ("增速%", "%"),
        ("比上年增减（百分点）", "百分点"),
        ("每万人高价值发明专利（件/万人）", "件/万人"),
        ("万元", "万元"),
        ("GDP (100 million yuan)", "亿元"),
        ("Investment (10,000 yuan)", "万元"),
        ("Employees (10 000 persons)", "万人"),
        ("Unit: %", "%"),
        ("高新技术企业数", ""),
        ("分省年度数据 (4).csv", ""),
        ("表1（2022年）", ""),
        ("单位", ""),
        ("单位名称", ""),
        ("单位：市科技局", ""),
        ("填报单位：市统计局", ""),
        ("个人所得税", ""),
        ("完成50%", ""),
        ("Unit", ""),
        ("Items", ""),
        ("2022/12", ""),
        ("", ""),
    ],
)
def test_the_unit_of_a_heading_is_found(text, name):
    assert find_unit(text) == name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("（单位:亿元，%）", "unit_ambiguous"),
        ("单位：亿元、%", "unit_ambiguous"),
        ("产值（亿元）增速（%）", "unit_ambiguous"),
        ("数量（个、家）", "unit_ambiguous"),
        ("金额（万元）  单位：亿元", "unit_ambiguous"),
        ("人均产值（元/人）", "unit_ambiguous"),
        ("产值/人", "unit_ambiguous"),
        ("单位：吨", "unit_unknown"),
        ("单位：元/人", "unit_unknown"),
        ("产量（万吨）", "unit_unknown"),
        ("进出口（万美元）", "unit_unknown"),
        ("Unit: tons", "unit_unknown"),
    ],
)
def test_a_heading_with_a_doubtful_unit_is_refused(text, code):
    with pytest.raises(Unread) as refused:
        find_unit(text)
    assert refused.value.code == code


@given(st.text(max_size=60))
def test_any_heading_whatever_gives_a_known_unit_or_none_or_is_refused(text):
    try:
        found = find_unit(text)
    except ValueError:
        return
    assert found in ("", *UNITS)
