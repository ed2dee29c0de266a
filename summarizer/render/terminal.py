"""A brief for a terminal, or for any place that shows plain text in fixed columns.

The same words stand there with and without colour; colour only helps the eye. Every statement carries its
citation numbers, and under `Sources` each number has its passage, verbatim but for line breaks.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from rich.console import Console
from rich.text import Text

from summarizer.models import (
    Agreement,
    Answer,
    Brief,
    Citation,
    Claim,
    Development,
    Disagreement,
    Quote,
    Source,
    Statement,
    TimelineEntry,
)
from summarizer.render import view
from summarizer.render.foreign import link_target, one_line

MIN_WIDTH: Final = 20
MAX_WIDTH: Final = 100  # a longer line is hard to find the next one from
SHOWN_CLAIMS: Final = 3  # of one outlet; a terminal is for reading, the other faces show all
SHOWN_QUOTES: Final = 5
SHOWN_DATES: Final = 8


class Symbols(NamedTuple):
    """The signs beside the words; `ASCII` where the terminal's encoding has no others."""

    corroborated: str
    single_source: str
    disputed: str
    rule: str
    bullet: str
    dash: str

    def of(self, agreement: Agreement) -> str:
        """Return the sign of an agreement."""
        return {"corroborated": self.corroborated, "disputed": self.disputed}.get(agreement, self.single_source)


UNICODE: Final = Symbols("✓", "·", "≠", "─", "•", "—")
ASCII: Final = Symbols("+", "-", "!", "-", "*", "--")
STYLES: Final = {"corroborated": "green", "single_source": "yellow", "disputed": "bold red"}
_HEADING: Final = "bold cyan"


