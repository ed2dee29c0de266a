"""Whether a request comes from Slack: `v0=` and the HMAC-SHA256 of `v0:timestamp:body` under the signing secret.

Source: docs.slack.dev/authentication/verifying-requests-from-slack.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from slack_sdk.signature import Clock, SignatureVerifier

WINDOW: Final = 300  # seconds that a signature is good for, before and after its time; the SDK's own figure
_TIMESTAMP: Final = re.compile(r"[0-9]{1,12}")
_SIGNATURE: Final = re.compile(r"v0=[0-9a-f]{64}")


class _At(Clock):
    def __init__(self, now: float) -> None:
        self._now = now

    def now(self) -> float:
        return self._now


def is_plausible(timestamps: Sequence[str], signatures: Sequence[str], *, now: float) -> bool:
    """Say whether these headers can belong to a genuine request: one of each, well formed and of this time.

    Known before the body is read, so that a stranger's body need not be.
    """
    if len(timestamps) != 1 or len(signatures) != 1:
        return False
    if not _TIMESTAMP.fullmatch(timestamps[0]) or not _SIGNATURE.fullmatch(signatures[0]):
        return False
    return abs(now - int(timestamps[0])) <= WINDOW


def is_genuine(body: bytes, timestamps: Sequence[str], signatures: Sequence[str], *, secret: str, now: float) -> bool:
    """Say whether `body` was signed with `secret` within five minutes of `now`. Never raises.

    The SDK's verifier compares in constant time, but raises on six kinds of hostile headers and bodies; none of them
    reaches it.
    """
    if not is_plausible(timestamps, signatures, now=now):
        return False
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(SignatureVerifier(secret, _At(now)).is_valid(text, timestamps[0], signatures[0]))
