"""Results and timelines as HTML, for notebooks: no script, no style sheet, no colour of its own.

What is emphasised borrows the page's own text colour, so that it reads on light and on dark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import urlsplit

from searchkit.model import Hit, Results, Snippet, Span
from searchkit.present.dates import show_published
from searchkit.present.escape import escape_line
from searchkit.present.results import (
    UNKNOWN_SOURCE,
    copies_text,
    ends_whole,
    headline,
    quoted_text,
)
from searchkit.present.timelines import headline as timeline_headline
from searchkit.present.timelines import show_share
from searchkit.present.wrap import cut
from searchkit.timeline import Period, Timeline

_FAINT = "opacity:.7"
_MARK = "background:rgba(255,196,0,.4);color:inherit;border-radius:2px"
_BAR = "display:inline-block;height:.8em;background:currentColor;opacity:.55"
_NUMBER = "text-align:right;font-variant-numeric:tabular-nums"
_CELL = "padding:0 .6em 0 0;text-align:left"
_BAR_EMS = 16


def results_html(results: Results) -> str:
    """A page of results: what was found, its warnings, and each hit with its snippets."""
    hits = "".join(f"<li style='margin:.5em 0'>{''.join(_hit(hit))}</li>" for hit in results)
    warnings = "".join(f"<p>⚠ {_text(warning)}</p>" for warning in results.warnings)
    read = f"<p style='{_FAINT}'>read as: {_text(results.interpreted)}</p>"
    listed = f"<ol>{hits}</ol>" if hits else ""
    hints = "".join(f"<p>{_text(hint)}</p>" for hint in _hints(results))
    said = f"<p style='{_FAINT}'>{_text(headline(results))}</p>"
    return _whole(f"{said}{read}{warnings}{hints}{listed}")


def timeline_html(timeline: Timeline) -> str:
    """A timeline as a table: each period with its count and a bar; peaks name their headline."""
    most = max((period.count for period in timeline), default=0)
    rows = "".join(f"<tr>{''.join(_row(period, most))}</tr>" for period in timeline)
    warnings = "".join(f"<p>⚠ {_text(warning)}</p>" for warning in timeline.warnings)
    table = f"<table style='border-collapse:collapse'><tbody>{rows}</tbody></table>" if rows else ""
    said = f"<p style='{_FAINT}'>{_text(timeline_headline(timeline))}</p>"
    return _whole(f"{said}{warnings}{table}")


def _hints(results: Results) -> tuple[str, ...]:
    """What to try next where nothing was found, or what may have been meant."""
    if not results.total:
        return results.advice
    if results.suggestion:
        return (f"did you mean: {results.suggestion}",)
    return ()


def _hit(hit: Hit) -> Iterator[str]:
    title = _marked(hit.title, hit.title_spans) or "(untitled)"
    address = _web_address(hit.url)
    if address:
        title = f"<a href='{address}' rel='noopener noreferrer' target='_blank'>{title}</a>"
    yield f"<strong>{title}</strong><br>"
    facts = [hit.source or UNKNOWN_SOURCE, show_published(hit.published)]
    facts += [f"id {hit.id}", *([copies_text(hit)] if hit.copies else [])]
    yield f"<span style='{_FAINT}'>{' · '.join(map(_text, facts))}</span>"
    if hit.quotes:
        yield f"<br><span style='{_FAINT}'>{_text(quoted_text(hit))}</span>"
    for snippet in hit.snippets:
        yield f"<p style='margin:.2em 0'>{_snippet(snippet)}</p>"


def _snippet(snippet: Snippet) -> str:
    before = "… " if snippet.start else ""
    after = "" if ends_whole(snippet) else " …"
    return f"{before}{_marked(snippet.text, snippet.spans)}{after}"


def _row(period: Period, most: int) -> Iterator[str]:
    yield f"<th scope='row' style='{_CELL};font-weight:normal'>{period.label}</th>"
    yield f"<td style='{_CELL};{_NUMBER}'>{period.count:,}</td>"
    if period.share is not None:
        yield f"<td style='{_CELL};{_NUMBER}'>{show_share(period)}</td>"
    ems = period.count * _BAR_EMS / most if most else 0
    bar = f"<span style='{_BAR};width:{ems:.2f}em'></span>" if period.count else ""
    top = "" if period.top is None else f" {_text(period.top.title)}"
    yield f"<td style='{_CELL}'>{bar}<span style='{_FAINT}'>{top}</span></td>"


def _whole(content: str) -> str:
    return f"<div dir='auto'>{content}</div>"


def _text(text: str) -> str:
    """Text that reads as itself and cannot turn what stands around it."""
    return f"<bdi>{escape(escape_line(text))}</bdi>"


def _marked(text: str, spans: Iterable[Span]) -> str:
    pieces = (
        f"<mark style='{_MARK}'>{escape(part)}</mark>" if match else escape(part)
        for part, match in cut(text, spans)
    )
    marked = "".join(pieces)
    return f"<bdi>{marked}</bdi>" if marked else ""


def _web_address(url: str | None) -> str | None:
    """An address that a browser may be sent to, as an attribute's value."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return escape(escape_line(url or "").replace(" ", "%20"))
