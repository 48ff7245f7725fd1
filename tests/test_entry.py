"""Reporting in a real browser: foreign tables, somebody faster, the same file from two desks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

from tests import browser
from tests.bureau import plan_of_the_bureau
from tests.server import Server, look, pick, settled

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser.SWITCHED_OFF, reason="NO_BROWSER is set"),
]
FILES = Path(__file__).with_name("files")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("bureau")
    server = Server(folder, plan_dir=str(plan_of_the_bureau(folder / "plan")))
    yield server
    server.stop()


def desk(chromium: Browser, office: Server, name: str) -> Page:
    page = chromium.new_context(viewport={"width": 1366, "height": 1400}, locale="zh-CN").new_page()
    look(page, office, "entry")
    page.get_by_label("姓名").fill(name)
    page.keyboard.press("Enter")
    settled(page)
    return page


def upload(page: Page, name: str, data: bytes) -> None:
    """As a person does: where the page was drawn anew meanwhile and took no file, give it again."""
    file = {"name": name, "mimeType": "text/csv", "buffer": data}
    taken = page.get_by_test_id("stFileChipName")
    for _ in range(3):
        page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        try:
            taken.wait_for(timeout=15_000)
            break
        except TimeoutError:
            continue
    page.get_by_text("文件类型").wait_for(timeout=60_000)  # two cores may be busy with more tests
    settled(page)


def commit(page: Page) -> None:
    page.get_by_role("button", name="确认写入").click()
    settled(page)


def reason(page: Page, words: str) -> None:
    pick(page, page.get_by_role("combobox", name="的原因"), words)


def table(value: str) -> bytes:
    return f"指标,时期,地区,实际值\n私营企业和个体就业人员,2023,北京市,{value}\n".encode()


def test_a_download_of_the_statistics_bureau_goes_in_by_one_click_and_again_by_none(
    chromium: Browser, office: Server
) -> None:
    data = (FILES / "nbs_workers.csv").read_bytes()
    page = desk(chromium, office, "李敏")
    upload(page, "分省年度数据.csv", data)
    expect(page.get_by_text("表头：第 4 行")).to_be_visible()
    expect(page.get_by_text("单位：万人")).to_be_visible()
    commit(page)
    expect(page.get_by_text("已写入：第")).to_be_visible()

    other = desk(chromium, office, "王强")
    upload(other, "又一次.csv", data)
    expect(other.get_by_text("不会重复写入")).to_be_visible()
    expect(other.get_by_role("button", name="确认写入")).to_have_count(0)


def test_a_table_whose_target_is_unknown_asks_and_imports_nothing_before_the_answer(
    chromium: Browser, office: Server
) -> None:
    text = "各省情况\n单位：万人\n地区,2021年,2022年\n北京市,1,2\n天津市,3,4\n注：初步数\n"
    page = desk(chromium, office, "李敏")
    upload(page, "情况.csv", text.encode("gb18030"))
    expect(page.get_by_role("button", name="确认写入")).to_have_count(0)

    pick(page, page.get_by_role("combobox", name="全表的指标"), "私营企业和个体就业人员")
    expect(page.get_by_role("button", name="确认写入 4 条")).to_be_visible()


def test_two_desks_change_one_value_and_the_slower_one_is_told_and_decides(
    chromium: Browser, office: Server
) -> None:
    first = desk(chromium, office, "李敏")
    upload(first, "一.csv", table("100"))
    commit(first)

    fast, slow = desk(chromium, office, "王强"), desk(chromium, office, "赵芳")
    upload(slow, "慢.csv", table("120"))
    upload(fast, "快.csv", table("110"))
    reason(fast, "数据修订")
    commit(fast)
    expect(fast.get_by_text("已写入：第")).to_be_visible()

    reason(slow, "填报差错")
    commit(slow)
    expect(slow.get_by_text("个值已被别人改过")).to_be_visible()
    row = slow.get_by_role("row").filter(has_text="王强")
    expect(row).to_contain_text("100")
    expect(row).to_contain_text("110")
    expect(row).to_contain_text("120")

    slow.get_by_role("button", name="仍用我的值").click()
    settled(slow)
    commit(slow)
    expect(slow.get_by_text("已写入：第")).to_be_visible()


def test_a_tab_closed_while_it_commits_leaves_one_submission_or_none(
    chromium: Browser, office: Server
) -> None:
    data = table("131").replace(b"2023", b"2024")
    page = desk(chromium, office, "李敏")
    upload(page, "关.csv", data)
    page.get_by_role("button", name="确认写入").click()
    page.context.close()

    again = desk(chromium, office, "李敏")
    upload(again, "关.csv", data)
    if again.get_by_role("button", name="确认写入").count():
        commit(again)
    expect(again.get_by_text("已写入：第")).to_be_visible()
    look(again, office, "history")
    assert again.get_by_role("row").filter(has_text="关.csv").count() == 1
