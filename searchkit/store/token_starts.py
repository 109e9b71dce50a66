"""Where the words of an article begin, as the places where a simple rule about letters is wrong.

In most languages a word begins where a letter follows something else. `layout` has the rule and
how its mistakes are stored: some bytes an article, where starts take a byte for each word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.store.column_reader import Ints
from searchkit.store.decoded_lists import starts_of
from searchkit.store.layout import UNSPACED, WORD_CHARACTERS

Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Texts = tuple[str, str]
"""An article's title and body."""

_SIGN, _LETTER, _ALONE = range(3)
"""Classes: what no word holds, what words consist of, and what begins a position each time."""
_FILLER = 255
_FEW = 64
"""Up to so many bytes of mistakes are put right one by one: numpy's calls cost more."""
_WINDOW = 1 << 18
"""Code points looked at in one step, about."""
_TABLED = 1 << 16
"""Code points from here on are signs."""


def encode(
    articles: Sequence[Texts],
    starts: Ints,
    titles: npt.NDArray[np.signedinteger[Any]],
    bodies: npt.NDArray[np.signedinteger[Any]],
) -> list[bytes]:
    """What is stored of each article.

    `starts` are the code points where positions begin, counted from their text's first, by
    article, the title's before the body's; `titles` and `bodies` are the positions of each text.
    """
    counts = np.stack([titles, bodies], axis=1).reshape(-1).astype(np.int64)
    ends = np.concatenate([[0], np.cumsum(counts)])
    stored: list[bytes] = []
    for first, stop in _windows(articles):
        texts = [text for article in articles[first:stop] for text in article]
        of_texts = counts[2 * first : 2 * stop]
        stored += _encoded(texts, starts[ends[2 * first] : ends[2 * stop]], of_texts)
    return stored


def decode(article: Texts, stored: bytes) -> Ints:
    """int64: where positions begin in title, newline and body; IndexError where none can."""
    begins = _expected_in("\n".join(article))
    if len(stored) > _FEW:
        steps = np.frombuffer(stored, np.uint8)
        begins[steps.cumsum(dtype=np.int64)[steps != _FILLER]] ^= True
    elif stored:
        flags, place = begins.data, 0
        for step in stored:
            place += step
            if step != _FILLER:
                flags[place] = not flags[place]
    return begins.nonzero()[0]


def _windows(articles: Sequence[Texts]) -> Iterator[tuple[int, int]]:
    """Runs of articles `[first, stop)`."""
    first = size = 0
    for number, (title, body) in enumerate(articles, 1):
        size += len(title) + len(body)
        if size >= _WINDOW or number == len(articles):
            yield first, number
            first, size = number, 0


def _encoded(texts: Sequence[str], starts: Ints, counts: Ints) -> list[bytes]:
    """The same for articles whose texts, by twos, have so many positions."""
    sizes = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    text_starts = starts_of(sizes)
    wrong = _expected(b"".join(_classes(text) + b"\0" for text in texts))
    wrong[starts + np.repeat(text_starts, counts)] ^= True
    places = wrong.nonzero()[0]
    firsts = places.searchsorted(text_starts[::2])
    steps = np.diff(places, prepend=0)
    having = np.flatnonzero(np.diff(firsts, append=len(places)))
    steps[firsts[having]] = places[firsts[having]] - text_starts[::2][having]
    ends = np.cumsum(steps // _FILLER + 1)
    data = np.full(ends[-1] if len(ends) else 0, _FILLER, np.uint8)
    data[ends - 1] = steps % _FILLER
    edges = np.concatenate([[0], ends])[np.append(firsts, len(places))].tolist()
    joined = data.tobytes()
    return [joined[begin:end] for begin, end in pairwise(edges)]


def _expected_in(text: str) -> Flags:
    """The same of a text."""
    if not text.isascii():
        return _expected(_classes(text))
    here = np.frombuffer(_classes(f"\n{text}"), np.uint8)
    # Of ASCII, classes are 0 and 1 only: a word begins where they rise.
    expected: Flags = here[1:] > here[:-1]
    return expected


def _expected(classes: bytes) -> Flags:
    """Where the rule has positions begin."""
    here = np.frombuffer(classes, np.uint8)
    behind_letter = np.zeros(len(here), np.bool_)
    np.equal(here[:-1], _LETTER, out=behind_letter[1:])
    expected: Flags = here > behind_letter.view(np.uint8)
    return expected


def _classes(text: str) -> bytes:
    """A byte for each code point."""
    if text.isascii():
        return text.encode("ascii").translate(_narrow_table())
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    return _wide_table().take(points, mode="clip").tobytes()


@cache
def _narrow_table() -> bytes:
    return _wide_table()[:256].tobytes()


@cache
def _wide_table() -> Bytes:
    table = np.full(_TABLED + 1, _SIGN, np.uint8)
    for kind, ranges in (_LETTER, WORD_CHARACTERS), (_ALONE, UNSPACED):
        for first, last in ranges:
            table[first : last + 1] = kind
    return table
