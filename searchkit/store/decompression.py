"""Zstandard frames to bytes. Making a decompressor costs more than unpacking a frame does."""

from __future__ import annotations

import threading

import zstandard


class _Thread(threading.local):
    """What each thread has of its own: a decompressor must not be shared."""

    def __init__(self) -> None:
        self.decompressor = zstandard.ZstdDecompressor()


_THREAD = _Thread()


def decompress(frame: memoryview) -> bytes:
    """The bytes of a frame that says how many it holds; ZstdError when it is none."""
    data: bytes = _THREAD.decompressor.decompress(frame)
    return data
