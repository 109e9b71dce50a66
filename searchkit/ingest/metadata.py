"""What a page says about its article in JSON-LD and meta tags, as findings with their bases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from searchkit.analysis.language import normalise_language
from searchkit.ingest import jsonld
from searchkit.ingest.addresses import absolute, agreed, date_in, host_of, is_front_page
from searchkit.ingest.authors import author_names, join_authors
from searchkit.ingest.blocks import clean_line
from searchkit.ingest.dates import from_epoch, parse_date
from searchkit.ingest.dating import plausible, settle
from searchkit.ingest.findings import Finding, Findings
from searchkit.ingest.head import Metas
from searchkit.ingest.source_names import known_names
from searchkit.ingest.sources import source_name
from searchkit.ingest.titles import as_shown, key, without_site
from searchkit.published import Published, parse_iso

_PUBLISHED = (
    "article:published_time og:article:published_time og:published_time article:published"
    " article.published published_time parsely-pub-date sailthru.date cxenseparse:recs:publishtime"
    " bt:pubdate rnews:datepublished datepublished citation_publication_date citation_date"
    " dcterms.issued dc.date.issued dcterms.created dc.date.created dcterms.date dc.date dc:date"
    " pubdate publishdate publish-date publish_date publication-date publication_date"
    " article_date_original originalpublicationdate release_date date_published"
    " schema:datepublished shareaholic:article_published_time date"
).split()
_PUBLISHED_END = re.compile(
    r"[:._-](?:published(?:[-_]?(?:time|date|at))?|publish[-_]?(?:time|date)|pub[-_]?date|uploaded"
    r"|date[-_]?published|publication[-_]?date)$"
)
"""How names of sites' own making end."""
_MODIFIED = (
    "article:modified_time og:updated_time og:article:modified_time article:modified datemodified"
    " dcterms.modified dc.date.modified last-modified lastmod modified_date revised"
).split()
_TITLES = (
    "og:title twitter:title parsely-title sailthru.title dcterms.title dc.title citation_title"
    " headline title"
).split()
_SOURCES = "og:site_name dc.publisher dcterms.publisher publisher application-name".split()
_AUTHORS = (
    "author article:author parsely-author sailthru.author dc.creator dcterms.creator byl"
    " citation_author article.author cxenseparse:author og:article:author article:author_name"
).split()
_LONGEST_TITLE = 600
_EPOCHS = (10, 13)
"""Digits of seconds and of milliseconds since 1970."""


def first(metas: Metas, names: Iterable[str]) -> str:
    """The first content under the first of the names that is there, on one line; or ""."""
    for name in names:
        for content in metas.get(name, ()):
            if text := clean_line(content):
                return text
    return ""


def meta_title(metas: Metas) -> str:
    return first(metas, _TITLES)


def read_when(text: str, language: str | None = None) -> Published | None:
    """A machine's or a reader's date, if it is plausible."""
    text = clean_line(text)
    if text.isascii() and text.isdigit() and len(text) in _EPOCHS:
        return plausible(from_epoch(int(text)))
    try:
        return plausible(parse_iso(text))
    except ValueError:
        return plausible(parse_date(text, language))


def add_metas(
    findings: Findings, metas: Metas, language: str | None, seen: Iterable[Published] = ()
) -> None:
    """Note what the meta tags say; a host as the site's name is only a candidate."""
    others = (name for name in metas if _PUBLISHED_END.search(name) and name not in _PUBLISHED)
    for name in (*_PUBLISHED, *others):
        for content in metas.get(name, ())[:2]:
            findings.add("published", settle(read_when(content, language), seen), "meta")
    for name in _MODIFIED:
        for content in metas.get(name, ())[:1]:
            findings.add("modified", read_when(content, language), "meta")
    for name in _SOURCES:
        for content in metas.get(name, ())[:1]:
            add_source(findings, content, "meta")
    for name in _AUTHORS:
        names = [name for content in metas.get(name, ()) for name in author_names(content)]
        add_authors(findings, names, "meta")


