"""A row of a table is an article, whatever parts its cells."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packed_news import PROSE, read, reasons, titles

from searchkit.ingest import limits
from searchkit.ingest.reader import read_articles
from searchkit.ingest.rules import PLAIN, FileRule, Rules
from searchkit.ingest.tables import is_table
from searchkit.model import Article


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings_are_told(delimiter: str, encoding: str) -> None:
    row = ["Été à Sollen", '"Quoted, by; a|few"', "2025-03-04", "Harbour Courier"]
    lines = ["headline text date newspaper".split(), row]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    (article,) = read(text.encode(encoding), "a.csv")
    assert isinstance(article, Article)
    assert (article.title, article.body) == ("Été à Sollen", "Quoted, by; a|few")
    assert (str(article.published), article.source) == ("2025-03-04", "Harbour Courier")
    assert article.source_basis == "user"


def test_a_table_is_told_by_the_names_in_its_first_line() -> None:
    assert titles(read(b"id,title,body\n1,A,x\n2,B,y\n", "export.dat")) == ["A", "B"]
    assert titles(read(b"sep=;\r\ntitle;text\r\nA;x\r\n", "a.csv")) == ["A"]
    assert not is_table("The date, the title, and the text: a story\n", "a.txt", PLAIN)
    assert not is_table("title\n", "a.txt", PLAIN)


def test_cells_may_hold_line_ends_and_long_texts() -> None:
    text = f'title,text\nA,"{PROSE * 1000}\nmore"\nB,x\n'
    items = read(text.encode(), "a.csv")
    assert titles(items) == ["A", "B"]
    assert items[0].body.endswith("more")  # type: ignore[union-attr]


def test_a_bad_row_is_named_by_its_line_and_loses_no_other() -> None:
    items = read(b"title,text\nA,x\n\nB,y,z\n,\n,,\nC,w,,\n", "a.csv")
    assert titles(items) == ["A", "C"]
    assert list(reasons(items)) == ["a.csv:4"]
    assert "3 cells where the table has 2 columns" in reasons(items)["a.csv:4"]


def test_a_table_without_names_says_what_to_do() -> None:
    assert "searchkit.toml" in reasons(read(b"17,x,y\n18,z,w\n", "a.csv"))["a.csv"]
    rules = Rules(files=(FileRule("a.csv", columns=("id", "title", "text")),))
    assert titles(read(b"17,x,y\n18,z,w\n", "a.csv", rules)) == ["x", "z"]


def test_rules_say_what_cannot_be_told() -> None:
    rules = Rules(
        files=(FileRule("*.csv", delimiter="~", encoding="cp437", fields={"title": ("Slug",)}),)
    )
    assert titles(read("No~Slug\n1~Größe\n".encode("cp437"), "a.csv", rules)) == ["Größe"]


def test_a_large_table_is_read_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"title,text\n" + "Größe,x\n".encode("cp1252") * 5000)
    rows = read_articles(path)
    assert next(rows).title == "Größe"  # type: ignore[union-attr]
    assert sum(1 for _ in rows) == 4999


def test_a_quote_that_is_never_closed_and_a_line_too_long_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LINE_BYTES", 1 << 18)
    path = tmp_path / "a.csv"
    path.write_text('title,text\nA,5" pipe\n5" pipe,"x\n"\nB,"y\n' + "C,z\n" * 10_000)
    items = list(read_articles(path))
    assert titles(items) == ["A", '5" pipe']
    assert reasons(items) == {f"{path}:5": "a quote that is never closed"}
    path.write_text("title,text\nA,x\nB," + "y" * (1 << 19) + "\n" + "C,z\n" * 10_000)
    assert "longer than" in str(reasons(list(read_articles(path))))


@given(st.text(max_size=200), st.sampled_from(["a.csv", "a.tsv", "a.txt"]))
def test_no_table_fails(text: str, name: str) -> None:
    for item in read(("title,text\n" + text).encode("utf-8", "replace"), name):
        assert "failed on it" not in getattr(item, "reason", "")
