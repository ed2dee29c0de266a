"""Closed word classes by which a sentence leans on the one before it, by language.

Function words only (grammars list them whole); a language that is not here is judged by punctuation alone.
"""

from __future__ import annotations


def word_set(listed: str) -> frozenset[str]:
    """Return the words of `listed`, which are set apart by spaces."""
    return frozenset(listed.split())


CONNECTIVES: dict[str, frozenset[str]] = {
    "en": word_set(
        "accordingly additionally afterward afterwards alternatively also and another anyway but "
        "consequently conversely either elsewhere else finally furthermore further hence here hereby "
        "however indeed instead later lastly likewise meanwhile meantime moreover neither nevertheless "
        "next nonetheless nor or other others otherwise secondly similarly so still subsequently such "
        "then thereafter therefore thirdly thus too again apparently yes well ok okay unfortunately yet "
    ),
    "de": word_set(
        "aber allerdings also andererseits anschließend auch außerdem dabei dadurch dafür dagegen daher damit "
        "danach daneben dann daran darauf daraufhin darin darüber darum davon dazu dennoch denn derweil "
        "deshalb deswegen doch dort ebenfalls ebenso einerseits ferner gleichzeitig hier hierzu hingegen "
        "indes indessen jedoch oder schließlich so somit sondern sonst stattdessen trotzdem und unterdessen "
        "vielmehr weiterhin zudem zugleich zuvor"
    ),
    "fr": word_set(
        "ailleurs ainsi alors aussi autrement car cependant donc enfin ensuite et finalement ici mais "
        "néanmoins notamment or ou parallèlement pourtant puis sinon toutefois"
    ),
    "es": word_set(
        "además ahí allí así aunque aquí asimismo después e entonces entretanto finalmente igualmente luego "
        "mientras o pero porque pues sino también tampoco y"
    ),
    "pt": word_set(
        "aí ali além aliás assim aqui contudo depois e então entretanto finalmente logo mas ou pois porém "
        "portanto também tampouco todavia"
    ),
    "it": word_set(
        "allora anche anzi così dunque e ed eppure infatti infine inoltre intanto invece ma o oppure perciò "
        "però poi pure qui quindi successivamente tuttavia"
    ),
    "ru": word_set("а впрочем зато здесь и или итак однако но поэтому потом при причём также тоже там тогда тут"),
}
PRONOUNS: dict[str, frozenset[str]] = {
    "en": word_set(
        "he she it they him her them his hers its their theirs himself herself itself themselves this that "
        "these those which both"
    ),
    "de": word_set(
        "er sie es ihm ihn ihr ihre ihren ihrem ihrer ihres ihnen sein seine seinen seinem seiner seines dies "
        "diese dieser dieses diesem diesen jene jener jenes das dessen deren beide solche"
    ),
    "fr": word_set(
        "il elle ils elles ce cela ceci ça c celui celle ceux celles cet cette ces son sa ses leur leurs lui eux"
    ),
    "es": word_set(
        "él ella ello ellos ellas esto eso aquello este esta estos estas ese esa esos esas aquel aquella su "
        "sus ambos otro otra otros otras"
    ),
    "pt": word_set(
        "ele ela eles elas isto isso aquilo este esta estes estas esse essa esses essas aquele aquela seu sua "
        "seus suas ambos outro outra outros outras"
    ),
    "it": word_set(
        "egli ella esso essa essi esse lui lei loro ciò questo questa questi queste quello quella quelli "
        "quelle suo sua suoi sue entrambi altri altre"
    ),
    "ru": word_set(
        "он она оно они его её ее их ему ей им это этот эта эти этого этой этом тот та те того такой такая такие"
    ),
}
FIRST_AND_SECOND_PERSON: dict[str, frozenset[str]] = {
    "en": word_set("me my mine myself we us our ours ourselves you your yours yourself yourselves let's"),
    "de": word_set("ich mich mir mein meine wir uns unser unsere du dich dir euch"),
    "fr": word_set("je j moi mon ma mes nous notre nos vous votre vos tu toi"),
    "es": word_set("yo mí mi mis nosotros nos nuestro nuestra tú usted ustedes"),
    "pt": word_set("eu meu minha nós nosso nossa você vocês"),
    "it": word_set("io mio mia noi nostro nostra voi vostro vostra tu"),
    "ru": word_set("я мне меня мой мы нас нам наш вы вас вам ваш ты"),
}

BACKWARD_PHRASES = (
    "as a result",
    "as a consequence",
    "as such",
    "after that",
    "after this",
    "and yet",
    "at that",
    "at the same time",
    "at this",
    "at the time",
    "because of that",
    "because of this",
    "before that",
    "by comparison",
    "by contrast",
    "by then",
    "by the way",
    "despite that",
    "despite this",
    "due to this",
    "even so",
    "even then",
    "for example",
    "for instance",
    "for one thing",
    "for that",
    "for this",
    "from there",
    "if so",
    "in addition",
    "in any case",
    "in both cases",
    "in contrast",
    "in comparison",
    "in doing so",
    "in each case",
    "in other words",
    "in particular",
    "in response",
    "in return",
    "in some cases",
    "in such",
    "in that",
    "in the meantime",
    "in these",
    "in this",
    "in those",
    "in turn",
    "many of them",
    "more specifically",
    "most of them",
    "none of",
    "not only that",
    "of these",
    "of those",
    "on the contrary",
    "on the one hand",
    "on the other",
    "on the same",
    "on top of",
    "on this",
    "on that",
    "one of them",
    "one of these",
    "one of those",
    "since then",
    "some of them",
    "some of these",
    "some of those",
    "the former",
    "the following",
    "the latter",
    "the other",
    "the others",
    "the pair",
    "the same",
    "the second",
    "the third",
    "the two",
    "the three",
    "the trio",
    "to be sure",
    "to that end",
    "to this end",
    "two of them",
    "with that",
    "with this",
    "when asked",
    "asked about",
    "asked if",
    "asked whether",
    "asked why",
)
"""Openings of English sentences that point back."""

UNIQUE_NOUNS = word_set(
    "president government world sun moon earth pope internet economy weather army navy military state "
    "country nation public media police market markets stock unemployment jobless climate universe sky "
    "sea ocean white united first-ever u.s us uk eu u.n un federal national international american "
    "british chinese russian european prime head leader founder former chief mayor governor chairman "
    "director"
)
"""Common nouns and adjectives that can follow an opening "The" although nothing was said before."""
