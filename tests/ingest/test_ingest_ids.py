import hypothesis.strategies as st
import pytest
from hypothesis import given

from searchkit.ingest.ids import LONGEST, claimed_id, content_hash, standalone_id, told_apart
from searchkit.model import Article


def test_the_id_that_the_data_gives_wins():
    article = Article(id=" a-1 ", url="https://example.org/story", title="T")
    assert claimed_id(article, "news/a.json") == "a-1"
    assert standalone_id(article) == "a-1"


@pytest.mark.parametrize("given", ["", "  ", "two\nlines", "nul\0", "x" * (LONGEST + 1)])
def test_an_id_that_is_none_is_not_taken(given):
    path_id = claimed_id(Article(title="T"), "a.txt")
    assert claimed_id(Article(id=given, title="T"), "a.txt") == path_id


def test_the_address_gives_the_id_wherever_the_file_lies():
    article = Article(url="https://example.org/story", title="T")
    other = Article(url="https://example.org/other", title="T")
    assert claimed_id(article, "a.html") == claimed_id(article, "b/c.html", 7)
    assert claimed_id(article, "a.html") == standalone_id(article)
    assert claimed_id(article, "a.html") != claimed_id(other, "a.html")


def test_else_the_path_and_the_place_in_the_file_give_it():
    article = Article(title="T")
    ids = {
        claimed_id(article, key, ordinal)
        for key in ("a/01.txt", "b/01.txt", "01.txt")
        for ordinal in (0, 1, 2)
    }
    assert len(ids) == 9
    assert all(len(id) == 16 and int(id, 16) >= 0 for id in ids)


def test_an_article_without_a_file_or_address_is_known_by_its_content():
    assert standalone_id(Article(title="T")) == standalone_id(Article(title="T", path="x"))
    assert standalone_id(Article(title="T")) != standalone_id(Article(title="U"))


def test_a_taken_id_gets_a_suffix_from_the_place():
    first, second = told_apart("a-1", "x.txt"), told_apart("a-1", "y.txt")
    assert first != second
    assert first == told_apart("a-1", "x.txt")
    assert first.startswith("a-1~")
    assert len(first) == len("a-1~") + 6


def test_a_suffix_that_is_taken_too_grows():
    assert told_apart("a", "x", attempt=1).startswith(told_apart("a", "x"))
    assert len(told_apart("a", "x", attempt=1)) > len(told_apart("a", "x"))


def test_the_content_hash_sees_every_field_but_id_and_path():
    article = Article(id="1", path="a", title="T", body="B")
    assert content_hash(article) == content_hash(Article(id="2", path="b", title="T", body="B"))
    for field in ("title", "body", "source", "author", "language", "dateline"):
        assert content_hash(article) != content_hash(
            Article(**{"title": "T", "body": "B", field: "x"})
        )
    dated = Article(title="T", body="B", published="2022-01-23")
    assert content_hash(article) != content_hash(dated)


@given(st.text(), st.text(max_size=50))
def test_any_id_and_any_key_give_an_id(given_id, key):
    article = Article(id=given_id, title="T")
    id = claimed_id(article, key)
    assert id == id.strip()
    assert 0 < len(id) <= LONGEST
