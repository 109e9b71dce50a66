"""Articles, hits and reports as records for other programs: JSON, JSON lines, CSV.

JSON is exact: it reads back as what was stored. CSV is meant for people's spreadsheets, so its
cells hold what can be shown, and none is a formula.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from searchkit.lazy_regex import lazy_pattern
from searchkit.model import Article, Hit
from searchkit.present.escape import escape_json, escape_line
from searchkit.published import format_published

_FACTS = ("id", "title", "source", "published", "author", "url", "path", "language")
CSV_COLUMNS = (*_FACTS, "score", "snippet")
ARTICLE_COLUMNS = (*_FACTS, "published_basis", "source_basis", "body")
# A span or a facet's count, one item a line; strings hold no line breaks in JSON.
_BROKEN_PAIR = lazy_pattern(r'\[\n *("(?:[^"\\]|\\.)*"|\d+),\n *(\d+)\n *\]')
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def json_text(data: Any, *, encoding: str = "utf-8", indent: int | None = 2) -> str:
    """`data` as JSON; characters that `encoding` lacks are written as `\\uXXXX`."""
    text = _dump(data, indent, ascii_only=False)
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return _dump(data, indent, ascii_only=True)
    return text


def csv_lines(hits: Iterable[Hit]) -> Iterator[str]:
    """A header, then one line for each hit."""
    yield csv_line(CSV_COLUMNS)
    for hit in hits:
        yield csv_line(
            (
                hit.id,
                hit.title,
                hit.source,
                format_published(hit.published),
                hit.author,
                hit.url,
                hit.path,
                hit.language,
                f"{hit.score:.4f}",
                " … ".join(snippet.text for snippet in hit.snippets),
            )
        )


def article_csv_lines(articles: Iterable[Article]) -> Iterator[str]:
    """A header, then one line for each article, its body in the last cell."""
    yield csv_line(ARTICLE_COLUMNS)
    for article in articles:
        data = article.to_json()
        yield csv_line(data[name] for name in ARTICLE_COLUMNS)


def csv_line(cells: Iterable[str | None]) -> str:
    """One line of CSV without its end; None is an empty cell."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([_cell(cell) for cell in cells])
    return line.getvalue()


def _dump(data: Any, indent: int | None, *, ascii_only: bool) -> str:
    text = escape_json(json.dumps(data, ensure_ascii=ascii_only, indent=indent))
    return text if indent is None else _BROKEN_PAIR.sub(r"[\1, \2]", text)


def _cell(text: str | None) -> str:
    """Text that no spreadsheet takes for a formula, however it trims what comes first."""
    if text is None:
        return ""
    cell = escape_line(text)
    hazardous = text.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA)
    return f"'{cell}" if hazardous else cell
