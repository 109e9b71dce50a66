"""A reader of a format made for tests: one record a line, `title | body`.

`id=X title | body` gives an id, `url=U title | body` an address, `!reason` is a rejected record.
`DIE`, `DIE ONCE file`, `HANG`, `RAISE` and `PRINT` are what a bad file may do to a real reader.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from searchkit.ingest.rules import NO_RULES, Rules
from searchkit.model import Article, Rejected

PARSED: list[str] = []
"""What was parsed in this process, in order."""


def read_bytes(data: bytes, *, path: str, rules: Rules = NO_RULES) -> Iterator[Article | Rejected]:
    PARSED.append(path)
    if not data:
        yield Rejected(path, "empty")
    yield from read_lines(data.splitlines(), path=path)


def read_articles(
    path: str, *, named: str, rules: Rules = NO_RULES
) -> Iterator[Article | Rejected]:
    PARSED.append(path)
    with open(path, "rb") as lines:
        yield from read_lines(lines, path=named)


def read_lines(
    lines: Iterable[bytes], *, path: str, rules: Rules = NO_RULES
) -> Iterator[Article | Rejected]:
    for number, raw in enumerate(lines, 1):
        line = raw.decode("utf-8", "replace").strip()
        if line.startswith("!"):
            yield Rejected(f"{path}:{number}", line[1:])
        elif line:
            _misbehave(line)
            yield _article(line, path)


def _article(line: str, path: str) -> Article:
    fields: dict[str, str] = {}
    while line.startswith(("id=", "url=")):
        word, _, line = line.partition(" ")
        name, _, value = word.partition("=")
        fields[name] = value
    title, _, body = line.partition(" | ")
    return Article(title=title, body=body, path=path, **fields)


def _misbehave(line: str) -> None:
    if line == "DIE":
        os.kill(os.getpid(), signal.SIGKILL)
    elif line == "HANG":
        time.sleep(60)
    elif line == "RAISE":
        raise ValueError("what a strange file")
    elif line == "PRINT":
        print("from a library")
        print("from a library", file=sys.stderr)
    elif line.startswith("DIE ONCE "):
        mark = Path(line.removeprefix("DIE ONCE "))
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
