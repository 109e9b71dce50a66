"""The competitive (frequency, length) pairs of each run of postings: what score bounds are of.

After Lucene's impacts (LUCENE-4198) and block-max indexes (Ding and Suel, SIGIR 2011). Pairs
stay true while the collection's average length moves; a stored score bound would not.
"""

from __future__ import annotations

import numpy as np

from searchkit.store.container import ContainerWriter
from searchkit.store.decoded_lists import Array, DecodedLists, Ints, starts_of
from searchkit.store.field_writer import weighted_freqs
from searchkit.store.layout import IMPACT_BLOCK, IMPACTS_FROM
from searchkit.store.packed_sections import write_packed
from searchkit.store.packing import Packer


class ImpactsWriter:
    """Takes the lists of `text` in their order, and writes their impacts."""

    def __init__(self, weighted_lengths: Ints) -> None:
        """`weighted_lengths` are by docnum."""
        self._weighted_lengths = weighted_lengths
        self._counts: list[Array] = [np.zeros(0, np.uint8)]
        self._freqs, self._lengths = Packer(), Packer()

    def append(self, lists: DecodedLists) -> None:
        """The next lists. Those long enough come first."""
        df = lists.df[lists.df >= IMPACTS_FROM]
        postings = int(df.sum())
        if not postings:
            return
        freqs = weighted_freqs(lists)[:postings]
        lengths = self._weighted_lengths[lists.docs[:postings]]
        counts, freqs, lengths = _impacts(df, freqs, lengths)
        self._counts.append(counts.astype(np.uint8))
        self._freqs.append(freqs - 1)
        self._lengths.append(lengths)

    def write(self, container: ContainerWriter) -> None:
        """Add the sections of the impacts."""
        container.add("text.impact_counts", np.concatenate(self._counts).astype("|u1"))
        write_packed(container, "text.impact_freqs", self._freqs)
        write_packed(container, "text.impact_lengths", self._lengths)


def _impacts(df: Ints, freqs: Ints, lengths: Ints) -> tuple[Array, Array, Array]:
    """(pairs of each run, their frequencies, their lengths) of lists of so many postings."""
    most, bits = int(freqs.max()), int(lengths.max()).bit_length()
    # Rising keys are falling frequencies, then rising lengths; what fills a run comes last.
    dtype = np.dtype(np.uint64 if most.bit_length() + bits >= 32 else np.uint32)
    own = np.arange(IMPACT_BLOCK) < _run_lengths(df)[:, None]
    runs = np.full(own.shape, np.iinfo(dtype).max, dtype)
    runs[own] = ((most - freqs) << bits) | lengths
    runs.sort(axis=1)
    shortest = runs & dtype.type((1 << bits) - 1)
    kept = np.ones(runs.shape, bool)
    kept[:, 1:] = shortest[:, 1:] < np.minimum.accumulate(shortest, axis=1)[:, :-1]
    # Backwards, for rising frequencies.
    pairs = runs[:, ::-1][kept[:, ::-1]].astype(np.int64)
    return kept.sum(axis=1), most - (pairs >> bits), pairs & ((1 << bits) - 1)


def _run_lengths(df: Ints) -> Ints:
    """Postings of each run: all of a list's are full but the last."""
    runs = -(-df // IMPACT_BLOCK)
    lengths = np.full(int(runs.sum()), IMPACT_BLOCK)
    lengths[starts_of(runs) + runs - 1] = df - (runs - 1) * IMPACT_BLOCK
    return lengths
