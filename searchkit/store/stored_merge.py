"""Stored articles of several segments as those of one: whole frames are copied as they are.

Short frames are joined, lest an archive added to every hour consist of them, and a frame is
compressed anew whose dictionary few others need.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from searchkit.store.container import ContainerWriter
from searchkit.store.part_field import Part
from searchkit.store.stored import StoredArticles
from searchkit.store.stored_writer import (
    DICTIONARY_BYTES,
    DICTIONARY_FROM,
    FRAME_BYTES,
    PLAIN_BYTES,
    StoredWriter,
    make_dictionary,
)

_SERVED = 128
"""A dictionary is kept that serves so many times its own bytes: it is a fortieth of its frames."""
_MOST = 16
"""Dictionaries of one segment: each is read whole when it is first needed."""
_SAMPLES = 4

Flags = npt.NDArray[np.bool_]


def merge_stored(container: ContainerWriter, parts: Sequence[Part], kept: Sequence[Flags]) -> None:
    """Write the stored articles of segments that are to be kept."""
    stored = [StoredArticles(part.container, part.documents) for part in parts]
    dictionaries = _worth_keeping(stored)
    own = dictionaries[0] if dictionaries else _new_dictionary(stored, kept)
    writer = StoredWriter(container, own)
    as_they_are = set(dictionaries) if own else {b""}
    for of_part, kept_of_part in zip(stored, kept, strict=True):
        _copy(writer, of_part, kept_of_part, as_they_are)
    writer.finish()


def _worth_keeping(stored: Sequence[StoredArticles]) -> list[bytes]:
    """Dictionaries that serve enough frames, the one that serves most first."""
    served: Counter[bytes] = Counter()
    for texts in (of_part.texts for of_part in stored):
        sizes = np.diff(texts.starts[texts.run_starts])
        for frame, size in enumerate(sizes.tolist()):
            served[texts.dictionary(frame)] += size
    return [
        dictionary
        for dictionary, size in served.most_common(_MOST)
        if dictionary and size >= _SERVED * len(dictionary)
    ]


def _new_dictionary(stored: Sequence[StoredArticles], kept: Sequence[Flags]) -> bytes:
    """One for all articles; b"" where they are too few."""
    pairs = list(zip((of_part.texts for of_part in stored), kept, strict=True))
    size = sum(int(np.diff(texts.starts)[of_part].sum()) for texts, of_part in pairs)
    if size < DICTIONARY_FROM:
        return b""
    # Several times what fits, since of each only the beginning is taken.
    step = max(1, size // (_SAMPLES * DICTIONARY_BYTES))
    articles = [
        texts.part(docnum).tobytes()
        for texts, of_part in pairs
        for docnum in np.flatnonzero(of_part)[::step].tolist()
    ]
    return make_dictionary(articles)


def _copy(
    writer: StoredWriter, stored: StoredArticles, kept: Flags, as_they_are: set[bytes]
) -> None:
    texts, starts = stored.texts, stored.starts
    for number, (first, stop) in enumerate(pairwise(texts.run_starts.tolist())):
        lengths = np.diff(texts.starts[first : stop + 1])
        dictionary = texts.dictionary(number)
        full = FRAME_BYTES if dictionary else PLAIN_BYTES
        whole = kept[first:stop].all() and int(lengths.sum()) >= full // 2
        if whole and dictionary in as_they_are:
            writer.copy(
                texts.compressed(number),
                dictionary,
                lengths.tolist(),
                starts.joined(first, stop),
                np.diff(starts.starts[first : stop + 1]).tolist(),
            )
            continue
        for doc in (np.flatnonzero(kept[first:stop]) + first).tolist():
            writer.append(texts.part(doc).tobytes(), starts.encoded(doc))
