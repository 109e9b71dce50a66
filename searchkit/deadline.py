"""How long may a search go on? Asked between steps on whole arrays, never within one.

`within` sets a limit for what this thread does inside it; `check_deadline` raises SearchTimeout
once it is over. Code that repeats something (for each segment, list, form, word) checks at each
turn: that costs a tenth of a microsecond. `begin` checks too, and notes which part of the query
the time is spent on from there, so that the error can say where that part stands. A limit within
another one cannot make that longer.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar, Token
from time import monotonic

from searchkit.errors import SearchTimeout

Locate = Callable[[object], int]
"""The column of a part of the query; of the whole for None."""


class _Limit:
    """When it is over, on the monotonic clock, how many seconds there were, and what is done."""

    __slots__ = ("locate", "over", "part", "remedy", "seconds")

    def __init__(self, seconds: float, locate: Locate | None, remedy: str | None) -> None:
        self.over, self.seconds = monotonic() + seconds, seconds
        self.locate, self.remedy = locate, remedy
        self.part: object = None

    def lie_within(self, outer: _Limit) -> None:
        """Be over no later, and say no less, than another one."""
        if outer.over < self.over:
            self.over, self.seconds = outer.over, outer.seconds
        self.locate, self.remedy = self.locate or outer.locate, self.remedy or outer.remedy


_limit: ContextVar[_Limit | None] = ContextVar("limit", default=None)


class within:
    """`with within(seconds)`: what is done inside may take so long; None sets no limit.

    `locate` tells where parts of the query stand, `remedy` what to ask for instead.
    """

    def __init__(
        self, seconds: float | None, locate: Locate | None = None, remedy: str | None = None
    ) -> None:
        self._seconds, self._locate, self._remedy = seconds, locate, remedy
        self._token: Token[_Limit | None] | None = None

    def __enter__(self) -> None:
        if self._seconds is not None:
            limit, outer = _Limit(self._seconds, self._locate, self._remedy), _limit.get()
            if outer is not None:
                limit.lie_within(outer)
            self._token = _limit.set(limit)

    def __exit__(self, *_: object) -> None:
        if self._token is not None:
            _limit.reset(self._token)


def begin(part: object) -> None:
    """Work on a part of the query from here on, or on all of it for None; checks the time."""
    limit = _limit.get()
    if limit is not None:
        limit.part = part
        if monotonic() > limit.over:
            raise _timeout(limit, None)


def check_deadline(remedy: str | None = None) -> None:
    """Raise SearchTimeout when the time is over, with a remedy where the usual one is none."""
    limit = _limit.get()
    if limit is not None and monotonic() > limit.over:
        raise _timeout(limit, remedy)


def _timeout(limit: _Limit, remedy: str | None) -> SearchTimeout:
    column = limit.locate(limit.part) if limit.locate is not None else None
    return SearchTimeout(limit.seconds, remedy or limit.remedy, column)
