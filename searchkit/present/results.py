"""Hits and articles as lines for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from searchkit.model import Article, Facets, Hit, Results, Snippet, WordScore
from searchkit.present.dates import show_day, show_published
from searchkit.present.escape import escape_line, escape_text
from searchkit.present.style import Style
from searchkit.present.wrap import columns, cut, wrap
from searchkit.values import Value

UNKNOWN_SOURCE = "source unknown"
_TIMES = ("day", "month", "year")
_DOT = " · "
_SENTENCE_ENDS = ".!?…。！？\"'”’»)"


class HitStyle(Value, kw_only=True):
    """How hits are listed: `short_id` gives what stands for an id, `address_of` a title's link."""

    style: Style = Style()
    width: int = 80
    short_id: Callable[[str], str] = str
    address_of: Callable[[Hit], str | None] = lambda hit: None
    verbose: bool = False


def result_lines(results: Results, how: HitStyle, *, offset: int = 0) -> Iterator[str]:
    """What a page of results says: how many there are, and each hit.

    `offset` is how many hits came on earlier pages.
    """
    style = how.style
    yield style.faint(headline(results))
    if how.verbose or results.interpreted.split() != results.query.split():
        yield style.faint(f"read as: {escape_line(results.interpreted)}")
    for number, hit in enumerate(results, offset + 1):
        yield ""
        yield from hit_lines(hit, how, number=number)


def more_line(results: Results, style: Style, *, offset: int, limit: int) -> str | None:
    """How to see the next page, or None on the last one."""
    last = offset + len(results)
    if not len(results) or last >= results.groups:
        return None
    shown = f"{offset + 1:,}–{last:,} of {results.groups:,}"
    hint = f"; more with --page {offset // limit + 2}" if offset % limit == 0 else ""
    return style.faint(f"shown: {shown}{hint}")


def hit_lines(hit: Hit, how: HitStyle, *, number: int) -> Iterator[str]:
    """A hit's title, its source, date and place, and its snippets."""
    style = how.style
    label = f"{number}. "
    indent = " " * len(label)
    room = how.width - len(indent)
    address = how.address_of(hit) if style.links else None
    title = cut(hit.title, hit.title_spans) or [("(untitled)", False)]
    for index, line in enumerate(wrap(title, room, mark=style.mark_columns)):
        shown = style.link(style.render(line, strong=True), address)
        yield (indent if index else style.faint(label)) + shown
    for facts in _joined(_meta(hit, style, how.short_id(hit.id), how.verbose), room):
        yield indent + facts
    if hit.copies:
        for line in wrap([(copies_text(hit), False)], room):
            yield indent + style.faint(style.render(line))
    if hit.quotes:
        yield indent + style.faint(quoted_text(hit))
    for snippet in hit.snippets:
        yield from _snippet_lines(snippet, style, indent, room)
    if hit.explanation is not None:
        yield from _explanation_lines(hit, style, indent)


def facet_lines(facets: Facets, style: Style, *, most: int) -> Iterator[str]:
    """Each facet with its values and their counts: so many values, but every period of time."""
    for name, counts in facets.items():
        if not counts:
            continue
        yield ""
        yield style.strong(f"by {escape_line(name)}")
        digits = max(len(f"{count:,}") for _, count in counts)
        shown = counts if name in _TIMES else counts[:most]
        for value, count in shown:
            yield f"  {count:>{digits},}  {escape_line(str(value))}"
        if len(shown) < len(counts):
            yield style.faint(f"  {'…':>{digits}}  more with --json")


def article_lines(
    article: Article, style: Style, *, width: int | None = None, verbose: bool = False
) -> Iterator[str]:
    """One article, whole: title, what is known of it and how, and its body.

    Paragraphs are wrapped to `width`; with None they are kept as they are. With `verbose`, also
    what was found and not taken.
    """
    yield style.strong(escape_line(article.title) or "(untitled)")
    for name, value, basis in _facts(article):
        known = f" {style.faint(f'({escape_line(basis)})')}" if basis else ""
        yield f"{style.faint(f'{name}:')} {escape_line(value)}{known}"
    for other in article.candidates if verbose else ():
        basis = style.faint(f"({escape_line(other.basis)})")
        what = f"{escape_line(other.field)} {escape_line(other.value)}"
        yield f"{style.faint('not taken:')} {what} {basis}"
    yield ""
    for line in escape_text(article.body).split("\n"):
        if width is None or not line.strip():
            yield line
        else:
            yield from (style.render(part) for part in wrap([(line, False)], width))


