"""Annotated pages: a folder of the evaluation data goes in, pages with their truth come out."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from searchkit.analysis.language import guess_language, normalise_language

_LANG = re.compile(rb"<html\b[^>]{0,1000}?\blang\s*=\s*[\"']?([a-zA-Z]{2,3})", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Page:
    """A saved page and what is known of it; `truth` is its line of truth.jsonl."""

    id: str
    path: Path
    url: str | None
    truth: dict[str, Any]

    @cached_property
    def data(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def key(self) -> str:
        """Names the page by its content and address, whichever sets it is in."""
        return hashlib.sha256(self.data + b"\0" + (self.url or "").encode()).hexdigest()[:24]

    @cached_property
    def language(self) -> str:
        """en, de or rest: what the page declares, else what its known passages look like."""
        declared = _LANG.search(self.data[:20_000])
        passages = self.truth.get("with") or []
        code = normalise_language(declared[1].decode()) if declared else None
        code = code or guess_language(" ".join(passages))
        return code if code in ("en", "de") else "rest"


def read_pages(folder: Path, name: str) -> list[Page]:
    """The pages of one set, in its own order; `folder` is the evaluation data's."""
    place = folder / "html" / name
    lines = (place / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [Page(row["id"], place / row["html"], row.get("url"), row) for row in rows]


def digest(folder: Path, name: str) -> str:
    """The SHA-256 of a set's truth, or of a file of articles, which floors are good for."""
    path = folder / name if name.endswith(".jsonl") else folder / "html" / name / "truth.jsonl"
    return hashlib.sha256(path.read_bytes()).hexdigest()
