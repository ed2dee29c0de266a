"""Answers built by hand, whole and valid: the ground for tests of every face."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files

from summarizer.models import (
    Agreement,
    Answer,
    Brief,
    Citation,
    Claim,
    Detail,
    Development,
    DevelopmentPosition,
    Disagreement,
    DisagreementPosition,
    Dropped,
    Name,
    Provenance,
    Quote,
    Removed,
    Role,
    Skipped,
    Source,
    Span,
    Statement,
    TimelineEntry,
    Usage,
)

SAMPLES = {
    path.name.removesuffix(".txt"): path.read_bytes().decode("utf-8")
    for path in sorted(files("summarizer").joinpath("samples").iterdir(), key=lambda p: p.name)
    if path.name.endswith(".txt")
}
PROVENANCE = Provenance(
    engine="extractive",
    model=None,
    prompt=None,
    degraded=False,
    degraded_reason=None,
    created="2026-11-22T05:00:00Z",
    cached=False,
)


def source(id: str, text: str, outlet: str, *, title: str | None = None, **more: object) -> Source:
    """Return a source over `text`; `title` is its first line unless given."""
    fields: dict[str, object] = {
        "id": id,
        "given_id": None,
        "title": title if title is not None else text.partition("\n")[0],
        "outlet": outlet,
        "url": None,
        "author": None,
        "published": None,
        "language": "en",
        "sha256": "0" * 64,
        "length": len(text),
        "reprint_of": None,
        "removed": (),
        "text": text,
    }
    return Source.model_validate(fields | more)


class Builder:
    """Cites passages by their wording and numbers them in order of first use."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = {source.id: source for source in sources}
        self._numbers: dict[tuple[str, str, int], int] = {}

    def cite(self, id: str, words: str, role: Role = "supports") -> Citation:
        """Cite the text of source `id` where `words` stand, else its title."""
        source = self.sources[id]
        field = "text" if words in (source.text or "") else "title"
        start = ((source.text if field == "text" else source.title) or "").index(words)
        return Citation(
            n=self._numbers.setdefault((id, field, start), len(self._numbers) + 1),
            role=role,
            source=id,
            sentence=f"{id}.s{start}",
            field=field,
            start=start,
            end=start + len(words),
            quote=words,
            url=source.url,
        )

    def outlets(self, citations: Sequence[Citation]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.sources[c.source].outlet for c in citations))

    def statement(
        self,
        citations: Sequence[Citation],
        agreement: Agreement,
        *,
        text: str | None = None,
        details: tuple[Detail, ...] = (),
    ) -> Statement:
        """State `text` (else what the first citation quotes) on `citations`."""
        return Statement(
            text=text or citations[0].quote,
            citations=tuple(citations),
            agreement=agreement,
            outlets=self.outlets(citations),
            details=details,
        )

    def claim(self, number: int, citations: Sequence[Citation], agreement: Agreement, in_brief: bool) -> Claim:
        return Claim(
            id=f"c{number}",
            text=citations[0].quote,
            agreement=agreement,
            outlets=self.outlets(citations),
            citations=tuple(citations),
            in_brief=in_brief,
        )

    def brief(self, id: str, headline: Statement, statements: Sequence[Statement], **more: object) -> Brief:
        """Join `statements` and put the brief together; every citation is checked by the type."""
        placed, position = [], 0
        for statement in statements:
            span = Span(start=position, end=position + len(statement.text))
            placed.append(statement.model_copy(update={"span": span}))
            position = span.end + 1
        fields: dict[str, object] = {
            "id": id,
            "headline": headline,
            "text": " ".join(s.text for s in placed),
            "statements": tuple(placed),
            "claims": (),
            "sources": tuple(self.sources.values()),
            "provenance": PROVENANCE,
        }
        return Brief.model_validate(fields | more)


def _removed(text: str, marks: Mapping[str, str]) -> tuple[Removed, ...]:
    spans = ((text.index(words), text.index(words) + len(words), why) for words, why in marks.items())
    return tuple(Removed(start=start, end=end, reason=why) for start, end, why in sorted(spans))


