"""Words of several batches together: by id where they share a vocabulary, else as strings."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchkit.store.words import Counted, Words, union

VOCABULARY = ["zinc", "ash", "école", "z", "", "pine"]
IDS = st.lists(st.sampled_from(range(len(VOCABULARY))), unique=True, max_size=6)


def part(ids: list[int], counts: list[int], vocabulary: list[str]) -> Counted:
    numbers = np.arange(len(ids))[::-1].copy()
    return Words(vocabulary, np.array(ids, np.int64)), numbers, np.array(counts[: len(ids)])


def as_strings(counted: Counted) -> Counted:
    words, numbers, counts = counted
    found = [VOCABULARY[id] for id in words.ids.tolist()]  # type: ignore[union-attr]
    order = sorted(range(len(found)), key=found.__getitem__)
    return [found[place] for place in order], numbers[order], counts


@given(st.lists(st.tuples(IDS, st.lists(st.integers(0, 2), min_size=6, max_size=6)), min_size=1))
def test_words_are_united_as_their_strings_are(batches: list[tuple[list[int], list[int]]]) -> None:
    shared = [part(ids, counts, VOCABULARY) for ids, counts in batches]
    several = [part(ids, counts, list(VOCABULARY)) for ids, counts in batches]
    expected, places = union([as_strings(counted) for counted in shared])
    for parts in shared, several:
        found, found_places = union(parts)
        assert found.data.tolist() == expected.data.tolist()
        assert found.lengths.tolist() == expected.lengths.tolist()
        assert [array.tolist() for array in found_places] == [array.tolist() for array in places]
