"""A digest by mail: two alternatives, nothing loaded, no header of foreign making, each reader once."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from summarizer.digest import run_digest
from summarizer.digest.mail import MailServer, compose_message, mail_door
from summarizer.errors import ConfigError
from summarizer.models import Digest
from tests.digest_desk import Workshop
from tests.digest_world import BUDGET, FERRY, FERRY_NEXT, MONDAY, OWLS, TUESDAY, write_feeds
from tests.mailbox import Mailbox, receiving
from tests.test_digest import order

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def workshop(anyio_backend: str) -> AsyncIterator[Workshop]:
    opened = Workshop()
    yield opened
    await opened.aclose()


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with receiving() as opened:
        yield opened


def server(box: Mailbox) -> MailServer:
    return MailServer("127.0.0.1", "The Digest <digest@news.example>", box.port, "none")


async def made(workshop: Workshop, folder: Path) -> Digest:
    return (await run_digest(workshop.desk(), order(folder), now=MONDAY)).digest


async def test_each_reader_gets_one_letter_with_text_and_html(workshop: Workshop, tmp_path: Path, box: Mailbox):
    doors = [mail_door(server(box), to) for to in ("ann@readers.example", "bo@readers.example")]
    desk = workshop.desk()
    first = await run_digest(desk, order(tmp_path), now=MONDAY, doors=doors)
    again = await run_digest(desk, order(tmp_path), now=MONDAY, doors=doors)
    assert [one.result for one in first.delivered] == ["delivered", "delivered"]
    assert [one.result for one in again.delivered] == ["before", "before"]
    assert box.recipients == ["ann@readers.example", "bo@readers.example"]
    message = box.messages[0]
    assert message["To"] == "ann@readers.example"  # and nobody else's address
    assert message["Subject"].startswith("World, 16 November: Ferry runs aground")
    assert message["Message-ID"] != box.messages[1]["Message-ID"]
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None and html is not None  # noqa: PT018
    assert "All 212 people aboard the ferry Saltmarsh Queen" in re.sub(r"\s+", " ", plain.get_content())
    assert "https://harbor-post.example/" in html.get_content()
    assert not re.search(r"<(script|img|link|iframe|form)|\bsrc=|url\(|@import", html.get_content(), re.I)


async def test_a_reader_added_later_in_the_day_gets_the_same_digest(workshop: Workshop, tmp_path: Path, box: Mailbox):
    desk = workshop.desk()
    await run_digest(desk, order(tmp_path), now=MONDAY, doors=[mail_door(server(box), "ann@readers.example")])
    await run_digest(desk, order(tmp_path), now=MONDAY, doors=[mail_door(server(box), "bo@readers.example")])
    assert box.recipients == ["ann@readers.example", "bo@readers.example"]


@pytest.mark.parametrize("stage", ["rcpt", "data"])
async def test_a_refused_letter_is_sent_when_the_server_takes_it(
    workshop: Workshop, tmp_path: Path, box: Mailbox, stage: str
):
    desk, door = workshop.desk(), mail_door(server(box), "ann@readers.example")
    box.refuse = stage
    first = await run_digest(desk, order(tmp_path), now=MONDAY, doors=[door])
    box.refuse = None
    again = await run_digest(desk, order(tmp_path), now=MONDAY, doors=[door])
    assert [one.result for one in (*first.delivered, *again.delivered)] == ["failed", "delivered"]
    assert len(box.messages) == 1


async def test_a_line_cut_after_the_text_is_not_sent_again(workshop: Workshop, tmp_path: Path, box: Mailbox):
    desk, door = workshop.desk(), mail_door(server(box), "ann@readers.example")
    box.cut = True
    first = await run_digest(desk, order(tmp_path), now=MONDAY, doors=[door])
    box.cut = False
    again = await run_digest(desk, order(tmp_path), now=MONDAY, doors=[door])
    assert [one.result for one in (*first.delivered, *again.delivered)] == ["unknown", "unknown"]
    assert len(box.messages) == 1


async def test_no_server_is_a_failure_in_words(workshop: Workshop, tmp_path: Path, box: Mailbox):
    nowhere = replace(server(box), port=1)
    outcome = await run_digest(
        workshop.desk(), order(tmp_path), now=MONDAY, doors=[mail_door(nowhere, "ann@readers.example")]
    )
    (one,) = outcome.delivered
    assert one.result == "failed"
    assert "ann@readers.example was not sent" in one.detail


async def test_foreign_text_never_becomes_a_header(workshop: Workshop, tmp_path: Path):
    hostile = replace(
        OWLS[0], title="Owls\r\nBcc: all@readers.example\r\n\r\n<script>alert(1)</script> \x1b[31m=?utf-8?q?x?= return"
    )
    desk = workshop.desk()
    digest = (await run_digest(desk, order(tmp_path, (hostile,)), now=MONDAY)).digest
    message = compose_message(digest, sender="digest@news.example", to="ann@readers.example")
    head = message.as_bytes().partition(b"\r\n\r\n")[0].decode()
    assert "Bcc" not in message
    assert all(re.match(r"[A-Z][\w-]+: |\s", line) for line in head.splitlines())
    html = message.get_body(("html",))
    assert html is not None
    assert "<script" not in html.get_content()


def test_an_address_that_is_none_is_refused_before_the_run():
    good = MailServer("mail.example", "digest@news.example")
    for to in ("", "ann", "a b@c.example", "ann@x.example, bo@x.example", "ann@x.example\r\nBcc: b@x.example", "<@>"):
        with pytest.raises(ConfigError, match="mail address"):
            mail_door(good, to)
    for to in ("é@x.example", "ann@ü.example", "a..b@x.example"):  # would be found out only with the letter in hand
        with pytest.raises(ConfigError, match="header"):
            mail_door(good, to)
    assert mail_door(good, "José <ann@x.example>").name == "mail:josé <ann@x.example>"
    assert mail_door(good, "Ann <ann@x.example>").name == mail_door(good, "ann <ANN@x.example>").name
    with pytest.raises(ConfigError):
        mail_door(replace(good, sender="nobody"), "ann@x.example")


async def test_an_update_says_so_in_the_subject(workshop: Workshop, tmp_path: Path, box: Mailbox):
    desk, door = workshop.desk(), mail_door(server(box), "ann@readers.example")
    await run_digest(desk, order(tmp_path, (*FERRY, *BUDGET)), now=MONDAY, doors=[door])
    write_feeds(tmp_path, (*FERRY, *FERRY_NEXT))
    await run_digest(desk, order(tmp_path, (*FERRY, *FERRY_NEXT)), now=TUESDAY, doors=[door])
    assert box.messages[1]["Subject"].startswith("World, 17 November: Update: ")
