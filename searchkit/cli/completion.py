"""Shell completion: the scripts that shells load, and values that only an archive knows."""

from __future__ import annotations

from itertools import islice

import click

from searchkit.cli.commands import Command
from searchkit.cli.settings import Settings

_MOST = 100


@click.command(cls=Command, short_help="Complete commands and ids in a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> int:
    """Print the script that makes a shell complete searchkit's commands, options and ids.

    \b
    Examples:
      searchkit completion bash > ~/.local/share/bash-completion/completions/searchkit
      searchkit completion zsh > "${fpath[1]}/_searchkit"
      searchkit completion fish > ~/.config/fish/completions/searchkit.fish
    """
    from click.shell_completion import get_completion_class

    from searchkit.cli.main import COMPLETION_VARIABLE, PROGRAM

    script = get_completion_class(shell)
    if script is None:
        raise click.ClickException(f"this version of click has no completion for {shell}")
    click.echo(script(ctx.find_root().command, {}, PROGRAM, COMPLETION_VARIABLE).source())
    return 0


def complete_ids(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Ids that begin with what was typed; none without a readable archive."""
    try:
        with ctx.ensure_object(Settings).open_archive() as archive:
            return list(islice(archive.ids(incomplete), _MOST))
    except Exception:  # noqa: BLE001 - a failing completion must not write into the prompt
        return []


def complete_saved(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Names of saved searches that begin with what was typed."""
    try:
        with ctx.ensure_object(Settings).open_archive(stored_only=True) as archive:
            names = [search.name for search in archive.saved_searches()]
    except Exception:  # noqa: BLE001 - as above
        return []
    return [name for name in names if name.startswith(incomplete)]


def complete_words(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Words of the archive that begin with what was typed; none where nothing was."""
    try:
        with ctx.ensure_object(Settings).open_archive() as archive:
            found = archive.suggest(incomplete) if incomplete else []
    except Exception:  # noqa: BLE001 - as above
        return []
    return [one.text for one in found if one.kind == "word"]


def complete_sources(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Names of sources that begin with what was typed, without case."""
    try:
        with ctx.ensure_object(Settings).open_archive() as archive:
            names = [source.name for source in archive.sources() if source.name]
    except Exception:  # noqa: BLE001 - as above
        return []
    return [name for name in names if name.casefold().startswith(incomplete.casefold())]
