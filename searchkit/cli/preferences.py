"""What holds where no option says otherwise: the environment, then `searchkit.toml`.

A setting has the name of its option: `[search] limit = 20`, SEARCHKIT_LIMIT=20 and `--limit 20`
are the same, each stronger than the one before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from searchkit.configuration import SECTIONS, Configuration
from searchkit.errors import ConfigurationError
from searchkit.lazy_regex import lazy_pattern
from searchkit.values import Value

PREFIX = "SEARCHKIT_"
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
_LARGEST = 10_000
_SECONDS = lazy_pattern(r"\d{1,9}(\.\d{1,9})?")

TEXT, NUMBER, SWITCH = "text in quotes", f"a whole number from 1 to {_LARGEST:,}", "true or false"
SECONDS = "a number of seconds"


class Setting(Value):
    """One thing that can be set. `kind` is one of the above, or the choices there are."""

    section: str
    name: str
    kind: str | tuple[str, ...]
    default: str

    @property
    def variable(self) -> str:
        return PREFIX + self.name.upper().replace("-", "_")

    @property
    def key(self) -> str:
        """Its name with its section's: `search.limit`."""
        return f"{self.section}.{self.name}" if self.section else self.name

    @property
    def option(self) -> str:
        """What click calls it."""
        return self.name.replace("-", "_")

    @property
    def takes(self) -> str:
        return self.kind if isinstance(self.kind, str) else " or ".join(self.kind)

    def accepts(self, value: object) -> bool:
        if self.kind == SWITCH:
            return isinstance(value, bool)
        if self.kind == NUMBER:
            return type(value) is int and 1 <= value <= _LARGEST
        if self.kind == SECONDS:
            return type(value) in (int, float) and value >= 0  # type: ignore[operator]
        is_text = isinstance(value, str) and bool(value)
        return is_text and (self.kind == TEXT or value in self.kind)

    def of_text(self, text: str) -> Any:
        """The value that a variable's text means; anything else as it is."""
        if self.kind == SWITCH and text.lower() in (*_YES, *_NO):
            return text.lower() in _YES
        if self.kind == SECONDS and _SECONDS.fullmatch(text):
            return float(text)
        return int(text) if self.kind == NUMBER and text.isdecimal() else text


_WHEN = ("auto", "always", "never")
SETTINGS = (
    Setting("", "index", TEXT, "index"),
    Setting("", "tz", TEXT, "this machine's zone"),
    Setting("output", "color", _WHEN, "auto"),
    Setting("output", "links", _WHEN, "auto"),
    Setting("output", "quiet", SWITCH, "false"),
    Setting("output", "verbose", SWITCH, "false"),
    Setting("search", "limit", NUMBER, "10"),
    Setting("search", "sort", ("relevance", "newest", "oldest"), "relevance"),
    Setting("search", "match", ("auto", "all", "any"), "auto"),
    Setting("search", "snippets", SWITCH, "true"),
    Setting("search", "all-copies", SWITCH, "false"),
    Setting("search", "undated", SWITCH, "false"),
    Setting("search", "strict", SWITCH, "false"),
    Setting("search", "timeout", SECONDS, "2"),
    Setting("timeline", "by", ("day", "week", "month", "year"), "what reads well"),
    Setting("ingest", "jobs", NUMBER, "as many as there are processors"),
    Setting("ingest", "wait", SECONDS, "0"),
)
"""What can be set beforehand. `test_preferences.py` holds it against the options there are."""


class Preference(Value):
    """What a setting was set to, and by what: a variable's name, or a file and line."""

    value: Any
    origin: str


def read_preferences(path: Path | None) -> dict[str, Preference]:
    """What the environment sets, and for the rest a `searchkit.toml`; None is none.

    By the names that click has for the options. The archive's folder is relative to the folder of
    the file that names it. Raises ConfigurationError, naming the variable, or file and line.
    """
    found = dict(_in_file(Configuration(path))) if path else {}
    return {**found, **dict(_in_environment())}


def _in_environment() -> Iterator[tuple[str, Preference]]:
    for setting in SETTINGS:
        text = os.environ.get(setting.variable)
        if text:
            value = setting.of_text(text)
            if not setting.accepts(value):
                what = setting.takes.removesuffix(" in quotes")
                raise ConfigurationError(f"{setting.variable}: {text!r} is not {what}")
            yield setting.option, Preference(value, setting.variable)


def _in_file(file: Configuration) -> Iterator[tuple[str, Preference]]:
    for section in dict.fromkeys(setting.section for setting in SETTINGS):
        table = file.table.get(section, {}) if section else file.table
        if not isinstance(table, dict):
            raise file.error(section, 0, "", f"{section} must be a table: write [{section}]")
        known = {setting.name: setting for setting in SETTINGS if setting.section == section}
        file.know(table, known if section else SECTIONS, section)
        for name in (name for name in table if name in known):
            value, setting = table[name], known[name]
            if not setting.accepts(value):
                raise file.error(section, 0, name, f"{name} must be {setting.takes}")
            if setting.key == "index":
                value = str(file.path.parent / os.path.expanduser(value))
            line = file.line(section, 0, name)
            yield setting.option, Preference(value, f"{file.path}:{line}")