def ferry_brief() -> Brief:
    """Return a brief over the samples with every field filled."""
    post, courier, radio = SAMPLES["harbor-post"], SAMPLES["ellery-courier"], SAMPLES["northcoast-radio"]
    cruft = {"By Mara Lindqvist, Harbor Post": "byline", "For more visit Harbor Post at harborpost.example": "promo"}
    b = Builder(
        [
            source(
                "a1", post, "Harbor Post", url="https://harborpost.example/ferry?id=7&page=1",
                author="Mara Lindqvist", published="2026-11-11", removed=_removed(post, cruft),
            ),
            source("a2", courier, "Ellery Courier", removed=_removed(courier, {"ADVERTISEMENT": "advert"})),
            source("a3", radio, "Northcoast Radio", url="https://northcoast.example/news/4411"),
            source("a4", post, "Tamsin Echo", reprint_of="a1", given_id="echo.txt"),
        ]
    )  # fmt: skip
    ashore = [
        b.cite("a1", post[post.index("All 212 people") : post.index("\n\nThe ferry struck")]),
        b.cite("a3", radio[radio.index("All 212 people") : radio.index(" St Brannoc")], "related"),
    ]
    headline = b.statement([b.cite("a1", SAMPLES["harbor-post"].partition("\n")[0])], "single_source")
    hurt14 = b.cite("a3", "St Brannoc's Hospital treated 14 passengers for minor injuries.")
    hurt17 = b.cite("a2", courier[courier.index("St Brannoc's") : courier.index(" Three of them")])
    horn = b.cite("a3", radio[radio.index("“You hear the horn") : radio.index("\n\nFishermen")])
    canada = b.cite("a1", "Passengers from Canada and Japan were among those brought ashore, the harbour master said.")
    probe = [
        b.cite("a2", courier[courier.index("The Maritime Safety") : courier.index(" A spokeswoman")]),
        b.cite("a3", "The Maritime Safety Board has opened an investigation.", "related"),
    ]
    quay = b.cite("a1", post[post.index("Two lifeboats") : post.index("\n\nSt Brannoc")])
    lone = [
        quay,
        b.cite("a1", "The ferry entered service in 1998 and was last inspected in March."),
        b.cite("a3", "Samples taken there on Wednesday showed no trace of oil."),
    ]
    fuel = [
        b.cite("a1", post[post.index("Divers found") : post.index(" A tug")]),
        b.cite("a3", radio[radio.index("Divers who") : radio.index("\n\nAll 212")]),
    ]
    quilled = b.cite("a2", courier[courier.index("“Two days") : courier.index("\n\nThe union")])
    details = (Detail(text="about two kilometres outside Port Ellery", outlets=("Harbor Post",)),)
    statements = [
        b.statement(ashore, "corroborated", details=details),
        b.statement([hurt14, hurt17], "disputed"),
        b.statement(probe, "corroborated", details=(Detail(text="30 days", outlets=("Ellery Courier",)),)),
        b.statement([canada], "single_source"),
        b.statement([horn], "single_source"),
    ]
    positions = (
        DisagreementPosition(text="14", outlets=("Harbor Post", "Northcoast Radio"), citations=(hurt14,)),
        DisagreementPosition(text="17", outlets=("Ellery Courier",), citations=(hurt17,)),
    )
    return b.brief(
        "b1",
        headline,
        statements,
        claims=(
            b.claim(1, ashore, "corroborated", True),
            b.claim(2, fuel, "corroborated", False),
            *(b.claim(3 + i, [c], "single_source", False) for i, c in enumerate(lone)),
        ),
        disagreements=(
            Disagreement(topic="passengers treated for minor injuries", kind="number", positions=positions),
        ),
        quotes=(
            Quote(
                text="Two days without a ferry is an inconvenience.",
                speaker="Petra Quill",
                citations=(quilled,),
            ),
        ),
        timeline=(TimelineEntry(date="2026-11-10", text="The ferry runs aground.", citations=(ashore[0],)),),
        names=(Name(name="Ines Okafor", variants=("Ines Okafor", "Okafor")),),
        dropped=(Dropped(text="All 212 were Canadian.", code="number", detail="212 Canadians are not shown"),),
    )


def second_brief() -> Brief:
    """Return a short brief of another story."""
    text = "Bakers strike in Larn\n\nThe bakers of Larn 🥐 went on strike on Monday. Bread is baked at home."
    b = Builder([source("a5", text, "Larn Daily"), source("a6", text, "a6")])
    strike = b.cite("a5", "The bakers of Larn 🥐 went on strike on Monday.")
    bread = b.cite("a6", "Bread is baked at home.")
    headline = b.statement([b.cite("a5", "Bakers strike in Larn")], "single_source")
    return b.brief("b2", headline, [b.statement([strike], "single_source"), b.statement([bread], "single_source")])


def ferry_answer() -> Answer:
    """Return an answer of two stories, with an article skipped and a warning."""
    return Answer(
        id="an1",
        stories=(ferry_brief(), second_brief()),
        skipped=(Skipped(index=6, id="a7", code="fetch_error", detail="the page did not answer"),),
        warnings=("a2: no date was found",),
        usage=Usage(elapsed_ms=12),
    )


def hostile_answer(payload: str) -> Answer:
    """Return an answer whose every foreign field carries `payload`."""
    text = f"{payload} says the mayor. Second {payload} sentence."
    url = "https://outlet.example/story"
    b = Builder([source("a1", text, payload, title=f"T {payload}", url=url, author=payload, given_id=payload,
                        published=payload, removed=(Removed(start=0, end=1, reason=payload),)),
                 source("a2", text, "Other", url=payload)])  # fmt: skip
    first, second = b.cite("a1", f"{payload} says the mayor."), b.cite("a2", f"Second {payload} sentence.")
    stated = b.statement([first, second], "disputed", details=(Detail(text=payload, outlets=(payload,)),))
    positions = tuple(DisagreementPosition(text=payload, outlets=(payload,), citations=(c,)) for c in (first, second))
    return Answer(
        id="an2",
        stories=(
            b.brief(
                "b1",
                stated,
                [stated, b.statement([second], "single_source", text=f"{payload} again")],
                claims=tuple(b.claim(i, [c], "single_source", False) for i, c in enumerate((first, second))),
                disagreements=(Disagreement(topic=payload, kind="other", positions=positions),),
                developments=(
                    Development(
                        topic=payload,
                        positions=tuple(
                            DevelopmentPosition(text=payload, outlets=(payload,), citations=(c,), published=payload)
                            for c in (first, second)
                        ),
                    ),
                ),
                quotes=(Quote(text=payload, speaker=payload, citations=(first,)),),
                timeline=(TimelineEntry(date=payload, text=payload, citations=(first,)),),
                names=(Name(name=payload, variants=(payload, f"x{payload}")),),
                dropped=(Dropped(text=payload, code="number", detail=payload),),
                provenance=PROVENANCE.model_copy(
                    update={"model": payload, "degraded_reason": payload, "degraded": True}
                ),
            ),
        ),
        skipped=(Skipped(index=0, id=payload, code="x", detail=payload),),
        warnings=(payload,),
        usage=Usage(),
    )
