"""`searchkit.toml` is understood, or the mistake in it is named with its line."""

from pathlib import Path

import pytest

from searchkit.errors import ConfigurationError
from searchkit.ingest.rules import NO_RULES, FileRule, SiteRule
from searchkit.ingest.rules_file import read_rules, rules_for

WHOLE = """
[fields]
title = "head"
body = ["story.plain", "story.rich"]
author = []

[[files]]
path = "exports/*.csv"
delimiter = "\\t"
encoding = "windows-1252"
columns = ["id", "title"]
constants = { source = "Courier", published = 2025-03-04 }

[[files]]
path = "b/*.json"
records = "reply.docs"

[files.fields]
id = "key"

[[sites]]
host = "News.example"
title = "h1.head"
remove = [".ad", "aside > p"]

[sources]
"Velmora Times" = ["velmora.example", "VT"]
"""


@pytest.fixture
def read(tmp_path: Path):
    def read_text(text: str | bytes):
        path = tmp_path / "searchkit.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_rules(path)

    return read_text


def test_everything_that_may_be_said_is_understood(read) -> None:
    rules = read(WHOLE)
    assert rules.fields == {"title": ("head",), "body": ("story.plain", "story.rich"), "author": ()}
    first, second = rules.files
    assert first.constants == {"source": "Courier", "published": "2025-03-04"}
    assert (first.delimiter, first.encoding, first.columns) == (
        "\t",
        "windows-1252",
        ("id", "title"),
    )
    assert second == FileRule("b/*.json", fields={"id": ("key",)}, records="reply.docs")
    assert rules.sites == (
        SiteRule("news.example", None, {"title": "h1.head"}, (".ad", "aside > p")),
    )
    assert rules.sources == {"Velmora Times": ("velmora.example", "VT")}
    assert read("") == read("\ufeff# nothing yet\n") == NO_RULES


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[fields]\ntitle = head\n", 2, "not valid TOML"),
        ("[feilds]\ntitle = 'head'\n", 1, "fields, files, sites"),
        ("# x\n\nfeilds = 1\n", 3, "feilds is not known here"),
        ("[fields]\nbody = 'x'\ntitel = 'head'\n", 3, "titel is not known here"),
        ("[fields]\ntitle = 3\n", 2, "text in quotes"),
        ("[fields]\ntitle = ['a', '']\n", 2, "text in quotes"),
        ("fields = 'x'\n", 1, "must be a table"),
        ("[files]\npath = 'x'\n", 1, "[[files]]"),
        ("[[files]]\ndelimiter = ';'\n", 1, "path is missing"),
        ("[[files]]\npath='a'\n[[files]]\npath='b'\ndelimiter = ', '\n", 5, "one character"),
        ("[[files]]\npath='a'\nencoding='utf-9'\n", 3, "utf-9 is no text encoding"),
        ("[[files]]\npath='a'\n[files.fields]\nbody='x'\ntitel='y'\n", 5, "titel"),
        ("[[files]]\npath='a'\nconstants = {title = 'x'}\n", 3, "source, author"),
        ("[[files]]\npath='a'\nconstants = 'x'\n", 3, "must be a table"),
        ("[[files]]\npath='a'\nconstants = {published = '2022-05'}\n", 3, "such as 2022-01-23"),
        ("[[files]]\npath='a'\nconstants = {language = 'Elvish'}\n", 3, "is no language"),
        ("[[files]]\npath='a'\ncolumns = 3\n", 3, "columns must be"),
        ("[[sites]]\nbody = 'p'\n", 1, "which pages"),
        ("[[sites]]\nhost = 'https://a.example/'\n", 2, "is no host"),
        ("[[sites]]\nhost = 'a.example'\nbody = 'p[['\n", 3, "no CSS selector"),
        ("[[sites]]\nhost = 'a.example'\nremove = ['p', '']\n", 3, "remove"),
        ("[[sites]]\nhost = 'a'\nbody = 'p'\n[[sites]]\nhost='b'\nbody = ':::'\n", 6, "CSS"),
        ("sources = 'x'\n", 1, "must be a table"),
        ("[sources]\nCourier = 3\n", 2, "text in quotes"),
        (b"[fields]\ntitle = '\xff'\n", 2, "not UTF-8"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_what_to_do(read, text, line, words) -> None:
    with pytest.raises(ConfigurationError) as error:
        read(text)
    assert f"searchkit.toml:{line}: " in str(error.value)
    assert words in str(error.value)


def test_which_file_holds_for_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEARCHKIT_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)

    def write(name: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"[fields]\ntitle = '{path.parent.name}'\n")
        return path

    index = tmp_path / "news" / "index"
    write("searchkit.toml")
    assert rules_for(index) == NO_RULES
    write("news/searchkit.toml")
    assert rules_for(index).fields == {"title": ("news",)}
    assert rules_for(Path("news/index")) == rules_for(index)
    monkeypatch.setenv("SEARCHKIT_CONFIG", str(write("env/x.toml")))
    assert rules_for(index).fields == {"title": ("env",)}
    assert rules_for(index, write("flag/x.toml")).fields == {"title": ("flag",)}
    with pytest.raises(ConfigurationError, match="No such file"):
        rules_for(index, tmp_path / "none.toml")
