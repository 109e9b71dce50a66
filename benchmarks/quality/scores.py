"""How close is what was read to what is true? Pure functions over texts, names and dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Shingle = tuple[str, ...]
_WORD = re.compile(r"\w+")
_BETWEEN = re.compile(r"\s*[,;&/]\s*|\s(?:and|und|et|y)\s")
_BY = re.compile(r"^\s*(?:by|von|par|por)\s", re.IGNORECASE)
SHINGLE = 4


@dataclass(frozen=True, slots=True)
class Case:
    """What one page, or pair, took from a figure: 0 is nothing; `note` says what went wrong."""

    id: str
    loss: float
    note: str


@dataclass(frozen=True, slots=True)
class Score:
    """A figure, and the cases that took from it."""

    value: float
    cases: list[Case] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shingles found and wanted, found only, wanted only."""

    both: int
    spare: int
    missing: int

    @property
    def precision(self) -> float:
        return self.both / (self.both + self.spare)

    @property
    def recall(self) -> float:
        return self.both / (self.both + self.missing)

    @property
    def f1(self) -> float:
        return 2 * self.both / max(1, 2 * self.both + self.spare + self.missing)


def shingles(text: str) -> Counter[Shingle]:
    """Runs of four words; of a shorter text, all of it."""
    words = _WORD.findall(text)
    count = max(1, len(words) - SHINGLE + 1) if words else 0
    return Counter(tuple(words[start : start + SHINGLE]) for start in range(count))


def overlap(found: str, wanted: str) -> Overlap:
    """How the shingles of two texts overlap, as often as each holds them."""
    one, two = shingles(found), shingles(wanted)
    both = sum((one & two).values())
    return Overlap(both, sum(one.values()) - both, sum(two.values()) - both)


def body_f1(overlaps: Iterable[Overlap]) -> float:
    """F1 of the mean precision and the mean recall, as the article-extraction-benchmark counts it.

    A page where nothing was found has no precision; one where nothing was wanted has no recall.
    """
    items = list(overlaps)
    precision = mean([item.precision for item in items if item.both + item.spare])
    recall = mean([item.recall for item in items if item.both + item.missing])
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def contains(text: str, passage: str) -> bool:
    """Does a text hold a passage, whatever the white space and soft hyphens in both?"""
    return _squeezed(passage) in _squeezed(text)


def same_name(one: str | None, other: str | None) -> bool:
    """Are two titles or names the same but for case, spaces and punctuation?"""
    return _letters(one) == _letters(other)


def same_authors(found: str | None, wanted: str | list[str]) -> bool:
    """Are these the same persons, in any order?"""
    names = wanted if isinstance(wanted, str) else "; ".join(wanted)
    return same_name(found, names) or _persons(found or "") == _persons(names)


def _persons(names: str) -> set[str]:
    return {_letters(_BY.sub("", name)) for name in _BETWEEN.split(names)} - {""}


def _letters(text: str | None) -> str:
    return "".join(char for char in (text or "").casefold() if char.isalnum())


def _squeezed(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").split())


def mean(values: Sequence[float]) -> float:
    """Their mean, or 0 of none."""
    return sum(values) / len(values) if values else 0.0
