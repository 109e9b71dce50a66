"""How much memory a command takes at its peak, all its processes together."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

PROC = Path("/proc")
INTERVAL_SECONDS = 0.05


def is_measurable() -> bool:
    return (PROC / "self" / "smaps_rollup").exists()


def run_watched(command: Sequence[str], *, cwd: Path) -> tuple[str, int]:
    """Run a command; its output, and the peak of its processes' proportional set sizes in bytes.

    The proportional size counts a page that several processes share once, divided among them; a
    sum of resident sizes would count it in each. Mapped files count as far as they are resident.
    """
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=cwd) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(proportional_size, family(process.pid))))
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


def proportional_size(pid: int) -> int:
    """Bytes; 0 for a process that has just ended."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
