"""Backups made of an archive that is being written, merged and rebuilt meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import concurrency
from fresh_process import Fresh
from verdicts import KEPT, WRONG, Verdict

from searchkit import Archive
from searchkit.errors import SearchkitError

_LONGEST_SECONDS = 24 * 3600.0


def back_up_beside_writer(folder: Path, times: int) -> Iterator[Verdict]:
    """Back up so many times to one folder: whether what is there is whole, and some one commit."""
    index, backup = folder / "index", folder / "backup"
    writer = Fresh(concurrency.write, index, _LONGEST_SECONDS)
    writer.hear()  # it has begun
    try:
        for _ in range(times):
            yield _verdict(index, backup)
    finally:
        writer.end()


def _verdict(index: Path, backup: Path) -> Verdict:
    try:
        with Archive.open(index) as archive:
            archive.backup(backup)
        with Archive.open(backup) as copy:
            damage = copy.check().damage
            problem = str(damage[0]) if damage else concurrency.problem_of(copy)
    except (SearchkitError, OSError) as error:
        problem = f"{type(error).__name__}: {error}"
    return Verdict(WRONG, problem) if problem else Verdict(KEPT)
