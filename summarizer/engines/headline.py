"""The headline: the plainest title that the articles share, cut to its words, or else the first thing told.

A title is verbatim and cited like every statement; what an outlet put around it (its own name, `Live:`) is cut at
the separator, so that what is left is still a stretch of the title.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from summarizer.engines.phrasing import unquoted
from summarizer.engines.selection import Candidate, Concept, lead_worth
from summarizer.models import ClaimTable, DraftStatement, Sentence
from summarizer.text.tokens import content_stems, count_words
from summarizer.verify import judges

FEWEST_WORDS = 4  # "Notice", "Home page" and "Team Rickshaw 2018" are no headlines
MOST_WORDS = 22
SAME_STEMS = 0.6  # of the headline's stems that a sentence must have to be cited for it
LEAD_SENTENCES = 6  # of each article, in which its title is told again
SHARED_STEMS = 2  # stems of a title that other sentences must know; a title of another page has none

_TAIL = re.compile(r"\s+(?:[-–—|·•»]|::?)\s+([^-–—|·•»]{2,50})$|\s*\|\s*([^|]{2,50})$")
_LABEL = re.compile(
    r"^\W*(?:live(?: (?:updates?|blog))?|breaking(?: news)?|updated?|update \d+|exclusive|watch|video|photos?|"
    r"pictures?|story highlights|just in|developing|world|news|politics|business|report)\s*(?:[:|]|[-–—] )\s*|"
    r"^story highlights\s+(?=[A-Z])",
    re.IGNORECASE,
)
_TEASE = re.compile(
    r"^(?:yes|no|so|but|and|wait|now|watch|meet|opinion|editorial|review)\b|\?|!|…|"
    r"\.\.\.|\b(?:here['’]?s|here are|this is (?:why|how|what)|why|how|what|what['’]s|who['’]s|things (?:to|we)|"
    r"you|your|you['’]re|we|our|(?-i:us)|my|everything|reasons?|explained|explainer|"
    r"podcast|live (?:updates?|blog)|as it happened|photos?|pictures|gallery|quiz|best of|"
    r"shocking|unbelievable|amazing|incredible|jaw-dropping|stunning|heartbreaking|must[- ]see)\b",
    re.IGNORECASE,
)
_LOADED = re.compile(
    r"\b(?:slams?|slammed|blasts?|blasted|rips?|ripped|destroys?|destroyed|owns|owned|torches?|torched|unhinged|"
    r"chaos|meltdown|disaster|insane|outrage(?:ous)?|bombshell|humiliat\w+|disgrace\w*|radical|extremist|"
    r"shameful|lies|liar|hysteri\w+|rants?|bizarre|explosive|scathing|fiery|castigat\w+|lashes|lashed|"
    r"stuns?|stunned|rocked|erupts?|fury|enrag\w+|thrill\w+|embarrass\w+|furious|savage[sd]?|mocks?|mocked|trolls?)\b",
    re.IGNORECASE,
)


def headline(
    table: ClaimTable, weights: Mapping[Concept, float], statements: Sequence[Candidate]
) -> DraftStatement | None:
    """Return the headline of `table`: a fit title where there is one, else the statement that tells the news."""
    best = _best_title(table, weights)
    if best is not None:
        title, text = best
        return DraftStatement(text, (title.id, *_telling(text, title, table)))
    if not statements:
        return None
    lead = max(statements, key=lambda candidate: lead_worth(candidate, weights))
    return DraftStatement(lead.sentence.text, _cited(lead))


def _cited(candidate: Candidate) -> tuple[str, ...]:
    ids = (candidate.sentence.id, *(s.id for s in candidate.claim.sentences))
    return tuple(dict.fromkeys(ids))


def _best_title(table: ClaimTable, weights: Mapping[Concept, float]) -> tuple[Sentence, str] | None:
    outlets = {article.id: article.outlet_name for article in table.articles}
    languages = {article.id: article.language for article in table.articles}
    titles = [sentence for sentence in table.sentences if sentence.kind == "title"]
    tellers = _tellers(table, titles, languages)
    best: tuple[float, Sentence, str] | None = None
    for title in titles:
        text = trim_title(title.text, outlets.values())
        worth = _worth(text, languages[title.article], tellers)
        if worth > 0 and (best is None or worth > best[0]):
            best = (worth, title, text)
    return (best[1], best[2]) if best else None


def _tellers(table: ClaimTable, titles: Sequence[Sentence], languages: Mapping[str, str]) -> dict[str, set[str]]:
    """Return, for each content stem of `titles`, the publishers that print it in an article's first sentences."""
    wanted = {stem for title in titles for stem in content_stems(title.text, languages[title.article])}
    tellers: dict[str, set[str]] = {}
    for sentence in table.sentences if wanted else ():
        if sentence.kind == "prose" and sentence.position < LEAD_SENTENCES:
            for stem in wanted.intersection(content_stems(sentence.text, languages[sentence.article])):
                tellers.setdefault(stem, set()).add(table.publishers[sentence.article])
    return tellers


