"""The options that narrow a query, the same in every command that takes one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from searchkit.cli.commands import Switch
from searchkit.cli.completion import complete_dates, complete_sources
from searchkit.query.limits import TIMEOUT_SECONDS

_Command = TypeVar("_Command")


def _seconds(ctx: click.Context, param: click.Parameter, value: float) -> float | None:
    return value or None


def _names(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> list[str] | None:
    return list(value) if value else None


_FILTERS = (
    click.option(
        "--after",
        metavar="DATE",
        shell_complete=complete_dates,
        help="Published on or after DATE: 2022-01-31, 'last week'.",
    ),
    click.option(
        "--before", metavar="DATE", shell_complete=complete_dates, help="Published before DATE."
    ),
    click.option("--undated", cls=Switch, help="Let undated articles pass date filters."),
    click.option(
        "--source",
        multiple=True,
        metavar="NAME",
        callback=_names,
        shell_complete=complete_sources,
        help="Only from this source, its whole name; repeatable.",
    ),
)
_TIMEOUT = click.option(
    "--timeout",
    type=click.FloatRange(min=0),
    default=TIMEOUT_SECONDS,
    show_default=True,
    metavar="SECONDS",
    callback=_seconds,
    help="Give up after so long; 0 for never.",
)
_READING = (
    click.option(
        "--match",
        type=click.Choice(["auto", "all", "any"]),
        default="auto",
        show_default=True,
        help="Which of the bare words an article must have.",
    ),
    click.option("--strict", cls=Switch, help="Fail where the query would be read with a warning."),
    _TIMEOUT,
)


def timeout_option(command: _Command) -> _Command:
    """Gives a command `timeout`, in seconds; None for no limit."""
    return _given(command, (_TIMEOUT,))


def filter_options(command: _Command) -> _Command:
    """Gives a command `after`, `before`, `undated` and `source`: a list of names, or None."""
    return _given(command, _FILTERS)


def narrowing_options(command: _Command) -> _Command:
    """Gives a command these and `match`, `strict` and `timeout`."""
    return _given(command, (*_FILTERS, *_READING))


def _given(command: _Command, options: Sequence[Callable[[Any], Any]]) -> _Command:
    decorated: Any = command
    for option in reversed(options):
        decorated = option(decorated)
    narrowed: _Command = decorated
    return narrowed
