"""Who counts as independent: outlets of one publisher count once, and a reprint counts with its origin.

Near-copies are found by shared word shingles and their containment in the shorter article (Broder, "On the
resemblance and containment of documents", 1997). Families and agencies stand in `publisher_families.tsv`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from itertools import count
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from summarizer.models import Article
from summarizer.text.folding import fold
from summarizer.text.tokens import words

SHINGLE = 5  # words
CONTAINED = 0.5  # share of the shorter article's shingles that a near-copy shares
SHORT = 30  # shingles; below it nearly everything must be shared,
SHORT_CONTAINED = 0.8  # because one common quotation fills half of a short item
_MULTIPLIERS = np.array([pow(6364136223846793005, k, 2**64) for k in range(SHINGLE)], np.uint64)

# Hosts whose subdomains are different publishers.
_SHARED_HOSTS = frozenset(
    [
        "blogspot.com",
        "wordpress.com",
        "substack.com",
        "medium.com",
        "github.io",
        "tumblr.com",
        "typepad.com",
        "livejournal.com",
    ]
)
_SECOND_LEVEL = frozenset(["co", "com", "org", "net", "gov", "ac", "edu", "or", "ne", "go", "gob"])


class Independence(NamedTuple):
    """`publishers`: article id -> the publisher it counts for; `reprints`: article id -> its origin's id."""

    publishers: dict[str, str]
    reprints: dict[str, str]


class Family(NamedTuple):
    """A row of the data file: `called` is a name or host of the publisher `family`."""

    family: str
    called: str
    kind: Literal["outlet", "agency"]
    source: str


def independence(articles: Sequence[Article]) -> Independence:
    """Decide for each article which publisher it counts for, and which articles are copies of others.

    Copy of a news agency counts for the agency; a near-copy counts for the publisher of its origin, which is
    the one published first, or the one that stands first where that is not known.
    """
    own = {article.id: agency_of(article) or publisher_of(article) for article in articles}
    own = _join_hosts(own)
    reprints = _reprints(articles)
    return Independence({article.id: own[reprints.get(article.id, article.id)] for article in articles}, reprints)


@lru_cache(maxsize=1)
def families() -> tuple[Family, ...]:
    """Return the rows of the data file that ships with the package."""
    text = resources.files("summarizer").joinpath("publisher_families.tsv").read_text("utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(
        Family(family, called, "agency" if kind == "agency" else "outlet", source)
        for family, called, kind, source in lines[1:]
    )


@lru_cache(maxsize=1)
def _called() -> Mapping[str, str]:
    return {row.called: row.family for row in families()}


def is_known_outlet(name: str) -> bool:
    """Tell whether the data file has `name` or host."""
    plain = " ".join(fold(name).split())
    return plain in _called() or plain.removeprefix("the ") in _called()


def publisher_of(article: Article) -> str:
    """Return the publisher of the outlet that printed `article`: its family, else the bare name or host."""
    name = " ".join(fold(article.outlet_name).split())
    bare = name.removeprefix("the ")
    if family := _called().get(name) or _called().get(bare):
        return family
    if article.outlet_name == article.id:
        return article.id
    if re.fullmatch(r"[^\s/]+\.[a-z]{2,}", name):
        domain = registrable(name)
        return _called().get(domain, domain)
    return re.sub(r"\W+", "", bare) or name


def registrable(host: str) -> str:
    """Return the domain of `host` that one publisher owns: `m.` and regional hosts fall away."""
    labels = host.rstrip(".").split(".")
    country_rule = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    take = 3 if country_rule else 2
    if ".".join(labels[-2:]) in _SHARED_HOSTS:
        take = 3
    return ".".join(labels[-take:])


def _join_hosts(own: Mapping[str, str]) -> dict[str, str]:
    """Make one of an outlet called by its name and one called by the host of that name."""
    labels = {name.partition(".")[0]: name for name in own.values() if "." in name}
    return {article: labels.get(name, name) for article, name in own.items()}


# Copy of an agency -----------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _any_agency() -> str:
    names = [row.called for row in families() if row.kind == "agency" and "." not in row.called]
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


@lru_cache(maxsize=1)
def _agency_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    any_name = _any_agency()
    opening = re.compile(rf"\((?P<name>{any_name})\)|(?:^|\n)\s*by (?:the )?(?P<by>{any_name})\s*(?:\n|$)", re.I)
    credit = re.compile(
        rf"(?:©|\(c\)|copyright)\s*(?:\d{{4}}\s*)?(?:the )?(?P<name>{any_name})\b"
        rf"|\bcontributed by (?:the )?(?P<by>{any_name})\b"
        r"|\b(?:with|additional) (?:inputs?|reporting|material|files?) (?:from|by) (?:the )?"
        rf"(?P<from>{any_name})\b"
        rf"|(?:^|\n)\s*(?:source|via|[-—–])\s*:?\s*(?:the )?(?P<source>{any_name})\s*(?:\n|$)",
        re.I,
    )
    author = re.compile(rf"^(?:by )?(?:the )?(?P<name>{any_name})(?: staff| wire| news agency)?$", re.I)
    return opening, credit, author


