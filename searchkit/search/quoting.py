"""Articles that quote somebody: those that hold the words are read, and looked at one by one.

An index knows words, not who says them. So the articles that hold all words of a name, and
whatever else is asked for, are candidates; their stored text is read for quotations
(`searchkit.quotes`), and what is asked to be said must stand in those of one person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from searchkit.analysis.analyzer import analyze
from searchkit.analysis.offsets import Offsets
from searchkit.analysis.patterns import AnyOf as AnyPattern
from searchkit.analysis.patterns import Expansion, Pattern, Term
from searchkit.deadline import begin, check_deadline
from searchkit.query.limits import MAX_QUOTING
from searchkit.query.nodes import Said
from searchkit.quotes.extraction import quotations, voices
from searchkit.quotes.quotation import Quotation, Span
from searchkit.search.clauses import AnyOf, Clause, Words
from searchkit.search.collection import Collection, Part
from searchkit.search.marked_places import Articles
from searchkit.search.scoring import Floats
from searchkit.store.layout import UNDATED
from searchkit.values import Value

Ints = npt.NDArray[np.int64]
_AT_ONCE = 256
"""Articles whose texts are in memory at a time."""
_REMEDY = (
    "said: reads each article that holds the name: add more of the name, words that must be said, "
    "dates or a source"
)


class Speaker(Value):
    """Somebody who is asked for: the patterns of the words that the name must hold."""

    words: tuple[Pattern, ...]

    def is_named(self, forms: frozenset[str]) -> bool:
        """Whether somebody is meant whose name, or what stands for it, has these forms."""
        return all(_holds(word, forms) for word in self.words)


class Quoted:
    """Articles of `unchecked` in which each of the speakers says what `about` asks for.

    `speakers` are alternatives, of which one must speak, for each `said:` of the query, the first
    of which is `said`. The words of `about` may be in several quotations of one person; a phrase
    is in one.
    """

    def __init__(
        self,
        unchecked: Clause,
        speakers: Sequence[Sequence[Speaker]],
        about: Sequence[Clause],
        collection: Collection,
        said: Said,
    ) -> None:
        self.unchecked, self._speakers, self._about = unchecked, speakers, tuple(about)
        self._said = said
        self._words = tuple(dict.fromkeys(word for one in about for word in _words_of(one)))
        self._verdicts: dict[tuple[int, int], bool] = {}
        self.left_out = 0
        """How many candidates are beyond the limit, and found by nothing."""
        self._oldest = self._limit(collection)

    def docs(self, part: Part) -> Ints:
        return self._check(part, part.live(self.unchecked.docs(part)))

    def narrow(self, part: Part, docs: Ints) -> Ints:
        return self._check(part, self.unchecked.narrow(part, docs))

    def scores(self, part: Part, docs: Ints) -> Floats:
        return self.unchecked.scores(part, docs)

    def size(self, part: Part) -> int:
        return self.unchecked.size(part)

    def quotations(self, part: Part, docnum: int) -> list[Quotation]:
        """Those of the speakers, in the order of the text: what they say of what is asked for.

        None of an article that is not found.
        """
        docs = np.array([docnum], np.int64)
        if not len(self.narrow(part, docs)):
            return []
        body = _body(part, docnum)
        every = quotations(body)
        places = self._places(part, docs, [body])[0]
        found: dict[Quotation, None] = {}
        for alternatives in self._speakers:
            for own in _voices(every, alternatives, body):
                if self._is_about(own, places):
                    found.update(dict.fromkeys(self._telling(own, places)))
        return sorted(found, key=lambda one: (one.start, one.end))

    def _telling(
        self, own: Iterable[Quotation], places: dict[Words, list[Span]]
    ) -> list[Quotation]:
        """Those in which something of what is asked for stands."""
        if not self._words:
            return list(own)
        spans = [span for listed in places.values() for span in listed]
        return [one for one in own if any(_lies_in(span, (one,)) for span in spans)]

    def _limit(self, collection: Collection) -> float:
        """When the oldest candidate that is looked at was published, in seconds."""
        ages = []
        for part in collection.parts:
            docs = part.live(self.unchecked.docs(part))
            ages.append(_ages(part, docs))
        every = np.concatenate([np.empty(0), *ages])
        if len(every) <= MAX_QUOTING:
            return -np.inf
        last = float(np.partition(every, -MAX_QUOTING)[-MAX_QUOTING])
        self.left_out = int(np.count_nonzero(every < last))
        return last

    def _check(self, part: Part, docs: Ints) -> Ints:
        """Those of the candidates in which it is said."""
        if self.left_out:
            docs = docs.compress(_ages(part, docs) >= self._oldest)
        verdicts, ordinal = self._verdicts, part.ordinal
        unknown = [docnum for docnum in docs.tolist() if (ordinal, docnum) not in verdicts]
        for first in range(0, len(unknown), _AT_ONCE):
            self._judge(part, unknown[first : first + _AT_ONCE])
        held = [verdicts[ordinal, docnum] for docnum in docs.tolist()]
        return docs.compress(np.array(held, np.bool_))

    def _judge(self, part: Part, docnums: list[int]) -> None:
        """Read some articles, and remember which of them say it."""
        begin(self._said)
        speaking: list[tuple[int, str, list[list[list[Quotation]]]]] = []
        for docnum in docnums:
            check_deadline(_REMEDY)
            body = _body(part, docnum)
            if not self._words:
                said = all(_speaks(alternatives, body) for alternatives in self._speakers)
                self._verdicts[part.ordinal, docnum] = said
                continue
            every = quotations(body)
            found = [_voices(every, alternatives, body) for alternatives in self._speakers]
            self._verdicts[part.ordinal, docnum] = False
            if all(found):
                speaking.append((docnum, body, found))
        docs = np.array([docnum for docnum, _, _ in speaking], np.int64)
        listed = self._places(part, docs, [body for _, body, _ in speaking])
        for (docnum, _, found), places in zip(speaking, listed, strict=True):
            said = all(any(self._is_about(own, places) for own in of_one) for of_one in found)
            self._verdicts[part.ordinal, docnum] = said

    def _places(
        self, part: Part, docs: Ints, bodies: Sequence[str]
    ) -> list[dict[Words, list[Span]]]:
        """For each article, where each word that must be said stands in its body."""
        found: list[dict[Words, list[Span]]] = [{} for _ in bodies]
        if not self._words or not len(docs):
            return found
        articles = Articles(part, docs, [word.pattern for word in self._words])
        marks = [articles.marks(word.pattern) for word in self._words]
        for number, (docnum, body) in enumerate(zip(docs.tolist(), bodies, strict=True)):
            offsets = Offsets(body, part.segment.token_starts(docnum)[1].data)
            for word, listed in zip(self._words, marks, strict=True):
                found[number][word] = offsets.spans(listed[2 * number + 1])
        return found

    def _is_about(self, own: Sequence[Quotation], places: dict[Words, list[Span]]) -> bool:
        return all(_is_said(clause, own, places) for clause in self._about)


def _body(part: Part, docnum: int) -> str:
    body: str = part.segment.article(docnum).get("body", "")
    return body


def _ages(part: Part, docs: Ints) -> Floats:
    """When articles were published, in seconds; undated ones long ago."""
    columns = part.segment.columns
    dated = columns.precisions.take(docs) != UNDATED
    ages: Floats = np.where(dated, columns.seconds.take(docs).astype(np.float64), -1e18)
    return ages


def _speaks(speakers: Iterable[Speaker], body: str) -> bool:
    """Whether one of the speakers says anything; reads no further than needed."""
    names: dict[str, frozenset[str]] = {}
    for one in voices(body):
        own = names.get(one.speaker, frozenset())
        names[one.speaker] = own | _names(one, body)
        if names[one.speaker] != own and any(who.is_named(names[one.speaker]) for who in speakers):
            return True
    return False


def _voices(
    every: Iterable[Quotation], speakers: Iterable[Speaker], body: str
) -> list[list[Quotation]]:
    """What each person says who is one of the speakers."""
    said: dict[str, list[Quotation]] = {}
    names: dict[str, frozenset[str]] = {}
    for one in every:
        said.setdefault(one.speaker, []).append(one)
        names[one.speaker] = names.get(one.speaker, frozenset()) | _names(one, body)
    return [
        own
        for name, own in said.items()
        if any(speaker.is_named(names[name]) for speaker in speakers)
    ]


def _names(quotation: Quotation, body: str) -> frozenset[str]:
    """The words of a speaker's name, and of a title or description that stands for it here."""
    shown = body[quotation.speaker_start : quotation.speaker_end]
    forms = _forms(quotation.speaker)
    if shown == quotation.speaker or quotation.basis in ("pronoun", "continued"):
        return forms
    return forms | _forms(shown)


def _words_of(clause: Clause) -> Iterable[Words]:
    if isinstance(clause, Words):
        yield clause
    else:
        for child in getattr(clause, "clauses", ()):
            yield from _words_of(child)


def _is_said(clause: Clause, own: Sequence[Quotation], places: dict[Words, list[Span]]) -> bool:
    if isinstance(clause, Words):
        return any(_lies_in(span, own) for span in places[clause])
    held = (_is_said(child, own, places) for child in getattr(clause, "clauses", ()))
    return any(held) if isinstance(clause, AnyOf) else all(held)


def _lies_in(span: Span, own: Iterable[Quotation]) -> bool:
    return any(one.start <= span[0] and span[1] <= one.end for one in own)


@lru_cache(maxsize=4096)
def _forms(name: str) -> frozenset[str]:
    return frozenset(token.form for token in analyze(name).tokens)


def _holds(pattern: Pattern, forms: frozenset[str]) -> bool:
    """Whether a name of these forms holds a word."""
    if isinstance(pattern, Term | Expansion):
        return isinstance(pattern, Term) and pattern.form in forms
    held = (_holds(part, forms) for part in pattern.parts)
    return any(held) if isinstance(pattern, AnyPattern) else all(held)
