"""What searches have worked out and others may use again, up to a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

Value = TypeVar("Value")


class Cache:
    """Values by key, the least recently used thrown away first. Threads may share one.

    What a key stands for must always be the same: two threads may both work it out.
    """

    def __init__(self, limit: int) -> None:
        self._limit, self._bytes = limit, 0
        self._values: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value], size: Callable[[Value], int]) -> Value:
        """The value of a key, made if it is not there. `size` tells its bytes."""
        with self._lock:
            held = self._values.get(key)
            if held is not None:
                self._values.move_to_end(key)
                return cast(Value, held[0])
        value = make()
        self._keep(key, value, size(value))
        return value

    def peek(self, key: Hashable) -> object | None:
        """The value of a key if it is there."""
        held = self._values.get(key)
        return None if held is None else held[0]

    def _keep(self, key: Hashable, value: object, size: int) -> None:
        with self._lock:
            if key in self._values or size > self._limit:
                return
            self._values[key] = value, size
            self._bytes += size
            while self._bytes > self._limit:
                _, (_, gone) = self._values.popitem(last=False)
                self._bytes -= gone
