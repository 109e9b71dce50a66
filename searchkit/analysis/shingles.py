"""Which texts say the same? Small sketches of a batch's articles, by which copies are found.

A *shingle* is a run of five words of the body, as a 32-bit number. An article's sketch holds its
SMALLEST smallest shingles (Broder 1997): two articles that share most of their text share most of
these, wherever either was cut. With each comes its place, by which one can tell whether the shared
ones lie as far apart here as there: in copies they do, while other names in a template shift them.
Further it holds a number for all of the text, and what the body begins and ends with. An article of
fewer than LEAST shingles has a sketch of two numbers that stand for all of its text: it is a copy
of what is equal only. Sketches hang on the words alone, not on the batch, nor on what was read
before.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from searchkit.analysis.batch import TextArrays
from searchkit.analysis.growing import Ints
from searchkit.analysis.vocabulary import Vocabulary

WORDS = 5
SMALLEST = 12
LONG, SHORT = SMALLEST + 1, 2
"""Numbers in the sketch of a long article, the last of which is that of all its text; and in that
of a short one."""
MARKS = SMALLEST + 2
"""Bytes that go with a long one: the places of its smallest shingles, first and last shingle."""
LEAST = 24
LEAST_WORDS = 6
"""Of an article that has fewer words in all, title and body, nothing can be said."""
_BLOCK = 1 << 16
"""Tokens worked on at a time, so that they stay in the processor's cache."""
_SPARE = 3
"""So many times as many shingles as are wanted are expected below the threshold that is tried."""
_BASE = 0x9E3779B1

Uint8s = npt.NDArray[np.uint8]
Uint32s = npt.NDArray[np.uint32]
Uint64s = npt.NDArray[np.uint64]


class _Block(NamedTuple):
    """Some articles' words in order, as numbers; how many are in each title and body."""

    words: Uint32s
    title_lengths: Ints
    body_lengths: Ints

    @property
    def body_starts(self) -> Ints:
        return np.cumsum(self.title_lengths + self.body_lengths) - self.body_lengths


class SketchArrays(NamedTuple):
    """How many numbers each article's sketch has; the numbers of all; the marks of long ones."""

    sizes: Uint8s
    values: Uint32s
    marks: Uint8s


