"""Feeds in: RSS, Atom, JSON Feed, OPML and lists of addresses become items that articles can be made of."""

from summarizer.sources.feeds.entries import FeedEntry, FeedReport, FeedsRead, article_input
from summarizer.sources.feeds.fulltext import fetch_full_texts
from summarizer.sources.feeds.read import read_feeds
from summarizer.sources.feeds.workers import FeedPool

__all__ = ["FeedEntry", "FeedPool", "FeedReport", "FeedsRead", "article_input", "fetch_full_texts", "read_feeds"]
