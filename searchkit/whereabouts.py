"""Where can an article be read? An address that may be put before a browser, or a link."""

from __future__ import annotations

import os
import re
from pathlib import Path

from searchkit.engines.base import Reader
from searchkit.lazy_regex import lazy_pattern
from searchkit.model import Article, Hit

_LONGEST = 2000
"""Characters; terminals and browsers cut addresses, or refuse them, from 2,083 on."""
_WEB = lazy_pattern(r"https?://[^/\s]")
_UNSAFE = lazy_pattern(r"[^!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]")


def web_address(url: str | None) -> str | None:
    """An http or https address as visible ASCII; None for any other."""
    if not url or not _WEB.match(url):
        return None
    address = _UNSAFE.sub(_percent, url)
    return address if len(address) <= _LONGEST else None


def address_of(reader: Reader, index: Path, article: Article | Hit) -> str | None:
    """An article's own address, else that of the file it was read from; None where neither is.

    A path counts only where the archive has read a file of that name, which is still there: what an
    article says of itself opens nothing.
    """
    return web_address(article.url) or _file_address(reader, index, article.path)


def _file_address(reader: Reader, index: Path, path: str | None) -> str | None:
    from searchkit.ingest.keys import path_of
    from searchkit.ingest.record import Record

    base = Record(reader).base(index)
    if not path or base is None or reader.entry(f"file/{path}") is None:
        return None
    file = path_of(path, base)
    return Path(file).as_uri() if os.path.isfile(file) else None


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))
