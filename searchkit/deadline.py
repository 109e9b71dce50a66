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


class within:
    """`with within(seconds)`: what is done inside may take so long; None sets no limit.

    `locate` tells where parts of the query stand, `remedy` what to ask for instead. For one use.
    """

    __slots__ = ("_token", "locate", "over", "part", "remedy", "seconds")

    def __init__(
        self, seconds: float | None, locate: Locate | None = None, remedy: str | None = None
    ) -> None:
        self.seconds, self.locate, self.remedy = seconds, locate, remedy
        self.part: object = None
        self._token: Token[within | None] | None = None

    def __enter__(self) -> None:
        if self.seconds is not None:
            self.over = monotonic() + self.seconds
            outer = _limit.get()
            if outer is not None:
                self._lie_within(outer)
            self._token = _limit.set(self)

    def __exit__(self, *_: object) -> None:
        if self._token is not None:
            _limit.reset(self._token)

    def _lie_within(self, outer: within) -> None:
        """Be over no later, and say no less, than another one."""
        if outer.over < self.over:
            self.over, self.seconds = outer.over, outer.seconds
        self.locate, self.remedy = self.locate or outer.locate, self.remedy or outer.remedy


_limit: ContextVar[within | None] = ContextVar("limit", default=None)
"""The innermost one that sets a limit: `over` is when that is reached, on the monotonic clock."""


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


def _timeout(limit: within, remedy: str | None) -> SearchTimeout:
    column = limit.locate(limit.part) if limit.locate is not None else None
    assert limit.seconds is not None  # it set a limit
    return SearchTimeout(limit.seconds, remedy or limit.remedy, column)
