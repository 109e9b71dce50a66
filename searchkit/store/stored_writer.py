"""Articles as they were given, in frames of a run of docnums each, and where their words begin.

A hit's article is read by decompressing one frame, so frames are short; the longer they are, the
better they compress. Where there are many articles, a dictionary is learned from the first ones
that all frames are compressed with: they hold two articles on average then, and are smaller in all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import zstandard

from searchkit.store.container import ContainerWriter
from searchkit.store.decoded_lists import Array
from searchkit.store.packing import narrowed

PLAIN_BYTES, FRAME_BYTES = 1 << 16, 4 << 10
"""A frame closes once its articles' bytes reach this: without a dictionary, and with one."""
DICTIONARY_FROM = 8 << 20
"""Less than this has no dictionary: it would cost more than it saves."""
DICTIONARY_BYTES = 1 << 19
_SAMPLE_BYTES = 1 << 14
"""So much of an article is learned from ..."""
_PIECE_BYTES = 1 << 10
"""... in pieces of about this size."""
_LEVEL = 3
_DICTIONARIES_LEVEL = 9
"""They shrink to a third, in 20 ms."""
# Level 3's method with tables that suit a dictionary: the level itself would choose smaller ones.
_PARAMETERS = zstandard.ZstdCompressionParameters(
    strategy=zstandard.STRATEGY_DFAST,
    window_log=19,
    hash_log=18,
    chain_log=17,
    search_log=1,
    min_match=5,
    write_dict_id=False,
)


class StoredWriter:
    """Takes articles by docnum. Open from its making to `finish`: no other section meanwhile."""

    def __init__(self, container: ContainerWriter, dictionary: bytes | None = None) -> None:
        """`dictionary`: what articles are compressed with (b"": with none).

        Without it, one is made of the first articles once they are many.
        """
        self._container = container
        self._section = container.section("stored.frames", np.uint8)
        self._starts: list[bytes] = []
        self._frame_bytes: list[int] = []
        self._frame_articles: list[int] = []
        self._frame_dictionaries: list[int] = []
        self._numbers = {b"": 0}
        """Of each dictionary that a frame was compressed with; they are counted from 1."""
        self._lengths: list[int] = []
        self._starts_lengths: list[int] = []
        self._articles: list[bytes] = []
        self._pending = 0
        self._undecided = dictionary is None
        self._compress_with(dictionary or b"")

    def append(self, article: bytes, starts: bytes) -> None:
        """The next article's bytes and token starts."""
        self._starts.append(starts)
        self._starts_lengths.append(len(starts))
        self._hold(article)

    def copy(
        self,
        frames: Array,
        frame_bytes: Sequence[int],
        frame_articles: Sequence[int],
        dictionary: bytes,
        lengths: Sequence[int],
    ) -> None:
        """The next articles as frames of another segment, joined; their token starts follow."""
        self._close_frame()
        self._add_frames(frames, frame_bytes, frame_articles, dictionary, lengths)

    def copy_starts(self, starts: bytes, lengths: Sequence[int]) -> None:
        """The token starts of all articles that were copied last, joined."""
        self._starts.append(starts)
        self._starts_lengths += lengths

    def finish(self) -> None:
        """Add the sections of all articles."""
        if self._undecided:
            self._decide(b"")
        self._close_frame()
        self._section.__exit__()
        dictionaries = list(self._numbers)[1:]
        add = self._container.add
        add("stored.frame_lengths", narrowed(np.array(self._frame_bytes, np.int64)))
        add("stored.frame_articles", narrowed(np.array(self._frame_articles, np.int64)))
        add("stored.frame_dictionaries", np.array(self._frame_dictionaries, "|u1"))
        packed = zstandard.ZstdCompressor(level=_DICTIONARIES_LEVEL).compress(
            b"".join(dictionaries)
        )
        add("stored.dictionaries", np.frombuffer(packed, np.uint8))
        add("stored.dictionary_ends", np.cumsum([len(d) for d in dictionaries], dtype="<u8"))
        add("stored.lengths", narrowed(np.array(self._lengths, np.int64)))
        add("starts.bytes", np.frombuffer(b"".join(self._starts), np.uint8))
        add("starts.lengths", narrowed(np.array(self._starts_lengths, np.int64)))

    def _hold(self, article: bytes) -> None:
        self._articles.append(article)
        self._pending += len(article)
        if self._pending < self._enough:
            return
        if self._undecided:
            self._decide(make_dictionary(self._articles))
        else:
            self._close_frame()

    def _decide(self, dictionary: bytes) -> None:
        """Compress what was held back, and all that follows, with a dictionary."""
        self._undecided = False
        self._compress_with(dictionary)
        articles, self._articles, self._pending = self._articles, [], 0
        for article in articles:
            self._hold(article)

    def _compress_with(self, dictionary: bytes) -> None:
        self._dictionary = dictionary
        self._compress = _compressor(dictionary).compress
        self._enough = FRAME_BYTES if dictionary else PLAIN_BYTES
        if self._undecided:
            self._enough = DICTIONARY_FROM

    def _close_frame(self) -> None:
        if not self._articles:
            return
        frame = np.frombuffer(self._compress(b"".join(self._articles)), np.uint8)
        lengths = [len(article) for article in self._articles]
        self._add_frames(frame, [len(frame)], [len(lengths)], self._dictionary, lengths)
        self._articles, self._pending = [], 0

    def _add_frames(
        self,
        frames: Array,
        frame_bytes: Sequence[int],
        frame_articles: Sequence[int],
        dictionary: bytes,
        lengths: Sequence[int],
    ) -> None:
        self._section.append(frames)
        self._frame_bytes += frame_bytes
        self._frame_articles += frame_articles
        number = self._numbers.setdefault(dictionary, len(self._numbers))
        self._frame_dictionaries += [number] * len(frame_bytes)
        self._lengths += lengths


def make_dictionary(articles: Sequence[bytes]) -> bytes:
    """What articles have in common, in DICTIONARY_BYTES at most; b"" where it is too little."""
    samples: list[Any] = [article[:_SAMPLE_BYTES] for article in articles]
    try:
        learned = zstandard.train_dictionary(
            DICTIONARY_BYTES, samples, k=_PIECE_BYTES, d=8, f=20, accel=1, level=_LEVEL
        )
    except zstandard.ZstdError:
        return b""
    data: bytes = learned.as_bytes()
    return data


def _compressor(dictionary: bytes) -> zstandard.ZstdCompressor:
    if not dictionary:
        return zstandard.ZstdCompressor(level=_LEVEL)
    data = zstandard.ZstdCompressionDict(dictionary)
    data.precompute_compress(compression_params=_PARAMETERS)
    return zstandard.ZstdCompressor(compression_params=_PARAMETERS, dict_data=data)
