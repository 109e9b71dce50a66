"""What postings and vectors carry beside their ids: weights, and values as bytes."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.store.container import Container, ContainerWriter
from searchkit.whoosh_index.column_codec.byte_stream import ByteStream, ByteStreamWriter
from searchkit.whoosh_index.column_codec.layout import narrow

_BLOCK = 128
"""Values read together."""


class PayloadsWriter:
    """Gathers payloads in memory, their values compressed."""

    def __init__(self) -> None:
        self.weights = array("d")
        self._value_lengths = array("I")
        self._values = ByteStreamWriter()

    def extend(self, weights: Sequence[float], values: Sequence[bytes]) -> None:
        """Append items: a weight and a value each."""
        self.weights.extend(weights)
        self._value_lengths.extend(map(len, values))
        self._values.append(b"".join(values))

    def write(self, container: ContainerWriter, name: str, ends: npt.NDArray[np.int64]) -> None:
        """Write the sections of items that make lists, each of which ends here (none is empty)."""
        weights, codes = np.unique(np.asarray(self.weights), return_inverse=True)
        container.add(f"{name}.weight_values", weights)
        container.add(f"{name}.weight_codes", narrow(codes))
        container.add(f"{name}.value_lengths", narrow(self._value_lengths))
        value_ends = np.cumsum(self._value_lengths, dtype=np.int64)[ends - 1]
        container.add(f"{name}.value_ends", narrow(value_ends))
        self._values.write(container, f"{name}.values")


class Payloads:
    """The payloads of a file. Safe to share between threads."""

    def __init__(self, container: Container, name: str) -> None:
        self._weight_values = container.section(f"{name}.weight_values")
        self._weight_codes = container.section(f"{name}.weight_codes")
        self._value_lengths = container.section(f"{name}.value_lengths")
        self._value_ends = container.section(f"{name}.value_ends")
        self._values = ByteStream(container, f"{name}.values")

    def weights(self, first: int, stop: int) -> npt.NDArray[np.float64]:
        """Of the items `[first, stop)`."""
        weights: npt.NDArray[np.float64]
        weights = self._weight_values.all()[self._weight_codes.part(first, stop)]
        return weights

    def values(self, number: int, first: int, stop: int) -> Values:
        """Of the list of this number, whose items are `[first, stop)`."""
        start = int(self._value_ends.part(number - 1, number)[0]) if number else 0
        return Values(self._values, start, self._value_lengths.part(first, stop))


class Values:
    """The values of one list, by the item's place in it. Safe to share between threads."""

    def __init__(self, stream: ByteStream, start: int, lengths: npt.NDArray[Any]) -> None:
        self._stream = stream
        self._bounds = np.zeros(len(lengths) + 1, np.int64)
        np.cumsum(lengths, out=self._bounds[1:])
        self._bounds += start
        self._read: tuple[int, list[bytes]] = (-1, [])

    def __getitem__(self, place: int) -> bytes:
        number, within = divmod(place, _BLOCK)
        block, values = self._read
        if block != number:
            values = self._block(number)
            self._read = number, values
        return values[within]

    def _block(self, number: int) -> list[bytes]:
        bounds = self._bounds[number * _BLOCK : (number + 1) * _BLOCK + 1]
        start = int(bounds[0])
        data = self._stream.part(start, int(bounds[-1]))
        places = (bounds - start).tolist()
        return [data[a:b] for a, b in pairwise(places)]
