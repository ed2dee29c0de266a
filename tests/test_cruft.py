"""Cleaning: what is marked, what is kept, what is recovered; spans on any text."""

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.sources.cruft import REASONS, Cleaned, clean, repeated_lines

LEAD = "The council of Wexley has dropped its plan to close three libraries after weeks of protest."
MORE = "Some 200 residents followed the vote in the town hall, which came shortly before midnight."
LAST = "The administration must now find savings of 1.2 million elsewhere by the end of June."


def article(*lines: str) -> str:
    return "\n".join(("Council drops plan to close libraries", LEAD, *lines, MORE, LAST))


def marked(text: str, **known: str) -> list[str]:
    return [text[mark.start : mark.end] for mark in clean(text, **known).removed]


def check_spans(text: str, cleaned: Cleaned) -> None:
    last = 0
    for mark in cleaned.removed:
        assert last <= mark.start < mark.end <= len(text)
        piece = text[mark.start : mark.end]
        assert piece == piece.strip()
        assert mark.reason in REASONS
        last = mark.end
    if cleaned.title_span:
        start, end = cleaned.title_span
        assert text[start:end] == cleaned.title
        assert not any(mark.start < end and start < mark.end for mark in cleaned.removed)


@pytest.mark.parametrize(
    "line",
    [
        "“It is a disgrace.”",
        "Share prices fell by four per cent.",
        "What happens next",
        '"Follow the instructions of the fire brigade," she said.',
        '"Sign up for our newsletter," the shop had told its customers, said the regulator.',
        "Newsletters are read by a third of the residents.",
        "Cookies are small files that a site stores.",
        "Subscribe to the idea or not, she added, libraries are cheaper.",
        "Mill Lane branch, 9 staff",
        "Turnout: 64 per cent",
        "- Northgate closes at six",
        "Read the label before you drink, the health office advised.",
        "By Christmas, all three branches will have new roofs.",
        "Who pays for the roofs?",
        "(The vote had been moved twice.)",
        "The mayor — who had called for cuts — did not vote.",
        "„Teilen ist schwer“, sagte er.",
        "Die Anzeige des Vereins liegt der Polizei vor.",
        "Publicité et cookies rapportent peu à la ville.",
        "Реклама в библиотеках запрещена с прошлого года.",
        "24 hours a day",
    ],
)
def test_keeps_article_text(line: str) -> None:
    assert marked(article(line)) == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("For more news, visit Wexley Echo", "promo"),
        ("Read more: Why libraries matter", "related"),
        ("Also read | Ten branches in pictures", "related"),
        ("Lesen Sie auch: Zehn Filialen im Bild", "related"),
        ("Share on Facebook", "share"),
        ("Sign up for our daily newsletter", "newsletter"),
        ("Download our app for alerts", "app"),
        ("We use cookies to improve your experience.", "cookie"),
        ("Support our journalism from 2 euros a month", "donate"),
        ("Story continues below advertisement", "advert"),
        ("Photo: Dana Okoro/Wexley Echo", "caption"),
        ("Residents outside the town hall. Foto: Dana Okoro/Wexley Echo", "caption"),
        ("(Dana Okoro/Wexley Echo)", "credit"),
        ("27 Comments", "comments"),
        ("Poll: Should branches open on Sunday?", "poll"),
        ("Tags: libraries, Wexley", "tags"),
        ("#Wexley #libraries", "tags"),
        ("11:40", "live_stamp"),
        ("WEX 4,210.33 +0.8% | NORD 88.12 -1.2%", "ticker"),
        ("© 2025 Wexley Echo", "copyright"),
        ("Updated 3 hours ago", "timestamp"),
        ("Alle Rechte vorbehalten", "copyright"),
        ("相关阅读：十座图书馆", "related"),
        ("関連記事：十の図書館", "related"),
        ("اقرأ أيضاً: عشر مكتبات", "related"),
        ("Підписуйтесь на наш канал", "share"),
        ("Council drops plan to close...", "title_copy"),
        ("Lottery Winner Donates Entire Prize to Village School for New Gymnasium", "related"),
    ],
)
def test_marks_furniture_whole(line: str, reason: str) -> None:
    text = article(line)
    assert [(text[m.start : m.end], m.reason) for m in clean(text).removed] == [(line, reason)]


