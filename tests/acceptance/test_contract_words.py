"""The contract, section 1: what an article's id and its date are, whoever asks and however."""

from __future__ import annotations

import json
import shutil

import pytest

from searchkit import Archive, Article, InvalidArticle

PAGE = """<html><head><title>Whales</title><link rel=canonical href="{address}"></head><body>
<article><h1>Whales</h1><p>Grey whales were seen off the cape, fishermen said on the quay.</p>
</article></body></html>"""


def test_ids_do_not_depend_on_the_argument_that_named_the_file(news):
    news("ingest", "news")
    ids = news.ids()
    for path in ("news/2022", "./news/../news/2021/01.txt", str(news.folder / "news")):
        assert news("ingest", path, "--json").json["added"] == 0
    assert news("--index", "../../index", "ingest", ".", cwd="news/2022").code == 0
    assert sorted(news.ids()) == sorted(ids)
    assert len(ids) == len(set(ids)) == 4


def test_ids_stay_when_archive_and_documents_move_together(news):
    news("ingest", "news")
    ids = news.ids()
    (news.folder / "elsewhere").mkdir()
    for name in ("news", "index"):
        shutil.move(news.folder / name, news.folder / "elsewhere" / name)
    assert news("ingest", "news", "--json", cwd="elsewhere").json["unchanged"] == 4
    assert news("rebuild", cwd="elsewhere").code == 0
    assert news.ids(cwd="elsewhere") == ids


def test_a_pages_address_is_its_id_unless_it_is_relative_or_the_front_page(shell):
    shell.write("pages/a.html", PAGE.format(address="https://paper.example/2022/whales"))
    shell.write("pages/b.html", PAGE.format(address="https://paper.example/"))
    shell.write("pages/c.html", PAGE.format(address="/2022/whales"))
    assert shell("ingest", "pages", "--json").json["warnings"] == []
    ask = ("search", "whales", "--all-copies", "--json")
    before = {hit["path"]: hit["id"] for hit in shell(*ask).json["hits"]}
    for name in "abc":
        (shell.folder / f"pages/{name}.html").rename(shell.folder / f"pages/{name}{name}.html")
    shell("ingest", "pages")
    after = {hit["path"]: hit["id"] for hit in shell(*ask).json["hits"]}
    kept = set(before.values()) & set(after.values())
    assert kept == {before["pages/a.html"]}
    assert after["pages/aa.html"] in kept


def test_two_files_that_claim_one_id_are_kept_told_apart_and_reported(shell):
    for name in ("one", "two"):
        shell.write(f"claims/{name}.json", json.dumps({"id": "same", "body": f"body {name}"}))
    report = shell("ingest", "claims", "--json").json
    assert report["added"] == 2
    assert "same" in report["warnings"][0]
    assert len(set(shell.ids("body"))) == 2
    assert shell("ingest", "claims", "--json").json["unchanged"] == 2


def test_a_whole_id_wins_over_a_longer_one_that_begins_with_it(news):
    news("ingest", "news")
    assert news("show", "j1", "--json").json["id"] == "j1"
    assert news("show", "j12", "--json").json["id"] == "j12"
    ambiguous = news("show", "j")
    assert ambiguous.code == 2
    assert "j1, j12" in ambiguous.err


def test_an_id_is_what_the_caller_gave_or_an_error(tmp_path):
    with Archive.open(tmp_path / "index", create=True) as archive:
        for id in ("a b", "=1", "--help", "é/ü", "x" * 512):
            archive.add(Article(id=id, body="text"))
        for id in ("two\nlines", " a", "\x1b[2J", "x" * 513):
            with pytest.raises(InvalidArticle):
                archive.add(Article(id=id, body="text"))
    with Archive.open(tmp_path / "index") as archive:
        assert sorted(archive.ids()) == sorted(["a b", "=1", "--help", "é/ü", "x" * 512])


@pytest.fixture(scope="module")
def midnight(tmp_path_factory):
    """Four stories around the night between January and February, one undated."""
    folder = tmp_path_factory.mktemp("midnight") / "index"
    dates = {
        "new-york": "2022-01-31T23:30:00-05:00",  # 04:30 UTC on 1 February
        "tokyo": "2022-02-01T00:30:00+09:00",  # 15:30 UTC on 31 January
        "day": "2022-02-01",
        "undated": None,
    }
    with Archive.open(folder, create=True) as archive:
        archive.add_all(Article(id=id, body="night", published=dates[id]) for id in dates)
    with Archive.open(folder, zone="UTC") as archive:
        yield archive


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("date:2022-01", "new-york"),
        ("date:2022-02-01", "tokyo day"),
        ("after:2022-02-01", "tokyo day"),
        ("before:2022-02-01", "new-york"),
        ("after:2022-02-01T00:00Z", "new-york day"),
        ("before:2022-02-01T00:00Z", "tokyo"),
        ("after:2022-02-01T12:00Z", "day"),
        ("before:2022-02-01T12:00Z", "new-york tokyo day"),
        ("date:2022-01-31T15:30Z", "tokyo"),
        ("date:2022-02-01T00:30+09:00", "tokyo"),
    ],
)
def test_days_are_the_articles_own_and_times_are_instants(midnight, query, found):
    assert {hit.id for hit in midnight.search(query)} == set(found.split())
    let_in = {hit.id for hit in midnight.search(query, undated=True)}
    assert let_in == {*found.split(), "undated"}


def test_months_are_counted_in_the_articles_own_offset(midnight):
    assert midnight.search("night").facets["month"] == [("2022-01", 1), ("2022-02", 2)]


def test_yesterday_is_in_the_zone_that_was_asked_for_and_is_shown(news):
    news("ingest", "news")
    east, west = "Pacific/Kiritimati", "Pacific/Pago_Pago"
    by_variable = news("search", "date:yesterday", "--json", SEARCHKIT_TZ=east).json["interpreted"]
    by_option = news("--tz", west, "search", "date:yesterday", "--json", SEARCHKIT_TZ=east).json
    local = news("search", "--after", "yesterday", "--json", TZ="Asia/Tokyo").json["interpreted"]
    assert east in by_variable
    assert west in by_option["interpreted"]
    assert by_option["interpreted"].split()[0] < by_variable.split()[0]
    assert "Asia/Tokyo" in local
    assert news("--tz", "Nowhere/Land", "search", "x").code == 2
