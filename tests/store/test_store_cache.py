"""The cache keeps what was used last, within its bytes, for any number of threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from searchkit.store.cache import Cache, frozen


def kept(cache: Cache[Any], key: str) -> bool:
    """Whether a value is there; asks for it, as a use."""
    made = []
    cache.get(key, lambda: made.append(1) or np.zeros(10, np.uint8))
    return not made


def filled(limit: int, *keys: str) -> Cache[npt.NDArray[np.uint8]]:
    """With a value of ten bytes for each key."""
    cache: Cache[npt.NDArray[np.uint8]] = Cache(limit)
    for key in keys:
        cache.get(key, lambda: np.zeros(10, np.uint8))
    return cache


def test_a_value_is_made_once() -> None:
    cache = filled(100, "a")
    value = cache.get("a", lambda: pytest.fail("made again"))
    assert value is cache.get("a", lambda: pytest.fail("made again"))


def test_the_least_recently_used_goes_first() -> None:
    cache = filled(30, "a", "b", "c")
    assert kept(cache, "a")
    assert not kept(cache, "d")
    assert kept(cache, "a")
    assert not kept(cache, "b")


def test_no_more_is_kept_than_the_limit() -> None:
    cache = filled(35, *"abcdefgh")
    assert cache.nbytes == 30


def test_what_is_larger_than_the_cache_passes_through() -> None:
    cache = filled(30, "a")
    assert len(cache.get("large", lambda: np.zeros(31, np.uint8))) == 31
    assert cache.nbytes == 10
    assert kept(cache, "a")


def test_threads_may_share_it() -> None:
    cache: Cache[npt.NDArray[np.int64]] = Cache(4_000)

    def use(seed: int) -> bool:
        numbers = np.random.default_rng(seed).integers(0, 100, 500).tolist()
        return all(
            cache.get(n, lambda n=n: np.full(9, n))[0] == n  # type: ignore[misc]
            for n in numbers
        )

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(use, range(16)))
    assert cache.nbytes <= 4_000


def test_a_frozen_array_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="read-only"):
        frozen(np.zeros(3))[0] = 1
