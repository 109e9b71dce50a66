"""Articles as they were given, in frames of a run of docnums each, and where their words begin.

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
_LEVEL = 3


class StoredWriter:
    """Takes articles by docnum. Open from its making to `finish`: no other section meanwhile."""

    def __init__(self, container: ContainerWriter) -> None:
        self._container = container
        self._compress = zstandard.ZstdCompressor(level=_LEVEL).compress
        self._section = container.section("stored.frames", np.uint8)
        self._starts: list[bytes] = []
        self._frame_bytes: list[int] = []
        self._frame_docs: list[int] = []
        self._lengths: list[int] = []
        self._starts_lengths: list[int] = []
        self._articles: list[bytes] = []
        self._pending = 0

    def append(self, article: bytes, starts: bytes) -> None:
        """The next article's JSON and token starts."""
        self._articles.append(article)
        self._starts.append(starts)
        self._starts_lengths.append(len(starts))
        self._pending += len(article)
        if self._pending >= FRAME_BYTES:
            self._close_frame()

    def copy(
        self, frame: Array, lengths: Sequence[int], starts: bytes, starts_lengths: Sequence[int]
    ) -> None:
        """The next articles as another segment's frame, with their token starts, joined."""
        self._close_frame()
        self._add_frame(frame, lengths)
        self._starts.append(starts)
        self._starts_lengths += starts_lengths

    def finish(self) -> None:
        """Add the sections of all articles."""
        self._close_frame()
        self._section.__exit__()
        add = self._container.add
        add("stored.frame_ends", np.cumsum(self._frame_bytes, dtype="<u8"))
        add("stored.frame_docs", np.array(self._frame_docs, "<u4"))
        add("stored.lengths", np.array(self._lengths, "<u4"))
        add("starts.bytes", np.frombuffer(b"".join(self._starts), np.uint8))
        add("starts.lengths", np.array(self._starts_lengths, "<u4"))

    def _close_frame(self) -> None:
        if not self._articles:
            return
        frame = self._compress(b"".join(self._articles))
        self._add_frame(np.frombuffer(frame, np.uint8), [len(a) for a in self._articles])
        self._articles, self._pending = [], 0

    def _add_frame(self, frame: Array, lengths: Sequence[int]) -> None:
        self._section.append(frame)
        self._frame_bytes.append(len(frame))
        self._frame_docs.append(len(self._lengths))
        self._lengths += lengths
