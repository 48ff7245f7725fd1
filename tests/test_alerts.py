"""Alerts: what robots, webhook and mail receive, that it arrives once, and what is said if not."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lib import bringing, start, store, texts
from lib.access import User
from lib.alerts import messages
from lib.alerts.letter import Letter
from lib.alerts.mail import mail
from lib.alerts.sending import channels, signed
from lib.alerts.turns import Turn
from lib.alerts.watch import Watch
from lib.changes import ACTUALS, compare, with_reason
from lib.issues import Refusal
from lib.office import Office
from lib.screen.feed import deliveries, troubled
from lib.screen.pieces import Pen
from lib.settings import Settings, load_settings
from tests.conftest import DATA
from tests.promises import actual, one, target
from tests.receiver import (
    DINGTALK,
    KEY,
    SECRET,
    WEBHOOK,
    WECOM,
    PostOffice,
    Receiver,
    certificate,
    wait_for,
)
from tests.server import Server, look, settled
from tests.test_changes import rows

LI = User("李敏", "anyone", "市科技局")
WAYS = (WECOM, DINGTALK, WEBHOOK)


@pytest.fixture
def hooks() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.stop()


@pytest.fixture
def post() -> Iterator[PostOffice]:
    made = PostOffice()
    yield made
    made.stop()


def settings(**given: str) -> Settings:
    """Settings as an office would give them in the environment."""
    return load_settings({f"YUXI_{k.upper()}": v for k, v in given.items()}, Path("none.toml"))


def letter(count: int = 1, name: str = "高新技术企业数", lang: str = "zh") -> Letter:
    """So many targets that turned overdue on the first day of 2023."""
    found = []
    for n in range(1, count + 1):
        firms = target(target_id=f"T{n:02}-1", indicator_zh=name, indicator_en=name)
        row = one(firms, actual(183, "2022-12-31"), as_of="2023-01-01")
        found.append(Turn(row, "behind", date(2023, 1, 1)))
    return Letter(lang, tuple(found), 40, date(2023, 1, 1), site="https://board.example/yuxi")


# ---- what a message says ----


def test_a_message_says_which_target_since_when_why_where_it_stands_and_who_leads() -> None:
    assert messages.wecom(letter()) == {
        "msgtype": "markdown",
        "markdown": {
            "content": "### 预警：1 项目标转差或未报\n\n"
            '<font color="warning">■ 逾期未完成</font>'
            " [高新技术企业数](https://board.example/yuxi/target?target=T01-1)\n"
            "> 滞后 → 逾期未完成，2023年1月1日起\n"
            "> 期限 2022年12月31日已过\n"
            "> 目前 183 户，目标 196 户\n"
            "> 牵头：市科技局\n\n"
            "[打开看板](https://board.example/yuxi/)"
        },
    }
    told = messages.dingtalk(letter(lang="en", name="High-tech firms"))["markdown"]
    assert told["title"] == "Alert: 1 target turned worse or silent"
    assert "**■ Overdue** [High-tech firms](https://board" in told["text"]
    assert "> The deadline, 31 Dec 2022, is over\n\n> 183 firms so far" in told["text"]


def test_what_is_made_up_is_said_to_be_in_every_form() -> None:
    made_up = replace(letter(), demo=True)

    assert "演示数据，全部为虚构" in messages.wecom(made_up)["markdown"]["content"]
    assert "演示数据，全部为虚构" in messages.dingtalk(made_up)["markdown"]["title"]
    assert messages.generic(made_up)["demo"] is True
    sent = mail(made_up, "a@b.example", ["c@d.example"], datetime(2023, 1, 1, 9, tzinfo=UTC))
    assert "演示数据，全部为虚构" in sent["Subject"]


@pytest.mark.parametrize("name", ["企业", "企业" * 200, "🏭" * 90])
@pytest.mark.parametrize("count", [1, 12, 57, 300])
def test_a_long_list_is_cut_at_a_whole_target_and_the_rest_counted(count: int, name: str) -> None:
    long = letter(count, name)
    told = messages.wecom(long)["markdown"]["content"]
    body = messages.packed(messages.dingtalk(long))

    assert len(told.encode()) <= 4096
    assert len(body) <= 20_000
    for text in (told, json.loads(body)["markdown"]["text"]):
        shown = text.count("牵头：")
        rest = f"另有 {count - shown} 项，请看看板。"
        assert shown >= 1
        assert (rest in text) == (shown < count)
        assert text.endswith("[打开看板](https://board.example/yuxi/)")
    assert len(messages.generic(long)["turns"]) == count


def test_what_people_typed_is_never_markup_nor_calls_anybody() -> None:
    evil = "[点我](http://x.example)<@all>**`_\n# 大\ud800字\u202e"
    for told in (
        messages.wecom(letter(name=evil))["markdown"]["content"],
        messages.dingtalk(letter(name=evil))["markdown"]["text"],
    ):
        line = next(line for line in told.splitlines() if "点我" in line)
        assert "［点我］(http：//x.example)＜＠all＞＊＊｀＿ # 大字" in line
        assert told.encode()
    sent = mail(letter(name=evil), "a@b.example", ["c@d.example"], datetime.now(UTC))
    assert "&lt;@all&gt;" in sent.get_body(("html",)).get_content()
    assert b"\r\nBcc" not in sent.as_bytes()


def test_the_address_of_a_robot_is_signed_as_it_asks() -> None:
    # HMAC-SHA256 of "1577262236757\nthis is secret", computed with openssl
    assert signed("https://x.example/send?access_token=a", "this is secret", 1577262236757) == (
        "https://x.example/send?access_token=a&timestamp=1577262236757&sign=hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D"
    )
    assert signed("https://x.example/send", "", 1) == "https://x.example/send"


# ---- that it arrives ----


def quick(**given: str) -> list:
    """The channels, without the pauses between tries."""
    return channels(settings(**given), lambda _: None)


def test_every_channel_takes_the_message_by_its_own_rules(
    hooks: Receiver, post: PostOffice
) -> None:
    for channel in quick(**hooks.settings, **post.settings):
        assert channel.send(letter(57)) == ""

    assert [len(hooks.accepted(way)) for way in WAYS] == [1, 1, 1]
    ((to, sent),) = post.mails
    assert to == ["zhang@yuxi.example", "li@yuxi.example"]
    assert sent["Subject"] == "预警：57 项目标转差或未报"
    assert (sent["From"], sent["Auto-Submitted"]) == ("board@yuxi.example", "auto-generated")
    assert sent["Date"].datetime.utcoffset() is not None
    assert sent["Message-ID"].endswith("@yuxi.example>")
    plain, html = (sent.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert plain.count("期限 2022年12月31日已过") == 57
    assert html.count("https://board.example/yuxi/target?target=") == 57


def refused(send: Callable[[Letter], str]) -> tuple[str, str]:
    with pytest.raises(Refusal) as undelivered:
        send(letter())
    assert KEY not in str(undelivered.value)
    assert SECRET not in str(undelivered.value)
    return undelivered.value.code, str(undelivered.value.params["found"])


@pytest.mark.parametrize("answer", [503, {"errcode": -1, "errmsg": "system busy"}])
def test_what_may_pass_is_tried_three_times(hooks: Receiver, answer: int | dict) -> None:
    (channel,) = quick(alert_wecom=hooks.address + WECOM)
    hooks.forced.extend([answer, answer])
    assert channel.send(letter()) == ""
    assert (hooks.requests, len(hooks.accepted(WECOM))) == (3, 1)

    hooks.forced.extend([answer] * 3)
    code, _ = refused(channel.send)
    assert code == ("undelivered_http" if answer == 503 else "undelivered_answer")
    assert hooks.requests == 6


def test_what_does_not_pass_is_said_at_once_with_the_robots_own_words(hooks: Receiver) -> None:
    (wrong_key,) = quick(alert_wecom=hooks.address + WECOM[:-1] + "x")
    (wrong_secret,) = quick(
        alert_dingtalk=hooks.address + DINGTALK, alert_dingtalk_secret=SECRET + "x"
    )
    (channel,) = quick(alert_wecom=hooks.address + WECOM)

    assert refused(wrong_key.send) == ("undelivered_answer", "93000 invalid webhook url")
    assert refused(wrong_secret.send) == ("undelivered_answer", "310000 sign not match")
    hooks.forced.append({"errcode": 45009, "errmsg": "api freq out of limit"})
    assert refused(channel.send) == ("undelivered_answer", "45009 api freq out of limit")
    assert hooks.requests == 3
    hooks.forced.append({"hello": 1})
    assert refused(channel.send)[0] == "undelivered_answer"


def test_a_message_follows_no_redirection(hooks: Receiver) -> None:
    (channel,) = quick(alert_wecom=hooks.address + WECOM)
    hooks.forced.append(307)

    assert refused(channel.send) == ("undelivered_http", "307")
    assert hooks.requests == 1


def test_nobody_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    shut = Receiver()
    shut.stop()
    (channel,) = quick(alert_webhook=shut.address + WEBHOOK)

    assert refused(channel.send)[0] == "undelivered_closed"


def test_certificates_are_checked_and_the_offices_own_can_be_named(tmp_path: Path) -> None:
    own = certificate(tmp_path)
    hooks, post = Receiver(trust=own), PostOffice(own, log_in=True)
    given = {"alert_wecom": hooks.address + WECOM, **post.settings}
    given |= {"smtp_user": "board", "smtp_password": "let me in"}
    for channel in quick(**given):
        assert refused(channel.send)[0] == "undelivered_certificate"
    for channel in quick(**given, alert_ca=str(own[0])):
        channel.send(letter())

    assert (len(hooks.accepted(WECOM)), len(post.mails)) == (1, 1)
    (wrong,) = quick(
        **post.settings, smtp_user="board", smtp_password="guess", alert_ca=str(own[0])
    )
    assert refused(wrong.send) == ("undelivered_mail", "535 wrong password")
    hooks.stop()
    post.stop()


def test_a_recipient_that_is_not_there_does_not_keep_the_mail_from_the_others(
    post: PostOffice,
) -> None:
    post.unknown.add("li@yuxi.example")
    (channel,) = quick(**post.settings)

    assert channel.send(letter()) == "li@yuxi.example"
    assert [to for to, _ in post.mails] == [["zhang@yuxi.example"]]
    post.unknown.add("zhang@yuxi.example")
    assert refused(channel.send)[0] == "undelivered_mail"


# ---- that it arrives once ----


@contextmanager
def office(folder: Path, **given: str) -> Iterator[Office]:
    """An office on a database of its own, with the plan; opened again it is the same one."""
    ready = start.opened(settings(database=str(folder / "a.duckdb"), **given))
    bringing.bring_plan(ready.db, DATA)
    yield ready
    ready.db.close()


def report(at: Office, value: str) -> None:
    """Say how many agents of science were sent by the end of 2022; 50 were promised."""
    base, brought = store.head(at.db), rows(("T15-1", value))
    changes = compare(ACTUALS, store.latest_of(at.db, ACTUALS, brought, base), brought, base)
    store.commit(at.db, with_reason(changes, "revision"), LI)


def look_once(at: Office) -> Watch:
    watch = Watch(at)
    watch.look(*watch.moment())
    return watch


def test_the_first_look_at_a_full_database_tells_nothing_and_begins_from_there(
    tmp_path: Path, hooks: Receiver
) -> None:
    with office(tmp_path, **hooks.settings) as at:
        look_once(at)
        look_once(at)

    assert hooks.requests == 0


def test_a_turn_is_told_once_however_often_one_looks_and_starts(
    tmp_path: Path, hooks: Receiver, post: PostOffice
) -> None:
    given = {**hooks.settings, **post.settings}
    with office(tmp_path, **given) as at:
        watch = look_once(at)
        report(at, "36")
        for _ in range(3):
            watch.look(*watch.moment())
    with office(tmp_path, **given) as at:
        look_once(at)
        told = store.alert_rounds(at.db)

    assert [len(hooks.accepted(way)) for way in WAYS] == [1, 1, 1]
    assert len(post.mails) == 1
    (turn,) = hooks.accepted(WEBHOOK)[0]["turns"]
    assert (turn["target_id"], turn["before"], turn["after"], turn["cause"]) == (
        "T15-1",
        "overdue_unreported",
        "overdue",
        "report",
    )
    assert (turn["why"], turn["actual"], turn["required"]) == (
        "第 3 批报送（市科技局）",
        "36",
        "50",
    )
    assert {r.told for r in told} == {
        (store.Told("T15-1", None, "overdue", datetime.now(at.settings.zone).date()),)
    }
    assert sorted((r.channel, r.outcome, r.count) for r in told) == [
        ("dingtalk", "told", 1),
        ("mail", "told", 1),
        ("webhook", "told", 1),
        ("wecom", "told", 1),
    ]


def test_what_turns_while_the_program_is_off_is_told_when_it_is_back(
    tmp_path: Path, hooks: Receiver
) -> None:
    with office(tmp_path, **hooks.settings) as at:
        look_once(at)
    with office(tmp_path) as at:  # the command line, say
        report(at, "36")
    with office(tmp_path, **hooks.settings) as at:
        look_once(at)

    assert [len(hooks.accepted(way)) for way in WAYS] == [1, 1, 1]


def test_a_receiver_that_is_down_gets_it_once_when_it_is_up_again(
    tmp_path: Path, hooks: Receiver
) -> None:
    down = Receiver()
    down.stop()
    given = {
        "alert_wecom": down.address + WECOM,
        "alert_webhook": hooks.address + WEBHOOK,
    }
    with office(tmp_path, **given) as at:
        watch = Watch(at)
        watch.channels = channels(at.settings, lambda _: None)
        now = watch.moment()
        watch.look(*now)
        report(at, "36")
        now = watch.moment()
        for _ in range(4):  # tried in the first round, the second and, having waited, the fourth
            watch.look(*now)
        failed = [r for r in store.alert_rounds(at.db) if r.outcome == "failed"]
        assert [(r.channel, r.reason) for r in failed] == [("wecom", "undelivered_closed")] * 3
        assert troubled(store.alert_rounds(at.db))
        assert len(hooks.accepted(WEBHOOK)) == 1

        up = Receiver(down.port)
        for _ in range(6):
            watch.look(*now)
        assert [len(r.accepted(w)) for r, w in ((up, WECOM), (hooks, WEBHOOK))] == [1, 1]
        up.stop()
        shown = deliveries(Pen("zh", at.names, at.settings.zone), store.alert_rounds(at.db))
        assert not troubled(store.alert_rounds(at.db))
    assert "已送达" in shown
    assert "./target?target=T15-1" in shown
    assert "拒绝连接（代码 111），消息未送达" in shown
    assert KEY not in shown


def test_the_end_of_a_shortfall_is_told_and_a_day_that_passes_too(
    tmp_path: Path, hooks: Receiver
) -> None:
    with office(tmp_path, alert_webhook=hooks.address + WEBHOOK) as at:
        watch = Watch(at)
        head = store.head(at.db)
        watch.look(head, date(2022, 12, 31))
        watch.look(head, date(2023, 1, 1))
        for number, value in enumerate(("36", "50"), 1):
            report(at, value)
            watch.look(head + number, date(2023, 1, 2))
    by_time, by_report, ended = hooks.accepted(WEBHOOK)

    agents = next(t for t in by_time["turns"] if t["target_id"] == "T15-1")
    assert (agents["after"], agents["on"], agents["cause"], agents["why"]) == (
        "overdue_unreported",
        "2023-01-01",
        "time",
        "期限 2022年12月31日已过，从未报送",
    )
    assert [(t["after"], t["better"]) for t in by_report["turns"]] == [("overdue", False)]
    assert [(t["after"], t["better"]) for t in ended["turns"]] == [("achieved", True)]
    assert ended["title"] == "预警解除：1 项目标不再落后"


def test_what_waits_for_its_reviewer_is_not_told_as_silence(
    tmp_path: Path, hooks: Receiver
) -> None:
    with office(tmp_path, alert_webhook=hooks.address + WEBHOOK) as at:
        store.require_review(at.db, ["市科技局"], User("赵主任", "administrator"))
        base, brought = store.head(at.db), rows(("T15-1", "36"))
        store.propose(at.db, compare(ACTUALS, brought.slice(0, 0), brought, base), LI)
        watch = Watch(at)
        watch.look(base, date(2022, 12, 31))
        watch.look(base, date(2023, 1, 1))
        today = texts.day("zh", at.today())
    (by_time,) = hooks.accepted(WEBHOOK)

    whys = {t["target_id"]: t["why"] for t in by_time["turns"]}
    assert whys["T15-1"] == f"已于 {today}报送，待审核"
    assert "期限 2022年12月31日已过，从未报送" in whys.values()


# ---- the program as an office runs it ----

CSV = "目标编号,时期,地区,实际值,单位\nT15-1,2022,,36,名\n"


@pytest.mark.browser
def test_a_report_on_the_page_sends_one_message_and_a_killed_server_sends_no_second(
    tmp_path: Path, hooks: Receiver, post: PostOffice, page: Page
) -> None:
    given = {**hooks.settings, **post.settings, "alert_seconds": "1"}
    server = Server(tmp_path, **given)
    look(page, server, "entry")
    page.get_by_label("姓名", exact=True).fill("李敏")
    page.get_by_label("姓名", exact=True).press("Enter")
    settled(page)
    file = {"name": "a.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
    page.set_input_files("[data-testid=stFileUploaderDropzoneInput]", files=[file])
    page.get_by_role("button", name="确认写入 1 条").click()
    expect(page.get_by_text("已写入：第 4 批")).to_be_visible(timeout=20_000)
    assert wait_for(lambda: post.mails and all(hooks.accepted(way) for way in WAYS))
    assert [t["target_id"] for t in hooks.accepted(WEBHOOK)[0]["turns"]] == ["T15-1"]

    time.sleep(1)  # a kill before what arrived is written down would send it again: see Watch
    server.process.kill()
    server.process.wait()
    again = Server(tmp_path, **given)
    assert not wait_for(lambda: hooks.requests > 3 or len(post.mails) > 1, seconds=2.5)
    again.stop()
    log = (tmp_path / "server.log").read_text()
    assert KEY not in log
    assert "Traceback" not in log


def test_the_command_line_tries_every_channel_while_the_server_runs(
    tmp_path: Path, hooks: Receiver
) -> None:
    with office(tmp_path):  # it holds the database as a server would
        given = {**hooks.settings, "database": str(tmp_path / "a.duckdb"), "kind": "demo"}
        hooks.forced.append({"errcode": 93000, "errmsg": "invalid webhook url"})
        command = [sys.executable, "-m", "lib.cli", "alert", "--test", "--json"]
        environment = {f"YUXI_{name.upper()}": value for name, value in given.items()}
        out = subprocess.run(
            command,
            cwd=DATA.parent,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
    told = json.loads(out.stdout)

    assert out.returncode == 1
    assert [(c["channel"], c["trouble"]) for c in told["channels"]] == [
        ("wecom", "undelivered_answer"),
        ("dingtalk", ""),
        ("webhook", ""),
    ]
    assert KEY not in out.stdout
    assert (
        "预警通道测试（演示数据，全部为虚构）" in hooks.accepted(DINGTALK)[0]["markdown"]["title"]
    )
    assert hooks.accepted(WEBHOOK)[0]["event"] == "test"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("alert_wecom", "qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1234567890"),
        ("alert_webhook", "ftp://board.example/x"),
        ("alert_dingtalk", "https://"),
        ("alert_mail_to", "zhang"),
        ("alert_ca", "nowhere.pem"),
        ("alert_seconds", "0"),
        ("smtp_security", "tls"),
        ("smtp_port", "99999"),
        ("site_url", "board"),
    ],
)
def test_an_alert_setting_that_cannot_be_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(Refusal) as wrong:
        settings(**{name: value})

    assert wrong.value.params["name"] == name
    assert "1234567890" not in str(wrong.value)


def test_mail_without_a_server_or_sender_and_a_secret_without_a_robot_are_refused() -> None:
    whole = {
        "alert_mail_to": "a@b.example；c@d.example",
        "alert_mail_from": "e@f.example",
        "smtp_host": "mail.example",
    }
    assert settings(**whole).mail_to == ("a@b.example", "c@d.example")
    for left_out in ("alert_mail_from", "smtp_host"):
        with pytest.raises(Refusal, match=left_out):
            settings(**{k: v for k, v in whole.items() if k != left_out})
    with pytest.raises(Refusal, match="alert_dingtalk"):
        settings(alert_dingtalk_secret=SECRET)


def test_secrets_stand_in_no_picture_of_the_settings() -> None:
    shown = repr(settings(alert_wecom=f"https://x.example/{KEY}", smtp_password="let me in"))

    assert KEY not in shown
    assert "let me in" not in shown
