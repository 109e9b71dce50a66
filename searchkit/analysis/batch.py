"""Many texts at once: what `analyzer.analyze` says of each, as arrays with a row for each token.

Texts are joined and cut into chunks (`chunks`), each distinct chunk is analysed once
(`chunk_memory`), and the rest is arithmetic on arrays. A *window* of texts is done at a time, so
that what passes through stays in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.analysis import chunks
from searchkit.analysis.chunk_memory import ODD, ChunkMemory
from searchkit.analysis.growing import Ints, ranges
from searchkit.analysis.language import guess_language, normalise_language
from searchkit.analysis.vocabulary import Vocabulary

WINDOW = 250_000
"""Code points of a window, about: its arrays take ten times as many bytes."""
DEFAULT_LANGUAGE = "en"

Int32s = npt.NDArray[np.int32]
Said = tuple[str, str, str | None]
"""An article's title, its body, and the language it says it is in."""


@dataclass(frozen=True, slots=True)
class TokenArrays:
    """One row for each token, articles ascending, in any order within an article.

    `docs`: which article of the batch; `positions`: within the article, the body's after the
    title's; `spans`: positions covered, at least 1; `forms`, `stems`: ids in the vocabulary (where
    nothing is stemmed, `stems` are the form ids again).
    """

    docs: Int32s
    positions: Int32s
    spans: npt.NDArray[np.uint8]
    forms: Int32s
    stems: Int32s


@dataclass(frozen=True, slots=True)
class TextArrays:
    """Titles and bodies of a batch: tokens, lengths in positions (int32, one an article).

    `starts` are the code points of its text where each position begins, by article, the title's
    before the body's; `languages` say whose stemmer each article was given, and `unsure` that it
    was only the fallback.
    """

    tokens: TokenArrays
    title_lengths: Int32s
    body_lengths: Int32s
    starts: Ints
    languages: list[str]
    unsure: list[bool]


@dataclass(frozen=True, slots=True)
class _Cut:
    """Chunks of a window: their ids, their starts in their text, and how many each text has."""

    ids: Int32s
    starts: Ints
    counts: Ints


@dataclass(frozen=True, slots=True)
class _Window:
    """Tokens of a window, articles counted from its first; where each position starts in its text;
    texts' lengths in positions."""

    docs: Int32s
    positions: Int32s
    spans: npt.NDArray[np.uint8]
    forms: Int32s
    starts: Ints
    lengths: Ints


