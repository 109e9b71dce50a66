"""Whoosh, imported without the warnings that its own source gives rise to."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    # Whoosh 2.7.4 compares with literals by `is` and writes regular expressions without r"": each
    # Python warns of one or the other when it compiles the module, once on a fresh machine.
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    import whoosh.codec.base
    import whoosh.codec.whoosh3
    import whoosh.columns
    import whoosh.fields
    import whoosh.formats
    import whoosh.index
    import whoosh.matching
    import whoosh.query
    import whoosh.query.spans
    import whoosh.reading
    import whoosh.scoring
    import whoosh.searching
    import whoosh.writing
    from whoosh.filedb.filestore import FileStorage

__all__ = ["FileStorage", "whoosh"]
