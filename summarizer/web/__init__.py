"""The page: static files of the package's own, served under a content policy that lets nothing else in."""

from summarizer.web.page import add_page, page, prefers_page

__all__ = ["add_page", "page", "prefers_page"]
