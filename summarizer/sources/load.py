"""Inputs to articles. One that cannot be read is an entry in `skipped`; the others go on."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from summarizer.errors import ArticleUnreadable
from summarizer.models import MAX_TEXT, Article, ArticleInput, Skipped, Still, on
from summarizer.sources.cruft import Cleaned, clean
from summarizer.sources.extract import Extracted, ExtractionPool
from summarizer.sources.fetch import CacheUse, Fetcher
from summarizer.sources.pages import Page
from summarizer.sources.reach import MOST_OF_ONE, cut, reach, share
from summarizer.sources.reading import CODES, assess
from summarizer.sources.urls import canonical_url, web_address
from summarizer.text.language import detect_language

_SAID_OF_TEXT = frozenset({"paywalled", "truncated"})  # a short text, or an odd one, is as its caller wants it


class Loaded(NamedTuple):
    """The articles that could be read, those that could not, and what a reader should know."""

    articles: tuple[Article, ...]
    skipped: tuple[Skipped, ...]
    warnings: tuple[str, ...]


Pages = Mapping[int, Page | ArticleUnreadable]
"""What came of fetching, by the article's place in the request."""


class _FromPage(NamedTuple):
    page: Extracted
    url: str | None

    @property
    def text(self) -> str:
        return self.page.text


class _Given(NamedTuple):
    text: str


_Found = _Given | _FromPage | ArticleUnreadable


class Loader:
    """Fetches what must be fetched, then reads each input into an article."""

    def __init__(self, fetcher: Fetcher, pool: ExtractionPool) -> None:
        self._fetcher = fetcher
        self._pool = pool

    async def fetch(self, inputs: Sequence[ArticleInput], *, cache: CacheUse = "use") -> Pages:
        """Fetch the pages of those inputs that have nothing but a URL, side by side; kept ones as `cache` says."""
        wanted = [i for i, given in enumerate(inputs) if given.text is None and given.html is None]
        if not wanted:
            return {}
        gate = self._fetcher.gate()
        fetched = await asyncio.gather(*(self._fetch(inputs[i].url or "", cache, gate) for i in wanted))
        return dict(zip(wanted, fetched, strict=True))

    async def _fetch(self, url: str, cache: CacheUse, gate: asyncio.Semaphore) -> Page | ArticleUnreadable:
        try:
            return await self._fetcher.fetch(url, cache=cache, gate=gate)
        except ArticleUnreadable as error:
            return error

    async def read(self, inputs: Sequence[ArticleInput], pages: Pages, *, still: Still = on) -> Loaded:
        """Read every input; ids are `a1`, `a2`, ... by place, whether or not the others can be read.

        `still` is called between articles; what it raises ends the work.
        """
        found = await asyncio.gather(*(self._found(given, pages.get(i)) for i, given in enumerate(inputs)))
        return await asyncio.to_thread(_read_all, inputs, found, still)

    async def _found(self, given: ArticleInput, page: Page | ArticleUnreadable | None) -> _Found:
        if given.text is not None:
            return _Given(given.text)
        if isinstance(page, ArticleUnreadable):
            return page
        url = page.url if page else given.url
        charset = page.charset if page else None
        try:
            extracted = await self._pool.extract(page.body if page else given.html or "", url=url, charset=charset)
        except ArticleUnreadable as error:
            return error
        return _FromPage(extracted, url)


def _read_all(inputs: Sequence[ArticleInput], found: Sequence[_Found], still: Still) -> Loaded:
    most = share(one.text for one in found if not isinstance(one, ArticleUnreadable))
    outcomes: list[Article | Skipped] = []
    for index, (given, one) in enumerate(zip(inputs, found, strict=True)):
        still()
        try:
            outcomes.append(_article(f"a{index + 1}", given, one, most))
        except ArticleUnreadable as error:
            outcomes.append(
                Skipped(index=index, id=given.id or f"a{index + 1}", code=error.reason, detail=error.detail)
            )
    return _without_copies(outcomes)


def _article(article_id: str, given: ArticleInput, found: _Found, most: int) -> Article:
    if isinstance(found, ArticleUnreadable):
        raise found
    if isinstance(found, _FromPage):
        return _page_article(article_id, given, *found, most)
    return _with_words(clean_article(article_id, given, most)[0])


