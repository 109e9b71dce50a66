"""The contract, section 2: what users type, what is printed where, and what a sync may drop."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime

import pytest
from stranger import ROOT, Shell

from searchkit import Archive, Article

RESULT = {"query", "interpreted", "suggestion", "total", "groups", "took_ms", "warnings", "hits"}
HIT = set(
    "id title title_spans source source_basis published published_basis url path author score "
    "copies snippets".split()
)
REPORT = set("added updated unchanged removed rejected documents seconds".split())
STATUS = set(
    "documents undated sources first last bytes generation segments engine format_version".split()
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """An archive of 30 stories, half of them undated, shared by tests that only read."""
    folder = tmp_path_factory.mktemp("desk")
    odd = {"source": "Daily Example", "published": "2022-01-23T23:30:00-05:00"}
    with Archive.open(folder / "index", create=True) as archive:
        archive.add_all(
            Article(
                id=f"a{number:02}",
                title=f"Ferry {number}",
                body=f"🚢 e\u0301 The ferry sailed north. Trip {number}.",
                **(odd if number % 2 else {}),
            )
            for number in range(30)
        )
    return Shell(folder)


def test_search_json_has_the_contracts_keys_and_types(desk):
    outcome = desk("search", "ferry", "--json", "--facets", "--sort", "newest", "-n", "30")
    assert (outcome.code, outcome.err) == (0, "")
    result = outcome.json
    assert set(result) == RESULT | {"facets"}
    assert result["query"] == "ferry"
    assert (result["total"], len(result["hits"]), result["warnings"]) == (30, 30, [])
    assert result["facets"]["source"] == [["Daily Example", 15]]
    assert result["facets"]["month"] == [["2022-01", 15]]
    for hit in result["hits"]:
        assert set(hit) >= HIT
        assert hit["title_spans"] == [[0, 5]]
        assert hit["copies"] == 0
    dated, undated = result["hits"][0], result["hits"][-1]
    assert dated["published"] == "2022-01-23T23:30:00-05:00"
    assert datetime.fromisoformat(dated["published"]).utcoffset() is not None
    unknown = "published published_basis source source_basis url path author".split()
    assert [undated[name] for name in unknown] == [None] * len(unknown)


def test_a_snippet_and_its_spans_count_code_points_of_the_body(desk):
    (hit,) = desk("search", "sailed", "--limit", "1", "--json").json["hits"]
    body = desk("show", hit["id"], "--json").json["body"]
    (snippet,) = hit["snippets"]
    start, text = snippet["start"], snippet["text"]
    assert [text[first:end] for first, end in snippet["spans"]] == ["sailed"]
    assert body[start : start + len(text)] == text


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        (["--count"], ["30"]),
        (["--ids", "--sort", "newest", "-n", "2"], ["a01", "a03"]),
        (["--ids", "--sort", "newest", "-n", "2", "--page", "2"], ["a05", "a07"]),
        (["--ids", "--sort", "oldest", "-n", "1"], ["a01"]),
        (["--count", "--after", "2022-01-24T04:30Z"], ["15"]),
        (["--count", "--after", "2022-01-24T04:31Z", "--undated"], ["15"]),
        (["--count", "--source", "daily example", "--source", "nobody"], ["15"]),
    ],
)
def test_options_choose_and_order_the_hits(desk, options, lines):
    outcome = desk("search", "ferry", *options)
    assert (outcome.lines, outcome.code) == (lines, 0)


@pytest.mark.parametrize("word", ["-n1", "-north", "-quebec"])
def test_a_dash_before_more_than_one_character_is_query_text(desk, word):
    outcome = desk("search", "ferry", word, "--json", "--limit", "0")
    assert outcome.json["query"] == f"ferry {word}"
    assert outcome.json["total"] == (0 if word == "-north" else 30)


def test_json_lines_and_csv_hold_a_hit_in_each_line(desk):
    hits = [json.loads(line) for line in desk("search", "ferry", "--jsonl").lines]
    table = desk("search", "ferry", "--csv").lines
    assert len(hits) == 10
    assert all(set(hit) >= HIT for hit in hits)
    assert len(table) == 11
    assert table[0].startswith("id,title,")


def test_without_colour_matches_stand_between_stars(desk):
    for options, variables, coloured in [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ]:
        out = desk(*options, "search", "sailed", "-n", "1", **variables).out
        assert ("\x1b[" in out) is coloured
        assert ("**sailed**" in out) is not coloured


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["search", "nothinglikeit"], 1),
        (["search", "ferry", "--limit", "0", "--json"], 0),
        (["search", "ferry", "--after", "no-date"], 2),
        (["search", "ferry", "--limit", "10001"], 2),
        (["show", "nobody"], 2),
        (["delete", "nobody"], 2),
        (["--index", "nowhere", "search", "ferry"], 2),
        (["nothing"], 2),
    ],
)
def test_exit_codes_tell_hits_from_none_and_from_errors(desk, args, code):
    outcome = desk(*args)
    assert outcome.code == code
    assert "Traceback" not in outcome.err
    if code == 2:
        assert outcome.out == ""
        assert "searchkit: error: " in outcome.err


def test_status_and_sources_count_alike(desk):
    status = desk("status", "--json").json
    sources = desk("sources", "--json").json
    assert set(status) >= STATUS
    assert (status["documents"], status["undated"], status["sources"]) == (30, 15, 1)
    assert status["first"] == status["last"] == "2022-01-23"
    assert {row["name"]: row["documents"] for row in sources} == {"Daily Example": 15, None: 15}
    assert desk("check").code == 0


def test_an_ingestion_reports_in_articles_and_parses_nothing_twice(news):
    news.write("news/empty.txt", "")
    news.write("news/picture.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256)))
    first, second = news("ingest", "news", "--json"), news("ingest", "news", "--json")
    assert first.code == second.code == 0
    assert set(first.json) >= REPORT
    counts = [[report.json[name] for name in ("added", "unchanged")] for report in (first, second)]
    assert counts == [[4, 0], [0, 4]]
    assert [entry["path"] for entry in first.json["rejected"]] == [
        "news/empty.txt",
        "news/picture.jpg",
    ]
    assert second.json["rejected"] == first.json["rejected"]


def test_a_dry_run_prints_what_would_be_read_and_writes_nothing(news):
    outcome = news("ingest", "news", "--dry-run", "--json")
    titles = {json.loads(line).get("title") for line in outcome.lines}
    assert titles == {"Ferry strike ends", "Ferry strike begins", "Budget", "Mayor"}
    assert not (news.folder / "index").exists()


def test_nothing_is_lost_when_a_folder_goes_empties_or_a_file_turns_bad(news):
    news("ingest", "news")
    (news.folder / "news").rename(news.folder / "away")
    for command in (["ingest", "news"], ["rebuild"], ["ingest", "news/2022"]):
        outcome = news(*command)
        assert outcome.code == 2
        assert "--allow-empty" in outcome.err
    (news.folder / "news").mkdir()
    assert news("ingest", "news").code == 2
    (news.folder / "news").rmdir()
    (news.folder / "away").rename(news.folder / "news")
    news.write("news/2021/01.txt", "")
    report = news("ingest", "news", "--json").json
    assert (report["removed"], report["documents"]) == (0, 4)
    assert news.ids("union") != []
    (news.folder / "news/2021/01.txt").unlink()
    assert news("ingest", "news", "--keep-missing", "--json").json["removed"] == 0
    assert news("ingest", "news", "--json").json["removed"] == 1


def test_a_deleted_article_stays_deleted_until_its_content_changes(news):
    news("ingest", "news")
    assert news("delete", "j12").code == 0
    for command in (["ingest", "news"], ["rebuild"], ["rebuild", "--stored"]):
        assert news(*command).code == 0
        assert news.ids("mayor") == []
    news.write("news/desk.jsonl", '{"id": "j12", "title": "Mayor", "text": "The mayor resigned."}')
    assert news("ingest", "news", "--json").json["added"] == 1
    assert news.ids("mayor") == ["j12"]


def test_a_rebuild_keeps_what_came_from_elsewhere_and_what_lies_outside_its_path(news):
    line = '{"title": "From a pipe", "body": "stdin story", "published": "2022-05-05"}'
    news("ingest", "news")
    assert news("ingest", "-", "--json", stdin=line).json["added"] == 1
    assert news("ingest", "-", "--json", stdin=line).json["unchanged"] == 1
    before = news("search", "*", "--jsonl").out
    for options in ([], ["news/2022"], ["--stored"]):
        assert news("rebuild", *options).code == 0
        assert news("search", "*", "--jsonl").out == before
    news.write("news/new.txt", "A late story\n\nThe lighthouse was sold.")
    assert news("rebuild").code == 0
    assert len(news.ids()) == 6


def test_a_second_writer_is_told_which_process_holds_the_archive(news):
    news("ingest", "news")
    with Archive.open(news.folder / "index") as archive:
        archive.add(Article(id="held", body="held"))
        for command in (["ingest", "news"], ["rebuild"], ["delete", "j12"]):
            outcome = news(*command)
            assert outcome.code == 2
            assert str(os.getpid()) in outcome.err
        assert len(news.ids()) == 4


def test_a_first_search_on_a_fresh_machine_shows_no_warning_of_a_library(news):
    """Without compiled modules, as after an installation that the user cannot write to."""
    news("ingest", "news")
    code = "from searchkit import Archive\nwith Archive.open() as a: print(a.search('ferry').total)"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "pycache_prefix=fresh", "-c", code],
        cwd=news.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (b"2\n", b"")
