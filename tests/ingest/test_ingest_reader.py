"""Whole files: their format is told, and nothing raises."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.ingest import documents, limits
from searchkit.ingest.decode import decode
from searchkit.ingest.documents import format_of
from searchkit.ingest.reader import read_articles, read_bytes, read_lines
from searchkit.model import Article, Rejected

PROSE = "The council said that the bridge would be closed and that the ferries would run. " * 3


def reason(items: Iterator[Article | Rejected]) -> str:
    (item,) = items
    assert isinstance(item, Rejected)
    return item.reason


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("<!DOCTYPE html><p>x", "a.txt", "html"),
        ("<html><body>x", "a", "html"),
        ("\ufeff<!-- saved -->\n<html>", "a.txt", "html"),
        ("HTTP/1.1 200 OK\n\n<html><head></head>", "a", "html"),
        ("no tag at all", "a.html", "text"),
        ("x <b>y</b>", "a.html", "html"),
        ("<3 is no tag", "a.txt", "text"),
        ('<?xml version="1.0"?><rss version="2.0">', "a.txt", "feed"),
        ('<?xml version="1.0"?><nitf>', "a.xml", "xml"),
        ('{"title": "x"}', "a.txt", "json"),
        ('{\n"title": "x"\n}', "a", "json"),
        ('{"title": "x"}\n{"title": "y"}\n', "a.log", "jsonl"),
        ('{"title": "x"}', "a.jsonl", "jsonl"),
        ("[Drosk] The army said", "a.txt", "text"),
        ("[broken", "a.json", "json"),
        ("# A heading", "a.md", "markdown"),
        ("---\ntitle: A heading\n---\nText", "a.txt", "markdown"),
        ("---\nA rule, and no fields.\n---\n", "a.txt", "text"),
        ("id;headline;text\n1;x;y\n", "a.txt", "table"),
        ("one, two, three", "a.csv", "table"),
        ("Text, date and title are words, too.", "a.txt", "text"),
    ],
)
def test_content_tells_the_format_before_the_name(text: str, name: str, expected: str) -> None:
    assert format_of(text, name) == expected


def test_a_file_gives_articles_with_its_path_as_given(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(PROSE)
    (article,) = read_articles(path, url="https://a.example/b")
    assert isinstance(article, Article)
    assert (article.path, article.id) == (str(path), "")
    assert (article.url, article.url_basis) == ("https://a.example/b", "user")
    assert (article.language, article.language_basis) == ("en", "words")
    (page,) = read_bytes(f"<html><body><article><p>{PROSE}</p></article>".encode(), path="p.html")
    assert isinstance(page, Article)


def test_a_records_own_language_is_not_guessed_again() -> None:
    line = json.dumps({"title": "x", "text": PROSE, "language": "de"}).encode()
    (article,) = read_lines([line], path="a.jsonl")
    assert isinstance(article, Article)
    assert (article.language, article.language_basis) == ("de", "user")


def test_lines_are_read_one_at_a_time() -> None:
    taken: list[int] = []

    def lines() -> Iterator[bytes]:
        for number in range(1000):
            taken.append(number)
            yield b'{"title": "x"}\n'

    next(read_lines(lines(), path="-"))
    assert len(taken) == 1


def test_a_bad_line_loses_no_other_and_blank_ones_count_as_lines() -> None:
    items = list(
        read_lines([b'{"title": "x"}\n', b"\n", b"{oops\n", b'{"title": "\xe9"}'], path="a.jsonl")
    )
    assert [type(item) for item in items] == [Article, Rejected, Article]
    assert items[1].path == "a.jsonl:3"
    assert items[2].title == "é"  # type: ignore[union-attr]


def test_json_lines_in_utf_16_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "é"}\n{"title": "ü"}\n', encoding="utf-16")
    assert [item.title for item in read_articles(path)] == ["é", "ü"]  # type: ignore[union-attr]


def test_what_cannot_be_read_is_rejected_with_the_reason(tmp_path: Path) -> None:
    assert "No such file" in reason(read_articles(tmp_path / "none.txt"))
    assert reason(read_articles(tmp_path)) == "not a regular file"
    assert "null" in reason(read_articles("a\0b"))
    os.mkfifo(tmp_path / "pipe")
    assert reason(read_articles(tmp_path / "pipe")) == "not a regular file"
    (tmp_path / "empty.txt").touch()
    assert reason(read_articles(tmp_path / "empty.txt")) == "empty file"
    assert reason(read_bytes(b"", path="a")) == "empty file"
    assert reason(read_bytes(b" \n\t\xef\xbb\xbf", path="a")).startswith("no text")
    assert "PDF document" in reason(read_bytes(b"%PDF-1.7 ...", path="a.txt"))
    assert reason(read_bytes(b"\0\x01\x02" * 99, path="a.txt")) == "not text: binary data"
    assert "line 2" in reason(read_bytes(b'{"a":\n?}', path="a.json"))
    assert "neither" in reason(read_bytes(b"<?xml version='1.0'?><nitf/>", path="a.xml"))


def test_a_text_too_long_to_be_an_article_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TEXT_CHARACTERS", 20)
    assert "no article" in reason(read_bytes(b"The river rose. " * 2, path="a.txt"))
    assert not isinstance(next(read_bytes(b"The river rose.", path="a.txt")), Rejected)


def test_a_huge_file_is_rejected_unless_it_is_json_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DOCUMENT_BYTES", 100)
    monkeypatch.setattr(limits, "LINE_BYTES", 100)
    text, lines = tmp_path / "a.txt", tmp_path / "b.log"
    text.write_text("word " * 100)
    lines.write_text('{"title": "x"}\n' * 50 + '{"title": "' + "y" * 500 + '"}\n{"title": "z"}\n')
    assert "save it as JSON lines" in reason(read_articles(text))
    assert "save it as JSON lines" in reason(read_bytes(text.read_bytes(), path="a.txt"))
    found = list(read_articles(lines))
    assert len(found) == 52
    assert found[50] == Rejected(f"{lines}:51", "the line is longer than 0 MB")
    assert found[51].title == "z"  # type: ignore[union-attr]


def test_a_mistake_in_a_reader_costs_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> Article:
        raise RuntimeError("out of luck")

    monkeypatch.setattr(documents, "read_text", fail)
    assert (
        reason(read_bytes(b"text", path="a"))
        == "the reader failed on it: RuntimeError: out of luck"
    )


@given(st.binary(max_size=300), st.sampled_from(["a", "a.html", "a.json", "a.jsonl", "a.xml"]))
def test_nothing_raises_and_nothing_fails_inside(data: bytes, path: str) -> None:
    for item in read_bytes(data, path=path):
        assert "failed on it" not in getattr(item, "reason", "")


@pytest.mark.skipif("SEARCHKIT_EVAL_DATA" not in os.environ, reason="needs SEARCHKIT_EVAL_DATA")
def test_naughty_files_are_read_or_rejected() -> None:
    root = Path(os.environ["SEARCHKIT_EVAL_DATA"], "badinput")
    files = [*root.glob("JSONTestSuite/parsing/*"), *root.glob("blns/*"), *root.glob("utf8/*")]
    items = [item for file in files for item in read_articles(file)]
    assert len(items) >= len(files) > 300
    assert not [item for item in items if "failed on it" in getattr(item, "reason", "")]


@pytest.mark.skipif("SEARCHKIT_EVAL_DATA" not in os.environ, reason="needs SEARCHKIT_EVAL_DATA")
def test_naughty_strings_come_back_to_the_letter() -> None:
    text = Path(os.environ["SEARCHKIT_EVAL_DATA"], "badinput", "blns", "blns.json").read_text(
        "utf-8"
    )
    strings = json.loads(text)
    lines = [json.dumps({"title": "t", "body": string}).encode() for string in strings]
    assert [item.body for item in read_lines(lines, path="-")] == strings  # type: ignore[union-attr]


@pytest.mark.skipif("SEARCHKIT_EVAL_DATA" not in os.environ, reason="needs SEARCHKIT_EVAL_DATA")
def test_newspaper_records_have_their_dates_and_authors() -> None:
    files = list(Path(os.environ["SEARCHKIT_EVAL_DATA"], "fakenewsnet").rglob("*.json"))
    assert len(files) > 300
    for file in files:
        (article,) = read_articles(file)
        given = json.loads(file.read_text("utf-8"))
        assert isinstance(article, Article)
        assert article.when is not None
        assert article.body == given["text"] or not given["text"].strip()
        assert bool(article.author) == (given["authors"] not in ("[]", ""))


LABELS = [b'<meta charset="iso-2022-kr">', b'<meta charset="hz-gb-2312">', b"<meta charset=big5>"]


@given(
    st.lists(
        st.sampled_from(
            [*LABELS, b"~{VPND~}", b"\x1b$B", b"\x0e4!\x0f", b"\0", b"\xe9", "é".encode()]
        )
        | st.binary(max_size=6),
        max_size=8,
    ).map(b"".join)
)
def test_a_line_is_decoded_as_any_text_is(data: bytes) -> None:
    line = b"{" + data
    assert documents._line_text(line) == decode(line)[0]


def test_a_large_files_articles_are_named_as_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "x"}\n{}\n')
    article, rejected = read_articles(path, named="archive/a.jsonl")
    assert isinstance(article, Article)
    assert (article.path, rejected.path) == ("archive/a.jsonl", "archive/a.jsonl:2")
