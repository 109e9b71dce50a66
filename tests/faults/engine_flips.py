"""One bit of any engine's index flipped, anywhere in its files."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from engines import COMMON, ENGINES, WORDS, commit_batches
from fresh_process import Ended, Fresh, fresh_call
from verdicts import KEPT, REFUSED, WRONG, Verdict

_BATCHES = 12
_QUERIES = (COMMON, *WORDS, *(f'"{one} {two}"' for one, two in pairwise(WORDS)))


def flip_bits(name: str, folder: Path, times: int, seed: int = 0) -> Iterator[Verdict]:
    """Flip one bit at a time; whether the index answers as before, refuses, or answers wrongly."""
    rng = random.Random(f"{name} {seed}")
    index = folder / f"{name}-flips"
    Fresh(commit_batches, name, index, _BATCHES).end_by_itself()
    whole = _files(index)
    right = fresh_call(answers, name, index)
    paths, sizes = list(whole), [len(data) for data in whole.values()]
    for _ in range(times):
        path = rng.choices(paths, sizes)[0]
        data = bytearray(whole[path])
        place, bit = rng.randrange(len(data)), rng.randrange(8)
        data[place] ^= 1 << bit
        path.write_bytes(data)
        yield _verdict(name, index, right, f"bit {bit} of byte {place} of {path.name}")
        _put_back(index, whole)


def answers(name: str, index: Path) -> list[object]:
    """All that is stored, and what each query finds; None for what is refused."""
    found: list[object] = []
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)  # what an engine says as it panics
    try:
        engine = ENGINES[name](index)
    except BaseException:  # noqa: BLE001 - a panic in Rust is no Exception
        return [None] * (1 + len(_QUERIES))
    for query in (None, *_QUERIES):
        try:
            found.append(sorted(engine.stored() if query is None else engine.search(query)))
        except BaseException:  # noqa: BLE001
            found.append(None)
    return found


def _verdict(name: str, index: Path, right: list[object], change: str) -> Verdict:
    try:
        found = fresh_call(answers, name, index, seconds=20)
    except Ended as ended:
        return Verdict(ended.how if ended.how != "error" else REFUSED, f"{change}: {ended}")
    for place, (now, before) in enumerate(zip(found, right, strict=True)):
        if now is not None and now != before:
            return Verdict(WRONG, f"{change}: answer {place} is another one")
    return Verdict(KEPT) if None not in found else Verdict(REFUSED, change)


def _files(index: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(index.rglob("*")) if path.is_file()}


def _put_back(index: Path, whole: dict[Path, bytes]) -> None:
    for path, data in _files(index).items():
        if path not in whole:
            path.unlink()
        elif data != whole[path]:
            path.write_bytes(whole[path])
    for path, data in whole.items():
        if not path.exists():
            path.write_bytes(data)
