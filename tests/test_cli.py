"""The command line as people and scripts meet it: real processes, real files, real exit codes."""

from __future__ import annotations

import csv
import http.client
import io
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

import summarizer
from summarizer.caches import open_store
from summarizer.cli import main
from summarizer.cli.brief import wants_color
from summarizer.cli.inputs import read_inputs
from summarizer.cli.output import write_file
from summarizer.cli.progress import Reporter
from summarizer.errors import ConfigError, InvalidInput, NothingReadable
from summarizer.feedback import record
from summarizer.models import Answer, Feedback
from tests.briefs import SAMPLES
from tests.redis_server import free_port
from tests.test_render_html import Page
from tests.test_render_markdown import PARSER, text_of_inline

SAMPLE_FILES = sorted(str(p) for p in (Path(__file__).parent.parent / "summarizer" / "samples").glob("*.txt"))


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    colours = ("FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "NO_COLOR")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SUMMARIZER_") and k not in colours}
    return kept | {"SUMMARIZER_CACHE": f"disk://{tmp_path / 'cache'}", "HOME": str(tmp_path), "COLUMNS": "80"}


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def call(env: dict[str, str], monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]):
    """Run `main` in this process, in an environment of its own."""
    for name in os.environ.keys() - env.keys():
        monkeypatch.delenv(name)

    def run(*arguments: str, stdin: bytes = b"", **more: str) -> Done:
        for name, value in (env | more).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as left:
            main(arguments)
        out, err = capfdbinary.readouterr()
        return Done(left.value.code or 0, out.decode(), err.decode())

    return run


# Arguments to articles -------------------------------------------------------------------------------


def test_a_file_is_read_code_point_for_code_point(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffTitle\r\n\r\nOne\rtwo \u2028 three 🚢\n".encode())
    (article,) = read_inputs([str(path)]).articles
    assert article.text == "Title\r\n\r\nOne\rtwo \u2028 three 🚢\n"
    assert article.id == str(path)


def test_pages_addresses_and_standard_input_are_told_apart(tmp_path: Path):
    page = tmp_path / "a.HTM"
    page.write_text("<p>x</p>")
    inputs = read_inputs([str(page), "https://news.example/a", "-"], ["A", "B", "C"], stdin=io.BytesIO(b"typed"))
    assert [(a.html, a.url, a.text) for a in inputs.articles] == [
        ("<p>x</p>", None, None),
        (None, "https://news.example/a", None),
        (None, None, "typed"),
    ]
    assert [a.outlet for a in inputs.articles] == ["A", "B", "C"]


def test_an_unreadable_file_keeps_its_place_and_says_why(tmp_path: Path):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"caf\xe9")
    inputs = read_inputs([str(bad), SAMPLE_FILES[0], str(tmp_path), str(tmp_path / "nope")])
    assert [a.text == "" for a in inputs.articles] == [True, False, True, True]
    assert {i: s.code for i, s in inputs.unreadable.items()} == {
        0: "not_utf8",
        2: "file_unreadable",
        3: "file_not_found",
    }
    assert "byte 3 is 0xe9" in inputs.unreadable[0].detail
    assert inputs.unreadable[0].id == str(bad)


def test_nothing_readable_and_nothing_there_are_told_apart(tmp_path: Path):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\xff")
    with pytest.raises(NothingReadable):
        read_inputs([str(bad), str(tmp_path / "nope")])
    with pytest.raises(NothingReadable) as caught:
        read_inputs([str(tmp_path / "nope")])
    assert caught.value.skipped[0]["code"] == "file_not_found"


def test_outlets_are_given_for_all_or_none():
    with pytest.raises(InvalidInput, match="once for each"):
        read_inputs(SAMPLE_FILES, ["Post"])


def test_standard_input_is_read_once():
    with pytest.raises(InvalidInput, match="only once"):
        read_inputs(["-", "-"], stdin=io.BytesIO(b"x"))


# A file as a result ----------------------------------------------------------------------------------


def test_a_result_file_is_replaced_whole(tmp_path: Path):
    path = tmp_path / "out.md"
    path.write_text("old")
    path.chmod(0o640)
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["out.md"]


