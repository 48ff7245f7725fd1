"""Matching keys and guarded formulas; numbers, units and periods have tests of their own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.values import guard, key, unguard


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (" ＧＤＰ\u200b  增速\ufeff", "GDP增速"),
        ("高新 技术企业数", "高新技术企业数"),
        ("兴玉英才 B 类团队", "兴玉英才B类团队"),
        ("高新技术\n企业数", "高新技术企业数"),
        ("R&D  经费（万元）", "R&D经费(万元)"),
        ("玉溪—高新", "玉溪-高新"),
        ("玉溪–高新", "玉溪-高新"),
        ("玉溪−高新", "玉溪-高新"),
        ("艾力•买买提", "艾力·买买提"),
        ("艾力・买买提", "艾力·买买提"),
        ("“专精特新”", '"专精特新"'),
        ("【合计】", "[合计]"),
        ("Т03-1", "T03-1"),  # a Cyrillic letter
        ("Τ03-1", "T03-1"),  # a Greek one
        ("High-tech  firms", "High-tech firms"),
        ("a\tb\n c\x07", "a b c"),
        ("Ⅳ", "IV"),
    ],
)
def test_a_matching_key_ignores_what_the_eye_does_not_see(text, other):
    assert key(text) == key(other) == other


def test_a_matching_key_keeps_what_the_eye_tells_apart():
    assert key("High-tech firms") != key("High-techfirms")
    assert key("A类") != key("B类")
    assert key("0") != key("O")


@given(st.text(max_size=40))
def test_a_key_of_a_key_is_the_key(text):
    assert key(key(text)) == key(text)


@settings(deadline=None)
@given(st.text(alphabet="'=+-@\t\r＝－a1", max_size=6))
def test_what_guards_a_formula_comes_off_again(text):
    assert unguard(guard(text)) == text
    assert not guard(text) or guard(text)[0] not in "=+-@\t\r＝＋－＠"
