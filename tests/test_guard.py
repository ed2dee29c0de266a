"""The address guard: what is refused by its looks, what by its addresses, and that nothing else is."""

from __future__ import annotations

import ipaddress
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import ArticleUnreadable
from summarizer.sources.guard import Guard, is_public

ROOT = Path(__file__).resolve().parent.parent

# Our own list, in the kinds of the shared one (which is read as well where it is at hand).
BAD = [
    "http://127.8.9.1/", "http://127.2/", "http://LocalHost/", "http://localhost./", "http://a.b.localhost/",
    "http://0.0.0.1/", "http://00/", "http://[0:0:0:0:0:0:0:1]/", "http://[::0]/", "http://2130706434/",
    "http://0x7F.1/", "http://0x7f.0x0.0x0.0x1/", "http://0177.1/", "http://127.000.000.001/", "http://192.168.1/",
    "http://１２７.０.０.１/", "http://127｡0｡0｡1/", "http://127.0.0.%31/", "http://ｌｏｃａｌｈｏｓｔ/",
    "http://10.255.255.255/", "http://172.31.255.255/", "http://192.168.255.1/", "http://100.127.255.255/",
    "http://169.254.0.1/", "http://198.19.255.255/", "http://192.0.2.1/", "http://198.51.100.7/", "http://203.0.113.9/",
    "http://239.1.1.1/", "http://255.255.255.255/", "http://192.88.99.1/", "http://[fd12:3456::1]/",
    "http://[fe80::1]/", "http://[ff0e::1]/", "http://[2001:db8::1]/", "http://[3fff:1::1]/", "http://[100::1]/",
    "http://[::ffff:10.0.0.1]/", "http://[::ffff:8.8.8.8]/", "http://[64:ff9b::808:808]/", "http://[2002:808:808::1]/",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "http://[2606:4700::200:5efe:10.0.0.1]/", "http://[4000::1]/",
    "http://router/", "http://printer.local/", "http://wiki.corp/", "http://nas.home.arpa/", "http://x.onion/",
    "https://vault.service.internal/", "ftp://news.example.org/", "javascript:alert(1)", "file://news.example.org/a",
    "//news.example.org/a", "news.example.org/a", "http:///a", "http:/news.example.org/", "https:news.example.org",
    "http://user@news.example.org/", "http://user:pw@news.example.org/", "http://news.example.org:8080/",
    "http://news.example.org:443/", "https://news.example.org:80/", "http://news.example.org:99999/",
    "http://news.example.org:/a b", "http://news.example.org\\.evil.example/", "http://[::1/", "http://::1/",
    "http://news..example.org/", "http://-news.example.org/", "http://news.example.org\t/", "http://news\u0000.org/",
    "http://1.2.3.4.5/", "http://256.1.1.1/", "http://1.1.1.0x1/", "http://" + "a" * 64 + ".org/", "",
    "http://news.example.org/" + "a" * 5000,
]  # fmt: skip
GOOD = [
    "http://news.example.org", "https://news.example.org/a?b=c#d", "HTTPS://News.Example.ORG/A", "http://9.9.9.9/",
    "http://news.example.org:80/", "https://news.example.org:443/x", "https://1.0.0.1/", "http://100.63.255.255/",
    "https://[2a00:1450:4001:82b::200e]/", "https://müller.example.org/ä", "https://xn--mller-kva.example.org/",
    "https://news.example.org/http://127.0.0.1/", "https://news.example.org/@b", "https://127.0.0.1.example.org/",
    "https://localhost.example.org/", "https://10-0-0-1.example.org/", "http://172.15.0.1/", "http://192.167.1.1/",
    "http://11.0.0.1/", "http://223.255.255.1/", "https://news.example.org/?next=//10.0.0.1", "https://a_b.example.org/",
]  # fmt: skip


def shared_list(eval_data: Path) -> list[tuple[str, str]]:
    path = eval_data.parent / "anchors" / "ssrf_urls.txt"
    if not path.is_file():
        pytest.skip("the shared list of URLs is not beside the evaluation data")
    lines = [line.split(" ", 1) for line in path.read_text("utf-8").splitlines()]
    return [(kind, json.loads(url)) for kind, url in lines if kind in ("BAD", "GOOD")]


def verdict(url: str) -> str:
    try:
        Guard().check(url)
    except ArticleUnreadable as error:
        return "BAD" if error.reason == "url_refused" else error.reason
    return "GOOD"


@pytest.mark.parametrize("url", BAD)
def test_what_no_news_page_can_be_is_refused(url):
    assert verdict(url) == "BAD"


@pytest.mark.parametrize("url", GOOD)
def test_what_a_news_page_can_be_is_admitted(url):
    assert verdict(url) == "GOOD"


def test_the_shared_list_is_judged_right_in_all_84(eval_data):
    listed = shared_list(eval_data)
    assert [(kind, url) for kind, url in listed if verdict(url) != kind] == []
    assert (sum(kind == "BAD" for kind, _ in listed), len(listed)) == (64, 84)