def test_a_link_is_followed(tmp_path: Path):
    target, link = tmp_path / "real.md", tmp_path / "link.md"
    target.write_text("old")
    link.symlink_to(target)
    write_file(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path):
    with pytest.raises(ConfigError, match="--out"):
        write_file(tmp_path / "missing" / "out.md", b"x")


# Progress and colour ---------------------------------------------------------------------------------


def test_progress_is_silent_until_patience_ends():
    stream = io.StringIO()
    with Reporter(stream) as reporter:
        reporter("reading", 1, 3)
        assert stream.getvalue() == ""
        reporter.show()
        reporter("reading", 3, 3)
        reporter("writing", 0, 1)
        reporter("writing", 1, 1)
    assert stream.getvalue() == "Reading the articles (1 of 3 done)\nWriting (0 of 1 done)\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_a_bar_on_a_terminal_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with Reporter(stream) as reporter:
        reporter.show()
        reporter("reading", 2, 3)
    assert "Reading the articles" in stream.getvalue()
    assert "2/3" in stream.getvalue()
    assert stream.getvalue().endswith("\x1b[2K")  # the line is wiped


def test_quiet_progress_never_speaks():
    stream = io.StringIO()
    reporter = Reporter(stream, quiet=True)
    reporter.show()
    reporter("writing", 0, 1)
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("is_terminal", "environment", "wanted"),
    [
        (True, {"TERM": "xterm-256color"}, True),
        (True, {"TERM": "dumb"}, False),
        (True, {}, False),
        (True, {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (False, {"TERM": "xterm"}, False),
        (False, {"FORCE_COLOR": "1"}, True),
    ],
)
def test_colour_is_for_terminals_that_want_it(is_terminal: bool, environment: dict[str, str], wanted: bool):
    assert wants_color(is_terminal, environment) is wanted


# Real processes --------------------------------------------------------------------------------------


def test_help_imports_nothing_heavy(env: dict[str, str]):
    code = (
        "import sys; sys.argv = ['summarizer', 'brief', '--help']\n"
        "from summarizer.cli import main\n"
        "try: main()\n"
        "except SystemExit as e: assert not e.code, e.code\n"
        "print(*sorted({m.partition('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, timeout=110)
    assert "Exit codes: 0 done" in done.stdout
    heavy = {
        "litellm",
        "trafilatura",
        "numpy",
        "sklearn",
        "fastapi",
        "uvicorn",
        "rich",
        "jinja2",
        "diskcache",
        "httpx2",
    }
    assert not heavy & set(done.stderr.split())


def test_version_and_help(call):
    assert call("--version").stdout == f"summarizer {summarizer.__version__}\n"
    assert all(command in call("-h").stdout for command in ("brief", "clean", "verify", "serve", "cache"))


def test_the_samples_make_one_cited_brief(call):
    done = call("brief", *SAMPLE_FILES, "--format", "json", "--include-text", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    (story,) = Answer.model_validate_json(done.stdout).stories
    assert {source.outlet for source in story.sources} == {"Harbor Post", "Ellery Courier", "Northcoast Radio"}
    assert [source.text for source in story.sources] == [SAMPLES[Path(p).stem] for p in SAMPLE_FILES]
    assert any(statement.agreement == "corroborated" for statement in story.statements)
    assert all(source.removed for source in story.sources)
    sides = [{position.text for position in d.positions} for d in story.disagreements]
    assert [sorted(values) for values in sides] == [["14 passengers", "17 passengers"]]


def test_every_face_quotes_the_articles_word_for_word(call):
    """Slice every citation anew from the articles' files and look for it in each face, read as its reader would."""
    (story,) = Answer.model_validate_json(
        call("brief", *SAMPLE_FILES, "--format", "json", "--include-text").stdout
    ).stories
    texts = {source.id: SAMPLES[Path(path).stem] for source, path in zip(story.sources, SAMPLE_FILES, strict=True)}
    titles = {source.id: source.title for source in story.sources}
    sliced = {c.n: (texts if c.field == "text" else titles)[c.source][c.start : c.end] for c in story.citations()}
    page = Page(call("brief", *SAMPLE_FILES, "--format", "html").stdout)
    assert page.marks == {f"s1-{n}": quote for n, quote in sliced.items()}
    tokens = [
        t for t in PARSER.parse(call("brief", *SAMPLE_FILES, "--format", "markdown").stdout) if t.type == "inline"
    ]
    lines = {text_of_inline(token).replace("] title: ", "] ") for token in tokens}
    assert {f"[{n}] {quote}" for n, quote in sliced.items()} <= lines
    shown = " ".join(call("brief", *SAMPLE_FILES).stdout.replace("] title: ", "] ").split())
    told = {c.n for statement in (story.headline, *story.statements) for c in statement.citations}
    assert all(f"[{n}] {' '.join(sliced[n].split())}" in shown for n in told)


def test_without_a_format_it_is_for_reading(call):
    done = call("brief", *SAMPLE_FILES, "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert "SOURCES" in done.stdout
    assert "corroborated by" in done.stdout
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_a_terminal_view_in_an_encoding_without_the_signs_is_still_written(env: dict[str, str]):
    command = [sys.executable, "-m", "summarizer", "brief", *SAMPLE_FILES, "--quiet"]
    done = subprocess.run(command, capture_output=True, env=env | {"PYTHONIOENCODING": "ascii"}, timeout=110)
    assert done.returncode == 0
    assert done.stdout.isascii()


@pytest.mark.parametrize(
    ("name", "start"), [("b.md", "# "), ("b.html", "<!doctype html>"), ("b.json", "{"), ("b.txt", "")]
)
def test_a_file_gets_the_format_of_its_ending(call, tmp_path: Path, name: str, start: str):
    done = call("brief", *SAMPLE_FILES, "--out", str(tmp_path / name), "--quiet")
    assert done == (0, "", "")
    assert (tmp_path / name).read_text().startswith(start)


def test_a_bad_file_among_good_ones_is_skipped(call, tmp_path: Path):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"caf\xe9")
    done = call("brief", SAMPLE_FILES[0], str(bad), SAMPLE_FILES[1], "-", "--format", "json")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert [(s["index"], s["id"], s["code"]) for s in answer["skipped"]] == [
        (1, str(bad), "not_utf8"),
        (3, "a4", "empty"),
    ]
    assert [source["id"] for source in answer["stories"][0]["sources"]] == ["a1", "a3"]
    assert f"skipped {bad}: the file is not UTF-8" in done.stderr


def test_json_is_the_body_of_the_api(call):
    text = SAMPLES["harbor-post"].encode()
    body = json.loads(call("brief", "-", "--format", "json", "--max-words", "40", stdin=text).stdout)
    assert "text" not in body["stories"][0]["sources"][0]
    assert list(body) == ["schema_version", "id", "stories", "skipped", "warnings", "usage"]
    again = json.loads(call("brief", "-", "--format", "json", "--max-words", "40", stdin=text).stdout)
    assert again["id"] == body["id"]
    assert again["usage"]["cache"] == "hit"


def test_the_outlet_can_be_said(call):
    done = call("brief", *SAMPLE_FILES, "--format", "json", *["--outlet", "A", "--outlet", "B", "--outlet", "C"])
    assert [source["outlet"] for source in json.loads(done.stdout)["stories"][0]["sources"]] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["brief"], 2, "Missing argument"),
        (["brief", "no-such-file.txt"], 1, "no-such-file.txt: there is no such file"),
        (["brief", "-"], 1, "no article could be read"),
        (["brief", "-", "--engine", "llm"], 2, "SUMMARIZER_MODEL"),
        (["brief", "-", "--model", "x/y"], 2, "x/y"),
        (["brief", "-", "--format", "pdf"], 2, "pdf"),
        (["brief", "-", "--max-words", "0"], 2, "--max-words"),
        (["brief", "-", "--max-words", "50", "--length", "short"], 2, "--length or --max-words"),
        (["brief", "-", "--language", "??"], 2, "--language"),
        (["brief", "-", "--bogus"], 2, "bogus"),
        (["brief", *["https://a.example/"] * 51], 2, "articles"),
        (["frobnicate"], 2, "frobnicate"),
    ],
)
def test_errors_are_one_clear_line_and_a_code(call, arguments: list[str], code: int, words: str):
    done = call(*arguments)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_clean_writes_a_line_per_file(call, tmp_path: Path):
    (tmp_path / "bad.txt").write_bytes(b"\xff")
    done = call("clean", SAMPLE_FILES[0], str(tmp_path / "bad.txt"), "-", stdin=SAMPLES["harbor-post"].encode())
    first, second = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, first["outlet"], second["outlet"]) == (0, "Ellery Courier", "Harbor Post")
    spans = [(span["start"], span["end"]) for span in second["removed"]]
    assert "By Mara Lindqvist, Harbor Post" in [SAMPLES["harbor-post"][start:end] for start, end in spans]
    assert "bad.txt: the file is not UTF-8" in done.stderr
    assert call("clean", str(tmp_path / "bad.txt")).returncode == 1
    assert call("clean", str(tmp_path / "nope")).returncode == 1


