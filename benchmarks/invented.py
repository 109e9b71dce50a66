"""Invented articles, of words as texts have them: a few everywhere, most hardly ever, no end of
them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from itertools import product
from typing import Any

import numpy as np

_SYLLABLES = list(map("".join, product("bdfgklmnprst", "aeiou", "nrls")))
_SHAPE, _SCALE = 0.6, 15
"""Of a Lomax distribution of ranks, which is Zipf's law with Mandelbrot's shift: the commonest word
is one in 26."""
_AT_ONCE = 1 << 12
_FIRST = datetime(2007, 1, 1, tzinfo=timezone.utc)
_APART = timedelta(seconds=60)
_SOURCES = ("Northgate Courier", "Harbour Times", "Valley Gazette", "Evening Star")


def texts(words: int) -> Iterator[str]:
    """Texts of so many words each, without end and always the same."""
    random = np.random.default_rng(1)
    known: dict[int, str] = {}
    while True:
        ranks = (random.pareto(_SHAPE, _AT_ONCE * words) * _SCALE + 1).astype(np.int64).tolist()
        drawn = [known.get(rank) or known.setdefault(rank, _word(rank)) for rank in ranks]
        for start in range(0, len(drawn), words):
            yield " ".join(drawn[start : start + words])
        if len(known) > _AT_ONCE * 100:
            known.clear()


def _word(rank: int) -> str:
    word = ""
    while rank:
        rank, syllable = divmod(rank, len(_SYLLABLES))
        word += _SYLLABLES[syllable]
    return word


def record(number: int, title: str) -> dict[str, Any]:
    """The facts of an article."""
    return {
        "id": f"n{number}",
        "title": title,
        "date": (_FIRST + number * _APART).isoformat(),
        "url": f"https://news.example/{number % 97}/story-{number:09x}.html",
        "source": _SOURCES[number % len(_SOURCES)],
    }


def sentences(text: str) -> str:
    """A text's words, sixteen a sentence."""
    words = text.split(" ")
    return ". ".join(" ".join(words[i : i + 16]).capitalize() for i in range(0, len(words), 16))
