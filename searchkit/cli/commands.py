"""What searchkit's commands have in common: options that stand anywhere, and lazy loading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from itertools import islice
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from searchkit.cli.settings import Settings
from searchkit.errors import ConfigurationError
from searchkit.version import __version__

_Function = TypeVar("_Function", bound=Callable[..., Any])
_MISCONFIGURED = "searchkit.misconfigured"
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_WHOLE_SENTENCE = 200
"""Characters that no command's summary has."""


def global_options() -> list[click.Option]:
    """Options that hold for every command, accepted before and after its name."""
    return [
        _global(
            "--index",
            metavar="DIR",
            type=click.Path(file_okay=False),
            is_eager=True,
            help="The archive's folder.  [default: index]",
        ),
        _global(
            "--config",
            metavar="FILE",
            type=click.Path(dir_okay=False),
            is_eager=True,
            help="What is set beforehand.  [default: searchkit.toml beside the archive]",
        ),
        _global("--tz", metavar="ZONE", help="Zone of 'today', such as Europe/Paris or +02:00."),
        _global(
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            help="Colour the matches.  [default: auto]",
        ),
        _global(
            "--links",
            type=click.Choice(["auto", "always", "never"]),
            help="Link titles to their pages.  [default: auto]",
        ),
        _global("-q", "--quiet", kind=Switch, help="No progress, warnings or remarks."),
        _global(
            *("-v", "--verbose"),
            kind=Switch,
            help="Say how things were found, and errors' origin.",
        ),
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help="Show the version and exit.",
        ),
    ]


class _Shared(click.Command):
    """A command with the global options, which its help lists last."""

    def __init__(self, *args: Any, **attrs: Any) -> None:
        attrs["context_settings"] = {**_CONTEXT, **attrs.get("context_settings", {})}
        super().__init__(*args, **attrs)
        self._own = {param.name for param in self.params}
        self.params += global_options()

    def invoke(self, ctx: click.Context) -> Any:
        error = ctx.meta.get(_MISCONFIGURED)
        if error is not None:  # not before: help is shown whatever a file says
            raise error
        return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        own = [option for option in options if option.name in self._own]
        shared = [option for option in options if option.name not in self._own]
        for title, section in (("Options", own), ("Global options", shared)):
            records = [option.get_help_record(ctx) for option in section]
            if records:
                with formatter.section(title):
                    formatter.write_dl([record for record in records if record])


class Command(_Shared):
    """A command of searchkit's."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _with_seconds(args))


class QueryCommand(Command):
    """A command whose words are a query, so that `-word` is text rather than options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        options, words = self._split(ctx, _with_seconds(args))
        return super().parse_args(ctx, [*options, "--", *words] if words else options)

    def _split(self, ctx: click.Context, args: list[str]) -> tuple[list[str], list[str]]:
        """Options with their values, and words, each in the order given."""
        valued = {
            name
            for param in self.get_params(ctx)
            if isinstance(param, click.Option) and not (param.is_flag or param.count)
            for name in param.opts
        }
        options: list[str] = []
        words: list[str] = []
        rest = iter(args)
        for arg in rest:
            if arg == "--":
                words += rest
            elif is_query_text(arg):
                words.append(arg)
            else:
                options.append(arg)
                value = list(islice(rest, 1)) if arg in valued else None
                if value == [] and not ctx.resilient_parsing:
                    # Left to click, the option would swallow the `--` put before the words.
                    raise click.BadOptionUsage(arg, f"Option {arg!r} requires an argument.", ctx)
                options += value or []
        return options, words


def _with_seconds(args: list[str]) -> list[str]:
    """The arguments, a bare `--wait` among them with how long it means."""
    if "--wait" not in args:
        return args
    from searchkit.cli.waiting import with_seconds

    return list(with_seconds(args))


def json_option(what: str = "one JSON object") -> Callable[[_Function], _Function]:
    """`--json`, the same in every command; `what` it prints."""
    return click.option("--json", "as_json", is_flag=True, help=f"Print {what}.")


def limit_option(
    what: str, *, default: int = 10, least: int = 1, most: int | None = None
) -> Callable[[_Function], _Function]:
    """`-n` and `--limit`; `what` it bounds."""
    return click.option(
        "-n",
        "--limit",
        type=click.IntRange(least, most),
        default=default,
        show_default=True,
        metavar="N",
        help=f"{what}.",
    )


def is_query_text(arg: str) -> bool:
    """False for `--option` and `-o`; `-word` is text, and so is a dash before one 中."""
    if arg.startswith("--"):
        return False
    return not (len(arg) == 2 and arg[0] == "-" and arg.isascii())


class LazyGroup(_Shared, click.Group):
    """A group that imports a command's module when the command is called or its help is shown."""

    def __init__(self, *args: Any, tasks: Mapping[str, Mapping[str, str]], **attrs: Any) -> None:
        """`tasks` maps a heading to commands, each a name and `module:attribute`, in order."""
        super().__init__(*args, **attrs)
        self.tasks = tasks
        self._lazy = {name: place for group in tasks.values() for name, place in group.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._lazy:
            return None
        module, _, attribute = self._lazy[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        super().format_options(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by task, their summaries in one column."""
        widest = max(map(len, self._lazy))
        for heading, names in self.tasks.items():
            commands = [(name, self.get_command(ctx, name)) for name in names]
            rows = [
                (name.ljust(widest), command.get_short_help_str(_WHOLE_SENTENCE))
                for name, command in commands
                if command is not None
            ]
            with formatter.section(heading):
                formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if not ctx.resilient_parsing and args[0] not in self._lazy and not args[0].startswith("-"):
            raise click.UsageError(self._unknown_command(args), ctx)
        return super().resolve_command(ctx, args)

    def _unknown_command(self, args: list[str]) -> str:
        from difflib import get_close_matches

        near = get_close_matches(args[0], self._lazy, 1)
        if near:
            return f"No such command: {args[0]}; did you mean {near[0]}?"
        words = " ".join(args)
        return f"No such command: {args[0]}; to search for it: searchkit search {words}"


class Switch(click.Option):
    """A flag that can be set beforehand, so that it has a `--no-` form, which help leaves out."""

    def __init__(self, names: Sequence[str], **attrs: Any) -> None:
        *short, long = names
        super().__init__([*short, f"{long}/--no-{long.removeprefix('--')}"], **attrs)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        return ", ".join(self.opts), self.help or ""


def _global(*names: str, kind: type[click.Option] = click.Option, **attrs: Any) -> click.Option:
    return kind(list(names), expose_value=False, callback=_store, **attrs)


def _store(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value == "":
        raise click.BadParameter("it must not be empty", ctx, param)
    settings = ctx.ensure_object(Settings)
    if param.name and ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE:
        settings.given[param.name] = value
    if param.is_eager and not ctx.resilient_parsing and not isinstance(ctx.command, LazyGroup):
        # Now that it is known which file holds: what the command's own options are without it.
        try:
            ctx.default_map = settings.defaults()
        except ConfigurationError as error:
            ctx.meta[_MISCONFIGURED] = error


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"searchkit {__version__}")
        ctx.exit()
