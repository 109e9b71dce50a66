"""Which segments are merged: an archive that is added to for ever stays at a few."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.engines.local import merging
from searchkit.engines.local.merging import plan_merges

MEGABYTE = 1 << 20


@dataclass(frozen=True)
class _Segment:
    documents: int


@dataclass(frozen=True)
class FakePart:
    """A segment of so many bytes, the more of them live the more articles are."""

    name: str
    size: int
    documents: int = 100
    live_count: int = 100
    keys: int = 1

    @property
    def segment(self) -> _Segment:
        return _Segment(self.documents)

    @property
    def live_bytes(self) -> int:
        return self.size * self.live_count // self.documents


def parts(*megabytes: float) -> list[Any]:
    return [FakePart(f"{n}", int(size * MEGABYTE)) for n, size in enumerate(megabytes)]


def planned(found: list[Any]) -> list[list[str]]:
    return [[part.name for part in group] for group in plan_merges(found)]


def merged(found: list[Any], name: str) -> list[Any]:
    for group in plan_merges(found):
        found = [part for part in found if part not in group]
        found.append(FakePart(name, sum(part.live_bytes for part in group)))
    return found


@pytest.mark.parametrize(
    ("megabytes", "together"),
    [
        ([], []),
        ([0.1], []),
        ([100], []),
        ([0.1, 0.1], ["0", "1"]),
        ([100, 0.1], []),
        ([100, 0.1, 1.9], ["1", "2"]),
        ([100, 5, 6], []),
        ([100, 5, 4, 8.9], ["2", "1", "3"]),
        ([90, 80], []),
        ([90, 80, 85], []),
        ([40, 40, 40, 40], ["0", "1", "2", "3"]),
    ],
)
def test_segments_are_merged_with_what_is_not_much_smaller(
    megabytes: list[float], together: list[str]
) -> None:
    assert planned(parts(*megabytes)) == ([together] if together else [])


def test_a_segment_with_many_deleted_articles_is_written_anew() -> None:
    gone = FakePart("gone", 100 * MEGABYTE, live_count=69)
    some = FakePart("some", 300 * MEGABYTE, live_count=70)
    assert planned([gone, some]) == [["gone"]]
    small = FakePart("small", MEGABYTE // 2, live_count=1)
    assert planned([gone, some, small, *parts(0.1)]) == [["small", "0"], ["gone"]]


def test_no_more_is_merged_into_one_than_memory_has_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(merging, "_MOST_KEYS", 30)
    found = [FakePart(f"{n}", MEGABYTE, keys=10) for n in range(5)]
    assert planned(found) == [["0", "1"], ["2", "3"]]
    monkeypatch.undo()
    assert planned(parts(*[30] * 12)) == [[*"01234"], [*"56789"], ["10", "11"]]


@given(st.lists(st.floats(0.01, 300), max_size=12))
def test_what_is_left_needs_no_merging(megabytes: list[float]) -> None:
    left = merged(parts(*megabytes), "new")
    assert plan_merges(left) == [] or sum(map(len, plan_merges(left))) < len(megabytes)


def test_adding_every_hour_for_a_year_leaves_a_handful_of_segments_that_may_grow() -> None:
    rng = random.Random(1)
    found, added, written, most = parts(180), 0.0, 0.0, 0
    for hour in range(24 * 365):
        size = rng.uniform(0.1, 0.5)
        added += size
        before = set(found)
        found = merged([*found, *parts(size)[:1]], f"merged {hour}")
        written += sum(part.live_bytes for part in set(found) - before) / MEGABYTE
        most = max(most, len(found))
    full = (180 + added) * MEGABYTE / merging._MOST_BYTES
    assert most <= 12 + 2 * full
    assert written / added < 12
    assert sum(part.live_bytes for part in found) == pytest.approx((180 + added) * MEGABYTE, 1e-3)
