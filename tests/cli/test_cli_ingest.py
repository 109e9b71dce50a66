"""`ingest` and `rebuild`: what they ask, their reports, stdin and dry runs."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace

import pytest

from searchkit.errors import SourceMissing
from searchkit.model import Rejected
from searchkit.reports import IngestReport


def test_documents_are_the_default_path(run, archive):
    assert run("ingest").code == 0
    paths, named = archive.last("ingest")
    assert paths == ("documents",)
    assert named == {"jobs": None, "keep_missing": False, "allow_empty": False, "progress": None}
    assert archive.last("open")[1]["create"]


def test_options_reach_the_archive(run, archive):
    run("ingest", "a", "b", "--jobs", "3", "--keep-missing", "--allow-empty")
    paths, named = archive.last("ingest")
    assert paths == ("a", "b")
    assert (named["jobs"], named["keep_missing"], named["allow_empty"]) == (3, True, True)


def test_the_report_ends_the_run_on_stdout(run, archive):
    archive.report = IngestReport(
        added=60, updated=2, unchanged=1000, removed=1, documents=1062, seconds=2.0
    )
    assert run("ingest").out == (
        "added 60, updated 2, unchanged 1,000, removed 1, rejected 0; "
        "1,062 articles in the archive; 2.00 s, 31 articles/s\n"
    )


def test_rejected_files_are_listed_on_stderr_and_change_no_exit_code(run, archive):
    rejected = tuple(Rejected(f"f{number}\x1b.txt", "binary") for number in range(23))
    archive.report = IngestReport(rejected=rejected)
    outcome = run("ingest")
    assert outcome.code == 0
    lines = outcome.err.splitlines()
    assert lines[0] == "rejected f0\\x1b.txt: binary"
    assert len(lines) == 21
    assert lines[-1] == "… and 3 more; --json lists all"
    assert "rejected 23" in outcome.out


def test_json_lists_every_rejected_file(run, archive):
    archive.report = IngestReport(rejected=(Rejected("f\x1b.txt", "binary"),) * 23)
    outcome = run("ingest", "--json")
    data = json.loads(outcome.out)
    assert data["rejected"] == [{"path": "f\x1b.txt", "reason": "binary"}] * 23
    assert outcome.err == ""


def test_warnings_of_an_ingestion_are_shown(run, archive):
    archive.report = IngestReport(warnings=("two files claim the id a1",))
    assert run("ingest").err == "searchkit: warning: two files claim the id a1\n"


def test_a_missing_source_is_an_error(run, archive):
    archive.failure = SourceMissing("news has gone; --allow-empty removes its 12 articles")
    outcome = run("ingest", "news")
    assert outcome.code == 2
    assert outcome.err.startswith("searchkit: error: news has gone")


def test_what_was_done_is_reported_before_the_error_about_the_rest(run, archive):
    report = IngestReport(added=3, documents=3, problems=("news/b cannot be listed",))
    archive.failure = SourceMissing("news/b cannot be listed", report)
    outcome = run("ingest", "news")
    assert outcome.code == 2
    assert outcome.out.startswith("added 3,")
    assert outcome.err == "searchkit: error: news/b cannot be listed\n"
    assert json.loads(run("ingest", "--json").out)["problems"] == ["news/b cannot be listed"]


def test_rebuild_opens_what_an_older_analyzer_wrote(run, archive):
    run("rebuild", "--stored")
    assert archive.last("open")[1]["stored_only"]


def test_stdin_is_read_as_lines(run, archive, monkeypatch):
    stdin = SimpleNamespace(
        buffer=io.BytesIO(b'{"title": 1}\n{"title": 2}\n'), closed=False, isatty=lambda: False
    )
    monkeypatch.setattr("sys.stdin", stdin)
    assert run("ingest", "-").code == 0
    assert archive.last("ingest_lines")[0] == (b'{"title": 1}\n', b'{"title": 2}\n')


@pytest.mark.parametrize("args", [["-", "news"], ["-", "--dry-run"]])
def test_stdin_stands_alone(run, archive, args):
    assert run("ingest", *args).code == 2
    assert not archive.calls


def test_a_dry_run_shows_articles_and_rejections_and_writes_nothing(run, archive):
    outcome = run("ingest", "--dry-run", "page.html")
    assert outcome.code == 0
    assert outcome.out.splitlines() == [
        "Embassy staff leave · AP · undated · a1",
        "rejected b.bin: binary",
    ]
    assert "new or changed: 1 article, rejected 1; none written" in outcome.err
    assert [name for name, _, _ in archive.calls] == ["open", "preview", "close"]


def test_a_dry_run_prints_json_lines(run):
    lines = run("ingest", "--dry-run", "--json").out.splitlines()
    assert json.loads(lines[0])["title"] == "Embassy staff leave"
    assert json.loads(lines[1]) == {"path": "b.bin", "reason": "binary"}


def test_rebuild_hands_on_its_paths_and_options(run, archive):
    run("rebuild", "a", "--jobs", "2", "--allow-empty")
    paths, named = archive.last("rebuild")
    assert paths == ("a",)
    assert named == {"stored": False, "jobs": 2, "progress": None, "allow_empty": True}


def test_rebuild_without_paths_lets_the_archive_choose_them(run, archive):
    run("rebuild")
    assert archive.last("rebuild")[0] == ()


def test_rebuild_from_what_is_stored_needs_an_archive_and_no_paths(run, archive):
    assert run("rebuild", "--stored", "news").code == 2
    archive.exists = False
    outcome = run("rebuild", "--stored")
    assert outcome.code == 2
    assert "no archive" in outcome.err


def test_a_bar_is_shown_only_on_a_terminal(run, archive, monkeypatch):
    monkeypatch.setattr("searchkit.cli.progress.is_terminal", lambda stream: True)
    run("ingest")
    progress = archive.last("ingest")[1]["progress"]
    assert callable(progress)
    progress(SimpleNamespace(done=3, total=10, rejected=1, seconds=0.5))
    progress(SimpleNamespace(done=3, total=0, rejected=1, seconds=0.0))
    run("ingest", "--quiet")
    assert archive.last("ingest")[1]["progress"] is None
