"""SLK-2 to SLK-6: repeats, replicas, a model that hangs, hostile pages, bots, strangers, and a Slack that says no."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import random
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles

import httpx2
import pytest
from pydantic import SecretStr

from summarizer.api import create_app
from summarizer.caches.base import NoCache
from summarizer.caches.store import MemoryStore
from summarizer.errors import StoreFailed
from summarizer.service import Summarizer
from summarizer.sources.extract import ExtractionPool
from summarizer.sources.fetch import Fetcher
from summarizer.sources.load import Loader
from tests.mrkdwn import live, over_limits
from tests.provider import Scripted, error, serving
from tests.serving import served
from tests.slack_api import (
    BOT_TOKEN,
    BOT_USER,
    TEAM,
    Workspace,
    command,
    event,
    form,
    rate_limited,
    refusing,
    signed,
    slack_api,
)
from tests.slack_service import Door, Room, pages, served_alone, slack_service, slack_settings
from tests.test_slack import pressed, sent

ROOMS = (f"C{n:04d}" for n in itertools.count(1))


@pytest.fixture(scope="module")
def api():
    with slack_api() as opened:
        opened.workspaces["xoxb-local-2"] = Workspace("T0OTHER", "Other", "B0OTHER", "U0OTHERBOT")
        yield opened


@pytest.fixture(scope="module")
def page_root():
    with pages() as address:
        yield address


@pytest.fixture(scope="module")
def door(api, page_root, tmp_path_factory):
    tokens = SecretStr(f"{BOT_TOKEN},xoxb-local-2")
    with slack_service(api, page_root, tmp_path_factory.mktemp("faults"), slack_bot_token=tokens) as opened:
        yield opened


@pytest.fixture
def room(api, door):
    yield Room(api, door, next(ROOMS))
    api.faults.clear()


def settled(room, *, parents: int):
    """Wait until so many parents have their whole thread; return all that was posted."""

    def done():
        posted = room.posted()
        ends = [m for m in posted if "thread_ts" in m and "*Sources*" in json.dumps(m)]
        return posted if len(ends) >= parents else None

    return room.api.wait(done, 60.0 + 5.0 * parents)


@pytest.mark.parametrize("each", [5, pytest.param(50, marks=pytest.mark.slow)])
def test_a_replay_is_answered_and_does_nothing(room, door, api, each):
    """SLK-2: the same bytes with the same signature, again, within their five minutes."""
    links = " ".join(door.links())
    thread = {
        "blocks": [{"text": {"text": "x"}, "accessory": {"action_id": "report_sentence", "value": '{"brief":"b"}'}}]
    }
    view = {"callback_id": "report_sentence", "private_metadata": '{"brief": "b"}'}
    asked = [event(f"Ev.replay.{each}.{n}", text=links, channel=room.id) for n in range(each)]
    asked += [command(links, trigger=f"replay.{each}.{n}", channel=room.id) for n in range(each)]
    asked += [pressed(thread, 0, f"replay.{each}.press.{n}") for n in range(each)]
    asked += [sent(view, "other", "", f"replay.{each}.send.{n}") for n in range(each)]
    requests = []
    for payload in asked:
        is_event = payload.get("type") == "event_callback"
        body, kind = (json.dumps(payload).encode(), {}) if is_event else form(payload)
        requests.append((body, {"content-type": "application/json", **kind, **signed(body)}))
    answers = [
        [door.client.post("/slack/events", content=body, headers=headers) for body, headers in requests]
        for _ in range(3)
    ]
    assert {answer.status_code for answered in answers for answer in answered} == {200}
    assert all("is kept under" in answer.text for answer in answers[0][3 * each :])
    assert {answer.text for answered in answers[1:] for answer in answered} == {""}
    settled(room, parents=2 * each)
    parents = [message for message in room.posted() if "thread_ts" not in message]
    opened = [c for c in api.methods("views.open") if c.asked["trigger_id"].startswith(f"replay.{each}.")]
    assert (len(parents), len(opened)) == (2 * each, each)
    print(
        f"SLK-2: {len(requests)} requests, each sent 3 times: {len(requests) * 2} replays answered 200, 0 did any work"
    )


@pytest.mark.parametrize("events", [5, pytest.param(50, marks=pytest.mark.slow)])
def test_redeliveries_to_two_replicas_make_one_brief_each(api, page_root, tmp_path, events):
    """SLK-3: an event and its three redeliveries, out of order, side by side, to replicas that share a store."""
    channel = next(ROOMS)
    with serving() as provider:
        provider.script(error(400, "no such model"))  # one call, then the extractive engine writes
        model = {"model": "openai/local", "api_base": provider.base, "api_key": SecretStr("sk-local")}
        with (
            slack_service(api, page_root, tmp_path, **model) as one,
            slack_service(api, page_root, tmp_path, **model) as two,
        ):
            room = Room(api, one, channel)
            sends = [
                (replica, event(f"Ev.re.{n}", text=" ".join(one.links(mark=f"-{n}")), channel=channel), str(retry))
                for n in range(events)
                for retry, replica in enumerate((one, two, one, two))
            ]
            random.Random(7).shuffle(sends)

            def send(job):
                replica, payload, retry = job
                more = {} if retry == "0" else {"x-slack-retry-num": retry, "x-slack-retry-reason": "http_timeout"}
                return replica.send(payload, **more).status_code

            with ThreadPoolExecutor(4) as pool:
                assert set(pool.map(send, sends)) == {200}
            posted = settled(room, parents=events)
            calls = len(provider.calls)
    assert len([m for m in posted if "thread_ts" not in m]) == events
    assert calls == events
    print(f"SLK-3: {events} events x 4 deliveries over 2 replicas: {events} briefs posted, {calls} calls of the model")


def hanging_requests(door, channel, count):
    """Return requests for so many different briefs: half of them events, half commands."""
    for n in range(count):
        links = " ".join(door.links(mark=f"-{n}"))
        if n % 2:
            yield event(f"Ev.hang.{n}", text=links, channel=channel)
        else:
            yield command(links, trigger=f"hang.{n}", channel=channel)


def asked_once(door, provider):
    """Let the service load what its first call of a model needs; a process is not measured while it starts."""
    door.send(command(" ".join(door.links(mark="-first")), trigger="hang.first", channel=next(ROOMS)))
    assert provider.asked.wait(60)


def acks(base, payloads, rate, bar):
    took = asyncio.run(_send_all(base, payloads, rate))
    p50, p99 = quantiles(took, n=2)[0], quantiles(took, n=100)[98]
    print(
        f"SLK-4: {len(took)} requests at {rate}/s while the model hangs: ack p50 {p50 * 1000:.0f} ms, "
        f"p99 {p99 * 1000:.0f} ms, max {max(took) * 1000:.0f} ms (bar {bar * 1000:.0f}, Slack's limit 3,000)"
    )
    assert len(took) == len(payloads)
    assert p99 < bar


def test_acks_come_in_time_while_the_model_hangs(api, page_root, tmp_path):
    """SLK-4, one after the other and beside everything else in one process: no ack waits for the model."""
    with serving() as provider:
        provider.script(Scripted(hang="before"))
        model = {"model": "openai/local", "api_base": provider.base, "api_key": SecretStr("sk-local")}
        with slack_service(api, page_root, tmp_path, **model) as door:
            asked_once(door, provider)
            for payload in hanging_requests(door, next(ROOMS), 100):
                assert door.send(payload).status_code == 200


@pytest.mark.slow
def test_acks_stay_fast_while_the_model_hangs(api, page_root, tmp_path):
    """SLK-4: 1,000 requests at 100 a second to `summarizer serve` in a process of its own; p99 under 500 ms."""
    with serving() as provider:
        provider.script(Scripted(hang="before"))
        model = {"model": "openai/local", "api_base": provider.base, "api_key": SecretStr("sk-local")}
        with served_alone(slack_settings(api, page_root, tmp_path, **model)) as address:
            door = Door(httpx2.Client(base_url=address, timeout=60), page_root)
            asked_once(door, provider)
            acks(address, list(hanging_requests(door, next(ROOMS), 1000)), 100, 0.5)
            door.client.close()


async def _send_all(base, payloads, rate):
    async with httpx2.AsyncClient(base_url=base, timeout=30) as client:
        began = time.perf_counter()

        async def send(n, payload):
            is_event = payload.get("type") == "event_callback"
            body, kind = (
                (json.dumps(payload).encode(), {"content-type": "application/json"}) if is_event else form(payload)
            )
            await asyncio.sleep(max(0.0, began + n / rate - time.perf_counter()))
            start = time.perf_counter()
            answer = await client.post("/slack/events", content=body, headers={**kind, **signed(body)})
            assert answer.status_code == 200
            return time.perf_counter() - start

        return await asyncio.gather(*(send(n, payload) for n, payload in enumerate(payloads)))


INJECTIONS = [
    "<!channel>", "<!here|here>", "<!everyone>", "<@U1>", "<@U1|name>", "<#C1|general>", "<!subteam^S1|team>",
    "<!date^1392734382^{date}|now>", "<https://evil.example|ok>", "<mailto:me@evil.example|ok>", "<tel:+1|call>",
    "&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;", "```<!channel>```", "`<@U1>`", "*<!here>*", "~_<!here>_~",
    "https://evil.example/x", "www.evil.example", "evil.example", "me@evil.example", "xn--e1awd7f.example",
    "@channel", "@here", "#general", ":tada: :wave:", "\u202e<!channel>\u202c", "<\u200b!channel>", "<!chan\u00adnel>",
    "\U000e003c!channel\U000e003e", "> <!channel>", "<<!channel>>", "<!channel", "!channel>", "<|<!channel>|>",
    "|<https://evil.example>|", "\\<!channel\\>", "<javascript:alert(1)|x>", "<slack://user?id=U1|x>", "\x1b[1m<!here>",
]  # fmt: skip


def test_pages_and_messages_cannot_speak_to_slack(room, door, api):
    """SLK-5: each injection in a page's text and title, in a label and beside the link."""
    for n, payload in enumerate(INJECTIONS):
        page = door.hostile(payload, n)
        other = door.links(mark=f"-{n}")[n % 3]
        room.event(text=f"{payload} <{page}|{payload.replace('>', '')}> <{other}>", look=n)
    posted = settled(room, parents=len(INJECTIONS))
    own = {door.hostile(payload, n) for n, payload in enumerate(INJECTIONS)}
    own |= {link for n in range(len(INJECTIONS)) for link in door.links(mark=f"-{n}")}
    calls = [c.asked for c in room.calls("chat.postMessage", "chat.update", "chat.postEphemeral")]
    for message in (*posted, *calls):
        found = live({"unfurl_links": False, "unfurl_media": False, **message})
        assert (found.mentions, found.emoji, found.broken) == ([], [], [])
        assert set(found.links) <= own
    assert all((asked["unfurl_links"], asked["unfurl_media"]) == (False, False) for asked in calls)
    shown = json.dumps(posted, ensure_ascii=False)
    assert shown.count("!channel") > 20  # they were there, and dead
    assert shown.count("evil\u200b.example") > 10
    print(
        f"SLK-5: {len(INJECTIONS)} injections in text, title, label; {len(calls)} messages: 0 mentions, 0 foreign links"
    )


