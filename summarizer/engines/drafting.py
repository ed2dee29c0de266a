"""From what a model filled in to a draft: cleaned text, tidy ids, and the faults that only a whole draft has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from summarizer.engines.base import WriteOptions
from summarizer.engines.hostile import has_markup, visible
from summarizer.engines.reply import Fault
from summarizer.engines.wire import BriefReply, DisagreementReply, RevisionReply, StatementReply, StatementsReply
from summarizer.models import Chosen, ClaimTable, Draft, DraftStatement, Dropped, Failure
from summarizer.text.tokens import words

MARKUP = Failure("markup", (), "plain text only: no markup, link or control character")
ECHO = Failure("prompt_echo", (), "repeats the instructions instead of the reports")
TOO_LONG = Failure("too_long", (), "one plain sentence is shorter")
WITHHELD = "(text withheld)"
MAX_UNIQUE = 400  # statements; a brief of 2,000 words, the most that can be asked for, has some 100
MAX_SIDES = 8  # of a disagreement
MAX_LENGTH = 2_000  # characters of one statement; the longest of 542 in multinews_dev's references has 424
_IDS = re.compile(r"[^\s,;\[\]()]+")
_BULLET = re.compile(r"^(?:[-*•]|\d{1,2}[.)])\s+(?=\D)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ECHOED = 8  # words in a row; the prompts and a news sentence share such a run only by quoting
# Share of a brief's words that stand in its articles, 2026-11-22: 168 outputs of three language models on the
# 56 stories of multinews_dev 0.39 to 0.98, 300 editors' round-ups on three leads (neutral_triples_dev) 0.37 to
# 1.0; 336 pairs of a French, German, Spanish, Dutch, Swedish or Portuguese text with these stories 0 to 0.43,
# one of them above 0.33.
_OWN_WORDS = 0.35
TELLING = 12  # words that it takes to judge a language


class Drafted(NamedTuple):
    """A draft by numbers: 0 is the headline, statements count from 1."""

    headline: DraftStatement
    statements: tuple[DraftStatement, ...]
    chosen: Chosen = Chosen()

    def numbered(self) -> list[tuple[int, DraftStatement]]:
        """Return every statement with its number."""
        return list(enumerate((self.headline, *self.statements)))


def draft_of(reply: StatementsReply) -> Drafted | Fault:
    """Return the cleaned draft; the same statement twice counts once, over and over is a fault."""
    statements = [cleaned(statement) for statement in reply.statements]
    unique = list({statement.text.casefold(): statement for statement in reversed(statements)}.values())[::-1]
    if 2 * len(unique) < len(statements):
        return Fault("repetitive", "the answer says the same over and over", True)
    if len(unique) > MAX_UNIQUE:
        return Fault("too_large", f"the answer has over {MAX_UNIQUE} statements", False)
    chosen = _chosen(reply) if isinstance(reply, BriefReply) else Chosen()
    return Drafted(cleaned(reply.headline), tuple(unique), chosen)


def _chosen(reply: BriefReply) -> Chosen:
    rejected = tuple(one.id for one in reply.disagreements if not one.differ)
    sides = tuple((one.id, _sides(one)) for one in reply.disagreements if one.differ)
    return Chosen(rejected, sides, tuple(reply.quotes), tuple(reply.timeline))


def _sides(reply: DisagreementReply) -> tuple[DraftStatement, ...]:
    """Return the sides in plain text; one with markup is as good as none."""
    sides = (cleaned(side) for side in reply.sides[:MAX_SIDES])
    return tuple(side for side in sides if not has_markup(side.text))


def cleaned(reply: StatementReply) -> DraftStatement:
    """Return the statement in plain text, with tidy ids."""
    return DraftStatement(_plain(reply.text), tidy_ids(reply.cites))


def _plain(text: str) -> str:
    """Take off what a model adds for looks: a bullet, a number, emphasis. The words stay as they are."""
    return _BULLET.sub("", _EMPHASIS.sub(r"\2", visible(text)))


def tidy_ids(cites: Iterable[str]) -> tuple[str, ...]:
    """Return the ids without brackets, one string each, each once; what they name is not judged here."""
    return tuple(dict.fromkeys(sid for cite in cites for sid in _IDS.findall(visible(cite)[:200])))[:50]


def revised(drafted: Drafted, reply: RevisionReply) -> dict[int, DraftStatement]:
    """Return the proposed replacements by number; one for a number that does not exist is ignored."""
    known = range(len(drafted.statements) + 1)
    return {
        r.number: DraftStatement(_plain(r.text), tidy_ids(r.cites))
        for r in reply.replacements
        if r.number in known and r.text.strip()
    }


def put_in(drafted: Drafted, replacements: dict[int, DraftStatement]) -> Drafted:
    """Return the draft with these statements in the place of those they replace."""
    headline, *statements = (replacements.get(number, statement) for number, statement in drafted.numbered())
    return Drafted(headline, tuple(statements), drafted.chosen)


def text_failures(statement: DraftStatement, prompt_words: frozenset[tuple[str, ...]]) -> tuple[Failure, ...]:
    """Return what is wrong with the text of a statement, whatever it cites."""
    if len(statement.text) > MAX_LENGTH:
        return (TOO_LONG,)
    if has_markup(statement.text):
        return (MARKUP,)
    if prompt_words & shingles(statement.text):
        return (ECHO,)
    return ()


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Return every run of eight folded words of `text`."""
    found = words(text)
    return frozenset(tuple(found[at : at + _ECHOED]) for at in range(len(found) - _ECHOED + 1))