class _Runs:
    """Where the rows of chunks are: each has one, odd ones have as many as `counts` say."""

    def __init__(self, chunks: int, odd: Ints, counts: Ints) -> None:
        each = np.ones(chunks, np.int64)
        each[odd] = counts
        self.edges: Ints = _running(np.cumsum(each))
        """Rows before each chunk, and all in all."""
        self._of_odd = ranges(self.edges[odd], counts)

    def filled(self, of_chunks: npt.NDArray[Any], of_odd: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """A column of a value for each chunk, in whose place odd ones have their rows'."""
        column = np.empty(int(self.edges[-1]) + 1, of_chunks.dtype)
        # A chunk without rows writes where the next one does, or behind all others.
        column[self.edges[:-1]] = of_chunks
        column[self._of_odd] = of_odd
        return column[:-1]


class BatchAnalyzer:
    """Analyses texts by the batch; the more it has seen, the fewer chunks are new to it.

    `remembered` is how many different ones it remembers; None: as many as news need.
    """

    def __init__(
        self, vocabulary: Vocabulary | None = None, *, remembered: int | None = None
    ) -> None:
        self.vocabulary = vocabulary if vocabulary is not None else Vocabulary()
        self._memory = ChunkMemory(self.vocabulary, remembered)

    def text(self, articles: Sequence[Said], fallback: str | None) -> TextArrays:
        """Title and body of each article, stemmed in its language, else the fallback, else English.

        A language comes from what the article says, else from its words.
        """
        known = [_language(*article) for article in articles]
        languages = [language or fallback or DEFAULT_LANGUAGE for language in known]
        windows, stems, starts = [], [], []
        for begin, end in _windows([len(title) + len(body) for title, body, _ in articles]):
            texts = [text for article in articles[begin:end] for text in article[:2]]
            window = self._expand(self._cut(texts), 2)
            windows.append(window)
            stems.append(self._stems(window, languages[begin:end]))
            starts.append(window.starts)
        lengths = _joined([window.lengths for window in windows]).astype(np.int32)
        return TextArrays(
            _tokens(windows, stems, 2),
            lengths[0::2],
            lengths[1::2],
            _joined(starts, np.int64),
            languages,
            [language is None for language in known],
        )

    def plain(self, texts: Sequence[str]) -> tuple[TokenArrays, Int32s]:
        """Tokens of texts that are not stemmed, and their lengths in positions."""
        windows = [
            self._expand(self._cut(texts[begin:end]), 1)
            for begin, end in _windows([len(text) for text in texts])
        ]
        lengths = _joined([window.lengths for window in windows]).astype(np.int32)
        return _tokens(windows, [window.forms for window in windows], 1), lengths

    def _cut(self, texts: Sequence[str]) -> _Cut:
        self._memory.make_room()
        whole = chunks.join(texts, "\n")
        if whole.isascii():
            return self._cut_narrow(whole.encode("ascii"), texts)
        narrowed = [self._memory.alphabet.narrow(text) for text in texts]
        wide = [index for index, narrow in enumerate(narrowed) if narrow is None]
        for index in wide:
            narrowed[index] = b"\n" * len(texts[index])
        buffer = chunks.join([narrow for narrow in narrowed if narrow is not None], b"\n")
        cut = self._cut_narrow(buffer, texts)
        return _merge(cut, self._cut_wide([texts[index] for index in wide]), wide) if wide else cut

    def _cut_narrow(self, buffer: bytes, texts: Sequence[str]) -> _Cut:
        starts, ends = chunks.spans(self._memory.alphabet.classes(buffer))
        return _within(texts, starts, self._memory.narrow_ids(buffer, starts, ends))

    def _cut_wide(self, texts: Sequence[str]) -> _Cut:
        whole = chunks.join(texts, "\n")
        starts, ends = chunks.spans(chunks.classes_of(whole))
        return _within(texts, starts, self._memory.wide_ids(whole, starts, ends))

    def _expand(self, cut: _Cut, texts_each: int) -> _Window:
        """The tokens of chunks, of articles of so many texts each."""
        memory, ids = self._memory, cut.ids.astype(np.intp)
        only_forms = memory.only_forms.values[ids]
        odd = np.flatnonzero(only_forms == ODD)
        rows, odd_counts = memory.tokens.rows(ids[odd])
        forms, places, spans, starts = (column.values[rows] for column in memory.tokens.columns)
        tokens = _Runs(len(ids), odd, odd_counts)
        positions = _Runs(len(ids), odd, memory.lengths.values[ids[odd]])
        text_ends = positions.edges[np.cumsum(cut.counts)]
        article_ends = text_ends[texts_each - 1 :: texts_each]
        chunks_each = cut.counts.reshape(-1, texts_each).sum(axis=1)
        firsts = positions.edges[:-1] - np.repeat(_running(article_ends)[:-1], chunks_each)
        tokens_each = np.diff(tokens.edges[np.cumsum(chunks_each)], prepend=0)
        opens = np.diff(places, prepend=-1) != 0
        opens[(np.cumsum(odd_counts) - odd_counts)[odd_counts > 0]] = True
        return _Window(
            np.repeat(np.arange(len(tokens_each), dtype=np.int32), tokens_each),
            tokens.filled(firsts.astype(np.int32), np.repeat(firsts[odd], odd_counts) + places),
            tokens.filled(np.ones(len(ids), np.uint8), spans),
            tokens.filled(only_forms, forms),
            positions.filled(cut.starts, (np.repeat(cut.starts[odd], odd_counts) + starts)[opens]),
            np.diff(text_ends, prepend=0),
        )

    def _stems(self, window: _Window, languages: Sequence[str]) -> Int32s:
        """The stem of each token, by the language of its article."""
        distinct = dict.fromkeys(languages)
        if len(distinct) == 1:
            return self.vocabulary.stem_ids(window.forms, languages[0])
        stems = np.zeros(len(window.forms), np.int32)
        of_article = np.array(languages)
        for language in distinct:
            chosen = (of_article == language)[window.docs]
            stems[chosen] = self.vocabulary.stem_ids(window.forms[chosen], language)
        return stems


def _language(title: str, body: str, said: str | None) -> str | None:
    """The language whose stemmer an article needs; None if neither it nor its words say."""
    if said:
        return normalise_language(said) or said.lower()
    return guess_language(f"{title}\n{body}")


def _windows(sizes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Runs of articles `[begin, end)` of some WINDOW characters each."""
    begin = size = 0
    for index, characters in enumerate(sizes):
        size += characters
        if size >= WINDOW or index == len(sizes) - 1:
            yield begin, index + 1
            begin, size = index + 1, 0


def _within(texts: Sequence[str], starts: Ints, ids: Int32s) -> _Cut:
    """Chunks by the texts that were joined, their starts counted from the text's."""
    sizes = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    text_starts = chunks.PADDING + np.cumsum(sizes) - sizes
    counts = np.diff(np.searchsorted(starts, text_starts), append=len(starts))
    return _Cut(ids, starts - np.repeat(text_starts, counts), counts)


def _merge(narrow: _Cut, wide: _Cut, places: Sequence[int]) -> _Cut:
    """Chunks of all texts, of which those at `places` were cut by themselves."""
    counts = np.zeros_like(narrow.counts)
    counts[places] = wide.counts
    texts = np.arange(len(counts))
    owners = np.concatenate((np.repeat(texts, narrow.counts), np.repeat(texts, counts)))
    order = np.argsort(owners, kind="stable")
    ids = np.concatenate((narrow.ids, wide.ids))[order]
    starts = np.concatenate((narrow.starts, wide.starts))[order]
    return _Cut(ids, starts, narrow.counts + counts)


def _running(ends: Ints) -> Ints:
    """Sums before each value and after the last, from the sums after each."""
    return np.concatenate(([0], ends))


def _tokens(windows: Sequence[_Window], stems: Sequence[Int32s], texts_each: int) -> TokenArrays:
    """One batch of several windows: its articles are counted through."""
    sizes = [len(window.lengths) // texts_each for window in windows]
    docs = [
        window.docs + np.int32(before)
        for window, before in zip(windows, accumulate([0, *sizes]), strict=False)
    ]
    return TokenArrays(
        _joined(docs),
        _joined([window.positions for window in windows]),
        _joined([window.spans for window in windows], np.uint8),
        _joined([window.forms for window in windows]),
        _joined(stems),
    )


def _joined(arrays: Sequence[npt.NDArray[Any]], dtype: npt.DTypeLike = np.int32) -> Any:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype)
