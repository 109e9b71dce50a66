"""`config`: what is set, and by what."""

from __future__ import annotations

import click

from searchkit.cli.commands import Command, json_option
from searchkit.cli.console import Console
from searchkit.cli.preferences import SETTINGS, Preference, Setting
from searchkit.cli.settings import Settings
from searchkit.present.escape import escape_line
from searchkit.present.tables import table_lines


@click.command(cls=Command, short_help="Show what is set, and by what.")
@json_option()
@click.pass_obj
def config(settings: Settings, as_json: bool) -> int:
    """Show every setting with its value, and what it comes from.

    A setting is the default of an option. The option itself is the strongest, then the variable
    SEARCHKIT_ and its name, then a searchkit.toml: the one that --config or SEARCHKIT_CONFIG names,
    else the one beside the archive's folder. A switch that is set is taken back by its --no- form.

    \b
    A searchkit.toml:
      index = "archive"
      tz = "Europe/Paris"
      [output]
      color = "never"
      [search]
      limit = 20
      match = "all"

    \b
    Examples:
      searchkit config
      SEARCHKIT_LIMIT=3 searchkit search embassy
    """
    console = Console(settings)
    rows = [(setting, _origin(settings, setting)) for setting in SETTINGS]
    file = settings.configuration
    if file is not None:
        _check_rules(file)
    if as_json:
        found = [
            {"name": setting.key, "variable": setting.variable, **_record(setting, preference)}
            for setting, preference in rows
        ]
        console.json({"file": file, "settings": found})
        return 0
    console.line(console.style.faint(f"file: {escape_line(file)}" if file else "no searchkit.toml"))
    console.lines(
        table_lines(
            [
                (setting.key, _shown(setting, found), found.origin if found else "default")
                for setting, found in rows
            ],
            console.style.name,
            width=console.table_width,
        )
    )
    return 0


def _origin(settings: Settings, setting: Setting) -> Preference | None:
    """What a setting was set to by an option, the environment or a file; None if by nobody."""
    if setting.option in settings.given:
        return Preference(settings.given[setting.option], f"--{setting.name}")
    return settings.preferences.get(setting.option)


def _record(setting: Setting, found: Preference | None) -> dict[str, object]:
    if found is None:
        return {"value": None, "default": setting.default, "origin": None}
    return {"value": found.value, "default": setting.default, "origin": found.origin}


def _shown(setting: Setting, found: Preference | None) -> str:
    if found is None:
        return setting.default
    value = found.value
    return str(value).lower() if isinstance(value, bool) else escape_line(str(value))


def _check_rules(file: str) -> None:
    """Raise for what is wrong with the rest of the file too."""
    from pathlib import Path

    from searchkit.ingest.rules_file import read_rules

    read_rules(Path(file))
