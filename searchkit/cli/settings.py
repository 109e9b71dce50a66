"""What holds for every command: which archive, which zone, how much to say."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from searchkit.errors import ArchiveNotFound

if TYPE_CHECKING:
    from searchkit.archive import Archive
    from searchkit.cli.preferences import Preference

DEFAULT_INDEX = "index"
_FILE = "searchkit.toml"
DEFAULT_DOCUMENTS = "documents"


class Settings:
    """What holds for one command: global options, before those the environment, then a file.

    Options may stand before and after the command's name; the last one counts. Reading any of
    them raises ConfigurationError, once, where what was set beforehand cannot be understood.
    """

    def __init__(self, **given: Any) -> None:
        """`given` are the global options by name; more may be put there as they are parsed."""
        self.given = given
        self._read_for: object = None
        self._preferences: Mapping[str, Preference] = {}

    @property
    def index_path(self) -> str:
        """`--index`, else SEARCHKIT_INDEX, else the file's `index`, else `index`."""
        return str(self._value("index", DEFAULT_INDEX))

    @property
    def tz(self) -> str | None:
        zone: str | None = self._value("tz", None)
        return zone

    @property
    def color(self) -> str:
        return str(self._value("color", "auto"))

    @property
    def links(self) -> str:
        return str(self._value("links", "auto"))

    @property
    def quiet(self) -> bool:
        return bool(self._value("quiet", False))

    @property
    def verbose(self) -> bool:
        return bool(self._value("verbose", False))

    @property
    def configuration(self) -> str | None:
        """The `searchkit.toml` that holds: `--config`'s, SEARCHKIT_CONFIG's, else the one beside
        the archive's folder, if it is there."""
        chosen = self.given.get("config") or os.environ.get("SEARCHKIT_CONFIG")
        if chosen:
            return str(chosen)
        index = self.given.get("index") or os.environ.get("SEARCHKIT_INDEX") or DEFAULT_INDEX
        beside = os.path.join(os.path.dirname(os.path.abspath(index)), _FILE)
        return os.path.relpath(beside) if os.path.isfile(beside) else None

    @property
    def preferences(self) -> Mapping[str, Preference]:
        """What was set beforehand, by the names that click has for the options."""
        asked = (self.given.get("index"), self.given.get("config"))
        if self._read_for != asked:
            self._read_for, self._preferences = asked, {}
            self._preferences = self._read()
        return self._preferences

    def defaults(self) -> dict[str, Any]:
        """What the command's own options are where they are not given."""
        return {name: found.value for name, found in self.preferences.items()}

    def _read(self) -> Mapping[str, Preference]:
        path = self.configuration
        if path is None and not any(name.startswith("SEARCHKIT_") for name in os.environ):
            return {}
        from searchkit.cli.preferences import read_preferences

        return read_preferences(Path(path) if path else None)

    def _value(self, name: str, default: Any) -> Any:
        if name in self.given:
            return self.given[name]
        found = self.preferences.get(name)
        return default if found is None else found.value

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
                config=self.configuration,
            )
        except ArchiveNotFound:
            raise ArchiveNotFound(self._no_archive()) from None

    def _no_archive(self) -> str:
        path = Path(self.index_path)
        shown = str(path) if path.is_absolute() or path.parts[:1] == ("..",) else f"./{path}"
        index = self.given.get("index")
        option = f" --index {shlex.quote(index)}" if index else ""
        command = f"searchkit ingest {DEFAULT_DOCUMENTS}{option}"
        return f"no archive in {shown}: run `{command}` first"
