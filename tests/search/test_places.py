"""The algebra of places against that of patterns, which looks at one text at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis.patterns import AnyOf, Near, Pattern, Sequence, Term, occurrences
from searchkit.search import places
from searchkit.store.layout import GAP

Text = dict[str, list[tuple[int, int]]]
"""Where words stand in one text."""
WORDS = "abc"
TEXT_LENGTH = 12
STEP = TEXT_LENGTH + GAP

spots = st.tuples(st.integers(0, TEXT_LENGTH - 4), st.integers(1, 3)).map(
    lambda spot: (spot[0], spot[0] + spot[1])
)
texts = st.fixed_dictionaries(
    {word: st.lists(spots, max_size=5, unique=True).map(sorted) for word in WORDS}
)
words = st.sampled_from([Term(word) for word in WORDS])
several = st.lists(words, min_size=2, max_size=4).map(tuple)


def of(archive: list[Text], word: str) -> npt.NDArray[np.int64]:
    """A word's places in all texts, each a gap behind the one before."""
    found = [
        (number * STEP + start, end - start)
        for number, text in enumerate(archive)
        for start, end in text[word]
    ]
    array = np.array(found, np.int64).reshape(-1, 2)
    return places.pack(array[:, 0], array[:, 1])


def expected(archive: list[Text], pattern: Pattern) -> list[tuple[int, int]]:
    return [
        (number * STEP + start, number * STEP + end)
        for number, text in enumerate(archive)
        for start, end in occurrences(pattern, lambda leaf, text=text: text[leaf.form])  # type: ignore[misc, union-attr]
    ]


def unpacked(found: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    starts, ends = places.starts_of(found), places.ends_of(found)
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


@given(st.lists(texts, max_size=3), several)
def test_chains_are_the_sequences_of_each_text(
    archive: list[Text], parts: tuple[Term, ...]
) -> None:
    found = places.chain([of(archive, part.form) for part in parts])
    assert unpacked(found) == expected(archive, Sequence(parts))


@given(st.lists(texts, max_size=3), several, st.integers(0, 6))
def test_near_finds_the_closest_stretches_of_each_text(
    archive: list[Text], parts: tuple[Term, ...], slop: int
) -> None:
    found = places.near([(part, of(archive, part.form)) for part in parts], slop)
    assert unpacked(found) == expected(archive, Near(parts, slop))


@given(st.lists(texts, max_size=3), several)
def test_a_union_holds_each_place_once(archive: list[Text], parts: tuple[Term, ...]) -> None:
    found = places.union([of(archive, part.form) for part in parts])
    assert unpacked(found) == expected(archive, AnyOf(parts))


def test_a_union_of_nothing_is_empty() -> None:
    assert len(places.union([])) == 0
