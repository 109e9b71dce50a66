"""Which chunks were met before? Each distinct one is analysed once and known by its id after that.

A chunk of up to sixteen bytes is its own key: two 64-bit words, read from the text where it stands
and looked up in a hash table with open addressing, a whole batch at a time. Other chunks, one in
a thousand of English, are strings in a dict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate
from weakref import proxy

import numpy as np
import numpy.typing as npt

from searchkit.analysis.alphabet import Alphabet
from searchkit.analysis.analyzer import analyze
from searchkit.analysis.characters import UNSPACED
from searchkit.analysis.folding import MAX_FORM, MAX_READ, fold
from searchkit.analysis.growing import Growing, Ints, Ragged
from searchkit.analysis.tokenizer import MAX_PIECES
from searchkit.analysis.vocabulary import Vocabulary

Ids = npt.NDArray[np.int32]
Rows = tuple[tuple[int, int, int, int], ...]
_Words = npt.NDArray[np.uint64]

MAX_CHUNKS = 500_000
MAX_ROWS = 2_000_000
"""Above either, everything is forgotten: some 60 MB. English news has 7 new chunks an article."""
MAX_REMEMBERED = 64
"""Longer chunks (a sentence of Chinese, a line of base64) hardly ever come again."""


_SLOTS = 1 << 20
_MOST_FILLED = _SLOTS * 3 // 4  # one batch may bring more new chunks than MAX_CHUNKS
_HASH_SHIFT = np.uint64(64 - 20)
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], np.uint64)  # odd: every bit counts
_WORD = 8  # bytes
_KEY = 2 * _WORD
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(_WORD + 1)], np.uint64)
_UNKNOWN = 0
ODD = -1
_ONE_WORD = (0, 1, 0)  # the position of a chunk's only token, the positions it covers, its start
_NOT_PLAIN = re.compile(f"[\u02bc{UNSPACED}]")  # an apostrophe that is a letter; pairs


class ChunkMemory:
    """Ids of chunks, and by id what `analyze` says of them.

    `alphabet` narrows texts for it. `lengths` are positions. `only_forms` are the form ids (int32)
    of chunks that are a single word, as most are, and ODD for all others. The rows of `tokens` are
    in order of position; their columns: form ids (int32), positions within the chunk (int32),
    positions covered (uint8), and the code points within the chunk where they start (int32).
    """

    def __init__(self, vocabulary: Vocabulary, most: int | None = None) -> None:
        """`most` chunks are remembered, else MAX_CHUNKS."""
        self._vocabulary, self._most = vocabulary, most
        self._forget()

    def _forget(self) -> None:
        self.alphabet = Alphabet()
        self.tokens = Ragged(np.int32, np.int32, np.uint8, np.int32)
        self.lengths = Growing(np.int64)
        self.only_forms = Growing(np.int32)
        self._new_lengths: list[int] = []
        self._new_only_forms: list[int] = []
        self._size = 0
        self._others = _Others(self)
        self._slots = np.zeros(_SLOTS, np.int32)
        self._first_words, self._second_words = Growing(np.uint64), Growing(np.uint64)  # by id
        self.learn("")  # _UNKNOWN marks empty slots: it is no chunk's id
        self._settle()

    def make_room(self) -> None:
        """Forget everything if it has grown too much. Ids given before mean nothing then."""
        if self._size > (self._most or MAX_CHUNKS) or self.tokens.size > MAX_ROWS:
            self._forget()

    def wide_ids(self, text: str, starts: Ints, ends: Ints) -> Ids:
        """The ids of the chunks between `starts` and `ends` in any text."""
        spans = zip(starts.tolist(), ends.tolist(), strict=True)
        chunks = [text[start:end] for start, end in spans]
        ids = np.fromiter(map(self._others.__getitem__, chunks), np.int32, len(chunks))
        self._settle()
        return ids

    def narrow_ids(self, buffer: bytes, starts: Ints, ends: Ints) -> Ids:
        """The ids of the chunks between `starts` and `ends` in text of this memory's alphabet."""
        lengths = ends - starts
        first, second = _words(buffer, starts, lengths)
        slots = ((first * _FACTORS[0] + second * _FACTORS[1]) >> _HASH_SHIFT).astype(np.int64)
        ids = self._find(first, second, slots, np.flatnonzero(lengths >= _WORD))
        for index in np.flatnonzero(lengths > _KEY).tolist():
            ids[index] = self._others[self.alphabet.widen(buffer[starts[index] : ends[index]])]
        unknown = np.flatnonzero(ids == _UNKNOWN)
        chunks = map(
            buffer.__getitem__, map(slice, starts[unknown].tolist(), ends[unknown].tolist())
        )
        new = self._learn(unknown, chunks, ids)
        self._settle()
        self._first_words.values[ids[new]] = first[new]
        self._second_words.values[ids[new]] = second[new]
        self._fill_slots(slots[new], ids[new])
        return ids

    def learn(self, chunk: str) -> int:
        """A new id for a chunk, with its tokens."""
        if rows := self._plain_rows(chunk):
            self.tokens.append(rows)
            self._new_lengths.append(max(len(rows) - 1, 1))
        else:
            rows = self._analyze(chunk)
        alone = len(rows) == 1 and rows[0][1:] == _ONE_WORD and self._new_lengths[-1] == 1
        self._new_only_forms.append(rows[0][0] if alone else ODD)
        self._size += 1
        return self._size - 1

    def _plain_rows(self, chunk: str) -> Rows:
        """What `analyze` says of nine in ten new chunks, at a tenth of its cost; () of others."""
        form_id = self._vocabulary.form_id
        if not chunk.isascii():
            if not chunk.isalpha() or _NOT_PLAIN.search(chunk):
                return ()
            return ((form_id(fold(chunk[:MAX_READ])[:MAX_FORM]), 0, 1, 0),)
        if chunk[-2:] in ("'s", "'S"):
            chunk = chunk[:-2]
        if chunk.isalnum():
            return () if chunk == "US" else ((form_id(chunk.lower()[:MAX_FORM]), 0, 1, 0),)
        words = chunk.split("-")
        if len(words) > MAX_PIECES or "US" in words or not all(map(str.isalnum, words)):
            return ()
        forms = [word.lower()[:MAX_FORM] for word in words]
        starts = accumulate([0, *(len(word) + 1 for word in words)])
        whole = (form_id("".join(forms)[:MAX_FORM]), 0, len(words), 0)
        pieces = zip(forms, starts, strict=False)
        return whole, *((form_id(form), i, 1, start) for i, (form, start) in enumerate(pieces))

    def _analyze(self, chunk: str) -> Rows:
        analyzed = analyze(chunk)
        form_id, starts = self._vocabulary.form_id, analyzed.starts
        rows = tuple(
            (form_id(token.form), token.position, token.length, starts[token.position])
            for token in analyzed.tokens
        )
        self.tokens.append(rows)
        self._new_lengths.append(len(analyzed))
        return rows

    def _find(self, first: _Words, second: _Words, slots: Ints, full: Ints) -> Ids:
        """The id under each key, or _UNKNOWN. `slots` are moved on to where the search ended.

        `full` are the keys whose first word is full: only these can have the first word of a chunk
        that has a second one.
        """
        first_words, second_words = self._first_words.values, self._second_words.values
        ids: Ids = self._slots[slots]
        wrong = first_words[ids] != first
        wrong[full] |= second_words[ids[full]] != second[full]
        missed = np.flatnonzero(wrong)
        while len(missed := missed[ids[missed] != _UNKNOWN]):
            slots[missed] = (slots[missed] + 1) % _SLOTS
            found = ids[missed] = self._slots[slots[missed]]
            wrong = (first_words[found] != first[missed]) | (second_words[found] != second[missed])
            missed = missed[wrong]
        return ids

    def _learn(self, unknown: Ints, chunks: Iterable[bytes], ids: Ids) -> list[int]:
        """Give ids to unknown chunks; where each distinct one of them stands first."""
        learned: dict[bytes, int] = {}
        new, found = [], []
        for index, chunk in zip(unknown.tolist(), chunks, strict=True):
            known = learned.get(chunk)
            if known is None:
                known = learned[chunk] = self.learn(self.alphabet.widen(chunk))
                new.append(index)
            found.append(known)
        ids[unknown] = found
        return new

    def _fill_slots(self, slots: Ints, ids: Ids) -> None:
        filled = self._slots.data
        for slot, known in zip(slots.tolist(), ids.tolist(), strict=True):
            if known > _MOST_FILLED:
                return
            while filled[slot] != _UNKNOWN:
                slot = (slot + 1) % _SLOTS
            filled[slot] = known

    def _settle(self) -> None:
        self.tokens.settle()
        self.lengths.extend(self._new_lengths)
        self._new_lengths.clear()
        self.only_forms.extend(self._new_only_forms)
        self._new_only_forms.clear()
        for words in self._first_words, self._second_words:
            words.extend(np.zeros(self._size - len(words), np.uint64))


class _Others(dict[str, int]):
    """Ids of chunks by their text; what is new is learned."""

    def __init__(self, memory: ChunkMemory) -> None:
        # Not a cycle, which would keep all that was remembered until it is searched for.
        self._memory = proxy(memory)

    def __missing__(self, chunk: str) -> int:
        known: int = self._memory.learn(chunk)
        if len(chunk) <= MAX_REMEMBERED:
            self[chunk] = known
        return known


def _words(buffer: bytes, starts: Ints, lengths: Ints) -> tuple[_Words, _Words]:
    """The first and second eight bytes of chunks, zero where a chunk has ended.

    No chunk holds U+0000, so two chunks with the same words are the same, up to _KEY bytes. The
    buffer is padded: a word may be read at any byte of a chunk.
    """
    everywhere = np.ndarray((len(buffer) - _WORD + 1,), "<u8", buffer, strides=(1,))
    first = everywhere[starts] & _MASKS[np.minimum(lengths, _WORD)]
    second = np.zeros(len(starts), np.uint64)
    longer = np.flatnonzero(lengths > _WORD)
    rest = np.minimum(lengths[longer] - _WORD, _WORD)
    second[longer] = everywhere[starts[longer] + _WORD] & _MASKS[rest]
    return first, second
