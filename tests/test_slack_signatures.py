"""SLK-1: what is not signed by Slack is refused with 401, whatever it is made of, and its body is written nowhere."""

from __future__ import annotations

import json
import logging
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.slack.signature import is_genuine, is_plausible
from tests.slack_api import SECRET, event, signed, slack_api
from tests.slack_service import Door, slack_service

CANARY = "canary-5b1f"
BODY = json.dumps(event("Ev.bad", text=f"<@U0BOT> https://{CANARY}.example/a")).encode()


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    with slack_api() as api, slack_service(api, "http://127.0.0.1:1", tmp_path_factory.mktemp("signed")) as opened:
        yield Door(opened.client, "")


def with_(**changed: str | None) -> dict[str, str]:
    """Return good headers for BODY with some of them changed; None leaves one out."""
    headers = signed(BODY)
    for name, value in changed.items():
        headers.pop(f"x-slack-{name.replace('_', '-')}")
        if value is not None:
            headers[f"x-slack-{name.replace('_', '-')}"] = value
    return headers


def stamp(text: str) -> dict[str, str]:
    """Return headers whose signature is right for a timestamp that is none."""
    good = signed(BODY)
    return {**good, "x-slack-request-timestamp": text}


def lists(*pairs: tuple[str, str | bytes]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode() if isinstance(value, str) else value) for name, value in pairs]


TS, SIG = "x-slack-request-timestamp", "x-slack-signature"


def bad() -> dict[str, tuple[object, bytes]]:
    """Return forty requests of now: headers and body, each wrong in a way of its own."""
    now = time.time()
    good = signed(BODY)
    signature, stamped = good[SIG], good[TS]
    arabic = stamped.translate({48 + n: 0x660 + n for n in range(10)})
    return {
        "body changed": (with_(), BODY + b" "),
        "body cut": (with_(), BODY[:-1]),
        "body empty": (with_(), b""),
        "body parsed and written again": (with_(), json.dumps(json.loads(BODY), indent=1).encode()),
        "body of another case": (with_(), BODY.upper()),
        "body with another line ending": (with_(), BODY + b"\r\n"),
        "body with a byte-order mark": (with_(), b"\xef\xbb\xbf" + BODY),
        "body not UTF-8": (signed(b"\xff\xfe" + BODY), b"\xff\xfe" + BODY),
        "body of lone surrogates": (signed(b"\xed\xa0\x80"), b"\xed\xa0\x80"),
        "body too large": (signed(b"x" * 1_000_001), b"x" * 1_000_001),
        "no headers": ({}, BODY),
        "no signature": (with_(signature=None), BODY),
        "no timestamp": (with_(request_timestamp=None), BODY),
        "empty signature": (with_(signature=""), BODY),
        "empty timestamp": (with_(request_timestamp=""), BODY),
        "signature without version": (with_(signature=signature[3:]), BODY),
        "version v1": (with_(signature="v1" + signature[2:]), BODY),
        "version V0": (with_(signature="V0" + signature[2:]), BODY),
        "upper-case digest": (with_(signature="v0=" + signature[3:].upper()), BODY),
        "short digest": (with_(signature=signature[:-1]), BODY),
        "long digest": (with_(signature=signature + "0"), BODY),
        "no digest": (with_(signature="v0="), BODY),
        "zeros": (with_(signature="v0=" + "0" * 64), BODY),
        "no hexadecimal": (with_(signature="v0=" + "g" * 64), BODY),
        "one digit changed": (with_(signature=signature[:-1] + ("0" if signature[-1] != "0" else "1")), BODY),
        "two signatures in one": (with_(signature=f"{signature}, {signature}"), BODY),
        "signature not ASCII": (lists((TS, stamped), (SIG, "v0=" + "é" * 32)), BODY),
        "signature not UTF-8": (lists((TS, stamped), (SIG, b"v0=" + b"\xff" * 64)), BODY),
        "two signatures": (lists((TS, stamped), (SIG, signature), (SIG, signature)), BODY),
        "two timestamps": (lists((TS, stamped), (TS, stamped), (SIG, signature)), BODY),
        "another secret": (signed(BODY, secret="f" * 32), BODY),
        "empty secret": (signed(BODY, secret=""), BODY),
        "over five minutes old": (signed(BODY, at=now - 301 - 60), BODY),
        "over five minutes ahead": (signed(BODY, at=now + 301 + 60), BODY),
        "timestamp 0": (signed(BODY, at=0), BODY),
        "timestamp in words": (stamp("now"), BODY),
        "timestamp a fraction": (stamp(f"{stamped}.5"), BODY),
        "timestamp negative": (stamp(f"-{stamped}"), BODY),
        "timestamp of 5,000 digits": (stamp("9" * 5000), BODY),
        "timestamp in Arabic digits": (lists((TS, arabic), (SIG, signature)), BODY),
    }  # fmt: skip