def test_only_people_are_answered_and_only_once(room, door, api, caplog):
    """SLK-6: bots, our own words, what was edited or deleted, events that are not for us."""
    text = " ".join(door.links())
    ignored = [
        {"bot_id": "B0OTHER"}, {"bot_id": "B0LOCAL", "user": BOT_USER}, {"user": BOT_USER}, {"subtype": "bot_message"},
        {"subtype": "message_changed"}, {"subtype": "message_deleted"}, {"edited": {"user": "U1", "ts": "1"}},
        {"user": None}, {"hidden": True}, {"type": "message", "channel_type": "channel"},
        {"type": "message", "channel_type": "im", "subtype": "message_changed", "message": {"text": text}},
        {"type": "message", "channel_type": "im", "bot_id": "B0LOCAL"}, {"type": "reaction_added"},
        {"type": "message", "channel_type": "im", "subtype": "message_deleted"}, {"type": "link_shared"},
    ]  # fmt: skip
    for fields in ignored:
        assert room.event(**{"text": text, **fields}).status_code == 200
    room.event(text=text)
    posted = settled(room, parents=1)
    assert len([m for m in posted if "thread_ts" not in m]) == 1
    print(f"SLK-6: {len(ignored)} events of bots, edits, deletions and other kinds: 0 answered, 0 loops")


