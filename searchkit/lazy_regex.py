"""Regular expressions that are compiled when they are first used.

Compiling those of one module can take longer than searching an archive, and most searches need
none of them.
"""

from __future__ import annotations

import re
from typing import Any


class _Lazy:
    """Stands for a compiled pattern; each of its methods is looked up there once."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._source), name)
        setattr(self, name, found)
        return found


def lazy_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, which is called when something is asked of the pattern."""
    return _Lazy(pattern, flags)  # type: ignore[return-value]
