"""Slack as its readers meet it: a command, a mention, a direct message, a report; over HTTP and the real SDK."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging

import pytest

from summarizer.caches import open_store
from summarizer.feedback import recorded
from summarizer.slack.client import open_client
from summarizer.slack.progress import ProgressMessage
from tests.mrkdwn import live, over_limits, shown
from tests.slack_api import BOT_TOKEN, SECRET, TEAM, USER, command, slack_api
from tests.slack_service import Room, pages, slack_service

ROOMS = (f"C{n:04d}" for n in itertools.count(1))


@pytest.fixture(scope="module")
def api():
    with slack_api() as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("slack")


@pytest.fixture(scope="module")
def door(api, folder):
    with pages() as page_root, slack_service(api, page_root, folder) as opened:
        yield opened


@pytest.fixture
def room(api, door):
    return Room(api, door, next(ROOMS))


def links_alive(message):
    found = live({"unfurl_links": False, "unfurl_media": False, **message})
    assert (found.mentions, found.emoji, found.broken) == ([], [], [])
    return set(found.links)


def statements(thread):
    return [block["text"]["text"] for message in thread for block in message["blocks"] if "accessory" in block]


def test_a_command_becomes_a_parent_and_a_thread(room, door):
    acked = room.command(" ".join(door.links()))
    assert (acked.status_code, acked.text) == (200, "")
    parent, thread = room.finished()
    assert parent["blocks"][0]["text"]["text"].startswith("Ferry with 212 aboard")
    assert "≠ 1 disputed" in shown(parent)
    assert {reply["thread_ts"] for reply in thread} == {parent["ts"]}
    assert "≠ St Brannoc's Hospital treated 14 passengers for minor injuries." in shown(thread[0])
    for message in (parent, *thread):
        assert over_limits(message) == []
        assert links_alive(message) <= set(door.links())
    calls = room.calls("chat.postMessage", "chat.update")
    assert calls[0].asked["text"] == "Reading 3 links …"
    assert {(call.asked["unfurl_links"], call.asked["unfurl_media"]) for call in calls} == {(False, False)}


def test_no_secret_and_no_article_is_logged_however_much_is(room, door, api, caplog):
    caplog.set_level(logging.DEBUG)
    room.command(" ".join(door.links(mark="-logged")), hook=f"{api.hook}/{room.id}")
    room.finished()
    ours = [r.getMessage() for r in caplog.records if r.name.startswith(("summarizer", "slack", "aiohttp"))]
    for secret in (BOT_TOKEN, SECRET, "Saltmarsh", room.id, "/hook/"):
        assert not any(secret in line for line in ours)


def test_every_passage_in_the_thread_is_the_api_s(room, door):
    """CIT-2: the quotations in Slack are the passages that the service cites."""
    room.command(" ".join(door.links()))
    _, thread = room.finished()
    contexts = [b["elements"] for message in thread for b in message["blocks"] if b["type"] == "context"]
    quoted = {e[1]["text"].replace("\u200b", "") for e in contexts if e[0]["text"].startswith("*[")}
    answer = door.client.post("/summarize", json={"articles": [{"url": url} for url in door.links()]}).json()
    told = [answer["stories"][0]["headline"], *answer["stories"][0]["statements"]]
    wanted = {citation["quote"] for statement in told for citation in statement["citations"]}
    assert wanted <= quoted
    assert len(wanted) >= 8


@pytest.mark.parametrize(("words", "length"), [("short", "short"), ("", "medium"), ("Long please", "long")])
def test_a_command_may_say_how_long(room, door, words, length):
    room.command(f"{words} {' '.join(door.links())}")
    _, thread = room.finished()
    asked = {"articles": [{"url": url} for url in door.links()], "options": {"length": length}}
    told = door.client.post("/summarize", json=asked).json()["stories"][0]
    assert len(statements(thread)) == len(told["statements"]) + 1


def test_a_command_without_links_is_told_how_to_ask(room):
    for text in ("", "help", "what is new?", "ftp://example.org/a"):
        acked = room.command(text)
        assert acked.status_code == 200
        assert "/brief https://..." in acked.text
    assert room.calls("chat.postMessage") == []


def test_a_mention_with_links_is_answered_in_the_channel(room, door):
    text = f"<@U0BOT> please: <{door.links()[0]}|this> and <{door.links()[1]}>"
    assert room.event(text=text).status_code == 200
    parent, thread = room.finished()
    assert "thread_ts" not in parent
    assert "2 articles, 2 outlets" in shown(parent)
    assert thread[0]["thread_ts"] == parent["ts"]


def test_a_mention_in_a_thread_briefs_the_links_that_stand_there(room, door):
    first, second, third = door.links()
    root = room.say(f"have you seen <{first}>?")
    room.say(f"also <{second}|the courier>, and again <{first}>", thread=root["ts"])
    room.say("our own sources <https://elsewhere.example/x>", thread=root["ts"], bot_id="B0LOCAL")
    for n in range(210):  # more than one page of the thread
        room.say(f"talk {n}", thread=root["ts"])
    room.say(f"and <{third}>", thread=root["ts"], bot_id="B0FEEDS")
    asked = room.say("<@U0BOT>", thread=root["ts"])
    room.event(text="<@U0BOT>", ts=asked["ts"], thread_ts=root["ts"])
    room.finished()
    sent = [message for message in room.posted() if "metadata" in message]
    assert {message["thread_ts"] for message in sent} == {root["ts"]}
    assert room.calls("chat.postMessage")[0].asked["text"] == "Reading 3 links …"  # not those that we cite ourselves
    assert "3 articles, 3 outlets" in shown(sent[0])


def test_a_mention_alone_takes_the_links_that_stand_in_the_channel(room, door):
    room.say(f"<{door.links()[0]}>")
    room.say(f"<{door.links()[1]}> and our <https://local.slack.com/archives/C1/p1>")
    asked = room.say("<@U0BOT>")
    room.event(text="<@U0BOT>", ts=asked["ts"])
    parent, _ = room.finished()
    assert "2 articles, 2 outlets" in shown(parent)
    assert room.calls("chat.postMessage")[0].asked["text"] == "Reading 2 links of the last 15 messages …"


def test_a_mention_without_any_links_is_told_so_and_only_to_its_author(room):
    room.event(text="<@U0BOT> hello")
    (call,) = room.wait(lambda: room.calls("chat.postEphemeral"))
    assert call.asked["user"] == USER
    assert "no links here" in call.asked["text"]
    assert room.calls("chat.postMessage") == []


def test_a_direct_message_is_a_mention(room, door):
    room.event(type="message", channel_type="im", text=" ".join(f"<{url}>" for url in door.links()))
    assert "3 articles" in shown(room.finished()[0])


def test_links_that_cannot_be_read_are_said_in_place_of_the_brief(room, door):
    room.command(f"{door.pages}/gone http://10.0.0.1/secret")
    room.wait(lambda: room.calls("chat.update"))
    (message,) = room.posted()
    said = shown(message)
    assert said.startswith("None of the links could be read:")
    assert said.count("\n") == 2
    assert links_alive(message) == set()


def test_one_dead_link_of_four_is_said_and_the_others_are_briefed(room, door):
    room.command(" ".join([*door.links(), f"{door.pages}/gone"]))
    parent, _ = room.finished()
    assert "Skipped a4" in shown(parent)
    assert "3 articles, 3 outlets" in shown(parent)


def test_where_the_app_is_no_member_the_one_who_asked_gets_the_brief(room, door, api):
    api.workspaces[BOT_TOKEN].outside.add(room.id)
    room.command(" ".join(door.links()), hook=f"{api.hook}/{room.id}")
    brief, hint = room.wait(lambda: len(found := api.hooked.get(room.id, [])) == 2 and found)
    assert brief["response_type"] == hint["response_type"] == "ephemeral"
    assert (brief["unfurl_links"], brief["unfurl_media"]) == (False, False)
    assert brief["blocks"][0]["text"]["text"].startswith("Ferry with 212 aboard")
    assert "invite me" in hint["text"]
    assert room.posted() == []


def test_an_answer_is_sent_to_no_other_address_than_slack_s(room, door, api):
    api.workspaces[BOT_TOKEN].outside.add(room.id)
    with slack_api() as foreign:
        room.command(" ".join(door.links()), hook=f"{foreign.hook}/{room.id}")
        room.wait(
            lambda: any(call.error == "not_in_channel" and call.asked["channel"] == room.id for call in api.calls)
        )
        room.command(" ".join(door.links()), hook=f"{api.hook}/{room.id}")
        room.wait(lambda: api.hooked.get(room.id))
        assert foreign.hooked == {}


def pressed(message, number, trigger):
    block = {**[block for block in message["blocks"] if "accessory" in block][number], "block_id": f"b{number}"}
    button = block["accessory"]
    action = {"type": "button", "action_id": button["action_id"], "value": button["value"], "block_id": f"b{number}"}
    return {
        "type": "block_actions", "team": {"id": TEAM}, "user": {"id": USER, "team_id": TEAM}, "trigger_id": trigger,
        "actions": [action], "channel": {"id": "C1"}, "message": {"ts": "1", "blocks": [block]},
    }  # fmt: skip


def sent(view, kind, note, trigger):
    state = {"kind": {"kind": {"selected_option": {"value": kind}}}, "note": {"note": {"value": note}}}
    form = {"type": "modal", "callback_id": view["callback_id"], "private_metadata": view["private_metadata"]}
    return {
        "type": "view_submission", "team": {"id": TEAM}, "user": {"id": USER, "team_id": TEAM},
        "trigger_id": trigger, "view": {**form, "state": {"values": state}},
    }  # fmt: skip


def test_a_sentence_is_reported_and_the_report_is_kept(room, door, api, folder):
    room.command(" ".join(door.links()))
    _, thread = room.finished()
    assert door.send(pressed(thread[0], 3, f"press.{room.id}")).status_code == 200
    (call,) = room.wait(lambda: [c for c in api.methods("views.open") if c.asked["trigger_id"] == f"press.{room.id}"])
    view = call.asked["view"]
    statement = statements(thread)[3]
    assert view["blocks"][0]["text"]["text"] == statement
    kinds = [option["value"] for option in view["blocks"][1]["element"]["options"]]
    assert kinds == ["wrong", "misleading", "outdated", "other"]
    form = sent(view, "misleading", "  it was 17 <!channel>  ", f"send.{room.id}")
    answered = door.send(form).json()
    assert answered["response_action"] == "update"
    assert "is kept under" in json.dumps(answered)
    again = door.send(form)
    assert (again.status_code, again.text) == (200, "")
    (kept,) = recorded(open_store(f"disk://{folder / 'store'}"))
    assert (kept.kind, kept.note, kept.statement) == ("misleading", "it was 17 <!channel>", 2)
    assert kept.text
    assert kept.text in statement


def test_a_form_that_is_none_of_ours_is_not_kept(door, api, folder):
    before = len(recorded(open_store(f"disk://{folder / 'store'}")))
    view = {"callback_id": "report_sentence", "private_metadata": "{}"}
    assert "Not kept" in json.dumps(door.send(sent(view, "wrong", "x", "none.1")).json())
    view = {"callback_id": "report_sentence", "private_metadata": '{"brief": "b"}'}
    assert "Not kept" in json.dumps(door.send(sent(view, "no such kind", "x", "none.2")).json())
    button = {"accessory": {"action_id": "report_sentence", "value": "[]"}}
    assert door.send(pressed({"blocks": [button]}, 0, "none.3")).status_code == 200
    assert [c for c in api.methods("views.open") if c.asked["trigger_id"] == "none.3"] == []
    assert len(recorded(open_store(f"disk://{folder / 'store'}"))) == before


def test_slack_s_own_questions_are_answered(door):
    challenge = {"type": "url_verification", "challenge": "3eZbrw1a", "token": "x"}
    assert door.send(challenge).json() == {"challenge": "3eZbrw1a"}
    for path in ("/slack/commands", "/slack/interactions"):
        assert "https://..." in door.send(command("help", trigger=path), path=path).text


def test_progress_is_shown_while_it_lasts_and_never_after(api):
    async def work():
        client = open_client(BOT_TOKEN, api=api.api)
        posted = await client.chat_postMessage(channel="C0PROGRESS", text="begun")
        async with ProgressMessage(client, "C0PROGRESS", posted["ts"], pause=0.01) as progress:
            progress("reading", 3, 3)
            await asyncio.to_thread(api.wait, lambda: changes())
            progress("writing", 0, 2)
            await asyncio.to_thread(api.wait, lambda: len(changes()) == 2)
            progress("writing", 1, 2)
        progress("writing", 2, 2)
        await client.chat_update(channel="C0PROGRESS", ts=posted["ts"], text="the brief")

    def changes():
        return [c.asked["text"] for c in api.methods("chat.update") if c.asked["channel"] == "C0PROGRESS"]

    asyncio.run(work())
    assert changes()[:2] == ["Reading the links 3 of 3 …", "Writing 0 of 2 …"]
    assert changes()[-1] == api.posted("C0PROGRESS")[0]["text"] == "the brief"
    assert "Writing 2 of 2 …" not in changes()


def test_a_change_under_way_does_not_arrive_after_the_brief():
    async def work(api):
        client = open_client(BOT_TOKEN, api=api.api)
        posted = await client.chat_postMessage(channel="C1", text="begun")
        api.slow = {"chat.update": 0.3}
        async with ProgressMessage(client, "C1", posted["ts"], pause=0.0) as progress:
            progress("writing", 0, 2)
            await asyncio.to_thread(api.wait, lambda: "chat.update" in api.arrived)
        api.slow = {}
        await client.chat_update(channel="C1", ts=posted["ts"], text="the brief")
        await asyncio.to_thread(api.wait, lambda: len(api.methods("chat.update")) == 2)

    with slack_api() as api:
        asyncio.run(work(api))
        assert [call.asked["text"] for call in api.methods("chat.update")] == ["Writing 0 of 2 …", "the brief"]
        assert api.posted("C1")[0]["text"] == "the brief"
