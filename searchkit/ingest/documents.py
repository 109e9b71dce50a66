"""One document, whole: its bytes are told apart by what they hold, and read as that.

Streams of many documents (archives, crawls, JSON lines, tables) are `reader.py`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from searchkit.analysis.language import guess_language
from searchkit.ingest import limits, records
from searchkit.ingest.decode import binary_kind, decode
from searchkit.ingest.feeds import is_feed, read_feed
from searchkit.ingest.mapping import mapped
from searchkit.ingest.markdown import is_markdown, read_markdown
from searchkit.ingest.mhtml import is_mhtml, read_mhtml
from searchkit.ingest.pdf import is_pdf, read_pdf
from searchkit.ingest.rules import PLAIN, Treatment
from searchkit.ingest.tables import is_table, read_table
from searchkit.ingest.text import read_text
from searchkit.model import Article, Candidate, Rejected

Format = Literal["html", "feed", "json", "jsonl", "xml", "table", "markdown", "text"]

_HEAD = 8192
_LINES_NAMES = (".jsonl", ".ndjson")
_PAGE_NAMES = (".html", ".htm", ".xhtml", ".shtml")
_CODE_NAMES = (".css", ".js", ".mjs", ".map")
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|(?:html|head|body|meta|title|link|"
    r"script|style|article|main|section|div|table|header|h1|p)[\s>/])",
    re.IGNORECASE | re.DOTALL,
)
_NEXT_RECORD = re.compile(r"\s+[{\[]")
_PAGE_INSIDE = re.compile(r"<html[\s>].*?<(?:head|body)[\s>]", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[a-zA-Z!/][^<>]*>")
_HEADING = re.compile(r"\s*<h1>(.*?)</h1>\s*(.*)", re.DOTALL)
_ASTRAL, _BEYOND_LATIN = re.compile(rb"[\xf0-\xf4]"), re.compile(rb"[\xc4-\xef]")
_XML = re.compile(r"\s*<\?xml\s")


def read_document(
    data: bytes,
    *,
    path: str,
    name: str,
    url: str | None = None,
    declared: str | None = None,
    treatment: Treatment = PLAIN,
) -> Iterator[Article | Rejected]:
    """The articles of a document; `name` (lower case) tells the format in doubt.

    `declared` is the encoding or content type that came with it. Raises Unreadable, with
    the reason, for what cannot be read.
    """
    if is_pdf(data):
        yield _read_pdf(data, path, url)
        return
    if is_mhtml(data):
        page = read_mhtml(data)
        if page is None:
            yield Rejected(path, "a saved page or mail that holds no HTML")
            return
        data, declared, url, name = page.markup, page.charset, url or page.url, "saved.html"
    if kind := binary_kind(data):
        yield Rejected(path, f"not text: {kind}")
        return
    if name.endswith(_CODE_NAMES):
        yield Rejected(path, "a style sheet or script")
        return
    if len(data) * _width(data) > limits.TEXT_MEMORY:
        what = f"its text takes more than {limits.TEXT_MEMORY >> 20} MB of memory"
        yield Rejected(path, f"{what}: split it, or save it as JSON lines, which have no limit")
        return
    text, _ = decode(data, treatment.encoding or declared)
    del data
    if not text.strip("\ufeff\0 \t\r\n\f\v"):
        yield Rejected(path, "no text: only white space")
        return
    form = format_of(text, name, treatment)
    if form == "jsonl":
        yield from _read_lines(text, path, treatment)
        return
    for item in _read_as(form, text, path, url, treatment):
        yield _with_language(item)


def _width(data: bytes) -> int:
    """Bytes that a character of some data takes in memory, at most, if the data is UTF-8."""
    if len(data) * 4 <= limits.TEXT_MEMORY:
        return 1
    return 4 if _ASTRAL.search(data) else 2 if _BEYOND_LATIN.search(data) else 1


def format_of(text: str, name: str, treatment: Treatment = PLAIN) -> Format:
    """The format of a text, told by its beginning, then by the name (lower case) of its file."""
    head = text[:_HEAD].lstrip("\ufeff")
    if is_feed(head):
        return "feed"
    if _PAGE.match(head) or _PAGE_INSIDE.search(head):
        return "html"
    if _XML.match(head):
        return "xml"
    if head.lstrip()[:1] in ("{", "["):
        form = _json_format(text, name)
        if form:
            return form
    if name.endswith(_LINES_NAMES):
        return "jsonl"
    if name.endswith(".json"):
        return "json"
    if is_markdown(text, name):
        return "markdown"
    if is_table(head, name, treatment):
        return "table"
    return "html" if name.endswith(_PAGE_NAMES) and _TAG.search(text) else "text"


def is_json_lines(head: bytes, name: str) -> bool:
    """Whether a file is to be read line by line: by its name, or since its first line is JSON."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or binary_kind(head):
        return False
    if name.endswith(_LINES_NAMES):
        return True
    first, end, rest = head.lstrip(b"\xef\xbb\xbf\r\n ").partition(b"\n")
    return (
        first.startswith(b"{")
        and bool(end)
        and rest.startswith(b"{")
        and _is_json(decode(first)[0])
    )


