"""Where an article can be read, and what is never opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit import Archive, Article
from searchkit.whereabouts import web_address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://news.example/a?b=c#d", "https://news.example/a?b=c#d"),
        ("http://news.example/Zürich 1", "http://news.example/Z%C3%BCrich%201"),
        ("https://x.example/\x1b]8;;evil\x07", "https://x.example/%1B]8;;evil%07"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https://", None),
        ("//news.example/a", None),
        ("--help", None),
        ("", None),
        (None, None),
        ("https://x.example/" + "a" * 3000, None),
    ],
)
def test_only_addresses_of_the_web_are_opened_and_hold_nothing_else(url, address):
    assert web_address(url) == address


@given(st.text())
def test_an_address_is_visible_ascii(text):
    address = web_address(f"https://x{text}")
    assert address is None or (address.isascii() and address.isprintable() and " " not in address)


@pytest.fixture
def archive(tmp_path: Path):
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a b.txt").write_text("A dam fails\n\nThe upper gate gave way.\n")
    (tmp_path / "secret.txt").write_text("Not ingested.\n")
    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.ingest(tmp_path / "news")
        archive.add(Article(id="web", title="t", body="b", url="https://news.example/a"))
        for number, path in enumerate(["secret.txt", "/etc/passwd", "../x", "news", "news/gone"]):
            archive.add(Article(id=f"liar-{number}", title="t", body="b", path=path))
        archive.commit()
        yield archive


def test_an_article_is_read_at_its_address_else_in_its_file(archive, tmp_path):
    (hit,) = archive.search("upper gate")
    assert archive.address_of(hit) == (tmp_path / "news" / "a b.txt").as_uri()
    assert archive.address_of(archive.get("web")) == "https://news.example/a"
    (tmp_path / "news" / "a b.txt").unlink()
    assert archive.address_of(hit) is None


def test_a_path_that_the_archive_has_not_read_opens_nothing(archive):
    for id in archive.ids("liar"):
        assert archive.address_of(archive.get(id)) is None