@pytest.mark.parametrize("version", ["3.12.1", "3.13.0"])
def test_other_pythons_judge_alike(version, tmp_path):
    python = Path.home() / ".pyenv" / "versions" / version / "bin" / "python"
    if not python.exists():
        pytest.skip(f"CPython {version} is not on this machine")
    ascii_only = [[url, verdict(url)] for url in BAD + GOOD if url.isascii()]  # the others need a library
    script = (
        "import json, sys\nfrom summarizer.errors import ArticleUnreadable\n"
        "from summarizer.sources.guard import Guard\n"
        "wrong = []\nfor url, wanted in json.load(sys.stdin):\n"
        "    try: Guard().check(url); got = 'GOOD'\n    except ArticleUnreadable: got = 'BAD'\n"
        "    wrong += [url] if got != wanted else []\nprint(json.dumps(wrong))"
    )
    done = subprocess.run(
        [python, "-c", script], input=json.dumps(ascii_only), capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert json.loads(done.stdout) == []


def test_a_plain_form_is_what_will_be_asked_for():
    target = Guard().check("HTTP://NEWS.Example.org.:80/a//b?q=1#frag")
    assert (target.url, target.host, target.port) == ("http://news.example.org/a//b?q=1", "news.example.org", 80)
    assert Guard().check("https://bücher.example.org").url == "https://xn--bcher-kva.example.org/"


def test_trusted_hosts_may_stand_anywhere_but_stay_web_addresses():
    guard = Guard(["127.0.0.1:8123", "Wiki.Corp", "[::1]:9000"])
    for url in ("http://127.0.0.1:8123/a", "http://wiki.corp/", "https://wiki.corp:8443/", "http://[::1]:9000/"):
        assert guard.check(url).trusted
    for url in ("http://127.0.0.1:8124/a", "http://127.0.0.1/", "http://x.wiki.corp/", "http://u@wiki.corp/",
                "ftp://wiki.corp/", "http://[::1]/"):  # fmt: skip
        with pytest.raises(ArticleUnreadable):
            guard.check(url)


LABEL = st.from_regex(r"[A-Za-z0-9é。-]{1,12}", fullmatch=True)
WEB = st.builds(
    "{}://{}{}/{}".format,
    st.sampled_from(["http", "HTTPS"]),
    st.lists(LABEL, min_size=2, max_size=4).map(".".join),
    st.sampled_from(["", ":80", ":443", ".", "@x"]),
    st.text(max_size=20),
)


@given(st.text(max_size=60) | st.text(max_size=60).map("http://{}".format) | WEB)
def test_any_text_is_refused_or_admitted_in_a_form_that_stays(url):
    if verdict(url) == "GOOD":
        target = Guard().check(url)
        assert Guard().check(target.url) == target
        assert target.url.startswith((f"{target.scheme}://{target.host}/", f"{target.scheme}://[{target.host}]/"))
    else:
        assert verdict(url) == "BAD"


def wrapped(number: int) -> list[str]:
    """The eight ways in which IPv6 can carry this IPv4 address."""
    high, low = number >> 16, number & 0xFFFF
    pair = f"{high:x}:{low:x}"
    return [
        f"::ffff:{pair}", f"::ffff:0:{pair}", f"::{pair}", f"64:ff9b::{pair}", f"64:ff9b:1::{pair}",
        f"2002:{pair}::1", f"2001:0:0:0:0:0:{~high & 0xFFFF:x}:{~low & 0xFFFF:x}", f"2606:4700::5efe:{pair}",
    ]  # fmt: skip


def edges() -> list[int]:
    blocks = ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
              "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"]  # fmt: skip
    networks = [ipaddress.ip_network(block) for block in blocks]
    sides = [int(net[0]) for net in networks] + [int(net[-1]) for net in networks]
    return [number for side in sides for number in (side - 1, side, side + 1) if 0 <= number < 2**32]


@pytest.mark.parametrize("count", [3_000, pytest.param(1_000_000, marks=[pytest.mark.slow, pytest.mark.timeout(900)])])
def test_no_wrapping_makes_an_address_better(count):
    draw = random.Random(count)
    for number in [*edges(), *(draw.getrandbits(32) for _ in range(count))]:
        assert not any(is_public(form) for form in wrapped(number)), ipaddress.IPv4Address(number)


def test_the_edges_of_the_registry_are_sharp():
    assert [str(ipaddress.IPv4Address(n)) for n in edges() if is_public(str(ipaddress.IPv4Address(n)))] == [
        "9.255.255.255", "100.63.255.255", "126.255.255.255", "169.253.255.255", "172.15.255.255", "191.255.255.255",
        "192.167.255.255", "198.17.255.255", "223.255.255.255", "1.0.0.0", "11.0.0.0", "100.128.0.0", "128.0.0.0",
        "169.255.0.0", "172.32.0.0", "192.0.1.0", "192.169.0.0", "198.20.0.0",
    ]  # fmt: skip
    assert not is_public("no address")
    assert not is_public("fe80::1%eth0")


def test_a_name_is_as_good_as_its_worst_address():
    guard = Guard()
    assert guard.admits(["93.184.216.34", "2a00:1450:4001:82b::200e"])
    assert not guard.admits(["93.184.216.34", "10.0.0.1"])
    assert not guard.admits([])


def test_the_guard_costs_no_heavy_import():
    script = "import sys, summarizer.sources.guard; print({'httpx2', 'lxml', 'idna'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "set()"
