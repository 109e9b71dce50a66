"""`search -`: a query a line on stdin, an answer a line on stdout, from one open archive."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from searchkit.cli.console import Console, is_terminal
from searchkit.cli.failures import ERROR, NO_HITS
from searchkit.errors import QueryError, SearchkitError

if TYPE_CHECKING:
    from searchkit.archive import Archive


def answer_lines(
    console: Console, archive: Archive, options: Mapping[str, Any], *, facets: Sequence[str]
) -> int:
    """Answer each line of stdin before the next is read; the exit code.

    An answer is what `search --json` prints, on one line, and the `line` it answers. A query that
    fails is answered by an object with an `error`, and the rest goes on.
    """
    if sys.stdin is None:
        raise SearchkitError("standard input is closed: there are no queries to read")
    if is_terminal(sys.stdin):
        console.note("searchkit: reading a query from each line; end with Ctrl-D")
    found = failed = False
    for number, line in enumerate(_lines(), start=1):
        try:
            query = line.decode("utf-8")
            results = archive.search(query, **options)
            answer = results.to_json(facets=facets)
            found = found or results.total > 0
        except (SearchkitError, UnicodeDecodeError) as error:
            failed, answer = True, _failure(line, error)
        console.json({"line": number, **answer}, indent=None)
        # Whoever reads a pipe waits for this answer, not for a full buffer.
        sys.stdout.flush()
    if failed:
        return ERROR
    return 0 if found else NO_HITS


def _lines() -> Iterable[bytes]:
    return (line.removesuffix(b"\n").removesuffix(b"\r") for line in sys.stdin.buffer)


def _failure(line: bytes, error: SearchkitError | UnicodeDecodeError) -> dict[str, Any]:
    query = line.decode("utf-8", "replace")
    if isinstance(error, UnicodeDecodeError):
        return {"query": query, "error": "not UTF-8", "column": None}
    column = error.column if isinstance(error, QueryError) else None
    return {"query": query, "error": str(error), "column": column}
