"""`searchkit.toml` as a file: found, parsed, and each mistake in it named with its line.

What it says of files is read by `searchkit.ingest.rules_file`, what it says of commands by
`searchkit.cli.preferences`.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from searchkit.errors import ConfigurationError

NAME = "searchkit.toml"
LARGEST = 1 << 20
SECTIONS = (
    *("index", "tz", "output", "search", "timeline", "ingest"),
    *("fields", "files", "sites", "sources"),
)
"""What may stand on top: of commands, then of files."""
_HEADER = re.compile(r"\s*\[\[?\s*([\w.-]+)\s*\]\]?")
_LINE = re.compile(r"at line (\d+)")


def configuration_path(index: str | os.PathLike[str], named: object = None) -> Path | None:
    """The configuration that is named, else the one that SEARCHKIT_CONFIG names, else the one
    beside the archive's folder, if it is there.

    The working folder has no say: what an archive holds must not hang on where a command was typed.
    """
    chosen = named or os.environ.get("SEARCHKIT_CONFIG")
    if chosen:
        return Path(str(chosen))
    beside = Path(os.path.abspath(index)).parent / NAME
    return Path(os.path.relpath(beside)) if beside.is_file() else None


class Configuration:
    """One configuration while it is read; knows the line of what it is looking at.

    `table` is all it holds. Raises ConfigurationError naming file, line and remedy.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        text = _text(path)
        self._lines = text.splitlines()
        self.table: Mapping[str, Any] = _loads(path, text)
        self.know(self.table, SECTIONS)

    def know(
        self,
        table: Mapping[str, Any],
        known: Iterable[str],
        section: str = "",
        number: int = 0,
    ) -> None:
        """Raise for a name that is not known, with the nearest of those that are, and all."""
        known = tuple(known)
        for name in table:
            if name not in known:
                what = f"{name} is not known here{_guess(name, known)}: there are "
                raise self.error(section, number, name, what + ", ".join(known))

    def error(self, section: str, number: int, name: str, what: str) -> ConfigurationError:
        """What is wrong with a name in the section's table of that number."""
        return ConfigurationError(f"{self.path}:{self.line(section, number, name)}: {what}")

    def line(self, section: str, number: int, name: str) -> int:
        """The line of a name in a section's table of that number, else that table's first."""
        key = re.compile(rf"""(?:.*[{{,])?\s*["']?{re.escape(name)}["']?\s*[=.]""")
        current, seen, found = "", -1, 1
        for place, line in enumerate(self._lines, start=1):
            header = _HEADER.match(line)
            if header:
                current = header[1].partition(".")[0]
                seen += header[1] == section
                if not section and current == name:
                    return place
            if current != section or (section and seen != number):
                continue
            found = place if header else found
            if name and key.match(line):
                return place
        return found


def _guess(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, 1)
    return f" (did you mean {near[0]}?)" if near else ""


def _text(path: Path) -> str:
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(f"{path}:{line}: not UTF-8: save the file as UTF-8") from None
    if len(data) > LARGEST:
        raise ConfigurationError(f"{path}: larger than {LARGEST >> 20} MB is no configuration")
    return text


def _loads(path: Path, text: str) -> dict[str, Any]:
    toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        table: dict[str, Any] = toml.loads(text)
        return table
    except toml.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        place = f"{path}:{line[1]}" if line else str(path)
        raise ConfigurationError(f"{place}: not valid TOML: {error}") from None
    except RecursionError:
        raise ConfigurationError(f"{path}: not valid TOML: nested too deeply") from None
