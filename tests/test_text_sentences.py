"""Sentences: where they end in eleven languages, and offsets that hold for any text."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.sentences import against_numbered, joined_headlines, same_when_wrapped
from summarizer.models import Article, Removed
from summarizer.text.sentences import sentences_of, split_sentences

DATA = Path(os.environ.get("SUMMARIZER_EVAL_DATA", "../shared/data"))

# A bar marks where one sentence ends and the next begins.
PROSE = [
    ("en", "The U.S. sent two envoys.| They met Mr. Okafor at 9 a.m. on Tuesday."),
    ("en", "Gov. Lena Hart signed it.| Sen. Bo Reyes (D-Ariz.) did not."),
    ("en", "Acme Inc. said sales rose 3.5 percent to $1.2 billion.| Shares fell."),
    ("en", "He teaches at St. Mary's.| J. R. R. Tolkien taught elsewhere, said Prof. A. B. Stone."),
    ("en", "The train left at 5:30 p.m. Wednesday with 40 aboard.| It never came."),
    ("en", "Doors open at 2:30 p.m. PT in the old hall."),
    ("en", "“We will rebuild.”| He then left the room."),
    ("en", "“We will rebuild,” she said.| “It takes time.”| Nobody answered."),
    ("en", '"Is it over?" asked one man.| "No," said another.'),
    ("en", "“I told him no,” he recalled. |“When you go there, you see why.”"),
    ("en", "They wanted “peace now.”| The crowd cheered."),
    ("en", "He left the old town hall.| “Today, the mayor was shown out of the hall."),
    ("en", 'He told the Courier on Tuesday.| "They have to treat us well, also.'),
    ("en", 'I stood up for that."| "Everybody has a right to a home," she said.'),
    ("en", "(The verdict was later overturned.)| In 1997, a second quake came."),
    ("en", "“It was wrong,” Rep. Ann Vole (R., Texas) said.| She voted no."),
    ("en", "He paused…| Then he spoke."),
    ("en", "He paused ... and spoke of No. 5 and no one else."),
    ("en", "Was it a fraud?| No!| It was a mistake."),
    ("en", "The mayor, a Dr. Who fan, vs. Jones Jr. in round 2.| The bout is on Oct. 30."),
    ("en", "The plant closed in 2009.| 1,200 people lost their jobs."),
    ("en", "It is the first time since Dec. 7.| Officials in Washington, D.C., were not told."),
    ("en", "The talks ended on Friday.|The two sides will meet again in May."),
    ("en", "Visit example.com or e.g. write to the office, i.e. by post."),
    ("en", "1. A warm welcome"),
    ("en", "The firm, Yahoo! Ltd., grew.| Others shrank."),
    ("en", "He lives in the U.K.| She does not."),
    ("en", "Sen. Bo Reyes voted no.| The others did not."),
    ("en", "The plan has two parts: 1. Cut taxes.| It starts in Sept. 2026."),
    ("en", "“We can do this,” said Ms. Ko, “and we will.”| “When?”| “Soon.”"),
    ("en", "She works at Apple Inc.| It pays well.| They sell books, pens, etc.| The shop opens at 9 a.m. every day."),
    ("de", "Die Fa. Ott zahlt.| Um 20.15 Uhr beginnt es.| Am 24. 12. 2025 war frei.| Er wurde 3.| Danach ging er."),
    ("es", "«¡No!» dijo ella.| El 3.º piso.| J. M. Pérez llegó."),
    ("it", "Il prof. A. Galli tace.| È il piano B. Poi si vedrà.".replace("B. Poi", "B.| Poi")),
    ("uk", "За словами О. І. Шевченка, сталося 5 пожеж.| «Чому?» — спитав він."),
    ("ru", "«Почему?» — спросил он.| «Не знаю!»| Это и т. д. и т. п. не важно."),
    ("fr", "Le P.-D.G. a dit non.| Cf. p. 12.| Rien n’a changé."),
    ("zh", "“我们走吧！”她说。|没有人动。"),
    ("de", "Am 3. Oktober kamen z. B. rund 1.200 Gäste.| Dr. Müller sprach."),
    ("de", "„Das reicht nicht“, sagte sie.| „Wir brauchen mehr Zeit.“| Danach ging sie."),
    ("de", "Die Nr. 5 der Liste, d. h. die S. 12 ff., fehlt.| Prof. Dr. Karl Ott schwieg."),
    ("de", "Der 2. Weltkrieg endete 1945.| Im 19. Jahrhundert war es anders."),
    ("fr", "M. Duval a parlé à 9 h 30.| « Nous partirons demain », a-t-il dit."),
    ("fr", "« Nous partirons. »| Il est sorti.| Mme Roy est restée."),
    ("fr", "Qui a gagné ?| Personne !| L’art. 49 al. 3 reste."),
    ("es", "El Sr. Ruiz viajó a EE. UU. el lunes.| ¿Volverá?| Nadie lo sabe."),
    ("es", "«No lo haremos», dijo la Dra. Vega.| ¡Fue un error!"),
    ("pt", "O Sr. Alves e a Dra. Lima chegaram às 10h.| Ninguém falou."),
    ("pt", "“Não vamos sair.”| Ele repetiu isso na Av. Central, n.º 10."),
    ("it", "Il dott. Rossi arriva alle 9.30.| «Non è finita», ha detto l’on. Bianchi."),
    ("it", "Chi ha vinto?| Nessuno!| L’art. 18 resta."),
    ("ru", "В 2023 г. компания заработала 5 млрд руб. за год.| Г-н Орлов молчит."),
    ("ru", "«Мы уйдем», — сказал А. С. Белов.| Он живет в г. Томске на ул. Мира."),
    ("uk", "У м. Київ на вул. Садовій, 5 сталася пожежа.| Постраждали 12 осіб."),
    ("uk", "«Ми повернемося», — сказав О. П. Коваль.| Ніхто не відповів."),
    ("ar", "وصل الوفد يوم الاثنين.| هل ينجح الحوار؟| لا أحد يعرف."),
    ("ar", "قال د. سامي نور إن العمل بدأ.| وأضاف أنه مستمر!"),
    ("zh", "会谈持续了5.5小时。|双方同意下周再谈。|谁会来？|没有人知道！"),
    ("zh", "他说：“我们不会离开。”|她没有回答。|专家认为，这很重要。"),
    ("ja", "会談は5時間続いた。|「もう帰らない。」と彼は言った。|誰も答えなかった。"),
    ("ja", "本当ですか？|いいえ！|明日また話します。"),
]


@pytest.mark.parametrize(("language", "marked"), PROSE, ids=[f"{n}-{row[0]}" for n, row in enumerate(PROSE)])
def test_prose(language, marked):
    text = marked.replace("|", "")
    assert [text[a:b] for a, b in split_sentences(text, language)] == [part.strip() for part in marked.split("|")]


WRAPPED = """\
The two envoys met for more than five hours on Sunday in the old
harbour town, and both sides said that they would go on talking
on Monday. Neither side gave any detail of the plan, which Ms.
Orlova called "a first step" and which her critics called a trap.
The ministers left by a side door.