def test_verify_writes_a_verdict_per_line(call):
    lines = [
        {"statement": "Police held 14 people.", "passages": ["Police held 14 people on Monday."]},
        {"statement": "Police held 15 people.", "passages": ["Police held 14 people on Monday."]},
    ]
    given = "\n\n".join(map(json.dumps, lines)).encode()
    done = call("verify", "-", stdin=given)
    assert done.returncode == 0
    assert [json.loads(line)["verdict"] for line in done.stdout.splitlines()] == ["verified", "rejected"]
    assert json.loads(done.stdout.splitlines()[1])["missing"] == ["15"]


@pytest.mark.parametrize(
    "line", [b"[]", b"{", b'{"statement": 1, "passages": []}', b'{"statement": "x"}', b"\xff", b"[" * 100_000]
)
def test_verify_names_the_line_that_is_none(call, line: bytes):
    good = b'{"statement": "Police held 14.", "passages": ["Police held 14."]}\n'
    done = call("verify", "-", stdin=good + line)
    assert done.returncode == 2
    assert "line 2" in done.stderr
    assert "Traceback" not in done.stderr
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    assert [verdict["codes"] for verdict in verdicts] == [[], ["invalid_line"]]


def test_bad_settings_are_wrong_usage(call):
    done = call("brief", SAMPLE_FILES[0], SUMMARIZER_CACHE="ftp://x")
    assert done.returncode == 2
    assert "SUMMARIZER_CACHE" in done.stderr


