"""A web application: one page with a search box, over an archive that other programs write.

    python examples/web_search.py index 8000        then open http://localhost:8000/?q=embassy

One `Archive` serves all threads. `refresh` moves on to commits made since, for instance by
`searchkit ingest` from cron. Text of articles is hostile: it is escaped where it becomes HTML.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from html import escape
from urllib.parse import parse_qs
from wsgiref.simple_server import make_server

from searchkit import Archive, Hit, SearchkitError, Snippet

PAGE = """<!doctype html><meta charset="utf-8"><title>Archive</title>
<form><input name="q" value="{query}" autofocus> <button>Search</button></form>
{answer}"""
StartResponse = Callable[[str, list[tuple[str, str]]], object]


def application(archive: Archive) -> Callable[[dict[str, str], StartResponse], Iterable[bytes]]:
    """A WSGI application that answers `?q=...` from the archive."""

    def respond(environ: dict[str, str], start_response: StartResponse) -> Iterable[bytes]:
        query = parse_qs(environ.get("QUERY_STRING", "")).get("q", [""])[0]
        status, answer = "200 OK", ""
        if query:
            try:
                archive.refresh()
                results = archive.search(query)
                shown = "".join(map(hit_html, results))
                answer = f"<p>{results.total} articles</p><ol>{shown}</ol>"
            except SearchkitError as error:
                status, answer = "400 Bad Request", f"<p>{escape(str(error))}</p>"
        page = PAGE.format(query=escape(query), answer=answer).encode("utf-8", "replace")
        start_response(status, [("Content-Type", "text/html; charset=utf-8")])
        return [page]

    return respond


def hit_html(hit: Hit) -> str:
    """One hit as a list item."""
    when = hit.published.isoformat()[:10] if hit.published else "undated"
    passages = " … ".join(map(snippet_html, hit.snippets))
    title = marked(hit.title, hit.title_spans)
    return f"<li><b>{title}</b> <i>{escape(hit.source or '')} {when}</i><p>{passages}</p></li>"


def snippet_html(snippet: Snippet) -> str:
    return marked(snippet.text, snippet.spans)


def marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Text as HTML, escaped, with its spans in <mark>."""
    parts, done = [], 0
    for start, end in spans:
        parts += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
        done = end
    return "".join([*parts, escape(text[done:])])


def main() -> None:
    index = sys.argv[1] if len(sys.argv) > 1 else "index"
    port = int(sys.argv[2]) if len(sys.argv) > 2 else 8000
    with Archive.open(index) as archive, make_server("localhost", port, application(archive)) as s:
        print(f"http://localhost:{port}/?q=embassy")
        s.serve_forever()


if __name__ == "__main__":
    main()
