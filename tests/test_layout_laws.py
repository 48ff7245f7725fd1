"""Laws of foreign tables, tried on many (Hypothesis): nothing is lost, order means nothing."""

import time
from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from lib.fields import UPLOAD_FIELDS
from lib.upload.foreign.choices import controls, corrected
from lib.upload.foreign.layout import guess
from lib.upload.foreign.questions import questions
from lib.upload.foreign.remembered import apply
from lib.upload.foreign.sums import remarks
from lib.upload.foreign.unfold import unfold
from lib.upload.grid import Grid, address
from tests.tables import FIRMS, SMALL, asked, grid, known, regions, reports, unfolded

WORDS = st.sampled_from(
    [
        *(
            "地区",
            "县区",
            "指标",
            "年份",
            "季度",
            "序号",
            "单位",
            "备注",
            "实际",
            "计划",
            "合计",
            "小计",
        ),
        *(
            "全市",
            "玉溪市",
            "红塔区",
            "江川区",
            "其中：规上",
            "2021年",
            "2022年",
            "2022",
            "一季度",
            "1-6月",
        ),
        *(
            "高新技术企业数",
            "高新技术企业数（户）",
            "新增省级科技型中小企业",
            "同比增长(%)",
            "注：初步数",
        ),
        *(
            "1.口径",
            "数据来源：统计局",
            "填表人：张三",
            "单位：万元",
            "甲",
            "1",
            "2",
            "16",
            "1,234.5",
        ),
        *("12.5%", "196户", "…", "—", "N/A", "0", "-3", "*", "#"),
    ]
)
ANYTHING = st.one_of(st.just(""), WORDS, st.text(max_size=6))


@st.composite
def grids(draw) -> Grid:
    rows = draw(st.lists(st.lists(ANYTHING, max_size=7), max_size=12))
    lines, line = [], 0
    for step in draw(st.lists(st.integers(1, 3), min_size=len(rows), max_size=len(rows))):
        line += step
        lines.append(line)
    corner = st.tuples(
        st.sampled_from(lines or [1]), st.integers(0, 6), st.integers(0, 4), st.integers(0, 4)
    )
    found = draw(st.lists(corner, max_size=3))
    merged = tuple((top, left, top + down, left + right) for top, left, down, right in found)
    return Grid(draw(st.text(max_size=5)), rows, lines, merged)


@settings(max_examples=300, deadline=None)
@given(grids(), st.text(max_size=8))
@example(Grid("", [["全市", "地区"], ["\r", "地区"]], [1, 2]), "")
def test_every_line_and_every_cell_is_accounted_for_once(of, file):
    read = guess(of, file, known())
    sheet = unfold(of, read, known())

    assert sheet.rows_read == len(sheet.lines) + len(sheet.skipped) + len(sheet.ragged)
    assert len(sheet.lines) == len(sheet.cells) == len(sheet.heads)
    assert set(sheet.columns) == {f.name for f in UPLOAD_FIELDS}
    assert {len(column) for column in sheet.columns.values()} == {len(sheet.lines)}
    left_out = [s.line for s in sheet.skipped if not s.code.startswith("layout_column_")]
    lines = Counter([*left_out, *(i.row for i in sheet.ragged), *set(sheet.lines.tolist())])
    assert lines == Counter(of.lines)
    cells = Counter(sheet.cells)
    assert set(cells.values()) <= {1}
    values = dict(zip(sheet.cells, sheet.columns["value"].to_pylist(), strict=True))
    for line in set(sheet.lines.tolist()):
        row = of.rows[of.lines.index(line)]
        for c in read.values:
            text = row[c.at].strip() if c.at < len(row) else ""
            assert (values.get(address(line, c.at)) or "") == text
    assert all(
        target is None or target in known().indicators
        for target in sheet.columns["target_id"].to_pylist()
        if "target_id" not in [c.role for c in read.columns]
    )


