"""Robots exclusion as RFC 9309 has it: the group of our token, the longest matching rule, `*` and `$`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes, urlsplit

MAX_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB are read
MAX_RULES = 5_000


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site allows our token. `rules` are (path pattern, allowed) in file order."""

    rules: tuple[tuple[str, bool], ...] = ()

    def allows(self, url: str) -> bool:
        """Tell whether `url` may be fetched: the longest pattern decides, at equal length the allowing one."""
        parts = urlsplit(url)
        path = _plain(parts.path or "/") + (f"?{_plain(parts.query)}" if parts.query else "")
        matching = [(len(pattern), allowed) for pattern, allowed in self.rules if _matches(pattern, path)]
        return max(matching, default=(0, True))[1]


ALL = Rules()
NOTHING = Rules((("/", False),))


def parse(text: str, token: str) -> Rules:
    """Read `robots.txt` for the product token `token`; where no group names it, the group `*` holds."""
    groups: dict[str, list[tuple[str, bool]]] = {}
    agents: list[str] = []
    in_rules = False
    for key, value in _lines(text):
        if key == "user-agent":
            agents = [value.lower()] if in_rules else [*agents, value.lower()]
            in_rules = False
            groups.setdefault(agents[-1], [])
        elif key in ("allow", "disallow"):
            in_rules = True
            for agent in agents if value else ():
                groups[agent].append((_plain(value), key == "allow"))
    own = token.lower()
    return Rules(tuple(groups.get(own, groups.get("*", []))[:MAX_RULES]))


def _lines(text: str) -> Iterable[tuple[str, str]]:
    for line in text.splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _plain(path: str) -> str:
    """Return one spelling of `path`: escaped where it must be, nowhere else."""
    return quote(unquote_to_bytes(path), safe="/*$?&=:@!,;+~()'-._")


def _matches(pattern: str, path: str) -> bool:
    """Match piece by piece, leftmost first; never a regex, for the pattern is foreign text."""
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for piece in rest[:-1] if anchored else rest:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    if not anchored:
        return True
    return path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at if rest else at == len(path)
