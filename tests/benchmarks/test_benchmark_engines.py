"""The benchmark scripts from end to end, on a few made-up articles."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from benchmarks import (
    commits,
    engines,
    large_files,
    many_files,
    memory,
    peers,
    record,
    scale,
    startup,
)
from benchmarks.queries import Query
from benchmarks.workbench import workbench

QUERIES = [
    Query("one word", must=("council",)),
    Query("AND of 2-4", must=("the", "council")),
    Query("OR of 2-4", should=("council", "police")),
    Query("phrase of 2-4", must=("of the",)),
    Query("prefix", must=("coun",), prefix=True),
    Query("negated", must=("the",), excluded=("council",)),
]


@pytest.fixture(autouse=True)
def no_evaluation_data(monkeypatch):
    monkeypatch.delenv("SEARCHKIT_EVAL_DATA", raising=False)


@pytest.fixture(scope="module")
def bench():
    with workbench(None, 60, rounds=2, per_class=4) as made:
        yield made


@pytest.fixture(params=peers.PEERS)
def engine(request, bench):
    if not peers.is_installed(request.param):
        pytest.skip(f"{request.param} is not installed")
    return bench.engine(request.param)


def run(command, tmp_path, *arguments):
    done = CliRunner().invoke(command, [*arguments, "--runs", str(tmp_path)])
    assert done.exit_code == 0, done.output
    (path,) = tmp_path.rglob("*.json")
    return done.stdout, json.loads(path.read_text())


def test_every_peer_ranks_what_holds_the_words(engine, bench):
    texts = {r["id"]: f"{r['title']} {r['text']}".lower() for r in bench.corpus.records()}
    for query in filter(engine.answers, QUERIES):
        found = [id for id, _ in engine.top(query)()]
        assert len(set(found)) == 10, query
        for id in found:
            assert all(clause in texts[id] for clause in query.must)
            assert not query.should or any(clause in texts[id] for clause in query.should)


def test_the_table_has_a_line_for_each_question(tmp_path):
    names = ["builds", "memory", "disk", "queries", "shown", "totals", "aggregations"]
    only = [part for name in names for part in ("--only", name)]
    small = ["--articles", "60", "--rounds", "1", "--build-rounds", "1", "--per-class", "3"]
    output, data = run(engines.main, tmp_path, *only, *small, "--sample", "30", "--peers", "FTS5")
    assert list(data["raw"]) == names
    assert "| what " in output
    if peers.is_installed("tantivy"):
        assert len(data["rows"]) >= 20
        assert {row["holds"] for row in data["rows"]} <= {True, False}
        assert data["raw"]["queries"]["AND of 2-4"]["agreement"]["same_total"] == 1.0


def test_commits_are_found_at_once(tmp_path):
    small = ["--articles", "40", "--commits", "2", "--batch", "3"]
    _, data = run(commits.main, tmp_path, *small)
    assert len(data["raw"]["commits"]["commit_seconds"]) == 2


def test_sizes_are_compared_class_by_class(tmp_path):
    small = ["--articles", "80", "--part", "2", "--part", "1", "--rounds", "1", "--per-class", "3"]
    output, data = run(scale.main, tmp_path, *small)
    assert list(data["raw"]["scale"]["articles_per_second"]) == ["40", "80"]
    assert "one word: median at 80 articles; against 40" in output


def test_a_fresh_process_opens_and_answers(tmp_path):
    output, data = run(startup.main, tmp_path, "--articles", "40", "--times", "1")
    assert set(data["raw"]["startup"]["command_seconds"][0]) == {"searchkit", "imports"}
    assert "open and answer the first query" in output


def test_one_changed_file_among_those_recorded_is_all_that_is_taken_in(tmp_path):
    output, data = run(record.main, tmp_path, "--files", "30", "--times", "2")
    assert len(data["raw"]["record"]["ingestion_seconds"]) == 2
    assert "one of 30 recorded files changed" in output


@pytest.mark.skipif(not memory.is_measurable(), reason="needs /proc")
def test_every_article_of_a_large_file_that_was_made_up_is_taken_in(tmp_path):
    small = ["--lines", "60", "--articles", "20", "--pages", "3", "--files", "0", "--jobs", "1"]
    output, data = run(large_files.main, tmp_path, *small)
    found = data["raw"]["memory"]
    assert [of_kind["articles"] for of_kind in found.values()] == [60, 20, 3]
    assert all(of_kind["peak_bytes"]["private"] > 10_000_000 for of_kind in found.values())
    assert "crawl.warc: 3 articles" in output


@pytest.mark.skipif(not memory.is_measurable(), reason="needs /proc")
def test_of_very_many_files_those_are_taken_in_that_changed(tmp_path):
    section = many_files.measure_files(tmp_path, 60, 1)
    assert [row.what.partition(": ")[2] for row in section.rows] == [
        "first ingestion, peak",
        "nothing changed, peak",
        "10 added, peak",
        "10 deleted, peak",
        "rebuild, peak",
        "status, peak",
        "record on the disk",
    ]
