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

from searchkit.store.column_reader import Columns, running_sum
from searchkit.store.container import ContainerWriter
from searchkit.store.part_field import Part
from searchkit.store.stored import Frames, StoredArticles
from searchkit.store.stored_writer import (
    DICTIONARY_FROM,
    FRAME_BYTES,
    PLAIN_BYTES,
    StoredWriter,
    make_dictionary,
)

_SERVED = 64
"""A dictionary is kept that serves so many times its own bytes: a twentieth of its frames."""
_MOST = 16
"""Dictionaries of one segment: each is read whole when it is first needed."""

Flags = npt.NDArray[np.bool_]


def merge_stored(container: ContainerWriter, parts: Sequence[Part], kept: Sequence[Flags]) -> None:
    """Write the stored articles of segments that are to be kept."""
    stored = [
        StoredArticles(part.container, Columns(part.container, part.documents)) for part in parts
    ]
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
        sizes = np.diff(texts.starts.every[texts.run_starts])
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
    size = sum(int(np.diff(texts.starts.every)[of_part].sum()) for texts, of_part in pairs)
    if size < DICTIONARY_FROM:
        return b""
    step = max(1, size // DICTIONARY_FROM)
    articles = [
        texts.part(docnum)
        for texts, of_part in pairs
        for docnum in np.flatnonzero(of_part)[::step].tolist()
    ]
    return make_dictionary(articles)


def _copy(
    writer: StoredWriter, stored: StoredArticles, kept: Flags, as_they_are: set[bytes]
) -> None:
    """Append the kept articles: frames that need no change by the run, others one by one."""
    texts, starts = stored.texts, stored.starts
    numbers = texts.frame_dictionaries.astype(np.int64)
    groups = np.where(_unchanged(texts, kept, as_they_are), numbers, -1)
    bounds = [*(np.flatnonzero(np.diff(groups)) + 1).tolist(), len(groups)]
    for first, stop in pairwise([0, *bounds] if len(groups) else []):
        docs, end = texts.run_starts.item(first), texts.run_starts.item(stop)
        if groups.item(first) >= 0:
            writer.copy(
                texts.compressed(first, stop),
                np.diff(texts.ends[first : stop + 1]).tolist(),
                np.diff(texts.run_starts[first : stop + 1]).tolist(),
                texts.dictionary(first),
                np.diff(texts.starts.between(docs, end)).tolist(),
            )
            writer.copy_starts(
                starts.joined(docs, end), np.diff(starts.starts.between(docs, end)).tolist()
            )
        else:
            for doc in (np.flatnonzero(kept[docs:end]) + docs).tolist():
                writer.append(texts.part(doc), starts.encoded(doc))


def _unchanged(texts: Frames, kept: Flags, as_they_are: set[bytes]) -> Flags:
    """Which frames are at least half full, of kept articles only, with a dictionary to be kept."""
    numbers = texts.frame_dictionaries
    known = [dictionary in as_they_are for dictionary in (b"", *texts.dictionaries)]
    gone = running_sum(~kept)[texts.run_starts]
    sizes = np.diff(texts.starts.every[texts.run_starts])
    full = np.where(numbers > 0, FRAME_BYTES, PLAIN_BYTES)
    unchanged: Flags = np.array(known)[numbers] & (np.diff(gone) == 0) & (sizes >= full // 2)
    return unchanged