def test_recovers_what_the_head_tells() -> None:
    text = (
        "Home\nPolitics\nCouncil drops plan to close libraries\nMembers voted 31 to 9 against the cuts\n"
        "By Joan Ferris, Local Reporter\nPublished 3 May 2025, 10:15\n"
        f"WEXLEY (MNA) - {LEAD}\n{MORE}\nFor more visit Wexley Echo"
    )
    cleaned = clean(text)
    check_spans(text, cleaned)
    assert cleaned.title == "Council drops plan to close libraries"
    assert cleaned.deck == "Members voted 31 to 9 against the cuts"
    assert (cleaned.author, cleaned.place, cleaned.outlet) == ("Joan Ferris", "Wexley", "Wexley Echo")
    assert cleaned.published == "2025-05-03T10:15"
    assert text[cleaned.removed[4].start : cleaned.removed[4].end] == "WEXLEY (MNA) -"


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("Stand: 12.03.2025, 17:40 Uhr", "2025-03-12T17:40"),
        ("Publié le 14 mars 2025 à 18h30", "2025-03-14"),
        ("Actualizado el 3 de mayo de 2025", "2025-05-03"),
        ("Опубликовано 3 мая 2025", "2025-05-03"),
        ("2025年5月3日", "2025-05-03"),
        ("Published: June 3, 2024 at 4:15 p.m. EST", "2024-06-03T16:15"),
        ("03/04/2025", None),
    ],
)
def test_reads_publish_times(stamp: str, day: str | None) -> None:
    assert clean(article(stamp)).published == day


def test_marks_a_glued_tail_from_where_it_starts() -> None:
    text = article("A new roof is planned. Sign up for our newsletter to follow the story.")
    assert marked(text) == ["Sign up for our newsletter to follow the story."]


def test_a_given_title_guides_the_search_for_copies() -> None:
    text = f"Wexley Echo\nLibraries saved\n{LEAD}\nLibraries saved\n{MORE}"
    cleaned = clean(text, title="Libraries saved")
    assert cleaned.title_span == (12, 27)
    assert [m.reason for m in cleaned.removed][-1] == "title_copy"


@pytest.mark.parametrize("join", ["\r\n", "\n\n", "\r\n\r\n", " \n \n "])
def test_offsets_survive_line_ends_and_decomposed_accents(join: str) -> None:
    lines = ["Élus : le plan est retiré à Wexley", "Par Léa Morvan", LEAD, "🗞️ À lire aussi : Dix bibliothèques", MORE]
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, join.join(lines))
        found = [unicodedata.normalize("NFC", piece) for piece in marked(text)]
        assert found == ["Par Léa Morvan", "🗞️ À lire aussi : Dix bibliothèques"]


def test_a_page_of_nothing_but_furniture_has_no_title() -> None:
    cleaned = clean("Home\nShare\nAccept all cookies\n27 Comments")
    assert cleaned.title is None


def test_repeated_lines_are_those_that_articles_of_an_outlet_share() -> None:
    texts = [f"{LEAD}\nA word from our  house\nStory {i}" for i in range(4)]
    assert "a word from our house" in repeated_lines(texts)
    assert "story 1" not in repeated_lines(texts)


LINES = st.sampled_from(
    [
        "Share",
        "Read more: x",
        "Berlin: ",
        "—",
        "(AP)",
        "By A. B",
        "12:30",
        LEAD,
        MORE,
        "«Oui.»",
        "北京3月5日电",
        "é",
        "🗞️",
    ]
)


@given(st.one_of(st.text(), st.lists(st.one_of(LINES, st.text(max_size=30)), max_size=12).map("\n".join)))
@settings(max_examples=300)
def test_spans_are_valid_for_any_text(text: str) -> None:
    check_spans(text, clean(text))


PROSE = st.lists(
    st.sampled_from(["harbour", "strike", "minister", "vote", "river", "bread", "winter", "train", "school"]),
    min_size=8,
    max_size=30,
)


@given(st.lists(PROSE.map(lambda words: f"The {' '.join(words)} ended on the bridge."), min_size=1, max_size=8))
@settings(max_examples=60)
def test_prose_alone_is_kept(paragraphs: list[str]) -> None:
    assert clean("\n".join(paragraphs)).removed == ()


@given(st.lists(LINES, max_size=10).map("\n".join))
@settings(max_examples=60)
def test_the_same_text_is_marked_the_same_way(text: str) -> None:
    assert clean(text) == clean(text)


@pytest.mark.parametrize(
    "text",
    [
        "a " * 500_000,
        "Share\n" * 100_000,
        "(" * 100_000,
        "A - " * 50_000,
        "[a " * 50_000,
        "a:" * 100_000,
        "。北" * 100_000,
    ],
    ids=["one line", "short lines", "brackets", "dashes", "open brackets", "colons", "wide"],
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    began = time.thread_time()
    check_spans(text, clean(text))
    assert time.thread_time() - began < 5  # measured: all under 0.6 s; the bound is for slow machines


def test_a_gallery_flattened_to_text_is_captions():
    shown = "Photos: The flood in Wexley "
    gallery = " ".join(f"{shown}Boats lie on the quay on May {n}, 2031. Hide Caption {n} of 4" for n in range(1, 5))
    assert marked(article(gallery)) == [gallery]
    told = "In photo 1 of 4 the council saw a crack, and photo 2 of 4 shows how it grew by the end of the week."
    assert marked(article(told)) == []
