"""`summarizer slack`: Socket Mode in a process of its own, over a real WebSocket; and the manifest."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest
from pydantic import SecretStr

from summarizer.errors import ConfigError
from summarizer.service import open_summarizer
from summarizer.slack.manifest import manifest
from summarizer.slack.socket import run_socket
from tests.mrkdwn import shown
from tests.slack_api import APP_TOKEN, command, event, slack_api
from tests.slack_service import Door, Room, environment, pages, running, slack_settings


@pytest.fixture(scope="module")
def api():
    with slack_api() as opened:
        yield opened


@pytest.fixture(scope="module")
def gate():
    """Open as long as pages are served."""
    opened = threading.Event()
    opened.set()
    return opened


@pytest.fixture(scope="module")
def page_root(gate):
    with pages(gate) as address:
        yield address


@pytest.fixture(scope="module")
def settings(api, page_root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("socket")
    return slack_settings(api, page_root, folder, slack_app_token=SecretStr(APP_TOKEN), slack_signing_secret=None)


@pytest.fixture(scope="module")
def process(api, settings):
    with running("slack", settings=settings, until="slack ") as (started, line):
        assert "Local (T0LOCAL); /brief and mentions are answered" in line
        yield started
    assert started.returncode == 0


@pytest.fixture
def door(process, page_root):
    return Door(None, page_root)


def test_a_command_over_the_socket_is_acked_at_once_and_answered_once(api, door, gate):
    asked = command(" ".join(door.links()), channel="C1", trigger="socket.1")
    gate.clear()
    first = api.push("slash_commands", asked)
    ack = api.wait(lambda: api.acks.get(first))  # before any page is there
    gate.set()
    assert "payload" not in ack
    again = api.push("slash_commands", asked)
    api.wait(lambda: api.acks.get(again))
    parent, thread = Room(api, door, "C1").finished()
    assert "3 articles, 3 outlets" in shown(parent)
    assert len(api.posted("C1")) == 1 + len(thread)
    empty = api.push("slash_commands", command("help", trigger="socket.2"))
    assert "/brief https://..." in api.wait(lambda: api.acks.get(empty))["payload"]["text"]


def test_a_mention_after_a_new_connection_is_answered(api, door):
    before = len(api.sockets)
    api.disconnect()
    api.wait(lambda: len(api.sockets) > before)
    name = api.push("events_api", event("Ev.socket", text=" ".join(door.links()), channel="C2"))
    api.wait(lambda: api.acks.get(name))
    assert "3 articles" in shown(Room(api, door, "C2").finished()[0])


def test_a_token_that_is_refused_ends_the_command_with_a_line(settings):
    wrong = environment(settings.model_copy(update={"slack_app_token": SecretStr("xapp-wrong")}))
    command_ = [sys.executable, "-m", "summarizer", "slack"]
    done = subprocess.run(command_, env=wrong, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 2
    assert "Slack does not open a socket (invalid_auth)" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert "xapp-wrong" not in done.stderr


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"slack_app_token": None}, "SUMMARIZER_SLACK_APP_TOKEN is not set"),
        ({"slack_bot_token": None}, "SUMMARIZER_SLACK_BOT_TOKEN is not set"),
        ({"slack_bot_token": SecretStr("xoxb-wrong")}, "no bot token in SUMMARIZER_SLACK_BOT_TOKEN is accepted"),
        ({"slack_api": "http://127.0.0.1:1/api/"}, "no bot token in SUMMARIZER_SLACK_BOT_TOKEN is accepted"),
    ],
)
def test_a_token_that_is_missing_or_refused_is_said(settings, changed, said):
    async def serve():
        chosen = settings.model_copy(update=changed)
        async with open_summarizer(chosen) as summarizer:
            await run_socket(chosen, summarizer, stop=asyncio.Event(), told=lambda teams: None)

    with pytest.raises(ConfigError, match=said):
        asyncio.run(serve())


def test_the_manifest_is_for_the_socket_or_for_an_address():
    socket, http = manifest(), manifest("https://briefs.example.org/")
    assert "socket_mode_enabled: true" in socket
    assert "url:" not in socket
    assert "socket_mode_enabled: false" in http
    assert http.count('url: "https://briefs.example.org/slack/events"') == 3
    without = [line for line in http.splitlines() if "url:" not in line]
    plain = [line for line in socket.splitlines() if not line.startswith("#")]
    assert [line for line in without if "socket_mode" not in line] == [
        line for line in plain if "socket_mode" not in line
    ]


@pytest.mark.parametrize(
    "url", ["http://a.example", "a.example", "https://a b", 'https://a"b', "https://a?b", "https://"]
)
def test_an_address_that_slack_cannot_reach_is_refused(url):
    with pytest.raises(Exception, match="--url"):
        manifest(url)


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=110, check=False)


def test_without_slack_s_packages_the_command_says_what_is_missing():
    hidden = "import sys; sys.modules['slack_bolt'] = None; "
    done = python(hidden + "from summarizer.cli import main; main(['slack'])")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "summarizer: Slack needs more packages: pip install 'summarizer[slack]'\n"


def test_nothing_of_slack_is_imported_where_it_is_not_set():
    code = """
import sys
from summarizer.api import create_app
from summarizer.errors import ConfigError
from summarizer.settings import Settings
create_app(Settings(slack_signing_secret=None))
print([name for name in sys.modules if name.startswith(("slack_", "aiohttp", "summarizer.slack."))])
sys.modules["slack_bolt"] = None
try:
    create_app(Settings(slack_signing_secret="x", slack_bot_token="y"))
except ConfigError as error:
    print(error)
"""
    assert python(code).stdout == "[]\nSlack needs more packages: pip install 'summarizer[slack]'\n"
