"""Slack as its readers meet it: a command, a mention, a direct message, a report; over HTTP and the real SDK."""

from __future__ import annotations

import json

import pytest

from tests.mrkdwn import live, over_limits, shown
from tests.slack_api import CHANNEL, TEAM, USER, command, event, slack_api
from tests.slack_service import pages, slack_service


@pytest.fixture(scope="module")
def page_root():
    with pages() as address:
        yield address


@pytest.fixture
def api():
    with slack_api() as opened:
        yield opened


@pytest.fixture
def door(api, page_root, tmp_path):
    with slack_service(api, page_root, tmp_path) as opened:
        yield opened


def finished(api, channel=CHANNEL):
    """Wait until a parent with its thread stands in the channel; return the app's messages."""
    return api.wait(lambda: (found := api.posted(channel)) and len(found) > 1 and found)


def test_a_command_becomes_a_parent_and_a_thread(api, door):
    acked = door.send(command(" ".join(door.links()), hook=api.hook))
    assert (acked.status_code, acked.text) == (200, "")
    parent, *thread = finished(api)
    assert parent["blocks"][0]["text"]["text"].startswith("Ferry with 212 aboard")
    assert "✓ 2 agreed   ≠ 1 disputed" in shown(parent)
    assert {reply["thread_ts"] for reply in thread} == {parent["ts"]}
    assert "≠ St Brannoc's Hospital treated 14 passengers for minor injuries." in shown(thread[0])
    for message in (parent, *thread):
        assert over_limits(message) == []
        assert set(live({**message, "unfurl_links": False, "unfurl_media": False}).links) <= set(door.links())
    for call in api.methods("chat.postMessage", "chat.update"):
        assert (call.asked["unfurl_links"], call.asked["unfurl_media"]) == (False, False)