def add_jsonld(
    findings: Findings,
    node: jsonld.Node | None,
    nodes: list[jsonld.Node],
    seen: Iterable[Published] = (),
) -> None:
    """Note what the JSON-LD node of the article says."""
    if node is None:
        return
    published = jsonld.text_of(node.get("datePublished") or node.get("dateCreated"))
    findings.add("published", settle(read_when(published), seen), "json-ld")
    findings.add("modified", read_when(jsonld.text_of(node.get("dateModified"))), "json-ld")
    credited = jsonld.text_of(node.get("sourceOrganization") or node.get("creditText"))
    findings.add("agency", known_names().agency(credited), "json-ld")
    publisher = jsonld.resolve(node.get("publisher"), nodes)
    add_source(findings, next(iter(jsonld.names_of(publisher)), ""), "json-ld")
    people = jsonld.names_of(jsonld.resolve(node.get("author"), nodes))
    names = [name for person in people for name in author_names(person)]
    add_authors(findings, names, "json-ld")
    findings.add("language", normalise_language(jsonld.text_of(node.get("inLanguage"))), "json-ld")


def add_source(findings: Findings, text: str, basis: str) -> None:
    """Note a publisher's name; what is only a host is kept as a weak candidate."""
    name = source_name(text)
    if name:
        findings.add("source", name, basis)
    else:
        findings.add("source", clean_line(text)[:200], "weak")


def add_authors(findings: Findings, names: list[str], basis: str) -> None:
    """Note authors that machines are told; the publisher's own name is kept as a weak candidate."""
    source = findings.best("source")
    own = key(str(source.value)) if source else ""
    persons = [name for name in names if key(name) != own]
    add_names(findings, persons or names, basis if persons else "weak")


def add_names(findings: Findings, names: list[str], basis: str) -> None:
    """Note the persons among names as the author, and the agencies as what is credited."""
    signed = [known_names().signed(name) for name in names]
    findings.add("author", join_authors(person for person, _ in signed if person), basis)
    findings.add("agency", join_authors(agency for _, agency in signed if agency), basis)


def add_titles(
    findings: Findings, titles: Iterable[tuple[str, str]], sites: list[str], headline: str
) -> None:
    """Note titles, given with their bases, without the site's name, and as the headline has it."""
    for title, basis in titles:
        if len(title) > _LONGEST_TITLE:
            continue
        findings.add("title", as_shown(without_site(title, sites), headline), basis)


def add_addresses(
    findings: Findings, links: Iterable[tuple[str | None, str]], own: str | None
) -> None:
    """Note the page's addresses, (link, basis) each, by the rules on which of them may be taken."""
    own = absolute(own)
    if own is not None and is_front_page(own):
        findings.add("url", own, "weak")
        own = None
    found = [(url, basis) for link, basis in links if (url := absolute(link, own))]
    pages = [(url, basis) for url, basis in found if not is_front_page(url)]
    taken = agreed(pages, own)
    if own is not None:
        findings.add("url", own, "weak" if taken else "user")
    for url, basis in found:
        findings.add("url", url, basis if url in taken else "weak")


def url_date(findings: Findings) -> date | None:
    """The day that the page's address names."""
    url = findings.best("url")
    return plausible(date_in(str(url.value))) if url else None


def locale(language: str | None, tag: str, url: Finding | None) -> str | None:
    """The language with its region, "en-GB", by the end of the page's host or else by its `tag`.

    Editors' programs say "en-US" wherever they are used; a British host does not lie.
    """
    if language != "en":
        return language
    host = host_of(str(url.value)) if url else None
    region = (host or "").rpartition(".")[2]
    if len(region) == 2:
        return f"en-{region}"
    return tag if tag.lower().startswith("en") else language


def hosts(links: Iterable[str | None]) -> list[str]:
    return [host for link in links if (host := host_of(link))]
