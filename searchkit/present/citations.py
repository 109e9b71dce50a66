"""Articles as others cite them: BibTeX entries and Markdown with a citation each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from searchkit.model import Article
from searchkit.present.escape import escape_line, escape_text
from searchkit.published import civil_date

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
# Not the locale's: a citation reads the same wherever it is made.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~#!&])")
_MARKDOWN_LIST = re.compile(r"^(\s*)(?:([-+=])|(\d+)([.)]))")
_NO_KEY = re.compile(r"[^a-z0-9]+")
_ADDRESS = re.compile(r"https?://[^\s<>\\{}\"|^`]+")


def bibtex_lines(article: Article) -> Iterator[str]:
    """One entry and an empty line. What is unknown is left out; its key is made of the id."""
    fields = {
        "title": article.title or "(untitled)",
        "author": article.author,
        "journal": article.source,
    }
    yield f"@article{{{_key(article)},"
    for name, text in fields.items():
        if text:
            yield f"  {name} = {{{{{_latex(text)}}}}},"
    if article.when is not None:
        day = civil_date(article.when)
        yield f"  date = {{{day.isoformat()}}},"
        yield f"  year = {{{day.year}}},"
        yield f"  month = {{{day.month}}},"
    if article.url and _ADDRESS.fullmatch(article.url):
        yield f"  url = {{{article.url}}},"
    if article.language:
        yield f"  langid = {{{_latex(article.language)}}},"
    yield "}"
    yield ""


def markdown_lines(article: Article) -> Iterator[str]:
    """Title, citation, and the body's paragraphs; nothing in them is taken for markup."""
    yield f"## {_markdown(escape_line(article.title) or '(untitled)')}"
    yield ""
    yield citation(article)
    yield ""
    for line in escape_text(article.body).split("\n"):
        if line.strip():
            yield _MARKDOWN_LIST.sub(_escape_marker, _markdown(line.strip()))
            yield ""


def citation(article: Article) -> str:
    """`Author. “Title”. *Source*, 23 January 2022. <url>`, in Markdown, of what is known."""
    parts = []
    if article.author:
        parts.append(f"{_shown(article.author)}.")
    parts.append(f"“{_shown(article.title) or '(untitled)'}”.")
    source = f"*{_shown(article.source)}*" if article.source else "Source unknown"
    if article.when is None:
        parts.append(f"{source}, undated.")
    else:
        day = civil_date(article.when)
        parts.append(f"{source}, {day.day} {_MONTHS[day.month - 1]} {day.year}.")
    if article.url and _ADDRESS.fullmatch(article.url):
        parts.append(f"<{article.url}>")
    return " ".join(parts)


def _key(article: Article) -> str:
    """Letters, digits and hyphens of source, year and id: every id makes another one."""
    year = str(civil_date(article.when).year) if article.when else "undated"
    plain = unicodedata.normalize("NFKD", article.source or "").encode("ascii", "ignore").decode()
    name = _NO_KEY.sub("", plain.lower())
    safe = "".join(c if c.isascii() and c.isalnum() else f"-{ord(c):x}" for c in article.id)
    return f"{name or 'article'}{year}-{safe}"


def _latex(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in escape_line(text))


def _shown(text: str | None) -> str:
    return _markdown(escape_line(text or ""))


def _markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _escape_marker(match: re.Match[str]) -> str:
    """A line's beginning that would make it a list, a heading or a rule."""
    space, mark, number, end = match.groups()
    return f"{space}\\{mark}" if mark else f"{space}{number}\\{end}"
