"""The command `searchkit`: its commands by task, and the edge where every failure ends."""

from __future__ import annotations

import os
import signal
import sys
import time
import warnings
from _thread import start_new_thread
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, NoReturn, TextIO

import click

from searchkit.cli import failures
from searchkit.cli.commands import LazyGroup
from searchkit.cli.console import say
from searchkit.cli.settings import Settings

PROGRAM = "searchkit"
COMPLETION_VARIABLE = "_SEARCHKIT_COMPLETE"
TASKS = {
    "Fill the archive": {
        "ingest": "searchkit.cli.ingest:ingest",
        "watch": "searchkit.cli.watch:watch",
        "delete": "searchkit.cli.articles:delete",
    },
    "Ask it": {
        "search": "searchkit.cli.search:search",
        "suggest": "searchkit.cli.suggest:suggest",
        "explain": "searchkit.cli.explain:explain",
        "show": "searchkit.cli.articles:show",
        "similar": "searchkit.cli.similar:similar",
        "phrases": "searchkit.cli.phrases:phrases",
        "timeline": "searchkit.cli.timeline:timeline",
        "export": "searchkit.cli.export:export",
    },
    "Be told what is new": {
        "save": "searchkit.cli.saved:save",
        "saved": "searchkit.cli.saved:saved",
        "unsave": "searchkit.cli.saved:unsave",
        "alerts": "searchkit.cli.saved:alerts",
    },
    "Look after it": {
        "status": "searchkit.cli.archive_info:status",
        "sources": "searchkit.cli.archive_info:sources",
        "check": "searchkit.cli.archive_info:check",
        "backup": "searchkit.cli.backups:backup",
        "restore": "searchkit.cli.backups:restore",
        "rebuild": "searchkit.cli.ingest:rebuild",
    },
    "Set it up": {
        "config": "searchkit.cli.config:config",
        "completion": "searchkit.cli.completion:completion",
    },
}
"""The commands under the headings that help gives them; each is imported when it is called."""


@click.group(cls=LazyGroup, tasks=TASKS, invoke_without_command=True)
@click.pass_context
def searchkit(ctx: click.Context) -> int:
    """Full-text search for news-article archives.

    \b
    Examples:
      searchkit ingest documents               read a folder of articles
      searchkit search embassy evacuation      find those with both words
      searchkit search '"military action" after:2022-01-22 -mayor'
      searchkit show 3fa9c2                    one article, whole
      searchkit search --help                  what search takes

    Results go to stdout, progress and errors to stderr. Exit codes: 0 success or hits, 1 no hits
    (or damage found by check), 2 error, 130 interrupted.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
        return failures.ERROR
    return 0


def main(args: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; `args` default to the process's arguments."""
    settings = Settings()
    try:
        with _library_warnings_ignored(), _interrupts_come_again(), _ended_by_signals():
            _write_anything_to_stdout()
            code = _run(sys.argv[1:] if args is None else list(args), settings)
            if sys.stdout is not None:
                sys.stdout.flush()
            return code
    except BrokenPipeError:
        return 0  # Whoever read our output has seen enough (`| head`): nothing to report.
    except (KeyboardInterrupt, click.Abort):
        with suppress(OSError):
            say("searchkit: interrupted")
        return failures.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the command's edge
        with suppress(OSError):
            failures.report(error, verbose=settings.verbose)
        return failures.ERROR
    finally:
        _flush_or_discard()


def _run(args: list[str], settings: Settings) -> int:
    if os.environ.get(COMPLETION_VARIABLE):
        from searchkit.cli.completion import register_bash

        register_bash()
        searchkit.main(args, prog_name=PROGRAM, complete_var=COMPLETION_VARIABLE)
    try:
        # Not `searchkit.main`: click ends with 1 where searchkit's exit codes say otherwise.
        with searchkit.make_context(PROGRAM, args, obj=settings) as ctx:
            return int(searchkit.invoke(ctx) or 0)
    except click.exceptions.Exit as done:
        return done.exit_code


@contextmanager
def _library_warnings_ignored() -> Iterator[None]:
    """Libraries' warnings are for developers, who ask for them with -W."""
    with warnings.catch_warnings():
        if not sys.warnoptions:
            warnings.simplefilter("ignore")
        yield


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGINT, SIGTERM and SIGHUP unwind the stack, so that files are closed and helpers ended.

    A signal that is ignored (`nohup`, a job in the background) stays ignored.
    """

    def end(number: int, frame: FrameType | None) -> NoReturn:
        raise SystemExit(failures.SIGNALLED + number)

    def heed(name: str, handler: Callable[[int, FrameType | None], Any]) -> None:
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and (before := signal.getsignal(number)) is not signal.SIG_IGN:
            signal.signal(number, handler)
            heeded.append((number, before))

    heeded: list[tuple[int, Any]] = []
    try:
        heed("SIGINT", signal.default_int_handler)
        heed("SIGTERM", end)
        heed("SIGHUP", end)
    except ValueError:  # only the main thread may
        yield
        return
    try:
        yield
    finally:
        for number, before in heeded:
            signal.signal(number, before)


@contextmanager
def _interrupts_come_again() -> Iterator[None]:
    """An interrupt that falls where Python can only ignore it (`__del__`) comes once more."""
    before = sys.unraisablehook

    def take(ignored: Any) -> None:
        error = ignored.exc_value
        if isinstance(error, KeyboardInterrupt):
            start_new_thread(_send_later, (signal.SIGINT,))
        elif isinstance(error, SystemExit) and isinstance(error.code, int):
            start_new_thread(_send_later, (error.code - failures.SIGNALLED,))
        else:
            before(ignored)

    sys.unraisablehook = take
    try:
        yield
    finally:
        sys.unraisablehook = before


def _send_later(number: int) -> None:
    time.sleep(0.01)  # until what cannot be interrupted is over
    os.kill(os.getpid(), number)


def _write_anything_to_stdout() -> None:
    """Characters that stdout's encoding lacks are shown as escapes rather than raised."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _flush_or_discard() -> None:
    """What was printed before a failure still goes out, unless its stream is what failed."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            _discard(stream)


def _discard(stream: TextIO) -> None:
    """Give what is left to nobody: the interpreter's last flush must not complain."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
