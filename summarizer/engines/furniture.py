"""What pages print around their prose: promotion, boilerplate, captions, credits, embedded posts, live-blog stamps.

A second net behind the marking of cruft, for sentences that read like prose and are none.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LOOKED_AT = 2000  # code points; keeps hostile input from costing more than a sentence does


@lru_cache(maxsize=4096)
def is_furniture(text: str) -> bool:
    """Say whether `text` is promotion, boilerplate, a caption, a credit, an embedded post or a stamp."""
    text = text[:_LOOKED_AT]
    return bool(
        _STAMP.match(text)
        or (_has_cue(text) and _FURNITURE.search(text))
        or _CAPTION_DATE.search(text)
        or _LABEL.match(text)
        or _repeats_itself(text)
    )


def _repeats_itself(text: str) -> bool:
    """The same five words twice: a title or a caption run into the prose that follows it."""
    words = text.split(maxsplit=_READ)[:_READ]
    runs = [tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)]
    return len(set(runs)) < len(runs)


_RUN = 5
_READ = 200  # words; more is no sentence


_FURNITURE = re.compile(
    "|".join(
        (
            # addresses, handles, tags
            r"https?://|www\.|pic\.twitter|\bt\.co/|\S@\S{1,80}\.\w|(?:^|\s)@\w{3,}|#\w+\W*$",
            # calls to the reader
            r"\bclick (?:here|on|the)\b|\bsign up\b|\bsubscribe (?:to|now|today|for)\b|\bsubscribing\b|\bnewsletter",
            r"\bfollow (?:us|him|her|me|the)\b.{0,40}\bon (?:twitter|facebook|instagram)|\bshare (?:this|on)\b",
            r"\bread more\b|\bread the full\b|\bget the app\b|\bdownload the\b|\bvisit (?:our|the) (?:web)?site\b",
            r"\b(?:watch|listen to) (?:the|our) (?:video|full|podcast)|\blog in\b|\bcheck out the\b|\bcrime stoppers\b",
            r"\bdelivered (?:to your|weekday|every|each|daily)\b|\bget breaking news\b|\bnews emails\b",
            r"\bif you (?:have|would) .{0,40}(?:contact|email|call)\b|\bcall \(?\d{3}\b",
            r"\bfor more (?:on|information)\b",
            # page furniture
            r"\ball rights reserved\b|\bcopyright (?:\d{4}|the|by|of)\b|©|\bterms of (?:use|service)\b",
            r"\bprivacy policy\b|\b(?:use[sd]?|accept|our) cookies\b|\bjavascript\b|\badvertisement\b|\breprints\b",
            r"\bstory highlights\b|\bskip in skip\b|\bembed\b|\bautoplay\b|\bplay video\b(?! game)|\bnow playing\b",
            r"\bback to gallery\b|\brelated (?:story|stories|articles?)\b|\btweet location\b|\bcorrection:",
            r"\binternet archive\b|\bwayback machine\b|\bweb crawl|\bcrawls? (?:was|are|is|of)\b|\bweb collections\b",
            # who made the page
            r"\bcontribut(?:ed|ing) to this (?:report|story|article)\b|^contributing:",
            r"\bwriters? .{0,200}\bcontributed\b",
            r"^[\w., ]+ contributed\.|\bis a (?:staff|senior) (?:writer|reporter|editor)\b",
            r"^republished with permission",
            r"\b(?:this|our) (?:article|story|report) (?:was|has been|originally|first|appeared)\b",
            r"^(?!.*\baccording\b)\S+(?: \S+){0,6} reports\.$|\bip address\b|\bbroken links\b|\bdns\b",
            r"\b(?:error 404|404 (?:error|not found))\b|\bwarc files\b",
            # captions
            r"\bphotos?:|\bphoto by\b|\bimage (?:copyright|caption)\b|\bcaption\b|\bgetty images\b|\bpictured\b",
            r"\b(?:ap|file|reuters|undated|handout|courtesy) (?:photo|image|picture)",
            r"\bis (?:seen|shown) (?:here|in this)\b",
            r"\bin this (?:\w+ )?(?:\w+ \d+, \d{4},? )?(?:file |handout |undated )?(?:photo|image|picture|frame)",
        )
    ),
    re.IGNORECASE,
)
_CUES = (
    *(
        "http",
        "www.",
        "pic.twitter",
        "t.co/",
        "@",
        "#",
        "click",
        "sign up",
        "subscrib",
        "newsletter",
        "follow",
        "share",
    ),
    *("read more", "read the full", "get the app", "download", "visit", "watch", "listen to", "log in", "check out"),
    *("crime stoppers", "delivered", "breaking news", "news emails", "if you", "call ", "for more", "reserved"),
    *("copyright", "©", "terms of", "privacy", "cookies", "javascript", "advertisement", "reprints", "highlights"),
    *("skip in", "embed", "autoplay", "play video", "now playing", "gallery", "related", "tweet", "correction:"),
    *("archive", "wayback", "crawl", "web collections", "contribut", "staff", "senior", "republished", "article"),
    *("story", "report", "ip address", "broken links", "dns", "404", "warc", "photo", "image", "caption", "getty"),
    *("pictur", "is seen", "is shown", "frame"),
)


def _has_cue(text: str) -> bool:
    """Say whether any pattern of `_FURNITURE` can match: it costs a tenth of trying them all."""
    lowered = text.lower()
    return any(cue in lowered for cue in _CUES)


_CAPTION_DATE = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? (?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)"
    r"[a-z]*\.? \d{1,2},? \d{4}\b"
)
_STAMP = re.compile(
    r"^\W*(?:\d{1,2}[.:]\d{2} ?(?:[ap]\.?m\.?|[A-Z]{2,4}\b|[-–—:])|\d{1,2} ?[AP]\.?M\.?\b|UPDATED?\b|LIVE\b|BREAKING\b|"
    r"Last updated\b|Updated?:|Update \d|[A-Z]{2,}(?: [A-Z]{2,}){3,})",
)
_LABEL = re.compile(
    r"^(?:CLOSE|WATCH|PHOTOS?|VIDEO|READ|MORE|RELATED|EXCLUSIVE|FILE|"
    r"Media caption|Image caption|Caption|(?:Photos?|Video):)(?!\w)"
)
