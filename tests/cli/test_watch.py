"""`watch`: the archive follows its folder until it is told to stop."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest

from searchkit import Archive

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "first", "The dam broke.")
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    """A whole file at once, as programs that take care put it there."""
    (folder / "documents").mkdir(exist_ok=True)
    part = folder / f"{name}.part"
    part.write_text(f"{name.title()} story\n\n{text}\n" * 3, encoding="utf-8")
    part.replace(folder / "documents" / f"{name}.txt")


@pytest.fixture
def watching(folder: Path) -> Iterator[subprocess.Popen[str]]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    env.pop("SEARCHKIT_INDEX", None)
    command = [sys.executable, "-m", "searchkit", "watch", "--json", "--settle", "0.2"]
    process = subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    # Tests read its output line by line: a line that never comes must not hold up the others.
    timer = Timer(60, process.kill)
    timer.start()
    yield process
    timer.cancel()
    process.kill()
    process.communicate()


def report(process: subprocess.Popen[str]) -> dict[str, object]:
    assert process.stdout is not None
    data: dict[str, object] = json.loads(process.stdout.readline())
    return data


def test_changes_are_ingested_as_they_happen(folder: Path, watching: subprocess.Popen[str]) -> None:
    assert report(watching)["added"] == 1
    write(folder, "second", "The gate held.")
    assert report(watching)["added"] == 1
    write(folder, "second", "The gate gave way.")
    assert report(watching)["updated"] == 1
    with Archive.open(folder / "index") as archive:
        assert archive.search("gate gave").total == 1
        # The lock is free while nothing is being ingested.
        archive.delete(*archive.ids())
    (folder / "documents" / "first.txt").unlink()
    write(folder, "third", "Rain.")
    assert report(watching)["added"] == 1


def test_a_folder_that_goes_and_comes_back_loses_nothing(
    folder: Path, watching: subprocess.Popen[str]
) -> None:
    assert report(watching)["added"] == 1
    (folder / "documents").rename(folder / "away")
    assert watching.stderr is not None
    assert "documents" in watching.stderr.readline()
    with Archive.open(folder / "index") as archive:
        assert archive.status().documents == 1
    (folder / "away").rename(folder / "documents")
    write(folder, "second", "The gate held.")
    assert report(watching)["documents"] == 2


def test_an_interrupt_ends_it(watching: subprocess.Popen[str]) -> None:
    report(watching)
    watching.send_signal(signal.SIGINT)
    assert watching.wait(timeout=20) == 130
    assert watching.stderr is not None
    assert "Traceback" not in watching.stderr.read()


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "searchkit", "watch", "nowhere"],
        cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "nowhere" in done.stderr
