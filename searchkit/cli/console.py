"""Where output goes: results to stdout, everything else to stderr, colour if it is wanted."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, TextIO

from searchkit.cli.settings import Settings
from searchkit.forking import cached_property
from searchkit.present.escape import escape_line
from searchkit.present.style import Style
from searchkit.present.wrap import columns, wrap

_NARROWEST, _WIDEST = 20, 100


class Console:
    """The two streams of one command, and how to write to them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def style(self) -> Style:
        """How results are marked on stdout."""
        terminal = is_terminal(sys.stdout)
        colour = wants_colour(self.settings.color, os.environ, terminal)
        return Style(colour, wants_links(self.settings.links, os.environ, terminal))

    @cached_property
    def width(self) -> int:
        """Columns for results: the terminal's within reason, 80 in a pipe."""
        terminal = shutil.get_terminal_size((80, 24)).columns
        return max(_NARROWEST, min(terminal, _WIDEST))

    @property
    def table_width(self) -> int | None:
        """Columns that tables are cut to: all that a terminal has; in a pipe nothing is cut."""
        return shutil.get_terminal_size((80, 24)).columns if is_terminal(sys.stdout) else None

    def line(self, text: str = "") -> None:
        """One line of results; the caller has escaped it."""
        if sys.stdout is not None:
            sys.stdout.write(f"{text}\n")

    def sentence(self, text: str) -> None:
        """Escaped text as results, broken between words where a terminal is narrower."""
        if sys.stdout is not None:
            self.lines(_fitted(text, sys.stdout))

    def lines(self, lines: Iterable[str]) -> None:
        for text in lines:
            self.line(text)

    def json(self, data: Any, *, indent: int | None = 2) -> None:
        """One JSON value, on one line with `indent=None`."""
        from searchkit.present.records import json_text

        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        self.line(json_text(data, encoding=encoding, indent=indent))

    def note(self, text: str) -> None:
        """Something worth knowing, on stderr unless --quiet."""
        if not self.settings.quiet:
            say(text)

    def advise(self, tips: Iterable[str]) -> None:
        """That nothing was found, and what to try next."""
        self.note("searchkit: no articles match")
        for tip in tips:
            self.note(f"searchkit: {tip}")

    def warn(self, warnings: Iterable[str]) -> None:
        for warning in warnings:
            self.note(f"searchkit: warning: {warning}")


def say(text: str) -> None:
    """One line on stderr, escaped: messages quote files and queries."""
    if sys.stderr is None:
        return
    # What was printed before comes first where both go to one place. If it cannot be written, the
    # flush at the end says so.
    with suppress(OSError, AttributeError):
        sys.stdout.flush()
    for line in _fitted(escape_line(text), sys.stderr):
        print(line, file=sys.stderr)
    sys.stderr.flush()


def _fitted(text: str, stream: TextIO) -> Iterator[str]:
    """Escaped text as lines that break between words where `stream` is a terminal."""
    width = shutil.get_terminal_size((80, 24)).columns
    if not is_terminal(stream) or columns(text) <= width:
        yield text
        return
    for pieces in wrap([(text, False)], width):
        yield "".join(piece for piece, _ in pieces)


def is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


def wants_links(choice: str, environ: Mapping[str, str], terminal: bool) -> bool:
    """Whether to link titles: `choice` (auto, always, never), then what the terminal can."""
    if choice != "auto":
        return choice == "always"
    return terminal and environ.get("TERM") not in (None, "", "dumb", "linux")


def wants_colour(choice: str, environ: Mapping[str, str], terminal: bool) -> bool:
    """Whether to colour: `choice` (auto, always, never), then the environment's conventions.

    NO_COLOR, being a refusal, goes before FORCE_COLOR and CLICOLOR_FORCE; empty ones say nothing.
    """
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return terminal and environ.get("TERM") != "dumb"
