"""One byte for each character: the texts of one or two scripts, as arrays that are quick to read.

ASCII stands for itself, separators are newlines, and the 128 other bytes go to letters as texts
bring them: those of Western Europe, or of Russian and Ukrainian, or of Arabic all fit. Text that
needs more is left to slower ways, and so are Chinese, Japanese and Thai.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from searchkit.analysis.characters import UNSPACED
from searchkit.analysis.chunks import SEPARATOR, Bytes, class_table, classify, code_points
from searchkit.forking import cached_property

_ASCII = 128
_BYTES = 256
_UNSPACED = re.compile(f"[{UNSPACED}]")
# Joints that mean the same to the tokenizer.
_JOINTS = {"\u2010": "-", "\u2011": "-", "\u2019": "'"}
_NO_BYTE = 0
"""In place of a letter without a byte; U+0000 itself is a separator."""


class Alphabet:
    """Which byte stands for which letter. Only grows: a byte never changes its meaning."""

    def __init__(self) -> None:
        self._letters = [chr(byte) for byte in range(_ASCII)]
        classes = np.full(_BYTES, SEPARATOR, np.uint8)
        classes[:_ASCII] = classify("".join(self._letters))
        self._classes = classes.tobytes()

    @cached_property
    def _bytes(self) -> Bytes:
        bytes_by_point: Bytes = _bytes_at_first().copy()
        return bytes_by_point

    def narrow(self, text: str) -> bytes | None:
        """A byte for each character, of which the tokenizer makes the same; None if none are left.

        The text's new letters join the alphabet.
        """
        if text.isascii():
            return text.encode("ascii")
        points = code_points(text)
        narrowed = self._bytes.take(points)
        if not narrowed.all():
            new = np.unique(points[narrowed == _NO_BYTE]).tolist()
            if len(self._letters) + len(new) > _BYTES or _UNSPACED.search("".join(map(chr, new))):
                return None
            self._add(new)
            narrowed = self._bytes.take(points)
        return narrowed.tobytes()

    def classes(self, narrow: bytes) -> Bytes:
        """The classes of narrow text: uint8, one a character."""
        return np.frombuffer(narrow.translate(self._classes), np.uint8)

    def widen(self, narrow: bytes) -> str:
        """The text of narrow text, but for separators and joints that share a byte."""
        if narrow.isascii():
            return narrow.decode("ascii")
        return "".join(map(self._letters.__getitem__, narrow))

    def _add(self, points: list[int]) -> None:
        first, end = len(self._letters), len(self._letters) + len(points)
        self._bytes[points] = np.arange(first, end)
        self._letters += map(chr, points)
        added = class_table()[points].tobytes()
        self._classes = self._classes[:first] + added + self._classes[end:]


@cache
def _bytes_at_first() -> Bytes:
    """The byte of every code point in an alphabet that has no letters but those of ASCII."""
    table = np.where(class_table() > SEPARATOR, _NO_BYTE, ord("\n")).astype(np.uint8)
    table[:_ASCII] = np.arange(_ASCII)
    table[0] = ord("\n")
    for joint, byte in _JOINTS.items():
        table[ord(joint)] = ord(byte)
    return table
