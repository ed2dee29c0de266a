"""One spelling for the many addresses of one page, so that an article given twice is read once.

The result is a key for comparison, not an address to fetch.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

# Parameters that say where a reader came from, not which page is meant. `id`- and `source`-like names that some sites
# use for the page itself are left out: two articles taken for one lose one of them, one taken for two costs little.
_TRACKING_NAMES = """fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh mc_cid mc_eid
mkt_tok _hsenc _hsmi hsctatracking vero_id oly_anon_id oly_enc_id wickedid rb_clickid s_cid icid ncid cmpid cmp ito
ocid smid smtyp sr_share taid guccounter guce_referrer guce_referrer_sig spm ref ref_src ref_url referrer
feature_share __twitter_impression amp outputtype amp_js_v amp_gsa usqp xtor wt_mc wt_zmc traffic_source ftag ftcamp
_ga _gl srsltid"""
_TRACKING = frozenset(_TRACKING_NAMES.split())
_TRACKING_STARTS = ("utm_", "mtm_", "pk_", "piwik_", "hsa_", "at_", "ns_", "fb_", "stm_", "itm_", "wt.")
_MOBILE = re.compile(r"^(?:www\d?|m|mobile|mobil|amp|touch|wap)\.(?=.+\..+)")
_AMP_CACHE = re.compile(r"^/(?:[civ]/)?(?:s/)?(?P<rest>[a-z0-9.-]+\.[a-z]{2,}(?::\d+)?/.*)$")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)

_NOT_IN_LINKS = frozenset((*map(chr, range(33)), *"\x7f<>\"'`"))


def web_address(url: str | None) -> str | None:
    """Return `url` where it is a web address that may become a link; anything else is no metadata."""
    try:
        parts = urlsplit(url or "")
        named = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return url if named and _NOT_IN_LINKS.isdisjoint(url or "") else None


def canonical_url(url: str) -> str:
    """Return the form of `url` in which addresses of one page are equal; what is no web address stays as it is.

    Scheme, default port, `www.`/`m.`/`amp.` hosts, AMP paths and caches, tracking parameters, the order of
    parameters, fragment, a slash at the end, and needless escapes make no difference.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    if parts.scheme.lower() not in ("http", "https") or not host:
        return url
    if inner := _inside_amp_cache(host, parts.path):
        return canonical_url(f"https://{inner}" + (f"?{parts.query}" if parts.query else ""))
    while shorter := _MOBILE.match(host):
        host = host[shorter.end() :]
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    query = _query(parts.query)
    return f"https://{place}{_path(parts.path)}" + (f"?{query}" if query else "")


def _inside_amp_cache(host: str, path: str) -> str | None:
    """Return the address inside that of an AMP cache or viewer (`/amp/s/news.example/a`, `/c/s/...`)."""
    viewer = path.startswith("/amp/") and "google." in host
    if not (viewer or host.endswith(".cdn.ampproject.org") or host == "cdn.ampproject.org"):
        return None
    match = _AMP_CACHE.match(path.removeprefix("/amp") if viewer else path)
    return match["rest"] if match else None


def _path(path: str) -> str:
    plain = quote(unquote(path, errors="surrogateescape"), safe="/:@!$&'()*+,;=~-._", errors="surrogateescape")
    plain = re.sub(r"/{2,}", "/", plain)
    plain = _INDEX.sub("", plain).rstrip("/")
    segments = [part for part in plain.split("/") if part.lower() != "amp"]
    if segments and segments[-1].lower().endswith((".amp", ".amp.html")):
        segments[-1] = re.sub(r"\.amp(\.html)?$", r"\1", segments[-1], flags=re.IGNORECASE)
    return "/".join(segments) or "/"


def _query(query: str) -> str:
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
        if not _is_tracking(name.lower())
    ]
    return urlencode(sorted(kept), errors="surrogateescape")


def _is_tracking(name: str) -> bool:
    return name in _TRACKING or name.startswith(_TRACKING_STARTS)