def test_a_stranger_is_refused_and_each_team_has_its_token(room, door, api, caplog):
    text = " ".join(door.links())
    assert "not set up here" in room.command(text, team="T0STRANGER").text
    assert room.event(text=text, team="T0STRANGER").status_code == 200
    assert room.event(text=text, team="T0OTHER").status_code == 200
    room.wait(lambda: len(api.posted(room.id, bot="B0OTHER")) > 1)
    assert {call.token for call in room.calls("chat.postMessage")} == {"xoxb-local-2"}
    assert room.posted() == []
    assert any("'T0STRANGER' is refused" in record.getMessage() for record in caplog.records)


def test_an_uninstalled_app_is_said_in_one_line_and_serves_no_longer(page_root, tmp_path, caplog):
    with slack_api() as api, slack_service(api, page_root, tmp_path) as door:
        room = Room(api, door, "C0GONE")
        api.faults.append(refusing("token_revoked", "chat.postMessage"))
        room.event(text=" ".join(door.links()))
        room.wait(lambda: any(call.error == "token_revoked" for call in api.calls))
        assert any("not set up here" in room.command(" ".join(door.links())).text for _ in range(200))
        assert room.posted() == []
        said = [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR]
        assert [line for line in said if "token_revoked" in line and "Install the app again" in line]
    with slack_api() as api, slack_service(api, page_root, tmp_path / "second") as door:
        room = Room(api, door, "C0GONE")
        room.event(type="app_uninstalled")
        assert "not set up here" in room.command(" ".join(door.links())).text
    with slack_api() as api:
        api.workspaces.clear()
        with slack_service(api, page_root, tmp_path / "third") as door:
            assert "not set up here" in door.send(command(" ".join(door.links()))).text
    assert any("does not accept a bot token (invalid_auth)" in r.getMessage() for r in caplog.records)
    assert BOT_TOKEN not in caplog.text