def preview_line(article: Article, style: Style) -> str:
    """What ingestion would make of one article, on one line."""
    source = escape_line(article.source) if article.source else UNKNOWN_SOURCE
    return " · ".join(
        (
            style.strong(escape_line(article.title) or "(untitled)"),
            style.name(source),
            show_published(article.when),
            escape_line(article.path or article.url or article.id),
        )
    )


def headline(results: Results) -> str:
    """How many articles were found for what, in which time."""
    noun = "article" if results.total == 1 else "articles"
    query = escape_line(results.query).strip()
    subject = f" for {query}" if query else ""
    stories = f" in {results.groups:,} stories" if results.groups < results.total else ""
    return f"{results.total:,} {noun}{subject}{stories} ({results.took_ms:.1f} ms)"


def _meta(
    hit: Hit, style: Style, shown_id: str, verbose: bool
) -> Iterator[tuple[str, Callable[[str], str]]]:
    """Source, day, place and id, each with how it is painted."""
    published = show_published(hit.published) if verbose else show_day(hit.published)
    source = escape_line(hit.source) if hit.source else UNKNOWN_SOURCE
    if verbose:
        source += f" ({escape_line(hit.source_basis)})" if hit.source_basis else ""
        published += f" ({escape_line(hit.published_basis)})" if hit.published_basis else ""
    yield source, style.name
    yield published, str
    place = hit.path or hit.url
    if place and place != shown_id:
        yield escape_line(place), style.faint
    yield f"id {escape_line(shown_id)}", style.faint


def _joined(parts: Iterable[tuple[str, Callable[[str], str]]], room: int) -> Iterator[str]:
    """Painted parts with dots between, as many on a line as there is room for."""
    line, used = "", 0
    for text, paint in parts:
        if line and used + len(_DOT) + columns(text) > room:
            yield line
            line, used = "", 0
        line += (_DOT if line else "") + paint(text)
        used += (len(_DOT) if used else 0) + columns(text)
    yield line


def copies_text(hit: Hit) -> str:
    """How many copies there are, and whose."""
    names = dict.fromkeys(escape_line(copy.source or UNKNOWN_SOURCE) for copy in hit.others)
    noun = "copy" if hit.copies == 1 else "copies"
    more = ", …" if hit.copies > len(hit.others) else ""
    return f"+{hit.copies:,} {noun}: {', '.join(names)}{more}"


def quoted_text(hit: Hit) -> str:
    """Who is quoted."""
    from searchkit.present.quotations import speakers

    return f"quotes {speakers(hit.quotes)}"


def _snippet_lines(snippet: Snippet, style: Style, indent: str, room: int) -> Iterator[str]:
    """The passage, with an ellipsis where the body goes on before or after it."""
    pieces = cut(snippet.text, snippet.spans)
    if not pieces:
        return
    if snippet.start > 0:
        pieces.insert(0, ("… ", False))
    if not ends_whole(snippet):
        pieces.append((" …", False))
    for line in wrap(pieces, room, mark=style.mark_columns):
        yield indent + style.render(line)


def ends_whole(snippet: Snippet) -> bool:
    """Whether it ends with a sentence: it does not know its body's length."""
    return snippet.text.rstrip().endswith(tuple(_SENTENCE_ENDS))


def _explanation_lines(hit: Hit, style: Style, indent: str) -> Iterator[str]:
    yield indent + style.faint(f"score {hit.score:.4f}")
    for line in word_lines(hit.explanation or ()):
        yield indent + style.faint(line)


def word_lines(words: Sequence[WordScore]) -> Iterator[str]:
    """What each word gave to a score, in columns."""
    names = [escape_line(part.word) for part in words]
    longest = max(map(columns, names), default=0)
    for name, part in zip(names, words, strict=True):
        yield (
            f"  {part.score:8.4f}  {name}{' ' * (longest - columns(name))}  "
            f"idf {part.idf:.3f} · frequency {part.frequency:g} · weight {part.weight:g}"
        )


def _facts(article: Article) -> Iterator[tuple[str, str, str | None]]:
    """Name, value and basis of what is known about an article."""
    yield "source", article.source or "unknown", article.source_basis
    yield (
        "published",
        "unknown" if article.when is None else show_published(article.when),
        article.published_basis,
    )
    for name in ("author", "agency", "url", "language", "path"):
        value = getattr(article, name)
        if value:
            yield name, value, getattr(article, f"{name}_basis", None)
    yield "id", article.id, None
