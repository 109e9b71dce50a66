"""Archives with a flipped bit, repaired: what is left is as it was, and what is lost is named."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from bit_flips import newest, parts
from stories import article
from verdicts import KEPT, LOST, WRONG, Verdict

from searchkit import Archive
from searchkit.engines.local import writer as writer_module
from searchkit.errors import SearchkitError

_Contents = dict[str, object]


def repair_flipped(folder: Path, times: int, seed: int = 0, section: str = "") -> Iterator[Verdict]:
    """Flip one bit in a section of any segment of a copy, and repair that; so many times."""
    index, copy = folder / "index", folder / "copy"
    _make(index)
    before = _contents(index)
    rng = random.Random(seed)
    places = [
        (path.name, range(start, stop))
        for path in newest(index, "segment")
        for name, start, stop in parts(path.read_bytes())
        if name.startswith(section)
    ]
    sizes = [len(place) for _, place in places]
    for _ in range(times):
        shutil.copytree(index, copy)
        name, bytes_of = rng.choices(places, sizes)[0]
        data = bytearray((copy / name).read_bytes())
        place, bit = rng.choice(bytes_of), rng.randrange(8)
        data[place] ^= 1 << bit
        (copy / name).write_bytes(data)
        yield _verdict(copy, before, f"bit {bit} of byte {place} of {name}")
        shutil.rmtree(copy)


def _make(index: Path) -> None:
    """An archive of three segments."""
    rng = random.Random(5)
    with (
        patch.object(writer_module, "plan_merges", return_value=[]),
        Archive.open(index, create=True) as archive,
    ):
        for first in (0, 14, 28):
            archive.add_all(article(rng, number) for number in range(first, first + 14))
            archive.commit()
        archive.delete("a3", "a17")


def _verdict(index: Path, before: _Contents, change: str) -> Verdict:
    try:
        report = Archive.repair(index)
        after = _contents(index)
    except (SearchkitError, ValueError) as error:
        return Verdict(WRONG, f"{change}: {type(error).__name__}: {error}")
    if not after.items() <= before.items():
        return Verdict(WRONG, f"{change}: what is left is not as it was")
    if len(before) - len(after) != len(report.lost) + report.unnamed:
        return Verdict(
            LOST, f"{change}: {len(before) - len(after)} articles are gone without a word"
        )
    return Verdict(KEPT)


def _contents(index: Path) -> _Contents:
    with Archive.open(index, zone="UTC") as archive:
        assert archive.check().ok
        return {article.id or "": article.to_json() for article in archive.articles()}
