"""The whole job in a real browser: look, report, commit, look again, undo, take a picture away."""

import io
import re
import urllib.request
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from lib import texts
from tests import browser
from tests.server import Server, look, pick, settled

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser.SWITCHED_OFF, reason="NO_BROWSER is set"),
]
HEADER = "目标编号,时期,地区,出资方,实际值,单位,数据性质,来源,说明"
TWELVE = [
    "T03-1,2021,,,165,户,核实数,市科技局年报,基期",
    "T03-1,2022,,,198,户,核实数,市科技局年报,",
    "T03-2,2022,,,83,户,核实数,市科技局年报,",
    "T05-1,2022,,,3,次,核实数,咨询记录,",
    "T08-1,2022,,,2,名,核实数,人才台账,",
    "T08-2,2022,,,232,名,核实数,人才台账,",
    "T09-1,2022,,,6,个,核实数,推荐文件,",
    "T09-2,2022,,,18,项,初步数,项目台账,尚有两项待认定",
    "T15-1,2022,,,50,名,核实数,认定文件,",
    "T28-1,2021,,省级,750,万元,核实数,拨款文件,",
    "T24-1,2022-12-20,,,已完成,,,上线公告,",
    "T04-1,2022,,,正常,,,,按月走访",
]


def upload(page: Page, name: str, data: bytes) -> None:
    page.set_input_files(
        "[data-testid=stFileUploaderDropzoneInput]",
        files=[{"name": name, "mimeType": "text/csv", "buffer": data}],
    )


def csv(*rows: str, encoding: str = "gb18030") -> bytes:
    return ("\r\n".join([HEADER, *rows]) + "\r\n").encode(encoding)


def submissions(server: Server) -> int:
    with urllib.request.urlopen(f"{server.address}/healthz") as answer:
        return int(re.search(r'"submission":(\d+)', answer.read().decode())[1])


def test_the_overview_opens_in_chinese_with_all_tasks_and_asks_nobody_outside(
    page: Page, office: Server
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    look(page, office)

    expect(page.locator(".brand")).to_have_text("玉溪科创目标看板")
    expect(page.locator("h3.head").filter(has_text="38 项任务的 57 个目标")).to_be_visible()
    assert page.locator(".card").count() == 4
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.title() == "总览 · 玉溪科创目标看板"
    page.wait_for_selector(".js-plotly-plot .main-svg")
    foreign = [u for u in asked if not u.startswith((office.address, "data:", "blob:"))]
    assert foreign == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_office_without_reports_shows_no_words_of_the_other_language(
    page: Page, office: Server, lang: str
) -> None:
    for where in ("", "departments", "due", "entry"):
        look(page, office, f"{where}?lang={lang}")
        seen = page.inner_text("[data-testid=stMain]")
        if lang == "zh":
            left = r"Upload|Browse|per file|Drag|Choose|Select|Running|Deploy|Press Enter"
            assert re.findall(left, seen) == []
        else:
            ours = {texts.t("zh", k) for k in texts.keys("") if "{" not in texts.t("zh", k)}
            ours = {w for w in ours if re.search(r"[\u4e00-\u9fff]{2}", w)}
            # What was written into the log keeps the language it was written in.
            kept = {"中文", texts.t("zh", "start.published")}
            assert [line for line in seen.splitlines() if line.strip() in ours - kept] == []


def test_a_file_from_excel_on_chinese_windows_goes_in_and_comes_out_again(
    page: Page, office: Server
) -> None:
    before = submissions(office)
    look(page, office, "entry")
    page.get_by_label("姓名", exact=True).fill("李敏")
    page.get_by_label("姓名", exact=True).press("Enter")
    settled(page)
    upload(page, "二〇二二年报.csv", csv(*TWELVE))

    steps = page.locator(".steps")
    expect(steps).to_contain_text("读到 12")
    expect(steps).to_contain_text("可用 12")
    expect(steps).to_contain_text("新增 12")
    expect(page.get_by_placeholder("GB18030")).to_have_count(1)
    assert submissions(office) == before

    page.get_by_role("button", name="确认写入 12 条").click()
    expect(page.get_by_text(f"已写入：第 {before + 1} 批")).to_be_visible()
    assert submissions(office) == before + 1

    look(page, office)
    card = page.locator(".card").first
    expect(card).to_contain_text("198 户")
    expect(card).to_contain_text("已完成")

    look(page, office, f"history?submission={before + 1}")
    expect(page.locator(".facts")).to_contain_text("二〇二二年报.csv")
    undo = page.get_by_role("button", name=f"撤销第 {before + 1} 批")
    expect(undo).to_be_disabled()
    page.get_by_label("姓名", exact=True).fill("李敏")
    page.get_by_label("姓名", exact=True).press("Enter")
    page.get_by_label("撤销原因").fill("口径报错")
    page.get_by_label("撤销原因").press("Enter")
    undo.click()
    expect(page.locator(".facts")).to_contain_text(f"撤销 #{before + 1}")
    assert submissions(office) == before + 2

    look(page, office)
    expect(page.locator(".card").first).to_contain_text("逾期完成")
    look(page, office, "history")
    listed = page.locator("table").last
    expect(listed).to_contain_text("口径报错")
    expect(listed).to_contain_text(f"已被第 {before + 2} 批撤销")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("photo.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)), "图片"),
        ("empty.csv", b"", "空"),
        ("other.csv", "地区,年份,数\r\n红塔区,2022,5\r\n".encode("gb18030"), "指标"),
    ],
    ids=["a picture", "an empty file", "other columns"],
)
def test_a_wrong_file_gets_one_clear_answer_and_changes_nothing(
    page: Page, office: Server, name: str, data: bytes, said: str
) -> None:
    before = submissions(office)
    look(page, office, "entry")
    upload(page, name, data)

    expect(page.locator("[data-testid=stAlert]").first).to_contain_text(said)
    assert page.get_by_role("button", name=re.compile("确认写入")).count() == 0
    assert submissions(office) == before


