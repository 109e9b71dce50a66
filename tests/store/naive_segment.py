"""A segment as plain Python sees it: what articles hold, and what a file says that they hold.

Articles are lists of words; `file_contents` reads a file by the page of its format alone.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import zstandard
from hypothesis import strategies as st

from searchkit.store.article_columns import ArticleColumns
from searchkit.store.container import Container
from searchkit.store.inversion import TokenRows
from searchkit.store.segment_writer import write_segment
from searchkit.store.sketches import LONG, MARKS, Sketches

ANALYZER = "letters-1"


@dataclass(frozen=True)
class PlainArticle:
    id: str
    title: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    source: str = ""
    language: str = "en"
    seconds: float | None = None

    @property
    def stored(self) -> bytes:
        return repr(self).encode()

    @property
    def starts(self) -> bytes:
        return bytes(len(word) for word in self.title + self.body)

    def occurrences(self, field: str) -> Iterator[tuple[str, str, int, int]]:
        """(term, form, position, span)"""
        if field == "text":
            yield from self._text(self.title, 0)
            yield from self._text(self.body, len(self.title))
        else:
            for position, word in enumerate(getattr(self, field)):
                yield word, word, position, 1

    def _text(self, words: Sequence[str], first: int) -> Iterator[tuple[str, str, int, int]]:
        for position, word in enumerate(words, first):
            yield self._stem(word), word, position, 1
            if word[0] == "t":
                yield f"#{word}", f"#{word}", position, 1
            if word[0] == "w" and position + 1 < first + len(words):
                whole = word + words[position + 1 - first]
                yield self._stem(whole), whole, position, 2

    def _stem(self, word: str) -> str:
        return word[:2] if self.language == "en" else word[:1] + word[-1:]


words = st.text("abtwé\U0001f600", min_size=1, max_size=3)
texts = st.lists(words, max_size=8).map(tuple)
articles = st.builds(
    PlainArticle,
    id=words,
    title=texts,
    body=texts,
    author=texts,
    url=texts,
    source=words | st.just(""),
    language=st.sampled_from(["en", "de"]),
    seconds=st.none() | st.integers(-5, 5).map(float),
)
collections = st.lists(articles, max_size=12, unique_by=lambda article: article.id)


def newsroom(count: int, seed: int = 1) -> list[PlainArticle]:
    """Articles enough for impacts and pairs: words are as uneven as in real text."""
    rng = np.random.default_rng(seed)
    letters = [a + b + c for a in "tabwo" for b in "aeio" for c in ("", "s", "st")]
    return [
        PlainArticle(
            id=f"a{seed}-{number}",
            title=tuple(letters[i % 60] for i in rng.zipf(1.4, rng.integers(0, 4))),
            body=tuple(letters[i % 60] for i in rng.zipf(1.4, rng.integers(0, 30))),
            seconds=float(rng.integers(0, 50)) if number % 7 else None,
        )
        for number in range(count)
    ]


def write(path: Path, articles: Sequence[PlainArticle]) -> Path:
    """The articles as a segment, by the code that is tested."""
    write_segment(path, ANALYZER, *analysed(articles))
    return path


def analysed(articles: Sequence[PlainArticle]) -> tuple[Any, ...]:
    """What a segment is written from: columns, stored articles, starts, tokens, forms, stems."""
    ids: dict[str, int] = {"never used": 0}
    rows: dict[str, list[tuple[int, ...]]] = {"text": [], "author": [], "url": []}
    for doc, article in enumerate(articles):
        for field, of_field in rows.items():
            found = [
                (
                    doc,
                    position,
                    span,
                    ids.setdefault(form, len(ids)),
                    ids.setdefault(term, len(ids)),
                )
                for term, form, position, span in article.occurrences(field)
            ]
            of_field += random.Random(doc).sample(found, len(found))
    tokens = {
        field: TokenRows(*np.array(of_field, np.int32).reshape(-1, 5).T)
        for field, of_field in rows.items()
    }
    strings = list(ids)
    stored = [article.stored for article in articles]
    starts = [article.starts for article in articles]
    return columns(articles), stored, starts, tokens, strings, strings


def columns(articles: Sequence[PlainArticle]) -> ArticleColumns:
    return ArticleColumns(
        ids=[a.id for a in articles],
        sources=[a.source for a in articles],
        languages=[a.language for a in articles],
        stem_languages=[a.language for a in articles],
        unsure=[a.language == "" for a in articles],
        seconds=[a.seconds or 0.0 for a in articles],
        days=[0 if a.seconds is None else 719_163 + int(a.seconds // 86_400) for a in articles],
        precisions=[0 if a.seconds is None else 2 for a in articles],
        title_lengths=[len(a.title) for a in articles],
        body_lengths=[len(a.body) for a in articles],
        author_lengths=[len(a.author) for a in articles],
        url_lengths=[len(a.url) for a in articles],
        sketches=sketches_of(articles),
    )


def sketches_of(articles: Sequence[PlainArticle]) -> Sketches:
    """Of an article with a title as many numbers as a long one has; else two."""
    numbers = [[len(a.title)] * LONG if a.title else [len(a.body), 7] for a in articles]
    return Sketches(
        np.array([len(row) for row in numbers], np.uint8),
        np.array([number for row in numbers for number in row], np.uint32),
        np.array([[len(a.body)] * MARKS for a in articles if a.title], np.uint8).reshape(-1),
    )


Lists = dict[str, dict[int, list[tuple[int, int, str]]]]
"""By term and docnum: (position, span, form)."""


def lists_of(articles: Sequence[PlainArticle], field: str) -> Lists:
    lists: Any = defaultdict(lambda: defaultdict(set))
    for doc, article in enumerate(articles):
        for term, form, position, span in article.occurrences(field):
            lists[term][doc].add((position, span, form))
    return {
        term: {doc: sorted(places) for doc, places in postings.items()}
        for term, postings in lists.items()
    }


def pairs_of(articles: Sequence[PlainArticle], least_cf: int) -> dict[Any, Any]:
    """By two terms and docnum: the first one's positions, of terms that occur so often."""
    lists = lists_of(articles, "text")
    common = {t for t, docs in lists.items() if sum(map(len, docs.values())) >= least_cf}
    pairs: Any = defaultdict(lambda: defaultdict(set))
    for doc, article in enumerate(articles):
        at = defaultdict(set)
        for term, _, position, span in article.occurrences("text"):
            if span == 1 and term in common:
                at[position].add(term)
        for position in range(len(article.title) + len(article.body) - 1):
            if position + 1 == len(article.title):
                continue
            for first in at[position]:
                for second in at[position + 1]:
                    pairs[first, second][doc].add(position)
    return {
        pair: {doc: sorted(positions) for doc, positions in docs.items()}
        for pair, docs in pairs.items()
    }


