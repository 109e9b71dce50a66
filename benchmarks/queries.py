"""Queries of each class, drawn from a corpus's own words with a fixed seed.

Words come from bands of how many articles hold them, so that each class has common and rare ones.
Only plain lower-case ASCII words between spaces are drawn: every engine makes the same tokens of
them, so that an answer's cost is compared and not its tokenizer.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.corpus import Corpus, published_of

SAMPLE = 8_000
"""Articles that words are counted in."""
BANDS = ((0.2, 1.01), (0.05, 0.2), (0.01, 0.05), (0.002, 0.01), (0.0, 0.002))
"""Shares of the articles that hold a word."""
RANGE_DAYS = (7, 30, 90, 365)
PREFIX_FORMS = 400
"""Sampled words that may begin with a prefix at most: searchkit expands up to 1,024."""
GAME = "search-benchmark-game"


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked. A clause is a word, or a phrase when it holds spaces.

    All of `must`, none of `excluded`; when `must` is empty, any of `should`. `prefix` makes the
    one clause the beginning of a word. `after` is inclusive, `before` exclusive.
    """

    kind: str
    must: tuple[str, ...] = ()
    should: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    prefix: bool = False
    after: date | None = None
    before: date | None = None

    @property
    def has_phrase(self) -> bool:
        return any(" " in clause for clause in (*self.must, *self.should, *self.excluded))


