"""Ids that were added are known; hardly any other seems to be."""

from __future__ import annotations

import subprocess
import sys

from searchkit.engines.local import seen_ids
from searchkit.engines.local.seen_ids import SeenIds


def test_every_id_that_was_added_is_known_however_many_there_are() -> None:
    seen = SeenIds()
    ids = [f"a{number}" for number in range(100_000)]
    for id in ids:
        seen.add(id)
    assert all(id in seen for id in ids)
    assert sum(f"b{number}" in seen for number in range(100_000)) < 1_500
    bits = sum(8 * len(of_filter) for of_filter, _ in seen._filters)
    assert bits < 2 * seen_ids._GROWTH * seen_ids._BITS_EACH * len(ids)


def test_nothing_is_known_before_anything_was_added() -> None:
    assert "" not in SeenIds()


def test_hashes_of_any_run_find_their_places() -> None:
    program = (
        "from searchkit.engines.local.seen_ids import SeenIds\n"
        "seen = SeenIds()\n"
        "ids = [str(number) for number in range(2000)]\n"
        "for id in ids: seen.add(id)\n"
        "assert all(id in seen for id in ids)"
    )
    for _ in range(2):  # each with hashes of its own
        subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