def render_terminal(answer: Answer, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """Return `answer` as text of at most `width` columns (100 at most), ending in a line break.

    The only escape sequences in it are the colours of `color`; foreign text never brings its own.
    """
    page = Page(width=width, color=color, symbols=UNICODE if unicode else ASCII)
    for number, brief in enumerate(answer.stories, start=1):
        if len(answer.stories) > 1:
            page.blank()
            page.write(Text(f"Story {number} of {len(answer.stories)}", "dim"))
        _brief(page, brief)
    _footer(page, answer)
    return page.text()


class Page:
    """Lines of a fixed width, wrapped with hanging indents."""

    def __init__(self, *, width: int, color: bool, symbols: Symbols) -> None:
        self.width = max(MIN_WIDTH, min(width, MAX_WIDTH))
        self.symbols = symbols
        self._out = io.StringIO()
        self._console = Console(
            file=self._out,
            width=self.width,
            force_terminal=color,
            color_system="standard" if color else None,
            markup=False,
            emoji=False,
            highlight=False,
            legacy_windows=False,
            _environ={},
        )

    def blank(self) -> None:
        """Leave a line free, but never two, and none at the top."""
        if self._out.tell() and not self._out.getvalue().endswith("\n\n"):
            self._out.write("\n")

    def heading(self, words: str) -> None:
        """Open a section."""
        self.blank()
        self.write(Text(words.upper(), _HEADING))

    def write(self, text: Text, *, indent: int = 0, lead: Text | str = "") -> None:
        """Write `text` wrapped, `lead` hanging to its left, both behind `indent` spaces."""
        if isinstance(lead, str):
            lead = Text(lead)
        if indent + lead.cell_len > self.width // 2:  # a foreign date can be long; then it is text like any other
            lead, text = Text(), lead + text
        hang = indent + lead.cell_len
        for number, line in enumerate(text.wrap(self._console, self.width - hang, overflow="fold")):
            line.rstrip()
            start = Text(" " * indent) + lead if number == 0 else Text(" " * hang)
            self._console.print(start + line, soft_wrap=True)

    def more(self, number: int) -> None:
        """Say how many were left out, where any were."""
        if number > 0:
            self.write(Text(f"and {number} more; --format markdown shows all", "dim"), indent=2)

    def listed(self, words: str, lines: Iterable[str]) -> None:
        """Write a section of one point for each of `lines`; nothing where there are none."""
        for n, line in enumerate(lines):
            if n == 0:
                self.heading(words)
            self.write(Text(one_line(line)), lead=f"{self.symbols.bullet} ")

    def text(self) -> str:
        """Return what was written."""
        return self._out.getvalue()


def _brief(page: Page, brief: Brief) -> None:
    page.blank()
    headline = Text(one_line(brief.headline.text), "bold")
    page.write(_marked(headline, brief.headline.citations))
    page.write(Text(page.symbols.rule * page.width, "dim"))
    page.write(Text(f"{view.scope_words(brief)}; {one_line(view.engine_words(brief.provenance))}", "dim"))
    for statement in brief.statements:
        _statement(page, brief, statement)
    _disagreements(page, brief.disagreements)
    _developments(page, brief.developments)
    shown = [
        *_lone_claims(page, brief),
        *_left_out(page, brief),
        *_quotes(page, brief.quotes),
        *_timeline(page, brief.timeline),
    ]
    _names(page, brief)
    _sources(page, brief, shown)
    _dropped(page, brief)


def _statement(page: Page, brief: Brief, statement: Statement) -> None:
    page.blank()
    style = STYLES[statement.agreement]
    sign = Text(page.symbols.of(statement.agreement) + " ", style)
    page.write(_marked(Text(one_line(statement.text)), statement.citations), lead=sign)
    words = view.agreement_words(statement.agreement, statement.outlets)
    page.write(Text(one_line(words), style), indent=4)
    for words in view.differing_words(brief, statement):
        page.write(Text(one_line(words), style), indent=4)
    for words in view.details_words(statement.details):
        page.write(Text(one_line(words), "yellow"), indent=4)
    if statement.judge == "unsupported":
        page.write(Text("the judge doubts this statement", "red"), indent=4)


def _disagreements(page: Page, disagreements: Sequence[Disagreement]) -> None:
    if not disagreements:
        return
    page.heading("Where outlets differ")
    for disagreement in disagreements:
        sign = Text(page.symbols.disputed + " ", STYLES["disputed"])
        page.write(Text(one_line(disagreement.topic), "bold"), lead=sign)
        for position in disagreement.positions:
            text = Text(one_line(position.text))
            text.append(f" {page.symbols.dash} {one_line(', '.join(position.outlets))}", "dim")
            page.write(_marked(text, position.citations), indent=2, lead=f"{page.symbols.bullet} ")


def _developments(page: Page, developments: Sequence[Development]) -> None:
    if developments:
        page.heading("How it developed")
    for development in developments:
        page.write(Text(one_line(development.topic), "bold"))
        for position in development.positions:
            text = Text(one_line(position.text))
            text.append(f" {page.symbols.dash} {one_line(view.development_words(position))}", "dim")
            page.write(_marked(text, position.citations), indent=2, lead=f"{page.symbols.bullet} ")


def _lone_claims(page: Page, brief: Brief) -> Iterator[Citation]:
    groups = view.lone_claims(brief)
    if groups:
        page.heading("What only one outlet says, left out above")
    for group in groups:
        page.write(Text(one_line(group.outlet), "bold"))
        yield from _claims(page, group.claims, with_outlets=False)


def _left_out(page: Page, brief: Brief) -> Iterator[Citation]:
    if claims := view.left_out_claims(brief):
        page.heading("Told by several outlets or disputed, left out above")
        yield from _claims(page, claims, with_outlets=True)


def _claims(page: Page, claims: Sequence[Claim], *, with_outlets: bool) -> Iterator[Citation]:
    for claim in claims[:SHOWN_CLAIMS]:
        text = Text(one_line(claim.text))
        if with_outlets:
            text.append(f" {page.symbols.dash} {one_line(', '.join(claim.outlets))}", "dim")
        page.write(_marked(text, claim.citations), indent=2, lead=f"{page.symbols.bullet} ")
        yield from claim.citations
    page.more(len(claims) - SHOWN_CLAIMS)


def _quotes(page: Page, quotes: Sequence[Quote]) -> Iterator[Citation]:
    if quotes:
        page.heading("In their words")
    for quote in quotes[:SHOWN_QUOTES]:
        text = Text(one_line(view.in_quotation_marks(quote.text)))
        if quote.speaker:
            text.append(f" {page.symbols.dash} {one_line(quote.speaker)}", "bold")
        page.write(_marked(text, quote.citations), lead=f"{page.symbols.bullet} ")
        yield from quote.citations
    page.more(len(quotes) - SHOWN_QUOTES)


def _timeline(page: Page, entries: Sequence[TimelineEntry]) -> Iterator[Citation]:
    if entries:
        page.heading("When")
    for entry in entries[:SHOWN_DATES]:
        date = Text(f"{one_line(entry.date)}  ", "bold")
        page.write(_marked(Text(one_line(entry.text)), entry.citations), lead=date)
        yield from entry.citations
    page.more(len(entries) - SHOWN_DATES)


def _names(page: Page, brief: Brief) -> None:
    spelled = view.spelled_names(brief)
    if spelled:
        page.heading("Names")
    for name, others in spelled:
        text = Text(one_line(name.name), "bold")
        text.append(f", also written {one_line(', '.join(others))}", "not bold")
        page.write(text, lead=f"{page.symbols.bullet} ")


def _sources(page: Page, brief: Brief, shown: Iterable[Citation]) -> None:
    page.heading("Sources")
    for shelf in view.shelves(brief, (*view.told_citations(brief), *shown)):
        source = shelf.source
        page.write(_source_title(page, source), lead=Text(f"{source.id}  ", "dim"))
        if facts := ", ".join(filter(None, (source.author, source.published, source.given_id))):
            page.write(Text(one_line(facts), "dim"), indent=4)
        if source.url:
            style = "blue underline" if link_target(source.url) else "dim"
            page.write(Text(one_line(source.url), style), indent=4)
        for note in shelf.notes:
            page.write(Text(one_line(note), "dim italic"), indent=4)
        column = max((len(str(passage.n)) for passage in shelf.passages), default=0) + 3
        for passage in shelf.passages:
            _passage(page, passage, column)
        page.blank()


def _source_title(page: Page, source: Source) -> Text:
    outlet = one_line(source.outlet) if source.outlet != source.id else ""
    title = one_line(source.title or "")
    text = Text(outlet, "bold")
    return text.append(f" {page.symbols.dash} {title}" if outlet and title else title, "not bold")


def _passage(page: Page, passage: view.Passage, column: int) -> None:
    text = Text("title: ", "dim") if passage.part == "title" else Text()
    lead = Text(f"[{passage.n}]".ljust(column), "cyan")
    page.write(text.append(one_line(passage.quote), "not dim"), indent=4, lead=lead)


def _dropped(page: Page, brief: Brief) -> None:
    if brief.dropped:
        page.heading("Did not pass the check, left out")
    for dropped in brief.dropped:
        text = Text(one_line(dropped.text)).append(f" ({one_line(dropped.detail)}; {dropped.code})", "dim")
        page.write(text, lead=f"{page.symbols.bullet} ")


def _footer(page: Page, answer: Answer) -> None:
    page.listed("Could not be read", map(view.skipped_words, answer.skipped))
    page.listed("Warnings", answer.warnings)
    page.blank()
    page.write(Text(one_line(view.usage_words(answer)), "dim"))


def _marked(text: Text, citations: Iterable[Citation]) -> Text:
    """Put citation numbers behind `text`, those that show it whole first."""
    supports, related = view.marks(citations)
    if supports:
        text.append(" " + "".join(f"[{n}]" for n in supports), "not bold cyan")
    if related:
        text.append(" see also " + "".join(f"[{n}]" for n in related), "not bold dim cyan")
    return text
