"""Why a file, or the rest of it, cannot be read."""

from __future__ import annotations


class Unreadable(ValueError):
    """A file cannot be read on from here; the text is the reason, and says what to do."""


class Exhausted(Unreadable):
    """Nor can anything else that is packed in the same file: it has unpacked to too much."""
