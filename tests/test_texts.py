import csv
import re
import string
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from lib import fields, texts
from lib.issues import Issue, Refusal
from lib.progress import STATUSES
from lib.progress.reasons import Reason

ROOT = Path(__file__).parent.parent
ROWS = list(csv.DictReader(texts.TEXTS.open(encoding="utf-8", newline="")))
LITERAL_KEY = re.compile(r"""\bt\(\s*(?:[^"'()]*,\s*)?"([a-z_]+\.[^"{}]+)["]""")


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


def test_every_key_has_words_in_both_languages_and_nothing_else():
    assert [row["key"] for row in ROWS if not row["zh"] or not row["en"] or None in row] == []


def test_both_languages_take_the_same_parameters():
    """English may take the English form of a name beside or instead of it: unit_en for unit."""
    wrong = []
    for row in ROWS:
        zh = {"words" if name == "zh" else name for name in placeholders(row["zh"])}
        en = {"words" if name == "en" else name for name in placeholders(row["en"])}
        plain = {name for name in en if not name.endswith("_en")}
        if not plain <= zh <= {name.removesuffix("_en") for name in en}:
            wrong.append(row["key"])
    assert wrong == []


def test_no_key_is_given_twice():
    keys = [row["key"] for row in ROWS]
    assert [key for key in set(keys) if keys.count(key) > 1] == []


@pytest.mark.parametrize("lang", texts.LANGS)
def test_every_status_and_unit_has_words(lang):
    assert all(texts.status(lang, code) for code in STATUSES)
    assert all(texts.unit_word(lang, unit) for unit in fields.UNITS)
    assert all(texts.number(lang, Decimal(1), unit) for unit in fields.UNITS)


def test_every_choice_has_words_in_both_languages():
    for choices in texts.CODED.values():
        for code in choices:
            assert texts.choice("zh", choices, code)
            assert texts.choice("en", choices, code)


def test_every_key_written_in_the_code_exists():
    known = {row["key"] for row in ROWS}
    files = [*ROOT.glob("*.py"), *(ROOT / "pages").glob("*.py"), *(ROOT / "lib").rglob("*.py")]
    missing = {
        f"{file.name}: {key}"
        for file in files
        for key in LITERAL_KEY.findall(file.read_text(encoding="utf-8"))
        if key not in known
    }
    assert missing == set()


def test_an_unknown_key_is_a_key_error():
    with pytest.raises(KeyError):
        texts.t("zh", "no.such_key")


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        ("12500", "万元", "1.25 亿元", "125 million yuan"),
        ("9999", "万元", "9,999 万元", "99.99 million yuan"),
        ("750", "万元", "750 万元", "7.5 million yuan"),
        ("1234567", "万元", "123.46 亿元", "12.35 billion yuan"),
        ("1.25", "亿元", "1.25 亿元", "125 million yuan"),
        ("0", "万元", "0 万元", "0 yuan"),
        ("-12500", "万元", "-1.25 亿元", "-125 million yuan"),
        ("196", "户", "196 户", "196 firms"),
        ("1", "户", "1 户", "1 firm"),
        ("1", "名", "1 名", "1 person"),
        ("12500", "人", "12,500 人", "12,500 people"),
        ("3", "个", "3 个", "3"),
        ("2.50", "件/万人", "2.5 件/万人", "2.5 per 10k people"),
        ("17.3", "%", "17.3%", "17.3%"),
        ("10", "位", "10 位", "10 ranks"),
        ("39.945", "", "39.95", "39.95"),
    ],
)
def test_numbers_are_written_as_people_say_them(value, unit, zh, en):
    assert texts.number("zh", Decimal(value), unit) == zh
    assert texts.number("en", Decimal(value), unit) == en


def test_a_small_number_is_never_written_as_zero():
    assert texts.number("zh", Decimal("0.00412"), "%") == "0.0041%"
    assert texts.percent("zh", Decimal("0.00004")) == "0.004%"


def test_a_share_just_short_of_whole_is_not_rounded_up_to_it():
    assert texts.percent("zh", Decimal("0.9999")) == "99.9%"
    assert texts.percent("zh", Decimal(1)) == "100%"
    assert texts.percent("zh", Decimal("0.173")) == "17.3%"