def test_one_bad_row_among_a_hundred_is_named_and_nothing_is_written(
    page: Page, office: Server
) -> None:
    rows = [f"T15-1,2022-0{1 + n // 28}-{1 + n % 28:02},,,{n},名,,," for n in range(100)]
    rows[41] = "T15-1,2022-02-14,,,四十一点五名,名,,,"
    before = submissions(office)
    look(page, office, "entry")
    upload(page, "one-bad-row.csv", csv(*rows))

    expect(page.locator(".steps")).to_contain_text("搁置 1")
    problems = page.locator("table").filter(has_text="处理")
    expect(problems).to_contain_text("43")
    expect(problems).to_contain_text("四十一点五名")
    expect(page.locator("[data-testid=stAlert]").last).to_contain_text("未写入任何数据")
    assert submissions(office) == before


def test_a_view_can_be_sent_as_a_link(page: Page, office: Server) -> None:
    look(page, office, "?area=打造一流创新生态")

    expect(page.locator(".board h4")).to_have_text(["打造一流创新生态"])
    pick(page, page.locator(".st-key-filters input").nth(2), "无法测算")
    expect(page).to_have_url(re.compile("status=cannot_measure"))
    expect(page.locator(".tile")).to_have_count(1)


def test_the_other_language_is_one_click_away_and_keeps_the_view(
    page: Page, office: Server
) -> None:
    look(page, office, "target?target=T32-1")
    page.locator(".lang a").click()
    page.wait_for_selector(".brand >> text=Yuxi Innovation Targets")
    settled(page)

    expect(page.locator(".verdict")).to_contain_text("R&D spending")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_pictures_carry_title_date_source_and_the_word_demo(page: Page, demo: Server) -> None:
    look(page, demo, "target?target=T03-1")
    page.wait_for_selector(".js-plotly-plot .main-svg")
    with page.expect_download() as waited:
        page.locator("[data-picture=svg]").first.click()
    svg = Path(waited.value.path()).read_text(encoding="utf-8")
    with page.expect_download() as waited:
        page.locator("[data-picture=png]").first.click()
    png = Path(waited.value.path()).read_bytes()

    assert svg.lstrip().startswith("<svg")
    for part in ("高新技术企业数", "截至", "附件第3项", "演示数据"):
        assert part in svg
    assert png.startswith(b"\x89PNG")
    width, height = (int.from_bytes(png[i : i + 4]) for i in (16, 20))
    assert width >= 1280
    assert height >= 720


def test_the_table_of_a_chart_comes_as_csv_and_as_workbook(page: Page, demo: Server) -> None:
    look(page, demo, "departments")
    with page.expect_download() as waited:
        page.get_by_role("button", name="数据 CSV").first.click()
    text = Path(waited.value.path()).read_bytes()
    with page.expect_download() as waited:
        page.get_by_role("button", name="数据 XLSX").first.click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(waited.value.path()).read_bytes())).active

    assert text.startswith(b"\xef\xbb\xbf")
    assert "市科技局" in text.decode("utf-8-sig")
    assert "演示数据" in text.decode("utf-8-sig")
    cells = [str(c) for row in sheet.iter_rows(values_only=True) for c in row if c is not None]
    assert "市科技局" in cells
    assert any("演示数据" in c for c in cells)


def test_demo_pages_say_so_and_an_earlier_day_shows_what_was_known_then(
    page: Page, demo: Server
) -> None:
    look(page, demo, "?as_of=2022-07-31")

    expect(page.locator(".banner").first).to_contain_text("演示数据")
    expect(page.locator(".banner.past")).to_contain_text("2022年7月31日")
    look(page, demo, "?as_of=2020-01-01")
    expect(page.locator("[data-testid=stAlert]").first).to_contain_text("还没有目标")


def test_the_first_visitor_of_a_new_server_may_follow_a_link_to_any_page(
    page: Page, tmp_path: Path
) -> None:
    fresh = Server(tmp_path)
    try:
        look(page, fresh, "departments")
        expect(page.locator(".brand")).to_be_visible()
    finally:
        fresh.stop()


def test_what_a_person_types_is_shown_letter_by_letter(page: Page, office: Server) -> None:
    nasty = "<img src=x onerror=document.title='x'> **b** :red[r] $x$ ![](http://x.invalid/i.png)"
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    look(page, office, "entry")
    page.get_by_label("姓名", exact=True).fill(nasty[:50])
    page.get_by_label("姓名", exact=True).press("Enter")
    settled(page)
    upload(page, "=cmd.csv", csv(f'T15-2,2022,,,1,个,,"{nasty}","{nasty}"', encoding="utf-8"))
    expect(page.locator("table").last).to_contain_text("**b** :red[r] $x$")
    page.get_by_role("button", name="确认写入 1 条").click()
    expect(page.get_by_text("已写入")).to_be_visible()
    look(page, office, "target?target=T15-2")

    expect(page.locator("[data-testid=stMain]")).to_contain_text("![](http://x.invalid/i.png)")
    assert page.title() == "指标 · 玉溪科创目标看板"
    assert [u for u in asked if "invalid" in u] == []
