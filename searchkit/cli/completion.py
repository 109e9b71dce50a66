"""Shell completion: the scripts that shells load, and values that only an archive knows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING

import click

from searchkit.cli.commands import Command
from searchkit.cli.settings import Settings
from searchkit.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from searchkit.archive import Archive

DATES = (
    *("today", "yesterday", "last week", "last month", "last year", "this week", "this month"),
    *("this year", "last 7 days", "last 30 days"),
)
"""Words that dates are asked for in, of the many that are understood."""
_MOST = 100
_SPECIAL = lazy_pattern(r"[^\w@%+=:,./~-]")


@click.command(cls=Command, short_help="Complete what is typed, in a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> int:
    """Print the script that makes a shell complete what is typed for searchkit.

    It knows commands, options, fields of the query language, dates in words, and of the archive its
    sources, ids and saved searches.

    \b
    Examples:
      source <(searchkit completion bash)     # in ~/.bashrc
      searchkit completion zsh > "${fpath[1]}/_searchkit"
      searchkit completion fish > ~/.config/fish/completions/searchkit.fish
    """
    from click.shell_completion import get_completion_class

    from searchkit.cli.main import COMPLETION_VARIABLE, PROGRAM

    register_bash()
    script = get_completion_class(shell)
    if script is None:
        raise click.ClickException(f"this version of click has no completion for {shell}")
    click.echo(script(ctx.find_root().command, {}, PROGRAM, COMPLETION_VARIABLE).source())
    return 0


def register_bash() -> None:
    """Have bash insert values as it would read them, and go on after a field's colon."""
    from click.shell_completion import BashComplete, CompletionItem, add_completion_class

    class Bash(BashComplete):
        source_template = BashComplete.source_template.replace(
            "read type value", "read -r type value"
        ).replace(
            "COMPREPLY+=($value)",
            'COMPREPLY+=("$value")\n            [[ $value == *: ]] && compopt -o nospace',
        )

        def format_completion(self, item: CompletionItem) -> str:
            words = os.environ["COMP_WORDS"].split("\n")[int(os.environ["COMP_CWORD"]) :]
            begun = bool(words) and words[0][:1] in ("'", '"')
            value = item.value if begun else _SPECIAL.sub(r"\\\g<0>", item.value)
            return f"{item.type},{value}"

    add_completion_class(Bash)


def complete_ids(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Ids that begin with what was typed."""
    return _asked(ctx, lambda archive: list(islice(archive.ids(incomplete), _MOST)))


def complete_sources(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Names of sources that begin with what was typed, without case."""
    names = _asked(ctx, lambda archive: [item.name for item in archive.sources() if item.name])
    return _beginning(incomplete, names)


def complete_saved(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Names of saved searches that begin with what was typed."""
    names = _asked(ctx, lambda archive: [search.name for search in archive.saved_searches()])
    return _beginning(incomplete, names)


def complete_dates(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Dates in words that begin with what was typed."""
    return _beginning(incomplete, DATES)


def complete_query(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Fields of the query language, values of those that have few, and the archive's words."""
    from searchkit.query.lexer import FIELDS

    field, colon, value = incomplete.rpartition(":")
    before = tuple(ctx.params.get("words") or ())
    if incomplete == ":":  # bash makes words of `source:Ti` and its colon
        field, value = before[-1] if before else "", ""
    elif not colon and before[-1:] == (":",):
        field, colon, value = before[-2] if before[1:] else "", ":", incomplete
    elif colon:
        return [f"{field}:{text}" for text in _values(ctx, param, field, value)]
    if colon:
        return _values(ctx, param, field, value)
    if not incomplete:
        return []
    fields = _beginning(incomplete, [f"{name}:" for name in FIELDS])
    return [*fields, *_asked(ctx, lambda archive: _words(archive, incomplete))]


def _words(archive: Archive, typed: str) -> list[str]:
    return [found.text for found in archive.suggest(typed) if found.kind == "word"]


def _values(ctx: click.Context, param: click.Parameter, field: str, typed: str) -> list[str]:
    """What can stand after a field, in quotes where it is several words."""
    offers = {"source": complete_sources, "after": complete_dates, "before": complete_dates}
    offers["date"] = complete_dates
    if field not in offers:
        return []
    found = offers[field](ctx, param, typed.removeprefix('"'))
    return [f'"{text}"' if " " in text else text for text in found]


def _asked(ctx: click.Context, ask: Callable[[Archive], list[str]]) -> list[str]:
    """What an archive answers; nothing without a readable one."""
    try:
        with ctx.ensure_object(Settings).open_archive(stored_only=True) as archive:
            return ask(archive)
    except Exception:  # noqa: BLE001 - a failing completion must not write into the prompt
        return []


def _beginning(typed: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.casefold().startswith(typed.casefold())]
