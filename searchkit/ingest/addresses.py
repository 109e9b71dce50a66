"""Which address is a page's own? Links as pages give them go in; absolute http(s) ones come out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"(?:utm_.*|pk_.*|mtm_.*|hsa_.*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid"
    r"|igshid|mc_cid|mc_eid|_hsenc|_hsmi|_ga|_gl|ncid|cmpid|wt_mc|wt_zmc|vero_id|oly_enc_id"
    r"|ref_src|ref_url|at_medium|at_campaign|spm)",
    re.IGNORECASE,
)
_PORTS = {"http": 80, "https": 443}
_FRONT = re.compile(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|home|default|start|startseite)(?:\.\w{2,5})?/?)?",
    re.IGNORECASE,
)
_MIRROR = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
_DAY_PARTS = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sep>[/_.-])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)"
)
_DAY_LAST = re.compile(
    r"(?<!\d)(?P<day>1[3-9]|2\d|3[01])(?P<sep>[/_.-])(?P<month>\d{1,2})(?P=sep)(?P<year>(?:19|20)\d\d)(?!\d)"
)
_DAY_NAMED = re.compile(
    r"/(?P<year>(?:19|20)\d\d)/(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"/(?P<day>\d{1,2})(?=/)",
    re.IGNORECASE,
)
_DAY_DIGITS = re.compile(
    r"(?:^|[/_-])(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?=[/_.-]|$)"
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def absolute(link: str | None, base: str | None = None) -> str | None:
    """The link as an absolute http(s) address, resolved against `base` if that is one; or None."""
    if not link:
        return None
    link = "".join(link.split())
    try:
        link.encode()
        if base and not urlsplit(link).scheme:
            link = urljoin(base, link)
        parts = urlsplit(link)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or len(link) > 2048:
        return None
    # One word is no host on the web; addresses of the machine that saved a page name no article.
    return link if "." in host or ":" in host else None


def normalise(url: str) -> str:
    """The address for comparing pages: equal for what surely is one page, else as it is.

    Scheme and host in lower case, without fragment, default port and tracking parameters.
    Anything that is not an absolute http(s) address comes back unchanged.
    """
    if absolute(url) is None:
        return url
    parts = urlsplit("".join(url.split()))
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    if parts.port is not None and parts.port != _PORTS[scheme]:
        host = f"{host}:{parts.port}"
    kept = [part for part in parts.query.split("&") if part and not _is_tracking(part)]
    path = quote(parts.path, safe="/:@!$&'()*+,;=~%-._")
    return urlunsplit((scheme, host, path or "/", "&".join(kept), ""))


def _is_tracking(part: str) -> bool:
    return _TRACKING.fullmatch(part.partition("=")[0]) is not None


def host_of(url: str | None) -> str | None:
    """The host without "www." and the like, in lower case; None for what is no address."""
    address = absolute(url)
    return _MIRROR.sub("", urlsplit(address).hostname or "") if address else None


def is_front_page(url: str) -> bool:
    """Does the address name a site's front page (or one of its languages') and no article?"""
    parts = urlsplit(url)
    return _FRONT.fullmatch(parts.path) is not None and not parts.query


def same_page(one: str, other: str) -> bool:
    """Do two absolute addresses agree on host and path (and on the query, where both have one)?"""
    first, second = _place(one), _place(other)
    if first[:2] != second[:2]:
        return False
    return not first[2] or not second[2] or first[2] == second[2]


def _place(url: str) -> tuple[str, str, str]:
    parts = urlsplit(normalise(url))
    path = unquote(parts.path).rstrip("/").lower()
    path = re.sub(r"/amp$|\.amp(?=\.html?$|$)", "", path)
    return _MIRROR.sub("", parts.netloc), path, parts.query


def agreed(addresses: Sequence[tuple[str, str]], own: str | None) -> set[str]:
    """Which of the (address, basis) pairs may be taken for a page that may have come from `own`.

    Those that agree with `own`; without it all of them if none contradicts another, else those on
    which two agree.
    """
    if own is not None:
        return {url for url, _ in addresses if same_page(url, own)}
    for url, _ in addresses:
        friends = {other for other, _ in addresses if same_page(url, other)}
        bases = [basis for other, basis in addresses if other in friends]
        if len(bases) == len(addresses) or len(set(bases)) > 1:
            return friends
    return set()


def date_in(url: str) -> date | None:
    """The day that an address names, as in /2022/01/23/ or /20220123-; None if it names none."""
    path = unquote(urlsplit(url).path)
    for pattern in (_DAY_PARTS, _DAY_NAMED, _DAY_DIGITS, _DAY_LAST):
        for match in pattern.finditer(path):
            day = _day(match)
            if day is not None:
                return day
    return None


def _day(match: re.Match[str]) -> date | None:
    month = match["month"].lower()
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
    try:
        return date(int(match["year"]), number, int(match["day"]))
    except ValueError:
        return None