def plain_article(article_id: str, given: ArticleInput) -> Article:
    """Read pasted text: kept code point for code point, what is no article prose marked.

    Raises `ArticleUnreadable` when it is empty, too large or holds no sentence.
    """
    return _with_words(clean_article(article_id, given)[0])


def clean_article(article_id: str, given: ArticleInput, most: int = MOST_OF_ONE) -> tuple[Article, Cleaned]:
    """Read pasted text up to the weight `most`, and return beside the article what else cleaning recovered.

    Raises `ArticleUnreadable` when it is empty or too large.
    """
    text = given.text or ""
    _check_size(text)
    at = reach(text, most)
    language = given.language or detect_language(text)
    cleaned = clean(text[:at], language=language, outlet=given.outlet, title=given.title)
    article = Article(
        id=article_id,
        text=text,
        given_id=given.id,
        title=given.title or cleaned.title,
        outlet=given.outlet or cleaned.outlet,
        url=web_address(given.url),
        author=given.author or cleaned.author,
        published=given.published or cleaned.published,
        language=language,
        removed=cleaned.removed,
        title_in_text=None if given.title else cleaned.title_span,
        warnings=_remarks(code for code in assess(text[:at], title=given.title) if code in _SAID_OF_TEXT),
    )
    return cut(article, at), cleaned


def _page_article(article_id: str, given: ArticleInput, page: Extracted, url: str | None, most: int) -> Article:
    """Make an article of what was extracted; what the caller says stands above what the page says."""
    if "not_an_article" in page.warnings:
        raise ArticleUnreadable("not_an_article", f"the page is {CODES['not_an_article']}")
    _check_size(page.text)
    at = reach(page.text, most)
    language = given.language or detect_language(page.text, page.language)
    title = given.title or page.title
    cleaned = clean(page.text[:at], language=language, outlet=given.outlet or page.outlet, title=title)
    article = Article(
        id=article_id,
        text=page.text,
        given_id=given.id,
        title=title or cleaned.title,
        outlet=given.outlet or page.outlet or cleaned.outlet,
        url=web_address(page.canonical_url) or web_address(url),
        author=given.author or page.author or cleaned.author,
        published=given.published or page.published or cleaned.published,
        language=language,
        removed=cleaned.removed,
        title_in_text=None if title else cleaned.title_span,
        warnings=_remarks(page.warnings),
    )
    return _with_words(cut(article, at))


def _with_words(article: Article) -> Article:
    """Return `article`; one in which every word is marked has nothing to cite."""
    edges = [0, *(edge for mark in article.removed for edge in (mark.start, mark.end)), len(article.text)]
    unmarked = (article.text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
    if not any(char.isalnum() for stretch in unmarked for char in stretch):
        raise ArticleUnreadable("empty", "the article has no sentence")
    return article


def _remarks(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{code}: {CODES[code]}" for code in codes)


def _check_size(text: str) -> None:
    if not text.strip():
        raise ArticleUnreadable("empty", "the article has no text")
    if len(text) > MAX_TEXT:
        raise ArticleUnreadable("too_large", f"the text has {len(text):,} characters; at most {MAX_TEXT:,} are read")


def _without_copies(outcomes: Sequence[Article | Skipped]) -> Loaded:
    """One page counts once, whatever the variants of its address; the first one given stays."""
    articles: list[Article] = []
    skipped: list[Skipped] = []
    seen: dict[str, str] = {}
    for index, outcome in enumerate(outcomes):
        if isinstance(outcome, Skipped):
            skipped.append(outcome)
            continue
        first = seen.setdefault(_identity(outcome), outcome.id)
        if first == outcome.id:
            articles.append(outcome)
        else:
            detail = f"the same page as {first}"
            skipped.append(Skipped(index=index, id=outcome.given_id or outcome.id, code="duplicate", detail=detail))
    warnings = tuple(f"{article.id}: {warning}" for article in articles for warning in article.warnings)
    return Loaded(tuple(articles), tuple(skipped), warnings)


def _identity(article: Article) -> str:
    """Same address and same text is the same page; without an address an article is only itself."""
    return f"{canonical_url(article.url)} {article.sha256}" if article.url else article.id


def digest(pages: Pages) -> str:
    """Return what of the fetched pages goes into the key of a cached answer."""
    parts = hashlib.sha256()
    for index, page in sorted(pages.items()):
        body = page.reason if isinstance(page, ArticleUnreadable) else page.body
        parts.update(
            f"{index}\0".encode() + (body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass"))
        )
    return parts.hexdigest()