class Broken(MemoryStore):
    """A store whose disk is full."""

    def add(self, key, value, ttl=None):
        raise StoreFailed("the disk is full")

    set = add


def test_a_store_that_fails_is_said_to_whoever_asks(api, page_root, tmp_path, caplog):
    summarizer = Summarizer(loader=Loader(Fetcher(), ExtractionPool(1)), cache=NoCache(), store=Broken())
    chosen = slack_settings(api, page_root, tmp_path)
    with (
        served(create_app(chosen, summarizer_=summarizer)) as address,
        httpx2.Client(base_url=address, timeout=60) as client,
    ):
        room = Room(api, Door(client, page_root), next(ROOMS))
        links = " ".join(room.door.links())
        assert "Something went wrong" in room.command(links).text
        assert room.event(text=links).status_code == 200
        room.wait(lambda: room.calls("chat.postEphemeral"))
        assert "Something went wrong" in room.calls("chat.postEphemeral")[0].asked["text"]
        button = {"accessory": {"action_id": "report_sentence", "value": '{"brief": "b"}'}}
        assert room.door.send(pressed({"blocks": [button]}, 0, "broken.press")).status_code == 200
        room.wait(lambda: [c for c in api.methods("views.open") if c.asked["trigger_id"] == "broken.press"])
        form_ = {"callback_id": "report_sentence", "private_metadata": '{"brief": "b"}'}
        assert "could not be kept" in room.door.send(sent(form_, "wrong", "", "broken.send")).text
    assert "the disk is full" in caplog.text


def test_a_429_is_waited_for_and_said_again_without_unfurling(room, door, api):
    api.faults.append(rate_limited("chat.postMessage", times=1, after=1))
    api.faults.append(rate_limited("chat.update", times=1, after=0))
    room.command(" ".join(door.links()))
    _, thread = room.finished()
    calls = [c for c in api.calls if c.asked.get("channel") == room.id]
    posts = [c for c in calls if c.method == "chat.postMessage"]
    assert posts[0].error == "ratelimited"
    assert posts[1].at - posts[0].at >= 1.0
    assert len(room.posted()) == 1 + len(thread)
    assert {(c.asked["unfurl_links"], c.asked["unfurl_media"]) for c in calls if "text" in c.asked} == {(False, False)}


def test_blocks_that_slack_refuses_are_sent_as_text(room, door, api, caplog):
    api.faults.append(
        lambda call: refusing("invalid_blocks", "chat.update")(call) if call.asked.get("blocks") else None
    )
    room.command(" ".join(door.links()))
    room.wait(lambda: room.calls("chat.update"))
    (call,) = room.calls("chat.update")
    assert call.asked["text"].startswith("Ferry with 212 aboard")
    assert (call.asked["unfurl_links"], call.asked["unfurl_media"]) == (False, False)
    assert "is sent as text alone" in caplog.text


def test_a_message_of_forty_thousand_characters_and_a_brief_of_fifty_links(room, door):
    many = [door.links(mark=f"-{n}")[n % 3] for n in range(60)]
    text = " ".join(f"<{link}>" for link in many) + " talk" * 7000
    room.event(text=text[:40_000])
    parent, thread = room.finished()
    assert room.calls("chat.postMessage")[0].asked["text"] == "Reading 50 links …"
    assert len(thread) > 1
    assert [over_limits(message) for message in (parent, *thread)] == [[]] * (1 + len(thread))
    assert TEAM
