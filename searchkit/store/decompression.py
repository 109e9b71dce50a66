"""Zstandard frames to bytes. Making a decompressor costs more than unpacking a frame does."""

from __future__ import annotations

import threading

import zstandard


class Decompressor:
    """Unpacks frames that were compressed with a dictionary, or with none. Threads may share it:
    each has a decompressor of its own, made when it first needs it."""

    def __init__(self, dictionary: bytes = b"") -> None:
        self._data = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self._own = threading.local()

    def decompress(self, frame: memoryview) -> bytes:
        """The bytes of a frame that says how many it holds; ZstdError when it is none."""
        try:
            decompressor = self._own.decompressor
        except AttributeError:
            decompressor = zstandard.ZstdDecompressor(dict_data=self._data)
            self._own.decompressor = decompressor
        data: bytes = decompressor.decompress(frame)
        return data


PLAIN = Decompressor()
decompress = PLAIN.decompress
