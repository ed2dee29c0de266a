"""A seeded maker of news-like articles, for benchmarks and soak runs: any number, any length, no real text.

Articles of one story share facts in their own wordings and add sentences of their own, with names and numbers.
"""

from __future__ import annotations

import random

_PEOPLE = "Arvid Holm,Lena Marsh,Pavel Ruzic,Dana Whitcombe,Ines Calder,Tomas Brandt,Mira Okafor,Jonas Vale".split(",")
_ROLES = "the harbour master,a spokeswoman for the council,the chief engineer,the minister of transport".split(",")
_PLACES = "Ellery,Northhaven,Port Sallow,Grenfield,the Calder Strait,Marsh Island,Upper Teign".split(",")
_THINGS = (
    "ferry,bridge,tunnel,reservoir,power station,railway line,hospital,school,warehouse,lighthouse,pipeline,"
    "market hall,airfield,quarry,sea wall,court house"
).split(",")
_DEEDS = (
    "closed,reopened,inspected,damaged,evacuated,repaired,rebuilt,searched,secured,flooded,abandoned,surveyed,"
    "delayed,approved,financed,extended"
).split(",")
_CAUSES = (
    "after heavy rain,because of a broken cable,during the evening rush,following a week of storms,under a new law,"
    "despite earlier warnings,before the holiday weekend,in line with the emergency plan"
).split(",")
_TAILS = (
    "and residents were told to stay indoors,while crews worked through the night,as traffic was sent along the coast,"
    "although no one was hurt,and the costs are not yet known,while schools in the area stayed shut,"
    "as divers looked for the missing parts,and an inquiry will begin next month"
).split(",")


def story(seed: int, *, articles: int, words: int = 600) -> list[str]:
    """Return `articles` texts of about `words` words each on one invented event."""
    rng = random.Random(seed)
    facts = [_fact(rng) for _ in range(14)]
    return [_article(random.Random(f"{seed} {n}"), facts, words) for n in range(articles)]


def _fact(rng: random.Random) -> dict[str, str]:
    return {
        "thing": rng.choice(_THINGS),
        "place": rng.choice(_PLACES),
        "deed": rng.choice(_DEEDS),
        "cause": rng.choice(_CAUSES),
        "tail": rng.choice(_TAILS),
        "count": str(rng.randint(2, 900)),
        "who": rng.choice(_PEOPLE),
        "role": rng.choice(_ROLES),
    }


def _article(rng: random.Random, facts: list[dict[str, str]], words: int) -> str:
    told = sorted(rng.sample(range(len(facts)), k=8))
    sentences: list[str] = []
    while sum(len(sentence.split()) for sentence in sentences) < words:
        shared = told and rng.random() < 0.4
        sentences.append(_told(rng, facts[told.pop(0)] if shared else _fact(rng)))
    paragraphs = [" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3)]
    first = facts[0]
    return f"{first['thing'].capitalize()} at {first['place']} {first['deed']}\n" + "\n".join(paragraphs) + "\n"


def _told(rng: random.Random, fact: dict[str, str]) -> str:
    wordings = (
        "The {thing} at {place} was {deed} {cause}, {role} said on Tuesday, {tail}.",
        "{who}, {role}, said {count} people were affected when the {thing} at {place} was {deed} {cause}.",
        "“We counted {count} cases,” said {who} in {place}, where the {thing} was {deed} {cause}, {tail}.",
        "In {place}, the {thing} was {deed} {cause} {tail}, and {count} workers were called in, {who} said.",
    )
    return rng.choice(wordings).format(**fact)
