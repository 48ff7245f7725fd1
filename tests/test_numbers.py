"""One cell of text as a number or a quantity: right or refused, never wrong."""

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.values import UNREAD_CODES, Unread, absence, number, quantity

CHINESE = "零一二三四五六七八九"


def words(*lines: str) -> list[str]:
    return " ".join(lines).split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("196", "196"),
        ("0", "0"),
        ("-0", "0"),
        ("1,234.5", "1234.5"),
        ("１２３", "123"),
        ("１，２３４．５", "1234.5"),
        ("－５", "-5"),
        ("−5", "-5"),
        ("+5", "5"),
        ("负5", "-5"),
        ("負10000", "-10000"),
        ("(12)", "-12"),
        ("（1,234.5）", "-1234.5"),
        ("(0)", "0"),
        ("1e3", "1000"),
        ("21.2E0", "21.2"),
        ("17.3", "17.3"),
        ("1,234,567", "1234567"),
        ("0.000001", "0.000001"),
        ("99999999999999999", "99999999999999999"),
        ("1.10000000", "1.1"),
    ],
)
def test_a_number_in_digits_is_read_exactly(text, expected):
    assert number(text) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("零", "0"),
        ("〇", "0"),
        ("两", "2"),
        ("兩", "2"),
        ("十", "10"),
        ("十二", "12"),
        ("一十二", "12"),
        ("廿二", "22"),
        ("卅", "30"),
        ("一百九十六", "196"),
        ("壹佰玖拾陆", "196"),
        ("壹佰玖拾陸", "196"),
        ("一百零五", "105"),
        ("一百〇五", "105"),
        ("两千两百", "2200"),
        ("兩千兩百貳拾二", "2222"),
        ("一千零十八", "1018"),
        ("一千零二十", "1020"),
        ("十万", "100000"),
        ("一万零五百", "10500"),
        ("一百万零五十四", "1000054"),
        ("壹拾万零叁仟肆佰伍拾叁", "103453"),
        ("一亿五千万六千三百五十五", "150006355"),
        ("五亿零六", "500000006"),
        ("两万亿", "2000000000000"),
        ("一千亿一千万一千零一", "100010001001"),
        ("四億五千六百四十二萬零一十五", "456420015"),
        ("一千一百一十一万一千一百一十一亿一千一百一十一万一千一百一十一", "1111" * 4),
        ("负四十五亿零四百零四万", "-4504040000"),
        ("十二点五", "12.5"),
        ("负零点一零", "-0.1"),
        ("一百五十四点零", "154"),
        ("一点二五亿", "125000000"),
        ("12万", "120000"),
        ("12 万", "120000"),
        ("1.25亿", "125000000"),
        ("12,500万", "125000000"),
        ("4.78萬億", "4780000000000"),
        ("-10.1万", "-101000"),
        ("3百", "300"),
        ("5万4千6百", "54600"),
        ("25万6千", "256000"),
        ("1千零20", "1020"),
        ("3万4000", "34000"),
        ("1亿2000万", "120000000"),
    ],
)
def test_a_chinese_numeral_with_one_reading_is_read(text, expected):
    assert number(text) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_a_number"),
        ("-", "not_a_number"),
        ("—", "not_a_number"),
        ("…", "not_a_number"),
        ("N/A", "not_a_number"),
        ("#DIV/0!", "not_a_number"),
        ("196户", "not_a_number"),
        ("17.3%", "not_a_number"),
        ("1_000", "not_a_number"),
        ("5.", "not_a_number"),
        (".5", "not_a_number"),
        ("5²", "not_a_number"),
        ("٣", "not_a_number"),
        ("1 000", "not_a_number"),
        ("1 4/3", "not_a_number"),
        ("1.1^+23", "not_a_number"),
        ("2222.2222.22", "not_a_number"),
        ("-(12)", "not_a_number"),
        ("（十二）", "not_a_number"),
        ("--5", "not_a_number"),
        ("第二百五十", "not_a_number"),
        ("三分之一", "not_a_number"),
        ("9" * 5000, "not_a_number"),
        ("inf", "not_finite"),
        ("-Infinity", "not_finite"),
        ("NaN", "not_finite"),
        ("1e309", "too_large"),
        ("100000000000000000", "too_large"),
        ("一千万亿亿", "ambiguous_numeral"),
        ("1000万亿亿", "ambiguous_numeral"),
        ("100000万亿", "too_large"),
        ("0.0000001", "too_precise"),
        ("1e-7", "too_precise"),
        ("1.0000000000000000000000000000000000000001万", "too_precise"),
        ("零点零零零零零零零零零零零一", "too_precise"),
        ("12,34", "grouping"),
        ("0,123", "grouping"),
        ("1,2345", "grouping"),
        ("1.234,5", "grouping"),
        ("1,2万", "ambiguous_numeral"),
    ],
)
def test_what_is_no_number_is_refused_with_its_reason(text, code):
    with pytest.raises(Unread) as refused:
        number(text)
    assert refused.value.code == code
    assert code in UNREAD_CODES


