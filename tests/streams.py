"""A reader of server-sent events that takes one event at a time, as slowly as a test wants."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx2

EVENTS = {"accept": "text/event-stream"}


class Heard(NamedTuple):
    """One event. A comment has the name ":"; `raw` is the data as it came."""

    id: str | None
    name: str
    raw: str

    @property
    def data(self) -> Any:
        return json.loads(self.raw)


class Reading:
    """An open stream."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        self._lines = response.iter_lines()

    def __iter__(self) -> Iterator[Heard]:
        fields: dict[str, str] = {}
        for line in self._lines:
            if line.startswith(":"):
                yield Heard(None, ":", line[1:].strip())
            elif line:
                name, _, value = line.partition(": ")
                assert name in ("id", "event", "data")
                assert name not in fields
                fields[name] = value
            elif fields:
                yield Heard(fields.get("id"), fields["event"], fields["data"])
                fields = {}
        assert not fields, "an event was cut"

    def until(self, name: str, *, index: int | None = None) -> list[Heard]:
        """Return the events up to the first of this name (and index of a statement)."""
        heard: list[Heard] = []
        for one in self:
            heard.append(one)
            if one.name == name and (index is None or one.data["index"] == index):
                return heard
        raise AssertionError(f"the stream ended without {name!r} after {[one.name for one in heard]}")


@contextmanager
def reading(client: httpx2.Client, body: Mapping[str, Any], *, after: str | None = None) -> Iterator[Reading]:
    """Ask for a stream and read it; leaving the context hangs up."""
    headers = {**EVENTS, **({"last-event-id": after} if after else {})}
    with client.stream("POST", "/summarize", json=body, headers=headers) as response:
        yield Reading(response)


def heard(client: httpx2.Client, body: Mapping[str, Any], *, after: str | None = None) -> list[Heard]:
    """Return all events of a stream."""
    with reading(client, body, after=after) as stream:
        assert stream.response.status_code == 200, stream.response.read()
        return [one for one in stream if one.name != ":"]


def faults(events: list[Heard]) -> list[str]:
    """Return what is wrong with a whole stream: what was told must stand in its last event, as it was told."""
    if not events or events[-1].name != "answer":
        return ["no answer at the end"]
    found = []
    briefs = {brief["id"]: brief for brief in events[-1].data["stories"]}
    told: dict[str, list[Any]] = {brief: [] for brief in briefs}
    for one in events[:-1]:
        if one.name == "headline" and one.data["statement"] != briefs[one.data["brief"]]["headline"]:
            found.append("a headline that was told is not that of the answer")
        if one.name == "statement":
            if one.data["index"] != len(told[one.data["brief"]]):
                found.append("a statement out of its place")
            told[one.data["brief"]].append(one.data["statement"])
    if any(told[brief] != briefs[brief]["statements"] for brief in briefs):
        found.append("the statements that were told are not those of the answer")
    return found
