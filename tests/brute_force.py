"""A second opinion on what a query finds: every article looked at, every formula written out.

It shares the tokens with the engine, and how a query's text splits into words; the rest it works
out for itself, as slowly as it likes.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from collections.abc import Sequence as Listing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import cache, cached_property
from typing import Any

from naive_text import Text

from searchkit.analysis.analyzer import analyze
from searchkit.analysis.patterns import Expansion, Near, Pattern, Sequence, word_patterns
from searchkit.model import Article
from searchkit.query import nodes
from searchkit.query.nodes import Node
from searchkit.quotes.extraction import quotations
from searchkit.quotes.quotation import Quotation

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class Document:
    """An article with its texts."""

    def __init__(self, article: Article) -> None:
        self.article = article
        language = article.language
        self.texts = {
            "title": Text(article.title, language),
            "body": Text(article.body, language),
            "author": Text(article.author or "", None),
            "url": Text(article.url or "", None),
        }
        self.length = 3 * self.texts["title"].length + self.texts["body"].length

    def frequency(self, pattern: Pattern) -> int:
        title, body = self.texts["title"], self.texts["body"]
        return 3 * len(title.places(pattern)) + len(body.places(pattern))

    def says(self, node: Any, own: Listing[Quotation]) -> bool:
        """Whether words stand in some of these quotations."""
        if isinstance(node, nodes.And):
            return all(self.says(child, own) for child in node.children)
        if isinstance(node, nodes.Or):
            return any(self.says(child, own) for child in node.children if has_words(child))
        if isinstance(node, nodes.Boost):
            return self.says(node.child, own)
        whole = whole_pattern(node)
        if whole is None:
            return True
        tokens = analyze(self.article.body)
        spans = [
            (tokens.starts[first], tokens.ends[min(end, len(tokens.ends)) - 1])
            for first, end in self.texts["body"].places(whole)
        ]
        return any(one.start <= s and e <= one.end for s, e in spans for one in own)

    @property
    def seconds(self) -> float | None:
        published = self.article.when
        if published is None:
            return None
        if isinstance(published, datetime):
            return (published - EPOCH).total_seconds()
        return (published - EPOCH.date()).total_seconds()


@dataclass(frozen=True)
class Scope:
    fields: tuple[str, ...] = ("title", "body")
    weight: float = 1.0
    scores: bool = True


@dataclass(frozen=True)
class Verdict:
    """True, False, or None where it hangs on a date that nobody knows."""

    holds: bool | None
    score: float = 0.0


class BruteForce:
    """A collection of articles, each in a language it states.

    `deleted` ones are found by nothing, but count in the statistics.
    """

    def __init__(
        self, articles: Listing[Article], zone: tzinfo, deleted: Listing[Article] = ()
    ) -> None:
        self.documents = [Document(article) for article in articles]
        self.counted = self.documents + [Document(article) for article in deleted]
        self.zone = zone
        self._known: dict[Pattern, int] = {}

    @cached_property
    def average(self) -> float:
        return sum(d.length for d in self.counted) / len(self.counted)

    def search(self, node: Node, *, undated: bool) -> dict[str, float]:
        """Score by id of every article that the query finds."""
        found = {}
        for document in self.documents:
            verdict = self._verdict(node, document, Scope(), undated)
            if verdict and _holds(verdict, undated):
                found[document.article.id] = verdict.score
        return found

    def order(self, found: dict[str, float], sort: str) -> list[str]:
        by_id = {d.article.id: d for d in self.documents}

        def key(id: str) -> tuple[Any, ...]:
            seconds, score = by_id[id].seconds, -round(found[id], 9)
            newest = (seconds is None, -(seconds or 0.0))
            if sort == "relevance":
                return (score, *newest, id)
            date_key = newest if sort == "newest" else (seconds is None, seconds or 0.0)
            return (*date_key, score, id)

        return sorted(found, key=key)

    def facets(self, ids: list[str]) -> dict[str, list[tuple[str, int]]]:
        wanted = set(ids)
        articles = [d.article for d in self.documents if d.article.id in wanted]
        days = [article.when.isoformat()[:10] for article in articles if article.when]
        return {
            "source": _most_first(article.source for article in articles),
            "author": _most_first(article.author for article in articles),
            "language": _most_first(article.language for article in articles),
            "day": sorted(Counter(days).items()),
            "month": sorted(Counter(day[:7] for day in days).items()),
            "year": sorted(Counter(day[:4] for day in days).items()),
        }

    def _verdict(
        self, node: Node, document: Document, scope: Scope, undated: bool
    ) -> Verdict | None:
        """None when the node holds nothing that could be searched for."""

        def verdict(child: Node, scope: Scope = scope) -> Verdict | None:
            return self._verdict(child, document, scope, undated)

        asking = [c for c in getattr(node, "children", ()) if who(c)] or [node][: len(who(node))]
        if asking and (isinstance(node, nodes.And) or who(node)):
            return self._said(node, asking, document, scope, undated)
        if isinstance(node, nodes.And):
            # A negation alone means everything else; a word that is none asks for nothing.
            parts = [(verdict(c), isinstance(c, nodes.Not)) for c in node.children]
            if all(part is None for part, is_not in parts if not is_not) and not all(
                is_not for _, is_not in parts
            ):
                return None
            known = [part for part, _ in parts if part]
            return _all(known) if known else None
        if isinstance(node, nodes.Or):
            known = [part for part in map(verdict, node.children) if part]
            return _any(known, undated) if known else None
        if isinstance(node, nodes.Not):
            inner = verdict(node.child, Scope(scope.fields, scope.weight, False))
            holds = None if inner is None or inner.holds is None else not inner.holds
            return inner and Verdict(holds)
        if isinstance(node, nodes.Boost):
            return verdict(
                node.child, Scope(scope.fields, scope.weight * node.weight, scope.scores)
            )
        if isinstance(node, nodes.Field):
            return verdict(node.child, Scope((node.name,), scope.weight, scope.scores))
        if isinstance(node, nodes.Everything | nodes.Sources | nodes.Languages | nodes.DateRange):
            return Verdict(self._passes(node, document.article))
        return self._words(node, document, scope)

    def _said(
        self, node: Node, asking: Listing[Node], document: Document, scope: Scope, undated: bool
    ) -> Verdict | None:
        """As if only the words were asked for; then each of those asked for must say the rest."""
        children = node.children if isinstance(node, nodes.And) else (node,)
        plain = tuple(as_words(child) if who(child) else child for child in children)
        whole = nodes.And(plain) if len(plain) > 1 else plain[0]
        verdict = self._verdict(whole, document, scope, undated)
        if verdict is None or verdict.holds is False:
            return verdict
        rest = [child for child in children if is_text(child)]
        voices: dict[str, list[Quotation]] = {}
        for quotation in quotations(document.article.body):
            voices.setdefault(quotation.speaker, []).append(quotation)
        for child in asking:
            names = [set(name) for name in map(forms_of, who(child)) if name]
            if names and not any(
                any(name <= named(own, document) for name in names)
                and all(document.says(one, own) for one in rest)
                for own in voices.values()
            ):
                return Verdict(False)
        return verdict

    def _words(self, node: Any, document: Document, scope: Scope) -> Verdict | None:
        words, whole = patterns_of(node), whole_pattern(node)
        if whole is None:
            return None
        if not any(document.texts[field].places(whole) for field in scope.fields):
            return Verdict(False)
        scores = scope.scores and set(scope.fields) <= {"title", "body"}
        total = sum(self._score(word, document) for word in words) if scores else 0.0
        return Verdict(True, scope.weight * total)

    def _score(self, word: Pattern, document: Document) -> float:
        """BM25F with k1 = 1.2 and b = 0.75 over fields weighted 3 and 1."""
        n, having = len(self.counted), self._having(word)
        frequency = document.frequency(word)
        norm = 0.25 + 0.75 * document.length / self.average
        idf = math.log(1 + (n - having + 0.5) / (having + 0.5))
        return idf * frequency * 2.2 / (frequency + 1.2 * norm)

    def _having(self, word: Pattern) -> int:
        if word not in self._known:
            self._known[word] = sum(d.frequency(word) > 0 for d in self.counted)
        return self._known[word]

    def _passes(self, node: Node, article: Article) -> bool | None:
        if isinstance(node, nodes.Sources):
            source = (article.source or "").casefold()
            return any(name.casefold() == source for name in node.names)
        if isinstance(node, nodes.Languages):
            return article.language in node.codes
        if isinstance(node, nodes.DateRange):
            return None if article.when is None else self._in_period(node, article.when)
        return True

    def _in_period(self, node: nodes.DateRange, published: date) -> bool:
        if isinstance(published, datetime):
            day, first, last = published.date(), published, published
        else:
            day = published
            first = datetime.combine(day, time(), self.zone)
            last = datetime.combine(day + timedelta(1), time(), self.zone) - timedelta(0, 0, 1)
        after = node.start is None or (
            last >= node.start if isinstance(node.start, datetime) else day >= node.start
        )
        before = node.end is None or (
            first < node.end if isinstance(node.end, datetime) else day < node.end
        )
        return after and before


@cache
def patterns_of(node: Any) -> tuple[Pattern, ...]:
    if isinstance(node, nodes.Prefix):
        return (Expansion("prefix", node.text),)
    if isinstance(node, nodes.Wildcard):
        return (Expansion("wildcard", node.pattern),)
    if isinstance(node, nodes.Fuzzy):
        return (Expansion("fuzzy", node.text, node.distance),)
    exact = isinstance(node, nodes.Exact)
    return tuple(pattern for _, pattern in word_patterns(node.text, exact=exact))


WORDS = (nodes.Word, nodes.Phrase, nodes.Prefix, nodes.Wildcard, nodes.Fuzzy, nodes.Exact)


@cache
def whole_pattern(node: Any) -> Pattern | None:
    words = patterns_of(node)
    if isinstance(node, nodes.Phrase) and node.slop is not None and len(words) > 1:
        return Near(words, node.slop)
    return Sequence(words) if len(words) > 1 else words[0] if words else None


def who(node: Any) -> list[str]:
    """The names that a node asks for, if it asks for nothing else."""
    if isinstance(node, nodes.Said):
        return [node.text]
    if isinstance(node, nodes.Boost):
        return who(node.child)
    names = [who(child) for child in node.children] if isinstance(node, nodes.Or) else [[]]
    return [name for some in names for name in some] if all(names) else []


def as_words(node: Any) -> Node:
    """Names as nothing but words."""
    if isinstance(node, nodes.Boost):
        return nodes.Boost(as_words(node.child), node.weight)
    if isinstance(node, nodes.Or):
        return nodes.Or(tuple(map(as_words, node.children)))
    words = tuple(nodes.Exact(word) for word, _ in word_patterns(node.text, exact=True))
    return nodes.And(words) if len(words) > 1 else words[0] if words else nodes.Exact(node.text)


def is_text(node: Any) -> bool:
    if isinstance(node, nodes.And | nodes.Or):
        return all(map(is_text, node.children))
    return is_text(node.child) if isinstance(node, nodes.Boost) else isinstance(node, WORDS)


def has_words(node: Any) -> bool:
    if isinstance(node, nodes.And | nodes.Or):
        return any(map(has_words, node.children))
    return has_words(node.child) if isinstance(node, nodes.Boost) else bool(patterns_of(node))


def forms_of(text: str) -> list[str]:
    return [token.form for token in analyze(text).tokens]


def named(own: Listing[Quotation], document: Document) -> set[str]:
    """The words that name a speaker, here or in full."""
    body = document.article.body
    titled = [one for one in own if one.basis not in ("pronoun", "continued")]
    shown = [body[one.speaker_start : one.speaker_end] for one in titled]
    return {form for text in (own[0].speaker, *shown) for form in forms_of(text)}


def _holds(verdict: Verdict, undated: bool) -> bool:
    return undated if verdict.holds is None else verdict.holds


def _all(parts: list[Verdict]) -> Verdict:
    values = [part.holds for part in parts]
    holds = False if False in values else None if None in values else True
    return Verdict(holds, sum(part.score for part in parts))


def _any(parts: list[Verdict], undated: bool) -> Verdict:
    values = [part.holds for part in parts]
    holds = True if True in values else None if None in values else False
    return Verdict(holds, sum(part.score for part in parts if _holds(part, undated)))


def _most_first(names: Iterable[str | None]) -> list[tuple[str, int]]:
    """How many of each there are, whatever their case, under the commonest way to write it."""
    folded: dict[str, list[str]] = {}
    for name in names:
        if name:
            folded.setdefault(name.casefold(), []).append(name)
    counts = [(max(sorted(set(same)), key=same.count), len(same)) for same in folded.values()]
    return sorted(counts, key=lambda item: (-item[1], item[0]))
