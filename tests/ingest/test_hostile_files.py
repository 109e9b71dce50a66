"""A file that was made to do harm is read or rejected, in little time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import hostile_files
import pytest

from searchkit import Archive

READ = {
    "external-dtd.rss",
    "wide.rss",
    "entities.html",
    "wrong-charset.html",
    "no-charset.html",
    "latin.txt",
    "long-attribute.html",
    "script.html",
    "ld-wide.html",
    "numbers.json",
    "line.jsonl",
    "backticks.md",
    "brackets.md",
    "quotes.md",
    "stars.md",
    "chunks.warc",
}
"""These hold articles; all others are rejected."""
MEGABYTES = 300


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("hostile")
    done = subprocess.run(
        [sys.executable, hostile_files.__file__, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        check=True,
    )
    return {item["name"]: item for item in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", hostile_files.FILES)
def test_it_is_read_or_rejected_within_bounds(name: str, found: dict[str, dict[str, Any]]) -> None:
    item = found[name]
    assert "died" not in item
    assert item["mb"] <= MEGABYTES
    assert (item["articles"] > 0) == (name in READ), item
    assert item["rejected"] > 0 or name in READ
    assert "failed on it" not in str(item["reasons"])
    assert "root:" not in str(item)


def test_the_run_goes_on(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for name in ("nested.html", "entities.rss", "cut.gz", "cut.zip", "link.tar", "endless.warc"):
        (news / name).write_bytes(hostile_files.FILES[name]())
    (tmp_path / "secret.txt").write_text(hostile_files.PROSE)
    (news / "link.txt").symlink_to(tmp_path / "secret.txt")
    (news / "nowhere.txt").symlink_to(tmp_path / "gone")
    os.mkfifo(news / "pipe.txt")
    (news / "story.txt").write_text(hostile_files.PROSE)
    with Archive.open(tmp_path / "index", create=True) as archive:
        report = archive.ingest(news)
        assert report.added == 1
        assert len({item.path.partition("!/")[0] for item in report.rejected}) == 9
        assert all(item.reason for item in report.rejected)
