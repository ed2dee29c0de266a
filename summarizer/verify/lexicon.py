"""Small hand-written families of news English: irregular verbs, opposites, hedges, strengths. Own lists."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from summarizer.verify.reading import stem_of

_IRREGULAR = """
be was were been is are am|become became|begin began begun|bring brought|build built|buy bought|catch caught
choose chose chosen|come came|cut|deal dealt|die died death dead|do did done|draw drew drawn|drive drove driven
eat ate eaten|fall fell fallen|feel felt|fight fought|find found|fly flew flown flight|forget forgot forgotten
get got gotten|give gave given|go went gone|grow grew grown growth|hang hung|hear heard|hold held|keep kept
kill killed|know knew known|lay laid|lead led|leave left|lend lent|lose lost loss|make made|mean meant|meet met
pay paid|rise rose risen|run ran|say said|see saw seen|seek sought|sell sold sale|send sent|shake shook
shoot shot|speak spoke spoken speech|spend spent|stand stood|steal stole stolen theft|strike struck
swear swore sworn|swim swam|take took taken|teach taught|tell told|think thought|throw threw thrown|wake woke
wear wore worn|win won|write wrote written|choose choice|decide decision|arrive arrival|approve approval
refuse refusal|grow growth|sink sank sunk|flee fled|freeze froze frozen|hide hid hidden|break broke broken
bear bore born birth|sue suit lawsuit
"""
_BASE = {
    form: line.split()[0]
    for group in _IRREGULAR.strip().splitlines()
    for line in group.split("|")
    for form in line.split()
}

# Opposites: a word of one side in the statement against a word of the other side in the passage.
_OPPOSITES = """
rise increase climb grow gain up higher more surge jump soar | fall drop decline decrease shrink lower fewer down less
rise increase climb surge jump soar steep | plunge sink slump slip dip precipitous fall drop decline decrease
before prior ahead | after following since
win victory beat | lose defeat
open reopen | close shut closed
accept approve back support endorse favor favour welcome praise | reject oppose refuse deny criticize criticise condemn
allow permit legal lawful | ban prohibit forbid bar block illegal unlawful
alive survive survivor unharmed | dead die kill
above over | below under beneath
first | last final
most majority | least minority
best | worst
guilty convict jail imprison sentence | innocent acquit clear exonerate
confirm | deny
agree | disagree dispute
remember | forget
start begin launch open | end finish stop halt conclude
enter arrive join | leave depart quit exit
increase raise expand | reduce cut lower
buy purchase acquire | sell
older elder senior | younger junior
male man men boy boys father son husband brother | female woman women girl girls mother daughter wife sister
north northern | south southern
east eastern | west western
left | right
inside indoor | outside outdoor
public publicly | private privately
success successful succeed | failure fail unsuccessful
satisfied happy pleased content | frustrated unhappy disappointed angry dissatisfied upset
safe safely | dangerous unsafe
true correct | false incorrect untrue
possible able | impossible unable
present | absent
hot warm | cold cool
rich wealthy | poor
strong stronger strength | weak weaker weakness
early earliest | late latest
long longer longest | short shorter shortest
large larger largest big bigger biggest | small smaller smallest
high higher highest | low lower lowest
fast faster quick | slow slower
increasingly | decreasingly
majority | minority
maximum | minimum
import imports | export exports
guilty | innocent
pro | anti
love | hate
peace | war
same | different
full fully complete completely | partial partially incomplete empty
temporary temporarily | permanent permanently
voluntary voluntarily willingly | forced forcibly
arrest detain jail imprison | release free
appoint hire | fire dismiss sack
protect defend | attack
borrow | lend
deepen worsen | improve ease
tighten | loosen relax
retain keep | abandon drop remove
indoor | outdoor
unanimous unanimously | divided split
domestic | foreign
calm | violent
clear clearly | unclear
likely | unlikely
inaccurate | accurate
often frequently usually regularly commonly | seldom rarely
well | poorly badly
increase rise | unaffected unchanged
decrease fall | unaffected unchanged
double triple quadruple | halve
pass | fail
adopt pass enact | reject defeat
grant | deny refuse
uphold affirm | overturn quash annul reverse
impose | lift ease
accident accidental | deliberate intentional
"""


@lru_cache(maxsize=65536)
def base_of(word: str, language: str = "en") -> str:
    """Return what stands for a word and its irregular kin: the stem of the base form, seven letters at most."""
    return stem_of(_BASE.get(word, word), language)[:7]


_NOUNS = frozenset(
    "death flight growth loss theft speech sale birth choice decision arrival approval refusal suit dead".split()
)


def is_irregular_past(word: str) -> bool:
    """Tell whether a folded word is a past form of an irregular verb: "sold", "taken"."""
    return word in _BASE and _BASE[word] != word and word not in _NOUNS


def is_verb_form(word: str) -> bool:
    """Tell whether a folded word may be a finite verb: an irregular form, or one in -ed or -s."""
    return word in _BASE or word.endswith(("ed", "s"))


def _stems(words: str) -> frozenset[str]:
    return frozenset(base_of(w) or w for w in words.split())


class Sides(NamedTuple):
    """The words that say the same as a word, and those that say the opposite."""

    same: frozenset[str]
    against: frozenset[str]


@lru_cache(maxsize=1)
def opposites() -> dict[str, Sides]:
    """Map each word (as `base_of` gives it, function words as they are) to its own side and the other."""
    table: dict[str, Sides] = {}
    for line in _OPPOSITES.strip().splitlines():
        left, _, right = line.partition("|")
        for one, other in ((_stems(left), _stems(right)), (_stems(right), _stems(left))):
            for word in one:
                old = table.get(word, Sides(frozenset(), frozenset()))
                table[word] = Sides(old.same | one, old.against | (other - one))
    return table
