"""The HTTP face, over a real uvicorn."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx2
import pytest

from summarizer.api import create_app
from summarizer.api.openapi import CLEAN_EXAMPLE, EXAMPLE, VERIFY_EXAMPLE
from summarizer.caches import NoCache
from summarizer.service import Summarizer
from summarizer.settings import Settings
from summarizer.sources.extract import ExtractionPool
from summarizer.sources.fetch import Fetcher
from summarizer.sources.load import Loader
from tests.clock import ClockLoop
from tests.serving import served


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    settings = Settings(cache=f"disk://{tmp_path_factory.mktemp('cache')}", model=None, max_body_mb=0.2)
    with served(create_app(settings)) as url:
        yield url


@pytest.fixture(scope="module")
def client(address):
    with httpx2.Client(base_url=address, timeout=30) as opened:
        yield opened


def body(**more):
    return json.loads(json.dumps(EXAMPLE)) | more


def test_answers_with_the_shape_of_the_contract(client):
    answer = client.post("/summarize", json=body())
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    found = answer.json()
    assert set(found) == {"schema_version", "id", "stories", "skipped", "usage", "warnings"}
    assert found["schema_version"] == "1"
    (brief,) = found["stories"]
    assert set(brief) == {
        "id", "headline", "text", "statements", "claims", "disagreements", "developments", "quotes", "timeline",
        "names", "sources", "dropped", "provenance",
    }  # fmt: skip
    statement = brief["statements"][0]
    assert set(statement) == {"text", "span", "citations", "agreement", "outlets", "details", "judge"}
    assert brief["text"][statement["span"]["start"] : statement["span"]["end"]] == statement["text"]
    texts = {f"a{n}": article for n, article in enumerate(EXAMPLE["articles"], 1)}
    for claim in [brief["headline"], *brief["statements"], *brief["claims"]]:
        for citation in claim["citations"]:
            field = texts[citation["source"]][citation["field"]]
            assert field[citation["start"] : citation["end"]] == citation["quote"]
    assert brief["statements"][0]["agreement"] == "corroborated"


def problem(answer, status, code):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert found["status"] == status
    assert found["code"] == code
    assert found["title"]
    assert "Traceback" not in answer.text
    return found


BAD = {
    "no articles": ({"articles": []}, "/articles"),
    "nothing": ({}, "/articles"),
    "a list": ([], ""),
    "no body": ({"articles": [{"title": "x"}]}, "/articles/0"),
    "two bodies": ({"articles": [{"text": "x", "html": "y"}]}, "/articles/0"),
    "51 articles": ({"articles": [{"text": "x"}] * 51}, "/articles"),
    "a number as text": ({"articles": [{"text": 5}]}, "/articles/0/text"),
    "an unknown field": ({"articles": [{"text": "x", "txet": "y"}]}, "/articles/0/txet"),
    "an unknown option": ({"articles": [{"text": "x"}], "options": {"lenght": 3}}, "/options/lenght"),
    "no length": ({"articles": [{"text": "x"}], "options": {"max_words": 0}}, "/options/max_words"),
    "two lengths": ({"articles": [{"text": "x"}], "options": {"max_words": 50, "length": "short"}}, "/options"),
    "an odd date": ({"articles": [{"text": "x", "published": "yesterday"}]}, "/articles/0/published"),
    "an odd tag": ({"articles": [{"text": "x"}], "options": {"language": "english please"}}, "/options/language"),
    "a name with a slash": ({"articles": [{"text": "x"}], "options": {"a/b~": 1}}, "/options/a~1b~0"),
    "an odd engine": ({"articles": [{"text": "x"}], "options": {"engine": "magic"}}, "/options/engine"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_request_says_where(client, name):
    sent, pointer = BAD[name]
    found = problem(client.post("/summarize", json=sent), 422, "invalid_request")
    assert [error["pointer"] for error in found["errors"]] == [pointer]
    assert not any(word in answer_words(found) for word in ("Tuple", "isoformat", "pattern", "Value error"))
    assert "more)" not in found["detail"]


UNSET = ("engine", "length", "max_words", "language", "split_stories", "min_independent", "include_text", "model")


@pytest.mark.parametrize("options", [None, dict.fromkeys(UNSET), {"length": None, "max_words": 50}])
def test_null_is_as_good_as_nothing(client, options):
    article = {"text": "Fire in Ellery.", **dict.fromkeys(("html", "url", "id", "title", "outlet", "language"))}
    answer = client.post("/summarize", json={"articles": [article], "options": options})
    assert answer.status_code == 200
    plain = client.post("/summarize", json={"articles": [{"text": "Fire in Ellery."}], "options": options or {}})
    assert plain.json()["id"] == answer.json()["id"]


def test_null_for_what_is_needed_is_a_fault(client):
    for sent, pointer in (({"articles": None}, "/articles"), ({"articles": [None]}, "/articles/0")):
        found = problem(client.post("/summarize", json=sent), 422, "invalid_request")
        assert [error["pointer"] for error in found["errors"]] == [pointer]


def test_the_schema_says_where_null_may_stand(client):
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    options = schemas["Options"]["properties"]
    assert all({"type": "null"} in options[name]["anyOf"] for name in UNSET)
    assert options["length"]["default"] == "medium"
    assert {"type": "null"} in schemas["SummarizeRequest"]["properties"]["options"]["anyOf"]
    assert "anyOf" not in schemas["SummarizeRequest"]["properties"]["articles"]


def answer_words(found):
    return " ".join([found["detail"], *(error["detail"] for error in found["errors"])])


def test_what_may_have_several_types_is_named_once(client):
    for statement in (-1, 1.5, True, 99_999):
        sent = {"brief": "x", "kind": "wrong", "statement": statement}
        found = problem(client.post("/feedback", json=sent), 422, "invalid_request")
        assert [error["pointer"] for error in found["errors"]] == ["/statement"]


def test_dates_and_tags_as_people_write_them(client):
    article = {"text": "The ferry ran aground.", "published": " 2026-11-20 ", "language": "en-u-ca-gregory"}
    (source,) = client.post("/summarize", json={"articles": [article]}).json()["stories"][0]["sources"]
    assert source["published"] == "2026-11-20"


@pytest.mark.parametrize("sent", [b"", b"{", b"\xff\xfe{}", b'{"articles": [{"text": "\\ud800"}]}', b"[" * 100_000])
def test_what_is_no_json_is_said(client, sent):
    problem(client.post("/summarize", content=sent, headers={"content-type": "application/json"}), 400, "invalid_json")


def test_other_habits_of_http(client):
    problem(
        client.post("/summarize", content=b"x", headers={"content-type": "text/plain"}), 415, "unsupported_media_type"
    )
    zipped = {"content-type": "application/json", "content-encoding": "gzip"}
    problem(client.post("/summarize", content=b"x", headers=zipped), 415, "unsupported_media_type")
    problem(client.get("/nowhere"), 404, "not_found")
    assert "POST" in problem_headers(client.get("/summarize"), 405)["allow"]
    problem(client.post("/summarize", json=body(options={"engine": "llm"})), 422, "engine_unavailable")
    problem(client.post("/summarize", json=body(options={"model": "openai/x"})), 422, "model_not_allowed")
    unreadable = problem(client.post("/summarize", json={"articles": [{"text": " "}]}), 502, "nothing_readable")
    assert unreadable["skipped"][0]["code"] == "empty"


def test_a_wrong_method_is_told_all_right_ones(client):
    assert problem_headers(client.put("/healthz"), 405)["allow"] == "GET, HEAD"
    assert problem_headers(client.request("OPTIONS", "/summarize"), 405)["allow"] == "POST"


def problem_headers(answer, status):
    problem(answer, status, "method_not_allowed")
    return answer.headers


def test_a_large_body_is_refused_declared_or_not(client, address):
    problem(client.post("/summarize", json=body(articles=[{"text": "x" * 300_000}])), 413, "body_too_large")

    def chunks():
        for _ in range(30):
            yield b" " * 10_000

    answer = client.post("/summarize", content=chunks(), headers={"content-type": "application/json"})
    problem(answer, 413, "body_too_large")


def test_a_lying_length_does_not_hang_the_next_request(client, address):
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as raw:
        raw.sendall(b"POST /summarize HTTP/1.1\r\nhost: x\r\ncontent-length: 9999\r\n\r\n{}")
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_body_that_does_not_arrive_is_not_waited_for(tmp_path, caplog):
    with served(create_app(Settings(cache="off", store="memory://", model=None, deadline_s=0.3))) as url:
        parts = urlsplit(url)
        begun = b"POST /clean HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"
        with socket.create_connection((parts.hostname, parts.port), timeout=20) as raw:
            raw.sendall(begun)
            answer = b"".join(iter(lambda: raw.recv(9999), b""))  # to its end: the connection is closed
        with socket.create_connection((parts.hostname, parts.port), timeout=20) as left:
            left.sendall(begun)
        assert httpx2.get(f"{url}/healthz").status_code == 200
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"request_timeout"' in answer
    assert not [record for record in caplog.records if record.exc_info]  # who left is no fault of ours


def test_an_answer_made_anew_has_another_etag(client):
    made = client.post("/summarize", json=body()).json()
    before = client.get(f"/briefs/{made['id']}").headers["etag"]
    later = made["stories"][0]["provenance"]["created"]
    while later == made["stories"][0]["provenance"]["created"]:  # a new time of writing: at most a second
        again = client.post("/summarize", json=body(options={"max_words": 60, "cache": "refresh"})).json()
        later = again["stories"][0]["provenance"]["created"]
    assert again["id"] == made["id"]
    changed = client.get(f"/briefs/{made['id']}", headers={"if-none-match": before})
    assert changed.status_code == 200
    assert changed.headers["etag"] != before


def test_a_stored_answer_comes_back_with_an_etag(client):
    made = client.post("/summarize", json=body()).json()
    stored = client.get(f"/briefs/{made['id']}")
    assert stored.json()["stories"][0]["text"] == made["stories"][0]["text"]
    again = client.get(f"/briefs/{made['id']}", headers={"if-none-match": stored.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"/briefs/{made['id']}", headers={"if-none-match": "*"}).status_code == 304
    assert client.head(f"/briefs/{made['id']}").headers["etag"] == stored.headers["etag"]
    problem(client.get("/briefs/unknown"), 404, "not_found")


def test_empty_metadata_is_none(client):
    article = {"text": "Fire in Ellery.", "title": "", "outlet": " ", "published": "", "language": ""}
    (brief,) = client.post("/summarize", json={"articles": [article]}).json()["stories"]
    assert brief["sources"][0]["outlet"] == "a1"
    assert brief["sources"][0]["published"] is None


def test_readiness_says_what_answers(client):
    assert client.head("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["engine"] == "extractive"


def test_openapi_describes_request_answer_and_problems(client):
    schema = client.get("/openapi.json").json()
    operation = schema["paths"]["/summarize"]["post"]
    content = operation["requestBody"]["content"]["application/json"]
    assert content["schema"]["$ref"].endswith("/SummarizeRequest")
    assert content["examples"]
    assert {"200", "400", "413", "415", "422", "502", "503", "504"} <= set(operation["responses"])
    names = set(schema["components"]["schemas"])
    assert {"SummarizeRequest", "ArticleInput", "Options", "Answer", "Brief", "Citation", "Problem"} <= names
    references = {part.split('"')[0] for part in json.dumps(schema).split("#/components/schemas/")[1:]}
    assert references <= names
    assert client.get("/docs").status_code == 200


def test_verify_names_what_is_not_shown(client):
    true, false = client.post("/verify", json=VERIFY_EXAMPLE).json()["results"]
    assert true == {"verdict": "verified", "codes": [], "missing": []}
    assert false["verdict"] == "rejected"
    assert false["codes"]
    assert any("241" in value for value in false["missing"])
    problem(client.post("/verify", json={"statements": []}), 422, "invalid_request")
    nothing = client.post("/verify", json={"statements": [{"text": "All is lost.", "passages": []}]}).json()
    assert nothing["results"][0]["verdict"] == "rejected"


class Busy(Summarizer):
    """Never comes to what is short."""

    begun = threading.Event()

    async def aside(self, call):
        Busy.begun.set()
        await asyncio.Event().wait()


def test_verify_ends_when_its_time_is_over():
    busy = Busy(loader=Loader(Fetcher(), ExtractionPool(1)), cache=NoCache())
    app = create_app(Settings(cache="off", store="memory://", model=None, deadline_s=50), summarizer_=busy)
    with served(app, loop="tests.clock:ClockLoop") as url, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(httpx2.post, f"{url}/verify", json=VERIFY_EXAMPLE, timeout=60)
        assert Busy.begun.wait(60)
        ClockLoop.newest.forward(50)
        problem(waiting.result(60), 504, "deadline_exceeded")


def test_clean_marks_over_the_text_as_given(client):
    text = CLEAN_EXAMPLE["text"]
    found = client.post("/clean", json=CLEAN_EXAMPLE).json()
    assert set(found) == {
        "title", "deck", "author", "outlet", "place", "published", "language", "sha256", "removed", "sentences",
    }  # fmt: skip
    assert found["title"] == "Ferry runs aground off Ellery"
    assert [text[mark["start"] : mark["end"]] for mark in found["removed"]] == ["For more visit Harbor Post"]
    spans = [text[sentence["start"] : sentence["end"]] for sentence in found["sentences"]]
    assert spans == ["Ferry runs aground off Ellery", "A passenger ferry ran aground on Tuesday."]
    problem(client.post("/clean", json={"text": "  "}), 422, "invalid_request")


def test_a_reader_reports_a_sentence(tmp_path):
    settings = Settings(cache=f"disk://{tmp_path / 'cache'}", store=f"disk://{tmp_path / 'store'}", model=None)
    with served(create_app(settings)) as url, httpx2.Client(base_url=url, timeout=30) as client:
        (brief,) = client.post("/summarize", json=body()).json()["stories"]
        given = {"brief": brief["id"], "statement": 0, "kind": "wrong", "note": " It was 214. "}
        answer = client.post("/feedback", json=given)
        assert answer.status_code == 201, answer.text
        kept = answer.json()
        assert kept["text"] == brief["statements"][0]["text"]
        assert kept["note"] == "It was 214."
        assert client.post("/feedback", json={"brief": "elsewhere", "kind": "other"}).json()["text"] is None
        for fault in ({"kind": "rude"}, {"brief": ""}, {"statement": -1}, {"note": "x" * 2001}, {"more": 1}):
            problem(client.post("/feedback", json=given | fault), 422, "invalid_request")
