"""HTML pages: markup goes in, an article or a rejection comes out."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

from selectolax.lexbor import LexborHTMLParser

from searchkit.analysis.language import guess_language, normalise_language
from searchkit.errors import InvalidArticle
from searchkit.ingest import body, bylines, jsonld, metadata, site_rules, traces
from searchkit.ingest.addresses import host_of
from searchkit.ingest.authors import author_names
from searchkit.ingest.blocks import clean_line, read_layout, whole_characters
from searchkit.ingest.dates import parse_date
from searchkit.ingest.findings import Findings
from searchkit.ingest.head import Head
from searchkit.ingest.opening import read_dateline
from searchkit.ingest.rules import PLAIN, Treatment, hosts_of
from searchkit.ingest.source_names import known_names
from searchkit.ingest.sources import source_name
from searchkit.ingest.surroundings import foreign_containers
from searchkit.ingest.titles import site_in, without_suffix
from searchkit.model import Article, Rejected

DEEPEST = 2_000
"""Elements within elements: the parser's time grows with the square of the depth."""
UNFOLDED = 2_000_000
"""Formatting elements that the parser may have to repeat for unclosed ones."""

LONGEST_SITE = 40
"""Code points of what a page's <title> may call its site."""

TAGS = 500_000
"""Tags of a page, opening and closing: each element takes some 300 bytes of memory."""

COMPARED = 200_000_000
"""Attributes that the parser may have to compare: each with every other one of its tag."""

_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_UNNESTED = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li td th tr dt dd"
    " option thead tbody tfoot colgroup html body head".split()
)
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())


def read_page(
    markup: str, *, path: str, url: str | None = None, treatment: Treatment = PLAIN
) -> Article | Rejected:
    """The article of a decoded page; `url` is where it was saved from, if that is known."""
    reason = _refusal(markup)
    if reason:
        return Rejected(path, reason)
    page = _Page(whole_characters(markup), url, treatment)
    text = page.body_text()
    if not text:
        return Rejected(path, "no article text found: the page holds only links, labels or scripts")
    findings = page.findings()
    first, gap, rest = text.partition("\n\n")
    text = read_dateline(first, findings, None) + gap + rest
    try:
        return findings.article(body=text, path=path)
    except InvalidArticle as error:
        return Rejected(path, f"the page's {error.field} cannot be stored: {error}")


def body_text(fragment: str) -> str:
    """The text of a piece of markup: paragraphs apart by a blank line, lists by line; or ""."""
    if _refusal(fragment):
        return ""
    layout = read_layout(LexborHTMLParser(whole_characters(fragment)).body)
    return body.render(layout.blocks)