A second paragraph begins here and it is also longer than a line
of the screen.
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_hard_wrapped_lines_are_one_paragraph(end):
    text = WRAPPED.replace("\n", end)
    found = [text[a:b].replace(end, " ") for a, b in split_sentences(text, "en")]
    assert found == [
        "The two envoys met for more than five hours on Sunday in the old harbour town, and both sides said that "
        "they would go on talking on Monday.",
        'Neither side gave any detail of the plan, which Ms. Orlova called "a first step" and which her critics '
        "called a trap.",
        "The ministers left by a side door.",
        "A second paragraph begins here and it is also longer than a line of the screen.",
    ]
    assert [s.paragraph for s in sentences_of(article(text))] == [0, 0, 0, 1]


def test_hard_wrapped_chinese_and_arabic():
    chinese = (
        "联合国周一宣布双方会谈持续了五个小时并\n且同意下周在首都再次举行会议讨论停火问\n题。随后代表团离开了会场。"
    )
    assert [chinese[a:b] for a, b in split_sentences(chinese, "zh")] == chinese.replace("随", "|随").split("|")
    arabic = (
        "أعلنت الأمم المتحدة يوم الاثنين أن المحادثات بين الجانبين استمرت\n"
        "خمس ساعات كاملة وأنها ستستأنف في الأسبوع المقبل في العاصمة القديمة\nبحضور الوسطاء."
    )
    assert len(split_sentences(arabic, "ar")) == 1


def test_lines_that_are_not_wrapped_stay_apart():
    headlines = (
        "Storm Vera cuts power to forty thousand homes in the north\n"
        "Ministers meet in Port Almer to settle the fishing dispute\n"
        "Harbour bridge to close for repairs over the long weekend\n"
    )
    assert len(split_sentences(headlines, "en")) == 3
    news = "Rain fell on Monday.\nThe dam held.\n" + "It was the wettest day in the valley since records began. " * 3
    assert [s.paragraph for s in sentences_of(article(news))] == [0, 1, 2, 2, 2]


def test_numbered_lines_and_debris():
    text = "* * *\n\n1. A warm welcome\n\n2) The bill passed. \U0001f600\n\n___\n\n“\n\n… And so it ended. ”\n"
    assert [text[a:b] for a, b in split_sentences(text, "en")] == [
        "1. A warm welcome",
        "2) The bill passed. \U0001f600",
        "… And so it ended. ”",
    ]


def article(text, **more):
    return Article(id="a1", text=text, **more)


def kinds(text, **more):
    return [(s.text, s.kind) for s in sentences_of(article(text, **more))]


