"""The command line over real archives, each command a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from shell import ARTICLES, EVIL, ROOT, Shell, write_articles


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """An archive that no test changes."""
    folder = tmp_path_factory.mktemp("shared")
    write_articles(folder / "documents" / "news.jsonl", ARTICLES)
    shell = Shell(folder)
    done = shell("ingest", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(
        "added 4, updated 0, unchanged 0, removed 0, rejected 0; 4 articles"
    )
    return shell


@pytest.fixture
def shell(tmp_path):
    """An archive of a test's own."""
    write_articles(tmp_path / "documents" / "news.jsonl", ARTICLES)
    shell = Shell(tmp_path)
    assert shell("ingest", "--jobs", "1").returncode == 0
    return shell


def test_a_search_marks_its_hits_and_exits_with_0(shared):
    done = shared("search", "embassy", "evacuation", "--match", "all")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1. **Embassy** staff leave Kyiv" in done.stdout
    assert "**evacuation**" in done.stdout
    assert "id kyiv-1" in done.stdout


def test_newer_articles_may_be_put_first(shared):
    done = shared("search", "embassy", "--boost", "recent", "--explain")
    assert (done.returncode, done.stderr) == (0, "")
    assert "(recent)" in done.stdout
    refused = shared("search", "embassy", "--boost", "recent", "--sort", "newest")
    assert refused.returncode == 2
    assert "boost goes with sort=relevance" in refused.stderr


def test_a_search_without_hits_exits_with_1(shared):
    done = shared("search", "zeppelin")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no articles match" in done.stderr
    assert shared("search", "zeppelin", "--count").stdout == "0\n"


def test_a_misspelled_search_says_what_was_meant(shared):
    done = shared("search", "evacuaton", "-mayr")
    assert (done.returncode, done.stdout) == (1, "")
    assert "did you mean: evacuation -mayr\n" in done.stderr
    assert shared.json("search", "evacuaton")["suggestion"] == "evacuation"
    assert shared.json("search", "evacuation")["suggestion"] is None


def test_where_nothing_is_found_the_ways_out_are_counted(shared):
    done = shared("search", "embassy", "--after", "2023-01-01", "--source", "Exmple Wire")
    assert (done.returncode, done.stdout) == (1, "")
    assert "warning: the archive holds nothing of the source Exmple Wire; sources" in done.stderr
    assert "warning: the archive holds no articles from 2023-01-01 on" in done.stderr
    assert "searchkit: no articles match\n" in done.stderr
    done = shared("timeline", "mayor", "--before", "2022-01-01")
    assert "try: other dates: 1 article matches outside these: 2022-02-01\n" in done.stderr


def test_why_an_article_is_found_or_not_is_explained(shared):
    done = shared("explain", "kyiv-1", "embassy", '"military staff"', "--after", "2022-02-01")
    assert done.returncode == 1
    assert "does not match" in done.stdout
    assert "yes  embassy" in done.stdout
    assert "no   after:2022-02-01: published 2022-01-23, before these dates" in done.stdout
    data = shared.json("explain", "kyiv-1", "embassy", "-mayor")
    (hit,) = shared.json("search", "embassy", "-mayor", "--explain")["hits"]
    assert round(data["score"], 4) == hit["score"]
    assert data["words"] == hit["explanation"]
    assert shared("explain", "nothing", "embassy").returncode == 2


def test_what_is_being_typed_is_completed(shared):
    assert shared("suggest", "emb").stdout.split() == ["embassy", "2"]
    assert shared("suggest", "military a").stdout.split() == ["military", "action"]
    found = shared.json("suggest", "source:da")["suggestions"]
    assert found == [{"text": 'source:"Daily Example"', "kind": "source", "articles": 1}]
    assert shared("suggest", "zzz").returncode == 1


def test_a_leading_dash_leaves_articles_out(shared):
    assert shared.ids("budget", "-mayor") == ["budget-3"]
    assert shared.ids("-mayor", "budget") == ["budget-3"]
    assert "kyiv-2" not in shared.ids("-budget")


def test_filters_narrow_a_search(shared):
    assert shared.ids("embassy", "--source", "daily example") == ["kyiv-2"]
    assert shared.ids("embassy", "--after", "2022-01-24") == ["kyiv-2"]
    assert shared.ids("embassy", "--before", "2022-01-24") == ["kyiv-1"]
    assert shared.ids("embassy", "--sort", "newest") == ["kyiv-2", "kyiv-1"]
    assert "budget-3" in shared.ids("budget", "--after", "2022-01-24", "--undated")