@pytest.mark.parametrize(
    "text",
    words(
        "二百五 两千六 一万五 一百二十万三 壹萬三 五十五兆 四万万 一亿五千 七十八万五百零六",
        "十余万 十多万 上百 几 几百 半百 三双 壹打 一七二零 二〇二二 壹壹 一二 十七十八 七八个",
        "一百零 零五 零十 一零零 一百零百 一百零十万 一千万零两 一万零一千 两万两 二十两 两十",
        "百 千 万 百万 亿亿 十百 点五 五点 五点二十 一千六点五 3万4 5万6百 2亿5 1.5亿3000万",
        "2十万 12万5千万 万12 一百12 5百万6千万 二分之一 三又二分之一 百分之五 九成 七五折 ○",
    ),
)
def test_what_people_say_for_short_or_vaguely_is_refused(text):
    with pytest.raises(Unread):
        number(text)


def spoken(n: int) -> str:
    """A whole number below 10^16 as careful Chinese says it."""
    if n >= 10**8:
        higher, rest = divmod(n, 10**8)
        zero = "零" if 0 < rest < 10**7 else ""
        return f"{spoken(higher)}亿{zero}{spoken(rest) if rest else ''}"
    if n >= 10**4:
        higher, rest = divmod(n, 10**4)
        zero = "零" if 0 < rest < 10**3 else ""
        return f"{spoken(higher)}万{zero}{spoken(rest) if rest else ''}"
    out, skipped = "", False
    for place, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, place)
        if digit:
            out += ("零" if skipped and out else "") + CHINESE[digit] + word
        skipped = not digit
    return out or "零"


FINANCIAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
TRADITIONAL = str.maketrans("万亿负点", "萬億負點")
whole = st.one_of(
    st.integers(0, 10**16 - 1),
    st.lists(st.sampled_from([0, 0, 1, 9]), min_size=1, max_size=16).map(
        lambda digits: int("".join(map(str, digits)))
    ),
)


@settings(deadline=None)
@given(whole, st.integers(0, 10**6 - 1), st.sampled_from([1, -1]))
def test_every_number_is_read_back_from_careful_chinese(n, millionths, sign):
    places = f"{millionths:06}".rstrip("0")
    text = spoken(n) + ("点" + "".join(CHINESE[int(d)] for d in places) if places else "")
    text = ("负" if sign < 0 else "") + text
    expected = sign * (n + Decimal(millionths) / 10**6)

    assert number(text) == number(text.translate(TRADITIONAL)) == expected
    assert number(text.translate(FINANCIAL)) == expected


@settings(deadline=None, max_examples=400)
@given(st.text(alphabet="零一二五九十百千万亿两廿", max_size=9))
def test_a_numeral_that_is_read_is_a_careful_spelling_of_what_was_read(text):
    try:
        found = number(text)
    except Unread:
        return
    careful = spoken(int(found))

    # 十 for 一十, 两 for 二, 廿 for 二十 and a 零 behind a round 万 are other spellings of it
    def bare(numeral: str) -> str:
        numeral = numeral.replace("两", "二").replace("廿", "二十")
        return numeral.replace("零", "").replace("一十", "十")

    assert bare(text) == bare(careful)
    assert text.count("零") >= careful.count("零")