def test_kinds():
    text = (
        "Bridge closes\n\nWhat happened\n\nThe bridge closed on Monday. Nobody was hurt.\n\nREAD MORE\n\n"
        "The mayor resigned.\n\n"
        "Engineers had warned the council about rust in the main cables for years\n\n"
        "• 3 piers were damaged\n\n“No more”"
    )
    assert kinds(text, title="Bridge Closes") == [
        ("Bridge Closes", "title"),
        ("Bridge closes", "title"),
        ("What happened", "heading"),
        ("The bridge closed on Monday.", "prose"),
        ("Nobody was hurt.", "prose"),
        ("READ MORE", "heading"),
        ("The mayor resigned.", "prose"),
        ("Engineers had warned the council about rust in the main cables for years", "prose"),
        ("• 3 piers were damaged", "prose"),
        ("“No more”", "prose"),
    ]
    assert kinds(text, title="Bridge closes", title_in_text=(0, 13))[0] == ("Bridge closes", "title")


def test_ids_and_title():
    found = sentences_of(article("One came. Two left.\n\nThree stayed.", title="Who came"))
    assert [(s.id, s.field, s.position, s.paragraph) for s in found] == [
        ("a1.title", "title", -1, 0),
        ("a1.s1", "text", 0, 0),
        ("a1.s2", "text", 1, 0),
        ("a1.s3", "text", 2, 1),
    ]


def test_marked_stretches_are_left_out():
    text = "The dam held. Read more: Dam news. Nobody was hurt.\n\nSubscribe now.\n\nRain goes on."
    marks = tuple(
        Removed(start=text.index(cut), end=text.index(cut) + len(cut), reason="promo")
        for cut in ("Read more: Dam news.", "Subscribe now.")
    )
    found = sentences_of(article(text, removed=marks))
    assert [(s.text, s.paragraph, s.id) for s in found] == [
        ("The dam held.", 0, "a1.s1"),
        ("Nobody was hurt.", 0, "a1.s2"),
        ("Rain goes on.", 1, "a1.s3"),
    ]


_PROSE = [
    "The dam held. ",
    "He said: ",
    "“No.” ",
    "Mr. X ",
    "U.S. ",
    "... ",
    "… ",
    "(A.) ",
    "3. ",
    "1.5 ",
    "a.m. ",
    "EST ",
]
_SCRIPTS = [
    "é",
    "e\u0301",
    "й",
    "会谈。",
    "「はい。」",
    "قال. ",
    "؟ ",
    "👩\u200d👩\u200d👧 ",
    "🇺🇦",
    "\u200b",
    "\ufeff",
    "x",
]
_SIGNS = [". ", "! ", "? ", '" ', "' ", "« ", "» ", "— ", "• ", "word.Word "]
_SPACES = ["\n", "\r\n", "\r", "\u2029", "  ", "\t", "\x85", "\x1c"]
SCRAPS = st.sampled_from([*_PROSE, *_SCRIPTS, *_SIGNS, *_SPACES])
TEXTS = st.one_of(st.text(max_size=300), st.lists(SCRAPS, max_size=60).map("".join))


@given(TEXTS, st.sampled_from(["en", "de", "fr", "es", "pt", "it", "ru", "uk", "ar", "zh", "ja", "xx"]))
def test_spans_are_exact_for_any_text(text, language):
    spans = split_sentences(text, language)
    covered = set()
    for start, end in spans:
        assert text[start:end] == text[start:end].strip() != ""
        assert not covered.intersection(range(start, end))
        covered.update(range(start, end))
    assert spans == sorted(spans)
    letters = {i for i, char in enumerate(text) if char.isalpha() or char.isdecimal()}
    assert letters <= covered
    for paragraph in filter(None, text.splitlines()):
        if any(char.isalpha() for char in paragraph):
            at = text.index(paragraph)
            assert all(i in covered for i in range(at, at + len(paragraph)) if not text[i].isspace())


@given(TEXTS, st.data())
def test_sentences_never_reach_into_marks(text, data):
    edges = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    marks = [Removed(start=a, end=b, reason="x") for a, b in zip(edges[::2], edges[1::2], strict=False) if a < b]
    found = sentences_of(article(text, removed=tuple(marks)))
    assert all(text[s.start : s.end] == s.text for s in found)
    assert all(s.end <= m.start or m.end <= s.start for s in found for m in marks)
    assert [s.position for s in found] == list(range(len(found)))
    assert [s.paragraph for s in found] == sorted(s.paragraph for s in found)


@pytest.mark.skipif(not DATA.is_dir(), reason=f"no evaluation data at {DATA}")
def test_floors_on_real_news():
    found = against_numbered(DATA)
    assert found.precision >= 0.99
    assert found.recall >= 0.99
    assert same_when_wrapped(DATA, 72, blank=True) >= 0.99
    joined, ends = joined_headlines(DATA)
    assert joined <= 0.005 * ends
