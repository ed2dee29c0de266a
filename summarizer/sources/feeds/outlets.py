"""Who prints what a feed holds: one name per outlet, however many feeds it has.

Feeds are called "Ellery Courier | Sport" and "Courier: latest news". Two feeds of one outlet under two names would
count as two independent witnesses, so the name is what of the title is also the name of the site's host.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from summarizer.publishers import registrable
from summarizer.sources.feeds.fields import host_of
from summarizer.sources.feeds.parsed import Parsed
from summarizer.text.folding import fold

_SEPARATOR = re.compile(r"\s+[|\-–—·:»«•>/]{1,2}\s+|\s*[|»«•>]\s*|:\s+")
_NAMED_ENOUGH = 0.5  # share of the host's letters that a name must cover: "Courier" names no ellerycourier.example
_MOST_WORDS = 4  # of a name; a longer one is a description
_AGGREGATED = 3  # sites at least that the items of a feed lead to before it is taken for one of other outlets' items


class Origin(NamedTuple):
    """What a feed is called, and the host that it speaks for (None: not known)."""

    title: str | None
    host: str | None


def origin_of(parsed: Parsed) -> Origin:
    """Return whom `feed` speaks for: its site's host, else that of most of its items.

    Where the feed itself lies says little: many lie with a service.
    """
    hosts = Counter(host for item in parsed.items if (host := host_of(item.url)))
    usual = hosts.most_common(1)[0][0] if hosts else None
    return Origin(parsed.publisher or parsed.title, host_of(parsed.site) or usual)


def is_aggregator(parsed: Parsed, origin: Origin) -> bool:
    """Tell a feed of other outlets' items: they lead to several sites, and not mainly to its own."""
    sites = Counter(registrable(host) for item in parsed.items if (host := host_of(item.url)))
    own = sites[registrable(origin.host)] if origin.host else 0
    return len(sites) >= _AGGREGATED and own * 2 < sum(sites.values())


def outlet_names(origins: Mapping[str, Origin]) -> dict[str, str | None]:
    """Return the outlet of each feed (`origins`: feed -> origin); the same one for all feeds of one site."""
    sites: dict[str, list[Origin]] = {}
    for feed, origin in origins.items():
        sites.setdefault(registrable(origin.host) if origin.host else feed, []).append(origin)
    names = {site: _name(site, group) for site, group in sites.items()}
    return {feed: names[registrable(origin.host) if origin.host else feed] for feed, origin in origins.items()}


def _name(site: str, group: Sequence[Origin]) -> str | None:
    titles = sorted({origin.title for origin in group if origin.title})
    runs = {part: run for title in titles for part in _parts(title) if (run := _named_by(part, site))}
    if not runs:
        return _shared_words(titles) or next((origin.host for origin in group if origin.host), None)
    shared = _shared_words(sorted(runs))
    if shared and len(shared.split()) <= _MOST_WORDS and _named_by(shared, site):
        return shared
    counts = Counter(runs.values())
    return min(counts, key=lambda run: (-counts[run], -len(run), run))


def _parts(title: str) -> list[str]:
    return [part for part in map(str.strip, _SEPARATOR.split(title)) if part]


def _named_by(title: str, site: str) -> str | None:
    """Return the longest run of words that the host spells too, if it spells enough of the host."""
    label = re.sub(r"\W", "", site.partition(".")[0])
    words = title.split()
    runs = (words[i:j] for i in range(len(words)) for j in range(len(words), i, -1))
    fitting = (run for run in runs if (spelt := _letters(run)) and spelt in label and len(spelt) >= _least(label))
    best = max(fitting, key=lambda run: len(_letters(run)), default=None)
    return " ".join(best).strip(" |-–—·:»«•>/,") if best else None


def _least(label: str) -> float:
    return max(2, _NAMED_ENOUGH * len(label))


def _letters(words: Iterable[str]) -> str:
    return re.sub(r"\W", "", fold("".join(words)))


def _shared_words(titles: Sequence[str]) -> str | None:
    """Return the title, without what a separator adds, or the words with which all of several titles begin."""
    if not titles:
        return None
    if len(titles) == 1:
        return next(iter(_parts(titles[0])), titles[0])
    rows = [title.split() for title in titles]
    common = 0
    while all(len(row) > common for row in rows) and len({fold(row[common]) for row in rows}) == 1:
        common += 1
    return " ".join(rows[0][:common]).strip(" |-–—·:»«•>/,") or None
