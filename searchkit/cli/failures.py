"""Exceptions become one line on stderr and an exit code."""

from __future__ import annotations

import click

from searchkit.cli.commands import QueryCommand
from searchkit.cli.console import say
from searchkit.errors import QueryError, SearchkitError

NO_HITS = 1
ERROR = 2
INTERRUPTED = 130
SIGNALLED = 128
"""And the number of the signal that ended it, as shells count."""


def report(error: Exception, *, verbose: bool) -> None:
    """Say what went wrong and what to do about it."""
    if isinstance(error, click.ClickException):
        say(f"searchkit: error: {_usage(error)}")
        if isinstance(error, click.UsageError) and error.ctx is not None:
            say(f"Try '{error.ctx.command_path} --help'.")
    elif isinstance(error, SearchkitError | OSError):
        say(f"searchkit: error: {_reason(error)}")
        _trace(error, verbose)
    else:
        kind = type(error).__name__
        hint = "" if verbose else "; run again with --verbose for the traceback"
        say(f"searchkit: error: {kind}: {error}; this is a bug in searchkit{hint}")
        _trace(error, verbose)


def _usage(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        return _no_such_option(error)
    message = error.format_message().rstrip(".")
    for name in ("integer", "float"):
        message = message.replace(f"is not a valid {name} range", "is not a number")
    return message[:1].lower() + message[1:]


def _no_such_option(error: click.NoSuchOption) -> str:
    from difflib import get_close_matches

    command = error.ctx.command if error.ctx else None
    names = [name for param in (command.params if command else []) for name in param.opts]
    near = get_close_matches(error.option_name, names, 1)
    guess = f" (did you mean {near[0]}?)" if near else ""
    use = "to search for it as text" if isinstance(command, QueryCommand) else "if it is no option"
    return f"no such option: {error.option_name}{guess}; {use}, put -- before it"


def _reason(error: SearchkitError | OSError) -> str:
    if isinstance(error, QueryError) and error.column is not None:
        return f"query, column {error.column}: {error}"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error) or type(error).__name__


def _trace(error: Exception, verbose: bool) -> None:
    if verbose:
        import traceback

        for part in traceback.format_exception(error):
            for line in part.rstrip("\n").split("\n"):
                say(line)
