"""Why was an article found, or not? Each part of the query is put to it alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from searchkit.engines.base import Reader
from searchkit.errors import ArticleNotFound
from searchkit.explanation import Explanation, QueryPart
from searchkit.model import Article
from searchkit.published import civil_date
from searchkit.query.nodes import (
    And,
    Boost,
    DateRange,
    Exact,
    Field,
    Fuzzy,
    Languages,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Sources,
    Wildcard,
    Word,
)
from searchkit.query.printer import to_query
from searchkit.searching import Question, ask, check, limited, request_of

_SLOPS = (*range(11), 20, 50, 100)
_NEAREST = 3
_ALIKE = 70
"""Of 100: words of the article that are less like a word of the query are not named."""


def explain(reader: Reader, id: str, question: Question) -> Explanation:
    """Explain one article. Raises ArticleNotFound, and what `searching.ask` raises.

    All of it may take the question's `timeout`.
    """
    check(question)
    with limited(question):
        return _explain(reader, id, question)


def _explain(reader: Reader, id: str, question: Question) -> Explanation:
    article = reader.get(id)
    if article is None:
        raise ArticleNotFound(f"no article has the id {id!r}")
    asked = ask(reader, replace(question, limit=0, offset=0, snippets=False))
    scored = reader.explain(id, request_of(question, asked.node, prose=asked.prose))
    judge = _Judge(reader, article, question)
    node = asked.node
    return Explanation(
        id=id,
        title=article.title,
        query=question.text,
        interpreted=asked.interpret(),
        matches=scored is not None,
        relaxed=scored is not None and scored.tier > 0,
        score=None if scored is None else scored.score,
        words=() if scored is None else scored.words,
        parts=tuple(map(judge.part, node.children if isinstance(node, And) else (node,))),
        warnings=tuple(text for text in asked.warnings if "archive holds" not in text),
    )


class _Judge:
    """Tells of any part of a query whether one article matches it, and why not."""

    def __init__(self, reader: Reader, article: Article, question: Question) -> None:
        self._reader, self._article, self._question = reader, article, question

    def part(self, node: Node) -> QueryPart:
        matches = self._matches(node)
        inner = node.child if isinstance(node, Boost) else node
        parts: tuple[QueryPart, ...] = ()
        if isinstance(inner, And | Or):
            parts = tuple(map(self.part, inner.children))
        if matches:
            return QueryPart(to_query(node), True, parts=parts)
        nearest = tuple(self._nearest(inner))
        return QueryPart(to_query(node), False, self._reason(inner), nearest, parts)

    def _matches(self, node: Node) -> bool:
        question = self._question
        return self._reader.matches(self._article.id, node, question.zone, undated=question.undated)

    def _reason(self, node: Node) -> str:
        article = self._article
        if isinstance(node, Not):
            return f"it has what is left out: {to_query(node.child)}"
        if isinstance(node, DateRange):
            return self._undated_or_outside(node)
        if isinstance(node, Sources):
            return f"its source is {article.source}" if article.source else "its source is unknown"
        if isinstance(node, Languages):
            return f"its language is {article.language or 'unknown'}"
        if isinstance(node, Or):
            return "it matches none of these"
        if isinstance(node, And):
            return "it does not match all of these"
        if isinstance(node, Field):
            elsewhere = node.name in ("title", "body") and self._matches(node.child)
            return f"not in its {node.name}" + (", but elsewhere in it" if elsewhere else "")
        if isinstance(node, Phrase):
            return self._apart(node)
        if isinstance(node, Exact) and self._matches(Word(node.text)):
            return "it has other forms of it only"
        if isinstance(node, Prefix | Wildcard | Fuzzy):
            return "it has no such word"
        return "it does not have this, in any form"

    def _undated_or_outside(self, node: DateRange) -> str:
        published = self._article.when
        if published is None:
            return "it has no date (--undated lets such articles in)"
        day = civil_date(published)
        early = node.start is not None and day < _day(node.start)
        return f"published {day}, {'before' if early else 'after'} these dates"

    def _apart(self, phrase: Phrase) -> str:
        words = [word for word in phrase.text.split() if word]
        missing = [word for word in words if not self._matches(Word(word))]
        if missing:
            return f"it does not have {', '.join(missing)}"
        for slop in _SLOPS:
            looser = Phrase(phrase.text, slop)
            if self._matches(looser):
                return f"its words are there, but apart: {to_query(looser)} matches"
        return "its words are there, but far apart"

    def _nearest(self, node: Node) -> Iterator[str]:
        """The article's words that are most like those that it lacks."""
        node = node.child if isinstance(node, Field) else node
        if not isinstance(node, Word | Phrase | Exact | Prefix | Fuzzy):
            return
        from rapidfuzz.fuzz import ratio
        from rapidfuzz.process import extract

        from searchkit.analysis.folding import fold
        from searchkit.analysis.tokenizer import units

        text = f"{self._article.title}\n{self._article.body}"
        written = {
            piece.form: text[piece.start : piece.end]
            for unit in units(text)
            for piece in unit.pieces
        }
        wanted = [word for word in node.text.split() if not self._matches(Word(word))]
        for word in wanted:
            near = extract(
                fold(word), list(written), scorer=ratio, score_cutoff=_ALIKE, limit=_NEAREST
            )
            yield from (written[form] for form, _, _ in near)


def _day(bound: date) -> date:
    return bound.date() if isinstance(bound, datetime) else bound