@settings(deadline=None)
@given(st.text(alphabet="0123456789.,-+eE１２，．－%年月日QH季度/_ ²()", max_size=12))
def test_whatever_number_reads_is_what_a_careful_reader_reads(text):
    try:
        found = number(text)
    except ValueError:
        return
    narrow = text.translate(str.maketrans("１２，．－", "12,.-")).strip()
    if narrow.startswith("("):
        narrow = "-" + narrow.strip("() ")
    assert re.fullmatch(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?([eE][+-]?[0-9]+)?", narrow)
    assert found == Decimal(narrow.replace(",", ""))
    assert abs(found) < Decimal(10) ** 17


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("196", "196", ""),
        ("196户", "196", "户"),
        ("196 户", "196", "户"),
        ("一百九十六户", "196", "户"),
        ("两家", "2", "家"),
        ("12万户", "120000", "户"),
        ("12.5萬戶", "125000", "户"),
        ("3千人次", "3000", "人次"),
        ("8件/万人", "8", "件/万人"),
        ("1.25亿元", "1.25", "亿元"),
        ("12,500万元", "12500", "万元"),
        ("4.78万亿元", "4.78", "万亿元"),
        ("3千元", "3", "千元"),
        ("二千万元", "2000", "万元"),
        ("一亿二千万元", "120000000", "元"),
        ("1200元", "1200", "元"),
        ("¥1,200", "1200", "元"),
        ("￥１，２００", "1200", "元"),
        ("-¥5", "-5", "元"),
        ("¥1.25亿元", "1.25", "亿元"),
        ("人民币1200元", "1200", "元"),
        ("RMB 1,200", "1200", "元"),
        ("壹佰万零伍拾肆元整", "1000054", "元"),
        ("17.3%", "17.3", "%"),
        ("１７．３％", "17.3", "%"),
        ("-17.3 %", "-17.3", "%"),
        ("百分之十七点三", "17.3", "%"),
        ("百分之1,111", "1111", "%"),
        ("百分之百", "100", "%"),
        ("百分之负三点八", "-3.8", "%"),
        ("负百分之三点八", "-3.8", "%"),
        ("3.2‰", "3.2", "‰"),
        ("2.4个百分点", "2.4", "百分点"),
        ("六個百分點", "6", "百分点"),
        ("196 firms", "196", "户"),
        ("125 million yuan", "125", "百万元"),
        ("17.3 percent", "17.3", "%"),
    ],
)
def test_a_number_is_read_together_with_its_unit(text, value, unit):
    found = quantity(text)
    assert (found.number, found.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("20万公斤", "unit_unknown"),
        ("250m", "unit_unknown"),
        ("一吨", "unit_unknown"),
        ("120万美元", "unit_unknown"),
        ("$20", "not_a_number"),
        ("十几户", "ambiguous_numeral"),
        ("两千六元", "ambiguous_numeral"),
        ("12,34户", "grouping"),
        ("0.0000001%", "too_precise"),
        ("¥5%", "not_a_number"),
        ("-百分之-5", "not_a_number"),
        ("百分之二三十", "ambiguous_numeral"),
        ("一百分之五", "unit_unknown"),
        ("千分之五", "not_a_number"),
        ("第3位", "not_a_number"),
        ("15k个百分点", "unit_unknown"),
        ("2 100 million yuan", "not_a_number"),
        ("户", "not_a_number"),
        ("约196户", "not_a_number"),
        ("9成", "unit_unknown"),
        ("50元6角三分", "unit_unknown"),
    ],
)
def test_a_quantity_that_is_unclear_is_refused_with_its_reason(text, code):
    with pytest.raises(Unread) as refused:
        quantity(text)
    assert refused.value.code == code


@settings(deadline=None)
@given(st.text(alphabet="0159,.零一二十百千万亿元户人次件个%‰点分之负¥- ", max_size=10))
def test_any_quantity_is_the_same_when_written_plainly(text):
    try:
        found = quantity(text)
    except Unread:
        return
    assert quantity(f"{found.number:f}{found.unit}") == found


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_whatever_is_read_or_refused_with_a_code(text):
    for read in (number, quantity):
        try:
            read(text)
        except Unread as refused:
            code = refused.code
        else:
            continue
        assert code in UNREAD_CODES


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("dash", "- -- — —— – － ―"),
        ("ellipsis", "… …… ... ⋯ ．．．"),
        ("slash", "/ ／ // \\"),
        ("not_applicable", "N/A n/a n.a. NA 不适用"),
        ("none", "无 無 无数据 暂无 缺 缺失 未统计 未上报 NaN null"),
        ("error", "#DIV/0! #N/A #VALUE! #REF! #NAME? #NULL! #NUM! ##### ＃N/A Err:502"),
        ("suppressed", "* ** ＊"),
        ("", "0 0.0 一 未完成 完成 正常 x 196 无锡 .. 否 #1"),
    ],
)
def test_signs_of_absence_are_told_apart_from_zero_and_from_each_other(code, texts):
    assert {text: absence(text) for text in texts.split()} == dict.fromkeys(texts.split(), code)


def test_no_sign_of_absence_is_read_as_a_number():
    for text in words("- — … ... / N/A 无 缺 #DIV/0! ##### * NaN"):
        with pytest.raises(Unread):
            quantity(text)