@settings(max_examples=80, deadline=None)
@given(grids(), st.text(max_size=8), st.data())
def test_nothing_that_may_be_asked_about_a_table_fails(of, file, data):
    read = guess(of, file, known())
    questions(of, read, known())
    remarks(of, read, known())
    apply(read, of, file, known())
    control = data.draw(st.sampled_from(controls(of, read, known())))
    if control.allowed:
        value = data.draw(st.sampled_from(control.allowed))
        other = corrected(of, file, read, {control.name: value}, known())
        sheet = unfold(of, other, known())
        assert sheet.rows_read == len(sheet.lines) + len(sheet.skipped) + len(sheet.ragged)


PLACES = [r.zh for r in regions()]
TARGETS = {"高新技术企业数": FIRMS, "新增省级科技型中小企业": SMALL}
figures = st.sampled_from(["", "0", "7", "2021", "1,234", "196户", "…", "12.5"])


@st.composite
def tables(draw) -> tuple[list[str], list[list[str]]]:
    """A header and lines: regions, periods or indicators down, another of them across."""
    sides = {
        "地区": PLACES,
        "年份": [f"{year}年" for year in range(2010, 2024)],
        "指标": list(TARGETS),
    }
    down, across = draw(st.permutations(list(sides)))[:2]
    names = draw(st.lists(st.sampled_from(sides[down]), min_size=2, max_size=6, unique=True))
    heads = draw(st.lists(st.sampled_from(sides[across]), min_size=2, max_size=5, unique=True))
    rows = [[n, *draw(st.lists(figures, min_size=len(heads), max_size=len(heads)))] for n in names]
    return [down, *heads], rows


def titled(header: list[str], rows: list[list[str]]) -> Grid:
    title = ["2022年玉溪市高新技术企业数"]
    return Grid("s", [title, header, *rows], list(range(1, len(rows) + 3)))


@settings(deadline=None)
@given(tables(), st.randoms())
def test_the_order_of_the_lines_means_nothing(table, random):
    header, rows = table
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, other = titled(header, rows), titled(header, shuffled)
    assert reports(unfolded(one)) == reports(unfolded(other))
    assert asked(one) == asked(other)


@settings(deadline=None)
@given(tables())
def test_a_table_and_its_transpose_report_the_same(table):
    header, rows = table
    turned = [list(column) for column in zip(header, *rows, strict=True)]
    assert reports(unfolded(titled(header, rows))) == reports(
        unfolded(titled(turned[0], turned[1:]))
    )


def test_a_long_table_is_guessed_at_once_and_unfolded_in_seconds():
    count = 50_000
    head = ["地区", "年份", *[f"{m}月" for m in range(1, 13)], "合计"]
    rows = [
        [PLACES[i % 11], str(2000 + i % 25), *[str(i * m % 977) for m in range(1, 13)], "1"]
        for i in range(count)
    ]
    of = Grid("s", [["高新技术企业数"], head, *rows], list(range(1, count + 3)))

    started = time.process_time()
    read = guess(of, "a.csv", known())
    guessed = time.process_time()
    sheet = unfold(of, read, known())
    unfolded_at = time.process_time()

    assert len(sheet.lines) == count * 12
    assert guessed - started < 0.5
    assert unfolded_at - guessed < 5


def test_a_wide_sheet_of_nonsense_takes_no_longer():
    rows = [[f"甲{r}乙{c}" for c in range(400)] for r in range(200)]
    of = Grid("s", rows, list(range(1, 201)))
    started = time.process_time()
    questions(of, guess(of, "a.csv", known()), known())
    assert time.process_time() - started < 8


def test_an_empty_sheet_is_no_table():
    for of in (grid(""), Grid("", [], []), Grid("", [[]], [1]), Grid("", [["", " "]], [3])):
        assert [q.code for q in questions(of, guess(of, "", known()), known())] == [
            "layout_ask_table"
        ]
        assert len(unfolded(of).lines) == 0