def whole_fault(drafted: Drafted, table: ClaimTable, options: WriteOptions) -> Fault | None:
    """Return what is wrong with the draft as a whole: another language than asked for, one outlet alone."""
    if _foreign(drafted.statements, table, options):
        return Fault("wrong_language", "the answer is not written in the language asked for", True)
    if _one_sided(drafted.statements, table):
        return Fault("one_outlet", "the answer rests on one outlet alone although several tell the story", True)
    return None


def _foreign(statements: Sequence[DraftStatement], table: ClaimTable, options: WriteOptions) -> bool:
    """Judge only a brief in the language of its articles: it must share their words."""
    spoken = {article.language[:2].lower() for article in table.articles}
    if options.language is not None and {options.language[:2].lower()} != spoken:
        return False
    said = [word for statement in statements for word in units(statement.text)]
    cited = {sid for statement in statements for sid in statement.sentence_ids}
    if len(said) < TELLING or _shares(said, [s.text for s in table.sentences if s.id in cited]):
        return False
    return not _shares(said, [s.text for s in table.sentences])


def _shares(said: Sequence[str], texts: Iterable[str]) -> bool:
    ground = {word for text in texts for word in units(text)}
    return sum(word in ground for word in said) >= _OWN_WORDS * len(said)


def units(text: str) -> list[str]:
    """Return the words of `text`, and the single characters of scripts that put no spaces."""
    return [unit for word in words(text) for unit in ([word] if word < "\u0e00" else word)]


def _one_sided(statements: Sequence[DraftStatement], table: ClaimTable) -> bool:
    """Return whether three or more statements tell only what one publisher tells, though claims are shared."""
    cited = {sid for statement in statements for sid in statement.sentence_ids}
    told = [row.publishers for row in table.claims if any(s.id in cited for s in row.sentences)]
    shared = any(len(row.publishers) > 1 for row in table.claims)
    return shared and len(statements) > 2 and len(frozenset[str]().union(*told)) == 1


def as_draft(drafted: Drafted, prompt_words: frozenset[tuple[str, ...]]) -> tuple[Draft, tuple[Dropped, ...]]:
    """Return the plain sentences as a draft, and what is withheld.

    The gate judges what a statement says. What is no plain sentence is not even shown as dropped, since it carries
    what an attacker wants shown: its code and why stand in its place.
    """
    faults = [text_failures(statement, prompt_words) for statement in drafted.statements]
    kept = tuple(statement for statement, fault in zip(drafted.statements, faults, strict=True) if not fault)
    headline = None if text_failures(drafted.headline, prompt_words) or not drafted.headline.text else drafted.headline
    withheld = tuple(Dropped(text=WITHHELD, code=fault[0].code, detail=fault[0].detail) for fault in faults if fault)
    return Draft(headline, kept, drafted.chosen), withheld
