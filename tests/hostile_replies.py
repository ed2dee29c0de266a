# ruff: noqa: E501 (a table reads best with one case a line)
"""One story of three invented outlets, a good reply to it, and the table of malformed or hostile replies.

Classes: R asked once more, D degraded at once, X the statement fails, V valid after cleaning.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from summarizer.models import Article
from tests.provider import REPLIES, Scripted, completion, message, says

ARTICLES = (
    Article(
        id="a1",
        title="Quill Bridge closed after 14 cracks found",
        outlet="Morrow Ledger",
        text="The Quill Bridge in Morrow closed on Monday after inspectors found 14 cracks in its northern pier. "
        'Mayor Ana Tresk said: "Nobody was ever in danger on this bridge." '
        "Repairs will take six weeks, the city's works office said. "
        "Some 22,000 cars cross the bridge each day.",
    ),
    Article(
        id="a2",
        title="Cracks shut Quill Bridge 🌉",
        outlet="Valley Radio",
        text="The Quill Bridge in Morrow was closed on Monday after inspectors found 14 cracks in a pier 😮. "
        "Repairs will take eight weeks, a union spokesman said. "
        "The ferry to Morrow runs every ten minutes until further notice.",
    ),
    Article(
        id="a3",
        title="莫羅大橋 closed",
        outlet="Harbour Wire",
        text="Inspectors found 14 cracks in the northern pier of the Quill Bridge in Morrow, which closed on Monday. "
        "The ferry company did not say who pays for the extra boats. "
        "The bridge was built in 1931 and last inspected in 2019.",
    ),
)

GOOD: dict[str, Any] = {
    "headline": {"text": "Quill Bridge closed after 14 cracks found", "cites": ["a1.title", "a1.s1"]},
    "statements": [
        {"text": "The Quill Bridge in Morrow closed on Monday after inspectors found 14 cracks in its northern pier.", "cites": ["a1.s1", "a2.s1", "a3.s1"]},
        {"text": "The ferry to Morrow runs every ten minutes until further notice.", "cites": ["a2.s3"]},
        {"text": "Some 22,000 cars cross the bridge each day.", "cites": ["a1.s4"]},
        {"text": "The bridge was built in 1931 and last inspected in 2019.", "cites": ["a3.s3"]},
    ],
}  # fmt: skip
GOOD_TEXT = json.dumps(GOOD)
NOTHING = {"replacements": []}


@dataclass(frozen=True)
class Case:
    """One reply of the table. `code` is what a draft that degrades on it says; None where one stands."""

    number: str
    kind: Literal["R", "D", "X", "V"]
    step: Scripted
    code: str | None = None
    gone: str = ""  # what must not be in the brief


def changed(change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    """Return the good reply after `change`."""
    reply = copy.deepcopy(GOOD)
    change(reply)
    return reply


def with_statement(text: Any, cites: Any = ("a1.s1",), **more: Any) -> Scripted:
    """Return the good reply with one more statement."""
    return says(changed(lambda r: r["statements"].append({"text": text, "cites": list(cites), **more})))


def raw(body: bytes) -> Scripted:
    """Return the whole body of an answer as it stands."""
    return Scripted(body=body)


def recorded(name: str) -> Scripted:
    """Return an answer from `tests/replies`; GOOD inside it stands for the good reply."""
    text = (REPLIES / f"{name}.json").read_text("utf-8")
    return raw(text.replace('"GOOD"', json.dumps(GOOD_TEXT)).encode())


_FENCED = f"```json\n{GOOD_TEXT}\n```"
_PRETTY = json.dumps(GOOD, indent=1)
_LATIN = raw(json.dumps(message(GOOD_TEXT), ensure_ascii=False).encode().replace(b"Quill", b"Qu\xfell\xff"))
_UTF16 = GOOD_TEXT.encode("utf-16-le").decode("latin-1")
_UTF7 = GOOD_TEXT.replace('"', "+ACI-").replace("{", "+AHs-").replace("}", "+AH0-")  # as strict UTF-7 encoders do
_FRENCH = [
    "Le grand pont routier reste fermé depuis lundi parce que des experts y ont découvert plusieurs fissures.",
    "Les travaux dureront probablement plusieurs semaines, selon les services techniques de la ville.",
    "Une navette fluviale transporte désormais les voyageurs toutes les dix minutes jusqu'à nouvel ordre.",
]
_LEDGER = [("Some 22,000 cars cross the bridge each day.", "a1.s4"), ("Repairs will take six weeks, the city's works office said.", "a1.s3"),
           ('Mayor Ana Tresk said: "Nobody was ever in danger on this bridge."', "a1.s2")]  # fmt: skip


def _statements(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    return {**GOOD, "statements": [{"text": text, "cites": [sid]} for text, sid in pairs]}


def _bare(value: str) -> str:
    """Return the good reply with one more field, whose value is this text."""
    return GOOD_TEXT[:-1] + f', "weight": {value}}}'


LIST_C: tuple[Case, ...] = (
    # Transport and shape
    Case("1 empty", "D", says(""), "empty_reply"),
    Case("2 null content", "D", recorded("null_content"), "empty_reply"),
    Case("3 no choices", "D", raw(json.dumps(completion([])).encode()), "empty_reply"),
    Case("4 refusal field", "D", recorded("refusal"), "refusal"),
    Case("5 refusal prose", "D", says("I'm sorry, but I can't help with these reports."), "prose_reply"),
    Case("6 content filter", "D", recorded("content_filter"), "content_filter"),
    Case("7 cut mid-string", "R", says(GOOD_TEXT[:290], finish="length"), "truncated"),
    Case("8 cut after a prefix", "R", says(GOOD_TEXT[: GOOD_TEXT.index("}, {") + 1]), "bad_json"),
    Case("9 end without finish", "R", says(GOOD_TEXT[:-9], finish=None), "bad_json"),
    Case("10 tool call of another shape", "R", recorded("tool_call_other"), "bad_shape"),
    Case("10b tool call that fits", "V", recorded("tool_call")),
    Case("11 two choices", "V", recorded("two_choices")),
    Case("12 reasoning before", "V", says(f"<think>The reports {{agree}}, mostly.</think>\n{GOOD_TEXT}")),
    # JSON syntax
    Case("13 fenced", "V", says(_FENCED)),
    Case("14 prose around", "V", says(f"Here is the brief:\n\n{_PRETTY}\n\nI hope that this helps!")),
    Case("15 byte-order mark", "V", says("\ufeff" + GOOD_TEXT)),
    Case("16 trailing comma", "R", says(GOOD_TEXT[:-2] + ",]}")),
    Case("17 single quotes", "R", says(GOOD_TEXT.replace('"', "'"))),
    Case("18 smart quotes", "R", says(GOOD_TEXT.replace('{"', "{“").replace('":', "”:").replace(', "', ", “")), "*"),
    Case("19 comments", "R", says(_PRETTY.replace('"statements"', '// the body\n "statements"'))),
    Case("20 raw newline in a string", "R", says(GOOD_TEXT.replace("after inspectors", "after\ninspectors"))),
    Case("20b raw NUL in a string", "R", says(GOOD_TEXT.replace("after inspectors", "after\x00inspectors")), "*"),
    Case("21 two documents", "R", says(GOOD_TEXT + "\n" + GOOD_TEXT), "two_documents"),
    Case("22 NaN", "R", says(_bare("NaN")), "bad_json"),
    Case("22b Infinity", "R", says(_bare("-Infinity")), "bad_json"),
    Case("22c 1e999", "R", says(_bare("1e999")), "bad_json"),
    Case("23 5,000 digits", "R", says(_bare("7" * 5000)), "bad_json"),
    Case("24 depth 100,000", "D", says("[" * 100_000 + "]" * 100_000), "too_deep"),
    Case("24b depth inside", "D", says(_bare('{"a":' * 30_000 + "1" + "}" * 30_000)), "too_deep"),
    Case("24c depth of the body", "D", raw(b"[" * 100_000 + b"]" * 100_000), "too_deep"),
    Case("25 5 MB string", "D", with_statement("x" * 5_000_000), "too_large"),
    Case("25b 200,000 statements", "D", says(_statements([("Closed.", "a1.s1")] * 200_000)), "too_large"),
    Case("26 invalid UTF-8", "D", _LATIN, "not_text"),
    Case("26b UTF-16", "D", says("\xff\xfe" + _UTF16), "not_text"),
    Case("26c UTF-16 without a mark", "D", says(_UTF16), "not_text"),
    Case("26d UTF-7", "D", says(_UTF7), "not_text"),
    Case("27 duplicate keys", "R", says('{"statements": [], ' + GOOD_TEXT[1:]), "bad_json"),
    # Schema
    Case("28 array", "R", says([GOOD]), "bad_shape"),
    Case("28b null", "R", says("null"), "bad_shape"),
    Case("28c number", "R", says("42"), "bad_shape"),
    Case("29 wrong types", "R", with_statement(True), "bad_shape"),
    Case("29b float id", "R", with_statement("Closed.", [0.0]), "bad_shape"),
    Case("29c true id", "R", with_statement("Closed.", [True]), "bad_shape"),
    Case("30 extra keys", "R", says({**GOOD, "tool": {"name": "fetch"}}), "bad_shape"),
    Case("30b __proto__", "R", with_statement("Closed.", __proto__={"admin": True}), "bad_shape"),
    Case("31 missing citations", "X", says(changed(lambda r: r["statements"][3].pop("cites"))), gone="1931"),
    Case("31b no citations", "X", says(changed(lambda r: r["statements"][3].update(cites=[]))), gone="1931"),
    Case("32 no statements", "D", says({**GOOD, "statements": []}), "empty_brief"),
    Case("33 index -1", "X", says(changed(lambda r: r["statements"][3].update(cites=[-1]))), gone="1931"),
    Case("33b id 99", "X", says(changed(lambda r: r["statements"][3].update(cites=["a99.s99"]))), gone="1931"),
    Case("33c index 2^63", "X", says(changed(lambda r: r["statements"][3].update(cites=[2**63]))), gone="1931"),
    # Text
    Case("34 lone surrogate", "R", says(GOOD_TEXT.replace("Quill", "Qu\\ud800ill")), "bad_unicode"),
    Case("34b lone surrogate in the body", "R", says(GOOD_TEXT.replace("Quill", "Qu\ud800ill")), "bad_unicode"),
    Case("35 bidi, zero-width, tags", "V", says(GOOD_TEXT.replace("Bridge", "Bri\u202e\u200bdge\U000e0041\u2066"))),
    Case("36 HTML", "X", with_statement("The bridge closed on <b onclick=x>Monday</b>."), gone="onclick"),
    Case("36b Markdown image", "X", with_statement("![](https://evil.example/?d=1) The bridge closed."), gone="evil"),
    Case("36c Markdown link", "X", with_statement("The [bridge](//evil.example) closed."), gone="evil"),
    Case("36d terminal escape", "X", with_statement("The bridge \x1b]8;;x\x07closed."), gone="\x1b"),
    Case("37 schema echoed", "D", says({"$defs": {}, "properties": {"headline": {}}, "type": "object"}), "schema_echo"),
    Case("37b prompt echoed", "D", lambda asked: says(asked["messages"][1]["content"] + GOOD_TEXT), "prompt_echo"),  # type: ignore[arg-type]
    # Meaning
    Case("38 invented quote", "X", with_statement('Mayor Ana Tresk said: "We feared the worst for months."', ["a1.s2"]), gone="feared"),
    Case("39 digit changed", "X", with_statement("Inspectors found 41 cracks in its northern pier.", ["a1.s1"]), gone="41"),
    Case("39b name changed", "X", with_statement("Mayor Ana Brusk said nobody was ever in danger on this bridge.", ["a1.s2"]), gone="Brusk"),
    Case("40 true citation, false statement", "X", with_statement("The Quill Bridge collapsed on Friday, killing 30 people.", ["a1.s1"]), gone="Friday"),
    Case("41 wrong id", "X", says(changed(lambda r: r["statements"][3].update(cites=["a2.s2"]))), gone="1931"),
    Case("42 the same 500 times", "R", says(_statements([(GOOD["statements"][0]["text"], "a1.s1")] * 500)), "repetitive"),
    Case("42b wrong language", "R", says(_statements([(text, "a1.s1") for text in _FRENCH])), "wrong_language"),
    Case("42c one outlet only", "R", says(_statements(_LEDGER))),
)  # fmt: skip