def test_a_closed_pipe_is_no_error(env: dict[str, str]):
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "summarizer", "brief", *SAMPLE_FILES, "--quiet"]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, env=env, timeout=110)
    os.close(write)
    assert done.returncode == 0
    assert done.stderr == b""


def test_ctrl_c_is_quiet(env: dict[str, str], tmp_path: Path):
    pipe = tmp_path / "article.txt"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "summarizer", "brief", str(pipe)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as waiting,
        pipe.open("wb"),  # returns when the other side has begun to read
    ):
        waiting.send_signal(signal.SIGINT)
        out, err = waiting.communicate(timeout=110)
    assert waiting.returncode == 130
    assert out == err == b""


def test_a_terminal_gets_colour_and_its_own_width(env: dict[str, str]):
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "summarizer", "brief", *SAMPLE_FILES]
    env = env | {"TERM": "xterm-256color", "COLUMNS": "60"}
    env.pop("NO_COLOR", None)
    with subprocess.Popen(command, stdout=follower, stderr=subprocess.DEVNULL, env=env) as running:
        os.close(follower)
        shown = b""
        try:
            while part := os.read(leader, 65536):
                shown += part
        except OSError:
            pass  # Linux reports the closed other end as an error
        running.wait(timeout=110)
    os.close(leader)
    assert b"\x1b[1m" in shown
    assert "─" * 60 in shown.decode()


