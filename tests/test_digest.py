"""A digest from feeds to readers: told once, gone on with, never twice, nothing lost (FEED-5)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from summarizer.caches.store import DiskStore, MemoryStore
from summarizer.digest import Desk, Order, open_desk, run_digest
from summarizer.digest.lease import take
from summarizer.digest.memory import load
from summarizer.engines.base import Spent, Written
from summarizer.errors import EngineUnavailable, ListBusy, ModelNotAllowed, NothingReadable
from summarizer.models import ClaimTable, Digest, DigestStory, Draft, DraftStatement, Options
from summarizer.settings import Settings
from tests.digest_desk import Hatch, Workshop
from tests.digest_world import (
    BUDGET,
    FERRY,
    FERRY_AGAIN,
    FERRY_NEXT,
    MONDAY,
    OWLS,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Item,
    write_feeds,
)
from tests.feeds_day import FeedsDay, show
from tests.web import serving

pytestmark = pytest.mark.anyio

DAY_ONE = (*FERRY, *BUDGET, *OWLS)
DAY_TWO = (*DAY_ONE, *FERRY_NEXT)


@pytest.fixture(scope="module")
async def workshop(anyio_backend: str) -> AsyncIterator[Workshop]:
    opened = Workshop()
    yield opened
    await opened.aclose()


class Writer:
    """A model in the process: tells the first claims in their own words, and counts the drafts it is paid for."""

    name = "llm"
    prompt = "writer@1#000000000000"
    model = "scripted"
    fingerprint = "writer/1"

    def __init__(self, *, tokens: int = 500, cost: float | None = 0.01, dies_from: int | None = None) -> None:
        self.drafts = 0
        self._spent = Spent(1, tokens, 0, cost)
        self.dies_from = dies_from

    async def write(self, table: ClaimTable, *_: object, **__: object) -> Written:
        if self.dies_from is not None and self.drafts >= self.dies_from:
            raise KilledHere
        self.drafts += 1
        told = [DraftStatement(c.sentences[0].text, (c.sentences[0].id,)) for c in table.claims[:3]]
        return Written(Draft(told[0], tuple(told)), self._spent)


class KilledHere(BaseException):
    """The run ends here as if it had been killed."""


def order(folder: Path, items: tuple[Item, ...] = DAY_ONE, **more: object) -> Order:
    return replace(Order("world", write_feeds(folder, items)), **more)


def headlines(digest: Digest) -> list[str]:
    return [story.brief.headline.text for story in digest.stories]


# What is told -----------------------------------------------------------------------------------------


async def test_the_day_is_told_best_first_with_reasons(workshop: Workshop, tmp_path: Path):
    outcome = await run_digest(workshop.desk(), order(tmp_path), now=MONDAY)
    digest = outcome.digest
    assert outcome.made_now
    assert digest.id == "world.2026-11-16"
    assert [story.rank.publishers for story in digest.stories] == [3, 2, 1]
    assert "Saltmarsh Queen" in digest.stories[0].brief.text
    for story in digest.stories:
        assert story.rank.score == pytest.approx(sum(part.points for part in story.rank.parts), abs=0.01)
        texts = {source.id: source for source in story.brief.sources}
        for citation in story.brief.citations():
            source = texts[citation.source]
            cited = source.text if citation.field == "text" else source.title
            assert cited is not None
            assert cited[citation.start : citation.end] == citation.quote
    assert digest.feeds.items == 6
    assert digest.left_out == 0


async def test_top_leaves_out_and_counts(workshop: Workshop, tmp_path: Path):
    digest = (await run_digest(workshop.desk(), order(tmp_path, top=1), now=MONDAY)).digest
    assert (len(digest.stories), digest.left_out) == (1, 2)


async def test_stories_that_too_few_tell_stay_away(workshop: Workshop, tmp_path: Path):
    asked = order(tmp_path, options=Options(min_independent=2))
    digest = (await run_digest(workshop.desk(), asked, now=MONDAY)).digest
    assert [story.rank.publishers for story in digest.stories] == [3, 2]
    assert all(story.brief.statements for story in digest.stories)


async def test_a_dead_feed_is_one_line_and_no_feed_at_all_is_an_error(workshop: Workshop, tmp_path: Path):
    paths = write_feeds(tmp_path, DAY_ONE)
    desk = workshop.desk()
    outcome = await run_digest(desk, Order("world", (*paths, str(tmp_path / "gone.xml"))), now=MONDAY)
    assert (len(outcome.digest.stories), len(outcome.digest.skipped)) == (3, 1)
    with pytest.raises(NothingReadable):
        await run_digest(desk, Order("sport", (str(tmp_path / "gone.xml"),)), now=MONDAY)
    assert load(desk.store, "sport").day is None
    assert (await run_digest(desk, Order("sport", paths), now=MONDAY)).made_now


async def test_an_engine_that_cannot_be_had_is_told_before_anything_is_read(workshop: Workshop, tmp_path: Path):
    with pytest.raises(EngineUnavailable):
        await run_digest(workshop.desk(), order(tmp_path, options=Options(engine="llm")), now=MONDAY)
    nowhere = Order("world", (str(tmp_path / "nowhere.xml"),), options=Options(model="openai/other"))
    with pytest.raises(ModelNotAllowed):
        await run_digest(workshop.desk(), nowhere, now=MONDAY)


# What is remembered -----------------------------------------------------------------------------------


async def test_a_story_returns_with_what_is_new_and_the_others_stay_away(workshop: Workshop, tmp_path: Path):
    desk = workshop.desk()
    first = (await run_digest(desk, order(tmp_path), now=MONDAY)).digest
    second = (await run_digest(desk, order(tmp_path, DAY_TWO), now=TUESDAY)).digest
    (story,) = second.stories
    assert story.id == first.stories[0].id
    assert story.update is not None
    assert (story.update.first_told, story.update.last_told) == ("2026-11-16", "2026-11-16")
    kinds = {change.kind: change for change in story.update.changes}
    assert "radar" in kinds["new_claim"].text
    assert kinds["changed_figure"].before == "Fourteen passengers"
    for change in story.update.changes:
        for citation in change.citations:
            assert citation in story.brief.citations()


async def test_a_report_that_only_repeats_is_no_news(workshop: Workshop, tmp_path: Path):
    desk = workshop.desk()
    first = (await run_digest(desk, order(tmp_path), now=MONDAY)).digest
    copied = replace(FERRY_AGAIN[0], text=FERRY[0].text, outlet="Vale Observer")
    second = (await run_digest(desk, order(tmp_path, (*DAY_ONE, copied)), now=TUESDAY)).digest
    assert second.stories == ()
    assert [known.id for known in second.unchanged] == [first.stories[0].id]
    third = (await run_digest(desk, order(tmp_path, (*DAY_ONE, copied)), now=WEDNESDAY)).digest
    assert (third.stories, third.unchanged) == ((), ())


async def test_what_one_outlet_said_and_another_confirms_is_news(workshop: Workshop, tmp_path: Path):
    desk = workshop.desk()
    await run_digest(desk, order(tmp_path, OWLS), now=MONDAY)
    confirming = Item(
        "Ellery Courier",
        "Marsh owls nest in Kestrel Wood",
        "Marsh owls are nesting in Kestrel Wood for the first time in forty years. Rangers closed two footpaths.",
        at=TUESDAY,
    )
    (story,) = (await run_digest(desk, order(tmp_path, (*OWLS, confirming)), now=TUESDAY)).digest.stories
    assert story.update is not None
    (change, *_) = story.update.changes
    assert change.kind == "corroborated"
    assert change.before == "only Vale Observer"
    assert "Ellery Courier" in change.outlets


async def test_nothing_new_is_a_digest(workshop: Workshop, tmp_path: Path):
    desk = workshop.desk()
    await run_digest(desk, order(tmp_path), now=MONDAY)
    outcome = await run_digest(desk, order(tmp_path), now=THURSDAY)
    assert outcome.made_now
    assert outcome.digest.stories == ()
    assert load(desk.store, "world").day == THURSDAY.date()


async def test_lists_do_not_know_of_each_other(workshop: Workshop, tmp_path: Path):
    desk = workshop.desk()
    one = (await run_digest(desk, order(tmp_path), now=MONDAY)).digest
    other = (await run_digest(desk, order(tmp_path, list="second"), now=MONDAY)).digest
    assert headlines(one) == headlines(other)
    assert {story.id for story in one.stories}.isdisjoint(story.id for story in other.stories)


# Cron (FEED-5) ----------------------------------------------------------------------------------------


async def test_run_twice_makes_one_digest_and_sends_it_once(workshop: Workshop, tmp_path: Path):
    desk, hatch = workshop.desk(), Hatch()
    first = await run_digest(desk, order(tmp_path), now=MONDAY, doors=[hatch])
    again = await run_digest(desk, order(tmp_path, DAY_TWO), now=MONDAY + timedelta(hours=3), doors=[hatch])
    assert (first.made_now, again.made_now) == (True, False)
    assert again.digest == first.digest
    assert hatch.got == ["world.2026-11-16"]
    assert [one.result for one in again.delivered] == ["before"]


async def test_two_runs_at_once_make_one(workshop: Workshop, tmp_path: Path):
    desk, hatch = workshop.desk(), Hatch()
    runs = [run_digest(desk, order(tmp_path), now=MONDAY, doors=[hatch]) for _ in range(4)]
    outcomes = await asyncio.gather(*runs, return_exceptions=True)
    made = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
    assert [type(o) for o in outcomes if isinstance(o, BaseException)] == [ListBusy] * (4 - len(made))
    assert sum(outcome.made_now for outcome in made) == 1  # one that came late finds it made
    assert hatch.got == ["world.2026-11-16"]


async def test_the_clock_goes_back_an_hour(workshop: Workshop, tmp_path: Path):
    desk, hatch = workshop.desk(), Hatch()
    midnight = MONDAY.replace(hour=0, minute=20)
    await run_digest(desk, order(tmp_path), now=midnight, doors=[hatch])
    back = await run_digest(desk, order(tmp_path), now=midnight - timedelta(hours=1), doors=[hatch])
    assert not back.made_now
    assert hatch.got == ["world.2026-11-16"]


async def test_a_host_that_slept_for_three_days_tells_all_three(workshop: Workshop, tmp_path: Path):
    desk = workshop.desk()
    await run_digest(desk, order(tmp_path, OWLS), now=MONDAY)
    later = [replace(item, at=MONDAY + timedelta(days=1, hours=12), hours=0) for item in BUDGET]
    digest = (await run_digest(desk, order(tmp_path, (*OWLS, *later)), now=THURSDAY)).digest
    assert datetime.fromisoformat(digest.since) == MONDAY
    assert [story.rank.publishers for story in digest.stories] == [2]


async def test_a_dry_run_leaves_no_trace(workshop: Workshop, tmp_path: Path):
    desk, hatch = workshop.desk(), Hatch()
    dry = await run_digest(desk, order(tmp_path, dry_run=True), now=MONDAY, doors=[hatch])
    assert load(desk.store, "world").day is None
    assert hatch.got == []
    wet = await run_digest(desk, order(tmp_path), now=MONDAY, doors=[hatch])
    assert headlines(wet.digest) == headlines(dry.digest)


# What was paid for ------------------------------------------------------------------------------------


async def test_a_run_that_is_killed_is_gone_on_with_and_no_draft_is_paid_twice(workshop: Workshop, tmp_path: Path):
    store = DiskStore(tmp_path / "store")
    writer = Writer(dies_from=1)
    asked = order(tmp_path, options=Options(engine="llm"), max_tokens=10_000)  # the first brief is written alone
    with pytest.raises(KilledHere):
        await run_digest(workshop.desk(engine=writer, store=store), asked, now=MONDAY)
    assert writer.drafts == 1
    writer.dies_from = None
    outcome = await run_digest(workshop.desk(engine=writer, store=store), asked, now=MONDAY + timedelta(hours=1))
    assert outcome.made_now
    assert len(outcome.digest.stories) == writer.drafts == 3
    assert outcome.digest.usage.calls == 3
    assert {story.brief.provenance.engine for story in outcome.digest.stories} == {"llm"}


async def test_a_dry_run_pays_for_the_run_that_follows(workshop: Workshop, tmp_path: Path):
    writer = Writer()
    desk = workshop.desk(engine=writer)
    await run_digest(desk, order(tmp_path, dry_run=True), now=MONDAY)
    await run_digest(desk, order(tmp_path), now=MONDAY)
    assert writer.drafts == 3


async def test_news_is_looked_for_without_a_model(workshop: Workshop, tmp_path: Path):
    writer = Writer()
    desk = workshop.desk(engine=writer)
    await run_digest(desk, order(tmp_path, FERRY), now=MONDAY)
    copied = replace(FERRY_AGAIN[0], text=FERRY[0].text)
    outcome = await run_digest(desk, order(tmp_path, (*FERRY, copied)), now=TUESDAY)
    assert [known.articles for known in outcome.digest.unchanged] == [1]
    assert writer.drafts == 1


async def test_the_cap_stops_the_spending_and_not_the_digest(workshop: Workshop, tmp_path: Path):
    writer = Writer(tokens=600)
    outcome = await run_digest(workshop.desk(engine=writer), order(tmp_path, max_tokens=1000), now=MONDAY)
    engines = [story.brief.provenance.engine for story in outcome.digest.stories]
    assert engines == ["llm", "extractive", "extractive"]
    assert writer.drafts == 1
    assert "1000 tokens" in outcome.digest.warnings[0]
    assert "2 of 3 stories" in outcome.digest.warnings[0]


async def test_a_cap_in_dollars_with_a_model_of_unknown_price_is_said(workshop: Workshop, tmp_path: Path):
    writer = Writer(cost=None)
    outcome = await run_digest(workshop.desk(engine=writer), order(tmp_path, max_usd=1.0), now=MONDAY)
    assert writer.drafts == 1
    assert "price" in outcome.digest.warnings[0]


# Delivery ---------------------------------------------------------------------------------------------


async def test_what_could_not_be_delivered_is_owed_and_comes_first(workshop: Workshop, tmp_path: Path):
    desk, hatch, other = workshop.desk(), Hatch(fail="sure"), Hatch(name="other")
    first = await run_digest(desk, order(tmp_path), now=MONDAY, doors=[hatch, other])
    assert [one.result for one in first.delivered] == ["failed", "delivered"]
    hatch.fail = None
    await run_digest(desk, order(tmp_path, DAY_TWO), now=TUESDAY, doors=[hatch, other])
    assert hatch.got == ["world.2026-11-16", "world.2026-11-17"]
    assert other.got == ["world.2026-11-16", "world.2026-11-17"]


async def test_what_may_have_arrived_is_not_sent_twice_and_is_said(workshop: Workshop, tmp_path: Path):
    desk, hatch = workshop.desk(), Hatch(fail="uncertain")
    first = await run_digest(desk, order(tmp_path), now=MONDAY, doors=[hatch])
    hatch.fail = None
    again = await run_digest(desk, order(tmp_path), now=MONDAY, doors=[hatch])
    assert [one.result for one in (*first.delivered, *again.delivered)] == ["unknown", "unknown"]
    assert "may not have arrived" in again.delivered[0].detail
    assert hatch.got == []


async def test_killed_while_sending_counts_as_sent(workshop: Workshop, tmp_path: Path):
    store = MemoryStore()
    hatch = Hatch(fail="dies")
    with pytest.raises(KeyboardInterrupt):
        await run_digest(workshop.desk(store=store), order(tmp_path), now=MONDAY, doors=[hatch])
    hatch.fail = None
    again = await run_digest(workshop.desk(store=store), order(tmp_path), now=MONDAY, doors=[hatch])
    assert [one.result for one in again.delivered] == ["unknown"]


async def test_a_run_that_lost_its_list_does_not_deliver(workshop: Workshop, tmp_path: Path):
    """It slept through its lease: another run has taken over, and what this one has made does not count."""
    store, hatch = MemoryStore(), Hatch()

    class Sleeper(Writer):
        async def write(self, table: ClaimTable, *rest: object, **more: object) -> Written:
            if self.drafts == 0:
                store.add("digest/world/lease/00000002", store.get("digest/world/lease/00000001") or b"")
            return await super().write(table, *rest, **more)

    desk: Desk = workshop.desk(engine=Sleeper(), store=store)
    with pytest.raises(ListBusy):
        await run_digest(desk, order(tmp_path), now=MONDAY, doors=[hatch])
    assert hatch.got == []
    assert load(store, "world").day is None
    store.delete("digest/world/lease/00000002")
    take(store, "world")


# Over HTTP --------------------------------------------------------------------------------------------


async def test_unchanged_feeds_are_asked_with_validators_and_nothing_is_told_again():
    """A small day of feeds on loopback: an evening, the morning after with the same feeds, the next evening."""
    first, second = FeedsDay(day=0, feeds=6, items=90), FeedsDay(day=1, feeds=6, items=90)
    async with serving() as web:
        show(web, first)
        settings = Settings(cache="memory://", store="memory://", trusted_hosts=(web.trusted,))
        asked = Order("day", (f"{web.root}/feeds.opml",), top=5)
        async with open_desk(settings) as desk:
            evening = (await run_digest(desk, asked, now=first.now)).digest
            assert len(evening.stories) == 5
            assert {story.section for story in evening.stories} <= {"News", "Region", "Business"}
            seen = len(web.seen)
            morning = (await run_digest(desk, asked, now=first.now + timedelta(hours=13))).digest
            requests = web.seen[seen:]
            assert (morning.stories, morning.unchanged) == ((), ())
            assert morning.feeds.unchanged == morning.feeds.read == 6
            feeds = [request for request in requests if request.target.endswith(("/feed", ".opml"))]
            assert len(feeds) == 7
            assert all("if-none-match" in request.headers for request in feeds)
            assert not any("/d0" in request.target for request in requests)  # no article is fetched
            show(web, second)
            next_day = (await run_digest(desk, asked, now=second.now + timedelta(hours=6))).digest
    told = {event_of(story) for story in evening.stories}
    assert next_day.stories
    for story in next_day.stories:
        assert (event_of(story) in told) == (story.update is not None)


def event_of(story: DigestStory) -> str:
    """Return the event that most sources of a story tell, as the addresses of the invented world name it."""
    events = [(source.url or "").rpartition("/")[2].partition("-")[0] for source in story.brief.sources]
    return max(sorted(set(events)), key=events.count)
