"""Gives memory that was freed back to the system, which other processes may need."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache


def trim_heap() -> None:
    """Between batches: arrays of one leave holes that those of the next do not fill."""
    _malloc_trim()(0)


@cache
def _malloc_trim() -> Callable[[int], object]:
    """What the GNU C library has for it; nothing elsewhere, where freed memory goes back anyway."""
    import ctypes

    try:
        found: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError):
        return bool
    return found
