"""`documents/` is read as a careful person would read it, and holds what it promises.

The archive is made up: the republic of Velmora and its neighbours around the Kesh Strait, from
March to August 2025, in papers that do not exist. By folder:

- `2025-03` … `2025-08`: stories saved as plain text, as they come: a date glued to the first word,
  bylines, captions printed twice with dates of their own, advertisements on top, hard-wrapped
  lines, no line breaks at all, CRLF, cp1252, ISO 8859-1, UTF-16.
- `wire`: agency copy and syndicated texts; `saved`: a page kept without its address.
- one folder per paper (`harbourcourier`, `talbote`, …): whole web pages with menus, cookie
  notices, comments, JSON-LD (whole, as a graph, broken), canonical links of all kinds.
- `feeds`: RSS and Atom; `exports`: a JSON object, an array, and JSON lines with bad lines in them.
- `broken`: what must be rejected: an empty file, a blank one, a picture named `.txt`.

`truth.jsonl` has one line per article (`index` counts the articles of a file) and per rejection.
A field that a line leaves out is not claimed; null claims that nothing may be found. A null title
must be made of the first sentence. Texts are compared with runs of white space as one space.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from searchkit.ingest.findings import STRENGTHS
from searchkit.ingest.reader import read_articles
from searchkit.model import Article, Rejected
from searchkit.published import civil_date, format_published, parse_iso

ROOT = Path(__file__).parents[2]
ARCHIVE = ROOT / "documents"
TRUTH: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "truth.jsonl").read_text("utf-8").splitlines()
]
STORIES = [line for line in TRUTH if not line.get("rejected")]
REJECTIONS = [line for line in TRUTH if line.get("rejected")]
PATHS = sorted({line["path"] for line in TRUTH})
FIELDS = ("source", "author", "url", "language", "dateline", "published_basis", "id")


def named(line: dict[str, Any]) -> str:
    return f"{line['path'].removeprefix('documents/')}#{line['index']}"


def flat(text: str) -> str:
    return " ".join(text.split())


@cache
def read(path: str) -> tuple[tuple[Article, ...], tuple[Rejected, ...]]:
    items = list(read_articles(ROOT / path))
    articles = tuple(item for item in items if isinstance(item, Article))
    return articles, tuple(item for item in items if isinstance(item, Rejected))


def mistakes(article: Article, line: dict[str, Any]) -> Iterator[str]:
    """What the article says that its line of the truth does not."""
    for name in FIELDS:
        if name in line and getattr(article, name) != line[name]:
            yield f"{name}: {getattr(article, name)!r}, not {line[name]!r}"
    published = format_published(article.when)
    if published != line["published"]:
        yield f"published: {published}, not {line['published']}"
    yield from title_mistakes(article, line["title"])
    yield from body_mistakes(flat(article.body), line)


def title_mistakes(article: Article, expected: str | None) -> Iterator[str]:
    title = flat(article.title)
    if expected is not None and title != expected:
        yield f"title: {title!r}, not {expected!r}"
    if expected is None and article.title_basis != "first sentence":
        yield f"title: {title!r} comes from {article.title_basis}, not from the first sentence"
    start = title.rstrip(" .…")
    if expected is None and (not start or not flat(article.body).startswith(start)):
        yield f"title: {title!r} does not begin the body"


def body_mistakes(body: str, line: dict[str, Any]) -> Iterator[str]:
    if not body.startswith(line["body_starts"]):
        yield f"body starts {body[:60]!r}, not {line['body_starts']!r}"
    if not body.endswith(line["body_ends"]):
        yield f"body ends {body[-60:]!r}, not {line['body_ends']!r}"
    yield from (f"body lacks {text!r}" for text in line["body_has"] if text not in body)
    yield from (f"body has {text!r}" for text in line["not_in_body"] if text in body)


@pytest.mark.parametrize("line", STORIES, ids=named)
def test_an_article_is_read_as_a_careful_person_reads_it(line: dict[str, Any]) -> None:
    articles, rejected = read(line["path"])
    assert line["index"] < len(articles), rejected
    assert list(mistakes(articles[line["index"]], line)) == []


@pytest.mark.parametrize("path", PATHS)
def test_a_file_holds_no_more_and_no_fewer_articles_than_its_truth(path: str) -> None:
    articles, rejected = read(path)
    assert len(articles) == sum(line["path"] == path for line in STORIES)
    assert len(rejected) == sum(line["path"] == path for line in REJECTIONS)
    assert all(item.reason for item in rejected)


@pytest.mark.parametrize("line", [line for line in REJECTIONS if "line" in line], ids=str)
def test_a_rejected_record_is_named_by_its_line(line: dict[str, Any]) -> None:
    _, rejected = read(line["path"])
    name = Path(line["path"]).name
    texts = [f"{item.path} {item.reason}".replace(name, "") for item in rejected]
    assert any(re.search(rf"\b{line['line']}\b", text) for text in texts), texts


# What follows asks nothing of the reader: is the truth true, and the archive as rich as promised?


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings(item)


def records(text: str, suffix: str) -> Iterator[Any]:
    for part in text.splitlines() if suffix == ".jsonl" else [text]:
        try:
            yield json.loads(part)
        except ValueError:
            yield part


@cache
def visible(path: str, encoding: str) -> str:
    """The file's text as a person sees it, found without any of the reader's own code."""
    text = (ROOT / path).read_bytes().decode(encoding)
    suffix = Path(path).suffix
    if suffix in (".json", ".jsonl"):
        return flat(" ".join(strings(list(records(text, suffix)))))
    if suffix != ".txt":
        text = re.sub(r"<!\[CDATA\[|\]\]>", "", text)
        text = html.unescape(re.sub(r"<[^>]+>", "", text))
        text = html.unescape(re.sub(r"</?(?:p|em|div)>", "", text))
    return flat(re.sub(r"(?m)^\s*[•-]\s+", "", text))


@pytest.mark.parametrize("line", STORIES, ids=named)
def test_the_truth_quotes_what_stands_in_the_file(line: dict[str, Any]) -> None:
    text = visible(line["path"], line.get("encoding", "utf-8"))
    quotes = [line["title"], line.get("dateline")]
    quotes += [line["body_starts"], line["body_ends"], *line["body_has"], *line["not_in_body"]]
    text += "•"  # A bullet's mark is looked for too, and taken out above.
    assert [quote for quote in quotes if quote and quote not in text] == []


@pytest.mark.parametrize("line", STORIES, ids=named)
def test_names_and_addresses_of_the_truth_stand_in_the_file(line: dict[str, Any]) -> None:
    text = html.unescape((ROOT / line["path"]).read_bytes().decode(line.get("encoding", "utf-8")))
    names = [line.get(name) for name in ("source", "author", "url", "id")]
    assert [name for name in names if name and name not in text] == []


def test_every_file_of_the_archive_has_its_truth() -> None:
    files = (path for path in ARCHIVE.rglob("*") if path.is_file())
    seen = {path.relative_to(ROOT).as_posix() for path in files if not path.name.startswith(".")}
    assert seen == set(PATHS)


def test_a_line_of_the_truth_is_well_formed() -> None:
    for line in STORIES:
        published = line["published"]
        assert (published is None) == (line["published_basis"] is None), named(line)
        assert published is None or format_published(parse_iso(published)) == published
        assert line["published_basis"] is None or line["published_basis"] in STRENGTHS
    counts = Counter(line["path"] for line in STORIES)
    assert all(line["index"] < counts[line["path"]] for line in STORIES)
    assert len({named(line) for line in STORIES}) == len(STORIES)


def test_the_archive_holds_sixty_articles_of_eight_papers_in_four_languages() -> None:
    assert len(STORIES) >= 60
    assert len({line.get("source") for line in STORIES} - {None}) >= 8
    languages = Counter(line["language"] for line in STORIES)
    assert set(languages) == {"en", "de", "fr", "es"}
    assert min(languages.values()) >= 5


def test_the_archive_covers_half_a_year_and_has_undated_stories() -> None:
    dates = [civil_date(parse_iso(s["published"])) for s in STORIES if s["published"]]
    assert len(STORIES) - len(dates) >= 4
    assert min(dates) >= date(2025, 3, 1)
    assert max(dates) <= date(2025, 8, 31)
    assert {day.month for day in dates} == {3, 4, 5, 6, 7, 8}


def test_a_date_can_be_found_in_every_way_there_is() -> None:
    bases = {line["published_basis"] for line in STORIES}
    assert bases >= {"user", "json-ld", "feed", "meta", "time", "url", "header", "byline"}


def test_the_archive_has_files_of_every_kind_and_encoding() -> None:
    suffixes = {Path(path).suffix for path in PATHS}
    assert suffixes >= {".txt", ".html", ".json", ".jsonl", ".rss", ".xml"}
    encodings = {line.get("encoding", "utf-8") for line in STORIES}
    assert encodings == {"utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-1"}
    assert max((ROOT / path).stat().st_size for path in PATHS) > 100_000
    assert sum(Path(path).name == "01.txt" for path in PATHS) >= 2


def test_one_story_was_published_again_at_its_address_with_changes() -> None:
    at_address: dict[str, list[dict[str, Any]]] = {}
    for line in STORIES:
        if line.get("url"):
            at_address.setdefault(line["url"], []).append(line)
    again = [lines for lines in at_address.values() if len(lines) > 1]
    assert len(again) == 1
    assert len({line["path"] for line in again[0]}) == 2
    assert len({line["title"] for line in again[0]}) == 2


def test_wire_copy_was_printed_by_three_papers_with_cuts() -> None:
    passage = "Under the state of emergency, which lasts 30 days and may be renewed"
    printed = [
        line for line in STORIES if passage in visible(line["path"], line.get("encoding", "utf-8"))
    ]
    assert len({line.get("source") for line in printed}) == 3
    assert len({visible(line["path"], "utf-8") for line in printed}) == 3