def _worth(text: str, language: str, tellers: Mapping[str, set[str]]) -> float:
    """Return how much of what the publishers share `text` tells; 0 for what is no headline."""
    if not _is_headline(text):
        return 0.0
    stems = set(content_stems(text, language))
    known = sum(1 for stem in stems if stem in tellers)
    if known < SHARED_STEMS:
        return 0.0
    shared = sum(len(tellers[stem]) for stem in sorted(stems) if stem in tellers)
    loaded = 0.5 if _LOADED.search(unquoted(text)) or judges(text, language) else 1.0
    return loaded * shared / math.sqrt(len(stems))


def _is_headline(text: str) -> bool:
    length = count_words(text)
    if not FEWEST_WORDS <= length <= MOST_WORDS or _TEASE.search(unquoted(text)):
        return False
    return text.count('"') % 2 == 0 and text.count("“") == text.count("”") and not text.isupper()


@lru_cache(maxsize=1024)
def _known_outlets(outlets: frozenset[str]) -> frozenset[str]:
    return frozenset(_plain(outlet) for outlet in outlets)


def _plain(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum()).removeprefix("the")


def trim_title(title: str, outlets: Iterable[str] = ()) -> str:
    """Return the stretch of `title` without an outlet's name behind a separator and without a label before it.

    >>> trim_title("Talks end without a deal - The Courier")
    'Talks end without a deal'
    """
    known = _known_outlets(frozenset(outlets))
    text = title.strip()
    while match := _LABEL.match(text):
        text = text[match.end() :]
    while match := _TAIL.search(text):
        tail = match.group(1) or match.group(2)
        if not _is_outlet(tail, known, bar="|" in match.group()):
            break
        text = text[: match.start()]
    return text if len(text.split()) >= FEWEST_WORDS else title.strip()


def _is_outlet(tail: str, known: frozenset[str], *, bar: bool) -> bool:
    """A known outlet, whatever follows a bar, or up to four words that all begin with a capital."""
    plain = _plain(tail)
    if bar or plain in known or re.search(r"\.(?:com|org|net|co\.\w\w|news)$", tail.strip(), re.IGNORECASE):
        return True
    tail_words = [word for word in tail.split() if word.lower() not in {"of", "the", "and", "&"}]
    return 0 < len(tail_words) <= 4 and all(word[0].isupper() for word in tail_words)


def _telling(text: str, title: Sentence, table: ClaimTable) -> tuple[str, ...]:
    """Return the ids of the sentences that tell the headline: of the title's own claim, else of the likest lead."""
    for claim in table.claims:
        if title in claim.sentences:
            return tuple(s.id for s in claim.sentences if s.id != title.id)
    languages = {article.id: article.language for article in table.articles}
    wanted = set(content_stems(text, languages[title.article]))
    if not wanted:
        return ()
    best_share = 0.0
    best_ids: tuple[str, ...] = ()
    for claim in table.claims:
        for sentence in claim.sentences:
            if sentence.kind != "prose" or sentence.position >= LEAD_SENTENCES:
                continue
            share = len(wanted.intersection(content_stems(sentence.text, languages[sentence.article]))) / len(wanted)
            if share >= SAME_STEMS and share > best_share:
                best_share, best_ids = share, tuple(s.id for s in claim.sentences if s.id != title.id)
    return best_ids
