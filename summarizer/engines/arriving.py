"""Read the statements out of an answer while it is still being written.

An incremental JSON parser closes what is open by guessing, so it cannot say whether a value is whole: a cut
sentence can say the opposite. Here nothing is guessed: an object is handed on when its own closing brace has come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pydantic import ValidationError

from summarizer.engines.reply import MAX_CHARS, parse_object
from summarizer.engines.wire import StatementReply

_STRUCTURE = re.compile(r'["\\{}\[\]]')
_OPENING = re.compile(r"[{\[]")
_THOUGHT = re.compile(r"\A\s*<(think|thinking|reasoning)>", re.IGNORECASE)
_MAY_THINK = "<reasoning>"  # the longest of the tags that an answer may open with


class Arrived(NamedTuple):
    """A whole object of the answer: its headline, or one of its statements."""

    headline: bool
    statement: StatementReply


class Arriving:
    """Takes an answer piece by piece; each character is looked at once."""

    def __init__(self) -> None:
        self._text = ""
        self._at = 0  # up to here the text was looked at
        self._open: list[str] = []  # brackets that are open
        self._string: int | None = None  # where the string that is open begins
        self._key = ""  # the last string of the outermost object: the key of what opens next
        self._began = 0  # where the object that is being written begins
        self._over = False

    def feed(self, piece: str) -> Iterator[Arrived]:
        """Take the next piece of the answer and return what it made whole. Never raises on what a model writes."""
        self._text += piece
        if len(self._text) > MAX_CHARS:
            self._over = True
        while not self._over and (self._open or self._begins()):
            found = _STRUCTURE.search(self._text, self._at)
            if found is None:
                self._at = len(self._text)
                return
            if found.group() == "\\" and found.end() == len(self._text):
                return  # what it escapes is still to come
            self._at = found.end()
            yield from self._take(found.group(), found.start())

    def _begins(self) -> bool:
        """Pass over what stands before the object; a model that thinks aloud may write braces there."""
        head = self._text.lstrip()
        if head.startswith("<") and len(head) < len(_MAY_THINK):
            return False
        if thought := _THOUGHT.match(self._text):
            end = self._text.lower().find(f"</{thought.group(1).lower()}>")
            if end < 0:
                return False
            self._at = max(self._at, end)
        opening = _OPENING.search(self._text, self._at)
        self._over = opening is not None and opening.group() == "["  # not the shape that was asked for
        if opening is None or self._over:
            return False
        self._at = opening.end()
        self._open.append("{")
        return True

    def _take(self, mark: str, at: int) -> Iterator[Arrived]:
        if self._string is not None:
            if mark == "\\":
                self._at += 1
            elif mark == '"':
                if len(self._open) == 1:
                    self._key = self._text[self._string : at]
                self._string = None
        elif mark == '"':
            self._string = at + 1
        elif mark in "{[":
            if mark == "{" and self._is_statement(len(self._open)):
                self._began = at
            self._open.append(mark)
        elif mark in "}]":
            yield from self._close(mark, at)

    def _close(self, mark: str, at: int) -> Iterator[Arrived]:
        if {"{": "}", "[": "]"}[self._open.pop()] != mark:
            self._over = True
            return
        self._over = not self._open
        if mark == "}" and self._is_statement(len(self._open)):
            try:
                value = parse_object(self._text[self._began : at + 1])
                yield Arrived(self._key == "headline", StatementReply.model_validate(value))
            except (ValueError, ValidationError):
                return  # the whole answer will be found at fault when it is there

    def _is_statement(self, depth: int) -> bool:
        """Return whether an object at `depth` is the headline or one of the statements."""
        if self._key == "headline":
            return depth == 1
        return self._key == "statements" and depth == 2 and self._open[1] == "["
