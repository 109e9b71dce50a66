"""From a ranked document to a hit: the article's facts, its marked title, its best passages."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from searchkit.analysis.analyzer import Tokens, analyze
from searchkit.analysis.patterns import Expansion, Leaf, Occurrence, Pattern, Term, marks
from searchkit.analysis.stemming import stem
from searchkit.engines.local.clauses import Words
from searchkit.engines.local.evaluation import Evaluation
from searchkit.engines.local.ranking import Ranked
from searchkit.model import Article, Hit, Snippet, WordScore
from searchkit.snippets.passages import Needle, passages, spans


class MarkedText:
    """A text's tokens, and where the leaves of a query stand in it."""

    def __init__(self, text: str, field: str, language: str, evaluation: Evaluation) -> None:
        self.tokens: Tokens = analyze(text)
        self._field = field
        self._language, self._evaluation = language, evaluation
        self._places: dict[Leaf, list[Occurrence]] = {}

    def needles(self, clauses: list[Words]) -> list[Needle]:
        """What the clauses that look into this text's field find here."""
        found = {
            clause.pattern: Needle(tuple(places), clause.rarity())
            for clause in clauses
            if self._field in clause.fields and (places := marks(clause.pattern, self._lookup))
        }
        return list(found.values())

    def _lookup(self, leaf: Leaf) -> list[Occurrence]:
        if leaf not in self._places:
            self._places[leaf] = self._find(leaf)
        return self._places[leaf]

    def _find(self, leaf: Leaf) -> list[Occurrence]:
        if isinstance(leaf, Expansion):
            forms = self._evaluation.forms(leaf, self._field)
            places = [place for form in forms for place in self._forms.get(form, ())]
        elif leaf.exact:
            places = self._forms.get(leaf.form, [])
        else:
            places = self._stems.get(stem(leaf.form, self._language), [])
        if isinstance(leaf, Term) and leaf.length is not None:
            places = [(start, start + leaf.length) for start, _ in places]
        return sorted(set(places))

    @cached_property
    def _forms(self) -> dict[str, list[Occurrence]]:
        return self._by(lambda form: form)

    @cached_property
    def _stems(self) -> dict[str, list[Occurrence]]:
        return self._by(lambda form: stem(form, self._language))

    def _by(self, term_of: Callable[[str], str]) -> dict[str, list[Occurrence]]:
        places: dict[str, list[Occurrence]] = {}
        for token in self.tokens.tokens:
            place = (token.position, token.position + token.length)
            places.setdefault(term_of(token.form), []).append(place)
        return places


def make_hit(
    ranked: Ranked,
    article: Article,
    evaluation: Evaluation,
    clauses: list[Words],
    *,
    snippets: bool,
    explain: bool,
) -> Hit:
    """The hit that a user sees. Its title is marked whether or not snippets are wanted."""
    language = ranked.segment.columns.stem_languages[ranked.docnum]
    title = MarkedText(article.title, "title", language, evaluation)
    found: tuple[Snippet, ...] = ()
    if snippets:
        body = MarkedText(article.body, "body", language, evaluation)
        needles = body.needles(clauses)
        found = passages(article.body, body.tokens.starts, needles, language=language)
    return Hit(
        id=article.id,
        title=article.title,
        title_spans=spans(article.title, title.tokens.starts, title.needles(clauses)),
        source=article.source,
        source_basis=article.source_basis,
        published=article.when,
        published_basis=article.published_basis,
        url=article.url,
        path=article.path,
        author=article.author,
        language=article.language,
        score=ranked.score,
        snippets=found,
        explanation=_explain(ranked, clauses) if explain else None,
    )


def _explain(ranked: Ranked, clauses: list[Words]) -> tuple[WordScore, ...]:
    parts: dict[tuple[Pattern, str], WordScore] = {}
    for clause in clauses:
        for part in clause.explain(ranked.segment, ranked.docnum):
            parts.setdefault((clause.pattern, part.word), part)
    return tuple(parts.values())
