"""How much may one file hold? Every limit on what is read, in one place; each rejection names its.

The limits of HTML's markup are in `html.py`, beside the parser whose costs they bound.
"""

from __future__ import annotations

DOCUMENT_BYTES = 64 << 20
"""A larger document (a page, a text, a JSON file, a member of an archive) is rejected."""

LINE_BYTES = 16 << 20
"""A longer line of JSON lines or CSV is rejected; no article has so much text."""

BLANK_LINES = 1_000_000
"""Blank lines of JSON lines."""

TEXT_CHARACTERS = 16 << 20
"""Code points: a longer plain text is no article, but something that holds many."""

JSON_VALUES = 2_000_000
"""Brackets and commas of a JSON document: each value takes up to 100 bytes of memory."""

MARKDOWN_CHARACTERS = 1 << 20
"""Code points: longer Markdown is read as plain text; its parser reads 1 MB/s."""

TEXT_LINES = 200_000
"""Lines of a plain text: each is judged by itself."""

TEXT_MEMORY = 96 << 20
"""Bytes that a document's text may take in memory: 1 a character where all are Latin, 2 with other
scripts, 4 with an emoji anywhere. A second copy is made while it is taken apart."""

RECORD_FIELDS = 10_000
"""Fields of one record."""

PDF_PAGES = 500

UNPACKED_FREE = 128 << 20
"""Bytes that any compressed file may unpack to."""

UNPACKED_RATIO = 100
"""Beyond that, a file may unpack to so many times its own size; text does to 3 to 20 times."""

WINDOW_BYTES = 128 << 20
"""Memory that unpacking xz or zstd may take: `zstd --long=27`, `xz -9` (64 MiB)."""

MEMBERS = 100_000
"""Members of a zip or tar archive."""

LEVELS = 2
"""An archive may hold archives, which may hold none."""
