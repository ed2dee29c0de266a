"""Which URLs and addresses may be fetched: an allow-list, judged before any socket opens.

Policy (what a public news page can be, and nothing else): http on port 80 or https on 443, a plain host name
or a plainly written public address. Addresses are judged by tables of our own, because those of the standard
library differ between Python releases (3.11.7 calls 64:ff9b::7f00:1 and every multicast address "global").
Sources: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), RFC 6761 (names of special use),
RFC 5214 (ISATAP), the WHATWG URL standard ("ends in a number").
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from summarizer.errors import ArticleUnreadable

PORTS = {"http": 80, "https": 443}
MAX_URL = 4096  # characters; the same limit as `models.Url`

# Every block of the IANA IPv4 registry, and the wire server of one large cloud, which has a public address.
_SPECIAL_V4 = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
    "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "168.63.129.16/32",
)  # fmt: skip
# What of 2000::/3 is not plain unicast: protocol assignments with Teredo and ORCHID, 6to4, documentation, AS112.
_SPECIAL_V6 = ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48")
_UNICAST_V6 = "2000::/3"
_ISATAP = (0x00005EFE, 0x02005EFE)  # upper half of the interface id; the lower half is an IPv4 address

# Names that never name a public host: RFC 6761 and 6762, and what private networks use instead.
_PRIVATE_NAMES = "localhost localdomain local internal intranet private corp home lan onion invalid arpa"
_PRIVATE_SUFFIXES = frozenset(_PRIVATE_NAMES.split())

_SHAPE = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<rest>[^#]*)", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:@%]+)(?::(?P<port>[0-9]{1,5}))?")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_QUAD = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.|$)){4}")
_NUMERIC = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*")


def _ranges(blocks: Iterable[str]) -> tuple[tuple[int, int], ...]:
    networks = [ipaddress.ip_network(block) for block in blocks]
    return tuple((int(network[0]), int(network[-1])) for network in networks)


_REFUSED_V4 = _ranges(_SPECIAL_V4)
_REFUSED_V6 = _ranges(_SPECIAL_V6)
_ADMITTED_V6 = _ranges([_UNICAST_V6])


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that passed: `url` is its plain form (ASCII host, no fragment), which alone is to be requested."""

    url: str
    scheme: str
    host: str  # ASCII, lower case, no brackets, no dot at the end
    port: int
    trusted: bool


def is_public(address: str) -> bool:
    """Tell whether `address`, an IPv4 or IPv6 literal, is plain public unicast. What cannot be read is not."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    number = int(parsed)
    if parsed.version == 4:
        return not _within(number, _REFUSED_V4)
    if "%" in address or (number >> 32) & 0xFFFFFFFF in _ISATAP:
        return False
    return _within(number, _ADMITTED_V6) and not _within(number, _REFUSED_V6)


def is_literal(host: str) -> bool:
    """Tell an address from a name."""
    return ":" in host or _QUAD.fullmatch(host) is not None


def _within(number: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(low <= number <= high for low, high in ranges)


class Guard:
    """The policy, with the hosts that the operator trusts (`name`, or `name:port` for one port only).

    A trusted host may have any address and any port; its scheme must still be http or https.
    """

    def __init__(self, trusted_hosts: Iterable[str] = ()) -> None:
        self._trusted = frozenset(host.strip().lower().rstrip(".") for host in trusted_hosts)

    def check(self, url: str) -> Target:
        """Judge `url` by its looks alone.

        Raises:
            ArticleUnreadable: `url_refused`, with the rule that it breaks.

        """
        parts = self._parts(url)
        scheme = parts["scheme"].lower()
        match = _AUTHORITY.fullmatch(parts["authority"])
        if match is None:
            raise _refused("its host cannot be read as a plain host name (no user name, no escapes)")
        host = _plain_host(match["host"])
        port = int(match["port"] or PORTS[scheme])
        trusted = self.trusts(host, port)
        if not trusted:
            _check_port(scheme, port)
            _check_host(host)
        return Target(_rebuilt(scheme, host, port, parts["rest"]), scheme, host, port, trusted)

    def trusts(self, host: str, port: int) -> bool:
        """Tell whether the operator named this host, or this host with this port."""
        shown = f"[{host}]" if ":" in host else host
        return not self._trusted.isdisjoint((host, shown, f"{shown}:{port}"))

    def admits(self, addresses: Sequence[str]) -> bool:
        """Tell whether a name with these addresses may be connected to: all of them must be public."""
        return bool(addresses) and all(map(is_public, addresses))

    def _parts(self, url: str) -> dict[str, str]:
        if len(url) > MAX_URL:
            raise _refused(f"it is longer than {MAX_URL} characters")
        if any(character <= " " or character in "\\\x7f" for character in url):
            raise _refused("it contains a blank, a backslash or a control character")
        match = _SHAPE.fullmatch(url.partition("#")[0])
        if match is None:
            raise _refused("only http:// and https:// are fetched")
        return match.groupdict()


def _refused(why: str) -> ArticleUnreadable:
    return ArticleUnreadable("url_refused", f"the URL is not fetched: {why}")


def _check_port(scheme: str, port: int) -> None:
    if port != PORTS[scheme]:
        raise _refused("only port 80 for http and port 443 for https are open")


def _check_host(host: str) -> None:
    literal = is_literal(host)
    if literal and not is_public(host):
        raise _refused("its address is not a public one")
    if not literal and ("." not in host or host.rpartition(".")[2] in _PRIVATE_SUFFIXES):
        raise _refused("its host is not a public name")


def _plain_host(host: str) -> str:
    """Return the host as it will be asked for: ASCII, lower case; or refuse what parsers read differently."""
    if host.startswith("["):
        return _plain_v6(host[1:-1])
    name = (host if host.isascii() else _ascii_host(host)).lower().removesuffix(".")
    labels = name.split(".")
    if _NUMERIC.fullmatch(labels[-1]):
        if not _QUAD.fullmatch(name):
            raise _refused("its address is not written as four plain decimal numbers")
        return name
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise _refused("its host is no host name")
    return name


def _plain_v6(literal: str) -> str:
    try:
        return str(ipaddress.IPv6Address(literal))
    except ValueError:
        raise _refused("its address cannot be read") from None


def _ascii_host(host: str) -> str:
    import idna  # 10 ms of tables that ASCII names do not need

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise _refused("its host is no valid international name") from None


def _rebuilt(scheme: str, host: str, port: int, rest: str) -> str:
    shown = f"[{host}]" if ":" in host else host
    place = shown if port == PORTS[scheme] else f"{shown}:{port}"
    return f"{scheme}://{place}{rest if rest.startswith('/') else '/' + rest}"