def test_serve_says_what_it_runs_answers_and_stops(env: dict[str, str]):
    command = [sys.executable, "-m", "summarizer", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=env) as server:
        said = []
        while not (said and b"serving" in said[-1]):
            said.append(server.stderr.readline())
            assert server.poll() is None, said
        address = said[-1].split()[1].decode()
        with urllib.request.urlopen(f"{address}/healthz", timeout=60) as response:
            assert response.status == 200
        is_quick = any(seconds < 0.03 for seconds in times_of_answers(urlsplit(address).port))
        server.send_signal(signal.SIGTERM)
        out, err = server.communicate(timeout=110)
    told = b"".join(said).decode()
    assert all(word in told for word in ("engine", "extractive", "models", "prompts", "cache"))
    assert server.returncode == 0
    assert out == b""
    assert err == b""
    assert is_quick  # 0.04 is what each waits where the kernel holds small pieces back
    assert len({re.match(r"\S+ +", line).end() for line in told.splitlines()}) == 1  # below each other


def times_of_answers(port: int) -> Iterator[float]:
    """Yield how long each answer takes on one connection that stays open, the first one left out."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        for n in range(300):
            began = time.perf_counter()
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            if n:
                yield time.perf_counter() - began


def test_a_taken_port_is_named(call):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = call("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "cannot listen on 127.0.0.1" in done.stderr


@pytest.mark.parametrize("command", [["brief", SAMPLE_FILES[0], "nowhere.txt"], ["stories", "nowhere.jsonl"]])
@pytest.mark.parametrize(("out", "said"), [("missing/b.md", "no folder 'missing'"), (".", "is a folder")])
def test_a_place_that_cannot_be_is_said_before_the_work(call, command, out, said):
    done = call(*command, "--out", out)
    assert done.returncode == 2
    assert said in done.stderr
    assert "nowhere" not in done.stderr


def test_a_cache_that_does_not_answer_is_neither_counted_nor_emptied(call):
    gone = f"redis://someone:secret@127.0.0.1:{free_port()}"
    for command in ("stats", "purge"):
        done = call("cache", command, SUMMARIZER_CACHE=gone)
        assert (done.returncode, done.stdout) == (1, "")
        assert all(word in done.stderr for word in ("cannot be used", "SUMMARIZER_CACHE"))
        assert "secret" not in done.stderr


def test_the_cache_is_counted_and_emptied(call):
    assert "entries  0" in call("cache", "stats").stdout
    call("brief", SAMPLE_FILES[0])
    assert "entries  1" in call("cache", "stats").stdout
    assert call("cache", "purge").stdout.startswith("removed 1 entry from ")
    assert "entries  0" in call("cache", "stats").stdout


def test_feedback_is_listed_and_exported(call, tmp_path):
    now = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
    url = f"disk://{tmp_path / 'store'}"
    store = open_store(url)
    report = Feedback(brief="b.1", statement="Two died.\x1b[2J", kind="wrong", note="=HYPERLINK(1)")
    record(store, report, body=None, now=now)
    record(store, Feedback(brief="b.2", kind="outdated"), body=None, now=now + timedelta(seconds=1))
    store.set("feedback/0-broken", b'{"id": 1}')
    store.close()
    listed = call("feedback", SUMMARIZER_STORE=url)
    assert listed.returncode == 0
    assert listed.stdout.startswith(
        "2 reports: 1 wrong, 1 outdated\n\n2026-11-22T08:30:00+00:00  wrong  b.1\n  Two died.␛[2J"
    )
    lines = call("feedback", "--kind", "wrong", "--format", "jsonl", SUMMARIZER_STORE=url).stdout.splitlines()
    assert [json.loads(line)["note"] for line in lines] == ["=HYPERLINK(1)"]
    call("feedback", "--format", "csv", "--out", str(tmp_path / "reports.csv"), SUMMARIZER_STORE=url)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "reports.csv").read_bytes().decode(), newline="")))
    assert [row["note"] for row in rows] == ["'=HYPERLINK(1)", ""]
    assert call("feedback", SUMMARIZER_STORE=f"disk://{tmp_path / 'empty'}").stdout == "0 reports\n"