def read_json_line(line: bytes, path: str, number: int, treatment: Treatment) -> Article | Rejected:
    """The article of one line of JSON lines."""
    return records.read_line(_line_text(line), path=path, number=number, shape=_shape(treatment))


def _read_lines(text: str, path: str, treatment: Treatment) -> Iterator[Article | Rejected]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            shape = _shape(treatment)
            yield records.read_line(line, path=path, number=number, shape=shape)


def _read_as(
    form: Format, text: str, path: str, url: str | None, treatment: Treatment
) -> Iterator[Article | Rejected]:
    if form == "html":
        from searchkit.ingest.html import read_page

        yield read_page(text, path=path, url=url, treatment=treatment)
    elif form == "feed":
        yield from read_feed(text, path=path)
    elif form == "json":
        yield from _read_json(text, path, treatment)
    elif form == "xml":
        yield Rejected(path, "XML that is neither a feed nor a page")
    elif form == "table":
        lines = text.splitlines(keepends=True)
        yield from read_table(lines, path=path, treatment=treatment)
    elif form == "markdown":
        yield _with_url(_read_markdown(text, path, treatment), url)
    elif len(text) > limits.TEXT_CHARACTERS or text.count("\n") > limits.TEXT_LINES:
        limit = f"{limits.TEXT_CHARACTERS >> 20} million characters or {limits.TEXT_LINES:,} lines"
        yield Rejected(path, f"a text of more than {limit} is no article: split it into articles")
    else:
        yield _with_url(read_text(text, path=path), url)


def _read_json(text: str, path: str, treatment: Treatment) -> Iterator[Article | Rejected]:
    if sum(map(text.count, ",[{")) > limits.JSON_VALUES:
        what = f"JSON of more than {limits.JSON_VALUES:,} values"
        yield Rejected(path, f"{what}: save it as JSON lines, which have no limit")
        return
    yield from records.read_json(
        text, path=path, shape=_shape(treatment), records_at=treatment.records
    )


def _read_markdown(text: str, path: str, treatment: Treatment) -> Article | Rejected:
    from searchkit.ingest.html import body_text

    fields, markup = read_markdown(text)
    record = mapped(fields, treatment.fields, treatment.language)
    assert isinstance(record, dict)
    heading = _HEADING.match(markup)
    title = body_text(heading[1]) if heading else ""
    article = records.read_record(record | {"body": body_text(markup)}, path=path)
    if isinstance(article, Rejected) or not heading or article.title not in ("", title):
        return article
    # The first heading is the title, unless the fields give another.
    basis = article.title_basis or "heading"
    return article.with_texts(title=title, title_basis=basis, body=body_text(heading[2]))


def _read_pdf(data: bytes, path: str, url: str | None) -> Article | Rejected:
    document = read_pdf(data)
    article = _with_url(read_text(document.text, path=path), url)
    if isinstance(article, Rejected):
        return article
    # What a document says of itself is mostly its template's, or its typist's.
    given = [("title", document.title), ("author", document.author)]
    weak = [Candidate(name, value, "weak") for name, value in given if value.strip()]
    return _as_article(replace(article, candidates=(*article.candidates, *weak)))


def _as_article(article: Article) -> Article:
    found = _with_language(article)
    assert isinstance(found, Article)
    return found


def _shape(treatment: Treatment) -> records.Shape | None:
    fields, language = treatment.fields, treatment.language
    return (lambda record: mapped(record, fields, language)) if fields or language else None


def _json_format(text: str, name: str) -> Format | None:
    """Whether a text that begins with a bracket is JSON, JSON lines or (None) just that."""
    if name.endswith(_LINES_NAMES):
        return "jsonl"
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    if end >= 0 and _NEXT_RECORD.match(text, end) and _is_json(text[start:end]):
        return "jsonl"
    return "json" if name.endswith(".json") or _is_json(text) else None


def _is_json(text: str) -> bool:
    if sum(map(text.count, ",[{")) > limits.JSON_VALUES:
        return text.lstrip()[:1] in ("{", "[")
    try:
        records.parse(text)
    except ValueError:
        return False
    return True


def _line_text(line: bytes) -> str:
    """What `decode` makes of a line, sooner where it is plainly UTF-8.

    Plainly: not UTF-16, whose ASCII has NULs, nor one of East Asia's seven-bit encodings, which
    shift between character sets.
    """
    if line.startswith(b"{") and not (
        b"\0" in line or b"\x1b" in line or b"\x0e" in line or b"\x0f" in line or b"~" in line
    ):
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return decode(line)[0]


def _with_url(item: Article | Rejected, url: str | None) -> Article | Rejected:
    if not url or isinstance(item, Rejected) or item.url:
        return item
    return replace(item, url=url, url_basis="user")


def _with_language(item: Article | Rejected) -> Article | Rejected:
    if isinstance(item, Rejected) or item.language:
        return item
    language = guess_language(item.body)
    return item.with_texts(language=language, language_basis="words") if language else item
