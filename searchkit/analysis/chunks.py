"""Texts to chunks: stretches of characters that can be analysed one by one.

A chunk holds only characters that the tokenizer's words may hold, and signs between them only
where its expressions could use them: a joint (`-`, `&`, `'`) before a word character, a comma
between digits, a dot between digits or in an acronym. Everything else ends a chunk. No unit of
`tokenizer.units` reaches over such a place and none of its conditions looks beyond one, so the
units of a text are those of its chunks, one after the other.

Characters are looked up in tables of *classes*, and the tables are made from the tokenizer's own
expression: the whole of Unicode for code points, and 256 for texts that fit in bytes (`narrow`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import AnyStr

import numpy as np
import numpy.typing as npt

from searchkit.analysis.growing import Ints
from searchkit.analysis.tokenizer import WORD_CHARACTER

Bytes = npt.NDArray[np.uint8]


_COMMA, _DOT, _JOINT, _SEPARATOR, _SIGN, _WORD, _DIGIT = range(7)
"""Classes: signs that a chunk keeps here and there, what ends chunks, and what they always keep."""

_SIGNS = {",": _COMMA, ".": _DOT, **dict.fromkeys("-\u2010\u2011&'\u2019", _JOINT)}
_SIGNS.update(dict.fromkeys("#@+", _SIGN))
# Joints that mean the same to the tokenizer, as one byte each.
_NARROW_JOINTS = {"\u2010": "-", "\u2011": "-", "\u2019": "'"}
_WIDE = 0
"""In place of a code point that no byte stands for; U+0000 itself is a separator."""
PADDING = 16
"""Separators before and behind the texts: neighbours, and whole words of memory, can be read."""


def spans(classes: Bytes) -> tuple[Ints, Ints]:
    """Where chunks start and end, by the classes of the characters (padded on both sides)."""
    kept = classes > _SEPARATOR
    kept[_useful_signs(classes)] = True
    edges = np.flatnonzero(kept[1:] != kept[:-1]) + 1
    return edges[0::2], edges[1::2]


def _useful_signs(classes: Bytes) -> Ints:
    """Where a comma, dot or joint may be a part of a word."""
    places = np.flatnonzero(classes < _SEPARATOR)
    here, before, after = classes[places], classes[places - 1], classes[places + 1]
    earlier = classes[places - 2]
    between_digits = (before == _DIGIT) & (after == _DIGIT)
    # An acronym's letters stand alone: none before the first, a dot before each other one.
    acronym = (before == _WORD) & (earlier < _WORD) & ((after >= _WORD) | (earlier == _DOT))
    useful = ((here < _JOINT) & between_digits) | ((here == _DOT) & acronym)
    # U.S.-led, C++-like: the sign before the joint belongs to the word.
    behind_dot = (before == _DOT) & np.concatenate(([False], useful[:-1]))
    behind_word = (before >= _SIGN) | behind_dot
    useful |= (here == _JOINT) & (after >= _WORD) & behind_word
    chosen: Ints = places[useful]
    return chosen


def narrow_classes(buffer: bytes) -> Bytes:
    """The classes of narrow text: uint8, one a character."""
    return np.frombuffer(buffer.translate(_narrow_table()), np.uint8)


def narrow(text: str) -> bytes | None:
    """One byte for each character, of which the tokenizer makes the same; None if that cannot be.

    Latin letters of Western Europe fit, and so does every sign that no word holds.
    """
    if text.isascii():
        return text.encode("ascii")
    narrowed = _narrowing().take(_code_points(text))
    return narrowed.tobytes() if narrowed.all() else None


def join(texts: Sequence[AnyStr], newline: AnyStr) -> AnyStr:
    """Texts with a separator between them, padded: the first starts at PADDING."""
    padding = newline * PADDING
    return padding + newline.join(texts) + padding


def wide_classes(text: str) -> Bytes:
    """The classes of any text: uint8, one a code point."""
    return _wide_table().take(_code_points(text))


def _code_points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


@cache
def _wide_table() -> Bytes:
    """The class of every code point."""
    points = np.arange(0x110000, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    table = np.full(len(points), _SEPARATOR, np.uint8)
    for kind, pattern in (_WORD, rf"{WORD_CHARACTER}+"), (_DIGIT, r"\d+"):
        for match in re.finditer(pattern, points):
            table[match.start() : match.end()] = kind
    for sign, kind in _SIGNS.items():
        table[ord(sign)] = kind
    return table


@cache
def _narrow_table() -> bytes:
    """The class of every byte; texts of ASCII do not wait for the table of all code points."""
    characters = bytes(range(256)).decode("latin-1")
    return bytes(
        _SIGNS.get(
            character,
            _DIGIT
            if re.match(r"\d", character)
            else _WORD
            if re.match(WORD_CHARACTER, character)
            else _SEPARATOR,
        )
        for character in characters
    )


@cache
def _narrowing() -> Bytes:
    """The byte for every code point, or `_WIDE`."""
    table = np.where(_wide_table() > _SEPARATOR, _WIDE, ord("\n")).astype(np.uint8)
    table[:256] = np.arange(256)
    table[0] = ord("\n")
    for joint, byte in _NARROW_JOINTS.items():
        table[ord(joint)] = ord(byte)
    return table
