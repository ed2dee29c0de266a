"""The manifest from which Slack makes the app, for either door."""

from __future__ import annotations

from importlib.resources import files

from summarizer.errors import InvalidInput
from summarizer.render.foreign import link_target

PATH = "/slack/events"


def manifest(url: str | None = None) -> str:
    """Return the manifest as YAML: for Socket Mode, or for HTTP at the service's own `url`.

    Raises `InvalidInput` when `url` is no https address of a service.
    """
    text = files("summarizer").joinpath("slack", "manifest.yaml").read_text("utf-8")
    if url is None:
        return text
    target = link_target(url.rstrip("/"))
    if target is None or not target.startswith("https://") or "?" in target or "#" in target:
        raise InvalidInput(f"--url: {url!r} is no address that Slack can reach; give one such as https://host.example")
    address = f'"{target}{PATH}"'
    _, start, rest = text.partition("display_information:")
    return (
        (start + rest)
        .replace("      usage_hint:", f"      url: {address}\n      usage_hint:")
        .replace("  event_subscriptions:\n", f"  event_subscriptions:\n    request_url: {address}\n")
        .replace("    is_enabled: true\n", f"    is_enabled: true\n    request_url: {address}\n")
        .replace("socket_mode_enabled: true", "socket_mode_enabled: false")
    )
