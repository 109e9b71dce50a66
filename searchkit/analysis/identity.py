"""Which analyzer is this? Its name, version and stemmer are in every index that it writes."""

from __future__ import annotations

from searchkit.analysis.stemming import stemmer_name

NAME = "news"
VERSION = 1
"""Raise when forms, positions or stems change: indexes of other versions must be rebuilt."""


def analyzer_id() -> str:
    """Name and version of the analyzer, stored in every index it writes."""
    return f"{NAME}-{VERSION} {stemmer_name()}"
