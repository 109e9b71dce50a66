"""Pages whose examples run: what a page shows is what the program says.

A page's ```console blocks are sessions: lines that begin with `$ ` are run by a shell, in a new
folder that holds `documents/`, and what stands below each is what it prints. Its ```python blocks
are one program, in the same folder; a ```text block right after one is what that printed. What
readers need not see is in `<!-- setup: COMMAND -->`, run first. Figures that differ between runs
(milliseconds, articles a second, bytes, the stemmer's version, today) count as equal.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SHOWN = ("README.md", "docs/guide.md", "docs/query-language.md", "docs/python.md")
PAGES = (*SHOWN, "docs/embedding.md", "docs/operating.md", "docs/how-it-works.md")
_BLOCK = re.compile(r"^```(console|python)\n(.*?)^```\n(?:\n?```text\n(.*?)^```\n)?", re.M | re.S)
_SETUP = re.compile(r"<!-- setup: (.*?) -->")
_VARYING = (
    (re.compile(r"\b\d[\d,]*(?:\.\d+)? ?(ms|s|articles/s|/s|bytes|MB|kB)\b"), r"N \1"),
    (re.compile(r"snowball-[\d.]+"), "snowball"),
    (re.compile(r"searchkit \(\d[\w.]*\)"), "searchkit (N)"),
    (re.compile(r"since \d+ \w+ \d{4}"), "since today"),
    (re.compile(r'("(?:took_ms|seconds|articles_per_second|bytes)": )[\d.]+'), r"\1N"),
)


class Example(NamedTuple):
    """Something that a page shows: its text, and what it says comes of it."""

    place: tuple[int, int]
    """Where in the page the output stands."""
    source: str
    shown: str
    printed: str


def examples(page: Path, folder: Path) -> Iterator[Example]:
    """Run a page's examples in a folder, in their order."""
    shutil.copytree(ROOT / "documents", folder / "documents", copy_function=shutil.copy2)
    text = page.read_text(encoding="utf-8")
    environment = _environment(folder)
    for command in _SETUP.findall(text):
        _run(command, folder, environment, check=True)
    program: dict[str, Any] = {"__name__": "page"}
    for block in _BLOCK.finditer(text):
        if block[1] == "console":
            yield from _session(block.start(2), block[2], folder, environment)
        else:
            printed = _execute(block[2], program, folder)
            if block[3] is not None:
                yield Example(block.span(3), block[2], block[3], printed)


def alike(text: str) -> str:
    """What does not differ between two runs of the same."""
    for pattern, instead in _VARYING:
        text = pattern.sub(instead, text)
    return text.strip()


def _session(start: int, session: str, folder: Path, environment: dict[str, str]) -> Iterator[Any]:
    for match in re.finditer(r"^\$ (.*\n(?:> .*\n)*)((?:(?!\$ ).*\n)*)", session, re.M):
        command = match[1].replace("\n> ", "\n")
        printed = _run(command, folder, environment)
        # The empty line before the next command is the page's, not the program's.
        blank = match[2].endswith("\n\n") or match[2] == "\n"
        shown = (start + match.start(2), start + match.end(2))
        yield Example(shown, command, match[2], printed.rstrip("\n") + "\n" * (1 + blank))


def _environment(folder: Path) -> dict[str, str]:
    programs = folder / ".bin"
    programs.mkdir()
    program = programs / "searchkit"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m searchkit "$@"\n')
    program.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SEARCHKIT_")}
    kept.pop("FORCE_COLOR", None)
    return {
        **kept,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
    }


def _run(command: str, folder: Path, environment: dict[str, str], *, check: bool = False) -> str:
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    assert not check or done.returncode == 0, f"{command}: {done.stdout}"
    assert "Traceback" not in done.stdout, done.stdout
    return done.stdout


def _execute(source: str, program: dict[str, Any], folder: Path) -> str:
    printed = io.StringIO()
    before = Path.cwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(source, "example", "exec"), program)
    finally:
        os.chdir(before)
    return printed.getvalue()
