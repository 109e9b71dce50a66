"""Texts to chunks: stretches of characters that can be analysed one by one.

A chunk holds only characters that the tokenizer's words may hold, and signs between them only
where its expressions could use them: a joint (`-`, `&`, `'`) before a word character, a comma
between digits, a dot between digits or in an acronym. Everything else ends a chunk. No unit of
`tokenizer.units` reaches over such a place and none of its conditions looks beyond one, so the
units of a text are those of its chunks, one after the other.

Every character has a *class*; the table of classes is made from the tokenizer's own expression.
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

_COMMA, _DOT, _JOINT, SEPARATOR, _SIGN, _WORD, _DIGIT = range(7)
"""Classes: signs that a chunk keeps here and there, what ends chunks, and what they always keep."""

_SIGNS = {
    ",": _COMMA,
    ".": _DOT,
    **dict.fromkeys("-\u2010\u2011&'\u2019", _JOINT),
    **dict.fromkeys("#@+", _SIGN),
}
PADDING = 16
"""Separators before and behind the texts: neighbours, and whole words of memory, can be read."""


def spans(classes: Bytes) -> tuple[Ints, Ints]:
    """Where chunks start and end, by the classes of the characters (padded on both sides)."""
    kept = classes > SEPARATOR
    kept[_useful_signs(classes)] = True
    edges = np.flatnonzero(kept[1:] != kept[:-1]) + 1
    return edges[0::2], edges[1::2]


def _useful_signs(classes: Bytes) -> Ints:
    """Where a comma, dot or joint may be a part of a word."""
    places = np.flatnonzero(classes < SEPARATOR)
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


def join(texts: Sequence[AnyStr], newline: AnyStr) -> AnyStr:
    """Texts with a separator between them, padded: the first starts at PADDING."""
    padding = newline * PADDING
    return padding + newline.join(texts) + padding


def classes_of(text: str) -> Bytes:
    """The classes of any text: uint8, one a code point."""
    return class_table().take(code_points(text))


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """A text's code points: uint32."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


@cache
def class_table() -> Bytes:
    """The class of every code point: uint8."""
    points = np.arange(0x110000, dtype="<u4").tobytes()
    return classify(points.decode("utf-32-le", "surrogatepass"))


def classify(characters: str) -> Bytes:
    """The class of each character, whatever stands beside it: uint8."""
    classes = np.full(len(characters), SEPARATOR, np.uint8)
    for kind, pattern in (_WORD, rf"{WORD_CHARACTER}+"), (_DIGIT, r"\d+"):
        for match in re.finditer(pattern, characters):
            classes[match.start() : match.end()] = kind
    for match in re.finditer(f"[{re.escape(''.join(_SIGNS))}]", characters):
        classes[match.start()] = _SIGNS[match[0]]
    return classes
