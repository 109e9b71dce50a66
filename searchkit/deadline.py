"""How long may a search go on? Asked between steps on whole arrays, never within one.

`within` sets a limit for what this thread does inside it; `check_deadline` raises SearchTimeout
once it is over. Code that repeats something (for each segment, list, form, word) checks at each
turn: that costs a tenth of a microsecond. A limit within another one cannot make that longer.
"""

from __future__ import annotations

from contextvars import ContextVar, Token
from time import monotonic

from searchkit.errors import SearchTimeout

_Limit = tuple[float, float]
"""When it is over, on the monotonic clock, and how many seconds there were."""
_limit: ContextVar[_Limit | None] = ContextVar("limit", default=None)


class within:
    """`with within(seconds)`: what is done inside may take so long; None sets no limit."""

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self._token: Token[_Limit | None] | None = None

    def __enter__(self) -> None:
        if self._seconds is not None:
            limit, outer = (monotonic() + self._seconds, self._seconds), _limit.get()
            self._token = _limit.set(limit if outer is None else min(limit, outer))

    def __exit__(self, *_: object) -> None:
        if self._token is not None:
            _limit.reset(self._token)


def check_deadline(*remedy: str) -> None:
    """Raise SearchTimeout when the time is over, with a remedy where the usual one is none."""
    limit = _limit.get()
    if limit is not None and monotonic() > limit[0]:
        raise SearchTimeout(limit[1], *remedy)
