"""The limits of the query language. A message that reports one names its value."""

from __future__ import annotations

MAX_QUERY_BYTES = 4096
"""Bytes of a query in UTF-8; what follows is cut off."""

MAX_NESTING = 32
"""Parentheses within parentheses; deeper ones are read as text."""

MAX_FUZZY_DISTANCE = 2
"""Edits of a fuzzy word: what a lexicon can be searched for without scanning all of it."""

MAX_SLOP = 100
"""Words between the words of a phrase with `~`."""

MAX_WEIGHT = 1000.0
"""The largest weight of `word^weight`; the smallest is anything above 0."""

MAX_EXPANSIONS = 1024
"""Indexed words that one prefix, wildcard or fuzzy word may stand for."""

MAX_QUOTING = 5_000
"""Articles that are read for one `said:`: most of a second's worth."""

MAX_RESULTS = 10_000
"""The deepest hit that paging reaches."""

MAX_NOTICES = 20
"""Notices about one query that are spelt out; one more counts the rest."""

TIMEOUT_SECONDS = 2.0
"""How long a search may go on, unless it is given more."""
