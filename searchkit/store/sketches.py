"""The sketches of a segment's articles, by which copies are found: numbers, so many of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from searchkit.store.container import Container, ContainerWriter, damaged

Uint8s = npt.NDArray[np.uint8]
LONG, MARKS = 13, 14
"""Numbers in a long article's sketch, and its marks; others have none."""


class Sketches(NamedTuple):
    """Of articles by docnum: how many numbers each has; all numbers joined; long ones' marks."""

    sizes: Uint8s
    values: npt.NDArray[np.uint32]
    marks: Uint8s

    @classmethod
    def joined(cls, parts: Sequence[Sketches]) -> Sketches:
        return cls(*map(np.concatenate, zip(*parts, strict=True)))

    @classmethod
    def read(cls, container: Container, documents: int) -> Sketches:
        """CorruptIndex where they cannot be those of so many articles."""
        columns = [container.array(f"sketches.{name}") for name in cls._fields]
        sizes = columns[0]
        long = int(np.count_nonzero(sizes == LONG))
        counts = [documents, int(sizes.sum(dtype=np.int64)), MARKS * long]
        dtypes = ["|u1", "<u4", "|u1"]
        if [len(c) for c in columns] != counts or [c.dtype.str for c in columns] != dtypes:
            raise damaged(container.path, "its sketches are not those of its articles")
        return cls(*columns)

    def chosen(self, kept: npt.NDArray[np.bool_]) -> Sketches:
        """Those of some articles."""
        long = kept[self.sizes == LONG]
        return Sketches(
            self.sizes[kept],
            self.values[np.repeat(kept, self.sizes)],
            self.marks[np.repeat(long, MARKS)],
        )

    def write(self, container: ContainerWriter) -> None:
        for name, column in self._asdict().items():
            container.add(f"sketches.{name}", column)