class FileContents:
    """What a segment's file holds, by field and term."""

    def __init__(self, path: Path) -> None:
        self.container = Container(path, "segment")
        self.container.verify()
        self.facts = self.container.facts
        self.documents: int = self.facts["documents"]

    def array(self, name: str) -> list[Any]:
        return self.container.array(name).tolist()

    def packed(self, name: str) -> Iterator[int]:
        planes = self.container.array(f"{name}.planes").reshape(-1, 16)
        counts, patches = (iter(self.array(f"{name}.{p}")) for p in ("patch_counts", "patches"))
        first = 0
        for coded in self.array(f"{name}.widths"):
            width, patched = coded % 128, coded >= 128
            bits = np.unpackbits(planes[first : first + width], axis=1, bitorder="little")
            numbers = [sum(int(bits[i, k]) << i for i in range(width)) for k in range(128)]
            for patch in islice(patches, next(counts) if patched else 0):
                numbers[patch % 256] += patch >> 8 << width
            yield from numbers
            first += width
        assert first == len(planes)
        assert not [*counts, *patches]

    def strings(self, name: str) -> list[str]:
        return [string.decode() for string in self.encoded(name)]

    def encoded(self, name: str) -> list[bytes]:
        data, place, strings = self.container.array(f"{name}.bytes").tobytes(), 0, []
        for length in self.array(f"{name}.lengths"):
            strings.append(data[place : place + length])
            place += length
        return strings

    def entries(self, field: str) -> dict[tuple[int, int], tuple[str, int, int]]:
        """By list and code: (form, cf, df). They must be sorted."""
        forms = self.strings(f"{field}.forms")
        lists, codes, cf, df = (
            islice(self.packed(f"{field}.forms.{name}"), len(forms))
            for name in ("lists", "codes", "cf", "df")
        )
        lists = list(lists)
        keys = list(zip((form.encode() for form in forms), lists, strict=True))
        assert keys == sorted(set(keys))
        return {
            (number, code): (form, form_cf, form_df)
            for form, number, code, form_cf, form_df in zip(
                forms, lists, codes, cf, df, strict=True
            )
        }

    def terms(self, field: str) -> list[str]:
        """The term of each list."""
        if field != "text":
            entries = self.entries(field)
            return [entries[number, 0][0] for number in range(len(entries))]
        stems = self.strings("text.stems")
        assert stems == sorted(set(stems), key=str.encode)
        lists = islice(self.packed("text.stems.lists"), len(stems))
        by_list = dict(zip(lists, stems, strict=True))
        return [by_list[number] for number in range(len(stems))]

    def lists(self, field: str) -> Lists:
        """All lists in their order; their frequencies must be those of their occurrences."""
        entries, title_lengths = self.entries(field), self.array("title_lengths")
        docs, freqs, positions, spans, codes = (
            self.packed(f"{field}.{name}")
            for name in ("docs", "freqs", "positions", "spans", "codes")
        )
        titles = self.packed("text.titles") if field == "text" else None
        lists: Lists = {}
        df, cf = (list(self.packed(f"{field}.{name}")) for name in ("df", "cf"))
        for number, term in enumerate(self.terms(field)):
            postings = lists[term] = {}
            doc = -1
            for _ in range(df[number]):
                doc += next(docs) + 1
                in_title = next(titles) if titles else 0
                places, position = [], 0
                for _ in range(next(freqs) + 1 - 2 * in_title):
                    position += next(positions)
                    span, form = next(spans) + 1, entries[number, next(codes)][0]
                    places.append((position, span, form))
                assert not titles or in_title == sum(p[0] < title_lengths[doc] for p in places)
                postings[doc] = places
            assert cf[number] == sum(map(len, postings.values()))
        return lists

    def pairs(self) -> dict[Any, Any]:
        terms = self.terms("text")
        docs, counts, positions = (
            self.packed(f"pairs.{name}") for name in ("docs", "counts", "positions")
        )
        numbers = list(zip(self.array("pairs.firsts"), self.array("pairs.seconds"), strict=True))
        assert numbers == sorted(set(numbers))
        pairs: dict[Any, Any] = {}
        for (first, second), df, cf in zip(
            numbers, self.packed("pairs.df"), self.packed("pairs.cf"), strict=False
        ):
            postings = pairs[terms[first], terms[second]] = {}
            doc = -1
            for _ in range(df):
                doc += next(docs) + 1
                position, places = 0, []
                for _ in range(next(counts) + 1):
                    position += next(positions)
                    places.append(position)
                postings[doc] = places
            assert cf == sum(map(len, postings.values()))
        return pairs

    def stored(self) -> list[bytes]:
        """Each article's bytes."""
        frames = self.container.array("stored.frames").tobytes()
        numbers = iter(self.array("stored.frame_dictionaries"))
        lengths, found = iter(self.array("stored.lengths")), []
        articles = self.array("stored.frame_articles")
        for size, count in zip(self.array("stored.frame_lengths"), articles, strict=True):
            data = self._decompressor(next(numbers)).decompress(frames[:size])
            frames = frames[size:]
            for length in islice(lengths, count):
                found.append(data[:length])
                data = data[length:]
            assert not data
        assert not frames
        assert len(found) == self.documents
        return found

    def dictionaries(self) -> list[bytes]:
        packed = self.container.array("stored.dictionaries").tobytes()
        data = zstandard.ZstdDecompressor().decompress(packed)
        ends = self.array("stored.dictionary_ends")
        return [data[start:end] for start, end in pairwise([0, *ends])]

    def _decompressor(self, number: int) -> zstandard.ZstdDecompressor:
        if not number:
            return zstandard.ZstdDecompressor()
        data = zstandard.ZstdCompressionDict(self.dictionaries()[number - 1])
        return zstandard.ZstdDecompressor(dict_data=data)
