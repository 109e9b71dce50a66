"""Imported by the server that the processes are forked from: what each of them would import."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import scenes
import watchfiles  # noqa: F401

with TemporaryDirectory() as _folder:
    scenes.edit(Path(_folder), 0, files=2)
    scenes.settle(Path(_folder))
with suppress(ImportError):
    import whoosh.index
    import whoosh.qparser  # noqa: F401
with suppress(ImportError):
    import tantivy  # noqa: F401
