"""What may somebody be about to type? The archive's own words and sources, most frequent first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.analysis.folding import MAX_FORM, fold
from searchkit.analysis.patterns import Term, word_patterns
from searchkit.analysis.quiet_words import quiet_words_of
from searchkit.deadline import check_deadline
from searchkit.lazy_regex import lazy_pattern
from searchkit.model import Completion
from searchkit.query.nodes import Sources
from searchkit.query.printer import to_query
from searchkit.search.collection import Collection, Part
from searchkit.search.forms import Forms
from searchkit.search.postings import Postings
from searchkit.search.words import sought

Ints = npt.NDArray[np.int64]

_SOURCE = "source:"
_QUOTED_SOURCE = lazy_pattern(r'(?<![^ ])source:"[^"]*\Z', re.IGNORECASE)
_LEAST = 2
"""Letters that a source's name needs to begin with to be offered beside words."""
_SPARE, _MORE_SPARE = 15, 90
"""So many words more are looked at as are wanted, or more if they do not do: those of grammar are
left out."""
_SOURCES = 3
"""So many sources are offered beside words."""
_MOST, _READ, _WORDS_READ = 2048, 20, 2500
"""Articles that are looked at, and read, for what follows the words that were typed, and how many
words these may have altogether: a millisecond's work."""
_COUNTED, _SAMPLED = 12, 50
"""So many of the most frequent words are counted in about so many articles."""
_SHORT = 100
"""Words an article needs for its length to count in full."""
_MARKS = ".,;:!?()[]{}\"'“”‘’„«»-–—…"
"""What may stand around a word."""


def completions(collection: Collection, typed: str, limit: int) -> list[Completion]:
    """What begins as was typed, without case or accents: words, most frequent first, and sources.

    Behind other words: what follows them in the articles that have them most often. Words of
    grammar are left out.
    """
    before, last = _parts(typed)
    sources = _sources(collection, before, last, typed)
    if last.casefold().startswith(_SOURCE):
        return list(islice(sources, limit))
    named = list(islice(sources, min(limit, _SOURCES)))
    words = [word for word in before if word]
    found = _phrases(collection, words, last) if words else _words(collection, last, limit)
    return [*islice(found, limit - len(named)), *named]


def _parts(typed: str) -> tuple[list[str], str]:
    """The words before, and what is being typed: a last word, or the name of a source in quotes."""
    quoted = _QUOTED_SOURCE.search(typed)
    end = quoted.start() if quoted else typed.rfind(" ") + 1
    return typed[: max(end - 1, 0)].split(" ") if end else [], typed[end:]


def _words(collection: Collection, last: str, limit: int) -> Iterable[Completion]:
    for form, count in _frequent(collection, fold(last), limit):
        yield Completion(form, "word", count)


def _frequent(collection: Collection, start: str, most: int) -> list[tuple[str, int]]:
    """The forms in most articles that begin so, without words of grammar and single letters."""
    quiet = quiet_words_of(collection.commonest_language)
    for spare in (_SPARE, _MORE_SPARE):
        counts = Forms(collection).starting(start, most + spare)
        found = [
            (form, count)
            for form, count in counts.items()
            if form == start or not (len(form) == 1 or form in quiet)
        ]
        if len(found) >= most or len(counts) < most + spare:
            break
    return sorted(found, key=lambda item: (-item[1], item[0]))[:most]


def _phrases(collection: Collection, before: Sequence[str], last: str) -> Iterable[Completion]:
    """The words before with one that follows them, then with others of the same articles."""
    typed, start = " ".join(before), fold(last)
    quiet = quiet_words_of(collection.commonest_language)
    company = collection.cache.get(
        ("company", typed.lower()), lambda: _Company(collection, typed.lower())
    )
    following = [word for word in company.following if word.startswith(start) and word not in quiet]
    for word in sorted(following, key=lambda word: (-company.following[word], word)):
        yield Completion(f"{typed} {word}", "phrase", None)
    if not start:
        return
    counts = Forms(collection).starting(start, _SPARE)
    frequent = sorted(
        counts.keys() - quiet - set(following), key=lambda form: (-counts[form], form)
    )
    beside = company.beside(collection, frequent[:_COUNTED])
    for form in sorted(beside, key=lambda form: (-beside[form], form)):
        yield Completion(f"{typed} {form}", "words", None)


