"""A real file system, ext4 in an image file, whose power can be cut. Linux, and root, only.

The cut is the kernel's own ioctl for such tests (EXT4_IOC_SHUTDOWN with NOLOGFLUSH): from one
moment on nothing reaches the disk any more, neither data nor journal. Mounting the image again
replays the journal, as after a power cut.
"""

from __future__ import annotations

import fcntl
import os
import struct
import subprocess
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import TracebackType

_SHUTDOWN = 0x8004587D
_NO_LOG_FLUSH = struct.pack("I", 2)
_BYTES = 192 << 20
_numbers = count()
MEMORY = Path("/dev/shm")
"""A file system in memory, on Linux."""
WAYS = ("data=ordered", "data=writeback", "data=ordered,nodelalloc", "data=journal")
"""Ways to mount: what the journal holds, and when blocks are chosen."""


class LoopDisk:
    """A disk of an image file, mounted at `folder`, new and empty."""

    def __init__(self, place: Path, way: str = WAYS[0], size: int = _BYTES) -> None:
        """Raises OSError or CalledProcessError where this machine does not allow it."""
        self.folder, self._way = place / "disk", way
        # In memory, so that what is measured waits for no other disk.
        memory = MEMORY if MEMORY.is_dir() else place
        self._image = memory / f"{place.name}-{os.getpid()}-{next(_numbers)}"
        place.mkdir(parents=True, exist_ok=True)
        self.folder.mkdir(exist_ok=True)
        with self._image.open("wb") as image:
            image.truncate(size)
        _run("mkfs.ext4", "-q", "-F", "-m", "0", str(self._image))
        self.mount()

    def mount(self) -> None:
        _run("mount", "-o", f"loop,{self._way}", str(self._image), str(self.folder))

    def unmount(self) -> None:
        _run("umount", str(self.folder))

    def cut(self) -> None:
        """Cut the power. Whoever has files open gets errors from now on."""
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, _SHUTDOWN, _NO_LOG_FLUSH)
        finally:
            os.close(folder)

    def restart(self) -> None:
        """Switch on again: no process may have files open there."""
        self.unmount()
        self.mount()

    def close(self) -> None:
        with suppress(subprocess.CalledProcessError):
            # Lazily: somebody who hangs may hold it, and the next disk needs the folder.
            _run("umount", "--lazy", str(self.folder))
        self._image.unlink(missing_ok=True)

    def __enter__(self) -> LoopDisk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def why_not(place: Path) -> str | None:
    """Why no such disk can be had here; None if it can."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return "only root may mount a disk, on Linux"
    try:
        with LoopDisk(place) as disk:
            disk.cut()
    except (OSError, subprocess.CalledProcessError) as error:
        return f"this machine cannot mount ext4 from a file: {error}"
    return None


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