def test_percentage_points_are_said_so():
    assert texts.points("zh", Decimal("4.2")) == "4.2 个百分点"
    assert texts.points("en", Decimal("4.20")) == "4.2 percentage points"
    assert texts.points("en", Decimal(1)) == "1 percentage point"


@pytest.mark.parametrize(
    ("label", "zh", "en"),
    [
        ("2022", "2022年", "2022"),
        ("2022H1", "2022年上半年", "First half of 2022"),
        ("2022Q4", "2022年四季度", "Q4 2022"),
        ("2022-12", "2022年12月", "Dec 2022"),
        ("2022-12-31", "2022年12月31日", "31 Dec 2022"),
        ("截至年底", "截至年底", "截至年底"),
    ],
)
def test_periods_are_written_out(label, zh, en):
    assert texts.period("zh", label) == zh
    assert texts.period("en", label) == en


def test_a_stored_time_is_shown_on_the_clock_of_the_place():
    late = datetime(2022, 12, 31, 16, 5)  # noqa: DTZ001 (stored times are naive UTC)
    assert texts.moment("zh", late, "Asia/Shanghai") == "2023年1月1日 00:05"
    assert texts.moment("en", late.replace(tzinfo=UTC), "Asia/Shanghai") == "1 Jan 2023, 00:05"


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("2.1/3", "正文（二）第1点；附件第3项", "Measure 2, point 1; annex row 3"),
        ("12.2/30", "正文（十二）第2点；附件第30项", "Measure 12, point 2; annex row 30"),
        ("9/21", "正文（九）；附件第21项", "Measure 9; annex row 21"),
        ("附件说明", "附件说明", "附件说明"),
    ],
)
def test_a_clause_says_where_in_the_policy(text, zh, en):
    assert texts.clause("zh", text) == zh
    assert texts.clause("en", text) == en


def test_a_name_without_translation_stays_as_it_is():
    names = {"市科技局": "Science & Technology Bureau"}
    assert texts.name("en", "市科技局", names) == "Science & Technology Bureau"
    assert texts.name("en", "市林草局", names) == "市林草局"
    assert texts.name("zh", "市科技局", names) == "市科技局"


@pytest.fixture
def own_words(tmp_path, monkeypatch):
    """A small texts.csv of its own."""
    file = tmp_path / "texts.csv"
    kept = texts.TEXTS.read_text(encoding="utf-8")
    file.write_text(
        kept + "reason.x,{share_pct}|{ahead_points}|{short}|{years_plain}|{day}|{light}|{n},e\n"
        "issue.x,第 {row} 行“{column}”：{found}，应为 {comparison},e\n"
        "refusal.x,{who}：{since},e\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(texts, "TEXTS", file)
    texts._texts.cache_clear()
    yield
    texts._texts.cache_clear()


@pytest.mark.usefixtures("own_words")
def test_a_reason_is_worded_by_the_names_of_its_parameters():
    why = Reason(
        "x",
        {
            "share_pct": Decimal("0.173"),
            "ahead_points": Decimal("4.2"),
            "short": Decimal(12500),
            "years_plain": Decimal("2.5"),
            "day": date(2022, 12, 31),
            "light": "lagging",
            "n": 3,
            "unit": "万元",
        },
    )
    assert texts.reason("zh", why) == "17.3%|4.2 个百分点|1.25 亿元|2.5|2022年12月31日|滞后|3"


@pytest.mark.usefixtures("own_words")
def test_an_issue_names_line_heading_and_what_was_found():
    problem = Issue("x", 12, "value", "一百", params={"comparison": "at_least"})
    assert texts.issue("zh", problem) == "第 12 行“实际值”：一百，应为 不少于"


@pytest.mark.usefixtures("own_words")
def test_a_refusal_is_worded_and_braces_in_data_stay_as_they_are():
    refused = Refusal("x", who="{0.__class__}", since=date(2023, 1, 2))
    assert texts.refusal("zh", refused) == "{0.__class__}：2023年1月2日"
