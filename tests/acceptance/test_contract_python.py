"""The contract, section 3: the library as a program of somebody else's would use it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from dataclasses import FrozenInstanceError
from datetime import date, datetime, timedelta, timezone

import pytest
from stranger import ROOT

import searchkit
from searchkit import Archive, Article, Rejected, SearchkitError, read_articles

EAST = timezone(timedelta(hours=5, minutes=30))


def test_every_error_of_the_package_is_a_searchkit_error():
    exported = [getattr(searchkit, name) for name in searchkit.__all__]
    errors = [one for one in exported if isinstance(one, type) and issubclass(one, Exception)]
    assert len(errors) > 5
    assert all(issubclass(error, SearchkitError) for error in errors)


def test_whatever_an_archive_gives_has_a_public_name_to_annotate_it_with():
    for name, member in vars(Archive).items() | vars(Archive.__mro__[1]).items():
        given = getattr(getattr(member, "__func__", member), "__annotations__", {}).get("return")
        for kind in re.findall(r"[A-Z]\w+", "" if name.startswith("_") else str(given)):
            assert kind in (*searchkit.__all__, "Iterator", "None"), (name, kind)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, None),
        ("2022-01-23", date(2022, 1, 23)),
        (date(2022, 1, 23), date(2022, 1, 23)),
        (datetime(2022, 1, 23, 10, tzinfo=EAST), datetime(2022, 1, 23, 10, tzinfo=EAST)),
        ("2022-01-23T10:00:00+05:30", datetime(2022, 1, 23, 10, tzinfo=EAST)),
        ("2022-01-23T10:00:00Z", datetime(2022, 1, 23, 10, tzinfo=timezone.utc)),
        (datetime(2022, 1, 23, 10), date(2022, 1, 23)),  # whose ten o'clock is unknown
        ("0001-01-01", date(1, 1, 1)),
    ],
)
def test_published_comes_back_as_a_date_or_an_aware_datetime(tmp_path, given, kept):
    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.add(Article(id="a", body="text", published=given))
    with Archive.open(tmp_path / "index") as archive:
        (hit,) = archive.search("text")
        for back in (archive.get("a").published, hit.published):
            assert back == kept
            assert type(back) is type(kept)
            if isinstance(kept, datetime):
                assert back.utcoffset() == kept.utcoffset()


@pytest.mark.parametrize("given", ["2022-02-30", "soon", "", "2022", 5])
def test_a_date_that_is_none_is_an_error_not_a_guess(given):
    with pytest.raises(SearchkitError, match="published"):
        Article(id="a", body="text", published=given)


def test_hits_are_frozen_and_slotted(tmp_path):
    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.add(Article(id="a", body="text"))
        archive.commit()
        (hit,) = archive.search("text")
        with pytest.raises(FrozenInstanceError):
            hit.id = "b"
        assert not hasattr(hit, "__dict__")


def test_status_and_reports_carry_the_names_of_the_json(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": "a", "text": "x"}\nno json\n')
    with Archive.open(tmp_path / "index", create=True) as archive:
        report = archive.ingest(tmp_path / "a.jsonl")
        status = archive.status()
    names = "added updated unchanged removed documents".split()
    assert [getattr(report, name) for name in names] == [1, 0, 0, 0, 1]
    (rejected,) = report.rejected
    assert rejected.path.endswith("a.jsonl:2")
    assert "line 1" not in rejected.reason
    assert (status.documents, status.undated, status.sources) == (1, 1, 0)
    assert (status.first, status.last, status.engine) == (None, None, "whoosh")
    assert min(status.bytes, status.generation, status.segments, status.format_version) > 0


def test_read_articles_says_what_ingestion_would_make_of_a_file(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": "a", "content": "x", "date": "2022-01-23"}\n[]\n\n')
    (tmp_path / "empty.html").write_text("")
    article, rejected = read_articles(tmp_path / "a.jsonl")
    assert (article.id, article.body, article.published) == ("a", "x", date(2022, 1, 23))
    assert isinstance(rejected, Rejected)
    assert [type(item) for item in read_articles(tmp_path / "empty.html")] == [Rejected]
    assert [type(item) for item in read_articles(tmp_path / "none.txt")] == [Rejected]


def test_readers_go_on_while_the_index_is_rebuilt_and_written(tmp_path):
    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.add_all(Article(id=str(number), body="ferry") for number in range(50))
    seen, failures, done = set(), [], threading.Event()

    def read(held):
        while not done.is_set():
            try:
                with Archive.open(tmp_path / "index") as fresh:
                    seen.add((held.search("ferry").total, fresh.search("ferry").total))
            except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
                failures.append(error)
                return

    with Archive.open(tmp_path / "index") as held, Archive.open(tmp_path / "index") as writer:
        threads = [threading.Thread(target=read, args=(held,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for number in range(50, 52):
            writer.add(Article(id=str(number), body="ferry"))
            writer.commit()
            writer.rebuild(stored=True)
        done.set()
        for thread in threads:
            thread.join()
        assert held.search("ferry").total == 50
        held.refresh()
        assert held.search("ferry").total == 52
    assert failures == []
    assert {before for before, _ in seen} == {50}
    assert {now for _, now in seen} <= set(range(50, 53))


def test_a_script_needs_no_main_guard_to_ingest_with_several_processes(tmp_path):
    (tmp_path / "news").mkdir()
    for number in range(220):
        (tmp_path / f"news/{number}.txt").write_text(f"Ferry {number}\n\nThe ferry sailed.")
    (tmp_path / "script.py").write_text(
        "from searchkit import Archive\n"
        "with Archive.open('index', create=True) as archive:\n"
        "    print(archive.ingest('news', jobs=2).added)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "script.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == (b"220\n", b"")


def test_an_archive_opens_as_a_whoosh_index(tmp_path):
    import whoosh.index

    from searchkit.whoosh_index import open_index

    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.add(Article(id="a", body="text"))
    index = open_index(tmp_path / "index")
    try:
        assert isinstance(index, whoosh.index.Index)
        assert index.doc_count() == 1
    finally:
        index.close()
