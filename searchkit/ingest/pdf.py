"""PDF documents: their text, page by page. Needs the extra "pdf" (pypdf)."""

from __future__ import annotations

import io
import logging
import re
from typing import NamedTuple

from searchkit.ingest import limits
from searchkit.ingest.unreadable import Unreadable

_HYPHEN = re.compile(r"(?<=[^\W\d_])-\n(?=[^\W\d_])")


class Document(NamedTuple):
    """A document's text, and the title and author that its maker gave it, as far as known."""

    text: str
    title: str
    author: str


def is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-")


def read_pdf(data: bytes) -> Document:
    """The text of a PDF. Raises Unreadable, with the reason, for one that cannot be read."""
    try:
        from pypdf import PdfReader
    except ImportError:
        raise Unreadable(
            "a PDF document: `pip install 'searchkit[pdf]'` lets searchkit read those"
        ) from None
    # pypdf tells of every oddity that it got over.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("an encrypted PDF document: save it without its password")
        if len(reader.pages) > limits.PDF_PAGES:
            raise Unreadable(f"a PDF document of more than {limits.PDF_PAGES} pages: split it")
        pages = [page.extract_text() for page in reader.pages]
        about = reader.metadata
        title, author = (about.title, about.author) if about else ("", "")
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(f"a damaged PDF document: {type(error).__name__}: {error}") from error
    text = _HYPHEN.sub("", "\n\n".join(page.strip() for page in pages)).strip()
    if not text:
        raise Unreadable("a PDF document without text: its pages are pictures")
    return Document(text, title or "", author or "")