@dataclass(slots=True)
class Words:
    """The plain words of a sample of articles."""

    runs: list[list[list[str]]]
    """Per article: its runs of neighbouring words that no punctuation parts."""
    dates: list[date]
    documents: Counter[str] = field(default_factory=Counter)
    """Word to how many articles hold it."""
    bands: list[list[str]] = field(default_factory=list)

    @classmethod
    def of(cls, corpus: Corpus) -> Words:
        step = max(1, corpus.articles // SAMPLE)
        words = cls([], [])
        for number, record in enumerate(corpus.records()):
            if number % step == 0:
                words._add(record)
        words._sort_into_bands()
        return words

    def _add(self, record: dict[str, Any]) -> None:
        runs = [run for text in _texts(record) for run in plain_runs(text)]
        if runs:
            self.runs.append(runs)
            self.documents.update({word for run in runs for word in run if len(word) > 2})
        published = published_of(record)
        if published is not None:
            self.dates.append(published.date())

    def _sort_into_bands(self) -> None:
        count = len(self.runs)
        for low, high in BANDS:
            band = [w for w, n in self.documents.items() if low <= n / count < high and n > 2]
            if band:
                self.bands.append(sorted(band))


def _texts(record: dict[str, Any]) -> tuple[str, str]:
    return record.get("title") or "", record.get("text") or ""


def plain_runs(text: str) -> Iterator[list[str]]:
    """The runs of plain words of a text, in order; a piece with anything else ends a run."""
    run: list[str] = []
    for piece in text.lower().split():
        if piece.isascii() and piece.isalpha() and len(piece) > 1:
            run.append(piece)
        elif run:
            yield run
            run = []
    if run:
        yield run


def draw(corpus: Corpus, per_class: int) -> dict[str, list[Query]]:
    """Class to its queries, `per_class` each where the corpus has as many; always the same."""
    words = Words.of(corpus)
    phrases = _frequent_phrases(words)
    classes: dict[str, Callable[[random.Random, int], Query | None]] = {
        "one word": lambda chance, n: _one_word(words, chance, n),
        "OR of 2-4": lambda chance, n: _several(words, chance, n, "OR of 2-4"),
        "AND of 2-4": lambda chance, n: _several(words, chance, n, "AND of 2-4"),
        "phrase of 2-4": lambda chance, n: _phrase(words, phrases, chance, n),
        "word and dates": lambda chance, n: _dated(words, chance, n),
        "prefix": lambda chance, n: _prefix(words, chance, n),
    }
    return {kind: _distinct(make, per_class) for kind, make in classes.items()}


def _distinct(make: Callable[[random.Random, int], Query | None], count: int) -> list[Query]:
    chance = random.Random(3)
    found: dict[Query, None] = {}
    # The number of the attempt, not of the query, chooses its band: some hold one word only.
    for number in range(20 * count):
        query = make(chance, number) if len(found) < count else None
        if query is not None:
            found[query] = None
    return list(found)


def _banded(words: Words, chance: random.Random, number: int) -> str:
    return chance.choice(words.bands[number % len(words.bands)])


def _one_word(words: Words, chance: random.Random, number: int) -> Query:
    return Query("one word", must=(_banded(words, chance, number),))


def _several(words: Words, chance: random.Random, number: int, kind: str) -> Query | None:
    """Words of one article, each of a random band, so that all together are found somewhere."""
    own = sorted({word for run in chance.choice(words.runs) for word in run})
    picked: set[str] = set()
    for _ in range(2 + number % 3):
        band = set(chance.choice(words.bands))
        here = [word for word in own if word in band and word not in picked]
        if here:
            picked.add(chance.choice(here))
    clauses = tuple(sorted(picked, key=lambda word: chance.random()))
    if len(clauses) < 2:
        return None
    return Query(kind, must=clauses) if kind.startswith("AND") else Query(kind, should=clauses)


def _frequent_phrases(words: Words) -> dict[int, list[str]]:
    """The 50 commonest sequences of 2, 3 and 4 words in a part of the sample: "of the"."""
    counts: dict[int, Counter[str]] = {2: Counter(), 3: Counter(), 4: Counter()}
    for article in words.runs[:: max(1, len(words.runs) // 4_000)]:
        for run in article:
            for size, counter in counts.items():
                counter.update(_sequences(run, size))
    return {size: [text for text, _ in counter.most_common(50)] for size, counter in counts.items()}


def _sequences(run: Sequence[str], size: int) -> Iterator[str]:
    return (" ".join(run[start : start + size]) for start in range(len(run) - size + 1))


def _phrase(
    words: Words, frequent: dict[int, list[str]], chance: random.Random, number: int
) -> Query | None:
    """One in five of the commonest sequences; the others from any place in any article."""
    size = 2 + number % 3
    if number % 5 == 0 and frequent[size]:
        return Query("phrase of 2-4", must=(chance.choice(frequent[size]),))
    long = [run for run in chance.choice(words.runs) if len(run) >= size]
    if not long:
        return None
    run = chance.choice(long)
    start = chance.randrange(len(run) - size + 1)
    return Query("phrase of 2-4", must=(" ".join(run[start : start + size]),))


def _dated(words: Words, chance: random.Random, number: int) -> Query | None:
    if not words.dates:
        return None
    after = chance.choice(words.dates)
    before = after + timedelta(days=RANGE_DAYS[number % len(RANGE_DAYS)])
    word = _banded(words, chance, number // len(RANGE_DAYS))
    return Query("word and dates", must=(word,), after=after, before=before)


def _prefix(words: Words, chance: random.Random, number: int) -> Query | None:
    word = _banded(words, chance, number)
    prefix = word[: chance.randint(3, 6)]
    forms = sum(1 for other in words.documents if other.startswith(prefix))
    if len(prefix) + 2 > len(word) or not 1 < forms <= PREFIX_FORMS:
        return None
    return Query("prefix", must=(prefix,), prefix=True)


def read_game(path: Path) -> list[Query]:
    """The queries of a search-benchmark-game file, as one class.

    `+word other`, where the second only adds to the score, is left out: searchkit has no such
    form.
    """
    queries = []
    for line in path.read_text(encoding="utf-8").splitlines():
        query = _read_game_query(json.loads(line)["query"])
        if query is not None:
            queries.append(query)
    return queries


def _read_game_query(text: str) -> Query | None:
    clauses: dict[str, list[str]] = {"+": [], "-": [], "": []}
    parts = text.split('"')
    sign = ""
    for number, part in enumerate(parts):
        if number % 2:
            clauses[sign].append(part)
            continue
        pieces = part.split()
        sign = pieces.pop() if pieces and pieces[-1] in "+-" else ""
        for piece in pieces:
            mark = piece[0] if piece[0] in "+-" else ""
            clauses[mark].append(piece[len(mark) :])
    if clauses["+"] and clauses[""]:
        return None
    must, should = tuple(clauses["+"]), tuple(clauses[""])
    if len(should) == 1:
        must, should = should, ()
    return Query(GAME, must=must, should=should, excluded=tuple(clauses["-"]))
