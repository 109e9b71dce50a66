"""What holds for every command: which archive, which zone, how much to say."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from searchkit.errors import ArchiveNotFound

if TYPE_CHECKING:
    from searchkit.archive import Archive

DEFAULT_INDEX = "index"
DEFAULT_DOCUMENTS = "documents"


class Settings:
    """The global options as given before or after the command's name; the last one counts."""

    def __init__(
        self,
        index: str | None = None,
        config: str | None = None,
        tz: str | None = None,
        color: str = "auto",
        quiet: bool = False,
        verbose: bool = False,
    ) -> None:
        self.index, self.config, self.tz, self.color = index, config, tz, color
        self.quiet, self.verbose = quiet, verbose

    @property
    def index_path(self) -> str:
        """`--index`, else SEARCHKIT_INDEX, else `index`."""
        return self.index or os.environ.get("SEARCHKIT_INDEX") or DEFAULT_INDEX

    def open_archive(
        self, *, create: bool = False, stored_only: bool = False, wait: float = 0.0
    ) -> Archive:
        """The archive at `index_path`; a write waits `wait` seconds for another writer.

        With `stored_only`, one of another analyzer version too, for commands that read or rebuild.
        Raises ArchiveNotFound, saying which command makes one, and whatever else opening raises.
        """
        from searchkit.archive import Archive

        try:
            return Archive.open(
                self.index_path,
                create=create,
                zone=self.tz,
                stored_only=stored_only,
                wait=wait,
                config=self.config,
            )
        except ArchiveNotFound:
            raise ArchiveNotFound(self._no_archive()) from None

    def _no_archive(self) -> str:
        path = Path(self.index_path)
        shown = str(path) if path.is_absolute() or path.parts[:1] == ("..",) else f"./{path}"
        option = f" --index {shlex.quote(self.index)}" if self.index else ""
        command = f"searchkit ingest {DEFAULT_DOCUMENTS}{option}"
        return f"no archive in {shown}: run `{command}` first"
