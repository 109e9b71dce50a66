"""A file system that gives no locks, no maps, or nothing any more: a clear error, or an answer."""

from __future__ import annotations

import errno
import fcntl
import mmap
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from archive_stories import make, story

from searchkit import Archive, ArchiveError
from searchkit.cli.main import main

GONE = (errno.ESTALE, errno.EIO, errno.EACCES, errno.ENOTCONN)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    make(tmp_path / "index", story("a"))
    make(tmp_path / "index", story("b"))
    return tmp_path / "index"


def refusing(real: Callable[..., Any], number: int, name: str = "") -> Callable[..., Any]:
    """A call that is refused for paths that hold `name`."""

    def call(*args: Any, **options: Any) -> Any:
        if name in str(args[0]):
            raise OSError(number, os.strerror(number), str(args[0]))
        return real(*args, **options)

    return call


def refused(index: Path, capsys: pytest.CaptureFixture[str], *words: str) -> None:
    """Opening it is refused, in one line that says why."""
    with pytest.raises(ArchiveError):
        Archive.open(index)
    assert main(["search", "--index", str(index), "gate"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    for word in (str(index), "cannot be read", *words):
        assert word in said


@pytest.mark.parametrize("number", GONE)
@pytest.mark.parametrize("name", ["seg-", "manifest-"])
def test_a_file_that_the_system_does_not_give_is_named(
    index: Path,
    name: str,
    number: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(os, "open", refusing(os.open, number, name))
    monkeypatch.setattr(Path, "read_bytes", refusing(Path.read_bytes, number, name))
    refused(index, capsys, name, os.strerror(number))


@pytest.mark.parametrize("number", GONE)
def test_a_folder_that_cannot_be_listed_is_named(
    index: Path, number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Path, "iterdir", refusing(Path.iterdir, number))
    refused(index, capsys, os.strerror(number))


def test_a_file_system_without_maps_is_said_to_be_one(
    index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(mmap, "mmap", refusing(mmap.mmap, errno.ENODEV))
    with pytest.raises(ArchiveError, match=r"seg-.* maps no files into memory"):
        Archive.open(index)


def test_an_archive_on_a_file_system_without_locks_is_read_and_not_written(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fcntl, "flock", refusing(fcntl.flock, errno.ENOLCK))
    with Archive.open(index) as archive:
        assert archive.search("").total == 2
        assert archive.check().ok
        with pytest.raises(ArchiveError, match="has no locks"):
            archive.delete("a")


@pytest.mark.parametrize("number", GONE)
def test_what_goes_while_an_archive_is_open_is_a_clear_error_or_an_answer(
    index: Path, tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive.open(index) as archive:
        monkeypatch.setattr(os, "open", refusing(os.open, number, "index"))
        monkeypatch.setattr(Path, "open", refusing(Path.open, number, "index"))
        monkeypatch.setattr(Path, "read_bytes", refusing(Path.read_bytes, number, "index"))
        monkeypatch.setattr(Path, "iterdir", refusing(Path.iterdir, number, "index"))
        assert archive.search("").total == 2
        assert {article.id for article in archive.articles()} == {"a", "b"}
        for action in (
            archive.refresh,
            archive.check,
            lambda: archive.backup(tmp_path / "backup"),
            lambda: archive.delete("a"),
        ):
            with pytest.raises(ArchiveError, match=os.strerror(number)):
                action()
        monkeypatch.undo()
    assert not (tmp_path / "backup").exists()


def test_a_backup_names_what_cannot_be_read(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.open

    def broken(path: Path, *args: Any, **options: Any) -> Any:
        file = real(path, *args, **options)
        return Broken(file) if path.name.startswith("seg-") else file

    class Broken:
        def __init__(self, file: Any) -> None:
            self._file = file

        def __enter__(self) -> Broken:
            return self

        def __exit__(self, *_: object) -> None:
            self._file.close()

        def read(self, _: int) -> bytes:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(Path, "open", broken)
    expected = f"{index}/seg-[^ ]*: {os.strerror(errno.EIO)}"
    with Archive.open(index) as archive, pytest.raises(ArchiveError, match=expected):
        archive.backup(tmp_path / "backup")
