"""Was a query misspelled? The same query in the archive's own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searchkit.analysis.folding import fold
from searchkit.analysis.patterns import Term, word_patterns
from searchkit.analysis.tokenizer import Piece, Unit, units
from searchkit.lazy_regex import lazy_pattern
from searchkit.query.nodes import And, Boost, Field, Node, Or, Phrase, Said, Word
from searchkit.query.tiers import conjunction
from searchkit.search.clauses import TEXT_FIELDS
from searchkit.search.collection import Collection
from searchkit.search.respelling import Respeller

_LABELLED = lazy_pattern(r"[^\W\d_]+:")
_MOST_WORDS = 12
"""Words, and pairs of words, of a query that are looked at: each may cost two milliseconds."""


def suggestion(collection: Collection, node: Node) -> Node | None:
    """A query that differs in misspelled words only; None where none is.

    Whatever else the query holds stays: operators, filters, weights, and what is excluded. In a
    phrase and in the name of a speaker only words that the archive does not have at all are others.
    """
    words = [word.text for word in _words(node)]
    rewriter = _Rewriter(Respeller(collection), [_only_form(text) for text in words])
    found = rewriter.rewrite(node)
    return None if found == node else found


class _Rewriter:
    """Rewrites one query. `forms` are those of its bare words, None for what is no plain word."""

    def __init__(self, respeller: Respeller, forms: Sequence[str | None]) -> None:
        self._respeller = respeller
        self._forms = tuple(form for form in forms if form)
        self._left = self._pairs_left = _MOST_WORDS

    def rewrite(self, node: Node) -> Node:
        if isinstance(node, Word):
            if _LABELLED.match(node.text):
                return node  # perhaps the name of a field was meant: the parser says so
            texts = self._respelled(node.text)
            return conjunction(*map(Word, texts.split())) if texts != node.text else node
        if isinstance(node, Phrase):
            return Phrase(self._respelled(node.text, absent_only=True), node.slop)
        if isinstance(node, Said):
            return Said(self._respelled(node.text, absent_only=True))
        if isinstance(node, And):
            return conjunction(*map(self.rewrite, self._join(node.children)))
        if isinstance(node, Or):
            return Or(tuple(map(self.rewrite, node.children)))
        if isinstance(node, Boost):
            return Boost(self.rewrite(node.child), node.weight)
        if isinstance(node, Field) and node.name in TEXT_FIELDS:
            return Field(node.name, self.rewrite(node.child))
        return node

    def _join(self, children: tuple[Node, ...]) -> Iterator[Node]:
        """The children, with each two words that should be one made one."""
        waiting: Node | None = None
        for child in children:
            joined = self._joined(waiting, child)
            if joined is not None:
                child, waiting = joined, None
            if waiting is not None:
                yield waiting
            waiting = child
        if waiting is not None:
            yield waiting

    def _joined(self, first: Node | None, second: Node) -> Word | None:
        if not (isinstance(first, Word) and isinstance(second, Word) and self._pairs_left):
            return None
        self._pairs_left -= 1
        forms = _only_form(first.text), _only_form(second.text)
        if forms[0] is None or forms[1] is None:
            return None
        found = self._respeller.joined(forms[0], forms[1])
        return Word(_as_typed(first.text, found)) if found else None

    def _respelled(self, text: str, *, absent_only: bool = False) -> str:
        """The text with other words in the place of misspelled ones."""
        edits: list[tuple[Piece, str]] = []
        for unit in units(text):
            for piece in self._doubtful(unit):
                self._left -= 1
                known = absent_only and self._respeller.known(Term(piece.form))
                if self._left < 0 or known:
                    continue
                company = [form for form in self._forms if form != piece.form]
                found = self._respeller.respell(piece.form, company)
                if found is not None:
                    edits.append((piece, " ".join(found)))
        for piece, word in reversed(edits):
            typed = text[piece.start : piece.end]
            text = text[: piece.start] + _as_typed(typed, word) + text[piece.end :]
        return text

    def _doubtful(self, unit: Unit) -> tuple[Piece, ...]:
        """The pieces of a unit that may be misspelled: none where the whole is known."""
        if unit.pairs or unit.as_written or not all(piece.form.isalpha() for piece in unit.pieces):
            return ()
        if unit.whole is not None and self._respeller.known(Term(unit.whole)):
            return ()
        return unit.pieces


def _words(node: Node) -> Iterator[Word]:
    """The bare words that must, or may, be there."""
    if isinstance(node, Word):
        yield node
    elif isinstance(node, And | Or):
        for child in node.children:
            yield from _words(child)
    elif isinstance(node, Boost):
        yield from _words(node.child)


def _only_form(text: str) -> str | None:
    """The form of a text that is one plain word."""
    patterns = word_patterns(text)
    if len(patterns) == 1 and isinstance(patterns[0][1], Term) and text.isalpha():
        return patterns[0][1].form
    return None


def _as_typed(typed: str, word: str) -> str:
    """A word in capitals where the typed one was."""
    if len(typed) > 1 and typed.isupper() and fold(typed) != typed:
        return word.upper()
    return word[:1].upper() + word[1:] if typed[:1].isupper() else word
