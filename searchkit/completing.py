"""How may what is being typed go on? What is asked is checked, and its time limited."""

from __future__ import annotations

from searchkit.deadline import within
from searchkit.engines.base import Reader
from searchkit.errors import InvalidArgument
from searchkit.model import Completion
from searchkit.query.limits import MAX_QUERY_BYTES
from searchkit.searching import check_timeout

_REMEDY = "type fewer words"


def completions(reader: Reader, typed: str, limit: int, timeout: float | None) -> list[Completion]:
    """Ask a reader; what is longer than a query may be goes on as nothing.

    Raises InvalidArgument for a limit below one, and SearchTimeout after `timeout` seconds.
    """
    if not isinstance(typed, str):
        raise InvalidArgument(f"what was typed is text, not {type(typed).__name__}")
    if limit < 1:
        raise InvalidArgument(f"limit is at least 1, not {limit}")
    check_timeout(timeout)
    if len(typed) > MAX_QUERY_BYTES:
        return []
    with within(timeout, None, _REMEDY):
        return reader.completions(typed, limit)
