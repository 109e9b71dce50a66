"""What was decoded and may be asked for again: values by key, up to a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

import numpy.typing as npt

from searchkit.forking import hold_over_forks


class Sized(Protocol):
    """A value that knows how many bytes it takes."""

    @property
    def nbytes(self) -> int: ...


Value = TypeVar("Value", bound=Sized)


class Cache(Generic[Value]):
    """Throws away the least recently used. Threads may share it.

    A key must always stand for the same value: two threads may both work it out.
    """

    def __init__(self, limit: int) -> None:
        self._limit, self.nbytes = limit, 0
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()
        hold_over_forks(self._lock)

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made if it is not there."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
                return value
        value = make()
        self._keep(key, value)
        return value

    def _keep(self, key: Hashable, value: Value) -> None:
        with self._lock:
            if key in self._values or value.nbytes > self._limit:
                return
            self._values[key] = value
            self.nbytes += value.nbytes
            while self.nbytes > self._limit:
                self.nbytes -= self._values.popitem(last=False)[1].nbytes


def frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The array, made read-only: several threads will hold it."""
    array.setflags(write=False)
    return array


DECODED: Cache[npt.NDArray[Any]] = Cache(64 << 20)
"""Posting lists decoded by this process, of whatever segment."""
FRAMES: Cache[memoryview] = Cache(8 << 20)
"""Frames of several stored articles, decompressed: hits are often neighbours."""