def test_json_has_the_shape_that_programs_rely_on(shared):
    data = shared.json("search", '"military action"', "--facets")
    assert set(data) == {
        *("query", "interpreted", "suggestion", "total", "groups", "took_ms"),
        *("warnings", "hits", "facets"),
    }
    (hit,) = data["hits"]
    assert (hit["id"], hit["published"], hit["source"]) == ("kyiv-1", "2022-01-23", "Example Wire")
    body = shared.json("show", "kyiv-1")["body"]
    for snippet in hit["snippets"]:
        assert body[snippet["start"] :].startswith(snippet["text"])
        assert [snippet["text"][start:end] for start, end in snippet["spans"]]


def test_what_else_tells_a_story_is_found_by_the_beginning_of_an_id(shared):
    found = shared.json("similar", "kyiv-1")
    assert (found["article"]["id"], found["first"]["id"]) == ("kyiv-1", "kyiv-1")
    assert [(hit["id"], hit["relation"]) for hit in found["hits"]] == [("kyiv-2", "background")]
    done = shared("similar", "evil")
    assert (done.returncode, done.stdout) == (1, "")


def test_what_sets_articles_apart_is_found_in_a_fresh_process(shared):
    done = shared("phrases", "embassy")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no phrase sets these articles apart" in done.stderr
    assert shared.json("phrases", "embassy")["total"] == 2


def test_pages_follow_each_other(shared):
    pages = [shared.ids("the", "-n", "1", "--page", str(page)) for page in (1, 2, 3)]
    assert len({id for page in pages for id in page}) == 3


def test_show_takes_a_prefix_and_refuses_an_ambiguous_one(shared):
    assert shared("show", "bud").stdout.startswith("A quiet week in the north\n")
    for prefix in ("kyiv", "nothing"):
        done = shared("show", prefix)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("searchkit: error: ")


@pytest.mark.parametrize(
    "args",
    [
        ["search", "hostile"],
        ["search", "hostile", "--verbose", "--explain", "--facets"],
        ["search", "hostile", "--csv"],
        ["search", "hostile", "--ids"],
        ["search", "hostile", "--json"],
        ["search", "hostile", "--jsonl"],
        ["search", f"hostile {EVIL}"],
        ["show", "evil-4"],
        ["sources"],
        ["show", EVIL],
        ["search", "x", "--index", EVIL],
        ["search", f"--{EVIL}"],
        [EVIL],
    ],
)
def test_hostile_text_never_reaches_the_terminal(shared, args):
    done = shared(*args)
    shown = (done.stdout + done.stderr).replace("\n", "")
    assert shown
    assert not set(shown) & set("\x1b\x07\u202e\r")


def test_hostile_text_is_exact_in_json(shared):
    (hit,) = shared.json("search", "hostile")["hits"]
    assert hit["source"] == EVIL.strip()


def test_csv_cells_are_no_formulas(shared):
    assert "'=SUM(A1)" in shared("search", "hostile", "--csv").stdout


def test_status_sources_and_check_agree(shared):
    assert shared.json("status")["documents"] == 4
    assert (
        sum(source["documents"] for source in json.loads(shared("sources", "--json").stdout)) == 4
    )
    assert shared("check").returncode == 0


def test_without_an_archive_the_exit_code_is_2_and_the_way_out_is_named(tmp_path):
    for args in (["search", "x"], ["show", "a"], ["status"], ["check"], ["rebuild", "--stored"]):
        done = Shell(tmp_path)(*args)
        assert (done.returncode, done.stdout) == (2, "")
        assert "no archive in ./index: run `searchkit ingest documents` first" in done.stderr


def test_rebuilding_where_there_is_nothing_makes_no_archive(tmp_path):
    done = Shell(tmp_path)("rebuild")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no archive in ./index" in done.stderr
    assert not list(tmp_path.iterdir())


def test_ingesting_again_changes_nothing(shell):
    report = shell.json("ingest")
    assert (report["added"], report["updated"], report["unchanged"]) == (0, 0, 4)


def test_rejected_files_are_listed_and_leave_the_exit_code_at_0(shell):
    (shell.folder / "documents" / "empty.txt").write_text("")
    done = shell("ingest")
    assert done.returncode == 0
    assert "empty.txt" in done.stderr
    assert "rejected 1" in done.stdout


def test_a_path_that_has_gone_is_an_error_and_loses_nothing(shell):
    (shell.folder / "documents").rename(shell.folder / "elsewhere")
    done = shell("ingest")
    assert done.returncode == 2
    assert "documents" in done.stderr
    assert shell.json("status")["documents"] == 4


def test_lines_from_stdin_are_added(shell):
    line = json.dumps({"id": "piped", "title": "Piped", "body": "A zeppelin landed."})
    assert shell("ingest", "-", stdin=f"{line}\nnot json\n").returncode == 0
    assert shell.ids("zeppelin") == ["piped"]


