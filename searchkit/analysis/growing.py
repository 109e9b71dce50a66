"""Arrays that grow at their end, for what is learned bit by bit and looked up by the batch."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
_LEAST = 1024


class Growing:
    """A one-dimensional array with room to spare behind its values: appending is amortised O(1)."""

    __slots__ = ("_room", "_size")

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self._room: npt.NDArray[Any] = np.zeros(_LEAST, dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def values(self) -> npt.NDArray[Any]:
        """What was appended so far. A view: good until more is appended."""
        return self._room[: self._size]

    def extend(self, values: Sequence[int] | npt.NDArray[Any]) -> None:
        """Append values that fit the dtype."""
        size = self._size + len(values)
        if size > len(self._room):
            room = np.zeros(max(size, 2 * len(self._room)), self._room.dtype)
            room[: self._size] = self.values
            self._room = room
        self._room[self._size : size] = values
        self._size = size


class Ragged:
    """A list of rows for each id, ids counting from 0; rows are held by columns."""

    def __init__(self, *dtypes: npt.DTypeLike) -> None:
        self._counts, self._firsts = Growing(np.int64), Growing(np.int64)
        self.columns = [Growing(dtype) for dtype in dtypes]
        self._new_counts: list[int] = []
        self._new_rows: list[tuple[int, ...]] = []

    @property
    def size(self) -> int:
        """Rows of all ids that were settled."""
        return len(self.columns[0])

    def append(self, rows: Sequence[tuple[int, ...]]) -> None:
        """The rows of the next id; they can be looked up once they are settled."""
        self._new_counts.append(len(rows))
        self._new_rows += rows

    def settle(self) -> None:
        """Make everything appended ready to be looked up."""
        counts = np.array(self._new_counts, np.int64)
        self._counts.extend(counts)
        self._firsts.extend(np.cumsum(counts) - counts + self.size)
        rows = np.fromiter(chain.from_iterable(self._new_rows), np.int64)
        for column, values in zip(self.columns, rows.reshape(-1, len(self.columns)).T, strict=True):
            column.extend(values)
        self._new_counts.clear()
        self._new_rows.clear()

    def rows(self, ids: npt.NDArray[np.intp]) -> tuple[Ints, Ints]:
        """Where the rows of ids stand in the columns, and how many each id has."""
        counts: Ints = self._counts.values[ids]
        return ranges(self._firsts.values[ids], counts), counts


def ranges(firsts: Ints, counts: Ints) -> Ints:
    """The numbers that follow each of these firsts, so many of each, one after the other."""
    ends = np.cumsum(counts)
    numbers: Ints = np.repeat(firsts - ends + counts, counts)
    numbers += np.arange(len(numbers))
    return numbers
