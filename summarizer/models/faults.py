"""What a fault that pydantic finds says to people, who know JSON and not Python's types."""

from __future__ import annotations

from pydantic_core import ErrorDetails


def fault_words(fault: ErrorDetails) -> str:
    """Return what is wrong, without the place."""
    words = fault["msg"].removeprefix("Value error, ").replace("Tuple should", "List should")
    return words.replace(" after validation", "")


def real_faults(faults: list[ErrorDetails]) -> list[ErrorDetails]:
    """Return `faults` without those that follow from another: a list is not too short because an entry is wrong."""
    places = [fault["loc"] for fault in faults]
    return [fault for fault in faults if not (fault["type"] == "too_short" and _inside(fault["loc"], places))]


def _inside(outer: tuple[int | str, ...], places: list[tuple[int | str, ...]]) -> bool:
    return any(len(place) > len(outer) and place[: len(outer)] == outer for place in places)
