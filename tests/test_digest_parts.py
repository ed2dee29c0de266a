"""The parts of a digest alone: its day and window, its lease, its ranking, its memory, its purse."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.caches.store import DiskStore, MemoryStore
from summarizer.digest.gathering import as_article, gather
from summarizer.digest.journal import Journal
from summarizer.digest.lease import SILENT, Holder, take
from summarizer.digest.memory import Memory, ToldArticle, ToldClaim, ToldStory, load, save
from summarizer.digest.parting import part
from summarizer.digest.ranking import LONE_PER_OUTLET, rank, sections, without_floods
from summarizer.digest.window import CATCH_UP, Last, is_made, window
from summarizer.digest.writing import PARALLEL, Purse
from summarizer.errors import ListBusy, StoreFailed
from summarizer.models import Usage
from summarizer.sources.feeds import FeedEntry

NOW = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
DAY = timedelta(hours=24)
BERLIN = ZoneInfo("Europe/Berlin")

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


def entry(id: str, title: str, *, hours: float = 1, outlet: str = "Harbor Post", **more: object) -> FeedEntry:
    when = NOW - timedelta(hours=hours)
    return FeedEntry.model_validate(
        {
            "id": id, "guid": id, "url": f"https://news.example/{id}", "title": title, "text": f"{title}.",
            "extent": "full", "published": when, "first_seen": NOW, "feed": f"https://{outlet.split()[0]}.example/feed",
            "outlet": outlet, "language": "en", **more,
        }
    )  # fmt: skip


# The day and its window -------------------------------------------------------------------------------


def test_a_digest_is_made_once_a_day_and_a_clock_set_back_does_not_undo_it():
    last = Last(date(2026, 11, 16), NOW)
    assert is_made(NOW + timedelta(hours=16), last)
    assert not is_made(NOW + timedelta(hours=18), last)
    past_midnight = Last(date(2026, 11, 17), datetime(2026, 11, 17, 0, 30, tzinfo=UTC))
    assert is_made(datetime(2026, 11, 16, 23, 30, tzinfo=UTC), past_midnight)


def test_a_clock_that_was_a_year_ahead_does_not_silence_the_list():
    last = Last(date(2027, 11, 16), NOW + timedelta(days=365))
    assert not is_made(NOW, last)
    assert window(NOW, DAY, last).since == NOW - DAY


def test_a_host_asleep_for_three_days_makes_one_digest_of_three_days():
    last = Last(date(2026, 11, 13), NOW - timedelta(days=3))
    limits = window(NOW, DAY, last)
    assert limits.since == NOW - timedelta(days=3)
    assert window(NOW, DAY, Last(date(2026, 10, 1), NOW - timedelta(days=46))).since == NOW - CATCH_UP


def test_the_days_on_which_clocks_change_are_days_like_others():
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25)):
        first = datetime(day.year, day.month, day.day, 0, 10, tzinfo=BERLIN)
        end = first.astimezone(UTC) + timedelta(hours=hours) - timedelta(minutes=20)
        assert is_made(end.astimezone(BERLIN), Last(day, first))
        assert not is_made((end + timedelta(minutes=20)).astimezone(BERLIN), Last(day, first))
    twice = [datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=fold) for fold in (0, 1)]
    assert is_made(twice[1], Last(twice[0].date(), twice[0]))


def test_an_item_that_turned_up_late_is_not_lost_between_two_digests():
    last = Last(date(2026, 11, 15), NOW - timedelta(hours=20))
    limits = window(NOW, timedelta(hours=12), last)
    late = NOW - timedelta(hours=30)
    assert limits.holds(late, first_seen=NOW)
    assert not limits.holds(late, first_seen=last.until - timedelta(minutes=1))
    assert not limits.holds(NOW - timedelta(days=5), first_seen=NOW)


@given(
    now=moments, gap=st.timedeltas(timedelta(), timedelta(days=20)), span=st.timedeltas(timedelta(hours=1), CATCH_UP)
)
def test_windows_follow_each_other_without_a_gap(now: datetime, gap: timedelta, span: timedelta):
    limits = window(now, span, Last((now - gap).date(), now - gap))
    assert limits.until == now
    assert limits.since <= max(now - gap, now - CATCH_UP)
    assert now - limits.since <= max(span, CATCH_UP)


# The lease --------------------------------------------------------------------------------------------


def test_one_of_two_holds_a_list():
    store = MemoryStore()
    lease = take(store, "world")
    with pytest.raises(ListBusy, match=str(os.getpid())):
        take(store, "world")
    take(store, "sport").check()
    lease.release()
    take(store, "world").check()


def test_a_holder_that_was_killed_is_known_by_its_process(tmp_path):
    code = "import sys; from summarizer.caches.store import DiskStore; from summarizer.digest.lease import take; "
    code += "from pathlib import Path; take(DiskStore(Path(sys.argv[1])), 'world')"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    take(DiskStore(tmp_path), "world").check()


def test_a_holder_elsewhere_is_given_time_and_is_told_when_it_has_lost():
    clock = [1000.0]
    store = MemoryStore()
    lease = take(store, "world", clock=lambda: clock[0])
    far = Holder(host="elsewhere", pid=1, started="1", beat=clock[0])
    store.set("digest/world/lease/00000001", far.model_dump_json().encode())
    clock[0] += SILENT - 1
    with pytest.raises(ListBusy, match="elsewhere"):
        take(store, "world", clock=lambda: clock[0])
    clock[0] -= 3600  # a clock set back says nothing of the other
    with pytest.raises(ListBusy):
        take(store, "world", clock=lambda: clock[0])
    clock[0] += 3600 + 2
    take(store, "world", clock=lambda: clock[0]).check()
    with pytest.raises(ListBusy, match="taken the list"):
        lease.check()


def test_a_damaged_lease_does_not_lock_the_list_for_ever(tmp_path):
    store = DiskStore(tmp_path)
    take(store, "world")

    class Damaged(DiskStore):
        def get(self, key: str) -> bytes | None:
            return None if "lease" in key else super().get(key)

    take(Damaged(tmp_path), "world")


def test_what_another_version_wrote_is_left_out(caplog):
    store = MemoryStore()
    journal = Journal(store, "world")
    for key in ("made/world.2026-11-15", "brief/k", "plan", "lease/00000001"):
        store.set(f"digest/world/{key}", b'{"shape": "of tomorrow"}')
    assert journal.made("world.2026-11-15") is None
    assert "another version" in caplog.text
    assert journal.brief("k") is None
    assert journal.plan("order", date(2026, 11, 16)) is None
    take(store, "world").check()


# Ranking ----------------------------------------------------------------------------------------------


def gathered(*groups: list[FeedEntry]):
    entries = [e for group in groups for e in group]
    places = {e.id: n for n, group in enumerate(groups) for e in group}

    def grouping(articles):
        return [tuple(a for a in articles if places.get(a.id) == n) for n in range(len(groups))]

    return gather(entries, Memory(list="world"), grouping=grouping)


def test_a_score_is_the_sum_of_parts_that_are_told():
    shared = [entry("a", "Dam breaks", outlet="Harbor Post"), entry("b", "A dam broke", outlet="Ellery Courier")]
    first, second = rank(gathered([entry("c", "Owls return", hours=2)], shared), NOW)
    assert [e.id for e in first.story.entries] == ["a", "b"]
    assert first.score == round(sum(part.points for part in first.parts), 2)
    assert {part.name: part.figure for part in first.parts} == {"publishers": 2, "recency": 1.0, "size": 2}
    assert first.score > second.score


def test_reprints_do_not_lift_a_story():
    text = (
        "The mayor of Dunmere opened a bridge over the Elm on Friday after nine years of building and two floods. " * 3
    )
    copies = [entry(f"c{n}", "Bridge opens", outlet=f"Outlet {n}", text=text) for n in range(5)]
    (story,) = rank(gathered(copies), NOW)
    assert story.parts[0].figure == 1
    assert len(story.reprints) == 4


def test_no_outlet_fills_the_digest_alone():
    flood = [[entry(f"f{n}", f"Notice {n}", hours=n)] for n in range(6)]
    other = [[entry("o", "Owls return", hours=20, outlet="Vale Observer")]]
    kept = list(without_floods(rank(gathered(*flood, *other), NOW)))
    assert [one.story.entries[0].id for one in kept] == [*(f"f{n}" for n in range(LONE_PER_OUTLET)), "o"]


def test_sections_come_from_folders_or_from_what_stories_share():
    folder = [entry("a", "One", section=("Politics", "Local"))]
    tagged = [entry("b", "Two", categories=("Science", "owls"))]
    also = [entry("c", "Three", categories=("science",))]
    alone = [entry("d", "Four", categories=("Kestrel Wood",))]
    found = sections(gathered(folder, tagged, also, alone))
    assert found == ["Politics", "Science", "Science", None]


# Memory -----------------------------------------------------------------------------------------------


def told(id: str = "s1", **more: object) -> ToldStory:
    article = ToldArticle(
        id="old", title="Ferry runs aground off Port Ellery",
        lead="The ferry Saltmarsh Queen ran aground off Port Ellery.",
        outlet="Harbor Post", language="en", published="2026-11-15T20:00:00+00:00",
    )  # fmt: skip
    claim = ToldClaim(
        wordings=("The ferry ran aground.",), agreement="single_source", outlets=("Harbor Post",), in_brief=True
    )
    story = ToldStory(
        id=id, headline="Ferry runs aground", language="en",
        first_told=date(2026, 11, 15), last_told=date(2026, 11, 15),
        claims=(claim,), values=(), articles=(article,),
    )  # fmt: skip
    return story.model_copy(update=more)


def test_memory_survives_the_store_and_a_later_version_is_refused(tmp_path):
    store = DiskStore(tmp_path)
    memory = Memory(list="world", digest="world.2026-11-15", day=date(2026, 11, 15), until=NOW, stories=(told(),))
    save(store, memory)
    assert load(DiskStore(tmp_path), "world") == memory
    assert load(store, "sport") == Memory(list="sport")
    store.set("digest/world/memory", memory.model_dump_json().replace('"version":1', '"version":2').encode())
    with pytest.raises(StoreFailed, match="newer"):
        load(store, "world")


def test_a_told_story_is_found_again_by_likeness_and_by_its_items():
    memory = Memory(list="world", stories=(told(),))
    likely = entry(
        "new", "Ferry that ran aground off Port Ellery towed away", text="The ferry Saltmarsh Queen was towed."
    )
    other = entry("owl", "Owls return to Kestrel Wood", outlet="Vale Observer")
    found = {s.entries[0].id: [t.id for t in s.told] for s in gather([likely, other], memory)}
    assert found == {"new": ["s1"], "owl": []}
    retitled = entry("old", "Completely different words about nothing known")
    assert gather([retitled], memory) == []  # nothing in it is new

    def grouping(articles):
        return [tuple(articles)]

    (story,) = gather([retitled, other], memory, grouping=grouping)
    assert [t.id for t in story.told] == ["s1"]
    assert [e.id for e in story.fresh] == ["owl"]


def test_what_an_earlier_digest_passed_over_does_not_come_up_the_next_day():
    limits = window(NOW, DAY, Last(date(2026, 11, 15), NOW - timedelta(hours=12)))
    passed_over, late, new = entry("a", "Owls", hours=13), entry("b", "Tram", hours=13), entry("c", "Ferry", hours=1)
    passed_over = passed_over.model_copy(update={"first_seen": NOW - timedelta(hours=12)})
    found = gather([passed_over, late, new], Memory(list="world"), lambda e: limits.is_new(e.when, e.first_seen))
    assert {story.entries[0].id for story in found} == {"b", "c"}


def test_a_told_story_goes_on_in_one_story_only():
    memory = Memory(list="world", stories=(told(), replace_article(told("s2"), "other")))
    groups = gathered([entry("a", "x")], [entry("b", "y")])
    assert all(not group.told for group in groups)

    def grouping(articles):
        by = {article.id: article for article in articles}
        return [(by["a"], by["old"]), (by["b"], by["other"])]

    found = gather([entry("a", "x"), entry("b", "y")], memory, grouping=grouping)
    assert [[t.id for t in story.told] for story in found] == [["s1"], ["s2"]]


def replace_article(story: ToldStory, id: str) -> ToldStory:
    return story.model_copy(update={"articles": (story.articles[0].model_copy(update={"id": id}),)})


# The purse --------------------------------------------------------------------------------------------


def usage(tokens: int = 0, cost: float | None = 0.0, calls: int = 1) -> Usage:
    return Usage(calls=calls, prompt_tokens=tokens, completion_tokens=0, cost_usd=cost)


def test_without_a_cap_briefs_are_written_side_by_side():
    assert Purse().affords() == PARALLEL


def test_a_purse_gives_one_brief_until_it_knows_what_one_takes_and_stops_before_the_cap():
    purse = Purse(max_tokens=1000)
    assert purse.affords() == 1
    purse.take(usage(300))
    assert purse.affords() == 2
    purse.take(usage(300))
    purse.take(usage(300))
    assert purse.affords() == 0
    assert "1000 tokens" in purse.stopped(3, 9)
    assert "6 of 9" in purse.stopped(3, 9)


def test_an_unknown_price_ends_spending_where_dollars_are_capped():
    purse = Purse(max_usd=1.0)
    purse.take(usage(300, None))
    assert purse.affords() == 0
    assert "--max-tokens" in purse.stopped(1, 2)
    assert purse.spent.cost_usd is None
    dear = Purse(max_usd=1.0)
    dear.take(usage(300, 0.4))
    assert dear.affords() == 1
    assert Purse(max_usd=0.0).affords() == 0


@given(
    costs=st.lists(st.floats(0.001, 2.0), min_size=1, max_size=30),
    cap=st.floats(0.01, 5.0),
)
def test_a_cap_is_passed_by_the_first_brief_alone_or_not_at_all(costs: list[float], cap: float):
    even = [max(costs)] * len(costs)  # briefs that take what the dearest so far took
    purse = Purse(max_usd=cap)
    for cost in even:
        if not purse.affords():
            break
        purse.take(usage(1, cost))
    spent = purse.spent.cost_usd or 0.0
    assert spent <= cap + 1e-9 or len(purse.usages) == 1


# Parting large groups ---------------------------------------------------------------------------------


def strike(number: int, place: str, who: str) -> FeedEntry:
    title = f"Teachers in {place} strike over pay"
    text = (
        f"Teachers in {place} walked out on Monday in a dispute over pay, the union said. {who} of the union said that "
        f"talks in {place} had failed. {'The walkout goes on. ' * (number % 3)}"
    )
    return entry(f"{place}-{number}", title, outlet=f"Outlet {number}", text=text)


def test_events_of_one_kind_are_told_apart_by_their_names():
    places = {"Ostrow": "Ilse Marrow", "Kelby": "Petra Valdane", "Dunmere": "Bo Lindqvist"}
    entries = [strike(n, place, who) for place, who in places.items() for n in range(6)]
    as_one = part([tuple(map(as_article, entries))], lambda articles: [tuple(articles)])
    told_of = [{article.id.partition("-")[0] for article in group} for group in as_one]
    assert sorted(map(sorted, told_of)) == sorted([place] for place in places)
    few = [tuple(map(as_article, entries[::4]))]
    assert part(few, lambda articles: [tuple(articles)]) == few  # small groups are left as they are


def test_what_shares_no_name_with_a_told_story_is_no_update():
    article = ToldArticle(
        id="old", title="Teachers in Ostrow strike over pay", lead=strike(0, "Ostrow", "Ilse Marrow").text,
        outlet="Harbor Post", language="en", published="2026-11-15T20:00:00+00:00",
    )  # fmt: skip
    memory = Memory(list="world", stories=(told().model_copy(update={"articles": (article,)}),))
    same, other = strike(1, "Ostrow", "Ilse Marrow"), strike(2, "Kelby", "Petra Valdane")
    found = gather([same, other], memory, grouping=lambda articles: [tuple(articles)])
    assert {story.entries[0].id: [t.id for t in story.told] for story in found} == {"Ostrow-1": ["s1"], "Kelby-2": []}
