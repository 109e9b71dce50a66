"""What the record's values amount to, many at a time: their members as numbers, without the JSON.

Of an object, each member is one number, in the order of their names: a number or truth value
itself, of a text, list or object its length, else 0. Comparing a million entries with something
takes as long as reading these columns; JSON is parsed only for the entries that differ.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

import numpy as np
import numpy.typing as npt

Outline = tuple[list[str], tuple["array[int]", ...]]
"""Keys in order, without the prefix that was asked for; for each member, the numbers of all."""

_LARGEST = (1 << 63) - 1


def numbers_of(value: Any) -> bytes:
    """The numbers of one value, 8 bytes each, little-endian: none unless it is an object."""
    if not isinstance(value, dict):
        return b""
    return struct.pack(f"<{len(value)}q", *[_number(value[name]) for name in sorted(value)])


def _number(member: Any) -> int:
    if isinstance(member, int):
        return member if -_LARGEST <= member <= _LARGEST else 0
    return len(member) if isinstance(member, (str, list, tuple, dict)) else 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Entries that follow each other in one source, gone ones too; at least one.

    `numbers` (int64) has a row for each member and a column for each entry, `gone` (bool) says
    which entries only remove one of a source below.
    """

    keys: list[str]
    numbers: npt.NDArray[np.int64]
    gone: npt.NDArray[np.bool_]

    def part(self, start: int, stop: int) -> Stretch:
        return Stretch(self.keys[start:stop], self.numbers[:, start:stop], self.gone[start:stop])

    def outline(self) -> Outline:
        """The entries that are there."""
        keys, numbers = self.keys, self.numbers
        if self.gone.any():
            keys, numbers = list(compress(keys, ~self.gone)), numbers[:, ~self.gone]
        columns = (array("q", row.tobytes()) for row in numbers.astype(np.int64, copy=False))
        return keys, tuple(columns)


def outlines(sources: Sequence[Iterator[Stretch]]) -> Iterator[Outline]:
    """What is there in a stack of sources, each sorted by key, the lowest first."""
    if not sources:
        return
    stretches, *above = sources
    for source in above:
        stretches = _overlaid(stretches, source)
    for stretch in stretches:
        outline = stretch.outline()
        if outline[0]:
            yield outline


def _overlaid(below: Iterator[Stretch], above: Iterator[Stretch]) -> Iterator[Stretch]:
    """The stretches of two sources by key; of equal keys, that of `above`."""
    waiting = next(above, None)
    for stretch in below:
        over = []
        while waiting is not None and waiting.keys[0] <= stretch.keys[-1]:
            split = bisect_right(waiting.keys, stretch.keys[-1])
            over.append(waiting.part(0, split))
            rest = waiting.part(split, len(waiting.keys))
            waiting = rest if rest.keys else next(above, None)
        yield _merged([stretch, *over]) if over else stretch
    while waiting is not None:
        yield waiting
        waiting = next(above, None)


def _merged(stretches: Sequence[Stretch]) -> Stretch:
    """Stretches as one, sorted by key; of equal keys, that of the last."""
    places = {key: place for place, key in enumerate(k for s in stretches for k in s.keys)}
    keys = sorted(places)
    order = [places[key] for key in keys]
    # What is gone has no members, and in theory others may have more or fewer of them.
    members = max(len(stretch.numbers) for stretch in stretches)
    numbers = [
        np.pad(stretch.numbers, ((0, members - len(stretch.numbers)), (0, 0)))
        for stretch in stretches
    ]
    gone = np.concatenate([stretch.gone for stretch in stretches])
    return Stretch(keys, np.concatenate(numbers, axis=1)[:, order], gone[order])
