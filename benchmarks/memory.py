"""How much memory a command takes at its peak, all its processes together."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
INTERVAL_SECONDS = 0.05


class Peak(NamedTuple):
    """The largest of each, in bytes, at any of the moments that were looked at.

    `proportional` counts a page that several processes share once, divided among them, mapped
    files as far as they are resident; `resident` counts it in each. `private` leaves files out.
    `descriptors` are the files that are open.
    """

    proportional: int
    resident: int
    private: int
    descriptors: int


_NOTHING = Peak(0, 0, 0, 0)
_FIELDS = ("Pss:", "Rss:", "Anonymous:")


def is_measurable() -> bool:
    return (PROC / "self" / "smaps_rollup").exists()


def run_watched(command: Sequence[str], *, cwd: Path) -> tuple[str, Peak]:
    """Run a command; its output, and the peak of its processes' sizes together."""
    peak = _NOTHING
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=cwd) as process:
        while process.poll() is None:
            sizes = zip(_NOTHING, *map(_size, family(process.pid)), strict=True)
            peak = Peak(*map(max, peak, map(sum, sizes)))
            time.sleep(INTERVAL_SECONDS)
        assert process.stdout is not None
        output = process.stdout.read()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return output, peak


def family(ancestor: int) -> list[int]:
    """The process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            children.setdefault(_parent(folder), []).append(int(folder.name))
    found = [ancestor]
    for pid in found:
        found += children.get(pid, [])
    return found


def _parent(folder: Path) -> int:
    try:
        # The name in parentheses may hold spaces; the state and the parent's id follow it.
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0


def _size(pid: int) -> Peak:
    """Nothing of a process that has just ended."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
        descriptors = len(os.listdir(PROC / str(pid) / "fd"))
    except OSError:
        return _NOTHING
    sizes = {line.split()[0]: int(line.split()[1]) * 1024 for line in lines[1:]}
    return Peak(*(sizes.get(field, 0) for field in _FIELDS), descriptors)
