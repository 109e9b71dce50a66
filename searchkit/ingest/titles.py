"""Titles without the site's name: "Floods in Arden - Velmora Times" is "Floods in Arden"."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SEPARATOR = re.compile(r"\s+(?:[-–—|·•»«›/]|::|\|\||<|>)\s+|\s*[|]\s*|\s+::?\s+")
_LONGEST = 1000
_STRONG = re.compile(r"\s*(?:\||::|»|«|·|•|›)\s*")


def key(text: str) -> str:
    """Text for comparing names: letters and digits only, without case."""
    return "".join(char for char in text.casefold() if char.isalnum())


def without_site(title: str, sites: Iterable[str]) -> str:
    """The title without a first or last part that names the site (a name, or a host).

    A title that is nothing but the site's name comes back as "".
    """
    names = _names(sites)
    title = " ".join(title.split())
    if key(title) in names:
        return ""
    while (shorter := _shorten(title, names)) is not None:
        title = shorter
    return title


def site_in(title: str, host: str | None) -> str | None:
    """The first or last part of a page's <title> that is the host's name: "Storm - Velmora Times"
    at velmoratimes.example."""
    labels = (host or "").split(".")[:-1]
    names = {key(label) for label in labels if len(label) > 3}
    parts = _SEPARATOR.split(title[:_LONGEST])
    ends = [parts[-1], parts[0]] if len(parts) > 1 else []
    return next((part for part in ends if _names_host(key(part), names)), None)


def _names_host(name: str, hosts: set[str]) -> bool:
    bare = name.removeprefix("the")
    return any(host in (name, bare) or (len(host) > 5 and host in name) for host in hosts)


def without_suffix(title: str, sites: Iterable[str], headings: Iterable[str] = ()) -> str:
    """A page's <title> without the site's name, known or not.

    One of the page's headings that begins it is the title. Otherwise what stands behind a bar
    (or behind the last dash, if it looks like a short name) is taken for the site's.
    """
    title = without_site(title[:_LONGEST], sites)
    for heading in headings:
        if (
            len(heading) > 8
            and title.startswith(heading)
            and _SEPARATOR.match(title[len(heading) :])
        ):
            return heading
    head = _STRONG.split(title)[0]
    if len(head.split()) >= 3:
        title = head
    return title


def as_shown(title: str, headline: str) -> str:
    """The title without a kicker in front of, or an addition behind, the headline readers see."""
    whole, seen = key(title), key(headline)
    if len(seen) < 12 or whole == seen:
        return title
    if len(whole) > 12 and seen.startswith(whole):
        return headline
    if title.startswith(headline) and _SEPARATOR.match(title[len(headline) :] + " "):
        return headline
    if title.endswith(headline) and re.search(r"[:|–—-]\s+$", title[: -len(headline)]):
        return headline
    return title


def _names(sites: Iterable[str]) -> set[str]:
    names = set()
    for site in sites:
        names.add(key(site))
        if "." in site and " " not in site:
            labels = site.lower().split(".")
            names.update(key(".".join(labels[start:])) for start in range(len(labels)))
            names.update(key(".".join(labels[start:-1])) for start in range(len(labels) - 1))
            names.add(key("www." + site))
    return {name for name in names if len(name) > 2}


def _shorten(title: str, names: set[str]) -> str | None:
    cuts = list(_SEPARATOR.finditer(title))
    if not cuts:
        return None
    if _is_site(title[cuts[-1].end() :], names):
        return title[: cuts[-1].start()]
    if _is_site(title[: cuts[0].start()], names):
        return title[cuts[0].end() :]
    return None


def _is_site(part: str, names: set[str]) -> bool:
    name = key(part)
    if name in names:
        return True
    # "Velmora Times Online" and "The Velmora Times" are the Velmora Times.
    return len(name) > 4 and any(
        len(other) > 4 and (name in other or other in name) and abs(len(name) - len(other)) < 8
        for other in names
    )