class Sketcher:
    """Makes the sketches of batches whose words a vocabulary numbers."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._numbers: Uint32s = np.zeros(0, np.uint32)

    def sketches(self, text: TextArrays) -> SketchArrays:
        """The sketches of the articles of a batch."""
        self._learn()
        blocks = [_NONE, *map(_sketched, self._blocks(text))]
        return SketchArrays(*map(np.concatenate, zip(*blocks, strict=True)))

    def _learn(self) -> None:
        """Number the words that are new: by their text, since vocabularies differ."""
        new = self._vocabulary.forms[len(self._numbers) :]
        if new:
            sums = np.fromiter((zlib.crc32(form.encode()) for form in new), np.uint64, len(new))
            numbers = mixed(sums + np.uint64(_BASE)).astype(np.uint32)
            self._numbers = np.concatenate((self._numbers, numbers))

    def _blocks(self, text: TextArrays) -> Iterator[_Block]:
        titles, bodies = (
            lengths.astype(np.int64) for lengths in (text.title_lengths, text.body_lengths)
        )
        tokens = text.tokens
        ends = np.searchsorted(tokens.docs, np.arange(len(titles)), side="right")
        starts = np.concatenate((np.zeros(1, np.int64), ends[:-1]))
        # A position may hold several words, one after the other: the first will do.
        opens = np.ones(len(tokens.positions), bool)
        np.not_equal(tokens.positions[1:], tokens.positions[:-1], out=opens[1:])
        opens[starts[starts < ends]] = True
        first = begin = 0
        for doc, end in enumerate(ends.tolist(), 1):
            if end - begin >= _BLOCK or doc == len(titles):
                words = self._numbers[tokens.forms[begin:end][opens[begin:end]]]
                yield _Block(words, titles[first:doc], bodies[first:doc])
                first, begin = doc, end


def _sketched(block: _Block) -> SketchArrays:
    counts = np.maximum(block.body_lengths - (WORDS - 1), 0)
    counts[counts < LEAST] = 0
    shingles = _shingles(block.words)
    found = _smallest(block, shingles, counts)
    sizes = np.bincount(found.docs, minlength=len(counts))
    is_long = sizes == SMALLEST
    is_short = ~is_long & (block.title_lengths + block.body_lengths >= LEAST_WORDS)
    chosen = is_long[found.docs]
    long, short = is_long.nonzero()[0], is_short.nonzero()[0]
    starts = block.body_starts[long]
    rows = np.empty((len(long), LONG), np.uint32)
    rows[:, :SMALLEST] = shingles[found.places[chosen]].reshape(-1, SMALLEST)
    # The sum of all its shingles will do: each holds the order of its words.
    bounds = np.stack((starts, starts + counts[long]), axis=1).reshape(-1)
    rows[:, SMALLEST] = np.add.reduceat(shingles, bounds)[::2] if len(long) else 0
    marks = np.empty((len(long), MARKS), np.uint8)
    marks[:, :SMALLEST] = found.places[chosen].reshape(-1, SMALLEST) - starts[:, None]
    marks[:, SMALLEST] = shingles[starts]
    marks[:, SMALLEST + 1] = shingles[starts + counts[long] - 1]
    wholes = _wholes(block, short)
    halves = np.stack((wholes >> np.uint64(32), wholes), axis=1).astype(np.uint32)
    sizes = is_long * LONG + is_short * SHORT
    values = np.empty(sizes.sum(), np.uint32)
    in_long = np.repeat(is_long, sizes)
    values[in_long], values[~in_long] = rows.reshape(-1), halves.reshape(-1)
    return SketchArrays(sizes.astype(np.uint8), values, marks.reshape(-1))


class _Found(NamedTuple):
    """Shingles of a block: whose they are, rising, and where they stand in it."""

    docs: Ints
    places: Ints


def _smallest(block: _Block, shingles: Uint32s, counts: Ints) -> _Found:
    """The smallest different shingles of each article, rising."""
    limits = np.minimum((_SPARE * SMALLEST << 32) / np.maximum(counts, 1), (1 << 32) - 1)
    found = _below(block, shingles, counts, limits)
    few = np.bincount(found.docs, minlength=len(counts)) < np.minimum(SMALLEST, counts)
    if few.any():
        limits[few] = (1 << 32) - 1
        found = _below(block, shingles, counts, limits)
    first = np.searchsorted(found.docs, np.arange(len(counts)))
    chosen = np.arange(len(found.docs)) - first[found.docs] < SMALLEST
    return _Found(found.docs[chosen], found.places[chosen])


def _shingles(words: Uint32s) -> Uint32s:
    """A number for each five words; zeros for the last ones, which have no four others behind."""
    base = np.uint32(_BASE)
    square = np.uint32(_BASE * _BASE & 0xFFFFFFFF)
    shingles = np.zeros_like(words)
    if len(words) >= WORDS:
        pairs = words[:-1] * base + words[1:]
        fours = pairs[:-2] * square + pairs[2:]
        shingles[: 1 - WORDS] = fours[:-1] * base + words[4:]
    return shingles


def _below(
    block: _Block, shingles: Uint32s, counts: Ints, limits: npt.NDArray[np.float64]
) -> _Found:
    """Each article's first `counts` shingles that are below its limit, by size, each once."""
    bounds = np.zeros((len(counts), 3), np.uint32)
    bounds[:, 1] = limits
    lengths = np.stack((block.title_lengths, counts, block.body_lengths - counts), axis=1)
    places = (shingles < np.repeat(bounds.reshape(-1), lengths.reshape(-1))).nonzero()[0]
    docs = np.searchsorted(block.body_starts, places, side="right") - 1
    keys = docs.astype(np.uint64) << np.uint64(32) | shingles[places]
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    order = order[np.diff(keys, prepend=~keys[:1]) != 0]
    return _Found(docs[order], places[order])


def _wholes(block: _Block, docs: Ints) -> Uint64s:
    """A number for all words of each of some articles, and where its title ends."""
    titles = block.title_lengths[docs]
    lengths = titles + block.body_lengths[docs]
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    places = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths)
    words = block.words[places + np.repeat(block.body_starts[docs] - titles, lengths)]
    placed = mixed(words.astype(np.uint64) << np.uint64(32) | places.astype(np.uint64))
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(placed, dtype=np.uint64)))
    return mixed(np.diff(sums[starts]) + titles.astype(np.uint64))


def mixed(numbers: Uint64s) -> Uint64s:
    """Numbers of which each bit hangs on every bit (the finaliser of MurmurHash3)."""
    numbers = numbers ^ (numbers >> np.uint64(33))
    numbers *= np.uint64(0xFF51AFD7ED558CCD)
    numbers ^= numbers >> np.uint64(33)
    numbers *= np.uint64(0xC4CEB9FE1A85EC53)
    numbers ^= numbers >> np.uint64(33)
    return numbers


_NONE = SketchArrays(np.zeros(0, np.uint8), np.zeros(0, np.uint32), np.zeros(0, np.uint8))
