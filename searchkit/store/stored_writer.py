"""Articles as they were given, and where their words begin: both in frames of a run of docnums.

A hit's article is read by decompressing one frame, so frames are short; the longer they are, the
better they compress.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import zstandard

from searchkit.store.container import ContainerWriter
from searchkit.store.decoded_lists import Array

FRAME_BYTES = 1 << 16
"""A frame closes once its articles' JSON reaches this."""
_LEVEL, _STARTS_LEVEL = 3, 1
"""Token starts have no repeats to look for: what level 1 finds at half the cost is smaller."""


class StoredWriter:
    """Takes articles by docnum. Open from its making to `finish`: no other section meanwhile."""

    def __init__(self, container: ContainerWriter) -> None:
        self._container = container
        self._compress = zstandard.ZstdCompressor(level=_LEVEL).compress
        self._compress_starts = zstandard.ZstdCompressor(level=_STARTS_LEVEL).compress
        self._section = container.section("stored.frames", np.uint8)
        self._starts_frames: list[bytes] = []
        self._frame_bytes: list[int] = []
        self._frame_docs: list[int] = []
        self._lengths: list[int] = []
        self._starts_lengths: list[int] = []
        self._articles: list[bytes] = []
        self._starts: list[bytes] = []
        self._pending = 0

    def append(self, article: bytes, starts: bytes) -> None:
        """The next article's JSON and token starts."""
        self._articles.append(article)
        self._starts.append(starts)
        self._pending += len(article)
        if self._pending >= FRAME_BYTES:
            self._close_frame()

    def copy(
        self, frame: Array, starts: bytes, lengths: Sequence[int], starts_lengths: Sequence[int]
    ) -> None:
        """The next articles as another segment's frame, with its frame of token starts."""
        self._close_frame()
        self._add_frame(frame, starts, lengths, starts_lengths)

    def finish(self) -> None:
        """Add the sections of all articles."""
        self._close_frame()
        self._section.__exit__()
        starts = b"".join(self._starts_frames)
        starts_ends = np.cumsum([len(frame) for frame in self._starts_frames], dtype="<u8")
        add = self._container.add
        add("stored.frame_ends", np.cumsum(self._frame_bytes, dtype="<u8"))
        add("stored.frame_docs", np.array(self._frame_docs, "<u4"))
        add("stored.lengths", np.array(self._lengths, "<u4"))
        add("starts.frames", np.frombuffer(starts, np.uint8))
        add("starts.frame_ends", starts_ends)
        add("starts.lengths", np.array(self._starts_lengths, "<u4"))

    def _close_frame(self) -> None:
        if not self._articles:
            return
        self._add_frame(
            np.frombuffer(self._compress(b"".join(self._articles)), np.uint8),
            self._compress_starts(b"".join(self._starts)),
            [len(article) for article in self._articles],
            [len(starts) for starts in self._starts],
        )
        self._articles, self._starts, self._pending = [], [], 0

    def _add_frame(
        self, frame: Array, starts: bytes, lengths: Sequence[int], starts_lengths: Sequence[int]
    ) -> None:
        self._section.append(frame)
        self._starts_frames.append(starts)
        self._frame_bytes.append(len(frame))
        self._frame_docs.append(len(self._lengths))
        self._lengths += lengths
        self._starts_lengths += starts_lengths