def test_forty_bad_signatures_are_refused_and_not_logged(door, caplog):
    caplog.set_level(logging.DEBUG)
    statuses = {}
    requests = bad()
    assert len(requests) == 40
    for name, (headers, body) in requests.items():
        answer = door.client.post("/slack/events", content=body, headers=headers)
        statuses[name] = answer.status_code
        assert CANARY not in answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "bad_signature"
        assert answer.json()["title"] == "Unauthorized"
    assert {name for name, status in statuses.items() if status != 401} == set()
    written = "\n".join(record.getMessage() + str(record.exc_info or "") for record in caplog.records)
    assert CANARY not in written
    assert SECRET not in written
    assert not any(good[SIG][3:] in written for good in (signed(BODY), signed(BODY, at=time.time() - 1)))
    print(
        f"SLK-1: {len(statuses)} of {len(requests)} bad signatures answered with 401, 0 with 500, 0 bodies in the log"
    )


def test_good_signatures_pass_within_five_minutes(door):
    for offset in (-240, 0, 240):
        body = BODY.replace(b"Ev.bad", f"Ev.{offset}".encode())
        headers = signed(body, at=time.time() + offset)
        answer = door.client.post("/slack/events", content=body, headers=headers)
        assert answer.status_code == 200


texts = st.text(max_size=80)


@given(st.binary(max_size=80), st.lists(texts, max_size=3), st.lists(texts, max_size=3), st.floats(0, 4e9))
def test_no_input_raises_and_none_but_the_signed_passes(body, stamps, signatures, now):
    assert not is_genuine(body, stamps, signatures, secret=SECRET, now=now)


@given(st.text(max_size=200), st.integers(1_000_000_000, 3_000_000_000), st.integers(-300, 300))
def test_what_slack_signs_passes(text, at, offset):
    body = text.encode("utf-8", "ignore")
    headers = signed(body, at=at)
    assert is_genuine(body, [headers[TS]], [headers[SIG]], secret=SECRET, now=at + offset)
    assert not is_genuine(body + b"x", [headers[TS]], [headers[SIG]], secret=SECRET, now=at + offset)
    assert not is_genuine(body, [headers[TS]], [headers[SIG]], secret=SECRET, now=at + 301)
    assert not is_plausible([headers[TS]], [headers[SIG]], now=at + 301)  # and before a body is read


NAMES = "type event command actions view team user channel text ts thread_ts action_id callback_id value".split()
shapes = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=8,
)


@given(st.sampled_from(["event_callback", "block_actions", "view_submission", "shortcut", ""]), shapes, st.data())
def test_a_signed_payload_of_any_shape_is_answered(door, kind, inner, data):
    """Slack signs what it sends, but its shapes are many: none ends in a 500."""
    payload = {
        "type": kind,
        "team_id": "T0LOCAL",
        "event_id": "Ev",
        **(inner if isinstance(inner, dict) else {"x": inner}),
    }
    if kind == "event_callback" and data.draw(st.booleans()):
        payload["event"] = {"type": "app_mention", "user": "U1", "channel": data.draw(texts), "text": data.draw(texts)}
    body = json.dumps(payload).encode()
    answer = door.client.post(
        "/slack/events", content=body, headers={**signed(body), "content-type": "application/json"}
    )
    assert answer.status_code in (200, 400, 404), (answer.status_code, payload)


def test_bodies_that_are_no_payload_are_answered(door):
    for body in (b"", b"[]", b"[" * 100_000, b"payload=%7B", b"payload=[]", b"{", b"\x00", b"a=1", b"null", b'"x"'):
        for kind in ("application/json", "application/x-www-form-urlencoded", "text/plain", ""):
            headers = {**signed(body), "content-type": kind}
            answer = door.client.post("/slack/events", content=body, headers=headers)
            assert answer.status_code in (200, 400), (body[:20], kind, answer.status_code)