def test_a_dry_run_writes_nothing(tmp_path):
    write_articles(tmp_path / "documents" / "news.jsonl", ARTICLES)
    done = Shell(tmp_path)("ingest", "--dry-run", "--json")
    assert done.returncode == 0
    first = done.stdout.splitlines()[0]
    assert json.loads(first)["id"] == "kyiv-1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["documents"]


def test_a_deleted_article_stays_deleted(shell):
    assert shell("delete", "bud").stdout == "deleted 1 article\n"
    assert "budget-3" not in shell.ids("budget")
    assert shell("ingest").returncode == 0
    assert "budget-3" not in shell.ids("budget")


@pytest.mark.parametrize("options", [[], ["--stored"], ["documents"]])
def test_a_rebuilt_archive_answers_alike(shell, options):
    before = shell.ids("the", "-n", "100")
    assert shell("rebuild", *options).returncode == 0
    assert shell.ids("the", "-n", "100") == before


def test_the_index_is_named_before_or_after_the_command(shell):
    (shell.folder / "index").rename(shell.folder / "moved")
    assert shell("search", "embassy", "--index", "moved").returncode == 0
    assert shell("--index", "moved", "search", "embassy").returncode == 0


def test_strict_refuses_what_would_be_read_with_a_warning(shell):
    done = shell("search", "--strict", "embassy (")
    assert (done.returncode, done.stdout) == (2, "")
    loose = shell("search", "embassy (")
    assert loose.returncode == 0
    assert "searchkit: warning: " in loose.stderr


NEEDLESS = {
    "asyncio",
    "calendar",
    "dataclasses",
    "decimal",
    "importlib.resources",
    "numpy.ma",
    "random",
    "tempfile",
    "tzlocal",
    "zipfile",
    "zoneinfo",
    "searchkit.advice",
    "searchkit.analysis.expansions",
    "searchkit.analysis.language",
    "searchkit.engines.local.related",
    "searchkit.coverage",
    "searchkit.engines.local.sources",
    "searchkit.explaining",
    "searchkit.explanation",
    "searchkit.engines.local.writer",
    "searchkit.query.dates",
    "searchkit.query.lexer",
    "searchkit.reports",
    "searchkit.search.chronology",
    "searchkit.search.expansion",
    "searchkit.search.completion",
    "searchkit.search.facets",
    "searchkit.search.forms",
    "searchkit.key_phrases",
    "searchkit.search.authors",
    "searchkit.search.holdings",
    "searchkit.search.phrases",
    "searchkit.search.resemblance",
    "searchkit.search.single_article",
    "searchkit.similar",
    "searchkit.search.suggestion",
    "searchkit.store.commit",
    "searchkit.store.lock",
    "searchkit.store.record",
}
"""What a search for one word does without: each of these takes a tenth to ten milliseconds."""


def loaded_by(code: str, folder: Path) -> set[str]:
    """The modules that are loaded once some code has run."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print(*sys.modules, file=sys.stderr)"],
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return set(done.stderr.split())


def test_a_search_imports_nothing_that_only_ingestion_needs(shared):
    search = "from searchkit.cli.main import main; main(['search', 'embassy', '-q'])"
    modules = loaded_by(search, shared.folder)
    # Older releases of numpy load more of these themselves.
    assert not modules & NEEDLESS - loaded_by("import click, numpy, zstandard", shared.folder)
    loaded = {name.partition(".")[0] for name in modules}
    assert "numpy" in loaded
    assert not loaded & {
        "whoosh",
        "rich",
        "bs4",
        "selectolax",
        "lxml",
        "nltk",
        "charset_normalizer",
    }


def test_a_query_that_takes_too_long_says_what_to_do(shared):
    many = " OR ".join(f"*{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz")
    done = shared("search", many, "--timeout", "0.000001")
    assert done.returncode == 2
    assert "longer than 1e-06 s: ask for fewer words" in done.stderr
    assert shared("search", many, "--timeout", "0").returncode == 0


def test_a_backup_is_searched_and_restored(shared, tmp_path):
    made = shared.json("backup", str(tmp_path / "backup"))
    assert made["copied"] == made["files"]
    assert shared.json("backup", str(tmp_path / "backup"))["copied"] == 0
    ids = shared.ids("embassy")
    assert shared.ids("embassy", "--index", str(tmp_path / "backup")) == ids
    target = ("--index", str(tmp_path / "new"))
    done = shared("restore", str(tmp_path / "backup"), *target)
    assert "every checksum right" in done.stdout
    refused = shared("restore", str(tmp_path / "backup"), *target)
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert shared.json("restore", str(tmp_path / "backup"), "--force", *target)["replaced"]
    assert shared.ids("embassy", *target) == ids
    nothing = shared("restore", str(tmp_path / "nowhere"), *target)
    assert nothing.returncode == 2
    assert "no backup in" in nothing.stderr
