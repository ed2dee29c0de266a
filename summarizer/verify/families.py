"""Words of news English that may stand for one another, and words that say little. Own lists, no thesaurus.

The families stand in `families.txt`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from summarizer.verify.lexicon import base_of

# Words that stand in a statement without saying much: grammar in content words' clothes.
_LIGHT = """
be have do make get go come take give put set let keep become turn bring see seem appear remain stay hold run
say tell add note explain state announce report write claim argue insist confirm call describe mention comment
speak accord account thing way case fact matter part number amount kind sort type form time times year day
week month hour minute moment period date stage point level rate side end start begin place area site position
people person one ones someone anyone everyone nobody member individual new old other
another same different such various several many much more most less least few own first last next previous
earlier later former recent recently current currently now then today yesterday still yet already also even
only just once again too almost nearly roughly about around some any all every each both either neither well
back away together alone along across up down out off over under include including involve concern regard
relate use used able need want would could like look early late ago long short high low great good big full
whole total main particular certain instead however meanwhile despite although while whereas because since
after before until during following due amid among between toward towards against without within throughout
near nearby close result effect situation development event issue question reason plan show find found know
known mean think believe feel expect continue happen follow lead leave move occur name called title nearly
least figure sum double twice half third quarter percent offer provide predate contain hold spread pace city
beneath pull act word read way mr mrs ms dr january february march april may june july august september
october november december monday tuesday wednesday thursday friday saturday sunday morning afternoon evening
night century decade decades seven eight nine ten zero
"""

_SUFFIXES = frozenset(
    (
        "e i y s t d ed er or ers ors ing ion ation ition ment al ial ical ic ly ist ism ity ty y ive ative ous ious "
        "able ible ance ence ant ent ency ancy ship hood ness ful less age ery ry n an ian r st th ure en fy ifi is iz "
        "ise ize ar ari ary ory ee eer cy man woman men women keep hous land boat"
    ).split()
) | {""}


@lru_cache(maxsize=1)
def _tables() -> tuple[Mapping[str, frozenset[int]], frozenset[str]]:
    groups: dict[str, set[int]] = {}
    text = resources.files("summarizer.verify").joinpath("families.txt").read_text("utf-8")
    for i, line in enumerate(line for line in text.splitlines() if not line.startswith("#")):
        for word in line.split():
            groups.setdefault(base_of(word) or word, set()).add(i)
    light = frozenset(base_of(word) or word for word in _LIGHT.split())
    return {word: frozenset(found) for word, found in groups.items()}, light


def is_light(base: str) -> bool:
    """Tell whether a base form (as `base_of` gives it) says too little to need a support."""
    return base in _tables()[1]


def families_of(base: str) -> frozenset[int]:
    """Return the numbers of the families that a base form belongs to."""
    return _tables()[0].get(base, frozenset())


@lru_cache(maxsize=65536)
def derived(one: str, other: str) -> bool:
    """Tell two stems of one derivational family: "investig"/"investor" are none, "approv"/"approval" are one."""
    if one == other:
        return True
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    if shared < 4:
        return False
    return one[shared:] in _SUFFIXES and other[shared:] in _SUFFIXES
