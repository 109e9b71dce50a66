"""JSON lines that are read where they are built: the archive is the same."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from searchkit import Archive
from searchkit.engines.local import intake, workers
from searchkit.engines.local.building import SegmentBuilder
from searchkit.engines.local.child import Child
from searchkit.ingest import line_ranges
from searchkit.ingest.line_ranges import LineRange

RECORDS: list[Any] = [
    {"id": "a", "title": "The first ferry"},
    {"id": "b", "text": "A bridge over the river."},
    {"id": "a", "title": "Of the same id"},
    {"title": "Without an id"},
    ["no record"],
    {"url": "https://a.example/1", "title": "Known by its address"},
    {"url": "https://a.example/1", "title": "The address again"},
]


def write(path: Path, copies: int = 20) -> Path:
    lines = []
    for copy in range(copies):
        for record in RECORDS:
            if isinstance(record, dict) and record.get("id") == "b":
                record = {**record, "id": f"b{copy}"}
            lines.append(json.dumps(record))
        lines.append("")
    path.write_text("\n".join(lines))
    os.utime(path, (1_600_000_000, 1_600_000_000))
    return path


@pytest.fixture(autouse=True)
def short_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_ranges, "RANGE_BYTES", 1_000)


def ingest(folder: Path, *paths: Path, jobs: int) -> tuple[Any, Any, Any]:
    with Archive.open(folder, create=True) as archive:
        reports = [replace(archive.ingest(path, jobs=jobs), seconds=0) for path in paths]
        assert archive.check().ok
        reader = archive._engine.reader()
        found = list(reader.articles()), list(reader.entries("file/"))
        reader.close()
    return (*found, reports)


def test_several_processes_store_what_one_does(tmp_path: Path) -> None:
    path = write(tmp_path / "wire.jsonl")
    one, two = (ingest(tmp_path / str(jobs), path, jobs=jobs) for jobs in (1, 2))
    assert one == two
    articles, _, reports = two
    assert len(articles) == reports[0].added == 6 * 20
    assert len(reports[0].rejected) == 20


def test_where_most_ids_are_taken_reading_goes_on_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_BATCH_BYTES", 1_500)
    paths = write(tmp_path / "wire.jsonl"), write(tmp_path / "copy.jsonl")
    one, two = (ingest(tmp_path / str(jobs), *paths, jobs=jobs) for jobs in (1, 2))
    assert one == two


def test_a_child_that_dies_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "wire.jsonl")
    send, sent = Child.send_lines, []

    def send_and_kill(child: Child, *arguments: Any) -> None:
        send(child, *arguments)
        sent.append(arguments)
        if len(sent) == 2:
            child._process.kill()

    monkeypatch.setattr(Child, "send_lines", send_and_kill)
    monkeypatch.setattr(Child, "has_room", property(_awaited))
    assert ingest(tmp_path / "2", path, jobs=2) == ingest(tmp_path / "1", path, jobs=1)
    assert len(sent) >= 2


def _awaited(child: Child) -> bool:
    """Whether a child has room, once it has begun to work."""
    while not child.ready and not child.ended:
        child.wait()
    child._receive_pending()
    return not child.ended and not child.finishing and child.unanswered < 2


def test_large_segments_are_finished_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "wire.jsonl")
    one = ingest(tmp_path / "1", path, jobs=1)
    monkeypatch.setattr(workers, "_SEGMENT_BYTES", 3_000)
    assert ingest(tmp_path / "2", path, jobs=2) == one


def test_what_was_deleted_is_treated_alike(tmp_path: Path) -> None:
    results = []
    for jobs in 1, 2:
        folder = tmp_path / str(jobs)
        folder.mkdir()
        path = write(folder / "wire.jsonl")
        with Archive.open(folder / "index", create=True) as archive:
            archive.ingest(path, jobs=jobs)
            archive.delete("b3")
            archive.delete("a")
        results.append(ingest(folder / "index", path.rename(folder / "moved.jsonl"), jobs=jobs))
    assert results[0] == results[1]


def test_lines_without_an_article_make_no_segment(tmp_path: Path) -> None:
    path = tmp_path / "wire.jsonl"
    path.write_text("[]\n{}\n")
    builder, segment = SegmentBuilder(), tmp_path / "segment"
    read = builder.add_lines(segment, LineRange(str(path), "wire.jsonl", 0, 6, 1, 0), None)
    assert [item.claim for item in read] == ["wire.jsonl:1", "wire.jsonl:2"]
    assert builder.finish(segment, (), None) == (0, 0)
    assert not segment.exists()