class _Page:
    def __init__(self, markup: str, url: str | None, treatment: Treatment) -> None:
        self._markup = markup
        tree = self._tree = LexborHTMLParser(markup)
        self._own = url
        head = Head(tree)
        self._metas, self._title, self._canonical = head.metas, head.title, head.canonical
        self._selected = self._select(treatment) if treatment.sites else site_rules.NOTHING
        self._nodes = jsonld.read_nodes(head.scripts)
        self._layout = read_layout(tree.body)
        self._h1s = [clean_line(b.text) for b in self._layout.blocks if b.tag == "h1"]
        known = [metadata.meta_title(self._metas), *self._h1s[:1], self._title]
        self._node = jsonld.find_article(self._nodes, known)
        self._body = body.find_body(self._layout, titles=[*known[:1], self._title])
        self._foreign = foreign_containers(self._layout, self._above(), self._body.first)

    def body_text(self) -> str:
        """The text on the page, or the one in its JSON-LD where the page shows less than half."""
        if self._selected.body:
            return self._selected.body
        text = body.render(self._body.blocks)
        written = _written_body(self._node)
        return written if len(text) < len(written) / 2 else text

    def findings(self) -> Findings:
        findings = Findings()
        root = self._tree.css_first("html")
        names = root.attributes if root else {}
        tag = names.get("lang") or names.get("xml:lang") or ""
        language = normalise_language(tag)
        findings.add("language", language, "html-lang")
        self._add_addresses(findings)
        day = metadata.url_date(findings)
        # A page that does not say its language may still tell 1 February from 2 January by it.
        language = language or guess_language(self.body_text())
        locale = metadata.locale(language, tag, findings.best("url"))
        visible = self._visible(locale)
        dates = [item.value for item in visible if item.field == "published"]
        seen = [when for when in [*dates, day] if isinstance(when, date)]
        metadata.add_jsonld(findings, self._node, self._nodes, seen)
        metadata.add_metas(findings, self._metas, locale, seen)
        findings.add("published", day, "url")
        for item in visible:
            if item.field == "author":
                metadata.add_names(findings, author_names(str(item.value)), item.basis)
            else:
                findings.add(item.field, item.value, item.basis)
        self._add_selected(findings, locale)
        if findings.best("published") is None:
            self._add_traces(findings, locale)
        if findings.best("source") is None:
            self._add_source(findings)
        self._add_titles(findings)
        return findings

    def _add_traces(self, findings: Findings, language: str | None) -> None:
        span = self._body.first, self._body.last
        findings.add("published", traces.described_date(self._nodes), "json-ld")
        findings.add("published", traces.state_date(self._markup), "state")
        blocks = self._layout.blocks[self._body.last :]
        below = [block.text for block in blocks if not self._foreign[block.container]]
        said = traces.said_date(self._tree, below, language)
        if said:
            findings.add(said.kind, said.value, "footer")
        changed = findings.best("modified")
        if changed:
            findings.add("published", changed.value, "updated")
        else:
            shown = traces.only_date(self._layout, self._foreign, span, language)
            findings.add("published", shown, "only date")

    def _select(self, treatment: Treatment) -> site_rules.Selected:
        shown = metadata.first(self._metas, ["og:url"])
        rule = treatment.site(hosts_of(self._own, self._canonical, shown))
        return site_rules.select(self._tree, rule) if rule else site_rules.NOTHING

    def _add_selected(self, findings: Findings, language: str | None) -> None:
        selected = self._selected
        findings.add("title", selected.title, "rule")
        findings.add("author", selected.author, "rule")
        day = parse_date(selected.date, language) if selected.date else None
        findings.add("published", day, "rule")
        if day is None:
            findings.add("published", selected.date, "weak")

    def _visible(self, language: str | None) -> list[bylines.Seen]:
        found = self._body
        return bylines.read_visible(
            self._layout,
            headline=self._above(),
            body=(found.first, found.last),
            language=language,
            foreign=self._foreign,
        )

    def _add_addresses(self, findings: Findings) -> None:
        links = self._links()
        metadata.add_addresses(findings, links, self._own)

    def _links(self) -> list[tuple[str | None, str]]:
        node = self._node or {}
        return [
            (self._canonical, "canonical"),
            (metadata.first(self._metas, ["og:url"]), "meta"),
            (jsonld.address_of(node.get("url")), "json-ld"),
            (jsonld.address_of(node.get("mainEntityOfPage")), "json-ld"),
        ]

    def _add_source(self, findings: Findings) -> None:
        """Name a page that does not say who published it by its address or its <title>."""
        url = findings.best("url")
        address = str(url.value) if url else None
        findings.add("source", known_names().of(address), "url")
        name = source_name(site_in(self._title, host_of(address)))
        findings.add("source", name if name and len(name) <= LONGEST_SITE else None, "html-title")

    def _add_titles(self, findings: Findings) -> None:
        sites = metadata.hosts([self._own, *(link for link, _ in self._links())])
        source = findings.best("source")
        if source:
            sites.append(str(source.value))
        named = [
            (jsonld.text_of((self._node or {}).get("headline")), "json-ld"),
            (metadata.meta_title(self._metas), "meta"),
            (self._headline(), "heading"),
        ]
        title = without_suffix(self._title, sites, [*self._h1s, *(text for text, _ in named)])
        titles = [*named, (title, "html-title")]
        metadata.add_titles(findings, titles, sites, self._headline())

    def _above(self) -> int | None:
        """The block of the headline, if it stands above the text: one below is another's."""
        headline = self._body.headline
        return headline if headline is not None and headline <= self._body.first else None

    def _headline(self) -> str:
        number = self._body.headline
        return "" if number is None else clean_line(self._layout.blocks[number].text)


def _written_body(node: jsonld.Node | None) -> str:
    """The articleBody of a JSON-LD node as text, whether it was written as text or as markup."""
    written = (node or {}).get("articleBody")
    if not isinstance(written, str):
        return ""
    written = unescape(written)
    if re.search(r"<(?:p|div|br|h\d|li|a)\b", written):
        return body_text(written)
    lines = (clean_line(line) for line in whole_characters(written).splitlines())
    return "\n\n".join(line for line in lines if line)


def _refusal(markup: str) -> str:
    """Why the markup cannot be parsed in reasonable time, or ""."""
    tags = markup.count("<")
    if tags > TAGS:
        return f"it has more than {TAGS:,} tags, which is no page"
    compared = sum(_attributes(piece) ** 2 for piece in markup.split("<") if len(piece) > 1_000)
    if compared > COMPARED:
        return "its tags have more attributes than can be read"
    if tags < DEEPEST:
        return ""
    depth = formatting = unfolded = 0
    for match in _TAG.finditer(markup):
        tag = match[2].lower()
        step = -1 if match[1] else 1
        if tag in _FORMATTING:
            formatting = max(0, formatting + step)
        elif step > 0:
            unfolded += formatting
        if tag not in _UNNESTED:
            depth = max(0, depth + step)
            if depth > DEEPEST:
                return f"its elements are nested more than {DEEPEST:,} deep"
    if unfolded > UNFOLDED:
        return f"its unclosed formatting unfolds to more than {UNFOLDED:,} elements"
    return ""


def _attributes(piece: str) -> int:
    """How many attributes a tag has, roughly; `piece` is what follows its "<"."""
    return len(_QUOTED.sub(" ", piece).partition(">")[0].split()) if piece[0].isalpha() else 0
