"""Is one text a copy of another? What their passages say, read side by side.

How much is shared does not tell a copy from another instance of a template: a column or an
announcement with other names in it shares nine tenths of its words. But what an editor does (a new
opening, a cut end, a paragraph left out or put in) leaves the rest in long runs, while a template
has other words *in the place of* words, all along. So a copy is what shares enough and has little
substituted between its first and its last shared passage.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from searchkit.analysis.characters import UNSPACED

SHARED, SHARED_ELSEWHERE = 0.55, 0.45
"""The least share of the shorter text's passages that a copy has in common with the longer; the
second, if another paper printed it within ELSEWHERE_SECONDS and put nothing in the place of words:
of a short story a new opening and a cut end take half."""
SUBSTITUTED, SUBSTITUTED_ELSEWHERE = 0.005, 0.05
"""The largest share of its words that were put in the place of others, in a copy. Another paper
may have edited it by its own style, if it printed it within ELSEWHERE_SECONDS."""
ELSEWHERE_SECONDS = 2 * 86_400
_WORDS = 5
_OPENING = 25
_NEW_OPENING = 15
"""Behind a header of fewer words than the first, so many and more that differ are a new opening."""
_WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")
_LETTERS = bytes(code if _WORD.match(chr(code)) else 32 for code in range(128)).lower() + bytes(128)
"""What stands for each byte of ASCII text: a small letter, a digit, or a space."""

Ints = npt.NDArray[np.int64]


class Story(NamedTuple):
    """A text as it is compared: its passages of five words; when and by whom it was published."""

    passages: Ints
    seconds: float | None
    source: str | None

    @classmethod
    def of(cls, body: str, seconds: float | None = None, source: str | None = None) -> Story:
        """`seconds` since 1970."""
        words = np.array(_words(body), np.int64)
        passages = np.zeros(max(len(words) - _WORDS + 1, 0), np.int64)
        for place in range(_WORDS if len(passages) else 0):
            passages *= 0x5851F42D4C957F2D
            passages += words[place : place + len(passages)]
        return cls(passages, seconds, source)


class Likeness(NamedTuple):
    """Of the shorter text: the share of its passages that the longer one has, and of its shared
    words how many times as many were substituted among them."""

    shared: float
    substituted: float


def is_copy(one: Story, two: Story) -> bool:
    """Whether two articles tell one story in the same words."""
    found = likeness(one, two)
    if found.shared < SHARED_ELSEWHERE:
        return False
    if not _is_soon_elsewhere(one, two):
        return found.shared >= SHARED and found.substituted <= SUBSTITUTED
    limit = SUBSTITUTED_ELSEWHERE if found.shared >= SHARED else SUBSTITUTED
    return found.substituted <= limit


def _is_soon_elsewhere(one: Story, two: Story) -> bool:
    """Whether two sources printed the texts at nearly the same time."""
    if not one.source or not two.source or one.source.casefold() == two.source.casefold():
        return False
    if one.seconds is None or two.seconds is None:
        return False
    return abs(one.seconds - two.seconds) <= ELSEWHERE_SECONDS


def likeness(one: Story, two: Story) -> Likeness:
    """How alike two texts are."""
    short, long = sorted((one.passages, two.passages), key=len)
    if not len(short):
        return Likeness(0.0, 0.0)
    here, there = _places(short, long)
    if not len(here):
        return Likeness(0.0, 0.0)
    shared = len(here) / len(short)
    if shared < SHARED_ELSEWHERE:
        return Likeness(shared, 0.0)
    ends = np.flatnonzero((np.diff(here) != 1) | (np.diff(there) != 1))
    # Between two shared passages: words of the one that stand where words of the other stood.
    gaps = np.minimum(here[ends + 1] - here[ends], there[ends + 1] - there[ends]) - _WORDS
    gaps = np.maximum(gaps, 0)
    if len(gaps) and here[ends[0]] + _WORDS < _OPENING and gaps[0] >= _NEW_OPENING:
        gaps = gaps[1:]
    return Likeness(shared, float(gaps.sum()) / (len(here) + _WORDS - 1))


def share_of(part: Story, whole: Story) -> float:
    """The share of one text's passages that another one has."""
    here, _ = _places(part.passages, whole.passages)
    return len(here) / len(part.passages) if len(part.passages) else 0.0


def _words(text: str) -> list[int]:
    """The words as numbers: Python's own hashes, which hold in one process only."""
    if not text.isascii():
        text = " ".join(_WORD.findall(text.casefold()))
        return list(map(hash, text.encode().split()))
    return list(map(hash, text.encode().translate(_LETTERS).split()))


def _places(passages: Ints, others: Ints) -> tuple[Ints, Ints]:
    """Where passages stand that the other text has too: (in their own text, first in the other)."""
    if not len(others):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    order = np.argsort(others, kind="stable")
    found = np.searchsorted(others[order], passages)
    places = order[np.minimum(found, len(order) - 1)]
    here = np.flatnonzero(others[places] == passages)
    return here, places[here]
