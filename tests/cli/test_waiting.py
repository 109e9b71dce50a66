"""`--wait`: commands that write, while another process does."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from searchkit import Archive, Article
from searchkit.cli.main import main
from searchkit.cli.waiting import with_seconds


@pytest.fixture
def index(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "dam.txt").write_text("Dam\n\nThe dam broke.\n", encoding="utf-8")
    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.add(Article(id="a1", body="The gate held."))
    return tmp_path / "index"


def commands(index: Path) -> list[list[str]]:
    documents = str(index.parent / "documents")
    return [["ingest", documents], ["rebuild", documents], ["rebuild", "--stored"], ["delete", "a"]]


def run(index: Path, command: list[str], *options: str) -> int:
    return main([command[0], "--index", str(index), *options, *command[1:]])


def test_another_writer_is_named(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Archive.open(index) as holder:
        holder.add(Article(id="a2", body="Rain."))
        for command in commands(index):
            assert run(index, command) == 2
            err = capsys.readouterr().err
            assert f"process {os.getpid()} is writing" in err
            assert "--wait" in err


@pytest.mark.parametrize("options", [["--wait"], ["--wait", "60"], ["--wait=60"]])
def test_it_is_waited_for(index: Path, options: list[str]) -> None:
    for command in commands(index):
        holder = Archive.open(index)
        holder.add(Article(id="a2", body="Rain."))
        timer = threading.Timer(0.2, holder.close)
        timer.start()
        assert run(index, command, *options) == 0
        timer.join()


def test_no_longer_than_said(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Archive.open(index) as holder:
        holder.add(Article(id="a2", body="Rain."))
        assert run(index, ["delete", "a1"], "--wait", "0.1") == 2
    assert "is writing" in capsys.readouterr().err


def test_a_repair_waits_too(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    next(index.glob("seg-*")).write_bytes(b"")
    holder = Archive.open(index.parent / "other", create=True)
    holder.close()
    command = ["check", "--repair"]
    assert run(index, command, "--wait", "1") == 1
    assert "lost" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "seen"),
    [
        (["--wait", "30", "a"], ["--wait", "30", "a"]),
        (["--wait", "1e2"], ["--wait", "1e2"]),
        (["--wait", "documents"], ["--wait=inf", "documents"]),
        (["--wait", "--json"], ["--wait=inf", "--json"]),
        (["a", "--wait"], ["a", "--wait=inf"]),
        (["--wait=5", "--", "a"], ["--wait=5", "--", "a"]),
    ],
)
def test_only_a_number_is_taken_for_seconds(args: list[str], seen: list[str]) -> None:
    assert list(with_seconds(args)) == seen