@lru_cache(maxsize=1)
def _contribution() -> re.Pattern[str]:
    """Return the pattern of one more credit: apart, for it tries every name at every word."""
    return re.compile(rf"\b(?P<gave>{_any_agency()})(?: and [^.\n]{{1,60}})? (?:also )?contributed to this", re.I)


_CONTRIBUTED = re.compile("contributed to this", re.I)
_REUTERS_SIGN_OFF = re.compile(r"\(\s*(?:additional )?reporting by [^()]{3,300}[;,]\s*(?:writing|editing) by ", re.I)


def agency_of(article: Article) -> str | None:
    """Return the news agency whose copy `article` prints by its own word, if it names one.

    Read are the dateline ("LONDON (Reuters) -"), the byline, and a credit at either end of the text.
    """
    opening, credit, author = _agency_patterns()
    match = opening.search(article.text[:400]) or author.match((article.author or "").strip())
    for end in (article.text[:300], article.text[-600:]):
        patterns = (credit, _contribution()) if _CONTRIBUTED.search(end) else (credit,)
        found = [one for pattern in patterns if (one := pattern.search(end))]
        match = match or min(found, key=lambda one: one.start(), default=None)
    if match is None:
        return "reuters" if _REUTERS_SIGN_OFF.search(article.text[-600:]) else None
    named = next(name for name in match.groupdict().values() if name)
    return _called()[fold(named)]


# Near-copies -----------------------------------------------------------------------------------------


def _reprints(articles: Sequence[Article]) -> dict[str, str]:
    """Return for each near-copy the first of the articles that it is a copy of."""
    order = sorted(range(len(articles)), key=lambda i: _moment(articles, i))
    copied = _copies(articles)
    found: dict[str, str] = {}
    for rank, later in enumerate(order):
        for earlier in order[:rank]:
            if copied[earlier, later]:
                origin = articles[earlier].id
                found[articles[later].id] = found.get(origin, origin)
                break
    return found


def _moment(articles: Sequence[Article], index: int) -> datetime:
    """Return when the article was published; one without a date stands where the one before it does."""
    for article in reversed(articles[: index + 1]):
        if article.published:
            moment = datetime.fromisoformat(article.published)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return datetime.min.replace(tzinfo=UTC)


def _copies(articles: Sequence[Article]) -> NDArray[np.bool_]:
    """Return a symmetric matrix: do two articles share most of the shorter one's shingles?"""
    vocabulary: defaultdict[str, int] = defaultdict(count(1).__next__)
    shingles = [_shingles(article.beginning, vocabulary) for article in articles]
    sizes = np.array([len(s) for s in shingles], np.int64)
    homes = np.repeat(np.arange(len(articles)), sizes)
    hashes = np.concatenate(shingles) if shingles else np.zeros(0, np.uint64)
    order = np.argsort(hashes, kind="stable")
    hashes, homes = hashes[order], homes[order]
    shared = np.zeros((len(articles), len(articles)))
    for step in range(1, len(articles)):
        here = np.flatnonzero(hashes[step:] == hashes[:-step])
        if not here.size:
            break
        np.add.at(shared, (homes[here], homes[here + step]), 1)
    shared += shared.T
    shorter = np.minimum.outer(sizes, sizes)
    needed = np.where(shorter < SHORT, SHORT_CONTAINED, CONTAINED)
    copies: NDArray[np.bool_] = (shared >= needed * shorter) & (shorter >= SHINGLE)
    return copies


def _shingles(text: str, vocabulary: Mapping[str, int]) -> NDArray[np.uint64]:
    ids = np.array([*map(vocabulary.__getitem__, words(text))], np.uint64)
    if len(ids) < SHINGLE:
        return np.zeros(0, np.uint64)
    windows = np.lib.stride_tricks.sliding_window_view(ids, SHINGLE)
    hashes = np.sort((windows * _MULTIPLIERS).sum(axis=1, dtype=np.uint64))
    # np.unique would import numpy.ma at its first call: 45 ms
    distinct: NDArray[np.uint64] = hashes[np.concatenate((np.ones(1, np.bool_), hashes[1:] != hashes[:-1]))]
    return distinct
