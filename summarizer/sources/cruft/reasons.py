"""The closed list of reasons for which a stretch of text is marked."""

from __future__ import annotations

REASONS: dict[str, str] = {
    "advert": "an advertisement, its label, or sponsored matter",
    "agency": "the tag of a news agency, or the line that says who else reported",
    "app": "a prompt to get the site's app",
    "byline": "who wrote it, with rank, address or handle",
    "caption": "the words under a picture, even where they state a fact",
    "comments": "a count of comments or a prompt to comment",
    "cookie": "a consent or privacy notice",
    "copyright": "a copyright or licence line",
    "credit": "who took or owns a picture",
    "dateline": "place, day and agency before the first word of the lead",
    "donate": "a request for money or support of the outlet",
    "editorial_note": "a note of the desk: correction, disclaimer, how the text came about",
    "embed": "an embedded post or player",
    "language_label": "the name of the page's language",
    "live_stamp": "the clock time or label of an entry in a live report",
    "navigation": "menus, sections, breadcrumbs, buttons",
    "newsletter": "a prompt to subscribe or sign up",
    "placeholder": "what stands for a picture, a player or a map that is not here",
    "poll": "a vote that readers are asked for",
    "promo": "the outlet's word for itself or its other offers",
    "related": "a pointer to another article, or its headline",
    "share": "share and follow buttons and prompts",
    "tags": "topics, tags and hashtags",
    "teaser": "a deck that asks or promises and tells nothing",
    "ticker": "market prices and other running figures",
    "timestamp": "when it was published or how long it takes to read",
    "too_long": "what stands beyond the length to which an article is read",
    "title_copy": "a later, shortened or suffixed copy of the title",
}
