"""Arrays that grow at their end, for what is learned bit by bit and looked up by the batch."""

from __future__ import annotations

from collections.abc import Sequence
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
    """A list of rows for each id, ids counting from 0. Rows are int32, in one or more columns."""

    def __init__(self, columns: int) -> None:
        self._counts, self._firsts = Growing(np.int64), Growing(np.int64)
        self._columns = [Growing(np.int32) for _ in range(columns)]
        self._new_counts: list[int] = []
        self._new_columns: list[list[int]] = [[] for _ in range(columns)]

    @property
    def size(self) -> int:
        """Rows of all ids."""
        return len(self._columns[0])

    def column(self, index: int) -> npt.NDArray[np.int32]:
        """The rows of all ids that were settled. A view: good until the next are."""
        return self._columns[index].values

    def append(self, *columns: Sequence[int]) -> None:
        """The rows of the next id; they can be looked up once they are settled."""
        self._new_counts.append(len(columns[0]))
        for new, column in zip(self._new_columns, columns, strict=True):
            new += column

    def settle(self) -> None:
        """Make everything appended ready to be looked up."""
        ends = np.cumsum(self._new_counts, dtype=np.int64) + self.size
        self._firsts.extend(ends - self._new_counts)
        self._counts.extend(self._new_counts)
        self._new_counts.clear()
        for column, new in zip(self._columns, self._new_columns, strict=True):
            column.extend(new)
            new.clear()

    def counts(self, ids: npt.NDArray[np.int32]) -> Ints:
        """How many rows each id has."""
        counts: Ints = self._counts.values[ids]
        return counts

    def rows(self, ids: npt.NDArray[np.int32]) -> tuple[Ints, Ints]:
        """Where the rows of ids stand in the columns, and how many each id has."""
        counts = self.counts(ids)
        ends = np.cumsum(counts)
        total = int(ends[-1]) if len(ends) else 0
        shifts = self._firsts.values[ids] - (ends - counts)
        return np.repeat(shifts, counts) + np.arange(total), counts