class _Company:
    """What stands with some words, in a few articles that hold them all: `docs`, by segment.

    `following` are the words that follow them in those that have most of them for their length.
    """

    def __init__(self, collection: Collection, before: str) -> None:
        self.docs: list[Ints] = []
        self.following: Counter[str] = Counter()
        words = [sought(collection, pattern) for _, pattern in word_patterns(before)]
        words.sort(key=lambda word: word.count)
        for part in collection.parts if words else ():
            check_deadline()
            first, *others = (word.parts[part.ordinal].postings for word in words)
            docs: Ints = reduce(lambda docs, word: word.narrow(docs), others, first.docs[-_MOST:])
            docs = part.live(docs)
            self.docs.append(docs[:: 1 + len(docs) // _SAMPLED])
            for text in _texts(part, first, docs, _WORDS_READ // len(collection.parts)):
                self.following.update(_following(text, before))
        self.nbytes = 200 * len(self.following) + sum(docs.nbytes for docs in self.docs)

    def beside(self, collection: Collection, forms: Iterable[str]) -> Counter[str]:
        """Those of some forms that stand in these articles, with how many."""
        counts: Counter[str] = Counter()
        for form in forms:
            word = sought(collection, Term(form))
            for one, docs in zip(word.parts, self.docs, strict=True):
                counts[form] += len(one.postings.narrow(docs))
        return +counts


def _texts(part: Part, word: Postings, docs: Ints, room: int) -> Iterable[str]:
    """Those of some articles that have most of a word for their length, in lower case."""
    columns = part.segment.columns
    lengths = columns.title_lengths.take(docs) + columns.body_lengths.take(docs)
    likely = (-word.freqs_of(docs) / (lengths + _SHORT)).argsort()[:_READ]
    fitting = likely[lengths.take(likely).cumsum() <= room]
    for docnum in docs.take(fitting).tolist():
        check_deadline()
        article = part.segment.article(docnum)
        yield f"{article.get('title', '')}\n{article.get('body', '')}".lower()


def _following(text: str, before: str) -> Iterator[str]:
    """Each word that follows some others, as it is folded."""
    for rest in text.split(f"{before} ")[1:]:
        words = rest[:MAX_FORM].split(None, 1)
        word = words[0].strip(_MARKS) if words else ""
        if word.isalnum():
            yield fold(word)


def _sources(
    collection: Collection, before: Sequence[str], last: str, typed: str
) -> Iterable[Completion]:
    """Sources whose names begin as what was typed: as their filter, or beside words as a whole."""
    asked = last.casefold().startswith(_SOURCE)
    wanted = last[len(_SOURCE) :].lstrip('"') if asked else typed.strip()
    if not asked and len(wanted) < _LEAST:
        return
    start, quiet = fold(wanted), quiet_words_of(collection.commonest_language)
    for name, count in collection.cache.get(("sources",), lambda: _Counts(collection)).names:
        if name and _begins(fold(name), start, quiet):
            text = to_query(Sources((name,)))
            yield Completion(" ".join([*before, text]) if asked else text, "source", count)


def _begins(name: str, start: str, quiet: frozenset[str]) -> bool:
    """Whether a name begins so, or does behind its article: "The Harbour Courier"."""
    article, _, rest = name.partition(" ")
    return name.startswith(start) or (article in quiet and rest.startswith(start))


class _Counts:
    """How many articles each source has; deleted ones count until they are merged away."""

    def __init__(self, collection: Collection) -> None:
        counts: Counter[str] = Counter()
        for part in collection.parts:
            names: Any = part.segment.columns.source_names
            numbers = np.bincount(part.sources, minlength=len(names)).tolist()
            counts.update(dict(zip(names, numbers, strict=True)))
        self.names = tuple((+counts).most_common())
        self.nbytes = 200 * len(self.names)
