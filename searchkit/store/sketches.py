"""The sketches of a segment's articles, by which copies are found: numbers, so many of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from searchkit.store.container import Container, ContainerWriter, damaged


class Sketches(NamedTuple):
    """Of articles by docnum: uint8, how many numbers each has; uint32, their numbers joined."""

    sizes: npt.NDArray[np.uint8]
    values: npt.NDArray[np.uint32]

    @classmethod
    def joined(cls, parts: Sequence[Sketches]) -> Sketches:
        sizes, values = zip(*parts, strict=True)
        return cls(np.concatenate(sizes), np.concatenate(values))

    @classmethod
    def read(cls, container: Container, documents: int) -> Sketches:
        """CorruptIndex where they cannot be those of so many articles."""
        sizes, values = container.array("sketches.sizes"), container.array("sketches.values")
        dtypes = sizes.dtype.str, values.dtype.str
        counts = len(sizes), len(values)
        if dtypes != ("|u1", "<u4") or counts != (documents, int(sizes.sum(dtype=np.int64))):
            raise damaged(container.path, "its sketches are not those of its articles")
        return cls(sizes, values)

    def chosen(self, kept: npt.NDArray[np.bool_]) -> Sketches:
        """Those of some articles."""
        return Sketches(self.sizes[kept], self.values[np.repeat(kept, self.sizes)])

    def write(self, container: ContainerWriter) -> None:
        container.add("sketches.sizes", self.sizes)
        container.add("sketches.values", self.values)
